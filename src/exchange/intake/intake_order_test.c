/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "domain/training/training.h"
#include "exchange/intake/intake_order.h"

struct line {
    const char *key, *previous;
};

/* Sessions with a key and the session that they continue, from row 2 on. */
static struct row_order *order_of(struct arena *arena, const struct line *lines, size_t count) {
    struct intake_plan *plan = arena_make(arena, struct intake_plan, 1);
    plan->type = &session_type;
    plan->column_count = 2;
    plan->columns[0].target = TARGET_KEY;
    plan->columns[1].target = TARGET_FIELD;
    plan->columns[1].field = record_type_field(&session_type, S("previous"));
    assert_true(row_order_is_needed(plan));
    struct row_order *order = row_order_new(arena, plan);
    struct sheet_row *row = arena_make(arena, struct sheet_row, 1);
    for (size_t i = 0; i < count; i++) {
        row->number = (int64_t)i + 2;
        row->count = 2;
        row->cells[0] = (struct sheet_cell){SHEET_TEXT, slice_of(lines[i].key)};
        row->cells[1] = (struct sheet_cell){SHEET_TEXT, slice_of(lines[i].previous)};
        row_order_add(order, row);
    }
    row_order_settle(order);
    return order;
}

static void a_row_comes_after_those_it_refers_to_whatever_their_order(void **state) {
    static const struct line lines[] = {{"d", "c"}, {"b", "a"}, {"a", ""},
                                        {"c", "b"}, {"", "a"},  {"e", "SE-0001A"}};
    static const int levels[] = {3, 1, 0, 2, 1, 0};
    struct arena *arena = arena_new();
    struct row_order *order = order_of(arena, lines, ARRAY_LEN(lines));
    int64_t other;
    (void)state;
    assert_int_equal(row_order_levels(order), 4);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        assert_int_equal(row_order_level(order, (int64_t)i + 2), levels[i]);
        assert_int_equal(row_order_trouble(order, (int64_t)i + 2, &other), ORDER_FINE);
    }
    arena_free(arena);
}

static void rows_in_a_circle_and_those_that_lead_into_it_are_told(void **state) {
    static const struct line lines[] = {
        {"a", "b"}, {"b", "a"}, {"into", "a"}, {"self", "self"}, {"free", ""}};
    static const int64_t by_way_of[] = {3, 2, 2, 5};
    struct arena *arena = arena_new();
    struct row_order *order = order_of(arena, lines, ARRAY_LEN(lines));
    int64_t other;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(by_way_of); i++) {
        assert_int_equal(row_order_trouble(order, (int64_t)i + 2, &other), ORDER_CIRCLE);
        assert_int_equal(other, by_way_of[i]);
        assert_true(row_order_level(order, (int64_t)i + 2) <
                    row_order_levels(order)); /* they are gone through, to be refused */
    }
    assert_int_equal(row_order_trouble(order, 6, &other), ORDER_FINE);
    arena_free(arena);
}

static void a_line_of_rows_has_an_end(void **state) {
    enum { ROWS = LIMIT_IMPORT_LEVELS + 2 };
    struct arena *arena = arena_new();
    struct line lines[ROWS];
    int64_t other;
    (void)state;
    for (int i = 0; i < ROWS; i++) {
        lines[i].key = arena_cstr(arena, arena_printf(arena, "r%d", i));
        lines[i].previous = i ? lines[i - 1].key : "";
    }
    struct row_order *order = order_of(arena, lines, ROWS);
    assert_int_equal(row_order_levels(order), LIMIT_IMPORT_LEVELS);
    assert_int_equal(row_order_trouble(order, LIMIT_IMPORT_LEVELS + 1, &other), ORDER_FINE);
    assert_int_equal(row_order_trouble(order, LIMIT_IMPORT_LEVELS + 2, &other), ORDER_DEEP);
    assert_int_equal(row_order_trouble(order, LIMIT_IMPORT_LEVELS + 3, &other), ORDER_DEEP);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_comes_after_those_it_refers_to_whatever_their_order),
        cmocka_unit_test(rows_in_a_circle_and_those_that_lead_into_it_are_told),
        cmocka_unit_test(a_line_of_rows_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
