/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random tokens that stand for a session or an API client, and the tokens in forms against cross-site requests
 * (CSRF).  Only the hash of a session or API token is ever stored: who reads the database cannot sign in with it.
 * A token has 256 random bits, so a plain hash is enough and a look-up by hash tells nothing by its time.
 */
#ifndef MLUP_ACCESS_TOKEN_H
#define MLUP_ACCESS_TOKEN_H

#include "base/arena.h"

enum {
    TOKEN_HASH_BYTES = 32,
    TOKEN_KEY_BYTES = 32,     /* seal_key_bytes of the key for SEAL_FOR_CSRF */
    TOKEN_SESSION_CHARS = 43, /* base64url of 32 bytes */
    TOKEN_API_CHARS = 5 + 43 + 4,
    TOKEN_CSRF_CHARS = 43,
};

/* What is stored and looked up. */
struct token_hash {
    uint8_t bytes[TOKEN_HASH_BYTES];
};

/* What a token stands for; the hashes differ, so one kind never passes for the other. */
enum token_kind {
    TOKEN_SESSION, /* the value of the session cookie */
    TOKEN_API,     /* "mlup_", 43 characters, 4 of checksum: scanners for leaked secrets find it by its form */
};

/* A new token, shown or sent once, and its hash to store. */
struct slice token_new(struct arena *arena, enum token_kind kind, struct token_hash *hash);
/* The hash of a token that a client sent; false when it does not have the form of its kind (nothing to look up). */
bool token_parse(enum token_kind kind, struct slice token, struct token_hash *hash)
    __attribute__((warn_unused_result));
/* In constant time. */
bool token_hash_equal(struct token_hash a, struct token_hash b);

/*
 * The token of a form: a keyed hash of the session and the form's purpose ("change password"; empty for ordinary
 * forms), masked anew for each page so that compression cannot leak it (BREACH).  Before login the session is the
 * hash of the cookie that the login page sets.
 */
struct slice token_csrf_new(struct arena *arena, const uint8_t key[static TOKEN_KEY_BYTES],
                            struct token_hash session, struct slice purpose);
/* True when the token was made for this session and purpose.  Constant time. */
bool token_csrf_is_valid(const uint8_t key[static TOKEN_KEY_BYTES], struct token_hash session,
                         struct slice purpose, struct slice token) __attribute__((warn_unused_result));

#endif
