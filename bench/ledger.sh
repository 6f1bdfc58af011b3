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
note "one durable transaction a request, 1 client" "$(value one_client_per_s)" /s
note "  16 clients" "$(value sixteen_clients_per_s)" /s
note "  raw sqlite3, the same rows, one per commit" "$(value raw_single_per_s)" /s
figure "  1 client so many times as fast" "$(value one_of_raw)" x 'at least' 0.85 || failed=1
figure "  16 clients so many times as fast" "$(value sixteen_of_raw)" x 'at least' 3 || failed=1
figure "balances equal to the sums of all postings" "$(value balances_equal)" "" 'at least' 1 || failed=1
note "balances of $(value accounts) accounts" "$(value balances_ms)" ms
note "  GROUP BY over a covering index" "$(value group_by_ms)" ms
figure "  so many times as fast" "$(awk -v a="$(value group_by_ms)" -v b="$(value balances_ms)" 'BEGIN { printf "%.0f", a / b }')" x 'at least' 200 || failed=1
figure "trial balance of a group as of any day" "$(value trial_balance_ms)" ms 'at most' 50 || failed=1
note "  of all 200 groups, one after the other" "$(value trial_balance_of_all_ms)" ms
exit $failed
