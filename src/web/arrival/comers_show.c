/* SPDX-License-Identifier: Apache-2.0 */
/* The rows as a view document: every input with its label, what was typed, what is wrong. */
#include "base/limits.h"
#include "domain/place/gazetteer.h"
#include "web/arrival/comers.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"
#include "web/training/training_load.h"

static struct slice error_of(const struct comers *comers, struct slice input) {
    for (const struct refusal_item *item = comers->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, input))
            return tr_refusal(comers->web->arena, &comers->web->locale, item);
    }
    return S("");
}

/* ---- cells ---- */

static bool line_is_asked(const struct comers_line *line) {
    return line->alike_count || line->double_of != SIZE_MAX;
}

static struct doc *cell_show(const struct comers *comers, struct doc *row, size_t index,
                             enum comers_cell cell, const char *label) {
    struct arena *arena = comers->web->arena;
    struct doc *object = doc_set_object(arena, row, slice_of(comers_cell_name(cell)));
    struct slice input = comers_input(comers, index, cell);
    doc_set_text(arena, object, S("id"), input);
    doc_set_text(arena, object, S("label"), web_tr(comers->web, label));
    doc_set_text(arena, object, S("value"), comers->lines[index].typed[cell]);
    bool is_asked = cell == CELL_NAME && line_is_asked(&comers->lines[index]); /* said where it is asked */
    doc_set_text(arena, object, S("error"), is_asked ? S("") : error_of(comers, input));
    return object;
}

static void choices_show(const struct comers *comers, struct doc *object, size_t index, enum comers_cell cell,
                         const char *field_name) {
    struct web *web = comers->web;
    const struct field *field = record_type_field(&case_file_type, slice_of(field_name));
    struct doc *choices = doc_set_array(web->arena, object, S("choices"));
    training_add_choice(web, choices, S(""), S("–"), comers->lines[index].typed[cell]);
    for (size_t i = 0; i < field->choices->count; i++) {
        const struct choice *choice = &field->choices->choices[i];
        training_add_choice(web, choices, slice_of(choice->code), web_tr(web, choice->label),
                            comers->lines[index].typed[cell]);
    }
}

static bool has_need(const struct comers_line *line, const char *code) {
    for (size_t i = 0; i < line->need_count; i++) {
        if (slice_equal(line->needs[i], slice_of(code))) return true;
    }
    return false;
}

static void needs_show(const struct comers *comers, struct doc *row, size_t index) {
    struct web *web = comers->web;
    const struct field *field = record_type_field(&case_file_type, S("urgent"));
    struct doc *needs = doc_set_array(web->arena, row, S("needs"));
    for (size_t i = 0; i < field->choices->count; i++) {
        struct doc *need = doc_add_object(web->arena, needs);
        const struct choice *choice = &field->choices->choices[i];
        doc_set_text(web->arena, need, S("need_value"), slice_of(choice->code));
        doc_set_text(web->arena, need, S("need_label"), web_tr(web, choice->label));
        doc_set_bool(web->arena, need, S("need_checked"), has_need(&comers->lines[index], choice->code));
    }
}

/* What is asked about the person of the row: files, or an earlier row. */
static void decision_show(const struct comers *comers, struct doc *row, size_t index) {
    struct web *web = comers->web;
    const struct comers_line *line = &comers->lines[index];
    struct slice input = comers_input(comers, index, CELL_DECIDE);
    if (!line_is_asked(line) && !line->typed[CELL_DECIDE].len) return;
    struct doc *ask = doc_set_object(web->arena, row, S("ask"));
    doc_set_text(web->arena, ask, S("decide_name"), input);
    doc_set_bool(web->arena, ask, S("is_new"), slice_equal(line->typed[CELL_DECIDE], S("new")));
    doc_set_text(web->arena, ask, S("decided"), line->is_same ? line->typed[CELL_DECIDE] : S(""));
    doc_set_text(web->arena, ask, S("decide_error"), error_of(comers, input));
    struct doc *people = doc_set_array(web->arena, ask, S("people"));
    comers_show_alike(comers, line, people);
    doc_set_text(web->arena, ask, S("ask_text"), error_of(comers, comers_input(comers, index, CELL_NAME)));
}

static bool is_wrong(const struct comers *comers, size_t index) {
    for (size_t cell = 0; cell < COMERS_CELLS; cell++) {
        if (error_of(comers, comers_input(comers, index, (enum comers_cell)cell)).len) return true;
    }
    return false;
}

static void line_show(const struct comers *comers, struct doc *rows, size_t index) {
    struct web *web = comers->web;
    struct doc *row = doc_add_object(web->arena, rows);
    size_t number = comers->lines[index].number;
    doc_set_text(web->arena, row, S("row_number"), format_number(web->arena, &web->locale, (int64_t)number));
    doc_set_text(web->arena, row, S("row_plain"), arena_printf(web->arena, "%zu", number));
    doc_set_bool(web->arena, row, S("is_wrong"),
                 !refusal_is_empty(&comers->refusal) && is_wrong(comers, index));
    cell_show(comers, row, index, CELL_NAME, TR("Name, Khmer or Latin"));
    choices_show(comers, cell_show(comers, row, index, CELL_SEX, TR("Sex")), index, CELL_SEX, "sex");
    cell_show(comers, row, index, CELL_AGE, TR("Age or birth year"));
    cell_show(comers, row, index, CELL_HOME, TR("Home district"));
    cell_show(comers, row, index, CELL_FAMILY, TR("Family"));
    choices_show(comers, cell_show(comers, row, index, CELL_TIE, TR("In the family")), index, CELL_TIE,
                 "family_tie");
    cell_show(comers, row, index, CELL_BAND, TR("Number on the wrist"));
    needs_show(comers, row, index);
    decision_show(comers, row, index);
}

/* ---- around them ---- */

static void districts_show(struct web *web) {
    struct place *provinces, *districts;
    bool khmer = web->locale.lang == LANG_KM;
    struct doc *list = doc_set_array(web->arena, web->view, S("districts"));
    size_t count = gazetteer_children(web->app->gazetteer, web->arena, S(""), &provinces);
    for (size_t i = 0; i < count; i++) {
        size_t inner = gazetteer_children(web->app->gazetteer, web->arena, provinces[i].code, &districts);
        for (size_t k = 0; k < inner; k++) {
            if (districts[k].closed) continue;
            doc_set_text(web->arena, doc_add_object(web->arena, list), S("district"),
                         gazetteer_chain(web->app->gazetteer, web->arena, districts[k].code, khmer));
        }
    }
}

static struct slice counted(struct web *web, const struct value *value) {
    return value->present ? arena_printf(web->arena, "%lld", (long long)value->number) : S("");
}

static void count_show(struct web *web, struct doc *counts, const char *name, const char *label,
                       const struct value *value) {
    struct doc *object = doc_add_object(web->arena, counts);
    doc_set_text(web->arena, object, S("id"), slice_of(name));
    doc_set_text(web->arena, object, S("label"), web_tr(web, label));
    doc_set_text(web->arena, object, S("value"),
                 web->http->method == HTTP_POST && web_field(web, slice_of(name)).len
                     ? web_field(web, slice_of(name))
                     : counted(web, value));
}

static int64_t files_of(const struct comers *comers) {
    struct web *web = comers->web;
    struct view view = web_view(web, &queue_place_type);
    struct list_query query = {.type = &queue_place_type, .org = comers->arrival->org_id, .filter_count = 1};
    query.filters[0] = (struct filter){record_type_field(&queue_place_type, S("arrival")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = comers->arrival->id}};
    return query_count(web->app->store, web_db(web), web->arena, &view, &query);
}

static void counts_show(const struct comers *comers) {
    struct web *web = comers->web;
    const struct arrival *arrival = arrival_of(comers->arrival);
    const struct value *counts[] = {&arrival->women, &arrival->men, &arrival->girls, &arrival->boys};
    static const char *const names[] = {"women", "men", "girls", "boys"}, *const labels[] = {
                                                                              TR("Women"), TR("Men"),
                                                                              TR("Girls"), TR("Boys")};
    int64_t people = 0;
    struct doc *list = doc_set_array(web->arena, web->view, S("counts"));
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        people += counts[i]->present ? counts[i]->number : 0;
        count_show(web, list, names[i], labels[i], counts[i]);
    }
    doc_set_text(web->arena, web->view, S("arrival_version"),
                 arena_printf(web->arena, "%lld", (long long)comers->arrival->version));
    doc_set_text(web->arena, web->view, S("people_text"),
                 web_tr_fill(web, TR("{1} people counted, {2} of them with a file in the queue"),
                             format_number(web->arena, &web->locale, people),
                             format_number(web->arena, &web->locale, files_of(comers))));
}

static void saved_show(struct web *web) {
    struct slice from = http_query(web->http, S("from")), to = http_query(web->http, S("to"));
    int64_t first, last;
    if (!slice_to_int64(from, &first) || !slice_to_int64(to, &last)) return;
    struct doc *saved = doc_set_object(web->arena, web->view, S("written"));
    doc_set_text(web->arena, saved, S("written_text"),
                 web_tr_fill(web, TR("Written down: numbers {1} to {2}."),
                             format_number(web->arena, &web->locale, first),
                             format_number(web->arena, &web->locale, last)));
    doc_set_text(web->arena, saved, S("slips_href"),
                 arena_printf(web->arena, "/arrivals/%.*s/slips?from=%lld&to=%lld",
                              SLICE_ARG(web_arg(web, 0)), (long long)first, (long long)last));
}

static void head_show(const struct comers *comers) {
    struct web *web = comers->web;
    struct slice code = comers->arrival->code,
                 day = format_date(web->arena, &web->locale, arrival_of(comers->arrival)->on_day.date);
    struct slice id = uuid_format(web->arena, comers->arrival->id);
    furniture_add_crumb(web, web_tr(web, TR("Arrivals")), S("/arrivals"));
    furniture_add_crumb(web, code, arena_join(web->arena, S("/arrivals/"), id));
    furniture_add_crumb(web, web_tr(web, TR("Write down who came")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Write down who came")));
    doc_set_text(web->arena, web->view, S("arrival_text"),
                 arena_printf(web->arena, "%.*s · %.*s", SLICE_ARG(code), SLICE_ARG(day)));
    doc_set_text(web->arena, web->view, S("intake_href"),
                 arena_printf(web->arena, "/arrivals/%.*s/intake", SLICE_ARG(id)));
    doc_set_text(web->arena, web->view, S("list_href"),
                 arena_printf(web->arena, "/arrivals/%.*s/list", SLICE_ARG(id)));
    doc_set_text(web->arena, web->view, S("counts_href"),
                 arena_printf(web->arena, "/arrivals/%.*s/counts", SLICE_ARG(id)));
    doc_set_text(web->arena, web->view, S("bands_href"),
                 arena_printf(web->arena, "/arrivals/%.*s/slips?bands=1", SLICE_ARG(id)));
    doc_set_bool(web->arena, web->view, S("khmer_digits"), web->locale.khmer_digits);
}

static struct slice item_text(struct web *web, const void *context, const struct refusal_item *item) {
    (void)context;
    size_t dot = slice_find(item->field, S("."), 0);
    struct slice words = tr_refusal(web->arena, &web->locale, item);
    int64_t number;
    if (dot >= item->field.len || !slice_to_int64(slice_sub(item->field, dot + 1, item->field.len), &number))
        return words;
    return web_tr_fill(web, TR("Row {1}: {2}"), format_number(web->arena, &web->locale, number), words);
}

void comers_show(struct comers *comers) {
    struct web *web = comers->web;
    head_show(comers);
    counts_show(comers);
    saved_show(web);
    districts_show(web);
    web->refusal = comers->refusal;
    if (!refusal_is_empty(&web->refusal)) {
        plain_form_summarise(
            web,
            &(struct plain_summary){
                .title = comers->asks ? TR("Nothing is saved yet: is it somebody who has a file?") : NULL,
                .text = item_text});
    }
    doc_set_text(web->arena, web->view, S("key"),
                 comers->key.len ? comers->key : uuid_format(web->arena, uuid_new()));
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < comers->count; i++)
        line_show(comers, rows, i);
}
