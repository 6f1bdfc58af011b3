/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who works where on what: for each place, activity and organisation what was planned and what was done.
 * Counts of events, groups and trainees by commune; nobody's name, no record's id.  What may be known of an
 * activity is cut to `digits` of the place's code where it is read: a source that must not be seen below the
 * province says 2 there.
 */
#ifndef MLUP_DOMAIN_COVERAGE_H
#define MLUP_DOMAIN_COVERAGE_H

#include "base/clock.h"
#include "domain/programme/promise_rule.h"
#include "store/db.h"

/* In the order of the columns; the codes are those of addresses and JSON. */
enum coverage_activity {
    COVERAGE_AWARENESS,
    COVERAGE_WORKSHOP,
    COVERAGE_FARMING, /* trainings by theme of their topics; with topics of two themes in both */
    COVERAGE_MONEY,
    COVERAGE_BUSINESS,
    COVERAGE_RIGHTS,
    COVERAGE_OTHER, /* trainings whose topic nobody wrote down */
    COVERAGE_COACHING,
    COVERAGE_CASCADE,
    COVERAGE_GROUP,
    COVERAGE_ACTIVITIES
};
struct coverage_kind {
    const char *code, *label; /* the label is English, translated by who shows it */
    const char *session_kind; /* NULL: not sessions */
    const char *topics;       /* of trainings: separated by commas; NULL: of any topic; "": of none */
    int digits;               /* how exactly the place may be known */
    bool counts_people;       /* else events: a small number may be told to anybody */
};
extern const struct coverage_kind coverage_kinds[COVERAGE_ACTIVITIES];
bool coverage_activity_parse(struct slice code, enum coverage_activity *activity);

/* Days both within; precision DATE_NONE: open. */
struct coverage_period {
    struct date from, until;
};

/* One organisation's activity in one place. */
struct coverage_cell {
    size_t org; /* index of the organisation in the reader's list */
    struct slice place;
    enum coverage_activity activity; /* COVERAGE_ACTIVITIES: any, of a province that an agreement names */
    int64_t planned, done;           /* planned holds all: held, cancelled and still to come */
    bool is_promised;                /* by an agreement, in this place or around it */
};

struct coverage {
    struct arena *arena;
    struct coverage_cell *cells; /* by place, activity, organisation, once coverage_sort was called */
    size_t count;
};

/* Adds what an organisation planned and did, by commune. */
void coverage_read(struct coverage *coverage, struct db *db, struct uuid org_id, size_t org,
                   const struct coverage_period *period);
/* Adds the places that a counting rule promises: those it names, else the provinces of its agreement. */
void coverage_add_promised(struct coverage *coverage, size_t org, const struct promise_rule *rule,
                           struct slice provinces);
/* Adds a province of the organisation's agreement: something has to be done in it. */
void coverage_add_province(struct coverage *coverage, size_t org, struct slice province);
/* The activities that a rule counts, as bits; 0 when it counts none of them. */
uint32_t coverage_rule_activities(const struct promise_rule *rule);
/* Sorts, and joins cells of one place, activity and organisation. */
void coverage_sort(struct coverage *coverage);
/* The same with places cut to so many digits (2 province, 4 district, 6 commune), sorted. */
struct coverage coverage_cut(const struct coverage *coverage, size_t digits);
/* What is done anywhere in the place (a province or commune) by the organisation; activity
 * COVERAGE_ACTIVITIES: any. */
int64_t coverage_done(const struct coverage *coverage, struct slice place, enum coverage_activity activity,
                      size_t org);

/* Communes in which the organisation has a poor or vulnerable household in its register, ascending. */
size_t coverage_vulnerable(struct arena *arena, struct db *db, struct uuid org_id, struct slice **communes);

/* ---- what the cells say together ---- */

/* Two organisations do the same in one commune. */
struct coverage_overlap {
    struct slice place;
    enum coverage_activity activity;
    size_t first, orgs; /* the cells from `first` on; how many organisations */
};
enum coverage_lack {
    LACK_PROMISED, /* promised, and nothing was done */
    LACK_PLANNED,  /* planned, and nothing was done */
    LACK_ANY,      /* a province of the agreement in which nothing at all was done */
    LACK_NOBODY,   /* vulnerable households in the register, and nobody works there */
};
struct coverage_gap {
    struct slice place;
    enum coverage_activity activity; /* COVERAGE_ACTIVITIES: any */
    size_t org;                      /* SIZE_MAX: nobody */
    enum coverage_lack lack;
};
/* `commune` is sorted and by commune; `vulnerable` are communes of coverage_vulnerable.  Give the arrays'
 * lengths. */
size_t coverage_overlaps(const struct coverage *commune, struct coverage_overlap **overlaps);
size_t coverage_gaps(const struct coverage *commune, const struct slice *vulnerable, size_t vulnerable_count,
                     struct coverage_gap **gaps);
/* Communes where several organisations work and no two do the same. */
size_t coverage_complements(const struct coverage *commune);

#endif
