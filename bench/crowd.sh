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
run_wrk 200 5 writes.lua 0 >"$bench_tmp/refused"
figure "200 clients at once: refused" "$(grep -c . "$bench_tmp/refused" || true)" "" 'at most' 0 || failed=1
note "  written meanwhile" "$wrk_rate" /s

connections() { find "/proc/$server_pid/fd" -lname 'socket:*' | wc -l; }
before=$(connections)
build-http/src/http/slow_clients "${server_url##*:}" 800 60 >/dev/null 2>&1 &
slow_pid=$!
sleep 4
figure "slow connections held open" "$(($(connections) - before))" "" 'at least' 800 || failed=1
for i in 1 2 3; do
    run_wrk 4 5 reads.lua people >&2
    echo "$wrk_p99"
done | sort -n | sed -n 2p >"$bench_tmp/p99"
figure "  beside them 99 of 100 answers to an honest user within" "$(cat "$bench_tmp/p99")" ms 'at most' 100 || failed=1
figure "  and still held open" "$(($(connections) - before))" "" 'at least' 800 || failed=1
kill "$slow_pid" 2>/dev/null || true
exit $failed
