/* SPDX-License-Identifier: Apache-2.0 */
/* What moved since a snapshot was taken: figures then and now, and the records behind the difference. */
#ifndef MLUP_DOMAIN_REPORT_CHANGES_H
#define MLUP_DOMAIN_REPORT_CHANGES_H

#include "domain/report/report_content.h"
#include "domain/report/report_document.h"

enum { CHANGED_RECORDS_MAX = 50 }; /* listed for one part */

/* A record that a part's rule looks at and that was written after the snapshot. */
struct changed_record {
    const struct record_type *type;
    struct uuid id;
    int64_t changed_ms;
    bool is_source, counts; /* counts: it is among the contributions until the last day of the period now */
};

struct part_change {
    const struct document_promise *promise;
    size_t part_index;
    const struct document_part *then, *now; /* `then` NULL: not in the snapshot; `now` NULL: not any more */
    bool moved;                             /* some number differs: value, in the period, or a split */
    struct changed_record *records;
    size_t record_count;
};

/* Every part of either document, in the order of the present one; those that are gone at the end.  Records
 * are read for parts that moved. */
size_t report_changes_read(struct arena *arena, struct db *db, const struct report_basis *basis,
                           const struct document *then, const struct document *now, int64_t log_sequence,
                           struct part_change **changes);

#endif
