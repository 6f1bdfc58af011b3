/* SPDX-License-Identifier: Apache-2.0 */
/* What a handler asks of a request.  Reads only the request struct, so a test can make one by hand. */
#include "base/limits.h"
#include "base/log.h"
#include "http/server.h"

struct slice http_method_name(enum http_method method) {
    switch (method) {
    case HTTP_GET: return S("GET");
    case HTTP_HEAD: return S("HEAD");
    case HTTP_POST: return S("POST");
    case HTTP_PUT: return S("PUT");
    case HTTP_PATCH: return S("PATCH");
    case HTTP_DELETE: return S("DELETE");
    case HTTP_OPTIONS: return S("OPTIONS");
    }
    BUG("no such method: %d", (int)method);
}

struct slice http_header(const struct http_request *request, struct slice name) {
    return pairs_find_nocase(request->headers, name);
}

struct slice http_query(const struct http_request *request, struct slice key) {
    return pairs_find(request->query, key);
}

/* HTTP/1.1 allows one Cookie header, but a proxy that speaks HTTP/2 may pass on several. */
struct slice http_cookie(const struct http_request *request, struct slice name) {
    for (size_t i = 0; i < request->headers.count; i++) {
        struct http_pairs cookies;
        if (!slice_equal_nocase(request->headers.items[i].name, S("cookie"))) continue;
        if (!cookies_parse(request->request_arena, request->headers.items[i].value, &cookies)) continue;
        struct slice value = pairs_find(cookies, name);
        if (value.s) return value;
    }
    return (struct slice){0};
}

static bool refuse_damaged(const struct http_form *form, struct refusal *refusal) {
    for (size_t i = 0; i < form->count; i++) {
        if (!form->fields[i].is_damaged) continue;
        refuse(refusal, form->fields[i].name,
               "This text holds characters that cannot be read. Type them again.");
    }
    return refusal_is_empty(refusal);
}

bool http_form(const struct http_request *request, struct http_form *form, struct refusal *refusal) {
    struct arena *arena = request->request_arena;
    struct slice type = http_header(request, S("Content-Type"));
    bool is_read = false;
    *form = (struct http_form){0};
    if (media_type_is(type, S("application/x-www-form-urlencoded"))) {
        is_read = urlencoded_parse(arena, request->body, form);
    } else if (media_type_is(type, S("multipart/form-data"))) {
        is_read =
            multipart_parse(arena, request->body, media_type_parameter(arena, type, S("boundary")), form);
    } else if (request->body.len) {
        return refuse(refusal, S(""), "A form was expected here.");
    } else {
        is_read = true;
    }
    if (!is_read) return refuse(refusal, S(""), "The form could not be read. Send it again.");
    return refuse_damaged(form, refusal);
}
