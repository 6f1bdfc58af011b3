/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form_editor/draft.h"

#include "base/limits.h"
#include "base/log.h"
#include "store/history.h"
#include "store/query.h"
#include "web/furniture.h"

enum { VERSIONS_SHOWN_MAX = 1000 };

/* ---- opening ---- */

static int64_t typed_version(struct web *web, const struct record *record) {
    int64_t version = record->version;
    if (web->http->method != HTTP_POST || !web_form(web)) return version;
    bool is_known = slice_to_int64(web_field(web, S("_version")), &version) ||
                    slice_to_int64(web_field(web, S("version")), &version);
    return is_known && version > 0 ? version : record->version;
}

enum outcome version_open(struct web *web, struct draft *draft) {
    struct refusal refusal = REFUSAL_IN(web->arena);
    *draft = (struct draft){.web = web, .record = web_record_of_path(web, &care_form_version_type, 0)};
    if (!draft->record) return OUTCOME_NOT_FOUND;
    const struct care_form_version *version = care_form_version_of(draft->record);
    draft->form_record = web_record(web, &care_form_type, version->care_form.id);
    if (!draft->form_record) return OUTCOME_NOT_FOUND;
    draft->form = form_read_draft(web->arena, version->definition.text, S("definition"), &refusal);
    draft->base_version = typed_version(web, draft->record);
    return draft->form ? OUTCOME_OK : OUTCOME_FAILED;
}

static bool is_draft(const struct record *record) {
    return slice_equal(care_form_version_of((struct record *)(uintptr_t)record)->state.text, S("draft"));
}

enum outcome draft_open(struct web *web, struct draft *draft) {
    enum outcome outcome = version_open(web, draft);
    if (outcome != OUTCOME_OK) return outcome;
    if (!access_may_record(web->app->access, web->actor, draft->record, VERB_UPDATE))
        return OUTCOME_NOT_FOUND;
    if (is_draft(draft->record)) return OUTCOME_OK;
    refuse(&web->refusal, S(""), "A version that was published does not change. Make a new version.");
    return OUTCOME_REFUSED;
}

struct slice draft_href(const struct draft *draft, const char *end) {
    struct slice id = uuid_format(draft->web->arena, draft->record->id);
    return arena_printf(draft->web->arena, "/care-form-versions/%.*s%s", SLICE_ARG(id), end);
}

struct slice draft_form_name(const struct draft *draft) {
    const struct care_form *form = care_form_of(draft->form_record);
    return form_say(draft->web->locale.lang, (struct form_text){form->name.text, form->name_km.text});
}

void draft_head(const struct draft *draft, struct slice title) {
    struct web *web = draft->web;
    struct slice id = uuid_format(web->arena, draft->form_record->id),
                 number = format_number(web->arena, &web->locale,
                                        care_form_version_of(draft->record)->number.number);
    struct slice version = web_tr_fill(
        web, is_draft(draft->record) ? TR("Draft of version {1}") : TR("Version {1}"), number, S(""));
    furniture_add_crumb(web, web_tr(web, TR("Forms")), S("/care-forms"));
    furniture_add_crumb(web, draft_form_name(draft),
                        arena_printf(web->arena, "/care-forms/%.*s", SLICE_ARG(id)));
    furniture_add_crumb(web, version,
                        title.len ? draft_href(draft, is_draft(draft->record) ? "/draft" : "") : S(""));
    if (title.len) furniture_add_crumb(web, title, S(""));
    doc_set_text(web->arena, web->view, S("page_title"), title.len ? title : draft_form_name(draft));
    doc_set_text(web->arena, web->view, S("form_name"), draft_form_name(draft));
    doc_set_text(web->arena, web->view, S("version_text"), version);
    doc_set_text(web->arena, web->view, S("draft_href"), draft_href(draft, ""));
    doc_set_int(web->arena, web->view, S("record_version"), draft->record->version);
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
}

/* ---- two people ---- */

bool draft_is_stale(const struct draft *draft) {
    return draft->base_version != draft->record->version;
}

void draft_tell_stale(const struct draft *draft) {
    struct web *web = draft->web;
    struct view view = web_view(web, draft->record->type);
    struct history_entry *entries;
    size_t count = history_read(web->app->store, web_db(web), web->arena, &view, draft->record, &entries);
    web->response->status = web_status(OUTCOME_CONFLICT);
    if (!count) return;
    struct slice who =
        access_user_name(web->app->access, web->arena, web_db(web), web->actor, entries[count - 1].actor_id);
    doc_set_text(web->arena, web->view, S("stale_who"), who);
    doc_set_text(web->arena, web->view, S("stale_when"),
                 format_instant(web->arena, &web->locale, entries[count - 1].at_ms));
}

/* ---- writing ---- */

bool draft_change(const struct draft *draft, const struct form *form, struct change *change) {
    struct web *web = draft->web;
    struct slice definition = form_write(web->arena, form);
    if (!form_read_draft(web->arena, definition, S(""), &web->refusal)) return false;
    *change = change_new(web->arena, CHANGE_UPDATE, &care_form_version_type, draft->record->org_id);
    change->id = draft->record->id;
    change->base_version = draft->base_version;
    change_set_value(change, "definition", (struct value){.present = true, .text = definition});
    return true;
}

/* ---- versions ---- */

size_t form_versions(struct web *web, struct uuid form, struct record ***records) {
    struct list_query query = {.type = &care_form_version_type, .filter_count = 1};
    struct view view = web_view(web, &care_form_version_type);
    query.filters[0] = (struct filter){
        record_type_field(query.type, S("care_form")), FILTER_EQUAL, {.present = true, .id = form}};
    return view.allowed ? query_list_all(web->app->store, web_db(web), web->arena, &view, &query,
                                         VERSIONS_SHOWN_MAX, records, NULL)
                        : 0;
}

struct record *form_draft(struct web *web, struct uuid form) {
    struct record **records, *newest = NULL;
    size_t count = form_versions(web, form, &records);
    for (size_t i = 0; i < count; i++) {
        bool is_newer = !newest || care_form_version_of(records[i])->number.number >
                                       care_form_version_of(newest)->number.number;
        if (is_draft(records[i]) && is_newer) newest = records[i];
    }
    return newest;
}

const struct form *draft_published(const struct draft *draft, int64_t *number) {
    struct refusal refusal = REFUSAL_IN(draft->web->arena);
    struct record **records, *newest = NULL;
    int64_t own = care_form_version_of(draft->record)->number.number;
    size_t count = form_versions(draft->web, draft->form_record->id, &records);
    for (size_t i = 0; i < count; i++) {
        int64_t other = care_form_version_of(records[i])->number.number;
        bool is_newer = !newest || other > care_form_version_of(newest)->number.number;
        if (!is_draft(records[i]) && other < own && is_newer) newest = records[i];
    }
    if (!newest) return NULL;
    *number = care_form_version_of(newest)->number.number;
    return form_read_draft(draft->web->arena, care_form_version_of(newest)->definition.text, S("definition"),
                           &refusal);
}
