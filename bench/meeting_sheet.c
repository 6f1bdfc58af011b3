/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole meeting sheet of 40 members as one submission: the meeting, 40 lines, a loan with its payout, five
 * repayments, the count of the box and everything that is posted, until it is durable.  Prints the median and
 * the slowest of some.
 *
 * meson test -C build --benchmark meeting_sheet -v        (PostgreSQL: MLUP_STORE_TEST_URL)
 */
#include <stdio.h>

#include "domain/savings/savings_test_world.h"

enum { PEOPLE = 40, SHEETS = 40, PARTS = 4 + 5 };

struct sheet {
    struct uuid members[PEOPLE], loans[SHEETS];
    int64_t cash;
};

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* A meeting each week. */
static const char *week_text(struct world *world, int week) {
    enum { JANUARY_8_2024 = 19730 };
    return date_format_iso(world->base.arena, date_of_day(JANUARY_8_2024 + week * 7)).s;
}

/* The latest five loans pay 100 riel each, whatever falls due. */
static size_t sheet_fill(struct world *world, struct sheet *sheet, int number, struct change *changes) {
    size_t count = 0;
    changes[count++] = make(
        world, &group_meeting_type,
        PUTS(R("savings_group", world->group), P("held_on", week_text(world, number)), P("state", "open")));
    world->meeting = changes[0].id;
    for (int i = 0; i < PEOPLE; i++) {
        changes[count++] = make(world, &meeting_line_type,
                                PUTS(R("meeting", world->meeting), R("member", sheet->members[i]),
                                     P("attendance", "present"), P("deposit", "5000")));
    }
    changes[count] = make(world, &group_loan_type,
                          PUTS(R("savings_group", world->group), R("member", sheet->members[number]),
                               P("asked_on", week_text(world, number)), R("meeting", world->meeting),
                               P("state", "approved"), P("amount", "20000"), P("purpose", "farming"),
                               P("count", "6"), P("first_due_on", week_text(world, number + 4))));
    sheet->loans[number] = changes[count++].id;
    changes[count++] =
        make(world, &loan_payout_type,
             PUTS(R("loan", sheet->loans[number]), R("meeting", world->meeting), P("amount", "20000")));
    sheet->cash += PEOPLE * 5000 - 20000;
    for (int i = 1; i <= 5 && i <= number; i++) {
        changes[count++] =
            make(world, &loan_repayment_type,
                 PUTS(R("loan", sheet->loans[number - i]), R("meeting", world->meeting), P("amount", "100")));
        sheet->cash += 100;
    }
    changes[count++] = alter(world, &group_meeting_type, world->meeting,
                             PUTS(P("state", "closed"), P("counted_cash", number_text(world, sheet->cash))));
    return count;
}

static int64_t sheet_send(struct world *world, struct sheet *sheet, int number) {
    struct change changes[PEOPLE + PARTS];
    size_t count = sheet_fill(world, sheet, number, changes);
    int64_t start = clock_monotonic_ns();
    const char *why = why_not_all(world, changes, count);
    int64_t took = clock_monotonic_ns() - start;
    if (strcmp(why, "nothing") != 0) fail_msg("%s", why);
    arena_reset(world->base.step_arena);
    return took;
}

static void sheets_are_saved(void **state) {
    struct world *world = *state;
    struct sheet sheet = {.cash = 0};
    int64_t took[SHEETS];
    for (int i = 0; i < PEOPLE; i++) {
        sheet.members[i] = i < MEMBERS ? world->members[i] : member_make(world, world->group, i + 1);
    }
    for (int i = 0; i < SHEETS; i++) {
        took[i] = sheet_send(world, &sheet, i);
    }
    qsort(took, SHEETS, sizeof *took, by_value);
    printf("a sheet of %d members: median %.1f ms, slowest %.1f ms of %d\nsheet_ms %.1f\n", PEOPLE,
           (double)took[SHEETS / 2] / 1e6, (double)took[SHEETS - 1] / 1e6, SHEETS,
           (double)took[SHEETS / 2] / 1e6);
    assert_books_clean(world);
}

static int setup(void **state) {
    return world_setup(state, "permanent", "0");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(sheets_are_saved, setup, teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
