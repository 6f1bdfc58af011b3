/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request on its way through the web layer.  web_handle finds the route, who asks and in which language, checks
 * the form token, calls the route's handler, and turns what the handler left into a page or JSON.
 *
 * A handler builds ONE view document (`view`) and returns an outcome; the document is shown through the route's
 * template, or as JSON under /api/.  On any outcome but OK the error page (or problem+json) is shown instead, with the
 * refusal's items.  A handler that has written sends the browser on with web_redirect.
 */
#ifndef MLUP_WEB_WEB_H
#define MLUP_WEB_WEB_H

#include "access/session.h"
#include "http/server.h"
#include "web/app.h"

struct web;
typedef enum outcome (*web_handler)(struct web *web);
typedef enum outcome (*web_after)(struct web *web, struct write_job *job);

enum route_flag {
    ROUTE_PUBLIC = 1,   /* for people who have not signed in */
    ROUTE_ANY_STAGE = 2, /* for sessions that still have a step to do (second factor, new password) */
    ROUTE_SLOW = 4,     /* runs on a slow thread: password hashing */
    ROUTE_SIGNED = 8,   /* the address itself is the proof, so that a form's token is not asked for */
};

/* A row of the route table: method and pattern ("/people/{id}"; a part in braces matches one segment and is found by
 * web_arg) lead to the handler; template NULL = JSON or a redirect. */
struct route {
    enum http_method method;
    const char *pattern;
    web_handler handler;
    const char *template;
    unsigned flags;
};

enum { WEB_ARGS_MAX = 4 };

struct web {
    struct app *app;
    struct http_request *http;
    struct http_response *response;
    struct arena *arena; /* the request's */
    const struct route *route;
    struct slice args[WEB_ARGS_MAX];
    const struct login_session *session; /* NULL: nobody signed in */
    const struct actor *actor;     /* the session's; NULL without one */
    struct locale locale;
    bool is_api;
    struct doc *view;
    struct refusal refusal;
    struct db *db; /* borrowed by web_db; given back by the dispatcher */
    struct http_form form;
    size_t secret_pairs; /* at the end of the query: opened of `find`, they stand in no address (record/list_secret.h) */
    bool form_read, is_deferred, is_answered;
    bool is_genuine; /* a form with the token of its session */
    bool is_kept; /* a form without a session is shown again instead of handled */
    web_after after; /* of web_write */
    bool (*also)(struct rule *rule, struct write_job *job); /* what web_write does beside the changes (write_job.also) */
    void *also_context;
    struct write_job *job;
    void *state; /* the handler's own, for its `after` */
    const char *template; /* the route's; a handler may choose another */
};

/* The server's handler (http_config.handler) and error page; http_config.app is the struct app. */
void web_handle(struct http_request *request, struct http_response *response);
void web_error_page(struct http_request *request, struct http_response *response, int status, const char *message);
/* How large a body may be (http_config.body_limit): more where somebody signed in brings a whole file. */
size_t web_body_limit(const struct http_request *request);
/* Where a body goes that is too large for memory (http_config.body_folder): the folder of the imports. */
const char *web_body_folder(const struct http_request *request);
/* All routes, ended by a row without a handler (routes.c). */
extern const struct route web_routes[];

/* The n-th part in braces of the route's pattern. */
struct slice web_arg(const struct web *web, size_t index);
/* Reads the n-th part as an id; false when it is none (answer NOT_FOUND). */
bool web_arg_id(const struct web *web, size_t index, struct uuid *id);
/* A reading connection for this request. */
struct db *web_db(struct web *web);
struct view web_view(struct web *web, const struct record_type *type);
/* A live record as the reader sees it, by its id or by the n-th part in braces of the route's pattern; NULL: answer NOT_FOUND. */
struct record *web_record(struct web *web, const struct record_type *type, struct uuid id);
struct record *web_record_of_path(struct web *web, const struct record_type *type, size_t index);
/* All live records whose reference `field` is `id`, as the reader sees them, by the field `sort` (NULL:
 * newest first), at most `max`.  `org`: only of this organisation; zero: of all that the reader sees. */
size_t web_parts(struct web *web, const struct record_type *type, const char *field, struct uuid id,
                 struct uuid org, const char *sort, size_t max, struct record ***records);
/* True where a button that deletes the record is no empty promise: the actor may, and the record's rule has nothing
 * against it. */
bool web_may_delete(struct web *web, const struct record *record);
/* The fields of the posted form, or under /api/ the members of the JSON object that stands for it; refused forms leave items in web->refusal. */
bool web_form(struct web *web);
struct slice web_field(struct web *web, struct slice name);
/* The file that came in the form under the name "file", with its own name; NULL when none did. */
const struct http_field *web_file(struct web *web);
/* The same for the same form under the same key, whatever its token: a form sent again after signing in again is still
 * that form, and one that was changed after going back is another. */
struct uuid web_form_identity(struct web *web, struct slice key);
/* Translates a literal into the request's language. */
struct slice web_tr(const struct web *web, const char *english);
/* The same with {1} and {2} filled in; in the request's arena. */
struct slice web_tr_fill(const struct web *web, const char *english, struct slice first, struct slice second);
/* Sends the browser on (303).  `path` must be one of ours. */
enum outcome web_redirect(struct web *web, struct slice path);
/* A finished answer that is neither page nor JSON document. */
enum outcome web_answer(struct web *web, int status, struct slice content_type, struct slice body);
/* The key of an answer in the page cache: everything an inner part depends on besides the store and `page`:
 * what the actor may see, language, digits, question, day. */
struct slice web_kept_key(struct web *web, const char *page);
/* Hands the changes to the writer; the answer is made by `after` when they are durable (or refused: see
 * job->outcome).  Return its value from the handler.  With a key, the submission has one effect however often it comes. */
enum outcome web_write(struct web *web, struct change *changes, size_t count, struct slice idempotency_key, web_after after);
/* The same in another hand: for what the program itself writes down about a request (a log of exports). */
enum outcome web_write_as(struct web *web, const struct actor *actor, struct change *changes, size_t count, struct slice idempotency_key,
                          web_after after);
/* HTTP status of an outcome. */
int web_status(enum outcome outcome);
/* The token every form of this session carries in its field `csrf`. */
struct slice web_csrf(struct web *web);
/* Sets (or with an empty value clears) the session cookie. */
void web_set_session_cookie(struct web *web, struct slice token);

#endif
