/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/csv.h"
#include "exchange/journal/journal_safe.h"
#include "exchange/journal/journal_write.h"
#include "i18n/locale.h"

enum { FLUSH_BYTES = 64 * 1024 };

struct journal_writer {
    struct arena *arena;
    struct journal_writing writing;
    struct slice *accounts, *commodities; /* as the target takes them */
    struct text out;
    int64_t number; /* of transactions, for CSV */
    int32_t last_day;
    char day_text[16]; /* of last_day */
};

bool journal_target_parse(struct slice code, enum journal_target *target) {
    enum journal_syntax syntax;
    if (slice_equal(code, S("csv"))) {
        *target = JOURNAL_TO_CSV;
        return true;
    }
    if (!journal_syntax_parse(code, &syntax)) return false;
    *target = (enum journal_target)syntax;
    return true;
}

/* ---- pieces ---- */

static void append_day(struct journal_writer *writer, int32_t day) {
    if (day != writer->last_day || !writer->day_text[0]) {
        struct date date = date_of_day(day);
        snprintf(writer->day_text, sizeof writer->day_text, "%04d-%02u-%02u", date.year, date.month,
                 date.day);
        writer->last_day = day;
    }
    text_append(&writer->out, slice_of(writer->day_text));
}

static void append_amount(struct journal_writer *writer, struct journal_amount amount) {
    journal_append_quantity(&writer->out, amount.quantity, amount.decimals);
    if (!writer->commodities[amount.commodity].len) return;
    text_append_char(&writer->out, ' ');
    text_append(&writer->out, writer->commodities[amount.commodity]);
}

/* One line: blanks for line ends and tabs, never two; `instead` for what would end the text. */
static void append_line_text(struct text *out, struct slice text, const char *ends, char instead) {
    bool after_blank = false;
    for (size_t i = 0; i < text.len; i++) {
        bool is_blank = (unsigned char)text.s[i] <= ' ';
        char c = strchr(ends, text.s[i]) ? instead : text.s[i];
        if (!is_blank)
            text_append_char(out, c);
        else if (!after_blank)
            text_append_char(out, ' ');
        after_blank = is_blank;
    }
}

static void append_quoted(struct text *out, struct slice text) {
    text_append_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if (c == '"' || c == '\\') text_append_char(out, '\\');
        if (c == '\n')
            text_append(out, S("\\n"));
        else if (c == '\t')
            text_append(out, S("\\t"));
        else if (c != '\r')
            text_append_char(out, c);
    }
    text_append_char(out, '"');
}

static void flush(struct journal_writer *writer, size_t least) {
    if (writer->out.len < least) return;
    writer->writing.sink(writer->writing.context, text_slice(&writer->out));
    writer->out.len = 0;
}

static bool refuse_item(struct journal_writer *writer, uint32_t line, const char *message, struct slice arg) {
    struct arena *arena = writer->writing.refusal->arena;
    return refuse_with(writer->writing.refusal, arena_printf(arena, "%u", line), message,
                       arena_copy(arena, arg), S(""));
}

/* ---- the beginning ---- */

static void append_sample(struct journal_writer *writer, uint32_t commodity, uint8_t decimals,
                          bool with_mark) {
    text_append(&writer->out, S("1000"));
    if (decimals || with_mark) text_append_char(&writer->out, '.');
    for (uint8_t i = 0; i < decimals; i++) {
        text_append_char(&writer->out, '0');
    }
    text_printf(&writer->out, " %.*s\n", SLICE_ARG(writer->commodities[commodity]));
}

static void write_commodities(struct journal_writer *writer) {
    const struct journal_book *book = writer->writing.book;
    for (uint32_t i = 0; i < book->commodity_names.count; i++) {
        uint8_t decimals = book->commodities[i].decimals;
        if (!writer->commodities[i].len) continue;
        text_append(&writer->out, S("commodity "));
        if (writer->writing.target == JOURNAL_TO_LEDGER) {
            text_printf(&writer->out, "%.*s\n    format ", SLICE_ARG(writer->commodities[i]));
        }
        append_sample(writer, i, decimals, writer->writing.target == JOURNAL_TO_HLEDGER);
        flush(writer, FLUSH_BYTES);
    }
}

static void write_accounts(struct journal_writer *writer) {
    const struct journal_book *book = writer->writing.book;
    static const char letters[] = {[JOURNAL_ASSET] = 'A',
                                   [JOURNAL_LIABILITY] = 'L',
                                   [JOURNAL_EQUITY] = 'E',
                                   [JOURNAL_INCOME] = 'R',
                                   [JOURNAL_EXPENSE] = 'X'};
    for (uint32_t i = 0; i < book->account_names.count; i++) {
        enum journal_kind kind = book->accounts[i].kind;
        text_printf(&writer->out, "account %.*s\n", SLICE_ARG(writer->accounts[i]));
        if (kind != JOURNAL_KIND_UNKNOWN) text_printf(&writer->out, "    ; type: %c\n", letters[kind]);
        flush(writer, FLUSH_BYTES);
    }
}

static void write_openings(struct journal_writer *writer) {
    const struct journal_book *book = writer->writing.book;
    for (uint32_t i = 0; i < book->account_names.count; i++) {
        const struct journal_account *account = &book->accounts[i];
        int32_t day = account->open_day;
        if (day == JOURNAL_NO_DAY || (account->first_day != JOURNAL_NO_DAY && account->first_day < day))
            day = account->first_day;
        if (day == JOURNAL_NO_DAY) continue;
        append_day(writer, day);
        text_printf(&writer->out, " open %.*s\n", SLICE_ARG(writer->accounts[i]));
        if (!slice_equal(writer->accounts[i], book->account_names.names[i])) {
            text_append(&writer->out, S("  name: "));
            append_quoted(&writer->out, book->account_names.names[i]);
            text_append_char(&writer->out, '\n');
        }
        flush(writer, FLUSH_BYTES);
    }
}

static void write_closings(struct journal_writer *writer) {
    const struct journal_book *book = writer->writing.book;
    for (uint32_t i = 0; i < book->account_names.count; i++) {
        if (book->accounts[i].close_day == JOURNAL_NO_DAY) continue;
        append_day(writer, book->accounts[i].close_day);
        text_printf(&writer->out, " close %.*s\n", SLICE_ARG(writer->accounts[i]));
    }
}

struct journal_writer *journal_write_start(struct arena *arena, const struct journal_writing *writing) {
    struct journal_writer *writer = arena_make(arena, struct journal_writer, 1);
    *writer = (struct journal_writer){.arena = arena, .writing = *writing, .out = TEXT_IN(arena)};
    writer->accounts = journal_safe_accounts(arena, writing->book, writing->target);
    writer->commodities = journal_safe_commodities(arena, writing->book, writing->target);
    switch (writing->target) {
    case JOURNAL_TO_LEDGER:
    case JOURNAL_TO_HLEDGER:
        write_commodities(writer);
        write_accounts(writer);
        text_append_char(&writer->out, '\n');
        break;
    case JOURNAL_TO_BEANCOUNT:
        write_openings(writer);
        write_closings(writer);
        text_append_char(&writer->out, '\n');
        break;
    case JOURNAL_TO_CSV:
        text_append(&writer->out, S("transaction,date,second_date,status,code,payee,narration,account,amount,"
                                    "commodity,price_kind,price,price_commodity,note\n"));
        break;
    }
    return writer;
}

/* ---- what a posting is worth ---- */

/* The price that makes the transaction balance: that of the lot where the source goes by lots. */
static struct journal_price price_of(const struct journal_writer *writer,
                                     const struct journal_posting *posting) {
    bool by_lot = writer->writing.source != JOURNAL_HLEDGER && posting->lot.kind != JOURNAL_NO_PRICE;
    return by_lot ? posting->lot : posting->price;
}

static bool is_same_program(const struct journal_writer *writer) {
    return (int)writer->writing.source == (int)writer->writing.target;
}

static void append_lot(struct journal_writer *writer, struct journal_price lot) {
    bool is_total = lot.kind == JOURNAL_PRICE_TOTAL;
    text_append(&writer->out, is_total ? S(" {{") : S(" {"));
    append_amount(writer, lot.amount);
    text_append(&writer->out, is_total ? S("}}") : S("}"));
}

static void append_price(struct journal_writer *writer, struct journal_price price) {
    text_append(&writer->out, price.kind == JOURNAL_PRICE_TOTAL ? S(" @@ ") : S(" @ "));
    append_amount(writer, price.amount);
}

static void append_worth(struct journal_writer *writer, const struct journal_posting *posting) {
    struct journal_price price = is_same_program(writer) ? posting->price : price_of(writer, posting);
    if (is_same_program(writer) && posting->lot.kind != JOURNAL_NO_PRICE) append_lot(writer, posting->lot);
    if (price.kind != JOURNAL_NO_PRICE) append_price(writer, price);
}

/* ---- ledger and hledger ---- */

static void append_comment_text(struct journal_writer *writer, struct slice text) {
    bool is_foreign =
        writer->writing.target == JOURNAL_TO_HLEDGER && writer->writing.source != JOURNAL_HLEDGER;
    size_t at = 0, found;
    /* hledger would take it for the posting's day. */
    while (is_foreign && (found = slice_find(text, S("date:"), at)) < text.len) {
        append_line_text(&writer->out, slice_sub(text, at, found + 4), "", ' ');
        text_append_char(&writer->out, ' ');
        at = found + 4;
    }
    append_line_text(&writer->out, slice_sub(text, at, text.len), "", ' ');
}

static void write_text_note(struct journal_writer *writer, const struct journal_note *note) {
    bool is_ledger = writer->writing.target == JOURNAL_TO_LEDGER;
    text_append(&writer->out, S("    ; "));
    switch (note->kind) {
    case JOURNAL_COMMENT: append_comment_text(writer, note->text); break;
    case JOURNAL_TAG: text_printf(&writer->out, is_ledger ? ":%.*s:" : "%.*s:", SLICE_ARG(note->text)); break;
    case JOURNAL_LINK: text_printf(&writer->out, "link: %.*s", SLICE_ARG(note->text)); break;
    case JOURNAL_META:
        text_printf(&writer->out, "%.*s: ", SLICE_ARG(note->name));
        append_line_text(&writer->out, note->text, "", ' ');
        break;
    }
    text_append_char(&writer->out, '\n');
}

static void write_text_notes(struct journal_writer *writer, const struct journal_transaction *transaction,
                             int32_t posting) {
    for (size_t i = 0; i < transaction->note_count; i++) {
        if (transaction->notes[i].posting == posting) write_text_note(writer, &transaction->notes[i]);
    }
}

static void append_status(struct journal_writer *writer, enum journal_status status) {
    if (status != JOURNAL_UNMARKED) text_append(&writer->out, status == JOURNAL_CLEARED ? S("* ") : S("! "));
}

static void append_description(struct journal_writer *writer, const struct journal_transaction *transaction) {
    bool has_mark = transaction->payee.len && strchr("(*!=", transaction->payee.s[0]);
    if (transaction->code.len || has_mark) {
        text_append_char(&writer->out, '(');
        append_line_text(&writer->out, transaction->code, ")", ']');
        text_append(&writer->out, S(") "));
    }
    append_line_text(&writer->out, transaction->payee, "|;", ',');
    if (!transaction->narration.len) return;
    text_append(&writer->out, transaction->payee.len ? S(" | ") : S("| "));
    append_line_text(&writer->out, transaction->narration, ";", ',');
}

/* An assertion means the same to the program it comes from alone; elsewhere it is told. */
static void append_assertion(struct journal_writer *writer, const struct journal_posting *posting) {
    if (!posting->assertion) return;
    if (!is_same_program(writer))
        text_append(&writer->out, S("  ; asserted:"));
    else
        text_append(&writer->out, posting->assertion & JOURNAL_ASSERT_SOLE ? S(" ==") : S(" ="));
    if (is_same_program(writer) && posting->assertion & JOURNAL_ASSERT_INCLUSIVE)
        text_append_char(&writer->out, '*');
    text_append_char(&writer->out, ' ');
    append_amount(writer, posting->asserted);
}

/* Square brackets balance with the real postings in ledger alone; hledger gets real ones then. */
static enum journal_virtual kind_of(const struct journal_writer *writer,
                                    const struct journal_posting *posting) {
    bool is_told_apart =
        writer->writing.source == JOURNAL_LEDGER && writer->writing.target == JOURNAL_TO_HLEDGER;
    return is_told_apart && posting->kind == JOURNAL_VIRTUAL_BALANCED ? JOURNAL_REAL : posting->kind;
}

static void write_text_posting(struct journal_writer *writer, const struct journal_posting *posting) {
    static const char *const opening[] = {"", "(", "["}, *const closing[] = {"", ")", "]"};
    enum journal_virtual kind = kind_of(writer, posting);
    text_append(&writer->out, S("    "));
    append_status(writer, posting->status);
    text_append(&writer->out, slice_of(opening[kind]));
    text_append(&writer->out, writer->accounts[posting->account]);
    text_append(&writer->out, slice_of(closing[kind]));
    text_append(&writer->out, S("  "));
    append_amount(writer, posting->amount);
    append_worth(writer, posting);
    append_assertion(writer, posting);
    text_append_char(&writer->out, '\n');
    bool loses_day = posting->day != JOURNAL_NO_DAY && writer->writing.source == JOURNAL_HLEDGER &&
                     writer->writing.target == JOURNAL_TO_LEDGER;
    if (!loses_day) return;
    text_append(&writer->out, S("    ; ["));
    append_day(writer, posting->day);
    text_append(&writer->out, S("]\n"));
}

static void write_text(struct journal_writer *writer, const struct journal_transaction *transaction) {
    append_day(writer, transaction->day);
    if (transaction->second_day != JOURNAL_NO_DAY) {
        text_append_char(&writer->out, '=');
        append_day(writer, transaction->second_day);
    }
    text_append_char(&writer->out, ' ');
    append_status(writer, transaction->status);
    append_description(writer, transaction);
    text_append_char(&writer->out, '\n');
    write_text_notes(writer, transaction, -1);
    for (size_t i = 0; i < transaction->posting_count; i++) {
        write_text_posting(writer, &transaction->postings[i]);
        write_text_notes(writer, transaction, (int32_t)i);
    }
    text_append_char(&writer->out, '\n');
}

/* ---- beancount ---- */

static void write_bean_note(struct journal_writer *writer, const struct journal_note *note) {
    const char *indent = note->posting < 0 ? "  " : "    ";
    if (note->kind == JOURNAL_META) {
        text_printf(&writer->out, "%s%.*s: ", indent, SLICE_ARG(note->name));
        append_quoted(&writer->out, note->text);
    } else {
        text_printf(&writer->out, "%s; ", indent);
        append_line_text(&writer->out, note->text, "", ' ');
    }
    text_append_char(&writer->out, '\n');
}

static bool is_mark(const struct journal_note *note) {
    return note->kind == JOURNAL_TAG || note->kind == JOURNAL_LINK;
}

static void write_bean_notes(struct journal_writer *writer, const struct journal_transaction *transaction,
                             int32_t posting) {
    for (size_t i = 0; i < transaction->note_count; i++) {
        const struct journal_note *note = &transaction->notes[i];
        if (note->posting == posting && !(is_mark(note) && posting < 0)) write_bean_note(writer, note);
    }
}

static void append_marks(struct journal_writer *writer, const struct journal_transaction *transaction) {
    for (size_t i = 0; i < transaction->note_count; i++) {
        const struct journal_note *note = &transaction->notes[i];
        if (note->posting < 0 && is_mark(note))
            text_printf(&writer->out, " %c%.*s", note->kind == JOURNAL_TAG ? '#' : '^',
                        SLICE_ARG(note->text));
    }
}

static void append_meta(struct journal_writer *writer, const char *name, struct slice text) {
    text_printf(&writer->out, "  %s: ", name);
    append_quoted(&writer->out, text);
    text_append_char(&writer->out, '\n');
}

static void write_bean_head(struct journal_writer *writer, const struct journal_transaction *transaction) {
    append_day(writer, transaction->day);
    text_append(&writer->out, transaction->status == JOURNAL_PENDING ? S(" ! ") : S(" * "));
    if (transaction->payee.len) append_quoted(&writer->out, transaction->payee);
    if (transaction->payee.len) text_append_char(&writer->out, ' ');
    append_quoted(&writer->out, transaction->narration);
    append_marks(writer, transaction);
    text_append_char(&writer->out, '\n');
    if (transaction->code.len) append_meta(writer, "code", transaction->code);
    if (transaction->second_day != JOURNAL_NO_DAY) {
        text_append(&writer->out, S("  second: "));
        append_day(writer, transaction->second_day);
        text_append_char(&writer->out, '\n');
    }
}

/* Two commodities without a price: the one posting of a commodity is worth all of the other. */
static const struct journal_posting *sole_exchange(const struct journal_transaction *transaction,
                                                   struct journal_price *price) {
    for (size_t i = 0; i < transaction->posting_count; i++) {
        const struct journal_posting *posting = &transaction->postings[i];
        struct journal_amount other = {0, JOURNAL_NONE, 0};
        bool is_sole = true;
        for (size_t k = 0; k < transaction->posting_count && is_sole; k++) {
            const struct journal_posting *next = &transaction->postings[k];
            if (k == i) continue;
            if (next->amount.commodity == posting->amount.commodity) is_sole = false;
            if (other.commodity == JOURNAL_NONE) other.commodity = next->amount.commodity;
            is_sole = is_sole && next->amount.commodity == other.commodity &&
                      journal_amount_add(&other, next->amount);
        }
        if (!is_sole || other.commodity == JOURNAL_NONE) continue;
        if (other.quantity < 0) other.quantity = -other.quantity;
        *price = (struct journal_price){other, JOURNAL_PRICE_TOTAL};
        return posting;
    }
    return NULL;
}

/* With all decimals of the commodity, as the other programs look at it: beancount reads from the amounts how
 * exact the sum must be. */
static struct journal_amount wide_amount(const struct journal_writer *writer, struct journal_amount amount) {
    struct journal_amount wide = amount;
    if (writer->writing.source == JOURNAL_BEANCOUNT) return amount;
    return journal_amount_widen(&wide, writer->writing.book->commodities[amount.commodity].decimals) ? wide
                                                                                                     : amount;
}

static void write_bean_posting(struct journal_writer *writer, const struct journal_posting *posting) {
    text_append(&writer->out, S("  "));
    append_status(writer, posting->status);
    text_append(&writer->out, writer->accounts[posting->account]);
    text_append(&writer->out, S("  "));
    append_amount(writer, wide_amount(writer, posting->amount));
    append_worth(writer, posting);
    if (posting->assertion) append_assertion(writer, posting);
}

static bool write_bean(struct journal_writer *writer, const struct journal_transaction *transaction) {
    struct journal_price price = {0};
    const struct journal_posting *exchanged = NULL;
    for (size_t i = 0; i < transaction->posting_count; i++) {
        if (transaction->postings[i].kind == JOURNAL_VIRTUAL)
            return refuse_item(writer, transaction->postings[i].line,
                               TR("beancount has no postings that balance with nothing: {1}"),
                               writer->writing.book->account_names.names[transaction->postings[i].account]);
    }
    if (transaction->exchanges) {
        exchanged = sole_exchange(transaction, &price);
        if (!exchanged)
            return refuse_item(
                writer, transaction->line,
                TR("The transaction exchanges commodities without a price, which beancount wants"), S(""));
    }
    write_bean_head(writer, transaction);
    write_bean_notes(writer, transaction, -1);
    for (size_t i = 0; i < transaction->posting_count; i++) {
        write_bean_posting(writer, &transaction->postings[i]);
        if (&transaction->postings[i] == exchanged) append_price(writer, price);
        text_append_char(&writer->out, '\n');
        write_bean_notes(writer, transaction, (int32_t)i);
    }
    text_append_char(&writer->out, '\n');
    return true;
}

/* ---- CSV ---- */

static void cell(struct journal_writer *writer, struct slice text) {
    text_append_char(&writer->out, ',');
    csv_write_cell(&writer->out, text, true);
}

static void cell_day(struct journal_writer *writer, int32_t day) {
    text_append_char(&writer->out, ',');
    if (day != JOURNAL_NO_DAY) append_day(writer, day);
}

static void cells_amount(struct journal_writer *writer, struct journal_amount amount) {
    text_append_char(&writer->out, ',');
    journal_append_quantity(&writer->out, amount.quantity, amount.decimals);
    cell(writer, writer->commodities[amount.commodity]);
}

/* The notes of the posting; those of the transaction stand with its first. */
static void cell_notes(struct journal_writer *writer, const struct journal_transaction *transaction,
                       int32_t posting) {
    struct arena *arena = arena_new();
    struct text notes = TEXT_IN(arena);
    for (size_t i = 0; i < transaction->note_count; i++) {
        const struct journal_note *note = &transaction->notes[i];
        bool is_here = note->posting == posting || (posting == 0 && note->posting < 0);
        if (!is_here) continue;
        if (notes.len) text_append(&notes, S("; "));
        if (note->name.len) text_printf(&notes, "%.*s: ", SLICE_ARG(note->name));
        text_append(&notes, note->text);
    }
    cell(writer, text_slice(&notes));
    arena_free(arena);
}

static void write_csv_row(struct journal_writer *writer, const struct journal_transaction *transaction,
                          size_t at) {
    static const char *const kinds[] = {"", "unit", "total"}, *const marks[] = {"", "!", "*"};
    const struct journal_posting *posting = &transaction->postings[at];
    struct journal_price price = price_of(writer, posting);
    text_append_int(&writer->out, writer->number);
    cell_day(writer, posting->day == JOURNAL_NO_DAY ? transaction->day : posting->day);
    cell_day(writer, transaction->second_day);
    enum journal_status status = posting->status == JOURNAL_UNMARKED ? transaction->status : posting->status;
    cell(writer, slice_of(marks[status]));
    cell(writer, transaction->code);
    cell(writer, transaction->payee);
    cell(writer, transaction->narration);
    cell(writer, writer->accounts[posting->account]);
    cells_amount(writer, posting->amount);
    cell(writer, slice_of(kinds[price.kind]));
    if (price.kind == JOURNAL_NO_PRICE)
        text_append(&writer->out, S(",,"));
    else
        cells_amount(writer, price.amount);
    if (transaction->note_count)
        cell_notes(writer, transaction, (int32_t)at);
    else
        text_append_char(&writer->out, ',');
    text_append_char(&writer->out, '\n');
}

static void write_csv(struct journal_writer *writer, const struct journal_transaction *transaction) {
    writer->number++;
    for (size_t i = 0; i < transaction->posting_count; i++) {
        write_csv_row(writer, transaction, i);
    }
}

/* ---- items ---- */

static bool write_transaction(struct journal_writer *writer, const struct journal_transaction *transaction) {
    switch (writer->writing.target) {
    case JOURNAL_TO_LEDGER:
    case JOURNAL_TO_HLEDGER: write_text(writer, transaction); return true;
    case JOURNAL_TO_BEANCOUNT: return write_bean(writer, transaction);
    case JOURNAL_TO_CSV: write_csv(writer, transaction); return true;
    }
    return false;
}

static void write_price(struct journal_writer *writer, const struct journal_item *item) {
    bool is_bean = writer->writing.target == JOURNAL_TO_BEANCOUNT;
    if (!is_bean) text_append(&writer->out, S("P "));
    append_day(writer, item->day);
    text_printf(&writer->out, is_bean ? " price %.*s " : " %.*s ",
                SLICE_ARG(writer->commodities[item->commodity]));
    append_amount(writer, item->amount);
    text_append(&writer->out, S("\n\n"));
}

/* Assertions of mornings have no counterpart but in beancount, where they were looked at already. */
static void write_balance(struct journal_writer *writer, const struct journal_item *item) {
    text_append(&writer->out, S("; in the morning of "));
    append_day(writer, item->day);
    text_printf(&writer->out, " %.*s has ", SLICE_ARG(writer->accounts[item->account]));
    append_amount(writer, item->amount);
    text_append(&writer->out, S("\n\n"));
}

bool journal_write_item(struct journal_writer *writer, enum journal_event event,
                        const struct journal_item *item) {
    bool is_csv = writer->writing.target == JOURNAL_TO_CSV, good = true;
    switch (event) {
    case JOURNAL_END:
    case JOURNAL_REFUSED:
    case JOURNAL_OPEN:
    case JOURNAL_CLOSE: break;
    case JOURNAL_TRANSACTION: good = write_transaction(writer, &item->transaction); break;
    case JOURNAL_PRICE:
        if (!is_csv) write_price(writer, item);
        break;
    case JOURNAL_BALANCE:
        if (!is_csv) write_balance(writer, item);
        break;
    }
    flush(writer, FLUSH_BYTES);
    return good;
}

void journal_write_end(struct journal_writer *writer) {
    flush(writer, 1);
}
