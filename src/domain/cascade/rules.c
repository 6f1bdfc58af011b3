/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/cascade/rules.h"

#include "base/limits.h"
#include "domain/cascade/cascade.h"
#include "domain/people/people.h"

/* ---- periods ---- */

static int64_t first_of(const struct value *day) {
    return date_first_day(day->date);
}

static int64_t last_of(const struct value *day) {
    return day->present ? date_first_day(day->date) : INT64_MAX;
}

static bool overlap(const struct trainee *a, const struct trainee *b) {
    return first_of(&a->starts_on) <= last_of(&b->ends_on) && first_of(&b->starts_on) <= last_of(&a->ends_on);
}

/* ---- trainers ---- */

static bool is_role(const struct trainer *trainer, struct slice role) {
    return slice_equal(trainer->role.text, role);
}

bool trainer_is_capped(const struct record *trainer) {
    return is_role(trainer_of(trainer), S("farm_advisor"));
}

static void trainer_fill(struct rule *rule, struct record *now) {
    struct trainer *trainer = trainer_of(now);
    const struct record *person = rule_find(rule, &person_type, now->org_id, trainer->person.id);
    if (!trainer->village.present && person) trainer->village = person_of(person)->village;
    if (trainer->capacity.present) return;
    int64_t usual = trainer_is_capped(now)                ? LIMIT_ADVISOR_HOUSEHOLDS
                    : is_role(trainer, S("model_farmer")) ? LIMIT_MODEL_FARMER_PEOPLE
                                                          : 0;
    if (usual) trainer->capacity = (struct value){.present = true, .number = usual};
}

bool trainer_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    struct trainer *trainer = trainer_of(now);
    (void)before;
    trainer_fill(rule, now);
    if (trainer->since.present && trainer->until.present &&
        first_of(&trainer->until) < first_of(&trainer->since)) {
        return refuse(refusal, S("until"), "The end comes before the start.");
    }
    if (trainer->certified_on.present && !trainer->course.present) {
        return refuse(refusal, S("course"), "Say after which course the certificate was given.");
    }
    if (trainer_is_capped(now) && trainer->capacity.number > LIMIT_ADVISOR_HOUSEHOLDS) {
        struct slice limit = arena_printf(refusal->arena, "%d", LIMIT_ADVISOR_HOUSEHOLDS);
        return refuse_with(
            refusal, S("capacity"),
            "An advisor supports at most {1} households. A manager can grant an exception with a "
            "reason on the advisor’s page.",
            limit, S(""));
    }
    return true;
}

/* ---- trainees: who it is ---- */

static bool same_id(const struct value *a, const struct value *b) {
    return a->present && b->present && uuid_equal(a->id, b->id);
}

/* The same person; where no person is named, the same household. */
static bool same_learner(const struct trainee *a, const struct trainee *b) {
    if (a->person.present || b->person.present) return same_id(&a->person, &b->person);
    return same_id(&a->household, &b->household);
}

static bool trainee_check_learner(const struct trainee *trainee, const struct record *trainer,
                                  struct refusal *refusal) {
    if (!trainee->person.present && !trainee->household.present) {
        return refuse(refusal, S("person"), "Choose a person or a household.");
    }
    if (trainer_is_capped(trainer) && !trainee->household.present) {
        return refuse(refusal, S("household"),
                      "An advisor supports households: choose one, or write the person’s household first.");
    }
    return true;
}

static bool trainee_check_days(const struct trainee *trainee, const struct record *trainer,
                               struct refusal *refusal) {
    if (trainee->ends_on.present && first_of(&trainee->ends_on) < first_of(&trainee->starts_on)) {
        return refuse(refusal, S("ends_on"), "The end comes before the start.");
    }
    if (first_of(&trainee->starts_on) < first_of(&trainer_of(trainer)->since)) {
        return refuse(refusal, S("starts_on"), "The trainer began after this day.");
    }
    if (first_of(&trainee->starts_on) > last_of(&trainer_of(trainer)->until)) {
        return refuse(refusal, S("starts_on"), "The trainer had stopped before this day.");
    }
    return true;
}

/* ---- no circles ---- */

/* What a walk from a person up to all who taught them looks for. */
struct climb {
    struct rule *rule;
    struct uuid org, wanted;
    size_t steps; /* links looked at */
};
enum climb_end { CLIMB_CLEAR, CLIMB_FOUND, CLIMB_TOO_FAR };

static enum climb_end climb_from(struct climb *climb, struct uuid person, size_t level);

static enum climb_end climb_link(struct climb *climb, struct uuid link, size_t level) {
    const struct record *trainee = rule_find(climb->rule, &trainee_type, climb->org, link);
    if (!trainee) return CLIMB_CLEAR;
    const struct record *trainer =
        rule_find(climb->rule, &trainer_type, climb->org, trainee_of(trainee)->trainer.id);
    if (++climb->steps > LIMIT_CASCADE_STEPS) return CLIMB_TOO_FAR;
    return trainer ? climb_from(climb, trainer_of(trainer)->person.id, level + 1) : CLIMB_CLEAR;
}

static enum climb_end climb_from(struct climb *climb, struct uuid person, size_t level) {
    if (uuid_equal(person, climb->wanted)) return CLIMB_FOUND;
    if (level >= LIMIT_CASCADE_LEVELS) return CLIMB_TOO_FAR;
    struct uuid ids[LIMIT_CASCADE_TEACHERS];
    size_t count = rule_referrers(climb->rule, &trainee_type, record_type_field(&trainee_type, S("person")),
                                  climb->org, person, ids, LIMIT_CASCADE_TEACHERS);
    enum climb_end end = CLIMB_CLEAR;
    for (size_t i = 0; i < count && end == CLIMB_CLEAR; i++) {
        end = climb_link(climb, ids[i], level);
    }
    return end;
}

/* True when the trainer eats from the household's pot: an advisor does not advise the own household. */
static bool is_own_household(struct rule *rule, const struct trainee *trainee, const struct record *trainer) {
    const struct record *person =
        rule_find(rule, &person_type, trainer->org_id, trainer_of(trainer)->person.id);
    return !trainee->person.present && person && same_id(&person_of(person)->household, &trainee->household);
}

static bool trainee_check_circle(struct rule *rule, const struct record *now, const struct record *trainer,
                                 struct refusal *refusal) {
    const struct trainee *trainee = trainee_of(now);
    if (is_own_household(rule, trainee, trainer)) {
        return refuse(refusal, S("household"), "This is the trainer’s own household.");
    }
    if (!trainee->person.present) return true;
    struct climb climb = {.rule = rule, .org = now->org_id, .wanted = trainee->person.id};
    if (same_id(&trainee->person, &trainer_of(trainer)->person)) {
        return refuse(refusal, S("person"), "Nobody is their own trainer.");
    }
    switch (climb_from(&climb, trainer_of(trainer)->person.id, 0)) {
    case CLIMB_CLEAR: return true;
    case CLIMB_FOUND:
        return refuse(refusal, S("person"),
                      "This person taught the trainer, directly or through others: it would go in a circle.");
    case CLIMB_TOO_FAR: break;
    }
    return refuse(refusal, S("trainer"), "This line of trainers is too long to be followed.");
}

/* ---- the same thing twice ---- */

/* The live links of a person or household, by the field that says who. */
static size_t links_of(struct rule *rule, const struct record *now, const char *field, struct uuid id,
                       struct uuid *ids) {
    return rule_referrers(rule, &trainee_type, record_type_field(&trainee_type, slice_of(field)), now->org_id,
                          id, ids, LIMIT_CASCADE_TEACHERS);
}

bool trainee_is_double(const struct record *now, const struct record *other) {
    const struct trainee *a = trainee_of(now), *b = trainee_of(other);
    return !uuid_equal(now->id, other->id) && same_learner(a, b) &&
           slice_equal(a->subject.text, b->subject.text) && overlap(a, b);
}

static bool refuse_twice(struct rule *rule, const struct record *now, const struct record *other,
                         struct refusal *refusal) {
    const struct trainee *a = trainee_of(now), *b = trainee_of(other);
    if (same_id(&a->trainer, &b->trainer)) {
        return refuse(refusal, a->person.present ? S("person") : S("household"),
                      "This trainer teaches them this subject already.");
    }
    if (a->also_elsewhere.present && a->also_elsewhere.number) return true;
    const struct record *trainer = rule_find(rule, &trainer_type, now->org_id, b->trainer.id);
    return refuse_with(
        refusal, S("also_elsewhere"),
        "They learn this subject with trainer {1} in the same time. Say so here when both are meant.",
        trainer ? trainer->code : S("?"), S(""));
}

static bool trainee_check_twice(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct trainee *trainee = trainee_of(now);
    struct uuid ids[LIMIT_CASCADE_TEACHERS];
    size_t count = trainee->person.present ? links_of(rule, now, "person", trainee->person.id, ids)
                                           : links_of(rule, now, "household", trainee->household.id, ids);
    for (size_t i = 0; i < count; i++) {
        const struct record *other = rule_find(rule, &trainee_type, now->org_id, ids[i]);
        if (other && trainee_is_double(now, other) && !refuse_twice(rule, now, other, refusal)) return false;
    }
    return true;
}

/* ---- the limit of an advisor ---- */

static int64_t households_allowed(struct rule *rule, const struct record *trainer) {
    struct uuid ids[LIMIT_CAP_EXCEPTIONS];
    size_t count =
        rule_referrers(rule, &cap_exception_type, record_type_field(&cap_exception_type, S("trainer")),
                       trainer->org_id, trainer->id, ids, LIMIT_CAP_EXCEPTIONS);
    int64_t allowed = trainer_of(trainer)->capacity.number;
    for (size_t i = 0; i < count; i++) {
        const struct record *exception = rule_find(rule, &cap_exception_type, trainer->org_id, ids[i]);
        if (exception) allowed += cap_exception_of(exception)->households.number;
    }
    return allowed;
}

static bool ids_contain(const struct uuid *ids, size_t count, struct uuid id) {
    for (size_t i = 0; i < count; i++) {
        if (uuid_equal(ids[i], id)) return true;
    }
    return false;
}

/* Different households that the trainer supports in the time of `now`, it included; a household counts once
 * however many of its members are written down. */
static int64_t households_with(struct rule *rule, const struct record *now, const struct record *trainer) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_TRAINER_TRAINEES);
    struct uuid *households = arena_make(rule->job_arena, struct uuid, LIMIT_TRAINER_TRAINEES + 1);
    size_t count = rule_referrers(rule, &trainee_type, record_type_field(&trainee_type, S("trainer")),
                                  trainer->org_id, trainer->id, ids, LIMIT_TRAINER_TRAINEES);
    size_t found = 0;
    households[found++] = trainee_of(now)->household.id;
    for (size_t i = 0; i < count; i++) {
        const struct record *other = rule_find(rule, &trainee_type, now->org_id, ids[i]);
        if (!other || uuid_equal(other->id, now->id) || !overlap(trainee_of(now), trainee_of(other)))
            continue;
        const struct value *household = &trainee_of(other)->household;
        if (household->present && !ids_contain(households, found, household->id))
            households[found++] = household->id;
    }
    return (int64_t)found;
}

static bool trainee_check_cap(struct rule *rule, const struct record *now, const struct record *trainer,
                              struct refusal *refusal) {
    if (!trainer_is_capped(trainer)) return true;
    int64_t allowed = households_allowed(rule, trainer);
    if (households_with(rule, now, trainer) <= allowed) return true;
    struct slice number = arena_printf(refusal->arena, "%lld", (long long)allowed);
    return refuse_with(
        refusal, S("household"),
        "Advisor {1} supports {2} households already, which is the limit. A manager can grant an "
        "exception with a reason on the advisor’s page.",
        trainer->code, number);
}

static void trainee_fill(struct rule *rule, struct record *now) {
    struct trainee *trainee = trainee_of(now);
    if (trainee->household.present || !trainee->person.present) return;
    const struct record *person = rule_find(rule, &person_type, now->org_id, trainee->person.id);
    if (person) trainee->household = person_of(person)->household;
}

bool trainee_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    struct trainee *trainee = trainee_of(now);
    (void)before;
    const struct record *trainer = rule_find(rule, &trainer_type, now->org_id, trainee->trainer.id);
    if (!trainer || !trainee->starts_on.present) return true; /* refused by the fields themselves */
    trainee_fill(rule, now);
    return trainee_check_learner(trainee, trainer, refusal) &&
           trainee_check_days(trainee, trainer, refusal) &&
           trainee_check_circle(rule, now, trainer, refusal) && trainee_check_twice(rule, now, refusal) &&
           trainee_check_cap(rule, now, trainer, refusal);
}

/* ---- exceptions and checks ---- */

bool cap_exception_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    (void)before;
    const struct record *trainer =
        rule_find(rule, &trainer_type, now->org_id, cap_exception_of(now)->trainer.id);
    if (!trainer || trainer_is_capped(trainer)) return true;
    return refuse(refusal, S("trainer"), "Only advisors have a limit; a full model farmer is a warning.");
}

bool adoption_before_save(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal) {
    struct adoption *adoption = adoption_of(now);
    (void)before;
    const struct record *trainee = rule_find(rule, &trainee_type, now->org_id, adoption->trainee.id);
    if (!trainee || !adoption->checked_on.present) return true;
    if (first_of(&adoption->checked_on) >= first_of(&trainee_of(trainee)->starts_on)) return true;
    return refuse(refusal, S("checked_on"), "Nothing was taught before this day.");
}
