/* SPDX-License-Identifier: Apache-2.0 */
/* A store with the records of care, two social workers and a supervisor, and short words for opening files in it. */
#ifndef MLUP_DOMAIN_CARE_TEST_WORLD_H
#define MLUP_DOMAIN_CARE_TEST_WORLD_H

#include "access/permission.h"
#include "access/user.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/place/area.h"
#include "store/query.h"
#include "store/test_world.h"
#include "store/vault.h"

struct world {
    struct base_world base;
    struct actor worker, colleague, supervisor;
    struct uuid arrival;
};

/* All messages of a refusal, joined by " | "; "nothing" when it is taken. */
static inline const char *why_not(struct world *world, const struct actor *actor, struct change change) {
    struct write_job job = {.job_arena = world->base.step_arena, .actor = actor, .changes = &change, .change_count = 1};
    if (store_write(world->base.store, &job) == OUTCOME_OK) return "nothing";
    assert_int_equal(job.outcome, OUTCOME_REFUSED);
    struct text out = TEXT_IN(world->base.step_arena);
    for (const struct refusal_item *item = job.refusal.first; item; item = item->next) {
        if (out.len) text_append(&out, S(" | "));
        text_append(&out, refusal_fill(world->base.step_arena, slice_of(item->message), item->args));
    }
    return arena_cstr(world->base.step_arena, text_slice(&out));
}

static inline struct change making(struct world *world, const struct record_type *type, const struct put *puts, size_t count) {
    return change_of(&world->base, CHANGE_CREATE, type, uuid_new(), puts, count);
}

/* Of what stands there now. */
static inline struct change changing(struct world *world, const struct record_type *type, struct uuid id, int64_t version,
                                     const struct put *puts, size_t count) {
    struct change change = change_of(&world->base, CHANGE_UPDATE, type, id, puts, count);
    change.base_version = version;
    return change;
}

/* A record that must be taken; a test that fails says why it was not. */
static inline struct uuid made_by(struct world *world, const struct actor *actor, const struct record_type *type,
                                  const struct put *puts, size_t count) {
    struct change change = making(world, type, puts, count);
    assert_string_equal(why_not(world, actor, change), "nothing");
    return change.id;
}

static inline struct actor somebody(struct world *world, const char *login, enum role role) {
    struct uuid user = made_by(world, &system_actor, &user_type,
                               PUTS(P("login", login), P("name", "Somebody"), P("language", "km"), P("active", "true")));
    return (struct actor){.user_id = user, .org_id = world->base.org, .roles = ROLE_BIT(role), .scope = SCOPE_ORGANISATION};
}

/* As the organisation's social workers see it; the caller's to keep in the step. */
static inline struct record *stored(struct world *world, const struct record_type *type, struct uuid id) {
    struct view view = {.allowed = true, .orgs = &world->base.org, .org_count = 1, .own_org = world->base.org,
                        .own_max = IDENTIFYING, .foreign_max = PUBLIC};
    struct record *record = NULL;
    struct db *db = store_borrow(world->base.store);
    bool found = query_get(world->base.store, db, world->base.step_arena, &view, type, id, &record, NULL);
    store_return(world->base.store, db);
    assert_true(found);
    return record;
}

static inline struct uuid file_by(struct world *world, const struct actor *actor) {
    return made_by(world, actor, &case_file_type,
                   PUTS(P("name_latin", "Sok Sreymom"), P("birth_date", "2004-05-12"), P("sex", "f"), R("arrival", world->arrival)));
}

/* `given` has the catalogue of the test, which has at least user, area and the records of care.def. */
static inline void care_world_open(struct world *world, const struct store_options *given) {
    static const char *const codes[] = {"12", "1201", "120101"};
    base_world_open(&world->base, given);
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        made_by(world, &system_actor, &area_type,
                PUTS(P("area_code", codes[i]), P("name_latin", "Somewhere"), P("name_km", "ទីណាមួយ"), P("type", "khum")));
    }
    world->worker = somebody(world, "worker", ROLE_SOCIAL_WORKER);
    world->colleague = somebody(world, "colleague", ROLE_SOCIAL_WORKER);
    world->supervisor = somebody(world, "supervisor", ROLE_MANAGER);
    world->arrival = made_by(world, &world->worker, &arrival_type,
                             PUTS(P("on_day", "2016-05-10"), P("kind", "deported"), P("from_country", "TH"), P("women", "3")));
}

#endif
