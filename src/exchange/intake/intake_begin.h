/* SPDX-License-Identifier: Apache-2.0 */
/* The short works of an import: beginning one, matching its columns, deciding what to do. */
#ifndef MLUP_EXCHANGE_INTAKE_BEGIN_H
#define MLUP_EXCHANGE_INTAKE_BEGIN_H

#include "exchange/intake/intake_desk.h"

/* What all of these need. */
struct intake_office {
    struct intake_desk *desk;
    struct store *store;
    struct access *access;
    const struct messages *khmer;
    const struct actor *actor;
    struct arena *arena;
};

/* May the actor bring files of this kind of record? */
bool intake_may(const struct actor *actor, const struct record_type *type);
/* Keeps the file and makes the import's record, with its id when that is not zero.  A file that cannot be
 * read is an import too, which says so. */
bool intake_begin(const struct intake_office *office, const struct record_type *type, struct slice file_name,
                  struct slice bytes, struct uuid *id, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* The head of the import's file with a plan: what was chosen already; else what the same header was the last
 * time; else what is suggested.  `sheet` and `header_row` -1: as chosen, or found.  False when the file
 * cannot be read. */
bool intake_look_at(const struct intake_office *office, const struct record *import, int64_t sheet,
                    int64_t header_row, struct intake_head *head, bool *is_remembered,
                    enum sheet_trouble *trouble, int64_t *trouble_row);
/* Keeps the plan with the import and for the next file with this header, and has the file checked. */
bool intake_save_plan(const struct intake_office *office, const struct record *import,
                      const struct intake_plan *plan, const struct locale *locale, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* From one state to the next, and to work: "checking" (with new decisions), "writing", "undoing".  Refused
 * when the import is not where this may follow. */
bool intake_go(const struct intake_office *office, const struct record *import, struct slice state,
               struct slice decisions, bool with_edited, const struct locale *locale, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* Stops a check or a writing that is under way: after it the import is "stopped" (nothing was written),
 * "paused" (what was written is whole; it goes on or is taken back), or at its end, which came before. */
bool intake_stop(const struct intake_office *office, const struct record *import, struct refusal *refusal)
    __attribute__((warn_unused_result));

#endif
