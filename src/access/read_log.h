/* SPDX-License-Identifier: Apache-2.0 */
/* Who saw this file: the log of revealed fields of one record, for the organisation that owns it. */
#ifndef MLUP_ACCESS_READ_LOG_H
#define MLUP_ACCESS_READ_LOG_H

#include "access/access.h"

struct read_entry {
    int64_t at_ms;
    struct uuid actor_id;
    struct slice actor_name; /* as access_user_name */
    struct slice fields;     /* names, separated by blanks */
    struct slice purpose;
};

/* Newest first, at most LIMIT_LIST_ROWS.  False (NOT_FOUND) when the actor may not see the record, when it belongs to
 * another organisation, or when the actor may neither reveal such fields nor keep the users. */
bool access_who_saw(struct access *access, struct db *db, struct arena *arena, const struct actor *actor,
                    const struct record_type *type, struct uuid record_id, struct read_entry **entries, size_t *count);

#endif
