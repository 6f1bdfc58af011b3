/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/entry_lines.h"

#include "base/decimal.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/state.h"
#include "i18n/khmer.h"

struct reading {
    struct rule *rule;
    struct uuid org_id, book_id;
    struct refusal *refusal;
};

/* As it is written, else in the digits that the chart is numbered in. */
static bool account_find(const struct reading *reading, struct slice number, struct uuid *account) {
    struct ledger_state *state = ledger_state_of(reading->rule);
    struct slice folded = khmer_fold_digits(reading->rule->job_arena, number);
    return ledger_state_find_number(state, reading->rule, reading->org_id, reading->book_id, number,
                                    account) ||
           ledger_state_find_number(state, reading->rule, reading->org_id, reading->book_id, folded, account);
}

static bool line_parse(const struct reading *reading, struct slice text, struct ledger_line *line) {
    size_t end = text.len;
    while (end > 0 && text.s[end - 1] != ' ' && text.s[end - 1] != '\t') {
        end--;
    }
    struct slice number = slice_trim(slice_sub(text, 0, end)), amount = slice_sub(text, end, text.len);
    if (!number.len)
        return refuse_with(reading->refusal, S("lines"),
                           "“{1}” is not a line: write the number of an account and an amount.", text, S(""));
    if (!account_find(reading, number, &line->account_id))
        return refuse_with(reading->refusal, S("lines"), "The book has no account {1}.", number, S(""));
    const struct record *account =
        rule_find(reading->rule, &ledger_account_type, reading->org_id, line->account_id);
    const struct commodity *commodity =
        account ? commodity_find(reading->rule, ledger_account_of(account)->unit.id) : NULL;
    if (commodity && decimal_parse(amount, (int)commodity->decimals.number, &line->amount)) return true;
    return refuse_with(reading->refusal, S("lines"), "“{1}” is not an amount of account {2}.", amount,
                       number);
}

static size_t lines_at_most(struct slice text) {
    size_t count = 1;
    for (size_t i = 0; i < text.len && count < LEDGER_LINES_MAX; i++) {
        if (text.s[i] == '\n') count++;
    }
    return count;
}

bool entry_lines_parse(struct rule *rule, struct uuid org, struct uuid book_id, struct slice text,
                       struct entry_lines *lines, struct refusal *refusal) {
    const struct reading reading = {rule, org, book_id, refusal};
    struct slice rest = text, line;
    *lines =
        (struct entry_lines){.lines = arena_make(rule->job_arena, struct ledger_line, lines_at_most(text))};
    while (slice_split(&rest, '\n', &line)) {
        line = slice_trim(line);
        if (!line.len) continue;
        if (lines->count == LEDGER_LINES_MAX)
            return refuse(refusal, S("lines"), "The entry has too many lines.");
        if (!line_parse(&reading, line, &lines->lines[lines->count])) return false;
        if (lines->lines[lines->count].amount) lines->count++;
    }
    return true;
}
