/* SPDX-License-Identifier: Apache-2.0 */
/* See book_forms.h.  A paper book becomes one here: an amount for each account on the day it is taken over;
 * what is left over goes to the account of opening balances. */
#include "catalogue/value.h"
#include "domain/savings/savings.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/ledger/book_changes.h"
#include "web/ledger/book_forms.h"
#include "web/ledger/entry_step.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"

enum { OPENING_ENTRIES_MAX = 50 };

/* ---- entered once ---- */

static size_t opening_entries(struct book_seen *seen, struct record ***records) {
    struct web *web = seen->web;
    struct view view = web_view(web, &journal_entry_type);
    struct refusal none = REFUSAL_IN(web->arena);
    struct list_query query = {.type = &journal_entry_type,
                               .org = seen->book->org_id,
                               .limit = OPENING_ENTRIES_MAX,
                               .filter_count = 2};
    struct list_page page;
    query.filters[0] = (struct filter){record_type_field(&journal_entry_type, S("book")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = seen->book->id}};
    query.filters[1] = (struct filter){record_type_field(&journal_entry_type, S("kind")),
                                       FILTER_EQUAL,
                                       {.present = true, .text = S("opening")}};
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return 0;
    *records = page.records;
    return page.count;
}

static bool is_taken_back(struct book_seen *seen, const struct record *entry) {
    return value_is_code(&journal_entry_of(entry)->state, "void") || entry_reversal_of(seen->web, entry);
}

/* The opening entry that holds: posted or set aside, and not taken back.  `count` is how many there ever
 * were. */
static const struct record *opening_that_holds(struct book_seen *seen, size_t *count) {
    struct record **records;
    *count = opening_entries(seen, &records);
    for (size_t i = 0; i < *count; i++) {
        bool is_draft = value_is_code(&journal_entry_of(records[i])->state, "draft");
        if (!is_draft && !is_taken_back(seen, records[i])) return records[i];
    }
    return NULL;
}

/* What the same submission made before.  A draft is that only where a second person posts: else nobody sent
 * it. */
static const struct record *opening_sent(struct book_changes *changes, struct date day) {
    struct book_seen *seen = changes->seen;
    bool waits = ledger_book_of(seen->book)->two_people.number;
    struct record **records;
    size_t count = opening_entries(seen, &records);
    for (size_t i = 0; i < count; i++) {
        const struct journal_entry *entry = journal_entry_of(records[i]);
        bool is_same = slice_equal(entry->lines.text, text_slice(&changes->lines)) &&
                       date_first_day(entry->on_day.date) == date_first_day(day);
        bool counts = waits || !value_is_code(&entry->state, "draft");
        if (is_same && counts && !is_taken_back(seen, records[i])) return records[i];
    }
    return NULL;
}

/* The paper books of a savings group are taken over with its members and loans, on a page of its own. */
static struct slice takeover_href(const struct book_seen *seen) {
    const struct ledger_book *book = ledger_book_of(seen->book);
    bool is_group = value_is_code(&book->owner, "group") && book->subject.present;
    return is_group ? arena_printf(seen->web->arena, "/savings-groups/%.*s/takeover",
                                   SLICE_ARG(book->subject.text))
                    : S("");
}

static bool is_taken_over(const struct book_seen *seen) {
    struct web *web = seen->web;
    struct view view = web_view(web, &group_takeover_type);
    struct refusal none = REFUSAL_IN(web->arena);
    struct list_query query = {
        .type = &group_takeover_type, .org = seen->book->org_id, .limit = 1, .filter_count = 1};
    struct list_page page;
    struct value group = {.present = true};
    if (!takeover_href(seen).len || !uuid_parse(ledger_book_of(seen->book)->subject.text, &group.id))
        return false;
    query.filters[0] =
        (struct filter){record_type_field(&group_takeover_type, S("savings_group")), FILTER_EQUAL, group};
    return query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none) && page.count &&
           value_is_code(&group_takeover_of(page.records[0])->state, "posted");
}

/* ---- the form ---- */

static bool is_asked_for(const struct ledger_row *row) {
    return !slice_equal(row->role, S("opening"));
}

static const char *name_of(struct web *web, const struct ledger_row *row) {
    return arena_cstr(web->arena, arena_printf(web->arena, "open.%.*s",
                                               SLICE_ARG(uuid_format(web->arena, row->account_id))));
}

static const char *label_of(struct book_seen *seen, const struct ledger_row *row) {
    struct web *web = seen->web;
    struct slice account = book_account_text(web, row->number, row->name, row->name_km);
    struct slice unit = book_unit(seen, row->unit_id)->symbol.text;
    return arena_cstr(web->arena,
                      arena_printf(web->arena, "%.*s (%.*s)", SLICE_ARG(account), SLICE_ARG(unit)));
}

static void add_kind(struct book_seen *seen, const struct ledger_table *accounts, const char *code,
                     struct doc *kinds) {
    struct web *web = seen->web;
    struct doc *kind = doc_add_object(web->arena, kinds);
    const struct field *field = record_type_field(&ledger_account_type, S("kind"));
    doc_set_text(web->arena, kind, S("kind_text"), choice_label(web, field, slice_of(code)));
    struct doc *fields = doc_set_array(web->arena, kind, S("fields"));
    for (size_t i = 0; i < accounts->count; i++) {
        const struct ledger_row *row = &accounts->rows[i];
        if (!slice_equal(row->kind, slice_of(code)) || !is_asked_for(row)) continue;
        const char *name = name_of(web, row);
        plain_form_add(web, fields,
                       &(struct plain_field){.name = name,
                                             .label = label_of(seen, row),
                                             .inputmode = "decimal",
                                             .narrow = true,
                                             .value = plain_form_value(web, name, S(""))});
    }
}

static void opening_show(struct book_seen *seen) {
    static const char *const codes[] = {"asset", "liability", "equity", "income", "expense"};
    struct web *web = seen->web;
    size_t count;
    const struct record *holds = opening_that_holds(seen, &count);
    book_add_crumbs(seen, web_tr(web, TR("Opening balances")));
    doc_set_text(web->arena, web->view, S("book_text"), ledger_book_of(seen->book)->name.text);
    doc_set_text(web->arena, web->view, S("back_href"), book_href(web, seen->book, ""));
    doc_set_text(web->arena, web->view, S("holds_href"),
                 holds ? record_href(web, &journal_entry_type, holds->id) : S(""));
    doc_set_text(web->arena, web->view, S("form_action"), book_href(web, seen->book, "opening"));
    doc_set_text(web->arena, web->view, S("takeover_href"), takeover_href(seen));
    bool taken_over = is_taken_over(seen);
    doc_set_bool(web->arena, web->view, S("taken_over"), taken_over);
    if (holds || taken_over) return;
    struct slice day = date_format_iso(web->arena, ledger_book_of(seen->book)->opened_on.date);
    struct doc *fields = doc_set_array(web->arena, web->view, S("day_fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "on_day",
                                         .label = TR("As of day"),
                                         .required = true,
                                         .narrow = true,
                                         .value = plain_form_value(web, "on_day", day)});
    struct ledger_table accounts = ledger_balances_on(web_db(web), web->arena, seen->book, INT32_MAX);
    struct doc *kinds = doc_set_array(web->arena, web->view, S("kinds"));
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        add_kind(seen, &accounts, codes[i], kinds);
    }
    plain_form_add_summary(web);
}

static bool may_open(struct web *web, struct book_seen *seen) {
    return book_of_path(web, seen) && book_may(seen, VERB_CREATE);
}

enum outcome book_opening_page(struct web *web) {
    struct book_seen seen;
    if (!may_open(web, &seen)) return OUTCOME_NOT_FOUND;
    opening_show(&seen);
    return OUTCOME_OK;
}

/* ---- saving ---- */

static enum outcome show_again(struct web *web) {
    struct book_seen seen;
    if (web->is_api) return OUTCOME_REFUSED;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    for (struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, S("lines"))) item->field = S("");
    }
    opening_show(&seen);
    web->response->status = web_status(OUTCOME_REFUSED);
    return OUTCOME_OK;
}

/* As the account grows; false after a refusal. */
static bool amount_read(struct book_seen *seen, const struct ledger_row *row, int64_t *amount) {
    struct web *web = seen->web;
    struct slice name = slice_of(name_of(web, row)), text = slice_trim(web_field(web, name));
    if (web->is_api && !text.len) {
        name = arena_join(web->arena, S("open."), row->number);
        text = slice_trim(web_field(web, name));
    }
    *amount = 0;
    if (!text.len) return true;
    if (parse_decimal(text, (int)book_unit(seen, row->unit_id)->decimals.number, amount) != PARSE_OK)
        return refuse_with(&web->refusal, name, TR("“{1}” is not an amount of this account."), text, S(""));
    if (!book_grows_by_debit(row->kind)) *amount = book_negated(*amount);
    return true;
}

struct rest {
    struct uuid unit;
    int64_t amount;
};

static bool rest_add(struct book_changes *changes, struct rest *rests, size_t *count, struct uuid unit,
                     int64_t amount) {
    size_t i = 0;
    while (i < *count && !uuid_equal(rests[i].unit, unit)) {
        i++;
    }
    if (i == BOOK_CHANGES_MAX / 2)
        return refuse(&changes->seen->web->refusal, S(""),
                      TR("The book has too many units of account for one entry."));
    if (i == *count) rests[(*count)++] = (struct rest){.unit = unit};
    return !__builtin_add_overflow(rests[i].amount, amount, &rests[i].amount) ||
           refuse(&changes->seen->web->refusal, S(""), TR("The amounts are too large."));
}

/* A line for each account that has an amount, and one for what is left over in each unit. */
static bool lines_fill(struct book_changes *changes) {
    struct web *web = changes->seen->web;
    struct rest rests[BOOK_CHANGES_MAX / 2];
    size_t rest_count = 0;
    bool good = true;
    for (size_t i = 0; i < changes->accounts.count; i++) {
        const struct ledger_row *row = &changes->accounts.rows[i];
        int64_t amount;
        if (!is_asked_for(row)) continue;
        good = amount_read(changes->seen, row, &amount) && good;
        if (!good || !amount) continue;
        book_add_line(changes, row->number, row->unit_id, amount);
        good = rest_add(changes, rests, &rest_count, row->unit_id, amount);
    }
    if (good && !changes->line_count) good = refuse(&web->refusal, S(""), TR("Write at least one amount."));
    for (size_t i = 0; good && i < rest_count; i++) {
        if (rests[i].amount)
            book_add_line(changes, book_role_account(changes, "opening", rests[i].unit), rests[i].unit,
                          book_negated(rests[i].amount));
    }
    return good && refusal_is_empty(&web->refusal);
}

/* One for each content, and for each time that the book is opened: what is sent twice at once is one, and of
 * several that differ the ledger takes one. */
static struct slice key_of(struct book_changes *changes, struct date day, size_t count) {
    struct arena *arena = changes->seen->web->arena;
    struct slice book = uuid_format(arena, changes->seen->book->id);
    return arena_printf(arena, "opening-%zu-%.*s %.*s %.*s", count, SLICE_ARG(book),
                        SLICE_ARG(date_format_iso(arena, day)), SLICE_ARG(text_slice(&changes->lines)));
}

static enum outcome opening_write(struct book_changes *changes, struct date day) {
    struct web *web = changes->seen->web;
    size_t count;
    const struct record *sent = opening_sent(changes, day);
    if (sent) return book_sent(web, &journal_entry_type, sent->id);
    if (opening_that_holds(changes->seen, &count)) {
        refuse(&web->refusal, S(""),
               TR("The opening balances of this book were entered already; reverse that entry first."));
        return show_again(web);
    }
    return book_entry_write(changes, day, "opening", web_tr(web, TR("Opening balances")),
                            key_of(changes, day, count), show_again);
}

enum outcome book_opening_post(struct web *web) {
    struct book_seen *seen = arena_make(web->arena, struct book_seen, 1);
    struct date day;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!may_open(web, seen)) return OUTCOME_NOT_FOUND;
    if (is_taken_over(seen)) {
        refuse(&web->refusal, S(""), TR("The paper books of this group are taken over already."));
        return show_again(web);
    }
    struct book_changes *changes = arena_make(web->arena, struct book_changes, 1);
    *changes = book_changes_begin(seen);
    struct slice typed = web_field(web, S("on_day"));
    bool good = parse_date(typed, &day) == PARSE_OK && day.precision == DATE_DAY;
    if (!good)
        refuse_with(&web->refusal, S("on_day"),
                    "“{1}” is not a date. Write day, month, year, for example 7/3/2016.", typed, S(""));
    return lines_fill(changes) && good ? opening_write(changes, day) : show_again(web);
}
