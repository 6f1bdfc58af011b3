#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What every file and folder has, and what none has.
. "$(dirname "$0")/../checks_lib.sh"

sources() { list_files '*.c' '*.h' '*.def' '*.js' '*.mjs' '*.css' '*.sh' run test .ci/run; }

sources | xargs grep -L -m1 'SPDX-License-Identifier: Apache-2.0' | report "every source file says its licence (SPDX)"

list_files 'src/*/*' | sed 's|/[^/]*$||' | sort -u | while read -r folder; do
    [ -f "$folder/README.md" ] || [ "$folder" = src/domain ] || echo "$folder has no README.md"
done | report "every folder of src/ has a README.md"

list_files 'src/*README.md' 'tests/*README.md' | xargs wc -l | awk '$2 != "total" && $1 > 60 { print $2 ": " $1 " lines" }' |
    report "no README of a folder is longer than a page (60 lines)"

list_files | grep -v '^package-lock.json$' | xargs grep -nIE '(^|[^[:alnum:]_.:<-])/(work|home|root)/[a-z]' | cut -c1-160 |
    report "no path of one machine stands in a file"

list_files '*.c' '*.h' '*.def' '*.sh' '*.js' '*.css' '*.mustache' '*.build' | xargs grep -nE '[[:blank:]]+$' | cut -c1-120 |
    report "no line ends with white space"

list_files '*.c' '*.h' | xargs grep -nE '/[/*] *(TODO|FIXME|XXX|HACK)' | report "no work is left as a TODO"

list_files '*.md' | while read -r file; do
    grep -oE '\]\([^)# ]+' "$file" | sed 's/^](//' | grep -v ':' | while read -r link; do
        [ -e "$(dirname "$file")/$link" ] || echo "$file: $link"
    done
done | report "every link between the documents leads somewhere"

# Node.js 18 takes a .js file for a module only when it is told.
list_files '*.js' '*.mjs' | while read -r file; do
    kind=commonjs
    if [[ $file == *.mjs ]] || grep -qE '^(import|export) ' "$file"; then kind=module; fi
    node --check --input-type="$kind" - <"$file" 2>&1 | sed -n "1,3s|^|$file: |p"
done | report "scripts parse"
list_files run test .ci/run '*.sh' | while read -r file; do bash -n "$file" 2>&1; done | report "shell scripts parse"
