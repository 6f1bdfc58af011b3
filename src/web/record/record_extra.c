/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/record_extra.h"

#include "domain/records.h"
#include "web/arrival/queue_page.h"
#include "web/attachment/attachment_page.h"
#include "web/bank/bank_pages.h"
#include "web/care/case_pages.h"
#include "web/cascade/cascade_trainer.h"
#include "web/due/due_page.h"
#include "web/export/exchange_pages.h"
#include "web/export/iati_page.h"
#include "web/finance/money_page.h"
#include "web/form_editor/draft.h"
#include "web/htcds/htcds_pages.h"
#include "web/ledger/book_pages.h"
#include "web/ledger/entry_pages.h"
#include "web/people/distinct_page.h"
#include "web/people/duplicates_page.h"
#include "web/people/merge_page.h"
#include "web/people/people_page.h"
#include "web/programme/agreement_page.h"
#include "web/programme/promise_why.h"
#include "web/referral/consent_pages.h"
#include "web/referral/incoming_pages.h"
#include "web/referral/part_pages.h"
#include "web/referral/provider_pages.h"
#include "web/referral/referral_pages.h"
#include "web/reintegration/reintegration_pages.h"
#include "web/savings/group_page.h"
#include "web/savings/loan_page.h"
#include "web/savings/paper_list_page.h"
#include "web/savings/plan_page.h"
#include "web/savings/roll_up_page.h"
#include "web/savings/share_out_page.h"
#include "web/shelter/shelter_pages.h"
#include "web/screening/screening_pages.h"
#include "web/training/session_overview.h"

const struct record_extra record_extras[] = {
    {.why = promise_why_add},
    {.sections = attachment_sections},
    {.type = "case_file", .actions = case_form_actions},
    {.type = "form_answer", .actions = form_answer_actions},
    {.type = "care_form", .actions = form_editor_actions},
    {.type = "care_form", .actions = form_actions},
    {.type = "care_form_version", .actions = version_editor_actions, .made_on = "draft"},
    {.type = "care_form_version", .actions = form_version_actions},
    {.type = "organisation", .sections = organisation_sections},
    {.type = "agreement", .sections = agreement_sections, .replaces = "amendment objective promise"},
    {.type = "programme", .actions = iati_link},
    {.type = "dhis2_set", .actions = dhis2_link},
    {.type = "agreement", .actions = money_agreement_actions, .replaces = "budget obligation advance finance_posting"},
    {.type = "agreement", .actions = due_agreement_actions},
    {.type = "budget", .actions = money_step_actions},
    {.type = "obligation", .actions = money_step_actions},
    {.type = "advance", .actions = money_step_actions},
    {.type = "liquidation", .actions = money_step_actions},
    {.type = "refund", .actions = money_step_actions},
    {.type = "household", .sections = household_sections, .replaces = "person"},
    {.type = "person", .sections = person_sections},
    {.type = "trainer", .sections = trainer_sections, .actions = trainer_actions, .list_actions = cascade_link},
    {.type = "trainee", .list_actions = cascade_link},
    {.type = "person", .list_actions = distinct_link},
    {.type = "person", .sections = person_merge_sections, .replaces = "person_pair person_merge", .list_actions = duplicates_link},
    {.type = "case_team_member", .made_on = "team"},
    {.type = "case_file", .actions = referral_case_actions},
    {.type = "consent", .actions = consent_actions, .made_on = "consents/new"},
    {.type = "consent_override", .made_on = "consents/without"},
    {.type = "provider", .sections = provider_sections, .list_actions = provider_list_actions},
    {.type = "referral", .actions = referral_actions, .made_on = "referrals/new", .sections = referral_sections},
    {.type = "referral_in", .actions = incoming_actions, .sections = incoming_sections},
    {.type = "referral_copy", .actions = copy_actions},
    {.type = "community_plan", .actions = community_plan_actions, .sections = community_plan_sections},
    {.type = "stock_loan", .actions = stock_loan_actions},
    {.type = "ledger_book", .replaces = "ledger_account journal_entry"},
    {.type = "journal_entry", .actions = entry_step_actions},
    {.type = "ledger_account", .actions = ledger_account_actions},
    {.type = "savings_group", .actions = group_actions, .sections = group_sections, .replaces = "savings_member group_loan ledger_book", .list_actions = groups_link},
    {.type = "savings_group", .list_actions = paper_list_link},
    {.type = "savings_member", .actions = member_actions},
    {.type = "group_meeting", .actions = meeting_actions, .made_on = "meetings/new"},
    {.type = "group_loan", .actions = loan_actions, .made_on = "loans/new"},
    {.type = "group_takeover", .made_on = "takeover"},
    {.type = "savings_group", .list_actions = roll_up_link},
    {.type = "business_plan", .actions = plan_actions, .made_on = "plans/new"},
    {.type = "group_share_out", .actions = share_out_actions, .made_on = "share-out"},
    {.type = "session", .list_actions = session_overview_link},
    {.type = "case_file", .list_actions = case_list_actions},
    {.type = "case_file", .actions = htcds_case_actions, .list_actions = htcds_list_actions},
    {.type = "case_file", .actions = reintegration_link, .list_actions = caseload_link},
    {.type = "arrival", .actions = arrival_service_link},
    {.type = "case_service", .list_actions = services_given_link},
    {.type = "employer", .sections = employer_sections, .list_actions = employer_register_link},
    {.type = "school", .actions = school_term_link},
    {.type = "arrival", .actions = arrival_actions, .list_actions = arrivals_link, .replaces = "queue_place"},
    {0},
};

bool record_extra_is_end(const struct record_extra *extra) {
    return !extra->type && !extra->actions && !extra->why && !extra->sections && !extra->list_actions && !extra->made_on;
}

bool record_extra_is_for(const struct record_extra *extra, const struct record_type *type) {
    return !extra->type || slice_equal(slice_of(extra->type), slice_of(type->name));
}

static const char *made_on(const struct record_type *type) {
    for (const struct record_extra *extra = record_extras; !record_extra_is_end(extra); extra++) {
        if (extra->made_on && record_extra_is_for(extra, type)) return extra->made_on;
    }
    return NULL;
}

static const struct record_type *parent_of(const struct record_type *type) {
    const struct field *field = record_type_field(type, slice_of(type->parent));
    return catalogue_find(&mlup_catalogue, slice_of(field->ref));
}

struct slice record_new_href(struct web *web, const struct record_type *type, struct uuid parent) {
    struct slice id = uuid_format(web->arena, parent);
    const char *page = made_on(type);
    if (page) return arena_printf(web->arena, "/%s/%.*s/%s", parent_of(type)->path, SLICE_ARG(id), page);
    return arena_printf(web->arena, "/%s/new?%s=%.*s", type->path, type->parent, SLICE_ARG(id));
}

struct slice record_new_elsewhere(struct web *web, const struct record_type *type) {
    struct uuid parent;
    if (!made_on(type)) return S("");
    if (uuid_parse(http_query(web->http, slice_of(type->parent)), &parent)) return record_new_href(web, type, parent);
    return arena_printf(web->arena, "/%s", parent_of(type)->path);
}

struct doc *record_section_add(struct web *web, struct doc *sections, const char *title, struct slice note, struct slice add_href,
                               const char *add_label) {
    struct doc *section = doc_add_object(web->arena, sections);
    doc_set_text(web->arena, section, S("title"), web_tr(web, title));
    doc_set_text(web->arena, section, S("note"), note);
    doc_set_text(web->arena, section, S("add_href"), add_href);
    doc_set_text(web->arena, section, S("add_text"), add_href.len ? web_tr(web, add_label) : S(""));
    return section;
}

struct doc *record_section_facts(struct web *web, struct doc *section) {
    doc_set_bool(web->arena, section, S("has_facts"), true);
    return doc_set_array(web->arena, section, S("facts"));
}

void record_section_fact(struct web *web, struct doc *facts, struct slice label, struct slice text) {
    struct doc *fact = doc_add_object(web->arena, facts);
    doc_set_text(web->arena, fact, S("label"), label);
    doc_set_text(web->arena, fact, S("text"), text);
}

struct doc *record_section_table(struct web *web, struct doc *section) {
    struct doc *table = doc_set_object(web->arena, section, S("table"));
    doc_set_bool(web->arena, section, S("has_table"), true);
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"), web_tr(web, TR("None so far.")));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    return table;
}
