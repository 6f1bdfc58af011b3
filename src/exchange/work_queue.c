/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/work_queue.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "base/runner.h"
#include "base/text.h"

struct waiting {
    struct arena *arena;
    struct work_task task;
    struct waiting *next;
};

struct work_queue {
    struct arena *arena;
    struct work_queue_options options;
    struct runner *runner; /* NULL: not started */
    struct runner_job *job;
    pthread_mutex_t lock;    /* guards the list and the id */
    struct waiting *waiting; /* the first is the one under way */
    struct uuid failed_id;
    _Atomic int64_t done;
    atomic_bool is_stopped; /* the work under way was told to stop */
};

struct work_queue *work_queue_new(const struct work_queue_options *options) {
    struct arena *arena = arena_new();
    struct work_queue *queue = arena_make(arena, struct work_queue, 1);
    queue->arena = arena;
    queue->options = *options;
    pthread_mutex_init(&queue->lock, NULL);
    return queue;
}

void work_queue_free(struct work_queue *queue) {
    if (!queue) return;
    if (queue->runner) runner_stop(queue->runner);
    while (queue->waiting) {
        struct waiting *next = queue->waiting->next;
        arena_free(queue->waiting->arena);
        queue->waiting = next;
    }
    pthread_mutex_destroy(&queue->lock);
    arena_free(queue->arena);
}

bool work_queue_is_started(const struct work_queue *queue) {
    return queue->job != NULL;
}

/* ---- the thread ---- */

static struct waiting *first_of(struct work_queue *queue) {
    pthread_mutex_lock(&queue->lock);
    struct waiting *first = queue->waiting;
    pthread_mutex_unlock(&queue->lock);
    return first;
}

static void end_first(struct work_queue *queue, struct waiting *first, bool is_good) {
    const struct uuid none = {{0}};
    pthread_mutex_lock(&queue->lock);
    atomic_store(&queue->is_stopped, false);
    atomic_store(&queue->done, 0); /* of the next one, which may be looked at before it has begun */
    queue->waiting = first->next;
    queue->failed_id = is_good ? none : first->task.id;
    pthread_mutex_unlock(&queue->lock);
    arena_free(first->arena);
}

static int64_t queue_run(void *context, const struct runner *runner) {
    struct work_queue *queue = context;
    for (struct waiting *first; !runner_is_stopping(runner) && (first = first_of(queue)) != NULL;) {
        end_first(queue, first, queue->options.work(queue->options.context, &first->task));
    }
    return RUNNER_NEVER;
}

static struct waiting *waiting_of(const struct work_task *task) {
    struct arena *arena = arena_new();
    struct waiting *waiting = arena_make(arena, struct waiting, 1);
    const struct actor *actor = &task->actor;
    struct uuid *team = arena_make(arena, struct uuid, actor->team_count);
    *waiting = (struct waiting){.arena = arena, .task = *task};
    if (actor->team_count) memcpy(team, actor->team, actor->team_count * sizeof *team);
    waiting->task.actor.name = arena_copy(arena, actor->name);
    waiting->task.actor.team = team;
    return waiting;
}

void work_queue_add(struct work_queue *queue, const struct work_task *task) {
    struct waiting *waiting = waiting_of(task), **last = &queue->waiting;
    bool is_there = false;
    pthread_mutex_lock(&queue->lock);
    for (; *last; last = &(*last)->next) {
        is_there = is_there || uuid_equal((*last)->task.id, task->id);
    }
    if (queue->options.is_single && is_there)
        arena_free(waiting->arena);
    else
        *last = waiting;
    pthread_mutex_unlock(&queue->lock);
    if (queue->job) runner_wake(queue->job);
}

/* ---- stopping, looking ---- */

void work_queue_stop(struct work_queue *queue, struct uuid id, bool waiting) {
    pthread_mutex_lock(&queue->lock);
    struct waiting **at = &queue->waiting;
    while (*at && !uuid_equal((*at)->task.id, id))
        at = &(*at)->next;
    struct waiting *found = *at;
    if (found && found == queue->waiting) {
        atomic_store(&queue->is_stopped, true);
    } else if (found && waiting) {
        *at = found->next;
        arena_free(found->arena);
    }
    pthread_mutex_unlock(&queue->lock);
}

bool work_queue_is_stopped(const struct work_queue *queue) {
    return atomic_load(&queue->is_stopped);
}

bool work_queue_is_stopping(const struct work_queue *queue) {
    return work_queue_is_stopped(queue) || (queue->runner && runner_is_stopping(queue->runner));
}

void work_queue_note(struct work_queue *queue, int64_t done) {
    atomic_store(&queue->done, done);
}

struct work_look work_queue_look(struct work_queue *queue, struct uuid id) {
    struct work_look look = {0};
    pthread_mutex_lock(&queue->lock);
    for (const struct waiting *at = queue->waiting; at; at = at->next) {
        if (!uuid_equal(at->task.id, id)) continue;
        look.is_busy = true;
        look.done = at == queue->waiting ? atomic_load(&queue->done) : 0;
    }
    look.has_failed = !look.is_busy && uuid_equal(queue->failed_id, id);
    pthread_mutex_unlock(&queue->lock);
    return look;
}

/* ---- after a start ---- */

struct interrupted {
    struct uuid id, org_id, user_id;
};

/* Records of all organisations that say that a work is under way: nobody is at it now. */
static size_t interrupted_find(struct work_queue *queue, struct arena *arena, struct interrupted **found) {
    struct db *db = store_borrow(queue->options.store);
    struct slice sql =
        arena_printf(arena,
                     "SELECT id, org_id, created_by FROM \"%s\" WHERE \"state\" IN ('checking', "
                     "'writing', 'undoing') AND deleted_ms = 0 ORDER BY id",
                     queue->options.type->name);
    struct db_query *query = db_query(db, sql_built(arena, sql));
    size_t count = 0;
    *found = NULL;
    while (db_next(query)) {
        *found = arena_room(arena, *found, sizeof **found, count);
        (*found)[count++] = (struct interrupted){db_column_uuid(query, 0), db_column_uuid(query, 1),
                                                 db_column_uuid(query, 2)};
    }
    db_done(query);
    store_return(queue->options.store, db);
    return count;
}

static void interrupted_resume(struct work_queue *queue) {
    struct arena *arena = arena_new();
    struct interrupted *found;
    size_t count = interrupted_find(queue, arena, &found);
    for (size_t i = 0; i < count; i++) {
        struct work_task task = {.id = found[i].id, .actor = access_system_actor(found[i].org_id)};
        bool is_known =
            uuid_is_zero(found[i].user_id) ||
            access_actor_of(queue->options.access, arena, found[i].user_id, found[i].org_id, &task.actor);
        if (is_known)
            queue->options.resume(queue->options.context, &task);
        else
            log_warn("%s: one was interrupted and its user is not active any more; it stays as it is",
                     queue->options.name);
    }
    arena_free(arena);
}

bool work_queue_start(struct work_queue *queue) {
    interrupted_resume(queue);
    queue->runner = runner_new(queue->arena);
    queue->job = runner_add(queue->runner, queue->options.name, queue_run, queue);
    return runner_start(queue->runner);
}
