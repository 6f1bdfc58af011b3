/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an address asks for, one parameter at a time.  A parameter that is absent or empty asks for nothing;
 * one that cannot be understood is refused in words (web->refusal, by the parameter's name), never taken for
 * something else. And the fields of a filter that ask for the same.
 */
#ifndef MLUP_WEB_ASK_H
#define MLUP_WEB_ASK_H

#include "domain/programme/promise_tally.h"
#include "web/web.h"

/* "org": one of the organisations whose records of the class the reader sees; zero: all of them. */
struct uuid ask_org(struct web *web, enum access_class class);
/* "province": the code of one; empty: the whole country. */
struct slice ask_province(struct web *web);
/* A code of the choice set; empty: any. */
struct slice ask_choice(struct web *web, const char *name, const struct choice_set *set);
/* A day; of precision DATE_NONE when none is asked for. */
struct date ask_day(struct web *web, const char *name);
/* "period": a month, quarter, fiscal year or all; all when none is asked for. */
void ask_period(struct web *web, enum promise_grain *grain, int64_t *period);
/* An id; zero when none is asked for. */
struct uuid ask_id(struct web *web, const char *name);
/* A number of low..high; `otherwise` when none is asked for. */
int64_t ask_number(struct web *web, const char *name, int64_t low, int64_t high, int64_t otherwise);
/* Refuses what was asked for under the name, in words: `english` has the value as {1}. */
void ask_refuse(struct web *web, const char *name, const char *english);

/* Refuses parameters whose names are not in the blank-separated list, as lists of records do. */
void ask_only(struct web *web, const char *names);
/* Shows where in `count` rows the page stands, so many to a page; page 1 is the first. */
void ask_show_pager(struct web *web, size_t page, size_t rows_of_page, size_t count);

/* The filter above a page: action, what clears it; fields are added to the array it returns. */
struct doc *ask_filters(struct web *web, const char *action);
/* Nothing when the reader sees one organisation only. */
void ask_filter_org(struct web *web, struct doc *fields, enum access_class class, struct uuid chosen);
void ask_filter_province(struct web *web, struct doc *fields, struct slice chosen);
void ask_filter_choice(struct web *web, struct doc *fields, const char *name, const char *label,
                       const struct choice_set *set, struct slice chosen);
void ask_filter_day(struct web *web, struct doc *fields, const char *name, const char *label);

#endif
