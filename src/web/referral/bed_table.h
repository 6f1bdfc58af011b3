/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the organisation's own shelters has a place for the person of a file: shown where somebody is
 * referred, and on a page of its own. */
#ifndef MLUP_WEB_BED_TABLE_H
#define MLUP_WEB_BED_TABLE_H

#include "web/web.h"

/* Puts `own_beds` (a table), `has_own_beds` and `beds_words` into the view; `from_day`: the night from which.
 */
void bed_table_show(struct web *web, const struct record *file, int64_t from_day);
/* GET /case-files/{id}/beds?from=DAY: the same for people and, at /api, for programs. */
enum outcome bed_page(struct web *web);

#endif
