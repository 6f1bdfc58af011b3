/* SPDX-License-Identifier: Apache-2.0 */
/* See password.h. */
#include "access/password.h"

#include <sodium.h>

#include "base/embedded.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"

const char password_nobody_line[] = "$argon2id$v=19$m=19456,t=2,p=1$"
                                    "0YASTWUuL7kCueCSIwkM/w$6hVxPlidWPbXXK9Ffy15dJ4jkqDPV7KhNYwiLizZiqo";

enum { MEM_BYTES = PASSWORD_MEM_KIB * 1024 };

/* ---- the hash ---- */

struct slice password_hash(struct arena *arena, struct slice password) {
    char stored[crypto_pwhash_STRBYTES];
    ASSERT(password.len <= LIMIT_PASSWORD_BYTES_MAX);
    if (crypto_pwhash_str(stored, password.s, password.len, PASSWORD_OPS, MEM_BYTES) != 0) {
        log_fail("no memory to hash a password");
        return (struct slice){0};
    }
    return arena_copy(arena, slice_of(stored));
}

bool password_verify(struct slice stored, struct slice password) {
    char line[crypto_pwhash_STRBYTES] = {0}; /* libsodium reads all of it */
    if (stored.len >= sizeof line || password.len > LIMIT_PASSWORD_BYTES_MAX) return false;
    if (stored.len) memcpy(line, stored.s, stored.len);
    return crypto_pwhash_str_verify(line, password.s, password.len) == 0;
}

bool password_verify_nobody(struct slice password) {
    bool matched = password_verify(slice_of(password_nobody_line), password);
    return matched && false;
}

bool password_needs_rehash(struct arena *arena, struct slice stored) {
    return crypto_pwhash_str_needs_rehash(arena_cstr(arena, stored), PASSWORD_OPS, MEM_BYTES) != 0;
}

/* ---- the rule ---- */

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c & 0x80);
}

static struct slice lower(struct arena *arena, struct slice text) {
    struct slice copy = arena_copy(arena, text);
    char *bytes = (char *)copy.s;
    for (size_t i = 0; i < copy.len; i++)
        if (bytes[i] >= 'A' && bytes[i] <= 'Z') bytes[i] = (char)(bytes[i] + ('a' - 'A'));
    return copy;
}

/* Without the digits and signs at both ends: "dragon" of "2016dragon!!". */
static struct slice core(struct slice text) {
    while (text.len && !is_letter(text.s[0]))
        text = slice_sub(text, 1, text.len);
    while (text.len && !is_letter(text.s[text.len - 1]))
        text = slice_sub(text, 0, text.len - 1);
    return text;
}

/* "p@ssw0rd" to "password". */
static struct slice without_disguise(struct arena *arena, struct slice text) {
    static const char disguised[] = "@4031$57", plain[] = "aaoeisst";
    struct slice copy = arena_copy(arena, text);
    for (size_t i = 0; i < copy.len; i++) {
        const char *found = copy.s[i] ? strchr(disguised, copy.s[i]) : NULL;
        if (found) ((char *)copy.s)[i] = plain[found - disguised];
    }
    return copy;
}

/* The line of a list that begins at or before `at`. */
static struct slice line_around(struct slice list, size_t at) {
    size_t start = at;
    while (start > 0 && list.s[start - 1] != '\n')
        start--;
    return slice_sub(list, start, slice_find(list, S("\n"), start));
}

/* Binary search in the sorted lines of data/passwords/common.txt. */
static bool is_common(struct slice word) {
    const struct embedded_file *file = embedded_find(S("data/passwords/common.txt"));
    ASSERT(file);
    size_t low = 0, high = file->bytes.len;
    while (low < high) {
        struct slice line = line_around(file->bytes, low + (high - low) / 2);
        int order = slice_compare(word, line);
        size_t start = (size_t)(line.s - file->bytes.s);
        if (order == 0) return true;
        if (order < 0) high = start;
        else low = start + line.len + 1;
    }
    return false;
}

static bool is_common_with_variants(struct arena *arena, struct slice password) {
    struct slice small = lower(arena, password), word = core(small);
    return is_common(small) || (word.len && (is_common(word) || is_common(without_disguise(arena, word))));
}

static size_t distinct_runes(struct slice text) {
    uint32_t seen[LIMIT_PASSWORD_DISTINCT_CHARS_MIN], rune;
    size_t count = 0, known;
    for (size_t i = 0; count < ARRAY_LEN(seen) && slice_next_rune(text, &i, &rune);) {
        for (known = 0; known < count && seen[known] != rune;)
            known++;
        if (known == count) seen[count++] = rune;
    }
    return count;
}

/* True for "abcdefghij" and "9876543210": all but two steps go to a neighbour (9 and 0 are neighbours). */
static bool is_row_of_neighbours(struct slice text) {
    uint32_t before = 0, rune;
    size_t steps = 0, jumps = 0;
    for (size_t i = 0; slice_next_rune(text, &i, &rune); before = rune, steps++) {
        int64_t step = (int64_t)rune - before;
        if (step < 0) step = -step;
        if (steps > 0 && step > 1 && step != 9) jumps++;
    }
    return jumps <= 2;
}

/* True when the password is the known text, or its letters are, or the part of an address before the '@'. */
static bool is_known(struct arena *arena, struct slice password, struct slice known) {
    struct slice small = lower(arena, slice_trim(password)), text = lower(arena, slice_trim(known));
    if (text.len == 0) return false;
    struct slice name = slice_sub(text, 0, slice_find(text, S("@"), 0));
    struct slice words = core(small), name_words = core(name);
    return slice_equal(small, text) || slice_equal(small, name) ||
           (name_words.len && slice_equal(words, name_words));
}

static const char *fault_of_form(struct slice password) {
    if (!slice_is_utf8(password)) return "The password must be text.";
    if (distinct_runes(password) < LIMIT_PASSWORD_DISTINCT_CHARS_MIN)
        return "The password repeats the same few characters. Use more different ones.";
    if (is_row_of_neighbours(password)) return "The password is a row of neighbouring letters or digits.";
    return NULL;
}

static const char *fault_of_content(struct arena *arena, struct slice password, const struct slice *known,
                                    size_t known_count) {
    for (size_t i = 0; i < known_count; i++)
        if (is_known(arena, password, known[i]))
            return "The password must not be your name, your e-mail address or your organisation.";
    if (is_common_with_variants(arena, password))
        return "This password is one of the first that attackers try. Use several words.";
    return NULL;
}

bool password_is_acceptable(struct slice password, const struct slice *known, size_t known_count,
                            struct slice field, struct refusal *refusal) {
    struct slice none = {0};
    if (slice_rune_count(password) < LIMIT_PASSWORD_CHARS_MIN)
        return refuse_with(refusal, field, "The password must have at least {1} characters.",
                           arena_printf(refusal->arena, "%d", LIMIT_PASSWORD_CHARS_MIN), none);
    if (password.len > LIMIT_PASSWORD_BYTES_MAX)
        return refuse_with(refusal, field, "The password must not be longer than {1} bytes.",
                           arena_printf(refusal->arena, "%d", LIMIT_PASSWORD_BYTES_MAX), none);
    const char *fault = fault_of_form(password);
    if (!fault) fault = fault_of_content(refusal->arena, password, known, known_count);
    return fault ? refuse(refusal, field, fault) : true;
}

struct slice password_generate(struct arena *arena) {
    static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz"; /* Crockford's: nothing that looks like another */
    enum { GROUPS = 4, GROUP = 4 };
    struct text text = TEXT_IN(arena);
    for (int i = 0; i < GROUPS * GROUP; i++) {
        if (i > 0 && i % GROUP == 0) text_append_char(&text, '-');
        text_append_char(&text, letters[randombytes_uniform(sizeof letters - 1)]);
    }
    return text_slice(&text);
}
