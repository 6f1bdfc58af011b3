/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one writer.  It takes every submission that waits, makes their changes in one transaction, commits once
 * and then tells all of them: many writes, one fsync.
 *
 * The fast path is optimistic.  A submission that is refused before it wrote anything harms nobody.  When
 * anything else goes wrong inside the batch (a unique index, a used idempotency key, a refusal half-way
 * through a submission), the whole transaction is rolled back and each submission is done again alone, in
 * order, where the reason can be found and told.  Nothing in memory survives a rollback: chain, counters,
 * caches and gathered contributions are put back or dropped.
 */
#include <sodium.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "store/store_internal.h"

struct store_task {
    bool (*work)(void *context, struct db *db);
    void *context;
    bool good, finished;
    pthread_mutex_t lock;
    pthread_cond_t done;
    struct store_task *next;
};

/* ---- counters of short codes ---- */

/* Where a counter over all organisations begins: behind those that each had before. */
static int64_t counter_after_all(struct db *db, const char *name) {
    struct db_query *query =
        db_query(db, SQL("SELECT CAST(COALESCE(MAX(next), 1) AS BIGINT) FROM counter WHERE name = ?1"));
    db_bind_text(query, 1, slice_of(name));
    int64_t next = db_next(query) ? db_column_int(query, 0) : 1;
    db_done(query);
    return next;
}

static struct counter *counter_find(struct store *store, struct uuid org, const char *name) {
    struct writer *writer = &store->writer;
    for (struct counter *counter = writer->counters; counter; counter = counter->next_counter) {
        if (counter->name == name && uuid_equal(counter->org_id, org)) return counter;
    }
    struct counter *counter = arena_make(writer->counter_arena, struct counter, 1);
    *counter = (struct counter){.org_id = org, .name = name, .next = 1, .next_counter = writer->counters};
    struct db_query *query =
        db_query(writer->db, SQL("SELECT next FROM counter WHERE org_id = ?1 AND name = ?2"));
    db_bind_uuid(query, 1, org);
    db_bind_text(query, 2, slice_of(name));
    bool found = db_next(query);
    if (found) counter->next = db_column_int(query, 0);
    db_done(query);
    if (!found && uuid_is_zero(org)) counter->next = counter_after_all(writer->db, name);
    return writer->counters = counter;
}

int64_t counter_next(struct store *store, struct uuid org, const char *name) {
    struct counter *counter = counter_find(store, org, name);
    counter->dirty = true;
    return counter->next++;
}

static void counters_flush(struct store *store) {
    struct writer *writer = &store->writer;
    for (struct counter *counter = writer->counters; counter; counter = counter->next_counter) {
        if (!counter->dirty) continue;
        struct db_query *query =
            db_query(writer->db, SQL("INSERT INTO counter (org_id, name, next) VALUES (?1, ?2, ?3) "
                                     "ON CONFLICT (org_id, name) DO UPDATE SET next = excluded.next"));
        db_bind_uuid(query, 1, counter->org_id);
        db_bind_text(query, 2, slice_of(counter->name));
        db_bind_int(query, 3, counter->next);
        db_run(query);
        counter->dirty = false;
    }
}

static void counters_forget(struct store *store) {
    store->writer.counters = NULL;
    arena_reset(store->writer.counter_arena);
}

/* ---- what domains keep beside the transaction ---- */

static void sides_before_commit(struct store *store, struct rule *rule) {
    for (struct store_side *side = store->sides; side; side = side->next) {
        if (side->before_commit) side->before_commit(side, rule);
    }
}

static void sides_tell(struct store *store, bool is_durable) {
    for (struct store_side *side = store->sides; side; side = side->next) {
        void (*tell)(struct store_side * side) = is_durable ? side->after_commit : side->after_rollback;
        if (tell) tell(side);
    }
}

/* ---- one transaction ---- */

static void types_forget(struct store *store) {
    memset(store->writer.types_changed, 0, sizeof(bool) * store->catalogue->count);
}

static bool transaction_begin(struct store *store) {
    struct writer *writer = &store->writer;
    writer->chain_before = writer->chain;
    types_forget(store);
    return db_begin(writer->db);
}

static void transaction_undo(struct store *store) {
    struct writer *writer = &store->writer;
    db_rollback(writer->db);
    writer->chain = writer->chain_before;
    types_forget(store);
    cache_clear(writer);
    counters_forget(store);
    vault_forget_sealing(store);
    search_words_forget(store);
    sides_tell(store, false);
    if (store->options.hooks.after_rollback)
        store->options.hooks.after_rollback(store->options.hooks.context);
}

/* Counts the commit for the caches above and tells the hooks. */
static void transaction_announce(struct store *store) {
    for (size_t i = 0; i < store->catalogue->count; i++) {
        if (store->writer.types_changed[i]) store->changes_of[i]++;
    }
    store->changes_all++;
    sides_tell(store, true);
    if (store->options.hooks.after_commit) store->options.hooks.after_commit(store->options.hooks.context);
}

static bool transaction_commit(struct store *store, struct arena *arena) {
    static const struct actor nobody = {.is_system = true};
    struct rule rule = {.store = store, .db = store->writer.db, .job_arena = arena, .actor = &nobody};
    if (store->options.hooks.before_commit) {
        store->options.hooks.before_commit(store->options.hooks.context, &rule);
    }
    sides_before_commit(store, &rule);
    search_words_write(store);
    counters_flush(store);
    changelog_checkpoint(store, false);
    int64_t start_ns = clock_monotonic_ns();
    if (!db_commit(store->writer.db)) {
        transaction_undo(store);
        return false;
    }
    store->writer.commit_ns = clock_monotonic_ns() - start_ns;
    transaction_announce(store);
    return true;
}

/* ---- idempotency ---- */

enum { KEY_HASH_BYTES = 16 };

static void key_hash(const struct actor *actor, struct slice key, uint8_t hash[static KEY_HASH_BYTES]) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, KEY_HASH_BYTES);
    crypto_generichash_update(&state, actor->user_id.bytes, UUID_BYTES);
    crypto_generichash_update(&state, (const uint8_t *)key.s, key.len);
    crypto_generichash_final(&state, hash, KEY_HASH_BYTES);
}

static void idempotency_hash(const struct write_job *job, uint8_t hash[static KEY_HASH_BYTES]) {
    key_hash(job->actor, job->idempotency_key, hash);
}

bool store_key_is_used(struct db *db, const struct actor *actor, struct slice idempotency_key) {
    uint8_t hash[KEY_HASH_BYTES];
    key_hash(actor, idempotency_key, hash);
    struct db_query *query =
        db_query(db, SQL("SELECT result FROM idempotency WHERE org_id = ?1 AND key_hash = ?2"));
    db_bind_uuid(query, 1, actor->org_id);
    db_bind_blob(query, 2, (struct slice){(const char *)hash, KEY_HASH_BYTES});
    bool used = db_next(query);
    db_done(query);
    return used;
}

bool store_key_last(struct db *db, const struct actor *actor, struct slice idempotency_key, struct uuid *id) {
    uint8_t hash[KEY_HASH_BYTES];
    key_hash(actor, idempotency_key, hash);
    struct db_query *query =
        db_query(db, SQL("SELECT result FROM idempotency WHERE org_id = ?1 AND key_hash = ?2"));
    db_bind_uuid(query, 1, actor->org_id);
    db_bind_blob(query, 2, (struct slice){(const char *)hash, KEY_HASH_BYTES});
    struct slice result = db_next(query) ? db_column_text(query, 0) : S("");
    size_t end = slice_find(result, S("#"), 0);
    bool good = end >= UUID_TEXT && uuid_parse(slice_sub(result, end - UUID_TEXT, end), id);
    db_done(query);
    return good;
}

/* Once a day, with the first submission that brings a key: what is older than any phone waits is forgotten.
 */
static void idempotency_forget_old(struct writer *writer, int64_t now_ms) {
    enum { DAY_MS = 24 * 3600 * 1000 };
    if (now_ms - writer->keys_forgotten_ms < DAY_MS) return;
    writer->keys_forgotten_ms = now_ms;
    struct db_query *query = db_query(writer->db, SQL("DELETE FROM idempotency WHERE at_ms < ?1"));
    db_bind_int(query, 1, now_ms - (int64_t)LIMIT_IDEMPOTENCY_DAYS * DAY_MS);
    db_run(query);
}

static void idempotency_save(struct store *store, struct write_job *job) {
    if (job->idempotency_key.len == 0) return;
    uint8_t hash[KEY_HASH_BYTES];
    idempotency_hash(job, hash);
    struct text result = TEXT_IN(job->job_arena);
    for (size_t i = 0; i < job->change_count; i++) {
        char id[UUID_TEXT];
        uuid_write(job->changes[i].id, id);
        text_append(&result, (struct slice){id, UUID_TEXT});
    }
    text_printf(&result, "#%016llx", (unsigned long long)job->fingerprint);
    struct db_query *query =
        db_query(store->writer.db, SQL("INSERT INTO idempotency (org_id, key_hash, at_ms, result) "
                                       "VALUES (?1, ?2, ?3, ?4)"));
    db_bind_uuid(query, 1, job->actor->org_id);
    db_bind_blob(query, 2, (struct slice){(const char *)hash, KEY_HASH_BYTES});
    db_bind_int(query, 3, clock_now_ms());
    db_bind_text(query, 4, text_slice(&result));
    db_run(query);
    idempotency_forget_old(&store->writer, clock_now_ms());
}

/* What the key has done: ids, "#", fingerprint.  Empty when it is unused, or older than a key is remembered.
 */
static struct slice idempotency_find(struct rule *rule, const struct write_job *job) {
    uint8_t hash[KEY_HASH_BYTES];
    idempotency_hash(job, hash);
    struct db_query *query =
        db_query(rule->db, SQL("SELECT result FROM idempotency WHERE org_id = ?1 AND key_hash = ?2"));
    db_bind_uuid(query, 1, job->actor->org_id);
    db_bind_blob(query, 2, (struct slice){(const char *)hash, KEY_HASH_BYTES});
    struct slice result = db_next(query) ? arena_copy(job->job_arena, db_column_text(query, 0)) : S("");
    db_done(query);
    return result;
}

/* A key stands for one submission: with another one under it, answering with the first would lose the second.
 */
static bool fingerprint_fits(const struct write_job *job, struct slice result) {
    size_t mark = slice_find(result, S("#"), 0);
    struct slice kept = slice_sub(result, mark, result.len);
    struct slice now = arena_printf(job->job_arena, "#%016llx", (unsigned long long)job->fingerprint);
    return mark == job->change_count * UUID_TEXT &&
           (!job->fingerprint || !kept.len || slice_equal(kept, now));
}

static void job_take_first_effect(struct rule *rule, struct write_job *job, struct slice ids) {
    for (size_t i = 0; i < job->change_count; i++) {
        struct change *change = &job->changes[i];
        if (!uuid_parse(slice_sub(ids, i * UUID_TEXT, (i + 1) * UUID_TEXT), &change->id)) continue;
        const struct record *found =
            rule_find(rule, change->type, store_owner(change->type, change->org_id), change->id);
        change->after = found ? record_copy_deep(job->job_arena, found) : NULL;
    }
}

/* True when the key was used: the job is done, with the ids and records that the first submission left, or
 * refused when this is another submission. */
static bool idempotency_repeat(struct rule *rule, struct write_job *job) {
    if (job->idempotency_key.len == 0) return false;
    struct slice result = idempotency_find(rule, job);
    if (!result.len) return false;
    job->refusal = REFUSAL_IN(job->job_arena);
    job->repeated = fingerprint_fits(job, result);
    job->outcome = job->repeated ? OUTCOME_OK : OUTCOME_REFUSED;
    if (job->repeated)
        job_take_first_effect(rule, job, result);
    else
        refuse(&job->refusal, S("Idempotency-Key"), "This key was used for something else; send a new one.");
    return true;
}

/* A submission sent again must not be judged anew: its own first effect may be what refuses it now (a version
 * that has moved on, an id that is taken). */
static void idempotency_forgive(struct rule *rule, struct write_job *job) {
    if (job->outcome != OUTCOME_OK) idempotency_repeat(rule, job);
}

/* ---- one submission ---- */

static void job_take_refusal(struct write_job *job, size_t index, const struct refusal *refusal) {
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        struct slice field = item->field;
        if (index > 0 || job->change_count > 1) {
            field = arena_printf(job->job_arena, "%zu.%.*s", index, SLICE_ARG(item->field));
        }
        refuse_with(&job->refusal, field, item->message, item->args[0], item->args[1]);
    }
}

/* Every change judged; nothing written, so that a refused one stands in nobody's way. */
static void job_try(struct rule *rule, struct write_job *job) {
    for (size_t i = 0; i < job->change_count; i++) {
        job->trial_refusals[i] = REFUSAL_IN(job->job_arena);
        job->trials[i] = apply_trial(rule, &job->changes[i], &job->trial_refusals[i]);
    }
}

static void job_apply(struct rule *rule, struct write_job *job) {
    job->outcome = OUTCOME_OK;
    if (job->is_trial) {
        job_try(rule, job);
        return;
    }
    job->refusal = REFUSAL_IN(job->job_arena);
    for (size_t i = 0; i < job->change_count; i++) {
        struct refusal refusal = REFUSAL_IN(job->job_arena);
        job->outcome = apply_change(rule, &job->changes[i], &refusal);
        job->changes[i].before = NULL; /* lived in the cache */
        if (job->outcome == OUTCOME_OK) continue;
        job->failed_change = i;
        job_take_refusal(job, i, &refusal);
        return;
    }
    if (job->also && !job->also(rule, job)) {
        job->outcome = OUTCOME_REFUSED;
        return;
    }
    idempotency_save(rule->store, job);
}

static struct rule rule_of(struct store *store, struct write_job *job) {
    return (struct rule){
        .store = store, .db = store->writer.db, .job_arena = job->job_arena, .actor = job->actor};
}

static enum outcome outcome_of_status(enum db_status status) {
    switch (status) {
    case DB_OK: return OUTCOME_OK;
    case DB_CONSTRAINT: return OUTCOME_REFUSED;
    case DB_FULL: return OUTCOME_FULL;
    case DB_BUSY:
    case DB_BROKEN: return OUTCOME_FAILED;
    }
    BUG("database status %d", status);
}

/* The unique index that said no, in words: names the first of its fields. */
static void job_explain_constraint(struct write_job *job) {
    const struct change *change = &job->changes[0];
    for (size_t i = 0; i < job->change_count; i++) {
        if (job->changes[i].type->unique || job->changes[i].type->unique_everywhere)
            change = &job->changes[i];
    }
    const char *names = change->type->unique ? change->type->unique : change->type->unique_everywhere;
    struct slice rest = slice_of(names), field = S(""), part;
    while (slice_split(&rest, ' ', &part)) {
        field = part; /* the last one is the most particular: session person -> person */
    }
    refuse(&job->refusal, field, "There is already a record with this; it cannot be entered twice.");
}

/* Alone in a transaction: the slow and exact way. */
static void job_run_alone(struct store *store, struct write_job *job) {
    struct rule rule = rule_of(store, job);
    if (!transaction_begin(store)) {
        job->outcome = OUTCOME_FAILED;
        return;
    }
    if (idempotency_repeat(&rule, job)) {
        transaction_undo(store);
        return;
    }
    job_apply(&rule, job);
    if (job->outcome != OUTCOME_OK) {
        transaction_undo(store);
        return;
    }
    if (transaction_commit(store, job->job_arena)) return;
    job->outcome = outcome_of_status(db_status(store->writer.db));
    if (job->outcome == OUTCOME_REFUSED) job_explain_constraint(job);
    if (job->outcome == OUTCOME_OK) job->outcome = OUTCOME_FAILED;
}

/* All in one transaction; false when they must be done again one by one. */
static bool batch_run_together(struct store *store, struct write_job *first, struct arena *arena) {
    if (!transaction_begin(store)) return false;
    for (struct write_job *job = first; job; job = job->next) {
        struct rule rule = rule_of(store, job);
        int64_t seq_before = store->writer.chain.seq;
        job_apply(&rule, job);
        bool half_done = job->outcome != OUTCOME_OK && store->writer.chain.seq != seq_before;
        if (half_done || db_status(store->writer.db) != DB_OK) {
            transaction_undo(store);
            return false;
        }
        idempotency_forgive(&rule, job);
    }
    return transaction_commit(store, arena);
}

/* Before they are told: these and the ones that came meanwhile are how many write at this time. */
static void batch_note_size(struct store *store, const struct write_job *first) {
    size_t count = 0;
    for (const struct write_job *job = first; job; job = job->next)
        count++;
    pthread_mutex_lock(&store->queue_lock);
    count += store->queue_count;
    pthread_mutex_unlock(&store->queue_lock);
    store->writer.batch_expected = count < LIMIT_BATCH_JOBS ? count : LIMIT_BATCH_JOBS;
}

static void batch_run(struct store *store, struct write_job *first) {
    struct arena *arena = arena_new();
    if (!batch_run_together(store, first, arena)) {
        for (struct write_job *job = first; job; job = job->next) {
            job_run_alone(store, job);
        }
    }
    arena_free(arena);
    batch_note_size(store, first);
    while (first) {
        struct write_job *next = first->next; /* `done` may free the job */
        first->done(first);
        first = next;
    }
}

/* ---- tasks ---- */

static void task_run(struct store *store, struct store_task *task) {
    struct arena *arena = arena_new();
    bool good = transaction_begin(store);
    if (good) {
        good = task->work(task->context, store->writer.db);
        if (good)
            good = transaction_commit(store, arena);
        else
            transaction_undo(store);
    }
    cache_clear(&store->writer);
    arena_free(arena);
    pthread_mutex_lock(&task->lock);
    task->good = good;
    task->finished = true;
    pthread_cond_signal(&task->done);
    pthread_mutex_unlock(&task->lock);
}

bool store_run(struct store *store, bool (*work)(void *context, struct db *db), void *context) {
    struct store_task task = {.work = work, .context = context};
    if (!store->writer_runs) return false;
    pthread_mutex_init(&task.lock, NULL);
    pthread_cond_init(&task.done, NULL);
    pthread_mutex_lock(&store->queue_lock);
    struct store_task **last = &store->tasks;
    while (*last) {
        last = &(*last)->next;
    }
    *last = &task;
    pthread_cond_signal(&store->queue_filled);
    pthread_mutex_unlock(&store->queue_lock);
    pthread_mutex_lock(&task.lock);
    while (!task.finished) {
        pthread_cond_wait(&task.done, &task.lock);
    }
    pthread_mutex_unlock(&task.lock);
    return task.good;
}

/* ---- the queue and the thread ---- */

static bool queue_is_quiet(const struct store *store) {
    return store->queue_count < store->queue_wanted && !store->tasks && !store->closing;
}

/*
 * Those who were just answered are about to ask again.  A batch that starts with the first of them makes all
 * the others wait for a commit of its own, so the writer waits for as many as were under way, but never
 * longer than half a commit takes (PostgreSQL's commit_delay with commit_siblings, measured instead of set).
 */
static void queue_gather(struct store *store) {
    int64_t wait_ns = store->writer.commit_ns / 2;
    if (wait_ns > LIMIT_GATHER_NS) wait_ns = LIMIT_GATHER_NS;
    int64_t until_ns = clock_monotonic_ns() + wait_ns;
    struct timespec until = {.tv_sec = until_ns / 1000000000, .tv_nsec = until_ns % 1000000000};
    store->queue_wanted = store->writer.batch_expected;
    while (queue_is_quiet(store)) {
        if (pthread_cond_timedwait(&store->queue_filled, &store->queue_lock, &until) != 0) return;
    }
}

/* When no work comes for a while, the log goes back into the database: later somebody would wait for that. */
static void queue_rest(struct store *store) {
    bool has_rested = false;
    while (queue_is_quiet(store)) {
        int64_t until_ns = clock_monotonic_ns() + (int64_t)LIMIT_REST_MS * 1000000;
        struct timespec until = {.tv_sec = until_ns / 1000000000, .tv_nsec = until_ns % 1000000000};
        if (has_rested) {
            pthread_cond_wait(&store->queue_filled, &store->queue_lock);
            continue;
        }
        if (pthread_cond_timedwait(&store->queue_filled, &store->queue_lock, &until) == 0) continue;
        has_rested = true;
        pthread_mutex_unlock(&store->queue_lock);
        db_checkpoint(store->writer.db, CHECKPOINT_IDLE);
        pthread_mutex_lock(&store->queue_lock);
    }
}

static struct write_job *queue_take(struct store *store, struct store_task **tasks) {
    pthread_mutex_lock(&store->queue_lock);
    store->queue_wanted = 1;
    queue_rest(store);
    queue_gather(store);
    *tasks = store->tasks;
    store->tasks = NULL;
    struct write_job *first = store->queue_first, *last = first;
    size_t count = first ? 1 : 0;
    while (last && last->next && count < LIMIT_BATCH_JOBS) {
        last = last->next;
        count++;
    }
    if (last) {
        store->queue_first = last->next;
        last->next = NULL;
    }
    if (!store->queue_first) store->queue_last = NULL;
    store->queue_count -= count;
    pthread_mutex_unlock(&store->queue_lock);
    return first;
}

static void *writer_main(void *context) {
    struct store *store = context;
    for (;;) {
        struct store_task *tasks;
        struct write_job *first = queue_take(store, &tasks);
        if (!first && !tasks) break;
        while (tasks) {
            struct store_task *next = tasks->next;
            task_run(store, tasks);
            tasks = next;
        }
        if (first) batch_run(store, first);
        db_checkpoint(store->writer.db, CHECKPOINT_LONG);
    }
    if (transaction_begin(store)) {
        changelog_checkpoint(store, true);
        if (!db_commit(store->writer.db)) log_warn("no checkpoint of the change log at the end");
    }
    return NULL;
}

bool writer_start(struct store *store) {
    store->writer.cache_arena = arena_new();
    store->writer.counter_arena = arena_new();
    store->writer.word_arena = arena_new();
    if (pthread_create(&store->writer_thread, NULL, writer_main, store) != 0) return false;
    return store->writer_runs = true;
}

void writer_stop(struct store *store) {
    pthread_mutex_lock(&store->queue_lock);
    store->closing = true;
    pthread_cond_signal(&store->queue_filled);
    pthread_mutex_unlock(&store->queue_lock);
    pthread_join(store->writer_thread, NULL);
    store->writer_runs = false;
}

bool store_submit(struct store *store, struct write_job *job) {
    job->next = NULL;
    job->refusal = REFUSAL_IN(job->job_arena);
    pthread_mutex_lock(&store->queue_lock);
    bool accepted = store->queue_count < LIMIT_WRITE_QUEUE && !store->closing && store->writer_runs;
    if (accepted) {
        if (store->queue_last)
            store->queue_last->next = job;
        else
            store->queue_first = job;
        store->queue_last = job;
        store->queue_count++;
        if (store->queue_count >= store->queue_wanted) pthread_cond_signal(&store->queue_filled);
    }
    pthread_mutex_unlock(&store->queue_lock);
    if (!accepted) job->outcome = OUTCOME_TOO_MANY;
    return accepted;
}

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool finished;
};

static void waiter_wake(struct write_job *job) {
    struct waiter *waiter = job->context;
    pthread_mutex_lock(&waiter->lock);
    waiter->finished = true;
    pthread_cond_signal(&waiter->done);
    pthread_mutex_unlock(&waiter->lock);
}

enum outcome store_write(struct store *store, struct write_job *job) {
    struct waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER};
    job->done = waiter_wake;
    job->context = &waiter;
    if (!store_submit(store, job)) return job->outcome;
    pthread_mutex_lock(&waiter.lock);
    while (!waiter.finished) {
        pthread_cond_wait(&waiter.done, &waiter.lock);
    }
    pthread_mutex_unlock(&waiter.lock);
    return job->outcome;
}
