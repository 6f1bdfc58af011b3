#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Proves the power-cut tools with a plain SQLite program: settings that are known to lose acknowledged commits must
# be seen to lose them, settings that are known to keep them must be seen to keep them.
#   POWER_CUTS=1000 bash tests/power/shim_test.sh     for more cut points
set -u
cd "$(dirname "$0")"
work=$(mktemp -d /tmp/mlup-power-XXXXXX)
trap 'rm -rf "$work"' EXIT
cuts=${POWER_CUTS:-100} rows=600 number=0
# Sanitizer settings of the caller are not for these programs.
unset ASAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS
bash ./build.sh "$work/bin" || exit 1

# record JOURNAL SYNCHRONOUS: runs the program under the shim.
record() {
    rm -rf "$work/db" "$work/base" "$work/log"
    mkdir "$work/db"
    sqlite3 "$work/db/t.db" "PRAGMA journal_mode=$1; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT);" >/dev/null
    cp -r "$work/db" "$work/base"
    POWERCUT_FOLDER=$work/db POWERCUT_LOG=$work/log LD_PRELOAD=$work/bin/powercut.so \
        "$work/bin/powerload" write "$work/db/t.db" "$1" "$2" $rows "$work/log"
}

cut() {
    "$work/bin/powerimage" --log "$work/log" --base "$work/base" --work "$work/images" --cuts "$cuts" --seed 7 \
        --check "$work/bin/powerload check \$POWERCUT_IMAGE/t.db \$POWERCUT_ACKS"
}

# expect keeps|loses JOURNAL SYNCHRONOUS
expect() {
    local wanted=$1 result
    number=$((number + 1))
    record "$2" "$3" && result=$(cut)
    case $?$wanted in
        0keeps | 1loses) printf 'ok' ;;
        *) printf 'not ok' ;;
    esac
    say_why=$(tail -n 1 <<<"$result")
    printf ' %d - SQLite with journal_mode=%s, synchronous=%s %s every acknowledged commit (%s)\n' $number "$2" "$3" \
        "$([ "$wanted" = keeps ] && echo keeps || echo 'is seen not to keep')" "$say_why"
}

echo 1..5
expect keeps WAL FULL
expect keeps DELETE EXTRA
expect loses WAL NORMAL
expect loses WAL OFF
# The deletion of the journal is the commit; FULL does not sync the folder after it, EXTRA does.
expect loses DELETE FULL
