#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Power cuts under load, SQLite: records what the server does to its database files while eight clients write, makes the
# files as a disk may hold them at 1,000 moments (twice: unsynced writes gone, and kept in part), and looks in each
# for every write that had been acknowledged.   bench/power-cut.sh [CUTS [WRITES]]
. "$(dirname "$0")/lib.sh"
cuts=${1:-1000} writes=${2:-3000}

build_release
bash tests/power/build.sh "$bench_tmp/bin"
mkdir "$bench_tmp/db"
export MLUP_KEY_FILE=$bench_tmp/mlup.key
db=sqlite:$bench_tmp/db/mlup.db
"$mlup" init --db "$db" >/dev/null 2>&1
"$mlup" demo --people 300 --quiet --db "$db" >/dev/null 2>&1
login=$("$mlup" demo --logins --json --db "$db" | node -e '
    const logins = JSON.parse(require("fs").readFileSync(0));
    console.log(logins.find((l) => l.role === "me_officer" && /CCPCR/.test(l.organisation)).name);')
token=$("$mlup" token create "$login" --db "$db" --name power-cut --scopes read,write | tail -n 1)
cp -r "$bench_tmp/db" "$bench_tmp/base"

export POWERCUT_FOLDER=$bench_tmp/db POWERCUT_LOG=$bench_tmp/log
LD_PRELOAD=$bench_tmp/bin/powercut.so start_server "$db"
node bench/power-load.mjs "$server_url" "$token" "$POWERCUT_LOG" "$writes" 8
# The power goes while the server runs: nothing is closed in order.
kill -9 "$server_pid"
stop_server
unset POWERCUT_FOLDER POWERCUT_LOG

say "$(grep -ac '^E ' "$bench_tmp/log") syncs, $(stat -c %s "$bench_tmp/log") bytes of log"
"$bench_tmp/bin/powerimage" --log "$bench_tmp/log" --base "$bench_tmp/base" --work "$bench_tmp/images" --cuts "$cuts" \
    --check "bash bench/power-check.sh $mlup \$POWERCUT_IMAGE \$POWERCUT_ACKS" | tee "$bench_tmp/result" || true
lost=$(sed -n 's/.*drop lost \([0-9]*\), subset lost \([0-9]*\)/\1 \2/p' "$bench_tmp/result" | awk '{ print $1 + $2 }')
figure "images that lost a write or fail verify, $cuts power cuts" "${lost:-999999}" "" "at most" 0
