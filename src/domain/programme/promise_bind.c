/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binds the text of a counting rule to the catalogue: every path leads somewhere, every comparison fits its
 * field, every value is one the field can have.  What is refused here names the field of the part and the
 * exact reason.
 */
#include "base/text.h"
#include "domain/programme/promise.h"
#include "domain/programme/promise_rule.h"

/* Changes when the meaning of rules changes, so that everything is counted anew. */
#define RULE_VERSION "2"

struct binder {
    struct arena *arena;
    const struct catalogue *catalogue;
    const struct promise_part *part;
    struct promise_rule *rule;
    struct refusal *refusal;
};

static struct slice text_of(const struct value *value) {
    return value->present ? slice_trim(value->text) : S("");
}

static struct slice label_of(const struct record_type *type) {
    return slice_of(type->label);
}

/* ---- paths ---- */

/* A rule stays inside the organisation: it follows no reference to shared records or to another's users,
 * because a change there would have to recount every organisation. */
bool promise_field_leads_on(const struct catalogue *catalogue, const struct field *field) {
    if (field->kind != KIND_REF) return true;
    const struct record_type *type = catalogue_find(catalogue, slice_of(field->ref));
    return !field->anywhere && type && type->scope == SCOPE_ORG;
}

/* The node for the record a field of `parent` refers to: the one there is, or a new one. */
static bool bind_node(struct binder *binder, uint8_t parent, const struct field *field, uint8_t *node) {
    struct promise_rule *rule = binder->rule;
    for (size_t i = 1; i < rule->node_count; i++) {
        if (rule->nodes[i].parent == parent && rule->nodes[i].field == field) return *node = (uint8_t)i, true;
    }
    if (rule->node_count == PROMISE_NODES_MAX) {
        return refuse(binder->refusal, S("filter"), "The rule looks at too many different records.");
    }
    *node = (uint8_t)rule->node_count;
    rule->nodes[rule->node_count++] = (struct promise_node){
        .parent = parent, .field = field, .type = catalogue_find(binder->catalogue, slice_of(field->ref))};
    return true;
}

static bool bind_names(struct binder *binder, const struct promise_path_text *path, struct slice where,
                       struct promise_end *end) {
    uint8_t node = 0;
    for (size_t i = 0; i < path->count; i++) {
        const struct record_type *type = binder->rule->nodes[node].type;
        const struct field *field = record_type_field(type, path->names[i]);
        if (!field) {
            return refuse_with(binder->refusal, where, "{1} has no field “{2}”.", label_of(type),
                               path->names[i]);
        }
        if (field->sealed || !promise_field_leads_on(binder->catalogue, field)) {
            return refuse_with(binder->refusal, where, "A rule cannot look at {1}.", slice_of(field->label),
                               S(""));
        }
        if (i + 1 == path->count) {
            *end = (struct promise_end){node, field};
            return true;
        }
        if (field->kind != KIND_REF) {
            return refuse_with(binder->refusal, where,
                               "“{1}” leads to no other record; only the last name may be such.",
                               path->names[i], S(""));
        }
        if (!bind_node(binder, node, field, &node)) return false;
    }
    return false;
}

static bool bind_path(struct binder *binder, struct slice text, struct slice where, struct promise_end *end,
                      struct slice *cut) {
    struct promise_path_text path;
    if (!promise_parse_path(text, where, &path, binder->refusal)) return false;
    *cut = path.cut;
    return bind_names(binder, &path, where, end);
}

/* ---- conditions ---- */

static bool is_ordered(enum field_kind kind) {
    return kind == KIND_INTEGER || kind == KIND_DATE;
}

static bool op_fits(enum promise_op op, enum field_kind kind) {
    switch (op) {
    case OP_EMPTY:
    case OP_FILLED: return true;
    case OP_LESS:
    case OP_AT_MOST:
    case OP_GREATER:
    case OP_AT_LEAST: return is_ordered(kind);
    case OP_HAS: return kind == KIND_CHOICES || kind == KIND_PLACES;
    case OP_WITHIN: return kind == KIND_PLACE;
    case OP_EQUAL:
    case OP_NOT_EQUAL:
        return is_ordered(kind) || kind == KIND_BOOL || kind == KIND_CHOICE || kind == KIND_PLACE ||
               kind == KIND_REF || kind == KIND_TEXT;
    }
    return false;
}

static bool takes_value(enum promise_op op) {
    return op != OP_EMPTY && op != OP_FILLED;
}

bool promise_op_fits(enum promise_op op, const struct field *field) {
    return op_fits(op, field->kind) && !(takes_value(op) && field->sensitivity == IDENTIFYING);
}

static bool parse_bool(struct slice text, int64_t *number) {
    if (slice_equal(text, S("true")) || slice_equal(text, S("yes"))) return *number = 1, true;
    if (slice_equal(text, S("false")) || slice_equal(text, S("no"))) return *number = 0, true;
    return false;
}

static bool is_place_code(struct slice code) {
    int64_t number;
    return code.len >= 2 && code.len <= 8 && code.len % 2 == 0 && code.s[0] != '-' &&
           slice_to_int64(code, &number);
}

static bool value_fits(struct binder *binder, const struct field *field, struct slice text,
                       struct value *value) {
    value->present = true;
    value->text = S("");
    switch (field->kind) {
    case KIND_INTEGER: return slice_to_int64(text, &value->number);
    case KIND_BOOL: return parse_bool(text, &value->number);
    case KIND_DATE: return date_parse_iso(text, &value->date);
    case KIND_REF: return uuid_parse(text, &value->id);
    case KIND_CHOICE:
    case KIND_CHOICES:
        value->text = arena_copy(binder->arena, text);
        return choice_find(field->choices, text) != NULL;
    case KIND_PLACE:
    case KIND_PLACES: value->text = arena_copy(binder->arena, text); return is_place_code(text);
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_PHONE: value->text = arena_copy(binder->arena, text); return true;
    case KIND_MONEY: return false;
    }
    return false;
}

static bool bind_condition(struct binder *binder, const struct promise_condition_text *text,
                           struct promise_condition *condition) {
    if (!bind_names(binder, &text->path, S("filter"), &condition->at)) return false;
    const struct field *field = condition->at.field;
    condition->op = text->op;
    if (!promise_op_fits(text->op, field)) {
        return refuse_with(binder->refusal, S("filter"), "{1} cannot be compared with “{2}”.",
                           slice_of(field->label), promise_op_text(text->op));
    }
    condition->values = arena_make(binder->arena, struct value, text->value_count);
    condition->value_count = text->value_count;
    for (size_t i = 0; i < text->value_count; i++) {
        if (value_fits(binder, field, text->values[i], &condition->values[i])) continue;
        return refuse_with(binder->refusal, S("filter"), "“{1}” is not a value of {2}.", text->values[i],
                           slice_of(field->label));
    }
    return true;
}

static bool bind_filter(struct binder *binder, const struct promise_filter_text *filter) {
    bool good = true;
    for (size_t i = 0; i < filter->count; i++) {
        struct promise_rule *rule = binder->rule;
        bool bound = bind_condition(binder, &filter->conditions[i], &rule->conditions[rule->condition_count]);
        if (bound) rule->condition_count++;
        good = good && bound;
    }
    return good;
}

/* ---- unit, each, amount ---- */

static uint8_t level_digits(struct slice word) {
    static const struct {
        struct slice word;
        uint8_t digits;
    } levels[] = {
        {S_INIT("province"), 2}, {S_INIT("district"), 4}, {S_INIT("commune"), 6}, {S_INIT("village"), 8}};
    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        if (slice_equal(levels[i].word, word)) return levels[i].digits;
    }
    return 0;
}

/* What may count as one: another record, or a place (cut to a level). */
static bool bind_one(struct binder *binder, struct slice text, struct slice where, struct promise_end *end,
                     uint8_t *node, uint8_t *digits) {
    struct slice cut;
    if (!bind_path(binder, text, where, end, &cut)) return false;
    *digits = level_digits(cut);
    switch (end->field->kind) {
    case KIND_REF:
        if (cut.len) return refuse_with(binder->refusal, where, "@{1} fits only a place.", cut, S(""));
        return bind_node(binder, end->node, end->field, node);
    case KIND_PLACE:
        if (cut.len == 0 || *digits) return true;
        return refuse_with(binder->refusal, where,
                           "@{1} is not a level: use province, district, commune or village.", cut, S(""));
    default:
        return refuse_with(binder->refusal, where, "{1} is neither another record nor a place.",
                           slice_of(end->field->label), S(""));
    }
}

static bool bind_amount(struct binder *binder, struct slice text) {
    struct promise_rule *rule = binder->rule;
    struct slice cut, label;
    if (!bind_path(binder, text, S("amount"), &rule->amount, &cut)) return false;
    label = slice_of(rule->amount.field->label);
    if (rule->amount.field->kind == KIND_MONEY) {
        if (currency_parse(cut, &rule->currency) && rule->currency != CURRENCY_NONE) return true;
        return refuse_with(binder->refusal, S("amount"),
                           "{1} is money: say the currency, {2}@KHR or {2}@USD.", label, text);
    }
    if (rule->amount.field->kind == KIND_INTEGER && cut.len == 0) return true;
    return refuse_with(binder->refusal, S("amount"), "{1} is not a number.", label, S(""));
}

/* ---- where sex and age, day and place come from ---- */

static struct promise_end end_of(const struct promise_rule *rule, uint8_t node, const char *name) {
    return (struct promise_end){node, record_type_field(rule->nodes[node].type, slice_of(name))};
}

static void bind_person_at(struct promise_rule *rule, uint8_t node) {
    rule->by_person = true;
    rule->person_node = node;
    rule->sex = end_of(rule, node, "sex");
    rule->birth_date = end_of(rule, node, "birth_date");
    rule->age_years = end_of(rule, node, "age_years");
    rule->age_on = end_of(rule, node, "age_on");
}

static bool is_person(const struct record_type *type) {
    return slice_equal(slice_of(type->name), S("person"));
}

/* Sex and age add up to the total only where one unit has one of each: a unit that is a person, or a source
 * that counts by itself and is a person, belongs to one, or says both in its own fields (a head count). */
static bool bind_person(struct binder *binder) {
    struct promise_rule *rule = binder->rule;
    if (rule->unit.field) {
        bool person = rule->unit.field->kind == KIND_REF && is_person(rule->nodes[rule->unit_node].type);
        if (person) bind_person_at(rule, rule->unit_node);
        return true;
    }
    if (is_person(rule->source)) return bind_person_at(rule, 0), true;
    rule->sex = end_of(rule, 0, "sex");
    rule->age_band = end_of(rule, 0, "age_band");
    const struct field *field = record_type_field(rule->source, S("person"));
    if (rule->sex.field || !field || field->kind != KIND_REF) return true;
    uint8_t node;
    if (!bind_node(binder, 0, field, &node)) return false;
    if (is_person(rule->nodes[node].type)) bind_person_at(rule, node);
    return true;
}

/* The date a record of the type is known by: its first required date, else its first one shown in lists.
 * Birth dates and other dates of reduced precision are no such dates. */
static const struct field *date_field(const struct record_type *type) {
    const struct field *listed = NULL;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (field->kind != KIND_DATE || field->reduced) continue;
        if (field->required) return field;
        if (field->listed && !listed) listed = field;
    }
    return listed;
}

static const struct field *place_field(const struct record_type *type) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].kind == KIND_PLACE) return &type->fields[i];
    }
    return NULL;
}

struct search {
    const struct record_type *type;
    size_t parent;
    const struct field *field;
    size_t depth;
};
enum { SEARCH_MAX = 64 };

/* Puts what the records of place `at` refer to at the end of the queue, in the order of the fields. */
static size_t search_widen(const struct catalogue *catalogue, struct search *queue, size_t at, size_t count) {
    const struct record_type *type = queue[at].type;
    if (queue[at].depth + 1 >= LIMIT_PATH_STEPS) return count;
    for (size_t i = 0; i < type->field_count && count < SEARCH_MAX; i++) {
        const struct field *field = &type->fields[i];
        if (field->kind != KIND_REF || !promise_field_leads_on(catalogue, field)) continue;
        queue[count++] =
            (struct search){catalogue_find(catalogue, slice_of(field->ref)), at, field, queue[at].depth + 1};
    }
    return count;
}

static bool search_bind(struct binder *binder, const struct search *queue, size_t at, uint8_t *node) {
    if (at == 0) return *node = 0, true;
    uint8_t parent;
    return search_bind(binder, queue, queue[at].parent, &parent) &&
           bind_node(binder, parent, queue[at].field, node);
}

/* The nearest field that `pick` finds: in the source, else in what it refers to, breadth first. */
static bool bind_nearest(struct binder *binder, const struct field *(*pick)(const struct record_type *type),
                         struct promise_end *end) {
    struct search queue[SEARCH_MAX] = {{.type = binder->rule->source}};
    size_t count = 1;
    for (size_t at = 0; at < count; at++) {
        const struct field *field = pick(queue[at].type);
        if (field) {
            end->field = field;
            return search_bind(binder, queue, at, &end->node);
        }
        count = search_widen(binder->catalogue, queue, at, count);
    }
    return true;
}

/* ---- the whole ---- */

struct shape_need {
    const char *code;
    enum promise_shape shape;
    bool unit, may_unit, amount, each, times, every_of;
};
static const struct shape_need shape_needs[] = {
    {.code = "count", .shape = SHAPE_COUNT},
    {.code = "distinct", .shape = SHAPE_DISTINCT, .unit = true, .may_unit = true},
    {.code = "sum", .shape = SHAPE_SUM, .amount = true},
    {.code = "frequency", .shape = SHAPE_FREQUENCY, .times = true},
    {.code = "cap", .shape = SHAPE_CAP, .unit = true, .may_unit = true, .each = true, .times = true},
    {.code = "every", .shape = SHAPE_EVERY, .may_unit = true, .every_of = true},
    {.code = "reported", .shape = SHAPE_REPORTED, .may_unit = true},
};

bool promise_shape_parse(struct slice code, enum promise_shape *shape) {
    for (size_t i = 0; i < ARRAY_LEN(shape_needs); i++) {
        if (slice_equal(slice_of(shape_needs[i].code), code)) return *shape = shape_needs[i].shape, true;
    }
    return false;
}

/* In the order of enum promise_shape, like check_shape reads it. */
bool promise_shape_uses(enum promise_shape shape, struct slice field) {
    const struct shape_need *use = &shape_needs[shape];
    const struct {
        struct slice field;
        bool used;
    } uses[] = {
        {S("unit"), use->may_unit},
        {S("amount"), use->amount},
        {S("each"), use->each},
        {S("times"), use->times},
        {S("every_of"), use->every_of},
        {S("places"), shape == SHAPE_FREQUENCY},
        {S("target"), shape != SHAPE_REPORTED && !use->every_of},
    };
    for (size_t i = 0; i < ARRAY_LEN(uses); i++) {
        if (slice_equal(uses[i].field, field)) return uses[i].used;
    }
    return true;
}

static bool need(struct binder *binder, bool needed, bool allowed, bool given, struct slice field,
                 const char *message) {
    if (needed && !given) return refuse(binder->refusal, field, message);
    if (given && !allowed)
        return refuse(binder->refusal, field, "This kind of rule does not use it; leave it empty.");
    return true;
}

static bool check_shape(struct binder *binder) {
    const struct promise_part *part = binder->part;
    const struct shape_need *shape = &shape_needs[binder->rule->shape];
    bool reported = shape->shape == SHAPE_REPORTED;
    bool good =
        need(binder, !reported, true, text_of(&part->source).len, S("source"), "Say what is counted.");
    good &= need(binder, shape->unit, shape->may_unit, text_of(&part->unit).len, S("unit"),
                 "Say what must be different, for example person.");
    good &= need(binder, shape->amount, shape->amount, text_of(&part->amount).len, S("amount"),
                 "Say which number is summed.");
    good &=
        need(binder, shape->each, shape->each, text_of(&part->each).len, S("each"), "Say who has the limit.");
    good &= need(binder, shape->times, shape->times, part->times.present, S("times"), "Say how many times.");
    good &= need(binder, shape->every_of, shape->every_of, part->every_of.present, S("every_of"),
                 "Say of which part every one must have it.");
    good &= need(binder, false, shape->shape == SHAPE_FREQUENCY, part->places.present, S("places"), "");
    good &= need(binder, false, !reported && !shape->every_of, part->target.present, S("target"), "");
    return good;
}

/* Places of a frequency are counted by commune, so a village is too small. */
static bool check_places(struct binder *binder) {
    struct slice rest = text_of(&binder->part->places), code;
    if (rest.len == 0) return true;
    binder->rule->places = arena_copy(binder->arena, rest);
    while (slice_split(&rest, ',', &code)) {
        if (code.len > 6) {
            return refuse_with(binder->refusal, S("places"),
                               "{1} is a village: name communes, districts or provinces.", code, S(""));
        }
    }
    return true;
}

bool promise_source_is_countable(const struct record_type *type) {
    return type->scope == SCOPE_ORG && type->access != ACCESS_PROMISE && type->access != ACCESS_USERS &&
           type->access != ACCESS_OWN;
}

static bool bind_paths(struct binder *binder, const struct promise_filter_text *filter) {
    const struct promise_part *part = binder->part;
    struct promise_rule *rule = binder->rule;
    struct slice unit = text_of(&part->unit), each = text_of(&part->each), amount = text_of(&part->amount);
    bool good = bind_filter(binder, filter);
    if (unit.len)
        good &= bind_one(binder, unit, S("unit"), &rule->unit, &rule->unit_node, &rule->unit_digits);
    if (each.len)
        good &= bind_one(binder, each, S("each"), &rule->each, &rule->each_node, &rule->each_digits);
    if (amount.len) good &= bind_amount(binder, amount);
    if (!good) return false;
    if (!bind_nearest(binder, date_field, &rule->day) || !bind_nearest(binder, place_field, &rule->place))
        return false;
    if (rule->shape == SHAPE_FREQUENCY && !rule->place.field) {
        return refuse_with(binder->refusal, S("source"), "{1} have no place.", slice_of(rule->source->plural),
                           S(""));
    }
    return bind_person(binder);
}

/* Without the source in the catalogue only the grammar can be checked. */
static bool check_grammar(struct binder *binder) {
    const struct value *paths[] = {&binder->part->unit, &binder->part->each, &binder->part->amount};
    const struct slice names[] = {S("unit"), S("each"), S("amount")};
    struct promise_path_text path;
    bool good = true;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct slice text = text_of(paths[i]);
        if (text.len) good &= promise_parse_path(text, names[i], &path, binder->refusal);
    }
    return good;
}

static bool bind_source(struct binder *binder, const struct promise_filter_text *filter) {
    struct slice source = text_of(&binder->part->source);
    if (source.len == 0) return true;
    struct promise_path_text name;
    if (!promise_parse_path(source, S("source"), &name, binder->refusal)) return false;
    if (name.count != 1 || name.cut.len)
        return refuse(binder->refusal, S("source"), "Name one kind of record.");
    const struct record_type *type = catalogue_find(binder->catalogue, source);
    if (!type) return check_grammar(binder);
    if (!promise_source_is_countable(type)) {
        return refuse_with(binder->refusal, S("source"), "{1} cannot be counted.", slice_of(type->plural),
                           S(""));
    }
    binder->rule->source = type;
    binder->rule->nodes[0].type = type;
    binder->rule->node_count = 1;
    return bind_paths(binder, filter);
}

static void fingerprint_end(struct text *text, const struct promise_end *end) {
    text_printf(text, "%u.%s|", end->node, end->field ? end->field->name : "");
}

/* Equal texts count equally: everything the counted numbers depend on, and nothing else (not the target). */
static uint64_t fingerprint(struct binder *binder) {
    const struct promise_part *part = binder->part;
    const struct promise_rule *rule = binder->rule;
    struct text text = TEXT_IN(binder->arena);
    const struct value *texts[] = {&part->source, &part->unit, &part->filter, &part->amount, &part->each};
    text_printf(&text, RULE_VERSION "|%d|%d|%lld|%lld|", rule->shape, rule->source != NULL,
                (long long)rule->first_day, (long long)rule->last_day);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        text_append(&text, text_of(texts[i]));
        text_append_char(&text, '|');
    }
    fingerprint_end(&text, &rule->day);
    fingerprint_end(&text, &rule->place);
    text_append(&text, (struct slice){(const char *)rule->every_of.bytes, UUID_BYTES});
    uint64_t hash = slice_hash(text_slice(&text));
    return hash ? hash : 1;
}

static void bind_period(struct promise_rule *rule, const struct promise_part *part,
                        struct promise_period period) {
    rule->first_day = part->starts_on.present ? date_first_day(part->starts_on.date) : period.first_day;
    rule->last_day = part->ends_on.present ? date_last_day(part->ends_on.date) : period.last_day;
}

struct promise_rule *promise_rule_bind(struct arena *arena, const struct catalogue *catalogue,
                                       const struct promise_part *part, struct promise_period period,
                                       struct refusal *refusal) {
    struct promise_rule *rule = arena_make(arena, struct promise_rule, 1);
    struct binder binder = {arena, catalogue, part, rule, refusal};
    struct promise_filter_text filter;
    if (!part->shape.present || !promise_shape_parse(part->shape.text, &rule->shape)) {
        refuse(refusal, S("shape"), "Choose a kind of rule.");
        return NULL;
    }
    rule->times = part->times.present ? part->times.number : 0;
    if (part->every_of.present) rule->every_of = part->every_of.id;
    bind_period(rule, part, period);
    bool good = check_shape(&binder);
    good &= check_places(&binder);
    good &= promise_parse_filter(text_of(&part->filter), &filter, refusal);
    if (!good || !bind_source(&binder, &filter)) return NULL;
    rule->fingerprint = fingerprint(&binder);
    return rule;
}

bool promise_rule_is_distinct(const struct promise_rule *rule) {
    switch (rule->shape) {
    case SHAPE_COUNT:
    case SHAPE_SUM:
    case SHAPE_FREQUENCY: return false;
    case SHAPE_DISTINCT:
    case SHAPE_CAP:
    case SHAPE_EVERY: return true;
    case SHAPE_REPORTED: return rule->unit.field != NULL;
    }
    return false;
}

static uint64_t end_bit(const struct promise_rule *rule, size_t node, struct promise_end end) {
    if (!end.field || end.node != node) return 0;
    return UINT64_C(1) << field_index(rule->nodes[node].type, end.field);
}

uint64_t promise_rule_fields_used(const struct promise_rule *rule, size_t node) {
    const struct promise_end ends[] = {rule->unit,   rule->each,    rule->amount,     rule->day,
                                       rule->place,  rule->sex,     rule->birth_date, rule->age_years,
                                       rule->age_on, rule->age_band};
    uint64_t used = 0;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        used |= end_bit(rule, node, ends[i]);
    for (size_t i = 0; i < rule->condition_count; i++)
        used |= end_bit(rule, node, rule->conditions[i].at);
    for (size_t i = 1; i < rule->node_count; i++) {
        used |= end_bit(rule, node, (struct promise_end){rule->nodes[i].parent, rule->nodes[i].field});
    }
    return used;
}
