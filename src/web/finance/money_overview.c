/* SPDX-License-Identifier: Apache-2.0 */
/* See money_page.h.  All agreements that the reader may know, one line each. */
#include <stdlib.h>

#include "base/limits.h"
#include "web/ask.h"
#include "web/finance/money_page.h"
#include "web/finance/money_view.h"

static const char *const labels[] = {TR("Agreement"),
                                     TR("Budget"),
                                     TR("Spent"),
                                     TR("Outstanding"),
                                     TR("Over 90 days"),
                                     TR("Left"),
                                     TR("Money, time, promises")};

static size_t agreements_read(struct web *web, struct record ***agreements) {
    struct view view = web_view(web, &agreement_type);
    struct list_query query = {.type = &agreement_type,
                               .limit = LIMIT_LIST_ROWS,
                               .sort = record_type_field(&agreement_type, S("number"))};
    struct list_page page;
    if (!view.allowed ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return 0;
    *agreements = page.records;
    return page.count;
}

static struct slice whole_percent(struct web *web, int64_t per_mille) {
    return format_percent(web->arena, &web->locale, (per_mille + 5) / 10 * 10);
}

/* "81% · 100% · 74%". */
static struct slice shares_text(struct money_seen *seen) {
    struct web *web = seen->web;
    struct slice spent =
        whole_percent(web, figures_per_mille(seen->picture.spent.amount, seen->picture.budget.amount));
    struct slice time =
        whole_percent(web, figures_time_per_mille(seen->first_day, seen->last_day, seen->day));
    struct slice reached =
        seen->promises_per_mille < 0 ? S("–") : whole_percent(web, seen->promises_per_mille);
    return arena_printf(web->arena, "%.*s · %.*s · %.*s", SLICE_ARG(spent), SLICE_ARG(time),
                        SLICE_ARG(reached));
}

static void amounts(struct web *web, struct doc *cells, const struct finance_picture *picture) {
    money_cell_amount(web, cells, labels[1], picture->budget);
    money_cell_amount(web, cells, labels[2], picture->spent);
    money_cell_amount(web, cells, labels[3], picture->outstanding);
    money_cell_amount(web, cells, labels[4], picture->ageing[AGE_OVER_90]);
    money_cell_amount(web, cells, labels[5], picture->left);
}

static void overview_row(struct money_seen *seen, struct doc *rows) {
    struct web *web = seen->web;
    struct doc *cells = money_row(web, rows);
    struct slice name = access_org_name(web->app->access, web->arena, seen->agreement->org_id);
    struct slice title = arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(name),
                                      SLICE_ARG(agreement_of(seen->agreement)->number.text));
    money_cell(
        web, cells, labels[0], title,
        arena_join(web->arena, money_href(web, seen->agreement, ""), money_query_of(web, seen->currency)));
    amounts(web, cells, &seen->picture);
    promise_view_cell(web, cells, web_tr(web, labels[6]), shares_text(seen), true, S(""));
}

static void sum_into(struct money *sum, struct money part) {
    if (!money_add(*sum, part, sum)) sum->amount = INT64_MAX;
}

static void total_note(struct finance_picture *total, const struct finance_picture *one) {
    sum_into(&total->budget, one->budget);
    sum_into(&total->spent, one->spent);
    sum_into(&total->outstanding, one->outstanding);
    sum_into(&total->ageing[AGE_OVER_90], one->ageing[AGE_OVER_90]);
    sum_into(&total->left, one->left);
    total->unrated += one->unrated;
}

/* The rates of all agreements, each once. */
static void rates_note(struct web *web, struct finance_picture *total, const struct finance_picture *one) {
    for (size_t i = 0; i < one->used_count; i++) {
        bool known = false;
        for (size_t k = 0; k < total->used_count; k++) {
            known = known || uuid_equal(total->used[k]->id, one->used[i]->id);
        }
        if (known) continue;
        total->used = arena_room(web->arena, total->used, sizeof *total->used, total->used_count);
        total->used[total->used_count++] = one->used[i];
    }
}

static struct finance_picture picture_empty(enum currency currency) {
    struct money nothing = {0, currency};
    struct finance_picture total = {.currency = currency,
                                    .budget = nothing,

                                    .spent = nothing,
                                    .outstanding = nothing,
                                    .left = nothing};
    total.ageing[AGE_OVER_90] = nothing;
    return total;
}

static void total_row(struct web *web, const struct finance_picture *total, struct doc *rows) {
    struct doc *cells = money_row(web, rows);
    money_cell(web, cells, labels[0], web_tr(web, TR("Total")), S(""));
    amounts(web, cells, total);
    promise_view_cell(web, cells, web_tr(web, labels[6]), S(""), true, S(""));
}

enum outcome money_overview_page(struct web *web) {
    struct record **agreements = NULL;
    if (!access_may(web->actor, ACCESS_FINANCE, VERB_READ)) return OUTCOME_NOT_FOUND;
    size_t count = agreements_read(web, &agreements), shown = 0;
    ask_only(web, "currency on");
    struct finance_picture total = picture_empty(money_ask_currency(web, CURRENCY_USD));
    ask_day(web, "on");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    struct doc *items = web->is_api ? doc_set_array(web->arena, web->view, S("items")) : NULL;
    struct doc *rows = items ? NULL
                             : money_table(web, web->view, "overview", labels, ARRAY_LEN(labels), 1,
                                           TR("There is no agreement yet."));
    for (size_t i = 0; i < count; i++) {
        struct money_seen *seen = arena_make(web->arena, struct money_seen, 1);
        if (!money_read_in(web, agreements[i], total.currency, seen)) continue;
        shown++;
        if (items) {
            money_write_json(seen, doc_add_object(web->arena, items));
            continue;
        }
        overview_row(seen, rows);
        total_note(&total, &seen->picture);
        rates_note(web, &total, &seen->picture);
    }
    if (items) return OUTCOME_OK;
    if (shown > 1) total_row(web, &total, rows);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Money")));
    money_add_currencies(web, total.currency, S("/money"));
    money_add_rates(web, &total);
    return OUTCOME_OK;
}
