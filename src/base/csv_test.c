/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "base/csv.h"

static void cells_come_back_whatever_is_in_them(void **state) {
    static const char *const cells[] = {"plain", "", "a,b", "say \"so\"", "two\nlines", " blanks ", "in\t", "ភ្នំពេញ", "a\r\nb"};
    struct arena *arena = arena_new();
    struct text out = TEXT_IN(arena);
    struct csv_reader reader;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        if (i > 0) text_append_char(&out, ',');
        csv_write_cell(&out, slice_of(cells[i]), true);
    }
    csv_open(&reader, arena, text_slice(&out));
    assert_true(csv_next(&reader));
    assert_int_equal(reader.cell_count, ARRAY_LEN(cells));
    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        assert_true(slice_equal(csv_cell(&reader, (int)i), slice_of(cells[i])));
    }
    assert_false(csv_next(&reader));
    assert_null(reader.error);
    arena_free(arena);
}

static void a_formula_is_written_as_text_and_a_number_stays_one(void **state) {
    struct arena *arena = arena_new();
    struct text out = TEXT_IN(arena);
    (void)state;
    csv_write_cell(&out, S("=1+1"), true);
    text_append_char(&out, '|');
    csv_write_cell(&out, S("-5"), false);
    text_append_char(&out, '|');
    csv_write_cell(&out, S("@SUM(A1,A2)"), true);
    assert_true(slice_equal(text_slice(&out), S("'=1+1|-5|\"'@SUM(A1,A2)\"")));
    arena_free(arena);
}

static struct slice guarded(struct arena *arena, const char *text) {
    struct text out = TEXT_IN(arena);
    csv_write_cell(&out, slice_of(text), true);
    return text_slice(&out);
}

static void nothing_typed_starts_a_formula_with_any_separator(void **state) {
    static const struct {
        const char *typed, *written;
    } cells[] = {
        {"\tx", "\"'\tx\""},         {"\xEF\xBC\x9D" "1", "'\xEF\xBC\x9D" "1"}, {"\xEF\xBC\xA0x", "'\xEF\xBC\xA0x"},
        {"a;=1", "a;'=1"},           {"a\t-1", "a\t'-1"},                       {"a\n+1", "\"a\n'+1\""},
        {"a,@b", "\"a,'@b\""},       {"a;\"=1", "\"a;\"\"'=1\""},               {"'=1", "''=1"},
        {"a;'=1", "a;''=1"},         {"1-2 = 3", "1-2 = 3"},                    {"don't", "don't"},
        {"\xEF\xBC\xA1", "\xEF\xBC\xA1"}, {"'", "'"},                           {"\r\n=", "\"'\r\n'=\""},
    };
    struct arena *arena = arena_new();
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        struct slice got = guarded(arena, cells[i].typed);
        if (!slice_equal(got, slice_of(cells[i].written))) fail_msg("“%s” became “%.*s”", cells[i].typed, SLICE_ARG(got));
    }
    arena_free(arena);
}

/* Every text of six of these bytes. */
static void guards_come_off_whatever_was_typed(void **state) {
    static const char bytes[] = "a'=-;\"\t";
    enum { LEN = 6, BYTES = sizeof bytes - 1 };
    struct arena *arena = arena_new();
    int all = 1;
    (void)state;
    for (int i = 0; i < LEN; i++) all *= BYTES;
    for (int n = 0; n < all; n++) {
        struct csv_reader reader;
        char typed[LEN + 1] = {0}, read[64];
        for (int i = 0, rest = n; i < LEN; i++, rest /= BYTES) typed[i] = bytes[rest % BYTES];
        csv_open(&reader, arena, guarded(arena, typed));
        assert_true(csv_next(&reader) && reader.cell_count == 1);
        memcpy(read, reader.cells[0].s, reader.cells[0].len);
        size_t len = csv_take_guards_off(read, reader.cells[0].len);
        if (!slice_equal((struct slice){read, len}, slice_of(typed))) fail_msg("“%s” came back as “%.*s”", typed, (int)len, read);
        if (n % 10000 == 0) arena_reset(arena);
    }
    arena_free(arena);
}

static void lines_are_numbered_as_an_editor_shows_them(void **state) {
    struct arena *arena = arena_new();
    struct csv_reader reader;
    (void)state;
    csv_open(&reader, arena, S("\xEF\xBB\xBFname,other\r\n\r\n\"a\nb\",c\r\nlast"));
    assert_true(csv_next(&reader));
    assert_int_equal(csv_find(&reader, S("other")), 1);
    assert_int_equal(csv_find(&reader, S("none")), -1);
    assert_true(csv_next(&reader) && reader.line == 3);
    assert_true(csv_next(&reader) && reader.line == 5);
    assert_true(slice_equal(csv_cell(&reader, 7), S("")));
    assert_false(csv_next(&reader));
    arena_free(arena);
}

static void a_broken_row_is_said_and_ends_the_reading(void **state) {
    static const char *const broken[] = {"\"open", "\"a\"b,c", "\"\"\"", "x,\"\"y"};
    struct arena *arena = arena_new();
    struct csv_reader reader;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        csv_open(&reader, arena, slice_of(broken[i]));
        assert_false(csv_next(&reader));
        assert_non_null(reader.error);
        assert_false(csv_next(&reader));
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_come_back_whatever_is_in_them),
        cmocka_unit_test(a_formula_is_written_as_text_and_a_number_stays_one),
        cmocka_unit_test(nothing_typed_starts_a_formula_with_any_separator),
        cmocka_unit_test(guards_come_off_whatever_was_typed),
        cmocka_unit_test(lines_are_numbered_as_an_editor_shows_them),
        cmocka_unit_test(a_broken_row_is_said_and_ends_the_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
