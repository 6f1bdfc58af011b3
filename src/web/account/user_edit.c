/* SPDX-License-Identifier: Apache-2.0 */
/* See user_pages.h.  One user: what is known, the roles, and help for who is locked out. */
#include "access/credential.h"
#include "access/password.h"
#include "access/user.h"
#include "catalogue/value.h"
#include "web/account/account_page.h"
#include "web/account/profile_fields.h"
#include "web/account/user_pages.h"
#include "web/furniture.h"
#include "web/plain_form.h"

/* Whom the address names: a user of this organisation (`record`), or one of another with a role here (NULL).
 */
struct shown_user {
    struct uuid id;
    struct record *record;
    struct slice name;
    struct record **roles;
    size_t role_count;
};

static bool user_load(struct web *web, struct shown_user *shown) {
    struct view view = web_view(web, &user_type);
    if (!view.allowed || !web_arg_id(web, 0, &shown->id)) return false;
    shown->role_count = user_roles(web, shown->id, &shown->roles);
    bool is_ours = query_get(web->app->store, web_db(web), web->arena, &view, &user_type, shown->id,
                             &shown->record, NULL);
    if (!is_ours) shown->record = NULL;
    shown->name = is_ours
                      ? user_of(shown->record)->name.text
                      : access_user_name(web->app->access, web->arena, web_db(web), web->actor, shown->id);
    return is_ours || shown->role_count > 0;
}

static struct slice user_path(struct web *web, const char *rest) {
    return arena_printf(web->arena, "/users/%.*s%s", SLICE_ARG(web_arg(web, 0)), rest);
}

/* ---- showing ---- */

static void add_profile(struct web *web, const struct shown_user *shown) {
    struct doc *profile = doc_set_object(web->arena, web->view, S("profile"));
    const struct user *user = user_of(shown->record);
    struct profile known = {user->name.text, user->email.text, user->language.text, .is_own = false};
    bool is_active =
        web->http->method == HTTP_POST ? plain_form_has(web, "active", S("yes")) : user->active.number != 0;
    struct plain_choice active[] = {{S("yes"), web_tr(web, TR("May sign in")), is_active}};
    doc_set_int(web->arena, profile, S("version"), shown->record->version);
    struct doc *fields = doc_set_array(web->arena, profile, S("fields"));
    profile_add_name(web, fields, &known);
    profile_add_contact(web, fields, &known);
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "active",
                       .label = TR("Active"),
                       .control = PLAIN_CHECKBOXES,
                       .choices = active,
                       .choice_count = ARRAY_LEN(active),
                       .help = TR("Not active: no sign-in, sessions and tokens end; the records stay.")});
}

static void add_credential(struct web *web, const struct shown_user *shown) {
    struct credential_state state;
    if (!credential_state_of(web->app->access, web->arena, web->actor, shown->id, &state)) return;
    struct doc *credential = doc_set_object(web->arena, web->view, S("credential"));
    bool is_self = uuid_equal(shown->id, web->actor->user_id);
    doc_set_text(web->arena, credential, S("user_login"), user_of(shown->record)->login.text);
    doc_set_text(web->arena, credential, S("last_sign_in"), account_instant(web, state.last_sign_in_ms));
    doc_set_text(web->arena, credential, S("password_changed"), account_instant(web, state.changed_ms));
    doc_set_bool(web->arena, credential, S("must_change"), state.must_change);
    doc_set_bool(web->arena, credential, S("factor_on"), state.totp_on);
    doc_set_bool(web->arena, credential, S("is_locked"), state.locked_until_ms > clock_now_ms());
    doc_set_text(web->arena, credential, S("locked_until"), account_instant(web, state.locked_until_ms));
    doc_set_bool(web->arena, credential, S("may_help"), user_may_write(web) && !is_self);
    doc_set_bool(web->arena, credential, S("is_self"), is_self);
}

static void add_roles(struct web *web, const struct shown_user *shown) {
    struct doc *roles = doc_set_array(web->arena, web->view, S("roles"));
    for (size_t i = 0; i < shown->role_count; i++) {
        struct doc *role = doc_add_object(web->arena, roles);
        doc_set_uuid(web->arena, role, S("role_id"), shown->roles[i]->id);
        doc_set_text(web->arena, role, S("role_text"), user_role_text(web, shown->roles[i]));
    }
}

static enum outcome user_show(struct web *web, const struct shown_user *shown) {
    doc_set_text(web->arena, web->view, S("page_title"), shown->name);
    furniture_add_crumb(web, web_tr(web, TR("Users")), S("/users"));
    furniture_add_crumb(web, shown->name, S(""));
    doc_set_text(web->arena, web->view, S("user_path"), user_path(web, ""));
    doc_set_bool(web->arena, web->view, S("may_write"), user_may_write(web));
    add_roles(web, shown);
    if (shown->record) add_profile(web, shown);
    if (shown->record) add_credential(web, shown);
    user_add_role_fields(web, doc_set_array(web->arena, web->view, S("role_fields")), false);
    plain_form_add_summary(web);
    web->template = "user";
    return OUTCOME_OK;
}

enum outcome user_page(struct web *web) {
    struct shown_user shown = {0};
    return user_load(web, &shown) ? user_show(web, &shown) : OUTCOME_NOT_FOUND;
}

/* ---- changing ---- */

/* Refused changes show the page again, with what was typed and what is wrong with it. */
static enum outcome user_written(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_OK) return web_redirect(web, user_path(web, "?done=saved"));
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    struct shown_user shown = {0};
    if (!user_load(web, &shown)) return OUTCOME_NOT_FOUND;
    web->response->status = web_status(job->outcome);
    if (job->outcome == OUTCOME_CONFLICT)
        refuse(&web->refusal, S(""), "Somebody changed this meanwhile. Look at it and save again.");
    return user_show(web, &shown);
}

static void set_input(struct web *web, struct change *change, const char *name, struct slice text) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    change_set(change, field);
    value_parse_input(web->arena, field, text, S(""), record_value(change->values, field), &web->refusal);
}

static enum outcome user_write(struct web *web, const struct shown_user *shown, struct change *change) {
    if (refusal_is_empty(&web->refusal)) return web_write(web, change, 1, S(""), user_written);
    web->response->status = web_status(OUTCOME_REFUSED);
    return user_show(web, shown);
}

enum outcome user_edit_post(struct web *web) {
    struct shown_user shown = {0};
    if (!user_load(web, &shown) || !shown.record || !user_may_write(web)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &user_type, shown.record->org_id);
    change->id = shown.id;
    if (!slice_to_int64(web_field(web, S("version")), &change->base_version))
        change->base_version = shown.record->version;
    set_input(web, change, "name", web_field(web, S("name")));
    set_input(web, change, "email", web_field(web, S("email")));
    set_input(web, change, "language", web_field(web, S("language")));
    set_input(web, change, "active", plain_form_has(web, "active", S("yes")) ? S("yes") : S("no"));
    return user_write(web, &shown, change);
}

enum outcome user_role_post(struct web *web) {
    struct shown_user shown = {0};
    if (!user_load(web, &shown) || !user_may_write(web)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_CREATE, &membership_type, web->actor->org_id);
    const struct field *user = record_type_field(&membership_type, S("user"));
    change_set(change, user);
    *record_value(change->values, user) = (struct value){.present = true, .id = shown.id};
    if (!web_field(web, S("roles")).len)
        refuse(&web->refusal, S("roles"), "Choose at least one role.");
    else
        set_input(web, change, "role", web_field(web, S("roles")));
    set_input(web, change, "scope", web_field(web, S("scope")));
    set_input(web, change, "team", web_field(web, S("team")));
    return user_write(web, &shown, change);
}

enum outcome user_role_delete(struct web *web) {
    struct shown_user shown = {0};
    struct uuid role_id;
    if (!user_load(web, &shown) || !user_may_write(web) || !web_arg_id(web, 1, &role_id))
        return OUTCOME_NOT_FOUND;
    for (size_t i = 0; i < shown.role_count; i++) {
        if (!uuid_equal(shown.roles[i]->id, role_id)) continue;
        struct change *change = arena_make(web->arena, struct change, 1);
        *change = change_new(web->arena, CHANGE_DELETE, &membership_type, shown.roles[i]->org_id);
        change->id = role_id;
        change->base_version = shown.roles[i]->version;
        change->reason = web_tr(web, TR("Role taken away"));
        return web_write(web, change, 1, S(""), user_written);
    }
    return OUTCOME_NOT_FOUND;
}

/* ---- help for who is locked out ---- */

enum outcome user_password_post(struct web *web) {
    struct shown_user shown = {0};
    if (!user_load(web, &shown) || !shown.record) return OUTCOME_NOT_FOUND;
    struct slice password = web_field(web, S("password"));
    if (!password.len) password = password_generate(web->arena);
    enum outcome outcome =
        credential_set_password(web->app->access, web->arena, web->actor, shown.id, password, &web->refusal);
    if (outcome == OUTCOME_OK)
        return user_show_password(web, user_of(shown.record)->login.text, password, shown.id);
    if (outcome != OUTCOME_REFUSED) return outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    return user_show(web, &shown);
}

static enum outcome user_help(struct web *web,
                              enum outcome (*help)(struct access *, const struct actor *, struct uuid)) {
    struct shown_user shown = {0};
    if (!user_load(web, &shown) || !shown.record) return OUTCOME_NOT_FOUND;
    enum outcome outcome = help(web->app->access, web->actor, shown.id);
    return outcome == OUTCOME_OK ? web_redirect(web, user_path(web, "?done=saved")) : outcome;
}

enum outcome user_unlock_post(struct web *web) {
    return user_help(web, credential_unlock);
}

enum outcome user_factor_post(struct web *web) {
    return user_help(web, credential_reset_totp);
}
