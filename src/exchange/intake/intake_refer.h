/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records by their code or title, for one run: an index of a kind of record is read through the actor's view
 * at its first use.  Places by their path, remembered by the text that was looked up.
 */
#ifndef MLUP_EXCHANGE_INTAKE_REFER_H
#define MLUP_EXCHANGE_INTAKE_REFER_H

#include "exchange/intake/intake.h"

enum refer_result { REFER_NONE, REFER_ONE, REFER_SEVERAL };

struct intake_refer;
struct intake_refer *intake_refer_new(struct arena *arena, const struct intake_setup *setup);
/* Code, id, a title that only one record has, or the key of a row that an import made it of. */
enum refer_result intake_refer_find(struct intake_refer *refer, const struct record_type *type,
                                    struct slice text, struct uuid *id);
/* By code alone. */
bool intake_refer_code(struct intake_refer *refer, const struct record_type *type, struct slice text,
                       struct uuid *id);
/* A place by code or path ("Battambang / Bavel", in either order and script) of `digits` (0: any level from
 * `digits_min` on). */
enum refer_result intake_refer_place(struct intake_refer *refer, struct slice path, int digits_min,
                                     int digits, struct slice *code);

/* The id of the record that a row with this key becomes ("number of the row in your own system"), the same
 * for this organisation and kind of record, and no other.  `domain`: what kind of key it is. */
struct uuid intake_row_id(struct arena *arena, const struct record_type *type, struct uuid org,
                          struct slice domain, struct slice text);

/* ---- keys of any kind, for the run's own tables ---- */

struct key_table *key_table_new(struct arena *arena);
/* Puts the key down when it is new: true; else gives what was put with it. */
bool key_table_put(struct key_table *table, struct uuid key, int64_t number, struct uuid id, int64_t *earlier,
                   struct uuid *earlier_id);
/* Puts it down, over what was there. */
void key_table_set(struct key_table *table, struct uuid key, int64_t number, struct uuid id);
/* The key that stands for a row of the file. */
struct uuid intake_row_key(int64_t number);
/* False when the key is not there. */
bool key_table_get(const struct key_table *table, struct uuid key, int64_t *number, struct uuid *id);

#endif
