/* SPDX-License-Identifier: Apache-2.0 */
#include "web/account/sign_in.h"

#include "access/user.h"
#include "access/users.h"
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/programme/programme.h"
#include "web/account/account_page.h"
#include "web/plain_form.h"

/* ---- the first step ---- */

/* Who can try a demonstration: the users with the mark that only the demo's carry. */
static void sign_in_add_demo(struct web *web) {
    enum { DEMO_USERS_SHOWN = 40 };
    if (!web->app->demo_password.len) return;
    struct db_query *query =
        db_query(web_db(web), SQL("SELECT u.login, m.org_id, m.role FROM credential c JOIN \"user\" u ON "
                                  "u.id = c.user_id JOIN membership m ON "
                                  "m.\"user\" = u.id WHERE c.totp_exempt = 1 AND u.deleted_ms = 0 AND "
                                  "m.deleted_ms = 0 ORDER BY m.org_id, u.login LIMIT ?1"));
    const struct field *role = record_type_field(&membership_type, S("role"));
    struct doc *users = NULL;
    db_bind_int(query, 1, DEMO_USERS_SHOWN);
    while (db_next(query)) {
        if (!users) {
            struct doc *demo = doc_set_object(web->arena, web->view, S("demo"));
            doc_set_text(web->arena, demo, S("demo_password"), web->app->demo_password);
            users = doc_set_array(web->arena, demo, S("users"));
        }
        struct doc *user = doc_add_object(web->arena, users);
        const struct choice *choice = choice_find(role->choices, db_column_text(query, 2));
        doc_set_text(web->arena, user, S("demo_login"), arena_copy(web->arena, db_column_text(query, 0)));
        doc_set_text(web->arena, user, S("demo_org"),
                     access_org_name(web->app->access, web->arena, db_column_uuid(query, 1)));
        doc_set_text(web->arena, user, S("demo_roles"), choice ? web_tr(web, choice->label) : S(""));
    }
    db_done(query);
}

static void sign_in_show(struct web *web, struct slice login, struct slice next) {
    bool had_session = http_cookie(web->http, web->http->is_tls ? S("__Host-mlup") : S("mlup")).len > 0;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Sign in")));
    doc_set_text(web->arena, web->view, S("next"), next);
    doc_set_bool(web->arena, web->view, S("has_ended"), had_session && !web->session && next.len > 1);
    sign_in_add_demo(web);
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "login",
                                         .label = TR("User name"),
                                         .value = login,
                                         .required = true,
                                         .autocomplete = "username",
                                         .autofocus = !login.len});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "password",
                                         .label = TR("Password"),
                                         .type = "password",
                                         .required = true,
                                         .autocomplete = "current-password",
                                         .autofocus = login.len > 0});
    plain_form_add_summary(web);
}

enum outcome sign_in_page(struct web *web) {
    if (!user_exists_any(web->app->access)) return web_redirect(web, S("/setup"));
    if (web->session && web->session->stage == SESSION_READY) return web_redirect(web, S("/"));
    sign_in_show(web, S(""), http_query(web->http, S("next")));
    return OUTCOME_OK;
}

enum outcome sign_in_post(struct web *web) {
    struct slice login = web_field(web, S("login")), next = web_field(web, S("next")), cookie;
    int64_t retry_ms = 0;
    if (!web->form_read) return OUTCOME_MALFORMED;
    struct sign_in attempt = {login, web_field(web, S("password")), web->http->client_address,
                              http_header(web->http, S("User-Agent"))};
    enum outcome outcome =
        session_sign_in(web->app->access, web->arena, &attempt, &cookie, &retry_ms, &web->refusal);
    if (outcome == OUTCOME_OK) {
        web_set_session_cookie(web, cookie);
        return web_redirect(web, next.len ? next : S("/"));
    }
    if (outcome != OUTCOME_REFUSED && outcome != OUTCOME_TOO_MANY) return outcome;
    plain_form_refused(web, outcome, retry_ms);
    sign_in_show(web, login, next);
    return OUTCOME_OK;
}

/* ---- the second step ---- */

static void code_show(struct web *web) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Code of your phone")));
    doc_set_text(web->arena, web->view, S("next"), account_next(web, S("")));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "code",
                                         .label = TR("Six digits, or a recovery code"),
                                         .required = true,
                                         .autocomplete = "one-time-code",
                                         .autofocus = true});
    plain_form_add_summary(web);
}

enum outcome sign_in_code_page(struct web *web) {
    if (web->session->stage != SESSION_TOTP) return web_redirect(web, S("/"));
    code_show(web);
    return OUTCOME_OK;
}

enum outcome sign_in_code_post(struct web *web) {
    struct slice cookie;
    int64_t retry_ms = 0;
    enum outcome outcome = session_pass_totp(web->app->access, web->arena, web->session,
                                             web_field(web, S("code")), &cookie, &retry_ms, &web->refusal);
    if (outcome == OUTCOME_OK) {
        web_set_session_cookie(web, cookie);
        return web_redirect(web, account_next(web, S("/")));
    }
    if (outcome != OUTCOME_REFUSED && outcome != OUTCOME_TOO_MANY) return outcome;
    plain_form_refused(web, outcome, retry_ms);
    code_show(web);
    return OUTCOME_OK;
}

enum outcome sign_out_post(struct web *web) {
    session_sign_out(web->app->access, web->session);
    web_set_session_cookie(web, S(""));
    return web_redirect(web, S("/sign-in?done=signed-out"));
}

/* ---- an empty program ---- */

static const struct plain_field setup_fields[] = {
    {.name = "short_name",
     .label = TR("Short name of your organisation"),
     .required = true,
     .autofocus = true},
    {.name = "organisation", .label = TR("Full name of your organisation"), .required = true},
    {.name = "name", .label = TR("Your name"), .required = true, .autocomplete = "name"},
    {.name = "login",
     .label = TR("User name"),
     .required = true,
     .autocomplete = "username",
     .help = TR("Small letters, digits, dot, hyphen.")},
    {.name = "password",
     .label = TR("Password"),
     .type = "password",
     .required = true,
     .autocomplete = "new-password",
     .help = TR("At least ten characters; a sentence is good.")},
};

static void setup_show(struct web *web) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Set up Mlup")));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    bool posted = web->http->method == HTTP_POST;
    for (size_t i = 0; i < ARRAY_LEN(setup_fields); i++) {
        struct plain_field field = setup_fields[i];
        if (posted && !field.type) field.value = web_field(web, slice_of(field.name));
        plain_form_add(web, fields, &field);
    }
    plain_form_add_summary(web);
}

enum outcome setup_page(struct web *web) {
    if (user_exists_any(web->app->access)) return OUTCOME_NOT_FOUND;
    setup_show(web);
    return OUTCOME_OK;
}

static bool setup_set(struct web *web, struct change *change, const char *name, struct slice text) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    change_set(change, field);
    return value_parse_input(web->arena, field, text, S(""), record_value(change->values, field),
                             &web->refusal);
}

/* The lead organisation of this installation; its id is its own organisation. */
static bool setup_organisation(struct web *web, struct uuid *org_id) {
    struct actor system = access_system_actor(SHARED_ORG);
    struct change *change = arena_make(web->arena, struct change, 1);
    *org_id = uuid_new();
    *change = change_new(web->arena, CHANGE_CREATE, &organisation_type, *org_id);
    change->id = *org_id;
    bool good = setup_set(web, change, "short_name", web_field(web, S("short_name")));
    good = setup_set(web, change, "name", web_field(web, S("organisation"))) && good;
    good = setup_set(web, change, "kind", S("lead")) && good;
    if (!good) return false;
    struct write_job job = {.job_arena = web->arena, .actor = &system, .changes = change, .change_count = 1};
    enum outcome outcome = store_write(web->app->store, &job);
    if (outcome != OUTCOME_OK) web->refusal = job.refusal;
    return outcome == OUTCOME_OK;
}

/* The organisation that an earlier try left. */
static bool setup_find_organisation(struct web *web, struct uuid *org_id) {
    struct db_query *query =
        db_query(web_db(web),
                 SQL("SELECT org_id FROM \"organisation\" WHERE deleted_ms = 0 ORDER BY created_ms LIMIT 1"));
    bool found = db_next(query);
    if (found) *org_id = db_column_uuid(query, 0);
    db_done(query);
    return found;
}

static enum outcome setup_user(struct web *web, struct uuid org_id) {
    struct actor system = access_system_actor(org_id);
    struct uuid id;
    struct user_new wanted = {
        .login = web_field(web, S("login")),
        .name = web_field(web, S("name")),
        .language = lang_code(web->locale.lang),
        .password = web_field(web, S("password")),
        .org_id = org_id,
        .scope = SCOPE_ORGANISATION,
        .roles = ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_ME_OFFICER),
    };
    return user_create(web->app->access, web->arena, &system, &wanted, &id, &web->refusal);
}

/* A refused user must not leave an organisation behind that a second try would double: it is found again. */
static enum outcome setup_make(struct web *web) {
    struct uuid org_id;
    if (user_exists_any(web->app->access)) return OUTCOME_NOT_FOUND;
    if (!setup_find_organisation(web, &org_id) && !setup_organisation(web, &org_id)) return OUTCOME_REFUSED;
    return setup_user(web, org_id);
}

enum outcome setup_post(struct web *web) {
    if (user_exists_any(web->app->access)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    pthread_mutex_lock(web->app->setup_lock);
    enum outcome outcome = setup_make(web);
    pthread_mutex_unlock(web->app->setup_lock);
    if (outcome == OUTCOME_OK) return web_redirect(web, S("/sign-in?done=saved&next=%2Fgetting-started"));
    if (outcome != OUTCOME_REFUSED) return outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    setup_show(web);
    return OUTCOME_OK;
}
