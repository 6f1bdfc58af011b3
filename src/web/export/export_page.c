/* SPDX-License-Identifier: Apache-2.0 */
#include "web/export/export_page.h"

#include "base/limits.h"
#include "domain/records.h"
#include "web/errors.h"
#include "web/export/download.h"
#include "web/export/exchange_view.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/list_address.h"
#include "web/record/list_filters.h"
#include "web/record/list_params.h"
#include "web/record/list_secret.h"
#include "web/record/record_table.h"

/* The type of the address and what is asked of it; NULL: answer NOT_FOUND, or REFUSED when there is a
 * refusal. */
static const struct record_type *export_type(struct web *web, struct list_query *query) {
    const struct record_type *type = catalogue_find_path(&mlup_catalogue, web_arg(web, 0));
    if (!type || !download_is_allowed(web, type)) return NULL;
    bool good = list_secret_open(web) && list_params_read(web, type, query, &web->refusal) && list_filters_resolve(web, query);
    query->deleted_too = query->deleted_only = false; /* a file holds what is there */
    return good ? type : NULL;
}

static enum outcome missing(struct web *web) {
    return refusal_is_empty(&web->refusal) ? OUTCOME_NOT_FOUND : OUTCOME_REFUSED;
}

/* Columns that the reader may see at all. */
static uint64_t visible_columns(struct web *web, const struct record_type *type) {
    struct view view = web_view(web, type);
    uint64_t all = type->field_count == 64 ? UINT64_MAX : (UINT64_C(1) << type->field_count) - 1;
    return all & ~record_type_fields_above(type, view.own_max);
}

/* ---- what was chosen ---- */

enum naming { NAMING_KHMER, NAMING_ENGLISH, NAMING_CODES };

static const struct {
    struct slice code;
    const char *label;
} namings[] = {
    [NAMING_KHMER] = {S_INIT("km"), TR("Names in Khmer")},
    [NAMING_ENGLISH] = {S_INIT("en"), TR("Names in English")},
    [NAMING_CODES] = {S_INIT("codes"), TR("Codes, as an import takes them")},
};

static bool naming_parse(struct slice text, enum naming *naming) {
    for (size_t i = 0; i < ARRAY_LEN(namings); i++) {
        if (slice_equal(text, namings[i].code)) return *naming = (enum naming)i, true;
    }
    return false;
}

static void choice_set_naming(struct web *web, struct list_export_choice *choice, enum naming naming) {
    choice->labels = naming != NAMING_CODES;
    choice->locale = (struct locale){.lang = naming == NAMING_KHMER ? LANG_KM : LANG_EN,
                                     .messages = naming == NAMING_KHMER ? web->app->khmer : NULL};
}

static bool choice_set_format(struct web *web, struct list_export_choice *choice, struct slice format,
                              struct slice names) {
    enum naming naming = NAMING_CODES;
    bool good = list_format_parse(format, &choice->format) ||
                refuse(&web->refusal, S("format"), "Choose a format: csv, xlsx or json.");
    good = (naming_parse(names, &naming) ||
            refuse(&web->refusal, S("names"), "Choose codes, or names in km or en.")) &&
           good;
    choice_set_naming(web, choice, naming);
    return good;
}

/* A column by its name; what the reader may not see is not known. */
static bool choice_add_column(struct web *web, const struct record_type *type,
                              struct list_export_choice *choice, struct slice name) {
    const struct field *field = record_type_field(type, name);
    uint64_t bit = field ? UINT64_C(1) << field_index(type, field) : 0;
    if (!(bit & visible_columns(web, type)))
        return refuse_with(&web->refusal, S("columns"), "There is no field “{1}”.", name, S(""));
    choice->columns |= bit;
    return true;
}

static bool choice_is_whole(struct web *web, const struct list_export_choice *choice, struct slice purpose) {
    bool good = choice->columns || refuse(&web->refusal, S("columns"), "Choose at least one column.");
    return export_purpose_check(web->arena, purpose, &web->refusal) && good;
}

/* ---- the form ---- */

static const struct choice formats[] = {
    {"xlsx", TR("Excel (XLSX)")},
    {"csv", TR("CSV")},
    {"json", TR("JSON")},
};

static void add_namings(struct web *web, struct doc *fields) {
    struct plain_choice choices[ARRAY_LEN(namings)];
    struct slice chosen = plain_form_value(web, "names", lang_code(web->locale.lang));
    for (size_t i = 0; i < ARRAY_LEN(namings); i++) {
        choices[i] = (struct plain_choice){namings[i].code, web_tr(web, namings[i].label),
                                           slice_equal(chosen, namings[i].code)};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "names",
                                         .label = TR("Choices, places and references as"),
                                         .control = PLAIN_RADIO,
                                         .choices = choices,
                                         .choice_count = ARRAY_LEN(choices)});
}

static void add_columns(struct web *web, struct doc *fields, const struct record_type *type) {
    struct view view = web_view(web, type);
    bool posted = web->http->method == HTTP_POST;
    uint64_t shown = list_columns_read(web, &view, type), visible = visible_columns(web, type);
    if (!shown) shown = record_table_columns(type, &view, NULL);
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, type->field_count);
    size_t count = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        struct slice name = slice_of(type->fields[i].name);
        if (!(visible >> i & 1)) continue;
        bool selected = posted ? plain_form_has(web, "columns", name) : shown >> i & 1;
        choices[count++] = (struct plain_choice){name, web_tr(web, type->fields[i].label), selected};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "columns",
                                         .label = TR("Columns"),
                                         .control = PLAIN_CHECKBOXES,
                                         .choices = choices,
                                         .choice_count = count});
}

static void add_rest(struct web *web, struct doc *fields) {
    struct plain_choice hxl = {S("1"), web_tr(web, TR("A second row with HXL tags")),
                               web->http->method == HTTP_POST && plain_form_has(web, "hxl", S("1"))};
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "hxl",
                                         .label = TR("For other systems"),
                                         .control = PLAIN_CHECKBOXES,
                                         .choices = &hxl,
                                         .choice_count = 1});
    exchange_add_purpose(web, fields);
}

static void add_facts(struct web *web, const struct list_query *query) {
    struct list_export_source source = {.store = web->app->store,
                                        .db = web_db(web),
                                        .access = web->app->access,
                                        .gazetteer = web->app->gazetteer,
                                        .actor = web->actor,
                                        .list = query};
    struct slice rows = format_number(web->arena, &web->locale, list_export_count(&source));
    doc_set_text(web->arena, web->view, S("rows_text"),
                 refusal_fill(web->arena, web_tr(web, TR("{1} rows")), (const struct slice[2]){rows, S("")}));
    doc_set_text(web->arena, web->view, S("filter_text"), download_filter_words(web, query));
    doc_set_bool(web->arena, web->view, S("is_search"), slice_trim(query->search).len > 0);
}

static void show(struct web *web, const struct record_type *type, const struct list_query *query) {
    struct slice plural = web_tr(web, type->plural),
                 filters = list_query_without(web, "page cursor done lang view limit");
    struct slice list =
        arena_printf(web->arena, "/%s%s%.*s", type->path, filters.len ? "?" : "", SLICE_ARG(filters));
    furniture_add_crumb(web, plural, list);
    furniture_add_crumb(web, web_tr(web, TR("Export")), S(""));
    struct slice title =
        refusal_fill(web->arena, web_tr(web, TR("Export: {1}")), (const struct slice[2]){plural, S("")});
    doc_set_text(web->arena, web->view, S("page_title"), title);
    doc_set_text(web->arena, web->view, S("back_href"), list);
    doc_set_text(
        web->arena, web->view, S("export_action"),
        arena_printf(web->arena, "/%s/export%s%.*s", type->path, filters.len ? "?" : "", SLICE_ARG(filters)));
    add_facts(web, query);
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    exchange_add_formats(web, fields, formats, ARRAY_LEN(formats));
    add_namings(web, fields);
    add_columns(web, fields, type);
    add_rest(web, fields);
    plain_form_add_summary(web);
}

enum outcome export_page(struct web *web) {
    struct list_query query;
    const struct record_type *type = export_type(web, &query);
    if (!type) return missing(web);
    show(web, type, &query);
    return OUTCOME_OK;
}

static bool form_read_choice(struct web *web, const struct record_type *type,
                             struct list_export_choice *choice) {
    bool good = web_form(web) &&
                choice_set_format(web, choice, web_field(web, S("format")), web_field(web, S("names")));
    for (size_t i = 0; web->form_read && i < web->form.count; i++) {
        if (!slice_equal(web->form.fields[i].name, S("columns"))) continue;
        form_note(&web->form, &web->form.fields[i]);
        good = choice_add_column(web, type, choice, web->form.fields[i].value) && good;
    }
    choice->hxl = web->form_read && plain_form_has(web, "hxl", S("1"));
    return choice_is_whole(web, choice, web_field(web, S("purpose"))) && good;
}

enum outcome export_post(struct web *web) {
    struct list_query query;
    struct list_export_choice choice = {0};
    const struct record_type *type = export_type(web, &query);
    if (!type) return missing(web);
    enum outcome outcome = OUTCOME_REFUSED;
    if (form_read_choice(web, type, &choice))
        outcome = download_list(web, &query, &choice, web_field(web, S("purpose")));
    if (outcome == OUTCOME_OK) return outcome;
    show(web, type, &query);
    plain_form_refused(web, outcome, 60 * 1000);
    return OUTCOME_OK;
}

/* ---- the API ---- */

static bool body_read_columns(struct web *web, const struct record_type *type, const struct doc *columns,
                              struct list_export_choice *choice) {
    bool good = true;
    if (!columns) choice->columns = visible_columns(web, type);
    if (columns && columns->kind != DOC_ARRAY)
        return refuse(&web->refusal, S("columns"), "This must be an array of names of fields.");
    for (const struct doc_entry *entry = columns ? columns->first : NULL; entry; entry = entry->next) {
        good =
            choice_add_column(web, type, choice, entry->value.kind == DOC_TEXT ? entry->value.text : S("")) &&
            good;
    }
    return good;
}

static struct slice text_or(const struct doc *body, struct slice key, struct slice otherwise) {
    const struct doc *member = doc_get(body, key);
    return member && member->kind == DOC_TEXT ? member->text : otherwise;
}

enum outcome export_api_post(struct web *web) {
    struct list_query query;
    struct list_export_choice choice = {0};
    const struct record_type *type = export_type(web, &query);
    if (!type) return missing(web);
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body || body->kind != DOC_OBJECT)
        return refuse(&web->refusal, S(""), "The body must be a JSON object."), OUTCOME_MALFORMED;
    bool good = choice_set_format(web, &choice, text_or(body, S("format"), S("csv")),
                                  text_or(body, S("names"), S("codes")));
    good = body_read_columns(web, type, doc_get(body, S("columns")), &choice) && good;
    const struct doc *hxl = doc_get(body, S("hxl"));
    choice.hxl = hxl && hxl->kind == DOC_BOOL && hxl->flag;
    struct slice purpose = doc_get_text(body, S("purpose"));
    if (!choice_is_whole(web, &choice, purpose) || !good) return OUTCOME_REFUSED;
    return download_list(web, &query, &choice, purpose);
}
