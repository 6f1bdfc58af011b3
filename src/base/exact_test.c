/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "base/exact.h"

static void a_share_is_rounded_the_way_that_was_asked_for(void **state) {
    static const struct {
        int64_t amount, times, by, down, nearest, up;
    } examples[] = {
        {7, 1, 2, 3, 4, 4},     {-7, 1, 2, -4, -4, -3},       {1, 1, 3, 0, 0, 1}, {2, 1, 3, 0, 1, 1},
        {-1, 1, 3, -1, 0, 0},   {-2, 1, 3, -1, -1, 0},        {6, 2, 3, 4, 4, 4}, {0, 5, 7, 0, 0, 0},
        {-6, 2, 3, -4, -4, -4}, {5, 20000, 1000000, 0, 0, 1},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        int64_t down, nearest, up;
        assert_true(exact_scale(examples[i].amount, examples[i].times, examples[i].by, EXACT_DOWN, &down));
        assert_true(
            exact_scale(examples[i].amount, examples[i].times, examples[i].by, EXACT_NEAREST, &nearest));
        assert_true(exact_scale(examples[i].amount, examples[i].times, examples[i].by, EXACT_UP, &up));
        assert_int_equal(down, examples[i].down);
        assert_int_equal(nearest, examples[i].nearest);
        assert_int_equal(up, examples[i].up);
    }
}

static void what_does_not_fit_is_told(void **state) {
    int64_t out = 5;
    (void)state;
    assert_true(exact_scale(INT64_MAX, INT64_MAX, INT64_MAX, EXACT_NEAREST, &out));
    assert_true(out == INT64_MAX);
    assert_true(exact_scale(INT64_MIN, 1, 1, EXACT_DOWN, &out));
    assert_true(out == INT64_MIN);
    assert_false(exact_scale(INT64_MAX, 2, 1, EXACT_DOWN, &out));
    assert_false(exact_scale(INT64_MIN, 2, 1, EXACT_DOWN, &out));
    assert_false(exact_multiple(INT64_MAX, 100, EXACT_UP, &out));
    assert_true(exact_multiple(INT64_MAX, 100, EXACT_DOWN, &out));
    assert_int_equal(out % 100, 0);
    out = INT64_MAX;
    assert_false(exact_add(&out, 1));
    assert_true(out == INT64_MAX);
    assert_true(exact_add(&out, -1));
}

static void riel_become_multiples_of_a_hundred(void **state) {
    int64_t out;
    (void)state;
    assert_true(exact_multiple(83333, 100, EXACT_DOWN, &out));
    assert_int_equal(out, 83300);
    assert_true(exact_multiple(83350, 100, EXACT_NEAREST, &out));
    assert_int_equal(out, 83400);
    assert_true(exact_multiple(-83350, 100, EXACT_NEAREST, &out));
    assert_int_equal(out, -83400);
    assert_true(exact_multiple(83301, 100, EXACT_UP, &out));
    assert_int_equal(out, 83400);
    assert_int_equal(exact_min(2, -3), -3);
    assert_int_equal(exact_max(2, -3), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_is_rounded_the_way_that_was_asked_for),
        cmocka_unit_test(what_does_not_fit_is_told),
        cmocka_unit_test(riel_become_multiples_of_a_hundred),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
