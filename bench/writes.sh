#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Durable writes over HTTP: attendance, one record a request, acknowledged after fsync; the demo's promises count them.
# Beside SQLite the raw `sqlite3` program at one row a commit.   bench/writes.sh [sqlite|postgresql] [SECONDS]
. "$(dirname "$0")/lib.sh"
kind=${1:-sqlite} seconds=${2:-5}
build_release
case $kind in
    sqlite) db=sqlite:$bench_tmp/mlup.db reach_few=8000 reach_many=12000 ;;
    postgresql) start_postgres; db=$postgres_url reach_few=3000 reach_many=3000 ;;
esac
export MLUP_KEY_FILE=$bench_tmp/mlup.key
demo_database "$db"
start_server "$db"
prepare_load 500

raw_sqlite() {
    local rows=2000 start end
    sqlite3 "$bench_tmp/raw.db" "PRAGMA journal_mode=WAL; CREATE TABLE attendance (id BLOB PRIMARY KEY, session BLOB, person BLOB, present INT)" >/dev/null
    { echo "PRAGMA synchronous=FULL;"; for ((i = 0; i < rows; i++)); do echo "INSERT INTO attendance VALUES (randomblob(16), randomblob(16), randomblob(16), 1);"; done; } >"$bench_tmp/raw.sql"
    start=$(date +%s%N)
    sqlite3 "$bench_tmp/raw.db" <"$bench_tmp/raw.sql" >/dev/null
    end=$(date +%s%N)
    printf '%-60s %12s %-6s\n' "raw sqlite3, one row a commit, one writer" "$((rows * 1000000000 / (end - start)))" /s
}

failed=0
[ "$kind" = postgresql ] || raw_sqlite
run_wrk 8 2 writes.lua 0 # warm
run_wrk 8 "$seconds" writes.lua 50000
figure "$kind: durable writes, 8 connections" "$wrk_rate" /s 'at least' "$reach_few" || failed=1
figure "  99 of 100 within" "$wrk_p99" ms 'at most' 40 || failed=1
run_wrk 64 "$seconds" writes.lua 250000
figure "$kind: durable writes, 64 connections" "$wrk_rate" /s 'at least' "$reach_many" || failed=1
figure "  99 of 100 within" "$wrk_p99" ms 'at most' 40 || failed=1
stop_server
verified "$kind" || failed=1
exit $failed
