/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of HTCDS 2.0: first those of the standard's Excel sheet in its order, then the others.  The
 * order is that of the columns of an export.
 */
#include "domain/care/plan.h"
#include "domain/htcds/htcds_records.h"
#include "domain/screening/screening.h"
#include "exchange/htcds/htcds_own.h"
#include "i18n/locale.h"

/* A row in one line each, because only so the table can be read as one. */
#define ROW(name_, label_, kind_, ...)                                                                       \
    { .name = name_, .label = label_, .kind = HTCDS_##kind_, __VA_ARGS__ }
#define CORE(name_, label_, kind_, ...) ROW(name_, label_, kind_, .core = true, __VA_ARGS__)
#define PART(name_, label_, kind_, group_, ...)                                                              \
    ROW(name_, label_, kind_, .group = HTCDS_##group_, __VA_ARGS__)

/* clang-format off */
const struct htcds_field htcds_fields[] = {
    CORE("cas_CaseOwner", TR("Case Owner"), TEXT, .get = own_owner),
    CORE("prs_Salutation", TR("Salutation"), TEXT, .share = "identity"),
    CORE("prs_FirstName", TR("First Name"), TEXT, .share = "identity", .get = own_first_name, .set = set_names, .unit = "name"),
    CORE("prs_SecondName", TR("Second Name"), TEXT, .share = "identity", .get = own_second_name, .set = set_names, .unit = "name"),
    CORE("con_Consent", TR("Consent"), FLAG, .get = own_consent),
    CORE("prs_Birthdate", TR("Birthdate"), DATE, .share = "identity", .get = own_birth, .set = set_birth),
    CORE("prs_Gender", TR("Gender"), CODES, .share = "identity", .get = own_gender, .set = set_gender),
    CORE("prs_Citizenship", TR("Citizenship"), CODES, .share = "identity", .get = own_citizenship, .set = set_citizenship),
    CORE("prs_Title", TR("Title"), TEXT, .share = "identity"),
    CORE("prs_Email", TR("Email"), TEXT, .share = "contact"),
    CORE("prs_HomePhone", TR("Home Phone"), PHONE, .share = "contact"),
    CORE("prs_MobilePhone", TR("Mobile Phone"), PHONE, .share = "contact", .get = own_phone, .set = set_phone),
    CORE("prs_MailingCity", TR("Mailing City"), TEXT, .share = "home", .get = own_city, .set = set_home, .unit = "home"),
    CORE("prs_MailingCountry", TR("Mailing Country"), TEXT, .share = "home", .get = own_country, .unit = "home"),
    CORE("prs_MailingState", TR("Mailing State/Province"), TEXT, .share = "home", .get = own_state, .set = set_home, .unit = "home"),
    CORE("prs_MailingStreet", TR("Mailing Street"), TEXT, .share = "contact", .get = own_street, .set = set_street),
    CORE("prs_MailingPostalCode", TR("Mailing Zip/Postal Code"), TEXT, .share = "home", .unit = "home"),
    CORE("vic_TraffickingStatus", TR("Trafficking Status"), CODES, .share = "story", .get = own_status, .set = set_status, .unit = "status"),
    CORE("vic_TraffickingStatusDecisionMakingOrg", TR("Trafficking Status Decision Making Organization"), CODES, .share = "story", .others = "vic_TraffickinStatusDecisionMakingOrg", .type = &status_decision_type, .unit = "status"),
    CORE("vic_MethodOfRecruitment", TR("Method of Recruitment"), CODES, .share = "story", .type = &trafficking_profile_type),
    CORE("vic_LocationOfRecruitment", TR("Location of Recruitment"), TEXT, .share = "story"),
    CORE("vic_MethodsOfControl", TR("Methods of Control"), CODES, .share = "story", .type = &trafficking_profile_type),
    CORE("vic_TypeOfExploitation", TR("Type of Exploitation"), CODES, .share = "story", .type = &trafficking_profile_type),
    CORE("vic_ForcedLabourIndustry", TR("Forced Labour Industry"), CODES, .share = "story", .type = &trafficking_profile_type),
    CORE("vic_TypeOfSexExploitation", TR("Type of Sex Exploitation"), CODES, .share = "story", .type = &trafficking_profile_type),
    CORE("vic_LocationOfExploitation", TR("Location of Exploitation"), TEXT, .share = "story"),
    CORE("cas_Status", TR("Status"), CODES, .get = own_case_status, .set = set_case_status),
    CORE("cas_ReferringOrganisation", TR("Referring Organisation"), TEXT, .share = "needs", .get = own_from, .unit = "incoming"),
    CORE("cas_IncomingReferralDate", TR("Incoming Referral Date"), DATE, .share = "needs", .get = own_from_day, .unit = "incoming"),
    CORE("cas_ReferringPrimaryCaseWorker", TR("Referring Primary Case Worker"), TEXT, .share = "needs", .get = own_from_worker, .unit = "incoming"),
    CORE("cas_ReasonForIncomingReferral", TR("Reason for Incoming Referral"), CODES, .share = "needs", .get = own_from_reason, .unit = "incoming"),
    CORE("cas_IncomingReferralDetails", TR("Incoming Referral Details"), LONG, .share = "needs", .unit = "incoming"),
    CORE("cas_ReferredOrganisation", TR("Referred Organisation"), TEXT, .share = "needs", .group = HTCDS_OUTGOING, .get = own_to),
    CORE("cas_ReferredPrimaryCaseWorker", TR("Referred Primary Case Worker"), TEXT, .share = "needs", .group = HTCDS_OUTGOING),
    CORE("cas_ReasonForOutgoingReferral", TR("Reason for Outgoing Referral"), CODES, .share = "needs", .group = HTCDS_OUTGOING, .get = own_to_reason),
    CORE("cas_OutgoingReferralDate", TR("Outgoing Referral Date"), DATE, .share = "needs", .group = HTCDS_OUTGOING, .get = own_to_day),
    CORE("cas_OutgoingReferralDetails", TR("Outgoing Referral Details"), LONG, .share = "needs", .group = HTCDS_OUTGOING, .get = own_to_details),
    CORE("cas_ReasonForCaseClosure", TR("Reason for Case Closure"), LONG, .share = "needs", .get = own_closing),
    CORE("vic_Vulnerabilities", TR("Vulnerabilities"), CODES, .share = "story"),
    CORE("vic_DetailsOfVulnerabilities", TR("Details Of Vulnerabilities"), LONG, .share = "story"),
    ROW("prs_MiddleName", TR("Middle Name"), TEXT, .share = "identity", .unit = "name"),
    ROW("prs_Deceased", TR("Deceased"), FLAG, .share = "identity"),
    ROW("prs_MaritalStatus", TR("Marital Status"), CODES, .share = "identity"),
    ROW("prs_NumberOfChildren", TR("Number of Children"), NUMBER, .share = "identity"),
    ROW("prs_PrimaryLanguage", TR("Primary Language"), LANGUAGE, .share = "identity"),
    ROW("prs_SecondaryLanguage", TR("Secondary Language"), LANGUAGE, .share = "identity"),
    ROW("prs_HighestLevelOfEducation", TR("Highest Level of Education"), CODES, .share = "identity"),
    ROW("prs_IdentityNumber", TR("Identity Number"), TEXT, .share = "contact", .type = &case_file_type),
    ROW("prs_MailingLongitude", TR("Longitude"), DEGREES, .share = "contact"),
    ROW("prs_MailingLatitude", TR("Latitude"), DEGREES, .share = "contact"),
    ROW("vic_AgreementToManagePersonalData", TR("Agreement to Manage Personal Data"), FLAG),
    ROW("vic_RelationshipToTrafficker", TR("Relationship to Trafficker"), CODES, .share = "story", .type = &trafficking_profile_type),
    ROW("vic_AgeWhenTrafficked", TR("Age when Trafficked"), NUMBER, .share = "story", .type = &trafficking_profile_type),
    ROW("vic_RecruitmentWebsitesAndApps", TR("Recruitment Websites and Apps"), CODES, .share = "story", .type = &trafficking_profile_type),
    ROW("vic_ExploitationWebsitesAndApps", TR("Exploitation Websites and Apps"), CODES, .share = "story", .type = &trafficking_profile_type),
    PART("per_RoleInProcess", TR("Role in Process"), CODES, PERPETRATOR, .share = "story"),
    PART("per_RoleDetails", TR("Role Details"), LONG, PERPETRATOR, .share = "story"),
    PART("per_Organisation", TR("Organisation"), TEXT, PERPETRATOR, .share = "story"),
    PART("cco_CaseComment", TR("Case Comment"), LONG, COMMENT, .share = "story", .type = &case_note_type),
    PART("hte_Longitude", TR("Longitude"), DEGREES, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("hte_Latitude", TR("Latitude"), DEGREES, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("hte_City", TR("City"), TEXT, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("hte_Country", TR("Country"), TEXT, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("hte_State", TR("State"), TEXT, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("hte_Street", TR("Street"), TEXT, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("hte_PostalCode", TR("PostalCode"), TEXT, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("hte_Date", TR("Date"), DATE, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("hte_Type", TR("Type"), CODES, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("hte_Description", TR("Description"), LONG, EVENT, .share = "story", .type = &trafficking_event_type),
    PART("spl_Objectives", TR("Objectives"), LONG, PLAN, .share = "needs", .type = &case_goal_type),
    PART("spl_ActionPlan", TR("Action Plan"), LONG, PLAN, .share = "needs"),
    PART("spl_PlannedEndDate", TR("Planned End Date"), DATE, PLAN, .share = "needs", .type = &case_goal_type),
    PART("spl_ActualEndDate", TR("Actual End Date"), DATE, PLAN, .share = "needs"),
    PART("spl_Type", TR("Type"), CODES, PLAN, .share = "needs", .get = own_plan_type, .set = set_plan_type),
    ROW("org_Name", TR("Organisation Name"), TEXT, .get = own_org_name, .stays = true),
    ROW("org_ShippingCity", TR("Shipping City"), TEXT, .stays = true),
    ROW("org_ShippingCountry", TR("Shipping Country"), TEXT, .stays = true),
    ROW("org_ShippingState", TR("Shipping State/Province"), TEXT, .stays = true),
    ROW("org_ShippingStreet", TR("Shipping Street"), TEXT, .get = own_org_street, .stays = true),
    ROW("org_ShippingPostalCode", TR("Shipping Zip/Postal Code"), TEXT, .stays = true),
    ROW("org_ShippingLongitude", TR("Longitude"), DEGREES, .stays = true),
    ROW("org_ShippingLatitude", TR("Latitude"), DEGREES, .stays = true),
    ROW("org_Phone", TR("Phone"), PHONE, .get = own_org_phone, .stays = true),
    ROW("org_Type", TR("Type"), CODES, .get = own_org_type, .stays = true),
    ROW("mlup_LocalName", TR("Name in Khmer"), TEXT, .is_ours = true, .share = "identity", .get = own_local_name, .set = set_names, .unit = "name"),
};
/* clang-format on */
const size_t htcds_field_count = ARRAY_LEN(htcds_fields);

const char *htcds_group_name(enum htcds_group group) {
    static const char *const names[HTCDS_GROUPS] = {
        "whole", "outgoing_referrals", "perpetrators", "comments", "events", "support_plans"};
    return names[group];
}

const struct htcds_field *htcds_field_find(struct slice name) {
    for (size_t i = 0; i < htcds_field_count; i++) {
        if (slice_equal(slice_of(htcds_fields[i].name), name)) return &htcds_fields[i];
    }
    return NULL;
}

size_t htcds_index(const struct htcds_field *field) {
    return (size_t)(field - htcds_fields);
}

struct slice htcds_value(const struct slice *values, const char *name) {
    const struct htcds_field *field = htcds_field_find(slice_of(name));
    ASSERT(field);
    return values[htcds_index(field)];
}

/* ---- cases ---- */

struct htcds_set htcds_set_new(struct arena *arena) {
    return (struct htcds_set){.arena = arena,
                              .cases = arena_make(arena, struct htcds_case, LIMIT_HTCDS_CASES)};
}

struct htcds_case *htcds_case_add(struct htcds_set *set) {
    if (set->count == LIMIT_HTCDS_CASES) return NULL;
    struct htcds_case *one = &set->cases[set->count++];
    *one = (struct htcds_case){.values = arena_make(set->arena, struct slice, HTCDS_FIELDS_MAX)};
    return one;
}

struct htcds_part *htcds_part_add(struct arena *arena, struct htcds_case *one, enum htcds_group group) {
    if (one->part_count == LIMIT_HTCDS_PARTS) return NULL;
    one->parts = arena_room(arena, one->parts, sizeof *one->parts, one->part_count);
    struct htcds_part *part = &one->parts[one->part_count++];
    *part = (struct htcds_part){group, arena_make(arena, struct slice, HTCDS_FIELDS_MAX)};
    return part;
}

bool htcds_part_is_empty(const struct htcds_part *part) {
    for (size_t i = 0; i < htcds_field_count; i++) {
        if (part->values[i].len) return false;
    }
    return true;
}

const struct htcds_part *htcds_part_of(const struct htcds_case *one, enum htcds_group group, size_t index) {
    for (size_t i = 0; i < one->part_count; i++) {
        if (one->parts[i].group == group && !index--) return &one->parts[i];
    }
    return NULL;
}
