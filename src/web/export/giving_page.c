/* SPDX-License-Identifier: Apache-2.0 */
/* See exchange_pages.h.  360Giving. */
#include "domain/records.h"
#include "exchange/giving360.h"
#include "web/export/download.h"
#include "web/export/exchange_pages.h"
#include "web/export/exchange_view.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

/* The lead gives the grants, so the lead tells of them. */
static bool may_see(struct web *web) {
    return web->actor->is_lead && access_may(web->actor, ACCESS_EXCHANGE, VERB_EXPORT) &&
           web_view(web, &programme_type).allowed;
}

static struct iati_source *source_read(struct web *web) {
    struct uuid id;
    if (!may_see(web) || !web_arg_id(web, 0, &id)) return NULL;
    return iati_source_read(web->app->store, web_db(web), web->app->access, web->arena, id);
}

static void show(struct web *web, const struct iati_source *source) {
    struct slice name = record_name(web, source->programme),
                 href = record_href(web, &programme_type, source->programme->id);
    const struct iati_missing *missing = giving360_missing(web->arena, source);
    furniture_add_crumb(web, web_tr(web, programme_type.plural), S("/programmes"));
    furniture_add_crumb(web, name, href);
    furniture_add_crumb(web, S("360Giving"), S(""));
    doc_set_text(web->arena, web->view, S("page_title"),
                 arena_printf(web->arena, "360Giving: %.*s", SLICE_ARG(name)));
    doc_set_text(
        web->arena, web->view, S("intro_text"),
        web_tr(web,
               TR("Every signed sub-grant as a grant of the 360Giving Data Standard, version 1.4 (JSON).")));
    doc_set_text(web->arena, web->view, S("file_action"), arena_join(web->arena, href, S("/360giving")));
    doc_set_text(web->arena, web->view, S("hidden_text"), S(""));
    doc_set_bool(web->arena, web->view, S("may_download"), !missing && source->subgrant_count > 0);
    doc_set_int(web->arena, web->view, S("grants"), (int64_t)source->subgrant_count);
    exchange_add_missing(web, doc_set_array(web->arena, web->view, S("missing")), missing);
    exchange_add_purpose(web, doc_set_array(web->arena, web->view, S("fields")));
    plain_form_add_summary(web);
}

enum outcome giving_page(struct web *web) {
    const struct iati_source *source = source_read(web);
    if (!source) return OUTCOME_NOT_FOUND;
    show(web, source);
    return OUTCOME_OK;
}

static enum outcome giving_send(struct web *web, const struct iati_source *source, struct slice purpose) {
    bool may = !giving360_missing(web->arena, source) && source->subgrant_count > 0;
    if (!may)
        return refuse(&web->refusal, S(""), "Something that the file needs is still missing."),
               OUTCOME_REFUSED;
    struct export_entry entry = {.what = programme_of(source->programme)->name.text,
                                 .format = S("giving360"),
                                 .purpose = purpose,
                                 .rows = (int64_t)source->subgrant_count};
    return download_file(web, &entry, S("application/json"), S("360giving.json"),
                         giving360_write(web->arena, source, web->app->gazetteer));
}

enum outcome giving_post(struct web *web) {
    const struct iati_source *source = source_read(web);
    if (!source) return OUTCOME_NOT_FOUND;
    enum outcome outcome = giving_send(web, source, web_field(web, S("purpose")));
    if (outcome != OUTCOME_REFUSED) return outcome;
    show(web, source);
    plain_form_refused(web, outcome, 0);
    return OUTCOME_OK;
}

enum outcome giving_api_post(struct web *web) {
    const struct iati_source *source = source_read(web);
    if (!source) return OUTCOME_NOT_FOUND;
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body || body->kind != DOC_OBJECT)
        return refuse(&web->refusal, S(""), "The body must be a JSON object."), OUTCOME_MALFORMED;
    return giving_send(web, source, exchange_body_text(body, S("purpose")));
}

void giving_link(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms || !may_see(web)) return;
    exchange_add_action(web, actions, S("360Giving"),
                        arena_join(web->arena, record_href(web, record->type, record->id), S("/360giving")));
}
