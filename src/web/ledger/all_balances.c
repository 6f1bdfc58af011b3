/* SPDX-License-Identifier: Apache-2.0 */
/* What every account of the organisation holds, for programs that compare their own books with these. */
#include "domain/ledger/balances.h"
#include "domain/ledger/ledger.h"
#include "store/view.h"
#include "web/ledger/book_pages.h"

struct held {
    struct uuid account_id;
    int64_t balance;
};

struct all_balances {
    struct arena *arena;
    struct held *held;
    size_t count;
};

/* Others wait for it: written down now, put into words afterwards. */
static void take_balance(void *context, struct uuid account_id, int64_t balance) {
    struct all_balances *all = context;
    all->held = arena_room(all->arena, all->held, sizeof *all->held, all->count);
    all->held[all->count++] = (struct held){account_id, balance};
}

/* Who sees only what they made themselves has no right to the whole. */
enum outcome all_balances_api(struct web *web) {
    struct view view = web_view(web, &ledger_account_type);
    struct all_balances all = {.arena = web->arena};
    if (!view.allowed || view.creators || !view_has(&view, web->actor->org_id)) return OUTCOME_NOT_FOUND;
    ledger_balances_all(web->app->store, web_db(web), web->actor->org_id, take_balance, &all);
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < all.count; i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("account"), uuid_format(web->arena, all.held[i].account_id));
        doc_set_int(web->arena, item, S("balance"), all.held[i].balance);
    }
    return OUTCOME_OK;
}
