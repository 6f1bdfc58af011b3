/* SPDX-License-Identifier: Apache-2.0 */
/* Where the figures of a ratio come from, and where what is lacking is done. */
#ifndef MLUP_WEB_STANDING_LINKS_H
#define MLUP_WEB_STANDING_LINKS_H

#include "web/savings/group_stand.h"

/* The pages of one group on one day. */
struct standing_links {
    const struct group_seen *seen;
    int64_t day;
    struct uuid book_id; /* zero: none that the reader may see */
};
void standing_links_begin(const struct group_seen *seen, int64_t day, struct standing_links *links);

enum ratio_side { RATIO_ABOVE, RATIO_BELOW };
/* The records that the figure counts; empty: there is no page for it. */
struct slice standing_source(const struct standing_links *links, enum group_ratio ratio,
                             enum ratio_side side);
/* The figure as it is written: money, or a number. */
struct slice standing_figure(const struct group_seen *seen, enum group_ratio ratio, enum ratio_side side,
                             int64_t figure);
/* Where it is done that the group lacks it no longer, and in which words (English). */
struct slice standing_remedy(const struct standing_links *links, enum group_ratio ratio);
const char *standing_remedy_words(enum group_ratio ratio);
/* A form of a grading with the points that the figures give. */
struct slice standing_grading_href(const struct standing_links *links, const struct group_judged *judged);

#endif
