/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/remains.h"

#include "base/text.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/double.h"
#include "domain/care/erasure.h"

enum { PARTS_EACH_MAX = 5000, PROVINCE_DIGITS = 2 };

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

static void file_blur(struct rule *rule, const struct record *found) {
    struct record *now = record_copy_deep(rule->job_arena, found);
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
    rule_amend(rule, now);
}

/* ---- parts ---- */

/* Counted by the day: nights, and services with their costs. */
static bool needs_days(const struct record_type *type) {
    return names_contain("shelter_stay case_service", slice_of(type->name));
}

/* The proofs, which say who did what and when to the file, not to the person. */
static bool is_proof(const struct record_type *type) {
    return type == &case_erasure_type || type == &case_merge_type;
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

static void part_blur(struct rule *rule, const struct record *found) {
    const struct record_type *type = found->type;
    struct record *now = record_copy_deep(rule->job_arena, found);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (field->kind == KIND_DATE && !needs_days(type)) month_only(&now->values[i]);
        if (field->kind == KIND_INTEGER && slice_ends(slice_of(field->name), S("_ms")))
            instant_blur(&now->values[i]);
        if (tells_arrival(field)) now->values[i] = (struct value){0};
        if (field->sensitivity >= PERSONAL && !field->sealed && !field->required)
            now->values[i] = (struct value){0};
    }
    rule_amend(rule, now);
}

/* Also those that were deleted before. */
static size_t parts_of(struct rule *rule, const struct record_type *type, struct uuid org, struct uuid file,
                       struct uuid *ids) {
    struct slice sql = arena_printf(
        rule->job_arena,
        "SELECT id FROM \"%s\" WHERE org_id = ?1 AND \"case_file\" = ?2 ORDER BY id LIMIT ?3", type->name);
    struct db_query *query = db_query(rule->db, sql_built(rule->job_arena, sql));
    size_t count = 0;
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, file);
    db_bind_int(query, 3, PARTS_EACH_MAX);
    while (count < PARTS_EACH_MAX && db_next(query))
        ids[count++] = db_column_uuid(query, 0);
    db_done(query);
    return count;
}

void case_remains_blur(struct rule *rule, struct uuid org, struct uuid file) {
    const struct catalogue *catalogue = store_catalogue(rule->store);
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, PARTS_EACH_MAX);
    const struct record *found = rule_find(rule, &case_file_type, org, file);
    if (found) file_blur(rule, found);
    for (size_t t = 0; t < catalogue->count; t++) {
        const struct record_type *type = catalogue->types[t];
        if (!type->parent || !slice_equal(slice_of(type->parent), S("case_file")) || is_proof(type)) continue;
        size_t count = parts_of(rule, type, org, file, ids);
        for (size_t i = 0; i < count; i++) {
            found = rule_find(rule, type, org, ids[i]);
            if (found) part_blur(rule, found);
        }
    }
}
