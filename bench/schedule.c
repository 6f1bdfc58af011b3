/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of loan schedules: schedule [TIMES].  Prints one line each: what, value.  See schedule.sh. */
#include <stdio.h>

#include "base/clock.h"
#include "domain/savings/loan_schedule.h"
#include "domain/savings/share_out.h"

/* A different amount and start each time, of all methods and day counts by turns. */
static struct loan_terms terms_of(int64_t number, struct loan_disbursement *paid_out) {
    *paid_out = (struct loan_disbursement){16801 + number % 700, 100000 + number % 977 * 12300};
    return (struct loan_terms){.disbursements = paid_out,
                               .disbursement_count = 1,
                               .rate_ppm = 15000 + number % 16 * 1000,
                               .rate_period = LOAN_RATE_MONTHLY,
                               .method = (enum loan_method)(number % LOAN_METHODS),
                               .frequency = LOAN_MONTHLY,
                               .day_count = (enum loan_day_count)(number / LOAN_METHODS % DAY_COUNTS),
                               .count = 12,
                               .multiple = 100,
                               .first_due_day = paid_out->day + 30};
}

enum { GROUPS = 200, MEMBERS_MAX = 40 };

static bool groups_share(void) {
    struct share_member members[MEMBERS_MAX];
    struct share_out result;
    struct share_problem problem;
    int64_t start = clock_monotonic_ns(), handed_out = 0;
    for (int64_t group = 0; group < GROUPS; group++) {
        size_t count = (size_t)(25 + group % 16);
        for (size_t i = 0; i < count; i++)
            members[i] =
                (struct share_member){.shares = 52 + (int64_t)i * 7 % 209, .debt = i % 5 ? 0 : 12300};
        if (share_out_make(9000000 + group * 12345, members, count, 100, &result, &problem) != SHARE_OK)
            return false;
        handed_out += result.handed_out;
    }
    printf("share_out_seconds %.6f\nhanded_out %lld\n", (double)(clock_monotonic_ns() - start) / 1e9,
           (long long)handed_out);
    return true;
}

int main(int count, char **args) {
    int64_t times = 1000000, interest = 0;
    struct loan_disbursement paid_out;
    struct loan_schedule schedule;
    if (count > 1) slice_to_int64(slice_of(args[1]), &times);
    struct arena *arena = arena_new();
    int64_t start = clock_monotonic_ns();
    for (int64_t i = 0; i < times; i++) {
        struct loan_terms terms = terms_of(i, &paid_out);
        if (loan_schedule_make(arena, &terms, &schedule) != LOAN_OK) return 1;
        interest += schedule.interest;
        arena_reset(arena);
    }
    double seconds = (double)(clock_monotonic_ns() - start) / 1e9;
    printf("schedules %lld\nschedules_per_second %.0f\ninterest %lld\n", (long long)times,
           (double)times / seconds, (long long)interest);
    arena_free(arena);
    return groups_share() ? 0 : 1;
}
