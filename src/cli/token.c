/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup token`: keys for other programs. */
#include "access/api_token.h"
#include "access/users.h"
#include "cli/commands.h"
#include "cli/desk.h"

enum { TOKEN_DAYS = 90 };

int token_run(struct cli *cli) {
    return desk_run(cli, S("token"), S(""));
}

static int token_create(struct desk *desk) {
    struct slice login, scopes = S("read"), days = S(""), org_name = S(""), token;
    struct api_token_new wanted = {.name = S(""), .days = TOKEN_DAYS};
    struct refusal refusal = REFUSAL_IN(desk->arena);
    struct uuid id, org_id;
    int64_t number = TOKEN_DAYS;
    if (!cli_take_word(&desk->args, &login)) return desk_fail(desk, "for which user? Name the login");
    if (!user_find(desk->program.access, desk->arena, login, &id, &org_id)) {
        return desk_fail(desk, "there is no user “%.*s”", SLICE_ARG(login));
    }
    cli_take_option(&desk->args, S("--name"), &wanted.name);
    cli_take_option(&desk->args, S("--scopes"), &scopes);
    if (cli_take_option(&desk->args, S("--days"), &days) && !slice_to_int64(days, &number)) {
        return desk_fail(desk, "--days takes a number");
    }
    struct org_entry org = {.id = org_id};
    if (cli_take_option(&desk->args, S("--org"), &org_name) && !desk_find_org(desk, org_name, &org)) return 1;
    if (!desk_is_empty(desk)) return 1;
    if (!api_token_scopes_parse(scopes, &wanted.may_write, &wanted.classes)) {
        return desk_fail(desk,
                         "“%.*s”: scopes are read or read,write, and the kinds of records, as in "
                         "read,people,training",
                         SLICE_ARG(scopes));
    }
    wanted.days = number > 0 && number <= INT32_MAX ? (int)number : 0;
    enum outcome outcome =
        api_token_create_for(desk->program.access, desk->arena, id, org.id, &wanted, &token, &refusal);
    if (outcome != OUTCOME_OK) return desk_refused(desk, &refusal);
    text_printf(&desk->out, "%.*s\n", SLICE_ARG(token));
    return 0;
}

static const char *token_state(const struct api_token_entry *entry) {
    if (entry->revoked_ms) return "revoked";
    return entry->expires_ms < clock_now_ms() ? "expired" : "valid";
}

static int token_list(struct desk *desk) {
    struct slice org_name = S("");
    struct org_entry org;
    struct api_token_entry *entries;
    cli_take_option(&desk->args, S("--org"), &org_name);
    if (!desk_is_empty(desk) || !desk_find_org(desk, org_name, &org)) return 1;
    struct actor actor = access_system_actor(org.id);
    size_t count = api_token_list(desk->program.access, desk->arena, &actor, &entries);
    for (size_t i = 0; i < count; i++) {
        const struct api_token_entry *entry = &entries[i];
        struct slice scopes = api_token_scopes_format(desk->arena, entry->may_write, entry->classes);
        struct slice until = date_format_iso(desk->arena, date_of_ms(entry->expires_ms));
        text_printf(&desk->out, "%.*s %-16.*s %-24.*s %-20.*s until %.*s %s\n",
                    SLICE_ARG(uuid_format(desk->arena, entry->id)), SLICE_ARG(entry->login),
                    SLICE_ARG(entry->name), SLICE_ARG(scopes), SLICE_ARG(until), token_state(entry));
    }
    return 0;
}

static int token_revoke(struct desk *desk) {
    struct slice text, org_name = S("");
    struct org_entry org;
    struct uuid id;
    cli_take_option(&desk->args, S("--org"), &org_name);
    if (!cli_take_word(&desk->args, &text) || !uuid_parse(text, &id)) {
        return desk_fail(desk, "which token? Give its id from `mlup token list`");
    }
    if (!desk_is_empty(desk) || !desk_find_org(desk, org_name, &org)) return 1;
    struct actor actor = access_system_actor(org.id);
    if (api_token_revoke(desk->program.access, &actor, id) != OUTCOME_OK)
        return desk_fail(desk, "there is no such token");
    text_append(&desk->out, S("The token is revoked.\n"));
    return 0;
}

int token_work(struct desk *desk) {
    struct slice verb = S("");
    cli_take_word(&desk->args, &verb);
    if (slice_equal(verb, S("create"))) return token_create(desk);
    if (slice_equal(verb, S("list"))) return token_list(desk);
    if (slice_equal(verb, S("revoke"))) return token_revoke(desk);
    return desk_fail(desk, "say what: token create, list or revoke");
}
