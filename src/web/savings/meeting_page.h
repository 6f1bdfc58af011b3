/* SPDX-License-Identifier: Apache-2.0 */
/* The sheet of a meeting as a page: everyone on one page, the running cash, the counted box. */
#ifndef MLUP_WEB_MEETING_PAGE_H
#define MLUP_WEB_MEETING_PAGE_H

#include "web/savings/meeting_sheet.h"

enum outcome meeting_new_page(struct web *web);   /* GET /savings-groups/{id}/meetings/new */
enum outcome meeting_new_save(struct web *web);   /* POST of the same */
enum outcome meeting_sheet_page(struct web *web); /* GET /group-meetings/{id}/sheet */
enum outcome meeting_sheet_save(struct web *web); /* POST of the same */

#endif
