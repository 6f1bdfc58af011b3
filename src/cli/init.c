/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup init`: an empty database with its key file and the gazetteer; with --admin also the first
 * organisation. */
#include "access/users.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/secret.h"
#include "domain/ledger/chart.h"
#include "domain/place/gazetteer_import.h"
#include "domain/programme/programme.h"

struct first {
    struct slice admin, org; /* empty: the first page makes them */
    struct slice password;
};

static void show(void *context, size_t done, size_t all) {
    progress_show(context, "Places", (int64_t)done, (int64_t)all);
}

static bool places_load(struct cli *cli, struct program *program) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct refusal refusal = REFUSAL_IN(cli->process_arena);
    struct progress progress = {0};
    enum outcome outcome = gazetteer_load_built_in(program->store, &actor, show, &progress, &refusal);
    progress_end(&progress);
    if (outcome != OUTCOME_OK) cli_refused(&refusal);
    return outcome == OUTCOME_OK;
}

/* Asked again, they are there already: the key has one effect. */
static bool commodities_load(struct cli *cli, struct program *program) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct write_job job = {.job_arena = cli->process_arena, .actor = &actor, .idempotency_key = S("first commodities")};
    job.changes = chart_commodities(cli->process_arena, &job.change_count);
    if (store_write(program->store, &job) == OUTCOME_OK) return true;
    cli_refused(&job.refusal);
    return false;
}

/* The organisation of a start that broke off is taken again. */
static bool find_org(struct program *program, const struct first *first, struct uuid *org_id) {
    struct db *db = store_borrow(program->store);
    struct db_query *query =
        db_query(db, SQL("SELECT id FROM organisation WHERE short_name = ?1 AND deleted_ms = 0"));
    db_bind_text(query, 1, first->org);
    bool found = db_next(query);
    if (found) *org_id = db_column_uuid(query, 0);
    db_done(query);
    store_return(program->store, db);
    return found;
}

static bool make_org(struct program *program, struct arena *arena, const struct first *first,
                     struct uuid *org_id) {
    struct actor actor = access_system_actor(*org_id = uuid_new());
    struct change change = change_new(arena, CHANGE_CREATE, &organisation_type, *org_id);
    struct organisation *org = organisation_of(change.values);
    org->short_name = org->name = (struct value){.present = true, .text = first->org};
    org->kind = (struct value){.present = true, .text = S("lead")};
    change.id = *org_id;
    change_set(&change, record_type_field(&organisation_type, S("short_name")));
    change_set(&change, record_type_field(&organisation_type, S("name")));
    change_set(&change, record_type_field(&organisation_type, S("kind")));
    struct write_job job = {.job_arena = arena, .actor = &actor, .changes = &change, .change_count = 1};
    if (store_write(program->store, &job) == OUTCOME_OK) return true;
    cli_refused(&job.refusal);
    return false;
}

static int make_first(struct program *program, struct arena *arena, const struct first *first) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct user_new wanted = {.login = first->admin,
                              .name = first->admin,
                              .must_change_password = !first->password.len,
                              .roles = ROLE_BIT(ROLE_ADMINISTRATOR) | ROLE_BIT(ROLE_MANAGER) |
                                       ROLE_BIT(ROLE_ME_OFFICER),
                              .scope = SCOPE_ORGANISATION};
    if (user_exists_any(program->access))
        return cli_fail("there are users already; add others with `mlup user add`");
    if (!find_org(program, first, &wanted.org_id) && !make_org(program, arena, first, &wanted.org_id))
        return 1;
    wanted.password = first->password.len ? first->password : secret_make(arena);
    struct actor actor = access_system_actor(wanted.org_id);
    struct uuid id;
    enum outcome outcome = user_create(program->access, arena, &actor, &wanted, &id, &refusal);
    if (outcome != OUTCOME_OK) return cli_refused(&refusal);
    if (!first->password.len)
        printf("%.*s signs in with %.*s\n", SLICE_ARG(first->admin), SLICE_ARG(wanted.password));
    return 0;
}

int init_run(struct cli *cli) {
    struct first first = {0};
    cli_take_option(cli, S("--admin"), &first.admin);
    bool reads = cli_take_switch(cli, S("--password-stdin"));
    if (first.admin.len && !cli_take_option(cli, S("--org"), &first.org)) {
        return cli_fail("the first administrator needs an organisation: --org NAME");
    }
    if (!cli_is_empty(cli)) return 1;
    if (reads) first.password = secret_read(cli->process_arena, "Password of the administrator");
    log_set_quiet(true);
    struct program *program = program_open(cli, OPEN_CREATE);
    if (!program) return 1;
    int code = places_load(cli, program) && commodities_load(cli, program) ? 0 : 1;
    if (!code && first.admin.len) code = make_first(program, cli->process_arena, &first);
    program_close(program);
    if (!code) printf("The database is ready: %.*s\n", SLICE_ARG(cli->settings.db));
    return code;
}
