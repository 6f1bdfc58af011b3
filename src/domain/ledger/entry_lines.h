/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of a journal entry as text: on each the number of an account, blanks, an amount with the decimals
 * of the account's commodity ("1000 12.50", "4000 -12.50").  Debit is positive.
 */
#ifndef MLUP_DOMAIN_LEDGER_ENTRY_LINES_H
#define MLUP_DOMAIN_LEDGER_ENTRY_LINES_H

#include "domain/ledger/post.h"

struct entry_lines {
    struct ledger_line *lines; /* in the job's arena */
    size_t count;
};

/* False after a refusal of the field `lines` that names the line: no amount, an account that the book has
 * not. */
bool entry_lines_parse(struct rule *rule, struct uuid org, struct uuid book_id, struct slice text,
                       struct entry_lines *lines, struct refusal *refusal);

#endif
