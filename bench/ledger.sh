#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The ledger with 200 groups, 5,000 members and so many transactions of two postings: a durable import, one transaction a request,
# balances, trial balance; beside each the same rows by plain SQL in the same run.   bench/ledger.sh [TRANSACTIONS]
. "$(dirname "$0")/lib.sh"
transactions=${1:-1000000}
build_release
[ -d build-bench ] || meson setup build-bench . --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=true >/dev/null
ninja -C build-bench src/domain/ledger/ledger_bench >/dev/null
failed=0
build-bench/src/domain/ledger/ledger_bench "$bench_tmp" "$transactions" >"$bench_tmp/ledger"
value() { awk -v name="$1" '$1 == name { print $2 }' "$bench_tmp/ledger"; }
note "durable import, validated and chained" "$(value import_per_s)" /s
note "  raw sqlite3, the same rows, 100,000 per commit" "$(value raw_import_per_s)" /s
figure "  so many times as fast" "$(value import_of_raw)" x 'at least' 0.5 || failed=1
raw_single=$(value raw_single_per_s)
note "one durable transaction a request, 1 client" "$(value one_client_per_s)" /s
note "  16 clients" "$(value sixteen_clients_per_s)" /s
note "  raw sqlite3, the same rows into tables as large, one per commit" "$(value raw_single_per_s)" /s
figure "  1 client so many times as fast" "$(value one_of_raw)" x 'at least' 0.85 || failed=1
figure "  16 clients so many times as fast" "$(value sixteen_of_raw)" x 'at least' 3 || failed=1
figure "balances equal to the sums of all postings" "$(value balances_equal)" "" 'at least' 1 || failed=1
note "balances of $(value accounts) accounts" "$(value balances_ms)" ms
note "  GROUP BY over a covering index" "$(value group_by_ms)" ms
figure "  so many times as fast" "$(awk -v a="$(value group_by_ms)" -v b="$(value balances_ms)" 'BEGIN { printf "%.0f", a / b }')" x 'at least' 200 || failed=1
figure "trial balance of a group as of any day" "$(value trial_balance_ms)" ms 'at most' 50 || failed=1
note "  of all 200 groups, one after the other" "$(value trial_balance_of_all_ms)" ms

# A journal as text, by the command that people use.
rm -f "$bench_tmp"/ledger.db* "$bench_tmp"/raw.db*
db=sqlite:$bench_tmp/ledger.db
export MLUP_KEY_FILE=$bench_tmp/mlup.key
"$mlup" init --db "$db" --admin root --org LEAD >/dev/null 2>&1
echo "seven green buffaloes swim" | "$mlup" user add chief --role manager --org LEAD --password-stdin --db "$db" >/dev/null
start_server "$db"
token=$("$mlup" token create chief --name bench --scopes read,write --db "$db" | grep -oE '[A-Za-z0-9_-]{30,}' | head -1)
ask() { curl -sS -f -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; }
riel=$(ask "$server_url/api/v1/commodities" | grep -oE '"id":"[^"]*"[^{}]*"symbol":"KHR"' | cut -d'"' -f4)
ask -o /dev/null "$server_url/api/v1/books" -d "{\"name\":\"Groups\",\"owner\":\"cooperative\",\"unit\":\"$riel\",\"opened_on\":\"2016-01-01\"}"
stop_server
make_books() {
    local i
    for ((i = 0; i < 200; i++)); do
        ask "$server_url/api/v1/books" -d "{\"name\":\"Group $i\",\"owner\":\"group\",\"unit\":\"$riel\",\"opened_on\":\"2016-01-01\"}" | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).id)'
    done
}
awk -v transactions="$transactions" -f bench/journal-make.awk >"$bench_tmp/book.journal"
/usr/bin/time -f '%e %M' -o "$bench_tmp/time" "$mlup" journal import "$bench_tmp/book.journal" --book Groups --apply --db "$db" >/dev/null
read -r wall kilobytes <"$bench_tmp/time"
build-bench/src/domain/ledger/ledger_bench "$bench_tmp" "$transactions" raw >"$bench_tmp/ledger"
note "a journal as text into the ledger, by the command" "$(awk -v n="$transactions" -v s="$wall" 'BEGIN { printf "%.0f", n / s }')" /s
note "  peak memory" "$((kilobytes / 1024))" MB
note "  raw sqlite3, the same rows, 100,000 per commit" "$(awk -v n="$(value rows)" -v s="$(value raw_s)" 'BEGIN { printf "%.0f", n / s }')" /s
figure "  so many times as fast" "$(awk -v raw="$(value raw_s)" -v s="$wall" 'BEGIN { printf "%.2f", raw / s }')" x 'at least' 0.5 || failed=1

# The same over HTTP: a request is an entry with its record, its line of the change log and its words for searching.
start_server "$db"
{
    printf 'token="%s"\ntoday="%s"\nbooks={' "$token" "$(date +%F)"
    make_books | sed 's/.*/"&",/'
    echo '}'
} >"$bench_tmp/ids.lua"
run_wrk 16 2 ledger.lua # warm
for clients in 1 16; do
    run_wrk "$clients" 5 ledger.lua
    note "an entry a request over HTTP, $clients client(s)" "$wrk_rate" /s
    note "  of raw sqlite3, two postings without a record, one per commit" "$(awk -v a="$wrk_rate" -v b="$raw_single" 'BEGIN { printf "%.2f", a / b }')" x
done
stop_server
verified "after the import and the requests" || failed=1
exit $failed
