/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/standing_page.h"

#include "domain/savings/plan_track.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/markup/svg_chart.h"
#include "web/programme/promise_view.h"
#include "web/savings/savings_cells.h"
#include "web/savings/standing_links.h"

enum { TREND_QUARTERS = 8 };

struct trend {
    int64_t quarter;
    struct ratio_value values[GROUP_RATIOS];
};

struct standing {
    struct group_seen seen;
    struct standing_links links;
    struct savings_picture picture;
    struct group_judged judged;
    struct trend trend[TREND_QUARTERS]; /* oldest first */
    size_t trend_count;
    int64_t day;
};

/* What only an organisation has is not asked of a group. */
static bool is_of_group(enum group_ratio ratio) {
    return ratio != RATIO_GROUPS_PER_OFFICER && ratio != RATIO_MEMBERS_PER_OFFICER &&
           ratio != RATIO_COST_PER_MEMBER;
}

/* The last quarters that are over by the day, from the group's first one on. */
static void read_trend(struct standing *standing) {
    int64_t formed = quarter_of_day(date_first_day(standing->seen.group->formed_on.date)),
            end = quarter_of_day(standing->day + 1);
    struct savings_picture *picture = arena_make(standing->seen.web->arena, struct savings_picture, 1);
    for (int64_t quarter = exact_max(formed, end - TREND_QUARTERS); quarter < end; quarter++) {
        struct trend *trend = &standing->trend[standing->trend_count++];
        trend->quarter = quarter;
        group_stand_read(&standing->seen, quarter_last_day(quarter), picture);
        for (int ratio = 0; ratio < GROUP_RATIOS; ratio++) {
            trend->values[ratio] = group_ratio_of((enum group_ratio)ratio, &picture->figures);
        }
    }
}

static bool standing_begin(struct web *web, struct standing *standing) {
    if (!group_of_path(web, &standing->seen) || !group_sees_money(&standing->seen)) return false;
    struct date day = ask_day(web, "on");
    ask_only(web, "on");
    standing->day = day.precision == DATE_DAY ? date_first_day(day) : group_usual_day(&standing->seen);
    return true;
}

static void standing_read(struct standing *standing) {
    group_stand_read(&standing->seen, standing->day, &standing->picture);
    group_judge(&standing->seen, &standing->picture, &standing->judged);
    standing_links_begin(&standing->seen, standing->day, &standing->links);
    read_trend(standing);
}

/* ---- what is lacking ---- */

static struct slice lack_words(const struct standing *standing, const struct group_lack *lack) {
    struct web *web = standing->seen.web;
    struct slice is = group_ratio_words(&standing->seen, lack->ratio, lack->is_known, lack->value),
                 needs = group_ratio_words(&standing->seen, lack->ratio, true, lack->needed);
    if (group_ratio_rows[lack->ratio].unit == RATIO_YES_NO) return S("");
    if (!lack->is_known) return web_tr_fill(web, TR("nothing is known yet; {1} are needed"), needs, S(""));
    return lack->is_at_most ? web_tr_fill(web, TR("it is {1}, at most {2} may be"), is, needs)
                            : web_tr_fill(web, TR("it is {1}, at least {2} are needed"), is, needs);
}

static void show_lacks(const struct standing *standing) {
    struct web *web = standing->seen.web;
    struct doc *lacks = doc_set_array(web->arena, web->view, S("lacks"));
    for (size_t i = 0; i < standing->judged.lack_count; i++) {
        const struct group_lack *lack = &standing->judged.lacks[i];
        const char *words = standing_remedy_words(lack->ratio);
        struct doc *object = doc_add_object(web->arena, lacks);
        doc_set_text(web->arena, object, S("lack_text"), web_tr(web, group_ratio_rows[lack->ratio].label));
        doc_set_text(web->arena, object, S("lack_detail"), lack_words(standing, lack));
        doc_set_text(web->arena, object, S("lack_href"),
                     words ? standing_remedy(&standing->links, lack->ratio) : S(""));
        doc_set_text(web->arena, object, S("lack_do"), words ? web_tr(web, words) : S(""));
    }
    doc_set_bool(web->arena, web->view, S("has_lacks"), standing->judged.lack_count > 0);
}

/* ---- phase and grade ---- */

static struct slice hundredths(struct web *web, int64_t points) {
    return format_quantity(web->arena, &web->locale, points, 2, S(""));
}

static void show_verdict(const struct standing *standing) {
    struct web *web = standing->seen.web;
    const struct group_judged *judged = &standing->judged;
    const struct exact_fraction *total = &judged->grade.total;
    struct doc *figures = doc_set_array(web->arena, web->view, S("figures"));
    struct slice points = judged->grade.grade == GRADE_NOT_KNOWN
                              ? S("–")
                              : arena_printf(web->arena, "%s · %.*s", group_grade_letter(judged->grade.grade),
                                             SLICE_ARG(hundredths(web, total->numerator)));
    const struct savings_group *group = standing->seen.group;
    furniture_add_figure(
        web, figures, TR("Grade by the figures"), points,
        web_tr_fill(web, TR("points of {1} that are known"), hundredths(web, total->denominator), S("")));
    furniture_add_figure(web, figures, TR("Phase by the figures"),
                         web_tr(web, group_phase_label(judged->phase)), S(""));
    furniture_add_figure(web, figures, TR("Still lacking"), savings_number(web, (int64_t)judged->lack_count),
                         S(""));
    furniture_add_figure(
        web, figures, TR("Last grading"),
        group->grade.present ? savings_choice(web, standing->seen.record, "grade") : S("–"),
        group->graded_on.present ? format_date(web->arena, &web->locale, group->graded_on.date) : S(""));
}

static void area_row(const struct standing *standing, enum grade_area area, struct doc *rows) {
    struct web *web = standing->seen.web;
    const struct group_grade *grade = &standing->judged.grade;
    struct doc *row = doc_add_object(web->arena, rows),
               *criteria = doc_set_array(web->arena, row, S("criteria"));
    doc_set_text(web->arena, row, S("area_text"), web_tr(web, grade_area_label(area)));
    doc_set_text(web->arena, row, S("area_points"),
                 web_tr_fill(web, TR("{1} of {2}"), hundredths(web, grade->points_hundredths[area]),
                             hundredths(web, grade->most_hundredths[area])));
    for (size_t i = 0; i < grade_rules_default.count; i++) {
        const struct grade_criterion *criterion = &grade_rules_default.criteria[i];
        if (criterion->area != area) continue;
        struct ratio_value value = group_ratio_of(criterion->ratio, &standing->picture.figures);
        const char *label = group_ratio_rows[criterion->ratio].label;
        struct doc *object = doc_add_object(web->arena, criteria);
        struct slice none = group_ratio_words(&standing->seen, criterion->ratio, true, criterion->none),
                     full = group_ratio_words(&standing->seen, criterion->ratio, true, criterion->full);
        doc_set_text(web->arena, object, S("criterion_text"), web_tr(web, label));
        doc_set_text(web->arena, object, S("criterion_value"),
                     group_ratio_words(&standing->seen, criterion->ratio, value.is_known, value.value));
        doc_set_text(web->arena, object, S("criterion_scale"),
                     web_tr_fill(web, TR("no points at {1}, all at {2}"), none, full));
        doc_set_text(web->arena, object, S("criterion_most"), savings_number(web, criterion->points));
        doc_set_bool(web->arena, object, S("criterion_needed"), criterion->is_needed);
    }
}

static void show_grade(const struct standing *standing) {
    struct web *web = standing->seen.web;
    const struct grade_rules *rules = &grade_rules_default;
    struct doc *rows = doc_set_array(web->arena, web->view, S("areas"));
    for (int area = 0; area < GRADE_AREAS; area++) {
        area_row(standing, (enum grade_area)area, rows);
    }
    doc_set_text(web->arena, web->view, S("grade_note"),
                 arena_printf(web->arena, "A ≥ %.*s · B ≥ %.*s · C ≥ %.*s · D",
                              SLICE_ARG(savings_percent(web, rules->a_ppm)),
                              SLICE_ARG(savings_percent(web, rules->b_ppm)),
                              SLICE_ARG(savings_percent(web, rules->c_ppm))));
    doc_set_text(
        web->arena, web->view, S("phase_note"),
        web_tr_fill(
            web,
            TR("Intensive for {1} weeks, development for {2} more, then maturity; a group graduates when "
               "it has shared out or paid a dividend once and lacks nothing."),
            savings_number(web, phase_rules_default.intensive_weeks),
            savings_number(web, phase_rules_default.development_weeks)));
}

/* ---- every ratio ---- */

static struct slice spark_of(const struct standing *standing, enum group_ratio ratio) {
    struct web *web = standing->seen.web;
    struct text html = TEXT_IN(web->arena);
    int64_t values[TREND_QUARTERS];
    size_t count = 0;
    for (size_t i = 0; i < standing->trend_count; i++) {
        const struct ratio_value *value = &standing->trend[i].values[ratio];
        if (value->is_known) values[count++] = value->value;
    }
    if (count > 1) svg_spark(&html, web_tr(web, group_ratio_rows[ratio].label), values, count);
    return text_slice(&html);
}

static void side_show(const struct standing *standing, enum group_ratio ratio, enum ratio_side side,
                      int64_t figure, struct doc *sides) {
    struct web *web = standing->seen.web;
    struct doc *object = doc_add_object(web->arena, sides);
    doc_set_text(web->arena, object, S("figure_text"), standing_figure(&standing->seen, ratio, side, figure));
    doc_set_text(web->arena, object, S("figure_href"), standing_source(&standing->links, ratio, side));
    doc_set_bool(web->arena, object, S("is_below"), side == RATIO_BELOW);
}

static void ratio_row(const struct standing *standing, enum group_ratio ratio, struct doc *rows) {
    struct web *web = standing->seen.web;
    const struct ratio_row *row = &group_ratio_rows[ratio];
    struct ratio_value value = group_ratio_of(ratio, &standing->picture.figures);
    struct doc *object = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, object, S("ratio_id"), slice_of(row->code));
    doc_set_text(web->arena, object, S("ratio_text"), web_tr(web, row->label));
    doc_set_text(web->arena, object, S("ratio_formula"), web_tr(web, row->formula));
    doc_set_text(web->arena, object, S("ratio_source"), slice_of(row->source));
    doc_set_text(web->arena, object, S("ratio_value"),
                 group_ratio_words(&standing->seen, ratio, value.is_known, value.value));
    doc_set_text(web->arena, object, S("spark_html"), spark_of(standing, ratio));
    struct doc *sides = doc_set_array(web->arena, object, S("sides"));
    bool has_sides = row->unit != RATIO_YES_NO;
    struct slice source = standing_source(&standing->links, ratio, RATIO_ABOVE);
    doc_set_text(web->arena, object, S("ratio_href"), has_sides ? S("") : source);
    if (!has_sides) return;
    side_show(standing, ratio, RATIO_ABOVE, (int64_t)row->numerator(&standing->picture.figures), sides);
    if (ratio != RATIO_ASSETS)
        side_show(standing, ratio, RATIO_BELOW, (int64_t)row->denominator(&standing->picture.figures), sides);
}

static void show_ratios(const struct standing *standing) {
    struct web *web = standing->seen.web;
    struct doc *rows = doc_set_array(web->arena, web->view, S("ratios"));
    for (int ratio = 0; ratio < GROUP_RATIOS; ratio++) {
        if (is_of_group((enum group_ratio)ratio)) ratio_row(standing, (enum group_ratio)ratio, rows);
    }
}

/* ---- the last quarters ---- */

static struct slice axis_percent(const void *context, struct arena *arena, int64_t number) {
    return format_percent(arena, context, number / 1000);
}

static void trend_table(const struct standing *standing, enum group_ratio ratio, struct doc *chart) {
    struct web *web = standing->seen.web;
    struct doc *numbers = doc_set_object(web->arena, chart, S("numbers"));
    struct doc *columns = doc_set_array(web->arena, numbers, S("columns")),
               *rows = doc_set_array(web->arena, numbers, S("rows"));
    promise_view_column(web, columns, web_tr(web, TR("Quarter")), false);
    promise_view_column(web, columns, web_tr(web, group_ratio_rows[ratio].label), true);
    for (size_t i = 0; i < standing->trend_count; i++) {
        const struct trend *trend = &standing->trend[i];
        struct doc *cells = savings_row(web, rows);
        promise_view_cell(web, cells, S(""), promise_view_period_name(web, GRAIN_QUARTER, trend->quarter),
                          false, S(""));
        promise_view_cell(web, cells, S(""),
                          group_ratio_words(&standing->seen, ratio, trend->values[ratio].is_known,
                                            trend->values[ratio].value),
                          true, S(""));
    }
}

static void trend_show(const struct standing *standing, enum group_ratio ratio, struct doc *charts) {
    struct web *web = standing->seen.web;
    struct slice labels[TREND_QUARTERS], title = web_tr(web, group_ratio_rows[ratio].label);
    int64_t values[TREND_QUARTERS];
    size_t count = 0;
    for (size_t i = 0; i < standing->trend_count; i++) {
        const struct trend *trend = &standing->trend[i];
        if (!trend->values[ratio].is_known) continue;
        labels[count] = promise_view_period_short(web, GRAIN_QUARTER, trend->quarter);
        values[count++] = exact_min(trend->values[ratio].value, 10 * EXACT_PPM);
    }
    if (count < 2) return;
    struct svg_numbers numbers = {axis_percent, &web->locale};
    struct svg_plan plan = {.title = title,
                            .labels = labels,
                            .count = count,
                            .actual = values,
                            .actual_count = count,
                            .actual_label = title,
                            .numbers = &numbers};
    struct text html = TEXT_IN(web->arena);
    struct doc *chart = doc_add_object(web->arena, charts);
    svg_line_plan(&html, &plan);
    doc_set_text(web->arena, chart, S("chart_title"), title);
    doc_set_text(web->arena, chart, S("chart_html"), text_slice(&html));
    trend_table(standing, ratio, chart);
}

static void show_trends(const struct standing *standing) {
    struct web *web = standing->seen.web;
    static const enum group_ratio drawn[] = {RATIO_ATTENDANCE, RATIO_PAR30, RATIO_UTILISATION, RATIO_OSS};
    struct doc *charts = doc_set_array(web->arena, web->view, S("charts"));
    for (size_t i = 0; i < ARRAY_LEN(drawn); i++) {
        trend_show(standing, drawn[i], charts);
    }
}

/* ---- page and JSON ---- */

static void standing_show(const struct standing *standing) {
    struct web *web = standing->seen.web;
    group_add_crumbs(&standing->seen, TR("Self-sufficiency"));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Self-sufficiency")));
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, standing->seen.record));
    group_show_day(web, standing->day);
    struct slice self = savings_href(web, "savings-groups", standing->seen.record->id, "/standing");
    struct doc *fields = ask_filters(web, arena_cstr(web->arena, self));
    ask_filter_day(web, fields, "on", TR("As of"));
    doc_set_text(web->arena, web->view, S("grading_href"),
                 standing_grading_href(&standing->links, &standing->judged));
    show_verdict(standing);
    show_lacks(standing);
    show_grade(standing);
    show_trends(standing);
    show_ratios(standing);
}

static void set_value(struct arena *arena, struct doc *object, const char *key,
                      const struct ratio_value *value) {
    if (value->is_known)
        doc_set_int(arena, object, slice_of(key), value->value);
    else
        doc_set_null(arena, object, slice_of(key));
}

static void json_ratio(const struct standing *standing, enum group_ratio ratio, struct doc *ratios) {
    static const char *const units[] = {[RATIO_PERCENT] = "ppm",
                                        [RATIO_NUMBER] = "millionths",
                                        [RATIO_MONEY] = "money",
                                        [RATIO_YES_NO] = "yes_no"};
    struct arena *arena = standing->seen.web->arena;
    const struct ratio_row *row = &group_ratio_rows[ratio];
    struct ratio_value value = group_ratio_of(ratio, &standing->picture.figures);
    struct doc *object = doc_add_object(arena, ratios);
    doc_set_text(arena, object, S("code"), slice_of(row->code));
    doc_set_text(arena, object, S("formula"), slice_of(row->formula));
    doc_set_text(arena, object, S("unit"), slice_of(units[row->unit]));
    doc_set_int(arena, object, S("numerator"), (int64_t)row->numerator(&standing->picture.figures));
    doc_set_int(arena, object, S("denominator"), (int64_t)row->denominator(&standing->picture.figures));
    set_value(arena, object, "value", &value);
    struct doc *trend = doc_set_array(arena, object, S("trend"));
    for (size_t i = 0; i < standing->trend_count; i++) {
        struct doc *point = doc_add_object(arena, trend);
        doc_set_text(arena, point, S("quarter"),
                     arena_printf(arena, "%lld-Q%lld", (long long)quarter_year(standing->trend[i].quarter),
                                  (long long)quarter_part(standing->trend[i].quarter) + 1));
        set_value(arena, point, "value", &standing->trend[i].values[ratio]);
    }
}

static void json_lacks(const struct standing *standing) {
    struct arena *arena = standing->seen.web->arena;
    struct doc *lacks = doc_set_array(arena, standing->seen.web->view, S("lacks"));
    for (size_t i = 0; i < standing->judged.lack_count; i++) {
        const struct group_lack *lack = &standing->judged.lacks[i];
        struct ratio_value value = {.is_known = lack->is_known, .value = lack->value};
        struct doc *object = doc_add_object(arena, lacks);
        doc_set_text(arena, object, S("code"), slice_of(group_ratio_rows[lack->ratio].code));
        set_value(arena, object, "value", &value);
        doc_set_int(arena, object, S("needed"), lack->needed);
        doc_set_bool(arena, object, S("at_most"), lack->is_at_most);
    }
}

static void standing_json(const struct standing *standing) {
    struct web *web = standing->seen.web;
    const struct group_judged *judged = &standing->judged;
    doc_set_text(web->arena, web->view, S("id"), uuid_format(web->arena, standing->seen.record->id));
    doc_set_text(web->arena, web->view, S("day"), date_format_iso(web->arena, date_of_day(standing->day)));
    doc_set_text(web->arena, web->view, S("phase"),
                 slice_of(group_phase_choices.choices[judged->phase].code));
    doc_set_text(web->arena, web->view, S("grade"),
                 judged->grade.grade == GRADE_NOT_KNOWN ? S("")
                                                        : slice_of(group_grade_letter(judged->grade.grade)));
    doc_set_int(web->arena, web->view, S("points_hundredths"), judged->grade.total.numerator);
    doc_set_int(web->arena, web->view, S("points_known_hundredths"), judged->grade.total.denominator);
    json_lacks(standing);
    struct doc *ratios = doc_set_array(web->arena, web->view, S("ratios"));
    for (int ratio = 0; ratio < GROUP_RATIOS; ratio++) {
        if (is_of_group((enum group_ratio)ratio)) json_ratio(standing, (enum group_ratio)ratio, ratios);
    }
}

enum outcome standing_page(struct web *web) {
    struct standing *standing = arena_make(web->arena, struct standing, 1);
    if (!standing_begin(web, standing)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    standing_read(standing);
    if (web->is_api)
        standing_json(standing);
    else
        standing_show(standing);
    return OUTCOME_OK;
}
