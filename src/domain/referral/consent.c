/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/referral/consent.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/consent_word.h"
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

/* What is asked of the ledger of a file. */
struct asking {
    struct rule *rule;
    const struct record *file, *provider;
    const char *purpose;
    struct slice class_code;
    int64_t now_ms;
    bool named_alone; /* a word about the kind of provider does not count */
};

typedef bool is_fit(const struct asking *asking, const struct record *record);

static bool is_named(const struct record *consent) {
    return value_is_code(&consent_of(consent)->recipient, "named");
}

static bool consent_fits(const struct asking *asking, const struct record *record) {
    return consent_is_about(record, asking->provider, asking->purpose, asking->class_code) &&
           (is_named(record) || !asking->named_alone) &&
           consent_state_at(record, asking->now_ms) == CONSENT_HOLDS;
}

static bool override_fits(const struct asking *asking, const struct record *record) {
    const struct consent_override *override = consent_override_of(record);
    return value_is_code(&override->state, "allowed") &&
           uuid_equal(override->provider.id, asking->provider->id) &&
           codes_contain(override->scope.text, asking->class_code) &&
           override->until_ms.number > asking->now_ms;
}

static size_t parts_of(const struct asking *asking, const struct record_type *type, struct uuid *ids) {
    const struct field *field = record_type_field(type, S("case_file"));
    return rule_referrers(asking->rule, type, field, asking->file->org_id, asking->file->id, ids,
                          LIMIT_REFERRALS);
}

static const struct record *part_find(const struct asking *asking, const struct record_type *type,
                                      is_fit *fits) {
    struct uuid *ids = arena_make(asking->rule->job_arena, struct uuid, LIMIT_REFERRALS);
    size_t count = parts_of(asking, type, ids);
    while (count > 0) {
        const struct record *found = rule_find(asking->rule, type, asking->file->org_id, ids[--count]);
        if (found && fits(asking, found)) return found;
    }
    return NULL;
}

/* Consents for this provider by its name, about what is asked. */
static size_t named_read(const struct asking *asking, const struct record **named) {
    struct uuid *ids = arena_make(asking->rule->job_arena, struct uuid, LIMIT_REFERRALS);
    size_t count = parts_of(asking, &consent_type, ids), kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(asking->rule, &consent_type, asking->file->org_id, ids[i]);
        if (found && is_named(found) &&
            consent_is_about(found, asking->provider, asking->purpose, asking->class_code))
            named[kept++] = record_copy(asking->rule->job_arena, found);
    }
    return kept;
}

/* A no to this provider by its name stands, whatever is said of its kind, until a yes to it by its name. */
static bool named_no_stands(const struct asking *asking) {
    const struct record **named = arena_make(asking->rule->job_arena, const struct record *, LIMIT_REFERRALS);
    size_t count = named_read(asking, named);
    int64_t no_ms = 0;
    for (size_t i = 0; i < count; i++) {
        const struct consent *consent = consent_of(named[i]);
        bool is_no =
            consent->withdrawn_why.present && names_contain("person guardian", consent->withdrawn_why.text);
        if (is_no && consent->withdrawn_ms.number > no_ms) no_ms = consent->withdrawn_ms.number;
    }
    bool stands = no_ms > 0;
    for (size_t i = 0; i < count && stands; i++)
        stands = !consent_is_after(named[i], no_ms);
    return stands;
}

const struct record *consent_find(struct rule *rule, const struct record *file, const struct record *provider,
                                  const char *purpose, struct slice class_code, int64_t now_ms) {
    struct asking asking = {rule, file, provider, purpose, class_code, now_ms, false};
    const struct record *consent = part_find(&asking, &consent_type, consent_fits);
    if (consent && !is_named(consent)) {
        asking.named_alone = named_no_stands(&asking);
        consent = part_find(&asking, &consent_type, consent_fits);
    }
    return consent ? consent : part_find(&asking, &consent_override_type, override_fits);
}
