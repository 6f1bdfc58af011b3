/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The unit rows the writer is working on, kept in memory between transactions: there is one writer, so what
 * it read stays true until it changes it.  Changes are gathered here and written before the commit: a commune
 * that a whole attendance sheet counts in is written once.  A cache of bounded size in front of promise_unit;
 * never read by anybody but the keeper.
 */
#ifndef MLUP_DOMAIN_PROMISE_UNITS_H
#define MLUP_DOMAIN_PROMISE_UNITS_H

#include "domain/programme/promise_tally.h"
#include "store/db.h"

struct promise_units;

/* One unit in one part.  rows[0 .. live-1] are there; the rest went in this transaction. */
struct unit_rows {
    struct uuid org_id, part_id;
    uint8_t key[PROMISE_KEY_BYTES];
    uint8_t key_len;
    bool dirty;
    uint32_t live, count;
    struct tally_row *rows; /* `amount` holds the references as stored */
    struct unit_rows *next_dirty;
};

struct promise_units *promise_units_new(void);
void promise_units_free(struct promise_units *units);
/* The unit's rows, read when they are not at hand.  Valid until promise_units_rest, _flush or _clear. */
struct unit_rows *promise_units_find(struct promise_units *units, struct db *db,
                                     const struct promise_rule *rule, struct slice unit);
/* A contribution came (weight 1) or went (-1).  True when its row came or went with it; then rows[0 ..
 * *others-1] are the unit's other rows.  False when the row stays, or when there was none to take away
 * (*missing is set). */
bool promise_units_change(struct promise_units *units, struct unit_rows *unit, const struct tally_row *change,
                          int64_t weight, size_t *others, bool *missing);
/* Writes what changed. */
void promise_units_flush(struct promise_units *units, struct db *db);
/* Between two changes: makes room when too much is kept. */
void promise_units_rest(struct promise_units *units, struct db *db);
/* Forgets everything, unwritten changes too: after a rollback. */
void promise_units_clear(struct promise_units *units);

#endif
