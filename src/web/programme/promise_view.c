/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/promise_view.h"

#include "base/log.h"
#include "domain/care/care.h"
#include "domain/programme/programme.h"
#include "domain/records.h"

/* ---- names ---- */

static struct slice place_name(void *context, struct arena *arena, struct slice code) {
    struct web *web = context;
    return gazetteer_name(web->app->gazetteer, arena, code, web->locale.lang == LANG_KM);
}

struct promise_speech promise_view_speech(struct web *web) {
    return (struct promise_speech){&web->locale, place_name, web};
}

struct slice promise_view_text(const struct web *web, const struct value *english, const struct value *khmer) {
    return web->locale.lang == LANG_KM && khmer->present ? khmer->text : english->text;
}

struct slice promise_view_number_of(const struct record *promise) {
    return promise_of(promise)->number.text;
}

struct slice promise_view_title(const struct web *web, const struct record *promise) {
    return promise_view_text(web, &promise_of(promise)->title, &promise_of(promise)->title_km);
}

struct slice promise_view_label(const struct web *web, const struct record *part) {
    return promise_view_text(web, &promise_part_of(part)->label, &promise_part_of(part)->label_km);
}

struct slice promise_view_agreement(struct web *web, const struct record *agreement) {
    if (!agreement) return web_tr(web, TR("Without an agreement"));
    const struct agreement *fields = agreement_of(agreement);
    struct slice title = promise_view_text(web, &fields->title, &fields->title_km);
    return arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(fields->number.text), SLICE_ARG(title));
}

struct slice promise_view_unit(const struct web *web, const struct record *part) {
    const struct choice *choice = choice_find(&target_unit_choices, promise_part_of(part)->target_unit.text);
    return choice ? web_tr(web, choice->label) : S("");
}

/* ---- states ---- */

static const struct {
    struct slice code, badge;
    const char *label;
} statuses[PROMISE_STATUSES] = {
    [STATUS_NOT_RECORDED] = {S_INIT("open"), S_INIT("open"), TR("Not yet recorded")},
    [STATUS_REPORTED] = {S_INIT("reported"), S_INIT("open"), TR("Reported")},
    [STATUS_BEHIND] = {S_INIT("behind"), S_INIT("behind"), TR("Behind")},
    [STATUS_ON_TRACK] = {S_INIT("on"), S_INIT("on"), TR("On track")},
    [STATUS_DONE] = {S_INIT("done"), S_INIT("done"), TR("Done")},
};

struct slice promise_view_status_code(enum promise_status status) {
    return statuses[status].code;
}

struct slice promise_view_badge(enum promise_status status) {
    return statuses[status].badge;
}

const char *promise_view_status_text(enum promise_status status) {
    return statuses[status].label;
}

bool promise_view_status_parse(struct slice code, enum promise_status *status) {
    for (int i = 0; i < PROMISE_STATUSES; i++) {
        if (!slice_equal(code, statuses[i].code)) continue;
        *status = (enum promise_status)i;
        return true;
    }
    return false;
}

/* ---- numbers and days ---- */

struct slice promise_view_count(struct web *web, int64_t number) {
    return format_number(web->arena, &web->locale, number);
}

struct slice promise_view_amount(struct web *web, const struct promise_rule *rule, int64_t number) {
    if (!rule || rule->currency == CURRENCY_NONE) return promise_view_count(web, number);
    return format_money(web->arena, &web->locale, (struct money){number, rule->currency});
}

static struct slice number_for_drawing(const void *context, struct arena *arena, int64_t number) {
    return format_number(arena, &((const struct web *)context)->locale, number);
}

struct svg_numbers promise_view_numbers(const struct web *web) {
    return (struct svg_numbers){number_for_drawing, web};
}

struct slice promise_view_day(struct web *web, int64_t day) {
    return format_date_short(web->arena, &web->locale, date_of_day(day));
}

/* ---- periods ---- */

struct slice promise_view_period_code(struct arena *arena, enum promise_grain grain, int64_t period) {
    switch (grain) {
    case GRAIN_ALL: return S("all");
    case GRAIN_FISCAL_YEAR: return arena_printf(arena, "FY%d", (int)period);
    case GRAIN_QUARTER: return arena_printf(arena, "%d-Q%d", (int)(period / 4), (int)(period % 4) + 1);
    case GRAIN_MONTH: return arena_printf(arena, "%d-%02d", (int)(period / 12), (int)(period % 12) + 1);
    }
    BUG("grain %d", grain);
}

static bool year_of(struct slice text, int64_t *year) {
    return text.len == 4 && slice_to_int64(text, year) && *year >= 1000 && *year < 3000;
}

bool promise_view_period_parse(struct slice code, enum promise_grain *grain, int64_t *period) {
    int64_t year, part;
    *grain = GRAIN_ALL;
    *period = 0;
    if (slice_equal(code, S("all"))) return true;
    if (slice_starts(code, S("FY")) && year_of(slice_sub(code, 2, code.len), &year)) {
        *grain = GRAIN_FISCAL_YEAR;
        *period = year;
        return true;
    }
    if (code.len != 7 || code.s[4] != '-' || !year_of(slice_sub(code, 0, 4), &year)) return false;
    bool is_quarter = code.s[5] == 'Q';
    if (!slice_to_int64(slice_sub(code, is_quarter ? 6 : 5, 7), &part) || part < 1 || part > (is_quarter ? 4 : 12)) return false;
    *grain = is_quarter ? GRAIN_QUARTER : GRAIN_MONTH;
    *period = year * (is_quarter ? 4 : 12) + part - 1;
    return true;
}

/* Years and numbers of periods: the reader's digits, no separators. */
static struct slice plain_number(struct web *web, int64_t number) {
    struct slice digits = arena_printf(web->arena, "%lld", (long long)number);
    struct text out = TEXT_IN(web->arena);
    for (size_t i = 0; i < digits.len; i++) text_append(&out, format_number(web->arena, &web->locale, digits.s[i] - '0'));
    return text_slice(&out);
}

struct slice promise_view_period_name(struct web *web, enum promise_grain grain, int64_t period) {
    switch (grain) {
    case GRAIN_ALL: return web_tr(web, TR("Since the start"));
    case GRAIN_FISCAL_YEAR: return web_tr_fill(web, TR("US fiscal year {1}"), plain_number(web, period), S(""));
    case GRAIN_QUARTER: return web_tr_fill(web, TR("Quarter {1} of {2}"), plain_number(web, period % 4 + 1), plain_number(web, period / 4));
    case GRAIN_MONTH: return format_month(web->arena, &web->locale, (int)(period / 12), (int)(period % 12) + 1);
    }
    BUG("grain %d", grain);
}

struct slice promise_view_period_short(struct web *web, enum promise_grain grain, int64_t period) {
    switch (grain) {
    case GRAIN_ALL: return promise_view_period_name(web, grain, period);
    case GRAIN_FISCAL_YEAR: return web_tr_fill(web, TR("FY {1}"), plain_number(web, period), S(""));
    case GRAIN_QUARTER: return web_tr_fill(web, TR("Q{1} {2}"), plain_number(web, period % 4 + 1), plain_number(web, period / 4));
    case GRAIN_MONTH:
        return web_tr_fill(web, TR("{1}/{2}"), plain_number(web, period % 12 + 1), plain_number(web, period / 12));
    }
    BUG("grain %d", grain);
}

/* ---- the board as of a day ---- */

static int64_t last_day_of(const struct promise_board *board) {
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < board->count; i++) {
        for (size_t k = 0; k < board->promises[i].part_count; k++) {
            int64_t day = board->promises[i].parts[k].part->period.last_day;
            if (day > last) last = day;
        }
    }
    return last;
}

struct promise_board promise_view_board(struct web *web, const struct view *view, struct uuid org, struct promise_query *query) {
    struct date asked;
    query->org = org;
    query->today = date_first_day(clock_today());
    if (parse_date(http_query(web->http, S("on")), &asked) == PARSE_OK) query->today = date_last_day(asked);
    else if (http_query(web->http, S("on")).len && refusal_is_empty(&web->refusal))
        refuse_with(&web->refusal, S("on"), "“{1}” is not a day: write 2017-06-30.", http_query(web->http, S("on")), S(""));
    struct promise_board board = promise_board_read(web->arena, web_db(web), &mlup_catalogue, view, query);
    int64_t last = last_day_of(&board);
    if (last != INT64_MIN && last < query->today) {
        query->today = last;
        board = promise_board_read(web->arena, web_db(web), &mlup_catalogue, view, query);
    }
    struct view files = web_view(web, &case_file_type);
    promise_board_withhold(&board, view, &files, query);
    return board;
}

struct promise_state *promise_view_state(struct web *web, struct uuid promise_id, struct promise_query *query) {
    const struct record *promise = web_record(web, &promise_type, promise_id);
    struct view view = web_view(web, &promise_type);
    if (!promise) return NULL;
    struct promise_board board = promise_view_board(web, &view, promise->org_id, query);
    struct promise_state *states = board.promises; /* in the request's arena */
    for (size_t i = 0; i < board.count; i++) {
        if (uuid_equal(states[i].promise->id, promise_id)) return states + i;
    }
    return NULL;
}

/* ---- parts of views ---- */

bool promise_view_is_asked(const struct web *web) {
    for (size_t i = 0; i < web->http->query.count; i++) {
        const struct http_pair *pair = &web->http->query.items[i];
        if (pair->value.len && !slice_equal(pair->name, S("lang"))) return true;
    }
    return false;
}

struct doc *promise_view_select(struct web *web, struct doc *fields, const struct view_select *select) {
    struct doc *object = doc_add_object(web->arena, fields);
    static const struct slice none[] = {S_INIT("wide"), S_INIT("narrow"), S_INIT("grouped"), S_INIT("readonly"), S_INIT("autofocus")};
    for (size_t i = 0; i < ARRAY_LEN(none); i++) doc_set_bool(web->arena, object, none[i], false);
    doc_set_text(web->arena, object, S("control"), S("partials/control_select"));
    doc_set_text(web->arena, object, S("id"), select->id.len ? select->id : slice_of(select->name));
    doc_set_text(web->arena, object, S("name"), slice_of(select->name));
    doc_set_text(web->arena, object, S("label"), web_tr(web, select->label));
    doc_set_text(web->arena, object, S("help"), select->help ? web_tr(web, select->help) : S(""));
    doc_set_text(web->arena, object, S("error"), select->error);
    doc_set_text(web->arena, object, S("value"), select->value);
    doc_set_bool(web->arena, object, S("required"), select->required);
    return doc_set_array(web->arena, object, S("choices"));
}

void promise_view_choice(struct web *web, struct doc *choices, struct slice value, struct slice label, struct slice chosen) {
    struct doc *choice = doc_add_object(web->arena, choices);
    doc_set_text(web->arena, choice, S("value"), value);
    doc_set_text(web->arena, choice, S("label"), label);
    doc_set_bool(web->arena, choice, S("selected"), slice_equal(value, chosen));
}

struct doc *promise_view_cell(struct web *web, struct doc *cells, struct slice label, struct slice text, bool numeric, struct slice href) {
    struct doc *cell = doc_add_object(web->arena, cells);
    doc_set_text(web->arena, cell, S("label"), label);
    doc_set_text(web->arena, cell, S("text"), text);
    doc_set_text(web->arena, cell, S("href"), href);
    doc_set_bool(web->arena, cell, S("numeric"), numeric);
    doc_set_text(web->arena, cell, S("badge"), S(""));
    doc_set_text(web->arena, cell, S("cell_html"), S(""));
    return cell;
}

void promise_view_column(struct web *web, struct doc *columns, struct slice label, bool numeric) {
    struct doc *column = doc_add_object(web->arena, columns);
    doc_set_text(web->arena, column, S("label"), label);
    doc_set_text(web->arena, column, S("sort_href"), S(""));
    doc_set_text(web->arena, column, S("sorted"), S(""));
    doc_set_bool(web->arena, column, S("numeric"), numeric);
}
