/* SPDX-License-Identifier: Apache-2.0 */
/* See token.h. */
#include "access/token.h"

#include <sodium.h>

enum {
    SECRET_BYTES = 32,
    CHECKSUM_BYTES = 3,
    CHECKSUM_CHARS = 4,
    MASK_BYTES = 16,
    CSRF_BYTES = 2 * MASK_BYTES,
    BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};

#define API_PREFIX "mlup_"

/* ---- sessions and API clients ---- */

/* Of the whole token, so that the prefix keeps the kinds apart. */
static struct token_hash hash_token(struct slice token) {
    struct token_hash hash;
    crypto_generichash(hash.bytes, sizeof hash.bytes, (const unsigned char *)token.s, token.len, NULL, 0);
    return hash;
}

/* The first 24 bits of BLAKE2b-128 of the 43 characters, as four more. */
static void write_checksum(struct slice body, char checksum[static CHECKSUM_CHARS + 1]) {
    uint8_t sum[crypto_generichash_BYTES_MIN];
    crypto_generichash(sum, sizeof sum, (const unsigned char *)body.s, body.len, NULL, 0);
    sodium_bin2base64(checksum, CHECKSUM_CHARS + 1, sum, CHECKSUM_BYTES, BASE64);
}

struct slice token_new(struct arena *arena, enum token_kind kind, struct token_hash *hash) {
    uint8_t secret[SECRET_BYTES];
    char body[TOKEN_SESSION_CHARS + 1], checksum[CHECKSUM_CHARS + 1];
    randombytes_buf(secret, sizeof secret);
    sodium_bin2base64(body, sizeof body, secret, sizeof secret, BASE64);
    write_checksum(slice_of(body), checksum);
    struct slice token = kind == TOKEN_API ? arena_printf(arena, API_PREFIX "%s%s", body, checksum)
                                           : arena_copy(arena, slice_of(body));
    *hash = hash_token(token);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(body, sizeof body);
    return token;
}

/* Decodes base64url that stands for exactly 32 bytes, in its one canonical spelling. */
static bool decode_body(struct slice body, uint8_t bytes[static SECRET_BYTES]) {
    size_t len = 0;
    const char *end = NULL;
    return body.len == TOKEN_SESSION_CHARS &&
           sodium_base642bin(bytes, SECRET_BYTES, body.s, body.len, NULL, &len, &end, BASE64) == 0 &&
           len == SECRET_BYTES && end == body.s + body.len;
}

static bool has_api_form(struct slice token) {
    char checksum[CHECKSUM_CHARS + 1];
    uint8_t secret[SECRET_BYTES];
    if (token.len != TOKEN_API_CHARS || !slice_starts(token, S(API_PREFIX))) return false;
    struct slice body = slice_sub(token, sizeof API_PREFIX - 1, token.len - CHECKSUM_CHARS);
    write_checksum(body, checksum);
    return slice_ends(token, slice_of(checksum)) && decode_body(body, secret);
}

bool token_parse(enum token_kind kind, struct slice token, struct token_hash *hash) {
    uint8_t secret[SECRET_BYTES];
    bool well_formed = kind == TOKEN_API ? has_api_form(token) : decode_body(token, secret);
    if (well_formed) *hash = hash_token(token);
    return well_formed;
}

bool token_hash_equal(struct token_hash a, struct token_hash b) {
    return sodium_memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

/* ---- forms ---- */

static void csrf_mac(const uint8_t key[static TOKEN_KEY_BYTES], struct token_hash session, struct slice purpose,
                     uint8_t mac[static MASK_BYTES]) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, TOKEN_KEY_BYTES, MASK_BYTES);
    crypto_generichash_update(&state, session.bytes, sizeof session.bytes);
    crypto_generichash_update(&state, (const unsigned char *)purpose.s, purpose.len);
    crypto_generichash_final(&state, mac, MASK_BYTES);
}

struct slice token_csrf_new(struct arena *arena, const uint8_t key[static TOKEN_KEY_BYTES],
                            struct token_hash session, struct slice purpose) {
    uint8_t bytes[CSRF_BYTES];
    char text[TOKEN_CSRF_CHARS + 1];
    randombytes_buf(bytes, MASK_BYTES);
    csrf_mac(key, session, purpose, bytes + MASK_BYTES);
    for (size_t i = 0; i < MASK_BYTES; i++)
        bytes[MASK_BYTES + i] ^= bytes[i];
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, BASE64);
    return arena_copy(arena, slice_of(text));
}

bool token_csrf_is_valid(const uint8_t key[static TOKEN_KEY_BYTES], struct token_hash session,
                         struct slice purpose, struct slice token) {
    uint8_t bytes[CSRF_BYTES], mac[MASK_BYTES];
    if (!decode_body(token, bytes)) return false;
    for (size_t i = 0; i < MASK_BYTES; i++)
        bytes[MASK_BYTES + i] ^= bytes[i];
    csrf_mac(key, session, purpose, mac);
    return sodium_memcmp(bytes + MASK_BYTES, mac, sizeof mac) == 0;
}
