/* SPDX-License-Identifier: Apache-2.0 */
/* Who is visited how often, and whose visit is late: by the risk, on a ladder that rises. */
#ifndef MLUP_DOMAIN_FOLLOW_H
#define MLUP_DOMAIN_FOLLOW_H

#include "store/actor.h"
#include "store/db.h"

enum follow_step {
    FOLLOW_LATER, /* more than FOLLOW_SOON_DAYS away */
    FOLLOW_SOON,
    FOLLOW_LATE,       /* the social worker's to do */
    FOLLOW_SUPERVISOR, /* late by more than FOLLOW_LATE_DAYS: the supervisor sees it too */
    FOLLOW_DIRECTOR,   /* late by more than FOLLOW_VERY_LATE_DAYS: it is a question of safety */
    FOLLOW_STEPS
};

enum {
    FOLLOW_SOON_DAYS = 7,
    FOLLOW_LATE_DAYS = 7,
    FOLLOW_VERY_LATE_DAYS = 30,
};

/* How often people are visited, by their risk: records (visit_interval) with a first day, the last one first.
 */
struct follow_interval {
    struct slice risk; /* code of case_risk */
    int64_t from_day, days;
};
struct follow_rules {
    struct follow_interval *items;
    size_t count;
};
struct follow_rules follow_rules_read(struct db *db, struct arena *arena, struct uuid org);
/* Days between two visits as the rules stood on a day; the program's own before an organisation has written
 * any; the shortest for a risk that is not known. */
int64_t follow_every_days(const struct follow_rules *rules, struct slice risk, int64_t day);
/* The program's own, which an organisation begins with; 0: there is none with this number. */
int64_t follow_default(size_t at, const char **risk);
enum follow_step follow_step_of(int64_t due_day, int64_t today);

/* A reintegration that goes on. */
struct follow_one {
    struct uuid id, case_file, worker; /* worker: zero when there is none */
    struct slice case_code, risk, state;
    int64_t began_day, last_day; /* of preparation or going home, whichever is later; of the last visit, met
                                    or not (0: none) */
    int64_t due_day;
    enum follow_step step;
    int64_t lowest; /* figure of the last visit at which the person was met; 0: none */
};

/* All that go on in the organisation, of one social worker or (zero) of all, those that are due first. `view`
 * is the reader's of reintegrations: its creators bound what is read. */
size_t follow_read(struct db *db, struct arena *arena, const struct view *view, struct uuid org,
                   struct uuid worker, int64_t today, struct follow_one **all);

#endif
