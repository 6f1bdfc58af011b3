/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: one database, one writer, many readers.  Every change of a record goes through store_write or
 * store_submit; nothing else writes record tables.  See README.md for the invariants.
 */
#ifndef MLUP_STORE_STORE_H
#define MLUP_STORE_STORE_H

#include "store/actor.h"
#include "store/db.h"

struct store;
struct rule;
struct history_entry;
struct keyring; /* the organisations' keys; store/vault.h */

enum change_verb { CHANGE_CREATE, CHANGE_UPDATE, CHANGE_DELETE, CHANGE_RESTORE };

/* One record changed.  The caller fills the first part; the store the second. */
struct change {
    enum change_verb verb;
    const struct record_type *type;
    struct uuid id;       /* zero for a create: the store makes one; else the caller's own (made offline) */
    struct uuid org_id;   /* the owner; ignored for shared types */
    int64_t base_version; /* what the user saw; 0 = unconditional (the system only) */
    struct record *values; /* for create and update: the values of the fields in `sets` */
    uint64_t sets;        /* bit i: the change sets field i */
    struct slice reason;  /* why; required for a delete */
    bool by_program;      /* set by the program's own work only: it may write a record that is kept (record_type.kept) */
    bool moves;           /* to another whole, by a merge: also fields that are fixed once they are saved */
    bool follows;         /* nobody asked for it: a rule amended the record after another change */

    struct record *before, *after; /* as stored; `before` NULL for a create; in the job's arena */
};

/* Some changes that succeed or fail together, in order; a later change may refer to an earlier one's id. */
struct write_job {
    struct arena *job_arena; /* holds everything of the job; the submitter frees it after `done` */
    const struct actor *actor;
    struct slice idempotency_key; /* empty = none; the same actor and key have one effect */
    uint64_t fingerprint;         /* of what was asked: a key that comes with something else is refused; 0 = not compared */
    struct change *changes;
    size_t change_count;
    /* The program's own part, after the changes and in their transaction (entries of an imported journal); it adds to the
     * refusal and gives false, before it has written anything, when it cannot be. */
    bool (*also)(struct rule *rule, struct write_job *job);
    void *also_context;
    void (*done)(struct write_job *job); /* called by the writer after the outcome is durable; must be quick */
    void *context;

    enum outcome outcome;
    struct refusal refusal; /* items of change n > 0 name their field "n.field" */
    size_t failed_change;   /* index of the refused or conflicting change */
    bool is_trial;          /* every change is judged by itself, as it would be alone; nothing is written */
    enum outcome *trials;   /* of a trial: how each change would end (room for all, made by the submitter)… */
    struct refusal *trial_refusals; /* … and why not */
    bool repeated;          /* the key had been used: `after` holds what the first effect left */
    struct write_job *next; /* the writer's queue */
};

/* What the layers above give the store: who may, and what follows from a change. */
struct store_hooks {
    void *context;
    /* May the actor do this?  `before` is NULL for a create.  OUTCOME_OK, _FORBIDDEN or _NOT_FOUND. */
    enum outcome (*may_change)(void *context, const struct actor *actor, const struct change *change,
                               const struct record *before);
    /* Inside the transaction, after the row was written: what is derived from it (promise contributions). */
    void (*after_change)(void *context, struct rule *rule, const struct change *change);
    /* Once per transaction, before it commits: write what was gathered. */
    void (*before_commit)(void *context, struct rule *rule);
    /* The transaction was rolled back: forget what was gathered. */
    void (*after_rollback)(void *context);
    /* The transaction is durable.  Called by the writer's thread; must be quick. */
    void (*after_commit)(void *context);
    /* May this entry of a record's history be undone?  Asked while reading, before the writer is. */
    bool (*may_undo)(void *context, struct rule *rule, const struct record *record, const struct history_entry *entry,
                     struct refusal *refusal);
};

/* A change of the schema that cannot be derived: run once per database, in order (schema/migrations). */
struct store_migration {
    struct slice name, script;
};

struct store_options {
    struct slice url;
    const struct catalogue *catalogue;
    struct store_hooks hooks;
    size_t reader_max;       /* connections for reading */
    struct slice key_file;   /* path; made when absent and `may_create` */
    struct slice extra_schema; /* CREATE statements of the layers above (access), for this kind of database */
    const struct store_migration *migrations;
    size_t migration_count;
    bool may_create;         /* make the schema in an empty database */
    bool read_only;          /* no writer (verify, export beside a running server) */
    bool is_patient;         /* of a command: no statement is stopped for taking long (DB_READ_PATIENT) */
};

/* Opens the database, makes or migrates the schema, starts the writer.  NULL on failure with words for the operator
 * in *error.  The store lives until store_close. */
struct store *store_open(struct arena *process_arena, const struct store_options *options, struct slice *error);
/* Finishes what is queued and closes. */
void store_close(struct store *store);
const struct catalogue *store_catalogue(const struct store *store);
struct keyring *store_keyring(struct store *store);
enum db_kind store_kind(const struct store *store);

/* Whether a submission with this key was made before by the actor: what it asks for is there already. */
bool store_key_is_used(struct db *db, const struct actor *actor, struct slice idempotency_key);
/* The last record that the submission under the key has made; false when the key is unused. */
bool store_key_last(struct db *db, const struct actor *actor, struct slice idempotency_key, struct uuid *id);

/* Hands the job to the writer; `done` is called from the writer's thread.  False when the queue is full (the job's
 * outcome is then OUTCOME_TOO_MANY and `done` is not called). */
bool store_submit(struct store *store, struct write_job *job);
/* The same and waits.  The outcome is job->outcome. */
enum outcome store_write(struct store *store, struct write_job *job);
/* Runs a function inside the writer's transaction (user secrets, migrations, recounts): the one way to write a
 * table that is not a record.  True when it returned true and the commit is durable. */
bool store_run(struct store *store, bool (*work)(void *context, struct db *db), void *context);

/* Counts commits that changed a record of the type (any type: type NULL); for caches.  Cheap, any thread. */
uint64_t store_changes_of(const struct store *store, const struct record_type *type);

/*
 * What a domain keeps in memory beside the database (running balances): made when it is first asked for, told of every
 * transaction, freed with the store.  The domain puts it at the start of a struct of its own.  The writer's thread calls
 * all but `close`; any of them may be NULL.
 */
struct store_side {
    const void *key; /* an address of the domain's own */
    void (*before_commit)(struct store_side *side, struct rule *rule); /* writes what was gathered */
    void (*after_commit)(struct store_side *side);
    void (*after_rollback)(struct store_side *side); /* forgets it */
    void (*close)(struct store_side *side);
    struct store_side *next;
};
/* The side of this key, made by `make` when there is none.  Any thread. */
struct store_side *store_side(struct store *store, const void *key, struct store_side *(*make)(void));

/* A reading connection of the pool; waits when all are lent.  Give it back with store_return. */
struct db *store_borrow(struct store *store);
void store_return(struct store *store, struct db *db);

/* A change with an empty record of the type, ready for values. */
struct change change_new(struct arena *job_arena, enum change_verb verb, const struct record_type *type,
                         struct uuid org_id);
/* Marks a field as set; the value is in change->values. */
void change_set(struct change *change, const struct field *field);
/* Sets the field of that name to the value, absent or not.  A name that the type has not is a BUG. */
void change_set_value(struct change *change, const char *name, struct value value);

#endif
