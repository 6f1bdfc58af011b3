#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every figure, one after the other, and then one table: what, value, reach, verdict.  Takes about an hour, most of it for
# making large databases and for killing the server.   bench/all.sh [TIMES: kills and power cuts, 1000]
. "$(dirname "$0")/lib.sh"
times=${1:-1000}
build_release
runs=(
    "http.sh"
    "import.sh"
    "journal.sh"
    "writes.sh sqlite"
    "writes.sh postgresql"
    "coverage.sh"
    "reads.sh"
    "promise.sh"
    "pack.sh"
    "matching.sh"
    "schedule.sh"
    "sheet.sh"
    "cases.sh"
    "search.sh"
    "arrivals.sh"
    "export.sh"
    "ledger.sh"
    "ledger-postgres.sh"
    "ledger-crash.sh sqlite"
    "ledger-crash.sh postgresql"
    "crowd.sh"
    "kill.sh sqlite $times"
    "kill.sh postgresql $times"
    "power-cut.sh $times"
)
table=$bench_tmp/table
failed=0
for run in "${runs[@]}"; do
    say "== bench/$run ($(uptime | sed 's/.*load average/load average/'))"
    # shellcheck disable=SC2086 # a command and its arguments
    bash bench/$run 2>&1 | tee "$bench_tmp/output" || true
    [ "${PIPESTATUS[0]}" = 0 ] || failed=1
    { echo "bench/$run"; grep -E ': (reached|NOT REACHED)$|^  +[^ ].* /s *$|^raw sqlite3' "$bench_tmp/output" || echo "  nothing was measured"; } >>"$table"
done
say "" "== All figures on $(nproc) cores, $(uname -sr)"
cat "$table"
[ "$failed" = 0 ] && ! grep -q -e 'NOT REACHED' -e 'nothing was measured' "$table"
