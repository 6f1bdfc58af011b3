/* SPDX-License-Identifier: Apache-2.0 */
/* See reintegration_pages.h.  One reintegration: what comes next, the papers of the four stages, visits,
 * training, grants, work, school, outcomes, and what is still missing before it may be closed.  The person is
 * there by the code alone. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/reintegration/closing.h"
#include "domain/reintegration/follow.h"
#include "domain/reintegration/reintegration.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/reintegration/reintegration_pages.h"
#include "web/reintegration/score_chart.h"
#include "web/shelter/care_view.h"
#include "web/table.h"

struct seen {
    struct web *web;
    struct record *record, *file;
    const struct reintegration *whole;
    struct record_names *names;
    struct record **visits; /* newest first */
    size_t visit_count;
    struct record **papers;
    size_t paper_count;
    struct closing_facts facts;
    struct closing_terms terms;
    int64_t today, due_day, every_days;
    bool may_write;
};

static const char *const domains[SCORE_DOMAINS] = {"safety", "income", "health", "in_family", "in_community"};

/* ---- reading ---- */

static void due_read(struct seen *seen) {
    struct follow_rules rules = follow_rules_read(web_db(seen->web), seen->web->arena, seen->record->org_id);
    int64_t began = value_day(&seen->whole->returned_on, value_day(&seen->whole->started_on, seen->today));
    int64_t last = seen->visit_count ? value_day(&follow_up_visit_of(seen->visits[0])->on_day, 0) : 0;
    int64_t since = last > began ? last : began;
    seen->every_days = follow_every_days(&rules, seen->whole->risk.text, since);
    seen->due_day = since + seen->every_days;
}

/* A file that is closed shows what was asked and known on its day. */
static void facts_read(struct seen *seen, struct uuid file) {
    struct web *web = seen->web;
    int64_t day = value_day(&seen->whole->closed_on, seen->today);
    seen->facts = closing_facts_read(web_db(web), web->arena, seen->record->org_id, file,
                                     value_day(&seen->whole->returned_on, CLOSING_DAY_NONE), day);
    seen->facts.is_at_risk =
        value_is_code(&seen->whole->risk, "high") || value_is_code(&seen->whole->risk, "medium");
    seen->terms = closing_terms_on(web_db(web), web->arena, seen->record->org_id, day);
}

static int by_day_down(const void *left, const void *right) {
    int64_t a = date_first_day(follow_up_visit_of(*(struct record *const *)left)->on_day.date);
    int64_t b = date_first_day(follow_up_visit_of(*(struct record *const *)right)->on_day.date);
    return a < b ? 1 : a > b ? -1 : 0;
}

static bool seen_open(struct web *web, struct seen *seen) {
    *seen = (struct seen){.web = web,
                          .record = web_record_of_path(web, &reintegration_type, 0),
                          .today = date_first_day(clock_today())};
    if (!seen->record) return false;
    seen->whole = reintegration_of(seen->record);
    struct uuid file = seen->whole->case_file.id;
    seen->file = web_record(web, &case_file_type, file);
    if (!seen->file) return false;
    seen->names = record_names_new(web);
    seen->visit_count =
        care_parts(web, &follow_up_visit_type, "case_file", file, NULL, LIMIT_CASE_PARTS, &seen->visits);
    if (seen->visit_count) qsort(seen->visits, seen->visit_count, sizeof *seen->visits, by_day_down);
    seen->paper_count =
        care_parts(web, &reintegration_paper_type, "case_file", file, NULL, LIMIT_CASE_PARTS, &seen->papers);
    facts_read(seen, file);
    due_read(seen);
    seen->may_write = care_may_write(web);
    return true;
}

static bool is_open(const struct seen *seen) {
    return !value_is_code(&seen->whole->state, "closed");
}

static struct slice file_id(const struct seen *seen) {
    return uuid_format(seen->web->arena, seen->file->id);
}

static struct slice new_href(const struct seen *seen, const char *path) {
    return arena_printf(seen->web->arena, "/%s/new?case_file=%.*s", path, SLICE_ARG(file_id(seen)));
}

/* ---- head ---- */

static const char *step_badge(enum follow_step step) {
    switch (step) {
    case FOLLOW_LATER: return "on";
    case FOLLOW_SOON: return "behind";
    case FOLLOW_LATE:
    case FOLLOW_SUPERVISOR:
    case FOLLOW_DIRECTOR:
    case FOLLOW_STEPS: return "bad";
    }
    return "";
}

static void figures_show(const struct seen *seen) {
    struct web *web = seen->web;
    struct doc *figures = doc_set_array(web->arena, web->view, S("figures"));
    struct slice every = web_tr_fill(web, TR("every {1} days"), care_number(web, seen->every_days), S(""));
    size_t met = 0, asked = 0;
    for (int i = 0; i < CLOSING_CRITERIA; i++) {
        asked += seen->terms.of[i].is_asked;
        met += seen->terms.of[i].is_asked &&
               closing_is_met((enum closing_asks)i, &seen->terms.of[i], &seen->facts);
    }
    furniture_add_figure(web, figures, TR("Risk"), care_choice(web, seen->record, "risk"), every);
    if (is_open(seen))
        furniture_add_figure(web, figures, TR("Next visit"), care_day_number(web, seen->due_day),
                             seen->due_day < seen->today ? web_tr(web, TR("late")) : S(""));
    furniture_add_figure(web, figures, TR("Visits"), care_number(web, (int64_t)seen->visit_count),
                         seen->visit_count ? care_day(web, &follow_up_visit_of(seen->visits[0])->on_day)
                                           : S(""));
    furniture_add_figure(
        web, figures, TR("Ready to close"),
        web_tr_fill(web, TR("{1} of {2}"), care_number(web, (int64_t)met), care_number(web, (int64_t)asked)),
        S(""));
}

static void actions_show(const struct seen *seen) {
    struct web *web = seen->web;
    struct doc *actions = doc_set_array(web->arena, web->view, S("care_actions"));
    static const struct {
        const char *path, *label;
    } steps[] = {{"follow-up-visits", TR("Write down a visit")},
                 {"case-trainings", TR("New training")},
                 {"reintegration-grants", TR("Give a grant")},
                 {"placements", TR("Internship or job")},
                 {"school-enrolments", TR("Register at school")},
                 {"reintegration-outcomes", TR("Outcome")},
                 {"case-services", TR("Service")}};
    for (size_t i = 0; seen->may_write && is_open(seen) && i < ARRAY_LEN(steps); i++) {
        care_action(web, actions, steps[i].label, new_href(seen, steps[i].path), i == 0);
    }
    if (seen->may_write)
        care_action(web, actions, is_open(seen) ? TR("Edit or close") : TR("Open again"),
                    care_href(web, "reintegrations", seen->record->id, "/edit"), false);
}

static void head_show(const struct seen *seen) {
    struct web *web = seen->web;
    struct slice title = web_tr_fill(web, TR("Reintegration of {1}"), seen->file->code, S(""));
    furniture_add_crumb(web, web_tr(web, case_file_type.plural), S("/case-files"));
    furniture_add_crumb(web, seen->file->code, record_href(web, &case_file_type, seen->file->id));
    furniture_add_crumb(web, web_tr(web, reintegration_type.label), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), title);
    doc_set_text(web->arena, web->view, S("subheading"),
                 arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(seen->record->code),
                              SLICE_ARG(care_choice(web, seen->record, "state"))));
    actions_show(seen);
    figures_show(seen);
}

/* ---- the four stages ---- */

static const struct record *paper_find(const struct seen *seen, const char *code) {
    for (size_t i = 0; i < seen->paper_count; i++) {
        if (value_is_code(&reintegration_paper_of(seen->papers[i])->paper, code)) return seen->papers[i];
    }
    return NULL;
}

static bool paper_add(const struct seen *seen, struct doc *list, const struct stage_paper *paper) {
    struct web *web = seen->web;
    const struct record *filed = paper_find(seen, paper->code);
    const struct field *field = record_type_field(&reintegration_paper_type, S("paper"));
    struct doc *object = doc_add_object(web->arena, list);
    bool may = seen->may_write && is_open(seen) && (!paper->by_supervisor || care_may_approve(web));
    doc_set_text(web->arena, object, S("paper_code"), slice_of(paper->code));
    doc_set_text(web->arena, object, S("paper_text"), choice_label(web, field, slice_of(paper->code)));
    doc_set_bool(web->arena, object, S("is_filed"), filed != NULL);
    doc_set_text(web->arena, object, S("paper_day"),
                 filed ? care_day(web, &reintegration_paper_of(filed)->on_day) : S(""));
    doc_set_text(web->arena, object, S("paper_href"),
                 filed ? care_href(web, "reintegration-papers", filed->id, "") : S(""));
    doc_set_bool(web->arena, object, S("may_file"), !filed && may);
    return filed != NULL;
}

static void stages_show(const struct seen *seen) {
    struct web *web = seen->web;
    struct doc *stages = doc_set_array(web->arena, web->view, S("stages"));
    for (int stage = 0; stage < STAGES; stage++) {
        struct doc *object = doc_add_object(web->arena, stages);
        int64_t filed = 0, all = 0;
        struct doc *papers = doc_set_array(web->arena, object, S("papers"));
        for (size_t i = 0; i < stage_paper_count; i++) {
            if ((int)stage_papers[i].stage != stage) continue;
            filed += paper_add(seen, papers, &stage_papers[i]);
            all++;
        }
        doc_set_text(web->arena, object, S("stage_name"), web_tr(web, stage_label((enum stage)stage)));
        doc_set_text(web->arena, object, S("stage_number"), care_number(web, stage + 1));
        doc_set_text(web->arena, object, S("stage_count"),
                     web_tr_fill(web, TR("{1} of {2}"), care_number(web, filed), care_number(web, all)));
        doc_set_text(web->arena, object, S("stage_badge"), filed == all ? S("done") : S("behind"));
        doc_set_text(web->arena, object, S("stage_print"),
                     arena_printf(web->arena, "%.*s/print/%s",
                                  SLICE_ARG(record_href(web, &reintegration_type, seen->record->id)),
                                  stage_code((enum stage)stage)));
    }
    doc_set_text(web->arena, web->view, S("paper_action"),
                 care_href(web, "reintegrations", seen->record->id, "/papers"));
    doc_set_text(web->arena, web->view, S("today"), date_format_iso(web->arena, clock_today()));
}

/* ---- visits ---- */

static const struct value *figure_of(const struct record *visit, size_t domain) {
    return record_value_const(visit, record_type_field(&follow_up_visit_type, slice_of(domains[domain])));
}

static void chart_show(const struct seen *seen) {
    struct web *web = seen->web;
    struct score_chart *chart = arena_make(web->arena, struct score_chart, 1);
    struct text html = TEXT_IN(web->arena);
    chart->title = web_tr(web, TR("How it goes, visit by visit"));
    chart->desc = web_tr(web, TR("Five lines from 1 (very bad) to 5 (good); the dashed line is 3. The "
                                 "numbers stand in the table below."));
    for (size_t i = 0; i < SCORE_DOMAINS; i++)
        chart->domains[i] =
            web_tr(web, record_type_field(&follow_up_visit_type, slice_of(domains[i]))->label);
    for (size_t i = seen->visit_count; i-- > 0;) {
        const struct record *visit = seen->visits[i];
        if (!figure_of(visit, 0)->present || (chart->count == SCORE_VISITS_MAX)) continue;
        chart->days[chart->count] = care_day(web, &follow_up_visit_of(seen->visits[i])->on_day);
        for (size_t k = 0; k < SCORE_DOMAINS; k++)
            chart->scores[chart->count][k] = figure_of(visit, k)->number;
        chart->count++;
    }
    doc_set_bool(web->arena, web->view, S("has_chart"), chart->count > 0);
    if (!chart->count) return;
    score_chart_draw(&html, chart);
    doc_set_text(web->arena, web->view, S("score_title"), chart->title);
    doc_set_text(web->arena, web->view, S("score_html"), text_slice(&html));
}

/* As narrow as a column can be. */
static const char *const domain_heads[SCORE_DOMAINS] = {TR("Safety"), TR("Income"), TR("Health"),
                                                        TR("Family"), TR("Community")};

static struct doc *visits_table(const struct seen *seen, const char *name) {
    struct web *web = seen->web;
    struct doc *table = table_new(web, web->view, name, TR("Follow-up visits"));
    table_column(web, table, TR("On"), false);
    table_column(web, table, TR("How"), false);
    table_column(web, table, TR("Met"), false);
    for (size_t i = 0; i < SCORE_DOMAINS; i++) {
        table_column(web, table, domain_heads[i], true);
    }
    table_column(web, table, TR("Risk"), false);
    return table;
}

static void visit_row(const struct seen *seen, struct doc *table, struct record *visit) {
    struct web *web = seen->web;
    struct doc *row = table_row(web, table);
    table_cell(web, row, TR("On"), care_day(web, &follow_up_visit_of(visit)->on_day),
               care_href(web, "follow-up-visits", visit->id, ""));
    table_cell(web, row, TR("How"), care_choice(web, visit, "way"), S(""));
    table_cell(web, row, TR("Met"), care_choice(web, visit, "met"), S(""));
    for (size_t i = 0; i < SCORE_DOMAINS; i++) {
        const struct value *figure = figure_of(visit, i);
        struct slice text = figure->present ? care_number(web, figure->number) : S("");
        if (figure->present && figure->number < seen->terms.of[CLOSING_FIGURES].number)
            table_badge_cell(web, row, domain_heads[i], text, "bad");
        else
            table_number_cell(web, row, domain_heads[i], text);
    }
    table_cell(web, row, TR("Risk"), care_choice(web, visit, "risk"), S(""));
}

enum { VISITS_SHOWN = 4 };

static void visits_show(const struct seen *seen) {
    struct web *web = seen->web;
    struct doc *last = visits_table(seen, "visits"), *older = visits_table(seen, "older");
    for (size_t i = 0; i < seen->visit_count; i++) {
        visit_row(seen, i < VISITS_SHOWN ? last : older, seen->visits[i]);
    }
    bool has_older = seen->visit_count > VISITS_SHOWN;
    doc_set_bool(web->arena, web->view, S("has_visits"), seen->visit_count > 0);
    doc_set_bool(web->arena, web->view, S("has_older"), has_older);
    if (has_older)
        doc_set_text(web->arena, web->view, S("older_text"),
                     web_tr_fill(web, TR("{1} earlier visits"),
                                 care_number(web, (int64_t)seen->visit_count - VISITS_SHOWN), S("")));
    chart_show(seen);
}

/* ---- what was done ---- */

static const struct {
    const struct record_type *type;
    const char *name, *columns[6];
} parts[] = {
    {&case_training_type, "trainings", {"from_day", "kind", "skill", "employer", "state", "ended_on"}},
    {&reintegration_grant_type, "grants", {"given_on", "grant_for", "business", "amount", "business_state"}},
    {&placement_type, "placements", {"from_day", "kind", "employer", "until_day", "placement_end"}},
    {&school_enrolment_type, "schools", {"school_year", "school", "grade", "registered_on", "left_on"}},
    {&reintegration_outcome_type, "outcomes", {"at_months", "on_day", "outcome"}},
};

static void part_row(const struct seen *seen, struct doc *table, const struct record *record,
                     const char *const *columns, size_t count) {
    struct web *web = seen->web;
    struct doc *row = table_row(web, table);
    for (size_t i = 0; i < count && columns[i]; i++) {
        const struct field *field = record_type_field(record->type, slice_of(columns[i]));
        struct record_cell cell = record_cell_of(seen->names, record, field, true);
        table_cell(web, row, field->label, cell.text,
                   i ? cell.href : record_href(web, record->type, record->id));
    }
}

static void parts_show(const struct seen *seen) {
    struct web *web = seen->web;
    struct doc *list = doc_set_array(web->arena, web->view, S("parts"));
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct record **records;
        size_t count = care_parts(web, parts[i].type, "case_file", seen->file->id, parts[i].type->sort,
                                  LIMIT_CASE_PARTS, &records);
        if (!count) continue;
        struct doc *table = table_new(web, doc_add_object(web->arena, list), "part", parts[i].type->plural);
        for (size_t k = 0; k < ARRAY_LEN(parts[i].columns) && parts[i].columns[k]; k++) {
            table_column(web, table, record_type_field(parts[i].type, slice_of(parts[i].columns[k]))->label,
                         false);
        }
        for (size_t k = 0; k < count; k++)
            part_row(seen, table, records[k], parts[i].columns, ARRAY_LEN(parts[i].columns));
    }
}

/* ---- closing ---- */

static struct slice criterion_text(struct web *web, enum closing_asks asks, int64_t number) {
    struct slice english[2] = {arena_printf(web->arena, "%lld", (long long)number)};
    return web->is_api ? refusal_fill(web->arena, slice_of(closing_words(asks)), english)
                       : web_tr_fill(web, closing_words(asks), care_number(web, number), S(""));
}

static void criteria_show(const struct seen *seen, struct doc *list) {
    struct web *web = seen->web;
    for (int i = 0; i < CLOSING_CRITERIA; i++) {
        const struct closing_term *term = &seen->terms.of[i];
        if (!term->is_asked) continue;
        struct doc *object = doc_add_object(web->arena, list);
        doc_set_text(web->arena, object, S("criterion"),
                     criterion_text(web, (enum closing_asks)i, term->number));
        doc_set_bool(web->arena, object, S("is_met"),
                     closing_is_met((enum closing_asks)i, term, &seen->facts));
    }
}

/* ---- the page ---- */

static void page_show(const struct seen *seen) {
    struct web *web = seen->web;
    head_show(seen);
    stages_show(seen);
    visits_show(seen);
    parts_show(seen);
    criteria_show(seen, doc_set_array(web->arena, web->view, S("criteria")));
    doc_set_bool(web->arena, web->view, S("is_open"), is_open(seen));
    doc_set_text(web->arena, web->view, S("due_badge"),
                 slice_of(step_badge(follow_step_of(seen->due_day, seen->today))));
    plain_form_add_summary(web);
}

static void page_json(const struct seen *seen) {
    struct web *web = seen->web;
    doc_set_uuid(web->arena, web->view, S("case_file"), seen->file->id);
    doc_set_text(web->arena, web->view, S("code"), seen->file->code);
    doc_set_text(web->arena, web->view, S("risk"), seen->whole->risk.text);
    doc_set_text(web->arena, web->view, S("next_visit"),
                 is_open(seen) ? date_format_iso(web->arena, date_of_day(seen->due_day)) : S(""));
    struct doc *stages = doc_set_array(web->arena, web->view, S("papers"));
    for (size_t i = 0; i < stage_paper_count; i++) {
        struct doc *paper = doc_add_object(web->arena, stages);
        doc_set_text(web->arena, paper, S("stage"), slice_of(stage_code(stage_papers[i].stage)));
        doc_set_text(web->arena, paper, S("paper"), slice_of(stage_papers[i].code));
        doc_set_bool(web->arena, paper, S("is_filed"), paper_find(seen, stage_papers[i].code) != NULL);
    }
    criteria_show(seen, doc_set_array(web->arena, web->view, S("criteria")));
}

enum outcome reintegration_page(struct web *web) {
    struct seen seen;
    if (!seen_open(web, &seen)) return OUTCOME_NOT_FOUND;
    if (web->is_api)
        page_json(&seen);
    else
        page_show(&seen);
    return OUTCOME_OK;
}

static enum outcome paper_written(struct web *web, struct write_job *job) {
    struct seen seen;
    if (!seen_open(web, &seen)) return OUTCOME_NOT_FOUND;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, care_href(web, "reintegrations", seen.record->id, "?done=saved#stages"));
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    web->refusal = job->refusal;
    web->response->status = web_status(job->outcome);
    page_show(&seen);
    return OUTCOME_OK;
}

enum outcome reintegration_paper_post(struct web *web) {
    struct seen seen;
    if (!seen_open(web, &seen)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_CREATE, &reintegration_paper_type, seen.record->org_id);
    change_set_value(change, "case_file", value_of_id(seen.file->id));
    static const char *const fields[] = {"paper", "on_day"};
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        struct value value = {0};
        const struct field *field = record_type_field(&reintegration_paper_type, slice_of(fields[i]));
        if (value_parse_input(web->arena, field, web_field(web, slice_of(fields[i])), S(""), &value,
                              &web->refusal))
            change_set_value(change, fields[i], value);
    }
    if (!refusal_is_empty(&web->refusal)) {
        web->response->status = web_status(OUTCOME_REFUSED);
        page_show(&seen);
        return OUTCOME_OK;
    }
    return web_write(web, change, 1, S(""), paper_written);
}

/* ---- from a case file ---- */

void reintegration_link(struct web *web, const struct record *record, struct doc *actions) {
    struct record **found;
    size_t count = care_parts(web, &reintegration_type, "case_file", record->id, NULL, 1, &found);
    if (!count && !care_may_write(web)) return;
    struct slice id = uuid_format(web->arena, record->id);
    furniture_add_action(web, actions, count ? TR("Reintegration") : TR("Begin the reintegration"),
                         count
                             ? record_href(web, &reintegration_type, found[0]->id)
                             : arena_printf(web->arena, "/reintegrations/new?case_file=%.*s", SLICE_ARG(id)),
                         false);
}
