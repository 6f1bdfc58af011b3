/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/loan_page.h"

#include "catalogue/value.h"
#include "web/furniture.h"
#include "web/ledger/ledger_view.h"
#include "web/plain_form.h"
#include "web/savings/loan_answers.h"

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
    bool is_asked = value_is_code(&group_loan_of(record)->state, "asked");
    if (record->deleted_ms) return;
    furniture_add_action(web, actions,
                         is_asked ? TR("Cost, schedule and decision") : TR("Schedule and payments"),
                         savings_href(web, "group-loans", record->id, "/schedule"), true);
}

static bool loan_begin(struct web *web, struct loan_seen *loan) {
    *loan = (struct loan_seen){.web = web, .today = date_first_day(clock_today())};
    loan->record = web_record_of_path(web, &group_loan_type, 0);
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

/* All that was paid before the books were taken over, as one payment. */
static void paper_show(const struct loan_seen *loan, struct doc *payments) {
    struct web *web = loan->web;
    const struct loan_opening *opening = &loan->now.book.opening;
    if (!loan->loan->taken_over_on.present) return;
    int64_t paid = number_or_0(&loan->loan->amount) - opening->outstanding + opening->interest_paid;
    struct slice day = format_date(web->arena, &web->locale, loan->loan->taken_over_on.date);
    struct doc *payment = doc_add_object(web->arena, payments);
    doc_set_text(web->arena, payment, S("payment_day"),
                 web_tr_fill(web, TR("Until {1}, on paper"), day, S("")));
    doc_set_text(web->arena, payment, S("payment_amount"), amount(loan, paid));
}

static void payments_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    struct doc *payments = doc_set_array(web->arena, web->view, S("payments"));
    paper_show(loan, payments);
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

/* Of a loan that nobody has decided yet. */
static void judgement_show(const struct loan_seen *loan) {
    struct rule rule = savings_asking(loan->web);
    struct refusal refusal = REFUSAL_IN(loan->web->arena);
    struct loan_ask *ask = arena_make(loan->web->arena, struct loan_ask, 1);
    struct record *asked = record_copy_deep(loan->web->arena, loan->record);
    if (!loan_ask_make(&rule, loan->seen.record, asked, ask, &refusal)) return;
    loan_bylaws_show(&loan->seen, ask);
    loan_household_show(&loan->seen, ask);
}

/* ---- what can be done with it ---- */

/* Its form while it is asked for; other terms once it was paid out. */
static void steps_show(const struct loan_seen *loan) {
    struct web *web = loan->web;
    bool may = access_may_record(web->app->access, web->actor, loan->record, VERB_UPDATE);
    bool is_open = value_is_code(&loan->loan->state, "paid_out") && loan->now.is_known && loan->now.debt;
    bool is_asked = value_is_code(&loan->loan->state, "asked");
    doc_set_text(web->arena, web->view, S("edit_href"),
                 may && is_asked ? savings_href(web, "group-loans", loan->record->id, "/ask") : S(""));
    doc_set_text(web->arena, web->view, S("reschedule_href"),
                 may && is_open ? savings_href(web, "group-loans", loan->record->id, "/reschedule") : S(""));
    doc_set_text(web->arena, web->view, S("sheet_href"),
                 is_open && loan->seen.may_write
                     ? savings_href(web, "savings-groups", loan->seen.record->id, "/meetings/new")
                     : S(""));
    doc_set_text(web->arena, web->view, S("debt_amount"), is_open ? amount(loan, loan->now.debt) : S(""));
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
        judgement_show(loan);
    else
        loan_carry_show(&loan->seen, &loan->loan->debt_share_ppm);
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
    loan_cost_show(&loan->seen, &loan->now.book);
    loan_rows_show(&loan->seen, &loan->now.book, &loan->now, loan->today);
    state_show(loan);
    payments_show(loan);
    steps_show(loan);
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
    if (web->is_api) return OUTCOME_REFUSED;
    web->response->status = web_status(OUTCOME_REFUSED);
    loan_show(web->state);
    return OUTCOME_OK;
}

static enum outcome decision_written(struct web *web, struct write_job *job) {
    const struct loan_seen *loan = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return decision_again(web);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return savings_done(web, loan->record->id,
                        savings_href(web, "group-loans", loan->record->id, "/schedule?done=saved"));
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
    return web_write(web, change, 1, savings_key(web, "_key"), decision_written);
}
