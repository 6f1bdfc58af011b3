/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/attachment/attachment_store.h"

#include <sodium.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/attachment/attachment.h"
#include "store/rule.h"
#include "store/vault.h"

enum {
    HASH_BYTES_LEN = 32,
    ORPHAN_MS = 24 * 3600 * 1000,
    ABOUT_POSITION = -1,
    PIECES_MAX = LIMIT_ATTACHMENT_BYTES / LIMIT_ATTACHMENT_PIECE_BYTES + 2,
};

struct piece {
    struct uuid owner;
    struct slice sealed;
};

struct slice attachment_hash(struct arena *arena, struct slice bytes) {
    unsigned char hash[HASH_BYTES_LEN];
    struct text hex = TEXT_IN(arena);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)(bytes.s ? bytes.s : ""), bytes.len, NULL,
                       0);
    for (size_t i = 0; i < sizeof hash; i++) {
        text_printf(&hex, "%02x", hash[i]);
    }
    return text_slice(&hex);
}

/* A piece opens only as the piece that it is. */
static struct seal_place place_of(struct arena *arena, struct uuid org, struct uuid id, int64_t position) {
    return (struct seal_place){.table = S("attachment_piece"),
                               .field = arena_printf(arena, "piece %lld", (long long)position),
                               .record_id = id,
                               .org_id = org};
}

/* ---- writing ---- */

struct put_task {
    struct store *store;
    struct uuid org, id, owner;
    struct slice bytes, about;
};

static bool piece_write(struct rule *rule, const struct put_task *task, int64_t position,
                        struct slice piece) {
    struct seal_place place = place_of(rule->job_arena, task->org, task->id, position);
    struct slice sealed = vault_seal_bytes(rule, task->owner, &place, piece);
    if (!sealed.len) return false;
    struct db_query *query =
        db_query(rule->db, SQL("INSERT INTO attachment_piece (org_id, attachment_id, position, owner_id, "
                               "stored_ms, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    db_bind_uuid(query, 1, task->org);
    db_bind_uuid(query, 2, task->id);
    db_bind_int(query, 3, position);
    db_bind_uuid(query, 4, task->owner);
    db_bind_int(query, 5, clock_now_ms());
    db_bind_blob(query, 6, sealed);
    db_run(query);
    return true;
}

static bool put_work(void *context, struct db *db) {
    const struct put_task *task = context;
    bool good = true;
    for (size_t at = 0; good && at < task->bytes.len; at += LIMIT_ATTACHMENT_PIECE_BYTES) {
        struct rule rule = {.store = task->store, .db = db, .job_arena = arena_new()};
        struct slice piece = slice_sub(task->bytes, at, at + LIMIT_ATTACHMENT_PIECE_BYTES);
        good = piece_write(&rule, task, (int64_t)(at / LIMIT_ATTACHMENT_PIECE_BYTES), piece) && db_flush(db);
        arena_free(rule.job_arena);
    }
    if (!good || !task->about.len) return good;
    struct rule rule = {.store = task->store, .db = db, .job_arena = arena_new()};
    good = piece_write(&rule, task, ABOUT_POSITION, task->about) && db_flush(db);
    arena_free(rule.job_arena);
    return good;
}

bool attachment_put(struct store *store, struct uuid org, struct uuid id, struct uuid owner,
                    struct slice bytes) {
    struct put_task task = {store, org, id, owner, bytes, S("")};
    ASSERT(bytes.len && bytes.len <= LIMIT_ATTACHMENT_BYTES);
    return store_run(store, put_work, &task);
}

struct slice attachment_sealed_hash(struct db *db, struct arena *arena, struct uuid org, struct uuid id) {
    struct text all = TEXT_IN(arena);
    struct db_query *query = db_query(db, SQL("SELECT sealed FROM attachment_piece WHERE org_id = ?1 AND attachment_id = ?2 AND "
                                              "position >= 0 ORDER BY position"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, id);
    while (db_next(query)) text_append(&all, db_column_blob(query, 0));
    db_done(query);
    return attachment_hash(arena, text_slice(&all));
}

bool attachment_put_hidden(struct store *store, struct arena *arena, struct uuid org, struct uuid id, struct uuid owner,
                           struct slice bytes, struct slice about, struct slice *sealed_hash) {
    struct put_task task = {store, org, id, owner, bytes, about};
    ASSERT(bytes.len && bytes.len <= LIMIT_ATTACHMENT_BYTES);
    if (!store_run(store, put_work, &task)) return false;
    struct db *db = store_borrow(store);
    *sealed_hash = attachment_sealed_hash(db, arena, org, id);
    store_return(store, db);
    return true;
}

/* ---- another owner ---- */

size_t attachments_under(struct rule *rule, struct uuid org, struct uuid owner, struct uuid *ids, size_t max) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT DISTINCT attachment_id FROM attachment_piece WHERE org_id = ?1 AND owner_id = ?2 "
                               "ORDER BY attachment_id"));
    size_t count = 0;
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, owner);
    while (count < max && db_next(query)) ids[count++] = db_column_uuid(query, 0);
    db_done(query);
    return count;
}

static size_t positions_read(struct rule *rule, const struct record *attachment, int64_t *positions, size_t max) {
    struct db_query *query = db_query(rule->db, SQL("SELECT position FROM attachment_piece WHERE org_id = ?1 AND attachment_id = ?2 "
                                                    "ORDER BY position"));
    size_t count = 0;
    db_bind_uuid(query, 1, attachment->org_id);
    db_bind_uuid(query, 2, attachment->id);
    while (count < max && db_next(query)) positions[count++] = db_column_int(query, 0);
    db_done(query);
    return count;
}

static struct piece piece_read(struct rule *rule, struct arena *arena, const struct record *attachment, int64_t position) {
    struct piece piece = {0};
    struct db_query *query = db_query(rule->db, SQL("SELECT owner_id, sealed FROM attachment_piece WHERE org_id = ?1 AND "
                                                    "attachment_id = ?2 AND position = ?3"));
    db_bind_uuid(query, 1, attachment->org_id);
    db_bind_uuid(query, 2, attachment->id);
    db_bind_int(query, 3, position);
    if (db_next(query)) piece = (struct piece){db_column_uuid(query, 0), arena_copy(arena, db_column_blob(query, 1))};
    db_done(query);
    return piece;
}

static bool piece_reseal(struct rule *rule, const struct record *attachment, int64_t position, struct uuid owner) {
    struct rule own = {.store = rule->store, .db = rule->db, .job_arena = arena_new(), .actor = rule->actor};
    struct piece piece = piece_read(&own, own.job_arena, attachment, position);
    struct seal_place place = place_of(own.job_arena, attachment->org_id, attachment->id, position);
    struct slice plain, sealed = S("");
    bool good = vault_open_bytes(own.store, own.db, own.job_arena, piece.owner, &place, piece.sealed, &plain);
    if (good) sealed = vault_seal_bytes(&own, owner, &place, plain);
    if (sealed.len) {
        struct db_query *query = db_query(own.db, SQL("UPDATE attachment_piece SET owner_id = ?4, sealed = ?5 WHERE org_id = ?1 AND "
                                                      "attachment_id = ?2 AND position = ?3"));
        db_bind_uuid(query, 1, attachment->org_id);
        db_bind_uuid(query, 2, attachment->id);
        db_bind_int(query, 3, position);
        db_bind_uuid(query, 4, owner);
        db_bind_blob(query, 5, sealed);
        db_run(query);
        good = db_flush(own.db);
    }
    arena_free(own.job_arena);
    return good && sealed.len;
}

bool attachment_reseal(struct rule *rule, const struct record *attachment, struct uuid owner, struct slice *hash) {
    int64_t positions[PIECES_MAX];
    struct arena *scratch = arena_new();
    struct slice before = attachment_sealed_hash(rule->db, scratch, attachment->org_id, attachment->id);
    bool is_of_stored = slice_equal(before, attachment_of(attachment)->hash.text), good = true;
    size_t count = positions_read(rule, attachment, positions, PIECES_MAX);
    arena_free(scratch);
    for (size_t i = 0; good && i < count; i++) good = piece_reseal(rule, attachment, positions[i], owner);
    *hash = good && is_of_stored ? attachment_sealed_hash(rule->db, rule->job_arena, attachment->org_id, attachment->id) : S("");
    return good && count;
}

/* Pieces come before the record that names them; where it never came they are nobody's. */
static bool sweep_orphans(void *context, struct db *db) {
    (void)context;
    struct db_query *query =
        db_query(db, SQL("DELETE FROM attachment_piece WHERE stored_ms < ?1 AND NOT EXISTS (SELECT 1 FROM "
                         "attachment a WHERE a.org_id = attachment_piece.org_id AND a.id = "
                         "attachment_piece.attachment_id)"));
    db_bind_int(query, 1, clock_now_ms() - ORPHAN_MS);
    db_run(query);
    return true;
}

int64_t attachment_sweep(void *context, const struct runner *runner) {
    (void)runner;
    if (!store_run(context, sweep_orphans, NULL))
        log_fail("what is left of broken uploads could not be swept away");
    return clock_now_ms() + ORPHAN_MS;
}

bool attachment_is_stored(struct db *db, struct uuid org, struct uuid id) {
    struct db_query *query = db_query(db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM attachment_piece WHERE "
                                              "org_id = ?1 AND attachment_id = ?2"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, id);
    bool stored = db_next(query) && db_column_int(query, 0) > 0;
    db_done(query);
    return stored;
}

/* ---- reading ---- */

static size_t pieces_read(struct db *db, struct arena *arena, const struct record *attachment,
                          struct piece **pieces) {
    struct db_query *query =
        db_query(db, SQL("SELECT owner_id, sealed FROM attachment_piece WHERE org_id = ?1 AND "
                         "attachment_id = ?2 AND position >= 0 ORDER BY position"));
    size_t count = 0;
    *pieces = NULL;
    db_bind_uuid(query, 1, attachment->org_id);
    db_bind_uuid(query, 2, attachment->id);
    while (db_next(query)) {
        *pieces = arena_room(arena, *pieces, sizeof **pieces, count);
        (*pieces)[count++] =
            (struct piece){db_column_uuid(query, 0), arena_copy(arena, db_column_blob(query, 1))};
    }
    db_done(query);
    return count;
}

static bool key_is_gone(struct db *db, struct uuid org, struct uuid owner) {
    struct db_query *query = db_query(
        db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM record_key WHERE org_id = ?1 AND owner_id = ?2 AND LENGTH(wrapped) > 0"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, owner);
    bool gone = db_next(query) && db_column_int(query, 0) == 0;
    db_done(query);
    return gone;
}

enum attachment_state attachment_get(struct store *store, struct db *db, struct arena *arena,
                                     const struct record *attachment, struct slice *bytes) {
    struct text all = TEXT_IN(arena), stored = TEXT_IN(arena);
    struct piece *pieces;
    size_t count = pieces_read(db, arena, attachment, &pieces);
    for (size_t i = 0; i < count; i++) {
        struct seal_place place = place_of(arena, attachment->org_id, attachment->id, (int64_t)i);
        struct slice plain;
        if (!vault_open_bytes(store, db, arena, pieces[i].owner, &place, pieces[i].sealed, &plain)) {
            return key_is_gone(db, attachment->org_id, pieces[i].owner) ? ATTACHMENT_ERASED
                                                                        : ATTACHMENT_DAMAGED;
        }
        text_append(&all, plain);
        text_append(&stored, pieces[i].sealed);
    }
    *bytes = text_slice(&all);
    struct slice hash = attachment_of(attachment)->hash.text;
    bool whole = bytes->len && (slice_equal(attachment_hash(arena, *bytes), hash) ||
                                slice_equal(attachment_hash(arena, text_slice(&stored)), hash));
    return whole ? ATTACHMENT_WHOLE : ATTACHMENT_DAMAGED;
}

struct slice attachment_about(struct store *store, struct db *db, struct arena *arena, const struct record *attachment) {
    struct slice sealed = S(""), about = S("");
    struct uuid owner = SHARED_ORG;
    struct db_query *query = db_query(db, SQL("SELECT owner_id, sealed FROM attachment_piece WHERE org_id = ?1 AND attachment_id = ?2 AND "
                                              "position = ?3"));
    db_bind_uuid(query, 1, attachment->org_id);
    db_bind_uuid(query, 2, attachment->id);
    db_bind_int(query, 3, ABOUT_POSITION);
    if (db_next(query)) {
        owner = db_column_uuid(query, 0);
        sealed = arena_copy(arena, db_column_blob(query, 1));
    }
    db_done(query);
    struct seal_place place = place_of(arena, attachment->org_id, attachment->id, ABOUT_POSITION);
    return sealed.len && vault_open_bytes(store, db, arena, owner, &place, sealed, &about) ? about : S("");
}

/* ---- verifying ---- */

enum { VERIFY_CHUNK = 100 };

/* The next ones behind a file, in the order of the primary key. */
static size_t files_read(struct db *db, struct arena *arena, struct uuid org, struct uuid after,
                         struct record **records) {
    struct db_query *query = db_query(db, SQL("SELECT org_id, id, hash FROM attachment WHERE (org_id, id) > "
                                              "(?1, ?2) ORDER BY org_id, id LIMIT ?3"));
    size_t count = 0;
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, after);
    db_bind_int(query, 3, VERIFY_CHUNK);
    while (count < VERIFY_CHUNK && db_next(query)) {
        struct record *record = records[count++] = record_new(arena, &attachment_type);
        record->org_id = db_column_uuid(query, 0);
        record->id = db_column_uuid(query, 1);
        attachment_of(record)->hash =
            (struct value){.present = true, .text = arena_copy(arena, db_column_text(query, 2))};
    }
    db_done(query);
    return count;
}

static void file_verify(struct store *store, struct db *db, const struct record *record,
                        struct attachment_report *report) {
    struct arena *arena = arena_new();
    struct slice bytes;
    enum attachment_state state = attachment_get(store, db, arena, record, &bytes);
    report->files++;
    report->erased += state == ATTACHMENT_ERASED;
    if (state == ATTACHMENT_DAMAGED && !report->wrong++) report->first_wrong = record->id;
    arena_free(arena);
}

void attachment_verify(struct store *store, struct db *db, struct attachment_report *report) {
    struct uuid org = SHARED_ORG, after = SHARED_ORG;
    size_t count;
    *report = (struct attachment_report){0};
    do {
        struct arena *arena = arena_new();
        struct record *records[VERIFY_CHUNK];
        count = files_read(db, arena, org, after, records);
        for (size_t i = 0; i < count; i++) {
            file_verify(store, db, records[i], report);
        }
        if (count) {
            org = records[count - 1]->org_id;
            after = records[count - 1]->id;
        }
        arena_free(arena);
    } while (count == VERIFY_CHUNK);
}
