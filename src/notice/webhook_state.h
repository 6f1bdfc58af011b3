/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is kept of a webhook beside its record: the secret, how far in the change log it has been told, its
 * failures, and the log of deliveries.  A webhook without a row here has no secret yet and is told nothing.
 */
#ifndef MLUP_NOTICE_WEBHOOK_STATE_H
#define MLUP_NOTICE_WEBHOOK_STATE_H

#include "notice/notice.h"

struct webhook_state {
    struct uuid org_id, webhook_id;
    struct slice secret, old_secret; /* opened; the old one empty when it is over */
    int64_t secret_ms, old_until_ms;
    int64_t log_seq;    /* the last entry of the change log that it knows */
    int64_t attempts;   /* failures since the last success */
    int64_t next_ms;    /* not before */
    int64_t failing_ms; /* since when; 0: it works */
    int64_t worked_ms;  /* the last success; 0: never */
};

enum delivery_state {
    DELIVERY_ASKED, /* a test, or sent again: waits for the background */
    DELIVERY_DONE,
    DELIVERY_FAILED, /* the last try failed; of the log's own it is tried again, of those asked for not */
    DELIVERY_STATES
};

struct webhook_delivery {
    struct uuid org_id, webhook_id, id;
    int64_t seq;        /* in the change log; 0: not from there */
    struct slice event; /* "session.update", "promise.progress", "test" */
    struct slice body;
    enum delivery_state state;
    int64_t created_ms, tried_ms, attempts;
    int64_t status, duration_ms; /* of the last try; status 0: no answer */
    struct slice words;          /* what the receiver answered, or what went wrong */
};

/* False when there is none.  Secrets are opened in `arena`. */
bool webhook_state_read(struct store *store, struct db *db, struct arena *arena, struct uuid org_id,
                        struct uuid webhook_id, struct webhook_state *state);
/* A new secret, given in *secret, this once.  The first starts telling from now on; a later one leaves the
 * one before valid for a day. */
bool webhook_secret_renew(struct store *store, struct arena *arena, struct uuid org_id,
                          struct uuid webhook_id, struct slice *secret);
/* After a pause or a repair: tries at once and forgets earlier failures. */
bool webhook_state_clear(struct store *store, struct uuid org_id, struct uuid webhook_id);

/* What came of some deliveries, and where the webhook stands then: in one transaction. */
struct webhook_number {
    struct uuid part_id;
    int64_t number;
};
struct webhook_outcome {
    const struct webhook_state *state; /* its numbers are written, its secrets not */
    struct webhook_delivery *deliveries;
    size_t delivery_count;
    const struct webhook_number *numbers; /* of promises, told */
    size_t number_count;
};
bool webhook_outcome_save(struct store *store, const struct webhook_outcome *outcome);
/* The number told last; false when the part was never told. */
bool webhook_number_read(struct db *db, struct uuid org_id, struct uuid webhook_id, struct uuid part_id,
                         int64_t *number);

/* Puts a delivery (again) before the background: state DELIVERY_ASKED. */
bool webhook_delivery_ask(struct store *store, const struct webhook_delivery *delivery);
size_t webhook_deliveries(struct db *db, struct arena *arena, struct uuid org_id, struct uuid webhook_id,
                          struct webhook_delivery *rows, size_t max);
/* The oldest that are asked for. */
size_t webhook_deliveries_asked(struct db *db, struct arena *arena, struct uuid org_id,
                                struct uuid webhook_id, struct webhook_delivery *rows, size_t max);
bool webhook_delivery_find(struct db *db, struct arena *arena, struct uuid org_id, struct uuid webhook_id,
                           struct uuid id, struct webhook_delivery *row);
void webhook_deliveries_forget_before(struct store *store, int64_t ms);

#endif
