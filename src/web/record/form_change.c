/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/form_change.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/records.h"
#include "web/record/form_resolve.h"
#include "web/record/form_unit.h"

enum { CANDIDATES_MAX = 12 };

/* ---- what was sent ---- */

static const struct http_field *form_sent(const struct web *web, struct slice name) {
    for (size_t i = 0; i < web->form.count; i++) {
        if (web->form.fields[i].is_file || !slice_equal(web->form.fields[i].name, name)) continue;
        form_note(&web->form, &web->form.fields[i]);
        return &web->form.fields[i];
    }
    return NULL;
}

static struct slice name_with(struct web *web, const struct field *field, const char *ending) {
    return arena_printf(web->arena, "%s%s", field->name, ending);
}

/* Every value of a name, joined: the boxes of a list. */
static struct slice form_joined(struct web *web, struct slice name) {
    struct text joined = TEXT_IN(web->arena);
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *sent = &web->form.fields[i];
        if (sent->is_file || !slice_equal(sent->name, name)) continue;
        form_note(&web->form, sent);
        if (!sent->value.len) continue;
        if (joined.len) text_append_char(&joined, ',');
        text_append(&joined, sent->value);
    }
    return text_slice(&joined);
}

static bool is_undamaged(struct web *web, const struct field *field) {
    for (size_t i = 0; i < web->form.count; i++) {
        struct slice name = web->form.fields[i].name;
        bool is_it = slice_equal(name, slice_of(field->name)) || slice_equal(name, name_with(web, field, ".text"));
        if (is_it && web->form.fields[i].is_damaged) return refuse(&web->refusal, slice_of(field->name), "This text is not valid UTF-8.");
    }
    return true;
}

/* ---- references and places that were typed ---- */

/* The label of a record as the page in the other language had it: the reader may have changed the language meanwhile. */
static struct slice label_elsewhere(struct web *web, const struct record_type *type, struct uuid id) {
    struct locale here = web->locale;
    web->locale.lang = here.lang == LANG_KM ? LANG_EN : LANG_KM;
    web->locale.messages = here.lang == LANG_KM ? NULL : web->app->khmer;
    struct slice label = record_label_of(record_names_new(web), type, id);
    web->locale = here;
    return label;
}

bool form_words_belong(struct web *web, struct record_names *names, const struct field *field, struct slice value, struct slice words) {
    struct uuid id;
    if (!words.len || !value.len) return false;
    if (field->kind == KIND_PLACE) {
        return slice_equal(words, gazetteer_chain(web->app->gazetteer, web->arena, value, false)) ||
               slice_equal(words, gazetteer_chain(web->app->gazetteer, web->arena, value, true));
    }
    if (!field->ref || !uuid_parse(value, &id)) return false;
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(field->ref));
    return slice_equal(words, slice_trim(record_label_of(names, type, id))) || slice_equal(words, slice_trim(label_elsewhere(web, type, id)));
}

static bool resolve_words(struct web *web, struct record_names *names, const struct field *field, struct slice words, struct slice *value) {
    struct candidate candidates[CANDIDATES_MAX];
    const struct record_type *type = field->ref ? catalogue_find(&mlup_catalogue, slice_of(field->ref)) : NULL;
    size_t count = type ? form_resolve_record(web, names, type, words, candidates, CANDIDATES_MAX)
                        : form_resolve_place(web, field->place_level, words, candidates, CANDIDATES_MAX);
    if (count == 1) return *value = candidates[0].value, true;
    struct slice name = slice_of(field->name);
    if (count == 0) return refuse_with(&web->refusal, name, "Nothing was found for “{1}”.", words, S(""));
    return refuse_with(&web->refusal, name, "Several fit “{1}”. Choose one.", words, S(""));
}

/* What a picker sent, as the value itself: chosen among several, chosen in the list, or found by the words. */
static bool picker_read(struct web *web, struct record_names *names, const struct field *field, struct slice *value) {
    struct slice chosen = web_field(web, name_with(web, field, ".choice")), words = slice_trim(web_field(web, name_with(web, field, ".text")));
    *value = web_field(web, slice_of(field->name));
    if (!form_sent(web, name_with(web, field, ".text"))) return true; /* a select */
    if (chosen.len) return *value = chosen, true;
    if (!words.len) return *value = S(""), true;
    if (form_words_belong(web, names, field, *value, words)) return true;
    *value = S("");
    return resolve_words(web, names, field, words, value);
}

/* Codes and names of places, separated by semicolons, beside the boxes. */
static bool places_read(struct web *web, struct record_names *names, const struct field *field, struct slice *value) {
    struct text joined = TEXT_IN(web->arena);
    struct slice words = web_field(web, name_with(web, field, ".text")), part, code;
    bool good = true;
    text_append(&joined, form_joined(web, slice_of(field->name)));
    while (words.len && slice_split(&words, ';', &part)) {
        part = slice_trim(part);
        if (!part.len) continue;
        if (!resolve_words(web, names, field, part, &code)) good = false;
        else text_printf(&joined, ",%.*s", SLICE_ARG(code));
    }
    *value = text_slice(&joined);
    return good;
}

static bool field_text(struct web *web, struct record_names *names, const struct field *field, struct slice *text) {
    switch (field->kind) {
    case KIND_REF:
    case KIND_PLACE: return picker_read(web, names, field, text);
    case KIND_PLACES: return places_read(web, names, field, text);
    case KIND_CHOICES: return *text = form_joined(web, slice_of(field->name)), true;
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_INTEGER:
    case KIND_BOOL:
    case KIND_DATE:
    case KIND_MONEY:
    case KIND_CHOICE:
    case KIND_PHONE: return *text = web_field(web, slice_of(field->name)), true;
    }
    return false;
}

/* ---- the change ---- */

/* A reference must be to something that this person can see. */
static bool ref_is_seen(struct web *web, struct record_names *names, const struct field *field, const struct value *value) {
    if (field->kind != KIND_REF || !value->present) return true;
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(field->ref));
    return record_label_of(names, type, value->id).len ||
           refuse(&web->refusal, slice_of(field->name), "Choose one from the list; this one is not known.");
}

static bool place_is_known(struct web *web, const struct field *field, const struct value *value) {
    struct place place;
    if (field->kind != KIND_PLACE || !value->present) return true;
    return gazetteer_find(web->app->gazetteer, web->arena, value->text, &place) ||
           refuse_with(&web->refusal, slice_of(field->name), "“{1}” is not a place of the gazetteer. Choose one from the list.", value->text, S(""));
}

static bool has_unit(const struct field *field) {
    return field->ppm || field->quantity;
}

/* The references that lead to a unit: sent with the form, before the number in the catalogue's order; else as stored. */
static const struct record *unit_values(struct web *web, const struct field *field, const struct change *change) {
    struct slice path = slice_of(field->quantity), first;
    bool is_sent = slice_split(&path, ' ', &first) && record_value(change->values, record_type_field(change->type, first))->present;
    const struct record *stored = is_sent || change->verb == CHANGE_CREATE ? NULL : web_record(web, change->type, change->id);
    return stored ? stored : change->values;
}

static bool read_value(struct web *web, struct record_names *names, const struct field *field, struct slice text, const struct change *change) {
    struct slice currency = field->kind == KIND_MONEY ? web_field(web, name_with(web, field, ".currency")) : S("");
    struct value *value = record_value(change->values, field);
    if (!has_unit(field)) return value_parse_input(web->arena, field, text, currency, value, &web->refusal);
    const struct record *leading = field->quantity ? unit_values(web, field, change) : NULL;
    return form_unit_read(web, form_unit_of(names, field, leading), field, text, value);
}

static bool read_field(struct web *web, struct record_names *names, const struct field *field, struct change *change) {
    struct slice text;
    struct value *value = record_value(change->values, field);
    if (!is_undamaged(web, field) || !field_text(web, names, field, &text)) return false;
    if (field->sealed && change->verb == CHANGE_UPDATE && !text.len) return true;
    if (slice_equal(web_field(web, arena_printf(web->arena, "keep-%s", field->name)), S("theirs"))) return true;
    if (!read_value(web, names, field, text, change)) return false;
    change_set(change, field);
    return ref_is_seen(web, names, field, value) && place_is_known(web, field, value);
}

static bool is_wanted(struct web *web, const struct field *field, const char *listed) {
    if (*listed) return names_contain(listed, slice_of(field->name));
    return form_sent(web, slice_of(field->name)) || form_sent(web, name_with(web, field, ".text"));
}

static bool read_version(struct web *web, struct change *change) {
    struct slice text = web_field(web, S("_version"));
    if (!text.len || change->verb == CHANGE_CREATE) return true;
    return slice_to_int64(text, &change->base_version) ||
           refuse(&web->refusal, S(""), "This form is damaged. Reload the page and type again.");
}

/* ---- what else is wrong ---- */

static bool is_refused(const struct refusal *refusal, const struct field *field) {
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        if (slice_equal(item->field, slice_of(field->name))) return true;
    }
    return false;
}

static bool places_are_known(struct web *web, struct slice codes, struct slice *unknown) {
    struct place place;
    while (slice_split(&codes, ',', unknown)) {
        if (!gazetteer_find(web->app->gazetteer, web->arena, *unknown, &place)) return false;
    }
    return true;
}

static bool ref_is_known(struct web *web, const struct field *field, struct uuid id) {
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(field->ref));
    struct view view = web_view(web, type);
    struct record *record;
    return field->anywhere || query_get(web->app->store, web_db(web), web->arena, &view, type, id, &record, NULL);
}

void form_refuse_rest(struct web *web, const struct change *change, uint64_t asked) {
    for (size_t i = 0; i < change->type->field_count; i++) {
        const struct field *field = &change->type->fields[i];
        const struct value *value = &change->values->values[i];
        struct slice unknown = S("");
        if (!(asked >> i & 1) || is_refused(&web->refusal, field)) continue;
        if (field->required && !value->present) refuse(&web->refusal, slice_of(field->name), "This field is required.");
        if (!value->present) continue;
        bool is_place = field->kind == KIND_PLACE || field->kind == KIND_PLACES;
        if (is_place && !places_are_known(web, value->text, &unknown)) {
            refuse_with(&web->refusal, slice_of(field->name), "“{1}” is not a place of the gazetteer. Choose one from the list.", unknown, S(""));
        }
        if (field->kind == KIND_REF && !ref_is_known(web, field, value->id)) {
            refuse(&web->refusal, slice_of(field->name), "Choose one from the list; this one is not known.");
        }
    }
}

bool form_read_change(struct web *web, const struct record_type *type, struct change *change) {
    if (!web_form(web)) return false;
    struct record_names *names = record_names_new(web);
    const char *listed = arena_cstr(web->arena, web_field(web, S("_fields")));
    bool good = read_version(web, change);
    change->reason = slice_trim(web_field(web, S("_reason")));
    uint64_t asked = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        if (!is_wanted(web, &type->fields[i], listed)) continue;
        asked |= UINT64_C(1) << i;
        good = read_field(web, names, &type->fields[i], change) && good;
    }
    if (!good) form_refuse_rest(web, change, change->verb == CHANGE_CREATE ? asked : change->sets);
    return good;
}
