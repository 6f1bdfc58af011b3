/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases in the Human Trafficking Case Data Standard 2.0 (IOM): what a file of cases says, field by field,
 * whatever its form.  The table of fields is the one thing that reading, writing and both directions of the
 * mapping walk.  Everything here is pure.
 *
 * A case is a row of values; what it may have several of (events, plans, comments…) are its parts.  A value
 * is a text: codes with semicolons between them, days as 2016-03-07, 2016-03 or 2016, TRUE or FALSE.
 */
#ifndef MLUP_EXCHANGE_HTCDS_H
#define MLUP_EXCHANGE_HTCDS_H

#include "base/doc.h"
#include "base/limits.h"
#include "catalogue/record.h"

enum { HTCDS_FIELDS_MAX = 96 };

enum htcds_kind {
    HTCDS_TEXT,
    HTCDS_LONG,
    HTCDS_CODES, /* one or several: the standard's files disagree which */
    HTCDS_DATE,
    HTCDS_FLAG,
    HTCDS_NUMBER,
    HTCDS_DEGREES,
    HTCDS_LANGUAGE, /* ISO 639 */
    HTCDS_PHONE,    /* E.164 */
};

/* What of a case there may be several of. */
enum htcds_group {
    HTCDS_WHOLE, /* the case itself */
    HTCDS_OUTGOING,
    HTCDS_PERPETRATOR,
    HTCDS_COMMENT,
    HTCDS_EVENT,
    HTCDS_PLAN,
    HTCDS_GROUPS
};
/* "events": of JSON, and of what is kept. */
const char *htcds_group_name(enum htcds_group group);

struct htcds_own;
struct htcds_own_part;
struct htcds_field {
    const char *name, *label;
    const char *others; /* other spellings of the name, blanks between them; NULL */
    enum htcds_kind kind;
    enum htcds_group group;
    const char *share; /* the class of what may be told that covers it (share_class); NULL: any of them */
    bool core;
    bool is_ours; /* a column that the standard has not */
    /* Where it stands here (htcds_own.h): `type` has a field with this tag, or the functions say it.  None of
     * them: it is kept beside the file.  Values of a unit are kept together or not at all. */
    const struct record_type *type;
    struct slice (*get)(const struct htcds_own *own, const struct htcds_own_part *part);
    void (*set)(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                struct slice text);
    const char *unit;
    bool stays; /* what came is given back whatever stands here: whose record it was */
};
extern const struct htcds_field htcds_fields[];
extern const size_t htcds_field_count;
/* NULL when there is none of that name, letter by letter. */
const struct htcds_field *htcds_field_find(struct slice name);
size_t htcds_index(const struct htcds_field *field);
/* The value of the field of that name, which there must be. */
struct slice htcds_value(const struct slice *values, const char *name);

struct htcds_code {
    const char *code, *spelled; /* as people write it */
};
struct htcds_codes {
    const struct htcds_code *codes;
    size_t count;
};
/* NULL: the field has none. */
const struct htcds_codes *htcds_codes_of(const struct htcds_field *field);

struct htcds_part {
    enum htcds_group group;
    struct slice *values; /* of all fields, those of its group filled */
};
struct htcds_case {
    int64_t line; /* where it began, as a spreadsheet shows it; in JSON its number from 1 */
    struct slice *values;
    struct htcds_part *parts;
    size_t part_count;
    bool is_wrong;       /* something in it was refused */
    struct slice decide; /* "new", or the file in which the person goes on */
};
struct htcds_set {
    struct arena *arena;
    struct htcds_case *cases;
    size_t count;
};
struct htcds_set htcds_set_new(struct arena *arena);
/* An empty case behind the others; NULL when there are LIMIT_HTCDS_CASES. */
struct htcds_case *htcds_case_add(struct htcds_set *set);
/* An empty part; NULL when there are LIMIT_HTCDS_PARTS. */
struct htcds_part *htcds_part_add(struct arena *arena, struct htcds_case *one, enum htcds_group group);
bool htcds_part_is_empty(const struct htcds_part *part);
/* The n-th part of the group, or NULL. */
const struct htcds_part *htcds_part_of(const struct htcds_case *one, enum htcds_group group, size_t index);

/* Reads what stands for a value in a file; false with a message and what it is about. */
struct htcds_fault {
    const char *message;
    struct slice about;
};
bool htcds_value_read(struct arena *arena, const struct htcds_field *field, struct slice text,
                      struct slice *value, struct htcds_fault *fault);

#endif
