/* SPDX-License-Identifier: Apache-2.0 */
/* What was typed into a row, read: only the sex must be known. */
#include "base/limits.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "i18n/locale.h"
#include "web/arrival/comers.h"
#include "web/record/form_resolve.h"

enum { AGE_MAX = 120, PLACES_MEANT_MAX = 8, DISTRICT_DIGITS = 4 };

static struct value *value_of(struct comers_line *line, const char *field) {
    return record_value(line->file, record_type_field(&case_file_type, slice_of(field)));
}

/* Reads a text as the field reads it; what is wrong is said at the cell. */
static bool take(struct comers *comers, size_t index, enum comers_cell cell, const char *name,
                 struct slice typed) {
    struct refusal refusal = REFUSAL_IN(comers->web->arena);
    struct comers_line *line = &comers->lines[index];
    const struct field *field = record_type_field(&case_file_type, slice_of(name));
    struct value *value = record_value(line->file, field);
    bool good = value_parse_input(comers->web->arena, field, typed, S(""), value, &refusal) &&
                value_check(field, value, &refusal);
    if (!good) *value = (struct value){0};
    refusal_add_at(&comers->refusal, comers_input(comers, index, cell), &refusal);
    return good;
}

/* ---- names ---- */

static bool is_khmer(struct slice text) {
    size_t at = 0;
    uint32_t rune;
    while (slice_next_rune(text, &at, &rune)) {
        if (rune >= 0x1780 && rune <= 0x17FF) return true;
    }
    return false;
}

/* One name, or one in each script with a stroke between them. */
static void take_name(struct comers *comers, size_t index) {
    struct slice rest = comers->lines[index].typed[CELL_NAME], part;
    while (slice_split(&rest, '/', &part)) {
        part = slice_trim(part);
        if (part.len) take(comers, index, CELL_NAME, is_khmer(part) ? "name_km" : "name_latin", part);
    }
}

/* ---- age ---- */

/* "34", "34 years", "៣៤ ឆ្នាំ", and of a small child "5 months". */
static bool age_read(struct slice typed, int64_t *years) {
    static const struct {
        const char *word;
        int64_t parts; /* of a year */
    } units[] = {{"years old", 1}, {"years", 1},   {"year", 1},   {"yrs", 1},
                 {"ឆ្នាំ", 1},       {"months", 12}, {"month", 12}, {"ខែ", 12}};
    int64_t parts = 1;
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        struct slice word = slice_of(units[i].word);
        if (typed.len <= word.len) continue;
        size_t from = typed.len - word.len;
        if (!slice_equal_nocase(slice_sub(typed, from, typed.len), word)) continue;
        typed = slice_trim(slice_sub(typed, 0, from));
        parts = units[i].parts;
        break;
    }
    if (parse_number(typed, years) != PARSE_OK || *years > AGE_MAX) return false;
    *years /= parts;
    return true;
}

/* What is no age is a birth: "1991" or "3/1991". */
static void take_age(struct comers *comers, size_t index) {
    struct slice typed = comers->lines[index].typed[CELL_AGE];
    int64_t years;
    if (!typed.len) return;
    if (age_read(typed, &years))
        take(comers, index, CELL_AGE, "age_years",
             arena_printf(comers->web->arena, "%lld", (long long)years));
    else
        take(comers, index, CELL_AGE, "birth_date", typed);
}

/* A birth is checked here, so that it is said at its row: the writer says the same of every file. */
static void check_birth(struct comers *comers, size_t index) {
    static const struct field typed = {.name = "birth_date",
                                       .label = "Date of birth",
                                       .kind = KIND_DATE,
                                       .reduced = true,
                                       .no_future = true};
    struct refusal refusal = REFUSAL_IN(comers->web->arena);
    struct comers_line *line = &comers->lines[index];
    struct value *birth = value_of(line, "birth_date"), date;
    struct slice input = comers_input(comers, index, CELL_AGE);
    if (!birth->present) return;
    bool good = value_parse_input(comers->web->arena, &typed, birth->text, S(""), &date, &refusal);
    refusal_add_at(&comers->refusal, input, &refusal);
    if (!good) return;
    if (date_first_day(date.date) > date_last_day(arrival_of(comers->arrival)->on_day.date)) {
        refuse(&comers->refusal, input, "The date of birth is after the arrival.");
    }
    birth->text = date_format_iso(comers->web->arena, date.date);
}

/* ---- home ---- */

/* The district that is meant: the one place there is, or the one district of several places. */
static struct slice district_of(struct comers *comers, size_t index) {
    struct slice typed = comers->lines[index].typed[CELL_HOME];
    struct candidate found[PLACES_MEANT_MAX];
    for (size_t i = 0; i < index; i++) { /* a truck brings many from one place */
        struct comers_line *other = &comers->lines[i];
        if (other->file && slice_equal(other->typed[CELL_HOME], typed))
            return value_of(other, "home_village")->text;
    }
    size_t count = form_resolve_place(comers->web, DISTRICT_DIGITS, typed, found, PLACES_MEANT_MAX);
    if (count > 1) count = form_places_keep(found, count, DISTRICT_DIGITS);
    return count == 1 ? found[0].value : S("");
}

static void take_home(struct comers *comers, size_t index) {
    struct comers_line *line = &comers->lines[index];
    if (!line->typed[CELL_HOME].len) return;
    struct slice code = district_of(comers, index);
    if (code.len) {
        *value_of(line, "home_village") = (struct value){.present = true, .text = code};
        return;
    }
    refuse_with(&comers->refusal, comers_input(comers, index, CELL_HOME),
                "“{1}” is not one district. Choose it from the list.", line->typed[CELL_HOME], S(""));
}

/* ---- needs, family, number ---- */

static void take_needs(struct comers *comers, size_t index) {
    struct comers_line *line = &comers->lines[index];
    struct text codes = TEXT_IN(comers->web->arena);
    for (size_t i = 0; i < line->need_count; i++) {
        if (i) text_append(&codes, S(","));
        text_append(&codes, line->needs[i]);
    }
    take(comers, index, CELL_NAME, "urgent", text_slice(&codes));
}

static void take_band(struct comers *comers, size_t index) {
    struct comers_line *line = &comers->lines[index];
    const struct field *field = record_type_field(&queue_place_type, S("number"));
    struct refusal refusal = REFUSAL_IN(comers->web->arena);
    value_parse_input(comers->web->arena, field, line->typed[CELL_BAND], S(""), &line->band, &refusal);
    if (refusal_is_empty(&refusal)) value_check(field, &line->band, &refusal);
    refusal_add_at(&comers->refusal, comers_input(comers, index, CELL_BAND), &refusal);
}

static bool band_is_taken(struct comers *comers, const struct value *band) {
    struct web *web = comers->web;
    struct view view = web_view(web, &queue_place_type);
    struct list_query query = {.type = &queue_place_type, .org = comers->arrival->org_id, .filter_count = 2};
    query.filters[0] = (struct filter){record_type_field(&queue_place_type, S("arrival")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = comers->arrival->id}};
    query.filters[1] =
        (struct filter){record_type_field(&queue_place_type, S("number")), FILTER_EQUAL, *band};
    return query_count(web->app->store, web_db(web), web->arena, &view, &query) > 0;
}

static void check_bands(struct comers *comers) {
    for (size_t i = 0; i < comers->count; i++) {
        if (!comers->lines[i].band.present || !band_is_taken(comers, &comers->lines[i].band)) continue;
        refuse(&comers->refusal, comers_input(comers, i, CELL_BAND),
               "Somebody of this arrival has this number already.");
    }
    for (size_t i = 1; i < comers->count; i++) {
        for (size_t k = 0; comers->lines[i].band.present && k < i; k++) {
            if (!comers->lines[k].band.present ||
                comers->lines[k].band.number != comers->lines[i].band.number)
                continue;
            refuse(&comers->refusal, comers_input(comers, i, CELL_BAND), "This number stands in two rows.");
            break;
        }
    }
}

static void line_check(struct comers *comers, size_t index) {
    struct web *web = comers->web;
    struct comers_line *line = &comers->lines[index];
    line->file = record_new(web->arena, &case_file_type);
    line->file->org_id = comers->arrival->org_id;
    *value_of(line, "arrival") = value_of_id(comers->arrival->id);
    *value_of(line, "arrived_on") = arrival_of(comers->arrival)->on_day;
    take_name(comers, index);
    if (!line->typed[CELL_SEX].len) {
        refuse(&comers->refusal, comers_input(comers, index, CELL_SEX),
               "Say whether it is a woman or a man.");
    }
    take(comers, index, CELL_SEX, "sex", line->typed[CELL_SEX]);
    take_age(comers, index);
    check_birth(comers, index);
    take_home(comers, index);
    take_needs(comers, index);
    take(comers, index, CELL_TIE, "family_tie", line->typed[CELL_TIE]);
    take_band(comers, index);
}

bool comers_check(struct comers *comers) {
    size_t people = 0;
    for (size_t i = 0; i < comers->count; i++) {
        if (comers->lines[i].is_empty) continue;
        line_check(comers, i);
        people++;
    }
    check_bands(comers);
    comers->people = people;
    return refusal_is_empty(&comers->refusal);
}
