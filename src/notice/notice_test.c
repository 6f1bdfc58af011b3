/* SPDX-License-Identifier: Apache-2.0 */
/* The pure parts: signatures, addresses, waiting, slots. */
#include "base/check.h"
#include "base/limits.h"

#include "base/clock.h"
#include "notice/address_guard.h"
#include "notice/retry.h"
#include "notice/webhook_sign.h"

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

/* The example of docs/api.md; made with `printf '1492774577.{"id":1}' | openssl dgst -sha256 -hmac
 * whsec_test`. */
static void a_signature_is_what_openssl_makes_of_time_and_body(void **state) {
    struct arena *arena = *state;
    struct slice signature = webhook_signature(arena, 1492774577, S("{\"id\":1}"), S("whsec_test"), S(""));
    assert_string_equal(arena_cstr(arena, signature),
                        "t=1492774577,v1=b164f0bdace395b683022343e6a251eaf36f4381d672f92874dcc6cb562c96ad");
}

static void for_a_day_both_secrets_sign(void **state) {
    struct arena *arena = *state;
    struct slice signature =
        webhook_signature(arena, 1492774577, S("{\"id\":1}"), S("whsec_new"), S("whsec_test"));
    assert_string_equal(arena_cstr(arena, signature),
                        "t=1492774577,v1=3010cfe5536ec827c88912b77bb16f1aa04afef2c8ca0ec31a845f4c4fd41c86,v1="
                        "b164f0bdace395b683022343e6a251eaf36f4381d672f92874dcc6cb562c96ad");
}

static void a_secret_is_long_and_never_the_same(void **state) {
    struct slice a = webhook_secret_new(*state), b = webhook_secret_new(*state);
    assert_true(slice_starts(a, S("whsec_")) && a.len == 6 + 43);
    assert_false(slice_equal(a, b));
}

static bool is_public(const char *text) {
    struct net_address address;
    assert_true(net_address_parse(slice_of(text), &address));
    return address_is_public(&address);
}

static void only_addresses_of_everybody_are_public(void **state) {
    static const char *const open[] = {"8.8.8.8",     "1.1.1.1",         "203.0.114.1", "172.32.0.1",
                                       "100.128.0.1", "2606:4700::1111", "2a00::1",     "::ffff:8.8.8.8"};
    static const char *const closed[] = {"127.0.0.1",
                                         "127.255.255.254",
                                         "0.0.0.0",
                                         "10.0.0.1",
                                         "172.16.0.1",
                                         "172.31.255.255",
                                         "192.168.1.1",
                                         "169.254.169.254",
                                         "100.100.100.200",
                                         "224.0.0.1",
                                         "255.255.255.255",
                                         "198.18.0.1",
                                         "192.0.2.1",
                                         "::",
                                         "::1",
                                         "::ffff:127.0.0.1",
                                         "::ffff:10.1.1.1",
                                         "::127.0.0.1",
                                         "fe80::1",
                                         "fc00::1",
                                         "fd12::1",
                                         "ff02::1",
                                         "2001:db8::1",
                                         "2002:7f00:1::",
                                         "64:ff9b::7f00:1",
                                         "2001::1",
                                         "fec0::1"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(open); i++)
        assert_true(is_public(open[i]));
    for (size_t i = 0; i < ARRAY_LEN(closed); i++)
        assert_false(is_public(closed[i]));
}

static void names_and_odd_numbers_are_no_addresses(void **state) {
    static const char *const none[] = {"",           "localhost",   "127.1", "0x7f000001", "2130706433",
                                       "127.0.0.1.", "127.0.0.01x", "::g",   "[::1]",      "1.2.3.4/8"};
    struct net_address address;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        assert_false(net_address_parse(slice_of(none[i]), &address));
}

static bool allows(struct arena *arena, const char *list, const char *text) {
    struct address_range *ranges;
    struct net_address address;
    struct slice bad;
    size_t count;
    bool found = false;
    assert_true(address_ranges_parse(arena, slice_of(list), &ranges, &count, &bad));
    assert_true(net_address_parse(slice_of(text), &address));
    for (size_t i = 0; i < count; i++)
        found = found || address_is_within(&address, &ranges[i]);
    return found;
}

static void what_is_allowed_is_a_list_of_ranges(void **state) {
    assert_true(allows(*state, "127.0.0.1, 10.20.0.0/15,fd00::/8", "127.0.0.1"));
    assert_true(allows(*state, "10.20.0.0/15", "10.21.255.255"));
    assert_false(allows(*state, "10.20.0.0/15", "10.22.0.0"));
    assert_true(allows(*state, "fd00::/8", "fdff::1"));
    assert_false(allows(*state, "fd00::/8", "fc00::1"));
    assert_false(allows(*state, "127.0.0.1", "127.0.0.2"));
    assert_true(allows(*state, "0.0.0.0/0", "1.2.3.4"));
    assert_false(allows(*state, "0.0.0.0/0", "::1"));
    assert_false(allows(*state, "", "127.0.0.1"));
}

static void a_list_with_something_else_is_refused(void **state) {
    static const char *const bad[] = {"localhost",  "10.0.0.0/33", "10.0.0.0/-1",
                                      "fd00::/129", "10.0.0.0/",   "10.0.0.0/8/8"};
    struct address_range *ranges;
    struct slice part;
    size_t count;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(address_ranges_parse(*state, slice_of(bad[i]), &ranges, &count, &part));
}

static void waiting_doubles_up_to_the_longest(void **state) {
    enum { FIRST = 1000, LONGEST = 60000 };
    (void)state;
    for (int64_t attempts = 1; attempts < 100; attempts++) {
        int64_t wait = attempts < 7 ? FIRST << (attempts - 1) : LONGEST;
        if (wait > LONGEST) wait = LONGEST;
        for (uint32_t random = 0; random < 100000; random += 997) {
            int64_t given = retry_wait_ms(FIRST, LONGEST, attempts, random);
            assert_true(given >= wait * 3 / 4 && given <= wait * 5 / 4);
        }
    }
    assert_true(retry_wait_ms(1, INT64_MAX / 4, 1000, 7) > 0);
}

static void a_week_of_failures_is_enough_and_an_hour_less_is_not(void **state) {
    enum { HOUR = 3600 * 1000, WEEK = 7 * 24 * HOUR };
    const int64_t began = INT64_C(1464739200000); /* 1 June 2016 */
    (void)state;
    assert_false(retry_is_over(began, began + WEEK - HOUR, LIMIT_WEBHOOK_DAYS));
    assert_false(retry_is_over(began, began + WEEK, LIMIT_WEBHOOK_DAYS));
    assert_true(retry_is_over(began, began + WEEK + 1, LIMIT_WEBHOOK_DAYS));
}

static int64_t ms_of(const char *text) {
    int64_t ms;
    assert_true(instant_parse_iso(slice_of(text), &ms));
    return ms;
}

static void assert_slot(enum digest_every every, int64_t hour, const char *now, const char *day,
                        const char *next) {
    struct date date;
    struct digest_slot slot = digest_slot_at(every, hour, ms_of(now), 7 * 3600 * 1000);
    assert_true(date_parse_iso(slice_of(day), &date));
    assert_int_equal(slot.day, date_first_day(date));
    assert_int_equal(slot.next_ms, ms_of(next));
}

/* 27 November 2026 is a Friday; 7 in the morning in Phnom Penh is midnight UTC. */
static void a_day_begins_where_the_user_is(void **state) {
    (void)state;
    assert_slot(DIGEST_DAILY, 7, "2026-11-27T00:00:00Z", "2026-11-27", "2026-11-28T00:00:00Z");
    assert_slot(DIGEST_DAILY, 7, "2026-11-26T23:59:59Z", "2026-11-26", "2026-11-27T00:00:00Z");
    assert_slot(DIGEST_DAILY, 0, "2026-11-26T17:00:00Z", "2026-11-27", "2026-11-27T17:00:00Z");
    assert_slot(DIGEST_DAILY, 23, "2026-11-27T15:59:59Z", "2026-11-26", "2026-11-27T16:00:00Z");
}

static void a_week_begins_on_monday(void **state) {
    (void)state;
    assert_slot(DIGEST_WEEKLY, 7, "2026-11-27T00:00:00Z", "2026-11-23", "2026-11-30T00:00:00Z");
    assert_slot(DIGEST_WEEKLY, 7, "2026-11-23T00:00:00Z", "2026-11-23", "2026-11-30T00:00:00Z");
    assert_slot(DIGEST_WEEKLY, 7, "2026-11-22T23:59:59Z", "2026-11-16", "2026-11-23T00:00:00Z");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_is_what_openssl_makes_of_time_and_body),
        cmocka_unit_test(for_a_day_both_secrets_sign),
        cmocka_unit_test(a_secret_is_long_and_never_the_same),
        cmocka_unit_test(only_addresses_of_everybody_are_public),
        cmocka_unit_test(names_and_odd_numbers_are_no_addresses),
        cmocka_unit_test(what_is_allowed_is_a_list_of_ranges),
        cmocka_unit_test(a_list_with_something_else_is_refused),
        cmocka_unit_test(waiting_doubles_up_to_the_longest),
        cmocka_unit_test(a_week_of_failures_is_enough_and_an_hour_less_is_not),
        cmocka_unit_test(a_day_begins_where_the_user_is),
        cmocka_unit_test(a_week_begins_on_monday),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
