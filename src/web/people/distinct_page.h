/* SPDX-License-Identifier: Apache-2.0 */
/* For the lead: how many different people the organisations know together, without a name
 * (domain/people/person_token.h). */
#ifndef MLUP_WEB_DISTINCT_PAGE_H
#define MLUP_WEB_DISTINCT_PAGE_H

#include "web/web.h"

enum outcome distinct_page(struct web *web);              /* GET /people/distinct */
void distinct_link(struct web *web, struct doc *actions); /* above the list of people */

#endif
