/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of a session read: the session, its attendance, its people.  Reads only, through the actor's views. */
#ifndef MLUP_WEB_TRAINING_LOAD_H
#define MLUP_WEB_TRAINING_LOAD_H

#include "domain/people/people.h"
#include "domain/programme/programme.h"
#include "domain/training/training.h"
#include "store/query.h"
#include "web/web.h"

/* A session and what the actor may do with it. */
struct session_seen {
    struct record *record;
    struct session *session; /* its values */
    uint64_t hidden;
    bool may_edit; /* write attendance and head counts */
};

/* The session of the address (first argument); false when it is not there for this actor. */
bool training_session(struct web *web, struct session_seen *seen);
/* Another session of the view by id; false when there is none. */
bool training_session_by_id(struct web *web, struct uuid id, struct record **record);
/* All live records of the type whose field `field` is `value` in this organisation, at most `max`, newest first. */
size_t training_records(struct web *web, const struct record_type *type, const char *field, const struct value *value,
                        enum filter_op op, struct uuid org, struct record ***records, size_t max);
/* The attendance of a session, at most LIMIT_ROSTER_PEOPLE. */
size_t training_attendance(struct web *web, const struct record *session, struct record ***records);
/* The people of the ids, each NULL when the actor may not see it. */
struct record **training_people(struct web *web, const struct uuid *ids, size_t count);

/* The name as this reader wants it first: Khmer or Latin, else the other one, else the code. */
struct slice training_name(struct web *web, const struct record *person);
/* "Female · 34 years · Prey Thum · PE-0012A": what tells people of one name apart; on the day of the session. */
struct slice training_detail(struct web *web, const struct record *person, struct date on);
/* Name of a place in the reader's language. */
struct slice training_place(struct web *web, struct slice code);
/* True when the text is the name of the place in either script. */
bool training_place_is_called(struct web *web, struct slice code, struct slice text);
/* Translated label of a choice; empty for none. */
struct slice training_choice(const struct web *web, const struct choice_set *set, const struct value *value);
/* "7 March 2016" or "7 March 2016 – 9 March 2016". */
struct slice training_days(struct web *web, const struct session *session);
/* "/sessions/ID" and what comes behind. */
struct slice training_href(struct web *web, const struct record *session, const char *behind);
/* Way back: sessions, the session, the page. */
void training_add_crumbs(struct web *web, const struct record *session, const char *page);
/* session_title, session_when, session_where, session_href of a page below the session's. */
void training_add_head(struct web *web, const struct session_seen *seen);
/* The index of the age band (of age_band_choices) of an age in years; the last one for -1. */
size_t training_age_band(int age);
/* Adds one choice of a select: {value, label, selected}. */
void training_add_choice(struct web *web, struct doc *choices, struct slice value, struct slice label, struct slice chosen);
/* The errors of web->refusal as a summary on top of the page, each a link to its input. */
void training_add_summary(struct web *web, const char *title);

#endif
