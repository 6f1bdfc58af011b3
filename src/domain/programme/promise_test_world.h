/* SPDX-License-Identifier: Apache-2.0 */
/* A store of its own for tests of promises. */
#ifndef MLUP_DOMAIN_PROMISE_TEST_WORLD_H
#define MLUP_DOMAIN_PROMISE_TEST_WORLD_H

#include "domain/programme/promise_keep.h"
#include "domain/programme/promise_test_catalogue.h"
#include "store/test_world.h"

static inline struct store_options promise_options(struct promise_keeper *keeper) {
    return (struct store_options){.catalogue = &test_catalogue,
                                  .hooks = {.context = keeper,
                                            .after_change = promise_after_change,
                                            .before_commit = promise_before_commit,
                                            .after_rollback = promise_after_rollback}};
}

static inline void world_open(struct base_world *world) {
    world->context = promise_keeper_new();
    struct store_options options = promise_options(world->context);
    base_world_open(world, &options);
}

static inline int world_close(struct base_world *world) {
    struct promise_keeper *keeper = world->context;
    int removed = base_world_close(world);
    promise_keeper_free(keeper);
    return removed;
}

#endif
