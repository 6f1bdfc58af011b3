/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may do what, as one table: role × class of records -> verbs and the highest class of fields.  Everything here is
 * a pure function of the actor and the table; access/access.h adds which organisations there are and gives the
 * store its views.  permission_matrix.txt beside this file holds the whole table with its reasons; a test compares.
 *
 * Rules that the table cannot break (tested): nobody sees a PERSONAL or IDENTIFYING field of another organisation;
 * people, training and users of another organisation are never written; a donor has no rows of people at all.
 */
#ifndef MLUP_ACCESS_PERMISSION_H
#define MLUP_ACCESS_PERMISSION_H

#include "store/actor.h"

/* In the order of the choice set `role` in user.def (tested). */
enum role {
    ROLE_ADMINISTRATOR, ROLE_MANAGER, ROLE_ME_OFFICER, ROLE_FIELD_OFFICER, ROLE_BOOKKEEPER,
    ROLE_SOCIAL_WORKER, ROLE_LAWYER, ROLE_VIEWER, ROLE_DONOR, ROLES
};
#define ROLE_BIT(role) (UINT32_C(1) << (role))

enum verb {
    VERB_READ = 1,
    VERB_CREATE = 2,
    VERB_UPDATE = 4,
    VERB_DELETE = 8,   /* and bring back */
    VERB_APPROVE = 16, /* freeze a report, accept a merge */
    VERB_EXPORT = 32,  /* files with many records */
    VERB_REVEAL = 64,  /* open a sealed field; each time is logged */
};
enum { VERBS = 7, VERBS_WRITING = VERB_CREATE | VERB_UPDATE | VERB_DELETE | VERB_APPROVE };

/* Whose records of people and training a role reaches: those the user made, those the user's team made, all. */
enum access_scope { SCOPE_OWN, SCOPE_TEAM, SCOPE_ORGANISATION };

/* From where the actor looks at a record. */
enum reach {
    REACH_NONE,   /* it does not exist for the actor */
    REACH_HOME,   /* of the organisation the actor acts in, or of all (shared) */
    REACH_ABROAD, /* of another organisation, seen from the lead or by a donor */
};

/* What one role may do with one class. */
struct permission {
    uint32_t home;             /* verbs in the own organisation */
    enum sensitivity home_max; /* highest class of fields there */
    uint32_t abroad;           /* verbs in other organisations, when acting in the lead; they hold at home too */
    enum sensitivity abroad_max;
};

const struct permission *permission_of(enum role role, enum access_class class);
/* The code of user.def; "" for a role that is none. */
struct slice role_code(enum role role);
/* False when no role has the code. */
bool role_of_code(struct slice code, enum role *role);
/* Own for anything that is not a code of role_scope. */
enum access_scope scope_of_code(struct slice code);
/* True when one of the roles asks for a second factor: who may see case files, or may give roles to who may. */
bool roles_require_totp(uint32_t roles);

/* Verbs of all roles of the actor together, without what the actor's token leaves out.  The system has all. */
uint32_t permission_verbs(const struct actor *actor, enum access_class class, enum reach reach);
/* May the actor do this to records of the class in the own organisation?  For showing or hiding buttons; the write
 * path decides by itself. */
bool access_may(const struct actor *actor, enum access_class class, enum verb verb);

/* True for the classes where own/team/organisation counts. */
bool class_is_scoped(enum access_class class);
/* The widest scope among the roles that give the verb at home. */
enum access_scope permission_scope(const struct actor *actor, enum access_class class, enum verb verb);

/*
 * What the actor reads at home, as one pair (scope, highest class of fields).  Roles may give several pairs (all rows
 * without names, own rows with names); a view holds one, so the highest class wins and among those the widest scope.
 * Somebody never sees more than one of the roles alone would show.
 */
struct reading {
    bool allowed;
    enum sensitivity max;
    enum access_scope scope;
};
struct reading permission_reading(const struct actor *actor, enum access_class class);
/* Highest class of fields in other organisations; meaningless without VERB_READ there. */
enum sensitivity permission_abroad_max(const struct actor *actor, enum access_class class);

/* True when the verb on this type (`field` NULL), or a change of this field, belongs to the lead: who signs an
 * agreement alone changes its number, period and amount. */
bool permission_is_leads(const struct record_type *type, const struct field *field, enum verb verb);
/* May the actor make a record of the type in the own organisation?  For showing or hiding buttons. */
bool access_may_add(const struct actor *actor, const struct record_type *type);

/* True for those who may know which organisation did how much of what in which commune, as counts without records:
 * whoever reads the trainings of the own organisation whole and plans by them. */
bool permission_reads_coverage(const struct actor *actor);

/* True for types that only those who may approve make, change or remove. */
bool permission_is_approval(const struct record_type *type);

#endif
