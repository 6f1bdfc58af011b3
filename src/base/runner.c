/* SPDX-License-Identifier: Apache-2.0 */
#include "base/runner.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

struct runner_job {
    struct runner *runner;
    const char *name;
    runner_work *work;
    void *context;
    int64_t rest_ms;
    int64_t next_ms; /* guarded by the runner's lock, as what follows */
    int64_t rested_ms; /* when it may run again */
    bool runs, wanted;
};

struct runner {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a job's time has changed, or the end has come */
    struct runner_job jobs[RUNNER_JOBS_MAX];
    size_t job_count;
    pthread_t threads[LIMIT_RUNNER_THREADS];
    size_t thread_count;
    atomic_bool stopping;
};

struct runner *runner_new(struct arena *process_arena) {
    struct runner *runner = arena_make(process_arena, struct runner, 1);
    pthread_mutex_init(&runner->lock, NULL);
    pthread_cond_init(&runner->changed, NULL);
    return runner;
}

struct runner_job *runner_add(struct runner *runner, const char *name, runner_work *work, void *context) {
    ASSERT(runner->thread_count == 0 && runner->job_count < RUNNER_JOBS_MAX);
    struct runner_job *job = &runner->jobs[runner->job_count++];
    *job = (struct runner_job){.runner = runner, .name = name, .work = work, .context = context};
    return job;
}

void runner_set_rest(struct runner_job *job, int64_t rest_ms) {
    job->rest_ms = rest_ms;
}

/* With the lock held: the job that waits longest, or that comes next. */
static struct runner_job *job_next(struct runner *runner) {
    struct runner_job *next = NULL;
    for (size_t i = 0; i < runner->job_count; i++) {
        struct runner_job *job = &runner->jobs[i];
        if (!job->runs && (!next || job->next_ms < next->next_ms)) next = job;
    }
    return next;
}

/* With the lock held; gives it up while the work runs. */
static void job_run(struct runner *runner, struct runner_job *job) {
    job->runs = true;
    job->wanted = false;
    pthread_mutex_unlock(&runner->lock);
    int64_t next_ms = job->work(job->context, runner);
    pthread_mutex_lock(&runner->lock);
    job->runs = false;
    job->rested_ms = job->rest_ms ? clock_now_ms() + job->rest_ms : 0;
    job->next_ms = job->wanted || next_ms < job->rested_ms ? job->rested_ms : next_ms;
    pthread_cond_signal(&runner->changed); /* another thread may have gone to sleep without this job */
}

/* With the lock held: until the time, or until something changes. */
static void wait_until(struct runner *runner, int64_t ms) {
    if (ms == RUNNER_NEVER) {
        pthread_cond_wait(&runner->changed, &runner->lock);
        return;
    }
    struct timespec until = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    int ended = pthread_cond_timedwait(&runner->changed, &runner->lock, &until);
    if (ended != 0 && ended != ETIMEDOUT) log_warn("background: waiting ended with %d", ended);
}

static void *runner_main(void *context) {
    struct runner *runner = context;
    pthread_mutex_lock(&runner->lock);
    while (!runner->stopping) {
        struct runner_job *job = job_next(runner);
        if (job && job->next_ms <= clock_now_ms())
            job_run(runner, job);
        else
            wait_until(runner, job ? job->next_ms : RUNNER_NEVER);
    }
    pthread_mutex_unlock(&runner->lock);
    return NULL;
}

bool runner_start(struct runner *runner) {
    size_t wanted = runner->job_count < LIMIT_RUNNER_THREADS ? runner->job_count : LIMIT_RUNNER_THREADS;
    while (runner->thread_count < wanted) {
        pthread_t *thread = &runner->threads[runner->thread_count];
        if (pthread_create(thread, NULL, runner_main, runner) != 0) return false;
        runner->thread_count++;
    }
    return true;
}

void runner_wake(struct runner_job *job) {
    pthread_mutex_lock(&job->runner->lock);
    job->wanted = true;
    if (job->next_ms > job->rested_ms) job->next_ms = job->rested_ms;
    pthread_cond_signal(&job->runner->changed);
    pthread_mutex_unlock(&job->runner->lock);
}

bool runner_is_stopping(const struct runner *runner) {
    return runner->stopping;
}

void runner_stop(struct runner *runner) {
    pthread_mutex_lock(&runner->lock);
    runner->stopping = true;
    pthread_cond_broadcast(&runner->changed);
    pthread_mutex_unlock(&runner->lock);
    for (size_t i = 0; i < runner->thread_count; i++) {
        pthread_join(runner->threads[i], NULL);
    }
    runner->thread_count = 0;
    pthread_cond_destroy(&runner->changed);
    pthread_mutex_destroy(&runner->lock);
}
