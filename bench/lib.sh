# SPDX-License-Identifier: Apache-2.0
# What the figures share: the release program, a server on a database of its own, and the line each figure prints.
# Sourced by bash.  Everything is made in a temporary folder and ended with the script.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/lib.sh
. tools/postgres.sh

bench_tmp=$(mktemp -d "${BENCH_TMP:-/tmp}/mlup-bench-XXXXXX")
server_pid=

bench_clean_up() {
    stop_server
    stop_postgres
    rm -rf "$bench_tmp"
}
trap bench_clean_up EXIT
trap 'exit 130' INT TERM

build_release() {
    install_packages run test
    install_npm dev
    build_in build --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=false
    mlup=$PWD/$(find_mlup build)
}

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'; }

# start_server DB [arguments of serve...]: sets server_url and server_pid; waits until it answers.
start_server() {
    local db=$1 port i
    shift
    port=$(free_port)
    server_url=http://127.0.0.1:$port
    "$mlup" serve --db "$db" --port "$port" "$@" >>"$bench_tmp/server.log" 2>&1 &
    server_pid=$!
    for ((i = 0; i < 300; i++)); do
        curl -s -o /dev/null "$server_url/" && return 0
        kill -0 "$server_pid" 2>/dev/null || break
        sleep 0.05
    done
    cat "$bench_tmp/server.log"
    die "the server did not start"
}

stop_server() {
    [ -n "$server_pid" ] || return 0
    kill "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
    server_pid=
}

# figure WHAT VALUE UNIT 'at least'|'at most' REACH: prints the line; false when it is not reached.
figure() {
    local verdict
    verdict=$(awk -v value="$2" -v how="$4" -v reach="$5" 'BEGIN { print (how == "at least" ? value >= reach : value <= reach) ? "reached" : "NOT REACHED" }')
    printf '%-60s %12s %-6s %s %s: %s\n' "$1" "$2" "$3" "$4" "$5" "$verdict"
    [ "$verdict" = reached ]
}

# note WHAT VALUE UNIT: a number beside the figures, without a reach.
note() { printf '%-60s %12s %-6s\n' "$1" "$2" "$3"; }

# verified WHAT: `mlup verify` finds $db whole, and says in the same lines what it looked at.
verified() {
    local faults=0
    "$mlup" verify --db "$db" >"$bench_tmp/verify.log" 2>&1 || faults=1
    tail -n 3 "$bench_tmp/verify.log"
    figure "$1: verify finds a fault" "$faults" "" 'at most' 0
}

# demo_database DB [arguments of demo...]: makes it and writes the demo logins to $bench_tmp/logins.json.
demo_database() {
    local db=$1
    shift
    "$mlup" init --db "$db" >/dev/null 2>&1
    "$mlup" demo --db "$db" --quiet "$@" >/dev/null 2>&1
    "$mlup" demo --db "$db" --logins --json >"$bench_tmp/logins.json"
}

# prepare_load [SESSIONS [LOGIN]]: signs in, writes ids for wrk to $bench_tmp/ids.lua.
prepare_load() { node bench/load.mjs "$server_url" "$bench_tmp/logins.json" "$bench_tmp/ids.lua" "${1:-500}" "${2:-ccpcr.me}"; }

# wrk_ms PERCENT: the time that so many answers of a hundred stayed under, in milliseconds.
wrk_ms() { awk -v at="$1%" '$1 == at { v = $2 + 0; if ($2 ~ /us$/) v /= 1000; else if ($2 !~ /ms$/) v *= 1000; printf "%.2f", v }'; }

# run_wrk CONNECTIONS SECONDS SCRIPT ARGS...: sets wrk_rate (a second), wrk_p50 and wrk_p99 (ms); shows refused answers.
run_wrk() {
    local connections=$1 seconds=$2 script=$3 result
    shift 3
    result=$(wrk -t1 -c"$connections" -d"${seconds}s" --latency -s "bench/$script" "$server_url" -- "${ids:-$bench_tmp/ids.lua}" "$@")
    wrk_rate=$(awk '/Requests\/sec/ { printf "%d", $2 }' <<<"$result")
    wrk_p50=$(wrk_ms 50 <<<"$result")
    wrk_p99=$(wrk_ms 99 <<<"$result")
    grep -E 'not created|not read|Non-2xx|Socket errors' <<<"$result" || true
}
