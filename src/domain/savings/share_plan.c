/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/share_plan.h"

#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"
#include "domain/savings/group_state.h"
#include "i18n/locale.h"

static const struct uuid whole_book;

static struct slice words(struct share_plan *plan, int64_t amount) {
    return group_amount_words(plan->rule, plan->group, amount);
}

/* ---- balances and lines ---- */

static bool balance_of(struct share_plan *plan, const char *role, struct uuid *account, int64_t *balance) {
    int64_t held;
    return ledger_accounts_need(&plan->accounts, role, account, plan->refusal) &&
           (ledger_balance_now(plan->rule, plan->group->org_id, *account, balance, &held) ||
            refuse(plan->refusal, S(""), "There is no such account."));
}

static void line_add(struct share_plan *plan, int entry, struct uuid account, int64_t amount) {
    struct share_lines *lines = &plan->entries[entry];
    if (!amount) return;
    lines->lines = arena_room(plan->rule->job_arena, lines->lines, sizeof *lines->lines, lines->count);
    lines->lines[lines->count++] = (struct ledger_line){account, amount};
}

static bool line_add_role(struct share_plan *plan, int entry, const char *role, int64_t amount) {
    struct uuid account;
    if (!amount) return true;
    if (!ledger_accounts_need(&plan->accounts, role, &account, plan->refusal)) return false;
    line_add(plan, entry, account, amount);
    return true;
}

/* What the entries so far do to an account. */
static int64_t planned_on(const struct share_plan *plan, struct uuid account) {
    int64_t sum = 0;
    for (int entry = 0; entry < SHARE_ENTRIES; entry++) {
        for (size_t i = 0; i < plan->entries[entry].count; i++) {
            const struct ledger_line *line = &plan->entries[entry].lines[i];
            if (uuid_equal(line->account_id, account)) sum += line->amount;
        }
    }
    return sum;
}

/* ---- who shares ---- */

static void receivers_read(struct share_plan *plan) {
    struct db_query *query =
        db_query(plan->rule->db,
                 SQL("SELECT id, \"number\" FROM savings_member WHERE org_id = ?1 AND \"savings_group\" = ?2 "
                     "AND deleted_ms = 0 ORDER BY \"number\", id LIMIT ?3"));
    db_bind_uuid(query, 1, plan->group->org_id);
    db_bind_uuid(query, 2, plan->group->id);
    db_bind_int(query, 3, LIMIT_GROUP_MEMBERS);
    plan->receivers = arena_make(plan->rule->job_arena, struct share_receiver, LIMIT_GROUP_MEMBERS);
    while (db_next(query)) {
        plan->receivers[plan->count++] =
            (struct share_receiver){.member_id = db_column_uuid(query, 0), .number = db_column_int(query, 1)};
    }
    db_done(query);
}

/* Those who have savings stay on the list. */
static void receivers_weigh(struct share_plan *plan) {
    const char *role = group_savings_role(plan->group);
    size_t kept = 0;
    for (size_t i = 0; i < plan->count; i++) {
        struct share_receiver *receiver = &plan->receivers[i];
        int64_t balance = 0, held;
        bool found =
            ledger_accounts_find(&plan->accounts, role, receiver->member_id, &receiver->account_id) &&
            ledger_balance_now(plan->rule, plan->group->org_id, receiver->account_id, &balance, &held);
        receiver->saved = -balance;
        if (found && balance) plan->receivers[kept++] = *receiver;
    }
    plan->count = kept;
    plan->members = arena_make(plan->rule->job_arena, struct share_member, kept + 1);
}

static struct db_query *days_query(struct share_plan *plan, const struct share_receiver *receiver) {
    struct db_query *query =
        db_query(plan->rule->db, SQL("SELECT p.day, CAST(SUM(p.amount) AS BIGINT) FROM ledger_balance b JOIN "
                                     "ledger_posting p ON p.org_id = b.org_id AND "
                                     "p.account = b.account JOIN ledger_entry e ON e.org_id = p.org_id AND "
                                     "e.book = p.book AND e.seq = p.seq WHERE "
                                     "b.org_id = ?1 AND b.account_id = ?2 AND p.day <= ?3 AND e.kind <> ?4 "
                                     "GROUP BY p.day ORDER BY p.day"));
    db_bind_uuid(query, 1, plan->group->org_id);
    db_bind_uuid(query, 2, receiver->account_id);
    db_bind_int(query, 3, plan->day);
    db_bind_int(query, 4, LEDGER_HELD);
    return query;
}

/* Savings × days within the time of the profit, from the postings of the account. */
static bool weight_of_days(struct share_plan *plan, const struct share_receiver *receiver, int64_t *weight) {
    struct arena *arena = plan->rule->job_arena;
    struct share_balance *balances = arena_room(arena, NULL, sizeof *balances, 0);
    size_t count = 1;
    int64_t saved = 0;
    balances[0] = (struct share_balance){plan->from_day, 0};
    struct db_query *query = days_query(plan, receiver);
    while (db_next(query)) {
        int64_t day = db_column_int(query, 0);
        saved -= db_column_int(query, 1);
        if (day <= plan->from_day) { /* what stood there when the time began */
            balances[0].amount = saved;
            continue;
        }
        balances = arena_room(arena, balances, sizeof *balances, count);
        balances[count++] = (struct share_balance){day, saved};
    }
    db_done(query);
    return share_weight(balances, count, plan->from_day, plan->day, weight) ||
           refuse(plan->refusal, S(""), "The amounts are too large.");
}

static bool members_weigh(struct share_plan *plan) {
    const struct group_bylaw *bylaw = group_bylaw_of(plan->bylaw);
    bool by_days = plan->is_dividend && value_is_code(&bylaw->dividend_by, "savings_days");
    int64_t price = group_is_vsla(plan->group) && !plan->is_dividend ? number_or_0(&bylaw->share_price) : 1;
    for (size_t i = 0; i < plan->count; i++) {
        plan->members[i].shares = plan->receivers[i].saved / (price > 0 ? price : 1);
        if (by_days && !weight_of_days(plan, &plan->receivers[i], &plan->members[i].shares)) return false;
    }
    return true;
}

/* ---- loans that are paid from it ---- */

static bool refuse_loan(struct share_plan *plan, const struct record *loan) {
    return refuse_with(
        plan->refusal, S(""),
        "Loan {1} is still open and its borrower has no share; it is paid back or written off first.",
        loan->code, S(""));
}

static bool loan_net(struct share_plan *plan, const struct record *record) {
    struct loan_book *book = arena_make(plan->rule->job_arena, struct loan_book, 1);
    struct loan_state state;
    size_t at = 0;
    loan_book_read(plan->rule->db, plan->rule->job_arena, plan->group, record, (struct loan_scope){0},
                   plan->day, book);
    if (!loan_book_state(plan->rule, plan->group, book, plan->day, S(""), &state, plan->refusal))
        return false;
    const struct value *borrower = &group_loan_of(record)->member;
    while (at < plan->count &&
           !(borrower->present && uuid_equal(plan->receivers[at].member_id, borrower->id))) {
        at++;
    }
    if (at == plan->count) return refuse_loan(plan, record) || plan->looks_ahead;
    int64_t debt = loan_parts_sum(&state.payoff);
    plan->loans[plan->loan_count++] = (struct share_loan){record, at, state.payoff};
    return exact_add(&plan->members[at].debt, debt) ||
           refuse(plan->refusal, S(""), "The amounts are too large.");
}

/* What members owe is set against what they get: it stands with what the group owes until it is paid out. */
static bool loan_post(struct share_plan *plan, const struct share_loan *loan) {
    struct uuid account;
    const int64_t *payoff = loan->payoff.of;
    if (!ledger_accounts_find(&plan->accounts, "loans", loan->record->id, &account))
        return refuse(plan->refusal, S(""), "A member or a loan has no open account in the book.");
    line_add(plan, SHARE_NETTING, account, -payoff[LOAN_PRINCIPAL]);
    return line_add_role(plan, SHARE_NETTING, "interest", -payoff[LOAN_INTEREST]) &&
           line_add_role(plan, SHARE_NETTING, "fees", -payoff[LOAN_FEE]) &&
           line_add_role(plan, SHARE_NETTING, "fines", -payoff[LOAN_PENALTY]) &&
           line_add_role(plan, SHARE_NETTING, "payable", loan_parts_sum(&loan->payoff));
}

static bool loans_net(struct share_plan *plan) {
    size_t count;
    struct record **loans = group_loans_read(plan->rule->db, plan->rule->job_arena, plan->group->org_id,
                                             plan->group->id, true, &count);
    plan->loans = arena_make(plan->rule->job_arena, struct share_loan, count + 1);
    for (size_t i = 0; i < count; i++) {
        size_t before = plan->loan_count;
        if (!loan_net(plan, loans[i])) return false;
        if (plan->loan_count > before && !loan_post(plan, &plan->loans[before])) return false;
    }
    return true;
}

/* ---- closing the accounts of the cycle ---- */

/* Accounts of income and expense, and the opening balances of a share-out. */
static struct uuid *accounts_to_close(struct share_plan *plan, size_t *count) {
    struct uuid *ids = NULL;
    struct db_query *query = db_query(
        plan->rule->db,
        SQL("SELECT id FROM ledger_account WHERE org_id = ?1 AND \"book\" = ?2 AND deleted_ms = 0 AND "
            "(\"kind\" IN ('income', 'expense') OR (?3 = 1 AND \"role\" = 'opening')) ORDER BY "
            "\"number\", id"));
    db_bind_uuid(query, 1, plan->group->org_id);
    db_bind_uuid(query, 2, plan->accounts.book_id);
    db_bind_int(query, 3, !plan->is_dividend);
    for (*count = 0; db_next(query); ++*count) {
        ids = arena_room(plan->rule->job_arena, ids, sizeof *ids, *count);
        ids[*count] = db_column_uuid(query, 0);
    }
    db_done(query);
    return ids;
}

static bool accounts_close(struct share_plan *plan) {
    size_t count;
    struct uuid *ids = accounts_to_close(plan, &count);
    for (size_t i = 0; i < count; i++) {
        int64_t balance, held;
        if (!ledger_balance_now(plan->rule, plan->group->org_id, ids[i], &balance, &held)) return false;
        balance += planned_on(plan, ids[i]);
        line_add(plan, SHARE_CLOSING, ids[i], -balance);
        plan->profit -= balance;
    }
    return line_add_role(plan, SHARE_CLOSING, "retained", -plan->profit);
}

/* ---- paying ---- */

static bool refuse_fault(struct share_plan *plan, enum share_fault fault,
                         const struct share_problem *problem) {
    bool of_member = fault == SHARE_FAULT_DEBT || fault == SHARE_FAULT_NEGATIVE_MEMBER;
    int64_t number = of_member ? plan->receivers[problem->member].number : 0;
    struct slice field =
        of_member ? arena_printf(plan->rule->job_arena, "member.%lld", (long long)number) : S("");
    return refuse_with(plan->refusal, field, share_fault_message(fault), words(plan, problem->amount),
                       arena_printf(plan->rule->job_arena, "%lld", (long long)number));
}

static bool divide(struct share_plan *plan, int64_t cash) {
    struct share_problem problem = {0};
    enum share_fault fault =
        share_out_make(cash, plan->members, plan->count, plan->multiple, &plan->result, &problem);
    /* A cycle in which all shares were sold back ends too: what it earned is left over. */
    bool is_left = fault == SHARE_FAULT_NO_SHARES && !plan->is_dividend;
    if (is_left) plan->result.remainder = plan->result.pool;
    return fault == SHARE_OK || is_left || refuse_fault(plan, fault, &problem);
}

/* A loan fund that lost more than it had lost of the social fund, with which it shares the box: members get
 * nothing, and what is left of the social fund goes on.  Loans that are still open pay it back first. */
static bool lose_social_fund(struct share_plan *plan) {
    if (plan->cash >= 0) return true;
    if (plan->loan_count || -plan->cash > plan->social_held)
        return refuse(plan->refusal, S(""), share_fault_message(SHARE_FAULT_NEGATIVE_CASH));
    plan->social_lost = -plan->cash;
    plan->cash = 0;
    return true;
}

/* The other currency counts at the worth that the closing of the meeting gave it, by the rate of its day. */
static bool second_cash(struct share_plan *plan, int64_t *cash) {
    struct uuid account;
    int64_t worth;
    return balance_of(plan, "other_cash", &account, &plan->other_cash) &&
           balance_of(plan, "other_value", &account, &worth) &&
           (exact_add(cash, worth) || refuse(plan->refusal, S(""), "The amounts are too large."));
}

/* What is handed out: the group's own currency first, then whole dollars for what is missing. */
static bool cash_pay(struct share_plan *plan, int64_t amount) {
    int64_t missing = exact_max(amount - plan->own_cash, 0), worth = 0;
    if (missing && plan->second.has_rate) {
        if (!second_box_enough(&plan->second, missing, &plan->other_paid))
            return refuse(plan->refusal, S(""), "The amounts are too large.");
        plan->other_paid = exact_min(plan->other_paid, plan->other_cash);
        if (!second_box_worth(&plan->second, plan->other_paid, &worth)) return false;
    }
    if (amount - worth > plan->own_cash || amount < worth) {
        refuse_with(
            plan->refusal, S(""),
            "{1} are handed out, but the box holds {2} in the group's own currency; change the other first.",
            words(plan, amount), words(plan, plan->own_cash));
        return plan->looks_ahead;
    }
    return line_add_role(plan, SHARE_PAYING, "cash", worth - amount) &&
           line_add_role(plan, SHARE_PAYING, "other_value", -worth) &&
           line_add_role(plan, SHARE_PAYING, "other_cash", -plan->other_paid) &&
           line_add_role(plan, SHARE_PAYING, "other_exchange", plan->other_paid);
}

/* What the meeting counted is still what the book holds: nothing was posted behind its back.  Also for a
 * dividend that is put on the savings: the profit of a book that does not agree with its box is none to
 * share. */
static bool check_box(struct share_plan *plan) {
    const struct group_meeting *meeting = group_meeting_of(plan->meeting);
    bool is_open = value_is_code(&meeting->state, "open");
    int64_t counted = number_or_0(&meeting->closing_cash), other = number_or_0(&meeting->other_closing);
    if (is_open) return true; /* refused by itself */
    plan->box_agrees = counted == plan->own_cash && (!plan->second.is_on || other == plan->other_cash);
    if (plan->box_agrees) return true;
    bool is_own = counted != plan->own_cash;
    struct uuid unit = is_own ? savings_group_of(plan->group)->unit.id : plan->second.unit_id;
    refuse_with(plan->refusal, S("meeting"),
                "The box was counted as {1}, but the book holds {2}; hold a meeting that counts it again.",
                commodity_amount(plan->rule, unit, is_own ? counted : other),
                commodity_amount(plan->rule, unit, is_own ? plan->own_cash : plan->other_cash));
    return plan->looks_ahead;
}

/* The cash of the loan fund: without the social fund, the reserve and what is owed to others. */
static bool loan_fund_cash(struct share_plan *plan) {
    struct uuid account;
    int64_t cash, bank, social, reserve, payable;
    if (!balance_of(plan, "cash", &account, &cash) || !balance_of(plan, "bank", &account, &bank) ||
        !balance_of(plan, "social_fund", &account, &social) ||
        !balance_of(plan, "reserve", &account, &reserve) || !balance_of(plan, "payable", &account, &payable))
        return false;
    plan->bank = bank;
    plan->own_cash = cash;
    plan->social_held = -social;
    if (plan->second.is_on && !second_cash(plan, &cash)) return false;
    if (!check_box(plan)) return false;
    if (bank && !plan->is_dividend) {
        refuse_with(plan->refusal, S(""), "{1} are at the bank; take them back to the box first.",
                    words(plan, bank), S(""));
        if (!plan->looks_ahead) return false;
    }
    plan->cash = cash + social + (plan->is_dividend ? 0 : reserve) + payable;
    return true;
}

/* The members' accounts to nothing; profit kept takes the difference, so that what is left over stays in it.
 */
static bool share_out_pay(struct share_plan *plan) {
    bool to_social = value_is_code(&group_bylaw_of(plan->bylaw)->remainder, "social_fund");
    int64_t saved = 0;
    plan->social_fund = (to_social ? plan->result.remainder : 0) - plan->social_lost;
    for (size_t i = 0; i < plan->count; i++) {
        line_add(plan, SHARE_PAYING, plan->receivers[i].account_id, plan->receivers[i].saved);
        if (!exact_add(&saved, plan->receivers[i].saved))
            return refuse(plan->refusal, S(""), "The amounts are too large.");
    }
    int64_t from_profit = plan->result.paid + plan->social_fund - saved;
    return cash_pay(plan, plan->result.handed_out) &&
           line_add_role(plan, SHARE_PAYING, "payable", -plan->result.netted) &&
           line_add_role(plan, SHARE_PAYING, "social_fund", -plan->social_fund) &&
           line_add_role(plan, SHARE_PAYING, "retained", from_profit);
}

static bool share_out_plan(struct share_plan *plan) {
    return loans_net(plan) && lose_social_fund(plan) && accounts_close(plan) && divide(plan, plan->cash) &&
           share_out_pay(plan);
}

/* Nothing leaves the box. */
static void dividend_keep(struct share_plan *plan) {
    for (size_t i = 0; i < plan->count; i++) {
        line_add(plan, SHARE_PAYING, plan->receivers[i].account_id, -plan->members[i].payout);
        plan->members[i].cash = 0;
    }
    plan->result.handed_out = 0;
}

static bool dividend_pay(struct share_plan *plan) {
    if (!plan->pays_savings && plan->result.handed_out > plan->cash)
        return refuse_with(plan->refusal, S(""),
                           "The dividend is {1}, but the loan fund has only {2} in cash.",
                           words(plan, plan->result.handed_out), words(plan, plan->cash));
    if (plan->pays_savings)
        dividend_keep(plan);
    else if (!cash_pay(plan, plan->result.handed_out))
        return false;
    return line_add_role(plan, SHARE_PAYING, "reserve", -plan->reserve) &&
           line_add_role(plan, SHARE_PAYING, "social_fund", -plan->social_fund) &&
           line_add_role(plan, SHARE_PAYING, "retained",
                         plan->result.paid + plan->reserve + plan->social_fund);
}

static bool dividend_plan(struct share_plan *plan) {
    const struct group_bylaw *bylaw = group_bylaw_of(plan->bylaw);
    struct profit_part parts[] = {{.rate_ppm = number_or_0(&bylaw->dividend_ppm)},
                                  {.rate_ppm = number_or_0(&bylaw->reserve_ppm)},
                                  {.rate_ppm = number_or_0(&bylaw->social_ppm)},
                                  {.rate_ppm = 0}};
    if (!accounts_close(plan)) return false;
    enum profit_fault fault = profit_split(plan->profit, parts, ARRAY_LEN(parts), 3, plan->multiple);
    if (fault != PROFIT_OK) return refuse(plan->refusal, S(""), profit_fault_message(fault));
    plan->reserve = parts[1].amount;
    plan->social_fund = parts[2].amount;
    plan->kept = parts[3].amount;
    return divide(plan, parts[0].amount) && dividend_pay(plan);
}

/* ---- all together ---- */

/* The day after the last time that income and expenses were closed. */
static bool take_from_day(struct share_plan *plan, struct uuid book) {
    struct date date;
    const struct record *record = rule_find(plan->rule, &ledger_book_type, plan->group->org_id, book);
    plan->from_day = record ? date_first_day(ledger_book_of(record)->opened_on.date) : 0;
    struct db_query *query = db_query(
        plan->rule->db,
        SQL("SELECT MAX(\"on_day\") FROM group_share_out WHERE org_id = ?1 AND \"savings_group\" = ?2 "
            "AND id <> ?3 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, plan->group->org_id);
    db_bind_uuid(query, 2, plan->group->id);
    db_bind_uuid(query, 3, plan->share_out->id);
    if (db_next(query) && date_parse_iso(db_column_text(query, 0), &date))
        plan->from_day = date_first_day(date) + 1;
    db_done(query);
    return plan->from_day <= plan->day ||
           refuse(plan->refusal, S("meeting"),
                  "There was a share-out or a dividend after this meeting already.");
}

static bool check_meeting(struct share_plan *plan) {
    const struct group_meeting *meeting = group_meeting_of(plan->meeting);
    struct last_meeting last = group_last_closed(plan->rule, plan->group, whole_book);
    if (value_is_code(&meeting->state, "open"))
        return refuse(plan->refusal, S("meeting"), "Close the meeting first: its box is counted then.");
    if (!uuid_equal(last.id, plan->meeting->id) || group_open_meeting(plan->rule, plan->group, whole_book))
        return refuse(plan->refusal, S("meeting"), "This is not the last meeting.");
    return true;
}

/* What the bylaws of its model know: a yearly cycle is shared out, a permanent fund pays a dividend and goes
 * on. */
static bool check_kind(struct share_plan *plan) {
    const struct group_share_out *share_out = group_share_out_of(plan->share_out);
    bool is_dividend = value_is_code(&share_out->kind, "dividend");
    if (is_dividend && group_is_vsla(plan->group))
        return refuse(plan->refusal, S("kind"),
                      "This group saves in yearly cycles: it shares out and pays no dividend.");
    if (!is_dividend && !group_is_vsla(plan->group))
        return refuse(plan->refusal, S("kind"), "This group keeps a permanent fund: it pays a dividend.");
    return is_dividend || !value_is_code(&share_out->paid, "savings") ||
           refuse(plan->refusal, S("paid"),
                  "What is shared out is handed out; only a dividend stays with the savings.");
}

static bool plan_begin(struct share_plan *plan) {
    struct rule *rule = plan->rule;
    struct uuid book;
    const struct group_share_out *share_out = group_share_out_of(plan->share_out);
    plan->is_dividend = value_is_code(&share_out->kind, "dividend");
    plan->pays_savings = plan->is_dividend && value_is_code(&share_out->paid, "savings");
    plan->day = date_first_day(group_meeting_of(plan->meeting)->held_on.date);
    plan->bylaw = group_bylaw_on(rule->db, rule->job_arena, plan->group, plan->day);
    plan->multiple = number_or_0(&group_bylaw_of(plan->bylaw)->multiple);
    if (!check_meeting(plan) && !plan->looks_ahead) return false;
    if (!ledger_book_of_subject(rule->db, rule->job_arena, plan->group->org_id, plan->group->id, &book))
        return refuse(plan->refusal, S(""), "The group has no book.");
    plan->accounts = ledger_accounts_read(rule->db, rule->job_arena, plan->group->org_id, book);
    plan->second = second_box_read(rule->db, rule->job_arena, plan->group, plan->day);
    ledger_settle(rule); /* postings of accounts are read from their tables */
    return take_from_day(plan, book) && loan_fund_cash(plan);
}

/* A dividend that gives nobody anything cannot be undone and would stand in the way of a real one.  A cycle
 * ends also when all of it is lost: else the next one could not begin. */
static bool check_gives(struct share_plan *plan) {
    bool ends = !plan->is_dividend && (plan->count || plan->result.pool);
    return plan->result.paid || ends || refuse(plan->refusal, S(""), "Nobody would get anything.") ||
           plan->looks_ahead;
}

static bool plan_make(struct share_plan *plan) {
    const struct group_share_out *wanted = group_share_out_of(plan->share_out);
    struct uuid org = plan->share_out->org_id;
    plan->group = rule_find(plan->rule, &savings_group_type, org, wanted->savings_group.id);
    plan->meeting = rule_find(plan->rule, &group_meeting_type, org, wanted->meeting.id);
    if (!plan->group || !plan->meeting) return false;
    if (!uuid_equal(group_meeting_of(plan->meeting)->savings_group.id, plan->group->id))
        return refuse(plan->refusal, S("meeting"), "This is a meeting of another group.");
    if (!check_kind(plan) || !group_goes_on(plan->group, "savings_group", plan->refusal) || !plan_begin(plan))
        return false;
    receivers_read(plan);
    receivers_weigh(plan);
    return members_weigh(plan) && (plan->is_dividend ? dividend_plan(plan) : share_out_plan(plan)) &&
           check_gives(plan);
}

bool share_plan_make(struct rule *rule, const struct record *share_out, struct share_plan *plan,
                     struct refusal *refusal) {
    *plan = (struct share_plan){.rule = rule, .refusal = refusal, .share_out = share_out};
    return plan_make(plan);
}

bool share_plan_look(struct rule *rule, const struct record *share_out, struct share_plan *plan,
                     struct refusal *refusal) {
    *plan =
        (struct share_plan){.rule = rule, .refusal = refusal, .share_out = share_out, .looks_ahead = true};
    return plan_make(plan);
}

size_t share_plan_posts(struct share_plan *plan, struct ledger_post posts[static SHARE_ENTRIES]) {
    size_t count = 0;
    for (int entry = 0; entry < SHARE_ENTRIES; entry++) {
        const struct share_lines *lines = &plan->entries[entry];
        if (!lines->count) continue;
        posts[count++] = (struct ledger_post){.org_id = plan->group->org_id,
                                              .book_id = plan->accounts.book_id,
                                              .day = plan->day,
                                              .kind = entry == SHARE_CLOSING ? LEDGER_CLOSING : LEDGER_ENTRY,
                                              .source_type = plan->share_out->type,
                                              .source_id = plan->share_out->id,
                                              .lines = lines->lines,
                                              .line_count = lines->count};
    }
    return count;
}
