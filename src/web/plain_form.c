/* SPDX-License-Identifier: Apache-2.0 */
#include "web/plain_form.h"

#include "base/log.h"
#include "web/errors.h"

static const struct refusal_item *field_refusal(const struct web *web, struct slice name) {
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, name)) return item;
    }
    return NULL;
}

static void put(struct web *web, struct doc *object, const char *key, const char *text) {
    doc_set_text(web->arena, object, slice_of(key), slice_of(text));
}

static const char *control_partial(enum plain_control control) {
    switch (control) {
    case PLAIN_TEXT: return "partials/control_text";
    case PLAIN_SELECT: return "partials/control_select";
    case PLAIN_RADIO: return "partials/control_radio";
    case PLAIN_CHECKBOXES: return "partials/control_checkboxes";
    case PLAIN_FILE: return "partials/control_file";
    case PLAIN_LONG: return "partials/control_textarea";
    }
    BUG("control %d", control);
}

static void add_choice(struct web *web, struct doc *choices, const struct plain_choice *one) {
    struct doc *choice = doc_add_object(web->arena, choices);
    doc_set_text(web->arena, choice, S("value"), one->value);
    doc_set_text(web->arena, choice, S("label"), one->label);
    doc_set_bool(web->arena, choice, S("selected"), one->selected);
}

static void add_choices(struct web *web, struct doc *object, const struct plain_field *field) {
    struct doc *choices = doc_set_array(web->arena, object, S("choices"));
    for (size_t i = 0; i < field->choice_count; i++)
        add_choice(web, choices, &field->choices[i]);
    for (size_t i = 0; field->set && i < field->set->count; i++) {
        const struct choice *one = &field->set->choices[i];
        struct slice code = slice_of(one->code);
        add_choice(web, choices,
                   &(struct plain_choice){code, web_tr(web, one->label), slice_equal(code, field->value)});
    }
}

/* A select with a chosen item needs no "Choose" line; what is in no set is not chosen. */
static struct slice chosen_value(const struct plain_field *field) {
    for (size_t i = 0; i < field->choice_count; i++) {
        if (field->choices[i].selected) return field->choices[i].value;
    }
    return field->set && !choice_find(field->set, field->value) ? S("") : field->value;
}

void plain_form_add(struct web *web, struct doc *fields, const struct plain_field *field) {
    struct doc *object = doc_add_object(web->arena, fields);
    const struct refusal_item *error = field_refusal(web, slice_of(field->name));
    bool grouped = field->control == PLAIN_RADIO || field->control == PLAIN_CHECKBOXES;
    doc_set_bool(web->arena, object, S("grouped"), grouped);
    put(web, object, "control", control_partial(field->control));
    put(web, object, "id", field->name);
    put(web, object, "name", field->name);
    doc_set_text(web->arena, object, S("label"), web_tr(web, field->label));
    put(web, object, "input_type", field->type);
    doc_set_text(web->arena, object, S("value"), chosen_value(field));
    doc_set_text(web->arena, object, S("help"), field->help ? web_tr(web, field->help) : S(""));
    put(web, object, "autocomplete", field->autocomplete);
    put(web, object, "inputmode", field->inputmode);
    put(web, object, "accept", field->accept);
    doc_set_bool(web->arena, object, S("required"), field->required);
    doc_set_bool(web->arena, object, S("autofocus"), field->autofocus);
    doc_set_bool(web->arena, object, S("narrow"), field->narrow);
    doc_set_bool(web->arena, object, S("readonly"), false);
    doc_set_text(web->arena, object, S("error"), error ? tr_refusal(web->arena, &web->locale, error) : S(""));
    put(web, object, "maxlength", "");
    put(web, object, "placeholder", "");
    put(web, object, "rows", "");
    put(web, object, "wide", "");
    if (field->none) doc_set_text(web->arena, object, S("none_text"), web_tr(web, field->none));
    add_choices(web, object, field);
}

static struct slice summary_href(struct web *web, const struct plain_summary *summary, const struct refusal_item *item) {
    if (summary->href) return summary->href(web, summary->context, item);
    return item->field.len ? arena_join(web->arena, S("#"), item->field) : S("");
}

static struct slice summary_text(struct web *web, const struct plain_summary *summary, const struct refusal_item *item) {
    if (summary->text) return summary->text(web, summary->context, item);
    return tr_refusal(web->arena, &web->locale, item);
}

void plain_form_summarise(struct web *web, const struct plain_summary *summary) {
    if (refusal_is_empty(&web->refusal)) return;
    struct doc *errors =
        doc_set_object(web->arena, doc_set_object(web->arena, web->view, S("flash")), S("errors"));
    const char *title = summary->title ? summary->title : TR("This cannot be saved as it is.");
    doc_set_text(web->arena, errors, S("title"), web_tr(web, title));
    struct doc *items = doc_set_array(web->arena, errors, S("items"));
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        struct doc *object = doc_add_object(web->arena, items);
        doc_set_text(web->arena, object, S("href"), summary_href(web, summary, item));
        doc_set_text(web->arena, object, S("text"), summary_text(web, summary, item));
    }
}

void plain_form_add_summary(struct web *web) {
    plain_form_summarise(web, &(struct plain_summary){0});
}

struct slice plain_form_value(struct web *web, const char *name, struct slice otherwise) {
    return web->http->method == HTTP_POST ? web_field(web, slice_of(name)) : otherwise;
}

bool plain_form_has(struct web *web, const char *name, struct slice value) {
    if (!web_form(web)) return false;
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        if (field->is_file || !slice_equal(field->name, slice_of(name))) continue;
        form_note(&web->form, field);
        if (slice_equal(field->value, value)) return true;
    }
    return false;
}

void plain_form_refused(struct web *web, enum outcome outcome, int64_t retry_ms) {
    web->response->status = web_status(outcome);
    if (outcome != OUTCOME_TOO_MANY) return;
    web_retry_after(web, retry_ms);
    if (!refusal_is_empty(&web->refusal)) return;
    struct slice minutes = format_number(web->arena, &web->locale, retry_ms / 60000 + 1);
    refuse_with(&web->refusal, S(""), "Too many attempts. Try again in {1} minutes.", minutes, S(""));
}
