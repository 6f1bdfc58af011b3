/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the sheets of an XLSForm (cells end with |, rows with a line, sheets with a NUL), or as a form
 * in JSON.  What becomes a form goes out as sheets and comes back as the same form; looked over, compared
 * with itself and changed it stays in order.
 */
#include "base/log.h"
#include "domain/screening/form_edit.h"
#include "domain/screening/form_sheets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { ROWS = 60, COLUMNS = 14 };

static struct form_sheet sheet_of(struct arena *arena, struct slice text) {
    struct form_sheet sheet = {arena_make(arena, struct slice, ROWS * COLUMNS), 0, COLUMNS};
    struct slice row, one;
    while (sheet.rows < ROWS && slice_split(&text, '\n', &row)) {
        for (size_t i = 0; i < COLUMNS && slice_split(&row, '|', &one); i++)
            sheet.cells[sheet.rows * COLUMNS + i] = one;
        sheet.rows++;
    }
    return sheet;
}

static const struct form *form_of(struct arena *arena, struct slice text) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct slice part[3] = {S(""), S(""), S("")};
    if (text.len && text.s[0] == '{') return form_read_draft(arena, text, S("f"), &refusal);
    for (size_t i = 0; i < 3; i++)
        slice_split(&text, '\0', &part[i]);
    struct form_sheet survey = sheet_of(arena, part[0]), choices = sheet_of(arena, part[1]),
                      settings = sheet_of(arena, part[2]);
    struct slice json = form_of_sheets(arena, &survey, &choices, &settings, S("f"), &refusal);
    ASSERT((json.len == 0) == !refusal_is_empty(&refusal));
    return json.len ? form_read(arena, json, S("f"), &refusal) : NULL;
}

static void there_and_back(struct arena *arena, const struct form *form) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct form_sheet survey, choices, settings;
    if (!form->question_count) return;
    form_sheets_of(arena, form, S("f"), 1, &survey, &choices, &settings);
    ASSERT(slice_equal(form_of_sheets(arena, &survey, &choices, &settings, S("f"), &refusal),
                       form_write(arena, form)));
}

static void look_over(struct arena *arena, const struct form *form) {
    struct refusal missing = REFUSAL_IN(arena), warnings = REFUSAL_IN(arena);
    struct form_difference *list;
    ASSERT(form_is_complete(form, S(""), &missing) == refusal_is_empty(&missing));
    form_warn(arena, form, &warnings);
    ASSERT(form_differences(arena, form, form, &list) == 0);
}

/* Where it still is a form, it is another one with as many differences as it takes. */
static void change(struct arena *arena, const struct form *form, size_t at) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct form_difference *list;
    struct form *changed = form_copy(arena, form);
    if (!form->question_count) return;
    at %= form->question_count;
    size_t copy = form_double(arena, changed, at);
    if (copy < changed->question_count) form_move(changed, copy, at % 2);
    form_move_page(arena, changed, changed->questions[at].page, at % 2);
    const struct form *read = form_read_draft(arena, form_write(arena, changed), S("f"), &refusal);
    if (read) ASSERT(form_differences(arena, form, read, &list) > 0 || copy == changed->question_count);
    form_remove_page(changed, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    char *copy = heap_alloc(length ? length : 1);
    if (length) memcpy(copy, bytes, length);
    struct slice text = {copy, length};
    const struct form *form = slice_is_utf8(text) ? form_of(arena, text) : NULL;
    if (form) {
        there_and_back(arena, form);
        look_over(arena, form);
        change(arena, form, length);
    }
    heap_free(copy);
    arena_free(arena);
    return 0;
}
