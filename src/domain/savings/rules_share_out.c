/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/value.h"
#include "domain/savings/rules.h"
#include "domain/savings/share_plan.h"

static void take_figures(struct record *now, const struct share_plan *plan) {
    struct group_share_out *share_out = group_share_out_of(now);
    const struct share_out *result = &plan->result;
    share_out->on_day = group_meeting_of(plan->meeting)->held_on;
    share_out->from_day = (struct value){.present = true, .date = date_of_day(plan->from_day)};
    share_out->cash = value_of_number(plan->cash);
    share_out->profit = value_of_number(plan->profit);
    share_out->pool = value_of_number(result->pool);
    share_out->shares = value_of_number(result->shares);
    share_out->payouts = value_of_number(result->paid);
    share_out->netted = value_of_number(result->netted);
    share_out->remainder = value_of_number(result->remainder);
    share_out->reserve = value_of_number(plan->reserve);
    share_out->social_fund = value_of_number(plan->social_fund);
    share_out->other = (struct value){.present = plan->second.is_on, .number = plan->other_paid};
    share_out->cycle = savings_group_of(plan->group)->cycle;
    share_out->cycle_from = savings_group_of(plan->group)->cycle_starts_on;
}

static bool same_but_minutes(const struct record *now, const struct record *before) {
    for (size_t i = 0; i < now->type->field_count; i++) {
        const struct field *field = &now->type->fields[i];
        if (slice_equal(slice_of(field->name), S("minutes"))) continue;
        if (!value_equal(field, &now->values[i], &before->values[i])) return false;
    }
    return true;
}

bool group_share_out_before_save(struct rule *rule, struct record *now, const struct record *before,
                                 struct refusal *refusal) {
    struct group_share_out *share_out = group_share_out_of(now);
    struct share_plan *plan = arena_make(rule->job_arena, struct share_plan, 1);
    struct ledger_post posts[SHARE_ENTRIES];
    if (before)
        return same_but_minutes(now, before) ||
               refuse(refusal, S(""), "What was shared out does not change.");
    if (!share_out->savings_group.present || !share_out->meeting.present || !share_out->kind.present)
        return true;
    if (!share_out->paid.present) share_out->paid = value_of_text(S("cash"));
    if (!share_plan_make(rule, now, plan, refusal)) return false;
    size_t count = share_plan_posts(plan, posts);
    if (!ledger_check(rule, posts, count, refusal)) return false;
    take_figures(now, plan);
    return true;
}

bool group_share_out_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    (void)before;
    return refuse(refusal, S(""), "What was shared out does not change.");
}
