/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which reports an actor reaches, and how: people of the organisation and of the lead see them as they are;
 * people outside (donors) see approved and frozen ones alone, from their snapshots, with small counts taken
 * out.  Everything that shows a report goes through here.
 */
#ifndef MLUP_DOMAIN_REPORT_REACH_H
#define MLUP_DOMAIN_REPORT_REACH_H

#include "access/access.h"
#include "domain/report/report_content.h"
#include "domain/report/report_document.h"
#include "domain/report/report_rules.h"

struct report_reader {
    struct access *access;
    struct store *store;
    struct db *db;
    struct arena *arena;
    const struct actor *actor;
};

struct report_found {
    const struct record *report;
    enum report_state state;
    bool is_outsider;
};

/* False when it does not exist for the actor. */
bool report_find(const struct report_reader *reader, struct uuid id, struct report_found *found);
/* All reports that exist for the actor, by organisation and period; of one agreement's organisation when
 * `org` is set. */
size_t report_find_all(const struct report_reader *reader, struct uuid org, struct report_found **found);
/* The newest snapshot of a restatement that is in force, else that of the submission; NULL when it was never
 * submitted. */
const struct record *report_snapshot_shown(const struct report_reader *reader, const struct record *report);
/* What the reader sees: of an open report the records of now (then *snapshot is NULL), else the snapshot in
 * force.  False when a snapshot cannot be read. */
bool report_document_of(const struct report_reader *reader, const struct report_found *found,
                        struct document *document, const struct record **snapshot);
/* Contents of what outsiders were shown of the report's agreement before the snapshot, the oldest first:
 * submissions of approved reports and restatements in force. */
size_t report_releases_before(const struct report_reader *reader, const struct record *report,
                              const struct record *snapshot, struct slice **contents);
/* The document of the records of now, whatever the state: for comparing and for the desk. */
bool report_document_now(const struct report_reader *reader, const struct record *report,
                         struct report_basis *basis, struct document *document);
/* For who does not see the case files of the organisation: parts that count them are told of a submitted
 * report as totals, without rows and months; with `wholly`, of the records of now, not at all. */
void report_close_files(const struct report_reader *reader, const struct record *report, bool wholly,
                        struct document *document);
struct slice report_content_closed(const struct report_reader *reader, const struct record *report,
                                   bool wholly, struct slice content);
/* The document of a snapshot; false when it is none. */
bool report_document_of_snapshot(struct arena *arena, const struct record *snapshot,
                                 struct document *document);

/* The live parts of a report of a type (narratives, comments, …), in the order they were made. */
size_t report_parts_read(struct arena *arena, struct db *db, const struct record_type *type,
                         const struct record *report, const struct record ***parts);

/* The periods of all programmes, by first day. */
size_t reporting_periods_read(struct arena *arena, struct db *db, const struct record ***periods);

#endif
