/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The codes of HTCDS 2.0 (IOM, CC BY 4.0), as in data/htcds/htcds-2.0-codes.csv, and the countries of its
 * XLSForm (ISO 3166-1).
 */
#include "exchange/htcds/htcds.h"

/* clang-format off */
static const struct htcds_code org_type_codes[] = {
    {"NGO", "NGO"}, {"LawEnforcement", "Law Enforcement"}, {"HealthServiceOrganisation", "Health Service Organisation"},
    {"CentralGovernmentOrganisation", "Central Government Organisation"}, {"LocalGovernmentOrganisation", "Local Government Organisation"},
    {"ImmigrationService", "Immigration Service"}, {"LegalService", "Legal Service"}, {"CorporateBusiness", "Corporate Business"},
    {"SchoolOrCollege", "School or College"},
};
static const struct htcds_code prs_gender_codes[] = {
    {"Feminine", "Feminine"}, {"Masculine", "Masculine"}, {"TransgenderFeminine", "Transgender Feminine"},
    {"TransgenderMasculine", "Transgender Masculine"}, {"NonConforming", "Non-Conforming"}, {"NonSpecifiedUnknown", "Not Specified/Unknown"},
};
static const struct htcds_code prs_marital_status_codes[] = {
    {"Single", "Single"}, {"Married", "Married"}, {"Widowed", "Widowed"}, {"Divorced", "Divorced"}, {"Separated", "Separated"},
    {"RegisteredPartnership", "Registered Partnership"},
};
static const struct htcds_code prs_highest_level_of_education_codes[] = {
    {"EarlyChildhoodEducation", "Early Childhood Education"}, {"PrimaryEducation", "Primary Education"},
    {"LowerSecondaryEducation", "Lower Secondary Education"}, {"UpperSecondaryEducation", "Upper Secondary Education"},
    {"PostSecondaryNonTertiaryEducation", "Post-secondary Non-tertiary Education"}, {"ShortCycleTertiaryEducation", "Short-cycle Tertiary Education"},
    {"BachelorsOrEquivalentLevel", "Bachelor’s or Equivalent Level"}, {"MastersOrEquivalentLevel", "Master’s or Equivalent Level"},
    {"DoctoralOrEquivalentLevel", "Doctoral or Equivalent Level"},
};
static const struct htcds_code vic_trafficking_status_codes[] = {
    {"PossibleVictimOfTrafficking", "Possible victim of trafficking"}, {"ActualVictimOfTrafficking", "Actual victim of trafficking"},
    {"NotAVictimOfTrafficking", "Not a victim of trafficking"},
};
static const struct htcds_code vic_trafficking_status_decision_making_org_codes[] = {
    {"Police", "Police"}, {"NGO", "NGO"}, {"CourtOrProsecution", "Court or prosecution"},
    {"NonPoliceGovernmentalOrganization", "Non-police governmental organization"}, {"Other", "Other"},
};
static const struct htcds_code vic_relationship_to_trafficker_codes[] = {
    {"Familial", "Familial"}, {"Acquainted", "Acquainted"}, {"Unaquainted", "Unaquainted"},
};
static const struct htcds_code vic_recruitment_websites_and_apps_codes[] = {
    {"Facebook", "Facebook"}, {"Instagram", "Instagram"}, {"WhatsApp", "WhatsApp"}, {"Telegram", "Telegram"},
    {"FacebookMessenger", "Facebook Messenger"}, {"Viber", "Viber"}, {"SnapChat", "SnapChat"}, {"Line", "Line"}, {"4Sale", "4Sale"},
    {"WeChat", "WeChat"}, {"QQ", "QQ"}, {"QZone", "QZone"}, {"TikTok", "TikTok"}, {"Twitter", "Twitter"}, {"Other", "Other"},
};
static const struct htcds_code vic_method_of_recruitment_codes[] = {
    {"AtAPlaceOfBusiness", "At a place of business"}, {"AtAnEducationalInstitution", "At an educational institution"}, {"AtWork", "At work"},
    {"ThroughOnlineSocialNetworks", "Through online social networks"}, {"ThroughAnOnlineAdvertisement", "Through an online advertisement"},
    {"ThroughATelevisionAdvert", "Through a television advert"}, {"ThroughANewspaperAdvert", "Through a newspaper advert"},
    {"ThroughFamilyOrFamilyEvents", "Through family or family events"}, {"ThroughFriendsOrSocialEvents", "Through friends or social events"},
    {"Other", "Other"},
};
static const struct htcds_code vic_methods_of_control_codes[] = {
    {"PhysicalThreats", "Physical threats"}, {"ThreatsLawEnforcement", "Threats of law enforcement"},
    {"ThreatensChildrenFamily", "Threatens children/family"}, {"DebtBondage", "Debt bondage"}, {"FalsePromises", "False promises"},
    {"PhysicalAbuse", "Physical abuse"}, {"SexualAbuse", "Sexual abuse"}, {"TakesEarnings", "Takes earnings"},
    {"RestrictsFinancialAccess", "Restricts financial access"}, {"RestrictsMedicalCare", "Restricts medical care"},
    {"WithholdsNecessities", "Withholds necessities"}, {"PsychologicalAbuse", "Psychological abuse"},
    {"PsychoactiveSubstance", "Psychoactive substance"}, {"ExcessiveWorkingHours", "Excessive working hours"},
    {"WithholdsDocuments", "Withholds documents"}, {"Other", "Other"},
};
static const struct htcds_code vic_type_of_exploitation_codes[] = {
    {"ForcedLabour", "Forced labour"}, {"SexualExploitation", "Sexual exploitation"}, {"ChildLabour", "Child labour"},
    {"ForcedMarriage", "Forced marriage"}, {"Servitude", "Servitude"}, {"ForcedMilitaryByNonStateActors", "Forced military (by non-state actors)"},
    {"OrganRemoval", "Organ removal"}, {"ForcedBegging", "Forced begging"}, {"ForcedAdoption", "Forced adoption"}, {"Surrogacy", "Surrogacy"},
    {"Other", "Other"},
};
static const struct htcds_code vic_forced_labour_industry_codes[] = {
    {"A_AgricultureForestryAndFishing", "Agriculture, forestry and fishing"}, {"B_MiningAndQuarrying", "Mining and quarrying"},
    {"C_Manufacturing", "Manufacturing"}, {"D_ElectricityGasSteamAndAirConditioningSupply", "Electricity, gas, steam and air conditioning supply"},
    {"E_WaterSupplySewerageWasteManagement", "Water supply; sewerage, waste management and remediation"}, {"F_Construction", "Construction"},
    {"G_WholesaleAndRetailTradeRepairOfMotorVehicles", "Wholesale and retail trade; repair of motor vehicles and motorcycles"},
    {"H_TransportationAndStorage", "Transportation and storage"},
    {"I_AccommodationAndFoodServiceActivities", "Accommodation and food service activities"},
    {"J_InformationAndCommunication", "Information and communication"}, {"K_FinancialAndInsuranceActivities", "Financial and insurance activities"},
    {"L_RealEstateActivities", "Real estate activities"},
    {"M_ProfessionalScientificAndTechnicalActivities", "Professional, scientific and technical activities"},
    {"N_AdministrativeAndSupportServiceActivities", "Administrative and support service activities"},
    {"O_PublicAdministrationAndDefence", "Public administration and defence; compulsory social security"}, {"P_Education", "Education"},
    {"Q_HumanHealthAndSocialWorkActivities", "Human health and social work activities"},
    {"R_ArtsEntertainmentAndRecreation", "Arts, entertainment and recreation"}, {"S_OtherServiceActivities", "Other service activities"},
    {"T_ActivitiesOfHouseholdsAsEmployers", "Activities of households as employers; undifferentiated goods- and services- producing activities of households for own use"},
    {"U_ActivitiesOfExtraterritorialOrganizations", "Activities of extraterritorial organizations and bodies"},
};
static const struct htcds_code vic_type_of_sex_exploitation_codes[] = {
    {"Prostitution", "Prostitution"}, {"Pornography", "Pornography"}, {"RemoteInteractiveServices", "Remote Interactive Services"},
    {"PrivateSexualServices", "Private Sexual Services"},
};
static const struct htcds_code vic_vulnerabilities_codes[] = {
    {"Addiction", "Addiction"}, {"SocialGroup", "Social Group"}, {"Discrimination", "Discrimination"}, {"Poverty", "Poverty"},
    {"DisabilityAndPhysicalHealth", "Disability and physical health"}, {"MentalHealth", "Mental health"}, {"Migration", "Migration"},
    {"Homelessness", "Homelessness"}, {"AbuseSocialMedia", "Abuse - social media"}, {"AbusePhysical", "Abuse - physical"}, {"Education", "Education"},
    {"WorkEnvironment", "Work environment"},
};
static const struct htcds_code per_role_in_process_codes[] = {
    {"TravellingPartner", "Travelling Partner"}, {"Transporter", "Transporter"}, {"RecruiterOrIntermediary", "Recruiter Or Intermediary"},
    {"BrokerTravelAgent", "Broker Travel Agent"}, {"TransferredIndividual", "Transferred Individual"},
    {"HarbouredIndividual", "Harboured Individual"}, {"SoldIndividual", "Sold Individual"}, {"BoughtIndividual", "Bought Individual"},
    {"ReceivedIndividual", "Received Individual"}, {"ControlledIndividual", "Controlled Individual"}, {"Smuggler", "Smuggler"}, {"Abuser", "Abuser"},
    {"Kidnapper", "Kidnapper"}, {"Exploiter", "Exploiter"}, {"Other", "Other"},
};
static const struct htcds_code cas_status_codes[] = {
    {"Active", "Active"}, {"FollowUp", "Follow Up"}, {"Closed", "Closed"}, {"ClosedReferred", "Closed Referred"},
};
static const struct htcds_code cas_reason_for_incoming_referral_codes[] = {
    {"AdditionalServicesRequired", "Additional Services Required"}, {"MigrationOrChangeOfLocation", "Migration or Change of Location"},
    {"Other", "Other"},
};
static const struct htcds_code hte_type_codes[] = {
    {"Recruitment", "Recruitment"}, {"Transit", "Transit"}, {"Exploitation", "Exploitation"},
};
static const struct htcds_code spl_type_codes[] = {
    {"Education", "Education"}, {"Financial", "Financial"}, {"Health", "Health"},
    {"LabourExploitationRehabilitation", "Labour Exploitation Rehabilitation"}, {"Legal", "Legal"}, {"Livelihood", "Livelihood"},
    {"RightsBasedTraining", "Rights-based Training"}, {"SexualExploitationRehabilitation", "Sexual Exploitation Rehabilitation"},
    {"SocialCare", "Social Care"},
};
static const struct htcds_code prs_citizenship_codes[] = {
    {"AF", "Afghanistan"}, {"AX", "Åland Islands"}, {"AL", "Albania"}, {"DZ", "Algeria"}, {"AS", "American Samoa"}, {"AD", "Andorra"},
    {"AO", "Angola"}, {"AI", "Anguilla"}, {"AQ", "Antarctica"}, {"AG", "Antigua and Barbuda"}, {"AR", "Argentina"}, {"AM", "Armenia"},
    {"AW", "Aruba"}, {"AU", "Australia"}, {"AT", "Austria"}, {"AZ", "Azerbaijan"}, {"BS", "Bahamas"}, {"BH", "Bahrain"}, {"BD", "Bangladesh"},
    {"BB", "Barbados"}, {"BY", "Belarus"}, {"BE", "Belgium"}, {"BZ", "Belize"}, {"BJ", "Benin"}, {"BM", "Bermuda"}, {"BT", "Bhutan"},
    {"BO", "Bolivia (Plurinational State of)"}, {"BQ", "Bonaire, Sint Eustatius and Saba"}, {"BA", "Bosnia and Herzegovina"}, {"BW", "Botswana"},
    {"BV", "Bouvet Island"}, {"BR", "Brazil"}, {"IO", "British Indian Ocean Territory"}, {"BN", "Brunei Darussalam"}, {"BG", "Bulgaria"},
    {"BF", "Burkina Faso"}, {"BI", "Burundi"}, {"CV", "Cabo Verde"}, {"KH", "Cambodia"}, {"CM", "Cameroon"}, {"CA", "Canada"},
    {"KY", "Cayman Islands"}, {"CF", "Central African Republic"}, {"TD", "Chad"}, {"CL", "Chile"}, {"CN", "China"}, {"CX", "Christmas Island"},
    {"CC", "Cocos (Keeling) Islands"}, {"CO", "Colombia"}, {"KM", "Comoros"}, {"CG", "Congo"}, {"CD", "Congo, Democratic Republic of the"},
    {"CK", "Cook Islands"}, {"CR", "Costa Rica"}, {"CI", "Côte d'Ivoire"}, {"HR", "Croatia"}, {"CU", "Cuba"}, {"CW", "Curaçao"}, {"CY", "Cyprus"},
    {"CZ", "Czechia"}, {"DK", "Denmark"}, {"DJ", "Djibouti"}, {"DM", "Dominica"}, {"DO", "Dominican Republic"}, {"EC", "Ecuador"}, {"EG", "Egypt"},
    {"SV", "El Salvador"}, {"GQ", "Equatorial Guinea"}, {"ER", "Eritrea"}, {"EE", "Estonia"}, {"SZ", "Eswatini"}, {"ET", "Ethiopia"},
    {"FK", "Falkland Islands (Malvinas)"}, {"FO", "Faroe Islands"}, {"FJ", "Fiji"}, {"FI", "Finland"}, {"FR", "France"}, {"GF", "French Guiana"},
    {"PF", "French Polynesia"}, {"TF", "French Southern Territories"}, {"GA", "Gabon"}, {"GM", "Gambia"}, {"GE", "Georgia"}, {"DE", "Germany"},
    {"GH", "Ghana"}, {"GI", "Gibraltar"}, {"GR", "Greece"}, {"GL", "Greenland"}, {"GD", "Grenada"}, {"GP", "Guadeloupe"}, {"GU", "Guam"},
    {"GT", "Guatemala"}, {"GG", "Guernsey"}, {"GN", "Guinea"}, {"GW", "Guinea-Bissau"}, {"GY", "Guyana"}, {"HT", "Haiti"},
    {"HM", "Heard Island and McDonald Islands"}, {"VA", "Holy See"}, {"HN", "Honduras"}, {"HK", "Hong Kong"}, {"HU", "Hungary"}, {"IS", "Iceland"},
    {"IN", "India"}, {"ID", "Indonesia"}, {"IR", "Iran (Islamic Republic of)"}, {"IQ", "Iraq"}, {"IE", "Ireland"}, {"IM", "Isle of Man"},
    {"IL", "Israel"}, {"IT", "Italy"}, {"JM", "Jamaica"}, {"JP", "Japan"}, {"JE", "Jersey"}, {"JO", "Jordan"}, {"KZ", "Kazakhstan"}, {"KE", "Kenya"},
    {"KI", "Kiribati"}, {"KP", "Korea (Democratic People's Republic of)"}, {"KR", "Korea, Republic of"}, {"KW", "Kuwait"}, {"KG", "Kyrgyzstan"},
    {"LA", "Lao People's Democratic Republic"}, {"LV", "Latvia"}, {"LB", "Lebanon"}, {"LS", "Lesotho"}, {"LR", "Liberia"}, {"LY", "Libya"},
    {"LI", "Liechtenstein"}, {"LT", "Lithuania"}, {"LU", "Luxembourg"}, {"MO", "Macao"}, {"MG", "Madagascar"}, {"MW", "Malawi"}, {"MY", "Malaysia"},
    {"MV", "Maldives"}, {"ML", "Mali"}, {"MT", "Malta"}, {"MH", "Marshall Islands"}, {"MQ", "Martinique"}, {"MR", "Mauritania"}, {"MU", "Mauritius"},
    {"YT", "Mayotte"}, {"MX", "Mexico"}, {"FM", "Micronesia (Federated States of)"}, {"MD", "Moldova, Republic of"}, {"MC", "Monaco"},
    {"MN", "Mongolia"}, {"ME", "Montenegro"}, {"MS", "Montserrat"}, {"MA", "Morocco"}, {"MZ", "Mozambique"}, {"MM", "Myanmar"}, {"NA", "Namibia"},
    {"NR", "Nauru"}, {"NP", "Nepal"}, {"NL", "Netherlands"}, {"NC", "New Caledonia"}, {"NZ", "New Zealand"}, {"NI", "Nicaragua"}, {"NE", "Niger"},
    {"NG", "Nigeria"}, {"NU", "Niue"}, {"NF", "Norfolk Island"}, {"MK", "North Macedonia"}, {"MP", "Northern Mariana Islands"}, {"NO", "Norway"},
    {"OM", "Oman"}, {"PK", "Pakistan"}, {"PW", "Palau"}, {"PS", "Palestine, State of"}, {"PA", "Panama"}, {"PG", "Papua New Guinea"},
    {"PY", "Paraguay"}, {"PE", "Peru"}, {"PH", "Philippines"}, {"PN", "Pitcairn"}, {"PL", "Poland"}, {"PT", "Portugal"}, {"PR", "Puerto Rico"},
    {"QA", "Qatar"}, {"RE", "Réunion"}, {"RO", "Romania"}, {"RU", "Russian Federation"}, {"RW", "Rwanda"}, {"BL", "Saint Barthélemy"},
    {"SH", "Saint Helena, Ascension and Tristan da Cunha"}, {"KN", "Saint Kitts and Nevis"}, {"LC", "Saint Lucia"},
    {"MF", "Saint Martin (French part)"}, {"PM", "Saint Pierre and Miquelon"}, {"VC", "Saint Vincent and the Grenadines"}, {"WS", "Samoa"},
    {"SM", "San Marino"}, {"ST", "Sao Tome and Principe"}, {"SA", "Saudi Arabia"}, {"SN", "Senegal"}, {"RS", "Serbia"}, {"SC", "Seychelles"},
    {"SL", "Sierra Leone"}, {"SG", "Singapore"}, {"SX", "Sint Maarten (Dutch part)"}, {"SK", "Slovakia"}, {"SI", "Slovenia"},
    {"SB", "Solomon Islands"}, {"SO", "Somalia"}, {"ZA", "South Africa"}, {"GS", "South Georgia and the South Sandwich Islands"},
    {"SS", "South Sudan"}, {"ES", "Spain"}, {"LK", "Sri Lanka"}, {"SD", "Sudan"}, {"SR", "Suriname"}, {"SJ", "Svalbard and Jan Mayen"},
    {"SE", "Sweden"}, {"CH", "Switzerland"}, {"SY", "Syrian Arab Republic"}, {"TW", "Taiwan, Province of China"}, {"TJ", "Tajikistan"},
    {"TZ", "Tanzania, United Republic of"}, {"TH", "Thailand"}, {"TL", "Timor-Leste"}, {"TG", "Togo"}, {"TK", "Tokelau"}, {"TO", "Tonga"},
    {"TT", "Trinidad and Tobago"}, {"TN", "Tunisia"}, {"TR", "Turkey"}, {"TM", "Turkmenistan"}, {"TC", "Turks and Caicos Islands"}, {"TV", "Tuvalu"},
    {"UG", "Uganda"}, {"UA", "Ukraine"}, {"AE", "United Arab Emirates"}, {"GB", "United Kingdom of Great Britain and Northern Ireland"},
    {"UM", "United States Minor Outlying Islands"}, {"US", "United States of America"}, {"UY", "Uruguay"}, {"UZ", "Uzbekistan"}, {"VU", "Vanuatu"},
    {"VE", "Venezuela (Bolivarian Republic of)"}, {"VN", "Viet Nam"}, {"VG", "Virgin Islands (British)"}, {"VI", "Virgin Islands (U.S.)"},
    {"WF", "Wallis and Futuna"}, {"EH", "Western Sahara"}, {"YE", "Yemen"}, {"ZM", "Zambia"}, {"ZW", "Zimbabwe"},
};
/* clang-format on */

static const struct {
    const char *field;
    struct htcds_codes codes;
} sets[] = {
    {"org_Type", {org_type_codes, ARRAY_LEN(org_type_codes)}},
    {"prs_Gender", {prs_gender_codes, ARRAY_LEN(prs_gender_codes)}},
    {"prs_MaritalStatus", {prs_marital_status_codes, ARRAY_LEN(prs_marital_status_codes)}},
    {"prs_HighestLevelOfEducation",
     {prs_highest_level_of_education_codes, ARRAY_LEN(prs_highest_level_of_education_codes)}},
    {"vic_TraffickingStatus", {vic_trafficking_status_codes, ARRAY_LEN(vic_trafficking_status_codes)}},
    {"vic_TraffickingStatusDecisionMakingOrg",
     {vic_trafficking_status_decision_making_org_codes,
      ARRAY_LEN(vic_trafficking_status_decision_making_org_codes)}},
    {"vic_RelationshipToTrafficker",
     {vic_relationship_to_trafficker_codes, ARRAY_LEN(vic_relationship_to_trafficker_codes)}},
    {"vic_RecruitmentWebsitesAndApps",
     {vic_recruitment_websites_and_apps_codes, ARRAY_LEN(vic_recruitment_websites_and_apps_codes)}},
    {"vic_MethodOfRecruitment",
     {vic_method_of_recruitment_codes, ARRAY_LEN(vic_method_of_recruitment_codes)}},
    {"vic_MethodsOfControl", {vic_methods_of_control_codes, ARRAY_LEN(vic_methods_of_control_codes)}},
    {"vic_TypeOfExploitation", {vic_type_of_exploitation_codes, ARRAY_LEN(vic_type_of_exploitation_codes)}},
    {"vic_ForcedLabourIndustry",
     {vic_forced_labour_industry_codes, ARRAY_LEN(vic_forced_labour_industry_codes)}},
    {"vic_TypeOfSexExploitation",
     {vic_type_of_sex_exploitation_codes, ARRAY_LEN(vic_type_of_sex_exploitation_codes)}},
    {"vic_ExploitationWebsitesAndApps",
     {vic_recruitment_websites_and_apps_codes, ARRAY_LEN(vic_recruitment_websites_and_apps_codes)}},
    {"vic_Vulnerabilities", {vic_vulnerabilities_codes, ARRAY_LEN(vic_vulnerabilities_codes)}},
    {"per_RoleInProcess", {per_role_in_process_codes, ARRAY_LEN(per_role_in_process_codes)}},
    {"cas_Status", {cas_status_codes, ARRAY_LEN(cas_status_codes)}},
    {"cas_ReasonForIncomingReferral",
     {cas_reason_for_incoming_referral_codes, ARRAY_LEN(cas_reason_for_incoming_referral_codes)}},
    {"cas_ReasonForOutgoingReferral",
     {cas_reason_for_incoming_referral_codes, ARRAY_LEN(cas_reason_for_incoming_referral_codes)}},
    {"hte_Type", {hte_type_codes, ARRAY_LEN(hte_type_codes)}},
    {"spl_Type", {spl_type_codes, ARRAY_LEN(spl_type_codes)}},
    {"prs_Citizenship", {prs_citizenship_codes, ARRAY_LEN(prs_citizenship_codes)}},
};

const struct htcds_codes *htcds_codes_of(const struct htcds_field *field) {
    for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
        if (slice_equal(slice_of(sets[i].field), slice_of(field->name))) return &sets[i].codes;
    }
    return NULL;
}
