/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/journal/journal.h"

static const struct slice syntax_codes[] = {[JOURNAL_LEDGER] = S_INIT("ledger"),
                                            [JOURNAL_HLEDGER] = S_INIT("hledger"),
                                            [JOURNAL_BEANCOUNT] = S_INIT("beancount")};

struct slice journal_syntax_code(enum journal_syntax syntax) {
    return syntax_codes[syntax];
}

bool journal_syntax_parse(struct slice code, enum journal_syntax *syntax) {
    for (size_t i = 0; i < ARRAY_LEN(syntax_codes); i++) {
        if (!slice_equal(code, syntax_codes[i])) continue;
        *syntax = (enum journal_syntax)i;
        return true;
    }
    return false;
}

static const struct {
    struct slice root;
    enum journal_kind kind;
} kind_roots[] = {
    {S_INIT("assets"), JOURNAL_ASSET},          {S_INIT("asset"), JOURNAL_ASSET},
    {S_INIT("liabilities"), JOURNAL_LIABILITY}, {S_INIT("liability"), JOURNAL_LIABILITY},
    {S_INIT("debts"), JOURNAL_LIABILITY},       {S_INIT("debt"), JOURNAL_LIABILITY},
    {S_INIT("equity"), JOURNAL_EQUITY},         {S_INIT("income"), JOURNAL_INCOME},
    {S_INIT("incomes"), JOURNAL_INCOME},        {S_INIT("revenues"), JOURNAL_INCOME},
    {S_INIT("revenue"), JOURNAL_INCOME},        {S_INIT("expenses"), JOURNAL_EXPENSE},
    {S_INIT("expense"), JOURNAL_EXPENSE},
};

enum journal_kind journal_kind_of(struct slice account) {
    struct slice root = slice_sub(account, 0, slice_find(account, S(":"), 0));
    for (size_t i = 0; i < ARRAY_LEN(kind_roots); i++) {
        if (slice_equal_nocase(root, kind_roots[i].root)) return kind_roots[i].kind;
    }
    return JOURNAL_KIND_UNKNOWN;
}

static bool begins_with_date(struct slice line) {
    if (line.len < 11) return false;
    for (size_t i = 0; i < 10; i++) {
        bool is_mark = i == 4 || i == 7;
        if (is_mark ? line.s[i] != '-' && line.s[i] != '/' : line.s[i] < '0' || line.s[i] > '9') return false;
    }
    return line.s[10] == ' ';
}

static bool begins_with_any(struct slice text, const struct slice *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (slice_starts(text, words[i])) return true;
    }
    return false;
}

static bool is_beancount_line(struct slice line) {
    static const struct slice words[] = {S_INIT("option \""), S_INIT("plugin \""), S_INIT("include \""),
                                         S_INIT("pushtag #")};
    static const struct slice dated[] = {S_INIT("open "),      S_INIT("close "), S_INIT("balance "),
                                         S_INIT("pad "),       S_INIT("txn "),   S_INIT("price "),
                                         S_INIT("commodity "), S_INIT("note "),  S_INIT("event "),
                                         S_INIT("custom "),    S_INIT("* \""),   S_INIT("! \"")};
    if (begins_with_any(line, words, ARRAY_LEN(words))) return true;
    return begins_with_date(line) &&
           begins_with_any(slice_trim(slice_sub(line, 11, line.len)), dated, ARRAY_LEN(dated));
}

static bool has_digit(struct slice text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] >= '0' && text.s[i] <= '9') return true;
    }
    return false;
}

/* A commodity with its form on one line, a decimal mark and the strict assertions are hledger's alone. */
static bool is_hledger_line(struct slice line) {
    if (slice_starts(line, S("decimal-mark "))) return true;
    if (slice_starts(line, S("commodity "))) return has_digit(line);
    bool is_posting = line.len && (line.s[0] == ' ' || line.s[0] == '\t');
    return is_posting && (slice_contains(line, S(" == ")) || slice_contains(line, S(" =* ")) ||
                          slice_contains(line, S(" ==* ")));
}

enum journal_syntax journal_guess(struct slice beginning) {
    struct slice line;
    while (slice_split(&beginning, '\n', &line)) {
        if (is_beancount_line(line)) return JOURNAL_BEANCOUNT;
        if (is_hledger_line(line)) return JOURNAL_HLEDGER;
    }
    return JOURNAL_LEDGER;
}
