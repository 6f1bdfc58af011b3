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

/* Chunks as Microsoft's RIFF writes them. */
static void a_wav_keeps_its_form_and_its_sound(void **state) {
    const struct slice wav = BYTES("RIFF\x34\0\0\0WAVE" "fmt \x04\0\0\0form" "LIST\x06\0\0\0secret" "data\x03\0\0\0snd\0" "id3 \x02\0\0\0me" "tail");
    assert_true(slice_equal(stripped(*state, "audio/wav", wav, "text more"), BYTES("RIFF\x1c\0\0\0WAVE" "fmt \x04\0\0\0form" "data\x03\0\0\0snd\0")));
}

/* A frame of MPEG 1, layer III, 32 kbit/s at 44.1 kHz has 144 * 32000 / 44100 = 104 bytes; one with padding 105. */
static void an_mp3_keeps_its_frames(void **state) {
    char frames[104 + 105] = {0};
    memcpy(frames, "\xff\xfb\x10\x00", 4);
    memcpy(frames + 104, "\xff\xfb\x12\x00", 4);
    struct slice sound = {frames, sizeof frames};
    struct text file = TEXT_IN(*state);
    text_append(&file, BYTES("ID3\x04\0\0\0\0\0\x06secret"));
    text_append(&file, sound);
    text_append(&file, S("TAGsecret"));
    assert_true(slice_equal(stripped(*state, "audio/mpeg", text_slice(&file), "text more"), sound));
    assert_true(slice_equal(stripped(*state, "audio/mpeg", sound, ""), sound));
}

/* RFC 4867: a frame of mode 0 has 13 bytes, one of no data has one. */
static void an_amr_has_nothing_but_frames(void **state) {
    const struct slice amr = BYTES("#!AMR\n" "\x04" "123456789012" "\x7c" "\x50secret");
    assert_true(slice_equal(stripped(*state, "audio/amr", amr, "more"), BYTES("#!AMR\n" "\x04" "123456789012" "\x7c")));
}

/* RFC 3533 and RFC 7845.  The first page is one that ffmpeg 5.1 wrote: its sum is the one that is written here, too. */
static void an_ogg_loses_its_comments_and_nothing_else(void **state) {
    const struct slice head = BYTES("OggS\0\x02\0\0\0\0\0\0\0\0" "\x36\x13\x3d\x81" "\0\0\0\0" "\x21\x94\x79\xf4" "\x01\x13" "OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0");
    const struct slice tags = BYTES("OggS\0\0\0\0\0\0\0\0\0\0" "\x36\x13\x3d\x81" "\x01\0\0\0" "\0\0\0\0" "\x01\x1a" "OpusTags\x02\0\0\0me\x01\0\0\0" "\x04\0\0\0who=");
    const struct slice sound = BYTES("OggS\0\x04\x10\0\0\0\0\0\0\0" "\x36\x13\x3d\x81" "\x02\0\0\0" "\0\0\0\0" "\x01\x03" "snd");
    struct text file = TEXT_IN(*state);
    text_append(&file, head);
    text_append(&file, tags);
    text_append(&file, sound);
    struct slice clean = stripped(*state, "audio/ogg", text_slice(&file), "text");
    assert_true(slice_starts(clean, head) && slice_ends(clean, S("snd")) && !slice_contains(clean, S("who=")));
    assert_true(slice_contains(clean, BYTES("OpusTags\0\0\0\0\0\0\0\0" "OggS")));
    assert_true(slice_equal(stripped(*state, "audio/ogg", clean, ""), clean));
}

/* Boxes of ISO 14496-12: a sound of a phone with its times and its title. */
static void an_m4a_keeps_every_byte_in_its_place(void **state) {
    const struct slice m4a = BYTES("\0\0\0\x10" "ftypM4A \0\0\0\0" "\0\0\0\x2e" "moov" "\0\0\0\x18" "mvhd\0\0\0\0" "\x11\x11\x11\x11\x22\x22\x22\x22" "\0\0\x03\xe8"
                                   "\0\0\0\x0e" "udtasecret" "\0\0\0\x0b" "mdatsnd");
    const struct slice wanted = BYTES("\0\0\0\x10" "ftypM4A \0\0\0\0" "\0\0\0\x2e" "moov" "\0\0\0\x18" "mvhd\0\0\0\0" "\0\0\0\0\0\0\0\0" "\0\0\x03\xe8"
                                      "\0\0\0\x0e" "free\0\0\0\0\0\0" "\0\0\0\x0b" "mdatsnd");
    assert_true(slice_equal(stripped(*state, "audio/mp4", m4a, "time text"), wanted));
}

/* Names of tracks and text among the tables are written over where they stand; so is what is said of a picture beside its looks. */
static void names_and_descriptions_in_the_midst_are_written_over(void **state) {
    const struct slice m4a = BYTES("\0\0\0\x10" "ftypM4A \0\0\0\0" "\0\0\0\x52" "moov" "\0\0\0\x4a" "trak" "\0\0\0\x42" "mdia" "\0\0\0\x25" "hdlr"
                                   "\0\0\0\0\0\0\0\0" "soun" "\0\0\0\0\0\0\0\0\0\0\0\0" "Sokha" "\0\0\0\x15" "minf" "\0\0\0\x0d" "udta" "Thida");
    struct slice clean = stripped(*state, "audio/mp4", m4a, "text");
    assert_true(clean.len == m4a.len && !slice_contains(clean, S("Sokha")) && !slice_contains(clean, S("Thida")));
    assert_true(slice_contains(clean, S("soun")) && slice_contains(clean, S("free")));
    const struct slice heic = BYTES("\0\0\0\x10" "ftypheic\0\0\0\0" "\0\0\0\x36" "meta\0\0\0\0" "\0\0\0\x2a" "iprp" "\0\0\0\x22" "ipco"
                                    "\0\0\0\x0c" "ispe" "\0\0\0\x09" "\0\0\0\x0e" "udes" "Saravy");
    clean = stripped(*state, "image/heic", heic, "text");
    assert_true(clean.len == heic.len && slice_contains(clean, S("ispe")) && !slice_contains(clean, S("Saravy")));
}

/* ISO 23008-12: a picture (item 1) and its EXIF (item 2), which lies in mdat and is told by iloc. */
static void a_heic_loses_what_the_phone_wrote_into_it(void **state) {
    const struct slice heic = BYTES("\0\0\0\x10" "ftypheic\0\0\0\0" "\0\0\0\x66" "meta\0\0\0\0"
                                    "\0\0\0\x36" "iinf\0\0\0\0\0\x02" "\0\0\0\x14" "infe\x02\0\0\0\0\x01\0\0hvc1" "\0\0\0\x14" "infe\x02\0\0\0\0\x02\0\0" "Exif"
                                    "\0\0\0\x24" "iloc\0\0\0\0" "\x44\0\0\x01" "\0\x02\0\0\0\x01" "\0\0\0\x81" "\0\0\0\x0c" "\0\0" "\0\0\0\0"
                                    "\0\0\0\x17" "mdatpic" "\0\0\0\0" "II*\0" "gpsx");
    struct slice clean = stripped(*state, "image/heic", heic, "exif");
    assert_int_equal(clean.len, heic.len);
    assert_true(slice_equal(slice_sub(clean, 0, 0x81), slice_sub(heic, 0, 0x81)) && !slice_contains(clean, S("gpsx")));
}

static void what_is_not_known_whole_is_not_called_clean(void **state) {
    static const struct { const char *type; struct slice bytes; } broken[] = {
        {"audio/ogg", S_INIT("OggS\0\x02 and then nothing of a page, cut off")}, {"audio/mpeg", S_INIT("ID3\x04\0\0\0\0\0\x02xx")},
        {"audio/mp4", S_INIT("\0\0\0\x10" "ftypM4A \0\0\0\0" "\0\0\1\0moov")}, {"image/heic", S_INIT("\0\0\0\x10" "ftypheic\0\0\0\0" "\0\0\0\x08moof")},
        {"audio/wav", S_INIT("RIFF\xff\0\0\0WAVE")}, {"application/pdf", S_INIT("%PDF-1.4")}};
    struct slice clean, traces;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) assert_false(media_strip(*state, broken[i].type, broken[i].bytes, &clean, &traces));
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
        cmocka_unit_test(a_wav_keeps_its_form_and_its_sound),
        cmocka_unit_test(an_mp3_keeps_its_frames),
        cmocka_unit_test(an_amr_has_nothing_but_frames),
        cmocka_unit_test(an_ogg_loses_its_comments_and_nothing_else),
        cmocka_unit_test(an_m4a_keeps_every_byte_in_its_place),
        cmocka_unit_test(names_and_descriptions_in_the_midst_are_written_over),
        cmocka_unit_test(a_heic_loses_what_the_phone_wrote_into_it),
        cmocka_unit_test(what_is_not_known_whole_is_not_called_clean),
        cmocka_unit_test(a_picture_that_is_cut_off_is_not_taken_apart),
        cmocka_unit_test(a_name_for_a_header_has_no_path_and_nothing_that_hides_its_ending),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
