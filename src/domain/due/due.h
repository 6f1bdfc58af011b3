/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is due and what is late, for one actor: the page and the mail digest ask the same function.  Only what
 * the actor may read is in it; an officer who sees own sessions alone gets those alone.
 */
#ifndef MLUP_DOMAIN_DUE_H
#define MLUP_DOMAIN_DUE_H

#include "access/access.h"

enum due_kind {
    DUE_DELIVERABLE, /* not received yet */
    DUE_ADVANCE,     /* paid, and not wholly liquidated or refunded */
    DUE_LIQUIDATION, /* returned by the lead: to be corrected and submitted again; due at once */
    DUE_REPORT,      /* of a period and an agreement: not submitted yet; leads to the report, or to its agreement */
    DUE_SESSION,     /* planned for a day that has passed, nothing entered */
    DUE_REFERRAL,    /* not moved on: for who works on the file after two days, the supervisor after five, the manager after ten */
    DUE_INCOMING,    /* a referral of others that waits for an answer */
    DUE_VISIT,       /* of a plan of care in the community */
    DUE_FOLLOW_UP,       /* to somebody who is reintegrated: of one's own, or so late that the supervisor is told; by code */
    DUE_CASE_TASK,    /* an open task of a case file; leads to the file, by its code */
    DUE_CASE_CONTACT, /* somebody who has not been met or called for as long as the contact standard allows */
    DUE_KINDS
};

enum due_state {
    DUE_LATE, /* its day has passed */
    DUE_SOON, /* within its reminder days, today included */
    DUE_OPEN, /* later */
    DUE_STATES
};

struct due_item {
    enum due_kind kind;
    enum due_state state;
    const struct record_type *type; /* of the record that it leads to */
    struct uuid org_id, id;
    int64_t day;                   /* since 1970 */
    int64_t days_left;             /* negative: so many days late */
    struct slice title, title_km;  /* the latter may be empty */
    struct slice deliverable_kind; /* code of deliverable_kind; empty for other kinds */
    struct uuid agreement_id;      /* zero for sessions */
    struct money open;             /* DUE_ADVANCE: what is not liquidated yet */
};

struct due_query {
    int64_t today;   /* day since 1970 */
    int64_t until;   /* nothing that is due after this day */
    struct uuid org; /* zero: all organisations of the views */
    bool own_only;   /* only the organisation the actor acts in */
    bool no_sessions;
};

struct due_found {
    struct due_item *items; /* by day, the oldest first */
    size_t count;
    bool is_cut; /* of some kind there is more than LIMIT_DUE_ITEMS */
};

enum {
    DUE_REMIND_DAYS = 14,      /* when a deliverable does not say */
    DUE_REMIND_DAYS_MAX = 366, /* nobody is reminded earlier (due.def) */
};

/* Late, due soon or open on the day. */
enum due_state due_state_of(int64_t due_day, int64_t remind_days, int64_t today);
/* At most LIMIT_DUE_ITEMS of each kind, the oldest. */
struct due_found due_list(struct access *access, struct store *store, struct db *db, struct arena *arena,
                          const struct actor *actor, const struct due_query *query);
/* What is late or due soon today: the mail and the home page (which has sessions in a block of their own) say
 * the same. */
struct due_found due_waiting(struct access *access, struct store *store, struct db *db, struct arena *arena,
                             const struct actor *actor, bool no_sessions);

#endif
