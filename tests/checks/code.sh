#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Rules of the code that a program can check.
. "$(dirname "$0")/../checks_lib.sh"

code() { list_files 'src/*.c' 'src/*.h'; }
program_code() { code | grep -v '_test\.c$'; }

# Name, file, first and last line of every function.
functions() {
    code | ctags -L - -f - --languages=C --langmap=C:.c.h --kinds-C=f --fields=ne --excmd=number 2>/dev/null |
        awk -F'\t' '{ end = 0; line = 0; for (i = 4; i <= NF; i++) { if ($i ~ /^line:/) line = substr($i, 6); if ($i ~ /^end:/) end = substr($i, 5) } if (end) print end - line + 1, $2 ":" line, $1 }'
}

functions | awk '$1 > 70 { print $2 ": " $3 " has " $1 " lines" }' | report "no function is longer than 70 lines"
functions | sort -n | awk '{ n[NR] = $1 } END { print "# " NR " functions, median " n[int((NR + 1) / 2)] " lines" }'

program_code | grep -v '^src/base/' | xargs grep -nE '(^|[^a-zA-Z_>.])(malloc|calloc|realloc|free|strdup|strndup|asprintf|alloca)\(' |
    report "memory comes from arenas: no malloc and free outside base/"

program_code | xargs grep -nE '(^|[^a-zA-Z_>.])(system|popen|setuid|tmpnam|mktemp|sscanf|scanf|setlocale)\(' |
    report "no call that invites trouble (system, popen, tmpnam, sscanf, setlocale, ...)"

code | grep '\.h$' | while read -r file; do
    grep -q '^#ifndef MLUP_' "$file" || case $file in */pass_*.h | *_paths.h) ;; *) echo "$file" ;; esac
done | report "every header has its guard"

# A test that no build file names would be skipped silently.
list_files 'src/*_test.c' 'tests/http/*_test.c' 'tests/fuzz/fuzz_*.c' | while read -r file; do
    name=$(basename "$file" .c)
    list_files '*meson.build' | xargs cat 2>/dev/null | grep -E "['/]($name\.c|$name|${name#fuzz_})'" >/dev/null || echo "$file"
done | report "every unit test and fuzz target is built"

# A unit test is run only when its file lists it.
list_files 'src/*_test.c' | while read -r file; do
    grep -oE '^static void [a-z0-9_]+\(void \*\*state\)' "$file" | sed 's/^static void //; s/(.*//' | while read -r name; do
        [ "$(grep -cw "$name" "$file")" -gt 1 ] || echo "$file: $name"
    done
done | report "every test function is in the list of its file"
