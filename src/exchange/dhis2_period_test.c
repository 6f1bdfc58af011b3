/* SPDX-License-Identifier: Apache-2.0 */
/* Periods of DHIS2: read, written, and the days they hold.  The examples are those of its developer's manual
 * and of ISO 8601. */
#include "exchange/dhis2_period.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka needs those above */
#include <cmocka.h>

static int64_t day_of(const char *iso) {
    struct date date;
    assert_true(date_parse_iso(slice_of(iso), &date));
    return date_first_day(date);
}

static void a_period_is_the_days_it_says(void **state) {
    static const struct {
        enum dhis2_period_type type;
        const char *text, *first, *last, *adx;
    } cases[] = {
        {DHIS2_MONTHLY, "201602", "2016-02-01", "2016-02-29", "2016-02-01/P1M"},
        {DHIS2_QUARTERLY, "2016Q1", "2016-01-01", "2016-03-31", "2016-01-01/P3M"},
        {DHIS2_SIX_MONTHLY, "2016S2", "2016-07-01", "2016-12-31", "2016-07-01/P6M"},
        {DHIS2_YEARLY, "2016", "2016-01-01", "2016-12-31", "2016-01-01/P1Y"},
        {DHIS2_FINANCIAL_OCTOBER, "2016Oct", "2016-10-01", "2017-09-30", "2016-10-01/P1Y"},
        {DHIS2_WEEKLY, "2016W5", "2016-02-01", "2016-02-07", "2016-02-01/P7D"},
        {DHIS2_WEEKLY, "2015W53", "2015-12-28", "2016-01-03", "2015-12-28/P7D"},
        {DHIS2_WEEKLY, "2009W1", "2008-12-29", "2009-01-04", "2008-12-29/P7D"},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct dhis2_period period, next;
        assert_true(dhis2_period_parse(slice_of(cases[i].text), cases[i].type, &period));
        assert_int_equal(dhis2_period_first_day(period), day_of(cases[i].first));
        assert_int_equal(dhis2_period_last_day(period), day_of(cases[i].last));
        assert_true(slice_equal(dhis2_period_format(arena, period), slice_of(cases[i].text)));
        assert_true(slice_equal(dhis2_period_format_adx(arena, period), slice_of(cases[i].adx)));
        for (int64_t day = day_of(cases[i].first); day <= day_of(cases[i].last); day++) {
            assert_int_equal(dhis2_period_of_day(cases[i].type, day).first, period.first);
        }
        next = dhis2_period_next(period);
        assert_int_equal(dhis2_period_first_day(next), day_of(cases[i].last) + 1);
        assert_true(slice_equal(
            dhis2_period_format(arena, dhis2_period_of_day(cases[i].type, day_of(cases[i].last) + 1)),
            dhis2_period_format(arena, next)));
    }
    arena_free(arena);
}

static void what_is_no_period_of_the_kind_is_refused(void **state) {
    static const struct {
        enum dhis2_period_type type;
        const char *text;
    } cases[] = {
        {DHIS2_MONTHLY, "201613"},  {DHIS2_MONTHLY, "201600"},
        {DHIS2_MONTHLY, "2016Q1"},  {DHIS2_QUARTERLY, "2016Q5"},
        {DHIS2_QUARTERLY, "2016Q"}, {DHIS2_SIX_MONTHLY, "2016S3"},
        {DHIS2_YEARLY, "16"},       {DHIS2_YEARLY, ""},
        {DHIS2_YEARLY, "2016Oct"},  {DHIS2_FINANCIAL_OCTOBER, "2016"},
        {DHIS2_WEEKLY, "2016W53"},  {DHIS2_WEEKLY, "2016W0"},
        {DHIS2_WEEKLY, "2016W"},    {DHIS2_WEEKLY, "2016W005"},
        {DHIS2_MONTHLY, "-201601"},
    };
    struct dhis2_period period;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (dhis2_period_parse(slice_of(cases[i].text), cases[i].type, &period))
            fail_msg("taken: %s", cases[i].text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_period_is_the_days_it_says),
                                       cmocka_unit_test(what_is_no_period_of_the_kind_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
