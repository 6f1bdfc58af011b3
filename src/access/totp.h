/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Second factor: time-based one-time codes (RFC 6238: SHA-1, six digits, 30 seconds, as every phone app makes them)
 * and recovery codes on paper for a lost phone.  Nothing here is stored: the caller seals the secret, keeps the last
 * used step, and keeps the hashes of unused recovery codes.
 */
#ifndef MLUP_ACCESS_TOTP_H
#define MLUP_ACCESS_TOTP_H

#include "base/limits.h"
#include "base/refusal.h"
#include "base/uuid.h"

enum {
    TOTP_SECRET_BYTES = 20, /* RFC 4226, R6: 160 bits */
    TOTP_DIGITS = 6,
    TOTP_STEP_S = 30,
    TOTP_WINDOW_STEPS = 1, /* a phone may be 30 seconds wrong, either way */
    TOTP_RECOVERY_HASH_BYTES = 32,
};

struct totp_secret {
    uint8_t bytes[TOTP_SECRET_BYTES];
};

struct totp_secret totp_secret_new(void);
/* Base 32 without padding, 32 letters: for typing into an app that has no camera. */
struct slice totp_secret_format(struct arena *arena, struct totp_secret secret);

/* The number of the 30-second step that an instant (UTC ms since 1970) falls into. */
int64_t totp_step_of_ms(int64_t ms);
/* The six digits of a step. */
void totp_code(struct totp_secret secret, int64_t step, char code[static TOTP_DIGITS]);
/*
 * True when `code` (as typed: spaces and Khmer digits are read as meant) is right now or within the window and its
 * step is later than `last_step` (0 at first), so that nobody uses a code twice.  *step is then what to store as the
 * next last_step, in the same transaction that accepts the login.
 */
bool totp_is_valid(struct totp_secret secret, struct slice code, int64_t now_ms, int64_t last_step, int64_t *step)
    __attribute__((warn_unused_result));

/* The otpauth:// address that apps read from a QR code; longer names are cut at LIMIT_TOTP_URI_BYTES as a whole. */
struct slice totp_uri(struct arena *arena, struct totp_secret secret, struct slice issuer, struct slice account);

/*
 * A QR code as one SVG path, at most 6 kB:
 *   <svg viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><path d="{path}" stroke="#000"/></svg>
 * on white.  `size` counts modules with the quiet zone of four on each side.
 */
struct totp_qr {
    struct slice path;
    int size;
};
/* False when the text is too long for a QR code. */
bool totp_qr_path(struct arena *arena, struct slice text, struct totp_qr *qr) __attribute__((warn_unused_result));

/* Only the hash of a recovery code is stored; it holds for one user. */
struct recovery_hash {
    uint8_t bytes[TOTP_RECOVERY_HASH_BYTES];
};
/* LIMIT_RECOVERY_CODES new codes of 80 random bits each, "K7QD-3MZX-..." in Crockford's base 32, shown once. */
void totp_recovery_new(struct arena *arena, struct uuid user_id, struct slice codes[static LIMIT_RECOVERY_CODES],
                       struct recovery_hash hashes[static LIMIT_RECOVERY_CODES]);
/* The index of the typed code among `count` hashes (case, spaces, '-', O/0 and I/L/1 as meant), or -1.  The caller
 * removes that hash in the transaction that accepts the login. */
int totp_recovery_find(struct uuid user_id, struct slice typed, const struct recovery_hash *hashes, size_t count);

#endif
