/* SPDX-License-Identifier: Apache-2.0 */
/* The plan of an import as it is kept: written as JSON and read again, believing nothing of what is read. */
#include "base/log.h"
#include "base/doc.h"
#include "exchange/intake/intake.h"
#include "i18n/khmer.h"

static const char *const order_codes[] = {
    [ORDER_ASK] = "", [ORDER_DAY_FIRST] = "day", [ORDER_MONTH_FIRST] = "month"};
static const char *const dot_codes[] = {[DOT_ASK] = "", [DOT_GROUPS] = "groups", [DOT_DECIMALS] = "decimals"};

static size_t code_index(const char *const *codes, size_t count, struct slice code) {
    for (size_t i = 1; i < count; i++) {
        if (slice_equal(slice_of(codes[i]), code)) return i;
    }
    return 0;
}

/* ---- JSON ---- */

static struct slice target_name(const struct intake_column *column) {
    switch (column->target) {
    case TARGET_NONE: return S("");
    case TARGET_FIELD: return slice_of(column->field->name);
    case TARGET_CODE: return S("#code");
    case TARGET_KEY: return S("#key");
    }
    BUG("target %d", column->target);
}

static void column_write(struct arena *arena, const struct intake_column *column, size_t index,
                         struct doc *columns) {
    if (column->target == TARGET_NONE) return;
    struct doc *object = doc_add_object(arena, columns);
    doc_set_int(arena, object, S("column"), (int64_t)index);
    doc_set_text(arena, object, S("field"), target_name(column));
    if (column->place_digits) doc_set_int(arena, object, S("digits"), column->place_digits);
    if (column->order) doc_set_text(arena, object, S("order"), slice_of(order_codes[column->order]));
    if (column->dot) doc_set_text(arena, object, S("dot"), slice_of(dot_codes[column->dot]));
}

struct slice intake_plan_write(struct arena *arena, const struct intake_plan *plan) {
    struct doc *object = doc_new_object(arena);
    struct text json = TEXT_IN(arena);
    doc_set_int(arena, object, S("sheet"), (int64_t)plan->sheet);
    doc_set_int(arena, object, S("header"), plan->header_row);
    doc_set_int(arena, object, S("data"), plan->data_row);
    doc_set_text(arena, object, S("money"), currency_code(plan->money));
    struct doc *columns = doc_set_array(arena, object, S("columns"));
    for (size_t i = 0; i < plan->column_count; i++) {
        column_write(arena, &plan->columns[i], i, columns);
    }
    doc_write_json(&json, object);
    return text_slice(&json);
}

static bool target_read(struct slice name, const struct record_type *type, struct intake_column *column) {
    column->field = NULL;
    if (slice_equal(name, S("#code")))
        column->target = TARGET_CODE;
    else if (slice_equal(name, S("#key")))
        column->target = TARGET_KEY;
    else if ((column->field = record_type_field(type, name)) != NULL)
        column->target = TARGET_FIELD;
    else
        return false;
    return true;
}

static bool column_read(const struct doc *object, struct intake_plan *plan) {
    int64_t index = doc_get_int(object, S("column"), -1), digits = doc_get_int(object, S("digits"), 0);
    if (index < 0 || index >= LIMIT_SHEET_COLUMNS || digits < 0 || digits > 8 || digits % 2) return false;
    while (plan->column_count <= (size_t)index) {
        plan->columns[plan->column_count++] = (struct intake_column){0};
    }
    struct intake_column *column = &plan->columns[index];
    if (!target_read(doc_get_text(object, S("field")), plan->type, column)) return false;
    column->place_digits = (int)digits;
    column->order =
        (enum intake_order)code_index(order_codes, ARRAY_LEN(order_codes), doc_get_text(object, S("order")));
    column->dot =
        (enum intake_dot)code_index(dot_codes, ARRAY_LEN(dot_codes), doc_get_text(object, S("dot")));
    return true;
}

bool intake_plan_read(struct arena *arena, struct slice json, struct intake_plan *plan) {
    struct refusal refusal = REFUSAL_IN(arena);
    const struct doc *object = json.len ? doc_parse_json(arena, json, &refusal) : NULL;
    if (!object || object->kind != DOC_OBJECT) return false;
    int64_t sheet = doc_get_int(object, S("sheet"), 0);
    plan->sheet = sheet >= 0 && sheet < LIMIT_SHEET_SHEETS ? (size_t)sheet : 0;
    plan->header_row = doc_get_int(object, S("header"), 0);
    plan->data_row = doc_get_int(object, S("data"), 1);
    if (!currency_parse(doc_get_text(object, S("money")), &plan->money)) plan->money = CURRENCY_KHR;
    for (size_t i = 0; i < plan->column_count; i++) {
        plan->columns[i].target = TARGET_NONE;
    }
    const struct doc *columns = doc_get(object, S("columns"));
    for (const struct doc_entry *entry = columns && columns->kind == DOC_ARRAY ? columns->first : NULL; entry;
         entry = entry->next) {
        if (!column_read(&entry->value, plan)) return false;
    }
    return true;
}

/* ---- the header's fingerprint ---- */

struct slice intake_fingerprint(struct arena *arena, const struct intake_plan *plan) {
    struct text all = TEXT_IN(arena);
    for (size_t i = 0; i < plan->column_count; i++) {
        if (plan->columns[i].is_ours) continue;
        text_append(&all, khmer_search_key(arena, plan->columns[i].header));
        text_append_char(&all, '\n');
    }
    return uuid_format(arena, uuid_of_name(S("header"), text_slice(&all)));
}

/* ---- is it whole? ---- */

static bool is_same(const struct intake_column *a, const struct intake_column *b) {
    return a->target == b->target && a->target != TARGET_NONE && a->field == b->field &&
           a->place_digits == b->place_digits;
}

static bool check_columns(const struct intake_plan *plan, struct refusal *refusal) {
    bool good = true;
    size_t used = 0;
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct intake_column *column = &plan->columns[i];
        char name[32];
        snprintf(name, sizeof name, "column.%zu", i);
        used += column->target != TARGET_NONE;
        for (size_t j = 0; j < i; j++) {
            if (!is_same(column, &plan->columns[j])) continue;
            good = refuse(refusal, slice_of(name),
                          "Two columns cannot be the same field; leave one of them out.");
            break;
        }
        const struct field *field = column->target == TARGET_FIELD ? column->field : NULL;
        if (field && field->kind == KIND_DATE && column->asks_order && !column->order)
            good = refuse(refusal, slice_of(name), "Say how its dates are meant: day or month first.");
        bool is_number = field && (field->kind == KIND_INTEGER || field->kind == KIND_MONEY);
        if (is_number && column->asks_dot && !column->dot)
            good = refuse(refusal, slice_of(name),
                          "Say how its numbers are meant: what the dot or comma stands for.");
    }
    return used ? good
                : refuse(refusal, S(""), "No column is matched yet: choose for at least one what it holds.");
}

/* ---- fields on offer ---- */

static bool is_offered(const struct field *field, const struct view *view) {
    return view->allowed && !field->computed && field->sensitivity <= view->own_max;
}

size_t intake_fields(const struct record_type *type, const struct view *view, const struct field **fields) {
    size_t count = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        if (is_offered(&type->fields[i], view)) fields[count++] = &type->fields[i];
    }
    return count;
}

/* A plan by the API, or one remembered from somebody who may see more, can name fields that this reader may
 * not see. */
bool intake_plan_check(const struct intake_plan *plan, const struct view *view, struct refusal *refusal) {
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct intake_column *column = &plan->columns[i];
        if (column->target != TARGET_FIELD || is_offered(column->field, view)) continue;
        char name[32];
        snprintf(name, sizeof name, "column.%zu", i);
        return refuse(refusal, slice_of(name), "Choose one from the list; this one is not known.");
    }
    return check_columns(plan, refusal);
}

/* ---- decisions ---- */

static const char *const choice_codes[] = {
    [CHOICE_SKIP] = "skip", [CHOICE_UPDATE] = "update", [CHOICE_CREATE] = "create"};

struct slice intake_choice_code(enum intake_choice choice) {
    return slice_of(choice_codes[choice]);
}

bool intake_choice_of(struct slice code, enum intake_choice *choice) {
    for (size_t i = 0; i < ARRAY_LEN(choice_codes); i++) {
        if (!slice_equal(code, slice_of(choice_codes[i]))) continue;
        *choice = (enum intake_choice)i;
        return true;
    }
    return false;
}

static bool decision_read(struct arena *arena, struct slice part, struct intake_decisions *decisions) {
    struct slice name;
    enum intake_choice choice;
    int64_t row;
    if (!slice_split(&part, '=', &name) || !intake_choice_of(part, &choice)) return false;
    if (slice_equal(name, S("known")))
        decisions->known = choice;
    else if (slice_equal(name, S("twice")))
        decisions->twice = choice;
    else if (!slice_to_int64(name, &row) || row < 1)
        return false;
    else {
        decisions->rows = arena_room(arena, decisions->rows, sizeof *decisions->rows, decisions->count);
        decisions->rows[decisions->count].row = row;
        decisions->rows[decisions->count++].choice = choice;
    }
    return true;
}

bool intake_decisions_read(struct arena *arena, struct slice text, struct intake_decisions *decisions) {
    struct slice rest = text, part;
    *decisions = (struct intake_decisions){0};
    while (rest.len && slice_split(&rest, ',', &part)) {
        if (part.len && !decision_read(arena, part, decisions)) return false;
    }
    return true;
}

struct slice intake_decisions_write(struct arena *arena, const struct intake_decisions *decisions) {
    struct text out = TEXT_IN(arena);
    text_printf(&out, "known=%s,twice=%s", choice_codes[decisions->known], choice_codes[decisions->twice]);
    for (size_t i = 0; i < decisions->count; i++) {
        text_printf(&out, ",%lld=%s", (long long)decisions->rows[i].row,
                    choice_codes[decisions->rows[i].choice]);
    }
    return text_slice(&out);
}
