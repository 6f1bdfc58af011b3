/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/promise_tally.h"

#include "base/log.h"

/* ---- periods ---- */

int64_t tally_month_of_day(int64_t day) {
    struct date date = date_of_day(day);
    return (int64_t)date.year * 12 + date.month - 1;
}

int64_t tally_period(enum promise_grain grain, int64_t month) {
    switch (grain) {
    case GRAIN_ALL: return 0;
    case GRAIN_FISCAL_YEAR: return (month + 3) / 12;
    case GRAIN_QUARTER: return month / 3;
    case GRAIN_MONTH: return month;
    }
    BUG("grain %d", grain);
}

int64_t tally_period_first(enum promise_grain grain, int64_t period) {
    switch (grain) {
    case GRAIN_ALL: return 0;
    case GRAIN_FISCAL_YEAR: return period * 12 - 3;
    case GRAIN_QUARTER: return period * 3;
    case GRAIN_MONTH: return period;
    }
    BUG("grain %d", grain);
}

int64_t tally_period_last(enum promise_grain grain, int64_t period) {
    switch (grain) {
    case GRAIN_ALL: return INT32_MAX;
    case GRAIN_FISCAL_YEAR: return period * 12 + 8;
    case GRAIN_QUARTER: return period * 3 + 2;
    case GRAIN_MONTH: return period;
    }
    BUG("grain %d", grain);
}

/* ---- rows ---- */

struct tally_row tally_row_of(const struct promise_contribution *contribution) {
    return (struct tally_row){
        .month = tally_month_of_day(contribution->day),
        .commune = contribution->commune,
        .sex = contribution->sex,
        .age = contribution->age,
        .each = {contribution->each, contribution->each_len},
        .refs = 1,
        .amount = contribution->amount,
    };
}

bool tally_row_same(const struct tally_row *a, const struct tally_row *b) {
    return a->month == b->month && slice_equal(a->commune, b->commune) && slice_equal(a->sex, b->sex) &&
           slice_equal(a->age, b->age) && slice_equal(a->each, b->each);
}

struct tally_splits tally_splits_of(const struct promise_rule *rule) {
    return (struct tally_splits){
        .sex = rule->sex.field != NULL,
        .age = rule->by_person || rule->age_band.field != NULL,
        .place = rule->place.field != NULL,
        .each = rule->each.field != NULL,
        .distinct = promise_rule_is_distinct(rule),
    };
}

static bool has_dim(struct tally_splits splits, enum promise_dim dim) {
    switch (dim) {
    case DIM_TOTAL: return true;
    case DIM_SEX: return splits.sex;
    case DIM_AGE: return splits.age;
    case DIM_PROVINCE:
    case DIM_COMMUNE: return splits.place;
    case DIM_EACH: return splits.each;
    case DIM_NEW:
    case DIM_RULE: return false;
    }
    return false;
}

static struct slice row_key(const struct tally_row *row, enum promise_dim dim) {
    switch (dim) {
    case DIM_SEX: return row->sex;
    case DIM_AGE: return row->age;
    case DIM_PROVINCE: return slice_sub(row->commune, 0, 2);
    case DIM_COMMUNE: return row->commune.len == 6 ? row->commune : S("");
    case DIM_EACH: return row->each;
    case DIM_TOTAL:
    case DIM_NEW:
    case DIM_RULE: return S("");
    }
    return S("");
}

static bool row_in_cell(const struct tally_row *row, const struct tally_cell *cell) {
    return tally_period(cell->grain, row->month) == cell->period &&
           slice_equal(row_key(row, cell->dim), cell->key);
}

static bool any_in_cell(const struct tally_row *rows, size_t count, const struct tally_cell *cell) {
    for (size_t i = 0; i < count; i++) {
        if (row_in_cell(&rows[i], cell)) return true;
    }
    return false;
}

/* The cells of `row` that none of `others` is in. */
static void emit_row(struct tally_splits splits, const struct tally_row *row, const struct tally_row *others,
                     size_t count, int64_t weight, tally_emit *emit, void *context) {
    for (enum promise_dim dim = DIM_TOTAL; dim <= DIM_EACH; dim++) {
        if (!has_dim(splits, dim)) continue;
        enum promise_grain last = splits.distinct && dim == DIM_COMMUNE ? GRAIN_FISCAL_YEAR : GRAIN_MONTH;
        for (enum promise_grain grain = GRAIN_ALL; grain <= last; grain++) {
            struct tally_cell cell = {grain, dim, tally_period(grain, row->month), row_key(row, dim)};
            if (!any_in_cell(others, count, &cell)) emit(context, &cell, weight);
        }
    }
}

void tally_source(struct tally_splits splits, const struct tally_row *row, int64_t weight, tally_emit *emit,
                  void *context) {
    emit_row(splits, row, NULL, 0, weight, emit, context);
}

static int64_t first_month(const struct tally_row *rows, size_t count) {
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].month < first) first = rows[i].month;
    }
    return first;
}

static void emit_new(int64_t month, int64_t weight, tally_emit *emit, void *context) {
    struct tally_cell cell = {GRAIN_MONTH, DIM_NEW, month, S("")};
    emit(context, &cell, weight);
}

void tally_unit(struct tally_splits splits, const struct tally_row *rows, size_t count, int64_t weight,
                tally_emit *emit, void *context) {
    for (size_t i = 0; i < count; i++) {
        emit_row(splits, &rows[i], rows, i, weight, emit, context);
    }
    if (count) emit_new(first_month(rows, count), weight, emit, context);
}

void tally_row_change(struct tally_splits splits, const struct tally_row *row, const struct tally_row *others,
                      size_t count, int64_t weight, tally_emit *emit, void *context) {
    emit_row(splits, row, others, count, weight, emit, context);
    int64_t first = first_month(others, count);
    if (row->month >= first) return;
    emit_new(row->month, weight, emit, context);
    if (count) emit_new(first, -weight, emit, context);
}

/* ---- the gathered cells ---- */

enum {
    TALLY_SLOTS_FIRST = 1024,
    TALLY_SLOTS_KEPT = 16 * 1024, /* a recount leaves more; clearing them after every commit would cost */
};

struct tally {
    struct tally_entry *entries;
    uint32_t *slots; /* 1 + index into entries; 0 = free */
    size_t count, size, slot_count;
};

struct tally *tally_new(void) {
    struct tally *tally = heap_alloc(sizeof *tally);
    *tally = (struct tally){.size = TALLY_SLOTS_FIRST / 2, .slot_count = TALLY_SLOTS_FIRST};
    tally->entries = heap_alloc(tally->size * sizeof *tally->entries);
    tally->slots = heap_alloc(tally->slot_count * sizeof *tally->slots);
    memset(tally->slots, 0, tally->slot_count * sizeof *tally->slots);
    return tally;
}

void tally_free(struct tally *tally) {
    if (!tally) return;
    heap_free(tally->entries);
    heap_free(tally->slots);
    heap_free(tally);
}

/* Everything of an entry before its number identifies the cell. */
enum { ENTRY_KEY_BYTES = offsetof(struct tally_entry, key) + TALLY_KEY_BYTES };
_Static_assert(ENTRY_KEY_BYTES == 76, "no hidden padding in what is compared as bytes");

static uint64_t entry_hash(const struct tally_entry *entry) {
    const char *bytes = (const char *)entry;
    uint64_t hash = 0x9e3779b97f4a7c15u;
    for (size_t at = 0; at < ENTRY_KEY_BYTES; at += 4) {
        uint32_t word;
        memcpy(&word, bytes + at, sizeof word);
        hash = (hash ^ word) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    return hash;
}

static size_t entry_slot(const struct tally *tally, const struct tally_entry *entry) {
    size_t mask = tally->slot_count - 1, slot = entry_hash(entry) & mask;
    while (tally->slots[slot] &&
           memcmp(&tally->entries[tally->slots[slot] - 1], entry, ENTRY_KEY_BYTES) != 0) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static struct tally_entry entry_of(struct uuid org_id, struct uuid part_id, const struct tally_cell *cell) {
    struct tally_entry entry = {
        .org_id = org_id,
        .part_id = part_id,
        .period = (int32_t)cell->period,
        .grain = (uint8_t)cell->grain,
        .dim = (uint8_t)cell->dim,
        .key_len = (uint8_t)cell->key.len,
    };
    ASSERT(cell->key.len <= TALLY_KEY_BYTES);
    if (cell->key.len) memcpy(entry.key, cell->key.s, cell->key.len);
    return entry;
}

static void tally_grow(struct tally *tally) {
    tally->size *= 2;
    tally->slot_count *= 2;
    tally->entries = heap_resize(tally->entries, tally->size * sizeof *tally->entries);
    tally->slots = heap_resize(tally->slots, tally->slot_count * sizeof *tally->slots);
    memset(tally->slots, 0, tally->slot_count * sizeof *tally->slots);
    for (size_t i = 0; i < tally->count; i++) {
        tally->slots[entry_slot(tally, &tally->entries[i])] = (uint32_t)i + 1;
    }
}

void tally_add(struct tally *tally, struct uuid org_id, struct uuid part_id, bool may_cancel,
               const struct tally_cell *cell, int64_t number) {
    struct tally_entry entry = entry_of(org_id, part_id, cell);
    entry.may_cancel = may_cancel;
    size_t slot = entry_slot(tally, &entry);
    if (tally->slots[slot]) {
        struct tally_entry *known = &tally->entries[tally->slots[slot] - 1];
        if (__builtin_add_overflow(known->number, number, &known->number)) BUG("a sum is too large");
        return;
    }
    if (tally->count == tally->size) {
        tally_grow(tally);
        slot = entry_slot(tally, &entry);
    }
    entry.number = number;
    tally->entries[tally->count++] = entry;
    tally->slots[slot] = (uint32_t)tally->count;
}

const struct tally_entry *tally_entries(const struct tally *tally, size_t *count) {
    *count = tally->count;
    return tally->entries;
}

int64_t tally_get(const struct tally *tally, struct uuid org_id, struct uuid part_id,
                  const struct tally_cell *cell) {
    for (uint8_t may_cancel = 0; may_cancel < 2; may_cancel++) {
        struct tally_entry entry = entry_of(org_id, part_id, cell);
        entry.may_cancel = may_cancel;
        size_t slot = entry_slot(tally, &entry);
        if (tally->slots[slot]) return tally->entries[tally->slots[slot] - 1].number;
    }
    return 0;
}

void tally_forget_part(struct tally *tally, struct uuid org_id, struct uuid part_id) {
    for (size_t i = 0; i < tally->count; i++) {
        struct tally_entry *entry = &tally->entries[i];
        if (uuid_equal(entry->part_id, part_id) && uuid_equal(entry->org_id, org_id)) entry->number = 0;
    }
}

static void tally_shrink(struct tally *tally) {
    tally->size = TALLY_SLOTS_FIRST / 2;
    tally->slot_count = TALLY_SLOTS_FIRST;
    tally->entries = heap_resize(tally->entries, tally->size * sizeof *tally->entries);
    tally->slots = heap_resize(tally->slots, tally->slot_count * sizeof *tally->slots);
}

void tally_clear(struct tally *tally) {
    tally->count = 0;
    if (tally->slot_count > TALLY_SLOTS_KEPT) tally_shrink(tally);
    memset(tally->slots, 0, tally->slot_count * sizeof *tally->slots);
}
