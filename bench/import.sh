#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# CSV import through the write path, beside raw `sqlite3` taking the same rows in the same run; and the memory that a large file
# sent over HTTP takes.   bench/import.sh [ROWS] [MEGABYTES]
. "$(dirname "$0")/lib.sh"
rows=${1:-300000} megabytes=${2:-300}
build_release
db=sqlite:$bench_tmp/mlup.db
export MLUP_KEY_FILE=$bench_tmp/mlup.key
"$mlup" init --db "$db" --admin root --org LEAD >/dev/null

# Rows without a name, and rows with one, which is indexed by words and sounds so that people find it.
plain_rows() { awk -v rows="$rows" 'BEGIN { print "Key,IDPoor,Village,Members"; for (i = 0; i < rows; i++) printf "%d,level1,02010101,%d\n", i, i % 9 + 1 }'; }
named_rows() { awk -v rows="$rows" 'BEGIN { print "No,Head name,Village,IDPoor,Members"; for (i = 0; i < rows; i++) printf "%d,Sok Dara %d,02010101,level1,%d\n", i, i, i % 9 + 1 }'; }

raw_sqlite() { # FILE
    local start end
    rm -f "$bench_tmp"/raw.db*
    start=$(date +%s%N)
    sqlite3 "$bench_tmp/raw.db" "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL" ".mode csv" ".import $1 raw" >/dev/null 2>&1
    end=$(date +%s%N)
    note "raw sqlite3, .import of the same rows" "$((rows * 1000000000 / (end - start)))" /s
}

# rates FILE ARGUMENTS…: sets checked and written, rows a second.  The first run checks, the second checks and writes.
rates() {
    local file=$1 start middle end
    shift
    start=$(date +%s%N)
    "$mlup" import household "$file" --db "$db" "$@" >"$bench_tmp/out" || { cat "$bench_tmp/out"; exit 1; }
    middle=$(date +%s%N)
    "$mlup" import household "$file" --db "$db" "$@" --apply >"$bench_tmp/out" || { cat "$bench_tmp/out"; exit 1; }
    end=$(date +%s%N)
    grep -q "imported, $rows new" "$bench_tmp/out" || { cat "$bench_tmp/out"; exit 1; }
    checked=$((rows * 1000000000 / (middle - start)))
    written=$((rows * 1000000000 / (end - middle - (middle - start))))
}

failed=0
plain_rows >"$bench_tmp/plain.csv"
raw_sqlite "$bench_tmp/plain.csv"
rates "$bench_tmp/plain.csv" --column Key=key
note "CSV looked through before the import" "$checked" /s
figure "CSV import through the write path, rows without a name" "$written" /s 'at least' 30000 || failed=1
named_rows >"$bench_tmp/named.csv"
raw_sqlite "$bench_tmp/named.csv"
rates "$bench_tmp/named.csv"
note "CSV import through the write path, rows with a name to find" "$written" /s

echo "seven green buffaloes swim" | "$mlup" user add officer --role me_officer --org LEAD --password-stdin --db "$db" >/dev/null
start_server "$db"
token=$("$mlup" token create officer --name bench --db "$db" | grep -oE '[A-Za-z0-9_-]{30,}' | head -1)
awk -v bytes="$((megabytes * 1000000))" 'BEGIN { print "No,Head name,Village,Members,Note"; for (n = 0; n < bytes; n += 230) printf "%08d,Sok Dara,02010101,3,%0200d\n", n, n }' >"$bench_tmp/large.csv"
anonymous() { awk '/RssAnon/ { print $2 }' "/proc/$server_pid/status"; }
before=$(anonymous)
curl -sS -f -X POST -H "Authorization: Bearer $token" -H 'Expect:' -H 'Content-Type: text/csv' -T "$bench_tmp/large.csv" \
    -o "$bench_tmp/begun" "$server_url/api/v1/imports/file?kind=household&name=large.csv" || failed=1
figure "memory that a file of $megabytes MB takes while it arrives" "$(($(anonymous) - before))" kB 'at most' 65536 || failed=1
stop_server
exit $failed
