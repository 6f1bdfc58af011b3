#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Random operations on the ledger with crashes (kill -9 every few seconds): everything balances, stored balances are the sums of the
# postings, no limit is ever broken.   bench/ledger-crash.sh [sqlite|postgresql] [OPERATIONS]; the ten million take a quarter of an hour
. "$(dirname "$0")/lib.sh"
kind=${1:-sqlite} operations=${2:-10000000}
build_release
[ -d build-bench ] || meson setup build-bench . --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=true >/dev/null
ninja -C build-bench src/domain/ledger/ledger_random >/dev/null
db=sqlite:$bench_tmp/ledger.db
if [ "$kind" = postgresql ]; then
    start_postgres
    db=$postgres_url
fi
build-bench/src/domain/ledger/ledger_random "$db" "$bench_tmp" "$operations" >"$bench_tmp/random"
value() { awk -v name="$1" '$1 == name { print $2 }' "$bench_tmp/random"; }
note "$kind: operations acknowledged" "$(value operations)" ""
note "  crashes" "$(value crashes)" ""
note "  entries" "$(value entries)" ""
figure "  entries, balances, days or limits that are wrong" "$(value broken)" "" 'at most' 0
