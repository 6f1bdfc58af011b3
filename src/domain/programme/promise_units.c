/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/promise_units.h"

#include "domain/programme/promise_rows.h"

enum { SLOTS = 1 << 15, UNITS_MAX = SLOTS / 2, BYTES_MAX = 8 * 1024 * 1024 };

struct promise_units {
    struct arena *arena;
    struct unit_rows **slots;
    size_t count;
    struct unit_rows *dirty;
};

struct promise_units *promise_units_new(void) {
    struct promise_units *units = heap_alloc(sizeof *units);
    *units = (struct promise_units){.arena = arena_new()};
    units->slots = heap_alloc(SLOTS * sizeof *units->slots);
    memset(units->slots, 0, SLOTS * sizeof *units->slots);
    return units;
}

void promise_units_free(struct promise_units *units) {
    arena_free(units->arena);
    heap_free(units->slots);
    heap_free(units);
}

void promise_units_clear(struct promise_units *units) {
    if (units->count) memset(units->slots, 0, SLOTS * sizeof *units->slots);
    units->count = 0;
    units->dirty = NULL;
    arena_reset(units->arena);
}

/* ---- finding ---- */

static struct slice key_of(const struct unit_rows *unit) {
    return (struct slice){(const char *)unit->key, unit->key_len};
}

static bool rows_are_of(const struct unit_rows *rows, const struct promise_rule *rule, struct slice unit) {
    return uuid_equal(rows->part_id, rule->part_id) && uuid_equal(rows->org_id, rule->org_id) &&
           slice_equal(key_of(rows), unit);
}

static struct unit_rows **slot_of(struct promise_units *units, const struct promise_rule *rule,
                                  struct slice unit) {
    uint64_t part;
    memcpy(&part, rule->part_id.bytes + 8, sizeof part);
    size_t at = (slice_hash(unit) ^ part * UINT64_C(0x9e3779b97f4a7c15)) >> 20 & (SLOTS - 1);
    for (;; at = (at + 1) & (SLOTS - 1)) {
        struct unit_rows **slot = &units->slots[at];
        if (!*slot || rows_are_of(*slot, rule, unit)) return slot;
    }
}

struct unit_rows *promise_units_find(struct promise_units *units, struct db *db,
                                     const struct promise_rule *rule, struct slice unit) {
    struct unit_rows **slot = slot_of(units, rule, unit);
    struct unit_rows *found = *slot;
    if (found) return found;
    found = arena_make(units->arena, struct unit_rows, 1);
    found->org_id = rule->org_id;
    found->part_id = rule->part_id;
    found->key_len = (uint8_t)unit.len;
    if (unit.len) memcpy(found->key, unit.s, unit.len);
    found->count = found->live = (uint32_t)unit_read(units->arena, db, rule, unit, &found->rows);
    for (size_t i = 0; i < found->count; i++)
        found->rows[i].amount = found->rows[i].refs;
    units->count++;
    return *slot = found;
}

/* ---- changing ---- */

static struct tally_row *row_find(struct unit_rows *unit, const struct tally_row *wanted) {
    for (size_t i = 0; i < unit->count; i++) {
        if (tally_row_same(&unit->rows[i], wanted)) return &unit->rows[i];
    }
    return NULL;
}

static struct tally_row *row_new(struct promise_units *units, struct unit_rows *unit,
                                 const struct tally_row *row) {
    unit->rows = arena_room(units->arena, unit->rows, sizeof *unit->rows, unit->count);
    struct tally_row *added = &unit->rows[unit->count++];
    *added = (struct tally_row){.month = row->month,
                                .commune = arena_copy(units->arena, row->commune),
                                .sex = arena_copy(units->arena, row->sex),
                                .age = arena_copy(units->arena, row->age),
                                .each = arena_copy(units->arena, row->each)};
    return added;
}

static void rows_swap(struct tally_row *a, struct tally_row *b) {
    struct tally_row kept = *a;
    *a = *b;
    *b = kept;
}

static void mark_dirty(struct promise_units *units, struct unit_rows *unit) {
    if (unit->dirty) return;
    unit->dirty = true;
    unit->next_dirty = units->dirty;
    units->dirty = unit;
}

bool promise_units_change(struct promise_units *units, struct unit_rows *unit, const struct tally_row *change,
                          int64_t weight, size_t *others, bool *missing) {
    struct tally_row *row = row_find(unit, change);
    *missing = weight < 0 && (!row || row->refs == 0);
    if (*missing) return false;
    if (!row) row = row_new(units, unit, change);
    int64_t before = row->refs;
    row->refs += weight;
    mark_dirty(units, unit);
    if (before > 0 && row->refs > 0) return false;
    if (row->refs > 0) {
        rows_swap(row, &unit->rows[unit->live]); /* the first behind the live ones becomes the last of them */
        *others = unit->live++;
    } else {
        rows_swap(row, &unit->rows[--unit->live]);
        *others = unit->live;
    }
    return true;
}

/* ---- writing ---- */

static void unit_flush(struct db *db, struct unit_rows *unit) {
    for (size_t i = 0; i < unit->count; i++) {
        struct tally_row *row = &unit->rows[i];
        if (row->refs != row->amount)
            unit_write(db, unit->org_id, unit->part_id, key_of(unit), row, row->amount == 0);
        row->amount = row->refs;
    }
    unit->count = unit->live;
    unit->dirty = false;
}

void promise_units_flush(struct promise_units *units, struct db *db) {
    while (units->dirty) {
        struct unit_rows *unit = units->dirty;
        units->dirty = unit->next_dirty;
        unit_flush(db, unit);
    }
}

void promise_units_rest(struct promise_units *units, struct db *db) {
    if (units->count < UNITS_MAX && arena_size(units->arena) < BYTES_MAX) return;
    promise_units_flush(units, db);
    promise_units_clear(units);
}
