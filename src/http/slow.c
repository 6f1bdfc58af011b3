/* SPDX-License-Identifier: Apache-2.0 */
#include "http/slow.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/log.h"

struct job {
    void (*work)(void *handle);
    void *handle;
};

struct slow_workers {
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t wake;
    struct job queue[LIMIT_SLOW_QUEUE]; /* a ring */
    size_t first, count, threads;
    bool stopping;
    pthread_t ids[LIMIT_SLOW_THREADS];
};

struct slow_workers *slow_workers_new(void) {
    struct slow_workers *workers = heap_alloc(sizeof *workers);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->wake, NULL);
    return workers;
}

/* Waits for work; false when there is none and none will come. */
static bool take_job(struct slow_workers *workers, struct job *job) {
    pthread_mutex_lock(&workers->lock);
    while (!workers->count && !workers->stopping)
        pthread_cond_wait(&workers->wake, &workers->lock);
    bool found = workers->count > 0;
    if (found) {
        *job = workers->queue[workers->first];
        workers->first = (workers->first + 1) % LIMIT_SLOW_QUEUE;
        workers->count--;
    }
    pthread_mutex_unlock(&workers->lock);
    return found;
}

static void *work_loop(void *handle) {
    struct job job;
    while (take_job(handle, &job))
        job.work(job.handle);
    return NULL;
}

/* One thread more while there are fewer than allowed. Called with the lock held. */
static void start_thread(struct slow_workers *workers) {
    if (workers->threads == LIMIT_SLOW_THREADS) return;
    int error = pthread_create(&workers->ids[workers->threads], NULL, work_loop, workers);
    if (error && !workers->threads) BUG("no thread for slow work: %s", strerror(error));
    if (!error) workers->threads++;
}

bool slow_workers_add(struct slow_workers *workers, void (*work)(void *handle), void *handle) {
    pthread_mutex_lock(&workers->lock);
    bool fits = workers->count < LIMIT_SLOW_QUEUE && !workers->stopping;
    if (fits) {
        workers->queue[(workers->first + workers->count++) % LIMIT_SLOW_QUEUE] = (struct job){work, handle};
        start_thread(workers);
        pthread_cond_signal(&workers->wake);
    }
    pthread_mutex_unlock(&workers->lock);
    return fits;
}

void slow_workers_free(struct slow_workers *workers) {
    pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
    for (size_t i = 0; i < workers->threads; i++)
        pthread_join(workers->ids[i], NULL);
    pthread_cond_destroy(&workers->wake);
    pthread_mutex_destroy(&workers->lock);
    heap_free(workers);
}
