/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction as ledger and hledger write it. */
#include "exchange/journal/journal_number.h"
#include "exchange/journal/journal_parse.h"

/* ---- the parts that make a transaction ---- */

void journal_transaction_start(struct journal_reader *reader, int32_t day) {
    reader->transaction = (struct journal_transaction){
        .day = day, .second_day = JOURNAL_NO_DAY, .line = journal_window(reader)->line};
    reader->posting_count = reader->note_count = 0;
}

struct journal_posting *journal_posting_new(struct journal_reader *reader) {
    if (reader->posting_count == LIMIT_JOURNAL_POSTINGS) {
        journal_refuse(reader, TR("The transaction has too many postings"));
        return NULL;
    }
    reader->postings = journal_room(reader, reader->postings, sizeof *reader->postings, reader->posting_count,
                                    &reader->posting_room);
    struct journal_posting *posting = &reader->postings[reader->posting_count++];
    *posting = (struct journal_posting){.day = JOURNAL_NO_DAY, .line = journal_window(reader)->line};
    return posting;
}

bool journal_note_new(struct journal_reader *reader, struct journal_note note) {
    if (reader->note_count == LIMIT_JOURNAL_NOTES)
        return journal_refuse(reader, TR("The transaction has too many comments"));
    reader->notes =
        journal_room(reader, reader->notes, sizeof *reader->notes, reader->note_count, &reader->note_room);
    reader->notes[reader->note_count++] = note;
    return true;
}

/* ---- comments ---- */

/* The days in "[2016-03-05=2016-03-07]" and "date:2016-03-05": the posting's own.  Anything else in brackets
 * is text. */
static bool comment_day(struct journal_reader *reader, struct journal_scan scan,
                        struct journal_posting *posting) {
    int digit, len;
    if (!journal_digit_at(scan.at, scan.end, &digit, &len)) return true;
    return journal_read_second_day(reader, &scan, reader->transaction.day, &posting->day);
}

static bool comment_days(struct journal_reader *reader, struct slice text, struct journal_posting *posting) {
    size_t bracket = slice_find(text, S("["), 0), tag = slice_find(text, S("date:"), 0);
    char *s = (char *)(uintptr_t)text.s;
    if (bracket < text.len &&
        !comment_day(reader, (struct journal_scan){s + bracket + 1, s + text.len}, posting))
        return false;
    bool is_word = tag < text.len && (tag == 0 || text.s[tag - 1] == ' ' || text.s[tag - 1] == ',');
    if (!is_word || reader->syntax != JOURNAL_HLEDGER) return true;
    return comment_day(reader, (struct journal_scan){s + tag + 5, s + text.len}, posting);
}

/* From the semicolon on. */
static bool read_comment(struct journal_reader *reader, struct journal_scan *scan) {
    scan->at++;
    struct slice text = journal_rest(scan);
    int32_t posting = (int32_t)reader->posting_count - 1;
    scan->at = scan->end;
    if (posting >= 0 && !comment_days(reader, text, &reader->postings[posting])) return false;
    return journal_note_new(reader,
                            (struct journal_note){.posting = posting, .kind = JOURNAL_COMMENT, .text = text});
}

/* ---- the head ---- */

static enum journal_status read_status(struct journal_scan *scan) {
    journal_skip_blanks(scan);
    if (journal_at_end(scan) || (*scan->at != '*' && *scan->at != '!')) return JOURNAL_UNMARKED;
    enum journal_status status = *scan->at++ == '*' ? JOURNAL_CLEARED : JOURNAL_PENDING;
    journal_skip_blanks(scan);
    return status;
}

static bool read_code(struct journal_reader *reader, struct journal_scan *scan) {
    journal_skip_blanks(scan);
    if (journal_at_end(scan) || *scan->at != '(') return true;
    char *start = scan->at + 1, *stop = memchr(start, ')', (size_t)(scan->end - start));
    if (!stop) return true;
    reader->transaction.code = slice_trim((struct slice){start, (size_t)(stop - start)});
    scan->at = stop + 1;
    return true;
}

/* Where the comment of a head begins: hledger at any semicolon, ledger behind a tab or two blanks. */
static char *comment_start(const struct journal_reader *reader, const struct journal_scan *scan) {
    for (char *at = scan->at; (at = memchr(at, ';', (size_t)(scan->end - at))); at++) {
        bool behind_gap =
            at == scan->at || at[-1] == '\t' || (at - scan->at >= 2 && at[-1] == ' ' && at[-2] == ' ');
        if (reader->syntax == JOURNAL_HLEDGER || behind_gap) return at;
    }
    return scan->end;
}

static void read_description(struct journal_reader *reader, struct journal_scan *scan) {
    char *stop = comment_start(reader, scan);
    struct slice text = slice_trim((struct slice){scan->at, (size_t)(stop - scan->at)});
    size_t bar = slice_find(text, S("|"), 0);
    reader->transaction.payee = slice_trim(slice_sub(text, 0, bar));
    reader->transaction.narration = slice_trim(slice_sub(text, bar + 1, text.len));
    scan->at = stop;
}

static bool read_head(struct journal_reader *reader, struct journal_scan *scan) {
    int32_t day;
    if (!journal_read_day(reader, scan, &day)) return false;
    journal_transaction_start(reader, day);
    if (journal_take(scan, S("=")) &&
        !journal_read_second_day(reader, scan, day, &reader->transaction.second_day))
        return false;
    if (!journal_at_end(scan) && !journal_is_blank(*scan->at))
        return journal_refuse_word(reader, TR("“{1}” is not a date"), journal_rest(scan));
    reader->transaction.status = read_status(scan);
    read_code(reader, scan);
    journal_skip_blanks(scan);
    read_description(reader, scan);
    return journal_at_end(scan) || read_comment(reader, scan);
}

/* ---- postings ---- */

/* An account ends at two blanks, or at a tab: to hledger, a tab by itself is part of the name, which nobody
 * means. */
static bool account_name(struct journal_reader *reader, struct journal_scan *scan, struct slice *name) {
    char *start = scan->at, *at = start, *end = scan->end;
    while (at < end && *at != '\t' && !(*at == ' ' && (at + 1 == end || journal_is_blank(at[1])))) {
        at++;
    }
    scan->at = at;
    *name = (struct slice){start, (size_t)(at - start)};
    bool is_lone_tab = at < end && *at == '\t' && at + 1 < end && !journal_is_blank(at[1]);
    if (is_lone_tab && reader->syntax == JOURNAL_HLEDGER)
        return journal_refuse(reader, TR("A tab by itself does not end an account: write two blanks"));
    return true;
}

static bool read_posting_account(struct journal_reader *reader, struct journal_scan *scan,
                                 struct journal_posting *posting) {
    struct slice name;
    if (!account_name(reader, scan, &name)) return false;
    char first = name.len ? name.s[0] : 0, last = name.len ? name.s[name.len - 1] : 0;
    if ((first == '(' && last == ')') || (first == '[' && last == ']')) {
        posting->kind = first == '(' ? JOURNAL_VIRTUAL : JOURNAL_VIRTUAL_BALANCED;
        name = slice_trim(slice_sub(name, 1, name.len - 1));
    }
    if (first == '<' && last == '>' && reader->syntax == JOURNAL_LEDGER)
        return journal_refuse(reader, TR("Deferred postings are not read"));
    return journal_read_account(reader, name, &posting->account);
}

/* {5 USD}, {{50 USD}}, {=5 USD}: what one piece or all of it once cost. */
static bool read_lot(struct journal_reader *reader, struct journal_scan *scan,
                     struct journal_posting *posting) {
    bool is_total = journal_take(scan, S("{{"));
    if (!is_total) scan->at++;
    journal_skip_blanks(scan);
    journal_take(scan, S("="));
    journal_skip_blanks(scan);
    if (!journal_read_amount(reader, scan, true, &posting->lot.amount)) return false;
    journal_skip_blanks(scan);
    if (!journal_take(scan, is_total ? S("}}") : S("}")))
        return journal_refuse(reader, TR("The cost of a lot is not closed by a brace"));
    posting->lot.kind = is_total ? JOURNAL_PRICE_TOTAL : JOURNAL_PRICE_UNIT;
    return true;
}

/* The day and the name of a lot tell lots apart, which nothing here does. */
static bool skip_lot_mark(struct journal_reader *reader, struct journal_scan *scan, char closing) {
    char *stop = memchr(scan->at, closing, (size_t)(scan->end - scan->at));
    if (!stop) return journal_refuse(reader, TR("A bracket is not closed"));
    scan->at = stop + 1;
    return true;
}

static bool read_price(struct journal_reader *reader, struct journal_scan *scan,
                       struct journal_posting *posting) {
    bool is_total = journal_take(scan, S("@@"));
    if (!is_total) scan->at++;
    journal_skip_blanks(scan);
    if (posting->price.kind != JOURNAL_NO_PRICE)
        return journal_refuse(reader, TR("The posting has two prices"));
    posting->price.kind = is_total ? JOURNAL_PRICE_TOTAL : JOURNAL_PRICE_UNIT;
    if (!journal_read_amount(reader, scan, true, &posting->price.amount)) return false;
    if (posting->price.amount.quantity < 0) return journal_refuse(reader, TR("A price is below zero"));
    return true;
}

static bool read_assertion(struct journal_reader *reader, struct journal_scan *scan,
                           struct journal_posting *posting) {
    scan->at++;
    posting->assertion = JOURNAL_ASSERT_ONE;
    if (reader->syntax == JOURNAL_HLEDGER && journal_take(scan, S("=")))
        posting->assertion = JOURNAL_ASSERT_SOLE;
    if (reader->syntax == JOURNAL_HLEDGER && journal_take(scan, S("*")))
        posting->assertion |= JOURNAL_ASSERT_INCLUSIVE;
    journal_skip_blanks(scan);
    return journal_read_amount(reader, scan, false, &posting->asserted);
}

/* What may follow an amount, one piece of it. */
static bool read_behind_amount(struct journal_reader *reader, struct journal_scan *scan,
                               struct journal_posting *posting) {
    switch (*scan->at) {
    case '{': return read_lot(reader, scan, posting);
    case '[': return skip_lot_mark(reader, scan, ']');
    case '(':
        if (scan->at + 1 < scan->end && scan->at[1] == '@')
            return journal_refuse(reader, TR("A price in brackets is not read"));
        return skip_lot_mark(reader, scan, ')');
    case '@': return read_price(reader, scan, posting);
    case '=': return read_assertion(reader, scan, posting);
    case ';': return read_comment(reader, scan);
    default:
        return journal_refuse_word(reader, TR("“{1}” behind the amount is not understood"),
                                   journal_rest(scan));
    }
}

static bool read_posting(struct journal_reader *reader, struct journal_scan *scan) {
    struct journal_posting *posting = journal_posting_new(reader);
    if (!posting) return false;
    posting->status = read_status(scan);
    if (!read_posting_account(reader, scan, posting)) return false;
    journal_skip_blanks(scan);
    posting->filled = journal_at_end(scan) || *scan->at == ';' || *scan->at == '=';
    if (!posting->filled && !journal_read_amount(reader, scan, false, &posting->amount)) return false;
    for (;;) {
        journal_skip_blanks(scan);
        if (journal_at_end(scan)) return true;
        if (!read_behind_amount(reader, scan, posting)) return false;
    }
}

bool journal_text_transaction(struct journal_reader *reader, struct journal_scan *line) {
    struct journal_window *window = journal_window(reader);
    if (!read_head(reader, line)) return false;
    while (journal_line_is_indented(window)) {
        if (!journal_line(window, line)) return journal_refuse(reader, TR("The transaction is too long"));
        journal_skip_blanks(line);
        bool good = *line->at == ';' ? read_comment(reader, line) : read_posting(reader, line);
        if (!good) return false;
    }
    return journal_settle(reader);
}
