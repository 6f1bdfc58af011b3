/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ledger/journal_import.h"

#include "domain/ledger/amount.h"
#include "exchange/book_desk.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/ledger/book_journal.h"
#include "web/plain_form.h"

enum { IMPORTS_SHOWN = 20 };

/* An import as this reader may know it. */
struct import_seen {
    struct book_seen book;
    struct record *record;
    const struct ledger_import *values;
    struct book_look look;
    bool may_write;
};

static bool seen_of(struct web *web, struct import_seen *seen) {
    struct uuid id;
    seen->record = web_arg_id(web, 0, &id) ? web_record(web, &ledger_import_type, id) : NULL;
    if (!seen->record) return false;
    seen->values = ledger_import_of(seen->record);
    struct record *book = web_record(web, &ledger_book_type, seen->values->book.id);
    if (!book) return false;
    book_begin(web, book, &seen->book);
    seen->look = book_desk_look(web->app->books, id);
    seen->may_write = book_may(&seen->book, VERB_CREATE);
    return true;
}

static bool state_is(const struct ledger_import *import, const char *state) {
    return slice_equal(import->state.text, slice_of(state));
}

static struct slice import_href(struct web *web, struct uuid id, const char *behind) {
    return arena_printf(web->arena, "%s/imported-journals/%.*s%s", web->is_api ? "/api/v1" : "",
                        SLICE_ARG(uuid_format(web->arena, id)), behind);
}

static const char *state_badge(const struct ledger_import *import) {
    if (state_is(import, "done")) return "done";
    if (state_is(import, "refused")) return "bad";
    if (state_is(import, "undone") || state_is(import, "stopped")) return "behind";
    return "on";
}

static void add_state(struct web *web, const struct ledger_import *import, struct doc *to) {
    const struct choice *state =
        choice_find(record_type_field(&ledger_import_type, S("state"))->choices, import->state.text);
    doc_set_text(web->arena, to, S("import_state"), import->state.text);
    doc_set_text(web->arena, to, S("import_state_text"), state ? web_tr(web, state->label) : S(""));
    doc_set_text(web->arena, to, S("import_badge"), slice_of(state_badge(import)));
}

/* ---- the list ---- */

static void add_listed(struct web *web, struct doc *list, struct record *record) {
    const struct ledger_import *import = ledger_import_of(record);
    struct doc *item = doc_add_object(web->arena, list);
    doc_set_text(web->arena, item, S("import_href"), import_href(web, record->id, ""));
    doc_set_text(web->arena, item, S("import_file"), import->file.text);
    doc_set_text(web->arena, item, S("import_when"),
                 format_instant(web->arena, &web->locale, record->created_ms));
    doc_set_text(web->arena, item, S("import_count"),
                 format_number(web->arena, &web->locale, import->transactions.number));
    add_state(web, import, item);
}

void journal_import_add_list(struct book_seen *seen) {
    struct web *web = seen->web;
    struct view view = web_view(web, &ledger_import_type);
    struct list_query query = {.type = &ledger_import_type, .limit = IMPORTS_SHOWN, .filter_count = 1};
    struct list_page page = {0};
    struct refusal ignored = REFUSAL_IN(web->arena);
    query.filters[0] = (struct filter){.field = record_type_field(&ledger_import_type, S("book")),
                                       .value = {.present = true, .id = seen->book->id}};
    struct doc *list = doc_set_array(web->arena, web->view, S("imports"));
    bool good =
        view.allowed && query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &ignored);
    for (size_t i = 0; good && i < page.count; i++) {
        add_listed(web, list, page.records[i]);
    }
    doc_set_bool(web->arena, web->view, S("has_imports"), page.count > 0);
}

/* ---- what was found ---- */

static bool is_true(const struct doc *object, const char *key) {
    const struct doc *value = doc_get(object, slice_of(key));
    return value && value->kind == DOC_BOOL && value->flag;
}

/* As the account grows. */
static struct slice grown(struct book_seen *book, struct slice kind, struct uuid unit, int64_t amount) {
    return book_amount(book, unit, book_grows_by_debit(kind) ? amount : book_negated(amount));
}

static void add_difference(struct import_seen *seen, struct doc *list, const struct doc *found) {
    struct web *web = seen->book.web;
    struct doc *row = doc_add_object(web->arena, list);
    struct slice kind = doc_get_text(found, S("kind"));
    struct uuid unit = commodity_id(doc_get_text(found, S("unit")));
    int64_t before = doc_get_int(found, S("before"), 0), change = doc_get_int(found, S("change"), 0);
    doc_set_text(web->arena, row, S("account_text"),
                 arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(doc_get_text(found, S("number"))),
                              SLICE_ARG(doc_get_text(found, S("name")))));
    doc_set_bool(web->arena, row, S("account_is_new"), is_true(found, "is_new"));
    doc_set_text(web->arena, row, S("before_text"), grown(&seen->book, kind, unit, before));
    doc_set_text(web->arena, row, S("change_text"), grown(&seen->book, kind, unit, change));
    doc_set_text(web->arena, row, S("after_text"), grown(&seen->book, kind, unit, book_add(before, change)));
}

static void add_wrong(struct web *web, struct doc *list, const struct doc *found) {
    struct doc *wrong = doc_add_object(web->arena, list);
    int64_t line = doc_get_int(found, S("line"), 0);
    const struct refusal_item item = {
        .field = S(""),
        .message = arena_cstr(web->arena, doc_get_text(found, S("message"))),
        .args = {doc_get_text(found, S("first")), doc_get_text(found, S("second"))}};
    if (line) doc_set_int(web->arena, wrong, S("line"), line);
    doc_set_text(web->arena, wrong, S("wrong_line"),
                 line ? web_tr_fill(web, TR("Line {1}"), format_number(web->arena, &web->locale, line), S(""))
                      : S(""));
    doc_set_text(web->arena, wrong, S("wrong_text"), tr_refusal(web->arena, &web->locale, &item));
}

static void add_figure(struct web *web, struct doc *list, const char *label, int64_t number) {
    struct doc *figure = doc_add_object(web->arena, list);
    doc_set_text(web->arena, figure, S("count_text"), format_number(web->arena, &web->locale, number));
    doc_set_text(web->arena, figure, S("count_label"), web_tr(web, label));
}

static void add_found(struct import_seen *seen) {
    struct web *web = seen->book.web;
    struct refusal ignored = REFUSAL_IN(web->arena);
    const struct doc *found =
        seen->values->found.present ? doc_parse_json(web->arena, seen->values->found.text, &ignored) : NULL;
    struct doc *differences = doc_set_array(web->arena, web->view, S("differences")),
               *wrong = doc_set_array(web->arena, web->view, S("wrong")),
               *figures = doc_set_array(web->arena, web->view, S("figures"));
    if (!found || state_is(seen->values, "checking")) return;
    const struct doc *list = doc_get(found, S("differences")), *lines = doc_get(found, S("wrong"));
    if (web->is_api) doc_set_doc(web->arena, web->view, S("found"), found);
    bool is_true_yet = state_is(seen->values, "checked") || state_is(seen->values, "done") || web->is_api;
    doc_set_bool(web->arena, web->view, S("has_figures"), true);
    for (const struct doc_entry *entry = list && is_true_yet ? list->first : NULL; entry;
         entry = entry->next) {
        add_difference(seen, differences, &entry->value);
    }
    for (const struct doc_entry *entry = lines ? lines->first : NULL; entry; entry = entry->next) {
        add_wrong(web, wrong, &entry->value);
    }
    doc_set_bool(web->arena, web->view, S("is_cut"), is_true(found, "cut"));
    doc_set_bool(web->arena, web->view, S("has_differences"), differences->count > 0);
    doc_set_bool(web->arena, web->view, S("has_wrong"), wrong->count > 0);
    add_figure(web, figures, TR("Transactions"), seen->values->transactions.number);
    add_figure(web, figures, TR("Of them posted"), seen->values->transactions_done.number);
    add_figure(web, figures, TR("Accounts found"), doc_get_int(found, S("accounts_found"), 0));
    add_figure(web, figures, TR("New accounts"), doc_get_int(found, S("accounts_new"), 0));
}

/* ---- the page ---- */

static int percent_of(const struct import_seen *seen) {
    int64_t all = seen->values->transactions.number;
    if (all <= 0) return 0;
    return (int)(seen->look.done >= all ? 99 : seen->look.done * 100 / all);
}

/* What is posted now, and not taken back. */
static int64_t posted_count(const struct ledger_import *import) {
    return state_is(import, "undone") ? 0
                                      : import->transactions_done.number - import->transactions_undone.number;
}

/* Of a work that is over it says what it has left; nobody counts for it any more. */
static struct slice progress_text(struct web *web, const struct import_seen *seen) {
    const struct ledger_import *import = seen->values;
    if (!seen->look.is_busy)
        return web_tr_fill(web, TR("{1} of {2} transactions are posted"),
                           format_number(web->arena, &web->locale, posted_count(import)),
                           format_number(web->arena, &web->locale, import->transactions.number));
    return web_tr_fill(web, TR("{1} transactions so far"),
                       format_number(web->arena, &web->locale, seen->look.done), S(""));
}

static void add_progress(struct import_seen *seen) {
    struct web *web = seen->book.web;
    struct doc *progress = doc_set_object(web->arena, web->view, S("progress"));
    doc_set_text(web->arena, progress, S("id"), S("progress"));
    doc_set_text(web->arena, progress, S("label"), doc_get_text(web->view, S("import_state_text")));
    doc_set_int(web->arena, progress, S("percent"), percent_of(seen));
    doc_set_text(web->arena, progress, S("text"), progress_text(web, seen));
    doc_set_text(web->arena, progress, S("progress_url"), import_href(web, seen->record->id, "/progress"));
    doc_set_text(web->arena, progress, S("done_href"), import_href(web, seen->record->id, ""));
    doc_set_bool(web->arena, web->view, S("may_stop"), seen->may_write && state_is(seen->values, "writing"));
}

static struct slice days_text(struct web *web, const struct ledger_import *import) {
    if (!import->first_day.present || !import->last_day.present) return S("");
    return arena_printf(web->arena, "%.*s – %.*s",
                        SLICE_ARG(format_date(web->arena, &web->locale, import->first_day.date)),
                        SLICE_ARG(format_date(web->arena, &web->locale, import->last_day.date)));
}

/* What may be done now; nobody is at a work whose record says that it is under way: the disk was full, or the
 * file came by the command line. */
static void add_steps(struct import_seen *seen) {
    struct web *web = seen->book.web;
    bool is_idle = seen->may_write && !seen->look.is_busy;
    const struct ledger_import *import = seen->values;
    doc_set_bool(web->arena, web->view, S("may_post"), is_idle && state_is(import, "checked"));
    doc_set_bool(web->arena, web->view, S("may_go_on"),
                 is_idle && (state_is(import, "stopped") || state_is(import, "writing")));
    doc_set_bool(web->arena, web->view, S("may_take_back"),
                 is_idle && (state_is(import, "done") || state_is(import, "stopped")));
    doc_set_bool(web->arena, web->view, S("may_take_rest"), is_idle && state_is(import, "undoing"));
    doc_set_text(web->arena, web->view, S("import_reason"), import->reason.text);
    plain_form_add(web, doc_set_array(web->arena, web->view, S("back_fields")),
                   &(struct plain_field){.name = "reason",
                                         .label = TR("Reason"),
                                         .required = true,
                                         .value = plain_form_value(web, "reason", S(""))});
}

static void add_head(struct import_seen *seen) {
    struct web *web = seen->book.web;
    const struct ledger_import *import = seen->values;
    book_add_crumbs(&seen->book, import->file.text);
    doc_set_uuid(web->arena, web->view, S("id"), seen->record->id);
    doc_set_text(web->arena, web->view, S("file"), import->file.text);
    doc_set_text(web->arena, web->view, S("syntax"), import->syntax.text);
    doc_set_text(web->arena, web->view, S("days_text"), days_text(web, import));
    doc_set_text(web->arena, web->view, S("book_text"), ledger_book_of(seen->book.book)->name.text);
    doc_set_text(web->arena, web->view, S("files_href"), book_href(web, seen->book.book, "files"));
    doc_set_text(web->arena, web->view, S("import_path"), import_href(web, seen->record->id, ""));
    doc_set_int(web->arena, web->view, S("transactions"), import->transactions.number);
    doc_set_int(web->arena, web->view, S("transactions_done"), import->transactions_done.number);
    doc_set_bool(web->arena, web->view, S("is_busy"), seen->look.is_busy);
    doc_set_bool(web->arena, web->view, S("is_done"), state_is(import, "done"));
    doc_set_bool(web->arena, web->view, S("is_undone"), state_is(import, "undone"));
    doc_set_bool(web->arena, web->view, S("is_refused"), state_is(import, "refused"));
    add_state(web, import, web->view);
}

static enum outcome import_show(struct import_seen *seen) {
    add_head(seen);
    add_found(seen);
    if (seen->look.is_busy) add_progress(seen);
    add_steps(seen);
    plain_form_add_summary(seen->book.web);
    return OUTCOME_OK;
}

enum outcome journal_import_page(struct web *web) {
    struct import_seen seen;
    return seen_of(web, &seen) ? import_show(&seen) : OUTCOME_NOT_FOUND;
}

enum outcome journal_import_progress(struct web *web) {
    struct import_seen seen;
    if (!seen_of(web, &seen)) return OUTCOME_NOT_FOUND;
    doc_set_int(web->arena, web->view, S("percent"), seen.look.is_busy ? percent_of(&seen) : 100);
    doc_set_text(web->arena, web->view, S("text"), progress_text(web, &seen));
    doc_set_bool(web->arena, web->view, S("done"), !seen.look.is_busy);
    doc_set_text(web->arena, web->view, S("state"), seen.values->state.text);
    return OUTCOME_OK;
}

/* ---- bringing a file ---- */

struct brought {
    struct slice name, bytes, syntax;
};

static bool brought_read(struct web *web, struct brought *brought) {
    bool is_form = media_type_is(http_header(web->http, S("Content-Type")), S("multipart/form-data"));
    *brought = (struct brought){http_query(web->http, S("name")), web->http->body,
                                http_query(web->http, S("syntax"))};
    if (web->is_api && !is_form) return true;
    if (!web_form(web)) return false;
    *brought = (struct brought){.syntax = web_field(web, S("syntax"))};
    const struct http_field *file = web_file(web);
    if (!file) return true;
    brought->name = file->file_name;
    brought->bytes = file->value;
    return true;
}

static enum outcome begun(struct web *web, struct uuid id) {
    if (!web->is_api) return web_redirect(web, import_href(web, id, ""));
    web->response->status = 201;
    doc_set_uuid(web->arena, web->view, S("id"), id);
    http_response_add_header(web->response, S("Location"), import_href(web, id, "/look"));
    return OUTCOME_OK;
}

enum outcome journal_import_begin(struct web *web) {
    struct book_seen book;
    struct brought brought;
    struct uuid id;
    if (!book_of_path(web, &book) || !book_may(&book, VERB_CREATE)) return OUTCOME_NOT_FOUND;
    if (!brought_read(web, &brought)) return OUTCOME_MALFORMED;
    if (!brought.bytes.len)
        refuse(&web->refusal, S("file"), "Choose a file.");
    else if (book_desk_begin(web->app->books, web->arena, web->actor, book.book, brought.name, brought.bytes,
                             brought.syntax, &id, &web->refusal))
        return begun(web, id);
    if (web->is_api) return OUTCOME_REFUSED;
    web->response->status = web_status(OUTCOME_REFUSED);
    return book_files_page(web);
}

/* ---- steps ---- */

static enum outcome step_end(struct web *web, const struct import_seen *seen, bool good) {
    struct import_seen now;
    if (good && !web->is_api) return web_redirect(web, import_href(web, seen->record->id, ""));
    if (!good && web->is_api) return OUTCOME_REFUSED;
    if (!good) web->response->status = web_status(OUTCOME_REFUSED);
    return seen_of(web, &now) ? import_show(&now) : OUTCOME_NOT_FOUND;
}

static bool step_of(struct web *web, struct import_seen *seen, enum outcome *outcome) {
    *outcome = OUTCOME_NOT_FOUND;
    if (!seen_of(web, seen) || !seen->may_write) return false;
    *outcome = OUTCOME_MALFORMED;
    return web->is_api || web_form(web);
}

static enum outcome go(struct web *web, struct import_seen *seen, const char *state, struct slice reason) {
    bool good = book_desk_go(web->app->books, web->arena, web->actor, seen->book.book, seen->record, state,
                             reason, &web->refusal);
    return step_end(web, seen, good);
}

enum outcome journal_import_write(struct web *web) {
    struct import_seen seen;
    enum outcome outcome;
    return step_of(web, &seen, &outcome) ? go(web, &seen, "writing", S("")) : outcome;
}

enum outcome journal_import_stop(struct web *web) {
    struct import_seen seen;
    enum outcome outcome;
    if (!step_of(web, &seen, &outcome)) return outcome;
    book_desk_stop(web->app->books, seen.record->id);
    return step_end(web, &seen, true);
}

static struct slice reason_read(struct web *web) {
    if (!web->is_api) return slice_trim(web_field(web, S("reason")));
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    return body && body->kind == DOC_OBJECT ? slice_trim(doc_get_text(body, S("reason"))) : S("");
}

enum outcome journal_import_back(struct web *web) {
    struct import_seen seen;
    enum outcome outcome;
    if (!step_of(web, &seen, &outcome)) return outcome;
    struct slice reason = reason_read(web);
    bool is_begun = state_is(seen.values, "undoing"); /* whose reason stands there already */
    return go(web, &seen, "undoing", is_begun && !reason.len ? seen.values->reason.text : reason);
}
