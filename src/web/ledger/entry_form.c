/* SPDX-License-Identifier: Apache-2.0 */
/* See entry_pages.h.  Writing an entry and changing a draft. */
#include "catalogue/value.h"
#include "web/ask.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/ledger/entry_pages.h"
#include "web/ledger/entry_rows.h"
#include "web/plain_form.h"
#include "web/record/record_pages.h"

/* A form: of a new entry, or of a draft. */
struct entry_writing {
    struct book_seen seen;
    struct record *draft; /* NULL: new */
    struct ledger_table accounts;
    struct entry_rows rows;
};

/* ---- the form ---- */

static struct slice date_known(struct web *web, const struct value *date, const char *otherwise) {
    if (date && date->present) return date_format_iso(web->arena, date->date);
    return slice_of(otherwise);
}

static void add_fields(struct entry_writing *writing) {
    struct web *web = writing->seen.web;
    const struct journal_entry *known = writing->draft ? journal_entry_of(writing->draft) : NULL;
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    struct slice today = date_format_iso(web->arena, clock_today());
    struct slice on_day = known ? date_known(web, &known->on_day, "") : today;
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "on_day",
                                         .label = TR("On"),
                                         .required = true,
                                         .narrow = true,
                                         .value = plain_form_value(web, "on_day", on_day)});
    plain_form_add(
        web, fields,
        &(struct plain_field){.name = "memo",
                              .label = TR("What for"),
                              .required = true,
                              .value = plain_form_value(
                                  web, "memo", known ? known->memo.text : http_query(web->http, S("memo")))});
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "reference",
                       .label = TR("Voucher number"),
                       .narrow = true,
                       .value = plain_form_value(web, "reference", known ? known->reference.text : S(""))});
    fields = doc_set_array(web->arena, web->view, S("held_fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "expires_on",
                       .label = TR("Held until"),
                       .narrow = true,
                       .help = TR("A held entry that is not posted by then is released."),
                       .value = plain_form_value(web, "expires_on",
                                                 known ? date_known(web, &known->expires_on, "") : S(""))});
}

static struct slice summary_text(struct web *web, const void *context, const struct refusal_item *item) {
    (void)context;
    return tr_refusal(web->arena, &web->locale, item);
}

/* To the row that is meant; a refusal of all lines leads to the table. */
static struct slice summary_href(struct web *web, const void *context, const struct refusal_item *item) {
    (void)context;
    return item->field.len ? arena_join(web->arena, S("#"), item->field) : S("#lines");
}

static void show_lines_error(struct web *web) {
    struct slice error = S("");
    for (const struct refusal_item *item = web->refusal.first; item && !error.len; item = item->next) {
        if (slice_equal(item->field, S("lines"))) error = tr_refusal(web->arena, &web->locale, item);
    }
    doc_set_text(web->arena, web->view, S("lines_error"), error);
}

static struct slice back_href(struct entry_writing *writing) {
    struct web *web = writing->seen.web;
    return writing->draft ? record_href(web, &journal_entry_type, writing->draft->id)
                          : book_href(web, writing->seen.book, "");
}

static void form_show(struct entry_writing *writing) {
    struct web *web = writing->seen.web;
    const struct ledger_book *book = ledger_book_of(writing->seen.book);
    bool is_new = !writing->draft;
    book_add_crumbs(&writing->seen, web_tr(web, is_new ? TR("New entry") : TR("Change the draft")));
    struct slice action = is_new ? S("/journal-entries") : back_href(writing);
    doc_set_text(web->arena, web->view, S("form_action"), action);
    doc_set_text(web->arena, web->view, S("back_href"), back_href(writing));
    doc_set_text(web->arena, web->view, S("book_text"), book->name.text);
    doc_set_text(web->arena, web->view, S("book_id"), uuid_format(web->arena, writing->seen.book->id));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    struct slice version =
        is_new ? S("") : arena_printf(web->arena, "%lld", (long long)writing->draft->version);
    doc_set_text(web->arena, web->view, S("form_version"), plain_form_value(web, "_version", version));
    doc_set_bool(web->arena, web->view, S("khmer_digits"), web->locale.khmer_digits);
    bool is_own = is_new || uuid_equal(writing->draft->created_by, web->actor->user_id);
    doc_set_bool(web->arena, web->view, S("may_post"), !(book->two_people.number && is_own));
    furniture_keep_form(
        web, &(struct furniture_form){.id = "entry", .action = action, .look = "_look", .look_value = "1"});
    add_fields(writing);
    show_lines_error(web);
    entry_rows_show(&writing->seen, &writing->accounts, &writing->rows);
    plain_form_summarise(web, &(struct plain_summary){.text = summary_text, .href = summary_href});
}

static bool book_of_new(struct web *web, struct slice id_text, struct entry_writing *writing) {
    struct uuid id;
    struct record *book = uuid_parse(id_text, &id) ? web_record(web, &ledger_book_type, id) : NULL;
    if (!book) return false;
    book_begin(web, book, &writing->seen);
    writing->accounts = entry_accounts(&writing->seen);
    return book_may(&writing->seen, VERB_CREATE);
}

enum outcome entry_new_page(struct web *web) {
    struct entry_writing writing = {0};
    struct slice book = http_query(web->http, S("book"));
    if (!book.len) return web->template = "record_form", record_new_page(web);
    if (!book_of_new(web, book, &writing)) return OUTCOME_NOT_FOUND;
    form_show(&writing);
    return OUTCOME_OK;
}

/* The entry of the address while it is a draft that the reader may change. */
static bool draft_of_path(struct web *web, struct entry_writing *writing) {
    struct uuid id;
    struct record *draft = web_arg_id(web, 0, &id) ? web_record(web, &journal_entry_type, id) : NULL;
    bool is_open = draft && value_is_code(&journal_entry_of(draft)->state, "draft") &&
                   !value_is_code(&journal_entry_of(draft)->kind, "reversal") &&
                   access_may_record(web->app->access, web->actor, draft, VERB_UPDATE);
    struct record *book =
        is_open ? web_record(web, &ledger_book_type, journal_entry_of(draft)->book.id) : NULL;
    if (!book) return false;
    book_begin(web, book, &writing->seen);
    writing->draft = draft;
    writing->accounts = entry_accounts(&writing->seen);
    return true;
}

enum outcome entry_edit_page(struct web *web) {
    struct entry_writing writing = {0};
    if (!draft_of_path(web, &writing)) return web->template = "record_form", record_edit_page(web);
    writing.rows =
        entry_rows_of(&writing.seen, &writing.accounts, journal_entry_of(writing.draft)->lines.text);
    if (writing.rows.count > ENTRY_ROWS_MAX) return web->template = "record_form", record_edit_page(web);
    form_show(&writing);
    return OUTCOME_OK;
}

/* ---- saving ---- */

static enum outcome show_again(struct web *web, enum outcome outcome) {
    form_show(web->state);
    if (outcome != OUTCOME_OK) web->response->status = web_status(outcome);
    return OUTCOME_OK;
}

static enum outcome entry_written(struct web *web, struct write_job *job) {
    const struct change *change = &job->changes[0];
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return show_again(web, OUTCOME_REFUSED);
    if (job->outcome == OUTCOME_CONFLICT) {
        refuse(&web->refusal, S(""),
               TR("Somebody else changed this draft meanwhile; what you typed is still here. Open the draft "
                  "anew to see it."));
        return show_again(web, OUTCOME_CONFLICT);
    }
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return web_redirect(
        web, arena_join(web->arena, record_href(web, &journal_entry_type, change->id), S("?done=saved")));
}

static void take_text(struct web *web, struct change *change, const char *name) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    /* What cannot be read is refused by the field's name. */
    if (value_parse_input(web->arena, field, web_field(web, slice_of(name)), S(""),
                          record_value(change->values, field), &web->refusal))
        change_set(change, field);
}

static struct slice state_asked(struct web *web) {
    static const char *const states[] = {"posted", "pending"};
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (plain_form_has(web, "state", slice_of(states[i]))) return slice_of(states[i]);
    }
    return S("draft");
}

static struct change *change_of(struct entry_writing *writing) {
    static const char *const texts[] = {"on_day", "memo", "reference", "expires_on"};
    struct web *web = writing->seen.web;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, writing->draft ? CHANGE_UPDATE : CHANGE_CREATE, &journal_entry_type,
                         writing->seen.book->org_id);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        take_text(web, change, texts[i]);
    }
    change_set_value(change, "state", value_of_text(state_asked(web)));
    change_set_value(change, "lines", value_of_text(entry_rows_text(&writing->seen, &writing->rows)));
    if (writing->draft) {
        change->id = writing->draft->id;
        return change;
    }
    change_set_value(change, "book", value_of_id(writing->seen.book->id));
    change_set_value(change, "kind", value_of_text(S("entry")));
    return change;
}

static enum outcome entry_write(struct web *web, struct entry_writing *writing) {
    bool good = entry_rows_read(&writing->seen, &writing->accounts, &writing->rows);
    bool looks = plain_form_has(web, "_look", S("1")) || web_field(web, S("_more")).len;
    web->state = writing;
    if (looks) return web->refusal = REFUSAL_IN(web->arena), show_again(web, OUTCOME_OK);
    struct change *change = change_of(writing);
    bool has_version =
        !writing->draft || slice_to_int64(web_field(web, S("_version")), &change->base_version);
    if (!has_version) return OUTCOME_MALFORMED;
    if (!good || !refusal_is_empty(&web->refusal)) return show_again(web, OUTCOME_REFUSED);
    struct slice key = web_field(web, S("_key"));
    return web_write(web, change, 1, key.len ? uuid_format(web->arena, web_form_identity(web, key)) : S(""),
                     entry_written);
}

enum outcome entry_create(struct web *web) {
    struct entry_writing *writing = arena_make(web->arena, struct entry_writing, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    bool is_plain = web_field(web, S("_fields")).len || !web_field(web, S("book")).len;
    if (is_plain) return web->template = "record_form", record_create(web);
    if (!book_of_new(web, web_field(web, S("book")), writing)) return OUTCOME_NOT_FOUND;
    return entry_write(web, writing);
}

enum outcome entry_update(struct web *web) {
    struct entry_writing *writing = arena_make(web->arena, struct entry_writing, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (web_field(web, S("_fields")).len) return web->template = "record_form", record_update(web);
    if (!draft_of_path(web, writing)) return OUTCOME_NOT_FOUND;
    return entry_write(web, writing);
}
