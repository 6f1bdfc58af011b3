/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/runner.h"

/* A job that counts its runs and tells whoever waits. */
struct counting {
    pthread_mutex_t lock;
    pthread_cond_t ran;
    int runs, at_once, at_once_max;
    int64_t next_ms; /* added to now; RUNNER_NEVER as it is */
    bool waits_for_the_end;
    atomic_bool held; /* does not come to its end meanwhile */
};

static int64_t count_run(void *context, const struct runner *runner) {
    struct counting *counting = context;
    pthread_mutex_lock(&counting->lock);
    counting->runs++;
    if (++counting->at_once > counting->at_once_max) counting->at_once_max = counting->at_once;
    pthread_cond_broadcast(&counting->ran);
    pthread_mutex_unlock(&counting->lock);
    while (counting->held || (counting->waits_for_the_end && !runner_is_stopping(runner)))
        usleep(1000);
    pthread_mutex_lock(&counting->lock);
    counting->at_once--;
    pthread_mutex_unlock(&counting->lock);
    return counting->next_ms == RUNNER_NEVER ? RUNNER_NEVER : clock_now_ms() + counting->next_ms;
}

#define COUNTING(next)                                                                                       \
    { .lock = PTHREAD_MUTEX_INITIALIZER, .ran = PTHREAD_COND_INITIALIZER, .next_ms = (next) }

static void wait_for_runs(struct counting *counting, int runs) {
    pthread_mutex_lock(&counting->lock);
    while (counting->runs < runs)
        pthread_cond_wait(&counting->ran, &counting->lock);
    pthread_mutex_unlock(&counting->lock);
}

static void a_job_runs_at_the_start_and_then_only_when_it_is_woken(void **state) {
    struct arena *arena = arena_new();
    struct runner *runner = runner_new(arena);
    struct counting counting = COUNTING(RUNNER_NEVER);
    (void)state;
    struct runner_job *job = runner_add(runner, "count", count_run, &counting);
    assert_true(runner_start(runner));
    wait_for_runs(&counting, 1);
    runner_wake(job);
    wait_for_runs(&counting, 2);
    runner_stop(runner);
    assert_int_equal(counting.runs, 2);
    arena_free(arena);
}

static void a_job_runs_again_at_its_time(void **state) {
    struct arena *arena = arena_new();
    struct runner *runner = runner_new(arena);
    struct counting often = COUNTING(1), rarely = COUNTING(RUNNER_NEVER);
    (void)state;
    runner_add(runner, "rarely", count_run, &rarely);
    runner_add(runner, "often", count_run, &often);
    assert_true(runner_start(runner));
    wait_for_runs(&often, 5);
    runner_stop(runner);
    assert_int_equal(rarely.runs, 1);
    arena_free(arena);
}

static void a_job_that_is_woken_while_it_runs_runs_once_more_and_never_twice_at_once(void **state) {
    struct arena *arena = arena_new();
    struct runner *runner = runner_new(arena);
    struct counting counting = COUNTING(RUNNER_NEVER), other = COUNTING(RUNNER_NEVER);
    (void)state;
    struct runner_job *job = runner_add(runner, "count", count_run, &counting);
    runner_add(runner, "other", count_run, &other);
    counting.held = true;
    assert_true(runner_start(runner));
    wait_for_runs(&counting, 1);
    for (int i = 0; i < 200; i++)
        runner_wake(job);
    counting.held = false;
    wait_for_runs(&counting, 2);
    runner_stop(runner);
    assert_int_equal(counting.at_once_max, 1);
    arena_free(arena);
}

static void a_job_that_takes_long_hears_of_the_end_and_holds_up_no_other(void **state) {
    struct arena *arena = arena_new();
    struct runner *runner = runner_new(arena);
    struct counting slow = COUNTING(RUNNER_NEVER), quick = COUNTING(1);
    (void)state;
    slow.waits_for_the_end = true;
    runner_add(runner, "slow", count_run, &slow);
    runner_add(runner, "quick", count_run, &quick);
    assert_true(runner_start(runner));
    wait_for_runs(&slow, 1);
    wait_for_runs(&quick, 5);
    runner_stop(runner);
    assert_int_equal(slow.runs, 1);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_runs_at_the_start_and_then_only_when_it_is_woken),
        cmocka_unit_test(a_job_runs_again_at_its_time),
        cmocka_unit_test(a_job_that_is_woken_while_it_runs_runs_once_more_and_never_twice_at_once),
        cmocka_unit_test(a_job_that_takes_long_hears_of_the_end_and_holds_up_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
