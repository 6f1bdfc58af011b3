/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/remains.h"

#include "base/text.h"
#include "catalogue/value.h"
#include "domain/care/care.h"

enum { PROVINCE_DIGITS = 2 };

int64_t case_age_band(int64_t age) {
    static const int64_t first[] = {60, 35, 25, 18, 15, 0};
    size_t i = 0;
    while (age < first[i] && first[i])
        i++;
    return first[i];
}

static void month_only(struct value *value) {
    if (value->present && value->date.precision == DATE_DAY) value->date.day = 1;
}

static void file_blur(struct record *now) {
    struct case_file *file = case_file_of(now);
    struct value *const emptied[] = {&file->birth_year, &file->nationality, &file->arrival,    &file->family,
                                     &file->family_tie, &file->urgent,      &file->case_worker};
    for (size_t i = 0; i < ARRAY_LEN(emptied); i++)
        *emptied[i] = (struct value){0};
    if (file->age_years.present) file->age_years.number = case_age_band(file->age_years.number);
    if (file->home_village.present)
        file->home_village.text = slice_sub(file->home_village.text, 0, PROVINCE_DIGITS);
    month_only(&file->arrived_on);
    month_only(&file->closed_on);
}

/* ---- parts ---- */

/* Counted by the day: nights, and services with their costs. */
static bool needs_days(const struct record_type *type) {
    return names_contain("shelter_stay case_service", slice_of(type->name));
}

enum { DAY_MS = 24 * 3600 * 1000 };

/* An instant becomes the first of its month. */
static void instant_blur(struct value *value) {
    if (!value->present) return;
    struct date day = date_of_ms(value->number);
    day.day = 1;
    value->number = date_first_day(day) * DAY_MS;
}

/* The arrival says the day, and is shared with those who came along. */
static bool tells_arrival(const struct field *field) {
    return field->kind == KIND_REF && slice_equal(slice_of(field->ref), slice_of(arrival_type.name));
}

static void part_blur(struct record *now) {
    const struct record_type *type = now->type;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (field->kind == KIND_DATE && !needs_days(type)) month_only(&now->values[i]);
        if (field->kind == KIND_INTEGER && slice_ends(slice_of(field->name), S("_ms")))
            instant_blur(&now->values[i]);
        if (tells_arrival(field)) now->values[i] = (struct value){0};
        if (field->sensitivity >= PERSONAL && !field->sealed && !field->required)
            now->values[i] = (struct value){0};
    }
}

void case_remains_blur(struct record *now) {
    if (now->type == &case_file_type)
        file_blur(now);
    else if (!now->type->attached)
        part_blur(now); /* of an attached file the record says nothing */
}
