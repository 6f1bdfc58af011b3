/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same note of 400 letters, part of a box, written in the clear, and sealed in its row and in the log, in turns and in the same
 * run, each until it is durable; and many in one submission.  Prints the medians and their ratio.
 * meson test -C build --benchmark sealing -v        (PostgreSQL: MLUP_STORE_TEST_URL)
 */
#include <stdio.h>
#include <stdlib.h>

#include "store/test_world.h"

#include "catalogue/pass_struct.h"
#include "sealing.def"
#include "catalogue/pass_clear.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "sealing.def"
#undef PASS_FIELDS
#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "sealing.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"

enum { BATCH = 500, ROUNDS = 25, SINGLES = 400 };

static const struct record_type *const types[] = {&whole_type, &open_note_type, &sealed_whole_type, &sealed_note_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

/* Milliseconds until `count` notes of a type are durable. */
static double write_notes(struct base_world *world, const struct record_type *type, struct uuid whole, size_t count) {
    static char text[401];
    memset(text, 'a', sizeof text - 1);
    struct change *changes = arena_make(world->step_arena, struct change, count);
    for (size_t i = 0; i < count; i++)
        changes[i] = change_of(world, CHANGE_CREATE, type, uuid_new(), PUTS(R("whole", whole), P("on_day", "2016-05-10"), P("kind", "call"), P("note", text)));
    int64_t start = clock_monotonic_ns();
    assert_int_equal(send(world, changes, count), OUTCOME_OK);
    double ms = (double)(clock_monotonic_ns() - start) / 1e6;
    arena_free(world->step_arena);
    world->step_arena = arena_new();
    return ms;
}

static void measure(struct base_world *world, const char *what, size_t at_once, size_t rounds) {
    double clear[SINGLES], sealed[SINGLES];
    struct uuid whole = create(world, &whole_type, PUTS(P("name", "A whole")));
    struct uuid sealed_whole = create(world, &sealed_whole_type, PUTS(P("name", "A whole")));
    write_notes(world, &open_note_type, whole, at_once);
    write_notes(world, &sealed_note_type, sealed_whole, at_once);
    for (size_t i = 0; i < rounds; i++) {
        clear[i] = write_notes(world, &open_note_type, whole, at_once);
        sealed[i] = write_notes(world, &sealed_note_type, sealed_whole, at_once);
    }
    double open_ms = median(clear, rounds), sealed_ms = median(sealed, rounds);
    printf("%s %.3f %.3f %.3f\n", what, open_ms, sealed_ms, sealed_ms / open_ms);
}

int main(void) {
    struct base_world world = {0};
    const struct store_options options = {.catalogue = &catalogue};
    base_world_open(&world, &options);
    measure(&world, "single", 1, SINGLES);
    measure(&world, "batch", BATCH, ROUNDS);
    return base_world_close(&world);
}
