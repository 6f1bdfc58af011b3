/* SPDX-License-Identifier: Apache-2.0 */
/* See entry_pages.h.  The page of one entry: its lines as a table, and the steps that it may take as buttons.
 */
#include "catalogue/value.h"
#include "web/furniture.h"
#include "web/ledger/entry_pages.h"
#include "web/ledger/entry_rows.h"
#include "web/ledger/entry_step.h"
#include "web/programme/promise_view.h"
#include "web/record/record_extra.h"
#include "web/record/record_head.h"

/* ---- the lines ---- */

static void line_row(struct book_seen *seen, const struct entry_row *line, struct doc *rows) {
    static const char *const labels[] = {TR("Account"), TR("Debit"), TR("Credit")};
    struct web *web = seen->web;
    const struct ledger_row *account = line->found;
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    struct slice name =
        account ? book_account_text(web, account->number, account->name, account->name_km) : line->account;
    struct slice href =
        account ? arena_join(web->arena, record_href(web, &ledger_account_type, account->account_id),
                             S("/statement"))
                : S("");
    int64_t debit = line->amount > 0 ? line->amount : 0,
            credit = line->amount < 0 ? book_negated(line->amount) : 0;
    promise_view_cell(web, cells, web_tr(web, labels[0]), name, false, href);
    promise_view_cell(web, cells, web_tr(web, labels[1]),
                      debit ? book_amount(seen, account->unit_id, debit) : S(""), true, S(""));
    promise_view_cell(web, cells, web_tr(web, labels[2]),
                      credit ? book_amount(seen, account->unit_id, credit) : S(""), true, S(""));
}

static void add_lines(struct book_seen *seen, struct slice lines, struct doc *sections) {
    struct web *web = seen->web;
    struct ledger_table accounts = entry_accounts(seen);
    struct entry_rows rows = entry_rows_of(seen, &accounts, lines);
    struct doc *table =
        record_section_table(web, record_section_add(web, sections, TR("Lines"), S(""), S(""), ""));
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    promise_view_column(web, columns, web_tr(web, TR("Account")), false);
    promise_view_column(web, columns, web_tr(web, TR("Debit")), true);
    promise_view_column(web, columns, web_tr(web, TR("Credit")), true);
    struct doc *shown = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < rows.count; i++) {
        line_row(seen, &rows.rows[i], shown);
    }
}

/* ---- what else there is to know ---- */

/* In a book where a second person posts: who that may be. */
static void add_who_posts(struct book_seen *seen, const struct record *entry, struct doc *sections) {
    struct web *web = seen->web;
    if (!entry_waits_for_another(seen->book, entry)) return;
    struct slice writer =
        access_user_name(web->app->access, web->arena, web_db(web), web->actor, entry->created_by);
    bool is_mine = uuid_equal(entry->created_by, web->actor->user_id);
    const char *words = is_mine ? TR("You wrote it; in this book a second person posts it.")
                                : TR("{1} wrote it; in this book a second person posts it, and you may.");
    record_section_add(web, sections, TR("Who may post it"), web_tr_fill(web, words, writer, S("")), S(""),
                       "");
}

/* The entry that took this one back. */
static void add_reversal(struct book_seen *seen, const struct record *entry, struct doc *sections) {
    struct web *web = seen->web;
    const struct record *reversal = entry_reversal_of(web, entry);
    if (!reversal) return;
    struct slice day = format_date(web->arena, &web->locale, journal_entry_of(reversal)->on_day.date);
    record_section_add(web, sections, TR("Taken back"),
                       web_tr_fill(web, TR("It was reversed on {1}."), day, S("")),
                       record_href(web, &journal_entry_type, reversal->id), TR("Open the reversal"));
}

/* What is posted never changes: the button that edits would promise too much. */
static void without_edit(struct doc *actions) {
    struct doc_entry **at = &actions->first, *last = NULL;
    while (*at) {
        bool is_edit = slice_ends(doc_get_text(&(*at)->value, S("href")), S("/edit"));
        if (is_edit) {
            *at = (*at)->next;
            actions->count--;
            continue;
        }
        last = *at;
        at = &(*at)->next;
    }
    actions->last = last;
}

/* The lines come before what is attached. */
static void last_to_front(struct doc *array) {
    struct doc_entry *last = array->last, *before = array->first;
    if (before == last) return;
    while (before->next != last) {
        before = before->next;
    }
    before->next = NULL;
    array->last = before;
    last->next = array->first;
    array->first = last;
}

static struct doc *part_of_view(struct web *web, const char *name) {
    return (struct doc *)(uintptr_t)doc_get(web->view, slice_of(name));
}

enum outcome entry_page(struct web *web) {
    struct view view;
    uint64_t hidden = 0;
    struct book_seen seen;
    struct record *entry = record_of_path(web, &view, &hidden);
    if (!entry) return OUTCOME_NOT_FOUND;
    struct journal_entry *values = journal_entry_of(entry);
    struct record *book = web_record(web, &ledger_book_type, values->book.id);
    struct slice lines = values->lines.text;
    if (book) values->lines = (struct value){0}; /* shown as a table instead */
    record_show(web, entry, hidden);
    if (!book) return OUTCOME_OK;
    book_begin(web, book, &seen);
    add_lines(&seen, lines, part_of_view(web, "sections"));
    last_to_front(part_of_view(web, "sections"));
    add_who_posts(&seen, entry, part_of_view(web, "sections"));
    add_reversal(&seen, entry, part_of_view(web, "sections"));
    if (!value_is_code(&values->state, "draft")) without_edit(part_of_view(web, "actions"));
    return OUTCOME_OK;
}
