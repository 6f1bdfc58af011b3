/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/loan_page.h"

#include "domain/savings/affordability.h"
#include "web/furniture.h"
#include "web/ledger/ledger_view.h"
#include "web/plain_form.h"
#include "web/savings/savings_view.h"

struct loan_seen {
    struct web *web;
    struct group_seen seen;
    struct record *record;
    const struct group_loan *loan;
    struct loan_now now;
    int64_t today;
    struct member_seen *members;
    size_t member_count;
};

void loan_actions(struct web *web, const struct record *record, struct doc *actions) {
    bool is_asked = value_is_code(&group_loan_of((struct record *)(uintptr_t)record)->state, "asked");
    if (record->deleted_ms) return;
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("label"),
                 is_asked ? web_tr(web, TR("Cost, schedule and decision"))
                          : web_tr(web, TR("Schedule and payments")));
    doc_set_text(web->arena, action, S("href"), savings_href(web, "group-loans", record->id, "/schedule"));
    doc_set_bool(web->arena, action, S("primary"), true);
}

static bool loan_begin(struct web *web, struct loan_seen *loan) {
    struct uuid id;
    *loan = (struct loan_seen){.web = web, .today = date_first_day(clock_today())};
    loan->record = web_arg_id(web, 0, &id) ? savings_record(web, &group_loan_type, id) : NULL;
    if (!loan->record) return false;
    loan->loan = group_loan_of(loan->record);
    int64_t asked = date_first_day(loan->loan->asked_on.date);
    if (!group_begin(web, loan->loan->savings_group.id, asked, &loan->seen)) return false;
    loan_look(&loan->seen, loan->record, (struct loan_scope){0}, loan->today, &loan->now);
    if (!loan->now.book.payout_count) /* planned: paid out on the day it is asked for */
        loan_book_read(web_db(web), web->arena, loan->seen.record, loan->record, (struct loan_scope){0},
                       asked, &loan->now.book);
    loan->member_count = group_members(&loan->seen, 0, &loan->members);
    return true;
}

static struct slice amount(const struct loan_seen *loan, int64_t value) {
    return group_amount(&loan->seen, value);
}

/* ---- what it costs ---- */

static void cost_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    struct loan_cost cost = loan_cost_of(&loan->now.book.terms, &loan->now.book.schedule);
    doc_set_text(web->arena, web->view, S("principal_amount"), amount(loan, cost.principal));
    doc_set_text(web->arena, web->view, S("cost_amount"), amount(loan, cost.cost));
    doc_set_text(web->arena, web->view, S("total_amount"), amount(loan, cost.total));
    doc_set_text(web->arena, web->view, S("rate_text"),
                 cost.is_rate_known
                     ? format_percent(web->arena, &web->locale, (cost.yearly_rate_ppm + 500) / 1000)
                     : S(""));
}

static struct slice part_amount(const struct loan_seen *loan, int64_t value) {
    return value ? amount(loan, value) : S("");
}

/* What of a row was paid; before the payout nothing. */
static int64_t row_paid(const struct loan_seen *loan, size_t index) {
    if (!loan->now.is_known) return 0;
    const struct loan_row_paid *paid = &loan->now.state.rows[index];
    return paid->principal + paid->interest + paid->fee;
}

static void row_show(const struct loan_seen *loan, size_t index, struct doc *rows) {
    struct web *web = loan->web;
    const struct loan_row *row = &loan->now.book.schedule.rows[index];
    int64_t whole = row->principal + row->interest + row->fee, paid = row_paid(loan, index);
    int64_t saved = loan->now.is_known ? loan->now.state.rows[index].saved : 0;
    bool is_paid = loan->now.is_known && paid + saved >= whole;
    struct doc *object = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, object, S("row_number"), savings_number(web, (int64_t)index + 1));
    doc_set_text(web->arena, object, S("row_day"),
                 format_date_short(web->arena, &web->locale, date_of_day(row->due_day)));
    doc_set_text(web->arena, object, S("row_principal"), part_amount(loan, row->principal));
    doc_set_text(web->arena, object, S("row_interest"), part_amount(loan, row->interest));
    doc_set_text(web->arena, object, S("row_fee"), part_amount(loan, row->fee));
    doc_set_text(web->arena, object, S("row_whole"), amount(loan, whole));
    doc_set_text(web->arena, object, S("row_left"), amount(loan, row->balance));
    doc_set_text(web->arena, object, S("row_paid"), part_amount(loan, paid));
    doc_set_text(web->arena, object, S("row_mark"),
                 is_paid                                            ? S("done")
                 : loan->now.is_known && row->due_day < loan->today ? S("behind")
                                                                    : S(""));
    doc_set_text(web->arena, object, S("row_state"),
                 is_paid                                            ? web_tr(web, TR("Paid"))
                 : loan->now.is_known && row->due_day < loan->today ? web_tr(web, TR("Late"))
                                                                    : S(""));
}

static void schedule_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < loan->now.book.schedule.count; i++) {
        row_show(loan, i, rows);
    }
}

/* ---- where it stands ---- */

static void state_fact(const struct loan_seen *loan, struct doc *facts, const char *label,
                       struct slice text) {
    struct doc *fact = doc_add_object(loan->web->arena, facts);
    doc_set_text(loan->web->arena, fact, S("fact_label"), web_tr(loan->web, label));
    doc_set_text(loan->web->arena, fact, S("fact_text"), text);
}

static void state_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    const struct loan_state *state = &loan->now.state;
    struct doc *facts = doc_set_array(web->arena, web->view, S("stands"));
    doc_set_bool(web->arena, web->view, S("has_state"), loan->now.is_known);
    if (!loan->now.is_known) return;
    struct slice days = savings_number(web, state->days_late);
    state_fact(loan, facts, TR("Principal that is owed"), amount(loan, state->balance));
    state_fact(loan, facts, TR("Due by today"), amount(loan, loan->now.due));
    state_fact(loan, facts, TR("All that is owed today"), amount(loan, loan->now.debt));
    if (state->days_late)
        state_fact(loan, facts, TR("Late"), web_tr_fill(web, TR("{1} days late"), days, S("")));
    if (loan->now.next_amount)
        state_fact(loan, facts, TR("Next instalment"),
                   web_tr_fill(web, TR("{1} on {2}"), amount(loan, loan->now.next_amount),
                               format_date(web->arena, &web->locale, date_of_day(loan->now.next_day))));
}

static void payments_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    struct doc *payments = doc_set_array(web->arena, web->view, S("payments"));
    for (size_t i = 0; i < loan->now.book.payment_count; i++) {
        struct doc *payment = doc_add_object(web->arena, payments);
        doc_set_text(web->arena, payment, S("payment_day"),
                     format_date(web->arena, &web->locale, date_of_day(loan->now.book.payments[i].day)));
        doc_set_text(web->arena, payment, S("payment_amount"),
                     amount(loan, loan->now.book.payments[i].amount));
    }
    doc_set_bool(web->arena, web->view, S("has_payments"), payments->first != NULL);
}

/* ---- what speaks against it ---- */

static int purpose_place(const struct value *purpose) {
    for (size_t i = 0; i < loan_purpose_choices.count; i++) {
        if (value_is_code(purpose, loan_purpose_choices.choices[i].code)) return (int)i;
    }
    return 0;
}

static void add_open_loans(const struct loan_seen *loan, struct bylaw_loan *question) {
    size_t count;
    struct loan_now *other = arena_make(loan->web->arena, struct loan_now, 1);
    struct record **loans = group_loans_read(web_db(loan->web), loan->web->arena, loan->record->org_id,
                                             loan->seen.record->id, true, &count);
    for (size_t i = 0; i < count; i++) {
        const struct group_loan *fields = group_loan_of(loans[i]);
        bool same = uuid_equal(fields->member.id, loan->loan->member.id) &&
                    uuid_equal(fields->person.id, loan->loan->person.id);
        if (!same || uuid_equal(loans[i]->id, loan->record->id) ||
            uuid_equal(loans[i]->id, loan->loan->replaces.id))
            continue;
        loan_look(&loan->seen, loans[i], (struct loan_scope){0}, date_first_day(loan->loan->asked_on.date),
                  other);
        if (!other->is_known || other->state.is_closed) continue;
        question->owed = book_add(question->owed, other->state.balance);
        question->open_loans++;
        question->days_late = exact_max(question->days_late, other->state.days_late);
    }
}

static struct bylaw_loan question_of(const struct loan_seen *loan) {
    const struct group_loan *fields = loan->loan;
    const struct loan_schedule *schedule = &loan->now.book.schedule;
    struct group_book book = group_book_read(&loan->seen, date_first_day(fields->asked_on.date));
    struct bylaw_loan question = {
        .is_member = fields->member.present,
        .amount = number_or_0(&fields->amount),
        .days = schedule->rows[schedule->count - 1].due_day - date_first_day(fields->asked_on.date),
        .rate_ppm = (int64_t)exact_divide(loan_rate_yearly_ppm(&loan->now.book.terms), 12, EXACT_UP),
        .fee = number_or_0(&fields->fee_first),
        .purpose = (unsigned)purpose_place(&fields->purpose),
        .guarantors = fields->guarantor_first.present + fields->guarantor_second.present +
                      fields->guarantor_third.present,
        .savings = fields->member.present
                       ? -group_book_of(&book, group_savings_role(loan->seen.record), fields->member.id)
                       : 0,
        .cash = exact_max(0, group_book_sum(&book, "cash") + group_book_sum(&book, "social_fund")),
        .debt_share_ppm = fields->debt_share_ppm.present ? fields->debt_share_ppm.number : -1,
    };
    add_open_loans(loan, &question);
    return question;
}

static struct slice figure_words(const struct loan_seen *loan, enum bylaw_unit unit, int64_t value) {
    struct web *web = loan->web;
    switch (unit) {
    case BYLAW_MONEY: return amount(loan, value);
    case BYLAW_PERCENT: return format_percent(web->arena, &web->locale, (value + 500) / 1000);
    case BYLAW_NUMBER:
    case BYLAW_DAYS: return savings_number(web, value);
    case BYLAW_NONE: return S("");
    }
    BUG("unit %d", (int)unit);
}

static const char *override_words(enum bylaw_override who) {
    static const char *const words[] = {
        [OVERRIDE_NEVER] = TR("Nobody may decide otherwise."),
        [OVERRIDE_COMMITTEE] = TR("The committee may decide otherwise, with a minute."),
        [OVERRIDE_ASSEMBLY] = TR("The assembly may decide otherwise, with a minute.")};
    return words[who];
}

static void breaches_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    struct bylaw_breaches breaches = {.count = 0};
    struct bylaw_loan question = question_of(loan);
    bylaw_check_loan(&loan->seen.bylaws, &question, &breaches);
    struct doc *list = doc_set_array(web->arena, web->view, S("breaches"));
    for (size_t i = 0; i < breaches.count; i++) {
        const struct bylaw_breach *breach = &breaches.items[i];
        const struct bylaw_row *row = &bylaw_rows[breach->rule];
        struct doc *object = doc_add_object(web->arena, list);
        doc_set_text(web->arena, object, S("breach_text"),
                     web_tr_fill(web, row->message, figure_words(loan, row->unit, breach->asked),
                                 figure_words(loan, row->unit, breach->allowed)));
        doc_set_text(web->arena, object, S("breach_who"), web_tr(web, override_words(breach->override)));
    }
    doc_set_bool(web->arena, web->view, S("has_breaches"), breaches.count > 0);
}

/* ---- what the household can carry ---- */

static void carry_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    const struct value *share = &loan->loan->debt_share_ppm;
    enum debt_level level =
        share->present ? debt_level_of(share->number, &debt_limits_default) : DEBT_NOT_KNOWN;
    static const char *const marks[DEBT_LEVELS] = {"open", "done", "on", "behind", "bad"};
    doc_set_text(web->arena, web->view, S("carry_text"), web_tr(web, debt_level_label(level)));
    doc_set_text(web->arena, web->view, S("carry_mark"), slice_of(marks[level]));
    doc_set_text(web->arena, web->view, S("carry_share"),
                 share->present && share->number < INT64_MAX / 2
                     ? format_percent(web->arena, &web->locale, (share->number + 500) / 1000)
                     : S(""));
    doc_set_text(web->arena, web->view, S("edit_href"),
                 savings_href(web, "group-loans", loan->record->id, "/edit"));
}

/* ---- the decision ---- */

static void decision_fields(const struct loan_seen *loan) {
    struct web *web = loan->web;
    struct slice by = plain_form_value(web, "decided_by", loan->loan->decided_by.text);
    struct plain_choice choices[] = {
        {S(""), web_tr(web, TR("Nobody: it keeps to the bylaws")), by.len == 0},
        {S("committee"), web_tr(web, TR("Committee")), slice_equal(by, S("committee"))},
        {S("assembly"), web_tr(web, TR("Assembly of members")), slice_equal(by, S("assembly"))}};
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "decided_by",
                                         .label = TR("Exceptions decided by"),
                                         .control = PLAIN_SELECT,
                                         .choices = choices,
                                         .choice_count = ARRAY_LEN(choices)});
    plain_form_add(
        web, fields,
        &(struct plain_field){.name = "decision",
                              .label = TR("Decision as minuted"),
                              .value = plain_form_value(web, "decision", loan->loan->decision.text)});
}

static void decision_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    bool may = value_is_code(&loan->loan->state, "asked") &&
               access_may_record(web->app->access, web->actor, loan->record, VERB_UPDATE);
    doc_set_bool(web->arena, web->view, S("may_decide"), may);
    doc_set_int(web->arena, web->view, S("version"), loan->record->version);
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    decision_fields(loan);
    if (value_is_code(&loan->loan->state, "asked"))
        breaches_show(loan);
    else
        doc_set_bool(web->arena, web->view, S("has_breaches"), false);
}

static void loan_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    struct slice borrower = loan_borrower(&loan->seen, loan->members, loan->member_count, loan->record);
    group_add_crumbs(&loan->seen, TR("Loan"));
    doc_set_text(web->arena, web->view, S("page_title"),
                 web_tr_fill(web, TR("Loan of {1}"), borrower, S("")));
    doc_set_text(web->arena, web->view, S("loan_code"), loan->record->code);
    doc_set_text(web->arena, web->view, S("loan_href"),
                 savings_href(web, "group-loans", loan->record->id, ""));
    doc_set_text(web->arena, web->view, S("loan_state"), savings_choice(web, loan->record, "state"));
    doc_set_text(web->arena, web->view, S("loan_purpose"), savings_choice(web, loan->record, "purpose"));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, loan->seen.record));
    doc_set_text(web->arena, web->view, S("action"),
                 savings_href(web, "group-loans", loan->record->id, "/schedule"));
    doc_set_bool(web->arena, web->view, S("is_sound"), loan->now.book.fault == LOAN_OK);
    doc_set_text(web->arena, web->view, S("fault_text"),
                 loan->now.book.fault == LOAN_OK ? S("")
                                                 : web_tr(web, loan_fault_message(loan->now.book.fault)));
    if (loan->now.book.fault != LOAN_OK) return;
    cost_show(loan);
    schedule_show(loan);
    state_show(loan);
    payments_show(loan);
    carry_show(loan);
    decision_show(loan);
    plain_form_add_summary(web);
}

enum outcome loan_page(struct web *web) {
    struct loan_seen *loan = arena_make(web->arena, struct loan_seen, 1);
    if (!loan_begin(web, loan)) return OUTCOME_NOT_FOUND;
    loan_show(loan);
    return OUTCOME_OK;
}

static enum outcome decision_again(struct web *web) {
    web->response->status = 422;
    loan_show(web->state);
    return OUTCOME_OK;
}

static enum outcome decision_written(struct web *web, struct write_job *job) {
    const struct loan_seen *loan = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return decision_again(web);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return web_redirect(web, savings_href(web, "group-loans", loan->record->id, "/schedule?done=saved"));
}

enum outcome loan_decide_post(struct web *web) {
    struct loan_seen *loan = arena_make(web->arena, struct loan_seen, 1);
    if (!loan_begin(web, loan)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &group_loan_type, loan->record->org_id);
    change->id = loan->record->id;
    web->state = loan;
    bool refused = slice_equal(web_field(web, S("do")), S("refuse"));
    if (!slice_to_int64(web_field(web, S("_version")), &change->base_version)) return OUTCOME_MALFORMED;
    change_set_value(change, "state", value_of_text(refused ? S("refused") : S("approved")));
    change_set_value(change, "decided_by", value_of_text(web_field(web, S("decided_by"))));
    change_set_value(change, "decision", value_of_text(slice_trim(web_field(web, S("decision")))));
    return web_write(web, change, 1, web_field(web, S("_key")), decision_written);
}
