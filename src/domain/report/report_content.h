/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report says: one JSON document of one spelling, made from the records (for an open report, and to
 * compare) or frozen in a snapshot.  It stands alone: titles and names are in it as they were, so that a
 * renamed promise does not change what was reported.  Every reader (page, print, PDF, XLSX, API) shows this
 * document and nothing else.
 */
#ifndef MLUP_DOMAIN_REPORT_CONTENT_H
#define MLUP_DOMAIN_REPORT_CONTENT_H

#include "base/doc.h"
#include "domain/report/report_quality.h"

/* The records a report stands on, and what follows from them. */
struct report_basis {
    const struct record *report, *agreement, *period, *organisation, *programme;
    struct promise_period days; /* of the period, within the agreement's */
    struct promise_period agreement_days;
    struct report_figures figures;
    struct quality *quality;
};

/* Reads as the organisation's own program.  False when the report lacks its agreement or period (a broken
 * database). */
bool report_basis_read(struct arena *arena, struct db *db, const struct catalogue *catalogue,
                       const struct record *report, struct report_basis *basis);
/* The document of the records as they are. */
struct doc *report_content_make(struct arena *arena, struct db *db, const struct report_basis *basis);
struct slice report_content_bytes(struct arena *arena, const struct doc *content);

#endif
