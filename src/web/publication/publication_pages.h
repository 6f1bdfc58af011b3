/* SPDX-License-Identifier: Apache-2.0 */
/* Publications about people who came back: counts for everybody who reads reports, rows for the manager. */
#ifndef MLUP_WEB_PUBLICATION_PAGES_H
#define MLUP_WEB_PUBLICATION_PAGES_H

#include "web/web.h"

enum outcome
publication_list(struct web *web); /* GET /publications: the newest one whole, the others by day */
enum outcome publication_page(struct web *web); /* GET /publications/{id}, and as JSON …/figures */
enum outcome
publication_post(struct web *web); /* POST /publications: publishes what stands in the files now */
enum outcome publication_risk(struct web *web); /* GET /api/v1/publications/risk */
enum outcome publication_rows(struct web *web); /* POST /publications/rows */

/* Adds what the manager is told before rows leave; false for everybody else. */
bool publication_risk_add(struct web *web, int64_t least);
bool publication_may_publish(struct web *web);

#endif
