/* SPDX-License-Identifier: Apache-2.0 */
/* The running cash of a sheet: opening + in - out, against what was counted.  The same as assets/meeting.js
 * shows. */
#include "base/exact.h"
#include "domain/savings/savings.h"
#include "web/savings/meeting_sheet.h"

bool item_brings(struct slice kind) {
    return slice_equal(kind, S("other_income")) || slice_equal(kind, S("grant")) ||
           slice_equal(kind, S("bank_withdrawal")) || slice_equal(kind, S("other_sold"));
}

bool item_changes(struct slice kind) {
    return slice_equal(kind, S("other_sold")) || slice_equal(kind, S("other_bought"));
}

static int64_t typed_amount(const struct meeting_sheet *sheet, struct slice typed, int decimals) {
    struct value value;
    return meeting_parse_amount(sheet, typed, decimals, &value) && value.present ? value.number : 0;
}

/* Sums stop at the ends of 64 bits: the rules refuse what is that large. */
static void add(int64_t *sum, int64_t amount) {
    if (!exact_add(sum, amount)) *sum = INT64_MAX;
}

static void add_signed(struct sheet_totals *totals, int sign, int64_t amount) {
    if (sign > 0) add(&totals->in, amount);
    if (sign < 0) add(&totals->out, amount);
}

/* What came in the second currency was changed on the spot: so much of the first is not in the box. */
static void add_other(const struct meeting_sheet *sheet, struct sheet_totals *totals, int sign,
                      int64_t amount, bool is_changed_apart) {
    int64_t taken = 0;
    add(sign > 0 ? &totals->other_in : &totals->other_out, amount);
    if (!is_changed_apart && sheet->second.has_rate && second_box_taken(&sheet->second, amount, &taken))
        add(&totals->exchanged, sign * taken);
}

static void add_part(const struct meeting_sheet *sheet, const struct sheet_part *part,
                     struct sheet_totals *totals) {
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        const struct sheet_cell *cell = &part->kind->cells[i];
        if (!cell->sign) continue;
        int64_t amount = typed_amount(sheet, part->typed[i], meeting_decimals(sheet, cell));
        if (cell->kind == CELL_OTHER) {
            add_other(sheet, totals, cell->sign, amount, false);
            continue;
        }
        if (cell->kind == CELL_WHOLE &&
            __builtin_mul_overflow(amount, sheet->seen.bylaws.share_price, &amount))
            amount = 0;
        add_signed(totals, cell->sign, amount);
    }
}

static void add_parts(const struct meeting_sheet *sheet, const struct sheet_parts *parts,
                      struct sheet_totals *totals) {
    for (size_t i = 0; i < parts->count; i++) {
        add_part(sheet, &parts->items[i], totals);
    }
}

static void add_lines(const struct meeting_sheet *sheet, struct sheet_totals *totals) {
    add_parts(sheet, &sheet->lines, totals);
    for (size_t i = 0; i < sheet->lines.count; i++) {
        const struct slice *typed = sheet->lines.items[i].typed;
        bool came = slice_equal(typed[LINE_ATTENDANCE], S("present")) ||
                    slice_equal(typed[LINE_ATTENDANCE], S("late"));
        totals->present += came;
        add(&totals->social_fund, typed_amount(sheet, typed[LINE_SOCIAL], sheet->seen.decimals));
    }
}

static void add_items(const struct meeting_sheet *sheet, struct sheet_totals *totals) {
    for (size_t i = 0; i < sheet->items.count; i++) {
        const struct slice *typed = sheet->items.items[i].typed;
        int64_t amount = typed_amount(sheet, typed[ITEM_AMOUNT], sheet->seen.decimals);
        int64_t other =
            typed_amount(sheet, typed[ITEM_OTHER], meeting_decimals(sheet, &part_item.cells[ITEM_OTHER]));
        int sign = item_brings(typed[ITEM_KIND]) ? 1 : -1;
        bool changes = item_changes(typed[ITEM_KIND]);
        add_signed(totals, sign, amount);
        if (other) add_other(sheet, totals, changes ? -sign : sign, other, changes);
        if (slice_equal(typed[ITEM_KIND], S("social_payout"))) totals->social_fund -= amount;
    }
}

static bool count_notes(const struct meeting_sheet *sheet, const struct sheet_note *notes, size_t count,
                        int64_t *counted) {
    bool is_counted = false;
    for (size_t i = 0; i < count; i++) {
        int64_t amount = typed_amount(sheet, notes[i].typed, 0);
        is_counted = is_counted || slice_trim(notes[i].typed).len > 0;
        if (__builtin_mul_overflow(amount, notes[i].value, &amount)) amount = 0;
        add(counted, amount);
    }
    return is_counted;
}

static void other_close(const struct meeting_sheet *sheet, struct sheet_totals *totals) {
    bool is_counted = count_notes(sheet, sheet->other_notes, sheet->other_note_count, &totals->other_counted);
    totals->other_book = totals->other_opening = sheet->other_opening;
    add(&totals->other_book, totals->other_in);
    add(&totals->other_book, -totals->other_out);
    totals->other_difference = is_counted ? totals->other_counted - totals->other_book : 0;
}

struct sheet_totals meeting_totals(const struct meeting_sheet *sheet) {
    struct sheet_totals totals = {.opening = sheet->opening, .social_fund = sheet->opening_social};
    add_lines(sheet, &totals);
    add_parts(sheet, &sheet->repayments, &totals);
    for (size_t i = 0; i < sheet->payouts.count; i++) {
        if (!meeting_payout_loan(sheet, i)->replaces) add_part(sheet, &sheet->payouts.items[i], &totals);
    }
    add_items(sheet, &totals);
    for (size_t i = 0; i < SHEET_NEW_LOANS; i++) {
        add_signed(&totals, -1,
                   typed_amount(sheet, sheet->new_loans[i].typed[NEW_AMOUNT], sheet->seen.decimals));
    }
    totals.is_counted = count_notes(sheet, sheet->notes, sheet->note_count, &totals.counted);
    other_close(sheet, &totals);
    totals.book = totals.opening;
    add(&totals.book, totals.in);
    add(&totals.book, -totals.out);
    add(&totals.book, -totals.exchanged);
    totals.difference = totals.counted - totals.book;
    return totals;
}
