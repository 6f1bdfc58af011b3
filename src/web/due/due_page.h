/* SPDX-License-Identifier: Apache-2.0 */
/* What is due and what is late. */
#ifndef MLUP_WEB_DUE_PAGE_H
#define MLUP_WEB_DUE_PAGE_H

#include "domain/due/due.h"
#include "web/web.h"

enum outcome due_page(struct web *web); /* GET /due and its JSON twin */

/* Deliverables of a fiscal year's periods, made at once. */
enum outcome due_series_page(struct web *web); /* GET /agreements/{id}/deliverables */
enum outcome due_series_post(struct web *web); /* POST the same */

enum outcome due_feeds_page(struct web *web);  /* GET /account/calendar */
enum outcome due_feeds_post(struct web *web);  /* POST the same */
enum outcome due_feed_revoke(struct web *web); /* POST /account/calendar/{id}/revoke */
enum outcome due_feed(struct web *web);        /* GET /calendar/{file}: no sign-in, the address is the key */

/* Adds a block of what is late and due soon, for the home page; nothing when nothing is. */
void due_home_add(struct web *web, struct doc *blocks);
/* For record_extras: the way to the series, from an agreement. */
void due_agreement_actions(struct web *web, const struct record *record, struct doc *actions);

/* The words of an item in the reader's language: "CTIP-SG-01: Quarterly report". */
struct slice due_title(struct web *web, const struct due_item *item);
const char *due_kind_text(const struct due_item *item);

#endif
