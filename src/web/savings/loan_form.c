/* SPDX-License-Identifier: Apache-2.0 */
/* See loan_form.h.  Inputs are called as the fields of the record; money is typed in the unit of the group,
 * rates in percent. */
#include "web/savings/loan_form.h"

#include "catalogue/value.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/form_change.h"
#include "web/savings/loan_answers.h"
#include "web/savings/meeting_sheet.h"

enum {
    FORM_MEMBERS_MAX = 1000,
    RATE_DECIMALS = 4, /* of a percent: one is a part per million */
    ASK_ROWS = 12,
};

enum loan_form_kind { FORM_NEW, FORM_ASKED, FORM_RESCHEDULE };

struct loan_form {
    struct web *web;
    enum loan_form_kind kind;
    struct group_seen seen;
    struct record *record;  /* what the form starts from; of FORM_ASKED what is recorded */
    struct record *typed;   /* with what was posted */
    struct record *earlier; /* FORM_RESCHEDULE: whose place it takes */
    struct record *open;    /* the meeting that is open; NULL */
    int64_t today, debt;
    struct member_seen *members;
    size_t member_count;
    struct change *change;
    struct slice action;
    bool is_posted, may_write;
};

/* ---- what is asked ---- */

enum form_ask { FORM_FIELD, FORM_MONEY, FORM_RATE, FORM_MEMBER, FORM_MEETING };
struct form_row {
    const char *name;
    enum form_ask ask;
};
struct form_part {
    const char *key;
    struct form_row rows[ASK_ROWS]; /* ended by one without name */
};

static const struct form_part parts[] = {
    {"main_fields",
     {{"member", FORM_MEMBER},
      {"person", FORM_FIELD},
      {"asked_on", FORM_FIELD},
      {"meeting", FORM_MEETING},
      {"amount", FORM_MONEY},
      {"purpose", FORM_FIELD},
      {"purpose_words", FORM_FIELD},
      {"count", FORM_FIELD},
      {"first_due_on", FORM_FIELD}}},
    {"term_fields",
     {{"rate_ppm", FORM_RATE},
      {"rate_period", FORM_FIELD},
      {"method", FORM_FIELD},
      {"frequency", FORM_FIELD},
      {"grace_principal", FORM_FIELD},
      {"grace_interest", FORM_FIELD},
      {"grace_kind", FORM_FIELD},
      {"day_count", FORM_FIELD},
      {"multiple", FORM_MONEY},
      {"fee_first", FORM_MONEY},
      {"fee_each", FORM_MONEY}}},
    {"house_fields",
     {{"month_income", FORM_MONEY}, {"month_expenses", FORM_MONEY}, {"month_debts", FORM_MONEY}}},
    {"guarantor_fields",
     {{"guarantor_first", FORM_MEMBER}, {"guarantor_second", FORM_MEMBER}, {"guarantor_third", FORM_MEMBER}}},
    {"decision_fields", {{"decided_by", FORM_FIELD}, {"decision", FORM_FIELD}}},
};

static const struct field *field_of(const char *name) {
    return record_type_field(&group_loan_type, slice_of(name));
}

/* The borrower and the amount of other terms are those of the earlier loan. */
static bool is_settled(const struct loan_form *form, const struct form_row *row) {
    static const char *const names[] = {"member", "person", "amount"};
    for (size_t i = 0; i < ARRAY_LEN(names) && form->kind == FORM_RESCHEDULE; i++) {
        if (!strcmp(row->name, names[i])) return true;
    }
    return form->kind == FORM_ASKED && field_of(row->name)->fixed;
}

/* ---- showing ---- */

static struct slice stored_text(const struct loan_form *form, const struct form_row *row) {
    struct web *web = form->web;
    const struct value *value = record_value_const(form->record, field_of(row->name));
    if (!value->present) return S("");
    switch (row->ask) {
    case FORM_MONEY: return group_amount_plain(&form->seen, value->number);
    case FORM_RATE: {
        struct text text = TEXT_IN(web->arena);
        text_append(&text, format_quantity(web->arena, &(struct locale){.lang = LANG_EN}, value->number,
                                           RATE_DECIMALS, S("")));
        return slice_trim(text_slice(&text));
    }
    case FORM_MEMBER:
    case FORM_MEETING: return uuid_format(web->arena, value->id);
    case FORM_FIELD: return S("");
    }
    return S("");
}

static void add_members(const struct loan_form *form, struct doc *fields, struct plain_field *field) {
    struct web *web = form->web;
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, FORM_MEMBERS_MAX + 1);
    size_t count = 0;
    choices[count++] = (struct plain_choice){S(""), S("–"), !field->value.len};
    for (size_t i = 0; i < form->member_count && count < FORM_MEMBERS_MAX; i++) {
        struct slice id = uuid_format(web->arena, form->members[i].record->id);
        choices[count++] = (struct plain_choice){id, form->members[i].name, slice_equal(id, field->value)};
    }
    field->control = PLAIN_SELECT;
    field->choices = choices;
    field->choice_count = count;
    plain_form_add(web, fields, field);
}

static void add_meeting(const struct loan_form *form, struct doc *fields, struct plain_field *field) {
    struct web *web = form->web;
    if (!form->open) return;
    struct slice id = uuid_format(web->arena, form->open->id);
    struct slice number = savings_number(web, group_meeting_of(form->open)->number.number);
    struct plain_choice choices[] = {
        {S(""), web_tr(web, TR("Not at a meeting")), !slice_equal(id, field->value)},
        {id, web_tr_fill(web, TR("Meeting {1}"), number, S("")), slice_equal(id, field->value)}};
    field->control = PLAIN_SELECT;
    field->choices = choices;
    field->choice_count = ARRAY_LEN(choices);
    plain_form_add(web, fields, field);
}

static void row_add(const struct loan_form *form, struct record_names *names, struct doc *fields,
                    const struct form_row *row, struct text *catalogue_names) {
    const struct field *field = field_of(row->name);
    struct plain_field plain = {.name = row->name,
                                .label = field->label,
                                .help = row->ask == FORM_RATE ? TR("In percent; empty: as the bylaws say.")
                                                              : NULL,
                                .inputmode = "decimal",
                                .required = field->required,
                                .value = plain_form_value(form->web, row->name, stored_text(form, row))};
    switch (row->ask) {
    case FORM_FIELD:
        form_add_field(form->web, names, fields,
                       &(struct form_source){
                           .type = &group_loan_type, .record = form->record, .posted = form->is_posted},
                       field);
        text_printf(catalogue_names, "%s%s", catalogue_names->len ? " " : "", row->name);
        return;
    case FORM_MONEY:
    case FORM_RATE: plain_form_add(form->web, fields, &plain); return;
    case FORM_MEMBER: add_members(form, fields, &plain); return;
    case FORM_MEETING: add_meeting(form, fields, &plain); return;
    }
}

static void fields_show(const struct loan_form *form) {
    struct web *web = form->web;
    struct record_names *names = record_names_new(web);
    struct text catalogue_names = TEXT_IN(web->arena);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct doc *fields = doc_set_array(web->arena, web->view, slice_of(parts[i].key));
        for (const struct form_row *row = parts[i].rows; row < parts[i].rows + ASK_ROWS && row->name; row++) {
            if (!is_settled(form, row)) row_add(form, names, fields, row, &catalogue_names);
        }
    }
    if (form->kind == FORM_RESCHEDULE)
        form_add_field(web, names, doc_set_array(web->arena, web->view, S("carry_fields")),
                       &(struct form_source){
                           .type = &group_loan_type, .record = form->record, .posted = form->is_posted},
                       field_of("carry"));
    if (form->kind == FORM_RESCHEDULE) text_append(&catalogue_names, S(" carry"));
    doc_set_text(web->arena, web->view, S("form_fields"), text_slice(&catalogue_names));
}

static void guarantors_show(const struct loan_form *form) {
    struct web *web = form->web;
    struct doc *list = doc_set_array(web->arena, web->view, S("guarantors"));
    static const char *const names[] = {"guarantor_first", "guarantor_second", "guarantor_third"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct value *value = record_value_const(form->typed, field_of(names[i]));
        const struct member_seen *member =
            value->present ? member_find(form->members, form->member_count, value->id) : NULL;
        if (member)
            doc_set_text(web->arena, doc_add_object(web->arena, list), S("guarantor_name"), member->name);
    }
    doc_set_bool(web->arena, web->view, S("has_guarantors"), list->first != NULL);
}

static void fund_show(const struct loan_form *form) {
    struct web *web = form->web;
    struct group_book book = group_book_read(&form->seen, form->today);
    int64_t fund = group_book_sum(&book, "cash") + group_book_sum(&book, "other_value") +
                   group_book_sum(&book, "social_fund");
    int64_t asked = number_or_0(&group_loan_of(form->typed)->amount);
    doc_set_text(web->arena, web->view, S("fund_amount"), group_amount(&form->seen, fund > 0 ? fund : 0));
    doc_set_bool(web->arena, web->view, S("fund_is_short"), form->kind != FORM_RESCHEDULE && asked > fund);
}

/* All that can be said of what is typed; what cannot is at its input. */
static void answers_show(const struct loan_form *form) {
    struct web *web = form->web;
    struct rule rule = savings_asking(web);
    struct loan_ask *ask = arena_make(web->arena, struct loan_ask, 1);
    bool is_whole = loan_ask_is_whole(group_loan_of(form->typed));
    bool can = is_whole && loan_ask_make(&rule, form->seen.record, form->typed, ask, &web->refusal);
    doc_set_bool(web->arena, web->view, S("is_looked"), can);
    if (!can) return;
    loan_cost_show(&form->seen, &ask->book);
    loan_rows_show(&form->seen, &ask->book, NULL, form->today);
    loan_household_show(&form->seen, ask);
    loan_bylaws_show(&form->seen, ask);
    guarantors_show(form);
    fund_show(form);
}

/* What is wrong within must not be folded away. */
static bool terms_open(const struct loan_form *form) {
    for (const struct form_row *row = parts[1].rows; row < parts[1].rows + ASK_ROWS && row->name; row++) {
        for (const struct refusal_item *item = form->web->refusal.first; item; item = item->next) {
            if (slice_equal(item->field, slice_of(row->name))) return true;
        }
    }
    return form->kind == FORM_ASKED;
}

static const char *title_of(enum loan_form_kind kind) {
    static const char *const titles[] = {TR("A loan is asked for"), TR("A loan is asked for"),
                                         TR("Other terms for a loan")};
    return titles[kind];
}

static void earlier_show(const struct loan_form *form) {
    struct web *web = form->web;
    struct doc *earlier = doc_set_object(web->arena, web->view, S("earlier"));
    doc_set_text(web->arena, earlier, S("earlier_code"), form->earlier->code);
    doc_set_text(web->arena, earlier, S("earlier_href"),
                 savings_href(web, "group-loans", form->earlier->id, "/schedule"));
    doc_set_text(web->arena, earlier, S("earlier_borrower"),
                 loan_borrower(&form->seen, form->members, form->member_count, form->earlier));
    doc_set_text(web->arena, earlier, S("earlier_debt"), group_amount(&form->seen, form->debt));
}

static void form_show(const struct loan_form *form) {
    struct web *web = form->web;
    group_add_crumbs(&form->seen, title_of(form->kind));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, title_of(form->kind)));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, form->seen.record));
    doc_set_text(web->arena, web->view, S("group_href"),
                 savings_href(web, "savings-groups", form->seen.record->id, ""));
    doc_set_text(web->arena, web->view, S("action"), form->action);
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    doc_set_text(web->arena, web->view, S("form_version"),
                 plain_form_value(web, "_version",
                                  arena_printf(web->arena, "%lld", (long long)form->record->version)));
    doc_set_bool(web->arena, web->view, S("may_ask"), form->kind != FORM_RESCHEDULE);
    doc_set_bool(web->arena, web->view, S("may_refuse"), form->kind == FORM_ASKED);
    doc_set_null(web->arena, web->view, S("earlier"));
    if (form->earlier) earlier_show(form);
    answers_show(form);
    doc_set_bool(web->arena, web->view, S("terms_open"), terms_open(form));
    fields_show(form);
    form_add_summary(web, &group_loan_type);
    furniture_keep_form(web, &(struct furniture_form){"loan", form->action, "do", "look", "do", "look"});
}

/* ---- beginning ---- */

static bool form_begin_group(struct web *web, struct loan_form *form, struct uuid group) {
    form->web = web;
    form->today = date_first_day(clock_today());
    if (!group_begin(web, group, form->today, &form->seen)) return false;
    form->member_count = group_members(&form->seen, form->today, &form->members);
    form->open = group_meetings(&form->seen).open;
    form->may_write = access_may_in(web->app->access, web->actor, &group_loan_type, form->seen.record->org_id,
                                    form->kind == FORM_ASKED ? VERB_UPDATE : VERB_CREATE);
    return true;
}

/* What is usual: today, the first instalment when the group meets next. */
static struct record *usual_loan(const struct loan_form *form) {
    struct record *record = record_new(form->web->arena, &group_loan_type);
    struct group_loan *loan = group_loan_of(record);
    int64_t day = form->open ? date_first_day(group_meeting_of(form->open)->held_on.date) : form->today;
    record->org_id = form->seen.record->org_id;
    record->id = uuid_new();
    loan->savings_group = value_of_id(form->seen.record->id);
    loan->asked_on = value_of_day(day);
    loan->first_due_on = value_of_day(group_next_day(&form->seen, day));
    loan->state = value_of_text(S("asked"));
    if (form->open) loan->meeting = value_of_id(form->open->id);
    return record;
}

static bool form_begin_new(struct web *web, struct loan_form *form) {
    struct uuid group;
    *form = (struct loan_form){.kind = FORM_NEW};
    if (!web_arg_id(web, 0, &group) || !form_begin_group(web, form, group)) return false;
    form->record = usual_loan(form);
    form->action = savings_href(web, "savings-groups", group, "/loans/new");
    return true;
}

static struct record *loan_of_path(struct web *web) {
    return web_record_of_path(web, &group_loan_type, 0);
}

static bool form_begin_asked(struct web *web, struct loan_form *form) {
    struct record *loan = loan_of_path(web);
    *form = (struct loan_form){.kind = FORM_ASKED};
    if (!loan || !form_begin_group(web, form, group_loan_of(loan)->savings_group.id)) return false;
    form->record = loan;
    form->action = savings_href(web, "group-loans", loan->id, "/ask");
    form->may_write = access_may_record(web->app->access, web->actor, loan, VERB_UPDATE);
    return value_is_code(&group_loan_of(loan)->state, "asked");
}

static bool form_begin_reschedule(struct web *web, struct loan_form *form) {
    struct loan_now *now = arena_make(web->arena, struct loan_now, 1);
    struct record *earlier = loan_of_path(web);
    *form = (struct loan_form){.kind = FORM_RESCHEDULE, .earlier = earlier};
    if (!earlier || !form_begin_group(web, form, group_loan_of(earlier)->savings_group.id)) return false;
    loan_look(&form->seen, earlier, (struct loan_scope){0}, form->today, now);
    form->debt = now->debt;
    form->record = usual_loan(form);
    struct group_loan *loan = group_loan_of(form->record);
    const struct group_loan *was = group_loan_of(earlier);
    loan->member = was->member;
    loan->person = was->person;
    loan->purpose = was->purpose;
    loan->amount = value_of_number(now->is_known ? now->state.balance : 0);
    loan->replaces = value_of_id(earlier->id);
    loan->carry = value_of_text(S("as_fee"));
    form->action = savings_href(web, "group-loans", earlier->id, "/reschedule");
    return value_is_code(&was->state, "paid_out") && now->is_known && now->state.balance > 0;
}

/* ---- reading ---- */

static bool is_sent(struct web *web, const char *name) {
    return form_find(&web->form, slice_of(name)).s != NULL;
}

static bool read_number(struct loan_form *form, const struct form_row *row, int decimals) {
    struct web *web = form->web;
    struct slice typed = slice_trim(web_field(web, slice_of(row->name)));
    const struct field *field = field_of(row->name);
    struct value value = {0};
    bool good = !typed.len || (decimals ? parse_decimal(typed, decimals, &value.number) == PARSE_OK
                                        : parse_number(typed, &value.number) == PARSE_OK);
    if (!good)
        return refuse_with(&web->refusal, slice_of(row->name), "“{1}” is not an amount.", typed, S(""));
    value.present = typed.len > 0;
    change_set_value(form->change, row->name, value);
    return value_check(field, &value, &web->refusal);
}

static bool read_ref(struct loan_form *form, const struct form_row *row) {
    struct web *web = form->web;
    struct slice typed = web_field(web, slice_of(row->name));
    struct value value = {.present = typed.len > 0};
    if (value.present && !uuid_parse(typed, &value.id))
        return refuse(&web->refusal, slice_of(row->name), "Choose one from the list; this one is not known.");
    bool is_known = !value.present ||
                    (row->ask == FORM_MEETING && form->open && uuid_equal(form->open->id, value.id)) ||
                    (row->ask == FORM_MEMBER && member_find(form->members, form->member_count, value.id));
    change_set_value(form->change, row->name, value);
    return is_known ||
           refuse(&web->refusal, slice_of(row->name), "Choose one from the list; this one is not known.");
}

static bool row_read(struct loan_form *form, const struct form_row *row) {
    if (row->ask == FORM_FIELD || !is_sent(form->web, row->name) || is_settled(form, row)) return true;
    switch (row->ask) {
    case FORM_MONEY: return read_number(form, row, form->seen.decimals);
    case FORM_RATE: return read_number(form, row, RATE_DECIMALS);
    case FORM_MEMBER:
    case FORM_MEETING: return read_ref(form, row);
    case FORM_FIELD: break;
    }
    return true;
}

static void take_settled(struct loan_form *form) {
    static const char *const of_new[] = {"savings_group", "asked_on", "first_due_on", "meeting", "state"};
    static const char *const of_other[] = {"member", "person", "amount", "replaces", "purpose", "carry"};
    for (size_t i = 0; i < ARRAY_LEN(of_new) && form->kind != FORM_ASKED; i++) {
        change_set_value(form->change, of_new[i], *record_value_const(form->record, field_of(of_new[i])));
    }
    for (size_t i = 0; i < ARRAY_LEN(of_other) && form->kind == FORM_RESCHEDULE; i++) {
        change_set_value(form->change, of_other[i], *record_value_const(form->record, field_of(of_other[i])));
    }
}

static void take_typed(struct loan_form *form) {
    form->typed = record_copy_deep(form->web->arena, form->record);
    for (size_t i = 0; i < group_loan_type.field_count; i++) {
        if (form->change->sets >> i & 1) form->typed->values[i] = form->change->values->values[i];
    }
}

static bool form_read(struct loan_form *form) {
    struct web *web = form->web;
    form->is_posted = true;
    form->change = arena_make(web->arena, struct change, 1);
    *form->change = change_new(web->arena, form->kind == FORM_ASKED ? CHANGE_UPDATE : CHANGE_CREATE,
                               &group_loan_type, form->seen.record->org_id);
    form->change->id = form->record->id;
    form->change->base_version = form->record->version;
    take_settled(form);
    bool good = form_read_change(web, &group_loan_type, form->change);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        for (const struct form_row *row = parts[i].rows; row < parts[i].rows + ASK_ROWS && row->name; row++) {
            good = row_read(form, row) && good;
        }
    }
    take_typed(form);
    return good && refusal_is_empty(&web->refusal);
}

/* ---- saving ---- */

static enum outcome form_again(struct loan_form *form, enum outcome outcome) {
    struct web *web = form->web;
    if (web->is_api && outcome != OUTCOME_OK) return OUTCOME_REFUSED;
    web->response->status = web_status(outcome);
    form_show(form);
    return OUTCOME_OK;
}

static enum outcome form_written(struct web *web, struct write_job *job) {
    struct loan_form *form = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return form_again(form, OUTCOME_REFUSED);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    const struct uuid id = job->changes[0].id;
    return savings_done(web, id, savings_href(web, "group-loans", id, "/schedule?done=saved"));
}

static enum outcome form_write(struct loan_form *form, struct slice step) {
    struct web *web = form->web;
    struct slice key = savings_key(web, "_key");
    const char *state = slice_equal(step, S("approve")) || form->kind == FORM_RESCHEDULE ? "approved"
                        : slice_equal(step, S("refuse"))                                 ? "refused"
                                                                                         : "asked";
    change_set_value(form->change, "state", value_of_text(slice_of(state)));
    web->state = form;
    return web_write(web, form->change, 1,
                     key.len ? uuid_format(web->arena, web_form_identity(web, key)) : S(""), form_written);
}

static enum outcome form_post(struct loan_form *form) {
    struct web *web = form->web;
    struct slice step = web_field(web, S("do"));
    if (!form->may_write) return OUTCOME_FORBIDDEN;
    bool good = form_read(form);
    if (slice_equal(step, S("look")) && (good || !web->is_api)) return form_again(form, OUTCOME_OK);
    return good ? form_write(form, step) : form_again(form, OUTCOME_REFUSED);
}

static enum outcome form_open(struct loan_form *form) {
    if (!form->may_write) return OUTCOME_FORBIDDEN;
    form->typed = record_copy_deep(form->web->arena, form->record);
    form_show(form);
    return OUTCOME_OK;
}

#define FORM_ROUTE(name_)                                                                                    \
    enum outcome loan_##name_##_page(struct web *web) {                                                      \
        struct loan_form *form = arena_make(web->arena, struct loan_form, 1);                                \
        return form_begin_##name_(web, form) ? form_open(form) : OUTCOME_NOT_FOUND;                          \
    }                                                                                                        \
    enum outcome loan_##name_##_post(struct web *web) {                                                      \
        struct loan_form *form = arena_make(web->arena, struct loan_form, 1);                                \
        if (!web_form(web)) return OUTCOME_MALFORMED;                                                        \
        return form_begin_##name_(web, form) ? form_post(form) : OUTCOME_NOT_FOUND;                          \
    }
#define form_begin_ask form_begin_asked

/* Three ways to begin, the same page behind each. */
FORM_ROUTE(new)
FORM_ROUTE(ask)
FORM_ROUTE(reschedule)
