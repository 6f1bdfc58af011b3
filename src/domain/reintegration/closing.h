/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a reintegration may be closed.  What each criterion asks is a function over a few facts; whether it is
 * asked and with which number is data: records (closing_rule) with a first day, so that what was decided
 * before keeps the rule of its day.  Until an organisation writes its own, the defaults of the program hold.
 * The page shows each criterion as met or not, and closing is refused with those that are not.
 */
#ifndef MLUP_DOMAIN_CLOSING_H
#define MLUP_DOMAIN_CLOSING_H

#include "domain/reintegration/stage.h"
#include "store/db.h"

/* In the order of the choice set closing_criterion. */
enum closing_asks {
    CLOSING_HOME,    /* months at home */
    CLOSING_FIGURES, /* the least figure of the last two visits */
    CLOSING_MET,     /* days since somebody was met */
    CLOSING_RISK,
    CLOSING_OUTCOME,
    CLOSING_SHELTER,
    CLOSING_WORK,
    CLOSING_PAPERS,
    CLOSING_CRITERIA
};
enum { CLOSING_DAY_NONE = INT32_MIN };

struct closing_facts {
    int64_t today, returned_day, last_met_day; /* CLOSING_DAY_NONE: never */
    int64_t lowest_of_two; /* of the last two visits at which the person was met; 0: there were not two */
    uint32_t papers;       /* bits of stage_papers that are filed */
    bool is_at_risk, has_last_outcome, sleeps_in_shelter, works_at_unvetted;
};

/* What holds of a criterion on a day. */
struct closing_term {
    bool is_asked;
    int64_t number;   /* of months, a figure or days; 0 where none is asked */
    int64_t from_day; /* CLOSING_DAY_NONE: the program's own */
};
struct closing_terms {
    struct closing_term of[CLOSING_CRITERIA];
};

/* The program's own, which an organisation begins with. */
struct closing_terms closing_terms_default(void);
/* Those of an organisation on a day. */
struct closing_terms closing_terms_on(struct db *db, struct arena *arena, struct uuid org, int64_t day);
/* The numbers that a criterion takes; false when it takes none. */
bool closing_takes_number(enum closing_asks asks, int64_t *least, int64_t *most);
/* CLOSING_CRITERIA when there is no such code. */
enum closing_asks closing_find(struct slice code);
const char *closing_code(enum closing_asks asks);

/* True when it is met, or not asked. */
bool closing_is_met(enum closing_asks asks, const struct closing_term *term,
                    const struct closing_facts *facts);
/* What is asked, for the page, and the refusal; both with the number {1}. */
const char *closing_words(enum closing_asks asks);
const char *closing_unmet(enum closing_asks asks);

/* As of the day `today`: that of closing.  `is_at_risk` is the caller's: of the record itself. */
struct closing_facts closing_facts_read(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                                        int64_t returned_day, int64_t today);
/* The same day so many months later, or the last of that month. */
int64_t closing_months_later(int64_t day, int64_t months);

#endif
