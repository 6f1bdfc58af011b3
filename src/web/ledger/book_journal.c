/* SPDX-License-Identifier: Apache-2.0 */
/* See book_journal.h.  Out: the entries of a book, one after the other, in the words of another program. */
#include "web/ledger/book_journal.h"

#include "base/limits.h"
#include "exchange/book_export.h"
#include "exchange/journal/journal_ofx.h"
#include "web/ask.h"
#include "web/export/download.h"

static const struct {
    const char *code, *ending;
    enum journal_target target;
} targets[] = {{"ledger", "ledger", JOURNAL_TO_LEDGER},
               {"hledger", "hledger", JOURNAL_TO_HLEDGER},
               {"beancount", "beancount", JOURNAL_TO_BEANCOUNT},
               {"csv", "csv", JOURNAL_TO_CSV}};

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

struct leaving {
    struct web *web;
    struct book_export_source source;
};

static struct slice words_of(void *context, struct slice source_type) {
    return book_source_words(context, source_type);
}

static void *journal_open_export(void *context, struct db *db) {
    struct leaving *leaving = context;
    leaving->source.db = db;
    return book_export_open(&leaving->source);
}

static int64_t journal_pull(void *made, char *buffer, size_t size) {
    return book_export_pull(made, buffer, size);
}

static void journal_close_export(void *made) {
    book_export_close(made);
}

static enum outcome journal_leave(struct book_seen *seen, size_t target) {
    struct web *web = seen->web;
    int64_t rows = ledger_entries_count(web_db(web), seen->book, INT32_MIN, INT32_MAX);
    if (rows > LIMIT_LEDGER_FILE_ENTRIES)
        return refuse(&web->refusal, S(""), TR("The book has too many entries for one file.")),
               OUTCOME_REFUSED;
    struct leaving *leaving = arena_make(web->arena, struct leaving, 1);
    *leaving = (struct leaving){
        .web = web,
        .source = {.book = seen->book, .target = targets[target].target, .words = words_of, .context = web}};
    bool is_csv = targets[target].target == JOURNAL_TO_CSV;
    const struct download_maker maker = {
        .open = journal_open_export,
        .pull = journal_pull,
        .close = journal_close_export,
        .context = leaving,
        .media_type = is_csv ? S("text/csv; charset=utf-8") : S("text/plain; charset=utf-8"),
        .name = arena_printf(web->arena, "%.*s.%s", SLICE_ARG(seen->book->code), targets[target].ending)};
    struct export_entry entry = entry_of_log(seen, targets[target].code, rows);
    return download_made(web, &entry, &maker);
}

enum outcome book_journal_file(struct web *web) {
    struct book_seen seen;
    struct slice asked = http_query(web->http, S("as"));
    size_t i = 0;
    if (!book_of_path(web, &seen) || !may_take_away(&seen)) return OUTCOME_NOT_FOUND;
    ask_only(web, "as");
    while (i < ARRAY_LEN(targets) && !slice_equal(asked, slice_of(targets[i].code))) {
        i++;
    }
    if (i == ARRAY_LEN(targets))
        ask_refuse(web, "as", TR("“{1}” is none of ledger, hledger, beancount, csv."));
    return refusal_is_empty(&web->refusal) ? journal_leave(&seen, i) : OUTCOME_REFUSED;
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
    struct record *account = web_arg_id(web, 0, &id) ? web_record(web, &ledger_account_type, id) : NULL;
    struct record *book =
        account ? web_record(web, &ledger_book_type, ledger_account_of(account)->book.id) : NULL;
    if (!book) return OUTCOME_NOT_FOUND;
    book_begin(web, book, &seen);
    if (!may_take_away(&seen)) return OUTCOME_NOT_FOUND;
    ask_only(web, "from to");
    book_ask_days(&seen);
    return refusal_is_empty(&web->refusal) ? ofx_answer(&seen, account) : OUTCOME_REFUSED;
}
