/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order in which rows become records.  Rows may refer to rows of the same file by their key ("number of
 * the row in your own system"), whichever comes first in the file: the rows that refer to none are level 0,
 * those that refer to rows of level 0 are level 1, and so on; the file is gone through once for each level.
 * A row whose references lead into a circle has no level and is refused.
 */
#ifndef MLUP_EXCHANGE_INTAKE_ORDER_H
#define MLUP_EXCHANGE_INTAKE_ORDER_H

#include "exchange/intake/intake_refer.h"

enum order_trouble { ORDER_FINE, ORDER_CIRCLE, ORDER_DEEP };

struct row_order;
/* May rows of this plan refer to rows of the same file? */
bool row_order_is_needed(const struct intake_plan *plan);
/* True for a column whose cells may name rows of the file. */
bool intake_refers_to_rows(const struct intake_plan *plan, const struct intake_column *column);
/* What a key or a reference to one says, as one number; zero for an empty text. */
struct uuid intake_text_key(struct slice text);

struct row_order *row_order_new(struct arena *arena, const struct intake_plan *plan);
/* Every row of values, in the order of the file. */
void row_order_add(struct row_order *order, const struct sheet_row *row);
/* After the last row: gives each its level. */
void row_order_settle(struct row_order *order);
int row_order_levels(const struct row_order *order);
int row_order_level(const struct row_order *order, int64_t row_number);
/* Why a row has no level, and the row that it refers to. */
enum order_trouble row_order_trouble(const struct row_order *order, int64_t row_number, int64_t *by_way_of);

#endif
