/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ledger/book_import.h"

#include <sodium.h>

#include "base/decimal.h"
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"
#include "exchange/book_export.h"
#include "web/ledger/book_journal.h"

enum { NAME_BYTES_MAX = 180, RESIDUALS_MAX = 16 };

/* An account of the journal in one unit, and the number of the book's account for it. */
struct match {
    uint32_t account, commodity;
    struct slice number;
    struct match *next;
};

struct importing {
    struct book_import *import;
    struct web *web;
    struct journal_reader *reader;
    struct book_changes roles; /* the accounts of the book */
    struct match **matches;    /* by number of the journal's account */
    size_t match_count;
    const struct journal_item *item;
    int made; /* accounts so far */
};

struct slice book_import_mark(struct arena *arena, struct slice text) {
    uint8_t hash[crypto_generichash_BYTES];
    char hex[2 * sizeof hash + 1];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)text.s, text.len, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_printf(arena, "J:%.8s", hex);
}

/* False, for `return`; the field is the line of the file. */
static bool wrong(struct importing *reading, uint32_t line, const char *message, struct slice first,
                  struct slice second) {
    return refuse_with(&reading->import->refusal, arena_printf(reading->web->arena, "%u", line), message,
                       first, second);
}

/* ---- units ---- */

static bool unit_find(struct importing *reading, uint32_t commodity, struct uuid *id) {
    struct slice name = journal_reader_book(reading->reader)->commodity_names.names[commodity];
    if (slice_equal(name, S("$"))) name = S("USD");
    if (slice_equal(name, S("៛"))) name = S("KHR");
    *id = commodity_id(name);
    return ledger_record(reading->web, &commodity_type, *id) ||
           wrong(reading, reading->item->line, TR("There is no unit of account “{1}”; add it first."), name,
                 S(""));
}

/* The amount with the decimals of its unit, exactly. */
static bool amount_fit(struct importing *reading, struct journal_amount amount, struct uuid unit,
                       int64_t *quantity) {
    int decimals = (int)book_unit(reading->import->seen, unit)->decimals.number, has = amount.decimals;
    for (*quantity = amount.quantity; has > decimals && *quantity % 10 == 0; has--) {
        *quantity /= 10;
    }
    for (; has < decimals; has++) {
        if (__builtin_mul_overflow(*quantity, 10, quantity))
            return wrong(reading, reading->item->line, TR("The amounts are too large."), S(""), S(""));
    }
    return has == decimals ||
           wrong(reading, reading->item->line, TR("{1} has fewer decimals than the amount."),
                 book_unit(reading->import->seen, unit)->symbol.text, S(""));
}

/* ---- accounts ---- */

static struct slice last_part(struct slice name) {
    size_t at = name.len;
    while (at > 0 && name.s[at - 1] != ':') {
        at--;
    }
    return slice_sub(name, at, name.len);
}

static const struct ledger_row *row_find(struct importing *reading, struct slice name, struct uuid unit) {
    struct slice last = last_part(name);
    for (size_t i = 0; i < reading->roles.accounts.count; i++) {
        const struct ledger_row *row = &reading->roles.accounts.rows[i];
        if (!uuid_equal(row->unit_id, unit)) continue;
        struct slice ours = book_journal_account(reading->web->arena, row->kind, row->number, row->name);
        bool same = slice_equal_nocase(ours, name) || slice_equal_nocase(last_part(ours), last) ||
                    slice_equal(row->number, last) || slice_equal(row->number, name) ||
                    slice_equal_nocase(row->name, last) || slice_equal(row->name_km, last);
        if (same) return row;
    }
    return NULL;
}

static bool number_is_used(struct importing *reading, struct slice number) {
    for (size_t i = 0; i < reading->roles.accounts.count; i++) {
        if (slice_equal(reading->roles.accounts.rows[i].number, number)) return true;
    }
    return false;
}

static struct slice number_new(struct importing *reading, enum journal_kind kind) {
    struct slice number;
    do {
        number = arena_printf(reading->web->arena, "%d9%02d", (int)kind, ++reading->made);
    } while (number_is_used(reading, number));
    return number;
}

static struct change *change_add(struct importing *reading, const struct record_type *type, uint32_t line) {
    struct book_import *import = reading->import;
    if (import->count == LIMIT_CHANGES_PER_JOB)
        return wrong(reading, line, TR("The file has too many transactions for one import."), S(""), S("")),
               NULL;
    import->lines[import->count] = line;
    struct change *change = &import->changes[import->count++];
    *change = change_new(reading->web->arena, CHANGE_CREATE, type, import->seen->book->org_id);
    change_set_value(change, "book", (struct value){.present = true, .id = import->seen->book->id});
    return change;
}

/* "Assets:G001:Loans" becomes "G001 / Loans". */
static struct slice name_of(struct importing *reading, struct slice name) {
    struct text out = TEXT_IN(reading->web->arena);
    size_t at = slice_find(name, S(":"), 0);
    struct slice rest = at < name.len ? slice_sub(name, at + 1, name.len) : name, part;
    while (slice_split(&rest, ':', &part)) {
        if (out.len) text_append(&out, S(" / "));
        text_append(&out, part);
        if (out.len > NAME_BYTES_MAX) break;
    }
    struct slice whole = text_slice(&out);
    size_t end = whole.len > NAME_BYTES_MAX ? NAME_BYTES_MAX : whole.len;
    while (end > 0 && !slice_is_utf8(slice_sub(whole, 0, end))) {
        end--;
    }
    return slice_sub(whole, 0, end);
}

static bool account_make(struct importing *reading, uint32_t account, struct uuid unit,
                         struct slice *number) {
    static const char *const kinds[] = {[JOURNAL_ASSET] = "asset",
                                        [JOURNAL_LIABILITY] = "liability",
                                        [JOURNAL_EQUITY] = "equity",
                                        [JOURNAL_INCOME] = "income",
                                        [JOURNAL_EXPENSE] = "expense"};
    const struct journal_book *book = journal_reader_book(reading->reader);
    enum journal_kind kind = book->accounts[account].kind;
    struct slice name = book->account_names.names[account];
    if (kind == JOURNAL_KIND_UNKNOWN)
        return wrong(reading, reading->item->line,
                     TR("What kind of account is “{1}”? Its name begins with Assets, Liabilities, Equity, "
                        "Income or Expenses."),
                     name, S(""));
    struct change *change = change_add(reading, &ledger_account_type, 0);
    if (!change) return false;
    reading->import->account_count++;
    *number = number_new(reading, kind);
    change_set_value(change, "number", value_of_text(*number));
    change_set_value(change, "name", value_of_text(name_of(reading, name)));
    change_set_value(change, "kind", value_of_text(slice_of(kinds[kind])));
    change_set_value(change, "unit", (struct value){.present = true, .id = unit});
    return true;
}

/* The number of the book's account for it; made when the book has none. */
static bool account_find(struct importing *reading, uint32_t account, uint32_t commodity, struct uuid unit,
                         struct slice *number) {
    while (reading->match_count <= account) {
        reading->matches =
            arena_room(reading->web->arena, reading->matches, sizeof(struct match *), reading->match_count);
        reading->matches[reading->match_count++] = NULL;
    }
    for (struct match *match = reading->matches[account]; match; match = match->next) {
        if (match->commodity == commodity) return *number = match->number, true;
    }
    const struct ledger_row *row =
        row_find(reading, journal_reader_book(reading->reader)->account_names.names[account], unit);
    if (row)
        *number = row->number;
    else if (!account_make(reading, account, unit, number))
        return false;
    struct match *match = arena_make(reading->web->arena, struct match, 1);
    *match = (struct match){account, commodity, *number, reading->matches[account]};
    reading->matches[account] = match;
    return true;
}

/* ---- a transaction ---- */

struct residual {
    struct uuid unit;
    int64_t amount;
};

struct lines {
    struct text text;
    struct residual residuals[RESIDUALS_MAX];
    size_t residual_count, count;
    bool has_price;
};

static void append_line(struct importing *reading, struct lines *lines, struct slice number, struct uuid unit,
                        int64_t amount) {
    if (!amount) return;
    if (lines->text.len) text_append_char(&lines->text, '\n');
    text_printf(&lines->text, "%.*s ", SLICE_ARG(number));
    decimal_append(&lines->text, amount, (int)book_unit(reading->import->seen, unit)->decimals.number);
    lines->count++;
}

static bool residual_add(struct importing *reading, struct lines *lines, struct uuid unit, int64_t amount) {
    size_t i = 0;
    while (i < lines->residual_count && !uuid_equal(lines->residuals[i].unit, unit)) {
        i++;
    }
    if (i == RESIDUALS_MAX)
        return wrong(reading, reading->item->line,
                     TR("The book has too many units of account for one entry."), S(""), S(""));
    if (i == lines->residual_count)
        lines->residuals[lines->residual_count++] = (struct residual){.unit = unit};
    return !__builtin_add_overflow(lines->residuals[i].amount, amount, &lines->residuals[i].amount) ||
           wrong(reading, reading->item->line, TR("The amounts are too large."), S(""), S(""));
}

static bool posting_read(struct importing *reading, const struct journal_posting *posting,
                         struct lines *lines) {
    struct uuid unit;
    struct slice number;
    int64_t quantity;
    if (posting->kind == JOURNAL_VIRTUAL)
        return wrong(reading, posting->line,
                     TR("A virtual posting balances with nothing; a book has no place for it."), S(""),
                     S(""));
    if (!unit_find(reading, posting->amount.commodity, &unit) ||
        !amount_fit(reading, posting->amount, unit, &quantity))
        return false;
    if (!account_find(reading, posting->account, posting->amount.commodity, unit, &number)) return false;
    lines->has_price =
        lines->has_price || posting->price.kind != JOURNAL_NO_PRICE || posting->lot.kind != JOURNAL_NO_PRICE;
    append_line(reading, lines, number, unit, quantity);
    return residual_add(reading, lines, unit, quantity);
}

/* Two units stand for each other by a price: each is balanced by the account of exchanges. */
static bool residuals_balance(struct importing *reading, struct lines *lines) {
    for (size_t i = 0; i < lines->residual_count; i++) {
        const struct residual *residual = &lines->residuals[i];
        if (!residual->amount) continue;
        if (!lines->has_price)
            return wrong(reading, reading->item->line,
                         TR("Debit and credit are not the same: {1} is left over."),
                         book_amount(reading->import->seen, residual->unit, residual->amount), S(""));
        struct slice number = book_role_account(&reading->roles, "exchange", residual->unit);
        if (!number.len) return false;
        append_line(reading, lines, number, residual->unit, book_negated(residual->amount));
    }
    return true;
}

static struct slice memo_of(struct importing *reading, const struct journal_transaction *transaction) {
    struct text out = TEXT_IN(reading->web->arena);
    const struct slice parts[] = {transaction->payee, transaction->narration};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i].len && out.len) text_append(&out, S(" · "));
        text_append(&out, parts[i]);
    }
    if (transaction->code.len)
        text_printf(&out, "%s(%.*s)", out.len ? " " : "", SLICE_ARG(transaction->code));
    return out.len ? text_slice(&out) : web_tr(reading->web, TR("From a journal"));
}

static void transaction_read(struct importing *reading, size_t number) {
    const struct journal_transaction *transaction = &reading->item->transaction;
    struct lines *lines = arena_make(reading->web->arena, struct lines, 1);
    lines->text = TEXT_IN(reading->web->arena);
    lines->has_price = transaction->exchanges;
    for (size_t i = 0; i < transaction->posting_count; i++) {
        if (!posting_read(reading, &transaction->postings[i], lines)) return;
    }
    if (!residuals_balance(reading, lines) || !lines->count) return; /* what moves nothing is left out */
    struct change *change = change_add(reading, &journal_entry_type, transaction->line);
    if (!change) return;
    bool waits = ledger_book_of(reading->import->seen->book)->two_people.number;
    change_set_value(change, "on_day",
                     (struct value){.present = true, .date = date_of_day(transaction->day)});
    change_set_value(change, "kind", value_of_text(S("entry")));
    change_set_value(change, "state", value_of_text(waits ? S("draft") : S("posted")));
    change_set_value(change, "memo", value_of_text(memo_of(reading, transaction)));
    change_set_value(change, "reference",
                     value_of_text(arena_printf(reading->web->arena, "%.*s:%zu",
                                                SLICE_ARG(reading->import->mark), number)));
    change_set_value(change, "lines", value_of_text(text_slice(&lines->text)));
}

/* ---- the file ---- */

struct bytes {
    struct slice rest;
};

static int64_t bytes_read(void *context, char *buffer, size_t size) {
    struct bytes *bytes = context;
    size_t count = bytes->rest.len < size ? bytes->rest.len : size;
    memcpy(buffer, bytes->rest.s, count);
    bytes->rest = slice_sub(bytes->rest, count, bytes->rest.len);
    return (int64_t)count;
}

void book_import_read(struct book_import *import) {
    struct web *web = import->seen->web;
    struct bytes bytes = {import->text};
    struct journal_source source = {.read = bytes_read, .context = &bytes, .name = S("journal")};
    import->refusal = REFUSAL_IN(web->arena);
    struct journal_options options = {.syntax = import->syntax, .refusal = &import->refusal};
    struct importing reading = {.import = import, .web = web, .roles = book_changes_begin(import->seen)};
    struct journal_item item;
    enum journal_event event;
    size_t number = 0;
    import->mark = book_import_mark(web->arena, import->text);
    import->changes = arena_make(web->arena, struct change, LIMIT_CHANGES_PER_JOB + BOOK_CHANGES_MAX);
    import->lines = arena_make(web->arena, uint32_t, LIMIT_CHANGES_PER_JOB + BOOK_CHANGES_MAX);
    reading.reader = journal_open(web->arena, &source, &options);
    reading.item = &item;
    while ((event = journal_next(reading.reader, &item)) != JOURNAL_END &&
           import->refusal.count < LIMIT_REFUSAL_ITEMS) {
        if (event == JOURNAL_TRANSACTION)
            item.line = item.transaction.line, transaction_read(&reading, ++number);
    }
    journal_close(reading.reader);
    /* The accounts of exchanges come before what is posted on them. */
    memmove(import->changes + reading.roles.count, import->changes, import->count * sizeof *import->changes);
    memmove(import->lines + reading.roles.count, import->lines, import->count * sizeof *import->lines);
    memcpy(import->changes, reading.roles.changes, reading.roles.count * sizeof *import->changes);
    memset(import->lines, 0, reading.roles.count * sizeof *import->lines);
    import->count += reading.roles.count;
    import->account_count += reading.roles.count;
}
