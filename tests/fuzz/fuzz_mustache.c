/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a template: refused, or compiled and rendered.  The template may include itself as a partial and as a
 * parent; the view has a value of every kind; a message is its own translation and so is scanned as one.
 */
#include "base/limits.h"
#include "base/log.h"
#include "web/markup/mustache.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct slice say_again(const void *context, struct arena *arena, struct slice raw) {
    (void)context;
    (void)arena;
    return raw;
}

static const struct mustache_lambda lambdas[] = {{S_INIT("t"), say_again}};

static struct doc *view_of_every_kind(struct arena *arena) {
    struct doc *view = doc_new_object(arena);
    struct doc *list = doc_set_array(arena, view, S("l"));
    struct doc *object = doc_set_object(arena, view, S("o"));
    doc_add_int(arena, list, -7);
    doc_add_text(arena, list, S("<&>"));
    doc_set_bool(arena, object, S("b"), true);
    doc_set_null(arena, object, S("n"));
    doc_set_text(arena, view, S("p"), S("page"));
    doc_set_raw(arena, view, S("r"), S("{}"));
    return view;
}

/* A template that includes itself twice grows as a power of two of the depth; one that ships is written by us. */
static size_t self_references(struct slice source) {
    size_t count = 0;
    for (size_t i = 0; i < source.len; i++) {
        count += source.s[i] == '*' || slice_starts(slice_sub(source, i, source.len), S("page"));
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct slice source = {(const char *)bytes, length};
    if (length > 400 || self_references(source) > 1) return 0;
    struct arena *job_arena = arena_new();
    struct refusal refusal = REFUSAL_IN(job_arena), other = REFUSAL_IN(job_arena);
    struct mustache_set *set = mustache_set_new(job_arena, lambdas, ARRAY_LEN(lambdas));
    bool compiled = mustache_set_add(set, S("page"), source, &refusal);
    ASSERT(mustache_set_add(set, S("card"), S("[{{$b}}{{l}}{{/b}}\n  {{>leaf}}]"), &other));
    ASSERT(mustache_set_add(set, S("leaf"), S("{{#l}}\n{{.}}{{/l}}{{$b}}{{/b}}"), &other));
    ASSERT(compiled == refusal_is_empty(&refusal));
    if (compiled) {
        struct text out = TEXT_IN(job_arena);
        (void)!mustache_set_link(set, &refusal);
        (void)mustache_render(mustache_set_find(set, S("page")), view_of_every_kind(job_arena), NULL, &out);
    }
    arena_free(job_arena);
    return 0;
}
