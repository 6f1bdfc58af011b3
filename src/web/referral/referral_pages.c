/* SPDX-License-Identifier: Apache-2.0 */
#include "web/referral/referral_pages.h"

#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/referral/bed.h"
#include "domain/referral/referral.h"
#include "domain/referral/rules.h"
#include "domain/referral/share.h"
#include "domain/referral/vetting.h"
#include "store/query.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/form_change.h"
#include "web/record/record_extra.h"
#include "web/record/record_head.h"
#include "web/referral/bed_table.h"
#include "web/referral/provider_pages.h"
#include "web/referral/referral_view.h"
#include "web/referral/step_form.h"

static const char own_names[] = "case_file state channel cites shown packet sent_ms to_org sent_by "
                                "answered_on rejection revocation outcome closed_on";

static const struct field *referral_field(const char *name) {
    return record_type_field(&referral_type, slice_of(name));
}

/* ---- a new one ---- */

static uint64_t own_bits(void) {
    uint64_t bits = 0;
    for (size_t i = 0; i < referral_type.field_count; i++) {
        if (names_contain(own_names, slice_of(referral_type.fields[i].name))) bits |= UINT64_C(1) << i;
    }
    return bits;
}

static void new_show(struct web *web, const struct record *file) {
    struct record *start = record_new(web->arena, &referral_type);
    referral_of(start)->shares = value_of_text(S("identity,needs"));
    struct form_source source = {.type = &referral_type,
                                 .record = start,
                                 .posted = web->form_read,
                                 .prefill = !web->form_read,
                                 .hidden = own_bits()};
    referral_view_head(web, record_names_new(web), file, TR("Refer this person"));
    doc_set_text(
        web->arena, web->view, S("step_words"),
        web_tr(
            web,
            TR("Nothing is sent yet. Next you see, line by line, what would be told and on which consent.")));
    struct slice shown = form_add_fields(web, doc_set_array(web->arena, web->view, S("fields")), &source);
    doc_set_text(web->arena, web->view, S("form_fields"), shown);
    bed_table_show(web, file, date_first_day(clock_today()));
    referral_view_form(web, referral_view_href(web, file, "referrals/new"), TR("Go on"),
                       record_href(web, file->type, file->id));
}

static struct record *file_to_refer(struct web *web) {
    struct record *file = web_record_of_path(web, &case_file_type, 0);
    bool may = file && access_may_in(web->app->access, web->actor, &referral_type, file->org_id, VERB_CREATE);
    return may ? file : NULL;
}

enum outcome referral_new_page(struct web *web) {
    struct record *file = file_to_refer(web);
    if (!file) return OUTCOME_NOT_FOUND;
    new_show(web, file);
    return OUTCOME_OK;
}

static enum outcome drafted(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web, referral_view_href(web, job->changes[0].after, "send"));
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    new_show(web, web->state);
    return OUTCOME_OK;
}

enum outcome referral_new_post(struct web *web) {
    struct record *file = file_to_refer(web);
    if (!file) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_CREATE, &referral_type, file->org_id);
    bool good = form_read_change(web, &referral_type, change);
    change_set_value(change, "case_file", value_of_id(file->id));
    web->state = file;
    if (good) return web_write(web, change, 1, web_field(web, S("_key")), drafted);
    web->response->status = web_status(OUTCOME_REFUSED);
    new_show(web, file);
    return OUTCOME_OK;
}

/* ---- before it is sent ---- */

struct sending {
    struct record *referral, *file, *provider;
};

/* A draft that this reader may send: who works on the file. */
static bool sending_read(struct web *web, struct sending *sending) {
    sending->referral = web_record_of_path(web, &referral_type, 0);
    if (!sending->referral || !value_is_code(&referral_of(sending->referral)->state, "draft")) return false;
    sending->file = referral_seen_file(web, sending->referral);
    sending->provider =
        web_record(web, &provider_type, referral_of(sending->referral)->provider.id);
    return sending->file && sending->provider &&
           access_may_record(web->app->access, web->actor, sending->referral, VERB_UPDATE);
}

static void covers_show(struct web *web, const struct sending *sending) {
    struct rule rule = referral_seen_rule(web);
    struct share_cover covers[SHARE_CLASSES];
    size_t count = share_covers(&rule, sending->file, sending->provider,
                                referral_of(sending->referral)->shares.text, clock_now_ms(), covers);
    struct doc *rows = doc_set_array(web->arena, web->view, S("covers"));
    for (size_t i = 0; i < count; i++) {
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("cover_class"),
                     choice_label(web, referral_field("shares"), covers[i].class_code));
        doc_set_text(web->arena, row, S("cover_code"), covers[i].by ? covers[i].by->code : S(""));
        doc_set_text(web->arena, row, S("cover_href"),
                     covers[i].by ? record_href(web, covers[i].by->type, covers[i].by->id) : S(""));
    }
}

/* What would be refused, said before anybody tries. */
static void hindrances_show(struct web *web, const struct sending *sending) {
    struct rule rule = referral_seen_rule(web);
    struct refusal refusal = REFUSAL_IN(web->arena);
    (void)vetting_allows(&rule, sending->provider, date_first_day(clock_today()), &refusal);
    (void)provider_admits(sending->provider, sending->file, referral_of(sending->referral)->service.text,
                          &refusal);
    (void)bed_allows(&rule, sending->referral, sending->file, sending->provider, &refusal);
    struct doc *rows = doc_set_array(web->arena, web->view, S("hindrances"));
    for (const struct refusal_item *item = refusal.first; item; item = item->next) {
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("hindrance"), tr_refusal(web->arena, &web->locale, item));
    }
}

/* Who is referred for a bed sees where one is free, and how to go on when there is none. */
static void beds_show(struct web *web, const struct sending *sending) {
    struct rule rule = referral_seen_rule(web);
    bool is_asked = bed_is_asked(sending->referral, sending->provider);
    bool lacks = is_asked &&
                 bed_answer_of(&rule, sending->referral, sending->file, sending->provider).lack != BED_FREE;
    if (is_asked) bed_table_show(web, sending->file, bed_day_of(sending->referral));
    doc_set_text(web->arena, web->view, S("no_bed_href"),
                 lacks ? referral_view_href(web, sending->referral, "step/rejected") : S(""));
}

static void send_show(struct web *web, const struct sending *sending, const struct packet *packet) {
    struct record_names *names = record_names_new(web);
    const char *badge;
    referral_view_head(web, names, sending->referral, TR("Look and send"));
    doc_set_text(web->arena, web->view, S("to_name"),
                 referral_view_ref(names, sending->referral, "provider"));
    doc_set_text(web->arena, web->view, S("to_vetting"),
                 provider_vetting_text(web, sending->provider, &badge));
    doc_set_text(web->arena, web->view, S("to_badge"), slice_of(badge));
    doc_set_text(web->arena, web->view, S("to_service"),
                 choice_label(web, referral_field("service"), referral_of(sending->referral)->service.text));
    doc_set_text(web->arena, web->view, S("preview_action"),
                 referral_view_href(web, sending->referral, "preview"));
    doc_set_text(web->arena, web->view, S("edit_href"), referral_view_href(web, sending->referral, "edit"));
    doc_set_text(web->arena, web->view, S("consents_href"),
                 referral_view_href(web, sending->file, "consents"));
    covers_show(web, sending);
    hindrances_show(web, sending);
    beds_show(web, sending);
    doc_set_bool(web->arena, web->view, S("is_shown"), packet != NULL);
    doc_set_text(web->arena, web->view, S("shown_seal"), packet ? packet->shown : S(""));
    if (packet) (void)referral_view_packet(web, packet->json, S(""));
    referral_view_form(web, referral_view_href(web, sending->referral, "send"), TR("Send exactly this"),
                       record_href(web, &referral_type, sending->referral->id));
}

enum outcome referral_send_page(struct web *web) {
    struct sending sending;
    if (!sending_read(web, &sending)) return OUTCOME_NOT_FOUND;
    send_show(web, &sending, NULL);
    return OUTCOME_OK;
}

/* The file and the reason are opened for it, and the log of reads says so. */
static enum outcome packet_make(struct web *web, const struct sending *sending, struct packet *packet) {
    struct slice purpose = arena_printf(web->arena, "referral %.*s", SLICE_ARG(sending->referral->code));
    struct record *file = record_copy(web->arena, sending->file),
                  *referral = record_copy(web->arena, sending->referral);
    enum outcome outcome =
        query_reveal(web->app->store, web_db(web), web->arena, web->actor, file, purpose, &web->refusal);
    if (outcome == OUTCOME_OK)
        outcome = query_reveal(web->app->store, web_db(web), web->arena, web->actor, referral, purpose, &web->refusal);
    if (outcome != OUTCOME_OK) return outcome;
    struct rule rule = referral_seen_rule(web);
    bool good = packet_build(&rule, referral, file, sending->provider, clock_now_ms(), packet, &web->refusal);
    return good ? OUTCOME_OK : OUTCOME_REFUSED;
}

/* Names of the files that leave as they were sent. */
static void telling_add(struct web *web, const struct packet *packet) {
    struct refusal ignored = REFUSAL_IN(web->arena);
    const struct doc *told = doc_parse_json(web->arena, packet->json, &ignored);
    const struct doc *files = told ? doc_get(told, S("files")) : NULL;
    struct doc *telling = doc_set_array(web->arena, web->view, S("telling_files"));
    for (const struct doc_entry *entry = files ? files->first : NULL; entry; entry = entry->next) {
        if (referral_view_file_tells(web, &entry->value))
            doc_add_text(web->arena, telling, doc_get_text(&entry->value, S("name")));
    }
}

static void packet_json(struct web *web, const struct packet *packet) {
    telling_add(web, packet);
    doc_set_text(web->arena, web->view, S("shown"), packet->shown);
    doc_set_text(web->arena, web->view, S("cites"), packet->cites);
    doc_set_raw(web->arena, web->view, S("told"), packet->json);
}

enum outcome referral_preview(struct web *web) {
    struct sending sending;
    struct packet packet;
    if (!sending_read(web, &sending)) return OUTCOME_NOT_FOUND;
    enum outcome outcome = packet_make(web, &sending, &packet);
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    if (outcome == OUTCOME_OK && web->is_api) return packet_json(web, &packet), OUTCOME_OK;
    if (web->is_api || (outcome != OUTCOME_OK && outcome != OUTCOME_REFUSED)) return outcome;
    if (outcome == OUTCOME_REFUSED) web->response->status = web_status(OUTCOME_REFUSED);
    send_show(web, &sending, outcome == OUTCOME_OK ? &packet : NULL);
    return OUTCOME_OK;
}

static enum outcome was_sent(struct web *web, struct write_job *job) {
    struct sending *sending = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(
            web,
            arena_join(web->arena, record_href(web, &referral_type, sending->referral->id), S("?done=sent")));
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    web->response->status = web_status(OUTCOME_REFUSED);
    send_show(web, sending, NULL);
    return OUTCOME_OK;
}

enum outcome referral_send(struct web *web) {
    struct sending *sending = arena_make(web->arena, struct sending, 1);
    if (!sending_read(web, sending)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &referral_type, sending->referral->org_id);
    change->id = sending->referral->id;
    change->base_version = sending->referral->version;
    change_set_value(change, "state", value_of_text(S("sent")));
    change_set_value(change, "shown", value_of_text(web_field(web, S("shown"))));
    web->state = sending;
    return web_write(web, change, 1, web_field(web, S("_key")), was_sent);
}

/* ---- its steps ---- */

static const struct step_kind referral_steps[] = {
    {"accepted", TR("It was accepted"), TR("Write down that the provider helps."), NULL, false},
    {"rejected", TR("It was not accepted"), TR("Say why, so that the next one is asked better."), "rejection",
     false},
    {"revoked", TR("Call it back"), TR("What the receiver holds of it is emptied at once."), "revocation",
     false},
    {"done", TR("Close it"),
     TR("A referral for a bed that nobody took closes with a plan of care in the community."), "outcome",
     false},
    {NULL, NULL, NULL, NULL, false},
};

enum outcome referral_step_page(struct web *web) {
    return step_form_page(web, &referral_type, referral_steps);
}

enum outcome referral_step_post(struct web *web) {
    return step_form_post(web, &referral_type, referral_steps);
}

static bool is_in(const struct referral *referral, const char *states) {
    return names_contain(states, referral->state.text);
}

static void step_action(struct web *web, const struct record *record, struct doc *actions, size_t step,
                        bool primary) {
    const struct step_kind *kind = &referral_steps[step];
    furniture_add_action(web, actions, kind->label,
                         arena_printf(web->arena, "%.*s/step/%s",
                                      SLICE_ARG(record_href(web, record->type, record->id)), kind->to),
                         primary);
}

void referral_actions(struct web *web, const struct record *record, struct doc *actions) {
    const struct referral *referral = referral_of(record);
    bool may = !record->deleted_ms && access_may_record(web->app->access, web->actor, record, VERB_UPDATE);
    bool by_hand = !value_is_code(&referral->channel, "inbox");
    if (may && is_in(referral, "draft"))
        furniture_add_action(web, actions, TR("Look and send"), referral_view_href(web, record, "send"),
                             true);
    if (may && is_in(referral, "sent") && by_hand) step_action(web, record, actions, 0, true);
    if (may && is_in(referral, "sent") && by_hand) step_action(web, record, actions, 1, false);
    if (may && is_in(referral, "sent accepted")) step_action(web, record, actions, 2, false);
    if (may && is_in(referral, "accepted rejected expired revoked"))
        step_action(web, record, actions, 3, true);
    if (referral->packet.present)
        furniture_add_action(web, actions, TR("What was told"), referral_view_href(web, record, "told"),
                             false);
    if (is_in(referral, "sent accepted"))
        furniture_add_action(web, actions, TR("Slip on paper"), referral_view_href(web, record, "slip"),
                             false);
}

/* ---- beside the record ---- */

static void plan_section(struct web *web, const struct record *record, struct doc *sections) {
    struct rule rule = referral_seen_rule(web);
    if (!referral_needs_plan(&rule, record) || value_is_code(&referral_of(record)->state, "done")) return;
    struct slice file = uuid_format(web->arena, referral_of(record)->case_file.id);
    bool may = access_may_in(web->app->access, web->actor, &community_plan_type, record->org_id, VERB_CREATE);
    record_section_add(web, sections, TR("No shelter took this person"),
                       web_tr(web, TR("Before this is closed, write who cares for the person at home, what "
                                      "to do in danger, and who looks how often.")),
                       may ? arena_printf(web->arena, "/community-plans/new?case_file=%.*s", SLICE_ARG(file))
                           : S(""),
                       TR("Write the plan"));
}

static struct slice cites_text(struct web *web, struct record_names *names, const struct record *record) {
    struct text out = TEXT_IN(web->arena);
    struct slice rest = referral_of(record)->cites.text, text;
    struct uuid id;
    while (rest.len && slice_split(&rest, ',', &text)) {
        if (!uuid_parse(text, &id)) continue;
        struct slice label = record_label_of(names, &consent_type, id);
        if (!label.len) label = record_label_of(names, &consent_override_type, id);
        text_printf(&out, "%s%.*s", out.len ? ", " : "", SLICE_ARG(label));
    }
    return text_slice(&out);
}

/* The page itself leaves out what only the program reads: it is read once more. */
void referral_sections(struct web *web, const struct record *shown, struct doc *sections) {
    struct record_names *names = record_names_new(web);
    const struct record *record = web_record(web, &referral_type, shown->id);
    if (!record) return;
    const struct referral *referral = referral_of(record);
    plan_section(web, record, sections);
    if (!referral->sent_ms.present) return;
    struct doc *facts = record_section_facts(
        web, record_section_add(web, sections, TR("What left the file"), S(""), S(""), ""));
    record_section_fact(web, facts, web_tr(web, TR("Sent at")),
                        referral_view_instant(web, referral->sent_ms.number));
    record_section_fact(web, facts, web_tr(web, TR("Sent by")), referral_view_user(web, &referral->sent_by));
    if (referral->to_org.present)
        record_section_fact(web, facts, web_tr(web, TR("Organisation that got it")),
                            access_org_name(web->app->access, web->arena, referral->to_org.id));
    record_section_fact(web, facts, web_tr(web, TR("On which consent")), cites_text(web, names, record));
    record_section_fact(web, facts, web_tr(web, TR("What is told")),
                        referral_view_codes(web, referral_field("shares"), referral->shares.text));
}
