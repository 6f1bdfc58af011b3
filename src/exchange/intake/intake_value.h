/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cell as a value of a field, by what the plan says about its column.  Pure but for places and references,
 * which are looked up and remembered for the whole run.
 */
#ifndef MLUP_EXCHANGE_INTAKE_VALUE_H
#define MLUP_EXCHANGE_INTAKE_VALUE_H

#include "exchange/intake/intake_head.h"
#include "exchange/intake/intake_refer.h"

struct intake_meaning {
    const struct messages *khmer;
    struct gazetteer *gazetteer;
    struct intake_refer *refer;
    enum currency money;
};

/* False after a refusal under the name of the field. */
bool intake_value_read(struct arena *arena, const struct intake_meaning *meaning,
                       const struct intake_column *column, const struct sheet_cell *cell, struct value *value,
                       struct refusal *refusal);
/* A place of several columns: texts from the province down, each empty or not. */
bool intake_place_read(struct arena *arena, const struct intake_meaning *meaning, const struct field *field,
                       const struct slice levels[4], struct value *value, struct refusal *refusal);

#endif
