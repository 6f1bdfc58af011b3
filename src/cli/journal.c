/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup journal balance|check|convert FILE`: plain-text journals of ledger, hledger and beancount, without a
 * database; `import` is in journal_import.c. */
#include "base/clock.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/journal_convert.h"
#include "cli/journal_import.h"
#include "exchange/journal/journal_balance.h"
#include "exchange/journal/journal_file.h"
#include "exchange/journal/journal_write.h"

static bool take_syntax(struct cli *cli, struct slice option, enum journal_syntax *syntax, bool *is_given) {
    struct slice code;
    *is_given = cli_take_option(cli, option, &code);
    if (!*is_given || journal_syntax_parse(code, syntax)) return true;
    cli_fail("%.*s: ledger, hledger or beancount, not “%.*s”", SLICE_ARG(option), SLICE_ARG(code));
    return false;
}

static bool reading_open(struct cli *cli, struct journal_file_reading *reading) {
    struct arena *arena = cli->process_arena;
    struct journal_source source;
    const char *reason;
    if (!journal_file_open(arena, reading->path, &source, &reason)) {
        cli_fail("cannot read %.*s: %s", SLICE_ARG(reading->path), reason);
        return false;
    }
    reading->refusal = REFUSAL_IN(arena);
    struct journal_options options = {.syntax = reading->syntax,
                                      .include = journal_folder_include,
                                      .include_context = journal_folder_of(arena, reading->path),
                                      .refusal = &reading->refusal};
    reading->reader = journal_open(arena, &source, &options);
    return true;
}

static bool reading_start(struct cli *cli, struct journal_file_reading *reading) {
    bool is_given;
    if (!take_syntax(cli, S("--syntax"), &reading->syntax, &is_given)) return false;
    if (!cli_take_word(cli, &reading->path)) {
        cli_fail("which file? See `mlup help journal`.");
        return false;
    }
    if (!is_given) reading->syntax = journal_file_syntax(cli->process_arena, reading->path);
    return true;
}

void journal_print(void *context, struct slice bytes) {
    (void)context;
    fwrite(bytes.s, 1, bytes.len, stdout);
}

/* ---- balance ---- */

struct balance_choice {
    enum journal_form form;
    int32_t until; /* JOURNAL_NO_DAY: all days */
};

static bool take_day(struct cli *cli, int32_t *day) {
    struct slice text;
    struct date date;
    *day = JOURNAL_NO_DAY;
    if (!cli_take_option(cli, S("--as-of"), &text)) return true;
    if (!date_parse_iso(text, &date) || date.precision != DATE_DAY) {
        cli_fail("--as-of: a day like 2016-03-31");
        return false;
    }
    *day = (int32_t)date_first_day(date);
    return true;
}

static bool add_until(struct journal_sums *sums, const struct journal_transaction *transaction,
                      int32_t until) {
    for (size_t i = 0; i < transaction->posting_count; i++) {
        const struct journal_posting *posting = &transaction->postings[i];
        int32_t day = posting->day == JOURNAL_NO_DAY ? transaction->day : posting->day;
        if (day <= until && !journal_sums_add(sums, posting->account, posting->amount, day)) return false;
    }
    return true;
}

/* The running sums of the reader, or those of the days wanted. */
static bool sum_up(struct journal_file_reading *reading, int32_t until, struct journal_sums *sums) {
    struct journal_item *item = &(struct journal_item){0};
    enum journal_event event;
    bool fits = true;
    while ((event = journal_next(reading->reader, item)) != JOURNAL_END) {
        if (event == JOURNAL_TRANSACTION && until != JOURNAL_NO_DAY)
            fits = add_until(sums, &item->transaction, until) && fits;
    }
    return fits;
}

static int balance_print(struct cli *cli, struct journal_file_reading *reading,
                         const struct balance_choice *choice) {
    struct journal_sums some;
    struct journal_book *book = journal_reader_book(reading->reader);
    journal_sums_start(&some, cli->process_arena);
    bool fits = sum_up(reading, choice->until, &some);
    if (!refusal_is_empty(&reading->refusal)) return cli_refused(&reading->refusal);
    const struct journal_sums *sums = choice->until == JOURNAL_NO_DAY ? &book->running : &some;
    fits = fits && journal_balance_write(book, sums, choice->form, journal_print, NULL);
    return fits ? 0 : cli_fail("a sum is too large");
}

static int balance_run(struct cli *cli) {
    struct journal_file_reading reading = {0};
    struct balance_choice choice = {.form = JOURNAL_LIST};
    if (cli_take_switch(cli, S("--tree"))) choice.form = JOURNAL_TREE;
    if (cli_take_switch(cli, S("--csv"))) choice.form = JOURNAL_CSV;
    if (!take_day(cli, &choice.until) || !reading_start(cli, &reading) || !cli_is_empty(cli)) return 1;
    if (!reading_open(cli, &reading)) return 1;
    int code = balance_print(cli, &reading, &choice);
    journal_close(reading.reader);
    return code;
}

/* ---- check ---- */

struct tally {
    int64_t transactions, postings, prices;
    int32_t first_day, last_day;
};

static void tally_transaction(struct tally *tally, const struct journal_transaction *transaction) {
    if (!tally->transactions || transaction->day < tally->first_day) tally->first_day = transaction->day;
    if (!tally->transactions || transaction->day > tally->last_day) tally->last_day = transaction->day;
    tally->transactions++;
    tally->postings += (int64_t)transaction->posting_count;
}

static int check_print(struct cli *cli, struct journal_file_reading *reading) {
    struct journal_item *item = &(struct journal_item){0};
    struct tally tally = {0};
    enum journal_event event;
    while ((event = journal_next(reading->reader, item)) != JOURNAL_END) {
        if (event == JOURNAL_TRANSACTION) tally_transaction(&tally, &item->transaction);
        tally.prices += event == JOURNAL_PRICE;
    }
    if (!refusal_is_empty(&reading->refusal)) return cli_refused(&reading->refusal);
    const struct journal_book *book = journal_reader_book(reading->reader);
    struct arena *arena = cli->process_arena;
    printf("%.*s: %lld transactions with %lld postings, %lld prices, %u accounts, %u commodities",
           SLICE_ARG(journal_syntax_code(reading->syntax)), (long long)tally.transactions,
           (long long)tally.postings, (long long)tally.prices, book->account_names.count,
           book->commodity_names.count);
    if (tally.transactions)
        printf(", %.*s to %.*s", SLICE_ARG(date_format_iso(arena, date_of_day(tally.first_day))),
               SLICE_ARG(date_format_iso(arena, date_of_day(tally.last_day))));
    putchar('\n');
    return 0;
}

static int check_run(struct cli *cli) {
    struct journal_file_reading reading = {0};
    if (!reading_start(cli, &reading) || !cli_is_empty(cli) || !reading_open(cli, &reading)) return 1;
    int code = check_print(cli, &reading);
    journal_close(reading.reader);
    return code;
}

/* ---- convert ---- */

/* The first reading: names, kinds and days of the whole book, which stand at the beginning of what is
 * written. */
static bool read_book(struct cli *cli, struct journal_file_reading *reading) {
    struct journal_item *item = &(struct journal_item){0};
    if (!reading_open(cli, reading)) return false;
    while (journal_next(reading->reader, item) != JOURNAL_END) {
    }
    return true;
}

/* The second reading, of which every item is written. */
static int convert_items(struct cli *cli, struct journal_file_reading *reading,
                         const struct journal_writing *writing) {
    struct journal_item *item = &(struct journal_item){0};
    struct journal_writer *writer = journal_write_start(cli->process_arena, writing);
    enum journal_event event;
    if (!reading_open(cli, reading)) return 1;
    while ((event = journal_next(reading->reader, item)) != JOURNAL_END) {
        if (!journal_write_item(writer, event, item)) break;
    }
    journal_close(reading->reader);
    journal_write_end(writer);
    if (!refusal_is_empty(writing->refusal)) return cli_refused(writing->refusal);
    return refusal_is_empty(&reading->refusal) ? 0 : cli_refused(&reading->refusal);
}

static int convert_book(struct cli *cli, struct journal_file_reading *first, enum journal_target target) {
    struct refusal refusal = REFUSAL_IN(cli->process_arena);
    struct journal_file_reading second = *first;
    struct journal_writing writing = {.book = journal_reader_book(first->reader),
                                      .source = first->syntax,
                                      .target = target,
                                      .refusal = &refusal,
                                      .sink = journal_print};
    if (!refusal_is_empty(&first->refusal)) return cli_refused(&first->refusal);
    return convert_items(cli, &second, &writing);
}

static int convert_text(struct cli *cli, struct journal_file_reading *reading, enum journal_target target) {
    if (!read_book(cli, reading)) return 1;
    int result = convert_book(cli, reading, target);
    journal_close(reading->reader);
    return result;
}

static int convert_to_ofx(struct cli *cli, struct journal_file_reading *reading, struct slice account) {
    if (!account.len) return cli_fail("--to ofx wants --account NAME: a statement is that of one account");
    if (!reading_open(cli, reading)) return 1;
    int result = journal_statement_print(cli, reading, account);
    journal_close(reading->reader);
    return result;
}

static int convert_run(struct cli *cli) {
    struct journal_file_reading reading = {0};
    enum journal_target target = JOURNAL_TO_CSV;
    struct slice code, account = S(""), other = S("");
    if (!cli_take_option(cli, S("--to"), &code))
        return cli_fail("--to: ledger, hledger, beancount, csv or ofx");
    bool to_ofx = slice_equal(code, S("ofx"));
    if (!to_ofx && !journal_target_parse(code, &target))
        return cli_fail("--to: ledger, hledger, beancount, csv or ofx, not “%.*s”", SLICE_ARG(code));
    bool has_names = cli_take_option(cli, S("--account"), &account);
    bool has_other = cli_take_option(cli, S("--other"), &other);
    if (!reading_start(cli, &reading) || !cli_is_empty(cli)) return 1;
    if (to_ofx) return convert_to_ofx(cli, &reading, account);
    if (!slice_ends(reading.path, S(".ofx"))) return convert_text(cli, &reading, target);
    if (!has_names || !has_other)
        return cli_fail("a statement wants --account NAME, which it is of, and --other NAME, for where the "
                        "money came from");
    return journal_statement_convert(cli, reading.path, target, account, other);
}

int journal_run(struct cli *cli) {
    struct slice word;
    if (!cli_take_word(cli, &word)) return cli_fail("balance, check, convert or import? See `mlup help journal`.");
    if (slice_equal(word, S("balance"))) return balance_run(cli);
    if (slice_equal(word, S("check"))) return check_run(cli);
    if (slice_equal(word, S("convert"))) return convert_run(cli);
    if (slice_equal(word, S("import"))) return journal_import(cli);
    return cli_fail("balance, check, convert or import, not “%.*s”", SLICE_ARG(word));
}
