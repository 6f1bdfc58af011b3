/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/value.h"

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "i18n/khmer.h"
#include "i18n/locale.h"

static struct slice field_name(const struct field *field) {
    return slice_of(field->name);
}

static bool value_set_text(struct value *value, struct slice text) {
    *value = (struct value){.present = text.len > 0, .text = text};
    return true;
}

static bool text_is_clean(struct slice text, bool many_lines) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (c >= 0x20 && c != 0x7f) continue;
        if (!many_lines || (c != '\n' && c != '\t')) return false;
    }
    return true;
}

static bool value_parse_line(struct arena *arena, const struct field *field, struct slice text,
                             struct value *value, struct refusal *refusal) {
    if (!slice_is_utf8(text)) return refuse(refusal, field_name(field), "This text is not valid UTF-8.");
    struct slice stored = khmer_normalise(arena, text);
    if (!text_is_clean(stored, false)) {
        return refuse(refusal, field_name(field), "This text has control characters in it.");
    }
    return value_set_text(value, stored);
}

static bool value_parse_lines(struct arena *arena, const struct field *field, struct slice text,
                              struct value *value, struct refusal *refusal) {
    if (!slice_is_utf8(text)) return refuse(refusal, field_name(field), "This text is not valid UTF-8.");
    struct text joined = TEXT_IN(arena);
    for (size_t i = 0; i < text.len; i++) { /* browsers send CR LF */
        if (text.s[i] != '\r') text_append_char(&joined, text.s[i]);
    }
    struct slice stored = slice_trim(khmer_normalise_long(arena, text_slice(&joined)));
    if (!text_is_clean(stored, true)) {
        return refuse(refusal, field_name(field), "This text has control characters in it.");
    }
    return value_set_text(value, stored);
}

static bool value_parse_integer(const struct field *field, struct slice text, struct value *value,
                                struct refusal *refusal) {
    switch (parse_number(text, &value->number)) {
    case PARSE_OK: return value->present = true;
    case PARSE_AMBIGUOUS:
        return refuse_with(refusal, field_name(field),
                           "“{1}” can be read in two ways. Write it without points, for example 1234.", text, S(""));
    case PARSE_BAD: return refuse_with(refusal, field_name(field), "“{1}” is not a whole number.", text, S(""));
    }
    BUG("parse result");
}

static bool value_parse_bool(const struct field *field, struct slice text, struct value *value,
                             struct refusal *refusal) {
    static const struct slice yes[] = {S_INIT("true"), S_INIT("on"), S_INIT("yes"), S_INIT("1")};
    static const struct slice no[] = {S_INIT("false"), S_INIT("off"), S_INIT("no"), S_INIT("0")};
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        if (slice_equal_nocase(text, yes[i])) return value->number = 1, value->present = true;
        if (slice_equal_nocase(text, no[i])) return value->number = 0, value->present = true;
    }
    return refuse_with(refusal, field_name(field), "“{1}” is neither yes nor no.", text, S(""));
}

static bool value_parse_date(const struct field *field, struct slice text, struct value *value,
                             struct refusal *refusal) {
    switch (parse_date(text, &value->date)) {
    case PARSE_OK: return value->present = true;
    case PARSE_AMBIGUOUS:
        return refuse_with(refusal, field_name(field),
                           "“{1}” may be a Buddhist year. Write the date with the year of the common era, "
                           "for example 7/3/2016.", text, S(""));
    case PARSE_BAD:
        return refuse_with(refusal, field_name(field),
                           "“{1}” is not a date. Write day, month, year, for example 7/3/2016.", text, S(""));
    }
    BUG("parse result");
}

static bool value_parse_money(const struct field *field, struct slice text, struct slice currency,
                              struct value *value, struct refusal *refusal) {
    enum currency otherwise = CURRENCY_NONE;
    if (currency.len && !currency_parse(currency, &otherwise)) {
        return refuse_with(refusal, field_name(field), "“{1}” is not a currency: KHR or USD.", currency, S(""));
    }
    switch (parse_money(text, otherwise, &value->money)) {
    case PARSE_OK: return value->present = true;
    case PARSE_AMBIGUOUS:
        return refuse_with(refusal, field_name(field),
                           "“{1}” can be read in two ways. Write it without points, for example 1234.", text, S(""));
    case PARSE_BAD:
        return refuse_with(refusal, field_name(field),
                           "“{1}” is not an amount of money with its currency, for example 5000 KHR.", text, S(""));
    }
    BUG("parse result");
}

static bool value_parse_phone(struct arena *arena, const struct field *field, struct slice text,
                              struct value *value, struct refusal *refusal) {
    struct slice normal, suggestion;
    switch (parse_phone(arena, text, &normal, &suggestion)) {
    case PHONE_OK:
    case PHONE_UNUSUAL: return value_set_text(value, normal);
    case PHONE_BAD:
        return refuse_with(refusal, field_name(field), "“{1}” is not a telephone number.", text, S(""));
    }
    BUG("phone result");
}

static bool value_parse_choice(const struct field *field, struct slice text, struct value *value,
                               struct refusal *refusal) {
    const struct choice *choice = choice_find(field->choices, text);
    if (!choice) return refuse_with(refusal, field_name(field), "“{1}” is not one of the choices.", text, S(""));
    return value_set_text(value, slice_of(choice->code));
}

/* Any order and doubles in; the order of the choice set out, so that equal sets are equal texts. */
static bool value_parse_choices(struct arena *arena, const struct field *field, struct slice text,
                                struct value *value, struct refusal *refusal) {
    struct slice rest = text, part;
    while (slice_split(&rest, ',', &part)) {
        struct slice code = slice_trim(part);
        if (code.len && !choice_find(field->choices, code)) {
            return refuse_with(refusal, field_name(field), "“{1}” is not one of the choices.", code, S(""));
        }
    }
    struct text joined = TEXT_IN(arena);
    for (size_t i = 0; i < field->choices->count; i++) {
        struct slice code = slice_of(field->choices->choices[i].code);
        if (!codes_contain(text, code)) continue;
        if (joined.len) text_append_char(&joined, ',');
        text_append(&joined, code);
    }
    return value_set_text(value, text_slice(&joined));
}

static bool place_code_is_shaped(struct slice code) {
    if (code.len < 2 || code.len > 8 || code.len % 2) return false;
    for (size_t i = 0; i < code.len; i++) {
        if (code.s[i] < '0' || code.s[i] > '9') return false;
    }
    return true;
}

static bool value_parse_place(struct arena *arena, const struct field *field, struct slice text,
                              struct value *value, struct refusal *refusal) {
    struct slice code = khmer_fold_digits(arena, slice_trim(text));
    if (!place_code_is_shaped(code)) {
        return refuse_with(refusal, field_name(field),
                           "“{1}” is not a place of the gazetteer. Choose one from the list.", text, S(""));
    }
    return value_set_text(value, code);
}

enum { PLACES_MAX = 400 };

/* Sorted without doubles: insertion into a small array. */
static bool value_parse_places(struct arena *arena, const struct field *field, struct slice text,
                               struct value *value, struct refusal *refusal) {
    struct slice codes[PLACES_MAX], rest = khmer_fold_digits(arena, text), part;
    size_t count = 0;
    while (slice_split(&rest, ',', &part)) {
        struct slice code = slice_trim(part);
        if (code.len == 0) continue;
        if (!place_code_is_shaped(code) || count == PLACES_MAX) {
            return refuse_with(refusal, field_name(field),
                               "“{1}” is not a place of the gazetteer. Choose one from the list.", code, S(""));
        }
        size_t at = count;
        while (at > 0 && slice_compare(codes[at - 1], code) > 0) {
            at--;
        }
        if (at > 0 && slice_equal(codes[at - 1], code)) continue;
        memmove(codes + at + 1, codes + at, (count - at) * sizeof codes[0]);
        codes[at] = code;
        count++;
    }
    struct text joined = TEXT_IN(arena);
    for (size_t i = 0; i < count; i++) {
        if (i) text_append_char(&joined, ',');
        text_append(&joined, codes[i]);
    }
    return value_set_text(value, text_slice(&joined));
}

static bool value_parse_ref(const struct field *field, struct slice text, struct value *value,
                            struct refusal *refusal) {
    if (!uuid_parse(text, &value->id)) {
        return refuse(refusal, field_name(field), "Choose one from the list; this one is not known.");
    }
    return value->present = true;
}

static bool value_parse_kind(struct arena *arena, const struct field *field, struct slice text,
                             struct slice currency, struct value *value, struct refusal *refusal) {
    switch (field->kind) {
    case KIND_TEXT: return value_parse_line(arena, field, text, value, refusal);
    case KIND_LONG_TEXT: return value_parse_lines(arena, field, text, value, refusal);
    case KIND_INTEGER: return value_parse_integer(field, text, value, refusal);
    case KIND_BOOL: return value_parse_bool(field, text, value, refusal);
    case KIND_DATE: return value_parse_date(field, text, value, refusal);
    case KIND_MONEY: return value_parse_money(field, text, currency, value, refusal);
    case KIND_CHOICE: return value_parse_choice(field, text, value, refusal);
    case KIND_CHOICES: return value_parse_choices(arena, field, text, value, refusal);
    case KIND_REF: return value_parse_ref(field, text, value, refusal);
    case KIND_PLACE: return value_parse_place(arena, field, text, value, refusal);
    case KIND_PLACES: return value_parse_places(arena, field, text, value, refusal);
    case KIND_PHONE: return value_parse_phone(arena, field, text, value, refusal);
    }
    BUG("field kind %d", field->kind);
}

bool value_parse_input(struct arena *arena, const struct field *field, struct slice text, struct slice currency,
                       struct value *value, struct refusal *refusal) {
    *value = (struct value){0};
    if (slice_trim(text).len == 0) return true;
    if (!slice_is_utf8(text)) return refuse(refusal, field_name(field), "This text is not valid UTF-8.");
    struct value parsed = {0};
    if (!value_parse_kind(arena, field, text, currency, &parsed, refusal)) return false;
    *value = parsed;
    return value_check(field, value, refusal);
}

/* ---- JSON ---- */

static bool value_parse_json_money(const struct field *field, const struct doc *json, struct value *value,
                                   struct refusal *refusal) {
    const struct doc *amount = doc_get(json, S("amount"));
    enum currency currency;
    if (!amount || amount->kind != DOC_INT || !currency_parse(doc_get_text(json, S("currency")), &currency)) {
        return refuse(refusal, field_name(field),
                      "Money is {\"amount\": whole number of riel or cents, \"currency\": \"KHR\" or \"USD\"}.");
    }
    *value = (struct value){.present = true, .money = {amount->number, currency}};
    return value_check(field, value, refusal);
}

static bool value_parse_json_list(struct arena *arena, const struct field *field, const struct doc *json,
                                  struct value *value, struct refusal *refusal) {
    struct text joined = TEXT_IN(arena);
    for (const struct doc_entry *entry = json->first; entry; entry = entry->next) {
        if (entry->value.kind != DOC_TEXT) return refuse(refusal, field_name(field), "This is a list of codes.");
        if (joined.len) text_append_char(&joined, ',');
        text_append(&joined, entry->value.text);
    }
    return value_parse_input(arena, field, text_slice(&joined), S(""), value, refusal);
}

static bool value_parse_json_kind(const struct field *field, const struct doc *json, struct refusal *refusal) {
    switch (json->kind) {
    case DOC_INT:
        if (field->kind == KIND_INTEGER) return true;
        break;
    case DOC_BOOL:
        if (field->kind == KIND_BOOL) return true;
        break;
    case DOC_TEXT:
        if (field->kind != KIND_INTEGER && field->kind != KIND_BOOL) return true;
        break;
    case DOC_ARRAY:
        if (field->kind == KIND_CHOICES || field->kind == KIND_PLACES) return true;
        break;
    case DOC_OBJECT:
        if (field->kind == KIND_MONEY) return true;
        break;
    case DOC_NULL: return true;
    case DOC_RAW: break;
    }
    return refuse(refusal, field_name(field), "This value has the wrong JSON type for the field.");
}

bool value_parse_json(struct arena *arena, const struct field *field, const struct doc *json,
                      struct value *value, struct refusal *refusal) {
    *value = (struct value){0};
    if (!value_parse_json_kind(field, json, refusal)) return false;
    switch (json->kind) {
    case DOC_NULL: return true;
    case DOC_INT: value->number = json->number; break;
    case DOC_BOOL: value->number = json->flag; break;
    case DOC_TEXT: return value_parse_input(arena, field, json->text, S(""), value, refusal);
    case DOC_ARRAY: return value_parse_json_list(arena, field, json, value, refusal);
    case DOC_OBJECT: return value_parse_json_money(field, json, value, refusal);
    case DOC_RAW: BUG("raw JSON as input");
    }
    value->present = true;
    return value_check(field, value, refusal);
}

static void value_set_json_list(struct arena *arena, struct slice name, struct slice codes, struct doc *object) {
    struct doc *list = doc_set_array(arena, object, name);
    struct slice part;
    while (codes.len && slice_split(&codes, ',', &part)) {
        doc_add_text(arena, list, part);
    }
}

static void value_set_json_money(struct arena *arena, struct slice name, struct money money, struct doc *object) {
    struct doc *doc = doc_set_object(arena, object, name);
    doc_set_int(arena, doc, S("amount"), money.amount);
    doc_set_text(arena, doc, S("currency"), currency_code(money.currency));
}

void value_set_json(struct arena *arena, const struct field *field, const struct value *value,
                    struct doc *object) {
    struct slice name = field_name(field);
    if (value->sealed) {
        doc_set_bool(arena, doc_set_object(arena, object, name), S("sealed"), true);
        return;
    }
    if (!value->present) {
        doc_set_null(arena, object, name);
        return;
    }
    switch (field->kind) {
    case KIND_INTEGER: doc_set_int(arena, object, name, value->number); return;
    case KIND_BOOL: doc_set_bool(arena, object, name, value->number != 0); return;
    case KIND_MONEY: value_set_json_money(arena, name, value->money, object); return;
    case KIND_CHOICES:
    case KIND_PLACES: value_set_json_list(arena, name, value->text, object); return;
    case KIND_REF: doc_set_uuid(arena, object, name, value->id); return;
    case KIND_DATE: doc_set_text(arena, object, name, date_format_iso(arena, value->date)); return;
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_CHOICE:
    case KIND_PLACE:
    case KIND_PHONE: doc_set_text(arena, object, name, value->text); return;
    }
    BUG("field kind %d", field->kind);
}

struct slice value_format(struct arena *arena, const struct field *field, const struct value *value) {
    if (!value->present || value->sealed) return S("");
    switch (kind_holds(field->kind)) {
    case HOLDS_NUMBER:
        if (field->kind == KIND_BOOL) return value->number ? S("true") : S("false");
        return arena_printf(arena, "%lld", (long long)value->number);
    case HOLDS_MONEY:
        return arena_printf(arena, "%.*s %lld", SLICE_ARG(currency_code(value->money.currency)),
                            (long long)value->money.amount);
    case HOLDS_ID: return uuid_format(arena, value->id);
    case HOLDS_DATE: return date_format_iso(arena, value->date);
    case HOLDS_TEXT: return value->text;
    }
    BUG("field kind %d", field->kind);
}

static bool money_parse_canonical(struct slice text, struct money *money) {
    return text.len > 4 && text.s[3] == ' ' && currency_parse(slice_sub(text, 0, 3), &money->currency) &&
           slice_to_int64(slice_sub(text, 4, text.len), &money->amount);
}

bool value_parse(struct arena *arena, const struct field *field, struct slice text, struct value *value) {
    *value = (struct value){.present = text.len > 0};
    if (text.len == 0) return true;
    switch (kind_holds(field->kind)) {
    case HOLDS_NUMBER:
        if (field->kind != KIND_BOOL) return slice_to_int64(text, &value->number);
        value->number = slice_equal(text, S("true"));
        return true;
    case HOLDS_MONEY: return money_parse_canonical(text, &value->money);
    case HOLDS_ID: return uuid_parse(text, &value->id);
    case HOLDS_DATE: return date_parse_iso(text, &value->date);
    case HOLDS_TEXT: value->text = arena_copy(arena, text); return true;
    }
    BUG("field kind %d", field->kind);
}

/* ---- bounds ---- */

static bool check_text(const struct field *field, const struct value *value, struct refusal *refusal) {
    bool is_long = field->kind == KIND_LONG_TEXT;
    size_t max = field->chars_max ? (size_t)field->chars_max : is_long ? (size_t)LIMIT_TEXT_BYTES : (size_t)LIMIT_LINE_CHARS;
    bool too_long = value->text.len > max && (is_long || slice_rune_count(value->text) > max);
    if (!too_long) return true;
    char limit[24];
    snprintf(limit, sizeof limit, "%zu", max);
    return refuse_with(refusal, field_name(field), "This text is too long: at most {1} characters.",
                       slice_of(limit), S(""));
}

/* As people type it: rates in percent. */
static struct slice bound_text(const struct field *field, int64_t bound, struct arena *arena) {
    static const struct locale plain = {.lang = LANG_EN};
    if (field->ppm) return format_quantity(arena, &plain, bound, FIELD_PPM_DECIMALS, S("%"));
    return arena_printf(arena, "%lld", (long long)bound);
}

static bool check_bounds(const struct field *field, int64_t number, struct refusal *refusal) {
    if (field->min == 0 && field->max == 0) return true;
    if (number >= field->min && number <= field->max) return true;
    bool is_less = number < field->min;
    struct slice bound = bound_text(field, is_less ? field->min : field->max, refusal->arena);
    if (is_less) return refuse_with(refusal, field_name(field), "This number is too small: at least {1}.", bound, S(""));
    return refuse_with(refusal, field_name(field), "This number is too large: at most {1}.", bound, S(""));
}

static bool check_date(const struct field *field, const struct value *value, struct refusal *refusal) {
    if (!field->reduced && value->date.precision != DATE_DAY) {
        return refuse(refusal, field_name(field), "The day is needed, for example 7/3/2016.");
    }
    if (field->no_future && date_first_day(value->date) > date_first_day(clock_today())) {
        return refuse(refusal, field_name(field), "This day is in the future.");
    }
    return true;
}

static bool check_place(const struct field *field, const struct value *value, struct refusal *refusal) {
    struct slice rest = value->text, code;
    while (slice_split(&rest, ',', &code)) {
        if (!place_code_is_shaped(code)) {
            return refuse_with(refusal, field_name(field),
                               "“{1}” is not a place of the gazetteer. Choose one from the list.", code, S(""));
        }
        if ((int)code.len < field->place_level) {
            return refuse(refusal, field_name(field), "Choose a smaller place: a commune or a village.");
        }
    }
    return true;
}

bool value_check(const struct field *field, const struct value *value, struct refusal *refusal) {
    if (!value->present || value->sealed) return true;
    switch (field->kind) {
    case KIND_INTEGER: return check_bounds(field, value->number, refusal);
    case KIND_MONEY: return check_bounds(field, value->money.amount, refusal);
    case KIND_DATE: return check_date(field, value, refusal);
    case KIND_PLACE:
    case KIND_PLACES: return check_place(field, value, refusal);
    case KIND_TEXT:
    case KIND_LONG_TEXT: return check_text(field, value, refusal);
    case KIND_BOOL:
    case KIND_CHOICE:
    case KIND_CHOICES:
    case KIND_REF:
    case KIND_PHONE: return true;
    }
    BUG("field kind %d", field->kind);
}

bool record_check(const struct record *record, struct refusal *refusal) {
    bool good = true;
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        if (field->required && !record->values[i].present) {
            good = refuse(refusal, field_name(field), "This field is required.");
            continue;
        }
        good = value_check(field, &record->values[i], refusal) && good;
    }
    return good;
}

struct value value_of_text(struct slice text) {
    return (struct value){.present = text.len > 0, .text = text};
}

struct value value_of_number(int64_t number) {
    return (struct value){.present = true, .number = number};
}

struct value value_of_id(struct uuid id) {
    return (struct value){.present = true, .id = id};
}

struct value value_of_day(int64_t day) {
    return (struct value){.present = true, .date = date_of_day(day)};
}

struct value value_today(void) {
    return (struct value){.present = true, .date = clock_today()};
}

int64_t value_day(const struct value *date, int64_t otherwise) {
    return date->present ? date_first_day(date->date) : otherwise;
}

bool value_has_words(const struct value *text) {
    return text->present && slice_trim(text->text).len > 0;
}

bool value_is_code(const struct value *value, const char *code) {
    return value->present && slice_equal(value->text, slice_of(code));
}

bool value_dates_in_order(const struct value *first, const struct value *second) {
    return !first->present || !second->present || date_first_day(first->date) <= date_last_day(second->date);
}
