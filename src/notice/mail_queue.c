/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/mail_queue.h"

#include "base/clock.h"
#include "base/log.h"

static const char *const kind_codes[MAIL_KINDS] = {
    [MAIL_DIGEST] = "digest", [MAIL_TEST] = "test", [MAIL_WEBHOOK_OFF] = "webhook_off",
    [MAIL_CASE_ASKED] = "case_asked", [MAIL_CASE_OPENED] = "case_opened",
    [MAIL_INCIDENT] = "incident",   [MAIL_EMPLOYER_FLAG] = "employer_flag"};
static const char *const state_codes[MAIL_STATES] = {
    [MAIL_QUEUED] = "queued", [MAIL_SENDING] = "sending", [MAIL_SENT] = "sent",
    [MAIL_FAILED] = "failed", [MAIL_EMPTY] = "empty",     [MAIL_REPLACED] = "replaced"};

static int code_index(const char *const *codes, int count, struct slice code) {
    for (int i = 0; i < count; i++) {
        if (slice_equal(slice_of(codes[i]), code)) return i;
    }
    BUG("the table notice_mail has an unknown code");
}

/* ---- writing ---- */

static bool recover(void *context, struct db *db) {
    (void)context;
    db_run(db_query(db, SQL("UPDATE notice_mail SET state = 'queued', next_ms = 0 WHERE state = 'sending'")));
    return true;
}

void mail_queue_recover(struct store *store) {
    if (!store_run(store, recover, NULL)) log_fail("mail: the queue could not be put in order");
}

static void replace_older(struct db *db, const struct mail_row *row) {
    struct db_query *query =
        db_query(db, SQL("UPDATE notice_mail SET state = 'replaced' WHERE org_id = ?1 AND user_id = ?2 AND "
                         "kind = 'digest' AND state = 'queued' AND day < ?3"));
    db_bind_uuid(query, 1, row->org_id);
    db_bind_uuid(query, 2, row->user_id);
    db_bind_int(query, 3, row->day);
    db_run(query);
}

static bool add(void *context, struct db *db) {
    const struct mail_row *row = context;
    if (row->kind == MAIL_DIGEST) replace_older(db, row);
    struct db_query *query = db_query(
        db,
        SQL("INSERT INTO notice_mail (org_id, id, user_id, kind, day, subject_id, state, created_ms, "
            "next_ms, attempts, "
            "tried_ms, recipient, code, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, '', 0, '') "
            "ON CONFLICT DO NOTHING"));
    db_bind_uuid(query, 1, row->org_id);
    db_bind_uuid(query, 2, row->id);
    db_bind_uuid(query, 3, row->user_id);
    db_bind_text(query, 4, slice_of(kind_codes[row->kind]));
    db_bind_int(query, 5, row->day);
    db_bind_uuid(query, 6, row->subject_id);
    db_bind_text(query, 7, slice_of(state_codes[row->state]));
    db_bind_int(query, 8, row->created_ms);
    db_bind_int(query, 9, row->next_ms);
    db_run(query);
    return true;
}

bool mail_queue_add(struct store *store, struct mail_row *row) {
    if (uuid_is_zero(row->id)) row->id = uuid_new();
    row->created_ms = row->next_ms = clock_now_ms();
    return store_run(store, add, row);
}

void mail_queue_add_in(struct db *db, struct mail_row *row) {
    if (uuid_is_zero(row->id)) row->id = uuid_new();
    row->created_ms = row->next_ms = clock_now_ms();
    (void)add(row, db);
}

static bool save(void *context, struct db *db) {
    const struct mail_row *row = context;
    struct db_query *query =
        db_query(db, SQL("UPDATE notice_mail SET state = ?3, next_ms = ?4, attempts = ?5, tried_ms = ?6, "
                         "recipient = ?7, code = ?8, words = ?9 WHERE org_id = ?1 AND id = ?2"));
    db_bind_uuid(query, 1, row->org_id);
    db_bind_uuid(query, 2, row->id);
    db_bind_text(query, 3, slice_of(state_codes[row->state]));
    db_bind_int(query, 4, row->next_ms);
    db_bind_int(query, 5, row->attempts);
    db_bind_int(query, 6, row->tried_ms);
    db_bind_text(query, 7, row->recipient);
    db_bind_int(query, 8, row->code);
    db_bind_text(query, 9, row->words);
    db_run(query);
    return true;
}

bool mail_queue_save(struct store *store, const struct mail_row *row) {
    struct mail_row copy = *row;
    return store_run(store, save, &copy);
}

static bool forget(void *context, struct db *db) {
    const int64_t *before_ms = context;
    struct db_query *query = db_query(
        db, SQL("DELETE FROM notice_mail WHERE created_ms < ?1 AND state NOT IN ('queued', 'sending')"));
    db_bind_int(query, 1, *before_ms);
    db_run(query);
    return true;
}

void mail_queue_forget_before(struct store *store, int64_t ms) {
    if (!store_run(store, forget, &ms)) log_warn("mail: old entries could not be thrown away");
}

/* ---- reading ---- */

#define COLUMNS                                                                                              \
    "SELECT org_id, id, user_id, kind, day, subject_id, state, created_ms, next_ms, attempts, tried_ms, "    \
    "recipient, code, words "                                                                                \
    "FROM notice_mail "

static struct mail_row row_read(struct db_query *query, struct arena *arena) {
    return (struct mail_row){
        .org_id = db_column_uuid(query, 0),
        .id = db_column_uuid(query, 1),
        .user_id = db_column_uuid(query, 2),
        .kind = (enum mail_kind)code_index(kind_codes, MAIL_KINDS, db_column_text(query, 3)),
        .day = db_column_int(query, 4),
        .subject_id = db_column_uuid(query, 5),
        .state = (enum mail_state)code_index(state_codes, MAIL_STATES, db_column_text(query, 6)),
        .created_ms = db_column_int(query, 7),
        .next_ms = db_column_int(query, 8),
        .attempts = db_column_int(query, 9),
        .tried_ms = db_column_int(query, 10),
        .recipient = arena_copy(arena, db_column_text(query, 11)),
        .code = db_column_int(query, 12),
        .words = arena_copy(arena, db_column_text(query, 13)),
    };
}

static size_t rows_read(struct db_query *query, struct arena *arena, struct mail_row *rows, size_t max) {
    size_t count = 0;
    while (count < max && db_next(query)) {
        rows[count++] = row_read(query, arena);
    }
    db_done(query);
    return count;
}

bool mail_queue_has_digest(struct db *db, struct uuid org_id, struct uuid user_id, int64_t day) {
    struct db_query *query = db_query(db, SQL("SELECT 1 FROM notice_mail WHERE org_id = ?1 AND user_id = ?2 "
                                              "AND kind = 'digest' AND day >= ?3 LIMIT 1"));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, user_id);
    db_bind_int(query, 3, day);
    bool found = db_next(query);
    db_done(query);
    return found;
}

/* One server sends for all organisations, so the queue is read over all of them. */
size_t mail_queue_due(struct db *db, struct arena *arena, int64_t now_ms, struct mail_row *rows, size_t max) {
    struct db_query *query = db_query(
        db, SQL(COLUMNS "WHERE state = 'queued' AND next_ms <= ?1 ORDER BY next_ms, created_ms LIMIT ?2"));
    db_bind_int(query, 1, now_ms);
    db_bind_int(query, 2, (int64_t)max);
    return rows_read(query, arena, rows, max);
}

int64_t mail_queue_next_ms(struct db *db) {
    struct db_query *query =
        db_query(db, SQL("SELECT next_ms FROM notice_mail WHERE state = 'queued' ORDER BY next_ms LIMIT 1"));
    int64_t next_ms = db_next(query) ? db_column_int(query, 0) : INT64_MAX;
    db_done(query);
    return next_ms;
}

size_t mail_queue_list(struct db *db, struct arena *arena, struct uuid org_id, struct mail_row *rows,
                       size_t max) {
    struct db_query *query =
        db_query(db, SQL(COLUMNS "WHERE org_id = ?1 ORDER BY created_ms DESC, id DESC LIMIT ?2"));
    db_bind_uuid(query, 1, org_id);
    db_bind_int(query, 2, (int64_t)max);
    return rows_read(query, arena, rows, max);
}

bool mail_queue_get(struct db *db, struct arena *arena, struct uuid org_id, struct uuid id,
                    struct mail_row *row) {
    struct db_query *query = db_query(db, SQL(COLUMNS "WHERE org_id = ?1 AND id = ?2"));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, id);
    return rows_read(query, arena, row, 1) == 1;
}
