/* SPDX-License-Identifier: Apache-2.0 */
/* See referral_pages.h.  Paper for providers outside: a slip that names nobody, and a letter with all that
 * was told. */
#include "access/totp.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/referral/referral.h"
#include "store/query.h"
#include "web/furniture.h"
#include "web/referral/referral_pages.h"
#include "web/referral/referral_view.h"

/* One that was sent and is not over. */
static struct record *paper_of_path(struct web *web) {
    struct record *referral = web_record_of_path(web, &referral_type, 0);
    if (!referral) return NULL;
    const struct value *state = &referral_of(referral)->state;
    return value_is_code(state, "sent") || value_is_code(state, "accepted") ? referral : NULL;
}

static void paper_head(struct web *web, const struct record *record, const char *title) {
    struct record_names *names = record_names_new(web);
    const struct referral *referral = referral_of(record);
    struct record *provider = web_record(web, &provider_type, referral->provider.id);
    referral_view_head(web, names, record, title);
    doc_set_text(web->arena, web->view, S("referral_code"), record->code);
    doc_set_text(web->arena, web->view, S("organisation"),
                 access_org_name(web->app->access, web->arena, record->org_id));
    doc_set_text(web->arena, web->view, S("to_name"), provider ? provider_of(provider)->name.text : S(""));
    doc_set_text(web->arena, web->view, S("to_name_km"),
                 provider && provider_of(provider)->name_km.present ? provider_of(provider)->name_km.text
                                                                    : S(""));
    doc_set_text(web->arena, web->view, S("to_address"),
                 provider && provider_of(provider)->address.present ? provider_of(provider)->address.text
                                                                    : S(""));
    doc_set_text(web->arena, web->view, S("to_phone"),
                 provider && provider_of(provider)->phone.present ? provider_of(provider)->phone.text
                                                                  : S(""));
    doc_set_text(web->arena, web->view, S("to_service"),
                 choice_label(web, record_type_field(&referral_type, S("service")), referral->service.text));
    doc_set_text(web->arena, web->view, S("until_day"), referral_view_day(web, &referral->expires_on));
    doc_set_text(web->arena, web->view, S("sent_text"), referral_view_instant(web, referral->sent_ms.number));
    doc_set_text(web->arena, web->view, S("back_href"), record_href(web, record->type, record->id));
}

static void qr_add(struct web *web, const struct record *record) {
    const struct referral *referral = referral_of(record);
    struct totp_qr qr;
    struct slice text =
        arena_printf(web->arena, "%.*s %.*s %.*s", SLICE_ARG(record->code), SLICE_ARG(referral->service.text),
                     SLICE_ARG(date_format_iso(web->arena, referral->expires_on.date)));
    if (!totp_qr_path(web->arena, text, &qr)) return;
    struct doc *code = doc_set_object(web->arena, web->view, S("qr"));
    doc_set_text(web->arena, code, S("qr_path"), qr.path);
    doc_set_int(web->arena, code, S("qr_size"), qr.size);
}

enum outcome referral_slip(struct web *web) {
    struct record *record = paper_of_path(web);
    if (!record) return OUTCOME_NOT_FOUND;
    paper_head(web, record, TR("Slip on paper"));
    doc_set_text(web->arena, web->view, S("letter_action"), referral_view_href(web, record, "letter"));
    const struct record *file = referral_seen_file(web, record);
    doc_set_bool(web->arena, web->view, S("may_open"), file && referral_seen_is_open(web, file));
    qr_add(web, record);
    return OUTCOME_OK;
}

enum outcome referral_letter(struct web *web) {
    struct record *record = paper_of_path(web);
    if (!record || !access_may_in(web->app->access, web->actor, &referral_type, record->org_id, VERB_REVEAL))
        return OUTCOME_NOT_FOUND;
    struct slice purpose = arena_printf(web->arena, "letter of referral %.*s", SLICE_ARG(record->code));
    enum outcome outcome =
        query_reveal(web->app->store, web_db(web), web->arena, web->actor, record, purpose, &web->refusal);
    if (outcome != OUTCOME_OK) return outcome;
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    paper_head(web, record, TR("Letter of referral"));
    return referral_view_packet(web, referral_of(record)->packet.text, S("")) ? OUTCOME_OK : OUTCOME_FAILED;
}
