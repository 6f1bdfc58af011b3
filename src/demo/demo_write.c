/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo_write.h"

#include "access/access.h"
#include "base/text.h"
#include "demo/demo_random.h"

struct demo_job {
    struct write_job job;
    struct arena *arena;
    struct actor actor;
    struct change changes[DEMO_JOB_CHANGES];
};

void demo_out_open(struct demo_out *out, struct store *store, struct arena *arena, uint64_t seed,
                   struct refusal *refusal) {
    *out = (struct demo_out){.store = store, .arena = arena, .seed = seed, .refusal = refusal};
    pthread_mutex_init(&out->lock, NULL);
    pthread_cond_init(&out->changed, NULL);
}

static struct demo_job *job_new(struct demo_out *out) {
    struct arena *job_arena = arena_new();
    struct demo_job *job = arena_make(job_arena, struct demo_job, 1);
    job->arena = job_arena;
    job->actor = access_system_actor(out->org_id);
    job->actor.user_id = out->author;
    return job;
}

/* In the writer's thread. */
static void job_done(struct write_job *write) {
    struct demo_out *out = write->context;
    pthread_mutex_lock(&out->lock);
    if (write->outcome != OUTCOME_OK && out->outcome == OUTCOME_OK) {
        out->outcome = write->outcome;
        const struct change *change = &write->changes[write->failed_change];
        for (const struct refusal_item *item = write->refusal.first; item; item = item->next) {
            struct slice message = refusal_fill(out->refusal->arena, slice_of(item->message), item->args);
            refuse_with(out->refusal, slice_of(change->type->name), "{1}: {2}",
                        arena_copy(out->refusal->arena, item->field), message);
        }
    }
    out->waiting--;
    pthread_cond_signal(&out->changed);
    pthread_mutex_unlock(&out->lock);
    arena_free(write->job_arena);
}

static bool record_is_there(struct demo_out *out, const struct change *change) {
    struct arena *arena = arena_new();
    struct db *db = store_borrow(out->store);
    struct slice text = arena_printf(arena, "SELECT id FROM \"%s\" WHERE org_id = ?1 AND id = ?2", change->type->name);
    struct db_query *query = db_query(db, sql_built(arena, text));
    db_bind_uuid(query, 1, change->type->scope == SCOPE_SHARED ? SHARED_ORG : change->org_id);
    db_bind_uuid(query, 2, change->id);
    bool found = db_next(query);
    db_done(query);
    store_return(out->store, db);
    arena_free(arena);
    return found;
}

/* A job is written whole or not at all: one whose first new record is there is done. */
static bool job_is_there(struct demo_out *out, const struct demo_job *job) {
    for (size_t i = 0; i < job->job.change_count; i++) {
        if (job->changes[i].verb == CHANGE_CREATE) return record_is_there(out, &job->changes[i]);
    }
    return false;
}

static void change_set_present(struct change *change) {
    for (size_t i = 0; i < change->type->field_count; i++) {
        if (change->values->values[i].present) change->sets |= UINT64_C(1) << i;
    }
}

/* Waits until at most `most` jobs are in the queue. */
static void wait_for_writer(struct demo_out *out, int most) {
    pthread_mutex_lock(&out->lock);
    while (out->waiting > most) {
        pthread_cond_wait(&out->changed, &out->lock);
    }
    pthread_mutex_unlock(&out->lock);
}

static void job_send(struct demo_out *out) {
    struct demo_job *job = out->job;
    out->job = NULL;
    if (!job) return;
    for (size_t i = 0; i < job->job.change_count; i++) {
        change_set_present(&job->changes[i]);
    }
    out->records += (int64_t)job->job.change_count;
    job->job.job_arena = job->arena;
    job->job.actor = &job->actor;
    job->job.changes = job->changes;
    job->job.done = job_done;
    job->job.context = out;
    wait_for_writer(out, DEMO_JOBS_WAITING - 1);
    bool left_out = out->goes_on && job_is_there(out, job);
    pthread_mutex_lock(&out->lock);
    out->waiting++;
    pthread_mutex_unlock(&out->lock);
    if (left_out) job->job.outcome = OUTCOME_OK;
    if (left_out || !store_submit(out->store, &job->job)) job_done(&job->job);
}

void demo_out_act(struct demo_out *out, struct uuid org_id, struct uuid author) {
    if (uuid_equal(org_id, out->org_id) && uuid_equal(author, out->author)) return;
    job_send(out);
    out->org_id = org_id;
    out->author = author;
}

static struct change *next_change(struct demo_out *out, enum change_verb verb, const struct record_type *type,
                                  struct uuid id) {
    if (out->job && out->job->job.change_count == DEMO_JOB_CHANGES) job_send(out);
    if (!out->job) out->job = job_new(out);
    struct change *change = &out->job->changes[out->job->job.change_count++];
    *change = change_new(out->job->arena, verb, type, out->org_id);
    change->id = id;
    return change;
}

struct record *demo_out_add(struct demo_out *out, const struct record_type *type, struct uuid id) {
    return next_change(out, CHANGE_CREATE, type, id)->values;
}

struct record *demo_out_change(struct demo_out *out, const struct record_type *type, struct uuid id) {
    return next_change(out, CHANGE_UPDATE, type, id)->values;
}

struct arena *demo_out_arena(struct demo_out *out) {
    return out->job->arena;
}

bool demo_out_is_well(struct demo_out *out) {
    pthread_mutex_lock(&out->lock);
    bool well = out->outcome == OUTCOME_OK;
    pthread_mutex_unlock(&out->lock);
    return well;
}

enum outcome demo_out_close(struct demo_out *out) {
    job_send(out);
    wait_for_writer(out, 0);
    return out->outcome;
}

struct uuid demo_id_of_key(const char *type, struct slice key) {
    struct arena *arena = arena_new();
    struct uuid id = uuid_of_name(S("demo"), arena_printf(arena, "%s/%.*s", type, SLICE_ARG(key)));
    arena_free(arena);
    /* Lists begin with the newest: people of the files are as old as can be, those of the field come first. */
    if (slice_equal(slice_of(type), S("person"))) id.bytes[0] = id.bytes[1] = 0;
    return id;
}

/* Version 7 (RFC 9562) with the day as its time, the running number in the milliseconds, and chance from the seed. */
struct uuid demo_id_next(struct demo_out *out, int64_t day) {
    enum { NUMBER_BITS = 26 };
    uint64_t number = out->made++;
    uint64_t ms = (uint64_t)day * 86400000u + (number & ((1u << NUMBER_BITS) - 1));
    struct demo_random random = {out->seed * UINT64_C(0xD1342543DE82EF95) + number};
    uint64_t chance = demo_random_next(&random);
    struct uuid id;
    for (int i = 0; i < 6; i++) {
        id.bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
    }
    id.bytes[6] = (uint8_t)(0x70 | (number >> NUMBER_BITS & 0x0f));
    id.bytes[7] = (uint8_t)(chance >> 56);
    for (int i = 0; i < 8; i++) {
        id.bytes[8 + i] = (uint8_t)(chance >> (56 - 8 * i));
    }
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3f));
    return id;
}
