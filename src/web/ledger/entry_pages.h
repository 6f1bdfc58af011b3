/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries as forms: lines as rows of a table, a draft, set aside or posted; then the steps that an entry may
 * take.  Forms that the catalogue makes (they carry `_fields`) still go their own way.
 */
#ifndef MLUP_WEB_ENTRY_PAGES_H
#define MLUP_WEB_ENTRY_PAGES_H

#include "web/web.h"

enum outcome entry_new_page(struct web *web);  /* GET /journal-entries/new?book=: entry_form */
enum outcome entry_create(struct web *web);    /* POST /journal-entries: entry_form when refused */
enum outcome entry_edit_page(struct web *web); /* GET /journal-entries/{id}/edit: entry_form */
enum outcome entry_update(struct web *web);    /* POST /journal-entries/{id}: entry_form when refused */
enum outcome entry_page(struct web *web);      /* GET /journal-entries/{id}: record_page */
enum outcome entry_step_page(struct web *web); /* GET /journal-entries/{id}/step/{step}: entry_step */
enum outcome entry_step_post(struct web *web); /* POST the same; step: post, part, release or reverse */
/* POST and PATCH /api/v1/journal-entries: `lines` may be [{"account": id or number, "amount": smallest
 * unit}]. */
enum outcome entry_api_create(struct web *web);
enum outcome entry_api_update(struct web *web);

/* For record_extras: the steps that the reader may take as links above the entry. */
void entry_step_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
