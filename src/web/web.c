/* SPDX-License-Identifier: Apache-2.0 */
#include "web/web.h"

#include "access/api_token.h"
#include "base/limits.h"
#include "base/log.h"
#include "exchange/intake/intake_desk.h"
#include "store/query.h"
#include "store/rule.h"
#include "store/vault.h"
#include "web/attachment/attachment_page.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/record/form_again.h"

/* ---- routes ---- */

static bool pattern_match(struct slice pattern, struct slice path, struct slice args[static WEB_ARGS_MAX]) {
    size_t count = 0;
    struct slice part, piece;
    for (size_t i = 0; i < WEB_ARGS_MAX; i++) args[i] = S(""); /* another pattern may have matched half of the path */
    while (slice_split(&pattern, '/', &part)) {
        if (!slice_split(&path, '/', &piece)) return false;
        bool is_argument = part.len > 0 && part.s[0] == '{';
        if (is_argument && piece.len > 0 && count < WEB_ARGS_MAX) args[count++] = piece;
        else if (!slice_equal(part, piece)) return false;
    }
    return path.s == NULL;
}

/* What the first part of a path, behind "/api/v1", says of the routes that may fit; an argument there fits any. */
enum { HEAD_ANY };

static uint8_t head_of(struct slice path) {
    struct slice head, rest = slice_sub(path, slice_starts(path, S("/api/v1/")) ? strlen("/api/v1/") : 1, path.len);
    if (!slice_split(&rest, '/', &head) || slice_starts(head, S("{"))) return HEAD_ANY;
    return (uint8_t)(slice_hash(head) % UINT8_MAX + 1);
}

static uint8_t *route_heads;

static void route_heads_make(void) {
    size_t count = 0;
    while (web_routes[count].handler) count++;
    route_heads = heap_alloc(count + 1);
    for (size_t i = 0; i < count; i++) route_heads[i] = head_of(slice_of(web_routes[i].pattern));
}

/* HEAD is GET without the body.  `*other_method` tells that the path exists for another method. */
static const struct route *route_find(enum http_method method, struct slice path, struct slice args[static WEB_ARGS_MAX],
                                      bool *other_method) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, route_heads_make);
    uint8_t head = head_of(path);
    if (method == HTTP_HEAD) method = HTTP_GET;
    *other_method = false;
    for (const struct route *route = web_routes; route->handler; route++) {
        uint8_t wanted = route_heads[route - web_routes];
        if (wanted != HEAD_ANY && wanted != head) continue;
        if (!pattern_match(slice_of(route->pattern), path, args)) continue;
        if (route->method == method) return route;
        *other_method = true;
    }
    return NULL;
}

struct slice web_arg(const struct web *web, size_t index) {
    ASSERT(index < WEB_ARGS_MAX);
    return web->args[index];
}

bool web_arg_id(const struct web *web, size_t index, struct uuid *id) {
    return uuid_parse(web_arg(web, index), id);
}

/* ---- who asks ---- */

static struct slice cookie_name(const struct http_request *request) {
    return request->is_tls ? S("__Host-mlup") : S("mlup");
}

static struct slice session_cookie_name(const struct web *web) {
    return cookie_name(web->http);
}

static bool is_import(const struct http_request *request) {
    bool is_path = slice_equal(request->path, S("/imports")) || slice_equal(request->path, S("/api/v1/imports/file"));
    return is_path && request->method == HTTP_POST;
}

/* A journal for a book. */
static bool is_journal(const struct http_request *request) {
    struct slice path = request->path;
    bool is_page = slice_starts(path, S("/books/")) && slice_ends(path, S("/files"));
    bool is_api = slice_starts(path, S("/api/v1/books/")) && slice_ends(path, S("/journal"));
    return (is_page || is_api) && request->method == HTTP_POST;
}

/* Who sends it, known from the head alone. */
static const struct login_session *sender_of(const struct http_request *request) {
    const struct app *app = request->app;
    struct slice cookie = http_cookie(request, cookie_name(request)), token = http_header(request, S("Authorization"));
    const struct login_session *session = NULL;
    int64_t retry_ms;
    if (token.len && api_token_find(app->access, request->request_arena, token, &session, &retry_ms) != OUTCOME_OK) return NULL;
    if (!token.len && cookie.len) session = session_find(app->access, request->request_arena, cookie);
    return session && session->stage == SESSION_READY ? session : NULL;
}

const char *web_body_folder(const struct http_request *request) {
    struct app *app = request->app;
    if (!is_import(request) && !is_journal(request)) return NULL;
    struct slice folder = intake_desk_folder(app->intake);
    return folder.len ? folder.s : NULL;
}

size_t web_body_limit(const struct http_request *request) {
    bool imports = is_import(request), journals = is_journal(request);
    if (!imports && !journals && !slice_equal(request->path, S("/places/import")) && !attachment_takes_body(request)) return 0;
    const struct login_session *session = sender_of(request);
    if (!session) return 0;
    if (imports) return access_may(&session->actor, ACCESS_EXCHANGE, VERB_CREATE) ? LIMIT_IMPORT_BYTES : 0;
    if (journals) return access_may(&session->actor, ACCESS_LEDGER, VERB_CREATE) ? LIMIT_IMPORT_BYTES : 0;
    return LIMIT_UPLOAD_BYTES;
}

void web_set_session_cookie(struct web *web, struct slice token) {
    struct slice secure = web->http->is_tls ? S("; Secure") : S("");
    int age = token.len ? LIMIT_SESSION_S : 0;
    struct slice cookie = arena_printf(web->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%.*s",
                                       SLICE_ARG(session_cookie_name(web)), SLICE_ARG(token), age, SLICE_ARG(secure));
    http_response_add_header(web->response, S("Set-Cookie"), cookie);
}

/* OK also without any session: routes decide.  Other outcomes are answered at once. */
static enum outcome web_identify(struct web *web) {
    struct slice authorization = http_header(web->http, S("Authorization"));
    int64_t retry_ms = 0;
    if (authorization.len) {
        enum outcome outcome = api_token_find(web->app->access, web->arena, authorization, &web->session, &retry_ms);
        if (outcome == OUTCOME_TOO_MANY) web_retry_after(web, retry_ms);
        if (outcome == OUTCOME_TOO_MANY) return outcome;
    } else {
        struct slice cookie = http_cookie(web->http, session_cookie_name(web));
        if (cookie.len) web->session = session_find(web->app->access, web->arena, cookie);
    }
    if (web->session) web->actor = &web->session->actor;
    return OUTCOME_OK;
}

static void web_choose_language(struct web *web) {
    struct slice wanted = http_query(web->http, S("lang"));
    enum lang lang = LANG_KM;
    bool known = lang_parse(wanted, &lang);
    if (known && !web->is_api) {
        http_response_add_header(web->response, S("Set-Cookie"),
                                 arena_printf(web->arena, "lang=%.*s; Path=/; SameSite=Lax; Max-Age=31536000",
                                              SLICE_ARG(lang_code(lang))));
    }
    if (!known) known = lang_parse(http_cookie(web->http, S("lang")), &lang);
    struct slice accepted = http_header(web->http, S("Accept-Language"));
    /* A program says what it wants; a browser says what it was installed with, so there the profile comes first. */
    if (!known && web->is_api) known = lang_parse(slice_sub(accepted, 0, accepted.len < 2 ? accepted.len : 2), &lang);
    if (!known && web->session) known = lang_parse(web->session->language, &lang);
    if (!known) lang = slice_starts(accepted, S("en")) || (web->is_api && !slice_starts(accepted, S("km"))) ? LANG_EN : LANG_KM;
    web->locale = (struct locale){.lang = lang,
                                  .khmer_digits = web->session && web->session->khmer_digits,
                                  .messages = lang == LANG_KM ? web->app->khmer : NULL};
}

/* ---- forms ---- */

struct form_builder {
    struct arena *arena;
    struct http_field *fields;
    size_t count;
};

/* A member of the object as an input of that name; an item of an array as one of several of the name. */
static bool form_add_json(struct form_builder *builder, struct slice name, const struct doc *value) {
    struct slice text = S("");
    switch (value->kind) {
    case DOC_NULL: break;
    case DOC_BOOL: text = value->flag ? S("true") : S("false"); break;
    case DOC_INT: text = arena_printf(builder->arena, "%lld", (long long)value->number); break;
    case DOC_TEXT: text = value->text; break;
    case DOC_ARRAY:
    case DOC_OBJECT:
    case DOC_RAW: return false;
    }
    if (builder->count == LIMIT_FORM_FIELDS) return false;
    builder->fields = arena_room(builder->arena, builder->fields, sizeof *builder->fields, builder->count);
    builder->fields[builder->count++] = (struct http_field){.name = name, .value = text};
    return true;
}

static bool form_add_member(struct form_builder *builder, const struct doc_entry *entry) {
    if (entry->value.kind != DOC_ARRAY) return form_add_json(builder, entry->key, &entry->value);
    for (const struct doc_entry *item = entry->value.first; item; item = item->next) {
        if (!form_add_json(builder, entry->key, &item->value)) return false;
    }
    return true;
}

/* What a program sends to the twin of a form: one JSON object, its members named as the inputs. */
static bool form_of_json(struct web *web) {
    struct form_builder builder = {.arena = web->arena};
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body) return false;
    if (body->kind != DOC_OBJECT) return refuse(&web->refusal, S(""), "The body must be a JSON object.");
    for (const struct doc_entry *entry = body->first; entry; entry = entry->next) {
        if (!form_add_member(&builder, entry)) return refuse(&web->refusal, entry->key, "A text or a number is expected.");
    }
    web->form = (struct http_form){.fields = builder.fields, .count = builder.count};
    return true;
}

bool web_form(struct web *web) {
    bool is_json = web->is_api && media_type_is(http_header(web->http, S("Content-Type")), S("application/json"));
    if (web->form_read) return true;
    web->form_read = is_json ? form_of_json(web) : http_form(web->http, &web->form, &web->refusal);
    if (web->is_api && web->form_read) web->form.asked = arena_make(web->arena, bool, web->form.count + 1);
    form_find(&web->form, S("csrf")); /* every form of a session has it */
    return web->form_read;
}

/* What a program sends is asked for by name, or refused before anything is written: a typing mistake is not
 * taken for "nothing said".  A browser sends along what a page needs for itself. */
static bool form_is_known(struct web *web) {
    const struct http_field *field = form_first_unknown(&web->form);
    return !field || refuse_with(&web->refusal, field->name, "There is no field “{1}”.", field->name, S(""));
}

struct slice web_field(struct web *web, struct slice name) {
    return web_form(web) ? form_find(&web->form, name) : S("");
}

const struct http_field *web_file(struct web *web) {
    for (size_t i = 0; web_form(web) && i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        if (!field->is_file || !slice_equal(field->name, S("file"))) continue;
        form_note(&web->form, field);
        return field;
    }
    return NULL;
}

struct uuid web_form_identity(struct web *web, struct slice key) {
    struct text all = TEXT_IN(web->arena);
    for (size_t i = 0; web_form(web) && i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        if (slice_equal(field->name, S("csrf"))) continue;
        text_printf(&all, "%zu:%zu:", field->name.len, field->value.len);
        text_append(&all, field->name);
        text_append(&all, field->value);
    }
    return uuid_of_name(key, text_slice(&all));
}

static const char csrf_purpose[] = "form";

struct slice web_csrf(struct web *web) {
    const struct secret_key *key = vault_derived(web->app->store, SEAL_FOR_CSRF);
    if (!web->session || !key) return S("");
    return token_csrf_new(web->arena, seal_key_bytes(key), web->session->hash, slice_of(csrf_purpose));
}

/* A browser names where a form came from; a form from elsewhere is refused even before anybody has signed in. */
static bool origin_is_ours(const struct web *web) {
    struct slice site = http_header(web->http, S("Sec-Fetch-Site"));
    if (site.len) return slice_equal(site, S("same-origin")) || slice_equal(site, S("none"));
    struct slice origin = http_header(web->http, S("Origin"));
    if (!origin.len || slice_equal(origin, S("null"))) return origin.len == 0;
    size_t scheme = slice_find(origin, S("://"), 0);
    return slice_equal(slice_sub(origin, scheme + 3, origin.len), http_header(web->http, S("Host")));
}

static bool csrf_is_valid(struct web *web) {
    if (!origin_is_ours(web)) return false;
    if (!web->session) return true;
    const struct secret_key *key = vault_derived(web->app->store, SEAL_FOR_CSRF);
    struct slice token = http_header(web->http, S("X-CSRF-Token"));
    if (!token.len && !web->is_api) token = web_field(web, S("csrf"));
    return key && token_csrf_is_valid(seal_key_bytes(key), web->session->hash, slice_of(csrf_purpose), token);
}

static bool web_changes_something(const struct web *web) {
    switch (web->http->method) {
    case HTTP_GET:
    case HTTP_HEAD:
    case HTTP_OPTIONS: return false;
    case HTTP_POST:
    case HTTP_PUT:
    case HTTP_PATCH:
    case HTTP_DELETE: return true;
    }
    BUG("method %d", web->http->method);
}

/* ---- answering ---- */

/* A header holds visible ASCII only; what a query or a name brought along is percent-encoded. */
static struct slice location_of(struct web *web, struct slice path) {
    struct text location = TEXT_IN(web->arena);
    for (size_t i = 0; i < path.len; i++) {
        uint8_t byte = (uint8_t)path.s[i];
        if (byte > ' ' && byte < 0x7f) text_append_char(&location, path.s[i]);
        else text_printf(&location, "%%%02X", byte);
    }
    return text_slice(&location);
}

enum outcome web_redirect(struct web *web, struct slice path) {
    bool ours = path.len > 0 && path.s[0] == '/' && !(path.len > 1 && (path.s[1] == '/' || path.s[1] == '\\'));
    web->response->status = 303;
    http_response_add_header(web->response, S("Location"), ours ? location_of(web, path) : S("/"));
    web->is_answered = true;
    return OUTCOME_OK;
}

enum outcome web_answer(struct web *web, int status, struct slice content_type, struct slice body) {
    http_response_set(web->response, status, content_type, body);
    web->is_answered = true;
    return OUTCOME_OK;
}

bool web_may_delete(struct web *web, const struct record *record) {
    return !record->deleted_ms && access_may_record(web->app->access, web->actor, record, VERB_DELETE) &&
           rule_allows_delete(web->app->store, web_db(web), web->arena, web->actor, record);
}

struct slice web_kept_key(struct web *web, const char *page) {
    const struct actor *actor = web->actor;
    char org[UUID_TEXT];
    uuid_write(actor->org_id, org);
    return arena_printf(web->arena, "%s %d %.*s %x %x %d %d %d %lld %.*s", page, web->is_api, UUID_TEXT, org,
                        actor->roles, actor->classes_barred, actor->read_only << 1 | actor->is_lead,
                        (int)web->locale.lang, web->locale.khmer_digits,
                        (long long)date_first_day(clock_today()), SLICE_ARG(web->http->query_raw));
}

struct slice web_tr(const struct web *web, const char *english) {
    return tr(&web->locale, slice_of(english));
}

struct slice web_tr_fill(const struct web *web, const char *english, struct slice first, struct slice second) {
    const struct slice args[2] = {first, second};
    return refusal_fill(web->arena, web_tr(web, english), args);
}

static void web_show_json(struct web *web) {
    struct text json = TEXT_IN(web->arena);
    doc_write_json(&json, web->view);
    http_response_set(web->response, web->response->status, S("application/json"), text_slice(&json));
}

static void web_show(struct web *web) {
    if (web->is_api || !web->template) {
        web_show_json(web);
        return;
    }
    furniture_add(web);
    web_render(web, web->template);
}

/* Somebody asks for a file, or a part of one, that is not there for them: who guesses ids is seen by their number. */
static void guess_log(const struct web *web) {
    struct slice path = web->http->path, noun;
    struct uuid id;
    if (slice_starts(path, S("/api/v1/"))) path = slice_sub(path, sizeof "/api/v1" - 1, path.len);
    path = slice_sub(path, 1, path.len);
    const struct record_type *type = slice_split(&path, '/', &noun) ? catalogue_find_path(store_catalogue(web->app->store), noun) : NULL;
    if (!web->session || !type || type->access != ACCESS_CASE || !uuid_parse(slice_sub(path, 0, UUID_TEXT), &id)) return;
    log_warn("refused: %s, no such one for user %.*s", type->path, SLICE_ARG(uuid_format(web->arena, web->session->actor.user_id)));
}

static void web_finish(struct web *web, enum outcome outcome) {
    if (outcome == OUTCOME_NOT_FOUND) guess_log(web);
    if (!web->is_answered) {
        bool is_kept = outcome != OUTCOME_OK && web->is_genuine && form_keep(web, outcome);
        if (outcome == OUTCOME_OK || is_kept) web_show(web);
        else web_show_error(web, outcome);
    }
    if (web->db) store_return(web->app->store, web->db);
    web->db = NULL;
}

struct db *web_db(struct web *web) {
    if (!web->db) web->db = store_borrow(web->app->store);
    return web->db;
}

struct view web_view(struct web *web, const struct record_type *type) {
    return access_view(web->app->access, web->arena, web->actor, type);
}

struct record *web_record(struct web *web, const struct record_type *type, struct uuid id) {
    struct view view = web_view(web, type);
    struct record *record = NULL;
    bool found = view.allowed && query_get(web->app->store, web_db(web), web->arena, &view, type, id, &record, NULL);
    return found && !record->deleted_ms ? record : NULL;
}

struct record *web_record_of_path(struct web *web, const struct record_type *type, size_t index) {
    struct uuid id;
    return web_arg_id(web, index, &id) ? web_record(web, type, id) : NULL;
}

size_t web_parts(struct web *web, const struct record_type *type, const char *field, struct uuid id,
                 struct uuid org, const char *sort, size_t max, struct record ***records) {
    struct view view = web_view(web, type);
    struct list_query query = {.type = type, .filter_count = 1, .limit = LIMIT_LIST_ROWS, .org = org};
    query.filters[0] =
        (struct filter){record_type_field(type, slice_of(field)), FILTER_EQUAL, {.present = true, .id = id}};
    if (sort) query.sort = record_type_field(type, slice_of(sort));
    *records = NULL;
    if (!view.allowed) return 0;
    size_t count =
        query_list_all(web->app->store, web_db(web), web->arena, &view, &query, max, records, NULL);
    return count < max ? count : max;
}

/* ---- writing ---- */

static void web_complete(struct http_request *request, struct http_response *response) {
    struct web *web = request->app;
    (void)response;
    web_finish(web, web->after(web, web->job));
}

/* In the writer's thread: only wakes the connection; the answer is built on the server's own threads. */
static void web_written(struct write_job *job) {
    struct web *web = job->context;
    http_finish(web->http);
}

/* What a submission asks for, so that a key that comes back with something else is noticed. */
static uint64_t request_fingerprint(const struct web *web) {
    struct slice reason = http_query(web->http, S("reason"));
    uint64_t hash = slice_hash(web->http->path) * 31 + (uint64_t)web->http->method;
    return ((hash * 31 + slice_hash(reason)) * 31 + slice_hash(web->http->body)) | 1;
}

enum outcome web_write(struct web *web, struct change *changes, size_t count, struct slice idempotency_key, web_after after) {
    return web_write_as(web, web->actor, changes, count, idempotency_key, after);
}

enum outcome web_write_as(struct web *web, const struct actor *actor, struct change *changes, size_t count, struct slice idempotency_key,
                          web_after after) {
    if (!form_is_known(web)) return OUTCOME_REFUSED;
    struct write_job *job = arena_make(web->arena, struct write_job, 1);
    *job = (struct write_job){.job_arena = web->arena, .actor = actor, .idempotency_key = idempotency_key,
                              .fingerprint = web->is_api ? request_fingerprint(web) : 0, .changes = changes,
                              .change_count = count, .also = web->also, .also_context = web->also_context,
                              .done = web_written, .context = web};
    web->job = job;
    web->after = after;
    if (web->db) store_return(web->app->store, web->db);
    web->db = NULL;
    if (web->route->flags & ROUTE_SLOW) { /* its thread may wait */
        store_write(web->app->store, job);
        return after(web, job);
    }
    web->is_deferred = true;
    web->response->complete = web_complete;
    http_defer(web->http);
    if (!store_submit(web->app->store, job)) http_finish(web->http);
    return OUTCOME_OK;
}

/* ---- the way through ---- */

/* A browser that says where a form came from, and it is from here. */
static bool form_is_ours(const struct web *web) {
    bool is_said = http_header(web->http, S("Sec-Fetch-Site")).len || http_header(web->http, S("Origin")).len;
    return web_changes_something(web) && is_said && origin_is_ours(web);
}

static enum outcome web_check_stage(struct web *web) {
    if (web->route->flags & ROUTE_PUBLIC) return OUTCOME_OK;
    bool is_away = !web->session || (web->session->stage == SESSION_LOCKED && !(web->route->flags & ROUTE_ANY_STAGE));
    if (is_away && form_is_ours(web)) web->is_kept = form_show_again(web);
    if (web->is_kept) return OUTCOME_OK;
    if (!web->session) return web_ask_to_sign_in(web);
    if (web->session->stage == SESSION_READY || web->route->flags & ROUTE_ANY_STAGE) return OUTCOME_OK;
    return web_send_to_stage(web);
}

static enum outcome web_run(struct web *web) {
    enum outcome outcome = web_check_stage(web);
    if (outcome != OUTCOME_OK || web->is_answered || web->is_kept) return outcome;
    bool needs_token = web_changes_something(web) && !(web->session && web->session->is_api_token) && !(web->route->flags & ROUTE_SIGNED);
    if (needs_token && !csrf_is_valid(web)) {
        if (web->session && form_is_ours(web) && form_show_again(web)) return OUTCOME_OK;
        refuse(&web->refusal, S(""), "This form has expired or came from another site. Go back, reload the page and send it again; what you typed is still there.");
        return OUTCOME_FORBIDDEN;
    }
    web->is_genuine = needs_token;
    outcome = web->route->handler(web);
    bool may_refuse = outcome == OUTCOME_OK && !web->job && !web->is_answered;
    return may_refuse && !form_is_known(web) ? OUTCOME_REFUSED : outcome;
}

static void web_run_slowly(struct http_request *request, struct http_response *response) {
    struct web *web = request->app;
    (void)response;
    enum outcome outcome = web_run(web);
    if (web->is_deferred) BUG("a slow route deferred");
    web_finish(web, outcome);
}

static struct web *web_new(struct http_request *request, struct http_response *response) {
    struct web *web = arena_make(request->request_arena, struct web, 1);
    web->app = request->app;
    web->http = request;
    web->response = response;
    web->arena = request->request_arena;
    web->refusal = REFUSAL_IN(web->arena);
    web->is_api = slice_starts(request->path, S("/api/"));
    request->app = web;
    return web;
}

/* RFC 9110 §15.5.6: what the address does take. */
static void add_allow(struct web *web) {
    static const struct {
        enum http_method method;
        const char *name;
    } methods[] = {{HTTP_GET, "GET, HEAD"}, {HTTP_POST, "POST"}, {HTTP_PUT, "PUT"}, {HTTP_PATCH, "PATCH"}, {HTTP_DELETE, "DELETE"}};
    struct text allowed = TEXT_IN(web->arena);
    struct slice args[WEB_ARGS_MAX];
    bool other;
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if (!route_find(methods[i].method, web->http->path, args, &other)) continue;
        text_printf(&allowed, "%s%s", allowed.len ? ", " : "", methods[i].name);
    }
    http_response_add_header(web->response, S("Allow"), text_slice(&allowed));
}

void web_handle(struct http_request *request, struct http_response *response) {
    struct web *web = web_new(request, response);
    bool other_method;
    web->route = route_find(request->method, request->path, web->args, &other_method);
    web_add_security_headers(web);
    enum outcome outcome = web_identify(web);
    web_choose_language(web);
    if (outcome == OUTCOME_OK && !web->route) {
        web->response->status = other_method ? 405 : 404;
        if (other_method) add_allow(web);
        outcome = OUTCOME_NOT_FOUND;
    } else if (outcome == OUTCOME_OK) {
        web->template = web->route->template;
        web->view = doc_new_object(web->arena);
        if (web->route->flags & ROUTE_SLOW) {
            http_run_slow(request, web_run_slowly);
            return;
        }
        outcome = web_run(web);
    }
    if (!web->is_deferred) web_finish(web, outcome);
}

int web_status(enum outcome outcome) {
    switch (outcome) {
    case OUTCOME_OK: return 200;
    case OUTCOME_REFUSED: return 422;
    case OUTCOME_MALFORMED: return 400;
    case OUTCOME_FORBIDDEN: return 403;
    case OUTCOME_NOT_FOUND: return 404;
    case OUTCOME_CONFLICT: return 409;
    case OUTCOME_TOO_MANY: return 429;
    case OUTCOME_FULL: return 507;
    case OUTCOME_FAILED: return 500;
    }
    BUG("outcome %d", outcome);
}
