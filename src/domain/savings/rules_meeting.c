/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/savings/group_state.h"
#include "domain/savings/meeting_plan.h"
#include "domain/savings/rules.h"

static bool is_open(const struct record *meeting) {
    return value_is_code(&group_meeting_of(meeting)->state, "open");
}

static struct slice number_words(struct rule *rule, int64_t number) {
    return arena_printf(rule->job_arena, "%lld", (long long)number);
}

/* ---- steps of a meeting ---- */

static bool refuse_closed(struct refusal *refusal) {
    return refuse(refusal, S(""), "The meeting is closed; open it again with a reason to correct it.");
}

static bool same_text(const struct value *a, const struct value *b) {
    return a->present == b->present && (!a->present || slice_equal(a->text, b->text));
}

static bool was_shared_out(struct rule *rule, const struct record *meeting) {
    struct uuid one;
    return rule_referrers(rule, &group_share_out_type, record_type_field(&group_share_out_type, S("meeting")),
                          meeting->org_id, meeting->id, &one, 1) > 0;
}

static bool has_rescheduled(struct rule *rule, const struct record *meeting) {
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT 1 FROM loan_payout WHERE org_id = ?1 AND \"meeting\" = ?2 AND \"from_earlier\" = 1 AND "
            "deleted_ms = 0 LIMIT 1"));
    db_bind_uuid(query, 1, meeting->org_id);
    db_bind_uuid(query, 2, meeting->id);
    bool found = db_next(query);
    db_done(query);
    return found;
}

/* A closed meeting is opened again only while nothing stands on it. */
static bool check_opening(struct rule *rule, const struct record *now, const struct record *before,
                          const struct record *group, struct refusal *refusal) {
    const struct group_meeting *meeting = group_meeting_of(now);
    struct last_meeting last = group_last_closed(rule, group, (struct uuid){0});
    if (!value_has_words(&meeting->correction_reason) ||
        same_text(&meeting->correction_reason, &group_meeting_of(before)->correction_reason))
        return refuse(refusal, S("correction_reason"), "Say why the closed meeting is corrected.");
    if (!uuid_equal(last.id, now->id))
        return refuse_with(
            refusal, S("state"),
            "Meeting {1} was closed after it; correct that one, or enter the difference at the next meeting.",
            number_words(rule, last.number), S(""));
    if (was_shared_out(rule, now))
        return refuse(refusal, S("state"), "What this meeting left was shared out already.");
    if (has_rescheduled(rule, now))
        return refuse(refusal, S("state"), "A loan was rescheduled at this meeting; it stays as it is.");
    return ledger_check_take_back(rule, now->org_id, now->id, now->type,
                                  date_first_day(group_meeting_of(before)->held_on.date), refusal);
}

/* A group that has no key holders yet lets any member confirm. */
static bool has_key_holders(struct rule *rule, const struct record *group) {
    struct db_query *query = db_query(rule->db, SQL("SELECT 1 FROM savings_member WHERE org_id = ?1 AND "
                                                    "\"savings_group\" = ?2 AND \"role\" = 'key_holder' AND "
                                                    "\"left_on\" IS NULL AND deleted_ms = 0 LIMIT 1"));
    db_bind_uuid(query, 1, group->org_id);
    db_bind_uuid(query, 2, group->id);
    bool found = db_next(query);
    db_done(query);
    return found;
}

static bool may_confirm(struct rule *rule, const struct value *who, const struct record *group) {
    const struct record *member =
        who->present ? rule_find(rule, &savings_member_type, group->org_id, who->id) : NULL;
    return !member || value_is_code(&savings_member_of(member)->role, "key_holder") ||
           !has_key_holders(rule, group);
}

/* What the key holders have seen is said by them; what was said stands when they hand their key on. */
static bool check_people(struct rule *rule, const struct record *now, const struct record *before,
                         const struct record *group, struct refusal *refusal) {
    static const char *const names[] = {"confirmed_first", "confirmed_second", "confirmed_third"};
    const struct group_meeting *meeting = group_meeting_of(now);
    const struct value *who[] = {&meeting->confirmed_first, &meeting->confirmed_second,
                                 &meeting->confirmed_third};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (!same_group(rule, now, names[i], group->id))
            return refuse(refusal, slice_of(names[i]), "This is a member of another group.");
        const struct field *field = record_type_field(now->type, slice_of(names[i]));
        bool is_new = !before || !value_equal(field, record_value_const(before, field), who[i]);
        if (is_new && !may_confirm(rule, who[i], group))
            return refuse(refusal, slice_of(names[i]), "This member is no key holder; choose one who is.");
        for (size_t j = 0; j < i; j++) {
            if (who[i]->present && who[j]->present && uuid_equal(who[i]->id, who[j]->id))
                return refuse(refusal, slice_of(names[i]),
                              "This member has confirmed already; choose another.");
        }
    }
    return true;
}

static bool take_count(struct rule *rule, struct record *now, const struct record *group,
                       struct refusal *refusal) {
    struct group_meeting *meeting = group_meeting_of(now);
    const struct savings_group *kept = savings_group_of(group);
    return group_take_notes(rule, &kept->unit, &meeting->counted_notes, "counted_notes",
                            &meeting->counted_cash, refusal) &&
           group_take_notes(rule, &kept->second_unit, &meeting->other_notes, "other_notes",
                            &meeting->other_counted, refusal);
}

static bool check_order(struct rule *rule, const struct record *now, const struct record *group,
                        struct refusal *refusal) {
    int64_t day = date_first_day(group_meeting_of(now)->held_on.date);
    struct last_meeting last = group_last_closed(rule, group, now->id);
    if (day < date_first_day(savings_group_of(group)->formed_on.date))
        return refuse(refusal, S("held_on"), "The group was formed later.");
    int64_t taken_over = group_takeover_day(rule, group);
    if (day < taken_over)
        return refuse_with(refusal, S("held_on"),
                           "The books were taken over from paper as of {1}; a meeting before it is on paper.",
                           date_format_iso(rule->job_arena, date_of_day(taken_over)), S(""));
    if (day >= last.day) return true;
    return refuse_with(refusal, S("held_on"), "Meeting {1} was held on {2}; this one cannot be earlier.",
                       number_words(rule, last.number),
                       date_format_iso(rule->job_arena, date_of_day(last.day)));
}

static void take_figures(struct record *now, const struct meeting_plan *plan) {
    struct group_meeting *meeting = group_meeting_of(now);
    meeting->opening_cash = value_of_number(plan->opening_cash);
    meeting->closing_cash = value_of_number(meeting->counted_cash.number);
    meeting->difference = value_of_number(meeting->counted_cash.number - plan->book_cash);
    meeting->closing_social_fund = value_of_number(plan->social_fund);
    if (!plan->second.is_on) return;
    meeting->other_opening = value_of_number(plan->other_opening);
    meeting->other_closing = value_of_number(number_or_0(&meeting->other_counted));
    meeting->other_difference =
        value_of_number(meeting->other_closing.number - plan->other_opening - plan->other_moves);
    meeting->dollar_riel = (struct value){.present = plan->second.has_rate, .number = plan->second.riel};
}

static bool check_closing(struct rule *rule, struct record *now, const struct record *group,
                          struct refusal *refusal) {
    struct meeting_plan *plan = arena_make(rule->job_arena, struct meeting_plan, 1);
    struct ledger_post posts[PLAN_ENTRIES];
    int64_t earlier = group_open_meeting(rule, group, now->id);
    if (earlier && earlier < number_or_0(&group_meeting_of(now)->number))
        return refuse_with(refusal, S("state"), "Meeting {1} is still open; close it first.",
                           number_words(rule, earlier), S(""));
    if (!meeting_plan_make(rule, now, plan, refusal)) return false;
    size_t count = meeting_plan_posts(plan, posts);
    if (!ledger_check(rule, posts, count, refusal)) return false;
    take_figures(now, plan);
    return true;
}

static void clear_figures(struct record *now) {
    struct group_meeting *meeting = group_meeting_of(now);
    meeting->opening_cash = meeting->closing_cash = meeting->difference = meeting->closing_social_fund =
        meeting->other_opening = meeting->other_closing = meeting->other_difference = meeting->dollar_riel =
            (struct value){0};
}

/* Closed for the first time or after a correction: which word it is follows from whether there was one. */
static void take_state(struct record *now) {
    struct group_meeting *meeting = group_meeting_of(now);
    meeting->state =
        value_of_text(value_has_words(&meeting->correction_reason) ? S("corrected") : S("closed"));
}

bool group_meeting_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    struct group_meeting *meeting = group_meeting_of(now);
    const struct record *group = rule_follow(rule, now, record_type_field(now->type, S("savings_group")));
    if (!group || !meeting->held_on.present || !meeting->state.present) return true; /* refused by itself */
    if (!group_has_room(rule, now, before, "savings_group", LIMIT_GROUP_MEETINGS, refusal)) return false;
    if (!meeting->number.present)
        meeting->number = value_of_number(group_next_number(rule, now->type, group));
    bool was_closed = before && !is_open(before);
    if (was_closed && !is_open(now)) return refuse_closed(refusal);
    if (!group_goes_on(group, "savings_group", refusal)) return false;
    if (was_closed && !check_opening(rule, now, before, group, refusal)) return false;
    if (!check_people(rule, now, before, group, refusal) || !take_count(rule, now, group, refusal) ||
        !check_order(rule, now, group, refusal))
        return false;
    clear_figures(now);
    if (is_open(now)) return true;
    take_state(now);
    return check_closing(rule, now, group, refusal);
}

bool group_meeting_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    return is_open(before) ||
           refuse(refusal, S(""), "A closed meeting stays; open it again with a reason to correct it.");
}

/* ---- parts of the sheet ---- */

/* The meeting of a part, while its sheet is open; NULL after a refusal, or when it is refused by itself. */
static const struct record *open_meeting(struct rule *rule, const struct record *part,
                                         struct refusal *refusal) {
    const struct record *meeting = rule_follow(rule, part, record_type_field(part->type, S("meeting")));
    if (!meeting || is_open(meeting)) return meeting;
    refuse_closed(refusal);
    return NULL;
}

static bool check_was_member(const struct record *member_record, const struct record *meeting,
                             struct refusal *refusal) {
    const struct savings_member *member = savings_member_of(member_record);
    const struct value *held = &group_meeting_of(meeting)->held_on;
    if (!value_dates_in_order(&member->joined_on, held))
        return refuse(refusal, S("member"), "The member joined later.");
    return value_dates_in_order(held, &member->left_on) ||
           refuse(refusal, S("member"), "The member had left by then.");
}

bool meeting_line_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    struct meeting_line *line = meeting_line_of(now);
    const struct record *meeting = open_meeting(rule, now, refusal);
    const struct record *member = rule_find(rule, &savings_member_type, now->org_id, line->member.id);
    (void)before;
    if (!meeting || !member) return refusal_is_empty(refusal);
    if (!same_group(rule, now, "member", group_meeting_of(meeting)->savings_group.id))
        return refuse(refusal, S("member"), "This is a member of another group.");
    if (number_or_0(&line->fine) && !line->fine_kind.present)
        return refuse(refusal, S("fine_kind"), "Say what the fine is for.");
    return check_was_member(member, meeting, refusal);
}

bool meeting_item_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct record *meeting = open_meeting(rule, now, refusal);
    if (!meeting) return refusal_is_empty(refusal);
    if (!group_has_room(rule, now, before, "meeting", LIMIT_MEETING_ITEMS, refusal)) return false;
    return same_group(rule, now, "member", group_meeting_of(meeting)->savings_group.id) ||
           refuse(refusal, S("member"), "This is a member of another group.");
}

bool meeting_part_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    return open_meeting(rule, before, refusal) || refusal_is_empty(refusal);
}

/* ---- parts of loans ---- */

/* What stands on the sheet of a meeting is of a loan of the same group, on the day of the meeting. */
static const struct record *loan_of_part(struct rule *rule, struct record *now, const char *day,
                                         struct refusal *refusal) {
    const struct record *meeting = open_meeting(rule, now, refusal);
    const struct record *loan = rule_follow(rule, now, record_type_field(now->type, S("loan")));
    if (!meeting || !loan) return NULL;
    *record_value(now, record_type_field(now->type, slice_of(day))) = group_meeting_of(meeting)->held_on;
    bool same =
        uuid_equal(group_loan_of(loan)->savings_group.id, group_meeting_of(meeting)->savings_group.id);
    if (!same) refuse(refusal, S("loan"), "This is a loan of another group.");
    return same ? loan : NULL;
}

static bool part_has_room(struct rule *rule, const struct record *now, const struct record *before,
                          struct refusal *refusal) {
    return group_has_room(rule, now, before, "meeting", LIMIT_MEETING_ITEMS, refusal) &&
           group_has_room(rule, now, before, "loan", LIMIT_LOAN_PARTS, refusal);
}

bool loan_payout_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    const struct record *loan = loan_of_part(rule, now, "paid_on", refusal);
    struct loan_payout *payout = loan_payout_of(now);
    if (!loan) return refusal_is_empty(refusal);
    if (!part_has_room(rule, now, before, refusal)) return false;
    payout->from_earlier = value_of_number(group_loan_of(loan)->replaces.present);
    if (payout->from_earlier.number) payout->amount = group_loan_of(loan)->amount;
    return number_or_0(&payout->amount) > 0 || !payout->amount.present ||
           refuse(refusal, S("amount"), "A payout is above nothing.");
}

bool loan_repayment_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    struct loan_repayment *repayment = loan_repayment_of(now);
    if (number_or_0(&repayment->netted))
        return refuse(refusal, S("netted"), "Only a share-out pays loans from what it hands out.");
    if (!loan_of_part(rule, now, "paid_on", refusal)) return refusal_is_empty(refusal);
    if (!part_has_room(rule, now, before, refusal)) return false;
    repayment->netted = value_of_number(0);
    repayment->principal = repayment->interest = repayment->fee = repayment->penalty = (struct value){0};
    return true;
}

bool loan_write_off_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    if (!loan_of_part(rule, now, "ended_on", refusal)) return refusal_is_empty(refusal);
    if (!part_has_room(rule, now, before, refusal)) return false;
    loan_write_off_of(now)->amount = (struct value){0};
    return true;
}

bool loan_part_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    return meeting_part_before_delete(rule, before, refusal);
}
