/* SPDX-License-Identifier: Apache-2.0 */
#include "web/api.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "base/log.h"
#include "domain/records.h"
#include "exchange/json_record.h"
#include "exchange/openapi.h"
#include "store/history.h"
#include "store/view.h"
#include "web/care/case_alike.h"
#include "web/people/person_alike.h"
#include "web/record/form_change.h"
#include "web/record/list_params.h"
#include "web/record/list_secret.h"
#include "web/record/record_pages.h"

/* The type of the address, when the actor may know that it has records. */
static const struct record_type *api_type(struct web *web, struct view *view) {
    const struct record_type *type = catalogue_find_path(&mlup_catalogue, web_arg(web, 0));
    if (!type) return NULL;
    *view = web_view(web, type);
    return view->allowed ? type : NULL;
}

struct record *api_record(struct web *web, uint64_t *hidden, struct view *view) {
    struct uuid id;
    struct record *record;
    const struct record_type *type = api_type(web, view);
    if (!type || !web_arg_id(web, 1, &id)) return NULL;
    return query_get(web->app->store, web_db(web), web->arena, view, type, id, &record, hidden) ? record : NULL;
}

static void api_add_etag(struct web *web, const struct record *record) {
    http_response_add_header(web->response, S("ETag"), arena_printf(web->arena, "\"%lld\"", (long long)record->version));
}

static struct doc *api_body(struct web *web) {
    return doc_parse_json(web->arena, web->http->body, &web->refusal);
}

/* ---- reading ---- */

/* ?as_of=2016-03-07: the record as it was when that day ended. */
static enum outcome api_get_as_of(struct web *web, const struct view *view, const struct record *record, uint64_t hidden) {
    struct slice typed = slice_trim(http_query(web->http, S("as_of")));
    struct date date;
    if (parse_date(typed, &date) != PARSE_OK) {
        refuse_with(&web->refusal, S("as_of"), "“{1}” is not a date. Write day, month, year, for example 7/3/2016.", typed, S(""));
        return OUTCOME_REFUSED;
    }
    const struct history_entry *then = history_as_of(web->app->store, web_db(web), web->arena, view, record, record_day_end_ms(date));
    if (!then || then->is_erased) return OUTCOME_NOT_FOUND;
    json_record_add(web->arena, then->after, hidden, web->view);
    return OUTCOME_OK;
}

enum outcome api_get(struct web *web) {
    uint64_t hidden = 0;
    struct view view;
    struct record *record = api_record(web, &hidden, &view);
    if (!record) return OUTCOME_NOT_FOUND;
    if (http_query(web->http, S("as_of")).len) return api_get_as_of(web, &view, record, hidden);
    api_add_etag(web, record);
    struct slice etag = arena_printf(web->arena, "\"%lld\"", (long long)record->version);
    if (slice_equal(http_header(web->http, S("If-None-Match")), etag)) return web_answer(web, 304, S(""), S(""));
    json_record_add(web->arena, record, hidden, web->view);
    return OUTCOME_OK;
}

static enum outcome api_list_of(struct web *web, const struct record_type *type, const struct view *view) {
    struct list_query query;
    struct list_page page;
    if (!list_params_read(web, type, &query, &web->refusal)) return OUTCOME_REFUSED;
    query.want_total = true;
    if (!query_list(web->app->store, web_db(web), web->arena, view, &query, &page, &web->refusal))
        return OUTCOME_REFUSED;
    doc_set_int(web->arena, web->view, S("total"), page.total);
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < page.count; i++) {
        struct doc *item = doc_add_object(web->arena, items);
        json_record_add(web->arena, page.records[i], view_hidden(view, type, page.records[i]->org_id), item);
    }
    if (page.next_cursor.len) doc_set_text(web->arena, web->view, S("next_cursor"), page.next_cursor);
    else doc_set_null(web->arena, web->view, S("next_cursor"));
    return OUTCOME_OK;
}

enum outcome api_list(struct web *web) {
    struct view view;
    const struct record_type *type = api_type(web, &view);
    return type ? api_list_of(web, type, &view) : OUTCOME_NOT_FOUND;
}

enum outcome api_search(struct web *web) {
    struct view view;
    const struct record_type *type = api_type(web, &view);
    if (!type) return OUTCOME_NOT_FOUND;
    const struct doc *asked = api_body(web);
    if (!asked) return OUTCOME_MALFORMED;
    return list_secret_take(web, asked) ? api_list_of(web, type, &view) : OUTCOME_REFUSED;
}

static void history_add_entry(struct web *web, const struct history_entry *entry, struct doc *item) {
    doc_set_int(web->arena, item, S("sequence"), entry->sequence);
    doc_set_text(web->arena, item, S("at"), instant_format_iso(web->arena, entry->at_ms));
    doc_set_text(web->arena, item, S("verb"), change_verb_code(entry->verb));
    doc_set_int(web->arena, item, S("version"), entry->version);
    doc_set_uuid(web->arena, item, S("user"), entry->actor_id);
    doc_set_text(web->arena, item, S("reason"), entry->reason);
    doc_set_bool(web->arena, item, S("erased"), entry->is_erased);
    struct doc *fields = doc_set_object(web->arena, item, S("fields"));
    const struct record_type *type = entry->after->type;
    for (size_t i = 0; i < type->field_count; i++) {
        if (!(entry->changed >> i & 1)) continue;
        struct doc *change = doc_set_object(web->arena, fields, slice_of(type->fields[i].name));
        struct field from = type->fields[i], to = type->fields[i];
        static const struct value none;
        from.name = "from";
        to.name = "to";
        value_set_json(web->arena, &from, entry->before ? &entry->before->values[i] : &none, change);
        value_set_json(web->arena, &to, &entry->after->values[i], change);
    }
}

enum outcome api_history(struct web *web) {
    struct view view;
    struct record *record = api_record(web, NULL, &view);
    if (!record) return OUTCOME_NOT_FOUND;
    struct history_entry *entries;
    size_t count = history_read(web->app->store, web_db(web), web->arena, &view, record, &entries);
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < count; i++) {
        history_add_entry(web, &entries[i], doc_add_object(web->arena, items));
    }
    return OUTCOME_OK;
}

/* ---- writing ---- */

bool api_take_if_match(struct web *web, struct change *change) {
    struct slice header = slice_trim(http_header(web->http, S("If-Match")));
    if (!header.len) return true;
    if (slice_starts(header, S("\"")) && slice_ends(header, S("\"")) && header.len > 2) header = slice_sub(header, 1, header.len - 1);
    int64_t version;
    if (!slice_to_int64(header, &version) || version < 1) return refuse(&web->refusal, S("If-Match"), "The version is the whole number that the record was read with.");
    change->base_version = version;
    return true;
}

void api_add_after(struct web *web, const struct change *change, struct doc *object) {
    struct view view = web_view(web, change->type);
    uint64_t hidden = change->after ? view_hidden(&view, change->type, change->after->org_id) : 0;
    if (change->after) json_record_add(web->arena, change->after, hidden, object);
    else doc_set_uuid(web->arena, object, S("id"), change->id);
}

static enum outcome api_written(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_CONFLICT) {
        bool by_header = http_header(web->http, S("If-Match")).len > 0;
        web->response->status = by_header ? 412 : web_status(OUTCOME_CONFLICT);
        refuse(&web->refusal, S("version"), "Somebody changed this record meanwhile; `current` holds it as it is now.");
        api_add_after(web, &job->changes[job->failed_change], doc_set_object(web->arena, web->view, S("current")));
    }
    if (job->outcome != OUTCOME_OK) return job->outcome;
    const struct change *first = &job->changes[0];
    web->response->status = first->verb == CHANGE_CREATE && !job->repeated ? 201 : 200;
    if (job->repeated) http_response_add_header(web->response, S("Idempotent-Replayed"), S("true"));
    if (web->http->method == HTTP_POST && web->http->body.len && web->http->body.s[0] == '[') {
        struct doc *items = doc_set_array(web->arena, web->view, S("items"));
        for (size_t i = 0; i < job->change_count; i++) {
            api_add_after(web, &job->changes[i], doc_add_object(web->arena, items));
        }
        return OUTCOME_OK;
    }
    api_add_after(web, first, web->view);
    if (first->after) api_add_etag(web, first->after);
    if (web->response->status == 201) {
        struct slice id = uuid_format(web->arena, first->id);
        http_response_add_header(web->response, S("Location"), arena_printf(web->arena, "/api/v1/%s/%.*s", first->type->path, SLICE_ARG(id)));
    }
    return OUTCOME_OK;
}

/* The organisation that a new record belongs to: the actor's, unless the body says another. */
static bool api_read_create(struct web *web, const struct record_type *type, const struct doc *body, struct change *change) {
    *change = change_new(web->arena, CHANGE_CREATE, type, web->actor->org_id);
    if (json_record_read(web->arena, body, change, &web->refusal)) return true;
    if (body->kind == DOC_OBJECT) form_refuse_rest(web, change, ~UINT64_C(0));
    return false;
}

static enum outcome api_create_many(struct web *web, const struct record_type *type, const struct doc *body) {
    if (body->count == 0 || body->count > LIMIT_CHANGES_PER_JOB) {
        refuse(&web->refusal, S(""), "Send from one to five thousand records at once.");
        return OUTCOME_REFUSED;
    }
    if (type == &case_file_type && body->count > LIMIT_INTAKE_ROWS) { /* each is compared with those that are there */
        refuse(&web->refusal, S(""), "Send at most five hundred case files at once.");
        return OUTCOME_REFUSED;
    }
    struct change *changes = arena_make(web->arena, struct change, body->count);
    struct refusal all = REFUSAL_IN(web->arena);
    size_t count = 0;
    for (const struct doc_entry *entry = body->first; entry; entry = entry->next, count++) {
        web->refusal = REFUSAL_IN(web->arena);
        api_read_create(web, type, &entry->value, &changes[count]);
        for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
            refuse_with(&all, arena_printf(web->arena, "%zu.%.*s", count, SLICE_ARG(item->field)), item->message, item->args[0], item->args[1]);
        }
    }
    web->refusal = all;
    if (!refusal_is_empty(&all)) return OUTCOME_REFUSED;
    if (case_request_asks(web, changes, count, true)) return OUTCOME_CONFLICT;
    return web_write(web, changes, count, http_header(web->http, S("Idempotency-Key")), api_written);
}

enum outcome api_create(struct web *web) {
    struct view view;
    const struct record_type *type = api_type(web, &view);
    if (!type) return OUTCOME_NOT_FOUND;
    struct doc *body = api_body(web);
    if (!body) return OUTCOME_MALFORMED;
    if (body->kind == DOC_ARRAY) return api_create_many(web, type, body);
    struct change *change = arena_make(web->arena, struct change, 1);
    if (!api_read_create(web, type, body, change)) return OUTCOME_REFUSED;
    if (person_request_asks(web, change) || case_request_asks(web, change, 1, false)) return OUTCOME_CONFLICT;
    return web_write(web, change, 1, http_header(web->http, S("Idempotency-Key")), api_written);
}

/* A change of the record of the address, knowing which version it starts from. */
static struct change *api_change_of(struct web *web, const struct record *record, enum change_verb verb) {
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, verb, record->type, record->org_id);
    change->id = record->id;
    return change;
}

static enum outcome api_need_version(struct web *web, const struct change *change) {
    if (change->base_version > 0) return OUTCOME_OK;
    web->response->status = 428;
    refuse(&web->refusal, S("version"), "Send the version you read, as If-Match or in the body.");
    return OUTCOME_REFUSED;
}

enum outcome api_update(struct web *web) {
    struct view view;
    struct record *record = api_record(web, NULL, &view);
    if (!record) return OUTCOME_NOT_FOUND;
    struct doc *body = api_body(web);
    if (!body) return OUTCOME_MALFORMED;
    struct change *change = api_change_of(web, record, CHANGE_UPDATE);
    bool good = json_record_read(web->arena, body, change, &web->refusal);
    if (!good) form_refuse_rest(web, change, change->sets);
    bool moves = record->type->scope == SCOPE_ORG && !uuid_equal(change->org_id, record->org_id);
    if (moves) good = refuse(&web->refusal, S("org"), "A record stays in its organisation.");
    change->org_id = record->org_id;
    if (!api_take_if_match(web, change) || !good) return OUTCOME_REFUSED;
    enum outcome outcome = api_need_version(web, change);
    return outcome == OUTCOME_OK ? web_write(web, change, 1, http_header(web->http, S("Idempotency-Key")), api_written) : outcome;
}

static enum outcome api_change_state(struct web *web, enum change_verb verb) {
    struct view view;
    struct record *record = api_record(web, NULL, &view);
    if (!record) return OUTCOME_NOT_FOUND;
    struct change *change = api_change_of(web, record, verb);
    change->base_version = record->version;
    change->reason = http_query(web->http, S("reason"));
    if (!api_take_if_match(web, change)) return OUTCOME_REFUSED;
    return web_write(web, change, 1, http_header(web->http, S("Idempotency-Key")), api_written);
}

enum outcome api_delete(struct web *web) {
    return api_change_state(web, CHANGE_DELETE);
}

enum outcome api_restore(struct web *web) {
    return api_change_state(web, CHANGE_RESTORE);
}

enum outcome api_undo(struct web *web) {
    struct view view;
    struct record *record = api_record(web, NULL, &view);
    if (!record) return OUTCOME_NOT_FOUND;
    struct doc *body = api_body(web);
    if (!body) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    if (!history_undo(web->app->store, web_db(web), web->arena, &view, record, doc_get_int(body, S("sequence"), 0), change, &web->refusal)) {
        return OUTCOME_REFUSED;
    }
    return web_write(web, change, 1, http_header(web->http, S("Idempotency-Key")), api_written);
}

/* ---- about the API ---- */

enum outcome api_openapi(struct web *web) {
    web->view = openapi_document(web->arena, &mlup_catalogue);
    return OUTCOME_OK;
}

enum outcome api_me(struct web *web) {
    doc_set_text(web->arena, web->view, S("login"), web->session->login);
    doc_set_text(web->arena, web->view, S("name"), web->session->name);
    doc_set_uuid(web->arena, web->view, S("user"), web->actor->user_id);
    doc_set_uuid(web->arena, web->view, S("org"), web->actor->org_id);
    struct doc *roles = doc_set_array(web->arena, web->view, S("roles"));
    for (int role = 0; role < ROLES; role++) {
        if (web->actor->roles & ROLE_BIT(role)) doc_add_text(web->arena, roles, role_code((enum role)role));
    }
    doc_set_text(web->arena, web->view, S("csrf"), web->session->is_api_token ? S("") : web_csrf(web));
    return OUTCOME_OK;
}
