/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers and money as people type them.  Both 1.234.567 and 1,234,567 are usual in Cambodia, so a
 * separator's meaning is read from its place: repeated it groups, last and different from the others it is
 * the decimal sign, and one '.' before exactly three digits is not guessed.
 */
#include "base/text.h"
#include "base/uuid.h"
#include "i18n/khmer.h"
#include "i18n/locale.h"

enum { NUMBER_CHARS_MAX = 40 };

/* The text as ASCII: digits, '.', ',' and ' ' for any space; without sign. */
struct number_text {
    char at[NUMBER_CHARS_MAX];
    size_t len;
    bool negative;
};

static bool rune_is_blank(uint32_t rune) {
    return rune == ' ' || rune == '\t' || rune == 0xA0 || rune == 0x2009 || rune == 0x202F;
}

static char number_char(uint32_t rune) {
    int digit = khmer_digit(rune);
    if (digit >= 0) return (char)('0' + digit);
    if (rune == '.' || rune == ',') return (char)rune;
    return rune_is_blank(rune) ? ' ' : '\0';
}

static bool rune_is_invisible(uint32_t rune) {
    return (rune >= 0x200B && rune <= 0x200D) || rune == 0x2060 || rune == 0xFEFF;
}

static bool number_read(struct slice text, struct number_text *number) {
    size_t index = 0;
    uint32_t rune;
    *number = (struct number_text){0};
    while (slice_next_rune(text, &index, &rune)) {
        if (rune_is_invisible(rune) || (number->len == 0 && rune_is_blank(rune))) continue;
        if (number->len == 0 && !number->negative && (rune == '-' || rune == 0x2212)) {
            number->negative = true;
            continue;
        }
        char c = number_char(rune);
        if (c == '\0' || number->len == NUMBER_CHARS_MAX) return false;
        number->at[number->len++] = c;
    }
    while (number->len > 0 && number->at[number->len - 1] == ' ')
        number->len--;
    return index == text.len && number->len > 0;
}

static size_t count_char(struct slice text, char c) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.s[i] == c;
    return count;
}

/* Index of the last '.' or ',', or the length. */
static size_t last_sign(struct slice text) {
    for (size_t i = text.len; i-- > 0;) {
        if (text.s[i] == '.' || text.s[i] == ',') return i;
    }
    return text.len;
}

/* True for digits, or digits grouped by threes with one kind of separator (no zero in front of a group). */
static bool whole_is_grouped(struct slice whole, char *separator) {
    size_t since = 0;
    *separator = '\0';
    for (size_t i = 0; i < whole.len; i++) {
        char c = whole.s[i];
        since++;
        if (c >= '0' && c <= '9') continue;
        if (*separator != '\0' ? c != *separator || since != 4 : since < 2 || since > 4 || whole.s[0] == '0')
            return false;
        *separator = c;
        since = 0;
    }
    return whole.len > 0 && (*separator == '\0' || since == 3);
}

/* Where the decimal sign stands (the length when there is none); PARSE_AMBIGUOUS when two readings are
 * possible. */
static enum parse_result find_decimal_sign(struct slice text, int decimals, size_t *at) {
    size_t sign = last_sign(text), behind = text.len - sign - 1;
    char c = sign < text.len ? text.s[sign] : '\0', other = c == '.' ? ',' : '.';
    *at = text.len;
    if (c == '\0' || count_char(text, c) > 1) return PARSE_OK;
    bool others = count_char(text, other) > 0, spaces = count_char(text, ' ') > 0;
    bool groups_possible = behind == 3 && sign >= 1 && sign <= 3 && text.s[0] != '0';
    if (others && behind == 3 && decimals < 3) return PARSE_AMBIGUOUS;
    if (!others && !spaces && groups_possible) return c == '.' ? PARSE_AMBIGUOUS : PARSE_OK;
    *at = sign;
    return PARSE_OK;
}

static bool add_digit(int64_t *sum, char digit) {
    return !__builtin_mul_overflow(*sum, 10, sum) && !__builtin_sub_overflow(*sum, digit - '0', sum);
}

/* The digits of the whole part and `decimals` digits behind it; zeros beyond are allowed. The sum is built
 * negative, where int64 reaches farther. */
static bool sum_digits(struct slice whole, struct slice fraction, int decimals, int64_t *sum) {
    *sum = 0;
    for (size_t i = 0; i < whole.len; i++) {
        if (whole.s[i] >= '0' && whole.s[i] <= '9' && !add_digit(sum, whole.s[i])) return false;
    }
    for (size_t i = 0; i < (size_t)decimals; i++) {
        if (!add_digit(sum, i < fraction.len ? fraction.s[i] : '0')) return false;
    }
    for (size_t i = (size_t)decimals; i < fraction.len; i++) {
        if (fraction.s[i] != '0') return false;
    }
    return true;
}

static bool slice_is_digits(struct slice text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] < '0' || text.s[i] > '9') return false;
    }
    return true;
}

enum parse_result parse_decimal(struct slice text, int decimals, int64_t *scaled) {
    struct number_text number;
    size_t sign;
    char separator;
    int64_t sum;
    if (!number_read(text, &number)) return PARSE_BAD;
    struct slice ascii = {number.at, number.len};
    enum parse_result result = find_decimal_sign(ascii, decimals, &sign);
    if (result != PARSE_OK) return result;
    struct slice whole = slice_sub(ascii, 0, sign), fraction = slice_sub(ascii, sign + 1, ascii.len);
    if (!whole_is_grouped(whole, &separator) || !slice_is_digits(fraction)) return PARSE_BAD;
    if (sign < ascii.len && (fraction.len == 0 || separator == ascii.s[sign])) return PARSE_BAD;
    if (!sum_digits(whole, fraction, decimals, &sum)) return PARSE_BAD;
    if (!number.negative && sum == INT64_MIN) return PARSE_BAD;
    *scaled = number.negative ? sum : -sum;
    return PARSE_OK;
}

enum parse_result parse_number(struct slice text, int64_t *number) {
    return parse_decimal(text, 0, number);
}

/* How people write the two currencies; the longer before its own beginning. */
static const struct {
    struct slice word;
    enum currency currency;
} currency_words[] = {
    {S_INIT("៛"), CURRENCY_KHR},     {S_INIT("រៀល"), CURRENCY_KHR},         {S_INIT("KHR"), CURRENCY_KHR},
    {S_INIT("riels"), CURRENCY_KHR}, {S_INIT("riel"), CURRENCY_KHR},        {S_INIT("R"), CURRENCY_KHR},
    {S_INIT("US$"), CURRENCY_USD},   {S_INIT("$US"), CURRENCY_USD},         {S_INIT("$"), CURRENCY_USD},
    {S_INIT("USD"), CURRENCY_USD},   {S_INIT("ដុល្លារអាមេរិក"), CURRENCY_USD}, {S_INIT("ដុល្លារ"), CURRENCY_USD},
};

/* Cuts one currency word off the front or the end. */
static enum currency cut_currency(struct slice *text) {
    for (size_t i = 0; i < ARRAY_LEN(currency_words); i++) {
        struct slice word = currency_words[i].word;
        if (word.len > text->len) continue;
        if (slice_equal_nocase(slice_sub(*text, 0, word.len), word)) {
            *text = slice_trim(slice_sub(*text, word.len, text->len));
            return currency_words[i].currency;
        }
        if (slice_equal_nocase(slice_sub(*text, text->len - word.len, text->len), word)) {
            *text = slice_trim(slice_sub(*text, 0, text->len - word.len));
            return currency_words[i].currency;
        }
    }
    return CURRENCY_NONE;
}

enum parse_result parse_money(struct slice text, enum currency otherwise, struct money *money) {
    int64_t amount;
    struct slice rest = slice_trim(text);
    /* The sign may stand before the currency: -$5. */
    bool negative = rest.len > 0 && rest.s[0] == '-';
    if (negative) rest = slice_trim(slice_sub(rest, 1, rest.len));
    enum currency currency = cut_currency(&rest);
    if (currency == CURRENCY_NONE) currency = otherwise;
    if (currency == CURRENCY_NONE) return PARSE_BAD;
    enum parse_result result = parse_decimal(rest, currency_decimals(currency), &amount);
    if (result != PARSE_OK) return result;
    if (negative && amount < 0) return PARSE_BAD;
    *money = (struct money){negative ? -amount : amount, currency};
    return PARSE_OK;
}

struct slice parse_code(struct arena *arena, struct slice typed) {
    struct slice folded = khmer_fold_digits(arena, slice_trim(typed));
    if (!code_is_valid(folded)) return S("");
    struct text code = TEXT_IN(arena);
    size_t hyphen = slice_find(folded, S("-"), 0);
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.s[i];
        if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
        if (i > hyphen && (c == 'I' || c == 'L')) c = '1';
        if (i > hyphen && c == 'O') c = '0';
        text_append_char(&code, c);
    }
    return text_slice(&code);
}
