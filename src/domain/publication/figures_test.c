/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody can work out who has every publication: tried over all sets of rows. */
#include "base/check.h"
#include "domain/publication/classes.h"
#include "domain/publication/figures.h"

enum { KEYS = 5, RELEASES = 4, TRIES = 4000, LEAST = 5 };
static const char *const keys[KEYS] = {"KH", "TH", "VN", "MY", "ID"};

static uint64_t random_state = 7;
static int64_t random_below(int64_t count) {
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (int64_t)(random_state >> 33) % count;
}

/* The table as it was published: from its own JSON, so that nothing that is hidden can help. */
static void published(struct arena *arena, const struct figures *made, struct figures *read) {
    struct refusal refusal = REFUSAL_IN(arena);
    assert_true(figures_read(doc_parse_json(arena, figures_write(arena, made), &refusal), read));
}

/* The sum over a set of rows (bits) as one publication tells it; false when it does not. */
static bool sum_is_told(const struct figures *seen, unsigned set, int64_t *sum) {
    const struct figure_table *table = &seen->tables[FIGURE_COUNTRY];
    bool is_inside = true, is_outside = true;
    int64_t inside = 0, outside = 0;
    for (unsigned i = 0; i < KEYS; i++) {
        const struct figure_row *row = NULL;
        for (size_t k = 0; k < table->count; k++) {
            if (slice_equal(table->rows[k].key, slice_of(keys[i]))) row = &table->rows[k];
        }
        bool is_hidden = table->is_dropped || (row && row->hidden), is_in = set >> i & 1;
        if (is_in)
            is_inside &= !is_hidden;
        else
            is_outside &= !is_hidden;
        if (is_in)
            inside += row ? row->value : 0;
        else
            outside += row ? row->value : 0;
    }
    *sum = is_inside ? inside : seen->total - outside;
    return is_inside || is_outside;
}

static void check_few(int64_t number) {
    int64_t size = number < 0 ? -number : number;
    assert_true(size == 0 || size >= LEAST);
}

static void check_releases(const struct figures *seen, size_t count) {
    for (unsigned set = 1; set < 1u << KEYS; set++) {
        int64_t now, then;
        if (!sum_is_told(&seen[count - 1], set, &now)) continue;
        check_few(now);
        for (size_t i = 0; i + 1 < count; i++) {
            if (sum_is_told(&seen[i], set, &then)) check_few(now - then);
        }
    }
}

static void make(struct figures *figures, const int64_t *people) {
    *figures = (struct figures){.least = LEAST};
    for (int i = 0; i < KEYS; i++) {
        figures->total += people[i];
        if (people[i]) assert_true(figures_add(figures, FIGURE_COUNTRY, slice_of(keys[i]), people[i]));
    }
}

static void no_two_publications_tell_of_one_to_four_people(void **state) {
    (void)state;
    int64_t shown = 0;
    for (int try = 0; try < TRIES; try++) {
        struct arena *arena = arena_new();
        struct figures seen[RELEASES], made;
        int64_t people[KEYS] = {0};
        size_t count = 0;
        for (int release = 0; release < RELEASES; release++) {
            struct refusal refusal = REFUSAL_IN(arena);
            for (int i = 0; i < KEYS; i++)
                people[i] += random_below(3) ? random_below(9) : 0;
            make(&made, people);
            if (!figures_suppress(&made, seen, count, &refusal)) continue;
            published(arena, &made, &seen[count++]);
            check_releases(seen, count);
            shown += !made.tables[FIGURE_COUNTRY].is_dropped;
        }
        arena_free(arena);
    }
    assert_true(shown > TRIES / 2); /* hiding everything would be no art */
}

static void a_total_that_grew_by_three_is_not_published(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct refusal refusal = REFUSAL_IN(arena), again = REFUSAL_IN(arena);
    struct figures first, second;
    make(&first, (const int64_t[KEYS]){10, 20, 0, 0, 0});
    assert_true(figures_suppress(&first, NULL, 0, &refusal));
    make(&second, (const int64_t[KEYS]){13, 20, 0, 0, 0});
    assert_false(figures_suppress(&second, &first, 1, &again));
    assert_false(refusal_is_empty(&again));
    make(&second, (const int64_t[KEYS]){13, 20, 0, 9, 0});
    assert_true(figures_suppress(&second, &first, 1, &refusal));
    assert_true(second.tables[FIGURE_COUNTRY].rows[0].hidden);
    arena_free(arena);
}

static void a_large_table_is_told_whole_and_what_is_hidden_is_not_written(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct refusal refusal = REFUSAL_IN(arena);
    struct figures figures;
    make(&figures, (const int64_t[KEYS]){100, 200, 30, 40, 50});
    assert_true(figures_suppress(&figures, NULL, 0, &refusal));
    for (size_t i = 0; i < KEYS; i++)
        assert_false(figures.tables[FIGURE_COUNTRY].rows[i].hidden);
    make(&figures, (const int64_t[KEYS]){100, 200, 3, 40, 77});
    assert_true(figures_suppress(&figures, NULL, 0, &refusal));
    struct slice json = figures_write(arena, &figures);
    assert_true(slice_find(json, S("{\"key\":\"VN\",\"people\":null}"), 0) < json.len);
    assert_true(slice_find(json, S("\"people\":3}"), 0) >= json.len);
    arena_free(arena);
}

/* 40 people, 30 of them given something; 27 of those were given a meal: three were not, and would be known. */
static void of_services_each_row_is_compared_with_everybody_who_was_given_something(void **state) {
    struct arena *arena = arena_new();
    struct refusal refusal = REFUSAL_IN(arena);
    struct figures now = {.least = LEAST, .total = 40}, then = {.least = LEAST, .total = 40};
    (void)state;
    figures_add(&now, FIGURE_SERVICE, S(FIGURE_ANYBODY), 30);
    figures_add(&now, FIGURE_SERVICE, S("meal"), 27);
    figures_add(&now, FIGURE_SERVICE, S("medical"), 12);
    assert_true(figures_suppress(&now, NULL, 0, &refusal));
    assert_false(now.tables[FIGURE_SERVICE].rows[0].hidden);
    assert_true(now.tables[FIGURE_SERVICE].rows[1].hidden);
    assert_false(now.tables[FIGURE_SERVICE].rows[2].hidden);
    /* Before, 22 were given something and 6 of them a doctor: those without one were 16 and are 18 now, two more. */
    figures_add(&then, FIGURE_SERVICE, S(FIGURE_ANYBODY), 22);
    figures_add(&then, FIGURE_SERVICE, S("medical"), 6);
    assert_true(figures_suppress(&now, &then, 1, &refusal));
    assert_true(now.tables[FIGURE_SERVICE].rows[2].hidden);
    arena_free(arena);
}

static struct people_class class_of(const char *year, const char *sex, const char *country, int64_t people) {
    return (struct people_class){.values = {slice_of(year), slice_of(sex), S("a18_24"), slice_of(country), S("no"), S("1"), S("0"), S("0")},
                                 .people = people};
}

static void rows_of_classes_that_are_too_small_are_left_out_and_told_of(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct people_class classes[] = {class_of("2016", "f", "TH", 6), class_of("2016", "m", "VN", 1), class_of("2017", "m", "VN", 4)};
    classes_keep_back(classes, 3, LEAST, NULL, 0);
    struct class_risk risk = class_risk_of(classes, 3, LEAST);
    assert_int_equal(risk.people, 11);
    assert_int_equal(risk.smallest, 1);
    assert_int_equal(risk.unique, 1);
    assert_int_equal(risk.left_out, 5);
    assert_int_equal(risk.moved_little, 0);
    assert_int_equal(risk.smallest_left, 6);
    struct slice csv = classes_csv(arena, classes, 3), line;
    int lines = 0;
    while (slice_split(&csv, '\n', &line) && line.len)
        lines++;
    assert_int_equal(lines, 1 + 6);
    arena_free(arena);
}

/* A class of 6 that is 8 now is not told: two came, and would be known.  One of 7 that is 12 now is; so is one that was not told. */
static void rows_that_moved_a_little_since_an_earlier_release_are_left_out(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct refusal refusal = REFUSAL_IN(arena);
    struct people_class then[] = {class_of("2016", "f", "TH", 6), class_of("2016", "m", "TH", 7), class_of("2016", "m", "VN", 4),
                                  class_of("2015", "f", "TH", 9)},
                        now[] = {class_of("2016", "f", "TH", 8), class_of("2016", "m", "TH", 12), class_of("2016", "m", "VN", 6),
                                 class_of("2015", "f", "TH", 9)};
    struct class_release release;
    classes_keep_back(then, 4, LEAST, NULL, 0);
    struct slice json = classes_write(arena, then, 4, LEAST);
    assert_true(classes_read(arena, doc_parse_json(arena, json, &refusal), &release));
    assert_int_equal(release.count, 3); /* the class of four is not in it */
    classes_keep_back(now, 4, LEAST, &release, 1);
    assert_true(now[0].is_kept_back);
    assert_false(now[1].is_kept_back || now[2].is_kept_back || now[3].is_kept_back);
    assert_int_equal(class_risk_of(now, 4, LEAST).moved_little, 8);
    assert_false(classes_read(arena, doc_parse_json(arena, S("{\"format\":1,\"columns\":[\"name\"],\"classes\":[]}"), &refusal), &release));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_publications_tell_of_one_to_four_people),
        cmocka_unit_test(a_total_that_grew_by_three_is_not_published),
        cmocka_unit_test(a_large_table_is_told_whole_and_what_is_hidden_is_not_written),
        cmocka_unit_test(of_services_each_row_is_compared_with_everybody_who_was_given_something),
        cmocka_unit_test(rows_that_moved_a_little_since_an_earlier_release_are_left_out),
        cmocka_unit_test(rows_of_classes_that_are_too_small_are_left_out_and_told_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
