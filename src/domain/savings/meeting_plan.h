/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a meeting moves in the books of its group: all of its sheet (savings, contributions, fines,
 * repayments, loans paid out, expenses, the difference of the counted box) as one linked set of entries, with
 * everything that speaks against it.
 *
 * Refusals name their field with the number of the member or the code of the loan behind a point:
 * "shares.12", "deposit.12", "withdrawal.12", "social_fund.12", "fine.12", "repayment.LN-0001A",
 * "payout.LN-0001A".
 */
#ifndef MLUP_DOMAIN_SAVINGS_MEETING_PLAN_H
#define MLUP_DOMAIN_SAVINGS_MEETING_PLAN_H

#include "domain/ledger/book_accounts.h"
#include "domain/ledger/post.h"
#include "domain/savings/loan_book.h"
#include "domain/savings/second_box.h"

/* One member's line. */
struct plan_line {
    struct uuid member_id;
    int64_t number;
    enum { CAME, CAME_LATE, CAME_BY_OTHER, CAME_NOT } attendance;
    int64_t shares, deposit, withdrawal, social_fund, fine;
    int64_t other; /* of it in the second currency, as below */
    int fine_kind; /* enum bylaw_fine; -1: not said */
    bool leaves;
};

/* What is written of a loan. */
struct plan_part {
    struct uuid id; /* of the payout, repayment or write-off */
    const struct record *loan;
    int64_t amount, other;
    bool from_earlier;
    struct loan_parts split;       /* of a repayment */
    int64_t recovered;             /* of a repayment of a loan that was written off */
    const struct record *replaced; /* of a payout from an earlier loan … */
    int64_t fee_first;             /* … and the fee that then is due with the first row */
};
struct plan_parts {
    struct plan_part *items;
    size_t count;
};

struct plan_item {
    int kind; /* place in meeting_item_kind */
    int64_t amount, other;
};

/* In the order in which the box can pay them. */
enum plan_entry {
    PLAN_SAVINGS,       /* shares and deposits */
    PLAN_CONTRIBUTIONS, /* social fund and fines */
    PLAN_RECEIPTS,      /* other income, grants, money from the bank */
    PLAN_REPAYMENTS,
    PLAN_EXCHANGE, /* what was paid in the second currency is changed on the spot */
    PLAN_PAYMENTS, /* withdrawals, expenses, money to the bank */
    PLAN_WRITE_OFFS,
    PLAN_LOANS,
    PLAN_DIFFERENCE,
    PLAN_WORTH, /* of the second currency becomes that of the day */
    PLAN_ENTRIES
};
struct plan_lines {
    struct ledger_line *lines;
    size_t count;
    int64_t cash; /* what it does to the box */
};

struct meeting_plan {
    struct rule *rule;
    struct refusal *refusal;
    const struct record *meeting, *group, *bylaw;
    int64_t day;
    struct bylaws bylaws;
    struct bylaw_decision decision;
    struct ledger_accounts accounts;
    struct uuid cash_account;
    struct plan_line *lines;
    size_t line_count;
    struct plan_parts payouts, repayments, write_offs;
    struct plan_item *items;
    size_t item_count;
    struct plan_lines entries[PLAN_ENTRIES];
    int64_t opening_cash, social_fund; /* of the book before the meeting; then social_fund as it will be */
    int64_t book_cash;                 /* what the book says at the end, before the count */
    struct second_box second;
    struct uuid other_cash_account;
    int64_t other_opening, other_moves,
        other_book;     /* the same in the second currency: before, in less out, after */
    int64_t value_held; /* worth of it in the books, with the entries so far */
};

/* Makes the plan of a meeting as it will be; false after all refusals. */
bool meeting_plan_make(struct rule *rule, const struct record *meeting, struct meeting_plan *plan,
                       struct refusal *refusal);
/* The entries, ready for ledger_check and ledger_write. */
size_t meeting_plan_posts(struct meeting_plan *plan, struct ledger_post posts[static PLAN_ENTRIES]);

/* What stands on the sheet of a meeting for one member, open or not; for the limits of a loan. */
int64_t meeting_saving_of(struct rule *rule, const struct record *meeting, struct uuid member_id,
                          int64_t share_price);

#endif
