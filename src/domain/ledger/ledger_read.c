/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/ledger_read.h"

#include <stdlib.h>

#include "base/log.h"

/* ---- all accounts of a book ---- */

static void row_read(struct arena *arena, struct db_query *query, struct ledger_row *row) {
    *row = (struct ledger_row){.account_id = db_column_uuid(query, 0),
                               .unit_id = db_column_uuid(query, 1),
                               .number = arena_copy(arena, db_column_text(query, 2)),
                               .name = arena_copy(arena, db_column_text(query, 3)),
                               .name_km = arena_copy(arena, db_column_text(query, 4)),
                               .kind = arena_copy(arena, db_column_text(query, 5)),
                               .role = arena_copy(arena, db_column_text(query, 6)),
                               .closing = db_column_int(query, 7)};
    if (!db_column_is_null(query, 8)) row->within_id = db_column_uuid(query, 8);
}

struct ledger_table ledger_balances_on(struct db *db, struct arena *arena, const struct record *book,
                                       int64_t day) {
    struct ledger_table table = {.count = 0};
    struct db_query *query = db_query(
        db,
        SQL("SELECT a.id, a.\"unit\", a.\"number\", a.\"name\", a.\"name_km\", a.\"kind\", a.\"role\", "
            "COALESCE((SELECT d.balance "
            "FROM ledger_day d WHERE d.org_id = b.org_id AND d.account = b.account AND d.day <= ?3 ORDER BY "
            "d.day DESC LIMIT 1), 0), a.\"within\" "
            "FROM ledger_account a LEFT JOIN ledger_balance b ON b.org_id = a.org_id AND b.account_id = a.id "
            "WHERE a.org_id = ?1 AND a.\"book\" = ?2 AND a.deleted_ms = 0 ORDER BY a.\"number\", a.id"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->id);
    db_bind_int(query, 3, day);
    while (db_next(query)) {
        table.rows = arena_room(arena, table.rows, sizeof *table.rows, table.count);
        row_read(arena, query, &table.rows[table.count++]);
    }
    db_done(query);
    return table;
}

static int by_account(const void *a, const void *b) {
    return uuid_compare((*(struct ledger_row *const *)a)->account_id,
                        (*(struct ledger_row *const *)b)->account_id);
}

/* The rows by id of account. */
static struct ledger_row **rows_by_account(struct arena *arena, const struct ledger_table *table) {
    struct ledger_row **rows = arena_make(arena, struct ledger_row *, table->count + 1);
    for (size_t i = 0; i < table->count; i++) {
        rows[i] = &table->rows[i];
    }
    qsort(rows, table->count, sizeof *rows, by_account);
    return rows;
}

static struct ledger_row *row_of(struct ledger_row **rows, size_t count, struct uuid account_id) {
    struct ledger_row sought = {.account_id = account_id}, *key = &sought;
    struct ledger_row **found = bsearch(&key, rows, count, sizeof *rows, by_account);
    return found ? *found : NULL;
}

/* ?1 to ?5: a book, from and to (days, or numbers of entries), and the kind of entries that is meant, or left
 * out. */
static void bind_range(struct db_query *query, const struct record *book, int64_t from, int64_t to,
                       enum ledger_kind kind) {
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->id);
    db_bind_int(query, 3, from);
    db_bind_int(query, 4, to);
    db_bind_int(query, 5, kind);
}

static void turnover_add(struct db *db, struct arena *arena, const struct record *book, int64_t from,
                         int64_t to, struct ledger_table *table) {
    struct ledger_row **rows = rows_by_account(arena, table);
    struct db_query *query = db_query(
        db, SQL("SELECT b.account_id, CAST(SUM(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END) AS BIGINT), "
                "CAST(SUM(CASE WHEN p.amount < 0 THEN -p.amount ELSE 0 END) AS BIGINT) FROM ledger_head h "
                "JOIN ledger_balance b ON b.org_id = h.org_id AND b.book = h.book "
                "JOIN ledger_posting p ON p.org_id = b.org_id AND p.account = b.account "
                "WHERE h.org_id = ?1 AND h.book_id = ?2 AND p.day >= ?3 AND p.day <= ?4 AND NOT EXISTS "
                "(SELECT 1 FROM ledger_entry e "
                "WHERE e.org_id = p.org_id AND e.book = p.book AND e.seq = p.seq AND e.kind = ?5) GROUP BY "
                "b.account_id"));
    bind_range(query, book, from, to, LEDGER_HELD);
    while (db_next(query)) {
        struct ledger_row *row = row_of(rows, table->count, db_column_uuid(query, 0));
        if (!row) continue;
        row->debit = db_column_int(query, 1);
        row->credit = db_column_int(query, 2);
    }
    db_done(query);
}

struct ledger_table ledger_trial_balance(struct db *db, struct arena *arena, const struct record *book,
                                         int64_t from, int64_t to) {
    struct ledger_table table = ledger_balances_on(db, arena, book, to);
    turnover_add(db, arena, book, from, to, &table);
    for (size_t i = 0; i < table.count; i++) {
        struct ledger_row *row = &table.rows[i];
        row->opening = row->closing - row->debit + row->credit;
    }
    return table;
}

struct ledger_table ledger_closing_turnover(struct db *db, struct arena *arena, const struct record *book,
                                            int64_t from, int64_t to) {
    struct ledger_table table = {.count = 0};
    struct db_query *query = db_query(
        db,
        SQL("SELECT b.account_id, CAST(SUM(p.amount) AS BIGINT) FROM ledger_head h JOIN ledger_entry e ON "
            "e.org_id = h.org_id AND e.book = h.book JOIN ledger_posting p ON p.org_id = e.org_id AND "
            "p.book = e.book AND p.seq = e.seq JOIN ledger_balance b ON b.org_id = p.org_id AND b.account "
            "= p.account LEFT JOIN journal_entry j ON j.org_id = e.org_id AND j.id = e.source_id "
            "LEFT JOIN journal_entry r ON r.org_id = j.org_id AND r.id = j.\"reverses\" "
            "WHERE h.org_id = ?1 AND h.book_id = ?2 AND e.day >= ?3 AND e.day <= ?4 "
            "AND (e.kind = ?5 OR r.\"kind\" = 'closing') GROUP BY b.account_id"));
    bind_range(query, book, from, to, LEDGER_CLOSING);
    while (db_next(query)) {
        table.rows = arena_room(arena, table.rows, sizeof *table.rows, table.count);
        table.rows[table.count++] =
            (struct ledger_row){.account_id = db_column_uuid(query, 0), .closing = db_column_int(query, 1)};
    }
    db_done(query);
    return table;
}

/* ---- one account ---- */

static int64_t number_of_account(struct db *db, const struct record *account) {
    struct db_query *query =
        db_query(db, SQL("SELECT account FROM ledger_balance WHERE org_id = ?1 AND account_id = ?2"));
    db_bind_uuid(query, 1, account->org_id);
    db_bind_uuid(query, 2, account->id);
    int64_t number = db_next(query) ? db_column_int(query, 0) : -1;
    db_done(query);
    return number;
}

int64_t ledger_balance_on(struct db *db, struct uuid org, struct uuid account_id, int64_t day) {
    struct db_query *query = db_query(
        db, SQL("SELECT d.balance FROM ledger_balance b JOIN ledger_day d ON d.org_id = b.org_id AND "
                "d.account = b.account WHERE b.org_id = ?1 AND b.account_id = ?2 AND d.day <= ?3 "
                "ORDER BY d.day DESC LIMIT 1"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, account_id);
    db_bind_int(query, 3, day);
    int64_t balance = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return balance;
}

static void move_read(struct arena *arena, struct db_query *query, struct ledger_move_row *row) {
    *row = (struct ledger_move_row){.book = db_column_int(query, 0),
                                    .seq = db_column_int(query, 1),
                                    .day = db_column_int(query, 2),
                                    .amount = db_column_int(query, 3),
                                    .kind = db_column_int(query, 4),
                                    .memo = arena_copy(arena, db_column_text(query, 5)),
                                    .source_type = arena_copy(arena, db_column_text(query, 6)),
                                    .source_id = db_column_uuid(query, 7)};
}

struct ledger_statement ledger_statement_read(struct db *db, struct arena *arena,
                                              const struct record *account, int64_t from, int64_t to,
                                              size_t max) {
    int64_t number = number_of_account(db, account);
    struct ledger_statement statement = {.rows = arena_make(arena, struct ledger_move_row, max)};
    statement.opening = ledger_balance_on(db, account->org_id, account->id, from - 1);
    statement.closing = ledger_balance_on(db, account->org_id, account->id, to);
    struct db_query *query = db_query(
        db,
        SQL("SELECT p.book, p.seq, p.day, p.amount, e.kind, COALESCE(NULLIF(e.memo, ''), j.\"memo\", ''), "
            "e.source_type, e.source_id FROM ledger_posting p JOIN "
            "ledger_entry e ON e.org_id = p.org_id AND e.book = p.book AND e.seq = p.seq "
            "LEFT JOIN journal_entry j ON j.org_id = e.org_id AND j.id = e.source_id "
            "WHERE p.org_id = ?1 AND p.account = ?2 "
            "AND p.day >= ?3 AND p.day <= ?4 AND e.kind <> ?5 ORDER BY p.day, p.seq, p.line LIMIT ?6"));
    db_bind_uuid(query, 1, account->org_id);
    db_bind_int(query, 2, number);
    db_bind_int(query, 3, from);
    db_bind_int(query, 4, to);
    db_bind_int(query, 5, LEDGER_HELD);
    db_bind_int(query, 6, (int64_t)max + 1);
    int64_t balance = statement.opening;
    while (db_next(query)) {
        if (statement.count == max) {
            statement.has_more = true;
            break;
        }
        struct ledger_move_row *row = &statement.rows[statement.count++];
        move_read(arena, query, row);
        row->balance = balance += row->amount;
    }
    db_done(query);
    return statement;
}

/* ---- the entries of a book ---- */

#define ENTRIES(range, order)                                                                                \
    "SELECT e.seq, e.day, e.kind, COALESCE(NULLIF(e.memo, ''), j.\"memo\", ''), e.source_type, "             \
    "e.source_id, "                                                                                          \
    "a.id, a.\"unit\", a.\"number\", a.\"name\", a.\"name_km\", p.amount FROM (SELECT x.* FROM ledger_head " \
    "h "                                                                                                     \
    "JOIN ledger_entry x ON x.org_id = h.org_id AND x.book = h.book WHERE h.org_id = ?1 AND h.book_id = ?2 " \
    "AND " range " >= ?3 AND " range " <= ?4 AND x.kind <> ?5 ORDER BY x.day " order ", x.seq " order        \
    " LIMIT ?6 OFFSET ?7) AS e JOIN ledger_posting p ON p.org_id = e.org_id AND p.book = e.book AND p.seq "  \
    "= e.seq JOIN ledger_balance b ON b.org_id = p.org_id AND b.account = p.account JOIN ledger_account a "  \
    "ON a.org_id = b.org_id AND a.id = b.account_id LEFT JOIN journal_entry j ON j.org_id = e.org_id AND "   \
    "j.id = e.source_id ORDER BY e.day " order ", e.seq " order ", p.line"

static struct ledger_entry_row entry_read(struct arena *arena, struct db_query *query) {
    return (struct ledger_entry_row){.seq = db_column_int(query, 0),
                                     .day = db_column_int(query, 1),
                                     .kind = db_column_int(query, 2),
                                     .memo = arena_copy(arena, db_column_text(query, 3)),
                                     .source_type = arena_copy(arena, db_column_text(query, 4)),
                                     .source_id = db_column_uuid(query, 5)};
}

static void entry_add_line(struct arena *arena, struct db_query *query, struct ledger_entry_row *entry) {
    entry->lines = arena_room(arena, entry->lines, sizeof *entry->lines, entry->line_count);
    entry->lines[entry->line_count++] =
        (struct ledger_entry_line){.account_id = db_column_uuid(query, 6),
                                   .unit_id = db_column_uuid(query, 7),
                                   .number = arena_copy(arena, db_column_text(query, 8)),
                                   .name = arena_copy(arena, db_column_text(query, 9)),
                                   .name_km = arena_copy(arena, db_column_text(query, 10)),
                                   .amount = db_column_int(query, 11)};
}

static size_t entries_take(struct db_query *query, struct arena *arena, size_t skip, size_t max,
                           struct ledger_entry_row **rows) {
    size_t count = 0;
    *rows = arena_make(arena, struct ledger_entry_row, max + 1);
    db_bind_int(query, 6, (int64_t)max);
    db_bind_int(query, 7, (int64_t)skip);
    while (db_next(query)) {
        bool is_new = count == 0 || (*rows)[count - 1].seq != db_column_int(query, 0);
        if (is_new) (*rows)[count++] = entry_read(arena, query);
        entry_add_line(arena, query, &(*rows)[count - 1]);
    }
    db_done(query);
    return count;
}

size_t ledger_entries_read(struct db *db, struct arena *arena, const struct record *book, int64_t from,
                           int64_t to, enum ledger_order order, size_t skip, size_t max,
                           struct ledger_entry_row **rows) {
    struct db_query *query = db_query(db, order == LEDGER_OLDEST_FIRST ? SQL(ENTRIES("x.day", "ASC"))
                                                                       : SQL(ENTRIES("x.day", "DESC")));
    bind_range(query, book, from, to, LEDGER_HELD);
    return entries_take(query, arena, skip, max, rows);
}

size_t ledger_entries_numbered(struct db *db, struct arena *arena, const struct record *book, int64_t first,
                               int64_t last, size_t max, struct ledger_entry_row **rows) {
    struct db_query *query = db_query(db, SQL(ENTRIES("x.seq", "ASC")));
    bind_range(query, book, first, last, LEDGER_HELD);
    return entries_take(query, arena, 0, max, rows);
}

static int mark_compare(const void *a, const void *b) {
    const struct ledger_mark *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* The next ones after entry `seq`, at most `max`; their number. */
static size_t marks_read(struct db *db, const struct record *book, int64_t seq, struct ledger_mark *marks,
                         size_t max) {
    struct db_query *query = db_query(
        db,
        SQL("SELECT e.day, e.seq FROM ledger_head h JOIN ledger_entry e ON e.org_id = h.org_id AND e.book = "
            "h.book WHERE h.org_id = ?1 AND h.book_id = ?2 AND e.seq > ?3 AND e.seq <= ?4 AND e.kind <> ?5 "
            "ORDER BY e.seq LIMIT ?6"));
    size_t count = 0;
    bind_range(query, book, seq, INT64_MAX, LEDGER_HELD);
    db_bind_int(query, 6, (int64_t)max);
    while (count < max && db_next(query)) {
        marks[count++] = (struct ledger_mark){db_column_int(query, 0), db_column_int(query, 1)};
    }
    db_done(query);
    return count;
}

size_t ledger_entry_marks(struct db *db, struct arena *arena, const struct record *book, size_t max,
                          struct ledger_mark **marks) {
    enum { AT_ONCE = 20000 };
    size_t count = 0, got = AT_ONCE;
    *marks = arena_make(arena, struct ledger_mark, max + 1);
    while (got == AT_ONCE && count < max) {
        size_t wanted = max - count < AT_ONCE ? max - count : AT_ONCE;
        got = marks_read(db, book, count ? (*marks)[count - 1].seq : 0, *marks + count, wanted);
        count += got;
    }
    if (count) qsort(*marks, count, sizeof **marks, mark_compare);
    return count;
}

int64_t ledger_entries_count(struct db *db, const struct record *book, int64_t from, int64_t to) {
    struct db_query *query = db_query(
        db,
        SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM ledger_head h JOIN ledger_entry e ON e.org_id = h.org_id "
            "AND e.book = h.book WHERE h.org_id = ?1 AND h.book_id = ?2 AND e.day >= ?3 AND e.day <= ?4 "
            "AND e.kind <> ?5"));
    bind_range(query, book, from, to, LEDGER_HELD);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

bool ledger_last_day(struct db *db, const struct record *book, int64_t *day) {
    struct db_query *query = db_query(
        db, SQL("SELECT CAST(MAX(d.day) AS BIGINT) FROM ledger_head h JOIN ledger_balance b ON b.org_id = "
                "h.org_id AND b.book = h.book JOIN ledger_day d ON d.org_id = b.org_id AND d.account = "
                "b.account AND d.day = (SELECT MAX(x.day) FROM ledger_day x WHERE x.org_id = b.org_id AND "
                "x.account = b.account) WHERE h.org_id = ?1 AND h.book_id = ?2"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->id);
    bool found = db_next(query) && !db_column_is_null(query, 0);
    if (found) *day = db_column_int(query, 0);
    db_done(query);
    return found;
}
