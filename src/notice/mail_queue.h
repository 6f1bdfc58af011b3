/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The queue and the log of mails, one table.  A row goes queued -> sending -> sent, or back to queued, or to
 * failed; `sending` is written before the server is spoken to, so that what a dying process left is known.  A
 * digest has one row per user and day, whatever happens; a newer digest takes the place of one that still
 * waits.
 */
#ifndef MLUP_NOTICE_MAIL_QUEUE_H
#define MLUP_NOTICE_MAIL_QUEUE_H

#include "store/store.h"

enum mail_kind {
    MAIL_DIGEST,
    MAIL_TEST,
    MAIL_WEBHOOK_OFF,
    MAIL_CASE_ASKED,
    MAIL_CASE_OPENED,
    MAIL_INCIDENT,
    MAIL_EMPLOYER_FLAG,
    MAIL_KINDS
};
enum mail_state {
    MAIL_QUEUED,
    MAIL_SENDING,
    MAIL_SENT,
    MAIL_FAILED,   /* the server refused it for good, or it waited too long */
    MAIL_EMPTY,    /* there was nothing to tell */
    MAIL_REPLACED, /* a newer one tells the same */
    MAIL_STATES
};

struct mail_row {
    struct uuid org_id, id, user_id;
    enum mail_kind kind;
    int64_t day;            /* of a digest: days since 1970, local */
    struct uuid subject_id; /* the webhook, opening, incident or visit it speaks of */
    enum mail_state state;
    int64_t created_ms, next_ms, attempts, tried_ms;
    struct slice recipient; /* as at the last try */
    int64_t code;           /* the server's last; 0: it said none */
    struct slice words;     /* its words, or ours in English */
};

/* What was being sent when the process died waits again. */
void mail_queue_recover(struct store *store);
/* Puts a mail into the queue.  A digest of a day that has one already is left out.  The row's ids, kind, day
 * and subject are the caller's; the id is made when it is zero. */
bool mail_queue_add(struct store *store, struct mail_row *row);
/* The same inside the transaction of a change, on the writer's connection. */
void mail_queue_add_in(struct db *db, struct mail_row *row);
/* Whether the user has a digest of this day or a later one. */
bool mail_queue_has_digest(struct db *db, struct uuid org_id, struct uuid user_id, int64_t day);
/* What waits and may be tried now, the longest waiting first. */
size_t mail_queue_due(struct db *db, struct arena *arena, int64_t now_ms, struct mail_row *rows, size_t max);
/* When the next one may be tried; INT64_MAX when none waits. */
int64_t mail_queue_next_ms(struct db *db);
/* Writes what changed in the row: state, attempts, times, recipient, code, words. */
bool mail_queue_save(struct store *store, const struct mail_row *row);
/* The organisation's, newest first. */
size_t mail_queue_list(struct db *db, struct arena *arena, struct uuid org_id, struct mail_row *rows,
                       size_t max);
/* One row; false when the organisation has none with the id. */
bool mail_queue_get(struct db *db, struct arena *arena, struct uuid org_id, struct uuid id,
                    struct mail_row *row);
void mail_queue_forget_before(struct store *store, int64_t ms);

#endif
