/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet that can be written on, as a view document for templates/meeting.mustache. */
#ifndef MLUP_WEB_MEETING_SHOW_H
#define MLUP_WEB_MEETING_SHOW_H

#include "web/savings/meeting_sheet.h"

/* `action`: where the form is sent. */
void meeting_show(struct meeting_sheet *sheet, struct slice action);
bool meeting_has_conflict(const struct meeting_sheet *sheet);

#endif
