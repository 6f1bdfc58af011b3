/* SPDX-License-Identifier: Apache-2.0 */
/* See user_pages.h.  A new user. */
#include "access/password.h"
#include "access/user.h"
#include "access/users.h"
#include "base/limits.h"
#include "web/account/profile_fields.h"
#include "web/account/user_pages.h"
#include "web/furniture.h"
#include "web/plain_form.h"

/* ---- the form ---- */

static const char *const scope_help[] = {
    [SCOPE_OWN] = TR("Only people and trainings the user entered"),
    [SCOPE_TEAM] = TR("Those that the user's team entered"),
    [SCOPE_ORGANISATION] = TR("Those of the whole organisation"),
};
static const char *const scope_codes[] = {
    [SCOPE_OWN] = "own", [SCOPE_TEAM] = "team", [SCOPE_ORGANISATION] = "organisation"};

void user_add_role_fields(struct web *web, struct doc *fields, bool several) {
    const struct choice_set *set = record_type_field(&membership_type, S("role"))->choices;
    bool is_posted = web->http->method == HTTP_POST;
    struct plain_choice roles[ROLES], scopes[ARRAY_LEN(scope_codes)];
    for (enum role role = 0; role < ROLES; role++) {
        struct slice code = role_code(role);
        roles[role] = (struct plain_choice){code, web_tr(web, choice_find(set, code)->label),
                                            is_posted && plain_form_has(web, "roles", code)};
    }
    struct slice chosen = is_posted ? web_field(web, S("scope")) : S("organisation");
    for (size_t i = 0; i < ARRAY_LEN(scope_codes); i++) {
        scopes[i] = (struct plain_choice){slice_of(scope_codes[i]), web_tr(web, scope_help[i]),
                                          slice_equal(chosen, slice_of(scope_codes[i]))};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "roles",
                                         .label = several ? TR("Roles") : TR("Role"),
                                         .required = true,
                                         .choices = roles,
                                         .choice_count = ROLES,
                                         .control = several ? PLAIN_CHECKBOXES : PLAIN_SELECT});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "scope",
                                         .label = TR("May reach"),
                                         .control = PLAIN_RADIO,
                                         .choices = scopes,
                                         .choice_count = ARRAY_LEN(scope_codes)});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "team",
                                         .label = TR("Team"),
                                         .value = plain_form_value(web, "team", S("")),
                                         .narrow = true,
                                         .help = TR("Users with the same team see each other's records.")});
}

/* Organisations that have nobody yet; only the lead's administrator may let somebody in there. */
static size_t empty_orgs(struct web *web, struct plain_choice **choices) {
    struct org_entry *orgs = NULL;
    size_t count = web->actor->is_lead
                       ? access_orgs(web->app->access, web->arena, web->actor, ACCESS_PROGRAMME, &orgs)
                       : 0,
           kept = 1;
    struct slice chosen = plain_form_value(web, "org", http_query(web->http, S("org")));
    *choices = arena_make(web->arena, struct plain_choice, count + 1);
    (*choices)[0] =
        (struct plain_choice){uuid_format(web->arena, web->actor->org_id),
                              access_org_name(web->app->access, web->arena, web->actor->org_id), false};
    for (size_t i = 0; i < count; i++) {
        if (uuid_equal(orgs[i].id, web->actor->org_id) || user_org_has_members(web->app->access, orgs[i].id))
            continue;
        struct slice id = uuid_format(web->arena, orgs[i].id);
        (*choices)[kept++] = (struct plain_choice){id, orgs[i].short_name, slice_equal(id, chosen)};
    }
    bool has_choice = false;
    for (size_t i = 1; i < kept; i++) {
        has_choice = has_choice || (*choices)[i].selected;
    }
    (*choices)[0].selected = !has_choice;
    return kept;
}

static void add_org_field(struct web *web, struct doc *fields) {
    struct plain_choice *orgs;
    size_t count = empty_orgs(web, &orgs);
    if (count < 2) return;
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "org",
                                         .label = TR("Organisation"),
                                         .control = PLAIN_SELECT,
                                         .choices = orgs,
                                         .choice_count = count,
                                         .required = true,
                                         .help = TR("Your own, or one that has no user yet: its first user "
                                                    "should be an administrator, who makes the others.")});
}

static void new_show(struct web *web) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("New user")));
    furniture_add_crumb(web, web_tr(web, TR("Users")), S("/users"));
    furniture_add_crumb(web, web_tr(web, TR("New user")), S(""));
    struct profile empty = {.name = S(""), .email = S(""), .language = S("km")};
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    add_org_field(web, fields);
    profile_add_name(web, fields, &empty);
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "login",
                                         .label = TR("User name"),
                                         .required = true,
                                         .value = plain_form_value(web, "login", S("")),
                                         .autocomplete = "off",
                                         .help = TR("Small letters, digits, dot, hyphen.")});
    profile_add_contact(web, fields, &empty);
    struct doc *role_fields = doc_set_array(web->arena, web->view, S("role_fields"));
    user_add_role_fields(web, role_fields, true);
    plain_form_add(
        web, role_fields,
        &(struct plain_field){
            .name = "password",
            .label = TR("First password"),
            .type = "password",
            .autocomplete = "new-password",
            .help = TR("Leave it empty and one is made. The user changes it at the first sign-in.")});
    plain_form_add_summary(web);
}

enum outcome user_new_page(struct web *web) {
    if (!user_may_write(web)) return OUTCOME_NOT_FOUND;
    new_show(web);
    return OUTCOME_OK;
}

/* ---- making ---- */

enum outcome user_show_password(struct web *web, struct slice login, struct slice password, struct uuid id) {
    struct slice id_text = uuid_format(web->arena, id);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Password to hand over")));
    furniture_add_crumb(web, web_tr(web, TR("Users")), S("/users"));
    furniture_add_crumb(web, login, S(""));
    doc_set_text(web->arena, web->view, S("made_login"), login);
    doc_set_text(web->arena, web->view, S("made_password"), password);
    doc_set_text(web->arena, web->view, S("user_href"),
                 arena_printf(web->arena, "/users/%.*s", SLICE_ARG(id_text)));
    web->template = "user_password";
    web->response->is_compressed = true; /* a secret beside what an attacker could choose (BREACH) */
    return OUTCOME_OK;
}

static enum access_scope posted_scope(struct web *web) {
    return scope_of_code(web_field(web, S("scope")));
}

static struct user_new posted_user(struct web *web) {
    struct user_new wanted = {.login = web_field(web, S("login")),
                              .name = web_field(web, S("name")),
                              .email = web_field(web, S("email")),
                              .language = web_field(web, S("language")),
                              .password = web_field(web, S("password")),
                              .org_id = web->actor->org_id,
                              .scope = posted_scope(web),
                              .team = web_field(web, S("team")),
                              .must_change_password = true};
    for (enum role role = 0; role < ROLES; role++) {
        if (plain_form_has(web, "roles", role_code(role))) wanted.roles |= ROLE_BIT(role);
    }
    uuid_parse(web_field(web, S("org")), &wanted.org_id);
    if (!wanted.password.len) wanted.password = password_generate(web->arena);
    return wanted;
}

enum outcome user_new_post(struct web *web) {
    struct uuid id;
    if (!user_may_write(web)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct user_new wanted = posted_user(web);
    enum outcome outcome = user_create(web->app->access, web->arena, web->actor, &wanted, &id, &web->refusal);
    if (outcome == OUTCOME_OK)
        return user_show_password(web, login_normalise(web->arena, wanted.login), wanted.password, id);
    if (outcome != OUTCOME_REFUSED) return outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    new_show(web);
    return OUTCOME_OK;
}
