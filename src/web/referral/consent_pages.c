/* SPDX-License-Identifier: Apache-2.0 */
#include "web/referral/consent_pages.h"

#include "catalogue/value.h"
#include "domain/attachment/attachment.h"
#include "domain/care/care.h"
#include "domain/referral/consent.h"
#include "domain/referral/referral.h"
#include "store/query.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/form_change.h"
#include "web/record/record_extra.h"
#include "web/referral/referral_view.h"
#include "web/referral/step_form.h"
#include "web/table.h"

enum { FILES_MAX = 20 };

/* ---- words ---- */

static const struct field *consent_field(const char *name) {
    return record_type_field(&consent_type, slice_of(name));
}

static struct slice state_text(struct web *web, const struct record *consent, int64_t now_ms,
                               const char **badge) {
    switch (consent_state_at(consent, now_ms)) {
    case CONSENT_HOLDS: *badge = "done"; return web_tr(web, TR("Holds"));
    case CONSENT_NOT_YET: *badge = "open"; return web_tr(web, TR("Not yet"));
    case CONSENT_EXPIRED: *badge = "behind"; return web_tr(web, TR("Has run out"));
    case CONSENT_WITHDRAWN: *badge = "bad"; return web_tr(web, TR("Taken back"));
    }
    return S("");
}

static struct slice recipient_text(struct web *web, struct record_names *names, const struct record *record) {
    const struct consent *consent = consent_of(record);
    if (consent->provider.present) return referral_view_ref(names, record, "provider");
    return choice_label(web, consent_field("recipient"), consent->recipient.text);
}

static struct slice end_text(struct web *web, const struct record *record) {
    const struct consent *consent = consent_of(record);
    if (consent->withdrawn_ms.present) return referral_view_instant(web, consent->withdrawn_ms.number);
    return consent->expires_time.present ? referral_view_instant(web, consent_end_ms(record))
                                         : referral_view_day(web, &consent->expires_on);
}

/* ---- the ledger ---- */

static void ledger_columns(struct web *web, struct doc *table) {
    static const char *const names[] = {
        TR("Code"),     TR("State"),    TR("For what"), TR("To whom"), TR("What may be told"),
        TR("Given by"), TR("Given on"), TR("Until")};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        table_column(web, table, names[i], false);
}

static void ledger_row(struct web *web, struct record_names *names, struct doc *table,
                       const struct record *record, int64_t now_ms) {
    const struct consent *consent = consent_of(record);
    const char *badge = "";
    struct slice state = state_text(web, record, now_ms, &badge);
    struct doc *row = table_row(web, table);
    table_cell(web, row, TR("Code"), record->code, record_href(web, &consent_type, record->id));
    table_badge_cell(web, row, TR("State"), state, badge);
    table_cell(web, row, TR("For what"), choice_label(web, consent_field("purpose"), consent->purpose.text),
               S(""));
    table_cell(web, row, TR("To whom"), recipient_text(web, names, record), S(""));
    table_cell(web, row, TR("What may be told"),
               referral_view_codes(web, consent_field("scope"), consent->scope.text), S(""));
    table_cell(web, row, TR("Given by"), choice_label(web, consent_field("given_by"), consent->given_by.text),
               S(""));
    table_cell(web, row, TR("Given on"), referral_view_day(web, &consent->given_on), S(""));
    table_cell(web, row, TR("Until"), end_text(web, record), S(""));
}

/* What holds now above, what no longer does below it; the latest first. */
static size_t ledger_add(struct web *web, struct record_names *names, const char *name,
                         struct record **records, size_t count, bool holding, int64_t now_ms) {
    struct doc *table = table_new(web, web->view, name, NULL);
    size_t added = 0;
    ledger_columns(web, table);
    for (size_t i = 0; i < count; i++) {
        enum consent_state state = consent_state_at(records[i], now_ms);
        if ((state == CONSENT_HOLDS || state == CONSENT_NOT_YET) != holding) continue;
        ledger_row(web, names, table, records[i], now_ms);
        added++;
    }
    return added;
}

static void overrides_add(struct web *web, struct record_names *names, const struct record *file) {
    static const char *const columns[] = {
        TR("Code"),     TR("State"),      TR("Provider"), TR("What is to be told"),
        TR("Asked by"), TR("Decided by"), TR("Until")};
    struct record **records;
    size_t count = referral_seen_parts(web, &consent_override_type, "case_file", file, &records);
    struct doc *table = table_new(web, web->view, "overrides", NULL);
    doc_set_bool(web->arena, web->view, S("has_overrides"), count > 0);
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        table_column(web, table, columns[i], false);
    for (size_t i = 0; i < count; i++) {
        const struct consent_override *override = consent_override_of(records[i]);
        struct doc *row = table_row(web, table);
        bool is_asked = value_is_code(&override->state, "asked");
        table_cell(web, row, TR("Code"), records[i]->code,
                   is_asked ? referral_view_href(web, records[i], "decide")
                            : record_href(web, records[i]->type, records[i]->id));
        table_badge_cell(
            web, row, TR("State"),
            choice_label(web, record_type_field(&consent_override_type, S("state")), override->state.text),
            is_asked ? "behind" : "on");
        table_cell(web, row, TR("Provider"), referral_view_ref(names, records[i], "provider"), S(""));
        table_cell(web, row, TR("What is to be told"),
                   referral_view_codes(web, record_type_field(&consent_override_type, S("scope")),
                                       override->scope.text),
                   S(""));
        table_cell(web, row, TR("Asked by"), referral_view_user(web, &override->asked_by), S(""));
        table_cell(web, row, TR("Decided by"), referral_view_user(web, &override->decided_by), S(""));
        table_cell(web, row, TR("Until"),
                   override->until_ms.present ? referral_view_instant(web, override->until_ms.number) : S(""),
                   S(""));
    }
}

static bool may_write(struct web *web, const struct record *file) {
    return access_may_in(web->app->access, web->actor, &consent_type, file->org_id, VERB_CREATE) &&
           (referral_seen_is_open(web, file) || access_may(web->actor, ACCESS_CASE, VERB_APPROVE));
}

/* What is said most often is filled in: a referral, in Khmer, from today on for a year. */
static struct slice new_href(struct web *web, const struct record *file) {
    enum { YEAR_DAYS = 365 };
    struct date today = clock_today(), end = date_of_day(date_first_day(today) + YEAR_DAYS);
    return arena_printf(web->arena, "%.*s?purpose=referral&language=km&given_on=%.*s&expires_on=%.*s",
                        SLICE_ARG(referral_view_href(web, file, "consents/new")),
                        SLICE_ARG(date_format_iso(web->arena, today)),
                        SLICE_ARG(date_format_iso(web->arena, end)));
}

enum outcome consent_ledger_page(struct web *web) {
    struct record *file = web_record_of_path(web, &case_file_type, 0), **records;
    if (!file || !web_view(web, &consent_type).allowed) return OUTCOME_NOT_FOUND;
    struct record_names *names = record_names_new(web);
    int64_t now_ms = clock_now_ms();
    size_t count = referral_seen_parts(web, &consent_type, "case_file", file, &records);
    referral_view_head(web, names, file, TR("What this person allowed"));
    size_t holding = ledger_add(web, names, "holding", records, count, true, now_ms);
    size_t over = ledger_add(web, names, "over", records, count, false, now_ms);
    overrides_add(web, names, file);
    doc_set_bool(web->arena, web->view, S("has_holding"), holding > 0);
    doc_set_bool(web->arena, web->view, S("has_over"), over > 0);
    doc_set_bool(web->arena, web->view, S("may_write"), may_write(web, file));
    doc_set_text(web->arena, web->view, S("new_href"), new_href(web, file));
    doc_set_text(web->arena, web->view, S("without_href"), referral_view_href(web, file, "consents/without"));
    return OUTCOME_OK;
}

void referral_case_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms || !web_view(web, &consent_type).allowed) return;
    furniture_add_action(web, actions, TR("Consents"), referral_view_href(web, record, "consents"), false);
    if (may_write(web, record))
        furniture_add_action(web, actions, TR("Refer"), referral_view_href(web, record, "referrals/new"),
                             false);
}

void consent_actions(struct web *web, const struct record *record, struct doc *actions) {
    bool may = consent_may_end(record) &&
               access_may_record(web->app->access, web->actor, record, VERB_UPDATE);
    if (may)
        furniture_add_action(web, actions, TR("Take it back"), referral_view_href(web, record, "withdraw"),
                             true);
}

/* ---- a new consent ---- */

static uint64_t bits_of(const struct record_type *type, const char *names) {
    uint64_t bits = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        if (names_contain(names, slice_of(type->fields[i].name))) bits |= UINT64_C(1) << i;
    }
    return bits;
}

static size_t files_of(struct web *web, const struct record *file, struct record ***records) {
    struct view view = {.allowed = true,
                        .orgs = &file->org_id,
                        .org_count = 1,
                        .own_org = file->org_id,
                        .own_max = IDENTIFYING,
                        .foreign_max = PUBLIC};
    struct list_query query = {.type = &attachment_type, .org = file->org_id, .filter_count = 1};
    query.filters[0] = (struct filter){.field = record_type_field(&attachment_type, S("owner_id")),
                                       .value = value_of_text(uuid_format(web->arena, file->id))};
    return query_list_all(web->app->store, web_db(web), web->arena, &view, &query, FILES_MAX, records, NULL);
}

static void files_field(struct web *web, const struct record *file, struct doc *fields) {
    struct record **records;
    size_t count = files_of(web, file, &records);
    if (count > FILES_MAX) count = FILES_MAX;
    if (!count) return;
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, count);
    for (size_t i = 0; i < count; i++) {
        struct slice id = uuid_format(web->arena, records[i]->id);
        choices[i] = (struct plain_choice){id, attachment_of(records[i])->file_name.text,
                                           plain_form_has(web, "files", id)};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "files",
                                         .label = TR("Attached files"),
                                         .control = PLAIN_CHECKBOXES,
                                         .choices = choices,
                                         .choice_count = count});
}

static void consent_form_show(struct web *web, const struct record *file) {
    struct record_names *names = record_names_new(web);
    struct form_source source = {.type = &consent_type,
                                 .posted = web->form_read,
                                 .prefill = !web->form_read,
                                 .hidden =
                                     bits_of(&consent_type, "case_file files withdrawn_why withdrawn_ms")};
    referral_view_head(web, names, file, TR("Take a consent"));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    struct slice shown = form_add_fields(web, fields, &source);
    files_field(web, file, fields);
    doc_set_text(web->arena, web->view, S("form_fields"), shown);
    doc_set_text(web->arena, web->view, S("organisation"),
                 access_org_name(web->app->access, web->arena, file->org_id));
    referral_view_form(web, referral_view_href(web, file, "consents/new"), TR("Write it down"),
                       referral_view_href(web, file, "consents"));
}

enum outcome consent_new_page(struct web *web) {
    struct record *file = web_record_of_path(web, &case_file_type, 0);
    if (!file || !may_write(web, file)) return OUTCOME_NOT_FOUND;
    consent_form_show(web, file);
    return OUTCOME_OK;
}

/* Back to the ledger; the form again, with what is wrong. */
static enum outcome written(struct web *web, struct write_job *job, void (*show)(struct web *web, const struct record *file)) {
    struct record *file = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(
            web, arena_join(web->arena, referral_view_href(web, file, "consents"), S("?done=saved")));
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    show(web, file);
    return OUTCOME_OK;
}

static enum outcome consent_written(struct web *web, struct write_job *job) {
    return written(web, job, consent_form_show);
}

static struct slice files_posted(struct web *web) {
    struct text out = TEXT_IN(web->arena);
    for (size_t i = 0; i < web->form.count; i++) {
        if (!slice_equal(web->form.fields[i].name, S("files"))) continue;
        text_printf(&out, "%s%.*s", out.len ? "," : "", SLICE_ARG(web->form.fields[i].value));
    }
    return text_slice(&out);
}

/* A new part of a file, as the form says. */
static struct change *part_change(struct web *web, const struct record_type *type,
                                  const struct record *file) {
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_CREATE, type, file->org_id);
    bool good = form_read_change(web, type, change);
    change_set_value(change, "case_file", value_of_id(file->id));
    web->state = (void *)(uintptr_t)file;
    return good ? change : NULL;
}

enum outcome consent_new_post(struct web *web) {
    struct record *file = web_record_of_path(web, &case_file_type, 0);
    if (!file || !may_write(web, file)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = part_change(web, &consent_type, file);
    if (change) change_set_value(change, "files", value_of_text(files_posted(web)));
    if (change) return web_write(web, change, 1, web_field(web, S("_key")), consent_written);
    web->response->status = web_status(OUTCOME_REFUSED);
    consent_form_show(web, file);
    return OUTCOME_OK;
}

/* ---- taking it back ---- */

/* What people say: that files were made one is said by the program. */
static void why_field(struct web *web) {
    const struct field *why = consent_field("withdrawn_why");
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, why->choices->count);
    struct slice chosen = plain_form_value(web, "withdrawn_why", S(""));
    size_t count = 0;
    for (size_t i = 0; i < why->choices->count; i++) {
        struct slice code = slice_of(why->choices->choices[i].code);
        if (slice_equal(code, S("merged"))) continue;
        choices[count++] = (struct plain_choice){code, choice_label(web, why, code), slice_equal(code, chosen)};
    }
    plain_form_add(web, doc_set_array(web->arena, web->view, S("fields")),
                   &(struct plain_field){.name = "withdrawn_why",
                                         .label = why->label,
                                         .control = PLAIN_RADIO,
                                         .required = true,
                                         .choices = choices,
                                         .choice_count = count});
}

static void withdraw_show(struct web *web, const struct record *consent) {
    referral_view_head(web, record_names_new(web), consent, TR("Take a consent back"));
    doc_set_text(web->arena, web->view, S("step_words"),
                 web_tr(web, TR("The same consent written down a second time is taken back with it. What stands on it is called back at once: referrals that are under way end, "
                                "and what partners hold of it is emptied. A partner that has taken the person up "
                                "keeps a file of its own: the name with which it was begun, and what it wrote itself. Ask "
                                "the partner when the person wants that to be erased too.")));
    why_field(web);
    referral_view_form(web, referral_view_href(web, consent, "withdraw"), TR("Take it back"),
                       record_href(web, &consent_type, consent->id));
}

static struct record *consent_to_withdraw(struct web *web) {
    struct record *consent = web_record_of_path(web, &consent_type, 0);
    bool may = consent && consent_may_end(consent) &&
               access_may_record(web->app->access, web->actor, consent, VERB_UPDATE);
    return may ? consent : NULL;
}

enum outcome consent_withdraw_page(struct web *web) {
    struct record *consent = consent_to_withdraw(web);
    if (!consent) return OUTCOME_NOT_FOUND;
    withdraw_show(web, consent);
    return OUTCOME_OK;
}

static enum outcome withdrawn(struct web *web, struct write_job *job) {
    struct record *consent = web->state, *file = referral_seen_file(web, consent);
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_OK && file)
        return web_redirect(
            web, arena_join(web->arena, referral_view_href(web, file, "consents"), S("?done=saved")));
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    withdraw_show(web, consent);
    return OUTCOME_OK;
}

enum outcome consent_withdraw_post(struct web *web) {
    struct record *consent = consent_to_withdraw(web);
    if (!consent) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &consent_type, consent->org_id);
    change->id = consent->id;
    change->base_version = consent->version;
    web->state = consent;
    struct value *why = record_value(change->values, consent_field("withdrawn_why"));
    if (value_parse_input(web->arena, consent_field("withdrawn_why"), web_field(web, S("withdrawn_why")),
                          S(""), why, &web->refusal) &&
        why->present) {
        change_set(change, consent_field("withdrawn_why"));
        return web_write(web, change, 1, web_field(web, S("_key")), withdrawn);
    }
    if (refusal_is_empty(&web->refusal)) refuse(&web->refusal, S("withdrawn_why"), "Say why.");
    web->response->status = web_status(OUTCOME_REFUSED);
    withdraw_show(web, consent);
    return OUTCOME_OK;
}

/* ---- without consent ---- */

static void override_show(struct web *web, const struct record *file) {
    struct form_source source = {
        .type = &consent_override_type,
        .posted = web->form_read,
        .hidden = bits_of(&consent_override_type, "case_file state asked_by decided_by until_ms")};
    referral_view_head(web, record_names_new(web), file, TR("Share without consent"));
    doc_set_text(web->arena, web->view, S("step_words"),
                 web_tr(web, TR("Only when a life is in danger and nobody can be asked. A supervisor "
                                "decides; it holds for 24 hours, and both names are kept.")));
    struct slice shown = form_add_fields(web, doc_set_array(web->arena, web->view, S("fields")), &source);
    doc_set_text(web->arena, web->view, S("form_fields"), shown);
    referral_view_form(web, referral_view_href(web, file, "consents/without"), TR("Ask a supervisor"),
                       referral_view_href(web, file, "consents"));
}

enum outcome override_new_page(struct web *web) {
    struct record *file = web_record_of_path(web, &case_file_type, 0);
    if (!file || !may_write(web, file)) return OUTCOME_NOT_FOUND;
    override_show(web, file);
    return OUTCOME_OK;
}

static enum outcome override_written(struct web *web, struct write_job *job) {
    return written(web, job, override_show);
}

enum outcome override_new_post(struct web *web) {
    struct record *file = web_record_of_path(web, &case_file_type, 0);
    if (!file || !may_write(web, file)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = part_change(web, &consent_override_type, file);
    if (change) return web_write(web, change, 1, web_field(web, S("_key")), override_written);
    web->response->status = web_status(OUTCOME_REFUSED);
    override_show(web, file);
    return OUTCOME_OK;
}

static void decide_show(struct web *web, const struct record *override) {
    struct record_names *names = record_names_new(web);
    const struct consent_override *asked = consent_override_of(override);
    const struct field *state = record_type_field(&consent_override_type, S("state"));
    const struct slice codes[] = {S("allowed"), S("refused")};
    struct plain_choice choices[ARRAY_LEN(codes)];
    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        choices[i] = (struct plain_choice){codes[i], choice_label(web, state, codes[i]), false};
    referral_view_head(web, names, override, TR("Decide about sharing without consent"));
    struct slice args[2] = {referral_view_user(web, &asked->asked_by),
                            referral_view_ref(names, override, "provider")};
    doc_set_text(
        web->arena, web->view, S("step_words"),
        refusal_fill(web->arena,
                     web_tr(web, TR("{1} asks to tell {2} what is named here. Who asked cannot decide.")),
                     args));
    doc_set_text(web->arena, web->view, S("reveal_href"), referral_view_href(web, override, "reveal"));
    doc_set_bool(web->arena, web->view, S("has_step_facts"), true);
    struct doc *facts = doc_set_array(web->arena, web->view, S("step_facts"));
    struct doc *fact = doc_add_object(web->arena, facts);
    doc_set_text(web->arena, fact, S("fact_label"), web_tr(web, TR("What is to be told")));
    doc_set_text(
        web->arena, fact, S("fact_text"),
        referral_view_codes(web, record_type_field(&consent_override_type, S("scope")), asked->scope.text));
    plain_form_add(web, doc_set_array(web->arena, web->view, S("fields")),
                   &(struct plain_field){.name = "state",
                                         .label = TR("Decision"),
                                         .control = PLAIN_RADIO,
                                         .required = true,
                                         .choices = choices,
                                         .choice_count = ARRAY_LEN(choices)});
    referral_view_form(web, referral_view_href(web, override, "decide"), TR("Decide"),
                       record_href(web, &consent_override_type, override->id));
}

static struct record *override_to_decide(struct web *web) {
    struct record *override = web_record_of_path(web, &consent_override_type, 0);
    bool is_open = override && value_is_code(&consent_override_of(override)->state, "asked");
    return is_open && access_may(web->actor, ACCESS_CASE, VERB_APPROVE) ? override : NULL;
}

enum outcome override_decide_page(struct web *web) {
    struct record *override = override_to_decide(web);
    if (!override) return OUTCOME_NOT_FOUND;
    decide_show(web, override);
    return OUTCOME_OK;
}

static enum outcome decided(struct web *web, struct write_job *job) {
    struct record *override = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(
            web, arena_join(web->arena, record_href(web, override->type, override->id), S("?done=saved")));
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    decide_show(web, override);
    return OUTCOME_OK;
}

enum outcome override_decide_post(struct web *web) {
    struct record *override = override_to_decide(web);
    if (!override) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice state = web_field(web, S("state"));
    bool is_known = slice_equal(state, S("allowed")) || slice_equal(state, S("refused"));
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &consent_override_type, override->org_id);
    change->id = override->id;
    change->base_version = override->version;
    web->state = override;
    if (is_known) {
        change_set_value(change, "state", value_of_text(state));
        return web_write(web, change, 1, web_field(web, S("_key")), decided);
    }
    refuse(&web->refusal, S("state"), "Say whether it is allowed.");
    web->response->status = web_status(OUTCOME_REFUSED);
    decide_show(web, override);
    return OUTCOME_OK;
}
