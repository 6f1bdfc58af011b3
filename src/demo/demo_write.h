/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many new records into the write path: gathered into jobs, a few of which wait in the writer's queue while the next
 * is being made.  Memory does not grow with the number of records.
 */
#ifndef MLUP_DEMO_WRITE_H
#define MLUP_DEMO_WRITE_H

#include <pthread.h>

#include "store/store.h"

enum { DEMO_JOB_CHANGES = 1000, DEMO_JOBS_WAITING = 6 };

struct demo_out {
    struct store *store;
    struct arena *arena;   /* for what lasts as long as the filling */
    uint64_t seed, made;   /* records made so far: part of their ids */
    bool goes_on;          /* an earlier filling was broken off: jobs that are there already are left out */
    struct demo_job *job;  /* being gathered */
    struct uuid org_id, author;
    int64_t records;

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    int waiting;
    enum outcome outcome; /* of the first job that failed */
    struct refusal *refusal;
};

void demo_out_open(struct demo_out *out, struct store *store, struct arena *arena, uint64_t seed,
                   struct refusal *refusal);
/* From now on records are this organisation's and this user's (zero: the system's). */
void demo_out_act(struct demo_out *out, struct uuid org_id, struct uuid author);
/* A new record of the type; the caller fills its values before the next call.  Texts must live in demo_out_arena() of
 * that moment or longer. */
struct record *demo_out_add(struct demo_out *out, const struct record_type *type, struct uuid id);
/* A change of a record that was added; the caller fills what is new. */
struct record *demo_out_change(struct demo_out *out, const struct record_type *type, struct uuid id);
/* Of the job that the last added record belongs to. */
struct arena *demo_out_arena(struct demo_out *out);
/* False when a job failed; it is worth no more work then. */
bool demo_out_is_well(struct demo_out *out);
/* Sends what is gathered and waits for all. */
enum outcome demo_out_close(struct demo_out *out);

/* The id of a record that data/scenario/ names by a key. */
struct uuid demo_id_of_key(const char *type, struct slice key);
/* The id of the next invented record: as if made on that day, so that records of a day lie together in an index. */
struct uuid demo_id_next(struct demo_out *out, int64_t day);

#define DEMO_TEXT(slice_) ((struct value){.present = (slice_).len > 0, .text = (slice_)})
#define DEMO_NUMBER(number_) ((struct value){.present = true, .number = (number_)})
#define DEMO_REF(id_) ((struct value){.present = true, .id = (id_)})
#define DEMO_DAY(day_) ((struct value){.present = true, .date = date_of_day(day_)})

#endif
