/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/screening/identify.h"

#include "base/log.h"
#include "i18n/locale.h"

static const char *const element_names[ELEMENTS] = {"act", "means", "purpose"};
static const char *const element_titles[ELEMENTS] = {TR("Act"), TR("Means"), TR("Purpose")};

static const struct label_row {
    enum element element;
    const char *code, *label;
} label_rows[] = {
    {ELEMENT_ACT, "recruited", TR("Recruited")},
    {ELEMENT_ACT, "transported", TR("Transported")},
    {ELEMENT_ACT, "transferred", TR("Handed over to others")},
    {ELEMENT_ACT, "harboured", TR("Harboured or kept")},
    {ELEMENT_ACT, "received", TR("Received from others")},
    {ELEMENT_ACT, "sold", TR("Sold or exchanged")},
    {ELEMENT_MEANS, "PhysicalThreats", TR("Physical threats")},
    {ELEMENT_MEANS, "ThreatsLawEnforcement", TR("Threats with the police")},
    {ELEMENT_MEANS, "ThreatensChildrenFamily", TR("Threats against children or family")},
    {ELEMENT_MEANS, "DebtBondage", TR("Debt bondage")},
    {ELEMENT_MEANS, "FalsePromises", TR("False promises")},
    {ELEMENT_MEANS, "PhysicalAbuse", TR("Physical abuse")},
    {ELEMENT_MEANS, "SexualAbuse", TR("Sexual abuse")},
    {ELEMENT_MEANS, "TakesEarnings", TR("Earnings taken away")},
    {ELEMENT_MEANS, "RestrictsFinancialAccess", TR("Kept from own money")},
    {ELEMENT_MEANS, "RestrictsMedicalCare", TR("Kept from medical care")},
    {ELEMENT_MEANS, "WithholdsNecessities", TR("Food, sleep or shelter withheld")},
    {ELEMENT_MEANS, "PsychologicalAbuse", TR("Psychological abuse")},
    {ELEMENT_MEANS, "PsychoactiveSubstance", TR("Made to take drugs")},
    {ELEMENT_MEANS, "ExcessiveWorkingHours", TR("Excessive working hours")},
    {ELEMENT_MEANS, "WithholdsDocuments", TR("Documents withheld")},
    {ELEMENT_MEANS, "Other", TR("Other means of control")},
    {ELEMENT_PURPOSE, "ForcedLabour", TR("Forced labour")},
    {ELEMENT_PURPOSE, "SexualExploitation", TR("Sexual exploitation")},
    {ELEMENT_PURPOSE, "ChildLabour", TR("Child labour")},
    {ELEMENT_PURPOSE, "ForcedMarriage", TR("Forced marriage")},
    {ELEMENT_PURPOSE, "Servitude", TR("Servitude")},
    {ELEMENT_PURPOSE, "ForcedMilitaryByNonStateActors", TR("Forced to fight")},
    {ELEMENT_PURPOSE, "OrganRemoval", TR("Removal of organs")},
    {ELEMENT_PURPOSE, "ForcedBegging", TR("Forced begging")},
    {ELEMENT_PURPOSE, "ForcedAdoption", TR("Forced adoption")},
    {ELEMENT_PURPOSE, "Surrogacy", TR("Surrogacy")},
    {ELEMENT_PURPOSE, "Other", TR("Other exploitation")},
};

bool finding_at(size_t index, struct finding *finding) {
    if (index >= ARRAY_LEN(label_rows)) return false;
    *finding = (struct finding){.element = label_rows[index].element, .code = slice_of(label_rows[index].code)};
    return true;
}

const char *element_code(enum element element) {
    return element_names[element];
}

const char *element_title(enum element element) {
    return element_titles[element];
}

bool finding_parse(struct slice text, struct finding *finding) {
    *finding = (struct finding){0};
    for (size_t i = 0; i < ELEMENTS; i++) {
        struct slice name = slice_of(element_names[i]);
        if (!slice_starts(text, name) || text.len <= name.len + 1 || text.s[name.len] != ':') continue;
        *finding = (struct finding){.element = (enum element)i, .code = slice_trim(slice_sub(text, name.len + 1, text.len))};
        return finding_label(finding) != NULL;
    }
    return false;
}

const char *finding_label(const struct finding *finding) {
    for (size_t i = 0; i < ARRAY_LEN(label_rows); i++) {
        const struct label_row *row = &label_rows[i];
        if (row->element == finding->element && slice_equal(slice_of(row->code), finding->code)) return row->label;
    }
    return NULL;
}

void findings_add(struct findings *findings, struct finding finding) {
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->at[i].element == finding.element && slice_equal(findings->at[i].code, finding.code)) return;
    }
    if (findings->count == FINDINGS_MAX) return;
    findings->at[findings->count++] = finding;
    findings->of[finding.element]++;
}

struct identification identify(const struct findings *findings, enum age_known age, bool is_complete) {
    struct identification found = {.age = age, .needs_means = age != AGE_CHILD};
    for (size_t i = 0; i < ELEMENTS; i++) found.has[i] = findings->of[i] > 0;
    bool without_means = found.has[ELEMENT_ACT] && found.has[ELEMENT_PURPOSE];
    bool with_means = without_means && found.has[ELEMENT_MEANS];
    if (with_means || (without_means && age == AGE_CHILD)) found.indication = INDICATION_PRESENT;
    else if (!is_complete || (without_means && age == AGE_UNKNOWN)) found.indication = INDICATION_UNCLEAR;
    else found.indication = INDICATION_NONE;
    return found;
}

static const char *present_words(const struct identification *found) {
    if (found->age == AGE_CHILD) return TR("A child, an act and a purpose of exploitation: for a child, means are not needed.");
    return TR("An act, a means and a purpose of exploitation were told.");
}

static const char *missing_words(const struct identification *found) {
    if (!found->has[ELEMENT_ACT]) return TR("No act was told: nobody recruited, moved, kept or received the person.");
    if (!found->has[ELEMENT_PURPOSE]) return TR("No purpose of exploitation was told.");
    return TR("An act and a purpose were told, and no means: an adult was not forced, deceived or controlled.");
}

const char *identification_words(const struct identification *found) {
    switch (found->indication) {
    case INDICATION_PRESENT: return present_words(found);
    case INDICATION_NONE: return missing_words(found);
    case INDICATION_UNCLEAR: break;
    }
    bool waits_for_age = found->age == AGE_UNKNOWN && found->has[ELEMENT_ACT] && found->has[ELEMENT_PURPOSE];
    if (waits_for_age) return TR("It depends on the age: for a child, means are not needed.");
    return TR("Not everything was asked: an element may still be told.");
}

const char *indication_code(enum indication indication) {
    static const char *const codes[] = {"none", "unclear", "present"};
    return codes[indication];
}
