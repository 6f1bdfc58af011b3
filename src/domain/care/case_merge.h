/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One case file of two, and two again.
 *
 * One person proposes, a supervisor who is somebody else agrees; then, in the transaction of that yes, every
 * part of the file that goes is moved to the one that stays and sealed under its key, but for what was
 * decided about it (approvals, openings, erasures); consents that the other file contradicts end where it was
 * decided (case_clash.h); the chosen fields are taken over, and the file that goes is deleted: its code leads
 * to the other one.  Where both may have only one of a kind (one reintegration), that of the file that stays
 * is completed and the other set aside.  Each step is written down (case_merge_step).
 *
 * Taking it back is honest as long as the file that stays was not erased: what was moved goes back, with what
 * was changed on it since, and is sealed under its old key again; fields that were taken over return to what
 * they were unless somebody has changed them since; what was written after the merge stays where it
 * is, but for what belongs to it, or what somebody sends after it (case_meanwhile.h).
 * Erasing the file that stays destroys the keys of both.
 */
#ifndef MLUP_DOMAIN_CASE_MERGE_H
#define MLUP_DOMAIN_CASE_MERGE_H

#include "domain/care/double.h"
#include "store/history.h"
#include "store/rule.h"

/* As many records move at once. */
enum { CASE_MERGE_PARTS_MAX = 2000 };
/* As many files go into one, by whatever way: so many keys an erasure destroys and its proof names. */
enum { CASE_MERGED_MAX = 32 };

bool case_merge_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal);
bool case_merge_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Does what was agreed, or takes it back.  For every change of any record. */
void case_merge_after_change(struct rule *rule, const struct change *change);
/* Between a merge and its taking back a record says what may be another person's, whose file may be erased by
 * now: what was written then is not put back from the history. */
bool case_merge_may_undo(struct rule *rule, const struct record *record, const struct history_entry *entry,
                         struct refusal *refusal);

/* The fields that are taken from the file that goes when nobody chooses: what the one that stays does not
 * know.  Bits. */
uint64_t case_merge_default(const struct record *stays, const struct record *goes);
/* Birth date, year and age are one choice: the bits with those that belong to them. */
uint64_t case_merge_together(uint64_t taken);
/* Fields as they stand in case_merge.taken, and back. */
struct slice case_merge_write(struct arena *arena, uint64_t taken);
uint64_t case_merge_read(struct slice taken);
/* True for what was decided about one file and is never the other's. */
bool case_merge_is_decision(const struct record_type *type);
/* True for fields that nobody chooses: what the program keeps. */
bool case_merge_is_own(const struct field *field);
/* Files that were made one with this one, so that their keys end with its key; at most `max`. */
size_t case_merged_into(struct db *db, struct uuid org, struct uuid file, struct uuid *merged, size_t max);
/* The file that this one went into; zero when it did not. */
struct uuid case_merge_survivor(struct db *db, struct uuid org, struct uuid file);

#endif
