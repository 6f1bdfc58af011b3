/* SPDX-License-Identifier: Apache-2.0 */
#include "web/finance/money_page.h"

#include <stdlib.h>

#include "base/limits.h"
#include "web/ask.h"
#include "web/finance/money_view.h"
#include "web/furniture.h"
#include "web/markup/svg_chart.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"
#include "web/training/training_load.h"

enum { ROWS_SHOWN = 100, VERSIONS_MAX = 20, MONTHS_MAX = 240 };

static struct slice bilingual(const struct web *web, struct slice english, struct slice khmer) {
    return web->locale.lang == LANG_KM && khmer.len ? khmer : english;
}

static struct slice percent(struct web *web, int64_t per_mille) {
    return format_percent(web->arena, &web->locale, per_mille);
}

/* ---- head: what is asked, and the totals ---- */

static void add_day_filter(struct money_seen *seen) {
    struct web *web = seen->web;
    struct doc *filters = doc_set_object(web->arena, web->view, S("filters"));
    struct slice path = money_href(web, seen->agreement, "");
    doc_set_text(web->arena, filters, S("action"), path);
    doc_set_text(web->arena, filters, S("clear_href"), http_query(web->http, S("on")).len ? path : S(""));
    struct doc *keep = doc_add_object(web->arena, doc_set_array(web->arena, filters, S("keep")));
    doc_set_text(web->arena, keep, S("name"), S("currency"));
    doc_set_text(web->arena, keep, S("value"), currency_code(seen->currency));
    plain_form_add(web, doc_set_array(web->arena, filters, S("fields")),
                   &(struct plain_field){.name = "on",
                                         .label = TR("As of day"),
                                         .narrow = true,
                                         .value = date_format_iso(web->arena, date_of_day(seen->day))});
}

static void add_total(struct web *web, struct doc *totals, const char *label, struct money money,
                      const char *help) {
    struct doc *total = doc_add_object(web->arena, totals);
    doc_set_text(web->arena, total, S("total_label"), web_tr(web, label));
    doc_set_text(web->arena, total, S("total_amount"), money_text(web, money));
    doc_set_text(web->arena, total, S("total_help"), web_tr(web, help));
    doc_set_bool(web->arena, total, S("is_minus"), money.amount < 0);
}

static void add_totals(struct money_seen *seen) {
    struct web *web = seen->web;
    const struct finance_picture *picture = &seen->picture;
    struct doc *totals = doc_set_array(web->arena, web->view, S("totals"));
    add_total(web, totals, TR("Budget"), picture->budget, TR("The version in force"));
    add_total(web, totals, TR("Obligated"), picture->obligated, TR("What the lead has bound itself to pay"));
    add_total(web, totals, TR("Advanced"), picture->advanced, TR("Paid to the organisation in all"));
    add_total(web, totals, TR("Spent"), picture->spent, TR("Expenses that were accepted"));
    add_total(web, totals, TR("Advances outstanding"), picture->outstanding,
              TR("Paid, and neither accounted for nor sent back"));
    add_total(web, totals, TR("Left"), picture->left, TR("Budget less commitments and spending"));
}

/* ---- three bars side by side ---- */

static void add_bar(struct money_seen *seen, struct doc *bars, const char *label, int64_t per_mille,
                    int64_t planned, struct slice detail) {
    struct web *web = seen->web;
    struct doc *bar = doc_add_object(web->arena, bars);
    struct text html = TEXT_IN(web->arena);
    struct slice words = percent(web, per_mille);
    svg_bar_target(&html, &(struct svg_bar){.title = web_tr(web, label),
                                            .desc = words,
                                            .actual = per_mille,
                                            .target = 1000,
                                            .planned = planned});
    doc_set_text(web->arena, bar, S("bar_label"), web_tr(web, label));
    doc_set_text(web->arena, bar, S("bar_text"), words);
    doc_set_text(web->arena, bar, S("bar_detail"), detail);
    doc_set_text(web->arena, bar, S("bar_html"), text_slice(&html));
}

static void add_bars(struct money_seen *seen) {
    struct web *web = seen->web;
    int64_t time = figures_time_per_mille(seen->first_day, seen->last_day, seen->day);
    struct doc *bars = doc_set_array(web->arena, web->view, S("bars"));
    struct slice days =
        arena_printf(web->arena, "%.*s – %.*s", SLICE_ARG(promise_view_day(web, seen->first_day)),
                     SLICE_ARG(promise_view_day(web, seen->last_day)));
    struct slice values[2] = {money_text(web, seen->picture.spent), money_text(web, seen->picture.budget)};
    add_bar(seen, bars, TR("Money spent"),
            figures_per_mille(seen->picture.spent.amount, seen->picture.budget.amount), time,
            refusal_fill(web->arena, web_tr(web, TR("{1} of {2}")), values));
    add_bar(seen, bars, TR("Time gone by"), time, 0, days);
    if (seen->promises_per_mille < 0) return;
    add_bar(seen, bars, TR("Promises reached"), seen->promises_per_mille, time,
            web_tr(web, TR("Mean of the promises with a number, each counted up to its target")));
}

/* ---- spending by month against an even path ---- */

static int64_t month_of_day(int64_t day) {
    struct date date = date_of_day(day);
    return (date.year - 1970) * 12 + date.month - 1;
}

static struct slice money_axis(const void *context, struct arena *arena, int64_t number) {
    const struct money_seen *seen = context;
    return format_number(arena, &seen->web->locale, number);
}

struct burn {
    size_t count, passed;
    struct slice *labels;
    int64_t *actual, *planned, budget; /* in whole units: an axis needs no cents */
};

static int64_t whole_units(const struct money_seen *seen, int64_t amount) {
    return currency_decimals(seen->currency) ? amount / 100 : amount;
}

static void burn_fill(struct money_seen *seen, struct burn *burn) {
    struct web *web = seen->web;
    int64_t first = month_of_day(seen->first_day), spent = 0;
    size_t next = 0;
    for (size_t i = 0; i < burn->count; i++) {
        int64_t month = first + (int64_t)i;
        while (next < seen->picture.month_count && seen->picture.months[next].month <= month) {
            if (__builtin_add_overflow(spent, seen->picture.months[next++].spent, &spent)) spent = INT64_MAX;
        }
        burn->labels[i] = promise_view_period_short(web, GRAIN_MONTH, month + 1970 * 12);
        if (i < burn->passed) burn->actual[i] = whole_units(seen, spent);
        __extension__ __int128 planned = burn->budget;
        planned = planned * (int64_t)(i + 1) / (int64_t)burn->count;
        burn->planned[i] = (int64_t)planned;
    }
}

static bool burn_make(struct money_seen *seen, struct burn *burn) {
    struct web *web = seen->web;
    int64_t first = month_of_day(seen->first_day), last = month_of_day(seen->last_day),
            now = month_of_day(seen->day);
    if (last < first || last - first >= MONTHS_MAX || now < first) return false;
    if (now > last) last = now - last > 12 ? last : now;
    burn->count = (size_t)(last - first + 1);
    burn->passed = now >= last ? burn->count : (size_t)(now - first + 1);
    burn->labels = arena_make(web->arena, struct slice, burn->count);
    burn->actual = arena_make(web->arena, int64_t, burn->count);
    burn->planned = arena_make(web->arena, int64_t, burn->count);
    burn->budget = whole_units(seen, seen->picture.budget.amount);
    burn_fill(seen, burn);
    return true;
}

static void burn_numbers(struct money_seen *seen, const struct burn *burn) {
    static const char *const labels[] = {TR("Month"), TR("Spent so far"), TR("Even path")};
    struct web *web = seen->web;
    struct doc *rows =
        money_table(web, web->view, "burn_table", labels, ARRAY_LEN(labels), 1, TR("Nothing was spent yet."));
    for (size_t i = 0; i < burn->count; i++) {
        struct doc *cells = money_row(web, rows);
        money_cell(web, cells, labels[0], burn->labels[i], S(""));
        promise_view_cell(web, cells, web_tr(web, labels[1]),
                          i < burn->passed ? promise_view_count(web, burn->actual[i]) : S(""), true, S(""));
        promise_view_cell(web, cells, web_tr(web, labels[2]), promise_view_count(web, burn->planned[i]), true,
                          S(""));
    }
}

static void add_burn(struct money_seen *seen) {
    struct web *web = seen->web;
    struct burn burn;
    bool any = seen->picture.budget.amount > 0 && burn_make(seen, &burn);
    doc_set_bool(web->arena, web->view, S("has_burn"), any);
    if (!any) return;
    struct svg_numbers numbers = {money_axis, seen};
    struct text html = TEXT_IN(web->arena);
    struct svg_plan plan = {.title = web_tr(web, TR("Spending against the budget")),
                            .labels = burn.labels,
                            .count = burn.count,
                            .actual = burn.actual,
                            .actual_count = burn.passed,
                            .planned = burn.planned,
                            .target = burn.budget,
                            .actual_label = web_tr(web, TR("Spent so far")),
                            .planned_label = web_tr(web, TR("Even path")),
                            .target_label = web_tr(web, TR("Budget")),
                            .numbers = &numbers};
    svg_line_plan(&html, &plan);
    doc_set_text(web->arena, web->view, S("burn_html"), text_slice(&html));
    burn_numbers(seen, &burn);
}

/* ---- lines ---- */

static const char *const line_labels[] = {TR("Budget line"), TR("Budget"), TR("Committed"),
                                          TR("Spent"),       TR("Left"),   TR("Used")};

static void line_row(struct money_seen *seen, struct doc *rows, struct slice title, struct money budget,
                     struct money committed, struct money spent, struct money left) {
    struct web *web = seen->web;
    struct doc *cells = money_row(web, rows);
    money_cell(web, cells, line_labels[0], title, S(""));
    money_cell_amount(web, cells, line_labels[1], budget);
    money_cell_amount(web, cells, line_labels[2], committed);
    money_cell_amount(web, cells, line_labels[3], spent);
    money_cell_amount(web, cells, line_labels[4], left);
    struct slice used =
        budget.amount > 0 ? percent(web, figures_per_mille(spent.amount, budget.amount)) : S("–");
    promise_view_cell(web, cells, web_tr(web, line_labels[5]), used, true, S(""));
}

static void add_lines(struct money_seen *seen) {
    struct web *web = seen->web;
    const struct finance_picture *picture = &seen->picture;
    struct doc *rows = money_table(web, web->view, "lines", line_labels, ARRAY_LEN(line_labels), 1,
                                   TR("No budget is in force yet."));
    for (size_t i = 0; i < picture->line_count; i++) {
        const struct finance_line *line = &picture->lines[i];
        struct slice title = arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(line->number),
                                          SLICE_ARG(bilingual(web, line->title, line->title_km)));
        line_row(seen, rows, title, line->budget_shown, line->committed, line->spent, line->left);
    }
    if (picture->line_count)
        line_row(seen, rows, web_tr(web, TR("Total")), picture->budget, picture->committed, picture->spent,
                 picture->left);
    struct slice values[2] = {picture->budget_number, promise_view_day(web, picture->budget_day)};
    doc_set_text(web->arena, web->view, S("budget_note"),
                 picture->line_count
                     ? refusal_fill(web->arena, web_tr(web, TR("{1}, in force from {2}")), values)
                     : S(""));
}

/* ---- cost of one result ---- */

static const char *const cost_labels[] = {TR("Promise"), TR("Reached"), TR("Spent on it"),
                                          TR("Each, in dollars"), TR("Each, in riel")};

static struct money spent_on(const struct finance_picture *picture, struct uuid promise) {
    struct money sum = {0, picture->currency};
    for (size_t i = 0; i < picture->line_count; i++) {
        if (uuid_equal(picture->lines[i].promise_id, promise) &&
            !money_add(sum, picture->lines[i].spent, &sum))
            sum.amount = INT64_MAX;
    }
    return sum;
}

static void cost_cell(struct web *web, struct doc *cells, const char *label, struct money spent,
                      int64_t results) {
    struct money each;
    if (!figures_cost_per(spent, results, &each)) each = (struct money){0, CURRENCY_NONE};
    money_cell_amount(web, cells, label, each);
}

/* One part of the promise: a composite one has several numbers, and the money is for all of them. */
static void cost_row(struct money_seen *seen, const struct finance_picture *other,
                     const struct promise_state *promise, const struct promise_part_state *part,
                     struct doc *rows) {
    struct web *web = seen->web;
    struct uuid id = promise->promise->id;
    struct money spent = spent_on(&seen->picture, id), elsewhere = spent_on(other, id);
    struct money usd = seen->currency == CURRENCY_USD ? spent : elsewhere,
                 khr = seen->currency == CURRENCY_USD ? elsewhere : spent;
    struct doc *cells = money_row(web, rows);
    struct slice number = promise_view_number_of(promise->promise),
                 label = promise_view_label(web, part->part->part);
    money_cell(web, cells, cost_labels[0],
               arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(number), SLICE_ARG(label)),
               record_href(web, &promise_type, id));
    promise_view_cell(web, cells, web_tr(web, cost_labels[1]),
                      promise_view_amount(web, part->part->rule, part->value), true, S(""));
    money_cell_amount(web, cells, cost_labels[2], spent);
    cost_cell(web, cells, cost_labels[3], usd, part->value);
    cost_cell(web, cells, cost_labels[4], khr, part->value);
}

static void add_costs(struct money_seen *seen) {
    struct web *web = seen->web;
    struct finance_picture other;
    struct doc *rows = money_table(web, web->view, "costs", cost_labels, ARRAY_LEN(cost_labels), 1,
                                   TR("No budget line pays for a promise with a number."));
    finance_picture_read(&other, web->arena, web_db(web), seen->agreement->org_id, seen->agreement->id,
                         currency_other(seen->currency), seen->day);
    for (size_t i = 0; i < seen->board.count; i++) {
        const struct promise_state *promise = &seen->board.promises[i];
        bool paid = spent_on(&seen->picture, promise->promise->id).amount > 0;
        for (size_t p = 0; paid && p < promise->part_count; p++) {
            if (promise->parts[p].status != STATUS_NOT_RECORDED)
                cost_row(seen, &other, promise, &promise->parts[p], rows);
        }
    }
}

/* ---- ageing ---- */

static const char *const band_labels[AGE_BANDS] = {TR("0–30 days"), TR("31–60 days"), TR("61–90 days"),
                                                   TR("Over 90 days")};
static const char *const band_classes[AGE_BANDS] = {"strip-done", "strip-on", "strip-reported",
                                                    "strip-behind"};

static void add_ageing(struct money_seen *seen) {
    struct web *web = seen->web;
    struct svg_share shares[AGE_BANDS];
    struct doc *bands = doc_set_array(web->arena, web->view, S("bands"));
    for (size_t i = 0; i < AGE_BANDS; i++) {
        struct doc *band = doc_add_object(web->arena, bands);
        shares[i] = (struct svg_share){band_classes[i], seen->picture.ageing[i].amount};
        doc_set_text(web->arena, band, S("band_label"), web_tr(web, band_labels[i]));
        doc_set_text(web->arena, band, S("band_class"), slice_of(band_classes[i]));
        doc_set_text(web->arena, band, S("band_amount"), money_text(web, seen->picture.ageing[i]));
    }
    struct text html = TEXT_IN(web->arena);
    svg_strip(&html, web_tr(web, TR("Age of the open advances")), shares, AGE_BANDS);
    doc_set_text(web->arena, web->view, S("ageing_html"), text_slice(&html));
    doc_set_bool(web->arena, web->view, S("any_open"), seen->picture.advance_count > 0);
}

/* ---- the records ---- */

static struct doc *records_head(struct money_seen *seen, const char *key, const struct record_type *type,
                                const char *const *labels, size_t count, size_t texts, const char *empty,
                                struct slice add_query) {
    struct web *web = seen->web;
    struct doc *rows = money_table(web, web->view, key, labels, count, texts, empty);
    struct slice add = arena_printf(web->arena, "%s_add", key);
    bool may = access_may_in(web->app->access, web->actor, type, seen->agreement->org_id, VERB_CREATE);
    doc_set_text(web->arena, web->view, add,
                 may && add_query.len
                     ? arena_printf(web->arena, "/%s/new?%.*s", type->path, SLICE_ARG(add_query))
                     : S(""));
    return rows;
}

static struct slice of_agreement(struct money_seen *seen, const char *more) {
    return arena_printf(seen->web->arena, "agreement=%.*s%s",
                        SLICE_ARG(uuid_format(seen->web->arena, seen->agreement->id)), more);
}

/* The newest first, by the field the type is sorted by. */
static size_t records_of(struct money_seen *seen, const struct record_type *type, const char *field,
                         struct uuid id, struct record ***records) {
    struct web *web = seen->web;
    struct view view = web_view(web, type);
    struct list_query query = {.type = type,
                               .org = seen->agreement->org_id,
                               .limit = ROWS_SHOWN,
                               .filter_count = 1,
                               .descending = true,
                               .sort = record_type_field(type, slice_of(type->sort))};
    query.filters[0] =
        (struct filter){record_type_field(type, slice_of(field)), FILTER_EQUAL, {.present = true, .id = id}};
    struct list_page page;
    if (!view.allowed ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return 0;
    *records = page.records;
    return page.count;
}

static struct slice day_text(struct web *web, const struct value *day) {
    return day->present ? format_date_short(web->arena, &web->locale, day->date) : S("");
}

static const char *const advance_labels[] = {
    TR("Advance"), TR("Status"), TR("Paid on"), TR("To be liquidated by"), TR("Amount"), TR("Open")};

static void advance_row(struct money_seen *seen, const struct record *record, struct doc *rows) {
    struct web *web = seen->web;
    const struct advance *advance = advance_of(record);
    struct doc *cells = money_row(web, rows);
    struct slice title =
        arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(record->code), SLICE_ARG(advance->purpose.text));
    struct money open = advance_open(web_db(web), web->arena, record->org_id, record->id, seen->day);
    money_cell(web, cells, advance_labels[0], title, record_href(web, &advance_type, record->id));
    money_cell_state(web, cells, advance_labels[1], record_type_field(&advance_type, S("status")),
                     advance->status.text);
    money_cell(web, cells, advance_labels[2], day_text(web, &advance->paid_on), S(""));
    money_cell(web, cells, advance_labels[3], day_text(web, &advance->liquidate_by), S(""));
    money_cell_amount(web, cells, advance_labels[4], advance->amount.money);
    money_cell_amount(web, cells, advance_labels[5], open);
}

static const char *const liquidation_labels[] = {TR("Liquidation"), TR("Status"), TR("Spent until"),
                                                 TR("Advance"), TR("Amount")};

/* What its expenses add up to, by currency: "$1,200.00 + 400,000៛". */
static struct slice expenses_text(struct money_seen *seen, const struct record *liquidation) {
    struct web *web = seen->web;
    struct text text = TEXT_IN(web->arena);
    struct db_query *query = db_query(
        web_db(web), SQL("SELECT CAST(SUM(amount) AS BIGINT), amount_currency FROM expense WHERE org_id = ?1 "
                         "AND liquidation = ?2 "
                         "AND deleted_ms = 0 GROUP BY amount_currency ORDER BY amount_currency DESC"));
    db_bind_uuid(query, 1, liquidation->org_id);
    db_bind_uuid(query, 2, liquidation->id);
    while (db_next(query)) {
        struct money sum = {db_column_int(query, 0), CURRENCY_NONE};
        if (!currency_parse(db_column_text(query, 1), &sum.currency)) continue;
        if (text.len) text_append(&text, S(" + "));
        text_append(&text, money_text(web, sum));
    }
    db_done(query);
    return text_slice(&text);
}

static void liquidation_row(struct money_seen *seen, const struct record *record,
                            const struct record *advance, struct doc *rows) {
    struct web *web = seen->web;
    const struct liquidation *liquidation = liquidation_of(record);
    struct doc *cells = money_row(web, rows);
    struct slice title =
        arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(record->code), SLICE_ARG(liquidation->number.text));
    money_cell(web, cells, liquidation_labels[0], title, record_href(web, &liquidation_type, record->id));
    money_cell_state(web, cells, liquidation_labels[1], record_type_field(&liquidation_type, S("status")),
                     liquidation->status.text);
    money_cell(web, cells, liquidation_labels[2], day_text(web, &liquidation->period_to), S(""));
    money_cell(web, cells, liquidation_labels[3], advance->code,
               record_href(web, &advance_type, advance->id));
    promise_view_cell(web, cells, web_tr(web, liquidation_labels[4]), expenses_text(seen, record), true,
                      S(""));
}

static const char *const refund_labels[] = {TR("Refund"), TR("Status"), TR("Sent back on"), TR("Advance"),
                                            TR("Amount")};

static void refund_row(struct money_seen *seen, const struct record *record, const struct record *advance,
                       struct doc *rows) {
    struct web *web = seen->web;
    const struct refund *refund = refund_of(record);
    struct doc *cells = money_row(web, rows);
    money_cell(web, cells, refund_labels[0], record->code, record_href(web, &refund_type, record->id));
    money_cell_state(web, cells, refund_labels[1], record_type_field(&refund_type, S("status")),
                     refund->status.text);
    money_cell(web, cells, refund_labels[2], day_text(web, &refund->refunded_on), S(""));
    money_cell(web, cells, refund_labels[3], advance->code, record_href(web, &advance_type, advance->id));
    money_cell_amount(web, cells, refund_labels[4], refund->amount.money);
}

static void add_advances(struct money_seen *seen) {
    struct doc *advances =
        records_head(seen, "advances", &advance_type, advance_labels, ARRAY_LEN(advance_labels), 4,
                     TR("No advance was asked for yet."), of_agreement(seen, "&status=draft"));
    struct doc *liquidations = records_head(seen, "liquidations", &liquidation_type, liquidation_labels,
                                            ARRAY_LEN(liquidation_labels), 4,
                                            TR("Nothing was accounted for yet."), S("status=draft"));
    struct doc *refunds = records_head(seen, "refunds", &refund_type, refund_labels, ARRAY_LEN(refund_labels),
                                       4, TR("Nothing was sent back."), S("status=sent"));
    struct record **found, **parts;
    size_t count = records_of(seen, &advance_type, "agreement", seen->agreement->id, &found);
    for (size_t i = 0; i < count; i++) {
        advance_row(seen, found[i], advances);
        size_t handed_in = records_of(seen, &liquidation_type, "advance", found[i]->id, &parts);
        for (size_t p = 0; p < handed_in; p++) {
            liquidation_row(seen, parts[p], found[i], liquidations);
        }
        size_t sent = records_of(seen, &refund_type, "advance", found[i]->id, &parts);
        for (size_t p = 0; p < sent; p++) {
            refund_row(seen, parts[p], found[i], refunds);
        }
    }
}

static const char *const obligation_labels[] = {TR("Obligation"), TR("Kind"), TR("Status"), TR("Made on"),
                                                TR("Amount")};

static void add_obligations(struct money_seen *seen) {
    struct web *web = seen->web;
    struct record **found;
    struct doc *rows =
        records_head(seen, "obligations", &obligation_type, obligation_labels, ARRAY_LEN(obligation_labels),
                     4, TR("Nothing is obligated yet."), of_agreement(seen, ""));
    size_t count = records_of(seen, &obligation_type, "agreement", seen->agreement->id, &found);
    for (size_t i = 0; i < count; i++) {
        const struct obligation *obligation = obligation_of(found[i]);
        struct doc *cells = money_row(web, rows);
        money_cell(web, cells, obligation_labels[0],
                   arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(found[i]->code),
                                SLICE_ARG(obligation->description.text)),
                   record_href(web, &obligation_type, found[i]->id));
        money_cell(web, cells, obligation_labels[1],
                   choice_label(web, record_type_field(&obligation_type, S("kind")), obligation->kind.text),
                   S(""));
        money_cell_state(web, cells, obligation_labels[2], record_type_field(&obligation_type, S("status")),
                         obligation->status.text);
        money_cell(web, cells, obligation_labels[3], day_text(web, &obligation->made_on), S(""));
        money_cell_amount(web, cells, obligation_labels[4], obligation->amount.money);
    }
}

/* ---- versions of the budget side by side ---- */

struct version {
    const struct record *budget;
    struct record **lines;
    size_t line_count;
};

static const struct budget_line *version_line(const struct version *version, struct slice number) {
    for (size_t i = 0; i < version->line_count; i++) {
        if (slice_equal(budget_line_of(version->lines[i])->number.text, number))
            return budget_line_of(version->lines[i]);
    }
    return NULL;
}

static int compare_versions(const void *a, const void *b) {
    const struct budget *left = budget_of(((const struct version *)a)->budget),
                        *right = budget_of(((const struct version *)b)->budget);
    int64_t first = date_first_day(left->effective_on.date),
            second = date_first_day(right->effective_on.date);
    if (first != second) return first < second ? -1 : 1;
    return slice_compare(left->number.text, right->number.text);
}

static size_t versions_read(struct money_seen *seen, struct version *versions) {
    struct record **budgets;
    size_t count = records_of(seen, &budget_type, "agreement", seen->agreement->id, &budgets);
    if (count > VERSIONS_MAX) count = VERSIONS_MAX;
    for (size_t i = 0; i < count; i++) {
        struct value id = {.present = true, .id = budgets[i]->id};
        versions[i].budget = budgets[i];
        versions[i].line_count =
            training_records(seen->web, &budget_line_type, "budget", &id, FILTER_EQUAL,
                             seen->agreement->org_id, &versions[i].lines, LIMIT_BUDGET_LINES);
    }
    if (count) qsort(versions, count, sizeof *versions, compare_versions);
    return count;
}

static void version_columns(struct money_seen *seen, const struct version *versions, size_t count) {
    struct web *web = seen->web;
    struct doc *columns = doc_set_array(web->arena, web->view, S("version_columns"));
    for (size_t i = 0; i < count; i++) {
        const struct budget *budget = budget_of(versions[i].budget);
        struct doc *column = doc_add_object(web->arena, columns);
        doc_set_text(web->arena, column, S("version_number"), budget->number.text);
        doc_set_text(web->arena, column, S("version_href"),
                     record_href(web, &budget_type, versions[i].budget->id));
        doc_set_text(web->arena, column, S("version_day"), day_text(web, &budget->effective_on));
        doc_set_text(web->arena, column, S("version_state"),
                     choice_label(web, record_type_field(&budget_type, S("status")), budget->status.text));
        doc_set_bool(web->arena, column, S("version_draft"), slice_equal(budget->status.text, S("draft")));
    }
}

/* The change against the version before, when both are in one currency: "+$1,200.00". */
static struct slice change_text(struct web *web, const struct budget_line *before,
                                const struct budget_line *now) {
    struct money difference;
    if (!now) return before ? web_tr(web, TR("ends")) : S("");
    if (!before) return web_tr(web, TR("new"));
    struct money was = before->amount.money;
    if (!money_add(now->amount.money, (struct money){-was.amount, was.currency}, &difference) ||
        !difference.amount)
        return S("");
    return arena_join(web->arena, difference.amount > 0 ? S("+") : S(""), money_text(web, difference));
}

static void version_row(struct money_seen *seen, const struct version *versions, size_t count,
                        const struct budget_line *line, struct doc *rows) {
    struct web *web = seen->web;
    struct doc *row = doc_add_object(web->arena, rows),
               *cells = doc_set_array(web->arena, row, S("version_cells"));
    const struct budget_line *before = NULL;
    doc_set_text(web->arena, row, S("line_text"),
                 arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(line->number.text),
                              SLICE_ARG(bilingual(web, line->title.text, line->title_km.text))));
    for (size_t i = 0; i < count; i++) {
        const struct budget_line *now = version_line(&versions[i], line->number.text);
        struct doc *cell = doc_add_object(web->arena, cells);
        doc_set_text(web->arena, cell, S("version_amount"),
                     now ? money_text(web, now->amount.money) : S("–"));
        doc_set_text(web->arena, cell, S("version_change"), i ? change_text(web, before, now) : S(""));
        before = now;
    }
}

static bool shown_before(const struct version *versions, size_t version, struct slice number) {
    for (size_t i = version + 1; i <= version + VERSIONS_MAX; i++) {
        if (!versions[i].budget) return false;
        if (version_line(&versions[i], number)) return true;
    }
    return false;
}

static int compare_lines(const void *a, const void *b) {
    return slice_compare(budget_line_of(*(struct record *const *)a)->number.text,
                         budget_line_of(*(struct record *const *)b)->number.text);
}

/* The lines of every version once, each with the words of the latest that has it. */
static void add_versions(struct money_seen *seen) {
    struct web *web = seen->web;
    struct version versions[2 * VERSIONS_MAX + 1] = {0};
    size_t count = versions_read(seen, versions);
    bool may =
        access_may_in(web->app->access, web->actor, &budget_type, seen->agreement->org_id, VERB_CREATE);
    doc_set_text(web->arena, web->view, S("amend_href"),
                 may && count ? money_href(web, seen->agreement, "/amend") : S(""));
    doc_set_text(web->arena, web->view, S("budget_add"),
                 may && !count ? arena_printf(web->arena, "/budgets/new?%.*s",
                                              SLICE_ARG(of_agreement(seen, "&status=draft")))
                               : S(""));
    doc_set_bool(web->arena, web->view, S("has_versions"), count > 0);
    version_columns(seen, versions, count);
    struct doc *rows = doc_set_array(web->arena, web->view, S("version_rows"));
    for (size_t i = 0; i < count; i++) {
        if (versions[i].line_count)
            qsort(versions[i].lines, versions[i].line_count, sizeof *versions[i].lines, compare_lines);
        for (size_t l = 0; l < versions[i].line_count; l++) {
            const struct budget_line *line = budget_line_of(versions[i].lines[l]);
            if (!shown_before(versions, i, line->number.text)) version_row(seen, versions, count, line, rows);
        }
    }
}

/* ---- the page ---- */

static void add_head(struct money_seen *seen) {
    struct web *web = seen->web;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Money of the agreement")));
    doc_set_text(web->arena, web->view, S("grantee"),
                 access_org_name(web->app->access, web->arena, seen->agreement->org_id));
    doc_set_text(web->arena, web->view, S("agreement_text"), money_agreement_text(web, seen->agreement));
    doc_set_text(web->arena, web->view, S("agreement_href"),
                 record_href(web, &agreement_type, seen->agreement->id));
    doc_set_text(web->arena, web->view, S("as_of_day"), promise_view_day(web, seen->day));
    doc_set_bool(web->arena, web->view, S("may_rows"), seen->may_rows);
    furniture_add_crumb(web, web_tr(web, TR("Money")), S("/money"));
    furniture_add_crumb(web, money_agreement_text(web, seen->agreement),
                        record_href(web, &agreement_type, seen->agreement->id));
    furniture_add_crumb(web, web_tr(web, TR("Money of the agreement")), S(""));
}

enum outcome money_page(struct web *web) {
    struct money_seen *seen = arena_make(web->arena, struct money_seen, 1);
    if (!money_of_path(web, seen)) return OUTCOME_NOT_FOUND;
    ask_only(web, "currency on");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    if (web->is_api) {
        money_write_json(seen, web->view);
        return OUTCOME_OK;
    }
    add_head(seen);
    add_day_filter(seen);
    money_add_currencies(web, seen->currency, money_href(web, seen->agreement, ""));
    money_add_rates(web, &seen->picture);
    add_totals(seen);
    add_bars(seen);
    add_burn(seen);
    if (!seen->may_rows) return OUTCOME_OK;
    add_lines(seen);
    add_costs(seen);
    add_ageing(seen);
    add_advances(seen);
    add_obligations(seen);
    add_versions(seen);
    return OUTCOME_OK;
}
