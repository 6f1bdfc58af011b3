/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of a type as controls.  A posted form comes back as it was typed. */
#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/records.h"
#include "web/plain_form.h"
#include "web/record/form_change.h"
#include "web/record/form_resolve.h"
#include "web/record/form_unit.h"
#include "web/record/list_secret.h"

enum { RADIOS_MAX = 5, SELECT_MAX = 12, CANDIDATES_SHOWN = 12 };

struct form {
    struct web *web;
    struct record_names *names;
    const struct form_source *source;
    const struct field *field;
    struct doc *object;
    bool posted; /* of this field */
    struct form_unit unit;
};

static void put(struct form *form, const char *key, struct slice text) {
    doc_set_text(form->web->arena, form->object, slice_of(key), text);
}

static struct slice own_name(const struct form *form, const char *ending) {
    return arena_printf(form->web->arena, "%s%s", form->field->name, ending);
}

static const struct value *stored_value(const struct form *form) {
    static const struct value none;
    return form->source->record ? record_value_const(form->source->record, form->field) : &none;
}

/* The record as far as the form knows it: what leads to a unit. */
static const struct record *known_values(const struct form *form) {
    struct web *web = form->web;
    struct slice path = slice_of(form->field->quantity), first;
    struct record *known = form->source->record ? record_copy(web->arena, form->source->record) : record_new(web->arena, form->source->type);
    if (!slice_split(&path, ' ', &first)) return known;
    struct slice sent = form->source->posted ? web_field(web, first) : form->source->prefill ? http_query(web->http, first) : S("");
    struct value *value = record_value(known, record_type_field(known->type, first));
    struct uuid id;
    if (uuid_parse(sent, &id)) *value = value_of_id(id);
    return known;
}

static struct form_unit unit_of(const struct form *form) {
    return form_unit_of(form->names, form->field, form->field->quantity ? known_values(form) : NULL);
}

/* The value as a form sends it: typed, from the address, or stored. */
static struct slice raw_value(struct form *form) {
    struct web *web = form->web;
    const struct value *value = stored_value(form);
    if (form->posted) return web_field(web, slice_of(form->field->name));
    struct slice asked = form->source->prefill ? http_query(web->http, slice_of(form->field->name)) : S("");
    if (asked.len) return asked;
    if (form->field->kind == KIND_DATE && value->present && value->date.precision == DATE_DAY) {
        return arena_printf(web->arena, "%d/%d/%d", value->date.day, value->date.month, value->date.year);
    }
    if (value->present && form->unit.symbol.len) return form_unit_show(web, form->unit, value->number);
    return value_format(web->arena, form->field, value);
}

static bool raw_has(struct form *form, struct slice code) {
    struct web *web = form->web;
    if (!form->posted) return codes_contain(raw_value(form), code);
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *sent = &web->form.fields[i];
        if (slice_equal(sent->name, slice_of(form->field->name)) && slice_equal(sent->value, code)) return true;
    }
    return false;
}

/* ---- one kind of control each ---- */

static void add_choice(struct form *form, struct doc *choices, struct slice value, struct slice label, bool selected) {
    struct doc *choice = doc_add_object(form->web->arena, choices);
    doc_set_text(form->web->arena, choice, S("value"), value);
    doc_set_text(form->web->arena, choice, S("label"), label);
    doc_set_bool(form->web->arena, choice, S("selected"), selected);
}

static void set_control(struct form *form, const char *control, bool grouped) {
    put(form, "control", slice_of(control));
    doc_set_bool(form->web->arena, form->object, S("grouped"), grouped);
}

static void add_text(struct form *form, const char *type, const char *mode) {
    set_control(form, "partials/control_text", false);
    put(form, "input_type", slice_of(type));
    put(form, "inputmode", slice_of(mode));
    put(form, "value", raw_value(form));
}

static void add_lines(struct form *form) {
    set_control(form, "partials/control_textarea", false);
    put(form, "value", raw_value(form));
    put(form, "wide", S("wide"));
    put(form, "rows", S("4"));
}

static void add_choices(struct form *form) {
    const struct choice_set *set = form->field->choices;
    bool many = form->field->kind == KIND_CHOICES, radios = !many && set->count <= RADIOS_MAX;
    set_control(form, many ? "partials/control_checkboxes" : radios ? "partials/control_radio" : "partials/control_select", many || radios);
    struct slice value = raw_value(form);
    if (many || radios) put(form, "wide", S("wide"));
    put(form, "value", value);
    struct doc *choices = doc_set_array(form->web->arena, form->object, S("choices"));
    for (size_t i = 0; i < set->count; i++) {
        struct slice code = slice_of(set->choices[i].code);
        add_choice(form, choices, code, web_tr(form->web, set->choices[i].label), many ? raw_has(form, code) : slice_equal(value, code));
    }
    if (radios && !form->field->required) add_choice(form, choices, S(""), web_tr(form->web, TR("Not said")), !value.len);
}

static void add_yes_no(struct form *form) {
    set_control(form, "partials/control_radio", true);
    struct slice value = raw_value(form);
    struct doc *choices = doc_set_array(form->web->arena, form->object, S("choices"));
    add_choice(form, choices, S("true"), web_tr(form->web, TR("Yes")), slice_equal(value, S("true")));
    add_choice(form, choices, S("false"), web_tr(form->web, TR("No")), slice_equal(value, S("false")));
    if (!form->field->required) add_choice(form, choices, S(""), web_tr(form->web, TR("Not said")), !value.len);
}

static void add_money(struct form *form) {
    static const enum currency currencies[] = {CURRENCY_KHR, CURRENCY_USD};
    struct web *web = form->web;
    const struct value *value = stored_value(form);
    struct slice amount = raw_value(form), currency = form->posted ? web_field(web, own_name(form, ".currency")) : S("");
    if (!form->posted && value->present) {
        amount = format_money(web->arena, &(struct locale){.lang = LANG_EN}, (struct money){value->money.amount, CURRENCY_NONE});
        if (value->money.currency == CURRENCY_USD) amount = format_quantity(web->arena, &(struct locale){.lang = LANG_EN}, value->money.amount, 2, S(""));
        currency = currency_code(value->money.currency);
    }
    set_control(form, "partials/control_money", false);
    put(form, "value", slice_trim(amount));
    put(form, "currency_label", web_tr(web, TR("Currency")));
    struct doc *choices = doc_set_array(web->arena, form->object, S("choices"));
    for (size_t i = 0; i < ARRAY_LEN(currencies); i++) {
        struct slice code = currency_code(currencies[i]);
        add_choice(form, choices, code, code, slice_equal(code, currency));
    }
}

static void add_provinces(struct form *form) {
    struct web *web = form->web;
    struct place *places;
    bool khmer = web->locale.lang == LANG_KM;
    size_t count = gazetteer_children(web->app->gazetteer, web->arena, S(""), &places);
    set_control(form, "partials/control_checkboxes", true);
    put(form, "wide", S("wide"));
    struct doc *choices = doc_set_array(web->arena, form->object, S("choices"));
    for (size_t i = 0; i < count; i++) {
        add_choice(form, choices, places[i].code, khmer ? places[i].name_km : places[i].name_latin, raw_has(form, places[i].code));
    }
    struct slice rest = form->posted ? S("") : raw_value(form), code;
    while (rest.len && slice_split(&rest, ',', &code)) { /* smaller places stay as they are */
        if (code.len > 2) add_choice(form, choices, code, gazetteer_name(web->app->gazetteer, web->arena, code, khmer), true);
    }
}

/* ---- references and places ---- */

static struct slice label_of_value(struct form *form, struct slice value) {
    struct web *web = form->web;
    struct uuid id;
    if (!value.len) return S("");
    if (form->field->kind == KIND_PLACE) return gazetteer_chain(web->app->gazetteer, web->arena, value, web->locale.lang == LANG_KM);
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(form->field->ref));
    return uuid_parse(value, &id) ? record_label_of(form->names, type, id) : S("");
}

/* Words that fitted several: all of them to choose from. */
static void add_candidates(struct form *form, struct slice words) {
    struct candidate found[CANDIDATES_SHOWN];
    const struct record_type *type = form->field->ref ? catalogue_find(&mlup_catalogue, slice_of(form->field->ref)) : NULL;
    size_t count = type ? form_resolve_record(form->web, form->names, type, words, found, CANDIDATES_SHOWN)
                        : form_resolve_place(form->web, form->field->place_level, words, found, CANDIDATES_SHOWN);
    if (count < 2) return;
    struct doc *choices = doc_set_array(form->web->arena, doc_set_object(form->web->arena, form->object, S("candidates")), S("choices"));
    for (size_t i = 0; i < count; i++) {
        struct slice label = found[i].detail.len ? arena_printf(form->web->arena, "%.*s (%.*s)", SLICE_ARG(found[i].label), SLICE_ARG(found[i].detail)) : found[i].label;
        add_choice(form, choices, found[i].value, label, false);
    }
}

static void add_picker(struct form *form, const char *path) {
    struct web *web = form->web;
    struct slice value = raw_value(form), words = S("");
    if (form->posted) {
        struct slice chosen = web_field(web, own_name(form, ".choice"));
        words = web_field(web, own_name(form, ".text"));
        if (chosen.len) value = chosen, words = label_of_value(form, value);
        bool belongs = form_words_belong(web, form->names, form->field, value, slice_trim(words));
        if (belongs) words = label_of_value(form, value); /* in the language of now */
        else if (words.len && !chosen.len) value = S("");
    } else {
        words = label_of_value(form, value);
    }
    set_control(form, "partials/control_picker", false);
    put(form, "value", value);
    put(form, "value_text", words);
    put(form, "lookup_url",
        arena_printf(web->arena, "/api/v1/pick/%s?%sq=", path,
                     form->field->place_level
                         ? arena_printf(web->arena, "level=%d&", form->field->place_level).s
                         : ""));
    const struct record_type *type = catalogue_find_path(store_catalogue(web->app->store), slice_of(path));
    doc_set_bool(web->arena, form->object, S("lookup_is_posted"), type && list_is_secret(type));
    if (form->posted && words.len && !value.len)
        add_candidates(form, words);
    else
        put(form, "candidates", S(""));
}

size_t form_ref_choices(struct web *web, const struct record_type *type, struct record ***records) {
    struct view view = web_view(web, type);
    bool searchable = form_type_is_searchable(type);
    struct list_query query = {.type = type, .limit = searchable ? SELECT_MAX + 1 : LIMIT_LIST_ROWS};
    struct list_page page;
    struct refusal none = REFUSAL_IN(web->arena);
    if (type->sort) query.sort = record_type_field(type, slice_of(type->sort));
    if (!view.allowed || !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return 0;
    *records = page.records;
    return searchable && page.count > SELECT_MAX ? 0 : page.count;
}

static void add_ref(struct form *form) {
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(form->field->ref));
    struct record **records;
    size_t count = form_ref_choices(form->web, type, &records);
    bool typed = form->posted && web_field(form->web, own_name(form, ".text")).len;
    if (count == 0 || typed) {
        add_picker(form, type->path);
        return;
    }
    set_control(form, "partials/control_select", false);
    struct slice value = raw_value(form);
    bool found = false;
    put(form, "value", value);
    struct doc *choices = doc_set_array(form->web->arena, form->object, S("choices"));
    for (size_t i = 0; i < count; i++) {
        struct slice id = uuid_format(form->web->arena, records[i]->id);
        found = found || slice_equal(id, value);
        add_choice(form, choices, id, record_label(form->names, records[i]), slice_equal(id, value));
    }
    struct slice other = found ? S("") : label_of_value(form, value);
    if (other.len) add_choice(form, choices, value, other, true);
}

/* What a link has settled (the session of a head count) or what cannot change is shown, not asked. */
static void add_settled(struct form *form) {
    set_control(form, "partials/control_fixed", true);
    struct slice value = raw_value(form);
    put(form, "value", value);
    put(form, "value_text", label_of_value(form, value));
}

static bool is_settled(struct form *form) {
    const struct record_type *type = form->source->type;
    bool is_parent = type->parent && slice_equal(slice_of(type->parent), slice_of(form->field->name));
    bool is_known = form->field->kind == KIND_REF && label_of_value(form, raw_value(form)).len;
    return is_parent && is_known && !web_field(form->web, own_name(form, ".text")).len;
}

/* ---- all ---- */

static void add_control(struct form *form) {
    if (form->field->kind == KIND_REF && !form->source->record && is_settled(form)) {
        add_settled(form);
        return;
    }
    switch (form->field->kind) {
    case KIND_TEXT: add_text(form, "text", ""); return;
    case KIND_PHONE: add_text(form, "tel", "tel"); return;
    case KIND_INTEGER: add_text(form, "text", form->unit.decimals ? "decimal" : "numeric"); return;
    case KIND_DATE: add_text(form, "text", ""); return;
    case KIND_LONG_TEXT: add_lines(form); return;
    case KIND_CHOICE:
    case KIND_CHOICES: add_choices(form); return;
    case KIND_BOOL: add_yes_no(form); return;
    case KIND_MONEY: add_money(form); return;
    case KIND_PLACES: add_provinces(form); return;
    case KIND_PLACE: add_picker(form, "areas"); return;
    case KIND_REF: add_ref(form); return;
    }
    BUG("field kind %d", form->field->kind);
}

/* With the unit in which it is typed. */
static struct slice field_label(struct form *form) {
    struct slice label = web_tr(form->web, form->field->label), symbol = form->unit.symbol;
    return symbol.len ? arena_printf(form->web->arena, "%.*s (%.*s)", SLICE_ARG(label), SLICE_ARG(symbol)) : label;
}

static struct slice field_help(struct form *form) {
    struct web *web = form->web;
    if (form->field->sealed && stored_value(form)->sealed) return web_tr(web, TR("Sealed. Leave it empty to keep what is stored."));
    if (form->field->help) return web_tr(web, form->field->help);
    if (form->field->quantity && !form->unit.symbol.len) return web_tr(web, TR("In the unit of account: kilograms, heads."));
    if (form->field->kind == KIND_DATE) return web_tr(web, TR("Day, month, year: 7/3/2016"));
    if (form->field->kind == KIND_PLACE) return web_tr(web, TR("Write the name in Khmer or Latin letters, or the code."));
    return S("");
}

static struct slice field_error(struct form *form) {
    for (const struct refusal_item *item = form->web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, slice_of(form->field->name))) return tr_refusal(form->web->arena, &form->web->locale, item);
    }
    return S("");
}

void form_add_field(struct web *web, struct record_names *names, struct doc *fields, const struct form_source *source, const struct field *field) {
    static const struct slice none[] = {S_INIT("maxlength"), S_INIT("placeholder"), S_INIT("min"), S_INIT("max"), S_INIT("readonly"),
                                        S_INIT("wide"), S_INIT("narrow"), S_INIT("inputmode"), S_INIT("rows"), S_INIT("candidates"), S_INIT("value")};
    bool from_record = source->record && source->stored >> field_index(source->type, field) & 1;
    struct form form = {web, names, source, field, doc_add_object(web->arena, fields), source->posted && !from_record, {0, S("")}};
    bool keeps = field->sealed && stored_value(&form)->present;
    form.unit = unit_of(&form);
    put(&form, "id", slice_of(field->name));
    put(&form, "name", slice_of(field->name));
    put(&form, "label", field_label(&form));
    put(&form, "help", field_help(&form));
    put(&form, "error", field_error(&form));
    put(&form, "autocomplete", S("off"));
    doc_set_bool(web->arena, form.object, S("required"), field->required && !keeps);
    add_control(&form);
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        if (!doc_get(form.object, none[i])) doc_set_text(web->arena, form.object, none[i], S(""));
    }
}

struct slice form_add_fields(struct web *web, struct doc *fields, const struct form_source *source) {
    struct record_names *names = record_names_new(web);
    struct text shown = TEXT_IN(web->arena);
    for (size_t i = 0; i < source->type->field_count; i++) {
        const struct field *field = &source->type->fields[i];
        bool is_done = source->record ? field->fixed : field->later;
        if (source->hidden >> i & 1 || field->computed || is_done) continue;
        form_add_field(web, names, fields, source, field);
        if (shown.len) text_append_char(&shown, ' ');
        text_append(&shown, slice_of(field->name));
    }
    return text_slice(&shown);
}

static struct slice summary_text(struct web *web, const void *context, const struct refusal_item *item) {
    const struct field *field = record_type_field(context, item->field);
    struct slice text = tr_refusal(web->arena, &web->locale, item);
    if (!field) return text;
    return arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(web_tr(web, field->label)), SLICE_ARG(text));
}

static struct slice summary_href(struct web *web, const void *context, const struct refusal_item *item) {
    return record_type_field(context, item->field) ? arena_join(web->arena, S("#"), item->field) : S("");
}

void form_add_summary(struct web *web, const struct record_type *type) {
    plain_form_summarise(web, &(struct plain_summary){.text = summary_text, .href = summary_href, .context = type});
}
