/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the rules: when a file may be closed and how often people are visited, from which day on. */
#include "catalogue/value.h"
#include "domain/reintegration/closing.h"
#include "domain/reintegration/follow.h"
#include "domain/reintegration/reintegration.h"
#include "domain/reintegration/rules.h"
#include "store/rule.h"

/* ---- what is in force stays ---- */

static int64_t today(void) {
    return date_first_day(clock_today());
}

static bool is_in_force(const struct value *from_day) {
    return from_day->present && date_first_day(from_day->date) <= today();
}

/* Decisions were made by it: what comes after is a rule of a later day. */
static bool may_still_change(struct rule *rule, const struct value *from_day, const char *field,
                             struct refusal *refusal) {
    return !is_in_force(from_day) ||
           refuse_with(refusal, slice_of(field),
                       "This rule holds since {1}, and what was decided since then keeps it. "
                       "Write a new one from a later day.",
                       date_format_iso(rule->job_arena, from_day->date), S(""));
}

static bool begins_later(const struct rule *rule, const struct value *from_day, struct refusal *refusal) {
    if (!from_day->present || rule->actor->is_system || date_first_day(from_day->date) >= today())
        return true;
    return refuse(refusal, S("from_day"),
                  "A rule begins today or later: what was decided before keeps its own.");
}

/* ---- closing ---- */

static bool number_fits(struct rule *rule, const struct closing_rule *terms, struct refusal *refusal) {
    int64_t least, most;
    enum closing_asks asks = closing_find(terms->criterion.text);
    if (asks == CLOSING_CRITERIA) return true; /* refused as unknown */
    if (!closing_takes_number(asks, &least, &most))
        return !terms->number.present || refuse(refusal, S("number"), "This is asked without a number.");
    if (terms->dropped.present && terms->dropped.number) return true;
    if (terms->number.present && terms->number.number >= least && terms->number.number <= most) return true;
    return refuse_with(refusal, S("number"), "Write a number from {1} to {2}.",
                       arena_printf(rule->job_arena, "%lld", (long long)least),
                       arena_printf(rule->job_arena, "%lld", (long long)most));
}

bool closing_rule_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct closing_rule *terms = closing_rule_of(now);
    if (before && !may_still_change(rule, &closing_rule_of(before)->from_day, "number", refusal))
        return false;
    return begins_later(rule, &terms->from_day, refusal) && number_fits(rule, terms, refusal);
}

bool closing_rule_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    return may_still_change(rule, &closing_rule_of(before)->from_day, "reason", refusal);
}

/* ---- visits ---- */

bool visit_interval_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    if (before && !may_still_change(rule, &visit_interval_of(before)->from_day, "days", refusal))
        return false;
    return begins_later(rule, &visit_interval_of(now)->from_day, refusal);
}

bool visit_interval_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    return may_still_change(rule, &visit_interval_of(before)->from_day, "reason", refusal);
}

/* ---- what an organisation begins with ---- */

static bool has_rules(struct rule *rule, struct uuid org) {
    struct db_query *row = db_query(rule->db, SQL("SELECT 1 FROM closing_rule WHERE org_id = ?1 LIMIT 1"));
    db_bind_uuid(row, 1, org);
    bool has = db_next(row);
    db_done(row);
    return has;
}

static const struct value always = {.present = true, .date = {2000, 1, 1, DATE_DAY}};

static void closing_rule_make(struct rule *rule, struct uuid org, enum closing_asks asks,
                              const struct closing_term *term) {
    struct record *record = record_new(rule->job_arena, &closing_rule_type);
    struct closing_rule *terms = closing_rule_of(record);
    terms->criterion = value_of_text(slice_of(closing_code(asks)));
    terms->from_day = always;
    if (term->number) terms->number = value_of_number(term->number);
    rule_make(rule, &closing_rule_type, org, record);
}

static void visit_interval_make(struct rule *rule, struct uuid org, const char *risk, int64_t days) {
    struct record *record = record_new(rule->job_arena, &visit_interval_type);
    struct visit_interval *interval = visit_interval_of(record);
    interval->risk = value_of_text(slice_of(risk));
    interval->from_day = always;
    interval->days = value_of_number(days);
    rule_make(rule, &visit_interval_type, org, record);
}

void reintegration_terms_begin(struct rule *rule, struct uuid org) {
    struct closing_terms terms = closing_terms_default();
    const char *risk = NULL;
    int64_t days;
    if (has_rules(rule, org)) return;
    for (int i = 0; i < CLOSING_CRITERIA; i++)
        closing_rule_make(rule, org, (enum closing_asks)i, &terms.of[i]);
    for (size_t i = 0; (days = follow_default(i, &risk)) > 0; i++)
        visit_interval_make(rule, org, risk, days);
}
