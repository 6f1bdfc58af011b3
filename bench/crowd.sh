#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# 200 clients writing at the same instant (none may be refused as busy), and an honest user beside 800 slow connections.
. "$(dirname "$0")/lib.sh"
build_release
[ -x build-http/src/http/slow_clients ] || { meson setup build-http . --buildtype=release >/dev/null; ninja -C build-http src/http/slow_clients >/dev/null; }
export MLUP_KEY_FILE=$bench_tmp/mlup.key
demo_database "sqlite:$bench_tmp/mlup.db" --people 1000
start_server "sqlite:$bench_tmp/mlup.db"
prepare_load 400
failed=0
refused=$(run_wrk 200 5 writes.lua 0 | grep -c . || true)
figure "200 clients at once: refused" "$refused" "" 'at most' 0 || failed=1
build-http/src/http/slow_clients "${server_url##*:}" 800 >/dev/null 2>&1 &
slow_pid=$!
sleep 3
run_wrk 4 5 reads.lua people
kill "$slow_pid" 2>/dev/null || true
figure "beside 800 slow connections, 99 of 100 within" "$wrk_p99" ms 'at most' 100 || failed=1
exit $failed
