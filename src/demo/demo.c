/* SPDX-License-Identifier: Apache-2.0 */
/* The order in which the demo is made, and the mark that says how far it is. */
#include "demo/demo.h"

#include "base/log.h"
#include "demo/demo_internal.h"
#include "demo/demo_receipts.h"
#include "demo/demo_records.h"
#include "domain/ledger/chart.h"
#include "domain/place/gazetteer_import.h"

/* ---- the mark: a line of the table of settings ---- */

static bool mark_read(struct store *store, struct arena *arena, struct slice *mark) {
    struct db *db = store_borrow(store);
    struct db_query *query = db_query(db, SQL("SELECT value FROM meta WHERE name = 'demo'"));
    bool found = db_next(query);
    if (found) *mark = arena_copy(arena, db_column_text(query, 0));
    db_done(query);
    store_return(store, db);
    return found;
}

static bool mark_work(void *context, struct db *db) {
    const struct slice *mark = context;
    struct db_query *query = db_query(db, SQL("INSERT INTO meta (name, value) VALUES ('demo', ?1) "
                                              "ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
    db_bind_text(query, 1, *mark);
    db_run(query);
    return true;
}

static bool mark_write(struct store *store, struct slice mark) {
    return store_run(store, mark_work, &mark);
}

enum demo_state demo_state_of(struct store *store) {
    struct arena *arena = arena_new();
    struct slice mark = S("");
    mark_read(store, arena, &mark);
    enum demo_state state = !mark.len ? DEMO_NONE : slice_starts(mark, S("filled ")) ? DEMO_FILLED : DEMO_BEGUN;
    arena_free(arena);
    return state;
}

/* ---- steps ---- */

static void tell(const struct demo_options *options, const char *what, int64_t done, int64_t all) {
    if (options->progress) options->progress(options->context, what, done, all);
}

void demo_step(struct demo *demo) {
    if (demo->steps_done < demo->steps_all) demo->steps_done++;
    tell(demo->options, "People and trainings", demo->steps_done, demo->steps_all);
}

static void tell_places(void *context, size_t done, size_t all) {
    tell(context, "Places", (int64_t)done, (int64_t)all);
}

static enum outcome places_add(const struct demo_options *options, struct refusal *refusal) {
    struct actor actor = access_system_actor(SHARED_ORG);
    return gazetteer_load_built_in(options->store, &actor, tell_places, (void *)(uintptr_t)options, refusal);
}

/* What books count; under the key of `mlup init`, so that they are there once. */
static enum outcome units_add(const struct demo_options *options, struct arena *arena, struct refusal *refusal) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct write_job job = {.job_arena = arena, .actor = &actor, .idempotency_key = S("first commodities")};
    job.changes = chart_commodities(arena, &job.change_count);
    enum outcome outcome = store_write(options->store, &job);
    if (outcome != OUTCOME_OK) *refusal = job.refusal;
    return outcome;
}

static void people_add(struct demo *demo, struct demo_cast *cast) {
    int64_t crowd = demo->options->people - demo_cast_plan(demo, cast);
    if (crowd < 0) crowd = 0;
    for (size_t i = 0; i < cast->count; i++) {
        demo->steps_all += (int64_t)cast->sets[i].site_count;
    }
    demo->steps_all += demo_activities_steps(demo, cast, crowd);
    demo->steps_all += demo_cascade_steps(demo, cast);
    demo->steps_all += demo_groups_steps(demo);
    demo_cast_add(demo, cast);
    demo_cascade_add(demo, cast);
    demo_activities_add(demo, cast, crowd);
    demo_groups_add(demo, cast);
    tell(demo->options, "People and trainings", demo->steps_all, demo->steps_all);
}

static enum outcome records_add(const struct demo_options *options, struct demo_out *out, struct refusal *refusal) {
    if (!demo_records_add(out, refusal)) return OUTCOME_REFUSED;
    enum outcome outcome = demo_out_close(out);
    if (outcome == OUTCOME_OK) outcome = demo_receipts_add(out) ? demo_out_close(out) : OUTCOME_FAILED;
    tell(options, "Programme and promises", 1, 1);
    if (outcome == OUTCOME_OK) outcome = demo_staff_add(options, refusal);
    tell(options, "Users", 1, 1);
    return outcome;
}

static enum outcome fill(const struct demo_options *options, struct arena *arena, bool goes_on,
                         struct demo_totals *totals, struct refusal *refusal) {
    struct demo_out *out = arena_make(arena, struct demo_out, 1);
    demo_out_open(out, options->store, arena, options->seed, refusal);
    out->goes_on = goes_on;
    enum outcome outcome = places_add(options, refusal);
    if (outcome == OUTCOME_OK) outcome = units_add(options, arena, refusal);
    if (outcome == OUTCOME_OK) outcome = records_add(options, out, refusal);
    if (outcome != OUTCOME_OK) return outcome;
    struct demo demo = {.options = options, .arena = arena, .out = out, .totals = totals,
                        .names = demo_names_read(arena),
                        .gazetteer = gazetteer_new(arena, options->store)};
    struct demo_cast *cast = arena_make(arena, struct demo_cast, 1);
    people_add(&demo, cast);
    outcome = demo_out_close(out);
    if (outcome == OUTCOME_OK) demo_banks_add(&demo, cast);
    if (outcome == OUTCOME_OK) outcome = demo_out_close(out);
    tell(options, "Rice and animal banks", 1, 1);
    if (outcome == OUTCOME_OK) demo_cases_add(&demo);
    if (outcome == OUTCOME_OK) outcome = demo_out_close(out);
    if (outcome == OUTCOME_OK) demo_referrals_add(&demo);
    if (outcome == OUTCOME_OK) outcome = demo_out_close(out);
    tell(options, "People who came back", 1, 1);
    if (outcome == OUTCOME_OK) demo_homes_add(&demo);
    if (outcome == OUTCOME_OK) outcome = demo_out_close(out);
    if (outcome == OUTCOME_OK) demo_publication_add(&demo);
    if (outcome == OUTCOME_OK) outcome = demo_out_close(out);
    tell(options, "Shelters and reintegration", 1, 1);
    gazetteer_free(demo.gazetteer);
    if (outcome == OUTCOME_OK) outcome = demo_reports_add(options, refusal);
    tell(options, "Period reports", 1, 1);
    totals->records = out->records;
    return outcome;
}

enum outcome demo_fill(const struct demo_options *options, struct demo_totals *totals, struct refusal *refusal) {
    struct arena *arena = arena_new();
    struct slice mark = S(""), wanted = arena_printf(arena, "seed %llu people %lld groups %lld", (unsigned long long)options->seed,
                                                     (long long)options->people, (long long)options->groups);
    struct slice begun = arena_join(arena, S("begun "), wanted), filled = arena_join(arena, S("filled "), wanted);
    bool goes_on = mark_read(options->store, arena, &mark);
    enum outcome outcome = OUTCOME_OK;
    *totals = (struct demo_totals){0};
    if (slice_starts(mark, S("filled "))) {
        arena_free(arena);
        return OUTCOME_OK;
    }
    if (goes_on && !slice_equal(mark, begun)) {
        refuse_with(refusal, S(""), "A demo was begun here with {1}; go on with the same, or start with a new database.",
                    arena_copy(refusal->arena, slice_sub(mark, 6, mark.len)), S(""));
        outcome = OUTCOME_REFUSED;
    } else if (!mark_write(options->store, begun)) outcome = OUTCOME_FAILED;
    if (outcome == OUTCOME_OK) outcome = fill(options, arena, goes_on, totals, refusal);
    if (outcome == OUTCOME_OK && !mark_write(options->store, filled)) outcome = OUTCOME_FAILED;
    arena_free(arena);
    return outcome;
}
