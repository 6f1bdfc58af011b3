/* SPDX-License-Identifier: Apache-2.0 */
/* Going on after having been away, and leaving at once. */
#include "access/credential.h"
#include "base/limits.h"
#include "catalogue/record.h"
#include "web/account/account_lock.h"
#include "web/account/account_page.h"
#include "web/plain_form.h"

/* A page that tells nobody anything. */
static const char harmless_page[] = "https://km.wikipedia.org/";

/* ---- locked ---- */

static enum outcome unlock_show(struct web *web) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("You were away")));
    doc_set_text(web->arena, web->view, S("next"), account_next(web, S("/")));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "password",
                                         .label = TR("Password"),
                                         .type = "password",
                                         .required = true,
                                         .autofocus = true,
                                         .autocomplete = "current-password"});
    plain_form_add_summary(web);
    return OUTCOME_OK;
}

enum outcome unlock_page(struct web *web) {
    if (web->session->stage != SESSION_LOCKED) return web_redirect(web, account_next(web, S("/")));
    return unlock_show(web);
}

enum outcome unlock_post(struct web *web) {
    int64_t retry_ms = 0;
    if (web->session->stage != SESSION_LOCKED) return web_redirect(web, account_next(web, S("/")));
    enum outcome outcome = credential_unlock_session(web->app->access, web->arena, web->session,
                                                     web_field(web, S("password")), &retry_ms, &web->refusal);
    if (outcome == OUTCOME_OK) return web_redirect(web, account_next(web, S("/")));
    if (outcome != OUTCOME_REFUSED && outcome != OUTCOME_TOO_MANY) return outcome;
    plain_form_refused(web, outcome, retry_ms);
    return unlock_show(web);
}

/* ---- leaving ---- */

enum outcome leave_post(struct web *web) {
    session_sign_out(web->app->access, web->session);
    web_set_session_cookie(web, S(""));
    http_response_add_header(web->response, S("Clear-Site-Data"), S("\"cache\", \"storage\""));
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    doc_set_text(web->arena, web->view, S("leads_to"), slice_of(harmless_page));
    return OUTCOME_OK;
}

void leave_add(struct web *web) {
    bool waits = web->session->stage == SESSION_READY;
    struct doc *leave = doc_set_object(web->arena, web->view, S("leave"));
    doc_set_text(web->arena, leave, S("leads_to"), slice_of(harmless_page));
    doc_set_int(web->arena, leave, S("lock_after"), waits ? LIMIT_SESSION_LOCK_S : 0);
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
}
