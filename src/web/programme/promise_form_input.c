/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/promise_form_input.h"

#include "domain/records.h"
#include "web/record/form_resolve.h"

struct slice form_input_error(struct web *web, struct slice name) {
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, name)) return tr_refusal(web->arena, &web->locale, item);
    }
    return S("");
}

/* What was typed for one more of several is an input of its own, shown with them. */
static struct slice error_shown(struct web *web, struct slice name) {
    struct slice error = form_input_error(web, name);
    return error.len ? error : form_input_error(web, arena_join(web->arena, name, S(".text")));
}

struct doc *form_input_add(struct web *web, struct doc *fields, const struct form_input *input) {
    static const struct slice none[] = {S_INIT("readonly"),  S_INIT("autofocus"),   S_INIT("input_type"),
                                        S_INIT("maxlength"), S_INIT("placeholder"), S_INIT("rows"),
                                        S_INIT("narrow")};
    struct doc *object = doc_add_object(web->arena, fields);
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        doc_set_text(web->arena, object, none[i], S(""));
    const char *control = input->control ? input->control : "partials/control_text";
    doc_set_text(web->arena, object, S("control"), slice_of(control));
    doc_set_text(web->arena, object, S("id"), input->name);
    doc_set_text(web->arena, object, S("name"), input->name);
    doc_set_text(web->arena, object, S("label"), web_tr(web, input->label));
    doc_set_text(web->arena, object, S("help"), input->help ? web_tr(web, input->help) : S(""));
    doc_set_text(web->arena, object, S("error"), error_shown(web, input->name));
    doc_set_text(web->arena, object, S("value"), input->value);
    doc_set_text(web->arena, object, S("inputmode"), input->is_number ? S("numeric") : S(""));
    doc_set_text(web->arena, object, S("autocomplete"), S("off"));
    doc_set_bool(web->arena, object, S("required"), input->required);
    doc_set_bool(web->arena, object, S("wide"), input->wide);
    doc_set_bool(web->arena, object, S("grouped"), input->grouped);
    return object;
}

struct doc *form_input_select(struct web *web, struct doc *fields, struct form_input input) {
    input.control = "partials/control_select";
    return doc_set_array(web->arena, form_input_add(web, fields, &input), S("choices"));
}

/* ---- fields of the catalogue ---- */

static struct form_input input_of(struct web *web, const struct form_record *form, struct slice prefix,
                                  const struct field *field) {
    return (struct form_input){.name = arena_join(web->arena, prefix, slice_of(field->name)),
                               .value = form->texts[field_index(form->now->type, field)],
                               .label = field->label,
                               .help = field->help,
                               .required = field->required,
                               .is_number = field->kind == KIND_INTEGER};
}

void form_input_field(struct web *web, struct doc *fields, const struct form_record *form,
                      struct slice prefix, const char *field_name) {
    const struct field *field = record_type_field(form->now->type, slice_of(field_name));
    struct form_input input = input_of(web, form, prefix, field);
    if (field->kind == KIND_LONG_TEXT) input.control = "partials/control_textarea", input.wide = true;
    if (field->kind != KIND_CHOICE) {
        form_input_add(web, fields, &input);
        return;
    }
    struct doc *choices = form_input_select(web, fields, input);
    for (size_t i = 0; i < field->choices->count; i++) {
        const struct choice *choice = &field->choices->choices[i];
        promise_view_choice(web, choices, slice_of(choice->code), web_tr(web, choice->label), input.value);
    }
}

static size_t list_all(struct web *web, const struct record_type *type, struct uuid org,
                       struct record ***records) {
    struct view view = web_view(web, type);
    struct list_query query = {.type = type, .limit = LIMIT_LIST_ROWS, .org = org};
    struct list_page page = {0};
    struct refusal unused = REFUSAL_IN(web->arena);
    if (type->sort) query.sort = record_type_field(type, slice_of(type->sort));
    if (!view.allowed) return 0;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &unused)) return 0;
    *records = page.records;
    return page.count;
}

void form_input_ref(struct web *web, struct doc *fields, const struct promise_form *form,
                    const struct form_record *record, struct slice prefix, struct uuid org,
                    const char *field_name,
                    bool (*keep)(const struct promise_form *form, const struct record *record)) {
    const struct field *field = record_type_field(record->now->type, slice_of(field_name));
    struct form_input input = input_of(web, record, prefix, field);
    struct record **records;
    struct doc *choices = form_input_select(web, fields, input);
    size_t count = list_all(web, catalogue_find(&mlup_catalogue, slice_of(field->ref)), org, &records);
    for (size_t i = 0; i < count; i++) {
        bool may =
            access_may_in(web->app->access, web->actor, &promise_type, records[i]->org_id, VERB_CREATE);
        if (!may || (keep && !keep(form, records[i]))) continue;
        struct slice label = record_label(form->names, records[i]);
        promise_view_choice(web, choices, uuid_format(web->arena, records[i]->id), label, input.value);
    }
}

/* ---- several places or records ---- */

static struct slice label_of(struct web *web, const struct promise_form *form, const struct record_type *type,
                             struct slice code) {
    struct uuid id;
    if (!type) return gazetteer_chain(web->app->gazetteer, web->arena, code, web->locale.lang == LANG_KM);
    struct slice label = uuid_parse(code, &id) ? record_label_of(form->names, type, id) : S("");
    return label.len ? label : code;
}

/* Words that fitted several: all of them to choose from. */
static void candidates_add(struct web *web, const struct promise_form *form, struct doc *object,
                           const struct record_type *type, int digits_max, struct slice words) {
    enum { SHOWN = 12 };
    struct candidate found[SHOWN];
    size_t count = !words.len ? 0
                   : type     ? form_resolve_record(web, form->names, type, words, found, SHOWN)
                              : form_resolve_place(web, 2, words, found, SHOWN);
    if (!type && digits_max) count = form_places_keep(found, count, (size_t)digits_max);
    if (count < 2) {
        doc_set_null(web->arena, object, S("candidates"));
        return;
    }
    struct doc *choices =
        doc_set_array(web->arena, doc_set_object(web->arena, object, S("candidates")), S("choices"));
    for (size_t i = 0; i < count; i++) {
        promise_view_choice(web, choices, found[i].value, found[i].label, S(""));
    }
}

void form_input_several(struct web *web, struct doc *fields, const struct promise_form *form,
                        const struct form_input *input, const struct record_type *type, char separator,
                        struct slice words) {
    struct form_input shown = *input;
    shown.control = "partials/control_several";
    struct doc *object = form_input_add(web, fields, &shown);
    struct slice rest = input->value, code;
    struct doc *choices = doc_set_array(web->arena, object, S("chosen"));
    while (rest.len && slice_split(&rest, separator, &code)) {
        promise_view_choice(web, choices, code, label_of(web, form, type, code), code);
    }
    doc_set_text(web->arena, object, S("value_text"), words);
    const char *path = type ? type->path : "areas";
    struct slice deepest =
        input->digits_max ? arena_printf(web->arena, "deepest=%d&", input->digits_max) : S("");
    doc_set_text(web->arena, object, S("lookup_url"),
                 arena_printf(web->arena, "/api/v1/pick/%s?%.*sq=", path, SLICE_ARG(deepest)));
    candidates_add(web, form, object, type, input->digits_max, words);
}
