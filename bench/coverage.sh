#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Coverage: how large the page is (with map and matrix, by place and in Khmer), and how long it takes over so many attendances.
#   bench/coverage.sh [PEOPLE_OF_THE_DATABASE]
. "$(dirname "$0")/lib.sh"
people=${1:-1000000}
build_release
failed=0

# as LOGIN: signs in; the cookie is in $jar.
jar=$bench_tmp/jar
as() { curl -s -o /dev/null -c "$jar" -b "$jar" --data "login=$1&password=lotus-river-2016" "$server_url/sign-in"; }
bytes() { curl -s -b "$jar" "$server_url$1" | wc -c; }
packed() { curl -s -b "$jar" -H 'Accept-Encoding: gzip' "$server_url$1" | wc -c; }
# median of nine times in seconds, in ms.
median() { sort -n | sed -n 5p | awk '{ printf "%.1f", $1 * 1000 }'; }
take() { curl -s -o /dev/null -b "$jar" -w '%{time_total}\n' "$server_url$1"; }
# kept PATH: asked again and again.  anew PATH: each question another one (pages of the matrix; JSON has all of it in any).
kept() { take "$1" >/dev/null; for _ in 1 2 3 4 5 6 7 8 9; do take "$1"; done | median; }
anew() { take "$1&page=20" >/dev/null; for page in 1 2 3 4 5 6 7 8 9; do take "$1&page=$page"; done | median; }

export MLUP_KEY_FILE=$bench_tmp/demo.key
demo_database "sqlite:$bench_tmp/demo.db" --people 6000
start_server "sqlite:$bench_tmp/demo.db"
as ctip.me
for path in "/coverage?lang=km" "/coverage?lang=km&level=commune" "/coverage?lang=km&province=03"; do
    figure "page $path" "$(awk -v b="$(bytes "$path")" 'BEGIN { printf "%.1f", b / 1000 }')" kB 'at most' 60 || failed=1
    note "  compressed" "$(awk -v b="$(packed "$path")" 'BEGIN { printf "%.1f", b / 1000 }')" kB
done
stop_server

export MLUP_KEY_FILE=$bench_tmp/large.key
demo_database "sqlite:$bench_tmp/large.db" --people "$people"
note "attendances" "$(sqlite3 "$bench_tmp/large.db" 'SELECT COUNT(*) FROM attendance')" ""
start_server "sqlite:$bench_tmp/large.db"
as ctip.me
figure "coverage of all organisations as JSON, made anew" "$(anew "/api/v1/coverage?level=commune")" ms 'at most' 50 || failed=1
figure "  as a page" "$(anew "/coverage?level=commune")" ms 'at most' 50 || failed=1
figure "  kept, as JSON" "$(kept "/api/v1/coverage?level=commune")" ms 'at most' 5 || failed=1
figure "  kept, as a page" "$(kept "/coverage?level=commune")" ms 'at most' 5 || failed=1
exit $failed
