/* SPDX-License-Identifier: Apache-2.0 */
/* Making and changing records: a form walked from the catalogue, one change, one write. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/records.h"
#include "store/view.h"
#include "web/care/case_alike.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/people/person_alike.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/record/form_change.h"
#include "web/record/form_conflict.h"
#include "web/record/record_extra.h"
#include "web/record/record_head.h"
#include "web/record/record_pages.h"

static bool is_organisation(const struct record_type *type) {
    return slice_equal(slice_of(type->name), S("organisation"));
}

/* ---- whose record it will be ---- */

/* A part belongs to who owns the whole; what a link has settled comes first. */
static bool org_of_ref(struct web *web, const struct field *field, struct uuid id, struct uuid *org) {
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(field->ref));
    struct view view = web_view(web, type);
    struct record *record;
    if (type->scope == SCOPE_SHARED || field->anywhere) return false;
    if (!query_get(web->app->store, web_db(web), web->arena, &view, type, id, &record, NULL)) return false;
    *org = record->org_id;
    return true;
}

/* The first reference of the change to a record of an organisation says whose this is; else what was chosen; else
 * the actor's own. */
static struct uuid org_of_change(struct web *web, const struct change *change) {
    struct uuid org;
    for (size_t i = 0; i < change->type->field_count; i++) {
        const struct field *field = &change->type->fields[i];
        const struct value *value = &change->values->values[i];
        if (field->kind == KIND_REF && value->present && org_of_ref(web, field, value->id, &org)) return org;
    }
    return uuid_parse(web_field(web, S("_org")), &org) ? org : web->actor->org_id;
}

/* Whether a reference that every record of the type has says whose it is. */
static bool org_follows(const struct record_type *type) {
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (field->kind != KIND_REF || !field->required || field->anywhere) continue;
        if (catalogue_find(&mlup_catalogue, slice_of(field->ref))->scope == SCOPE_ORG) return true;
    }
    return false;
}

static struct slice org_error(struct web *web) {
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, S("_org"))) return tr_refusal(web->arena, &web->locale, item);
    }
    return S("");
}

/* Who may write for several organisations is asked for which one, and nothing is chosen beforehand: a record cannot move
 * to another organisation later. */
static void add_organisations(struct web *web, const struct record_type *type) {
    struct org_entry *orgs;
    size_t count = access_orgs(web->app->access, web->arena, web->actor, type->access, &orgs), able = 0;
    struct slice chosen = web->http->method == HTTP_POST ? web_field(web, S("_org")) : http_query(web->http, S("_org"));
    for (size_t i = 0; i < count; i++) {
        orgs[able] = orgs[i];
        able += access_may_in(web->app->access, web->actor, type, orgs[i].id, VERB_CREATE);
    }
    if (able < 2 || type->scope != SCOPE_ORG || type->parent || is_organisation(type) || org_follows(type)) return;
    struct view_select select = {.name = "_org", .label = TR("Organisation"), .value = chosen, .required = true, .error = org_error(web)};
    struct doc *choices = promise_view_select(web, doc_set_array(web->arena, web->view, S("organisations")), &select);
    for (size_t i = 0; i < able; i++) {
        promise_view_choice(web, choices, uuid_format(web->arena, orgs[i].id), orgs[i].short_name, chosen);
    }
}

/* ---- the form ---- */

static void show_form(struct web *web, const struct form_source *source, struct slice action, struct slice back) {
    struct slice key = web->http->method == HTTP_POST ? web_field(web, S("_key")) : S("");
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    struct slice names = form_add_fields(web, fields, source);
    if (!doc_get(web->view, S("flash"))) form_add_summary(web, source->type);
    doc_set_text(web->arena, web->view, S("form_fields"), names);
    doc_set_text(web->arena, web->view, S("form_key"), key.len ? key : uuid_format(web->arena, uuid_new()));
    doc_set_text(web->arena, web->view, S("form_action"), action);
    doc_set_text(web->arena, web->view, S("back_href"), back);
    furniture_keep_form(web, &(struct furniture_form){.id = "record", .action = action, .look = "_look", .look_value = "1"});
    doc_set_bool(web->arena, web->view, S("sensitive"), source->type->access == ACCESS_PEOPLE || source->type->access == ACCESS_CASE);
}

static void show_new(struct web *web, const struct record_type *type, const struct view *view) {
    struct slice list = arena_printf(web->arena, "/%s", type->path), title = web_tr(web, type->label);
    bool posted = web->http->method == HTTP_POST;
    if (!type->hidden) furniture_add_crumb(web, web_tr(web, type->plural), list);
    title = refusal_fill(web->arena, web_tr(web, TR("New: {1}")), (const struct slice[2]){title});
    furniture_add_crumb(web, title, S(""));
    doc_set_text(web->arena, web->view, S("page_title"), title);
    doc_set_text(web->arena, web->view, S("subheading"), type->help ? web_tr(web, type->help) : S(""));
    doc_set_bool(web->arena, web->view, S("may_again"), true);
    doc_set_text(web->arena, web->view, S("form_version"), S(""));
    add_organisations(web, type);
    struct form_source source = {.type = type, .hidden = view_hidden(view, type, view->own_org), .posted = posted, .prefill = !posted};
    show_form(web, &source, list, type->hidden ? S("/") : list);
}

enum outcome record_new_page(struct web *web) {
    struct view view;
    const struct record_type *type = record_type_of_path(web, &view);
    if (!type || !access_may_add(web->actor, type)) return OUTCOME_NOT_FOUND;
    struct slice elsewhere = record_new_elsewhere(web, type);
    if (elsewhere.len) return web_redirect(web, elsewhere);
    show_new(web, type, &view);
    return OUTCOME_OK;
}

static void show_edit(struct web *web, const struct record *record, const struct view *view, uint64_t stored) {
    bool posted = web->http->method == HTTP_POST;
    record_add_head(record_names_new(web), web, record, TR("Edit"));
    doc_set_bool(web->arena, web->view, S("may_again"), false);
    doc_set_text(web->arena, web->view, S("form_version"), arena_printf(web->arena, "%lld", (long long)record->version));
    struct form_source source = {.type = record->type, .record = record, .posted = posted, .stored = stored,
                                 .hidden = view_hidden(view, record->type, record->org_id)};
    struct slice href = record_href(web, record->type, record->id);
    show_form(web, &source, href, href);
}

enum outcome record_edit_page(struct web *web) {
    struct view view;
    struct record *record = record_of_path(web, &view, NULL);
    if (!record || record->deleted_ms) return OUTCOME_NOT_FOUND;
    if (!access_may_record(web->app->access, web->actor, record, VERB_UPDATE)) return OUTCOME_NOT_FOUND;
    show_edit(web, record, &view, 0);
    return OUTCOME_OK;
}

/* ---- saving ---- */

/* The same form sent twice has one effect; sent again with other words (after "back") it is another one. */
static struct slice submission_key(struct web *web) {
    struct slice key = web_field(web, S("_key"));
    return key.len ? uuid_format(web->arena, web_form_identity(web, key)) : S("");
}

/* The refused form again, with what was typed and the status that says so. */
static enum outcome refused(struct web *web, enum outcome outcome) {
    web->response->status = web_status(outcome);
    return OUTCOME_OK;
}

static enum outcome created(struct web *web, struct write_job *job) {
    const struct change *change = &job->changes[0];
    if (job->outcome == OUTCOME_OK) {
        struct slice again = web_field(web, S("_again"));
        const struct record *record = change->after;
        if (!again.len || !record) {
            return web_redirect(web, record ? record_home_href(web, record, "saved") : record_href(web, change->type, change->id));
        }
        struct text next = TEXT_IN(web->arena);
        text_printf(&next, "/%s/new?done=saved", change->type->path);
        const struct field *parent = change->type->parent ? record_type_field(change->type, slice_of(change->type->parent)) : NULL;
        if (parent) text_printf(&next, "&%s=%.*s", parent->name, SLICE_ARG(uuid_format(web->arena, record_value_const(record, parent)->id)));
        return web_redirect(web, text_slice(&next));
    }
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    struct view view = web_view(web, change->type);
    web->refusal = job->refusal;
    show_new(web, change->type, &view);
    return refused(web, OUTCOME_REFUSED);
}

enum outcome record_create(struct web *web) {
    struct view view;
    const struct record_type *type = record_type_of_path(web, &view);
    if (!type) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (plain_form_has(web, "_look", S("1"))) {
        show_new(web, type, &view);
        return OUTCOME_OK;
    }
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_CREATE, type, web->actor->org_id);
    if (plain_form_has(web, "_org", S(""))) refuse(&web->refusal, S("_org"), "Choose the organisation.");
    if (!form_read_change(web, type, change) || !refusal_is_empty(&web->refusal)) {
        show_new(web, type, &view);
        return refused(web, OUTCOME_REFUSED);
    }
    change->org_id = org_of_change(web, change);
    if (person_form_asks(web, change, submission_key(web)) || case_form_asks(web, change, submission_key(web))) {
        show_new(web, type, &view);
        return refused(web, OUTCOME_CONFLICT);
    }
    if (is_organisation(type)) change->id = change->org_id = uuid_new(); /* an organisation owns its own record */
    return web_write(web, change, 1, submission_key(web), created);
}

static enum outcome updated(struct web *web, struct write_job *job) {
    const struct change *change = &job->changes[0];
    struct view view = web_view(web, change->type);
    struct record *record;
    if (job->outcome == OUTCOME_OK) return web_redirect(web, record_home_href(web, change->after, "saved"));
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    if (!query_get(web->app->store, web_db(web), web->arena, &view, change->type, change->id, &record, NULL)) return OUTCOME_NOT_FOUND;
    uint64_t stored = 0;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_CONFLICT) stored = form_conflict_add(web, change, record, &(struct form_place){S("record"), S(""), S("")});
    show_edit(web, record, &view, stored);
    return refused(web, job->outcome);
}

enum outcome record_update(struct web *web) {
    struct view view;
    struct record *record = record_of_path(web, &view, NULL);
    if (!record || record->deleted_ms) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, record->type, record->org_id);
    change->id = record->id;
    change->base_version = record->version;
    bool looks = plain_form_has(web, "_look", S("1")), good = form_read_change(web, record->type, change);
    if (looks) web->refusal = REFUSAL_IN(web->arena);
    if (!good || looks) {
        record->version = change->base_version; /* the form keeps the version it was made from */
        show_edit(web, record, &view, 0);
        return looks ? OUTCOME_OK : refused(web, OUTCOME_REFUSED);
    }
    form_conflict_merge(web, change, record);
    return web_write(web, change, 1, submission_key(web), updated);
}
