/* SPDX-License-Identifier: Apache-2.0 */
/* The running cash of a sheet: opening + in - out, against what was counted.  The same as assets/meeting.js
 * shows. */
#include "base/exact.h"
#include "domain/savings/savings.h"
#include "web/savings/meeting_sheet.h"

bool item_brings(struct slice kind) {
    return slice_equal(kind, S("other_income")) || slice_equal(kind, S("grant")) ||
           slice_equal(kind, S("bank_withdrawal"));
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

static void add_part(const struct meeting_sheet *sheet, const struct sheet_part *part,
                     struct sheet_totals *totals) {
    for (size_t i = 0; i < part->kind->cell_count; i++) {
        const struct sheet_cell *cell = &part->kind->cells[i];
        if (!cell->sign) continue;
        int64_t amount =
            typed_amount(sheet, part->typed[i], cell->kind == CELL_MONEY ? sheet->seen.decimals : 0);
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
        add_signed(totals, item_brings(typed[ITEM_KIND]) ? 1 : -1, amount);
        if (slice_equal(typed[ITEM_KIND], S("social_payout"))) totals->social_fund -= amount;
    }
}

static void count_notes(const struct meeting_sheet *sheet, struct sheet_totals *totals) {
    for (size_t i = 0; i < sheet->note_count; i++) {
        int64_t amount = typed_amount(sheet, sheet->notes[i].typed, 0);
        totals->is_counted = totals->is_counted || slice_trim(sheet->notes[i].typed).len > 0;
        if (__builtin_mul_overflow(amount, sheet->notes[i].value, &amount)) amount = 0;
        add(&totals->counted, amount);
    }
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
    count_notes(sheet, &totals);
    totals.book = totals.opening;
    add(&totals.book, totals.in);
    add(&totals.book, -totals.out);
    totals.difference = totals.counted - totals.book;
    return totals;
}
