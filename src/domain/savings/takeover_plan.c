/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/takeover_plan.h"

#include "base/limits.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "domain/ledger/opening.h"
#include "domain/savings/group_state.h"

static struct slice words(struct takeover_plan *plan, int64_t amount) {
    return group_amount_words(plan->rule, plan->group, amount);
}

static bool too_large(struct takeover_plan *plan) {
    return refuse(plan->refusal, S(""), "The amounts are too large.");
}

bool takeover_is_draft(const struct record *takeover, struct refusal *refusal) {
    return value_is_code(&group_takeover_of(takeover)->state, "draft") ||
           refuse(refusal, S(""), "The books are taken over; take that back first, then change them.");
}

/* ---- what was entered ---- */

static void savers_read(struct takeover_plan *plan) {
    struct db_query *query = db_query(
        plan->rule->db,
        SQL("SELECT l.id, l.\"member\", m.\"number\", COALESCE(l.\"amount\", 0) FROM takeover_saving l JOIN "
            "savings_member m ON m.org_id = l.org_id AND m.id = l.\"member\" WHERE l.org_id = ?1 AND "
            "l.\"takeover\" = ?2 AND l.deleted_ms = 0 ORDER BY m.\"number\", l.id LIMIT ?3"));
    db_bind_uuid(query, 1, plan->takeover->org_id);
    db_bind_uuid(query, 2, plan->takeover->id);
    db_bind_int(query, 3, LIMIT_GROUP_MEMBERS);
    while (db_next(query)) {
        plan->savers =
            arena_room(plan->rule->job_arena, plan->savers, sizeof *plan->savers, plan->saver_count);
        plan->savers[plan->saver_count++] =
            (struct takeover_saver){db_column_uuid(query, 0), db_column_uuid(query, 1),
                                    db_column_int(query, 2), db_column_int(query, 3)};
    }
    db_done(query);
}

static void loans_read(struct takeover_plan *plan) {
    struct uuid *ids = arena_make(plan->rule->job_arena, struct uuid, LIMIT_MEETING_ITEMS);
    size_t count =
        rule_referrers(plan->rule, &group_loan_type, record_type_field(&group_loan_type, S("takeover")),
                       plan->takeover->org_id, plan->takeover->id, ids, LIMIT_MEETING_ITEMS);
    plan->loans = arena_make(plan->rule->job_arena, const struct record *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(plan->rule, &group_loan_type, plan->takeover->org_id, ids[i]);
        if (found) plan->loans[plan->loan_count++] = record_copy_deep(plan->rule->job_arena, found);
    }
}

/* ---- lines ---- */

static bool line_add_only(struct takeover_plan *plan, struct uuid account, int64_t amount) {
    plan->lines = arena_room(plan->rule->job_arena, plan->lines, sizeof *plan->lines, plan->line_count);
    plan->lines[plan->line_count++] = (struct ledger_line){account, amount};
    return true;
}

static bool line_add(struct takeover_plan *plan, struct uuid account, int64_t amount) {
    if (!amount) return true;
    line_add_only(plan, account, amount);
    return amount > 0 ? exact_add(&plan->owned, amount) || too_large(plan)
                      : exact_add(&plan->owed, -amount) || too_large(plan);
}

static bool role_add(struct takeover_plan *plan, const char *role, int64_t amount) {
    struct uuid account;
    if (!amount) return true;
    return ledger_accounts_need(&plan->accounts, role, &account, plan->refusal) &&
           line_add(plan, account, amount);
}

static bool subject_add(struct takeover_plan *plan, const char *role, struct uuid subject, int64_t amount) {
    struct uuid account;
    if (!amount) return true;
    if (!ledger_accounts_find(&plan->accounts, role, subject, &account))
        return refuse(plan->refusal, S(""), "A member or a loan has no open account in the book.");
    return line_add(plan, account, amount);
}

static bool savings_add(struct takeover_plan *plan) {
    for (size_t i = 0; i < plan->saver_count; i++) {
        const struct takeover_saver *saver = &plan->savers[i];
        if (!subject_add(plan, group_savings_role(plan->group), saver->member_id, -saver->amount) ||
            !exact_add(&plan->savings, saver->amount))
            return false;
    }
    return true;
}

/* Terms and figures were looked at when the loan was entered; the day may be another by now. */
static bool loan_fits(struct takeover_plan *plan, const struct record *loan) {
    struct loan_ask *ask = arena_make(plan->rule->job_arena, struct loan_ask, 1);
    struct refusal own = REFUSAL_IN(plan->rule->job_arena);
    struct record *copy = record_copy_deep(plan->rule->job_arena, loan);
    group_loan_of(copy)->taken_over_on = (struct value){0};
    bool good = loan_ask_make(plan->rule, plan->group, copy, ask, &own) && loan_on_paper_fits(ask, plan->day);
    for (const struct refusal_item *item = own.first; item; item = item->next) {
        struct slice field =
            arena_printf(plan->rule->job_arena, "%.*s.%.*s", SLICE_ARG(item->field), SLICE_ARG(loan->code));
        refuse_with(plan->refusal, field, item->message, item->args[0], item->args[1]);
    }
    return good;
}

static bool loans_add(struct takeover_plan *plan) {
    bool good = true;
    for (size_t i = 0; i < plan->loan_count; i++) {
        int64_t owed = number_or_0(&group_loan_of(plan->loans[i])->owed_then);
        good = loan_fits(plan, plan->loans[i]) && good;
        if (!subject_add(plan, "loans", plan->loans[i]->id, owed) || !exact_add(&plan->outstanding, owed))
            return false;
    }
    return good;
}

/* The second currency counts at its worth on the day. */
static bool second_add(struct takeover_plan *plan) {
    struct uuid cash, counterpart;
    int64_t other = number_or_0(&group_takeover_of(plan->takeover)->other), worth;
    struct rule *rule = plan->rule;
    if (!other) return true;
    struct second_box box = second_box_read(rule->db, rule->job_arena, plan->group, plan->day);
    if (!box.is_on) return refuse(plan->refusal, S("other"), "This group keeps one currency in its box.");
    if (!box.has_rate)
        return refuse_with(plan->refusal, S("other"),
                           "There is no exchange rate for {1}; write it down first.",
                           date_format_iso(rule->job_arena, date_of_day(plan->day)), S(""));
    if (!second_box_worth(&box, other, &worth)) return too_large(plan);
    plan->other_worth = worth;
    return role_add(plan, "other_value", worth) &&
           ledger_accounts_need(&plan->accounts, "other_cash", &cash, plan->refusal) &&
           ledger_accounts_need(&plan->accounts, "other_exchange", &counterpart, plan->refusal) &&
           line_add_only(plan, cash, other) && line_add_only(plan, counterpart, -other);
}

static bool sums_add(struct takeover_plan *plan) {
    const struct group_takeover *takeover = group_takeover_of(plan->takeover);
    return role_add(plan, "cash", number_or_0(&takeover->cash)) && second_add(plan) &&
           role_add(plan, "bank", number_or_0(&takeover->bank)) &&
           role_add(plan, "social_fund", -number_or_0(&takeover->social_fund)) &&
           role_add(plan, "payable", -number_or_0(&takeover->payable)) &&
           role_add(plan, "reserve", -number_or_0(&takeover->reserve)) &&
           role_add(plan, "retained", -number_or_0(&takeover->retained)) &&
           role_add(plan, "other_income", -number_or_0(&takeover->profit));
}

/* ---- whether it fits ---- */

static bool check_social_fund(struct takeover_plan *plan) {
    const struct group_takeover *takeover = group_takeover_of(plan->takeover);
    int64_t social = number_or_0(&takeover->social_fund),
            money = number_or_0(&takeover->cash) + number_or_0(&takeover->bank) + plan->other_worth;
    return social <= money ||
           refuse_with(plan->refusal, S("social_fund"), "The social fund is {1}, but box and bank hold {2}.",
                       words(plan, social), words(plan, money));
}

static bool check_counted(struct takeover_plan *plan) {
    return group_takeover_of(plan->takeover)->cash.present ||
           refuse(plan->refusal, S("cash"), "Count the box; write 0 when it is empty.");
}

/* The book holds nothing yet, and was not opened: this is its first entry. */
static bool check_untouched(struct takeover_plan *plan) {
    if (ledger_book_is_opened(plan->rule, plan->group->org_id, plan->accounts.book_id, plan->takeover->id))
        return refuse(plan->refusal, S(""),
                      "The opening balances of this book were entered already; reverse that entry first.");
    for (size_t i = 0; i < plan->accounts.count; i++) {
        int64_t balance = 0, held;
        if (ledger_balance_now(plan->rule, plan->group->org_id, plan->accounts.rows[i].id, &balance, &held) &&
            balance)
            return refuse(plan->refusal, S(""),
                          "The book of the group holds amounts already. Take those entries back first: the "
                          "paper books are its beginning.");
    }
    return true;
}

static bool check_difference(struct takeover_plan *plan) {
    const struct group_takeover *takeover = group_takeover_of(plan->takeover);
    if (!plan->difference || value_has_words(&takeover->difference_reason)) return true;
    return refuse_with(
        plan->refusal, S("difference_reason"),
        "What is owned is {1}, what is owed {2}. Look for the difference in the paper books, or "
        "say why it stays.",
        words(plan, plan->owned), words(plan, plan->owed));
}

/* ---- all together ---- */

static bool plan_begin(struct takeover_plan *plan) {
    struct rule *rule = plan->rule;
    struct uuid book;
    const struct group_takeover *takeover = group_takeover_of(plan->takeover);
    plan->group = rule_find(rule, &savings_group_type, plan->takeover->org_id, takeover->savings_group.id);
    if (!plan->group) return false; /* refused by itself */
    plan->day = date_first_day(takeover->as_of.date);
    if (!ledger_book_of_subject(rule->db, rule->job_arena, plan->group->org_id, plan->group->id, &book))
        return refuse(plan->refusal, S(""), "The group has no book.");
    plan->accounts = ledger_accounts_read(rule->db, rule->job_arena, plan->group->org_id, book);
    savers_read(plan);
    loans_read(plan);
    return true;
}

static bool lines_make(struct takeover_plan *plan) {
    bool good = loans_add(plan);
    good = savings_add(plan) && sums_add(plan) && good;
    plan->difference = plan->owned - plan->owed;
    return good;
}

bool takeover_plan_look(struct rule *rule, const struct record *takeover, struct takeover_plan *plan,
                        struct refusal *refusal) {
    *plan = (struct takeover_plan){.rule = rule, .refusal = refusal, .takeover = takeover};
    if (!plan_begin(plan)) return false;
    bool good = lines_make(plan);
    good = check_counted(plan) && good;
    return check_social_fund(plan) && good;
}

bool takeover_plan_make(struct rule *rule, const struct record *takeover, struct takeover_plan *plan,
                        struct refusal *refusal) {
    struct uuid opening;
    bool good = takeover_plan_look(rule, takeover, plan, refusal);
    if (!plan->group || !check_untouched(plan) || !check_difference(plan) || !good) return false;
    if (!plan->line_count) return refuse(refusal, S(""), "Write at least one amount.");
    int64_t difference = plan->difference;
    if (!difference) return true;
    if (!ledger_accounts_need(&plan->accounts, "opening", &opening, refusal)) return false;
    plan->lines = arena_room(rule->job_arena, plan->lines, sizeof *plan->lines, plan->line_count);
    plan->lines[plan->line_count++] = (struct ledger_line){opening, -difference};
    return true;
}

struct ledger_post takeover_plan_post(const struct takeover_plan *plan) {
    return (struct ledger_post){.org_id = plan->takeover->org_id,
                                .book_id = plan->accounts.book_id,
                                .day = plan->day,
                                .kind = LEDGER_OPENING,
                                .source_type = plan->takeover->type,
                                .source_id = plan->takeover->id,
                                .lines = plan->lines,
                                .line_count = plan->line_count};
}
