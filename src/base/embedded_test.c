/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "base/embedded.h"

static void every_embedded_file_is_found_by_its_name(void **state) {
    (void)state;
    assert_true(embedded_file_count > 0);
    for (size_t i = 0; i < embedded_file_count; i++)
        assert_ptr_equal(embedded_find(embedded_files[i].name), &embedded_files[i]);
}

static void a_name_that_is_not_there_gives_nothing(void **state) {
    (void)state;
    assert_null(embedded_find(S("assets/no-such-file")));
    assert_null(embedded_find(S("")));
    assert_null(embedded_find(S("zzzz")));
}

static void the_gazetteer_is_whole_and_shorter_when_packed(void **state) {
    (void)state;
    const struct embedded_file *file = embedded_find(S("data/gazetteer-kh/areas.csv"));
    assert_non_null(file);
    assert_true(slice_starts(file->bytes, S("code,parent_code,level,name_en,name_km,type\n")));
    assert_int_equal(file->bytes.s[file->bytes.len], 0);
    assert_true(file->gzip.len > 0 && file->gzip.len < file->bytes.len);
    assert_int_equal((unsigned char)file->gzip.s[0], 0x1f);
    assert_int_equal(file->hash.len, 32);
    assert_true(slice_starts(file->media_type, S("text/csv")));
}

static void fonts_are_inside_and_not_packed_again(void **state) {
    (void)state;
    size_t count;
    const struct embedded_file *font = embedded_folder(S("fonts/"), &count);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        assert_memory_equal(font[i].bytes.s, "wOF2", 4);
        assert_int_equal(font[i].gzip.len, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_embedded_file_is_found_by_its_name),
        cmocka_unit_test(a_name_that_is_not_there_gives_nothing),
        cmocka_unit_test(the_gazetteer_is_whole_and_shorter_when_packed),
        cmocka_unit_test(fonts_are_inside_and_not_packed_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
