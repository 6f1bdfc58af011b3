/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From contributions to cells, as pure functions.  A cell is one number of a part: of all time, a US fiscal
 * year, a quarter or a month; in total or for one sex, age band, province, commune or "each".  A part that
 * counts distinct units keeps for every unit its rows (month, place, split) with reference counts; the unit
 * adds 1 to a cell when at least one of its rows falls into it.  So adding and taking away keep every number
 * exact, in any order.
 *
 * tally_unit is the definition; tally_row_change is what the writer uses; a property test holds them equal.
 */
#ifndef MLUP_DOMAIN_PROMISE_TALLY_H
#define MLUP_DOMAIN_PROMISE_TALLY_H

#include "domain/programme/promise_rule.h"

enum promise_grain { GRAIN_ALL, GRAIN_FISCAL_YEAR, GRAIN_QUARTER, GRAIN_MONTH };
enum { PROMISE_GRAINS = 4 };

enum promise_dim {
    DIM_TOTAL,
    DIM_SEX,
    DIM_AGE,
    DIM_PROVINCE,
    DIM_COMMUNE,
    DIM_EACH,
    DIM_NEW,  /* by month only: units seen for the first time; their running sum is the distinct count so far
               */
    DIM_RULE, /* not a number of the part but the fingerprint of the rule its cells were counted with */
};

/* year * 12 + month - 1 */
int64_t tally_month_of_day(int64_t day);
/* The period of a grain that a month lies in.  The US fiscal year 2017 starts in October 2016. */
int64_t tally_period(enum promise_grain grain, int64_t month);
/* First and last month of a period. */
int64_t tally_period_first(enum promise_grain grain, int64_t period);
int64_t tally_period_last(enum promise_grain grain, int64_t period);

/* One row of a unit (table promise_unit); the texts borrow. */
struct tally_row {
    int64_t month;
    struct slice commune, sex, age, each;
    int64_t refs, amount;
};
/* The row a contribution belongs to, with one reference. */
struct tally_row tally_row_of(const struct promise_contribution *contribution);
/* Same month, place and split. */
bool tally_row_same(const struct tally_row *a, const struct tally_row *b);

/* Which splits a rule has; a split that it has not makes no cells.  Distinct units are kept by commune for
 * all time and for fiscal years only (by province for every period): one sheet of attendance must not touch a
 * cell for each commune and month.  What counts by itself is kept by commune for every period. */
struct tally_splits {
    bool sex, age, place, each;
    bool distinct;
};
struct tally_splits tally_splits_of(const struct promise_rule *rule);

/* A cell without its part; the key borrows from the row. */
struct tally_cell {
    enum promise_grain grain;
    enum promise_dim dim;
    int64_t period;
    struct slice key; /* empty: the total, or "not known" within a split */
};
typedef void tally_emit(void *context, const struct tally_cell *cell, int64_t number);

/* A source that counts by itself: every one of its cells gets `weight` (its amount, or minus its amount). */
void tally_source(struct tally_splits splits, const struct tally_row *row, int64_t weight, tally_emit *emit,
                  void *context);
/* The definition: all cells of one unit with these rows, each 1 times `weight`, each once. */
void tally_unit(struct tally_splits splits, const struct tally_row *rows, size_t count, int64_t weight,
                tally_emit *emit, void *context);
/* The cells that change when `row` comes to (weight 1) or goes from (weight -1) a unit that has `others`
 * besides. */
void tally_row_change(struct tally_splits splits, const struct tally_row *row, const struct tally_row *others,
                      size_t count, int64_t weight, tally_emit *emit, void *context);

/* ---- the cells changed by one transaction, gathered in memory ---- */

enum { TALLY_KEY_BYTES = PROMISE_EACH_BYTES };

struct tally_entry {
    struct uuid org_id, part_id;
    int32_t period;
    uint8_t grain, dim, key_len, may_cancel; /* may_cancel: a sum, which can reach 0 while growing */
    char key[TALLY_KEY_BYTES];
    int64_t number;
};

struct tally; /* a hash table on the heap, reused from transaction to transaction */
struct tally *tally_new(void);
void tally_free(struct tally *tally);
void tally_add(struct tally *tally, struct uuid org_id, struct uuid part_id, bool may_cancel,
               const struct tally_cell *cell, int64_t number);
/* The entries in order of first use; some may hold 0. */
const struct tally_entry *tally_entries(const struct tally *tally, size_t *count);
/* The number of a cell; 0 when it was never touched. */
int64_t tally_get(const struct tally *tally, struct uuid org_id, struct uuid part_id,
                  const struct tally_cell *cell);
/* Sets every number of the part to 0. */
void tally_forget_part(struct tally *tally, struct uuid org_id, struct uuid part_id);
void tally_clear(struct tally *tally);

#endif
