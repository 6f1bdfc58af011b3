/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The strict scanner.  It must never let a byte through that it has not understood, and never keep state that
 * depends on how the bytes were cut into packets (a test gives every request whole and byte by byte).
 */
#include "http/wire.h"

#include "base/limits.h"
#include "base/log.h"

enum { CHUNK_DIGITS_MAX = 8, LENGTH_DIGITS_MAX = 18 };

static const struct wire_refusal nothing_wrong;

static struct wire_refusal wrong(int status, const char *message) {
    return (struct wire_refusal){status, message};
}

static struct wire_refusal wrong_line(void) {
    return wrong(400, "The first line of the request is not readable.");
}

static struct wire_refusal wrong_header(void) {
    return wrong(400, "A header line of the request is not readable.");
}

static struct wire_refusal wrong_chunk(void) {
    return wrong(400, "The chunks of the request body are not readable.");
}

static struct wire_refusal wrong_line_end(void) {
    return wrong(400, "A line of the request does not end with CR LF.");
}

static struct wire_refusal wrong_url_length(void) {
    return wrong(414, "The address of the request is too long.");
}

static struct wire_refusal wrong_head_length(void) {
    return wrong(431, "The headers of the request are too long.");
}

static struct wire_refusal wrong_version(int status) {
    return wrong(status, "This version of HTTP is not spoken here; use HTTP/1.1.");
}

/* RFC 9110 §5.6.2 */
static bool is_token_char(unsigned char c) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
    return c > ' ' && c < 0x7f && strchr("!#$%&'*+-.^_`|~", c);
}

static bool is_token(struct slice text) {
    for (size_t i = 0; i < text.len; i++) {
        if (!is_token_char((unsigned char)text.s[i])) return false;
    }
    return text.len > 0;
}

/* Visible characters, space, tab and bytes of other alphabets (obs-text). */
static bool is_field_value(struct slice text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if ((c < ' ' && c != '\t') || c == 0x7f) return false;
    }
    return true;
}

/* Visible ASCII but the fragment mark, and UTF-8 bytes, which command-line clients send unescaped. */
static bool is_target(struct slice text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (c <= ' ' || c == 0x7f || c == '#') return false;
    }
    return text.len > 0;
}

static struct wire_refusal check_version(struct slice version) {
    if (slice_equal(version, S("HTTP/1.1")) || slice_equal(version, S("HTTP/1.0"))) return nothing_wrong;
    bool looks_right = version.len == 8 && slice_starts(version, S("HTTP/")) && version.s[6] == '.' &&
                       version.s[5] >= '0' && version.s[5] <= '9' && version.s[7] >= '0' &&
                       version.s[7] <= '9';
    if (looks_right) return wrong_version(505);
    return wrong_line();
}

static bool is_known_method(struct slice method) {
    static const struct slice known[] = {S_INIT("GET"),   S_INIT("HEAD"),   S_INIT("POST"),   S_INIT("PUT"),
                                         S_INIT("PATCH"), S_INIT("DELETE"), S_INIT("OPTIONS")};
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (slice_equal(method, known[i])) return true;
    }
    return false;
}

struct request_line {
    struct slice method, target, version;
};

static struct wire_refusal check_target(const struct request_line *line) {
    struct slice target = line->target;
    if (target.len > LIMIT_URL_BYTES) return wrong_url_length();
    if (!is_target(target)) return wrong_line();
    if (slice_equal(target, S("*")) && slice_equal(line->method, S("OPTIONS"))) return nothing_wrong;
    bool is_absolute = slice_starts(target, S("http://")) || slice_starts(target, S("https://"));
    return target.s[0] == '/' || is_absolute ? nothing_wrong : wrong_line();
}

/* "METHOD target HTTP/1.1" with single spaces. A line of two words is HTTP/0.9. */
static struct wire_refusal read_request_line(struct slice text, struct request_line *line) {
    struct slice rest = text;
    if (!slice_split(&rest, ' ', &line->method) || !is_token(line->method)) return wrong_line();
    if (!slice_split(&rest, ' ', &line->target)) return wrong_line();
    if (!rest.s) return wrong_version(line->target.len ? 505 : 400);
    line->version = rest;
    struct wire_refusal refusal = check_version(line->version);
    if (!refusal.status && !is_known_method(line->method))
        refusal = wrong(501, "This request method is not known here.");
    return refusal.status ? refusal : check_target(line);
}

/* What the headers say about the framing and the addressee. */
struct head_facts {
    struct slice host;
    unsigned headers, hosts, lengths, codings, cookie_marks;
    uint64_t content_length;
    bool is_chunked;
};

/* host [":" port], RFC 9110 §7.2; letters, digits, and what IPv6 literals and reserved names need. */
static struct wire_refusal note_host(struct head_facts *facts, struct slice value) {
    facts->hosts++;
    facts->host = slice_trim(value);
    for (size_t i = 0; i < facts->host.len; i++) {
        unsigned char c = (unsigned char)facts->host.s[i];
        bool fits = is_token_char(c) || c == ':' || c == '[' || c == ']';
        if (!fits) return wrong(400, "The Host header of the request is not readable.");
    }
    if (facts->hosts > 1 || !facts->host.len) return wrong(400, "The request must have one Host header.");
    return nothing_wrong;
}

/* Plain digits only: no sign, no list, no space behind. */
static struct wire_refusal note_length(struct head_facts *facts, struct slice value) {
    if (++facts->lengths > 1) return wrong(400, "The request has two Content-Length headers.");
    for (size_t i = 0; i < value.len; i++) {
        if (value.s[i] < '0' || value.s[i] > '9')
            return wrong(400, "The Content-Length header is not a number.");
    }
    if (!value.len) return wrong(400, "The Content-Length header is not a number.");
    if (value.len > LENGTH_DIGITS_MAX) return wrong(413, "What was sent is too large.");
    for (size_t i = 0; i < value.len; i++) {
        facts->content_length = facts->content_length * 10 + (uint64_t)(value.s[i] - '0');
    }
    return nothing_wrong;
}

static struct wire_refusal note_coding(struct head_facts *facts, struct slice value) {
    if (++facts->codings > 1 || !slice_equal_nocase(value, S("chunked"))) {
        return wrong(400, "The only Transfer-Encoding understood is a single chunked.");
    }
    facts->is_chunked = true;
    return nothing_wrong;
}

static struct wire_refusal note_expect(struct head_facts *facts, struct slice value) {
    (void)facts;
    if (slice_equal_nocase(value, S("100-continue"))) return nothing_wrong;
    return wrong(417, "The only Expect understood is 100-continue.");
}

/* The library keeps a record per cookie in its memory of the connection; too many would not fit. */
static struct wire_refusal note_cookie(struct head_facts *facts, struct slice value) {
    for (size_t i = 0; i < value.len; i++)
        facts->cookie_marks += value.s[i] == ';' || value.s[i] == ',';
    if (facts->cookie_marks < LIMIT_COOKIES) return nothing_wrong;
    return wrong(431, "The request has too many cookies.");
}

static struct wire_refusal note_header(struct head_facts *facts, struct slice name, struct slice value) {
    static const struct {
        struct slice name;
        struct wire_refusal (*note)(struct head_facts *facts, struct slice value);
    } watched[] = {{S_INIT("host"), note_host},
                   {S_INIT("content-length"), note_length},
                   {S_INIT("transfer-encoding"), note_coding},
                   {S_INIT("expect"), note_expect},
                   {S_INIT("cookie"), note_cookie}};
    for (size_t i = 0; i < ARRAY_LEN(watched); i++) {
        if (slice_equal_nocase(name, watched[i].name)) return watched[i].note(facts, value);
    }
    return nothing_wrong;
}

/* "Name: value".  A line that starts with a space is a folded one and has no token before its colon. */
static struct wire_refusal read_header_line(struct slice line, struct head_facts *facts) {
    size_t colon = slice_find(line, S(":"), 0);
    struct slice name = slice_sub(line, 0, colon);
    if (colon == line.len || !is_token(name)) return wrong_header();
    if (name.len > LIMIT_HEADER_NAME_BYTES) return wrong_head_length();
    if (++facts->headers > LIMIT_HEADER_COUNT) return wrong(431, "The request has too many headers.");
    size_t start = colon + 1;
    while (start < line.len && (line.s[start] == ' ' || line.s[start] == '\t'))
        start++;
    struct slice value = slice_sub(line, start, line.len);
    if (!is_field_value(value)) return wrong_header();
    return note_header(facts, name, value);
}

/* The authority of "http://host/path" must be the one of the Host header (RFC 9112 §3.2.2). */
static bool target_fits_host(struct slice target, struct slice host) {
    if (target.s[0] != 'h') return true;
    size_t start = slice_find(target, S("//"), 0) + 2, end = start;
    while (end < target.len && target.s[end] != '/' && target.s[end] != '?')
        end++;
    return slice_equal_nocase(slice_sub(target, start, end), host);
}

static struct wire_refusal check_facts(const struct head_facts *facts, const struct request_line *line) {
    bool is_new = slice_equal(line->version, S("HTTP/1.1"));
    if (is_new && !facts->hosts) return wrong(400, "The request must have one Host header.");
    if (facts->codings && facts->lengths) {
        return wrong(400, "The request has both Content-Length and Transfer-Encoding.");
    }
    if (facts->codings && !is_new) return wrong(400, "HTTP/1.0 has no Transfer-Encoding.");
    if (!target_fits_host(line->target, facts->host)) {
        return wrong(400, "The address of the request and its Host header differ.");
    }
    return nothing_wrong;
}

/* Cuts the next line off; false when it does not end with CR LF. The caller knows that an LF follows. */
static bool next_line(struct slice *rest, struct slice *line) {
    if (!slice_split(rest, '\n', line) || !slice_ends(*line, S("\r"))) return false;
    line->len--;
    return true;
}

struct wire_refusal wire_check_head(struct slice bytes, struct wire_head *head) {
    struct request_line first = {0};
    struct head_facts facts = {0};
    struct slice rest = bytes, line;
    if (!next_line(&rest, &line)) return wrong_line_end();
    struct wire_refusal refusal = read_request_line(line, &first);
    while (!refusal.status) {
        if (!next_line(&rest, &line)) return wrong_line_end();
        if (!line.len) break;
        refusal = read_header_line(line, &facts);
    }
    if (!refusal.status) refusal = check_facts(&facts, &first);
    *head = (struct wire_head){facts.is_chunked, facts.content_length};
    return refusal;
}

void wire_refuse(struct wire *wire, int status, const char *message) {
    ASSERT(wire->phase != WIRE_BODY && wire->phase != WIRE_CHUNK_DATA);
    if (wire->phase == WIRE_REFUSED) return;
    wire->refused_in = wire->phase;
    wire->refused_request = wire->phase == WIRE_HEAD ? wire->requests + 1 : wire->requests;
    wire->refusal = wrong(status, message);
    wire->phase = WIRE_REFUSED;
}

static size_t refuse_here(struct wire *wire, struct wire_refusal refusal) {
    wire_refuse(wire, refusal.status, refusal.message);
    return 0;
}

struct slice wire_stand_in(const struct wire *wire) {
    switch (wire->refused_in) {
    case WIRE_HEAD: return S("GET / HTTP/1.1\r\nHost: -\r\nConnection: close\r\n\r\n");
    case WIRE_CHUNK_LINE: return S("0\r\n\r\n");
    case WIRE_CHUNK_END: return S("\r\n0\r\n\r\n");
    case WIRE_TRAILER: return S("\r\n");
    case WIRE_BODY:
    case WIRE_CHUNK_DATA:
    case WIRE_REFUSED: break;
    }
    BUG("no stand-in for phase %d", (int)wire->refused_in);
}

/* Looks for the end of the head: its length, or 0 with more to come, or 0 and refused. */
static size_t find_head_end(struct wire *wire, struct slice bytes) {
    for (;;) {
        size_t start = wire->head_checked;
        const char *end = start < bytes.len ? memchr(bytes.s + start, '\n', bytes.len - start) : NULL;
        if (!end) return 0;
        size_t line_len = (size_t)(end - bytes.s) - start;
        if (!line_len || end[-1] != '\r') return refuse_here(wire, wrong_line_end());
        wire->head_checked += line_len + 1;
        if (line_len == 1 && start == 0) return refuse_here(wire, wrong_line());
        if (line_len == 1) return wire->head_checked;
    }
}

/* An incomplete head is judged by its size and its first line, so that nobody waits for what cannot come. */
static void check_incomplete_head(struct wire *wire, struct slice bytes) {
    bool has_line = wire->head_checked > 0;
    if (!has_line && bytes.len > LIMIT_URL_BYTES + 64) refuse_here(wire, wrong_url_length());
    if (wire->phase == WIRE_HEAD && bytes.len > LIMIT_HEADER_BYTES) refuse_here(wire, wrong_head_length());
    if (wire->phase == WIRE_REFUSED || !has_line) return;
    struct request_line first = {0};
    struct slice rest = bytes, line;
    struct wire_refusal refusal = wrong_line_end();
    if (next_line(&rest, &line)) refusal = read_request_line(line, &first);
    if (refusal.status) refuse_here(wire, refusal);
}

static size_t scan_head(struct wire *wire, struct slice bytes) {
    bool first_time = wire->head_checked == 0;
    size_t len = find_head_end(wire, bytes);
    if (wire->phase == WIRE_REFUSED) return 0;
    if (!len) {
        if (first_time || bytes.len > LIMIT_HEADER_BYTES) check_incomplete_head(wire, bytes);
        return 0;
    }
    struct wire_head head;
    struct wire_refusal refusal = wire_check_head(slice_sub(bytes, 0, len), &head);
    if (!refusal.status && len > LIMIT_HEADER_BYTES) refusal = wrong_head_length();
    if (refusal.status) return refuse_here(wire, refusal);
    wire->head_checked = 0;
    wire->requests++;
    wire->remaining = head.content_length;
    wire->phase = head.is_chunked ? WIRE_CHUNK_LINE : head.content_length ? WIRE_BODY : WIRE_HEAD;
    return len;
}

/* Passes body bytes; `after` is the phase when all of them have come. */
static size_t scan_data(struct wire *wire, struct slice bytes, enum wire_phase after) {
    size_t len = bytes.len < wire->remaining ? bytes.len : (size_t)wire->remaining;
    wire->remaining -= len;
    if (!wire->remaining) wire->phase = after;
    return len;
}

/* One whole line that ends with CR LF: its length with the line end; 0 with more to come, or 0 and refused.
 */
static size_t find_line(struct wire *wire, struct slice bytes) {
    const char *end = bytes.len ? memchr(bytes.s, '\n', bytes.len) : NULL;
    size_t len = end ? (size_t)(end - bytes.s) + 1 : bytes.len;
    if (len > LIMIT_CHUNK_LINE_BYTES || (end && (len < 2 || end[-1] != '\r'))) {
        return refuse_here(wire, wrong_chunk());
    }
    return end ? len : 0;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* "1a" or "1a;extension": plain hex digits at the start, then nothing or a readable extension, which is
 * ignored. */
static bool read_chunk_size(struct slice line, uint64_t *size) {
    size_t digits = 0;
    *size = 0;
    while (digits < line.len && hex_digit(line.s[digits]) >= 0) {
        if (digits >= CHUNK_DIGITS_MAX) return false;
        *size = *size * 16 + (uint64_t)hex_digit(line.s[digits++]);
    }
    struct slice extension = slice_sub(line, digits, line.len);
    return digits > 0 && is_field_value(extension) && (!extension.len || extension.s[0] == ';');
}

static size_t scan_chunk_line(struct wire *wire, struct slice bytes) {
    size_t len = find_line(wire, bytes);
    if (!len) return 0;
    if (!read_chunk_size(slice_sub(bytes, 0, len - 2), &wire->remaining)) {
        return refuse_here(wire, wrong_chunk());
    }
    wire->phase = wire->remaining ? WIRE_CHUNK_DATA : WIRE_TRAILER;
    return len;
}

static size_t scan_chunk_end(struct wire *wire, struct slice bytes) {
    struct slice start = slice_sub(bytes, 0, 2);
    if (!slice_starts(S("\r\n"), start)) return refuse_here(wire, wrong_chunk());
    if (start.len < 2) return 0;
    wire->phase = WIRE_CHUNK_LINE;
    return 2;
}

static size_t scan_trailer(struct wire *wire, struct slice bytes) {
    struct slice start = slice_sub(bytes, 0, 2);
    if (!slice_starts(S("\r\n"), start))
        return refuse_here(wire, wrong(400, "A request must not end with trailers."));
    if (start.len < 2) return 0;
    wire->phase = WIRE_HEAD;
    return 2;
}

/* One step; a request is complete when the phase comes back to the head. */
static size_t scan_phase(struct wire *wire, struct slice bytes) {
    switch (wire->phase) {
    case WIRE_HEAD: return scan_head(wire, bytes);
    case WIRE_BODY: return scan_data(wire, bytes, WIRE_HEAD);
    case WIRE_CHUNK_LINE: return scan_chunk_line(wire, bytes);
    case WIRE_CHUNK_DATA: return scan_data(wire, bytes, WIRE_CHUNK_END);
    case WIRE_CHUNK_END: return scan_chunk_end(wire, bytes);
    case WIRE_TRAILER: return scan_trailer(wire, bytes);
    case WIRE_REFUSED: return 0;
    }
    BUG("no such phase: %d", (int)wire->phase);
}

static size_t scan_step(struct wire *wire, struct slice bytes) {
    size_t len = scan_phase(wire, bytes);
    if (len && wire->phase == WIRE_HEAD) wire->completed++;
    return len;
}

size_t wire_scan(struct wire *wire, struct slice bytes) {
    size_t clean = 0;
    while (clean < bytes.len) {
        size_t step = scan_step(wire, slice_sub(bytes, clean, bytes.len));
        if (!step) break;
        clean += step;
    }
    return clean;
}
