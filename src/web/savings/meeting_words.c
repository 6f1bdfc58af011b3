/* SPDX-License-Identifier: Apache-2.0 */
/* Recorded parts of a sheet in words. */
#include "web/record/record_text.h"
#include "web/savings/meeting_sheet.h"

static struct slice member_words(const struct meeting_sheet *sheet, struct uuid id) {
    const struct member_seen *member = member_find(sheet->members, sheet->member_count, id);
    return member ? member->name : S("");
}

struct slice meeting_cell_text(const struct meeting_sheet *sheet, const struct sheet_cell *cell,
                               const struct value *value) {
    struct web *web = sheet->web;
    if (!value->present) return S("");
    switch (cell->kind) {
    case CELL_MONEY: return value->number ? group_amount(&sheet->seen, value->number) : S("");
    case CELL_OTHER: return value->number ? group_other_amount(&sheet->seen, value->number) : S("");
    case CELL_WHOLE: return value->number ? savings_number(web, value->number) : S("");
    case CELL_DAY: return format_date(web->arena, &web->locale, value->date);
    case CELL_MEMBER: return member_words(sheet, value->id);
    case CELL_TICK: return value->number ? web_tr(web, TR("Yes")) : S("");
    case CELL_WORDS:
    case CELL_CHOICE: return value->text;
    }
    BUG("cell %d", (int)cell->kind);
}

struct slice part_words(const struct meeting_sheet *sheet, const struct sheet_part *part) {
    struct web *web = sheet->web;
    struct text text = TEXT_IN(web->arena);
    for (size_t i = 0; part->stored && i < part->kind->cell_count; i++) {
        const struct sheet_cell *cell = &part->kind->cells[i];
        const struct field *field = record_type_field(part->kind->type, slice_of(cell->field));
        const struct value *value = record_value_const(part->stored, field);
        struct slice words = cell->kind == CELL_CHOICE && value->present
                                 ? choice_label(web, field, value->text)
                                 : meeting_cell_text(sheet, cell, value);
        if (!words.len) continue;
        text_printf(&text, "%s%.*s: %.*s", text.len ? " · " : "", SLICE_ARG(web_tr(web, cell->label)),
                    SLICE_ARG(words));
    }
    return text.len ? text_slice(&text) : web_tr(web, TR("Nothing"));
}
