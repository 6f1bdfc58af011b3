/* SPDX-License-Identifier: Apache-2.0 */
/* What happens in groups besides the usual: members take savings out or leave, neighbours borrow, loans get
 * new terms, and some of what was given up comes back. */
#include "base/log.h"
#include "demo/demo_group.h"

enum {
    OFFICERS = 8,         /* the first members: they stay */
    NEIGHBOUR_FEE = 5000, /* as the bylaws of a permanent fund say */
    SHARE_OUT_FREE = -1
};

/* ---- leaving ---- */

static bool may_leave(const struct demo_group *group, size_t member) {
    bool stands_for = demo_group_owes(group, member - 1);
    return !group->has_left[member] && !stands_for && !demo_group_owes(group, member);
}

/* In a group that shares everything out, people leave when they were paid out; in a fund they take out what
 * they have. */
void demo_group_choose_leaver(struct demo_group *group) {
    group->leaver = NOBODY;
    if (group->number != group->leaves_at) return;
    for (size_t i = group->member_count - 1; i > OFFICERS && group->leaver == NOBODY; i--) {
        if (may_leave(group, i)) group->leaver = i;
    }
}

/* Never more than is in the box before anybody has paid in. */
int64_t demo_group_withdrawal(struct demo_group *group, size_t member) {
    int64_t fund = group->cash - group->social, amount = 0;
    if (group->is_vsla || member >= MEMBERS_MAX) return 0;
    if (member == group->leaver)
        amount = group->saved[member];
    else if (member > OFFICERS && group->saved[member] >= 40000 && demo_random_chance(group->random, 1))
        amount = group->saved[member] / 2 / 1000 * 1000;
    if (amount > 0 && amount <= fund && !demo_group_owes(group, member)) return amount;
    if (member == group->leaver) group->leaver = NOBODY;
    return 0;
}

void demo_group_leave(struct demo_group *group) {
    if (group->leaver == NOBODY || group->saved[group->leaver]) return;
    struct savings_member *member = savings_member_of(
        demo_out_change(group->demo->out, &savings_member_type, group->members[group->leaver]));
    member->left_on = DEMO_DAY(group->day);
    member->left_why = demo_group_text(group, "ចំណាកស្រុកទៅធ្វើការនៅទីក្រុង");
    group->has_left[group->leaver] = true;
}

/* ---- loans ---- */

void demo_group_lend_to_neighbour(struct demo_group *group) {
    static const struct demo_kind kind = {.function = "villager", .vulnerable = true, .sparse = true};
    int64_t amount = 20000 * demo_random_between(group->random, 2, 6);
    bool wanted = !group->is_vsla && group->number > 3 && demo_random_chance(group->random, 2);
    if (!wanted || amount > group->cash - group->social) return;
    struct demo_member neighbour =
        demo_person_add(group->demo, group->random, &kind, group->village, group->formed, NULL);
    struct demo_loan *loan = demo_group_loan_new(group, NOBODY, amount, 6, NEIGHBOUR_FEE);
    if (!loan) return;
    struct group_loan *record = demo_group_loan_record(group, loan, amount, 6);
    record->person = DEMO_REF(neighbour.id);
    record->fee_first = DEMO_NUMBER(NEIGHBOUR_FEE);
    demo_group_payout(group, loan, amount);
    group->cash -= amount;
}

bool demo_group_reschedule(struct demo_group *group, struct demo_loan *loan) {
    int64_t left = loan->schedule.principal - demo_loan_principal_paid(loan);
    bool wanted =
        !group->is_vsla && group->number - loan->opened == 5 && demo_random_chance(group->random, 45);
    if (!wanted || left <= 0 || left > group->cash - group->social) return false;
    struct demo_loan *next = demo_group_loan_new(group, loan->member, left, 10, 0);
    if (!next) return false;
    struct group_loan *record = demo_group_loan_record(group, next, left, 10);
    record->replaces = DEMO_REF(loan->id);
    record->carry = DEMO_TEXT(S("forgive"));
    record->decision =
        demo_group_text(group, "ខូចស្រូវអស់៖ ពន្យារដប់ខែទៀត ការប្រាក់កន្លងមកត្រូវលើកលែង។");
    demo_group_payout(group, next, left);
    loan->is_open = false;
    loan->is_moved = true;
    return true;
}

void demo_group_recover(struct demo_group *group) {
    for (size_t i = 0; i < group->loan_count; i++) {
        struct demo_loan *loan = &group->loans[i];
        int64_t left = loan->schedule.principal - demo_loan_principal_paid(loan);
        bool wanted =
            loan->is_lost && !loan->is_recovered && left >= 10000 && demo_random_chance(group->random, 25);
        if (!wanted) continue;
        struct loan_repayment *repayment = loan_repayment_of(
            demo_out_add(group->demo->out, &loan_repayment_type, demo_group_next_id(group)));
        repayment->loan = DEMO_REF(loan->id);
        repayment->meeting = DEMO_REF(group->meeting);
        repayment->amount = DEMO_NUMBER(10000);
        group->cash += 10000;
        group->profit += 10000;
        loan->is_recovered = true;
    }
}

/* Asked after the last meeting, and not decided yet; or decided against. */
void demo_group_ask(struct demo_group *group) {
    bool is_refused = demo_random_chance(group->random, 30);
    size_t member = group->member_count - 1;
    if (!demo_random_chance(group->random, 15) || group->has_left[member] || demo_group_owes(group, member))
        return;
    struct demo_loan loan = {.id = demo_group_next_id(group), .member = member};
    struct group_loan *record = demo_group_loan_record(group, &loan, 50000, 5);
    record->state = DEMO_TEXT(is_refused ? S("refused") : S("asked"));
    if (is_refused)
        record->decision = demo_group_text(group, "គ្រួសារនេះជំពាក់គេពីរកន្លែងទៀត សមាជិកមិនយល់ព្រម។");
}

/* ---- from paper ---- */

enum { PAPER_MEETINGS = 4, PAPER_BORROWER = 2, PAPER_LOAN = 120000, PAPER_COUNT = 6 };

static void paper_savings(struct demo_group *group, struct uuid takeover) {
    for (size_t i = 0; i < group->member_count; i++) {
        struct takeover_saving *saving = takeover_saving_of(
            demo_out_add(group->demo->out, &takeover_saving_type, demo_group_next_id(group)));
        int64_t saved = PAPER_MEETINGS * group->line->deposit;
        saving->takeover = DEMO_REF(takeover);
        saving->member = DEMO_REF(group->members[i]);
        saving->amount = DEMO_NUMBER(saved);
        group->saved[i] += saved;
        group->cash += saved;
    }
}

/* Paid out at the second meeting, and repaid on time since then. */
static void paper_loan(struct demo_group *group, struct uuid takeover) {
    struct demo_loan *loan = demo_group_loan_new(group, PAPER_BORROWER, PAPER_LOAN, PAPER_COUNT, 0);
    if (!loan) BUG("a loan on paper of the demo");
    struct group_loan *record = demo_group_loan_record(group, loan, PAPER_LOAN, PAPER_COUNT);
    int64_t principal = 0, interest = 0;
    for (size_t i = 0; i < PAPER_MEETINGS - 2; i++) {
        principal += loan->schedule.rows[i].principal;
        interest += loan->schedule.rows[i].interest;
    }
    record->meeting = (struct value){0};
    record->state = DEMO_TEXT(S("on_paper"));
    record->takeover = DEMO_REF(takeover);
    record->paid_out_on = DEMO_DAY(group->day);
    record->owed_then = DEMO_NUMBER(PAPER_LOAN - principal);
    record->interest_paid_then = DEMO_NUMBER(interest);
    loan->paid = principal + interest;
    group->cash += principal + interest - PAPER_LOAN;
    group->profit += interest;
}

void demo_group_from_paper(struct demo_group *group) {
    struct demo_out *out = group->demo->out;
    int64_t as_of = demo_group_meeting_day(group, PAPER_MEETINGS - 1);
    struct uuid id = demo_group_next_id(group);
    struct group_takeover *takeover = group_takeover_of(demo_out_add(out, &group_takeover_type, id));
    takeover->savings_group = DEMO_REF(group->id);
    takeover->as_of = DEMO_DAY(as_of);
    takeover->state = DEMO_TEXT(S("draft"));
    takeover->note = demo_group_text(group, "ការប្រជុំដំបូងៗបានកត់ក្នុងសៀវភៅសិស្ស។");
    paper_savings(group, id);
    group->number = 1;
    group->day = demo_group_meeting_day(group, group->number);
    paper_loan(group, id);
    group->day = as_of;
    group->number = PAPER_MEETINGS;
    takeover = group_takeover_of(demo_out_change(out, &group_takeover_type, id));
    takeover->counted_notes = demo_group_notes(group, group->cash);
    takeover->profit = DEMO_NUMBER(group->profit);
    takeover->state = DEMO_TEXT(S("posted"));
}

/* ---- dollars ---- */

void demo_group_pay_dollar(struct demo_group *group, struct meeting_line *line) {
    line->other = DEMO_NUMBER(100);
    group->cents += 100;
    group->cash -= DEMO_DOLLAR_RIEL;
}
