/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/promise_try.h"

#include "domain/programme/promise_book.h"

/* What one record counts for: a unit, or the place of an occurrence. */
struct trial_key {
    uint8_t bytes[PROMISE_KEY_BYTES];
    uint8_t len;
};

struct trial {
    const struct promise_rule *rule;
    struct trial_key *keys; /* ascending */
    size_t count;
    int64_t sum;
};

static int key_order(const void *left, const void *right) {
    const struct trial_key *a = left, *b = right;
    int order = memcmp(a->bytes, b->bytes, sizeof a->bytes);
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

static struct trial_key key_of(const void *bytes, size_t len) {
    struct trial_key key = {.len = (uint8_t)(len < PROMISE_KEY_BYTES ? len : PROMISE_KEY_BYTES)};
    memcpy(key.bytes, bytes, key.len);
    return key;
}

/* ---- counting by what is in the keys ---- */

static int64_t count_different(const struct trial *trial) {
    int64_t different = 0;
    for (size_t i = 0; i < trial->count; i++) {
        different += i == 0 || key_order(&trial->keys[i - 1], &trial->keys[i]) != 0;
    }
    return different;
}

/* Keys that are in both, each once; both ascend. */
static int64_t count_common(const struct trial *trial, const struct trial *base) {
    int64_t common = 0;
    for (size_t i = 0, k = 0; i < trial->count; i++) {
        if (i > 0 && key_order(&trial->keys[i - 1], &trial->keys[i]) == 0) continue;
        while (k < base->count && key_order(&base->keys[k], &trial->keys[i]) < 0)
            k++;
        common += k < base->count && key_order(&base->keys[k], &trial->keys[i]) == 0;
    }
    return common;
}

/* In each place at most `times`. */
static int64_t count_times(const struct trial *trial) {
    int64_t done = 0, here = 0;
    for (size_t i = 0; i < trial->count; i++) {
        here = i > 0 && key_order(&trial->keys[i - 1], &trial->keys[i]) == 0 ? here + 1 : 1;
        done += here <= trial->rule->times;
    }
    return done;
}

static int64_t number_of(const struct trial *trial, const struct trial *base) {
    switch (trial->rule->shape) {
    case SHAPE_FREQUENCY: return count_times(trial);
    case SHAPE_EVERY: return count_common(trial, base);
    case SHAPE_COUNT:
    case SHAPE_SUM:
    case SHAPE_DISTINCT:
    case SHAPE_CAP:
    case SHAPE_REPORTED: return promise_rule_is_distinct(trial->rule) ? count_different(trial) : trial->sum;
    }
    return 0;
}

/* ---- reading ---- */

/* The promised place that a commune lies in; without promised places every commune is one.  False: in none.
 */
static bool place_of(const struct promise_rule *rule, struct slice commune, struct slice *place) {
    struct slice rest = rule->places, code;
    *place = commune;
    if (!rest.len) return commune.len > 0;
    while (slice_split(&rest, ',', &code)) {
        if (slice_starts(commune, code)) return *place = code, true;
    }
    return false;
}

static void trial_add(struct trial *trial, const struct promise_contribution *contribution) {
    struct slice place;
    trial->sum += contribution->amount;
    if (trial->rule->shape != SHAPE_FREQUENCY) {
        trial->keys[trial->count++] = key_of(contribution->unit, contribution->unit_len);
    } else if (place_of(trial->rule, contribution->commune, &place)) {
        trial->keys[trial->count++] = key_of(place.s, place.len);
    }
}

static void trial_run(struct db *db, struct trial *trial, const struct record **records, size_t count) {
    struct promise_reader *reader = promise_reader_new(db);
    struct promise_reach reach = promise_reader_reach(reader);
    for (size_t i = 0; i < count; i++) {
        struct promise_contribution contribution;
        if (promise_rule_apply(trial->rule, &reach, records[i], &contribution, NULL)) {
            trial_add(trial, &contribution);
        }
        promise_reader_rest(reader);
    }
    promise_reader_free(reader);
    if (trial->count) qsort(trial->keys, trial->count, sizeof *trial->keys, key_order);
}

static bool trial_of(struct arena *arena, struct db *db, const struct promise_rule *rule, struct uuid org,
                     struct trial *trial) {
    const struct record **records;
    *trial = (struct trial){.rule = rule};
    if (!rule || !rule->source) return false;
    size_t count = promise_read_all(arena, db, rule->source, org, PROMISE_TRY_RECORDS + 1, &records);
    if (count > PROMISE_TRY_RECORDS) return false;
    trial->keys = arena_make(arena, struct trial_key, count + 1);
    trial_run(db, trial, records, count);
    return true;
}

bool promise_try(struct arena *arena, struct db *db, const struct promise_rule *rule,
                 const struct promise_rule *base, struct uuid org, int64_t *number) {
    struct trial trial, asked = {0};
    if (rule->shape == SHAPE_EVERY && !trial_of(arena, db, base, org, &asked)) return false;
    if (!trial_of(arena, db, rule, org, &trial)) return false;
    *number = number_of(&trial, &asked);
    return true;
}
