/* SPDX-License-Identifier: Apache-2.0 */
/* Tags of the Humanitarian Exchange Language (hxlstandard.org, 1.1) for columns of records. */
#ifndef MLUP_EXCHANGE_HXL_H
#define MLUP_EXCHANGE_HXL_H

#include "catalogue/record.h"

/* The tag of a column of the type: `what` is "id", "code" or "org" for the columns every type has.  In the
 * arena. */
struct slice hxl_of_head(struct arena *arena, const struct record_type *type, struct slice what);
/* The field's own tag of the catalogue, else one made of the type's hashtag and the field's name.  `suffix`
 * ("+name",
 * "+currency" or empty) tells two columns of one field apart. */
struct slice hxl_of_field(struct arena *arena, const struct record_type *type, const struct field *field,
                          struct slice suffix);

#endif
