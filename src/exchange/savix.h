/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A quarterly file of savings groups in the manner of the SAVIX MIS (VSL Associates): one row a group a
 * quarter, with the data items of its collection form as far as they are public: members, attendance,
 * dropouts, savings, loans, late loans, write-offs, cash, bank, social fund, property, debts.  The names of
 * the columns are ours; nothing is claimed of a conformity that no public schema lets anybody check.
 */
#ifndef MLUP_EXCHANGE_SAVIX_H
#define MLUP_EXCHANGE_SAVIX_H

#include "access/access.h"
#include "domain/savings/savings_read.h"

struct savix_row {
    const struct record *group;
    int64_t quarter, cycle, women, loans_open;
    enum group_phase phase;
    struct group_figures figures;
};
struct savix_file {
    struct slice organisation; /* short name */
    struct savix_row *rows;    /* by quarter, then group */
    size_t count;
    bool is_cut;
};
/* Groups of the organisation that the view shows, in each quarter by whose end they had been formed; the
 * caller has seen to it that the reader may see their money. */
void savix_read(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                struct uuid org, int64_t first_quarter, int64_t last_quarter, struct savix_file *file);

enum savix_format { SAVIX_CSV, SAVIX_XLSX };
bool savix_format_parse(struct slice text, enum savix_format *format);
struct slice savix_media_type(enum savix_format format);
/* The whole file.  Money in the smallest unit of the group's currency. */
struct slice savix_write(struct arena *arena, const struct savix_file *file, enum savix_format format);

#endif
