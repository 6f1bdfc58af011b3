/* SPDX-License-Identifier: Apache-2.0 */
/* Consents about which two files contradict each other, on the page that makes one of them. */
#ifndef MLUP_WEB_CASE_CLASH_VIEW_H
#define MLUP_WEB_CASE_CLASH_VIEW_H

#include "web/web.h"

/* `clashes`: what holds, who said what when, and what becomes of it; `asks`: the reader decides now. */
void case_clashes_show(struct web *web, struct doc *view, const struct record *stays,
                       const struct record *goes, bool asks);
/* What was posted about each ("consent.ID": ends, goes_on) into the change of the merge. */
void case_clashes_read(struct web *web, const struct record *merge, struct change *change);
/* Codes of consents by their ids. */
struct slice case_clash_codes(struct web *web, const struct record *file, const struct value *ids);

#endif
