/* SPDX-License-Identifier: Apache-2.0 */
/* Parts about which somebody decides with a merge: what both files say was paid, and, when it is taken back,
 * what was written while the two were one. */
#ifndef MLUP_WEB_CASE_MERGE_PARTS_H
#define MLUP_WEB_CASE_MERGE_PARTS_H

#include "web/web.h"

/* `twins`: terms at school that are set aside with money; `asks`: the reader decides now. */
void case_twins_show(struct web *web, struct doc *view, const struct record *stays, const struct record *goes,
                     bool asks);
/* What was posted of each ("twin.ID": once, both) into the change of the merge. */
void case_twins_read(struct web *web, const struct record *merge, struct change *change);

/* `meanwhile`: parts that were written since the merge, each with where it goes when nobody says otherwise.
 */
void case_meanwhile_show(struct web *web, struct doc *view, const struct record *file,
                         const struct record *merge);
/* What was posted of each ("part.ID": stays, goes). */
void case_meanwhile_read(struct web *web, const struct record *file, const struct record *merge,
                         struct change *change);
/* `sent`: links to those that went to the other file when the merge was taken back. */
void case_meanwhile_sent_show(struct web *web, struct doc *view, const struct record *merge);

#endif
