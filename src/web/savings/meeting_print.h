/* SPDX-License-Identifier: Apache-2.0 */
/* What a group holds in its hand: a sheet for paper, the sheet of a meeting that was held, a passbook page, a
 * receipt. */
#ifndef MLUP_WEB_MEETING_PRINT_H
#define MLUP_WEB_MEETING_PRINT_H

#include "web/savings/meeting_sheet.h"

/* A closed meeting: what was written, and the closing balance in large figures. */
enum outcome meeting_show_closed(struct meeting_sheet *sheet);
enum outcome
meeting_paper_page(struct web *web);         /* GET /savings-groups/{id}/paper: empty, for the next meeting */
enum outcome passbook_page(struct web *web); /* GET /savings-members/{id}/passbook */
enum outcome receipt_page(struct web *web);  /* GET /group-meetings/{id}/receipts/{id} of a member */

#endif
