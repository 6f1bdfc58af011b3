/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/hold_sweep.h"

#include "access/access.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/ledger/ledger.h"

enum { SWEEP_MS = 60 * 1000, AT_A_TIME = 200 };

struct ran_out {
    struct uuid org_id, id;
    int64_t expires_ms;
};

/* Entries behind `last` that still say they are held though their time is over. */
static size_t ran_out_find(struct store *store, struct ran_out last, struct ran_out *found) {
    struct db *db = store_borrow(store);
    struct db_query *query = db_query(
        db,
        SQL("SELECT j.org_id, j.id, d.expires_ms FROM ledger_hold d JOIN ledger_entry e ON e.org_id = "
            "d.org_id AND e.book "
            "= "
            "d.book AND e.seq = d.seq JOIN journal_entry j ON j.org_id = e.org_id AND j.id = e.source_id "
            "WHERE d.expires_ms > 0 AND d.expires_ms <= ?1 AND j.\"state\" = 'pending' AND j.deleted_ms = 0 "
            "AND (d.expires_ms, j.org_id, j.id) > (?3, ?4, ?5) ORDER BY d.expires_ms, j.org_id, j.id LIMIT "
            "?2"));
    db_bind_int(query, 1, clock_now_ms());
    db_bind_int(query, 2, AT_A_TIME);
    db_bind_int(query, 3, last.expires_ms);
    db_bind_uuid(query, 4, last.org_id);
    db_bind_uuid(query, 5, last.id);
    size_t count = 0;
    while (db_next(query)) {
        found[count++] =
            (struct ran_out){db_column_uuid(query, 0), db_column_uuid(query, 1), db_column_int(query, 2)};
    }
    db_done(query);
    store_return(store, db);
    return count;
}

static bool release(struct store *store, const struct ran_out *entry) {
    struct arena *arena = arena_new();
    struct actor actor = access_system_actor(entry->org_id);
    struct change change = change_new(arena, CHANGE_UPDATE, &journal_entry_type, entry->org_id);
    change.id = entry->id;
    change.reason = S("Its time ran out");
    change_set_value(&change, "state", value_of_text(S("void")));
    change_set_value(&change, "reason", value_of_text(change.reason));
    struct write_job job = {.job_arena = arena, .actor = &actor, .changes = &change, .change_count = 1};
    bool good = store_write(store, &job) == OUTCOME_OK;
    arena_free(arena);
    return good;
}

/* One that cannot be released keeps none behind it waiting. */
int64_t ledger_hold_sweep(void *context, const struct runner *runner) {
    struct store *store = context;
    struct ran_out found[AT_A_TIME], last = {.expires_ms = 0};
    size_t count, failed = 0;
    do {
        count = ran_out_find(store, last, found);
        for (size_t i = 0; i < count && !runner_is_stopping(runner); i++) {
            failed += !release(store, &found[i]);
        }
        if (count) last = found[count - 1];
    } while (count == AT_A_TIME && !runner_is_stopping(runner));
    if (failed) log_warn("%zu entries whose time ran out could not be released", failed);
    return clock_now_ms() + SWEEP_MS;
}
