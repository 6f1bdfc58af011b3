/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "base/clock.h"
#include "base/doc.h"
#include "base/money.h"

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static void a_day_survives_parse_and_format(void **state) {
    const char *const days[] = {"2016-02-29", "1970-01-01", "1999-12-31", "2016-03", "1987"};
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        struct date date;
        assert_true(date_parse_iso(slice_of(days[i]), &date));
        assert_true(slice_equal(date_format_iso(*state, date), slice_of(days[i])));
        if (date.precision == DATE_DAY) assert_true(date_equal(date_of_day(date_first_day(date)), date));
    }
}

static void days_that_do_not_exist_are_refused(void **state) {
    const char *const days[] = {"2015-02-29", "2016-13", "2016-00-01", "16-01-01", "2016-1-1", "", "2016-04-31", "-016-01-01"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        struct date date;
        assert_false(date_parse_iso(slice_of(days[i]), &date));
    }
}

static void ages_count_whole_years(void **state) {
    struct date birth, on;
    (void)state;
    date_parse_iso(S("2000-03-08"), &birth);
    date_parse_iso(S("2016-03-07"), &on);
    assert_int_equal(date_years_between(birth, on), 15);
    date_parse_iso(S("2016-03-08"), &on);
    assert_int_equal(date_years_between(birth, on), 16);
}

static void instants_survive_parse_and_format(void **state) {
    int64_t ms;
    assert_true(instant_parse_iso(S("2016-03-07T08:30:15.250Z"), &ms));
    assert_true(slice_equal(instant_format_iso(*state, ms), S("2016-03-07T08:30:15.250Z")));
    assert_false(instant_parse_iso(S("2016-03-07T25:30:15Z"), &ms));
}

static void a_text_is_cut_before_a_whole_character(void **state) {
    struct slice khmer = S("\u1781\u17d2\u1798"); /* three characters of three bytes */
    (void)state;
    assert_int_equal(slice_cut(khmer, 9).len, 9);
    assert_int_equal(slice_cut(khmer, 8).len, 6);
    assert_int_equal(slice_cut(khmer, 3).len, 3);
    assert_int_equal(slice_cut(khmer, 2).len, 0);
    assert_true(slice_equal(slice_cut(S("abc"), 2), S("ab")));
}

static void a_day_begins_and_ends_in_cambodia(void **state) {
    int64_t ms;
    (void)state;
    assert_true(instant_parse_iso(S("2016-03-06T17:00:00Z"), &ms)); /* midnight there */
    int64_t day = clock_day_of_ms(ms);
    assert_true(slice_equal(date_format_iso(*state, date_of_day(day)), S("2016-03-07")));
    assert_int_equal(clock_day_of_ms(ms - 1), day - 1);
    assert_int_equal(clock_day_begin_ms(day), ms);
    assert_int_equal(clock_day_of_ms(-1), 0);
    assert_int_equal(clock_day_of_ms(-8 * 3600000), -1);
}

static void numbers_stop_at_the_edge_of_int64(void **state) {
    int64_t number;
    (void)state;
    assert_true(slice_to_int64(S("9223372036854775807"), &number));
    assert_true(number == INT64_MAX);
    assert_false(slice_to_int64(S("9223372036854775808"), &number));
    assert_false(slice_to_int64(S("12a"), &number));
    assert_false(slice_to_int64(S("-"), &number));
}

static void broken_utf8_is_seen(void **state) {
    (void)state;
    assert_true(slice_is_utf8(S("សុខ ok")));
    assert_false(slice_is_utf8(S("\xE1\x9E")));
    assert_false(slice_is_utf8(S("\xC0\x80")));
    assert_false(slice_is_utf8(S("\xED\xA0\x80")));
}

static void splitting_keeps_empty_parts(void **state) {
    struct slice rest = S("a,,b"), part;
    (void)state;
    assert_true(slice_split(&rest, ',', &part) && slice_equal(part, S("a")));
    assert_true(slice_split(&rest, ',', &part) && part.len == 0);
    assert_true(slice_split(&rest, ',', &part) && slice_equal(part, S("b")));
    assert_false(slice_split(&rest, ',', &part));
}

static void ids_of_one_thread_increase_and_round_trip(void **state) {
    struct uuid before = uuid_new();
    for (int i = 0; i < 10000; i++) {
        struct uuid next = uuid_new(), parsed;
        assert_true(uuid_compare(next, before) > 0);
        assert_true(uuid_parse(uuid_format(*state, next), &parsed) && uuid_equal(parsed, next));
        before = next;
    }
}

static void names_that_count_up_give_ids_that_lie_together(void **state) {
    struct uuid a = uuid_of_serial(S("rows"), S("HH-00123")), b = uuid_of_serial(S("rows"), S("HH-00124"));
    struct uuid far = uuid_of_serial(S("rows"), S("HH-01123")), again = uuid_of_serial(S("rows"), S("HH-00123"));
    (void)state;
    assert_memory_equal(a.bytes, b.bytes, 6);
    assert_memory_not_equal(a.bytes, far.bytes, 6);
    assert_false(uuid_equal(a, b));
    assert_true(uuid_equal(a, again));
    assert_false(uuid_equal(uuid_of_serial(S("rows"), S("1")), uuid_of_serial(S("rows"), S("2"))));
}

static void a_mistyped_code_is_seen(void **state) {
    struct slice code = code_format(*state, S("TS"), 42);
    assert_true(slice_equal(code, S("TS-001AQ")));
    assert_true(code_is_valid(code));
    assert_true(code_is_valid(S("ts-00laq")));
    assert_false(code_is_valid(S("TS-001BQ")));
    assert_false(code_is_valid(S("TS-010AQ")));
}

static void riel_and_dollars_do_not_add(void **state) {
    struct money sum;
    (void)state;
    assert_false(money_add((struct money){1, CURRENCY_KHR}, (struct money){1, CURRENCY_USD}, &sum));
    assert_false(money_add((struct money){INT64_MAX, CURRENCY_KHR}, (struct money){1, CURRENCY_KHR}, &sum));
    assert_true(money_add((struct money){2, CURRENCY_USD}, (struct money){3, CURRENCY_USD}, &sum));
    assert_int_equal(sum.amount, 5);
}

static void json_comes_back_as_it_went(void **state) {
    struct slice json = S("{\"a\":[1,-2,true,null,\"\\u003c\\n\\\"ស\"],\"b\":{\"c\":\"\"}}");
    struct refusal refusal = REFUSAL_IN(*state);
    struct doc *doc = doc_parse_json(*state, json, &refusal);
    assert_non_null(doc);
    struct text out = TEXT_IN(*state);
    doc_write_json(&out, doc);
    assert_true(slice_equal(text_slice(&out), json));
}

static void bad_json_is_refused(void **state) {
    const char *const bad[] = {"", "{", "{\"a\":1.5}", "[1,]", "{\"a\":1}x", "\"\xC0\"", "99999999999999999999", "nul", "{'a':1}",
                               "{\"a\":1,\"a\":2}", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\x\"", "\"a\nb\"", "01", "1.", ".5", "-", "+1",
                               "1e", "[1 2]", "{\"a\"}", "{1:2}", "{,}", "[,]", "/**/1", "\"\\u12\"", "\"\\", "NaN", "tru", "1\f", "\"a",
                               "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct refusal refusal = REFUSAL_IN(*state);
        if (doc_parse_json(*state, slice_of(bad[i]), &refusal)) fail_msg("accepted: %s", bad[i]);
        assert_int_equal(refusal.count, 1);
    }
}

static void escapes_become_what_they_stand_for(void **state) {
    struct refusal refusal = REFUSAL_IN(*state);
    struct slice json = S(" [ \"\\u179f\\ud83d\\uDE00\\u00e9\\/\\b\\f\" , { } , [ ] , \"\\u0000\" , -0 ]\r\n\t");
    const struct doc *doc = doc_parse_json(*state, json, &refusal);
    assert_non_null(doc);
    assert_true(slice_equal(doc->first->value.text, S("\u179f\U0001F600\u00e9/\b\f")));
    assert_int_equal(doc->count, 5);
    assert_int_equal(doc->first->next->next->next->value.text.len, 1);
}

static void every_number_that_is_not_whole_is_named(void **state) {
    struct refusal refusal = REFUSAL_IN(*state);
    assert_null(doc_parse_json(*state, S("{\"a\":1.5,\"b\":[1,1e3],\"c\":2}"), &refusal));
    assert_int_equal(refusal.count, 2);
    assert_true(slice_equal(refusal.first->field, S("a")));
    assert_true(slice_equal(refusal.first->next->field, S("b")));
}

static void a_bare_number_is_a_whole_document(void **state) {
    const char *const good[] = {"0", "-12", "0 ", "999999999999999999"};
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct refusal refusal = REFUSAL_IN(*state);
        const struct doc *doc = doc_parse_json(*state, slice_of(good[i]), &refusal);
        assert_non_null(doc);
        assert_int_equal(doc->kind, DOC_INT);
    }
}

static void a_list_that_grows_keeps_what_is_in_it(void **state) {
    enum { MANY = 1000 };
    size_t *list = NULL;
    for (size_t i = 0; i < MANY; i++) {
        list = arena_room(*state, list, sizeof *list, i);
        list[i] = i;
    }
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(list[i], i);
    }
}

static void the_logical_clock_never_goes_back(void **state) {
    struct hlc hlc = {0};
    (void)state;
    uint64_t first = hlc_next(&hlc, 1000);
    assert_true(hlc_next(&hlc, 900) > first);
    hlc_see(&hlc, (uint64_t)5000 << 16);
    assert_true(hlc_ms(hlc_next(&hlc, 1001)) == 5000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_survives_parse_and_format),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(ages_count_whole_years),
        cmocka_unit_test(a_text_is_cut_before_a_whole_character),
        cmocka_unit_test(a_day_begins_and_ends_in_cambodia),
        cmocka_unit_test(instants_survive_parse_and_format),
        cmocka_unit_test(numbers_stop_at_the_edge_of_int64),
        cmocka_unit_test(broken_utf8_is_seen),
        cmocka_unit_test(splitting_keeps_empty_parts),
        cmocka_unit_test(ids_of_one_thread_increase_and_round_trip),
        cmocka_unit_test(names_that_count_up_give_ids_that_lie_together),
        cmocka_unit_test(a_mistyped_code_is_seen),
        cmocka_unit_test(riel_and_dollars_do_not_add),
        cmocka_unit_test(json_comes_back_as_it_went),
        cmocka_unit_test(bad_json_is_refused),
        cmocka_unit_test(escapes_become_what_they_stand_for),
        cmocka_unit_test(every_number_that_is_not_whole_is_named),
        cmocka_unit_test(a_bare_number_is_a_whole_document),
        cmocka_unit_test(a_list_that_grows_keeps_what_is_in_it),
        cmocka_unit_test(the_logical_clock_never_goes_back),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
