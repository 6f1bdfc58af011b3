/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What came with a case and has no place of its own: lines that somebody can read who opens the file,
 *
 *     prs_Gender: TransgenderFeminine
 *     prs_Gender = NonSpecifiedUnknown
 *     [events 018f3c…]
 *     hte_PostalCode: 01234
 *
 * A value is given back as long as the own records still say what they said when it came (the line with =;
 * without one: nothing). Parts stand in the order in which they came; one with an id is a record of the file,
 * one without is here alone.  Pure.
 */
#ifndef MLUP_EXCHANGE_HTCDS_KEPT_H
#define MLUP_EXCHANGE_HTCDS_KEPT_H

#include "exchange/htcds/htcds.h"

struct htcds_kept_value {
    const struct htcds_field *field;
    struct slice value, was;
};
struct htcds_kept_part {
    enum htcds_group group;
    bool has_record;
    struct uuid record;
    struct htcds_kept_value *values;
    size_t count;
};
struct htcds_kept {
    struct arena *arena;
    struct htcds_kept_part whole;
    struct htcds_kept_part *parts;
    size_t part_count;
};

struct htcds_kept htcds_kept_new(struct arena *arena);
struct htcds_kept_part *htcds_kept_add_part(struct htcds_kept *kept, enum htcds_group group,
                                            const struct uuid *record);
void htcds_kept_add(struct htcds_kept *kept, struct htcds_kept_part *part, const struct htcds_field *field,
                    struct slice value, struct slice was);
bool htcds_kept_is_empty(const struct htcds_kept *kept);
struct slice htcds_kept_write(struct arena *arena, const struct htcds_kept *kept);
/* Lines that are none are passed over. */
struct htcds_kept htcds_kept_read(struct arena *arena, struct slice text);
/* NULL when the part keeps none of the field. */
const struct htcds_kept_value *htcds_kept_find(const struct htcds_kept_part *part,
                                               const struct htcds_field *field);

#endif
