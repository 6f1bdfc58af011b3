#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Arrivals: a list of 500 people saved with the question whether each has a file, over 100,000 sealed files, beside the same list
# without the question; search of sealed files by name beside search by code; 2,000 people in lists that come over connections
# that break.   bench/arrivals.sh [FILES] [QUESTIONS] [OFFLINE]
. "$(dirname "$0")/lib.sh"
files=${1:-100000} questions=${2:-1000} offline=${3:-2000}
[ -n "${MLUP_BINARY:-}" ] || { build_release; export MLUP_BINARY=$mlup; }
failed=0
export MLUP_TEST_TMP=$bench_tmp
node bench/arrivals.mjs "$files" "$questions" "$offline" >"$bench_tmp/figures"
while IFS=$'\t' read -r name value; do
    case $name in
    '500 asked and saved') figure "$name, over $files files" "$value" ms 'at most' 2000 || failed=1 ;;
    'search by name: 99 of 100 within') figure "$name, over $files files" "$value" ms 'at most' 20 || failed=1 ;;
    *lost | *doubled) figure "$name, of $offline" "$value" '' 'at most' 0 || failed=1 ;;
    *) note "$name" "$value" "$(case $name in *within | 500*) echo ms ;; esac)" ;;
    esac
done <"$bench_tmp/figures"
exit $failed
