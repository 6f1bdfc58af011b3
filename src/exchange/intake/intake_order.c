/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/intake/intake_order.h"

enum { NOWHERE = -1, REFERENCES_MAX = 8 };

struct placed {
    int64_t number; /* of the row, ascending */
    int level;      /* NOWHERE until it is known */
    int64_t by_way_of;
};

struct row_order {
    struct arena *arena;
    const struct intake_plan *plan;
    int key_column, columns[REFERENCES_MAX];
    size_t column_count;
    struct key_table *keys; /* number: index of the row */
    struct placed *rows;
    struct uuid *references; /* column_count of each row */
    size_t count, reference_count;
    int levels;
    enum order_trouble trouble; /* of all rows that have no level */
};

/* ---- the plan ---- */

bool intake_refers_to_rows(const struct intake_plan *plan, const struct intake_column *column) {
    return column->target == TARGET_FIELD && column->field->kind == KIND_REF &&
           slice_equal(slice_of(column->field->ref), slice_of(plan->type->name));
}

static int key_column_of(const struct intake_plan *plan) {
    for (size_t i = 0; i < plan->column_count; i++) {
        if (plan->columns[i].target == TARGET_KEY) return (int)i;
    }
    return NOWHERE;
}

bool row_order_is_needed(const struct intake_plan *plan) {
    bool refers = false;
    for (size_t i = 0; i < plan->column_count; i++) {
        refers = refers || intake_refers_to_rows(plan, &plan->columns[i]);
    }
    return refers && key_column_of(plan) != NOWHERE;
}

struct row_order *row_order_new(struct arena *arena, const struct intake_plan *plan) {
    struct row_order *order = arena_make(arena, struct row_order, 1);
    *order = (struct row_order){
        .arena = arena, .plan = plan, .key_column = key_column_of(plan), .keys = key_table_new(arena)};
    for (size_t i = 0; i < plan->column_count && order->column_count < REFERENCES_MAX; i++) {
        if (intake_refers_to_rows(plan, &plan->columns[i])) order->columns[order->column_count++] = (int)i;
    }
    return order;
}

/* ---- rows ---- */

struct uuid intake_text_key(struct slice text) {
    return text.len ? uuid_of_name(S("row"), text) : (struct uuid){{0}};
}

static struct slice cell_of(const struct sheet_row *row, int column) {
    return (size_t)column < row->count ? row->cells[column].text : S("");
}

void row_order_add(struct row_order *order, const struct sheet_row *row) {
    struct uuid key = intake_text_key(cell_of(row, order->key_column)), other;
    int64_t earlier;
    order->rows = arena_room(order->arena, order->rows, sizeof *order->rows, order->count);
    order->rows[order->count] = (struct placed){.number = row->number, .level = NOWHERE};
    if (!uuid_is_zero(key)) key_table_put(order->keys, key, (int64_t)order->count, key, &earlier, &other);
    for (size_t i = 0; i < order->column_count; i++) {
        order->references =
            arena_room(order->arena, order->references, sizeof *order->references, order->reference_count);
        order->references[order->reference_count++] = intake_text_key(cell_of(row, order->columns[i]));
    }
    order->count++;
}

/* ---- levels ---- */

/* True when every row that this one refers to has a level below; else notes one that has not. */
static bool may_stand_at(struct row_order *order, size_t index, int level) {
    for (size_t i = 0; i < order->column_count; i++) {
        struct uuid reference = order->references[index * order->column_count + i], key;
        int64_t target;
        if (uuid_is_zero(reference) || !key_table_get(order->keys, reference, &target, &key)) continue;
        const struct placed *above = &order->rows[target];
        if (above->level != NOWHERE && above->level < level) continue;
        order->rows[index].by_way_of = above->number;
        return false;
    }
    return true;
}

static size_t place_level(struct row_order *order, int level) {
    size_t placed = 0;
    for (size_t i = 0; i < order->count; i++) {
        struct placed *row = &order->rows[i];
        if (row->level != NOWHERE || !may_stand_at(order, i, level)) continue;
        row->level = level;
        placed++;
    }
    return placed;
}

void row_order_settle(struct row_order *order) {
    size_t left = order->count, placed = 1;
    for (order->levels = 0; left && placed && order->levels < LIMIT_IMPORT_LEVELS; order->levels++) {
        placed = place_level(order, order->levels);
        left -= placed;
    }
    order->trouble = !left ? ORDER_FINE : placed ? ORDER_DEEP : ORDER_CIRCLE;
}

/* ---- looking ---- */

static int compare_numbers(const void *a, const void *b) {
    const struct placed *one = a, *other = b;
    return (one->number > other->number) - (one->number < other->number);
}

static const struct placed *row_of(const struct row_order *order, int64_t number) {
    struct placed wanted = {.number = number};
    return order->count ? bsearch(&wanted, order->rows, order->count, sizeof wanted, compare_numbers) : NULL;
}

int row_order_levels(const struct row_order *order) {
    return order->levels ? order->levels : 1;
}

int row_order_level(const struct row_order *order, int64_t row_number) {
    const struct placed *row = row_of(order, row_number);
    return row && row->level != NOWHERE ? row->level : row_order_levels(order) - 1;
}

enum order_trouble row_order_trouble(const struct row_order *order, int64_t row_number, int64_t *by_way_of) {
    const struct placed *row = row_of(order, row_number);
    if (!row || row->level != NOWHERE) return ORDER_FINE;
    *by_way_of = row->by_way_of;
    return order->trouble;
}
