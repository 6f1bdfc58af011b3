/* SPDX-License-Identifier: Apache-2.0 */
/* The pure part: cells sorted and joined, and what they say together. */
#include "domain/coverage/coverage.h"

#include <stdlib.h>

#include "base/log.h"
#include "i18n/locale.h"

#define COMMUNE_DIGITS 6

const struct coverage_kind coverage_kinds[COVERAGE_ACTIVITIES] = {
    [COVERAGE_AWARENESS] = {"awareness", TR("Awareness events"), "awareness", NULL, COMMUNE_DIGITS, false},
    [COVERAGE_WORKSHOP] = {"workshop", TR("Workshops"), "workshop", NULL, COMMUNE_DIGITS, false},
    [COVERAGE_FARMING] = {"farming", TR("Training: farming"), "training",
                          "animal_raising,chicken_raising,rice_growing,vegetable_growing,farm_advice",
                          COMMUNE_DIGITS, false},
    [COVERAGE_MONEY] = {"money", TR("Training: savings and money"), "training",
                        "savings_credit,bank_use,financial_literacy", COMMUNE_DIGITS, false},
    [COVERAGE_BUSINESS] = {"business", TR("Training: market and business"), "training",
                           "marketing,business_planning,job_opportunities", COMMUNE_DIGITS, false},
    [COVERAGE_RIGHTS] =
        {"rights", TR("Training: law, rights and migration"), "training",
         "trafficking_law,trafficking_prevention,recruitment_practices,safe_migration,commune_roles,"
         "child_rights,legal_rights",
         COMMUNE_DIGITS, false},
    [COVERAGE_OTHER] = {"other", TR("Training: no topic written"), "training", "", COMMUNE_DIGITS, false},
    [COVERAGE_COACHING] = {"coaching", TR("Coaching visits"), "coaching", NULL, COMMUNE_DIGITS, false},
    [COVERAGE_CASCADE] = {"cascade", TR("Trainees of the cascade"), NULL, NULL, COMMUNE_DIGITS, true},
    [COVERAGE_GROUP] = {"group", TR("Groups of people"), NULL, NULL, COMMUNE_DIGITS, false},
};

bool coverage_activity_parse(struct slice code, enum coverage_activity *activity) {
    for (size_t i = 0; i < COVERAGE_ACTIVITIES; i++) {
        if (!slice_equal(slice_of(coverage_kinds[i].code), code)) continue;
        *activity = (enum coverage_activity)i;
        return true;
    }
    return false;
}

/* ---- sorting ---- */

static int compare_cells(const void *left, const void *right) {
    const struct coverage_cell *a = left, *b = right;
    int order = slice_compare(a->place, b->place);
    if (order) return order;
    if (a->activity != b->activity) return a->activity < b->activity ? -1 : 1;
    return a->org < b->org ? -1 : a->org > b->org;
}

void coverage_sort(struct coverage *coverage) {
    size_t left = 0;
    if (coverage->count) qsort(coverage->cells, coverage->count, sizeof *coverage->cells, compare_cells);
    for (size_t i = 0; i < coverage->count; i++) {
        struct coverage_cell *cell = &coverage->cells[i];
        struct coverage_cell *last = left ? &coverage->cells[left - 1] : NULL;
        if (!last || compare_cells(last, cell) != 0) {
            coverage->cells[left++] = *cell;
            continue;
        }
        last->planned += cell->planned;
        last->done += cell->done;
        last->is_promised = last->is_promised || cell->is_promised;
    }
    coverage->count = left;
}

int64_t coverage_done(const struct coverage *coverage, struct slice place, enum coverage_activity activity,
                      size_t org) {
    int64_t done = 0;
    for (size_t i = 0; i < coverage->count; i++) {
        const struct coverage_cell *cell = &coverage->cells[i];
        bool is_it = activity == COVERAGE_ACTIVITIES || cell->activity == activity;
        if (is_it && cell->org == org && slice_starts(cell->place, place)) done += cell->done;
    }
    return done;
}

/* A promise for a whole province is kept by what is done in its communes: no row of its own among smaller
 * places. */
static bool is_kept_inside(const struct coverage *coverage, const struct coverage_cell *cell, size_t digits) {
    bool is_wider = cell->place.len < digits && cell->planned == 0;
    return is_wider && coverage_done(coverage, cell->place, cell->activity, cell->org) > 0;
}

struct coverage coverage_cut(const struct coverage *coverage, size_t digits) {
    struct coverage cut = {.arena = coverage->arena};
    cut.cells = arena_make(cut.arena, struct coverage_cell, coverage->count + 1);
    for (size_t i = 0; i < coverage->count; i++) {
        if (is_kept_inside(coverage, &coverage->cells[i], digits)) continue;
        struct coverage_cell *cell = &cut.cells[cut.count++];
        *cell = coverage->cells[i];
        if (cell->place.len > digits) cell->place = slice_sub(cell->place, 0, digits);
    }
    coverage_sort(&cut);
    return cut;
}

/* ---- together ---- */

/* How many organisations do the activity of cells[at] in its place; *next is the first cell of another. */
static size_t doers(const struct coverage *commune, size_t at, size_t *next) {
    const struct coverage_cell *first = &commune->cells[at];
    size_t orgs = 0, i = at;
    for (; i < commune->count; i++) {
        const struct coverage_cell *cell = &commune->cells[i];
        if (cell->activity != first->activity || !slice_equal(cell->place, first->place)) break;
        orgs += cell->done > 0;
    }
    *next = i;
    return orgs;
}

size_t coverage_overlaps(const struct coverage *commune, struct coverage_overlap **overlaps) {
    size_t count = 0, next;
    *overlaps = arena_make(commune->arena, struct coverage_overlap, commune->count + 1);
    for (size_t i = 0; i < commune->count; i = next) {
        const struct coverage_cell *cell = &commune->cells[i];
        size_t orgs = doers(commune, i, &next);
        if (orgs < 2 || cell->place.len < COMMUNE_DIGITS) continue;
        (*overlaps)[count++] = (struct coverage_overlap){cell->place, cell->activity, i, orgs};
    }
    return count;
}

/* What several organisations do in one place: 0 fewer than two work there, 1 each something else, 2 the same.
 */
static int together(const struct coverage *commune, size_t at, size_t *next) {
    struct slice place = commune->cells[at].place;
    size_t org = SIZE_MAX, i = at;
    bool several = false, same = false;
    while (i < commune->count && slice_equal(commune->cells[i].place, place)) {
        size_t after;
        bool is_same = doers(commune, i, &after) > 1;
        same = same || is_same;
        for (; i < after; i++) {
            if (commune->cells[i].done <= 0) continue;
            several = several || (org != SIZE_MAX && org != commune->cells[i].org);
            org = commune->cells[i].org;
        }
    }
    *next = i;
    return !several ? 0 : same ? 2 : 1;
}

size_t coverage_complements(const struct coverage *commune) {
    size_t count = 0, next;
    for (size_t i = 0; i < commune->count; i = next) {
        bool is_commune = commune->cells[i].place.len >= COMMUNE_DIGITS;
        count += together(commune, i, &next) == 1 && is_commune;
    }
    return count;
}

/* What is promised for a province is done by what is done in any of its communes. */
static bool is_lacking(const struct coverage *commune, const struct coverage_cell *cell) {
    if (cell->done > 0) return false;
    return cell->place.len >= COMMUNE_DIGITS ||
           coverage_done(commune, cell->place, cell->activity, cell->org) == 0;
}

static enum coverage_lack lack_of(const struct coverage *commune, const struct coverage_cell *cell) {
    bool is_province = cell->place.len < COMMUNE_DIGITS;
    if (is_province && coverage_done(commune, cell->place, COVERAGE_ACTIVITIES, cell->org) == 0)
        return LACK_ANY;
    return cell->is_promised ? LACK_PROMISED : LACK_PLANNED;
}

/* A province in which nothing was done is said once, not for each activity. */
static bool is_said(const struct coverage_gap *gaps, size_t count, const struct coverage_gap *gap) {
    for (size_t i = count; gap->lack == LACK_ANY && i > 0; i--) {
        const struct coverage_gap *other = &gaps[i - 1];
        if (!slice_equal(other->place, gap->place)) return false;
        if (other->lack == LACK_ANY && other->org == gap->org) return true;
    }
    return false;
}

static bool somebody_works_in(const struct coverage *commune, struct slice place) {
    for (size_t i = 0; i < commune->count; i++) {
        if (commune->cells[i].done > 0 && slice_equal(commune->cells[i].place, place)) return true;
    }
    return false;
}

size_t coverage_gaps(const struct coverage *commune, const struct slice *vulnerable, size_t vulnerable_count,
                     struct coverage_gap **gaps) {
    size_t count = 0;
    *gaps = arena_make(commune->arena, struct coverage_gap, commune->count + vulnerable_count + 1);
    for (size_t i = 0; i < commune->count; i++) {
        const struct coverage_cell *cell = &commune->cells[i];
        if (!(cell->is_promised || cell->planned > 0) || !is_lacking(commune, cell)) continue;
        struct coverage_gap gap = {cell->place, cell->activity, cell->org, lack_of(commune, cell)};
        if (gap.lack == LACK_ANY) gap.activity = COVERAGE_ACTIVITIES;
        if (!is_said(*gaps, count, &gap)) (*gaps)[count++] = gap;
    }
    for (size_t i = 0; i < vulnerable_count; i++) {
        if (!somebody_works_in(commune, vulnerable[i]))
            (*gaps)[count++] =
                (struct coverage_gap){vulnerable[i], COVERAGE_ACTIVITIES, SIZE_MAX, LACK_NOBODY};
    }
    return count;
}
