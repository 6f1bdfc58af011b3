/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/agreement_terms.h"

#include <stdlib.h>

static int compare_amendments(const void *a, const void *b) {
    const struct amendment *first = amendment_of(*(struct record *const *)a),
                           *second = amendment_of(*(struct record *const *)b);
    int64_t first_day = date_first_day(first->effective_on.date),
            second_day = date_first_day(second->effective_on.date);
    if (first_day != second_day) return first_day < second_day ? -1 : 1;
    return slice_compare(first->number.text, second->number.text);
}

void amendments_sort(struct record **amendments, size_t count) {
    if (count) qsort(amendments, count, sizeof *amendments, compare_amendments);
}

/* Later ones win, in whatever order they are given. */
struct agreement_terms agreement_terms_on(const struct record *agreement, struct record *const *amendments,
                                          size_t count, int64_t day) {
    struct agreement_terms terms = {agreement_of(agreement)->amount, agreement_of(agreement)->ends_on};
    int64_t amount_day = INT64_MIN, end_day = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        const struct amendment *amendment = amendment_of(amendments[i]);
        int64_t from = date_first_day(amendment->effective_on.date);
        if (from > day) continue;
        if (amendment->amount.present && from >= amount_day) {
            terms.amount = amendment->amount;
            amount_day = from;
        }
        if (amendment->ends_on.present && from >= end_day) {
            terms.ends_on = amendment->ends_on;
            end_day = from;
        }
    }
    return terms;
}
