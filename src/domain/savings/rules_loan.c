/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "domain/savings/group_state.h"
#include "domain/savings/takeover_plan.h"
#include "domain/savings/rules.h"

enum {
    DEBT_SHARE_SHOWN_MAX_PPM =
        1000 * EXACT_PPM /* a thousand times what there is: as good as without any free income */
};

static bool is_state(const struct record *loan, const char *state) {
    return loan && value_is_code(&group_loan_of(loan)->state, state);
}

/* ---- steps ---- */

static bool same_values(const struct record *now, const struct record *before, const char *except) {
    for (size_t i = 0; i < now->type->field_count; i++) {
        const struct field *field = &now->type->fields[i];
        if (names_contain(except, slice_of(field->name))) continue;
        if (!value_equal(field, &now->values[i], &before->values[i])) return false;
    }
    return true;
}

static bool is_asked_or_decided(const struct record *loan) {
    return is_state(loan, "asked") || is_state(loan, "approved") || is_state(loan, "refused");
}

/* The borrower is fixed by itself; two records of one person may become one.  People decide; paying out,
 * paying back, writing off and rescheduling follow from what meetings say. */
static bool check_step(const struct record *now, const struct record *before, struct refusal *refusal) {
    if (before && !is_asked_or_decided(before))
        return same_values(now, before, "purpose_words decision person") ||
               refuse(refusal, S(""),
                      "A loan that was paid out keeps its terms; give another that takes its place.");
    return is_asked_or_decided(now) ||
           refuse(refusal, S("state"), "This state follows from the sheets of meetings.");
}

/* ---- what follows ---- */

static void take_cost(const struct loan_ask *ask) {
    ask->loan->total_cost = value_of_number(ask->cost.total);
    ask->loan->debt_share_ppm = (struct value){0};
    if (ask->knows_household)
        ask->loan->debt_share_ppm =
            value_of_number(exact_min(ask->household.share_ppm, DEBT_SHARE_SHOWN_MAX_PPM));
}

static struct value broken_codes(struct arena *arena, const struct bylaw_breaches *breaches) {
    struct text codes = TEXT_IN(arena);
    for (int rule = 0; rule < BYLAW_RULES; rule++) {
        for (size_t i = 0; i < breaches->count; i++) {
            if ((int)breaches->items[i].rule != rule) continue;
            text_printf(&codes, "%s%s", codes.len ? "," : "", bylaw_rows[rule].code);
        }
    }
    return value_of_text(text_slice(&codes));
}

/* Other terms for a loan that is open are decided by a meeting. */
static bool check_minute(const struct loan_ask *ask) {
    return !ask->loan->replaces.present || value_has_words(&ask->loan->decision) ||
           refuse(ask->refusal, S("decision"), "Write down the decision as minuted.");
}

static bool check_approval(struct loan_ask *ask) {
    struct bylaw_decision decision = {.by = decided_by_of(&ask->loan->decided_by),
                                      .is_minuted = value_has_words(&ask->loan->decision)};
    if (!check_minute(ask)) return false;
    loan_ask_bylaws(ask);
    if (!bylaws_allow(ask->rule, ask->group, &ask->breaches, decision, S("amount"), ask->refusal))
        return false;
    ask->loan->broken_rules = broken_codes(ask->rule->job_arena, &ask->breaches);
    return true;
}

/* ---- loans of a paper book ---- */

static bool refuse_opening(const struct loan_ask *ask, enum loan_opening_fault fault,
                           const struct loan_opening_problem *problem) {
    return refuse_with(ask->refusal, slice_of(loan_opening_fault_field(fault)),
                       loan_opening_fault_message(fault),
                       group_amount_words(ask->rule, ask->group, problem->first),
                       group_amount_words(ask->rule, ask->group, problem->second));
}

bool loan_on_paper_fits(struct loan_ask *ask, int64_t as_of) {
    struct loan_opening opening = loan_opening_of_record(ask->now, as_of);
    struct loan_opening_problem problem;
    int64_t paid_out = date_first_day(ask->loan->paid_out_on.date);
    if (paid_out < date_first_day(savings_group_of(ask->group)->formed_on.date))
        return refuse(ask->refusal, S("paid_out_on"), "The group was formed later.");
    if (paid_out > as_of)
        return refuse_with(ask->refusal, S("paid_out_on"),
                           "The paper books are taken over as of {1} already.",
                           date_format_iso(ask->rule->job_arena, date_of_day(as_of)), S(""));
    enum loan_opening_fault fault = loan_opening_fit(&opening, &ask->book.schedule, &problem);
    return fault == OPENING_OK || refuse_opening(ask, fault, &problem);
}

static void clear_paper(struct group_loan *loan) {
    loan->taken_over_on = loan->paid_out_on = loan->owed_then = loan->principal_overdue_then =
        loan->interest_paid_then = loan->interest_overdue_then = (struct value){0};
}

static bool check_paper_fields(const struct group_loan *loan, struct refusal *refusal) {
    bool good = true;
    if (!loan->paid_out_on.present) good = refuse(refusal, S("paid_out_on"), "This field is required.");
    if (!loan->owed_then.present) good = refuse(refusal, S("owed_then"), "This field is required.");
    return good;
}

/* A loan that is being taken over was decided on paper: nobody is asked, but its figures must fit. */
static bool check_on_paper(struct rule *rule, const struct record *group, struct record *now,
                           struct refusal *refusal) {
    struct loan_ask *ask = arena_make(rule->job_arena, struct loan_ask, 1);
    struct group_loan *loan = group_loan_of(now);
    const struct record *takeover =
        rule_follow(rule, now, record_type_field(&group_loan_type, S("takeover")));
    if (!takeover) return true; /* refused by itself */
    if (!same_group(rule, now, "takeover", group->id))
        return refuse(refusal, S("takeover"), "These are the books of another group.");
    if (!takeover_is_draft(takeover, refusal) || !check_paper_fields(loan, refusal)) return false;
    loan->state = value_of_text(S("on_paper"));
    loan->asked_on = loan->paid_out_on;
    loan->taken_over_on = loan->meeting = loan->replaces = (struct value){0};
    if (!loan_ask_make(rule, group, now, ask, refusal)) return false;
    take_cost(ask);
    return loan_on_paper_fits(ask, date_first_day(group_takeover_of(takeover)->as_of.date));
}

/* Asked for, or said yes to, with this change. */
static bool is_new_wish(const struct record *now, const struct record *before) {
    if (!before) return true;
    return is_asked_or_decided(before) && !is_state(now, "refused") &&
           !value_is_code(&group_loan_of(before)->state, is_state(now, "approved") ? "approved" : "asked");
}

bool group_loan_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    struct loan_ask *ask = arena_make(rule->job_arena, struct loan_ask, 1);
    const struct record *group = rule_follow(rule, now, record_type_field(now->type, S("savings_group")));
    if (!group || !loan_ask_is_whole(group_loan_of(now))) return true; /* refused by itself */
    if (!group_has_room(rule, now, before, "savings_group", LIMIT_GROUP_LOANS, refusal) ||
        !group_has_room(rule, now, before, "takeover", LIMIT_MEETING_ITEMS, refusal))
        return false;
    if (is_new_wish(now, before) && !group_goes_on(group, "savings_group", refusal)) return false;
    if (group_loan_of(now)->takeover.present && (!before || is_state(before, "on_paper")))
        return check_on_paper(rule, group, now, refusal);
    if (!group_loan_of(now)->takeover.present) clear_paper(group_loan_of(now));
    if (!check_step(now, before, refusal)) return false;
    if (before && !is_asked_or_decided(before)) return true;
    if (!loan_ask_make(rule, group, now, ask, refusal)) return false;
    take_cost(ask);
    ask->loan->broken_rules = (struct value){0};
    return !is_state(now, "approved") || check_approval(ask);
}

bool group_loan_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    struct uuid one;
    size_t payouts = rule_referrers(rule, &loan_payout_type, record_type_field(&loan_payout_type, S("loan")),
                                    before->org_id, before->id, &one, 1);
    bool stays_free = (is_asked_or_decided(before) || is_state(before, "on_paper")) && !payouts;
    return stays_free || refuse(refusal, S(""), "A loan that was paid out stays.");
}
