/* SPDX-License-Identifier: Apache-2.0 */
/* What the page of a savings group shows beyond its fields: the next meeting and what is due at it, the box,
 * alarms, members with savings and loans. */
#ifndef MLUP_WEB_GROUP_PAGE_H
#define MLUP_WEB_GROUP_PAGE_H

#include "web/web.h"

void group_actions(struct web *web, const struct record *record, struct doc *actions);
void group_sections(struct web *web, const struct record *record, struct doc *sections);
void groups_link(struct web *web, struct doc *actions);
void member_actions(struct web *web, const struct record *record, struct doc *actions);
void meeting_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
