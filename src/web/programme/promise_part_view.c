/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/promise_part_view.h"

#include "base/log.h"
#include "domain/people/people.h"
#include "domain/programme/programme.h"
#include "domain/records.h"
#include "domain/training/training.h"
#include "web/markup/html.h"

/* ---- reading ---- */

/* Often of another promise: "every group of P01". */
const struct book_part *part_view_base(struct web *web, const struct promise_rule *rule) {
    if (rule->shape != SHAPE_EVERY) return NULL;
    const struct promise_book *book = promise_book_load(web->arena, web_db(web), &mlup_catalogue, rule->org_id);
    return promise_book_find(book, rule->every_of);
}

static void read_shape(struct web *web, struct part_view *view) {
    const struct promise_rule *rule = view->state->part->rule;
    switch (rule->shape) {
    case SHAPE_FREQUENCY: view->place_count = promise_frequency(web->arena, web_db(web), rule, &view->places); return;
    case SHAPE_CAP: view->share_count = promise_cap(web->arena, web_db(web), rule, &view->shares); return;
    case SHAPE_EVERY:
        if (!view->base || !view->base->rule) return;
        view->missing_count = promise_every_missing(web->arena, web_db(web), rule, view->base->rule, NULL, view->missing, ARRAY_LEN(view->missing));
        return;
    case SHAPE_COUNT:
    case SHAPE_DISTINCT:
    case SHAPE_SUM:
    case SHAPE_REPORTED: return;
    }
}

void part_view_read(struct web *web, struct part_view *view) {
    const struct promise_rule *rule = view->state->part->rule;
    if (!rule) return;
    struct promise_speech speech = promise_view_speech(web);
    struct slice source = promise_part_of(view->state->part->part)->source.text, base_label = S("");
    view->base = part_view_base(web, rule);
    if (view->base) base_label = promise_view_label(web, view->base->part);
    view->sentence_count = promise_rule_sentences(web->arena, &speech, rule, source, base_label, view->sentences);
    if (!rule->source || view->state->totals_only) return;
    view->month_count = promise_series(web->arena, web_db(web), view->state, GRAIN_MONTH, S(""), &view->months);
    view->point_count = promise_series(web->arena, web_db(web), view->state, view->grain, S(""), &view->points);
    view->split_count = promise_breakdown(web->arena, web_db(web), rule, view->split_grain, view->split_period, &view->splits);
    read_shape(web, view);
}

/* ---- names ---- */

static const struct slice dim_codes[] = {
    [DIM_TOTAL] = S_INIT(""),       [DIM_SEX] = S_INIT("sex"),         [DIM_AGE] = S_INIT("age"),
    [DIM_PROVINCE] = S_INIT("province"), [DIM_COMMUNE] = S_INIT("commune"), [DIM_EACH] = S_INIT("each"),
};

struct slice part_view_dim_code(enum promise_dim dim) {
    return dim < ARRAY_LEN(dim_codes) ? dim_codes[dim] : S("");
}

bool part_view_dim_parse(struct slice code, enum promise_dim *dim) {
    for (size_t i = 0; i < ARRAY_LEN(dim_codes); i++) {
        if (!slice_equal(code, dim_codes[i])) continue;
        *dim = (enum promise_dim)i;
        return true;
    }
    return false;
}

static struct slice choice_name(struct web *web, const struct choice_set *set, struct slice code) {
    const struct choice *choice = choice_find(set, code);
    return choice ? web_tr(web, choice->label) : code;
}

static struct slice place_name(struct web *web, struct slice code) {
    return gazetteer_name(web->app->gazetteer, web->arena, code, web->locale.lang == LANG_KM);
}

static struct slice each_name(struct web *web, const struct promise_rule *rule, struct slice key) {
    struct uuid id;
    struct slice href;
    if (rule->each.field && rule->each.field->kind == KIND_REF && uuid_parse(key, &id)) {
        return part_view_record_title(web, rule->nodes[rule->each_node].type, id, &href);
    }
    return place_name(web, key);
}

struct slice part_view_key_name(struct web *web, const struct promise_rule *rule, enum promise_dim dim, struct slice key) {
    if (key.len == 0) return web_tr(web, TR("Not known"));
    switch (dim) {
    case DIM_SEX: return choice_name(web, &sex_choices, key);
    case DIM_AGE: return choice_name(web, &age_band_choices, key);
    case DIM_PROVINCE:
    case DIM_COMMUNE: return place_name(web, key);
    case DIM_EACH: return each_name(web, rule, key);
    case DIM_TOTAL:
    case DIM_NEW:
    case DIM_RULE: return key;
    }
    BUG("dimension %d", dim);
}

/* A record that lives on another's page is named and linked by that one. */
static const struct record *visible_parent(struct web *web, const struct record *record) {
    const struct record_type *type = record->type;
    if (!type->hidden || !type->parent) return NULL;
    const struct field *field = record_type_field(type, slice_of(type->parent));
    const struct record_type *parent_type = catalogue_find(&mlup_catalogue, slice_of(field->ref));
    const struct value *value = record_value_const(record, field);
    struct view view = web_view(web, parent_type);
    struct record *parent;
    if (!value->present || !view.allowed) return NULL;
    bool found = query_get(web->app->store, web_db(web), web->arena, &view, parent_type, value->id, &parent, NULL);
    return found ? parent : NULL;
}

/* Promises are told in the reader's language; titles of other records are what somebody typed. */
static struct slice title_of(struct web *web, const struct record *record) {
    if (record->type != &promise_type) return record_title(web->arena, record);
    return arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(promise_view_number_of(record)),
                        SLICE_ARG(promise_view_title(web, record)));
}

struct slice part_view_record_title(struct web *web, const struct record_type *type, struct uuid id, struct slice *href) {
    struct view view = web_view(web, type);
    struct record *record;
    *href = S("");
    if (!view.allowed || !query_get(web->app->store, web_db(web), web->arena, &view, type, id, &record, NULL)) {
        return web_tr(web, type->label);
    }
    const struct record *parent = visible_parent(web, record), *named = parent ? parent : record;
    struct slice title = title_of(web, named);
    *href = arena_printf(web->arena, "/%s/%.*s", named->type->path, SLICE_ARG(uuid_format(web->arena, named->id)));
    if (named->code.len && !slice_equal(title, named->code)) return arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(named->code), SLICE_ARG(title));
    return title.len ? title : web_tr(web, named->type->label);
}

struct slice part_view_unit_title(struct web *web, const struct promise_unit *unit, struct slice *href) {
    *href = S("");
    if (!unit->type) return gazetteer_chain(web->app->gazetteer, web->arena, unit->place, web->locale.lang == LANG_KM);
    return part_view_record_title(web, unit->type, unit->id, href);
}

bool part_view_tells_rows(struct web *web, const struct promise_rule *rule, struct uuid org) {
    if (!rule || !rule->source || rule->source->access != ACCESS_CASE) return true;
    struct view view = web_view(web, rule->source);
    for (size_t i = 0; view.allowed && i < view.org_count; i++) {
        if (uuid_equal(view.orgs[i], org)) return true;
    }
    return false;
}

struct slice part_view_records_href(struct web *web, const struct part_view *view, enum promise_grain grain, int64_t period,
                                    enum promise_dim dim, struct slice key) {
    struct text href = TEXT_IN(web->arena);
    if (view->is_outside) return S("");
    text_append(&href, S("/promises/"));
    text_append(&href, view->promise_id);
    text_append(&href, S("/records?part="));
    text_append(&href, uuid_format(web->arena, view->state->part->part->id));
    if (grain != GRAIN_ALL) {
        text_append(&href, S("&period="));
        text_append(&href, promise_view_period_code(web->arena, grain, period));
    }
    if (dim == DIM_TOTAL) return text_slice(&href);
    text_append(&href, S("&dim="));
    text_append(&href, part_view_dim_code(dim));
    text_append(&href, S("&key="));
    html_url_encode_to(&href, key);
    return text_slice(&href);
}
