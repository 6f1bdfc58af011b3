/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the books say, on any day.  The caller has read the book or account as a record under its own view
 * (query_get): who may see the record may see its figures.  Figures are debit less credit, in the smallest
 * unit of the account.
 */
#ifndef MLUP_DOMAIN_LEDGER_READ_H
#define MLUP_DOMAIN_LEDGER_READ_H

#include "domain/ledger/post.h"
#include "store/db.h"

/* One account over some days. */
struct ledger_row {
    struct uuid account_id, unit_id, within_id; /* `within_id` zero: part of no other account */
    struct slice number, name, name_km, kind, role;
    int64_t opening;       /* before the first day */
    int64_t debit, credit; /* in the days; both positive */
    int64_t closing;       /* with the last day: opening + debit - credit */
};

struct ledger_table {
    struct ledger_row *rows; /* by number of account; those on which nothing was ever posted too */
    size_t count;
};

/* The trial balance of a book from a day to a day, both in it. */
struct ledger_table ledger_trial_balance(struct db *db, struct arena *arena, const struct record *book,
                                         int64_t from, int64_t to);

/* What entries of kind closing moved in the days, in the closing column; accounts that they did not touch are
 * not in it. */
struct ledger_table ledger_closing_turnover(struct db *db, struct arena *arena, const struct record *book,
                                            int64_t from, int64_t to);

/* The closing column alone, which is faster. */
struct ledger_table ledger_balances_on(struct db *db, struct arena *arena, const struct record *book,
                                       int64_t day);

/* One account at the end of a day; 0 when nothing was posted on it. */
int64_t ledger_balance_on(struct db *db, struct uuid org, struct uuid account_id, int64_t day);

/* One posting of an account. */
struct ledger_move_row {
    int64_t book, seq, day, kind;
    int64_t amount, balance; /* the account's after it, in the order of days */
    struct slice memo, source_type;
    struct uuid source_id;
};

struct ledger_statement {
    int64_t opening, closing;
    struct ledger_move_row *rows; /* by day and entry */
    size_t count;
    bool has_more; /* there were more than `max` */
};

/* The account's postings from a day to a day, at most `max`. */
struct ledger_statement ledger_statement_read(struct db *db, struct arena *arena,
                                              const struct record *account, int64_t from, int64_t to,
                                              size_t max);

/* One entry of a book with its lines. */
struct ledger_entry_line {
    struct uuid account_id, unit_id;
    struct slice number, name, name_km;
    int64_t amount;
};
struct ledger_entry_row {
    int64_t seq, day, kind;
    struct slice memo, source_type;
    struct uuid source_id;
    struct ledger_entry_line *lines;
    size_t line_count;
};

enum ledger_order { LEDGER_OLDEST_FIRST, LEDGER_NEWEST_FIRST };

/* The entries of a book from a day to a day that were posted (not those set aside), without the first `skip`,
 * at most `max`; their number is the answer. */
size_t ledger_entries_read(struct db *db, struct arena *arena, const struct record *book, int64_t from,
                           int64_t to, enum ledger_order order, size_t skip, size_t max,
                           struct ledger_entry_row **rows);
/* Those with the numbers `first` to `last`, by day. */
size_t ledger_entries_numbered(struct db *db, struct arena *arena, const struct record *book, int64_t first,
                               int64_t last, size_t max, struct ledger_entry_row **rows);
/* Where each posted entry of a book stands: by day, those of one day as they were posted; at most `max`. */
struct ledger_mark {
    int64_t day, seq;
};
size_t ledger_entry_marks(struct db *db, struct arena *arena, const struct record *book, size_t max,
                          struct ledger_mark **marks);
/* How many there are. */
int64_t ledger_entries_count(struct db *db, const struct record *book, int64_t from, int64_t to);
/* The latest day of a book on which something was posted; false when nothing ever was. */
bool ledger_last_day(struct db *db, const struct record *book, int64_t *day);

/* Whether everything that is stored follows from the entries: for `mlup verify`. */
struct ledger_report {
    int64_t entries, accounts;
    int64_t broken_hashes, unbalanced, wrong_balances, wrong_days, wrong_limits, wrong_sources, wrong_holds;
};
void ledger_verify(struct db *db, struct ledger_report *report);
bool ledger_report_is_clean(const struct ledger_report *report);

#endif
