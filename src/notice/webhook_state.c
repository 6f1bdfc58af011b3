/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/webhook_state.h"

#include "base/limits.h"
#include "base/log.h"
#include "notice/webhook_sign.h"
#include "store/vault.h"

static const char *const state_codes[DELIVERY_STATES] = {
    [DELIVERY_ASKED] = "asked", [DELIVERY_DONE] = "done", [DELIVERY_FAILED] = "failed"};

static enum delivery_state state_of_code(struct slice code) {
    for (int i = 0; i < DELIVERY_STATES; i++) {
        if (slice_equal(slice_of(state_codes[i]), code)) return (enum delivery_state)i;
    }
    BUG("the table webhook_delivery has an unknown state");
}

/* ---- the state ---- */

static struct seal_place secret_place(struct uuid org_id, struct uuid webhook_id) {
    return (struct seal_place){S("webhook_state"), S("secret"), webhook_id, org_id};
}

static struct slice secret_open(struct store *store, struct arena *arena, const struct webhook_state *state,
                                struct slice sealed) {
    struct seal_place place = secret_place(state->org_id, state->webhook_id);
    struct slice plain = S("");
    if (sealed.len && !vault_open_text(store, arena, &place, sealed, &plain))
        log_warn("the secret of a webhook does not open");
    return plain;
}

bool webhook_state_read(struct store *store, struct db *db, struct arena *arena, struct uuid org_id,
                        struct uuid webhook_id, struct webhook_state *state) {
    *state = (struct webhook_state){.org_id = org_id, .webhook_id = webhook_id};
    struct db_query *query = db_query(db, SQL("SELECT secret, secret_ms, old_secret, old_until_ms, log_seq, "
                                              "attempts, next_ms, failing_ms, worked_ms "
                                              "FROM webhook_state WHERE org_id = ?1 AND webhook_id = ?2"));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, webhook_id);
    bool found = db_next(query);
    struct slice sealed = S(""), old_sealed = S("");
    if (found) {
        sealed = arena_copy(arena, db_column_blob(query, 0));
        state->secret_ms = db_column_int(query, 1);
        old_sealed = arena_copy(arena, db_column_blob(query, 2));
        state->old_until_ms = db_column_int(query, 3);
        state->log_seq = db_column_int(query, 4);
        state->attempts = db_column_int(query, 5);
        state->next_ms = db_column_int(query, 6);
        state->failing_ms = db_column_int(query, 7);
        state->worked_ms = db_column_int(query, 8);
    }
    db_done(query);
    state->secret = secret_open(store, arena, state, sealed);
    if (state->old_until_ms > clock_now_ms())
        state->old_secret = secret_open(store, arena, state, old_sealed);
    return found;
}

struct renewal {
    struct uuid org_id, webhook_id;
    struct slice sealed;
    int64_t now_ms;
};

/* The first secret starts at the end of the log as it is inside this transaction. */
static bool renew(void *context, struct db *db) {
    const struct renewal *renewal = context;
    struct db_query *query =
        db_query(db, SQL("INSERT INTO webhook_state (org_id, webhook_id, secret, secret_ms, old_until_ms, "
                         "log_seq, attempts, next_ms, "
                         "failing_ms, worked_ms) VALUES (?1, ?2, ?3, ?4, 0, "
                         "(SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM change_log), 0, 0, 0, 0) "
                         "ON CONFLICT (org_id, webhook_id) DO UPDATE SET old_secret = webhook_state.secret, "
                         "old_until_ms = ?5, "
                         "secret = excluded.secret, secret_ms = excluded.secret_ms"));
    db_bind_uuid(query, 1, renewal->org_id);
    db_bind_uuid(query, 2, renewal->webhook_id);
    db_bind_blob(query, 3, renewal->sealed);
    db_bind_int(query, 4, renewal->now_ms);
    db_bind_int(query, 5, renewal->now_ms + (int64_t)LIMIT_WEBHOOK_OVERLAP_S * 1000);
    db_run(query);
    return true;
}

bool webhook_secret_renew(struct store *store, struct arena *arena, struct uuid org_id,
                          struct uuid webhook_id, struct slice *secret) {
    struct seal_place place = secret_place(org_id, webhook_id);
    *secret = webhook_secret_new(arena);
    struct renewal renewal = {org_id, webhook_id, vault_seal_text(store, arena, &place, *secret),
                              clock_now_ms()};
    return store_run(store, renew, &renewal);
}

struct ids {
    struct uuid org_id, webhook_id;
};

static bool clear(void *context, struct db *db) {
    const struct ids *ids = context;
    struct db_query *query =
        db_query(db, SQL("UPDATE webhook_state SET attempts = 0, next_ms = 0, failing_ms = 0 "
                         "WHERE org_id = ?1 AND webhook_id = ?2"));
    db_bind_uuid(query, 1, ids->org_id);
    db_bind_uuid(query, 2, ids->webhook_id);
    db_run(query);
    return true;
}

bool webhook_state_clear(struct store *store, struct uuid org_id, struct uuid webhook_id) {
    struct ids ids = {org_id, webhook_id};
    return store_run(store, clear, &ids);
}

/* ---- what came of deliveries ---- */

static void state_write(struct db *db, const struct webhook_state *state) {
    struct db_query *query = db_query(db, SQL("UPDATE webhook_state SET log_seq = ?3, attempts = ?4, next_ms "
                                              "= ?5, failing_ms = ?6, worked_ms = ?7 "
                                              "WHERE org_id = ?1 AND webhook_id = ?2"));
    db_bind_uuid(query, 1, state->org_id);
    db_bind_uuid(query, 2, state->webhook_id);
    db_bind_int(query, 3, state->log_seq);
    db_bind_int(query, 4, state->attempts);
    db_bind_int(query, 5, state->next_ms);
    db_bind_int(query, 6, state->failing_ms);
    db_bind_int(query, 7, state->worked_ms);
    db_run(query);
}

static void delivery_write(struct db *db, const struct webhook_delivery *delivery) {
    struct db_query *query = db_query(
        db, SQL("INSERT INTO webhook_delivery (org_id, webhook_id, id, seq, event, body, state, created_ms, "
                "tried_ms, attempts, "
                "status, duration_ms, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
                "ON CONFLICT (org_id, webhook_id, id) DO UPDATE SET state = excluded.state, tried_ms = "
                "excluded.tried_ms, "
                "attempts = excluded.attempts, status = excluded.status, duration_ms = excluded.duration_ms, "
                "words = excluded.words"));
    db_bind_uuid(query, 1, delivery->org_id);
    db_bind_uuid(query, 2, delivery->webhook_id);
    db_bind_uuid(query, 3, delivery->id);
    db_bind_int(query, 4, delivery->seq);
    db_bind_text(query, 5, delivery->event);
    db_bind_text(query, 6, delivery->body);
    db_bind_text(query, 7, slice_of(state_codes[delivery->state]));
    db_bind_int(query, 8, delivery->created_ms);
    db_bind_int(query, 9, delivery->tried_ms);
    db_bind_int(query, 10, delivery->attempts);
    db_bind_int(query, 11, delivery->status);
    db_bind_int(query, 12, delivery->duration_ms);
    db_bind_text(query, 13, delivery->words);
    db_run(query);
}

static void number_write(struct db *db, const struct webhook_state *state,
                         const struct webhook_number *number) {
    struct db_query *query = db_query(
        db, SQL("INSERT INTO webhook_progress (org_id, webhook_id, part_id, number) VALUES (?1, ?2, ?3, ?4) "
                "ON CONFLICT (org_id, webhook_id, part_id) DO UPDATE SET number = excluded.number"));
    db_bind_uuid(query, 1, state->org_id);
    db_bind_uuid(query, 2, state->webhook_id);
    db_bind_uuid(query, 3, number->part_id);
    db_bind_int(query, 4, number->number);
    db_run(query);
}

static bool outcome_write(void *context, struct db *db) {
    const struct webhook_outcome *outcome = context;
    state_write(db, outcome->state);
    for (size_t i = 0; i < outcome->delivery_count; i++) {
        delivery_write(db, &outcome->deliveries[i]);
    }
    for (size_t i = 0; i < outcome->number_count; i++) {
        number_write(db, outcome->state, &outcome->numbers[i]);
    }
    return true;
}

bool webhook_outcome_save(struct store *store, const struct webhook_outcome *outcome) {
    struct webhook_outcome copy = *outcome;
    return store_run(store, outcome_write, &copy);
}

bool webhook_number_read(struct db *db, struct uuid org_id, struct uuid webhook_id, struct uuid part_id,
                         int64_t *number) {
    struct db_query *query = db_query(
        db,
        SQL("SELECT number FROM webhook_progress WHERE org_id = ?1 AND webhook_id = ?2 AND part_id = ?3"));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, webhook_id);
    db_bind_uuid(query, 3, part_id);
    bool found = db_next(query);
    if (found) *number = db_column_int(query, 0);
    db_done(query);
    return found;
}

/* ---- the log of deliveries ---- */

static bool ask(void *context, struct db *db) {
    struct webhook_delivery delivery = *(const struct webhook_delivery *)context;
    delivery.state = DELIVERY_ASKED;
    delivery_write(db, &delivery);
    return true;
}

bool webhook_delivery_ask(struct store *store, const struct webhook_delivery *delivery) {
    struct webhook_delivery copy = *delivery;
    return store_run(store, ask, &copy);
}

#define COLUMNS                                                                                              \
    "SELECT org_id, webhook_id, id, seq, event, body, state, created_ms, tried_ms, attempts, status, "       \
    "duration_ms, words "                                                                                    \
    "FROM webhook_delivery WHERE org_id = ?1 AND webhook_id = ?2 "

static struct webhook_delivery delivery_read(struct db_query *query, struct arena *arena) {
    return (struct webhook_delivery){
        .org_id = db_column_uuid(query, 0),
        .webhook_id = db_column_uuid(query, 1),
        .id = db_column_uuid(query, 2),
        .seq = db_column_int(query, 3),
        .event = arena_copy(arena, db_column_text(query, 4)),
        .body = arena_copy(arena, db_column_text(query, 5)),
        .state = state_of_code(db_column_text(query, 6)),
        .created_ms = db_column_int(query, 7),
        .tried_ms = db_column_int(query, 8),
        .attempts = db_column_int(query, 9),
        .status = db_column_int(query, 10),
        .duration_ms = db_column_int(query, 11),
        .words = arena_copy(arena, db_column_text(query, 12)),
    };
}

static size_t deliveries_read(struct db_query *query, struct arena *arena, struct uuid org_id,
                              struct uuid webhook_id, struct webhook_delivery *rows, size_t max) {
    size_t count = 0;
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, webhook_id);
    while (count < max && db_next(query)) {
        rows[count++] = delivery_read(query, arena);
    }
    db_done(query);
    return count;
}

size_t webhook_deliveries(struct db *db, struct arena *arena, struct uuid org_id, struct uuid webhook_id,
                          struct webhook_delivery *rows, size_t max) {
    struct db_query *query =
        db_query(db, SQL(COLUMNS "ORDER BY created_ms DESC, seq DESC, id DESC LIMIT ?3"));
    db_bind_int(query, 3, (int64_t)max);
    return deliveries_read(query, arena, org_id, webhook_id, rows, max);
}

size_t webhook_deliveries_asked(struct db *db, struct arena *arena, struct uuid org_id,
                                struct uuid webhook_id, struct webhook_delivery *rows, size_t max) {
    struct db_query *query =
        db_query(db, SQL(COLUMNS "AND state = 'asked' ORDER BY created_ms, id LIMIT ?3"));
    db_bind_int(query, 3, (int64_t)max);
    return deliveries_read(query, arena, org_id, webhook_id, rows, max);
}

bool webhook_delivery_find(struct db *db, struct arena *arena, struct uuid org_id, struct uuid webhook_id,
                           struct uuid id, struct webhook_delivery *row) {
    struct db_query *query = db_query(db, SQL(COLUMNS "AND id = ?3"));
    db_bind_uuid(query, 3, id);
    return deliveries_read(query, arena, org_id, webhook_id, row, 1) == 1;
}

static bool forget(void *context, struct db *db) {
    const int64_t *before_ms = context;
    struct db_query *query =
        db_query(db, SQL("DELETE FROM webhook_delivery WHERE created_ms < ?1 AND state <> 'asked'"));
    db_bind_int(query, 1, *before_ms);
    db_run(query);
    return true;
}

void webhook_deliveries_forget_before(struct store *store, int64_t ms) {
    if (!store_run(store, forget, &ms)) log_warn("webhooks: old deliveries could not be thrown away");
}
