/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/places.h"

#include "cli/progress.h"
#include "domain/place/gazetteer_import.h"

static void show(void *context, size_t done, size_t all) {
    progress_show(context, "Places", (int64_t)done, (int64_t)all);
}

bool places_load(struct cli *cli, struct program *program) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct refusal refusal = REFUSAL_IN(cli->process_arena);
    struct progress progress = {0};
    enum outcome outcome = gazetteer_load_built_in(program->store, &actor, show, &progress, &refusal);
    progress_end(&progress);
    if (outcome != OUTCOME_OK) cli_refused(&refusal);
    return outcome == OUTCOME_OK;
}

bool places_are_there(struct program *program) {
    struct db *db = store_borrow(program->store);
    struct db_query *query = db_query(db, SQL("SELECT 1 FROM area LIMIT 1"));
    bool there = db_next(query);
    db_done(query);
    store_return(program->store, db);
    return there;
}
