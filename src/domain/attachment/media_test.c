/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is, by its bytes. */
#include "base/check.h"
#include "domain/attachment/media.h"
#include "domain/attachment/media_strip.h"

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static const struct media *recognised(struct arena *arena, struct slice bytes, struct slice name) {
    struct refusal refusal = REFUSAL_IN(arena);
    const struct media *media = media_recognise(bytes, name, &refusal);
    assert_int_equal(refusal.count, media ? 0 : 1);
    return media;
}

static void papers_and_pictures_are_known_by_their_first_bytes(void **state) {
    static const struct {
        struct slice bytes, name;
        const char *type;
    } files[] = {
        {S_INIT("%PDF-1.7\n1 0 obj"), S_INIT("a.PDF"), "application/pdf"},
        {S_INIT("\xff\xd8\xff\xe0 JFIF"), S_INIT("b.jpeg"), "image/jpeg"},
        {S_INIT("\x89PNG\r\n\x1a\n...."), S_INIT("c.png"), "image/png"},
        {S_INIT("RIFF\x10\x00\x00\x00WEBPVP8 "), S_INIT("d.webp"), "image/webp"},
        {S_INIT("\x00\x00\x00\x18"
                "ftypheic...."),
         S_INIT("e.heic"), "image/heic"},
        {S_INIT("date,amount\r\n1,2\r\n"), S_INIT("f.csv"), "text/csv"},
        {S_INIT("\xe1\x9e\x94\xe1\x9e\x84\xe1\x9f\x92\xe1\x9e\x80"), S_INIT("g.txt"), "text/plain"},
    };
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        const struct media *media = recognised(*state, files[i].bytes, files[i].name);
        assert_non_null(media);
        assert_string_equal(media->type, files[i].type);
    }
}

static void what_is_something_else_or_could_act_is_refused(void **state) {
    static const struct {
        struct slice bytes, name;
    } files[] = {
        {S_INIT("MZ\x90"), S_INIT("a.pdf")},
        {S_INIT("\x7f"
                "ELF\x02"),
         S_INIT("a.png")},
        {S_INIT("%PDF-1.7\n"), S_INIT("a.txt")},
        {S_INIT("\x89PNG\r\n\x1a\n"), S_INIT("receipt.jpg")},
        {S_INIT("hello"), S_INIT("a.exe")},
        {S_INIT("hello"), S_INIT("noname")},
        {S_INIT("  <!DOCTYPE html>"), S_INIT("a.txt")},
        {S_INIT("\xef\xbb\xbf<svg onload=1>"), S_INIT("a.txt")},
        {S_INIT("#!/bin/sh"), S_INIT("a.txt")},
        {S_INIT("%PDF-1.4\n<</S/JavaScript/JS(app.alert(1))>>"), S_INIT("a.pdf")},
        {S_INIT("%PDF-1.4\n<</S/#4aava#53cript>>"), S_INIT("a.pdf")},
        {S_INIT("%PDF-1.4\n<</S/Launch/F(cmd)>>"), S_INIT("a.pdf")},
        {S_INIT("PK\x03\x04 nothing of a zip"), S_INIT("a.xlsx")},
        {S_INIT(""), S_INIT("a.pdf")},
        {S_INIT("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"), S_INIT("a.txt")},
        {S_INIT("%PDF-1.4 X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"), S_INIT("a.pdf")},
    };
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        assert_null(recognised(*state, files[i].bytes, files[i].name));
    }
}

static void a_name_for_a_header_has_no_path_and_nothing_that_hides_its_ending(void **state) {
    assert_true(slice_equal(media_clean_name(*state, S("C:\\Users\\a\\receipt.pdf")), S("receipt.pdf")));
    assert_true(slice_equal(media_clean_name(*state, S("../../etc/passwd")), S("passwd")));
    assert_true(slice_equal(media_clean_name(*state, S("a\"b\r\nX: y.pdf")), S("abX: y.pdf")));
    assert_true(slice_equal(media_clean_name(*state, S("fdp.\xe2\x80\xae"
                                                       "exe")),
                            S("fdp.exe")));
    assert_true(slice_equal(media_clean_name(*state, S("")), S("file")));
}

#define BYTES(literal) ((struct slice){literal, sizeof literal - 1})

static struct slice stripped(struct arena *arena, const char *type, struct slice bytes, const char *traces) {
    struct slice clean, seen;
    assert_true(media_strip(arena, type, bytes, &clean, &seen));
    assert_true(slice_equal(seen, slice_of(traces)));
    return clean;
}

/* Segments as ITU T.81 and EXIF 2.3 write them: a comment, EXIF with a turning and a place, one scan, and a film behind it. */
static void a_jpeg_keeps_its_picture_and_its_turning_alone(void **state) {
    const struct slice picture = BYTES("\xff\xd8\xff\xe1\x00\x2e" "Exif\0\0" "II*\0\x08\0\0\0\x02\0"
                                       "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0" "\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0" "\0\0\0\0"
                                       "\xff\xfe\x00\x08secret" "\xff\xda\x00\x03\x01pic\xff\x00ture\xff\xd9" "film of secret");
    const struct slice wanted = BYTES("\xff\xd8\xff\xe1\x00\x22" "Exif\0\0" "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
                                      "\xff\xda\x00\x03\x01pic\xff\x00ture\xff\xd9");
    struct slice clean = stripped(*state, "image/jpeg", picture, "exif gps text more");
    assert_true(slice_equal(clean, wanted));
    assert_true(slice_equal(stripped(*state, "image/jpeg", clean, "exif"), wanted));
}

static void a_png_and_a_webp_lose_their_texts(void **state) {
    const struct slice png = BYTES("\x89PNG\r\n\x1a\n" "\0\0\0\x06tEXtsecretCRC4" "\0\0\0\x02IDAT..CRC4" "\0\0\0\0IENDCRC4");
    const struct slice webp = BYTES("RIFF\x1c\0\0\0WEBPVP8 \x02\0\0\0..EXIF\x06\0\0\0secret");
    assert_true(slice_equal(stripped(*state, "image/png", png, "text"), BYTES("\x89PNG\r\n\x1a\n" "\0\0\0\x02IDAT..CRC4" "\0\0\0\0IENDCRC4")));
    assert_true(slice_equal(stripped(*state, "image/webp", webp, "exif"), BYTES("RIFF\x0e\0\0\0WEBPVP8 \x02\0\0\0..")));
}

static void a_picture_that_is_cut_off_is_not_taken_apart(void **state) {
    static const struct { const char *type; struct slice bytes; } broken[] = {
        {"image/jpeg", S_INIT("\xff\xd8\xff\xe1\xff\xff" "Exif")}, {"image/png", S_INIT("\x89PNG\r\n\x1a\n\x7f\xff\xff\xfftEXt1234")},
        {"image/webp", S_INIT("RIFF\xff\xff\xff\x7fWEBPVP8 ")}, {"application/pdf", S_INIT("%PDF-1.4")}};
    struct slice clean, traces;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) assert_false(media_strip(*state, broken[i].type, broken[i].bytes, &clean, &traces));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(papers_and_pictures_are_known_by_their_first_bytes),
        cmocka_unit_test(what_is_something_else_or_could_act_is_refused),
        cmocka_unit_test(a_jpeg_keeps_its_picture_and_its_turning_alone),
        cmocka_unit_test(a_png_and_a_webp_lose_their_texts),
        cmocka_unit_test(a_picture_that_is_cut_off_is_not_taken_apart),
        cmocka_unit_test(a_name_for_a_header_has_no_path_and_nothing_that_hides_its_ending),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
