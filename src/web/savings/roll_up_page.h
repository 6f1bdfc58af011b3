/* SPDX-License-Identifier: Apache-2.0 */
/* All savings groups of an organisation as one line: for the organisation itself, and for the lead of every
 * one, who sees counts, sums and ratios and no group's book; and the quarterly file of the own groups. */
#ifndef MLUP_WEB_ROLL_UP_PAGE_H
#define MLUP_WEB_ROLL_UP_PAGE_H

#include "web/web.h"

/* GET /savings-roll-up and /api/v1/savings-roll-up.  Query: on (a day). */
enum outcome roll_up_page(struct web *web);
/* GET /savings-roll-up/file and /api/v1/savings-roll-up/file.  Query: from and until (2017-Q1), format (csv,
 * xlsx). */
enum outcome roll_up_file(struct web *web);
void roll_up_link(struct web *web, struct doc *actions);

#endif
