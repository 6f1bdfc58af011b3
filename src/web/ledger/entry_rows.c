/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ledger/entry_rows.h"

#include "base/decimal.h"
#include "i18n/khmer.h"
#include "web/ask.h"

enum { SELECT_MAX = 40, SUGGESTED_MAX = 500 };

/* ---- accounts ---- */

struct ledger_table entry_accounts(struct book_seen *seen) {
    return ledger_balances_on(web_db(seen->web), seen->web->arena, seen->book, INT32_MAX);
}

/* A part of a text; numbers of accounts have no blanks but where somebody wrote them. */
static bool is_number_and_name(const struct ledger_row *row, struct slice typed) {
    if (!slice_starts(typed, row->number) || typed.len <= row->number.len || typed.s[row->number.len] != ' ')
        return false;
    struct slice name = slice_trim(slice_sub(typed, row->number.len, typed.len));
    return slice_equal(name, row->name) || slice_equal(name, row->name_km);
}

static const struct ledger_row *account_called(const struct ledger_table *accounts, struct slice typed) {
    const struct ledger_row *named = NULL;
    for (size_t i = 0; i < accounts->count; i++) {
        const struct ledger_row *row = &accounts->rows[i];
        if (slice_equal(row->number, typed) || is_number_and_name(row, typed)) return row;
        if (slice_equal_nocase(row->name, typed) || slice_equal(row->name_km, typed)) named = row;
    }
    return named;
}

const struct ledger_row *entry_account_find(struct arena *arena, const struct ledger_table *accounts,
                                            struct slice typed) {
    const struct ledger_row *found = account_called(accounts, typed);
    return found ? found : account_called(accounts, khmer_fold_digits(arena, typed));
}

/* ---- what was typed ---- */

static struct slice typed(struct web *web, const char *name, size_t i) {
    return slice_trim(web_field(web, arena_printf(web->arena, "%s.%zu", name, i)));
}

static bool refuse_row(struct web *web, const char *name, size_t i, const char *message, struct slice value) {
    return refuse_with(&web->refusal, arena_printf(web->arena, "%s.%zu", name, i), message, value, S(""));
}

static bool amount_read(struct book_seen *seen, const char *name, size_t i, struct slice text,
                        const struct ledger_row *account, int64_t *amount) {
    *amount = 0;
    if (!text.len) return true;
    switch (parse_decimal(text, (int)book_unit(seen, account->unit_id)->decimals.number, amount)) {
    case PARSE_OK:
        return *amount >= 0 ||
               refuse_row(seen->web, name, i,
                          TR("Write amounts without a sign: debit and credit have a column each."), text);
    case PARSE_AMBIGUOUS:
        return refuse_row(seen->web, name, i,
                          TR("“{1}” can be read in two ways; write it without points and commas."), text);
    case PARSE_BAD: break;
    }
    return refuse_row(seen->web, name, i, TR("“{1}” is not an amount of this account."), text);
}

static bool row_read(struct book_seen *seen, const struct ledger_table *accounts, struct entry_row *row,
                     size_t i) {
    int64_t debit, credit;
    if (!row->account.len && !row->debit.len && !row->credit.len) return true;
    row->found = entry_account_find(seen->web->arena, accounts, row->account);
    if (!row->account.len) return refuse_row(seen->web, "account", i, TR("Say which account."), S(""));
    if (!row->found)
        return refuse_row(seen->web, "account", i, TR("The book has no account “{1}”."), row->account);
    bool good = amount_read(seen, "debit", i, row->debit, row->found, &debit);
    good = amount_read(seen, "credit", i, row->credit, row->found, &credit) && good;
    if (!good) return false;
    if (debit && credit)
        return refuse_row(seen->web, "credit", i, TR("A line is debit or credit, not both."), S(""));
    row->amount = debit - credit;
    return true;
}

static size_t rows_sent(struct web *web) {
    int64_t count = 0;
    bool good = slice_to_int64(web_field(web, S("rows")), &count) && count > 0;
    if (!good) return ENTRY_ROWS_AT_FIRST;
    return count > ENTRY_ROWS_MAX ? ENTRY_ROWS_MAX : (size_t)count;
}

bool entry_rows_read(struct book_seen *seen, const struct ledger_table *accounts, struct entry_rows *rows) {
    struct web *web = seen->web;
    bool good = true;
    rows->count = rows_sent(web);
    rows->rows = arena_make(web->arena, struct entry_row, ENTRY_ROWS_MAX);
    for (size_t i = 0; i < rows->count; i++) {
        rows->rows[i] = (struct entry_row){.account = typed(web, "account", i),
                                           .debit = typed(web, "debit", i),
                                           .credit = typed(web, "credit", i)};
        good = row_read(seen, accounts, &rows->rows[i], i) && good;
    }
    return good;
}

/* ---- what the record says ---- */

static void row_of_line(struct book_seen *seen, const struct ledger_table *accounts, struct slice line,
                        struct entry_row *row) {
    size_t at = line.len;
    while (at > 0 && line.s[at - 1] != ' ') {
        at--;
    }
    struct slice amount = slice_sub(line, at, line.len);
    bool is_credit = slice_starts(amount, S("-"));
    row->account = slice_trim(slice_sub(line, 0, at));
    row->found = entry_account_find(seen->web->arena, accounts, row->account);
    if (is_credit)
        row->credit = slice_sub(amount, 1, amount.len);
    else
        row->debit = amount;
    if (row->found &&
        !decimal_parse(amount, (int)book_unit(seen, row->found->unit_id)->decimals.number, &row->amount))
        row->amount = 0;
}

struct entry_rows entry_rows_of(struct book_seen *seen, const struct ledger_table *accounts,
                                struct slice lines) {
    struct entry_rows rows = {.rows = arena_make(seen->web->arena, struct entry_row, LEDGER_LINES_MAX)};
    struct slice line;
    while (rows.count < LEDGER_LINES_MAX && slice_split(&lines, '\n', &line)) {
        line = slice_trim(line);
        if (line.len) row_of_line(seen, accounts, line, &rows.rows[rows.count++]);
    }
    return rows;
}

struct slice entry_rows_text(struct book_seen *seen, const struct entry_rows *rows) {
    struct text out = TEXT_IN(seen->web->arena);
    for (size_t i = 0; i < rows->count; i++) {
        const struct entry_row *row = &rows->rows[i];
        if (!row->found || !row->amount) continue;
        if (out.len) text_append_char(&out, '\n');
        text_printf(&out, "%.*s ", SLICE_ARG(row->found->number));
        decimal_append(&out, row->amount, (int)book_unit(seen, row->found->unit_id)->decimals.number);
    }
    return text_slice(&out);
}

/* ---- the table of the form ---- */

/* The refusal of the field, or of the lines when it names this row's account. */
static struct slice row_error(struct web *web, const struct entry_row *row, size_t i) {
    static const char *const names[] = {"account", "debit", "credit"};
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        for (size_t n = 0; n < ARRAY_LEN(names); n++) {
            if (slice_equal(item->field, arena_printf(web->arena, "%s.%zu", names[n], i)))
                return tr_refusal(web->arena, &web->locale, item);
        }
        bool names_it = row && row->found &&
                        (slice_equal(item->args[0], row->found->number) ||
                         slice_equal(item->args[1], row->found->number));
        if (slice_equal(item->field, S("lines")) && names_it)
            return tr_refusal(web->arena, &web->locale, item);
    }
    return S("");
}

static void add_options(struct book_seen *seen, const struct ledger_table *accounts, struct slice chosen,
                        struct doc *object) {
    struct web *web = seen->web;
    struct doc *options = doc_set_array(web->arena, object, S("options"));
    for (size_t i = 0; i < accounts->count && i < SUGGESTED_MAX; i++) {
        const struct ledger_row *row = &accounts->rows[i];
        const struct commodity *unit = book_unit(seen, row->unit_id);
        struct doc *option = doc_add_object(web->arena, options);
        doc_set_text(web->arena, option, S("option_value"), row->number);
        doc_set_text(web->arena, option, S("option_text"),
                     book_account_text(web, row->number, row->name, row->name_km));
        doc_set_text(web->arena, option, S("option_unit"), unit->symbol.text);
        doc_set_bool(web->arena, option, S("option_chosen"), slice_equal(row->number, chosen));
    }
}

static void add_row(struct book_seen *seen, const struct ledger_table *accounts, const struct entry_row *row,
                    size_t i, struct doc *list) {
    static const struct entry_row empty;
    struct web *web = seen->web;
    struct doc *object = doc_add_object(web->arena, list);
    const struct entry_row *shown = row ? row : &empty;
    struct slice number = shown->found ? shown->found->number : shown->account;
    doc_set_int(web->arena, object, S("row_index"), (int64_t)i);
    doc_set_text(web->arena, object, S("row_number"),
                 format_number(web->arena, &web->locale, (int64_t)i + 1));
    doc_set_text(web->arena, object, S("account_text"), shown->account);
    doc_set_text(web->arena, object, S("debit_text"), shown->debit);
    doc_set_text(web->arena, object, S("credit_text"), shown->credit);
    doc_set_text(web->arena, object, S("row_error"), row_error(web, row, i));
    if (accounts->count <= SELECT_MAX) add_options(seen, accounts, number, object);
}

void entry_rows_show(struct book_seen *seen, const struct ledger_table *accounts,
                     const struct entry_rows *rows) {
    struct web *web = seen->web;
    size_t shown = rows->count + 2 > ENTRY_ROWS_AT_FIRST ? rows->count + 2 : ENTRY_ROWS_AT_FIRST;
    if (web->http->method == HTTP_POST)
        shown = rows->count + (web_field(web, S("_more")).len ? ENTRY_ROWS_MORE : 0);
    if (shown > ENTRY_ROWS_MAX) shown = ENTRY_ROWS_MAX;
    struct doc *list = doc_set_array(web->arena, web->view, S("entry_rows"));
    for (size_t i = 0; i < shown; i++) {
        add_row(seen, accounts, i < rows->count ? &rows->rows[i] : NULL, i, list);
    }
    doc_set_text(web->arena, web->view, S("row_count"), arena_printf(web->arena, "%zu", shown));
    doc_set_bool(web->arena, web->view, S("row_selects"), accounts->count <= SELECT_MAX);
    doc_set_bool(web->arena, web->view, S("row_may_more"), shown < ENTRY_ROWS_MAX);
    if (accounts->count > SELECT_MAX)
        add_options(seen, accounts, S(""), doc_set_object(web->arena, web->view, S("suggested")));
}
