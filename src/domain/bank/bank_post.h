/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a record of a bank posts: one entry of its book.  Goods and animals stand in the account of the stock,
 * what was lent in that of the loans (of goods: one for each member); where money takes the place of goods,
 * both go through the accounts of the exchange, so that an entry adds up in each unit.
 *
 * The herd: bought, given and born come in; sold, died, stolen and handed over for good go out.  The account
 * of the stock is what is with the bank, that of the loans what is with families, on every day.
 */
#ifndef MLUP_DOMAIN_BANK_POST_H
#define MLUP_DOMAIN_BANK_POST_H

#include "domain/bank/herd_book.h"
#include "domain/bank/stock_book.h"
#include "domain/ledger/post.h"

enum { BANK_POST_LINES = 8 };

struct bank_post {
    struct ledger_post post;
    struct ledger_line lines[BANK_POST_LINES];
};

/* Each fills the post of a record as it stands; one without lines moves nothing.  False after a refusal: the
 * book lacks an account. */
bool bank_post_lot(struct rule *rule, const struct record *bank, const struct record *lot,
                   struct bank_post *post, struct refusal *refusal);
bool bank_post_loan(struct rule *rule, const struct record *bank, const struct record *loan,
                    struct bank_post *post, struct refusal *refusal);
bool bank_post_write_off(struct rule *rule, const struct record *bank, const struct record *loan,
                         struct bank_post *post, struct refusal *refusal);
bool bank_post_repayment(struct rule *rule, const struct record *bank, const struct record *loan,
                         const struct record *repayment, struct bank_post *post, struct refusal *refusal);
bool bank_post_out(struct rule *rule, const struct record *bank, const struct record *out,
                   struct bank_post *post, struct refusal *refusal);
bool bank_post_count(struct rule *rule, const struct record *bank, const struct record *count,
                     struct bank_post *post, struct refusal *refusal);
bool bank_post_animal(struct rule *rule, const struct record *bank, const struct record *animal,
                      struct bank_post *post, struct refusal *refusal);
/* `at`: the event in the book of the herd, which can live with it. */
bool bank_post_event(struct rule *rule, const struct record *bank, const struct herd_book *book, size_t at,
                     const struct record *event, struct bank_post *post, struct refusal *refusal);

/* Whether it could be posted, or taken back; nothing has moved. */
bool bank_post_check(struct rule *rule, struct bank_post *post, struct refusal *refusal);
bool bank_post_check_back(struct rule *rule, struct bank_post *post, struct refusal *refusal);
/* After it was checked. */
void bank_post_write(struct rule *rule, struct bank_post *post);

#endif
