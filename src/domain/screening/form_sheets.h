/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form from the sheets of an XLSForm and back (https://xlsform.org): survey, choices and settings, as rows of texts.  Groups become pages;
 * a group inside a group stays on its page, with both conditions.  Columns beyond the standard: `minimal` (survey: asked also when only
 * the least is asked) and `finding` (choices: means:DebtBondage).  Questions about the telephone itself are left out; types that
 * forms do not know are refused by name.  Pure functions.
 */
#ifndef MLUP_DOMAIN_FORM_SHEETS_H
#define MLUP_DOMAIN_FORM_SHEETS_H

#include "domain/screening/form.h"

/* Row 0 holds the names of the columns; a cell that is not there is empty. */
struct form_sheet {
    struct slice *cells; /* rows x columns */
    size_t rows, columns;
};

/* The canonical JSON of the form; empty after a refusal of `field` that names the row or the question. */
struct slice form_of_sheets(struct arena *arena, const struct form_sheet *survey, const struct form_sheet *choices,
                            const struct form_sheet *settings, struct slice field, struct refusal *refusal);
/* The sheets of a form; form_of_sheets makes the same form of them.  `id` and `version` are what other programs tell forms apart by. */
void form_sheets_of(struct arena *arena, const struct form *form, struct slice id, int64_t version, struct form_sheet *survey,
                    struct form_sheet *choices, struct form_sheet *settings);

#endif
