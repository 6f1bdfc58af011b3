/* SPDX-License-Identifier: Apache-2.0 */
/* The three tables of counting as rows: contribution, promise_unit, promise_cell.  Only the keeper writes
 * them. */
#ifndef MLUP_DOMAIN_PROMISE_ROWS_H
#define MLUP_DOMAIN_PROMISE_ROWS_H

#include "domain/programme/promise_tally.h"
#include "store/db.h"

void contribution_insert(struct db *db, const struct promise_rule *rule, struct uuid source_id,
                         const struct promise_contribution *contribution);
void contribution_delete(struct db *db, const struct promise_rule *rule, struct uuid source_id);
/* Reads the columns unit_key, day, commune, sex, age, each_key, amount from column `first` on; texts in
 * `arena`. */
struct promise_contribution contribution_read(struct arena *arena, struct db_query *query, int first);
#define CONTRIBUTION_COLUMNS "unit_key, day, commune, sex, age, each_key, amount"

/* What a source is counted as in a part; false: not at all. */
bool contribution_of_source(struct arena *arena, struct db *db, const struct promise_rule *rule,
                            struct uuid source_id, struct promise_contribution *contribution);

/* The rows of a unit. */
size_t unit_read(struct arena *arena, struct db *db, const struct promise_rule *rule, struct slice unit,
                 struct tally_row **rows);
/* Writes a row with its new number of references; none: the row goes. */
void unit_write(struct db *db, struct uuid org_id, struct uuid part_id, struct slice unit,
                const struct tally_row *row, bool is_new);
/* True when the part counts this unit. */
bool unit_is_counted(struct db *db, const struct promise_rule *rule, struct slice unit);

/* Adds the gathered numbers to the stored cells. */
void cells_write(struct db *db, const struct tally *tally);
/* The fingerprint the part's cells were counted with; 0: never counted. */
uint64_t cells_fingerprint(struct db *db, struct uuid org_id, struct uuid part_id);
void cells_set_fingerprint(struct db *db, const struct promise_rule *rule);
/* Removes everything counted for the part. */
void rows_clear_part(struct db *db, struct uuid org_id, struct uuid part_id);

#endif
