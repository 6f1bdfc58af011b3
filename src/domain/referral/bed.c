/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/referral/bed.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/referral/referral.h"
#include "domain/shelter/rules.h"
#include "i18n/locale.h"

bool bed_is_asked(const struct record *referral, const struct record *provider) {
    const struct value *service = &referral_of(referral)->service;
    bool is_bed =
        value_is_code(service, "accommodation") || value_is_code(service, "transitional_accommodation");
    return is_bed && provider && provider_of(provider)->shelter.present;
}

int64_t bed_day_of(const struct record *referral) {
    const struct value *from = &referral_of(referral)->bed_from;
    int64_t today = date_first_day(clock_today());
    return from->present && date_first_day(from->date) > today ? date_first_day(from->date) : today;
}

struct beds_answer bed_answer_of(struct rule *rule, const struct record *referral, const struct record *file,
                                 const struct record *provider) {
    return beds_free_for_file(rule->db, rule->job_arena, provider_of(provider)->shelter.id, file,
                              bed_day_of(referral));
}

const char *bed_lack_words(enum bed_lack lack) {
    switch (lack) {
    case BED_FREE: return NULL;
    case BED_FULL:
        return TR("No place is free in this shelter for such a person in the night of {1}: all are taken or "
                  "reserved.");
    case BED_NEEDS:
        return TR("No place is free in this shelter in a room that is made for what this person needs, in "
                  "the night "
                  "of {1}.");
    case BED_NOBODY: return TR("This shelter has no room for a person of this sex and age.");
    }
    BUG("lack of a bed %d", lack);
}

/* ---- beyond the places ---- */

static bool house_takes_more(struct rule *rule, const struct record *provider) {
    const struct record *shelter =
        rule_find(rule, &shelter_type, provider->org_id, provider_of(provider)->shelter.id);
    return shelter && shelter_of(shelter)->may_overfill.present && shelter_of(shelter)->may_overfill.number;
}

bool bed_allows(struct rule *rule, const struct record *referral, const struct record *file,
                const struct record *provider, struct refusal *refusal) {
    if (!bed_is_asked(referral, provider)) return true;
    if (bed_day_of(referral) > date_first_day(clock_today()) + LIMIT_BED_HOLD_DAYS)
        return refuse_with(refusal, S("bed_from"), "A bed is reserved at most {1} days ahead.",
                           arena_printf(rule->job_arena, "%d", LIMIT_BED_HOLD_DAYS), S(""));
    struct beds_answer answer = bed_answer_of(rule, referral, file, provider);
    const struct value *reason = &referral_of(referral)->bed_override;
    bool has_reason = reason->sealed || value_has_words(reason);
    if (answer.lack == BED_FREE) return true;
    bool may = answer.lack != BED_NOBODY && house_takes_more(rule, provider);
    if (may && has_reason) return true;
    refuse_with(refusal, S("provider"), bed_lack_words(answer.lack),
                date_format_iso(rule->job_arena, date_of_day(bed_day_of(referral))), S(""));
    if (may)
        return refuse(refusal, S("bed_override"),
                      "This house takes people beyond its places: say why it should.");
    return !has_reason ? false
                       : refuse(refusal, S("bed_override"), "This house takes nobody beyond its places.");
}

/* ---- what is kept ---- */

static const struct record *own_provider(struct rule *rule, const struct record *referral) {
    const struct record *provider =
        rule_follow(rule, referral, record_type_field(&referral_type, S("provider")));
    return bed_is_asked(referral, provider) ? provider : NULL;
}

void bed_reserve(struct rule *rule, const struct record *referral) {
    const struct record *provider = own_provider(rule, referral), *file = case_of(rule, referral);
    if (provider && file) bed_hold_make(rule, file, provider_of(provider)->shelter.id, bed_day_of(referral));
}

void bed_release(struct rule *rule, const struct record *referral) {
    const struct record *provider = own_provider(rule, referral);
    if (provider)
        bed_holds_end(rule, referral->org_id, referral_of(referral)->case_file.id,
                      provider_of(provider)->shelter.id, "released");
}
