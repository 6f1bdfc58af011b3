/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The job that sends mails.  First it puts the digests whose hour has come into the queue, then it sends what
 * waits.  `sending` is durable before the server is spoken to and the outcome before the next mail; so a
 * process that dies in between leaves one mail that may have gone out, and that is sent once more at the next
 * start: one duplicate at most, none lost.
 */
#include "access/user.h"
#include "base/log.h"
#include "i18n/zone.h"
#include "notice/mail_compose.h"
#include "notice/mail_queue.h"
#include "notice/mail_send.h"
#include "notice/retry.h"

enum { DIGEST_HOUR_USUAL = 7 };

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* ---- the digests whose hour has come ---- */

struct subscriber {
    struct uuid org_id, user_id;
    enum digest_every every;
    int64_t hour;
};

/* Of all organisations: one server writes to all of them. */
static size_t subscribers(struct notice *notice, struct arena *arena, struct subscriber **list) {
    struct db *db = store_borrow(notice->store);
    struct db_query *query = db_query(
        db,
        SQL("SELECT org_id, id, digest, digest_hour, active, email FROM \"user\" WHERE deleted_ms = 0 AND "
            "digest IN ('daily', 'weekly')"));
    size_t count = 0;
    *list = NULL;
    while (db_next(query)) {
        if (!db_column_int(query, 4) || !db_column_text(query, 5).len) continue;
        *list = arena_room(arena, *list, sizeof **list, count);
        (*list)[count++] = (struct subscriber){
            .org_id = db_column_uuid(query, 0),
            .user_id = db_column_uuid(query, 1),
            .every = digest_every_of(db_column_text(query, 2)),
            .hour = db_column_is_null(query, 3) ? DIGEST_HOUR_USUAL : db_column_int(query, 3),
        };
    }
    db_done(query);
    store_return(notice->store, db);
    return count;
}

static bool has_digest(struct notice *notice, const struct subscriber *subscriber, int64_t day) {
    struct db *db = store_borrow(notice->store);
    bool has = mail_queue_has_digest(db, subscriber->org_id, subscriber->user_id, day);
    store_return(notice->store, db);
    return has;
}

/* The row says today, also when the slot was days ago and the program did not run: one a day, whatever was
 * missed. */
static void digest_plan(struct notice *notice, const struct subscriber *subscriber, int64_t slot_day,
                        int64_t today) {
    if (has_digest(notice, subscriber, slot_day)) return;
    struct mail_row row = {
        .org_id = subscriber->org_id, .user_id = subscriber->user_id, .kind = MAIL_DIGEST, .day = today};
    if (!mail_queue_add(notice->store, &row)) log_warn("mail: a digest could not be put into the queue");
}

/* Gives the time of the next slot of anybody. */
static int64_t digests_plan(struct notice *notice, struct arena *arena) {
    struct subscriber *list;
    int64_t now_ms = clock_now_ms(), offset_ms = zone_offset_ms(notice->settings.time_zone, now_ms),
            next_ms = RUNNER_NEVER;
    int64_t today = digest_slot_at(DIGEST_DAILY, 0, now_ms, offset_ms).day;
    notice->users_seen = store_changes_of(notice->store, &user_type);
    size_t count = subscribers(notice, arena, &list);
    for (size_t i = 0; i < count; i++) {
        struct digest_slot slot = digest_slot_at(list[i].every, list[i].hour, now_ms, offset_ms);
        digest_plan(notice, &list[i], slot.day, today);
        next_ms = least(next_ms, slot.next_ms);
    }
    return next_ms;
}

/* ---- sending ---- */

static void row_end(struct mail_row *row, enum mail_state state, struct slice words) {
    row->state = state;
    row->words = words;
}

static const char *nobody_words(enum compose_result result) {
    switch (result) {
    case COMPOSE_NOBODY: return TR("The user is not active or wants no mail any more.");
    case COMPOSE_ADDRESS: return TR("The user has no e-mail address that a mail can be sent to.");
    case COMPOSE_EMPTY:
    case COMPOSE_OK: return "";
    }
    BUG("result %d", result);
}

/* A mail that waits again: later each time, and not for ever. */
static void row_wait(struct notice *notice, struct mail_row *row) {
    int64_t wait_ms =
        retry_wait_ms(notice->settings.retry_ms, LIMIT_MAIL_RETRY_MS, row->attempts, notice_random());
    row->next_ms = row->tried_ms + wait_ms;
    bool too_long = row->next_ms - row->created_ms > (int64_t)LIMIT_MAIL_DAYS * NOTICE_DAY_MS;
    row->state = too_long ? MAIL_FAILED : MAIL_QUEUED;
}

static void row_take_result(struct notice *notice, struct mail_row *row, const struct mail_result *result) {
    row->code = result->code;
    row->words = result->words;
    switch (result->answer) {
    case MAIL_TAKEN: row->state = MAIL_SENT; break;
    case MAIL_NEVER: row->state = MAIL_FAILED; break;
    case MAIL_LATER:
    case MAIL_DOWN: row_wait(notice, row); break;
    }
}

/* False when no more mails can be sent now. */
static bool row_send(struct notice *notice, struct mail_channel *channel, const struct runner *runner,
                     struct mail_row *row) {
    struct arena *arena = arena_new();
    struct mail mail;
    bool goes_on = true;
    enum compose_result composed = mail_compose(notice, arena, row, &mail);
    if (composed == COMPOSE_OK) {
        row->state = MAIL_SENDING;
        row->attempts++;
        row->tried_ms = clock_now_ms();
        row->recipient = mail.to;
        if (!mail_queue_save(notice->store, row)) goto done; /* not sent what is not known to be sent */
        struct mail_result result = mail_channel_send(channel, arena, mail.to, mail_write(arena, &mail));
        if (result.answer != MAIL_TAKEN && notice_is_stopping(runner))
            goto done; /* as after a crash: at the next start */
        row_take_result(notice, row, &result);
        if (result.answer == MAIL_DOWN) notice->mail_down_until_ms = row->next_ms;
        goes_on = result.answer != MAIL_DOWN;
    } else {
        row_end(row, composed == COMPOSE_EMPTY ? MAIL_EMPTY : MAIL_FAILED, slice_of(nobody_words(composed)));
    }
    if (!mail_queue_save(notice->store, row)) log_fail("mail: what was sent could not be noted");
done:
    arena_free(arena);
    return goes_on;
}

static size_t queue_read(struct notice *notice, struct arena *arena, struct mail_row *rows,
                         int64_t *next_ms) {
    struct db *db = store_borrow(notice->store);
    size_t count = mail_queue_due(db, arena, clock_now_ms(), rows, LIMIT_MAILS_PER_RUN);
    *next_ms = mail_queue_next_ms(db);
    store_return(notice->store, db);
    return count;
}

static void queue_send(struct notice *notice, struct arena *arena, const struct runner *runner) {
    struct mail_row *rows = arena_make(arena, struct mail_row, LIMIT_MAILS_PER_RUN);
    int64_t next_ms;
    size_t count = queue_read(notice, arena, rows, &next_ms);
    if (!count) return;
    struct mail_channel *channel = mail_channel_open(arena, &notice->settings, runner);
    for (size_t i = 0; i < count && !notice_is_stopping(runner); i++) {
        if (!row_send(notice, channel, runner, &rows[i])) break;
    }
    mail_channel_close(channel);
}

int64_t mail_run(void *context, const struct runner *runner) {
    struct notice *notice = context;
    if (!notice_sends_mail(notice)) return RUNNER_NEVER;
    struct arena *arena = arena_new();
    int64_t next_ms = digests_plan(notice, arena), queue_ms = RUNNER_NEVER;
    if (notice->mail_down_until_ms <= clock_now_ms()) queue_send(notice, arena, runner);
    struct db *db = store_borrow(notice->store);
    queue_ms = mail_queue_next_ms(db);
    store_return(notice->store, db);
    if (queue_ms < notice->mail_down_until_ms) queue_ms = notice->mail_down_until_ms;
    if (notice_cleans_now(notice, 0, clock_now_ms()))
        mail_queue_forget_before(notice->store, clock_now_ms() - (int64_t)LIMIT_NOTICE_DAYS * NOTICE_DAY_MS);
    arena_free(arena);
    return least(next_ms, queue_ms);
}
