/* SPDX-License-Identifier: Apache-2.0 */
#include "http/forms.h"

#include "base/limits.h"
#include "base/text.h"

struct slice pairs_find(struct http_pairs pairs, struct slice name) {
    for (size_t i = 0; i < pairs.count; i++) {
        if (slice_equal(pairs.items[i].name, name)) return pairs.items[i].value;
    }
    return (struct slice){0};
}

struct slice pairs_find_nocase(struct http_pairs pairs, struct slice name) {
    for (size_t i = 0; i < pairs.count; i++) {
        if (slice_equal_nocase(pairs.items[i].name, name)) return pairs.items[i].value;
    }
    return (struct slice){0};
}

struct slice form_find(const struct http_form *form, struct slice name) {
    const struct http_field *found = NULL;
    for (size_t i = 0; i < form->count; i++) {
        const struct http_field *field = &form->fields[i];
        if (field->is_file || !slice_equal(field->name, name)) continue;
        if (!found) found = field;
        if (!form->asked) break; /* else every one of that name is known */
        form_note(form, field);
    }
    return found ? found->value : (struct slice){0};
}

void form_note(const struct http_form *form, const struct http_field *field) {
    if (form->asked) form->asked[field - form->fields] = true;
}

const struct http_field *form_first_unknown(const struct http_form *form) {
    for (size_t i = 0; form->asked && i < form->count; i++) {
        if (!form->asked[i]) return &form->fields[i];
    }
    return NULL;
}

/* Which characters a decoded text may hold. */
enum controls { CONTROLS_NONE, CONTROLS_OF_TEXT /* tab, CR, LF */ };

static bool is_clean(struct slice text, enum controls allowed) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.s[i];
        bool is_break = c == '\t' || c == '\n' || c == '\r';
        if (c == 0x7f || (c < ' ' && !(is_break && allowed == CONTROLS_OF_TEXT))) return false;
    }
    return slice_is_utf8(text);
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Replaces %XX, and '+' by a space when `plus` says so. */
static bool unescape(struct arena *arena, struct slice text, bool plus, struct slice *decoded) {
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if (c == '+' && plus) c = ' ';
        if (text.s[i] == '%') {
            int high = i + 2 < text.len ? hex_value(text.s[i + 1]) : -1;
            int low = i + 2 < text.len ? hex_value(text.s[i + 2]) : -1;
            if (high < 0 || low < 0) return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[len++] = c;
    }
    *decoded = (struct slice){out, len};
    return true;
}

bool percent_decode(struct arena *arena, struct slice text, struct slice *decoded) {
    return unescape(arena, text, false, decoded) && is_clean(*decoded, CONTROLS_NONE);
}

static bool has_encoded_slash(struct slice raw) {
    return slice_contains(raw, S("%2f")) || slice_contains(raw, S("%2F"));
}

bool path_decode(struct arena *arena, struct slice raw, struct slice *path) {
    if (!slice_starts(raw, S("/")) || has_encoded_slash(raw)) return false;
    if (!percent_decode(arena, raw, path)) return false;
    struct slice rest = *path, segment;
    while (slice_split(&rest, '/', &segment)) {
        if (slice_equal(segment, S(".")) || slice_equal(segment, S(".."))) return false;
    }
    return true;
}

static size_t count_char(struct slice text, char c) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.s[i] == c;
    return count;
}

/* Splits and unescapes; whether the value is clean is left to the caller. */
static bool pair_decode(struct arena *arena, struct slice piece, struct http_pair *pair) {
    size_t equals = slice_find(piece, S("="), 0);
    struct slice name = slice_sub(piece, 0, equals), value = slice_sub(piece, equals + 1, piece.len);
    return unescape(arena, name, true, &pair->name) && is_clean(pair->name, CONTROLS_NONE) &&
           unescape(arena, value, true, &pair->value);
}

/* What cannot be read gives no pairs at all: the page that says so asks for some, too. */
static bool pairs_read(struct arena *arena, struct slice text, size_t pairs_max, struct http_pairs *pairs) {
    *pairs = (struct http_pairs){0};
    if (!text.len) return true;
    size_t pieces = count_char(text, '&') + 1, count = 0;
    if (pieces > pairs_max) return false;
    struct http_pair *items = arena_make(arena, struct http_pair, pieces);
    struct slice rest = text, piece;
    while (slice_split(&rest, '&', &piece)) {
        if (!piece.len) continue;
        if (!pair_decode(arena, piece, &items[count++])) return false;
    }
    *pairs = (struct http_pairs){.items = items, .count = count};
    return true;
}

bool pairs_decode(struct arena *arena, struct slice text, size_t pairs_max, struct http_pairs *pairs) {
    struct http_pairs read;
    *pairs = (struct http_pairs){0};
    if (!pairs_read(arena, text, pairs_max, &read)) return false;
    for (size_t i = 0; i < read.count; i++) {
        if (!is_clean(read.items[i].value, CONTROLS_OF_TEXT)) return false;
    }
    *pairs = read;
    return true;
}

/* The text with U+FFFD for each byte that is not UTF-8 and without control characters. */
static struct slice repair(struct arena *arena, struct slice value) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < value.len;) {
        uint32_t rune;
        if (!slice_next_rune(value, &i, &rune)) {
            rune = 0xfffd;
            i++;
        }
        bool is_break = rune == '\t' || rune == '\n' || rune == '\r';
        if ((rune >= ' ' && rune != 0x7f) || is_break) text_append_rune(&out, rune);
    }
    return text_slice(&out);
}

static void judge_value(struct arena *arena, struct http_field *field) {
    if (field->is_file || is_clean(field->value, CONTROLS_OF_TEXT)) return;
    field->is_damaged = true;
    field->value = repair(arena, field->value);
}

bool cookies_parse(struct arena *arena, struct slice header, struct http_pairs *cookies) {
    size_t pieces = count_char(header, ';') + 1;
    *cookies = (struct http_pairs){0};
    if (pieces > LIMIT_COOKIES) return false;
    struct http_pair *items = arena_make(arena, struct http_pair, pieces);
    struct slice rest = header, piece;
    while (slice_split(&rest, ';', &piece)) {
        size_t equals = slice_find(piece, S("="), 0);
        struct slice name = slice_trim(slice_sub(piece, 0, equals));
        if (equals == piece.len || !name.len) continue;
        items[cookies->count++] =
            (struct http_pair){name, slice_trim(slice_sub(piece, equals + 1, piece.len))};
    }
    cookies->items = items;
    return true;
}

bool media_type_is(struct slice content_type, struct slice type) {
    size_t end = slice_find(content_type, S(";"), 0);
    return slice_equal_nocase(slice_trim(slice_sub(content_type, 0, end)), type);
}

/* A quoted value at the start of *rest: without its quotes, `\` before a character taken off.  The browsers
 * write
 * `%22` for a quote in a file name (WHATWG HTML §4.10.21.8), other programs a backslash. */
static struct slice take_quoted(struct arena *arena, struct slice *rest) {
    struct text out = TEXT_IN(arena);
    size_t i = 1;
    for (; i < rest->len && rest->s[i] != '"'; i++) {
        bool is_escape =
            rest->s[i] == '\\' && i + 1 < rest->len && (rest->s[i + 1] == '"' || rest->s[i + 1] == '\\');
        if (is_escape) i++;
        text_append_char(&out, rest->s[i]);
    }
    *rest = slice_sub(*rest, i + 1, rest->len);
    return text_slice(&out);
}

static struct slice take_plain(struct slice *rest) {
    size_t end = slice_find(*rest, S(";"), 0);
    struct slice value = slice_trim(slice_sub(*rest, 0, end));
    *rest = slice_sub(*rest, end, rest->len);
    return value;
}

struct slice media_type_parameter(struct arena *arena, struct slice content_type, struct slice name) {
    struct slice rest = slice_sub(content_type, slice_find(content_type, S(";"), 0), content_type.len);
    while (rest.len) {
        rest = slice_sub(rest, slice_find(rest, S(";"), 0) + 1, rest.len);
        size_t equals = slice_find(rest, S("="), 0);
        if (equals == rest.len) break;
        struct slice found = slice_trim(slice_sub(rest, 0, equals));
        rest = slice_sub(rest, equals + 1, rest.len);
        bool is_quoted = slice_starts(rest, S("\""));
        struct slice value = is_quoted ? take_quoted(arena, &rest) : take_plain(&rest);
        if (slice_equal_nocase(found, name)) return value;
    }
    return (struct slice){0};
}

/* The header lines of one part. */
static bool read_part_header(struct arena *arena, struct slice line, struct http_field *field) {
    size_t colon = slice_find(line, S(":"), 0);
    if (colon == line.len || !is_clean(line, CONTROLS_NONE)) return false;
    struct slice name = slice_sub(line, 0, colon), value = slice_trim(slice_sub(line, colon + 1, line.len));
    if (slice_equal_nocase(name, S("content-type"))) field->content_type = value;
    if (!slice_equal_nocase(name, S("content-disposition"))) return true;
    if (!media_type_is(value, S("form-data"))) return false;
    field->name = media_type_parameter(arena, value, S("name"));
    field->file_name = media_type_parameter(arena, value, S("filename"));
    field->is_file = slice_contains(value, S("filename="));
    return true;
}

static bool read_part(struct arena *arena, struct slice part, struct http_field *field) {
    struct slice rest = part;
    *field = (struct http_field){0};
    for (;;) {
        size_t end = slice_find(rest, S("\r\n"), 0);
        struct slice line = slice_sub(rest, 0, end);
        if (end == rest.len || (size_t)(rest.s - part.s) + end > LIMIT_PART_HEADER_BYTES) return false;
        rest = slice_sub(rest, end + 2, rest.len);
        if (!line.len) break;
        if (!read_part_header(arena, line, field)) return false;
    }
    field->value = rest;
    judge_value(arena, field);
    return field->name.len > 0;
}

/* RFC 2046 §5.1.1: 1 to 70 characters; the exact set does not matter for the search. */
static bool is_boundary(struct slice boundary) {
    return boundary.len >= 1 && boundary.len <= 70 && is_clean(boundary, CONTROLS_NONE);
}

bool multipart_parse(struct arena *arena, struct slice body, struct slice boundary, struct http_form *form) {
    *form = (struct http_form){0};
    if (!is_boundary(boundary)) return false;
    struct slice first = arena_join(arena, S("--"), boundary), next = arena_join(arena, S("\r\n"), first);
    if (!slice_starts(body, first)) return false;
    struct http_field *fields = NULL;
    size_t at = first.len;
    for (;;) {
        struct slice rest = slice_sub(body, at, body.len);
        if (slice_starts(rest, S("--"))) break;
        size_t end = slice_find(body, next, at);
        if (!slice_starts(rest, S("\r\n")) || end == body.len || form->count == LIMIT_MULTIPART_PARTS)
            return false;
        fields = arena_room(arena, fields, sizeof *fields, form->count);
        if (!read_part(arena, slice_sub(body, at + 2, end), &fields[form->count++])) return false;
        at = end + next.len;
    }
    form->fields = fields;
    return true;
}

bool urlencoded_parse(struct arena *arena, struct slice body, struct http_form *form) {
    struct http_pairs pairs;
    *form = (struct http_form){0};
    if (!pairs_read(arena, body, LIMIT_FORM_FIELDS, &pairs)) return false;
    struct http_field *fields = arena_make(arena, struct http_field, pairs.count);
    for (size_t i = 0; i < pairs.count; i++) {
        fields[i] = (struct http_field){.name = pairs.items[i].name, .value = pairs.items[i].value};
        judge_value(arena, &fields[i]);
    }
    *form = (struct http_form){.fields = fields, .count = pairs.count};
    return true;
}
