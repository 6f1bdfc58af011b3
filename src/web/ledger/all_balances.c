/* SPDX-License-Identifier: Apache-2.0 */
/* What every account of the organisation holds, for programs that compare their own books with these. */
#include "domain/ledger/balances.h"
#include "domain/ledger/ledger.h"
#include "store/view.h"
#include "web/ledger/book_pages.h"

struct all_balances {
    struct arena *arena;
    struct doc *items;
};

static void take_balance(void *context, struct uuid account_id, int64_t balance) {
    struct all_balances *all = context;
    struct doc *item = doc_add_object(all->arena, all->items);
    doc_set_text(all->arena, item, S("account"), uuid_format(all->arena, account_id));
    doc_set_int(all->arena, item, S("balance"), balance);
}

/* Who sees only what they made themselves has no right to the whole. */
enum outcome all_balances_api(struct web *web) {
    struct view view = web_view(web, &ledger_account_type);
    struct all_balances all = {.arena = web->arena};
    if (!view.allowed || view.creators || !view_has(&view, web->actor->org_id)) return OUTCOME_NOT_FOUND;
    all.items = doc_set_array(web->arena, web->view, S("items"));
    ledger_balances_all(web->app->store, web_db(web), web->actor->org_id, take_balance, &all);
    return OUTCOME_OK;
}
