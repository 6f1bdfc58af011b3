/* SPDX-License-Identifier: Apache-2.0 */
/* Item after item of a file and of those it includes. */
#include "exchange/journal/journal_number.h"
#include "exchange/journal/journal_parse.h"

struct journal_reader *journal_open(struct arena *arena, const struct journal_source *source,
                                    const struct journal_options *options) {
    struct journal_reader *reader = arena_make(arena, struct journal_reader, 1);
    reader->arena = arena;
    reader->options = *options;
    reader->syntax = options->syntax;
    reader->refusal = options->refusal;
    reader->book = journal_book_new(arena);
    reader->scratch = arena_new();
    reader->default_commodity = reader->last_commodity = JOURNAL_NONE;
    reader->inclusive_day = JOURNAL_NO_DAY;
    journal_window_start(reader, source);
    return reader;
}

static void window_close(struct journal_reader *reader) {
    struct journal_window *window = journal_window(reader);
    if (window->source.close) window->source.close(window->source.context);
    reader->depth--;
}

void journal_close(struct journal_reader *reader) {
    while (reader->depth) {
        window_close(reader);
    }
    arena_free(reader->scratch);
}

struct journal_book *journal_reader_book(struct journal_reader *reader) {
    return reader->book;
}

bool journal_include_file(struct journal_reader *reader, struct slice path) {
    struct journal_source source = {0};
    const char *reason = NULL;
    if (!reader->options.include)
        return journal_refuse_word(reader, TR("The file includes {1}: only one file by itself is read here"),
                                   path);
    if (reader->depth == LIMIT_JOURNAL_DEPTH)
        return journal_refuse_word(reader, TR("Files include each other too deeply, {1} among them"), path);
    if (!reader->options.include(reader->options.include_context, journal_window(reader)->source.name, path,
                                 &source, &reason))
        return journal_refuse_word(reader, reason, path);
    journal_window_start(reader, &source);
    return true;
}

/* What a file said for itself ends with it; ledger keeps aliases. */
static void file_end(struct journal_reader *reader) {
    const struct journal_window *window = journal_window(reader);
    reader->prefix = window->prefix;
    reader->applied_count = window->applied_count;
    reader->year = window->year;
    if (reader->syntax == JOURNAL_HLEDGER) reader->alias_count = window->alias_count;
    window_close(reader);
}

static bool is_plain_char(unsigned char c) {
    return (c >= ' ' && c < 127) || c == '\n' || c == '\t' || c == '\r';
}

/* True when one of eight bytes may be below a blank, above 126 or not ASCII. */
static bool has_odd_byte(const char *at) {
    const uint64_t ones = 0x0101010101010101u, tops = ones << 7;
    uint64_t word, last;
    memcpy(&word, at, sizeof word);
    last = word ^ 127 * ones;
    return (word | ((word - ' ' * ones) & ~word) | ((last - ones) & ~last)) & tops;
}

/* ASCII that is text, eight bytes at a time: every byte of a file comes through here. */
static bool is_plain(const char *at, const char *end) {
    while (at < end) {
        bool is_odd = end - at < 8 || has_odd_byte(at);
        size_t len = end - at < 8 ? (size_t)(end - at) : 8;
        for (size_t i = 0; is_odd && i < len; i++) {
            if (!is_plain_char((unsigned char)at[i])) return false;
        }
        at += len;
    }
    return true;
}

/* Every byte that was read for the item is text: well-formed UTF-8 without control characters. */
static bool is_text(const char *start, const char *end) {
    if (is_plain(start, end)) return true;
    for (const char *at = start; at < end; at++) {
        unsigned char c = (unsigned char)*at;
        if (c < 128 && !is_plain_char(c)) return false;
    }
    return slice_is_utf8((struct slice){start, (size_t)(end - start)});
}

static bool is_comment_line(const struct journal_reader *reader, const struct journal_scan *line) {
    static const char *const starts[] = {
        [JOURNAL_LEDGER] = ";#*|%", [JOURNAL_HLEDGER] = ";#*", [JOURNAL_BEANCOUNT] = ";#*:"};
    return line->at == line->end || strchr(starts[reader->syntax], *line->at);
}

/* An indented line belongs to what stands above it; here nothing does. */
static bool read_indented(struct journal_reader *reader, struct journal_scan *line) {
    journal_skip_blanks(line);
    if (journal_at_end(line) || *line->at == ';') return true;
    return journal_refuse(reader, TR("An indented line belongs to nothing"));
}

static bool read_item(struct journal_reader *reader, struct journal_scan *line, struct journal_item *item,
                      enum journal_event *event) {
    int digit, len;
    if (is_comment_line(reader, line)) return true;
    if (journal_is_blank(*line->at)) return read_indented(reader, line);
    if (reader->syntax == JOURNAL_BEANCOUNT) return journal_bean_item(reader, line, item, event);
    if (!journal_digit_at(line->at, line->end, &digit, &len))
        return journal_text_directive(reader, line, item, event);
    *event = JOURNAL_TRANSACTION;
    return journal_text_transaction(reader, line);
}

/* After a refusal: the lines that belong to the refused one say nothing by themselves. */
static void skip_indented(struct journal_window *window) {
    struct journal_scan line;
    while (journal_line_is_indented(window) && journal_line(window, &line)) {
        journal_window_fill(window);
    }
}

/* A line that does not fit into the block. */
static enum journal_event refuse_long_line(struct journal_reader *reader, struct journal_window *window) {
    window->line++;
    journal_refuse(reader, TR("The line is too long"));
    window->at = window->end;
    window->ended = true;
    return JOURNAL_REFUSED;
}

static enum journal_event next_item(struct journal_reader *reader, struct journal_item *item) {
    struct journal_window *window = journal_window(reader);
    struct journal_scan line;
    enum journal_event event = JOURNAL_END;
    journal_window_fill(window);
    size_t start = window->at;
    uint32_t fills = window->fills;
    if (!journal_line(window, &line)) return refuse_long_line(reader, window);
    uint32_t number = item->line = window->line;
    reader->refused = false;
    bool good = read_item(reader, &line, item, &event);
    /* What was included or passed over in blocks was looked at there. */
    bool is_here = window == journal_window(reader) && fills == window->fills;
    if (is_here && !is_text(window->buffer + start, window->buffer + window->at))
        good = journal_refuse_at(reader, number, TR("The file is not text in UTF-8"), S(""), S(""));
    if (good) return event;
    skip_indented(window);
    return JOURNAL_REFUSED;
}

/* Accounts that were used before they were opened or after they were closed: known when all was read. */
static bool check_opened(struct journal_reader *reader, uint32_t number) {
    const struct journal_account *account = &reader->book->accounts[number];
    struct slice name = reader->book->account_names.names[number];
    if (account->first_day == JOURNAL_NO_DAY) return true;
    if (account->open_day == JOURNAL_NO_DAY)
        return reader->opens_by_itself || journal_refuse_at(reader, account->first_line,
                                                            TR("The account {1} is not opened"), name, S(""));
    if (account->first_day < account->open_day)
        return journal_refuse_at(reader, account->first_line,
                                 TR("The account {1} is used before it is opened"), name, S(""));
    if (account->close_day != JOURNAL_NO_DAY && account->last_day >= account->close_day)
        return journal_refuse_at(reader, account->last_line, TR("The account {1} is used after it is closed"),
                                 name, S(""));
    return true;
}

static enum journal_event read_end(struct journal_reader *reader) {
    if (reader->ended) return JOURNAL_END;
    reader->ended = true;
    reader->refused = journal_window(reader)->failed;
    if (reader->refused) journal_refuse(reader, TR("The file could not be read to its end"));
    for (uint32_t i = 0; reader->syntax == JOURNAL_BEANCOUNT && i < reader->book->account_names.count; i++) {
        check_opened(reader, i);
    }
    return reader->refused ? JOURNAL_REFUSED : JOURNAL_END;
}

enum journal_event journal_next(struct journal_reader *reader, struct journal_item *item) {
    for (;;) {
        if (reader->refusal->count >= LIMIT_REFUSAL_ITEMS) return JOURNAL_END;
        struct journal_window *window = journal_window(reader);
        journal_window_fill(window);
        if (window->at == window->end && reader->depth == 1) return read_end(reader);
        if (window->at == window->end) {
            bool failed = window->failed;
            if (failed) journal_refuse(reader, TR("The file could not be read to its end"));
            file_end(reader);
            if (failed) return JOURNAL_REFUSED;
            continue;
        }
        enum journal_event event = next_item(reader, item);
        if (event == JOURNAL_TRANSACTION) item->transaction = reader->transaction;
        if (event != JOURNAL_END) return event;
    }
}
