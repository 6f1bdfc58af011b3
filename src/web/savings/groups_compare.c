/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/groups_compare.h"

#include "base/csv.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/place/gazetteer.h"
#include "web/ask.h"
#include "web/export/download.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/programme/promise_view.h"
#include "web/record/list_address.h"
#include "web/record/list_params.h"
#include "web/savings/group_stand.h"
#include "web/savings/savings_cells.h"

enum { KNOWN_DAYS = 365, ROWS_OF_PAGE = 150 };

struct compared {
    struct group_seen seen;
    struct savings_picture picture;
    struct group_judged judged;
};

enum compare_key {
    BY_NAME,
    BY_PLACE,
    BY_MEMBERS,
    BY_SAVINGS,
    BY_LOANS,
    BY_PAR,
    BY_ATTENDANCE,
    BY_OSS,
    BY_GRADE,
    BY_LAST,
    BY_ALARMS,
    COMPARE_KEYS
};
static const struct {
    const char *code, *label;
    bool is_figure, is_more_first; /* numeric; at the first click the largest stands first */
} compare_keys[COMPARE_KEYS] = {
    [BY_NAME] = {"name", TR("Group"), false, false},
    [BY_PLACE] = {"place", TR("Place"), false, false},
    [BY_MEMBERS] = {"members", TR("Members"), true, true},
    [BY_SAVINGS] = {"savings", TR("Savings"), true, true},
    [BY_LOANS] = {"loans", TR("Lent out"), true, true},
    [BY_PAR] = {"par30", TR("PAR30"), true, true},
    [BY_ATTENDANCE] = {"attendance", TR("Attendance"), true, false},
    [BY_OSS] = {"oss", TR("Self-sufficiency"), true, true},
    [BY_GRADE] = {"points", TR("Points"), true, true},
    [BY_LAST] = {"last", TR("Last meeting"), false, true},
    [BY_ALARMS] = {"alarms", TR("Alarms"), false, true},
};

/* What is asked for, and what was found. */
struct comparison {
    struct web *web;
    int64_t day;
    struct slice province, phase;
    int alarm; /* below 0: any or none */
    enum compare_key key;
    bool descending, is_cut;
    size_t page, count;
    struct compared **rows;
};

/* ---- the question ---- */

/* Today; when no group has met for a year, the day on which the last one did. */
static int64_t usual_day(struct web *web) {
    struct list_page page;
    struct view view = web_view(web, &group_meeting_type);
    struct list_query query = {
        .type = &group_meeting_type, .filter_count = 1, .limit = 1, .descending = true};
    int64_t today = date_first_day(clock_today());
    query.filters[0] = (struct filter){record_type_field(&group_meeting_type, S("state")), FILTER_NOT_EQUAL,
                                       value_of_text(S("open"))};
    query.sort = record_type_field(&group_meeting_type, S("held_on"));
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal) ||
        !page.count)
        return today;
    int64_t last = date_first_day(group_meeting_of(page.records[0])->held_on.date);
    return today - last > KNOWN_DAYS ? last : today;
}

static int ask_alarm(struct web *web) {
    struct slice asked = http_query(web->http, S("alarm"));
    for (int kind = 0; kind < SAVINGS_ALARMS; kind++) {
        if (slice_equal(asked, slice_of(savings_alarm_code((enum savings_alarm_kind)kind)))) return kind;
    }
    if (slice_equal(asked, S("any"))) return SAVINGS_ALARMS;
    if (asked.len) ask_refuse(web, "alarm", TR("“{1}” is none of the choices."));
    return -1;
}

static void ask_order(struct web *web, struct comparison *comparison) {
    struct slice asked = http_query(web->http, S("sort"));
    comparison->key = BY_NAME;
    comparison->descending = slice_starts(asked, S("-"));
    if (comparison->descending) asked = slice_sub(asked, 1, asked.len);
    for (int key = 0; key < COMPARE_KEYS; key++) {
        if (!slice_equal(asked, slice_of(compare_keys[key].code))) continue;
        comparison->key = (enum compare_key)key;
        return;
    }
    if (asked.len) ask_refuse(web, "sort", TR("“{1}” is none of the choices."));
}

static bool ask(struct web *web, struct comparison *comparison) {
    *comparison = (struct comparison){.web = web};
    if (!web_view(web, &savings_group_type).allowed || !web_view(web, &group_meeting_type).allowed)
        return false;
    struct date day = ask_day(web, "on");
    comparison->day = day.precision == DATE_DAY ? date_first_day(day) : usual_day(web);
    comparison->province = ask_province(web);
    comparison->phase = ask_choice(web, "phase", &group_phase_choices);
    comparison->alarm = ask_alarm(web);
    comparison->page = (size_t)ask_number(web, "page", 1, 1000, 1);
    ask_order(web, comparison);
    ask_only(web, "on province phase alarm sort page");
    return true;
}

/* ---- the answer ---- */

static bool has_alarm(const struct compared *one, int kind) {
    for (size_t i = 0; i < one->picture.alarm_count; i++) {
        if ((int)one->picture.alarms[i].kind == kind || kind == SAVINGS_ALARMS) return true;
    }
    return false;
}

static bool is_wanted(const struct comparison *comparison, const struct compared *one) {
    const char *phase = group_phase_choices.choices[one->judged.phase].code;
    return (!comparison->phase.len || slice_equal(comparison->phase, slice_of(phase))) &&
           (comparison->alarm < 0 || has_alarm(one, comparison->alarm));
}

static int64_t points_of(const struct compared *one) {
    const struct exact_fraction *total = &one->judged.grade.total;
    return one->judged.grade.grade == GRADE_NOT_KNOWN
               ? -1
               : (int64_t)exact_divide((exact_wide)total->numerator * 100, total->denominator, EXACT_NEAREST);
}

static int64_t figure_of(const struct compared *one, enum compare_key key) {
    const struct savings_picture *picture = &one->picture;
    switch (key) {
    case BY_NAME:
    case BY_PLACE: return 0;
    case BY_MEMBERS: return picture->figures.members;
    case BY_SAVINGS: return picture->saved;
    case BY_LOANS: return picture->figures.outstanding;
    case BY_PAR: return group_ppm(&picture->figures, RATIO_PAR30);
    case BY_ATTENDANCE: return group_ppm(&picture->figures, RATIO_ATTENDANCE);
    case BY_OSS: return group_ppm(&picture->figures, RATIO_OSS);
    case BY_GRADE: return points_of(one);
    case BY_LAST: return picture->has_met ? picture->last_meeting_day : 0;
    case BY_ALARMS: return (int64_t)picture->alarm_count;
    case COMPARE_KEYS: break;
    }
    BUG("key %d", (int)key);
}

static int compare_two(const void *a, const void *b, void *context) {
    const struct compared *left = *(struct compared *const *)a, *right = *(struct compared *const *)b;
    const struct comparison *comparison = context;
    int64_t l = figure_of(left, comparison->key), r = figure_of(right, comparison->key);
    int order = l < r ? -1 : l > r;
    if (comparison->key == BY_PLACE)
        order = slice_compare(left->seen.group->village.text, right->seen.group->village.text);
    if (!order) order = slice_compare(left->seen.group->name.text, right->seen.group->name.text);
    return comparison->descending ? -order : order;
}

static size_t groups_read(struct comparison *comparison, struct record ***records) {
    struct web *web = comparison->web;
    struct view view = web_view(web, &savings_group_type);
    struct list_query query = {.type = &savings_group_type, .limit = LIMIT_LIST_ROWS};
    query.sort = record_type_field(&savings_group_type, S("name"));
    if (comparison->province.len)
        query.filters[query.filter_count++] =
            (struct filter){record_type_field(&savings_group_type, S("village")), FILTER_WITHIN,
                            value_of_text(comparison->province)};
    return query_list_all(web->app->store, web_db(web), web->arena, &view, &query, LIMIT_COMPARED_GROUPS,
                          records, &comparison->is_cut);
}

/* All groups whose money the reader may see. */
static void compare(struct comparison *comparison) {
    struct web *web = comparison->web;
    struct record **records;
    size_t found = groups_read(comparison, &records);
    comparison->rows = arena_make(web->arena, struct compared *, found + 1);
    for (size_t i = 0; i < found; i++) {
        struct compared *one = arena_make(web->arena, struct compared, 1);
        group_begin_record(web, records[i], comparison->day, &one->seen);
        if (!group_is_there(web_db(web), web->arena, records[i], comparison->day) ||
            !group_stand_read(&one->seen, comparison->day, &one->picture))
            continue;
        group_judge(&one->seen, &one->picture, &one->judged);
        if (is_wanted(comparison, one)) comparison->rows[comparison->count++] = one;
    }
    qsort_r(comparison->rows, comparison->count, sizeof *comparison->rows, compare_two, comparison);
}

/* ---- the page ---- */

/* One badge for each, with the figures where the pointer rests. */
static struct html alarm_badges(const struct compared *one) {
    struct web *web = one->seen.web;
    struct text out = TEXT_IN(web->arena);
    for (size_t i = 0; i < one->picture.alarm_count; i++) {
        const struct savings_alarm *alarm = &one->picture.alarms[i];
        text_append(&out, S("<span class=\"badge badge-behind\" title=\""));
        html_escape_to(&out, group_alarm_words(&one->seen, alarm));
        text_append(&out, S("\">"));
        html_escape_to(&out, web_tr(web, savings_alarm_label(alarm->kind)));
        text_append(&out, S("</span> "));
    }
    return html_of(&out);
}

static struct slice points_words(struct web *web, const struct compared *one) {
    int64_t points = points_of(one);
    if (points < 0) return S("–");
    return arena_printf(web->arena, "%.*s %s", SLICE_ARG(savings_number(web, points)),
                        group_grade_letter(one->judged.grade.grade));
}

static struct slice words_of(struct web *web, const struct compared *one, enum compare_key key) {
    int64_t figure = figure_of(one, key);
    switch (key) {
    case BY_NAME: return group_name(web, one->seen.record);
    case BY_PLACE:
        return gazetteer_name(web->app->gazetteer, web->arena, one->seen.group->village.text,
                              web->locale.lang == LANG_KM);
    case BY_MEMBERS: return savings_number(web, figure);
    case BY_SAVINGS:
    case BY_LOANS: return group_amount(&one->seen, figure);
    case BY_PAR:
    case BY_ATTENDANCE:
    case BY_OSS: return savings_percent(web, figure);
    case BY_GRADE: return points_words(web, one);
    case BY_LAST: return figure ? format_date_short(web->arena, &web->locale, date_of_day(figure)) : S("–");
    case BY_ALARMS: return S("");
    case COMPARE_KEYS: break;
    }
    BUG("key %d", (int)key);
}

static struct slice href_of(struct web *web, const struct compared *one, enum compare_key key) {
    const char *page = key == BY_NAME ? "" : key == BY_GRADE ? "/standing" : NULL;
    return page ? savings_href(web, "savings-groups", one->seen.record->id, page) : S("");
}

static void show_row(struct web *web, const struct compared *one, struct doc *rows) {
    struct doc *cells = savings_row(web, rows);
    for (int at = 0; at < BY_ALARMS; at++) {
        enum compare_key key = (enum compare_key)at;
        bool is_bad = key == BY_PAR && figure_of(one, key) > 0;
        savings_cell(web, cells, compare_keys[at].label, words_of(web, one, key), href_of(web, one, key),
                     is_bad ? "behind" : "", compare_keys[at].is_figure);
    }
    savings_cell_html(web, cells, compare_keys[BY_ALARMS].label, alarm_badges(one));
}

/* The address that sorts by the key, with the filters as they are. */
static struct slice sort_href(const struct comparison *comparison, enum compare_key key) {
    struct web *web = comparison->web;
    struct slice rest = list_query_without(web, "sort page");
    bool goes_down = comparison->key == key ? !comparison->descending : compare_keys[key].is_more_first;
    return arena_printf(web->arena, "/savings-groups/compare?sort=%s%s%s%.*s", goes_down ? "-" : "",
                        compare_keys[key].code, rest.len ? "&" : "", SLICE_ARG(rest));
}

static void show_columns(const struct comparison *comparison, struct doc *columns) {
    for (int at = 0; at < COMPARE_KEYS; at++) {
        enum compare_key key = (enum compare_key)at;
        bool is_sorted = comparison->key == key;
        savings_column_sorts(comparison->web, columns, compare_keys[at].label, compare_keys[at].is_figure,
                             sort_href(comparison, key),
                             !is_sorted               ? ""
                             : comparison->descending ? "descending"
                                                      : "ascending");
    }
}

static void show_sums(const struct comparison *comparison) {
    struct web *web = comparison->web;
    struct doc *figures = doc_set_array(web->arena, web->view, S("figures"));
    int64_t members = 0, alarmed = 0, alone = 0;
    for (size_t i = 0; i < comparison->count; i++) {
        members += comparison->rows[i]->picture.figures.members;
        alarmed += comparison->rows[i]->picture.alarm_count > 0;
        alone += !comparison->rows[i]->judged.lack_count;
    }
    furniture_add_figure(web, figures, TR("Groups"), savings_number(web, (int64_t)comparison->count), S(""));
    furniture_add_figure(web, figures, TR("Members"), savings_number(web, members), S(""));
    furniture_add_figure(web, figures, TR("Groups with an alarm"), savings_number(web, alarmed), S(""));
    furniture_add_figure(web, figures, TR("Groups that lack nothing"), savings_number(web, alone), S(""));
}

static void show_filters(const struct comparison *comparison) {
    struct web *web = comparison->web;
    struct doc *fields = ask_filters(web, "/savings-groups/compare");
    struct slice alarm = http_query(web->http, S("alarm"));
    ask_filter_province(web, fields, comparison->province);
    ask_filter_choice(web, fields, "phase", TR("Phase"), &group_phase_choices, comparison->phase);
    struct view_select select = {.name = "alarm", .label = TR("Alarms"), .value = alarm};
    struct doc *choices = promise_view_select(web, fields, &select);
    promise_view_choice(web, choices, S("any"), web_tr(web, TR("Any alarm")), alarm);
    for (int kind = 0; kind < SAVINGS_ALARMS; kind++) {
        promise_view_choice(web, choices, slice_of(savings_alarm_code((enum savings_alarm_kind)kind)),
                            web_tr(web, savings_alarm_label((enum savings_alarm_kind)kind)), alarm);
    }
    ask_filter_day(web, fields, "on", TR("As of"));
}

/* ---- JSON and CSV ---- */

static void json_row(const struct comparison *comparison, const struct compared *one, struct doc *items) {
    struct arena *arena = comparison->web->arena;
    const struct savings_group *group = one->seen.group;
    struct doc *item = doc_add_object(arena, items), *alarms = doc_set_array(arena, item, S("alarms"));
    doc_set_text(arena, item, S("id"), uuid_format(arena, one->seen.record->id));
    doc_set_text(arena, item, S("code"), one->seen.record->code);
    doc_set_text(arena, item, S("name"), group->name.text);
    doc_set_text(arena, item, S("village"), group->village.text);
    doc_set_text(arena, item, S("phase"), slice_of(group_phase_choices.choices[one->judged.phase].code));
    for (int key = BY_MEMBERS; key <= BY_GRADE; key++) {
        int64_t figure = figure_of(one, (enum compare_key)key);
        struct slice name = slice_of(compare_keys[key].code);
        if (figure < 0)
            doc_set_null(arena, item, name);
        else
            doc_set_int(arena, item, name, figure);
    }
    doc_set_text(arena, item, S("last"),
                 one->picture.has_met ? date_format_iso(arena, date_of_day(one->picture.last_meeting_day))
                                      : S(""));
    for (size_t i = 0; i < one->picture.alarm_count; i++) {
        doc_add_text(arena, alarms, slice_of(savings_alarm_code(one->picture.alarms[i].kind)));
    }
}

static void show_json(const struct comparison *comparison) {
    struct web *web = comparison->web;
    doc_set_text(web->arena, web->view, S("day"), date_format_iso(web->arena, date_of_day(comparison->day)));
    doc_set_bool(web->arena, web->view, S("is_cut"), comparison->is_cut);
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < comparison->count; i++) {
        json_row(comparison, comparison->rows[i], items);
    }
}

static void csv_row(struct web *web, struct text *out, const struct compared *one) {
    const struct savings_group *group = one->seen.group;
    const struct slice texts[] = {one->seen.record->code, group->name.text, group->name_km.text,
                                  group->village.text,
                                  slice_of(group_phase_choices.choices[one->judged.phase].code)};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        csv_write_cell(out, texts[i], true);
        text_append_char(out, ',');
    }
    for (int key = BY_MEMBERS; key <= BY_GRADE; key++) {
        int64_t figure = figure_of(one, (enum compare_key)key);
        if (key == BY_SAVINGS || key == BY_LOANS)
            text_append(out, group_amount_plain(&one->seen, figure));
        else if (figure >= 0)
            text_printf(out, "%lld", (long long)figure);
        text_append_char(out, ',');
    }
    if (one->picture.has_met)
        text_append(out, date_format_iso(web->arena, date_of_day(one->picture.last_meeting_day)));
    text_append_char(out, ',');
    for (size_t i = 0; i < one->picture.alarm_count; i++) {
        text_printf(out, "%s%s", i ? " " : "", savings_alarm_code(one->picture.alarms[i].kind));
    }
    text_append(out, S("\r\n"));
}

static struct slice csv_of(const struct comparison *comparison) {
    struct text out = TEXT_IN(comparison->web->arena);
    text_append(
        &out,
        S("code,name,name_km,village,phase,members,savings,loans,par30_ppm,attendance_ppm,oss_ppm,points,"
          "last_meeting,alarms\r\n"));
    for (size_t i = 0; i < comparison->count; i++) {
        csv_row(comparison->web, &out, comparison->rows[i]);
    }
    return text_slice(&out);
}

enum outcome groups_compare_csv(struct web *web) {
    struct comparison comparison;
    if (!ask(web, &comparison) || !download_is_allowed(web, &group_meeting_type)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    compare(&comparison);
    struct slice day = date_format_iso(web->arena, date_of_day(comparison.day));
    struct export_entry entry = {.what = S("Comparison of savings groups"),
                                 .type = slice_of(savings_group_type.name),
                                 .format = S("csv"),
                                 .purpose = S("A comparison of groups"),
                                 .filter = day,
                                 .rows = (int64_t)comparison.count};
    return download_file(web, &entry, S("text/csv; charset=utf-8"),
                         arena_printf(web->arena, "groups-%.*s.csv", SLICE_ARG(day)), csv_of(&comparison));
}

static struct slice csv_href(struct web *web) {
    struct slice rest = list_query_without(web, "page");
    return arena_printf(web->arena, "/savings-groups/compare/csv%s%.*s", rest.len ? "?" : "",
                        SLICE_ARG(rest));
}

static void show_page(const struct comparison *comparison) {
    struct web *web = comparison->web;
    size_t first = (comparison->page - 1) * ROWS_OF_PAGE, last = first + ROWS_OF_PAGE;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Compare the groups")));
    furniture_add_crumb(web, web_tr(web, TR("Savings groups")), S("/savings-groups"));
    furniture_add_crumb(web, web_tr(web, TR("Compare the groups")), S(""));
    group_show_day(web, comparison->day);
    struct doc *table =
        savings_table(web, web->view, "compared", TR("There are no groups here whose books you may see."));
    struct doc *columns = doc_set_array(web->arena, table, S("columns")),
               *rows = doc_set_array(web->arena, table, S("rows"));
    show_columns(comparison, columns);
    for (size_t i = first; i < last && i < comparison->count; i++) {
        show_row(web, comparison->rows[i], rows);
    }
    show_sums(comparison);
    show_filters(comparison);
    ask_show_pager(web, comparison->page, ROWS_OF_PAGE, comparison->count);
    doc_set_bool(web->arena, web->view, S("is_cut"), comparison->is_cut);
    doc_set_text(web->arena, web->view, S("csv_href"),
                 download_is_allowed(web, &group_meeting_type) ? csv_href(web) : S(""));
    doc_set_text(web->arena, web->view, S("roll_up_href"), S("/savings-roll-up"));
}

enum outcome groups_compare_page(struct web *web) {
    struct comparison comparison;
    if (!ask(web, &comparison)) return OUTCOME_NOT_FOUND;
    if (web->is_api && !refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    compare(&comparison);
    if (web->is_api)
        show_json(&comparison);
    else
        show_page(&comparison);
    return OUTCOME_OK;
}
