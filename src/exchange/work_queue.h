/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Long works of a running server, one after the other in a thread of their own.  Each is about one record,
 * whose field `state` says what is to be done with it (checking, writing, undoing), and is done in the name
 * of who asked for it.  After a start the queue goes on with what an end interrupted.
 */
#ifndef MLUP_EXCHANGE_WORK_QUEUE_H
#define MLUP_EXCHANGE_WORK_QUEUE_H

#include "access/access.h"
#include "i18n/locale.h"

struct work_queue;

struct work_task {
    struct uuid id; /* of the record */
    struct actor actor;
    struct locale locale; /* of who reads what the work writes; empty where it writes nothing */
};

struct work_queue_options {
    struct store *store;
    struct access *access;
    const char *name;               /* of the thread's job, and in the log: "imports" */
    const struct record_type *type; /* of the records */
    bool is_single;                 /* a record that waits or is worked on is not added again */
    /* Does a work to its end, or until work_queue_is_stopping; false when it has failed.  In the thread. */
    bool (*work)(void *context, const struct work_task *task);
    /* After a start, of a record that says that a work is under way: adds it where it can go on. */
    void (*resume)(void *context, const struct work_task *task);
    void *context;
};

/* The options are copied; what they point to outlives the queue. */
struct work_queue *work_queue_new(const struct work_queue_options *options);
/* Takes up what was interrupted, then begins the thread. */
bool work_queue_start(struct work_queue *queue) __attribute__((warn_unused_result));
/* Lets the step that is being made come to its end.  NULL is accepted. */
void work_queue_free(struct work_queue *queue);
/* False on the command line, where nobody started it. */
bool work_queue_is_started(const struct work_queue *queue);

/* Behind those that wait.  The task is copied; a record of a queue that is_single stands in it once. */
void work_queue_add(struct work_queue *queue, const struct work_task *task);

/* Has the work on the record end at its next step.  With `waiting`, one that has not begun is taken out as
 * well. */
void work_queue_stop(struct work_queue *queue, struct uuid id, bool waiting);
/* For the work under way: whether somebody told it to stop; or that, or the program ends, after which it goes
 * on. */
bool work_queue_is_stopped(const struct work_queue *queue);
bool work_queue_is_stopping(const struct work_queue *queue);
/* How far the work under way is, in steps of its own. */
void work_queue_note(struct work_queue *queue, int64_t done);

struct work_look {
    bool is_busy, has_failed; /* waits or is worked on; the last work of the queue, and has failed */
    int64_t done;
};
struct work_look work_queue_look(struct work_queue *queue, struct uuid id);

#endif
