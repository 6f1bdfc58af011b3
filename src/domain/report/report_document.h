/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The document of a report (report_content.h) read into structs, as every reader shows it, and the version of
 * it for people outside the programme's organisations.  Pure: no database, no clock.
 */
#ifndef MLUP_DOMAIN_REPORT_DOCUMENT_H
#define MLUP_DOMAIN_REPORT_DOCUMENT_H

#include "base/doc.h"
#include "domain/programme/promise_tally.h"
#include "domain/report/report_quality.h"
#include "i18n/locale.h"

/* The same text in both languages; either may be empty. */
struct both {
    struct slice en, km;
};
/* That of the language, else the other one. */
struct slice both_text(const struct both *both, enum lang lang);

struct document_split {
    enum promise_dim dim;
    struct slice key;
    int64_t value, in_period, before;
    bool hidden; /* value */
    bool in_period_hidden;
};

struct document_month {
    int64_t month; /* year * 12 + month - 1 */
    int64_t value, planned;
    bool hidden;
};

struct document_part {
    struct uuid part_id;
    struct both label;
    struct slice shape, unit; /* codes */
    enum promise_status status;
    enum currency currency;
    bool has_target, counted;
    int64_t target, target_signed, planned, value, in_period, before;
    int64_t records, records_in_period; /* how many records stand behind the numbers */
    bool hidden, in_period_hidden, records_hidden;
    struct document_split *splits;
    size_t split_count;
    struct document_month *months;
    size_t month_count;
};

struct document_promise {
    struct uuid promise_id;
    struct slice number;
    struct both title, done, behind, next;
    struct document_part *parts;
    size_t part_count;
};

struct document_quality {
    enum finding_kind kind;
    int64_t found, right, known, all_seen;
    struct slice all_explanation;
    bool all_right;
};

struct document_line {
    struct slice number;
    struct both title;
    struct money budget, spent;
};

struct document_money {
    struct money budget, obligated, advanced, spent, spent_in_period, outstanding, left;
    int64_t unrated; /* amounts left out because their day has no rate */
    struct document_line *lines;
    size_t line_count;
};

/* What was held in the period: of one kind in one province. */
struct document_event {
    struct slice kind, province;
    int64_t held, places, attendances; /* attendances: people at events, each as often as they came */
    bool attendances_hidden;
};

struct document {
    struct both programme, organisation, agreement, period, overview, challenges;
    struct slice donor, award_number, organisation_short, agreement_number, provinces;
    struct date agreement_starts, agreement_ends, period_starts, period_ends, due_on;
    struct document_promise *promises;
    size_t promise_count;
    struct document_quality *quality;
    size_t quality_count;
    struct document_event *events;
    size_t event_count;
    struct document_money *money; /* NULL: none recorded */
    bool for_outsiders;
};

/* False when it is not such a document. */
bool document_read(struct arena *arena, const struct doc *content, struct document *document);
/*
 * Takes out what could tell of single people: counts of people, households, cases, services and grants from 1
 * to 4, and as many others as are needed so that no difference with a total gives one back.  Numbers of
 * splits within the period are left out altogether, because successive reports would give them back. Targets,
 * plans, and counts of groups, places and events stay.
 *
 * `earlier` is what was released of the same agreement before, the oldest first and as read: each is brought to what
 * outsiders saw of it.  No number of the document may differ from one that they saw by one to four: such a total stands as
 * it was released, with its rows; such a row, month or count of records is hidden, and others with it as above.
 */
void document_suppress(struct document *document, struct document *earlier, size_t count);

enum { SMALL_CELL = 5 }; /* counts below it are hidden, but for none */

/* One split: rows of `values` that add up to `total` (or to more, when one unit may stand in several).  Marks
 * what must be hidden; false when hiding all of them is not enough.  `sensitive` rows are hidden whatever
 * their value. */
bool suppress_rows(const int64_t *values, const bool *sensitive, size_t count, int64_t total, bool *hidden);
/* The same with another least cell. */
bool suppress_rows_below(int64_t cell, const int64_t *values, const bool *sensitive, size_t count, int64_t total,
                         bool *hidden);

#endif
