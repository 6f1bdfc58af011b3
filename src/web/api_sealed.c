/* SPDX-License-Identifier: Apache-2.0 */
/* What is sealed, opened for a program, and who opened it: the same rules and the same log as on the page. */
#include "access/read_log.h"
#include "exchange/json_record.h"
#include "web/api.h"
#include "web/record/record_pages.h"

enum outcome api_reveal(struct web *web) {
    uint64_t hidden = 0;
    struct view view;
    struct record *record = api_record(web, &hidden, &view);
    bool may =
        record && access_may_in(web->app->access, web->actor, record->type, record->org_id, VERB_REVEAL);
    if (!may) return OUTCOME_NOT_FOUND;
    struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body) return OUTCOME_MALFORMED;
    enum outcome outcome = record_open_sealed(web, record, doc_get_text(body, S("purpose")));
    if (outcome != OUTCOME_OK) return outcome;
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    json_record_add(web->arena, record, hidden, web->view);
    return OUTCOME_OK;
}

static void add_fields(struct web *web, struct doc *item, struct slice names) {
    struct doc *fields = doc_set_array(web->arena, item, S("fields"));
    struct slice name;
    while (slice_split(&names, ' ', &name)) {
        if (name.len) doc_add_text(web->arena, fields, name);
    }
}

enum outcome api_reads(struct web *web) {
    struct read_entry *entries;
    size_t count;
    struct view view;
    struct record *record = api_record(web, NULL, &view);
    bool may = record && access_who_saw(web->app->access, web_db(web), web->arena, web->actor, record->type,
                                        record->id, &entries, &count);
    if (!may) return OUTCOME_NOT_FOUND;
    struct doc *items = doc_set_array(web->arena, web->view, S("items"));
    for (size_t i = 0; i < count; i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("at"), instant_format_iso(web->arena, entries[i].at_ms));
        doc_set_uuid(web->arena, item, S("user"), entries[i].actor_id);
        doc_set_text(web->arena, item, S("name"), entries[i].actor_name);
        add_fields(web, item, entries[i].fields);
        doc_set_text(web->arena, item, S("purpose"), entries[i].purpose);
    }
    return OUTCOME_OK;
}
