/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases as a file: CSV and XLSX with the columns of the standard's Excel sheet first, and JSON.  A case with
 * several events, plans… goes on in rows with its number in the first column.  What is read back is what was
 * written.  Pure.
 */
#ifndef MLUP_EXCHANGE_HTCDS_WRITE_H
#define MLUP_EXCHANGE_HTCDS_WRITE_H

#include "exchange/htcds/htcds.h"

enum htcds_form { HTCDS_CSV, HTCDS_XLSX, HTCDS_JSON, HTCDS_FORMS };

/* "csv", "xlsx", "json". */
bool htcds_form_parse(struct slice text, enum htcds_form *form);
struct slice htcds_form_code(enum htcds_form form);
struct slice htcds_form_media_type(enum htcds_form form);
struct slice htcds_write(struct arena *arena, const struct htcds_set *set, enum htcds_form form);
/* One case as JSON; `cases` is an array. */
void htcds_write_case(struct arena *arena, const struct htcds_case *one, struct doc *cases);

#endif
