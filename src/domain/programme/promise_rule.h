/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The counting rule of a part of a promise: its text form as an M&E officer writes it, its bound form over
 * the catalogue, and its verdict on one record.  Everything here is a pure function of its arguments: no
 * database, no clock, no state.  README.md beside it explains the rule language.
 *
 *   source  name of a record type; a type the catalogue does not have makes the part "not yet recorded"
 *   unit    path to what counts as one: "person", "person.household", "session.place@commune"; empty: the
 * record filter  one condition a line: path, comparison, value
 */
#ifndef MLUP_DOMAIN_PROMISE_RULE_H
#define MLUP_DOMAIN_PROMISE_RULE_H

#include "base/limits.h"
#include "catalogue/record.h"

struct promise_part; /* domain/programme/promise.h */

/* In the order of the choice set rule_shape. */
enum promise_shape {
    SHAPE_COUNT,
    SHAPE_DISTINCT,
    SHAPE_SUM,
    SHAPE_FREQUENCY,
    SHAPE_CAP,
    SHAPE_EVERY,
    SHAPE_REPORTED,
};

enum promise_op {
    OP_EQUAL,
    OP_NOT_EQUAL,
    OP_LESS,
    OP_AT_MOST,
    OP_GREATER,
    OP_AT_LEAST,
    OP_HAS,
    OP_WITHIN,
    OP_EMPTY,
    OP_FILLED,
};

enum {
    PROMISE_VALUES_MAX = 16, /* alternatives of one condition */
    PROMISE_NODES_MAX = 24,  /* records one rule looks at: the source and what it refers to */
    PROMISE_KEY_BYTES = 16,  /* an id, or a place code */
    PROMISE_EACH_BYTES = 36, /* an id as text, or a place code */
};

/* A trillion riel; nine million such amounts can be summed. */
#define PROMISE_AMOUNT_MAX INT64_C(1000000000000)

/* ---- text -> syntax: pure parsers, fuzzed by tests/fuzz/fuzz_promise_rule.c ---- */

struct promise_path_text {
    struct slice names[LIMIT_PATH_STEPS];
    size_t count;
    struct slice cut; /* behind '@': a level of places or a currency; empty = none */
};

struct promise_condition_text {
    struct promise_path_text path;
    enum promise_op op;
    struct slice values[PROMISE_VALUES_MAX];
    size_t value_count;
};

struct promise_filter_text {
    struct promise_condition_text conditions[LIMIT_FILTERS];
    size_t count;
};

/* "session.place@commune".  The slices borrow from `text`.  Refusals name `field`. */
bool promise_parse_path(struct slice text, struct slice field, struct promise_path_text *path,
                        struct refusal *refusal);
/* One condition a line; empty lines are skipped.  All wrong lines are refused, each with its reason. */
bool promise_parse_filter(struct slice text, struct promise_filter_text *filter, struct refusal *refusal);

/* ---- syntax + catalogue -> rule ---- */

/* A record the rule looks at: the source (node 0) or what a KIND_REF field of an earlier node refers to. */
struct promise_node {
    uint8_t parent;
    const struct field *field; /* of the parent's type; NULL for node 0 */
    const struct record_type *type;
};

/* A field of a node; `field` NULL: there is none. */
struct promise_end {
    uint8_t node;
    const struct field *field;
};

struct promise_condition {
    struct promise_end at;
    enum promise_op op;
    struct value *values;
    size_t value_count;
};

struct promise_rule {
    struct uuid part_id, org_id;
    enum promise_shape shape;
    const struct record_type *source; /* NULL: not yet recorded; then nothing below is filled */
    struct promise_node nodes[PROMISE_NODES_MAX];
    size_t node_count;
    struct promise_end unit; /* field NULL: the source itself counts */
    uint8_t unit_node;       /* the record a unit that is a reference leads to */
    uint8_t unit_digits;     /* a unit that is a place is cut to so many digits; 0 = whole */
    struct promise_condition conditions[LIMIT_FILTERS];
    size_t condition_count;
    struct promise_end each;
    uint8_t each_node, each_digits;
    struct promise_end amount;
    enum currency currency;   /* of a sum of money */
    struct promise_end day;   /* counting date; none: the day the record was entered */
    struct promise_end place; /* counting place */
    bool by_person;           /* sex and age come from the person at person_node */
    uint8_t person_node;
    struct promise_end sex, birth_date, age_years, age_on; /* of that person */
    struct promise_end age_band;                           /* a band written in the source itself */
    int64_t first_day, last_day;                           /* the period, days since 1970, both within */
    int64_t times;                                         /* of frequency and cap */
    struct slice places; /* of frequency: the promised places; empty = all seen */
    struct uuid every_of;
    uint64_t fingerprint; /* equal rules count equally; never 0 */
};

struct promise_period {
    int64_t first_day, last_day;
};

/* True when distinct units are counted (and kept in promise_unit), false when each source counts by itself.
 */
bool promise_rule_is_distinct(const struct promise_rule *rule);
/* The rule of a part, in `arena`; NULL after a refusal that names the part's field and the reason.  The
 * part's own starts_on and ends_on win over `period`.  part_id and org_id are left to the caller. */
struct promise_rule *promise_rule_bind(struct arena *arena, const struct catalogue *catalogue,
                                       const struct promise_part *part, struct promise_period period,
                                       struct refusal *refusal);
/* Bits of the fields of the node's type that the rule reads. */
uint64_t promise_rule_fields_used(const struct promise_rule *rule, size_t node);
/* The shape with this code; false when there is none. */
bool promise_shape_parse(struct slice code, enum promise_shape *shape);
/* The text of a comparison, as it is written in a filter. */
struct slice promise_op_text(enum promise_op op);

/* What a form may offer; the binder refuses everything else. */

/* True when rules of the shape read this field of a part ("unit", "times", "target"); those that all read are
 * not asked. */
bool promise_shape_uses(enum promise_shape shape, struct slice field);
/* True when a condition may compare the field so. */
bool promise_op_fits(enum promise_op op, const struct field *field);
/* True for types whose records can be counted. */
bool promise_source_is_countable(const struct record_type *type);
/* True when a path may go through (or end in) the field: a rule stays inside its organisation. */
bool promise_field_leads_on(const struct catalogue *catalogue, const struct field *field);

/* ---- rule + record -> contribution, or why not ---- */

/* How the rule gets at other records: NULL when there is none.  `org` is ignored for shared types. */
struct promise_reach {
    void *context;
    const struct record *(*find)(void *context, const struct record_type *type, struct uuid org,
                                 struct uuid id);
};

/* What one source record adds to a part.  The slices borrow from the records looked at and from constant
 * tables; unit and each are held here, so that a stored contribution can be compared. */
struct promise_contribution {
    uint8_t unit[PROMISE_KEY_BYTES];
    uint8_t unit_len;
    uint8_t each_len;
    char each[PROMISE_EACH_BYTES];
    int64_t day;
    struct slice commune, sex, age; /* empty: the rule has no such split, or it is not known */
    int64_t amount;                 /* what is summed; 1 for everything but sums */
};

enum promise_verdict {
    VERDICT_COUNTS,
    VERDICT_NOT_RECORDED, /* the catalogue does not have the source */
    VERDICT_DELETED,
    VERDICT_CONDITION, /* reason->condition does not hold */
    VERDICT_NO_UNIT,   /* the unit's path leads to nothing */
    VERDICT_NO_EACH,
    VERDICT_NO_DAY,
    VERDICT_TOO_EARLY,
    VERDICT_TOO_LATE,
    VERDICT_NO_AMOUNT,
    VERDICT_OTHER_CURRENCY,
    VERDICT_TOO_LARGE, /* beyond PROMISE_AMOUNT_MAX, so that no sum can overflow */
    VERDICT_NOT_ASKED, /* of "every one has it": the other part does not ask about this unit */
    VERDICT_NO_PLACE,  /* so many times in each place, and the record has none */
};

struct promise_reason {
    enum promise_verdict verdict;
    const struct promise_condition *condition; /* VERDICT_CONDITION */
    const struct record *at; /* the record the condition looked at; NULL: the path ended before */
    int64_t day;             /* VERDICT_TOO_EARLY, _TOO_LATE */
};

/* True when the source counts; `reason` (may be NULL) says why not: the first rule that fails. */
bool promise_rule_apply(const struct promise_rule *rule, const struct promise_reach *reach,
                        const struct record *source, struct promise_contribution *contribution,
                        struct promise_reason *reason);
bool promise_contribution_equal(const struct promise_contribution *a, const struct promise_contribution *b);
/* The age band's code of a person of so many years; negative is unknown. */
struct slice promise_age_band(int years);

/* The promised place that a commune belongs to: one of the rule's list, or the commune itself when the rule has none.
 * Empty: none of those promised. */
struct slice promise_rule_place(const struct promise_rule *rule, struct slice commune);

#endif
