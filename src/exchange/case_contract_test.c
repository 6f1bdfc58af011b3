/* SPDX-License-Identifier: Apache-2.0 */
/* What the exchange of referrals lost elsewhere, it keeps here. */
#include "base/check.h"
#include "base/text.h"
#include "exchange/case_contract.h"

static struct arena *arena;

static int setup(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static bool read_text(const char *json, struct contract_case *item, struct refusal *refusal) {
    const struct doc *object = doc_parse_json(arena, slice_of(json), refusal);
    return object && contract_read(arena, object, item, refusal);
}

static struct contract_case must_read(const char *json) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct contract_case item;
    if (!read_text(json, &item, &refusal))
        fail_msg("%.*s: %s", SLICE_ARG(refusal.first->field), refusal.first->message);
    return item;
}

static struct slice written(const struct contract_case *item) {
    struct text out = TEXT_IN(arena);
    struct doc *object = doc_new_object(arena);
    contract_write(arena, item, object);
    doc_write_json(&out, object);
    return text_slice(&out);
}

static const char adult[] = "{\"global_id\":\"01H\",\"given_name\":\"Thida\",\"family_name\":\"Chan\","
                            "\"local_given_name\":\"\xE1\x9E\x92\xE1\x9E\xB8\xE1\x9E\x8F\xE1\x9E\xB6\","
                            "\"local_family_name\":\"\xE1\x9E\x85\xE1\x9E\xB6\xE1\x9E\x93\xE1\x9F\x8B\","
                            "\"gender\":\"female\",\"date_of_birth\":\"1971-02-03\",\"age\":45,"
                            "\"location_current_village_code\":\"01020304\",\"level_of_risk\":\"no action\","
                            "\"services\":[{\"uuid\":\"abc\",\"name\":\"Post-trafficking counselling\"}]}";

static void an_adult_keeps_age_and_names_and_zeros(void **state) {
    (void)state;
    struct contract_case item = must_read(adult);
    assert_int_equal(item.age, 45);
    assert_true(slice_equal(item.name_latin, S("Chan Thida")));
    assert_true(slice_equal(item.name_km, S("\xE1\x9E\x85\xE1\x9E\xB6\xE1\x9E\x93\xE1\x9F\x8B "
                                            "\xE1\x9E\x92\xE1\x9E\xB8\xE1\x9E\x8F\xE1\x9E\xB6")));
    assert_true(slice_equal(item.place, S("01020304")));
    assert_true(slice_equal(item.risk, S("none")) && slice_equal(item.sex, S("f")));
    assert_true(slice_equal(item.services[0].code, S("post_trafficking_counselling")) &&
                !item.services[0].sub_type.len);
}

static void what_is_written_is_read_back_the_same(void **state) {
    (void)state;
    struct contract_case item = must_read(adult);
    struct slice once = written(&item);
    struct contract_case again = must_read(arena_cstr(arena, once));
    assert_true(slice_equal(once, written(&again)));
}

static void a_code_that_lost_its_zero_gets_it_back(void **state) {
    (void)state;
    const char *start =
        "{\"global_id\":\"1\",\"services\":[{\"name\":\"rescue\"}],\"location_current_village_code\":";
    static const struct {
        const char *sent, *kept;
    } codes[] = {{"1020304", "01020304"},
                 {"\"19\"", "19"},
                 {"\"1901\"", "1901"},
                 {"102", "0102"},
                 {"12345678", "12345678"}};
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        struct contract_case item =
            must_read(arena_cstr(arena, arena_printf(arena, "%s%s}", start, codes[i].sent)));
        assert_true(slice_equal(item.place, slice_of(codes[i].kept)));
    }
}

static void a_name_of_one_word_stays_whole(void **state) {
    (void)state;
    struct contract_case item = must_read("{\"global_id\":\"1\",\"given_name\":\"Thida\",\"family_name\":"
                                          "\"\",\"services\":[{\"name\":\"legal\"}]}");
    assert_true(slice_equal(item.name_latin, S("Thida")));
    struct contract_case again = must_read(arena_cstr(arena, written(&item)));
    assert_true(slice_equal(again.name_latin, S("Thida")));
}

static void what_is_wrong_is_told_by_its_name(void **state) {
    (void)state;
    static const struct {
        const char *json, *field;
    } faults[] = {
        {"{\"services\":[{\"name\":\"rescue\"}]}", "global_id"},
        {"{\"global_id\":\"1\"}", "services"},
        {"{\"global_id\":\"1\",\"services\":[{\"name\":\"magic\"}]}", "services"},
        {"{\"global_id\":\"1\",\"services\":[{\"name\":\"rescue\"}],\"age\":400}", "age"},
        {"{\"global_id\":\"1\",\"services\":[{\"name\":\"rescue\"}],\"gender\":\"girl\"}", "gender"},
        {"{\"global_id\":\"1\",\"services\":[{\"name\":\"rescue\"}],\"location_current_village_code\":"
         "\"12a4\"}",
         "location_current_village_code"},
        {"{\"global_id\":\"1\",\"services\":[{\"name\":\"rescue\"}],\"date_of_birth\":\"1990-13-01\"}",
         "date_of_birth"},
        {"{\"global_id\":{},\"services\":[{\"name\":\"rescue\"}]}", "global_id"},
    };
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        struct refusal refusal = REFUSAL_IN(arena);
        struct contract_case item;
        assert_false(read_text(faults[i].json, &item, &refusal));
        assert_true(slice_equal(refusal.first->field, slice_of(faults[i].field)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_adult_keeps_age_and_names_and_zeros),
        cmocka_unit_test(what_is_written_is_read_back_the_same),
        cmocka_unit_test(a_code_that_lost_its_zero_gets_it_back),
        cmocka_unit_test(a_name_of_one_word_stays_whole),
        cmocka_unit_test(what_is_wrong_is_told_by_its_name),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
