/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Directives of ledger and hledger.  What says something about amounts is read; what says nothing about them
 * is passed over; what would make or change transactions is refused in words.
 */
#include "exchange/journal/journal_parse.h"

/* ---- small ones ---- */

/* Text behind a directive, without a comment at its end. */
static struct slice argument(struct journal_scan *line) {
    struct slice text = journal_rest(line);
    for (size_t i = 1; i < text.len; i++) {
        if (text.s[i] == ';' && journal_is_blank(text.s[i - 1])) return slice_trim(slice_sub(text, 0, i));
    }
    return text;
}

static struct journal_scan scan_of(struct slice text) {
    char *s = (char *)(uintptr_t)text.s;
    return (struct journal_scan){s, s + text.len};
}

static bool read_year(struct journal_reader *reader, struct journal_scan *line) {
    int64_t year;
    struct slice text = argument(line);
    if (!slice_to_int64(text, &year) || year < 1000 || year > 2999)
        return journal_refuse_word(reader, TR("“{1}” is not a year"), text);
    reader->year = (int32_t)year;
    return true;
}

/* Which mark of the sample stands before the decimals: the last one, if nothing or no three digits follow or
 * there is another. */
static char mark_of_sample(struct slice sample) {
    char last = 0;
    for (size_t i = 0; i < sample.len; i++) {
        if (sample.s[i] == '.' || sample.s[i] == ',') last = sample.s[i];
    }
    return last;
}

/* An amount that shows how a commodity is written: "1.000,00 EUR".  Its last mark is that of the decimals. */
static bool read_sample(struct journal_reader *reader, struct slice sample, uint32_t *commodity) {
    struct journal_scan scan = scan_of(sample);
    struct journal_amount amount;
    char before = reader->decimal_mark;
    reader->decimal_mark = mark_of_sample(sample);
    bool good = journal_read_amount(reader, &scan, false, &amount);
    if (good) {
        reader->book->commodities[amount.commodity].mark = reader->decimal_mark;
        reader->book->commodities[amount.commodity].declared = true;
        *commodity = amount.commodity;
    }
    reader->decimal_mark = before;
    return good;
}

static bool read_default(struct journal_reader *reader, struct journal_scan *line) {
    return read_sample(reader, argument(line), &reader->default_commodity);
}

static bool read_decimal_mark(struct journal_reader *reader, struct journal_scan *line) {
    struct slice mark = argument(line);
    if (mark.len != 1 || (mark.s[0] != '.' && mark.s[0] != ','))
        return journal_refuse_word(reader, TR("“{1}” is not a mark of decimals"), mark);
    reader->decimal_mark = mark.s[0];
    return true;
}

/* P DAY [TIME] SYMBOL AMOUNT */
static bool read_market_price(struct journal_reader *reader, struct journal_scan *line,
                              struct journal_item *item, enum journal_event *event) {
    struct slice symbol;
    journal_skip_blanks(line);
    if (!journal_read_day(reader, line, &item->day)) return false;
    journal_skip_blanks(line);
    if (!journal_at_end(line) && *line->at >= '0' && *line->at <= '9') journal_word(line);
    journal_skip_blanks(line);
    if (!journal_read_symbol(reader, line, &symbol)) return false;
    if (!symbol.len) return journal_refuse(reader, TR("The price says no commodity"));
    if (!journal_read_commodity(reader, symbol, &item->commodity)) return false;
    journal_skip_blanks(line);
    *event = JOURNAL_PRICE;
    return journal_read_amount(reader, line, true, &item->amount);
}

/* ---- names ---- */

static bool alias_new(struct journal_reader *reader, struct slice old, struct slice new) {
    if (!old.len || !new.len) return journal_refuse(reader, TR("An alias is written old = new"));
    if (reader->alias_count == LIMIT_JOURNAL_ALIASES)
        return journal_refuse(reader, TR("There are too many aliases"));
    if (new.len > LIMIT_JOURNAL_NAME_BYTES)
        return journal_refuse_word(reader, TR("There are too many accounts, or the name {1} is too long"),
                                   new);
    if (reader->syntax == JOURNAL_LEDGER && reader->prefix.len)
        new = arena_join(reader->arena, reader->prefix, new);
    reader->aliases = journal_room(reader, reader->aliases, sizeof *reader->aliases, reader->alias_count,
                                   &reader->alias_room);
    reader->aliases[reader->alias_count++] =
        (struct journal_alias){arena_copy(reader->arena, old), arena_copy(reader->arena, new)};
    return true;
}

static bool read_alias(struct journal_reader *reader, struct journal_scan *line) {
    struct slice text = journal_rest(line);
    size_t equals = slice_find(text, S("="), 0);
    if (slice_starts(text, S("/"))) return journal_refuse(reader, TR("An alias by a pattern is not read"));
    if (equals == text.len) return journal_refuse(reader, TR("An alias is written old = new"));
    return alias_new(reader, slice_trim(slice_sub(text, 0, equals)),
                     slice_trim(slice_sub(text, equals + 1, text.len)));
}

/* "type: A" and the like in a comment of hledger. */
static void take_kind(struct journal_account *account, struct slice text) {
    static const struct {
        char letter;
        enum journal_kind kind;
    } kinds[] = {{'A', JOURNAL_ASSET},  {'C', JOURNAL_ASSET},  {'L', JOURNAL_LIABILITY},
                 {'E', JOURNAL_EQUITY}, {'R', JOURNAL_INCOME}, {'X', JOURNAL_EXPENSE}};
    size_t at = slice_find(text, S("type:"), 0);
    struct slice word = slice_trim(slice_sub(text, at + 5, text.len));
    for (size_t i = 0; at < text.len && word.len && i < ARRAY_LEN(kinds); i++) {
        if ((word.s[0] & ~0x20) == kinds[i].letter) account->kind = kinds[i].kind;
    }
}

/* The account's lines below: notes, other names. */
static bool read_account_line(struct journal_reader *reader, struct journal_scan *line, uint32_t account) {
    journal_skip_blanks(line);
    if (*line->at == ';') {
        take_kind(&reader->book->accounts[account], journal_rest(line));
        return true;
    }
    struct slice word = journal_word(line);
    if (slice_equal(word, S("alias")))
        return alias_new(reader, journal_rest(line), reader->book->account_names.names[account]);
    if (slice_equal(word, S("note"))) return true;
    return journal_refuse_word(reader, TR("“{1}” of an account is not read"), word);
}

static struct slice name_before_gap(struct journal_scan *line) {
    struct slice text = journal_rest(line);
    for (size_t i = 0; i < text.len; i++) {
        bool is_gap =
            text.s[i] == '\t' || (text.s[i] == ' ' && i + 1 < text.len && journal_is_blank(text.s[i + 1]));
        if (is_gap) return slice_sub(text, 0, i);
    }
    return text;
}

static bool read_account(struct journal_reader *reader, struct journal_scan *line, struct journal_item *item,
                         enum journal_event *event) {
    struct slice rest = journal_rest(line), name = name_before_gap(line);
    if (!journal_read_account(reader, name, &item->account)) return false;
    reader->book->accounts[item->account].declared = true;
    take_kind(&reader->book->accounts[item->account], slice_sub(rest, name.len, rest.len));
    while (journal_line_is_indented(journal_window(reader))) {
        if (!journal_line(journal_window(reader), line))
            return journal_refuse(reader, TR("The line is too long"));
        if (!read_account_line(reader, line, item->account)) return false;
    }
    item->day = JOURNAL_NO_DAY;
    *event = JOURNAL_OPEN;
    return true;
}

static bool read_commodity_line(struct journal_reader *reader, struct journal_scan *line,
                                uint32_t commodity) {
    journal_skip_blanks(line);
    if (*line->at == ';') return true;
    struct slice word = journal_word(line);
    if (slice_equal(word, S("default"))) {
        reader->default_commodity = commodity;
        return true;
    }
    if (slice_equal(word, S("format"))) return read_sample(reader, argument(line), &commodity);
    if (slice_equal(word, S("note")) || slice_equal(word, S("nomarket"))) return true;
    return journal_refuse_word(reader, TR("“{1}” of a commodity is not read"), word);
}

static bool has_ascii_digit(struct slice text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] == '"') return false;
        if (text.s[i] >= '0' && text.s[i] <= '9') return true;
    }
    return false;
}

/* A symbol with lines below, or (hledger) an amount that shows its form. */
static bool read_commodity(struct journal_reader *reader, struct journal_scan *line) {
    struct slice text = argument(line), symbol;
    struct journal_scan scan = scan_of(text);
    uint32_t commodity;
    bool is_sample = has_ascii_digit(text) || (slice_starts(text, S("\"")) && !slice_ends(text, S("\"")));
    if (is_sample ? !read_sample(reader, text, &commodity)
                  : !journal_read_symbol(reader, &scan, &symbol) ||
                        !journal_read_commodity(reader, symbol, &commodity))
        return false;
    reader->book->commodities[commodity].declared = true;
    while (journal_line_is_indented(journal_window(reader))) {
        if (!journal_line(journal_window(reader), line))
            return journal_refuse(reader, TR("The line is too long"));
        if (!read_commodity_line(reader, line, commodity)) return false;
    }
    return true;
}

/* ---- apply, end, comment ---- */

static bool read_apply(struct journal_reader *reader, struct journal_scan *line) {
    struct slice word = journal_word(line);
    if (slice_equal(word, S("year"))) return read_year(reader, line);
    if (!slice_equal(word, S("account")))
        return journal_refuse_word(reader, TR("“apply {1}” is not read: it changes transactions"), word);
    struct slice name = journal_rest(line);
    if (!name.len) return journal_refuse(reader, TR("The account has no name"));
    if (reader->prefix.len + name.len > LIMIT_JOURNAL_NAME_BYTES)
        return journal_refuse_word(reader, TR("There are too many accounts, or the name {1} is too long"),
                                   name);
    if (reader->applied_count == LIMIT_JOURNAL_DEPTH)
        return journal_refuse(reader, TR("Too many “apply account” stand in each other"));
    reader->applied[reader->applied_count++] = reader->prefix.len;
    reader->prefix = arena_printf(reader->arena, "%.*s%.*s:", SLICE_ARG(reader->prefix), SLICE_ARG(name));
    return true;
}

static bool end_apply_account(struct journal_reader *reader) {
    if (reader->applied_count == journal_window(reader)->applied_count)
        return journal_refuse(reader, TR("Nothing is open that could end here"));
    reader->prefix = slice_sub(reader->prefix, 0, reader->applied[--reader->applied_count]);
    return true;
}

static bool read_end(struct journal_reader *reader, struct journal_scan *line) {
    struct slice what = argument(line);
    if (slice_equal(what, S("aliases"))) {
        reader->alias_count = 0;
        return true;
    }
    if (slice_equal(what, S("apply account")) || slice_equal(what, S("apply")))
        return end_apply_account(reader);
    if (slice_equal(what, S("apply year"))) {
        reader->year = journal_window(reader)->year;
        return true;
    }
    return journal_refuse(reader, TR("Nothing is open that could end here"));
}

/* Lines up to "end comment", or to the end of the file. */
static bool read_comment_block(struct journal_reader *reader, struct slice name) {
    struct journal_window *window = journal_window(reader);
    struct journal_scan line;
    uint32_t start = window->line;
    for (;;) {
        journal_window_fill(window);
        if (window->at == window->end) return true;
        if (!journal_line(window, &line))
            return journal_refuse_at(reader, start, TR("The line is too long"), S(""), S(""));
        if (!journal_take(&line, S("end"))) continue;
        struct slice what = journal_rest(&line);
        if (!what.len || slice_equal(what, name)) return true;
    }
}

/* Says nothing about amounts; its indented lines neither. */
static bool pass_over(struct journal_reader *reader, struct journal_scan *line) {
    while (journal_line_is_indented(journal_window(reader))) {
        if (!journal_line(journal_window(reader), line))
            return journal_refuse(reader, TR("The line is too long"));
        journal_skip_blanks(line);
        if (journal_take(line, S("alias")))
            return journal_refuse(reader, TR("Other names of payees are not read"));
    }
    return true;
}

static bool read_include(struct journal_reader *reader, struct journal_scan *line) {
    struct slice path = argument(line);
    if (path.len >= 2 && path.s[0] == '"' && path.s[path.len - 1] == '"')
        path = slice_sub(path, 1, path.len - 1);
    return journal_include_file(reader, path);
}

/* ---- the table ---- */

typedef bool read_directive(struct journal_reader *reader, struct journal_scan *line);

static const struct {
    struct slice word;
    read_directive *read; /* NULL: refused with `why` */
    const char *why;
} directives[] = {
    {S_INIT("include"), read_include, NULL},
    {S_INIT("alias"), read_alias, NULL},
    {S_INIT("apply"), read_apply, NULL},
    {S_INIT("end"), read_end, NULL},
    {S_INIT("commodity"), read_commodity, NULL},
    {S_INIT("decimal-mark"), read_decimal_mark, NULL},
    {S_INIT("D"), read_default, NULL},
    {S_INIT("Y"), read_year, NULL},
    {S_INIT("year"), read_year, NULL},
    {S_INIT("N"), pass_over, NULL},
    {S_INIT("payee"), pass_over, NULL},
    {S_INIT("tag"), pass_over, NULL},
    {S_INIT("~"), NULL, TR("Periodic transactions are not read: write each of them")},
    {S_INIT("="), NULL, TR("Automated postings are not read: write them into the transactions")},
    {S_INIT("A"), NULL, TR("A default account is not read: write it into the transactions")},
    {S_INIT("bucket"), NULL, TR("A default account is not read: write it into the transactions")},
    {S_INIT("C"), NULL, TR("Conversions of commodities are not read")},
    {S_INIT("i"), NULL, TR("Clock times are not read")},
    {S_INIT("I"), NULL, TR("Clock times are not read")},
    {S_INIT("o"), NULL, TR("Clock times are not read")},
    {S_INIT("O"), NULL, TR("Clock times are not read")},
    {S_INIT("h"), NULL, TR("Clock times are not read")},
    {S_INIT("b"), NULL, TR("Clock times are not read")},
};

/* "Y2016", "~monthly", "=expr" stand without a blank. */
static struct slice directive_word(struct journal_scan *line) {
    char first = *line->at;
    bool joined = first == '~' || first == '=' ||
                  (first == 'Y' && line->at + 1 < line->end && line->at[1] >= '0' && line->at[1] <= '9');
    if (!joined) return journal_word(line);
    return (struct slice){line->at++, 1};
}

bool journal_text_directive(struct journal_reader *reader, struct journal_scan *line,
                            struct journal_item *item, enum journal_event *event) {
    if (*line->at == '!' || *line->at == '@') line->at++;
    if (journal_at_end(line)) return journal_refuse(reader, TR("The line is not understood"));
    struct slice word = directive_word(line);
    if (slice_equal(word, S("account"))) return read_account(reader, line, item, event);
    if (slice_equal(word, S("P"))) return read_market_price(reader, line, item, event);
    if (slice_equal(word, S("comment")) || slice_equal(word, S("test")))
        return read_comment_block(reader, word);
    for (size_t i = 0; i < ARRAY_LEN(directives); i++) {
        if (!slice_equal(word, directives[i].word)) continue;
        return directives[i].read ? directives[i].read(reader, line)
                                  : journal_refuse(reader, directives[i].why);
    }
    return journal_refuse_word(reader, TR("The directive “{1}” is not known"), word);
}
