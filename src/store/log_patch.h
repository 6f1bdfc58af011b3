/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an entry of the change log says.  Of most records it stands in the clear: the fields that differ, in
 * JSON, each that is sealed in its row as it is sealed there.  Of a type with `log_sealed`, of its parts, and
 * of what is attached to them, the fields that are not sealed in the row, and the reason, are sealed together
 * under the key of the whole:
 *
 *     {"note":{"sealed":"…"}," log":{"owner":"…","sealed":"…"}}
 *
 * so that destroying that key ends what the log says of them; who, when, what kind of record and of change
 * stay.  The envelope is bound to its record; the chain is hashed over it as it stands.  The first entry
 * after another key (a part that was moved), and all after an erasure, have every field: from there on the
 * record is known without what came before.
 */
#ifndef MLUP_STORE_LOG_PATCH_H
#define MLUP_STORE_LOG_PATCH_H

#include "base/doc.h"
#include "store/store.h"

/* An entry as it stands in the row. */
struct log_row {
    const struct record_type *type;
    struct uuid record_id, org_id;
    struct slice patch, reason;
};

struct log_patch {
    const struct doc *fields; /* by name; one that is sealed in the record's row is {"sealed": base64}.  NULL:
                                 nothing is known */
    struct slice reason;
    bool is_sealed; /* stands sealed in the row… */
    bool is_erased; /* … and does not open: its key was destroyed */
};

/* Opens an entry.  The caller has made sure that the reader may see the record, and hides fields above the
 * reader's class.  No query of `db` may be open. */
struct log_patch log_patch_read(struct store *store, struct db *db, struct arena *arena,
                                const struct log_row *row);

#endif
