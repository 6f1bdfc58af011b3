/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a book and its reports; each has a JSON twin under /api/v1 and a file with ?format=csv. */
#ifndef MLUP_WEB_BOOK_PAGES_H
#define MLUP_WEB_BOOK_PAGES_H

#include "web/web.h"

enum outcome book_page(struct web *web);          /* GET /books/{id}: book */
enum outcome trial_balance_page(struct web *web); /* GET /books/{id}/trial-balance?from=&to=: book_report */
enum outcome balance_sheet_page(struct web *web); /* GET /books/{id}/balance-sheet?on=: book_report */
enum outcome
income_statement_page(struct web *web);         /* GET /books/{id}/income-statement?from=&to=: book_report */
enum outcome cash_book_page(struct web *web);   /* GET /books/{id}/cash-book?from=&to=: book_report */
enum outcome day_book_page(struct web *web);    /* GET /books/{id}/day-book?from=&to=&page=: book_report */
enum outcome all_balances_api(struct web *web); /* GET /api/v1/balances: of the user's own organisation */
enum outcome statement_page(struct web *web);   /* GET /accounts/{id}/statement?from=&to=: book_report */

/* For record_extras: the statement of an account, above its page. */
void ledger_account_actions(struct web *web, const struct record *record, struct doc *actions);

#endif
