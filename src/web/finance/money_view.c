/* SPDX-License-Identifier: Apache-2.0 */
#include "web/finance/money_view.h"

#include "base/limits.h"
#include "domain/finance/finance.h"
#include "store/view.h"
#include "web/ask.h"
#include "web/markup/html.h"
#include "web/record/record_text.h"
#include "web/training/training_load.h"

/* ---- reading ---- */

bool money_may_rows(struct web *web, struct uuid org) {
    struct view view = web_view(web, &budget_type);
    return view.allowed && view_has(&view, org);
}

static bool may_totals(struct web *web, struct uuid org) {
    return access_may_in(web->app->access, web->actor, &budget_type, org, VERB_READ);
}

static int64_t last_posting_day(struct money_seen *seen) {
    struct db_query *query = db_query(
        web_db(seen->web), SQL("SELECT COALESCE(MAX(on_day), '') FROM finance_posting WHERE org_id = ?1 "
                               "AND agreement = ?2 AND deleted_ms = 0"));
    struct date date;
    db_bind_uuid(query, 1, seen->agreement->org_id);
    db_bind_uuid(query, 2, seen->agreement->id);
    bool found = db_next(query) && date_parse_iso(db_column_text(query, 0), &date);
    db_done(query);
    return found ? date_first_day(date) : INT64_MIN;
}

/* The day asked for; else today; else, when every agreement is over, the last day on which anything happened.
 */
static void read_day(struct money_seen *seen) {
    struct web *web = seen->web;
    struct view view = web_view(web, &promise_type);
    struct promise_query query = {.org = seen->agreement->org_id, .today = date_first_day(clock_today())};
    struct date asked = ask_day(web, "on");
    bool is_asked = asked.precision == DATE_DAY;
    if (view.allowed) seen->board = promise_view_board(web, &view, seen->agreement->org_id, &query);
    int64_t last = is_asked ? date_first_day(asked) : last_posting_day(seen);
    seen->day = is_asked || last > query.today ? last : query.today;
}

static void read_terms(struct money_seen *seen) {
    struct record **amendments;
    struct value id = {.present = true, .id = seen->agreement->id};
    size_t count = training_records(seen->web, &amendment_type, "agreement", &id, FILTER_EQUAL,
                                    seen->agreement->org_id, &amendments, LIMIT_AMENDMENTS);
    struct agreement_terms terms = agreement_terms_on(seen->agreement, amendments, count, seen->day);
    seen->first_day = date_first_day(agreement_of(seen->agreement)->starts_on.date);
    seen->last_day = terms.ends_on.present ? date_last_day(terms.ends_on.date) : seen->first_day;
}

/* The mean of what is reached of each target: a promise kept twice over does not make up for one not kept. */
static int64_t promises_reached(const struct money_seen *seen) {
    int64_t sum = 0, parts = 0;
    for (size_t i = 0; i < seen->board.count; i++) {
        const struct promise_state *promise = &seen->board.promises[i];
        if (!promise->agreement || !uuid_equal(promise->agreement->id, seen->agreement->id)) continue;
        for (size_t p = 0; p < promise->part_count; p++) {
            const struct promise_part_state *part = &promise->parts[p];
            if (!part->has_target || part->target <= 0 || part->status == STATUS_NOT_RECORDED) continue;
            int64_t reached = figures_per_mille(part->value, part->target);
            sum += reached > 1000 ? 1000 : reached;
            parts++;
        }
    }
    return parts ? sum / parts : -1;
}

enum currency money_ask_currency(struct web *web, enum currency otherwise) {
    enum currency currency;
    struct slice asked = http_query(web->http, S("currency"));
    if (currency_parse(asked, &currency)) return currency;
    if (asked.len) ask_refuse(web, "currency", TR("“{1}” is none of the choices."));
    return otherwise;
}

static enum currency asked_currency(struct web *web, const struct record *agreement) {
    const struct value *amount = &agreement_of(agreement)->amount;
    return money_ask_currency(web, amount->present ? amount->money.currency : CURRENCY_USD);
}

bool money_read_in(struct web *web, struct record *agreement, enum currency currency,
                   struct money_seen *seen) {
    *seen = (struct money_seen){.web = web, .agreement = agreement, .currency = currency};
    if (!may_totals(web, agreement->org_id)) return false;
    seen->may_rows = money_may_rows(web, agreement->org_id);
    read_day(seen);
    read_terms(seen);
    finance_picture_read(&seen->picture, web->arena, web_db(web), agreement->org_id, agreement->id,
                         seen->currency, seen->day);
    seen->promises_per_mille = promises_reached(seen);
    return true;
}

bool money_of_path(struct web *web, struct money_seen *seen) {
    struct record *agreement = web_record_of_path(web, &agreement_type, 0);
    return agreement && money_read_in(web, agreement, asked_currency(web, agreement), seen);
}

/* ---- words ---- */

struct slice money_text(struct web *web, struct money money) {
    return format_money(web->arena, &web->locale, money);
}

struct slice money_agreement_text(struct web *web, const struct record *agreement) {
    return promise_view_agreement(web, agreement);
}

struct slice money_href(struct web *web, const struct record *agreement, const char *behind) {
    return arena_printf(web->arena, "/agreements/%.*s/money%s",
                        SLICE_ARG(uuid_format(web->arena, agreement->id)), behind);
}

struct slice money_query_of(struct web *web, enum currency currency) {
    struct text query = TEXT_IN(web->arena);
    struct slice on = http_query(web->http, S("on"));
    text_printf(&query, "?currency=%.*s", SLICE_ARG(currency_code(currency)));
    if (on.len) text_append(&query, S("&on="));
    if (on.len) html_url_encode_to(&query, on);
    return text_slice(&query);
}

void money_add_currencies(struct web *web, enum currency currency, struct slice path) {
    static const enum currency both[] = {CURRENCY_USD, CURRENCY_KHR};
    struct doc *tabs = doc_set_object(web->arena, web->view, S("tabs"));
    doc_set_text(web->arena, tabs, S("label"), web_tr(web, TR("Currency")));
    struct doc *items = doc_set_array(web->arena, tabs, S("items"));
    for (size_t i = 0; i < ARRAY_LEN(both); i++) {
        const struct choice *choice = choice_find(&currency_choices, currency_code(both[i]));
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("label"), web_tr(web, choice->label));
        doc_set_text(web->arena, item, S("href"), arena_join(web->arena, path, money_query_of(web, both[i])));
        doc_set_bool(web->arena, item, S("current"), both[i] == currency);
    }
}

void money_add_rates(struct web *web, const struct finance_picture *picture) {
    struct doc *rates = doc_set_array(web->arena, web->view, S("rates"));
    for (size_t i = 0; i < picture->used_count; i++) {
        const struct rate *rate = picture->used[i];
        struct slice one =
            money_text(web, (struct money){currency_decimals(rate->from) ? 100 : 1, rate->from});
        struct doc *item = doc_add_object(web->arena, rates);
        doc_set_text(
            web->arena, item, S("rate_text"),
            arena_printf(web->arena, "%.*s = %.*s", SLICE_ARG(one), SLICE_ARG(money_text(web, rate->price))));
        doc_set_text(web->arena, item, S("rate_day"), promise_view_day(web, rate->day));
        doc_set_text(web->arena, item, S("rate_source"), rate->source);
    }
    doc_set_bool(web->arena, web->view, S("any_rates"), picture->used_count > 0);
    struct slice values[2] = {promise_view_count(web, picture->unrated), S("")};
    doc_set_text(
        web->arena, web->view, S("unrated"),
        picture->unrated
            ? refusal_fill(web->arena,
                           web_tr(web, TR("{1} amounts are left out: their day has no exchange rate.")),
                           values)
            : S(""));
}

/* ---- tables ---- */

struct doc *money_table(struct web *web, struct doc *object, const char *name, const char *const *labels,
                        size_t count, size_t texts, const char *empty) {
    struct doc *holder = doc_set_object(web->arena, object, slice_of(name));
    struct doc *table = doc_set_object(web->arena, holder, S("table"));
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"), web_tr(web, empty));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    for (size_t i = 0; i < count; i++) {
        promise_view_column(web, columns, web_tr(web, labels[i]), i >= texts);
    }
    return doc_set_array(web->arena, table, S("rows"));
}

struct doc *money_row(struct web *web, struct doc *rows) {
    return doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
}

void money_cell(struct web *web, struct doc *cells, const char *label, struct slice text, struct slice href) {
    promise_view_cell(web, cells, web_tr(web, label), text, false, href);
}

void money_cell_amount(struct web *web, struct doc *cells, const char *label, struct money money) {
    promise_view_cell(web, cells, web_tr(web, label), money.currency ? money_text(web, money) : S("–"), true,
                      S(""));
}

static const char *state_badge(struct slice code) {
    static const char *const good[] = {"approved", "paid", "accepted", "received", "made"};
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        if (slice_equal(code, slice_of(good[i]))) return "done";
    }
    if (slice_equal(code, S("returned")) || slice_equal(code, S("declined"))) return "bad";
    return slice_equal(code, S("requested")) || slice_equal(code, S("submitted")) ||
                   slice_equal(code, S("sent"))
               ? "behind"
               : "open";
}

void money_cell_state(struct web *web, struct doc *cells, const char *label, const struct field *field,
                      struct slice code) {
    struct doc *cell = doc_add_object(web->arena, cells);
    doc_set_text(web->arena, cell, S("label"), web_tr(web, label));
    doc_set_text(web->arena, cell, S("text"), choice_label(web, field, code));
    doc_set_text(web->arena, cell, S("href"), S(""));
    doc_set_bool(web->arena, cell, S("numeric"), false);
    doc_set_text(web->arena, cell, S("badge"), slice_of(state_badge(code)));
    doc_set_text(web->arena, cell, S("cell_html"), S(""));
}

/* ---- JSON ---- */

void money_set_json(struct web *web, struct doc *object, const char *key, struct money money) {
    struct doc *value = doc_set_object(web->arena, object, slice_of(key));
    doc_set_int(web->arena, value, S("amount"), money.amount);
    doc_set_text(web->arena, value, S("currency"), currency_code(money.currency));
}

static void set_day(struct web *web, struct doc *object, const char *key, int64_t day) {
    doc_set_text(web->arena, object, slice_of(key), date_format_iso(web->arena, date_of_day(day)));
}

static void set_id(struct web *web, struct doc *object, const char *key, struct uuid id) {
    if (uuid_is_zero(id))
        doc_set_null(web->arena, object, slice_of(key));
    else
        doc_set_uuid(web->arena, object, slice_of(key), id);
}

static void write_lines(struct money_seen *seen, struct doc *object) {
    struct web *web = seen->web;
    struct doc *lines = doc_set_array(web->arena, object, S("lines"));
    for (size_t i = 0; i < seen->picture.line_count; i++) {
        const struct finance_line *line = &seen->picture.lines[i];
        struct doc *item = doc_add_object(web->arena, lines);
        doc_set_text(web->arena, item, S("number"), line->number);
        doc_set_text(web->arena, item, S("title"), line->title);
        doc_set_text(web->arena, item, S("category"), line->category);
        doc_set_bool(web->arena, item, S("in_force"), line->in_force);
        set_id(web, item, "promise", line->promise_id);
        set_id(web, item, "objective", line->objective_id);
        money_set_json(web, item, "budget", line->budget_shown);
        money_set_json(web, item, "committed", line->committed);
        money_set_json(web, item, "spent", line->spent);
        money_set_json(web, item, "left", line->left);
    }
}

static void write_advances(struct money_seen *seen, struct doc *object) {
    static const char *const bands[AGE_BANDS] = {"to_30_days", "to_60_days", "to_90_days", "over_90_days"};
    struct web *web = seen->web;
    struct doc *ageing = doc_set_object(web->arena, object, S("ageing"));
    for (size_t i = 0; i < AGE_BANDS; i++) {
        money_set_json(web, ageing, bands[i], seen->picture.ageing[i]);
    }
    struct doc *advances = doc_set_array(web->arena, object, S("open_advances"));
    for (size_t i = 0; i < seen->picture.advance_count; i++) {
        const struct finance_advance *advance = &seen->picture.advances[i];
        struct doc *item = doc_add_object(web->arena, advances);
        doc_set_uuid(web->arena, item, S("id"), advance->id);
        money_set_json(web, item, "open", advance->open);
        set_day(web, item, "paid_on", advance->paid_day);
        doc_set_int(web->arena, item, S("days_open"), advance->days_open);
    }
}

static void write_rates(struct money_seen *seen, struct doc *object) {
    struct web *web = seen->web;
    struct doc *rates = doc_set_array(web->arena, object, S("rates"));
    for (size_t i = 0; i < seen->picture.used_count; i++) {
        const struct rate *rate = seen->picture.used[i];
        struct doc *item = doc_add_object(web->arena, rates);
        set_day(web, item, "on_day", rate->day);
        doc_set_text(web->arena, item, S("from_currency"), currency_code(rate->from));
        money_set_json(web, item, "price", rate->price);
        doc_set_text(web->arena, item, S("source"), rate->source);
    }
}

void money_write_json(struct money_seen *seen, struct doc *object) {
    struct web *web = seen->web;
    const struct finance_picture *picture = &seen->picture;
    doc_set_uuid(web->arena, object, S("agreement"), seen->agreement->id);
    doc_set_uuid(web->arena, object, S("organisation"), seen->agreement->org_id);
    doc_set_text(web->arena, object, S("number"), agreement_of(seen->agreement)->number.text);
    set_day(web, object, "as_of", seen->day);
    doc_set_text(web->arena, object, S("currency"), currency_code(seen->currency));
    struct doc *totals = doc_set_object(web->arena, object, S("totals"));
    money_set_json(web, totals, "budget", picture->budget);
    money_set_json(web, totals, "obligated", picture->obligated);
    money_set_json(web, totals, "committed", picture->committed);
    money_set_json(web, totals, "advanced", picture->advanced);
    money_set_json(web, totals, "refunded", picture->refunded);
    money_set_json(web, totals, "spent", picture->spent);
    money_set_json(web, totals, "outstanding", picture->outstanding);
    money_set_json(web, totals, "left", picture->left);
    doc_set_int(web->arena, object, S("spent_per_mille"),
                figures_per_mille(picture->spent.amount, picture->budget.amount));
    doc_set_int(web->arena, object, S("time_per_mille"),
                figures_time_per_mille(seen->first_day, seen->last_day, seen->day));
    if (seen->promises_per_mille < 0)
        doc_set_null(web->arena, object, S("promises_per_mille"));
    else
        doc_set_int(web->arena, object, S("promises_per_mille"), seen->promises_per_mille);
    doc_set_int(web->arena, object, S("amounts_without_rate"), picture->unrated);
    write_rates(seen, object);
    if (!seen->may_rows) return;
    write_lines(seen, object);
    write_advances(seen, object);
}
