/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A commit's balances are noted after it is durable, in the order of the commits, and whole: they replace
 * what was there.  So it does no harm when a table that is read just then has them already.
 */
#include "domain/ledger/balances.h"

#include <pthread.h>

#include "base/limits.h"
#include "domain/ledger/state.h"

struct balance_row {
    struct uuid account_id;
    int64_t balance;
    bool is_known;
};

/* Rows by number of account, from 1. */
struct balance_org {
    struct uuid org_id;
    struct balance_row *rows;
    size_t room;
    struct balance_org *next;
};

struct ledger_balances {
    pthread_mutex_t lock;
    struct balance_org *orgs;
    size_t room; /* of all */
};

struct ledger_balances *ledger_balances_new(void) {
    struct ledger_balances *balances = heap_alloc(sizeof *balances);
    *balances = (struct ledger_balances){.orgs = NULL};
    pthread_mutex_init(&balances->lock, NULL);
    return balances;
}

void ledger_balances_free(struct ledger_balances *balances) {
    while (balances->orgs) {
        struct balance_org *next = balances->orgs->next;
        heap_free(balances->orgs->rows);
        heap_free(balances->orgs);
        balances->orgs = next;
    }
    pthread_mutex_destroy(&balances->lock);
    heap_free(balances);
}

static struct balance_org **org_of(struct ledger_balances *balances, struct uuid org) {
    struct balance_org **at = &balances->orgs;
    while (*at && !uuid_equal((*at)->org_id, org)) {
        at = &(*at)->next;
    }
    return at;
}

static void org_drop(struct ledger_balances *balances, struct balance_org **at) {
    struct balance_org *org = *at;
    *at = org->next;
    balances->room -= org->room;
    heap_free(org->rows);
    heap_free(org);
}

/* False when there would be too many. */
static bool org_reserve(struct ledger_balances *balances, struct balance_org *org, size_t room) {
    if (room <= org->room) return true;
    size_t wanted = org->room * 2 > room ? org->room * 2 : room;
    if (balances->room - org->room + wanted > LIMIT_LEDGER_BALANCES) return false;
    org->rows = heap_resize(org->rows, wanted * sizeof *org->rows);
    memset(org->rows + org->room, 0, (wanted - org->room) * sizeof *org->rows);
    balances->room += wanted - org->room;
    org->room = wanted;
    return true;
}

static bool org_put(struct ledger_balances *balances, struct balance_org *org, struct uuid account_id,
                    int64_t number, int64_t balance) {
    if (number < 0 || !org_reserve(balances, org, (size_t)number + 1)) return false;
    org->rows[number] = (struct balance_row){account_id, balance, true};
    return true;
}

void ledger_balances_note(struct ledger_balances *balances, struct uuid org, struct uuid account_id,
                          int64_t number, int64_t balance) {
    pthread_mutex_lock(&balances->lock);
    struct balance_org **at = org_of(balances, org);
    if (*at && !org_put(balances, *at, account_id, number, balance)) org_drop(balances, at);
    pthread_mutex_unlock(&balances->lock);
}

static struct db_query *ask_table(struct db *db, struct uuid org) {
    struct db_query *query =
        db_query(db, SQL("SELECT account_id, account, balance FROM ledger_balance WHERE org_id = ?1"));
    db_bind_uuid(query, 1, org);
    return query;
}

/* NULL when there are too many, or the database has failed. */
static struct balance_org *org_load(struct ledger_balances *balances, struct db *db, struct uuid org_id) {
    struct balance_org *org = heap_alloc(sizeof *org);
    *org = (struct balance_org){.org_id = org_id, .next = balances->orgs};
    balances->orgs = org;
    struct db_query *query = ask_table(db, org_id);
    bool fits = true;
    while (fits && db_next(query)) {
        fits = org_put(balances, org, db_column_uuid(query, 0), db_column_int(query, 1),
                       db_column_int(query, 2));
    }
    db_done(query);
    if (fits && db_status(db) == DB_OK) return org;
    org_drop(balances, &balances->orgs);
    return NULL;
}

static void take_from_table(struct db *db, struct uuid org,
                            void (*take)(void *context, struct uuid account_id, int64_t balance),
                            void *context) {
    struct db_query *query = ask_table(db, org);
    while (db_next(query)) {
        take(context, db_column_uuid(query, 0), db_column_int(query, 2));
    }
    db_done(query);
}

void ledger_balances_all(struct store *store, struct db *db, struct uuid org_id,
                         void (*take)(void *context, struct uuid account_id, int64_t balance),
                         void *context) {
    struct ledger_balances *balances = ledger_state_balances(store);
    pthread_mutex_lock(&balances->lock);
    struct balance_org *org = *org_of(balances, org_id);
    if (!org) org = org_load(balances, db, org_id);
    for (size_t i = 0; org && i < org->room; i++) {
        if (org->rows[i].is_known) take(context, org->rows[i].account_id, org->rows[i].balance);
    }
    pthread_mutex_unlock(&balances->lock);
    if (!org) take_from_table(db, org_id, take, context);
}
