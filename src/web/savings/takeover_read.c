/* SPDX-License-Identifier: Apache-2.0 */
/* What is recorded of paper books, what a form brought, and the changes that make the one of the other. */
#include "base/limits.h"
#include "domain/savings/cash_count.h"
#include "domain/savings/takeover_plan.h"
#include "web/savings/takeover_form.h"

enum { RATE_DECIMALS = 4 /* of a percent: one is a part per million */ };

const struct take_cell take_sums[TAKE_SUMS] = {
    {"as_of", "as_of", TR("As of the end of"), TR("The day of the last meeting on paper."), TAKE_PLAIN, true},
    {"counted_notes", "counted_notes", NULL, NULL, TAKE_PLAIN, false},
    {"cash", "cash", TR("Cash in the box"), TR("Empty: the notes and coins counted below."), TAKE_MONEY,
     false},
    {"other", "other", TR("Second currency in the box"), NULL, TAKE_OTHER, false},
    {"bank", "bank", TR("Money at the bank"), NULL, TAKE_MONEY, false},
    {"social_fund", "social_fund", TR("Social fund"), TR("Within the box."), TAKE_MONEY, false},
    {"payable", "payable", TR("Borrowed from others"), NULL, TAKE_MONEY, false},
    {"reserve", "reserve", TR("Reserve"), NULL, TAKE_MONEY, false},
    {"retained", "retained", TR("Profit kept"), TR("Of earlier years or cycles."), TAKE_MONEY, false},
    {"profit", "profit", TR("Profit not yet divided"), TR("Of the running year or cycle."), TAKE_MONEY,
     false},
    {"difference_reason", "difference_reason", TR("Why it differs"), NULL, TAKE_PLAIN, false},
};

const struct take_cell take_loan_cells[TAKE_LOAN_CELLS] = {
    {"loan_who", "member", TR("Borrower"), NULL, TAKE_MEMBER, false},
    {"loan_person", "person", TR("Or the code of a person who is not a member"), NULL, TAKE_PERSON, false},
    {"loan_out", "paid_out_on", TR("Paid out on"), NULL, TAKE_PLAIN, true},
    {"loan_amount", "amount", TR("Amount paid out"), NULL, TAKE_MONEY, true},
    {"loan_owed", "owed_then", TR("Principal still owed"), NULL, TAKE_MONEY, true},
    {"loan_next", "first_due_on", TR("Next instalment due on"), TR("Empty: all have fallen due."), TAKE_NEXT,
     false},
    {"loan_count", "count", TR("Number of instalments"), TR("From the first to the last."), TAKE_PLAIN, true},
    {"loan_late", "principal_overdue_then", TR("Principal overdue"), TR("Empty: as the terms say."),
     TAKE_MONEY, false},
    {"loan_interest", "interest_paid_then", TR("Interest paid so far"), TR("Or say how much is overdue."),
     TAKE_MONEY, false},
    {"loan_interest_late", "interest_overdue_then", TR("Interest overdue"), TR("Empty: as the terms say."),
     TAKE_MONEY, false},
    {"loan_rate", "rate_ppm", TR("Rate of interest a month"), TR("In percent; empty: as the bylaws say."),
     TAKE_RATE, false},
    {"loan_method", "method", TR("Interest"), NULL, TAKE_PLAIN, false},
    {"loan_frequency", "frequency", TR("Instalments"), NULL, TAKE_PLAIN, false},
};

const char *takeover_input(struct web *web, const char *cell, struct slice suffix) {
    return suffix.len ? arena_cstr(web->arena, arena_printf(web->arena, "%s.%.*s", cell, SLICE_ARG(suffix)))
                      : cell;
}

size_t takeover_notes(const struct takeover_form *form, const int64_t **values) {
    bool is_dollar = form->seen.decimals == 2;
    *values = is_dollar ? cash_notes_dollar : cash_notes_riel;
    return is_dollar ? CASH_NOTES_DOLLAR : CASH_NOTES_RIEL;
}

static const char *line_cell(const struct takeover_form *form) {
    return form->seen.is_vsla ? "shares" : "amount";
}

/* ---- beginning ---- */

static struct record *stored_takeover(const struct group_seen *seen) {
    struct record **records;
    size_t count = web_parts(seen->web, &group_takeover_type, "savings_group", seen->record->id,
                             seen->record->org_id, NULL, 1, &records);
    return count ? records[0] : NULL;
}

static void lines_begin(struct takeover_form *form) {
    struct web *web = form->web;
    struct record **stored = NULL;
    size_t count = form->stored ? web_parts(web, &takeover_saving_type, "takeover", form->stored->id,
                                            form->stored->org_id, NULL, LIMIT_GROUP_MEMBERS, &stored)
                                : 0;
    form->lines = arena_make(web->arena, struct take_line, form->member_count + 1);
    for (size_t i = 0; i < form->member_count; i++) {
        struct take_line *line = &form->lines[i];
        *line = (struct take_line){.member = &form->members[i]};
        line->suffix = arena_printf(web->arena, "%lld", (long long)form->members[i].number);
        for (size_t k = 0; k < count; k++) {
            if (uuid_equal(takeover_saving_of(stored[k])->member.id, form->members[i].record->id))
                line->stored = stored[k];
        }
    }
}

static void loans_begin(struct takeover_form *form) {
    struct web *web = form->web;
    struct record **stored = NULL;
    size_t count = form->stored ? web_parts(web, &group_loan_type, "takeover", form->stored->id,
                                            form->stored->org_id, NULL, LIMIT_MEETING_ITEMS, &stored)
                                : 0;
    form->loan_count = count + form->new_loans;
    form->loans = arena_make(web->arena, struct take_loan, form->loan_count);
    for (size_t i = 0; i < form->loan_count; i++) {
        form->loans[i] = (struct take_loan){.stored = i < count ? stored[i] : NULL};
        form->loans[i].suffix = i < count ? stored[i]->code : arena_printf(web->arena, "%zu", i - count + 1);
        if (i < count) form->loans[i].id = stored[i]->id;
    }
}

bool takeover_begin(struct web *web, struct takeover_form *form) {
    struct uuid id;
    return web_arg_id(web, 0, &id) && takeover_open(web, id, TAKEOVER_NEW_LOANS, form);
}

bool takeover_open(struct web *web, struct uuid group, size_t new_loans, struct takeover_form *form) {
    *form = (struct takeover_form){.web = web, .new_loans = new_loans};
    if (!group_begin(web, group, date_first_day(clock_today()), &form->seen) ||
        !group_sees_money(&form->seen))
        return false;
    form->may_write = access_may_in(web->app->access, web->actor, &group_takeover_type,
                                    form->seen.record->org_id, VERB_CREATE);
    form->stored = stored_takeover(&form->seen);
    form->is_posted = form->stored && value_is_code(&group_takeover_of(form->stored)->state, "posted");
    form->member_count = group_members(&form->seen, 0, &form->members);
    lines_begin(form);
    loans_begin(form);
    return true;
}

/* ---- what is recorded ---- */

static struct slice money_text(const struct takeover_form *form, const struct value *value) {
    return value->present ? group_amount_plain(&form->seen, value->number) : S("");
}

static struct slice member_text(const struct takeover_form *form, const struct value *value) {
    const struct member_seen *member =
        value->present ? member_find(form->members, form->member_count, value->id) : NULL;
    return member ? arena_printf(form->web->arena, "%lld", (long long)member->number) : S("");
}

static struct slice person_text(const struct takeover_form *form, const struct value *value) {
    struct record *person = value->present ? web_record(form->web, &person_type, value->id) : NULL;
    return person ? person->code : S("");
}

static struct slice rate_text(const struct takeover_form *form, const struct value *value) {
    const struct locale english = {.lang = LANG_EN};
    if (!value->present) return S("");
    return slice_trim(format_quantity(form->web->arena, &english, value->number, RATE_DECIMALS, S("")));
}

/* The first row that is due on the day of the books or later. */
static struct slice next_text(const struct takeover_form *form, const struct record *loan) {
    struct loan_disbursement paid_out = {.amount = 1};
    struct loan_terms terms;
    loan_terms_of_record(loan, &paid_out, 1, &terms);
    int64_t as_of = date_first_day(group_takeover_of(form->stored)->as_of.date);
    for (int row = 0; row < terms.count; row++) {
        int64_t day = loan_due_day(&terms, row);
        if (day >= as_of) return date_format_iso(form->web->arena, date_of_day(day));
    }
    return S("");
}

static struct slice recorded_text(const struct takeover_form *form, const struct take_cell *cell,
                                  const struct record *record) {
    const struct field *field = record_type_field(record->type, slice_of(cell->field));
    const struct value *value = record_value_const(record, field);
    switch (cell->kind) {
    case TAKE_MONEY: return money_text(form, value);
    case TAKE_OTHER: return value->present ? group_other_plain(&form->seen, value->number) : S("");
    case TAKE_PLAIN: return value_format(form->web->arena, field, value);
    case TAKE_RATE: return rate_text(form, value);
    case TAKE_MEMBER: return member_text(form, value);
    case TAKE_PERSON: return person_text(form, value);
    case TAKE_NEXT: return next_text(form, record);
    }
    return S("");
}

static void notes_take(struct takeover_form *form) {
    struct cash_count counted;
    const int64_t *values;
    size_t count = takeover_notes(form, &values);
    if (!cash_count_parse(form->sums[SUM_NOTES], &counted)) return;
    for (size_t i = 0; i < counted.count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (counted.parts[i].value == values[k])
                form->notes[k] = arena_printf(form->web->arena, "%lld", (long long)counted.parts[i].pieces);
        }
    }
}

void takeover_take_recorded(struct takeover_form *form) {
    struct value version = {.present = form->stored != NULL};
    version.number = form->stored ? form->stored->version : 0;
    form->seen_version = arena_printf(form->web->arena, "%lld", (long long)version.number);
    for (size_t i = 0; form->stored && i < TAKE_SUMS; i++) {
        form->sums[i] = recorded_text(form, &take_sums[i], form->stored);
    }
    notes_take(form);
    for (size_t i = 0; i < form->member_count; i++) {
        struct take_line *line = &form->lines[i];
        if (!line->stored) continue;
        const struct takeover_saving *saving = takeover_saving_of(line->stored);
        line->typed = form->seen.is_vsla
                          ? arena_printf(form->web->arena, "%lld", (long long)number_or_0(&saving->shares))
                          : money_text(form, &saving->amount);
    }
    for (size_t i = 0; i < form->loan_count; i++) {
        struct take_loan *loan = &form->loans[i];
        for (size_t cell = 0; loan->stored && cell < TAKE_LOAN_CELLS; cell++) {
            loan->typed[cell] = recorded_text(form, &take_loan_cells[cell], loan->stored);
        }
    }
}

/* ---- the form ---- */

/* Where an input says nothing a page means that it is empty, a program that it stays. */
static void input_take(const struct takeover_form *form, const char *cell, struct slice suffix,
                       struct slice *typed) {
    struct slice sent = form_find(&form->web->form, slice_of(takeover_input(form->web, cell, suffix)));
    if (sent.s || !form->web->is_api) *typed = slice_trim(sent);
}

/* The pieces of each note become the text that is recorded. */
static void notes_take_form(struct takeover_form *form) {
    struct web *web = form->web;
    struct text text = TEXT_IN(web->arena);
    const int64_t *values;
    size_t count = takeover_notes(form, &values);
    for (size_t i = 0; i < count; i++) {
        struct slice suffix = arena_printf(web->arena, "%lld", (long long)values[i]);
        int64_t pieces;
        input_take(form, "notes", suffix, &form->notes[i]);
        if (!form->notes[i].len) continue;
        if (parse_number(form->notes[i], &pieces) == PARSE_OK && pieces >= 0)
            text_printf(&text, "%s%lldx%lld", text.len ? " " : "", (long long)values[i], (long long)pieces);
        else
            refuse(&web->refusal, slice_of(takeover_input(web, "notes", suffix)),
                   "Write how many pieces, as a number.");
    }
    form->sums[SUM_NOTES] = text_slice(&text);
}

void takeover_take_form(struct takeover_form *form) {
    struct web *web = form->web;
    if (web->is_api) takeover_take_recorded(form);
    form->key = savings_key(web, "key");
    form->seen_version = web->is_api ? form->seen_version : web_field(web, S("_version"));
    for (size_t i = 0; i < TAKE_SUMS; i++) {
        if (i != SUM_NOTES) input_take(form, take_sums[i].input, S(""), &form->sums[i]);
    }
    notes_take_form(form);
    for (size_t i = 0; i < form->member_count; i++) {
        input_take(form, line_cell(form), form->lines[i].suffix, &form->lines[i].typed);
    }
    for (size_t i = 0; i < form->loan_count; i++) {
        struct take_loan *loan = &form->loans[i];
        for (size_t cell = 0; cell < TAKE_LOAN_CELLS; cell++) {
            input_take(form, take_loan_cells[cell].input, loan->suffix, &loan->typed[cell]);
        }
        loan->goes =
            web_field(web, slice_of(takeover_input(web, "loan_gone", loan->suffix))).len > 0 && loan->stored;
    }
    takeover_identify(form, uuid_format(web->arena, web_form_identity(web, form->key)));
}

void takeover_identify(struct takeover_form *form, struct slice identity) {
    struct web *web = form->web;
    for (size_t i = 0; i < form->loan_count; i++) {
        struct take_loan *loan = &form->loans[i];
        if (!loan->stored)
            loan->id = uuid_of_name(S("loan on paper"),
                                    arena_printf(web->arena, "%.*s %.*s %zu",
                                                 SLICE_ARG(uuid_format(web->arena, form->seen.record->id)),
                                                 SLICE_ARG(identity), i));
    }
    form->id = form->stored
                   ? form->stored->id
                   : uuid_of_name(S("group takeover"),
                                  arena_printf(web->arena, "%.*s %.*s",
                                               SLICE_ARG(uuid_format(web->arena, form->seen.record->id)),
                                               SLICE_ARG(identity)));
}

/* ---- values ---- */

static bool money_parse(struct takeover_form *form, int decimals, struct slice typed, struct slice input,
                        struct value *value) {
    *value = (struct value){.present = typed.len > 0};
    if (!typed.len) return true;
    bool good = decimals ? parse_decimal(typed, decimals, &value->number) == PARSE_OK
                         : parse_number(typed, &value->number) == PARSE_OK;
    return (good && value->number >= 0) ||
           refuse_with(&form->web->refusal, input, "“{1}” is not an amount.", typed, S(""));
}

static bool rate_parse(struct takeover_form *form, struct slice typed, struct slice input,
                       struct value *value) {
    *value = (struct value){.present = typed.len > 0};
    return !typed.len || parse_decimal(typed, RATE_DECIMALS, &value->number) == PARSE_OK ||
           refuse_with(&form->web->refusal, input, "“{1}” is not an amount.", typed, S(""));
}

static bool refuse_unknown(struct takeover_form *form, struct slice input) {
    return refuse(&form->web->refusal, input, "Choose one from the list; this one is not known.");
}

static bool member_parse(struct takeover_form *form, struct slice typed, struct slice input,
                         struct value *value) {
    int64_t number = 0;
    *value = (struct value){0};
    if (!typed.len) return true;
    for (size_t i = 0; slice_to_int64(typed, &number) && i < form->member_count; i++) {
        if (form->members[i].number == number) *value = value_of_id(form->members[i].record->id);
    }
    return value->present || refuse_unknown(form, input);
}

/* Whom the reader may see, by code. */
static bool person_parse(struct takeover_form *form, struct slice typed, struct slice input,
                         struct value *value) {
    struct web *web = form->web;
    struct uuid id;
    *value = (struct value){0};
    if (!typed.len) return true;
    struct db_query *query = db_query(
        web_db(web), SQL("SELECT id FROM person WHERE org_id = ?1 AND code = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, form->seen.record->org_id);
    db_bind_text(query, 2, typed);
    bool found = db_next(query);
    if (found) id = db_column_uuid(query, 0);
    db_done(query);
    if (!found || !web_record(web, &person_type, id)) return refuse_unknown(form, input);
    *value = value_of_id(id);
    return true;
}

static bool plain_parse(struct takeover_form *form, const struct field *field, struct slice typed,
                        struct slice input, struct value *value) {
    struct refusal own = REFUSAL_IN(form->web->arena);
    bool good = value_parse_input(form->web->arena, field, typed, S(""), value, &own) &&
                value_check(field, value, &own);
    for (const struct refusal_item *item = own.first; item; item = item->next) {
        refuse_with(&form->web->refusal, input, item->message, item->args[0], item->args[1]);
    }
    return good;
}

static bool cell_parse(struct takeover_form *form, const struct record_type *type,
                       const struct take_cell *cell, struct slice suffix, struct slice typed,
                       struct value *value) {
    struct slice input = slice_of(takeover_input(form->web, cell->input, suffix));
    const struct field *field = record_type_field(type, slice_of(cell->field));
    if (cell->required && !typed.len) return refuse(&form->web->refusal, input, "This field is required.");
    switch (cell->kind) {
    case TAKE_MONEY: return money_parse(form, form->seen.decimals, typed, input, value);
    case TAKE_OTHER:
        return money_parse(form, form->seen.second_unit ? (int)form->seen.second_unit->decimals.number : 0,
                           typed, input, value);
    case TAKE_RATE: return rate_parse(form, typed, input, value);
    case TAKE_MEMBER: return member_parse(form, typed, input, value);
    case TAKE_PERSON: return person_parse(form, typed, input, value);
    case TAKE_PLAIN:
    case TAKE_NEXT: return plain_parse(form, field, typed, input, value);
    }
    return false;
}

/* ---- changes ---- */

static struct change *change_add(struct takeover_form *form, enum change_verb verb,
                                 const struct record_type *type, struct slice suffix) {
    struct change *change = &form->changes[form->change_count];
    form->inputs[form->change_count++] = suffix;
    *change = change_new(form->web->arena, verb, type, form->seen.record->org_id);
    return change;
}

/* What is recorded already is not said again; a change that says nothing new is left out. */
static void change_trim(struct takeover_form *form, struct change *change, const struct record *stored) {
    if (!stored) return;
    change->id = stored->id;
    change->base_version = stored->version;
    for (size_t i = 0; i < change->type->field_count; i++) {
        if (change->sets >> i & 1 &&
            value_equal(&change->type->fields[i], &change->values->values[i], &stored->values[i]))
            change->sets &= ~(UINT64_C(1) << i);
    }
    if (!change->sets) form->change_count--;
}

static void delete_add(struct takeover_form *form, const struct record *stored, struct slice suffix) {
    struct change *change = change_add(form, CHANGE_DELETE, stored->type, suffix);
    change->id = stored->id;
    change->base_version = stored->version;
    change->reason = S("Taken from the paper books");
}

static bool sums_change(struct takeover_form *form) {
    struct change *change =
        change_add(form, form->stored ? CHANGE_UPDATE : CHANGE_CREATE, &group_takeover_type, S(""));
    bool good = true;
    for (size_t i = 0; i < TAKE_SUMS; i++) {
        struct value value;
        good = cell_parse(form, &group_takeover_type, &take_sums[i], S(""), form->sums[i], &value) && good;
        if (good && !(i == SUM_CASH && form->sums[SUM_NOTES].len))
            change_set_value(change, take_sums[i].field, value);
    }
    change->id = form->id;
    if (!form->stored) {
        change_set_value(change, "savings_group", value_of_id(form->seen.record->id));
        change_set_value(change, "state", value_of_text(S("draft")));
    }
    change_trim(form, change, form->stored);
    return good;
}

static bool line_parse(struct takeover_form *form, const struct take_line *line, struct value *shares,
                       struct value *amount) {
    static const struct take_cell cells[] = {{"shares", "shares", NULL, NULL, TAKE_PLAIN, false},
                                             {"amount", "amount", NULL, NULL, TAKE_MONEY, false}};
    bool is_vsla = form->seen.is_vsla;
    *shares = *amount = (struct value){0};
    bool good =
        !is_vsla || cell_parse(form, &takeover_saving_type, &cells[0], line->suffix, line->typed, shares);
    return cell_parse(form, &takeover_saving_type, &cells[1], line->suffix,
                      is_vsla ? line->money : line->typed, amount) &&
           good;
}

static bool line_change(struct takeover_form *form, struct take_line *line) {
    struct value shares, amount;
    bool says_nothing = !line->typed.len && !line->money.len;
    if (says_nothing && line->stored) delete_add(form, line->stored, line->suffix);
    if (says_nothing) return true;
    if (!line_parse(form, line, &shares, &amount)) return false;
    struct change *change =
        change_add(form, line->stored ? CHANGE_UPDATE : CHANGE_CREATE, &takeover_saving_type, line->suffix);
    change_set_value(change, "amount", amount);
    if (shares.present) change_set_value(change, "shares", shares);
    if (!line->stored) {
        change_set_value(change, "takeover", value_of_id(form->id));
        change_set_value(change, "member", value_of_id(line->member->record->id));
    }
    /* Shares that stay keep their worth. */
    if (line->stored && shares.present && !amount.present &&
        number_or_0(&takeover_saving_of(line->stored)->shares) == shares.number)
        form->change_count--;
    else
        change_trim(form, change, line->stored);
    return true;
}

/* The day of the first instalment, from that of the next one, or a period behind the payout. */
static bool first_due_take(struct takeover_form *form, const struct take_loan *loan, struct change *change) {
    const struct group_loan *values = group_loan_of(change->values);
    struct web *web = form->web;
    struct slice input = slice_of(takeover_input(web, "loan_next", loan->suffix));
    const struct value *usual = &group_bylaw_of(group_bylaw_on(web_db(web), web->arena, form->seen.record,
                                                               date_first_day(values->paid_out_on.date)))
                                     ->loan_frequency;
    enum loan_frequency frequency = (enum loan_frequency)choice_place(
        &loan_frequency_choices, values->frequency.present ? &values->frequency : usual, LOAN_MONTHLY);
    struct loan_terms terms = {.frequency = frequency,
                               .first_due_day = date_first_day(values->paid_out_on.date)};
    int64_t first = loan_due_day(&terms, 1);
    int row = 0;
    if (values->first_due_on.present) {
        first = loan_first_due_before(frequency, terms.first_due_day,
                                      date_first_day(values->first_due_on.date), &row);
        terms.first_due_day = first;
        if (row >= number_or_0(&values->count))
            return refuse_with(
                &web->refusal, input,
                TR("With {1} instalments since it was paid out the last one was due on {2}."),
                arena_printf(web->arena, "%lld", (long long)number_or_0(&values->count)),
                date_format_iso(web->arena,
                                date_of_day(loan_due_day(&terms, (int)number_or_0(&values->count) - 1))));
    }
    change_set_value(change, "first_due_on", value_of_day(first));
    return true;
}

static bool loan_says_nothing(const struct take_loan *loan) {
    for (size_t cell = 0; cell < TAKE_LOAN_CELLS; cell++) {
        if (loan->typed[cell].len) return false;
    }
    return true;
}

/* Nothing in the request names it, so that a row of the request may be it. */
static bool is_unnamed(const struct takeover_form *form, const struct take_loan *loan) {
    if (!loan->stored || loan->is_matched || loan->goes) return false;
    for (size_t i = 0; i < TAKE_LOAN_CELLS; i++) {
        const char *input = takeover_input(form->web, take_loan_cells[i].input, loan->suffix);
        if (form_find(&form->web->form, slice_of(input)).s) return false;
    }
    return true;
}

static bool is_same_loan(const struct record *stored, const struct record *sent, bool exactly) {
    static const char *const names[] = {"member", "person", "paid_out_on", "amount"};
    for (size_t i = 0; i < ARRAY_LEN(names) - !exactly; i++) {
        const struct field *field = record_type_field(&group_loan_type, slice_of(names[i]));
        if (!value_equal(field, record_value_const(stored, field), record_value_const(sent, field)))
            return false;
    }
    return true;
}

/* A program that sends its books again, after they were taken back or with a correction, speaks of the same
 * loans: who borrowed on that day is looked for among those that are entered, the same amount first. */
static void loan_match(struct takeover_form *form, struct take_loan *loan, struct change *change) {
    for (int exactly = 1; exactly >= 0; exactly--) {
        for (size_t i = 0; i < form->loan_count && !loan->stored; i++) {
            struct take_loan *entered = &form->loans[i];
            if (!is_unnamed(form, entered) || !is_same_loan(entered->stored, change->values, exactly))
                continue;
            entered->is_matched = true;
            loan->stored = entered->stored;
            change->verb = CHANGE_UPDATE;
        }
    }
}

/* Of a loan that is entered already, what the row does not say stays. */
static void loan_leave_unsaid(const struct take_loan *loan, struct change *change) {
    for (size_t i = 0; i < TAKE_LOAN_CELLS; i++) {
        size_t at = (size_t)(record_type_field(&group_loan_type, slice_of(take_loan_cells[i].field)) -
                             group_loan_type.fields);
        if (!loan->typed[i].s) change->sets &= ~(UINT64_C(1) << at);
    }
}

static bool loan_change(struct takeover_form *form, struct take_loan *loan) {
    bool is_new = !loan->stored;
    if (is_new ? loan_says_nothing(loan) : is_unnamed(form, loan)) return true;
    if (loan->goes) delete_add(form, loan->stored, loan->suffix);
    if (loan->goes) return true;
    struct change *change =
        change_add(form, loan->stored ? CHANGE_UPDATE : CHANGE_CREATE, &group_loan_type, loan->suffix);
    bool good = true;
    for (size_t i = 0; i < TAKE_LOAN_CELLS; i++) {
        const struct take_cell *cell = &take_loan_cells[i];
        struct value value;
        bool is_fixed = loan->stored && (i == LOAN_WHO || i == LOAN_PERSON);
        if (is_fixed) continue;
        good = cell_parse(form, &group_loan_type, cell, loan->suffix, loan->typed[i], &value) && good;
        if (good) change_set_value(change, cell->field, value);
    }
    if (!good || !first_due_take(form, loan, change)) return false;
    change_set_value(change, "asked_on", group_loan_of(change->values)->paid_out_on);
    if (is_new) loan_match(form, loan, change);
    if (is_new && loan->stored) loan_leave_unsaid(loan, change);
    if (!loan->stored) {
        change->id = loan->id;
        change_set_value(change, "savings_group", value_of_id(form->seen.record->id));
        change_set_value(change, "takeover", value_of_id(form->id));
        change_set_value(change, "purpose", value_of_text(S("other")));
        change_set_value(change, "state", value_of_text(S("on_paper")));
        change_set_value(change, "rate_period", value_of_text(S("monthly")));
    }
    change_trim(form, change, loan->stored);
    return true;
}

bool takeover_changes(struct takeover_form *form, bool posts) {
    struct web *web = form->web;
    size_t room = 2 + form->member_count + form->loan_count;
    form->changes = arena_make(web->arena, struct change, room);
    form->inputs = arena_make(web->arena, struct slice, room);
    bool good = sums_change(form);
    bool wrote = form->change_count > 0;
    for (size_t i = 0; i < form->member_count; i++) {
        good = line_change(form, &form->lines[i]) && good;
    }
    for (size_t i = 0; i < form->loan_count; i++) {
        good = loan_change(form, &form->loans[i]) && good;
    }
    if (!good || !refusal_is_empty(&web->refusal)) return false;
    if (!posts) return true;
    struct change *change = change_add(form, CHANGE_UPDATE, &group_takeover_type, S(""));
    change->id = form->id;
    change->base_version = (form->stored ? form->stored->version : 0) + wrote;
    change_set_value(change, "state", value_of_text(S("posted")));
    return true;
}

/* ---- refusals of the writer ---- */

static const struct take_cell *cell_of_field(struct slice field) {
    for (size_t i = 0; i < TAKE_LOAN_CELLS; i++) {
        if (slice_equal(field, slice_of(take_loan_cells[i].field))) return &take_loan_cells[i];
    }
    return NULL;
}

/* The input of a line that a refusal speaks of: the page asks for one of the two, a list may say both. */
static const char *input_of_line(const struct takeover_form *form, struct slice suffix, struct slice field) {
    bool has_money = false;
    for (size_t i = 0; i < form->member_count; i++) {
        has_money = has_money || (slice_equal(form->lines[i].suffix, suffix) && form->lines[i].money.len);
    }
    return has_money && slice_equal(field, S("amount")) ? "amount" : line_cell(form);
}

static struct slice input_of(const struct takeover_form *form, size_t index, struct slice field) {
    struct web *web = form->web;
    struct slice rest = field, first = S("");
    if (index >= form->change_count) return field;
    struct slice suffix = form->inputs[index];
    if (slice_find(field, S("."), 0) < field.len && slice_split(&rest, '.', &first)) suffix = rest;
    struct slice name = first.len ? first : field;
    if (!suffix.len) return field;
    if (form->changes[index].type == &takeover_saving_type)
        return slice_of(takeover_input(web, input_of_line(form, suffix, name), suffix));
    const struct take_cell *cell = cell_of_field(name);
    return cell ? slice_of(takeover_input(web, cell->input, suffix))
                : slice_of(takeover_input(web, "loan_who", suffix));
}

/* "3.owed_then" of the store is an input of the third change. */
void takeover_take_refusals(struct takeover_form *form, const struct write_job *job) {
    struct web *web = form->web;
    for (const struct refusal_item *item = job->refusal.first; item; item = item->next) {
        struct slice rest = item->field, first = S("");
        int64_t index = 0;
        bool is_numbered = slice_find(item->field, S("."), 0) < item->field.len &&
                           slice_split(&rest, '.', &first) && slice_to_int64(first, &index) && index >= 0;
        struct slice input =
            input_of(form, is_numbered ? (size_t)index : 0, is_numbered ? rest : item->field);
        refuse_with(&web->refusal, input, item->message, item->args[0], item->args[1]);
    }
}
