/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading JSON exactly as RFC 8259 writes it: a pure function of the bytes.  It never guesses: no comments, no single
 * quotes, no half of a surrogate pair, no member twice (the second could hide what the first was checked for).
 */
#include "base/doc.h"
#include "base/limits.h"

struct parser {
    struct arena *arena;
    struct slice text;
    size_t at, depth;
    struct slice member; /* the innermost, to name it in a refusal */
    struct refusal *refusal;
    bool wrong; /* understood but not acceptable: reading goes on, so that all is named */
};

static bool parse_value(struct parser *parser, struct doc *doc);

static int peek(const struct parser *parser) {
    return parser->at < parser->text.len ? (unsigned char)parser->text.s[parser->at] : -1;
}

static void skip_blanks(struct parser *parser) {
    for (int c = peek(parser); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek(parser)) {
        parser->at++;
    }
}

static bool take(struct parser *parser, char wanted) {
    skip_blanks(parser);
    if (peek(parser) != wanted) return false;
    parser->at++;
    return true;
}

static bool take_word(struct parser *parser, struct slice word) {
    struct slice found = slice_sub(parser->text, parser->at, parser->at + word.len);
    if (!slice_equal(found, word)) return false;
    parser->at += word.len;
    return true;
}

/* ---- numbers ---- */

static size_t take_digits(struct parser *parser) {
    size_t from = parser->at;
    while (peek(parser) >= '0' && peek(parser) <= '9') {
        parser->at++;
    }
    return parser->at - from;
}

static bool take_fraction(struct parser *parser, bool *is_whole) {
    if (peek(parser) == '.') {
        *is_whole = false;
        parser->at++;
        if (take_digits(parser) == 0) return false;
    }
    if (peek(parser) != 'e' && peek(parser) != 'E') return true;
    *is_whole = false;
    parser->at++;
    if (peek(parser) == '+' || peek(parser) == '-') parser->at++;
    return take_digits(parser) > 0;
}

static bool parse_number_token(struct parser *parser, struct doc *doc) {
    enum { DIGITS_MAX = 18 };
    size_t from = parser->at;
    bool is_whole = true;
    if (peek(parser) == '-') parser->at++;
    bool leading_zero = peek(parser) == '0';
    size_t digits = take_digits(parser);
    if (digits == 0 || (leading_zero && digits > 1) || !take_fraction(parser, &is_whole)) return false;
    doc->kind = DOC_INT;
    bool fits = is_whole && digits <= DIGITS_MAX && slice_to_int64(slice_sub(parser->text, from, parser->at), &doc->number);
    if (fits) return true;
    refuse(parser->refusal, parser->member, "Numbers in the JSON body must be whole numbers of at most 18 digits.");
    parser->wrong = true;
    return true;
}

/* ---- texts ---- */

static bool take_hex(struct parser *parser, uint32_t *unit) {
    *unit = 0;
    for (int i = 0; i < 4; i++, parser->at++) {
        int c = peek(parser), letter = c | 0x20;
        if (c >= '0' && c <= '9') *unit = *unit << 4 | (uint32_t)(c - '0');
        else if (letter >= 'a' && letter <= 'f') *unit = *unit << 4 | (uint32_t)(letter - 'a' + 10);
        else return false;
    }
    return true;
}

static size_t write_rune(char *out, uint32_t rune) {
    if (rune < 0x80) return out[0] = (char)rune, 1;
    size_t more = rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    static const uint8_t leads[] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(leads[more] | rune >> 6 * more);
    for (size_t i = 1; i <= more; i++) {
        out[i] = (char)(0x80 | (rune >> 6 * (more - i) & 0x3F));
    }
    return more + 1;
}

/* Behind "\u". */
static bool take_rune(struct parser *parser, uint32_t *rune) {
    uint32_t low;
    if (!take_hex(parser, rune)) return false;
    if (*rune < 0xD800 || *rune > 0xDFFF) return true;
    bool is_pair = *rune < 0xDC00 && take_word(parser, S("\\u")) && take_hex(parser, &low) && low >= 0xDC00 && low <= 0xDFFF;
    if (is_pair) *rune = 0x10000 + ((*rune - 0xD800) << 10) + (low - 0xDC00);
    return is_pair;
}

/* Behind the backslash; no escape is shorter than what it stands for. */
static bool take_escape(struct parser *parser, char *out, size_t *len) {
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    int c = peek(parser);
    parser->at++;
    if (c == 'u') {
        uint32_t rune;
        if (!take_rune(parser, &rune)) return false;
        *len += write_rune(out + *len, rune);
        return true;
    }
    const char *name = c > 0 ? memchr(names, c, sizeof names - 1) : NULL;
    if (name) out[(*len)++] = meanings[name - names];
    return name != NULL;
}

/* Where the text that starts at `at` ends, and whether it has escapes; false when it does not end. */
static bool find_quote(const struct parser *parser, size_t *end, bool *escaped) {
    *escaped = false;
    for (size_t i = parser->at; i < parser->text.len; i++) {
        unsigned char c = (unsigned char)parser->text.s[i];
        if (c == '"') return *end = i, true;
        if (c < 0x20) return false;
        if (c != '\\') continue;
        *escaped = true;
        i++;
    }
    return false;
}

/* The opening quote has been taken. */
static bool parse_text(struct parser *parser, struct slice *text) {
    size_t end, len = 0;
    bool escaped;
    if (!find_quote(parser, &end, &escaped)) return false;
    struct slice raw = slice_sub(parser->text, parser->at, end);
    if (!escaped) {
        *text = arena_copy(parser->arena, raw);
        parser->at = end + 1;
        return true;
    }
    char *out = arena_alloc(parser->arena, raw.len);
    while (parser->at < end) {
        char c = parser->text.s[parser->at++];
        if (c != '\\') out[len++] = c;
        else if (!take_escape(parser, out, &len)) return false;
    }
    parser->at = end + 1;
    *text = (struct slice){out, len};
    return true;
}

/* ---- objects and arrays ---- */

static struct doc *append(struct parser *parser, struct doc *parent, struct slice key) {
    struct doc_entry *entry = arena_make(parser->arena, struct doc_entry, 1);
    entry->key = key;
    if (parent->last) parent->last->next = entry;
    else parent->first = entry;
    parent->last = entry;
    parent->count++;
    return &entry->value;
}

static bool parse_member(struct parser *parser, struct doc *object) {
    struct slice key, outer = parser->member;
    if (!take(parser, '"') || !parse_text(parser, &key) || !take(parser, ':')) return false;
    if (doc_get(object, key) || object->count == LIMIT_JSON_MEMBERS) return false;
    parser->member = key;
    bool good = parse_value(parser, append(parser, object, key));
    parser->member = outer;
    return good;
}

static bool parse_object(struct parser *parser, struct doc *doc) {
    doc->kind = DOC_OBJECT;
    if (take(parser, '}')) return true;
    do {
        if (!parse_member(parser, doc)) return false;
    } while (take(parser, ','));
    return take(parser, '}');
}

static bool parse_array(struct parser *parser, struct doc *doc) {
    doc->kind = DOC_ARRAY;
    if (take(parser, ']')) return true;
    do {
        if (!parse_value(parser, append(parser, doc, S("")))) return false;
    } while (take(parser, ','));
    return take(parser, ']');
}

static bool parse_nested(struct parser *parser, struct doc *doc, bool (*parse)(struct parser *, struct doc *)) {
    parser->at++;
    if (++parser->depth > LIMIT_JSON_DEPTH) return false;
    bool good = parse(parser, doc);
    parser->depth--;
    return good;
}

static bool parse_value(struct parser *parser, struct doc *doc) {
    skip_blanks(parser);
    switch (peek(parser)) {
    case '{': return parse_nested(parser, doc, parse_object);
    case '[': return parse_nested(parser, doc, parse_array);
    case '"':
        parser->at++;
        doc->kind = DOC_TEXT;
        return parse_text(parser, &doc->text);
    case 't':
    case 'f':
        doc->kind = DOC_BOOL;
        doc->flag = peek(parser) == 't';
        return take_word(parser, doc->flag ? S("true") : S("false"));
    case 'n': return take_word(parser, S("null"));
    }
    return parse_number_token(parser, doc);
}

struct doc *doc_parse_json(struct arena *arena, struct slice text, struct refusal *refusal) {
    if (!slice_is_utf8(text)) {
        refuse(refusal, S(""), "The body is not valid UTF-8 text.");
        return NULL;
    }
    struct parser parser = {.arena = arena, .text = text, .refusal = refusal};
    struct doc *doc = arena_make(arena, struct doc, 1);
    bool good = parse_value(&parser, doc);
    skip_blanks(&parser);
    if (!good || parser.at < text.len) {
        refuse(refusal, parser.member, "The body is not valid JSON.");
        return NULL;
    }
    return parser.wrong ? NULL : doc;
}
