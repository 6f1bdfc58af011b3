/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/map_page.h"

#include "domain/care/care.h"
#include "domain/records.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/markup/map.h"
#include "web/programme/promise_view.h"

/* The places of one level with the number of the chosen part in each. */
struct measure {
    struct promise_board board;
    const struct promise_state *promise; /* NULL: nothing is counted by place */
    const struct promise_part_state *part;
    struct slice province; /* empty: the whole country */
    enum promise_grain grain;
    int64_t period;
    struct map_area *areas, *points; /* provinces, or districts and communes */
    size_t area_count, point_count;
};

/* ---- what is asked ---- */

static bool can_be_mapped(const struct promise_part_state *part) {
    return !part->totals_only && part->part->rule && part->part->rule->source && part->part->rule->place.field;
}

static bool is_chosen(const struct promise_part_state *part, struct slice id) {
    struct uuid wanted;
    return uuid_parse(id, &wanted) && uuid_equal(part->part->part->id, wanted);
}

/* The part of the address, else the one that counts most. */
static void choose_part(struct web *web, struct measure *measure) {
    struct slice id = http_query(web->http, S("part"));
    for (size_t i = 0; i < measure->board.count; i++) {
        const struct promise_state *promise = &measure->board.promises[i];
        for (size_t k = 0; k < promise->part_count; k++) {
            const struct promise_part_state *part = &promise->parts[k];
            bool better = !measure->part || part->value > measure->part->value;
            if (!can_be_mapped(part) || !(is_chosen(part, id) || better)) continue;
            measure->promise = promise;
            measure->part = part;
            if (is_chosen(part, id)) return;
        }
    }
}

static bool is_province(struct slice code) {
    struct slice none = S("");
    return code.len == 2 && slice_compare(code, none) > 0 && map_area_count(code) > 0;
}

/* ---- numbers by place ---- */

static struct slice place_name(struct web *web, struct slice code) {
    return gazetteer_name(web->app->gazetteer, web->arena, code, web->locale.lang == LANG_KM);
}

static void set_number(struct web *web, const struct measure *measure, struct map_area *area, int64_t number) {
    area->value += number;
    area->has_value = true;
    area->value_label = promise_view_amount(web, measure->part->part->rule, area->value);
}

static struct map_area *area_of(struct web *web, struct map_area *areas, size_t *count, struct slice code) {
    for (size_t i = 0; i < *count; i++) {
        if (slice_equal(areas[i].code, code)) return &areas[i];
    }
    areas[*count] = (struct map_area){.code = code, .label = place_name(web, code)};
    return &areas[(*count)++];
}

static struct slice map_href(struct web *web, const struct measure *measure, struct slice province) {
    struct text href = TEXT_IN(web->arena);
    text_append(&href, S("/map?part="));
    text_append(&href, uuid_format(web->arena, measure->part->part->part->id));
    if (province.len) text_append(&href, S("&province="));
    text_append(&href, province);
    if (measure->grain == GRAIN_ALL) return text_slice(&href);
    text_append(&href, S("&period="));
    text_append(&href, promise_view_period_code(web->arena, measure->grain, measure->period));
    return text_slice(&href);
}

static void read_places(struct web *web, struct measure *measure) {
    struct promise_split *splits;
    size_t count = promise_breakdown(web->arena, web_db(web), measure->part->part->rule, measure->grain, measure->period, &splits);
    measure->areas = arena_make(web->arena, struct map_area, count + 1);
    measure->points = arena_make(web->arena, struct map_area, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct slice code = splits[i].key;
        bool here = slice_starts(code, measure->province);
        if (!measure->province.len && splits[i].dim == DIM_PROVINCE && code.len) {
            struct map_area *area = area_of(web, measure->areas, &measure->area_count, code);
            set_number(web, measure, area, splits[i].number);
            area->href = map_href(web, measure, code);
        }
        if (!measure->province.len || splits[i].dim != DIM_COMMUNE || !here || code.len < 6) continue;
        set_number(web, measure, area_of(web, measure->points, &measure->point_count, code), splits[i].number);
    }
}

/* Of different people in communes a sum by district would count some twice; then districts stay uncoloured. */
static void sum_districts(struct web *web, struct measure *measure) {
    if (promise_rule_is_distinct(measure->part->part->rule)) return;
    for (size_t i = 0; i < measure->point_count; i++) {
        struct slice district = slice_sub(measure->points[i].code, 0, 4);
        set_number(web, measure, area_of(web, measure->areas, &measure->area_count, district), measure->points[i].value);
    }
}

static bool measure_read(struct web *web, struct measure *measure) {
    struct view view = web_view(web, &promise_type);
    struct promise_query query = {0};
    if (!view.allowed) return false;
    ask_only(web, "part province period");
    query.today = date_first_day(clock_today());
    measure->board = promise_board_read(web->arena, web_db(web), &mlup_catalogue, &view, &query);
    struct view files = web_view(web, &case_file_type);
    promise_board_withhold(&measure->board, &view, &files, &query);
    struct slice province = ask_province(web), id = http_query(web->http, S("part"));
    if (is_province(province)) measure->province = province;
    ask_period(web, &measure->grain, &measure->period);
    choose_part(web, measure);
    if (id.len && !(measure->part && is_chosen(measure->part, id)))
        ask_refuse(web, "part", TR("“{1}” is no part of a promise that can be drawn on a map."));
    if (!measure->part) return true;
    read_places(web, measure);
    if (measure->province.len) sum_districts(web, measure);
    return true;
}

/* ---- as JSON ---- */

static void write_areas(struct web *web, struct doc *object, struct slice key, const struct map_area *areas, size_t count) {
    struct doc *items = doc_set_array(web->arena, object, key);
    for (size_t i = 0; i < count; i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("code"), areas[i].code);
        doc_set_text(web->arena, item, S("name"), areas[i].label);
        doc_set_int(web->arena, item, S("number"), areas[i].value);
    }
}

static enum outcome show_json(struct web *web, const struct measure *measure) {
    if (measure->part) doc_set_uuid(web->arena, web->view, S("part"), measure->part->part->part->id);
    else doc_set_null(web->arena, web->view, S("part"));
    doc_set_text(web->arena, web->view, S("province"), measure->province);
    doc_set_text(web->arena, web->view, S("period"), promise_view_period_code(web->arena, measure->grain, measure->period));
    write_areas(web, web->view, S("areas"), measure->areas, measure->area_count);
    write_areas(web, web->view, S("communes"), measure->points, measure->point_count);
    return OUTCOME_OK;
}

/* ---- as a page ---- */

static struct slice part_words(struct web *web, const struct promise_state *promise, const struct promise_part_state *part) {
    return arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(promise_view_number_of(promise->promise)),
                        SLICE_ARG(promise_view_label(web, part->part->part)));
}

static void add_part_filter(struct web *web, const struct measure *measure, struct doc *fields) {
    struct slice chosen = measure->part ? uuid_format(web->arena, measure->part->part->part->id) : S("");
    struct view_select select = {.name = "part", .label = TR("What is shown"), .value = chosen, .required = true};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (size_t i = 0; i < measure->board.count; i++) {
        const struct promise_state *promise = &measure->board.promises[i];
        for (size_t k = 0; k < promise->part_count; k++) {
            if (!can_be_mapped(&promise->parts[k])) continue;
            struct slice id = uuid_format(web->arena, promise->parts[k].part->part->id);
            promise_view_choice(web, choices, id, part_words(web, promise, &promise->parts[k]), chosen);
        }
    }
}

static void add_province_filter(struct web *web, const struct measure *measure, struct doc *fields) {
    struct view_select select = {.name = "province", .label = TR("Province"), .value = measure->province};
    struct doc *choices = promise_view_select(web, fields, &select);
    struct place *places;
    size_t count = gazetteer_children(web->app->gazetteer, web->arena, S(""), &places);
    for (size_t i = 0; i < count; i++) {
        promise_view_choice(web, choices, places[i].code, web->locale.lang == LANG_KM ? places[i].name_km : places[i].name_latin, measure->province);
    }
}

static void add_filters(struct web *web, const struct measure *measure) {
    struct doc *filters = doc_set_object(web->arena, web->view, S("filters"));
    doc_set_text(web->arena, filters, S("none_text"), web_tr(web, TR("All")));
    doc_set_text(web->arena, filters, S("action"), S("/map"));
    doc_set_text(web->arena, filters, S("clear_href"), promise_view_is_asked(web) ? S("/map") : S(""));
    doc_set_array(web->arena, filters, S("keep"));
    struct doc *fields = doc_set_array(web->arena, filters, S("fields"));
    add_part_filter(web, measure, fields);
    add_province_filter(web, measure, fields);
}

static void draw(struct web *web, const struct measure *measure) {
    struct text out = TEXT_IN(web->arena);
    struct map_view map = {
        .title = measure->part ? part_words(web, measure->promise, measure->part) : web_tr(web, TR("Map")),
        .areas = measure->areas, .area_count = measure->area_count,
        .points = measure->points, .point_count = measure->point_count};
    if (!measure->province.len || !map_districts(&out, measure->province, &map)) map_provinces(&out, &map);
    html_set_doc(web->arena, web->view, S("map_html"), html_of(&out));
}

static void add_table(struct web *web, const struct measure *measure) {
    struct doc *table = doc_set_object(web->arena, web->view, S("table"));
    const struct map_area *areas = measure->province.len ? measure->points : measure->areas;
    size_t count = measure->province.len ? measure->point_count : measure->area_count;
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"), web_tr(web, TR("Nothing has been counted here.")));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    struct doc *columns = doc_set_array(web->arena, table, S("columns")), *rows = doc_set_array(web->arena, table, S("rows"));
    promise_view_column(web, columns, web_tr(web, TR("Place")), false);
    promise_view_column(web, columns, web_tr(web, TR("Counted")), true);
    for (size_t i = 0; i < count; i++) {
        struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
        promise_view_cell(web, cells, web_tr(web, TR("Place")), areas[i].label, false, areas[i].href);
        promise_view_cell(web, cells, web_tr(web, TR("Counted")), areas[i].value_label, true, S(""));
    }
}

enum outcome map_page(struct web *web) {
    struct measure *measure = arena_make(web->arena, struct measure, 1);
    if (!measure_read(web, measure)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    if (web->is_api) return show_json(web, measure);
    struct slice title = measure->province.len ? place_name(web, measure->province) : web_tr(web, TR("Map"));
    doc_set_text(web->arena, web->view, S("page_title"), title);
    doc_set_text(web->arena, web->view, S("map_title"), title);
    doc_set_text(web->arena, web->view, S("measure_text"), measure->part ? part_words(web, measure->promise, measure->part) : S(""));
    doc_set_text(web->arena, web->view, S("promise_href"), measure->part ? arena_join(web->arena, S("/promises/"), uuid_format(web->arena, measure->promise->promise->id)) : S(""));
    doc_set_text(web->arena, web->view, S("country_href"), measure->province.len && measure->part ? map_href(web, measure, S("")) : S(""));
    add_filters(web, measure);
    draw(web, measure);
    add_table(web, measure);
    return OUTCOME_OK;
}
