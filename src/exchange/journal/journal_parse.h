/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the reader share; private to this folder. */
#ifndef MLUP_EXCHANGE_JOURNAL_PARSE_H
#define MLUP_EXCHANGE_JOURNAL_PARSE_H

#include "base/limits.h"
#include "exchange/journal/journal_read.h"
#include "i18n/locale.h"

/* A block of a file.  At the start of an item it holds a quarter of its size or all that is left, so what
 * an item says stays where it is until the next. */
struct journal_window {
    struct journal_source source;
    char *buffer;
    size_t at, end, size;
    bool ended, failed;
    uint32_t fills; /* how often bytes moved */
    uint32_t line;  /* of the line read last, from 1 */
    /* What ends with the file. */
    size_t alias_count;
    struct slice prefix;
    size_t applied_count;
    int32_t year;
};

struct journal_alias {
    struct slice old, new;
};

/* A place in a line. */
struct journal_scan {
    char *at, *end;
};

struct journal_reader {
    struct arena *arena;
    struct journal_options options;
    enum journal_syntax syntax;
    struct journal_book *book;
    struct refusal *refusal;
    bool refused; /* the item that is being read */
    bool ended;
    struct journal_window windows[LIMIT_JOURNAL_DEPTH];
    char *buffers[LIMIT_JOURNAL_DEPTH]; /* of the windows; kept for the next file */
    size_t depth;                       /* the window that is read is windows[depth - 1] */

    struct journal_alias *aliases;
    size_t alias_count, alias_room;
    struct slice prefix;                 /* of apply account, with its colon; empty: none */
    size_t applied[LIMIT_JOURNAL_DEPTH]; /* how long it was before each apply account */
    size_t applied_count;
    int32_t year;      /* 0: not said */
    char day_text[10]; /* of the day read last, year and all */
    int32_t day;
    uint32_t default_commodity; /* of amounts without one (hledger) */
    char decimal_mark;          /* of all commodities; 0: not said */
    uint32_t last_commodity;
    int32_t inclusive_day; /* of the latest assertion about accounts with those below */
    bool opens_by_itself;  /* accounts need not be opened (beancount) */
    struct slice *tags;    /* pushed ones (beancount) */
    size_t tag_count, tag_room;

    /* Of the transaction. */
    struct journal_transaction transaction;
    struct journal_posting *postings;
    size_t posting_count, posting_room;
    struct journal_note *notes;
    size_t note_count, note_room;
    struct arena *scratch; /* for a name put together */

    struct journal_residual *residuals; /* journal_settle.c */
    size_t residual_count, residual_room;
    uint32_t stamp;

    uint32_t pad_number; /* of pads so far */
};

/* ---- journal_line.c: lines and places in them ---- */

struct journal_window *journal_window(struct journal_reader *reader);
void journal_window_start(struct journal_reader *reader, const struct journal_source *source);
/* Makes room for the next item. */
void journal_window_fill(struct journal_window *window);
/* The next line without its end; false at the end of the block. */
bool journal_line(struct journal_window *window, struct journal_scan *line);
/* True when the next line is indented and says something. */
bool journal_line_is_indented(const struct journal_window *window);
static inline bool journal_is_blank(char c) {
    return c == ' ' || c == '\t';
}
/* Moves over blanks. */
static inline void journal_skip_blanks(struct journal_scan *scan) {
    while (scan->at < scan->end && journal_is_blank(*scan->at)) {
        scan->at++;
    }
}
/* Cuts off what stands before the next blank. */
struct slice journal_word(struct journal_scan *scan);
struct slice journal_rest(const struct journal_scan *scan);
/* Moves behind the text when it stands there. */
bool journal_take(struct journal_scan *scan, struct slice text);
bool journal_at_end(const struct journal_scan *scan);

/* The list with room for one more of `size` bytes.  Unlike arena_room it may have become shorter meanwhile.
 */
void *journal_room(struct journal_reader *reader, void *items, size_t size, size_t count, size_t *room);

/* Adds a refusal for the line; always false. */
bool journal_refuse_at(struct journal_reader *reader, uint32_t line, const char *message, struct slice arg1,
                       struct slice arg2);
bool journal_refuse(struct journal_reader *reader, const char *message);
bool journal_refuse_word(struct journal_reader *reader, const char *message, struct slice word);

/* ---- journal_value.c: dates, amounts, names ---- */

/* A date with a year, or of the file's year; false after refusing. */
bool journal_read_day(struct journal_reader *reader, struct journal_scan *scan, int32_t *day);
/* The second date after '='; its year may be missing. */
bool journal_read_second_day(struct journal_reader *reader, struct journal_scan *scan, int32_t first,
                             int32_t *day);
/* `is_price`: its decimals say nothing about the commodity. */
bool journal_read_amount(struct journal_reader *reader, struct journal_scan *scan, bool is_price,
                         struct journal_amount *amount);
/* A bare number with its sign. */
bool journal_read_number(struct journal_reader *reader, struct journal_scan *scan, char *mark,
                         int64_t *quantity, uint8_t *decimals);
/* The account of a name in the file, through aliases and apply account. */
bool journal_read_account(struct journal_reader *reader, struct slice name, uint32_t *account);
bool journal_read_commodity(struct journal_reader *reader, struct slice name, uint32_t *commodity);
/* A symbol, in quotation marks or not; false when there is none. */
bool journal_read_symbol(struct journal_reader *reader, struct journal_scan *scan, struct slice *symbol);

/* ---- the syntaxes; true: `event` is what came of it, false: the line was refused ---- */

bool journal_text_transaction(struct journal_reader *reader, struct journal_scan *line); /* journal_text.c */
bool journal_text_directive(struct journal_reader *reader, struct journal_scan *line,
                            struct journal_item *item, enum journal_event *event); /* journal_directive.c */
bool journal_bean_item(struct journal_reader *reader, struct journal_scan *line, struct journal_item *item,
                       enum journal_event *event); /* journal_bean.c */
/* Reads on in another file. */
bool journal_include_file(struct journal_reader *reader, struct slice path);

/* ---- making of a transaction ---- */

void journal_transaction_start(struct journal_reader *reader, int32_t day);
/* A new posting; NULL after refusing. */
struct journal_posting *journal_posting_new(struct journal_reader *reader);
bool journal_note_new(struct journal_reader *reader, struct journal_note note);

/* ---- journal_settle.c ---- */

/* Fills what was elided, looks whether it balances, posts it to the running sums and looks at its assertions.
 */
bool journal_settle(struct journal_reader *reader);
/* What stands on the account, with those below it where `inclusive`: in the morning of `day`, or (`with_day`)
 * in its evening; JOURNAL_NO_DAY: after all that was read.  False when postings that came before it in the
 * file are later. */
bool journal_standing(struct journal_reader *reader, uint32_t account, bool inclusive, uint32_t commodity,
                      int32_t day, bool with_day, struct journal_amount *amount);

#endif
