# SPDX-License-Identifier: Apache-2.0
# Makes a plain-text journal: two postings a transaction, members in groups who save, borrow and repay, by days in order.  The same numbers
# give the same bytes.   awk -v transactions=1000000 -v members=5000 -v groups=200 -f bench/journal-make.awk
BEGIN {
    if (!transactions) transactions = 1000000
    if (!members) members = 5000
    if (!groups) groups = 200
    per_group = int((members + groups - 1) / groups)
    split("Savings deposit|Loan paid out|Loan repaid|Loan charge|Fine|Social fund", payees, "|")
    split("Liabilities:G%03d:Savings:M%04d|Assets:G%03d:Loans:M%04d|Assets:G%03d:Loans:M%04d|Income:G%03d:Charges|Income:G%03d:Fines|Liabilities:G%03d:Social fund", accounts, "|")
    split("1|-1|1|1|1|1", signs, "|")
    for (i = 0; i < transactions; i++) {
        # A linear congruential generator (Park and Miller), so that every awk makes the same file.
        seed = (16807 * (seed ? seed : 20160101)) % 2147483647
        member = seed % members
        kind = int(seed / 7919) % 6 + 1
        amount = (int(seed / 104729) % 200 + 1) * 100
        day = int(i * 730 / transactions)
        if (day != last_day || !i) date = strftime("%Y-%m-%d", 1451606400 + day * 86400, 1)
        last_day = day
        group = int(member / per_group) + 1
        other = kind <= 3 ? sprintf(accounts[kind], group, member + 1) : sprintf(accounts[kind], group)
        printf "%s * (%d) %s\n    Assets:G%03d:Cash  %d KHR\n    %s  %d KHR\n\n", date, i + 1, payees[kind], group, signs[kind] * amount, other, -signs[kind] * amount
    }
}
