/* SPDX-License-Identifier: Apache-2.0 */
/* Who and what stands on the sheet, what is recorded of it, what a form brought. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/ledger/book_accounts.h"
#include "domain/savings/cash_count.h"
#include "web/ledger/ledger_view.h"
#include "web/savings/meeting_sheet.h"

static const struct sheet_cell head_cells[] = {
    {"held_on", "held_on", TR("On"), CELL_DAY, 0},
    {"counted_notes", "counted_notes", TR("Notes and coins counted"), CELL_WORDS, 0},
    {"difference_reason", "difference_reason", TR("Why it differs"), CELL_WORDS, 0},
    {"confirmed_first", "confirmed_first", TR("Confirmed by"), CELL_MEMBER, 0},
    {"confirmed_second", "confirmed_second", TR("Also confirmed by"), CELL_MEMBER, 0},
    {"confirmed_third", "confirmed_third", TR("And confirmed by"), CELL_MEMBER, 0},
    {"decided_by", "decided_by", TR("Exceptions decided by"), CELL_CHOICE, 0},
    {"minutes", "minutes", TR("Minutes"), CELL_WORDS, 0},
    {"other_notes", "other_notes", TR("Notes of the second currency counted"), CELL_WORDS, 0},
};
static const struct sheet_cell line_cells[] = {
    {"attendance", "attendance", TR("Attendance"), CELL_CHOICE, 0},
    {"shares", "shares", TR("Shares bought"), CELL_WHOLE, 1},
    {"deposit", "deposit", TR("Saved"), CELL_MONEY, 1},
    {"withdrawal", "withdrawal", TR("Taken back"), CELL_MONEY, -1},
    {"social_fund", "social_fund", TR("Social fund"), CELL_MONEY, 1},
    {"fine", "fine", TR("Fine"), CELL_MONEY, 1},
    {"fine_kind", "fine_kind", TR("Fine for"), CELL_CHOICE, 0},
    {"leaves", "leaves", TR("Leaves the group"), CELL_TICK, 0},
    {"other", "other", TR("Of it paid in the second currency"), CELL_OTHER, 1},
};
static const struct sheet_cell repayment_cells[] = {
    {"repayment", "amount", TR("Repayment"), CELL_MONEY, 1},
    {"repayment_other", "other", TR("Of it in the second currency"), CELL_OTHER, 1},
};
static const struct sheet_cell payout_cells[] = {
    {"payout", "amount", TR("Paid out"), CELL_MONEY, -1},
    {"payout_other", "other", TR("Of it in the second currency"), CELL_OTHER, -1},
};
static const struct sheet_cell write_off_cells[] = {
    {"write_off", "decision", TR("Decision as minuted"), CELL_WORDS, 0}};
static const struct sheet_cell item_cells[] = {
    {"item_kind", "kind", TR("Kind"), CELL_CHOICE, 0},
    {"item_amount", "amount", TR("Amount"), CELL_MONEY, 0},
    {"item_what", "what_for", TR("What for"), CELL_WORDS, 0},
    {"item_other", "other", TR("Of it in the second currency"), CELL_OTHER, 0},
};
const struct part_kind part_head = {&group_meeting_type, "head", head_cells, ARRAY_LEN(head_cells), false};
const struct part_kind part_line = {&meeting_line_type, "line", line_cells, ARRAY_LEN(line_cells), false};
const struct part_kind part_repayment = {&loan_repayment_type, "loan", repayment_cells,
                                         ARRAY_LEN(repayment_cells), true};
const struct part_kind part_payout = {&loan_payout_type, "pay", payout_cells, ARRAY_LEN(payout_cells), true};
const struct part_kind part_write_off = {&loan_write_off_type, "off", write_off_cells,
                                         ARRAY_LEN(write_off_cells), true};
const struct part_kind part_item = {&meeting_item_type, "item", item_cells, ARRAY_LEN(item_cells), true};

struct slice meeting_input(struct web *web, const char *cell, struct slice suffix) {
    return suffix.len ? arena_printf(web->arena, "%s.%.*s", cell, SLICE_ARG(suffix)) : slice_of(cell);
}

bool meeting_is_open(const struct meeting_sheet *sheet) {
    return !sheet->meeting || value_is_code(&group_meeting_of(sheet->meeting)->state, "open");
}

/* ---- parts ---- */

static struct sheet_part *part_add(struct meeting_sheet *sheet, struct sheet_parts *parts,
                                   const struct part_kind *kind, struct slice suffix, struct uuid about) {
    parts->items = arena_room(sheet->web->arena, parts->items, sizeof *parts->items, parts->count);
    struct sheet_part *part = &parts->items[parts->count++];
    *part = (struct sheet_part){.kind = kind, .suffix = suffix, .about = about};
    return part;
}

struct sheet_part *meeting_part_about(const struct sheet_parts *parts, struct uuid about) {
    for (size_t i = 0; i < parts->count; i++) {
        if (uuid_equal(parts->items[i].about, about)) return &parts->items[i];
    }
    return NULL;
}

const struct sheet_loan *meeting_payout_loan(const struct meeting_sheet *sheet, size_t index) {
    return &sheet->loans[sheet->repayments.count + index];
}

static void part_join(struct sheet_part *part, struct record *stored) {
    part->stored = stored;
    part->id = stored->id;
}

/* ---- who stands on it ---- */

static size_t stored_parts(const struct meeting_sheet *sheet, const struct record_type *type,
                           struct record ***records) {
    *records = NULL;
    if (!sheet->meeting) return 0;
    return web_parts(sheet->web, type, "meeting", sheet->meeting->id, sheet->meeting->org_id, NULL,
                     LIMIT_GROUP_LOANS, records); /* a share-out repays all that are open */
}

static void read_lines(struct meeting_sheet *sheet) {
    struct record **stored;
    size_t count = stored_parts(sheet, &meeting_line_type, &stored);
    for (size_t i = 0; i < sheet->member_count; i++) {
        struct slice number = arena_printf(sheet->web->arena, "%lld", (long long)sheet->members[i].number);
        part_add(sheet, &sheet->lines, &part_line, number, sheet->members[i].record->id);
    }
    for (size_t i = 0; i < count; i++) {
        struct sheet_part *part = meeting_part_about(&sheet->lines, meeting_line_of(stored[i])->member.id);
        if (part) part_join(part, stored[i]);
    }
}

static void read_items(struct meeting_sheet *sheet) {
    struct record **stored;
    size_t count = stored_parts(sheet, &meeting_item_type, &stored);
    for (size_t i = 0; i < count; i++) { /* newest first: as they were written */
        struct record *record = stored[count - 1 - i];
        struct slice number = arena_printf(sheet->web->arena, "%zu", i + 1);
        part_join(part_add(sheet, &sheet->items, &part_item, number, record->id), record);
    }
    for (size_t i = 0; i < SHEET_NEW_ITEMS; i++) {
        struct slice number = arena_printf(sheet->web->arena, "%zu", count + i + 1);
        part_add(sheet, &sheet->items, &part_item, number, (struct uuid){{0}});
    }
}

static void sheet_loan_look(struct meeting_sheet *sheet, struct sheet_loan *loan) {
    struct loan_now *now = arena_make(sheet->web->arena, struct loan_now, 1);
    const struct group_loan *record = group_loan_of(loan->record);
    loan->borrower = loan_borrower(&sheet->seen, sheet->members, sheet->member_count, loan->record);
    for (loan->line = 0; loan->line < sheet->member_count; loan->line++) {
        if (record->member.present && uuid_equal(sheet->members[loan->line].record->id, record->member.id))
            break;
    }
    if (!loan->is_paid_out) return;
    loan_look(&sheet->seen, loan->record, (struct loan_scope){.meeting_id = sheet->meeting_id}, sheet->day,
              now);
    loan->debt = now->debt;
    loan->is_written_off = now->is_known && now->state.is_written_off;
    if (loan->is_written_off) return; /* nothing of it falls due any more */
    loan->due = now->due;
    loan->overdue = now->overdue;
    loan->next_amount = now->next_amount;
    loan->next_day = now->next_day;
    loan->days_late = now->is_known ? now->state.days_late : 0;
}

/* The records of a kind on this sheet, and the loans that they are about. */
struct stored_loans {
    struct record **records;
    size_t count;
};

static struct stored_loans stored_loans_of(const struct meeting_sheet *sheet, const struct part_kind *kind) {
    struct stored_loans stored;
    stored.count = stored_parts(sheet, kind->type, &stored.records);
    return stored;
}

static struct record *stored_about(const struct stored_loans *stored, const struct record *loan) {
    for (size_t i = 0; i < stored->count; i++) {
        const struct field *field = record_type_field(stored->records[i]->type, S("loan"));
        if (uuid_equal(record_value_const(stored->records[i], field)->id, loan->id))
            return stored->records[i];
    }
    return NULL;
}

static void add_loan(struct meeting_sheet *sheet, struct record *loan, const struct part_kind *kind,
                     struct sheet_parts *parts, struct record *stored) {
    struct sheet_loan *seen = &sheet->loans[sheet->repayments.count + sheet->payouts.count];
    *seen = (struct sheet_loan){.record = loan,
                                .is_paid_out = kind == &part_repayment,
                                .replaces = group_loan_of(loan)->replaces.present};
    sheet_loan_look(sheet, seen);
    if (seen->is_written_off && !seen->debt && !stored) return; /* all of it came back */
    struct sheet_part *part = part_add(sheet, parts, kind, loan->code, loan->id);
    if (stored) part_join(part, stored);
}

/* Those of the states, and whatever stands on the sheet already. */
static void add_loans(struct meeting_sheet *sheet, struct record **loans, size_t count, const char *states,
                      const struct part_kind *kind, struct sheet_parts *parts) {
    struct stored_loans stored = stored_loans_of(sheet, kind);
    for (size_t i = 0; i < count; i++) {
        struct record *part = stored_about(&stored, loans[i]);
        if (part || names_contain(states, group_loan_of(loans[i])->state.text))
            add_loan(sheet, loans[i], kind, parts, part);
    }
}

static void add_write_offs(struct meeting_sheet *sheet) {
    struct stored_loans stored = stored_loans_of(sheet, &part_write_off);
    for (size_t i = 0; i < sheet->repayments.count; i++) {
        struct record *loan = sheet->loans[i].record, *part = stored_about(&stored, loan);
        if (sheet->loans[i].is_written_off && !part) continue;
        part_add(sheet, &sheet->write_offs, &part_write_off, loan->code, loan->id);
        if (part) part_join(&sheet->write_offs.items[sheet->write_offs.count - 1], part);
    }
}

static void read_loans(struct meeting_sheet *sheet) {
    struct record **loans;
    struct uuid group = sheet->seen.record->id;
    size_t count = web_parts(sheet->web, &group_loan_type, "savings_group", group, sheet->seen.record->org_id,
                             "asked_on", LIMIT_GROUP_LOANS, &loans);
    sheet->loans = arena_make(sheet->web->arena, struct sheet_loan, 2 * count + 1);
    add_loans(sheet, loans, count, meeting_is_open(sheet) ? "paid_out written_off" : "", &part_repayment,
              &sheet->repayments);
    add_loans(sheet, loans, count, meeting_is_open(sheet) ? "approved" : "", &part_payout, &sheet->payouts);
    add_write_offs(sheet);
}

static size_t notes_of_unit(bool is_dollar, struct sheet_note *notes) {
    size_t count = is_dollar ? CASH_NOTES_DOLLAR : CASH_NOTES_RIEL;
    for (size_t i = 0; i < count; i++) {
        notes[i].value = is_dollar ? cash_notes_dollar[i] : cash_notes_riel[i];
    }
    return count;
}

static void read_second(struct meeting_sheet *sheet, const struct group_book *book) {
    struct web *web = sheet->web;
    if (!sheet->seen.second_unit) return;
    sheet->second = second_box_read(web_db(web), web->arena, sheet->seen.record, sheet->day);
    sheet->other_opening = group_book_sum(book, "other_cash");
    sheet->other_note_count =
        notes_of_unit(sheet->seen.second_unit->decimals.number == 2, sheet->other_notes);
}

static void sheet_fill(struct meeting_sheet *sheet) {
    struct group_book book = group_book_read(&sheet->seen, sheet->day);
    sheet->opening = group_book_sum(&book, "cash");
    sheet->opening_social = -group_book_sum(&book, "social_fund");
    sheet->member_count = group_members(&sheet->seen, sheet->day, &sheet->members);
    sheet->head = (struct sheet_part){.kind = &part_head, .id = sheet->meeting_id, .stored = sheet->meeting};
    sheet->note_count = notes_of_unit(sheet->seen.decimals == 2, sheet->notes);
    read_second(sheet, &book);
    read_lines(sheet);
    read_loans(sheet);
    read_items(sheet);
}

static void sheet_init(struct web *web, struct meeting_sheet *sheet) {
    *sheet = (struct meeting_sheet){.web = web, .refusal = REFUSAL_IN(web->arena)};
}

/* The day that is typed decides who is a member and what is due; 0: none, or none that can be read. */
static int64_t typed_day(struct web *web) {
    struct date date;
    struct slice typed = web->form_read ? form_find(&web->form, S("held_on")) : S("");
    bool good = slice_trim(typed).len && parse_date(slice_trim(typed), &date) == PARSE_OK &&
                date.precision == DATE_DAY;
    return good ? date_first_day(date) : 0;
}

enum { MEETING_ATTEMPTS = 50 };

/* The next meeting has its id from group and number, so that two phones that begin it mean the same one; one
 * that was deleted keeps its id. */
static struct uuid next_meeting_id(struct web *web, const struct record *group, int64_t number) {
    struct view view = web_view(web, &group_meeting_type);
    struct record *record;
    struct uuid id = {{0}};
    for (int attempt = 0; attempt < MEETING_ATTEMPTS; attempt++) {
        struct slice name =
            arena_printf(web->arena, "%.*s %lld %d", SLICE_ARG(uuid_format(web->arena, group->id)),
                         (long long)number, attempt);
        id = uuid_of_name(S("group meeting"), name);
        if (!query_get(web->app->store, web_db(web), web->arena, &view, &group_meeting_type, id, &record,
                       NULL))
            break;
    }
    return id;
}

/* The meeting that the sender filled in, when somebody else has saved it meanwhile. */
static struct record *meeting_numbered(const struct group_seen *seen, int64_t number) {
    struct record **records;
    size_t count = web_parts(seen->web, &group_meeting_type, "savings_group", seen->record->id,
                             seen->record->org_id, "number", LIMIT_GROUP_MEETINGS, &records);
    for (size_t i = 0; i < count; i++) {
        if (group_meeting_of(records[i])->number.number == number) return records[i];
    }
    return NULL;
}

bool meeting_begin_new(struct web *web, struct uuid group, int64_t number, struct meeting_sheet *sheet) {
    int64_t typed = typed_day(web);
    sheet_init(web, sheet);
    sheet->day = typed ? typed : date_first_day(clock_today());
    if (!group_begin(web, group, sheet->day, &sheet->seen)) return false;
    struct meetings_seen meetings = group_meetings(&sheet->seen);
    struct record *recorded = number ? meeting_numbered(&sheet->seen, number) : meetings.open;
    if (recorded) return meeting_begin(web, recorded->id, sheet);
    sheet->number = meetings.next_number;
    sheet->meeting_id = next_meeting_id(web, sheet->seen.record, sheet->number);
    sheet_fill(sheet);
    return true;
}

bool meeting_begin(struct web *web, struct uuid id, struct meeting_sheet *sheet) {
    sheet_init(web, sheet);
    struct record *meeting = web_record(web, &group_meeting_type, id);
    if (!meeting) return false;
    const struct group_meeting *fields = group_meeting_of(meeting);
    int64_t typed = typed_day(web);
    sheet->day = typed ? typed : date_first_day(fields->held_on.date);
    if (!group_begin(web, fields->savings_group.id, sheet->day, &sheet->seen)) return false;
    sheet->meeting = meeting;
    sheet->meeting_id = id;
    sheet->number = fields->number.number;
    sheet_fill(sheet);
    if (fields->opening_cash.present) sheet->opening = fields->opening_cash.number;
    if (fields->other_opening.present) sheet->other_opening = fields->other_opening.number;
    return true;
}

/* ---- what is recorded ---- */

static struct slice member_number_text(const struct meeting_sheet *sheet, struct uuid id) {
    const struct member_seen *member = member_find(sheet->members, sheet->member_count, id);
    return member ? arena_printf(sheet->web->arena, "%lld", (long long)member->number) : S("");
}

static struct slice recorded_text(const struct meeting_sheet *sheet, const struct sheet_cell *cell,
                                  const struct value *value) {
    struct arena *arena = sheet->web->arena;
    if (!value->present) return S("");
    switch (cell->kind) {
    case CELL_MONEY: return value->number ? group_amount_plain(&sheet->seen, value->number) : S("");
    case CELL_OTHER: return value->number ? group_other_plain(&sheet->seen, value->number) : S("");
    case CELL_WHOLE: return value->number ? arena_printf(arena, "%lld", (long long)value->number) : S("");
    case CELL_DAY: return date_format_iso(arena, value->date);
    case CELL_MEMBER: return member_number_text(sheet, value->id);
    case CELL_TICK: return value->number ? S("true") : S("");
    case CELL_CHOICE:
    case CELL_WORDS: return value->text;
    }
    BUG("cell %d", (int)cell->kind);
}

static const struct value *stored_value(const struct record *stored, const struct sheet_cell *cell) {
    return record_value_const(stored, record_type_field(stored->type, slice_of(cell->field)));
}

static void part_take_recorded(const struct meeting_sheet *sheet, struct sheet_part *part) {
    if (!part->stored) return;
    part->seen_version = part->stored->version;
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        part->typed[i] =
            recorded_text(sheet, &part->kind->cells[i], stored_value(part->stored, &part->kind->cells[i]));
    }
}

static void parts_take_recorded(const struct meeting_sheet *sheet, struct sheet_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) {
        part_take_recorded(sheet, &parts->items[i]);
    }
}

static void notes_take(struct slice rest, struct sheet_note *notes, size_t count) {
    struct slice part;
    while (slice_split(&rest, ' ', &part)) {
        struct slice value_text;
        int64_t value;
        if (!slice_split(&part, 'x', &value_text) || !slice_to_int64(value_text, &value)) continue;
        for (size_t i = 0; i < count; i++) {
            if (notes[i].value == value) notes[i].typed = part;
        }
    }
}

static void all_notes_take(struct meeting_sheet *sheet) {
    notes_take(sheet->head.typed[HEAD_NOTES], sheet->notes, sheet->note_count);
    notes_take(sheet->head.typed[HEAD_OTHER_NOTES], sheet->other_notes, sheet->other_note_count);
}

void meeting_take_recorded(struct meeting_sheet *sheet) {
    part_take_recorded(sheet, &sheet->head);
    if (!sheet->meeting)
        sheet->head.typed[HEAD_DAY] = date_format_iso(sheet->web->arena, date_of_day(sheet->day));
    parts_take_recorded(sheet, &sheet->lines);
    parts_take_recorded(sheet, &sheet->repayments);
    parts_take_recorded(sheet, &sheet->write_offs);
    parts_take_recorded(sheet, &sheet->payouts);
    parts_take_recorded(sheet, &sheet->items);
    for (size_t i = 0; i < sheet->lines.count; i++) {
        if (!sheet->lines.items[i].stored) sheet->lines.items[i].typed[LINE_ATTENDANCE] = S("present");
    }
    all_notes_take(sheet);
}

/* ---- the form ---- */

static enum sheet_keep keep_of(struct slice word) {
    if (slice_equal(word, S("mine"))) return KEEP_MINE;
    return slice_equal(word, S("theirs")) ? KEEP_THEIRS : KEEP_UNDECIDED;
}

static struct slice form_cell(const struct meeting_sheet *sheet, const char *cell, struct slice suffix) {
    return form_find(&sheet->web->form, meeting_input(sheet->web, cell, suffix));
}

/* Where an input says nothing a page means that it is empty, a program that it stays. */
static void part_take_form(struct meeting_sheet *sheet, struct sheet_part *part) {
    struct web *web = sheet->web;
    struct slice seen = form_cell(sheet, part->kind->name, part->suffix);
    const char *keep_name = arena_cstr(web->arena, arena_printf(web->arena, "keep_%s", part->kind->name));
    struct slice keep = form_cell(sheet, keep_name, part->suffix);
    if (web->is_api) part_take_recorded(sheet, part);
    if (seen.len || !web->is_api) slice_to_int64(seen, &part->seen_version);
    part->keep = keep.len ? keep_of(keep) : KEEP_UNDECIDED;
    if (sheet->keep_all != KEEP_UNDECIDED) part->keep = sheet->keep_all;
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        struct slice typed = form_cell(sheet, part->kind->cells[i].input, part->suffix);
        if (typed.s || !web->is_api) part->typed[i] = typed;
    }
}

static void parts_take_form(struct meeting_sheet *sheet, struct sheet_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) {
        part_take_form(sheet, &parts->items[i]);
    }
}

static bool leaves(const struct meeting_sheet *sheet, size_t line) {
    return line < sheet->lines.count && sheet->lines.items[line].typed[LINE_LEAVES].len;
}

/* Who leaves takes back all that was saved. */
static void leavers_take_form(struct meeting_sheet *sheet) {
    struct group_book book = group_book_read(&sheet->seen, sheet->day);
    for (size_t i = 0; i < sheet->lines.count; i++) {
        struct slice *typed = sheet->lines.items[i].typed;
        int64_t saved =
            -group_book_of(&book, group_savings_role(sheet->seen.record), sheet->lines.items[i].about);
        if (leaves(sheet, i) && saved && !slice_trim(typed[LINE_WITHDRAWAL]).len)
            typed[LINE_WITHDRAWAL] = group_amount_plain(&sheet->seen, saved);
    }
}

/* A box that is ticked stands for the whole amount: all that is owed, or the loan that takes another's place.
 */
static void amounts_take_form(struct meeting_sheet *sheet) {
    for (size_t i = 0; i < sheet->repayments.count; i++) {
        struct sheet_part *part = &sheet->repayments.items[i];
        bool all = (form_cell(sheet, "payoff", part->suffix).len || leaves(sheet, sheet->loans[i].line)) &&
                   !slice_trim(part->typed[0]).len && sheet->loans[i].debt && !sheet->loans[i].is_written_off;
        if (all) part->typed[0] = group_amount_plain(&sheet->seen, sheet->loans[i].debt);
    }
    for (size_t i = 0; i < sheet->payouts.count; i++) {
        const struct sheet_loan *loan = meeting_payout_loan(sheet, i);
        bool begins = form_cell(sheet, "begins", sheet->payouts.items[i].suffix).len > 0;
        if (loan->replaces && begins)
            sheet->payouts.items[i].typed[0] =
                group_amount_plain(&sheet->seen, number_or_0(&group_loan_of(loan->record)->amount));
    }
}

/* A member of whom a program says nothing is present, as on an empty sheet. */
static void lines_take_usual(struct meeting_sheet *sheet) {
    for (size_t i = 0; i < sheet->lines.count; i++) {
        struct slice *attendance = &sheet->lines.items[i].typed[LINE_ATTENDANCE];
        if (!attendance->len) *attendance = S("present");
    }
}

/* The pieces of each note become the text that is recorded; without any, nothing was counted. */
static struct slice notes_take_form(struct meeting_sheet *sheet, const char *cell, struct sheet_note *notes,
                                    size_t count) {
    struct text text = TEXT_IN(sheet->web->arena);
    for (size_t i = 0; i < count; i++) {
        struct sheet_note *note = &notes[i];
        struct slice suffix = arena_printf(sheet->web->arena, "%lld", (long long)note->value);
        int64_t pieces;
        struct slice typed = form_cell(sheet, cell, suffix);
        if (typed.s || !sheet->web->is_api) note->typed = typed;
        if (!slice_trim(note->typed).len) continue;
        if (parse_number(note->typed, &pieces) == PARSE_OK && pieces >= 0) {
            text_printf(&text, "%s%lldx%lld", text.len ? " " : "", (long long)note->value, (long long)pieces);
        } else {
            refuse(&sheet->refusal, meeting_input(sheet->web, cell, suffix),
                   "Write how many pieces, as a number.");
        }
    }
    return text_slice(&text);
}

static void new_loans_take_form(struct meeting_sheet *sheet) {
    static const char *const cells[NEW_CELLS] = {"new_member", "new_amount", "new_purpose", "new_count"};
    struct slice form = uuid_format(sheet->web->arena, web_form_identity(sheet->web, sheet->key));
    struct slice meeting = uuid_format(sheet->web->arena, sheet->meeting_id);
    for (size_t i = 0; i < SHEET_NEW_LOANS; i++) {
        struct new_loan *loan = &sheet->new_loans[i];
        struct slice suffix = arena_printf(sheet->web->arena, "%zu", i + 1);
        for (size_t cell = 0; cell < NEW_CELLS; cell++) {
            loan->typed[cell] = form_cell(sheet, cells[cell], suffix);
        }
        loan->is_filled = slice_trim(loan->typed[NEW_MEMBER]).len || slice_trim(loan->typed[NEW_AMOUNT]).len;
        loan->id = uuid_of_name(S("loan of a sheet"), arena_printf(sheet->web->arena, "%.*s %.*s %zu",
                                                                   SLICE_ARG(meeting), SLICE_ARG(form), i));
    }
}

void meeting_take_form(struct meeting_sheet *sheet) {
    sheet->key = savings_key(sheet->web, "key");
    sheet->keep_all = keep_of(web_field(sheet->web, S("keep_all")));
    part_take_form(sheet, &sheet->head);
    parts_take_form(sheet, &sheet->lines);
    parts_take_form(sheet, &sheet->repayments);
    parts_take_form(sheet, &sheet->write_offs);
    parts_take_form(sheet, &sheet->payouts);
    amounts_take_form(sheet);
    leavers_take_form(sheet);
    if (sheet->web->is_api) lines_take_usual(sheet);
    if (sheet->web->is_api) all_notes_take(sheet);
    parts_take_form(sheet, &sheet->items);
    new_loans_take_form(sheet);
    sheet->head.typed[HEAD_NOTES] = notes_take_form(sheet, "notes", sheet->notes, sheet->note_count);
    sheet->head.typed[HEAD_OTHER_NOTES] =
        notes_take_form(sheet, "notes_other", sheet->other_notes, sheet->other_note_count);
}
