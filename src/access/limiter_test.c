/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"

#include <pthread.h>
#include <sodium.h>

#include "access/limiter.h"
#include "base/limits.h"

enum { BURST = 5, PER_MINUTE = 30, STEP_MS = 60000 / PER_MINUTE, ATTEMPTS = 100000 };

static int limiter_setup(void **state) {
    assert_true(sodium_init() >= 0);
    *state = limiter_new(BURST, PER_MINUTE);
    return 0;
}

static int limiter_teardown(void **state) {
    limiter_free(*state);
    return 0;
}

static bool take(struct limiter *limiter, struct slice key, int64_t now_ms) {
    int64_t retry_ms;
    bool taken = limiter_take(limiter, key, now_ms, &retry_ms);
    assert_true(taken ? retry_ms == 0 : retry_ms > 0);
    return taken;
}

static void use_up(struct limiter *limiter, struct slice key, int64_t now_ms) {
    for (int i = 0; i < BURST; i++)
        assert_true(take(limiter, key, now_ms));
    assert_false(take(limiter, key, now_ms));
}

static void after_the_burst_attempts_come_at_the_given_pace(void **state) {
    use_up(*state, S("10.0.0.1"), 1000);
    assert_false(take(*state, S("10.0.0.1"), 1000 + STEP_MS - 1));
    assert_true(take(*state, S("10.0.0.1"), 1000 + STEP_MS));
    assert_false(take(*state, S("10.0.0.1"), 1000 + STEP_MS));
    use_up(*state, S("10.0.0.1"), 1000 + 1000 * STEP_MS); /* a long rest gives one burst, not more */
}

static void the_wait_that_is_told_is_enough_and_not_too_long(void **state) {
    int64_t retry_ms;
    use_up(*state, S("10.0.0.1"), 0);
    assert_false(limiter_take(*state, S("10.0.0.1"), 700, &retry_ms));
    assert_int_equal(retry_ms, STEP_MS - 700);
    assert_false(take(*state, S("10.0.0.1"), 700 + retry_ms - 1));
    assert_true(take(*state, S("10.0.0.1"), 700 + retry_ms));
}

static void one_client_does_not_slow_another(void **state) {
    use_up(*state, S("10.0.0.1"), 0);
    use_up(*state, S("10.0.0.2"), 0);
    use_up(*state, S(""), 0);
}

static void a_good_login_starts_anew(void **state) {
    use_up(*state, S("dara"), 0);
    limiter_forget(*state, S("dara"));
    limiter_forget(*state, S("nobody"));
    use_up(*state, S("dara"), 0);
}

static void a_clock_that_steps_back_gives_nothing_and_breaks_nothing(void **state) {
    use_up(*state, S("10.0.0.1"), 5000);
    assert_false(take(*state, S("10.0.0.1"), 0));
    assert_false(take(*state, S("10.0.0.1"), 5000 + STEP_MS - 1));
    assert_true(take(*state, S("10.0.0.1"), 5000 + STEP_MS));
    assert_true(take(*state, S("10.0.0.1"), INT64_MAX));
}

static void a_flood_of_addresses_does_not_free_the_one_that_was_stopped(void **state) {
    char address[32];
    use_up(*state, S("guesser"), 0);
    for (int i = 0; i < 8 * LIMIT_RATE_ENTRIES; i++) {
        int len = snprintf(address, sizeof address, "flood %d", i);
        assert_true(take(*state, (struct slice){address, (size_t)len}, 1));
    }
    assert_false(take(*state, S("guesser"), 2));
}

static void all_addresses_of_one_client_share_a_key(void **state) {
    struct arena *arena = arena_new();
    const struct slice same[][2] = {{S_INIT("192.0.2.7"), S_INIT("::ffff:192.0.2.7")},
                                    {S_INIT("2001:db8:1:2::1"), S_INIT("2001:db8:1:2:ffff::9")}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        assert_true(slice_equal(limiter_address_key(arena, same[i][0]), limiter_address_key(arena, same[i][1])));
    assert_false(slice_equal(limiter_address_key(arena, S("192.0.2.7")), limiter_address_key(arena, S("192.0.2.8"))));
    assert_false(slice_equal(limiter_address_key(arena, S("2001:db8:1:2::1")),
                             limiter_address_key(arena, S("2001:db8:1:3::1"))));
    assert_true(slice_equal(limiter_address_key(arena, S("unix")), S("unix")));
    arena_free(arena);
}

struct crowd {
    struct limiter *limiter;
    int taken;
};

static void *take_many(void *handle) {
    struct crowd *crowd = handle;
    int64_t retry_ms;
    for (int i = 0; i < ATTEMPTS; i++)
        crowd->taken += limiter_take(crowd->limiter, S("shared"), 0, &retry_ms);
    return NULL;
}

static void threads_together_get_no_more_than_the_burst(void **state) {
    struct crowd crowd[4];
    pthread_t threads[4];
    int taken = 0;
    struct limiter *limiter = limiter_new(2 * ATTEMPTS, 1);
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(crowd); i++) {
        crowd[i] = (struct crowd){limiter, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, take_many, &crowd[i]), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(crowd); i++) {
        pthread_join(threads[i], NULL);
        taken += crowd[i].taken;
    }
    assert_int_equal(taken, 2 * ATTEMPTS);
    limiter_free(limiter);
}

#define LIMITER_TEST(name) cmocka_unit_test_setup_teardown(name, limiter_setup, limiter_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        LIMITER_TEST(after_the_burst_attempts_come_at_the_given_pace),
        LIMITER_TEST(the_wait_that_is_told_is_enough_and_not_too_long),
        LIMITER_TEST(one_client_does_not_slow_another),
        LIMITER_TEST(a_good_login_starts_anew),
        LIMITER_TEST(a_clock_that_steps_back_gives_nothing_and_breaks_nothing),
        LIMITER_TEST(a_flood_of_addresses_does_not_free_the_one_that_was_stopped),
        LIMITER_TEST(all_addresses_of_one_client_share_a_key),
        LIMITER_TEST(threads_together_get_no_more_than_the_burst),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
