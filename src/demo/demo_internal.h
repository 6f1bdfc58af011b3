/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the demo share. */
#ifndef MLUP_DEMO_INTERNAL_H
#define MLUP_DEMO_INTERNAL_H

#include "demo/demo.h"
#include "demo/demo_random.h"
#include "demo/demo_write.h"
#include "domain/place/gazetteer.h"

/* ---- staff (demo_staff.c) ---- */

struct demo_author {
    struct uuid user_id;
    struct slice name;
};
/* Makes the users that are not there yet. */
enum outcome demo_staff_add(const struct demo_options *options, struct refusal *refusal);
/* The first user of the organisation (by key) with the role. */
bool demo_staff_find(struct arena *arena, struct slice org, struct slice role, struct demo_author *author);

/* All of them, in the order of the file. */
size_t demo_staff_all(struct arena *arena, struct slice org, struct slice role, const struct demo_author **authors);

/* ---- the filling ---- */

struct demo_names;
struct demo_name;

struct demo {
    const struct demo_options *options;
    struct arena *arena; /* as long as the filling */
    struct demo_out *out;
    struct demo_totals *totals;
    struct gazetteer *gazetteer;
    const struct demo_names *names;
    int64_t steps_done, steps_all; /* for the progress bar: sites worked through */
};
/* One more step is done. */
void demo_step(struct demo *demo);

/* ---- people (demo_people.c) ---- */

/* Reads names.csv. */
const struct demo_names *demo_names_read(struct arena *arena);

/* A family as far as it is invented: who comes next fits it. */
struct demo_family {
    struct uuid id;
    struct slice village;
    const struct demo_name *name; /* of the children; in Cambodia husband and wife keep their own */
    int64_t head_age, places_left; /* members not in the register yet */
    bool head_female, head_known, spouse_known; /* who is in the register */
};
struct demo_member {
    struct uuid id;
    const char *function; /* code of person_function */
    struct demo_family family;
};
/* How people of one kind are. */
struct demo_kind {
    const char *function;
    bool vulnerable; /* poor, in debt, about to migrate… */
    bool sparse;     /* a crowd: fewer households and details */
};
/* A new person of a village, in the household of `neighbour` (may be NULL) or in a new one. */
struct demo_member demo_person_add(struct demo *demo, struct demo_random *random, const struct demo_kind *kind,
                                   struct slice village, int64_t day, const struct demo_member *neighbour);

/* A full name in Khmer and Latin letters, or in one of them; in the arena of the record that was added last. */
void demo_name_fill(struct demo *demo, struct demo_random *random, bool female, struct value *km, struct value *latin);

/* ---- cast and activities ---- */

/* The people of one kind at one place. */
struct demo_site {
    struct slice place; /* village or commune */
    struct demo_member *members;
    size_t count;
    struct uuid group;  /* zero: none */
    int64_t survey_day; /* when its people were written down */
};
/* One line of cast.csv. */
struct demo_set {
    struct slice key, org;
    struct demo_site *sites;
    size_t site_count;
};
struct demo_cast {
    struct demo_set sets[32];
    size_t count;
    struct demo_random random;
};
/* Plans the sets (who, where, how many) without making anybody; gives the number of people. */
int64_t demo_cast_plan(struct demo *demo, struct demo_cast *cast);
/* Makes the people that were planned. */
void demo_cast_add(struct demo *demo, struct demo_cast *cast);
/* NULL when there is none. */
const struct demo_set *demo_cast_find(const struct demo_cast *cast, struct slice key);
/* The places of a partner in sites.csv, by "village" or "commune". */
size_t demo_places(struct demo *demo, struct slice partner, struct slice per, struct slice **places);
/* Somebody's village: the place itself, or one in the commune. */
struct slice demo_village_in(struct demo *demo, struct demo_random *random, struct slice place);

/* Every session of activities.csv, and the crowd of people beyond the cast. */
void demo_activities_add(struct demo *demo, const struct demo_cast *cast, int64_t crowd);
/* How many steps that will be. */
int64_t demo_activities_steps(struct demo *demo, const struct demo_cast *cast, int64_t crowd);

/* Trainers, their trainees and what became of it, from cascade.csv; after the people are made. */
void demo_cascade_add(struct demo *demo, const struct demo_cast *cast);
/* How many steps that will be. */
int64_t demo_cascade_steps(struct demo *demo, const struct demo_cast *cast);

/* Savings groups with their meetings, from groups.csv; after the people are made. */
void demo_groups_add(struct demo *demo, const struct demo_cast *cast);
/* How many steps that will be. */
int64_t demo_groups_steps(struct demo *demo);

/* Banks of rice, seed, vegetables, chickens and cows, from banks.csv; after the people and the groups are written. */
void demo_banks_add(struct demo *demo, const struct demo_cast *cast);

/* People who came back and their files, from cases.csv; after the staff is there. */
void demo_cases_add(struct demo *demo);
/* What follows their files: services, beds, the way home; after the files are written. */
void demo_homes_add(struct demo *demo);
/* What the latest of them allowed and whom they were referred to; after the files are written. */
void demo_referrals_add(struct demo *demo);

/* The first publication, after everything it counts is there; of the organisation that acts. */
void demo_publication_add(struct demo *demo);

/* ---- one session (demo_session.c) ---- */

/* One line of activities.csv. */
struct demo_activity {
    struct slice org, course, kind, title, cast, trainer;
    int64_t batch, sites, times, crowd, crowd_large;
    int held_percent, list_percent, present_percent;
    bool tests;
    int64_t first_day, last_day;
    struct demo_author author;
};
/* Who is invited, where, by whom. */
struct demo_meeting {
    struct slice place;
    const struct demo_member *members;
    size_t count;
    const struct demo_member *trainer; /* NULL: the field officer */
    struct uuid group, previous;       /* zero: none */
    int64_t day, earliest_day; /* nobody comes before they are known */
    int number; /* the how-manieth of its kind there */
};
/* Adds session and attendance (or head counts); gives the session's id. */
struct uuid demo_session_add(struct demo *demo, struct demo_random *random, const struct demo_activity *activity,
                             const struct demo_meeting *meeting);


/* ---- period reports (demo_reports.c) ---- */

/* Reports of every period in several states, after everything they count is there. */
enum outcome demo_reports_add(const struct demo_options *options, struct refusal *refusal);

#endif
