/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"

#include <sodium.h>

#include "access/password.h"
#include "base/embedded.h"
#include "base/limits.h"

static int arena_setup(void **state) {
    assert_true(sodium_init() >= 0);
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static const struct slice known[] = {S_INIT("Sok Chan Dara"), S_INIT("sokchandara@green-field.org.kh"), S_INIT(""),
                                     S_INIT("Women Forward Cambodia")};

/* Made by another program, Debian's argon2 20171227:
 * echo -n "green buffalo river" | argon2 saltsaltsaltsalt -id -t 2 -k 19456 -p 1 -e */
static const char reference[] = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA"
                                "$iGkoki+uai3YJUvaxe4G382+62HW6l9CSpQO1g/c1KA";

static bool accepted(struct arena *arena, struct slice password) {
    struct refusal refusal = REFUSAL_IN(arena);
    bool fine = password_is_acceptable(password, known, ARRAY_LEN(known), S("password"), &refusal);
    assert_int_equal(refusal.count, fine ? 0 : 1);
    if (!fine) assert_true(slice_equal(refusal.first->field, S("password")));
    return fine;
}

static void several_words_or_khmer_text_make_a_good_password(void **state) {
    const struct slice good[] = {S("green buffalo river"), S("ទន្លេមេគង្គធំណាស់"), S("kT9#vq2!Lmx"),
                                 S("my mother sells rice"), S("correct horse battery")};
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(accepted(*state, good[i]));
}

static void a_short_or_endless_password_is_refused(void **state) {
    char endless[LIMIT_PASSWORD_BYTES_MAX + 1];
    for (size_t i = 0; i < sizeof endless; i++)
        endless[i] = (char)('a' + i * 7 % 26);
    assert_false(accepted(*state, S("kT9#vq2!L")));
    assert_false(accepted(*state, S("ទន្លេ"))); /* 15 bytes, 5 characters */
    assert_false(accepted(*state, (struct slice){endless, sizeof endless}));
    assert_true(accepted(*state, (struct slice){endless, sizeof endless - 1}));
}

static void a_common_password_is_refused_in_any_thin_disguise(void **state) {
    const struct slice bad[] = {S("qwertyuiop"), S("QwertyUIOP"),    S("password123"), S("P@ssw0rd2016!"),
                                S("2016dragon!!"), S("government"), S("1qaz2wsx3edc"), S("sunshine2017")};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(accepted(*state, bad[i]));
}

static void repeated_and_neighbouring_characters_are_refused(void **state) {
    const struct slice bad[] = {S("aaaaaaaaaaaa"), S("1212121212121"), S("abcabcabcabcabc"), S("1234567890123"),
                                S("98765432109876"), S("abcdefghijklm"), S("bad \xFF\xFE bytes in it")};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(accepted(*state, bad[i]));
}

static void what_everybody_knows_about_the_user_is_refused(void **state) {
    const struct slice bad[] = {S("Sok Chan Dara"), S("sokchandara@green-field.org.kh"), S("sokchandara"),
                                S("SokChanDara1990"), S("women forward cambodia"), S("2018 Women Forward Cambodia!"),
                                S("  Sok Chan Dara ")};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(accepted(*state, bad[i]));
}

static void every_password_of_the_list_is_found(void **state) {
    struct slice line, rest = embedded_find(S("data/passwords/common.txt"))->bytes, before = {0};
    size_t count = 0;
    struct arena *arena = arena_new();
    (void)state;
    while (slice_split(&rest, '\n', &line)) {
        if (line.len == 0) continue;
        assert_true(slice_compare(before, line) < 0);
        before = line;
        if (slice_rune_count(line) < LIMIT_PASSWORD_CHARS_MIN) continue;
        struct refusal refusal = REFUSAL_IN(arena);
        assert_false(password_is_acceptable(line, NULL, 0, S("password"), &refusal));
        count++;
        arena_reset(arena);
    }
    assert_true(count > 4000);
    arena_free(arena);
}

static void the_right_password_opens_and_any_other_does_not(void **state) {
    struct slice stored = password_hash(*state, S("green buffalo river"));
    assert_true(slice_starts(stored, S("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(password_verify(stored, S("green buffalo river")));
    assert_false(password_verify(stored, S("green buffalo rive")));
    assert_false(password_verify(stored, S("Green buffalo river")));
    assert_false(password_verify(stored, S("")));
    assert_false(password_verify(S(""), S("green buffalo river")));
    assert_false(password_verify(S("nonsense"), S("green buffalo river")));
    assert_false(slice_equal(stored, password_hash(*state, S("green buffalo river"))));
}

static void a_hash_of_the_reference_program_opens(void **state) {
    (void)state;
    assert_true(password_verify(slice_of(reference), S("green buffalo river")));
}

static void old_parameters_ask_for_a_new_hash(void **state) {
    char old[crypto_pwhash_STRBYTES];
    assert_int_equal(crypto_pwhash_str(old, "x", 1, 1, 8192 * 1024), 0);
    assert_true(password_needs_rehash(*state, slice_of(old)));
    assert_true(password_needs_rehash(*state, S("nonsense")));
    assert_false(password_needs_rehash(*state, password_hash(*state, S("x"))));
}

/* The work is the line's parameters, so equal parameters are equal time, without asking a clock. */
static void a_name_that_nobody_has_costs_the_work_of_a_wrong_password(void **state) {
    assert_false(password_needs_rehash(*state, slice_of(password_nobody_line)));
    assert_false(password_verify_nobody(S("wrong password")));
    assert_false(password_verify_nobody(S("")));
}

#define ARENA_TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(several_words_or_khmer_text_make_a_good_password),
        ARENA_TEST(a_short_or_endless_password_is_refused),
        ARENA_TEST(a_common_password_is_refused_in_any_thin_disguise),
        ARENA_TEST(repeated_and_neighbouring_characters_are_refused),
        ARENA_TEST(what_everybody_knows_about_the_user_is_refused),
        ARENA_TEST(every_password_of_the_list_is_found),
        ARENA_TEST(the_right_password_opens_and_any_other_does_not),
        ARENA_TEST(a_hash_of_the_reference_program_opens),
        ARENA_TEST(old_parameters_ask_for_a_new_hash),
        ARENA_TEST(a_name_that_nobody_has_costs_the_work_of_a_wrong_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
