/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/loan_ask.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/savings/group_state.h"
#include "domain/savings/meeting_plan.h"

/* ---- who ---- */

static bool check_borrower(const struct loan_ask *asking) {
    const struct group_loan *loan = asking->loan;
    if (loan->member.present == loan->person.present)
        return refuse(asking->refusal, S("member"),
                      "A loan has one borrower: a member, or a person who is not a member.");
    return same_group(asking->rule, asking->now, "member", asking->group->id) ||
           refuse(asking->refusal, S("member"), "This is a member of another group.");
}

static bool check_guarantors(const struct loan_ask *asking) {
    static const char *const names[] = {"guarantor_first", "guarantor_second", "guarantor_third"};
    const struct group_loan *loan = asking->loan;
    const struct value *values[] = {&loan->guarantor_first, &loan->guarantor_second, &loan->guarantor_third};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (!values[i]->present) continue;
        bool is_double = loan->member.present && uuid_equal(values[i]->id, loan->member.id);
        for (size_t j = 0; j < i; j++) {
            is_double = is_double || (values[j]->present && uuid_equal(values[i]->id, values[j]->id));
        }
        if (is_double) return refuse(asking->refusal, slice_of(names[i]), "A guarantor is somebody else.");
        if (!same_group(asking->rule, asking->now, names[i], asking->group->id))
            return refuse(asking->refusal, slice_of(names[i]), "This is a member of another group.");
    }
    return true;
}

static int guarantor_count(const struct group_loan *loan) {
    return loan->guarantor_first.present + loan->guarantor_second.present + loan->guarantor_third.present;
}

static bool is_state(const struct record *loan, const char *state) {
    return value_is_code(&group_loan_of(loan)->state, state);
}

static bool check_replaced(const struct loan_ask *asking) {
    const struct group_loan *loan = asking->loan;
    const struct record *earlier =
        rule_follow(asking->rule, asking->now, record_type_field(asking->now->type, S("replaces")));
    if (!earlier) return true;
    const struct group_loan *was = group_loan_of(earlier);
    bool same = uuid_equal(was->savings_group.id, loan->savings_group.id) &&
                uuid_equal(was->member.id, loan->member.id) && uuid_equal(was->person.id, loan->person.id);
    if (!same) return refuse(asking->refusal, S("replaces"), "The earlier loan has another borrower.");
    return is_state(earlier, "paid_out") || is_state(earlier, "rescheduled") ||
           refuse(asking->refusal, S("replaces"), "The earlier loan is not open.");
}

/* ---- what it costs, what the household can carry ---- */

static void first_of_month(struct date *date, int months) {
    int month = date->month - 1 + months;
    *date = (struct date){.year = (int16_t)(date->year + month / 12),
                          .month = (uint8_t)(month % 12 + 1),
                          .day = 1,
                          .precision = DATE_DAY};
}

static struct household_period *periods_of(const struct loan_ask *asking, size_t *count) {
    const struct group_loan *loan = asking->loan;
    int64_t last = asking->book.schedule.rows[asking->book.schedule.count - 1].due_day;
    struct household_period *periods =
        arena_make(asking->rule->job_arena, struct household_period, LIMIT_LOAN_ROWS + 1);
    struct date month = date_of_day(asking->day);
    first_of_month(&month, 0);
    for (*count = 0; *count <= LIMIT_LOAN_ROWS && date_first_day(month) <= last; ++*count) {
        int64_t from = date_first_day(month);
        first_of_month(&month, 1);
        periods[*count] = (struct household_period){.first_day = from,
                                                    .last_day = date_first_day(month) - 1,
                                                    .income = number_or_0(&loan->month_income),
                                                    .expenses = number_or_0(&loan->month_expenses),
                                                    .debts = number_or_0(&loan->month_debts)};
    }
    return periods;
}

static bool take_cost(struct loan_ask *asking) {
    size_t count;
    asking->cost = loan_cost_of(&asking->book.terms, &asking->book.schedule);
    asking->knows_household = asking->loan->month_income.present;
    if (!asking->knows_household) return true;
    struct household_period *periods = periods_of(asking, &count);
    asking->knows_household = affordability_make(periods, count, &asking->book.schedule, &debt_limits_default,
                                                 &asking->household) &&
                              asking->household.level != DEBT_NOT_KNOWN;
    return true;
}

/* ---- the bylaws ---- */

/* What the borrower owes already, with what is paid back at the same meeting, without the loan that this one
 * takes the place of. */
static void add_open_loans(const struct loan_ask *asking, struct bylaw_loan *question) {
    const struct group_loan *loan = asking->loan;
    size_t count;
    struct uuid *ids = open_loans_of(asking->rule, asking->group, loan->member.present ? "member" : "person",
                                     loan->member.present ? loan->member.id : loan->person.id, &count);
    struct loan_scope scope = {.with_meeting = asking->meeting != NULL};
    if (asking->meeting) scope.meeting_id = asking->meeting->id;
    for (size_t i = 0; i < count; i++) {
        const struct record *other = rule_find(asking->rule, &group_loan_type, asking->now->org_id, ids[i]);
        struct loan_book *book = arena_make(asking->rule->job_arena, struct loan_book, 1);
        struct loan_state state;
        if (!other || uuid_equal(ids[i], asking->now->id) || uuid_equal(ids[i], loan->replaces.id)) continue;
        loan_book_read(asking->rule->db, asking->rule->job_arena, asking->group, other, scope, asking->day,
                       book);
        if (!loan_book_state_quiet(asking->rule->job_arena, book, asking->day, &state) || state.is_closed ||
            state.is_written_off)
            continue;
        question->owed += state.balance;
        question->open_loans++;
        question->days_late = exact_max(question->days_late, state.days_late);
    }
}

static int64_t savings_of(const struct loan_ask *asking) {
    const struct group_loan *loan = asking->loan;
    if (!loan->member.present) return 0;
    int64_t saved =
        -group_balance_of(asking->rule, asking->group, group_savings_role(asking->group), loan->member.id);
    bool is_open = asking->meeting && value_is_code(&group_meeting_of(asking->meeting)->state, "open");
    return is_open ? saved + meeting_saving_of(asking->rule, asking->meeting, loan->member.id,
                                               asking->bylaws.share_price)
                   : saved;
}

/* The bylaws speak of a month. */
static int64_t monthly_ppm(const struct loan_terms *terms) {
    return (int64_t)exact_divide(loan_rate_yearly_ppm(terms), 12, EXACT_UP);
}

static struct bylaw_loan question_of(const struct loan_ask *asking) {
    const struct group_loan *loan = asking->loan;
    const struct loan_schedule *schedule = &asking->book.schedule;
    struct bylaw_loan question = {
        .is_member = loan->member.present,
        .amount = number_or_0(&loan->amount),
        .days = schedule->rows[schedule->count - 1].due_day - asking->day,
        .rate_ppm = monthly_ppm(&asking->book.terms),
        .fee = number_or_0(&loan->fee_first),
        .purpose = (unsigned)choice_place(&loan_purpose_choices, &loan->purpose, 0),
        .guarantors = guarantor_count(loan),
        .savings = savings_of(asking),
        .cash = INT64_MAX, /* counted when it is paid out */
        .debt_share_ppm = asking->knows_household ? asking->household.share_ppm : -1,
    };
    add_open_loans(asking, &question);
    return question;
}

void loan_ask_bylaws(struct loan_ask *asking) {
    asking->question = question_of(asking);
    asking->breaches = (struct bylaw_breaches){.count = 0};
    bylaw_check_loan(&asking->bylaws, &asking->question, &asking->breaches);
}

/* ---- all together ---- */

const char *loan_fault_field(enum loan_fault fault) {
    static const char *const fields[LOAN_FAULTS] = {
        [LOAN_OK] = "",
        [LOAN_FAULT_NOTHING_DISBURSED] = "amount",
        [LOAN_FAULT_ORDER] = "first_due_on",
        [LOAN_FAULT_FIRST_DUE] = "first_due_on",
        [LOAN_FAULT_COUNT] = "count",
        [LOAN_FAULT_RATE] = "rate_ppm",
        [LOAN_FAULT_GRACE] = "grace_principal",
        [LOAN_FAULT_MULTIPLE] = "multiple",
        [LOAN_FAULT_FEE] = "fee_first",
        [LOAN_FAULT_TOO_LARGE] = "amount",
        [LOAN_FAULT_DAY] = "first_due_on",
        [LOAN_FAULT_PAPER] = "owed_then",
    };
    return fields[fault];
}

static bool asking_begin(struct loan_ask *asking) {
    const struct group_loan *loan = asking->loan;
    asking->meeting =
        rule_follow(asking->rule, asking->now, record_type_field(asking->now->type, S("meeting")));
    const struct value *day = asking->meeting ? &group_meeting_of(asking->meeting)->held_on : &loan->asked_on;
    asking->day = date_first_day(day->date);
    const struct record *bylaw =
        group_bylaw_on(asking->rule->db, asking->rule->job_arena, asking->group, asking->day);
    bylaws_of_record(bylaw, &asking->bylaws);
    group_loan_fill(asking->now, bylaw);
    if (!same_group(asking->rule, asking->now, "meeting", asking->group->id))
        return refuse(asking->refusal, S("meeting"), "This is a meeting of another group.");
    loan_book_read(asking->rule->db, asking->rule->job_arena, asking->group, asking->now,
                   (struct loan_scope){0}, asking->day, &asking->book);
    return asking->book.fault == LOAN_OK ||
           refuse(asking->refusal, slice_of(loan_fault_field(asking->book.fault)),
                  loan_fault_message(asking->book.fault));
}

bool loan_ask_is_whole(const struct group_loan *loan) {
    return loan->asked_on.present && loan->amount.present && loan->amount.number > 0 && loan->count.present &&
           loan->first_due_on.present && loan->state.present && loan->purpose.present;
}

bool loan_ask_make(struct rule *rule, const struct record *group, struct record *now, struct loan_ask *asking,
                   struct refusal *refusal) {
    *asking = (struct loan_ask){
        .rule = rule, .now = now, .loan = group_loan_of(now), .group = group, .refusal = refusal};
    return check_borrower(asking) && check_guarantors(asking) && check_replaced(asking) &&
           asking_begin(asking) && take_cost(asking);
}
