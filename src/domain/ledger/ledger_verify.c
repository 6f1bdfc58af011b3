/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is stored of the ledger, compared with the entries it follows from. */
#include "base/text.h"
#include "domain/ledger/ledger_read.h"

static int64_t count_of(struct db *db, struct sql sql) {
    struct db_query *query = db_query(db, sql);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

/* ---- the chains ---- */

struct chain_walk {
    struct arena *arena;
    struct ledger_report *report;
    struct uuid org_id;
    int64_t book, seq;
    uint8_t hash[LEDGER_HASH_BYTES]; /* of the entry before */
    struct ledger_hashed entry;
    struct ledger_line *lines;
    uint8_t stored[LEDGER_HASH_BYTES];
    bool has_entry;
};

static void walk_end_entry(struct chain_walk *walk) {
    if (!walk->has_entry) return;
    uint8_t hash[LEDGER_HASH_BYTES];
    ledger_hash(&walk->entry, walk->hash, hash);
    if (memcmp(hash, walk->stored, sizeof hash) != 0) walk->report->broken_hashes++;
    memcpy(walk->hash, walk->stored, sizeof walk->hash);
    walk->report->entries++;
    walk->has_entry = false;
}

static void walk_begin_entry(struct chain_walk *walk, struct db_query *query, struct uuid org) {
    int64_t book = db_column_int(query, 1), seq = db_column_int(query, 2);
    bool is_same_book = walk->book == book && uuid_equal(walk->org_id, org);
    if (!is_same_book) memset(walk->hash, 0, sizeof walk->hash);
    if (seq != (is_same_book ? walk->seq : 0) + 1) walk->report->broken_hashes++;
    walk->org_id = org;
    walk->book = book;
    walk->seq = seq;
    arena_reset(walk->arena);
    walk->lines = arena_make(walk->arena, struct ledger_line, LEDGER_LINES_MAX);
    walk->entry = (struct ledger_hashed){.book_id = db_column_uuid(query, 3),
                                         .seq = seq,
                                         .day = db_column_int(query, 4),
                                         .at_ms = db_column_int(query, 5),
                                         .actor_id = db_column_uuid(query, 6),
                                         .kind = db_column_int(query, 7),
                                         .source_type = arena_copy(walk->arena, db_column_text(query, 8)),
                                         .source_id = db_column_uuid(query, 9),
                                         .memo = arena_copy(walk->arena, db_column_text(query, 10)),
                                         .lines = walk->lines};
    struct slice stored = db_column_blob(query, 11);
    memset(walk->stored, 0, sizeof walk->stored);
    if (stored.len == sizeof walk->stored) memcpy(walk->stored, stored.s, stored.len);
    walk->has_entry = true;
}

static void chains_verify(struct db *db, struct ledger_report *report) {
    struct chain_walk walk = {.arena = arena_new(), .report = report};
    struct db_query *query = db_query(db, SQL("SELECT e.org_id, e.book, e.seq, h.book_id, e.day, e.at_ms, "
                                              "e.actor_id, e.kind, e.source_type, e.source_id, e.memo, "
                                              "e.hash, b.account_id, p.amount FROM ledger_entry e JOIN "
                                              "ledger_head h ON h.org_id = e.org_id AND h.book = e.book "
                                              "JOIN ledger_posting p ON p.org_id = e.org_id AND p.book = "
                                              "e.book AND p.seq = e.seq AND p.day = e.day "
                                              "JOIN ledger_balance b ON b.org_id = p.org_id AND b.account = "
                                              "p.account ORDER BY e.org_id, e.book, e.seq, p.line"));
    while (db_next(query)) {
        struct uuid org = db_column_uuid(query, 0);
        bool is_same = walk.has_entry && walk.book == db_column_int(query, 1) &&
                       walk.seq == db_column_int(query, 2) && uuid_equal(walk.org_id, org);
        if (!is_same) {
            walk_end_entry(&walk);
            walk_begin_entry(&walk, query, org);
        }
        if (walk.entry.line_count == LEDGER_LINES_MAX) continue;
        walk.lines[walk.entry.line_count++] =
            (struct ledger_line){db_column_uuid(query, 12), db_column_int(query, 13)};
    }
    db_done(query);
    walk_end_entry(&walk);
    arena_free(walk.arena);
    /* The end of a chain cannot be cut off without a trace. */
    report->broken_hashes +=
        count_of(db, SQL("SELECT COUNT(*) FROM ledger_head h WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e "
                         "WHERE e.org_id = h.org_id AND "
                         "e.book = h.book AND e.seq = h.seq AND e.hash = h.hash) AND h.seq > 0"));
}

/* ---- sums ---- */

static void sums_verify(struct db *db, struct ledger_report *report) {
    report->accounts = count_of(db, SQL("SELECT COUNT(*) FROM ledger_balance"));
    report->unbalanced = count_of(db, SQL("SELECT COUNT(*) FROM (SELECT 1 FROM ledger_posting p JOIN "
                                          "ledger_balance b ON b.org_id = p.org_id AND b.account = "
                                          "p.account JOIN ledger_account a ON a.org_id = b.org_id AND a.id = "
                                          "b.account_id GROUP BY p.org_id, p.book, p.seq, "
                                          "a.\"unit\" HAVING SUM(p.amount) <> 0) AS wrong"));
    report->wrong_balances = count_of(
        db, SQL("SELECT COUNT(*) FROM ledger_balance b LEFT JOIN (SELECT p.org_id, p.account, "
                "CAST(SUM(CASE WHEN e.kind <> 5 THEN p.amount ELSE 0 END) AS BIGINT) AS total, "
                "CAST(SUM(CASE WHEN d.state = 0 AND e.kind = 5 AND p.amount > 0 THEN p.amount ELSE 0 END) AS "
                "BIGINT) AS held_in, "
                "CAST(SUM(CASE WHEN d.state = 0 AND e.kind = 5 AND p.amount < 0 THEN -p.amount ELSE 0 END) "
                "AS BIGINT) AS held_out "
                "FROM ledger_posting p JOIN ledger_entry e ON e.org_id = p.org_id AND e.book = p.book AND "
                "e.seq = p.seq "
                "LEFT JOIN ledger_hold d ON d.org_id = e.org_id AND d.book = e.book AND d.seq = e.seq GROUP "
                "BY p.org_id, p.account) AS s "
                "ON s.org_id = b.org_id AND s.account = b.account WHERE b.balance <> COALESCE(s.total, 0) OR "
                "b.held_in <> COALESCE(s.held_in, 0) OR b.held_out <> COALESCE(s.held_out, 0)"));
    report->wrong_limits =
        count_of(db, SQL("SELECT COUNT(*) FROM ledger_balance b JOIN ledger_account a ON a.org_id = b.org_id "
                         "AND a.id = b.account_id WHERE "
                         "(a.\"least\" IS NOT NULL AND b.balance - b.held_out < a.\"least\") OR "
                         "(a.\"most\" IS NOT NULL AND b.balance + b.held_in > a.\"most\")"));
    report->wrong_limits +=
        count_of(db, SQL("SELECT COUNT(*) FROM ledger_balance b JOIN ledger_account a ON a.org_id = b.org_id "
                         "AND a.id = b.account_id WHERE a.\"closed_on\" IS NOT NULL AND a.deleted_ms = 0 AND "
                         "(b.balance <> 0 OR b.held_in <> 0 OR b.held_out <> 0)"));
    report->wrong_limits +=
        count_of(db, SQL("SELECT COUNT(*) FROM ledger_day d JOIN ledger_balance b ON b.org_id = d.org_id AND "
                         "b.account = d.account JOIN ledger_account a ON a.org_id = b.org_id AND a.id = "
                         "b.account_id WHERE d.balance < a.\"least\" OR d.balance > a.\"most\""));
}
_Static_assert(LEDGER_HELD == 5, "the statements above write it as a number");

/* Each day's balance is that of the day before it and what was posted on it; the last one is the balance. */
static void days_verify(struct db *db, struct ledger_report *report) {
    report->wrong_days =
        count_of(db, SQL("SELECT COUNT(*) FROM (SELECT d.balance - COALESCE(LAG(d.balance) OVER (PARTITION "
                         "BY d.org_id, d.account ORDER BY d.day), "
                         "0) AS moved, COALESCE(s.total, 0) AS total FROM ledger_day d LEFT JOIN (SELECT "
                         "p.org_id, p.account, p.day, "
                         "CAST(SUM(p.amount) AS BIGINT) AS total FROM ledger_posting p JOIN ledger_entry e "
                         "ON e.org_id = p.org_id AND e.book = "
                         "p.book AND e.seq = p.seq WHERE e.kind <> 5 GROUP BY p.org_id, p.account, p.day) AS "
                         "s ON s.org_id = d.org_id AND "
                         "s.account = d.account AND s.day = d.day) AS days WHERE moved <> total"));
    report->wrong_days +=
        count_of(db, SQL("SELECT COUNT(*) FROM ledger_balance b WHERE b.balance <> COALESCE((SELECT "
                         "d.balance FROM ledger_day d WHERE d.org_id = "
                         "b.org_id AND d.account = b.account ORDER BY d.day DESC LIMIT 1), 0)"));
}

/* A journal entry that is posted has an entry that moves something, one that is not has none.  One that is
 * pending holds something, unless its time may have run out (post.c), and no other one does. */
static void sources_verify(struct db *db, struct ledger_report *report) {
    report->wrong_sources = count_of(db, SQL("SELECT COUNT(*) FROM journal_entry j WHERE (j.\"state\" = "
                                             "'posted') <> EXISTS (SELECT 1 FROM ledger_entry e WHERE "
                                             "e.org_id = j.org_id AND e.source_id = j.id AND e.kind <> 5)"));
    report->wrong_holds = count_of(
        db,
        SQL("SELECT COUNT(*) FROM (SELECT j.\"state\" = 'pending' AS pends, SUM(CASE WHEN d.state = 0 THEN 1 "
            "ELSE 0 END) AS held, SUM(CASE WHEN d.expires_ms > 0 THEN 1 ELSE 0 END) AS runs_out FROM "
            "journal_entry j LEFT JOIN ledger_entry e ON e.org_id = j.org_id AND e.source_id = j.id AND "
            "e.kind = 5 LEFT JOIN ledger_hold d ON d.org_id = e.org_id AND d.book = e.book AND d.seq = e.seq "
            "GROUP BY j.org_id, j.id, j.\"state\") AS s WHERE (pends AND held = 0 AND runs_out = 0) OR held "
            "> "
            "(CASE WHEN pends THEN 1 ELSE 0 END)"));
}

void ledger_verify(struct db *db, struct ledger_report *report) {
    *report = (struct ledger_report){.entries = 0};
    chains_verify(db, report);
    sums_verify(db, report);
    days_verify(db, report);
    sources_verify(db, report);
}

bool ledger_report_is_clean(const struct ledger_report *report) {
    return !report->broken_hashes && !report->unbalanced && !report->wrong_balances && !report->wrong_days &&
           !report->wrong_limits && !report->wrong_sources && !report->wrong_holds;
}
