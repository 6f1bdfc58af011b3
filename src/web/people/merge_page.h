/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that make one person of two and take it back, and what a person's page says of it. */
#ifndef MLUP_WEB_MERGE_PAGE_H
#define MLUP_WEB_MERGE_PAGE_H

#include "web/web.h"

enum outcome
person_merge_page(struct web *web); /* GET /people/{id}/merge?with=ID: the one of the address stays */
enum outcome person_merge_post(struct web *web); /* POST: with, take.FIELD=theirs, reason */
enum outcome
person_unmerge_page(struct web *web); /* GET /people/{id}/unmerge?merge=ID: the one of the address stayed */
enum outcome person_unmerge_post(struct web *web); /* POST: merge, reason */

/* True when the person went into another one: the reader is sent on to that one. */
bool person_leads_on(struct web *web, const struct record *person);
/* What one may do with duplicates of a person, and whom it was merged with. */
void person_merge_sections(struct web *web, const struct record *person, struct doc *sections);
/* What was posted under the name, by a form or as JSON. */
struct slice people_posted(struct web *web, const char *name);

#endif
