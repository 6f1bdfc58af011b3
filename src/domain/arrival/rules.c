/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/arrival/rules.h"

#include "access/permission.h"
#include "catalogue/value.h"
#include "domain/arrival/queue.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"

enum { PLACES_OF_FILE_MAX = 200 };

static bool is_at(const struct queue_place *place, const char *state) {
    return value_is_code(&place->state, state);
}

static bool is_supervisor(const struct rule *rule) {
    return rule->actor->is_system || access_may(rule->actor, ACCESS_CASE, VERB_APPROVE);
}

/* ---- somebody comes ---- */

static int64_t next_number(struct rule *rule, const struct record *now) {
    struct db_query *query = db_query(
        rule->db, SQL("SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM queue_place WHERE org_id = ?1 "
                      "AND arrival = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, queue_place_of(now)->arrival.id);
    int64_t last = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return last + 1;
}

/* Live places of the file, at most PLACES_OF_FILE_MAX. */
static size_t places_of(struct rule *rule, const struct record *file, const struct record **places) {
    struct uuid ids[PLACES_OF_FILE_MAX];
    const struct field *field = record_type_field(&queue_place_type, S("case_file"));
    size_t count = rule_referrers(rule, &queue_place_type, field, file->org_id, file->id, ids,
                                  PLACES_OF_FILE_MAX),
           found = 0;
    for (size_t i = 0; i < count; i++) {
        places[found] = rule_find(rule, &queue_place_type, file->org_id, ids[i]);
        if (places[found] && !places[found]->deleted_ms) found++;
    }
    return found;
}

static bool is_same_arrival(const struct queue_place *a, const struct queue_place *b) {
    return uuid_equal(a->arrival.id, b->arrival.id);
}

static const struct queue_place *open_place(struct rule *rule, const struct record *file,
                                            const struct queue_place *now) {
    const struct record *places[PLACES_OF_FILE_MAX];
    size_t count = places_of(rule, file, places);
    for (size_t i = 0; i < count; i++) {
        const struct queue_place *place = queue_place_of(places[i]);
        if (is_same_arrival(place, now) && (is_at(place, "waiting") || is_at(place, "taken"))) return place;
    }
    return NULL;
}

/* A file of an earlier arrival, or one that somebody else works on: the queue does not hand it on. */
static bool is_known_file(struct rule *rule, const struct record *file, const struct queue_place *place) {
    const struct value *arrival = &case_file_of(file)->arrival;
    bool is_earlier = !arrival->present || !uuid_equal(arrival->id, place->arrival.id);
    return is_earlier || (!rule->actor->is_system && !case_is_open_to(rule, file, rule->actor->user_id));
}

static bool come(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct queue_place *place = queue_place_of(now);
    const struct record *file = case_of(rule, now);
    if (!file) return true; /* refused as a reference already */
    if (!case_takes_parts(rule, now, refusal)) return false;
    const struct queue_place *open = open_place(rule, file, place);
    if (open) {
        return refuse_with(refusal, S("case_file"), "This person is in the queue already, as number {1}.",
                           arena_printf(rule->job_arena, "%lld", (long long)open->number.number), S(""));
    }
    if (!place->number.present) place->number = value_of_number(next_number(rule, now));
    if (!place->came_ms.present) place->came_ms = value_of_number(clock_now_ms());
    place->came_before = value_of_number(is_known_file(rule, file, place));
    if (rule->actor->is_system && place->state.present) return true;
    place->state = value_of_text(S("waiting"));
    place->taken_by = place->taken_ms = (struct value){0};
    return true;
}

/* ---- taken over, given back ---- */

static bool is_own(const struct rule *rule, const struct queue_place *place) {
    return place->taken_by.present && uuid_equal(place->taken_by.id, rule->actor->user_id);
}

static bool take_over(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct queue_place *place = queue_place_of(now);
    const struct record *file = case_of(rule, now);
    if (!place->taken_by.present) place->taken_by = value_of_id(rule->actor->user_id);
    place->taken_ms = value_of_number(clock_now_ms());
    if (is_supervisor(rule))
        return !place->came_before.number || !file ||
               case_may_put_on(rule, file, &place->taken_by, S("state"), refusal);
    if (!is_own(rule, place))
        return refuse(refusal, S("taken_by"), "Only a supervisor gives somebody to another social worker.");
    if (!place->came_before.number || (file && case_is_open_to(rule, file, rule->actor->user_id)))
        return true;
    return refuse(
        refusal, S("state"),
        "This person has an earlier file: its social worker goes on with it, or a supervisor decides.");
}

static bool is_same_taker(const struct queue_place *a, const struct queue_place *b) {
    return a->taken_by.present == b->taken_by.present &&
           (!a->taken_by.present || uuid_equal(a->taken_by.id, b->taken_by.id));
}

bool queue_place_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    struct queue_place *place = queue_place_of(now);
    if (!before) return come(rule, now, refusal);
    const struct queue_place *then = queue_place_of(before);
    if (!place->state.present) place->state = then->state;
    place->came_before = then->came_before;
    place->came_ms = then->came_ms;
    if (is_at(then, "taken") && !is_own(rule, then) && !is_supervisor(rule)) {
        return refuse(refusal, S("state"),
                      "Somebody else has taken this person over. Only they or a supervisor can change that.");
    }
    if (is_at(place, "taken") && (!is_at(then, "taken") || !is_same_taker(place, then)))
        return take_over(rule, now, refusal);
    if (!is_at(place, "waiting")) return true;
    place->taken_by = place->taken_ms = (struct value){0};
    return true;
}

/* ---- what follows ---- */

static void give_file(struct rule *rule, const struct queue_place *place, const struct record *file) {
    if (place->came_before.number && !is_supervisor(rule)) return; /* it is theirs already, or their team's */
    struct record *now = record_copy_deep(rule->job_arena, file);
    case_file_of(now)->case_worker = place->taken_by;
    rule_amend(rule, now);
}

/* Who comes again waits no longer where nobody took them over. */
static void leave_earlier(struct rule *rule, const struct queue_place *now, const struct record *file) {
    const struct record *places[PLACES_OF_FILE_MAX];
    size_t count = places_of(rule, file, places);
    for (size_t i = 0; i < count; i++) {
        if (is_same_arrival(queue_place_of(places[i]), now) || !is_at(queue_place_of(places[i]), "waiting"))
            continue;
        struct record *left = record_copy_deep(rule->job_arena, places[i]);
        queue_place_of(left)->state = value_of_text(S("gone"));
        rule_amend(rule, left);
    }
}

void arrival_after_change(struct rule *rule, const struct change *change) {
    if (change->type != &queue_place_type || !change->after) return;
    const struct queue_place *place = queue_place_of(change->after);
    const struct record *file = case_of(rule, change->after);
    if (file && change->verb == CHANGE_CREATE) leave_earlier(rule, place, file);
    if (change->verb != CHANGE_UPDATE) return;
    bool is_new = !is_at(queue_place_of(change->before), "taken") ||
                  !is_same_taker(place, queue_place_of(change->before));
    if (file && is_at(place, "taken") && place->taken_by.present && is_new) give_file(rule, place, file);
}
