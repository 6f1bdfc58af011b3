#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A meeting sheet of 40 members as one submission, until it is posted and durable; on PostgreSQL with MLUP_STORE_TEST_URL.
. "$(dirname "$0")/lib.sh"
[ -d build-bench ] || meson setup build-bench . --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=true >/dev/null
ninja -C build-bench src/domain/meeting_sheet_bench >/dev/null
build-bench/src/domain/meeting_sheet_bench >"$bench_tmp/sheet" 2>&1 || { cat "$bench_tmp/sheet"; exit 1; }
figure "a meeting sheet of 40 members saved" "$(awk '$1 == "sheet_ms" { print $2 }' "$bench_tmp/sheet")" ms 'at most' 20
# The same as the form of the page sends it, over HTTP: read, planned, written, posted, answered; half of 60 meetings within.
build_release
export MLUP_KEY_FILE=$bench_tmp/mlup.key
demo_database "sqlite:$bench_tmp/mlup.db" --people 120
start_server "sqlite:$bench_tmp/mlup.db"
read -r half worst < <(node bench/sheet_form.mjs "$server_url" "$bench_tmp/logins.json" 60)
note "the slowest form of a sheet" "$worst" ms
figure "the form of a sheet of 40 members saved and closed, half within" "$half" ms 'at most' 20
