/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a sheet to changes: every part is checked, what differs from what is recorded becomes a change.  The
 * order in the job is meeting, lines, other movements, loans, and last that the meeting is closed, so that
 * the rules see all of it.
 */
#include "base/limits.h"
#include "catalogue/value.h"
#include "web/savings/meeting_sheet.h"

/* ---- values ---- */

int meeting_decimals(const struct meeting_sheet *sheet, const struct sheet_cell *cell) {
    if (cell->kind == CELL_OTHER && sheet->seen.second_unit)
        return (int)sheet->seen.second_unit->decimals.number;
    return cell->kind == CELL_MONEY ? sheet->seen.decimals : 0;
}

bool meeting_parse_amount(const struct meeting_sheet *sheet, struct slice typed, int decimals,
                          struct value *value) {
    (void)sheet;
    *value = (struct value){0};
    if (!slice_trim(typed).len) return true;
    bool good = decimals ? parse_decimal(typed, decimals, &value->number) == PARSE_OK
                         : parse_number(typed, &value->number) == PARSE_OK;
    value->present = good && value->number != 0;
    return good && value->number >= 0;
}

static void take_refusal(struct meeting_sheet *sheet, const struct refusal *refusal, struct slice input) {
    refusal_add_at(&sheet->refusal, input, refusal);
}

static bool parse_member(const struct meeting_sheet *sheet, struct slice typed, struct value *value) {
    int64_t number;
    *value = (struct value){0};
    if (!slice_trim(typed).len) return true;
    for (size_t i = 0; slice_to_int64(typed, &number) && i < sheet->member_count; i++) {
        if (sheet->members[i].number == number) *value = value_of_id(sheet->members[i].record->id);
    }
    return value->present;
}

static bool cell_parse(struct meeting_sheet *sheet, const struct sheet_part *part, size_t index,
                       struct value *value) {
    const struct sheet_cell *cell = &part->kind->cells[index];
    const struct field *field = record_type_field(part->kind->type, slice_of(cell->field));
    struct slice input = meeting_input(sheet->web, cell->input, part->suffix);
    struct refusal refusal = REFUSAL_IN(sheet->web->arena);
    bool is_amount = cell->kind == CELL_MONEY || cell->kind == CELL_WHOLE || cell->kind == CELL_OTHER;
    if (is_amount && !meeting_parse_amount(sheet, part->typed[index], meeting_decimals(sheet, cell), value))
        return refuse_with(&sheet->refusal, input, "“{1}” is not an amount.", part->typed[index], S(""));
    if (cell->kind == CELL_MEMBER && !parse_member(sheet, part->typed[index], value))
        return refuse(&sheet->refusal, input, "Choose one from the list; this one is not known.");
    if (!is_amount && cell->kind != CELL_MEMBER)
        value_parse_input(sheet->web->arena, field, part->typed[index], S(""), value, &refusal);
    if (refusal_is_empty(&refusal)) value_check(field, value, &refusal);
    take_refusal(sheet, &refusal, input);
    return refusal_is_empty(&refusal);
}

/* ---- parts against what is recorded ---- */

static bool says_the_same(const struct field *field, const struct value *stored, const struct value *now) {
    bool is_nothing = field->kind == KIND_INTEGER && stored->present && !stored->number && !now->present;
    return is_nothing || value_equal(field, stored, now);
}

static void part_compare(struct sheet_part *part) {
    static const struct value none;
    const struct record_type *type = part->kind->type;
    part->sets = 0;
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        const struct field *field = record_type_field(type, slice_of(part->kind->cells[i].field));
        const struct value *stored = part->stored ? record_value_const(part->stored, field) : &none;
        if (!says_the_same(field, stored, &part->values[i]))
            part->sets |= UINT64_C(1) << field_index(type, field);
    }
}

static bool part_says_nothing(const struct sheet_part *part) {
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        if (part->values[i].present) return false;
    }
    return true;
}

static bool part_check(struct meeting_sheet *sheet, struct sheet_part *part) {
    bool good = true;
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        good = cell_parse(sheet, part, i, &part->values[i]) && good;
    }
    if (!good) return false;
    part_compare(part);
    part->goes = part->kind->may_go && part->stored && part_says_nothing(part);
    if (part->keep == KEEP_THEIRS) part->sets = 0;
    if (part->keep == KEEP_THEIRS) part->goes = false;
    /* Who decided knowing the newer version (it came with the form) is not asked again. */
    bool is_newer = part->seen_version != (part->stored ? part->stored->version : 0);
    part->is_conflict = part->sets && is_newer && part->keep != KEEP_MINE;
    if (part->is_conflict)
        refuse(&sheet->refusal, meeting_input(sheet->web, part->kind->cells[0].input, part->suffix),
               "Somebody else wrote here meanwhile. Choose which one is right, then save again.");
    return !part->is_conflict;
}

static void parts_check(struct meeting_sheet *sheet, struct sheet_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) {
        part_check(sheet, &parts->items[i]);
    }
}

/* ---- new loans ---- */

static void new_loan_check(struct meeting_sheet *sheet, const struct new_loan *loan, size_t index) {
    static const char *const needed[NEW_CELLS] = {"new_member", "new_amount", "new_purpose", "new_count"};
    struct slice suffix = arena_printf(sheet->web->arena, "%zu", index + 1);
    for (size_t i = 0; i < NEW_CELLS; i++) {
        if (!slice_trim(loan->typed[i]).len)
            refuse(&sheet->refusal, meeting_input(sheet->web, needed[i], suffix), "This field is required.");
    }
}

static void new_loan_set(struct meeting_sheet *sheet, struct change *change, const struct new_loan *loan,
                         struct slice suffix) {
    struct value member, amount, count;
    if (!parse_member(sheet, loan->typed[NEW_MEMBER], &member))
        refuse(&sheet->refusal, meeting_input(sheet->web, "new_member", suffix),
               "Choose one from the list; this one is not known.");
    if (!meeting_parse_amount(sheet, loan->typed[NEW_AMOUNT], sheet->seen.decimals, &amount))
        refuse_with(&sheet->refusal, meeting_input(sheet->web, "new_amount", suffix),
                    "“{1}” is not an amount.", loan->typed[NEW_AMOUNT], S(""));
    if (!meeting_parse_amount(sheet, loan->typed[NEW_COUNT], 0, &count))
        refuse_with(&sheet->refusal, meeting_input(sheet->web, "new_count", suffix),
                    "“{1}” is not an amount.", loan->typed[NEW_COUNT], S(""));
    change_set_value(change, "member", member);
    change_set_value(change, "amount", amount);
    change_set_value(change, "count", count);
    change_set_value(change, "purpose", value_of_text(loan->typed[NEW_PURPOSE]));
}

static struct change *plan_add(struct meeting_sheet *sheet, enum change_verb verb,
                               const struct record_type *type) {
    struct change *change = &sheet->changes[sheet->change_count++];
    *change = change_new(sheet->web->arena, verb, type, sheet->seen.record->org_id);
    return change;
}

/* Decided at this meeting, on the usual terms of the bylaws, and paid out at once. */
static void plan_new_loan(struct meeting_sheet *sheet, const struct new_loan *loan, size_t index) {
    struct slice suffix = arena_printf(sheet->web->arena, "%zu", index + 1);
    if (!loan->is_filled) return;
    struct change *change = plan_add(sheet, CHANGE_CREATE, &group_loan_type);
    change->id = loan->id;
    new_loan_set(sheet, change, loan, suffix);
    change_set_value(change, "savings_group", value_of_id(sheet->seen.record->id));
    change_set_value(change, "asked_on", value_of_day(sheet->day));
    change_set_value(change, "first_due_on", value_of_day(group_next_day(&sheet->seen, sheet->day)));
    change_set_value(change, "meeting", value_of_id(sheet->meeting_id));
    change_set_value(change, "state", value_of_text(S("approved")));
    struct value amount = group_loan_of(change->values)->amount;
    struct change *payout = plan_add(sheet, CHANGE_CREATE, &loan_payout_type);
    change_set_value(payout, "loan", value_of_id(loan->id));
    change_set_value(payout, "meeting", value_of_id(sheet->meeting_id));
    change_set_value(payout, "amount", amount);
}

/* ---- changes ---- */

static void part_set_values(struct change *change, const struct sheet_part *part) {
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        const struct field *field = record_type_field(part->kind->type, slice_of(part->kind->cells[i].field));
        *record_value(change->values, field) = part->values[i];
    }
    change->sets |= part->sets;
}

static void plan_part(struct meeting_sheet *sheet, const struct sheet_part *part, const char *about) {
    if (!part->sets) return;
    enum change_verb verb = part->goes ? CHANGE_DELETE : part->stored ? CHANGE_UPDATE : CHANGE_CREATE;
    struct change *change = plan_add(sheet, verb, part->kind->type);
    if (part->stored) change->id = part->stored->id;
    if (part->stored) change->base_version = part->stored->version;
    if (verb == CHANGE_DELETE) change->reason = S("Taken from the sheet of the meeting");
    if (verb != CHANGE_DELETE) part_set_values(change, part);
    if (verb != CHANGE_CREATE) return;
    change_set_value(change, "meeting", value_of_id(sheet->meeting_id));
    if (about) change_set_value(change, about, value_of_id(part->about));
}

static void plan_parts(struct meeting_sheet *sheet, const struct sheet_parts *parts, const char *about) {
    for (size_t i = 0; i < parts->count; i++) {
        plan_part(sheet, &parts->items[i], about);
    }
}

static void plan_meeting(struct meeting_sheet *sheet) {
    if (sheet->meeting && !sheet->head.sets) return;
    struct change *change =
        plan_add(sheet, sheet->meeting ? CHANGE_UPDATE : CHANGE_CREATE, &group_meeting_type);
    change->id = sheet->meeting_id;
    change->base_version = sheet->meeting ? sheet->meeting->version : 0;
    part_set_values(change, &sheet->head);
    if (sheet->meeting) return;
    change_set_value(change, "savings_group", value_of_id(sheet->seen.record->id));
    change_set_value(change, "number", value_of_number(sheet->number));
    change_set_value(change, "state", value_of_text(S("open")));
}

/* The version that the meeting has after the first change of this job. */
static void plan_closing(struct meeting_sheet *sheet, bool wrote_head) {
    struct change *change = plan_add(sheet, CHANGE_UPDATE, &group_meeting_type);
    change->id = sheet->meeting_id;
    change->base_version = (sheet->meeting ? sheet->meeting->version : 0) + wrote_head;
    change_set_value(change, "state", value_of_text(S("closed")));
}

static void plan_changes(struct meeting_sheet *sheet, bool closes) {
    size_t room = 2 + sheet->lines.count + sheet->repayments.count + sheet->write_offs.count +
                  sheet->payouts.count + sheet->items.count + 2 * SHEET_NEW_LOANS;
    sheet->changes = arena_make(sheet->web->arena, struct change, room);
    plan_meeting(sheet);
    bool wrote_head = sheet->change_count > 0;
    plan_parts(sheet, &sheet->lines, "member");
    plan_parts(sheet, &sheet->items, NULL);
    plan_parts(sheet, &sheet->payouts, "loan");
    for (size_t i = 0; i < SHEET_NEW_LOANS; i++) {
        plan_new_loan(sheet, &sheet->new_loans[i], i);
    }
    plan_parts(sheet, &sheet->repayments, "loan");
    plan_parts(sheet, &sheet->write_offs, "loan");
    if (closes) plan_closing(sheet, wrote_head);
}

bool meeting_changes(struct meeting_sheet *sheet, bool closes) {
    part_check(sheet, &sheet->head);
    parts_check(sheet, &sheet->lines);
    parts_check(sheet, &sheet->repayments);
    parts_check(sheet, &sheet->write_offs);
    parts_check(sheet, &sheet->payouts);
    parts_check(sheet, &sheet->items);
    for (size_t i = 0; i < SHEET_NEW_LOANS; i++) {
        if (sheet->new_loans[i].is_filled) new_loan_check(sheet, &sheet->new_loans[i], i);
    }
    if (!refusal_is_empty(&sheet->refusal)) return false;
    plan_changes(sheet, closes);
    return refusal_is_empty(&sheet->refusal);
}

/* ---- refusals of the writer ---- */

static struct slice cell_input(const struct meeting_sheet *sheet, const struct sheet_part *part,
                               struct slice field) {
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        if (slice_equal(field, slice_of(part->kind->cells[i].field)))
            return meeting_input(sheet->web, part->kind->cells[i].input, part->suffix);
    }
    return meeting_input(sheet->web, part->kind->cells[0].input, part->suffix);
}

static const struct sheet_part *part_find(const struct sheet_parts *parts, const struct record_type *type,
                                          struct uuid about) {
    for (size_t i = 0; i < parts->count; i++) {
        if (parts->items[i].kind->type == type && uuid_equal(parts->items[i].about, about))
            return &parts->items[i];
    }
    return NULL;
}

static const struct sheet_part *part_of_change(const struct meeting_sheet *sheet,
                                               const struct change *change) {
    const struct sheet_parts *all[] = {&sheet->lines, &sheet->repayments, &sheet->write_offs, &sheet->payouts,
                                       &sheet->items};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        for (size_t k = 0; !uuid_is_zero(change->id) && k < all[i]->count; k++) {
            if (all[i]->items[k].stored && uuid_equal(all[i]->items[k].stored->id, change->id))
                return &all[i]->items[k];
        }
    }
    if (change->type == &meeting_line_type)
        return part_find(&sheet->lines, change->type, meeting_line_of(change->values)->member.id);
    if (change->type == &loan_repayment_type)
        return part_find(&sheet->repayments, change->type, loan_repayment_of(change->values)->loan.id);
    if (change->type == &loan_write_off_type)
        return part_find(&sheet->write_offs, change->type, loan_write_off_of(change->values)->loan.id);
    if (change->type == &loan_payout_type)
        return part_find(&sheet->payouts, change->type, loan_payout_of(change->values)->loan.id);
    return NULL;
}

static struct slice new_loan_input(const struct meeting_sheet *sheet, struct uuid id, struct slice field) {
    for (size_t i = 0; i < SHEET_NEW_LOANS; i++) {
        struct slice suffix = arena_printf(sheet->web->arena, "%zu", i + 1);
        if (!uuid_equal(sheet->new_loans[i].id, id)) continue;
        const char *cell = slice_equal(field, S("member"))  ? "new_member"
                           : slice_equal(field, S("count")) ? "new_count"
                                                            : "new_amount";
        return meeting_input(sheet->web, cell, suffix);
    }
    return S("");
}

struct slice meeting_input_of(const struct meeting_sheet *sheet, size_t index, struct slice field) {
    bool is_named =
        slice_find(field, S("."), 0) < field.len; /* "shares.12": the rules name the inputs themselves */
    if (index >= sheet->change_count) return field;
    const struct change *change = &sheet->changes[index];
    if (is_named) return field;
    if (change->type == &group_loan_type) return new_loan_input(sheet, change->id, field);
    const struct sheet_part *part = part_of_change(sheet, change);
    if (part) return cell_input(sheet, part, field);
    if (change->type == &loan_payout_type)
        return new_loan_input(sheet, loan_payout_of(change->values)->loan.id, field);
    if (slice_equal(field, S("other_counted"))) return S("other_notes");
    return slice_equal(field, S("counted_cash")) ? S("counted_notes") : field;
}
