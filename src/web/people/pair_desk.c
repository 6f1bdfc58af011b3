/* SPDX-License-Identifier: Apache-2.0 */
#include "web/people/pair_desk.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"

struct pair_desk {
    struct store *store;
    pthread_mutex_t lock; /* guards all below */
    struct uuid org;
    struct actor actor;
    struct pair_desk_view view;
    pthread_t searcher;
    bool has_searcher;
    _Atomic bool stops;
};

struct pair_desk *pair_desk_new(struct store *store) {
    struct pair_desk *desk = heap_alloc(sizeof *desk);
    *desk = (struct pair_desk){.store = store};
    pthread_mutex_init(&desk->lock, NULL);
    return desk;
}

static void desk_join(struct pair_desk *desk) {
    if (desk->has_searcher) pthread_join(desk->searcher, NULL);
    desk->has_searcher = false;
}

void pair_desk_free(struct pair_desk *desk) {
    if (!desk) return;
    desk->stops = true;
    desk_join(desk);
    pthread_mutex_destroy(&desk->lock);
    heap_free(desk);
}

static bool desk_progress(void *context, size_t done, size_t all) {
    struct pair_desk *desk = context;
    pthread_mutex_lock(&desk->lock);
    desk->view.done = done;
    desk->view.all = all;
    pthread_mutex_unlock(&desk->lock);
    return !desk->stops;
}

static void *desk_run(void *context) {
    struct pair_desk *desk = context;
    struct pair_report report;
    bool good = person_pairs_search(desk->store, desk->org, &desk->actor, desk_progress, desk, &report);
    if (!good && !desk->stops) log_fail("a search for duplicates did not end");
    pthread_mutex_lock(&desk->lock);
    desk->view.runs = false;
    desk->view.failed = !good;
    desk->view.report = report;
    pthread_mutex_unlock(&desk->lock);
    return NULL;
}

bool pair_desk_begin(struct pair_desk *desk, struct uuid org, const struct actor *actor) {
    pthread_mutex_lock(&desk->lock);
    bool is_free = !desk->view.runs;
    if (is_free) {
        desk_join(desk);
        desk->org = org;
        desk->actor = *actor;
        desk->actor.name = S(""); /* the request's memory ends with the request */
        desk->actor.team = NULL;
        desk->actor.team_count = 0;
        desk->view = (struct pair_desk_view){.runs = true};
        desk->has_searcher = pthread_create(&desk->searcher, NULL, desk_run, desk) == 0;
        desk->view.runs = is_free = desk->has_searcher;
    }
    pthread_mutex_unlock(&desk->lock);
    return is_free;
}

struct pair_desk_view pair_desk_look(struct pair_desk *desk, struct uuid org) {
    pthread_mutex_lock(&desk->lock);
    struct pair_desk_view view = desk->view;
    bool is_other = !uuid_equal(desk->org, org);
    pthread_mutex_unlock(&desk->lock);
    if (is_other) view = (struct pair_desk_view){.is_other = view.runs};
    return view;
}
