/* SPDX-License-Identifier: Apache-2.0 */
#include "web/referral/incoming_pages.h"

#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/case_pair.h"
#include "domain/referral/referral.h"
#include "domain/referral/rules.h"
#include "domain/referral/share.h"
#include "store/query.h"
#include "exchange/json_record.h"
#include "web/care/case_alike.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_extra.h"
#include "web/referral/referral_view.h"
#include "web/referral/step_form.h"

/* What was told becomes these fields of the new file. */
static const char *const taken_names[] = {"name_km",         "name_latin", "alias",        "birth_date",   "mosvy_number",
                                          "age_years",       "sex",        "nationality",  "phone",
                                          "document_number", "address",    "home_village", "from_country",
                                          "family_tie",      "urgent",     "risk"};

/* ---- what was told ---- */

struct record *told_record(struct web *web) {
    const struct record_type *const types[] = {&referral_type, &referral_in_type, &referral_copy_type};
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        struct record *record = slice_contains(web->http->path, slice_of(types[i]->path))
                                    ? web_record_of_path(web, types[i], 0)
                                    : NULL;
        if (record)
            return access_may_in(web->app->access, web->actor, types[i], record->org_id, VERB_REVEAL) ? record
                                                                                                      : NULL;
    }
    return NULL;
}

static void told_show(struct web *web, const struct record *record) {
    referral_view_head(web, record_names_new(web), record, TR("What was told"));
    bool is_new = record->type == &referral_in_type &&
                  value_is_code(&referral_in_of(record)->state, "sent") &&
                  access_may(web->actor, ACCESS_CASE, VERB_UPDATE);
    doc_set_bool(web->arena, web->view, S("may_answer"), is_new);
    doc_set_text(web->arena, web->view, S("told_action"), referral_view_href(web, record, "told"));
    doc_set_text(web->arena, web->view, S("accept_href"), referral_view_href(web, record, "accept"));
    doc_set_text(web->arena, web->view, S("reject_href"), referral_view_href(web, record, "step/rejected"));
    doc_set_text(web->arena, web->view, S("back_href"), record_href(web, record->type, record->id));
}

enum outcome told_page(struct web *web) {
    struct record *record = told_record(web);
    if (!record) return OUTCOME_NOT_FOUND;
    told_show(web, record);
    return OUTCOME_OK;
}

static const struct value *packet_of(const struct record *record) {
    return record_value_const(record, record_type_field(record->type, S("packet")));
}

enum outcome told_reveal(struct web *web, struct record *record) {
    struct slice purpose = arena_printf(web->arena, "%s %.*s", record->type->name, SLICE_ARG(record->code));
    if (!packet_of(record)->present)
        return refuse(&web->refusal, S(""), "What was told is no longer here."), OUTCOME_REFUSED;
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    return query_reveal(web->app->store, web_db(web), web->arena, web->actor, record, purpose, &web->refusal);
}

enum outcome told_post(struct web *web) {
    struct record *record = told_record(web);
    if (!record) return OUTCOME_NOT_FOUND;
    enum outcome outcome = told_reveal(web, record);
    if (outcome != OUTCOME_OK) return outcome;
    if (web->is_api)
        return doc_set_raw(web->arena, web->view, S("told"), packet_of(record)->text), OUTCOME_OK;
    told_show(web, record);
    doc_set_bool(web->arena, web->view, S("is_open"), true);
    return referral_view_packet(web, packet_of(record)->text,
                                record->type == &referral_type ? S("")
                                                               : referral_view_href(web, record, "files"))
               ? OUTCOME_OK
               : OUTCOME_FAILED;
}

/* ---- taking it up ---- */

static void accept_show(struct web *web, const struct record *incoming) {
    const struct field *sex = record_type_field(&case_file_type, S("sex"));
    referral_view_head(web, record_names_new(web), incoming, TR("Accept this person"));
    doc_set_text(web->arena, web->view, S("step_words"),
                 web_tr(web, TR("A new file is made of what was told, sealed under its own key; you work on "
                                "it. If the person has a file with you already, write its code.")));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "case_file",
                                         .label = TR("Code of our own file"),
                                         .narrow = true,
                                         .value = plain_form_value(web, "case_file", S("")),
                                         .help = TR("Empty: a new one.")});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "sex",
                                         .label = sex->label,
                                         .control = PLAIN_RADIO,
                                         .set = sex->choices,
                                         .value = plain_form_value(web, "sex", S("")),
                                         .help = TR("Only when it was not told.")});
    referral_view_form(web, referral_view_href(web, incoming, "accept"), TR("Accept"),
                       record_href(web, incoming->type, incoming->id));
}

static struct record *incoming_to_answer(struct web *web) {
    struct record *incoming = web_record_of_path(web, &referral_in_type, 0);
    bool may =
        incoming &&
        access_may_in(web->app->access, web->actor, &referral_in_type, incoming->org_id, VERB_REVEAL) &&
        access_may(web->actor, ACCESS_CASE, VERB_UPDATE) && access_may(web->actor, ACCESS_CASE, VERB_CREATE);
    return may ? incoming : NULL;
}

enum outcome incoming_accept_page(struct web *web) {
    struct record *incoming = incoming_to_answer(web);
    if (!incoming) return OUTCOME_NOT_FOUND;
    accept_show(web, incoming);
    return OUTCOME_OK;
}

static enum outcome accept_again(struct web *web, const struct record *incoming) {
    enum outcome outcome = doc_get(web->view, S("case_alike")) ? OUTCOME_CONFLICT : OUTCOME_REFUSED;
    if (web->is_api) return outcome;
    web->response->status = web_status(outcome);
    accept_show(web, incoming);
    return OUTCOME_OK;
}

/* As it stands now: what was told has gone into the file. */
static enum outcome answer_show(struct web *web, struct uuid id) {
    struct record *now = web_record(web, &referral_in_type, id);
    if (!now) return OUTCOME_NOT_FOUND;
    json_record_add(web->arena, now, 0, web->view);
    return OUTCOME_OK;
}

static enum outcome accepted(struct web *web, struct write_job *job) {
    struct record *incoming = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return accept_again(web, incoming);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    const struct change *last = &job->changes[job->change_count - 1];
    if (web->is_api) return answer_show(web, last->id);
    return web_redirect(
        web,
        arena_join(web->arena, record_href(web, &case_file_type, referral_in_of(last->after)->case_file.id),
                   S("?done=saved")));
}

/* By the code that people write on paper. */
static struct record *file_of_code(struct web *web, struct slice code) {
    struct uuid id = case_file_by_code(web_db(web), web->actor->org_id, code);
    return uuid_is_zero(id) ? NULL : web_record(web, &case_file_type, id);
}

static void take_told(struct web *web, const struct doc *packet, struct change *file) {
    struct refusal ignored = REFUSAL_IN(web->arena);
    for (size_t i = 0; i < ARRAY_LEN(taken_names); i++) {
        const struct field *field = record_type_field(&case_file_type, slice_of(taken_names[i]));
        struct slice text = packet_value(packet, field->name);
        struct value *value = record_value(file->values, field);
        if (text.len && value_parse(web->arena, field, text, value) && value_check(field, value, &ignored))
            change_set(file, field);
    }
}

/* A new file as it was told, arrived when they say or today; the sex as the form says when nobody told it. */
static bool file_begin(struct web *web, struct slice told, struct change *file) {
    const struct doc *packet = doc_parse_json(web->arena, told, &web->refusal);
    struct date day;
    if (!packet) return false;
    take_told(web, packet, file);
    if (!date_parse_iso(packet_value(packet, "arrived_on"), &day)) day = clock_today();
    change_set_value(file, "arrived_on", (struct value){.present = true, .date = day});
    struct slice sex = web_field(web, S("sex"));
    if (!packet_value(packet, "sex").len) {
        if (!sex.len) return refuse(&web->refusal, S("sex"), "Nobody told the sex: say it.");
        change_set_value(file, "sex", value_of_text(sex));
    }
    return true;
}

/* The file that it is taken up into, as a change before the answer, or one that is there.  False after a
 * refusal. */
static bool file_choose(struct web *web, const struct record *incoming, struct slice key, struct change *changes, size_t *count,
                        struct uuid *id) {
    struct slice code = slice_trim(web_field(web, S("case_file")));
    if (code.len) {
        struct record *known = file_of_code(web, code);
        if (!known) return refuse(&web->refusal, S("case_file"), "There is no file with this code.");
        *id = known->id;
        return true;
    }
    *id = uuid_new();
    changes[*count] = change_new(web->arena, CHANGE_CREATE, &case_file_type, incoming->org_id);
    changes[*count].id = *id;
    struct change *file = &changes[(*count)++];
    if (!file_begin(web, referral_in_of(incoming)->packet.text, file)) return false;
    if (!case_form_asks(web, file, key)) return true;
    return refuse(&web->refusal, S("case_file"), "Somebody like this has a file: write its code, or say that it is another person.");
}

enum outcome incoming_accept(struct web *web) {
    struct record *incoming = incoming_to_answer(web);
    struct uuid file_id;
    size_t count = 0;
    if (!incoming) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    if (!referral_step_check(referral_in_of(incoming)->state.text, S("accepted"), &web->refusal))
        return accept_again(web, incoming);
    struct change *changes = arena_make(web->arena, struct change, 2);
    bool is_there = referral_in_of(incoming)->packet.present;
    enum outcome outcome = is_there ? told_reveal(web, incoming) : OUTCOME_OK;
    if (outcome == OUTCOME_REFUSED) return accept_again(web, incoming);
    if (outcome != OUTCOME_OK) return outcome;
    web->state = incoming;
    struct slice key = web->is_api ? http_header(web->http, S("Idempotency-Key")) : web_field(web, S("_key"));
    if (is_there && !file_choose(web, incoming, key, changes, &count, &file_id))
        return accept_again(web, incoming);
    struct change *answer = &changes[count++];
    *answer = change_new(web->arena, CHANGE_UPDATE, &referral_in_type, incoming->org_id);
    answer->id = incoming->id;
    answer->base_version = incoming->version;
    answer->by_program = true;
    change_set_value(answer, "state", value_of_text(S("accepted")));
    if (is_there) change_set_value(answer, "case_file", value_of_id(file_id));
    struct write_job job = {.job_arena = web->arena,
                            .actor = web->actor,
                            .idempotency_key = key,
                            .changes = changes,
                            .change_count = count,
                            .also = web->also,
                            .also_context = web->also_context};
    (void)store_write(web->app->store, &job); /* on a slow thread, which may wait */
    return accepted(web, &job);
}

/* ---- its other steps ---- */

static const struct step_kind incoming_steps[] = {
    {"rejected", TR("Not accept"),
     TR("Say why, so that they can ask somebody else at once. What was told is emptied here."), "rejection",
     true},
    {"done", TR("Close it"), TR("Tell the others what came of it."), "outcome", true},
    {NULL, NULL, NULL, NULL, false},
};

enum outcome incoming_step_page(struct web *web) {
    return step_form_page(web, &referral_in_type, incoming_steps);
}

enum outcome incoming_step_post(struct web *web) {
    return step_form_post(web, &referral_in_type, incoming_steps);
}

/* The two files are two organisations': what was told goes, what the receiver wrote is its own. */
void incoming_sections(struct web *web, const struct record *shown, struct doc *sections) {
    const struct record *record = web_record(web, &referral_in_type, shown->id);
    if (!record || !value_is_code(&referral_in_of(record)->revocation, "consent_withdrawn")) return;
    const struct value *file = &referral_in_of(record)->case_file;
    record_section_add(web, sections, TR("The consent was taken back"),
                       file->present
                           ? web_tr(web, TR("What was told is emptied, here and in the file. Your own file stays: the name "
                                            "with which it was begun and what you wrote are yours, and you answer for them. "
                                            "Ask the person whether you may go on; if not, propose its erasure."))
                           : web_tr(web, TR("What was told is emptied. There is no file of yours, so nothing is left here.")),
                       file->present ? record_href(web, &case_file_type, file->id) : S(""), TR("Our file"));
}

void incoming_actions(struct web *web, const struct record *record, struct doc *actions) {
    const struct referral_in *incoming = referral_in_of(record);
    if (record->deleted_ms || !access_may(web->actor, ACCESS_CASE, VERB_UPDATE)) return;
    bool is_new = value_is_code(&incoming->state, "sent");
    if (is_new)
        furniture_add_action(web, actions, TR("Look at what was told"),
                             referral_view_href(web, record, "told"), true);
    if (is_new)
        furniture_add_action(web, actions, TR("Accept"), referral_view_href(web, record, "accept"), false);
    if (is_new)
        furniture_add_action(web, actions, TR("Not accept"), referral_view_href(web, record, "step/rejected"),
                             false);
    if (value_is_code(&incoming->state, "accepted"))
        furniture_add_action(web, actions, TR("Close it"), referral_view_href(web, record, "step/done"),
                             true);
}

void copy_actions(struct web *web, const struct record *record, struct doc *actions) {
    bool may = referral_copy_of(record)->packet.present && access_may(web->actor, ACCESS_CASE, VERB_REVEAL);
    if (may)
        furniture_add_action(web, actions, TR("What was told"), referral_view_href(web, record, "told"),
                             true);
}
