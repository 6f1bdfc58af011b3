/* SPDX-License-Identifier: Apache-2.0 */
/* From a counting rule to the activities and places it promises. */
#include "domain/coverage/coverage.h"

#include "base/text.h"

static bool is_of(const struct record_type *type, const char *names) {
    return names_contain(names, slice_of(type->name));
}

static uint32_t bit(size_t activity) {
    return UINT32_C(1) << activity;
}

static uint32_t activities_of_kind(struct slice kind) {
    uint32_t found = 0;
    for (size_t i = 0; i < COVERAGE_ACTIVITIES; i++) {
        const char *session_kind = coverage_kinds[i].session_kind;
        if (session_kind && slice_equal(slice_of(session_kind), kind)) found |= bit(i);
    }
    return found;
}

static uint32_t activities_of_topic(struct slice topic) {
    uint32_t found = 0;
    for (size_t i = 0; i < COVERAGE_ACTIVITIES; i++) {
        const char *topics = coverage_kinds[i].topics;
        if (topics && codes_contain(slice_of(topics), topic)) found |= bit(i);
    }
    return found;
}

static bool condition_is(const struct promise_condition *condition, const char *field, enum promise_op op) {
    return condition->op == op && condition->at.field &&
           slice_equal(slice_of(condition->at.field->name), slice_of(field));
}

static uint32_t activities_of_values(const struct promise_condition *condition,
                                     uint32_t (*of)(struct slice)) {
    uint32_t found = 0;
    for (size_t i = 0; i < condition->value_count; i++) {
        found |= of(condition->values[i].text);
    }
    return found;
}

/* Sessions: those whose kind and topics the conditions leave; without either nothing particular is promised.
 */
static uint32_t activities_of_sessions(const struct promise_rule *rule) {
    uint32_t kinds = 0, topics = 0;
    for (size_t i = 0; i < rule->condition_count; i++) {
        const struct promise_condition *condition = &rule->conditions[i];
        if (condition_is(condition, "kind", OP_EQUAL))
            kinds |= activities_of_values(condition, activities_of_kind);
        if (condition_is(condition, "topics", OP_HAS))
            topics |= activities_of_values(condition, activities_of_topic);
    }
    uint32_t both = kinds & topics;
    if (both) return both;
    return kinds ? kinds : topics;
}

uint32_t coverage_rule_activities(const struct promise_rule *rule) {
    if (!rule->source) return 0;
    if (is_of(rule->source, "session attendance headcount")) return activities_of_sessions(rule);
    if (is_of(rule->source, "trainer trainee")) return bit(COVERAGE_CASCADE);
    return is_of(rule->source, "person_group group_member") ? bit(COVERAGE_GROUP) : 0;
}

/* ---- places ---- */

static void add_place(struct coverage *coverage, size_t org, uint32_t activities, struct slice place) {
    for (size_t i = 0; i < COVERAGE_ACTIVITIES; i++) {
        if (!(activities & bit(i))) continue;
        coverage->cells =
            arena_room(coverage->arena, coverage->cells, sizeof *coverage->cells, coverage->count);
        coverage->cells[coverage->count++] = (struct coverage_cell){
            .org = org, .place = place, .activity = (enum coverage_activity)i, .is_promised = true};
    }
}

static bool add_named(struct coverage *coverage, size_t org, uint32_t activities,
                      const struct promise_rule *rule) {
    struct slice rest = rule->places, code;
    bool any = rest.len > 0;
    while (rest.len && slice_split(&rest, ',', &code)) {
        add_place(coverage, org, activities, code);
    }
    for (size_t i = 0; i < rule->condition_count; i++) {
        const struct promise_condition *condition = &rule->conditions[i];
        for (size_t k = 0; condition->op == OP_WITHIN && k < condition->value_count; k++) {
            add_place(coverage, org, activities, condition->values[k].text);
            any = true;
        }
    }
    return any;
}

/* Of several themes that one rule counts any one keeps it: only a rule of a single activity tells what is
 * missing. */
void coverage_add_promised(struct coverage *coverage, size_t org, const struct promise_rule *rule,
                           struct slice provinces) {
    uint32_t activities = coverage_rule_activities(rule);
    struct slice rest = provinces, code;
    if (!activities || (activities & (activities - 1))) return;
    if (add_named(coverage, org, activities, rule)) return;
    while (rest.len && slice_split(&rest, ',', &code)) {
        add_place(coverage, org, activities, code);
    }
}

void coverage_add_province(struct coverage *coverage, size_t org, struct slice province) {
    coverage->cells = arena_room(coverage->arena, coverage->cells, sizeof *coverage->cells, coverage->count);
    coverage->cells[coverage->count++] = (struct coverage_cell){
        .org = org, .place = province, .activity = COVERAGE_ACTIVITIES, .is_promised = true};
}
