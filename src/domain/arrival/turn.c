/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/arrival/turn.h"

#include <stdlib.h>
#include <string.h>

#include "domain/care/care.h"

/* What makes somebody wait less; what is not in the table waits in its turn. */
static const struct {
    const char *need;
    enum urgency urgency;
} need_urgency[] = {
    {"safety", URGENT_NOW},        {"self_harm", URGENT_NOW},  {"medical", URGENT_NOW},
    {"child_alone", URGENT_FIRST}, {"pregnant", URGENT_FIRST}, {"disability", URGENT_SOON},
    {"interpreter", URGENT_SOON},
};

enum urgency urgency_of(struct slice needs) {
    enum urgency most = URGENT_NOT;
    for (size_t i = 0; i < ARRAY_LEN(need_urgency); i++) {
        bool has = codes_contain(needs, slice_of(need_urgency[i].need));
        if (has && need_urgency[i].urgency > most) most = need_urgency[i].urgency;
    }
    return most;
}

struct turn turn_of(struct record *place, struct record *file) {
    enum urgency urgency = file ? urgency_of(case_file_of(file)->urgent.text) : URGENT_NOT;
    return (struct turn){place, file, urgency, urgency, queue_place_of(place)->came_ms.number};
}

static const struct queue_place *place_of(const struct turn *turn) {
    return queue_place_of(turn->place);
}

static int by_family(const void *a, const void *b) {
    return uuid_compare(place_of(a)->family.id, place_of(b)->family.id);
}

static bool are_family(const struct turn *a, const struct turn *b) {
    return place_of(a)->family.present && by_family(a, b) == 0;
}

static int by_turn(const void *a, const void *b) {
    const struct turn *one = a, *other = b;
    if (one->urgency != other->urgency) return one->urgency > other->urgency ? -1 : 1;
    if (one->came_ms != other->came_ms) return one->came_ms < other->came_ms ? -1 : 1;
    int family = by_family(a, b);
    if (family) return family;
    int64_t number = place_of(one)->number.number, behind = place_of(other)->number.number;
    return (number > behind) - (number < behind);
}

size_t turns_together(const struct turn *turns, size_t count, size_t from) {
    size_t to = from + 1;
    while (to < count && are_family(&turns[from], &turns[to]))
        to++;
    return to - from;
}

/* `turns` are those of one family. */
static void family_level(struct turn *turns, size_t count) {
    enum urgency most = turns[0].own;
    int64_t first_ms = turns[0].came_ms;
    for (size_t i = 1; i < count; i++) {
        most = turns[i].own > most ? turns[i].own : most;
        first_ms = turns[i].came_ms < first_ms ? turns[i].came_ms : first_ms;
    }
    for (size_t i = 0; i < count; i++) {
        turns[i].urgency = most;
        turns[i].came_ms = first_ms;
    }
}

void turns_order(struct turn *turns, size_t count) {
    if (!count) return;
    qsort(turns, count, sizeof *turns, by_family);
    for (size_t from = 0, together; from < count; from += together) {
        together = turns_together(turns, count, from);
        family_level(&turns[from], together);
    }
    qsort(turns, count, sizeof *turns, by_turn);
}
