/* SPDX-License-Identifier: Apache-2.0 */
/* See shelter_pages.h.  What was given in a time: by service and place, and what it cost on which budget
 * line.  Sums alone. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/finance/finance.h"
#include "domain/shelter/shelter.h"
#include "store/view.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/shelter/care_view.h"
#include "web/shelter/shelter_pages.h"
#include "web/table.h"

struct asked {
    struct web *web;
    struct view view;
    struct slice from, until; /* days */
};

static struct db_query *sums_ask(const struct asked *asked, struct slice columns, struct slice group) {
    struct web *web = asked->web;
    struct text sql = TEXT_IN(web->arena);
    text_printf(&sql,
                "SELECT %.*s, CAST(COUNT(*) AS BIGINT), CAST(COUNT(DISTINCT \"case_file\") AS BIGINT), "
                "CAST(COALESCE(SUM(\"units\"), 0) AS BIGINT), "
                "CAST(COALESCE(SUM(\"cost\"), 0) AS BIGINT) FROM case_service WHERE org_id = ?1 AND "
                "\"on_day\" >= ?2 AND \"on_day\" <= ?3 AND deleted_ms = 0",
                SLICE_ARG(columns));
    view_add_creators(&sql, &asked->view, "created_by", 4);
    text_printf(&sql, " GROUP BY %.*s ORDER BY %.*s", SLICE_ARG(group), SLICE_ARG(group));
    struct db_query *row = db_query(web_db(web), sql_built(web->arena, text_slice(&sql)));
    db_bind_uuid(row, 1, web->actor->org_id);
    db_bind_text(row, 2, asked->from);
    db_bind_text(row, 3, asked->until);
    view_bind_creators(row, &asked->view, 4);
    return row;
}

static struct slice money_text(struct web *web, struct slice currency, int64_t amount) {
    struct money money = {.amount = amount,
                          .currency = slice_equal(currency, S("USD")) ? CURRENCY_USD : CURRENCY_KHR};
    return currency.len ? format_money(web->arena, &web->locale, money) : S("–");
}

static struct slice text_of(struct web *web, struct db_query *row, int column) {
    return db_column_is_null(row, column) ? S("") : arena_copy(web->arena, db_column_text(row, column));
}

static void by_kind(const struct asked *asked, struct doc *json) {
    struct web *web = asked->web;
    struct doc *table = table_new(web, web->view, "by_kind", TR("By service"));
    const struct field *kind = record_type_field(&case_service_type, S("kind")),
                       *where = record_type_field(&case_service_type, S("given_at"));
    static const char *const columns[] = {TR("Service"), TR("Where"), TR("Times"),
                                          TR("People"),  TR("Units"), TR("Cost")};
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        table_column(web, table, columns[i], i >= 2);
    struct db_query *row = sums_ask(asked, S("\"kind\", \"given_at\", \"cost_currency\""),
                                    S("\"kind\", \"given_at\", \"cost_currency\""));
    while (db_next(row)) {
        struct slice of_kind = text_of(web, row, 0), of_where = text_of(web, row, 1),
                     currency = text_of(web, row, 2);
        struct doc *cells = table_row(web, table), *object = doc_add_object(web->arena, json);
        table_cell(web, cells, TR("Service"), choice_label(web, kind, of_kind), S(""));
        table_cell(web, cells, TR("Where"), choice_label(web, where, of_where), S(""));
        table_number_cell(web, cells, TR("Times"), care_number(web, db_column_int(row, 3)));
        table_number_cell(web, cells, TR("People"), care_number(web, db_column_int(row, 4)));
        table_number_cell(web, cells, TR("Units"), care_number(web, db_column_int(row, 5)));
        table_number_cell(web, cells, TR("Cost"), money_text(web, currency, db_column_int(row, 6)));
        doc_set_text(web->arena, object, S("kind"), of_kind);
        doc_set_text(web->arena, object, S("given_at"), of_where);
        doc_set_int(web->arena, object, S("times"), db_column_int(row, 3));
        doc_set_int(web->arena, object, S("people"), db_column_int(row, 4));
        doc_set_int(web->arena, object, S("units"), db_column_int(row, 5));
        doc_set_int(web->arena, object, S("cost"), db_column_int(row, 6));
        doc_set_text(web->arena, object, S("currency"), currency);
    }
    db_done(row);
}

/* The lines are read after the sums: one connection reads one list at a time. */
struct line_sum {
    struct uuid id;
    bool is_none;
    struct slice currency;
    int64_t times, cost;
};

static size_t lines_read(const struct asked *asked, struct line_sum **lines) {
    size_t count = 0;
    *lines = NULL;
    struct db_query *row =
        sums_ask(asked, S("\"budget_line\", \"cost_currency\""), S("\"budget_line\", \"cost_currency\""));
    while (db_next(row)) {
        *lines = arena_room(asked->web->arena, *lines, sizeof **lines, count);
        (*lines)[count] = (struct line_sum){.is_none = db_column_is_null(row, 0),
                                            .currency = text_of(asked->web, row, 1),
                                            .times = db_column_int(row, 2),
                                            .cost = db_column_int(row, 5)};
        if (!(*lines)[count].is_none) (*lines)[count].id = db_column_uuid(row, 0);
        count++;
    }
    db_done(row);
    return count;
}

/* Who does not see budgets is told the sum without the name of the line. */
static struct slice line_text(struct web *web, struct record_names *names, const struct line_sum *sum) {
    if (sum->is_none) return web_tr(web, TR("On no budget line"));
    struct slice label = record_label_of(names, &budget_line_type, sum->id);
    return label.len ? label : web_tr(web, TR("A budget line"));
}

static void by_line(const struct asked *asked, struct doc *json) {
    struct web *web = asked->web;
    struct line_sum *lines;
    struct record_names *names = record_names_new(web);
    struct doc *table = table_new(web, web->view, "by_line", TR("By budget line"));
    size_t count = lines_read(asked, &lines);
    table_column(web, table, TR("Budget line"), false);
    table_column(web, table, TR("Times"), true);
    table_column(web, table, TR("Cost"), true);
    for (size_t i = 0; i < count; i++) {
        struct doc *cells = table_row(web, table), *object = doc_add_object(web->arena, json);
        table_cell(web, cells, TR("Budget line"), line_text(web, names, &lines[i]), S(""));
        table_number_cell(web, cells, TR("Times"), care_number(web, lines[i].times));
        table_number_cell(web, cells, TR("Cost"), money_text(web, lines[i].currency, lines[i].cost));
        if (lines[i].is_none)
            doc_set_null(web->arena, object, S("budget_line"));
        else
            doc_set_uuid(web->arena, object, S("budget_line"), lines[i].id);
        doc_set_int(web->arena, object, S("cost"), lines[i].cost);
        doc_set_text(web->arena, object, S("currency"), lines[i].currency);
    }
}

enum outcome services_given_page(struct web *web) {
    struct asked asked = {.web = web, .view = web_view(web, &case_service_type)};
    if (!asked.view.allowed || !view_has(&asked.view, web->actor->org_id)) return OUTCOME_NOT_FOUND;
    struct date from = ask_day(web, "from"), until = ask_day(web, "until");
    ask_only(web, "from until");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    asked.from = from.precision ? date_format_iso(web->arena, from) : S("1900-01-01");
    asked.until =
        until.precision ? date_format_iso(web->arena, until) : date_format_iso(web->arena, clock_today());
    struct doc *page = web->view, *other = doc_new_object(web->arena);
    struct doc *kinds = doc_set_array(web->arena, web->is_api ? page : other, S("by_kind")),
               *lines = doc_set_array(web->arena, web->is_api ? page : other, S("by_line"));
    if (web->is_api) web->view = other;
    by_kind(&asked, kinds);
    by_line(&asked, lines);
    web->view = page;
    if (web->is_api) return OUTCOME_OK;
    struct doc *fields = ask_filters(web, "/case-services/summary");
    ask_filter_day(web, fields, "from", TR("From day"));
    ask_filter_day(web, fields, "until", TR("Until day"));
    furniture_add_crumb(web, web_tr(web, case_service_type.plural), S("/case-services"));
    care_head(web, web_tr(web, TR("Services in numbers")));
    doc_set_bool(web->arena, page, S("has_services"), kinds->count > 0);
    return OUTCOME_OK;
}

void services_given_link(struct web *web, struct doc *actions) {
    furniture_add_action(web, actions, TR("Services in numbers"), S("/case-services/summary"), false);
    if (care_may_write(web))
        furniture_add_action(web, actions, TR("A service for all who are here"), S("/case-services/room"),
                             false);
}
