/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup user`: who may sign in.  For the person who runs the machine; an administrator has pages for the
 * same. */
#include "access/credential.h"
#include "access/user.h"
#include "access/users.h"
#include "catalogue/value.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "cli/secret.h"

/* ---- the client's part: the password is read where the person sits ---- */

int user_run(struct cli *cli) {
    bool reads = cli_take_switch(cli, S("--password-stdin"));
    struct slice input = S("");
    if (reads) {
        input = secret_read(cli->process_arena, "New password");
        if (!input.len) return cli_fail("there was no password");
    }
    return desk_run(cli, S("user"), input);
}

/* ---- help for the works ---- */

static bool take_login(struct desk *desk, struct slice *login, struct uuid *id, struct uuid *org_id) {
    if (!cli_take_word(&desk->args, login)) {
        desk_fail(desk, "which user? Name the login");
        return false;
    }
    if (user_find(desk->program.access, desk->arena, *login, id, org_id)) return true;
    desk_fail(desk, "there is no user “%.*s”", SLICE_ARG(*login));
    return false;
}

static bool take_roles(struct desk *desk, struct slice text, uint32_t *roles) {
    struct slice code;
    enum role role;
    for (*roles = 0; slice_split(&text, ',', &code);) {
        if (!role_of_code(slice_trim(code), &role)) {
            desk_fail(
                desk,
                "“%.*s” is no role. Roles: administrator, manager, me_officer, field_officer, bookkeeper, "
                "social_worker, lawyer, viewer, donor",
                SLICE_ARG(code));
            return false;
        }
        *roles |= ROLE_BIT(role);
    }
    return true;
}

static bool take_scope(struct desk *desk, enum access_scope *scope) {
    struct slice code = S("organisation");
    cli_take_option(&desk->args, S("--scope"), &code);
    if (choice_find(&role_scope_choices, code)) return *scope = scope_of_code(code), true;
    desk_fail(desk, "“%.*s” is no scope: own, team or organisation", SLICE_ARG(code));
    return false;
}

static bool take_org(struct desk *desk, struct org_entry *org) {
    struct slice name = S("");
    cli_take_option(&desk->args, S("--org"), &name);
    return desk_find_org(desk, name, org);
}

/* The password that came with the command, or a new one that is shown once. */
static struct slice password_of(struct desk *desk) {
    return desk->input.len ? desk->input : secret_make(desk->arena);
}

static void tell_password(struct desk *desk, struct slice password) {
    if (desk->input.len) return;
    text_printf(&desk->out,
                "password: %.*s\nIt must be changed at the first sign-in and is not shown again.\n",
                SLICE_ARG(password));
}

static int finish(struct desk *desk, enum outcome outcome, const struct refusal *refusal, const char *done) {
    if (outcome != OUTCOME_OK) return desk_refused(desk, refusal);
    text_printf(&desk->out, "%s\n", done);
    return 0;
}

/* ---- add, passwd, unlock ---- */

static int user_add(struct desk *desk) {
    struct user_new wanted = {.must_change_password = true};
    struct refusal refusal = REFUSAL_IN(desk->arena);
    struct org_entry org;
    struct slice roles = S("");
    struct uuid id;
    if (!cli_take_word(&desk->args, &wanted.login))
        return desk_fail(desk, "which login shall the user have?");
    if (!cli_take_option(&desk->args, S("--role"), &roles))
        return desk_fail(desk, "say the roles: --role manager,viewer");
    if (!take_roles(desk, roles, &wanted.roles) || !take_scope(desk, &wanted.scope) || !take_org(desk, &org))
        return 1;
    wanted.name = wanted.login;
    cli_take_option(&desk->args, S("--name"), &wanted.name);
    cli_take_option(&desk->args, S("--language"), &wanted.language);
    cli_take_option(&desk->args, S("--email"), &wanted.email);
    cli_take_option(&desk->args, S("--team"), &wanted.team);
    if (!desk_is_empty(desk)) return 1;
    wanted.org_id = org.id;
    wanted.password = password_of(desk);
    struct actor actor = access_system_actor(org.id);
    enum outcome outcome = user_create(desk->program.access, desk->arena, &actor, &wanted, &id, &refusal);
    if (outcome == OUTCOME_OK) tell_password(desk, wanted.password);
    return finish(desk, outcome, &refusal, "The user is there.");
}

static int user_passwd(struct desk *desk) {
    struct slice login;
    struct uuid id, org_id;
    struct refusal refusal = REFUSAL_IN(desk->arena);
    if (!take_login(desk, &login, &id, &org_id) || !desk_is_empty(desk)) return 1;
    struct slice password = password_of(desk);
    struct actor actor = access_system_actor(org_id);
    enum outcome outcome =
        credential_set_password(desk->program.access, desk->arena, &actor, id, password, &refusal);
    if (outcome == OUTCOME_OK) tell_password(desk, password);
    return finish(desk, outcome, &refusal, "The password is set; the user's sessions have ended.");
}

static int user_unlock(struct desk *desk) {
    struct slice login;
    struct uuid id, org_id;
    struct refusal refusal = REFUSAL_IN(desk->arena);
    if (!take_login(desk, &login, &id, &org_id) || !desk_is_empty(desk)) return 1;
    struct actor actor = access_system_actor(org_id);
    return finish(desk, credential_unlock(desk->program.access, &actor, id), &refusal,
                  "The user can try again.");
}

/* ---- roles and activity: plain records ---- */

static enum outcome write_change(struct desk *desk, struct change *change, struct refusal *refusal) {
    struct actor actor = access_system_actor(change->org_id);
    struct write_job job = {.job_arena = desk->arena, .actor = &actor, .changes = change, .change_count = 1};
    enum outcome outcome = store_write(desk->program.store, &job);
    *refusal = job.refusal;
    return outcome;
}

static int user_set_active(struct desk *desk, bool active) {
    struct slice login;
    struct uuid id, org_id;
    struct refusal refusal;
    if (!take_login(desk, &login, &id, &org_id) || !desk_is_empty(desk)) return 1;
    struct change change = change_new(desk->arena, CHANGE_UPDATE, &user_type, org_id);
    change.id = id;
    change_set_value(&change, "active", (struct value){.present = true, .number = active});
    return finish(desk, write_change(desk, &change, &refusal), &refusal,
                  active ? "The user can sign in again."
                         : "The user can no longer sign in; sessions and tokens have ended.");
}

static int role_add(struct desk *desk, struct uuid user_id, struct uuid org_id, struct slice role) {
    enum access_scope scope;
    struct slice team = S("");
    struct refusal refusal;
    cli_take_option(&desk->args, S("--team"), &team);
    if (!take_scope(desk, &scope) || !desk_is_empty(desk)) return 1;
    struct change change = change_new(desk->arena, CHANGE_CREATE, &membership_type, org_id);
    change_set_value(&change, "user", (struct value){.present = true, .id = user_id});
    change_set_value(&change, "role", value_of_text(role));
    change_set_value(&change, "scope", value_of_text(slice_of(role_scope_choices.choices[scope].code)));
    change_set_value(&change, "team", value_of_text(team));
    return finish(desk, write_change(desk, &change, &refusal), &refusal, "The user has the role.");
}

static bool role_find(struct desk *desk, struct uuid user_id, struct uuid org_id, struct slice role,
                      struct uuid *id) {
    struct db *db = store_borrow(desk->program.store);
    struct db_query *query =
        db_query(db, SQL("SELECT id FROM membership WHERE org_id = ?1 AND \"user\" = ?2 AND role = ?3 "
                         "AND deleted_ms = 0"));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, user_id);
    db_bind_text(query, 3, role);
    bool found = db_next(query);
    if (found) *id = db_column_uuid(query, 0);
    db_done(query);
    store_return(desk->program.store, db);
    return found;
}

static int role_remove(struct desk *desk, struct uuid user_id, struct uuid org_id, struct slice role) {
    struct refusal refusal;
    struct change change = change_new(desk->arena, CHANGE_DELETE, &membership_type, org_id);
    change.reason = S("taken away at the command line");
    if (!desk_is_empty(desk)) return 1;
    if (!role_find(desk, user_id, org_id, role, &change.id))
        return desk_fail(desk, "the user does not have this role there");
    return finish(desk, write_change(desk, &change, &refusal), &refusal, "The role is taken away.");
}

static int user_role(struct desk *desk) {
    struct slice login, verb = S(""), code = S("");
    struct uuid id, org_id;
    struct org_entry org;
    uint32_t roles;
    if (!take_login(desk, &login, &id, &org_id)) return 1;
    bool said = cli_take_word(&desk->args, &verb) && cli_take_word(&desk->args, &code);
    if (!said) return desk_fail(desk, "say what: user role LOGIN add|remove ROLE [--org NAME]");
    if (!take_roles(desk, code, &roles) || !take_org(desk, &org)) return 1;
    if (slice_equal(verb, S("add"))) return role_add(desk, id, org.id, code);
    if (slice_equal(verb, S("remove"))) return role_remove(desk, id, org.id, code);
    return desk_fail(desk, "“%.*s”: add or remove", SLICE_ARG(verb));
}

/* ---- list ---- */

static void print_row(struct desk *desk, struct db_query *query) {
    bool active = db_column_int(query, 2) != 0;
    text_printf(&desk->out, "%-20.*s %-24.*s %-16.*s %-16.*s %-12.*s%s\n",
                SLICE_ARG(db_column_text(query, 0)), SLICE_ARG(db_column_text(query, 1)),
                SLICE_ARG(db_column_text(query, 3)), SLICE_ARG(db_column_text(query, 4)),
                SLICE_ARG(db_column_text(query, 5)), active ? "" : " not active");
}

static int user_list(struct desk *desk) {
    struct slice org = S("");
    cli_take_option(&desk->args, S("--org"), &org);
    if (!desk_is_empty(desk)) return 1;
    struct db *db = store_borrow(desk->program.store);
    struct db_query *query = db_query(db, SQL("SELECT u.login, u.name, COALESCE(u.active, 0), "
                                              "COALESCE(o.short_name, ''), COALESCE(m.role, ''), "
                                              "COALESCE(m.scope, '') FROM \"user\" u LEFT JOIN membership m "
                                              "ON m.\"user\" = u.id AND m.deleted_ms = 0 "
                                              "LEFT JOIN organisation o ON o.id = m.org_id WHERE "
                                              "u.deleted_ms = 0 AND (?1 = '' OR o.short_name = ?1) "
                                              "ORDER BY u.login, m.role"));
    db_bind_text(query, 1, org);
    while (db_next(query)) {
        print_row(desk, query);
    }
    db_done(query);
    store_return(desk->program.store, db);
    return 0;
}

int user_work(struct desk *desk) {
    struct slice verb = S("");
    cli_take_word(&desk->args, &verb);
    if (slice_equal(verb, S("add"))) return user_add(desk);
    if (slice_equal(verb, S("list"))) return user_list(desk);
    if (slice_equal(verb, S("passwd"))) return user_passwd(desk);
    if (slice_equal(verb, S("role"))) return user_role(desk);
    if (slice_equal(verb, S("deactivate"))) return user_set_active(desk, false);
    if (slice_equal(verb, S("activate"))) return user_set_active(desk, true);
    if (slice_equal(verb, S("unlock"))) return user_unlock(desk);
    return desk_fail(desk, "say what: user add, list, passwd, role, deactivate, activate or unlock");
}
