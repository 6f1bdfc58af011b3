/* SPDX-License-Identifier: Apache-2.0 */
/* Whose turn it is: needs, families, who came first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "catalogue/value.h"
#include "domain/arrival/turn.h"
#include "domain/care/care.h"

enum { PEOPLE_MAX = 8 };

struct line {
    struct arena *arena;
    struct turn turns[PEOPLE_MAX];
    size_t count;
};

static int setup(void **state) {
    struct arena *arena = arena_new();
    struct line *line = arena_make(arena, struct line, 1);
    line->arena = arena;
    *state = line;
    return 0;
}

static int teardown(void **state) {
    arena_free(((struct line *)*state)->arena);
    return 0;
}

/* Numbers are given in the order of the calls. */
static void comes(struct line *line, const char *needs, int64_t came_ms, struct uuid family) {
    struct record *place = record_new(line->arena, &queue_place_type),
                  *file = record_new(line->arena, &case_file_type);
    queue_place_of(place)->number = value_of_number((int64_t)line->count + 1);
    queue_place_of(place)->came_ms = value_of_number(came_ms);
    if (!uuid_is_zero(family)) queue_place_of(place)->family = value_of_id(family);
    case_file_of(file)->urgent = value_of_text(slice_of(needs));
    line->turns[line->count++] = turn_of(place, file);
}

/* The numbers in the order of the queue: "312". */
static const char *order(struct line *line) {
    char *text = arena_make(line->arena, char, PEOPLE_MAX + 1);
    turns_order(line->turns, line->count);
    for (size_t i = 0; i < line->count; i++)
        text[i] = (char)('0' + queue_place_of(line->turns[i].place)->number.number);
    return text;
}

static const struct uuid alone = {{0}}, family = {{7}};

static void the_most_urgent_need_counts(void **state) {
    (void)state;
    assert_int_equal(urgency_of(S("interpreter,medical")), URGENT_NOW);
    assert_int_equal(urgency_of(S("pregnant,disability")), URGENT_FIRST);
    assert_int_equal(urgency_of(S("interpreter")), URGENT_SOON);
    assert_int_equal(urgency_of(S("")), URGENT_NOT);
}

static void who_is_in_danger_comes_before_who_came_first(void **state) {
    comes(*state, "", 1, alone);
    comes(*state, "interpreter", 2, alone);
    comes(*state, "safety", 3, alone);
    comes(*state, "", 0, alone);
    assert_string_equal(order(*state), "3241");
}

static void a_family_stands_together_at_the_place_of_its_most_urgent_member(void **state) {
    comes(*state, "", 5, family);
    comes(*state, "medical", 4, alone);
    comes(*state, "self_harm", 6, family);
    comes(*state, "medical", 7, alone);
    assert_string_equal(order(*state), "2134");
    assert_int_equal(turns_together(((struct line *)*state)->turns, 4, 1), 2);
}

static void people_without_a_family_do_not_stand_together(void **state) {
    comes(*state, "", 1, alone);
    comes(*state, "", 1, alone);
    assert_string_equal(order(*state), "12");
    assert_int_equal(turns_together(((struct line *)*state)->turns, 2, 0), 1);
}

static void whose_file_is_not_seen_waits_in_turn(void **state) {
    struct line *line = *state;
    comes(line, "safety", 1, alone);
    assert_int_equal(turn_of(line->turns[0].place, NULL).urgency, URGENT_NOT);
}

static void an_empty_queue_has_an_order(void **state) {
    assert_string_equal(order(*state), "");
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        T(the_most_urgent_need_counts),
        T(who_is_in_danger_comes_before_who_came_first),
        T(a_family_stands_together_at_the_place_of_its_most_urgent_member),
        T(people_without_a_family_do_not_stand_together),
        T(whose_file_is_not_seen_waits_in_turn),
        T(an_empty_queue_has_an_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
