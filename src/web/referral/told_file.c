/* SPDX-License-Identifier: Apache-2.0 */
/* See incoming_pages.h.  A file that was told of is read where it is, through what was told, and only while
 * that stands: when the consent is taken back nothing of it is left here. */
#include "domain/attachment/attachment.h"
#include "domain/attachment/attachment_store.h"
#include "domain/care/care.h"
#include "domain/attachment/media_strip.h"
#include "domain/referral/referral.h"
#include "store/query.h"
#include "web/attachment/attachment_page.h"
#include "web/referral/incoming_pages.h"
#include "web/referral/referral_view.h"

/* The hash that was told of the file; empty: it was not told of. */
static struct slice told_hash(const struct doc *packet, struct slice id) {
    const struct doc *files = doc_get(packet, S("files"));
    for (const struct doc_entry *entry = files ? files->first : NULL; entry; entry = entry->next) {
        if (slice_equal(doc_get_text(&entry->value, S("id")), id))
            return doc_get_text(&entry->value, S("hash"));
    }
    return S("");
}

/* Whose file it is: the sender's of an incoming referral, "referral:ORG:ID". */
static bool sender_org(struct web *web, const struct record *record, struct uuid *org) {
    enum { START = sizeof "referral:" - 1 };
    bool is_copy = record->type == &referral_copy_type;
    const struct record *incoming =
        is_copy ? web_record(web, &referral_in_type, referral_copy_of(record)->incoming.id)
                : record;
    if (!incoming || incoming->type != &referral_in_type) return false;
    struct slice key = referral_in_of(incoming)->sender_key.text;
    return slice_starts(key, S("referral:")) && uuid_parse(slice_sub(key, START, START + UUID_TEXT), org);
}

/* As its own organisation has it: what was told is the right to read it. */
static struct record *file_there(struct web *web, struct uuid org, struct uuid id, struct slice hash) {
    struct record *file = NULL;
    struct view view = {.allowed = true,
                        .orgs = &org,
                        .org_count = 1,
                        .own_org = org,
                        .own_max = IDENTIFYING,
                        .foreign_max = PUBLIC};
    bool found =
        query_get(web->app->store, web_db(web), web->arena, &view, &attachment_type, id, &file, NULL);
    return found && !file->deleted_ms && slice_equal(attachment_of(file)->hash.text, hash) ? file : NULL;
}

/* Who looked at it is told to its own organisation too. */
static bool log_there(struct web *web, const struct record *file) {
    struct record *owner = record_new(web->arena, &case_file_type);
    owner->org_id = file->org_id;
    return uuid_parse(attachment_of(file)->owner_id.text, &owner->id) &&
           query_log_read(web->app->store, web->actor, owner, S("file"), attachment_of(file)->file_name.text);
}

enum outcome told_file(struct web *web) {
    struct record *record = told_record(web);
    struct uuid id, org;
    struct slice bytes;
    if (!record || !web_arg_id(web, 1, &id) || !sender_org(web, record, &org)) return OUTCOME_NOT_FOUND;
    enum outcome outcome = told_reveal(web, record);
    if (outcome != OUTCOME_OK) return outcome;
    const struct value *packet = record_value(record, record_type_field(record->type, S("packet")));
    struct slice hash =
        told_hash(doc_parse_json(web->arena, packet->text, &web->refusal), uuid_format(web->arena, id));
    struct record *file = hash.len ? file_there(web, org, id, hash) : NULL;
    if (!file) return OUTCOME_NOT_FOUND;
    enum attachment_state state = attachment_get(web->app->store, web_db(web), web->arena, file, &bytes);
    if (state == ATTACHMENT_ERASED) return OUTCOME_NOT_FOUND;
    if (state == ATTACHMENT_DAMAGED || !log_there(web, file)) return OUTCOME_FAILED;
    http_response_add_header(web->response, S("Content-Disposition"),
                             attachment_disposition(web, attachment_of(file)->file_name.text));
    web->response->is_compressed = true;
    struct slice clean, traces; /* what a camera wrote into a picture stays with its own organisation */
    const char *type = arena_cstr(web->arena, attachment_of(file)->media_type.text);
    bool stripped = media_strip(web->arena, type, bytes, &clean, &traces);
    return web_answer(web, 200, attachment_of(file)->media_type.text, stripped ? clean : bytes);
}
