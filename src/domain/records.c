/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records.h"

#include "access/user.h"
#include "domain/arrival/queue.h"
#include "domain/attachment/attachment.h"
#include "domain/bank/bank.h"
#include "domain/care/care.h"
#include "domain/care/double.h"
#include "domain/care/erasure.h"
#include "domain/care/plan.h"
#include "domain/due/deliverable.h"
#include "domain/finance/finance.h"
#include "domain/ledger/ledger.h"
#include "domain/notice/webhook.h"
#include "domain/cascade/cascade.h"
#include "domain/export/export.h"
#include "domain/htcds/htcds_records.h"
#include "domain/imports/imports.h"
#include "domain/people/people.h"
#include "domain/place/area.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "domain/referral/referral.h"
#include "domain/reintegration/reintegration.h"
#include "domain/publication/publication.h"
#include "domain/report/report.h"
#include "domain/savings/savings.h"
#include "domain/shelter/shelter.h"
#include "domain/screening/screening.h"
#include "domain/training/training.h"

static const struct record_type *const all_types[] = {
    &organisation_type, &programme_type, &agreement_type, &orientation_attendee_type, &amendment_type, &objective_type,
    &promise_type, &promise_part_type, &promise_target_type, &plan_point_type,
    &area_type,
    &household_type, &person_type, &identity_document_type, &person_group_type, &group_member_type,
    &person_pair_type, &person_merge_type, &merge_step_type, &pair_search_type,
    &course_type, &session_type, &attendance_type, &headcount_type,
    &exchange_rate_type, &budget_type, &budget_line_type, &obligation_type, &advance_type, &liquidation_type, &expense_type,
    &refund_type, &finance_posting_type, &care_cost_type,
    &commodity_type, &ledger_book_type, &ledger_account_type, &journal_entry_type, &ledger_import_type,
    &savings_group_type, &group_bylaw_type, &savings_member_type, &member_term_type, &group_training_type, &group_meeting_type,
    &meeting_line_type, &meeting_item_type, &group_loan_type, &loan_payout_type, &loan_repayment_type, &loan_write_off_type,
    &group_takeover_type, &takeover_saving_type, &group_share_out_type, &share_out_line_type, &business_plan_type, &plan_year_type, &group_grading_type,
    &bank_type, &bank_contract_type, &bank_member_type, &stock_lot_type, &stock_loan_type, &stock_repayment_type, &stock_out_type, &stock_count_type,
    &bank_animal_type, &animal_event_type, &waiting_entry_type,
    &arrival_type, &case_family_type, &case_file_type, &case_team_member_type, &case_opening_type, &case_note_type,
    &provider_type, &provider_vetting_type, &consent_type, &consent_override_type, &referral_type, &referral_in_type, &referral_copy_type,
    &community_plan_type, &plan_visit_type,
    &shelter_type, &shelter_room_type, &bed_hold_type, &shelter_stay_type, &shelter_census_type, &shelter_incident_type, &service_rate_type, &cost_line_type, &case_service_type,
    &closing_rule_type, &visit_interval_type, &reintegration_type, &reintegration_paper_type, &follow_up_visit_type, &reintegration_outcome_type, &employer_type, &employer_vetting_type,
    &employer_visit_type, &case_training_type, &reintegration_grant_type, &placement_type, &school_type, &school_enrolment_type, &school_term_type,
    &case_need_type, &case_goal_type, &case_task_type, &case_safety_type, &case_approval_type, &contact_standard_type, &case_erasure_type, &case_retention_type,
    &case_pair_type, &case_merge_type, &case_merge_step_type,
    &queue_place_type,
    &care_form_type, &care_form_version_type, &form_answer_type, &status_decision_type, &trafficking_profile_type,
    &trafficking_event_type, &htcds_values_type, &htcds_sending_type,
    &deliverable_type, &attachment_type,
    &webhook_type,
    &trainer_type, &trainee_type, &cap_exception_type, &adoption_type,
    &reporting_period_type, &period_report_type, &report_narrative_type, &report_comment_type, &report_snapshot_type, &publication_type, &row_release_type,
    &restatement_type, &quality_answer_type,
    &export_log_type, &iati_file_type, &iati_file_part_type,
    &dhis2_set_type, &dhis2_element_type, &dhis2_unit_type, &dhis2_option_type,
    &import_type, &import_mapping_type,
    &user_type, &membership_type, &saved_view_type,
};

const struct catalogue mlup_catalogue = {all_types, ARRAY_LEN(all_types)};
