/* SPDX-License-Identifier: Apache-2.0 */
/* OFX at the command line: an account of a journal as a statement, a statement as a journal. */
#include "base/limits.h"
#include "cli/file.h"
#include "cli/journal_convert.h"
#include "exchange/journal/journal_ofx.h"

/* ---- from a journal ---- */

struct collecting {
    struct arena *arena;
    struct ofx_line *lines;
    struct journal_amount *amounts; /* of the lines */
    size_t count;
    struct journal_amount balance;
    uint32_t account;
    int64_t number; /* of transactions */
};

/* A code where the symbol is not one. */
static struct slice currency_of(struct slice commodity) {
    if (slice_equal(commodity, S("$"))) return S("USD");
    if (slice_equal(commodity, S("៛"))) return S("KHR");
    return commodity;
}

static bool collect_posting(struct collecting *all, const struct journal_transaction *transaction,
                            size_t at) {
    const struct journal_posting *posting = &transaction->postings[at];
    bool is_first = all->count == 0;
    if (all->count == LIMIT_OFX_LINES) return !cli_fail("the statement has too many lines");
    if (!is_first && posting->amount.commodity != all->balance.commodity)
        return !cli_fail("the account has several commodities; a statement has one");
    all->lines = arena_room(all->arena, all->lines, sizeof *all->lines, all->count);
    all->amounts = arena_room(all->arena, all->amounts, sizeof *all->amounts, all->count);
    all->lines[all->count] = (struct ofx_line){
        .day = posting->day == JOURNAL_NO_DAY ? transaction->day : posting->day,
        .id = arena_printf(all->arena, "%lld-%zu", (long long)all->number, at + 1),
        .name = arena_copy(all->arena, transaction->payee.len ? transaction->payee : transaction->narration),
        .memo = transaction->payee.len ? arena_copy(all->arena, transaction->narration) : S("")};
    all->amounts[all->count++] = posting->amount;
    if (is_first) all->balance = posting->amount;
    return is_first || journal_amount_add(&all->balance, posting->amount) || !cli_fail("a sum is too large");
}

static bool collect_transaction(struct collecting *all, const struct journal_transaction *transaction) {
    bool good = true;
    all->number++;
    for (size_t i = 0; i < transaction->posting_count && good; i++) {
        if (transaction->postings[i].account == all->account) good = collect_posting(all, transaction, i);
    }
    return good;
}

/* By days; lines of one day as they came, which their numbers tell. */
static int compare_lines(const void *a, const void *b) {
    const struct ofx_line *one = a, *other = b;
    if (one->day != other->day) return one->day < other->day ? -1 : 1;
    return one < other ? -1 : one > other;
}

static bool give_amounts(struct collecting *all) {
    for (size_t i = 0; i < all->count; i++) {
        if (!journal_amount_widen(&all->amounts[i], all->balance.decimals))
            return !cli_fail("a sum is too large");
        all->lines[i].amount = all->amounts[i].quantity;
    }
    qsort(all->lines, all->count, sizeof *all->lines, compare_lines);
    return true;
}

static int statement_print(struct collecting *all, const struct journal_book *book) {
    struct text out = TEXT_IN(all->arena);
    struct slice name = book->account_names.names[all->account];
    struct slice currency = currency_of(book->commodity_names.names[all->balance.commodity]);
    if (!journal_ofx_is_currency(currency))
        return cli_fail("OFX has statements in money alone, not in “%.*s”", SLICE_ARG(currency));
    if (!give_amounts(all)) return 1;
    struct ofx_statement statement = {.bank = S("MLUP"),
                                      .account = name,
                                      .currency = currency,
                                      .decimals = all->balance.decimals,
                                      .first_day = all->lines[0].day,
                                      .last_day = all->lines[all->count - 1].day,
                                      .balance_day = all->lines[all->count - 1].day,
                                      .balance = all->balance.quantity,
                                      .lines = all->lines,
                                      .count = all->count};
    journal_ofx_write(&out, &statement);
    journal_print(NULL, text_slice(&out));
    return 0;
}

int journal_statement_print(struct cli *cli, struct journal_file_reading *reading, struct slice name) {
    struct journal_item *item = &(struct journal_item){0};
    struct collecting all = {.arena = cli->process_arena};
    struct journal_book *book = journal_reader_book(reading->reader);
    enum journal_event event;
    bool good = true;
    while (good && (event = journal_next(reading->reader, item)) != JOURNAL_END) {
        all.account = journal_names_find(&book->account_names, name);
        if (event == JOURNAL_TRANSACTION) good = collect_transaction(&all, &item->transaction);
    }
    if (!refusal_is_empty(&reading->refusal)) return cli_refused(&reading->refusal);
    if (!good) return 1;
    if (!all.count) return cli_fail("nothing is posted to “%.*s”", SLICE_ARG(name));
    return statement_print(&all, book);
}

/* ---- to a journal ---- */

/* Each line is a transaction between the account and the one that stands for what is not known. */
static bool write_line(struct journal_writer *writer, struct journal_book *book,
                       const struct ofx_statement *statement, size_t at) {
    const struct ofx_line *line = &statement->lines[at];
    struct journal_posting postings[2] = {0};
    struct journal_item item = {.transaction = {.day = line->day,
                                                .second_day = JOURNAL_NO_DAY,
                                                .line = (uint32_t)at + 1,
                                                .status = JOURNAL_CLEARED,
                                                .code = line->id,
                                                .payee = line->name,
                                                .narration = line->memo,
                                                .postings = postings,
                                                .posting_count = 2}};
    for (uint32_t i = 0; i < 2; i++) {
        postings[i].account = i;
        postings[i].day = JOURNAL_NO_DAY;
        postings[i].amount =
            (struct journal_amount){i ? -line->amount : line->amount, 0, statement->decimals};
        struct journal_account *account = &book->accounts[i];
        if (account->first_day == JOURNAL_NO_DAY || line->day < account->first_day)
            account->first_day = line->day;
    }
    return !writer || journal_write_item(writer, JOURNAL_TRANSACTION, &item);
}

static bool write_lines(struct journal_writer *writer, struct journal_book *book,
                        const struct ofx_statement *statement) {
    bool good = true;
    for (size_t i = 0; i < statement->count && good; i++) {
        good = write_line(writer, book, statement, i);
    }
    return good;
}

int journal_statement_convert(struct cli *cli, struct slice path, enum journal_target target,
                              struct slice account, struct slice other) {
    struct arena *arena = cli->process_arena;
    struct ofx_statement statement;
    struct refusal refusal = REFUSAL_IN(arena);
    struct slice bytes, error;
    if (!file_read(arena, path, LIMIT_OFX_BYTES, &bytes, &error)) return cli_fail("%.*s", SLICE_ARG(error));
    if (!journal_ofx_read(arena, bytes, &statement, &refusal)) return cli_refused(&refusal);
    if (slice_equal(account, other)) return cli_fail("--account and --other are two accounts");
    struct journal_book *book = journal_book_new(arena);
    bool fits = journal_book_account(book, account) == 0 && journal_book_account(book, other) == 1 &&
                journal_book_commodity(book, statement.currency) == 0;
    if (!fits) return cli_fail("a name is too long");
    book->commodities[0].decimals = statement.decimals;
    if (!write_lines(NULL, book, &statement)) return 1;
    struct journal_writing writing = {.book = book,
                                      .source = JOURNAL_HLEDGER,
                                      .target = target,
                                      .refusal = &refusal,
                                      .sink = journal_print};
    struct journal_writer *writer = journal_write_start(arena, &writing);
    bool good = write_lines(writer, book, &statement);
    journal_write_end(writer);
    return good ? 0 : cli_refused(&refusal);
}
