/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stays of a file whose key was destroyed: what counts need, and no more.  Of the file: sex, the first
 * age of its band, country, province, the month of the arrival and of the closing, state and risk.  Of its
 * parts: codes and numbers, with the month in place of the day and the hour; the arrival, which says the day, and
 * what is personal though not sealed are emptied.  Days stay only where nights and services are counted by them (shelter_stay, case_service).  Where
 * a count asks for more (a district, a day), it now finds the province and the first day of the month.  What
 * was published or frozen in a report before stays as it is.
 */
#ifndef MLUP_DOMAIN_CARE_REMAINS_H
#define MLUP_DOMAIN_CARE_REMAINS_H

#include "store/rule.h"

/* For vault_erase_in: takes out of a file, a part of one, or what is attached to them, what does not stay. */
void case_remains_blur(struct record *now);
/* The first age of the band in which people of this age are counted (programme/promise_rule.h,
 * publication/counts.h). */
int64_t case_age_band(int64_t age);

#endif
