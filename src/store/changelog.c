/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The change log: one entry per changed record, each hashed over its columns and the hash before it (BLAKE2b-256),
 * so that an entry changed or taken out later breaks every hash behind it.  Now and then the state is signed
 * (Ed25519): a checkpoint that another office keeps shows even a rewritten chain.  Sealed entries (log_patch.h) are
 * hashed as they are sealed, so that the chain proves itself with their key and without it.
 */
#include <sodium.h>

#include "base/log.h"
#include "store/store_internal.h"

enum { CHECKPOINT_ENTRIES = 10000 };

static void hash_number(crypto_generichash_state *state, int64_t number) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)((uint64_t)number >> (56 - 8 * i));
    }
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void hash_text(crypto_generichash_state *state, struct slice text) {
    hash_number(state, (int64_t)text.len);
    crypto_generichash_update(state, (const uint8_t *)text.s, text.len);
}

static void hash_uuid(crypto_generichash_state *state, struct uuid uuid) {
    crypto_generichash_update(state, uuid.bytes, UUID_BYTES);
}

void changelog_hash(const uint8_t before[static HASH_BYTES], const struct log_columns *columns,
                    uint8_t hash[static HASH_BYTES]) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    crypto_generichash_update(&state, before, HASH_BYTES);
    hash_number(&state, columns->seq);
    hash_uuid(&state, columns->node);
    hash_number(&state, columns->hlc);
    hash_number(&state, columns->at_ms);
    hash_uuid(&state, columns->actor_id);
    hash_uuid(&state, columns->org_id);
    hash_text(&state, columns->type);
    hash_uuid(&state, columns->record_id);
    hash_number(&state, columns->verb);
    hash_number(&state, columns->version);
    hash_text(&state, columns->patch);
    hash_text(&state, columns->reason);
    crypto_generichash_final(&state, hash, HASH_BYTES);
}

bool changelog_open(struct store *store, struct db *db) {
    struct chain *chain = &store->writer.chain;
    struct db_query *query = db_query(db, SQL("SELECT seq, hlc, hash FROM change_log ORDER BY seq DESC LIMIT 1"));
    if (db_next(query)) {
        chain->seq = db_column_int(query, 0);
        hlc_see(&chain->hlc, (uint64_t)db_column_int(query, 1));
        struct slice hash = db_column_blob(query, 2);
        if (hash.len == HASH_BYTES) memcpy(chain->hash, hash.s, HASH_BYTES);
    }
    db_done(query);
    query = db_query(db, SQL("SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM checkpoint"));
    if (db_next(query)) store->writer.checkpoint_seq = db_column_int(query, 0);
    db_done(query);
    query = db_query(db, SQL("SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM read_log"));
    if (db_next(query)) store->writer.read_log_seq = db_column_int(query, 0);
    db_done(query);
    return db_status(db) == DB_OK;
}

void changelog_append(struct rule *rule, const struct change *change) {
    struct store *store = rule->store;
    struct log_words words = log_words_of(rule, change);
    struct chain *chain = &store->writer.chain;
    int64_t now_ms = clock_now_ms();
    struct log_columns columns = {
        .seq = chain->seq + 1,
        .node = store->node,
        .hlc = (int64_t)hlc_next(&chain->hlc, now_ms),
        .at_ms = now_ms,
        .actor_id = rule->actor->user_id,
        .org_id = change->after->org_id,
        .type = slice_of(change->type->name),
        .record_id = change->after->id,
        .verb = change->verb,
        .version = change->after->version,
        .patch = words.patch,
        .reason = words.reason,
    };
    changelog_hash(chain->hash, &columns, chain->hash);
    chain->seq++;
    struct db_query *query =
        db_query(rule->db, SQL("INSERT INTO change_log (seq, node, hlc, at_ms, actor_id, org_id, type, record_id, verb, "
                               "version, patch, reason, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"));
    db_bind_int(query, 1, columns.seq);
    db_bind_uuid(query, 2, columns.node);
    db_bind_int(query, 3, columns.hlc);
    db_bind_int(query, 4, columns.at_ms);
    db_bind_uuid(query, 5, columns.actor_id);
    db_bind_uuid(query, 6, columns.org_id);
    db_bind_text(query, 7, columns.type);
    db_bind_uuid(query, 8, columns.record_id);
    db_bind_int(query, 9, columns.verb);
    db_bind_int(query, 10, columns.version);
    db_bind_text(query, 11, columns.patch);
    db_bind_text(query, 12, columns.reason);
    db_bind_blob(query, 13, (struct slice){(const char *)chain->hash, HASH_BYTES});
    db_run(query);
}

struct slice checkpoint_message(struct arena *arena, int64_t seq, const uint8_t hash[static HASH_BYTES]) {
    char hex[HASH_BYTES * 2 + 1];
    sodium_bin2hex(hex, sizeof hex, hash, HASH_BYTES);
    return arena_printf(arena, "mlup-checkpoint-1 %lld %s", (long long)seq, hex);
}

void changelog_checkpoint(struct store *store, bool force) {
    struct writer *writer = &store->writer;
    int64_t new_entries = writer->chain.seq - writer->checkpoint_seq;
    if (new_entries == 0 || (!force && new_entries < CHECKPOINT_ENTRIES)) return;
    uint8_t public_key[SEAL_PUBLIC_BYTES], signature[SEAL_SIGNATURE_BYTES];
    if (!keyring_sign(store->keyring, writer->chain.seq, writer->chain.hash, public_key, signature)) return;
    struct db_query *query = db_query(writer->db, SQL("INSERT INTO checkpoint (seq, at_ms, hash, public_key, signature) "
                                                      "VALUES (?1, ?2, ?3, ?4, ?5)"));
    db_bind_int(query, 1, writer->chain.seq);
    db_bind_int(query, 2, clock_now_ms());
    db_bind_blob(query, 3, (struct slice){(const char *)writer->chain.hash, HASH_BYTES});
    db_bind_blob(query, 4, (struct slice){(const char *)public_key, sizeof public_key});
    db_bind_blob(query, 5, (struct slice){(const char *)signature, sizeof signature});
    db_run(query);
    writer->checkpoint_seq = writer->chain.seq;
}
