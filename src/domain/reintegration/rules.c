/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/reintegration/rules.h"

#include "access/permission.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/finance/care_cost.h"
#include "domain/reintegration/closing.h"
#include "domain/reintegration/reintegration.h"
#include "domain/shelter/rules.h"
#include "i18n/locale.h"

static int64_t today(void) {
    return date_first_day(clock_today());
}

static struct value code_value(const char *code) {
    return value_of_text(slice_of(code));
}

static void me_take(struct rule *rule, struct value *user) {
    if (!user->present && !rule->actor->is_system) *user = value_of_id(rule->actor->user_id);
}

/* The reintegration of the file of a part; NULL when there is none. */
static const struct record *reintegration_of_part(struct rule *rule, const struct record *part) {
    struct uuid id;
    const struct record *file = case_of(rule, part);
    if (!file ||
        !rule_referrers(rule, &reintegration_type, record_type_field(&reintegration_type, S("case_file")),
                        part->org_id, file->id, &id, 1))
        return NULL;
    return rule_find(rule, &reintegration_type, part->org_id, id);
}

static bool is_actor(const struct rule *rule, const struct value *user) {
    return user->present && uuid_equal(user->id, rule->actor->user_id);
}

bool way_may_write(struct rule *rule, struct record *now, const struct record *before,
                   struct refusal *refusal) {
    const struct record *whole = now->type == &reintegration_type ? before : reintegration_of_part(rule, now);
    if (!before && !case_takes_parts(rule, now, refusal)) return false;
    if (!case_users_work_here(rule, now, before, refusal)) return false;
    if (whole && is_actor(rule, &reintegration_of(whole)->worker)) return true;
    const struct record *file = case_of(rule, now);
    return !file || case_may_work(rule, file, refusal);
}

/* ---- the whole ---- */

static bool is_closed(const struct record *record) {
    return record && value_is_code(&reintegration_of(record)->state, "closed");
}

static bool may_be_closed(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct reintegration *reintegration = reintegration_of(now);
    struct closing_facts facts =
        closing_facts_read(rule->db, rule->job_arena, now->org_id, reintegration->case_file.id,
                           value_day(&reintegration->returned_on, CLOSING_DAY_NONE),
                           value_day(&reintegration->closed_on, today()));
    struct closing_terms terms = closing_terms_on(rule->db, rule->job_arena, now->org_id, facts.today);
    bool good = true;
    facts.is_at_risk =
        value_is_code(&reintegration->risk, "high") || value_is_code(&reintegration->risk, "medium");
    for (int i = 0; i < CLOSING_CRITERIA; i++) {
        enum closing_asks asks = (enum closing_asks)i;
        if (closing_is_met(asks, &terms.of[i], &facts)) continue;
        good = refuse_with(refusal, S("state"), closing_unmet(asks),
                           arena_printf(rule->job_arena, "%lld", (long long)terms.of[i].number), S(""));
    }
    return good;
}

static bool close_take(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct reintegration *reintegration = reintegration_of(now);
    if (!may_be_closed(rule, now, refusal)) return false;
    if (!reintegration->closed_on.present) reintegration->closed_on = value_of_day(today());
    return true;
}

/* A reason that was given the last time is none for this time. */
static bool reopen_take(struct record *now, const struct record *before, struct refusal *refusal) {
    struct reintegration *reintegration = reintegration_of(now);
    const struct value *reason = &reintegration->reopen_reason;
    (void)before;
    if (reason->sealed || !value_has_words(reason))
        return refuse(refusal, S("reopen_reason"), "Say why it is opened again.");
    reintegration->closed_on = (struct value){0};
    reintegration->reopened_on = value_of_day(today());
    return true;
}

bool reintegration_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    struct reintegration *reintegration = reintegration_of(now);
    if (!way_may_write(rule, now, before, refusal)) return false;
    if (!reintegration->state.present) reintegration->state = code_value("open");
    if (!reintegration->risk.present) reintegration->risk = code_value("medium");
    me_take(rule, &reintegration->worker);
    if (!value_dates_in_order(&reintegration->started_on, &reintegration->returned_on)) {
        return refuse(refusal, S("returned_on"), "Nobody goes home before it is prepared.");
    }
    if (is_closed(now) && !is_closed(before)) return close_take(rule, now, refusal);
    if (!is_closed(now) && is_closed(before)) return reopen_take(now, before, refusal);
    return is_closed(now) || !reintegration->closed_on.present ||
           refuse(refusal, S("closed_on"), "What goes on has no last day. Close it, or leave this empty.");
}

bool reintegration_paper_before_save(struct rule *rule, struct record *now, const struct record *before,
                                     struct refusal *refusal) {
    size_t at = stage_paper_find(reintegration_paper_of(now)->paper.text);
    if (!way_may_write(rule, now, before, refusal)) return false;
    if (at == stage_paper_count || !stage_papers[at].by_supervisor || rule->actor->is_system) return true;
    return access_may(rule->actor, ACCESS_CASE, VERB_APPROVE) ||
           refuse(refusal, S("paper"), "The approval to close is signed by a supervisor.");
}

/* ---- visits ---- */

static const char *const figures[] = {"safety", "income", "health", "in_family", "in_community"};

static const struct value *figure_of(const struct record *visit, size_t at) {
    return record_value_const(visit, record_type_field(&follow_up_visit_type, slice_of(figures[at])));
}

static bool figures_are_whole(const struct record *now, struct refusal *refusal) {
    bool is_met = value_is_code(&follow_up_visit_of(now)->met, "met"), good = true;
    for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
        bool is_there = figure_of(now, i)->present;
        if (is_met && !is_there)
            good = refuse(refusal, slice_of(figures[i]), "Say how it is, from 1 (very bad) to 5 (good).");
        if (!is_met && is_there)
            good = refuse(refusal, slice_of(figures[i]), "Nobody was met; leave this empty.");
    }
    return good;
}

static const char *risk_of_figures(const struct record *now) {
    int64_t lowest = 5;
    for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
        if (figure_of(now, i)->number < lowest) lowest = figure_of(now, i)->number;
    }
    return lowest <= 2 ? "high" : lowest == 3 ? "medium" : "low";
}

bool follow_up_visit_before_save(struct rule *rule, struct record *now, const struct record *before,
                                 struct refusal *refusal) {
    struct follow_up_visit *visit = follow_up_visit_of(now);
    const struct record *whole = reintegration_of_part(rule, now);
    if (!way_may_write(rule, now, before, refusal)) return false;
    if (!before && !whole)
        return refuse(refusal, S("case_file"), "This file has no reintegration yet; begin it first.");
    if (!before && is_closed(whole))
        return refuse(refusal, S("case_file"), "This reintegration is closed; open it again first.");
    if (whole && !value_dates_in_order(&reintegration_of(whole)->started_on, &visit->on_day)) {
        return refuse(refusal, S("on_day"), "The visit is before the reintegration was begun.");
    }
    me_take(rule, &visit->visitor);
    if (!figures_are_whole(now, refusal)) return false;
    if (!visit->risk.present && value_is_code(&visit->met, "met"))
        visit->risk = code_value(risk_of_figures(now));
    return true;
}

/* ---- outcomes ---- */

static int64_t months_of(struct slice code) {
    return slice_equal(code, S("m3")) ? 3 : slice_equal(code, S("m6")) ? 6 : 12;
}

bool reintegration_outcome_before_save(struct rule *rule, struct record *now, const struct record *before,
                                       struct refusal *refusal) {
    const struct reintegration_outcome *outcome = reintegration_outcome_of(now);
    const struct record *whole = reintegration_of_part(rule, now);
    if (!way_may_write(rule, now, before, refusal)) return false;
    if (!outcome->at_months.present || !outcome->on_day.present) return true;
    if (!whole || !reintegration_of(whole)->returned_on.present)
        return refuse(refusal, S("at_months"), "Say first in the reintegration when the person went home.");
    int64_t over = closing_months_later(value_day(&reintegration_of(whole)->returned_on, 0),
                                        months_of(outcome->at_months.text));
    return value_day(&outcome->on_day, 0) >= over ||
           refuse_with(refusal, S("on_day"), "These months are over on {1}.",
                       date_format_iso(rule->job_arena, date_of_day(over)), S(""));
}

/* ---- school ---- */

bool school_enrolment_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal) {
    const struct school_enrolment *enrolment = school_enrolment_of(now);
    if (!way_may_write(rule, now, before, refusal)) return false;
    if (!value_dates_in_order(&enrolment->registered_on, &enrolment->left_on))
        return refuse(refusal, S("left_on"), "The child left before it was registered?");
    return !enrolment->school_leave.present || enrolment->left_on.present ||
           refuse(refusal, S("left_on"), "Say on which day it left.");
}

enum { ATTENDS_PARTS = 4, ATTENDS_OF_THEM = 3 }; /* three days in four */

bool school_term_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    struct school_term *term = school_term_of(now);
    const struct record *enrolment =
        rule_follow(rule, now, record_type_field(&school_term_type, S("enrolment")));
    if (!before && !case_takes_parts(rule, now, refusal)) return false;
    if (enrolment && term->case_file.present &&
        !uuid_equal(school_enrolment_of(enrolment)->case_file.id, term->case_file.id)) {
        return refuse(refusal, S("enrolment"), "This is another child's.");
    }
    if (term->fees.present || term->materials_cost.present)
        cost_line_take(rule, now->org_id, "school", value_day(&term->on_day, 0), &term->budget_line);
    if (!care_cost_line_fits(rule, now->org_id, &term->budget_line, refusal)) return false;
    if (!term->days_open.present || !term->days_present.present) return true;
    if (term->days_present.number > term->days_open.number)
        return refuse(refusal, S("days_present"), "More days present than there was school.");
    term->attending = value_of_number(term->days_present.number * ATTENDS_PARTS >=
                                      term->days_open.number * ATTENDS_OF_THEM);
    return true;
}

/* ---- what follows ---- */

static const struct record *last_visit(struct rule *rule, const struct record *visit) {
    struct uuid id;
    struct db_query *row =
        db_query(rule->db, SQL("SELECT id FROM follow_up_visit WHERE org_id = ?1 AND \"case_file\" = ?2 AND "
                               "\"risk\" IS NOT NULL AND "
                               "deleted_ms = 0 ORDER BY \"on_day\" DESC, id DESC LIMIT 1"));
    db_bind_uuid(row, 1, visit->org_id);
    db_bind_uuid(row, 2, follow_up_visit_of(visit)->case_file.id);
    bool found = db_next(row);
    if (found) id = db_column_uuid(row, 0);
    db_done(row);
    return found ? rule_find(rule, &follow_up_visit_type, visit->org_id, id) : NULL;
}

static void follow_risk(struct rule *rule, const struct record *visit) {
    const struct record *whole = reintegration_of_part(rule, visit), *last = last_visit(rule, visit);
    if (!whole || !last || is_closed(whole)) return;
    struct record *now = record_copy(rule->job_arena, whole);
    reintegration_of(now)->risk = follow_up_visit_of(last)->risk;
    rule_amend(rule, now);
}

enum { VETTINGS_MAX = 100 };

static bool is_to_suspend(const struct record *vetting, int64_t day) {
    const struct employer_vetting *seen = employer_vetting_of(vetting);
    return value_is_code(&seen->state, "valid") && value_day(&seen->valid_until, 0) >= day;
}

static void follow_flags(struct rule *rule, const struct change *change) {
    struct uuid ids[VETTINGS_MAX];
    const struct employer_visit *visit = employer_visit_of(change->after);
    const struct employer_visit *old = change->before ? employer_visit_of(change->before) : NULL;
    if (change->verb == CHANGE_DELETE || !visit->flags.present || !visit->flags.text.len) return;
    if (change->verb == CHANGE_UPDATE && old && slice_equal(old->flags.text, visit->flags.text)) return;
    size_t count =
        rule_referrers(rule, &employer_vetting_type, record_type_field(&employer_vetting_type, S("employer")),
                       change->after->org_id, visit->employer.id, ids, VETTINGS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *vetting = rule_find(rule, &employer_vetting_type, change->after->org_id, ids[i]);
        if (!vetting || !is_to_suspend(vetting, value_day(&visit->on_day, 0))) continue;
        struct record *now = record_copy(rule->job_arena, vetting);
        employer_vetting_of(now)->state = code_value("suspended");
        employer_vetting_of(now)->suspended_on = visit->on_day;
        employer_vetting_of(now)->lifted_why = (struct value){0};
        rule_amend(rule, now);
    }
}

/* ---- what it costs ---- */

static bool is_there(const struct record *record) {
    return record && !record->deleted_ms;
}

static struct care_cost_part cost_of_grant(const struct record *record) {
    if (!is_there(record)) return (struct care_cost_part){0};
    const struct reintegration_grant *grant = reintegration_grant_of(record);
    return (struct care_cost_part){grant->budget_line, value_day(&grant->given_on, 0), S("grant"),
                                   grant->amount};
}

static struct care_cost_part cost_of_term(const struct record *record, const char *kind,
                                          const struct value *money) {
    if (!is_there(record)) return (struct care_cost_part){0};
    const struct school_term *term = school_term_of(record);
    return (struct care_cost_part){term->budget_line, value_day(&term->on_day, 0), slice_of(kind), *money};
}

static void follow_grant(struct rule *rule, const struct change *change) {
    const struct care_cost_part was = cost_of_grant(change->before), is = cost_of_grant(change->after);
    care_cost_move(rule, change->after->org_id, &was, &is);
}

static void follow_term(struct rule *rule, const struct change *change) {
    static const struct {
        const char *kind, *field;
    } costs[] = {{"school_fees", "fees"}, {"school_materials", "materials_cost"}};
    static const struct value nothing = {0};
    for (size_t i = 0; i < ARRAY_LEN(costs); i++) {
        const struct field *field = record_type_field(&school_term_type, slice_of(costs[i].field));
        const struct value *old = change->before ? record_value_const(change->before, field) : &nothing;
        const struct care_cost_part was = cost_of_term(change->before, costs[i].kind, old);
        const struct care_cost_part is =
            cost_of_term(change->after, costs[i].kind, record_value_const(change->after, field));
        care_cost_move(rule, change->after->org_id, &was, &is);
    }
}

void reintegration_after_change(struct rule *rule, const struct change *change) {
    if (change->type == &reintegration_type) reintegration_terms_begin(rule, change->after->org_id);
    if (change->type == &reintegration_grant_type) follow_grant(rule, change);
    if (change->type == &school_term_type) follow_term(rule, change);
    if (change->type == &follow_up_visit_type) follow_risk(rule, change->after);
    if (change->type == &employer_visit_type) follow_flags(rule, change);
}
