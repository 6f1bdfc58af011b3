/* SPDX-License-Identifier: Apache-2.0 */
#include "web/shelter/care_view.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "store/query.h"
#include "web/furniture.h"

size_t care_parts(struct web *web, const struct record_type *type, const char *field, struct uuid id,
                  const char *sort, size_t max, struct record ***records) {
    return web_parts(web, type, field, id, SHARED_ORG, sort, max, records);
}

bool care_may_write(struct web *web) {
    return access_may(web->actor, ACCESS_CASE, VERB_CREATE);
}

bool care_may_approve(struct web *web) {
    return access_may(web->actor, ACCESS_CASE, VERB_APPROVE);
}

/* ---- words ---- */

struct slice care_code(struct web *web, struct uuid case_file) {
    struct record *file = web_record(web, &case_file_type, case_file);
    return file ? file->code : S("–");
}

struct slice care_day(struct web *web, const struct value *date) {
    return date->present ? format_date_short(web->arena, &web->locale, date->date) : S("");
}

struct slice care_day_number(struct web *web, int64_t day) {
    return format_date_short(web->arena, &web->locale, date_of_day(day));
}

struct slice care_number(struct web *web, int64_t number) {
    return format_number(web->arena, &web->locale, number);
}

struct slice care_choice(struct web *web, const struct record *record, const char *field) {
    const struct field *of = record_type_field(record->type, slice_of(field));
    const struct value *value = record_value_const(record, of);
    struct text out = TEXT_IN(web->arena);
    if (!value->present) return S("");
    for (size_t i = 0; i < of->choices->count; i++) {
        struct slice code = slice_of(of->choices->choices[i].code);
        if (!codes_contain(value->text, code)) continue;
        if (out.len) text_append(&out, S(", "));
        text_append(&out, choice_label(web, of, code));
    }
    return text_slice(&out);
}

struct slice care_href(struct web *web, const char *folder, struct uuid id, const char *behind) {
    return arena_printf(web->arena, "/%s/%.*s%s", folder, SLICE_ARG(uuid_format(web->arena, id)), behind);
}

/* ---- head ---- */

void care_head(struct web *web, struct slice title) {
    furniture_add_crumb(web, title, S(""));
    doc_set_text(web->arena, web->view, S("page_title"), title);
}

void care_action(struct web *web, struct doc *actions, const char *english, struct slice href, bool primary) {
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("action_href"), href);
    doc_set_text(web->arena, action, S("action_text"), web_tr(web, english));
    doc_set_bool(web->arena, action, S("action_primary"), primary);
}
