/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of people who may be one: found by a search, looked at side by side, decided. */
#ifndef MLUP_WEB_DUPLICATES_PAGE_H
#define MLUP_WEB_DUPLICATES_PAGE_H

#include "web/web.h"

enum outcome duplicates_page(struct web *web);     /* GET /people/duplicates?state= */
enum outcome duplicates_decide(struct web *web);   /* POST /people/duplicates/decide: pair, state, reason */
enum outcome duplicates_search(struct web *web);   /* POST /people/duplicates/search */
enum outcome duplicates_progress(struct web *web); /* GET /people/duplicates/progress */
void duplicates_link(struct web *web, struct doc *actions); /* above the list of people */

#endif
