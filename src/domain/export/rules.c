/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/export/rules.h"

#include "domain/export/export.h"

/* "" when the dimension is not split, "f" or "a15_17" with one split, "f/a15_17" with both. */
static bool key_fits(struct slice dimension, struct slice key) {
    bool has_slash = slice_contains(key, S("/"));
    if (slice_equal(dimension, S("none"))) return key.len == 0;
    return key.len > 0 && has_slash == slice_equal(dimension, S("sex_age"));
}

bool dhis2_option_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct dhis2_option *option = dhis2_option_of(now);
    struct slice key = option->option_key.present ? option->option_key.text : S("");
    (void)rule;
    (void)before;
    return key_fits(option->dimension.text, key) ||
           refuse(refusal, S("option_key"),
                  "This does not fit what is split: write for example f, a15_17 or f/a15_17.");
}
