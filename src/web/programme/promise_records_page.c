/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records behind a number.  Which contributions there are is the promise reader's answer; titles and links come
 * through the actor's own view of the records, so the lead sees rows of a grantee without what identifies anybody.
 */
#include "domain/training/training.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/programme/promise_page.h"
#include "web/programme/promise_part_view.h"

enum { RECORDS_PAGE = 50 };

struct drill {
    struct part_view part;
    struct promise_records_query query;
    struct promise_record_row *rows; /* RECORDS_PAGE at most */
    size_t count;
    bool more;
};

/* ---- what is asked ---- */

static const struct promise_part_state *part_asked(const struct web *web, const struct promise_state *promise) {
    struct uuid id;
    if (!uuid_parse(http_query(web->http, S("part")), &id)) return promise->part_count ? &promise->parts[0] : NULL;
    for (size_t i = 0; i < promise->part_count; i++) {
        if (uuid_equal(promise->parts[i].part->part->id, id)) return &promise->parts[i];
    }
    return NULL;
}

static void read_query(struct web *web, struct promise_records_query *query) {
    ask_only(web, "part dim key period cursor on");
    ask_period(web, &query->grain, &query->period);
    if (!part_view_dim_parse(http_query(web->http, S("dim")), &query->dim)) {
        query->dim = DIM_TOTAL;
        if (http_query(web->http, S("dim")).len) ask_refuse(web, "dim", TR("“{1}” is none of the choices."));
    }
    query->key = http_query(web->http, S("key"));
    query->limit = RECORDS_PAGE + 1;
    query->after_source = ask_id(web, "cursor");
}

static bool drill_read(struct web *web, struct uuid id, struct drill *drill) {
    struct promise_query as_of = {0};
    const struct promise_state *promise = promise_view_state(web, id, &as_of);
    if (!promise) return false;
    struct view view = web_view(web, &promise_type);
    if (promise_view_is_public(&view, promise->org_id)) return false;
    drill->part.promise_id = uuid_format(web->arena, id);
    drill->part.promise = promise;
    drill->part.state = part_asked(web, promise);
    ask_id(web, "part");
    drill->part.today = as_of.today;
    read_query(web, &drill->query);
    const struct promise_rule *rule = drill->part.state ? drill->part.state->part->rule : NULL;
    if (!rule || !rule->source || !part_view_tells_rows(web, rule, promise->org_id)) return false;
    drill->part.base = part_view_base(web, rule);
    const struct promise_rule *base = drill->part.base ? drill->part.base->rule : NULL;
    drill->count = promise_records(web->arena, web_db(web), rule, base, &drill->query, &drill->rows);
    drill->more = drill->count > RECORDS_PAGE;
    if (drill->more) drill->count = RECORDS_PAGE;
    return true;
}

/* The number that these records are behind: the cell's. */
static int64_t number_of(struct web *web, const struct drill *drill) {
    const struct promise_rule *rule = drill->part.state->part->rule;
    if (drill->query.dim == DIM_TOTAL && drill->query.grain == GRAIN_ALL) return drill->part.state->counted;
    if (drill->query.dim != DIM_TOTAL) {
        struct promise_split *splits;
        size_t count = promise_breakdown(web->arena, web_db(web), rule, drill->query.grain, drill->query.period, &splits);
        for (size_t i = 0; i < count; i++) {
            if (splits[i].dim == drill->query.dim && slice_equal(splits[i].key, drill->query.key)) return splits[i].number;
        }
        return 0;
    }
    struct promise_point *points;
    size_t count = promise_series(web->arena, web_db(web), drill->part.state, drill->query.grain, S(""), &points);
    for (size_t i = 0; i < count; i++) {
        if (points[i].period == drill->query.period) return points[i].value;
    }
    return 0;
}

static struct slice next_cursor(struct web *web, const struct drill *drill) {
    if (!drill->more) return S("");
    return uuid_format(web->arena, drill->rows[drill->count - 1].source_id);
}

/* ---- as a page ---- */

static struct slice page_href(struct web *web, const struct drill *drill, struct slice cursor) {
    struct slice href = part_view_records_href(web, &drill->part, drill->query.grain, drill->query.period, drill->query.dim, drill->query.key);
    return cursor.len ? arena_printf(web->arena, "%.*s&cursor=%.*s", SLICE_ARG(href), SLICE_ARG(cursor)) : href;
}

static const char *const heads[] = {TR("Day"), TR("Record"), TR("What counts"), TR("Place"), TR("Sex"), TR("Age"), TR("Amount")};
enum { HEAD_DAY, HEAD_RECORD, HEAD_UNIT, HEAD_PLACE, HEAD_SEX, HEAD_AGE, HEAD_AMOUNT, HEADS };

static bool column_is_shown(const struct promise_rule *rule, int head) {
    struct tally_splits splits = tally_splits_of(rule);
    switch (head) {
    case HEAD_UNIT: return promise_rule_is_distinct(rule);
    case HEAD_PLACE: return splits.place;
    case HEAD_SEX: return splits.sex;
    case HEAD_AGE: return splits.age;
    case HEAD_AMOUNT: return rule->shape == SHAPE_SUM;
    default: return true;
    }
}

static struct slice cell_text(struct web *web, const struct drill *drill, const struct promise_record_row *row, int head, struct slice *href) {
    const struct promise_rule *rule = drill->part.state->part->rule;
    bool khmer = web->locale.lang == LANG_KM;
    *href = S("");
    switch (head) {
    case HEAD_DAY: return promise_view_day(web, row->day);
    case HEAD_RECORD: return part_view_record_title(web, rule->source, row->source_id, href);
    case HEAD_UNIT: return part_view_unit_title(web, &row->unit, href);
    case HEAD_PLACE: return row->commune.len ? gazetteer_chain(web->app->gazetteer, web->arena, row->commune, khmer) : S("");
    case HEAD_SEX: return part_view_key_name(web, rule, DIM_SEX, row->sex);
    case HEAD_AGE: return part_view_key_name(web, rule, DIM_AGE, row->age);
    default: return promise_view_amount(web, rule, row->amount);
    }
}

static void add_rows(struct web *web, const struct drill *drill, struct doc *table) {
    const struct promise_rule *rule = drill->part.state->part->rule;
    struct doc *columns = doc_set_array(web->arena, table, S("columns")), *rows = doc_set_array(web->arena, table, S("rows"));
    for (int head = 0; head < HEADS; head++) {
        if (column_is_shown(rule, head)) promise_view_column(web, columns, web_tr(web, heads[head]), head == HEAD_AMOUNT);
    }
    for (size_t i = 0; i < drill->count; i++) {
        struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
        for (int head = 0; head < HEADS; head++) {
            struct slice href, text;
            if (!column_is_shown(rule, head)) continue;
            text = cell_text(web, drill, &drill->rows[i], head, &href);
            promise_view_cell(web, cells, web_tr(web, heads[head]), text, head == HEAD_AMOUNT, href);
        }
    }
}

static struct slice words_of_number(struct web *web, const struct drill *drill) {
    const struct promise_rule *rule = drill->part.state->part->rule;
    struct text words = TEXT_IN(web->arena);
    text_append(&words, promise_view_period_name(web, drill->query.grain, drill->query.period));
    if (drill->query.dim == DIM_TOTAL) return text_slice(&words);
    text_append(&words, S(" · "));
    text_append(&words, part_view_key_name(web, rule, drill->query.dim, drill->query.key));
    return text_slice(&words);
}

static void add_page(struct web *web, const struct drill *drill) {
    const struct record *promise = drill->part.promise->promise;
    struct slice number = promise_view_number_of(promise), label = promise_view_label(web, drill->part.state->part->part);
    doc_set_text(web->arena, web->view, S("page_title"), arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(number), SLICE_ARG(web_tr(web, TR("Records behind the number")))));
    furniture_add_crumb(web, web_tr(web, TR("Promise board")), S("/board"));
    furniture_add_crumb(web, number, arena_join(web->arena, S("/promises/"), drill->part.promise_id));
    furniture_add_crumb(web, web_tr(web, TR("Records behind the number")), S(""));
    doc_set_text(web->arena, web->view, S("part_label"), label);
    doc_set_text(web->arena, web->view, S("number_words"), words_of_number(web, drill));
    doc_set_text(web->arena, web->view, S("number_text"), promise_view_amount(web, drill->part.state->part->rule, number_of(web, drill)));
    doc_set_text(web->arena, web->view, S("number_unit"), promise_view_unit(web, drill->part.state->part->part));
    doc_set_bool(web->arena, web->view, S("is_distinct"), promise_rule_is_distinct(drill->part.state->part->rule));
    struct doc *table = doc_set_object(web->arena, web->view, S("table"));
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"), web_tr(web, TR("Nothing has been counted yet.")));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    add_rows(web, drill, table);
    struct slice cursor = next_cursor(web, drill);
    struct doc *pager = doc_set_object(web->arena, web->view, S("pager"));
    doc_set_text(web->arena, pager, S("range_text"), S(""));
    doc_set_text(web->arena, pager, S("previous_href"), !uuid_is_zero(drill->query.after_source) ? page_href(web, drill, S("")) : S(""));
    doc_set_text(web->arena, pager, S("next_href"), cursor.len ? page_href(web, drill, cursor) : S(""));
}

/* ---- as JSON ---- */

static void write_unit(struct web *web, const struct promise_unit *unit, struct doc *item) {
    if (unit->type) doc_set_uuid(web->arena, item, S("unit"), unit->id);
    else doc_set_text(web->arena, item, S("unit"), unit->place);
    doc_set_text(web->arena, item, S("unit_type"), unit->type ? slice_of(unit->type->name) : S("place"));
}

static void write_json(struct web *web, const struct drill *drill) {
    const struct promise_rule *rule = drill->part.state->part->rule;
    doc_set_int(web->arena, web->view, S("number"), number_of(web, drill));
    doc_set_text(web->arena, web->view, S("source"), slice_of(rule->source->name));
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < drill->count; i++) {
        const struct promise_record_row *row = &drill->rows[i];
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_uuid(web->arena, item, S("id"), row->source_id);
        doc_set_text(web->arena, item, S("day"), date_format_iso(web->arena, date_of_day(row->day)));
        write_unit(web, &row->unit, item);
        doc_set_text(web->arena, item, S("commune"), row->commune);
        doc_set_text(web->arena, item, S("sex"), row->sex);
        doc_set_text(web->arena, item, S("age"), row->age);
        doc_set_int(web->arena, item, S("amount"), row->amount);
        doc_set_bool(web->arena, item, S("counts"), row->counts);
    }
    struct slice cursor = next_cursor(web, drill);
    if (cursor.len) doc_set_text(web->arena, web->view, S("next_cursor"), cursor);
    else doc_set_null(web->arena, web->view, S("next_cursor"));
}

enum outcome promise_records_page(struct web *web) {
    struct uuid id;
    struct drill *drill = arena_make(web->arena, struct drill, 1);
    if (!web_arg_id(web, 0, &id) || !drill_read(web, id, drill)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    if (web->is_api) write_json(web, drill);
    else add_page(web, drill);
    return OUTCOME_OK;
}
