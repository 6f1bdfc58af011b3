/* SPDX-License-Identifier: Apache-2.0 */
/* The published vectors (data/khmer-text) and the promises of khmer.h and collate.h.  Argument: the vectors'
 * file. */
#include "base/check.h"
#include "base/text.h"
#include "i18n/collate.h"
#include "i18n/khmer.h"

enum { VECTORS = 31, FILE_BYTES_MAX = 1 << 16 };

static const char *vectors_path;

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static struct slice file_read(struct arena *arena, const char *path) {
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, FILE_BYTES_MAX, file);
    fclose(file);
    return (struct slice){bytes, len};
}

/* "\u179f" becomes the letter; everything else stays. */
static struct slice unescape(struct arena *arena, struct slice escaped) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < escaped.len; i++) {
        if (!slice_starts(slice_sub(escaped, i, escaped.len), S("\\u"))) {
            text_append_char(&out, escaped.s[i]);
            continue;
        }
        const char *hex = arena_cstr(arena, slice_sub(escaped, i + 2, i + 6));
        text_append_rune(&out, (uint32_t)strtoul(hex, NULL, 16));
        i += 5;
    }
    return text_slice(&out);
}

static void assert_text(struct slice actual, struct slice expected) {
    if (!slice_equal(actual, expected))
        fail_msg("\"%.*s\" is not \"%.*s\"", SLICE_ARG(actual), SLICE_ARG(expected));
}

static void assert_promises(struct arena *arena, struct slice text) {
    struct slice stored = khmer_normalise(arena, text), key = khmer_search_key(arena, text);
    struct slice lines = khmer_normalise_long(arena, text);
    assert_text(khmer_normalise(arena, stored), stored);
    assert_text(khmer_normalise_long(arena, lines), lines);
    assert_text(khmer_search_key(arena, stored), key);
    assert_text(khmer_search_key(arena, key), key);
    assert_text(khmer_normalise(arena, key), key);
}

static void every_published_vector_is_stored_and_keyed_as_written(void **state) {
    struct slice rest = file_read(*state, vectors_path), line, column[6];
    size_t vectors = 0;
    slice_split(&rest, '\n', &line);
    while (slice_split(&rest, '\n', &line)) {
        if (line.len == 0) continue;
        for (size_t i = 0; i < ARRAY_LEN(column); i++)
            assert_true(slice_split(&line, ',', &column[i]));
        struct slice input = unescape(*state, column[1]);
        assert_text(khmer_normalise(*state, input), unescape(*state, column[2]));
        assert_text(khmer_search_key(*state, input), unescape(*state, column[3]));
        assert_promises(*state, input);
        vectors++;
    }
    assert_int_equal(vectors, VECTORS);
}

static void storing_twice_is_storing_once(void **state) {
    const char *const texts[] = {
        "",
        " ",
        "\n\n",
        "a  b",
        " a\r\n b\t\n",
        "ក្",
        "ក្្រ",
        "្រា",
        "ក្ ា",
        "ា្ក",
        "1ុី",
        "ស្រ្តី្",
        "ែកា",
        "កេុី",
        "ប៉ុី",
        "ងុី",
        "កាំំះះ",
        "e\u200B\u0301",
        "É\u0327\u0301",
        "ﬁ ½ ＡＢＣ",
        "\u00A0´ x",
        "ក\u17DD\u0327",
        "ណ្ដ្ត",
        "İstanbul ΐ ß",
        "🐄\u200Dក",
        "\t្ដ្ដះ",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_promises(*state, slice_of(texts[i]));
}

static void tidy_ascii_is_given_back_untouched(void **state) {
    struct slice text = S("Sok Chantha 012");
    assert_ptr_equal(khmer_normalise(*state, text).s, text.s);
    assert_ptr_equal(khmer_normalise_long(*state, text).s, text.s);
    assert_text(khmer_search_key(*state, text), S("sok chantha 012"));
    assert_text(khmer_normalise(*state, S("\tSok \n Chantha ")), S("Sok Chantha"));
}

static void paragraphs_keep_their_lines(void **state) {
    assert_text(khmer_normalise_long(*state, S(" one \r\n\r\n two\u200B  three \n")), S("one\n\ntwo three"));
    assert_text(khmer_normalise_long(*state, S("a\nb")), S("a\nb"));
    assert_text(khmer_normalise(*state, S("a\nb")), S("a b"));
}

static void letters_with_accents_are_composed_and_found_in_any_case(void **state) {
    assert_text(khmer_normalise(*state, S("Rene\u0301")), S("René"));
    assert_text(khmer_search_key(*state, S("RENÉ")), S("rené"));
    assert_text(khmer_search_key(*state, S("ＡＢＣ１２")), S("abc12"));
}

static void a_shifter_typed_as_u_follows_the_series_of_its_letter(void **state) {
    assert_text(khmer_normalise(*state, S("\u179F\u17BB\u17B8")), S("\u179F\u17CA\u17B8"));
    assert_text(khmer_normalise(*state, S("\u1798\u17BB\u17BE")), S("\u1798\u17C9\u17BE"));
    assert_text(khmer_normalise(*state, S("\u1794\u17C9\u17BB\u17B8")), S("\u1794\u17C9\u17B8"));
}

static void titles_do_not_make_another_person(void **state) {
    struct slice key = khmer_name_key(*state, S("សុខ ចាន់ថា"));
    const char *const names[] = {"លោកស្រី សុខ ចាន់ថា", "លោកសុខ  ចាន់ថា", "កញ្ញា សុខចាន់ថា",
                                 "អ្នកស្រី​សុខ ចាន់ថា",
                                 "ឯកឧត្ដម បណ្ឌិត សុខ ចាន់ថា"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_text(khmer_name_key(*state, slice_of(names[i])), key);
    assert_text(khmer_name_key(*state, S("Mrs. SOK Chantha")), S("sokchantha"));
    assert_text(khmer_name_key(*state, S("កញ្ញា")), S("កញ្ញា"));
    assert_text(khmer_name_key(*state, S("លោក")), S("លោក"));
    assert_text(khmer_name_key(*state, S("Drew Msall")), S("drewmsall"));
}

static void digits_of_both_scripts_are_one(void **state) {
    assert_text(khmer_fold_digits(*state, S("០១២ ៣៤៥ 678 ៩ក")), S("012 345 678 9ក"));
    assert_text(khmer_fold_digits(*state, S("012")), S("012"));
}

static void control_characters_and_broken_bytes_are_not_storable(void **state) {
    (void)state;
    assert_true(khmer_is_storable(S("សុខ\n\tok é")));
    assert_false(khmer_is_storable((struct slice){"a\0b", 3}));
    assert_false(khmer_is_storable(S("a\x1B")));
    assert_false(khmer_is_storable(S("\xC2\x90")));
    assert_false(khmer_is_storable(S("\xE1\x9E")));
}

static void names_sort_as_people_look_for_them(void **state) {
    const char *const sorted[] = {"ភូមិ ២", "ភូមិ 10", "ភូមិ ១១", "សុខ", "អង្គរ", "ឱ្យ"};
    struct collator *collator = collator_open(*state);
    for (size_t i = 1; i < ARRAY_LEN(sorted); i++) {
        struct slice before = collation_key(collator, *state, slice_of(sorted[i - 1]));
        struct slice after = collation_key(collator, *state, slice_of(sorted[i]));
        if (slice_compare(before, after) >= 0) fail_msg("%s is not before %s", sorted[i - 1], sorted[i]);
    }
    assert_text(collation_key(collator, *state, S("ក\u200Bខ")), collation_key(collator, *state, S("កខ")));
    assert_int_equal(collation_key(collator, *state, S("")).len > 0, 1);
    assert_true(collation_version(collator, *state).len > 0);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_published_vector_is_stored_and_keyed_as_written),
        cmocka_unit_test(storing_twice_is_storing_once),
        cmocka_unit_test(tidy_ascii_is_given_back_untouched),
        cmocka_unit_test(paragraphs_keep_their_lines),
        cmocka_unit_test(letters_with_accents_are_composed_and_found_in_any_case),
        cmocka_unit_test(a_shifter_typed_as_u_follows_the_series_of_its_letter),
        cmocka_unit_test(titles_do_not_make_another_person),
        cmocka_unit_test(digits_of_both_scripts_are_one),
        cmocka_unit_test(control_characters_and_broken_bytes_are_not_storable),
        cmocka_unit_test(names_sort_as_people_look_for_them),
    };
    if (argc < 2) return 2;
    vectors_path = argv[1];
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
