/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of money, by worked examples. */
#include "base/check.h"
#include "base/clock.h"
#include "domain/finance/figures.h"
#include "domain/finance/rate.h"

static int64_t day_of(int year, int month, int day) {
    return date_first_day((struct date){(int16_t)year, (uint8_t)month, (uint8_t)day, DATE_DAY});
}

/* The rates that sources give (data/scenario/README.md): 4,008 riel in July 2004, 4,085 in August 2012, 4,000
 * in 2016. */
static const struct rate *known_rates(struct rates *rates) {
    static struct rate items[3];
    items[0] = (struct rate){.day = day_of(2012, 8, 1), .from = CURRENCY_USD, .price = {4085, CURRENCY_KHR}};
    items[1] = (struct rate){.day = day_of(2016, 1, 1), .from = CURRENCY_USD, .price = {4000, CURRENCY_KHR}};
    items[2] = (struct rate){.day = day_of(2004, 7, 1), .from = CURRENCY_USD, .price = {4008, CURRENCY_KHR}};
    *rates = (struct rates){items, 3};
    return items;
}

static void the_rate_of_a_day_is_the_last_one_on_or_before_it(void **state) {
    struct rates rates;
    const struct rate *items = known_rates(&rates);
    (void)state;
    assert_ptr_equal(rate_choose(&rates, CURRENCY_USD, CURRENCY_KHR, day_of(2012, 7, 31)), &items[2]);
    assert_ptr_equal(rate_choose(&rates, CURRENCY_KHR, CURRENCY_USD, day_of(2012, 8, 1)), &items[0]);
    assert_ptr_equal(rate_choose(&rates, CURRENCY_USD, CURRENCY_KHR, day_of(2015, 12, 31)), &items[0]);
    assert_ptr_equal(rate_choose(&rates, CURRENCY_USD, CURRENCY_KHR, day_of(2030, 1, 1)), &items[1]);
    assert_null(rate_choose(&rates, CURRENCY_USD, CURRENCY_KHR, day_of(2004, 6, 30)));
}

/* cambodia-khmer.md: 11,055,000 riel were 2,764 USD in 2016, at 4,000. */
static void an_amount_is_converted_both_ways_with_the_rate_of_its_own_day(void **state) {
    struct rates rates;
    const struct rate *items = known_rates(&rates), *used;
    struct money out;
    (void)state;
    assert_true(rates_convert(&rates, (struct money){11055000, CURRENCY_KHR}, CURRENCY_USD,
                              day_of(2016, 5, 1), &out, &used));
    assert_int_equal(out.amount, 276375); /* 2,763.75 USD */
    assert_int_equal(out.currency, CURRENCY_USD);
    assert_ptr_equal(used, &items[1]);
    assert_true(rates_convert(&rates, (struct money){276375, CURRENCY_USD}, CURRENCY_KHR, day_of(2016, 5, 1),
                              &out, &used));
    assert_int_equal(out.amount, 11055000);
    assert_true(rates_convert(&rates, (struct money){100, CURRENCY_USD}, CURRENCY_KHR, day_of(2013, 1, 1),
                              &out, &used));
    assert_int_equal(out.amount, 4085);
    assert_true(rates_convert(&rates, (struct money){5, CURRENCY_KHR}, CURRENCY_KHR, day_of(1990, 1, 1), &out,
                              &used));
    assert_null(used);
    assert_false(rates_convert(&rates, (struct money){5, CURRENCY_KHR}, CURRENCY_USD, day_of(1990, 1, 1),
                               &out, &used));
}

static void halves_are_rounded_away_from_zero_and_too_much_money_is_refused(void **state) {
    const struct rate rate = {.from = CURRENCY_USD, .price = {4000, CURRENCY_KHR}};
    struct money out;
    (void)state;
    assert_true(rate_convert(&rate, (struct money){20, CURRENCY_KHR}, &out)); /* half a cent */
    assert_int_equal(out.amount, 1);
    assert_true(rate_convert(&rate, (struct money){-20, CURRENCY_KHR}, &out));
    assert_int_equal(out.amount, -1);
    assert_true(rate_convert(&rate, (struct money){19, CURRENCY_KHR}, &out));
    assert_int_equal(out.amount, 0);
    assert_false(rate_convert(&rate, (struct money){INT64_MAX, CURRENCY_USD}, &out));
    assert_false(rate_convert(&rate, (struct money){INT64_MIN, CURRENCY_USD}, &out));
}

static void an_advance_ages_in_bands_of_thirty_days(void **state) {
    static const struct {
        int64_t days;
        enum age_band band;
    } examples[] = {{0, AGE_TO_30},  {30, AGE_TO_30}, {31, AGE_TO_60},   {60, AGE_TO_60},
                    {61, AGE_TO_90}, {90, AGE_TO_90}, {91, AGE_OVER_90}, {4000, AGE_OVER_90}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        assert_int_equal(age_band_of(examples[i].days), examples[i].band);
    }
}

/* Two years from 1 March 2016 are 730 days; at the end of 31 August 2016, 184 of them have gone by. */
static void burn_is_the_share_spent_beside_the_share_of_time(void **state) {
    int64_t first = day_of(2016, 3, 1), last = day_of(2018, 2, 28);
    (void)state;
    assert_int_equal(last - first + 1, 730);
    assert_int_equal(figures_time_per_mille(first, last, day_of(2016, 8, 31)), 252);
    assert_int_equal(figures_time_per_mille(first, last, day_of(2016, 2, 29)), 0);
    assert_int_equal(figures_time_per_mille(first, last, last), 1000);
    assert_int_equal(figures_time_per_mille(first, last, last + 1), 1000);
    assert_int_equal(figures_per_mille(3700000, 14800000), 250);
    assert_int_equal(figures_per_mille(15000000, 14800000), 1013);
    assert_int_equal(figures_per_mille(1, 0), 0);
    assert_int_equal(figures_per_mille(-5, 100), 0);
}

static void a_result_costs_what_was_spent_divided_by_how_often_it_was_reached(void **state) {
    struct money each;
    (void)state;
    assert_true(figures_cost_per((struct money){1234500, CURRENCY_USD}, 560, &each));
    assert_int_equal(each.amount, 2204); /* 12,345.00 ÷ 560 = 22.0446… */
    assert_true(figures_cost_per((struct money){101, CURRENCY_USD}, 2, &each));
    assert_int_equal(each.amount, 51);
    assert_false(figures_cost_per((struct money){1234500, CURRENCY_USD}, 0, &each));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_of_a_day_is_the_last_one_on_or_before_it),
        cmocka_unit_test(an_amount_is_converted_both_ways_with_the_rate_of_its_own_day),
        cmocka_unit_test(halves_are_rounded_away_from_zero_and_too_much_money_is_refused),
        cmocka_unit_test(an_advance_ages_in_bands_of_thirty_days),
        cmocka_unit_test(burn_is_the_share_spent_beside_the_share_of_time),
        cmocka_unit_test(a_result_costs_what_was_spent_divided_by_how_often_it_was_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
