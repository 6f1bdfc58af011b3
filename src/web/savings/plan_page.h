/* SPDX-License-Identifier: Apache-2.0 */
/* The long-term business plan of a group: written year by year, followed quarter by quarter beside the books,
 * printed for the members to sign. */
#ifndef MLUP_WEB_PLAN_PAGE_H
#define MLUP_WEB_PLAN_PAGE_H

#include "web/web.h"

/* GET /business-plans/{id}/follow and /api/v1/business-plans/{id}/follow.  Query: on (a day). */
enum outcome plan_follow_page(struct web *web);
enum outcome plan_print_page(struct web *web); /* GET /business-plans/{id}/print */
enum outcome plan_adopt_post(struct web *web); /* POST /business-plans/{id}/adopt */

/* GET and POST /savings-groups/{id}/plans/new.  Query: from (a plan), scenario, percent. */
enum outcome plan_new_page(struct web *web);
enum outcome plan_new_post(struct web *web);
enum outcome plan_write_page(struct web *web); /* GET and POST /business-plans/{id}/write */
enum outcome plan_write_post(struct web *web);

void plan_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
