-- Made from the catalogue by `mlup schema`; do not edit.
CREATE TABLE IF NOT EXISTS "organisation" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
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
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "programme" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "donor" TEXT,
  "award_number" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "summary" TEXT,
  "signed_on" TEXT,
  "amount" INTEGER,
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
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "agreement" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "programme" BLOB,
  "number" TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "status" TEXT,
  "signed_on" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "amount" INTEGER,
  "amount_currency" TEXT,
  "provinces" TEXT,
  "orientation_on" TEXT,
  "summary" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "agreement_unique" ON "agreement" (org_id, "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "agreement_programme" ON "agreement" (org_id, "programme", id);
CREATE TABLE IF NOT EXISTS "orientation_attendee" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "name" TEXT,
  "sex" TEXT,
  "function" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "orientation_attendee_agreement" ON "orientation_attendee" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "amendment" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "number" TEXT,
  "signed_on" TEXT,
  "effective_on" TEXT,
  "amount" INTEGER,
  "amount_currency" TEXT,
  "ends_on" TEXT,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "amendment_unique" ON "amendment" (org_id, "agreement", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "objective" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "above" BLOB,
  "level" TEXT,
  "number" TEXT,
  "statement" TEXT,
  "statement_km" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "objective_agreement" ON "objective" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "promise" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "objective" BLOB,
  "number" TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "sentence" TEXT,
  "interpretation" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "promise_unique" ON "promise" (org_id, "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "promise_agreement" ON "promise" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "promise_part" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "promise" BLOB,
  "label" TEXT,
  "label_km" TEXT,
  "shape" TEXT,
  "source" TEXT,
  "unit" TEXT,
  "filter" TEXT,
  "amount" TEXT,
  "each" TEXT,
  "target_unit" TEXT,
  "target" INTEGER,
  "times" INTEGER,
  "places" TEXT,
  "every_of" BLOB,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "baseline" INTEGER,
  "position" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "promise_part_promise" ON "promise_part" (org_id, "promise", id);
CREATE TABLE IF NOT EXISTS "promise_target" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "part" BLOB,
  "amendment" BLOB,
  "effective_on" TEXT,
  "target" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "promise_target_part" ON "promise_target" (org_id, "part", id);
CREATE TABLE IF NOT EXISTS "plan_point" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "part" BLOB,
  "on_day" TEXT,
  "planned" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "plan_point_unique" ON "plan_point" (org_id, "part", "on_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "area" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
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
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "area_unique" ON "area" (org_id, "area_code") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "household" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "head_name" TEXT,
  "village" TEXT,
  "id_poor" TEXT,
  "vulnerability" TEXT,
  "members" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "household_village" ON "household" (org_id, "village", id);
CREATE TABLE IF NOT EXISTS "person" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name_km" TEXT,
  "name_latin" TEXT,
  "alias" TEXT,
  "sex" TEXT,
  "birth_date" TEXT,
  "age_years" INTEGER,
  "age_on" TEXT,
  "phone" TEXT,
  "village" TEXT,
  "household" BLOB,
  "household_head" INTEGER,
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
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "person_village" ON "person" (org_id, "village", id);
CREATE INDEX IF NOT EXISTS "person_household" ON "person" (org_id, "household", id);
CREATE TABLE IF NOT EXISTS "identity_document" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "person" BLOB,
  "kind" TEXT,
  "number" BLOB,
  "number_index" BLOB,
  "issued_on" TEXT,
  "expires_on" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "identity_document_person" ON "identity_document" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "identity_document_number" ON "identity_document" (org_id, "number_index");
CREATE TABLE IF NOT EXISTS "person_group" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "village" TEXT,
  "formed_on" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "person_group_village" ON "person_group" (org_id, "village", id);
CREATE TABLE IF NOT EXISTS "group_member" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "person_group" BLOB,
  "person" BLOB,
  "joined_on" TEXT,
  "left_on" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "group_member_unique" ON "group_member" (org_id, "person_group", "person") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "group_member_person" ON "group_member" (org_id, "person", id);
CREATE TABLE IF NOT EXISTS "person_pair" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "first" BLOB,
  "second" BLOB,
  "score" INTEGER,
  "state" TEXT,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "person_pair_unique" ON "person_pair" (org_id, "first", "second") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "person_pair_second" ON "person_pair" (org_id, "second", id);
CREATE TABLE IF NOT EXISTS "person_merge" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "survivor" BLOB,
  "merged" BLOB,
  "survivor_version" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "person_merge_survivor" ON "person_merge" (org_id, "survivor", id);
CREATE INDEX IF NOT EXISTS "person_merge_merged" ON "person_merge" (org_id, "merged", id);
CREATE TABLE IF NOT EXISTS "merge_step" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "person_merge" BLOB,
  "record_type" TEXT,
  "record" TEXT,
  "field" TEXT,
  "moved_from" TEXT,
  "moved_to" TEXT,
  "how" TEXT,
  "record_version" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "merge_step_person_merge" ON "merge_step" (org_id, "person_merge", id);
CREATE TABLE IF NOT EXISTS "pair_search" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "until_ms" INTEGER,
  "people" INTEGER,
  "found" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "course" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "topics" TEXT,
  "days" INTEGER,
  "description" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "session" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "kind" TEXT,
  "title" TEXT,
  "course" BLOB,
  "topics" TEXT,
  "status" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "place" TEXT,
  "venue" TEXT,
  "trainer" BLOB,
  "trainer_name" TEXT,
  "language" TEXT,
  "methods" TEXT,
  "materials" TEXT,
  "cost" INTEGER,
  "cost_currency" TEXT,
  "person_group" BLOB,
  "previous" BLOB,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "session_counted" ON "session" (org_id, "place", "kind", "status", "topics", "starts_on", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "session_course" ON "session" (org_id, "course", id);
CREATE INDEX IF NOT EXISTS "session_starts_on" ON "session" (org_id, "starts_on", id);
CREATE INDEX IF NOT EXISTS "session_place" ON "session" (org_id, "place", id);
CREATE TABLE IF NOT EXISTS "attendance" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "session" BLOB,
  "person" BLOB,
  "present" INTEGER,
  "function" TEXT,
  "pre_test" INTEGER,
  "post_test" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "attendance_unique" ON "attendance" (org_id, "session", "person") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "attendance_person" ON "attendance" (org_id, "person", id);
CREATE TABLE IF NOT EXISTS "headcount" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "session" BLOB,
  "sex" TEXT,
  "age_band" TEXT,
  "people" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "headcount_unique" ON "headcount" (org_id, "session", "sex", "age_band") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "exchange_rate" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "on_day" TEXT,
  "from_currency" TEXT,
  "price" INTEGER,
  "price_currency" TEXT,
  "source" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "exchange_rate_unique" ON "exchange_rate" (org_id, "on_day", "from_currency") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "budget" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "number" TEXT,
  "status" TEXT,
  "effective_on" TEXT,
  "amendment" BLOB,
  "override_reason" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "budget_unique" ON "budget" (org_id, "agreement", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "budget_line" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "budget" BLOB,
  "number" TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "category" TEXT,
  "amount" INTEGER,
  "amount_currency" TEXT,
  "promise" BLOB,
  "objective" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "budget_line_unique" ON "budget_line" (org_id, "budget", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "obligation" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "kind" TEXT,
  "status" TEXT,
  "description" TEXT,
  "supplier" TEXT,
  "budget_line" BLOB,
  "amount" INTEGER,
  "amount_currency" TEXT,
  "made_on" TEXT,
  "released_on" TEXT,
  "override_reason" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "obligation_agreement" ON "obligation" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "advance" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "purpose" TEXT,
  "status" TEXT,
  "amount" INTEGER,
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
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "advance_agreement" ON "advance" (org_id, "agreement", id);
CREATE TABLE IF NOT EXISTS "liquidation" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "advance" BLOB,
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
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "liquidation_advance" ON "liquidation" (org_id, "advance", id);
CREATE INDEX IF NOT EXISTS "liquidation_status" ON "liquidation" (org_id, "status", id);
CREATE TABLE IF NOT EXISTS "expense" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "liquidation" BLOB,
  "budget_line" BLOB,
  "spent_on" TEXT,
  "description" TEXT,
  "supplier" TEXT,
  "receipt_number" TEXT,
  "amount" INTEGER,
  "amount_currency" TEXT,
  "obligation" BLOB,
  "pays_services" INTEGER,
  "override_reason" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "expense_counted" ON "expense" (org_id, "liquidation", "budget_line", "spent_on", "amount", "amount_currency", "pays_services", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "expense_liquidation" ON "expense" (org_id, "liquidation", id);
CREATE INDEX IF NOT EXISTS "expense_budget_line" ON "expense" (org_id, "budget_line", id);
CREATE TABLE IF NOT EXISTS "refund" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "advance" BLOB,
  "status" TEXT,
  "amount" INTEGER,
  "amount_currency" TEXT,
  "refunded_on" TEXT,
  "received_on" TEXT,
  "reference" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "refund_advance" ON "refund" (org_id, "advance", id);
CREATE TABLE IF NOT EXISTS "finance_posting" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "on_day" TEXT,
  "event" TEXT,
  "account" TEXT,
  "amount" INTEGER,
  "amount_currency" TEXT,
  "other_amount" INTEGER,
  "other_amount_currency" TEXT,
  "rate" BLOB,
  "budget_line" BLOB,
  "advance" BLOB,
  "obligation" BLOB,
  "source_type" TEXT,
  "source_id" TEXT,
  "entry" TEXT,
  "reversal" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "finance_posting_agreement" ON "finance_posting" (org_id, "agreement", id);
CREATE INDEX IF NOT EXISTS "finance_posting_budget_line" ON "finance_posting" (org_id, "budget_line", id);
CREATE INDEX IF NOT EXISTS "finance_posting_advance" ON "finance_posting" (org_id, "advance", id);
CREATE INDEX IF NOT EXISTS "finance_posting_obligation" ON "finance_posting" (org_id, "obligation", id);
CREATE INDEX IF NOT EXISTS "finance_posting_source_id" ON "finance_posting" (org_id, "source_id", id);
CREATE TABLE IF NOT EXISTS "care_cost" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "budget_line" BLOB,
  "month" TEXT,
  "kind" TEXT,
  "currency" TEXT,
  "amount" INTEGER,
  "amount_currency" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "care_cost_unique" ON "care_cost" (org_id, "budget_line", "month", "kind", "currency") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "commodity" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "symbol" TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "decimals" INTEGER,
  "unit" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "commodity_unique" ON "commodity" (org_id, "symbol") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "ledger_book" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "owner" TEXT,
  "subject" TEXT,
  "unit" BLOB,
  "opened_on" TEXT,
  "closed_through" TEXT,
  "closed_reason" TEXT,
  "two_people" INTEGER,
  "rounding" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "ledger_book_subject" ON "ledger_book" (org_id, "subject", id);
CREATE TABLE IF NOT EXISTS "ledger_account" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "book" BLOB,
  "number" TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "unit" BLOB,
  "within" BLOB,
  "role" TEXT,
  "subject" TEXT,
  "opened_on" TEXT,
  "closed_on" TEXT,
  "counted_through" TEXT,
  "least" INTEGER,
  "most" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "ledger_account_unique" ON "ledger_account" (org_id, "book", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "ledger_account_subject" ON "ledger_account" (org_id, "subject", id);
CREATE TABLE IF NOT EXISTS "journal_entry" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "book" BLOB,
  "on_day" TEXT,
  "kind" TEXT,
  "state" TEXT,
  "memo" TEXT,
  "reference" TEXT,
  "lines" TEXT,
  "expires_on" TEXT,
  "reverses" BLOB,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "journal_entry_book" ON "journal_entry" (org_id, "book", id);
CREATE TABLE IF NOT EXISTS "ledger_import" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "book" BLOB,
  "file" TEXT,
  "file_hash" TEXT,
  "state" TEXT,
  "syntax" TEXT,
  "file_bytes" INTEGER,
  "transactions" INTEGER,
  "transactions_done" INTEGER,
  "transactions_undone" INTEGER,
  "first_day" TEXT,
  "last_day" TEXT,
  "found" TEXT,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "ledger_import_unique" ON "ledger_import" (org_id, "book", "file_hash") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "savings_group" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "village" TEXT,
  "model" TEXT,
  "unit" BLOB,
  "second_unit" BLOB,
  "formed_on" TEXT,
  "meets" TEXT,
  "status" TEXT,
  "ended_on" TEXT,
  "cycle" INTEGER,
  "cycle_starts_on" TEXT,
  "cycle_ends_on" TEXT,
  "phase" TEXT,
  "grade" TEXT,
  "graded_on" TEXT,
  "business_plan" BLOB,
  "computer_accounts" INTEGER,
  "computer_since" TEXT,
  "field_officer" BLOB,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "savings_group_village" ON "savings_group" (org_id, "village", id);
CREATE INDEX IF NOT EXISTS "savings_group_formed_on" ON "savings_group" (org_id, "formed_on", id);
CREATE INDEX IF NOT EXISTS "savings_group_field_officer" ON "savings_group" (org_id, "field_officer", id);
CREATE TABLE IF NOT EXISTS "group_bylaw" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "savings_group" BLOB,
  "effective_on" TEXT,
  "minute" TEXT,
  "members_min" INTEGER,
  "members_max" INTEGER,
  "joins_any_time" INTEGER,
  "quorum_ppm" INTEGER,
  "share_price" INTEGER,
  "shares_min" INTEGER,
  "shares_max" INTEGER,
  "deposit_min" INTEGER,
  "deposit_max" INTEGER,
  "social_fund_amount" INTEGER,
  "fine_late" INTEGER,
  "fine_absent" INTEGER,
  "fine_no_saving" INTEGER,
  "fine_late_repayment" INTEGER,
  "fine_no_passbook" INTEGER,
  "fine_disturbing" INTEGER,
  "fine_other" INTEGER,
  "lends_to_non_members" INTEGER,
  "non_member_fee" INTEGER,
  "loan_savings_ppm" INTEGER,
  "loan_max" INTEGER,
  "loan_count_max" INTEGER,
  "loan_days_max" INTEGER,
  "loan_purposes" TEXT,
  "loan_guarantors_min" INTEGER,
  "lends_while_late" INTEGER,
  "rate_ppm" INTEGER,
  "rate_cap_ppm" INTEGER,
  "debt_share_max_ppm" INTEGER,
  "committee_may" TEXT,
  "assembly_may" TEXT,
  "loan_method" TEXT,
  "loan_frequency" TEXT,
  "multiple" INTEGER,
  "penalty_by" TEXT,
  "penalty_base" TEXT,
  "penalty_ppm" INTEGER,
  "penalty_fixed" INTEGER,
  "penalty_free_days" INTEGER,
  "interest_goes_on" INTEGER,
  "payoff" TEXT,
  "remainder" TEXT,
  "reserve_ppm" INTEGER,
  "social_ppm" INTEGER,
  "dividend_ppm" INTEGER,
  "dividend_by" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "group_bylaw_unique" ON "group_bylaw" (org_id, "savings_group", "effective_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "savings_member" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "savings_group" BLOB,
  "number" INTEGER,
  "person" BLOB,
  "household" BLOB,
  "joined_on" TEXT,
  "left_on" TEXT,
  "left_why" TEXT,
  "role" TEXT,
  "role_since" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "savings_member_unique" ON "savings_member" (org_id, "savings_group", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "savings_member_person" ON "savings_member" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "savings_member_household" ON "savings_member" (org_id, "household", id);
CREATE INDEX IF NOT EXISTS "savings_member_joined_on" ON "savings_member" (org_id, "joined_on", id);
CREATE TABLE IF NOT EXISTS "member_term" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "member" BLOB,
  "role" TEXT,
  "since" TEXT,
  "until" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "member_term_member" ON "member_term" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "group_training" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "savings_group" BLOB,
  "subject" TEXT,
  "held_on" TEXT,
  "session" BLOB,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "group_training_savings_group" ON "group_training" (org_id, "savings_group", id);
CREATE TABLE IF NOT EXISTS "group_meeting" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "savings_group" BLOB,
  "number" INTEGER,
  "held_on" TEXT,
  "state" TEXT,
  "opening_cash" INTEGER,
  "counted_notes" TEXT,
  "counted_cash" INTEGER,
  "difference" INTEGER,
  "difference_reason" TEXT,
  "closing_cash" INTEGER,
  "closing_social_fund" INTEGER,
  "other_opening" INTEGER,
  "other_notes" TEXT,
  "other_counted" INTEGER,
  "other_difference" INTEGER,
  "other_closing" INTEGER,
  "dollar_riel" INTEGER,
  "confirmed_first" BLOB,
  "confirmed_second" BLOB,
  "confirmed_third" BLOB,
  "decided_by" TEXT,
  "minutes" TEXT,
  "correction_reason" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "group_meeting_unique" ON "group_meeting" (org_id, "savings_group", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "group_meeting_held_on" ON "group_meeting" (org_id, "held_on", id);
CREATE TABLE IF NOT EXISTS "meeting_line" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "meeting" BLOB,
  "member" BLOB,
  "attendance" TEXT,
  "shares" INTEGER,
  "deposit" INTEGER,
  "withdrawal" INTEGER,
  "social_fund" INTEGER,
  "fine" INTEGER,
  "fine_kind" TEXT,
  "leaves" INTEGER,
  "other" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "meeting_line_unique" ON "meeting_line" (org_id, "meeting", "member") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "meeting_line_member" ON "meeting_line" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "meeting_item" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "meeting" BLOB,
  "kind" TEXT,
  "amount" INTEGER,
  "member" BLOB,
  "what_for" TEXT,
  "other" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "meeting_item_meeting" ON "meeting_item" (org_id, "meeting", id);
CREATE TABLE IF NOT EXISTS "group_loan" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "savings_group" BLOB,
  "member" BLOB,
  "person" BLOB,
  "asked_on" TEXT,
  "meeting" BLOB,
  "state" TEXT,
  "amount" INTEGER,
  "purpose" TEXT,
  "purpose_words" TEXT,
  "rate_ppm" INTEGER,
  "rate_period" TEXT,
  "method" TEXT,
  "frequency" TEXT,
  "day_count" TEXT,
  "count" INTEGER,
  "grace_principal" INTEGER,
  "grace_interest" INTEGER,
  "grace_kind" TEXT,
  "multiple" INTEGER,
  "fee_first" INTEGER,
  "fee_each" INTEGER,
  "first_due_on" TEXT,
  "guarantor_first" BLOB,
  "guarantor_second" BLOB,
  "guarantor_third" BLOB,
  "month_income" INTEGER,
  "month_expenses" INTEGER,
  "month_debts" INTEGER,
  "debt_share_ppm" INTEGER,
  "total_cost" INTEGER,
  "decided_by" TEXT,
  "broken_rules" TEXT,
  "decision" TEXT,
  "replaces" BLOB,
  "carry" TEXT,
  "takeover" BLOB,
  "taken_over_on" TEXT,
  "paid_out_on" TEXT,
  "owed_then" INTEGER,
  "principal_overdue_then" INTEGER,
  "interest_paid_then" INTEGER,
  "interest_overdue_then" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "group_loan_savings_group" ON "group_loan" (org_id, "savings_group", id);
CREATE INDEX IF NOT EXISTS "group_loan_member" ON "group_loan" (org_id, "member", id);
CREATE INDEX IF NOT EXISTS "group_loan_person" ON "group_loan" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "group_loan_meeting" ON "group_loan" (org_id, "meeting", id);
CREATE INDEX IF NOT EXISTS "group_loan_takeover" ON "group_loan" (org_id, "takeover", id);
CREATE TABLE IF NOT EXISTS "loan_payout" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "loan" BLOB,
  "meeting" BLOB,
  "paid_on" TEXT,
  "amount" INTEGER,
  "from_earlier" INTEGER,
  "other" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "loan_payout_unique" ON "loan_payout" (org_id, "loan", "meeting") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "loan_payout_meeting" ON "loan_payout" (org_id, "meeting", id);
CREATE TABLE IF NOT EXISTS "loan_repayment" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "loan" BLOB,
  "meeting" BLOB,
  "paid_on" TEXT,
  "amount" INTEGER,
  "netted" INTEGER,
  "other" INTEGER,
  "principal" INTEGER,
  "interest" INTEGER,
  "fee" INTEGER,
  "penalty" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "loan_repayment_unique" ON "loan_repayment" (org_id, "loan", "meeting", "netted") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "loan_repayment_meeting" ON "loan_repayment" (org_id, "meeting", id);
CREATE TABLE IF NOT EXISTS "loan_write_off" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "loan" BLOB,
  "meeting" BLOB,
  "ended_on" TEXT,
  "amount" INTEGER,
  "decision" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "loan_write_off_unique" ON "loan_write_off" (org_id, "loan") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "loan_write_off_meeting" ON "loan_write_off" (org_id, "meeting", id);
CREATE TABLE IF NOT EXISTS "group_takeover" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "savings_group" BLOB,
  "as_of" TEXT,
  "state" TEXT,
  "counted_notes" TEXT,
  "cash" INTEGER,
  "other" INTEGER,
  "bank" INTEGER,
  "social_fund" INTEGER,
  "payable" INTEGER,
  "reserve" INTEGER,
  "retained" INTEGER,
  "profit" INTEGER,
  "savings" INTEGER,
  "loans" INTEGER,
  "difference" INTEGER,
  "difference_reason" TEXT,
  "note" TEXT,
  "undo_reason" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "group_takeover_unique" ON "group_takeover" (org_id, "savings_group") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "takeover_saving" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "takeover" BLOB,
  "member" BLOB,
  "shares" INTEGER,
  "amount" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "takeover_saving_unique" ON "takeover_saving" (org_id, "takeover", "member") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "takeover_saving_member" ON "takeover_saving" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "group_share_out" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "savings_group" BLOB,
  "kind" TEXT,
  "meeting" BLOB,
  "on_day" TEXT,
  "from_day" TEXT,
  "paid" TEXT,
  "cash" INTEGER,
  "profit" INTEGER,
  "pool" INTEGER,
  "shares" INTEGER,
  "payouts" INTEGER,
  "netted" INTEGER,
  "remainder" INTEGER,
  "reserve" INTEGER,
  "social_fund" INTEGER,
  "other" INTEGER,
  "cycle" INTEGER,
  "cycle_from" TEXT,
  "minutes" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "group_share_out_savings_group" ON "group_share_out" (org_id, "savings_group", id);
CREATE TABLE IF NOT EXISTS "share_out_line" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "share_out" BLOB,
  "member" BLOB,
  "shares" INTEGER,
  "saved" INTEGER,
  "payout" INTEGER,
  "debt" INTEGER,
  "cash" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "share_out_line_unique" ON "share_out_line" (org_id, "share_out", "member") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "share_out_line_member" ON "share_out_line" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "business_plan" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "savings_group" BLOB,
  "title" TEXT,
  "scenario" TEXT,
  "first_year" INTEGER,
  "years" INTEGER,
  "adopted_on" TEXT,
  "aims" TEXT,
  "steps" TEXT,
  "risks" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "business_plan_savings_group" ON "business_plan" (org_id, "savings_group", id);
CREATE TABLE IF NOT EXISTS "plan_year" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "business_plan" BLOB,
  "year" INTEGER,
  "members" INTEGER,
  "savings" INTEGER,
  "loans" INTEGER,
  "social_fund" INTEGER,
  "reserve" INTEGER,
  "interest" INTEGER,
  "other_income" INTEGER,
  "costs" INTEGER,
  "losses" INTEGER,
  "dividend" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "plan_year_unique" ON "plan_year" (org_id, "business_plan", "year") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "group_grading" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "savings_group" BLOB,
  "graded_on" TEXT,
  "phase" TEXT,
  "governance" INTEGER,
  "resources" INTEGER,
  "asset_quality" INTEGER,
  "systems" INTEGER,
  "efficiency" INTEGER,
  "services" INTEGER,
  "points" INTEGER,
  "grade" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "group_grading_unique" ON "group_grading" (org_id, "savings_group", "graded_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "bank" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "savings_group" BLOB,
  "village" TEXT,
  "formed_on" TEXT,
  "unit" BLOB,
  "status" TEXT,
  "field_officer" BLOB,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "bank_savings_group" ON "bank" (org_id, "savings_group", id);
CREATE INDEX IF NOT EXISTS "bank_village" ON "bank" (org_id, "village", id);
CREATE INDEX IF NOT EXISTS "bank_formed_on" ON "bank" (org_id, "formed_on", id);
CREATE INDEX IF NOT EXISTS "bank_field_officer" ON "bank" (org_id, "field_officer", id);
CREATE TABLE IF NOT EXISTS "bank_contract" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "bank" BLOB,
  "effective_on" TEXT,
  "purpose" TEXT,
  "minute" TEXT,
  "rate_ppm" INTEGER,
  "season_days" INTEGER,
  "joining_amount" INTEGER,
  "loan_max" INTEGER,
  "multiple" INTEGER,
  "moisture_ppm" INTEGER,
  "moisture_max_ppm" INTEGER,
  "credits_drier" INTEGER,
  "storage_loss_ppm" INTEGER,
  "takes_cash" INTEGER,
  "cash_multiple" INTEGER,
  "need_per_day" INTEGER,
  "need_days_min" INTEGER,
  "pass_on" TEXT,
  "births_owed" TEXT,
  "male_calf" TEXT,
  "calf_age_days" INTEGER,
  "moves_after_births" INTEGER,
  "certificate_frees" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "bank_contract_unique" ON "bank_contract" (org_id, "bank", "purpose", "effective_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "bank_member" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "bank" BLOB,
  "number" INTEGER,
  "person" BLOB,
  "household" BLOB,
  "joined_on" TEXT,
  "left_on" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "bank_member_unique" ON "bank_member" (org_id, "bank", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "bank_member_person" ON "bank_member" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "bank_member_household" ON "bank_member" (org_id, "household", id);
CREATE INDEX IF NOT EXISTS "bank_member_joined_on" ON "bank_member" (org_id, "joined_on", id);
CREATE TABLE IF NOT EXISTS "stock_lot" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "bank" BLOB,
  "received_on" TEXT,
  "source" TEXT,
  "member" BLOB,
  "from_whom" TEXT,
  "amount" INTEGER,
  "moisture_ppm" INTEGER,
  "book_amount" INTEGER,
  "cost" INTEGER,
  "variety" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "stock_lot_bank" ON "stock_lot" (org_id, "bank", id);
CREATE INDEX IF NOT EXISTS "stock_lot_member" ON "stock_lot" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "stock_loan" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "bank" BLOB,
  "member" BLOB,
  "lent_on" TEXT,
  "purpose" TEXT,
  "amount" INTEGER,
  "due_on" TEXT,
  "lot" BLOB,
  "lot_back" BLOB,
  "state" TEXT,
  "people" INTEGER,
  "own_amount" INTEGER,
  "days_to_harvest" INTEGER,
  "need" INTEGER,
  "owed_at_due" INTEGER,
  "contract" BLOB,
  "written_off_on" TEXT,
  "written_off_why" TEXT,
  "written_off_amount" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "stock_loan_bank" ON "stock_loan" (org_id, "bank", id);
CREATE INDEX IF NOT EXISTS "stock_loan_member" ON "stock_loan" (org_id, "member", id);
CREATE INDEX IF NOT EXISTS "stock_loan_lot" ON "stock_loan" (org_id, "lot", id);
CREATE INDEX IF NOT EXISTS "stock_loan_lot_back" ON "stock_loan" (org_id, "lot_back", id);
CREATE TABLE IF NOT EXISTS "stock_repayment" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "loan" BLOB,
  "paid_on" TEXT,
  "repaid_in" TEXT,
  "amount" INTEGER,
  "moisture_ppm" INTEGER,
  "book_amount" INTEGER,
  "interest" INTEGER,
  "price" INTEGER,
  "market_price" INTEGER,
  "minute" TEXT,
  "cash" INTEGER,
  "recovered" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "stock_repayment_loan" ON "stock_repayment" (org_id, "loan", id);
CREATE TABLE IF NOT EXISTS "stock_out" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "bank" BLOB,
  "on_day" TEXT,
  "kind" TEXT,
  "amount" INTEGER,
  "lot" BLOB,
  "lot_back" BLOB,
  "to_whom" TEXT,
  "price" INTEGER,
  "minute" TEXT,
  "cash" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "stock_out_bank" ON "stock_out" (org_id, "bank", id);
CREATE INDEX IF NOT EXISTS "stock_out_lot" ON "stock_out" (org_id, "lot", id);
CREATE INDEX IF NOT EXISTS "stock_out_lot_back" ON "stock_out" (org_id, "lot_back", id);
CREATE TABLE IF NOT EXISTS "stock_count" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "bank" BLOB,
  "counted_on" TEXT,
  "counted" INTEGER,
  "book" INTEGER,
  "accepted_loss" INTEGER,
  "loss" INTEGER,
  "shortage" INTEGER,
  "surplus" INTEGER,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "stock_count_bank" ON "stock_count" (org_id, "bank", id);
CREATE TABLE IF NOT EXISTS "bank_animal" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "bank" BLOB,
  "tag" TEXT,
  "name" TEXT,
  "species" TEXT,
  "sex" TEXT,
  "origin" TEXT,
  "entered_on" TEXT,
  "born_on" TEXT,
  "dam" BLOB,
  "sire" BLOB,
  "price" INTEGER,
  "marks" TEXT,
  "place" TEXT,
  "holder" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "bank_animal_unique" ON "bank_animal" (org_id, "bank", "tag") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "bank_animal_dam" ON "bank_animal" (org_id, "dam", id);
CREATE INDEX IF NOT EXISTS "bank_animal_sire" ON "bank_animal" (org_id, "sire", id);
CREATE INDEX IF NOT EXISTS "bank_animal_holder" ON "bank_animal" (org_id, "holder", id);
CREATE TABLE IF NOT EXISTS "animal_event" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "animal" BLOB,
  "bank" BLOB,
  "on_day" TEXT,
  "kind" TEXT,
  "number" INTEGER,
  "member" BLOB,
  "other" BLOB,
  "amount" INTEGER,
  "certified_by" TEXT,
  "certificate" TEXT,
  "cause" TEXT,
  "contract" BLOB,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "animal_event_animal" ON "animal_event" (org_id, "animal", id);
CREATE INDEX IF NOT EXISTS "animal_event_bank" ON "animal_event" (org_id, "bank", id);
CREATE INDEX IF NOT EXISTS "animal_event_member" ON "animal_event" (org_id, "member", id);
CREATE INDEX IF NOT EXISTS "animal_event_other" ON "animal_event" (org_id, "other", id);
CREATE TABLE IF NOT EXISTS "waiting_entry" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "bank" BLOB,
  "member" BLOB,
  "asked_on" TEXT,
  "need" INTEGER,
  "is_ready" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "waiting_entry_unique" ON "waiting_entry" (org_id, "bank", "member") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "waiting_entry_member" ON "waiting_entry" (org_id, "member", id);
CREATE TABLE IF NOT EXISTS "arrival" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "on_day" TEXT,
  "kind" TEXT,
  "from_country" TEXT,
  "centre" TEXT,
  "handed_by" TEXT,
  "women" INTEGER,
  "men" INTEGER,
  "girls" INTEGER,
  "boys" INTEGER,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "arrival_on_day" ON "arrival" (org_id, "on_day", id);
CREATE INDEX IF NOT EXISTS "arrival_centre" ON "arrival" (org_id, "centre", id);
CREATE TABLE IF NOT EXISTS "case_family" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "arrival" BLOB,
  "people" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_family_arrival" ON "case_family" (org_id, "arrival", id);
CREATE TABLE IF NOT EXISTS "case_file" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name_km" BLOB,
  "name_km_index" BLOB,
  "name_latin" BLOB,
  "name_latin_index" BLOB,
  "alias" BLOB,
  "alias_index" BLOB,
  "birth_date" BLOB,
  "birth_date_index" BLOB,
  "birth_year" INTEGER,
  "age_years" INTEGER,
  "sex" TEXT,
  "phone" BLOB,
  "phone_index" BLOB,
  "document_number" BLOB,
  "document_number_index" BLOB,
  "mosvy_number" BLOB,
  "mosvy_number_index" BLOB,
  "address" BLOB,
  "address_index" BLOB,
  "home_village" TEXT,
  "nationality" TEXT,
  "arrival" BLOB,
  "arrived_on" TEXT,
  "from_country" TEXT,
  "family" BLOB,
  "family_tie" TEXT,
  "urgent" TEXT,
  "state" TEXT,
  "risk" TEXT,
  "case_worker" BLOB,
  "legal_hold" INTEGER,
  "erased_on" TEXT,
  "closed_on" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
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
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "user" BLOB,
  "role" TEXT,
  "until" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "case_team_member_unique" ON "case_team_member" (org_id, "case_file", "user") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "case_team_member_user" ON "case_team_member" (org_id, "user", id);
CREATE TABLE IF NOT EXISTS "case_opening" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "user" BLOB,
  "reason" BLOB,
  "reason_index" BLOB,
  "state" TEXT,
  "decided_by" BLOB,
  "until_ms" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_opening_case_file" ON "case_opening" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_opening_user" ON "case_opening" (org_id, "user", id);
CREATE TABLE IF NOT EXISTS "case_note" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "on_day" TEXT,
  "kind" TEXT,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_note_case_file" ON "case_note" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "provider" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "services" TEXT,
  "shelter" BLOB,
  "organisation" BLOB,
  "by_exchange" INTEGER,
  "place" TEXT,
  "address" TEXT,
  "admits_sex" TEXT,
  "age_min" INTEGER,
  "age_max" INTEGER,
  "cannot_take" TEXT,
  "capacity" INTEGER,
  "contact" TEXT,
  "phone" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "provider_shelter" ON "provider" (org_id, "shelter", id);
CREATE INDEX IF NOT EXISTS "provider_organisation" ON "provider" (org_id, "organisation", id);
CREATE INDEX IF NOT EXISTS "provider_place" ON "provider" (org_id, "place", id);
CREATE TABLE IF NOT EXISTS "provider_vetting" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "provider" BLOB,
  "on_day" TEXT,
  "by_whom" TEXT,
  "result" TEXT,
  "conditions" TEXT,
  "valid_until" TEXT,
  "suspended_on" TEXT,
  "suspended_why" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "provider_vetting_provider" ON "provider_vetting" (org_id, "provider", id);
CREATE TABLE IF NOT EXISTS "consent" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "purpose" TEXT,
  "recipient" TEXT,
  "provider" BLOB,
  "scope" TEXT,
  "files" TEXT,
  "given_by" TEXT,
  "assent" TEXT,
  "giver_name" BLOB,
  "giver_name_index" BLOB,
  "form" TEXT,
  "language" TEXT,
  "given_on" TEXT,
  "expires_on" TEXT,
  "expires_time" TEXT,
  "withdrawn_why" TEXT,
  "withdrawn_ms" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "consent_case_file" ON "consent" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "consent_override" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "provider" BLOB,
  "scope" TEXT,
  "reason" BLOB,
  "reason_index" BLOB,
  "asked_by" BLOB,
  "state" TEXT,
  "decided_by" BLOB,
  "until_ms" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "consent_override_case_file" ON "consent_override" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "referral" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "provider" BLOB,
  "service" TEXT,
  "sub_service" TEXT,
  "shares" TEXT,
  "reason" BLOB,
  "reason_index" BLOB,
  "bed_from" TEXT,
  "bed_override" BLOB,
  "bed_override_index" BLOB,
  "expires_on" TEXT,
  "state" TEXT,
  "channel" TEXT,
  "cites" TEXT,
  "shown" TEXT,
  "packet" BLOB,
  "packet_index" BLOB,
  "sent_ms" INTEGER,
  "to_org" BLOB,
  "sent_by" BLOB,
  "answered_on" TEXT,
  "rejection" TEXT,
  "revocation" TEXT,
  "outcome" TEXT,
  "closed_on" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "referral_counted" ON "referral" (org_id, "state", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "referral_case_file" ON "referral" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "referral_provider" ON "referral" (org_id, "provider", id);
CREATE TABLE IF NOT EXISTS "referral_in" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
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
  "packet" BLOB,
  "packet_index" BLOB,
  "case_file" BLOB,
  "rejection" TEXT,
  "revocation" TEXT,
  "outcome" TEXT,
  "answered_on" TEXT,
  "changed_ms" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "referral_in_counted" ON "referral_in" (org_id, "state", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "referral_in_case_file" ON "referral_in" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "referral_copy" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "incoming" BLOB,
  "from_name" TEXT,
  "received_on" TEXT,
  "packet" BLOB,
  "packet_index" BLOB,
  "withdrawn" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "referral_copy_case_file" ON "referral_copy" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "referral_copy_incoming" ON "referral_copy" (org_id, "incoming", id);
CREATE TABLE IF NOT EXISTS "community_plan" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "from_day" TEXT,
  "state" TEXT,
  "plan" BLOB,
  "plan_index" BLOB,
  "danger_plan" BLOB,
  "danger_plan_index" BLOB,
  "checked_by" BLOB,
  "every_days" INTEGER,
  "next_visit_on" TEXT,
  "ended_on" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "community_plan_case_file" ON "community_plan" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "community_plan_next_visit_on" ON "community_plan" (org_id, "next_visit_on", id);
CREATE TABLE IF NOT EXISTS "plan_visit" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "community_plan" BLOB,
  "on_day" TEXT,
  "wellbeing" TEXT,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "plan_visit_case_file" ON "plan_visit" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "plan_visit_community_plan" ON "plan_visit" (org_id, "community_plan", id);
CREATE TABLE IF NOT EXISTS "shelter" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "district" TEXT,
  "phone" TEXT,
  "hold_days" INTEGER,
  "may_overfill" INTEGER,
  "closed_on" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "shelter_district" ON "shelter" (org_id, "district", id);
CREATE TABLE IF NOT EXISTS "shelter_room" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "shelter" BLOB,
  "name" TEXT,
  "room_use" TEXT,
  "places" INTEGER,
  "age_from" INTEGER,
  "age_to" INTEGER,
  "boys_to" INTEGER,
  "needs" TEXT,
  "only_needs" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "shelter_room_unique" ON "shelter_room" (org_id, "shelter", "name") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "bed_hold" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "shelter" BLOB,
  "room" BLOB,
  "from_day" TEXT,
  "until_day" TEXT,
  "state" TEXT,
  "ended_on" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "bed_hold_case_file" ON "bed_hold" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "bed_hold_shelter" ON "bed_hold" (org_id, "shelter", id);
CREATE INDEX IF NOT EXISTS "bed_hold_room" ON "bed_hold" (org_id, "room", id);
CREATE TABLE IF NOT EXISTS "shelter_stay" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "room" BLOB,
  "from_day" TEXT,
  "until_day" TEXT,
  "stay_end" TEXT,
  "needs_why" BLOB,
  "needs_why_index" BLOB,
  "apart_why" BLOB,
  "apart_why_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "shelter_stay_case_file" ON "shelter_stay" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "shelter_stay_room" ON "shelter_stay" (org_id, "room", id);
CREATE TABLE IF NOT EXISTS "shelter_census" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "shelter" BLOB,
  "on_day" TEXT,
  "board" INTEGER,
  "present" INTEGER,
  "reason" TEXT,
  "breakfasts" INTEGER,
  "lunches" INTEGER,
  "dinners" INTEGER,
  "confirmed_by" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "shelter_census_unique" ON "shelter_census" (org_id, "shelter", "on_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "shelter_incident" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "shelter" BLOB,
  "on_day" TEXT,
  "kind" TEXT,
  "severity" TEXT,
  "told" TEXT,
  "told_on" TEXT,
  "what" BLOB,
  "what_index" BLOB,
  "done" BLOB,
  "done_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "shelter_incident_case_file" ON "shelter_incident" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "shelter_incident_shelter" ON "shelter_incident" (org_id, "shelter", id);
CREATE TABLE IF NOT EXISTS "service_rate" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "kind" TEXT,
  "from_day" TEXT,
  "price" INTEGER,
  "price_currency" TEXT,
  "budget_line" BLOB,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "service_rate_unique" ON "service_rate" (org_id, "kind", "from_day") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "service_rate_budget_line" ON "service_rate" (org_id, "budget_line", id);
CREATE TABLE IF NOT EXISTS "cost_line" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "kind" TEXT,
  "from_day" TEXT,
  "budget_line" BLOB,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "cost_line_unique" ON "cost_line" (org_id, "kind", "from_day") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "cost_line_budget_line" ON "cost_line" (org_id, "budget_line", id);
CREATE TABLE IF NOT EXISTS "case_service" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "kind" TEXT,
  "on_day" TEXT,
  "until_day" TEXT,
  "units" INTEGER,
  "given_at" TEXT,
  "shelter" BLOB,
  "wanted" TEXT,
  "counsellor" TEXT,
  "given_by" TEXT,
  "cost" INTEGER,
  "cost_currency" TEXT,
  "budget_line" BLOB,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_service_case_file" ON "case_service" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_service_on_day" ON "case_service" (org_id, "on_day", id);
CREATE INDEX IF NOT EXISTS "case_service_shelter" ON "case_service" (org_id, "shelter", id);
CREATE INDEX IF NOT EXISTS "case_service_budget_line" ON "case_service" (org_id, "budget_line", id);
CREATE TABLE IF NOT EXISTS "closing_rule" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "criterion" TEXT,
  "from_day" TEXT,
  "number" INTEGER,
  "dropped" INTEGER,
  "why" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "closing_rule_unique" ON "closing_rule" (org_id, "criterion", "from_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "visit_interval" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "risk" TEXT,
  "from_day" TEXT,
  "days" INTEGER,
  "why" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "visit_interval_unique" ON "visit_interval" (org_id, "risk", "from_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "reintegration" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "worker" BLOB,
  "risk" TEXT,
  "state" TEXT,
  "started_on" TEXT,
  "returned_on" TEXT,
  "home_district" TEXT,
  "lives_with" TEXT,
  "closed_on" TEXT,
  "closing_note" BLOB,
  "closing_note_index" BLOB,
  "reopened_on" TEXT,
  "reopen_reason" BLOB,
  "reopen_reason_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "reintegration_unique" ON "reintegration" (org_id, "case_file") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "reintegration_worker" ON "reintegration" (org_id, "worker", id);
CREATE INDEX IF NOT EXISTS "reintegration_home_district" ON "reintegration" (org_id, "home_district", id);
CREATE TABLE IF NOT EXISTS "reintegration_paper" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "paper" TEXT,
  "on_day" TEXT,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "reintegration_paper_unique" ON "reintegration_paper" (org_id, "case_file", "paper") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "follow_up_visit" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "on_day" TEXT,
  "way" TEXT,
  "met" TEXT,
  "safety" INTEGER,
  "income" INTEGER,
  "health" INTEGER,
  "in_family" INTEGER,
  "in_community" INTEGER,
  "risk" TEXT,
  "visitor" BLOB,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "follow_up_visit_case_file" ON "follow_up_visit" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "follow_up_visit_on_day" ON "follow_up_visit" (org_id, "on_day", id);
CREATE TABLE IF NOT EXISTS "reintegration_outcome" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "at_months" TEXT,
  "on_day" TEXT,
  "outcome" TEXT,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "reintegration_outcome_unique" ON "reintegration_outcome" (org_id, "case_file", "at_months") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "employer" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "kind" TEXT,
  "skill" TEXT,
  "place" TEXT,
  "phone" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "employer_place" ON "employer" (org_id, "place", id);
CREATE TABLE IF NOT EXISTS "employer_vetting" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "employer" BLOB,
  "visited_on" TEXT,
  "checks" TEXT,
  "result" TEXT,
  "valid_from" TEXT,
  "valid_until" TEXT,
  "state" TEXT,
  "suspended_on" TEXT,
  "lifted_why" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "employer_vetting_employer" ON "employer_vetting" (org_id, "employer", id);
CREATE TABLE IF NOT EXISTS "employer_visit" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "employer" BLOB,
  "on_day" TEXT,
  "flags" TEXT,
  "visitor" BLOB,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "employer_visit_employer" ON "employer_visit" (org_id, "employer", id);
CREATE TABLE IF NOT EXISTS "case_training" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "kind" TEXT,
  "skill" TEXT,
  "employer" BLOB,
  "from_day" TEXT,
  "until_day" TEXT,
  "days_planned" INTEGER,
  "days_attended" INTEGER,
  "state" TEXT,
  "ended_on" TEXT,
  "drop_reason" TEXT,
  "certificate" INTEGER,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_training_case_file" ON "case_training" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_training_employer" ON "case_training" (org_id, "employer", id);
CREATE INDEX IF NOT EXISTS "case_training_ended_on" ON "case_training" (org_id, "ended_on", id);
CREATE TABLE IF NOT EXISTS "reintegration_grant" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "grant_for" TEXT,
  "business" TEXT,
  "amount" INTEGER,
  "amount_currency" TEXT,
  "given_on" TEXT,
  "training" BLOB,
  "budget_line" BLOB,
  "business_state" TEXT,
  "checked_on" TEXT,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "reintegration_grant_case_file" ON "reintegration_grant" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "reintegration_grant_given_on" ON "reintegration_grant" (org_id, "given_on", id);
CREATE TABLE IF NOT EXISTS "placement" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "kind" TEXT,
  "employer" BLOB,
  "work" BLOB,
  "work_index" BLOB,
  "from_day" TEXT,
  "until_day" TEXT,
  "wage" INTEGER,
  "wage_currency" TEXT,
  "monitor" BLOB,
  "placement_end" TEXT,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "placement_case_file" ON "placement" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "placement_employer" ON "placement" (org_id, "employer", id);
CREATE TABLE IF NOT EXISTS "school" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "level" TEXT,
  "place" TEXT,
  "phone" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "school_place" ON "school" (org_id, "place", id);
CREATE TABLE IF NOT EXISTS "school_enrolment" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "school" BLOB,
  "school_year" INTEGER,
  "grade" INTEGER,
  "registered_on" TEXT,
  "left_on" TEXT,
  "school_leave" TEXT,
  "note" BLOB,
  "note_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "school_enrolment_unique" ON "school_enrolment" (org_id, "case_file", "school_year") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "school_enrolment_school" ON "school_enrolment" (org_id, "school", id);
CREATE TABLE IF NOT EXISTS "school_term" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "enrolment" BLOB,
  "term" TEXT,
  "on_day" TEXT,
  "days_open" INTEGER,
  "days_present" INTEGER,
  "attending" INTEGER,
  "fees" INTEGER,
  "fees_currency" TEXT,
  "materials" TEXT,
  "materials_cost" INTEGER,
  "materials_cost_currency" TEXT,
  "budget_line" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "school_term_unique" ON "school_term" (org_id, "enrolment", "term") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "school_term_case_file" ON "school_term" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "case_need" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "on_day" TEXT,
  "domain" TEXT,
  "score" INTEGER,
  "finding" BLOB,
  "finding_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "case_need_unique" ON "case_need" (org_id, "case_file", "domain", "on_day") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "case_goal" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "domain" TEXT,
  "state" TEXT,
  "set_on" TEXT,
  "reach_by" TEXT,
  "goal" BLOB,
  "goal_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_goal_case_file" ON "case_goal" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "case_task" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "kind" TEXT,
  "due_on" TEXT,
  "assigned" BLOB,
  "goal" BLOB,
  "done_on" TEXT,
  "what" BLOB,
  "what_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_task_case_file" ON "case_task" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_task_due_on" ON "case_task" (org_id, "due_on", id);
CREATE INDEX IF NOT EXISTS "case_task_assigned" ON "case_task" (org_id, "assigned", id);
CREATE TABLE IF NOT EXISTS "case_safety" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "on_day" TEXT,
  "risk" TEXT,
  "review_on" TEXT,
  "dangers" BLOB,
  "dangers_index" BLOB,
  "signs" BLOB,
  "signs_index" BLOB,
  "steps" BLOB,
  "steps_index" BLOB,
  "people" BLOB,
  "people_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_safety_case_file" ON "case_safety" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "case_approval" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "subject" TEXT,
  "asked_on" TEXT,
  "asked_by" BLOB,
  "state" TEXT,
  "decided_by" BLOB,
  "decided_on" TEXT,
  "comment" BLOB,
  "comment_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_approval_case_file" ON "case_approval" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "contact_standard" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "risk" TEXT,
  "days" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "contact_standard_unique" ON "contact_standard" (org_id, "risk") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "case_erasure" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "basis" TEXT,
  "state" TEXT,
  "proposed_by" BLOB,
  "decided_by" BLOB,
  "decided_on" TEXT,
  "key_id" TEXT,
  "merged_keys" TEXT,
  "parts" INTEGER,
  "files" INTEGER,
  "after_entry" INTEGER,
  "after_hash" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_erasure_case_file" ON "case_erasure" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "case_retention" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "kept_of" TEXT,
  "years" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "case_retention_unique" ON "case_retention" (org_id, "kept_of") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "case_pair" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "first" BLOB,
  "second" BLOB,
  "score" INTEGER,
  "answer" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "case_pair_unique" ON "case_pair" (org_id, "first", "second") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "case_pair_second" ON "case_pair" (org_id, "second", id);
CREATE TABLE IF NOT EXISTS "case_merge" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "survivor" BLOB,
  "merged" BLOB,
  "merged_code" TEXT,
  "reason" BLOB,
  "reason_index" BLOB,
  "taken" TEXT,
  "state" TEXT,
  "asked_by" BLOB,
  "decided_by" BLOB,
  "decided_on" TEXT,
  "consents_end" TEXT,
  "consents_go_on" TEXT,
  "both_paid" TEXT,
  "sent_back" TEXT,
  "file_version" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_merge_case_file" ON "case_merge" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "case_merge_merged" ON "case_merge" (org_id, "merged", id);
CREATE INDEX IF NOT EXISTS "case_merge_merged_code" ON "case_merge" (org_id, "merged_code", id);
CREATE TABLE IF NOT EXISTS "case_merge_step" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_merge" BLOB,
  "record_type" TEXT,
  "record" TEXT,
  "fields" TEXT,
  "moved_from" TEXT,
  "moved_to" TEXT,
  "how" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "case_merge_step_case_merge" ON "case_merge_step" (org_id, "case_merge", id);
CREATE TABLE IF NOT EXISTS "queue_place" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "arrival" BLOB,
  "number" INTEGER,
  "family" BLOB,
  "state" TEXT,
  "came_before" INTEGER,
  "came_ms" INTEGER,
  "taken_by" BLOB,
  "taken_ms" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "queue_place_unique" ON "queue_place" (org_id, "arrival", "number") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "queue_place_case_file" ON "queue_place" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "queue_place_family" ON "queue_place" (org_id, "family", id);
CREATE INDEX IF NOT EXISTS "queue_place_taken_by" ON "queue_place" (org_id, "taken_by", id);
CREATE TABLE IF NOT EXISTS "care_form" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "name_km" TEXT,
  "purpose" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "care_form_unique" ON "care_form" (org_id, "name") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "care_form_version" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "care_form" BLOB,
  "number" INTEGER,
  "state" TEXT,
  "definition" TEXT,
  "questions" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "care_form_version_unique" ON "care_form_version" (org_id, "care_form", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "form_answer" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "form_version" BLOB,
  "begun_on" TEXT,
  "state" TEXT,
  "minimal" INTEGER,
  "interpreter" BLOB,
  "interpreter_index" BLOB,
  "page" INTEGER,
  "answers" BLOB,
  "answers_index" BLOB,
  "indication" TEXT,
  "elements" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "form_answer_case_file" ON "form_answer" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "form_answer_form_version" ON "form_answer" (org_id, "form_version", id);
CREATE TABLE IF NOT EXISTS "status_decision" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "status" TEXT,
  "decided_by" TEXT,
  "decided_on" TEXT,
  "form_answer" BLOB,
  "decider" BLOB,
  "decider_index" BLOB,
  "reported_by" BLOB,
  "reported_by_index" BLOB,
  "document" BLOB,
  "document_index" BLOB,
  "reason" BLOB,
  "reason_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "status_decision_case_file" ON "status_decision" (org_id, "case_file", id);
CREATE INDEX IF NOT EXISTS "status_decision_form_answer" ON "status_decision" (org_id, "form_answer", id);
CREATE TABLE IF NOT EXISTS "trafficking_profile" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "recruitment" TEXT,
  "relation" TEXT,
  "control" TEXT,
  "exploitation" TEXT,
  "industry" TEXT,
  "sex_exploitation" TEXT,
  "age_when_trafficked" INTEGER,
  "recruited_on" TEXT,
  "exploited_on" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "trafficking_profile_unique" ON "trafficking_profile" (org_id, "case_file") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "trafficking_event" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "kind" TEXT,
  "happened_on" TEXT,
  "country" BLOB,
  "country_index" BLOB,
  "state" BLOB,
  "state_index" BLOB,
  "city" BLOB,
  "city_index" BLOB,
  "street" BLOB,
  "street_index" BLOB,
  "postal_code" BLOB,
  "postal_code_index" BLOB,
  "latitude" BLOB,
  "latitude_index" BLOB,
  "longitude" BLOB,
  "longitude_index" BLOB,
  "description" BLOB,
  "description_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "trafficking_event_case_file" ON "trafficking_event" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "htcds_values" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "came_on" TEXT,
  "content" BLOB,
  "content_index" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "htcds_values_case_file" ON "htcds_values" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "htcds_sending" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "case_file" BLOB,
  "sent_on" TEXT,
  "provider" BLOB,
  "purpose" TEXT,
  "shares" TEXT,
  "format" TEXT,
  "cites" TEXT,
  "sent_by" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "htcds_sending_case_file" ON "htcds_sending" (org_id, "case_file", id);
CREATE TABLE IF NOT EXISTS "deliverable" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "kind" TEXT,
  "title" TEXT,
  "title_km" TEXT,
  "period_from" TEXT,
  "period_to" TEXT,
  "due_on" TEXT,
  "remind_days" INTEGER,
  "received_on" TEXT,
  "accepted_on" TEXT,
  "series" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "deliverable_agreement" ON "deliverable" (org_id, "agreement", id);
CREATE INDEX IF NOT EXISTS "deliverable_due_on" ON "deliverable" (org_id, "due_on", id);
CREATE TABLE IF NOT EXISTS "attachment" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "owner_type" TEXT,
  "owner_id" TEXT,
  "file_name" TEXT,
  "media_type" TEXT,
  "bytes" INTEGER,
  "hash" TEXT,
  "redacts" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "attachment_owner_id" ON "attachment" (org_id, "owner_id", id);
CREATE INDEX IF NOT EXISTS "attachment_hash" ON "attachment" (org_id, "hash", id);
CREATE TABLE IF NOT EXISTS "webhook" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "url" TEXT,
  "kinds" TEXT,
  "verbs" TEXT,
  "progress" INTEGER,
  "paused" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "webhook_unique" ON "webhook" (org_id, "name") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "trainer" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "person" BLOB,
  "role" TEXT,
  "since" TEXT,
  "until" TEXT,
  "village" TEXT,
  "capacity" INTEGER,
  "course" BLOB,
  "certified_on" TEXT,
  "support" TEXT,
  "support_on" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "trainer_unique" ON "trainer" (org_id, "person", "role") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "trainer_village" ON "trainer" (org_id, "village", id);
CREATE INDEX IF NOT EXISTS "trainer_course" ON "trainer" (org_id, "course", id);
CREATE TABLE IF NOT EXISTS "trainee" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "trainer" BLOB,
  "person" BLOB,
  "household" BLOB,
  "subject" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "also_elsewhere" INTEGER,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "trainee_counted" ON "trainee" (org_id, "trainer", "starts_on", "ends_on", deleted_ms, id) WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "trainee_trainer" ON "trainee" (org_id, "trainer", id);
CREATE INDEX IF NOT EXISTS "trainee_person" ON "trainee" (org_id, "person", id);
CREATE INDEX IF NOT EXISTS "trainee_household" ON "trainee" (org_id, "household", id);
CREATE TABLE IF NOT EXISTS "cap_exception" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "trainer" BLOB,
  "households" INTEGER,
  "granted_on" TEXT,
  "reason" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "cap_exception_trainer" ON "cap_exception" (org_id, "trainer", id);
CREATE TABLE IF NOT EXISTS "adoption" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "trainee" BLOB,
  "practice" TEXT,
  "use" TEXT,
  "checked_on" TEXT,
  "checked_by" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "adoption_unique" ON "adoption" (org_id, "trainee", "practice", "checked_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "reporting_period" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "programme" BLOB,
  "title" TEXT,
  "title_km" TEXT,
  "starts_on" TEXT,
  "ends_on" TEXT,
  "due_on" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "reporting_period_unique" ON "reporting_period" (org_id, "programme", "starts_on", "ends_on") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "period_report" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "agreement" BLOB,
  "period" BLOB,
  "title" TEXT,
  "status" TEXT,
  "overview" TEXT,
  "overview_km" TEXT,
  "challenges" TEXT,
  "challenges_km" TEXT,
  "submitted_on" TEXT,
  "submitted_by" BLOB,
  "decided_on" TEXT,
  "decided_by" BLOB,
  "return_note" TEXT,
  "frozen_on" TEXT,
  "frozen_by" BLOB,
  "snapshot" BLOB,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "period_report_unique" ON "period_report" (org_id, "agreement", "period") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "period_report_period" ON "period_report" (org_id, "period", id);
CREATE TABLE IF NOT EXISTS "report_narrative" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "report" BLOB,
  "promise" BLOB,
  "done" TEXT,
  "done_km" TEXT,
  "behind" TEXT,
  "behind_km" TEXT,
  "next" TEXT,
  "next_km" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "report_narrative_unique" ON "report_narrative" (org_id, "report", "promise") WHERE deleted_ms = 0;
CREATE INDEX IF NOT EXISTS "report_narrative_promise" ON "report_narrative" (org_id, "promise", id);
CREATE TABLE IF NOT EXISTS "report_comment" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "report" BLOB,
  "section" TEXT,
  "promise" BLOB,
  "text" TEXT,
  "settled" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "report_comment_report" ON "report_comment" (org_id, "report", id);
CREATE TABLE IF NOT EXISTS "report_snapshot" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "report" BLOB,
  "kind" TEXT,
  "number" INTEGER,
  "taken_on" TEXT,
  "content" TEXT,
  "hash" TEXT,
  "hash_before" TEXT,
  "log_sequence" INTEGER,
  "log_hash" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "report_snapshot_unique" ON "report_snapshot" (org_id, "report", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "publication" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "taken_on" TEXT,
  "number" INTEGER,
  "least" INTEGER,
  "content" TEXT,
  "hash" TEXT,
  "hash_before" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "publication_unique" ON "publication" (org_id, "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "row_release" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "taken_on" TEXT,
  "number" INTEGER,
  "least" INTEGER,
  "people" INTEGER,
  "content" TEXT,
  "hash" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "row_release_unique" ON "row_release" (org_id, "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "restatement" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "report" BLOB,
  "number" INTEGER,
  "status" TEXT,
  "reason" TEXT,
  "snapshot" BLOB,
  "decided_on" TEXT,
  "decided_by" BLOB,
  "reply" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "restatement_unique" ON "restatement" (org_id, "report", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "quality_answer" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "report" BLOB,
  "kind" TEXT,
  "subject" TEXT,
  "answer" TEXT,
  "explanation" TEXT,
  "seen" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "quality_answer_unique" ON "quality_answer" (org_id, "report", "kind", "subject") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "export_log" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "exported_on" TEXT,
  "user" BLOB,
  "what" TEXT,
  "type" TEXT,
  "format" TEXT,
  "filter" TEXT,
  "columns" TEXT,
  "purpose" TEXT,
  "row_count" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "export_log_exported_on" ON "export_log" (org_id, "exported_on", id);
CREATE INDEX IF NOT EXISTS "export_log_user" ON "export_log" (org_id, "user", id);
CREATE TABLE IF NOT EXISTS "iati_file" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "programme" BLOB,
  "number" INTEGER,
  "published_on" TEXT,
  "activities" INTEGER,
  "file_bytes" INTEGER,
  "hash" TEXT,
  "note" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "iati_file_unique" ON "iati_file" (org_id, "programme", "number") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "iati_file_part" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "iati_file" BLOB,
  "position" INTEGER,
  "content" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "iati_file_part_unique" ON "iati_file_part" (org_id, "iati_file", "position") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "dhis2_set" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "name" TEXT,
  "set_code" TEXT,
  "period_type" TEXT,
  "reach" TEXT,
  "unit_code" TEXT,
  "attribute_code" TEXT,
  "small_numbers" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "dhis2_element" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "dhis2_set" BLOB,
  "part" BLOB,
  "element_code" TEXT,
  "split" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "dhis2_element_unique" ON "dhis2_element" (org_id, "dhis2_set", "element_code") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "dhis2_unit" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "place" TEXT,
  "unit_code" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "dhis2_unit_unique" ON "dhis2_unit" (org_id, "place") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "dhis2_option" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "dimension" TEXT,
  "option_key" TEXT,
  "option_code" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "dhis2_option_unique" ON "dhis2_option" (org_id, "dimension", "option_key") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "import" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "file_name" TEXT,
  "record_kind" TEXT,
  "state" TEXT,
  "digest" TEXT,
  "file_bytes" INTEGER,
  "plan" TEXT,
  "decisions" TEXT,
  "trouble" TEXT,
  "trouble_row" INTEGER,
  "rows_all" INTEGER,
  "rows_new" INTEGER,
  "rows_changed" INTEGER,
  "rows_unchanged" INTEGER,
  "rows_skipped" INTEGER,
  "rows_refused" INTEGER,
  "rows_done" INTEGER,
  "log_from" INTEGER,
  "log_to" INTEGER,
  "undo_at" INTEGER,
  "rows_kept" INTEGER,
  "kept" TEXT,
  "undo_edited" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "import_mapping" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "record_kind" TEXT,
  "fingerprint" TEXT,
  "plan" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "import_mapping_unique" ON "import_mapping" (org_id, "record_kind", "fingerprint") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "user" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "login" TEXT,
  "name" TEXT,
  "email" TEXT,
  "language" TEXT,
  "khmer_digits" INTEGER,
  "digest" TEXT,
  "digest_hour" INTEGER,
  "active" INTEGER,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "user_everywhere" ON "user" ("login") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "membership" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "user" BLOB,
  "role" TEXT,
  "scope" TEXT,
  "team" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "membership_unique" ON "membership" (org_id, "user", "role") WHERE deleted_ms = 0;
CREATE TABLE IF NOT EXISTS "saved_view" (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted_ms INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  code TEXT,
  "user" BLOB,
  "type" TEXT,
  "name" TEXT,
  "query" TEXT,
  PRIMARY KEY (org_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS "saved_view_unique" ON "saved_view" (org_id, "user", "type", "name") WHERE deleted_ms = 0;
-- Settings of this database: node id, schema, counters of the writer.
CREATE TABLE IF NOT EXISTS meta (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
) WITHOUT ROWID;
-- The change log: every change of every record, chained by hash.
CREATE TABLE IF NOT EXISTS change_log (
  seq INTEGER NOT NULL PRIMARY KEY,
  node BLOB NOT NULL,
  hlc INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor_id BLOB NOT NULL,
  org_id BLOB NOT NULL,
  type TEXT NOT NULL,
  record_id BLOB NOT NULL,
  verb INTEGER NOT NULL,
  version INTEGER NOT NULL,
  patch TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS change_log_record ON change_log (record_id, seq);
-- Signed states of the chain that another office can hold against this one.
CREATE TABLE IF NOT EXISTS checkpoint (
  seq INTEGER NOT NULL PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  hash BLOB NOT NULL,
  public_key BLOB NOT NULL,
  signature BLOB NOT NULL
);
-- What a submission with an idempotency key has done.
CREATE TABLE IF NOT EXISTS idempotency (
  org_id BLOB NOT NULL,
  key_hash BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  result TEXT NOT NULL,
  PRIMARY KEY (org_id, key_hash)
) WITHOUT ROWID;
-- The next number of each kind of short code.
CREATE TABLE IF NOT EXISTS counter (
  org_id BLOB NOT NULL,
  name TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (org_id, name)
) WITHOUT ROWID;
-- Keys, wrapped: an organisation's by the master key, a record's by its organisation's.
CREATE TABLE IF NOT EXISTS org_key (
  org_id BLOB NOT NULL,
  wrapped BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (org_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record_key (
  org_id BLOB NOT NULL,
  owner_id BLOB NOT NULL,
  wrapped BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (org_id, owner_id)
) WITHOUT ROWID;
-- Every read of a sealed field.
CREATE TABLE IF NOT EXISTS read_log (
  org_id BLOB NOT NULL,
  record_id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor_id BLOB NOT NULL,
  type TEXT NOT NULL,
  fields TEXT NOT NULL,
  purpose TEXT NOT NULL,
  owner_id BLOB,
  PRIMARY KEY (org_id, record_id, seq)
) WITHOUT ROWID;
-- By the record under whose key it was sealed: who saw a file or any part of it.
CREATE INDEX IF NOT EXISTS read_log_owner ON read_log (org_id, owner_id, seq);
-- The bytes of attached files in pieces, sealed under the key of the record they hang on.
CREATE TABLE IF NOT EXISTS attachment_piece (
  org_id BLOB NOT NULL,
  attachment_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  owner_id BLOB NOT NULL,
  stored_ms INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (org_id, attachment_id, position)
) WITHOUT ROWID;
-- What each record counts for in each part of a promise; kept by the write path.
CREATE TABLE IF NOT EXISTS contribution (
  org_id BLOB NOT NULL,
  source_id BLOB NOT NULL,
  part_id BLOB NOT NULL,
  unit_key BLOB NOT NULL,
  day INTEGER NOT NULL,
  commune TEXT NOT NULL,
  sex TEXT NOT NULL,
  age TEXT NOT NULL,
  each_key TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (org_id, part_id, source_id)
) WITHOUT ROWID;
-- Where and when each unit of a distinct count was met, with reference counts.
CREATE TABLE IF NOT EXISTS promise_unit (
  org_id BLOB NOT NULL,
  part_id BLOB NOT NULL,
  unit_key BLOB NOT NULL,
  month INTEGER NOT NULL,
  commune TEXT NOT NULL,
  each_key TEXT NOT NULL,
  sex TEXT NOT NULL,
  age TEXT NOT NULL,
  refs INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (org_id, unit_key, part_id, month, commune, each_key, sex, age)
) WITHOUT ROWID;
-- The numbers people see.
CREATE TABLE IF NOT EXISTS promise_cell (
  org_id BLOB NOT NULL,
  part_id BLOB NOT NULL,
  grain INTEGER NOT NULL,
  period INTEGER NOT NULL,
  dim INTEGER NOT NULL,
  cell_key TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (org_id, part_id, dim, grain, period, cell_key)
) WITHOUT ROWID;
-- Words that find records with names of people.
CREATE TABLE IF NOT EXISTS search_word (
  org_id BLOB NOT NULL,
  type TEXT NOT NULL,
  word TEXT NOT NULL,
  record_id BLOB NOT NULL,
  PRIMARY KEY (org_id, type, word, record_id)
) WITHOUT ROWID;
-- Search keys of names and codes, by trigram.
CREATE VIRTUAL TABLE IF NOT EXISTS search_entry USING fts5 (search_key, org_id UNINDEXED, record_id UNINDEXED, type UNINDEXED, tokenize='trigram', detail='full');
CREATE TABLE IF NOT EXISTS search_row (
  org_id BLOB NOT NULL,
  record_id BLOB NOT NULL,
  entry INTEGER NOT NULL,
  PRIMARY KEY (org_id, record_id)
) WITHOUT ROWID;
-- Which trigrams there are: what begins with two letters is found without reading every entry.
CREATE VIRTUAL TABLE IF NOT EXISTS search_trigram USING fts5vocab (search_entry, row);
-- What proves who a user is; never part of a record.
CREATE TABLE IF NOT EXISTS credential (
  user_id BLOB NOT NULL PRIMARY KEY,
  password TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  must_change INTEGER NOT NULL,
  totp_secret BLOB,
  totp_on INTEGER NOT NULL,
  totp_last_step INTEGER NOT NULL,
  totp_exempt INTEGER NOT NULL,
  recovery BLOB
);
CREATE TABLE IF NOT EXISTS login_session (
  token_hash BLOB NOT NULL PRIMARY KEY,
  user_id BLOB NOT NULL,
  org_id BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  totp_passed INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS login_session_user ON login_session (user_id);
CREATE INDEX IF NOT EXISTS login_session_expires ON login_session (expires_ms);
CREATE TABLE IF NOT EXISTS api_token (
  token_hash BLOB NOT NULL PRIMARY KEY,
  id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  org_id BLOB NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  last_used_ms INTEGER NOT NULL,
  revoked_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS api_token_org ON api_token (org_id, user_id);
-- Failed attempts by hashed name, whether a user has the name or not, so that a lock tells nothing.
CREATE TABLE IF NOT EXISTS login_guard (
  name_hash BLOB NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  locked_until_ms INTEGER NOT NULL
);
-- What happened around signing in; of unknown names not even the name.
CREATE TABLE IF NOT EXISTS login_log (
  at_ms INTEGER NOT NULL,
  user_id BLOB NOT NULL,
  event TEXT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  actor_id BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS login_log_user ON login_log (user_id, at_ms);
CREATE INDEX IF NOT EXISTS login_log_at ON login_log (at_ms);
-- From a user to the roles, whatever organisation they are in.
CREATE INDEX IF NOT EXISTS user_by_id ON "user" (id);
CREATE INDEX IF NOT EXISTS membership_by_user ON membership ("user");
-- Keyed hashes by which the same person is recognised over organisations; no name can be made of them.
CREATE TABLE IF NOT EXISTS person_token (
  token BLOB NOT NULL,
  org_id BLOB NOT NULL,
  person_id BLOB NOT NULL,
  PRIMARY KEY (token, org_id, person_id)
) WITHOUT ROWID;
-- The ledger: books, balanced entries chained by hash, their lines, and balances by account and day.
CREATE TABLE IF NOT EXISTS ledger_head (
  org_id BLOB NOT NULL,
  book INTEGER NOT NULL,
  book_id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (org_id, book)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS ledger_head_id ON ledger_head (org_id, book_id);
CREATE TABLE IF NOT EXISTS ledger_entry (
  org_id BLOB NOT NULL,
  book INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  day INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor_id BLOB NOT NULL,
  kind INTEGER NOT NULL,
  source_type TEXT NOT NULL,
  source_id BLOB NOT NULL,
  memo TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (org_id, book, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_entry_source ON ledger_entry (org_id, source_id, book, seq);
CREATE TABLE IF NOT EXISTS ledger_posting (
  org_id BLOB NOT NULL,
  book INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account INTEGER NOT NULL,
  day INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (org_id, book, seq, line)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_posting_account ON ledger_posting (org_id, account, day, seq, line, amount);
CREATE TABLE IF NOT EXISTS ledger_balance (
  org_id BLOB NOT NULL,
  account INTEGER NOT NULL,
  account_id BLOB NOT NULL,
  book INTEGER NOT NULL,
  balance INTEGER NOT NULL,
  held_in INTEGER NOT NULL,
  held_out INTEGER NOT NULL,
  last_day INTEGER NOT NULL,
  least INTEGER,
  most INTEGER,
  CHECK (least IS NULL OR balance - held_out >= least),
  CHECK (most IS NULL OR balance + held_in <= most),
  PRIMARY KEY (org_id, account)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS ledger_balance_id ON ledger_balance (org_id, account_id);
CREATE INDEX IF NOT EXISTS ledger_balance_book ON ledger_balance (org_id, book, account);
CREATE TABLE IF NOT EXISTS ledger_day (
  org_id BLOB NOT NULL,
  account INTEGER NOT NULL,
  day INTEGER NOT NULL,
  balance INTEGER NOT NULL,
  PRIMARY KEY (org_id, account, day)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_hold (
  org_id BLOB NOT NULL,
  book INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  state INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  PRIMARY KEY (org_id, book, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_hold_expiry ON ledger_hold (org_id, state, expires_ms);
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT * FROM (VALUES
  ('ledger_head', 'ledger_head', '1000 200 1'),
  ('ledger_head', 'ledger_head_id', '1000 200 1'),
  ('ledger_entry', 'ledger_entry', '1000000 250000 5000 1'),
  ('ledger_entry', 'ledger_entry_source', '1000000 250000 3 3 1'),
  ('ledger_posting', 'ledger_posting', '2000000 500000 10000 2 1'),
  ('ledger_posting', 'ledger_posting_account', '2000000 500000 200 3 2 1 1'),
  ('ledger_balance', 'ledger_balance', '50000 10000 1'),
  ('ledger_balance', 'ledger_balance_id', '50000 10000 1'),
  ('ledger_balance', 'ledger_balance_book', '50000 10000 50 1'),
  ('ledger_day', 'ledger_day', '1000000 250000 100 1'),
  ('ledger_hold', 'ledger_hold', '20000 5000 100 1')
) AS told WHERE NOT EXISTS (SELECT 1 FROM sqlite_stat1 WHERE tbl = column1 AND idx = column2);
-- Mails: what is to be sent, what was sent to whom and when, and the server's words when it was not.
CREATE TABLE IF NOT EXISTS notice_mail (
  org_id BLOB NOT NULL,
  id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  day INTEGER NOT NULL,
  subject_id BLOB NOT NULL,
  state TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  next_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  tried_ms INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  code INTEGER NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS notice_mail_once ON notice_mail (org_id, user_id, day) WHERE kind = 'digest';
CREATE INDEX IF NOT EXISTS notice_mail_state ON notice_mail (state, next_ms);
CREATE INDEX IF NOT EXISTS notice_mail_created ON notice_mail (org_id, created_ms);
-- A webhook's secret, sealed, and how far it has been told of the change log.
CREATE TABLE IF NOT EXISTS webhook_state (
  org_id BLOB NOT NULL,
  webhook_id BLOB NOT NULL,
  secret BLOB NOT NULL,
  secret_ms INTEGER NOT NULL,
  old_secret BLOB,
  old_until_ms INTEGER NOT NULL,
  log_seq INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_ms INTEGER NOT NULL,
  failing_ms INTEGER NOT NULL,
  worked_ms INTEGER NOT NULL,
  PRIMARY KEY (org_id, webhook_id)
);
-- Every delivery with what became of it.
CREATE TABLE IF NOT EXISTS webhook_delivery (
  org_id BLOB NOT NULL,
  webhook_id BLOB NOT NULL,
  id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  tried_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  status INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (org_id, webhook_id, id)
);
CREATE INDEX IF NOT EXISTS webhook_delivery_created ON webhook_delivery (org_id, webhook_id, created_ms);
CREATE INDEX IF NOT EXISTS webhook_delivery_asked ON webhook_delivery (created_ms) WHERE state = 'asked';
-- The number of each part of a promise that a webhook was told last.
CREATE TABLE IF NOT EXISTS webhook_progress (
  org_id BLOB NOT NULL,
  webhook_id BLOB NOT NULL,
  part_id BLOB NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (org_id, webhook_id, part_id)
);
-- What the planner is told of tables that grow, however full they are: an organisation is many rows, a reference few.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT * FROM (VALUES
  ('search_word', 'search_word', '5000000 1000000 500000 100 1'),
  ('household', 'household', '1000000 250000 1'),
  ('household', 'household_village', '1000000 250000 20 1'),
  ('person', 'person', '1000000 250000 1'),
  ('person', 'person_village', '1000000 250000 20 1'),
  ('person', 'person_household', '1000000 250000 20 1'),
  ('identity_document', 'identity_document', '1000000 250000 1'),
  ('identity_document', 'identity_document_person', '1000000 250000 20 1'),
  ('identity_document', 'identity_document_number', '1000000 250000 2'),
  ('person_group', 'person_group', '1000000 250000 1'),
  ('person_group', 'person_group_village', '1000000 250000 20 1'),
  ('group_member', 'group_member', '1000000 250000 1'),
  ('group_member', 'group_member_unique', '1000000 250000 20 1'),
  ('group_member', 'group_member_person', '1000000 250000 20 1'),
  ('person_pair', 'person_pair', '1000000 250000 1'),
  ('person_pair', 'person_pair_unique', '1000000 250000 20 1'),
  ('person_pair', 'person_pair_second', '1000000 250000 20 1'),
  ('person_merge', 'person_merge', '1000000 250000 1'),
  ('person_merge', 'person_merge_survivor', '1000000 250000 20 1'),
  ('person_merge', 'person_merge_merged', '1000000 250000 20 1'),
  ('merge_step', 'merge_step', '1000000 250000 1'),
  ('merge_step', 'merge_step_person_merge', '1000000 250000 20 1'),
  ('pair_search', 'pair_search', '1000000 250000 1'),
  ('course', 'course', '1000000 250000 1'),
  ('session', 'session', '1000000 250000 1'),
  ('session', 'session_counted', '1000000 250000 20 20 20 20 20 20 1'),
  ('session', 'session_course', '1000000 250000 20 1'),
  ('session', 'session_starts_on', '1000000 250000 20 1'),
  ('session', 'session_place', '1000000 250000 20 1'),
  ('attendance', 'attendance', '1000000 250000 1'),
  ('attendance', 'attendance_unique', '1000000 250000 20 1'),
  ('attendance', 'attendance_person', '1000000 250000 20 1'),
  ('headcount', 'headcount', '1000000 250000 1'),
  ('headcount', 'headcount_unique', '1000000 250000 20 20 1'),
  ('exchange_rate', 'exchange_rate', '1000000 250000 1'),
  ('exchange_rate', 'exchange_rate_unique', '1000000 250000 20 1'),
  ('budget', 'budget', '1000000 250000 1'),
  ('budget', 'budget_unique', '1000000 250000 20 1'),
  ('budget_line', 'budget_line', '1000000 250000 1'),
  ('budget_line', 'budget_line_unique', '1000000 250000 20 1'),
  ('obligation', 'obligation', '1000000 250000 1'),
  ('obligation', 'obligation_agreement', '1000000 250000 20 1'),
  ('advance', 'advance', '1000000 250000 1'),
  ('advance', 'advance_agreement', '1000000 250000 20 1'),
  ('liquidation', 'liquidation', '1000000 250000 1'),
  ('liquidation', 'liquidation_advance', '1000000 250000 20 1'),
  ('liquidation', 'liquidation_status', '1000000 250000 20 1'),
  ('expense', 'expense', '1000000 250000 1'),
  ('expense', 'expense_counted', '1000000 250000 20 20 20 20 20 20 20 1'),
  ('expense', 'expense_liquidation', '1000000 250000 20 1'),
  ('expense', 'expense_budget_line', '1000000 250000 20 1'),
  ('refund', 'refund', '1000000 250000 1'),
  ('refund', 'refund_advance', '1000000 250000 20 1'),
  ('finance_posting', 'finance_posting', '1000000 250000 1'),
  ('finance_posting', 'finance_posting_agreement', '1000000 250000 20 1'),
  ('finance_posting', 'finance_posting_budget_line', '1000000 250000 20 1'),
  ('finance_posting', 'finance_posting_advance', '1000000 250000 20 1'),
  ('finance_posting', 'finance_posting_obligation', '1000000 250000 20 1'),
  ('finance_posting', 'finance_posting_source_id', '1000000 250000 20 1'),
  ('care_cost', 'care_cost', '1000000 250000 1'),
  ('care_cost', 'care_cost_unique', '1000000 250000 20 20 20 1'),
  ('ledger_book', 'ledger_book', '1000000 250000 1'),
  ('ledger_book', 'ledger_book_subject', '1000000 250000 20 1'),
  ('ledger_account', 'ledger_account', '1000000 250000 1'),
  ('ledger_account', 'ledger_account_unique', '1000000 250000 20 1'),
  ('ledger_account', 'ledger_account_subject', '1000000 250000 20 1'),
  ('journal_entry', 'journal_entry', '1000000 250000 1'),
  ('journal_entry', 'journal_entry_book', '1000000 250000 20 1'),
  ('ledger_import', 'ledger_import', '1000000 250000 1'),
  ('ledger_import', 'ledger_import_unique', '1000000 250000 20 1'),
  ('savings_group', 'savings_group', '1000000 250000 1'),
  ('savings_group', 'savings_group_village', '1000000 250000 20 1'),
  ('savings_group', 'savings_group_formed_on', '1000000 250000 20 1'),
  ('savings_group', 'savings_group_field_officer', '1000000 250000 20 1'),
  ('group_bylaw', 'group_bylaw', '1000000 250000 1'),
  ('group_bylaw', 'group_bylaw_unique', '1000000 250000 20 1'),
  ('savings_member', 'savings_member', '1000000 250000 1'),
  ('savings_member', 'savings_member_unique', '1000000 250000 20 1'),
  ('savings_member', 'savings_member_person', '1000000 250000 20 1'),
  ('savings_member', 'savings_member_household', '1000000 250000 20 1'),
  ('savings_member', 'savings_member_joined_on', '1000000 250000 20 1'),
  ('member_term', 'member_term', '1000000 250000 1'),
  ('member_term', 'member_term_member', '1000000 250000 20 1'),
  ('group_training', 'group_training', '1000000 250000 1'),
  ('group_training', 'group_training_savings_group', '1000000 250000 20 1'),
  ('group_meeting', 'group_meeting', '1000000 250000 1'),
  ('group_meeting', 'group_meeting_unique', '1000000 250000 20 1'),
  ('group_meeting', 'group_meeting_held_on', '1000000 250000 20 1'),
  ('meeting_line', 'meeting_line', '1000000 250000 1'),
  ('meeting_line', 'meeting_line_unique', '1000000 250000 20 1'),
  ('meeting_line', 'meeting_line_member', '1000000 250000 20 1'),
  ('meeting_item', 'meeting_item', '1000000 250000 1'),
  ('meeting_item', 'meeting_item_meeting', '1000000 250000 20 1'),
  ('group_loan', 'group_loan', '1000000 250000 1'),
  ('group_loan', 'group_loan_savings_group', '1000000 250000 20 1'),
  ('group_loan', 'group_loan_member', '1000000 250000 20 1'),
  ('group_loan', 'group_loan_person', '1000000 250000 20 1'),
  ('group_loan', 'group_loan_meeting', '1000000 250000 20 1'),
  ('group_loan', 'group_loan_takeover', '1000000 250000 20 1'),
  ('loan_payout', 'loan_payout', '1000000 250000 1'),
  ('loan_payout', 'loan_payout_unique', '1000000 250000 20 1'),
  ('loan_payout', 'loan_payout_meeting', '1000000 250000 20 1'),
  ('loan_repayment', 'loan_repayment', '1000000 250000 1'),
  ('loan_repayment', 'loan_repayment_unique', '1000000 250000 20 20 1'),
  ('loan_repayment', 'loan_repayment_meeting', '1000000 250000 20 1'),
  ('loan_write_off', 'loan_write_off', '1000000 250000 1'),
  ('loan_write_off', 'loan_write_off_unique', '1000000 250000 1'),
  ('loan_write_off', 'loan_write_off_meeting', '1000000 250000 20 1'),
  ('group_takeover', 'group_takeover', '1000000 250000 1'),
  ('group_takeover', 'group_takeover_unique', '1000000 250000 1'),
  ('takeover_saving', 'takeover_saving', '1000000 250000 1'),
  ('takeover_saving', 'takeover_saving_unique', '1000000 250000 20 1'),
  ('takeover_saving', 'takeover_saving_member', '1000000 250000 20 1'),
  ('group_share_out', 'group_share_out', '1000000 250000 1'),
  ('group_share_out', 'group_share_out_savings_group', '1000000 250000 20 1'),
  ('share_out_line', 'share_out_line', '1000000 250000 1'),
  ('share_out_line', 'share_out_line_unique', '1000000 250000 20 1'),
  ('share_out_line', 'share_out_line_member', '1000000 250000 20 1'),
  ('business_plan', 'business_plan', '1000000 250000 1'),
  ('business_plan', 'business_plan_savings_group', '1000000 250000 20 1'),
  ('plan_year', 'plan_year', '1000000 250000 1'),
  ('plan_year', 'plan_year_unique', '1000000 250000 20 1'),
  ('group_grading', 'group_grading', '1000000 250000 1'),
  ('group_grading', 'group_grading_unique', '1000000 250000 20 1'),
  ('bank', 'bank', '1000000 250000 1'),
  ('bank', 'bank_savings_group', '1000000 250000 20 1'),
  ('bank', 'bank_village', '1000000 250000 20 1'),
  ('bank', 'bank_formed_on', '1000000 250000 20 1'),
  ('bank', 'bank_field_officer', '1000000 250000 20 1'),
  ('bank_contract', 'bank_contract', '1000000 250000 1'),
  ('bank_contract', 'bank_contract_unique', '1000000 250000 20 20 1'),
  ('bank_member', 'bank_member', '1000000 250000 1'),
  ('bank_member', 'bank_member_unique', '1000000 250000 20 1'),
  ('bank_member', 'bank_member_person', '1000000 250000 20 1'),
  ('bank_member', 'bank_member_household', '1000000 250000 20 1'),
  ('bank_member', 'bank_member_joined_on', '1000000 250000 20 1'),
  ('stock_lot', 'stock_lot', '1000000 250000 1'),
  ('stock_lot', 'stock_lot_bank', '1000000 250000 20 1'),
  ('stock_lot', 'stock_lot_member', '1000000 250000 20 1'),
  ('stock_loan', 'stock_loan', '1000000 250000 1'),
  ('stock_loan', 'stock_loan_bank', '1000000 250000 20 1'),
  ('stock_loan', 'stock_loan_member', '1000000 250000 20 1'),
  ('stock_loan', 'stock_loan_lot', '1000000 250000 20 1'),
  ('stock_loan', 'stock_loan_lot_back', '1000000 250000 20 1'),
  ('stock_repayment', 'stock_repayment', '1000000 250000 1'),
  ('stock_repayment', 'stock_repayment_loan', '1000000 250000 20 1'),
  ('stock_out', 'stock_out', '1000000 250000 1'),
  ('stock_out', 'stock_out_bank', '1000000 250000 20 1'),
  ('stock_out', 'stock_out_lot', '1000000 250000 20 1'),
  ('stock_out', 'stock_out_lot_back', '1000000 250000 20 1'),
  ('stock_count', 'stock_count', '1000000 250000 1'),
  ('stock_count', 'stock_count_bank', '1000000 250000 20 1'),
  ('bank_animal', 'bank_animal', '1000000 250000 1'),
  ('bank_animal', 'bank_animal_unique', '1000000 250000 20 1'),
  ('bank_animal', 'bank_animal_dam', '1000000 250000 20 1'),
  ('bank_animal', 'bank_animal_sire', '1000000 250000 20 1'),
  ('bank_animal', 'bank_animal_holder', '1000000 250000 20 1'),
  ('animal_event', 'animal_event', '1000000 250000 1'),
  ('animal_event', 'animal_event_animal', '1000000 250000 20 1'),
  ('animal_event', 'animal_event_bank', '1000000 250000 20 1'),
  ('animal_event', 'animal_event_member', '1000000 250000 20 1'),
  ('animal_event', 'animal_event_other', '1000000 250000 20 1'),
  ('waiting_entry', 'waiting_entry', '1000000 250000 1'),
  ('waiting_entry', 'waiting_entry_unique', '1000000 250000 20 1'),
  ('waiting_entry', 'waiting_entry_member', '1000000 250000 20 1'),
  ('arrival', 'arrival', '1000000 250000 1'),
  ('arrival', 'arrival_on_day', '1000000 250000 20 1'),
  ('arrival', 'arrival_centre', '1000000 250000 20 1'),
  ('case_family', 'case_family', '1000000 250000 1'),
  ('case_family', 'case_family_arrival', '1000000 250000 20 1'),
  ('case_file', 'case_file', '1000000 250000 1'),
  ('case_file', 'case_file_counted', '1000000 250000 20 20 20 1'),
  ('case_file', 'case_file_phone', '1000000 250000 2'),
  ('case_file', 'case_file_document_number', '1000000 250000 2'),
  ('case_file', 'case_file_mosvy_number', '1000000 250000 2'),
  ('case_file', 'case_file_home_village', '1000000 250000 20 1'),
  ('case_file', 'case_file_arrival', '1000000 250000 20 1'),
  ('case_file', 'case_file_arrived_on', '1000000 250000 20 1'),
  ('case_file', 'case_file_family', '1000000 250000 20 1'),
  ('case_file', 'case_file_case_worker', '1000000 250000 20 1'),
  ('case_file', 'case_file_closed_on', '1000000 250000 20 1'),
  ('case_team_member', 'case_team_member', '1000000 250000 1'),
  ('case_team_member', 'case_team_member_unique', '1000000 250000 20 1'),
  ('case_team_member', 'case_team_member_user', '1000000 250000 20 1'),
  ('case_opening', 'case_opening', '1000000 250000 1'),
  ('case_opening', 'case_opening_case_file', '1000000 250000 20 1'),
  ('case_opening', 'case_opening_user', '1000000 250000 20 1'),
  ('case_note', 'case_note', '1000000 250000 1'),
  ('case_note', 'case_note_case_file', '1000000 250000 20 1'),
  ('provider', 'provider', '1000000 250000 1'),
  ('provider', 'provider_shelter', '1000000 250000 20 1'),
  ('provider', 'provider_organisation', '1000000 250000 20 1'),
  ('provider', 'provider_place', '1000000 250000 20 1'),
  ('provider_vetting', 'provider_vetting', '1000000 250000 1'),
  ('provider_vetting', 'provider_vetting_provider', '1000000 250000 20 1'),
  ('consent', 'consent', '1000000 250000 1'),
  ('consent', 'consent_case_file', '1000000 250000 20 1'),
  ('consent_override', 'consent_override', '1000000 250000 1'),
  ('consent_override', 'consent_override_case_file', '1000000 250000 20 1'),
  ('referral', 'referral', '1000000 250000 1'),
  ('referral', 'referral_counted', '1000000 250000 20 20 1'),
  ('referral', 'referral_case_file', '1000000 250000 20 1'),
  ('referral', 'referral_provider', '1000000 250000 20 1'),
  ('referral_in', 'referral_in', '1000000 250000 1'),
  ('referral_in', 'referral_in_counted', '1000000 250000 20 20 1'),
  ('referral_in', 'referral_in_case_file', '1000000 250000 20 1'),
  ('referral_copy', 'referral_copy', '1000000 250000 1'),
  ('referral_copy', 'referral_copy_case_file', '1000000 250000 20 1'),
  ('referral_copy', 'referral_copy_incoming', '1000000 250000 20 1'),
  ('community_plan', 'community_plan', '1000000 250000 1'),
  ('community_plan', 'community_plan_case_file', '1000000 250000 20 1'),
  ('community_plan', 'community_plan_next_visit_on', '1000000 250000 20 1'),
  ('plan_visit', 'plan_visit', '1000000 250000 1'),
  ('plan_visit', 'plan_visit_case_file', '1000000 250000 20 1'),
  ('plan_visit', 'plan_visit_community_plan', '1000000 250000 20 1'),
  ('shelter', 'shelter', '1000000 250000 1'),
  ('shelter', 'shelter_district', '1000000 250000 20 1'),
  ('shelter_room', 'shelter_room', '1000000 250000 1'),
  ('shelter_room', 'shelter_room_unique', '1000000 250000 20 1'),
  ('bed_hold', 'bed_hold', '1000000 250000 1'),
  ('bed_hold', 'bed_hold_case_file', '1000000 250000 20 1'),
  ('bed_hold', 'bed_hold_shelter', '1000000 250000 20 1'),
  ('bed_hold', 'bed_hold_room', '1000000 250000 20 1'),
  ('shelter_stay', 'shelter_stay', '1000000 250000 1'),
  ('shelter_stay', 'shelter_stay_case_file', '1000000 250000 20 1'),
  ('shelter_stay', 'shelter_stay_room', '1000000 250000 20 1'),
  ('shelter_census', 'shelter_census', '1000000 250000 1'),
  ('shelter_census', 'shelter_census_unique', '1000000 250000 20 1'),
  ('shelter_incident', 'shelter_incident', '1000000 250000 1'),
  ('shelter_incident', 'shelter_incident_case_file', '1000000 250000 20 1'),
  ('shelter_incident', 'shelter_incident_shelter', '1000000 250000 20 1'),
  ('service_rate', 'service_rate', '1000000 250000 1'),
  ('service_rate', 'service_rate_unique', '1000000 250000 20 1'),
  ('service_rate', 'service_rate_budget_line', '1000000 250000 20 1'),
  ('cost_line', 'cost_line', '1000000 250000 1'),
  ('cost_line', 'cost_line_unique', '1000000 250000 20 1'),
  ('cost_line', 'cost_line_budget_line', '1000000 250000 20 1'),
  ('case_service', 'case_service', '1000000 250000 1'),
  ('case_service', 'case_service_case_file', '1000000 250000 20 1'),
  ('case_service', 'case_service_on_day', '1000000 250000 20 1'),
  ('case_service', 'case_service_shelter', '1000000 250000 20 1'),
  ('case_service', 'case_service_budget_line', '1000000 250000 20 1'),
  ('closing_rule', 'closing_rule', '1000000 250000 1'),
  ('closing_rule', 'closing_rule_unique', '1000000 250000 20 1'),
  ('visit_interval', 'visit_interval', '1000000 250000 1'),
  ('visit_interval', 'visit_interval_unique', '1000000 250000 20 1'),
  ('reintegration', 'reintegration', '1000000 250000 1'),
  ('reintegration', 'reintegration_unique', '1000000 250000 1'),
  ('reintegration', 'reintegration_worker', '1000000 250000 20 1'),
  ('reintegration', 'reintegration_home_district', '1000000 250000 20 1'),
  ('reintegration_paper', 'reintegration_paper', '1000000 250000 1'),
  ('reintegration_paper', 'reintegration_paper_unique', '1000000 250000 20 1'),
  ('follow_up_visit', 'follow_up_visit', '1000000 250000 1'),
  ('follow_up_visit', 'follow_up_visit_case_file', '1000000 250000 20 1'),
  ('follow_up_visit', 'follow_up_visit_on_day', '1000000 250000 20 1'),
  ('reintegration_outcome', 'reintegration_outcome', '1000000 250000 1'),
  ('reintegration_outcome', 'reintegration_outcome_unique', '1000000 250000 20 1'),
  ('employer', 'employer', '1000000 250000 1'),
  ('employer', 'employer_place', '1000000 250000 20 1'),
  ('employer_vetting', 'employer_vetting', '1000000 250000 1'),
  ('employer_vetting', 'employer_vetting_employer', '1000000 250000 20 1'),
  ('employer_visit', 'employer_visit', '1000000 250000 1'),
  ('employer_visit', 'employer_visit_employer', '1000000 250000 20 1'),
  ('case_training', 'case_training', '1000000 250000 1'),
  ('case_training', 'case_training_case_file', '1000000 250000 20 1'),
  ('case_training', 'case_training_employer', '1000000 250000 20 1'),
  ('case_training', 'case_training_ended_on', '1000000 250000 20 1'),
  ('reintegration_grant', 'reintegration_grant', '1000000 250000 1'),
  ('reintegration_grant', 'reintegration_grant_case_file', '1000000 250000 20 1'),
  ('reintegration_grant', 'reintegration_grant_given_on', '1000000 250000 20 1'),
  ('placement', 'placement', '1000000 250000 1'),
  ('placement', 'placement_case_file', '1000000 250000 20 1'),
  ('placement', 'placement_employer', '1000000 250000 20 1'),
  ('school', 'school', '1000000 250000 1'),
  ('school', 'school_place', '1000000 250000 20 1'),
  ('school_enrolment', 'school_enrolment', '1000000 250000 1'),
  ('school_enrolment', 'school_enrolment_unique', '1000000 250000 20 1'),
  ('school_enrolment', 'school_enrolment_school', '1000000 250000 20 1'),
  ('school_term', 'school_term', '1000000 250000 1'),
  ('school_term', 'school_term_unique', '1000000 250000 20 1'),
  ('school_term', 'school_term_case_file', '1000000 250000 20 1'),
  ('case_need', 'case_need', '1000000 250000 1'),
  ('case_need', 'case_need_unique', '1000000 250000 20 20 1'),
  ('case_goal', 'case_goal', '1000000 250000 1'),
  ('case_goal', 'case_goal_case_file', '1000000 250000 20 1'),
  ('case_task', 'case_task', '1000000 250000 1'),
  ('case_task', 'case_task_case_file', '1000000 250000 20 1'),
  ('case_task', 'case_task_due_on', '1000000 250000 20 1'),
  ('case_task', 'case_task_assigned', '1000000 250000 20 1'),
  ('case_safety', 'case_safety', '1000000 250000 1'),
  ('case_safety', 'case_safety_case_file', '1000000 250000 20 1'),
  ('case_approval', 'case_approval', '1000000 250000 1'),
  ('case_approval', 'case_approval_case_file', '1000000 250000 20 1'),
  ('contact_standard', 'contact_standard', '1000000 250000 1'),
  ('contact_standard', 'contact_standard_unique', '1000000 250000 1'),
  ('case_erasure', 'case_erasure', '1000000 250000 1'),
  ('case_erasure', 'case_erasure_case_file', '1000000 250000 20 1'),
  ('case_retention', 'case_retention', '1000000 250000 1'),
  ('case_retention', 'case_retention_unique', '1000000 250000 1'),
  ('case_pair', 'case_pair', '1000000 250000 1'),
  ('case_pair', 'case_pair_unique', '1000000 250000 20 1'),
  ('case_pair', 'case_pair_second', '1000000 250000 20 1'),
  ('case_merge', 'case_merge', '1000000 250000 1'),
  ('case_merge', 'case_merge_case_file', '1000000 250000 20 1'),
  ('case_merge', 'case_merge_merged', '1000000 250000 20 1'),
  ('case_merge', 'case_merge_merged_code', '1000000 250000 20 1'),
  ('case_merge_step', 'case_merge_step', '1000000 250000 1'),
  ('case_merge_step', 'case_merge_step_case_merge', '1000000 250000 20 1'),
  ('queue_place', 'queue_place', '1000000 250000 1'),
  ('queue_place', 'queue_place_unique', '1000000 250000 20 1'),
  ('queue_place', 'queue_place_case_file', '1000000 250000 20 1'),
  ('queue_place', 'queue_place_family', '1000000 250000 20 1'),
  ('queue_place', 'queue_place_taken_by', '1000000 250000 20 1'),
  ('care_form', 'care_form', '1000000 250000 1'),
  ('care_form', 'care_form_unique', '1000000 250000 1'),
  ('care_form_version', 'care_form_version', '1000000 250000 1'),
  ('care_form_version', 'care_form_version_unique', '1000000 250000 20 1'),
  ('form_answer', 'form_answer', '1000000 250000 1'),
  ('form_answer', 'form_answer_case_file', '1000000 250000 20 1'),
  ('form_answer', 'form_answer_form_version', '1000000 250000 20 1'),
  ('status_decision', 'status_decision', '1000000 250000 1'),
  ('status_decision', 'status_decision_case_file', '1000000 250000 20 1'),
  ('status_decision', 'status_decision_form_answer', '1000000 250000 20 1'),
  ('trafficking_profile', 'trafficking_profile', '1000000 250000 1'),
  ('trafficking_profile', 'trafficking_profile_unique', '1000000 250000 1'),
  ('trafficking_event', 'trafficking_event', '1000000 250000 1'),
  ('trafficking_event', 'trafficking_event_case_file', '1000000 250000 20 1'),
  ('htcds_values', 'htcds_values', '1000000 250000 1'),
  ('htcds_values', 'htcds_values_case_file', '1000000 250000 20 1'),
  ('htcds_sending', 'htcds_sending', '1000000 250000 1'),
  ('htcds_sending', 'htcds_sending_case_file', '1000000 250000 20 1'),
  ('attachment', 'attachment', '1000000 250000 1'),
  ('attachment', 'attachment_owner_id', '1000000 250000 20 1'),
  ('attachment', 'attachment_hash', '1000000 250000 20 1'),
  ('webhook', 'webhook', '1000000 250000 1'),
  ('webhook', 'webhook_unique', '1000000 250000 1'),
  ('trainer', 'trainer', '1000000 250000 1'),
  ('trainer', 'trainer_unique', '1000000 250000 20 1'),
  ('trainer', 'trainer_village', '1000000 250000 20 1'),
  ('trainer', 'trainer_course', '1000000 250000 20 1'),
  ('trainee', 'trainee', '1000000 250000 1'),
  ('trainee', 'trainee_counted', '1000000 250000 20 20 20 20 1'),
  ('trainee', 'trainee_trainer', '1000000 250000 20 1'),
  ('trainee', 'trainee_person', '1000000 250000 20 1'),
  ('trainee', 'trainee_household', '1000000 250000 20 1'),
  ('cap_exception', 'cap_exception', '1000000 250000 1'),
  ('cap_exception', 'cap_exception_trainer', '1000000 250000 20 1'),
  ('adoption', 'adoption', '1000000 250000 1'),
  ('adoption', 'adoption_unique', '1000000 250000 20 20 1'),
  ('reporting_period', 'reporting_period', '1000000 250000 1'),
  ('reporting_period', 'reporting_period_unique', '1000000 250000 20 20 1'),
  ('period_report', 'period_report', '1000000 250000 1'),
  ('period_report', 'period_report_unique', '1000000 250000 20 1'),
  ('period_report', 'period_report_period', '1000000 250000 20 1'),
  ('report_narrative', 'report_narrative', '1000000 250000 1'),
  ('report_narrative', 'report_narrative_unique', '1000000 250000 20 1'),
  ('report_narrative', 'report_narrative_promise', '1000000 250000 20 1'),
  ('report_comment', 'report_comment', '1000000 250000 1'),
  ('report_comment', 'report_comment_report', '1000000 250000 20 1'),
  ('report_snapshot', 'report_snapshot', '1000000 250000 1'),
  ('report_snapshot', 'report_snapshot_unique', '1000000 250000 20 1'),
  ('publication', 'publication', '1000000 250000 1'),
  ('publication', 'publication_unique', '1000000 250000 1'),
  ('row_release', 'row_release', '1000000 250000 1'),
  ('row_release', 'row_release_unique', '1000000 250000 1'),
  ('restatement', 'restatement', '1000000 250000 1'),
  ('restatement', 'restatement_unique', '1000000 250000 20 1'),
  ('quality_answer', 'quality_answer', '1000000 250000 1'),
  ('quality_answer', 'quality_answer_unique', '1000000 250000 20 20 1'),
  ('export_log', 'export_log', '1000000 250000 1'),
  ('export_log', 'export_log_exported_on', '1000000 250000 20 1'),
  ('export_log', 'export_log_user', '1000000 250000 20 1'),
  ('iati_file', 'iati_file', '1000000 250000 1'),
  ('iati_file', 'iati_file_unique', '1000000 250000 20 1'),
  ('iati_file_part', 'iati_file_part', '1000000 250000 1'),
  ('iati_file_part', 'iati_file_part_unique', '1000000 250000 20 1'),
  ('dhis2_set', 'dhis2_set', '1000000 250000 1'),
  ('dhis2_element', 'dhis2_element', '1000000 250000 1'),
  ('dhis2_element', 'dhis2_element_unique', '1000000 250000 20 1'),
  ('dhis2_unit', 'dhis2_unit', '1000000 250000 1'),
  ('dhis2_unit', 'dhis2_unit_unique', '1000000 250000 1'),
  ('dhis2_option', 'dhis2_option', '1000000 250000 1'),
  ('dhis2_option', 'dhis2_option_unique', '1000000 250000 20 1'),
  ('import', 'import', '1000000 250000 1'),
  ('import_mapping', 'import_mapping', '1000000 250000 1'),
  ('import_mapping', 'import_mapping_unique', '1000000 250000 20 1')
) AS told WHERE NOT EXISTS (SELECT 1 FROM sqlite_stat1 WHERE tbl = column1 AND idx = column2);
ANALYZE sqlite_schema;
