/* SPDX-License-Identifier: Apache-2.0 */
/* What was done in each commune, and who the participants of workshops are. */
#ifndef MLUP_WEB_SESSION_OVERVIEW_H
#define MLUP_WEB_SESSION_OVERVIEW_H

#include "web/web.h"

/* GET /sessions/overview and /api/v1/sessions/overview: template session_overview.  Query: from, until
 * (days), org. */
enum outcome session_overview_page(struct web *web);
/* The way to it from the list of sessions (record_extra.h). */
void session_overview_link(struct web *web, struct doc *actions);

#endif
