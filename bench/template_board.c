/* SPDX-License-Identifier: Apache-2.0 */
/* How long the promise board takes to render: 31 rows of 30 values and a message each, inside a layout.  Prints the
 * median of many rounds in microseconds; build with optimisation and without sanitizers for a figure worth quoting. */
#include "web/markup/mustache.h"

enum { ROWS = 31, VALUES = 30, ROUNDS = 2000 };

static struct slice say_again(const void *context, struct arena *arena, struct slice raw) {
    (void)context;
    (void)arena;
    return raw;
}

static const struct mustache_lambda lambdas[] = {{S_INIT("t"), say_again}};

static const struct mustache *compile_board(struct arena *arena) {
    struct mustache_set *set = mustache_set_new(arena, lambdas, ARRAY_LEN(lambdas));
    struct refusal refusal = REFUSAL_IN(arena);
    struct text source = TEXT_IN(arena);
    text_append(&source, S("{{<layout}}{{$main}}<ol>{{#rows}}<li class=\"promise\">"));
    for (int i = 0; i < VALUES; i++) {
        text_printf(&source, "<span class=\"c%d\">{{value_%d}}</span>", i, i);
    }
    text_append(&source, S("{{#t}}{{value_3}} of {{value_4}} people{{/t}}</li>\n{{/rows}}</ol>{{/main}}{{/layout}}"));
    bool ok = mustache_set_add(set, S("layout"), S("<!doctype html>{{$main}}{{/main}}"), &refusal) &&
              mustache_set_add(set, S("board"), text_slice(&source), &refusal) && mustache_set_link(set, &refusal);
    return ok ? mustache_set_find(set, S("board")) : NULL;
}

static const struct doc *make_view(struct arena *arena) {
    struct doc *view = doc_new_object(arena), *rows = doc_set_array(arena, view, S("rows"));
    for (int r = 0; r < ROWS; r++) {
        struct doc *row = doc_add_object(arena, rows);
        for (int i = 0; i < VALUES; i++) {
            doc_set_text(arena, row, arena_printf(arena, "value_%d", i), arena_printf(arena, "some text %d", i * r));
        }
    }
    return view;
}

static int compare_times(const void *a, const void *b) {
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int main(void) {
    struct arena *process_arena = arena_new();
    const struct mustache *board = compile_board(process_arena);
    const struct doc *view = make_view(process_arena);
    static int64_t times[ROUNDS];
    size_t len = 0;
    if (!board) return 1;
    for (int i = 0; i < ROUNDS; i++) {
        struct arena *request_arena = arena_new();
        struct text out = TEXT_IN(request_arena);
        int64_t start = now_ns();
        if (!mustache_render(board, view, NULL, &out)) return 1;
        times[i] = now_ns() - start;
        len = out.len;
        arena_free(request_arena);
    }
    qsort(times, ROUNDS, sizeof times[0], compare_times);
    printf("promise board, %d rows of %d values, %zu bytes: median %.1f us, p99 %.1f us\n", ROWS, VALUES, len,
           (double)times[ROUNDS / 2] / 1000, (double)times[ROUNDS * 99 / 100] / 1000);
    arena_free(process_arena);
    return 0;
}
