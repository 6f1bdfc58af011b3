/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values as bytes: how a field's value is read from what a person typed, from JSON and from the database's canonical
 * text, and written back.  Reading either gives a valid, normalised value or a refusal that names the field.
 */
#ifndef MLUP_CATALOGUE_VALUE_H
#define MLUP_CATALOGUE_VALUE_H

#include "base/doc.h"
#include "catalogue/record.h"

/* What a form sent for one field: `text`, and for money `currency`.  Khmer digits, several date forms and grouped
 * numbers are understood (i18n/locale.h).  An empty text gives an absent value.  False after a refusal. */
bool value_parse_input(struct arena *arena, const struct field *field, struct slice text, struct slice currency,
                       struct value *value, struct refusal *refusal);
/* The JSON form: text, whole number, true/false, {"amount":…,"currency":…}, arrays of codes; null is absent. */
bool value_parse_json(struct arena *arena, const struct field *field, const struct doc *json,
                      struct value *value, struct refusal *refusal);
/* The bounds every value must keep, whatever it came from (required is checked on whole records). */
bool value_check(const struct field *field, const struct value *value, struct refusal *refusal);
/* Sets the JSON form under the field's name; a sealed value is {"sealed": true}. */
void value_set_json(struct arena *arena, const struct field *field, const struct value *value,
                    struct doc *object);
/* The canonical text: ISO dates, plain numbers, "KHR 5000", codes, UUIDs.  Empty for absent
 * and for sealed. */
struct slice value_format(struct arena *arena, const struct field *field, const struct value *value);
/* Reads the canonical text back; false when it is not one. */
bool value_parse(struct arena *arena, const struct field *field, struct slice text, struct value *value);

/* A text as a value; an empty one is absent.  The bytes are shared. */
struct value value_of_text(struct slice text);
/* A number as a value, present. */
struct value value_of_number(int64_t number);
/* A reference as a value, present. */
struct value value_of_id(struct uuid id);
/* A day since 1970 as a value, present. */
struct value value_of_day(int64_t day);
/* Today in Cambodia as a value. */
struct value value_today(void);
/* The first day, since 1970, that a date can mean; `otherwise` when it is absent. */
int64_t value_day(const struct value *date, int64_t otherwise);
/* True when a text says something: not absent, not blanks alone. */
bool value_has_words(const struct value *text);
/* True when a choice is this code. */
bool value_is_code(const struct value *value, const char *code);
/* True unless both dates are there and the first can only be after the second, whatever their precision. */
bool value_dates_in_order(const struct value *first, const struct value *second);

/* Every rule of the catalogue over a whole record: required fields, bounds, no future dates.  False after at least
 * one refusal; all fields are checked. */
bool record_check(const struct record *record, struct refusal *refusal);

#endif
