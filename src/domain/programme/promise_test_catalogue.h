/* SPDX-License-Identifier: Apache-2.0 */
/* The real record types without their rules, so that counting rules can be tested and fuzzed without a store. */
#ifndef MLUP_DOMAIN_PROMISE_TEST_CATALOGUE_H
#define MLUP_DOMAIN_PROMISE_TEST_CATALOGUE_H

#include "domain/people/people.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "domain/training/training.h"

#define person_before_save NULL
#define person_index_words NULL
#define session_before_save NULL
#define attendance_before_save NULL
#define organisation_before_save NULL
#define programme_before_save NULL
#define agreement_before_save NULL
#define amendment_before_save NULL
#define objective_before_save NULL
#define promise_before_save NULL
#define promise_part_before_save NULL

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "domain/programme/programme.def"
#include "domain/people/people.def"
#include "domain/training/training.def"
#include "domain/programme/promise.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "domain/programme/programme.def"
#include "domain/people/people.def"
#include "domain/training/training.def"
#include "domain/programme/promise.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"

static const struct record_type *const test_types[] = {
    &organisation_type, &programme_type,  &agreement_type,      &amendment_type,  &objective_type,
    &household_type,    &person_type,     &person_group_type,   &group_member_type, &identity_document_type,
    &course_type,       &session_type,    &attendance_type,     &headcount_type,  &promise_type,
    &promise_part_type, &plan_point_type, &promise_target_type, &orientation_attendee_type,
};
static const struct catalogue test_catalogue = {test_types, ARRAY_LEN(test_types)};

#endif
