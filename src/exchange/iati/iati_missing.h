/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that an IATI file needs and that are empty, or hold what is no code: where to fill them in. */
#ifndef MLUP_EXCHANGE_IATI_MISSING_H
#define MLUP_EXCHANGE_IATI_MISSING_H

#include "exchange/iati/iati_source.h"

struct iati_missing {
    const struct record_type *type; /* of the record with the field */
    struct uuid id;
    const struct field *field;
    struct slice name; /* of the record */
    bool is_needed;    /* without it the file is refused; else it is poorer */
    struct iati_missing *next;
};

/* For other formats: appends the field when it is empty; *last is where the list goes on. */
void iati_missing_add(struct arena *arena, struct iati_missing ***last, const struct record *record,
                      struct slice name, const char *field);
/* The identifier of an organisation, when it has none. */
void iati_missing_add_org(struct arena *arena, struct iati_missing ***last, const struct iati_org *org,
                          struct uuid id);
/* In the order of the file; NULL when nothing is missing. */
struct iati_missing *iati_missing_find(struct arena *arena, const struct iati_source *source);

#endif
