#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A promise of distinct people over 1,000,000 events: how long reading its kept number takes, and that it equals what a
# count of the records themselves says: SQL that knows nothing of promises, and `mlup verify`.
# bench/promise.sh [PEOPLE]
. "$(dirname "$0")/lib.sh"
people=${1:-1130000}
build_release
failed=0
export MLUP_KEY_FILE=$bench_tmp/mlup.key
db=sqlite:$bench_tmp/mlup.db
demo_database "$db" --people "$people"
start_server "$db"
promise() { node bench/promise.mjs "$server_url" "$bench_tmp/logins.json" "$@"; }

# Made after the events, so that all are counted; then one more person is met, so that the number is kept, not only counted.
read -r id part number seconds < <(promise make)
note "counting all events once, when the promise is made" "$seconds" s
more=$(promise meet)
events=$(sqlite3 "$bench_tmp/mlup.db" "SELECT COUNT(*) FROM contribution WHERE part_id = x'${part//-/}'")
figure "events that the promise counts" "$events" "" 'at least' 1000000 || failed=1
kept=$(promise read "$id")
note "distinct people after one more was met ($number before)" "$kept" ""
start=$(date +%s%N)
counted=$(sqlite3 "$bench_tmp/mlup.db" "SELECT COUNT(DISTINCT person) FROM attendance WHERE org_id = (SELECT org_id FROM
    promise_part WHERE id = x'${part//-/}') AND deleted_ms = 0")
note "the same counted from the records by sqlite3" "$((($(date +%s%N) - start) / 1000000))" ms
difference=$((kept - counted))
figure "difference between kept and counted" "${difference#-}" people 'at most' 0 || failed=1
difference=$((kept - number - more))
figure "difference between met and added" "${difference#-}" people 'at most' 0 || failed=1

prepare_load 0 sp.me
for i in 1 2 3; do
    run_wrk 1 3 reads.lua "/api/v1/promises/$id/progress"
    echo "$wrk_p50"
done | sort -n | sed -n 2p >"$bench_tmp/read"
figure "reading it kept, with its series, over HTTP: half within" "$(cat "$bench_tmp/read")" ms 'at most' 1 || failed=1
stop_server
verified "all promises" || failed=1
exit $failed
