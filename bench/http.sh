#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Figures of the HTTP layer alone (no database): bench/http.sh [seconds per figure [build directory]].  The answers come
# from tests/http/echo_app.c; a POST is finished by another thread that takes all that is waiting at once, as the writer does.
. "$(dirname "$0")/lib.sh"
seconds=${1:-5}
build=${2:-}
if [ -z "$build" ]; then
    install_packages run test
    build=build-http
    [ -f "$build/build.ninja" ] || meson setup "$build" . --buildtype=release -Db_ndebug=false >/dev/null
    ninja -C "$build" src/http/echo_server src/http/slow_clients >/dev/null
fi
command -v wrk >/dev/null || die "wrk is missing: apt-get install wrk"

post=$bench_tmp/post.lua
cat >"$post" <<'LUA'
wrk.method = "POST"
wrk.body = string.rep("a=1&bcdef=", 30)
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
LUA

# load WHAT CONNECTIONS REACH ARGUMENTS...: answers a second, and the time that 99 of 100 answers stay under.
load() {
    local what=$1 connections=$2 reach=$3 result
    shift 3
    result=$(wrk -t2 -c"$connections" -d"$seconds" --latency "$@")
    figure "$what" "$(awk '/Requests\/sec/ { printf "%d", $2 }' <<<"$result")" /s 'at least' "$reach" || failed=1
    figure "  99 of 100 within" "$(awk '/ 99%/ { v = $2 + 0; if ($2 ~ /us$/) v /= 1000; else if ($2 !~ /ms$/) v *= 1000
        printf "%.2f", v }' <<<"$result")" ms 'at most' 100 || failed=1
    ! grep -E 'Non-2xx|Socket errors' <<<"$result"
}

memory() {
    figure "$1" "$(awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server_pid/status")" MB 'at most' "$2" || failed=1
}

failed=0
port=$(free_port)
"$build/src/http/echo_server" "$port" >/dev/null &
server_pid=$!
sleep 0.5
memory "memory at start" 8
load "small GET, 32 connections" 32 40000 "http://127.0.0.1:$port/ok"
load "POST of 300 bytes, finished in batches, 8 connections" 8 8000 -s "$post" "http://127.0.0.1:$port/later"
load "POST of 300 bytes, finished in batches, 64 connections" 64 12000 -s "$post" "http://127.0.0.1:$port/later"
"$build/src/http/slow_clients" "$port" 800 $((seconds + 3)) >/dev/null &
slow=$!
sleep 1
load "small GET beside 800 slow connections, 4 connections" 4 1000 "http://127.0.0.1:$port/ok"
memory "memory with 800 slow connections" 32
wait "$slow"
exit "$failed"
