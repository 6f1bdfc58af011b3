/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All savings groups of an organisation together: counts and sums, no group, no member.  Who may know the
 * sums may not see the books they come from, so nothing of a single group ever leaves here; the caller
 * decides with roll_up_tells whether there are enough groups for their sums to hide each of them.
 */
#ifndef MLUP_DOMAIN_ROLL_UP_H
#define MLUP_DOMAIN_ROLL_UP_H

#include "domain/savings/savings_read.h"
#include "store/query.h"

struct roll_up {
    int64_t groups, vsla, other_currency;        /* groups that count in another currency add no money */
    int64_t phases[PHASE_GRADUATED + 1];         /* by the figures */
    int64_t self_sustained;                      /* as the last grading by the day says */
    int64_t with_plan, with_computer, with_both; /* an adopted plan; books on a computer */
    int64_t lacking_nothing, with_alarm, alarms[SAVINGS_ALARMS];
    struct group_figures figures; /* in riel; with the officers who look after the groups */
    bool is_cut;                  /* there are more groups, or a sum does not fit */
};

/* The groups of the view in the organisation that were there on the day, as they were then. */
void roll_up_read(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                  struct uuid org, int64_t day, struct roll_up *roll_up);
/* Adds another organisation's. */
void roll_up_add(struct roll_up *sum, const struct roll_up *more);
/* True when the sums may be told to people outside the organisation. */
bool roll_up_tells(const struct roll_up *roll_up);
/* The day of the last closed meeting of any group of the organisation; false when none was held. */
bool roll_up_last_day(struct db *db, struct uuid org, int64_t *day);

#endif
