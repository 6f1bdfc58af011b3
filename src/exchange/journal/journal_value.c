/* SPDX-License-Identifier: Apache-2.0 */
/* Dates, amounts and names of a line. */
#include "base/clock.h"
#include "exchange/journal/journal_number.h"
#include "exchange/journal/journal_parse.h"

/* ---- dates ---- */

enum { DATE_PARTS_MAX = 3, YEAR_MIN = 1000, YEAR_MAX = 2999 };

struct date_parts {
    int numbers[DATE_PARTS_MAX], digits[DATE_PARTS_MAX], count;
};

static bool is_date_mark(char c) {
    return c == '-' || c == '/' || c == '.';
}

static bool date_number(struct journal_scan *scan, int *number, int *digits) {
    int digit, len;
    *number = *digits = 0;
    while (*digits < 5 && journal_digit_at(scan->at, scan->end, &digit, &len)) {
        *number = *number * 10 + digit;
        scan->at += len;
        ++*digits;
    }
    return *digits > 0;
}

/* Two or three numbers with one kind of mark between them. */
static bool date_parts_read(struct journal_scan *scan, struct date_parts *parts) {
    char mark = 0;
    for (parts->count = 0; parts->count < DATE_PARTS_MAX; parts->count++) {
        bool goes_on = !journal_at_end(scan) && is_date_mark(*scan->at) && (!mark || *scan->at == mark);
        if (parts->count && !goes_on) break;
        if (parts->count) mark = *scan->at++;
        if (!date_number(scan, &parts->numbers[parts->count], &parts->digits[parts->count])) return false;
    }
    return parts->count >= 2;
}

static bool day_of_parts(const struct date_parts *parts, int32_t year, int32_t *day) {
    int at = parts->count == 3;
    int year_here = at ? parts->numbers[0] : year, month = parts->numbers[at],
        day_here = parts->numbers[at + 1];
    if ((at && parts->digits[0] != 4) || year_here < YEAR_MIN || year_here > YEAR_MAX) return false;
    if (month < 1 || month > 12 || day_here < 1 || day_here > date_days_in_month(year_here, month))
        return false;
    struct date date = {(int16_t)year_here, (uint8_t)month, (uint8_t)day_here, DATE_DAY};
    *day = (int32_t)date_first_day(date);
    return true;
}

static bool read_day_of_year(struct journal_reader *reader, struct journal_scan *scan, int32_t year,
                             int32_t *day) {
    const char *start = scan->at;
    struct date_parts parts;
    bool is_read = date_parts_read(scan, &parts);
    struct slice written = {start, (size_t)(scan->at - start)};
    if (!is_read) {
        journal_word(scan);
        return journal_refuse_word(reader, TR("“{1}” is not a date"),
                                   (struct slice){start, (size_t)(scan->at - start)});
    }
    if (parts.count == 2 && !year)
        return journal_refuse_word(reader, TR("The date {1} has no year, and the file does not say one"),
                                   written);
    return day_of_parts(&parts, year, day) || journal_refuse_word(reader, TR("There is no day {1}"), written);
}

/* Transactions of one day follow each other: the same ten bytes are the same day. */
bool journal_read_day(struct journal_reader *reader, struct journal_scan *scan, int32_t *day) {
    size_t left = (size_t)(scan->end - scan->at);
    bool is_same = left > sizeof reader->day_text &&
                   !memcmp(scan->at, reader->day_text, sizeof reader->day_text) &&
                   (unsigned char)scan->at[sizeof reader->day_text] <= ' ';
    if (is_same) {
        scan->at += sizeof reader->day_text;
        *day = reader->day;
        return true;
    }
    const char *start = scan->at;
    if (!read_day_of_year(reader, scan, reader->year, day)) return false;
    bool is_whole =
        scan->at - start == sizeof reader->day_text && is_date_mark(start[4]) && is_date_mark(start[7]);
    if (is_whole) {
        memcpy(reader->day_text, start, sizeof reader->day_text);
        reader->day = *day;
    }
    return true;
}

bool journal_read_second_day(struct journal_reader *reader, struct journal_scan *scan, int32_t first,
                             int32_t *day) {
    return read_day_of_year(reader, scan, date_of_day(first).year, day);
}

/* ---- commodities ---- */

/* What may not stand in a symbol without quotation marks, beside digits and blanks. */
static bool is_symbol_char(enum journal_syntax syntax, char c) {
    static const char *const stops[] = {[JOURNAL_LEDGER] = ".,;:?!-+*/^&|=<>{}[]()@\"\\",
                                        [JOURNAL_HLEDGER] = ".,;-+*=<>{}[]()@\"",
                                        [JOURNAL_BEANCOUNT] = ",;:?!+*^&|=<>{}[]()@\"\\#~"};
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || ((unsigned char)c > ' ' && c != 127 && !strchr(stops[syntax], c));
}

static bool symbol_goes_on(enum journal_syntax syntax, const struct journal_scan *scan, bool is_first) {
    int digit, len;
    if (scan->at >= scan->end || !is_symbol_char(syntax, *scan->at)) return false;
    if (syntax == JOURNAL_BEANCOUNT && is_first) return *scan->at >= 'A' && *scan->at <= 'Z';
    bool takes_digits = syntax == JOURNAL_BEANCOUNT;
    return takes_digits || !journal_digit_at(scan->at, scan->end, &digit, &len);
}

static bool quoted_symbol(struct journal_reader *reader, struct journal_scan *scan, struct slice *symbol) {
    char *start = ++scan->at, *stop = memchr(start, '"', (size_t)(scan->end - start));
    if (!stop) return journal_refuse(reader, TR("A quotation mark is not closed"));
    *symbol = (struct slice){start, (size_t)(stop - start)};
    scan->at = stop + 1;
    return true;
}

bool journal_read_symbol(struct journal_reader *reader, struct journal_scan *scan, struct slice *symbol) {
    char *start = scan->at;
    *symbol = (struct slice){start, 0};
    if (scan->at < scan->end && *scan->at == '"' && reader->syntax != JOURNAL_BEANCOUNT)
        return quoted_symbol(reader, scan, symbol);
    while (symbol_goes_on(reader->syntax, scan, scan->at == start)) {
        scan->at++;
    }
    symbol->len = (size_t)(scan->at - start);
    return true;
}

bool journal_read_commodity(struct journal_reader *reader, struct slice name, uint32_t *commodity) {
    const struct journal_names *names = &reader->book->commodity_names;
    if (reader->last_commodity != JOURNAL_NONE && slice_equal(names->names[reader->last_commodity], name)) {
        *commodity = reader->last_commodity;
        return true;
    }
    *commodity = journal_book_commodity(reader->book, name);
    if (*commodity == JOURNAL_NONE)
        return journal_refuse_word(reader, TR("There are too many commodities, or the name {1} is too long"),
                                   name);
    reader->last_commodity = *commodity;
    return true;
}

/* ---- amounts ---- */

static bool take_sign(struct journal_scan *scan, bool *is_negative) {
    if (journal_at_end(scan) || (*scan->at != '-' && *scan->at != '+')) return false;
    *is_negative = *scan->at++ == '-';
    journal_skip_blanks(scan);
    return true;
}

static bool number_refused(struct journal_reader *reader, enum journal_number_fault fault,
                           struct slice written) {
    switch (fault) {
    case JOURNAL_NUMBER_GOOD: return true;
    case JOURNAL_NUMBER_UNREADABLE: return journal_refuse_word(reader, TR("“{1}” is not a number"), written);
    case JOURNAL_NUMBER_LARGE: return journal_refuse_word(reader, TR("The amount {1} is too large"), written);
    case JOURNAL_NUMBER_FINE:
        return journal_refuse_word(reader, TR("The amount {1} has too many decimals"), written);
    }
    return false;
}

bool journal_read_number(struct journal_reader *reader, struct journal_scan *scan, char *mark,
                         int64_t *quantity, uint8_t *decimals) {
    struct journal_digits digits;
    bool is_negative = false;
    take_sign(scan, &is_negative);
    const char *start = scan->at, *at = start;
    bool has_digits = journal_digits_read(&at, scan->end, &digits);
    struct slice written = {start, (size_t)(at - start)};
    scan->at += written.len;
    if (!has_digits)
        return journal_refuse_word(reader, TR("“{1}” is not an amount"),
                                   journal_rest(&(struct journal_scan){scan->at - written.len, scan->end}));
    if (!number_refused(reader, journal_digits_mean(&digits, reader->syntax, mark, quantity, decimals),
                        written))
        return false;
    if (is_negative) *quantity = -*quantity;
    return true;
}

/* The number with what is known about the commodity's marks. */
static bool number_of_commodity(struct journal_reader *reader, struct journal_scan *scan, char *mark,
                                struct journal_amount *amount) {
    if (reader->decimal_mark) *mark = reader->decimal_mark;
    return journal_read_number(reader, scan, mark, &amount->quantity, &amount->decimals);
}

static bool has_number_at(const struct journal_scan *scan) {
    int digit, len;
    const char *at = scan->at;
    if (at < scan->end && (*at == '.' || *at == ',')) at++;
    return journal_digit_at(at, scan->end, &digit, &len);
}

static bool at_symbol(const struct journal_reader *reader, const struct journal_scan *scan) {
    return !journal_at_end(scan) && (*scan->at == '"' || symbol_goes_on(reader->syntax, scan, true));
}

/* Symbol first: $5, KHR -5000. */
static bool amount_behind_symbol(struct journal_reader *reader, struct journal_scan *scan,
                                 struct journal_amount *amount) {
    struct slice symbol;
    bool is_negative = false;
    if (!journal_read_symbol(reader, scan, &symbol) ||
        !journal_read_commodity(reader, symbol, &amount->commodity))
        return false;
    journal_skip_blanks(scan);
    take_sign(scan, &is_negative);
    char *mark = &reader->book->commodities[amount->commodity].mark;
    if (!number_of_commodity(reader, scan, mark, amount)) return false;
    if (is_negative) amount->quantity = -amount->quantity;
    return true;
}

static bool refuse_bare(struct journal_reader *reader, const struct journal_scan *scan) {
    if (!journal_at_end(scan) && strchr("*/+-", *scan->at))
        return journal_refuse(reader,
                              TR("An amount that is to be worked out is not read: write what comes out"));
    return journal_refuse(reader, TR("The amount has no commodity"));
}

/* The number first: 5000 KHR, or without a commodity.  The symbol is read before the number means anything.
 */
static bool amount_before_symbol(struct journal_reader *reader, struct journal_scan *scan,
                                 struct journal_amount *amount) {
    struct journal_digits digits;
    struct journal_scan number = *scan;
    struct slice symbol = S("");
    const char *at = scan->at;
    bool is_read = journal_digits_read(&at, scan->end, &digits);
    if (!is_read) return journal_refuse_word(reader, TR("“{1}” is not a number"), journal_rest(scan));
    number.end = scan->at += at - number.at;
    journal_skip_blanks(scan);
    if (at_symbol(reader, scan)) {
        if (!journal_read_symbol(reader, scan, &symbol)) return false;
    } else if (reader->default_commodity != JOURNAL_NONE && reader->syntax == JOURNAL_HLEDGER) {
        symbol = reader->book->commodity_names.names[reader->default_commodity];
    }
    if (!symbol.len && reader->syntax == JOURNAL_BEANCOUNT) return refuse_bare(reader, scan);
    return journal_read_commodity(reader, symbol, &amount->commodity) &&
           number_of_commodity(reader, &number, &reader->book->commodities[amount->commodity].mark, amount);
}

bool journal_read_amount(struct journal_reader *reader, struct journal_scan *scan, bool is_price,
                         struct journal_amount *amount) {
    bool is_negative = false;
    bool has_sign = take_sign(scan, &is_negative), good;
    if (!journal_at_end(scan) && *scan->at == '(')
        return journal_refuse(reader,
                              TR("An amount that is to be worked out is not read: write what comes out"));
    if (has_number_at(scan))
        good = amount_before_symbol(reader, scan, amount);
    else if (at_symbol(reader, scan) && reader->syntax != JOURNAL_BEANCOUNT)
        good = amount_behind_symbol(reader, scan, amount);
    else
        return journal_refuse_word(reader, TR("“{1}” is not an amount"), journal_rest(scan));
    if (!good) return false;
    if (has_sign && is_negative) amount->quantity = -amount->quantity;
    struct journal_commodity *commodity = &reader->book->commodities[amount->commodity];
    if (!is_price && amount->decimals > commodity->decimals) commodity->decimals = amount->decimals;
    return true;
}

/* ---- accounts ---- */

/* What an alias leaves of a name: its own parts gone, those below kept. */
static bool alias_takes(const struct journal_alias *alias, struct slice name) {
    return slice_starts(name, alias->old) && (name.len == alias->old.len || name.s[alias->old.len] == ':');
}

/* hledger: the latest alias first, each sees what the one before made.  ledger: one alias, for the whole name
 * or its first part. */
static struct slice alias_apply(struct journal_reader *reader, struct slice name) {
    bool chains = reader->syntax == JOURNAL_HLEDGER;
    for (size_t i = reader->alias_count; i-- > 0;) {
        const struct journal_alias *alias = &reader->aliases[i];
        if (!alias_takes(alias, name)) continue;
        bool is_whole = name.len == alias->old.len, is_first = !memchr(alias->old.s, ':', alias->old.len);
        if (!chains && !is_whole && !is_first) continue;
        if (alias->new.len + name.len > 4 * LIMIT_JOURNAL_NAME_BYTES) break;
        struct slice below = slice_sub(name, alias->old.len, name.len);
        char *joined = arena_alloc(reader->scratch, alias->new.len + below.len + 1);
        memcpy(joined, alias->new.s, alias->new.len);
        if (below.len) memcpy(joined + alias->new.len, below.s, below.len);
        name = (struct slice){joined, alias->new.len + below.len};
        if (!chains) break;
    }
    return name;
}

static struct slice with_prefix(struct journal_reader *reader, struct slice name) {
    return reader->prefix.len ? arena_join(reader->scratch, reader->prefix, name) : name;
}

/* hledger puts what apply account says in front before it looks for aliases; ledger does so where no alias
 * was found. */
static struct slice full_name(struct journal_reader *reader, struct slice name) {
    if (!reader->prefix.len && !reader->alias_count) return name;
    arena_reset(reader->scratch);
    if (reader->syntax == JOURNAL_HLEDGER) return alias_apply(reader, with_prefix(reader, name));
    struct slice replaced = alias_apply(reader, name);
    return replaced.s == name.s ? with_prefix(reader, name) : replaced;
}

bool journal_read_account(struct journal_reader *reader, struct slice name, uint32_t *account) {
    if (!name.len) return journal_refuse(reader, TR("The account has no name"));
    name = full_name(reader, name);
    *account = journal_book_account(reader->book, name);
    if (*account != JOURNAL_NONE) return true;
    return journal_refuse_word(reader, TR("There are too many accounts, or the name {1} is too long"), name);
}
