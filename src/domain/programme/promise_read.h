/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading promises: the board, one part over time and by splits, and the records behind every number.  Every
 * function takes the view the access layer made for the actor and reads only organisations that are in it;
 * what is not in it does not exist.  The cost is that of the cells shown; only promise_records and
 * promise_frequency read contributions, and only those asked for.
 */
#ifndef MLUP_DOMAIN_PROMISE_READ_H
#define MLUP_DOMAIN_PROMISE_READ_H

#include "domain/programme/promise_book.h"
#include "domain/programme/promise_tally.h"
#include "store/actor.h"

enum { PROMISE_TREND_MONTHS = 12 };

enum promise_status {
    STATUS_NOT_RECORDED, /* the program does not keep such records yet */
    STATUS_REPORTED,     /* no number was promised */
    STATUS_BEHIND,       /* more than a tenth below the planned path */
    STATUS_ON_TRACK,
    STATUS_DONE, /* the target is reached */
};

/* What a board or series is asked for. */
struct promise_query {
    struct uuid org;          /* zero: all of the view */
    struct slice province;    /* two digits; empty: everywhere */
    enum promise_grain grain; /* GRAIN_ALL: since the start */
    int64_t period;           /* of the grain (promise_tally.h) */
    int64_t today;            /* day since 1970: what is planned by then, which targets are in force */
};

/* A number from a day on: an amended target, or a planned point. */
struct promise_step {
    int64_t day, number;
};

struct promise_part_state {
    const struct book_part *part;
    enum promise_status status;
    bool has_target;
    int64_t target_original, target; /* as signed, and in force today */
    int64_t value;                   /* what counts against the target */
    int64_t shown;                   /* the same within the asked province and period */
    int64_t counted;                 /* before a frequency is cut to `times` in each place; else the value */
    int64_t planned;                 /* by today */
    int64_t per_mille;               /* value of target; 0 without a target */
    int64_t over_limit;              /* of a cap: how many have more than the limit */
    bool has_last_day;
    int64_t last_day; /* the latest day of the records that count, of the hundred entered last */
    bool totals_only; /* withheld from this reader: see promise_board_withhold */
    bool is_small;    /* of totals_only: the value is 1 to 4 (of case files 0 to 4), and not told */
    int64_t trend[PROMISE_TREND_MONTHS]; /* by month, the last one is today's */
    struct promise_step *targets, *plan; /* by day */
    size_t target_count, plan_count;
};

/* The target in force on a day. */
int64_t promise_target_at(const struct promise_part_state *state, int64_t day);
/* How far the part should be at the end of a day: between its planned points, or on the straight line from
 * the first to the last day of its period. */
int64_t promise_planned_at(const struct promise_part_state *state, int64_t day);

/* What value, target and planned path of a state say about it. */
enum promise_status promise_status_of(const struct promise_part_state *state);

struct promise_state {
    struct uuid org_id;
    const struct record *promise, *agreement; /* agreement may be NULL */
    struct promise_part_state *parts;
    size_t part_count;
    enum promise_status status; /* of the part that is worst off; not recorded only when all parts are */
};

struct promise_board {
    struct promise_state *promises;
    size_t count;
};

/* Every promise of the view's organisations (of query->org alone when it is set), by organisation and number.
 */
struct promise_board promise_board_read(struct arena *arena, struct db *db, const struct catalogue *catalogue,
                                        const struct view *view, const struct promise_query *query);
/* One promise as on the board; NULL when it does not exist for this view. */
struct promise_state *promise_state_read(struct arena *arena, struct db *db,
                                         const struct catalogue *catalogue, const struct view *view,
                                         struct uuid org, struct uuid promise_id,
                                         const struct promise_query *query);

/* Counts of one to four people are not told to people outside. */
enum { PROMISE_SMALL_COUNT = 5 };

/* True for the units of promises that are people or what happened to one of them. */
bool promise_unit_is_about_people(struct slice target_unit);
/* True for those who read of the organisation's promises what is public and no more (donors): they are told numbers,
 * never the rows behind them. */
bool promise_view_is_public(const struct view *view, struct uuid org);
/* Takes from a board what such a reader could find single people by: of parts about people the total since the start
 * stays, in steps (promise_step_of), and neither months nor days nor anything by province or period; a total of one to
 * four goes as well.  The same of parts that count case files, for whoever does not see those of the organisation (`files`:
 * what the reader sees of them): the lead, too. */
void promise_board_withhold(struct promise_board *board, const struct view *view, const struct view *files,
                            const struct promise_query *query);

/* How a small value is told: of case files not even whether there is one. */
const char *promise_small_text(const struct promise_part_state *part);

/* The step on which a number of people is told outside: whoever asks again and again sees no difference of fewer than
 * PROMISE_SMALL_COUNT.  The target is a step, so that a promise that is kept is told as kept. */
int64_t promise_step_of(int64_t value, bool has_target, int64_t target);

struct promise_point {
    int64_t period;
    int64_t value;      /* in the period; distinct within it */
    int64_t cumulative; /* until its end; distinct since the start */
    int64_t planned;    /* until its end */
    int64_t target;     /* in force at its end */
};
/* The part over its whole time by month, quarter or US fiscal year; of one province when it is named (then
 * `cumulative` of a distinct count is 0: it is not kept by province). */
size_t promise_series(struct arena *arena, struct db *db, const struct promise_part_state *part,
                      enum promise_grain grain, struct slice province, struct promise_point **points);

struct promise_split {
    enum promise_dim dim;
    struct slice key; /* code of the sex, age band, province or commune, or the "each"; empty: not known */
    int64_t number;
};
/* All splits of a part in a period, by dimension and key.  Distinct units have no communes by month and
 * quarter. */
size_t promise_breakdown(struct arena *arena, struct db *db, const struct promise_rule *rule,
                         enum promise_grain grain, int64_t period, struct promise_split **splits);

struct promise_occurrence {
    int64_t day;
    struct uuid source_id;
};
struct promise_place {
    struct slice place; /* a promised place, or a commune where it happened */
    bool promised;
    struct promise_occurrence *occurrences; /* by day */
    size_t count;
    int64_t missing; /* of the promised times */
};
/* The matrix of a frequency: promised places first, in their order, then others. */
size_t promise_frequency(struct arena *arena, struct db *db, const struct promise_rule *rule,
                         struct promise_place **places);

struct promise_share {
    struct slice each; /* an id as text, or a place code */
    int64_t number;
    bool over; /* more than the limit */
};
/* Who has how many under a cap; most first. */
size_t promise_cap(struct arena *arena, struct db *db, const struct promise_rule *rule,
                   struct promise_share **shares);

/* A unit: another record, or a place. */
struct promise_unit {
    const struct record_type *type; /* NULL: a place */
    struct uuid id;
    struct slice place;
};
/* The units of the base part that do not have it yet, in order of key, at most `max` behind `after` (an
 * earlier unit; NULL: from the start). */
size_t promise_every_missing(struct arena *arena, struct db *db, const struct promise_rule *rule,
                             const struct promise_rule *base, const struct promise_unit *after,
                             struct promise_unit *units, size_t max);

/* Which contributions: all of a part, or those behind one cell. */
struct promise_records_query {
    enum promise_grain grain;
    int64_t period;
    enum promise_dim dim; /* DIM_TOTAL: no split */
    struct slice key;
    struct uuid after_source; /* of the last row of the page before; zero: first page */
    size_t limit;             /* 1..LIMIT_LIST_ROWS */
};
struct promise_record_row {
    struct uuid source_id; /* of type rule->source */
    int64_t day, amount;
    struct slice commune, sex, age, each;
    struct promise_unit unit; /* the source itself when it counts by itself */
    bool counts;              /* false: of "every one has it", a unit the other part does not ask about */
};
/* The records behind a number, last entered first (ids of version 7 sort by the time they were made).  `base`
 * is the rule of the part an "every" speaks of, else NULL. */
size_t promise_records(struct arena *arena, struct db *db, const struct promise_rule *rule,
                       const struct promise_rule *base, const struct promise_records_query *query,
                       struct promise_record_row **rows);

/* Under which parts a record counts, and why not under the others. */
struct promise_why {
    const struct book_part *part;
    bool as_unit; /* the record is what is counted, not where it is read from; `counts` says whether */
    bool counts;
    struct promise_reason reason;
};
/* Every part of the record's organisation that counts its type, as source or as unit.  The caller has checked
 * that the actor may see the record. */
size_t promise_why_read(struct arena *arena, struct db *db, const struct catalogue *catalogue,
                        const struct record *record, struct promise_why **whys);

/* The value in thousandths of the target, rounded half up; what is not reached is never called 1000. 0 without a target. */
int64_t promise_per_mille(int64_t value, int64_t target);

#endif
