/* SPDX-License-Identifier: Apache-2.0 */
/* Who saw this file: the log of revealed fields of one record and of its parts, for the organisation that owns it. */
#ifndef MLUP_ACCESS_READ_LOG_H
#define MLUP_ACCESS_READ_LOG_H

#include "access/access.h"

struct read_entry {
    int64_t at_ms;
    struct uuid actor_id;
    struct slice actor_name; /* as access_user_name */
    const struct record_type *type; /* of what was opened: the record itself or a part of it; NULL when there is no such type */
    struct uuid record_id;
    struct slice fields;     /* names, separated by blanks; "case_note:12": so many parts of a kind; "file": one attached */
    struct slice purpose;
};

/* Newest first, at most LIMIT_LIST_ROWS; of a whole with what was opened of its parts.  False (NOT_FOUND) when the actor may not see the record, when it belongs to
 * another organisation, or when the actor may neither reveal such fields nor keep the users. */
bool access_who_saw(struct access *access, struct db *db, struct arena *arena, const struct actor *actor,
                    const struct record_type *type, struct uuid record_id, struct read_entry **entries, size_t *count);

#endif
