/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of an import share, and its parts of a page. */
#ifndef MLUP_WEB_IMPORT_VIEW_H
#define MLUP_WEB_IMPORT_VIEW_H

#include "exchange/intake/intake_begin.h"
#include "web/web.h"

/* An import of the address, as the actor may see it. */
struct import_seen {
    struct record *record;
    struct import *import; /* its values */
    const struct record_type
        *type; /* of what is imported; NULL when the program does not know it (any more) */
    bool may_write;
};

/* What the works of an import need, for the length of the request. */
struct intake_office import_office(struct web *web);
/* The import of the address (first argument); false when there is none for the reader, or it is deleted. */
bool import_seen_of(struct web *web, struct import_seen *seen);
/* "/imports/ID" and what comes behind; under /api/v1 for a program. */
struct slice import_href(struct web *web, struct uuid id, const char *behind);
/* Crumbs to the imports, and to `last` below them (empty: the list itself). */
void import_add_crumbs(struct web *web, struct slice last);
/* The kinds of record that the actor may import, by label. */
size_t import_kinds(struct web *web, const struct record_type *types[], size_t max);

/* Why its file cannot be read, in the reader's language; empty when it can. */
struct slice import_trouble_text(struct web *web, const struct import *import);
/* Head, kind, file, who and when. */
void import_add_head(struct web *web, const struct import_seen *seen);
/* The matching of columns (import_columns.c). */
void import_add_columns(struct web *web, const struct import_seen *seen);
/* Takes the posted matching; false after a refusal. */
bool import_read_columns(struct web *web, const struct import_seen *seen, struct intake_head *head);
/* What the check found (import_found.c). */
void import_add_found(struct web *web, const struct import_seen *seen);
/* The posted decisions, over those kept. */
struct slice import_read_decisions(struct web *web, const struct import_seen *seen);
/* New, changed, unchanged, skipped and refused rows. */
void import_add_counts(struct web *web, const struct import_seen *seen);

#endif
