/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/bank/bank_terms.h"

#include "base/log.h"
#include "i18n/locale.h"

enum { LOSS_DAYS = 30, GRAMS_PER_KILOGRAM = 1000 };

const struct bank_terms bank_terms_rice = {.rate_ppm = 100000,
                                           .season_days = 365,
                                           .joining_grams = 20000,
                                           .multiple_grams = 100,
                                           .moisture_ppm = 140000,
                                           .moisture_max_ppm = 250000,
                                           .storage_loss_ppm = 5000,
                                           .takes_cash = true,
                                           .cash_multiple = 100,
                                           .need_grams_per_day = 700,
                                           .need_days_min = 15};
const struct bank_terms bank_terms_seed = {.rate_ppm = 500000,
                                           .season_days = 183,
                                           .joining_grams = 0,
                                           .multiple_grams = 100,
                                           .moisture_ppm = 120000,
                                           .moisture_max_ppm = 160000,
                                           .storage_loss_ppm = 5000,
                                           .takes_cash = false,
                                           .cash_multiple = 100};

const struct bank_row bank_rows[BANK_RULES] = {
    [BANK_JOINING] = {"joining", TR("The household gave {1} of its contribution of {2}."), BANK_GRAMS},
    [BANK_OPEN_LOAN] = {"open_loan", TR("The household still owes {1}."), BANK_GRAMS},
    [BANK_AMOUNT] = {"amount", TR("The weight is above nothing."), BANK_NONE},
    [BANK_LOAN_MAX] = {"loan_max", TR("{1} are asked; the bank lends at most {2}."), BANK_GRAMS},
    [BANK_STOCK] = {"stock", TR("{1} are asked; the store has {2}."), BANK_GRAMS},
    [BANK_NEED_DAYS] = {"need_days",
                        TR("The household lacks food for {1} days; the bank lends from {2} days on."),
                        BANK_DAYS},
    [BANK_NEED] = {"need", TR("{1} are asked; until the harvest the household lacks {2}."), BANK_GRAMS},
    [BANK_MOISTURE] = {"moisture", TR("The moisture is {1}; the bank takes goods of at most {2}."),
                       BANK_PERCENT},
    [BANK_CASH] = {"cash", TR("This bank takes no money for what it lent."), BANK_NONE},
    [BANK_PRICE_MINUTE] = {"price_minute", TR("The price must stand in a minute of a meeting."), BANK_NONE},
    [BANK_PRICE_MARKET] = {"price_market", TR("The price is {1}; the market pays only {2}."), BANK_MONEY},
    [BANK_DEBT] = {"debt", TR("{1} are given back, but only {2} are owed."), BANK_GRAMS},
    [BANK_ORDER] = {"order", TR("What is given back stands by day, after the loan."), BANK_NONE},
    [BANK_LOT] = {"lot", TR("{1} are asked; {2} are left of those goods."), BANK_GRAMS},
    [BANK_RECOVERED] = {"recovered",
                        TR("{1} are given back, but only {2} of what was written off are still out."),
                        BANK_GRAMS},
    [BANK_TOO_LARGE] = {"too_large", TR("The weight is too large, or the terms of the bank are wrong."),
                        BANK_NONE},
};

static bool refuse_rule(enum bank_rule rule, int64_t asked, int64_t allowed, struct bank_breach *breach) {
    *breach = (struct bank_breach){rule, asked, allowed};
    return false;
}

static void add_breach(enum bank_rule rule, int64_t asked, int64_t allowed, struct bank_breaches *breaches) {
    ASSERT(breaches->count < BANK_RULES);
    breaches->items[breaches->count++] = (struct bank_breach){rule, asked, allowed};
}

/* ---- weights ---- */

bool grams_at_moisture(int64_t grams, int64_t from_ppm, int64_t to_ppm, enum exact_rounding rounding,
                       int64_t *result) {
    if (grams < 0 || from_ppm < 0 || from_ppm >= EXACT_PPM || to_ppm < 0 || to_ppm >= EXACT_PPM) return false;
    return exact_scale(grams, EXACT_PPM - from_ppm, EXACT_PPM - to_ppm, rounding, result);
}

/* ---- lending ---- */

int64_t bank_need_grams(const struct bank_terms *terms, const struct bank_household *household) {
    exact_wide need = (exact_wide)household->people * terms->need_grams_per_day;
    if (need > INT64_MAX || household->days_to_harvest <= 0) return 0;
    need = need * household->days_to_harvest - household->own_grams;
    if (need <= 0) return 0;
    return need > INT64_MAX ? INT64_MAX : (int64_t)need;
}

static void check_need(const struct bank_terms *terms, const struct bank_household *household, int64_t grams,
                       struct bank_breaches *breaches) {
    int64_t need = bank_need_grams(terms, household), days = 0;
    exact_wide a_day = (exact_wide)household->people * terms->need_grams_per_day;
    if (!terms->need_grams_per_day) return;
    if (a_day > 0) days = (int64_t)(need / a_day);
    if (days < terms->need_days_min) add_breach(BANK_NEED_DAYS, days, terms->need_days_min, breaches);
    if (grams > need) add_breach(BANK_NEED, grams, need, breaches);
}

void bank_check_loan(const struct bank_terms *terms, const struct bank_household *household, int64_t grams,
                     int64_t stock_grams, struct bank_breaches *breaches) {
    if (household->contributed_grams < terms->joining_grams)
        add_breach(BANK_JOINING, household->contributed_grams, terms->joining_grams, breaches);
    if (household->owed_grams > 0) add_breach(BANK_OPEN_LOAN, household->owed_grams, 0, breaches);
    if (grams <= 0) add_breach(BANK_AMOUNT, grams, 0, breaches);
    if (terms->loan_grams_max && grams > terms->loan_grams_max)
        add_breach(BANK_LOAN_MAX, grams, terms->loan_grams_max, breaches);
    if (grams > stock_grams) add_breach(BANK_STOCK, grams, stock_grams, breaches);
    check_need(terms, household, grams, breaches);
}

/* How many seasons have begun by the end of a day: the first with the loan, then behind the due day. */
static int64_t seasons_begun(const struct bank_terms *terms, const struct bank_loan *loan, int64_t day) {
    if (day < loan->day) return 0;
    return day <= loan->due_day ? 1 : 2 + (day - loan->due_day - 1) / terms->season_days;
}

/* Charges the seasons that have begun since the last time.  Once nothing is out, nothing is charged. */
static bool seasons_charge(const struct bank_terms *terms, const struct bank_loan *loan, int64_t day,
                           struct bank_state *state) {
    int64_t more = exact_max(seasons_begun(terms, loan, day) - state->seasons, 0), interest;
    if (state->lent_left <= 0 || !more) return true;
    if (!exact_scale(state->lent_left, terms->rate_ppm, EXACT_PPM, EXACT_DOWN, &interest)) return false;
    interest = interest / terms->multiple_grams * terms->multiple_grams;
    state->seasons += more;
    return exact_scale(interest, more, 1, EXACT_DOWN, &interest) &&
           exact_add(&state->interest_charged, interest) && exact_add(&state->interest_left, interest);
}

static void repay(struct bank_state *state, int64_t grams) {
    int64_t interest = exact_min(grams, state->interest_left);
    state->interest_left -= interest;
    state->lent_left -= grams - interest;
    state->repaid += grams;
}

static bool terms_are_possible(const struct bank_terms *terms, const struct bank_loan *loan) {
    return loan->grams > 0 && loan->due_day >= loan->day && terms->rate_ppm >= 0 && terms->season_days > 0 &&
           terms->multiple_grams > 0;
}

static int64_t owed_of(const struct bank_state *state) {
    int64_t owed = state->lent_left;
    return exact_add(&owed, state->interest_left) ? owed : INT64_MAX;
}

bool bank_state_at(const struct bank_terms *terms, const struct bank_loan *loan,
                   const struct bank_repayment *repayments, size_t count, int64_t day,
                   struct bank_state *state, struct bank_breach *breach) {
    *state = (struct bank_state){.lent_left = loan->grams};
    if (!terms_are_possible(terms, loan)) return refuse_rule(BANK_TOO_LARGE, 0, 0, breach);
    for (size_t i = 0; i < count && repayments[i].day <= day; i++) {
        int64_t before = i ? repayments[i - 1].day : loan->day, grams = repayments[i].grams;
        if (repayments[i].day < before) return refuse_rule(BANK_ORDER, 0, 0, breach);
        if (grams <= 0) return refuse_rule(BANK_AMOUNT, grams, 0, breach);
        if (!seasons_charge(terms, loan, repayments[i].day, state))
            return refuse_rule(BANK_TOO_LARGE, 0, 0, breach);
        if (grams > owed_of(state)) return refuse_rule(BANK_DEBT, grams, owed_of(state), breach);
        repay(state, grams);
    }
    if (!seasons_charge(terms, loan, day, state)) return refuse_rule(BANK_TOO_LARGE, 0, 0, breach);
    if (day < loan->day) state->lent_left = 0;
    state->owed = owed_of(state);
    if (state->owed && day > loan->due_day) state->days_late = day - loan->due_day;
    return true;
}

/* ---- giving back ---- */

bool bank_receive(const struct bank_terms *terms, int64_t grams, int64_t moisture_ppm, int64_t *book_grams,
                  struct bank_breach *breach) {
    if (grams <= 0) return refuse_rule(BANK_AMOUNT, grams, 0, breach);
    if (moisture_ppm > terms->moisture_max_ppm)
        return refuse_rule(BANK_MOISTURE, moisture_ppm, terms->moisture_max_ppm, breach);
    if (moisture_ppm < terms->moisture_ppm && !terms->credits_drier) moisture_ppm = terms->moisture_ppm;
    if (!grams_at_moisture(grams, moisture_ppm, terms->moisture_ppm, EXACT_DOWN, book_grams))
        return refuse_rule(BANK_TOO_LARGE, grams, 0, breach);
    *book_grams = *book_grams / terms->multiple_grams * terms->multiple_grams;
    return true;
}

bool bank_sell(const struct bank_terms *terms, int64_t grams, int64_t price, bool is_minuted, int64_t *amount,
               struct bank_breach *breach) {
    if (grams <= 0 || price <= 0) return refuse_rule(BANK_AMOUNT, grams, 0, breach);
    if (!is_minuted) return refuse_rule(BANK_PRICE_MINUTE, 0, 0, breach);
    exact_wide whole = (exact_wide)GRAMS_PER_KILOGRAM * terms->cash_multiple,
               money = exact_divide((exact_wide)grams * price, whole, EXACT_NEAREST) * terms->cash_multiple;
    if (money > INT64_MAX) return refuse_rule(BANK_TOO_LARGE, grams, 0, breach);
    *amount = (int64_t)money;
    return true;
}

bool bank_settle_in_cash(const struct bank_terms *terms, int64_t grams, struct bank_price price,
                         int64_t *amount, struct bank_breach *breach) {
    if (!terms->takes_cash) return refuse_rule(BANK_CASH, 0, 0, breach);
    if (grams > 0 && price.price > 0 && price.is_minuted && price.price > price.market)
        return refuse_rule(BANK_PRICE_MARKET, price.price, price.market, breach);
    return bank_sell(terms, grams, price.price, price.is_minuted, amount, breach);
}

/* ---- counting ---- */

bool bank_count_make(const struct bank_terms *terms, int64_t book_grams, int64_t counted_grams,
                     int64_t gram_days, struct bank_count *count) {
    *count = (struct bank_count){0};
    if (book_grams < 0 || counted_grams < 0 || gram_days < 0 || terms->storage_loss_ppm < 0) return false;
    if (!exact_scale(gram_days, terms->storage_loss_ppm, (int64_t)EXACT_PPM * LOSS_DAYS, EXACT_UP,
                     &count->accepted_loss))
        return false;
    int64_t missing = book_grams - counted_grams;
    count->loss = exact_min(exact_max(missing, 0), count->accepted_loss);
    count->shortage = exact_max(missing, 0) - count->loss;
    count->surplus = exact_max(-missing, 0);
    return true;
}
