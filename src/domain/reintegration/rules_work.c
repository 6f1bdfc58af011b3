/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of vetting, training, grants and places of work. */
#include "base/clock.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/finance/care_cost.h"
#include "domain/reintegration/reintegration.h"
#include "domain/reintegration/rules.h"
#include "domain/reintegration/vetting.h"
#include "domain/shelter/rules.h"

enum {
    VETTING_DAYS_MAX = 366,
    NONFORMAL_DAYS_MIN = 85,  /* three months, with room for a holiday at either end */
    NONFORMAL_DAYS_MAX = 190, /* six months */
    WORK_AGE_MIN = 15,        /* Labour Law, article 177 */
};

static struct slice day_text(struct rule *rule, int64_t day) {
    return date_format_iso(rule->job_arena, date_of_day(day));
}

/* ---- vetting ---- */

static bool all_in_order(const struct employer_vetting *vetting) {
    for (size_t i = 0; i < vetting_check_choices.count; i++) {
        if (!vetting->checks.present ||
            !codes_contain(vetting->checks.text, slice_of(vetting_check_choices.choices[i].code)))
            return false;
    }
    return true;
}

static bool pass_is_whole(const struct employer_vetting *vetting, struct refusal *refusal) {
    if (!all_in_order(vetting))
        return refuse(refusal, S("checks"), "A place passes only when everything on the list is in order.");
    if (!vetting->valid_from.present) return refuse(refusal, S("valid_from"), "Say from when it is valid.");
    if (!vetting->valid_until.present)
        return refuse(refusal, S("valid_until"), "Say until when it is valid.");
    if (!value_dates_in_order(&vetting->visited_on, &vetting->valid_from))
        return refuse(refusal, S("valid_from"), "It is not valid before somebody looked.");
    if (!value_dates_in_order(&vetting->valid_from, &vetting->valid_until))
        return refuse(refusal, S("valid_until"), "The last day is before the first.");
    return value_day(&vetting->valid_until, 0) - value_day(&vetting->visited_on, 0) <= VETTING_DAYS_MAX ||
           refuse(refusal, S("valid_until"),
                  "A vetting is valid for a year at most; then somebody looks again.");
}

static bool lifts(const struct employer_vetting *now, const struct record *before) {
    return before && value_is_code(&employer_vetting_of(before)->state, "suspended") &&
           value_is_code(&now->state, "valid");
}

/* A new vetting is no way around the reason that lifts a suspension, nor does a look from before it count. */
static bool looks_again(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct employer_vetting *vetting = employer_vetting_of(now);
    struct standing standing = employer_standing_on(rule->db, rule->job_arena, now->org_id,
                                                    vetting->employer.id, date_first_day(clock_today()));
    if (standing.is != EMPLOYER_SUSPENDED || value_day(&vetting->valid_until, 0) < standing.day) return true;
    if (value_day(&vetting->visited_on, 0) < standing.day)
        return refuse_with(refusal, S("visited_on"),
                           "This place is suspended since {1}: only a look after that counts.",
                           day_text(rule, standing.day), S(""));
    return value_has_words(&vetting->lifted_why) ||
           refuse(refusal, S("lifted_why"), "Say why the place is safe again.");
}

bool employer_vetting_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal) {
    struct employer_vetting *vetting = employer_vetting_of(now);
    if (!value_is_code(&vetting->result, "passed")) {
        vetting->state = (struct value){0};
        return true;
    }
    if (!pass_is_whole(vetting, refusal)) return false;
    if (!before && !looks_again(rule, now, refusal)) return false;
    if (!vetting->state.present) vetting->state = value_of_text(S("valid"));
    if (value_is_code(&vetting->state, "suspended")) {
        if (!vetting->suspended_on.present) vetting->suspended_on = value_today();
        return true;
    }
    if (lifts(vetting, before) && !value_has_words(&vetting->lifted_why))
        return refuse(refusal, S("lifted_why"), "Say why the place is safe again.");
    vetting->suspended_on = (struct value){0};
    return true;
}

bool employer_visit_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    struct employer_visit *visit = employer_visit_of(now);
    if (!visit->visitor.present && !rule->actor->is_system)
        visit->visitor = value_of_id(rule->actor->user_id);
    return case_users_work_here(rule, now, before, refusal);
}

/* Who is still there today was to be sent there on every day since the first. */
static bool may_be_sent(struct rule *rule, const struct record *now, const struct value *employer,
                        int64_t day, const struct value *last_day, struct refusal *refusal) {
    int64_t today = date_first_day(clock_today()), last = value_day(last_day, today) < today ? day : today;
    struct standing standing = employer_standing_through(rule->db, rule->job_arena, now->org_id, employer->id,
                                                         day, rule->actor->is_system ? day : last);
    struct slice on = day_text(rule, standing.day);
    switch (standing.is) {
    case EMPLOYER_VALID: return true;
    case EMPLOYER_UNKNOWN:
        return refuse(refusal, S("employer"), "This place was never vetted; nobody is sent there.");
    case EMPLOYER_LATER:
        return refuse_with(refusal, S("employer"), "The vetting of this place is valid only from {1}.", on,
                           S(""));
    case EMPLOYER_EXPIRED:
        return refuse_with(refusal, S("employer"),
                           "The vetting of this place was over on {1}; somebody looks again first.", on,
                           S(""));
    case EMPLOYER_FAILED:
        return refuse_with(refusal, S("employer"),
                           "This place did not pass when somebody looked on {1}; nobody is sent there.", on,
                           S(""));
    case EMPLOYER_SUSPENDED:
        return refuse_with(refusal, S("employer"), "This place is suspended since {1}; nobody is sent there.",
                           on, S(""));
    }
    return false;
}

/* ---- training ---- */

static bool end_is_said(const struct case_training *training, struct refusal *refusal) {
    bool is_over = training->state.present && !value_is_code(&training->state, "enrolled");
    if (is_over && !training->ended_on.present)
        return refuse(refusal, S("ended_on"), "Say on which day it ended.");
    if (!is_over && training->ended_on.present)
        return refuse(refusal, S("state"), "It ended: say whether it was completed or broken off.");
    if (value_is_code(&training->state, "dropped") && !training->drop_reason.present)
        return refuse(refusal, S("drop_reason"), "Say why it was broken off.");
    return value_dates_in_order(&training->from_day, &training->ended_on) ||
           refuse(refusal, S("ended_on"), "The last day is before the first.");
}

static bool length_fits(const struct case_training *training, struct refusal *refusal) {
    if (!value_dates_in_order(&training->from_day, &training->until_day))
        return refuse(refusal, S("until_day"), "The last day is before the first.");
    if (!value_is_code(&training->kind, "nonformal")) return true;
    if (!training->until_day.present) return refuse(refusal, S("until_day"), "Say until when it is planned.");
    int64_t days = value_day(&training->until_day, 0) - value_day(&training->from_day, 0);
    return (days >= NONFORMAL_DAYS_MIN && days <= NONFORMAL_DAYS_MAX) ||
           refuse(refusal, S("until_day"), "Non-formal education takes 3 to 6 months.");
}

static bool is_sent(const struct value *now, const struct value *old, int64_t day, int64_t old_day) {
    return now->present && (!old || !old->present || !uuid_equal(now->id, old->id) || day != old_day);
}

bool case_training_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    struct case_training *training = case_training_of(now);
    const struct case_training *old = before ? case_training_of(before) : NULL;
    int64_t day = value_day(&training->from_day, 0);
    if (!way_may_write(rule, now, before, refusal)) return false;
    if (!training->state.present) training->state = value_of_text(S("enrolled"));
    if (!length_fits(training, refusal) || !end_is_said(training, refusal)) return false;
    if (training->days_planned.present && training->days_attended.present &&
        training->days_attended.number > training->days_planned.number) {
        return refuse(refusal, S("days_attended"), "More days attended than planned.");
    }
    if (value_is_code(&training->kind, "vocational") && !training->employer.present)
        return refuse(refusal, S("employer"), "Say where: vocational training is at a partner.");
    const struct value *last = training->ended_on.present ? &training->ended_on : &training->until_day;
    bool sent = is_sent(&training->employer, old ? &old->employer : NULL, day,
                        old ? value_day(&old->from_day, 0) : 0);
    return !sent || may_be_sent(rule, now, &training->employer, day, last, refusal);
}

/* ---- grants ---- */

struct trained {
    const struct record *completed, *enrolled, *dropped; /* the last ones */
};

enum { TRAININGS_MAX = 100 };

static struct trained trained_by(struct rule *rule, const struct record *now, const char *kind, int64_t day) {
    struct uuid ids[TRAININGS_MAX];
    struct trained trained = {0};
    const struct record *file = case_of(rule, now);
    size_t count = file ? rule_referrers(rule, &case_training_type,
                                         record_type_field(&case_training_type, S("case_file")), now->org_id,
                                         file->id, ids, TRAININGS_MAX)
                        : 0;
    for (size_t i = 0; i < count; i++) {
        const struct record *record = rule_find(rule, &case_training_type, now->org_id, ids[i]);
        const struct case_training *training = record ? case_training_of(record) : NULL;
        if (!training || !value_is_code(&training->kind, kind)) continue;
        if (value_is_code(&training->state, "completed") && value_day(&training->ended_on, INT64_MAX) <= day)
            trained.completed = record;
        else if (value_is_code(&training->state, "dropped"))
            trained.dropped = record;
        else
            trained.enrolled = record;
    }
    return trained;
}

static bool is_trained(struct rule *rule, struct record *now, int64_t day, struct refusal *refusal) {
    struct reintegration_grant *grant = reintegration_grant_of(now);
    struct trained trained = trained_by(rule, now, "vocational", day);
    if (trained.completed) {
        grant->training = value_of_id(trained.completed->id);
        return true;
    }
    if (trained.enrolled) {
        return refuse_with(
            refusal, S("case_file"),
            "No grant yet: the vocational training that began on {1} is not completed by that day.",
            day_text(rule, value_day(&case_training_of(trained.enrolled)->from_day, 0)), S(""));
    }
    if (trained.dropped) {
        return refuse_with(refusal, S("case_file"),
                           "No grant: the vocational training was broken off on {1}.",
                           day_text(rule, value_day(&case_training_of(trained.dropped)->ended_on, 0)), S(""));
    }
    return refuse(refusal, S("case_file"), "No grant: this person has done no vocational training.");
}

bool reintegration_grant_before_save(struct rule *rule, struct record *now, const struct record *before,
                                     struct refusal *refusal) {
    struct reintegration_grant *grant = reintegration_grant_of(now);
    int64_t day = value_day(&grant->given_on, 0);
    if (!way_may_write(rule, now, before, refusal)) return false;
    if (!grant->business_state.present) grant->business_state = value_of_text(S("starting"));
    if (!grant->given_on.present) return true;
    cost_line_take(rule, now->org_id, "grant", day, &grant->budget_line);
    if (!care_cost_line_fits(rule, now->org_id, &grant->budget_line, refusal)) return false;
    if (before && value_day(&reintegration_grant_of(before)->given_on, 0) == day) return true;
    if (!is_trained(rule, now, day, refusal)) return false;
    struct trained business = trained_by(rule, now, "business", day);
    return business.completed ||
           refuse(refusal, S("given_on"),
                  "The grant comes with business training, which is not completed by that day.");
}

/* ---- places of work ---- */

static bool may_work_yet(struct rule *rule, const struct record *file, int64_t day) {
    int64_t age = case_age_on(rule, file, date_of_day(day));
    return age == CASE_AGE_UNKNOWN || age >= WORK_AGE_MIN;
}

static bool is_monitor(const struct rule *rule, const struct placement *placement) {
    return placement && placement->monitor.present && uuid_equal(placement->monitor.id, rule->actor->user_id);
}

bool placement_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    struct placement *placement = placement_of(now);
    const struct record *file = case_of(rule, now);
    const struct placement *old = before ? placement_of(before) : NULL;
    int64_t day = value_day(&placement->from_day, 0);
    if (!is_monitor(rule, old) && !way_may_write(rule, now, before, refusal)) return false;
    if (!case_users_work_here(rule, now, before, refusal)) return false;
    if (!value_dates_in_order(&placement->from_day, &placement->until_day))
        return refuse(refusal, S("until_day"), "The last day is before the first.");
    if (placement->placement_end.present && !placement->until_day.present)
        return refuse(refusal, S("until_day"), "Say on which day it ended.");
    if (!placement->monitor.present && !rule->actor->is_system)
        placement->monitor = value_of_id(rule->actor->user_id);
    bool is_again = old && old->until_day.present && !placement->until_day.present;
    if (!file || !placement->from_day.present ||
        (!is_again && !is_sent(&placement->employer, old ? &old->employer : NULL, day,
                               old ? value_day(&old->from_day, 0) : 0)))
        return true;
    if (!may_work_yet(rule, file, day)) return refuse(refusal, S("case_file"), "Nobody under 15 works.");
    return may_be_sent(rule, now, &placement->employer, day, &placement->until_day, refusal);
}
