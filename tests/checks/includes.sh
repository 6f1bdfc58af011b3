#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Includes point down only: a folder may include itself and the folders before its own line.
. "$(dirname "$0")/../checks_lib.sh"

# Folders of one line are neighbours and may not include each other.
layers='base
i18n http
catalogue
store
access
domain
exchange notice sync
web demo
cli'

# What of web stands alone (it includes only base and i18n), so that the pages of a domain may use it.
leaf=web/markup

# The number of the line that names a folder.
declare -A level
number=0
while read -r -a names; do
    number=$((number + 1))
    for name in "${names[@]}"; do level[$name]=$number; done
done <<<"$layers"

each_include() { list_files 'src/*.c' 'src/*.h' | xargs grep -Hno '^#include "[^"]*\.h"' | sed 's/:#include "/:/; s/"$//'; }

upward_includes() {
    local file line header from to from_level to_level
    while IFS=: read -r file line header; do
        from=${file#src/}; from=${from%%/*}
        to=${header%%/*}
        case $from in *.c) continue ;; esac
        case $header in "$leaf"/*) continue ;; esac
        [ "$from" = "$to" ] && continue
        from_level=${level[$from]:-} to_level=${level[$to]:-}
        if [ -z "$from_level" ]; then echo "$file: the folder src/$from has no layer in tests/checks/includes.sh"
        elif [ -z "$to_level" ]; then echo "$file:$line: \"$header\" is not written from the root of src/"
        elif [ "$to_level" -ge "$from_level" ]; then echo "$file:$line: $from must not know $to ($header)"
        fi
    done < <(each_include)
}

leaf_includes() { list_files "src/$leaf/*.c" "src/$leaf/*.h" | xargs grep -Hn '^#include "' | grep -vE "\"(base|i18n|$leaf)/"; }

upward_includes | report "includes point down only"
leaf_includes | report "$leaf knows only base and i18n"
