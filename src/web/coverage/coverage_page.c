/* SPDX-License-Identifier: Apache-2.0 */
#include "web/coverage/coverage_page.h"

#include "base/limits.h"
#include "base/log.h"
#include "domain/training/training.h"
#include "web/ask.h"
#include "web/coverage/coverage_view.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/markup/map.h"
#include "web/page_cache.h"
#include "web/programme/promise_view.h"

enum { LINES_SHOWN = 12 }; /* of overlaps and of gaps; JSON has all */

static struct slice place_name(struct web *web, struct slice code) {
    if (!code.len) return web_tr(web, TR("Place not known"));
    return gazetteer_name(web->app->gazetteer, web->arena, code, web->locale.lang == LANG_KM);
}

static struct slice place_chain(struct web *web, struct slice code) {
    return gazetteer_chain(web->app->gazetteer, web->arena, code, web->locale.lang == LANG_KM);
}

/* ---- addresses ---- */

static void period_add(struct web *web, struct text *href, const struct coverage_period *period,
                       const char *from, const char *until) {
    if (period->from.precision)
        text_printf(href, "&%s=%.*s", from, SLICE_ARG(date_format_iso(web->arena, period->from)));
    if (period->until.precision)
        text_printf(href, "&%s=%.*s", until, SLICE_ARG(date_format_iso(web->arena, period->until)));
}

/* The same question about one province. */
static struct slice province_href(struct web *web, const struct coverage_view *view, struct slice province) {
    struct text href = TEXT_IN(web->arena);
    text_printf(&href, "/coverage?province=%.*s", SLICE_ARG(province));
    if (!uuid_is_zero(view->org))
        text_printf(&href, "&org=%.*s", SLICE_ARG(uuid_format(web->arena, view->org)));
    if (view->has_activity) text_printf(&href, "&activity=%s", coverage_kinds[view->activity].code);
    period_add(web, &href, &view->period, "from", "until");
    return text_slice(&href);
}

/* Short: a page has hundreds of them. */
static struct slice records_href(struct web *web, const struct coverage_view *view,
                                 const struct coverage_cell *cell) {
    struct text href = TEXT_IN(web->arena);
    if (!view->is_open[cell->org] || !cell->place.len) return S("");
    text_printf(&href, "/coverage/records?place=%.*s&activity=%s&org=%.*s", SLICE_ARG(cell->place),
                coverage_kinds[cell->activity].code,
                SLICE_ARG(uuid_format(web->arena, view->orgs[cell->org].id)));
    period_add(web, &href, &view->period, "from", "until");
    return text_slice(&href);
}

/* ---- the matrix ---- */

static void item_add(struct web *web, const struct coverage_view *view, const struct coverage_cell *cell,
                     bool overlaps, struct doc *items) {
    struct doc *item = doc_add_object(web->arena, items);
    bool is_gap = cell->done == 0;
    doc_set_text(web->arena, item, S("who"), view->orgs[cell->org].short_name);
    doc_set_text(web->arena, item, S("much"),
                 cell->planned || cell->done ? coverage_view_number(web, view, cell)
                                             : web_tr(web, TR("promised")));
    doc_set_text(web->arena, item, S("item_href"),
                 cell->planned || cell->done ? records_href(web, view, cell) : S(""));
    doc_set_text(web->arena, item, S("mark"), is_gap ? S("gap") : overlaps ? S("overlap") : S("one"));
}

/* Activities that stand in any row, in the order of the enum. */
static size_t columns_find(const struct coverage *rows, enum coverage_activity *columns) {
    bool used[COVERAGE_ACTIVITIES] = {false};
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->cells[i].activity < COVERAGE_ACTIVITIES) used[rows->cells[i].activity] = true;
    }
    for (size_t i = 0; i < COVERAGE_ACTIVITIES; i++) {
        if (used[i]) columns[count++] = (enum coverage_activity)i;
    }
    return count;
}

/* The cells of one place and activity from *at on. */
static void cell_show(struct web *web, const struct coverage_view *view, const struct coverage *rows,
                      size_t *at, struct slice place, enum coverage_activity activity, struct doc *cells) {
    struct doc *cell = doc_add_object(web->arena, cells);
    struct doc *items = doc_set_array(web->arena, cell, S("items"));
    size_t from = *at, doers = 0;
    doc_set_text(web->arena, cell, S("cell_label"), web_tr(web, coverage_view_label(activity)));
    while (*at < rows->count && slice_equal(rows->cells[*at].place, place) &&
           rows->cells[*at].activity == activity) {
        doers += rows->cells[(*at)++].done > 0;
    }
    for (size_t i = from; i < *at; i++) {
        item_add(web, view, &rows->cells[i], doers > 1, items);
    }
    doc_set_bool(web->arena, cell, S("any"), *at > from);
}

static size_t row_skip(const struct coverage *rows, size_t at) {
    struct slice place = rows->cells[at].place;
    while (at < rows->count && slice_equal(rows->cells[at].place, place))
        at++;
    return at;
}

static void row_show(struct web *web, const struct coverage_view *view, const struct coverage *rows,
                     size_t *at, const enum coverage_activity *columns, size_t column_count,
                     struct doc *list) {
    struct doc *row = doc_add_object(web->arena, list);
    struct slice place = rows->cells[*at].place;
    bool leads = place.len == 2 && view->digits == 2;
    doc_set_text(web->arena, row, S("place_text"),
                 place.len > 2 && !view->province.len ? place_chain(web, place) : place_name(web, place));
    doc_set_text(web->arena, row, S("place_href"), leads ? province_href(web, view, place) : S(""));
    struct doc *cells = doc_set_array(web->arena, row, S("cells"));
    for (size_t i = 0; i < column_count; i++) {
        cell_show(web, view, rows, at, place, columns[i], cells);
    }
    if (*at < rows->count && slice_equal(rows->cells[*at].place, place))
        *at = row_skip(rows, *at); /* any activity */
}

static void show_matrix(struct web *web, const struct coverage_view *view) {
    struct coverage rows = coverage_cut(&view->commune, view->digits);
    enum coverage_activity columns[COVERAGE_ACTIVITIES];
    size_t column_count = columns_find(&rows, columns), places = 0;
    struct doc *matrix = doc_set_object(web->arena, web->view, S("matrix"));
    struct doc *heads = doc_set_array(web->arena, matrix, S("columns")),
               *list = doc_set_array(web->arena, matrix, S("rows"));
    for (size_t i = 0; i < column_count; i++) {
        doc_set_text(web->arena, doc_add_object(web->arena, heads), S("column_label"),
                     web_tr(web, coverage_view_label(columns[i])));
    }
    for (size_t at = 0; at < rows.count; places++) {
        if (places / LIMIT_COVERAGE_ROWS + 1 != view->page)
            at = row_skip(&rows, at);
        else
            row_show(web, view, &rows, &at, columns, column_count, list);
    }
    ask_show_pager(web, view->page, LIMIT_COVERAGE_ROWS, places);
}

/* ---- overlaps, gaps ---- */

static void overlap_add(struct web *web, const struct coverage_view *view,
                        const struct coverage_overlap *overlap, struct doc *list) {
    struct text who = TEXT_IN(web->arena);
    const struct coverage *commune = &view->commune;
    for (size_t i = overlap->first; i < commune->count; i++) {
        const struct coverage_cell *cell = &commune->cells[i];
        if (cell->activity != overlap->activity || !slice_equal(cell->place, overlap->place)) break;
        if (cell->done == 0) continue;
        struct slice number = coverage_view_number(web, view, cell);
        text_printf(&who, "%s%.*s %.*s", who.len ? " · " : "", SLICE_ARG(view->orgs[cell->org].short_name),
                    SLICE_ARG(number));
    }
    struct doc *line = doc_add_object(web->arena, list);
    doc_set_text(web->arena, line, S("where"), place_chain(web, overlap->place));
    doc_set_text(web->arena, line, S("what"), web_tr(web, coverage_view_label(overlap->activity)));
    doc_set_text(web->arena, line, S("why"), text_slice(&who));
}

static const char *lack_text(enum coverage_lack lack) {
    switch (lack) {
    case LACK_PROMISED: return TR("promised, nothing done yet");
    case LACK_PLANNED: return TR("planned, nothing done");
    case LACK_ANY: return TR("in the agreement, nothing done yet");
    case LACK_NOBODY: return TR("vulnerable households in the register, and nobody works there");
    }
    BUG("lack %d", lack);
}

static void gap_add(struct web *web, const struct coverage_view *view, const struct coverage_gap *gap,
                    struct doc *list) {
    struct doc *line = doc_add_object(web->arena, list);
    struct slice who = gap->org == SIZE_MAX ? S("") : view->orgs[gap->org].short_name,
                 why = web_tr(web, lack_text(gap->lack));
    doc_set_text(web->arena, line, S("where"), place_chain(web, gap->place));
    doc_set_text(web->arena, line, S("what"),
                 gap->activity < COVERAGE_ACTIVITIES ? web_tr(web, coverage_view_label(gap->activity))
                                                     : S(""));
    doc_set_text(web->arena, line, S("why"),
                 who.len ? arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(who), SLICE_ARG(why)) : why);
}

static struct slice more_text(struct web *web, size_t count) {
    if (count <= LINES_SHOWN) return S("");
    return web_tr_fill(web, TR("and {1} more"), promise_view_count(web, (int64_t)(count - LINES_SHOWN)), S(""));
}

static void show_lines(struct web *web, const struct coverage_view *view,
                       const struct coverage_overlap *overlaps, size_t overlap_count,
                       const struct coverage_gap *gaps, size_t gap_count) {
    struct doc *list = doc_set_array(web->arena, web->view, S("overlaps"));
    for (size_t i = 0; i < overlap_count && i < LINES_SHOWN; i++) {
        overlap_add(web, view, &overlaps[i], list);
    }
    doc_set_text(web->arena, web->view, S("more_overlaps"), more_text(web, overlap_count));
    list = doc_set_array(web->arena, web->view, S("gaps"));
    for (size_t i = 0; i < gap_count && i < LINES_SHOWN; i++) {
        gap_add(web, view, &gaps[i], list);
    }
    doc_set_text(web->arena, web->view, S("more_gaps"), more_text(web, gap_count));
    doc_set_bool(web->arena, web->view, S("any_overlap"), overlap_count > 0);
    doc_set_bool(web->arena, web->view, S("any_gap"), gap_count > 0);
}

static int64_t communes_worked_in(const struct coverage *commune) {
    int64_t count = 0;
    struct slice before = S("");
    for (size_t i = 0; i < commune->count; i++) {
        const struct coverage_cell *cell = &commune->cells[i];
        if (cell->done == 0 || cell->place.len < 6 || slice_equal(cell->place, before)) continue;
        before = cell->place;
        count++;
    }
    return count;
}

/* ---- the map ---- */

static int64_t workers(const struct coverage_view *view, struct slice place) {
    int64_t count = 0;
    for (size_t i = 0; i < view->org_count; i++) {
        count += coverage_done(&view->commune, place, COVERAGE_ACTIVITIES, i) > 0;
    }
    return count;
}

static size_t areas_find(struct web *web, const struct coverage_view *view, size_t digits,
                         struct map_area **areas) {
    struct coverage rows = coverage_cut(&view->commune, digits);
    size_t count = 0;
    *areas = arena_make(web->arena, struct map_area, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        struct slice place = rows.cells[i].place;
        if (place.len < digits || (count && slice_equal((*areas)[count - 1].code, place))) continue;
        struct map_area *area = &(*areas)[count++];
        *area = (struct map_area){.code = place, .label = place_name(web, place), .has_value = true};
        area->value = workers(view, place);
        area->value_label = promise_view_count(web, area->value);
        area->href = digits == 2 ? province_href(web, view, place) : S("");
    }
    return count;
}

static void draw(struct web *web, const struct coverage_view *view) {
    struct text out = TEXT_IN(web->arena);
    struct map_area *areas, *points = NULL;
    struct map_view map = {.title = web_tr(web, TR("Organisations at work"))};
    map.area_count = areas_find(web, view, view->province.len ? 4 : 2, &areas);
    if (view->province.len) map.point_count = areas_find(web, view, 6, &points);
    map.areas = areas;
    map.points = points;
    if (!view->province.len || !map_districts(&out, view->province, &map)) map_provinces(&out, &map);
    html_set_doc(web->arena, web->view, S("map_html"), html_of(&out));
}

/* ---- filters ---- */

static void add_level(struct web *web, const struct coverage_view *view, struct doc *fields) {
    static const char *const codes[] = {"province", "district", "commune"};
    static const char *const labels[] = {TR("Province"), TR("District"), TR("Commune")};
    struct slice chosen = coverage_view_level(view);
    struct view_select select = {.name = "level", .label = TR("Rows"), .value = chosen, .required = true};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        promise_view_choice(web, choices, slice_of(codes[i]), web_tr(web, labels[i]), chosen);
    }
}

static void add_activity(struct web *web, const struct coverage_view *view, struct doc *fields) {
    struct slice chosen = view->has_activity ? slice_of(coverage_kinds[view->activity].code) : S("");
    struct view_select select = {.name = "activity", .label = TR("Activity"), .value = chosen};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (size_t i = 0; i < COVERAGE_ACTIVITIES; i++) {
        promise_view_choice(web, choices, slice_of(coverage_kinds[i].code),
                            web_tr(web, coverage_kinds[i].label), chosen);
    }
}

static void add_orgs(struct web *web, const struct coverage_view *view, struct doc *fields) {
    if (view->org_count < 2) return;
    struct slice chosen = uuid_is_zero(view->org) ? S("") : uuid_format(web->arena, view->org);
    struct view_select select = {.name = "org", .label = TR("Organisation"), .value = chosen};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (size_t i = 0; i < view->org_count; i++) {
        promise_view_choice(web, choices, uuid_format(web->arena, view->orgs[i].id), view->orgs[i].short_name,
                            chosen);
    }
}

static void add_filters(struct web *web, const struct coverage_view *view) {
    struct doc *fields = ask_filters(web, "/coverage");
    ask_filter_province(web, fields, view->province);
    add_level(web, view, fields);
    add_activity(web, view, fields);
    add_orgs(web, view, fields);
    ask_filter_day(web, fields, "from", TR("From day"));
    ask_filter_day(web, fields, "until", TR("Until day"));
}

/* ---- as JSON ---- */

static void cell_json(struct web *web, const struct coverage_view *view, const struct coverage_cell *cell,
                      struct doc *list) {
    struct doc *object = doc_add_object(web->arena, list);
    doc_set_text(web->arena, object, S("place"), cell->place);
    doc_set_text(web->arena, object, S("activity"), slice_of(coverage_kinds[cell->activity].code));
    doc_set_uuid(web->arena, object, S("organisation"), view->orgs[cell->org].id);
    doc_set_bool(web->arena, object, S("promised"), cell->is_promised);
    if (coverage_view_is_small(view, cell)) {
        doc_set_text(web->arena, object, S("done"), S("1-4"));
        return;
    }
    struct coverage_cell told = coverage_view_told(view, cell);
    doc_set_int(web->arena, object, S("planned"), told.planned);
    doc_set_int(web->arena, object, S("done"), told.done);
}

static const char *lack_code(enum coverage_lack lack) {
    switch (lack) {
    case LACK_PROMISED: return "promised";
    case LACK_PLANNED: return "planned";
    case LACK_ANY: return "agreement";
    case LACK_NOBODY: return "nobody";
    }
    BUG("lack %d", lack);
}

static void together_json(struct web *web, const struct coverage_view *view,
                          const struct coverage_overlap *overlaps, size_t overlap_count,
                          const struct coverage_gap *gaps, size_t gap_count) {
    struct doc *list = doc_set_array(web->arena, web->view, S("overlaps"));
    for (size_t i = 0; i < overlap_count; i++) {
        struct doc *object = doc_add_object(web->arena, list);
        doc_set_text(web->arena, object, S("place"), overlaps[i].place);
        doc_set_text(web->arena, object, S("activity"), slice_of(coverage_kinds[overlaps[i].activity].code));
        doc_set_int(web->arena, object, S("organisations"), (int64_t)overlaps[i].orgs);
    }
    list = doc_set_array(web->arena, web->view, S("gaps"));
    for (size_t i = 0; i < gap_count; i++) {
        struct doc *object = doc_add_object(web->arena, list);
        doc_set_text(web->arena, object, S("place"), gaps[i].place);
        doc_set_text(web->arena, object, S("why"), slice_of(lack_code(gaps[i].lack)));
        if (gaps[i].activity < COVERAGE_ACTIVITIES)
            doc_set_text(web->arena, object, S("activity"), slice_of(coverage_kinds[gaps[i].activity].code));
        if (gaps[i].org != SIZE_MAX)
            doc_set_uuid(web->arena, object, S("organisation"), view->orgs[gaps[i].org].id);
    }
}

static void show_json(struct web *web, const struct coverage_view *view) {
    struct coverage rows = coverage_cut(&view->commune, view->digits);
    struct doc *list = doc_set_array(web->arena, web->view, S("cells"));
    for (size_t i = 0; i < rows.count; i++) {
        if (rows.cells[i].activity < COVERAGE_ACTIVITIES) cell_json(web, view, &rows.cells[i], list);
    }
    doc_set_int(web->arena, web->view, S("communes"), communes_worked_in(&view->commune));
    doc_set_int(web->arena, web->view, S("complements"), (int64_t)coverage_complements(&view->commune));
}

/* ---- the page ---- */

static struct slice page_title(struct web *web, const struct coverage_view *view) {
    if (!view->province.len) return web_tr(web, TR("Coverage"));
    return web_tr_fill(web, TR("Coverage of {1}"), place_name(web, view->province), S(""));
}

/* What a print says of its question, whose fields are not printed. */
static struct slice asked_text(struct web *web, const struct coverage_view *view) {
    struct text asked = TEXT_IN(web->arena);
    const struct coverage_period *period = &view->period;
    int64_t today = date_first_day(clock_today());
    text_append(&asked, web_tr_fill(web, TR("as of {1}"), promise_view_day(web, today), S("")));
    for (size_t i = 0; i < view->org_count; i++) {
        if (uuid_equal(view->orgs[i].id, view->org))
            text_printf(&asked, " · %.*s", SLICE_ARG(view->orgs[i].short_name));
    }
    if (view->has_activity)
        text_printf(&asked, " · %.*s", SLICE_ARG(web_tr(web, coverage_view_label(view->activity))));
    if (period->from.precision)
        text_printf(&asked, " · %.*s: %.*s", SLICE_ARG(web_tr(web, TR("From day"))),
                    SLICE_ARG(promise_view_day(web, date_first_day(period->from))));
    if (period->until.precision)
        text_printf(&asked, " · %.*s: %.*s", SLICE_ARG(web_tr(web, TR("Until day"))),
                    SLICE_ARG(promise_view_day(web, date_first_day(period->until))));
    return text_slice(&asked);
}

static void show_page(struct web *web, const struct coverage_view *view, size_t overlap_count,
                      size_t gap_count) {
    doc_set_text(web->arena, web->view, S("country_href"), view->province.len ? S("/coverage") : S(""));
    doc_set_text(web->arena, web->view, S("asked_text"), asked_text(web, view));
    add_filters(web, view);
    struct doc *figures = doc_set_array(web->arena, web->view, S("figures"));
    furniture_add_figure(web, figures, TR("Communes"),
                         promise_view_count(web, communes_worked_in(&view->commune)),
                         web_tr(web, TR("with something done")));
    furniture_add_figure(web, figures, TR("Complements"),
                         promise_view_count(web, (int64_t)coverage_complements(&view->commune)),
                         web_tr(web, TR("communes where each does something else")));
    furniture_add_figure(web, figures, TR("Overlaps"), promise_view_count(web, (int64_t)overlap_count),
                         web_tr(web, TR("two do the same in one commune")));
    furniture_add_figure(web, figures, TR("Gaps"), promise_view_count(web, (int64_t)gap_count),
                         web_tr(web, TR("promised or planned, and nothing done")));
    draw(web, view);
    show_matrix(web, view);
}

/* The inner part of the page, or the JSON. */
static struct slice body_make(struct web *web, struct coverage_view *view) {
    struct text out = TEXT_IN(web->arena);
    struct coverage_overlap *overlaps;
    struct coverage_gap *gaps;
    coverage_view_read(web, view);
    size_t overlap_count = coverage_overlaps(&view->commune, &overlaps);
    size_t gap_count = coverage_gaps(&view->commune, view->vulnerable, view->vulnerable_count, &gaps);
    if (web->is_api) {
        show_json(web, view);
        together_json(web, view, overlaps, overlap_count, gaps, gap_count);
        doc_write_json(&out, web->view);
        return text_slice(&out);
    }
    show_page(web, view, overlap_count, gap_count);
    show_lines(web, view, overlaps, overlap_count, gaps, gap_count);
    if (!mustache_render(mustache_set_find(web->app->templates, S("coverage_main")), web->view, web, &out))
        log_warn("coverage is nested too deeply or too large");
    return text_slice(&out);
}

/* Kept until something that it counts, or who may know it, changes: attendance for one does not. */
static struct slice body_find(struct web *web, struct coverage_view *view) {
    uint64_t stamp = coverage_view_stamp(web);
    struct slice key = coverage_view_key(web, view), body;
    if (page_cache_find(web->app->page_cache, web->arena, key, stamp, &body)) return body;
    body = body_make(web, view);
    page_cache_keep(web->app->page_cache, key, stamp, body);
    return body;
}

enum outcome coverage_page(struct web *web) {
    struct coverage_view view;
    if (!coverage_view_ask(web, &view)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    doc_set_text(web->arena, web->view, S("page_title"), page_title(web, &view));
    struct slice body = body_find(web, &view);
    if (web->is_api) return web_answer(web, 200, S("application/json"), body);
    html_set_doc(web->arena, web->view, S("main_html"),
                 (struct html){body}); /* made by the template in body_make */
    return OUTCOME_OK;
}

/* ---- to the records ---- */

static void session_filters(struct web *web, struct text *href, const struct coverage_kind *kind,
                            const struct coverage_view *view) {
    text_printf(href, "/sessions?kind=%s", kind->session_kind);
    if (kind->topics && kind->topics[0]) text_printf(href, "&topics.has=%s", kind->topics);
    if (kind->topics && !kind->topics[0]) text_append(href, S("&topics.empty=1"));
    period_add(web, href, &view->period, "starts_on.ge", "starts_on.le");
    text_append(href, S("&place.within="));
}

/* The list that holds what a cell counts; links of cells are short because of it. */
enum outcome coverage_records(struct web *web) {
    struct coverage_view view;
    struct text href = TEXT_IN(web->arena);
    struct slice place = http_query(web->http, S("place"));
    if (!coverage_view_ask(web, &view)) return OUTCOME_NOT_FOUND;
    if (!view.has_activity) ask_refuse(web, "activity", TR("“{1}” is none of the choices."));
    if (!gazetteer_name(web->app->gazetteer, web->arena, place, false).len)
        ask_refuse(web, "place", TR("“{1}” is not the code of a place."));
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    const struct coverage_kind *kind = &coverage_kinds[view.activity];
    if (kind->session_kind)
        session_filters(web, &href, kind, &view);
    else
        text_append(&href, view.activity == COVERAGE_CASCADE ? S("/trainers?village.within=")
                                                             : S("/groups?village.within="));
    text_append(&href, place);
    if (!uuid_is_zero(view.org))
        text_printf(&href, "&org=%.*s", SLICE_ARG(uuid_format(web->arena, view.org)));
    return web_redirect(web, text_slice(&href));
}
