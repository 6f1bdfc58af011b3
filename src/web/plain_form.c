/* SPDX-License-Identifier: Apache-2.0 */
#include "web/plain_form.h"

static const struct refusal_item *field_refusal(const struct web *web, struct slice name) {
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, name)) return item;
    }
    return NULL;
}

static void put(struct web *web, struct doc *object, struct slice key, const char *text) {
    doc_set_text(web->arena, object, key, slice_of(text));
}

void plain_form_add(struct web *web, struct doc *fields, const struct plain_field *field) {
    struct doc *object = doc_add_object(web->arena, fields);
    const struct refusal_item *error = field_refusal(web, slice_of(field->name));
    doc_set_bool(web->arena, object, S("grouped"), false);
    put(web, object, S("control"), "partials/control_text");
    put(web, object, S("id"), field->name);
    put(web, object, S("name"), field->name);
    doc_set_text(web->arena, object, S("label"), web_tr(web, field->label));
    put(web, object, S("input_type"), field->type);
    doc_set_text(web->arena, object, S("value"), field->value);
    doc_set_text(web->arena, object, S("help"), field->help ? web_tr(web, field->help) : S(""));
    put(web, object, S("autocomplete"), field->autocomplete);
    doc_set_bool(web->arena, object, S("required"), field->required);
    doc_set_bool(web->arena, object, S("autofocus"), field->autofocus);
    doc_set_text(web->arena, object, S("error"), error ? tr_refusal(web->arena, &web->locale, error) : S(""));
    static const struct slice none[] = {S_INIT("inputmode"), S_INIT("maxlength"), S_INIT("placeholder"), S_INIT("wide"), S_INIT("narrow")};
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        doc_set_text(web->arena, object, none[i], S(""));
    }
}

void plain_form_add_summary(struct web *web) {
    if (refusal_is_empty(&web->refusal)) return;
    struct doc *errors = doc_set_object(web->arena, doc_set_object(web->arena, web->view, S("flash")), S("errors"));
    doc_set_text(web->arena, errors, S("title"), web_tr(web, TR("This cannot be saved as it is.")));
    struct doc *items = doc_set_array(web->arena, errors, S("items"));
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        struct doc *object = doc_add_object(web->arena, items);
        struct slice href = item->field.len ? arena_join(web->arena, S("#"), item->field) : S("");
        doc_set_text(web->arena, object, S("href"), href);
        doc_set_text(web->arena, object, S("text"), tr_refusal(web->arena, &web->locale, item));
    }
}
