/* SPDX-License-Identifier: Apache-2.0 */
/* Act, means and purpose, with the cases that the guidelines tell of. */
#include "base/check.h"
#include "domain/screening/identify.h"

static struct identification of(const char *const *told, size_t count, enum age_known age, bool is_complete) {
    struct findings findings = {0};
    for (size_t i = 0; i < count; i++) {
        struct finding finding;
        assert_true(finding_parse(slice_of(told[i]), &finding));
        findings_add(&findings, finding);
    }
    return identify(&findings, age, is_complete);
}

#define TOLD(...) ((const char *const[]){__VA_ARGS__}), sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)

static void a_man_sold_to_a_fishing_boat_who_is_beaten(void **state) {
    (void)state;
    struct identification found = of(TOLD("act:sold", "means:PhysicalAbuse", "purpose:ForcedLabour"), AGE_ADULT, false);
    assert_int_equal(found.indication, INDICATION_PRESENT);
    assert_string_equal(identification_words(&found), "An act, a means and a purpose of exploitation were told.");
}

static void a_girl_who_was_taken_to_beg_needs_no_means(void **state) {
    (void)state;
    struct identification found = of(TOLD("act:transported", "purpose:ForcedBegging"), AGE_CHILD, false);
    assert_int_equal(found.indication, INDICATION_PRESENT);
    assert_false(found.needs_means);
    assert_string_equal(identification_words(&found), "A child, an act and a purpose of exploitation: for a child, means are not needed.");
}

static void a_woman_who_went_by_herself_and_was_not_controlled(void **state) {
    (void)state;
    struct identification found = of(TOLD("act:transported", "purpose:ForcedLabour"), AGE_ADULT, true);
    assert_int_equal(found.indication, INDICATION_NONE);
    assert_int_equal(of(TOLD("means:DebtBondage"), AGE_ADULT, true).indication, INDICATION_NONE);
}

static void what_was_not_asked_is_unclear(void **state) {
    (void)state;
    assert_int_equal(of(TOLD("act:recruited"), AGE_ADULT, false).indication, INDICATION_UNCLEAR);
    struct identification found = of(TOLD("act:recruited", "purpose:Servitude"), AGE_UNKNOWN, true);
    assert_int_equal(found.indication, INDICATION_UNCLEAR);
    assert_string_equal(identification_words(&found), "It depends on the age: for a child, means are not needed.");
}

static void what_is_no_finding_is_none(void **state) {
    (void)state;
    struct finding finding;
    assert_false(finding_parse(S("means"), &finding));
    assert_false(finding_parse(S("means:"), &finding));
    assert_false(finding_parse(S("means:Magic"), &finding));
    assert_true(finding_parse(S("means:DebtBondage "), &finding)); /* the standard's own slip */
    assert_string_equal(finding_label(&finding), "Debt bondage");
}

static void the_same_told_twice_counts_once(void **state) {
    (void)state;
    struct findings findings = {0};
    struct finding finding;
    finding_parse(S("act:sold"), &finding);
    for (int i = 0; i < 3; i++) findings_add(&findings, finding);
    assert_int_equal(findings.count, 1);
}

/* More that is told never takes an indication away. */
static void more_told_never_means_less(void **state) {
    static const char *const all[] = {"act:recruited", "means:FalsePromises", "purpose:ForcedLabour"};
    (void)state;
    for (int age = AGE_UNKNOWN; age <= AGE_ADULT; age++) {
        for (unsigned set = 0; set < 8; set++) {
            for (unsigned more = 0; more < 3; more++) {
                struct findings less = {0}, larger = {0};
                struct finding finding;
                for (unsigned i = 0; i < 3; i++) {
                    finding_parse(slice_of(all[i]), &finding);
                    if (set >> i & 1) findings_add(&less, finding);
                    if ((set | 1u << more) >> i & 1) findings_add(&larger, finding);
                }
                assert_true(identify(&larger, (enum age_known)age, true).indication >= identify(&less, (enum age_known)age, true).indication);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_man_sold_to_a_fishing_boat_who_is_beaten), cmocka_unit_test(a_girl_who_was_taken_to_beg_needs_no_means),
        cmocka_unit_test(a_woman_who_went_by_herself_and_was_not_controlled), cmocka_unit_test(what_was_not_asked_is_unclear),
        cmocka_unit_test(what_is_no_finding_is_none), cmocka_unit_test(the_same_told_twice_counts_once),
        cmocka_unit_test(more_told_never_means_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
