/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which promises a saved sheet moved: numbers before and after, carried over the redirect in the address.  A proof
 * bound to the session of the browser stands beside them, so that nobody is shown numbers somebody made up.
 */
#include "store/vault.h"
#include "web/markup/html.h"
#include "web/markup/svg_chart.h"
#include "web/programme/promise_view.h"
#include "web/training/training_sheet.h"

enum { MOVED_PARTS_MAX = 12 }; /* more do not fit an address */

struct promise_board sheet_promises(struct web *web, const struct sheet *sheet) {
    struct view view = web_view(web, &promise_type);
    struct promise_query query = {.org = sheet->seen.record->org_id};
    if (!view.allowed) return (struct promise_board){0};
    return promise_view_board(web, &view, sheet->seen.record->org_id, &query);
}

static const struct promise_part_state *part_find(const struct promise_board *board, struct uuid id, const struct promise_state **promise) {
    for (size_t i = 0; i < board->count; i++) {
        for (size_t p = 0; p < board->promises[i].part_count; p++) {
            const struct promise_part_state *part = &board->promises[i].parts[p];
            *promise = &board->promises[i];
            if (uuid_equal(part->part->part->id, id)) return part;
        }
    }
    return NULL;
}

/* ---- into the address ---- */

static void moved_add(struct text *text, const struct promise_part_state *before, const struct promise_part_state *after) {
    char id[UUID_TEXT];
    if (text->len) text_append_char(text, ',');
    uuid_write(after->part->part->id, id);
    text_append(text, (struct slice){id, UUID_TEXT});
    text_printf(text, ":%lld:%lld", (long long)before->value, (long long)after->value);
}

static struct slice moved_purpose(struct web *web, struct slice moved) {
    return arena_join(web->arena, S("moved "), moved);
}

struct slice moved_query(struct web *web, const struct promise_board *before, const struct promise_board *after) {
    struct text moved = TEXT_IN(web->arena);
    size_t count = 0;
    const struct promise_state *promise;
    for (size_t i = 0; i < before->count; i++) {
        for (size_t p = 0; p < before->promises[i].part_count && count < MOVED_PARTS_MAX; p++) {
            const struct promise_part_state *was = &before->promises[i].parts[p];
            const struct promise_part_state *is = part_find(after, was->part->part->id, &promise);
            if (!is || is->value == was->value) continue;
            moved_add(&moved, was, is);
            count++;
        }
    }
    const struct secret_key *key = vault_derived(web->app->store, SEAL_FOR_CSRF);
    struct slice text = text_slice(&moved);
    if (!count || !key || !web->session || web->session->is_api_token) return S("");
    struct slice proof = token_csrf_new(web->arena, seal_key_bytes(key), web->session->hash, moved_purpose(web, text));
    return arena_printf(web->arena, "&moved=%.*s&proof=%.*s", SLICE_ARG(text), SLICE_ARG(html_url_encode(web->arena, proof)));
}

/* ---- out of the address ---- */

static bool moved_parse(struct slice entry, struct uuid *part, int64_t *before, int64_t *after) {
    struct slice id, first;
    if (!slice_split(&entry, ':', &id) || !slice_split(&entry, ':', &first)) return false;
    return uuid_parse(id, part) && slice_to_int64(first, before) && slice_to_int64(entry, after);
}

static void moved_show_part(struct web *web, const struct promise_state *promise, const struct promise_part_state *part,
                            int64_t before, int64_t after, struct doc *items) {
    const struct promise_rule *rule = part->part->rule;
    struct doc *item = doc_add_object(web->arena, items);
    struct slice id = uuid_format(web->arena, promise->promise->id);
    doc_set_text(web->arena, item, S("number"), promise_view_number_of(promise->promise));
    doc_set_text(web->arena, item, S("title"), promise_view_label(web, part->part->part));
    doc_set_text(web->arena, item, S("href"), arena_join(web->arena, S("/promises/"), id));
    doc_set_text(web->arena, item, S("before"), promise_view_amount(web, rule, before));
    doc_set_text(web->arena, item, S("after"), promise_view_amount(web, rule, after));
    doc_set_text(web->arena, item, S("target"), part->has_target ? promise_view_amount(web, rule, part->target) : S(""));
    struct text bar = TEXT_IN(web->arena);
    struct svg_bar drawing = {.title = promise_view_label(web, part->part->part), .actual = after, .planned = part->planned,
                              .target = part->has_target ? part->target : 0};
    svg_bar_target(&bar, &drawing);
    html_set_doc(web->arena, item, S("bar_html"), html_of(&bar));
}

bool moved_show(struct web *web, struct uuid org) {
    struct slice moved = http_query(web->http, S("moved")), proof = http_query(web->http, S("proof")), entry;
    const struct secret_key *key = vault_derived(web->app->store, SEAL_FOR_CSRF);
    struct view view = web_view(web, &promise_type);
    if (!moved.len || !key || !web->session || !view.allowed) return false;
    if (!token_csrf_is_valid(seal_key_bytes(key), web->session->hash, moved_purpose(web, moved), proof)) return false;
    struct promise_query query = {.org = org};
    struct promise_board board = promise_view_board(web, &view, org, &query);
    struct doc *items = doc_set_array(web->arena, doc_set_object(web->arena, web->view, S("moved")), S("items"));
    while (slice_split(&moved, ',', &entry)) {
        struct uuid id;
        int64_t before, after;
        const struct promise_state *promise;
        if (!moved_parse(entry, &id, &before, &after)) continue;
        const struct promise_part_state *part = part_find(&board, id, &promise);
        if (part) moved_show_part(web, promise, part, before, after, items);
    }
    return items->count > 0;
}
