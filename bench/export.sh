#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A list of 1,000,000 people as CSV, XLSX and JSON: rows a second, and that memory does not grow with them.  The rows are
# copies of the demo's, put in by sqlite3: what is measured is reading and writing out, not how they came.
# EXPORT_ROWS=100000 for a short run.
. "$(dirname "$0")/lib.sh"
build_release
export MLUP_KEY_FILE=$bench_tmp/mlup.key
rows=${EXPORT_ROWS:-1000000}
db=$bench_tmp/mlup.db
demo_database "sqlite:$db"
failed=0

columns=$(sqlite3 "$db" "SELECT group_concat(CASE name WHEN 'id' THEN 'randomblob(16)' WHEN 'code' THEN 'NULL' ELSE '\"' || name || '\"' END, ', ') FROM pragma_table_info('person')")
org=$(sqlite3 "$db" "SELECT hex(org_id) FROM person GROUP BY org_id ORDER BY COUNT(*) DESC LIMIT 1")
people=$(sqlite3 "$db" "SELECT COUNT(*) FROM person WHERE org_id = x'$org'")
sqlite3 "$db" "CREATE TEMP TABLE some AS SELECT * FROM person WHERE org_id = x'$org';
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ($rows - $people) / $people + 1)
    INSERT INTO person SELECT $columns FROM some, n LIMIT $rows - $people;"
name=$(sqlite3 "$db" "SELECT short_name FROM organisation WHERE id = x'$org'")

# measure FORMAT NAMES [more options]: sets rate (rows a second, the best of three), bytes and peak (kB).
measure() {
    local format=$1 names=$2 seconds best=0 i
    shift 2
    for i in 1 2 3; do
        /usr/bin/time -f '%e %M' -o "$bench_tmp/time" "$mlup" export person --db "sqlite:$db" --org "$name" --format "$format" --names "$names" --purpose bench "$@" >"$bench_tmp/out"
        read -r seconds peak <"$bench_tmp/time"
        best=$(awk -v rows="$rows" -v seconds="$seconds" -v best="$best" 'BEGIN { rate = int(rows / seconds); print (rate > best ? rate : best) }')
    done
    rate=$best
    bytes=$(stat -c %s "$bench_tmp/out")
}

measure csv codes --filter birth_date=1900-01-01
small=$peak
for format in csv xlsx json; do
    case $format in csv) reach=150000 ;; xlsx) reach=50000 ;; json) reach=100000 ;; esac
    measure $format codes
    figure "$format, codes, all columns of $rows people" "$rate" /s 'at least' "$reach" || failed=1
    note "  file" "$((bytes / 1000000))" MB
    figure "  memory beyond that of an empty file" "$(((peak - small) / 1024))" MB 'at most' 32 || failed=1
done
measure csv km --hxl
note "csv, names in Khmer, HXL row" "$rate" /s
measure xlsx km --hxl
note "xlsx, names in Khmer, HXL row" "$rate" /s
exit $failed
