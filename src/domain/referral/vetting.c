/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/referral/vetting.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/referral/referral.h"

/* The later one counts; of two of one day that which was entered later. */
static bool is_later(const struct record *a, const struct record *b) {
    int64_t left = date_last_day(provider_vetting_of(a)->on_day.date),
            right = date_last_day(provider_vetting_of(b)->on_day.date);
    return left != right ? left > right : a->created_ms > b->created_ms;
}

static enum vetting_state state_of(const struct record *record, int64_t day) {
    const struct provider_vetting *vetting = provider_vetting_of(record);
    if (value_is_code(&vetting->result, "failed")) return VETTING_FAILED;
    if (vetting->suspended_on.present && date_first_day(vetting->suspended_on.date) <= day)
        return VETTING_SUSPENDED;
    return date_last_day(vetting->valid_until.date) < day ? VETTING_EXPIRED : VETTING_HOLDS;
}

struct vetting_now vetting_on_day(const struct record *const *vettings, size_t count, int64_t day) {
    struct vetting_now now = {.state = VETTING_NONE};
    for (size_t i = 0; i < count; i++) {
        if (date_first_day(provider_vetting_of(vettings[i])->on_day.date) > day) continue;
        if (!now.vetting || is_later(vettings[i], now.vetting)) now.vetting = vettings[i];
    }
    if (!now.vetting) return now;
    now.state = state_of(now.vetting, day);
    now.until_day = date_last_day(provider_vetting_of(now.vetting)->valid_until.date);
    return now;
}

struct vetting_now provider_vetting_on(struct rule *rule, const struct record *provider, int64_t day) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_REFERRALS);
    const struct record **found = arena_make(rule->job_arena, const struct record *, LIMIT_REFERRALS);
    const struct field *field = record_type_field(&provider_vetting_type, S("provider"));
    size_t count = rule_referrers(rule, &provider_vetting_type, field, provider->org_id, provider->id, ids,
                                  LIMIT_REFERRALS),
           kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct record *vetting = rule_find(rule, &provider_vetting_type, provider->org_id, ids[i]);
        if (vetting) found[kept++] = record_copy(rule->job_arena, vetting);
    }
    return vetting_on_day(found, kept, day);
}

static struct slice day_text(struct rule *rule, const struct value *value) {
    return date_format_iso(rule->job_arena, value->date);
}

bool vetting_allows(struct rule *rule, const struct record *provider, int64_t day, struct refusal *refusal) {
    struct vetting_now now = provider_vetting_on(rule, provider, day);
    const struct provider_vetting *vetting = now.vetting ? provider_vetting_of(now.vetting) : NULL;
    switch (now.state) {
    case VETTING_HOLDS: return true;
    case VETTING_NONE:
        return refuse(refusal, S("provider"),
                      "Nobody has vetted this provider: nobody is sent there before.");
    case VETTING_FAILED:
        return refuse(refusal, S("provider"), "This provider failed its vetting: nobody is sent there.");
    case VETTING_SUSPENDED:
        return refuse_with(refusal, S("provider"), "The vetting of this provider is suspended since {1}: {2}",
                           day_text(rule, &vetting->suspended_on), vetting->suspended_why.text);
    case VETTING_EXPIRED:
        return refuse_with(refusal, S("provider"), "The vetting of this provider ran out on {1}.",
                           day_text(rule, &vetting->valid_until), S(""));
    }
    BUG("vetting state %d", now.state);
}

static bool takes_sex(const struct provider *provider, const struct case_file *file) {
    return !provider->admits_sex.present || slice_equal(provider->admits_sex.text, file->sex.text);
}

static bool takes_age(const struct provider *provider, const struct case_file *file) {
    if (!file->age_years.present) return true;
    bool is_young = provider->age_min.present && file->age_years.number < provider->age_min.number;
    return !is_young && (!provider->age_max.present || file->age_years.number <= provider->age_max.number);
}

static bool takes_needs(const struct provider *provider, const struct case_file *file) {
    struct slice rest = file->urgent.text, code;
    while (file->urgent.present && slice_split(&rest, ',', &code)) {
        if (codes_contain(provider->cannot_take.text, code)) return false;
    }
    return true;
}

bool provider_admits(const struct record *record, const struct record *file_record, struct slice service,
                     struct refusal *refusal) {
    const struct provider *provider = provider_of(record);
    const struct case_file *file = case_file_of(file_record);
    bool good = codes_contain(provider->services.text, service) ||
                refuse(refusal, S("service"), "This provider does not give this service.");
    if (!takes_sex(provider, file))
        good = refuse(refusal, S("provider"), "This provider does not take people of this sex.");
    if (!takes_age(provider, file))
        good = refuse(refusal, S("provider"), "This provider does not take people of this age.");
    if (!takes_needs(provider, file))
        good = refuse(refusal, S("provider"), "This provider cannot care for what this person needs.");
    return good;
}
