/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what a stranger sends at the login page: password, code, recovery code, cookie, form token, address. */
#include <sodium.h>

#include "access/limiter.h"
#include "access/password.h"
#include "access/token.h"
#include "access/totp.h"
#include "base/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void try_password(struct arena *arena, struct slice text) {
    struct refusal refusal = REFUSAL_IN(arena);
    bool accepted = password_is_acceptable(text, &text, 1, S("password"), &refusal);
    ASSERT(!accepted); /* it is what everybody knows about this user */
    accepted = password_is_acceptable(text, NULL, 0, S("password"), &refusal);
    ASSERT(!accepted || (text.len <= LIMIT_PASSWORD_BYTES_MAX && slice_is_utf8(text)));
}

static void try_tokens(struct slice text) {
    static const uint8_t key[TOKEN_KEY_BYTES] = {1};
    struct token_hash hash = {{0}};
    bool is_session = token_parse(TOKEN_SESSION, text, &hash), is_api = token_parse(TOKEN_API, text, &hash);
    ASSERT(!(is_session && is_api));
    ASSERT(!token_csrf_is_valid(key, hash, S(""), text));
}

static void try_codes(struct arena *arena, struct slice text) {
    struct totp_secret secret = {{1}};
    struct recovery_hash none = {{0}};
    struct uuid user = {{0}};
    struct totp_qr qr;
    int64_t step = 7;
    bool valid = totp_is_valid(secret, text, 1500000000000, 0, &step);
    ASSERT(valid == (step != 7));
    ASSERT(totp_recovery_find(user, text, &none, 1) == -1);
    struct slice uri = totp_uri(arena, secret, text, text);
    ASSERT(uri.len <= LIMIT_TOTP_URI_BYTES && totp_qr_path(arena, uri, &qr));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct slice text = {(const char *)bytes, length};
    ASSERT(sodium_init() >= 0);
    try_password(job_arena, text);
    try_tokens(text);
    try_codes(job_arena, text);
    limiter_address_key(job_arena, text);
    arena_free(job_arena);
    return 0;
}
