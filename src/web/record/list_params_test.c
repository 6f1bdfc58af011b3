/* SPDX-License-Identifier: Apache-2.0 */
/* The query of a list's address is read as a person means it, or refused by the name of what is wrong. */
#include "base/check.h"

#include "base/limits.h"
#include "domain/people/people.h"
#include "domain/training/training.h"
#include "web/record/list_params.h"

struct asked {
    struct arena *arena;
    struct list_query query;
    struct refusal refusal;
    bool good;
};

static struct asked ask(const struct record_type *type, const char *address) {
    struct asked asked = {.arena = arena_new()};
    struct http_pairs pairs;
    asked.refusal = REFUSAL_IN(asked.arena);
    assert_true(pairs_decode(asked.arena, slice_of(address), LIMIT_QUERY_PAIRS, &pairs));
    asked.good = list_params_parse(asked.arena, type, pairs, &asked.query, &asked.refusal);
    assert_int_equal(asked.good, refusal_is_empty(&asked.refusal));
    return asked;
}

static void assert_refused(const char *address, const char *name) {
    struct asked asked = ask(&session_type, address);
    assert_false(asked.good);
    assert_true(slice_equal(asked.refusal.first->field, slice_of(name)));
    arena_free(asked.arena);
}

static const struct filter *only_filter(const struct asked *asked) {
    assert_true(asked->good);
    assert_int_equal(asked->query.filter_count, 1);
    return &asked->query.filters[0];
}

static void an_empty_address_asks_for_the_first_page_in_the_types_own_order(void **state) {
    struct asked asked = ask(&course_type, "lang=km&done=saved&cols=title&title=");
    (void)state;
    assert_true(asked.good);
    assert_int_equal(asked.query.limit, LIST_LIMIT_DEFAULT);
    assert_int_equal(asked.query.filter_count, 0);
    assert_string_equal(asked.query.sort->name, "title");
    assert_false(asked.query.descending);
    arena_free(asked.arena);
}

static void order_page_and_size_are_taken(void **state) {
    struct asked asked = ask(&session_type, "sort=-starts_on&page=%E1%9F%A3&limit=250&q=svay+rieng&deleted=only");
    (void)state;
    assert_true(asked.good && asked.query.descending && asked.query.deleted_only);
    assert_string_equal(asked.query.sort->name, "starts_on");
    assert_int_equal(asked.query.page, 3);
    assert_int_equal(asked.query.limit, 250);
    assert_true(slice_equal(asked.query.search, S("svay rieng")));
    arena_free(asked.arena);
}

static void a_month_as_a_bound_means_the_whole_month(void **state) {
    struct asked from = ask(&session_type, "starts_on.ge=2016-02"), until = ask(&session_type, "starts_on.le=2016-02");
    (void)state;
    assert_true(date_equal(only_filter(&from)->value.date, (struct date){2016, 2, 1, DATE_DAY}));
    assert_int_equal(only_filter(&from)->op, FILTER_AT_LEAST);
    assert_true(date_equal(only_filter(&until)->value.date, (struct date){2016, 2, 29, DATE_DAY}));
    arena_free(from.arena);
    arena_free(until.arena);
}

static void values_are_read_as_people_type_them(void **state) {
    struct asked asked = ask(&session_type, "starts_on=%E1%9F%A7/3/2016"), place = ask(&session_type, "place.within=12");
    struct asked topics = ask(&session_type, "topics.has=child_rights"), empty = ask(&session_type, "course.empty=1");
    (void)state;
    assert_true(date_equal(only_filter(&asked)->value.date, (struct date){2016, 3, 7, DATE_DAY}));
    assert_int_equal(only_filter(&place)->op, FILTER_WITHIN);
    assert_int_equal(only_filter(&topics)->op, FILTER_HAS);
    assert_int_equal(only_filter(&empty)->op, FILTER_EMPTY);
    arena_free(asked.arena);
    arena_free(place.arena);
    arena_free(topics.arena);
    arena_free(empty.arena);
}

static void what_is_not_known_is_refused_by_its_name(void **state) {
    (void)state;
    assert_refused("colour=red", "colour");
    assert_refused("starts_on.near=2016", "starts_on.near");
    assert_refused("title.within=12", "title.within");
    assert_refused("kind=party", "kind");
    assert_refused("sort=colour", "sort");
    assert_refused("sort=course", "sort");
    assert_refused("limit=251", "limit");
    assert_refused("limit=many", "limit");
    assert_refused("page=0", "page");
    assert_refused("org=mine", "org");
    assert_refused("deleted=perhaps", "deleted");
}

static void every_wrong_parameter_is_named_at_once(void **state) {
    struct asked asked = ask(&session_type, "colour=red&size=9&kind=training");
    (void)state;
    assert_int_equal(asked.refusal.count, 2);
    arena_free(asked.arena);
}

static void a_sealed_value_is_asked_for_as_a_whole_and_never_compared_or_sorted_by(void **state) {
    static const char *const others[] = {"number.ne=N+1", "number.lt=N+1", "number.ge=N+1", "number.empty=1", "number.filled=1", "sort=number"};
    struct asked whole = ask(&identity_document_type, "number=N+123");
    (void)state;
    assert_true(whole.good);
    arena_free(whole.arena);
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct asked asked = ask(&identity_document_type, others[i]);
        assert_false(asked.good);
        arena_free(asked.arena);
    }
}

static void more_filters_than_a_list_takes_are_refused(void **state) {
    struct asked asked = ask(&session_type, "title.ne=a&title.ne=b&title.ne=c&title.ne=d&title.ne=e&title.ne=f&title.ne=g&title.ne=h&title.ne=i"
                                            "&title.ne=j&title.ne=k&title.ne=l&title.ne=m");
    (void)state;
    assert_false(asked.good);
    assert_int_equal(asked.query.filter_count, LIMIT_FILTERS);
    arena_free(asked.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_address_asks_for_the_first_page_in_the_types_own_order),
        cmocka_unit_test(order_page_and_size_are_taken),
        cmocka_unit_test(a_month_as_a_bound_means_the_whole_month),
        cmocka_unit_test(values_are_read_as_people_type_them),
        cmocka_unit_test(what_is_not_known_is_refused_by_its_name),
        cmocka_unit_test(every_wrong_parameter_is_named_at_once),
        cmocka_unit_test(a_sealed_value_is_asked_for_as_a_whole_and_never_compared_or_sorted_by),
        cmocka_unit_test(more_filters_than_a_list_takes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
