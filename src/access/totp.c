/* SPDX-License-Identifier: Apache-2.0 */
/* See totp.h. */
#include "access/totp.h"

#include <liboath/oath.h>
#include <qrencode.h>
#include <sodium.h>

#include "base/log.h"
#include "base/text.h"

enum {
    SECRET_CHARS = TOTP_SECRET_BYTES * 8 / 5,
    RECOVERY_BYTES = 10,
    RECOVERY_CHARS = RECOVERY_BYTES * 8 / 5,
    RECOVERY_GROUP_CHARS = 4,
    QUIET_MODULES = 4, /* ISO/IEC 18004 */
    KHMER_ZERO = 0x17E0,
};

static const char BASE32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; /* RFC 4648 */
static const char CROCKFORD[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Five bits a character, no padding; `len` is a multiple of five. */
static void write_base32(const char *alphabet, const uint8_t *bytes, size_t len, char *text) {
    uint64_t bits = 0;
    for (size_t i = 0; i < len; i += 5, text += 8) {
        for (size_t k = 0; k < 5; k++)
            bits = bits << 8 | bytes[i + k];
        for (int k = 0; k < 8; k++)
            text[k] = alphabet[bits >> (35 - 5 * k) & 31];
    }
}

/* ---- codes of the phone ---- */

struct totp_secret totp_secret_new(void) {
    struct totp_secret secret;
    randombytes_buf(secret.bytes, sizeof secret.bytes);
    return secret;
}

struct slice totp_secret_format(struct arena *arena, struct totp_secret secret) {
    char text[SECRET_CHARS];
    write_base32(BASE32, secret.bytes, sizeof secret.bytes, text);
    return arena_copy(arena, (struct slice){text, sizeof text});
}

int64_t totp_step_of_ms(int64_t ms) {
    return ms / (TOTP_STEP_S * 1000);
}

void totp_code(struct totp_secret secret, int64_t step, char code[static TOTP_DIGITS]) {
    char text[TOTP_DIGITS + 1];
    ASSERT(step >= 0);
    int failed = oath_totp_generate((const char *)secret.bytes, sizeof secret.bytes, (time_t)(step * TOTP_STEP_S),
                                    TOTP_STEP_S, OATH_TOTP_DEFAULT_START_TIME, TOTP_DIGITS, text);
    ASSERT(failed == OATH_OK);
    memcpy(code, text, TOTP_DIGITS);
}

/* The digits of what was typed; false when there are not exactly six, or anything but digits, spaces and '-'. */
static bool read_digits(struct slice typed, char code[static TOTP_DIGITS]) {
    uint32_t rune;
    size_t i = 0, count = 0;
    while (slice_next_rune(typed, &i, &rune)) {
        if (rune == ' ' || rune == '-') continue;
        if (rune >= KHMER_ZERO && rune <= KHMER_ZERO + 9) rune = rune - KHMER_ZERO + '0';
        if (rune < '0' || rune > '9' || count == TOTP_DIGITS) return false;
        code[count++] = (char)rune;
    }
    return i == typed.len && count == TOTP_DIGITS;
}

bool totp_is_valid(struct totp_secret secret, struct slice code, int64_t now_ms, int64_t last_step, int64_t *step) {
    char typed[TOTP_DIGITS], right[TOTP_DIGITS];
    int64_t now = totp_step_of_ms(now_ms), found = -1;
    if (!read_digits(code, typed)) return false;
    for (int64_t s = now - TOTP_WINDOW_STEPS; s <= now + TOTP_WINDOW_STEPS; s++) { /* all, whatever is found */
        if (s < 0) continue;
        totp_code(secret, s, right);
        if (sodium_memcmp(typed, right, sizeof right) == 0 && s > last_step) found = s;
    }
    if (found < 0) return false;
    *step = found;
    return true;
}

/* ---- the address and its picture ---- */

/* Percent-encodes all but the unreserved characters of RFC 3986. */
static void append_encoded(struct text *out, struct slice text) {
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if (c && strchr(unreserved, c)) text_append_char(out, c);
        else text_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

static struct slice uri_of(struct arena *arena, struct slice secret, struct slice issuer, struct slice account) {
    struct text out = TEXT_IN(arena);
    text_append(&out, S("otpauth://totp/"));
    append_encoded(&out, issuer);
    text_append(&out, S(":"));
    append_encoded(&out, account);
    text_printf(&out, "?secret=%.*s&issuer=", SLICE_ARG(secret));
    append_encoded(&out, issuer);
    return text_slice(&out);
}

/* Without the last code point. */
static struct slice cut_rune(struct slice text) {
    size_t end = text.len;
    while (end > 0 && ((unsigned char)text.s[--end] & 0xC0) == 0x80)
        ;
    return slice_sub(text, 0, end);
}

struct slice totp_uri(struct arena *arena, struct totp_secret secret, struct slice issuer, struct slice account) {
    struct slice text = totp_secret_format(arena, secret), uri = uri_of(arena, text, issuer, account);
    while (uri.len > LIMIT_TOTP_URI_BYTES && (issuer.len > 1 || account.len > 1)) {
        if (account.len >= issuer.len) account = cut_rune(account);
        else issuer = cut_rune(issuer);
        uri = uri_of(arena, text, issuer, account);
    }
    return uri;
}

/* One row of modules as horizontal strokes of width one, drawn from the middle of the row. */
static void append_row(struct text *path, const unsigned char *row, int width, int y) {
    int pen = -1; /* where the pen stands; -1: not yet in this row */
    for (int x = 0; x < width;) {
        int start = x;
        while (x < width && (row[x] & 1))
            x++;
        if (x == start) {
            x++;
            continue;
        }
        if (pen < 0) text_printf(path, "M%d %d.5h%d", start + QUIET_MODULES, y + QUIET_MODULES, x - start);
        else text_printf(path, "m%d 0h%d", start - pen, x - start);
        pen = x;
    }
}

bool totp_qr_path(struct arena *arena, struct slice text, struct totp_qr *qr) {
    struct text path = TEXT_IN(arena);
    QRcode *code = QRcode_encodeData((int)text.len, (const unsigned char *)text.s, 0, QR_ECLEVEL_L);
    if (!code) return false;
    for (int y = 0; y < code->width; y++)
        append_row(&path, code->data + (ptrdiff_t)y * code->width, code->width, y);
    *qr = (struct totp_qr){text_slice(&path), code->width + 2 * QUIET_MODULES};
    QRcode_free(code);
    return true;
}

/* ---- recovery codes ---- */

static struct recovery_hash hash_code(struct uuid user_id, const char code[static RECOVERY_CHARS]) {
    struct recovery_hash hash;
    crypto_generichash_state state;
    crypto_generichash_init(&state, user_id.bytes, UUID_BYTES, sizeof hash.bytes);
    crypto_generichash_update(&state, (const unsigned char *)"recovery", 8);
    crypto_generichash_update(&state, (const unsigned char *)code, RECOVERY_CHARS);
    crypto_generichash_final(&state, hash.bytes, sizeof hash.bytes);
    return hash;
}

/* For people: groups of four with '-' between. */
static struct slice format_code(struct arena *arena, const char code[static RECOVERY_CHARS]) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < RECOVERY_CHARS; i += RECOVERY_GROUP_CHARS) {
        if (i) text_append_char(&out, '-');
        text_append(&out, (struct slice){code + i, RECOVERY_GROUP_CHARS});
    }
    return text_slice(&out);
}

void totp_recovery_new(struct arena *arena, struct uuid user_id, struct slice codes[static LIMIT_RECOVERY_CODES],
                       struct recovery_hash hashes[static LIMIT_RECOVERY_CODES]) {
    for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++) {
        uint8_t bytes[RECOVERY_BYTES];
        char code[RECOVERY_CHARS];
        randombytes_buf(bytes, sizeof bytes);
        write_base32(CROCKFORD, bytes, sizeof bytes, code);
        codes[i] = format_code(arena, code);
        hashes[i] = hash_code(user_id, code);
    }
}

/* The letter as Crockford means it, or 0 when it is none. */
static char crockford_letter(char c) {
    if (c >= 'a' && c <= 'z') c = (char)(c - ('a' - 'A'));
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return c && strchr(CROCKFORD, c) ? c : 0;
}

static bool read_code(struct slice typed, char code[static RECOVERY_CHARS]) {
    size_t count = 0;
    for (size_t i = 0; i < typed.len; i++) {
        if (typed.s[i] == ' ' || typed.s[i] == '-') continue;
        char c = crockford_letter(typed.s[i]);
        if (!c || count == RECOVERY_CHARS) return false;
        code[count++] = c;
    }
    return count == RECOVERY_CHARS;
}

int totp_recovery_find(struct uuid user_id, struct slice typed, const struct recovery_hash *hashes, size_t count) {
    char code[RECOVERY_CHARS];
    int found = -1;
    ASSERT(count <= LIMIT_RECOVERY_CODES);
    if (!read_code(typed, code)) return -1;
    struct recovery_hash hash = hash_code(user_id, code);
    for (size_t i = 0; i < count; i++)
        if (sodium_memcmp(hash.bytes, hashes[i].bytes, sizeof hash.bytes) == 0) found = (int)i;
    return found;
}
