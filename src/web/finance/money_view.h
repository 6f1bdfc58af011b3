/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages about money share: the agreement they speak of, amounts and tables in the reader's language.
 */
#ifndef MLUP_WEB_MONEY_VIEW_H
#define MLUP_WEB_MONEY_VIEW_H

#include "domain/finance/finance_read.h"
#include "domain/programme/agreement_terms.h"
#include "web/programme/promise_view.h"

/* An agreement and its money, as this reader may know it. */
struct money_seen {
    struct web *web;
    struct record *agreement;
    bool may_rows;               /* lines, advances, expenses; without it only the totals */
    int64_t day;                 /* the numbers are as of its end */
    int64_t first_day, last_day; /* of the agreement, as amended by then */
    enum currency currency;
    struct finance_picture picture;
    struct promise_board board; /* of the organisation */
    int64_t promises_per_mille; /* of its promises with a target, each counted up to its target; -1: none */
};

/* The agreement of the address (first argument); false: answer NOT_FOUND. */
bool money_of_path(struct web *web, struct money_seen *seen);
/* The same of an agreement that was read already, in a currency; false when the reader may not know its
 * money. */
bool money_read_in(struct web *web, struct record *agreement, enum currency currency,
                   struct money_seen *seen);
/* Whether the reader may see single rows of the organisation's money. */
bool money_may_rows(struct web *web, struct uuid org);

struct slice money_text(struct web *web, struct money money);
/* The title of the agreement: number and words. */
struct slice money_agreement_text(struct web *web, const struct record *agreement);
struct slice money_href(struct web *web, const struct record *agreement, const char *behind);
/* The currency asked for in the address. */
enum currency money_ask_currency(struct web *web, enum currency otherwise);
/* "?currency=KHR", with the day that was asked for: the same view again. */
struct slice money_query_of(struct web *web, enum currency currency);
/* The two currencies as tabs, and the rates that were used. */
void money_add_currencies(struct web *web, enum currency currency, struct slice path);
void money_add_rates(struct web *web, const struct finance_picture *picture);

/* A table under `name` in the object, in the shape of templates/partials/table; the first `texts` columns are
 * words, the others numbers.  Gives its rows. */
struct doc *money_table(struct web *web, struct doc *object, const char *name, const char *const *labels,
                        size_t count, size_t texts, const char *empty);
/* The cells of a new row. */
struct doc *money_row(struct web *web, struct doc *rows);
void money_cell(struct web *web, struct doc *cells, const char *label, struct slice text, struct slice href);
void money_cell_amount(struct web *web, struct doc *cells, const char *label, struct money money);
/* A state with its colour; the codes of choice sets of finance.def. */
void money_cell_state(struct web *web, struct doc *cells, const char *label, const struct field *field,
                      struct slice code);

/* {"amount": …, "currency": …} under the key. */
void money_set_json(struct web *web, struct doc *object, const char *key, struct money money);
/* The whole picture as JSON. */
void money_write_json(struct money_seen *seen, struct doc *object);

#endif
