/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a reintegration may be closed.  The criteria are a table of words and functions over a few facts; the
 * page shows each as met or not, and closing is refused with those that are not.
 */
#ifndef MLUP_DOMAIN_CLOSING_H
#define MLUP_DOMAIN_CLOSING_H

#include "domain/reintegration/stage.h"
#include "store/db.h"

enum {
    CLOSING_HOME_DAYS = 365, /* at home so long */
    CLOSING_FIGURE_MIN = 3,  /* each figure of the last two visits */
    CLOSING_VISIT_DAYS = 92, /* the last one not longer ago */
    CLOSING_DAY_NONE = INT32_MIN,
};

struct closing_facts {
    int64_t today, returned_day, last_met_day; /* CLOSING_DAY_NONE: never */
    int64_t lowest_of_two; /* of the last two visits at which the person was met; 0: there were not two */
    uint32_t papers;       /* bits of stage_papers that are filed */
    bool is_at_risk, has_last_outcome, sleeps_in_shelter, works_at_unvetted;
};

struct closing_criterion {
    const char *words; /* what is asked, for the page */
    const char *unmet; /* the refusal */
    bool (*met)(const struct closing_facts *facts);
};
extern const struct closing_criterion closing_criteria[];
extern const size_t closing_criterion_count;

/* As of the day `today`: that of closing.  `is_at_risk` is the caller's: of the record itself. */
struct closing_facts closing_facts_read(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                                        int64_t returned_day, int64_t today);

#endif
