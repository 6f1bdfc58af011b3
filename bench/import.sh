#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# CSV import through the write path, beside raw `sqlite3` taking the same rows in the same run: households without a name, the
# plain kind, by the wall clock and by the time of processors; households with a name; people, who are compared with each other
# and the register.  And the memory that a large file sent over HTTP takes.   bench/import.sh [ROWS] [MEGABYTES]
. "$(dirname "$0")/lib.sh"
rows=${1:-300000} megabytes=${2:-300}
build_release
db=sqlite:$bench_tmp/mlup.db
export MLUP_KEY_FILE=$bench_tmp/mlup.key
"$mlup" init --db "$db" --admin root --org LEAD >/dev/null

# Rows without a name, and rows with one, which is indexed by words and sounds so that people find it.
plain_rows() { awk -v rows="$rows" 'BEGIN { print "Key,IDPoor,Village,Members"; for (i = 0; i < rows; i++) printf "%d,level1,02010101,%d\n", i, i % 9 + 1 }'; }
named_rows() { awk -v rows="$rows" 'BEGIN { print "No,Head name,Village,IDPoor,Members"; for (i = 0; i < rows; i++) printf "%d,Sok Dara %d,02010101,level1,%d\n", i, i, i % 9 + 1 }'; }

# People with names of the dictionary, in both scripts; some are twice in the file by chance, and left out.
people_rows() { # SEED
    awk -F, -v rows="$people" -v seed="$1" 'NR > 1 && $1 == "family" { family[families++] = $2 FS $3 }
        NR > 1 && $1 == "given" { given[givens++] = $2 FS $3 }
        END { srand(seed); print "Name (Khmer),Name (Latin),Sex,Date of birth,Village,Phone"
            for (i = 0; i < rows; i++) {
                split(family[int(rand() * families)], a, FS); split(given[int(rand() * givens)], b, FS)
                printf "%s %s,%s %s,%s,%04d-%02d-%02d,0201010%d,0%d\n", a[1], b[1], a[2], b[2], rand() < 0.5 ? "F" : "M",
                    1940 + int(rand() * 75), 1 + int(rand() * 12), 1 + int(rand() * 28), 1 + int(rand() * 3), 10000000 + int(rand() * 89999999)
            } }' data/names-kh/names.csv
}

raw_sqlite() { # FILE
    local start end
    rm -f "$bench_tmp"/raw.db*
    start=$(date +%s%N)
    sqlite3 "$bench_tmp/raw.db" "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL" ".mode csv" ".import $1 raw" >/dev/null 2>&1
    end=$(date +%s%N)
    note "raw sqlite3, .import of the same rows" "$((($(wc -l <"$1") - 1) * 1000000000 / (end - start)))" /s
}

# import_file KIND FILE ARGUMENTS…: sets wall_ms and cpu_ms, the time on the clock and that of processors, all threads together.
import_file() {
    local kind=$1 file=$2
    shift 2
    /usr/bin/time -f '%e %U %S' -o "$bench_tmp/time" "$mlup" import "$kind" "$file" --db "$db" "$@" >"$bench_tmp/out" || { cat "$bench_tmp/out"; exit 1; }
    read -r wall_ms cpu_ms < <(awk '{ printf "%d %d\n", $1 * 1000, ($2 + $3) * 1000 }' "$bench_tmp/time")
}

# rates KIND FILE ARGUMENTS…: sets checked, written and of_cpu, rows a second.  The first run checks, the second checks and writes.
rates() {
    local count check_wall check_cpu
    count=$(($(wc -l <"$2") - 1))
    import_file "$@"
    check_wall=$wall_ms check_cpu=$cpu_ms
    import_file "$@" --apply
    grep -q "imported, .* new, 0 changed, 0 unchanged, 0 refused" "$bench_tmp/out" || { cat "$bench_tmp/out"; exit 1; }
    checked=$((count * 1000 / check_wall))
    written=$((count * 1000 / (wall_ms - check_wall)))
    of_cpu=$((count * 1000 / (cpu_ms - check_cpu)))
}

failed=0 people=$((rows / 5))
plain_rows >"$bench_tmp/plain.csv"
raw_sqlite "$bench_tmp/plain.csv"
rates household "$bench_tmp/plain.csv" --column Key=key
note "CSV looked through before the import" "$checked" /s
figure "CSV import through the write path, households without name" "$written" /s 'at least' 30000 || failed=1
note "  for each second of processors" "$of_cpu" /s
named_rows >"$bench_tmp/named.csv"
raw_sqlite "$bench_tmp/named.csv"
rates household "$bench_tmp/named.csv"
note "CSV import through the write path, households with a name" "$written" /s
note "  for each second of processors" "$of_cpu" /s
people_rows 7 >"$bench_tmp/people.csv"
raw_sqlite "$bench_tmp/people.csv"
rates person "$bench_tmp/people.csv"
note "people looked through before the import" "$checked" /s
note "CSV import through the write path, people" "$written" /s
note "  for each second of processors" "$of_cpu" /s
people_rows 9 >"$bench_tmp/others.csv"
import_file person "$bench_tmp/others.csv"
note "other people, each compared with the $people of the register" "$((people * 1000 / wall_ms))" /s
note "  for each second of processors" "$((people * 1000 / cpu_ms))" /s
note "  of whom the register has somebody alike" "$(grep -oE '[0-9]+ known' "$bench_tmp/out" | cut -d' ' -f1)" rows

echo "seven green buffaloes swim" | "$mlup" user add officer --role me_officer --org LEAD --password-stdin --db "$db" >/dev/null
start_server "$db"
token=$("$mlup" token create officer --name bench --scopes read,write --db "$db" | grep -oE '[A-Za-z0-9_-]{30,}' | head -1)
awk -v bytes="$((megabytes * 1000000))" 'BEGIN { print "No,Head name,Village,Members,Note"; for (n = 0; n < bytes; n += 230) printf "%08d,Sok Dara,02010101,3,%0200d\n", n, n }' >"$bench_tmp/large.csv"
anonymous() { awk '/RssAnon/ { print $2 }' "/proc/$server_pid/status"; }
before=$(anonymous)
curl -sS -f -X POST -H "Authorization: Bearer $token" -H 'Expect:' -H 'Content-Type: text/csv' -T "$bench_tmp/large.csv" \
    -o "$bench_tmp/begun" "$server_url/api/v1/imports/file?kind=household&name=large.csv" || failed=1
figure "memory that a file of $megabytes MB takes while it arrives" "$(($(anonymous) - before))" kB 'at most' 65536 || failed=1
stop_server
exit $failed
