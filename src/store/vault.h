/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of the organisations, and what is sealed under them.  The master key comes from the key file; each
 * organisation's key is wrapped by it, each record's by its organisation's.  A part of a record (a document of a
 * person) is sealed under its parent's key, so that destroying one key erases the whole.
 */
#ifndef MLUP_STORE_VAULT_H
#define MLUP_STORE_VAULT_H

#include "store/seal.h"
#include "store/store.h"

/* The blind index of a value typed for searching a sealed field; empty when the organisation has no key yet.  `db` is a
 * connection for reading. */
struct slice vault_blind_index(struct store *store, struct db *db, struct arena *arena, struct uuid org_id,
                               const struct record_type *type, const struct field *field, struct slice text);
/* Opens the sealed values of a record in place.  False when the key is gone or a value does not open. */
bool vault_open_record(struct store *store, struct db *db, struct arena *arena, struct record *record);
/* The same for a whole and its parts at once: all are sealed under one key, which is read once. */
bool vault_open_records(struct store *store, struct db *db, struct arena *arena, struct record **records, size_t count);
/* The record under whose key this one is sealed: its parent, or itself. */
struct uuid vault_owner(const struct record *record);
/* Seals bytes that are no field of a record (a piece of a file) under the record's key, which is made when there is none;
 * inside the writer's transaction (store_run; of `rule`, actor may be NULL).  Empty without a key file. */
struct slice vault_seal_bytes(struct rule *rule, struct uuid owner_id, const struct seal_place *place, struct slice plain);
/* Opens them.  False when the key is gone or the bytes do not open. */
bool vault_open_bytes(struct store *store, struct db *db, struct arena *arena, struct uuid owner_id,
                      const struct seal_place *place, struct slice sealed, struct slice *plain);
/* As vault_open_record, inside the writer's transaction. */
bool vault_open_in(struct rule *rule, struct record *record);
/* What is left of a record when the key that it was under is destroyed: takes values out of `now`. */
typedef void vault_blur(struct record *now);
/* Destroys the key of a record: everything sealed under it is gone for ever, here and in later backups, what the change log said
 * of it too.  Each record whose log was sealed under it is written once more, in the clear, as `blur` leaves it (NULL: as it
 * stands), so that log and record still agree.  In the writer's transaction, for what follows from a change.  False when there
 * was no such key. */
bool vault_erase_in(struct rule *rule, struct uuid org_id, struct uuid owner_id, vault_blur *blur);
/* The same as a transaction of its own. */
bool vault_erase(struct store *store, struct uuid org_id, struct uuid owner_id, vault_blur *blur);
/* What a record's key is called (seal_key_id), for the proof of its end; empty when it has none. */
struct slice vault_key_name(struct store *store, struct db *db, struct arena *arena, struct uuid org_id, struct uuid owner_id);
/* A new master key in `new_key_file` (made; must not exist): every organisation key is wrapped again, nothing sealed
 * changes.  On success the caller puts the file in the old one's place. */
bool vault_rotate_master(struct store *store, struct slice new_key_file, struct refusal *refusal);
/* A new key for one organisation: its record keys are wrapped again and its blind indexes made again. */
bool vault_rotate_org(struct store *store, struct uuid org_id);
/* A key derived from the master key for the access layer; NULL without a master key.  Owned by the keyring. */
const struct secret_key *vault_derived(struct store *store, enum seal_purpose purpose);
/* Seals and opens small secrets of the access layer (second factors) under the shared organisation's key. */
struct slice vault_seal_text(struct store *store, struct arena *arena, const struct seal_place *place, struct slice plain);
bool vault_open_text(struct store *store, struct arena *arena, const struct seal_place *place, struct slice sealed,
                     struct slice *plain);

#endif
