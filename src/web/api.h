/* SPDX-License-Identifier: Apache-2.0 */
/* JSON for every record at /api/v1/PATH; see docs/api.md. */
#ifndef MLUP_WEB_API_H
#define MLUP_WEB_API_H

#include "web/web.h"

enum outcome api_list(struct web *web);     /* GET /api/v1/{type} */
enum outcome api_search(struct web *web);   /* POST /api/v1/{type}/search: the same, asked by a body */
enum outcome api_create(struct web *web);   /* POST /api/v1/{type}: one object, or an array of objects, all or nothing */
enum outcome api_get(struct web *web);      /* GET /api/v1/{type}/{id}[?as_of=DATE] */
enum outcome api_update(struct web *web);   /* PATCH /api/v1/{type}/{id} */
enum outcome api_delete(struct web *web);   /* DELETE /api/v1/{type}/{id}?reason= */
enum outcome api_restore(struct web *web);  /* POST /api/v1/{type}/{id}/restore */
enum outcome api_history(struct web *web);  /* GET /api/v1/{type}/{id}/history */
enum outcome api_undo(struct web *web);     /* POST /api/v1/{type}/{id}/undo {"sequence": n} */
enum outcome api_reveal(struct web *web);   /* POST /api/v1/{type}/{id}/reveal {"purpose": text}: the sealed fields, logged */
enum outcome api_reads(struct web *web);    /* GET /api/v1/{type}/{id}/reads: who opened them */
enum outcome api_openapi(struct web *web);  /* GET /api/v1/openapi.json */
enum outcome api_me(struct web *web);       /* GET /api/v1/me: who the token acts for */

/* The record of an address /api/v1/{type}/{id} as the actor sees it; NULL: answer NOT_FOUND.  `hidden` may be NULL. */
struct record *api_record(struct web *web, uint64_t *hidden, struct view *view);

/* If-Match: "3" is the version the client saw; it wins over the body's.  False after a refusal: it is no version. */
bool api_take_if_match(struct web *web, struct change *change);

/* Adds what a change made of its record, as far as the actor sees it; only its id when that is not known. */
void api_add_after(struct web *web, const struct change *change, struct doc *object);

#endif
