/* SPDX-License-Identifier: Apache-2.0 */
/* See book_pages.h.  One book: what it holds now, whether it balances, what is to be done next, what was
 * posted last, and the way to everything else. */
#include "base/limits.h"
#include "domain/records.h"
#include "web/furniture.h"
#include "web/ledger/account_tree.h"
#include "web/ledger/book_balances.h"
#include "web/ledger/book_pages.h"
#include "web/record/record_head.h"

enum { LAST_ENTRIES = 8, WAITING_MAX = 20, SOON_DAYS = 7 };

/* ---- what it holds ---- */

static int64_t balance_of_role(const struct ledger_table *table, struct slice role, struct uuid unit) {
    int64_t sum = 0;
    for (size_t i = 0; i < table->count; i++) {
        const struct ledger_row *row = &table->rows[i];
        if (slice_equal(row->role, role) && uuid_equal(row->unit_id, unit)) sum = book_add(sum, row->closing);
    }
    return sum;
}

static bool has_role(const struct ledger_table *table, struct slice role) {
    for (size_t i = 0; i < table->count; i++) {
        if (slice_equal(table->rows[i].role, role)) return true;
    }
    return false;
}

static void add_total(struct book_seen *seen, struct doc *totals, const char *label, struct uuid unit,
                      int64_t amount, const char *help) {
    struct web *web = seen->web;
    struct doc *total = doc_add_object(web->arena, totals);
    doc_set_text(web->arena, total, S("total_label"), web_tr(web, label));
    doc_set_text(web->arena, total, S("total_amount"), book_amount(seen, unit, amount));
    doc_set_text(web->arena, total, S("total_help"), web_tr(web, help));
    doc_set_bool(web->arena, total, S("is_minus"), amount < 0);
}

static void add_totals(struct book_seen *seen, const struct ledger_table *table,
                       const struct book_sums *sums) {
    static const struct {
        const char *role, *label, *help;
    } roles[] = {{"cash", TR("In the box"), TR("Count it: the book says so much")},
                 {"bank", TR("At the bank"), TR("Compare it with the bank’s statement")},
                 {"stock", TR("In stock"), TR("Goods of the main unit of account")},
                 {"loans", TR("Lent out"), TR("To be paid back")}};
    struct doc *totals = doc_set_array(seen->web->arena, seen->web->view, S("totals"));
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        struct slice role = slice_of(roles[i].role);
        if (has_role(table, role))
            add_total(seen, totals, roles[i].label, sums->unit, balance_of_role(table, role, sums->unit),
                      roles[i].help);
    }
    add_total(seen, totals, TR("Profit"), sums->unit, book_profit(sums),
              TR("Income less expenses, not closed yet"));
}

static const struct {
    const char *kind, *label;
} kinds[] = {{"asset", TR("Assets")},
             {"liability", TR("Liabilities")},
             {"equity", TR("Equity")},
             {"income", TR("Income")},
             {"expense", TR("Expenses")}};

static int64_t sum_of(const struct book_sums *sums, size_t kind) {
    const int64_t all[] = {sums->assets, sums->liabilities, sums->equity, sums->income, sums->expenses};
    return all[kind];
}

static void add_kinds(struct book_seen *seen, const struct account_tree *tree, const struct book_sums *sums,
                      struct doc *object) {
    struct web *web = seen->web;
    struct doc *list = doc_set_array(web->arena, object, S("kinds"));
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct doc *kind = doc_add_object(web->arena, list);
        doc_set_text(web->arena, kind, S("kind_text"), web_tr(web, kinds[i].label));
        doc_set_text(web->arena, kind, S("kind_amount"), book_amount(seen, sums->unit, sum_of(sums, i)));
        account_tree_add(seen, tree, slice_of(kinds[i].kind), sums->unit,
                         doc_set_array(web->arena, kind, S("nodes")));
    }
}

/* Assets = liabilities + equity + profit: said with its numbers, and whether it holds. */
static void add_equation(struct book_seen *seen, const struct book_sums *sums, struct doc *object) {
    struct web *web = seen->web;
    int64_t right = book_add(book_add(sums->liabilities, sums->equity), book_profit(sums));
    doc_set_text(web->arena, object, S("assets_amount"), book_amount(seen, sums->unit, sums->assets));
    doc_set_text(web->arena, object, S("liabilities_amount"),
                 book_amount(seen, sums->unit, sums->liabilities));
    doc_set_text(web->arena, object, S("equity_amount"), book_amount(seen, sums->unit, sums->equity));
    doc_set_text(web->arena, object, S("profit_amount"), book_amount(seen, sums->unit, book_profit(sums)));
    doc_set_bool(web->arena, object, S("is_balanced"), right == sums->assets);
}

static void add_balances(struct book_seen *seen, const struct ledger_table *table,
                         const struct book_sums *sums, size_t count) {
    struct web *web = seen->web;
    struct account_tree tree = account_tree_of(web->arena, table);
    struct doc *units = doc_set_array(web->arena, web->view, S("balances"));
    for (size_t i = 0; i < count; i++) {
        bool any =
            sums[i].assets || sums[i].liabilities || sums[i].equity || sums[i].income || sums[i].expenses;
        if (i > 0 && !any) continue;
        struct doc *object = doc_add_object(web->arena, units);
        const struct commodity *unit = book_unit(seen, sums[i].unit);
        struct slice name = book_name(web, unit->name.text, unit->name_km.text);
        doc_set_text(web->arena, object, S("unit_text"), count > 1 ? name : S(""));
        doc_set_bool(web->arena, object, S("holds_anything"), any);
        add_equation(seen, &sums[i], object);
        add_kinds(seen, &tree, &sums[i], object);
    }
}

/* ---- what is to be done next ---- */

static void add_next(struct web *web, struct doc *items, struct slice text, struct slice href, bool presses) {
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_text(web->arena, item, S("next_text"), text);
    doc_set_text(web->arena, item, S("next_href"), href);
    doc_set_bool(web->arena, item, S("next_presses"), presses);
}

static int64_t entries_in(struct book_seen *seen, const char *state, struct list_page *page) {
    struct web *web = seen->web;
    struct view view = web_view(web, &journal_entry_type);
    struct refusal none = REFUSAL_IN(web->arena);
    struct list_query query = {.type = &journal_entry_type,
                               .org = seen->book->org_id,
                               .limit = WAITING_MAX,
                               .filter_count = 2,
                               .want_total = true};
    query.filters[0] = (struct filter){record_type_field(&journal_entry_type, S("book")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = seen->book->id}};
    query.filters[1] = (struct filter){record_type_field(&journal_entry_type, S("state")),
                                       FILTER_EQUAL,
                                       {.present = true, .text = slice_of(state)}};
    query.sort = record_type_field(&journal_entry_type, S("on_day"));
    return view.allowed && query_list(web->app->store, web_db(web), web->arena, &view, &query, page, &none)
               ? page->total
               : 0;
}

static struct slice list_href(struct book_seen *seen, const char *state) {
    struct web *web = seen->web;
    return arena_printf(web->arena, "/journal-entries?book=%.*s&state=%s",
                        SLICE_ARG(uuid_format(web->arena, seen->book->id)), state);
}

static void next_drafts(struct book_seen *seen, struct doc *items) {
    struct web *web = seen->web;
    struct list_page page;
    int64_t count = entries_in(seen, "draft", &page);
    struct slice number = format_number(web->arena, &web->locale, count);
    if (count == 1)
        add_next(web, items,
                 web_tr_fill(web, TR("One draft is not posted: {1}"),
                             journal_entry_of(page.records[0])->memo.text, S("")),
                 record_href(web, &journal_entry_type, page.records[0]->id), true);
    else if (count > 1)
        add_next(web, items, web_tr_fill(web, TR("{1} drafts are not posted"), number, S("")),
                 list_href(seen, "draft"), true);
}

static void next_held(struct book_seen *seen, struct doc *items) {
    struct web *web = seen->web;
    struct list_page page;
    int64_t count = entries_in(seen, "pending", &page), today = date_first_day(clock_today());
    for (size_t i = 0; count && i < page.count; i++) {
        const struct journal_entry *entry = journal_entry_of(page.records[i]);
        int64_t last = entry->expires_on.present ? date_last_day(entry->expires_on.date) : INT64_MAX;
        struct slice day =
            entry->expires_on.present ? format_date(web->arena, &web->locale, entry->expires_on.date) : S("");
        struct slice text =
            !day.len ? web_tr_fill(web, TR("Set aside: {1}"), entry->memo.text, S(""))
            : last >= today
                ? web_tr_fill(web, TR("Set aside until {2}: {1}"), entry->memo.text, day)
                : web_tr_fill(web, TR("Ran out on {2} and is released: {1}"), entry->memo.text, day);
        add_next(web, items, text, record_href(web, &journal_entry_type, page.records[i]->id),
                 last < today + SOON_DAYS);
    }
    struct slice number = format_number(web->arena, &web->locale, count);
    if (count > (int64_t)page.count && page.count)
        add_next(web, items, web_tr_fill(web, TR("{1} entries are set aside"), number, S("")),
                 list_href(seen, "pending"), false);
}

static void next_box(struct book_seen *seen, const struct ledger_table *table, struct doc *items) {
    struct web *web = seen->web;
    for (size_t i = 0; i < table->count; i++) {
        const struct ledger_row *row = &table->rows[i];
        if (!slice_equal(row->role, S("cash")) || row->closing >= 0) continue;
        add_next(
            web, items,
            web_tr_fill(web, TR("{1} is below nothing: an entry is missing or wrong"),
                        book_account_text(web, row->number, row->name, row->name_km), S("")),
            arena_join(web->arena, record_href(web, &ledger_account_type, row->account_id), S("/statement")),
            true);
    }
}

static void add_things_to_do(struct book_seen *seen, const struct ledger_table *table, bool has_entries) {
    struct web *web = seen->web;
    struct doc *items = doc_set_array(web->arena, web->view, S("next_things"));
    next_drafts(seen, items);
    next_held(seen, items);
    next_box(seen, table, items);
    if (!has_entries && book_may(seen, VERB_CREATE))
        add_next(web, items, web_tr(web, TR("Copy the opening balances from the paper book")),
                 book_href(web, seen->book, "opening"), false);
}

/* ---- what was posted last ---- */

static void last_entry(struct book_seen *seen, const struct ledger_entry_row *entry, struct doc *list) {
    struct web *web = seen->web;
    struct doc *object = doc_add_object(web->arena, list);
    struct uuid unit = entry->lines[0].unit_id;
    int64_t moved = 0;
    for (size_t i = 0; i < entry->line_count; i++) {
        bool counts = entry->lines[i].amount > 0 && uuid_equal(entry->lines[i].unit_id, unit);
        if (counts) moved = book_add(moved, entry->lines[i].amount);
    }
    struct slice words = entry->memo.len ? entry->memo : book_source_words(web, entry->source_type);
    doc_set_text(web->arena, object, S("entry_day"), book_day(web, entry->day));
    doc_set_text(web->arena, object, S("entry_text"), words);
    doc_set_text(web->arena, object, S("entry_href"),
                 book_source_href(web, entry->source_type, entry->source_id));
    doc_set_text(web->arena, object, S("entry_amount"), book_amount(seen, unit, moved));
}

static size_t add_last_entries(struct book_seen *seen) {
    struct web *web = seen->web;
    struct ledger_entry_row *entries;
    size_t count = ledger_entries_read(web_db(web), web->arena, seen->book, INT32_MIN, INT32_MAX,
                                       LEDGER_NEWEST_FIRST, 0, LAST_ENTRIES, &entries);
    struct doc *list = doc_set_array(web->arena, web->view, S("last_entries"));
    for (size_t i = 0; i < count; i++) {
        last_entry(seen, &entries[i], list);
    }
    doc_set_text(web->arena, web->view, S("day_book_href"),
                 count ? book_href(web, seen->book, "day-book") : S(""));
    return count;
}

/* ---- where to go from here ---- */

/* Money can be exchanged where two accounts of money hold different units. */
static bool has_two_currencies(const struct ledger_table *table) {
    const struct ledger_row *first = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct ledger_row *row = &table->rows[i];
        if (!slice_equal(row->role, S("cash")) && !slice_equal(row->role, S("bank"))) continue;
        if (first && !uuid_equal(first->unit_id, row->unit_id)) return true;
        if (!first) first = row;
    }
    return false;
}

static void add_ways(struct book_seen *seen, bool has_entries, bool has_money) {
    static const struct {
        const char *page, *label, *help;
    } ways[] = {{"trial-balance", TR("Trial balance"), TR("Every account: before, debit, credit, after")},
                {"balance-sheet", TR("Balance sheet"), TR("What there is, and whose it is")},
                {"income-statement", TR("Income statement"), TR("What came in and what it cost")},
                {"cash-book", TR("Cash book"), TR("Money in and out of the box")},
                {"day-book", TR("Day book"), TR("Entry by entry")},
                {"files", TR("Journals"), TR("For ledger, hledger, beancount; and from them")}};
    struct web *web = seen->web;
    struct doc *list = doc_set_array(web->arena, web->view, S("ways"));
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        struct doc *way = doc_add_object(web->arena, list);
        doc_set_text(web->arena, way, S("way_href"), book_href(web, seen->book, ways[i].page));
        doc_set_text(web->arena, way, S("way_text"), web_tr(web, ways[i].label));
        doc_set_text(web->arena, way, S("way_help"), web_tr(web, ways[i].help));
    }
    struct slice id = uuid_format(web->arena, seen->book->id);
    bool may_write = book_may(seen, VERB_CREATE) && !seen->book->deleted_ms;
    doc_set_text(web->arena, web->view, S("new_entry_href"),
                 may_write ? arena_printf(web->arena, "/journal-entries/new?book=%.*s", SLICE_ARG(id))
                           : S(""));
    doc_set_text(web->arena, web->view, S("opening_href"),
                 may_write && !has_entries ? book_href(web, seen->book, "opening") : S(""));
    doc_set_text(web->arena, web->view, S("exchange_href"),
                 may_write && has_money ? book_href(web, seen->book, "exchange") : S(""));
    doc_set_text(web->arena, web->view, S("close_href"), book_href(web, seen->book, "close"));
    doc_set_text(web->arena, web->view, S("accounts_href"),
                 arena_printf(web->arena, "/accounts?book=%.*s", SLICE_ARG(id)));
    doc_set_text(web->arena, web->view, S("new_account_href"),
                 may_write ? arena_printf(web->arena, "/accounts/new?book=%.*s", SLICE_ARG(id)) : S(""));
}

/* ---- the page ---- */

/* The agreement or group that the book belongs to, where the reader may know it. */
static void add_subject(struct book_seen *seen) {
    static const struct {
        const char *owner, *type;
    } subjects[] = {{"sub_grant", "agreement"}, {"group", "savings_group"}};
    struct web *web = seen->web;
    const struct ledger_book *book = ledger_book_of(seen->book);
    struct uuid id;
    struct slice text = S(""), href = S("");
    for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
        const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(subjects[i].type));
        bool is_it = slice_equal(book->owner.text, slice_of(subjects[i].owner)) && book->subject.present &&
                     uuid_parse(book->subject.text, &id);
        if (!type || !is_it) continue;
        text = record_label_of(record_names_new(web), type, id);
        href = record_href(web, type, id);
    }
    doc_set_text(web->arena, web->view, S("subject_text"), text);
    doc_set_text(web->arena, web->view, S("subject_href"), href);
}

static void book_show(struct book_seen *seen) {
    struct web *web = seen->web;
    struct ledger_table table = ledger_balances_on(web_db(web), web->arena, seen->book, INT32_MAX);
    struct book_sums *sums;
    size_t count = book_sums_of(seen, &table, &sums), entries;
    const struct ledger_book *book = ledger_book_of(seen->book);
    struct slice closed = book->closed_through.present
                              ? format_date(web->arena, &web->locale, book->closed_through.date)
                              : S("");
    doc_set_text(web->arena, web->view, S("closed_text"),
                 closed.len ? web_tr_fill(web, TR("Closed through {1}"), closed, S("")) : S(""));
    add_subject(seen);
    add_totals(seen, &table, &sums[0]);
    add_balances(seen, &table, sums, count);
    entries = add_last_entries(seen);
    add_things_to_do(seen, &table, entries > 0);
    add_ways(seen, entries > 0, has_two_currencies(&table));
}

/* A deleted one is shown as any other deleted record. */
enum outcome book_page(struct web *web) {
    struct view view;
    uint64_t hidden = 0;
    struct book_seen seen;
    struct record *book = record_of_path(web, &view, &hidden);
    if (!book) return OUTCOME_NOT_FOUND;
    record_show(web, book, hidden);
    if (book->deleted_ms) return web->template = "record_page", OUTCOME_OK;
    book_begin(web, book, &seen);
    book_show(&seen);
    return OUTCOME_OK;
}
