/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/bylaw.h"

#include "base/log.h"
#include "i18n/locale.h"

const struct bylaw_row bylaw_rows[BYLAW_RULES] = {
    [BYLAW_MEMBERS_MIN] = {"members_min", TR("The group has {1} members; the bylaws ask for at least {2}."),
                           BYLAW_NUMBER},
    [BYLAW_MEMBERS_MAX] = {"members_max", TR("The group has {1} members; the bylaws allow at most {2}."),
                           BYLAW_NUMBER},
    [BYLAW_QUORUM] = {"quorum", TR("{1} members are present; the bylaws ask for at least {2}."),
                      BYLAW_NUMBER},
    [BYLAW_SHARES_MIN] = {"shares_min",
                          TR("{1} shares are bought; the bylaws ask for at least {2} at a meeting."),
                          BYLAW_NUMBER},
    [BYLAW_SHARES_MAX] = {"shares_max",
                          TR("{1} shares are bought; the bylaws allow at most {2} at a meeting."),
                          BYLAW_NUMBER},
    [BYLAW_SHARE_PRICE] = {"share_price", TR("{1} was paid for a share; in this cycle one costs {2}."),
                           BYLAW_MONEY},
    [BYLAW_DEPOSIT_MIN] = {"deposit_min",
                           TR("The saving is {1}; the bylaws ask for at least {2} at a meeting."),
                           BYLAW_MONEY},
    [BYLAW_DEPOSIT_MAX] = {"deposit_max", TR("The saving is {1}; the bylaws allow at most {2} at a meeting."),
                           BYLAW_MONEY},
    [BYLAW_SOCIAL_FUND] = {"social_fund", TR("The social fund gets {1}; the bylaws ask {2} from everybody."),
                           BYLAW_MONEY},
    [BYLAW_FINE] = {"fine", TR("The fine is {1}; for this the bylaws say {2}."), BYLAW_MONEY},
    [BYLAW_NON_MEMBER] = {"non_member", TR("The group lends to its members alone."), BYLAW_NONE},
    [BYLAW_NON_MEMBER_FEE] = {"non_member_fee",
                              TR("The fee is {1}; who is not a member pays {2} for each loan."), BYLAW_MONEY},
    [BYLAW_LOAN_SAVINGS] = {"loan_savings",
                            TR("The loan is {1}; with these savings and open loans it may be {2}."),
                            BYLAW_MONEY},
    [BYLAW_LOAN_MAX] = {"loan_max", TR("The loan is {1}; the bylaws allow at most {2}."), BYLAW_MONEY},
    [BYLAW_LOAN_CASH] = {"loan_cash", TR("The loan is {1}; the loan fund has only {2}."), BYLAW_MONEY},
    [BYLAW_LOAN_COUNT] = {"loan_count",
                          TR("With this one the borrower has {1} loans; the bylaws allow {2} at a time."),
                          BYLAW_NUMBER},
    [BYLAW_LOAN_DAYS] = {"loan_days", TR("The loan runs {1} days; the bylaws allow at most {2}."),
                         BYLAW_DAYS},
    [BYLAW_LOAN_PURPOSE] = {"loan_purpose", TR("The bylaws do not lend for this purpose."), BYLAW_NONE},
    [BYLAW_LOAN_GUARANTORS] = {"loan_guarantors", TR("The loan has {1} guarantors; the bylaws ask for {2}."),
                               BYLAW_NUMBER},
    [BYLAW_LOAN_LATE] = {"loan_late", TR("Another loan of the borrower is {1} days late."), BYLAW_DAYS},
    [BYLAW_RATE] = {"rate", TR("The interest is {1} a month; the bylaws say {2}."), BYLAW_PERCENT},
    [BYLAW_RATE_CAP] = {"rate_cap", TR("The interest is {1} a month; more than {2} is never allowed."),
                        BYLAW_PERCENT},
    [BYLAW_DEBT] = {"debt", TR("Debts would take {1} of the household's free income; the bylaws allow {2}."),
                    BYLAW_PERCENT},
};

/* vsla.net: 10–25 members, 1–5 shares a meeting, loans up to 3 × the savings for three months, one at a time.
 */
const struct bylaws bylaws_vsla = {
    .members_min = 10,
    .members_max = 25,
    .quorum_ppm = 666667,
    .share_price = 5000,
    .shares_min = 1,
    .shares_max = 5,
    .social_fund_amount = 500,
    .fines = {[FINE_LATE] = 500, [FINE_ABSENT] = 1000, [FINE_NO_PASSBOOK] = 500, [FINE_DISTURBING] = 500},
    .loan_savings_ppm = 3 * EXACT_PPM,
    .loan_count_max = 1,
    .loan_days_max = 92,
    .rate_ppm = 20000,
    .rate_cap_ppm = 30000,
    .debt_share_max_ppm = 750000,
    .overrides = {[BYLAW_SHARES_MIN] = OVERRIDE_COMMITTEE,
                  [BYLAW_LOAN_SAVINGS] = OVERRIDE_ASSEMBLY,
                  [BYLAW_LOAN_DAYS] = OVERRIDE_ASSEMBLY,
                  [BYLAW_FINE] = OVERRIDE_COMMITTEE,
                  [BYLAW_SOCIAL_FUND] = OVERRIDE_COMMITTEE,
                  [BYLAW_RATE] = OVERRIDE_ASSEMBLY},
};

/* Cambodian permanent funds: deposits of 5,000 to 10,000 riel a month, loans at 2–3 % a month, non-members +
 * 5,000 a loan. */
const struct bylaws bylaws_permanent_fund = {
    .members_min = 10,
    .quorum_ppm = 666667,
    .deposit_min = 5000,
    .lends_to_non_members = true,
    .non_member_fee = 5000,
    .fines = {[FINE_LATE] = 500, [FINE_ABSENT] = 1000, [FINE_LATE_REPAYMENT] = 1000},
    .loan_savings_ppm = 5 * EXACT_PPM,
    .loan_count_max = 1,
    .loan_days_max = 366,
    .loan_guarantors_min = 1,
    .rate_ppm = 20000,
    .rate_cap_ppm = 30000,
    .debt_share_max_ppm = 750000,
    .overrides = {[BYLAW_DEPOSIT_MIN] = OVERRIDE_COMMITTEE,
                  [BYLAW_LOAN_SAVINGS] = OVERRIDE_ASSEMBLY,
                  [BYLAW_LOAN_DAYS] = OVERRIDE_ASSEMBLY,
                  [BYLAW_LOAN_GUARANTORS] = OVERRIDE_COMMITTEE,
                  [BYLAW_FINE] = OVERRIDE_COMMITTEE,
                  [BYLAW_RATE] = OVERRIDE_ASSEMBLY},
};

/* ---- breaches ---- */

static void breach(const struct bylaws *bylaws, enum bylaw_rule rule, int64_t asked, int64_t allowed,
                   struct bylaw_breaches *breaches) {
    ASSERT(breaches->count < BYLAW_RULES);
    breaches->items[breaches->count++] = (struct bylaw_breach){rule, asked, allowed, bylaws->overrides[rule]};
}

static void ask_least(const struct bylaws *bylaws, enum bylaw_rule rule, int64_t asked, int64_t least,
                      struct bylaw_breaches *breaches) {
    if (asked < least) breach(bylaws, rule, asked, least, breaches);
}

/* A most of 0 is no limit. */
static void ask_most(const struct bylaws *bylaws, enum bylaw_rule rule, int64_t asked, int64_t most,
                     struct bylaw_breaches *breaches) {
    if (most && asked > most) breach(bylaws, rule, asked, most, breaches);
}

static void ask_same(const struct bylaws *bylaws, enum bylaw_rule rule, int64_t asked, int64_t same,
                     struct bylaw_breaches *breaches) {
    if (asked != same) breach(bylaws, rule, asked, same, breaches);
}

void bylaw_check_members(const struct bylaws *bylaws, int64_t members, struct bylaw_breaches *breaches) {
    ask_least(bylaws, BYLAW_MEMBERS_MIN, members, bylaws->members_min, breaches);
    ask_most(bylaws, BYLAW_MEMBERS_MAX, members, bylaws->members_max, breaches);
}

/* What is allowed of an amount by a rate; the largest number where that does not fit. */
static int64_t part_of(int64_t amount, int64_t ppm, enum exact_rounding rounding) {
    int64_t part;
    return exact_scale(amount, ppm, EXACT_PPM, rounding, &part) ? part : INT64_MAX;
}

void bylaw_check_meeting(const struct bylaws *bylaws, int64_t present, int64_t registered,
                         struct bylaw_breaches *breaches) {
    /* Two thirds of 30 are 20: a rate is a rounded fraction, and a hundred-thousandth must not ask for one
     * more. */
    int64_t least = part_of(registered, exact_max(bylaws->quorum_ppm - 1, 0), EXACT_UP);
    ask_least(bylaws, BYLAW_QUORUM, present, least, breaches);
}

void bylaw_check_shares(const struct bylaws *bylaws, int64_t shares, int64_t price,
                        struct bylaw_breaches *breaches) {
    ask_least(bylaws, BYLAW_SHARES_MIN, shares, bylaws->shares_min, breaches);
    ask_most(bylaws, BYLAW_SHARES_MAX, shares, bylaws->shares_max, breaches);
    ask_same(bylaws, BYLAW_SHARE_PRICE, price, bylaws->share_price, breaches);
}

void bylaw_check_deposit(const struct bylaws *bylaws, int64_t amount, struct bylaw_breaches *breaches) {
    ask_least(bylaws, BYLAW_DEPOSIT_MIN, amount, bylaws->deposit_min, breaches);
    ask_most(bylaws, BYLAW_DEPOSIT_MAX, amount, bylaws->deposit_max, breaches);
}

void bylaw_check_social_fund(const struct bylaws *bylaws, int64_t amount, struct bylaw_breaches *breaches) {
    ask_same(bylaws, BYLAW_SOCIAL_FUND, amount, bylaws->social_fund_amount, breaches);
}

void bylaw_check_fine(const struct bylaws *bylaws, enum bylaw_fine kind, int64_t amount,
                      struct bylaw_breaches *breaches) {
    if (bylaws->fines[kind]) ask_same(bylaws, BYLAW_FINE, amount, bylaws->fines[kind], breaches);
}

static void check_borrower(const struct bylaws *bylaws, const struct bylaw_loan *loan,
                           struct bylaw_breaches *breaches) {
    if (loan->is_member) return;
    if (!bylaws->lends_to_non_members)
        breach(bylaws, BYLAW_NON_MEMBER, 0, 0, breaches);
    else
        ask_least(bylaws, BYLAW_NON_MEMBER_FEE, loan->fee, bylaws->non_member_fee, breaches);
}

/* All loans of a member together are at most so many times the own savings; who is no member has none. */
static void check_savings(const struct bylaws *bylaws, const struct bylaw_loan *loan,
                          struct bylaw_breaches *breaches) {
    if (!bylaws->loan_savings_ppm || !loan->is_member) return;
    int64_t most = exact_max(part_of(loan->savings, bylaws->loan_savings_ppm, EXACT_DOWN) - loan->owed, 0);
    if (loan->amount > most) breach(bylaws, BYLAW_LOAN_SAVINGS, loan->amount, most, breaches);
}

static void check_purpose(const struct bylaws *bylaws, const struct bylaw_loan *loan,
                          struct bylaw_breaches *breaches) {
    bool is_allowed = loan->purpose < 64 && bylaws->loan_purposes >> loan->purpose & 1;
    if (bylaws->loan_purposes && !is_allowed) breach(bylaws, BYLAW_LOAN_PURPOSE, loan->purpose, 0, breaches);
}

void bylaw_check_loan(const struct bylaws *bylaws, const struct bylaw_loan *loan,
                      struct bylaw_breaches *breaches) {
    check_borrower(bylaws, loan, breaches);
    check_savings(bylaws, loan, breaches);
    ask_most(bylaws, BYLAW_LOAN_MAX, loan->amount, bylaws->loan_max, breaches);
    if (loan->amount > loan->cash) breach(bylaws, BYLAW_LOAN_CASH, loan->amount, loan->cash, breaches);
    ask_most(bylaws, BYLAW_LOAN_COUNT, (int64_t)loan->open_loans + 1, bylaws->loan_count_max, breaches);
    ask_most(bylaws, BYLAW_LOAN_DAYS, loan->days, bylaws->loan_days_max, breaches);
    check_purpose(bylaws, loan, breaches);
    ask_least(bylaws, BYLAW_LOAN_GUARANTORS, loan->guarantors, bylaws->loan_guarantors_min, breaches);
    if (!bylaws->lends_while_late && loan->days_late > 0)
        breach(bylaws, BYLAW_LOAN_LATE, loan->days_late, 0, breaches);
    ask_same(bylaws, BYLAW_RATE, loan->rate_ppm, bylaws->rate_ppm, breaches);
    ask_most(bylaws, BYLAW_RATE_CAP, loan->rate_ppm, bylaws->rate_cap_ppm, breaches);
    ask_most(bylaws, BYLAW_DEBT, loan->debt_share_ppm, bylaws->debt_share_max_ppm, breaches);
}

/* ---- decisions ---- */

bool bylaw_breach_is_overridden(const struct bylaw_breach *breach, struct bylaw_decision decision) {
    if (breach->override == OVERRIDE_NEVER || !decision.is_minuted) return false;
    return decision.by >= breach->override;
}

const struct bylaw_breach *bylaw_refusal(const struct bylaw_breaches *breaches,
                                         struct bylaw_decision decision) {
    for (size_t i = 0; i < breaches->count; i++) {
        if (!bylaw_breach_is_overridden(&breaches->items[i], decision)) return &breaches->items[i];
    }
    return NULL;
}

/* ---- the bylaws themselves ---- */

static bool is_any_below_zero(const struct bylaws *bylaws) {
    const int64_t limits[] = {bylaws->members_min,    bylaws->members_max,      bylaws->quorum_ppm,
                              bylaws->share_price,    bylaws->shares_min,       bylaws->shares_max,
                              bylaws->deposit_min,    bylaws->deposit_max,      bylaws->social_fund_amount,
                              bylaws->non_member_fee, bylaws->loan_savings_ppm, bylaws->loan_max,
                              bylaws->loan_count_max, bylaws->loan_days_max,    bylaws->loan_guarantors_min,
                              bylaws->rate_ppm,       bylaws->rate_cap_ppm,     bylaws->debt_share_max_ppm};
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        if (limits[i] < 0) return true;
    }
    for (size_t i = 0; i < BYLAW_FINES; i++) {
        if (bylaws->fines[i] < 0) return true;
    }
    return false;
}

static bool is_crossed(int64_t least, int64_t most) {
    return most && least > most;
}

enum bylaws_fault bylaws_check(const struct bylaws *bylaws) {
    if (is_any_below_zero(bylaws)) return BYLAWS_FAULT_BELOW_ZERO;
    if (is_crossed(bylaws->members_min, bylaws->members_max)) return BYLAWS_FAULT_MEMBERS;
    if (is_crossed(bylaws->shares_min, bylaws->shares_max)) return BYLAWS_FAULT_SHARES;
    if (is_crossed(bylaws->deposit_min, bylaws->deposit_max)) return BYLAWS_FAULT_DEPOSIT;
    if (bylaws->quorum_ppm > EXACT_PPM) return BYLAWS_FAULT_QUORUM;
    if (is_crossed(bylaws->rate_ppm, bylaws->rate_cap_ppm)) return BYLAWS_FAULT_RATE;
    if (!bylaws->share_price && !bylaws->deposit_min && !bylaws->deposit_max) return BYLAWS_FAULT_SAVING;
    if (bylaws->overrides[BYLAW_RATE_CAP] != OVERRIDE_NEVER) return BYLAWS_FAULT_CAP_OVERRIDE;
    return BYLAWS_OK;
}

const char *bylaws_fault_message(enum bylaws_fault fault) {
    static const char *const messages[BYLAWS_FAULTS] = {
        [BYLAWS_OK] = "",
        [BYLAWS_FAULT_BELOW_ZERO] = TR("No limit of the bylaws is below nothing."),
        [BYLAWS_FAULT_MEMBERS] = TR("The least number of members is above the largest."),
        [BYLAWS_FAULT_SHARES] = TR("The least number of shares is above the largest."),
        [BYLAWS_FAULT_DEPOSIT] = TR("The least saving is above the largest."),
        [BYLAWS_FAULT_QUORUM] = TR("A quorum is at most 100 %."),
        [BYLAWS_FAULT_RATE] = TR("The interest rate is above its own limit."),
        [BYLAWS_FAULT_SAVING] = TR("A group saves by shares or by deposits: say what one costs."),
        [BYLAWS_FAULT_CAP_OVERRIDE] = TR("Nobody may lift the limit of the interest rate."),
    };
    return messages[fault];
}

const char *bylaw_override_words(enum bylaw_override who) {
    static const char *const words[] = {
        [OVERRIDE_NEVER] = TR("Nobody may decide otherwise."),
        [OVERRIDE_COMMITTEE] = TR("The committee may decide otherwise, with a minute."),
        [OVERRIDE_ASSEMBLY] = TR("The assembly may decide otherwise, with a minute."),
    };
    return words[who];
}
