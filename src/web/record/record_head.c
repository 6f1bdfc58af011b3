/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/record_head.h"

#include "domain/records.h"
#include "web/furniture.h"

/* The record that this one is a part of; NULL when it is none. */
static const struct value *parent_of(const struct record *record, const struct record_type **type) {
    if (!record->type->parent) return NULL;
    const struct field *field = record_type_field(record->type, slice_of(record->type->parent));
    const struct value *value = record_value_const(record, field);
    *type = catalogue_find(&mlup_catalogue, slice_of(field->ref));
    return value->present ? value : NULL;
}

static void add_crumbs(struct record_names *names, struct web *web, const struct record *record, struct slice title, const char *page) {
    const struct record_type *parent_type = NULL, *type = record->type;
    const struct value *parent = parent_of(record, &parent_type);
    const struct record_type *list_type = parent && type->hidden ? parent_type : type;
    if (!list_type->hidden) furniture_add_crumb(web, web_tr(web, list_type->plural), arena_printf(web->arena, "/%s", list_type->path));
    struct slice parent_title = parent ? record_label_of(names, parent_type, parent->id) : S("");
    if (parent_title.len) furniture_add_crumb(web, parent_title, record_href(web, parent_type, parent->id));
    furniture_add_crumb(web, title, page ? record_href(web, type, record->id) : S(""));
    if (page) furniture_add_crumb(web, web_tr(web, page), S(""));
}

void record_add_head(struct record_names *names, struct web *web, const struct record *record, const char *page) {
    struct slice title = record_label(names, record);
    struct text under = TEXT_IN(web->arena);
    add_crumbs(names, web, record, title, page);
    text_append(&under, web_tr(web, record->type->label));
    if (record->code.len) text_printf(&under, " · %.*s", SLICE_ARG(record->code));
    if (record->type->scope == SCOPE_ORG && !uuid_equal(record->org_id, web->actor->org_id)) {
        text_printf(&under, " · %.*s", SLICE_ARG(access_org_name(web->app->access, web->arena, record->org_id)));
    }
    doc_set_text(web->arena, web->view, S("page_title"), title);
    doc_set_text(web->arena, web->view, S("subheading"), text_slice(&under));
    doc_set_text(web->arena, web->view, S("record_href"), record_href(web, record->type, record->id));
    doc_set_int(web->arena, web->view, S("record_version"), record->version);
}

struct slice record_home_href(struct web *web, const struct record *record, const char *done) {
    const struct record_type *parent_type = NULL;
    const struct value *parent = parent_of(record, &parent_type);
    struct slice href = record->type->hidden && parent ? record_href(web, parent_type, parent->id) : record_href(web, record->type, record->id);
    return arena_printf(web->arena, "%.*s?done=%s", SLICE_ARG(href), done);
}
