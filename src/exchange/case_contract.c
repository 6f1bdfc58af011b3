/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/case_contract.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "exchange/word_pair.h"

enum { AGE_MAX = 120, PLACE_DIGITS_MAX = 8, MOSVY_CHARS_MAX = 40 };

static const struct word_pair sexes[] = {{"f", "female"}, {"m", "male"}, {"x", "other"}},
                              risks[] = {{"high", "high"},
                                         {"medium", "medium"},
                                         {"low", "low"},
                                         {"none", "no action"}},
                              statuses[] = {{"sent", "Referred"},     {"accepted", "Accepted"},
                                            {"rejected", "Rejected"}, {"done", "Exited"},
                                            {"revoked", "Revoked"},   {"expired", "Expired"}};

/* What others call a service, without blanks, hyphens and capitals; the first of each is what is written. */
static const struct word_pair services[] = {
    {"accommodation", "accommodation"},
    {"accommodation", "shelter"},
    {"meals", "meals"},
    {"meals", "food"},
    {"medical", "medical"},
    {"medical", "health"},
    {"counselling", "counselling"},
    {"counselling", "counseling"},
    {"life_skills", "life_skills"},
    {"vocational", "vocational"},
    {"vocational", "vocational_training"},
    {"education", "education"},
    {"legal", "legal"},
    {"legal", "legal_support"},
    {"rescue", "rescue"},
    {"transitional_accommodation", "transitional_accommodation"},
    {"post_trafficking_counselling", "post_trafficking_counselling"},
    {"post_trafficking_counselling", "post_trafficking_counseling"},
    {"community_reintegration", "community_reintegration"},
    {"community_reintegration", "community_reintegration_support"},
    {"legal_access", "legal_access"},
    {"legal_access", "access"},
    {"legal_advocacy", "legal_advocacy"},
    {"legal_advocacy", "advocacy"},
    {"legal_representation", "legal_representation"},
    {"legal_representation", "representation"},
    {"prison_visitation", "prison_visitation"},
    {"prison_visitation", "prison_visitation_support"},
};

/* What partners write differs in capitals, and some send our own codes. */
static struct slice words_ours(const struct word_pair *pairs, size_t count, struct slice word) {
    for (size_t i = 0; i < count; i++) {
        if (slice_equal_nocase(slice_of(pairs[i].theirs), word) ||
            slice_equal_nocase(slice_of(pairs[i].ours), word))
            return slice_of(pairs[i].ours);
    }
    return S("");
}

struct slice contract_status(struct slice state) {
    return THEIRS(statuses, state);
}

/* ---- writing ---- */

/* The family name stands first; a name of one word has no parts that anybody knows. */
static void name_put(struct arena *arena, struct doc *object, struct slice whole, struct slice whole_key,
                     struct slice family_key, struct slice given_key) {
    if (!whole.len) return;
    size_t blank = slice_find(whole, S(" "), 0);
    bool has_parts = blank < whole.len;
    doc_set_text(arena, object, whole_key, whole);
    doc_set_text(arena, object, family_key, has_parts ? slice_sub(whole, 0, blank) : S(""));
    doc_set_text(arena, object, given_key,
                 has_parts ? slice_trim(slice_sub(whole, blank, whole.len)) : whole);
}

static void text_put(struct arena *arena, struct doc *object, struct slice key, struct slice text) {
    if (text.len)
        doc_set_text(arena, object, key, text);
    else
        doc_set_null(arena, object, key);
}

static void services_put(struct arena *arena, const struct contract_case *item, struct doc *object) {
    struct doc *array = doc_set_array(arena, object, S("services"));
    for (size_t i = 0; i < item->service_count; i++) {
        const struct contract_service *service = &item->services[i];
        struct doc *one = doc_add_object(arena, array);
        doc_set_text(arena, one, S("uuid"), service->uuid);
        doc_set_text(arena, one, S("referral_id"), service->uuid);
        doc_set_text(arena, one, S("name"), THEIRS(services, service->code));
        text_put(arena, one, S("sub_type"), service->sub_type);
        text_put(arena, one, S("enrollment_date"), item->referred_on);
        doc_set_text(arena, one, S("referral_status"), service->status);
    }
}

void contract_write(struct arena *arena, const struct contract_case *item, struct doc *object) {
    doc_set_text(arena, object, S("global_id"), item->global_id);
    doc_set_text(arena, object, S("external_id"), item->global_id);
    text_put(arena, object, S("external_id_display"), item->display_id);
    text_put(arena, object, S("mosvy_number"), item->mosvy_number);
    name_put(arena, object, item->name_latin, S("full_name"), S("family_name"), S("given_name"));
    name_put(arena, object, item->name_km, S("local_full_name"), S("local_family_name"),
             S("local_given_name"));
    text_put(arena, object, S("gender"), THEIRS(sexes, item->sex));
    text_put(arena, object, S("date_of_birth"), item->birth_date);
    if (item->age >= 0) doc_set_int(arena, object, S("age"), item->age);
    text_put(arena, object, S("location_current_village_code"), item->place);
    text_put(arena, object, S("level_of_risk"), THEIRS(risks, item->risk));
    text_put(arena, object, S("reason_for_referral"), item->reason);
    text_put(arena, object, S("date_of_referral"), item->referred_on);
    text_put(arena, object, S("organization_name"), item->organisation);
    text_put(arena, object, S("organization_id"), item->organisation_id);
    text_put(arena, object, S("external_case_worker_name"), item->worker);
    text_put(arena, object, S("external_case_worker_id"), item->worker_id);
    doc_set_bool(arena, object, S("is_referred"), true);
    doc_set_text(arena, object, S("referral_status"),
                 item->service_count ? item->services[0].status : S("Referred"));
    services_put(arena, item, object);
    struct doc *consents = doc_set_array(arena, object, S("referral_consent_form"));
    for (size_t i = 0; i < item->consent_count; i++)
        doc_add_text(arena, consents, item->consents[i]);
}

/* ---- reading ---- */

struct reading {
    struct arena *arena;
    const struct doc *object;
    struct refusal *refusal;
    bool good;
};

static void fault(struct reading *reading, const char *key, const char *message) {
    reading->good = refuse(reading->refusal, slice_of(key), message);
}

/* A text, or a number written as one: some systems send codes as numbers. */
static struct slice text_of(struct reading *reading, const char *key, size_t bytes_max) {
    const struct doc *member = doc_get(reading->object, slice_of(key));
    if (!member || member->kind == DOC_NULL) return S("");
    if (member->kind == DOC_INT) return arena_printf(reading->arena, "%lld", (long long)member->number);
    if (member->kind != DOC_TEXT) return fault(reading, key, "This must be a text."), S("");
    struct slice text = slice_trim(member->text);
    if (text.len > bytes_max) return fault(reading, key, "This text is too long."), S("");
    return text;
}

/* The whole name when it is told, else its parts, family name first. */
static struct slice name_of(struct reading *reading, const char *whole_key, const char *family_key,
                            const char *given_key) {
    struct slice whole = text_of(reading, whole_key, LIMIT_LINE_CHARS),
                 family = text_of(reading, family_key, LIMIT_LINE_CHARS),
                 given = text_of(reading, given_key, LIMIT_LINE_CHARS);
    if (whole.len) return whole;
    if (!family.len || !given.len) return family.len ? family : given;
    if (family.len + given.len < LIMIT_LINE_CHARS)
        return arena_printf(reading->arena, "%.*s %.*s", SLICE_ARG(family), SLICE_ARG(given));
    return fault(reading, given_key, "This text is too long."), S("");
}

static bool is_digits(struct slice text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] < '0' || text.s[i] > '9') return false;
    }
    return true;
}

/* Every level has two digits: an odd number of them has lost the first zero. */
static struct slice place_of(struct reading *reading) {
    struct slice text = text_of(reading, "location_current_village_code", LIMIT_LINE_CHARS);
    if (text.len % 2) text = arena_join(reading->arena, S("0"), text);
    if (is_digits(text) && text.len <= PLACE_DIGITS_MAX) return text;
    return fault(reading, "location_current_village_code", "This is no code of a place."), S("");
}

static struct slice day_of(struct reading *reading, const char *key) {
    struct slice text = slice_sub(text_of(reading, key, LIMIT_LINE_CHARS), 0, sizeof "2016-03-07" - 1);
    struct date date;
    if (!text.len || date_parse_iso(text, &date)) return text;
    return fault(reading, key, "This is no date."), S("");
}

static int64_t age_of(struct reading *reading) {
    const struct doc *member = doc_get(reading->object, S("age"));
    if (!member || member->kind == DOC_NULL) return CONTRACT_NO_AGE;
    if (member->kind == DOC_INT && member->number >= 0 && member->number <= AGE_MAX) return member->number;
    return fault(reading, "age", "This is no age."), CONTRACT_NO_AGE;
}

/* "Post-trafficking counselling" is post_trafficking_counselling. */
static struct slice service_word(struct arena *arena, struct slice name) {
    struct text word = TEXT_IN(arena);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.s[i];
        if (c == ' ' || c == '-' || c == '/') c = '_';
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        text_append_char(&word, c);
    }
    return text_slice(&word);
}

static void service_add(struct reading *reading, struct contract_case *item, const struct doc *one) {
    struct reading inner = {reading->arena, one, reading->refusal, true};
    struct slice name = text_of(&inner, "name", LIMIT_LINE_CHARS), id = text_of(&inner, "uuid", UUID_TEXT);
    struct contract_service *service = &item->services[item->service_count];
    *service = (struct contract_service){.uuid = id.len ? id : text_of(&inner, "referral_id", UUID_TEXT),
                                         .code = words_ours(services, ARRAY_LEN(services), service_word(reading->arena, name)),
                                         .sub_type = text_of(&inner, "sub_type", LIMIT_LINE_CHARS),
                                         .status = text_of(&inner, "referral_status", LIMIT_LINE_CHARS)};
    if (!inner.good) reading->good = false;
    if (!service->code.len)
        reading->good = refuse_with(reading->refusal, S("services"),
                                    "“{1}” is no service that is known here.", name, S(""));
    item->service_count++;
}

static void services_read(struct reading *reading, struct contract_case *item) {
    const struct doc *array = doc_get(reading->object, S("services"));
    size_t count = array && array->kind == DOC_ARRAY ? array->count : 0;
    if (!count) fault(reading, "services", "Say which service is asked for.");
    if (count > CONTRACT_SERVICES_MAX)
        fault(reading, "services", "These are too many services for one referral.");
    for (const struct doc_entry *entry = count && count <= CONTRACT_SERVICES_MAX ? array->first : NULL; entry;
         entry = entry->next) {
        if (entry->value.kind == DOC_OBJECT)
            service_add(reading, item, &entry->value);
        else
            fault(reading, "services", "This must be a text.");
    }
}

static void consents_read(struct reading *reading, struct contract_case *item) {
    const struct doc *array = doc_get(reading->object, S("referral_consent_form"));
    for (const struct doc_entry *entry = array && array->kind == DOC_ARRAY ? array->first : NULL; entry;
         entry = entry->next) {
        bool fits = entry->value.kind == DOC_TEXT && entry->value.text.len <= LIMIT_LINE_CHARS &&
                    item->consent_count < CONTRACT_CONSENTS_MAX;
        if (fits) item->consents[item->consent_count++] = entry->value.text;
    }
}

static struct slice word_of(struct reading *reading, const char *key, struct slice ours, struct slice word) {
    if (word.len && !ours.len) fault(reading, key, "This is no word of the contract.");
    return ours;
}

bool contract_read(struct arena *arena, const struct doc *object, struct contract_case *item,
                   struct refusal *refusal) {
    struct reading reading = {arena, object, refusal, true};
    *item = (struct contract_case){.age = CONTRACT_NO_AGE};
    if (!object || object->kind != DOC_OBJECT)
        return refuse(refusal, S(""), "The body must be a JSON object.");
    item->global_id = text_of(&reading, "global_id", UUID_TEXT);
    item->display_id = text_of(&reading, "external_id_display", LIMIT_LINE_CHARS);
    item->mosvy_number = text_of(&reading, "mosvy_number", MOSVY_CHARS_MAX);
    item->name_latin = name_of(&reading, "full_name", "family_name", "given_name");
    item->name_km = name_of(&reading, "local_full_name", "local_family_name", "local_given_name");
    struct slice gender = text_of(&reading, "gender", LIMIT_LINE_CHARS),
                 risk = text_of(&reading, "level_of_risk", LIMIT_LINE_CHARS);
    item->sex = word_of(&reading, "gender", words_ours(sexes, ARRAY_LEN(sexes), gender), gender);
    item->risk = word_of(&reading, "level_of_risk", words_ours(risks, ARRAY_LEN(risks), risk), risk);
    item->birth_date = day_of(&reading, "date_of_birth");
    item->age = age_of(&reading);
    item->place = place_of(&reading);
    item->reason = text_of(&reading, "reason_for_referral", LIMIT_TEXT_BYTES);
    item->referred_on = day_of(&reading, "date_of_referral");
    item->organisation = text_of(&reading, "organization_name", LIMIT_LINE_CHARS);
    item->organisation_id = text_of(&reading, "organization_id", LIMIT_LINE_CHARS);
    item->worker = text_of(&reading, "external_case_worker_name", LIMIT_LINE_CHARS);
    item->worker_id = text_of(&reading, "external_case_worker_id", LIMIT_LINE_CHARS);
    services_read(&reading, item);
    consents_read(&reading, item);
    if (!item->global_id.len) fault(&reading, "global_id", "Say which case this is.");
    return reading.good;
}
