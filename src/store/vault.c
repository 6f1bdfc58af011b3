/* SPDX-License-Identifier: Apache-2.0 */
#include "store/vault.h"

#include <unistd.h>

#include "base/log.h"
#include "i18n/khmer.h"
#include "store/store_internal.h"

struct org_key {
    struct uuid org_id;
    struct secret_key *key;
    struct org_key *next;
};

/* What the writer sealed under last, so that the parts of one file do not each fetch their key again.  Two keys at most: each is
 * four mappings of guarded memory, the kernel allows some 65,000, and a submission has thousands of records.  Forgotten when a
 * transaction is rolled back, in which they may have been made. */
struct sealing {
    struct uuid org_id, owner_id;
    struct secret_key *org, *record; /* org: only while it is not among the keyring's */
};

struct keyring {
    struct arena *arena;
    struct secret_key *master;
    struct secret_key *derived[SEAL_PURPOSES];
    pthread_mutex_t lock; /* guards org_keys */
    struct org_key *org_keys;
    struct sealing sealing;
};

/* ---- the master key ---- */

/* Any wrapped key of an organisation; empty when nothing was sealed yet. */
static struct slice any_org_key(struct store *store, struct db *db, struct uuid *org_id) {
    struct db_query *query = db_query(db, SQL("SELECT org_id, wrapped FROM org_key LIMIT 1"));
    struct slice wrapped = S("");
    if (db_next(query)) {
        *org_id = db_column_uuid(query, 0);
        wrapped = arena_copy(store->process_arena, db_column_blob(query, 1));
    }
    db_done(query);
    return wrapped;
}

/* A key file that is not there is made only while nothing is sealed: a new one beside a database that has sealed fields
 * would hide that the old one is missing until somebody needs it. */
static struct secret_key *master_open(struct store *store, struct slice path, struct slice wrapped, struct refusal *refusal) {
    char *name = arena_cstr(store->process_arena, path);
    if (access(name, F_OK) == 0) return seal_master_read_file(path, refusal);
    if (!store->options.may_create || wrapped.len) {
        refuse_with(refusal, S("key_file"), "The key file {1} is not there.", path, S(""));
        return NULL;
    }
    return seal_master_create_file(path, refusal);
}

static bool master_fits(const struct secret_key *master, struct uuid org_id, struct slice wrapped) {
    struct secret_key *key = wrapped.len ? seal_unwrap_key(master, SEAL_KEY_ORGANISATION, org_id, wrapped) : NULL;
    seal_key_free(key);
    return key || !wrapped.len;
}

static bool master_read(struct store *store, struct keyring *keyring, struct refusal *refusal) {
    struct slice path = store->options.key_file;
    struct db *db = store->writer.db ? store->writer.db : store_borrow(store);
    struct uuid org_id = SHARED_ORG;
    struct slice wrapped = any_org_key(store, db, &org_id);
    if (!store->writer.db) store_return(store, db);
    keyring->master = master_open(store, path, wrapped, refusal);
    if (!keyring->master || master_fits(keyring->master, org_id, wrapped)) return keyring->master;
    return refuse_with(refusal, S("key_file"), "The key file {1} does not open what is sealed in this database. Put back the "
                       "one it was made with; after a change of keys that was broken off it is {1}.new.", path, S(""));
}

struct keyring *keyring_open(struct store *store, struct slice *error) {
    struct refusal refusal = REFUSAL_IN(store->process_arena);
    struct keyring *keyring = heap_alloc(sizeof *keyring);
    keyring->arena = arena_new();
    pthread_mutex_init(&keyring->lock, NULL);
    if (store->options.key_file.len == 0) return keyring; /* tools that never open a sealed field */
    if (!master_read(store, keyring, &refusal)) {
        const struct refusal_item *item = refusal.first;
        *error = refusal_fill(store->process_arena, slice_of(item->message), item->args);
        keyring_close(keyring);
        return NULL;
    }
    for (int purpose = SEAL_FOR_CHECKPOINTS; purpose < SEAL_PURPOSES; purpose++) {
        keyring->derived[purpose] = seal_key_derive(keyring->master, (enum seal_purpose)purpose);
    }
    return keyring;
}

static void keyring_forget_org_keys(struct keyring *keyring) {
    for (struct org_key *entry = keyring->org_keys; entry; entry = entry->next) {
        seal_key_free(entry->key);
    }
    keyring->org_keys = NULL;
}

void keyring_close(struct keyring *keyring) {
    if (!keyring) return;
    keyring_forget_org_keys(keyring);
    seal_key_free(keyring->sealing.record);
    seal_key_free(keyring->sealing.org);
    for (size_t i = 0; i < ARRAY_LEN(keyring->derived); i++) {
        seal_key_free(keyring->derived[i]);
    }
    seal_key_free(keyring->master);
    arena_free(keyring->arena);
    heap_free(keyring);
}

const struct secret_key *vault_derived(struct store *store, enum seal_purpose purpose) {
    return store->keyring->derived[purpose];
}

bool keyring_sign(struct keyring *keyring, int64_t seq, const uint8_t hash[static HASH_BYTES],
                  uint8_t public_key[static SEAL_PUBLIC_BYTES], uint8_t signature[static SEAL_SIGNATURE_BYTES]) {
    const struct secret_key *key = keyring->derived[SEAL_FOR_CHECKPOINTS];
    if (!key) return false;
    struct arena *arena = arena_new();
    struct slice message = checkpoint_message(arena, seq, hash);
    seal_signing_public(key, public_key);
    seal_sign(key, message, signature);
    arena_free(arena);
    return true;
}

/* ---- organisation keys ---- */

static struct secret_key *org_key_cached(struct keyring *keyring, struct uuid org_id) {
    struct secret_key *key = NULL;
    pthread_mutex_lock(&keyring->lock);
    for (struct org_key *entry = keyring->org_keys; entry && !key; entry = entry->next) {
        if (uuid_equal(entry->org_id, org_id)) key = entry->key;
    }
    pthread_mutex_unlock(&keyring->lock);
    return key;
}

static void org_key_remember(struct keyring *keyring, struct uuid org_id, struct secret_key *key) {
    pthread_mutex_lock(&keyring->lock);
    struct org_key *entry = arena_make(keyring->arena, struct org_key, 1);
    *entry = (struct org_key){.org_id = org_id, .key = key, .next = keyring->org_keys};
    keyring->org_keys = entry;
    pthread_mutex_unlock(&keyring->lock);
}

/* The caller's to free.  NULL when the organisation has none yet, or it does not open. */
static struct secret_key *org_key_read(struct keyring *keyring, struct db *db, struct uuid org_id) {
    struct secret_key *key = NULL;
    struct db_query *query = db_query(db, SQL("SELECT wrapped FROM org_key WHERE org_id = ?1"));
    db_bind_uuid(query, 1, org_id);
    if (db_next(query)) key = seal_unwrap_key(keyring->master, SEAL_KEY_ORGANISATION, org_id, db_column_blob(query, 0));
    db_done(query);
    return key;
}

/* With a connection that sees only what is committed. */
static struct secret_key *org_key_find(struct store *store, struct db *db, struct uuid org_id) {
    struct keyring *keyring = store->keyring;
    struct secret_key *key = org_key_cached(keyring, org_id);
    if (key || !keyring->master) return key;
    key = org_key_read(keyring, db, org_id);
    if (key) org_key_remember(keyring, org_id, key);
    return key;
}

static const struct secret_key *org_key_in_writer(struct store *store, struct db *db, struct uuid org_id);

/* With any connection: that of the writer sees keys that may yet be rolled back, and remembers none of them. */
static const struct secret_key *org_key_with(struct store *store, struct db *db, struct uuid org_id) {
    return db == store->writer.db ? org_key_in_writer(store, db, org_id) : org_key_find(store, db, org_id);
}

static struct secret_key *org_key_make(struct rule *rule, struct uuid org_id) {
    struct secret_key *fresh = seal_key_new(SEAL_KEY_ORGANISATION);
    struct db_query *query = db_query(rule->db, SQL("INSERT INTO org_key (org_id, wrapped, created_ms) VALUES (?1, ?2, ?3)"));
    db_bind_uuid(query, 1, org_id);
    db_bind_blob(query, 2, seal_wrap_key(rule->job_arena, rule->store->keyring->master, fresh, org_id));
    db_bind_int(query, 3, clock_now_ms());
    db_run(query);
    return fresh;
}

static void sealing_forget_record(struct sealing *sealing) {
    seal_key_free(sealing->record);
    sealing->record = NULL;
}

void vault_forget_sealing(struct store *store) {
    struct sealing *sealing = store->keyring ? &store->keyring->sealing : NULL;
    if (!sealing) return;
    sealing_forget_record(sealing);
    seal_key_free(sealing->org);
    sealing->org = NULL;
}

static void sealing_choose_org(struct store *store, struct uuid org_id) {
    struct sealing *sealing = &store->keyring->sealing;
    if (uuid_equal(sealing->org_id, org_id)) return;
    vault_forget_sealing(store);
    sealing->org_id = org_id;
}

/* Inside the writer's transaction only.  Neither a key read here nor one made here goes to the keyring: the transaction may be
 * rolled back, and what was sealed under a key that is nowhere is lost.  NULL when there is none, and without a key file. */
static const struct secret_key *org_key_in_writer(struct store *store, struct db *db, struct uuid org_id) {
    struct keyring *keyring = store->keyring;
    const struct secret_key *known = org_key_cached(keyring, org_id);
    if (known || !keyring->master) return known;
    sealing_choose_org(store, org_id);
    struct sealing *sealing = &keyring->sealing;
    if (!sealing->org) sealing->org = org_key_read(keyring, db, org_id);
    return sealing->org;
}

/* The same, made when there is none. */
static const struct secret_key *org_key_need(struct rule *rule, struct uuid org_id) {
    struct keyring *keyring = rule->store->keyring;
    const struct secret_key *known = org_key_in_writer(rule->store, rule->db, org_id);
    if (known || !keyring->master) return known;
    return keyring->sealing.org = org_key_make(rule, org_id);
}

/* ---- record keys ---- */

static struct slice record_key_wrapped(struct db *db, struct arena *arena, struct uuid org_id, struct uuid owner_id) {
    struct db_query *query = db_query(db, SQL("SELECT wrapped FROM record_key WHERE org_id = ?1 AND owner_id = ?2"));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, owner_id);
    struct slice wrapped = db_next(query) ? arena_copy(arena, db_column_blob(query, 0)) : S("");
    db_done(query);
    return wrapped;
}

/* A row without a key: it was destroyed. */
static bool record_key_was_erased(struct db *db, struct uuid org_id, struct uuid owner_id) {
    struct db_query *query = db_query(db, SQL("SELECT 1 FROM record_key WHERE org_id = ?1 AND owner_id = ?2 AND LENGTH(wrapped) = 0"));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, owner_id);
    bool erased = db_next(query);
    db_done(query);
    return erased;
}

/* The caller's to free; made when there is none, NULL when it was destroyed: what was erased gets no second key. */
static struct secret_key *record_key_need(struct rule *rule, const struct secret_key *org_key, struct uuid org_id,
                                          struct uuid owner_id) {
    struct slice wrapped = record_key_wrapped(rule->db, rule->job_arena, org_id, owner_id);
    struct secret_key *key = wrapped.len ? seal_unwrap_key(org_key, SEAL_KEY_RECORD, owner_id, wrapped) : NULL;
    if (!key && !record_key_was_erased(rule->db, org_id, owner_id)) {
        key = seal_key_new(SEAL_KEY_RECORD);
        struct db_query *query = db_query(rule->db, SQL("INSERT INTO record_key (org_id, owner_id, wrapped, created_ms) "
                                                        "VALUES (?1, ?2, ?3, ?4)"));
        db_bind_uuid(query, 1, org_id);
        db_bind_uuid(query, 2, owner_id);
        db_bind_blob(query, 3, seal_wrap_key(rule->job_arena, org_key, key, owner_id));
        db_bind_int(query, 4, clock_now_ms());
        db_run(query);
    }
    return key;
}

/* The keys under which one record is sealed: not the caller's, and valid until the next are needed. */
struct record_keys {
    const struct secret_key *org, *record;
};

/* Does nothing when they are there already; false without a key file, and for what was erased. */
static bool record_keys_need(struct rule *rule, struct uuid org_id, struct uuid owner_id, struct record_keys *keys) {
    if (keys->record) return true;
    keys->org = org_key_need(rule, org_id);
    if (!keys->org) return false;
    sealing_choose_org(rule->store, org_id);
    struct sealing *sealing = &rule->store->keyring->sealing;
    if (!sealing->record || !uuid_equal(sealing->owner_id, owner_id)) {
        sealing_forget_record(sealing);
        sealing->owner_id = owner_id;
        sealing->record = record_key_need(rule, keys->org, org_id, owner_id);
    }
    keys->record = sealing->record;
    return keys->record;
}

/* The record whose key seals this one: its parent, or itself. */
struct uuid vault_owner(const struct record *record) {
    if (!record->type->parent) return record->id;
    const struct field *field = record_type_field(record->type, slice_of(record->type->parent));
    return record_value_const(record, field)->id;
}

static struct seal_place place_of(const struct record *record, const struct field *field) {
    return (struct seal_place){.table = slice_of(record->type->name), .field = slice_of(field->name),
                               .record_id = record->id, .org_id = record->org_id};
}

static struct slice blind_index_of(struct arena *arena, const struct secret_key *org_key, const struct record_type *type,
                                   const struct field *field, struct slice plain) {
    struct blind_index index = seal_blind_index(org_key, slice_of(type->name), slice_of(field->name),
                                                khmer_search_key(arena, plain));
    return arena_copy(arena, (struct slice){(const char *)index.bytes, SEAL_INDEX_BYTES});
}

/* The blind index in the row, and the sealed value that it is of. */
static struct slice blind_index_stored(struct rule *rule, const struct record *record, const struct field *field,
                                       struct slice *sealed) {
    struct slice sql = arena_printf(rule->job_arena, "SELECT \"%s_index\", \"%s\" FROM \"%s\" WHERE org_id = ?1 AND id = ?2",
                                    field->name, field->name, record->type->name);
    *sealed = S("");
    struct db_query *query = db_query(rule->db, sql_built(rule->job_arena, sql));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    struct slice index = S("");
    if (db_next(query)) {
        index = arena_copy(rule->job_arena, db_column_blob(query, 0));
        *sealed = arena_copy(rule->job_arena, db_column_blob(query, 1));
    }
    db_done(query);
    return index;
}

/* The blind index of a value that is sealed already: as it is in the row; made again when the value is another, put back from
 * the log by an undo; none when the key is gone. */
static struct slice blind_index_kept(struct rule *rule, const struct record *now, const struct field *field,
                                     const struct value *value, struct record_keys *keys) {
    struct slice sealed, plain, index = blind_index_stored(rule, now, field, &sealed);
    struct seal_place place = place_of(now, field);
    if (slice_equal(sealed, value->text)) return index;
    bool has_key = record_key_wrapped(rule->db, rule->job_arena, now->org_id, vault_owner(now)).len > 0 &&
                   record_keys_need(rule, now->org_id, vault_owner(now), keys);
    bool opens = has_key && seal_open_field(rule->job_arena, keys->record, &place, value->text, &plain);
    return opens ? blind_index_of(rule->job_arena, keys->org, now->type, field, plain) : S("");
}

bool vault_seal_record(struct rule *rule, struct record *now, struct slice *indexes) {
    struct record_keys keys = {0};
    bool good = true;
    for (size_t i = 0; i < now->type->field_count; i++) {
        const struct field *field = &now->type->fields[i];
        struct value *value = &now->values[i];
        if (!field->sealed || !value->present) continue;
        if (value->sealed) {
            if (field->filterable) indexes[i] = blind_index_kept(rule, now, field, value, &keys);
            continue;
        }
        good = record_keys_need(rule, now->org_id, vault_owner(now), &keys);
        if (!good && !vault_has_key(rule->store)) BUG("a sealed field without a key file");
        if (!good) break;
        struct seal_place place = place_of(now, field);
        if (field->filterable) indexes[i] = blind_index_of(rule->job_arena, keys.org, now->type, field, value->text);
        value->text = seal_field(rule->job_arena, keys.record, &place, value->text);
        value->sealed = true;
    }
    return good;
}

/* False when the key is gone: what was erased stays sealed, under a key that nobody has. */
static bool record_open_as(struct rule *rule, const struct secret_key *org_key, const struct record *before, struct record *now) {
    struct uuid owner = vault_owner(before);
    struct slice wrapped = record_key_wrapped(rule->db, rule->job_arena, before->org_id, owner), plain;
    for (size_t i = 0; wrapped.len && i < now->type->field_count; i++) {
        struct value *value = &now->values[i];
        struct seal_place place = place_of(now, &now->type->fields[i]);
        if (!value->sealed) continue;
        if (!seal_open_wrapped(rule->job_arena, org_key, owner, wrapped, &place, value->text, &plain)) return false;
        *value = (struct value){.present = true, .text = plain};
    }
    return wrapped.len;
}

void vault_move_record(struct rule *rule, const struct record *before, struct record *now) {
    bool has_sealed = false;
    for (size_t i = 0; i < now->type->field_count; i++) has_sealed = has_sealed || now->values[i].sealed;
    if (!has_sealed || uuid_equal(vault_owner(before), vault_owner(now))) return;
    const struct secret_key *org_key = org_key_need(rule, now->org_id);
    if (!org_key || !record_open_as(rule, org_key, before, now)) log_warn("a part was moved whose key is gone");
}

struct slice vault_blind_index(struct store *store, struct db *db, struct arena *arena, struct uuid org_id,
                               const struct record_type *type, const struct field *field, struct slice text) {
    struct secret_key *org_key = org_key_find(store, db, org_id);
    return org_key ? blind_index_of(arena, org_key, type, field, text) : S("");
}

static bool open_with(struct arena *arena, const struct secret_key *org_key, struct slice wrapped, struct record *record) {
    struct uuid owner = vault_owner(record);
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        struct value *value = &record->values[i];
        if (!value->sealed) continue;
        struct seal_place place = place_of(record, field);
        struct slice plain;
        if (!wrapped.len || !seal_open_wrapped(arena, org_key, owner, wrapped, &place, value->text, &plain)) return false;
        *value = (struct value){.present = true, .text = plain};
    }
    return true;
}

static bool open_record(struct db *db, struct arena *arena, const struct secret_key *org_key, struct record *record) {
    struct slice wrapped = org_key ? record_key_wrapped(db, arena, record->org_id, vault_owner(record)) : S("");
    return open_with(arena, org_key, wrapped, record);
}

bool vault_open_record(struct store *store, struct db *db, struct arena *arena, struct record *record) {
    return open_record(db, arena, org_key_find(store, db, record->org_id), record);
}

bool vault_open_records(struct store *store, struct db *db, struct arena *arena, struct record **records, size_t count) {
    const struct secret_key *org_key = count ? org_key_find(store, db, records[0]->org_id) : NULL;
    struct uuid owner = count ? vault_owner(records[0]) : SHARED_ORG;
    struct slice wrapped = org_key ? record_key_wrapped(db, arena, records[0]->org_id, owner) : S("");
    for (size_t i = 0; i < count; i++) {
        ASSERT(uuid_equal(vault_owner(records[i]), owner) && uuid_equal(records[i]->org_id, records[0]->org_id));
        if (!open_with(arena, org_key, wrapped, records[i])) return false;
    }
    return true;
}

bool vault_has_key(const struct store *store) {
    return store->keyring && store->keyring->master;
}

bool vault_open_in(struct rule *rule, struct record *record) {
    const struct secret_key *org_key = org_key_need(rule, record->org_id);
    bool opened = open_record(rule->db, rule->job_arena, org_key, record);
    return opened;
}

/* ---- words of sealed names ---- */

/* A word of the index as those find it who have the organisation's key. */
static struct slice word_hide(struct arena *arena, const struct secret_key *org_key, const struct record_type *type,
                              struct slice word) {
    struct blind_index index = seal_blind_index(org_key, slice_of(type->name), S(" words"), word);
    struct uuid id;
    _Static_assert(sizeof id.bytes == SEAL_INDEX_BYTES, "written like an id");
    memcpy(id.bytes, index.bytes, sizeof id.bytes);
    return uuid_format(arena, id);
}

static void words_hide(struct arena *arena, const struct secret_key *org_key, const struct record_type *type,
                       struct slice *words, size_t count) {
    for (size_t i = 0; i < count; i++) words[i] = word_hide(arena, org_key, type, words[i]);
}

bool vault_hide_words(struct store *store, struct db *db, struct arena *arena, const struct record_type *type, struct uuid org_id,
                      struct slice *words, size_t count) {
    const struct secret_key *org_key = org_key_find(store, db, org_id);
    if (org_key) words_hide(arena, org_key, type, words, count);
    return org_key;
}

void vault_hide_words_in(struct rule *rule, const struct record_type *type, struct uuid org_id, struct slice *words, size_t count) {
    const struct secret_key *org_key = count ? org_key_need(rule, org_id) : NULL;
    if (!org_key) return;
    words_hide(rule->job_arena, org_key, type, words, count);
}

bool vault_may_seal(struct rule *rule, struct uuid org_id, struct uuid owner_id) {
    struct record_keys keys = {0};
    bool may = record_keys_need(rule, org_id, owner_id, &keys);
    if (!may && !vault_has_key(rule->store)) BUG("a record whose log is sealed, without a key file");
    return may;
}

bool vault_destroy_key(struct rule *rule, struct uuid org_id, struct uuid owner_id) {
    vault_forget_sealing(rule->store);
    struct db_query *query = db_query(rule->db, SQL("UPDATE record_key SET wrapped = ?3 WHERE org_id = ?1 AND owner_id = ?2 AND LENGTH(wrapped) > 0"));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, owner_id);
    db_bind_blob(query, 3, S(""));
    db_run(query);
    return db_changes(rule->db) == 1;
}

struct slice vault_seal_bytes(struct rule *rule, struct uuid owner_id, const struct seal_place *place, struct slice plain) {
    struct record_keys keys = {0};
    struct slice sealed = S("");
    if (record_keys_need(rule, place->org_id, owner_id, &keys)) sealed = seal_field(rule->job_arena, keys.record, place, plain);
    return sealed;
}

bool vault_open_bytes(struct store *store, struct db *db, struct arena *arena, struct uuid owner_id,
                      const struct seal_place *place, struct slice sealed, struct slice *plain) {
    const struct secret_key *org_key = org_key_with(store, db, place->org_id);
    struct slice wrapped = org_key ? record_key_wrapped(db, arena, place->org_id, owner_id) : S("");
    return wrapped.len && seal_open_wrapped(arena, org_key, owner_id, wrapped, place, sealed, plain);
}

/* ---- rotation: tasks of the writer ---- */

struct slice vault_key_name(struct store *store, struct db *db, struct arena *arena, struct uuid org_id, struct uuid owner_id) {
    const struct secret_key *org_key = org_key_find(store, db, org_id);
    struct slice wrapped = org_key ? record_key_wrapped(db, arena, org_id, owner_id) : S("");
    struct secret_key *key = wrapped.len ? seal_unwrap_key(org_key, SEAL_KEY_RECORD, owner_id, wrapped) : NULL;
    struct slice name = key ? seal_key_id_format(arena, seal_key_id(key)) : S("");
    seal_key_free(key);
    return name;
}

struct rotate_task {
    struct store *store;
    struct arena *arena;
    const struct secret_key *before, *after;
    enum seal_key_kind kind;
    struct uuid org_id;
};

struct wrapped_row {
    struct uuid owner_id;
    struct slice wrapped;
    struct wrapped_row *next;
};

static struct wrapped_row *wrapped_rows_read(struct arena *arena, struct db_query *query) {
    struct wrapped_row *first = NULL;
    while (db_next(query)) {
        struct wrapped_row *row = arena_make(arena, struct wrapped_row, 1);
        *row = (struct wrapped_row){db_column_uuid(query, 0), arena_copy(arena, db_column_blob(query, 1)), first};
        first = row;
    }
    db_done(query);
    return first;
}

static bool rewrap_rows(struct rotate_task *task, struct db *db, struct wrapped_row *row, struct sql update) {
    for (; row; row = row->next) {
        struct slice rewrapped;
        if (!seal_rewrap_key(task->arena, task->before, task->after, task->kind, row->owner_id, row->wrapped, &rewrapped)) {
            return false;
        }
        struct db_query *query = db_query(db, update);
        db_bind_blob(query, 1, rewrapped);
        db_bind_uuid(query, 2, row->owner_id);
        if (task->kind == SEAL_KEY_RECORD) db_bind_uuid(query, 3, task->org_id);
        db_run(query);
    }
    return true;
}

static bool rotate_master_work(void *context, struct db *db) {
    struct rotate_task *task = context;
    struct wrapped_row *rows = wrapped_rows_read(task->arena, db_query(db, SQL("SELECT org_id, wrapped FROM org_key")));
    return rewrap_rows(task, db, rows, SQL("UPDATE org_key SET wrapped = ?1 WHERE org_id = ?2"));
}

bool vault_rotate_master(struct store *store, struct slice new_key_file, struct refusal *refusal) {
    struct keyring *keyring = store->keyring;
    struct secret_key *fresh = seal_master_create_file(new_key_file, refusal);
    if (!fresh) return false;
    struct arena *arena = arena_new();
    struct rotate_task task = {store, arena, keyring->master, fresh, SEAL_KEY_ORGANISATION, SHARED_ORG};
    bool done = store_run(store, rotate_master_work, &task);
    arena_free(arena);
    if (!done) {
        seal_key_free(fresh);
        return refuse(refusal, S(""), "The keys could not be wrapped again; nothing has changed.");
    }
    seal_key_free(keyring->master);
    keyring->master = fresh;
    return true;
}

/* Blind indexes hang on the organisation's key: every sealed value is opened once and indexed again. */
static bool reindex_type(struct rotate_task *task, struct db *db, const struct record_type *type, const struct field *field) {
    struct slice select = arena_printf(task->arena, "SELECT id, \"%s\", \"%s\" FROM \"%s\" WHERE org_id = ?1 AND \"%s\" IS NOT NULL",
                                       field->name, type->parent ? type->parent : "id", type->name, field->name);
    struct slice update = arena_printf(task->arena, "UPDATE \"%s\" SET \"%s_index\" = ?1 WHERE org_id = ?2 AND id = ?3",
                                       type->name, field->name);
    struct db_query *query = db_query(db, sql_built(task->arena, select));
    db_bind_uuid(query, 1, task->org_id);
    bool good = true;
    struct wrapped_row *rows = NULL; /* id of the record, its new index */
    while (good && db_next(query)) {
        struct seal_place place = {slice_of(type->name), slice_of(field->name), db_column_uuid(query, 0), task->org_id};
        struct uuid owner = db_column_uuid(query, 2);
        struct slice sealed = arena_copy(task->arena, db_column_blob(query, 1)), plain;
        struct slice wrapped = record_key_wrapped(db, task->arena, task->org_id, owner);
        if (!wrapped.len) continue; /* erased */
        good = seal_open_wrapped(task->arena, task->after, owner, wrapped, &place, sealed, &plain);
        if (!good) break;
        struct wrapped_row *row = arena_make(task->arena, struct wrapped_row, 1);
        *row = (struct wrapped_row){place.record_id, blind_index_of(task->arena, task->after, type, field, plain), rows};
        rows = row;
    }
    db_done(query);
    for (; good && rows; rows = rows->next) {
        struct db_query *write = db_query(db, sql_built(task->arena, update));
        db_bind_blob(write, 1, rows->wrapped);
        db_bind_uuid(write, 2, task->org_id);
        db_bind_uuid(write, 3, rows->owner_id);
        db_run(write);
    }
    return good;
}

static bool reindex_all(struct rotate_task *task, struct db *db) {
    const struct catalogue *catalogue = task->store->catalogue;
    for (size_t t = 0; t < catalogue->count; t++) {
        for (size_t i = 0; i < catalogue->types[t]->field_count; i++) {
            const struct field *field = &catalogue->types[t]->fields[i];
            if (field->sealed && field->filterable && !reindex_type(task, db, catalogue->types[t], field)) return false;
        }
    }
    return true;
}

static bool rotate_org_work(void *context, struct db *db) {
    struct rotate_task *task = context;
    vault_forget_sealing(task->store);
    struct db_query *select = db_query(db, SQL("SELECT owner_id, wrapped FROM record_key WHERE org_id = ?1 AND LENGTH(wrapped) > 0"));
    db_bind_uuid(select, 1, task->org_id);
    struct wrapped_row *rows = wrapped_rows_read(task->arena, select);
    if (!rewrap_rows(task, db, rows, SQL("UPDATE record_key SET wrapped = ?1 WHERE owner_id = ?2 AND org_id = ?3"))) {
        return false;
    }
    struct db_query *query = db_query(db, SQL("UPDATE org_key SET wrapped = ?1 WHERE org_id = ?2"));
    db_bind_blob(query, 1, seal_wrap_key(task->arena, task->store->keyring->master, task->after, task->org_id));
    db_bind_uuid(query, 2, task->org_id);
    db_run(query);
    search_words_distrust(db); /* words of sealed names hang on the key too */
    return reindex_all(task, db);
}

static bool refill_words_work(void *context, struct db *db) {
    search_words_refill(context, db);
    return true;
}

bool vault_rotate_org(struct store *store, struct uuid org_id) {
    struct keyring *keyring = store->keyring;
    struct db *db = store_borrow(store);
    struct secret_key *before = org_key_find(store, db, org_id);
    store_return(store, db);
    if (!before) return false;
    struct arena *arena = arena_new();
    struct secret_key *fresh = seal_key_new(SEAL_KEY_ORGANISATION);
    struct rotate_task task = {store, arena, before, fresh, SEAL_KEY_RECORD, org_id};
    bool done = store_run(store, rotate_org_work, &task);
    arena_free(arena);
    if (!done) return seal_key_free(fresh), false;
    org_key_remember(keyring, org_id, fresh); /* found before the old one */
    return store_run(store, refill_words_work, store);
}

/* ---- secrets of the access layer ---- */

struct text_task {
    struct store *store;
    struct arena *arena;
    const struct seal_place *place;
    struct slice plain, sealed;
};

static bool seal_text_work(void *context, struct db *db) {
    static const struct actor nobody = {.is_system = true};
    struct text_task *task = context;
    struct rule rule = {.store = task->store, .db = db, .job_arena = task->arena, .actor = &nobody};
    struct record_keys keys = {0};
    if (!record_keys_need(&rule, task->place->org_id, task->place->record_id, &keys)) return false;
    task->sealed = seal_field(task->arena, keys.record, task->place, task->plain);
    return true;
}

struct slice vault_seal_text(struct store *store, struct arena *arena, const struct seal_place *place, struct slice plain) {
    struct text_task task = {.store = store, .arena = arena, .place = place, .plain = plain};
    return store_run(store, seal_text_work, &task) ? task.sealed : S("");
}

bool vault_open_text(struct store *store, struct arena *arena, const struct seal_place *place, struct slice sealed,
                     struct slice *plain) {
    struct db *db = store_borrow(store);
    struct secret_key *org_key = org_key_find(store, db, place->org_id);
    struct slice wrapped = org_key ? record_key_wrapped(db, arena, place->org_id, place->record_id) : S("");
    store_return(store, db);
    return wrapped.len && seal_open_wrapped(arena, org_key, place->record_id, wrapped, place, sealed, plain);
}
