/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"
#include "exchange/journal/journal_balance.h"

enum { FLUSH_BYTES = 32 * 1024, AMOUNT_WIDTH = 24 };

/* A line to be: one account in one commodity. */
struct balance_line {
    struct slice account;
    struct slice commodity;
    struct journal_amount amount;
};

struct balance {
    struct arena *arena;
    const struct journal_book *book;
    struct balance_line *lines;
    size_t count;
    journal_sink *sink;
    void *context;
    struct text out;
};

/* Accounts in the order in which a colon comes before everything else, so that those below follow at once. */
static int compare_accounts(struct slice a, struct slice b) {
    size_t len = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < len; i++) {
        if (a.s[i] == b.s[i]) continue;
        if (a.s[i] == ':' || b.s[i] == ':') return a.s[i] == ':' ? -1 : 1;
        return (unsigned char)a.s[i] < (unsigned char)b.s[i] ? -1 : 1;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

static int compare_lines(const void *a, const void *b) {
    const struct balance_line *one = a, *other = b;
    int order = compare_accounts(one->account, other->account);
    return order ? order : slice_compare(one->commodity, other->commodity);
}

static void line_add(struct balance *balance, struct slice account, struct journal_amount amount) {
    balance->lines = arena_room(balance->arena, balance->lines, sizeof *balance->lines, balance->count);
    balance->lines[balance->count++] =
        (struct balance_line){account, balance->book->commodity_names.names[amount.commodity], amount};
}

/* Every sum is written with all decimals of its commodity, so that columns can be read. */
static bool amount_of(const struct balance *balance, const struct journal_sum *sum,
                      struct journal_amount *amount) {
    *amount = (struct journal_amount){sum->quantity, sum->commodity, sum->decimals};
    return journal_amount_widen(amount, balance->book->commodities[sum->commodity].decimals);
}

/* One line an account and commodity; in a tree also one for each account above it. */
static bool lines_of(struct balance *balance, const struct journal_sum *sum, struct slice name,
                     bool is_tree) {
    struct journal_amount amount;
    if (!amount_of(balance, sum, &amount)) return false;
    line_add(balance, name, amount);
    for (size_t i = name.len; is_tree && i-- > 0;) {
        if (name.s[i] == ':') line_add(balance, slice_sub(name, 0, i), amount);
    }
    return true;
}

static bool same_line(const struct balance_line *a, const struct balance_line *b) {
    return a->amount.commodity == b->amount.commodity && slice_equal(a->account, b->account);
}

/* Lines of one account and commodity become one. */
static bool lines_join(struct balance *balance) {
    size_t kept = 0;
    for (size_t i = 0; i < balance->count; i++) {
        if (kept && same_line(&balance->lines[kept - 1], &balance->lines[i])) {
            if (!journal_amount_add(&balance->lines[kept - 1].amount, balance->lines[i].amount)) return false;
        } else {
            balance->lines[kept++] = balance->lines[i];
        }
    }
    balance->count = kept;
    return true;
}

static bool lines_collect(struct balance *balance, const struct journal_sums *sums, bool is_tree) {
    const struct journal_names *names = &balance->book->account_names;
    for (uint32_t i = 0; i < names->count; i++) {
        const struct journal_sum *sum = journal_sums_first(sums, i);
        for (; sum; sum = journal_sums_next(sums, sum)) {
            if (sum->quantity && !lines_of(balance, sum, names->names[i], is_tree)) return false;
        }
    }
    if (balance->count) qsort(balance->lines, balance->count, sizeof *balance->lines, compare_lines);
    return lines_join(balance);
}

static void flush(struct balance *balance, size_t least) {
    if (balance->out.len < least) return;
    balance->sink(balance->context, text_slice(&balance->out));
    balance->out.len = 0;
}

static void append_right(struct text *out, const struct journal_book *book, struct journal_amount amount) {
    struct arena *arena = arena_new();
    struct text written = TEXT_IN(arena);
    journal_append_amount(&written, book, amount);
    for (size_t runes = slice_rune_count(text_slice(&written)); runes < AMOUNT_WIDTH; runes++) {
        text_append_char(out, ' ');
    }
    text_append(out, text_slice(&written));
    arena_free(arena);
}

static void write_csv_line(struct balance *balance, const struct balance_line *line) {
    csv_write_cell(&balance->out, line->account, true);
    text_append_char(&balance->out, ',');
    csv_write_cell(&balance->out, line->commodity, true);
    text_append_char(&balance->out, ',');
    journal_append_quantity(&balance->out, line->amount.quantity, line->amount.decimals);
    text_append_char(&balance->out, '\n');
}

static size_t depth_of(struct slice name) {
    size_t depth = 0;
    for (size_t i = 0; i < name.len; i++) {
        depth += name.s[i] == ':';
    }
    return depth;
}

static struct slice last_part(struct slice name) {
    size_t at = name.len;
    while (at && name.s[at - 1] != ':') {
        at--;
    }
    return slice_sub(name, at, name.len);
}

static void write_line(struct balance *balance, const struct balance_line *line, bool is_tree) {
    append_right(&balance->out, balance->book, line->amount);
    text_append(&balance->out, S("  "));
    for (size_t i = is_tree ? depth_of(line->account) : 0; i > 0; i--) {
        text_append(&balance->out, S("  "));
    }
    text_append(&balance->out, is_tree ? last_part(line->account) : line->account);
    text_append_char(&balance->out, '\n');
}

static int compare_commodities(const void *a, const void *b) {
    const struct balance_line *one = a, *other = b;
    return slice_compare(one->commodity, other->commodity);
}

/* The sums of all accounts, below a line; "0" when everything balances. */
static bool write_totals(struct balance *balance, const struct journal_sums *sums) {
    bool has_any = false;
    balance->count = 0;
    for (uint32_t i = 0; i < sums->count; i++) {
        struct journal_amount amount;
        if (!amount_of(balance, &sums->sums[i], &amount)) return false;
        line_add(balance, S(""), amount);
    }
    if (balance->count) qsort(balance->lines, balance->count, sizeof *balance->lines, compare_commodities);
    if (!lines_join(balance)) return false;
    text_append(&balance->out, S("------------------------\n"));
    for (size_t i = 0; i < balance->count; i++) {
        if (!balance->lines[i].amount.quantity) continue;
        append_right(&balance->out, balance->book, balance->lines[i].amount);
        text_append_char(&balance->out, '\n');
        has_any = true;
    }
    if (!has_any) text_append(&balance->out, S("                       0\n"));
    return true;
}

static bool balance_write(struct balance *balance, const struct journal_sums *sums, enum journal_form form) {
    if (!lines_collect(balance, sums, form == JOURNAL_TREE)) return false;
    if (form == JOURNAL_CSV) text_append(&balance->out, S("account,commodity,balance\n"));
    for (size_t i = 0; i < balance->count; i++) {
        const struct balance_line *line = &balance->lines[i];
        if (!line->amount.quantity) continue;
        if (form == JOURNAL_CSV)
            write_csv_line(balance, line);
        else
            write_line(balance, line, form == JOURNAL_TREE);
        flush(balance, FLUSH_BYTES);
    }
    bool good = form == JOURNAL_CSV || write_totals(balance, sums);
    flush(balance, 1);
    return good;
}

bool journal_balance_write(const struct journal_book *book, const struct journal_sums *sums,
                           enum journal_form form, journal_sink *sink, void *context) {
    struct arena *arena = arena_new();
    struct balance balance = {
        .arena = arena, .book = book, .sink = sink, .context = context, .out = TEXT_IN(arena)};
    bool good = balance_write(&balance, sums, form);
    arena_free(arena);
    return good;
}
