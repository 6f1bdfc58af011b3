/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder share about headers and choices. */
#ifndef MLUP_EXCHANGE_INTAKE_HEAD_H
#define MLUP_EXCHANGE_INTAKE_HEAD_H

#include "exchange/intake/intake.h"

/* 1 when the text is surely the name of a field of the type (or of a level of places), else 0. */
size_t intake_header_worth(struct arena *arena, const struct record_type *type, const struct view *view,
                           const struct messages *khmer, struct slice text);
/* The choice that a cell means: its code, or its label in either language; "f", "female" and "ស្រី" are one.
 * NULL: none. */
const struct choice *intake_choice_find(struct arena *arena, const struct choice_set *set,
                                        const struct messages *khmer, struct slice text);
/* "03/04/2016": day and month could be either. */
bool intake_date_is_open(struct slice text, int *first, int *second);
/* "1.234" and "1,234": thousands or decimals. */
bool intake_number_is_open(struct slice text);

/* The heading of the column that the annotated workbook adds, in all languages. */
#define INTAKE_REASONS TR("What is wrong with this row")

#endif
