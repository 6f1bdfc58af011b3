/* SPDX-License-Identifier: Apache-2.0 */
/* A store with the ledger and its units of account, for tests of what posts to it; refusals in words. */
#ifndef MLUP_DOMAIN_LEDGER_TEST_WORLD_H
#define MLUP_DOMAIN_LEDGER_TEST_WORLD_H

#include "domain/ledger/chart.h"
#include "domain/ledger/ledger_read.h"
#include "domain/ledger/schema.h"
#include "i18n/locale.h"
#include "store/test_world.h"

typedef void ledger_test_follow(void *context, struct rule *rule, const struct change *change);

static inline struct store_options ledger_world_options(struct base_world *world, struct arena *schema_arena,
                                                        const struct catalogue *catalogue,
                                                        ledger_test_follow *after_change) {
    enum db_kind kind = getenv("MLUP_STORE_TEST_URL") ? DB_POSTGRESQL : DB_SQLITE;
    return (struct store_options){.catalogue = catalogue,
                                  .hooks = {.context = world, .after_change = after_change},
                                  .extra_schema = ledger_schema(schema_arena, kind)};
}

/* Gives the arena of the tables, for ledger_world_close. */
static inline struct arena *ledger_world_open(struct base_world *world, const struct catalogue *catalogue,
                                              ledger_test_follow *after_change) {
    struct arena *schema_arena = arena_new();
    struct store_options options = ledger_world_options(world, schema_arena, catalogue, after_change);
    base_world_open(world, &options);
    struct write_job job = {.job_arena = world->step_arena, .actor = &system_actor};
    job.changes = chart_commodities(world->step_arena, &job.change_count);
    assert_int_equal(store_write(world->store, &job), OUTCOME_OK);
    return schema_arena;
}

static inline int ledger_world_close(struct base_world *world, struct arena *schema_arena) {
    int removed = base_world_close(world);
    arena_free(schema_arena);
    return removed;
}

/* All messages of a refusal, joined by " | "; "nothing" when the changes are taken. */
static inline const char *world_why_not(struct base_world *world, struct change *changes, size_t count) {
    struct write_job job = {
        .job_arena = world->step_arena, .actor = &system_actor, .changes = changes, .change_count = count};
    if (store_write(world->store, &job) == OUTCOME_OK) return "nothing";
    assert_int_equal(job.outcome, OUTCOME_REFUSED);
    struct text out = TEXT_IN(world->step_arena);
    for (const struct refusal_item *item = job.refusal.first; item; item = item->next) {
        if (out.len) text_append(&out, S(" | "));
        text_append(&out, tr_refusal(world->step_arena, &(struct locale){.lang = LANG_EN}, item));
    }
    return arena_cstr(world->step_arena, text_slice(&out));
}

static inline int64_t day_number(const char *text) {
    struct date date;
    assert_true(date_parse_iso(slice_of(text), &date));
    return date_first_day(date);
}

#endif
