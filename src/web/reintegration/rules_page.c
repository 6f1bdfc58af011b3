/* SPDX-License-Identifier: Apache-2.0 */
/* See reintegration_pages.h.  What is asked before a reintegration is closed and how often people are
 * visited, in words, with the day since when; a manager changes it from a later day on. */
#include "domain/reintegration/closing.h"
#include "domain/reintegration/follow.h"
#include "domain/reintegration/reintegration.h"
#include "web/reintegration/reintegration_pages.h"
#include "web/shelter/care_view.h"
#include "web/table.h"

struct rules_seen {
    struct web *web;
    int64_t today;
    struct closing_terms terms;
    struct follow_rules visits;
    bool may_change;
};

static bool rules_open(struct web *web, struct rules_seen *seen) {
    struct uuid org = web->actor->org_id;
    *seen = (struct rules_seen){.web = web, .today = date_first_day(clock_today())};
    if (!web_view(web, &closing_rule_type).allowed) return false;
    seen->terms = closing_terms_on(web_db(web), web->arena, org, seen->today);
    seen->visits = follow_rules_read(web_db(web), web->arena, org);
    seen->may_change = access_may_add(web->actor, &closing_rule_type);
    return true;
}

static struct slice since_text(struct web *web, int64_t from_day) {
    static const int64_t first = 10957; /* 1 January 2000, with which an organisation begins */
    return from_day <= first ? web_tr(web, TR("since the beginning")) : care_day_number(web, from_day);
}

static void change_cell(const struct rules_seen *seen, struct doc *row, const char *path, const char *field,
                        const char *code) {
    struct web *web = seen->web;
    table_cell(web, row, TR("Change"), seen->may_change ? web_tr(web, TR("From a later day")) : S(""),
              seen->may_change ? arena_printf(web->arena, "/%s/new?%s=%s", path, field, code) : S(""));
}

static void columns_add(const struct rules_seen *seen, struct doc *table, const char *what,
                        const char *amount) {
    struct web *web = seen->web;
    table_column(web, table, what, false);
    table_column(web, table, amount, false);
    table_column(web, table, TR("Since"), false);
    if (seen->may_change) table_column(web, table, TR("Change"), false);
}

static void closing_show(const struct rules_seen *seen) {
    struct web *web = seen->web;
    struct doc *table = table_new(web, web->view, "criteria", TR("What is asked before it is closed"));
    columns_add(seen, table, TR("What is asked"), TR("Is required"));
    for (int i = 0; i < CLOSING_CRITERIA; i++) {
        const struct closing_term *term = &seen->terms.of[i];
        struct doc *row = table_row(web, table);
        table_cell(
            web, row, TR("What is asked"),
            web_tr_fill(web, closing_words((enum closing_asks)i), care_number(web, term->number), S("")),
            S(""));
        table_badge_cell(web, row, TR("Is required"), web_tr(web, term->is_asked ? TR("yes") : TR("no")),
                        term->is_asked ? "done" : "open");
        table_cell(web, row, TR("Since"), since_text(web, term->from_day), S(""));
        if (seen->may_change)
            change_cell(seen, row, "closing-rules", "criterion", closing_code((enum closing_asks)i));
    }
}

static int64_t interval_since(const struct follow_rules *rules, const char *risk, int64_t day) {
    for (size_t i = 0; i < rules->count; i++) {
        if (rules->items[i].from_day <= day && slice_equal(rules->items[i].risk, slice_of(risk)))
            return rules->items[i].from_day;
    }
    return CLOSING_DAY_NONE;
}

static void visits_show(const struct rules_seen *seen) {
    struct web *web = seen->web;
    const struct field *field = record_type_field(&visit_interval_type, S("risk"));
    struct doc *table = table_new(web, web->view, "intervals", TR("How often people are visited"));
    const char *risk = NULL;
    columns_add(seen, table, TR("Risk"), TR("Visited"));
    for (size_t i = 0; follow_default(i, &risk) > 0; i++) {
        int64_t days = follow_every_days(&seen->visits, slice_of(risk), seen->today);
        struct doc *row = table_row(web, table);
        table_cell(web, row, TR("Risk"), choice_label(web, field, slice_of(risk)), S(""));
        table_cell(web, row, TR("Visited"),
                  web_tr_fill(web, TR("every {1} days"), care_number(web, days), S("")), S(""));
        table_cell(web, row, TR("Since"), since_text(web, interval_since(&seen->visits, risk, seen->today)),
                  S(""));
        if (seen->may_change) change_cell(seen, row, "visit-intervals", "risk", risk);
    }
}

static void rules_json(const struct rules_seen *seen) {
    struct web *web = seen->web;
    struct doc *criteria = doc_set_array(web->arena, web->view, S("closing"));
    for (int i = 0; i < CLOSING_CRITERIA; i++) {
        struct doc *item = doc_add_object(web->arena, criteria);
        doc_set_text(web->arena, item, S("criterion"), slice_of(closing_code((enum closing_asks)i)));
        doc_set_bool(web->arena, item, S("is_asked"), seen->terms.of[i].is_asked);
        doc_set_int(web->arena, item, S("number"), seen->terms.of[i].number);
    }
    struct doc *visits = doc_set_array(web->arena, web->view, S("visits"));
    const char *risk = NULL;
    for (size_t i = 0; follow_default(i, &risk) > 0; i++) {
        struct doc *item = doc_add_object(web->arena, visits);
        doc_set_text(web->arena, item, S("risk"), slice_of(risk));
        doc_set_int(web->arena, item, S("every_days"),
                    follow_every_days(&seen->visits, slice_of(risk), seen->today));
    }
}

enum outcome reintegration_rules_page(struct web *web) {
    struct rules_seen seen;
    if (!rules_open(web, &seen)) return OUTCOME_NOT_FOUND;
    if (web->is_api) {
        rules_json(&seen);
        return OUTCOME_OK;
    }
    care_head(web, web_tr(web, TR("Rules of reintegration")));
    struct doc *actions = doc_set_array(web->arena, web->view, S("care_actions"));
    care_action(web, actions, TR("All rules for closing, by day"), S("/closing-rules"), false);
    care_action(web, actions, TR("All times between visits, by day"), S("/visit-intervals"), false);
    closing_show(&seen);
    visits_show(&seen);
    return OUTCOME_OK;
}
