/* SPDX-License-Identifier: Apache-2.0 */
/* Rice is weighed, lent, given back and counted without a gram that nobody can explain. */
#include "base/check.h"
#include "domain/bank/bank_terms.h"
#include "domain/savings/savings_test_random.h"

/* IRRI Rice Knowledge Bank: 1,000 kg of paddy at 25 % dried to 14 % are 872 kg. */
static void dried_paddy_keeps_its_dry_matter(void **state) {
    int64_t grams;
    (void)state;
    assert_true(grams_at_moisture(1000000, 250000, 140000, EXACT_NEAREST, &grams));
    assert_int_equal(grams, 872093);
    assert_true(grams_at_moisture(872093, 140000, 250000, EXACT_NEAREST, &grams));
    assert_int_equal(grams, 1000000);
    assert_true(grams_at_moisture(5, 140000, 140000, EXACT_DOWN, &grams));
    assert_int_equal(grams, 5);
    assert_false(grams_at_moisture(-1, 0, 0, EXACT_DOWN, &grams));
    assert_false(grams_at_moisture(1, 1000000, 0, EXACT_DOWN, &grams));
    assert_false(grams_at_moisture(1, 0, 1000000, EXACT_DOWN, &grams));
    assert_false(grams_at_moisture(1, -1, 0, EXACT_DOWN, &grams));
    assert_false(grams_at_moisture(INT64_MAX, 0, 999999, EXACT_DOWN, &grams));
}

static struct bank_state state_on(const struct bank_loan *loan, const struct bank_repayment *repayments,
                                  size_t count, int64_t day) {
    struct bank_state state;
    struct bank_breach breach;
    assert_true(bank_state_at(&bank_terms_rice, loan, repayments, count, day, &state, &breach));
    return state;
}

/* 100 kg at 10 %: 110 kg at the harvest; a season late 10 % more of what is still out. */
static void a_loan_of_rice_is_given_back_with_its_interest_in_rice(void **state) {
    const struct bank_loan loan = {test_day(2016, 6, 1), test_day(2017, 1, 31), 100000};
    const struct bank_repayment given[] = {{test_day(2017, 1, 15), 60000}, {test_day(2017, 3, 1), 55000}};
    (void)state;
    struct bank_state on = state_on(&loan, NULL, 0, test_day(2016, 5, 31));
    assert_int_equal(on.owed, 0);
    on = state_on(&loan, NULL, 0, test_day(2016, 6, 1));
    assert_int_equal(on.owed, 110000);
    on = state_on(&loan, given, 2, test_day(2017, 1, 31));
    assert_int_equal(on.lent_left, 50000);
    assert_int_equal(on.interest_left, 0);
    assert_int_equal(on.days_late, 0);
    on = state_on(&loan, given, 2, test_day(2017, 2, 1));
    assert_int_equal(on.owed, 55000);
    assert_int_equal(on.days_late, 1);
    assert_int_equal(on.seasons, 2);
    on = state_on(&loan, given, 2, test_day(2020, 1, 1));
    assert_int_equal(on.owed, 0);
    assert_int_equal(on.repaid, 115000);
    assert_int_equal(on.interest_charged, 15000);
    assert_int_equal(on.days_late, 0);
}

static void more_than_is_owed_is_not_taken(void **state) {
    const struct bank_loan loan = {100, 200, 100000};
    struct bank_repayment given[] = {{150, 110001}, {140, 5}};
    struct bank_state on;
    struct bank_breach breach;
    (void)state;
    assert_false(bank_state_at(&bank_terms_rice, &loan, given, 1, 300, &on, &breach));
    assert_int_equal(breach.rule, BANK_DEBT);
    assert_int_equal(breach.allowed, 110000);
    given[0].grams = 5;
    assert_false(bank_state_at(&bank_terms_rice, &loan, given, 2, 300, &on, &breach));
    assert_int_equal(breach.rule, BANK_ORDER);
    given[0].grams = 0;
    assert_false(bank_state_at(&bank_terms_rice, &loan, given, 1, 300, &on, &breach));
    assert_int_equal(breach.rule, BANK_AMOUNT);
    given[0] = (struct bank_repayment){99, 5};
    assert_false(bank_state_at(&bank_terms_rice, &loan, given, 1, 300, &on, &breach));
    assert_int_equal(breach.rule, BANK_ORDER);
    const struct bank_loan none = {100, 200, 0};
    assert_false(bank_state_at(&bank_terms_rice, &none, NULL, 0, 300, &on, &breach));
    assert_int_equal(breach.rule, BANK_TOO_LARGE);
}

/* Five people, 700 g a day, sixty days to the harvest: 210 kg; 80 kg are in the house. */
static void a_household_borrows_what_it_lacks_until_the_harvest(void **state) {
    struct bank_household household = {
        .contributed_grams = 20000, .people = 5, .own_grams = 80000, .days_to_harvest = 60};
    struct bank_breaches breaches = {.count = 0};
    (void)state;
    assert_int_equal(bank_need_grams(&bank_terms_rice, &household), 130000);
    bank_check_loan(&bank_terms_rice, &household, 130000, 500000, &breaches);
    assert_int_equal(breaches.count, 0);
    bank_check_loan(&bank_terms_rice, &household, 130001, 130000, &breaches);
    assert_int_equal(breaches.count, 2);
    assert_int_equal(breaches.items[0].rule, BANK_STOCK);
    assert_int_equal(breaches.items[1].rule, BANK_NEED);
    assert_int_equal(breaches.items[1].allowed, 130000);
    household.own_grams = 190000;
    breaches.count = 0;
    bank_check_loan(&bank_terms_rice, &household, 1000, 500000, &breaches);
    assert_int_equal(breaches.count, 1);
    assert_int_equal(breaches.items[0].rule, BANK_NEED_DAYS);
    assert_int_equal(breaches.items[0].asked, 5); /* 20 kg are five days and a bit */
    household.own_grams = INT64_MAX;
    assert_int_equal(bank_need_grams(&bank_terms_rice, &household), 0);
}

static void who_has_not_joined_or_owes_gets_no_loan(void **state) {
    const struct bank_household household = {.contributed_grams = 5000, .owed_grams = 1};
    struct bank_terms terms = bank_terms_seed;
    struct bank_breaches breaches = {.count = 0};
    (void)state;
    terms.joining_grams = 20000;
    terms.loan_grams_max = 50000;
    bank_check_loan(&terms, &household, 60000, 90000, &breaches);
    assert_int_equal(breaches.count, 3);
    assert_int_equal(breaches.items[0].rule, BANK_JOINING);
    assert_int_equal(breaches.items[1].rule, BANK_OPEN_LOAN);
    assert_int_equal(breaches.items[2].rule, BANK_LOAN_MAX);
    breaches.count = 0;
    bank_check_loan(&terms, &household, 0, 90000, &breaches);
    assert_int_equal(breaches.items[2].rule, BANK_AMOUNT);
}

static void wet_rice_counts_for_less_and_too_wet_rice_is_not_taken(void **state) {
    struct bank_terms terms = bank_terms_rice;
    struct bank_breach breach;
    int64_t book;
    (void)state;
    assert_true(bank_receive(&terms, 50000, 180000, &book, &breach));
    assert_int_equal(book, 47600); /* 50,000 × 0.82 ÷ 0.86 = 47,674 */
    assert_true(bank_receive(&terms, 50000, 120000, &book, &breach));
    assert_int_equal(book, 50000);
    terms.credits_drier = true;
    assert_true(bank_receive(&terms, 50000, 120000, &book, &breach));
    assert_int_equal(book, 51100); /* 50,000 × 0.88 ÷ 0.86 = 51,162 */
    assert_false(bank_receive(&terms, 50000, 250001, &book, &breach));
    assert_int_equal(breach.rule, BANK_MOISTURE);
    assert_false(bank_receive(&terms, 0, 140000, &book, &breach));
    assert_int_equal(breach.rule, BANK_AMOUNT);
}

/* 55 kg at 950 riel where the market pays 1,100. */
static void money_is_taken_at_a_minuted_price_that_is_not_above_the_market(void **state) {
    struct bank_price price = {950, 1100, true};
    struct bank_breach breach;
    int64_t amount;
    (void)state;
    assert_true(bank_settle_in_cash(&bank_terms_rice, 55000, price, &amount, &breach));
    assert_int_equal(amount, 52300); /* 52,250, halves up */
    price.price = 1101;
    assert_false(bank_settle_in_cash(&bank_terms_rice, 55000, price, &amount, &breach));
    assert_int_equal(breach.rule, BANK_PRICE_MARKET);
    price.is_minuted = false;
    assert_false(bank_settle_in_cash(&bank_terms_rice, 55000, price, &amount, &breach));
    assert_int_equal(breach.rule, BANK_PRICE_MINUTE);
    assert_false(bank_settle_in_cash(&bank_terms_seed, 55000, price, &amount, &breach));
    assert_int_equal(breach.rule, BANK_CASH);
    price = (struct bank_price){INT64_MAX, INT64_MAX, true};
    assert_false(bank_settle_in_cash(&bank_terms_rice, INT64_MAX, price, &amount, &breach));
    assert_int_equal(breach.rule, BANK_TOO_LARGE);
}

/* Two tonnes for ninety days at half a percent a month: 30 kg may be gone. */
static void a_count_tells_loss_of_storage_from_what_is_missing(void **state) {
    struct bank_count count;
    (void)state;
    assert_true(bank_count_make(&bank_terms_rice, 2000000, 1980000, 2000000 * 90, &count));
    assert_int_equal(count.accepted_loss, 30000);
    assert_int_equal(count.loss, 20000);
    assert_int_equal(count.shortage, 0);
    assert_true(bank_count_make(&bank_terms_rice, 2000000, 1950000, 2000000 * 90, &count));
    assert_int_equal(count.loss, 30000);
    assert_int_equal(count.shortage, 20000);
    assert_true(bank_count_make(&bank_terms_rice, 2000000, 2000500, 2000000 * 90, &count));
    assert_int_equal(count.surplus, 500);
    assert_false(bank_count_make(&bank_terms_rice, -1, 0, 0, &count));
}

static void nothing_that_is_counted_or_owed_gets_lost(void **state) {
    struct test_random random = {20162017};
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct bank_count count;
        int64_t book = random_between(&random, 0, 9000000), counted = random_between(&random, 0, 9000000);
        assert_true(
            bank_count_make(&bank_terms_rice, book, counted, random_between(&random, 0, 900000000), &count));
        assert_int_equal(count.loss + count.shortage - count.surplus, book - counted);
        struct bank_loan loan = {0, random_between(&random, 0, 400), random_between(&random, 1, 900000)};
        struct bank_repayment given[6];
        int64_t day = 0, sum = 0;
        size_t n = 0;
        for (; n < ARRAY_LEN(given); n++) {
            day += random_between(&random, 0, 300);
            struct bank_state on = state_on(&loan, given, n, day);
            assert_int_equal(on.owed, loan.grams + on.interest_charged - sum);
            assert_true(on.lent_left >= 0 && on.interest_left >= 0);
            if (!on.owed) break;
            given[n] = (struct bank_repayment){day, random_between(&random, 1, on.owed)};
            sum += given[n].grams;
        }
    }
}

/* Charged season by season, by hand, up to the day. */
static int64_t interest_by_hand(const struct bank_terms *terms, const struct bank_loan *loan, int64_t day) {
    int64_t a_season =
                loan->grams * terms->rate_ppm / 1000000 / terms->multiple_grams * terms->multiple_grams,
            interest = day >= loan->day ? a_season : 0;
    for (int64_t begins = loan->due_day + 1; begins <= day; begins += terms->season_days) {
        interest += a_season;
    }
    return interest;
}

static void a_loan_is_owed_however_late_it_is(void **state) {
    (void)state;
    struct bank_terms terms = bank_terms_rice;
    const struct bank_loan loan = {100, 130, 50000};
    for (terms.season_days = 1; terms.season_days < 400; terms.season_days += 7) {
        for (int64_t day = 99; day < 9000; day += day < 140 ? 1 : 97) {
            struct bank_state on;
            struct bank_breach breach;
            assert_true(bank_state_at(&terms, &loan, NULL, 0, day, &on, &breach));
            assert_int_equal(on.interest_charged, interest_by_hand(&terms, &loan, day));
            assert_int_equal(on.owed, on.interest_charged + (day < loan.day ? 0 : loan.grams));
        }
    }
}

static void every_rule_has_its_code_and_its_words(void **state) {
    (void)state;
    for (enum bank_rule rule = 0; rule < BANK_RULES; rule++)
        assert_true(bank_rows[rule].code && bank_rows[rule].message);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dried_paddy_keeps_its_dry_matter),
        cmocka_unit_test(a_loan_of_rice_is_given_back_with_its_interest_in_rice),
        cmocka_unit_test(more_than_is_owed_is_not_taken),
        cmocka_unit_test(a_household_borrows_what_it_lacks_until_the_harvest),
        cmocka_unit_test(who_has_not_joined_or_owes_gets_no_loan),
        cmocka_unit_test(wet_rice_counts_for_less_and_too_wet_rice_is_not_taken),
        cmocka_unit_test(money_is_taken_at_a_minuted_price_that_is_not_above_the_market),
        cmocka_unit_test(a_count_tells_loss_of_storage_from_what_is_missing),
        cmocka_unit_test(nothing_that_is_counted_or_owed_gets_lost),
        cmocka_unit_test(a_loan_is_owed_however_late_it_is),
        cmocka_unit_test(every_rule_has_its_code_and_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
