/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/iati/iati_rules.h"

#include <libxml/xpath.h>
#include <regex.h>

#include "base/clock.h"
#include "base/doc.h"
#include "base/limits.h"
#include "base/log.h"

enum { VALUES_MAX = 20000 }; /* of one path: transactions of one activity */

struct check {
    struct arena *arena;
    struct iati_findings *findings;
    xmlXPathContextPtr xpath;
    int64_t now_ms;
    xmlNodePtr node;   /* the element the rule is about */
    struct slice loop; /* the value that $1 stands for */
};

void iati_findings_add(struct iati_findings *findings, const struct iati_finding *finding) {
    struct iati_finding *added = arena_make(findings->arena, struct iati_finding, 1);
    *added = *finding;
    added->next = NULL;
    if (findings->last)
        findings->last->next = added;
    else
        findings->first = added;
    findings->last = added;
    if (finding->is_error)
        findings->errors++;
    else
        findings->warnings++;
}

/* ---- XPath ---- */

/* With $1 of a loop put in; its values are attributes of the document, in which an apostrophe would end the
 * string. */
static const char *filled(struct check *check, struct slice path) {
    struct text text = TEXT_IN(check->arena);
    size_t at;
    while (check->loop.s && (at = slice_find(path, S("$1"), 0)) < path.len) {
        text_append(&text, slice_sub(path, 0, at));
        text_append(&text, check->loop);
        path = slice_sub(path, at + 2, path.len);
    }
    text_append(&text, path);
    return arena_cstr(check->arena, text_slice(&text));
}

static xmlXPathObjectPtr evaluate(struct check *check, struct slice path) {
    xmlXPathSetContextNode(check->node, check->xpath);
    return xmlXPathEvalExpression((const xmlChar *)filled(check, path), check->xpath);
}

static bool holds(struct check *check, struct slice condition) {
    xmlXPathObjectPtr object = evaluate(check, condition);
    bool result = object && xmlXPathCastToBoolean(object);
    xmlXPathFreeObject(object);
    return result;
}

/* The texts of what a path finds, in order. */
struct values {
    struct slice *items;
    size_t count;
};

static void values_add(struct check *check, struct values *values, struct slice path) {
    xmlXPathObjectPtr object = evaluate(check, path);
    xmlNodeSetPtr set = object && object->type == XPATH_NODESET ? object->nodesetval : NULL;
    for (int i = 0; set && i < set->nodeNr && values->count < VALUES_MAX; i++) {
        xmlChar *content = xmlNodeGetContent(set->nodeTab[i]);
        values->items = arena_room(check->arena, values->items, sizeof *values->items, values->count);
        values->items[values->count++] = arena_copy(check->arena, slice_of((const char *)content));
        xmlFree(content);
    }
    xmlXPathFreeObject(object);
}

static struct values values_of(struct check *check, struct slice path) {
    struct values values = {0};
    values_add(check, &values, path);
    return values;
}

/* All paths of a case together. */
static struct values values_of_paths(struct check *check, const struct doc *paths) {
    struct values values = {0};
    for (const struct doc_entry *entry = paths ? paths->first : NULL; entry; entry = entry->next) {
        values_add(check, &values, entry->value.text);
    }
    return values;
}

static struct values case_values(struct check *check, const struct doc *item) {
    return values_of_paths(check, doc_get(item, S("paths")));
}

static double count_of(struct check *check, const char *expression) {
    xmlXPathObjectPtr object = evaluate(check, slice_of(expression));
    double count = object ? xmlXPathCastToNumber(object) : 0;
    xmlXPathFreeObject(object);
    return count;
}

/* ---- numbers: decimals as whole numbers of 10^-6, so that sums are exact ---- */

enum { SCALE_DIGITS = 6 };

static bool scaled_parse(struct slice text, int64_t *scaled) {
    text = slice_trim(text);
    size_t dot = slice_find(text, S("."), 0);
    bool negative = slice_starts(text, S("-"));
    int64_t whole = 0, part = 0;
    struct slice decimals = slice_sub(text, dot + 1, text.len);
    if (dot > 0 && !slice_to_int64(slice_sub(text, 0, dot), &whole)) return false;
    if (whole > INT64_MAX / 2000000 || whole < -(INT64_MAX / 2000000) || decimals.len > 12) return false;
    for (size_t i = 0; i < SCALE_DIGITS; i++) {
        char digit = i < decimals.len ? decimals.s[i] : '0';
        if (digit < '0' || digit > '9') return false;
        part = part * 10 + (digit - '0');
    }
    *scaled = whole * 1000000 + (negative ? -part : part);
    return text.len > 0;
}

/* A number of the rules, which are whole ones. */
static int64_t scaled_member(const struct doc *item, struct slice key) {
    return doc_get_int(item, key, 0) * 1000000;
}

/* ---- the kinds: each says whether a case is kept ---- */

typedef bool rule_keeps(struct check *check, const struct doc *item);

static bool no_more_than_one(struct check *check, const struct doc *item) {
    return case_values(check, item).count <= 1;
}

static bool atleast_one(struct check *check, const struct doc *item) {
    return case_values(check, item).count >= 1;
}

/* If an excluded one is there the others must not be; of the others there is exactly one. */
static bool only_one_of(struct check *check, const struct doc *item) {
    size_t excluded = values_of_paths(check, doc_get(item, S("excluded"))).count,
           count = case_values(check, item).count;
    return excluded ? count == 0 : count == 1;
}

/* The one stands at the activity, or all that it would speak for say it themselves. */
static bool one_or_all(struct check *check, const struct doc *item) {
    struct slice all = doc_get_text(item, S("all"));
    bool has_one = values_of(check, doc_get_text(item, S("one"))).count > 0;
    if (slice_equal(all, S("lang")))
        return has_one || count_of(check, "count(descendant::narrative[not(@xml:lang)])") == 0;
    if (slice_equal(all, S("currency")))
        return has_one || count_of(check, "count(descendant::value[not(@currency)])") == 0;
    if (slice_equal(all, S("sector")))
        return has_one || count_of(check, "count(transaction[not(sector)])") == 0;
    return has_one || values_of(check, all).count > 0;
}

static bool dependent(struct check *check, const struct doc *item) {
    const struct doc *paths = doc_get(item, S("paths"));
    size_t there = 0, all = 0;
    for (const struct doc_entry *entry = paths ? paths->first : NULL; entry; entry = entry->next, all++) {
        there += values_of(check, entry->value.text).count > 0;
    }
    return there == 0 || there == all;
}

/* Nothing to add up is no sum. */
static bool strict_sum(struct check *check, const struct doc *item) {
    struct values values = case_values(check, item);
    int64_t sum = 0, one;
    for (size_t i = 0; i < values.count; i++) {
        if (!scaled_parse(values.items[i], &one) || __builtin_add_overflow(sum, one, &sum)) return false;
    }
    return values.count == 0 || sum == scaled_member(item, S("sum"));
}

static bool range(struct check *check, const struct doc *item) {
    struct values values = case_values(check, item);
    bool has_max = doc_get(item, S("max")) != NULL, has_min = doc_get(item, S("min")) != NULL;
    for (size_t i = 0; i < values.count; i++) {
        int64_t number;
        if (!scaled_parse(values.items[i], &number)) return false;
        if ((has_min && number < scaled_member(item, S("min"))) ||
            (has_max && number > scaled_member(item, S("max"))))
            return false;
    }
    return true;
}

/* A day, also of a date and time; false for what is none. */
static bool day_parse(struct slice text, int64_t *day) {
    enum { DAY_CHARS = 10 };
    struct date date;
    if (!date_parse_iso(slice_sub(slice_trim(text), 0, DAY_CHARS), &date) || date.precision != DATE_DAY)
        return false;
    *day = date_first_day(date);
    return true;
}

static struct values dates_of(struct check *check, const struct doc *item, struct slice key) {
    struct slice path = doc_get_text(item, key);
    if (!slice_equal(path, S("NOW"))) return values_of(check, path);
    struct values now = {arena_make(check->arena, struct slice, 1), 1};
    now.items[0] = instant_format_iso(check->arena, check->now_ms);
    return now;
}

/* Every first one before every second one; what is not there has no order. */
static bool in_order(const struct values *less, const struct values *more) {
    int64_t first, second;
    for (size_t i = 0; i < less->count; i++) {
        for (size_t k = 0; k < more->count; k++) {
            bool known = day_parse(less->items[i], &first) && day_parse(more->items[k], &second);
            if (known && first > second) return false;
        }
    }
    return true;
}

static bool date_order(struct check *check, const struct doc *item) {
    struct values less = dates_of(check, item, S("less")), more = dates_of(check, item, S("more"));
    return in_order(&less, &more);
}

static bool date_now(struct check *check, const struct doc *item) {
    struct values dates = dates_of(check, item, S("date"));
    for (size_t i = 0; i < dates.count; i++) {
        int64_t ms;
        if (instant_parse_iso(slice_trim(dates.items[i]), &ms) && ms > check->now_ms) return false;
    }
    return true;
}

static bool between_dates(struct check *check, const struct doc *item) {
    struct values dates = dates_of(check, item, S("date")), start = dates_of(check, item, S("start")),
                  end = dates_of(check, item, S("end"));
    return in_order(&start, &dates) && in_order(&dates, &end);
}

/* At most a year from the start to the end. */
static bool time_limit(struct check *check, const struct doc *item) {
    struct values start = dates_of(check, item, S("start")), end = dates_of(check, item, S("end"));
    int64_t first, last;
    if (!start.count || !end.count || !day_parse(start.items[0], &first) || !day_parse(end.items[0], &last))
        return true;
    struct date limit = date_of_day(first);
    limit.year++;
    if (limit.day > date_days_in_month(limit.year, limit.month))
        limit.day = (uint8_t)date_days_in_month(limit.year, limit.month);
    return last <= date_first_day(limit);
}

/* JavaScript's expressions as POSIX ones: inside brackets a backslash is a letter like others, so it goes. */
static bool regex_compile(struct check *check, struct slice pattern, regex_t *regex) {
    struct text posix = TEXT_IN(check->arena);
    bool in_brackets = false;
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.s[i];
        if (c == '[') in_brackets = true;
        if (c == ']') in_brackets = false;
        if (c == '\\' && in_brackets) continue;
        text_append_char(&posix, c);
    }
    return regcomp(regex, arena_cstr(check->arena, text_slice(&posix)), REG_EXTENDED | REG_NOSUB) == 0;
}

static bool all_match(struct check *check, const struct doc *item, bool wanted) {
    struct values values = case_values(check, item);
    regex_t regex;
    bool good = regex_compile(check, doc_get_text(item, S("regex")), &regex);
    if (!good) return false;
    for (size_t i = 0; i < values.count && good; i++) {
        good = (regexec(&regex, arena_cstr(check->arena, values.items[i]), 0, NULL, 0) == 0) == wanted;
    }
    regfree(&regex);
    return good;
}

static bool regex_matches(struct check *check, const struct doc *item) {
    return all_match(check, item, true);
}

static bool regex_no_matches(struct check *check, const struct doc *item) {
    return all_match(check, item, false);
}

static bool starts_with_one(struct slice value, const struct values *prefixes, struct slice separator) {
    for (size_t i = 0; i < prefixes->count; i++) {
        struct slice prefix = prefixes->items[i];
        if (prefix.len && slice_starts(value, prefix) &&
            slice_starts(slice_sub(value, prefix.len, value.len), separator))
            return true;
    }
    return false;
}

/* ORG-ID-PREFIX asks a register that is not in the program: such a case is left to the registry itself. */
static bool startswith(struct check *check, const struct doc *item) {
    const struct doc *prefix = doc_get(item, S("prefix"));
    struct slice only = doc_get_text(item, S("prefix"));
    struct values prefixes = only.len ? values_of(check, only) : values_of_paths(check, prefix),
                  values = case_values(check, item);
    const struct doc_entry *first = prefix && prefix->kind == DOC_ARRAY ? prefix->first : NULL;
    if (first && slice_equal(first->value.text, S("ORG-ID-PREFIX"))) return true;
    for (size_t i = 0; i < values.count; i++) {
        if (!starts_with_one(values.items[i], &prefixes, doc_get_text(item, S("separator")))) return false;
    }
    return true;
}

static bool unique(struct check *check, const struct doc *item) {
    struct values values = case_values(check, item);
    for (size_t i = 0; i < values.count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (slice_equal(values.items[i], values.items[k])) return false;
        }
    }
    return true;
}

static bool no_spaces(struct check *check, const struct doc *item) {
    struct values values = case_values(check, item);
    for (size_t i = 0; i < values.count; i++) {
        if (slice_trim(values.items[i]).len != values.items[i].len) return false;
    }
    return true;
}

static bool no_percent(struct check *check, const struct doc *item) {
    struct values values = case_values(check, item);
    for (size_t i = 0; i < values.count; i++) {
        if (slice_contains(values.items[i], S("%"))) return false;
    }
    return true;
}

static bool if_then(struct check *check, const struct doc *item) {
    return !holds(check, doc_get_text(item, S("if"))) || holds(check, doc_get_text(item, S("then")));
}

static bool evaluates_to_true(struct check *check, const struct doc *item) {
    return holds(check, doc_get_text(item, S("eval")));
}

static const struct {
    struct slice name;
    rule_keeps *keeps;
} kinds[] = {
    {S_INIT("no_more_than_one"), no_more_than_one},
    {S_INIT("atleast_one"), atleast_one},
    {S_INIT("only_one_of"), only_one_of},
    {S_INIT("one_or_all"), one_or_all},
    {S_INIT("dependent"), dependent},
    {S_INIT("sum"), strict_sum},
    {S_INIT("strict_sum"), strict_sum},
    {S_INIT("date_order"), date_order},
    {S_INIT("date_now"), date_now},
    {S_INIT("time_limit"), time_limit},
    {S_INIT("between_dates"), between_dates},
    {S_INIT("regex_matches"), regex_matches},
    {S_INIT("regex_no_matches"), regex_no_matches},
    {S_INIT("startswith"), startswith},
    {S_INIT("unique"), unique},
    {S_INIT("if_then"), if_then},
    {S_INIT("range"), range},
    {S_INIT("no_spaces"), no_spaces},
    {S_INIT("no_percent"), no_percent},
    {S_INIT("evaluates_to_true"), evaluates_to_true},
};

/* ---- walking the rules ---- */

/* The identifier of the activity around the element. */
static struct slice activity_of(struct check *check) {
    struct values values = values_of(check, S("ancestor-or-self::iati-activity/iati-identifier"));
    return values.count ? values.items[0] : S("");
}

static void report(struct check *check, const struct doc *item) {
    const struct doc *info = doc_get(item, S("ruleInfo"));
    struct slice severity = doc_get_text(info, S("severity"));
    struct iati_finding finding = {.rule = doc_get_text(info, S("id")),
                                   .is_error = !slice_equal(severity, S("warning")) &&
                                               !slice_equal(severity, S("info")),
                                   .message = doc_get_text(info, S("message")),
                                   .activity = activity_of(check),
                                   .line = xmlGetLineNo(check->node)};
    iati_findings_add(check->findings, &finding);
}

static bool check_rules(struct check *check, const struct doc *rules);

/* The inner rules once for each different value. */
static bool check_loop(struct check *check, const struct doc *item) {
    struct values values = values_of(check, doc_get_text(item, S("foreach")));
    bool good = true;
    for (size_t i = 0; i < values.count; i++) {
        bool is_new = !slice_contains(values.items[i], S("'"));
        for (size_t k = 0; k < i; k++)
            is_new = is_new && !slice_equal(values.items[i], values.items[k]);
        if (!is_new) continue;
        check->loop = values.items[i];
        good = check_rules(check, doc_get(item, S("do"))) && good;
    }
    check->loop = (struct slice){0};
    return good;
}

static rule_keeps *kind_find(struct slice name) {
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (slice_equal(kinds[i].name, name)) return kinds[i].keeps;
    }
    return NULL;
}

static bool check_case(struct check *check, rule_keeps *keeps, const struct doc *item) {
    struct slice condition = doc_get_text(item, S("condition"));
    if (condition.len && !holds(check, condition)) return true;
    if (!keeps) return check_loop(check, item);
    if (!keeps(check, item)) report(check, item);
    return true;
}

/* False when a kind of rule is not known: a rule that is passed over silently would let wrong files out. */
static bool check_rules(struct check *check, const struct doc *rules) {
    for (const struct doc_entry *kind = rules ? rules->first : NULL; kind; kind = kind->next) {
        bool is_loop = slice_equal(kind->key, S("loop"));
        rule_keeps *keeps = is_loop ? NULL : kind_find(kind->key);
        const struct doc *cases = doc_get(&kind->value, S("cases"));
        if (!is_loop && !keeps) return false;
        for (const struct doc_entry *entry = cases ? cases->first : NULL; entry; entry = entry->next) {
            if (!check_case(check, keeps, &entry->value)) return false;
        }
    }
    return true;
}

/* Every element that the context's path finds. */
static bool check_context(struct check *check, xmlNodePtr root, const struct doc_entry *context) {
    check->node = root;
    xmlXPathObjectPtr object = evaluate(check, context->key);
    xmlNodeSetPtr set = object && object->type == XPATH_NODESET ? object->nodesetval : NULL;
    bool good = true;
    for (int i = 0; set && i < set->nodeNr && good; i++) {
        check->node = set->nodeTab[i];
        good = check_rules(check, &context->value);
    }
    xmlXPathFreeObject(object);
    return good;
}

/* Our JSON has whole numbers; the rules write some of theirs as 100.0. */
static struct slice without_zero_decimals(struct arena *arena, struct slice json) {
    struct text whole = TEXT_IN(arena);
    bool in_text = false;
    for (size_t i = 0; i < json.len; i++) {
        char c = json.s[i];
        if (c == '"' && (i == 0 || json.s[i - 1] != '\\')) in_text = !in_text;
        if (!in_text && c == '.' && i + 1 < json.len && json.s[i + 1] == '0')
            i++;
        else
            text_append_char(&whole, c);
    }
    return text_slice(&whole);
}

bool iati_rules_check(struct iati_findings *findings, void *document, struct slice ruleset, int64_t now_ms) {
    struct refusal refusal = REFUSAL_IN(findings->arena);
    const struct doc *rules =
        doc_parse_json(findings->arena, without_zero_decimals(findings->arena, ruleset), &refusal);
    struct check check = {.arena = findings->arena,
                          .findings = findings,
                          .xpath = xmlXPathNewContext(document),
                          .now_ms = now_ms};
    bool good = rules && rules->kind == DOC_OBJECT && check.xpath;
    for (const struct doc_entry *context = good ? rules->first : NULL; context && good;
         context = context->next) {
        good = check_context(&check, document, context);
    }
    xmlXPathFreeContext(check.xpath);
    return good;
}
