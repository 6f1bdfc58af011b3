/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/place/rules.h"

#include "domain/place/area.h"

static bool area_exists(struct rule *rule, struct slice code) {
    const struct record *found = rule_find(rule, &area_type, SHARED_ORG, uuid_of_name(S("area"), code));
    return found && !found->deleted_ms;
}

static bool code_is_shaped(struct slice code) {
    if (code.len < 2 || code.len > 8 || code.len % 2) return false;
    for (size_t i = 0; i < code.len; i++) {
        if (code.s[i] < '0' || code.s[i] > '9') return false;
    }
    return true;
}

bool area_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal) {
    const struct area *area = area_of(now);
    struct slice code = area->area_code.text;
    (void)before;
    if (!area->area_code.present) return true; /* the catalogue says that it is required */
    if (!code_is_shaped(code)) {
        return refuse(refusal, S("area_code"), "The code of a place has 2, 4, 6 or 8 digits.");
    }
    if (code.len > 2 && !area_exists(rule, slice_sub(code, 0, code.len - 2))) {
        return refuse(refusal, S("area_code"), "The place above this one is not in the gazetteer.");
    }
    if (area->merged_into.present && !area_exists(rule, area->merged_into.text)) {
        return refuse_with(refusal, S("merged_into"), "“{1}” is not a place of the gazetteer. Choose one from the list.",
                           area->merged_into.text, S(""));
    }
    if (area->valid_from.present && area->valid_to.present &&
        date_last_day(area->valid_to.date) < date_first_day(area->valid_from.date)) {
        return refuse(refusal, S("valid_to"), "The end comes before the start.");
    }
    return true;
}
