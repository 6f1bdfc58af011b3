/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sharing money out to the last riel: the share-out at the end of a cycle (VSLA), the dividend of a permanent
 * fund, and the split of a profit in parts.  Pure; whole numbers of the smallest unit; nothing is kept.
 *
 * Order of a share-out: (1) the meeting is locked, all loans are paid, written off or netted against their
 * borrower's own payout; (2) the counted cash is the cash of the book; (3) pool = cash of the loan fund + the
 * debts that are netted (the social fund is apart); (4) value of a share = pool ÷ shares, a fraction; (5)
 * payout = pool × own shares ÷ shares, down to a multiple (100 riel); (6) the remainder goes where the bylaws
 * say.
 *
 * Always: payouts + remainder = pool, and money handed out + remainder = cash.
 */
#ifndef MLUP_DOMAIN_SHARE_OUT_H
#define MLUP_DOMAIN_SHARE_OUT_H

#include "base/arena.h"
#include "base/exact.h"

/* One member: the first two go in, the others come out. */
struct share_member {
    int64_t shares; /* or any weight: savings, savings × days */
    int64_t debt;   /* of own loans, netted */
    int64_t payout; /* before netting */
    int64_t cash;   /* handed out: payout − debt */
};

struct share_out {
    int64_t pool;
    int64_t shares;
    struct exact_fraction value; /* of one share: pool ÷ shares; not known without shares */
    int64_t paid;                /* payouts, before netting */
    int64_t netted;              /* debts paid from them */
    int64_t handed_out;          /* paid − netted: what leaves the box */
    int64_t remainder;
};

enum share_fault {
    SHARE_OK,
    SHARE_FAULT_NEGATIVE_CASH,   /* a loss has used up the fund: nothing to share */
    SHARE_FAULT_NEGATIVE_MEMBER, /* shares or debt below 0: `member` */
    SHARE_FAULT_NO_SHARES,       /* money, and nobody has a share */
    SHARE_FAULT_DEBT,      /* `member` owes `amount` more than the payout: to be paid or written off first */
    SHARE_FAULT_MULTIPLE,  /* not 1..LIMIT_LOAN_MULTIPLE */
    SHARE_FAULT_TOO_LARGE, /* sums beyond 64 bits, or more than LIMIT_SHARE_MEMBERS */
    SHARE_FAULTS
};
struct share_problem {
    size_t member;
    int64_t amount;
};

/* Fills payouts of the members and the result; on a fault neither is to be used and *problem says which
 * member. */
enum share_fault share_out_make(int64_t cash, struct share_member *members, size_t count, int64_t multiple,
                                struct share_out *result, struct share_problem *problem)
    __attribute__((warn_unused_result));
/* English, a key of its translation; {1} is the amount and {2} the number of the member where there is one.
 */
const char *share_fault_message(enum share_fault fault);

/* A dividend is a share-out of the dividend's part of the profit by weight, without debts: by shares, or by
 * this weight, savings × days: the sum over the balances of a member, each from its day until the next one's,
 * within the period of both days.  False when it does not fit 64 bits or a balance is below 0. */
struct share_balance {
    int64_t day, amount; /* the savings from the beginning of this day on */
};
bool share_weight(const struct share_balance *balances, size_t count, int64_t first_day, int64_t last_day,
                  int64_t *weight) __attribute__((warn_unused_result));

/* One part of a profit: reserve, social fund, dividend …: 10 % are 100,000 parts per million. */
struct profit_part {
    int64_t rate_ppm;
    int64_t amount; /* comes out */
};
enum profit_fault {
    PROFIT_OK,
    PROFIT_FAULT_LOSS,     /* a loss is not split */
    PROFIT_FAULT_RATES,    /* a part below 0, or all together more than 100 % */
    PROFIT_FAULT_MULTIPLE, /* not 1..LIMIT_LOAN_MULTIPLE */
    PROFIT_FAULTS
};
/* Each part gets its rate of the profit, down to a multiple; part number `rest` (below count) gets all that
 * is left over: what rounding leaves, and what the rates leave below 100 %.  Parts add up to the profit. */
enum profit_fault profit_split(int64_t profit, struct profit_part *parts, size_t count, size_t rest,
                               int64_t multiple) __attribute__((warn_unused_result));
const char *profit_fault_message(enum profit_fault fault);

#endif
