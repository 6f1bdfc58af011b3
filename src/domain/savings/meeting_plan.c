/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/meeting_plan.h"

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"
#include "domain/savings/group_state.h"
#include "i18n/locale.h"
#include "store/codec.h"

/* ---- reading the sheet ---- */

static struct db_query *sheet_query(struct rule *rule, struct sql sql, const struct record *meeting,
                                    int64_t max) {
    struct db_query *query = db_query(rule->db, sql);
    db_bind_uuid(query, 1, meeting->org_id);
    db_bind_uuid(query, 2, meeting->id);
    db_bind_int(query, 3, max);
    return query;
}

static int column_choice(struct db_query *query, int column, const struct choice_set *set) {
    struct value value = value_of_text(db_column_text(query, column));
    return choice_place(set, &value, -1);
}

/* A column without a value reads as 0. */
static void line_read(struct db_query *query, struct plan_line *line) {
    *line = (struct plan_line){.member_id = db_column_uuid(query, 0),
                               .number = db_column_int(query, 1),
                               .attendance = (unsigned)column_choice(query, 2, &meeting_attendance_choices),
                               .shares = db_column_int(query, 3),
                               .deposit = db_column_int(query, 4),
                               .withdrawal = db_column_int(query, 5),
                               .social_fund = db_column_int(query, 6),
                               .fine = db_column_int(query, 7),
                               .fine_kind = column_choice(query, 8, &fine_kind_choices),
                               .leaves = db_column_int(query, 9) != 0,
                               .other = db_column_int(query, 10)};
}

static void lines_read(struct meeting_plan *plan) {
    struct db_query *query =
        sheet_query(plan->rule,
                    SQL("SELECT l.\"member\", m.\"number\", l.\"attendance\", COALESCE(l.\"shares\", 0), "
                        "COALESCE(l.\"deposit\", 0), "
                        "COALESCE(l.\"withdrawal\", 0), COALESCE(l.\"social_fund\", 0), COALESCE(l.\"fine\", "
                        "0), l.\"fine_kind\", COALESCE(l.\"leaves\", 0), COALESCE(l.\"other\", 0) FROM "
                        "meeting_line l JOIN savings_member m ON m.org_id = l.org_id AND m.id = l.\"member\" "
                        "WHERE l.org_id = ?1 AND "
                        "l.\"meeting\" = ?2 AND l.deleted_ms = 0 ORDER BY m.\"number\", l.id LIMIT ?3"),
                    plan->meeting, LIMIT_GROUP_MEMBERS);
    while (db_next(query)) {
        plan->lines = arena_room(plan->rule->job_arena, plan->lines, sizeof *plan->lines, plan->line_count);
        line_read(query, &plan->lines[plan->line_count++]);
    }
    db_done(query);
}

static void items_read(struct meeting_plan *plan) {
    struct db_query *query = sheet_query(
        plan->rule,
        SQL("SELECT \"kind\", \"amount\", COALESCE(\"other\", 0) FROM meeting_item WHERE org_id = ?1 AND "
            "\"meeting\" = ?2 AND deleted_ms = 0 ORDER BY id LIMIT ?3"),
        plan->meeting, LIMIT_MEETING_ITEMS);
    while (db_next(query)) {
        plan->items = arena_room(plan->rule->job_arena, plan->items, sizeof *plan->items, plan->item_count);
        plan->items[plan->item_count++] =
            (struct plan_item){column_choice(query, 0, &meeting_item_kind_choices), db_column_int(query, 1),
                               db_column_int(query, 2)};
    }
    db_done(query);
}

/* The loans are found afterwards: one query at a time is under way. */
static void parts_read(struct meeting_plan *plan, struct sql sql, struct plan_parts *parts) {
    struct uuid *loans = NULL;
    struct arena *arena = plan->rule->job_arena;
    struct db_query *query = sheet_query(plan->rule, sql, plan->meeting, LIMIT_MEETING_ITEMS);
    for (; db_next(query); parts->count++) {
        parts->items = arena_room(arena, parts->items, sizeof *parts->items, parts->count);
        loans = arena_room(arena, loans, sizeof *loans, parts->count);
        parts->items[parts->count] = (struct plan_part){.id = db_column_uuid(query, 0),
                                                        .amount = db_column_int(query, 2),
                                                        .from_earlier = db_column_int(query, 3) != 0,
                                                        .other = db_column_int(query, 4)};
        loans[parts->count] = db_column_uuid(query, 1);
    }
    db_done(query);
    for (size_t i = 0; i < parts->count; i++) {
        parts->items[i].loan =
            record_copy_deep(arena, rule_find(plan->rule, &group_loan_type, plan->meeting->org_id, loans[i]));
    }
}

static void sheet_read(struct meeting_plan *plan) {
    lines_read(plan);
    items_read(plan);
    parts_read(plan,
               SQL("SELECT id, \"loan\", \"amount\", COALESCE(\"from_earlier\", 0), COALESCE(\"other\", 0) "
                   "FROM loan_payout WHERE "
                   "org_id = ?1 AND "
                   "\"meeting\" = ?2 AND deleted_ms = 0 ORDER BY id LIMIT ?3"),
               &plan->payouts);
    parts_read(plan,
               SQL("SELECT id, \"loan\", \"amount\", 0, COALESCE(\"other\", 0) FROM loan_repayment WHERE "
                   "org_id = ?1 AND \"meeting\" "
                   "= ?2 AND "
                   "COALESCE(\"netted\", 0) = 0 AND deleted_ms = 0 ORDER BY id LIMIT ?3"),
               &plan->repayments);
    parts_read(
        plan,
        SQL("SELECT id, \"loan\", COALESCE(\"amount\", 0), 0, 0 FROM loan_write_off WHERE org_id = ?1 AND "
            "\"meeting\" = ?2 AND deleted_ms = 0 ORDER BY id LIMIT ?3"),
        &plan->write_offs);
}

/* ---- words ---- */

static struct slice words(struct meeting_plan *plan, int64_t amount) {
    return group_amount_words(plan->rule, plan->group, amount);
}

static struct slice member_field(struct meeting_plan *plan, const char *name, const struct plan_line *line) {
    return arena_printf(plan->rule->job_arena, "%s.%lld", name, (long long)line->number);
}

static struct slice loan_field(struct meeting_plan *plan, const char *name, const struct record *loan) {
    return arena_printf(plan->rule->job_arena, "%s.%.*s", name, SLICE_ARG(loan->code));
}

static bool too_large(struct meeting_plan *plan) {
    return refuse(plan->refusal, S(""), "The amounts are too large.");
}

/* ---- lines of entries ---- */

/* A movement on an account, and the same on the box when `by_cash`. */
static bool plan_add(struct meeting_plan *plan, enum plan_entry entry, struct uuid account, int64_t amount,
                     bool by_cash) {
    struct plan_lines *lines = &plan->entries[entry];
    if (!amount) return true;
    lines->lines = arena_room(plan->rule->job_arena, lines->lines, sizeof *lines->lines, lines->count);
    lines->lines[lines->count++] = (struct ledger_line){account, amount};
    if (!by_cash) return true;
    return !__builtin_sub_overflow(lines->cash, amount, &lines->cash) || too_large(plan);
}

static bool plan_add_role(struct meeting_plan *plan, enum plan_entry entry, const char *role, int64_t amount,
                          bool by_cash) {
    struct uuid account;
    if (!amount) return true;
    return ledger_accounts_need(&plan->accounts, role, &account, plan->refusal) &&
           plan_add(plan, entry, account, amount, by_cash);
}

static bool account_of(struct meeting_plan *plan, const char *role, struct uuid subject,
                       struct uuid *account) {
    return ledger_accounts_find(&plan->accounts, role, subject, account) ||
           refuse(plan->refusal, S(""), "A member or a loan has no open account in the book.");
}

/* ---- the second currency ---- */

static struct slice other_words(struct meeting_plan *plan, int64_t amount) {
    return commodity_amount(plan->rule, plan->second.unit_id, amount);
}

static bool check_second(struct meeting_plan *plan, struct slice field) {
    if (!plan->second.is_on) return refuse(plan->refusal, field, "This group keeps one currency in its box.");
    return plan->second.has_rate ||
           refuse_with(plan->refusal, field, "There is no exchange rate for {1}; write it down first.",
                       date_format_iso(plan->rule->job_arena, date_of_day(plan->day)), S(""));
}

/* `amount` of the other currency comes into the box (below 0: goes out), so much of the group's own goes the
 * other way. */
static bool plan_move(struct meeting_plan *plan, struct slice field, int64_t amount, int64_t worth) {
    struct uuid value;
    if (!check_second(plan, field) ||
        !ledger_accounts_need(&plan->accounts, "other_value", &value, plan->refusal))
        return false;
    if (!exact_add(&plan->other_moves, amount) || !exact_add(&plan->value_held, worth))
        return too_large(plan);
    return plan_add(plan, PLAN_EXCHANGE, value, worth, true);
}

/* A part of what was paid came (or was given) in the other currency: changed by the rate of the day. */
static bool plan_swap(struct meeting_plan *plan, struct slice field, int64_t amount) {
    int64_t taken;
    if (!amount) return true;
    if (!check_second(plan, field)) return false;
    return second_box_taken(&plan->second, amount, &taken) ? plan_move(plan, field, amount, taken)
                                                           : too_large(plan);
}

/* The cash itself, once all of the sheet is planned. */
static bool plan_other_cash(struct meeting_plan *plan) {
    int64_t moves = plan->other_moves;
    plan->other_book = plan->other_opening;
    if (!exact_add(&plan->other_book, moves)) return too_large(plan);
    if (plan->other_book < 0)
        return refuse_with(plan->refusal, S("state"), "{1} go out of the box, but only {2} are in it.",
                           other_words(plan, -moves), other_words(plan, plan->other_opening));
    return !moves || (plan_add(plan, PLAN_EXCHANGE, plan->other_cash_account, moves, false) &&
                      plan_add_role(plan, PLAN_EXCHANGE, "other_exchange", -moves, false));
}

/* ---- savings, contributions, fines ---- */

static bool check_bylaws(struct meeting_plan *plan, const struct plan_line *line, const char *name,
                         const struct bylaw_breaches *breaches) {
    return !breaches->count || bylaws_allow(plan->rule, plan->group, breaches, plan->decision,
                                            member_field(plan, name, line), plan->refusal);
}

/* Who came and saves nothing pays the fine for it, or breaks a rule. */
static bool check_saving(struct meeting_plan *plan, const struct plan_line *line) {
    struct bylaw_breaches breaches = {.count = 0};
    bool is_vsla = group_is_vsla(plan->group), saves = line->shares || line->deposit;
    if (is_vsla && line->deposit)
        return refuse(plan->refusal, member_field(plan, "deposit", line), "This group saves by shares.");
    if (!is_vsla && line->shares)
        return refuse(plan->refusal, member_field(plan, "shares", line), "This group saves without shares.");
    if (!saves && (line->leaves || line->attendance == CAME_NOT || line->withdrawal ||
                   line->fine_kind == FINE_NO_SAVING))
        return true;
    if (is_vsla)
        bylaw_check_shares(&plan->bylaws, line->shares, plan->bylaws.share_price, &breaches);
    else
        bylaw_check_deposit(&plan->bylaws, line->deposit, &breaches);
    return check_bylaws(plan, line, is_vsla ? "shares" : "deposit", &breaches);
}

static bool check_contributions(struct meeting_plan *plan, const struct plan_line *line) {
    struct bylaw_breaches social = {.count = 0}, fine = {.count = 0};
    if (line->attendance != CAME_NOT || line->social_fund)
        bylaw_check_social_fund(&plan->bylaws, line->social_fund, &social);
    if (line->fine) bylaw_check_fine(&plan->bylaws, (enum bylaw_fine)line->fine_kind, line->fine, &fine);
    return check_bylaws(plan, line, "social_fund", &social) && check_bylaws(plan, line, "fine", &fine);
}

static bool check_withdrawal(struct meeting_plan *plan, const struct plan_line *line, struct uuid account,
                             int64_t saved) {
    int64_t balance, held;
    if (!line->withdrawal) return true;
    if (group_is_vsla(plan->group) && plan->bylaws.share_price && line->withdrawal % plan->bylaws.share_price)
        return refuse_with(plan->refusal, member_field(plan, "withdrawal", line),
                           "Shares are sold back whole, at {1} each.", words(plan, plan->bylaws.share_price),
                           S(""));
    if (!ledger_balance_now(plan->rule, plan->group->org_id, account, &balance, &held)) return false;
    if (line->withdrawal <= saved - balance) return true;
    return refuse_with(plan->refusal, member_field(plan, "withdrawal", line),
                       "{1} are taken back, but the member has saved {2}.", words(plan, line->withdrawal),
                       words(plan, saved - balance));
}

static bool plan_line_add(struct meeting_plan *plan, const struct plan_line *line) {
    struct uuid account;
    int64_t saved;
    if (!check_saving(plan, line) || !check_contributions(plan, line)) return false;
    if (__builtin_mul_overflow(line->shares, plan->bylaws.share_price, &saved) ||
        !exact_add(&saved, line->deposit))
        return too_large(plan);
    if (!account_of(plan, group_savings_role(plan->group), line->member_id, &account)) return false;
    if (line->other && !saved && !line->social_fund && !line->fine)
        return refuse(plan->refusal, member_field(plan, "other", line), "Say also what was paid with it.");
    return check_withdrawal(plan, line, account, saved) &&
           plan_swap(plan, member_field(plan, "other", line), line->other) &&
           plan_add(plan, PLAN_SAVINGS, account, -saved, true) &&
           plan_add(plan, PLAN_PAYMENTS, account, line->withdrawal, true);
}

static bool plan_sums(struct meeting_plan *plan) {
    int64_t social = 0, fines = 0;
    for (size_t i = 0; i < plan->line_count; i++) {
        if (!exact_add(&social, plan->lines[i].social_fund) || !exact_add(&fines, plan->lines[i].fine))
            return too_large(plan);
    }
    return plan_add_role(plan, PLAN_CONTRIBUTIONS, "social_fund", -social, true) &&
           plan_add_role(plan, PLAN_CONTRIBUTIONS, "fines", -fines, true) &&
           (exact_add(&plan->social_fund, social) || too_large(plan));
}

/* All lines are looked at, so that the sheet shows everything that is wrong. */
static bool plan_members(struct meeting_plan *plan) {
    bool good = true;
    for (size_t i = 0; i < plan->line_count; i++) {
        good = plan_line_add(plan, &plan->lines[i]) && good;
    }
    return good && plan_sums(plan);
}

static bool check_quorum(struct meeting_plan *plan) {
    struct bylaw_breaches breaches = {.count = 0};
    int64_t present = 0;
    if (!plan->line_count)
        return refuse(plan->refusal, S("state"), "Nobody is on the sheet of this meeting.");
    for (size_t i = 0; i < plan->line_count; i++) {
        present += plan->lines[i].attendance == CAME || plan->lines[i].attendance == CAME_LATE;
    }
    bylaw_check_meeting(&plan->bylaws, present, (int64_t)plan->line_count, &breaches);
    return bylaws_allow(plan->rule, plan->group, &breaches, plan->decision, S("state"), plan->refusal);
}

/* ---- other movements ---- */

struct item_row {
    const char *role;
    enum plan_entry entry;
    int sign; /* of the account: 1 debit, the box pays */
};
/* In the order of the choice set meeting_item_kind. */
static const struct item_row item_rows[] = {
    {"costs", PLAN_PAYMENTS, 1},   {"social_fund", PLAN_PAYMENTS, 1}, {"other_income", PLAN_RECEIPTS, -1},
    {"grants", PLAN_RECEIPTS, -1}, {"bank", PLAN_PAYMENTS, 1},        {"bank", PLAN_RECEIPTS, -1},
};
enum { ITEM_SOCIAL_PAYOUT = 1, ITEM_OTHER_SOLD = 6, ITEM_OTHER_BOUGHT };

/* Changed at a market: both amounts are what they were. */
static bool plan_changed(struct meeting_plan *plan, const struct plan_item *item) {
    int sign = item->kind == ITEM_OTHER_SOLD ? -1 : 1;
    if (!item->other)
        return refuse(plan->refusal, S(""), "Of money that was changed both amounts are written.");
    return plan_move(plan, S(""), sign * item->other, sign * item->amount);
}

static bool plan_items(struct meeting_plan *plan) {
    for (size_t i = 0; i < plan->item_count; i++) {
        const struct plan_item *item = &plan->items[i];
        if (item->kind >= ITEM_OTHER_SOLD) {
            if (!plan_changed(plan, item)) return false;
            continue;
        }
        const struct item_row *row = &item_rows[item->kind];
        if (!plan_add_role(plan, row->entry, row->role, row->sign * item->amount, true) ||
            !plan_swap(plan, S(""), -row->sign * item->other))
            return false;
        if (item->kind != ITEM_SOCIAL_PAYOUT) continue;
        if (item->amount > plan->social_fund)
            return refuse_with(plan->refusal, S(""), "{1} are paid from the social fund, which has {2}.",
                               words(plan, item->amount), words(plan, plan->social_fund));
        plan->social_fund -= item->amount;
    }
    return true;
}

/* ---- loans ---- */

static void book_read(struct meeting_plan *plan, const struct record *loan, bool with_meeting,
                      struct loan_book *book) {
    const struct loan_scope scope = {.meeting_id = plan->meeting->id, .with_meeting = with_meeting};
    loan_book_read(plan->rule->db, plan->rule->job_arena, plan->group, loan, scope, plan->day, book);
}

/* What of the repayment goes where: the state with the sheet less the state without it. */
static bool split_repayment(struct meeting_plan *plan, struct plan_part *part, struct slice field) {
    struct loan_book *with = arena_make(plan->rule->job_arena, struct loan_book, 1),
                     *without = arena_make(plan->rule->job_arena, struct loan_book, 1);
    struct loan_state before = {.disbursed = 0}, after;
    book_read(plan, part->loan, true, with);
    book_read(plan, part->loan, false, without);
    with->loan.written_off_day = without->loan.written_off_day; /* what is written off today is paid before */
    if (!with->payout_count) return refuse(plan->refusal, field, "The loan was not paid out yet.");
    if (!loan_book_state(plan->rule, plan->group, with, plan->day, field, &after, plan->refusal))
        return false;
    if (without->payout_count &&
        !loan_book_state(plan->rule, plan->group, without, plan->day, field, &before, plan->refusal))
        return false;
    for (int i = 0; i < LOAN_PARTS; i++) {
        part->split.of[i] = after.paid.of[i] - before.paid.of[i];
    }
    part->recovered = loan_parts_sum(&after.recovered) - loan_parts_sum(&before.recovered);
    return true;
}

static bool plan_repayment(struct meeting_plan *plan, struct plan_part *part) {
    struct uuid account;
    struct slice field = loan_field(plan, "repayment", part->loan);
    const int64_t *split = part->split.of;
    return account_of(plan, "loans", part->loan->id, &account) && split_repayment(plan, part, field) &&
           plan_swap(plan, loan_field(plan, "repayment_other", part->loan), part->other) &&
           plan_add(plan, PLAN_REPAYMENTS, account, -split[LOAN_PRINCIPAL], true) &&
           plan_add_role(plan, PLAN_REPAYMENTS, "interest", -split[LOAN_INTEREST], true) &&
           plan_add_role(plan, PLAN_REPAYMENTS, "fees", -split[LOAN_FEE], true) &&
           plan_add_role(plan, PLAN_REPAYMENTS, "fines", -split[LOAN_PENALTY], true) &&
           plan_add_role(plan, PLAN_REPAYMENTS, "written_off", -part->recovered, true);
}

/* The principal that is left when all of the sheet is counted, as if the loan were not written off today. */
static bool state_after(struct meeting_plan *plan, const struct record *loan, struct slice field,
                        struct loan_state *state) {
    struct loan_book *book = arena_make(plan->rule->job_arena, struct loan_book, 1);
    book_read(plan, loan, true, book);
    book->loan.written_off_day = LOAN_NEVER;
    if (!book->payout_count) return refuse(plan->refusal, field, "The loan was not paid out yet.");
    return loan_book_state(plan->rule, plan->group, book, plan->day, field, state, plan->refusal);
}

static bool plan_write_off(struct meeting_plan *plan, struct plan_part *part) {
    struct loan_state state;
    struct uuid account;
    struct slice field = loan_field(plan, "write_off", part->loan);
    if (!state_after(plan, part->loan, field, &state) || !account_of(plan, "loans", part->loan->id, &account))
        return false;
    if (!state.balance)
        return refuse(plan->refusal, field, "Nothing of this loan is left to be written off.");
    part->amount = state.balance;
    return plan_add(plan, PLAN_WRITE_OFFS, account, -state.balance, false) &&
           plan_add_role(plan, PLAN_WRITE_OFFS, "written_off", state.balance, false);
}

/* The balance of the earlier loan moves to the new one; what is carried into the principal was earned today.
 */
static bool plan_carry_add(struct meeting_plan *plan, struct plan_part *part, const struct loan_state *state,
                           struct uuid account) {
    struct uuid earlier;
    const int64_t *payoff = state->payoff.of;
    bool earns = part->amount > state->balance;
    return account_of(plan, "loans", part->replaced->id, &earlier) &&
           plan_add(plan, PLAN_LOANS, account, part->amount, false) &&
           plan_add(plan, PLAN_LOANS, earlier, -state->balance, false) &&
           (!earns || (plan_add_role(plan, PLAN_LOANS, "interest", -payoff[LOAN_INTEREST], false) &&
                       plan_add_role(plan, PLAN_LOANS, "fees", -payoff[LOAN_FEE], false) &&
                       plan_add_role(plan, PLAN_LOANS, "fines", -payoff[LOAN_PENALTY], false)));
}

static bool plan_carry(struct meeting_plan *plan, struct plan_part *part, struct uuid account,
                       struct slice field) {
    struct loan_state state;
    struct loan_disbursement opening;
    struct loan_terms wanted, terms;
    const struct group_loan *loan = group_loan_of(part->loan);
    part->replaced = rule_find(plan->rule, &group_loan_type, part->loan->org_id, loan->replaces.id);
    if (!part->replaced || !state_after(plan, part->replaced, field, &state)) return false;
    loan_terms_of_record(part->loan, &opening, 1, &wanted);
    enum loan_carry carry = (enum loan_carry)choice_place(&loan_carry_choices, &loan->carry, CARRY_AS_FEE);
    if (!loan_reschedule(&state, plan->day, carry, &wanted, &opening, &terms))
        return refuse(plan->refusal, field, "Nothing is owed of the earlier loan.");
    part->amount = opening.amount;
    part->fee_first = terms.fee_first;
    return plan_carry_add(plan, part, &state, account);
}

static bool check_payout(struct meeting_plan *plan, const struct plan_part *part, struct slice field) {
    struct loan_book *book = arena_make(plan->rule->job_arena, struct loan_book, 1);
    const struct group_loan *loan = group_loan_of(part->loan);
    bool is_ready = value_is_code(&loan->state, "approved") || value_is_code(&loan->state, "paid_out");
    if (!is_ready) return refuse(plan->refusal, field, "Only a loan that was approved is paid out.");
    if (part->from_earlier) return true;
    book_read(plan, part->loan, true, book);
    if (book->fault != LOAN_OK) return refuse(plan->refusal, field, loan_fault_message(book->fault));
    if (book->schedule.principal <= number_or_0(&loan->amount)) return true;
    return refuse_with(plan->refusal, field, "{1} would be paid out, but only {2} was approved.",
                       words(plan, book->schedule.principal), words(plan, number_or_0(&loan->amount)));
}

/* ---- who leaves ---- */

static bool check_debts(struct meeting_plan *plan, const struct plan_line *line) {
    bool good = true;
    size_t count;
    struct uuid *ids = open_loans_of(plan->rule, plan->group, "member", line->member_id, &count);
    for (size_t i = 0; i < count; i++) {
        struct loan_state state;
        const struct record *loan = rule_find(plan->rule, &group_loan_type, plan->group->org_id, ids[i]);
        if (!loan) continue;
        struct slice field = loan_field(plan, "repayment", loan);
        if (!state_after(plan, loan, field, &state)) return false;
        int64_t owed = loan_parts_sum(&state.payoff);
        if (owed)
            good =
                refuse_with(plan->refusal, field, "Who leaves pays back all that is owed; {1} are missing.",
                            words(plan, owed), S(""));
    }
    return good;
}

/* All of it at this meeting: savings out, debts paid from them. */
static bool check_leaver(struct meeting_plan *plan, const struct plan_line *line) {
    struct uuid account;
    if (!line->leaves) return true;
    if (!group_may_change_members(plan->rule, plan->group, plan->day))
        return refuse(
            plan->refusal, member_field(plan, "leaves", line),
            "The cycle has begun; members leave when it is shared out, or the bylaws say otherwise.");
    int64_t saved =
        -group_balance_of(plan->rule, plan->group, group_savings_role(plan->group), line->member_id);
    int64_t bought;
    if (__builtin_mul_overflow(line->shares, plan->bylaws.share_price, &bought) ||
        !exact_add(&saved, bought) || !exact_add(&saved, line->deposit) ||
        !exact_add(&saved, -line->withdrawal))
        return too_large(plan);
    if (saved)
        return refuse_with(plan->refusal, member_field(plan, "withdrawal", line),
                           "Who leaves takes back all savings; {1} are left.", words(plan, saved), S(""));
    return account_of(plan, group_savings_role(plan->group), line->member_id, &account) &&
           check_debts(plan, line);
}

static bool check_leavers(struct meeting_plan *plan) {
    bool good = true;
    for (size_t i = 0; i < plan->line_count; i++) {
        good = check_leaver(plan, &plan->lines[i]) && good;
    }
    return good;
}

/* ---- payouts ---- */

static bool plan_payout(struct meeting_plan *plan, struct plan_part *part) {
    struct uuid account;
    struct slice field = loan_field(plan, "payout", part->loan);
    if (!check_payout(plan, part, field) || !account_of(plan, "loans", part->loan->id, &account))
        return false;
    if (part->from_earlier) return plan_carry(plan, part, account, field);
    return plan_add(plan, PLAN_LOANS, account, part->amount, true) &&
           plan_swap(plan, loan_field(plan, "payout_other", part->loan), -part->other);
}

static bool plan_each(struct meeting_plan *plan, struct plan_parts *parts,
                      bool (*add)(struct meeting_plan *, struct plan_part *)) {
    bool good = true;
    for (size_t i = 0; i < parts->count; i++) {
        good = add(plan, &parts->items[i]) && good;
    }
    return good;
}

/* ---- the box ---- */

static bool check_outflow(struct meeting_plan *plan, int64_t have) {
    int64_t out = -plan->entries[PLAN_PAYMENTS].cash;
    if (out <= have) return true;
    return refuse_with(plan->refusal, S("state"), "{1} go out of the box, but only {2} are in it.",
                       words(plan, out), words(plan, have));
}

/* Loans are paid from the loan fund alone: the social fund stays. */
static bool check_loan_fund(struct meeting_plan *plan, int64_t have) {
    struct bylaw_breaches breaches = {.count = 0};
    int64_t lent = -plan->entries[PLAN_LOANS].cash;
    if (lent <= have - plan->social_fund || !lent) return true;
    breaches.items[breaches.count++] =
        (struct bylaw_breach){BYLAW_LOAN_CASH, lent, exact_max(0, have - plan->social_fund), OVERRIDE_NEVER};
    return bylaws_allow(plan->rule, plan->group, &breaches, plan->decision, S("state"), plan->refusal);
}

/* Of the other currency that stays in the box; 0 without a rate. */
static int64_t worth_in_box(const struct meeting_plan *plan) {
    int64_t worth;
    bool is_known = plan->second.has_rate && second_box_worth(&plan->second, plan->other_book, &worth);
    return is_known ? worth : 0;
}

static bool plan_cash(struct meeting_plan *plan) {
    int64_t cash = plan->opening_cash;
    for (int entry = PLAN_SAVINGS; entry <= PLAN_EXCHANGE; entry++) {
        if (!exact_add(&cash, plan->entries[entry].cash)) return too_large(plan);
    }
    if (cash < 0)
        return refuse_with(plan->refusal, S("state"),
                           "More change is given for the second currency than there is: {1} are missing.",
                           words(plan, -cash), S(""));
    if (!check_outflow(plan, cash)) return false;
    cash += plan->entries[PLAN_PAYMENTS].cash;
    if (!check_loan_fund(plan, cash + worth_in_box(plan))) return false;
    plan->book_cash = cash + plan->entries[PLAN_LOANS].cash;
    return true;
}

static bool plan_difference(struct meeting_plan *plan) {
    const struct group_meeting *meeting = group_meeting_of(plan->meeting);
    if (!meeting->counted_cash.present)
        return refuse(plan->refusal, S("counted_cash"), "Count the box before the meeting is closed.");
    int64_t difference = meeting->counted_cash.number - plan->book_cash;
    bool has_reason =
        meeting->difference_reason.present && slice_trim(meeting->difference_reason.text).len > 0;
    if (difference && !has_reason)
        return refuse_with(plan->refusal, S("difference_reason"),
                           "The box holds {1}, the book says {2}. Count again, or say why it differs.",
                           words(plan, meeting->counted_cash.number), words(plan, plan->book_cash));
    return plan_add_role(plan, PLAN_DIFFERENCE, "cash_difference", -difference, true);
}

static bool check_other_count(struct meeting_plan *plan, int64_t *difference) {
    const struct group_meeting *meeting = group_meeting_of(plan->meeting);
    *difference = number_or_0(&meeting->other_counted) - plan->other_book;
    if (!meeting->other_counted.present && plan->other_book)
        return refuse_with(plan->refusal, S("other_counted"),
                           "Count the second currency too: the book says {1}.",
                           other_words(plan, plan->other_book), S(""));
    if (!*difference || value_has_words(&meeting->difference_reason)) return true;
    return refuse_with(plan->refusal, S("difference_reason"),
                       "The box holds {1}, the book says {2}. Count again, or say why it differs.",
                       other_words(plan, number_or_0(&meeting->other_counted)),
                       other_words(plan, plan->other_book));
}

/* What is missing or too much of the other currency is lost or won at its worth. */
static bool plan_other_difference(struct meeting_plan *plan) {
    int64_t difference, worth;
    if (!plan->second.is_on) return true;
    if (!check_other_count(plan, &difference)) return false;
    if (!difference) return true;
    if (!check_second(plan, S("state"))) return false;
    if (!second_box_worth(&plan->second, difference, &worth) || !exact_add(&plan->value_held, worth))
        return too_large(plan);
    plan->other_book += difference;
    return plan_add(plan, PLAN_DIFFERENCE, plan->other_cash_account, difference, false) &&
           plan_add_role(plan, PLAN_DIFFERENCE, "other_exchange", -difference, false) &&
           plan_add_role(plan, PLAN_DIFFERENCE, "other_value", worth, false) &&
           plan_add_role(plan, PLAN_DIFFERENCE, "cash_difference", -worth, false);
}

/* All of it at the rate of the day; rates and rounding make up the difference. */
static bool plan_worth(struct meeting_plan *plan) {
    int64_t worth = 0;
    if (!plan->second.is_on) return true;
    if (plan->other_book && !check_second(plan, S("state"))) return false;
    if (plan->other_book && !second_box_worth(&plan->second, plan->other_book, &worth))
        return too_large(plan);
    int64_t difference = worth - plan->value_held;
    return plan_add_role(plan, PLAN_WORTH, "other_value", difference, false) &&
           plan_add_role(plan, PLAN_WORTH, "exchange_difference", -difference, false);
}

/* ---- all together ---- */

static bool balance_of_role(struct meeting_plan *plan, const char *role, struct uuid *account,
                            int64_t *balance) {
    int64_t held;
    return ledger_accounts_need(&plan->accounts, role, account, plan->refusal) &&
           (ledger_balance_now(plan->rule, plan->group->org_id, *account, balance, &held) ||
            refuse(plan->refusal, S(""), "There is no such account."));
}

static bool plan_begin(struct meeting_plan *plan) {
    struct uuid book, social;
    const struct group_meeting *meeting = group_meeting_of(plan->meeting);
    struct rule *rule = plan->rule;
    plan->group = rule_find(rule, &savings_group_type, plan->meeting->org_id, meeting->savings_group.id);
    if (!plan->group) return false; /* the database has refused something earlier */
    plan->day = date_first_day(meeting->held_on.date);
    plan->bylaw = group_bylaw_on(rule->db, rule->job_arena, plan->group, plan->day);
    if (!ledger_book_of_subject(rule->db, rule->job_arena, plan->group->org_id, plan->group->id, &book))
        return refuse(plan->refusal, S(""), "The group has no book.");
    bylaws_of_record(plan->bylaw, &plan->bylaws);
    plan->decision.by = decided_by_of(&meeting->decided_by);
    plan->decision.is_minuted = meeting->minutes.present && slice_trim(meeting->minutes.text).len > 0;
    plan->accounts = ledger_accounts_read(rule->db, rule->job_arena, plan->group->org_id, book);
    if (!balance_of_role(plan, "cash", &plan->cash_account, &plan->opening_cash) ||
        !balance_of_role(plan, "social_fund", &social, &plan->social_fund))
        return false;
    plan->social_fund = -plan->social_fund;
    plan->second = second_box_read(rule->db, rule->job_arena, plan->group, plan->day);
    return !plan->second.is_on ||
           (balance_of_role(plan, "other_cash", &plan->other_cash_account, &plan->other_opening) &&
            balance_of_role(plan, "other_value", &social, &plan->value_held));
}

bool meeting_plan_make(struct rule *rule, const struct record *meeting, struct meeting_plan *plan,
                       struct refusal *refusal) {
    *plan = (struct meeting_plan){.rule = rule, .refusal = refusal, .meeting = meeting};
    if (!plan_begin(plan)) return false;
    sheet_read(plan);
    bool good = check_quorum(plan);
    good = plan_members(plan) && good;
    good = plan_items(plan) && good;
    good = plan_each(plan, &plan->repayments, plan_repayment) && good;
    good = plan_each(plan, &plan->write_offs, plan_write_off) && good;
    good = plan_each(plan, &plan->payouts, plan_payout) && good;
    good = good && check_leavers(plan);
    return good && plan_other_cash(plan) && plan_cash(plan) && plan_difference(plan) &&
           plan_other_difference(plan) && plan_worth(plan);
}

static bool lines_close(struct meeting_plan *plan, struct plan_lines *lines) {
    if (!lines->count) return false;
    if (lines->cash)
        plan_add(plan, (enum plan_entry)(lines - plan->entries), plan->cash_account, lines->cash, false);
    return true;
}

size_t meeting_plan_posts(struct meeting_plan *plan, struct ledger_post posts[static PLAN_ENTRIES]) {
    size_t count = 0;
    for (int i = 0; i < PLAN_ENTRIES; i++) {
        struct plan_lines *lines = &plan->entries[i];
        if (!lines_close(plan, lines)) continue;
        posts[count++] = (struct ledger_post){.org_id = plan->group->org_id,
                                              .book_id = plan->accounts.book_id,
                                              .day = plan->day,
                                              .kind = i >= PLAN_DIFFERENCE ? LEDGER_ADJUSTMENT : LEDGER_ENTRY,
                                              .source_type = plan->meeting->type,
                                              .source_id = plan->meeting->id,
                                              .lines = lines->lines,
                                              .line_count = lines->count};
    }
    return count;
}

int64_t meeting_saving_of(struct rule *rule, const struct record *meeting, struct uuid member_id,
                          int64_t share_price) {
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT COALESCE(\"shares\", 0), COALESCE(\"deposit\", 0), COALESCE(\"withdrawal\", 0) FROM "
            "meeting_line WHERE org_id = ?1 AND \"meeting\" = ?2 AND \"member\" = ?3 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, meeting->org_id);
    db_bind_uuid(query, 2, meeting->id);
    db_bind_uuid(query, 3, member_id);
    int64_t saving = 0;
    if (db_next(query) && !__builtin_mul_overflow(db_column_int(query, 0), share_price, &saving))
        saving += db_column_int(query, 1) - db_column_int(query, 2);
    db_done(query);
    return saving;
}
