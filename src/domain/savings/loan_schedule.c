/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/loan_schedule.h"

#include "base/limits.h"
#include "base/log.h"
#include "i18n/locale.h"

enum { DISCOUNT_BITS = 60 }; /* discount factors are whole numbers of 2^-60 */

static const struct {
    int per_year, months, days; /* a step is so many months, or so many days */
} frequencies[LOAN_FREQUENCIES] = {
    [LOAN_WEEKLY] = {52, 0, 7},  [LOAN_FORTNIGHTLY] = {26, 0, 14}, [LOAN_FOUR_WEEKLY] = {13, 0, 28},
    [LOAN_MONTHLY] = {12, 1, 0}, [LOAN_QUARTERLY] = {4, 3, 0},     [LOAN_YEARLY] = {1, 12, 0},
};

static const int rate_periods[LOAN_RATE_PERIODS] = {
    [LOAN_RATE_YEARLY] = 1, [LOAN_RATE_MONTHLY] = 12, [LOAN_RATE_FOUR_WEEKLY] = 13};

int64_t loan_rate_yearly_ppm(const struct loan_terms *terms) {
    return terms->rate_ppm * rate_periods[terms->rate_period];
}

/* ---- days ---- */

static int64_t months_later(struct date date, int months) {
    int all = 12 * date.year + date.month - 1 + months, year = all / 12, month = all % 12 + 1;
    int last = date_days_in_month(year, month);
    return date_first_day(
        (struct date){(int16_t)year, (uint8_t)month, (uint8_t)(date.day < last ? date.day : last), DATE_DAY});
}

int64_t loan_due_day(const struct loan_terms *terms, int row) {
    int months = frequencies[terms->frequency].months;
    if (!months) return terms->first_due_day + (int64_t)row * frequencies[terms->frequency].days;
    return months_later(date_of_day(terms->first_due_day), row * months);
}

static bool is_leap(int year) {
    return date_days_in_month(year, 2) == 29;
}

/* 30/360 bond basis, ISDA 2006 §4.16(f). */
static int64_t days_30_360(int64_t from, int64_t until) {
    struct date one = date_of_day(from), two = date_of_day(until);
    int day_one = one.day == 31 ? 30 : one.day;
    int day_two = two.day == 31 && day_one == 30 ? 30 : two.day;
    return 360 * (two.year - one.year) + 30 * (two.month - one.month) + day_two - day_one;
}

/* Days before this one that lie in leap years, from some year on. */
static int64_t leap_days_before(int64_t day) {
    enum { YEAR_FIRST = 1600 };
    struct date date = date_of_day(day);
    int years = date.year - 1 - YEAR_FIRST;
    int64_t leap_years = years < 0 ? 0 : 1 + years / 4 - years / 100 + years / 400;
    int64_t within = day - date_first_day((struct date){date.year, 1, 1, DATE_DAY});
    return leap_years * 366 + (is_leap(date.year) ? within : 0);
}

struct exact_fraction loan_year_part(enum loan_day_count day_count, int64_t from, int64_t until) {
    switch (day_count) {
    case DAY_COUNT_30_360: return (struct exact_fraction){days_30_360(from, until), 360};
    case DAY_COUNT_PERIOD:
    case DAY_COUNT_ACTUAL_365: return (struct exact_fraction){until - from, 365};
    case DAY_COUNT_ACTUAL_ACTUAL: break;
    case DAY_COUNTS: BUG("not a day count");
    }
    int64_t leap = leap_days_before(until) - leap_days_before(from);
    return (struct exact_fraction){leap * 365 + (until - from - leap) * 366, 365 * 366};
}

int64_t loan_interest(const struct loan_terms *terms, int64_t balance, int64_t from, int64_t until,
                      enum exact_rounding rounding) {
    struct exact_fraction part = loan_year_part(terms->day_count, from, until);
    exact_wide earned = (exact_wide)balance * loan_rate_yearly_ppm(terms) * part.numerator;
    return (int64_t)exact_divide(earned, (exact_wide)EXACT_PPM * part.denominator, rounding);
}

/* ---- terms ---- */

static int64_t amount_max(void) {
    return (int64_t)LIMIT_LOAN_AMOUNT_MILLIONS * 1000000;
}

static bool day_is_possible(int64_t day) {
    enum { DAY_1900_01_01 = -25567, DAY_2999_12_31 = 376199 };
    return day >= DAY_1900_01_01 && day <= DAY_2999_12_31;
}

static enum loan_fault disbursements_check(const struct loan_terms *terms, int64_t last_due_day) {
    const struct loan_disbursement *items = terms->disbursements;
    int64_t principal = 0;
    for (size_t i = 0; i < terms->disbursement_count; i++) {
        if (items[i].amount <= 0) return LOAN_FAULT_NOTHING_DISBURSED;
        if (!exact_add(&principal, items[i].amount) || principal > amount_max()) return LOAN_FAULT_TOO_LARGE;
        if (!day_is_possible(items[i].day)) return LOAN_FAULT_DAY;
        if ((i && items[i].day < items[i - 1].day) || items[i].day >= last_due_day) return LOAN_FAULT_ORDER;
    }
    return LOAN_OK;
}

static enum loan_fault terms_check(const struct loan_terms *terms) {
    if (!terms->disbursement_count) return LOAN_FAULT_NOTHING_DISBURSED;
    if (terms->count < 1 || terms->count > LIMIT_LOAN_ROWS) return LOAN_FAULT_COUNT;
    if (terms->rate_ppm < 0 || terms->rate_ppm > LIMIT_LOAN_RATE_PPM) return LOAN_FAULT_RATE;
    if (terms->multiple < 1 || terms->multiple > LIMIT_LOAN_MULTIPLE) return LOAN_FAULT_MULTIPLE;
    if (terms->grace_principal < 0 || terms->grace_principal >= terms->count) return LOAN_FAULT_GRACE;
    if (terms->grace_interest < 0 || terms->grace_interest >= terms->count) return LOAN_FAULT_GRACE;
    if (terms->fee_first < 0 || terms->fee_each < 0) return LOAN_FAULT_FEE;
    if (terms->fee_first > amount_max() || terms->fee_each > amount_max()) return LOAN_FAULT_TOO_LARGE;
    if (!day_is_possible(terms->first_due_day)) return LOAN_FAULT_DAY;
    int64_t last_due_day = loan_due_day(terms, terms->count - 1);
    if (!day_is_possible(last_due_day)) return LOAN_FAULT_DAY;
    if (terms->first_due_day <= terms->disbursements[0].day) return LOAN_FAULT_FIRST_DUE;
    return disbursements_check(terms, last_due_day);
}

/* ---- making ---- */

/* A piece that every row gets, from the last disbursement on, while is_even. */
struct level {
    int64_t piece;
    bool is_even;
};

struct maker {
    const struct loan_terms *terms;
    struct loan_row *rows;
    int row;             /* the one being made */
    int64_t rate;        /* ppm a year */
    int64_t period_time; /* of a whole period by period, in parts of year_parts; 0: by days */
    int64_t year_parts;  /* the common denominator of all parts of a year */
    int64_t unit;        /* the denominator of `earned` */
    exact_wide earned;   /* declining: interest so far; flat: of all that was disbursed so far */
    int64_t accrued;     /* of it given to rows, rounded */
    int64_t deferred;    /* of it not yet due */
    int64_t balance;
    size_t disbursed; /* disbursements that are in the balance */
    struct level principal, flat;
};

static struct maker maker_start(const struct loan_terms *terms, struct loan_row *rows) {
    struct maker maker = {.terms = terms, .rows = rows, .rate = loan_rate_yearly_ppm(terms)};
    if (terms->day_count == DAY_COUNT_PERIOD) {
        maker.period_time = 365;
        maker.year_parts = (int64_t)365 * frequencies[terms->frequency].per_year;
    } else {
        maker.year_parts = loan_year_part(terms->day_count, 0, 0).denominator;
    }
    maker.unit = maker.year_parts * EXACT_PPM;
    for (int row = 0; row < terms->count; row++)
        rows[row].due_day = loan_due_day(terms, row);
    return maker;
}

/* Time between two days in parts of year_parts. */
static int64_t time_between(const struct maker *maker, int64_t from, int64_t until) {
    struct exact_fraction part = loan_year_part(maker->terms->day_count, from, until);
    return part.numerator * (maker->year_parts / part.denominator);
}

static int64_t row_start(const struct maker *maker, int row) {
    return row ? maker->rows[row - 1].due_day : maker->terms->disbursements[0].day;
}

static bool row_is_free(const struct maker *maker, int row) {
    return maker->terms->grace_kind == LOAN_GRACE_FREE && row < maker->terms->grace_interest;
}

/* The time for which a balance owed through the whole row earns. */
static int64_t row_time(const struct maker *maker, int row) {
    if (row_is_free(maker, row)) return 0;
    if (maker->period_time) return maker->period_time;
    return time_between(maker, row_start(maker, row), maker->rows[row].due_day);
}

/* The time for which a disbursement within this row earns until the row is due. */
static int64_t row_time_from(const struct maker *maker, int64_t day) {
    if (day <= row_start(maker, maker->row)) return row_time(maker, maker->row);
    if (row_is_free(maker, maker->row)) return 0;
    return time_between(maker, day, maker->rows[maker->row].due_day);
}

/* The time for which a disbursement of this row earns flat interest: until the last row is due. */
static int64_t flat_time_from(const struct maker *maker, int64_t day) {
    const struct loan_terms *terms = maker->terms;
    int last = terms->count - 1, free_rows = terms->grace_kind == LOAN_GRACE_FREE ? terms->grace_interest : 0;
    if (!maker->period_time) {
        int64_t start = free_rows ? exact_max(day, maker->rows[free_rows - 1].due_day) : day;
        return time_between(maker, start, maker->rows[last].due_day);
    }
    int first_whole = (int)exact_max(maker->row + 1, free_rows);
    return row_time_from(maker, day) + maker->period_time * (last + 1 - first_whole);
}

static void row_disburse(struct maker *maker) {
    const struct loan_terms *terms = maker->terms;
    for (; maker->disbursed < terms->disbursement_count; maker->disbursed++) {
        const struct loan_disbursement *item = &terms->disbursements[maker->disbursed];
        if (item->day >= maker->rows[maker->row].due_day) return;
        bool is_flat = terms->method == LOAN_FLAT;
        int64_t time = is_flat ? flat_time_from(maker, item->day) : row_time_from(maker, item->day);
        maker->earned += (exact_wide)item->amount * maker->rate * time;
        maker->balance += item->amount;
        maker->principal.is_even = maker->flat.is_even = false;
    }
}

static int64_t multiple_down(const struct maker *maker, int64_t amount) {
    return amount / maker->terms->multiple * maker->terms->multiple;
}

static int64_t interest_so_far(const struct maker *maker) {
    exact_wide whole = (exact_wide)maker->unit * maker->terms->multiple;
    return (int64_t)exact_divide(maker->earned, whole, EXACT_NEAREST) * maker->terms->multiple;
}

/* The piece of `sum` for this row of those left: the same as in the row before while the rest fits the last
 * row. */
static int64_t level_split(struct level *level, const struct maker *maker, int64_t sum) {
    int rows = maker->terms->count - maker->row;
    if (rows == 1) return sum;
    if (!level->is_even) {
        level->piece = multiple_down(maker, sum / rows);
        level->is_even = sum - level->piece * rows <= level->piece;
    }
    return level->piece;
}

static int64_t row_accrue(struct maker *maker, int64_t balance_before) {
    if (row_is_free(maker, maker->row)) return 0;
    if (maker->terms->method == LOAN_FLAT)
        return level_split(&maker->flat, maker, interest_so_far(maker) - maker->accrued);
    maker->earned += (exact_wide)balance_before * maker->rate * row_time(maker, maker->row);
    return interest_so_far(maker) - maker->accrued;
}

/* An equal instalment A from this row on: balance and this row's interest = A × (1 + 1/(1+r₁) +
 * 1/((1+r₁)(1+r₂)) …), with the rates r of the rows behind this one.  Sets the piece, and whether its rest
 * fits the last row. */
static void level_instalment(struct maker *maker, int64_t interest) {
    exact_wide factor = (exact_wide)1 << DISCOUNT_BITS, sum = factor;
    for (int row = maker->row + 1; row < maker->terms->count; row++) {
        factor = factor * maker->unit / (maker->unit + (exact_wide)maker->rate * row_time(maker, row));
        sum += factor;
    }
    exact_wide worth = (exact_wide)(maker->balance + interest) << DISCOUNT_BITS;
    struct level *level = &maker->principal;
    level->piece = multiple_down(maker, (int64_t)(worth / sum));
    /* What is missing today, and a multiple by which interest may be rounded, have grown by 1/factor when the
     * last row is due; a factor of 0 has grown beyond any piece. */
    exact_wide missing = worth - level->piece * sum + ((exact_wide)maker->terms->multiple << DISCOUNT_BITS);
    level->is_even = factor > 0 && missing / factor <= level->piece;
}

static int64_t instalment_principal(struct maker *maker, int64_t interest) {
    if (!maker->principal.is_even) level_instalment(maker, interest);
    return exact_max(maker->principal.piece - interest, 0);
}

/* At most so much that something is left for the last row. */
static int64_t principal_max(const struct maker *maker) {
    return multiple_down(maker, maker->balance - 1);
}

static int64_t row_principal(struct maker *maker, int64_t interest) {
    const struct loan_terms *terms = maker->terms;
    if (maker->row == terms->count - 1) return maker->balance;
    if (terms->method == LOAN_INTEREST_ONLY || maker->row < terms->grace_principal) return 0;
    int64_t piece = terms->method == LOAN_EQUAL_INSTALMENT
                        ? instalment_principal(maker, interest)
                        : level_split(&maker->principal, maker, maker->balance);
    return exact_min(piece, principal_max(maker));
}

static void row_make(struct maker *maker) {
    struct loan_row *row = &maker->rows[maker->row];
    int64_t balance_before = maker->balance;
    row_disburse(maker);
    row->accrued = row_accrue(maker, balance_before);
    maker->accrued += row->accrued;
    maker->deferred += row->accrued;
    if (maker->row >= maker->terms->grace_interest) {
        row->interest = maker->deferred;
        maker->deferred = 0;
    }
    row->principal = row_principal(maker, row->accrued);
    maker->balance -= row->principal;
    row->balance = maker->balance;
    row->fee = maker->terms->fee_each + (maker->row ? 0 : maker->terms->fee_first);
}

enum loan_fault loan_schedule_make(struct arena *arena, const struct loan_terms *terms,
                                   struct loan_schedule *schedule) {
    enum loan_fault fault = terms_check(terms);
    if (fault != LOAN_OK) return fault;
    struct loan_row *rows = arena_make(arena, struct loan_row, (size_t)terms->count);
    struct maker maker = maker_start(terms, rows);
    *schedule = (struct loan_schedule){.rows = rows, .count = (size_t)terms->count};
    for (; maker.row < terms->count; maker.row++) {
        row_make(&maker);
        schedule->principal += rows[maker.row].principal;
        schedule->interest += rows[maker.row].interest;
        schedule->fee += rows[maker.row].fee;
    }
    ASSERT(maker.balance == 0 && maker.deferred == 0);
    ASSERT(schedule->principal == loan_disbursed(terms, INT64_MAX));
    return LOAN_OK;
}

int64_t loan_disbursed(const struct loan_terms *terms, int64_t day) {
    int64_t sum = 0;
    for (size_t i = 0; i < terms->disbursement_count && terms->disbursements[i].day <= day; i++)
        sum += terms->disbursements[i].amount;
    return sum;
}

const char *loan_fault_message(enum loan_fault fault) {
    static const char *const messages[LOAN_FAULTS] = {
        [LOAN_OK] = "",
        [LOAN_FAULT_NOTHING_DISBURSED] = TR("A loan pays out an amount above nothing."),
        [LOAN_FAULT_ORDER] =
            TR("Payments to the borrower are in the order of their days, before the last instalment."),
        [LOAN_FAULT_FIRST_DUE] = TR("The first instalment is due after the loan is paid out."),
        [LOAN_FAULT_COUNT] = TR("A loan has between 1 and 1,040 instalments."),
        [LOAN_FAULT_RATE] = TR("The interest rate is between 0 % and 100 %."),
        [LOAN_FAULT_GRACE] = TR("At least one instalment is left after the time without payment."),
        [LOAN_FAULT_MULTIPLE] = TR("Instalments are rounded to a multiple between 1 and 100,000."),
        [LOAN_FAULT_FEE] = TR("A fee is not below nothing."),
        [LOAN_FAULT_TOO_LARGE] = TR("The amount of the loan is too large."),
        [LOAN_FAULT_DAY] = TR("The days of a loan are between the years 1900 and 2999."),
        [LOAN_FAULT_PAPER] = TR("What the paper book says does not fit these terms."),
    };
    _Static_assert(LIMIT_LOAN_ROWS == 1040 && LIMIT_LOAN_RATE_PPM == 1000000 && LIMIT_LOAN_MULTIPLE == 100000,
                   "the sentences above write them as numbers");
    return messages[fault];
}
