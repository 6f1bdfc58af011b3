/* SPDX-License-Identifier: Apache-2.0 */
#include "web/training/training_count.h"

#include "base/limits.h"
#include "base/log.h"
#include "domain/people/rules.h"

size_t choice_index(const struct choice_set *set, struct slice code) {
    size_t index = 0;
    while (index < set->count && !slice_equal(slice_of(set->choices[index].code), code)) {
        index++;
    }
    return index;
}

static void count_tests(const struct attendance *attendance, struct session_count *counts) {
    if (!attendance->pre_test.present || !attendance->post_test.present) return;
    counts->tested++;
    counts->before_sum += attendance->pre_test.number;
    counts->after_sum += attendance->post_test.number;
    counts->improved += attendance->post_test.number > attendance->pre_test.number;
}

static void count_function(const struct value *function, size_t sex, struct session_count *counts) {
    ASSERT(person_function_choices.count < FUNCTIONS_MAX);
    size_t index = function->present ? choice_index(&person_function_choices, function->text) : FUNCTIONS_MAX - 1;
    if (index >= person_function_choices.count) index = FUNCTIONS_MAX - 1;
    counts->by_function[index][sex < SEXES_MAX ? sex : SEXES_MAX]++;
}

void session_count_attendance(struct web *web, const struct record *session, struct record **records, size_t count,
                              struct session_count *counts) {
    struct uuid *ids = arena_make(web->arena, struct uuid, count + 1);
    struct date on = session_of(session)->starts_on.date;
    *counts = (struct session_count){.listed = (int64_t)count};
    for (size_t i = 0; i < count; i++) {
        ids[i] = attendance_of(records[i])->person.id;
    }
    struct record **people = training_people(web, ids, count);
    for (size_t i = 0; i < count; i++) {
        const struct attendance *attendance = attendance_of(records[i]);
        if (!attendance->present.present || !attendance->present.number) continue;
        size_t sex = people[i] ? choice_index(&sex_choices, person_of(people[i])->sex.text) : SEXES_MAX;
        int age = people[i] ? person_age_on(people[i], on) : -1;
        counts->present++;
        counts->by[sex < SEXES_MAX ? sex : SEXES_MAX][training_age_band(age)]++;
        count_function(&attendance->function, sex, counts);
        count_tests(attendance, counts);
    }
}

int64_t session_count_heads(struct web *web, const struct record *session, int64_t by[SEXES_MAX][BANDS_MAX],
                            struct record *found[SEXES_MAX][BANDS_MAX]) {
    struct record **records;
    struct value id = {.present = true, .id = session->id};
    int64_t total = 0;
    size_t count = training_records(web, &headcount_type, "session", &id, FILTER_EQUAL, session->org_id, &records, SEXES_MAX * BANDS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct headcount *heads = headcount_of(records[i]);
        size_t sex = choice_index(&sex_choices, heads->sex.text), band = choice_index(&age_band_choices, heads->age_band.text);
        if (sex >= SEXES_MAX || band >= BANDS_MAX) continue;
        by[sex][band] = heads->people.number;
        found[sex][band] = records[i];
        total += heads->people.number;
    }
    return total;
}

static void numbers_add_cell(struct web *web, struct doc *cells, struct slice text, bool numeric) {
    struct doc *cell = doc_add_object(web->arena, cells);
    doc_set_text(web->arena, cell, S("text"), text);
    doc_set_bool(web->arena, cell, S("numeric"), numeric);
}

static void numbers_add_column(struct web *web, struct doc *columns, struct slice label, bool numeric) {
    struct doc *column = doc_add_object(web->arena, columns);
    doc_set_text(web->arena, column, S("label"), label);
    doc_set_bool(web->arena, column, S("numeric"), numeric);
}

void session_show_numbers(struct web *web, struct doc *numbers, int64_t by[][BANDS_MAX]) {
    struct doc *columns = doc_set_array(web->arena, numbers, S("columns"));
    numbers_add_column(web, columns, web_tr(web, TR("Age")), false);
    for (size_t sex = 0; sex < sex_choices.count; sex++) {
        numbers_add_column(web, columns, web_tr(web, sex_choices.choices[sex].label), true);
    }
    numbers_add_column(web, columns, web_tr(web, TR("Total")), true);
    struct doc *rows = doc_set_array(web->arena, numbers, S("rows"));
    for (size_t band = 0; band < age_band_choices.count; band++) {
        struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
        int64_t sum = 0;
        numbers_add_cell(web, cells, web_tr(web, age_band_choices.choices[band].label), false);
        for (size_t sex = 0; sex < sex_choices.count; sex++) {
            numbers_add_cell(web, cells, format_number(web->arena, &web->locale, by[sex][band]), true);
            sum += by[sex][band];
        }
        numbers_add_cell(web, cells, format_number(web->arena, &web->locale, sum), true);
    }
}

/* People whose sex this reader may not see are in the total only. */
static void function_row(struct web *web, struct doc *rows, struct slice label, const int64_t by_sex[SEXES_MAX + 1]) {
    int64_t sum = 0;
    for (size_t sex = 0; sex <= SEXES_MAX; sex++) {
        sum += by_sex[sex];
    }
    if (!sum) return;
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    numbers_add_cell(web, cells, label, false);
    for (size_t sex = 0; sex < sex_choices.count; sex++) {
        numbers_add_cell(web, cells, format_number(web->arena, &web->locale, by_sex[sex]), true);
    }
    numbers_add_cell(web, cells, format_number(web->arena, &web->locale, sum), true);
}

void session_show_functions(struct web *web, struct doc *numbers, const struct session_count *counts) {
    struct doc *columns = doc_set_array(web->arena, numbers, S("columns"));
    numbers_add_column(web, columns, web_tr(web, TR("Function")), false);
    for (size_t sex = 0; sex < sex_choices.count; sex++) {
        numbers_add_column(web, columns, web_tr(web, sex_choices.choices[sex].label), true);
    }
    numbers_add_column(web, columns, web_tr(web, TR("Total")), true);
    struct doc *rows = doc_set_array(web->arena, numbers, S("rows"));
    for (size_t i = 0; i < person_function_choices.count; i++) {
        function_row(web, rows, web_tr(web, person_function_choices.choices[i].label), counts->by_function[i]);
    }
    function_row(web, rows, web_tr(web, TR("No function written")), counts->by_function[FUNCTIONS_MAX - 1]);
}
