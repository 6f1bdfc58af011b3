#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# kill -9 under writes, again and again: every acknowledged write must be in the database afterwards, and `mlup verify`
# must find it whole.   bench/kill.sh [sqlite|postgresql] [KILLS]
. "$(dirname "$0")/lib.sh"
kind=${1:-sqlite} kills=${2:-1000}
build_release
case $kind in
    sqlite) db=sqlite:$bench_tmp/mlup.db ;;
    postgresql) start_postgres; db=$postgres_url ;;
esac
export MLUP_KEY_FILE=$bench_tmp/mlup.key
demo_database "$db" --people 400
start_server "$db"
prepare_load 1500
: >"$bench_tmp/acks"
port=${server_url##*:}
for ((round = 0; round < kills; round++)); do
    node bench/kill.mjs "$server_url" "$bench_tmp/ids.lua" "$bench_tmp/acks" "$round" >/dev/null &
    load_pid=$!
    sleep "0.$((RANDOM % 3))$((RANDOM % 10))"
    kill -9 "$server_pid"
    wait "$server_pid" 2>/dev/null || true
    wait "$load_pid" 2>/dev/null || true
    "$mlup" serve --db "$db" --port "$port" >>"$bench_tmp/server.log" 2>&1 &
    server_pid=$!
    until curl -s -o /dev/null "$server_url/health"; do sleep 0.01; done
done
stop_server
case $kind in
    sqlite) sqlite3 "$bench_tmp/mlup.db" 'SELECT lower(hex(id)) FROM attendance' ;;
    postgresql) psql -qAt "$db" -c "SELECT replace(id::text, '-', '') FROM attendance" ;;
esac | sort >"$bench_tmp/kept"
lost=$(tr -d - <"$bench_tmp/acks" | sort | comm -23 - "$bench_tmp/kept" | wc -l)
printf '%-60s %12s\n' "$kind: acknowledged writes over $kills kills" "$(wc -l <"$bench_tmp/acks")"
failed=0
figure "$kind: acknowledged writes lost" "$lost" "" 'at most' 0 || failed=1
"$mlup" verify --db "$db" | tail -n 5 || failed=1
exit $failed
