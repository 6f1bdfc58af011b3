#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A meeting sheet of 40 members as one submission, until it is posted and durable; on PostgreSQL with MLUP_STORE_TEST_URL.
. "$(dirname "$0")/lib.sh"
[ -d build-bench ] || meson setup build-bench . --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=true >/dev/null
ninja -C build-bench src/domain/savings/meeting_sheet_bench >/dev/null
build-bench/src/domain/savings/meeting_sheet_bench >"$bench_tmp/sheet" 2>&1 || { cat "$bench_tmp/sheet"; exit 1; }
figure "a meeting sheet of 40 members saved" "$(awk '$1 == "sheet_ms" { print $2 }' "$bench_tmp/sheet")" ms 'at most' 20
