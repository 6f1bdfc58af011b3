#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# kill -9 under writes, again and again: every acknowledged write must be in the database afterwards, and `mlup verify`
# must find it whole.  Each kill comes at a random moment of the first fifth of a second after the server, started anew,
# has acknowledged again.   bench/kill.sh [sqlite|postgresql] [KILLS]
. "$(dirname "$0")/lib.sh"
kind=${1:-sqlite} kills=${2:-1000}
build_release
case $kind in
    sqlite) db=sqlite:$bench_tmp/mlup.db ;;
    postgresql) start_postgres; db=$postgres_url ;;
esac
export MLUP_KEY_FILE=$bench_tmp/mlup.key
demo_database "$db" --people 3000
start_server "$db"
prepare_load 2000
acks=$bench_tmp/acks
: >"$acks"
port=${server_url##*:}

# Waits until more than $1 bytes of acknowledgements are there: the server writes.
wait_for_acks() {
    local i
    for ((i = 0; i < 6000; i++)); do
        [ "$(stat -c %s "$acks")" -gt "$1" ] && return 0
        kill -0 "$load_pid" 2>/dev/null || break
        sleep 0.005
    done
    tail -n 5 "$bench_tmp/load.log" "$bench_tmp/server.log"
    die "no write is acknowledged any more"
}

node bench/kill.mjs "$server_url" "$bench_tmp/ids.lua" "$acks" >"$bench_tmp/load.log" 2>&1 &
load_pid=$!
for ((round = 0; round < kills; round++)); do
    wait_for_acks "$(stat -c %s "$acks")"
    sleep "0.$((RANDOM % 2))$((RANDOM % 10))$((RANDOM % 10))"
    kill -9 "$server_pid"
    wait "$server_pid" 2>/dev/null || true
    "$mlup" serve --db "$db" --port "$port" >>"$bench_tmp/server.log" 2>&1 &
    server_pid=$!
done
wait_for_acks "$(stat -c %s "$acks")"
kill "$load_pid" 2>/dev/null || true
wait "$load_pid" 2>/dev/null || true
stop_server
case $kind in
    sqlite) sqlite3 "$bench_tmp/mlup.db" 'SELECT lower(hex(id)) FROM attendance' ;;
    postgresql) psql -qAt "$db" -c "SELECT replace(id::text, '-', '') FROM attendance" ;;
esac | sort >"$bench_tmp/kept"
lost=$(tr -d - <"$acks" | sort | comm -23 - "$bench_tmp/kept" | wc -l)
printf '%-60s %12s\n' "$kind: acknowledged writes over $kills kills" "$(wc -l <"$acks")"
failed=0
figure "$kind: acknowledged writes lost, $kills kills" "$lost" "" 'at most' 0 || failed=1
verified "$kind" || failed=1
exit $failed
