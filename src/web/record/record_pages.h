/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of every record type, walked from the catalogue: lists, records, forms, history, search.  Nothing here knows a
 * type by name; what only one type has is hung on with struct record_extra (record_extra.h).
 */
#ifndef MLUP_WEB_RECORD_PAGES_H
#define MLUP_WEB_RECORD_PAGES_H

#include "web/web.h"

/* Templates are named behind each; NULL: JSON or a redirect.  {type} is the URL noun of the catalogue. */
enum outcome record_list_page(struct web *web);    /* GET /{type}: record_list */
enum outcome record_page(struct web *web);         /* GET /{type}/{id}: record_page */
enum outcome record_new_page(struct web *web);     /* GET /{type}/new?field=value: record_form */
enum outcome record_create(struct web *web);       /* POST /{type}: record_form when refused */
enum outcome record_edit_page(struct web *web);    /* GET /{type}/{id}/edit: record_form */
enum outcome record_update(struct web *web);       /* POST /{type}/{id}: record_form when refused */
enum outcome record_delete_page(struct web *web);  /* GET /{type}/{id}/delete: record_delete */
enum outcome record_delete(struct web *web);       /* POST /{type}/{id}/delete: record_delete when refused */
enum outcome record_restore(struct web *web);      /* POST /{type}/{id}/restore */
enum outcome record_reveal_page(struct web *web);  /* GET /{type}/{id}/reveal: record_reveal, asks what for */
enum outcome record_reveal(struct web *web);       /* POST /{type}/{id}/reveal: record_page with the opened fields */
/* Opens what is sealed in the record, for a purpose that is kept with the name and the time.  REFUSED with words, or FAILED
 * when the look could not be logged. */
enum outcome record_open_sealed(struct web *web, struct record *record, struct slice purpose);
/* Whether the (trimmed) purpose says something; else a refusal of the field `purpose`. */
bool record_purpose_is_said(struct web *web, struct slice purpose);
/* Under which promises the record counts and why not under the others: `why` of the view. */
void record_add_why(struct web *web, const struct record *record);
/* The instant at which a day (or the last day of a month, a year) ends in Cambodia. */
int64_t record_day_end_ms(struct date date);
enum outcome record_history_page(struct web *web); /* GET /{type}/{id}/history?as_of=DATE: record_history */
enum outcome record_undo(struct web *web);         /* POST /{type}/{id}/undo */
enum outcome record_view_save(struct web *web);    /* POST /{type}/views: keeps the present query under a name */
enum outcome record_view_delete(struct web *web);  /* POST /{type}/views/{id}/delete */
enum outcome search_page(struct web *web);         /* GET /search?q=: search */
enum outcome picker_json(struct web *web);         /* GET /api/v1/pick/{type}?q=: {"items": [{id, label, detail}]} */

#endif
