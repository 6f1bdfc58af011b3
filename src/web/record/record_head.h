/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of one record share: the way back, the title, the fields. */
#ifndef MLUP_WEB_RECORD_HEAD_H
#define MLUP_WEB_RECORD_HEAD_H

#include "web/record/record_text.h"

/* Way back (list, parent, record), `page_title`, `subheading`, `record_href`.  `page` is this page's own name behind
 * the record's; NULL: the record's own page. */
void record_add_head(struct record_names *names, struct web *web, const struct record *record, const char *page);
/* `facts`: every present field that is not hidden. */
void record_add_facts(struct record_names *names, struct web *web, const struct record *record, uint64_t hidden);
/* The page of a record without what refers to it: for types whose own page shows that in its way. */
void record_show_alone(struct record_names *names, struct web *web, struct record *record, uint64_t hidden);
/* The whole page of a record. */
void record_show(struct web *web, struct record *record, uint64_t hidden);
/* Where a reader goes after a change: the record's page, or its parent's when it lives there; with ?done=. */
struct slice record_home_href(struct web *web, const struct record *record, const char *done);

#endif
