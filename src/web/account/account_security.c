/* SPDX-License-Identifier: Apache-2.0 */
/* See account_page.h.  Password and second factor. */
#include "access/credential.h"
#include "web/account/account_page.h"
#include "web/errors.h"
#include "web/plain_form.h"

/* ---- the password ---- */

static void password_show(struct web *web) {
    bool is_forced = web->session->stage == SESSION_PASSWORD;
    doc_set_text(web->arena, web->view, S("page_title"),
                 is_forced ? web_tr(web, TR("Choose your own password")) : web_tr(web, TR("Password")));
    doc_set_bool(web->arena, web->view, S("is_forced"), is_forced);
    doc_set_text(web->arena, web->view, S("next"), account_next(web, S("")));
    doc_set_text(web->arena, web->view, S("login"), web->session->login);
    account_add_tabs(web, "/account/password");
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "old_password",
                                         .label = TR("Password of until now"),
                                         .type = "password",
                                         .required = true,
                                         .autocomplete = "current-password",
                                         .autofocus = is_forced});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "new_password",
                                         .label = TR("New password"),
                                         .type = "password",
                                         .required = true,
                                         .autocomplete = "new-password",
                                         .help = TR("At least ten characters; a sentence is good.")});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "repeated",
                                         .label = TR("New password once more"),
                                         .type = "password",
                                         .required = true,
                                         .autocomplete = "new-password"});
    plain_form_add_summary(web);
}

static bool password_has_turn(const struct web *web) {
    return web->session->stage == SESSION_PASSWORD || web->session->stage == SESSION_READY;
}

enum outcome account_password_page(struct web *web) {
    if (!password_has_turn(web)) return web_send_to_stage(web);
    password_show(web);
    return OUTCOME_OK;
}

static enum outcome password_change(struct web *web, int64_t *retry_ms) {
    struct slice wanted = web_field(web, S("new_password"));
    if (!slice_equal(wanted, web_field(web, S("repeated")))) {
        refuse(&web->refusal, S("repeated"), "The two new passwords differ. Type the new one twice.");
        return OUTCOME_REFUSED;
    }
    return credential_change_password(web->app->access, web->arena, web->session,
                                      web_field(web, S("old_password")), wanted, retry_ms, &web->refusal);
}

enum outcome account_password_post(struct web *web) {
    int64_t retry_ms = 0;
    if (!password_has_turn(web)) return web_send_to_stage(web);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    bool was_forced = web->session->stage == SESSION_PASSWORD;
    enum outcome outcome = password_change(web, &retry_ms);
    if (outcome == OUTCOME_OK)
        return web_redirect(web, was_forced ? account_next(web, S("/")) : S("/account/password?done=saved"));
    if (outcome != OUTCOME_REFUSED && outcome != OUTCOME_TOO_MANY) return outcome;
    plain_form_refused(web, outcome, retry_ms);
    password_show(web);
    return OUTCOME_OK;
}

/* ---- the second factor ---- */

static void add_code_field(struct web *web, struct doc *object, bool enrols) {
    struct doc *fields = doc_set_array(web->arena, object, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "code",
                                         .label = enrols ? TR("Six digits that the app shows")
                                                         : TR("Code of your phone"),
                                         .required = true,
                                         .autocomplete = "one-time-code",
                                         .inputmode = "numeric",
                                         .narrow = true});
}

/* Groups of four letters are typed without losing the place. */
static struct slice in_groups(struct web *web, struct slice secret) {
    struct text text = TEXT_IN(web->arena);
    for (size_t i = 0; i < secret.len; i++) {
        if (i > 0 && i % 4 == 0) text_append_char(&text, ' ');
        text_append_char(&text, secret.s[i]);
    }
    return text_slice(&text);
}

static enum outcome show_enrolment(struct web *web) {
    struct totp_secret secret;
    struct totp_qr qr;
    enum outcome outcome =
        credential_enrol_totp(web->app->access, web->arena, web->session, &secret, &web->refusal);
    if (outcome != OUTCOME_OK) return outcome;
    struct doc *enrol = doc_set_object(web->arena, web->view, S("enrol"));
    struct slice uri = totp_uri(web->arena, secret, S("Mlup"), web->session->login);
    if (totp_qr_path(web->arena, uri, &qr)) {
        struct doc *code = doc_set_object(web->arena, enrol, S("qr"));
        doc_set_text(web->arena, code, S("qr_path"), qr.path);
        doc_set_int(web->arena, code, S("qr_size"), qr.size);
    }
    doc_set_text(web->arena, enrol, S("otp_uri"), uri);
    doc_set_text(web->arena, enrol, S("secret_letters"),
                 in_groups(web, totp_secret_format(web->arena, secret)));
    add_code_field(web, enrol, true);
    web->response->is_compressed = true; /* a secret beside what an attacker could choose (BREACH) */
    return OUTCOME_OK;
}

static void show_state(struct web *web) {
    size_t left = credential_recovery_count(web->app->access, web->session);
    struct doc *state = doc_set_object(web->arena, web->view, S("state"));
    struct slice args[] = {format_number(web->arena, &web->locale, (int64_t)left), S("")};
    doc_set_text(web->arena, state, S("recovery_text"),
                 refusal_fill(web->arena, web_tr(web, TR("Recovery codes left: {1}")), args));
    doc_set_bool(web->arena, state, S("few_left"), left < 3);
    doc_set_bool(web->arena, state, S("is_optional"), !web->session->totp_required);
    add_code_field(web, state, false);
}

static enum outcome factor_show(struct web *web) {
    bool is_forced = web->session->stage == SESSION_ENROL;
    bool begins = is_forced || http_query(web->http, S("begin")).len || web->http->method == HTTP_POST;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Second factor")));
    doc_set_bool(web->arena, web->view, S("is_forced"), is_forced);
    doc_set_text(web->arena, web->view, S("next"), account_next(web, S("")));
    account_add_tabs(web, "/account/second-factor");
    doc_set_bool(web->arena, web->view, S("is_off"), !web->session->totp_on && !begins);
    enum outcome outcome = OUTCOME_OK;
    if (web->session->totp_on)
        show_state(web);
    else if (begins)
        outcome = show_enrolment(web);
    plain_form_add_summary(web);
    return outcome;
}

static bool factor_has_turn(const struct web *web) {
    return web->session->stage == SESSION_ENROL || web->session->stage == SESSION_READY;
}

enum outcome account_factor_page(struct web *web) {
    return factor_has_turn(web) ? factor_show(web) : web_send_to_stage(web);
}

static enum outcome show_codes(struct web *web, const struct slice codes[static LIMIT_RECOVERY_CODES]) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Recovery codes")));
    doc_set_text(web->arena, web->view, S("go_on_href"), account_next(web, S("/account/second-factor")));
    struct doc *list = doc_set_array(web->arena, web->view, S("recovery_codes"));
    for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++) {
        doc_set_text(web->arena, doc_add_object(web->arena, list), S("recovery_code"), codes[i]);
    }
    web->template = "account_codes";
    web->response->is_compressed = true;
    return OUTCOME_OK;
}

static enum outcome factor_refused(struct web *web, enum outcome outcome, int64_t retry_ms) {
    if (outcome != OUTCOME_REFUSED && outcome != OUTCOME_TOO_MANY) return outcome;
    plain_form_refused(web, outcome, retry_ms);
    return factor_show(web);
}

/* The page that follows carries tokens of the new session. */
static void take_new_session(struct web *web, struct slice cookie) {
    web_set_session_cookie(web, cookie);
    const struct login_session *session = session_find(web->app->access, web->arena, cookie);
    if (!session) return;
    web->session = session;
    web->actor = &session->actor;
}

enum outcome account_factor_post(struct web *web) {
    struct slice codes[LIMIT_RECOVERY_CODES], cookie;
    if (!factor_has_turn(web)) return web_send_to_stage(web);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    bool was_forced = web->session->stage == SESSION_ENROL;
    enum outcome outcome = credential_confirm_totp(web->app->access, web->arena, web->session,
                                                   web_field(web, S("code")), codes, &cookie, &web->refusal);
    if (outcome != OUTCOME_OK) return factor_refused(web, outcome, 0);
    take_new_session(web, cookie);
    show_codes(web, codes);
    if (was_forced) doc_set_text(web->arena, web->view, S("first_href"), account_next(web, S("/")));
    return OUTCOME_OK;
}

enum outcome account_factor_renew(struct web *web) {
    struct slice codes[LIMIT_RECOVERY_CODES];
    int64_t retry_ms = 0;
    enum outcome outcome =
        credential_renew_recovery(web->app->access, web->arena, web->session, web_field(web, S("code")),
                                  codes, &retry_ms, &web->refusal);
    return outcome == OUTCOME_OK ? show_codes(web, codes) : factor_refused(web, outcome, retry_ms);
}

enum outcome account_factor_disable(struct web *web) {
    int64_t retry_ms = 0;
    enum outcome outcome = credential_disable_totp(web->app->access, web->arena, web->session,
                                                   web_field(web, S("code")), &retry_ms, &web->refusal);
    if (outcome == OUTCOME_OK) return web_redirect(web, S("/account/second-factor?done=saved"));
    return factor_refused(web, outcome, retry_ms);
}
