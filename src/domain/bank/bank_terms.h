/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Banks of goods: paddy, milled rice, seed, feed, lent and given back in kind.  Pure; goods in grams, money
 * in riel or cents, rates and moisture in parts per million (14 % are 140,000), days since 1970.
 *
 * Interest in kind is simple and by season: grams × rate, charged once when the loan is made and once more
 * for each season begun after the due day, on the grams lent that are still out.  A repayment pays interest
 * first.  Interest is rounded down to the multiple of grams that the bank's scale shows, in favour of the
 * borrower.
 */
#ifndef MLUP_DOMAIN_BANK_TERMS_H
#define MLUP_DOMAIN_BANK_TERMS_H

#include "base/exact.h"

/* The contract of a bank for one kind of goods and one purpose, as data. */
struct bank_terms {
    int64_t rate_ppm;           /* a season: 10 % food, 20 % … 50 % seed */
    int64_t season_days;        /* from the due day to when interest is charged again; above 0 */
    int64_t joining_grams;      /* contribution of a household before its first loan */
    int64_t loan_grams_max;     /* 0: no limit */
    int64_t multiple_grams;     /* of the scale; above 0 */
    int64_t moisture_ppm;       /* the book's grams have this moisture: paddy 14 % */
    int64_t moisture_max_ppm;   /* wetter goods are not taken; below 1,000,000 */
    bool credits_drier;         /* goods drier than the book's count for more; else for their weight */
    int64_t storage_loss_ppm;   /* accepted in 30 days of storage */
    bool takes_cash;            /* repayment in money at a minuted price, not above the market's */
    int64_t cash_multiple;      /* of money: 100 riel; above 0 */
    int64_t need_grams_per_day; /* of one person; 0: no need test */
    int64_t need_days_min;      /* the rice must be short for so many days */
};
/* Svay Rieng's rice bank: 10 % in a year, 20 kg to join; and seed at 50 %. */
extern const struct bank_terms bank_terms_rice, bank_terms_seed;

/* ---- weights ---- */

/* The weight after drying (or wetting) from one moisture to another: dry matter stays, W2 = W1 (1 − M1) ÷ (1
 * − M2) (IRRI Rice Knowledge Bank).  False when a weight is below 0, a moisture is not in 0 … 999,999, or it
 * does not fit. */
bool grams_at_moisture(int64_t grams, int64_t from_ppm, int64_t to_ppm, enum exact_rounding rounding,
                       int64_t *result) __attribute__((warn_unused_result));

/* ---- what is refused ---- */

enum bank_rule {
    BANK_JOINING,   /* gave {1} of the contribution {2} */
    BANK_OPEN_LOAN, /* still owes {1} */
    BANK_AMOUNT,    /* not above nothing */
    BANK_LOAN_MAX,
    BANK_STOCK,        /* more than is in the store */
    BANK_NEED_DAYS,    /* is short for {1} days, the bank lends from {2} on */
    BANK_NEED,         /* more than the household needs */
    BANK_MOISTURE,     /* wetter than the bank takes */
    BANK_CASH,         /* takes no money */
    BANK_PRICE_MINUTE, /* the price is in no minute */
    BANK_PRICE_MARKET, /* above the market's */
    BANK_DEBT,         /* gives back more than is owed */
    BANK_ORDER,        /* repayments not by day, or before the loan */
    BANK_LOT,          /* more than is left of the lot that was chosen */
    BANK_RECOVERED,    /* more than was written off and is still out */
    BANK_TOO_LARGE,    /* beyond 64 bits, or terms that cannot be */
    BANK_RULES
};
enum bank_unit { BANK_GRAMS, BANK_MONEY, BANK_DAYS, BANK_PERCENT, BANK_NONE };
struct bank_row {
    const char *code, *message; /* English, a key of its translation; {1} asked, {2} allowed */
    enum bank_unit unit;
};
extern const struct bank_row bank_rows[BANK_RULES];
struct bank_breach {
    enum bank_rule rule;
    int64_t asked, allowed;
};
struct bank_breaches {
    struct bank_breach items[BANK_RULES];
    size_t count;
};

/* ---- lending ---- */

struct bank_household {
    int64_t contributed_grams;
    int64_t owed_grams; /* of earlier loans */
    int64_t people;
    int64_t own_grams; /* in the house */
    int64_t days_to_harvest;
};
/* What the household lacks until the harvest: people × grams a day × days − own; 0 when it has enough. */
int64_t bank_need_grams(const struct bank_terms *terms, const struct bank_household *household);
/* Adds every rule that a loan breaks; `stock_grams` are in the store. */
void bank_check_loan(const struct bank_terms *terms, const struct bank_household *household, int64_t grams,
                     int64_t stock_grams, struct bank_breaches *breaches);

struct bank_loan {
    int64_t day, due_day, grams;
};
struct bank_repayment {
    int64_t day, grams; /* at the book's moisture (bank_receive) */
};
struct bank_state {
    int64_t lent_left, interest_charged, interest_left; /* grams */
    int64_t owed;                                       /* lent_left + interest_left */
    int64_t repaid;
    int64_t seasons; /* charged so far */
    int64_t days_late;
};
/* The state at the end of a day; later repayments do not count.  False and *breach when one cannot be. */
bool bank_state_at(const struct bank_terms *terms, const struct bank_loan *loan,
                   const struct bank_repayment *repayments, size_t count, int64_t day,
                   struct bank_state *state, struct bank_breach *breach) __attribute__((warn_unused_result));

/* ---- giving back ---- */

/* What the book gets for goods that are brought at a moisture, down to the multiple.  False and *breach: too
 * wet. */
bool bank_receive(const struct bank_terms *terms, int64_t grams, int64_t moisture_ppm, int64_t *book_grams,
                  struct bank_breach *breach) __attribute__((warn_unused_result));

/* Prices in the smallest unit of money for a kilogram. */
struct bank_price {
    int64_t price, market;
    bool is_minuted;
};
/* Money for grams, to the nearest multiple. */
bool bank_settle_in_cash(const struct bank_terms *terms, int64_t grams, struct bank_price price,
                         int64_t *amount, struct bank_breach *breach) __attribute__((warn_unused_result));

/* What goods cost that are sold at a minuted price, to the nearest multiple. */
bool bank_sell(const struct bank_terms *terms, int64_t grams, int64_t price, bool is_minuted, int64_t *amount,
               struct bank_breach *breach) __attribute__((warn_unused_result));

/* ---- counting the store ---- */

struct bank_count {
    int64_t accepted_loss; /* grams that storage may cost: gram-days × rate ÷ 30 days, up to a whole gram */
    int64_t loss;          /* book − counted, at most the accepted one: posted as loss of storage */
    int64_t shortage;      /* what is missing beyond it: to be explained and minuted */
    int64_t surplus;       /* counted − book */
};
/* `gram_days`: what lay in the store × days since the last count (share_weight of savings/share_out.h does
 * the sum). loss + shortage − surplus = book − counted, always.  False on weights below 0 or overflow. */
bool bank_count_make(const struct bank_terms *terms, int64_t book_grams, int64_t counted_grams,
                     int64_t gram_days, struct bank_count *count) __attribute__((warn_unused_result));

#endif
