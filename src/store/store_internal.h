/* SPDX-License-Identifier: Apache-2.0 */
/* The store's own parts, shared by its files only.  Fields of the writer are touched by the writer's thread alone. */
#ifndef MLUP_STORE_INTERNAL_H
#define MLUP_STORE_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "store/rule.h"
#include "store/seal.h"
#include "store/search_word.h"

enum { HASH_BYTES = 32, READER_MAX = 16 };

/* SQL of one record type, made once at start. */
struct type_sql {
    struct sql insert, update, find;
};

/* How the entries of a type stand in the change log (log_patch.h). */
enum log_sealing {
    LOG_CLEAR,
    LOG_SEALED,   /* under the key of the record's whole */
    LOG_ATTACHED, /* as those of the record that it hangs on */
};

/* A record as the writer last saw it; the values live in the cache's arena. */
struct cache_slot {
    uint64_t hash;
    const struct record *record;
};

struct counter {
    struct uuid org_id;
    const char *name; /* the type's name */
    int64_t next;
    bool dirty;
    struct counter *next_counter;
};

/* State of the change log inside the open transaction; copied at begin, put back at rollback. */
struct chain {
    int64_t seq;
    struct hlc hlc;
    uint8_t hash[HASH_BYTES];
};

/* A word that a record has won or lost in the open transaction. */
struct word_change {
    struct uuid org_id, record_id;
    const struct record_type *type;
    struct slice word;
    size_t at; /* how many came before */
    bool is_gone;
};

struct writer {
    struct db *db;
    struct arena *word_arena; /* the list of words; dropped with the transaction */
    struct word_change *words;
    size_t word_count;
    size_t batch_expected; /* submissions that were under way when the last batch was done */
    int64_t commit_ns;     /* how long its commit took */
    struct arena *cache_arena; /* records of the cache; dropped whole when it grows too large */
    struct cache_slot *cache;
    size_t cache_count;
    struct chain chain, chain_before;
    struct counter *counters;
    struct arena *counter_arena;
    bool *types_changed; /* by catalogue index, in the open transaction */
    int64_t checkpoint_seq;
    int64_t read_log_seq;
    int64_t keys_forgotten_ms; /* when old idempotency keys were last thrown away */
};

struct store_task; /* a function to run inside the writer's transaction */

struct store {
    struct arena *process_arena;
    struct store_options options;
    const struct catalogue *catalogue;
    enum db_kind kind;
    struct uuid node;
    struct type_sql *type_sql; /* by catalogue index */
    bool *type_referred;       /* by catalogue index: some field refers to the type */
    enum log_sealing *type_log; /* by catalogue index */
    struct keyring *keyring;
    int lock_file;

    struct writer writer;
    pthread_t writer_thread;
    bool writer_runs;

    pthread_mutex_t queue_lock; /* guards the queue */
    pthread_cond_t queue_filled;
    struct write_job *queue_first, *queue_last;
    struct store_task *tasks;
    size_t queue_count;
    size_t queue_wanted; /* submissions the writer waits for; fewer do not wake it */
    bool closing;

    pthread_mutex_t reader_lock; /* guards the free readers */
    pthread_cond_t reader_free;
    struct db *readers[READER_MAX];
    size_t reader_free_count, reader_open_count;

    _Atomic uint64_t changes_all;
    _Atomic uint64_t *changes_of; /* by catalogue index */

    struct list_memory *list_memory;

    pthread_mutex_t side_lock; /* who adds one */
    _Atomic(struct store_side *) sides;
};

/* writer.c */
bool writer_start(struct store *store);
void writer_stop(struct store *store);

/* writer.c: the next number of a kind of short code. */
int64_t counter_next(struct store *store, struct uuid org, const char *name);

/* apply.c: one change inside the open transaction.  On OUTCOME_OK the database may still refuse it (db_status). */
enum outcome apply_change(struct rule *rule, struct change *change, struct refusal *refusal);
/* The same without writing anything. */
enum outcome apply_trial(struct rule *rule, struct change *change, struct refusal *refusal);
/* Writes a record once more as `now` says it, also when nothing differs: what is left after an erasure. */
void apply_restate(struct rule *rule, const struct record *now);
void cache_clear(struct writer *writer);
void cache_put(struct store *store, const struct record *record);

/* changelog.c */
bool changelog_open(struct store *store, struct db *db);
void changelog_append(struct rule *rule, const struct change *change);
/* Writes a signed checkpoint when enough entries or time have passed, or when forced. */
void changelog_checkpoint(struct store *store, bool force);
/* Hash of one entry from its columns and the hash before it. */
struct log_columns {
    int64_t seq, hlc, at_ms, verb, version;
    struct uuid node, actor_id, org_id, record_id;
    struct slice type, patch, reason;
};
void changelog_hash(const uint8_t before[static HASH_BYTES], const struct log_columns *columns,
                    uint8_t hash[static HASH_BYTES]);

/* What a checkpoint signs: "mlup-checkpoint-1 SEQ HEX". */
struct slice checkpoint_message(struct arena *arena, int64_t seq, const uint8_t hash[static HASH_BYTES]);

/* log_patch.c */
/* What the entry of a change says, as it goes into the log: the fields that differ in JSON, and the reason; sealed for a type that
 * says so.  All fields, also those that are empty, when the key is another than that of the entry before, or is gone. */
struct log_words {
    struct slice patch, reason;
};
struct log_words log_words_of(struct rule *rule, const struct change *change);
enum log_sealing log_sealing_of(const struct store *store, const struct record_type *type);

/* search.c */
bool search_is_indexed(const struct record_type *type);
void search_update(struct rule *rule, const struct change *change);

/* search_word.c: the same for types with names of people. */
void search_words_update(struct rule *rule, const struct change *change);
/* Once per transaction: what was gathered goes into the index; or is forgotten with the transaction. */
void search_words_write(struct store *store);
void search_words_forget(struct store *store);
/* Fills the index of words when another version of the program (or none) filled it; before the writer starts. */
bool search_words_rebuild(struct store *store, struct db *db);
/* Takes the words of one record out of the index (`opened` is its record with the sealed values open); before its key goes. */
void search_words_drop(struct rule *rule, const struct record *opened);
/* Fills the whole index of words anew, inside a transaction. */
void search_words_refill(struct store *store, struct db *db);
/* Says that what is in the index no longer holds (another key): it is filled when the database is opened next. */
void search_words_distrust(struct db *db);

/* vault.c */
/* Signs a state of the chain; false without a key. */
bool keyring_sign(struct keyring *keyring, int64_t seq, const uint8_t hash[static HASH_BYTES],
                  uint8_t public_key[static SEAL_PUBLIC_BYTES], uint8_t signature[static SEAL_SIGNATURE_BYTES]);
struct keyring *keyring_open(struct store *store, struct slice *error);
void keyring_close(struct keyring *keyring);
/* A part that comes to another whole: opened under the key of the old one, to be sealed under the new one's. */
void vault_move_record(struct rule *rule, const struct record *before, struct record *now);
/* Puts in place of words of sealed names what they are in the index: a keyed hash each.  In the writer's transaction, and with
 * a connection for reading (false when the organisation has no key yet: nothing of it is in the index). */
void vault_hide_words_in(struct rule *rule, const struct record_type *type, struct uuid org_id, struct slice *words, size_t count);
bool vault_hide_words(struct store *store, struct db *db, struct arena *arena, const struct record_type *type, struct uuid org_id,
                      struct slice *words, size_t count);
/* False for tools that were opened without a key file. */
bool vault_has_key(const struct store *store);
/* A transaction was rolled back: keys that were made in it are none. */
void vault_forget_sealing(struct store *store);
/* Whether something can be sealed under the key of a record, which is made when there is none: false when it was destroyed. */
bool vault_may_seal(struct rule *rule, struct uuid org_id, struct uuid owner_id);
/* Makes of the key an empty row, so that nothing is sealed under that owner again; false when there was none. */
bool vault_destroy_key(struct rule *rule, struct uuid org_id, struct uuid owner_id);
/* Seals every sealed value of `now` that is plain; fills the blind indexes by field index (arena). */
bool vault_seal_record(struct rule *rule, struct record *now, struct slice *indexes);

/* store.c */
const struct type_sql *store_type_sql(const struct store *store, const struct record_type *type);
struct uuid store_owner(const struct record_type *type, struct uuid org);
bool meta_get(struct db *db, struct arena *arena, struct slice name, struct slice *value);
void meta_set(struct db *db, struct slice name, struct slice value);

#endif
