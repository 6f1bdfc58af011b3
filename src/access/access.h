/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The access layer: who is this, which organisations are there, what may this actor see and change.  The table of
 * permissions is in permission.h, signing in in session.h, passwords and second factors in credential.h, API
 * tokens in api_token.h, making users in users.h.
 *
 * It must never answer "forbidden" for a thing the actor cannot see: what is invisible is not found.
 */
#ifndef MLUP_ACCESS_ACCESS_H
#define MLUP_ACCESS_ACCESS_H

#include "access/permission.h"
#include "store/query.h"

struct access;

struct access_options {
    bool require_totp;      /* roles of permission.c's role_rows must have a second factor */
    bool housekeeping;      /* a thread writes "last seen" and purges what has expired, once a minute */
    int64_t (*now_ms)(void); /* NULL: clock_now_ms; tests bring their own */
};

/* Made once in main.  `process_arena` holds the memory; closed by access_close, before the store. */
struct access *access_open(struct arena *process_arena, struct store *store, const struct access_options *options);
/* Writes what is pending and stops the thread.  NULL is accepted. */
void access_close(struct access *access);
/* Once what the housekeeping thread does every minute: "last seen" to the database, expired sessions away. */
void access_keep_house(struct access *access);

/* What the actor may read of the type; the arrays live in `arena` and in the actor. */
struct view access_view(struct access *access, struct arena *arena, const struct actor *actor,
                        const struct record_type *type);
/* The store's hook (context: the struct access, or NULL while it is not open, when only the system may).  Runs in the
 * writer's thread and asks no database. */
enum outcome access_may_change(void *context, const struct actor *actor, const struct change *change,
                               const struct record *before);
/* May the actor do this to a record of this organisation?  For buttons on a record's page; the write path asks
 * access_may_change, which also knows the record. */
bool access_may_in(struct access *access, const struct actor *actor, const struct record_type *type, struct uuid org,
                   enum verb verb);

/* The same of one record: those that are common are seen by colleagues who may not change them. */
bool access_may_record(struct access *access, const struct actor *actor, const struct record *record, enum verb verb);

/* Who a user is in an organisation at this moment, for work that goes on after the request that began it (or after a
 * restart): all roles there, the team in `arena`.  False when the user is not active or has no role there. */
bool access_actor_of(struct access *access, struct arena *arena, struct uuid user_id, struct uuid org, struct actor *actor);

/* The program itself: migrations, demo, the command line on the machine. */
struct actor access_system_actor(struct uuid org);

/* An organisation as access knows it; texts live in the arena of the call. */
struct org_entry {
    struct uuid id;
    struct slice short_name;
    struct slice kind; /* code of organisation_kind */
};
/* The organisations of which the actor may see records of the class, by short name: for filters "by grantee". */
size_t access_orgs(struct access *access, struct arena *arena, const struct actor *actor, enum access_class class,
                   struct org_entry **orgs);
/* The organisations whose coverage (counts by commune, no records) the actor may know, by short name: the grantees, with
 * the own one; only the own one for who may not know the others' (permission_reads_coverage). */
size_t access_coverage_orgs(struct access *access, struct arena *arena, const struct actor *actor, struct org_entry **orgs);
/* The short name of an organisation; empty when there is none. */
struct slice access_org_name(struct access *access, struct arena *arena, struct uuid org);
/* Who did it, as the actor may know it: the user's name inside the actor's organisation (or when the user has a role
 * there), else the short name of the user's organisation; "system" for the zero id, empty for an unknown one. */
struct slice access_user_name(struct access *access, struct arena *arena, struct db *db, const struct actor *actor,
                              struct uuid user_id);

#endif
