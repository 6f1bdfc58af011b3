/* SPDX-License-Identifier: Apache-2.0 */
#include "web/export/exchange_view.h"

#include "web/plain_form.h"
#include "web/record/record_text.h"

void exchange_add_lack(struct web *web, struct doc *items, struct slice href, struct slice text,
                       struct slice of, bool is_needed) {
    struct doc *item = doc_add_object(web->arena, items);
    doc_set_text(web->arena, item, S("missing_href"), href);
    doc_set_text(web->arena, item, S("missing_text"), text);
    doc_set_text(web->arena, item, S("missing_of"), of);
    doc_set_bool(web->arena, item, S("is_needed"), is_needed);
}

void exchange_add_missing(struct web *web, struct doc *items, const struct iati_missing *missing) {
    for (; missing; missing = missing->next) {
        struct slice record = record_href(web, missing->type, missing->id), name = missing->name;
        struct slice href = arena_printf(web->arena, "%.*s/edit#%s", SLICE_ARG(record), missing->field->name);
        exchange_add_lack(web, items, href, web_tr(web, missing->field->label),
                          name.len ? name : web_tr(web, missing->type->label), missing->is_needed);
    }
}

void exchange_add_purpose(struct web *web, struct doc *fields) {
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "purpose",
                                         .label = TR("What is the file for?"),
                                         .required = true,
                                         .value = plain_form_value(web, "purpose", S("")),
                                         .help = TR("It is kept with your name in the list of exports.")});
}

void exchange_add_formats(struct web *web, struct doc *fields, const struct choice *formats, size_t count) {
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, count);
    struct slice chosen = plain_form_value(web, "format", slice_of(formats[0].code));
    for (size_t i = 0; i < count; i++) {
        struct slice code = slice_of(formats[i].code);
        choices[i] = (struct plain_choice){code, web_tr(web, formats[i].label), slice_equal(chosen, code)};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "format",
                                         .label = TR("Format"),
                                         .control = PLAIN_RADIO,
                                         .choices = choices,
                                         .choice_count = count});
}

void exchange_add_action(struct web *web, struct doc *actions, struct slice label, struct slice href) {
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("label"), label);
    doc_set_text(web->arena, action, S("href"), href);
    doc_set_bool(web->arena, action, S("primary"), false);
}

struct slice exchange_body_text(const struct doc *body, struct slice key) {
    const struct doc *member = doc_get(body, key);
    return member && member->kind == DOC_TEXT ? member->text : S("");
}
