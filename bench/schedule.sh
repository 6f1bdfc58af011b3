#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Loan schedules of twelve rows a second, of all methods and day counts by turns; share-out of 200 groups.   bench/schedule.sh [TIMES]
. "$(dirname "$0")/lib.sh"
[ -d build-bench ] || meson setup build-bench . --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=true >/dev/null
ninja -C build-bench src/domain/savings/schedule_bench >/dev/null
failed=0
build-bench/src/domain/savings/schedule_bench "${1:-1000000}" >"$bench_tmp/schedule"
value() { awk -v name="$1" '$1 == name { print $2 }' "$bench_tmp/schedule"; }
figure "schedules of twelve rows" "$(value schedules_per_second)" /s 'at least' 100000 || failed=1
figure "share-out of 200 groups of 25 to 40 members" "$(value share_out_seconds)" s 'at most' 1 || failed=1
exit $failed
