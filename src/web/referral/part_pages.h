/* SPDX-License-Identifier: Apache-2.0 */
/* The general pages of consents and referrals, without marks that only the program reads, and the way from
 * the general forms to those of these pages. */
#ifndef MLUP_WEB_PART_PAGES_H
#define MLUP_WEB_PART_PAGES_H

#include "web/web.h"

enum outcome part_page(struct web *web); /* GET /{consents, consent-overrides, referrals,
                                            incoming-referrals}/{id}: record_page */
enum outcome part_edit_page(struct web *web); /* GET /{consents, consent-overrides, referrals}/{id}/edit:
                                                 referral_step, or leads to the step that is next */

/* For record_extras: a visit of a plan of care. */
void community_plan_actions(struct web *web, const struct record *record, struct doc *actions);
void community_plan_sections(struct web *web, const struct record *record, struct doc *sections);

#endif
