/* SPDX-License-Identifier: Apache-2.0 */
#include "store/verify.h"

#include <sodium.h>

#include "base/log.h"
#include "base/text.h"
#include "store/codec.h"
#include "store/history.h"
#include "store/store_internal.h"

enum { PAGE_ENTRIES = 5000 };

static void report_wrong(struct verify_report *report, int64_t seq) {
    if (!report->first_wrong_seq) report->first_wrong_seq = seq;
}

static void verify_entry(struct db_query *query, int64_t expected_seq, uint8_t hash[static HASH_BYTES],
                         struct verify_report *report) {
    struct log_columns columns = {
        .seq = db_column_int(query, 0),        .node = db_column_uuid(query, 1),
        .hlc = db_column_int(query, 2),        .at_ms = db_column_int(query, 3),
        .actor_id = db_column_uuid(query, 4),  .org_id = db_column_uuid(query, 5),
        .type = db_column_text(query, 6),      .record_id = db_column_uuid(query, 7),
        .verb = db_column_int(query, 8),       .version = db_column_int(query, 9),
        .patch = db_column_text(query, 10),    .reason = db_column_text(query, 11),
    };
    struct slice stored = db_column_blob(query, 12);
    changelog_hash(hash, &columns, hash);
    report->entries++;
    if (columns.seq != expected_seq) {
        report->gaps++;
        report_wrong(report, columns.seq);
    }
    if (stored.len == HASH_BYTES && memcmp(stored.s, hash, HASH_BYTES) == 0) return;
    report->wrong_hashes++;
    report_wrong(report, columns.seq);
    if (stored.len == HASH_BYTES) memcpy(hash, stored.s, HASH_BYTES); /* find every break, not all behind one */
}

static int64_t verify_page(struct db *db, int64_t after, uint8_t hash[static HASH_BYTES], struct verify_report *report) {
    struct db_query *query =
        db_query(db, SQL("SELECT seq, node, hlc, at_ms, actor_id, org_id, type, record_id, verb, version, patch, reason, hash "
                         "FROM change_log WHERE seq > ?1 ORDER BY seq LIMIT ?2"));
    db_bind_int(query, 1, after);
    db_bind_int(query, 2, PAGE_ENTRIES);
    int64_t last = after;
    while (db_next(query)) {
        verify_entry(query, last + 1, hash, report);
        last = db_column_int(query, 0);
    }
    db_done(query);
    return last;
}

static void verify_checkpoints(struct db *db, struct verify_report *report) {
    struct arena *arena = arena_new();
    struct db_query *query = db_query(db, SQL("SELECT c.seq, c.hash, c.public_key, c.signature, l.hash FROM checkpoint c "
                                              "LEFT JOIN change_log l ON l.seq = c.seq ORDER BY c.seq"));
    while (db_next(query)) {
        int64_t seq = db_column_int(query, 0);
        struct slice hash = arena_copy(arena, db_column_blob(query, 1)), key = arena_copy(arena, db_column_blob(query, 2));
        struct slice signature = arena_copy(arena, db_column_blob(query, 3)), logged = db_column_blob(query, 4);
        bool good = hash.len == HASH_BYTES && key.len == SEAL_PUBLIC_BYTES && signature.len == SEAL_SIGNATURE_BYTES &&
                    slice_equal(hash, logged);
        good = good && seal_signature_is_valid((const uint8_t *)key.s,
                                               checkpoint_message(arena, seq, (const uint8_t *)hash.s),
                                               (const uint8_t *)signature.s);
        report->checkpoints++;
        if (!good) {
            report->wrong_signatures++;
            report_wrong(report, seq);
        }
    }
    db_done(query);
    arena_free(arena);
}

bool verify_chain(struct store *store, struct db *db, void (*progress)(void *context, int64_t done, int64_t all),
                  void *context, struct verify_report *report) {
    (void)store;
    *report = (struct verify_report){0};
    int64_t all = 0, last = 0;
    struct db_query *query = db_query(db, SQL("SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM change_log"));
    if (db_next(query)) all = db_column_int(query, 0);
    db_done(query);
    for (;;) {
        int64_t next = verify_page(db, last, report->hash, report);
        if (next == last) break;
        last = next;
        if (progress) progress(context, last, all);
    }
    verify_checkpoints(db, report);
    return db_status(db) == DB_OK;
}

/* ---- records against the log ---- */

/* Everything is visible to the verifier. */
static struct view verify_view(const struct record *record, struct uuid *org) {
    *org = record->org_id;
    return (struct view){.allowed = true, .orgs = org, .org_count = 1, .own_org = record->org_id,
                         .own_max = IDENTIFYING, .foreign_max = IDENTIFYING};
}

static bool record_equals_log(struct store *store, struct db *db, struct arena *arena, const struct record *record) {
    struct uuid org;
    struct view view = verify_view(record, &org);
    struct history_entry *entries;
    size_t count = history_read(store, db, arena, &view, record, &entries);
    if (count == 0) return false;
    const struct record *last = entries[count - 1].after;
    if (last->version != record->version || (last->deleted_ms != 0) != (record->deleted_ms != 0)) return false;
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        if (!value_equal(field, &last->values[i], &record->values[i])) return false;
    }
    return true;
}

static struct record **records_page(struct store *store, struct db *db, struct arena *arena, const struct record_type *type,
                                    const struct record *after, size_t *count) {
    struct text sql = TEXT_IN(arena);
    struct slice find = slice_of(store_type_sql(store, type)->find.text);
    text_append(&sql, slice_sub(find, 0, slice_find(find, S(" WHERE "), 0)));
    text_append(&sql, S(" WHERE org_id > ?1 OR (org_id = ?1 AND id > ?2) ORDER BY org_id, id LIMIT ?3"));
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&sql)));
    static const struct uuid zero;
    db_bind_uuid(query, 1, after ? after->org_id : zero);
    db_bind_uuid(query, 2, after ? after->id : zero);
    db_bind_int(query, 3, PAGE_ENTRIES);
    struct record **page = arena_make(arena, struct record *, PAGE_ENTRIES);
    for (*count = 0; *count < PAGE_ENTRIES && db_next(query);) {
        page[(*count)++] = codec_read(arena, query, type);
    }
    db_done(query);
    return page;
}

static void verify_type(struct store *store, struct db *db, const struct record_type *type, struct verify_report *report) {
    struct arena *page_arena = arena_new(), *record_arena = arena_new(), *next_arena = arena_new();
    const struct record *after = NULL;
    for (size_t count = 1; count;) {
        struct record **page = records_page(store, db, page_arena, type, after, &count);
        for (size_t i = 0; i < count; i++) {
            report->records++;
            if (!record_equals_log(store, db, record_arena, page[i])) {
                report->wrong_records++;
                log_warn("verify: a %s differs from the log", type->name);
            }
            arena_reset(record_arena);
        }
        if (!count) break;
        arena_reset(next_arena);
        after = record_copy(next_arena, page[count - 1]);
        arena_reset(page_arena);
    }
    arena_free(page_arena);
    arena_free(record_arena);
    arena_free(next_arena);
}

static int64_t rows_of(struct db *db, struct arena *arena, const struct record_type *type) {
    struct slice sql = arena_printf(arena, "SELECT CAST(COUNT(*) AS BIGINT) FROM \"%s\"", type->name);
    struct db_query *query = db_query(db, sql_built(arena, sql));
    int64_t rows = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return rows;
}

/* A row that was taken out by hand has nothing left to compare: every record was created once, so there are as many rows
 * as entries that create. */
static void verify_counts(struct store *store, struct db *db, struct verify_report *report) {
    struct arena *arena = arena_new();
    int64_t *created = arena_make(arena, int64_t, store->catalogue->count);
    struct db_query *query = db_query(db, SQL("SELECT type, CAST(COUNT(*) AS BIGINT) FROM change_log WHERE verb = ?1 GROUP BY type"));
    db_bind_int(query, 1, CHANGE_CREATE);
    while (db_next(query)) {
        const struct record_type *type = catalogue_find(store->catalogue, db_column_text(query, 0));
        if (type) created[catalogue_index(store->catalogue, type)] = db_column_int(query, 1);
    }
    db_done(query);
    for (size_t i = 0; i < store->catalogue->count; i++) {
        const struct record_type *type = store->catalogue->types[i];
        int64_t missing = created[i] - rows_of(db, arena, type);
        if (missing <= 0) continue; /* a row without an entry was found above */
        report->wrong_records += missing;
        log_warn("verify: %lld rows of %s are gone", (long long)missing, type->name);
    }
    arena_free(arena);
}

bool verify_records(struct store *store, struct db *db, struct verify_report *report) {
    for (size_t i = 0; i < store->catalogue->count; i++) {
        verify_type(store, db, store->catalogue->types[i], report);
    }
    verify_counts(store, db, report);
    return db_status(db) == DB_OK;
}

/* ---- checkpoints for another office ---- */

static struct slice hex_format(struct arena *arena, struct slice bytes) {
    char *hex = arena_alloc(arena, bytes.len * 2 + 1);
    sodium_bin2hex(hex, bytes.len * 2 + 1, (const uint8_t *)bytes.s, bytes.len);
    return slice_of(hex);
}

struct slice verify_newest_checkpoint(struct db *db, struct arena *arena) {
    struct slice line = S("");
    struct db_query *query = db_query(db, SQL("SELECT seq, hash, public_key, signature FROM checkpoint ORDER BY seq DESC LIMIT 1"));
    if (db_next(query)) {
        int64_t seq = db_column_int(query, 0);
        struct slice hash = hex_format(arena, db_column_blob(query, 1)), key = hex_format(arena, db_column_blob(query, 2));
        struct slice signature = hex_format(arena, db_column_blob(query, 3));
        line = arena_printf(arena, "mlup-checkpoint-1 %lld %.*s %.*s %.*s", (long long)seq, SLICE_ARG(hash), SLICE_ARG(key),
                            SLICE_ARG(signature));
    }
    db_done(query);
    return line;
}

static bool hex_parse(struct slice hex, uint8_t *bytes, size_t size) {
    size_t len = 0;
    return hex.len == size * 2 && sodium_hex2bin(bytes, size, hex.s, hex.len, NULL, &len, NULL) == 0 && len == size;
}

bool verify_checkpoint_line(struct db *db, struct slice line) {
    struct slice rest = slice_trim(line), word[5];
    size_t count = 0;
    while (count < 5 && slice_split(&rest, ' ', &word[count])) {
        count++;
    }
    int64_t seq;
    uint8_t hash[HASH_BYTES], key[SEAL_PUBLIC_BYTES], signature[SEAL_SIGNATURE_BYTES];
    bool good = count == 5 && slice_equal(word[0], S("mlup-checkpoint-1")) && slice_to_int64(word[1], &seq) &&
                hex_parse(word[2], hash, sizeof hash) && hex_parse(word[3], key, sizeof key) &&
                hex_parse(word[4], signature, sizeof signature);
    if (!good) return false;
    struct arena *arena = arena_new();
    good = seal_signature_is_valid(key, checkpoint_message(arena, seq, hash), signature);
    struct db_query *query = db_query(db, SQL("SELECT hash FROM change_log WHERE seq = ?1"));
    db_bind_int(query, 1, seq);
    good = db_next(query) && good && slice_equal(db_column_blob(query, 0), (struct slice){(const char *)hash, sizeof hash});
    db_done(query);
    arena_free(arena);
    return good;
}
