/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of attached files: written before their record, in pieces, each sealed under the key of the
 * record they hang on, so that erasing that key erases the file.  Pieces whose record never came are thrown
 * away after a day.
 */
#ifndef MLUP_DOMAIN_ATTACHMENT_STORE_H
#define MLUP_DOMAIN_ATTACHMENT_STORE_H

#include "base/runner.h"
#include "store/store.h"

/* 64 hexadecimal digits of BLAKE2b-256. */
struct slice attachment_hash(struct arena *arena, struct slice bytes);
/* Stores the bytes under the id that their record will have.  False when the database or the keys failed. */
bool attachment_put(struct store *store, struct uuid org, struct uuid id, struct uuid owner,
                    struct slice bytes) __attribute__((warn_unused_result));
/* The same for files that may tell by themselves who somebody is (papers of a case file): what would stand in the record in
 * the clear (`about`: the name on the sender's computer, a note, the hash of the bytes) is sealed beside the bytes, and
 * *sealed_hash is of what is stored, which tells nothing of what was sent. */
bool attachment_put_hidden(struct store *store, struct arena *arena, struct uuid org, struct uuid id, struct uuid owner,
                           struct slice bytes, struct slice about, struct slice *sealed_hash)
    __attribute__((warn_unused_result));
/* What was sealed beside the bytes; empty when nothing was, or its key is gone. */
struct slice attachment_about(struct store *store, struct db *db, struct arena *arena, const struct record *attachment);
/* The hash of what is stored, under an id that is taken; for a form that was sent again. */
struct slice attachment_sealed_hash(struct db *db, struct arena *arena, struct uuid org, struct uuid id);
/* Ids of files whose bytes are sealed under the key of `owner`, at most `max`; inside the writer's transaction, as the next. */
size_t attachments_under(struct rule *rule, struct uuid org, struct uuid owner, struct uuid *ids, size_t max);
/* Seals the bytes of a file (and what is sealed beside them) under the key of another record.  `*hash`: of what is stored now,
 * when the record's hash was of what was stored; else empty.  False when the old key is gone: then nothing has changed. */
bool attachment_reseal(struct rule *rule, const struct record *attachment, struct uuid owner, struct slice *hash)
    __attribute__((warn_unused_result));
/* A job of the runner (context: the store): throws such pieces away when the program starts and once a day.
 */
int64_t attachment_sweep(void *context, const struct runner *runner);
/* True when there are bytes of that id. */
bool attachment_is_stored(struct db *db, struct uuid org, struct uuid id);

enum attachment_state { ATTACHMENT_WHOLE, ATTACHMENT_ERASED /* its key is gone */, ATTACHMENT_DAMAGED };
/* Reads the bytes of an attachment record and compares them with its hash. */
enum attachment_state attachment_get(struct store *store, struct db *db, struct arena *arena,
                                     const struct record *attachment, struct slice *bytes);
/* How many files there are in all, and how many of them are not what their record says; for `mlup verify`. */
struct attachment_report {
    int64_t files, erased, wrong;
    struct uuid first_wrong;
};
void attachment_verify(struct store *store, struct db *db, struct attachment_report *report);

#endif
