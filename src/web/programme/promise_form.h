/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A promise and its parts as one form.  What was typed is kept as text beside what could be read of it, so a
 * form that comes back shows every byte.  Inputs of the promise have the field's name; those of part n begin
 * with "pN.".  Inputs that a rule of the chosen shape does not read are carried along hidden, so that
 * choosing another shape loses nothing.
 */
#ifndef MLUP_WEB_PROMISE_FORM_H
#define MLUP_WEB_PROMISE_FORM_H

#include "web/programme/promise_paths.h"
#include "web/programme/promise_view.h"
#include "web/record/record_text.h"

enum { PROMISE_FORM_PARTS = 12, PROMISE_FORM_POINTS = 60, PROMISE_FORM_LANGUAGES = 2 };

/* A condition; several values are joined by '|'. */
struct condition_row {
    struct slice path, op, value;
    struct slice words; /* typed for a place or a record and not yet understood */
};

struct form_record {
    const struct record *before;           /* as stored; NULL: new */
    struct record *now;                    /* what was read of the form */
    struct slice texts[RECORD_FIELDS_MAX]; /* as typed, by index of the field */
    int64_t version;                       /* that the form started from; 0: new */
};

struct form_point {
    const struct record *before; /* NULL: new */
    struct slice on, planned;    /* as typed; both empty: taken out */
    struct date day;
    int64_t number, version;
};

/* An amended target to be added. */
struct form_target {
    struct slice target, from, note, amendment;
};

struct form_part {
    struct form_record record; /* of type promise_part */
    struct rule_path *paths;   /* what the source offers */
    size_t path_count;
    struct condition_row rows[LIMIT_FILTERS];
    size_t row_count;
    struct slice places_words; /* typed and not yet understood */
    struct form_point points[PROMISE_FORM_POINTS];
    size_t point_count;
    struct form_target target;
    bool remove;
    struct slice words[PROMISE_FORM_LANGUAGES][PROMISE_SENTENCES_MAX]; /* the rule, by enum lang */
    size_t word_count;
    struct slice missing; /* why it cannot be counted yet; empty: it can */
    bool has_number;
    int64_t number; /* what it would count now */
};

struct promise_form {
    struct form_record record; /* of type promise */
    struct form_part parts[PROMISE_FORM_PARTS];
    size_t part_count;
    struct uuid org; /* of the agreement chosen; zero: none yet */
    const struct record *agreement;
    struct slice id; /* as text; empty: a new promise */
    struct record_names *names;
    bool is_draft; /* nothing was sent to be saved: what is missing is no mistake yet */
};

/* The form of a stored promise, or an empty one with one part.  False when it does not exist for the actor.
 */
bool promise_form_load(struct web *web, struct promise_form *form);
/* One more part, empty, when there is room. */
void promise_form_add_part(struct web *web, struct promise_form *form);
/* Takes over what was posted; wrong texts leave refusals in web->refusal under the input's name.  False after
 * any. */
bool promise_form_read(struct web *web, struct promise_form *form);
/* Fills words, missing and number of every part. */
void promise_form_preview(struct web *web, struct promise_form *form);
/* Builds the view of templates/promise_form. */
void promise_form_show(struct web *web, const struct promise_form *form);
/* The writer found newer versions: shows both values of what both changed; the form goes on from the newer
 * ones. */
void promise_form_conflict(struct web *web, struct promise_form *form);

/* ---- between the files of the form ---- */

/* "p2." of part 2 and the name. */
struct slice promise_form_name(struct arena *arena, size_t part, struct slice name);
/* The name and an index behind it: "path.3". */
struct slice promise_form_indexed(struct arena *arena, struct slice prefix, const char *name, size_t index);
/* What was typed for a field. */
struct slice promise_form_text(const struct form_record *form, const char *field);
/* The shape chosen; false when none is. */
bool promise_form_shape(const struct form_part *part, enum promise_shape *shape);
/* True when the chosen shape reads the field; without a shape only what every rule reads. */
bool promise_form_uses(const struct form_part *part, const char *field);
/* The path with this text among those of the source; NULL when there is none. */
const struct rule_path *promise_form_path(const struct form_part *part, struct slice path);
/* The conditions as rows, made of the text of the field `filter`. */
void promise_form_rows(struct form_part *part);
/* Finds the paths of the source. */
void promise_form_offer(struct web *web, struct form_part *part);
/* The first comparison that fits the field. */
enum promise_op promise_form_op(const struct field *field);
bool promise_form_op_parse(struct slice code, enum promise_op *op);
/* The agreement chosen, and whose promise it is. */
void promise_form_find_agreement(struct web *web, struct promise_form *form);

/* The inputs of a part's rule (promise_form_rule.c). */
void promise_form_add_rule(struct web *web, const struct promise_form *form, size_t index,
                           struct doc *object);

#endif
