/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cascade of one organisation as a tree: trainers, whom they teach, who of those teaches again, with
 * counts for each trainer and each level.  People and households are distinct within every number.  Reads
 * numbers and codes only, never a name; the organisation must be one of the view.
 */
#ifndef MLUP_DOMAIN_CASCADE_READ_H
#define MLUP_DOMAIN_CASCADE_READ_H

#include "base/limits.h"
#include "store/actor.h"
#include "store/db.h"

struct cascade_query {
    struct uuid org;
    struct slice province, subject, role;   /* empty: all; a province is the start of the trainer's village */
    int64_t today;                          /* days since 1970: what "now", "overdue" and "last" speak of */
    const struct view *trainers, *sessions; /* what the reader may see of both */
};

/* How the practices that were looked at are used, by the last check of each trainee and practice. */
struct cascade_use {
    int64_t checked, in_use, stopped;
};

struct cascade_trainer {
    struct uuid id, org_id, person;
    struct slice code, role, village;
    int64_t since, until; /* until INT64_MAX: goes on */
    int64_t capacity;     /* 0: none; for those with a limit, exceptions included */
    int64_t exceptions;   /* households that exceptions allow */
    bool is_capped;       /* capacity is a limit of households, else a figure of people */
    int64_t people, people_now, households, households_now;
    int64_t visits, last_visit; /* coaching visits held; last_visit INT64_MIN: none */
    bool is_overdue;            /* teaches now and was at nobody's for LIMIT_COACHING_DAYS */
    struct cascade_use use;
    size_t level;   /* 0: nobody of the cascade taught them */
    size_t *taught; /* indexes of the trainers among the trainees */
    size_t taught_count;
};

struct cascade_level {
    int64_t trainers, people, households, capacity, load;
};

struct cascade_practice {
    struct slice code;
    struct cascade_use use;
};

enum { CASCADE_PRACTICES_MAX = 64 };

struct cascade_tree {
    struct cascade_trainer *trainers; /* by code */
    size_t count;
    struct cascade_level levels[LIMIT_CASCADE_LEVELS + 1];
    size_t level_count;
    struct cascade_practice practices[CASCADE_PRACTICES_MAX];
    size_t practice_count;
    int64_t people, households, overdue, full;
    struct cascade_use use;
    bool is_cut; /* there are more than LIMIT_CASCADE_TRAINERS */
};

/* The whole tree that the query asks for, in the arena; memory is bounded by LIMIT_CASCADE_TRAINERS and _LINKS. */
struct cascade_tree cascade_read(struct arena *arena, struct db *db, const struct cascade_query *query);
/* People, or households of those with a limit, now. */
int64_t cascade_load(const struct cascade_trainer *trainer);
/* How many more there is room for; 0 when full, or when there is no capacity to compare with. */
int64_t cascade_room(const struct cascade_trainer *trainer);
/* In use among what was checked, in percent rounded half up; -1 when nothing was checked. */
int cascade_percent(struct cascade_use use);

#endif
