/* SPDX-License-Identifier: Apache-2.0 */
#include "access/permission.h"
#include "catalogue/value.h"
#include "domain/export/export_entry.h"
#include "domain/publication/counts.h"
#include "domain/publication/publication.h"
#include "domain/care/care.h"
#include "domain/shelter/shelter.h"
#include "domain/training/training.h"
#include "web/plain_form.h"
#include "web/publication/publication_pages.h"

bool publication_may_publish(struct web *web) {
    return access_may(web->actor, ACCESS_CASE, VERB_APPROVE);
}

static struct slice href_of(struct web *web, const struct record *record) {
    return arena_join(web->arena, S("/publications/"), uuid_format(web->arena, record->id));
}

static struct slice when_of(struct web *web, const struct record *record) {
    return format_date(web->arena, &web->locale, publication_of(record)->taken_on.date);
}

/* ---- figures ---- */

static const struct choice_set *choices_of_field(struct web *web, const char *type_name, const char *field_name) {
    const struct record_type *type = catalogue_find(store_catalogue(web->app->store), slice_of(type_name));
    const struct field *field = type ? record_type_field(type, slice_of(field_name)) : NULL;
    return field ? field->choices : NULL;
}

static const struct choice_set *choices_of(struct web *web, enum figure_dim dim) {
    switch (dim) {
    case FIGURE_COUNTRY: return &care_country_choices;
    case FIGURE_SEX: return choices_of_field(web, "case_file", "sex");
    case FIGURE_AGE: return &age_band_choices;
    case FIGURE_SERVICE: return &case_service_kind_choices;
    case FIGURE_EXPLOITATION: return choices_of_field(web, "trafficking_profile", "exploitation");
    case FIGURE_YEAR:
    case FIGURE_DIMS: return NULL;
    }
    return NULL;
}

static struct slice key_words(struct web *web, enum figure_dim dim, struct slice key) {
    const struct choice_set *choices = choices_of(web, dim);
    const struct choice *choice = choices ? choice_find(choices, key) : NULL;
    if (choice) return web_tr(web, choice->label);
    if (slice_equal(key, S(FIGURE_ANYBODY))) return web_tr(web, TR("Any of these"));
    return slice_equal(key, S("unknown")) ? web_tr(web, TR("Not known")) : key;
}

static void row_add(struct web *web, struct doc *rows, const struct figures *figures, enum figure_dim dim,
                    const struct figure_row *row) {
    struct doc *object = doc_add_object(web->arena, rows);
    struct slice least = format_number(web->arena, &web->locale, figures->least);
    doc_set_text(web->arena, object, S("row_key"), row->key);
    doc_set_text(web->arena, object, S("row_label"), key_words(web, dim, row->key));
    doc_set_bool(web->arena, object, S("row_hidden"), row->hidden);
    if (row->hidden)
        doc_set_null(web->arena, object, S("row_people"));
    else
        doc_set_int(web->arena, object, S("row_people"), row->value);
    doc_set_text(web->arena, object, S("row_text"),
                 row->hidden ? web_tr_fill(web, TR("not told (least {1})"), least, S(""))
                             : format_number(web->arena, &web->locale, row->value));
}

static void table_add(struct web *web, struct doc *tables, const struct figures *figures,
                      enum figure_dim dim) {
    const struct figure_table *table = &figures->tables[dim];
    if (!table->count && !table->is_dropped) return;
    struct doc *object = doc_add_object(web->arena, tables);
    doc_set_text(web->arena, object, S("table_by"), slice_of(figure_dims[dim].code));
    doc_set_text(web->arena, object, S("table_label"), web_tr(web, figure_dims[dim].label));
    doc_set_bool(web->arena, object, S("table_dropped"), table->is_dropped);
    struct doc *rows = doc_set_array(web->arena, object, S("rows"));
    for (size_t i = 0; i < table->count; i++)
        row_add(web, rows, figures, dim, &table->rows[i]);
}

static bool figures_show(struct web *web, const struct record *record) {
    struct figures *figures = arena_make(web->arena, struct figures, 1);
    const struct publication *publication = publication_of(record);
    if (!figures_read(doc_parse_json(web->arena, publication->content.text, &web->refusal), figures))
        return false;
    doc_set_text(web->arena, web->view, S("shown_when"), when_of(web, record));
    doc_set_text(web->arena, web->view, S("shown_org"),
                 access_org_name(web->app->access, web->arena, record->org_id));
    doc_set_text(web->arena, web->view, S("hash"), publication->hash.text);
    doc_set_int(web->arena, web->view, S("least"), figures->least);
    doc_set_int(web->arena, web->view, S("people"), figures->total);
    doc_set_text(web->arena, web->view, S("people_text"),
                 format_number(web->arena, &web->locale, figures->total));
    struct doc *tables = doc_set_array(web->arena, web->view, S("tables"));
    for (enum figure_dim dim = 0; dim < FIGURE_DIMS; dim++)
        table_add(web, tables, figures, dim);
    return true;
}

/* ---- the list ---- */

static size_t published_read(struct web *web, struct record ***records) {
    struct view view = web_view(web, &publication_type);
    struct list_query query = {.type = &publication_type,
                               .limit = LIMIT_LIST_ROWS,
                               .sort = record_type_field(&publication_type, S("number")),
                               .descending = true};
    if (!view.allowed) return *records = NULL, 0;
    return query_list_all(web->app->store, web_db(web), web->arena, &view, &query, LIMIT_LIST_ROWS, records,
                          NULL);
}

static void list_add(struct web *web, struct record **records, size_t count, const struct record *shown) {
    struct doc *list = doc_set_array(web->arena, web->view, S("published"));
    for (size_t i = 0; i < count; i++) {
        struct doc *item = doc_add_object(web->arena, list);
        doc_set_text(web->arena, item, S("item_when"), when_of(web, records[i]));
        doc_set_text(web->arena, item, S("item_org"),
                     access_org_name(web->app->access, web->arena, records[i]->org_id));
        doc_set_text(web->arena, item, S("item_href"), href_of(web, records[i]));
        doc_set_bool(web->arena, item, S("item_shown"), shown && uuid_equal(shown->id, records[i]->id));
    }
}

static enum outcome show(struct web *web, const struct record *wanted) {
    struct record **records;
    if (!web_view(web, &publication_type).allowed) return OUTCOME_NOT_FOUND;
    size_t count = published_read(web, &records);
    const struct record *shown = wanted ? wanted : count ? records[0] : NULL;
    doc_set_text(web->arena, web->view, S("page_title"),
                 web_tr(web, TR("What is told of people who came back")));
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    doc_set_bool(web->arena, web->view, S("may_publish"), publication_may_publish(web));
    doc_set_int(web->arena, web->view, S("least_usual"), PUBLICATION_LEAST);
    doc_set_bool(web->arena, web->view, S("is_shown"), shown != NULL);
    publication_risk_add(web, PUBLICATION_LEAST);
    list_add(web, records, count, shown);
    return !shown || figures_show(web, shown) ? OUTCOME_OK : OUTCOME_FAILED;
}

enum outcome publication_list(struct web *web) {
    return show(web, NULL);
}

enum outcome publication_page(struct web *web) {
    const struct record *record = web_record_of_path(web, &publication_type, 0);
    if (!record) return OUTCOME_NOT_FOUND;
    if (!web->is_api) return show(web, record);
    return figures_show(web, record) ? OUTCOME_OK : OUTCOME_FAILED;
}

/* ---- publishing ---- */

static enum outcome published(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_OK && web->is_api) {
        web->response->status = job->repeated ? 200 : 201;
        doc_set_uuid(web->arena, web->view, S("id"), job->changes[0].id);
        return figures_show(web, job->changes[0].after) ? OUTCOME_OK : OUTCOME_FAILED;
    }
    if (job->outcome == OUTCOME_OK) return web_redirect(web, S("/publications?done=saved"));
    if (job->outcome != OUTCOME_REFUSED || web->is_api) return job->outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    web->template = "publications";
    plain_form_add_summary(web);
    return show(web, NULL);
}

enum outcome publication_post(struct web *web) {
    int64_t least;
    if (!publication_may_publish(web)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_CREATE, &publication_type, web->actor->org_id);
    change->id = uuid_new();
    if (slice_to_int64(slice_trim(web_field(web, S("least"))), &least))
        change_set_value(change, "least", value_of_number(least));
    struct slice key = web->is_api ? http_header(web->http, S("Idempotency-Key")) : web_field(web, S("_key"));
    /* In the program's hand: nobody else writes what is told of others. */
    return web_write_as(web, export_scribe(web->arena, web->actor), change, 1, key, published);
}
