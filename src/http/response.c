/* SPDX-License-Identifier: Apache-2.0 */
/* Building a response.  A header value with a line end in it would let user text write headers; here it stops
 * us. */
#include "http/response.h"

#include "base/log.h"

void http_response_set(struct http_response *response, int status, struct slice content_type,
                       struct slice body) {
    response->status = status;
    response->content_type = content_type;
    response->body = body;
}

static bool is_header_name(struct slice name) {
    for (size_t i = 0; i < name.len; i++) {
        char c = name.s[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (!fits) return false;
    }
    return name.len > 0;
}

static bool is_header_value(struct slice value) {
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.s[i];
        if (c < ' ' || c == 0x7f) return false;
    }
    return true;
}

/* These the server derives itself; a second opinion would break the framing. */
static bool is_ours(struct slice name) {
    static const struct slice ours[] = {S_INIT("Content-Length"),   S_INIT("Transfer-Encoding"),
                                        S_INIT("Connection"),       S_INIT("Content-Type"),
                                        S_INIT("Content-Encoding"), S_INIT("Date")};
    for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
        if (slice_equal_nocase(name, ours[i])) return true;
    }
    return false;
}

void http_response_add_header(struct http_response *response, struct slice name, struct slice value) {
    if (!is_header_name(name) || is_ours(name)) BUG("response header not allowed: %.*s", SLICE_ARG(name));
    if (!is_header_value(value)) BUG("control character in response header %.*s", SLICE_ARG(name));
    struct http_response_header *header = arena_make(response->request_arena, struct http_response_header, 1);
    header->name = arena_cstr(response->request_arena, name);
    header->value = arena_cstr(response->request_arena, value);
    if (response->headers_last) {
        response->headers_last->next = header;
    } else {
        response->headers_first = header;
    }
    response->headers_last = header;
}

/* "gzip", "gzip;q=0.5", "*"; q=0, q=0.0, ... mean no. */
static bool has_weight(struct slice parameters) {
    struct slice weight = slice_trim(parameters);
    if (!slice_starts(weight, S("q="))) return true;
    for (size_t i = 2; i < weight.len; i++) {
        if (weight.s[i] >= '1' && weight.s[i] <= '9') return true;
    }
    return false;
}

bool accepts_gzip(struct slice accept_encoding) {
    struct slice rest = accept_encoding, item;
    while (slice_split(&rest, ',', &item)) {
        size_t end = slice_find(item, S(";"), 0);
        if (!slice_equal_nocase(slice_trim(slice_sub(item, 0, end)), S("gzip"))) continue;
        return has_weight(slice_sub(item, end + 1, item.len));
    }
    return false;
}

bool is_compressible(struct slice content_type) {
    static const struct slice kinds[] = {S_INIT("text/"),
                                         S_INIT("application/json"),
                                         S_INIT("application/problem+json"),
                                         S_INIT("application/xml"),
                                         S_INIT("application/javascript"),
                                         S_INIT("image/svg+xml"),
                                         S_INIT("application/geo+json")};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (slice_starts(content_type, kinds[i])) return true;
    }
    return false;
}
