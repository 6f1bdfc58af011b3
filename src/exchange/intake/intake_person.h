/* SPDX-License-Identifier: Apache-2.0 */
/* People who are in the register already, or in an earlier row of the same file under other ids. */
#ifndef MLUP_EXCHANGE_INTAKE_PERSON_H
#define MLUP_EXCHANGE_INTAKE_PERSON_H

#include "exchange/intake/intake_refer.h"

struct intake_people;
/* In the arena, which must live as long; the register is read at the first question. */
struct intake_people *intake_people_new(struct arena *arena, const struct intake_setup *setup);
/* True when a person like this is known: *who, and *earlier the row of the file it stood in (0: the
 * register).  Else notes the person as row `number`. */
bool intake_people_find(struct intake_people *people, struct arena *arena, const struct record *values,
                        int64_t number, struct uuid id, struct uuid *who, int64_t *earlier);

#endif
