/* SPDX-License-Identifier: Apache-2.0 */
/* What stands for a value in a file: codes or their labels, in whichever list; days; yes and no. */
#include "base/log.h"
#include "base/text.h"
#include "exchange/htcds/htcds.h"
#include "exchange/htcds/htcds_key.h"
#include "i18n/khmer.h"
#include "i18n/locale.h"

enum { CODES_MAX = 64, AGE_MAX = 200 };

static bool fault_say(struct htcds_fault *fault, const char *message, struct slice about) {
    *fault = (struct htcds_fault){message, about};
    return false;
}

/* ---- keys ---- */

struct slice htcds_key(struct arena *arena, struct slice text) {
    struct text key = TEXT_IN(arena);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (c >= 'A' && c <= 'Z') c = (unsigned char)(c + ('a' - 'A'));
        bool counts = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
        if (counts) text_append_char(&key, (char)c);
    }
    return text_slice(&key);
}

/* ---- codes ---- */

struct code_list {
    struct arena *arena;
    const struct htcds_codes *codes;
    struct text out;
};

/* Spelt rightly; the standard has them wrong. */
static struct slice key_of_code(struct arena *arena, struct slice text) {
    struct slice key = htcds_key(arena, text);
    return slice_equal(key, S("unacquainted")) ? S("unaquainted") : key;
}

static const struct htcds_code *code_find(const struct code_list *list, struct slice text) {
    struct slice key = key_of_code(list->arena, text);
    for (size_t i = 0; i < list->codes->count && key.len; i++) {
        const struct htcds_code *code = &list->codes->codes[i];
        if (slice_equal(key, htcds_key(list->arena, slice_of(code->code))) ||
            slice_equal(key, htcds_key(list->arena, slice_of(code->spelled))))
            return code;
    }
    return NULL;
}

static bool list_has(const struct code_list *list, struct slice code) {
    struct slice rest = text_slice(&list->out), one;
    while (rest.len && slice_split(&rest, ';', &one)) {
        if (slice_equal(one, code)) return true;
    }
    return false;
}

static bool code_add(struct code_list *list, const struct htcds_code *code) {
    if (list_has(list, slice_of(code->code))) return true;
    if (list->out.len) text_append_char(&list->out, ';');
    text_append(&list->out, slice_of(code->code));
    return true;
}

/* A label may hold commas and blanks: a text is taken apart only where it is none, by what parts lists first.
 */
static bool codes_take(struct code_list *list, struct slice text, size_t level, struct htcds_fault *fault) {
    static const char *const separators[] = {";|\n\r", ",", " \t"};
    const struct htcds_code *code = code_find(list, text);
    size_t from = 0;
    if (!slice_trim(text).len) return true;
    if (code) return code_add(list, code);
    if (level == ARRAY_LEN(separators))
        return fault_say(fault, TR("“{1}” is no code of this field in HTCDS."),
                         slice_sub(slice_trim(text), 0, 60));
    struct slice marks = slice_of(separators[level]);
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && slice_find(marks, slice_sub(text, i, i + 1), 0) == marks.len) continue;
        if (!codes_take(list, slice_sub(text, from, i), level + 1, fault)) return false;
        from = i + 1;
    }
    return true;
}

static bool codes_read(struct arena *arena, const struct htcds_field *field, struct slice text,
                       struct slice *value, struct htcds_fault *fault) {
    struct code_list list = {arena, htcds_codes_of(field), TEXT_IN(arena)};
    if (!codes_take(&list, text, 0, fault)) return false;
    *value = text_slice(&list.out);
    return true;
}

/* ---- others ---- */

static bool date_read(struct arena *arena, struct slice text, struct slice *value,
                      struct htcds_fault *fault) {
    static const char *const message = TR("“{1}” is no day: write it as 2016-03-07, 2016-03 or 2016.");
    struct slice plain = khmer_fold_digits(arena, text);
    struct date date;
    bool has_time = plain.len > 10 && (plain.s[10] == 'T' || plain.s[10] == ' ');
    if (has_time) plain = slice_sub(plain, 0, 10);
    if (!date_parse_iso(plain, &date)) return fault_say(fault, message, slice_sub(text, 0, 40));
    *value = date_format_iso(arena, date);
    return true;
}

static bool flag_read(struct arena *arena, struct slice text, struct slice *value,
                      struct htcds_fault *fault) {
    static const char *const words[][2] = {{"true", "TRUE"}, {"yes", "TRUE"},    {"1", "TRUE"},
                                           {"y", "TRUE"},    {"false", "FALSE"}, {"no", "FALSE"},
                                           {"0", "FALSE"},   {"n", "FALSE"},     {"បាទ", "TRUE"},
                                           {"ចាស", "TRUE"},  {"ទេ", "FALSE"}};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!slice_equal_nocase(text, slice_of(words[i][0]))) continue;
        *value = slice_of(words[i][1]);
        return true;
    }
    (void)arena;
    return fault_say(fault, TR("“{1}” is neither TRUE nor FALSE."), slice_sub(text, 0, 40));
}

/* "3.0" comes out of workbooks. */
static bool number_read(struct arena *arena, struct slice text, struct slice *value,
                        struct htcds_fault *fault) {
    struct slice plain = khmer_fold_digits(arena, text);
    int64_t number;
    if (slice_ends(plain, S(".0"))) plain = slice_sub(plain, 0, plain.len - 2);
    if (!slice_to_int64(plain, &number) || number < 0 || number > AGE_MAX)
        return fault_say(fault, TR("“{1}” is no such number."), slice_sub(text, 0, 40));
    *value = arena_printf(arena, "%lld", (long long)number);
    return true;
}

static bool degrees_read(struct arena *arena, struct slice text, struct slice *value,
                         struct htcds_fault *fault) {
    struct slice plain = khmer_fold_digits(arena, text);
    int64_t whole;
    size_t dot = slice_find(plain, S("."), 0), from = plain.len && plain.s[0] == '-';
    bool good = plain.len < 24 && slice_to_int64(slice_sub(plain, from, dot), &whole) &&
                plain.s[from] != '-' && whole <= 180;
    for (size_t i = dot + 1; i < plain.len; i++)
        good = good && plain.s[i] >= '0' && plain.s[i] <= '9';
    if (!good)
        return fault_say(fault, TR("“{1}” is no degree of longitude or latitude, such as 104.9282."),
                         slice_sub(text, 0, 40));
    *value = plain;
    return true;
}

static bool language_read(struct arena *arena, struct slice text, struct slice *value,
                          struct htcds_fault *fault) {
    bool good = text.len == 2 || text.len == 3;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        good = good && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    }
    (void)arena;
    if (!good)
        return fault_say(fault, TR("“{1}” is no code of a language, such as khm."), slice_sub(text, 0, 40));
    *value = text;
    return true;
}

static bool phone_read(struct arena *arena, struct slice text, struct slice *value,
                       struct htcds_fault *fault) {
    struct slice normal, suggestion;
    if (parse_phone(arena, text, &normal, &suggestion) == PHONE_BAD)
        return fault_say(fault, TR("“{1}” is no phone number."), slice_sub(text, 0, 40));
    *value = text;
    return true;
}

static bool text_read(struct arena *arena, struct slice text, struct slice *value,
                      struct htcds_fault *fault) {
    struct text out = TEXT_IN(arena);
    if (text.len > LIMIT_TEXT_BYTES) return fault_say(fault, TR("This text is too long."), S(""));
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] != '\r') text_append_char(&out, text.s[i]);
    }
    *value = slice_trim(text_slice(&out));
    return true;
}

bool htcds_value_read(struct arena *arena, const struct htcds_field *field, struct slice raw,
                      struct slice *value, struct htcds_fault *fault) {
    struct slice text = slice_trim(raw);
    *value = S("");
    if (!text.len) return true;
    if (!khmer_is_storable(text)) return fault_say(fault, TR("This text cannot be read."), S(""));
    if (!khmer_normalise_long(arena, text).len)
        return true; /* blanks of any width, marks that show nothing */
    switch (field->kind) {
    case HTCDS_TEXT:
    case HTCDS_LONG: return text_read(arena, text, value, fault);
    case HTCDS_CODES: return codes_read(arena, field, text, value, fault);
    case HTCDS_DATE: return date_read(arena, text, value, fault);
    case HTCDS_FLAG: return flag_read(arena, text, value, fault);
    case HTCDS_NUMBER: return number_read(arena, text, value, fault);
    case HTCDS_DEGREES: return degrees_read(arena, text, value, fault);
    case HTCDS_LANGUAGE: return language_read(arena, text, value, fault);
    case HTCDS_PHONE: return phone_read(arena, text, value, fault);
    }
    BUG("kind %d", field->kind);
}
