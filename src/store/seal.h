/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing: what an identifying field goes through before it touches a disk, as pure functions over bytes.
 *
 *     key file or passphrase --> master key --wraps--> organisation key --wraps--> record key --seals--> fields
 *
 * A record key (the "case key") belongs to one record or one case; destroying its wrapped form makes every field
 * sealed under it unreadable for ever, in the database and in all its backups made afterwards.  A sealed field
 * opens only at its own place (table, field, record, organisation): moved elsewhere it is as unreadable as with a
 * wrong key, and nobody is told which of the two it was.
 *
 * Nothing here reads a database, keeps a cache or writes a log line.  Key bytes live only in sodium_malloc memory
 * (guarded, locked, read-only, left out of core dumps) or, for the length of one call, on a stack that is wiped.
 *
 * Envelopes, all numbers of bytes fixed:
 *     sealed field:  version | id of the record key 8 | nonce 24 | ciphertext of the padded text | tag 16
 *     wrapped key:   version | id of the wrapping key 8 | nonce 24 | ciphertext of the key 32 | tag 16
 * The version byte is 1 for a field and 2 for a key.  XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03).  Associated
 * data of a field: version, key id, table, field, record id 16, organisation id 16, with the length of each name
 * before it in four bytes, big endian; of a key: version, key id, kind 1, owner id 16.  Texts are padded to a multiple
 * of 32 bytes (ISO/IEC 7816-4), so that "male" and "female" have the same length.
 */
#ifndef MLUP_STORE_SEAL_H
#define MLUP_STORE_SEAL_H

#include "base/refusal.h"
#include "base/uuid.h"

enum {
    SEAL_KEY_BYTES = 32,
    SEAL_KEY_ID_BYTES = 8,
    SEAL_WRAPPED_BYTES = 1 + SEAL_KEY_ID_BYTES + 24 + SEAL_KEY_BYTES + 16,
    SEAL_INDEX_BYTES = 16,
    SEAL_PUBLIC_BYTES = 32,
    SEAL_SIGNATURE_BYTES = 64,
};

/* What a key may be used for; a function given a key of another kind is a BUG. */
enum seal_key_kind {
    SEAL_KEY_MASTER = 1,   /* wraps organisation keys; parent of the program's own keys */
    SEAL_KEY_ORGANISATION, /* wraps record keys; parent of blind indexes */
    SEAL_KEY_RECORD,       /* seals fields */
    SEAL_KEY_DERIVED,      /* made by seal_key_derive; its bytes are for the caller */
};

/* A key in guarded memory.  Free with seal_key_free. */
struct secret_key;

/* Names a key without telling anything about it: made from the key by a one-way function, so equal keys have equal
 * ids everywhere. */
struct seal_key_id {
    uint8_t bytes[SEAL_KEY_ID_BYTES];
};

/* Prepares libsodium; any number of times, from any thread.  Every function below that makes a key calls it. */
void seal_init(void);

/* A new random key: an organisation key, a record key, or a master key for tests. */
struct secret_key *seal_key_new(enum seal_key_kind kind);
/* Wipes and frees.  NULL is accepted; the type fits arena_defer. */
void seal_key_free(void *key);
struct seal_key_id seal_key_id(const struct secret_key *key);
/* 16 hexadecimal digits. */
struct slice seal_key_id_format(struct arena *arena, struct seal_key_id id);
bool seal_key_equal(const struct secret_key *a, const struct secret_key *b);

/*
 * The master key in a file of one line, "mlup-key-1 <key id> <base64 of 32 bytes>".  Creating: the file must not
 * exist; it is made with mode 0600, written and synced before the call returns.  Reading: refused unless it is a
 * regular file of this user or root that nobody else may read or write.  Both give NULL and a refusal for the
 * operator when it cannot be done.
 */
struct secret_key *seal_master_create_file(struct slice path, struct refusal *refusal);
struct secret_key *seal_master_read_file(struct slice path, struct refusal *refusal);
/* The line of a key file to a key; NULL when it is malformed or the id does not fit the key. */
struct secret_key *seal_master_parse(struct slice line);

/*
 * The master key from a passphrase (argon2id).  `_new` chooses a salt and gives in *stored the line to keep in the
 * clear, "mlup-passphrase-1 <operations> <KiB> <base64 of the salt> <key id>"; `_open` makes the same key again
 * from both and refuses a wrong passphrase.  Each takes about half a second and 64 MiB.
 */
struct secret_key *seal_master_new_passphrase(struct arena *arena, struct slice passphrase, struct slice *stored,
                                              struct refusal *refusal);
struct secret_key *seal_master_open_passphrase(struct slice passphrase, struct slice stored,
                                               struct refusal *refusal);

/*
 * Wrapping: an organisation key under the master key (owner: the organisation's id), a record key under the
 * organisation key (owner: the record's or the case's id).  The result has SEAL_WRAPPED_BYTES.
 */
struct slice seal_wrap_key(struct arena *arena, const struct secret_key *wrapping, const struct secret_key *key,
                           struct uuid owner);
/* The key of that kind and owner; NULL for a wrong wrapping key, another owner or kind, or altered bytes. */
struct secret_key *seal_unwrap_key(const struct secret_key *wrapping, enum seal_key_kind kind, struct uuid owner,
                                   struct slice wrapped);
/*
 * Rotation.  For a new master key every organisation key is re-wrapped; for a new organisation key every record key
 * of the organisation is (and its blind indexes are made again, because they hang on that key).  The inner key and
 * its id stay, so no sealed field changes.  False when `wrapped` does not open with `before`.
 */
bool seal_rewrap_key(struct arena *arena, const struct secret_key *before, const struct secret_key *after,
                     enum seal_key_kind kind, struct uuid owner, struct slice wrapped, struct slice *rewrapped)
    __attribute__((warn_unused_result));
/* True when the envelope (a wrapped key or a sealed field) says it was made with this key: how an interrupted
 * rotation finds what is left to do.  Says nothing about whether it opens. */
bool seal_is_under(struct slice envelope, const struct secret_key *key);

/* Where a sealed field lives; the names of table and field as in the catalogue. */
struct seal_place {
    struct slice table, field;
    struct uuid record_id, org_id;
};

/* Seals at most LIMIT_SEALED_BYTES under a record key; every call gives other bytes. */
struct slice seal_field(struct arena *arena, const struct secret_key *record_key, const struct seal_place *place,
                        struct slice plain);
/* False for a wrong key, another place or altered bytes; *plain is then empty. */
bool seal_open_field(struct arena *arena, const struct secret_key *record_key, const struct seal_place *place,
                     struct slice sealed, struct slice *plain) __attribute__((warn_unused_result));
/* The same with the record key still wrapped, for lists: the key exists for the length of the call and costs no
 * guarded memory.  `owner` is the owner that the record key was wrapped for. */
bool seal_open_wrapped(struct arena *arena, const struct secret_key *organisation_key, struct uuid owner,
                       struct slice wrapped, const struct seal_place *place, struct slice sealed,
                       struct slice *plain) __attribute__((warn_unused_result));

/* What can be compared for equality inside one organisation and one field, and tells nothing else. */
struct blind_index {
    uint8_t bytes[SEAL_INDEX_BYTES];
};
/* The blind index of a search key (already normalised by the caller; an empty one has an index too). */
struct blind_index seal_blind_index(const struct secret_key *organisation_key, struct slice table,
                                    struct slice field, struct slice search_key);

/* Keys of the program itself, from the master key.  They change when the master key is rotated. */
enum seal_purpose {
    SEAL_FOR_BLIND_INDEX = 1, /* from an organisation key; used by seal_blind_index */
    SEAL_FOR_CHECKPOINTS,     /* seed of the key pair that signs checkpoints of the change log */
    SEAL_FOR_CSRF,            /* access/token.h */
    SEAL_FOR_SESSIONS,        /* cookies */
    SEAL_FOR_PEOPLE,          /* tokens of people over organisations; domain/people/person_token.h */
    SEAL_FOR_LINKS,           /* links in mails that do one thing without signing in */
    SEAL_FOR_OUTBOXES,        /* what browsers keep for times without a network; web/arrival/outbox_key.h */
    SEAL_FOR_CASES_IN,        /* ids of cases that come from elsewhere; web/htcds */
    SEAL_FOR_SEARCHES,        /* words that were looked for, on their way through an address; web/record/list_secret.h */
    SEAL_PURPOSES
};
/* The sub-key for a purpose (crypto_kdf, BLAKE2b); always the same for the same parent. */
struct secret_key *seal_key_derive(const struct secret_key *parent, enum seal_purpose purpose);
/* The SEAL_KEY_BYTES of a derived key, in its guarded memory; valid as long as the key. */
const uint8_t *seal_key_bytes(const struct secret_key *derived);

/* Ed25519 signatures of log checkpoints with the key derived for SEAL_FOR_CHECKPOINTS. */
void seal_signing_public(const struct secret_key *checkpoint_key, uint8_t public_key[static SEAL_PUBLIC_BYTES]);
void seal_sign(const struct secret_key *checkpoint_key, struct slice message,
               uint8_t signature[static SEAL_SIGNATURE_BYTES]);
bool seal_signature_is_valid(const uint8_t public_key[static SEAL_PUBLIC_BYTES], struct slice message,
                             const uint8_t signature[static SEAL_SIGNATURE_BYTES]);

#endif
