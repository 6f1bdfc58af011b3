/* SPDX-License-Identifier: Apache-2.0 */
/* See account_page.h.  Name, language, digits; the organisation to act in. */
#include "web/account/account_page.h"

#include "access/user.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "store/query.h"
#include "web/account/profile_fields.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/plain_form.h"

/* ---- what the account pages share ---- */

static const struct {
    const char *label, *href;
} tabs[] = {
    {TR("My account"), "/account"},
    {TR("Password"), "/account/password"},
    {TR("Second factor"), "/account/second-factor"},
    {TR("Signed in"), "/account/sessions"},
    {TR("API tokens"), "/account/tokens"},
    {TR("Calendar feed"), "/account/calendar"},
};

void account_add_tabs(struct web *web, const char *current) {
    if (web->session->stage != SESSION_READY) return;
    struct doc *bar = doc_set_object(web->arena, web->view, S("tabs"));
    doc_set_text(web->arena, bar, S("label"), web_tr(web, TR("My account")));
    struct doc *items = doc_set_array(web->arena, bar, S("items"));
    for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("label"), web_tr(web, tabs[i].label));
        doc_set_text(web->arena, item, S("href"), slice_of(tabs[i].href));
        doc_set_bool(web->arena, item, S("current"), strcmp(tabs[i].href, current) == 0);
    }
}

struct slice account_next(struct web *web, struct slice otherwise) {
    struct slice next = plain_form_value(web, "next", http_query(web->http, S("next")));
    return next.len && next.s[0] == '/' ? next : otherwise;
}

struct slice account_instant(struct web *web, int64_t ms) {
    return ms ? format_instant(web->arena, &web->locale, ms) : web_tr(web, TR("never"));
}

/* The particular before the general: Chrome's name stands in Edge's text, Safari's in both. */
static const struct {
    struct slice mark;
    const char *name;
} browsers[] = {{S_INIT("Firefox/"), "Firefox"}, {S_INIT("Edg/"), "Edge"},
                {S_INIT("OPR/"), "Opera"},       {S_INIT("SamsungBrowser/"), "Samsung Internet"},
                {S_INIT("Chrom"), "Chrome"},     {S_INIT("Safari/"), "Safari"}},
  systems[] = {{S_INIT("Android"), "Android"}, {S_INIT("iPhone"), "iPhone"},  {S_INIT("iPad"), "iPad"},
               {S_INIT("Windows"), "Windows"}, {S_INIT("Mac OS X"), "macOS"}, {S_INIT("Linux"), "Linux"}};

struct slice account_agent(struct web *web, struct slice agent) {
    const char *browser = NULL, *system = NULL;
    for (size_t i = 0; i < ARRAY_LEN(browsers) && !browser; i++) {
        if (slice_contains(agent, browsers[i].mark)) browser = browsers[i].name;
    }
    for (size_t i = 0; i < ARRAY_LEN(systems) && !system; i++) {
        if (slice_contains(agent, systems[i].mark)) system = systems[i].name;
    }
    if (!browser) return agent;
    return system ? arena_printf(web->arena, "%s, %s", browser, system) : slice_of(browser);
}

/* ---- name, language, digits ---- */

/* Everybody may read the own record, whatever the role says about users. */
static struct record *own_record(struct web *web) {
    struct record *record = NULL;
    struct view own = {.allowed = true,
                       .orgs = &web->session->user_org_id,
                       .org_count = 1,
                       .own_org = web->session->user_org_id,
                       .own_max = PERSONAL,
                       .foreign_max = PUBLIC};
    bool found = query_get(web->app->store, web_db(web), web->arena, &own, &user_type, web->actor->user_id,
                           &record, NULL);
    return found ? record : NULL;
}

static void add_digest_fields(struct web *web, struct doc *fields, const struct user *user) {
    enum { HOURS = 24, HOUR_USUAL = 7 };
    struct slice every = plain_form_value(web, "digest", user->digest.present ? user->digest.text : S("off"));
    struct plain_choice hours[HOURS];
    int64_t hour = user->digest_hour.present ? user->digest_hour.number : HOUR_USUAL;
    slice_to_int64(plain_form_value(web, "digest_hour", S("")), &hour);
    for (int i = 0; i < HOURS; i++) {
        hours[i] = (struct plain_choice){arena_printf(web->arena, "%d", i), arena_printf(web->arena, "%d:00", i), i == hour};
    }
    plain_form_add(
        web, fields,
        &(struct plain_field){.name = "digest",
                              .label = TR("Mail about what is due"),
                              .control = PLAIN_RADIO,
                              .set = &digest_frequency_choices,
                              .value = every,
                              .help = TR("What is late and due in your work, to the address above. It holds "
                                         "no names; when there is nothing, no mail comes.")});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "digest_hour",
                                         .label = TR("Hour of the mail"),
                                         .control = PLAIN_SELECT,
                                         .choices = hours,
                                         .choice_count = HOURS,
                                         .narrow = true});
}

static void add_profile_fields(struct web *web, struct doc *fields, const struct user *user) {
    struct profile profile = {user->name.text, user->email.text, user->language.text, .is_own = true};
    bool digits = web->http->method == HTTP_POST ? plain_form_has(web, "khmer_digits", S("yes"))
                                                 : user->khmer_digits.number != 0;
    struct plain_choice khmer_digits[] = {
        {S("yes"), web_tr(web, TR("Show numbers in Khmer digits (១២៣)")), digits}};
    profile_add_name(web, fields, &profile);
    profile_add_contact(web, fields, &profile);
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "khmer_digits",
                                         .label = TR("Numbers"),
                                         .control = PLAIN_CHECKBOXES,
                                         .choices = khmer_digits,
                                         .choice_count = ARRAY_LEN(khmer_digits),
                                         .help = TR("What you type may be in either digits.")});
    add_digest_fields(web, fields, user);
}

static void account_show(struct web *web, struct record *record) {
    const struct user *user = user_of(record);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("My account")));
    account_add_tabs(web, "/account");
    doc_set_text(web->arena, web->view, S("login"), user->login.text);
    doc_set_text(web->arena, web->view, S("acting_for"),
                 access_org_name(web->app->access, web->arena, web->actor->org_id));
    doc_set_bool(web->arena, web->view, S("may_choose_org"), web->session->org_count > 1);
    doc_set_int(web->arena, web->view, S("version"), record->version);
    add_profile_fields(web, doc_set_array(web->arena, web->view, S("fields")), user);
    plain_form_add_summary(web);
}

enum outcome account_page(struct web *web) {
    struct record *record = own_record(web);
    if (!record) return OUTCOME_NOT_FOUND;
    account_show(web, record);
    return OUTCOME_OK;
}

static void set_input(struct web *web, struct change *change, const char *name, struct slice text) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    change_set(change, field);
    value_parse_input(web->arena, field, text, S(""), record_value(change->values, field), &web->refusal);
}

/* The page just sent is in the language chosen there: the cookie would win over the record. */
static enum outcome account_written(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_OK) {
        struct slice language =
            job->changes[0].after ? user_of(job->changes[0].after)->language.text : web->session->language;
        http_response_add_header(web->response, S("Set-Cookie"),
                                 arena_printf(web->arena, "lang=%.*s; Path=/; SameSite=Lax; Max-Age=31536000",
                                              SLICE_ARG(language)));
        return web_redirect(web, S("/account?done=saved"));
    }
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    struct record *record = own_record(web);
    if (!record) return OUTCOME_NOT_FOUND;
    web->response->status = web_status(job->outcome);
    if (job->outcome == OUTCOME_CONFLICT)
        refuse(&web->refusal, S(""), "Somebody changed this meanwhile. Look at it and save again.");
    account_show(web, record);
    return OUTCOME_OK;
}

enum outcome account_post(struct web *web) {
    struct record *record = own_record(web);
    if (!record) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &user_type, record->org_id);
    change->id = record->id;
    if (!slice_to_int64(web_field(web, S("version")), &change->base_version))
        change->base_version = record->version;
    set_input(web, change, "name", web_field(web, S("name")));
    set_input(web, change, "email", web_field(web, S("email")));
    set_input(web, change, "language", web_field(web, S("language")));
    if (web_field(web, S("digest")).len) set_input(web, change, "digest", web_field(web, S("digest")));
    if (web_field(web, S("digest_hour")).len) set_input(web, change, "digest_hour", web_field(web, S("digest_hour")));
    set_input(web, change, "khmer_digits",
              plain_form_has(web, "khmer_digits", S("yes")) ? S("yes") : S("no"));
    if (refusal_is_empty(&web->refusal)) return web_write(web, change, 1, S(""), account_written);
    web->response->status = web_status(OUTCOME_REFUSED);
    account_show(web, record);
    return OUTCOME_OK;
}

/* ---- the organisation to act in ---- */

static struct slice roles_text(struct web *web, uint32_t roles) {
    struct text text = TEXT_IN(web->arena);
    const struct field *field = record_type_field(&membership_type, S("role"));
    for (enum role role = 0; role < ROLES; role++) {
        const struct choice *choice =
            roles & ROLE_BIT(role) ? choice_find(field->choices, role_code(role)) : NULL;
        if (!choice) continue;
        if (text.len) text_append(&text, S(", "));
        text_append(&text, web_tr(web, choice->label));
    }
    return text_slice(&text);
}

/* Steps that come before this one have pages of their own. */
static bool has_earlier_step(const struct web *web, enum session_stage stage) {
    return web->session->stage < stage;
}

enum outcome account_org_page(struct web *web) {
    if (has_earlier_step(web, SESSION_ORGANISATION)) return web_send_to_stage(web);
    doc_set_text(web->arena, web->view, S("page_title"),
                 web_tr(web, TR("For which organisation do you work now?")));
    doc_set_text(web->arena, web->view, S("next"), account_next(web, S("")));
    struct doc *choices = doc_set_array(web->arena, web->view, S("organisations"));
    bool has_chosen = web->session->stage != SESSION_ORGANISATION;
    for (size_t i = 0; i < web->session->org_count; i++) {
        const struct session_org *org = &web->session->orgs[i];
        struct doc *choice = doc_add_object(web->arena, choices);
        doc_set_uuid(web->arena, choice, S("org_id"), org->org_id);
        doc_set_text(web->arena, choice, S("org_name"), org->org_name);
        doc_set_text(web->arena, choice, S("org_roles"), roles_text(web, org->roles));
        doc_set_bool(web->arena, choice, S("org_current"),
                     has_chosen && uuid_equal(org->org_id, web->actor->org_id));
    }
    return OUTCOME_OK;
}

enum outcome account_org_post(struct web *web) {
    struct uuid org;
    if (has_earlier_step(web, SESSION_ORGANISATION)) return web_send_to_stage(web);
    if (!uuid_parse(web_field(web, S("org")), &org)) return OUTCOME_NOT_FOUND;
    enum outcome outcome = session_choose_org(web->app->access, web->session, org);
    return outcome == OUTCOME_OK ? web_redirect(web, account_next(web, S("/"))) : outcome;
}

enum outcome account_no_role_page(struct web *web) {
    if (web->session->stage != SESSION_NO_ROLE) return web_redirect(web, S("/"));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("You have no role yet")));
    doc_set_text(web->arena, web->view, S("login"), web->session->login);
    return OUTCOME_OK;
}
