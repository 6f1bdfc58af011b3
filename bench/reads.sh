#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Reading: one record as JSON; the promise board as JSON and as a page, kept by the server and made anew for each request,
# over 1,000 contributions and over 1,000,000; lists of 250 with total and a filter, first page and page 1,000; idle memory
# and the time to the first answer.   bench/reads.sh [PEOPLE_OF_THE_LARGE_DATABASE] [SECONDS]
. "$(dirname "$0")/lib.sh"
large=${1:-1350000} seconds=${2:-4}
build_release
failed=0

# rate PATH: answers a second over 16 connections, the median of three runs.
rate() {
    local path=$1 i
    for i in 1 2 3; do
        run_wrk 16 "$seconds" reads.lua "$path" >&2
        echo "$wrk_rate"
    done | sort -n | sed -n 2p
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / (b ? b : 1) }'; }
memory() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server_pid/status"; }
contributions() { sqlite3 "$bench_tmp/$1.db" 'SELECT COUNT(*) FROM contribution'; }
# serve_database NAME PEOPLE: makes it and serves it.
serve_database() {
    local name=$1 people=$2
    export MLUP_KEY_FILE=$bench_tmp/$name.key
    demo_database "sqlite:$bench_tmp/$name.db" --people "$people"
    start_server "sqlite:$bench_tmp/$name.db"
}
# The lead's board, all 31 promises of all organisations, of both databases by turns: what else the machine does meets
# both alike.  turns PATH: sets rate_small and rate_large, medians of five.
turns() {
    local path=$1 i large_url=$server_url
    for i in 1 2 3 4 5; do
        server_url=$small_url ids=$bench_tmp/small.lua run_wrk 16 "$seconds" reads.lua "$path" >&2
        echo "small $wrk_rate"
        server_url=$large_url ids=$bench_tmp/large.lua run_wrk 16 "$seconds" reads.lua "$path" >&2
        echo "large $wrk_rate"
    done >"$bench_tmp/turns"
    rate_small=$(awk '$1 == "small" { print $2 }' "$bench_tmp/turns" | sort -n | sed -n 3p)
    rate_large=$(awk '$1 == "large" { print $2 }' "$bench_tmp/turns" | sort -n | sed -n 3p)
}

serve_database demo 6000
figure "idle memory with the demo" "$(memory)" MB 'at most' 32 || failed=1
prepare_load 0
figure "one record as JSON, 16 connections" "$(rate people)" /s 'at least' 15000 || failed=1
stop_server

serve_database small 500
prepare_load 0 ctip.manager
mv "$bench_tmp/ids.lua" "$bench_tmp/small.lua"
small_pid=$server_pid small_url=$server_url
server_pid=
trap 'kill "$small_pid" 2>/dev/null || true; bench_clean_up' EXIT

say "making the large database: $large people"
start=$SECONDS
serve_database large "$large"
say "made in $((SECONDS - start)) s; $(contributions small) contributions in the small one, $(contributions large) in this"
stop_server
port=$(free_port) start=$(date +%s%N)
"$mlup" serve --db "sqlite:$bench_tmp/large.db" --port "$port" >>"$bench_tmp/server.log" 2>&1 &
server_pid=$! server_url=http://127.0.0.1:$port
until curl -s -f -o /dev/null "$server_url/sign-in"; do sleep 0.005; done
figure "start to first answer, large database" "$((($(date +%s%N) - start) / 1000000))" ms 'at most' 200 || failed=1
prepare_load 0 ctip.manager
mv "$bench_tmp/ids.lua" "$bench_tmp/large.lua"
while read -r what path reach; do
    turns "$path"
    figure "board as $what, over 1,000,000 contributions" "$rate_large" /s 'at least' "$reach" || failed=1
    figure "  over 1,000 so many times as fast" "$(ratio "$rate_small" "$rate_large")" x 'at most' 1.2 || failed=1
    turns "$path?n="
    note "  made anew for each request" "$rate_large" /s
    figure "  made anew over 1,000 so many times as fast" "$(ratio "$rate_small" "$rate_large")" x 'at most' 1.2 || failed=1
done <<<"JSON /api/v1/board 10000
page /board 2000"
kill "$small_pid" 2>/dev/null || true

# Nearly all attendance is Sovann Phoum's.
prepare_load 0 sp.me
list="/api/v1/attendance?limit=250&present=true"
last=$(curl -s -H "Cookie: $(sed -n 's/^cookie="\(.*\)"/\1/p' "$bench_tmp/ids.lua")" "$server_url$list&page=1000" | grep -o '"id"' | wc -l)
[ "$last" = 250 ] || die "page 1,000 of $list has $last rows"
figure "list of 250 with total and a filter, first page" "$(rate "$list")" /s 'at least' 1000 || failed=1
figure "  page 1,000" "$(rate "$list&page=1000")" /s 'at least' 1000 || failed=1
for what in "JSON /api/v1/people" "page /people"; do
    note "  people with all fields, ${what% *}, first page" "$(rate "${what#* }?limit=250&sex=f")" /s
    note "  people with all fields, ${what% *}, page 1,000" "$(rate "${what#* }?limit=250&sex=f&page=1000")" /s
done
exit $failed
