/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/plan_page.h"

#include "catalogue/value.h"
#include "domain/place/gazetteer.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/ledger/ledger_view.h"
#include "web/markup/svg_chart.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/savings/group_stand.h"
#include "web/savings/plan_view.h"
#include "web/savings/savings_cells.h"

struct plan_look {
    struct plan_seen plan;
    struct plan_track track;
    int64_t day;
};

static struct slice quarter_words(struct web *web, int64_t quarter) {
    return promise_view_period_name(web, GRAIN_QUARTER, quarter);
}

static struct slice figure_words(const struct plan_look *look, enum aim aim, int64_t value) {
    return plan_figure_words(&look->plan.seen, aim, value);
}

/* ---- how it goes ---- */

static const char *const gap_labels[] = {TR("What"),       TR("Planned"),    TR("Became"),
                                         TR("Difference"), TR("In percent"), TR("Judged")};

static struct slice signed_words(const struct plan_look *look, enum aim aim, int64_t by) {
    struct web *web = look->plan.seen.web;
    struct slice words = figure_words(look, aim, by < 0 ? -by : by);
    return by ? arena_printf(web->arena, "%s%.*s", by < 0 ? "−" : "+", SLICE_ARG(words)) : words;
}

static struct slice percent_of(struct web *web, const struct plan_gap *gap) {
    int64_t ppm = gap->ppm < 0 ? -gap->ppm : gap->ppm;
    if (!gap->has_ppm) return S("–");
    struct slice words = savings_percent(web, ppm);
    return gap->ppm < 0 ? arena_join(web->arena, S("−"), words) : words;
}

static void gap_row(const struct plan_look *look, enum aim aim, struct doc *rows) {
    struct web *web = look->plan.seen.web;
    static const char *const words[] = {
        [PLAN_AS_PLANNED] = TR("as planned"), [PLAN_BETTER] = TR("better"), [PLAN_WORSE] = TR("worse")};
    static const char *const badges[] = {
        [PLAN_AS_PLANNED] = "on", [PLAN_BETTER] = "done", [PLAN_WORSE] = "behind"};
    int64_t planned = look->track.planned.of[aim], actual = look->track.actual.of[aim];
    struct plan_gap gap = plan_gap_of(aim, planned, actual);
    struct doc *cells = savings_row(web, rows);
    savings_cell(web, cells, gap_labels[0], web_tr(web, plan_aim_label(aim)), S(""), "", false);
    savings_cell(web, cells, gap_labels[1], figure_words(look, aim, planned), S(""), "", true);
    savings_cell(web, cells, gap_labels[2], figure_words(look, aim, actual), S(""), "", true);
    savings_cell(web, cells, gap_labels[3], signed_words(look, aim, gap.by), S(""), "", true);
    savings_cell(web, cells, gap_labels[4], percent_of(web, &gap), S(""), "", true);
    savings_cell(web, cells, gap_labels[5], web_tr(web, words[gap.side]), S(""), badges[gap.side], false);
}

static void show_gaps(const struct plan_look *look) {
    struct web *web = look->plan.seen.web;
    const struct plan_track *track = &look->track;
    doc_set_bool(web->arena, web->view, S("has_gaps"), track->known > 0);
    if (!track->known) return;
    doc_set_text(
        web->arena, web->view, S("gap_note"),
        web_tr_fill(web,
                    TR("Compared with the plan up to the end of {1}; what comes and goes is counted since "
                       "the plan began."),
                    quarter_words(web, track->quarters[track->known - 1].quarter), S("")));
    struct doc *table = savings_table(web, web->view, "gaps", TR("Nothing to compare yet."));
    struct doc *columns = doc_set_array(web->arena, table, S("columns")),
               *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < ARRAY_LEN(gap_labels); i++) {
        savings_column(web, columns, gap_labels[i], i > 0 && i < 5);
    }
    for (int aim = 0; aim < AIMS; aim++) {
        gap_row(look, (enum aim)aim, rows);
    }
}

/* ---- quarter by quarter ---- */

static struct slice axis_words(const void *context, struct arena *arena, int64_t number) {
    const struct group_seen *seen = context;
    struct slice words = number < 0 ? S("") : group_amount(seen, number);
    return arena_copy(arena, words);
}

static void quarter_row(const struct plan_look *look, enum aim aim, size_t index, struct doc *rows) {
    struct web *web = look->plan.seen.web;
    const struct plan_quarter *quarter = &look->track.quarters[index];
    bool is_known = index < look->track.known;
    int64_t planned = quarter->planned.of[aim], actual = quarter->actual.of[aim];
    const struct slice texts[] = {quarter_words(web, quarter->quarter), figure_words(look, aim, planned),
                                  is_known ? figure_words(look, aim, actual) : S("–"),
                                  is_known ? signed_words(look, aim, actual - planned) : S("–")};
    struct doc *cells = savings_row(web, rows);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        promise_view_cell(web, cells, S(""), texts[i], i > 0, S(""));
    }
}

static void quarter_table(const struct plan_look *look, enum aim aim, struct doc *chart) {
    struct web *web = look->plan.seen.web;
    static const char *const labels[] = {TR("Quarter"), TR("Planned"), TR("Became"), TR("Difference")};
    struct doc *numbers = doc_set_object(web->arena, chart, S("numbers"));
    struct doc *columns = doc_set_array(web->arena, numbers, S("columns")),
               *rows = doc_set_array(web->arena, numbers, S("rows"));
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        promise_view_column(web, columns, web_tr(web, labels[i]), i > 0);
    }
    for (size_t i = 0; i < look->track.count; i++) {
        quarter_row(look, aim, i, rows);
    }
}

static void show_chart(const struct plan_look *look, enum aim aim, struct doc *charts) {
    struct web *web = look->plan.seen.web;
    const struct plan_track *track = &look->track;
    struct slice labels[PLAN_QUARTERS_MAX], title = web_tr(web, plan_aim_label(aim));
    int64_t actual[PLAN_QUARTERS_MAX], planned[PLAN_QUARTERS_MAX];
    for (size_t i = 0; i < track->count; i++) {
        labels[i] = promise_view_period_short(web, GRAIN_QUARTER, track->quarters[i].quarter);
        actual[i] = track->quarters[i].actual.of[aim];
        planned[i] = track->quarters[i].planned.of[aim];
    }
    struct svg_numbers numbers = plan_aims[aim].is_money ? (struct svg_numbers){axis_words, &look->plan.seen}
                                                         : promise_view_numbers(web);
    struct text html = TEXT_IN(web->arena);
    struct svg_plan plan = {.title = title,
                            .labels = labels,
                            .count = track->count,
                            .actual = actual,
                            .actual_count = track->known,
                            .planned = planned,
                            .actual_label = web_tr(web, TR("Became")),
                            .planned_label = web_tr(web, TR("Planned")),
                            .numbers = &numbers};
    struct doc *chart = doc_add_object(web->arena, charts);
    svg_line_plan(&html, &plan);
    doc_set_text(web->arena, chart, S("chart_title"), title);
    doc_set_text(web->arena, chart, S("chart_html"), text_slice(&html));
    quarter_table(look, aim, chart);
}

/* ---- year by year ---- */

static void year_cells(const struct plan_look *look, enum aim aim, struct doc *cells) {
    struct web *web = look->plan.seen.web;
    for (size_t year = 0; year < look->plan.years.count; year++) {
        struct doc *cell = doc_add_object(web->arena, cells);
        bool is_known = look->track.year_known[year] > 0;
        doc_set_text(web->arena, cell, S("plan_figure"),
                     figure_words(look, aim, look->plan.years.planned[year].of[aim]));
        doc_set_text(web->arena, cell, S("actual_figure"),
                     is_known ? figure_words(look, aim, look->track.year_actual[year].of[aim]) : S("–"));
    }
}

static struct slice year_note(const struct plan_look *look, size_t year) {
    struct web *web = look->plan.seen.web;
    size_t known = look->track.year_known[year];
    return known && known < 4
               ? web_tr_fill(web, TR("{1} quarters so far"), savings_number(web, (int64_t)known), S(""))
               : S("");
}

static void show_years(const struct plan_look *look) {
    struct web *web = look->plan.seen.web;
    struct doc *heads = doc_set_array(web->arena, web->view, S("year_heads")),
               *rows = doc_set_array(web->arena, web->view, S("year_rows"));
    for (size_t year = 0; year < look->plan.years.count; year++) {
        struct doc *head = doc_add_object(web->arena, heads);
        doc_set_text(web->arena, head, S("year_text"),
                     plan_year_words(web, look->plan.years.first_year + (int64_t)year));
        doc_set_text(web->arena, head, S("year_note"), year_note(look, year));
    }
    for (int aim = 0; aim < AIMS; aim++) {
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("aim_text"), web_tr(web, plan_aim_label((enum aim)aim)));
        year_cells(look, (enum aim)aim, doc_set_array(web->arena, row, S("year_cells")));
    }
}

/* ---- scenarios ---- */

static const char *const scenario_labels[] = {TR("Scenario"), TR("Members"), TR("Savings"),
                                              TR("Loans outstanding"), TR("Income less costs, all years")};

static void scenario_row(struct web *web, struct record *record, struct doc *rows) {
    struct plan_seen *other = arena_make(web->arena, struct plan_seen, 1);
    int64_t result = 0;
    if (!plan_begin(web, record, other) || !other->years.count) return;
    for (size_t i = 0; i < other->years.count; i++) {
        result = book_add(result, plan_result(&other->years.planned[i]));
    }
    const struct plan_figures *last = &other->years.planned[other->years.count - 1];
    struct doc *cells = savings_row(web, rows);
    savings_cell(web, cells, scenario_labels[0], savings_choice(web, record, "scenario"),
                 plan_href(web, record, "/follow"), "", false);
    savings_cell(web, cells, scenario_labels[1], savings_number(web, last->of[AIM_MEMBERS]), S(""), "", true);
    savings_cell(web, cells, scenario_labels[2], group_amount(&other->seen, last->of[AIM_SAVINGS]), S(""), "",
                 true);
    savings_cell(web, cells, scenario_labels[3], group_amount(&other->seen, last->of[AIM_LOANS]), S(""), "",
                 true);
    savings_cell(web, cells, scenario_labels[4], group_amount(&other->seen, result), S(""), "", true);
}

/* Those that nobody has written yet, each a link that begins it from this plan. */
static void show_missing(const struct plan_seen *plan, struct record **others, size_t count) {
    struct web *web = plan->seen.web;
    static const struct {
        const char *code, *label;
        int percent;
    } kinds[] = {{"poor", TR("Write the careful scenario"), 80},
                 {"expected", TR("Write the expected scenario"), 100},
                 {"good", TR("Write the good scenario"), 120}};
    struct doc *links = doc_set_array(web->arena, web->view, S("scenario_links"));
    for (size_t i = 0; plan->may_write && i < ARRAY_LEN(kinds); i++) {
        bool is_there = false;
        for (size_t k = 0; k < count; k++) {
            is_there |= value_is_code(&business_plan_of(others[k])->scenario, kinds[i].code);
        }
        if (is_there) continue;
        struct doc *link = doc_add_object(web->arena, links);
        doc_set_text(web->arena, link, S("link_text"), web_tr(web, kinds[i].label));
        doc_set_text(web->arena, link, S("link_href"),
                     arena_printf(web->arena,
                                  "/savings-groups/%.*s/plans/new?from=%.*s&scenario=%s&percent=%d",
                                  SLICE_ARG(uuid_format(web->arena, plan->seen.record->id)),
                                  SLICE_ARG(uuid_format(web->arena, plan->record->id)), kinds[i].code,
                                  kinds[i].percent));
    }
}

static void show_scenarios(const struct plan_seen *plan) {
    struct web *web = plan->seen.web;
    struct record **others;
    size_t count = plan_scenarios(plan, &others);
    show_missing(plan, others, count);
    doc_set_bool(web->arena, web->view, S("has_scenarios"), count > 1);
    if (count < 2) return;
    struct doc *table = savings_table(web, web->view, "scenarios", TR("There is one scenario."));
    struct doc *columns = doc_set_array(web->arena, table, S("columns")),
               *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < ARRAY_LEN(scenario_labels); i++) {
        savings_column(web, columns, scenario_labels[i], i > 0);
    }
    for (size_t i = 0; i < count; i++) {
        scenario_row(web, others[i], rows);
    }
}

/* ---- the page ---- */

static void show_adopting(const struct plan_seen *plan) {
    struct web *web = plan->seen.web;
    const struct value *adopted = &plan->plan->adopted_on;
    struct slice day = adopted->present ? format_date(web->arena, &web->locale, adopted->date) : S("");
    doc_set_text(web->arena, web->view, S("adopted_text"),
                 plan->is_of_group ? web_tr_fill(web, TR("Adopted on {1}: the plan of the group"), day, S(""))
                 : day.len         ? web_tr_fill(web, TR("Adopted on {1}"), day, S(""))
                                   : web_tr(web, TR("Not adopted yet")));
    doc_set_bool(web->arena, web->view, S("is_of_group"), plan->is_of_group);
    bool has_years = plan->year_records[0] != NULL;
    bool may = has_years && access_may_record(web->app->access, web->actor, plan->seen.record, VERB_UPDATE);
    doc_set_bool(web->arena, web->view, S("may_adopt"), plan->may_write && may && !plan->is_of_group);
    doc_set_int(web->arena, web->view, S("plan_version"), plan->record->version);
    doc_set_int(web->arena, web->view, S("group_version"), plan->seen.record->version);
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    doc_set_text(web->arena, web->view, S("adopt_action"), plan_href(web, plan->record, "/adopt"));
}

static void show_texts(const struct plan_seen *plan) {
    struct web *web = plan->seen.web;
    static const char *const fields[] = {"aims", "steps", "risks"};
    struct doc *texts = doc_set_array(web->arena, web->view, S("texts"));
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        const struct field *field = record_type_field(&business_plan_type, slice_of(fields[i]));
        const struct value *value = record_value_const(plan->record, field);
        if (!value->present) continue;
        struct doc *text = doc_add_object(web->arena, texts);
        doc_set_text(web->arena, text, S("text_title"), web_tr(web, field->label));
        doc_set_text(web->arena, text, S("text_body"), value->text);
    }
}

static void show_head(const struct plan_seen *plan, const char *page) {
    struct web *web = plan->seen.web;
    group_add_crumbs(&plan->seen, page);
    doc_set_text(web->arena, web->view, S("page_title"), plan->plan->title.text);
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, plan->seen.record));
    doc_set_text(web->arena, web->view, S("scenario_text"), savings_choice(web, plan->record, "scenario"));
    doc_set_text(web->arena, web->view, S("record_href"), plan_href(web, plan->record, ""));
    doc_set_text(web->arena, web->view, S("print_href"), plan_href(web, plan->record, "/print"));
    doc_set_text(web->arena, web->view, S("write_href"),
                 plan->may_write ? plan_href(web, plan->record, "/write") : S(""));
}

static void follow_show(const struct plan_look *look) {
    struct web *web = look->plan.seen.web;
    static const enum aim drawn[] = {AIM_SAVINGS, AIM_LOANS, AIM_MEMBERS, AIM_INTEREST};
    show_head(&look->plan, TR("Business plan"));
    show_adopting(&look->plan);
    group_show_day(web, look->day);
    show_gaps(look);
    struct doc *charts = doc_set_array(web->arena, web->view, S("charts"));
    for (size_t i = 0; i < ARRAY_LEN(drawn); i++) {
        show_chart(look, drawn[i], charts);
    }
    show_years(look);
    show_scenarios(&look->plan);
    show_texts(&look->plan);
}

static void json_quarter(struct web *web, const struct plan_track *track, size_t index,
                         struct doc *quarters) {
    const struct plan_quarter *quarter = &track->quarters[index];
    struct doc *object = doc_add_object(web->arena, quarters);
    doc_set_text(web->arena, object, S("quarter"),
                 arena_printf(web->arena, "%lld-Q%lld", (long long)quarter_year(quarter->quarter),
                              (long long)quarter_part(quarter->quarter) + 1));
    plan_figures_set(web, object, "planned", &quarter->planned);
    if (index < track->known)
        plan_figures_set(web, object, "actual", &quarter->actual);
    else
        doc_set_null(web->arena, object, S("actual"));
}

static void json_year(const struct plan_look *look, size_t year, struct doc *years) {
    struct web *web = look->plan.seen.web;
    struct doc *object = doc_add_object(web->arena, years);
    doc_set_int(web->arena, object, S("year"), look->plan.years.first_year + (int64_t)year);
    doc_set_int(web->arena, object, S("quarters_known"), (int64_t)look->track.year_known[year]);
    plan_figures_set(web, object, "planned", &look->plan.years.planned[year]);
    if (look->track.year_known[year])
        plan_figures_set(web, object, "actual", &look->track.year_actual[year]);
    else
        doc_set_null(web->arena, object, S("actual"));
}

static void follow_json(const struct plan_look *look) {
    struct web *web = look->plan.seen.web;
    const struct plan_seen *plan = &look->plan;
    doc_set_text(web->arena, web->view, S("id"), uuid_format(web->arena, plan->record->id));
    doc_set_text(web->arena, web->view, S("savings_group"), uuid_format(web->arena, plan->seen.record->id));
    doc_set_text(web->arena, web->view, S("scenario"), plan->plan->scenario.text);
    doc_set_text(web->arena, web->view, S("day"), date_format_iso(web->arena, date_of_day(look->day)));
    doc_set_bool(web->arena, web->view, S("is_of_group"), plan->is_of_group);
    struct doc *years = doc_set_array(web->arena, web->view, S("years"));
    for (size_t i = 0; i < plan->years.count; i++) {
        json_year(look, i, years);
    }
    struct doc *quarters = doc_set_array(web->arena, web->view, S("quarters"));
    for (size_t i = 0; i < look->track.count; i++) {
        json_quarter(web, &look->track, i, quarters);
    }
}

enum outcome plan_follow_page(struct web *web) {
    struct plan_look *look = arena_make(web->arena, struct plan_look, 1);
    if (!plan_of_path(web, &look->plan)) return OUTCOME_NOT_FOUND;
    struct date day = ask_day(web, "on");
    ask_only(web, "on");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    look->day = day.precision == DATE_DAY ? date_first_day(day) : group_usual_day(&look->plan.seen);
    plan_track_read(web_db(web), web->arena, look->plan.seen.record, &look->plan.years, look->day,
                    &look->track);
    if (web->is_api)
        follow_json(look);
    else
        follow_show(look);
    return OUTCOME_OK;
}

/* ---- adopting ---- */

static enum outcome adopt_written(struct web *web, struct write_job *job) {
    const struct plan_look *look = web->state;
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_OK) return job->outcome;
    return web_redirect(web, plan_href(web, look->plan.record, "/follow?done=saved"));
}

enum outcome plan_adopt_post(struct web *web) {
    struct plan_look *look = arena_make(web->arena, struct plan_look, 1);
    struct change *changes = arena_make(web->arena, struct change, 2);
    if (!plan_of_path(web, &look->plan)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    const struct plan_seen *plan = &look->plan;
    web->state = look;
    changes[0] = change_new(web->arena, CHANGE_UPDATE, &business_plan_type, plan->record->org_id);
    changes[0].id = plan->record->id;
    changes[1] = change_new(web->arena, CHANGE_UPDATE, &savings_group_type, plan->record->org_id);
    changes[1].id = plan->seen.record->id;
    if (!slice_to_int64(web_field(web, S("_version")), &changes[0].base_version) ||
        !slice_to_int64(web_field(web, S("_group_version")), &changes[1].base_version))
        return OUTCOME_MALFORMED;
    struct value day = plan->plan->adopted_on;
    if (!day.present) day = value_today();
    change_set_value(&changes[0], "adopted_on", day);
    change_set_value(&changes[1], "business_plan", value_of_id(plan->record->id));
    return web_write(web, changes, 2, web_field(web, S("_key")), adopt_written);
}

/* ---- on paper ---- */

static void print_year_rows(const struct plan_seen *plan) {
    struct web *web = plan->seen.web;
    struct doc *heads = doc_set_array(web->arena, web->view, S("year_heads")),
               *rows = doc_set_array(web->arena, web->view, S("year_rows"));
    for (size_t year = 0; year < plan->years.count; year++) {
        doc_set_text(web->arena, doc_add_object(web->arena, heads), S("year_text"),
                     plan_year_words(web, plan->years.first_year + (int64_t)year));
    }
    struct locale khmer = web->locale, english = web->locale;
    khmer.lang = LANG_KM;
    khmer.messages = web->app->khmer;
    english.lang = LANG_EN;
    english.messages = NULL;
    for (int aim = 0; aim < AIMS; aim++) {
        struct doc *row = doc_add_object(web->arena, rows),
                   *cells = doc_set_array(web->arena, row, S("year_cells"));
        doc_set_text(web->arena, row, S("aim_km"), tr(&khmer, slice_of(plan_aim_label((enum aim)aim))));
        doc_set_text(web->arena, row, S("aim_en"), tr(&english, slice_of(plan_aim_label((enum aim)aim))));
        for (size_t year = 0; year < plan->years.count; year++) {
            doc_set_text(web->arena, doc_add_object(web->arena, cells), S("plan_figure"),
                         plan_figure_words(&plan->seen, (enum aim)aim, plan->years.planned[year].of[aim]));
        }
    }
}

enum outcome plan_print_page(struct web *web) {
    struct plan_seen *plan = arena_make(web->arena, struct plan_seen, 1);
    if (!plan_of_path(web, plan)) return OUTCOME_NOT_FOUND;
    const struct business_plan *fields = plan->plan;
    show_head(plan, TR("Business plan"));
    doc_set_text(web->arena, web->view, S("organisation"),
                 access_org_name(web->app->access, web->arena, plan->record->org_id));
    doc_set_text(web->arena, web->view, S("group_place"),
                 gazetteer_chain(web->app->gazetteer, web->arena, plan->seen.group->village.text,
                                 web->locale.lang == LANG_KM));
    doc_set_text(web->arena, web->view, S("follow_href"), plan_href(web, plan->record, "/follow"));
    doc_set_text(web->arena, web->view, S("aims_text"), fields->aims.text);
    doc_set_text(web->arena, web->view, S("steps_text"), fields->steps.text);
    doc_set_text(web->arena, web->view, S("risks_text"), fields->risks.text);
    doc_set_text(web->arena, web->view, S("adopted_day"),
                 fields->adopted_on.present ? format_date(web->arena, &web->locale, fields->adopted_on.date)
                                            : S(""));
    print_year_rows(plan);
    return OUTCOME_OK;
}

/* ---- the way there ---- */

void plan_actions(struct web *web, const struct record *record, struct doc *actions) {
    static const struct {
        const char *label, *page;
        bool writes;
    } pages[] = {{TR("Plan and actual"), "/follow", false},
                 {TR("Write the plan"), "/write", true},
                 {TR("On paper"), "/print", false}};
    if (record->deleted_ms) return;
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        if (pages[i].writes && !access_may_record(web->app->access, web->actor, record, VERB_UPDATE))
            continue;
        furniture_add_action(web, actions, pages[i].label, plan_href(web, record, pages[i].page), i == 0);
    }
}
