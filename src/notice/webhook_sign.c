/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/webhook_sign.h"

#include <sodium.h>

enum { SECRET_BYTES = 32 };

struct slice webhook_secret_new(struct arena *arena) {
    uint8_t bytes[SECRET_BYTES];
    char text[sodium_base64_ENCODED_LEN(SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
    struct slice secret = arena_printf(arena, "whsec_%s", text);
    sodium_memzero(text, sizeof text);
    return secret;
}

static void add_v1(struct text *out, struct slice secret, struct slice stamp, struct slice body) {
    crypto_auth_hmacsha256_state state;
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    char hex[sizeof mac * 2 + 1];
    if (!secret.len) return;
    crypto_auth_hmacsha256_init(&state, (const uint8_t *)secret.s, secret.len);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)stamp.s, stamp.len);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)".", 1);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)body.s, body.len);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_memzero(&state, sizeof state);
    text_printf(out, ",v1=%s", sodium_bin2hex(hex, sizeof hex, mac, sizeof mac));
}

struct slice webhook_signature(struct arena *arena, int64_t at_s, struct slice body, struct slice secret,
                               struct slice old_secret) {
    struct text out = TEXT_IN(arena);
    struct slice stamp = arena_printf(arena, "%lld", (long long)at_s);
    text_printf(&out, "t=%.*s", SLICE_ARG(stamp));
    add_v1(&out, secret, stamp, body);
    add_v1(&out, old_secret, stamp, body);
    return text_slice(&out);
}
