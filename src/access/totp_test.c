/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"

#include <qrencode.h>
#include <sodium.h>
#include <stdlib.h>

#include "access/totp.h"

static int arena_setup(void **state) {
    assert_true(sodium_init() >= 0);
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

/* The secret of RFC 6238, appendix B. */
static struct totp_secret rfc_secret(void) {
    struct totp_secret secret;
    memcpy(secret.bytes, "12345678901234567890", TOTP_SECRET_BYTES);
    return secret;
}

/* RFC 6238, appendix B, SHA-1; the last six of its eight digits. */
static void codes_are_those_of_the_rfc(void **state) {
    const struct {
        int64_t second;
        const char *digits;
    } vectors[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                   {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
        char code[TOTP_DIGITS];
        totp_code(rfc_secret(), totp_step_of_ms(vectors[i].second * 1000), code);
        assert_memory_equal(code, vectors[i].digits + 2, TOTP_DIGITS);
    }
}

static void a_code_is_good_for_its_step_and_one_beside_it(void **state) {
    int64_t step, at_ms = 1111111111000, right = totp_step_of_ms(at_ms);
    (void)state;
    for (int64_t shift = -3; shift <= 3; shift++) {
        bool good = totp_is_valid(rfc_secret(), S("050471"), at_ms + shift * TOTP_STEP_S * 1000, 0, &step);
        assert_int_equal(good, shift >= -1 && shift <= 1);
        if (good) assert_true(step == right);
    }
    assert_false(totp_is_valid(rfc_secret(), S("050472"), at_ms, 0, &step));
}

static void a_code_is_good_only_once(void **state) {
    int64_t step, later, at_ms = 1111111111000;
    char next[TOTP_DIGITS];
    (void)state;
    assert_true(totp_is_valid(rfc_secret(), S("050471"), at_ms, 0, &step));
    assert_false(totp_is_valid(rfc_secret(), S("050471"), at_ms, step, &later));
    totp_code(rfc_secret(), step - 1, next);
    assert_false(totp_is_valid(rfc_secret(), (struct slice){next, TOTP_DIGITS}, at_ms, step, &later));
    totp_code(rfc_secret(), step + 1, next);
    assert_true(totp_is_valid(rfc_secret(), (struct slice){next, TOTP_DIGITS}, at_ms, step, &later));
    assert_true(later == step + 1);
}

static void a_code_may_be_typed_with_spaces_or_in_khmer_digits(void **state) {
    int64_t step, at_ms = 1111111111000;
    const struct slice good[] = {S("050 471"), S(" 050-471 "), S("០៥០៤៧១"), S("០៥០ 471")};
    const struct slice bad[] = {S(""), S("05047"), S("0504711"), S("05047a"), S("០៥០៤៧"), S("050471\xE1")};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(totp_is_valid(rfc_secret(), good[i], at_ms, 0, &step));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(totp_is_valid(rfc_secret(), bad[i], at_ms, 0, &step));
}

static void the_secret_reads_as_base32_as_phones_expect(void **state) {
    assert_true(slice_equal(totp_secret_format(*state, rfc_secret()), S("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")));
    struct totp_secret a = totp_secret_new(), b = totp_secret_new();
    assert_memory_not_equal(a.bytes, b.bytes, TOTP_SECRET_BYTES);
}

static void the_address_has_the_form_that_apps_read(void **state) {
    assert_true(slice_equal(totp_uri(*state, rfc_secret(), S("Mlup"), S("dara@office.org")),
                            S("otpauth://totp/Mlup:dara%40office.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                              "&issuer=Mlup")));
}

static void long_khmer_names_are_cut_between_characters(void **state) {
    struct slice name = S("អង្គការស្ត្រីដើម្បីការអភិវឌ្ឍន៍សហគមន៍ខេត្តបន្ទាយមានជ័យ");
    struct slice uri = totp_uri(*state, rfc_secret(), name, name);
    assert_true(uri.len <= LIMIT_TOTP_URI_BYTES);
    assert_true(slice_contains(uri, S("?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E1%9E%A2")));
    assert_int_equal((slice_find(uri, S("?"), 0) - slice_find(uri, S(":%"), 0) - 1) % 9, 0);
}

/* Draws the strokes of a path the way a browser does; a second drawing of the same place fails. */
static void draw(struct slice path, int size, unsigned char *canvas) {
    const char *at = path.s, *end = path.s + path.len;
    int x = 0, y = 0;
    while (at < end) {
        char *next;
        char command = *at++;
        long number = strtol(at, &next, 10);
        at = next;
        if (command == 'M') {
            x = (int)number;
            y = (int)strtol(at, &next, 10);
            assert_memory_equal(next, ".5", 2);
            at = next + 2;
        } else if (command == 'm') {
            x += (int)number;
            assert_memory_equal(at, " 0", 2);
            at += 2;
        } else {
            assert_int_equal(command, 'h');
            for (long i = 0; i < number; i++, x++) {
                assert_true(x < size && y < size && canvas[y * size + x] == 0);
                canvas[y * size + x] = 1;
            }
        }
    }
}

static void the_picture_has_exactly_the_modules_of_the_code_within_six_kilobytes(void **state) {
    struct arena *arena = *state;
    char longest[LIMIT_TOTP_URI_BYTES];
    randombytes_buf(longest, sizeof longest);
    const struct slice texts[] = {totp_uri(arena, rfc_secret(), S("Mlup"), S("dara@office.org")),
                                  {longest, sizeof longest}};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct totp_qr qr;
        assert_true(totp_qr_path(arena, texts[i], &qr));
        assert_true(qr.path.len <= 6000);
        unsigned char *canvas = arena_alloc(arena, (size_t)(qr.size * qr.size));
        draw(qr.path, qr.size, canvas);
        QRcode *code = QRcode_encodeData((int)texts[i].len, (const unsigned char *)texts[i].s, 0, QR_ECLEVEL_L);
        assert_int_equal(qr.size, code->width + 8);
        for (int y = 0; y < qr.size; y++)
            for (int x = 0; x < qr.size; x++) {
                bool inside = x >= 4 && y >= 4 && x < qr.size - 4 && y < qr.size - 4;
                int expected = inside ? code->data[(y - 4) * code->width + x - 4] & 1 : 0;
                assert_int_equal(canvas[y * qr.size + x], expected);
            }
        QRcode_free(code);
    }
}

static void a_text_too_long_for_a_qr_code_is_said_so(void **state) {
    struct totp_qr qr;
    struct slice text = {arena_alloc(*state, 4000), 4000};
    assert_false(totp_qr_path(*state, text, &qr));
}

static void each_recovery_code_is_found_by_its_owner_only(void **state) {
    struct uuid user = uuid_new(), other = uuid_new();
    struct slice codes[LIMIT_RECOVERY_CODES];
    struct recovery_hash hashes[LIMIT_RECOVERY_CODES];
    totp_recovery_new(*state, user, codes, hashes);
    for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++) {
        assert_int_equal(codes[i].len, 19);
        assert_int_equal(totp_recovery_find(user, codes[i], hashes, LIMIT_RECOVERY_CODES), i);
        assert_int_equal(totp_recovery_find(other, codes[i], hashes, LIMIT_RECOVERY_CODES), -1);
        assert_int_equal(totp_recovery_find(user, codes[i], hashes, i), -1);
        for (size_t k = 0; k < i; k++)
            assert_false(slice_equal(codes[i], codes[k]));
    }
    assert_int_equal(totp_recovery_find(user, S(""), hashes, LIMIT_RECOVERY_CODES), -1);
}

static void a_recovery_code_is_read_as_meant(void **state) {
    struct uuid user = uuid_new();
    struct slice codes[LIMIT_RECOVERY_CODES];
    struct recovery_hash hashes[LIMIT_RECOVERY_CODES];
    totp_recovery_new(*state, user, codes, hashes);
    for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++) {
        struct slice typed = arena_copy(*state, codes[i]);
        for (size_t k = 0; k < typed.len; k++) {
            char *c = (char *)typed.s + k;
            *c = *c == '0' ? 'o' : *c == '1' ? 'l' : *c == '-' ? ' ' : *c >= 'A' ? (char)(*c + 32) : *c;
        }
        assert_int_equal(totp_recovery_find(user, typed, hashes, LIMIT_RECOVERY_CODES), i);
    }
}

#define ARENA_TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(codes_are_those_of_the_rfc),
        ARENA_TEST(a_code_is_good_for_its_step_and_one_beside_it),
        ARENA_TEST(a_code_is_good_only_once),
        ARENA_TEST(a_code_may_be_typed_with_spaces_or_in_khmer_digits),
        ARENA_TEST(the_secret_reads_as_base32_as_phones_expect),
        ARENA_TEST(the_address_has_the_form_that_apps_read),
        ARENA_TEST(long_khmer_names_are_cut_between_characters),
        ARENA_TEST(the_picture_has_exactly_the_modules_of_the_code_within_six_kilobytes),
        ARENA_TEST(a_text_too_long_for_a_qr_code_is_said_so),
        ARENA_TEST(each_recovery_code_is_found_by_its_owner_only),
        ARENA_TEST(a_recovery_code_is_read_as_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
