/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/takeover_page.h"

#include "domain/savings/takeover_plan.h"
#include "web/furniture.h"
#include "web/ledger/ledger_view.h"
#include "web/plain_form.h"
#include "web/savings/loan_answers.h"
#include "web/savings/takeover_form.h"

/* ---- inputs ---- */

static void cell_show(const struct takeover_form *form, struct doc *fields, const struct take_cell *cell,
                      struct slice suffix, struct slice typed) {
    struct web *web = form->web;
    bool is_number = cell->kind == TAKE_MONEY || cell->kind == TAKE_OTHER || cell->kind == TAKE_RATE;
    plain_form_add(web, fields,
                   &(struct plain_field){.name = takeover_input(web, cell->input, suffix),
                                         .label = cell->label,
                                         .help = cell->help,
                                         .inputmode = is_number ? "decimal" : NULL,
                                         .required = cell->required && !suffix.len,
                                         .narrow = is_number,
                                         .value = typed});
}

static void select_show(const struct takeover_form *form, struct doc *fields, const struct take_cell *cell,
                        struct slice suffix, const struct plain_choice *choices, size_t count) {
    plain_form_add(form->web, fields,
                   &(struct plain_field){.name = takeover_input(form->web, cell->input, suffix),
                                         .label = cell->label,
                                         .control = PLAIN_SELECT,
                                         .choices = choices,
                                         .choice_count = count});
}

static void member_choices_show(const struct takeover_form *form, struct doc *fields,
                                const struct take_cell *cell, struct slice suffix, struct slice typed) {
    struct arena *arena = form->web->arena;
    struct plain_choice *choices = arena_make(arena, struct plain_choice, form->member_count + 1);
    choices[0] = (struct plain_choice){S(""), S("–"), !typed.len};
    for (size_t i = 0; i < form->member_count; i++) {
        struct slice number = form->lines[i].suffix;
        choices[i + 1] = (struct plain_choice){
            number, arena_printf(arena, "%.*s %.*s", SLICE_ARG(number), SLICE_ARG(form->members[i].name)),
            slice_equal(number, typed)};
    }
    select_show(form, fields, cell, suffix, choices, form->member_count + 1);
}

static void term_choices_show(const struct takeover_form *form, struct doc *fields,
                              const struct take_cell *cell, struct slice suffix, struct slice typed) {
    struct web *web = form->web;
    const struct choice_set *set = record_type_field(&group_loan_type, slice_of(cell->field))->choices;
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, set->count + 1);
    choices[0] = (struct plain_choice){S(""), web_tr(web, TR("As the bylaws say")), !typed.len};
    for (size_t i = 0; i < set->count; i++) {
        choices[i + 1] =
            (struct plain_choice){slice_of(set->choices[i].code), web_tr(web, set->choices[i].label),
                                  slice_equal(slice_of(set->choices[i].code), typed)};
    }
    select_show(form, fields, cell, suffix, choices, set->count + 1);
}

static void loan_cell_show(const struct takeover_form *form, struct doc *fields, const struct take_loan *loan,
                           size_t index) {
    const struct take_cell *cell = &take_loan_cells[index];
    const struct field *field = record_type_field(&group_loan_type, slice_of(cell->field));
    if (cell->kind == TAKE_MEMBER)
        member_choices_show(form, fields, cell, loan->suffix, loan->typed[index]);
    else if (field->choices)
        term_choices_show(form, fields, cell, loan->suffix, loan->typed[index]);
    else
        cell_show(form, fields, cell, loan->suffix, loan->typed[index]);
}

static bool has_error(const struct takeover_form *form, struct slice suffix) {
    for (const struct refusal_item *item = form->web->refusal.first; item; item = item->next) {
        struct slice rest = item->field, first;
        if (slice_starts(item->field, S("loan_")) && slice_split(&rest, '.', &first) &&
            slice_equal(rest, suffix))
            return true;
    }
    return false;
}

static bool is_typed(const struct take_loan *loan) {
    for (size_t i = 0; i < TAKE_LOAN_CELLS; i++) {
        if (loan->typed[i].len) return true;
    }
    return false;
}

static void loan_show(const struct takeover_form *form, const struct take_loan *loan, struct doc *loans) {
    struct web *web = form->web;
    struct doc *object = doc_add_object(web->arena, loans);
    const struct slice borrower =
        loan->stored ? loan_borrower(&form->seen, form->members, form->member_count, loan->stored) : S("");
    doc_set_text(web->arena, object, S("loan_title"),
                 loan->stored
                     ? arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(borrower), SLICE_ARG(loan->suffix))
                     : web_tr_fill(web, TR("Another loan ({1})"), loan->suffix, S("")));
    doc_set_text(web->arena, object, S("gone_name"),
                 loan->stored ? slice_of(takeover_input(web, "loan_gone", loan->suffix)) : S(""));
    doc_set_bool(web->arena, object, S("gone"), loan->goes);
    doc_set_bool(web->arena, object, S("loan_open"), is_typed(loan) || has_error(form, loan->suffix));
    struct doc *fields = doc_set_array(web->arena, object, S("fields"));
    for (size_t i = loan->stored ? 2 : 0; i < TAKE_LOAN_CELLS; i++) {
        loan_cell_show(form, fields, loan, i);
    }
}

/* ---- parts of the page ---- */

static void sums_show(const struct takeover_form *form) {
    struct web *web = form->web;
    struct doc *day = doc_set_array(web->arena, web->view, S("day_fields")),
               *owned = doc_set_array(web->arena, web->view, S("owned_fields")),
               *owed = doc_set_array(web->arena, web->view, S("owed_fields")),
               *why = doc_set_array(web->arena, web->view, S("why_fields"));
    struct doc *second = form->seen.second_unit ? owned : NULL;
    struct doc *const places[TAKE_SUMS] = {day,  NULL, owned, second, owned, owed,
                                           owed, owed, owed,  owed,   why};
    for (size_t i = 0; i < TAKE_SUMS; i++) {
        if (places[i]) cell_show(form, places[i], &take_sums[i], S(""), form->sums[i]);
    }
}

static void notes_show(const struct takeover_form *form) {
    struct web *web = form->web;
    struct doc *notes = doc_set_array(web->arena, web->view, S("notes"));
    const int64_t *values;
    size_t count = takeover_notes(form, &values);
    for (size_t i = 0; i < count; i++) {
        struct slice suffix = arena_printf(web->arena, "%lld", (long long)values[i]);
        plain_form_add(
            web, notes,
            &(struct plain_field){.name = takeover_input(web, "notes", suffix),
                                  .label = arena_cstr(web->arena, group_amount(&form->seen, values[i])),
                                  .inputmode = "numeric",
                                  .narrow = true,
                                  .value = form->notes[i]});
    }
}

static void lines_show(const struct takeover_form *form) {
    struct web *web = form->web;
    struct doc *fields = doc_set_array(web->arena, web->view, S("member_fields"));
    for (size_t i = 0; i < form->member_count; i++) {
        const struct take_line *line = &form->lines[i];
        struct slice label =
            arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(savings_number(web, line->member->number)),
                         SLICE_ARG(line->member->name));
        plain_form_add(web, fields,
                       &(struct plain_field){.name = takeover_input(
                                                 web, form->seen.is_vsla ? "shares" : "amount", line->suffix),
                                             .label = arena_cstr(web->arena, label),
                                             .inputmode = form->seen.is_vsla ? "numeric" : "decimal",
                                             .narrow = true,
                                             .value = line->typed});
    }
}

static void row_add(const struct takeover_form *form, struct doc *rows, const char *label, int64_t amount) {
    struct web *web = form->web;
    if (!amount) return;
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("row_label"), web_tr(web, label));
    doc_set_text(web->arena, row, S("row_amount"), group_amount(&form->seen, amount));
}

static void balance_rows(const struct takeover_form *form, const struct takeover_plan *plan) {
    struct web *web = form->web;
    const struct group_takeover *takeover = group_takeover_of(form->stored);
    struct doc *owned = doc_set_array(web->arena, web->view, S("owned_rows")),
               *owed = doc_set_array(web->arena, web->view, S("owed_rows"));
    row_add(form, owned, TR("Cash in the box"), number_or_0(&takeover->cash));
    row_add(form, owned, TR("Worth of the second currency"), plan->other_worth);
    row_add(form, owned, TR("Money at the bank"), number_or_0(&takeover->bank));
    row_add(form, owned, TR("Loans outstanding"), plan->outstanding);
    row_add(form, owed, TR("Savings of the members"), plan->savings);
    row_add(form, owed, TR("Social fund"), number_or_0(&takeover->social_fund));
    row_add(form, owed, TR("Borrowed from others"), number_or_0(&takeover->payable));
    row_add(form, owed, TR("Reserve"), number_or_0(&takeover->reserve));
    row_add(form, owed, TR("Profit kept"), number_or_0(&takeover->retained));
    row_add(form, owed, TR("Profit not yet divided"), number_or_0(&takeover->profit));
}

/* "3900 Opening balances" of the group's own book. */
static struct slice opening_account(const struct takeover_form *form) {
    struct web *web = form->web;
    struct group_book book = group_book_read(&form->seen, date_first_day(clock_today()));
    for (size_t i = 0; i < book.table.count; i++) {
        const struct ledger_row *row = &book.table.rows[i];
        if (slice_equal(row->role, S("opening")))
            return book_account_text(web, row->number, row->name, row->name_km);
    }
    return S("");
}

static void difference_show(const struct takeover_form *form, const struct takeover_plan *plan) {
    struct web *web = form->web;
    struct slice account = opening_account(form),
                 words =
                     group_amount(&form->seen, plan->difference < 0 ? -plan->difference : plan->difference);
    const char *text = plan->difference > 0 ? TR("More is owned than owed: {1}. It goes to the account {2}.")
                                            : TR("More is owed than owned: {1}. It goes to the account {2}.");
    doc_set_text(web->arena, web->view, S("owned_amount"), group_amount(&form->seen, plan->owned));
    doc_set_text(web->arena, web->view, S("owed_amount"), group_amount(&form->seen, plan->owed));
    doc_set_text(web->arena, web->view, S("difference_amount"), group_amount(&form->seen, plan->difference));
    doc_set_bool(web->arena, web->view, S("differs"), plan->difference != 0);
    doc_set_text(web->arena, web->view, S("difference_text"),
                 plan->difference ? web_tr_fill(web, text, words, account)
                                  : web_tr(web, TR("Both sides are the same.")));
}

/* Both sides as they are recorded, and what still speaks against posting them. */
static void balance_show(const struct takeover_form *form) {
    struct web *web = form->web;
    struct rule rule = savings_asking(web);
    struct takeover_plan *plan = arena_make(web->arena, struct takeover_plan, 1);
    struct refusal told = REFUSAL_IN(web->arena);
    doc_set_bool(web->arena, web->view, S("has_balance"), form->stored != NULL);
    if (!form->stored) return;
    takeover_plan_look(&rule, form->stored, plan, &told);
    balance_rows(form, plan);
    difference_show(form, plan);
    struct doc *reasons = doc_set_array(web->arena, web->view, S("balance_reasons"));
    for (const struct refusal_item *item = told.first; item && !form->is_posted; item = item->next) {
        doc_set_text(web->arena, doc_add_object(web->arena, reasons), S("reason_text"),
                     tr_refusal(web->arena, &web->locale, item));
    }
}

static void loans_show(const struct takeover_form *form) {
    struct web *web = form->web;
    struct doc *loans = doc_set_array(web->arena, web->view, S("loans"));
    for (size_t i = 0; i < form->loan_count; i++) {
        loan_show(form, &form->loans[i], loans);
    }
}

static void taken_over_show(const struct takeover_form *form) {
    struct web *web = form->web;
    struct doc *rows = doc_set_array(web->arena, web->view, S("taken_loans"));
    for (size_t i = 0; i < form->loan_count; i++) {
        const struct take_loan *loan = &form->loans[i];
        if (!loan->stored) continue;
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("loan_code"), loan->suffix);
        doc_set_text(web->arena, row, S("loan_href"),
                     savings_href(web, "group-loans", loan->stored->id, "/schedule"));
        doc_set_text(web->arena, row, S("loan_borrower"),
                     loan_borrower(&form->seen, form->members, form->member_count, loan->stored));
        doc_set_text(web->arena, row, S("loan_owed"),
                     group_amount(&form->seen, number_or_0(&group_loan_of(loan->stored)->owed_then)));
    }
    struct doc *undo = doc_set_array(web->arena, web->view, S("undo_fields"));
    plain_form_add(web, undo,
                   &(struct plain_field){.name = "undo_reason",
                                         .label = TR("Why it is taken back"),
                                         .required = true,
                                         .value = plain_form_value(web, "undo_reason", S(""))});
    doc_set_bool(web->arena, web->view, S("undo_open"), !refusal_is_empty(&web->refusal));
    doc_set_text(web->arena, web->view, S("as_of_text"),
                 format_date(web->arena, &web->locale, group_takeover_of(form->stored)->as_of.date));
    doc_set_text(web->arena, web->view, S("reason_text"),
                 group_takeover_of(form->stored)->difference_reason.text);
}

static struct slice action_of(const struct takeover_form *form) {
    return savings_href(form->web, "savings-groups", form->seen.record->id, "/takeover");
}

static void form_show(struct takeover_form *form) {
    struct web *web = form->web;
    group_add_crumbs(&form->seen, TR("Taking over paper books"));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Taking over paper books")));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, form->seen.record));
    doc_set_text(web->arena, web->view, S("group_href"),
                 savings_href(web, "savings-groups", form->seen.record->id, ""));
    doc_set_text(web->arena, web->view, S("action"), action_of(form));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "key", uuid_format(web->arena, uuid_new())));
    doc_set_text(web->arena, web->view, S("form_version"), form->seen_version);
    doc_set_bool(web->arena, web->view, S("is_posted"), form->is_posted);
    doc_set_bool(web->arena, web->view, S("may_write"), form->may_write);
    doc_set_bool(web->arena, web->view, S("is_vsla"), form->seen.is_vsla);
    doc_set_bool(web->arena, web->view, S("has_members"), form->member_count > 0);
    doc_set_text(web->arena, web->view, S("share_price"),
                 group_amount(&form->seen, form->seen.bylaws.share_price));
    balance_show(form);
    if (form->is_posted) {
        taken_over_show(form);
    } else {
        sums_show(form);
        notes_show(form);
        lines_show(form);
        loans_show(form);
    }
    plain_form_add_summary(web);
}

enum outcome takeover_page(struct web *web) {
    struct takeover_form *form = arena_make(web->arena, struct takeover_form, 1);
    if (!takeover_begin(web, form)) return OUTCOME_NOT_FOUND;
    if (!form->may_write && !form->stored) return OUTCOME_FORBIDDEN;
    takeover_take_recorded(form);
    form_show(form);
    return OUTCOME_OK;
}

/* ---- saving ---- */

static enum outcome form_again(struct takeover_form *form, enum outcome outcome) {
    if (form->web->is_api) return OUTCOME_REFUSED;
    form->web->response->status = web_status(outcome);
    form_show(form);
    return OUTCOME_OK;
}

static enum outcome written(struct web *web, struct write_job *job) {
    struct takeover_form *form = web->state;
    if (job->outcome == OUTCOME_REFUSED) {
        takeover_take_refusals(form, job);
        return form_again(form, OUTCOME_REFUSED);
    }
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return savings_done(web, form->id, arena_join(web->arena, action_of(form), S("?done=saved")));
}

static enum outcome undo_write(struct takeover_form *form, struct slice key) {
    struct web *web = form->web;
    if (!form->stored || !(form->is_posted || group_takeover_of(form->stored)->undo_reason.present))
        return OUTCOME_NOT_FOUND;
    if (!form->is_posted) {
        takeover_take_recorded(form);
        refuse(&web->refusal, S(""), TR("The paper books were taken back already."));
        return form_again(form, OUTCOME_REFUSED);
    }
    form->changes = arena_make(web->arena, struct change, 1);
    form->inputs = arena_make(web->arena, struct slice, 1);
    form->change_count = 1;
    struct change *change = &form->changes[0];
    *change = change_new(web->arena, CHANGE_UPDATE, &group_takeover_type, form->seen.record->org_id);
    change->id = form->id = form->stored->id;
    change->base_version = form->stored->version;
    change_set_value(change, "state", value_of_text(S("draft")));
    change_set_value(change, "undo_reason", value_of_text(slice_trim(web_field(web, S("undo_reason")))));
    web->state = form;
    return web_write(web, change, 1, key, written);
}

/* Somebody else has changed the recorded draft since this form was shown. */
static bool is_stale(const struct takeover_form *form) {
    int64_t version = form->stored ? form->stored->version : 0, seen = 0;
    slice_to_int64(form->seen_version, &seen);
    return version != seen;
}

static enum outcome form_write(struct takeover_form *form, bool posts, struct slice key) {
    struct web *web = form->web;
    if (form->is_posted) {
        refuse(&web->refusal, S(""), TR("The books are taken over; take that back first, then change them."));
        return form_again(form, OUTCOME_REFUSED);
    }
    if (is_stale(form)) {
        refuse(&web->refusal, S(""), TR("Somebody changed this meanwhile. Look at it and save again."));
        form->seen_version =
            arena_printf(web->arena, "%lld", form->stored ? (long long)form->stored->version : 0);
        return form_again(form, OUTCOME_CONFLICT);
    }
    if (!takeover_changes(form, posts)) return form_again(form, OUTCOME_REFUSED);
    if (!form->change_count)
        return savings_done(web, form->id, arena_join(web->arena, action_of(form), S("?done=saved")));
    web->state = form;
    return web_write(web, form->changes, form->change_count, key, written);
}

static struct slice key_of(struct takeover_form *form) {
    struct web *web = form->web;
    return form->key.len ? arena_printf(web->arena, "takeover-%.*s",
                                        SLICE_ARG(uuid_format(web->arena, web_form_identity(web, form->key))))
                         : S("");
}

enum outcome takeover_post(struct web *web) {
    struct takeover_form *form = arena_make(web->arena, struct takeover_form, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!takeover_begin(web, form)) return OUTCOME_NOT_FOUND;
    if (!form->may_write) return OUTCOME_FORBIDDEN;
    takeover_take_form(form);
    struct slice key = key_of(form), step = web_field(web, S("do"));
    if (key.len && store_key_is_used(web_db(web), web->actor, key))
        return savings_done(web, form->id, arena_join(web->arena, action_of(form), S("?done=saved")));
    if (slice_equal(step, S("undo"))) return undo_write(form, key);
    return form_write(form, slice_equal(step, S("post")), key);
}

void takeover_action(struct web *web, const struct record *group, struct doc *actions) {
    struct group_seen seen;
    if (!group_begin(web, group->id, date_first_day(clock_today()), &seen) || !group_sees_money(&seen))
        return;
    struct record **stored;
    bool is_there =
        web_parts(web, &group_takeover_type, "savings_group", group->id, group->org_id, NULL, 1, &stored) > 0;
    struct meetings_seen meetings = group_meetings(&seen);
    bool may_begin = !meetings.last && access_may_in(web->app->access, web->actor, &group_takeover_type,
                                                     group->org_id, VERB_CREATE);
    if (!is_there && !may_begin) return;
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("label"), web_tr(web, TR("Paper books")));
    doc_set_text(web->arena, action, S("href"), savings_href(web, "savings-groups", group->id, "/takeover"));
    doc_set_bool(web->arena, action, S("primary"), false);
}
