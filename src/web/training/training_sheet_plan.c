/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a sheet to changes: every line is checked, what differs from what is recorded becomes a change.  The order in
 * the job is session, new people, attendance, so that later changes may speak of earlier ones.
 */
#include <string.h>

#include "base/limits.h"
#include "catalogue/value.h"
#include "i18n/khmer.h"
#include "web/training/training_sheet.h"

/* ---- values ---- */

/* Reads one input as a field; what is wrong is refused under the input's name. */
static bool input_parse(struct web *web, struct sheet *sheet, const struct field *field, struct slice prefix, struct slice input,
                        struct slice text, struct value *value) {
    struct refusal refusal = REFUSAL_IN(web->arena);
    *value = (struct value){0};
    bool good = value_parse_input(web->arena, field, text, S(""), value, &refusal) && value_check(field, value, &refusal);
    refusal_add_at(&sheet->refusal, sheet_input(web, prefix, input), &refusal);
    return good;
}

static bool cells_parse(struct web *web, struct sheet *sheet, struct slice prefix, const struct slice typed[static SHEET_CELLS],
                        struct value cells[static SHEET_CELLS]) {
    bool good = true;
    for (size_t cell = 0; cell < SHEET_CELLS; cell++) {
        const struct field *field = record_type_field(&attendance_type, sheet_cell_names[cell]);
        good = input_parse(web, sheet, field, prefix, sheet_cell_names[cell], typed[cell], &cells[cell]) && good;
    }
    return good;
}

/* ---- lines ---- */

static void line_compare(struct sheet_line *line, const struct attendance *stored) {
    bool was_present = stored && stored->present.present && stored->present.number;
    const struct record_type *type = &attendance_type;
    line->sets = 0;
    for (size_t cell = 0; cell < SHEET_CELLS; cell++) {
        const struct field *field = record_type_field(type, sheet_cell_names[cell]);
        static const struct value none;
        const struct value *now = line->stored ? record_value_const(line->stored, field) : &none;
        if (!value_equal(field, now, &line->cells[cell])) line->sets |= UINT64_C(1) << field_index(type, field);
    }
    if (line->ticked != was_present) line->sets |= UINT64_C(1) << field_index(type, record_type_field(type, S("present")));
}

/* Somebody invited who did not come and of whom nothing is written leaves no record. */
static bool line_says_nothing(const struct sheet_line *line) {
    return !line->stored && !line->ticked && !line->cells[CELL_PRE_TEST].present && !line->cells[CELL_POST_TEST].present &&
           !line->cells[CELL_NOTE].present;
}

static void line_check(struct web *web, struct sheet *sheet, struct sheet_line *line) {
    int64_t version = line->stored ? line->stored->version : 0;
    if (!cells_parse(web, sheet, line->prefix, line->typed, line->cells)) return;
    line_compare(line, line->stored ? attendance_of(line->stored) : NULL);
    if (line->keep == KEEP_THEIRS || line_says_nothing(line)) line->sets = 0;
    if (!line->person && line->sets) {
        refuse(&sheet->refusal, sheet_input(web, line->prefix, S("present")), "Choose one from the list; this one is not known.");
    }
    /* Who decided knowing the newer version (it came with the form) is not asked again. */
    line->is_conflict = line->sets && line->seen_version != version;
    if (line->is_conflict) {
        refuse(&sheet->refusal, sheet_input(web, line->prefix, S("present")), "Somebody else changed this line meanwhile. Choose which one is right, then save again.");
    }
}

/* ---- newcomers ---- */

static bool newcomer_is_filled(const struct sheet_newcomer *newcomer) {
    static const enum newcomer_cell telling[] = {NEW_NAME_KM, NEW_NAME_LATIN, NEW_SEX, NEW_AGE};
    for (size_t i = 0; i < ARRAY_LEN(telling); i++) {
        if (slice_trim(newcomer->about[telling[i]]).len) return true;
    }
    return false;
}

static void newcomer_read_text(struct web *web, struct sheet *sheet, struct sheet_newcomer *newcomer, enum newcomer_cell cell) {
    const struct field *field = record_type_field(&person_type, newcomer_cell_names[cell]);
    struct value value;
    if (input_parse(web, sheet, field, newcomer->prefix, newcomer_cell_names[cell], newcomer->about[cell], &value) && value.present) {
        change_set_value(&newcomer->person, field->name, value);
    }
}

enum { AGE_YEARS_MAX = 120, BIRTH_YEAR_MIN = 1890 };

/* Up to 120 it is an age, on the day of the session; from 1890 a year of birth. */
static void newcomer_read_age(struct web *web, struct sheet *sheet, struct sheet_newcomer *newcomer) {
    int64_t number;
    struct date today = clock_today(), asked_on = sheet->seen.session->starts_on.date;
    struct slice typed = slice_trim(newcomer->about[NEW_AGE]);
    if (!typed.len) return;
    bool good = parse_number(typed, &number) == PARSE_OK && number >= 0;
    if (good && number <= AGE_YEARS_MAX) {
        if (date_first_day(asked_on) > date_first_day(today)) asked_on = today;
        change_set_value(&newcomer->person, "age_years", (struct value){.present = true, .number = number});
        change_set_value(&newcomer->person, "age_on", (struct value){.present = true, .date = asked_on});
    } else if (good && number >= BIRTH_YEAR_MIN && number <= today.year) {
        struct date year = {.year = (int16_t)number, .precision = DATE_YEAR};
        change_set_value(&newcomer->person, "birth_date", (struct value){.present = true, .date = year});
    } else {
        refuse(&sheet->refusal, sheet_input(web, newcomer->prefix, S("age")), "Write the age in years, or the year of birth.");
    }
}

enum { PLACES_MAX = 2 };

/* The nearest place of that name: in the session's commune, district, province, then anywhere; two of one name
 * equally near are not chosen between. */
static bool village_find(struct web *web, struct sheet *sheet, struct slice words, struct slice *code) {
    static const size_t near[] = {6, 4, 2, 0};
    struct slice place = sheet->seen.session->place.text;
    for (size_t i = 0; i < ARRAY_LEN(near); i++) {
        struct place found[PLACES_MAX];
        size_t count = gazetteer_search(web->app->gazetteer, web->arena, words, 6, slice_sub(place, 0, near[i]), found, PLACES_MAX);
        bool same_name = count > 1 && slice_equal(found[0].name_latin, found[1].name_latin);
        if (count == 0) continue;
        *code = found[0].code;
        return count == 1 || !same_name;
    }
    return false;
}

/* Without script the code of the village shown first is still there when another one was typed over it. */
static void newcomer_read_village(struct web *web, struct sheet *sheet, struct sheet_newcomer *newcomer) {
    struct slice code = newcomer->about[NEW_VILLAGE], text = slice_trim(newcomer->about[NEW_VILLAGE_TEXT]);
    bool is_default = slice_equal(code, sheet->seen.session->place.text);
    bool typed_over = text.len && (!code.len || (is_default && !training_place_is_called(web, code, text)));
    if (typed_over && !village_find(web, sheet, text, &code)) {
        refuse_with(&sheet->refusal, sheet_input(web, newcomer->prefix, S("village")), "“{1}” is not one place of the gazetteer; write the commune too.", text, S(""));
        return;
    }
    newcomer->about[NEW_VILLAGE] = code;
    if (typed_over) newcomer->about[NEW_VILLAGE_TEXT] = training_place(web, code);
    if (code.len && (text.len || web->is_api)) newcomer_read_text(web, sheet, newcomer, NEW_VILLAGE);
}

/* The same key and row give the same id: a submission that comes twice finds what the first one left. */
static struct uuid newcomer_id(struct web *web, const struct sheet *sheet, const struct sheet_newcomer *newcomer) {
    if (!sheet->key.len) return uuid_new();
    struct slice name = arena_printf(web->arena, "%.*s %.*s %.*s %.*s", SLICE_ARG(sheet->key), SLICE_ARG(newcomer->prefix),
                                     SLICE_ARG(newcomer->about[NEW_NAME_KM]), SLICE_ARG(newcomer->about[NEW_NAME_LATIN]));
    return uuid_of_name(S("newcomer"), name);
}

static void newcomer_read_person(struct web *web, struct sheet *sheet, struct sheet_newcomer *newcomer) {
    newcomer->person = change_new(web->arena, CHANGE_CREATE, &person_type, sheet->seen.record->org_id);
    newcomer->person.id = newcomer->person_id;
    if (!slice_trim(newcomer->about[NEW_NAME_KM]).len && !slice_trim(newcomer->about[NEW_NAME_LATIN]).len) {
        refuse(&sheet->refusal, sheet_input(web, newcomer->prefix, S("name_km")), "Write the name in Khmer or in Latin letters.");
    }
    if (!newcomer->about[NEW_SEX].len) {
        refuse(&sheet->refusal, sheet_input(web, newcomer->prefix, S("sex")), "This field is required.");
    }
    newcomer_read_text(web, sheet, newcomer, NEW_NAME_KM);
    newcomer_read_text(web, sheet, newcomer, NEW_NAME_LATIN);
    newcomer_read_text(web, sheet, newcomer, NEW_SEX);
    newcomer_read_age(web, sheet, newcomer);
    newcomer_read_village(web, sheet, newcomer);
    if (newcomer->cells[CELL_FUNCTION].present) change_set_value(&newcomer->person, "function", newcomer->cells[CELL_FUNCTION]);
}

static bool newcomer_is_twin(const struct sheet_newcomer *a, const struct sheet_newcomer *b, struct arena *arena) {
    for (enum newcomer_cell cell = NEW_NAME_KM; cell <= NEW_NAME_LATIN; cell++) {
        struct slice left = khmer_name_key(arena, a->about[cell]), right = khmer_name_key(arena, b->about[cell]);
        if (left.len && slice_equal(left, right)) return slice_equal(a->about[NEW_SEX], b->about[NEW_SEX]);
    }
    return false;
}

static void newcomer_check_twins(struct web *web, struct sheet *sheet, const struct sheet_newcomer *newcomer) {
    for (const struct sheet_newcomer *other = sheet->newcomers; other < newcomer; other++) {
        bool twin = other->is_filled && !slice_equal(newcomer->choice, S("new")) && newcomer_is_twin(other, newcomer, web->arena);
        if (!twin) continue;
        refuse(&sheet->refusal, sheet_input(web, newcomer->prefix, S("name_km")), "This person stands on the sheet twice.");
        return;
    }
}

/* Somebody of this name and sex may be in the register already: who it is, only a person can say. */
static void newcomer_check_known(struct web *web, struct sheet *sheet, struct sheet_newcomer *newcomer) {
    newcomer->known_count = sheet_find_known(web, &newcomer->person, &newcomer->known);
    for (size_t i = 0; i < newcomer->known_count; i++) {
        /* The same form, sent a moment ago, has been written since this one began to be read. */
        if (uuid_equal(newcomer->known[i]->id, newcomer->person_id)) newcomer->is_saved_already = true;
    }
    if (!newcomer->known_count || newcomer->choice.len || newcomer->is_saved_already) return;
    refuse(&sheet->refusal, sheet_input(web, newcomer->prefix, S("choice")), "Somebody of this name is in the register. Say whether it is the same person.");
}

/* True when the id that this submission gives the person is there: the submission was here before. */
static bool newcomer_find_saved(struct web *web, const struct sheet_newcomer *newcomer) {
    return training_people(web, &newcomer->person_id, 1)[0] != NULL;
}

static void newcomer_check(struct web *web, struct sheet *sheet, struct sheet_newcomer *newcomer) {
    newcomer->is_filled = newcomer_is_filled(newcomer);
    if (!newcomer->is_filled) return;
    newcomer->person_id = newcomer_id(web, sheet, newcomer);
    cells_parse(web, sheet, newcomer->prefix, newcomer->typed, newcomer->cells);
    newcomer_read_person(web, sheet, newcomer);
    newcomer->is_saved_already = newcomer_find_saved(web, newcomer);
    if (newcomer->is_saved_already) return;
    newcomer_check_known(web, sheet, newcomer);
    newcomer_check_twins(web, sheet, newcomer);
}

/* ---- changes ---- */

static struct change *plan_add(struct web *web, struct sheet *sheet, enum change_verb verb, const struct record_type *type) {
    struct change *change = &sheet->changes[sheet->change_count++];
    *change = change_new(web->arena, verb, type, sheet->seen.record->org_id);
    return change;
}

static void attendance_set(struct change *change, struct slice name, struct value value) {
    const struct field *field = record_type_field(&attendance_type, name);
    *record_value(change->values, field) = value;
    change_set(change, field);
}

static void plan_session(struct web *web, struct sheet *sheet) {
    bool planned = slice_equal(sheet->seen.session->status.text, S("planned"));
    if (!sheet->mark_held || !planned) return;
    struct change *change = plan_add(web, sheet, CHANGE_UPDATE, &session_type);
    const struct field *field = record_type_field(&session_type, S("status"));
    change->id = sheet->seen.record->id;
    change->base_version = sheet->session_version;
    *record_value(change->values, field) = (struct value){.present = true, .text = S("held")};
    change_set(change, field);
}

static void plan_attendance(struct web *web, struct sheet *sheet, struct uuid person_id, bool present, const struct value cells[static SHEET_CELLS]) {
    struct change *change = plan_add(web, sheet, CHANGE_CREATE, &attendance_type);
    attendance_set(change, S("session"), (struct value){.present = true, .id = sheet->seen.record->id});
    attendance_set(change, S("person"), (struct value){.present = true, .id = person_id});
    attendance_set(change, S("present"), (struct value){.present = true, .number = present});
    for (size_t cell = 0; cell < SHEET_CELLS; cell++) {
        if (cells[cell].present) attendance_set(change, sheet_cell_names[cell], cells[cell]);
    }
}

static void plan_line(struct web *web, struct sheet *sheet, const struct sheet_line *line) {
    if (!line->sets) return;
    if (!line->stored) {
        plan_attendance(web, sheet, line->person_id, line->ticked, line->cells);
        return;
    }
    struct change *change = plan_add(web, sheet, CHANGE_UPDATE, &attendance_type);
    change->id = line->stored->id;
    change->base_version = line->seen_version;
    *record_value(change->values, record_type_field(&attendance_type, S("present"))) = (struct value){.present = true, .number = line->ticked};
    *record_value(change->values, record_type_field(&attendance_type, S("person"))) = (struct value){.present = true, .id = line->person_id};
    for (size_t cell = 0; cell < SHEET_CELLS; cell++) {
        *record_value(change->values, record_type_field(&attendance_type, sheet_cell_names[cell])) = line->cells[cell];
    }
    change->sets = line->sets;
}

static bool stands_on_sheet(const struct sheet *sheet, struct uuid person_id) {
    for (size_t i = 0; i < sheet->line_count; i++) {
        if (uuid_equal(sheet->lines[i].person_id, person_id)) return true;
    }
    return false;
}

static bool is_recorded(const struct sheet *sheet, struct uuid person_id) {
    for (size_t i = 0; i < sheet->attendance_count; i++) {
        if (uuid_equal(attendance_of(sheet->attendance[i])->person.id, person_id)) return true;
    }
    return false;
}

static void plan_newcomer(struct web *web, struct sheet *sheet, struct sheet_newcomer *newcomer) {
    struct uuid id = newcomer->person_id;
    if (!newcomer->is_filled) return;
    bool is_somebody_known = uuid_parse(newcomer->choice, &id);
    if (is_recorded(sheet, id)) return;
    if (is_somebody_known && stands_on_sheet(sheet, id)) {
        refuse(&sheet->refusal, sheet_input(web, newcomer->prefix, S("choice")), "This person stands on the sheet twice.");
        return;
    }
    if (!is_somebody_known && !newcomer->is_saved_already) sheet->changes[sheet->change_count++] = newcomer->person;
    plan_attendance(web, sheet, id, true, newcomer->cells);
}

bool sheet_plan(struct web *web, struct sheet *sheet) {
    for (size_t i = 0; i < sheet->line_count; i++) {
        line_check(web, sheet, &sheet->lines[i]);
    }
    for (size_t i = 0; i < sheet->newcomer_count; i++) {
        newcomer_check(web, sheet, &sheet->newcomers[i]);
    }
    if (!refusal_is_empty(&sheet->refusal)) return false;
    sheet->changes = arena_make(web->arena, struct change, 1 + sheet->line_count + 2 * sheet->newcomer_count);
    plan_session(web, sheet);
    for (size_t i = 0; i < sheet->newcomer_count; i++) {
        plan_newcomer(web, sheet, &sheet->newcomers[i]);
    }
    for (size_t i = 0; i < sheet->line_count; i++) {
        plan_line(web, sheet, &sheet->lines[i]);
    }
    return refusal_is_empty(&sheet->refusal);
}
