/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schedule of a loan: when how much principal and interest is due.  Pure; whole numbers of the smallest
 * unit of the loan's currency (riel, cents); days since 1970-01-01.
 *
 * Interest.  The yearly rate is rate × periods a year (month 12, four weeks 13, year 1); a period earns
 * balance × yearly rate × its part of a year.  The part of a year is, by day count,
 *   by period   1/52, 1/26, 1/13, 1/12, 1/4, 1 by frequency, however many days lie between;
 *   30/360      bond basis, ISDA 2006 §4.16(f), days ÷ 360;
 *   actual/365  ISDA 2006 §4.16(d), days ÷ 365;
 *   actual/actual  ISDA 2006 §4.16(b), days in leap years ÷ 366 + days in others ÷ 365.
 * Flat interest is that of every disbursement from its day to the last due day, as if nothing were repaid.
 * A later disbursement within a period earns by its own days (by period: its days ÷ 365).
 *
 * Rounding.  The exact interest is summed as a fraction; each row gets the sum so far, rounded to the nearest
 * multiple, less what earlier rows got.  So the total interest of the rows is the exact total rounded once:
 * at most half a multiple away.
 *
 * Pieces (of principal, of flat interest, of an equal instalment) are multiples rounded down, the same in
 * each row, and the last row takes the rest: so no loan ends early.  Where that rest would be larger than a
 * piece (a small loan in many rows), each piece is computed anew from what is left, so that the last row is
 * never larger than its neighbour by more than the rounding explains.
 */
#ifndef MLUP_DOMAIN_LOAN_SCHEDULE_H
#define MLUP_DOMAIN_LOAN_SCHEDULE_H

#include "base/clock.h"
#include "base/exact.h"

enum loan_method {
    LOAN_FLAT,             /* interest on the whole sum over the whole time */
    LOAN_EQUAL_PRINCIPAL,  /* declining: the same principal each time, interest on what is left */
    LOAN_EQUAL_INSTALMENT, /* declining: the same sum each time (an annuity) */
    LOAN_INTEREST_ONLY,    /* interest each time, the principal with the last */
    LOAN_METHODS
};
enum loan_frequency {
    LOAN_WEEKLY,
    LOAN_FORTNIGHTLY,
    LOAN_FOUR_WEEKLY,
    LOAN_MONTHLY,
    LOAN_QUARTERLY,
    LOAN_YEARLY,
    LOAN_FREQUENCIES
};
enum loan_rate_period { LOAN_RATE_YEARLY, LOAN_RATE_MONTHLY, LOAN_RATE_FOUR_WEEKLY, LOAN_RATE_PERIODS };
enum loan_day_count {
    DAY_COUNT_PERIOD,
    DAY_COUNT_30_360,
    DAY_COUNT_ACTUAL_365,
    DAY_COUNT_ACTUAL_ACTUAL,
    DAY_COUNTS
};
enum loan_grace_interest {
    LOAN_GRACE_DEFERS, /* the interest of these rows is due with the first row after them */
    LOAN_GRACE_FREE,   /* these rows earn no interest */
};

struct loan_disbursement {
    int64_t day, amount;
};

struct loan_terms {
    const struct loan_disbursement *disbursements; /* at least one, by day; the principal is their sum */
    size_t disbursement_count;
    int64_t rate_ppm;
    enum loan_rate_period rate_period;
    enum loan_method method;
    enum loan_frequency frequency;
    enum loan_day_count day_count;
    int count;           /* instalments */
    int grace_principal; /* so many first rows repay no principal */
    int grace_interest;  /* so many first rows pay no interest */
    enum loan_grace_interest grace_kind;
    int64_t multiple;      /* of an instalment: 100 riel, 1 cent */
    int64_t fee_first;     /* once, with the first row */
    int64_t fee_each;      /* with every row */
    int64_t first_due_day; /* months keep its day of the month, or the month's last day */
};

struct loan_row {
    int64_t due_day;
    int64_t principal, interest, fee;
    int64_t balance; /* principal owed after this row, with what was disbursed before the next one left out */
    int64_t
        accrued; /* interest that this period earned; differs from `interest` only where a grace defers it */
};

struct loan_schedule {
    struct loan_row *rows; /* in the arena */
    size_t count;
    int64_t principal, interest, fee; /* totals */
};

/* Why terms make no schedule; the message of each in loan_fault_message. */
enum loan_fault {
    LOAN_OK,
    LOAN_FAULT_NOTHING_DISBURSED, /* no disbursement, or one that is not above 0 */
    LOAN_FAULT_ORDER,             /* disbursements not by day, or not before the last due day */
    LOAN_FAULT_FIRST_DUE,         /* not after the first disbursement */
    LOAN_FAULT_COUNT,             /* not 1..LIMIT_LOAN_ROWS */
    LOAN_FAULT_RATE,              /* below 0 or above LIMIT_LOAN_RATE_PPM a period of the rate */
    LOAN_FAULT_GRACE,             /* below 0, or no row left that pays */
    LOAN_FAULT_MULTIPLE,          /* not 1..LIMIT_LOAN_MULTIPLE */
    LOAN_FAULT_FEE,               /* below 0 */
    LOAN_FAULT_TOO_LARGE,         /* principal above LIMIT_LOAN_AMOUNT, or fees beyond it */
    LOAN_FAULT_DAY,               /* outside the years 1900..2999 */
    LOAN_FAULT_PAPER,             /* of a loan that was taken over: its paper does not fit (loan_opening.h) */
    LOAN_FAULTS
};

/* Makes the schedule; the rows are its only allocation.  On a fault the schedule is not touched. */
enum loan_fault loan_schedule_make(struct arena *arena, const struct loan_terms *terms,
                                   struct loan_schedule *schedule) __attribute__((warn_unused_result));
/* English, a key of its translation; without figures. */
const char *loan_fault_message(enum loan_fault fault);

/* Sum of the disbursements up to and including a day. */
int64_t loan_disbursed(const struct loan_terms *terms, int64_t day);
/* The due day of a row (0 is the first; below it they go on backwards). */
int64_t loan_due_day(const struct loan_terms *terms, int row);
/* The rate as parts per million a year: 2 % a month are 240,000. */
int64_t loan_rate_yearly_ppm(const struct loan_terms *terms);
/* The interest of one row without rounding: of a balance, owed from the day behind `from` to the end of
 * `until`. */
int64_t loan_interest(const struct loan_terms *terms, int64_t balance, int64_t from, int64_t until,
                      enum exact_rounding rounding);
/* Part of a year between two days by a day count (not by period) as a fraction. */
struct exact_fraction loan_year_part(enum loan_day_count day_count, int64_t from, int64_t until);

#endif
