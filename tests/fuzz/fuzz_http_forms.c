/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a path, a query, a form, cookies and a media type: refused, or every text that comes out is
 * UTF-8 (or marked damaged, or a file) and holds no NUL.
 */
#include "base/limits.h"
#include "base/log.h"
#include "http/forms.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void assert_clean(struct slice text) {
    ASSERT(slice_is_utf8(text));
    ASSERT(!text.len || !memchr(text.s, '\0', text.len));
}

static void read_path(struct arena *arena, struct slice input) {
    struct slice path;
    if (!path_decode(arena, input, &path)) return;
    assert_clean(path);
    ASSERT(slice_starts(path, S("/")) && !slice_contains(path, S("/../")) && !slice_ends(path, S("/..")));
}

static void read_pairs(struct arena *arena, struct slice input) {
    struct http_pairs pairs;
    if (!pairs_decode(arena, input, LIMIT_QUERY_PAIRS, &pairs)) return;
    ASSERT(pairs.count <= LIMIT_QUERY_PAIRS);
    for (size_t i = 0; i < pairs.count; i++) {
        assert_clean(pairs.items[i].name);
        assert_clean(pairs.items[i].value);
    }
}

static void read_form(struct arena *arena, struct slice input) {
    struct http_form form;
    if (!urlencoded_parse(arena, input, &form)) return;
    for (size_t i = 0; i < form.count; i++)
        assert_clean(form.fields[i].value);
}

static void read_cookies(struct arena *arena, struct slice input) {
    struct http_pairs cookies;
    if (!cookies_parse(arena, input, &cookies)) return;
    ASSERT(cookies.count <= LIMIT_COOKIES);
    for (size_t i = 0; i < cookies.count; i++)
        ASSERT(cookies.items[i].name.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct slice input = {(const char *)bytes, length};
    read_path(job_arena, input);
    read_pairs(job_arena, input);
    read_form(job_arena, input);
    read_cookies(job_arena, input);
    media_type_parameter(job_arena, input, S("boundary"));
    arena_free(job_arena);
    return 0;
}
