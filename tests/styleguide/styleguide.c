/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Renders every component of the look on one page from sample values, through the real templates, for eyes and for
 * screenshots; and checks what no page may break.  A test tool, never part of the program.
 *
 *   styleguide TEMPLATES_DIR km.mo check                      templates compile, link, write only "_html" keys raw
 *   styleguide TEMPLATES_DIR km.mo PAGE.mustache SAMPLE.json  writes the page to standard output
 */
#include <dirent.h>

#include "base/log.h"
#include "i18n/locale.h"
#include "web/markup/html.h"
#include "web/markup/map.h"
#include "web/markup/mustache.h"
#include "web/markup/svg_chart.h"

static struct slice translate(const void *context, struct arena *arena, struct slice raw) {
    (void)arena;
    return tr(context, raw);
}

static const struct mustache_lambda lambdas[] = {{S_INIT("t"), translate}};

static struct slice number(const void *context, struct arena *arena, int64_t value) {
    return format_number(arena, context, value);
}

static struct slice read_file(struct arena *arena, const char *path) {
    struct text bytes = TEXT_IN(arena);
    char buffer[4096];
    size_t got;
    FILE *file = fopen(path, "rb");
    if (!file) BUG("cannot read %s", path);
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) {
        text_append(&bytes, (struct slice){buffer, got});
    }
    fclose(file);
    return text_slice(&bytes);
}

/* ---- Templates ---- */

/* Each {{{name}}} and {{&name}} whose name does not end in "_html": there user text could become markup. */
static bool writes_only_html_raw(struct slice name, struct slice source) {
    bool ok = true;
    for (size_t at = 0; (at = slice_find(source, S("{{"), at)) < source.len; at += 2) {
        struct slice tag = slice_sub(source, at + 2, slice_find(source, S("}}"), at));
        if (!slice_starts(tag, S("{")) && !slice_starts(tag, S("&"))) continue;
        if (slice_ends(slice_trim(tag), S("_html"))) continue;
        fprintf(stderr, "%.*s writes %.*s unescaped\n", SLICE_ARG(name), SLICE_ARG(tag));
        ok = false;
    }
    return ok;
}

static bool add_file(struct arena *arena, struct mustache_set *set, const char *path, struct slice name, struct refusal *refusal) {
    struct slice source = read_file(arena, path);
    bool compiled = mustache_set_add(set, name, source, refusal);
    return writes_only_html_raw(name, source) && compiled;
}

/* All NAME.mustache below the folder, named by their path in it. */
static bool add_folder(struct arena *arena, struct mustache_set *set, const char *folder, struct slice prefix, struct refusal *refusal) {
    DIR *dir = opendir(folder);
    bool ok = dir != NULL;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        struct slice file = arena_copy(arena, slice_of(entry->d_name));
        struct slice path = arena_printf(arena, "%s/%s", folder, entry->d_name);
        struct slice base = slice_sub(file, 0, slice_find(file, S(".mustache"), 0));
        struct slice name = prefix.len ? arena_printf(arena, "%.*s/%.*s", SLICE_ARG(prefix), SLICE_ARG(base)) : base;
        if (entry->d_name[0] == '.') continue;
        if (slice_ends(file, S(".mustache"))) ok = add_file(arena, set, path.s, name, refusal) && ok;
        else if (entry->d_type == DT_DIR) ok = add_folder(arena, set, path.s, name, refusal) && ok;
    }
    if (dir) closedir(dir);
    return ok;
}

static bool report(const struct refusal *refusal) {
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        struct slice text = refusal_fill(refusal->arena, slice_of(item->message), item->args);
        fprintf(stderr, "%.*s: %.*s\n", SLICE_ARG(item->field), SLICE_ARG(text));
    }
    return refusal->count == 0;
}

/* ---- Sample drawings ---- */

static struct slice word(const struct doc *sample, const char *name) {
    return doc_get_text(doc_get(sample, S("words")), slice_of(name));
}

static void put(struct arena *arena, struct doc *object, struct slice key, const struct text *out) {
    html_set_doc(arena, object, key, html_of(out));
}

static void add_bars(struct arena *arena, const struct doc *sample) {
    static const int64_t trend[] = {0, 3, 4, 4, 9, 11, 15, 14, 18, 25, 24, 31};
    static const struct slice states[] = {S_INIT("done"), S_INIT("on"), S_INIT("behind"), S_INIT("open")};
    for (struct doc_entry *row = doc_get(sample, S("promises"))->first; row; row = row->next) {
        struct svg_bar bar = {.title = doc_get_text(&row->value, S("title")), .actual = doc_get_int(&row->value, S("actual"), 0),
                              .target = doc_get_int(&row->value, S("target"), 0), .planned = doc_get_int(&row->value, S("planned"), 0)};
        struct text drawn = TEXT_IN(arena), spark = TEXT_IN(arena);
        struct slice state = states[svg_bar_state(&bar)];
        svg_bar_target(&drawn, &bar);
        svg_spark(&spark, bar.title, trend, ARRAY_LEN(trend));
        put(arena, &row->value, S("bar_html"), &drawn);
        put(arena, &row->value, S("spark_html"), &spark);
        doc_set_text(arena, &row->value, S("state"), state);
        doc_set_text(arena, &row->value, S("state_text"), doc_get_text(doc_get(&row->value, S("states")), state));
    }
}

/* What partials/chart shows: a title, the drawing, and the numbers (left out here). */
static void add_chart(struct arena *arena, struct doc *charts, const struct doc *sample, struct slice title_key, const struct text *drawn) {
    struct doc *chart = doc_add_object(arena, charts);
    doc_set_text(arena, chart, S("chart_title"), doc_get_text(sample, title_key));
    put(arena, chart, S("chart_html"), drawn);
}

static void add_charts(struct arena *arena, struct doc *sample, const struct svg_numbers *numbers) {
    static const int64_t actual[] = {0, 12, 30, 41, 77, 98, 120, 153}, women[] = {40, 88, 120, 160}, men[] = {30, 42, 77, 64};
    static const int64_t planned[] = {0, 20, 45, 70, 95, 120, 145, 170, 190, 210, 230, 240};
    static const struct svg_pyramid_band bands[] = {{S_INIT("0–14"), 40, 35}, {S_INIT("15–17"), 90, 61}, {S_INIT("18–24"), 310, 205},
                                                    {S_INIT("25–49"), 420, 260}, {S_INIT("50+"), 1120, 88}};
    static const struct slice quarters[] = {S_INIT("2016 Q1"), S_INIT("2016 Q2"), S_INIT("2016 Q3"), S_INIT("2016 Q4")};
    struct svg_series series[] = {{word(sample, "women"), women}, {word(sample, "men"), men}};
    struct slice months[12];
    size_t count = 0;
    struct text plan = TEXT_IN(arena), columns = TEXT_IN(arena), pyramid = TEXT_IN(arena);
    for (const struct doc_entry *month = doc_get(sample, S("months"))->first; month && count < 12; month = month->next) {
        months[count++] = month->value.text;
    }
    svg_line_plan(&plan, &(struct svg_plan){.title = doc_get_text(sample, S("plan_title")), .labels = months, .count = count, .actual = actual,
        .actual_count = ARRAY_LEN(actual), .planned = planned, .target = 240, .actual_label = word(sample, "actual"),
        .planned_label = word(sample, "planned"), .target_label = word(sample, "target"), .numbers = numbers});
    svg_columns(&columns, &(struct svg_column_chart){.title = doc_get_text(sample, S("columns_title")), .labels = quarters, .count = 4,
        .series = series, .series_count = 2, .numbers = numbers});
    svg_pyramid(&pyramid, &(struct svg_pyramid_chart){.title = doc_get_text(sample, S("pyramid_title")), .left_label = word(sample, "women"),
        .right_label = word(sample, "men"), .bands = bands, .count = ARRAY_LEN(bands), .numbers = numbers});
    struct doc *charts = doc_set_array(arena, sample, S("charts"));
    add_chart(arena, charts, sample, S("plan_title"), &plan);
    add_chart(arena, charts, sample, S("columns_title"), &columns);
    add_chart(arena, charts, sample, S("pyramid_title"), &pyramid);
}

static void add_maps(struct arena *arena, struct doc *sample, const struct svg_numbers *numbers) {
    static const struct map_area districts[] = {
        {S_INIT("2001"), S_INIT("Chantrea"), S_INIT("31"), 31, true, S_INIT("#d1")}, {S_INIT("2002"), S_INIT("Kampong Rou"), S_INIT("7"), 7, true, S_INIT("#d2")},
        {S_INIT("2008"), S_INIT("Bavet"), S_INIT("88"), 88, true, S_INIT("#d8")}};
    static const struct map_area communes[] = {{S_INIT("200802"), S_INIT("Bavet"), S_INIT("44"), 44, true, S_INIT("#c1")},
                                               {S_INIT("200103"), S_INIT("Chres"), S_INIT("12"), 12, true, S_INIT("#c2")}};
    bool khmer = slice_equal(doc_get_text(sample, S("lang")), S("km"));
    struct map_area areas[25];
    struct text map = TEXT_IN(arena), province = TEXT_IN(arena);
    size_t count = 0;
    for (const struct doc_entry *row = doc_get(sample, S("map_areas"))->first; row && count < 25; row = row->next) {
        const struct doc_entry *code = row->value.first, *value = code->next, *name = khmer ? value->next->next : value->next;
        areas[count++] = (struct map_area){code->value.text, name->value.text, svg_number(arena, numbers, value->value.number),
                                           value->value.number, true, arena_printf(arena, "#p%s", code->value.text.s)};
    }
    map_provinces(&map, &(struct map_view){.title = doc_get_text(sample, S("map_title")), .areas = areas, .area_count = count});
    if (!map_districts(&province, S("20"), &(struct map_view){.title = doc_get_text(sample, S("districts_title")), .areas = districts,
            .area_count = ARRAY_LEN(districts), .points = communes, .point_count = ARRAY_LEN(communes)})) BUG("no province 20");
    put(arena, sample, S("map_html"), &map);
    put(arena, sample, S("districts_html"), &province);
}

static bool write_page(struct arena *arena, const struct mustache_set *set, const struct messages *khmer, const char *json) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct doc *sample = doc_parse_json(arena, read_file(arena, json), &refusal);
    if (!sample) return report(&refusal);
    bool is_khmer = slice_equal(doc_get_text(sample, S("lang")), S("km"));
    struct locale locale = {.lang = is_khmer ? LANG_KM : LANG_EN, .messages = is_khmer ? khmer : NULL};
    struct svg_numbers numbers = {number, &locale};
    struct text page = TEXT_IN(arena);
    add_bars(arena, sample);
    add_charts(arena, sample, &numbers);
    add_maps(arena, sample, &numbers);
    bool whole = mustache_render(mustache_set_find(set, S("page")), sample, &locale, &page);
    return fwrite(page.s, 1, page.len, stdout) == page.len && whole;
}

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    struct arena *process_arena = arena_new();
    struct refusal refusal = REFUSAL_IN(process_arena);
    struct mustache_set *set = mustache_set_new(process_arena, lambdas, ARRAY_LEN(lambdas));
    const struct messages *khmer = messages_load(process_arena, read_file(process_arena, argv[2]));
    bool ok = add_folder(process_arena, set, argv[1], S(""), &refusal) && khmer;
    if (argc > 4) ok = add_file(process_arena, set, argv[3], S("page"), &refusal) && ok;
    ok = mustache_set_link(set, &refusal) && ok;
    ok = report(&refusal) && ok;
    if (ok && argc > 4) ok = write_page(process_arena, set, khmer, argv[4]);
    arena_free(process_arena);
    return ok ? 0 : 1;
}
