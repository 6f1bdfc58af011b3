/* SPDX-License-Identifier: Apache-2.0 */
/* Schedules by published and hand-made examples, and what holds of every schedule, recomputed in long double.
 */
#include <math.h>

#include "base/check.h"
#include "base/limits.h"
#include "domain/savings/loan_schedule.h"
#include "domain/savings/savings_test_random.h"

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static struct loan_schedule made(struct arena *arena, const struct loan_terms *terms) {
    struct loan_schedule schedule = {0};
    assert_int_equal(loan_schedule_make(arena, terms, &schedule), LOAN_OK);
    return schedule;
}

/* A million riel on 10 January 2016 at 2 % a month, in twelve months. */
static struct loan_terms million(enum loan_method method) {
    static struct loan_disbursement paid_out;
    paid_out = (struct loan_disbursement){test_day(2016, 1, 10), 1000000};
    return (struct loan_terms){.disbursements = &paid_out,
                               .disbursement_count = 1,
                               .rate_ppm = 20000,
                               .rate_period = LOAN_RATE_MONTHLY,
                               .method = method,
                               .frequency = LOAN_MONTHLY,
                               .count = 12,
                               .multiple = 100,
                               .first_due_day = test_day(2016, 2, 10)};
}

static void rows_are(const struct loan_schedule *schedule, const int64_t (*expected)[2]) {
    for (size_t i = 0; i < schedule->count; i++) {
        assert_int_equal(schedule->rows[i].principal, expected[i][0]);
        assert_int_equal(schedule->rows[i].interest, expected[i][1]);
    }
}

/* 1,000,000 ÷ 12 = 83,333.3: eleven times 83,300, and the last takes 83,700.  Interest 2 % of what is left:
 * 20,000; 18,334; 16,668; … each sum so far to the nearest hundred. */
static void equal_principal_is_paid_in_hundreds_and_the_last_takes_the_rest(void **state) {
    static const int64_t expected[][2] = {{83300, 20000}, {83300, 18300}, {83300, 16700}, {83300, 15000},
                                          {83300, 13300}, {83300, 11700}, {83300, 10000}, {83300, 8400},
                                          {83300, 6600},  {83300, 5000},  {83300, 3400},  {83700, 1600}};
    struct loan_terms terms = million(LOAN_EQUAL_PRINCIPAL);
    struct loan_schedule schedule = made(*state, &terms);
    rows_are(&schedule, expected);
    assert_int_equal(schedule.interest, 130000); /* exactly 130,044 */
    assert_int_equal(schedule.rows[11].due_day, test_day(2017, 1, 10));
}

static void flat_interest_is_that_of_the_whole_sum_over_the_whole_time(void **state) {
    struct loan_terms terms = million(LOAN_FLAT);
    struct loan_schedule schedule = made(*state, &terms);
    assert_int_equal(schedule.interest, 240000);
    for (size_t i = 0; i < 12; i++)
        assert_int_equal(schedule.rows[i].interest, 20000);
    assert_int_equal(schedule.rows[10].principal, 83300);
    assert_int_equal(schedule.rows[11].principal, 83700);
}

static void interest_only_leaves_the_principal_to_the_last_row(void **state) {
    struct loan_terms terms = million(LOAN_INTEREST_ONLY);
    struct loan_schedule schedule = made(*state, &terms);
    for (size_t i = 0; i < 11; i++)
        assert_int_equal(schedule.rows[i].principal, 0);
    assert_int_equal(schedule.rows[11].principal, 1000000);
    assert_int_equal(schedule.interest, 240000);
}

/* CGAP Occasional Paper 1 (Rosenberg 1996): 1,000 dollars in four months at 3 % a month are four times
 * 269.03. Excel's documentation of PMT: 10,000 at 8 % a year in ten months are 1,037.03.  Rounded down to the
 * cent, the last row takes what that leaves. */
static void an_equal_instalment_is_the_published_annuity(void **state) {
    struct loan_disbursement thousand = {test_day(2016, 1, 1), 100000}, ten = {test_day(2016, 1, 1), 1000000};
    struct loan_terms cgap = {.disbursements = &thousand,
                              .disbursement_count = 1,
                              .rate_ppm = 30000,
                              .rate_period = LOAN_RATE_MONTHLY,
                              .method = LOAN_EQUAL_INSTALMENT,
                              .frequency = LOAN_MONTHLY,
                              .count = 4,
                              .multiple = 1,
                              .first_due_day = test_day(2016, 2, 1)};
    struct loan_schedule schedule = made(*state, &cgap);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(schedule.rows[i].principal + schedule.rows[i].interest, 26902);
    assert_int_equal(schedule.rows[3].principal + schedule.rows[3].interest, 26905);
    assert_int_equal(schedule.rows[0].interest, 3000);
    struct loan_terms excel = cgap;
    excel.disbursements = &ten;
    excel.rate_ppm = 80000;
    excel.rate_period = LOAN_RATE_YEARLY;
    excel.count = 10;
    schedule = made(*state, &excel);
    assert_int_equal(schedule.rows[0].principal + schedule.rows[0].interest, 103703);
    assert_in_range(schedule.rows[9].principal + schedule.rows[9].interest, 103703, 103712);
}

/* 1,000,000 × 0.02 ÷ (1 − 1.02⁻¹²) = 94,559.6: 94,500 and a larger last one. */
static void an_equal_instalment_in_riel_is_a_multiple_of_a_hundred(void **state) {
    struct loan_terms terms = million(LOAN_EQUAL_INSTALMENT);
    struct loan_schedule schedule = made(*state, &terms);
    for (size_t i = 0; i < 11; i++)
        assert_int_equal(schedule.rows[i].principal + schedule.rows[i].interest, 94500);
    /* 59.6 riel too little twelve times, with interest: 59.6 × (1.02¹² − 1) ÷ 0.02 = 799 more. */
    assert_in_range(schedule.rows[11].principal + schedule.rows[11].interest, 95200, 95500);
}

static void without_interest_every_method_repays_the_sum_alone(void **state) {
    for (enum loan_method method = LOAN_FLAT; method < LOAN_METHODS; method++) {
        struct loan_terms terms = million(method);
        terms.rate_ppm = 0;
        struct loan_schedule schedule = made(*state, &terms);
        assert_int_equal(schedule.interest, 0);
        assert_int_equal(schedule.principal, 1000000);
    }
}

/* 10,000 riel in 52 weeks are 192.3 a week: 100 a week would leave 4,900 for the last, 200 would end two
 * weeks early. */
static void a_small_loan_in_many_rows_ends_neither_early_nor_with_a_heap(void **state) {
    struct loan_disbursement paid_out = {test_day(2016, 1, 4), 10000};
    struct loan_terms terms = million(LOAN_EQUAL_PRINCIPAL);
    terms.disbursements = &paid_out;
    terms.frequency = LOAN_WEEKLY;
    terms.count = 52;
    struct loan_schedule schedule = made(*state, &terms);
    for (size_t i = 0; i < 52; i++)
        assert_in_range(schedule.rows[i].principal, 100, 200);
    assert_int_equal(schedule.rows[51].principal, 200);
    paid_out.amount = 600; /* 50 a month: nothing in the first, 100 in the last */
    terms.frequency = LOAN_MONTHLY;
    terms.count = 12;
    schedule = made(*state, &terms);
    assert_int_equal(schedule.rows[0].principal, 0);
    assert_int_equal(schedule.rows[11].principal, 100);
}

static void a_due_day_at_the_end_of_a_month_stays_there(void **state) {
    struct loan_terms terms = million(LOAN_FLAT);
    terms.first_due_day = test_day(2016, 1, 31);
    assert_int_equal(loan_due_day(&terms, 1), test_day(2016, 2, 29));
    assert_int_equal(loan_due_day(&terms, 2), test_day(2016, 3, 31));
    assert_int_equal(loan_due_day(&terms, 13), test_day(2017, 2, 28));
    terms.frequency = LOAN_QUARTERLY;
    assert_int_equal(loan_due_day(&terms, 1), test_day(2016, 4, 30));
    terms.frequency = LOAN_FORTNIGHTLY;
    assert_int_equal(loan_due_day(&terms, 2), test_day(2016, 2, 28));
    (void)state;
}

static void part_is(enum loan_day_count day_count, int64_t from, int64_t until, int64_t numerator,
                    int64_t denominator) {
    struct exact_fraction part = loan_year_part(day_count, from, until);
    assert_int_equal(part.numerator, numerator);
    assert_int_equal(part.denominator, denominator);
}

/* Excel's documentation of DAYS360: 30 January to 1 February 2011 is 1 day, to 31 December from 1 January
 * 360. ISDA, "EMU and market conventions" (1998): 1 November 2003 to 1 May 2004 is 61/365 + 121/366. */
static void day_counts_are_those_of_the_published_examples(void **state) {
    (void)state;
    part_is(DAY_COUNT_30_360, test_day(2011, 1, 30), test_day(2011, 2, 1), 1, 360);
    part_is(DAY_COUNT_30_360, test_day(2011, 1, 1), test_day(2011, 12, 31), 360, 360);
    part_is(DAY_COUNT_30_360, test_day(2011, 1, 1), test_day(2011, 2, 1), 30, 360);
    part_is(DAY_COUNT_30_360, test_day(2011, 1, 31), test_day(2011, 3, 31), 60, 360);
    part_is(DAY_COUNT_ACTUAL_ACTUAL, test_day(2003, 11, 1), test_day(2004, 5, 1), 61 * 366 + 121 * 365,
            365 * 366);
    part_is(DAY_COUNT_ACTUAL_ACTUAL, test_day(1999, 2, 1), test_day(1999, 7, 1), 150 * 366, 365 * 366);
    part_is(DAY_COUNT_ACTUAL_ACTUAL, test_day(1900, 1, 1), test_day(1901, 1, 1), 365 * 366, 365 * 366);
    part_is(DAY_COUNT_ACTUAL_ACTUAL, test_day(2000, 1, 1), test_day(2001, 1, 1), 365 * 366, 365 * 366);
    part_is(DAY_COUNT_ACTUAL_365, test_day(2016, 1, 1), test_day(2017, 1, 1), 366, 365);
}

/* 31 days of January and 29 of February 2016 at 24 % a year of 1,000,000, actual/365: 20,383.6 and, of
 * 500,000, 9,534.2. */
static void interest_by_days_follows_the_calendar(void **state) {
    struct loan_terms terms = million(LOAN_EQUAL_PRINCIPAL);
    terms.day_count = DAY_COUNT_ACTUAL_365;
    terms.count = 2;
    terms.multiple = 1;
    struct loan_schedule schedule = made(*state, &terms);
    assert_int_equal(schedule.rows[0].interest, 20384);
    assert_int_equal(schedule.rows[0].interest + schedule.rows[1].interest, 29918);
    assert_int_equal(loan_interest(&terms, 1000000, test_day(2016, 1, 10), test_day(2016, 2, 10), EXACT_DOWN),
                     20383);
}

static void grace_leaves_out_principal_and_defers_or_forgives_interest(void **state) {
    struct loan_terms terms = million(LOAN_EQUAL_PRINCIPAL);
    terms.grace_principal = 2;
    terms.grace_interest = 3;
    struct loan_schedule schedule = made(*state, &terms);
    assert_int_equal(schedule.rows[1].principal, 0);
    assert_int_equal(schedule.rows[2].principal, 100000);
    assert_int_equal(schedule.rows[2].interest, 0);
    assert_int_equal(schedule.rows[2].accrued, 20000);
    assert_int_equal(schedule.rows[3].interest, 60000 + 18000); /* 2 % of 900,000 is its own */
    terms.grace_kind = LOAN_GRACE_FREE;
    schedule = made(*state, &terms);
    assert_int_equal(schedule.rows[3].interest, 18000);
    terms.method = LOAN_FLAT;
    schedule = made(*state, &terms);
    assert_int_equal(schedule.interest, 9 * 20000);
    assert_int_equal(schedule.rows[3].interest, 20000);
}

/* 600,000 and, 15 days into the third month, 400,000 more. */
static void a_second_payment_out_is_spread_over_the_rows_that_are_left(void **state) {
    const struct loan_disbursement paid_out[] = {{test_day(2016, 1, 10), 600000},
                                                 {test_day(2016, 3, 25), 400000}};
    struct loan_terms terms = million(LOAN_EQUAL_PRINCIPAL);
    terms.disbursements = paid_out;
    terms.disbursement_count = 2;
    struct loan_schedule schedule = made(*state, &terms);
    assert_int_equal(schedule.rows[1].balance, 500000);
    assert_int_equal(schedule.rows[2].principal, 90000);
    /* 2 % of 500,000, and 24 % a year of 400,000 for 16 days: 4,208. */
    assert_int_equal(schedule.rows[2].interest, 14200);
    assert_int_equal(schedule.principal, 1000000);
    terms.method = LOAN_FLAT;
    schedule = made(*state, &terms);
    assert_int_equal(schedule.rows[1].interest, 12000);
    assert_int_equal(schedule.interest, 144000 + 4200 + 9 * 8000);
}

static void a_fee_stands_in_its_own_column(void **state) {
    struct loan_terms terms = million(LOAN_FLAT);
    terms.fee_first = 5000;
    terms.fee_each = 500;
    struct loan_schedule schedule = made(*state, &terms);
    assert_int_equal(schedule.rows[0].fee, 5500);
    assert_int_equal(schedule.rows[11].fee, 500);
    assert_int_equal(schedule.fee, 11000);
}

static void terms_that_make_no_schedule_say_why(void **state) {
    struct loan_schedule schedule;
    struct loan_disbursement out[] = {{test_day(2016, 1, 10), 1000}, {test_day(2016, 1, 9), 1000}};
#define FAULT(expected, ...)                                                                                 \
    do {                                                                                                     \
        struct loan_terms terms = million(LOAN_FLAT);                                                        \
        __VA_ARGS__;                                                                                         \
        assert_int_equal(loan_schedule_make(*state, &terms, &schedule), expected);                           \
        assert_true(loan_fault_message(expected)[0] != 0);                                                   \
    } while (0)
    FAULT(LOAN_FAULT_NOTHING_DISBURSED, terms.disbursement_count = 0);
    FAULT(LOAN_FAULT_NOTHING_DISBURSED, out[0].amount = 0; terms.disbursements = out);
    out[0].amount = 1000;
    FAULT(LOAN_FAULT_ORDER, terms.disbursements = out; terms.disbursement_count = 2);
    out[1].day = test_day(2017, 1, 10);
    FAULT(LOAN_FAULT_ORDER, terms.disbursements = out; terms.disbursement_count = 2);
    FAULT(LOAN_FAULT_FIRST_DUE, terms.first_due_day = test_day(2016, 1, 10));
    FAULT(LOAN_FAULT_COUNT, terms.count = 0);
    FAULT(LOAN_FAULT_COUNT, terms.count = LIMIT_LOAN_ROWS + 1);
    FAULT(LOAN_FAULT_RATE, terms.rate_ppm = -1);
    FAULT(LOAN_FAULT_RATE, terms.rate_ppm = LIMIT_LOAN_RATE_PPM + 1);
    FAULT(LOAN_FAULT_GRACE, terms.grace_principal = 12);
    FAULT(LOAN_FAULT_GRACE, terms.grace_interest = -1);
    FAULT(LOAN_FAULT_MULTIPLE, terms.multiple = 0);
    FAULT(LOAN_FAULT_FEE, terms.fee_each = -1);
    out[0].amount = INT64_MAX;
    FAULT(LOAN_FAULT_TOO_LARGE, terms.disbursements = out);
    FAULT(LOAN_FAULT_DAY, terms.first_due_day = INT64_MAX);
    FAULT(LOAN_FAULT_DAY, terms.frequency = LOAN_YEARLY; terms.count = 1000);
#undef FAULT
}

/* ---- what holds of every schedule ---- */

enum { TRANCHES_MAX = 3 };

static struct loan_terms random_terms(struct test_random *random, struct loan_disbursement *paid_out) {
    static const int64_t multiples[] = {1, 100, 500, 1000};
    int64_t start = random_between(random, test_day(1990, 1, 1), test_day(2040, 1, 1));
    struct loan_terms terms = {
        .disbursements = paid_out,
        .disbursement_count = 1,
        .rate_ppm = random_between(random, 0, 9) ? random_between(random, 0, 50000) : 0,
        .rate_period = (enum loan_rate_period)random_between(random, 0, LOAN_RATE_PERIODS - 1),
        .method = (enum loan_method)random_between(random, 0, LOAN_METHODS - 1),
        .frequency = (enum loan_frequency)random_between(random, 0, LOAN_FREQUENCIES - 1),
        .day_count = (enum loan_day_count)random_between(random, 0, DAY_COUNTS - 1),
        .count = (int)random_between(random, 1, 40),
        .grace_kind = (enum loan_grace_interest)random_between(random, 0, 1),
        .multiple = multiples[random_between(random, 0, 3)],
        .first_due_day = start + random_between(random, 1, 60),
    };
    if (random_between(random, 0, 3) == 0) {
        terms.grace_principal = (int)random_between(random, 0, terms.count - 1);
        terms.grace_interest = (int)random_between(random, 0, terms.count - 1);
    }
    paid_out[0] = (struct loan_disbursement){
        start, random_between(random, 1, random_between(random, 0, 1) ? 20000 : 50000000)};
    int64_t last = loan_due_day(&terms, terms.count - 1);
    while (terms.disbursement_count < TRANCHES_MAX && random_between(random, 0, 4) == 0) {
        int64_t before = paid_out[terms.disbursement_count - 1].day;
        if (before + 1 >= last) break;
        paid_out[terms.disbursement_count++] = (struct loan_disbursement){
            random_between(random, before, last - 1), random_between(random, 1, 5000000)};
    }
    return terms;
}

static bool same_year_part(int year, int64_t day) {
    return date_of_day(day).year == year;
}

/* By its definition, day by day where the calendar counts. */
static long double year_part(enum loan_day_count day_count, int64_t from, int64_t until) {
    if (day_count == DAY_COUNT_30_360) {
        struct date a = date_of_day(from), b = date_of_day(until);
        int d1 = a.day == 31 ? 30 : a.day, d2 = b.day == 31 && d1 >= 30 ? 30 : b.day;
        return (360.0L * (b.year - a.year) + 30.0L * (b.month - a.month) + d2 - d1) / 360;
    }
    if (day_count != DAY_COUNT_ACTUAL_ACTUAL) return (long double)(until - from) / 365;
    long double part = 0;
    while (from < until) {
        int year = date_of_day(from).year;
        int64_t end = test_day(year + 1, 1, 1);
        if (end > until) end = until;
        assert_true(same_year_part(year, end - 1));
        part += (long double)(end - from) / (date_days_in_month(year, 2) == 29 ? 366 : 365);
        from = end;
    }
    return part;
}

static long double yearly_rate(const struct loan_terms *terms) {
    static const int per_year[] = {1, 12, 13};
    return (long double)terms->rate_ppm * per_year[terms->rate_period] / 1e6L;
}

static long double whole_part(const struct loan_terms *terms, int64_t from, int64_t until) {
    static const long double parts[] = {1 / 52.0L, 1 / 26.0L, 1 / 13.0L, 1 / 12.0L, 1 / 4.0L, 1};
    return terms->day_count == DAY_COUNT_PERIOD ? parts[terms->frequency]
                                                : year_part(terms->day_count, from, until);
}

static int free_rows(const struct loan_terms *terms) {
    return terms->grace_kind == LOAN_GRACE_FREE ? terms->grace_interest : 0;
}

static int64_t start_of(const struct loan_terms *terms, const struct loan_row *rows, int row) {
    return row ? rows[row - 1].due_day : terms->disbursements[0].day;
}

/* The interest that a declining schedule's own balances earn, without rounding. */
static long double declining_interest(const struct loan_terms *terms, const struct loan_row *rows, int row) {
    int64_t from = start_of(terms, rows, row), until = rows[row].due_day;
    long double earned = 0;
    int64_t whole = row ? rows[row - 1].balance : 0;
    if (row < free_rows(terms)) return 0;
    for (size_t i = 0; i < terms->disbursement_count; i++) {
        const struct loan_disbursement *item = &terms->disbursements[i];
        if (item->day >= until || (item->day < from)) continue;
        if (item->day == from)
            whole += item->amount;
        else
            earned += (long double)item->amount * year_part(terms->day_count, item->day, until);
    }
    return (earned + (long double)whole * whole_part(terms, from, until)) * yearly_rate(terms);
}

/* Flat: each disbursement to the last day. */
static long double flat_interest(const struct loan_terms *terms, const struct loan_row *rows) {
    long double earned = 0;
    int64_t last = rows[terms->count - 1].due_day;
    for (size_t i = 0; i < terms->disbursement_count; i++) {
        int64_t day = terms->disbursements[i].day;
        long double part = 0;
        if (terms->day_count != DAY_COUNT_PERIOD) {
            int64_t start = free_rows(terms) && day < rows[free_rows(terms) - 1].due_day
                                ? rows[free_rows(terms) - 1].due_day
                                : day;
            part = year_part(terms->day_count, start, last);
        } else {
            for (int row = free_rows(terms); row < terms->count; row++) {
                int64_t from = start_of(terms, rows, row);
                if (day <= from)
                    part += whole_part(terms, 0, 0);
                else if (day < rows[row].due_day)
                    part += year_part(terms->day_count, day, rows[row].due_day);
            }
        }
        earned += part * (long double)terms->disbursements[i].amount;
    }
    return earned * yearly_rate(terms);
}

static void totals_hold(const struct loan_terms *terms, const struct loan_schedule *schedule) {
    int64_t principal = 0, interest = 0, accrued = 0;
    long double exact = terms->method == LOAN_FLAT ? flat_interest(terms, schedule->rows) : 0;
    long double half = (long double)terms->multiple / 2 + 1e-3L;
    for (size_t i = 0; i < schedule->count; i++) {
        const struct loan_row *row = &schedule->rows[i];
        assert_true(row->principal >= 0 && row->interest >= 0 && row->accrued >= 0 && row->balance >= 0);
        if (i) assert_true(row->due_day > schedule->rows[i - 1].due_day);
        principal += row->principal;
        interest += row->interest;
        accrued += row->accrued;
        assert_int_equal(row->balance, loan_disbursed(terms, row->due_day - 1) - principal);
        assert_true(interest <= accrued);
        if (i + 1 < schedule->count) {
            assert_true(row->balance > 0);
            assert_int_equal(row->principal % terms->multiple, 0);
            assert_int_equal(row->interest % terms->multiple, 0);
        }
        if (terms->method == LOAN_FLAT) continue;
        exact += declining_interest(terms, schedule->rows, (int)i);
        assert_true(fabsl((long double)accrued - exact) <= half);
    }
    assert_int_equal(principal, schedule->principal);
    assert_int_equal(interest, schedule->interest);
    assert_int_equal(interest, accrued);
    assert_true(fabsl((long double)interest - exact) <= half);
}

/* The last row of a plain loan is at most one normal piece larger than the one before, and that only by what
 * rounding every row down by less than a multiple, with interest, can add up to. */
static void last_row_holds(const struct loan_terms *terms, const struct loan_schedule *schedule) {
    size_t n = schedule->count;
    if (n < 2 || terms->disbursement_count > 1 || terms->grace_interest || terms->grace_principal) return;
    if (terms->method == LOAN_INTEREST_ONLY) return;
    const struct loan_row *last = &schedule->rows[n - 1], *before = &schedule->rows[n - 2];
    int64_t multiple = terms->multiple;
    assert_true(last->principal > 0);
    if (terms->method != LOAN_EQUAL_INSTALMENT) {
        int64_t more = last->principal - before->principal;
        assert_true(more >= 0 && more < (int64_t)n * multiple &&
                    more <= exact_max(before->principal, 2 * multiple - 1));
        return;
    }
    long double growth = 1;
    for (size_t i = 1; i < n; i++)
        growth *= 1 + yearly_rate(terms) *
                          whole_part(terms, schedule->rows[i - 1].due_day, schedule->rows[i].due_day);
    int64_t sum = last->principal + last->interest, most = 0;
    for (size_t i = 0; i + 1 < n; i++)
        most = exact_max(most, schedule->rows[i].principal + schedule->rows[i].interest);
    assert_true((long double)(sum - most) <= (long double)((int64_t)n + 1) * (long double)multiple * growth);
    assert_true(sum <= 2 * most + 4 * multiple);
}

static void every_schedule_repays_exactly_what_was_lent_with_its_exact_interest(void **state) {
    struct test_random random = {88172645463325252u};
    struct loan_disbursement paid_out[TRANCHES_MAX];
    for (int i = 0; i < 30000; i++) {
        struct loan_terms terms = random_terms(&random, paid_out);
        struct loan_schedule schedule = made(*state, &terms);
        totals_hold(&terms, &schedule);
        last_row_holds(&terms, &schedule);
        arena_reset(*state);
    }
}

static void the_largest_loan_still_fits(void **state) {
    struct loan_disbursement paid_out = {test_day(1900, 1, 1), (int64_t)LIMIT_LOAN_AMOUNT_MILLIONS * 1000000};
    for (enum loan_method method = LOAN_FLAT; method < LOAN_METHODS; method++) {
        for (enum loan_day_count count = DAY_COUNT_PERIOD; count < DAY_COUNTS; count++) {
            struct loan_terms terms = {.disbursements = &paid_out,
                                       .disbursement_count = 1,
                                       .rate_ppm = LIMIT_LOAN_RATE_PPM,
                                       .rate_period = LOAN_RATE_FOUR_WEEKLY,
                                       .method = method,
                                       .frequency = LOAN_YEARLY,
                                       .day_count = count,
                                       .count = LIMIT_LOAN_ROWS,
                                       .multiple = 1,
                                       .first_due_day = test_day(1901, 1, 1)};
            struct loan_schedule schedule = made(*state, &terms);
            assert_int_equal(schedule.principal, paid_out.amount);
            assert_true(schedule.interest > paid_out.amount);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_principal_is_paid_in_hundreds_and_the_last_takes_the_rest,
                                        arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(flat_interest_is_that_of_the_whole_sum_over_the_whole_time,
                                        arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(interest_only_leaves_the_principal_to_the_last_row, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(an_equal_instalment_is_the_published_annuity, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(an_equal_instalment_in_riel_is_a_multiple_of_a_hundred, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(without_interest_every_method_repays_the_sum_alone, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_small_loan_in_many_rows_ends_neither_early_nor_with_a_heap,
                                        arena_setup, arena_teardown),
        cmocka_unit_test(a_due_day_at_the_end_of_a_month_stays_there),
        cmocka_unit_test(day_counts_are_those_of_the_published_examples),
        cmocka_unit_test_setup_teardown(interest_by_days_follows_the_calendar, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(grace_leaves_out_principal_and_defers_or_forgives_interest,
                                        arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_second_payment_out_is_spread_over_the_rows_that_are_left,
                                        arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_fee_stands_in_its_own_column, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(terms_that_make_no_schedule_say_why, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(every_schedule_repays_exactly_what_was_lent_with_its_exact_interest,
                                        arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(the_largest_loan_still_fits, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
