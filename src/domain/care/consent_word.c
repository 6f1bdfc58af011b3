/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/consent_word.h"

#include "domain/care/rules.h"

size_t consent_codes_shared(struct slice codes, struct slice others, size_t *count) {
    size_t in_both = 0, all = 0;
    struct slice code;
    while (codes.len && slice_split(&codes, ',', &code)) {
        all++;
        if (codes_contain(others, code)) in_both++;
    }
    if (count) *count = all;
    return in_both;
}

bool consent_reaches(struct rule *rule, const struct record *one, const struct record *other) {
    struct slice recipient = case_value(one, "recipient")->text;
    const struct value *named = case_value(other, "provider");
    if (!named->present) return slice_equal(recipient, case_value(other, "recipient")->text);
    if (slice_equal(recipient, S("named"))) return uuid_equal(case_value(one, "provider")->id, named->id);
    const struct record *provider = rule_follow(rule, other, record_type_field(other->type, S("provider")));
    return provider && slice_equal(case_value(provider, "kind")->text, recipient);
}

int64_t consent_given_ms(const struct record *consent) {
    return clock_day_begin_ms(date_first_day(case_value(consent, "given_on")->date));
}

bool consent_is_after(const struct record *consent, int64_t ms) {
    return consent->created_ms > ms && date_first_day(case_value(consent, "given_on")->date) >= clock_day_of_ms(ms);
}
