/* SPDX-License-Identifier: Apache-2.0 */
/* What the page of a savings group shows beyond its fields: the next meeting and what is due at it, the box,
 * alarms, members with savings and loans. */
#ifndef MLUP_WEB_GROUP_PAGE_H
#define MLUP_WEB_GROUP_PAGE_H

#include "web/web.h"

/* All for record_extras; they add what this reader may do or see of the record, nothing otherwise. */

/* Above a group: its sheets, loans, share-out, plan and books. */
void group_actions(struct web *web, const struct record *record, struct doc *actions);
/* Under its fields: what comes next, alarms, members, loans, as of today. */
void group_sections(struct web *web, const struct record *record, struct doc *sections);
/* Above the list of groups: the way to their comparison. */
void groups_link(struct web *web, struct doc *actions);
/* Above a member: the passbook. */
void member_actions(struct web *web, const struct record *record, struct doc *actions);
/* Above a meeting: its sheet. */
void meeting_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
