/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of the visits over time: a line for each domain, 1 at its foot and 5 at its head, beside its
 * name. */
#ifndef MLUP_WEB_SCORE_CHART_H
#define MLUP_WEB_SCORE_CHART_H

#include "web/markup/svg.h"

enum { SCORE_DOMAINS = 5, SCORE_VISITS_MAX = 24 };

struct score_chart {
    struct slice title, desc;
    struct slice domains[SCORE_DOMAINS];
    size_t count; /* visits, oldest first; at most SCORE_VISITS_MAX */
    struct slice days[SCORE_VISITS_MAX];
    int64_t scores[SCORE_VISITS_MAX][SCORE_DOMAINS];
};
void score_chart_draw(struct text *out, const struct score_chart *chart);

#endif
