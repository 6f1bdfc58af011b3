/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Periods as DHIS2 writes them ("2016W5", "201601", "2016Q1", "2016S1", "2016", "2016Oct") and as ADX does
 * ("2016-01-01/P3M").  Pure.  The financial year 2016Oct begins in October 2016; it is the US fiscal year
 * 2017.
 */
#ifndef MLUP_EXCHANGE_DHIS2_PERIOD_H
#define MLUP_EXCHANGE_DHIS2_PERIOD_H

#include "base/clock.h"
#include "base/text.h"

enum dhis2_period_type {
    DHIS2_WEEKLY,
    DHIS2_MONTHLY,
    DHIS2_QUARTERLY,
    DHIS2_SIX_MONTHLY,
    DHIS2_YEARLY,
    DHIS2_FINANCIAL_OCTOBER
};

struct dhis2_period {
    enum dhis2_period_type type;
    int64_t first; /* of a week the day of its Monday (ISO 8601), else a month: year * 12 + month - 1 */
};

/* The type of a code of the choice set period_type; false for another text. */
bool dhis2_period_type_parse(struct slice code, enum dhis2_period_type *type);
/* Reads a period of the type; false for anything else. */
bool dhis2_period_parse(struct slice text, enum dhis2_period_type type, struct dhis2_period *period);
/* The period of the type that a day lies in, and the one that follows. */
struct dhis2_period dhis2_period_of_day(enum dhis2_period_type type, int64_t day);
struct dhis2_period dhis2_period_next(struct dhis2_period period);
int64_t dhis2_period_first_day(struct dhis2_period period);
int64_t dhis2_period_last_day(struct dhis2_period period);
struct slice dhis2_period_format(struct arena *arena, struct dhis2_period period);
struct slice dhis2_period_format_adx(struct arena *arena, struct dhis2_period period);

#endif
