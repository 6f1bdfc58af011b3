/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"

#include <sodium.h>

#include "access/token.h"

static const uint8_t key[TOKEN_KEY_BYTES] = {1, 2, 3};
static const uint8_t other_key[TOKEN_KEY_BYTES] = {1, 2, 4};

static int arena_setup(void **state) {
    assert_true(sodium_init() >= 0);
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static void a_token_is_known_again_by_its_hash(void **state) {
    const enum token_kind kinds[] = {TOKEN_SESSION, TOKEN_API};
    const size_t lengths[] = {TOKEN_SESSION_CHARS, TOKEN_API_CHARS};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct token_hash stored, sent, stranger;
        struct slice token = token_new(*state, kinds[i], &stored);
        assert_int_equal(token.len, lengths[i]);
        assert_true(token_parse(kinds[i], token, &sent));
        assert_true(token_hash_equal(stored, sent));
        assert_false(slice_equal(token, token_new(*state, kinds[i], &stranger)));
        assert_false(token_hash_equal(stored, stranger));
    }
}

static void a_token_of_one_kind_never_passes_for_the_other(void **state) {
    struct token_hash api, session, hash;
    struct slice api_token = token_new(*state, TOKEN_API, &api);
    struct slice session_token = token_new(*state, TOKEN_SESSION, &session);
    assert_true(slice_starts(api_token, S("mlup_")));
    assert_false(token_parse(TOKEN_SESSION, api_token, &hash));
    assert_false(token_parse(TOKEN_API, session_token, &hash));
    assert_true(token_parse(TOKEN_SESSION, slice_sub(api_token, 5, 48), &hash));
    assert_false(token_hash_equal(hash, api));
}

static void a_mistyped_api_token_is_not_even_looked_up(void **state) {
    struct token_hash hash;
    struct slice token = token_new(*state, TOKEN_API, &hash);
    for (size_t i = 0; i < token.len; i++) {
        struct slice altered = arena_copy(*state, token);
        char *c = (char *)altered.s + i;
        *c = *c == 'x' ? 'y' : 'x';
        assert_false(token_parse(TOKEN_API, altered, &hash));
        assert_false(token_parse(TOKEN_API, slice_sub(token, 0, i), &hash));
    }
}

static void what_is_not_a_token_is_refused(void **state) {
    const struct slice junk[] = {S(""), S("x"), S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
                                 S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"), /* bits beyond 32 bytes */
                                 S("AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA"),
                                 S("AAAAAAAAAAAAAAAAAAAAA+AAAAAAAAAAAAAAAAAAAAA")};
    struct token_hash hash;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(junk); i++)
        assert_false(token_parse(TOKEN_SESSION, junk[i], &hash));
}

static void a_form_token_counts_for_its_session_and_purpose_only(void **state) {
    struct token_hash session, other;
    token_new(*state, TOKEN_SESSION, &session);
    token_new(*state, TOKEN_SESSION, &other);
    struct slice token = token_csrf_new(*state, key, session, S("change password"));
    assert_int_equal(token.len, TOKEN_CSRF_CHARS);
    assert_true(token_csrf_is_valid(key, session, S("change password"), token));
    assert_false(token_csrf_is_valid(key, other, S("change password"), token));
    assert_false(token_csrf_is_valid(key, session, S(""), token));
    assert_false(token_csrf_is_valid(other_key, session, S("change password"), token));
    assert_false(token_csrf_is_valid(key, session, S("change password"), S("")));
}

static void a_form_token_looks_different_on_every_page(void **state) {
    struct token_hash session;
    token_new(*state, TOKEN_SESSION, &session);
    struct slice a = token_csrf_new(*state, key, session, S("")), b = token_csrf_new(*state, key, session, S(""));
    assert_false(slice_equal(a, b));
    assert_true(token_csrf_is_valid(key, session, S(""), a));
    assert_true(token_csrf_is_valid(key, session, S(""), b));
}

static void an_altered_form_token_is_refused(void **state) {
    struct token_hash session;
    token_new(*state, TOKEN_SESSION, &session);
    struct slice token = token_csrf_new(*state, key, session, S(""));
    for (size_t i = 0; i < token.len; i++) {
        struct slice altered = arena_copy(*state, token);
        char *c = (char *)altered.s + i;
        *c = *c == 'x' ? 'y' : 'x';
        assert_false(token_csrf_is_valid(key, session, S(""), altered));
    }
}

#define ARENA_TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_token_is_known_again_by_its_hash),
        ARENA_TEST(a_token_of_one_kind_never_passes_for_the_other),
        ARENA_TEST(a_mistyped_api_token_is_not_even_looked_up),
        ARENA_TEST(what_is_not_a_token_is_refused),
        ARENA_TEST(a_form_token_counts_for_its_session_and_purpose_only),
        ARENA_TEST(a_form_token_looks_different_on_every_page),
        ARENA_TEST(an_altered_form_token_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
