/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup publish`: counts of people who came back, for a machine that publishes every quarter. */
#include "access/access.h"
#include "catalogue/value.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "domain/publication/figures.h"
#include "domain/publication/publication.h"

int publish_run(struct cli *cli) {
    return desk_run(cli, S("publish"), S(""));
}

static int publish(struct desk *desk, struct uuid org, int64_t least) {
    struct actor actor = access_system_actor(org);
    struct change change = change_new(desk->arena, CHANGE_CREATE, &publication_type, org);
    struct write_job job = {.job_arena = desk->arena, .actor = &actor, .changes = &change, .change_count = 1};
    change_set_value(&change, "least", value_of_number(least));
    if (store_write(desk->program.store, &job) != OUTCOME_OK) return desk_refused(desk, &job.refusal);
    const struct publication *made = publication_of(change.after);
    text_printf(&desk->out, "%.*s number %lld, hash %.*s\n", SLICE_ARG(uuid_format(desk->arena, change.id)),
                (long long)made->number.number, SLICE_ARG(made->hash.text));
    return 0;
}

int publish_work(struct desk *desk) {
    struct slice org_name = S(""), typed = S("");
    struct org_entry org;
    int64_t least = PUBLICATION_LEAST;
    cli_take_option(&desk->args, S("--org"), &org_name);
    if (cli_take_option(&desk->args, S("--least"), &typed) && !slice_to_int64(typed, &least))
        return desk_fail(desk, "--least takes a number");
    if (!desk_is_empty(desk) || !desk_find_org(desk, org_name, &org)) return 1;
    return publish(desk, org.id, least);
}
