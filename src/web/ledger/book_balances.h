/* SPDX-License-Identifier: Apache-2.0 */
/* Trial balance, balance sheet and income statement as rows; profit and the equation by unit of account. */
#ifndef MLUP_WEB_BOOK_BALANCES_H
#define MLUP_WEB_BOOK_BALANCES_H

#include "web/ledger/book_report.h"

/* What the accounts of one unit add up to, each kind as it grows: assets and expenses by debit, the others by
 * credit. */
struct book_sums {
    struct uuid unit;
    int64_t assets, liabilities, equity, income, expenses;
};
int64_t book_profit(const struct book_sums *sums);
/* The units of a table with their sums, in the order in which they are met; the main unit of the book first.
 */
size_t book_sums_of(struct book_seen *seen, const struct ledger_table *table, struct book_sums **sums);
/* The balance of a row as its kind grows. */
int64_t book_balance_shown(const struct ledger_row *row);

#endif
