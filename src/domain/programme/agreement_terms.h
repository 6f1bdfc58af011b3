/* SPDX-License-Identifier: Apache-2.0 */
/* What an agreement says on a day: as signed, and as its amendments changed it.  Pure. */
#ifndef MLUP_DOMAIN_AGREEMENT_TERMS_H
#define MLUP_DOMAIN_AGREEMENT_TERMS_H

#include "domain/programme/programme.h"

struct agreement_terms {
    struct value amount, ends_on; /* absent when the agreement does not say */
};

/* Puts amendments in the order in which they come into force, of one day by number. */
void amendments_sort(struct record **amendments, size_t count);
/* The terms in force at the end of a day (since 1970); an amendment without an amount or an end leaves it as
 * it was. */
struct agreement_terms agreement_terms_on(const struct record *agreement, struct record *const *amendments,
                                          size_t count, int64_t day);

#endif
