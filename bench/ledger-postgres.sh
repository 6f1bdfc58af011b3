#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The ledger on PostgreSQL: one durable transaction a request, 1 and 16 clients, beside pgbench writing the same rows into the same
# tables of the same cluster.   bench/ledger-postgres.sh [TRANSACTIONS]
. "$(dirname "$0")/lib.sh"
transactions=${1:-1000000} seconds=5
[ -d build-bench ] || meson setup build-bench . --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=true >/dev/null
ninja -C build-bench src/domain/ledger/ledger_bench >/dev/null
start_postgres
build-bench/src/domain/ledger/ledger_bench "$bench_tmp" "$transactions" "$postgres_url" >"$bench_tmp/ledger"
value() { awk -v name="$1" '$1 == name { print $2 }' "$bench_tmp/ledger"; }
ask() { as_postgres "$postgres_bin/psql" -h "$postgres_dir" -U mlup -d postgres -Atqc "$1"; }
# Accounts without limits, so that a random entry is never refused.
ask "UPDATE ledger_balance SET least = NULL, most = NULL" && ask "VACUUM ANALYZE" && ask CHECKPOINT
org=$(ask "SELECT org_id FROM ledger_head LIMIT 1")
day=$(ask "SELECT MAX(day) + 1 FROM ledger_entry")
cp bench/ledger-pgbench.sql "$postgres_dir/entry.sql"
chmod 644 "$postgres_dir/entry.sql"
pgbench_rate() { as_postgres "$postgres_bin/pgbench" -h "$postgres_dir" -U mlup -n -M extended -c "$1" -j "$1" -T "$seconds" -D org="$org" -D day="$day" -f "$postgres_dir/entry.sql" postgres | awk '/^tps/ { printf "%.0f", $3 }'; }
failed=0
beside() {
    local rate
    rate=$(pgbench_rate "$2")
    note "PostgreSQL: one durable transaction a request, $2 client(s)" "$(value "$1")" /s
    note "  pgbench, the same rows" "$rate" /s
    figure "  so many times as fast" "$(awk -v a="$(value "$1")" -v b="$rate" 'BEGIN { printf "%.2f", a / b }')" x 'at least' 0.85 || failed=1
}
note "PostgreSQL: durable import, validated and chained" "$(value import_per_s)" /s
beside one_client_per_s 1
beside sixteen_clients_per_s 16
exit $failed
