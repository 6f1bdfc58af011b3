/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/word_pair.h"

struct slice word_pair_theirs(const struct word_pair *pairs, size_t count, struct slice ours) {
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(slice_of(pairs[i].ours), ours)) return slice_of(pairs[i].theirs);
    }
    return S("");
}

struct slice word_pair_ours(const struct word_pair *pairs, size_t count, struct slice theirs) {
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(slice_of(pairs[i].theirs), theirs)) return slice_of(pairs[i].ours);
    }
    return S("");
}
