# SPDX-License-Identifier: Apache-2.0
# Sourced by the checks beside it: report prints one TAP line per rule, with the offending lines below it.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# report RULE < lines: the rule is kept when there is no line.
report() {
    local found
    found=$(cat)
    if [ -z "$found" ]; then echo "ok - $1"; return; fi
    echo "not ok - $1"
    sed 's/^/    /' <<<"$found"
}

# The files of the project, new ones too; with arguments only those that match a pattern of git.
list_files() { git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while read -r f; do [ -f "$f" ] && echo "$f"; done; }
