/* SPDX-License-Identifier: Apache-2.0 */
#include "web/errors.h"

#include "base/log.h"
#include "web/furniture.h"
#include "web/markup/html.h"

/* ---- what every answer carries ---- */

static const struct {
    struct slice name, value;
} security_headers[] = {
    {S_INIT("Content-Security-Policy"),
     S_INIT("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'")},
    {S_INIT("X-Content-Type-Options"), S_INIT("nosniff")},
    {S_INIT("Referrer-Policy"), S_INIT("same-origin")},
    {S_INIT("Cross-Origin-Opener-Policy"), S_INIT("same-origin")},
    {S_INIT("Cross-Origin-Resource-Policy"), S_INIT("same-origin")},
    {S_INIT("Permissions-Policy"), S_INIT("geolocation=(), microphone=(), camera=()")},
};

void web_add_security_headers(struct web *web) {
    if (!web->is_api) {
        for (size_t i = 0; i < ARRAY_LEN(security_headers); i++) {
            http_response_add_header(web->response, security_headers[i].name, security_headers[i].value);
        }
    } else {
        http_response_add_header(web->response, S("X-Content-Type-Options"), S("nosniff"));
    }
    if (web->http->is_tls) {
        http_response_add_header(web->response, S("Strict-Transport-Security"), S("max-age=31536000"));
    }
    if (!slice_starts(web->http->path, S("/assets/")) && !slice_starts(web->http->path, S("/fonts/"))) {
        http_response_add_header(web->response, S("Cache-Control"), S("private, no-cache"));
    }
}

void web_retry_after(struct web *web, int64_t retry_ms) {
    http_response_add_header(web->response, S("Retry-After"), arena_printf(web->arena, "%lld", (long long)(retry_ms / 1000 + 1)));
}

/* ---- pages ---- */

static struct slice translate_message(const void *context, struct arena *arena, struct slice raw) {
    const struct web *web = context;
    (void)arena;
    return tr(&web->locale, raw);
}

const struct mustache_lambda web_lambdas[] = {{S_INIT("t"), translate_message}};
const size_t web_lambda_count = ARRAY_LEN(web_lambdas);

void web_render(struct web *web, const char *name) {
    const struct mustache *template = mustache_set_find(web->app->templates, slice_of(name));
    if (!template) BUG("no template %s", name);
    struct text page = TEXT_IN(web->arena);
    if (!mustache_render(template, web->view, web, &page)) log_warn("template %s is nested too deeply or too large", name);
    http_response_set(web->response, web->response->status, S("text/html; charset=utf-8"), text_slice(&page));
}

const char *web_outcome_title(enum outcome outcome) {
    switch (outcome) {
    case OUTCOME_OK: BUG("no error");
    case OUTCOME_REFUSED: return TR("This cannot be saved as it is.");
    case OUTCOME_MALFORMED: return TR("The request could not be read.");
    case OUTCOME_FORBIDDEN: return TR("You may not do this.");
    case OUTCOME_NOT_FOUND: return TR("There is no such page, or it is not for you.");
    case OUTCOME_CONFLICT: return TR("Somebody changed this meanwhile.");
    case OUTCOME_TOO_MANY: return TR("Too many requests. Wait a moment and try again.");
    case OUTCOME_FULL: return TR("The disk of the server is full. Nothing was saved; tell your administrator.");
    case OUTCOME_FAILED: return TR("Something went wrong on the server. Nothing was saved; try again.");
    }
    BUG("outcome %d", outcome);
}

void web_add_errors(struct web *web, struct doc *object, const struct refusal *refusal) {
    struct doc *errors = doc_set_array(web->arena, object, S("errors"));
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        struct doc *error = doc_add_object(web->arena, errors);
        doc_set_text(web->arena, error, S("field"), item->field);
        doc_set_text(web->arena, error, S("message"), tr_refusal(web->arena, &web->locale, item));
    }
}

/* The request asks about doubles, and nobody has changed anything. */
static bool asks_alike(const struct web *web, enum outcome outcome) {
    return outcome == OUTCOME_CONFLICT && web->view && doc_get(web->view, S("candidates"));
}

/* For programs, which cannot read words: 409 is two things. */
static void conflict_code(struct web *web, struct doc *problem, enum outcome outcome) {
    if (outcome != OUTCOME_CONFLICT) return;
    doc_set_text(web->arena, problem, S("code"), asks_alike(web, outcome) ? S("alike") : S("changed"));
}

static void web_show_problem(struct web *web, enum outcome outcome, const char *title) {
    struct doc *problem = doc_new_object(web->arena);
    doc_set_text(web->arena, problem, S("type"), S("about:blank"));
    doc_set_text(web->arena, problem, S("title"), web_tr(web, title));
    doc_set_int(web->arena, problem, S("status"), web->response->status);
    conflict_code(web, problem, outcome);
    web_add_errors(web, problem, &web->refusal);
    const struct doc *current = web->view ? doc_get(web->view, S("current")) : NULL;
    if (current) doc_set_doc(web->arena, problem, S("current"), current);
    const struct doc *candidates = web->view ? doc_get(web->view, S("candidates")) : NULL;
    if (candidates) doc_set_doc(web->arena, problem, S("candidates"), candidates);
    struct text json = TEXT_IN(web->arena);
    doc_write_json(&json, problem);
    http_response_set(web->response, web->response->status, S("application/problem+json"), text_slice(&json));
}

/* What an outcome is called where the request tells more than the outcome. */
static const char *error_title(const struct web *web, enum outcome outcome) {
    if (web->response->status == 405) return TR("This address cannot be used like that.");
    if (outcome == OUTCOME_REFUSED && web->http->method == HTTP_GET) return TR("This cannot be asked.");
    if (asks_alike(web, outcome)) return TR("Somebody like this may be known already.");
    return web_outcome_title(outcome);
}

void web_show_error(struct web *web, enum outcome outcome) {
    const char *title = error_title(web, outcome);
    if (web->response->status < 400) web->response->status = web_status(outcome);
    if (web->is_api) {
        web_show_problem(web, outcome, title);
        return;
    }
    web->view = doc_new_object(web->arena);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, title));
    web_add_errors(web, web->view, &web->refusal);
    furniture_add(web);
    web_render(web, "error");
}

/* The page that the browser wanted: its own address, or for a form the page it stands on.  Words that were looked for may be the
 * name of somebody; they do not stand in the address of a sign-in. */
static struct slice wanted_page(const struct web *web) {
    if (web->http->method == HTTP_GET) {
        bool has_query = web->http->query_raw.len > 0 && !http_query(web->http, S("q")).len;
        struct slice path = arena_join(web->arena, web->http->path, has_query ? S("?") : S(""));
        return has_query ? arena_join(web->arena, path, web->http->query_raw) : path;
    }
    struct slice from = http_header(web->http, S("Referer")), host = http_header(web->http, S("Host"));
    size_t scheme = slice_find(from, S("://"), 0), path = slice_find(from, S("/"), scheme + 3);
    bool is_ours = path < from.len && slice_equal(slice_sub(from, scheme + 3, path), host) && slice_is_utf8(from);
    return is_ours ? slice_sub(from, path, from.len) : S("/");
}

static struct slice with_next(struct web *web, struct slice page) {
    struct text path = TEXT_IN(web->arena);
    struct slice wanted = wanted_page(web);
    text_append(&path, page);
    if (wanted.len > 1) {
        text_append(&path, S("?next="));
        html_url_encode_to(&path, wanted);
    }
    return text_slice(&path);
}

enum outcome web_ask_to_sign_in(struct web *web) {
    if (web->is_api) {
        web->response->status = 401;
        http_response_add_header(web->response, S("WWW-Authenticate"), S("Bearer realm=\"Mlup\""));
        refuse(&web->refusal, S(""), "Sign in, or send a valid token.");
        return OUTCOME_FORBIDDEN;
    }
    return web_redirect(web, with_next(web, S("/sign-in")));
}

enum outcome web_send_to_stage(struct web *web) {
    static const struct slice pages[] = {
        [SESSION_TOTP] = S_INIT("/sign-in/code"),        [SESSION_LOCKED] = S_INIT("/account/unlock"), [SESSION_PASSWORD] = S_INIT("/account/password"),
        [SESSION_ORGANISATION] = S_INIT("/account/organisation"), [SESSION_NO_ROLE] = S_INIT("/account/no-role"),
        [SESSION_ENROL] = S_INIT("/account/second-factor"), [SESSION_READY] = S_INIT("/"),
    };
    if (!web->is_api) return web_redirect(web, with_next(web, pages[web->session->stage]));
    refuse(&web->refusal, S(""), "Sign in, or send a valid token.");
    return OUTCOME_FORBIDDEN;
}

/* What the HTTP layer found wrong: no route, no session, maybe no headers. */
void web_error_page(struct http_request *request, struct http_response *response, int status, const char *message) {
    struct web web = {.app = request->app, .http = request, .response = response, .arena = request->request_arena,
                      .is_api = slice_starts(request->path, S("/api/"))};
    web.refusal = REFUSAL_IN(web.arena);
    web.locale = (struct locale){.lang = LANG_EN};
    if (!slice_starts(http_header(request, S("Accept-Language")), S("en")) && http_header(request, S("Accept")).len) {
        web.locale = (struct locale){.lang = LANG_KM, .messages = web.app->khmer};
    }
    response->status = status;
    refuse(&web.refusal, S(""), message);
    web_add_security_headers(&web);
    web_show_error(&web, status >= 500 ? OUTCOME_FAILED : OUTCOME_MALFORMED);
}
