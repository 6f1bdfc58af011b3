/* SPDX-License-Identifier: Apache-2.0 */
/* See reintegration_pages.h.  Whom a social worker looks after, those whose visit is due first; people are
 * there by code. */
#include "base/limits.h"
#include "domain/reintegration/follow.h"
#include "domain/reintegration/reintegration.h"
#include "store/query.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/reintegration/reintegration_pages.h"
#include "web/shelter/care_view.h"
#include "web/table.h"

enum { CASELOAD_ROWS = 60, CASELOAD_PAGES = 100 };

struct load {
    struct web *web;
    struct uuid worker; /* zero: all */
    struct follow_one *all;
    size_t count, steps[FOLLOW_STEPS];
    int64_t today;
};

static const struct {
    const char *code, *label, *badge;
} steps[FOLLOW_STEPS] = {
    [FOLLOW_LATER] = {"later", TR("Later"), "on"},
    [FOLLOW_SOON] = {"soon", TR("This week"), "behind"},
    [FOLLOW_LATE] = {"late", TR("Late"), "bad"},
    [FOLLOW_SUPERVISOR] = {"supervisor", TR("Late: supervisor"), "bad"},
    [FOLLOW_DIRECTOR] = {"director", TR("Late by a month"), "bad"},
};

static bool load_open(struct web *web, struct load *load) {
    struct view view = web_view(web, &reintegration_type);
    struct slice worker = http_query(web->http, S("worker"));
    bool wants_all = slice_equal(worker, S("all"));
    *load = (struct load){.web = web, .worker = web->actor->user_id, .today = date_first_day(clock_today())};
    if (!view.allowed || !care_may_write(web)) return false;
    if (wants_all && care_may_approve(web))
        load->worker = (struct uuid){{0}};
    else if (worker.len && !uuid_parse(worker, &load->worker))
        refuse(&web->refusal, S("worker"), "Choose one from the list; this one is not known.");
    load->count = follow_read(web_db(web), web->arena, &view, web->actor->org_id, load->worker, load->today,
                              &load->all);
    for (size_t i = 0; i < load->count; i++)
        load->steps[load->all[i].step]++;
    return true;
}

static struct slice worker_name(struct web *web, struct uuid worker) {
    return uuid_is_zero(worker)
               ? S("")
               : access_user_name(web->app->access, web->arena, web_db(web), web->actor, worker);
}

static void rows_show(const struct load *load, size_t page) {
    struct web *web = load->web;
    struct doc *table = table_new(web, web->view, "people", TR("Who is visited next"));
    bool all = uuid_is_zero(load->worker);
    const struct field *risk = record_type_field(&reintegration_type, S("risk"));
    static const char *const columns[] = {TR("File"),          TR("Risk"),       TR("Last visit"),
                                          TR("Lowest figure"), TR("Next visit"), TR("State")};
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        table_column(web, table, columns[i], i == 3);
    if (all) table_column(web, table, TR("Social worker"), false);
    for (size_t i = (page - 1) * CASELOAD_ROWS; i < load->count && i < page * CASELOAD_ROWS; i++) {
        const struct follow_one *one = &load->all[i];
        struct doc *row = table_row(web, table);
        table_cell(web, row, TR("File"), one->case_code, record_href(web, &reintegration_type, one->id));
        table_cell(web, row, TR("Risk"), choice_label(web, risk, one->risk), S(""));
        table_cell(web, row, TR("Last visit"), one->last_day ? care_day_number(web, one->last_day) : S(""),
                   S(""));
        table_number_cell(web, row, TR("Lowest figure"), one->lowest ? care_number(web, one->lowest) : S(""));
        table_cell(web, row, TR("Next visit"), care_day_number(web, one->due_day), S(""));
        table_badge_cell(web, row, TR("State"), web_tr(web, steps[one->step].label), steps[one->step].badge);
        if (all) table_cell(web, row, TR("Social worker"), worker_name(web, one->worker), S(""));
    }
    ask_show_pager(web, page, CASELOAD_ROWS, load->count);
}

static void figures_show(const struct load *load) {
    struct web *web = load->web;
    struct doc *figures = doc_set_array(web->arena, web->view, S("figures"));
    size_t late = load->steps[FOLLOW_LATE] + load->steps[FOLLOW_SUPERVISOR] + load->steps[FOLLOW_DIRECTOR];
    furniture_add_figure(web, figures, TR("People looked after"), care_number(web, (int64_t)load->count),
                         S(""));
    furniture_add_figure(web, figures, TR("Visits this week"),
                         care_number(web, (int64_t)load->steps[FOLLOW_SOON]), S(""));
    furniture_add_figure(web, figures, TR("Late visits"), care_number(web, (int64_t)late),
                         web_tr_fill(web, TR("{1} late by more than a month"),
                                     care_number(web, (int64_t)load->steps[FOLLOW_DIRECTOR]), S("")));
}

static void rows_json(const struct load *load) {
    struct web *web = load->web;
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < load->count; i++) {
        const struct follow_one *one = &load->all[i];
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_uuid(web->arena, item, S("reintegration"), one->id);
        doc_set_uuid(web->arena, item, S("case_file"), one->case_file);
        doc_set_text(web->arena, item, S("code"), one->case_code);
        doc_set_text(web->arena, item, S("risk"), one->risk);
        doc_set_text(web->arena, item, S("due_on"), date_format_iso(web->arena, date_of_day(one->due_day)));
        doc_set_text(web->arena, item, S("step"), slice_of(steps[one->step].code));
    }
}

enum outcome caseload_page(struct web *web) {
    struct load load;
    if (!load_open(web, &load)) return OUTCOME_NOT_FOUND;
    size_t page = (size_t)ask_number(web, "page", 1, CASELOAD_PAGES, 1);
    ask_only(web, "worker page");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    if (web->is_api) {
        rows_json(&load);
        return OUTCOME_OK;
    }
    care_head(web, web_tr(web, TR("Caseload")));
    struct doc *actions = doc_set_array(web->arena, web->view, S("care_actions"));
    bool all = uuid_is_zero(load.worker);
    if (care_may_approve(web))
        care_action(web, actions, all ? TR("Only mine") : TR("Of all social workers"),
                    all ? S("/caseload") : S("/caseload?worker=all"), false);
    care_action(web, actions, TR("Rules of reintegration"), S("/reintegration-rules"), false);
    figures_show(&load);
    rows_show(&load, page);
    doc_set_bool(web->arena, web->view, S("has_people"), load.count > 0);
    return OUTCOME_OK;
}

void caseload_link(struct web *web, struct doc *actions) {
    if (!care_may_write(web)) return;
    furniture_add_action(web, actions, TR("Caseload"), S("/caseload"), false);
}
