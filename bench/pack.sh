#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The donor pack of a report of the demo: PDF in Khmer and English and the workbook together, and the memory of a server that
# has made many.   bench/pack.sh [PEOPLE] [PACKS]
. "$(dirname "$0")/lib.sh"
people=${1:-6000} packs=${2:-50}
build_release
failed=0
export MLUP_KEY_FILE=$bench_tmp/pack.key
db=sqlite:$bench_tmp/pack.db
demo_database "$db" --people "$people"
report=$(sqlite3 "$bench_tmp/pack.db" "SELECT lower(substr(h,1,8)||'-'||substr(h,9,4)||'-'||substr(h,13,4)||'-'||substr(h,17,4)||'-'||substr(h,21)) FROM (SELECT hex(id) AS h FROM period_report WHERE status = 'frozen' AND title LIKE '%SG-01%' ORDER BY title DESC LIMIT 1)")
one_pack() {
    local begin end
    begin=$(date +%s%N)
    "$mlup" report pack "$report" --db "$db" --pdf "$bench_tmp/pack.pdf" --xlsx "$bench_tmp/pack.xlsx" --lang both --purpose bench >/dev/null
    end=$(date +%s%N)
    echo $(((end - begin) / 1000000))
}
ms=$(for _ in 1 2 3 4 5; do one_pack; done | sort -n | sed -n 3p)
figure "donor pack: PDF in two languages and XLSX" "$ms" ms 'at most' 2000 || failed=1
start_server "$db"
password=$(node -e 'console.log(JSON.parse(require("fs").readFileSync(process.argv[1])).find((one) => one.name === "sp.me").password)' "$bench_tmp/logins.json")
curl -s -o /dev/null -c "$bench_tmp/jar" --data-urlencode "login=sp.me" --data-urlencode "password=$password" "$server_url/sign-in"
csrf=$(curl -s -b "$bench_tmp/jar" "$server_url/api/v1/me" | sed 's/.*"csrf":"\([^"]*\)".*/\1/')
packs_of_server() {
    local i
    for ((i = 0; i < $1; i++)); do
        curl -s -b "$bench_tmp/jar" -o "$bench_tmp/pack.pdf" --data-urlencode "csrf=$csrf" --data "in=both" "$server_url/reports/$report/pack.pdf"
    done
    head -c 4 "$bench_tmp/pack.pdf" | grep -q %PDF || die "the server gave no PDF"
}
memory() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server_pid/status"; }
packs_of_server 3
before=$(memory)
packs_of_server "$packs"
after=$(memory)
note "memory of the server after $packs packs" "$after" MB
figure "growth of the server's memory over $packs packs" "$(awk -v a="$after" -v b="$before" 'BEGIN { printf "%.1f", a - b }')" MB 'at most' 4 || failed=1
exit "$failed"
