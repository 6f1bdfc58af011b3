/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one session: what, when, where, who came, what they learned, and what to do next. */
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/markup/svg_chart.h"
#include "web/programme/promise_view.h"
#include "web/record/record_head.h"
#include "web/record/record_pages.h"
#include "web/training/training_count.h"
#include "web/training/training_pages.h"
#include "web/training/training_sheet.h"

/* ---- numbers ---- */

static struct slice number_text(struct web *web, int64_t number) {
    return format_number(web->arena, &web->locale, number);
}

static struct slice sexes_text(struct web *web, const struct session_count *counts) {
    struct text text = TEXT_IN(web->arena);
    for (size_t sex = 0; sex < sex_choices.count; sex++) {
        int64_t sum = 0;
        for (size_t band = 0; band < age_band_choices.count; band++) {
            sum += counts->by[sex][band];
        }
        if (!sum) continue;
        struct slice label = web_tr(web, sex_choices.choices[sex].label), number = number_text(web, sum);
        text_printf(&text, "%s%.*s %.*s", text.len ? " · " : "", SLICE_ARG(label), SLICE_ARG(number));
    }
    return text_slice(&text);
}

/* What was learned: the points of the second test more than in the first. */
static struct slice gain_text(struct web *web, int64_t points) {
    return arena_join(web->arena, points > 0 ? S("+") : S(""), number_text(web, points));
}

/* The mean of both tests in whole points, what was gained, and how many did better. */
static void figure_add_tests(struct web *web, struct doc *figures, const struct session_count *counts) {
    if (!counts->tested) return;
    int64_t before = (counts->before_sum + counts->tested / 2) / counts->tested;
    int64_t after = (counts->after_sum + counts->tested / 2) / counts->tested;
    struct slice gain = gain_text(web, after - before);
    struct slice figure = arena_printf(web->arena, "%.*s → %.*s (%.*s)", SLICE_ARG(number_text(web, before)), SLICE_ARG(number_text(web, after)), SLICE_ARG(gain));
    struct slice note = web_tr_fill(web, TR("{1} of {2} people did better in the second test"), number_text(web, counts->improved), number_text(web, counts->tested));
    furniture_add_figure(web, figures, TR("Tests, mean points"), figure, note);
}

static void figures_show(struct web *web, const struct session_seen *seen, const struct session_count *counts, int64_t heads) {
    struct doc *figures = doc_set_array(web->arena, web->view, S("figures"));
    if (counts->listed || !heads) {
        struct slice note = counts->present ? sexes_text(web, counts) : web_tr(web, TR("No attendance sheet yet"));
        furniture_add_figure(web, figures, TR("People present"), number_text(web, counts->present), note);
    }
    if (heads) furniture_add_figure(web, figures, TR("Counted heads"), number_text(web, heads), web_tr(web, TR("Not people on the list; never added to distinct people")));
    figure_add_tests(web, figures, counts);
    const struct value *cost = &seen->session->cost;
    if (cost->present && counts->present) {
        struct money each = {cost->money.amount / counts->present, cost->money.currency};
        furniture_add_figure(web, figures, TR("Cost"), format_money(web->arena, &web->locale, cost->money), web_tr_fill(web, TR("{1} for each person present"), format_money(web->arena, &web->locale, each), S("")));
    } else if (cost->present) {
        furniture_add_figure(web, figures, TR("Cost"), format_money(web->arena, &web->locale, cost->money), S(""));
    }
}

static void pyramid_show(struct web *web, struct session_count *counts) {
    if (!counts->present) {
        doc_set_null(web->arena, web->view, S("pyramid"));
        return;
    }
    struct svg_pyramid_band bands[BANDS_MAX];
    for (size_t band = 0; band < age_band_choices.count; band++) {
        bands[band] = (struct svg_pyramid_band){web_tr(web, age_band_choices.choices[band].label), counts->by[0][band], counts->by[1][band]};
    }
    struct svg_numbers numbers = promise_view_numbers(web);
    struct svg_pyramid_chart chart = {
        .title = web_tr(web, TR("Present by sex and age")), .left_label = web_tr(web, TR("Women")), .right_label = web_tr(web, TR("Men")),
        .bands = bands, .count = age_band_choices.count, .numbers = &numbers,
    };
    struct text drawing = TEXT_IN(web->arena);
    svg_pyramid(&drawing, &chart);
    struct doc *pyramid = doc_set_object(web->arena, web->view, S("pyramid"));
    doc_set_text(web->arena, pyramid, S("chart_title"), chart.title);
    html_set_doc(web->arena, pyramid, S("chart_html"), html_of(&drawing));
    session_show_numbers(web, doc_set_object(web->arena, pyramid, S("numbers")), counts->by);
}

static void heads_show(struct web *web, int64_t heads, int64_t by[SEXES_MAX][BANDS_MAX]) {
    if (!heads) {
        doc_set_null(web->arena, web->view, S("heads"));
        return;
    }
    session_show_numbers(web, doc_set_object(web->arena, doc_set_object(web->arena, web->view, S("heads")), S("numbers")), by);
}

/* Of a workshop, and wherever more than one function is written: who they are is what was promised. */
static void functions_show(struct web *web, const struct session_seen *seen, const struct session_count *counts) {
    size_t kinds = 0;
    for (size_t i = 0; i < person_function_choices.count; i++) {
        int64_t people = 0;
        for (size_t sex = 0; sex <= SEXES_MAX; sex++) {
            people += counts->by_function[i][sex];
        }
        kinds += people > 0;
    }
    bool is_workshop = slice_equal(seen->session->kind.text, S("workshop"));
    if (!counts->present || (kinds < 2 && !is_workshop)) {
        doc_set_null(web->arena, web->view, S("functions"));
        return;
    }
    session_show_functions(web, doc_set_object(web->arena, doc_set_object(web->arena, web->view, S("functions")), S("numbers")), counts);
}

/* ---- who came ---- */

static void person_cell(struct web *web, struct doc *cells, const char *label, struct slice text, struct slice href, bool numeric) {
    promise_view_cell(web, cells, web_tr(web, label), text, numeric, href);
}

static struct slice test_text(struct web *web, const struct value *test) {
    return test->present ? number_text(web, test->number) : S("");
}

static void line_add(struct web *web, struct doc *rows, const struct sheet_line *line, const struct session_seen *seen) {
    const struct attendance *attendance = attendance_of(line->stored);
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    struct slice href = arena_join(web->arena, S("/people/"), uuid_format(web->arena, line->person_id));
    person_cell(web, cells, TR("Person"), line->person ? training_name(web, line->person) : web_tr(web, TR("Somebody whose name you may not see")), line->person ? href : S(""), false);
    person_cell(web, cells, TR("About"), line->person ? training_detail(web, line->person, seen->session->starts_on.date) : S(""), S(""), false);
    person_cell(web, cells, TR("Present"), line->ticked ? web_tr(web, TR("Yes")) : web_tr(web, TR("No")), S(""), false);
    person_cell(web, cells, TR("Took part as"), training_choice(web, &person_function_choices, &attendance->function), S(""), false);
    person_cell(web, cells, TR("Test before"), test_text(web, &attendance->pre_test), S(""), true);
    person_cell(web, cells, TR("Test after"), test_text(web, &attendance->post_test), S(""), true);
    bool both = attendance->pre_test.present && attendance->post_test.present;
    person_cell(web, cells, TR("Gain"), both ? gain_text(web, attendance->post_test.number - attendance->pre_test.number) : S(""), S(""), true);
}

static void people_show(struct web *web, const struct sheet *sheet) {
    static const char *const labels[] = {TR("Person"), TR("About"), TR("Present"), TR("Took part as"), TR("Test before"), TR("Test after"), TR("Gain")};
    if (!sheet->line_count) {
        doc_set_null(web->arena, web->view, S("people"));
        return;
    }
    struct doc *table = doc_set_object(web->arena, doc_set_object(web->arena, web->view, S("people")), S("table"));
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        promise_view_column(web, columns, web_tr(web, labels[i]), i >= 4);
    }
    struct doc *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < sheet->line_count; i++) {
        line_add(web, rows, &sheet->lines[i], &sheet->seen);
    }
}

/* ---- what to do next ---- */

static void query_add(struct text *href, const char *name, struct slice value) {
    if (!value.len) return;
    text_printf(href, "%s%s=", slice_contains(text_slice(href), S("?")) ? "&" : "?", name);
    html_url_encode_to(href, value);
}

/* A new session with what stays the same filled in. */
static struct slice continue_href(struct web *web, const struct session_seen *seen) {
    const struct session *session = seen->session;
    struct text href = TEXT_IN(web->arena);
    text_append(&href, S("/sessions/new"));
    query_add(&href, "previous", uuid_format(web->arena, seen->record->id));
    query_add(&href, "kind", session->kind.text);
    query_add(&href, "title", session->title.text);
    if (session->course.present) query_add(&href, "course", uuid_format(web->arena, session->course.id));
    query_add(&href, "topics", session->topics.text);
    query_add(&href, "status", S("planned"));
    query_add(&href, "place", session->place.text);
    query_add(&href, "venue", session->venue.text);
    if (session->trainer.present) query_add(&href, "trainer", uuid_format(web->arena, session->trainer.id));
    query_add(&href, "trainer_name", session->trainer_name.text);
    query_add(&href, "language", session->language.text);
    query_add(&href, "methods", session->methods.text);
    if (session->person_group.present) query_add(&href, "person_group", uuid_format(web->arena, session->person_group.id));
    return text_slice(&href);
}

static void actions_show(struct web *web, const struct session_seen *seen) {
    struct doc *actions = doc_set_array(web->arena, web->view, S("actions"));
    struct uuid org = seen->record->org_id;
    if (seen->may_edit) {
        furniture_add_action(web, actions, TR("Attendance sheet"),
                             training_href(web, seen->record, "/roster"), true);
        furniture_add_action(web, actions, TR("Head counts"), training_href(web, seen->record, "/headcount"),
                             false);
        furniture_add_action(web, actions, TR("Sheet on paper"), training_href(web, seen->record, "/sheet"),
                             false);
    }
    if (access_may_in(web->app->access, web->actor, &session_type, org, VERB_UPDATE))
        furniture_add_action(web, actions, TR("Edit"), training_href(web, seen->record, "/edit"), false);
    if (access_may_in(web->app->access, web->actor, &session_type, org, VERB_CREATE))
        furniture_add_action(web, actions, TR("Continue as a new session"), continue_href(web, seen), false);
    furniture_add_action(web, actions, TR("History"), training_href(web, seen->record, "/history"), false);
    if (access_may_in(web->app->access, web->actor, &session_type, org, VERB_DELETE))
        furniture_add_action(web, actions, TR("Delete"), training_href(web, seen->record, "/delete"), false);
}

static struct slice status_badge(const struct session *session) {
    if (slice_equal(session->status.text, S("held"))) return S("done");
    return slice_equal(session->status.text, S("cancelled")) ? S("bad") : S("open");
}

enum outcome session_page(struct web *web) {
    struct sheet sheet;
    struct session_count counts;
    int64_t heads_by[SEXES_MAX][BANDS_MAX] = {{0}};
    struct record *heads_records[SEXES_MAX][BANDS_MAX];
    if (!sheet_open(web, &sheet)) return OUTCOME_NOT_FOUND;
    struct session_seen *seen = &sheet.seen;
    sheet_add_recorded(web, &sheet);
    sheet_join(web, &sheet);
    sheet_sort(web, &sheet);
    session_count_attendance(web, seen->record, sheet.attendance, sheet.attendance_count, &counts);
    int64_t heads = session_count_heads(web, seen->record, heads_by, heads_records);
    struct record_names *names = record_names_new(web);
    training_add_crumbs(web, seen->record, NULL);
    training_add_head(web, seen);
    doc_set_text(web->arena, web->view, S("page_title"), seen->session->title.text);
    doc_set_text(web->arena, web->view, S("code"), seen->record->code);
    doc_set_text(web->arena, web->view, S("status_text"), training_choice(web, &session_status_choices, &seen->session->status));
    doc_set_text(web->arena, web->view, S("status_badge"), status_badge(seen->session));
    doc_set_text(web->arena, web->view, S("kind_text"), training_choice(web, &session_kind_choices, &seen->session->kind));
    record_add_facts(names, web, seen->record, seen->hidden);
    figures_show(web, seen, &counts, heads);
    pyramid_show(web, &counts);
    functions_show(web, seen, &counts);
    heads_show(web, heads, heads_by);
    people_show(web, &sheet);
    record_add_why(web, seen->record);
    actions_show(web, seen);
    if (!moved_show(web, seen->record->org_id)) doc_set_null(web->arena, web->view, S("moved"));
    return OUTCOME_OK;
}
