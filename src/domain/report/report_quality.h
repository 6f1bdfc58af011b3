/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The data-quality desk: what looks wrong among the records behind a report.  Every kind of finding is one
 * statement and a rule stated here; a finding names the record to open.  Who writes the report corrects it,
 * or answers: one finding with a reason, or all of a kind after having looked through them.
 *
 * Outliers: further from the median than OUTLIER_DISTANCES times the median distance from it (MAD, at least a
 * tenth of the median and at least one), among at least OUTLIER_VALUES_MIN values of the organisation (Leys
 * et al. 2013, "Detecting outliers: do not use standard deviation around the mean, use absolute deviation
 * around the median").
 */
#ifndef MLUP_DOMAIN_REPORT_QUALITY_H
#define MLUP_DOMAIN_REPORT_QUALITY_H

#include "domain/report/report_figures.h"

enum {
    OUTLIER_DISTANCES = 6,
    OUTLIER_VALUES_MIN = 8,
    QUALITY_ITEMS_MAX = 200, /* findings of one kind that are listed; all are counted */
};

/* In the order of the choice set finding_kind. */
enum finding_kind {
    FINDING_PROMISE_SILENT,
    FINDING_SESSION_OVERDUE,
    FINDING_SESSION_EMPTY,
    FINDING_POST_TEST_MISSING,
    FINDING_SESSION_OUTSIDE,
    FINDING_SESSION_FUTURE,
    FINDING_SESSION_REVERSED,
    FINDING_BORN_AFTER,
    FINDING_HEADCOUNT_OUTLIER,
    FINDING_SCORE_OUTLIER,
    FINDING_COST_OUTLIER,
    FINDING_VILLAGE_MISSING,
    FINDING_HOUSEHOLD_MISSING,
    FINDING_AGE_MISSING,
    FINDING_SEX_UNCLEAR,
    FINDING_PLACE_TOO_WIDE,
    FINDING_DUPLICATE_PERSON,
    FINDING_KINDS
};

struct quality_ask {
    struct uuid org;
    struct promise_period period;    /* which sessions, and who attended them */
    struct promise_period agreement; /* sessions outside it are findings */
    int64_t today;
    bool counts_households;               /* some promise does: people need one */
    const struct report_figures *figures; /* for promises without a record; NULL: not asked */
    struct uuid report_id;                /* whose answers count; zero: none */
};

struct finding {
    const struct record_type *type;
    struct uuid id;              /* the record to open */
    int64_t value, usual;        /* of an outlier, or how many; usual 0: none */
    const struct record *answer; /* of this one alone; NULL: none */
};

struct quality_group {
    enum finding_kind kind;
    int64_t total, right, known; /* found; answered one by one */
    int64_t unread;              /* neither answered nor covered by an answer to all */
    const struct record *answer_to_all;
    struct finding *items; /* the first QUALITY_ITEMS_MAX, unanswered ones first */
    size_t count;
};

struct quality {
    struct quality_group groups[FINDING_KINDS];
    int64_t total, unread;
};

/* Reads as the organisation's own program: the caller has checked that the reader may see its report. */
struct quality *quality_read(struct arena *arena, struct db *db, const struct quality_ask *ask);
/* Marks the values that are outliers among all; false (nothing marked) when there are too few.  Pure. */
bool quality_mark_outliers(struct arena *arena, const int64_t *values, size_t count, bool *marks,
                           int64_t *median);
/* "headcount_outlier" and its label in English. */
struct slice finding_kind_code(enum finding_kind kind);
const char *finding_kind_label(enum finding_kind kind);

#endif
