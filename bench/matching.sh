#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Matching names: pairs judged right, spellings of the dictionary found from Khmer and Latin, nobody falsely the same, and
# 2,000 names each compared with 2,000.
. "$(dirname "$0")/lib.sh"
build_release
[ -d build-bench ] || meson setup build-bench . --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=true >/dev/null
ninja -C build-bench src/i18n/names_bench >/dev/null
failed=0
build-bench/src/i18n/names_bench data/names-kh >"$bench_tmp/names"
value() { awk -v name="$1" '$1 == name { print $2 }' "$bench_tmp/names"; }
figure "pairs of names-kh/pairs-dev.csv judged right, of $(value pairs)" "$(value pairs_right)" "" 'at least' 30 || failed=1
figure "  falsely the same" "$(value false_merges)" "" 'at most' 0 || failed=1
figure "spellings of names-kh/names.csv found, of $(value spellings)" "$(value spellings_found)" "" 'at least' 850 || failed=1
note "  by sound alone, without the dictionary" "$(value spellings_found_by_sound)" ""
figure "2,000 names compared with 2,000" "$(value crowd_seconds)" s 'at most' 2 || failed=1
exit $failed
