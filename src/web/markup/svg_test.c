/* SPDX-License-Identifier: Apache-2.0 */
/* Every drawing is read back by an XML parser; numbers at the edges are drawn inside the picture. */
#include "base/check.h"
#include "web/markup/map.h"
#include "web/markup/svg_chart.h"

#include <libxml/parser.h>

#include "base/limits.h"

static const struct slice labels[] = {S_INIT("មករា"), S_INIT("Feb <&>"), S_INIT("Mar")};

/* Well-formed, a picture with a title, and no number that is not one. */
static void assert_drawn(struct arena *arena, const struct text *out) {
    struct slice svg = arena_copy(arena, text_slice(out));
    xmlDoc *xml = xmlReadMemory(svg.s, (int)svg.len, "chart.svg", "UTF-8", XML_PARSE_NONET);
    assert_non_null(xml);
    xmlFreeDoc(xml);
    assert_true(slice_contains(svg, S("role=\"img\"><title>")) || slice_contains(svg, S("role=\"group\"><title>")));
    assert_false(slice_contains(svg, S("nan")));
    assert_false(slice_contains(svg, S("inf")));
    assert_false(slice_contains(svg, S("=\"-")));
}

static void an_axis_has_round_ticks_and_holds_its_greatest_value(void **state) {
    static const struct { int64_t max, step, top; } want[] = {
        {0, 1, 1}, {1, 1, 1}, {5, 1, 5}, {6, 2, 6}, {10, 2, 10}, {11, 5, 15}, {25, 5, 25}, {26, 10, 30}, {560, 200, 600},
        {2000, 500, 2000}, {1000000, 200000, 1000000},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        struct svg_axis axis = svg_axis_for(want[i].max);
        assert_int_equal(axis.step, want[i].step);
        assert_int_equal(axis.top, want[i].top);
        assert_int_equal(axis.ticks, want[i].top / want[i].step + 1);
    }
    struct svg_axis huge = svg_axis_for(INT64_MAX);
    assert_true(huge.top > INT64_MAX / 2 && huge.ticks <= SVG_TICKS_MAX);
}

static void a_bar_says_how_far_a_promise_is_at_every_edge(void **state) {
    static const struct { int64_t actual, target, planned; enum svg_state want; } bars[] = {
        {0, 0, 0, SVG_NO_TARGET}, {7, 0, 0, SVG_NO_TARGET}, {0, 100, 0, SVG_ON_TRACK}, {44, 100, 50, SVG_BEHIND},
        {45, 100, 50, SVG_ON_TRACK}, {100, 100, 100, SVG_DONE}, {250, 100, 100, SVG_DONE},
        {INT64_MAX, INT64_MAX, 1, SVG_DONE}, {1, INT64_MAX, INT64_MAX, SVG_BEHIND}, {-5, 10, 0, SVG_ON_TRACK},
    };
    for (size_t i = 0; i < ARRAY_LEN(bars); i++) {
        struct svg_bar bar = {.title = S("a \"<b>"), .actual = bars[i].actual, .target = bars[i].target, .planned = bars[i].planned};
        struct text out = TEXT_IN(*state);
        svg_bar_target(&out, &bar);
        assert_drawn(*state, &out);
        assert_int_equal(svg_bar_state(&bar), bars[i].want);
        assert_in_range(out.len, 80, 500);
    }
}

static void shares_of_a_whole_fill_the_strip_and_nothing_is_left_out_of_it(void **state) {
    struct arena *arena = *state;
    struct text out = TEXT_IN(arena);
    const struct svg_share shares[] = {{"strip-done", 1}, {"strip-on", 0}, {"strip-behind", 3}};
    svg_strip(&out, S("ស្ថានភាព"), shares, ARRAY_LEN(shares));
    assert_drawn(arena, &out);
    assert_true(slice_contains(text_slice(&out), S("x=\"0%\" width=\"25%\"")));
    assert_true(slice_contains(text_slice(&out), S("x=\"25%\" width=\"75%\"")));
    assert_false(slice_contains(text_slice(&out), S("strip-on")));
    assert_false(slice_contains(text_slice(&out), S("viewBox")));
    struct text none = TEXT_IN(arena);
    svg_strip(&none, S("x"), shares, 0);
    assert_drawn(arena, &none);
}

static void a_trend_of_none_one_and_many_months_is_drawn(void **state) {
    static const int64_t values[] = {0, 5, INT64_MAX, -4, 7};
    for (size_t count = 0; count <= ARRAY_LEN(values); count++) {
        struct text out = TEXT_IN(*state);
        svg_spark(&out, S("និន្នាការ"), values, count);
        assert_drawn(*state, &out);
    }
}

static void a_plan_chart_is_drawn_for_none_one_and_many_months(void **state) {
    static const int64_t actual[] = {0, 3, INT64_MAX}, planned[] = {1, 2, 9};
    for (size_t count = 0; count <= 3; count++) {
        for (size_t shown = 0; shown <= count + 1 && shown <= 3; shown++) {
            struct svg_plan plan = {.title = S("t"), .desc = S("d & e"), .labels = labels, .count = count, .actual = actual,
                                    .actual_count = shown, .planned = count == 2 ? NULL : planned, .target = (int64_t)count * 5,
                                    .actual_label = S("Done"), .planned_label = S("Planned"), .target_label = S("Target")};
            struct text out = TEXT_IN(*state);
            svg_line_plan(&out, &plan);
            assert_drawn(*state, &out);
        }
    }
}

static void columns_stack_and_never_overflow(void **state) {
    static const int64_t women[] = {INT64_MAX, 0, -3}, men[] = {INT64_MAX, 4, 0};
    static const struct svg_series series[] = {{S_INIT("ស្រី"), women}, {S_INIT("Men"), men}};
    for (size_t count = 0; count <= 3; count++) {
        struct svg_column_chart chart = {.title = S("t"), .labels = labels, .count = count, .series = series,
                                         .series_count = count == 1 ? 0 : 2};
        struct text out = TEXT_IN(*state);
        svg_columns(&out, &chart);
        assert_drawn(*state, &out);
    }
}

static void a_pyramid_keeps_both_sides(void **state) {
    static const struct svg_pyramid_band bands[] = {{S_INIT("0–14"), 3, 0}, {S_INIT("15–24"), INT64_MAX, 7}, {S_INIT("25+"), -1, 12345}};
    for (size_t count = 0; count <= 3; count++) {
        struct svg_pyramid_chart chart = {.title = S("t"), .left_label = S("Women"), .right_label = S("Men"), .bands = bands, .count = count};
        struct text out = TEXT_IN(*state);
        svg_pyramid(&out, &chart);
        assert_drawn(*state, &out);
        if (count == 3) assert_true(slice_contains(text_slice(&out), S("12,345")));
    }
}

/* ---- The map ---- */

static void every_province_and_district_has_its_place_on_the_map(void **state) {
    (void)state;
    assert_int_equal(map_area_count(S("")), 25);
    assert_int_equal(map_area_count(S("12")), 12);
    assert_int_equal(map_area_count(S("99")), 0);
}

static void a_province_links_and_names_itself_and_gets_its_class(void **state) {
    static const struct map_area areas[] = {
        {.code = S_INIT("03"), .label = S_INIT("កំពង់ចាម <x>"), .value_label = S_INIT("7"), .value = 7, .has_value = true, .href = S_INIT("/a?b=1&c=2")},
        {.code = S_INIT("12"), .label = S_INIT("Phnom Penh"), .value_label = S_INIT("1,234"), .value = 1234, .has_value = true},
        {.code = S_INIT("17"), .label = S_INIT("Siem Reap"), .value_label = S_INIT("0"), .value = 0, .has_value = true},
        {.code = S_INIT("99"), .label = S_INIT("Nowhere"), .value_label = S_INIT("5"), .value = 5, .has_value = true},
    };
    struct text out = TEXT_IN(*state);
    map_provinces(&out, &(struct map_view){.title = S("Map"), .areas = areas, .area_count = ARRAY_LEN(areas)});
    assert_drawn(*state, &out);
    assert_true(slice_contains(text_slice(&out), S("<a href=\"/a?b=1&amp;c=2\"")));
    assert_true(slice_contains(text_slice(&out), S("<title>កំពង់ចាម &lt;x&gt;: 7</title>")));
    assert_true(slice_contains(text_slice(&out), S("geoBoundaries")));
    assert_in_range(out.len, 8000, 60000);
}

static void areas_of_equal_value_share_a_class(void **state) {
    static const struct map_area areas[] = {
        {.code = S_INIT("01"), .value = 5, .has_value = true}, {.code = S_INIT("02"), .value = 5, .has_value = true},
        {.code = S_INIT("03"), .value = 5, .has_value = true}, {.code = S_INIT("04"), .value = 90, .has_value = true},
        {.code = S_INIT("05"), .value = 0, .has_value = true}, {.code = S_INIT("06")},
    };
    static const int want[] = {1, 1, 1, 4, 0, -1};
    (void)state;
    int classes[ARRAY_LEN(areas)];
    map_classify(areas, ARRAY_LEN(areas), classes);
    for (size_t i = 0; i < ARRAY_LEN(areas); i++) {
        assert_int_equal(classes[i], want[i]);
    }
}

static void a_province_opens_into_districts_and_commune_points(void **state) {
    static const struct map_area areas[] = {{.code = S_INIT("1707"), .label = S_INIT("X"), .value_label = S_INIT("3"), .value = 3, .has_value = true}};
    static const struct map_area points[] = {{.code = S_INIT("170707"), .label = S_INIT("P"), .value_label = S_INIT("2"), .value = 2, .has_value = true, .href = S_INIT("/c")},
                                             {.code = S_INIT("030101"), .label = S_INIT("elsewhere")}};
    struct map_view view = {.title = S("Siem Reap"), .areas = areas, .area_count = 1, .points = points, .point_count = 2};
    struct text out = TEXT_IN(*state);
    assert_true(map_districts(&out, S("17"), &view));
    assert_drawn(*state, &out);
    assert_true(slice_contains(text_slice(&out), S("<circle")));
    assert_false(slice_contains(text_slice(&out), S("elsewhere")));
    assert_false(map_districts(&out, S("77"), &view));
}

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

#define KEEP(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        KEEP(an_axis_has_round_ticks_and_holds_its_greatest_value),
        KEEP(a_bar_says_how_far_a_promise_is_at_every_edge),
        KEEP(shares_of_a_whole_fill_the_strip_and_nothing_is_left_out_of_it),
        KEEP(a_trend_of_none_one_and_many_months_is_drawn),
        KEEP(a_plan_chart_is_drawn_for_none_one_and_many_months),
        KEEP(columns_stack_and_never_overflow),
        KEEP(a_pyramid_keeps_both_sides),
        KEEP(every_province_and_district_has_its_place_on_the_map),
        KEEP(a_province_links_and_names_itself_and_gets_its_class),
        KEEP(areas_of_equal_value_share_a_class),
        KEEP(a_province_opens_into_districts_and_commune_points),
    };
    int failed = cmocka_run_group_tests_name("svg", tests, NULL, NULL);
    xmlCleanupParser();
    return failed;
}
