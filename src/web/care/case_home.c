/* SPDX-License-Identifier: Apache-2.0 */
/* What waits in case files for who is looking at the home page: by codes alone. */
#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/care/erasure.h"
#include "domain/care/plan.h"
#include "web/care/case_pages.h"
#include "web/care/case_view.h"
#include "web/record/record_text.h"

enum { SHOWN = 8, TOLD_MS = 7 * 24 * 3600 * 1000 };

struct home_block {
    struct web *web;
    struct record_names *files;
    struct case_names *names;
    struct doc *items;
};

static void item_add(struct home_block *block, const struct record *record, const char *behind,
                     struct slice detail) {
    struct web *web = block->web;
    struct uuid file = record_value_const(record, record_type_field(record->type, S("case_file")))->id;
    struct doc *item = doc_add_object(web->arena, block->items);
    struct slice href = record_href(web, &case_file_type, file);
    doc_set_text(web->arena, item, S("title"), record_label_of(block->files, &case_file_type, file));
    doc_set_text(web->arena, item, S("href"), arena_join(web->arena, href, slice_of(behind)));
    doc_set_text(web->arena, item, S("detail"), detail);
}

/* The newest of a type in one state. */
static size_t in_state(struct web *web, const struct record_type *type, const char *state,
                       struct record ***records) {
    struct view view = web_view(web, type);
    struct list_query query = {.type = type, .limit = SHOWN, .org = web->actor->org_id, .filter_count = 1};
    struct list_page page;
    query.filters[0] =
        (struct filter){record_type_field(type, S("state")), FILTER_EQUAL, value_of_text(slice_of(state))};
    if (!view.allowed ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return 0;
    *records = page.records;
    return page.count;
}

static struct slice by_whom(struct home_block *block, const char *what, struct uuid user, int64_t at_ms) {
    struct web *web = block->web;
    return arena_printf(web->arena, "%.*s · %.*s · %.*s", SLICE_ARG(web_tr(web, what)),
                        SLICE_ARG(case_name(block->names, user)),
                        SLICE_ARG(format_instant(web->arena, &web->locale, at_ms)));
}

static void decisions_add(struct home_block *block) {
    struct record **records;
    size_t count = in_state(block->web, &case_opening_type, "asked", &records);
    for (size_t i = 0; i < count; i++)
        item_add(block, records[i], "/emergency",
                 by_whom(block, TR("Asks to open it in an emergency"), case_opening_of(records[i])->user.id,
                         records[i]->created_ms));
    count = in_state(block->web, &case_approval_type, "asked", &records);
    for (size_t i = 0; i < count; i++)
        item_add(block, records[i], "",
                 by_whom(block, TR("Asks for an approval"), case_approval_of(records[i])->asked_by.id,
                         records[i]->created_ms));
    count = in_state(block->web, &case_erasure_type, "proposed", &records);
    for (size_t i = 0; i < count; i++)
        item_add(block, records[i], "/erasure",
                 by_whom(block, TR("Proposes to erase it"), case_erasure_of(records[i])->proposed_by.id,
                         records[i]->created_ms));
}

static bool is_mine(struct web *web, const struct record *opening) {
    const struct record *file = web_record(web, &case_file_type, case_opening_of(opening)->case_file.id);
    return file && uuid_equal(case_file_of(file)->case_worker.id, web->actor->user_id);
}

/* Opened by others within a week: told to the social worker of the file and to who decides. */
static void opened_add(struct home_block *block) {
    struct record **records;
    size_t count = in_state(block->web, &case_opening_type, "allowed", &records);
    for (size_t i = 0; i < count; i++) {
        const struct case_opening *opening = case_opening_of(records[i]);
        bool is_news = clock_now_ms() - records[i]->updated_ms < TOLD_MS &&
                       !uuid_equal(opening->user.id, block->web->actor->user_id);
        if (!is_news || (!case_may_approve(block->web) && !is_mine(block->web, records[i]))) continue;
        item_add(block, records[i], "/emergency",
                 by_whom(block, TR("Was opened in an emergency"), opening->user.id, records[i]->updated_ms));
    }
}

static void block_show(struct web *web, struct doc *blocks, const char *heading, struct doc *items) {
    if (!items->count) return;
    struct doc *block = doc_add_object(web->arena, blocks);
    doc_set_text(web->arena, block, S("heading"), web_tr(web, heading));
    doc_set_text(web->arena, block, S("about"), S(""));
    doc_set_text(web->arena, block, S("more"), S(""));
    doc_set_doc(web->arena, block, S("items"), items);
}

void case_home_add(struct web *web, struct doc *blocks) {
    if (!access_may(web->actor, ACCESS_CASE, VERB_REVEAL)) return;
    struct home_block block = {web, record_names_new(web), case_names_new(web), doc_new_array(web->arena)};
    if (case_may_approve(web)) decisions_add(&block);
    block_show(web, blocks, TR("Case files that wait for a decision"), block.items);
    block.items = doc_new_array(web->arena);
    opened_add(&block);
    block_show(web, blocks, TR("Case files that were opened in an emergency"), block.items);
}
