/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from a change of a record of savings groups, in its transaction: books and accounts, postings,
 * the state of loans, the next cycle. */
#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/savings/group_state.h"
#include "domain/savings/meeting_plan.h"
#include "domain/savings/rules.h"
#include "domain/savings/second_box.h"
#include "domain/savings/share_plan.h"
#include "domain/savings/takeover_plan.h"

static const struct record *group_of(struct rule *rule, const struct record *record) {
    return rule_follow(rule, record, record_type_field(record->type, S("savings_group")));
}

/* ---- books and accounts ---- */

static void make_book(struct rule *rule, const struct record *group_record) {
    const struct savings_group *group = savings_group_of(group_record);
    const struct ledger_book_new book = {.org_id = group_record->org_id,
                                         .subject_id = group_record->id,
                                         .owner = "group",
                                         .name = group->name.text,
                                         .unit_id = group->unit.id,
                                         .opened_on = group->formed_on.date,
                                         .rounding = group_cash_step(group_record)};
    ledger_book_make(rule, &book);
}

static void make_account(struct rule *rule, const struct record *group,
                         const struct ledger_account_new *account) {
    struct uuid book;
    if (!ledger_book_of_subject(rule->db, rule->job_arena, group->org_id, group->id, &book)) return;
    ledger_account_make_for(rule, group->org_id, book, account);
}

static void make_member_account(struct rule *rule, const struct record *member) {
    const struct record *group = group_of(rule, member);
    if (!group) return;
    const struct ledger_account_new account = {
        .role = group_savings_role(group),
        .subject_id = member->id,
        .end = arena_printf(rule->job_arena, "%lld",
                            (long long)number_or_0(&savings_member_of(member)->number))};
    make_account(rule, group, &account);
}

static void make_loan_account(struct rule *rule, const struct record *loan) {
    const struct record *group = group_of(rule, loan);
    const struct value *state = &group_loan_of(loan)->state;
    if (!group || (!value_is_code(state, "approved") && !value_is_code(state, "on_paper"))) return;
    const struct ledger_account_new account = {
        .role = "loans", .subject_id = loan->id, .end = loan->code, .is_debit = true};
    make_account(rule, group, &account);
}

/* ---- terms of office ---- */

static void end_terms(struct rule *rule, const struct record *member) {
    size_t count;
    struct db_query *query = db_query(
        rule->db, SQL("SELECT id FROM member_term WHERE org_id = ?1 AND \"member\" = ?2 AND \"until\" IS "
                      "NULL AND deleted_ms = 0 ORDER BY id"));
    db_bind_uuid(query, 1, member->org_id);
    db_bind_uuid(query, 2, member->id);
    struct uuid *ids = query_take_ids(rule->job_arena, query, &count);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &member_term_type, member->org_id, ids[i]);
        if (!found) continue;
        struct record *term = record_copy_deep(rule->job_arena, found);
        const struct savings_member *now = savings_member_of(member);
        member_term_of(term)->until = now->left_on.present ? now->left_on : now->role_since;
        rule_amend(rule, term);
    }
}

static void begin_term(struct rule *rule, const struct record *member_record) {
    const struct savings_member *member = savings_member_of(member_record);
    if (value_is_code(&member->role, "member") || member->left_on.present) return;
    struct record *term = record_new(rule->job_arena, &member_term_type);
    member_term_of(term)->member = value_of_id(member_record->id);
    member_term_of(term)->role = member->role;
    member_term_of(term)->since = member->role_since;
    rule_make(rule, &member_term_type, member_record->org_id, term);
}

static bool same_role(const struct record *now, const struct record *before) {
    const struct savings_member *a = savings_member_of(now), *b = savings_member_of(before);
    return slice_equal(a->role.text, b->role.text) && a->left_on.present == b->left_on.present;
}

static void follow_member(struct rule *rule, const struct change *change) {
    if (change->verb == CHANGE_CREATE) make_member_account(rule, change->after);
    if (change->before && same_role(change->after, change->before)) return;
    if (change->before) end_terms(rule, change->after);
    begin_term(rule, change->after);
}

/* ---- states of loans ---- */

static const char *state_of_loan(struct rule *rule, const struct record *group, const struct record *loan,
                                 int64_t day) {
    struct loan_book *book = arena_make(rule->job_arena, struct loan_book, 1);
    struct loan_state state;
    loan_book_read(rule->db, rule->job_arena, group, loan, (struct loan_scope){0}, day, book);
    if (!book->payout_count) return "approved";
    if (loan_moved_day(rule->db, loan) != LOAN_NEVER) return "rescheduled";
    if (book->written_off_day != LOAN_NEVER) return "written_off";
    return loan_book_state_quiet(rule->job_arena, book, day, &state) && state.is_closed ? "closed"
                                                                                        : "paid_out";
}

/* The state that follows from what closed meetings say of the loan. */
static void settle_loan(struct rule *rule, const struct record *group, struct uuid loan_id, int64_t day) {
    const struct record *found = rule_find(rule, &group_loan_type, group->org_id, loan_id);
    if (!found) return;
    struct record *loan = record_copy_deep(rule->job_arena, found);
    group_loan_of(loan)->state = value_of_text(slice_of(state_of_loan(rule, group, loan, day)));
    rule_amend(rule, loan);
}

static void settle_parts(struct rule *rule, const struct meeting_plan *plan, const struct plan_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) {
        settle_loan(rule, plan->group, parts->items[i].loan->id, plan->day);
        const struct value *replaces = &group_loan_of(parts->items[i].loan)->replaces;
        if (replaces->present) settle_loan(rule, plan->group, replaces->id, plan->day);
    }
}

static void settle_loans(struct rule *rule, const struct meeting_plan *plan) {
    settle_parts(rule, plan, &plan->payouts);
    settle_parts(rule, plan, &plan->repayments);
    settle_parts(rule, plan, &plan->write_offs);
}

/* ---- closed meetings ---- */

static void note_splits(struct rule *rule, const struct meeting_plan *plan) {
    for (size_t i = 0; i < plan->repayments.count; i++) {
        const struct plan_part *part = &plan->repayments.items[i];
        const struct record *found = rule_find(rule, &loan_repayment_type, plan->meeting->org_id, part->id);
        if (!found) continue;
        struct record *record = record_copy_deep(rule->job_arena, found);
        struct loan_repayment *repayment = loan_repayment_of(record);
        repayment->principal = value_of_number(part->split.of[LOAN_PRINCIPAL]);
        repayment->interest = value_of_number(part->split.of[LOAN_INTEREST]);
        repayment->fee = value_of_number(part->split.of[LOAN_FEE]);
        repayment->penalty = value_of_number(part->split.of[LOAN_PENALTY]);
        rule_amend(rule, record);
    }
}

static void note_write_offs(struct rule *rule, const struct meeting_plan *plan) {
    for (size_t i = 0; i < plan->write_offs.count; i++) {
        const struct record *found =
            rule_find(rule, &loan_write_off_type, plan->meeting->org_id, plan->write_offs.items[i].id);
        if (!found) continue;
        struct record *record = record_copy_deep(rule->job_arena, found);
        loan_write_off_of(record)->amount = value_of_number(plan->write_offs.items[i].amount);
        rule_amend(rule, record);
    }
}

/* A loan that takes the place of another is as large as what was owed. */
static void note_carried(struct rule *rule, const struct meeting_plan *plan) {
    for (size_t i = 0; i < plan->payouts.count; i++) {
        const struct plan_part *part = &plan->payouts.items[i];
        if (!part->from_earlier) continue;
        struct record *loan = record_copy_deep(rule->job_arena, part->loan);
        group_loan_of(loan)->amount = value_of_number(part->amount);
        group_loan_of(loan)->fee_first = value_of_number(part->fee_first);
        rule_amend(rule, loan);
        const struct record *found = rule_find(rule, &loan_payout_type, plan->meeting->org_id, part->id);
        if (!found) continue;
        struct record *payout = record_copy_deep(rule->job_arena, found);
        loan_payout_of(payout)->amount = value_of_number(part->amount);
        rule_amend(rule, payout);
    }
}

/* Who leaves at a meeting has left on its day, as long as it stands. */
static void note_leavers(struct rule *rule, const struct meeting_plan *plan, bool is_closed) {
    for (size_t i = 0; i < plan->line_count; i++) {
        if (!plan->lines[i].leaves) continue;
        const struct record *found =
            rule_find(rule, &savings_member_type, plan->group->org_id, plan->lines[i].member_id);
        if (!found) continue;
        struct record *record = record_copy_deep(rule->job_arena, found);
        struct savings_member *member = savings_member_of(record);
        member->left_on = (struct value){.present = is_closed, .date = date_of_day(plan->day)};
        rule_amend(rule, record);
        if (is_closed)
            end_terms(rule, record);
        else
            begin_term(rule, record);
    }
}

/* What the box and the social fund held on the last day that stands counted (INT64_MIN: none). */
static void note_counted(struct rule *rule, const struct meeting_plan *plan, int64_t day) {
    static const char *const roles[] = {"cash", "social_fund", "other_cash"};
    struct value counted = {0};
    if (day != INT64_MIN) counted = (struct value){.present = true, .date = date_of_day(day)};
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        struct uuid id;
        if (!ledger_accounts_find(&plan->accounts, roles[i], (struct uuid){0}, &id)) continue;
        const struct record *found = rule_find(rule, &ledger_account_type, plan->group->org_id, id);
        if (!found) continue;
        struct record *account = record_copy_deep(rule->job_arena, found);
        ledger_account_of(account)->counted_through = counted;
        rule_amend(rule, account);
    }
}

static void post_meeting(struct rule *rule, const struct record *meeting) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct meeting_plan *plan = arena_make(rule->job_arena, struct meeting_plan, 1);
    struct ledger_post posts[PLAN_ENTRIES];
    bool good = meeting_plan_make(rule, meeting, plan, &refusal) &&
                ledger_write(rule, posts, meeting_plan_posts(plan, posts), NULL, &refusal);
    if (!good) {
        rule_give_up(rule, "a meeting that was checked could not be posted");
        return;
    }
    note_splits(rule, plan);
    note_write_offs(rule, plan);
    note_carried(rule, plan);
    settle_loans(rule, plan);
    note_leavers(rule, plan, true);
    note_counted(rule, plan, plan->day);
}

static void take_back_meeting(struct rule *rule, const struct record *meeting, const struct record *before) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct meeting_plan *plan = arena_make(rule->job_arena, struct meeting_plan, 1);
    int64_t day = date_first_day(group_meeting_of(before)->held_on.date);
    if (!ledger_take_back(rule, meeting->org_id, meeting->id, meeting->type, day, &refusal)) {
        rule_give_up(rule, "a meeting that was checked could not be taken back");
        return;
    }
    meeting_plan_make(rule, meeting, plan,
                      &refusal); /* only for the loans on its sheet; what speaks against it waits */
    if (!plan->group) return;
    settle_loans(rule, plan);
    note_leavers(rule, plan, false);
    note_counted(rule, plan, group_last_closed(rule, plan->group, meeting->id).day);
}

static bool is_open(const struct record *meeting) {
    return !meeting || value_is_code(&group_meeting_of(meeting)->state, "open");
}

static void follow_meeting(struct rule *rule, const struct change *change) {
    if (is_open(change->before) && !is_open(change->after)) post_meeting(rule, change->after);
    if (!is_open(change->before) && is_open(change->after))
        take_back_meeting(rule, change->after, change->before);
}

/* ---- share-outs ---- */

static void make_payout_line(struct rule *rule, const struct share_plan *plan, size_t at) {
    struct record *record = record_new(rule->job_arena, &share_out_line_type);
    struct share_out_line *line = share_out_line_of(record);
    line->share_out = value_of_id(plan->share_out->id);
    line->member = value_of_id(plan->receivers[at].member_id);
    line->shares = value_of_number(plan->members[at].shares);
    line->saved = value_of_number(plan->receivers[at].saved);
    line->payout = value_of_number(plan->members[at].payout);
    line->debt = value_of_number(plan->members[at].debt);
    line->cash = value_of_number(plan->members[at].cash);
    rule_make(rule, &share_out_line_type, plan->share_out->org_id, record);
}

static void make_netted(struct rule *rule, const struct share_plan *plan, const struct share_loan *loan) {
    struct record *record = record_new(rule->job_arena, &loan_repayment_type);
    struct loan_repayment *repayment = loan_repayment_of(record);
    repayment->loan = value_of_id(loan->record->id);
    repayment->meeting = value_of_id(plan->meeting->id);
    repayment->paid_on = group_meeting_of(plan->meeting)->held_on;
    repayment->amount = value_of_number(loan_parts_sum(&loan->payoff));
    repayment->netted = value_of_number(1);
    repayment->principal = value_of_number(loan->payoff.of[LOAN_PRINCIPAL]);
    repayment->interest = value_of_number(loan->payoff.of[LOAN_INTEREST]);
    repayment->fee = value_of_number(loan->payoff.of[LOAN_FEE]);
    repayment->penalty = value_of_number(loan->payoff.of[LOAN_PENALTY]);
    rule_make(rule, &loan_repayment_type, plan->share_out->org_id, record);
    settle_loan(rule, plan->group, loan->record->id, plan->day);
}

static void begin_next_cycle(struct rule *rule, const struct share_plan *plan) {
    struct record *record = record_copy_deep(rule->job_arena, plan->group);
    struct savings_group *group = savings_group_of(record);
    struct date starts = date_of_day(plan->day + 1);
    group->cycle = value_of_number(number_or_0(&group->cycle) + 1);
    group->cycle_starts_on = (struct value){.present = true, .date = starts};
    if (group->cycle_ends_on.present)
        group->cycle_ends_on = (struct value){.present = true, .date = date_year_later(starts)};
    rule_amend(rule, record);
}

static void follow_share_out(struct rule *rule, const struct change *change) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct share_plan *plan = arena_make(rule->job_arena, struct share_plan, 1);
    struct ledger_post posts[SHARE_ENTRIES];
    if (change->verb != CHANGE_CREATE) return;
    bool good = share_plan_make(rule, change->after, plan, &refusal) &&
                ledger_write(rule, posts, share_plan_posts(plan, posts), NULL, &refusal);
    if (!good) {
        rule_give_up(rule, "a share-out that was checked could not be posted");
        return;
    }
    for (size_t i = 0; i < plan->count; i++) {
        make_payout_line(rule, plan, i);
    }
    for (size_t i = 0; i < plan->loan_count; i++) {
        make_netted(rule, plan, &plan->loans[i]);
    }
    if (!plan->is_dividend) begin_next_cycle(rule, plan);
}

/* ---- paper books ---- */

/* What is lent on paper runs on here, or is on paper again. */
static void settle_on_paper(struct rule *rule, const struct record *takeover, bool is_posted) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_MEETING_ITEMS);
    size_t count = rule_referrers(rule, &group_loan_type, record_type_field(&group_loan_type, S("takeover")),
                                  takeover->org_id, takeover->id, ids, LIMIT_MEETING_ITEMS);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &group_loan_type, takeover->org_id, ids[i]);
        if (!found) continue;
        struct record *loan = record_copy_deep(rule->job_arena, found);
        group_loan_of(loan)->state = value_of_text(is_posted ? S("paid_out") : S("on_paper"));
        group_loan_of(loan)->taken_over_on =
            is_posted ? group_takeover_of(takeover)->as_of : (struct value){0};
        rule_amend(rule, loan);
    }
}

static void post_takeover(struct rule *rule, const struct record *takeover) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct takeover_plan *plan = arena_make(rule->job_arena, struct takeover_plan, 1);
    bool good = takeover_plan_make(rule, takeover, plan, &refusal);
    struct ledger_post post = takeover_plan_post(plan);
    if (good && ledger_write(rule, &post, 1, NULL, &refusal))
        settle_on_paper(rule, takeover, true);
    else
        rule_give_up(rule, "paper books that were checked could not be taken over");
}

static void take_back_takeover(struct rule *rule, const struct record *takeover,
                               const struct record *before) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    int64_t day = date_first_day(group_takeover_of(before)->as_of.date);
    if (ledger_take_back(rule, takeover->org_id, takeover->id, takeover->type, day, &refusal))
        settle_on_paper(rule, takeover, false);
    else
        rule_give_up(rule, "paper books that were checked could not be taken back");
}

static bool is_taken_over(const struct record *takeover) {
    return takeover && value_is_code(&group_takeover_of(takeover)->state, "posted");
}

static void follow_takeover(struct rule *rule, const struct change *change) {
    if (!is_taken_over(change->before) && is_taken_over(change->after)) post_takeover(rule, change->after);
    if (is_taken_over(change->before) && !is_taken_over(change->after))
        take_back_takeover(rule, change->after, change->before);
}

/* ---- gradings ---- */

static void follow_grading(struct rule *rule, const struct change *change) {
    const struct record *found = group_of(rule, change->after);
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    if (!found) return;
    struct record *group = record_copy_deep(rule->job_arena, found);
    const struct record *before = record_copy_deep(rule->job_arena, found);
    if (savings_group_before_save(rule, group, before, &refusal)) rule_amend(rule, group);
}

void savings_after_change(struct rule *rule, const struct change *change) {
    bool is_new = change->verb == CHANGE_CREATE, is_live = change->verb != CHANGE_DELETE;
    if (change->type == &savings_group_type && is_new) make_book(rule, change->after);
    if (change->type == &savings_group_type && is_live) second_box_make_accounts(rule, change->after);
    if (change->type == &savings_member_type && is_live) follow_member(rule, change);
    if (change->type == &group_loan_type && is_live) make_loan_account(rule, change->after);
    if (change->type == &group_meeting_type && is_live) follow_meeting(rule, change);
    if (change->type == &group_takeover_type && is_live) follow_takeover(rule, change);
    if (change->type == &group_share_out_type) follow_share_out(rule, change);
    if (change->type == &group_grading_type) follow_grading(rule, change);
}
