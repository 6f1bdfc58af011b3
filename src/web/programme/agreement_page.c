/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/agreement_page.h"

#include "base/limits.h"
#include "domain/programme/agreement_terms.h"
#include "domain/programme/objective_tree.h"
#include "web/programme/board_page.h"
#include "web/record/record_extra.h"
#include "web/record/record_table.h"
#include "web/training/training_load.h"

enum { AMENDMENTS_SHOWN = 12, OBJECTIVES_MAX = 1000 };

/* An agreement with all that hangs on it. */
struct agreement_seen {
    struct web *web;
    const struct record *record;
    struct record **amendments;
    size_t amendment_count;
    struct objective_node *objectives;
    size_t objective_count;
    struct promise_board board; /* of the whole organisation */
    int64_t today;              /* the day its numbers speak of */
};

static bool may_create(struct web *web, const struct record_type *type, struct uuid org) {
    return access_may_in(web->app->access, web->actor, type, org, VERB_CREATE);
}

static bool is_of(const struct agreement_seen *seen, const struct promise_state *promise) {
    return promise->agreement && uuid_equal(promise->agreement->id, seen->record->id);
}

static size_t parts_of_agreement(struct web *web, const struct record_type *type,
                                 const struct record *agreement, struct record ***records, size_t max) {
    struct value id = {.present = true, .id = agreement->id};
    return training_records(web, type, "agreement", &id, FILTER_EQUAL, agreement->org_id, records, max);
}

static void read_objectives(struct agreement_seen *seen) {
    struct record **records;
    seen->objective_count =
        parts_of_agreement(seen->web, &objective_type, seen->record, &records, OBJECTIVES_MAX);
    seen->objectives = arena_make(seen->web->arena, struct objective_node, seen->objective_count + 1);
    objective_tree_make(seen->web->arena, records, seen->objective_count, seen->objectives);
}

static void read_all(struct agreement_seen *seen) {
    struct view view = web_view(seen->web, &promise_type);
    struct promise_query query = {.org = seen->record->org_id, .today = date_first_day(clock_today())};
    seen->amendment_count =
        parts_of_agreement(seen->web, &amendment_type, seen->record, &seen->amendments, AMENDMENTS_SHOWN);
    amendments_sort(seen->amendments, seen->amendment_count);
    read_objectives(seen);
    if (view.allowed) seen->board = promise_view_board(seen->web, &view, seen->record->org_id, &query);
    seen->today = query.today;
}

/* ---- as signed, as amended, now ---- */

struct terms_row {
    struct agreement_seen *seen;
    struct doc *cells;
};

static void term(struct terms_row *row, struct slice column, struct slice text) {
    promise_view_cell(row->seen->web, row->cells, column, text, false, S(""));
}

static struct slice amendment_number(const struct record *amendment) {
    return amendment_of(amendment)->number.text;
}

static struct slice signed_words(struct web *web) {
    return web_tr(web, TR("As signed"));
}

static struct slice now_words(const struct agreement_seen *seen) {
    struct slice args[2] = {promise_view_day(seen->web, seen->today)};
    return refusal_fill(seen->web->arena, web_tr(seen->web, TR("In force on {1}")), args);
}

static struct slice date_text(struct web *web, const struct value *value) {
    return value->present ? format_date_short(web->arena, &web->locale, value->date) : S("");
}

static struct slice money_text(struct web *web, const struct value *value) {
    return value->present ? format_money(web->arena, &web->locale, value->money) : S("");
}

/* A column whose heading leads somewhere. */
static void column_add(struct web *web, struct doc *columns, struct slice label, struct slice href) {
    struct doc *column = doc_add_object(web->arena, columns);
    doc_set_text(web->arena, column, S("label"), label);
    doc_set_text(web->arena, column, S("sort_href"), href);
    doc_set_text(web->arena, column, S("sorted"), S(""));
    doc_set_bool(web->arena, column, S("numeric"), false);
}

static void terms_columns(struct agreement_seen *seen, struct doc *table) {
    struct web *web = seen->web;
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    promise_view_column(web, columns, web_tr(web, TR("What was agreed")), false);
    promise_view_column(web, columns, signed_words(web), false);
    for (size_t i = 0; i < seen->amendment_count; i++) {
        struct slice href =
            arena_join(web->arena, S("/amendments/"), uuid_format(web->arena, seen->amendments[i]->id));
        column_add(web, columns, amendment_number(seen->amendments[i]), href);
    }
    promise_view_column(web, columns, now_words(seen), false);
}

static struct terms_row terms_row_add(struct agreement_seen *seen, struct doc *rows, struct slice label) {
    struct terms_row row = {
        seen, doc_set_array(seen->web->arena, doc_add_object(seen->web->arena, rows), S("cells"))};
    term(&row, web_tr(seen->web, TR("What was agreed")), label);
    return row;
}

/* One of the fields that an agreement and its amendments have in common; `now` may be NULL. */
static void terms_field(struct agreement_seen *seen, struct doc *rows, const char *label,
                        const char *of_agreement, const char *of_amendment, const struct value *now) {
    struct web *web = seen->web;
    const struct field *field =
        of_agreement ? record_type_field(&agreement_type, slice_of(of_agreement)) : NULL;
    const struct field *changed = record_type_field(&amendment_type, slice_of(of_amendment));
    struct slice (*words)(struct web *, const struct value *) =
        changed->kind == KIND_MONEY ? money_text : date_text;
    struct terms_row row = terms_row_add(seen, rows, web_tr(web, label));
    term(&row, signed_words(web), field ? words(web, record_value_const(seen->record, field)) : S(""));
    for (size_t i = 0; i < seen->amendment_count; i++) {
        term(&row, amendment_number(seen->amendments[i]),
             words(web, record_value_const(seen->amendments[i], changed)));
    }
    term(&row, now_words(seen), now ? words(web, now) : S(""));
}

static bool has_step_on(const struct promise_part_state *part, int64_t day) {
    for (size_t i = 0; i < part->target_count; i++) {
        if (part->targets[i].day == day) return true;
    }
    return false;
}

static void terms_target(struct agreement_seen *seen, struct doc *rows, const struct promise_state *promise,
                         const struct promise_part_state *part) {
    struct web *web = seen->web;
    const struct promise_rule *rule = part->part->rule;
    struct slice number = promise_view_number_of(promise->promise),
                 label = promise_view_label(web, part->part->part);
    struct terms_row row =
        terms_row_add(seen, rows, arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(number), SLICE_ARG(label)));
    term(&row, signed_words(web), promise_view_amount(web, rule, part->target_original));
    for (size_t i = 0; i < seen->amendment_count; i++) {
        int64_t day = date_first_day(amendment_of(seen->amendments[i])->effective_on.date);
        bool amended = has_step_on(part, day);
        term(&row, amendment_number(seen->amendments[i]),
             amended ? promise_view_amount(web, rule, promise_target_at(part, day)) : S(""));
    }
    term(&row, now_words(seen), promise_view_amount(web, rule, part->target));
}

static void terms_targets(struct agreement_seen *seen, struct doc *rows) {
    for (size_t i = 0; i < seen->board.count; i++) {
        const struct promise_state *promise = &seen->board.promises[i];
        for (size_t p = 0; is_of(seen, promise) && p < promise->part_count; p++) {
            if (promise->parts[p].target_count) terms_target(seen, rows, promise, &promise->parts[p]);
        }
    }
}

static void terms_reasons(struct agreement_seen *seen, struct doc *rows) {
    struct web *web = seen->web;
    struct terms_row row = terms_row_add(seen, rows, web_tr(web, TR("Reason")));
    term(&row, signed_words(web), S(""));
    for (size_t i = 0; i < seen->amendment_count; i++) {
        term(&row, amendment_number(seen->amendments[i]), amendment_of(seen->amendments[i])->reason.text);
    }
    term(&row, now_words(seen), S(""));
}

/* The amount is not for everybody: who may not see it gets none from the store. */
static bool knows_amounts(const struct agreement_seen *seen) {
    bool known = agreement_of(seen->record)->amount.present;
    for (size_t i = 0; i < seen->amendment_count; i++) {
        known = known || amendment_of(seen->amendments[i])->amount.present;
    }
    return known;
}

static void show_terms(struct agreement_seen *seen, struct doc *sections) {
    struct web *web = seen->web;
    struct slice id = uuid_format(web->arena, seen->record->id), add_href = S(""), note = S("");
    if (!seen->record->deleted_ms && may_create(web, &amendment_type, seen->record->org_id)) {
        add_href = arena_join(web->arena, S("/amendments/new?agreement="), id);
    }
    if (!seen->amendment_count && !add_href.len) return;
    if (!seen->amendment_count) note = web_tr(web, TR("Nothing was amended: what was signed is in force."));
    struct doc *section = record_section_add(web, sections, TR("Original and amendments"), note, add_href,
                                             TR("Add an amendment"));
    if (!seen->amendment_count) return;
    struct doc *table = record_section_table(web, section);
    terms_columns(seen, table);
    struct doc *rows = doc_set_array(web->arena, table, S("rows"));
    struct agreement_terms now =
        agreement_terms_on(seen->record, seen->amendments, seen->amendment_count, seen->today);
    terms_field(seen, rows, TR("Signed on"), "signed_on", "signed_on", NULL);
    terms_field(seen, rows, TR("In force from"), "starts_on", "effective_on", NULL);
    if (knows_amounts(seen)) terms_field(seen, rows, TR("Amount"), "amount", "amount", &now.amount);
    terms_field(seen, rows, TR("Ends on"), "ends_on", "ends_on", &now.ends_on);
    terms_targets(seen, rows);
    terms_reasons(seen, rows);
}

/* ---- objectives and promises ---- */

static struct doc *node_add(struct web *web, struct doc *array, struct slice level, struct slice text,
                            struct slice href) {
    struct doc *node = doc_add_object(web->arena, array);
    doc_set_text(web->arena, node, S("level_text"), level);
    doc_set_text(web->arena, node, S("text"), text);
    doc_set_text(web->arena, node, S("href"), href);
    return node;
}

static void node_add_link(struct web *web, struct doc *node, struct slice href, struct slice label) {
    struct slice args[2] = {label};
    doc_set_text(web->arena, node, S("add_href"), href);
    doc_set_text(web->arena, node, S("add_text"),
                 href.len ? refusal_fill(web->arena, web_tr(web, TR("Add: {1}")), args) : S(""));
}

/* The promises that stand under the objective; NULL: under none. */
static struct doc *promise_rows(struct agreement_seen *seen, const struct record *objective) {
    struct doc *rows = doc_new_array(seen->web->arena);
    for (size_t i = 0; i < seen->board.count; i++) {
        const struct promise_state *promise = &seen->board.promises[i];
        const struct value *under = &promise_of(promise->promise)->objective;
        bool here = objective ? under->present && uuid_equal(under->id, objective->id) : !under->present;
        for (size_t p = 0; here && is_of(seen, promise) && p < promise->part_count; p++) {
            board_add_row(seen->web, promise, p, rows);
        }
    }
    return rows;
}

static void node_set_rows(struct web *web, struct doc *node, struct doc *rows) {
    doc_set_bool(web->arena, node, S("has_rows"), rows->count > 0);
    doc_set_doc(web->arena, node, S("rows"), rows);
}

static struct slice level_label(struct web *web, struct slice level) {
    const struct choice *choice = choice_find(&objective_level_choices, level);
    return choice ? web_tr(web, choice->label) : S("");
}

static struct slice new_objective(struct agreement_seen *seen, const struct record *above,
                                  struct slice level) {
    struct web *web = seen->web;
    if (!level.len || seen->record->deleted_ms || !may_create(web, &objective_type, seen->record->org_id))
        return S("");
    struct slice agreement = uuid_format(web->arena, seen->record->id), upper = S("");
    if (above) upper = arena_join(web->arena, S("&above="), uuid_format(web->arena, above->id));
    return arena_printf(web->arena, "/objectives/new?agreement=%.*s&level=%.*s%.*s", SLICE_ARG(agreement),
                        SLICE_ARG(level), SLICE_ARG(upper));
}

/* Adds the nodes of this depth from `at` on, each with what stands below it; gives the first that was not
 * added. */
static size_t add_objectives(struct agreement_seen *seen, struct doc *array, size_t at, size_t depth) {
    struct web *web = seen->web;
    while (at < seen->objective_count && seen->objectives[at].depth == depth) {
        const struct record *record = seen->objectives[at].record;
        const struct objective *objective = objective_of(record);
        struct slice words = promise_view_text(web, &objective->statement, &objective->statement_km);
        struct slice text =
            arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(objective->number.text), SLICE_ARG(words));
        struct slice href = arena_join(web->arena, S("/objectives/"), uuid_format(web->arena, record->id));
        struct doc *node = node_add(web, array, level_label(web, objective->level.text), text, href);
        struct slice below = objective_level_below(objective->level.text);
        node_add_link(web, node, new_objective(seen, record, below), level_label(web, below));
        node_set_rows(web, node, promise_rows(seen, record));
        struct doc *children = doc_new_array(web->arena);
        at = add_objectives(seen, children, at + 1, depth + 1);
        doc_set_bool(web->arena, node, S("has_objectives"), children->count > 0);
        doc_set_doc(web->arena, node, S("objectives"), children);
    }
    return at;
}

static void show_objectives(struct agreement_seen *seen, struct doc *sections) {
    struct web *web = seen->web;
    struct slice add_href = new_objective(seen, NULL, S("goal"));
    if (!seen->objective_count && !add_href.len) return;
    struct slice note =
        seen->objective_count
            ? S("")
            : web_tr(web, TR("Write the goal first, then its outcomes, their outputs and activities."));
    struct doc *section =
        record_section_add(web, sections, TR("Objectives and promises"), note, add_href, TR("Add a goal"));
    struct doc *objectives = doc_new_array(web->arena);
    add_objectives(seen, objectives, 0, 0);
    doc_set_bool(web->arena, section, S("has_objectives"), objectives->count > 0);
    doc_set_doc(web->arena, section, S("objectives"), objectives);
}

static void show_loose_promises(struct agreement_seen *seen, struct doc *sections) {
    struct web *web = seen->web;
    struct doc *rows = promise_rows(seen, NULL), *objectives = doc_new_array(web->arena);
    struct slice add_href = S(""), id = uuid_format(web->arena, seen->record->id);
    if (!seen->record->deleted_ms && may_create(web, &promise_type, seen->record->org_id)) {
        add_href = arena_join(web->arena, S("/promises/new?agreement="), id);
    }
    if (!rows->count && !add_href.len) return;
    const char *title = rows->count ? TR("Promises without an objective") : TR("Promises");
    struct doc *section = record_section_add(web, sections, title, S(""), add_href, TR("Add a promise"));
    if (!rows->count) return;
    struct doc *node = node_add(web, objectives, S(""), S(""), S(""));
    node_add_link(web, node, S(""), S(""));
    node_set_rows(web, node, rows);
    doc_set_bool(web->arena, node, S("has_objectives"), false);
    doc_set_bool(web->arena, section, S("has_objectives"), true);
    doc_set_doc(web->arena, section, S("objectives"), objectives);
}

void agreement_sections(struct web *web, const struct record *agreement, struct doc *sections) {
    struct agreement_seen seen = {.web = web, .record = agreement};
    read_all(&seen);
    show_terms(&seen, sections);
    show_objectives(&seen, sections);
    show_loose_promises(&seen, sections);
}

/* ---- of an organisation ---- */

void organisation_sections(struct web *web, const struct record *organisation, struct doc *sections) {
    struct view view = web_view(web, &agreement_type);
    struct list_query query = {.type = &agreement_type, .limit = LIMIT_LIST_ROWS, .org = organisation->id};
    struct list_page page = {0};
    struct slice add_href = S("");
    query.sort = record_type_field(&agreement_type, S("number"));
    if (!view.allowed ||
        !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return;
    if (!organisation->deleted_ms && may_create(web, &agreement_type, organisation->id)) {
        add_href =
            arena_join(web->arena, S("/agreements/new?_org="), uuid_format(web->arena, organisation->id));
    }
    if (!page.count && !add_href.len) return;
    struct doc *section = record_section_add(web, sections, TR("Sub-grant agreements"), S(""), add_href,
                                             TR("Add an agreement"));
    if (!page.count) return;
    uint64_t columns = record_table_columns(&agreement_type, &view, NULL);
    struct record_table table = {.type = &agreement_type, .columns = columns, .code = false};
    struct doc *doc = record_table_add(record_names_new(web), web, section, &table, page.records, page.count);
    doc_set_text(web->arena, doc, S("empty_text"), S(""));
    doc_set_bool(web->arena, section, S("has_table"), true);
}
