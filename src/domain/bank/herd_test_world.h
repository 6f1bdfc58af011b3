/* SPDX-License-Identifier: Apache-2.0 */
/* A herd that tests write down event by event. */
#ifndef MLUP_DOMAIN_HERD_TEST_WORLD_H
#define MLUP_DOMAIN_HERD_TEST_WORLD_H

#include "domain/bank/herd.h"

enum { WORLD_ANIMALS = 40, WORLD_EVENTS = 400 };

struct herd_world {
    struct arena *arena;
    struct animal animals[WORLD_ANIMALS];
    struct herd_event events[WORLD_EVENTS];
    struct herd herd;
};

static inline void world_begin(struct herd_world *world, struct arena *arena) {
    *world = (struct herd_world){.arena = arena};
    world->herd = (struct herd){world->animals, 0, world->events, 0};
}

static inline uint32_t world_animal(struct herd_world *world, struct animal animal) {
    world->animals[world->herd.count] = animal;
    return (uint32_t)world->herd.count++;
}

/* A cow of three years, bought on a day. */
static inline uint32_t world_cow(struct herd_world *world, int64_t day) {
    return world_animal(
        world, (struct animal){ANIMAL_BOUGHT, ANIMAL_FEMALE, HERD_NONE, HERD_NONE, day - 3 * 365, day, NULL});
}

static inline void world_event(struct herd_world *world, int64_t day, enum herd_event_kind kind,
                               uint32_t animal, uint32_t other) {
    world->events[world->herd.event_count++] =
        (struct herd_event){.day = day, .kind = kind, .animal = animal, .other = other};
}

/* A calf of the dam, with its event. */
static inline uint32_t world_calve(struct herd_world *world, int64_t day, uint32_t dam, enum animal_sex sex) {
    uint32_t calf =
        world_animal(world, (struct animal){ANIMAL_BORN, sex, dam, HERD_NONE, day, HERD_NEVER, NULL});
    world_event(world, day, HERD_CALVE, dam, calf);
    return calf;
}

/* An animal that its holder gives for another one that is gone. */
static inline uint32_t world_replace(struct herd_world *world, int64_t day, uint32_t gone) {
    uint32_t by = world_animal(world, (struct animal){ANIMAL_REPLACES, ANIMAL_FEMALE, HERD_NONE, HERD_NONE,
                                                      day - 900, HERD_NEVER, NULL});
    world_event(world, day, HERD_REPLACE, by, gone);
    return by;
}

static inline void world_lose(struct herd_world *world, int64_t day, enum herd_event_kind kind,
                              uint32_t animal, bool is_certified) {
    world_event(world, day, kind, animal, HERD_NONE);
    world->events[world->herd.event_count - 1].is_certified = is_certified;
}

static inline void world_sell(struct herd_world *world, int64_t day, uint32_t animal, int64_t amount) {
    world_event(world, day, HERD_SELL, animal, HERD_NONE);
    world->events[world->herd.event_count - 1].amount = amount;
}

#endif
