/* SPDX-License-Identifier: Apache-2.0 */
/* A part of a promise as templates/promise_part takes it: the rule, pictures, and tables whose numbers are links. */
#include "domain/programme/programme.h"
#include "domain/training/training.h"
#include "web/markup/html.h"
#include "web/markup/map.h"
#include "web/markup/svg_chart.h"
#include "web/programme/promise_part_view.h"

static struct slice amount(struct web *web, const struct part_view *view, int64_t number) {
    return promise_view_amount(web, view->state->part->rule, number);
}

static struct slice href_of(struct web *web, const struct part_view *view, enum promise_dim dim, struct slice key) {
    return part_view_records_href(web, view, view->split_grain, view->split_period, dim, key);
}

/* ---- tables ---- */

/* A table in the shape of templates/partials/table under `key`; gives its rows. */
static struct doc *new_table(struct web *web, struct doc *object, struct slice key, const char *const heads[], size_t count) {
    struct doc *table = doc_set_object(web->arena, doc_set_object(web->arena, object, key), S("table"));
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"), web_tr(web, TR("Nothing has been counted yet.")));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    for (size_t i = 0; i < count; i++) promise_view_column(web, columns, web_tr(web, heads[i]), i > 0);
    return doc_set_array(web->arena, table, S("rows"));
}

static struct doc *new_row(struct web *web, struct doc *rows) {
    return doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
}

/* ---- over time ---- */

static size_t months_passed(const struct part_view *view) {
    int64_t today = tally_month_of_day(view->today);
    size_t passed = 0;
    while (passed < view->month_count && view->months[passed].period <= today) passed++;
    return passed;
}

static void add_line_chart(struct web *web, const struct part_view *view, struct doc *object) {
    size_t count = view->month_count;
    struct slice *labels = arena_make(web->arena, struct slice, count + 1);
    int64_t *actual = arena_make(web->arena, int64_t, count + 1), *planned = arena_make(web->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        labels[i] = promise_view_period_short(web, GRAIN_MONTH, view->months[i].period);
        actual[i] = view->months[i].cumulative;
        planned[i] = view->months[i].planned;
    }
    struct svg_numbers numbers = promise_view_numbers(web);
    bool has_plan = view->state->has_target || view->state->plan_count;
    struct svg_plan plan = {
        .title = web_tr(web, TR("Counted so far against the planned path")), .labels = labels, .count = count,
        .actual = actual, .actual_count = months_passed(view), .planned = has_plan ? planned : NULL,
        .target = view->state->has_target ? view->state->target : 0, .actual_label = web_tr(web, TR("Counted")),
        .planned_label = web_tr(web, TR("Planned")), .target_label = web_tr(web, TR("Target")), .numbers = &numbers,
    };
    struct text out = TEXT_IN(web->arena);
    svg_line_plan(&out, &plan);
    html_set_doc(web->arena, object, S("line_html"), html_of(&out));
}

/* Empty months behind today say nothing. */
static size_t points_passed(const struct part_view *view) {
    int64_t today = tally_period(view->grain, tally_month_of_day(view->today));
    size_t passed = 0;
    while (passed < view->point_count && view->points[passed].period <= today) passed++;
    return passed;
}

static void add_column_chart(struct web *web, const struct part_view *view, struct doc *object) {
    size_t count = points_passed(view);
    struct slice *labels = arena_make(web->arena, struct slice, count + 1);
    int64_t *values = arena_make(web->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        labels[i] = promise_view_period_short(web, view->grain, view->points[i].period);
        values[i] = view->points[i].value;
    }
    struct svg_numbers numbers = promise_view_numbers(web);
    struct svg_series series = {web_tr(web, TR("Counted in the period")), values};
    struct svg_column_chart chart = {.title = series.label, .labels = labels, .count = count, .series = &series,
                                     .series_count = 1, .numbers = &numbers};
    struct text out = TEXT_IN(web->arena);
    svg_columns(&out, &chart);
    html_set_doc(web->arena, object, S("columns_html"), html_of(&out));
}

static void add_time_table(struct web *web, const struct part_view *view, struct doc *object) {
    static const char *const heads[] = {TR("Period"), TR("In the period"), TR("So far"), TR("Planned"), TR("Target")};
    size_t count = view->state->has_target ? 5 : 3;
    struct doc *rows = new_table(web, object, S("time"), heads, count);
    for (size_t i = 0; i < points_passed(view); i++) {
        const struct promise_point *point = &view->points[i];
        struct doc *cells = new_row(web, rows);
        struct slice href = point->value ? part_view_records_href(web, view, view->grain, point->period, DIM_TOTAL, S("")) : S("");
        promise_view_cell(web, cells, web_tr(web, heads[0]), promise_view_period_name(web, view->grain, point->period), false, S(""));
        promise_view_cell(web, cells, web_tr(web, heads[1]), amount(web, view, point->value), true, href);
        promise_view_cell(web, cells, web_tr(web, heads[2]), amount(web, view, point->cumulative), true, S(""));
        if (count == 3) continue;
        promise_view_cell(web, cells, web_tr(web, heads[3]), amount(web, view, point->planned), true, S(""));
        promise_view_cell(web, cells, web_tr(web, heads[4]), amount(web, view, point->target), true, S(""));
    }
}

/* ---- splits ---- */

static size_t splits_of(const struct part_view *view, enum promise_dim dim) {
    size_t count = 0;
    for (size_t i = 0; i < view->split_count; i++) count += view->splits[i].dim == dim && view->splits[i].number != 0;
    return count;
}

static void add_split_rows(struct web *web, const struct part_view *view, enum promise_dim dim, const char *const heads[], struct doc *rows) {
    for (size_t i = 0; i < view->split_count; i++) {
        const struct promise_split *split = &view->splits[i];
        if (split->dim != dim || split->number == 0) continue;
        struct doc *cells = new_row(web, rows);
        struct slice name = part_view_key_name(web, view->state->part->rule, dim, split->key);
        promise_view_cell(web, cells, web_tr(web, heads[0]), name, false, S(""));
        promise_view_cell(web, cells, web_tr(web, heads[1]), amount(web, view, split->number), true, href_of(web, view, dim, split->key));
    }
}

static void draw_split(struct web *web, const struct part_view *view, enum promise_dim dim, const char *title, struct doc *object) {
    size_t count = 0;
    struct slice *labels = arena_make(web->arena, struct slice, view->split_count + 1);
    int64_t *values = arena_make(web->arena, int64_t, view->split_count + 1);
    for (size_t i = 0; i < view->split_count; i++) {
        if (view->splits[i].dim != dim || view->splits[i].number == 0) continue;
        labels[count] = part_view_key_name(web, view->state->part->rule, dim, view->splits[i].key);
        values[count++] = view->splits[i].number;
    }
    struct svg_numbers numbers = promise_view_numbers(web);
    struct svg_series series = {web_tr(web, title), values};
    struct svg_column_chart chart = {.title = series.label, .labels = labels, .count = count, .series = &series,
                                     .series_count = 1, .numbers = &numbers};
    struct text out = TEXT_IN(web->arena);
    svg_columns(&out, &chart);
    html_set_doc(web->arena, object, S("split_html"), html_of(&out));
}

static void add_split(struct web *web, const struct part_view *view, struct doc *splits, enum promise_dim dim, const char *title) {
    const char *const heads[] = {title, TR("Counted")};
    if (splits_of(view, dim) == 0) return;
    struct doc *split = doc_add_object(web->arena, splits);
    doc_set_text(web->arena, split, S("split_title"), web_tr(web, title));
    draw_split(web, view, dim, title, split);
    add_split_rows(web, view, dim, heads, new_table(web, split, S("split_table"), heads, ARRAY_LEN(heads)));
}

static void draw_map(struct web *web, const struct part_view *view, struct doc *object) {
    struct map_area *areas = arena_make(web->arena, struct map_area, view->split_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < view->split_count; i++) {
        const struct promise_split *split = &view->splits[i];
        if (split->dim != DIM_PROVINCE || split->key.len == 0) continue;
        areas[count++] = (struct map_area){
            .code = split->key, .label = part_view_key_name(web, view->state->part->rule, DIM_PROVINCE, split->key),
            .value_label = amount(web, view, split->number), .value = split->number, .has_value = true,
            .href = href_of(web, view, DIM_PROVINCE, split->key)};
    }
    struct text out = TEXT_IN(web->arena);
    struct map_view map = {.title = web_tr(web, TR("By province")), .areas = areas, .area_count = count};
    map_provinces(&out, &map);
    html_set_doc(web->arena, object, S("map_html"), html_of(&out));
}

static void add_places(struct web *web, const struct part_view *view, struct doc *object) {
    static const char *const heads[] = {TR("Place"), TR("Counted")};
    if (splits_of(view, DIM_PROVINCE) == 0) return;
    struct doc *places = doc_set_object(web->arena, object, S("by_place"));
    draw_map(web, view, places);
    struct doc *rows = new_table(web, places, S("province_table"), heads, ARRAY_LEN(heads));
    add_split_rows(web, view, DIM_PROVINCE, heads, rows);
    rows = new_table(web, places, S("commune_table"), heads, ARRAY_LEN(heads));
    add_split_rows(web, view, DIM_COMMUNE, heads, rows);
}

/* ---- shapes of their own ---- */

enum { OCCURRENCES_SHOWN = 12 };

static void add_occurrences(struct web *web, const struct part_view *view, const struct promise_place *place, struct doc *item) {
    struct doc *times = doc_set_array(web->arena, item, S("times"));
    size_t wanted = (size_t)view->state->part->rule->times, shown = place->count > wanted ? place->count : wanted;
    if (shown > OCCURRENCES_SHOWN) shown = OCCURRENCES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        struct doc *time = doc_add_object(web->arena, times);
        struct slice href = S("");
        doc_set_bool(web->arena, time, S("is_done"), i < place->count);
        doc_set_text(web->arena, time, S("day"), i < place->count ? promise_view_day(web, place->occurrences[i].day) : web_tr(web, TR("missing")));
        if (i < place->count) part_view_record_title(web, view->state->part->rule->source, place->occurrences[i].source_id, &href);
        doc_set_text(web->arena, time, S("day_href"), href);
    }
}

static void add_frequency(struct web *web, const struct part_view *view, struct doc *object) {
    if (view->state->part->rule->shape != SHAPE_FREQUENCY) return;
    struct doc *places = doc_set_array(web->arena, doc_set_object(web->arena, object, S("matrix")), S("matrix_rows"));
    for (size_t i = 0; i < view->place_count; i++) {
        const struct promise_place *place = &view->places[i];
        struct doc *item = doc_add_object(web->arena, places);
        doc_set_text(web->arena, item, S("place"), gazetteer_chain(web->app->gazetteer, web->arena, place->place, web->locale.lang == LANG_KM));
        doc_set_bool(web->arena, item, S("not_promised"), !place->promised);
        add_occurrences(web, view, place, item);
        doc_set_text(web->arena, item, S("missing"), place->missing ? promise_view_count(web, place->missing) : S(""));
    }
}

static void add_cap(struct web *web, const struct part_view *view, struct doc *object) {
    static const char *const heads[] = {TR("Who"), TR("Counted")};
    const struct promise_rule *rule = view->state->part->rule;
    if (rule->shape != SHAPE_CAP || view->is_outside) return;
    struct doc *rows = new_table(web, object, S("cap"), heads, ARRAY_LEN(heads));
    for (size_t i = 0; i < view->share_count; i++) {
        const struct promise_share *share = &view->shares[i];
        struct doc *cells = new_row(web, rows);
        promise_view_cell(web, cells, web_tr(web, heads[0]), part_view_key_name(web, rule, DIM_EACH, share->each), false, S(""));
        struct slice number = amount(web, view, share->number);
        if (share->over) number = web_tr_fill(web, TR("{1}, over the limit of {2}"), number, promise_view_count(web, rule->times));
        promise_view_cell(web, cells, web_tr(web, heads[1]), number, true, part_view_records_href(web, view, GRAIN_ALL, 0, DIM_EACH, share->each));
    }
}

static void add_missing(struct web *web, const struct part_view *view, struct doc *object) {
    if (view->state->part->rule->shape != SHAPE_EVERY || view->is_outside) return;
    struct doc *every = doc_set_object(web->arena, object, S("every"));
    struct doc *items = doc_set_array(web->arena, every, S("without"));
    for (size_t i = 0; i < view->missing_count && i < PART_MISSING_SHOWN; i++) {
        struct slice href;
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("unit_title"), part_view_unit_title(web, &view->missing[i], &href));
        doc_set_text(web->arena, item, S("unit_href"), href);
    }
    doc_set_bool(web->arena, every, S("more_without"), view->missing_count > PART_MISSING_SHOWN);
}

/* ---- the head of the part ---- */

static void add_targets(struct web *web, const struct part_view *view, struct doc *object) {
    const struct promise_part_state *state = view->state;
    struct slice target = state->has_target ? amount(web, view, state->target) : S("");
    bool amended = state->has_target && state->target_count > 0;
    doc_set_text(web->arena, object, S("part_target"), target);
    doc_set_text(web->arena, object, S("target_original"), amended ? amount(web, view, state->target_original) : S(""));
    struct doc *targets = doc_set_array(web->arena, object, S("targets"));
    for (size_t i = 0; i < state->target_count; i++) {
        struct doc *item = doc_add_object(web->arena, targets);
        doc_set_text(web->arena, item, S("from_day"), promise_view_day(web, state->targets[i].day));
        doc_set_text(web->arena, item, S("target_then"), amount(web, view, state->targets[i].number));
    }
    doc_set_text(web->arena, object, S("part_planned"), state->planned ? amount(web, view, state->planned) : S(""));
    doc_set_text(web->arena, object, S("percent"), state->has_target && !state->is_small ? format_percent(web->arena, &web->locale, state->per_mille) : S(""));
}

static void add_bar(struct web *web, const struct part_view *view, struct doc *object) {
    const struct promise_part_state *state = view->state;
    struct text out = TEXT_IN(web->arena);
    struct svg_bar bar = {.title = web_tr_fill(web, TR("{1} of {2}"), amount(web, view, state->value), amount(web, view, state->target)),
                          .actual = state->value, .target = state->target, .planned = state->planned};
    if (state->has_target && !state->is_small) svg_bar_target(&out, &bar);
    html_set_doc(web->arena, object, S("part_bar_html"), html_of(&out));
}

static void add_head(struct web *web, const struct part_view *view, struct doc *object) {
    const struct promise_part_state *state = view->state;
    doc_set_text(web->arena, object, S("part_label"), promise_view_label(web, state->part->part));
    doc_set_text(web->arena, object, S("part_badge"), promise_view_badge(state->status));
    doc_set_text(web->arena, object, S("part_state"), web_tr(web, promise_view_status_text(state->status)));
    doc_set_text(web->arena, object, S("part_unit"), promise_view_unit(web, state->part->part));
    struct doc *sentences = doc_set_array(web->arena, object, S("rule_sentences"));
    for (size_t i = 0; i < view->sentence_count; i++) doc_set_text(web->arena, doc_add_object(web->arena, sentences), S("sentence_text"), view->sentences[i]);
    add_targets(web, view, object);
}

static void add_counted(struct web *web, const struct part_view *view, struct doc *object) {
    const struct promise_part_state *state = view->state;
    struct doc *counted = doc_set_object(web->arena, object, S("counted"));
    doc_set_text(web->arena, counted, S("value_text"), state->is_small ? slice_of(promise_small_text(state)) : amount(web, view, state->value));
    doc_set_text(web->arena, counted, S("value_href"), part_view_records_href(web, view, GRAIN_ALL, 0, DIM_TOTAL, S("")));
    struct slice all = state->counted != state->value ? web_tr_fill(web, TR("{1} in all; more than promised in one place does not count"), amount(web, view, state->counted), S("")) : S("");
    doc_set_text(web->arena, counted, S("counted_text"), all);
    doc_set_text(web->arena, counted, S("over_text"), state->over_limit ? web_tr_fill(web, TR("{1} over the limit"), promise_view_count(web, state->over_limit), S("")) : S(""));
    doc_set_text(web->arena, counted, S("last_text"), state->has_last_day ? promise_view_day(web, state->last_day) : S(""));
    doc_set_bool(web->arena, counted, S("is_headcount"), state->part->rule->source == &headcount_type);
    add_bar(web, view, counted);
    doc_set_bool(web->arena, counted, S("has_details"), !state->totals_only);
    if (state->totals_only) return;
    add_line_chart(web, view, counted);
    add_column_chart(web, view, counted);
    add_time_table(web, view, counted);
    struct doc *splits = doc_set_array(web->arena, counted, S("splits"));
    add_split(web, view, splits, DIM_SEX, TR("Sex"));
    add_split(web, view, splits, DIM_AGE, TR("Age"));
    add_places(web, view, counted);
    add_frequency(web, view, counted);
    add_cap(web, view, counted);
    add_missing(web, view, counted);
}

void part_view_add(struct web *web, const struct part_view *view, struct doc *object) {
    const struct promise_rule *rule = view->state->part->rule;
    add_head(web, view, object);
    if (rule && rule->source) add_counted(web, view, object);
    else doc_set_null(web->arena, object, S("counted"));
}
