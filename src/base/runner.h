/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work in the background: a few threads and a table of jobs, each with the time it wants to run next.  A job
 * never runs twice at once; between two runs nobody wakes up.  Whoever makes work for a job says so with
 * runner_wake.
 */
#ifndef MLUP_BASE_RUNNER_H
#define MLUP_BASE_RUNNER_H

#include "base/arena.h"

enum { RUNNER_JOBS_MAX = 16 };

struct runner;
struct runner_job;

#define RUNNER_NEVER INT64_MAX
/* Does what is to be done now and gives the time (clock_now_ms) of the next run; RUNNER_NEVER waits for
 * runner_wake. A long one looks at runner_is_stopping now and then. */
typedef int64_t runner_work(void *context, const struct runner *runner);

/* `process_arena` holds the memory.  Jobs are added before runner_start, which runs each for the first time.
 */
struct runner *runner_new(struct arena *process_arena);
struct runner_job *runner_add(struct runner *runner, const char *name, runner_work *work, void *context);
/* However often the job is woken, it rests so long after each run: what happens meanwhile is done together. */
void runner_set_rest(struct runner_job *job, int64_t rest_ms);
bool runner_start(struct runner *runner) __attribute__((warn_unused_result));
/* Runs the job as soon as a thread is free; again after the present run when it runs.  Any thread, cheap. */
void runner_wake(struct runner_job *job);
bool runner_is_stopping(const struct runner *runner);
/* Lets what runs come to its end and stops the threads.  Also when it was never started. */
void runner_stop(struct runner *runner);

#endif
