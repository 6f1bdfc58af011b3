/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The statement of one account in OFX 2.2 (Open Financial Exchange, section 11, bank statement download):
 * written for programs that take bank statements, and read.  Amounts are whole numbers of 10^-decimals of one
 * currency.  Reading is pure: no entity, no file and no network is touched; one statement a file; OFX 1
 * (SGML) is refused in words.
 */
#ifndef MLUP_EXCHANGE_JOURNAL_OFX_H
#define MLUP_EXCHANGE_JOURNAL_OFX_H

#include "base/refusal.h"
#include "base/text.h"

struct ofx_line {
    int32_t day; /* since 1970 */
    int64_t amount;
    struct slice id, name,
        memo; /* the id tells lines apart; a program that has one takes it no second time */
};

struct ofx_statement {
    struct slice bank, account; /* at most 9 and 22 letters are written */
    struct slice currency;      /* three capitals, ISO 4217 */
    uint8_t decimals;           /* of all amounts */
    int32_t first_day, last_day;
    int32_t balance_day;
    int64_t balance; /* in the evening of balance_day */
    const struct ofx_line *lines;
    size_t count;
};

/* Appends the file. */
void journal_ofx_write(struct text *out, const struct ofx_statement *statement);
/* Reads a file; texts live in the arena.  False with refusals, whose fields are "line N". */
bool journal_ofx_read(struct arena *arena, struct slice bytes, struct ofx_statement *statement,
                      struct refusal *refusal) __attribute__((warn_unused_result));
/* True for a code of ISO 4217 by its form. */
bool journal_ofx_is_currency(struct slice code);

#endif
