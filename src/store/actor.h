/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who acts, and what they may read.  The access layer makes both from a session or a token; the store only keeps to
 * them.  The program itself (migrations, the demo, the command line on the machine) acts as the system.
 */
#ifndef MLUP_STORE_ACTOR_H
#define MLUP_STORE_ACTOR_H

#include "base/uuid.h"
#include "catalogue/record.h"

struct actor {
    struct uuid user_id, org_id; /* the organisation the user acts in */
    struct slice name;           /* shown in histories */
    uint32_t roles;              /* bit set of access/permission.h roles */
    bool is_system;              /* passes permission, never validation or domain rules */
    bool is_lead;                /* acts in the lead organisation */
    bool read_only;              /* a token without the right to write */
    uint8_t scope;               /* enum access_scope: own, team, organisation */
    uint8_t role_scopes[16];     /* by role, scope + 1, when roles reach differently far; 0: as `scope` */
    uint16_t classes_barred;     /* bits of the access classes that a token leaves out */
    const struct uuid *team;     /* the users whose records count as the team's, the actor among them */
    size_t team_count;
};

/* What one actor may read of one record type. */
struct view {
    bool allowed;                 /* false: nothing of this type exists for the actor */
    const struct uuid *orgs;      /* organisations whose records are visible */
    size_t org_count;
    struct uuid own_org;          /* records of other organisations show fields up to `foreign_max` only */
    enum sensitivity own_max, foreign_max;
    const struct uuid *creators;  /* only records these users made; NULL = all */
    size_t creator_count;
    const struct actor *actor; /* who asks; NULL finds nothing by what a type's rule of revealing keeps
                                  (store/query_reveal.h) */
};

/* Shared records belong to no organisation: they carry this id. */
#define SHARED_ORG ((struct uuid){{0}})

#endif
