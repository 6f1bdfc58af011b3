/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of a loan say before anybody agrees: what it costs, in figures and in words to be read out,
 * its schedule, what the household can carry, what the bylaws say. */
#ifndef MLUP_WEB_LOAN_ANSWERS_H
#define MLUP_WEB_LOAN_ANSWERS_H

#include "domain/savings/loan_ask.h"
#include "web/savings/savings_view.h"

/* A rule that asks on this request's connection and writes nothing. */
struct rule savings_asking(struct web *web);

/* {principal_amount, cost_amount, total_amount, total_words, rate_text}: of the whole schedule; no rate where
 * it is not known. */
void loan_cost_show(const struct group_seen *seen, const struct loan_book *book);
/* With what was paid of each row; `now` NULL: of a loan that was not paid out. */
void loan_rows_show(const struct group_seen *seen, const struct loan_book *book, const struct loan_now *now,
                    int64_t today);
/* {carry_text, carry_mark, carry_share}: by the share of the free income, absent or not. */
void loan_carry_show(const struct group_seen *seen, const struct value *share_ppm);
/* The same with the figures behind it, of a loan that is asked for. */
void loan_household_show(const struct group_seen *seen, const struct loan_ask *ask);
/* `breaches`: which rules speak against it, and who may decide otherwise. */
void loan_bylaws_show(const struct group_seen *seen, struct loan_ask *ask);

#endif
