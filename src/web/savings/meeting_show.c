/* SPDX-License-Identifier: Apache-2.0 */
/* The sheet as a view document: each input with its label, what was typed and what is wrong with it. */
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"
#include "web/savings/meeting_show.h"

/* ---- inputs ---- */

static struct slice error_of(const struct meeting_sheet *sheet, struct slice input) {
    for (const struct refusal_item *item = sheet->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, input)) return tr_refusal(sheet->web->arena, &sheet->web->locale, item);
    }
    return S("");
}

/* What an input is besides its error. */
struct input_look {
    struct slice input, label, value;
    struct slice hint;  /* what is usual */
    struct slice sign;  /* of the box: "1", "-1", "item": as the kind beside it says; empty: moves nothing */
    struct slice times; /* what one of it is worth */
    struct slice cell;
    struct slice other; /* the sign of the second box */
    bool is_wide;
};

static struct doc *input_show(const struct meeting_sheet *sheet, struct doc *object,
                              const struct input_look *look) {
    struct arena *arena = sheet->web->arena;
    doc_set_text(arena, object, S("id"), look->input);
    doc_set_text(arena, object, S("label"), look->label);
    doc_set_text(arena, object, S("value"), look->value);
    doc_set_text(arena, object, S("error"), error_of(sheet, look->input));
    doc_set_text(arena, object, S("hint"), look->hint);
    doc_set_text(arena, object, S("sign"), look->sign);
    doc_set_text(arena, object, S("times"), look->times.len ? look->times : S("1"));
    doc_set_text(arena, object, S("cell"), look->cell);
    doc_set_text(arena, object, S("other_sign"), look->other);
    doc_set_bool(arena, object, S("wide"), look->is_wide);
    return object;
}

static struct slice sign_text(int sign) {
    return sign > 0 ? S("1") : sign < 0 ? S("-1") : S("");
}

static struct input_look cell_look(const struct meeting_sheet *sheet, const struct sheet_part *part,
                                   size_t index) {
    const struct sheet_cell *cell = &part->kind->cells[index];
    struct slice price = arena_printf(sheet->web->arena, "%lld", (long long)sheet->seen.bylaws.share_price);
    return (struct input_look){.input = meeting_input(sheet->web, cell->input, part->suffix),
                               .label = web_tr(sheet->web, cell->label),
                               .value = part->typed[index],
                               .cell = slice_of(cell->input),
                               .sign = cell->kind == CELL_OTHER ? S("") : sign_text(cell->sign),
                               .other = cell->kind == CELL_OTHER ? sign_text(cell->sign) : S(""),
                               .times = cell->kind == CELL_WHOLE ? price : S("1")};
}

static struct doc *cell_show(const struct meeting_sheet *sheet, struct doc *object,
                             const struct sheet_part *part, size_t index) {
    struct input_look look = cell_look(sheet, part, index);
    return input_show(sheet, object, &look);
}

static void choices_show(const struct meeting_sheet *sheet, struct doc *object, const struct field *field,
                         struct slice chosen, bool may_be_empty) {
    struct doc *choices = doc_set_array(sheet->web->arena, object, S("choices"));
    if (may_be_empty) savings_add_choice(sheet->web, choices, S(""), S("–"), chosen);
    for (size_t i = 0; i < field->choices->count; i++) {
        const struct choice *choice = &field->choices->choices[i];
        savings_add_choice(sheet->web, choices, slice_of(choice->code), web_tr(sheet->web, choice->label),
                           chosen);
    }
}

static void cell_choices(const struct meeting_sheet *sheet, struct doc *object, const struct sheet_part *part,
                         size_t index, bool may_be_empty) {
    const struct field *field = record_type_field(part->kind->type, slice_of(part->kind->cells[index].field));
    choices_show(sheet, cell_show(sheet, object, part, index), field, part->typed[index], may_be_empty);
}

static bool is_key_holder(const struct member_seen *member) {
    return value_is_code(&member->member->role, "key_holder");
}

static void members_show(const struct meeting_sheet *sheet, struct doc *object, struct slice chosen,
                         bool key_holders) {
    struct doc *choices = doc_set_array(sheet->web->arena, object, S("choices"));
    bool any = false;
    for (size_t i = 0; key_holders && i < sheet->member_count; i++) {
        any = any || is_key_holder(&sheet->members[i]);
    }
    savings_add_choice(sheet->web, choices, S(""), S("–"), chosen);
    for (size_t i = 0; i < sheet->member_count; i++) {
        struct slice number = arena_printf(sheet->web->arena, "%lld", (long long)sheet->members[i].number);
        if (any && !is_key_holder(&sheet->members[i]) && !slice_equal(number, chosen)) continue;
        savings_add_choice(sheet->web, choices, number, sheet->members[i].name, chosen);
    }
}

/* {seen_name, version, conflict}: the hidden input of a part, and what is recorded beside what was typed. */
static void part_show(const struct meeting_sheet *sheet, struct doc *object, const struct sheet_part *part) {
    struct arena *arena = sheet->web->arena;
    doc_set_text(arena, object, S("seen_name"), meeting_input(sheet->web, part->kind->name, part->suffix));
    doc_set_int(arena, object, S("version"), part->stored ? part->stored->version : 0);
    if (!part->is_conflict) {
        doc_set_null(arena, object, S("conflict"));
        return;
    }
    struct doc *conflict = doc_set_object(arena, object, S("conflict"));
    struct slice keep = arena_printf(arena, "keep_%s", part->kind->name);
    doc_set_text(arena, conflict, S("keep_name"),
                 meeting_input(sheet->web, arena_cstr(arena, keep), part->suffix));
    doc_set_text(arena, conflict, S("theirs"), part_words(sheet, part));
}

/* "Of it in USD", beside an amount of the group's own unit. */
static struct slice other_label(const struct meeting_sheet *sheet) {
    return web_tr_fill(sheet->web, TR("Of it in {1}"), sheet->seen.second_unit->symbol.text, S(""));
}

/* The input of a part's second currency; none where the group keeps one. */
static void other_show(const struct meeting_sheet *sheet, const struct sheet_part *part, size_t cell,
                       struct doc *object) {
    if (!sheet->seen.second_unit) {
        doc_set_null(sheet->web->arena, object, S("in_other"));
        return;
    }
    struct input_look look = cell_look(sheet, part, cell);
    look.label = other_label(sheet);
    if (cell == ITEM_OTHER && part->kind == &part_item) look.other = S("item");
    input_show(sheet, doc_set_object(sheet->web->arena, object, S("in_other")), &look);
}

/* ---- lines ---- */

static struct slice loan_words(const struct meeting_sheet *sheet, const struct sheet_loan *loan) {
    struct web *web = sheet->web;
    struct slice due = group_amount(&sheet->seen, loan->due), debt = group_amount(&sheet->seen, loan->debt);
    if (loan->is_written_off)
        return web_tr_fill(web, TR("Written off; {1} of it can still come back"), debt, S(""));
    if (loan->due) return web_tr_fill(web, TR("Due {1}; all that is owed {2}"), due, debt);
    if (!loan->next_amount) return web_tr_fill(web, TR("All that is owed: {1}"), debt, S(""));
    return web_tr_fill(web, TR("Next {1} on {2}"), group_amount(&sheet->seen, loan->next_amount),
                       format_date_short(web->arena, &web->locale, date_of_day(loan->next_day)));
}

/* {input, is_filled}: folded away until somebody writes the minute. */
static void write_off_show(const struct meeting_sheet *sheet, const struct sheet_loan *loan,
                           struct doc *object) {
    const struct sheet_part *part = meeting_part_about(&sheet->write_offs, loan->record->id);
    if (!part) {
        doc_set_null(sheet->web->arena, object, S("write_off"));
        return;
    }
    struct doc *write_off = doc_set_object(sheet->web->arena, object, S("write_off"));
    struct input_look look = cell_look(sheet, part, 0);
    look.is_wide = true;
    input_show(sheet, write_off, &look);
    part_show(sheet, write_off, part);
    doc_set_bool(sheet->web->arena, write_off, S("off_open"),
                 slice_trim(part->typed[0]).len || error_of(sheet, look.input).len);
}

/* What else can happen to a loan that is open. */
static void loan_steps_show(const struct meeting_sheet *sheet, const struct sheet_part *part,
                            const struct sheet_loan *loan, struct doc *object) {
    struct web *web = sheet->web;
    bool is_open = loan->debt && !loan->is_written_off;
    doc_set_text(web->arena, object, S("payoff_name"),
                 is_open ? meeting_input(web, "payoff", part->suffix) : S(""));
    doc_set_text(web->arena, object, S("payoff_plain"), group_amount_plain(&sheet->seen, loan->debt));
    doc_set_text(web->arena, object, S("payoff_label"),
                 web_tr_fill(web, TR("All of it: {1}"), group_amount(&sheet->seen, loan->debt), S("")));
    doc_set_text(web->arena, object, S("reschedule_href"),
                 is_open ? savings_href(web, "group-loans", loan->record->id, "/reschedule") : S(""));
    doc_set_text(web->arena, object, S("begins_name"), S(""));
    write_off_show(sheet, loan, object);
}

static void repayment_show(const struct meeting_sheet *sheet, const struct sheet_part *part,
                           const struct sheet_loan *loan, struct doc *object) {
    struct web *web = sheet->web;
    struct input_look look = cell_look(sheet, part, 0);
    if (loan->due) look.hint = group_amount_plain(&sheet->seen, loan->due);
    input_show(sheet, object, &look);
    other_show(sheet, part, LOAN_OTHER, object);
    part_show(sheet, object, part);
    loan_steps_show(sheet, part, loan, object);
    doc_set_text(web->arena, object, S("due"), loan_words(sheet, loan));
    doc_set_text(web->arena, object, S("loan_code"), loan->record->code);
    doc_set_text(web->arena, object, S("loan_href"),
                 savings_href(web, "group-loans", loan->record->id, "/schedule"));
    doc_set_text(web->arena, object, S("borrower"), loan->borrower);
    struct slice days = savings_number(web, loan->days_late);
    doc_set_text(web->arena, object, S("late"),
                 loan->days_late > 0 ? web_tr_fill(web, TR("{1} days late"), days, S("")) : S(""));
}

/* What the bylaws expect in a cell of a line. */
static struct slice line_hint(const struct meeting_sheet *sheet, size_t cell) {
    const struct bylaws *bylaws = &sheet->seen.bylaws;
    int64_t usual = cell == LINE_SOCIAL    ? bylaws->social_fund_amount
                    : cell == LINE_DEPOSIT ? bylaws->deposit_min
                                           : 0;
    if (cell == LINE_SHARES && bylaws->shares_max)
        return arena_printf(sheet->web->arena, "%lld–%lld", (long long)bylaws->shares_min,
                            (long long)bylaws->shares_max);
    return usual ? group_amount_plain(&sheet->seen, usual) : S("");
}

static void line_money(const struct meeting_sheet *sheet, const struct sheet_part *part, struct doc *cells) {
    static const size_t order[] = {LINE_SHARES, LINE_DEPOSIT, LINE_SOCIAL, LINE_WITHDRAWAL, LINE_FINE};
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        if (order[i] == (sheet->seen.is_vsla ? LINE_DEPOSIT : LINE_SHARES)) continue;
        struct input_look look = cell_look(sheet, part, order[i]);
        look.hint = line_hint(sheet, order[i]);
        input_show(sheet, doc_add_object(sheet->web->arena, cells), &look);
    }
    if (!sheet->seen.second_unit) return;
    struct input_look look = cell_look(sheet, part, LINE_OTHER);
    look.label = other_label(sheet);
    input_show(sheet, doc_add_object(sheet->web->arena, cells), &look);
}

static bool has_error(const struct meeting_sheet *sheet, const struct sheet_part *part) {
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        if (error_of(sheet, meeting_input(sheet->web, part->kind->cells[i].input, part->suffix)).len)
            return true;
    }
    return false;
}

static void line_show(const struct meeting_sheet *sheet, size_t index, struct doc *lines) {
    struct web *web = sheet->web;
    const struct sheet_part *part = &sheet->lines.items[index];
    struct doc *line = doc_add_object(web->arena, lines);
    doc_set_text(web->arena, line, S("member_number"), savings_number(web, sheet->members[index].number));
    doc_set_text(web->arena, line, S("member_name"), sheet->members[index].name);
    bool has_office = !value_is_code(&sheet->members[index].member->role, "member");
    doc_set_text(web->arena, line, S("member_role"),
                 has_office ? savings_choice(web, sheet->members[index].record, "role") : S(""));
    doc_set_bool(web->arena, line, S("is_wrong"), has_error(sheet, part));
    part_show(sheet, line, part);
    cell_choices(sheet, doc_set_object(web->arena, line, S("attendance")), part, LINE_ATTENDANCE, false);
    line_money(sheet, part, doc_set_array(web->arena, line, S("cells")));
    cell_choices(sheet, doc_set_object(web->arena, line, S("fine_kind")), part, LINE_FINE_KIND, true);
    struct doc *leaves = doc_set_object(web->arena, line, S("leaves"));
    cell_show(sheet, leaves, part, LINE_LEAVES);
    doc_set_bool(web->arena, leaves, S("ticked"), part->typed[LINE_LEAVES].len > 0);
    struct doc *repayments = doc_set_array(web->arena, line, S("repayments"));
    for (size_t i = 0; i < sheet->repayments.count; i++) {
        if (sheet->loans[i].line == index)
            repayment_show(sheet, &sheet->repayments.items[i], &sheet->loans[i],
                           doc_add_object(web->arena, repayments));
    }
}

/* Loans of people who are no members of the group, or have left it. */
static void others_show(const struct meeting_sheet *sheet) {
    struct doc *others = doc_set_array(sheet->web->arena, sheet->web->view, S("others"));
    for (size_t i = 0; i < sheet->repayments.count; i++) {
        if (sheet->loans[i].line == sheet->member_count)
            repayment_show(sheet, &sheet->repayments.items[i], &sheet->loans[i],
                           doc_add_object(sheet->web->arena, others));
    }
    doc_set_bool(sheet->web->arena, sheet->web->view, S("has_others"), others->first != NULL);
}

/* ---- loans, other movements, the box ---- */

static void payouts_show(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    struct doc *payouts = doc_set_array(web->arena, web->view, S("payouts"));
    for (size_t i = 0; i < sheet->payouts.count; i++) {
        const struct sheet_loan *loan = &sheet->loans[sheet->repayments.count + i];
        const struct sheet_part *part = &sheet->payouts.items[i];
        int64_t amount = group_loan_of(loan->record)->amount.number;
        struct input_look look = cell_look(sheet, part, 0);
        look.hint = group_amount_plain(&sheet->seen, amount);
        struct doc *object = input_show(sheet, doc_add_object(web->arena, payouts), &look);
        other_show(sheet, part, LOAN_OTHER, object);
        part_show(sheet, object, part);
        doc_set_text(web->arena, object, S("late"), S(""));
        doc_set_text(web->arena, object, S("payoff_name"), S(""));
        doc_set_text(web->arena, object, S("reschedule_href"), S(""));
        doc_set_null(web->arena, object, S("write_off"));
        doc_set_text(web->arena, object, S("begins_name"),
                     loan->replaces ? meeting_input(web, "begins", part->suffix) : S(""));
        doc_set_bool(web->arena, object, S("begins"), slice_trim(part->typed[0]).len > 0);
        doc_set_text(web->arena, object, S("borrower"), loan->borrower);
        doc_set_text(web->arena, object, S("loan_code"), loan->record->code);
        doc_set_text(web->arena, object, S("loan_href"),
                     savings_href(web, "group-loans", loan->record->id, ""));
        doc_set_text(web->arena, object, S("due"),
                     web_tr_fill(web, TR("Approved: {1}"), group_amount(&sheet->seen, amount), S("")));
    }
    doc_set_bool(web->arena, web->view, S("has_payouts"), sheet->payouts.count > 0);
}

static void new_loan_show(const struct meeting_sheet *sheet, size_t index, struct doc *rows) {
    static const struct {
        const char *input, *label, *name, *sign;
    } cells[NEW_CELLS] = {{"new_member", TR("Borrower"), "who", ""},
                          {"new_amount", TR("Amount"), "how_much", "-1"},
                          {"new_purpose", TR("Purpose"), "purpose", ""},
                          {"new_count", TR("Number of instalments"), "count_of", ""}};
    struct web *web = sheet->web;
    const struct new_loan *loan = &sheet->new_loans[index];
    struct slice suffix = arena_printf(web->arena, "%zu", index + 1);
    struct doc *row = doc_add_object(web->arena, rows), *inputs[NEW_CELLS];
    for (size_t i = 0; i < NEW_CELLS; i++) {
        struct input_look look = {.input = meeting_input(web, cells[i].input, suffix),
                                  .label = web_tr(web, cells[i].label),
                                  .value = loan->typed[i],
                                  .cell = slice_of(cells[i].input),
                                  .sign = slice_of(cells[i].sign)};
        inputs[i] = input_show(sheet, doc_set_object(web->arena, row, slice_of(cells[i].name)), &look);
    }
    members_show(sheet, inputs[NEW_MEMBER], loan->typed[NEW_MEMBER], false);
    choices_show(sheet, inputs[NEW_PURPOSE], record_type_field(&group_loan_type, S("purpose")),
                 loan->typed[NEW_PURPOSE], true);
}

static void item_show(const struct meeting_sheet *sheet, const struct sheet_part *part, struct doc *items) {
    struct web *web = sheet->web;
    struct doc *row = doc_add_object(web->arena, items);
    part_show(sheet, row, part);
    cell_choices(sheet, doc_set_object(web->arena, row, S("kind")), part, ITEM_KIND, true);
    struct input_look amount = cell_look(sheet, part, ITEM_AMOUNT), what = cell_look(sheet, part, ITEM_WHAT);
    amount.sign = S("item");
    what.is_wide = true;
    input_show(sheet, doc_set_object(web->arena, row, S("how_much")), &amount);
    input_show(sheet, doc_set_object(web->arena, row, S("what")), &what);
    other_show(sheet, part, ITEM_OTHER, row);
}

static void notes_show(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    struct doc *notes = doc_set_array(web->arena, web->view, S("notes"));
    for (size_t i = 0; i < sheet->note_count; i++) {
        const struct sheet_note *note = &sheet->notes[i];
        struct slice suffix = arena_printf(web->arena, "%lld", (long long)note->value);
        struct input_look look = {.input = meeting_input(web, "notes", suffix),
                                  .label = group_amount(&sheet->seen, note->value),
                                  .value = note->typed,
                                  .times = suffix};
        input_show(sheet, doc_add_object(web->arena, notes), &look);
    }
}

static void other_notes_show(const struct meeting_sheet *sheet, struct doc *second) {
    struct web *web = sheet->web;
    struct doc *notes = doc_set_array(web->arena, second, S("other_notes"));
    for (size_t i = 0; i < sheet->other_note_count; i++) {
        const struct sheet_note *note = &sheet->other_notes[i];
        struct slice suffix = arena_printf(web->arena, "%lld", (long long)note->value);
        struct input_look look = {.input = meeting_input(web, "notes_other", suffix),
                                  .label = group_other_amount(&sheet->seen, note->value),
                                  .value = note->typed,
                                  .times = suffix};
        input_show(sheet, doc_add_object(web->arena, notes), &look);
    }
    doc_set_text(web->arena, second, S("other_error"), error_of(sheet, S("other_notes")));
}

/* "$1.00 = 4,050៛ (from 1 January 2016)". */
static struct slice rate_words(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    const struct second_box *box = &sheet->second;
    if (!box->has_rate)
        return web_tr(web, TR("There is no exchange rate for that day; write it down first."));
    struct slice dollar = format_money(web->arena, &web->locale, (struct money){100, CURRENCY_USD}),
                 riel = format_money(web->arena, &web->locale, (struct money){box->riel, CURRENCY_KHR});
    return web_tr_fill(web, TR("Rate of the day: {1} (from {2})"),
                       arena_printf(web->arena, "%.*s = %.*s", SLICE_ARG(dollar), SLICE_ARG(riel)),
                       format_date(web->arena, &web->locale, date_of_day(box->rate_day)));
}

/* The second box: what should be in it, what was counted. */
static void second_show(const struct meeting_sheet *sheet, const struct sheet_totals *totals) {
    struct web *web = sheet->web;
    const struct group_seen *seen = &sheet->seen;
    if (!seen->second_unit) {
        doc_set_null(web->arena, web->view, S("second"));
        return;
    }
    struct doc *second = doc_set_object(web->arena, web->view, S("second"));
    doc_set_text(web->arena, second, S("rate_text"), rate_words(sheet));
    doc_set_text(web->arena, second, S("other_code"), seen->second_unit->symbol.text);
    doc_set_text(web->arena, second, S("exchanged_amount"), group_amount(seen, totals->exchanged));
    doc_set_text(web->arena, second, S("other_opening"), group_other_amount(seen, totals->other_opening));
    doc_set_text(web->arena, second, S("other_in"), group_other_amount(seen, totals->other_in));
    doc_set_text(web->arena, second, S("other_out"), group_other_amount(seen, totals->other_out));
    doc_set_text(web->arena, second, S("other_book"), group_other_amount(seen, totals->other_book));
    doc_set_text(web->arena, second, S("other_counted"), group_other_amount(seen, totals->other_counted));
    doc_set_text(web->arena, second, S("other_difference"),
                 group_other_amount(seen, totals->other_difference));
    doc_set_bool(web->arena, second, S("other_differs"), totals->other_difference != 0);
    other_notes_show(sheet, second);
}

/* What the browser reckons with: 1 of the second currency's smallest unit is worth numerator ÷ denominator.
 */
static void second_form(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    const struct second_box *box = &sheet->second;
    doc_set_bool(web->arena, web->view, S("has_second"), box->is_on);
    doc_set_int(web->arena, web->view, S("other_opening_plain"), sheet->other_opening);
    doc_set_text(web->arena, web->view, S("other_unit"),
                 box->is_on ? sheet->seen.second_unit->symbol.text : S(""));
    doc_set_int(web->arena, web->view, S("other_decimals"),
                box->is_on ? sheet->seen.second_unit->decimals.number : 0);
    doc_set_text(web->arena, web->view, S("worth_plain"),
                 box->has_rate ? arena_printf(web->arena, "%lld %lld %lld", (long long)box->worth.numerator,
                                              (long long)box->worth.denominator, (long long)box->multiple)
                               : S(""));
}

static void total_add(const struct meeting_sheet *sheet, struct doc *totals, const char *code,
                      const char *label, int64_t amount) {
    struct web *web = sheet->web;
    struct doc *total = doc_add_object(web->arena, totals);
    doc_set_text(web->arena, total, S("total_code"), slice_of(code));
    doc_set_text(web->arena, total, S("total_label"), web_tr(web, label));
    doc_set_text(web->arena, total, S("total_amount"), group_amount(&sheet->seen, amount));
}

static void totals_show(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    struct sheet_totals totals = meeting_totals(sheet);
    struct doc *list = doc_set_array(web->arena, web->view, S("totals"));
    total_add(sheet, list, "opening", TR("In the box at the beginning"), totals.opening);
    total_add(sheet, list, "in", TR("Came in"), totals.in);
    total_add(sheet, list, "out", TR("Went out"), totals.out);
    if (sheet->seen.second_unit)
        total_add(sheet, list, "exchanged", TR("In the second currency instead"), totals.exchanged);
    second_show(sheet, &totals);
    second_form(sheet);
    doc_set_text(web->arena, web->view, S("book_amount"), group_amount(&sheet->seen, totals.book));
    doc_set_text(web->arena, web->view, S("counted_amount"), group_amount(&sheet->seen, totals.counted));
    doc_set_text(web->arena, web->view, S("difference_amount"),
                 group_amount(&sheet->seen, totals.is_counted ? totals.difference : 0));
    doc_set_bool(web->arena, web->view, S("differs"), totals.is_counted && totals.difference);
    doc_set_text(web->arena, web->view, S("social_amount"), group_amount(&sheet->seen, totals.social_fund));
    doc_set_int(web->arena, web->view, S("opening_plain"), totals.opening);
    doc_set_text(web->arena, web->view, S("present_text"), savings_number(web, totals.present));
    doc_set_text(web->arena, web->view, S("members_text"), savings_number(web, (int64_t)sheet->member_count));
}

static void head_show(const struct meeting_sheet *sheet) {
    struct web *web = sheet->web;
    const struct sheet_part *head = &sheet->head;
    struct doc *object = doc_set_object(web->arena, web->view, S("head_part"));
    part_show(sheet, object, head);
    cell_show(sheet, doc_set_object(web->arena, web->view, S("held_on")), head, HEAD_DAY);
    cell_show(sheet, doc_set_object(web->arena, web->view, S("reason_input")), head, HEAD_REASON);
    cell_show(sheet, doc_set_object(web->arena, web->view, S("minutes_input")), head, HEAD_MINUTES);
    cell_choices(sheet, doc_set_object(web->arena, web->view, S("decided_by")), head, HEAD_DECIDED, true);
    struct doc *holders = doc_set_array(web->arena, web->view, S("confirmations"));
    for (size_t i = HEAD_FIRST; i <= HEAD_THIRD; i++) {
        members_show(sheet, cell_show(sheet, doc_add_object(web->arena, holders), head, i), head->typed[i],
                     true);
    }
    doc_set_text(web->arena, web->view, S("notes_error"), error_of(sheet, S("counted_notes")));
}

static bool any_conflict(const struct sheet_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) {
        if (parts->items[i].is_conflict) return true;
    }
    return false;
}

bool meeting_has_conflict(const struct meeting_sheet *sheet) {
    return sheet->head.is_conflict || any_conflict(&sheet->lines) || any_conflict(&sheet->repayments) ||
           any_conflict(&sheet->write_offs) || any_conflict(&sheet->payouts) || any_conflict(&sheet->items);
}

static struct slice input_href(struct web *web, const void *context, const struct refusal_item *item) {
    const struct meeting_sheet *sheet = context;
    bool is_input = form_find(&sheet->web->form, item->field).s != NULL;
    return is_input ? arena_printf(web->arena, "#%.*s", SLICE_ARG(item->field)) : S("");
}

/* Behind an input's refusal stands whom it is about. */
static struct slice input_text(struct web *web, const void *context, const struct refusal_item *item) {
    const struct meeting_sheet *sheet = context;
    struct slice words = tr_refusal(web->arena, &web->locale, item), rest = item->field, cell;
    int64_t number;
    if (!slice_split(&rest, '.', &cell) || !slice_to_int64(rest, &number)) return words;
    bool is_line = false;
    for (size_t i = 0; i < part_line.cell_count; i++) {
        is_line = is_line || slice_equal(cell, slice_of(part_line.cells[i].input));
    }
    for (size_t i = 0; is_line && i < sheet->member_count; i++) {
        if (sheet->members[i].number == number)
            return arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(sheet->members[i].name),
                                SLICE_ARG(words));
    }
    return words;
}

static void frame_show(const struct meeting_sheet *sheet, struct slice action) {
    struct web *web = sheet->web;
    struct slice number = savings_number(web, sheet->number);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr_fill(web, TR("Meeting {1}"), number, S("")));
    group_add_crumbs(&sheet->seen, TR("Meeting sheet"));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, sheet->seen.record));
    doc_set_text(web->arena, web->view, S("group_href"),
                 savings_href(web, "savings-groups", sheet->seen.record->id, ""));
    doc_set_text(web->arena, web->view, S("new_loan_href"),
                 savings_href(web, "savings-groups", sheet->seen.record->id, "/loans/new"));
    doc_set_text(web->arena, web->view, S("paper_href"),
                 savings_href(web, "savings-groups", sheet->seen.record->id, "/paper"));
    doc_set_text(web->arena, web->view, S("action"), action);
    doc_set_text(web->arena, web->view, S("key"), uuid_format(web->arena, uuid_new()));
    doc_set_int(web->arena, web->view, S("number_plain"), sheet->number);
    doc_set_text(web->arena, web->view, S("unit_code"),
                 sheet->seen.unit ? sheet->seen.unit->symbol.text : S("KHR"));
    doc_set_int(web->arena, web->view, S("decimals"), sheet->seen.decimals);
    doc_set_bool(web->arena, web->view, S("khmer_digits"), web->locale.khmer_digits);
    doc_set_bool(web->arena, web->view, S("has_conflict"), meeting_has_conflict(sheet));
    doc_set_bool(web->arena, web->view, S("has_members"), sheet->member_count > 0);
    furniture_keep_form(web, &(struct furniture_form){"meeting", action, "do", "look", "do", "save"});
}

void meeting_show(struct meeting_sheet *sheet, struct slice action) {
    struct web *web = sheet->web;
    frame_show(sheet, action);
    head_show(sheet);
    struct doc *lines = doc_set_array(web->arena, web->view, S("lines"));
    for (size_t i = 0; i < sheet->lines.count; i++) {
        line_show(sheet, i, lines);
    }
    others_show(sheet);
    payouts_show(sheet);
    struct doc *loans = doc_set_array(web->arena, web->view, S("new_loans"));
    for (size_t i = 0; i < SHEET_NEW_LOANS; i++) {
        new_loan_show(sheet, i, loans);
    }
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < sheet->items.count; i++) {
        item_show(sheet, &sheet->items.items[i], items);
    }
    notes_show(sheet);
    totals_show(sheet);
    web->refusal = sheet->refusal;
    plain_form_summarise(web,
                         &(struct plain_summary){.text = input_text, .href = input_href, .context = sheet});
}
