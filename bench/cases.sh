#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A case file of 200 parts opened with everything unsealed; who saw it, over a log of ten million looks; and what sealing costs beside
# the same write in the clear.   bench/cases.sh [PARTS] [LINES OF THE LOG]
. "$(dirname "$0")/lib.sh"
parts=${1:-200} lines=${2:-10000000}
failed=0
build_release
export MLUP_KEY_FILE=$bench_tmp/mlup.key
db=sqlite:$bench_tmp/mlup.db
demo_database "$db" --people 120
start_server "$db"
file=$(node bench/cases.mjs "$server_url" "$bench_tmp/logins.json" make "$parts")
while read -r what half most; do
    note "a case file of $parts parts $what: 99 of 100 within" "$most" ms
    figure "a case file of $parts parts $what: half within" "$half" ms 'at most' 10 || failed=1
done < <(node bench/cases.mjs "$server_url" "$bench_tmp/logins.json" open "$file")
stop_server
# Looks at 100,000 files by 50 people; each thousandth is at a part of the file that is asked about.
sqlite3 "$bench_tmp/mlup.db" "PRAGMA cache_size = -2000000; PRAGMA synchronous = OFF; DROP INDEX read_log_owner;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $lines)
  INSERT INTO read_log (org_id, record_id, seq, at_ms, actor_id, type, fields, purpose, owner_id)
  SELECT f.org_id, randomblob(16), 1000000 + i, 1500000000000 + i, f.case_worker, 'case_note', 'note', 'a follow-up',
    CASE WHEN i % 1000 = 0 THEN f.id ELSE CAST(printf('%016d', i % 100000) AS BLOB) END
  FROM n, (SELECT org_id, id, case_worker FROM case_file WHERE lower(hex(id)) = '${file//-/}') f;
  CREATE INDEX read_log_owner ON read_log (org_id, owner_id, seq); PRAGMA wal_checkpoint(TRUNCATE);" >/dev/null
note "lines in the log of looks" "$(sqlite3 "$bench_tmp/mlup.db" 'SELECT COUNT(*) FROM read_log')" ""
start_server "$db"
read -r what half most < <(node bench/cases.mjs "$server_url" "$bench_tmp/logins.json" reads "$file")
note "who saw a file: half within" "$half" ms
figure "who saw a file: 99 of 100 within" "$most" ms 'at most' 100 || failed=1
stop_server
[ -d build-bench ] || meson setup build-bench . --buildtype=release -Doptimization=2 -Db_ndebug=false -Dtests=true >/dev/null
ninja -C build-bench src/store/sealing_bench >/dev/null
build-bench/src/store/sealing_bench >"$bench_tmp/sealing" 2>&1 || { cat "$bench_tmp/sealing"; exit 1; }
while read -r what open sealed ratio; do
    note "a note in the clear ($what)" "$open" ms
    note "the same sealed ($what)" "$sealed" ms
    figure "sealing costs ($what)" "$ratio" times 'at most' 1.3 || failed=1
done < <(grep -E '^(single|batch) ' "$bench_tmp/sealing")
exit $failed
