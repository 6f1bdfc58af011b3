/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of one session: who was present by sex and age, the tests, the head counts. */
#ifndef MLUP_WEB_TRAINING_COUNT_H
#define MLUP_WEB_TRAINING_COUNT_H

#include "web/training/training_load.h"

enum { BANDS_MAX = 8, SEXES_MAX = 4, FUNCTIONS_MAX = 24 };

struct session_count {
    int64_t present, listed;
    int64_t by[SEXES_MAX + 1][BANDS_MAX]; /* sex in the order of its choices, the last for people not visible; age band */
    int64_t by_function[FUNCTIONS_MAX][SEXES_MAX + 1]; /* those present; function in the order of its choices, the last: none */
    int64_t tested, before_sum, after_sum, improved; /* of those with both tests */
};

/* Counts the attendance of the session; people the actor may not see count as present only. */
void session_count_attendance(struct web *web, const struct record *session, struct record **attendance, size_t count,
                              struct session_count *counts);
/* Head counts into by[sex][band]; gives the total. */
int64_t session_count_heads(struct web *web, const struct record *session, int64_t by[SEXES_MAX][BANDS_MAX],
                            struct record *records[SEXES_MAX][BANDS_MAX]);
/* The index of a code in a choice set; count when it is none. */
size_t choice_index(const struct choice_set *set, struct slice code);
/* A table sex × age of the numbers with sums, for templates/partials/chart's `numbers`. */
void session_show_numbers(struct web *web, struct doc *numbers, int64_t by[][BANDS_MAX]);
/* A table function × sex of those present, without the functions nobody had. */
void session_show_functions(struct web *web, struct doc *numbers, const struct session_count *counts);

#endif
