/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/list_params.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "web/record/list_secret.h"

static const struct {
    struct slice name;
    enum filter_op op;
} operators[] = {
    {S_INIT(""), FILTER_EQUAL},      {S_INIT("ne"), FILTER_NOT_EQUAL}, {S_INIT("lt"), FILTER_LESS},
    {S_INIT("gt"), FILTER_GREATER},  {S_INIT("le"), FILTER_AT_MOST},   {S_INIT("ge"), FILTER_AT_LEAST},
    {S_INIT("has"), FILTER_HAS},     {S_INIT("within"), FILTER_WITHIN}, {S_INIT("empty"), FILTER_EMPTY},
    {S_INIT("filled"), FILTER_FILLED},
};

bool list_param_is_furniture(struct slice name) {
    static const struct slice names[] = {S_INIT("lang"), S_INIT("cols"), S_INIT("done"), S_INIT("view"), S_INIT("find")};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (slice_equal(name, names[i])) return true;
    }
    return slice_ends(name, S(".text")); /* what a picker shows beside the value it sends */
}

/* ---- one parameter each ---- */

static bool read_sort(struct list_query *query, struct slice text, struct refusal *refusal) {
    query->descending = text.s[0] == '-';
    query->sort = record_type_field(query->type, slice_sub(text, query->descending, text.len));
    bool can_sort = query->sort && !query->sort->sealed && query->sort->kind != KIND_REF;
    return can_sort || refuse_with(refusal, S("sort"), "A list cannot be sorted by “{1}”.", text, S(""));
}

static bool read_count(struct slice name, struct slice text, int64_t max, size_t *count, struct refusal *refusal) {
    int64_t number = 0;
    bool good = parse_number(text, &number) == PARSE_OK && number >= 1 && number <= max;
    if (good) *count = (size_t)number;
    return good || refuse_with(refusal, name, "“{1}” is not a number that can be used here.", text, S(""));
}

static bool read_deleted(struct list_query *query, struct slice text, struct refusal *refusal) {
    query->deleted_too = slice_equal(text, S("1"));
    query->deleted_only = slice_equal(text, S("only"));
    bool good = query->deleted_too || query->deleted_only || slice_equal(text, S("0"));
    return good || refuse(refusal, S("deleted"), "Write deleted=1 to see deleted records too, deleted=only to see only those.");
}

static bool read_org(struct list_query *query, struct slice text, struct refusal *refusal) {
    return uuid_parse(text, &query->org) || refuse(refusal, S("org"), "This is not the id of an organisation.");
}

/* The parameters that every list has.  `*known` tells whether this was one. */
static bool read_general(struct list_query *query, struct slice name, struct slice text, struct refusal *refusal, bool *known) {
    enum { PAGES_MAX = 100000 };
    *known = true;
    if (slice_equal(name, S("q"))) return query->search = text, true;
    if (slice_equal(name, S("cursor"))) return query->cursor = text, true;
    if (slice_equal(name, S("sort"))) return read_sort(query, text, refusal);
    if (slice_equal(name, S("limit"))) return read_count(name, text, LIMIT_LIST_ROWS, &query->limit, refusal);
    if (slice_equal(name, S("page"))) return read_count(name, text, PAGES_MAX, &query->page, refusal);
    if (slice_equal(name, S("org"))) return read_org(query, text, refusal);
    if (slice_equal(name, S("deleted"))) return read_deleted(query, text, refusal);
    *known = false;
    return true;
}

/* ---- filters ---- */

static bool operator_find(struct slice name, enum filter_op *op) {
    for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
        if (slice_equal(name, operators[i].name)) return *op = operators[i].op, true;
    }
    return false;
}

static bool operator_fits(const struct field *field, enum filter_op op) {
    if (field->sealed) return op == FILTER_EQUAL && field->filterable; /* a blind index knows nothing else */
    bool is_list = field->kind == KIND_CHOICES || field->kind == KIND_PLACES;
    switch (op) {
    case FILTER_HAS: return is_list;
    case FILTER_WITHIN: return field->kind == KIND_PLACE;
    case FILTER_LESS:
    case FILTER_GREATER:
    case FILTER_AT_LEAST:
    case FILTER_AT_MOST: return !is_list && field->kind != KIND_REF && field->kind != KIND_BOOL;
    case FILTER_EQUAL:
    case FILTER_NOT_EQUAL:
    case FILTER_EMPTY:
    case FILTER_FILLED: return true;
    }
    return false;
}

/* "2016-03" as a bound means the whole month: its first day for "from", its last for "until". */
static void date_fill(struct value *value, enum filter_op op) {
    bool last = op == FILTER_AT_MOST || op == FILTER_GREATER;
    if (value->date.precision == DATE_DAY || op == FILTER_EQUAL || op == FILTER_NOT_EQUAL) return;
    value->date = date_of_day(last ? date_last_day(value->date) : date_first_day(value->date));
}

/* A filter may ask for what could not be saved (a month, a province, a number out of bounds). */
static struct field field_unbound(const struct field *field) {
    struct field unbound = *field;
    unbound.min = unbound.max = 0;
    unbound.place_level = 0;
    unbound.reduced = true;
    unbound.no_future = false;
    return unbound;
}

static bool filter_value(struct arena *arena, struct filter *filter, struct slice text, struct refusal *refusal) {
    struct field unbound = field_unbound(filter->field);
    if (filter->op == FILTER_EMPTY || filter->op == FILTER_FILLED) return true;
    if (!value_parse_input(arena, &unbound, text, S("KHR"), &filter->value, refusal)) return false;
    if (filter->field->kind == KIND_DATE && filter->value.present) date_fill(&filter->value, filter->op);
    return true;
}

static bool read_filter(struct arena *arena, struct list_query *query, struct slice name, struct slice text, struct refusal *refusal) {
    size_t dot = slice_find(name, S("."), 0);
    struct filter filter = {.field = record_type_field(query->type, slice_sub(name, 0, dot))};
    bool known = filter.field && operator_find(slice_sub(name, dot + 1, name.len), &filter.op);
    if (!known || !operator_fits(filter.field, filter.op)) {
        return refuse_with(refusal, name, "This list has no filter “{1}”.", name, S(""));
    }
    if (query->filter_count == LIMIT_FILTERS) return refuse(refusal, name, "These are too many filters for one list.");
    if (!filter_value(arena, &filter, text, refusal)) return false;
    query->filters[query->filter_count++] = filter;
    return true;
}

/* ---- all ---- */

bool list_params_parse(struct arena *arena, const struct record_type *type, struct http_pairs pairs,
                       struct list_query *query, struct refusal *refusal) {
    *query = (struct list_query){.type = type, .limit = LIST_LIMIT_DEFAULT};
    bool good = true, known;
    for (size_t i = 0; i < pairs.count; i++) {
        struct slice name = pairs.items[i].name, text = slice_trim(pairs.items[i].value);
        if (text.len == 0 || list_param_is_furniture(name)) continue;
        bool read = read_general(query, name, text, refusal, &known);
        if (!known) read = read_filter(arena, query, name, text, refusal);
        good = read && good;
    }
    bool own_order = !query->sort && type->sort && pairs_find(pairs, S("sort")).len == 0;
    if (own_order) query->sort = record_type_field(type, slice_of(type->sort));
    return good;
}

/* Finding a record by a sealed value tells the value, so it is for those who may open it. */
static bool sealed_filters_allowed(struct web *web, const struct list_query *query, struct refusal *refusal) {
    bool may = access_may(web->actor, query->type->access, VERB_REVEAL), good = true;
    for (size_t i = 0; i < query->filter_count && !may; i++) {
        struct slice name = slice_of(query->filters[i].field->name);
        if (query->filters[i].field->sealed) good = refuse_with(refusal, name, "This list has no filter “{1}”.", name, S(""));
    }
    return good;
}

/* What finds somebody in a file is no part of an address, where histories of browsers and logs of proxies
 * keep it. */
static bool secrets_are_posted(struct web *web, const struct record_type *type, struct refusal *refusal) {
    bool good = true;
    for (size_t i = 0; list_is_secret(type) && i < list_open_count(web); i++) {
        const struct http_pair *pair = &web->http->query.items[i];
        if (!list_param_is_secret(web, type, pair)) continue;
        good = refuse_with(refusal, pair->name,
                           "“{1}” may say who somebody is and does not belong in an address: type it in the "
                           "form, or send it by POST to /api/v1/{2}/search.",
                           pair->name, slice_of(type->path));
    }
    return good;
}

bool list_params_read(struct web *web, const struct record_type *type, struct list_query *query,
                      struct refusal *refusal) {
    if (!list_params_parse(web->arena, type, web->http->query, query, refusal)) return false;
    if (!sealed_filters_allowed(web, query, refusal) || !secrets_are_posted(web, type, refusal)) return false;
    struct view view = web_view(web, type);
    bool hidden = query->sort && query->sort->sensitivity > view.own_max;
    return !hidden || refuse_with(refusal, S("sort"), "A list cannot be sorted by “{1}”.", slice_of(query->sort->name), S(""));
}
