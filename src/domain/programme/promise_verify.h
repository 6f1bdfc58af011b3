/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts every part of every promise from the records alone and compares with what is kept.  Reads only, in
 * one snapshot, with memory that does not grow with the number of records.
 */
#ifndef MLUP_DOMAIN_PROMISE_VERIFY_H
#define MLUP_DOMAIN_PROMISE_VERIFY_H

#include "catalogue/record.h"
#include "store/db.h"

struct promise_verify_report {
    int64_t parts, sources, contributions, unit_rows, cells; /* looked at */
    int64_t stale_parts;         /* counted with another rule than the one they have */
    int64_t wrong_contributions; /* missing, too many, or other than the record says */
    int64_t wrong_units;         /* parts whose unit rows do not follow from their contributions */
    int64_t wrong_cells;
    int64_t orphans;                               /* rows of parts that are gone */
    struct uuid first_wrong_org, first_wrong_part; /* zero: all is well */
};

/* False when the database could not be read; what was found is in *report.  `db` must be outside a
 * transaction. */
bool promise_verify(struct db *db, const struct catalogue *catalogue, struct promise_verify_report *report)
    __attribute__((warn_unused_result));
/* True when nothing differs. */
bool promise_verify_is_clean(const struct promise_verify_report *report);

#endif
