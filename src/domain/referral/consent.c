/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/referral/consent.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/referral/referral.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_HOURS = 24 };

static bool digits_parse(struct slice text, int64_t most, int64_t *number) {
    return text.len == 2 && text.s[0] != '-' && slice_to_int64(text, number) && *number <= most;
}

bool consent_time_parse(struct slice text, int64_t *ms) {
    int64_t hours, minutes;
    if (text.len != 5 || text.s[2] != ':' || !digits_parse(slice_sub(text, 0, 2), DAY_HOURS - 1, &hours) ||
        !digits_parse(slice_sub(text, 3, 5), 59, &minutes))
        return false;
    *ms = hours * HOUR_MS + minutes * MINUTE_MS;
    return true;
}

int64_t consent_end_ms(const struct record *record) {
    const struct consent *consent = consent_of(record);
    int64_t day = date_last_day(consent->expires_on.date), time_ms;
    bool has_time = consent->expires_time.present && consent_time_parse(consent->expires_time.text, &time_ms);
    return has_time ? clock_day_begin_ms(day) + time_ms : clock_day_begin_ms(day + 1);
}

enum consent_state consent_state_at(const struct record *record, int64_t now_ms) {
    const struct consent *consent = consent_of(record);
    if (consent->withdrawn_ms.present && consent->withdrawn_ms.number <= now_ms) return CONSENT_WITHDRAWN;
    if (clock_day_begin_ms(date_first_day(consent->given_on.date)) > now_ms) return CONSENT_NOT_YET;
    return consent_end_ms(record) <= now_ms ? CONSENT_EXPIRED : CONSENT_HOLDS;
}

bool consent_is_for(const struct record *record, const struct record *provider) {
    const struct consent *consent = consent_of(record);
    if (value_is_code(&consent->recipient, "named")) return uuid_equal(consent->provider.id, provider->id);
    return slice_equal(consent->recipient.text, provider_of(provider)->kind.text);
}

bool consent_is_about(const struct record *record, const struct record *provider, const char *purpose,
                      struct slice class_code) {
    const struct consent *consent = consent_of(record);
    return value_is_code(&consent->purpose, purpose) && codes_contain(consent->scope.text, class_code) &&
           consent_is_for(record, provider);
}

typedef bool is_fit(const struct record *record, const struct record *provider, struct slice class_code,
                    int64_t now_ms, const char *purpose);

static bool consent_fits(const struct record *record, const struct record *provider, struct slice class_code,
                         int64_t now_ms, const char *purpose) {
    return consent_is_about(record, provider, purpose, class_code) &&
           consent_state_at(record, now_ms) == CONSENT_HOLDS;
}

static bool override_fits(const struct record *record, const struct record *provider, struct slice class_code,
                          int64_t now_ms, const char *purpose) {
    const struct consent_override *override = consent_override_of(record);
    (void)purpose;
    return value_is_code(&override->state, "allowed") && uuid_equal(override->provider.id, provider->id) &&
           codes_contain(override->scope.text, class_code) && override->until_ms.number > now_ms;
}

static const struct record *part_find(struct rule *rule, const struct record_type *type,
                                      const struct record *file, const struct record *provider,
                                      const char *purpose, struct slice class_code, int64_t now_ms,
                                      is_fit *fits) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_REFERRALS);
    const struct field *field = record_type_field(type, S("case_file"));
    size_t count = rule_referrers(rule, type, field, file->org_id, file->id, ids, LIMIT_REFERRALS);
    while (count > 0) {
        const struct record *found = rule_find(rule, type, file->org_id, ids[--count]);
        if (found && fits(found, provider, class_code, now_ms, purpose)) return found;
    }
    return NULL;
}

const struct record *consent_find(struct rule *rule, const struct record *file, const struct record *provider,
                                  const char *purpose, struct slice class_code, int64_t now_ms) {
    const struct record *consent =
        part_find(rule, &consent_type, file, provider, purpose, class_code, now_ms, consent_fits);
    return consent ? consent
                   : part_find(rule, &consent_override_type, file, provider, purpose, class_code, now_ms,
                               override_fits);
}
