/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/htcds/htcds_own.h"

#include "catalogue/value.h"
#include "domain/care/plan.h"
#include "domain/htcds/htcds_records.h"
#include "domain/programme/programme.h"
#include "domain/referral/referral.h"
#include "domain/reintegration/reintegration.h"
#include "domain/screening/screening.h"
#include "exchange/word_pair.h"
#include "i18n/khmer.h"
#include "i18n/locale.h"

enum { KHMER_FIRST = 0x1780, KHMER_LAST = 0x17FF, PROVINCE_DIGITS = 2, DISTRICT_DIGITS = 4 };

static struct case_file *file_of(const struct htcds_own *own) {
    return case_file_of(own->file);
}

/* Empty for what is absent or was not opened. */
static struct slice text_of(const struct value *value) {
    return value->present && !value->sealed ? value->text : S("");
}

static struct slice first_code(struct slice codes) {
    return slice_sub(codes, 0, slice_find(codes, S(";"), 0));
}

/* ---- fields with a tag ---- */

static const struct field *tagged(const struct record_type *type, const struct htcds_field *field) {
    for (size_t i = 0; type && i < type->field_count; i++) {
        if (slice_equal(slice_of(type->fields[i].htcds), slice_of(field->name))) return &type->fields[i];
    }
    return NULL;
}

static struct record *record_for(const struct htcds_own *own, const struct htcds_field *field,
                                 const struct htcds_own_part *part) {
    if (part) return part->record && part->record->type == field->type ? part->record : NULL;
    if (field->type == &case_file_type) return own->file;
    if (field->type == &trafficking_profile_type) return own->profile;
    return field->type == &status_decision_type ? own->decision : NULL;
}

/* Lists have commas here and semicolons there. */
static struct slice with_separator(struct arena *arena, struct slice codes, char from, char to) {
    char *copy = arena_cstr(arena, codes);
    for (size_t i = 0; i < codes.len; i++)
        if (copy[i] == from) copy[i] = to;
    return (struct slice){copy, codes.len};
}

static struct slice tagged_get(const struct htcds_own *own, const struct htcds_field *field,
                               const struct htcds_own_part *part) {
    const struct record *record = record_for(own, field, part);
    const struct field *at = tagged(field->type, field);
    if (!record || !at) return S("");
    const struct value *value = record_value_const(record, at);
    if (!value->present || value->sealed) return S("");
    struct slice text = value_format(own->arena, at, value);
    return at->kind == KIND_CHOICES ? with_separator(own->arena, text, ',', ';') : text;
}

/* What does not fit is left out: it is kept beside the file. */
static void value_put(struct arena *arena, struct record *record, const struct field *at, struct slice text) {
    struct refusal ignored = REFUSAL_IN(arena);
    struct value value = {0};
    bool is_typed = kind_holds(at->kind) == HOLDS_TEXT && at->kind != KIND_CHOICE && at->kind != KIND_CHOICES;
    bool good = is_typed ? value_parse_input(arena, at, text, S(""), &value, &ignored)
                         : value_parse(arena, at, text, &value);
    if (good && value.present && value_check(at, &value, &ignored)) *record_value(record, at) = value;
}

static void tagged_set(struct htcds_own *own, struct htcds_own_part *part, const struct htcds_field *field,
                       struct slice text) {
    struct record *record = record_for(own, field, part);
    const struct field *at = tagged(field->type, field);
    if (!record || !at) return;
    struct slice ours = at->kind == KIND_CHOICES  ? with_separator(own->arena, text, ';', ',')
                        : at->kind == KIND_CHOICE ? first_code(text)
                                                  : text;
    value_put(own->arena, record, at, ours);
}

static void file_put(struct htcds_own *own, const char *name, struct slice text) {
    if (text.len) value_put(own->arena, own->file, record_type_field(&case_file_type, slice_of(name)), text);
}

struct slice htcds_own_get(const struct htcds_own *own, const struct htcds_field *field,
                           const struct htcds_own_part *part) {
    return field->get ? field->get(own, part) : field->type ? tagged_get(own, field, part) : S("");
}

void htcds_own_set(struct htcds_own *own, struct htcds_own_part *part, enum htcds_group group,
                   const struct slice *values) {
    for (size_t i = 0; i < htcds_field_count; i++) {
        const struct htcds_field *field = &htcds_fields[i];
        if (field->group != group || !values[i].len) continue;
        if (field->set)
            field->set(own, part, values, values[i]);
        else if (field->type)
            tagged_set(own, part, field, values[i]);
    }
}

const struct record_type *htcds_own_type(enum htcds_group group) {
    switch (group) {
    case HTCDS_COMMENT: return &case_note_type;
    case HTCDS_EVENT: return &trafficking_event_type;
    case HTCDS_PLAN: return &case_goal_type;
    case HTCDS_WHOLE:
    case HTCDS_OUTGOING:
    case HTCDS_PERPETRATOR:
    case HTCDS_GROUPS: return NULL;
    }
    BUG("group %d", group);
}

/* ---- names: one name here, its family name first; two there ---- */

static bool is_khmer(struct slice text) {
    size_t index = 0;
    uint32_t rune;
    while (slice_next_rune(text, &index, &rune)) {
        if (rune >= KHMER_FIRST && rune <= KHMER_LAST) return true;
    }
    return false;
}

/* The Latin name when there is one. */
static struct slice name_told(const struct htcds_own *own) {
    struct slice latin = text_of(&file_of(own)->name_latin);
    return latin.len ? latin : text_of(&file_of(own)->name_km);
}

struct slice own_second_name(const struct htcds_own *own, const struct htcds_own_part *part) {
    struct slice name = name_told(own);
    size_t blank = slice_find(name, S(" "), 0);
    (void)part;
    return blank < name.len ? slice_sub(name, 0, blank) : S("");
}

struct slice own_first_name(const struct htcds_own *own, const struct htcds_own_part *part) {
    struct slice name = name_told(own);
    size_t blank = slice_find(name, S(" "), 0);
    (void)part;
    return blank < name.len ? slice_sub(name, blank + 1, name.len) : name;
}

struct slice own_local_name(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return text_of(&file_of(own)->name_latin).len ? text_of(&file_of(own)->name_km) : S("");
}

static struct slice joined(struct arena *arena, struct slice first, struct slice second) {
    if (!first.len || !second.len) return first.len ? first : second;
    return arena_printf(arena, "%.*s %.*s", SLICE_ARG(first), SLICE_ARG(second));
}

void set_names(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
               struct slice text) {
    struct slice first =
        joined(own->arena, htcds_value(values, "prs_FirstName"), htcds_value(values, "prs_MiddleName"));
    struct slice name = joined(own->arena, htcds_value(values, "prs_SecondName"), first);
    (void)part, (void)text;
    file_put(own, is_khmer(name) ? "name_km" : "name_latin", name);
    if (!is_khmer(name)) file_put(own, "name_km", htcds_value(values, "mlup_LocalName"));
}

/* ---- who somebody is ---- */

struct slice own_birth(const struct htcds_own *own, const struct htcds_own_part *part) {
    const struct case_file *file = file_of(own);
    (void)part;
    if (file->birth_date.present) return text_of(&file->birth_date);
    return file->birth_year.present ? arena_printf(own->arena, "%04lld", (long long)file->birth_year.number)
                                    : S("");
}

void set_birth(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
               struct slice text) {
    (void)part, (void)values;
    file_put(own, "birth_date", text);
}

static const struct word_pair genders[] = {
    {"f", "Feminine"},      {"m", "Masculine"},           {"x", "NonSpecifiedUnknown"},
    {"x", "NonConforming"}, {"x", "TransgenderFeminine"}, {"x", "TransgenderMasculine"}};

struct slice own_gender(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return THEIRS(genders, text_of(&file_of(own)->sex));
}

void set_gender(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                struct slice text) {
    (void)part, (void)values;
    file_put(own, "sex", OURS(genders, first_code(text)));
}

struct slice own_citizenship(const struct htcds_own *own, const struct htcds_own_part *part) {
    struct slice code = text_of(&file_of(own)->nationality);
    (void)part;
    return slice_equal(code, S("other")) ? S("") : code;
}

void set_citizenship(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                     struct slice text) {
    struct slice code = first_code(text);
    (void)part, (void)values;
    file_put(own, "nationality", choice_find(&care_country_choices, code) ? code : S("other"));
}

struct slice own_phone(const struct htcds_own *own, const struct htcds_own_part *part) {
    struct slice phone = text_of(&file_of(own)->phone);
    (void)part;
    if (!slice_starts(phone, S("0"))) return phone;
    return arena_join(own->arena, S("+855"), slice_sub(phone, 1, phone.len));
}

void set_phone(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
               struct slice text) {
    (void)part, (void)values;
    file_put(own, "phone", text);
}

struct slice own_street(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return text_of(&file_of(own)->address);
}

void set_street(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                struct slice text) {
    (void)part, (void)values;
    file_put(own, "address", text);
}

/* ---- home ---- */

static struct slice place_name(const struct htcds_own *own, size_t digits) {
    struct slice code = text_of(&file_of(own)->home_village);
    if (!own->gazetteer || code.len < digits) return S("");
    return gazetteer_name(own->gazetteer, own->arena, slice_sub(code, 0, digits), false);
}

struct slice own_state(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return place_name(own, PROVINCE_DIGITS);
}

struct slice own_city(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return place_name(own, DISTRICT_DIGITS);
}

struct slice own_country(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return file_of(own)->home_village.present ? S("KH") : S("");
}

/* Only a district whose name and province are written exactly so; an address elsewhere in the world is none.
 */
void set_home(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
              struct slice text) {
    struct slice state = htcds_value(values, "prs_MailingState"),
                 city = htcds_value(values, "prs_MailingCity");
    struct place *provinces, *districts;
    (void)part, (void)text;
    if (!own->gazetteer || !slice_equal(htcds_value(values, "prs_MailingCountry"), S("KH"))) return;
    size_t count = gazetteer_children(own->gazetteer, own->arena, S(""), &provinces);
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal(provinces[i].name_latin, state)) continue;
        size_t inner = gazetteer_children(own->gazetteer, own->arena, provinces[i].code, &districts);
        for (size_t k = 0; k < inner; k++) {
            if (!districts[k].closed && slice_equal(districts[k].name_latin, city))
                file_put(own, "home_village", districts[k].code);
        }
        if (!city.len) file_put(own, "home_village", provinces[i].code);
    }
}

/* ---- what was decided ---- */

static const struct word_pair decisions[] = {{"presumed", "PossibleVictimOfTrafficking"},
                                             {"identified", "ActualVictimOfTrafficking"},
                                             {"recognised", "ActualVictimOfTrafficking"},
                                             {"not_victim", "NotAVictimOfTrafficking"}};

struct slice own_status(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->decision ? THEIRS(decisions, text_of(&status_decision_of(own->decision)->status)) : S("");
}

/* Never "formally recognised": the standard cannot say it, and the authority says it itself. */
void set_status(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                struct slice text) {
    (void)part, (void)values;
    if (own->decision)
        status_decision_of(own->decision)->status = value_of_text(OURS(decisions, first_code(text)));
}

/* ---- the case ---- */

static const struct word_pair case_states[] = {{"active", "Active"},
                                               {"arrived", "Active"},
                                               {"follow_up", "FollowUp"},
                                               {"closed", "Closed"},
                                               {"closed_referred", "ClosedReferred"}};

struct slice own_case_status(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return THEIRS(case_states, text_of(&file_of(own)->state));
}

void set_case_status(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                     struct slice text) {
    (void)part, (void)values;
    file_put(own, "state", OURS(case_states, first_code(text)));
}

struct slice own_owner(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->owner;
}

struct slice own_consent(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->consents ? S("TRUE") : S("FALSE");
}

struct slice own_closing(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->reintegration ? text_of(&reintegration_of(own->reintegration)->closing_note) : S("");
}

/* ---- who sent the person ---- */

struct slice own_from(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->incoming ? text_of(&referral_in_of(own->incoming)->from_name) : S("");
}

struct slice own_from_day(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->incoming ? date_format_iso(own->arena, referral_in_of(own->incoming)->sent_on.date) : S("");
}

struct slice own_from_worker(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->incoming ? text_of(&referral_in_of(own->incoming)->sender_contact) : S("");
}

struct slice own_from_reason(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->incoming ? S("AdditionalServicesRequired") : S("");
}

/* ---- to whom the person was sent ---- */

static const struct referral *sent(const struct htcds_own_part *part) {
    return part && part->record && part->record->type == &referral_type ? referral_of(part->record) : NULL;
}

struct slice own_to(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)own;
    return part ? part->name : S("");
}

struct slice own_to_day(const struct htcds_own *own, const struct htcds_own_part *part) {
    enum { CAMBODIA_MS = 7 * 3600 * 1000 };
    const struct referral *referral = sent(part);
    return referral && referral->sent_ms.present
               ? date_format_iso(own->arena, date_of_ms(referral->sent_ms.number + CAMBODIA_MS))
               : S("");
}

struct slice own_to_reason(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)own;
    return sent(part) ? S("AdditionalServicesRequired") : S("");
}

struct slice own_to_details(const struct htcds_own *own, const struct htcds_own_part *part) {
    const struct referral *referral = sent(part);
    const struct choice *service =
        referral ? choice_find(&referral_service_choices, text_of(&referral->service)) : NULL;
    if (!service) return S("");
    struct slice more = text_of(&referral->sub_service);
    return arena_printf(own->arena, "%s%s%.*s", service->label, more.len ? ": " : "", SLICE_ARG(more));
}

/* ---- plans ---- */

static const struct word_pair plan_types[] = {{"education", "Education"},
                                              {"work", "Livelihood"},
                                              {"health", "Health"},
                                              {"legal", "Legal"},
                                              {"community", "SocialCare"},
                                              {"mind", "Health"},
                                              {"safety", "SocialCare"},
                                              {"housing", "SocialCare"},
                                              {"family", "SocialCare"},
                                              {"work", "Financial"},
                                              {"community", "RightsBasedTraining"},
                                              {"mind", "LabourExploitationRehabilitation"},
                                              {"mind", "SexualExploitationRehabilitation"}};

struct slice own_plan_type(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)own;
    bool is_goal = part && part->record && part->record->type == &case_goal_type;
    return is_goal ? THEIRS(plan_types, text_of(&case_goal_of(part->record)->domain)) : S("");
}

void set_plan_type(struct htcds_own *own, struct htcds_own_part *part, const struct slice *values,
                   struct slice text) {
    (void)own, (void)values;
    if (part->record) case_goal_of(part->record)->domain = value_of_text(OURS(plan_types, first_code(text)));
}

/* ---- the organisation ---- */

struct slice own_org_name(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->organisation ? text_of(&organisation_of(own->organisation)->name) : S("");
}

struct slice own_org_street(const struct htcds_own *own, const struct htcds_own_part *part) {
    (void)part;
    return own->organisation ? text_of(&organisation_of(own->organisation)->address) : S("");
}

struct slice own_org_phone(const struct htcds_own *own, const struct htcds_own_part *part) {
    struct slice phone = own->organisation ? text_of(&organisation_of(own->organisation)->phone) : S("");
    (void)part;
    if (!slice_starts(phone, S("0"))) return phone;
    return arena_join(own->arena, S("+855"), slice_sub(phone, 1, phone.len));
}

struct slice own_org_type(const struct htcds_own *own, const struct htcds_own_part *part) {
    static const struct word_pair types[] = {{"t10", "CentralGovernmentOrganisation"},
                                             {"t15", "CentralGovernmentOrganisation"},
                                             {"t21", "NGO"},
                                             {"t22", "NGO"},
                                             {"t23", "NGO"},
                                             {"t24", "NGO"},
                                             {"t70", "CorporateBusiness"},
                                             {"t80", "SchoolOrCollege"}};
    (void)part;
    return own->organisation ? THEIRS(types, text_of(&organisation_of(own->organisation)->iati_type)) : S("");
}
