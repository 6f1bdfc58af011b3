#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Reading: one record as JSON, the promise board as JSON and as a page, a filtered list of 250 with its total, first page
# and page 1,000; idle memory and the time to the first answer; the same board over 1,000,000 contributions.
# bench/reads.sh [PEOPLE_OF_THE_LARGE_DATABASE] [SECONDS]
. "$(dirname "$0")/lib.sh"
large=${1:-1000000} seconds=${2:-5}
build_release
failed=0

memory() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server_pid/status"; }

# board NAME: sets board_json and board_html.
board() {
    run_wrk 16 "$seconds" reads.lua /api/v1/board
    board_json=$wrk_rate
    run_wrk 16 "$seconds" reads.lua /board
    board_html=$wrk_rate
    printf '%-60s %12s %-6s\n' "$1: board as JSON" "$board_json" /s "$1: board as a page" "$board_html" /s
}

export MLUP_KEY_FILE=$bench_tmp/small.key
demo_database "sqlite:$bench_tmp/small.db"
start_server "sqlite:$bench_tmp/small.db"
figure "idle memory with the demo" "$(memory)" MB 'at most' 32 || failed=1
prepare_load 0
run_wrk 16 "$seconds" reads.lua people
figure "one record as JSON, 16 connections" "$wrk_rate" /s 'at least' 15000 || failed=1
board "demo"
small_json=$board_json small_html=$board_html
figure "board as JSON" "$board_json" /s 'at least' 10000 || failed=1
figure "board as a page" "$board_html" /s 'at least' 2000 || failed=1
stop_server

export MLUP_KEY_FILE=$bench_tmp/large.key
time demo_database "sqlite:$bench_tmp/large.db" --people "$large"
start=$(date +%s%N)
start_server "sqlite:$bench_tmp/large.db"
curl -s -o /dev/null "$server_url/sign-in"
figure "start to first answer, large database" "$((($(date +%s%N) - start) / 1000000))" ms 'at most' 200 || failed=1
prepare_load 0
board "large"
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / (b ? b : 1) }'; }
figure "board as JSON, demo against large" "$(ratio "$small_json" "$board_json")" x 'at most' 1.2 || failed=1
figure "board as a page, demo against large" "$(ratio "$small_html" "$board_html")" x 'at most' 1.2 || failed=1
run_wrk 16 "$seconds" reads.lua "/api/v1/attendance?limit=250&present=true"
figure "list of 250 with total and a filter, first page" "$wrk_rate" /s 'at least' 1000 || failed=1
run_wrk 16 "$seconds" reads.lua "/api/v1/attendance?limit=250&present=true&page=1000"
figure "the same, page 1,000" "$wrk_rate" /s 'at least' 1000 || failed=1
exit $failed
