/* SPDX-License-Identifier: Apache-2.0 */
/* Making users, and the rules of the records user and membership. */
#ifndef MLUP_ACCESS_USERS_H
#define MLUP_ACCESS_USERS_H

#include "access/access.h"
#include "store/rule.h"

struct user_new {
    struct slice login, name, email;
    struct slice language;     /* code of user_language; empty: km */
    struct slice password;
    struct uuid org_id;        /* keeps the record; the roles are there */
    uint32_t roles;            /* at least one */
    enum access_scope scope;   /* of all roles */
    struct slice team;         /* required for SCOPE_TEAM */
    bool must_change_password; /* at the first sign-in */
    bool totp_exempt;          /* a demo user: no second factor asked (system only) */
    struct uuid id;            /* zero: a new one */
};

/* User, roles and password; all or nothing.  The actor must be the system, an administrator of the organisation, or
 * an administrator of the lead when nobody has a role in the organisation yet (its first administrator).  Fields of
 * refusals: login, name, email, language, password, roles, team.  Slow thread (password hash). */
enum outcome user_create(struct access *access, struct arena *arena, const struct actor *actor,
                         const struct user_new *wanted, struct uuid *id, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* True when the database has a user at all: without one the first page makes the first administrator. */
bool user_exists_any(struct access *access);
/* True when somebody has a role in the organisation: its own administrator makes the next users. */
bool user_org_has_members(struct access *access, struct uuid org);
/* The user with this login (any case); false when there is none. */
bool user_find(struct access *access, struct arena *arena, struct slice login, struct uuid *id, struct uuid *org_id);

/* The stored form of a typed login: without blanks around it, ASCII letters small. */
struct slice login_normalise(struct arena *arena, struct slice typed);
/* Could a user have this (normalised) login?  Other bytes never reach the database. */
bool login_is_possible(struct slice login);

/* Hooks of user.def. */
bool user_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal);
bool membership_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal);

#endif
