/* SPDX-License-Identifier: Apache-2.0 */
/* Which names are the same name. */
#include <stdio.h>

#include "base/check.h"
#include "base/csv.h"
#include "i18n/name_match.h"

static struct slice folder;

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static struct slice file_read(struct arena *arena, const char *name) {
    enum { BYTES_MAX = 1 << 20 };
    FILE *file = fopen(arena_printf(arena, "%.*s/%s", SLICE_ARG(folder), name).s, "rb");
    assert_non_null(file);
    char *bytes = arena_alloc(arena, BYTES_MAX);
    size_t len = fread(bytes, 1, BYTES_MAX, file);
    fclose(file);
    return (struct slice){bytes, len};
}

static void every_pair_of_the_development_set_is_judged_right(void **state) {
    struct arena *arena = *state;
    struct csv_reader csv;
    size_t pairs = 0, wrong = 0;
    csv_open(&csv, arena, file_read(arena, "pairs-dev.csv"));
    csv_next(&csv);
    for (; csv_next(&csv); pairs++) {
        bool same = slice_equal(csv_cell(&csv, 0), S("1"));
        int distance = name_distance_text(arena, csv_cell(&csv, 2), csv_cell(&csv, 3));
        if ((distance <= NAME_POSSIBLE_MAX) == same) continue;
        print_error("%.*s / %.*s: %d\n", SLICE_ARG(csv_cell(&csv, 2)), SLICE_ARG(csv_cell(&csv, 3)),
                    distance);
        wrong++;
    }
    assert_int_equal(pairs, 30);
    assert_int_equal(wrong, 0);
}

static void spellings_in_the_dictionary_are_found_from_khmer_and_from_latin(void **state) {
    struct arena *arena = *state;
    struct csv_reader csv;
    size_t found = 0, all = 0;
    csv_open(&csv, arena, file_read(arena, "names.csv"));
    csv_next(&csv);
    while (csv_next(&csv)) {
        struct slice rest = csv_cell(&csv, 3), spelling;
        while (slice_split(&rest, '|', &spelling)) {
            if (!spelling.len) continue;
            all++;
            found += name_distance_text(arena, csv_cell(&csv, 1), spelling) <= NAME_SAME_MAX;
        }
        if (csv_cell(&csv, 2).len)
            all++, found += name_distance_text(arena, csv_cell(&csv, 1), csv_cell(&csv, 2)) <= NAME_SAME_MAX;
    }
    print_message("%zu of %zu spellings\n", found, all);
    assert_true(found >= 850);
    assert_true(found * 869 >= all * 850);
}

static void titles_aliases_order_and_spaces_do_not_part_a_person_from_the_name(void **state) {
    struct arena *arena = *state;
    static const char *const same[][2] = {
        {"លោក សុខ ចាន់ថា", "Sok Chantha"},        {"សុខចាន់ថា", "Chantha Sok"},
        {"Mr. Sok Chantha", "SOK CHANTHA"},     {"សុខ ចាន់ថា ហៅ តូច", "Touch"},
        {"Sok Chantha (Touch)", "Sok Chantha"}, {"Hun Srey-Neang", "Sreyneang Hun"},
        {"លោកស្រី កែវ សុភា", "Kéo Sophea"},
    };
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        int distance = name_distance_text(arena, slice_of(same[i][0]), slice_of(same[i][1]));
        if (distance > NAME_POSSIBLE_MAX) print_error("%s / %s: %d\n", same[i][0], same[i][1], distance);
        assert_true(distance <= NAME_POSSIBLE_MAX);
    }
}

static void a_text_without_letters_resembles_nobody(void **state) {
    assert_int_equal(name_distance_text(*state, S(""), S("")), NAME_FAR);
    assert_int_equal(name_distance_text(*state, S("---"), S("---")), NAME_FAR);
    assert_int_equal(name_distance_text(*state, S("Sok"), S("")), NAME_FAR);
}

static void a_distance_is_the_same_from_both_sides(void **state) {
    struct arena *arena = *state;
    for (size_t i = 0; i < name_entry_count; i += 7) {
        for (size_t k = 0; k < name_entry_count; k += 11) {
            struct slice a = slice_of(name_entries[i].khmer), b = slice_of(name_entries[k].latin);
            assert_int_equal(name_distance_text(arena, a, b), name_distance_text(arena, b, a));
        }
    }
}

int main(int count, char **args) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_of_the_development_set_is_judged_right),
        cmocka_unit_test(spellings_in_the_dictionary_are_found_from_khmer_and_from_latin),
        cmocka_unit_test(titles_aliases_order_and_spaces_do_not_part_a_person_from_the_name),
        cmocka_unit_test(a_text_without_letters_resembles_nobody),
        cmocka_unit_test(a_distance_is_the_same_from_both_sides),
    };
    folder = slice_of(count > 1 ? args[1] : "data/names-kh");
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
