/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The job that tells webhooks.  Each has its turn: first what somebody asked for (a test, a delivery once
 * more), then the change log from where it stands, in order, then the progress of promises.  A failure ends
 * the turn; the same entry is the next one tried, so the order stays.  What was delivered is noted in
 * batches: after a crash some come twice, with the same id, and none is left out.
 */
#include "base/limits.h"
#include "base/log.h"
#include "domain/notice/webhook.h"
#include "notice/mail_queue.h"
#include "notice/notice_internal.h"
#include "notice/retry.h"
#include "notice/webhook_event.h"
#include "notice/webhook_post.h"

/* One webhook's turn. */
struct turn {
    struct notice *notice;
    const struct runner *runner;
    struct webhook_channel *channel;
    struct arena *arena;
    struct record *webhook;
    struct webhook_state state;
    struct webhook_maker maker;
    struct webhook_delivery deliveries[LIMIT_WEBHOOK_BATCH];
    struct webhook_number numbers[LIMIT_WEBHOOK_BATCH];
    size_t delivery_count, number_count;
    struct webhook_place *place;
    int64_t log_seq_saved, sent;
    bool is_over;  /* a failure, the end of the program, or enough for one turn */
    bool is_ahead; /* there is more to do at once */
};

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* ---- noting ---- */

static void turn_save(struct turn *turn) {
    struct webhook_outcome outcome = {&turn->state, turn->deliveries, turn->delivery_count, turn->numbers,
                                      turn->number_count};
    if (!webhook_outcome_save(turn->notice->store, &outcome)) {
        log_fail("webhooks: what was delivered could not be noted; it will be sent again");
        turn->is_over = true;
    }
    turn->log_seq_saved = turn->state.log_seq;
    turn->delivery_count = turn->number_count = 0;
}

static void turn_note(struct turn *turn, const struct webhook_delivery *delivery) {
    turn->deliveries[turn->delivery_count++] = *delivery;
    if (turn->delivery_count == LIMIT_WEBHOOK_BATCH) turn_save(turn);
}

/* ---- pausing what fails for long ---- */

/* Through the write path, so that the history of the webhook tells who paused it and why. */
static void webhook_pause(struct turn *turn, struct slice reason) {
    struct actor actor = access_system_actor(turn->webhook->org_id);
    struct change change = change_new(turn->arena, CHANGE_UPDATE, &webhook_type, turn->webhook->org_id);
    change.id = turn->webhook->id;
    change.reason = reason;
    webhook_of(change.values)->paused = (struct value){.present = true, .number = 1};
    change_set(&change, record_type_field(&webhook_type, S("paused")));
    struct write_job job = {.job_arena = turn->arena, .actor = &actor, .changes = &change, .change_count = 1};
    if (store_write(turn->notice->store, &job) != OUTCOME_OK)
        log_fail("webhooks: one that fails could not be paused");
}

static void tell_maker(struct turn *turn) {
    struct mail_row row = {.org_id = turn->webhook->org_id,
                           .user_id = turn->webhook->created_by,
                           .kind = MAIL_WEBHOOK_OFF,
                           .subject_id = turn->webhook->id};
    if (uuid_is_zero(row.user_id) || !notice_sends_mail(turn->notice)) return;
    if (mail_queue_add(turn->notice->store, &row)) notice_wake_mail(turn->notice);
}

/* What is paused begins anew when it goes on: at once, with all its days to fail. */
static void forget_failures(struct turn *turn) {
    struct webhook_state *state = &turn->state;
    if (!state->failing_ms) return;
    state->attempts = state->failing_ms = state->next_ms = 0;
    webhook_state_clear(turn->notice->store, state->org_id, state->webhook_id);
}

static void give_up(struct turn *turn, struct slice reason) {
    log_warn("webhooks: one is paused: %.*s", SLICE_ARG(reason));
    forget_failures(turn);
    webhook_pause(turn, reason);
    tell_maker(turn);
}

/* ---- sending ---- */

static void count_success(struct turn *turn, int64_t now_ms) {
    turn->state.attempts = turn->state.failing_ms = turn->state.next_ms = 0;
    turn->state.worked_ms = now_ms;
}

static void count_failure(struct turn *turn, int64_t now_ms) {
    struct webhook_state *state = &turn->state;
    state->attempts++;
    if (!state->failing_ms) state->failing_ms = now_ms;
    state->next_ms = now_ms + retry_wait_ms(turn->notice->settings.retry_ms, LIMIT_WEBHOOK_RETRY_MS,
                                            state->attempts, notice_random());
}

/* Posts and fills in what came of it. */
static struct webhook_answer post(struct turn *turn, struct webhook_delivery *delivery) {
    struct webhook_answer answer =
        webhook_post(turn->channel, turn->arena, webhook_of(turn->webhook)->url.text, &turn->state, delivery);
    delivery->attempts++;
    delivery->tried_ms = clock_now_ms();
    delivery->status = answer.status;
    delivery->duration_ms = answer.duration_ms;
    delivery->words = answer.words;
    delivery->state = answer.taken ? DELIVERY_DONE : DELIVERY_FAILED;
    turn->sent++;
    return answer;
}

/* One of the log's own or of the progress; true when it was taken: then it is noted together with where the
 * webhook stands in the log. */
static bool deliver(struct turn *turn, struct webhook_delivery *delivery) {
    delivery->attempts = turn->state.attempts;
    struct webhook_answer answer = post(turn, delivery);
    if (!answer.taken && notice_is_stopping(turn->runner)) {
        turn->is_over = true; /* not its fault */
        return false;
    }
    if (answer.taken)
        count_success(turn, delivery->tried_ms);
    else
        count_failure(turn, delivery->tried_ms);
    if (answer.taken) turn->state.log_seq = delivery->seq;
    turn_note(turn, delivery);
    if (answer.taken) return true;
    turn->is_over = true;
    if (answer.is_gone)
        give_up(turn, S("The receiver answered 410: it wants no more."));
    else if (retry_is_over(turn->state.failing_ms, turn->state.next_ms, LIMIT_WEBHOOK_DAYS))
        give_up(turn, S("Nothing could be delivered for a week."));
    return false;
}

/* ---- the parts of a turn ---- */

static bool has_time(struct turn *turn) {
    if (turn->sent >= LIMIT_WEBHOOK_TURN) turn->is_over = turn->is_ahead = true;
    if (notice_is_stopping(turn->runner)) turn->is_over = true;
    return !turn->is_over;
}

/* What somebody asked for is tried once, in no order with the rest. */
static void turn_asked(struct turn *turn) {
    struct webhook_delivery rows[LIMIT_WEBHOOK_BATCH];
    struct db *db = store_borrow(turn->notice->store);
    size_t count = webhook_deliveries_asked(db, turn->arena, turn->webhook->org_id, turn->webhook->id, rows,
                                            ARRAY_LEN(rows));
    store_return(turn->notice->store, db);
    for (size_t i = 0; i < count && has_time(turn); i++) {
        struct webhook_answer answer = post(turn, &rows[i]);
        if (!answer.taken && notice_is_stopping(turn->runner)) break;
        if (answer.taken) count_success(turn, rows[i].tried_ms); /* it works again: the rest need not wait */
        turn_note(turn, &rows[i]);
    }
    if (count == ARRAY_LEN(rows)) turn->is_ahead = true;
}

/* Entries behind the one it stands at; true when the log's end was reached. */
static bool turn_log(struct turn *turn) {
    enum { ENTRIES = 200 };
    struct log_entry *entries = arena_make(turn->arena, struct log_entry, ENTRIES);
    for (size_t looked = 0; has_time(turn); looked += ENTRIES) {
        if (looked >= LIMIT_WEBHOOK_SCAN) return !(turn->is_ahead = true);
        struct db *db = store_borrow(turn->notice->store);
        size_t count = log_entries_after(db, turn->arena, turn->state.log_seq, entries, ENTRIES);
        store_return(turn->notice->store, db);
        for (size_t i = 0; i < count && has_time(turn); i++) {
            struct webhook_delivery delivery;
            db = store_borrow(turn->notice->store);
            bool asked =
                webhook_event_make(&turn->maker, db, turn->arena, turn->webhook, &entries[i], &delivery);
            store_return(turn->notice->store, db);
            if (!asked)
                turn->state.log_seq = entries[i].seq;
            else if (!deliver(turn, &delivery))
                return false;
        }
        if (count < ENTRIES) return !turn->is_over;
    }
    return false;
}

static void turn_progress(struct turn *turn, int64_t now_ms) {
    struct webhook_delivery *deliveries;
    struct webhook_number *numbers;
    struct db *db = store_borrow(turn->notice->store);
    size_t count = webhook_progress_make(&turn->maker, db, turn->arena, turn->webhook, turn->state.log_seq,
                                         &deliveries, &numbers);
    store_return(turn->notice->store, db);
    turn->place->progress_ms = now_ms;
    for (size_t i = 0; i < count; i++) {
        if (!has_time(turn) || !deliver(turn, &deliveries[i])) return;
        turn->numbers[turn->number_count++] = numbers[i];
        if (turn->number_count == LIMIT_WEBHOOK_BATCH) turn_save(turn);
    }
    turn->place->looked_seq = turn->state.log_seq;
}

/* Every change of a number is a change of the log.  Gives when to look again: a minute after the last time.
 */
static int64_t turn_progress_when_due(struct turn *turn, int64_t now_ms) {
    const struct webhook *webhook = webhook_of(turn->webhook);
    if (!webhook->progress.present || !webhook->progress.number) return RUNNER_NEVER;
    if (turn->place->looked_seq == turn->state.log_seq) return RUNNER_NEVER;
    int64_t due_ms = turn->place->progress_ms + LIMIT_PROGRESS_MS;
    if (due_ms > now_ms) return due_ms;
    turn_progress(turn, now_ms);
    return RUNNER_NEVER;
}

/* ---- one webhook ---- */

/* What was passed over in the log is remembered here and written only now and then. */
static struct webhook_place *place_of(struct notice *notice, struct uuid id) {
    for (size_t i = 0; i < notice->place_count; i++) {
        if (uuid_equal(notice->places[i].webhook_id, id)) return &notice->places[i];
    }
    if (notice->place_count == LIMIT_WEBHOOKS) notice->place_count = 0; /* the rest is read again */
    notice->places[notice->place_count] = (struct webhook_place){.webhook_id = id};
    return &notice->places[notice->place_count++];
}

static bool turn_open(struct turn *turn) {
    struct notice *notice = turn->notice;
    struct db *db = store_borrow(notice->store);
    bool has_secret = webhook_state_read(notice->store, db, turn->arena, turn->webhook->org_id,
                                         turn->webhook->id, &turn->state);
    store_return(notice->store, db);
    turn->place = place_of(notice, turn->webhook->id);
    turn->log_seq_saved = turn->state.log_seq;
    if (turn->place->log_seq > turn->state.log_seq) turn->state.log_seq = turn->place->log_seq;
    return has_secret && turn->state.secret.len > 0;
}

static bool is_paused(const struct turn *turn) {
    const struct value *paused = &webhook_of(turn->webhook)->paused;
    return paused->present && paused->number;
}

/* The log and the progress, when it is time for them; gives the time of the next turn. */
static int64_t turn_tell(struct turn *turn) {
    int64_t now_ms = clock_now_ms();
    if (is_paused(turn)) {
        forget_failures(turn);
        return RUNNER_NEVER;
    }
    if (!has_time(turn)) return RUNNER_NEVER;
    if (turn->state.next_ms > now_ms) return turn->state.next_ms;
    if (!webhook_maker_find(turn->notice->store, turn->notice->access, turn->arena, turn->webhook,
                            &turn->maker)) {
        give_up(turn, S("Who made it may not see anything here any more."));
        return RUNNER_NEVER;
    }
    int64_t next_ms = turn_log(turn) ? turn_progress_when_due(turn, now_ms) : RUNNER_NEVER;
    return turn->state.next_ms ? least(next_ms, turn->state.next_ms) : next_ms;
}

static int64_t turn_run(struct turn *turn) {
    enum { PASSED_OVER = 500 };
    turn_asked(turn);
    int64_t next_ms = turn_tell(turn);
    bool moved = turn->state.log_seq - turn->log_seq_saved >= PASSED_OVER;
    if (turn->delivery_count || turn->number_count || moved) turn_save(turn);
    turn->place->log_seq = turn->state.log_seq;
    return turn->is_ahead ? 0 : next_ms;
}

/* ---- the job ---- */

static size_t webhook_ids(struct notice *notice, struct arena *arena, struct uuid **orgs, struct uuid **ids) {
    struct db *db = store_borrow(notice->store);
    struct db_query *query =
        db_query(db, SQL("SELECT org_id, id FROM webhook WHERE deleted_ms = 0 ORDER BY org_id, id LIMIT ?1"));
    size_t count = 0;
    db_bind_int(query, 1, LIMIT_WEBHOOKS);
    *orgs = arena_make(arena, struct uuid, LIMIT_WEBHOOKS);
    *ids = arena_make(arena, struct uuid, LIMIT_WEBHOOKS);
    while (count < LIMIT_WEBHOOKS && db_next(query)) {
        (*orgs)[count] = db_column_uuid(query, 0);
        (*ids)[count++] = db_column_uuid(query, 1);
    }
    db_done(query);
    store_return(notice->store, db);
    return count;
}

static struct record *webhook_read(struct notice *notice, struct arena *arena, struct uuid org_id,
                                   struct uuid id) {
    struct actor actor = access_system_actor(org_id);
    struct view view = access_view(notice->access, arena, &actor, &webhook_type);
    struct record *record = NULL;
    struct db *db = store_borrow(notice->store);
    bool found = query_get(notice->store, db, arena, &view, &webhook_type, id, &record, NULL);
    store_return(notice->store, db);
    return found ? record : NULL;
}

/* One webhook; *is_told says whether commits concern it. */
static int64_t webhook_turn(struct notice *notice, const struct runner *runner,
                            struct webhook_channel *channel, struct uuid org_id, struct uuid id,
                            bool *is_told) {
    struct arena *arena = arena_new();
    struct turn turn = {.notice = notice, .runner = runner, .channel = channel, .arena = arena};
    int64_t next_ms = RUNNER_NEVER;
    turn.webhook = webhook_read(notice, arena, org_id, id);
    if (turn.webhook && turn_open(&turn)) {
        *is_told = *is_told || !is_paused(&turn);
        next_ms = turn_run(&turn);
    }
    arena_free(arena);
    return next_ms;
}

int64_t webhook_run(void *context, const struct runner *runner) {
    struct notice *notice = context;
    struct arena *arena = arena_new();
    struct uuid *orgs, *ids;
    int64_t next_ms = RUNNER_NEVER, now_ms = clock_now_ms();
    bool is_told = false;
    notice->webhooks_seen = store_changes_of(notice->store, &webhook_type);
    size_t count = webhook_ids(notice, arena, &orgs, &ids);
    struct webhook_channel *channel = count ? webhook_channel_open(arena, &notice->settings, runner) : NULL;
    for (size_t i = 0; i < count && !notice_is_stopping(runner); i++) {
        next_ms = least(next_ms, webhook_turn(notice, runner, channel, orgs[i], ids[i], &is_told));
    }
    notice->has_webhooks = is_told;
    if (channel) webhook_channel_close(channel);
    if (count && notice_cleans_now(notice, 1, now_ms))
        webhook_deliveries_forget_before(notice->store, now_ms - (int64_t)LIMIT_NOTICE_DAYS * NOTICE_DAY_MS);
    arena_free(arena);
    return next_ms;
}
