/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures of money, read from postings and budgets.  These functions ask the database of one organisation;
 * the caller has checked that the actor may see its money.  They work on the writer's connection as on a
 * reader's.
 */
#ifndef MLUP_DOMAIN_FINANCE_READ_H
#define MLUP_DOMAIN_FINANCE_READ_H

#include "domain/finance/figures.h"
#include "domain/finance/finance.h"
#include "domain/finance/rate.h"
#include "store/db.h"

enum {
    FINANCE_ALWAYS = 376199
}; /* the last day a date can be, 31 December 2999: everything that was posted */

/* An amount and the currency in the column behind it; nothing without a currency that is known. */
struct money finance_money_column(struct db_query *query, int column);
/* All rates, in the arena: for figures over many days. */
struct rates rates_read(struct arena *arena, struct db *db);
/* The one rate that holds on a day, none when there is none: what is written reads no more, however many
 * years of daily rates there are.  One is enough, since there are two currencies. */
struct rates rates_read_on(struct arena *arena, struct db *db, int64_t day);

/* The budget of an agreement that is in force on a day: the last approved one that is effective by then. Zero
 * id: none. */
struct uuid budget_in_force(struct db *db, struct arena *arena, struct uuid org, struct uuid agreement,
                            int64_t day);

/* What postings say until the end of `until`, each in `currency` by the rate of its own day. */
struct finance_sum {
    struct money amount;
    int64_t unrated; /* postings left out because there is no rate */
};

/* Of one account of an agreement; of one line (by its number) when `line_number` is not empty. */
struct finance_sum finance_account(struct db *db, struct arena *arena, struct uuid org, struct uuid agreement,
                                   const char *account, struct slice line_number, enum currency currency,
                                   int64_t until);
/* What of an advance is neither accepted nor refunded, in its own currency. */
struct money advance_open(struct db *db, struct arena *arena, struct uuid org, struct uuid advance,
                          int64_t until);
/* What accepted expenses have used of an obligation, in its own currency. */
struct money obligation_used(struct db *db, struct arena *arena, struct uuid org, struct uuid obligation);

/* A budget line with what happened to it. */
struct finance_line {
    struct slice number, title, title_km,
        category; /* of the version in force; of an earlier one when it is in that no more */
    bool in_force;
    struct uuid promise_id, objective_id; /* zero: none */
    struct money budget;                  /* as written */
    struct money budget_shown, committed, spent,
        left; /* in the asked currency; left = budget − committed − spent */
};

struct finance_month {
    int64_t month; /* months since January 1970 */
    int64_t spent; /* in the asked currency */
};

struct finance_advance {
    struct uuid id;
    struct money open; /* in its own currency */
    int64_t paid_day, days_open;
};

struct finance_picture {
    enum currency currency;
    int64_t day;
    struct uuid budget_id;
    struct slice budget_number;
    int64_t budget_day;
    struct finance_line *lines;
    size_t line_count;
    struct money budget, obligated, committed, advanced, refunded, spent, outstanding, left;
    int64_t unrated;              /* amounts left out because their day has no rate */
    struct finance_month *months; /* those with spending, in order */
    size_t month_count;
    struct finance_advance *advances; /* open ones, the oldest first */
    size_t advance_count;
    struct money ageing[AGE_BANDS]; /* by age_band, in the asked currency */
    const struct rate **used;       /* the rates that were used, the oldest first */
    size_t used_count;
};

/* The money of an agreement at the end of a day. */
void finance_picture_read(struct finance_picture *picture, struct arena *arena, struct db *db,
                          struct uuid org, struct uuid agreement, enum currency currency, int64_t day);

#endif
