/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/opening.h"

#include "catalogue/value.h"
#include "domain/ledger/post.h"

/* ?1 organisation, ?2 book, ?3 what is left out. */
static bool is_found(struct rule *rule, struct sql sql, struct uuid org, struct uuid book_id,
                     struct uuid but) {
    struct db_query *query = db_query(rule->db, sql);
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, book_id);
    db_bind_uuid(query, 3, but);
    bool found = db_next(query) && db_column_int(query, 0) > 0;
    db_done(query);
    return found;
}

/* Each entry takes back the one before it in a chain, so that it stands when the chain behind it is even:
 * sums of 1 and -1 by depth are the entries that stand. */
static bool journal_opens(struct rule *rule, struct uuid org, struct uuid book_id, struct uuid but) {
    return is_found(
        rule,
        SQL("WITH RECURSIVE chain (id, sign) AS (SELECT e.id, 1 FROM journal_entry e WHERE e.org_id = ?1 AND "
            "e.\"book\" = ?2 AND e.id <> ?3 AND e.\"kind\" = 'opening' AND e.\"state\" IN ('posted', "
            "'pending') "
            "AND e.deleted_ms = 0 UNION ALL SELECT r.id, -c.sign FROM chain c JOIN journal_entry r ON "
            "r.org_id "
            "= ?1 AND r.\"reverses\" = c.id AND r.\"state\" = 'posted' AND r.deleted_ms = 0) SELECT "
            "CAST(COALESCE(SUM(sign), 0) AS BIGINT) FROM chain"),
        org, book_id, but);
}

/* What other records posted (paper books of a savings group): their entries say whether they stand. */
static bool others_open(struct rule *rule, struct uuid org, struct uuid book_id, struct uuid but) {
    _Static_assert(LEDGER_OPENING == 1 && LEDGER_REVERSAL == 4, "numbers of the statement");
    ledger_settle(rule);
    return is_found(
        rule,
        SQL("SELECT CAST(COALESCE(SUM(CASE WHEN e.kind = 1 THEN 1 ELSE -1 END), 0) AS BIGINT) FROM "
            "ledger_head h JOIN ledger_entry e ON e.org_id = h.org_id AND e.book = h.book WHERE "
            "h.org_id = ?1 AND h.book_id = ?2 AND e.source_id <> ?3 AND e.kind IN (1, 4) AND "
            "e.source_type <> 'journal_entry' AND EXISTS (SELECT 1 FROM ledger_entry o WHERE "
            "o.org_id = e.org_id AND o.source_id = e.source_id AND o.book = e.book AND o.kind = 1)"),
        org, book_id, but);
}

bool ledger_book_is_opened(struct rule *rule, struct uuid org, struct uuid book_id, struct uuid but) {
    return journal_opens(rule, org, book_id, but) || others_open(rule, org, book_id, but);
}

struct uuid ledger_opening_brought(struct rule *rule, const struct record *entry) {
    const struct uuid none = {{0}};
    const struct record *at = entry;
    bool stands = true;
    while (at && value_is_code(&journal_entry_of(at)->kind, "reversal")) {
        stands = !stands;
        at = rule_find(rule, &journal_entry_type, entry->org_id, journal_entry_of(at)->reverses.id);
    }
    bool is_opening = at && value_is_code(&journal_entry_of(at)->kind, "opening");
    return stands && is_opening ? at->id : none;
}
