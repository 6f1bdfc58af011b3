/* SPDX-License-Identifier: Apache-2.0 */
/* The money of one agreement, and of all. */
#ifndef MLUP_WEB_MONEY_PAGE_H
#define MLUP_WEB_MONEY_PAGE_H

#include "web/web.h"

enum outcome money_page(struct web *web);          /* GET /agreements/{id}/money and its JSON twin */
enum outcome money_overview_page(struct web *web); /* GET /money and its JSON twin */

/* The next version of the budget: a draft with the lines of the one in force. */
enum outcome money_amend_page(struct web *web); /* GET /agreements/{id}/money/amend */
enum outcome money_amend_post(struct web *web); /* POST the same */

/* One step of a record of money (flow.h): a page that says what follows and asks for reason and day, and the
 * step. */
enum outcome money_step_page(struct web *web); /* GET /money/{type}/{id}/{step} */
enum outcome money_step_post(struct web *web); /* POST the same */
/* For record_extras: the steps that the reader may take as links above the record, and the way to the money
 * page. */
void money_step_actions(struct web *web, const struct record *record, struct doc *actions);
void money_agreement_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
