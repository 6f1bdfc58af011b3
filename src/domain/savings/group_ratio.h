/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a group stands: its indicators, each a fraction of two sums of figures with the formula in words and
 * the source, its grade out of 100 points, its phase, and what it still lacks to stand alone.  Pure.
 *
 * Published lists have errors in them (an inverted ratio, a sum that is off by one), so the formulas are
 * ours, and every one has a worked example in the test.  A fraction of nothing is not known; it is not 0.
 */
#ifndef MLUP_DOMAIN_GROUP_RATIO_H
#define MLUP_DOMAIN_GROUP_RATIO_H

#include "base/arena.h"
#include "base/exact.h"

/* What is asked of a group with yes or no. */
enum group_fact { FACT_NOT_KNOWN, FACT_NO, FACT_YES };

/* Sums of one group (or of many, for an organisation) on a day; money in the smallest unit of one currency.
 */
struct group_figures {
    int64_t members, members_start, dropouts; /* now, at the start of the cycle, gone since */
    /* Of the last four meetings together; who sent somebody is represented, not present. */
    int64_t registered, present, represented;
    int64_t meetings_planned, meetings_held; /* in the cycle */
    int64_t boxes_counted, boxes_right; /* meetings with a count of the box, and where it was the book's */
    int64_t savings;                    /* of members, the part that is lent out included */
    int64_t loans_made, lent;           /* ever: number and principal */
    int64_t borrowers, borrowers_ever;  /* members with a loan now, members who ever had one */
    int64_t outstanding, outstanding_average; /* principal owed to the group: now, and over the `weeks` */
    int64_t outstanding_late_30;              /* whole balance of loans more than 30 days late */
    int64_t loans_written_off, written_off;   /* number ever, amount over the `weeks` */
    int64_t cash, bank, property;             /* of the loan fund, without loans */
    int64_t social_fund;                      /* money that is not shared out */
    int64_t debts;                            /* what the group owes to others, without savings */
    int64_t loss_reserve;
    int64_t assets_average;               /* over the `weeks` */
    int64_t income, financing, provision; /* operating income and its costs over the `weeks` … */
    int64_t expenses;                     /* … operating */
    int64_t weeks;
    /* Of the organisation that accompanies the groups. */
    int64_t officers, groups, people_assisted, programme_cost;
    enum group_fact has_bylaws, has_elections; /* written and minuted; within the year */
    enum group_fact has_three_keys;            /* with people outside the committee */
    enum group_fact keeps_own_books, has_current_books, has_computer_books;
    enum group_fact has_business_plan, has_social_fund;
    enum group_fact has_goods_bank; /* of rice, animals or seed */
};

/* What belongs to the group, its loans included, and what of it is nobody else's. */
exact_wide group_assets(const struct group_figures *figures);
exact_wide group_profit(const struct group_figures *figures);

/* Adds a group to the sum of many; what is asked with yes or no has no sum.  What counts in weeks is brought
 * to a year of 52.  False, and the sum as it was, when a figure would not fit. */
bool group_figures_add(struct group_figures *sum, const struct group_figures *more)
    __attribute__((warn_unused_result));
/* The same without any money: of a group that counts in another currency. */
struct group_figures group_figures_counts(const struct group_figures *figures);

enum group_ratio {
    RATIO_ATTENDANCE,
    RATIO_REPRESENTED,
    RATIO_MEETINGS_HELD,
    RATIO_RETENTION,
    RATIO_DROPOUT,
    RATIO_GROWTH,
    RATIO_SAVINGS,
    RATIO_LOAN,
    RATIO_BORROWERS,
    RATIO_BORROWERS_EVER,
    RATIO_ASSETS,
    RATIO_UTILISATION,
    RATIO_RETURN_ON_SAVINGS,
    RATIO_RETURN_ON_ASSETS,
    RATIO_PAR30,
    RATIO_LOANS_WRITTEN_OFF,
    RATIO_LOSS,
    RATIO_OSS,
    RATIO_RISK_COVER,
    RATIO_EQUITY,
    RATIO_PORTFOLIO,
    RATIO_SOCIAL_FUND,
    RATIO_BOX,
    RATIO_GROUPS_PER_OFFICER,
    RATIO_MEMBERS_PER_OFFICER,
    RATIO_COST_PER_MEMBER,
    RATIO_BYLAWS,
    RATIO_ELECTIONS,
    RATIO_KEYS,
    RATIO_OWN_BOOKS,
    RATIO_CURRENT_BOOKS,
    RATIO_COMPUTER_BOOKS,
    RATIO_BUSINESS_PLAN,
    RATIO_HAS_SOCIAL_FUND,
    RATIO_GOODS_BANK,
    GROUP_RATIOS
};

enum ratio_unit {
    RATIO_PERCENT, /* value in parts per million */
    RATIO_NUMBER,  /* value in millionths */
    RATIO_MONEY,   /* value in the smallest unit */
    RATIO_YES_NO,  /* value 0 or 1,000,000 */
};

struct ratio_row {
    const char *code;  /* "par30": for JSON, files, exchange */
    const char *label; /* English, keys of their translations: */
    const char *formula;
    const char *source; /* not translated: a name */
    enum ratio_unit unit;
    exact_wide (*numerator)(const struct group_figures *figures);
    exact_wide (*denominator)(const struct group_figures *figures);
};
extern const struct ratio_row group_ratio_rows[GROUP_RATIOS];

struct ratio_value {
    bool is_known;                  /* false: the denominator is not above 0, or a sum does not fit 64 bits */
    struct exact_fraction fraction; /* the two sums, for drilling down */
    int64_t value;                  /* by the unit, to the nearest */
};
struct ratio_value group_ratio_of(enum group_ratio ratio, const struct group_figures *figures);

/* ---- grade: GRADES of APMAS (governance, resource, asset quality, design of systems, efficiency, services)
 * ---- */

enum grade_area {
    AREA_GOVERNANCE,
    AREA_RESOURCE,
    AREA_ASSETS,
    AREA_DESIGN,
    AREA_EFFICIENCY,
    AREA_SERVICES,
    GRADE_AREAS
};
const char *grade_area_label(enum grade_area area);

/* One thing that earns points: none at `none`, all at `full`, in proportion between; `full` may be the
 * smaller. */
struct grade_criterion {
    enum grade_area area;
    enum group_ratio ratio;
    int64_t none, full; /* values of the ratio */
    int points;
    bool is_needed; /* a group that stands alone has at least `stand` (at most, where full is the smaller) */
    int64_t stand;
};
/* A, B, C from so much of the known points on, D below.  A is 75 %: from there on a bank of the sources
 * lends. */
enum grade { GRADE_NOT_KNOWN, GRADE_A, GRADE_B, GRADE_C, GRADE_D };
struct grade_rules {
    const struct grade_criterion *criteria;
    size_t count;
    int64_t a_ppm, b_ppm, c_ppm;
    int64_t known_ppm; /* so much of the points must be known before there is a grade */
};
extern const struct grade_rules grade_rules_default; /* 100 points */

struct group_grade {
    int64_t points_hundredths[GRADE_AREAS], known_hundredths[GRADE_AREAS], most_hundredths[GRADE_AREAS];
    struct exact_fraction total; /* hundredths of points ÷ hundredths that are known */
    enum grade grade;            /* of the total */
};
void group_grade_make(const struct group_figures *figures, const struct grade_rules *rules,
                      struct group_grade *grade);

/* What the group still lacks: needed criteria that are not met, or of which nothing is known.  In the order
 * of the criteria; the list is in the arena. */
struct group_lack {
    enum group_ratio ratio;
    bool is_known;
    int64_t value, needed;
    bool is_at_most; /* needed is the most, not the least */
};
size_t group_lacks(struct arena *arena, const struct group_figures *figures, const struct grade_rules *rules,
                   struct group_lack **lacks);

/* ---- phase: VSL guide (Allen and Staehle 2006) ---- */

enum group_phase { PHASE_INTENSIVE, PHASE_DEVELOPMENT, PHASE_MATURITY, PHASE_GRADUATED };
struct phase_rules {
    int intensive_weeks, development_weeks; /* since the first saving; then maturity */
    int cycles;                             /* completed before a group can graduate */
};
extern const struct phase_rules phase_rules_default; /* 14 and 18 weeks; one cycle */
/* By age; a group graduates when it has shared out (or paid a dividend) and lacks nothing. */
enum group_phase group_phase_of(int64_t weeks, int64_t cycles, size_t lacks, const struct phase_rules *rules);
const char *group_phase_label(enum group_phase phase);

#endif
