/* SPDX-License-Identifier: Apache-2.0 */
/* How a group stands on a day, for its pages: the figures of savings_read.h, the one source of all of them,
 * for whoever may see its money, and what is made of them: words, grade, what is lacking. */
#ifndef MLUP_WEB_GROUP_STAND_H
#define MLUP_WEB_GROUP_STAND_H

#include "domain/savings/savings_read.h"
#include "web/savings/savings_view.h"

/* The figures of the day; false for who may not see the group's money. */
bool group_stand_read(const struct group_seen *seen, int64_t day, struct savings_picture *picture);
/* Grade, phase and what is lacking, from the figures. */
struct group_judged {
    struct group_grade grade;
    enum group_phase phase;
    struct group_lack *lacks;
    size_t lack_count;
};
void group_judge(const struct group_seen *seen, const struct savings_picture *picture,
                 struct group_judged *judged);

/* The day on which a group is looked at unless another is asked for: today; for a group that has not met for
 * a year the day of its last meeting, as nothing is known of it since. */
int64_t group_usual_day(const struct group_seen *seen);
/* Sets `stand_day`, and `stand_note` when it is not today. */
void group_show_day(struct web *web, int64_t day);

/* Parts per million; -1: not known. */
int64_t group_ppm(const struct group_figures *figures, enum group_ratio ratio);
/* "12.5 %"; a dash when it is below 0: not known. */
struct slice savings_percent(struct web *web, int64_t ppm);
/* The value by its unit: percent, number, money, yes or no; a dash when it is not known. */
struct slice group_ratio_words(const struct group_seen *seen, enum group_ratio ratio, bool is_known,
                               int64_t value);
struct slice group_alarm_words(const struct group_seen *seen, const struct savings_alarm *alarm);
/* "A": as the points say; a dash when too little is known. */
const char *group_grade_letter(enum grade grade);

#endif
