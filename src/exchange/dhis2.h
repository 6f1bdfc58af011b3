/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Promises as data values of a DHIS2: gathered by the codes of a data set's mapping, written as dataValueSets
 * JSON or CSV, or as ADX.  Values are those of each period by itself.  Unchanged values are ignored by the
 * receiver, so a file may be sent again.  What has no code is listed and not sent.
 */
#ifndef MLUP_EXCHANGE_DHIS2_H
#define MLUP_EXCHANGE_DHIS2_H

#include "access/access.h"
#include "domain/export/export.h"
#include "exchange/dhis2_period.h"

enum { DHIS2_PERIODS_MAX = 120 };

enum dhis2_format { DHIS2_JSON, DHIS2_CSV, DHIS2_ADX };
/* A code of export_format; false for another. */
bool dhis2_format_parse(struct slice code, enum dhis2_format *format);

struct dhis2_value {
    struct slice element, unit; /* codes */
    struct dhis2_period period;
    struct slice option;   /* code of the category option combination; empty: the default */
    struct slice sex, age; /* codes of the single options, for ADX; empty: not split */
    int64_t number;
};

/* Something that has no code: "place 03", "sex f". */
struct dhis2_lack {
    enum { LACK_UNIT, LACK_OPTION, LACK_PART, LACK_UNIT_OF_ALL } kind;
    struct slice what;      /* code of the place, key of the option, or name of the element */
    struct slice dimension; /* of an option */
};

struct dhis2_report {
    const struct record *set;
    struct dhis2_value *values;
    size_t value_count;
    struct dhis2_lack *lacks;
    size_t lack_count;
    size_t hidden; /* numbers of fewer than five people that were left out */
};

/* The values of the periods from `first` to `last`; only parts that the actor may see. */
struct dhis2_report *dhis2_report_read(struct store *store, struct db *db, struct access *access,
                                       struct arena *arena, const struct actor *actor,
                                       const struct record *set, struct dhis2_period first,
                                       struct dhis2_period last);
struct slice dhis2_write(struct arena *arena, const struct dhis2_report *report, enum dhis2_format format,
                         int64_t now_ms);
struct slice dhis2_media_type(enum dhis2_format format);
struct slice dhis2_file_name(struct arena *arena, const struct dhis2_report *report,
                             enum dhis2_format format);

#endif
