/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/rules.h"

#include "access/permission.h"
#include "catalogue/value.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "domain/programme/promise_rule.h"

/* True unless both are known and in the wrong order. */
bool organisation_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct value *ref = &organisation_of(now)->iati_ref;
    (void)rule;
    (void)before;
    for (size_t i = 0; ref->present && i < ref->text.len; i++) {
        unsigned char c = (unsigned char)ref->text.s[i];
        if (c > ' ' && c < 127 && !strchr("/&|?", c)) continue; /* IATI standard, organisation identifiers */
        return refuse(refusal, S("iati_ref"),
                      "An IATI identifier has only Latin letters, digits, hyphens and dots.");
    }
    return true;
}

bool programme_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct programme *programme = programme_of(now);
    (void)rule;
    (void)before;
    if (value_dates_in_order(&programme->starts_on, &programme->ends_on)) return true;
    return refuse(refusal, S("ends_on"), "The end comes before the start.");
}

static bool provinces_are_provinces(const struct value *provinces, struct refusal *refusal) {
    struct slice rest = provinces->present ? provinces->text : (struct slice){0}, code;
    while (slice_split(&rest, ',', &code)) {
        if (code.len != 2) {
            return refuse_with(refusal, S("provinces"), "{1} is not a province.", code, S(""));
        }
    }
    return true;
}

bool agreement_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct agreement *agreement = agreement_of(now);
    bool good = provinces_are_provinces(&agreement->provinces, refusal);
    (void)rule;
    (void)before;
    if (!value_dates_in_order(&agreement->starts_on, &agreement->ends_on)) {
        good = refuse(refusal, S("ends_on"), "The end comes before the start.");
    }
    if (!value_dates_in_order(&agreement->signed_on, &agreement->ends_on)) {
        good = refuse(refusal, S("signed_on"), "It was signed after its end.");
    }
    if (!value_dates_in_order(&agreement->orientation_on, &agreement->ends_on)) {
        good = refuse(refusal, S("orientation_on"), "The orientation comes after the end of the agreement.");
    }
    return good;
}

bool amendment_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct amendment *amendment = amendment_of(now);
    const struct record *found = rule_find(rule, &agreement_type, now->org_id, amendment->agreement.id);
    (void)before;
    if (!found) return true; /* already refused as an unknown reference */
    const struct agreement *agreement = agreement_of(found);
    if (!value_dates_in_order(&agreement->starts_on, &amendment->effective_on)) {
        return refuse(refusal, S("effective_on"),
                      "The amendment would be in force before the agreement starts.");
    }
    if (amendment->ends_on.present && !value_dates_in_order(&amendment->effective_on, &amendment->ends_on)) {
        return refuse(refusal, S("ends_on"), "The new end comes before the day the amendment is in force.");
    }
    return true;
}

/* ---- objectives ---- */

static int level_of(const struct value *level) {
    for (size_t i = 0; level->present && i < objective_level_choices.count; i++) {
        if (slice_equal(slice_of(objective_level_choices.choices[i].code), level->text)) return (int)i;
    }
    return -1;
}

/* Objectives below this one stay below it when its level changes. */
static bool children_stay_below(struct rule *rule, const struct record *now, struct refusal *refusal) {
    enum { CHILDREN_MAX = 1000 };
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, CHILDREN_MAX);
    size_t count = rule_referrers(rule, &objective_type, record_type_field(&objective_type, S("above")),
                                  now->org_id, now->id, ids, CHILDREN_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *child = rule_find(rule, &objective_type, now->org_id, ids[i]);
        if (!child || level_of(&objective_of(child)->level) > level_of(&objective_of(now)->level)) continue;
        return refuse_with(refusal, S("level"),
                           "Objective {1} is part of this one and would no longer be below it.",
                           objective_of(child)->number.text, S(""));
    }
    return true;
}

bool objective_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct objective *objective = objective_of(now);
    bool moved = before && level_of(&objective_of(before)->level) != level_of(&objective->level);
    if (moved && !children_stay_below(rule, now, refusal)) return false;
    if (!objective->above.present) return true;
    const struct record *above = rule_find(rule, &objective_type, now->org_id, objective->above.id);
    if (!above) return true; /* already refused as an unknown reference */
    if (!uuid_equal(objective_of(above)->agreement.id, objective->agreement.id)) {
        return refuse(refusal, S("above"), "That objective belongs to another agreement.");
    }
    if (level_of(&objective_of(above)->level) >= level_of(&objective->level)) {
        return refuse(refusal, S("above"), "An objective is part of one of a higher level.");
    }
    return true;
}

/* ---- promises ---- */

bool promise_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    const struct promise *promise = promise_of(now);
    (void)before;
    if (!promise->objective.present) return true;
    const struct record *objective = rule_find(rule, &objective_type, now->org_id, promise->objective.id);
    if (!objective) return true; /* already refused as an unknown reference */
    if (uuid_equal(objective_of(objective)->agreement.id, promise->agreement.id)) return true;
    return refuse(refusal, S("objective"), "That objective belongs to another agreement.");
}

/* The kind of thing a rule's units are: a record type, or NULL for places. */
static const struct record_type *unit_type(const struct promise_rule *rule) {
    if (!rule->unit.field) return rule->source;
    return rule->unit.field->kind == KIND_REF ? rule->nodes[rule->unit_node].type : NULL;
}

static bool has_units(enum promise_shape shape) {
    return shape == SHAPE_COUNT || shape == SHAPE_DISTINCT || shape == SHAPE_CAP;
}

static bool base_fits(struct rule *rule, const struct promise_part *part, const struct promise_rule *counting,
                      const struct record *now, struct refusal *refusal) {
    if (counting->shape != SHAPE_EVERY) return true;
    const struct record *base = rule_find(rule, &promise_part_type, now->org_id, part->every_of.id);
    if (!base) return true; /* already refused as an unknown reference */
    if (uuid_equal(base->id, now->id))
        return refuse(refusal, S("every_of"), "A part cannot speak of itself.");
    struct refusal unused = REFUSAL_IN(rule->job_arena);
    const struct promise_rule *of =
        promise_rule_bind(rule->job_arena, store_catalogue(rule->store), promise_part_of(base),
                          (struct promise_period){0}, &unused);
    if (!of || !has_units(of->shape)) {
        return refuse(refusal, S("every_of"), "That part counts nothing that every one of could be asked.");
    }
    if (!of->source || !counting->source || unit_type(of) == unit_type(counting)) return true;
    const struct record_type *wanted = unit_type(of);
    return refuse_with(refusal, S("unit"), "Both parts must count the same: {1}.",
                       wanted ? slice_of(wanted->plural) : S("Places"), S(""));
}

static bool may_count_by(const struct promise_condition *condition, bool sees, enum sensitivity max) {
    const struct field *field = condition->at.field;
    bool is_choice = field->kind == KIND_CHOICE || field->kind == KIND_CHOICES || field->kind == KIND_BOOL;
    bool is_broad = is_choice || condition->op == OP_EMPTY || condition->op == OP_FILLED;
    return field->sensitivity <= max && (sees || is_broad);
}

bool promise_conditions_are_allowed(const struct actor *actor, struct uuid org,
                                    const struct promise_rule *counting, struct refusal *refusal) {
    if (actor->is_system || !counting->source || counting->source->access != ACCESS_CASE) return true;
    bool sees = uuid_equal(org, actor->org_id) && access_may(actor, ACCESS_CASE, VERB_READ);
    enum sensitivity max = sees ? permission_reading(actor, ACCESS_CASE).max : INTERNAL;
    for (size_t i = 0; i < counting->condition_count; i++) {
        const struct field *field = counting->conditions[i].at.field;
        if (!field || may_count_by(&counting->conditions[i], sees, max)) continue;
        return refuse_with(refusal, S("filter"),
                           "Case files are not counted by “{1}”: a count could tell who is there.",
                           slice_of(field->name), S(""));
    }
    return true;
}

bool promise_part_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct promise_part *part = promise_part_of(now);
    (void)before;
    if (part->starts_on.present && !value_dates_in_order(&part->starts_on, &part->ends_on)) {
        return refuse(refusal, S("ends_on"), "The end comes before the start.");
    }
    const struct promise_rule *counting = promise_rule_bind(rule->job_arena, store_catalogue(rule->store),
                                                            part, (struct promise_period){0}, refusal);
    return counting && promise_conditions_are_allowed(rule->actor, now->org_id, counting, refusal) &&
           base_fits(rule, part, counting, now, refusal);
}
