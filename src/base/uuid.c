/* SPDX-License-Identifier: Apache-2.0 */
#include "base/uuid.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/text.h"

enum { RANDOM_BATCH = 128 };

/* Per thread, so that making an id takes no lock: a thread's ids increase, and random bits keep threads apart. */
struct uuid_source {
    uint64_t latest; /* 48 bits of milliseconds, 12 bits of counter */
    size_t random_left;
    uint64_t random[RANDOM_BATCH];
};

static uint64_t random_next(struct uuid_source *source) {
    if (source->random_left == 0) {
        randombytes_buf(source->random, sizeof source->random);
        source->random_left = RANDOM_BATCH;
    }
    return source->random[--source->random_left];
}

struct uuid uuid_new(void) {
    static _Thread_local struct uuid_source source;
    uint64_t wall = (uint64_t)clock_now_ms() << 12;
    source.latest = wall > source.latest ? wall : source.latest + 1;
    uint64_t high = (source.latest >> 12) << 16 | 0x7000 | (source.latest & 0xFFF);
    uint64_t low = (random_next(&source) & 0x3FFFFFFFFFFFFFFFu) | 0x8000000000000000u;
    struct uuid uuid;
    for (int i = 0; i < 8; i++) {
        uuid.bytes[i] = (uint8_t)(high >> (56 - 8 * i));
        uuid.bytes[8 + i] = (uint8_t)(low >> (56 - 8 * i));
    }
    return uuid;
}

struct uuid uuid_of_name(struct slice domain, struct slice name) {
    struct uuid uuid;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, UUID_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)domain.s, domain.len);
    crypto_generichash_update(&state, (const unsigned char *)"\0", 1);
    crypto_generichash_update(&state, (const unsigned char *)name.s, name.len);
    crypto_generichash_final(&state, uuid.bytes, UUID_BYTES);
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0F) | 0x80);
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3F) | 0x80);
    return uuid;
}

struct uuid uuid_of_serial(struct slice domain, struct slice name) {
    enum { COUNTING_BYTES = 3, NEIGHBOUR_BYTES = 6 };
    struct uuid uuid = uuid_of_name(domain, name);
    struct uuid near = uuid_of_name(domain, slice_sub(name, 0, name.len > COUNTING_BYTES ? name.len - COUNTING_BYTES : 0));
    memcpy(uuid.bytes, near.bytes, NEIGHBOUR_BYTES);
    return uuid;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool uuid_parse(struct slice text, struct uuid *uuid) {
    if (text.len != UUID_TEXT) return false;
    struct uuid parsed;
    size_t at = 0;
    for (int i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            if (text.s[at++] != '-') return false;
        }
        int high = hex_digit(text.s[at]), low = hex_digit(text.s[at + 1]);
        if (high < 0 || low < 0) return false;
        parsed.bytes[i] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    *uuid = parsed;
    return true;
}

void uuid_write(struct uuid uuid, char text[static UUID_TEXT]) {
    static const char hex[] = "0123456789abcdef";
    size_t at = 0;
    for (int i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
        text[at++] = hex[uuid.bytes[i] >> 4];
        text[at++] = hex[uuid.bytes[i] & 15];
    }
}

struct slice uuid_format(struct arena *arena, struct uuid uuid) {
    char text[UUID_TEXT];
    uuid_write(uuid, text);
    return arena_copy(arena, (struct slice){text, UUID_TEXT});
}

bool uuid_equal(struct uuid a, struct uuid b) {
    return memcmp(a.bytes, b.bytes, UUID_BYTES) == 0;
}

int uuid_compare(struct uuid a, struct uuid b) {
    return memcmp(a.bytes, b.bytes, UUID_BYTES);
}

bool uuid_is_zero(struct uuid uuid) {
    return uuid_equal(uuid, (struct uuid){{0}});
}

/* Crockford's alphabet; the check character is a weighted sum of the digits modulo the prime 31, which catches a
 * wrong character and a swap of neighbours (all but 0 taken for Z). */
static const char code_alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
enum { CODE_DIGITS = 4, CODE_CHECK_PRIME = 31 };

static int code_check(int64_t number) {
    int64_t sum = 0;
    for (int64_t weight = 2; number > 0; weight++, number /= 32) {
        sum += number % 32 * weight;
    }
    return (int)(sum % CODE_CHECK_PRIME);
}

struct slice code_format(struct arena *arena, struct slice prefix, int64_t number) {
    char digits[16];
    size_t at = sizeof digits, least = sizeof digits - CODE_DIGITS;
    for (int64_t rest = number; rest > 0 || at > least; rest /= 32) {
        digits[--at] = code_alphabet[rest % 32];
    }
    return arena_printf(arena, "%.*s-%.*s%c", SLICE_ARG(prefix), (int)(sizeof digits - at), digits + at,
                        code_alphabet[code_check(number)]);
}

static int code_digit(char c) {
    if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    for (int i = 0; code_alphabet[i]; i++) {
        if (code_alphabet[i] == c) return i;
    }
    return -1;
}

bool code_is_valid(struct slice code) {
    size_t dash = slice_find(code, S("-"), 0);
    if (code.len < dash + 3 || code.len - dash > 14) return false;
    int64_t number = 0;
    for (size_t i = dash + 1; i + 1 < code.len; i++) {
        int digit = code_digit(code.s[i]);
        if (digit < 0) return false;
        number = number * 32 + digit;
    }
    return code_digit(code.s[code.len - 1]) == code_check(number);
}
