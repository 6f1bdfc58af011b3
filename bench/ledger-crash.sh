#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Random operations on the ledger with crashes (kill -9 every few seconds): everything balances, stored balances are the sums of the
# postings, no limit is ever broken, nothing acknowledged is lost.   bench/ledger-crash.sh [sqlite|postgresql|ADDRESS [OPERATIONS [FOLDER]]]
# Ten million take an hour or more: with a FOLDER (and for PostgreSQL the ADDRESS of a database that stays) what was done is kept,
# and the same call goes on where it was stopped.
. "$(dirname "$0")/lib.sh"
kind=${1:-sqlite} operations=${2:-10000000} folder=${3:-$bench_tmp}
build_release
[ -d build-bench ] || meson setup build-bench . --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=true >/dev/null
ninja -C build-bench src/domain/ledger/ledger_random >/dev/null
mkdir -p "$folder"
case $kind in
    sqlite) db=sqlite:$folder/ledger.db ;;
    postgresql) start_postgres; db=$postgres_url ;;
    *) db=$kind ;;
esac
build-bench/src/domain/ledger/ledger_random "$db" "$folder" "$operations" >"$bench_tmp/random"
value() { awk -v name="$1" '$1 == name { print $2 }' "$bench_tmp/random"; }
note "$kind: operations acknowledged" "$(value operations)" ""
note "  a second" "$(value per_s)" /s
note "  crashes" "$(value crashes)" ""
note "  entries" "$(value entries)" ""
for outcome in posted held ended nothing refused; do note "  $outcome" "$(value $outcome)" ""; done
figure "  entries, balances, days or limits that are wrong, or lost" "$(value broken)" "" 'at most' 0
