/* SPDX-License-Identifier: Apache-2.0 */
/* Which files have been kept long enough, by the rules of the organisation (case_retention), and what was
 * erased. */
#ifndef MLUP_DOMAIN_CARE_RETENTION_H
#define MLUP_DOMAIN_CARE_RETENTION_H

#include "base/uuid.h"
#include "store/db.h"

struct retention_due {
    struct uuid file_id;
    struct slice code;
    int64_t closed_day, due_day;
    bool is_child, must_be_kept;
};
/* Closed files whose time is over on the day, the longest closed first, at most `max`.  An organisation
 * without a rule has none. */
size_t retentions_due(struct db *db, struct arena *arena, struct uuid org, int64_t today,
                      struct retention_due *found, size_t max, bool *is_cut);

/* For `mlup verify`: erasures that are done, and those of them whose key is still there or whose file does
 * not say so. */
struct erasure_report {
    int64_t erasures, wrong;
    struct uuid first_wrong; /* the file */
};
void erasures_verify(struct db *db, struct erasure_report *report);

#endif
