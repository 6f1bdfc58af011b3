/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/paper_list_page.h"

#include "base/csv.h"
#include "base/limits.h"
#include "base/text.h"
#include "exchange/savix.h"
#include "exchange/sheet_stream.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/savings/paper_list.h"

static bool may_take_over(struct web *web) {
    return access_may_in(web->app->access, web->actor, &group_takeover_type, web->actor->org_id, VERB_CREATE);
}

/* ---- the page ---- */

static void templates_show(struct web *web) {
    static const struct {
        const char *label, *query;
    } files[] = {{TR("Empty list, CSV in Khmer"), "format=csv&words=km"},
                 {TR("Empty list, Excel in Khmer"), "format=xlsx&words=km"},
                 {TR("Empty list, CSV in English"), "format=csv&words=en"},
                 {TR("Empty list, Excel in English"), "format=xlsx&words=en"}};
    struct doc *items = doc_set_array(web->arena, web->view, S("templates"));
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("template_text"), web_tr(web, files[i].label));
        doc_set_text(web->arena, item, S("template_href"),
                     arena_printf(web->arena, "/savings-groups/paper-books/template?%s", files[i].query));
    }
}

static void columns_show(struct web *web) {
    struct doc *items = doc_set_array(web->arena, web->view, S("columns"));
    for (int i = 0; i < PAPER_COLUMNS; i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("column_code"), slice_of(paper_heads[i].code));
        doc_set_text(web->arena, item, S("column_label"), web_tr(web, paper_heads[i].label));
    }
}

static void page_begin(struct web *web) {
    struct slice path = S("/savings-groups/paper-books");
    furniture_add_crumb(web, web_tr(web, TR("Savings groups")), S("/savings-groups"));
    furniture_add_crumb(web, web_tr(web, TR("Paper books of many groups")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Paper books of many groups")));
    doc_set_text(web->arena, web->view, S("action"), path);
    doc_set_text(web->arena, web->view, S("day_value"), plain_form_value(web, "as_of", S("")));
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    templates_show(web);
    columns_show(web);
}

enum outcome paper_list_page(struct web *web) {
    if (!may_take_over(web)) return OUTCOME_NOT_FOUND;
    ask_only(web, "");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    page_begin(web);
    return OUTCOME_OK;
}

void paper_list_link(struct web *web, struct doc *actions) {
    if (may_take_over(web))
        furniture_add_action(web, actions, TR("Paper books"), S("/savings-groups/paper-books"), false);
}

/* ---- what would happen ---- */

static const char *state_code(enum paper_state state) {
    static const char *const codes[PAPER_STATES] = {"ready", "posted", "same", "refused"};
    return codes[state];
}

static const char *state_label(enum paper_state state) {
    static const char *const labels[PAPER_STATES] = {TR("Can be taken over"), TR("Taken over now"),
                                                     TR("Taken over before"), TR("Not taken over")};
    return labels[state];
}

static const char *state_badge(enum paper_state state) {
    static const char *const badges[PAPER_STATES] = {"on", "done", "done", "bad"};
    return badges[state];
}

static void faults_show(const struct paper_list *list, struct doc *object, const char *name,
                        const struct paper_fault *faults, size_t count) {
    struct web *web = list->web;
    struct doc *items = doc_set_array(web->arena, object, slice_of(name));
    for (size_t i = 0; i < count && i < LIMIT_IMPORT_SHOWN; i++) {
        const struct paper_head *head = faults[i].column >= 0 ? &paper_heads[faults[i].column] : NULL;
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_int(web->arena, item, S("row"), faults[i].row);
        doc_set_text(web->arena, item, S("row_text"),
                     web_tr_fill(web, TR("Row {1}"), savings_number(web, faults[i].row), S("")));
        doc_set_text(web->arena, item, S("column"), head ? slice_of(head->code) : S(""));
        doc_set_text(web->arena, item, S("column_text"), head ? web_tr(web, head->label) : S(""));
        doc_set_text(web->arena, item, S("fault_text"), faults[i].text);
    }
}

static void sides_show(struct web *web, const struct paper_group *group, struct doc *item) {
    doc_set_bool(web->arena, item, S("has_sides"), group->has_sides);
    doc_set_bool(web->arena, item, S("differs"), group->has_sides && group->difference_amount);
    if (!group->has_sides) return;
    doc_set_text(web->arena, item, S("owned_amount"), group->owned);
    doc_set_text(web->arena, item, S("owed_amount"), group->owed);
    doc_set_text(web->arena, item, S("difference_text"), group->difference);
    doc_set_int(web->arena, item, S("difference"), group->difference_amount);
}

static void group_show(const struct paper_list *list, const struct paper_group *group, struct doc *groups) {
    struct web *web = list->web;
    struct doc *item = doc_add_object(web->arena, groups);
    doc_set_uuid(web->arena, item, S("group_id"), group->record->id);
    doc_set_text(web->arena, item, S("group_code"), group->record->code);
    doc_set_text(web->arena, item, S("group_name"), group_name(web, group->record));
    doc_set_text(web->arena, item, S("group_href"),
                 savings_href(web, "savings-groups", group->record->id, "/takeover"));
    doc_set_text(web->arena, item, S("state"), slice_of(state_code(group->state)));
    doc_set_text(web->arena, item, S("state_text"), web_tr(web, state_label(group->state)));
    doc_set_text(web->arena, item, S("state_badge"), slice_of(state_badge(group->state)));
    doc_set_text(web->arena, item, S("what_text"),
                 web_tr_fill(web, TR("Members with savings: {1}. Loans: {2}."),
                             savings_number(web, (int64_t)group->savers),
                             savings_number(web, (int64_t)group->loans)));
    sides_show(web, group, item);
    faults_show(list, item, "reasons", group->faults, group->fault_count);
}

static void unread_show(const struct paper_list *list) {
    struct web *web = list->web;
    struct doc *items = doc_set_array(web->arena, web->view, S("unread_columns"));
    for (size_t i = 0; i < list->unread_count && i < LIMIT_IMPORT_SHOWN; i++) {
        doc_set_text(web->arena, doc_add_object(web->arena, items), S("unread_heading"), list->unread[i]);
    }
    doc_set_bool(web->arena, web->view, S("has_unread"), list->unread_count > 0);
}

static void result_show(const struct paper_list *list, bool posts) {
    struct web *web = list->web;
    size_t counts[PAPER_STATES] = {0};
    struct doc *groups = doc_set_array(web->arena, web->view, S("groups"));
    for (size_t i = 0; i < list->group_count; i++) {
        counts[list->groups[i].state]++;
        if (list->groups[i].state == PAPER_REFUSED) group_show(list, &list->groups[i], groups);
    }
    for (size_t i = 0; i < list->group_count; i++) { /* what asks for work stands above */
        if (list->groups[i].state != PAPER_REFUSED) group_show(list, &list->groups[i], groups);
    }
    struct doc *numbers = doc_set_object(web->arena, web->view, S("counts"));
    struct doc *sums = doc_set_array(web->arena, web->view, S("sums"));
    for (int state = 0; state < PAPER_STATES; state++) {
        doc_set_int(web->arena, numbers, slice_of(state_code((enum paper_state)state)),
                    (int64_t)counts[state]);
        if (!counts[state]) continue;
        struct doc *sum = doc_add_object(web->arena, sums);
        doc_set_text(web->arena, sum, S("sum_label"), web_tr(web, state_label((enum paper_state)state)));
        doc_set_text(web->arena, sum, S("sum_number"), savings_number(web, (int64_t)counts[state]));
    }
    unread_show(list);
    faults_show(list, web->view, "strays", list->faults, list->fault_count);
    doc_set_bool(web->arena, web->view, S("has_strays"), list->fault_count > 0);
    doc_set_bool(web->arena, web->view, S("has_result"), true);
    doc_set_bool(web->arena, web->view, S("may_post"), !posts && counts[PAPER_READY] > 0);
    doc_set_text(web->arena, web->view, S("rows_text"),
                 web->is_api || posts ? S("") : paper_list_write(list));
}

/* ---- the list ---- */

static struct slice bytes_of(struct web *web) {
    const struct http_field *file = web_file(web);
    return file && file->value.len ? file->value : web_field(web, S("rows"));
}

static enum outcome list_refused(struct web *web) {
    if (web->is_api) return OUTCOME_REFUSED;
    web->response->status = web_status(OUTCOME_REFUSED);
    page_begin(web);
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

static void list_begin(struct web *web, struct paper_list *list) {
    struct slice key = savings_key(web, "key");
    *list = (struct paper_list){.web = web,
                                .khmer = {.lang = LANG_KM, .messages = web->app->khmer},
                                .day = slice_trim(web_field(web, S("as_of")))};
    list->key = uuid_format(web->arena, key.len ? web_form_identity(web, key) : uuid_new());
}

enum outcome paper_list_post(struct web *web) {
    struct paper_list *list = arena_make(web->arena, struct paper_list, 1);
    if (!may_take_over(web)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice bytes = bytes_of(web), step = web_field(web, S("do"));
    bool posts = slice_equal(step, S("post"));
    list_begin(web, list);
    if (!bytes.len) refuse(&web->refusal, S("file"), "Choose a file.");
    if (step.len && !posts && !slice_equal(step, S("check")))
        refuse_with(&web->refusal, S("do"), TR("“{1}” is none of the choices."), step, S(""));
    if (!refusal_is_empty(&web->refusal) || !paper_list_read(list, bytes)) return list_refused(web);
    paper_list_sort(list);
    for (size_t i = 0; i < list->group_count; i++) {
        paper_group_try(list, &list->groups[i], posts);
    }
    page_begin(web);
    result_show(list, posts);
    return OUTCOME_OK;
}

/* ---- the template ---- */

/* "words": the language of the list, which need not be that of the page. */
static struct locale ask_words(struct web *web) {
    struct slice asked = http_query(web->http, S("words"));
    if (slice_equal(asked, S("km"))) return (struct locale){.lang = LANG_KM, .messages = web->app->khmer};
    if (slice_equal(asked, S("en"))) return (struct locale){.lang = LANG_EN};
    if (asked.len) ask_refuse(web, "words", TR("“{1}” is none of the choices."));
    return web->locale;
}

static struct slice template_csv(struct web *web, const struct locale *words) {
    struct text out = TEXT_IN(web->arena);
    text_append(&out, S("\xEF\xBB\xBF")); /* spreadsheets read UTF-8 then */
    for (int i = 0; i < PAPER_COLUMNS; i++) {
        if (i) text_append_char(&out, ',');
        csv_write_cell(&out, tr(words, slice_of(paper_heads[i].label)), true);
    }
    text_append(&out, S("\r\n"));
    return text_slice(&out);
}

static struct slice template_xlsx(struct web *web, const struct locale *words) {
    struct text out = TEXT_IN(web->arena);
    struct sheet_column *heads = arena_make(web->arena, struct sheet_column, PAPER_COLUMNS);
    for (int i = 0; i < PAPER_COLUMNS; i++) {
        heads[i] = (struct sheet_column){.label = tr(words, slice_of(paper_heads[i].label)), .width = 18};
    }
    struct sheet_stream *sheet =
        sheet_stream_new(web->arena, &out, tr(words, S("Paper books")), heads, PAPER_COLUMNS, false);
    return sheet_stream_finish(sheet) ? text_slice(&out) : S("");
}

enum outcome paper_list_template(struct web *web) {
    enum savix_format format;
    struct slice asked = http_query(web->http, S("format"));
    if (!may_take_over(web)) return OUTCOME_NOT_FOUND;
    if (!savix_format_parse(asked.len ? asked : S("csv"), &format))
        ask_refuse(web, "format", TR("“{1}” is none of the choices."));
    struct locale words = ask_words(web);
    ask_only(web, "format words");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    http_response_add_header(web->response, S("Content-Disposition"),
                             format == SAVIX_CSV ? S("attachment; filename=\"paper-books.csv\"")
                                                 : S("attachment; filename=\"paper-books.xlsx\""));
    return web_answer(web, 200, savix_media_type(format),
                      format == SAVIX_CSV ? template_csv(web, &words) : template_xlsx(web, &words));
}
