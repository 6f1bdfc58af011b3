/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates as people type them, in either language and script.  The text is cut into numbers and words; words
 * are months or are known to mean nothing more ("ថ្ងៃទី", weekdays); the order is day, month, year unless the
 * year comes first or the month is a word.  Never guesses a century, never swaps day and month, never
 * computes from a Buddhist year.
 */
#include "i18n/khmer.h"
#include "i18n/locale.h"
#include "i18n/months.h"

enum { DATE_RUNES_MAX = 96, DATE_TOKENS_MAX = 12, BUDDHIST_YEAR_MIN = 2400 };

struct date_token {
    int number; /* of digits, or of a month in words (1..12) */
    int digits; /* how many digits; 0 for a month in words */
};

struct date_tokens {
    struct date_token at[DATE_TOKENS_MAX];
    size_t count;
};

struct date_text {
    uint32_t at[DATE_RUNES_MAX];
    size_t len;
};

/* Cleans and orders the text, so that a month typed in any order of marks is found. */
static bool date_read(struct slice text, struct date_text *read) {
    uint32_t runes[DATE_RUNES_MAX];
    size_t count = 0, index = 0;
    while (count < DATE_RUNES_MAX && slice_next_rune(text, &index, &runes[count]))
        count++;
    if (index != text.len) return false;
    count = khmer_clean_runes(runes, count, DATE_RUNES_MAX);
    read->len = khmer_order_runes(runes, count, read->at);
    return true;
}

static bool rune_is_khmer_letter(uint32_t rune) {
    return rune >= 0x1780 && rune <= 0x17D3;
}

static bool rune_is_latin_letter(uint32_t rune) {
    return (rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z');
}

static bool rune_separates(uint32_t rune) {
    return rune == ' ' || rune == '/' || rune == '-' || rune == '.' || rune == ',' || rune == 0xA0 ||
           rune == 0x2010 || rune == 0x2011 || rune == 0x2013;
}

static bool token_add(struct date_tokens *tokens, int number, int digits) {
    if (tokens->count == DATE_TOKENS_MAX) return false;
    tokens->at[tokens->count++] = (struct date_token){number, digits};
    return true;
}

static bool take_number(const struct date_text *text, size_t *at, struct date_tokens *tokens) {
    int number = 0, digits = 0;
    for (; *at < text->len && khmer_digit(text->at[*at]) >= 0; ++*at) {
        if (++digits > 4) return false;
        number = number * 10 + khmer_digit(text->at[*at]);
    }
    return token_add(tokens, number, digits);
}

/* How many runes of `word` stand at `at`: all of them, or 0. */
static size_t word_here(const struct date_text *text, size_t at, struct slice word) {
    size_t index = 0, from = at;
    uint32_t rune;
    while (slice_next_rune(word, &index, &rune)) {
        if (at == text->len || text->at[at++] != rune) return 0;
    }
    return at - from;
}

/* Khmer is written without spaces: words follow each other inside one run of letters. */
static bool take_khmer(const struct date_text *text, size_t *at, struct date_tokens *tokens) {
    static const struct slice furniture[] = {
        S_INIT("ថ្ងៃទី"),  S_INIT("ថ្ងៃ"), S_INIT("ទី"),      S_INIT("ខែ"),  S_INIT("ឆ្នាំ"), S_INIT("ចន្ទ"),
        S_INIT("អង្គារ"), S_INIT("ពុធ"),  S_INIT("ព្រហស្បតិ៍"), S_INIT("សុក្រ"), S_INIT("សៅរ៍"), S_INIT("អាទិត្យ"),
    };
    for (size_t i = 0; i < ARRAY_LEN(furniture); i++) {
        size_t len = word_here(text, *at, furniture[i]);
        *at += len;
        if (len > 0) return true;
    }
    for (int month = 1; month <= 12; month++) {
        size_t len = word_here(text, *at, month_names[month - 1].khmer);
        *at += len;
        if (len > 0) return token_add(tokens, month, 0);
    }
    return false;
}

static struct slice latin_word(const struct date_text *text, size_t *at, char *word, size_t size) {
    size_t len = 0;
    for (; *at < text->len && rune_is_latin_letter(text->at[*at]); ++*at) {
        if (len < size) word[len++] = (char)text->at[*at];
    }
    return (struct slice){word, len};
}

/* The whole word or its first three letters ("Sept" too). */
static bool word_is_month(struct slice word, int month) {
    struct slice name = month_names[month - 1].english;
    if (month == 9 && slice_equal_nocase(word, S("sept"))) return true;
    return slice_equal_nocase(word, name) || slice_equal_nocase(word, slice_sub(name, 0, 3));
}

static bool word_is_furniture(struct slice word) {
    static const struct slice words[] = {
        S_INIT("st"),     S_INIT("nd"),       S_INIT("rd"),      S_INIT("th"),        S_INIT("of"),
        S_INIT("the"),    S_INIT("Monday"),   S_INIT("Tuesday"), S_INIT("Wednesday"), S_INIT("Thursday"),
        S_INIT("Friday"), S_INIT("Saturday"), S_INIT("Sunday"),
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (slice_equal_nocase(word, words[i])) return true;
    }
    return false;
}

static bool take_latin(const struct date_text *text, size_t *at, struct date_tokens *tokens) {
    char letters[16];
    struct slice word = latin_word(text, at, letters, sizeof letters);
    for (int month = 1; month <= 12; month++) {
        if (word_is_month(word, month)) return token_add(tokens, month, 0);
    }
    return word_is_furniture(word);
}

static bool date_tokens_of(const struct date_text *text, struct date_tokens *tokens) {
    *tokens = (struct date_tokens){0};
    for (size_t at = 0; at < text->len;) {
        uint32_t rune = text->at[at];
        bool taken = true;
        if (khmer_digit(rune) >= 0)
            taken = take_number(text, &at, tokens);
        else if (rune_is_khmer_letter(rune))
            taken = take_khmer(text, &at, tokens);
        else if (rune_is_latin_letter(rune))
            taken = take_latin(text, &at, tokens);
        else if (rune_separates(rune))
            at++;
        else
            taken = false;
        if (!taken) return false;
    }
    return tokens->count >= 1 && tokens->count <= 3;
}

static bool token_is_word(struct date_token token) {
    return token.digits == 0;
}

static bool token_is_year(struct date_token token) {
    return token.digits == 4 && token.number >= 1000;
}

/* Sorts one to three tokens into day, month, year; 0 where there is none. */
static bool tokens_assign(const struct date_tokens *tokens, int *day, int *month, int *year) {
    const struct date_token *at = tokens->at;
    size_t last = tokens->count - 1;
    struct date_token first = at[0], middle = at[1], end = at[last];
    *day = *month = 0;
    *year = token_is_year(end) ? end.number : first.number;
    if (last == 0) return token_is_year(end);
    bool year_first = token_is_year(first) && !token_is_year(end);
    if (!year_first && !token_is_year(end)) return false;
    if (last == 1) {
        struct date_token other = year_first ? end : first;
        *month = other.number;
        return other.digits <= 2;
    }
    /* "March 7, 2016": only a month in words may come before the day. */
    bool month_first = token_is_word(first) && !year_first;
    struct date_token the_month = month_first ? first : middle, the_day = month_first  ? middle
                                                                          : year_first ? end
                                                                                       : first;
    *month = the_month.number;
    *day = the_day.number;
    return the_month.digits <= 2 && the_day.digits >= 1 && the_day.digits <= 2;
}

static bool date_exists(const struct date_tokens *tokens, int day, int month, int year) {
    if (year < 1000 || year > 2999) return false;
    if (tokens->count >= 2 && (month < 1 || month > 12)) return false;
    return tokens->count < 3 || (day >= 1 && day <= date_days_in_month(year, month));
}

enum parse_result parse_date(struct slice text, struct date *date) {
    struct date_text read;
    struct date_tokens tokens;
    int day, month, year;
    if (!date_read(text, &read) || !date_tokens_of(&read, &tokens)) return PARSE_BAD;
    if (!tokens_assign(&tokens, &day, &month, &year) || !date_exists(&tokens, day, month, year))
        return PARSE_BAD;
    if (year >= BUDDHIST_YEAR_MIN) return PARSE_AMBIGUOUS;
    uint8_t precision = tokens.count == 3 ? DATE_DAY : tokens.count == 2 ? DATE_MONTH : DATE_YEAR;
    *date = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day, precision};
    return PARSE_OK;
}
