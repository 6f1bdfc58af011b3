#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Plain-text journals: balances of all accounts from nothing but the text, beside the real ledger and hledger in the same run, equal
# line by line.  Two postings a transaction, 5,000 members in 200 groups.   bench/journal.sh [TRANSACTIONS]
. "$(dirname "$0")/lib.sh"
transactions=${1:-1000000}
build_release
book=$bench_tmp/book.journal
awk -v transactions="$transactions" -f bench/journal-make.awk >"$book"
note "transactions of two postings" "$transactions" ""
note "size of the journal" "$(($(stat -c %s "$book") / 1000000))" MB

# timed NAME COMMAND…: its output goes to NAME.out; sets seconds (of processors: the clock tells what else runs) and kilobytes.
timed() {
    local name=$1
    shift
    LC_ALL=C.UTF-8 /usr/bin/time -f '%U %S %e %M' -o "$bench_tmp/time" "$@" >"$bench_tmp/$name.out" || die "$name could not read the journal"
    read -r seconds wall kilobytes < <(awk '{ print $1 + $2, $3, $4 }' "$bench_tmp/time")
    note "$name, time of processors" "$seconds" s
    note "  on the clock" "$wall" s
    note "  peak memory" "$((kilobytes / 1024))" MB
}

# account<TAB>amount, sorted by bytes, however a program writes them.
of_ours() { awk '!/^-+$/ && NF > 2 { n = $1; c = $2; $1 = $2 = ""; sub(/^ +/, ""); print $0 "\t" n " " c }' | LC_ALL=C sort; }
of_ledger() { awk -F'|' '{ print $2 "\t" $1 }' | LC_ALL=C sort; }
of_hledger() { awk -F'","' 'NR > 1 { account = $1; number = $3; gsub(/"/, "", account); gsub(/"/, "", number); print account "\t" number " " $2 }' | LC_ALL=C sort; }

failed=0
cat "$book" >/dev/null # all three find it in memory
timed mlup "$mlup" journal balance "$book"
ours=$seconds memory=$kilobytes
timed ledger ledger -f "$book" bal --flat --no-total --format '%(scrub(amount))|%(account)\n'
ledger=$seconds
timed hledger hledger -f "$book" bal -O csv --layout bare --flat -N
hledger=$seconds
of_ours <"$bench_tmp/mlup.out" >"$bench_tmp/mlup.rows"
of_ledger <"$bench_tmp/ledger.out" >"$bench_tmp/ledger.rows"
of_hledger <"$bench_tmp/hledger.out" >"$bench_tmp/hledger.rows"
note "accounts with a balance" "$(wc -l <"$bench_tmp/mlup.rows")" ""
[ -s "$bench_tmp/mlup.rows" ] || failed=1
for name in ledger hledger; do
    figure "balances that differ from those of $name" "$(comm -3 "$bench_tmp/mlup.rows" "$bench_tmp/$name.rows" | wc -l)" "" 'at most' 0 || failed=1
done
figure "journal text in, balances out: time, of ledger's" "$(awk -v a="$ours" -v b="$ledger" 'BEGIN { printf "%.3f", a / b }')" x 'at most' 0.1 || failed=1
note "  of hledger's" "$(awk -v a="$ours" -v b="$hledger" 'BEGIN { printf "%.4f", a / b }')" x
figure "  peak memory" "$((memory / 1024))" MB 'at most' 64 || failed=1
exit $failed
