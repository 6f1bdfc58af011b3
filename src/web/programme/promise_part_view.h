/* SPDX-License-Identifier: Apache-2.0 */
/* A part of a promise with all its numbers, read once and written as a page or as JSON. */
#ifndef MLUP_WEB_PROMISE_PART_VIEW_H
#define MLUP_WEB_PROMISE_PART_VIEW_H

#include "web/programme/promise_view.h"

enum { PART_MISSING_SHOWN = 50 }; /* units without it, of "every one has it" */

struct part_view {
    struct slice promise_id; /* as text, for addresses */
    const struct promise_state *promise;
    const struct promise_part_state *state;
    const struct book_part *base; /* of "every one of"; NULL: none */
    bool is_outside;              /* the reader is told numbers, not the records behind them */
    int64_t today;
    enum promise_grain grain, split_grain;
    int64_t split_period;
    struct slice sentences[PROMISE_SENTENCES_MAX];
    size_t sentence_count;
    struct promise_point *months, *points; /* by month; by the asked grain */
    size_t month_count, point_count;
    struct promise_split *splits;
    size_t split_count;
    struct promise_place *places; /* of a frequency */
    size_t place_count;
    struct promise_share *shares; /* of a cap */
    size_t share_count;
    struct promise_unit missing[PART_MISSING_SHOWN + 1]; /* of every; one more tells that there are more */
    size_t missing_count;
};

/* The part that "every one of" asks about; NULL for other rules, and when it is gone. */
const struct book_part *part_view_base(struct web *web, const struct promise_rule *rule);
/* Reads everything about the part. */
void part_view_read(struct web *web, struct part_view *view);
/* Adds what templates/promise_part takes. */
void part_view_add(struct web *web, const struct part_view *view, struct doc *object);
/* Adds the same numbers for programs. */
void part_view_write_json(struct web *web, const struct part_view *view, struct doc *object);

/* The address of the records behind a number; empty for who is not shown them. */
/* False where the reader may not read what is counted: case files of another organisation are numbers alone. */
bool part_view_tells_rows(struct web *web, const struct promise_rule *rule, struct uuid org);
struct slice part_view_records_href(struct web *web, const struct part_view *view, enum promise_grain grain, int64_t period,
                                    enum promise_dim dim, struct slice key);
/* "sex", "age", "province", "commune", "each"; empty for the others. */
struct slice part_view_dim_code(enum promise_dim dim);
bool part_view_dim_parse(struct slice code, enum promise_dim *dim);
/* The name of a split's key in the reader's language; "not known" for the empty one. */
struct slice part_view_key_name(struct web *web, const struct promise_rule *rule, enum promise_dim dim, struct slice key);

/* A record by its title, as far as the actor may know it; `*href` its page or that of the record it is a part of, empty
 * when it does not exist for the actor. */
struct slice part_view_record_title(struct web *web, const struct record_type *type, struct uuid id, struct slice *href);
/* The same for a unit: a record or a place. */
struct slice part_view_unit_title(struct web *web, const struct promise_unit *unit, struct slice *href);

#endif
