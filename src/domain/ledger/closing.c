/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/closing.h"

#include "base/exact.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/ledger.h"
#include "domain/ledger/ledger_read.h"

/* The first day after `day` on which closings that stand have moved the account.  What took one of them back
 * is counted on its own day: before that day the account was closed. */
static bool closed_later(struct rule *rule, struct uuid org, struct uuid account_id, int64_t day,
                         int64_t *closed) {
    struct db_query *query = db_query(
        rule->db,
        SQL("WITH RECURSIVE chain (id) AS (SELECT e.source_id FROM ledger_balance b JOIN ledger_posting p ON "
            "p.org_id = b.org_id AND p.account = b.account JOIN ledger_entry e ON e.org_id = p.org_id AND "
            "e.book = p.book AND e.seq = p.seq WHERE b.org_id = ?1 AND b.account_id = ?2 AND p.day > ?3 AND "
            "e.kind = ?4 UNION SELECT r.id FROM chain c JOIN journal_entry r ON r.org_id = ?1 AND "
            "r.\"reverses\" = c.id AND r.\"state\" = 'posted' AND r.deleted_ms = 0) "
            "SELECT p.day FROM chain c JOIN ledger_entry e ON e.org_id = ?1 AND e.source_id = c.id JOIN "
            "ledger_balance b ON b.org_id = ?1 AND b.account_id = ?2 AND b.book = e.book JOIN "
            "ledger_posting p ON p.org_id = e.org_id AND p.book = e.book AND p.seq = e.seq AND p.account = "
            "b.account WHERE e.kind IN (?4, ?5) GROUP BY p.day HAVING SUM(p.amount) <> 0 ORDER BY p.day "
            "LIMIT 1"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, account_id);
    db_bind_int(query, 3, day);
    db_bind_int(query, 4, LEDGER_CLOSING);
    db_bind_int(query, 5, LEDGER_REVERSAL);
    bool found = db_next(query);
    if (found) *closed = db_column_int(query, 0);
    db_done(query);
    return found;
}

/* What was earned until the later day went to the profit that is kept; taken there again it would count
 * twice. */
static bool check_later(struct rule *rule, const struct ledger_post *post, const struct record *record,
                        struct refusal *refusal) {
    int64_t closed;
    return !closed_later(rule, post->org_id, record->id, post->day, &closed) ||
           refuse_with(
               refusal, S("on_day"),
               "A closing entry of {2} has taken account {1} to nothing already; close on that day or later.",
               ledger_account_of(record)->number.text, date_format_iso(rule->job_arena, date_of_day(closed)));
}

/* What the entry leaves on the account; false when that is beyond all limits, which posting it refuses. */
static bool left_on(struct rule *rule, const struct ledger_post *post, struct uuid account_id,
                    int64_t *left) {
    *left = ledger_balance_on(rule->db, post->org_id, account_id, post->day);
    for (size_t i = 0; i < post->line_count; i++) {
        const struct ledger_line *line = &post->lines[i];
        if (uuid_equal(line->account_id, account_id) && !exact_add(left, line->amount)) return false;
    }
    return true;
}

static bool check_account(struct rule *rule, const struct ledger_post *post, const struct record *record,
                          struct refusal *refusal) {
    const struct ledger_account *account = ledger_account_of(record);
    bool is_result = value_is_code(&account->kind, "income") || value_is_code(&account->kind, "expense");
    int64_t left;
    if (!is_result)
        return value_is_code(&account->role, "retained") ||
               refuse_with(refusal, S("lines"),
                           "A closing entry moves income and expenses to the profit that is kept, and not "
                           "account {1}.",
                           account->number.text, S(""));
    if (!check_later(rule, post, record, refusal)) return false;
    return !left_on(rule, post, record->id, &left) || !left ||
           refuse_with(refusal, S("lines"),
                       "A closing entry takes account {1} to nothing; {2} would be left.",
                       account->number.text, commodity_amount(rule, account->unit.id, left));
}

bool ledger_check_closing(struct rule *rule, const struct ledger_post *post, struct refusal *refusal) {
    ledger_settle(rule);
    for (size_t i = 0; i < post->line_count; i++) {
        const struct record *account =
            rule_find(rule, &ledger_account_type, post->org_id, post->lines[i].account_id);
        if (account && !check_account(rule, post, account, refusal)) return false;
    }
    return true;
}
