/* SPDX-License-Identifier: Apache-2.0 */
#include "web/referral/provider_pages.h"

#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/programme/programme.h"
#include "domain/referral/referral.h"
#include "domain/referral/vetting.h"
#include "store/query.h"
#include "store/view.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/record/record_extra.h"
#include "web/referral/referral_view.h"

enum { DIRECTORY_MAX = 500, WARN_DAYS = 60, AGE_MAX = 120 };

/* ---- vetting in words ---- */

static int64_t today(void) {
    return date_first_day(clock_today());
}

static struct slice with_day(struct web *web, const char *english, int64_t day) {
    return web_tr_fill(web, english, promise_view_day(web, day), S(""));
}

struct slice provider_vetting_text(struct web *web, const struct record *provider, const char **badge) {
    struct rule rule = referral_seen_rule(web);
    struct vetting_now now = provider_vetting_on(&rule, provider, today());
    *badge = "bad";
    switch (now.state) {
    case VETTING_NONE: return web_tr(web, TR("Not vetted"));
    case VETTING_FAILED: return web_tr(web, TR("Failed its vetting"));
    case VETTING_SUSPENDED: return web_tr(web, TR("Vetting suspended"));
    case VETTING_EXPIRED: return with_day(web, TR("Vetting ran out on {1}"), now.until_day);
    case VETTING_HOLDS: break;
    }
    bool is_near = now.until_day - today() <= WARN_DAYS;
    *badge = is_near ? "behind" : "done";
    return with_day(web, is_near ? TR("Vetting runs out on {1}") : TR("Vetted until {1}"), now.until_day);
}

/* ---- the filter ---- */

struct asked {
    struct slice service, sex, place;
    int64_t age; /* -1: any */
};

static const struct field *provider_field(const char *name) {
    return record_type_field(&provider_type, slice_of(name));
}

static struct asked ask_read(struct web *web) {
    ask_only(web, "service sex age province lang done");
    return (struct asked){.service = ask_choice(web, "service", provider_field("services")->choices),
                          .sex = ask_choice(web, "sex", provider_field("admits_sex")->choices),
                          .place = ask_province(web),
                          .age = ask_number(web, "age", 0, AGE_MAX, -1)};
}

static bool fits(const struct provider *provider, const struct asked *asked) {
    bool takes_sex = !asked->sex.len || !provider->admits_sex.present ||
                     slice_equal(provider->admits_sex.text, asked->sex);
    bool takes_age =
        asked->age < 0 || ((!provider->age_min.present || provider->age_min.number <= asked->age) &&
                           (!provider->age_max.present || provider->age_max.number >= asked->age));
    bool gives = !asked->service.len || codes_contain(provider->services.text, asked->service);
    return takes_sex && takes_age && gives &&
           (!asked->place.len || slice_starts(provider->place.text, asked->place));
}

static void filters_show(struct web *web, const struct asked *asked) {
    struct doc *fields = ask_filters(web, "/providers/directory");
    ask_filter_choice(web, fields, "service", provider_field("services")->label,
                      provider_field("services")->choices, asked->service);
    ask_filter_choice(web, fields, "sex", TR("Sex"), provider_field("admits_sex")->choices, asked->sex);
    struct slice age = asked->age < 0 ? S("") : arena_printf(web->arena, "%lld", (long long)asked->age);
    plain_form_add(
        web, fields,
        &(struct plain_field){
            .name = "age", .label = TR("Age"), .inputmode = "numeric", .value = age, .narrow = true});
    ask_filter_province(web, fields, asked->place);
}

/* ---- the directory ---- */

static struct slice admits_text(struct web *web, const struct provider *provider) {
    struct text out = TEXT_IN(web->arena);
    if (provider->admits_sex.present)
        text_append(&out, choice_label(web, provider_field("admits_sex"), provider->admits_sex.text));
    if (provider->age_min.present || provider->age_max.present) {
        if (out.len) text_append(&out, S(", "));
        struct slice from =
            format_number(web->arena, &web->locale, provider->age_min.present ? provider->age_min.number : 0);
        struct slice to = format_number(web->arena, &web->locale,
                                        provider->age_max.present ? provider->age_max.number : AGE_MAX);
        text_append(
            &out, web_tr_fill(web, provider->age_max.present ? TR("{1} to {2} years") : TR("from {1} years"),
                              from, to));
    }
    return out.len ? text_slice(&out) : web_tr(web, TR("Everybody"));
}

static void directory_row(struct web *web, struct record_names *names, struct doc *rows,
                          const struct record *record) {
    const struct provider *provider = provider_of(record);
    const char *badge;
    struct slice vetting = provider_vetting_text(web, record, &badge);
    struct doc *row = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, row, S("provider_name"), record_name(web, record));
    doc_set_text(web->arena, row, S("provider_href"), record_href(web, &provider_type, record->id));
    doc_set_text(web->arena, row, S("provider_kind"),
                 choice_label(web, provider_field("kind"), provider->kind.text));
    doc_set_text(web->arena, row, S("provider_services"),
                 referral_view_codes(web, provider_field("services"), provider->services.text));
    doc_set_text(web->arena, row, S("provider_admits"), admits_text(web, provider));
    doc_set_text(web->arena, row, S("provider_place"),
                 provider->place.present ? record_cell_of(names, record, provider_field("place"), false).text
                                         : S(""));
    doc_set_text(web->arena, row, S("provider_capacity"),
                 provider->capacity.present
                     ? format_number(web->arena, &web->locale, provider->capacity.number)
                     : S(""));
    doc_set_text(web->arena, row, S("provider_phone"),
                 provider->phone.present ? provider->phone.text : S(""));
    doc_set_text(web->arena, row, S("vetting_text"), vetting);
    doc_set_text(web->arena, row, S("vetting_badge"), slice_of(badge));
}

enum outcome provider_directory_page(struct web *web) {
    struct view view = web_view(web, &provider_type);
    struct record **records;
    if (!view.allowed) return OUTCOME_NOT_FOUND;
    struct asked asked = ask_read(web);
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    struct record_names *names = record_names_new(web);
    struct list_query query = {
        .type = &provider_type, .org = web->actor->org_id, .sort = provider_field("name")};
    size_t count = query_list_all(web->app->store, web_db(web), web->arena, &view, &query, DIRECTORY_MAX,
                                  &records, NULL),
           shown = 0;
    struct doc *rows = doc_set_array(web->arena, web->view, S("providers"));
    for (size_t i = 0; i < count; i++) {
        if (!fits(provider_of(records[i]), &asked)) continue;
        directory_row(web, names, rows, records[i]);
        shown++;
    }
    furniture_add_crumb(web, web_tr(web, TR("Who can help")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Who can help")));
    doc_set_text(web->arena, web->view, S("found_text"),
                 web_tr_fill(web, TR("{1} of {2} providers"),
                             format_number(web->arena, &web->locale, (int64_t)shown),
                             format_number(web->arena, &web->locale, (int64_t)count)));
    doc_set_bool(
        web->arena, web->view, S("may_add"),
        access_may_in(web->app->access, web->actor, &provider_type, web->actor->org_id, VERB_CREATE));
    filters_show(web, &asked);
    return OUTCOME_OK;
}

/* ---- beside the record ---- */

/* A condition, or why it is suspended, as far as the reader may know. */
static void vetting_fact(struct web *web, struct doc *facts, const struct record *vetting, const char *name) {
    const struct field *field = record_type_field(&provider_vetting_type, slice_of(name));
    const struct value *value = record_value_const(vetting, field);
    struct view view = web_view(web, &provider_vetting_type);
    bool may = view.allowed && view_max(&view, &provider_vetting_type, vetting->org_id) >= field->sensitivity;
    if (may && value->present) record_section_fact(web, facts, web_tr(web, field->label), value->text);
}

void provider_sections(struct web *web, const struct record *record, struct doc *sections) {
    const char *badge;
    if (record->deleted_ms) return;
    struct rule rule = referral_seen_rule(web);
    struct vetting_now now = provider_vetting_on(&rule, record, today());
    struct doc *section =
        record_section_add(web, sections, TR("May people be sent there today?"), S(""), S(""), "");
    struct doc *facts = record_section_facts(web, section);
    record_section_fact(web, facts, web_tr(web, provider_vetting_type.label),
                        provider_vetting_text(web, record, &badge));
    if (now.vetting)
        vetting_fact(web, facts, now.vetting,
                     now.state == VETTING_SUSPENDED ? "suspended_why" : "conditions");
    record_section_fact(web, facts, web_tr(web, TR("Takes")), admits_text(web, provider_of(record)));
}

void provider_list_actions(struct web *web, struct doc *actions) {
    furniture_add_action(web, actions, TR("Who can help"), S("/providers/directory"), false);
}
