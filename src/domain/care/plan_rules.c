/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of plan.def and erasure.def. */
#include "access/permission.h"
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/erasure.h"
#include "domain/care/plan.h"
#include "domain/care/rules.h"

enum { PARTS_MAX = 200, CLOSING_DAYS = 90 /* so long an approval of a closing counts */ };

static bool may_approve(const struct rule *rule) {
    return rule->actor->is_system || access_may(rule->actor, ACCESS_CASE, VERB_APPROVE);
}

/* The records of a type that are parts of the file, newest last; at most PARTS_MAX. */
static size_t parts_of(struct rule *rule, const struct record_type *type, const struct record *file,
                       const struct record **parts) {
    struct uuid ids[PARTS_MAX];
    size_t found = 0, count = rule_referrers(rule, type, record_type_field(type, S("case_file")),
                                             file->org_id, file->id, ids, PARTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *record = rule_find(rule, type, file->org_id, ids[i]);
        if (record && !record->deleted_ms) parts[found++] = record;
    }
    return found;
}

/* ---- tasks, safety plans ---- */

bool case_task_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct case_task *task = case_task_of(now);
    const struct record *goal = rule_follow(rule, now, record_type_field(&case_task_type, S("goal")));
    if (goal && !uuid_equal(case_goal_of(goal)->case_file.id, task->case_file.id)) {
        return refuse(refusal, S("goal"), "This goal belongs to another file.");
    }
    return case_part_before_save(rule, now, before, refusal);
}

bool case_safety_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    const struct case_safety *plan = case_safety_of(now);
    if (!value_dates_in_order(&plan->on_day, &plan->review_on)) {
        return refuse(refusal, S("review_on"), "It is looked at again after it was made.");
    }
    return case_part_before_save(rule, now, before, refusal);
}

/* ---- approvals ---- */

static bool approval_is_asked(struct rule *rule, const struct record *now, const struct record *file,
                              struct refusal *refusal) {
    const struct case_approval *approval = case_approval_of(now);
    const struct record *others[PARTS_MAX];
    size_t count = parts_of(rule, &case_approval_type, file, others);
    if (!value_is_code(&approval->state, "asked"))
        return refuse(refusal, S("state"), "An approval is asked for first.");
    for (size_t i = 0; i < count; i++) {
        const struct case_approval *other = case_approval_of(others[i]);
        bool waits =
            value_is_code(&other->state, "asked") && slice_equal(other->subject.text, approval->subject.text);
        if (waits)
            return refuse(refusal, S("subject"), "This was asked for already and waits for an answer.");
    }
    return true;
}

static bool approval_is_decided(struct rule *rule, const struct case_approval *approval,
                                const struct case_approval *before, struct refusal *refusal) {
    if (!value_is_code(&before->state, "asked"))
        return refuse(refusal, S("state"), "This was decided already.");
    if (!may_approve(rule)) return refuse(refusal, S("state"), "A supervisor decides.");
    if (!approval->decided_by.present || uuid_equal(approval->decided_by.id, approval->asked_by.id)) {
        return refuse(refusal, S("state"), "Nobody approves what they asked for themselves.");
    }
    if (!value_is_code(&approval->state, "sent_back") || approval->comment.present) return true;
    return refuse(refusal, S("comment"), "Say what is missing.");
}

bool case_approval_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    const struct record *file = case_of(rule, now);
    if (!case_part_before_save(rule, now, before, refusal)) return false;
    if (!file) return true;
    if (!before) return approval_is_asked(rule, now, file, refusal);
    return approval_is_decided(rule, case_approval_of(now), case_approval_of(before), refusal);
}

bool case_closing_is_approved(struct rule *rule, const struct record *file) {
    const struct record *approvals[PARTS_MAX];
    size_t count = parts_of(rule, &case_approval_type, file, approvals);
    int64_t since = date_first_day(clock_today()) - CLOSING_DAYS;
    for (size_t i = 0; i < count; i++) {
        const struct case_approval *approval = case_approval_of(approvals[i]);
        bool is_yes =
            value_is_code(&approval->subject, "closure") && value_is_code(&approval->state, "approved");
        if (is_yes && approval->decided_on.present && date_first_day(approval->decided_on.date) >= since)
            return true;
    }
    return false;
}

/* ---- erasure ---- */

static bool erasure_is_proposed(struct rule *rule, const struct record *now, const struct record *file,
                                struct refusal *refusal) {
    const struct record *others[PARTS_MAX];
    size_t count = parts_of(rule, &case_erasure_type, file, others);
    if (!value_is_code(&case_erasure_of(now)->state, "proposed"))
        return refuse(refusal, S("state"), "An erasure is proposed first.");
    for (size_t i = 0; i < count; i++) {
        bool waits = value_is_code(&case_erasure_of(others[i])->state, "proposed");
        if (waits)
            return refuse(refusal, S("case_file"),
                          "This was proposed already and waits for a second person.");
    }
    return case_may_work(rule, file, refusal);
}

static bool erasure_is_decided(struct rule *rule, const struct case_erasure *erasure,
                               const struct case_erasure *before, struct refusal *refusal) {
    if (!value_is_code(&before->state, "proposed"))
        return refuse(refusal, S("state"), "This was decided already.");
    if (!may_approve(rule)) return refuse(refusal, S("state"), "A supervisor decides.");
    if (erasure->decided_by.present && !uuid_equal(erasure->decided_by.id, erasure->proposed_by.id))
        return true;
    return refuse(refusal, S("state"), "A second person agrees, not the one who proposed it.");
}

bool case_erasure_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct case_erasure *erasure = case_erasure_of(now);
    const struct record *file = case_of(rule, now);
    if (!file) return true;
    const struct value *hold = &case_file_of(file)->legal_hold;
    if (case_file_of(file)->erased_on.present)
        return refuse(refusal, S("case_file"), "This file was erased already.");
    if (hold->present && hold->number && !value_is_code(&erasure->state, "declined")) {
        return refuse(refusal, S("case_file"), "This file must be kept: a court or a law asks for it.");
    }
    if (!value_is_code(&erasure->state, "declined") && case_is_told(rule, file))
        return refuse(
            refusal, S("case_file"),
            "Others still have what was told of this person: call back or close the referrals first.");
    if (!before) return erasure_is_proposed(rule, now, file, refusal);
    return erasure_is_decided(rule, erasure, case_erasure_of(before), refusal);
}

bool case_erasure_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule, (void)before;
    return refuse(refusal, S("reason"), "The proof of an erasure stays.");
}

bool case_erasure_is_agreed(struct rule *rule, const struct record *file) {
    const struct record *erasures[PARTS_MAX];
    size_t count = parts_of(rule, &case_erasure_type, file, erasures);
    for (size_t i = 0; i < count; i++) {
        if (value_is_code(&case_erasure_of(erasures[i])->state, "done")) return true;
    }
    return false;
}
