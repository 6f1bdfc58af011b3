/* SPDX-License-Identifier: Apache-2.0 */
/* A loan: what it costs before anybody agrees, which bylaw speaks against it and who may decide otherwise,
 * its schedule, what was paid and where it stands. */
#ifndef MLUP_WEB_LOAN_PAGE_H
#define MLUP_WEB_LOAN_PAGE_H

#include "web/web.h"

/* For record_extras: above a loan, the way to this page. */
void loan_actions(struct web *web, const struct record *record, struct doc *actions);
enum outcome loan_page(struct web *web);        /* GET /group-loans/{id}/schedule */
enum outcome loan_decide_post(struct web *web); /* POST of the same: approved or refused */

#endif
