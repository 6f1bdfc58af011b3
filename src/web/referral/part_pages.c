/* SPDX-License-Identifier: Apache-2.0 */
#include "web/referral/part_pages.h"

#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/referral/consent.h"
#include "domain/referral/referral.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/form_change.h"
#include "web/record/record_extra.h"
#include "web/record/record_head.h"
#include "web/referral/referral_view.h"

/* Ids, hashes and instants in milliseconds tell a reader nothing; sections say the same in words. */
static const struct {
    const struct record_type *type;
    const char *marks;
} parts[] = {
    {&consent_type, "files withdrawn_ms"},
    {&consent_override_type, "asked_by decided_by until_ms"},
    {&referral_type, "cites shown sent_ms to_org sent_by"},
    {&referral_in_type, "sender_key changed_ms"},
    {&community_plan_type, "checked_by"},
};

/* By the first part of the address. */
static size_t part_of_path(const struct web *web) {
    struct slice rest = slice_sub(web->http->path, 1, web->http->path.len), noun;
    bool has_noun = slice_split(&rest, '/', &noun);
    for (size_t i = 0; has_noun && i < ARRAY_LEN(parts); i++) {
        if (slice_equal(slice_of(parts[i].type->path), noun)) return i;
    }
    BUG("no part at this address");
}

static void marks_drop(struct record *record, const char *marks) {
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (names_contain(marks, slice_of(record->type->fields[i].name)))
            record->values[i] = (struct value){0};
    }
}

enum outcome part_page(struct web *web) {
    size_t part = part_of_path(web);
    struct view view = web_view(web, parts[part].type);
    struct record *record;
    uint64_t hidden;
    struct uuid id;
    bool found =
        view.allowed && web_arg_id(web, 0, &id) &&
        query_get(web->app->store, web_db(web), web->arena, &view, parts[part].type, id, &record, &hidden);
    if (!found) return OUTCOME_NOT_FOUND;
    marks_drop(record, parts[part].marks);
    record_show(web, record, hidden);
    return OUTCOME_OK;
}

void community_plan_actions(struct web *web, const struct record *record, struct doc *actions) {
    bool is_live = !record->deleted_ms && value_is_code(&community_plan_of(record)->state, "active");
    if (!is_live ||
        !access_may_in(web->app->access, web->actor, &plan_visit_type, record->org_id, VERB_CREATE))
        return;
    struct slice file = uuid_format(web->arena, community_plan_of(record)->case_file.id),
                 plan = uuid_format(web->arena, record->id);
    furniture_add_action(
        web, actions, TR("Write a visit"),
        arena_printf(web->arena, "/plan-visits/new?case_file=%.*s&community_plan=%.*s&on_day=%.*s",
                     SLICE_ARG(file), SLICE_ARG(plan), SLICE_ARG(date_format_iso(web->arena, clock_today()))),
        true);
}

/* Who looks, by name: the page itself knows no users. */
void community_plan_sections(struct web *web, const struct record *shown, struct doc *sections) {
    const struct record *record = web_record(web, &community_plan_type, shown->id);
    if (!record || !community_plan_of(record)->checked_by.present) return;
    struct doc *facts =
        record_section_facts(web, record_section_add(web, sections, TR("Who looks"), S(""), S(""), ""));
    record_section_fact(web, facts, web_tr(web, TR("Name")),
                        referral_view_user(web, &community_plan_of(record)->checked_by));
}

/* ---- changing ---- */

static const char draft_names[] = "provider service sub_service shares reason expires_on";

static void edit_show(struct web *web, const struct record *record) {
    uint64_t hidden = 0;
    for (size_t i = 0; i < referral_type.field_count; i++) {
        if (!names_contain(draft_names, slice_of(referral_type.fields[i].name))) hidden |= UINT64_C(1) << i;
    }
    struct form_source source = {.type = &referral_type, .record = record, .hidden = hidden};
    referral_view_head(web, record_names_new(web), record, TR("Change the draft"));
    struct slice shown = form_add_fields(web, doc_set_array(web->arena, web->view, S("fields")), &source);
    doc_set_text(web->arena, web->view, S("step_words"), S(""));
    doc_set_text(web->arena, web->view, S("form_fields"), shown);
    doc_set_text(web->arena, web->view, S("form_version"),
                 arena_printf(web->arena, "%lld", (long long)record->version));
    struct slice back = record_href(web, &referral_type, record->id);
    referral_view_form(web, back, TR("Save"), back);
}

/* What can be done with it instead of changing it. */
static const char *next_step(const struct record *record) {
    static const struct {
        const char *state, *step;
    } nexts[] = {{"sent", "step/revoked"},
                 {"accepted", "step/done"},
                 {"rejected", "step/done"},
                 {"expired", "step/done"},
                 {"revoked", "step/done"}};
    if (record->type == &consent_type) return consent_may_end(record) ? "withdraw" : NULL;
    if (record->type == &consent_override_type)
        return value_is_code(&consent_override_of(record)->state, "asked") ? "decide" : NULL;
    for (size_t i = 0; i < ARRAY_LEN(nexts); i++) {
        if (value_is_code(&referral_of(record)->state, nexts[i].state)) return nexts[i].step;
    }
    return NULL;
}

enum outcome part_edit_page(struct web *web) {
    struct record *record = web_record_of_path(web, parts[part_of_path(web)].type, 0);
    if (!record || !access_may_record(web->app->access, web->actor, record, VERB_UPDATE))
        return OUTCOME_NOT_FOUND;
    bool is_draft = record->type == &referral_type && value_is_code(&referral_of(record)->state, "draft");
    if (is_draft) return edit_show(web, record), OUTCOME_OK;
    const char *step = next_step(record);
    return web_redirect(web, step ? referral_view_href(web, record, step)
                                  : record_href(web, record->type, record->id));
}
