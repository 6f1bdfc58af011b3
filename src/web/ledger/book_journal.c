/* SPDX-License-Identifier: Apache-2.0 */
/* See book_journal.h.  Out: the entries of a book, one after the other, in the words of another program. */
#include "web/ledger/book_journal.h"

#include "base/limits.h"
#include "exchange/journal/journal_ofx.h"
#include "exchange/journal/journal_write.h"
#include "web/ask.h"
#include "web/export/download.h"

enum { ENTRIES_AT_ONCE = 500 };

static const struct {
    const char *code, *ending;
    enum journal_target target;
} targets[] = {{"ledger", "ledger", JOURNAL_TO_LEDGER},
               {"hledger", "hledger", JOURNAL_TO_HLEDGER},
               {"beancount", "beancount", JOURNAL_TO_BEANCOUNT},
               {"csv", "csv", JOURNAL_TO_CSV}};

/* ---- names ---- */

/* The roots that all three programs know. */
static const char *root_of(struct slice kind) {
    static const struct {
        const char *kind, *root;
    } roots[] = {{"asset", "assets"},
                 {"liability", "liabilities"},
                 {"equity", "equity"},
                 {"income", "income"},
                 {"expense", "expenses"}};
    for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
        if (slice_equal(kind, slice_of(roots[i].kind))) return roots[i].root;
    }
    return "equity";
}

/* A colon would make a deeper account of it, two blanks would end it. */
static void append_name(struct text *out, struct slice name) {
    for (size_t i = 0; i < name.len; i++) {
        bool is_second_blank = name.s[i] == ' ' && i > 0 && name.s[i - 1] == ' ';
        if (!is_second_blank) text_append_char(out, name.s[i] == ':' ? '-' : name.s[i]);
    }
}

struct slice book_journal_account(struct arena *arena, struct slice kind, struct slice number,
                                  struct slice name) {
    struct text out = TEXT_IN(arena);
    text_printf(&out, "%s:", root_of(kind));
    append_name(&out, number);
    text_append_char(&out, ' ');
    append_name(&out, name);
    return text_slice(&out);
}

/* ---- the book and its transactions ---- */

struct writing {
    struct book_seen *seen;
    struct journal_book *book;
    struct ledger_table accounts;
    uint32_t *numbers; /* of the accounts in the journal */
    struct refusal refusal;
    struct text out;
    struct journal_writer *writer;
    uint32_t line;
};

static uint32_t commodity_number(struct writing *writing, struct uuid unit_id) {
    const struct commodity *unit = book_unit(writing->seen, unit_id);
    uint32_t number = journal_book_commodity(writing->book, unit->symbol.text);
    ASSERT(number != JOURNAL_NONE);
    writing->book->commodities[number].decimals = (uint8_t)unit->decimals.number;
    writing->book->commodities[number].declared = true;
    return number;
}

static void accounts_name(struct writing *writing) {
    struct arena *arena = writing->seen->web->arena;
    int32_t opened = (int32_t)date_first_day(ledger_book_of(writing->seen->book)->opened_on.date);
    writing->numbers = arena_make(arena, uint32_t, writing->accounts.count + 1);
    for (size_t i = 0; i < writing->accounts.count; i++) {
        const struct ledger_row *row = &writing->accounts.rows[i];
        uint32_t number = journal_book_account(
            writing->book, book_journal_account(arena, row->kind, row->number, row->name));
        ASSERT(number != JOURNAL_NONE);
        writing->numbers[i] = number;
        writing->book->accounts[number].declared = true;
        writing->book->accounts[number].open_day = opened;
        writing->book->accounts[number].first_day = opened;
        commodity_number(writing, row->unit_id);
    }
}

static uint32_t account_number(const struct writing *writing, struct slice number) {
    size_t low = 0, high = writing->accounts.count;
    while (low < high) { /* the database orders by bytes, except where its collation does not */
        size_t middle = low + (high - low) / 2;
        if (slice_compare(writing->accounts.rows[middle].number, number) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < writing->accounts.count && slice_equal(writing->accounts.rows[low].number, number))
        return writing->numbers[low];
    for (size_t i = 0; i < writing->accounts.count; i++) {
        if (slice_equal(writing->accounts.rows[i].number, number)) return writing->numbers[i];
    }
    BUG("an entry on an account that the book has not");
}

static bool entry_write(struct writing *writing, const struct ledger_entry_row *entry) {
    struct web *web = writing->seen->web;
    struct journal_posting *postings = arena_make(web->arena, struct journal_posting, entry->line_count);
    for (size_t i = 0; i < entry->line_count; i++) {
        const struct ledger_entry_line *line = &entry->lines[i];
        uint32_t commodity = commodity_number(writing, line->unit_id);
        postings[i] = (struct journal_posting){
            .account = account_number(writing, line->number),
            .amount = {line->amount, commodity, writing->book->commodities[commodity].decimals},
            .day = JOURNAL_NO_DAY,
            .line = writing->line};
    }
    struct journal_item item = {.line = writing->line++};
    item.transaction = (struct journal_transaction){
        .day = (int32_t)entry->day,
        .second_day = JOURNAL_NO_DAY,
        .line = item.line,
        .status = JOURNAL_CLEARED,
        .payee = entry->memo.len ? entry->memo : book_source_words(web, entry->source_type),
        .postings = postings,
        .posting_count = entry->line_count};
    return journal_write_item(writing->writer, JOURNAL_TRANSACTION, &item);
}

static void take(void *context, struct slice bytes) {
    text_append(context, bytes);
}

/* False when there is more than fits into a file. */
static bool book_write(struct writing *writing, enum journal_target target, int64_t *rows) {
    struct book_seen *seen = writing->seen;
    struct web *web = seen->web;
    *rows = ledger_entries_count(web_db(web), seen->book, INT32_MIN, INT32_MAX);
    if (*rows > LIMIT_LEDGER_FILE_ENTRIES)
        return refuse(&web->refusal, S(""), TR("The book has too many entries for one file."));
    writing->refusal = REFUSAL_IN(web->arena);
    writing->out = TEXT_IN(web->arena);
    writing->book = journal_book_new(web->arena);
    writing->accounts = ledger_balances_on(web_db(web), web->arena, seen->book, INT32_MAX);
    accounts_name(writing);
    struct journal_writing how = {.book = writing->book,
                                  .source = JOURNAL_HLEDGER,
                                  .target = target,
                                  .refusal = &writing->refusal,
                                  .sink = take,
                                  .context = &writing->out};
    writing->writer = journal_write_start(web->arena, &how);
    struct ledger_entry_row *entries;
    size_t count = ENTRIES_AT_ONCE;
    for (size_t skip = 0; count == ENTRIES_AT_ONCE; skip += count) {
        count = ledger_entries_read(web_db(web), web->arena, seen->book, INT32_MIN, INT32_MAX,
                                    LEDGER_OLDEST_FIRST, skip, ENTRIES_AT_ONCE, &entries);
        for (size_t i = 0; i < count; i++) {
            if (!entry_write(writing, &entries[i])) BUG("an entry that no journal takes");
        }
    }
    journal_write_end(writing->writer);
    return true;
}

/* ---- the files ---- */

static bool may_take_away(struct book_seen *seen) {
    return download_is_allowed(seen->web, &ledger_book_type) && book_may(seen, VERB_EXPORT);
}

static struct export_entry entry_of_log(struct book_seen *seen, const char *format, int64_t rows) {
    return (struct export_entry){.what = ledger_book_of(seen->book)->name.text,
                                 .type = slice_of(ledger_book_type.name),
                                 .format = slice_of(format),
                                 .purpose = S("A journal of the book"),
                                 .rows = rows};
}

enum outcome book_journal_file(struct web *web) {
    struct book_seen seen;
    struct writing writing = {.seen = &seen};
    struct slice asked = http_query(web->http, S("as"));
    size_t i = 0;
    int64_t rows;
    if (!book_of_path(web, &seen) || !may_take_away(&seen)) return OUTCOME_NOT_FOUND;
    ask_only(web, "as");
    while (i < ARRAY_LEN(targets) && !slice_equal(asked, slice_of(targets[i].code))) {
        i++;
    }
    if (i == ARRAY_LEN(targets))
        ask_refuse(web, "as", TR("“{1}” is none of ledger, hledger, beancount, csv."));
    if (!refusal_is_empty(&web->refusal) || !book_write(&writing, targets[i].target, &rows))
        return OUTCOME_REFUSED;
    struct export_entry entry =
        entry_of_log(&seen, i == ARRAY_LEN(targets) - 1 ? "csv" : targets[i].code, rows);
    struct slice name = arena_printf(web->arena, "%.*s.%s", SLICE_ARG(seen.book->code), targets[i].ending);
    bool is_csv = targets[i].target == JOURNAL_TO_CSV;
    return download_file(web, &entry, is_csv ? S("text/csv; charset=utf-8") : S("text/plain; charset=utf-8"),
                         name, text_slice(&writing.out));
}

/* ---- an account as a bank statement ---- */

static void ofx_lines(struct web *web, const struct ledger_statement *statement, struct ofx_line *lines) {
    for (size_t i = 0; i < statement->count; i++) {
        const struct ledger_move_row *move = &statement->rows[i];
        struct slice words = move->memo.len ? move->memo : book_source_words(web, move->source_type);
        lines[i] =
            (struct ofx_line){.day = (int32_t)move->day,
                              .amount = move->amount,
                              .id = arena_printf(web->arena, "%.*s-%zu",
                                                 SLICE_ARG(uuid_format(web->arena, move->source_id)), i + 1),
                              .name = words};
    }
}

static enum outcome ofx_answer(struct book_seen *seen, const struct record *account) {
    struct web *web = seen->web;
    const struct ledger_account *values = ledger_account_of(account);
    const struct commodity *unit = book_unit(seen, values->unit.id);
    struct ledger_statement statement = ledger_statement_read(web_db(web), web->arena, account, seen->from,
                                                              seen->to, LIMIT_LEDGER_REPORT_ROWS);
    if (!journal_ofx_is_currency(unit->symbol.text))
        return refuse(&web->refusal, S(""), TR("Only an account of money can be a bank statement.")),
               OUTCOME_REFUSED;
    if (statement.has_more)
        return refuse(&web->refusal, S(""), TR("There is more than is shown; choose fewer days.")),
               OUTCOME_REFUSED;
    struct ofx_line *lines = arena_make(web->arena, struct ofx_line, statement.count + 1);
    ofx_lines(web, &statement, lines);
    struct ofx_statement ofx = {.bank = S("Mlup"),
                                .account = values->number.text,
                                .currency = unit->symbol.text,
                                .decimals = (uint8_t)unit->decimals.number,
                                .first_day = (int32_t)seen->from,
                                .last_day = (int32_t)seen->to,
                                .balance_day = (int32_t)seen->to,
                                .balance = statement.closing,
                                .lines = lines,
                                .count = statement.count};
    struct text out = TEXT_IN(web->arena);
    journal_ofx_write(&out, &ofx);
    struct export_entry entry = entry_of_log(seen, "ofx", (int64_t)statement.count);
    struct slice name = arena_printf(web->arena, "%.*s-%.*s.ofx", SLICE_ARG(seen->book->code),
                                     SLICE_ARG(values->number.text));
    return download_file(web, &entry, S("application/x-ofx"), name, text_slice(&out));
}

enum outcome account_ofx_file(struct web *web) {
    struct uuid id;
    struct book_seen seen;
    struct record *account = web_arg_id(web, 0, &id) ? ledger_record(web, &ledger_account_type, id) : NULL;
    struct record *book =
        account ? ledger_record(web, &ledger_book_type, ledger_account_of(account)->book.id) : NULL;
    if (!book) return OUTCOME_NOT_FOUND;
    book_begin(web, book, &seen);
    if (!may_take_away(&seen)) return OUTCOME_NOT_FOUND;
    ask_only(web, "from to");
    book_ask_days(&seen);
    return refusal_is_empty(&web->refusal) ? ofx_answer(&seen, account) : OUTCOME_REFUSED;
}
