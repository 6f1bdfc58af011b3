#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Search of people as you type over a register of a million: half and 99 of 100 answers within, for whole names, beginnings,
# other spellings, and names that nobody has; the server's memory beside it.   bench/search.sh [PEOPLE] [QUESTIONS]
. "$(dirname "$0")/lib.sh"
people=${1:-1000000} questions=${2:-400}
build_release
failed=0
export MLUP_KEY_FILE=$bench_tmp/mlup.key
demo_database "sqlite:$bench_tmp/mlup.db" --people "$people"
start_server "sqlite:$bench_tmp/mlup.db"
node bench/search.mjs "$server_url" "$bench_tmp/logins.json" "$questions" >"$bench_tmp/search"
note "people in the registers" "$(sqlite3 "$bench_tmp/mlup.db" 'SELECT COUNT(*) FROM person')" ""
while read -r kind half most; do
    note "search by $kind: half within" "$half" ms
    figure "search by $kind: 99 of 100 within" "$most" ms 'at most' 20 || failed=1
done < <(sed 's/\t/ /g' "$bench_tmp/search")
note "memory of the server" "$(awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server_pid/status")" MB
note "the index of words" "$(sqlite3 "$bench_tmp/mlup.db" "SELECT COUNT(*) FROM search_word")" rows
exit $failed
