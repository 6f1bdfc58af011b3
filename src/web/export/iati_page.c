/* SPDX-License-Identifier: Apache-2.0 */
#include "web/export/iati_page.h"

#include <sodium.h>

#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/export/export.h"
#include "domain/records.h"
#include "exchange/iati/iati_check.h"
#include "exchange/iati/iati_missing.h"
#include "exchange/iati/iati_write.h"
#include "web/errors.h"
#include "web/export/download.h"
#include "web/export/exchange_pages.h"
#include "web/export/exchange_view.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_pages.h"
#include "web/record/record_text.h"

enum { PART_BYTES = 16000, FINDINGS_SHOWN = 50 }; /* a part fits LIMIT_TEXT_BYTES */

/* The file as it would be now, with what is wrong. */
struct iati_draft {
    struct iati_source *source;
    struct iati_missing *missing;
    struct iati_findings findings;
    struct slice xml;
};

/* The lead publishes for the programme; nobody else has such a page. */
static bool may_see(struct web *web) {
    return web->actor->is_lead && access_may(web->actor, ACCESS_EXCHANGE, VERB_EXPORT) &&
           web_view(web, &programme_type).allowed;
}

static bool may_publish(const struct web *web) {
    return access_may(web->actor, ACCESS_EXCHANGE, VERB_APPROVE);
}

static bool draft_make(struct web *web, struct iati_draft *draft) {
    struct uuid id;
    int64_t now_ms = clock_now_ms();
    *draft = (struct iati_draft){.findings = {.arena = web->arena}};
    if (!may_see(web) || !web_arg_id(web, 0, &id)) return false;
    draft->source = iati_source_read(web->app->store, web_db(web), web->app->access, web->arena, id);
    if (!draft->source) return false;
    draft->missing = iati_missing_find(web->arena, draft->source);
    draft->xml = iati_write(web->arena, draft->source, web->app->gazetteer, now_ms);
    if (!iati_check(&draft->findings, draft->xml, now_ms))
        BUG("the rules of IATI inside the program cannot be read");
    return true;
}

/* ---- what is missing, what is wrong ---- */

/* The record that the activity is made of. */
static struct slice activity_href(struct web *web, const struct iati_source *source,
                                  struct slice identifier) {
    if (!identifier.len) return S("");
    if (slice_equal(identifier, source->identifier))
        return record_href(web, &programme_type, source->programme->id);
    for (size_t i = 0; i < source->subgrant_count; i++) {
        const struct iati_subgrant *grant = &source->subgrants[i];
        if (slice_equal(identifier, grant->identifier))
            return record_href(web, &agreement_type, grant->agreement->id);
    }
    return S("");
}

static void add_findings(struct web *web, const struct iati_draft *draft) {
    struct doc *items = doc_set_array(web->arena, web->view, S("findings"));
    size_t count = 0;
    for (const struct iati_finding *finding = draft->findings.first; finding && count < FINDINGS_SHOWN;
         finding = finding->next, count++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("rule"), finding->rule);
        doc_set_text(web->arena, item, S("severity"),
                     finding->is_error ? web_tr(web, TR("Error")) : web_tr(web, TR("Warning")));
        doc_set_text(web->arena, item, S("severity_badge"), finding->is_error ? S("bad") : S("behind"));
        doc_set_text(web->arena, item, S("message"), finding->message);
        doc_set_text(web->arena, item, S("activity"), finding->activity);
        doc_set_text(web->arena, item, S("activity_href"),
                     activity_href(web, draft->source, finding->activity));
        doc_set_int(web->arena, item, S("line"), finding->line);
    }
    doc_set_int(web->arena, web->view, S("errors"), (int64_t)draft->findings.errors);
    doc_set_int(web->arena, web->view, S("warnings"), (int64_t)draft->findings.warnings);
    doc_set_bool(web->arena, web->view, S("is_valid"), draft->findings.errors == 0);
}

/* ---- what was published ---- */

static size_t published(struct web *web, struct uuid programme, struct record ***records) {
    struct view view = web_view(web, &iati_file_type);
    struct refusal none = REFUSAL_IN(web->arena);
    struct list_page page;
    struct list_query query = {
        .type = &iati_file_type, .limit = LIMIT_LIST_ROWS, .filter_count = 1, .descending = true};
    query.sort = record_type_field(&iati_file_type, S("number"));
    query.filters[0] = (struct filter){
        record_type_field(&iati_file_type, S("programme")), FILTER_EQUAL, {.present = true, .id = programme}};
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return 0;
    *records = page.records;
    return page.count;
}

static void add_published(struct web *web, const struct iati_draft *draft) {
    struct record **records;
    size_t count = published(web, draft->source->programme->id, &records);
    struct doc *items = doc_set_array(web->arena, web->view, S("published"));
    for (size_t i = 0; i < count; i++) {
        const struct iati_file *file = iati_file_of(records[i]);
        struct doc *item = doc_add_object(web->arena, items);
        struct slice number = format_number(web->arena, &web->locale, file->number.number);
        doc_set_text(
            web->arena, item, S("version_text"),
            refusal_fill(web->arena, web_tr(web, TR("Version {1}")), (const struct slice[2]){number, S("")}));
        doc_set_text(web->arena, item, S("version_href"), record_href(web, &iati_file_type, records[i]->id));
        doc_set_text(web->arena, item, S("day_text"),
                     format_date(web->arena, &web->locale, file->published_on.date));
        doc_set_text(web->arena, item, S("note_text"), file->note.present ? file->note.text : S(""));
        doc_set_text(
            web->arena, item, S("download_action"),
            arena_join(web->arena, record_href(web, &iati_file_type, records[i]->id), S("/download")));
    }
}

static void show(struct web *web, const struct iati_draft *draft) {
    const struct record *programme = draft->source->programme;
    struct slice name = record_name(web, programme), href = record_href(web, &programme_type, programme->id);
    furniture_add_crumb(web, web_tr(web, programme_type.plural), S("/programmes"));
    furniture_add_crumb(web, name, href);
    furniture_add_crumb(web, S("IATI"), S(""));
    doc_set_text(web->arena, web->view, S("page_title"),
                 arena_printf(web->arena, "IATI: %.*s", SLICE_ARG(name)));
    doc_set_text(web->arena, web->view, S("iati_action"), arena_join(web->arena, href, S("/iati")));
    doc_set_int(web->arena, web->view, S("activities"), (int64_t)draft->source->subgrant_count + 1);
    doc_set_bool(web->arena, web->view, S("may_publish"), may_publish(web) && draft->findings.errors == 0);
    exchange_add_missing(web, doc_set_array(web->arena, web->view, S("missing")), draft->missing);
    add_findings(web, draft);
    add_published(web, draft);
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    exchange_add_purpose(web, fields);
    plain_form_add_summary(web);
}

enum outcome iati_page(struct web *web) {
    struct iati_draft draft;
    if (!draft_make(web, &draft)) return OUTCOME_NOT_FOUND;
    show(web, &draft);
    return OUTCOME_OK;
}

void iati_link(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms || !may_see(web)) return;
    exchange_add_action(web, actions, web_tr(web, TR("IATI file")),
                        arena_join(web->arena, record_href(web, record->type, record->id), S("/iati")));
    giving_link(web, record, actions);
}

/* ---- publishing ---- */

static struct export_entry entry_of(const struct iati_draft *draft, struct slice purpose) {
    return (struct export_entry){.what = programme_of(draft->source->programme)->name.text,
                                 .format = S("iati"),
                                 .purpose = purpose,
                                 .rows = (int64_t)draft->source->subgrant_count + 1};
}

static struct slice sha256_text(struct arena *arena, struct slice bytes) {
    uint8_t hash[crypto_hash_sha256_BYTES];
    char *text = arena_alloc(arena, sizeof hash * 2 + 1);
    crypto_hash_sha256(hash, (const uint8_t *)bytes.s, bytes.len);
    sodium_bin2hex(text, sizeof hash * 2 + 1, hash, sizeof hash);
    return slice_of(text);
}

/* As long as fits, ended before a whole letter. */
static struct slice cut_part(struct slice *rest) {
    struct slice part = slice_cut(*rest, PART_BYTES);
    *rest = slice_sub(*rest, part.len, rest->len);
    return part;
}

static struct change file_change(struct web *web, const struct iati_draft *draft, struct uuid id,
                                 int64_t number, struct slice note) {
    struct change change = change_new(web->arena, CHANGE_CREATE, &iati_file_type, web->actor->org_id);
    change.id = id;
    change_set_value(&change, "programme",
                     (struct value){.present = true, .id = draft->source->programme->id});
    change_set_value(&change, "number", value_of_number(number));
    change_set_value(&change, "published_on", (struct value){.present = true, .date = clock_today()});
    change_set_value(&change, "activities", value_of_number((int64_t)draft->source->subgrant_count + 1));
    change_set_value(&change, "file_bytes", value_of_number((int64_t)draft->xml.len));
    change_set_value(&change, "hash",
                     (struct value){.present = true, .text = sha256_text(web->arena, draft->xml)});
    change_set_value(&change, "note", (struct value){.present = true, .text = note});
    return change;
}

static struct change part_change(struct web *web, struct uuid file, int64_t position, struct slice text) {
    struct change change = change_new(web->arena, CHANGE_CREATE, &iati_file_part_type, web->actor->org_id);
    change_set_value(&change, "iati_file", (struct value){.present = true, .id = file});
    change_set_value(&change, "position", value_of_number(position));
    change_set_value(&change, "content", (struct value){.present = true, .text = text});
    return change;
}

static enum outcome iati_published(struct web *web, struct write_job *job) {
    if (job->outcome != OUTCOME_OK) return web->refusal = job->refusal, job->outcome;
    if (!web->is_api)
        return web_redirect(web, arena_printf(web->arena, "%.*s?done=saved", SLICE_ARG(web->http->path)));
    web->response->status = 201;
    doc_set_int(web->arena, web->view, S("version"),
                job->changes[0].after->version ? iati_file_of(job->changes[0].after)->number.number : 0);
    doc_set_uuid(web->arena, web->view, S("iati_file"), job->changes[0].after->id);
    return OUTCOME_OK;
}

/* The file, its parts and the line of the log: all of it or nothing. */
static enum outcome iati_publish(struct web *web, const struct iati_draft *draft, struct slice purpose) {
    struct record **before;
    size_t count = 0, room = draft->xml.len / (PART_BYTES - 4) + 4;
    struct change *changes = arena_make(web->arena, struct change, room);
    int64_t number = published(web, draft->source->programme->id, &before)
                         ? iati_file_of(before[0])->number.number + 1
                         : 1;
    struct uuid id = uuid_new();
    struct slice rest = draft->xml;
    struct export_entry entry = entry_of(draft, purpose);
    changes[count++] = file_change(web, draft, id, number, slice_trim(purpose));
    for (int64_t position = 0; rest.len; position++) {
        ASSERT(count + 1 < room);
        changes[count++] = part_change(web, id, position, cut_part(&rest));
    }
    changes[count++] = export_entry_change(web->arena, web->actor, &entry);
    return web_write_as(web, export_scribe(web->arena, web->actor), changes, count, S(""), iati_published);
}

static enum outcome iati_do(struct web *web, const struct iati_draft *draft, bool publishes,
                            struct slice purpose) {
    struct export_entry entry = entry_of(draft, purpose);
    if (!export_purpose_check(web->arena, purpose, &web->refusal)) return OUTCOME_REFUSED;
    if (!publishes) return download_file(web, &entry, S("application/xml"), S("iati-draft.xml"), draft->xml);
    if (!may_publish(web)) return OUTCOME_FORBIDDEN;
    if (draft->findings.errors)
        return refuse(&web->refusal, S(""), "The file has errors and may not be published."), OUTCOME_REFUSED;
    return iati_publish(web, draft, purpose);
}

enum outcome iati_post(struct web *web) {
    struct iati_draft draft;
    if (!draft_make(web, &draft)) return OUTCOME_NOT_FOUND;
    enum outcome outcome = iati_do(web, &draft, slice_equal(web_field(web, S("do")), S("publish")),
                                   web_field(web, S("purpose")));
    if (outcome != OUTCOME_REFUSED) return outcome;
    show(web, &draft);
    plain_form_refused(web, outcome, 0);
    return OUTCOME_OK;
}

enum outcome iati_api_post(struct web *web) {
    struct iati_draft draft;
    if (!draft_make(web, &draft)) return OUTCOME_NOT_FOUND;
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body || body->kind != DOC_OBJECT)
        return refuse(&web->refusal, S(""), "The body must be a JSON object."), OUTCOME_MALFORMED;
    const struct doc *publish = doc_get(body, S("publish"));
    return iati_do(web, &draft, publish && publish->kind == DOC_BOOL && publish->flag,
                   exchange_body_text(body, S("purpose")));
}

/* ---- a published file ---- */

/* Its parts in order; false when it is not what was published. */
static bool read_file(struct web *web, const struct record *record, struct text *xml) {
    struct view view = web_view(web, &iati_file_part_type);
    struct refusal none = REFUSAL_IN(web->arena);
    struct list_query query = {
        .type = &iati_file_part_type, .limit = LIMIT_LIST_ROWS, .filter_count = 1, .org = record->org_id};
    query.sort = record_type_field(&iati_file_part_type, S("position"));
    query.filters[0] = (struct filter){record_type_field(&iati_file_part_type, S("iati_file")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = record->id}};
    struct list_page page;
    do {
        if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return false;
        for (size_t i = 0; i < page.count; i++) {
            text_append(xml, iati_file_part_of(page.records[i])->content.text);
        }
        query.cursor = page.next_cursor;
    } while (page.next_cursor.len);
    return slice_equal(sha256_text(web->arena, text_slice(xml)), iati_file_of(record)->hash.text);
}

enum outcome iati_file_download(struct web *web) {
    struct record *record = web_record_of_path(web, &iati_file_type, 0);
    if (!record || !download_is_allowed(web, &iati_file_type)) return OUTCOME_NOT_FOUND;
    struct text xml = TEXT_IN(web->arena);
    if (!read_file(web, record, &xml)) {
        log_warn("the parts of an IATI file do not give the file that was published");
        return OUTCOME_FAILED;
    }
    struct slice name =
        arena_printf(web->arena, "iati-%lld.xml", (long long)iati_file_of(record)->number.number);
    struct export_entry entry = {.what = web_tr(web, TR("IATI file")),
                                 .type = S("iati_file"),
                                 .format = S("iati"),
                                 .filter = name,
                                 .purpose = web_tr(web, TR("As it was published")),
                                 .rows = iati_file_of(record)->activities.number};
    return download_file(web, &entry, S("application/xml"), name, text_slice(&xml));
}
