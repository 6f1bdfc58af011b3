/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/list_views.h"

#include "access/user.h"
#include "base/limits.h"
#include "catalogue/value.h"
#include "web/record/list_address.h"
#include "web/record/record_pages.h"
#include "web/record/record_text.h"

static const struct field *view_field(const char *name) {
    return record_type_field(&saved_view_type, slice_of(name));
}

static struct slice view_text(const struct record *record, const char *name) {
    return record_value_const(record, view_field(name))->text;
}

static size_t views_read(struct web *web, const struct record_type *type, struct record ***records) {
    struct view view = web_view(web, &saved_view_type);
    struct list_query query = {.type = &saved_view_type, .limit = LIMIT_LIST_ROWS, .sort = view_field("name"), .filter_count = 2};
    query.filters[0] = (struct filter){view_field("user"), FILTER_EQUAL, {.present = true, .id = web->actor->user_id}};
    query.filters[1] = (struct filter){view_field("type"), FILTER_EQUAL, {.present = true, .text = slice_of(type->name)}};
    struct list_page page;
    struct refusal none = REFUSAL_IN(web->arena);
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return 0;
    *records = page.records;
    return page.count;
}

/* The question without where one is in it, and without sealed values and words that find them: a saved view is not sealed. */
static struct slice present_query(struct web *web, const struct record_type *type) {
    struct text names = TEXT_IN(web->arena);
    text_append(&names, S("lang done page cursor find"));
    for (size_t i = 0; i < type->field_count; i++) {
        if (!type->fields[i].sealed) continue;
        text_printf(&names, " %s%s", type->fields[i].name, type->fields[i].is_name ? " q" : "");
    }
    return list_query_without(web, text_slice(&names).s);
}

void list_views_add(struct web *web, const struct record_type *type) {
    if (!access_may(web->actor, ACCESS_OWN, VERB_CREATE)) return;
    struct record **records;
    size_t count = views_read(web, type, &records);
    struct slice now = present_query(web, type);
    struct doc *views = doc_set_object(web->arena, web->view, S("views"));
    struct doc *items = doc_set_array(web->arena, views, S("items"));
    for (size_t i = 0; i < count; i++) {
        struct slice query = view_text(records[i], "query");
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("label"), view_text(records[i], "name"));
        doc_set_text(web->arena, item, S("href"), arena_printf(web->arena, "/%s?%.*s", type->path, SLICE_ARG(query)));
        doc_set_bool(web->arena, item, S("current"), slice_equal(query, now));
        doc_set_text(web->arena, item, S("delete_action"),
                     arena_printf(web->arena, "/%s/views/%.*s/delete", type->path, SLICE_ARG(uuid_format(web->arena, records[i]->id))));
    }
    doc_set_bool(web->arena, views, S("any"), count > 0);
    doc_set_text(web->arena, views, S("save_action"), arena_printf(web->arena, "/%s/views", type->path));
    doc_set_text(web->arena, views, S("query"), now);
}

/* ---- saving and deleting ---- */

static bool view_set(struct web *web, struct change *change, const char *name, struct slice text) {
    const struct field *field = view_field(name);
    change_set(change, field);
    return value_parse_input(web->arena, field, text, S(""), record_value(change->values, field), &web->refusal);
}

static enum outcome view_written(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_OK) return job->outcome;
    struct view view;
    const struct record_type *type = record_type_of_path(web, &view);
    if (!type) return OUTCOME_NOT_FOUND;
    struct slice query = job->changes[0].verb == CHANGE_CREATE ? web_field(web, S("query")) : S("");
    return web_redirect(web, arena_printf(web->arena, "/%s?%.*s%sdone=%s", type->path, SLICE_ARG(query), query.len ? "&" : "",
                                          job->changes[0].verb == CHANGE_CREATE ? "saved" : "deleted"));
}

enum outcome record_view_save(struct web *web) {
    struct view view;
    const struct record_type *type = record_type_of_path(web, &view);
    if (!type) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_CREATE, &saved_view_type, web->actor->org_id);
    struct slice query = web_field(web, S("query"));
    bool good = view_set(web, change, "user", uuid_format(web->arena, web->actor->user_id));
    good = view_set(web, change, "type", slice_of(type->name)) && good;
    good = view_set(web, change, "name", web_field(web, S("name"))) && good;
    good = view_set(web, change, "query", query.len ? query : S("deleted=0")) && good;
    return good ? web_write(web, change, 1, S(""), view_written) : OUTCOME_REFUSED;
}

enum outcome record_view_delete(struct web *web) {
    struct uuid id;
    size_t end = slice_find(web->http->path, S("/views/"), 0) + sizeof "/views/" - 1;
    bool named = uuid_parse(slice_sub(web->http->path, end, end + UUID_TEXT), &id);
    struct record *record = named ? web_record(web, &saved_view_type, id) : NULL;
    if (!record || !uuid_equal(record_value(record, view_field("user"))->id, web->actor->user_id))
        return OUTCOME_NOT_FOUND;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_DELETE, &saved_view_type, record->org_id);
    change->id = id;
    change->base_version = record->version;
    change->reason = S("no longer needed");
    return web_write(web, change, 1, S(""), view_written);
}
