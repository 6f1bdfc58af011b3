/* SPDX-License-Identifier: Apache-2.0 */
/* See book_forms.h.  Closing a book through a day, opening it again, and the entry that ends a year.  What is
 * still open stands above the buttons. */
#include "catalogue/value.h"
#include "web/api.h"
#include "web/ask.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/ledger/book_balances.h"
#include "web/ledger/book_changes.h"
#include "web/ledger/book_forms.h"
#include "web/plain_form.h"

enum { OPEN_SHOWN = 50 };

/* ---- what is open through a day ---- */

static void add_open(struct web *web, struct doc *items, struct slice text, struct slice href) {
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_text(web->arena, item, S("open_text"), text);
    doc_set_text(web->arena, item, S("open_href"), href);
}

static void open_entries(struct book_seen *seen, const char *state, const char *words, struct doc *items) {
    struct web *web = seen->web;
    struct view view = web_view(web, &journal_entry_type);
    struct refusal none = REFUSAL_IN(web->arena);
    struct list_query query = {
        .type = &journal_entry_type, .org = seen->book->org_id, .limit = OPEN_SHOWN, .filter_count = 3};
    struct list_page page;
    query.filters[0] = (struct filter){record_type_field(&journal_entry_type, S("book")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = seen->book->id}};
    query.filters[1] = (struct filter){record_type_field(&journal_entry_type, S("state")),
                                       FILTER_EQUAL,
                                       {.present = true, .text = slice_of(state)}};
    query.filters[2] = (struct filter){record_type_field(&journal_entry_type, S("on_day")),
                                       FILTER_AT_MOST,
                                       {.present = true, .date = date_of_day(seen->to)}};
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return;
    for (size_t i = 0; i < page.count; i++) {
        const struct journal_entry *entry = journal_entry_of(page.records[i]);
        struct slice day = format_date_short(web->arena, &web->locale, entry->on_day.date);
        add_open(web, items, web_tr_fill(web, words, entry->memo.text, day),
                 record_href(web, &journal_entry_type, page.records[i]->id));
    }
}

static void open_balances(struct book_seen *seen, const struct ledger_table *table,
                          const struct book_sums *sums, size_t count, struct doc *items) {
    struct web *web = seen->web;
    for (size_t i = 0; i < count; i++) {
        int64_t right = book_add(book_add(sums[i].liabilities, sums[i].equity), book_profit(&sums[i]));
        if (right != sums[i].assets)
            add_open(web, items, web_tr(web, TR("The two sides are not the same; have the books verified.")),
                     book_href(web, seen->book, "trial-balance"));
    }
    for (size_t i = 0; i < table->count; i++) {
        const struct ledger_row *row = &table->rows[i];
        if (!slice_equal(row->role, S("cash")) || row->closing >= 0) continue;
        add_open(web, items,
                 web_tr_fill(web, TR("{1} is below nothing: an entry is missing or wrong"),
                             book_account_text(web, row->number, row->name, row->name_km), S("")),
                 book_statement_href(seen, row->account_id,
                                     date_first_day(ledger_book_of(seen->book)->opened_on.date), seen->to));
    }
}

/* ---- the profit that the end of a year closes ---- */

static bool is_result(const struct ledger_row *row) {
    return slice_equal(row->kind, S("income")) || slice_equal(row->kind, S("expense"));
}

static void add_profits(struct book_seen *seen, const struct book_sums *sums, size_t count) {
    struct web *web = seen->web;
    struct doc *list = doc_set_array(web->arena, web->view, S("profits"));
    for (size_t i = 0; i < count; i++) {
        if (!sums[i].income && !sums[i].expenses) continue;
        struct doc *profit = doc_add_object(web->arena, list);
        doc_set_text(web->arena, profit, S("profit_amount"),
                     book_amount(seen, sums[i].unit, book_profit(&sums[i])));
        doc_set_text(web->arena, profit, S("profit_income"), book_amount(seen, sums[i].unit, sums[i].income));
        doc_set_text(web->arena, profit, S("profit_expenses"),
                     book_amount(seen, sums[i].unit, sums[i].expenses));
    }
}

/* ---- the page ---- */

/* The day asked for; else the end of the last month. */
static void through_day(struct book_seen *seen) {
    struct web *web = seen->web;
    struct date today = clock_today(), asked = ask_day(web, "through");
    struct date month = {.year = today.year, .month = today.month, .precision = DATE_MONTH};
    seen->to = asked.precision == DATE_DAY ? date_first_day(asked) : date_first_day(month) - 1;
}

static void add_forms(struct book_seen *seen) {
    struct web *web = seen->web;
    struct slice day = book_day_iso(web, seen->to),
                 year = book_day_iso(web, date_first_day((struct date){.year = date_of_day(seen->to).year,
                                                                       .precision = DATE_YEAR}) -
                                              1);
    if (date_of_day(seen->to).month == 12 && date_of_day(seen->to).day == 31) year = day;
    const struct value *closed = &ledger_book_of(seen->book)->closed_through;
    struct doc *fields = doc_set_array(web->arena, web->view, S("close_fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "closed_through",
                       .label = TR("Closed through"),
                       .narrow = true,
                       .help = TR("Empty: the whole book is open."),
                       .value = plain_form_value(web, "closed_through",
                                                 closed->present && !http_query(web->http, S("through")).len
                                                     ? date_format_iso(web->arena, closed->date)
                                                     : day)});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "closed_reason",
                                         .label = TR("Why it was closed or opened again"),
                                         .required = true,
                                         .value = plain_form_value(web, "closed_reason", S(""))});
    fields = doc_set_array(web->arena, web->view, S("year_fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "on_day",
                                         .label = TR("Last day of the year"),
                                         .narrow = true,
                                         .required = true,
                                         .value = plain_form_value(web, "on_day", year)});
    doc_set_text(
        web->arena, web->view, S("book_version"),
        plain_form_value(web, "_version", arena_printf(web->arena, "%lld", (long long)seen->book->version)));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    doc_set_text(web->arena, web->view, S("close_action"), book_href(web, seen->book, "close"));
    doc_set_text(web->arena, web->view, S("year_action"), book_href(web, seen->book, "year-end"));
}

static void add_through(struct book_seen *seen) {
    struct web *web = seen->web;
    struct doc *filters = doc_set_object(web->arena, web->view, S("filters"));
    doc_set_text(web->arena, filters, S("action"), book_href(web, seen->book, "close"));
    doc_set_text(web->arena, filters, S("clear_href"), S(""));
    doc_set_array(web->arena, filters, S("keep"));
    struct slice asked = http_query(web->http, S("through"));
    plain_form_add(web, doc_set_array(web->arena, filters, S("fields")),
                   &(struct plain_field){.name = "through",
                                         .label = TR("What is open through"),
                                         .narrow = true,
                                         .value = asked.len ? asked : book_day_iso(web, seen->to)});
}

static void close_show(struct book_seen *seen) {
    struct web *web = seen->web;
    struct ledger_table table = ledger_balances_on(web_db(web), web->arena, seen->book, seen->to);
    struct book_sums *sums;
    size_t count = book_sums_of(seen, &table, &sums);
    const struct value *closed = &ledger_book_of(seen->book)->closed_through;
    book_add_crumbs(seen, web_tr(web, TR("Close the book")));
    doc_set_text(web->arena, web->view, S("book_text"), ledger_book_of(seen->book)->name.text);
    doc_set_text(web->arena, web->view, S("closed_text"),
                 closed->present ? web_tr_fill(web, TR("Closed through {1}"),
                                               format_date(web->arena, &web->locale, closed->date), S(""))
                                 : web_tr(web, TR("No period is closed yet.")));
    struct slice day = format_date(web->arena, &web->locale, date_of_day(seen->to));
    doc_set_text(web->arena, web->view, S("through_text"),
                 web_tr_fill(web, TR("Open through {1}"), day, S("")));
    struct doc *items = doc_set_array(web->arena, web->view, S("open_things"));
    open_entries(seen, "draft", TR("Draft of {2}: {1}"), items);
    open_entries(seen, "pending", TR("Set aside on {2}: {1}"), items);
    open_balances(seen, &table, sums, count, items);
    add_profits(seen, sums, count);
    doc_set_bool(web->arena, web->view, S("may_close"), book_may(seen, VERB_APPROVE));
    doc_set_bool(web->arena, web->view, S("may_write"), book_may(seen, VERB_CREATE));
    add_through(seen);
    add_forms(seen);
    plain_form_add_summary(web);
}

enum outcome book_close_page(struct web *web) {
    struct book_seen seen;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    ask_only(web, "through");
    through_day(&seen);
    bool good = refusal_is_empty(&web->refusal);
    close_show(&seen);
    if (!good && web->is_api) return OUTCOME_REFUSED;
    if (!good) plain_form_refused(web, OUTCOME_REFUSED, 0);
    return OUTCOME_OK;
}

/* ---- closing and opening again ---- */

static enum outcome show_again(struct web *web) {
    struct book_seen seen;
    if (web->is_api) return OUTCOME_REFUSED;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    through_day(&seen);
    for (struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, S("lines"))) item->field = S("");
    }
    close_show(&seen);
    web->response->status = web_status(OUTCOME_REFUSED);
    return OUTCOME_OK;
}

static enum outcome closed(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return show_again(web);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    if (web->is_api) return book_sent(web, &ledger_book_type, job->changes[0].id);
    return web_redirect(web, arena_join(web->arena, record_href(web, &ledger_book_type, job->changes[0].id),
                                        S("/close?done=saved")));
}

/* The version of the book that the reader saw: the page of the form has it as `_version`, a program says it
 * as for any other change. */
static enum outcome version_take(struct web *web, struct change *change) {
    struct slice name = web->is_api ? S("version") : S("_version");
    bool is_there = slice_to_int64(web_field(web, name), &change->base_version);
    if (!web->is_api && !is_there)
        return refuse(&web->refusal, name, "A text or a number is expected."), OUTCOME_MALFORMED;
    if (!web->is_api) return OUTCOME_OK;
    if (!api_take_if_match(web, change)) return OUTCOME_REFUSED;
    if (change->base_version > 0) return OUTCOME_OK;
    web->response->status = 428;
    refuse(&web->refusal, name, "Send the version you read, as If-Match or in the body.");
    return OUTCOME_REFUSED;
}

enum outcome book_close_post(struct web *web) {
    static const char *const names[] = {"closed_through", "closed_reason"};
    struct book_seen seen;
    bool good = true;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!book_of_path(web, &seen) || !book_may(&seen, VERB_APPROVE)) return OUTCOME_NOT_FOUND;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &ledger_book_type, seen.book->org_id);
    change->id = seen.book->id;
    enum outcome versioned = version_take(web, change);
    if (versioned != OUTCOME_OK) return versioned;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct field *field = record_type_field(&ledger_book_type, slice_of(names[i]));
        good = value_parse_input(web->arena, field, web_field(web, slice_of(names[i])), S(""),
                                 record_value(change->values, field), &web->refusal) &&
               good;
        change_set(change, field);
    }
    if (!good) return show_again(web);
    change->reason = ledger_book_of(change->values)->closed_reason.text;
    return web_write(web, change, 1, book_sent_key(web), closed);
}

/* ---- the end of a year ---- */

/* Takes every account of income and expenses to nothing, and what is left over to the profit that is kept. */
static void year_lines(struct book_changes *changes, const struct ledger_table *table,
                       const struct book_sums *sums, size_t count) {
    for (size_t i = 0; i < table->count; i++) {
        const struct ledger_row *row = &table->rows[i];
        if (is_result(row)) book_add_line(changes, row->number, row->unit_id, book_negated(row->closing));
    }
    for (size_t i = 0; i < count; i++) {
        int64_t profit = book_profit(&sums[i]);
        if (profit)
            book_add_line(changes, book_role_account(changes, "retained", sums[i].unit), sums[i].unit,
                          book_negated(profit));
    }
}

enum outcome book_year_post(struct web *web) {
    struct book_seen *seen = arena_make(web->arena, struct book_seen, 1);
    struct date day;
    struct book_sums *sums;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!book_of_path(web, seen) || !book_may(seen, VERB_CREATE)) return OUTCOME_NOT_FOUND;
    struct slice typed = web_field(web, S("on_day"));
    if (parse_date(typed, &day) != PARSE_OK || day.precision != DATE_DAY) {
        refuse_with(&web->refusal, S("on_day"),
                    "“{1}” is not a date. Write day, month, year, for example 7/3/2016.", typed, S(""));
        return show_again(web);
    }
    struct book_changes *changes = arena_make(web->arena, struct book_changes, 1);
    *changes = book_changes_begin(seen);
    struct ledger_table table = ledger_balances_on(web_db(web), web->arena, seen->book, date_first_day(day));
    size_t count = book_sums_of(seen, &table, &sums);
    year_lines(changes, &table, sums, count);
    /* Sent once more, the same form finds nothing to close and still leads to the entry that it made. */
    bool repeats = store_key_is_used(web_db(web), web->actor, book_sent_key(web));
    if (!changes->line_count && !repeats)
        refuse(&web->refusal, S("on_day"),
               TR("Income and expenses hold nothing on that day: there is nothing to close."));
    if (!refusal_is_empty(&web->refusal)) return show_again(web);
    struct slice memo =
        web_tr_fill(web, TR("End of the year {1}"), arena_printf(web->arena, "%d", day.year), S(""));
    return book_entry_write(changes, day, "closing", memo, book_sent_key(web), show_again);
}
