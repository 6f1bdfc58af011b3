/* SPDX-License-Identifier: Apache-2.0 */
/* A bound rule's verdict on one record.  Runs in the writer for every change: no allocation. */
#include "base/log.h"
#include "domain/programme/promise_rule.h"

/* What the rule's nodes lead to from one source, looked up when first asked for: most rules fail at their
 * first condition and never need the rest. */
struct seen {
    const struct promise_rule *rule;
    const struct promise_reach *reach;
    const struct record *at[PROMISE_NODES_MAX]; /* NULL: the reference is empty, or its record is deleted */
    uint32_t looked;                            /* bit i: at[i] is known */
};
_Static_assert(PROMISE_NODES_MAX <= 32, "a bit for each node");

static const struct record *node_at(struct seen *seen, size_t node) {
    if (seen->looked >> node & 1) return seen->at[node];
    seen->looked |= UINT32_C(1) << node;
    const struct promise_node *step = &seen->rule->nodes[node];
    const struct record *parent = node_at(seen, step->parent);
    const struct value *link = parent ? record_value_const(parent, step->field) : NULL;
    if (!link || !link->present) return NULL;
    const struct record *found =
        seen->reach->find(seen->reach->context, step->type, parent->org_id, link->id);
    return seen->at[node] = found && found->deleted_ms == 0 ? found : NULL;
}

static const struct value *value_at(struct seen *seen, const struct promise_end *end) {
    const struct record *record = end->field ? node_at(seen, end->node) : NULL;
    if (!record) return NULL;
    const struct value *value = record_value_const(record, end->field);
    return value->present ? value : NULL;
}

/* ---- conditions ---- */

static bool one_equals(const struct field *field, const struct value *value, const struct value *wanted) {
    return value_equal(field, value, wanted);
}

static bool one_has(const struct field *field, const struct value *value, const struct value *wanted) {
    (void)field;
    return codes_contain(value->text, wanted->text);
}

static bool one_within(const struct field *field, const struct value *value, const struct value *wanted) {
    (void)field;
    return slice_starts(value->text, wanted->text);
}

static bool any_wanted(const struct promise_condition *condition, const struct value *value,
                       bool (*matches)(const struct field *, const struct value *, const struct value *)) {
    for (size_t i = 0; value && i < condition->value_count; i++) {
        if (matches(condition->at.field, value, &condition->values[i])) return true;
    }
    return false;
}

static int64_t order_of(const struct field *field, const struct value *value) {
    return field->kind == KIND_DATE ? date_first_day(value->date) : value->number;
}

static bool holds(const struct promise_condition *condition, const struct value *value) {
    const struct field *field = condition->at.field;
    switch (condition->op) {
    case OP_EMPTY: return value == NULL;
    case OP_FILLED: return value != NULL;
    case OP_EQUAL: return any_wanted(condition, value, one_equals);
    case OP_NOT_EQUAL: return !any_wanted(condition, value, one_equals);
    case OP_HAS: return any_wanted(condition, value, one_has);
    case OP_WITHIN: return any_wanted(condition, value, one_within);
    case OP_LESS: return value && order_of(field, value) < order_of(field, condition->values);
    case OP_AT_MOST: return value && order_of(field, value) <= order_of(field, condition->values);
    case OP_GREATER: return value && order_of(field, value) > order_of(field, condition->values);
    case OP_AT_LEAST: return value && order_of(field, value) >= order_of(field, condition->values);
    }
    BUG("comparison %d", condition->op);
}

static bool conditions_hold(const struct promise_rule *rule, struct seen *seen,
                            struct promise_reason *reason) {
    for (size_t i = 0; i < rule->condition_count; i++) {
        const struct promise_condition *condition = &rule->conditions[i];
        if (holds(condition, value_at(seen, &condition->at))) continue;
        reason->condition = condition;
        reason->at = node_at(seen, condition->at.node);
        return false;
    }
    return true;
}

/* ---- day, unit, split ---- */

static bool find_day(const struct promise_rule *rule, struct seen *seen, int64_t *day) {
    if (!rule->day.field) {
        *day = clock_day_of_ms(seen->at[0]->created_ms);
        return true;
    }
    const struct value *value = value_at(seen, &rule->day);
    if (value) *day = date_first_day(value->date);
    return value != NULL;
}

static enum promise_verdict judge_day(const struct promise_rule *rule, struct seen *seen, int64_t *day) {
    if (!find_day(rule, seen, day)) return VERDICT_NO_DAY;
    if (*day < rule->first_day) return VERDICT_TOO_EARLY;
    return *day > rule->last_day ? VERDICT_TOO_LATE : VERDICT_COUNTS;
}

static struct slice cut(struct slice code, uint8_t digits) {
    return digits ? slice_sub(code, 0, digits) : code;
}

static bool find_unit(const struct promise_rule *rule, struct seen *seen, struct promise_contribution *out) {
    const struct record *unit =
        rule->unit.field && rule->unit.field->kind == KIND_REF ? node_at(seen, rule->unit_node) : seen->at[0];
    if (rule->unit.field && rule->unit.field->kind == KIND_PLACE) {
        const struct value *place = value_at(seen, &rule->unit);
        struct slice code = place ? cut(place->text, rule->unit_digits) : S("");
        if (code.len == 0 || code.len < rule->unit_digits || code.len > PROMISE_KEY_BYTES) return false;
        memcpy(out->unit, code.s, code.len);
        out->unit_len = (uint8_t)code.len;
        return true;
    }
    if (!unit) return false;
    memcpy(out->unit, unit->id.bytes, UUID_BYTES);
    out->unit_len = UUID_BYTES;
    return true;
}

static bool find_each(const struct promise_rule *rule, struct seen *seen, struct promise_contribution *out) {
    if (!rule->each.field) return true;
    if (rule->each.field->kind == KIND_REF) {
        const struct record *each = node_at(seen, rule->each_node);
        if (!each) return false;
        uuid_write(each->id, out->each);
        out->each_len = UUID_TEXT;
        return true;
    }
    const struct value *place = value_at(seen, &rule->each);
    struct slice code = place ? cut(place->text, rule->each_digits) : S("");
    if (code.len == 0 || code.len < rule->each_digits || code.len > PROMISE_EACH_BYTES) return false;
    memcpy(out->each, code.s, code.len);
    out->each_len = (uint8_t)code.len;
    return true;
}

static enum promise_verdict find_amount(const struct promise_rule *rule, struct seen *seen, int64_t *amount) {
    *amount = 1;
    if (!rule->amount.field) return VERDICT_COUNTS;
    const struct value *value = value_at(seen, &rule->amount);
    if (!value) return VERDICT_NO_AMOUNT;
    bool money = rule->amount.field->kind == KIND_MONEY;
    if (money && value->money.currency != rule->currency) return VERDICT_OTHER_CURRENCY;
    *amount = money ? value->money.amount : value->number;
    bool fits = *amount <= PROMISE_AMOUNT_MAX && *amount >= -PROMISE_AMOUNT_MAX;
    return fits ? VERDICT_COUNTS : VERDICT_TOO_LARGE;
}

struct slice promise_age_band(int years) {
    static const struct {
        int up_to;
        struct slice code;
    } bands[] = {{14, S_INIT("a0_14")},
                 {17, S_INIT("a15_17")},
                 {24, S_INIT("a18_24")},
                 {34, S_INIT("a25_34")},
                 {59, S_INIT("a35_59")}};
    if (years < 0) return S("unknown");
    for (size_t i = 0; i < ARRAY_LEN(bands); i++) {
        if (years <= bands[i].up_to) return bands[i].code;
    }
    return S("a60");
}

/* The age on the part's first day, so that nobody changes band half-way and the bands add up to the total. */
static int age_of(const struct promise_rule *rule, struct seen *seen) {
    const struct value *birth = value_at(seen, &rule->birth_date);
    const struct value *years = value_at(seen, &rule->age_years);
    const struct value *asked = value_at(seen, &rule->age_on);
    struct date first = date_of_day(rule->first_day);
    if (birth) {
        int age = date_years_between(date_of_day(date_first_day(birth->date)), first);
        return age < 0 ? 0 : age; /* born during the part */
    }
    if (!years) return -1;
    int since = asked ? date_years_between(asked->date, first) : 0;
    int64_t age = years->number + since;
    return age < 0 ? 0 : (int)age;
}

static void find_split(const struct promise_rule *rule, struct seen *seen, struct promise_contribution *out) {
    const struct value *place = value_at(seen, &rule->place), *sex = value_at(seen, &rule->sex);
    const struct value *band = value_at(seen, &rule->age_band);
    if (place) out->commune = cut(place->text, 6);
    if (sex) out->sex = sex->text;
    if (band) out->age = band->text;
    if (rule->by_person && node_at(seen, rule->person_node)) out->age = promise_age_band(age_of(rule, seen));
}

static enum promise_verdict judge(const struct promise_rule *rule, struct seen *seen,
                                  struct promise_contribution *out, struct promise_reason *reason) {
    if (!conditions_hold(rule, seen, reason)) return VERDICT_CONDITION;
    if (!find_unit(rule, seen, out)) return VERDICT_NO_UNIT;
    if (!find_each(rule, seen, out)) return VERDICT_NO_EACH;
    enum promise_verdict verdict = judge_day(rule, seen, &out->day);
    reason->day = out->day;
    if (verdict == VERDICT_COUNTS) verdict = find_amount(rule, seen, &out->amount);
    if (verdict != VERDICT_COUNTS) return verdict;
    find_split(rule, seen, out);
    return rule->shape == SHAPE_FREQUENCY && out->commune.len == 0 ? VERDICT_NO_PLACE : VERDICT_COUNTS;
}

bool promise_rule_apply(const struct promise_rule *rule, const struct promise_reach *reach,
                        const struct record *source, struct promise_contribution *contribution,
                        struct promise_reason *reason) {
    struct promise_reason unused;
    if (!reason) reason = &unused;
    *reason = (struct promise_reason){0};
    *contribution = (struct promise_contribution){0};
    if (!rule->source) return reason->verdict = VERDICT_NOT_RECORDED, false;
    ASSERT(source->type == rule->source);
    if (source->deleted_ms) return reason->verdict = VERDICT_DELETED, false;
    struct seen seen = {.rule = rule, .reach = reach, .at = {source}, .looked = 1};
    reason->verdict = judge(rule, &seen, contribution, reason);
    return reason->verdict == VERDICT_COUNTS;
}

bool promise_contribution_equal(const struct promise_contribution *a, const struct promise_contribution *b) {
    return a->unit_len == b->unit_len && memcmp(a->unit, b->unit, a->unit_len) == 0 &&
           a->each_len == b->each_len && memcmp(a->each, b->each, a->each_len) == 0 && a->day == b->day &&
           a->amount == b->amount && slice_equal(a->commune, b->commune) && slice_equal(a->sex, b->sex) &&
           slice_equal(a->age, b->age);
}

struct slice promise_rule_place(const struct promise_rule *rule, struct slice commune) {
    struct slice rest = rule->places, code;
    if (rest.len == 0) return commune;
    while (slice_split(&rest, ',', &code)) {
        if (slice_starts(commune, code)) return code;
    }
    return S("");
}
