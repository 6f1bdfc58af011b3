/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The syntax of beancount: dated directives, transactions with texts in quotation marks, options.  Assertions
 * and pads are about the morning of their day.
 */
#include "exchange/journal/journal_number.h"
#include "exchange/journal/journal_parse.h"

/* ---- words and texts ---- */

/* What a backslash stands for, in place; gives the new end. */
static char *unescape(char *start, char *end) {
    char *out = start;
    for (char *at = start; at < end; at++) {
        if (*at == '\\' && at + 1 < end) {
            at++;
            *out++ = *at == 'n' ? '\n' : *at == 't' ? '\t' : *at;
        } else {
            *out++ = *at;
        }
    }
    return out;
}

/* The quotation mark that ends a text; NULL: there is none in the block. */
static char *closing_quote(char *at, char *end, uint32_t *lines) {
    for (; at < end && *at != '"'; at++) {
        *lines += *at == '\n';
        if (*at == '\\') at++;
    }
    return at < end ? at : NULL;
}

/* A text in quotation marks, which may go over several lines: then `scan` goes on in the last of them. */
static bool read_string(struct journal_reader *reader, struct journal_scan *scan, struct slice *text) {
    struct journal_window *window = journal_window(reader);
    char *start = scan->at + 1, *end = window->buffer + window->end;
    uint32_t lines = 0;
    char *stop = closing_quote(start, end, &lines);
    if (!stop) return journal_refuse(reader, TR("A quotation mark is not closed"));
    if (lines) {
        char *line_end = memchr(stop, '\n', (size_t)(end - stop));
        if (!line_end && !window->ended) return journal_refuse(reader, TR("The line is too long"));
        window->at = line_end ? (size_t)(line_end + 1 - window->buffer) : window->end;
        window->line += lines;
        scan->end = line_end ? line_end : end;
        if (scan->end > stop && scan->end[-1] == '\r') scan->end--;
    }
    scan->at = stop + 1;
    *text = (struct slice){start, (size_t)(unescape(start, stop) - start)};
    return true;
}

/* From the semicolon to the end is a comment. */
static bool at_comment(const struct journal_scan *scan) {
    return journal_at_end(scan) || *scan->at == ';';
}

/* Nothing but a comment may follow. */
static bool read_to_end(struct journal_reader *reader, struct journal_scan *scan) {
    journal_skip_blanks(scan);
    return at_comment(scan) ||
           journal_refuse_word(reader, TR("“{1}” is not understood here"), journal_rest(scan));
}

static bool is_name_char(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == ':' || c == '_' || (unsigned char)c >= 0x80;
}

/* An account: parts that begin with a capital, a digit or a letter beyond ASCII. */
static bool is_account(struct slice name) {
    struct slice part;
    size_t parts = 0;
    if (slice_contains(name, S("_"))) return false;
    for (; slice_split(&name, ':', &part); parts++) {
        char first = part.len ? part.s[0] : 0;
        bool good = (first >= 'A' && first <= 'Z') || (unsigned char)first >= 0x80 ||
                    (parts && first >= '0' && first <= '9');
        if (!good) return false;
    }
    return parts >= 2;
}

static bool read_account(struct journal_reader *reader, struct journal_scan *scan, uint32_t *account) {
    journal_skip_blanks(scan);
    char *start = scan->at;
    while (scan->at < scan->end && is_name_char(*scan->at)) {
        scan->at++;
    }
    struct slice name = {start, (size_t)(scan->at - start)};
    if (!is_account(name))
        return journal_refuse_word(reader, TR("“{1}” is not an account"),
                                   name.len ? name : journal_rest(scan));
    return journal_read_account(reader, name, account);
}

static bool read_amount(struct journal_reader *reader, struct journal_scan *scan, bool is_price,
                        struct journal_amount *amount) {
    journal_skip_blanks(scan);
    if (!journal_read_amount(reader, scan, is_price, amount)) return false;
    journal_skip_blanks(scan);
    if (!journal_at_end(scan) && strchr("*/+-", *scan->at))
        return journal_refuse(reader,
                              TR("An amount that is to be worked out is not read: write what comes out"));
    return true;
}

static bool read_currency(struct journal_reader *reader, struct journal_scan *scan, uint32_t *commodity) {
    struct slice symbol;
    journal_skip_blanks(scan);
    if (!journal_read_symbol(reader, scan, &symbol)) return false;
    if (!symbol.len) return journal_refuse_word(reader, TR("“{1}” is not a commodity"), journal_rest(scan));
    return journal_read_commodity(reader, symbol, commodity);
}

/* ---- lines below: "name: value" ---- */

/* The colon of "name: value", or NULL.  A blank must follow, so that an account in small letters is no note.
 */
static char *meta_colon(const struct journal_scan *scan) {
    char *at = scan->at;
    if (at == scan->end || *at < 'a' || *at > 'z') return NULL;
    while (at < scan->end && is_name_char(*at) && *at != ':') {
        at++;
    }
    bool is_colon = at < scan->end && *at == ':' && (at + 1 == scan->end || journal_is_blank(at[1]));
    return is_colon ? at : NULL;
}

static bool read_meta(struct journal_reader *reader, struct journal_scan *scan, char *colon, bool is_kept) {
    struct slice name = {scan->at, (size_t)(colon - scan->at)}, text;
    scan->at = colon + 1;
    journal_skip_blanks(scan);
    if (!journal_at_end(scan) && *scan->at == '"') {
        if (!read_string(reader, scan, &text) || !read_to_end(reader, scan)) return false;
    } else {
        text = journal_rest(scan);
    }
    if (!is_kept) return true;
    return journal_note_new(
        reader, (struct journal_note){(int32_t)reader->posting_count - 1, JOURNAL_META, name, text});
}

static bool next_indented(struct journal_reader *reader, struct journal_scan *line, bool *good) {
    *good = true;
    if (!journal_line_is_indented(journal_window(reader))) return false;
    *good = journal_line(journal_window(reader), line) || journal_refuse(reader, TR("The line is too long"));
    journal_skip_blanks(line);
    return *good;
}

/* Metadata of a directive that is no transaction. */
static bool skip_meta(struct journal_reader *reader) {
    struct journal_scan line;
    bool good;
    while (next_indented(reader, &line, &good)) {
        char *colon = meta_colon(&line);
        if (at_comment(&line)) continue;
        if (!colon)
            return journal_refuse_word(reader, TR("“{1}” is not understood here"), journal_rest(&line));
        if (!read_meta(reader, &line, colon, false)) return false;
    }
    return good;
}

/* ---- transactions ---- */

static bool is_mark_char(char c) {
    return is_name_char(c) || c == '/' || c == '.';
}

/* #tags, ^links and a comment up to the end of the line. */
static bool read_marks(struct journal_reader *reader, struct journal_scan *scan) {
    for (;;) {
        journal_skip_blanks(scan);
        if (journal_at_end(scan)) return true;
        char first = *scan->at;
        struct journal_note note = {(int32_t)reader->posting_count - 1, JOURNAL_COMMENT, S(""), S("")};
        if (first != '#' && first != '^' && first != ';') return read_to_end(reader, scan);
        char *start = ++scan->at;
        note.kind = first == '#' ? JOURNAL_TAG : first == '^' ? JOURNAL_LINK : JOURNAL_COMMENT;
        while (scan->at < scan->end && (first == ';' || is_mark_char(*scan->at))) {
            scan->at++;
        }
        note.text = slice_trim((struct slice){start, (size_t)(scan->at - start)});
        if (!journal_note_new(reader, note)) return false;
    }
}

static bool read_texts(struct journal_reader *reader, struct journal_scan *scan) {
    struct journal_transaction *transaction = &reader->transaction;
    journal_skip_blanks(scan);
    if (journal_at_end(scan) || *scan->at != '"') return true;
    if (!read_string(reader, scan, &transaction->narration)) return false;
    journal_skip_blanks(scan);
    if (journal_at_end(scan) || *scan->at != '"') return true;
    transaction->payee = transaction->narration;
    return read_string(reader, scan, &transaction->narration);
}

/* The parts of a lot between braces: its cost counts; its day and its name tell lots apart, which nothing
 * here does. */
static bool read_lot_part(struct journal_reader *reader, struct journal_scan *scan, struct journal_price *lot,
                          enum journal_price_kind kind) {
    struct slice text;
    bool is_day = scan->end - scan->at >= 10 && (scan->at[4] == '-' || scan->at[4] == '/');
    if (*scan->at == '"') return read_string(reader, scan, &text);
    if (is_day) return journal_read_day(reader, scan, &(int32_t){0});
    lot->kind = kind;
    return read_amount(reader, scan, true, &lot->amount);
}

static bool read_lot(struct journal_reader *reader, struct journal_scan *scan, struct journal_price *lot) {
    bool is_total = journal_take(scan, S("{{"));
    if (!is_total) scan->at++;
    enum journal_price_kind kind = is_total ? JOURNAL_PRICE_TOTAL : JOURNAL_PRICE_UNIT;
    for (;;) {
        journal_skip_blanks(scan);
        if (journal_take(scan, is_total ? S("}}") : S("}"))) break;
        if (journal_at_end(scan))
            return journal_refuse(reader, TR("The cost of a lot is not closed by a brace"));
        if (journal_take(scan, S(","))) continue;
        if (!read_lot_part(reader, scan, lot, kind)) return false;
    }
    return lot->kind != JOURNAL_NO_PRICE ||
           journal_refuse(reader, TR("A lot without its cost is not read: write what it cost"));
}

static bool read_price(struct journal_reader *reader, struct journal_scan *scan,
                       struct journal_price *price) {
    price->kind = journal_take(scan, S("@@")) ? JOURNAL_PRICE_TOTAL : JOURNAL_PRICE_UNIT;
    if (price->kind == JOURNAL_PRICE_UNIT) scan->at++;
    if (!read_amount(reader, scan, true, &price->amount)) return false;
    return price->amount.quantity >= 0 || journal_refuse(reader, TR("A price is below zero"));
}

static enum journal_status read_flag(struct journal_scan *scan) {
    bool has_flag =
        scan->end - scan->at >= 2 && journal_is_blank(scan->at[1]) && strchr("*!&#?%PSTCURM", *scan->at);
    if (!has_flag) return JOURNAL_UNMARKED;
    char flag = *scan->at++;
    journal_skip_blanks(scan);
    return flag == '*' ? JOURNAL_CLEARED : flag == '!' ? JOURNAL_PENDING : JOURNAL_UNMARKED;
}

static bool read_posting(struct journal_reader *reader, struct journal_scan *scan) {
    struct journal_posting *posting = journal_posting_new(reader);
    if (!posting) return false;
    posting->status = read_flag(scan);
    if (!read_account(reader, scan, &posting->account)) return false;
    journal_skip_blanks(scan);
    posting->filled = at_comment(scan);
    if (!posting->filled && !read_amount(reader, scan, false, &posting->amount)) return false;
    journal_skip_blanks(scan);
    if (!journal_at_end(scan) && *scan->at == '{' && !read_lot(reader, scan, &posting->lot)) return false;
    journal_skip_blanks(scan);
    if (!journal_at_end(scan) && *scan->at == '@' && !read_price(reader, scan, &posting->price)) return false;
    journal_skip_blanks(scan);
    if (!at_comment(scan)) return read_to_end(reader, scan);
    return read_marks(reader, scan);
}

static bool read_transaction_line(struct journal_reader *reader, struct journal_scan *line) {
    char *colon = meta_colon(line);
    if (strchr(";#^", *line->at)) return read_marks(reader, line);
    if (colon) return read_meta(reader, line, colon, true);
    return read_posting(reader, line);
}

static bool add_pushed_tags(struct journal_reader *reader) {
    for (size_t i = 0; i < reader->tag_count; i++) {
        if (!journal_note_new(reader, (struct journal_note){-1, JOURNAL_TAG, S(""), reader->tags[i]}))
            return false;
    }
    return true;
}

static bool read_transaction(struct journal_reader *reader, struct journal_scan *line, int32_t day,
                             enum journal_status status) {
    bool good;
    journal_transaction_start(reader, day);
    reader->transaction.status = status;
    if (!read_texts(reader, line) || !add_pushed_tags(reader) || !read_marks(reader, line)) return false;
    while (next_indented(reader, line, &good)) {
        if (!read_transaction_line(reader, line)) return false;
    }
    return good && journal_settle(reader);
}

/* ---- dated directives ---- */

static bool read_open(struct journal_reader *reader, struct journal_scan *scan, struct journal_item *item,
                      enum journal_event *event) {
    if (!read_account(reader, scan, &item->account)) return false;
    struct journal_account *account = &reader->book->accounts[item->account];
    if (account->open_day != JOURNAL_NO_DAY)
        return journal_refuse_word(reader, TR("The account {1} is opened twice"),
                                   reader->book->account_names.names[item->account]);
    account->open_day = item->day;
    account->declared = true;
    *event = JOURNAL_OPEN;
    return true; /* the commodities and the way of booking lots that may follow restrict and change no amount
                  */
}

static bool read_close(struct journal_reader *reader, struct journal_scan *scan, struct journal_item *item,
                       enum journal_event *event) {
    if (!read_account(reader, scan, &item->account)) return false;
    reader->book->accounts[item->account].close_day = item->day;
    *event = JOURNAL_CLOSE;
    return read_to_end(reader, scan);
}

static bool read_market_price(struct journal_reader *reader, struct journal_scan *scan,
                              struct journal_item *item, enum journal_event *event) {
    if (!read_currency(reader, scan, &item->commodity) || !read_amount(reader, scan, true, &item->amount))
        return false;
    *event = JOURNAL_PRICE;
    return read_to_end(reader, scan);
}

static bool read_commodity(struct journal_reader *reader, struct journal_scan *scan) {
    uint32_t commodity;
    if (!read_currency(reader, scan, &commodity)) return false;
    reader->book->commodities[commodity].declared = true;
    return read_to_end(reader, scan);
}

/* The next assertion about the account makes a posting that lets it hold. */
static bool read_pad(struct journal_reader *reader, struct journal_scan *scan, int32_t day) {
    uint32_t number, source;
    if (!read_account(reader, scan, &number) || !read_account(reader, scan, &source)) return false;
    struct journal_account *account = &reader->book->accounts[number];
    account->pad_source = source;
    account->pad_day = day;
    account->pad_line = journal_window(reader)->line;
    account->pad_number = ++reader->pad_number;
    return read_to_end(reader, scan);
}

/* "100.00 USD", "100.00 ~ 0.02 USD": without a tolerance one unit of the last decimal, none for whole
 * numbers. */
static bool read_tolerated(struct journal_reader *reader, struct journal_scan *scan,
                           struct journal_amount *amount, struct journal_amount *tolerance) {
    char mark = 0, *wave = memchr(scan->at, '~', (size_t)(scan->end - scan->at));
    if (!wave) {
        bool good = read_amount(reader, scan, false, amount);
        *tolerance =
            (struct journal_amount){good && amount->decimals ? 1 : 0, amount->commodity, amount->decimals};
        return good;
    }
    journal_skip_blanks(scan);
    if (!journal_read_number(reader, scan, &mark, &amount->quantity, &amount->decimals)) return false;
    scan->at = wave + 1;
    if (!read_amount(reader, scan, true, tolerance)) return false;
    amount->commodity = tolerance->commodity;
    return true;
}

static bool is_within(struct journal_amount difference, struct journal_amount tolerance) {
    if (!journal_amount_widen(&difference, tolerance.decimals) ||
        !journal_amount_widen(&tolerance, difference.decimals))
        return false;
    return difference.quantity <= tolerance.quantity && difference.quantity >= -tolerance.quantity;
}

/* The transaction of a pad: `difference` comes from its source. */
static bool pad(struct journal_reader *reader, uint32_t number, struct journal_amount difference) {
    const struct journal_account *account = &reader->book->accounts[number];
    uint32_t source = account->pad_source;
    journal_transaction_start(reader, account->pad_day);
    reader->transaction.line = account->pad_line;
    for (int i = 0; i < 2; i++) {
        struct journal_posting *posting = journal_posting_new(reader);
        if (!posting) return false;
        posting->account = i ? source : number;
        posting->amount = difference;
        if (i) posting->amount.quantity = -difference.quantity;
    }
    return journal_settle(reader);
}

/* Each commodity is padded once. */
static bool is_padded(struct journal_reader *reader, uint32_t number, uint32_t commodity) {
    const struct journal_account *account = &reader->book->accounts[number];
    const struct journal_sum *sum = journal_sums_find(&reader->book->running, number, commodity);
    return account->pad_source == JOURNAL_NONE || (sum && sum->padded == account->pad_number);
}

static bool refuse_balance(struct journal_reader *reader, struct slice account,
                           struct journal_amount stands) {
    struct arena *arena = arena_new();
    struct text text = TEXT_IN(arena);
    journal_append_amount(&text, reader->book, stands);
    journal_refuse_at(reader, journal_window(reader)->line,
                      TR("{1} has {2} here, which is not what the line says"), account, text_slice(&text));
    arena_free(arena);
    return false;
}

/* Holds, or is made to hold by a pad, which is then what came of the line. */
static bool check_balance(struct journal_reader *reader, struct journal_item *item,
                          struct journal_amount tolerance, enum journal_event *event) {
    struct journal_amount stands, difference;
    struct slice name = reader->book->account_names.names[item->account];
    if (!journal_standing(reader, item->account, true, item->amount.commodity, item->day, false, &stands))
        return journal_refuse(
            reader,
            TR("An assertion depends on postings of later days that stand above it: sort the file by days"));
    difference = stands;
    difference.quantity = -difference.quantity;
    if (!journal_amount_add(&difference, item->amount)) return refuse_balance(reader, name, stands);
    bool holds = is_within(difference, tolerance),
         padded = is_padded(reader, item->account, item->amount.commodity);
    if (!holds && padded) return refuse_balance(reader, name, stands);
    *event = JOURNAL_BALANCE;
    if (!padded && !holds) {
        if (!pad(reader, item->account, difference)) return false;
        *event = JOURNAL_TRANSACTION;
    }
    struct journal_sum *sum =
        journal_sums_find(&reader->book->running, item->account, item->amount.commodity);
    if (sum) sum->padded = reader->book->accounts[item->account].pad_number;
    return true;
}

static bool read_balance(struct journal_reader *reader, struct journal_scan *scan, struct journal_item *item,
                         enum journal_event *event) {
    struct journal_amount tolerance;
    if (!read_account(reader, scan, &item->account) ||
        !read_tolerated(reader, scan, &item->amount, &tolerance))
        return false;
    if (!read_to_end(reader, scan) || !check_balance(reader, item, tolerance, event)) return false;
    struct journal_account *account = &reader->book->accounts[item->account];
    if (item->day > account->asserted_day) account->asserted_day = item->day;
    if (item->day > reader->inclusive_day) reader->inclusive_day = item->day;
    return true;
}

static bool is_silent(struct slice word) {
    static const struct slice words[] = {S_INIT("note"), S_INIT("event"), S_INIT("document"), S_INIT("query"),
                                         S_INIT("custom")};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (slice_equal(word, words[i])) return true;
    }
    return false;
}

/* Texts of directives that say nothing about amounts; they may go over several lines. */
static bool skip_texts(struct journal_reader *reader, struct journal_scan *scan) {
    struct slice text;
    for (; !at_comment(scan); scan->at += !journal_at_end(scan)) {
        while (!journal_at_end(scan) && *scan->at == '"') {
            if (!read_string(reader, scan, &text)) return false;
        }
    }
    return true;
}

static bool read_dated(struct journal_reader *reader, struct journal_scan *line, struct slice word,
                       struct journal_item *item, enum journal_event *event) {
    if (slice_equal(word, S("open"))) return read_open(reader, line, item, event);
    if (slice_equal(word, S("close"))) return read_close(reader, line, item, event);
    if (slice_equal(word, S("balance"))) return read_balance(reader, line, item, event);
    if (slice_equal(word, S("pad"))) return read_pad(reader, line, item->day);
    if (slice_equal(word, S("price"))) return read_market_price(reader, line, item, event);
    if (slice_equal(word, S("commodity"))) return read_commodity(reader, line);
    if (is_silent(word)) return skip_texts(reader, line);
    return journal_refuse_word(reader, TR("The directive “{1}” is not known"), word);
}

static bool read_dated_item(struct journal_reader *reader, struct journal_scan *line,
                            struct journal_item *item, enum journal_event *event) {
    if (!journal_read_day(reader, line, &item->day)) return false;
    journal_skip_blanks(line);
    bool is_text = !journal_at_end(line) && *line->at == '"';
    struct journal_scan before = *line;
    struct slice word = is_text ? S("txn") : journal_word(line);
    bool is_flag = word.len == 1 && strchr("*!&#?%PSTCURM", word.s[0]);
    if (!is_flag && !slice_equal(word, S("txn")))
        return read_dated(reader, line, word, item, event) && skip_meta(reader);
    *line = before;
    enum journal_status status = is_flag ? read_flag(line) : JOURNAL_CLEARED;
    if (!is_flag && !is_text) journal_word(line);
    *event = JOURNAL_TRANSACTION;
    return read_transaction(reader, line, item->day, status);
}

/* ---- undated ones ---- */

static bool read_name(struct journal_reader *reader, struct journal_scan *scan, struct slice *name) {
    journal_skip_blanks(scan);
    if (journal_at_end(scan) || *scan->at != '"')
        return journal_refuse(reader, TR("The line is not understood"));
    return read_string(reader, scan, name);
}

/* Options that change what balances, or the names of the five kinds, which a book here does not have. */
static bool read_option(struct journal_reader *reader, struct journal_scan *scan) {
    static const struct slice refused[] = {S_INIT("inferred_tolerance_default"),
                                           S_INIT("inferred_tolerance_multiplier"),
                                           S_INIT("tolerance_multiplier"),
                                           S_INIT("infer_tolerance_from_cost"),
                                           S_INIT("booking_method"),
                                           S_INIT("plugin"),
                                           S_INIT("name_assets"),
                                           S_INIT("name_liabilities"),
                                           S_INIT("name_equity"),
                                           S_INIT("name_income"),
                                           S_INIT("name_expenses")};
    struct slice name, value;
    if (!read_name(reader, scan, &name) || !read_name(reader, scan, &value)) return false;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        if (slice_equal(name, refused[i]))
            return journal_refuse_word(reader, TR("The option {1} is not read"), name);
    }
    return read_to_end(reader, scan);
}

/* A plugin is a program that may change anything; one only opens accounts. */
static bool read_plugin(struct journal_reader *reader, struct journal_scan *scan) {
    struct slice name;
    if (!read_name(reader, scan, &name)) return false;
    if (!slice_equal(name, S("beancount.plugins.auto_accounts")) &&
        !slice_equal(name, S("beancount.plugins.auto")))
        return journal_refuse_word(reader, TR("The plugin {1} is not run: it may change transactions"), name);
    reader->opens_by_itself = true;
    return true;
}

static bool push_tag(struct journal_reader *reader, struct journal_scan *scan) {
    struct slice tag = journal_word(scan);
    if (tag.len < 2 || tag.s[0] != '#' || reader->tag_count == LIMIT_JOURNAL_DEPTH)
        return journal_refuse_word(reader, TR("“{1}” is not understood here"), tag);
    reader->tags =
        journal_room(reader, reader->tags, sizeof *reader->tags, reader->tag_count, &reader->tag_room);
    reader->tags[reader->tag_count++] = arena_copy(reader->arena, slice_sub(tag, 1, tag.len));
    return true;
}

static bool pop_tag(struct journal_reader *reader, struct journal_scan *scan) {
    struct slice tag = journal_word(scan);
    for (size_t i = 0; i < reader->tag_count; i++) {
        if (!slice_equal(slice_sub(tag, 1, tag.len), reader->tags[i])) continue;
        reader->tags[i] = reader->tags[--reader->tag_count];
        return true;
    }
    return journal_refuse(reader, TR("Nothing is open that could end here"));
}

static bool read_include(struct journal_reader *reader, struct journal_scan *scan) {
    struct slice path;
    return read_name(reader, scan, &path) && read_to_end(reader, scan) && journal_include_file(reader, path);
}

bool journal_bean_item(struct journal_reader *reader, struct journal_scan *line, struct journal_item *item,
                       enum journal_event *event) {
    int digit, len;
    if (journal_digit_at(line->at, line->end, &digit, &len))
        return read_dated_item(reader, line, item, event);
    struct slice word = journal_word(line);
    if (slice_equal(word, S("option"))) return read_option(reader, line);
    if (slice_equal(word, S("plugin"))) return read_plugin(reader, line);
    if (slice_equal(word, S("include"))) return read_include(reader, line);
    if (slice_equal(word, S("pushtag"))) return push_tag(reader, line);
    if (slice_equal(word, S("poptag"))) return pop_tag(reader, line);
    return journal_refuse_word(reader, TR("The directive “{1}” is not known"), word);
}
