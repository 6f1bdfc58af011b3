/* SPDX-License-Identifier: Apache-2.0 */
#include "web/place/places_page_desk.h"

#include <pthread.h>

#include "base/limits.h"
#include "base/log.h"

struct place_desk {
    struct store *store;
    pthread_mutex_t lock; /* guards all below; while the state is DESK_WRITING the diff is read without it */
    enum desk_state state;
    struct uuid id;
    struct arena *desk_arena; /* rows and diff */
    struct area_diff diff;
    struct actor actor;
    struct refusal refusal;
    size_t done, all;
    pthread_t writer;
    bool has_writer;
};

struct place_desk *place_desk_new(struct store *store) {
    struct place_desk *desk = heap_alloc(sizeof *desk);
    *desk = (struct place_desk){.store = store};
    pthread_mutex_init(&desk->lock, NULL);
    return desk;
}

static void desk_join(struct place_desk *desk) {
    if (desk->has_writer) pthread_join(desk->writer, NULL);
    desk->has_writer = false;
}

void place_desk_free(struct place_desk *desk) {
    if (!desk) return;
    desk_join(desk);
    arena_free(desk->desk_arena);
    pthread_mutex_destroy(&desk->lock);
    heap_free(desk);
}

/* ---- laying something down ---- */

static bool desk_put(struct place_desk *desk, struct arena *arena, const struct area_diff *diff,
                     struct uuid id) {
    pthread_mutex_lock(&desk->lock);
    bool is_free = desk->state != DESK_WRITING;
    if (is_free) {
        desk_join(desk);
        arena_free(desk->desk_arena);
        desk->desk_arena = arena;
        desk->diff = *diff;
        desk->id = id;
        desk->state = DESK_COMPARED;
        desk->done = desk->all = 0;
        desk->refusal = REFUSAL_IN(arena);
    }
    pthread_mutex_unlock(&desk->lock);
    return is_free;
}

bool place_desk_take(struct place_desk *desk, struct slice csv, struct uuid *id, struct refusal *refusal) {
    struct arena *arena = arena_new();
    struct area_rows rows;
    bool is_put = false;
    if (area_rows_read(arena, arena_copy(arena, csv), &rows, refusal)) {
        struct area_diff diff = area_diff_make(desk->store, arena, &rows);
        *id = uuid_new();
        is_put = desk_put(desk, arena, &diff, *id);
        if (!is_put)
            refuse(refusal, S(""), "A gazetteer is being written at this moment. Wait until it is done.");
    }
    if (!is_put) arena_free(arena);
    return is_put;
}

/* ---- writing ---- */

static void desk_progress(void *context, size_t done, size_t all) {
    struct place_desk *desk = context;
    pthread_mutex_lock(&desk->lock);
    desk->done = done;
    desk->all = all;
    pthread_mutex_unlock(&desk->lock);
}

static void *desk_run(void *context) {
    struct place_desk *desk = context;
    struct arena *job_arena = arena_new();
    struct refusal refusal = REFUSAL_IN(job_arena);
    enum outcome outcome =
        area_diff_apply(desk->store, &desk->actor, &desk->diff, clock_today(), desk_progress, desk, &refusal);
    pthread_mutex_lock(&desk->lock);
    desk->state = outcome == OUTCOME_OK ? DESK_DONE : DESK_REFUSED;
    for (const struct refusal_item *item = refusal.first; item; item = item->next) {
        struct slice arg1 = arena_copy(desk->desk_arena, item->args[0]),
                     arg2 = arena_copy(desk->desk_arena, item->args[1]);
        refuse_with(&desk->refusal, item->field, item->message, arg1, arg2);
    }
    if (outcome != OUTCOME_OK && !refusal.first)
        log_fail("a gazetteer was not written whole: outcome %d", outcome);
    pthread_mutex_unlock(&desk->lock);
    arena_free(job_arena);
    return NULL;
}

bool place_desk_write(struct place_desk *desk, struct uuid id, const struct actor *actor) {
    pthread_mutex_lock(&desk->lock);
    bool may_begin = desk->state == DESK_COMPARED && uuid_equal(desk->id, id);
    if (may_begin) {
        desk->actor = *actor;
        desk->actor.name = arena_copy(desk->desk_arena, actor->name);
        desk->actor.team = NULL; /* places are not scoped */
        desk->actor.team_count = 0;
        desk->state = DESK_WRITING;
        desk->has_writer = pthread_create(&desk->writer, NULL, desk_run, desk) == 0;
        if (!desk->has_writer) desk->state = DESK_COMPARED;
        may_begin = desk->has_writer;
    }
    pthread_mutex_unlock(&desk->lock);
    return may_begin;
}

/* ---- looking ---- */

static struct area_row row_copy(struct arena *arena, const struct area_row *row) {
    struct area_row copy = *row;
    copy.code = arena_copy(arena, row->code);
    copy.name_km = arena_copy(arena, row->name_km);
    copy.name_latin = arena_copy(arena, row->name_latin);
    copy.type = arena_copy(arena, row->type);
    copy.alias = arena_copy(arena, row->alias);
    copy.merged_into = arena_copy(arena, row->merged_into);
    return copy;
}

static struct area_change change_copy(struct arena *arena, const struct area_change *change) {
    struct area_change copy = *change;
    copy.code = arena_copy(arena, change->code);
    copy.before = row_copy(arena, &change->before);
    copy.now = row_copy(arena, &change->now);
    copy.merged_into = arena_copy(arena, change->merged_into);
    copy.used_in = arena_copy(arena, change->used_in);
    return copy;
}

/* Places in use first, then what is not a mere addition: what somebody should look at before the rest. */
static int importance(const struct area_change *change) {
    return change->uses > 0 ? 0 : change->kind != AREA_ADDED ? 1 : 2;
}

static void changes_copy(const struct place_desk *desk, struct arena *arena, struct desk_view *view) {
    struct area_change *lines = arena_make(arena, struct area_change, LIMIT_DESK_LINES);
    size_t count = 0;
    for (int wanted = 0; wanted < 3; wanted++) {
        for (size_t i = 0; i < desk->diff.count && count < LIMIT_DESK_LINES; i++) {
            const struct area_change *change = &desk->diff.changes[i];
            if (importance(change) == wanted) lines[count++] = change_copy(arena, change);
        }
    }
    view->diff.changes = lines;
    view->diff.count = count;
}

bool place_desk_look(struct place_desk *desk, struct arena *arena, struct uuid id, bool with_changes,
                     struct desk_view *view) {
    pthread_mutex_lock(&desk->lock);
    bool is_there = desk->state != DESK_EMPTY && uuid_equal(desk->id, id);
    if (is_there) {
        *view = (struct desk_view){.state = desk->state,
                                   .done = desk->done,
                                   .all = desk->all,
                                   .diff = desk->diff,
                                   .refusal = REFUSAL_IN(arena)};
        view->diff.changes = NULL;
        view->diff.count = 0;
        if (with_changes) changes_copy(desk, arena, view);
        for (const struct refusal_item *item = desk->refusal.first; item; item = item->next) {
            refuse_with(&view->refusal, item->field, item->message, arena_copy(arena, item->args[0]),
                        arena_copy(arena, item->args[1]));
        }
    }
    pthread_mutex_unlock(&desk->lock);
    return is_there;
}

bool place_desk_busy(struct place_desk *desk, struct uuid *id) {
    pthread_mutex_lock(&desk->lock);
    bool is_busy = desk->state == DESK_WRITING;
    *id = desk->id;
    pthread_mutex_unlock(&desk->lock);
    return is_busy;
}
