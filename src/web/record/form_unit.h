/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers that people type in a unit: rates in percent, goods in the unit of account of their bank or book.
 * Stored are parts per million and the smallest unit; a form shows and reads "2" percent and "20.5"
 * kilograms.
 */
#ifndef MLUP_WEB_FORM_UNIT_H
#define MLUP_WEB_FORM_UNIT_H

#include "web/record/record_text.h"

struct form_unit {
    int decimals;        /* of what is typed; what is stored is a whole number of 10^-decimals */
    struct slice symbol; /* "%", "kg": empty when none is known */
};

/* The unit of a field; `values` has the references that lead to it.  0 decimals without a symbol: a plain
 * whole number. */
struct form_unit form_unit_of(struct record_names *names, const struct field *field,
                              const struct record *values);
/* A stored number as it is typed, without the symbol. */
struct slice form_unit_show(struct web *web, struct form_unit unit, int64_t number);
/* What was typed, with or without the symbol, in digits of either script.  Empty: absent.  False after a
 * refusal by field. */
bool form_unit_read(struct web *web, struct form_unit unit, const struct field *field, struct slice text,
                    struct value *value);

#endif
