/* SPDX-License-Identifier: Apache-2.0 */
/* See account_page.h.  Where one is signed in, and what happened around signing in. */
#include "web/account/account_page.h"

static void add_sessions(struct web *web) {
    struct session_entry *entries;
    size_t count = session_list(web->app->access, web->arena, web->session, &entries);
    struct doc *list = doc_set_array(web->arena, web->view, S("sessions"));
    for (size_t i = 0; i < count; i++) {
        struct doc *item = doc_add_object(web->arena, list);
        doc_set_uuid(web->arena, item, S("session_id"), entries[i].id);
        doc_set_text(web->arena, item, S("agent"), account_agent(web, entries[i].agent));
        doc_set_text(web->arena, item, S("address"), entries[i].address);
        doc_set_text(web->arena, item, S("since"), account_instant(web, entries[i].created_ms));
        doc_set_text(web->arena, item, S("seen"), account_instant(web, entries[i].seen_ms));
        doc_set_bool(web->arena, item, S("is_current"), entries[i].is_current);
    }
    doc_set_bool(web->arena, web->view, S("has_others"), count > 1);
}

static void add_log(struct web *web) {
    struct login_entry *entries;
    size_t count = session_log(web->app->access, web->arena, web->session, &entries);
    struct doc *list = doc_set_array(web->arena, web->view, S("events"));
    for (size_t i = 0; i < count; i++) {
        struct doc *item = doc_add_object(web->arena, list);
        doc_set_text(web->arena, item, S("at"), account_instant(web, entries[i].at_ms));
        doc_set_text(web->arena, item, S("what"), tr(&web->locale, entries[i].event));
        doc_set_text(web->arena, item, S("address"), entries[i].address);
        doc_set_text(web->arena, item, S("agent"), account_agent(web, entries[i].agent));
    }
}

enum outcome account_sessions_page(struct web *web) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Where you are signed in")));
    account_add_tabs(web, "/account/sessions");
    add_sessions(web);
    add_log(web);
    return OUTCOME_OK;
}

enum outcome account_sessions_post(struct web *web) {
    struct uuid id;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (web_field(web, S("others")).len) {
        bool done = session_revoke_all(web->app->access, web->session, true);
        return done ? web_redirect(web, S("/account/sessions?done=saved")) : OUTCOME_FAILED;
    }
    if (!uuid_parse(web_field(web, S("session")), &id)) return OUTCOME_NOT_FOUND;
    enum outcome outcome = session_revoke(web->app->access, web->session, id);
    return outcome == OUTCOME_OK ? web_redirect(web, S("/account/sessions?done=saved")) : outcome;
}
