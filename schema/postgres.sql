-- Made from the catalogue by `mlup schema`; do not edit.
CREATE TABLE IF NOT EXISTS "organisation" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "short_name" TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "iati_ref" TEXT,
  "iati_type" TEXT,
  "phone" TEXT,
  "email" TEXT,
  "address" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE IF NOT EXISTS "programme" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "donor" TEXT,
  "award_number" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "summary" TEXT,
  "signed_on" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "donor_ref" TEXT,
  "donor_type" TEXT,
  "country" TEXT,
  "sector" TEXT,
  "aid_type" TEXT,
  "flow_type" TEXT,
  "tied_status" TEXT,
  "giving_prefix" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE IF NOT EXISTS "agreement" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "programme" UUID,
  "number" TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "status" TEXT,
  "signed_on" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "provinces" TEXT,
  "orientation_on" TEXT,
  "summary" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "agreement_unique" ON "agreement" (org_id, "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "agreement_programme" ON "agreement" (org_id, "programme", id);
CREATE TABLE IF NOT EXISTS "orientation_attendee" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "name" TEXT,
  "sex" TEXT,
  "function" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "orientation_attendee_agreement" ON "orientation_attendee" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "amendment" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "number" TEXT,
  "signed_on" TEXT,
  "effective_on" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "ends_on" TEXT,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "amendment_unique" ON "amendment" (org_id, "agreement", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "objective" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "above" UUID,
  "level" TEXT,
  "number" TEXT,
  "statement" TEXT,
  "statement_km" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "objective_agreement" ON "objective" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "promise" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "objective" UUID,
  "number" TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "sentence" TEXT,
  "interpretation" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "promise_unique" ON "promise" (org_id, "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "promise_agreement" ON "promise" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "promise_part" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "promise" UUID,
  "label" TEXT,
  "label_km" TEXT,
  "shape" TEXT,
  "source" TEXT,
  "unit" TEXT,
  "filter" TEXT,
  "amount" TEXT,
  "each" TEXT,
  "target_unit" TEXT,
  "target" BIGINT,
  "times" BIGINT,
  "places" TEXT,
  "every_of" UUID,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "baseline" BIGINT,
  "position" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "promise_part_promise" ON "promise_part" (org_id, "promise", id);
CREATE TABLE IF NOT EXISTS "promise_target" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "part" UUID,
  "amendment" UUID,
  "effective_on" TEXT,
  "target" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "promise_target_part" ON "promise_target" (org_id, "part", id);
CREATE TABLE IF NOT EXISTS "plan_point" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "part" UUID,
  "on_day" TEXT,
  "planned" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "plan_point_unique" ON "plan_point" (org_id, "part", "on_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "area" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "area_code" TEXT,
  "name_km" TEXT,
  "name_latin" TEXT,
  "alias" TEXT,
  "type" TEXT,
  "valid_from" TEXT,
  "valid_to" TEXT,
  "merged_into" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "area_unique" ON "area" (org_id, "area_code") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "household" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "head_name" TEXT,
  "village" TEXT,
  "id_poor" TEXT,
  "vulnerability" TEXT,
  "members" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "household_village" ON "household" (org_id, "village", id);
CREATE TABLE IF NOT EXISTS "person" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name_km" TEXT,
  "name_latin" TEXT,
  "alias" TEXT,
  "sex" TEXT,
  "birth_date" TEXT,
  "age_years" BIGINT,
  "age_on" TEXT,
  "phone" TEXT,
  "village" TEXT,
  "household" UUID,
  "household_head" BIGINT,
  "function" TEXT,
  "vulnerability" TEXT,
  "seeing" TEXT,
  "hearing" TEXT,
  "walking" TEXT,
  "remembering" TEXT,
  "self_care" TEXT,
  "communicating" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "person_village" ON "person" (org_id, "village", id);
CREATE INDEX IF NOT EXISTS "person_household" ON "person" (org_id, "household", id);
CREATE TABLE IF NOT EXISTS "identity_document" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "person" UUID,
  "kind" TEXT,
  "number" BYTEA,
  "number_index" BYTEA,
  "issued_on" TEXT,
  "expires_on" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "identity_document_person" ON "identity_document" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "identity_document_number" ON "identity_document" (org_id, "number_index");
CREATE TABLE IF NOT EXISTS "person_group" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "village" TEXT,
  "formed_on" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "person_group_village" ON "person_group" (org_id, "village", id);
CREATE TABLE IF NOT EXISTS "group_member" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "person_group" UUID,
  "person" UUID,
  "joined_on" TEXT,
  "left_on" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "group_member_unique" ON "group_member" (org_id, "person_group", "person") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "group_member_person" ON "group_member" (org_id, "person", id);
CREATE TABLE IF NOT EXISTS "person_pair" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "first" UUID,
  "second" UUID,
  "score" BIGINT,
  "state" TEXT,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "person_pair_unique" ON "person_pair" (org_id, "first", "second") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "person_pair_second" ON "person_pair" (org_id, "second", id);
CREATE TABLE IF NOT EXISTS "person_merge" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "survivor" UUID,
  "merged" UUID,
  "survivor_version" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "person_merge_survivor" ON "person_merge" (org_id, "survivor", id);
CREATE INDEX IF NOT EXISTS "person_merge_merged" ON "person_merge" (org_id, "merged", id);
CREATE TABLE IF NOT EXISTS "merge_step" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "person_merge" UUID,
  "record_type" TEXT,
  "record" TEXT,
  "field" TEXT,
  "moved_from" TEXT,
  "moved_to" TEXT,
  "how" TEXT,
  "record_version" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "merge_step_person_merge" ON "merge_step" (org_id, "person_merge", id);
CREATE TABLE IF NOT EXISTS "pair_search" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "until_ms" BIGINT,
  "people" BIGINT,
  "found" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE IF NOT EXISTS "course" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "topics" TEXT,
  "days" BIGINT,
  "description" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE IF NOT EXISTS "session" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "kind" TEXT,
  "title" TEXT,
  "course" UUID,
  "topics" TEXT,
  "status" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "place" TEXT,
  "venue" TEXT,
  "trainer" UUID,
  "trainer_name" TEXT,
  "language" TEXT,
  "methods" TEXT,
  "materials" TEXT,
  "cost" BIGINT,
  "cost_currency" TEXT,
  "person_group" UUID,
  "previous" UUID,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "session_counted" ON "session" (org_id, "place", "kind", "status", "topics", "starts_on", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "session_course" ON "session" (org_id, "course", id);
CREATE INDEX IF NOT EXISTS "session_starts_on" ON "session" (org_id, "starts_on", id);
CREATE INDEX IF NOT EXISTS "session_place" ON "session" (org_id, "place", id);
CREATE TABLE IF NOT EXISTS "attendance" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "session" UUID,
  "person" UUID,
  "present" BIGINT,
  "function" TEXT,
  "pre_test" BIGINT,
  "post_test" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "attendance_unique" ON "attendance" (org_id, "session", "person") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "attendance_person" ON "attendance" (org_id, "person", id);
CREATE TABLE IF NOT EXISTS "headcount" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "session" UUID,
  "sex" TEXT,
  "age_band" TEXT,
  "people" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "headcount_unique" ON "headcount" (org_id, "session", "sex", "age_band") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "exchange_rate" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "on_day" TEXT,
  "from_currency" TEXT,
  "price" BIGINT,
  "price_currency" TEXT,
  "source" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "exchange_rate_unique" ON "exchange_rate" (org_id, "on_day", "from_currency") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "budget" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "number" TEXT,
  "status" TEXT,
  "effective_on" TEXT,
  "amendment" UUID,
  "override_reason" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "budget_unique" ON "budget" (org_id, "agreement", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "budget_line" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "budget" UUID,
  "number" TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "category" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "promise" UUID,
  "objective" UUID,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "budget_line_unique" ON "budget_line" (org_id, "budget", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "obligation" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "kind" TEXT,
  "status" TEXT,
  "description" TEXT,
  "supplier" TEXT,
  "budget_line" UUID,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "made_on" TEXT,
  "released_on" TEXT,
  "override_reason" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "obligation_agreement" ON "obligation" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "advance" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "purpose" TEXT,
  "status" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "period_from" TEXT,
  "period_to" TEXT,
  "requested_on" TEXT,
  "approved_on" TEXT,
  "paid_on" TEXT,
  "liquidate_by" TEXT,
  "reference" TEXT,
  "decline_reason" TEXT,
  "override_reason" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "advance_agreement" ON "advance" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "liquidation" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "advance" UUID,
  "number" TEXT,
  "status" TEXT,
  "period_from" TEXT,
  "period_to" TEXT,
  "submitted_on" TEXT,
  "decided_on" TEXT,
  "return_reason" TEXT,
  "override_reason" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "liquidation_advance" ON "liquidation" (org_id, "advance", id);
CREATE INDEX IF NOT EXISTS "liquidation_status" ON "liquidation" (org_id, "status", id);
CREATE TABLE IF NOT EXISTS "expense" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "liquidation" UUID,
  "budget_line" UUID,
  "spent_on" TEXT,
  "description" TEXT,
  "supplier" TEXT,
  "receipt_number" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "obligation" UUID,
  "pays_services" BIGINT,
  "override_reason" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "expense_counted" ON "expense" (org_id, "liquidation", "budget_line", "spent_on", "amount", "amount_currency", "pays_services", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "expense_liquidation" ON "expense" (org_id, "liquidation", id);
CREATE INDEX IF NOT EXISTS "expense_budget_line" ON "expense" (org_id, "budget_line", id);
CREATE TABLE IF NOT EXISTS "refund" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "advance" UUID,
  "status" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "refunded_on" TEXT,
  "received_on" TEXT,
  "reference" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "refund_advance" ON "refund" (org_id, "advance", id);
CREATE TABLE IF NOT EXISTS "finance_posting" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "on_day" TEXT,
  "event" TEXT,
  "account" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "other_amount" BIGINT,
  "other_amount_currency" TEXT,
  "rate" UUID,
  "budget_line" UUID,
  "advance" UUID,
  "obligation" UUID,
  "source_type" TEXT,
  "source_id" TEXT,
  "entry" TEXT,
  "reversal" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "finance_posting_agreement" ON "finance_posting" (org_id, "agreement", id);
CREATE INDEX IF NOT EXISTS "finance_posting_budget_line" ON "finance_posting" (org_id, "budget_line", id);
CREATE INDEX IF NOT EXISTS "finance_posting_advance" ON "finance_posting" (org_id, "advance", id);
CREATE INDEX IF NOT EXISTS "finance_posting_obligation" ON "finance_posting" (org_id, "obligation", id);
CREATE INDEX IF NOT EXISTS "finance_posting_source_id" ON "finance_posting" (org_id, "source_id", id);
CREATE TABLE IF NOT EXISTS "care_cost" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "budget_line" UUID,
  "month" TEXT,
  "kind" TEXT,
  "currency" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "care_cost_unique" ON "care_cost" (org_id, "budget_line", "month", "kind", "currency") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "commodity" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "symbol" TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "decimals" BIGINT,
  "unit" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "commodity_unique" ON "commodity" (org_id, "symbol") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "ledger_book" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "owner" TEXT,
  "subject" TEXT,
  "unit" UUID,
  "opened_on" TEXT,
  "closed_through" TEXT,
  "closed_reason" TEXT,
  "two_people" BIGINT,
  "rounding" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "ledger_book_subject" ON "ledger_book" (org_id, "subject", id);
CREATE TABLE IF NOT EXISTS "ledger_account" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "book" UUID,
  "number" TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "unit" UUID,
  "within" UUID,
  "role" TEXT,
  "subject" TEXT,
  "opened_on" TEXT,
  "closed_on" TEXT,
  "counted_through" TEXT,
  "least" BIGINT,
  "most" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "ledger_account_unique" ON "ledger_account" (org_id, "book", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "ledger_account_subject" ON "ledger_account" (org_id, "subject", id);
CREATE TABLE IF NOT EXISTS "journal_entry" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "book" UUID,
  "on_day" TEXT,
  "kind" TEXT,
  "state" TEXT,
  "memo" TEXT,
  "reference" TEXT,
  "lines" TEXT,
  "expires_on" TEXT,
  "reverses" UUID,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "journal_entry_book" ON "journal_entry" (org_id, "book", id);
CREATE TABLE IF NOT EXISTS "ledger_import" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "book" UUID,
  "file" TEXT,
  "file_hash" TEXT,
  "state" TEXT,
  "syntax" TEXT,
  "file_bytes" BIGINT,
  "transactions" BIGINT,
  "transactions_done" BIGINT,
  "transactions_undone" BIGINT,
  "first_day" TEXT,
  "last_day" TEXT,
  "found" TEXT,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "ledger_import_unique" ON "ledger_import" (org_id, "book", "file_hash") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "savings_group" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "village" TEXT,
  "model" TEXT,
  "unit" UUID,
  "second_unit" UUID,
  "formed_on" TEXT,
  "meets" TEXT,
  "status" TEXT,
  "ended_on" TEXT,
  "cycle" BIGINT,
  "cycle_starts_on" TEXT,
  "cycle_ends_on" TEXT,
  "phase" TEXT,
  "grade" TEXT,
  "graded_on" TEXT,
  "business_plan" UUID,
  "computer_accounts" BIGINT,
  "computer_since" TEXT,
  "field_officer" UUID,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "savings_group_village" ON "savings_group" (org_id, "village", id);
CREATE INDEX IF NOT EXISTS "savings_group_formed_on" ON "savings_group" (org_id, "formed_on", id);
CREATE INDEX IF NOT EXISTS "savings_group_field_officer" ON "savings_group" (org_id, "field_officer", id);
CREATE TABLE IF NOT EXISTS "group_bylaw" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "savings_group" UUID,
  "effective_on" TEXT,
  "minute" TEXT,
  "members_min" BIGINT,
  "members_max" BIGINT,
  "joins_any_time" BIGINT,
  "quorum_ppm" BIGINT,
  "share_price" BIGINT,
  "shares_min" BIGINT,
  "shares_max" BIGINT,
  "deposit_min" BIGINT,
  "deposit_max" BIGINT,
  "social_fund_amount" BIGINT,
  "fine_late" BIGINT,
  "fine_absent" BIGINT,
  "fine_no_saving" BIGINT,
  "fine_late_repayment" BIGINT,
  "fine_no_passbook" BIGINT,
  "fine_disturbing" BIGINT,
  "fine_other" BIGINT,
  "lends_to_non_members" BIGINT,
  "non_member_fee" BIGINT,
  "loan_savings_ppm" BIGINT,
  "loan_max" BIGINT,
  "loan_count_max" BIGINT,
  "loan_days_max" BIGINT,
  "loan_purposes" TEXT,
  "loan_guarantors_min" BIGINT,
  "lends_while_late" BIGINT,
  "rate_ppm" BIGINT,
  "rate_cap_ppm" BIGINT,
  "debt_share_max_ppm" BIGINT,
  "committee_may" TEXT,
  "assembly_may" TEXT,
  "loan_method" TEXT,
  "loan_frequency" TEXT,
  "multiple" BIGINT,
  "penalty_by" TEXT,
  "penalty_base" TEXT,
  "penalty_ppm" BIGINT,
  "penalty_fixed" BIGINT,
  "penalty_free_days" BIGINT,
  "interest_goes_on" BIGINT,
  "payoff" TEXT,
  "remainder" TEXT,
  "reserve_ppm" BIGINT,
  "social_ppm" BIGINT,
  "dividend_ppm" BIGINT,
  "dividend_by" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "group_bylaw_unique" ON "group_bylaw" (org_id, "savings_group", "effective_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "savings_member" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "savings_group" UUID,
  "number" BIGINT,
  "person" UUID,
  "household" UUID,
  "joined_on" TEXT,
  "left_on" TEXT,
  "left_why" TEXT,
  "role" TEXT,
  "role_since" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "savings_member_unique" ON "savings_member" (org_id, "savings_group", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "savings_member_person" ON "savings_member" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "savings_member_household" ON "savings_member" (org_id, "household", id);
CREATE INDEX IF NOT EXISTS "savings_member_joined_on" ON "savings_member" (org_id, "joined_on", id);
CREATE TABLE IF NOT EXISTS "member_term" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "member" UUID,
  "role" TEXT,
  "since" TEXT,
  "until" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "member_term_member" ON "member_term" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "group_training" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "savings_group" UUID,
  "subject" TEXT,
  "held_on" TEXT,
  "session" UUID,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "group_training_savings_group" ON "group_training" (org_id, "savings_group", id);
CREATE TABLE IF NOT EXISTS "group_meeting" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "savings_group" UUID,
  "number" BIGINT,
  "held_on" TEXT,
  "state" TEXT,
  "opening_cash" BIGINT,
  "counted_notes" TEXT,
  "counted_cash" BIGINT,
  "difference" BIGINT,
  "difference_reason" TEXT,
  "closing_cash" BIGINT,
  "closing_social_fund" BIGINT,
  "other_opening" BIGINT,
  "other_notes" TEXT,
  "other_counted" BIGINT,
  "other_difference" BIGINT,
  "other_closing" BIGINT,
  "dollar_riel" BIGINT,
  "confirmed_first" UUID,
  "confirmed_second" UUID,
  "confirmed_third" UUID,
  "decided_by" TEXT,
  "minutes" TEXT,
  "correction_reason" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "group_meeting_unique" ON "group_meeting" (org_id, "savings_group", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "group_meeting_held_on" ON "group_meeting" (org_id, "held_on", id);
CREATE TABLE IF NOT EXISTS "meeting_line" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "meeting" UUID,
  "member" UUID,
  "attendance" TEXT,
  "shares" BIGINT,
  "deposit" BIGINT,
  "withdrawal" BIGINT,
  "social_fund" BIGINT,
  "fine" BIGINT,
  "fine_kind" TEXT,
  "leaves" BIGINT,
  "other" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "meeting_line_unique" ON "meeting_line" (org_id, "meeting", "member") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "meeting_line_member" ON "meeting_line" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "meeting_item" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "meeting" UUID,
  "kind" TEXT,
  "amount" BIGINT,
  "member" UUID,
  "what_for" TEXT,
  "other" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "meeting_item_meeting" ON "meeting_item" (org_id, "meeting", id);
CREATE TABLE IF NOT EXISTS "group_loan" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "savings_group" UUID,
  "member" UUID,
  "person" UUID,
  "asked_on" TEXT,
  "meeting" UUID,
  "state" TEXT,
  "amount" BIGINT,
  "purpose" TEXT,
  "purpose_words" TEXT,
  "rate_ppm" BIGINT,
  "rate_period" TEXT,
  "method" TEXT,
  "frequency" TEXT,
  "day_count" TEXT,
  "count" BIGINT,
  "grace_principal" BIGINT,
  "grace_interest" BIGINT,
  "grace_kind" TEXT,
  "multiple" BIGINT,
  "fee_first" BIGINT,
  "fee_each" BIGINT,
  "first_due_on" TEXT,
  "guarantor_first" UUID,
  "guarantor_second" UUID,
  "guarantor_third" UUID,
  "month_income" BIGINT,
  "month_expenses" BIGINT,
  "month_debts" BIGINT,
  "debt_share_ppm" BIGINT,
  "total_cost" BIGINT,
  "decided_by" TEXT,
  "broken_rules" TEXT,
  "decision" TEXT,
  "replaces" UUID,
  "carry" TEXT,
  "takeover" UUID,
  "taken_over_on" TEXT,
  "paid_out_on" TEXT,
  "owed_then" BIGINT,
  "principal_overdue_then" BIGINT,
  "interest_paid_then" BIGINT,
  "interest_overdue_then" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "group_loan_savings_group" ON "group_loan" (org_id, "savings_group", id);
CREATE INDEX IF NOT EXISTS "group_loan_member" ON "group_loan" (org_id, "member", id);
CREATE INDEX IF NOT EXISTS "group_loan_person" ON "group_loan" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "group_loan_meeting" ON "group_loan" (org_id, "meeting", id);
CREATE INDEX IF NOT EXISTS "group_loan_takeover" ON "group_loan" (org_id, "takeover", id);
CREATE TABLE IF NOT EXISTS "loan_payout" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "loan" UUID,
  "meeting" UUID,
  "paid_on" TEXT,
  "amount" BIGINT,
  "from_earlier" BIGINT,
  "other" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "loan_payout_unique" ON "loan_payout" (org_id, "loan", "meeting") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "loan_payout_meeting" ON "loan_payout" (org_id, "meeting", id);
CREATE TABLE IF NOT EXISTS "loan_repayment" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "loan" UUID,
  "meeting" UUID,
  "paid_on" TEXT,
  "amount" BIGINT,
  "netted" BIGINT,
  "other" BIGINT,
  "principal" BIGINT,
  "interest" BIGINT,
  "fee" BIGINT,
  "penalty" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "loan_repayment_unique" ON "loan_repayment" (org_id, "loan", "meeting", "netted") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "loan_repayment_meeting" ON "loan_repayment" (org_id, "meeting", id);
CREATE TABLE IF NOT EXISTS "loan_write_off" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "loan" UUID,
  "meeting" UUID,
  "ended_on" TEXT,
  "amount" BIGINT,
  "decision" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "loan_write_off_unique" ON "loan_write_off" (org_id, "loan") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "loan_write_off_meeting" ON "loan_write_off" (org_id, "meeting", id);
CREATE TABLE IF NOT EXISTS "group_takeover" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "savings_group" UUID,
  "as_of" TEXT,
  "state" TEXT,
  "counted_notes" TEXT,
  "cash" BIGINT,
  "other" BIGINT,
  "bank" BIGINT,
  "social_fund" BIGINT,
  "payable" BIGINT,
  "reserve" BIGINT,
  "retained" BIGINT,
  "profit" BIGINT,
  "savings" BIGINT,
  "loans" BIGINT,
  "difference" BIGINT,
  "difference_reason" TEXT,
  "note" TEXT,
  "undo_reason" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "group_takeover_unique" ON "group_takeover" (org_id, "savings_group") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "takeover_saving" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "takeover" UUID,
  "member" UUID,
  "shares" BIGINT,
  "amount" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "takeover_saving_unique" ON "takeover_saving" (org_id, "takeover", "member") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "takeover_saving_member" ON "takeover_saving" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "group_share_out" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "savings_group" UUID,
  "kind" TEXT,
  "meeting" UUID,
  "on_day" TEXT,
  "from_day" TEXT,
  "paid" TEXT,
  "cash" BIGINT,
  "profit" BIGINT,
  "pool" BIGINT,
  "shares" BIGINT,
  "payouts" BIGINT,
  "netted" BIGINT,
  "remainder" BIGINT,
  "reserve" BIGINT,
  "social_fund" BIGINT,
  "other" BIGINT,
  "cycle" BIGINT,
  "cycle_from" TEXT,
  "minutes" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "group_share_out_savings_group" ON "group_share_out" (org_id, "savings_group", id);
CREATE TABLE IF NOT EXISTS "share_out_line" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "share_out" UUID,
  "member" UUID,
  "shares" BIGINT,
  "saved" BIGINT,
  "payout" BIGINT,
  "debt" BIGINT,
  "cash" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "share_out_line_unique" ON "share_out_line" (org_id, "share_out", "member") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "share_out_line_member" ON "share_out_line" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "business_plan" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "savings_group" UUID,
  "title" TEXT,
  "scenario" TEXT,
  "first_year" BIGINT,
  "years" BIGINT,
  "adopted_on" TEXT,
  "aims" TEXT,
  "steps" TEXT,
  "risks" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "business_plan_savings_group" ON "business_plan" (org_id, "savings_group", id);
CREATE TABLE IF NOT EXISTS "plan_year" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "business_plan" UUID,
  "year" BIGINT,
  "members" BIGINT,
  "savings" BIGINT,
  "loans" BIGINT,
  "social_fund" BIGINT,
  "reserve" BIGINT,
  "interest" BIGINT,
  "other_income" BIGINT,
  "costs" BIGINT,
  "losses" BIGINT,
  "dividend" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "plan_year_unique" ON "plan_year" (org_id, "business_plan", "year") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "group_grading" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "savings_group" UUID,
  "graded_on" TEXT,
  "phase" TEXT,
  "governance" BIGINT,
  "resources" BIGINT,
  "asset_quality" BIGINT,
  "systems" BIGINT,
  "efficiency" BIGINT,
  "services" BIGINT,
  "points" BIGINT,
  "grade" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "group_grading_unique" ON "group_grading" (org_id, "savings_group", "graded_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "bank" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "savings_group" UUID,
  "village" TEXT,
  "formed_on" TEXT,
  "unit" UUID,
  "status" TEXT,
  "field_officer" UUID,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "bank_savings_group" ON "bank" (org_id, "savings_group", id);
CREATE INDEX IF NOT EXISTS "bank_village" ON "bank" (org_id, "village", id);
CREATE INDEX IF NOT EXISTS "bank_formed_on" ON "bank" (org_id, "formed_on", id);
CREATE INDEX IF NOT EXISTS "bank_field_officer" ON "bank" (org_id, "field_officer", id);
CREATE TABLE IF NOT EXISTS "bank_contract" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "bank" UUID,
  "effective_on" TEXT,
  "purpose" TEXT,
  "minute" TEXT,
  "rate_ppm" BIGINT,
  "season_days" BIGINT,
  "joining_amount" BIGINT,
  "loan_max" BIGINT,
  "multiple" BIGINT,
  "moisture_ppm" BIGINT,
  "moisture_max_ppm" BIGINT,
  "credits_drier" BIGINT,
  "storage_loss_ppm" BIGINT,
  "takes_cash" BIGINT,
  "cash_multiple" BIGINT,
  "need_per_day" BIGINT,
  "need_days_min" BIGINT,
  "pass_on" TEXT,
  "births_owed" TEXT,
  "male_calf" TEXT,
  "calf_age_days" BIGINT,
  "moves_after_births" BIGINT,
  "certificate_frees" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "bank_contract_unique" ON "bank_contract" (org_id, "bank", "purpose", "effective_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "bank_member" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "bank" UUID,
  "number" BIGINT,
  "person" UUID,
  "household" UUID,
  "joined_on" TEXT,
  "left_on" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "bank_member_unique" ON "bank_member" (org_id, "bank", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "bank_member_person" ON "bank_member" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "bank_member_household" ON "bank_member" (org_id, "household", id);
CREATE INDEX IF NOT EXISTS "bank_member_joined_on" ON "bank_member" (org_id, "joined_on", id);
CREATE TABLE IF NOT EXISTS "stock_lot" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "bank" UUID,
  "received_on" TEXT,
  "source" TEXT,
  "member" UUID,
  "from_whom" TEXT,
  "amount" BIGINT,
  "moisture_ppm" BIGINT,
  "book_amount" BIGINT,
  "cost" BIGINT,
  "variety" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "stock_lot_bank" ON "stock_lot" (org_id, "bank", id);
CREATE INDEX IF NOT EXISTS "stock_lot_member" ON "stock_lot" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "stock_loan" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "bank" UUID,
  "member" UUID,
  "lent_on" TEXT,
  "purpose" TEXT,
  "amount" BIGINT,
  "due_on" TEXT,
  "lot" UUID,
  "lot_back" UUID,
  "state" TEXT,
  "people" BIGINT,
  "own_amount" BIGINT,
  "days_to_harvest" BIGINT,
  "need" BIGINT,
  "owed_at_due" BIGINT,
  "contract" UUID,
  "written_off_on" TEXT,
  "written_off_why" TEXT,
  "written_off_amount" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "stock_loan_bank" ON "stock_loan" (org_id, "bank", id);
CREATE INDEX IF NOT EXISTS "stock_loan_member" ON "stock_loan" (org_id, "member", id);
CREATE INDEX IF NOT EXISTS "stock_loan_lot" ON "stock_loan" (org_id, "lot", id);
CREATE INDEX IF NOT EXISTS "stock_loan_lot_back" ON "stock_loan" (org_id, "lot_back", id);
CREATE TABLE IF NOT EXISTS "stock_repayment" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "loan" UUID,
  "paid_on" TEXT,
  "repaid_in" TEXT,
  "amount" BIGINT,
  "moisture_ppm" BIGINT,
  "book_amount" BIGINT,
  "interest" BIGINT,
  "price" BIGINT,
  "market_price" BIGINT,
  "minute" TEXT,
  "cash" BIGINT,
  "recovered" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "stock_repayment_loan" ON "stock_repayment" (org_id, "loan", id);
CREATE TABLE IF NOT EXISTS "stock_out" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "bank" UUID,
  "on_day" TEXT,
  "kind" TEXT,
  "amount" BIGINT,
  "lot" UUID,
  "lot_back" UUID,
  "to_whom" TEXT,
  "price" BIGINT,
  "minute" TEXT,
  "cash" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "stock_out_bank" ON "stock_out" (org_id, "bank", id);
CREATE INDEX IF NOT EXISTS "stock_out_lot" ON "stock_out" (org_id, "lot", id);
CREATE INDEX IF NOT EXISTS "stock_out_lot_back" ON "stock_out" (org_id, "lot_back", id);
CREATE TABLE IF NOT EXISTS "stock_count" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "bank" UUID,
  "counted_on" TEXT,
  "counted" BIGINT,
  "book" BIGINT,
  "accepted_loss" BIGINT,
  "loss" BIGINT,
  "shortage" BIGINT,
  "surplus" BIGINT,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "stock_count_bank" ON "stock_count" (org_id, "bank", id);
CREATE TABLE IF NOT EXISTS "bank_animal" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "bank" UUID,
  "tag" TEXT,
  "name" TEXT,
  "species" TEXT,
  "sex" TEXT,
  "origin" TEXT,
  "entered_on" TEXT,
  "born_on" TEXT,
  "dam" UUID,
  "sire" UUID,
  "price" BIGINT,
  "marks" TEXT,
  "place" TEXT,
  "holder" UUID,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "bank_animal_unique" ON "bank_animal" (org_id, "bank", "tag") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "bank_animal_dam" ON "bank_animal" (org_id, "dam", id);
CREATE INDEX IF NOT EXISTS "bank_animal_sire" ON "bank_animal" (org_id, "sire", id);
CREATE INDEX IF NOT EXISTS "bank_animal_holder" ON "bank_animal" (org_id, "holder", id);
CREATE TABLE IF NOT EXISTS "animal_event" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "animal" UUID,
  "bank" UUID,
  "on_day" TEXT,
  "kind" TEXT,
  "number" BIGINT,
  "member" UUID,
  "other" UUID,
  "amount" BIGINT,
  "certified_by" TEXT,
  "certificate" TEXT,
  "cause" TEXT,
  "contract" UUID,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "animal_event_animal" ON "animal_event" (org_id, "animal", id);
CREATE INDEX IF NOT EXISTS "animal_event_bank" ON "animal_event" (org_id, "bank", id);
CREATE INDEX IF NOT EXISTS "animal_event_member" ON "animal_event" (org_id, "member", id);
CREATE INDEX IF NOT EXISTS "animal_event_other" ON "animal_event" (org_id, "other", id);
CREATE TABLE IF NOT EXISTS "waiting_entry" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "bank" UUID,
  "member" UUID,
  "asked_on" TEXT,
  "need" BIGINT,
  "is_ready" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "waiting_entry_unique" ON "waiting_entry" (org_id, "bank", "member") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "waiting_entry_member" ON "waiting_entry" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "arrival" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "on_day" TEXT,
  "kind" TEXT,
  "from_country" TEXT,
  "centre" TEXT,
  "handed_by" TEXT,
  "women" BIGINT,
  "men" BIGINT,
  "girls" BIGINT,
  "boys" BIGINT,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "arrival_on_day" ON "arrival" (org_id, "on_day", id);
CREATE INDEX IF NOT EXISTS "arrival_centre" ON "arrival" (org_id, "centre", id);
CREATE TABLE IF NOT EXISTS "case_family" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "arrival" UUID,
  "people" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_family_arrival" ON "case_family" (org_id, "arrival", id);
CREATE TABLE IF NOT EXISTS "case_file" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name_km" BYTEA,
  "name_km_index" BYTEA,
  "name_latin" BYTEA,
  "name_latin_index" BYTEA,
  "alias" BYTEA,
  "alias_index" BYTEA,
  "birth_date" BYTEA,
  "birth_date_index" BYTEA,
  "birth_year" BIGINT,
  "age_years" BIGINT,
  "sex" TEXT,
  "phone" BYTEA,
  "phone_index" BYTEA,
  "document_number" BYTEA,
  "document_number_index" BYTEA,
  "mosvy_number" BYTEA,
  "mosvy_number_index" BYTEA,
  "address" BYTEA,
  "address_index" BYTEA,
  "home_village" TEXT,
  "nationality" TEXT,
  "arrival" UUID,
  "arrived_on" TEXT,
  "from_country" TEXT,
  "family" UUID,
  "family_tie" TEXT,
  "urgent" TEXT,
  "state" TEXT,
  "risk" TEXT,
  "case_worker" UUID,
  "legal_hold" BIGINT,
  "erased_on" TEXT,
  "closed_on" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_file_counted" ON "case_file" (org_id, "state", "risk", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "case_file_phone" ON "case_file" (org_id, "phone_index");
CREATE INDEX IF NOT EXISTS "case_file_document_number" ON "case_file" (org_id, "document_number_index");
CREATE INDEX IF NOT EXISTS "case_file_mosvy_number" ON "case_file" (org_id, "mosvy_number_index");
CREATE INDEX IF NOT EXISTS "case_file_home_village" ON "case_file" (org_id, "home_village", id);
CREATE INDEX IF NOT EXISTS "case_file_arrival" ON "case_file" (org_id, "arrival", id);
CREATE INDEX IF NOT EXISTS "case_file_arrived_on" ON "case_file" (org_id, "arrived_on", id);
CREATE INDEX IF NOT EXISTS "case_file_family" ON "case_file" (org_id, "family", id);
CREATE INDEX IF NOT EXISTS "case_file_case_worker" ON "case_file" (org_id, "case_worker", id);
CREATE INDEX IF NOT EXISTS "case_file_closed_on" ON "case_file" (org_id, "closed_on", id);
CREATE TABLE IF NOT EXISTS "case_team_member" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "user" UUID,
  "role" TEXT,
  "until" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "case_team_member_unique" ON "case_team_member" (org_id, "case_file", "user") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "case_team_member_user" ON "case_team_member" (org_id, "user", id);
CREATE TABLE IF NOT EXISTS "case_opening" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "user" UUID,
  "reason" BYTEA,
  "reason_index" BYTEA,
  "state" TEXT,
  "decided_by" UUID,
  "until_ms" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_opening_case_file" ON "case_opening" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_opening_user" ON "case_opening" (org_id, "user", id);
CREATE TABLE IF NOT EXISTS "case_note" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "on_day" TEXT,
  "kind" TEXT,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_note_case_file" ON "case_note" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "provider" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "services" TEXT,
  "shelter" UUID,
  "organisation" UUID,
  "by_exchange" BIGINT,
  "place" TEXT,
  "address" TEXT,
  "admits_sex" TEXT,
  "age_min" BIGINT,
  "age_max" BIGINT,
  "cannot_take" TEXT,
  "capacity" BIGINT,
  "contact" TEXT,
  "phone" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "provider_shelter" ON "provider" (org_id, "shelter", id);
CREATE INDEX IF NOT EXISTS "provider_organisation" ON "provider" (org_id, "organisation", id);
CREATE INDEX IF NOT EXISTS "provider_place" ON "provider" (org_id, "place", id);
CREATE TABLE IF NOT EXISTS "provider_vetting" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "provider" UUID,
  "on_day" TEXT,
  "by_whom" TEXT,
  "result" TEXT,
  "conditions" TEXT,
  "valid_until" TEXT,
  "suspended_on" TEXT,
  "suspended_why" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "provider_vetting_provider" ON "provider_vetting" (org_id, "provider", id);
CREATE TABLE IF NOT EXISTS "consent" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "purpose" TEXT,
  "recipient" TEXT,
  "provider" UUID,
  "scope" TEXT,
  "files" TEXT,
  "given_by" TEXT,
  "assent" TEXT,
  "giver_name" BYTEA,
  "giver_name_index" BYTEA,
  "form" TEXT,
  "language" TEXT,
  "given_on" TEXT,
  "expires_on" TEXT,
  "expires_time" TEXT,
  "withdrawn_why" TEXT,
  "withdrawn_ms" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "consent_case_file" ON "consent" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "consent_override" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "provider" UUID,
  "scope" TEXT,
  "reason" BYTEA,
  "reason_index" BYTEA,
  "asked_by" UUID,
  "state" TEXT,
  "decided_by" UUID,
  "until_ms" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "consent_override_case_file" ON "consent_override" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "referral" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "provider" UUID,
  "service" TEXT,
  "sub_service" TEXT,
  "shares" TEXT,
  "reason" BYTEA,
  "reason_index" BYTEA,
  "bed_from" TEXT,
  "bed_override" BYTEA,
  "bed_override_index" BYTEA,
  "expires_on" TEXT,
  "state" TEXT,
  "channel" TEXT,
  "cites" TEXT,
  "shown" TEXT,
  "packet" BYTEA,
  "packet_index" BYTEA,
  "sent_ms" BIGINT,
  "to_org" UUID,
  "sent_by" UUID,
  "answered_on" TEXT,
  "rejection" TEXT,
  "revocation" TEXT,
  "outcome" TEXT,
  "closed_on" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "referral_counted" ON "referral" (org_id, "state", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "referral_case_file" ON "referral" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "referral_provider" ON "referral" (org_id, "provider", id);
CREATE TABLE IF NOT EXISTS "referral_in" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "sender_key" TEXT,
  "from_name" TEXT,
  "sender_code" TEXT,
  "sender_contact" TEXT,
  "service" TEXT,
  "sub_service" TEXT,
  "sent_on" TEXT,
  "expires_on" TEXT,
  "state" TEXT,
  "packet" BYTEA,
  "packet_index" BYTEA,
  "case_file" UUID,
  "rejection" TEXT,
  "revocation" TEXT,
  "outcome" TEXT,
  "answered_on" TEXT,
  "changed_ms" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "referral_in_counted" ON "referral_in" (org_id, "state", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "referral_in_case_file" ON "referral_in" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "referral_copy" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "incoming" UUID,
  "from_name" TEXT,
  "received_on" TEXT,
  "packet" BYTEA,
  "packet_index" BYTEA,
  "withdrawn" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "referral_copy_case_file" ON "referral_copy" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "referral_copy_incoming" ON "referral_copy" (org_id, "incoming", id);
CREATE TABLE IF NOT EXISTS "community_plan" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "from_day" TEXT,
  "state" TEXT,
  "plan" BYTEA,
  "plan_index" BYTEA,
  "danger_plan" BYTEA,
  "danger_plan_index" BYTEA,
  "checked_by" UUID,
  "every_days" BIGINT,
  "next_visit_on" TEXT,
  "ended_on" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "community_plan_case_file" ON "community_plan" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "community_plan_next_visit_on" ON "community_plan" (org_id, "next_visit_on", id);
CREATE TABLE IF NOT EXISTS "plan_visit" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "community_plan" UUID,
  "on_day" TEXT,
  "wellbeing" TEXT,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "plan_visit_case_file" ON "plan_visit" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "plan_visit_community_plan" ON "plan_visit" (org_id, "community_plan", id);
CREATE TABLE IF NOT EXISTS "shelter" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "district" TEXT,
  "phone" TEXT,
  "hold_days" BIGINT,
  "may_overfill" BIGINT,
  "closed_on" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "shelter_district" ON "shelter" (org_id, "district", id);
CREATE TABLE IF NOT EXISTS "shelter_room" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "shelter" UUID,
  "name" TEXT,
  "room_use" TEXT,
  "places" BIGINT,
  "age_from" BIGINT,
  "age_to" BIGINT,
  "boys_to" BIGINT,
  "needs" TEXT,
  "only_needs" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "shelter_room_unique" ON "shelter_room" (org_id, "shelter", "name") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "bed_hold" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "shelter" UUID,
  "room" UUID,
  "from_day" TEXT,
  "until_day" TEXT,
  "state" TEXT,
  "ended_on" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "bed_hold_case_file" ON "bed_hold" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "bed_hold_shelter" ON "bed_hold" (org_id, "shelter", id);
CREATE INDEX IF NOT EXISTS "bed_hold_room" ON "bed_hold" (org_id, "room", id);
CREATE TABLE IF NOT EXISTS "shelter_stay" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "room" UUID,
  "from_day" TEXT,
  "until_day" TEXT,
  "stay_end" TEXT,
  "needs_why" BYTEA,
  "needs_why_index" BYTEA,
  "apart_why" BYTEA,
  "apart_why_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "shelter_stay_case_file" ON "shelter_stay" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "shelter_stay_room" ON "shelter_stay" (org_id, "room", id);
CREATE TABLE IF NOT EXISTS "shelter_census" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "shelter" UUID,
  "on_day" TEXT,
  "board" BIGINT,
  "present" BIGINT,
  "reason" TEXT,
  "breakfasts" BIGINT,
  "lunches" BIGINT,
  "dinners" BIGINT,
  "confirmed_by" UUID,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "shelter_census_unique" ON "shelter_census" (org_id, "shelter", "on_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "shelter_incident" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "shelter" UUID,
  "on_day" TEXT,
  "kind" TEXT,
  "severity" TEXT,
  "told" TEXT,
  "told_on" TEXT,
  "what" BYTEA,
  "what_index" BYTEA,
  "done" BYTEA,
  "done_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "shelter_incident_case_file" ON "shelter_incident" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "shelter_incident_shelter" ON "shelter_incident" (org_id, "shelter", id);
CREATE TABLE IF NOT EXISTS "service_rate" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "kind" TEXT,
  "from_day" TEXT,
  "price" BIGINT,
  "price_currency" TEXT,
  "budget_line" UUID,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "service_rate_unique" ON "service_rate" (org_id, "kind", "from_day") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "service_rate_budget_line" ON "service_rate" (org_id, "budget_line", id);
CREATE TABLE IF NOT EXISTS "cost_line" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "kind" TEXT,
  "from_day" TEXT,
  "budget_line" UUID,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "cost_line_unique" ON "cost_line" (org_id, "kind", "from_day") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "cost_line_budget_line" ON "cost_line" (org_id, "budget_line", id);
CREATE TABLE IF NOT EXISTS "case_service" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "kind" TEXT,
  "on_day" TEXT,
  "until_day" TEXT,
  "units" BIGINT,
  "given_at" TEXT,
  "shelter" UUID,
  "wanted" TEXT,
  "counsellor" TEXT,
  "given_by" TEXT,
  "cost" BIGINT,
  "cost_currency" TEXT,
  "budget_line" UUID,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_service_case_file" ON "case_service" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_service_on_day" ON "case_service" (org_id, "on_day", id);
CREATE INDEX IF NOT EXISTS "case_service_shelter" ON "case_service" (org_id, "shelter", id);
CREATE INDEX IF NOT EXISTS "case_service_budget_line" ON "case_service" (org_id, "budget_line", id);
CREATE TABLE IF NOT EXISTS "closing_rule" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "criterion" TEXT,
  "from_day" TEXT,
  "number" BIGINT,
  "dropped" BIGINT,
  "why" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "closing_rule_unique" ON "closing_rule" (org_id, "criterion", "from_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "visit_interval" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "risk" TEXT,
  "from_day" TEXT,
  "days" BIGINT,
  "why" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "visit_interval_unique" ON "visit_interval" (org_id, "risk", "from_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "reintegration" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "worker" UUID,
  "risk" TEXT,
  "state" TEXT,
  "started_on" TEXT,
  "returned_on" TEXT,
  "home_district" TEXT,
  "lives_with" TEXT,
  "closed_on" TEXT,
  "closing_note" BYTEA,
  "closing_note_index" BYTEA,
  "reopened_on" TEXT,
  "reopen_reason" BYTEA,
  "reopen_reason_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "reintegration_unique" ON "reintegration" (org_id, "case_file") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "reintegration_worker" ON "reintegration" (org_id, "worker", id);
CREATE INDEX IF NOT EXISTS "reintegration_home_district" ON "reintegration" (org_id, "home_district", id);
CREATE TABLE IF NOT EXISTS "reintegration_paper" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "paper" TEXT,
  "on_day" TEXT,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "reintegration_paper_unique" ON "reintegration_paper" (org_id, "case_file", "paper") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "follow_up_visit" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "on_day" TEXT,
  "way" TEXT,
  "met" TEXT,
  "safety" BIGINT,
  "income" BIGINT,
  "health" BIGINT,
  "in_family" BIGINT,
  "in_community" BIGINT,
  "risk" TEXT,
  "visitor" UUID,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "follow_up_visit_case_file" ON "follow_up_visit" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "follow_up_visit_on_day" ON "follow_up_visit" (org_id, "on_day", id);
CREATE TABLE IF NOT EXISTS "reintegration_outcome" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "at_months" TEXT,
  "on_day" TEXT,
  "outcome" TEXT,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "reintegration_outcome_unique" ON "reintegration_outcome" (org_id, "case_file", "at_months") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "employer" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "skill" TEXT,
  "place" TEXT,
  "phone" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "employer_place" ON "employer" (org_id, "place", id);
CREATE TABLE IF NOT EXISTS "employer_vetting" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "employer" UUID,
  "visited_on" TEXT,
  "checks" TEXT,
  "result" TEXT,
  "valid_from" TEXT,
  "valid_until" TEXT,
  "state" TEXT,
  "suspended_on" TEXT,
  "lifted_why" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "employer_vetting_employer" ON "employer_vetting" (org_id, "employer", id);
CREATE TABLE IF NOT EXISTS "employer_visit" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "employer" UUID,
  "on_day" TEXT,
  "flags" TEXT,
  "visitor" UUID,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "employer_visit_employer" ON "employer_visit" (org_id, "employer", id);
CREATE TABLE IF NOT EXISTS "case_training" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "kind" TEXT,
  "skill" TEXT,
  "employer" UUID,
  "from_day" TEXT,
  "until_day" TEXT,
  "days_planned" BIGINT,
  "days_attended" BIGINT,
  "state" TEXT,
  "ended_on" TEXT,
  "drop_reason" TEXT,
  "certificate" BIGINT,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_training_case_file" ON "case_training" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_training_employer" ON "case_training" (org_id, "employer", id);
CREATE INDEX IF NOT EXISTS "case_training_ended_on" ON "case_training" (org_id, "ended_on", id);
CREATE TABLE IF NOT EXISTS "reintegration_grant" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "grant_for" TEXT,
  "business" TEXT,
  "amount" BIGINT,
  "amount_currency" TEXT,
  "given_on" TEXT,
  "training" UUID,
  "budget_line" UUID,
  "business_state" TEXT,
  "checked_on" TEXT,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "reintegration_grant_case_file" ON "reintegration_grant" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "reintegration_grant_given_on" ON "reintegration_grant" (org_id, "given_on", id);
CREATE TABLE IF NOT EXISTS "placement" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "kind" TEXT,
  "employer" UUID,
  "work" BYTEA,
  "work_index" BYTEA,
  "from_day" TEXT,
  "until_day" TEXT,
  "wage" BIGINT,
  "wage_currency" TEXT,
  "monitor" UUID,
  "placement_end" TEXT,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "placement_case_file" ON "placement" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "placement_employer" ON "placement" (org_id, "employer", id);
CREATE TABLE IF NOT EXISTS "school" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "level" TEXT,
  "place" TEXT,
  "phone" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "school_place" ON "school" (org_id, "place", id);
CREATE TABLE IF NOT EXISTS "school_enrolment" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "school" UUID,
  "school_year" BIGINT,
  "grade" BIGINT,
  "registered_on" TEXT,
  "left_on" TEXT,
  "school_leave" TEXT,
  "note" BYTEA,
  "note_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "school_enrolment_unique" ON "school_enrolment" (org_id, "case_file", "school_year") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "school_enrolment_school" ON "school_enrolment" (org_id, "school", id);
CREATE TABLE IF NOT EXISTS "school_term" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "enrolment" UUID,
  "term" TEXT,
  "on_day" TEXT,
  "days_open" BIGINT,
  "days_present" BIGINT,
  "attending" BIGINT,
  "fees" BIGINT,
  "fees_currency" TEXT,
  "materials" TEXT,
  "materials_cost" BIGINT,
  "materials_cost_currency" TEXT,
  "budget_line" UUID,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "school_term_unique" ON "school_term" (org_id, "enrolment", "term") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "school_term_case_file" ON "school_term" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "case_need" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "on_day" TEXT,
  "domain" TEXT,
  "score" BIGINT,
  "finding" BYTEA,
  "finding_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "case_need_unique" ON "case_need" (org_id, "case_file", "domain", "on_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "case_goal" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "domain" TEXT,
  "state" TEXT,
  "set_on" TEXT,
  "reach_by" TEXT,
  "goal" BYTEA,
  "goal_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_goal_case_file" ON "case_goal" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "case_task" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "kind" TEXT,
  "due_on" TEXT,
  "assigned" UUID,
  "goal" UUID,
  "done_on" TEXT,
  "what" BYTEA,
  "what_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_task_case_file" ON "case_task" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_task_due_on" ON "case_task" (org_id, "due_on", id);
CREATE INDEX IF NOT EXISTS "case_task_assigned" ON "case_task" (org_id, "assigned", id);
CREATE TABLE IF NOT EXISTS "case_safety" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "on_day" TEXT,
  "risk" TEXT,
  "review_on" TEXT,
  "dangers" BYTEA,
  "dangers_index" BYTEA,
  "signs" BYTEA,
  "signs_index" BYTEA,
  "steps" BYTEA,
  "steps_index" BYTEA,
  "people" BYTEA,
  "people_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_safety_case_file" ON "case_safety" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "case_approval" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "subject" TEXT,
  "asked_on" TEXT,
  "asked_by" UUID,
  "state" TEXT,
  "decided_by" UUID,
  "decided_on" TEXT,
  "comment" BYTEA,
  "comment_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_approval_case_file" ON "case_approval" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "contact_standard" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "risk" TEXT,
  "days" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "contact_standard_unique" ON "contact_standard" (org_id, "risk") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "case_erasure" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "basis" TEXT,
  "state" TEXT,
  "proposed_by" UUID,
  "decided_by" UUID,
  "decided_on" TEXT,
  "key_id" TEXT,
  "merged_keys" TEXT,
  "parts" BIGINT,
  "files" BIGINT,
  "after_entry" BIGINT,
  "after_hash" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_erasure_case_file" ON "case_erasure" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "case_retention" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "kept_of" TEXT,
  "years" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "case_retention_unique" ON "case_retention" (org_id, "kept_of") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "case_pair" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "first" UUID,
  "second" UUID,
  "score" BIGINT,
  "answer" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "case_pair_unique" ON "case_pair" (org_id, "first", "second") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "case_pair_second" ON "case_pair" (org_id, "second", id);
CREATE TABLE IF NOT EXISTS "case_merge" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "survivor" UUID,
  "merged" UUID,
  "merged_code" TEXT,
  "reason" BYTEA,
  "reason_index" BYTEA,
  "taken" TEXT,
  "state" TEXT,
  "asked_by" UUID,
  "decided_by" UUID,
  "decided_on" TEXT,
  "consents_end" TEXT,
  "consents_go_on" TEXT,
  "both_paid" TEXT,
  "sent_back" TEXT,
  "file_version" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_merge_case_file" ON "case_merge" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_merge_merged" ON "case_merge" (org_id, "merged", id);
CREATE INDEX IF NOT EXISTS "case_merge_merged_code" ON "case_merge" (org_id, "merged_code", id);
CREATE TABLE IF NOT EXISTS "case_merge_step" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_merge" UUID,
  "record_type" TEXT,
  "record" TEXT,
  "fields" TEXT,
  "moved_from" TEXT,
  "moved_to" TEXT,
  "how" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "case_merge_step_case_merge" ON "case_merge_step" (org_id, "case_merge", id);
CREATE TABLE IF NOT EXISTS "queue_place" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "arrival" UUID,
  "number" BIGINT,
  "family" UUID,
  "state" TEXT,
  "came_before" BIGINT,
  "came_ms" BIGINT,
  "taken_by" UUID,
  "taken_ms" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "queue_place_unique" ON "queue_place" (org_id, "arrival", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "queue_place_case_file" ON "queue_place" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "queue_place_family" ON "queue_place" (org_id, "family", id);
CREATE INDEX IF NOT EXISTS "queue_place_taken_by" ON "queue_place" (org_id, "taken_by", id);
CREATE TABLE IF NOT EXISTS "care_form" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "purpose" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "care_form_unique" ON "care_form" (org_id, "name") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "care_form_version" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "care_form" UUID,
  "number" BIGINT,
  "state" TEXT,
  "definition" TEXT,
  "questions" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "care_form_version_unique" ON "care_form_version" (org_id, "care_form", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "form_answer" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "form_version" UUID,
  "begun_on" TEXT,
  "state" TEXT,
  "minimal" BIGINT,
  "interpreter" BYTEA,
  "interpreter_index" BYTEA,
  "page" BIGINT,
  "answers" BYTEA,
  "answers_index" BYTEA,
  "indication" TEXT,
  "elements" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "form_answer_case_file" ON "form_answer" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "form_answer_form_version" ON "form_answer" (org_id, "form_version", id);
CREATE TABLE IF NOT EXISTS "status_decision" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "status" TEXT,
  "decided_by" TEXT,
  "decided_on" TEXT,
  "form_answer" UUID,
  "decider" BYTEA,
  "decider_index" BYTEA,
  "reported_by" BYTEA,
  "reported_by_index" BYTEA,
  "document" BYTEA,
  "document_index" BYTEA,
  "reason" BYTEA,
  "reason_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "status_decision_case_file" ON "status_decision" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "status_decision_form_answer" ON "status_decision" (org_id, "form_answer", id);
CREATE TABLE IF NOT EXISTS "trafficking_profile" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "recruitment" TEXT,
  "relation" TEXT,
  "control" TEXT,
  "exploitation" TEXT,
  "industry" TEXT,
  "sex_exploitation" TEXT,
  "age_when_trafficked" BIGINT,
  "recruited_on" TEXT,
  "exploited_on" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "trafficking_profile_unique" ON "trafficking_profile" (org_id, "case_file") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "trafficking_event" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "kind" TEXT,
  "happened_on" TEXT,
  "country" BYTEA,
  "country_index" BYTEA,
  "state" BYTEA,
  "state_index" BYTEA,
  "city" BYTEA,
  "city_index" BYTEA,
  "street" BYTEA,
  "street_index" BYTEA,
  "postal_code" BYTEA,
  "postal_code_index" BYTEA,
  "latitude" BYTEA,
  "latitude_index" BYTEA,
  "longitude" BYTEA,
  "longitude_index" BYTEA,
  "description" BYTEA,
  "description_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "trafficking_event_case_file" ON "trafficking_event" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "htcds_values" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "came_on" TEXT,
  "content" BYTEA,
  "content_index" BYTEA,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "htcds_values_case_file" ON "htcds_values" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "htcds_sending" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "case_file" UUID,
  "sent_on" TEXT,
  "provider" UUID,
  "purpose" TEXT,
  "shares" TEXT,
  "format" TEXT,
  "cites" TEXT,
  "sent_by" UUID,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "htcds_sending_case_file" ON "htcds_sending" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "deliverable" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "kind" TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "period_from" TEXT,
  "period_to" TEXT,
  "due_on" TEXT,
  "remind_days" BIGINT,
  "received_on" TEXT,
  "accepted_on" TEXT,
  "series" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "deliverable_agreement" ON "deliverable" (org_id, "agreement", id);
CREATE INDEX IF NOT EXISTS "deliverable_due_on" ON "deliverable" (org_id, "due_on", id);
CREATE TABLE IF NOT EXISTS "attachment" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "owner_type" TEXT,
  "owner_id" TEXT,
  "file_name" TEXT,
  "media_type" TEXT,
  "bytes" BIGINT,
  "hash" TEXT,
  "redacts" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "attachment_owner_id" ON "attachment" (org_id, "owner_id", id);
CREATE INDEX IF NOT EXISTS "attachment_hash" ON "attachment" (org_id, "hash", id);
CREATE TABLE IF NOT EXISTS "webhook" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "url" TEXT,
  "kinds" TEXT,
  "verbs" TEXT,
  "progress" BIGINT,
  "paused" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "webhook_unique" ON "webhook" (org_id, "name") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "trainer" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "person" UUID,
  "role" TEXT,
  "since" TEXT,
  "until" TEXT,
  "village" TEXT,
  "capacity" BIGINT,
  "course" UUID,
  "certified_on" TEXT,
  "support" TEXT,
  "support_on" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "trainer_unique" ON "trainer" (org_id, "person", "role") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "trainer_village" ON "trainer" (org_id, "village", id);
CREATE INDEX IF NOT EXISTS "trainer_course" ON "trainer" (org_id, "course", id);
CREATE TABLE IF NOT EXISTS "trainee" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "trainer" UUID,
  "person" UUID,
  "household" UUID,
  "subject" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "also_elsewhere" BIGINT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "trainee_counted" ON "trainee" (org_id, "trainer", "starts_on", "ends_on", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "trainee_trainer" ON "trainee" (org_id, "trainer", id);
CREATE INDEX IF NOT EXISTS "trainee_person" ON "trainee" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "trainee_household" ON "trainee" (org_id, "household", id);
CREATE TABLE IF NOT EXISTS "cap_exception" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "trainer" UUID,
  "households" BIGINT,
  "granted_on" TEXT,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "cap_exception_trainer" ON "cap_exception" (org_id, "trainer", id);
CREATE TABLE IF NOT EXISTS "adoption" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "trainee" UUID,
  "practice" TEXT,
  "use" TEXT,
  "checked_on" TEXT,
  "checked_by" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "adoption_unique" ON "adoption" (org_id, "trainee", "practice", "checked_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "reporting_period" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "programme" UUID,
  "title" TEXT,
  "title_km" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "due_on" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "reporting_period_unique" ON "reporting_period" (org_id, "programme", "starts_on", "ends_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "period_report" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "agreement" UUID,
  "period" UUID,
  "title" TEXT,
  "status" TEXT,
  "overview" TEXT,
  "overview_km" TEXT,
  "challenges" TEXT,
  "challenges_km" TEXT,
  "submitted_on" TEXT,
  "submitted_by" UUID,
  "decided_on" TEXT,
  "decided_by" UUID,
  "return_note" TEXT,
  "frozen_on" TEXT,
  "frozen_by" UUID,
  "snapshot" UUID,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "period_report_unique" ON "period_report" (org_id, "agreement", "period") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "period_report_period" ON "period_report" (org_id, "period", id);
CREATE TABLE IF NOT EXISTS "report_narrative" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "report" UUID,
  "promise" UUID,
  "done" TEXT,
  "done_km" TEXT,
  "behind" TEXT,
  "behind_km" TEXT,
  "next" TEXT,
  "next_km" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "report_narrative_unique" ON "report_narrative" (org_id, "report", "promise") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "report_narrative_promise" ON "report_narrative" (org_id, "promise", id);
CREATE TABLE IF NOT EXISTS "report_comment" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "report" UUID,
  "section" TEXT,
  "promise" UUID,
  "text" TEXT,
  "settled" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "report_comment_report" ON "report_comment" (org_id, "report", id);
CREATE TABLE IF NOT EXISTS "report_snapshot" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "report" UUID,
  "kind" TEXT,
  "number" BIGINT,
  "taken_on" TEXT,
  "content" TEXT,
  "hash" TEXT,
  "hash_before" TEXT,
  "log_sequence" BIGINT,
  "log_hash" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "report_snapshot_unique" ON "report_snapshot" (org_id, "report", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "publication" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "taken_on" TEXT,
  "number" BIGINT,
  "least" BIGINT,
  "content" TEXT,
  "hash" TEXT,
  "hash_before" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "publication_unique" ON "publication" (org_id, "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "row_release" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "taken_on" TEXT,
  "number" BIGINT,
  "least" BIGINT,
  "people" BIGINT,
  "content" TEXT,
  "hash" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "row_release_unique" ON "row_release" (org_id, "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "restatement" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "report" UUID,
  "number" BIGINT,
  "status" TEXT,
  "reason" TEXT,
  "snapshot" UUID,
  "decided_on" TEXT,
  "decided_by" UUID,
  "reply" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "restatement_unique" ON "restatement" (org_id, "report", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "quality_answer" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "report" UUID,
  "kind" TEXT,
  "subject" TEXT,
  "answer" TEXT,
  "explanation" TEXT,
  "seen" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "quality_answer_unique" ON "quality_answer" (org_id, "report", "kind", "subject") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "export_log" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "exported_on" TEXT,
  "user" UUID,
  "what" TEXT,
  "type" TEXT,
  "format" TEXT,
  "filter" TEXT,
  "columns" TEXT,
  "purpose" TEXT,
  "row_count" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS "export_log_exported_on" ON "export_log" (org_id, "exported_on", id);
CREATE INDEX IF NOT EXISTS "export_log_user" ON "export_log" (org_id, "user", id);
CREATE TABLE IF NOT EXISTS "iati_file" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "programme" UUID,
  "number" BIGINT,
  "published_on" TEXT,
  "activities" BIGINT,
  "file_bytes" BIGINT,
  "hash" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "iati_file_unique" ON "iati_file" (org_id, "programme", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "iati_file_part" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "iati_file" UUID,
  "position" BIGINT,
  "content" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "iati_file_part_unique" ON "iati_file_part" (org_id, "iati_file", "position") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "dhis2_set" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "name" TEXT,
  "set_code" TEXT,
  "period_type" TEXT,
  "reach" TEXT,
  "unit_code" TEXT,
  "attribute_code" TEXT,
  "small_numbers" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE IF NOT EXISTS "dhis2_element" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "dhis2_set" UUID,
  "part" UUID,
  "element_code" TEXT,
  "split" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "dhis2_element_unique" ON "dhis2_element" (org_id, "dhis2_set", "element_code") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "dhis2_unit" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "place" TEXT,
  "unit_code" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "dhis2_unit_unique" ON "dhis2_unit" (org_id, "place") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "dhis2_option" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "dimension" TEXT,
  "option_key" TEXT,
  "option_code" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "dhis2_option_unique" ON "dhis2_option" (org_id, "dimension", "option_key") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "import" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "file_name" TEXT,
  "record_kind" TEXT,
  "state" TEXT,
  "digest" TEXT,
  "file_bytes" BIGINT,
  "plan" TEXT,
  "decisions" TEXT,
  "trouble" TEXT,
  "trouble_row" BIGINT,
  "rows_all" BIGINT,
  "rows_new" BIGINT,
  "rows_changed" BIGINT,
  "rows_unchanged" BIGINT,
  "rows_skipped" BIGINT,
  "rows_refused" BIGINT,
  "rows_done" BIGINT,
  "log_from" BIGINT,
  "log_to" BIGINT,
  "undo_at" BIGINT,
  "rows_kept" BIGINT,
  "kept" TEXT,
  "undo_edited" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE IF NOT EXISTS "import_mapping" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "record_kind" TEXT,
  "fingerprint" TEXT,
  "plan" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "import_mapping_unique" ON "import_mapping" (org_id, "record_kind", "fingerprint") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "user" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "login" TEXT,
  "name" TEXT,
  "email" TEXT,
  "language" TEXT,
  "khmer_digits" BIGINT,
  "digest" TEXT,
  "digest_hour" BIGINT,
  "active" BIGINT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "user_everywhere" ON "user" ("login") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "membership" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "user" UUID,
  "role" TEXT,
  "scope" TEXT,
  "team" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "membership_unique" ON "membership" (org_id, "user", "role") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "saved_view" (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT NOT NULL,
  created_by UUID NOT NULL,
  code TEXT,
  "user" UUID,
  "type" TEXT,
  "name" TEXT,
  "query" TEXT,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS "saved_view_unique" ON "saved_view" (org_id, "user", "type", "name") WHERE deleted_ms = 0;
-- Settings of this database: node id, schema, counters of the writer.
CREATE TABLE IF NOT EXISTS meta (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
);
-- The change log: every change of every record, chained by hash.
CREATE TABLE IF NOT EXISTS change_log (
  seq BIGINT NOT NULL PRIMARY KEY,
  node UUID NOT NULL,
  hlc BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id UUID NOT NULL,
  org_id UUID NOT NULL,
  type TEXT NOT NULL,
  record_id UUID NOT NULL,
  verb BIGINT NOT NULL,
  version BIGINT NOT NULL,
  patch TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash BYTEA NOT NULL
);
CREATE INDEX IF NOT EXISTS change_log_record ON change_log (record_id, seq);
-- Signed states of the chain that another office can hold against this one.
CREATE TABLE IF NOT EXISTS checkpoint (
  seq BIGINT NOT NULL PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  public_key BYTEA NOT NULL,
  signature BYTEA NOT NULL
);
-- What a submission with an idempotency key has done.
CREATE TABLE IF NOT EXISTS idempotency (
  org_id UUID NOT NULL,
  key_hash BYTEA NOT NULL,
  at_ms BIGINT NOT NULL,
  result TEXT NOT NULL,
  PRIMARY KEY (org_id, key_hash)
);
-- The next number of each kind of short code.
CREATE TABLE IF NOT EXISTS counter (
  org_id UUID NOT NULL,
  name TEXT NOT NULL,
  next BIGINT NOT NULL,
  PRIMARY KEY (org_id, name)
);
-- Keys, wrapped: an organisation's by the master key, a record's by its organisation's.
CREATE TABLE IF NOT EXISTS org_key (
  org_id UUID NOT NULL,
  wrapped BYTEA NOT NULL,
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (org_id)
);
CREATE TABLE IF NOT EXISTS record_key (
  org_id UUID NOT NULL,
  owner_id UUID NOT NULL,
  wrapped BYTEA NOT NULL,
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (org_id, owner_id)
);
-- Every read of a sealed field.
CREATE TABLE IF NOT EXISTS read_log (
  org_id UUID NOT NULL,
  record_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id UUID NOT NULL,
  type TEXT NOT NULL,
  fields TEXT NOT NULL,
  purpose TEXT NOT NULL,
  owner_id UUID,
  PRIMARY KEY (org_id, record_id, seq)
);
-- By the record under whose key it was sealed: who saw a file or any part of it.
CREATE INDEX IF NOT EXISTS read_log_owner ON read_log (org_id, owner_id, seq);
-- The bytes of attached files in pieces, sealed under the key of the record they hang on.
CREATE TABLE IF NOT EXISTS attachment_piece (
  org_id UUID NOT NULL,
  attachment_id UUID NOT NULL,
  position BIGINT NOT NULL,
  owner_id UUID NOT NULL,
  stored_ms BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (org_id, attachment_id, position)
);
-- What each record counts for in each part of a promise; kept by the write path.
CREATE TABLE IF NOT EXISTS contribution (
  org_id UUID NOT NULL,
  source_id UUID NOT NULL,
  part_id UUID NOT NULL,
  unit_key BYTEA NOT NULL,
  day BIGINT NOT NULL,
  commune TEXT NOT NULL,
  sex TEXT NOT NULL,
  age TEXT NOT NULL,
  each_key TEXT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (org_id, part_id, source_id)
);
-- Where and when each unit of a distinct count was met, with reference counts.
CREATE TABLE IF NOT EXISTS promise_unit (
  org_id UUID NOT NULL,
  part_id UUID NOT NULL,
  unit_key BYTEA NOT NULL,
  month BIGINT NOT NULL,
  commune TEXT NOT NULL,
  each_key TEXT NOT NULL,
  sex TEXT NOT NULL,
  age TEXT NOT NULL,
  refs BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (org_id, unit_key, part_id, month, commune, each_key, sex, age)
);
-- The numbers people see.
CREATE TABLE IF NOT EXISTS promise_cell (
  org_id UUID NOT NULL,
  part_id UUID NOT NULL,
  grain BIGINT NOT NULL,
  period BIGINT NOT NULL,
  dim BIGINT NOT NULL,
  cell_key TEXT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (org_id, part_id, dim, grain, period, cell_key)
);
-- Words that find records with names of people.
CREATE TABLE IF NOT EXISTS search_word (
  org_id UUID NOT NULL,
  type TEXT NOT NULL,
  word TEXT COLLATE "C" NOT NULL,
  record_id UUID NOT NULL,
  PRIMARY KEY (org_id, type, word, record_id)
);
-- Search keys of names and codes, by trigram.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE IF NOT EXISTS search_entry (
  org_id UUID NOT NULL,
  record_id UUID NOT NULL,
  type TEXT NOT NULL,
  search_key TEXT NOT NULL,
  PRIMARY KEY (org_id, record_id)
);
CREATE INDEX IF NOT EXISTS search_entry_key ON search_entry USING gin (search_key gin_trgm_ops);
-- What proves who a user is; never part of a record.
CREATE TABLE IF NOT EXISTS credential (
  user_id UUID NOT NULL PRIMARY KEY,
  password TEXT NOT NULL,
  changed_ms BIGINT NOT NULL,
  must_change BIGINT NOT NULL,
  totp_secret BYTEA,
  totp_on BIGINT NOT NULL,
  totp_last_step BIGINT NOT NULL,
  totp_exempt BIGINT NOT NULL,
  recovery BYTEA
);
CREATE TABLE IF NOT EXISTS login_session (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  user_id UUID NOT NULL,
  org_id UUID NOT NULL,
  created_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  totp_passed BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS login_session_user ON login_session (user_id);
CREATE INDEX IF NOT EXISTS login_session_expires ON login_session (expires_ms);
CREATE TABLE IF NOT EXISTS api_token (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  id UUID NOT NULL,
  user_id UUID NOT NULL,
  org_id UUID NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  last_used_ms BIGINT NOT NULL,
  revoked_ms BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS api_token_org ON api_token (org_id, user_id);
-- Failed attempts by hashed name, whether a user has the name or not, so that a lock tells nothing.
CREATE TABLE IF NOT EXISTS login_guard (
  name_hash BYTEA NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_ms BIGINT NOT NULL,
  locked_until_ms BIGINT NOT NULL
);
-- What happened around signing in; of unknown names not even the name.
CREATE TABLE IF NOT EXISTS login_log (
  at_ms BIGINT NOT NULL,
  user_id UUID NOT NULL,
  event TEXT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  actor_id UUID NOT NULL
);
CREATE INDEX IF NOT EXISTS login_log_user ON login_log (user_id, at_ms);
CREATE INDEX IF NOT EXISTS login_log_at ON login_log (at_ms);
-- From a user to the roles, whatever organisation they are in.
CREATE INDEX IF NOT EXISTS user_by_id ON "user" (id);
CREATE INDEX IF NOT EXISTS membership_by_user ON membership ("user");
-- Keyed hashes by which the same person is recognised over organisations; no name can be made of them.
CREATE TABLE IF NOT EXISTS person_token (
  token BYTEA NOT NULL,
  org_id UUID NOT NULL,
  person_id UUID NOT NULL,
  PRIMARY KEY (token, org_id, person_id)
);
-- The ledger: books, balanced entries chained by hash, their lines, and balances by account and day.
CREATE TABLE IF NOT EXISTS ledger_head (
  org_id UUID NOT NULL,
  book BIGINT NOT NULL,
  book_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (org_id, book)
);
CREATE UNIQUE INDEX IF NOT EXISTS ledger_head_id ON ledger_head (org_id, book_id);
CREATE TABLE IF NOT EXISTS ledger_entry (
  org_id UUID NOT NULL,
  book BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  day BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_id UUID NOT NULL,
  kind BIGINT NOT NULL,
  source_type TEXT NOT NULL,
  source_id UUID NOT NULL,
  memo TEXT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (org_id, book, seq)
);
CREATE INDEX IF NOT EXISTS ledger_entry_source ON ledger_entry (org_id, source_id, book, seq);
CREATE TABLE IF NOT EXISTS ledger_posting (
  org_id UUID NOT NULL,
  book BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  line BIGINT NOT NULL,
  account BIGINT NOT NULL,
  day BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (org_id, book, seq, line)
);
CREATE INDEX IF NOT EXISTS ledger_posting_account ON ledger_posting (org_id, account, day, seq, line, amount);
CREATE TABLE IF NOT EXISTS ledger_balance (
  org_id UUID NOT NULL,
  account BIGINT NOT NULL,
  account_id UUID NOT NULL,
  book BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  held_in BIGINT NOT NULL,
  held_out BIGINT NOT NULL,
  last_day BIGINT NOT NULL,
  least BIGINT,
  most BIGINT,
  CHECK (least IS NULL OR balance - held_out >= least),
  CHECK (most IS NULL OR balance + held_in <= most),
  PRIMARY KEY (org_id, account)
);
CREATE UNIQUE INDEX IF NOT EXISTS ledger_balance_id ON ledger_balance (org_id, account_id);
CREATE INDEX IF NOT EXISTS ledger_balance_book ON ledger_balance (org_id, book, account);
CREATE TABLE IF NOT EXISTS ledger_day (
  org_id UUID NOT NULL,
  account BIGINT NOT NULL,
  day BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  PRIMARY KEY (org_id, account, day)
);
CREATE TABLE IF NOT EXISTS ledger_hold (
  org_id UUID NOT NULL,
  book BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  state BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  PRIMARY KEY (org_id, book, seq)
);
CREATE INDEX IF NOT EXISTS ledger_hold_expiry ON ledger_hold (org_id, state, expires_ms);
-- Mails: what is to be sent, what was sent to whom and when, and the server's words when it was not.
CREATE TABLE IF NOT EXISTS notice_mail (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  user_id UUID NOT NULL,
  kind TEXT NOT NULL,
  day BIGINT NOT NULL,
  subject_id UUID NOT NULL,
  state TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  next_ms BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  tried_ms BIGINT NOT NULL,
  recipient TEXT NOT NULL,
  code BIGINT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS notice_mail_once ON notice_mail (org_id, user_id, day) WHERE kind = 'digest';
CREATE INDEX IF NOT EXISTS notice_mail_state ON notice_mail (state, next_ms);
CREATE INDEX IF NOT EXISTS notice_mail_created ON notice_mail (org_id, created_ms);
-- A webhook's secret, sealed, and how far it has been told of the change log.
CREATE TABLE IF NOT EXISTS webhook_state (
  org_id UUID NOT NULL,
  webhook_id UUID NOT NULL,
  secret BYTEA NOT NULL,
  secret_ms BIGINT NOT NULL,
  old_secret BYTEA,
  old_until_ms BIGINT NOT NULL,
  log_seq BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  next_ms BIGINT NOT NULL,
  failing_ms BIGINT NOT NULL,
  worked_ms BIGINT NOT NULL,
  PRIMARY KEY (org_id, webhook_id)
);
-- Every delivery with what became of it.
CREATE TABLE IF NOT EXISTS webhook_delivery (
  org_id UUID NOT NULL,
  webhook_id UUID NOT NULL,
  id UUID NOT NULL,
  seq BIGINT NOT NULL,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  tried_ms BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  status BIGINT NOT NULL,
  duration_ms BIGINT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (org_id, webhook_id, id)
);
CREATE INDEX IF NOT EXISTS webhook_delivery_created ON webhook_delivery (org_id, webhook_id, created_ms);
CREATE INDEX IF NOT EXISTS webhook_delivery_asked ON webhook_delivery (created_ms) WHERE state = 'asked';
-- The number of each part of a promise that a webhook was told last.
CREATE TABLE IF NOT EXISTS webhook_progress (
  org_id UUID NOT NULL,
  webhook_id UUID NOT NULL,
  part_id UUID NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (org_id, webhook_id, part_id)
);
