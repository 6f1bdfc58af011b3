/* SPDX-License-Identifier: Apache-2.0 */
#include "web/people/person_alike.h"
#include "web/training/training_sheet.h"

#include <stdlib.h>

#include "base/limits.h"
#include "i18n/collate.h"
#include "i18n/khmer.h"

const struct slice sheet_cell_names[SHEET_CELLS] = {S_INIT("function"), S_INIT("pre_test"), S_INIT("post_test"), S_INIT("note")};
const struct slice newcomer_cell_names[NEW_CELLS] = {S_INIT("name_km"), S_INIT("name_latin"), S_INIT("sex"),
                                                     S_INIT("age"),     S_INIT("village"),    S_INIT("village.text")};

bool sheet_open(struct web *web, struct sheet *sheet) {
    *sheet = (struct sheet){.refusal = REFUSAL_IN(web->arena)};
    if (!training_session(web, &sheet->seen)) return false;
    sheet->session_version = sheet->seen.record->version;
    sheet->attendance_count = training_attendance(web, sheet->seen.record, &sheet->attendance);
    sheet->line_room = LIMIT_ROSTER_PEOPLE;
    sheet->lines = arena_make(web->arena, struct sheet_line, sheet->line_room);
    return true;
}

static struct sheet_line *line_find(struct sheet *sheet, struct uuid person_id) {
    for (size_t i = 0; i < sheet->line_count; i++) {
        if (uuid_equal(sheet->lines[i].person_id, person_id)) return &sheet->lines[i];
    }
    return NULL;
}

struct sheet_line *sheet_add_line(struct web *web, struct sheet *sheet, struct uuid person_id) {
    struct sheet_line *line = line_find(sheet, person_id);
    if (line || sheet->line_count == sheet->line_room) return line;
    line = &sheet->lines[sheet->line_count++];
    *line = (struct sheet_line){.person_id = person_id, .prefix = arena_printf(web->arena, "%zu", sheet->line_count)};
    return line;
}

/* ---- what is recorded ---- */

static const struct value *stored_cell(const struct record *attendance, enum sheet_cell cell) {
    return record_value_const(attendance, record_type_field(&attendance_type, sheet_cell_names[cell]));
}

static struct slice cell_text(struct web *web, const struct record *attendance, enum sheet_cell cell) {
    const struct value *value = stored_cell(attendance, cell);
    if (!value->present) return S("");
    bool is_number = cell == CELL_PRE_TEST || cell == CELL_POST_TEST;
    return is_number ? format_number(web->arena, &web->locale, value->number) : value->text;
}

static void line_take_stored(struct web *web, struct sheet_line *line, struct record *stored) {
    const struct value *present = &attendance_of(stored)->present;
    line->stored = stored;
    line->seen_version = stored->version;
    line->ticked = present->present && present->number;
    for (enum sheet_cell cell = 0; cell < SHEET_CELLS; cell++) {
        line->typed[cell] = cell_text(web, stored, cell);
    }
}

void sheet_add_recorded(struct web *web, struct sheet *sheet) {
    for (size_t i = 0; i < sheet->attendance_count; i++) {
        struct record *stored = sheet->attendance[i];
        struct sheet_line *line = sheet_add_line(web, sheet, attendance_of(stored)->person.id);
        if (line) line_take_stored(web, line, stored);
    }
}

static int by_person(const void *a, const void *b) {
    struct record *const *left = a, *const *right = b;
    return uuid_compare(attendance_of(*left)->person.id, attendance_of(*right)->person.id);
}

static struct record *stored_find(const struct sheet *sheet, struct uuid person_id) {
    size_t low = 0, high = sheet->attendance_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = uuid_compare(attendance_of(sheet->attendance[middle])->person.id, person_id);
        if (order == 0) return sheet->attendance[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

void sheet_join(struct web *web, struct sheet *sheet) {
    struct uuid *ids = arena_make(web->arena, struct uuid, sheet->line_count + 1);
    for (size_t i = 0; i < sheet->line_count; i++) {
        ids[i] = sheet->lines[i].person_id;
    }
    struct record **people = training_people(web, ids, sheet->line_count);
    if (sheet->attendance_count) qsort(sheet->attendance, sheet->attendance_count, sizeof *sheet->attendance, by_person);
    for (size_t i = 0; i < sheet->line_count; i++) {
        sheet->lines[i].person = people[i];
        sheet->lines[i].stored = stored_find(sheet, sheet->lines[i].person_id);
    }
}

/* ---- order ---- */

void sheet_number(struct web *web, struct sheet *sheet) {
    for (size_t i = 0; i < sheet->line_count; i++) {
        sheet->lines[i].prefix = arena_printf(web->arena, "%zu", i + 1);
    }
}

struct keyed_line {
    struct slice key;
    struct sheet_line line;
};

static int by_key(const void *a, const void *b) {
    const struct keyed_line *left = a, *right = b;
    return slice_compare(left->key, right->key);
}

void sheet_sort(struct web *web, struct sheet *sheet) {
    struct collator *collator = collator_open(web->arena);
    struct keyed_line *keyed = arena_make(web->arena, struct keyed_line, sheet->line_count + 1);
    for (size_t i = 0; i < sheet->line_count; i++) {
        struct sheet_line *line = &sheet->lines[i];
        keyed[i].line = *line;
        if (line->person) keyed[i].key = collation_key(collator, web->arena, training_name(web, line->person));
    }
    if (sheet->line_count) qsort(keyed, sheet->line_count, sizeof *keyed, by_key);
    for (size_t i = 0; i < sheet->line_count; i++) {
        sheet->lines[i] = keyed[i].line;
    }
    sheet_number(web, sheet);
}

/* ---- taking people from elsewhere ---- */

static void take_from_group(struct web *web, struct sheet *sheet, const struct value *group) {
    struct record **members;
    struct uuid org = sheet->seen.record->org_id;
    size_t count = training_records(web, &group_member_type, "person_group", group, FILTER_EQUAL, org, &members, LIMIT_ROSTER_PEOPLE);
    for (size_t i = 0; i < count; i++) {
        const struct group_member *member = group_member_of(members[i]);
        if (!member->left_on.present) sheet_add_line(web, sheet, member->person.id);
    }
}

static void take_from_session(struct web *web, struct sheet *sheet, struct uuid id) {
    struct record *other, **attendance;
    if (!training_session_by_id(web, id, &other) || !uuid_equal(other->org_id, sheet->seen.record->org_id)) return;
    size_t count = training_attendance(web, other, &attendance);
    for (size_t i = 0; i < count; i++) {
        const struct attendance *came = attendance_of(attendance[i]);
        if (came->present.present && came->present.number) sheet_add_line(web, sheet, came->person.id);
    }
}

static void take_from_place(struct web *web, struct sheet *sheet) {
    struct record **people;
    struct uuid org = sheet->seen.record->org_id;
    size_t count = training_records(web, &person_type, "village", &sheet->seen.session->place, FILTER_WITHIN, org, &people, LIMIT_ROSTER_PEOPLE);
    for (size_t i = 0; i < count; i++) {
        sheet_add_line(web, sheet, people[i]->id);
    }
}

void sheet_take_from(struct web *web, struct sheet *sheet, struct slice from) {
    const struct session *session = sheet->seen.session;
    struct uuid id;
    sheet->from = from;
    if (slice_equal(from, S("group")) && session->person_group.present) take_from_group(web, sheet, &session->person_group);
    else if (slice_equal(from, S("previous")) && session->previous.present) take_from_session(web, sheet, session->previous.id);
    else if (slice_equal(from, S("place")) && session->place.present) take_from_place(web, sheet);
    else if (uuid_parse(from, &id)) take_from_session(web, sheet, id);
}

/* ---- somebody known ---- */

static bool name_is(struct web *web, const struct value *stored, struct slice key) {
    return key.len && stored->present && slice_equal(khmer_name_key(web->arena, stored->text), key);
}

static bool is_namesake(struct web *web, const struct record *record, struct slice key_km, struct slice key_latin, struct slice sex) {
    const struct person *person = person_of(record);
    if (record->deleted_ms || !slice_equal(person->sex.text, sex)) return false;
    return name_is(web, &person->name_km, key_km) || name_is(web, &person->name_latin, key_latin);
}

static struct view known_view(void *context, const struct record_type *type) {
    return web_view(context, type);
}

enum { NAMESAKES_MAX = 8 };

static size_t known_add(struct web *web, struct slice name, struct slice key_km, struct slice key_latin, struct slice sex,
                        struct record **known, size_t count) {
    struct search_hit hits[LIMIT_SEARCH_HITS];
    struct uuid ids[LIMIT_SEARCH_HITS];
    if (!slice_trim(name).len) return count;
    size_t found = query_search(web->app->store, web_db(web), web->arena, known_view, web, &person_type, name, hits, LIMIT_SEARCH_HITS);
    for (size_t i = 0; i < found; i++) {
        ids[i] = hits[i].id;
    }
    struct record **people = training_people(web, ids, found);
    for (size_t i = 0; i < found && count < NAMESAKES_MAX; i++) {
        bool is_known = people[i] && uuid_equal(people[i]->org_id, web->actor->org_id) && is_namesake(web, people[i], key_km, key_latin, sex);
        for (size_t k = 0; is_known && k < count; k++) {
            is_known = !uuid_equal(known[k]->id, people[i]->id);
        }
        if (is_known) known[count++] = people[i];
    }
    return count;
}

/* Everybody of the name, then those whom all that is known of them speaks for. */
static size_t known_add_alike(struct web *web, const struct change *change, struct record **known, size_t count) {
    struct person_candidate found[NAMESAKES_MAX];
    struct view view = web_view(web, &person_type);
    const struct record *person = person_about_to_be(web, change);
    size_t alike = person_candidates(web->app->store, web_db(web), web->arena, &view, person, found, NAMESAKES_MAX);
    for (size_t i = 0; i < alike && count < NAMESAKES_MAX; i++) {
        bool is_new = true;
        for (size_t k = 0; k < count; k++) is_new = is_new && !uuid_equal(known[k]->id, found[i].record->id);
        if (is_new) known[count++] = found[i].record;
    }
    return count;
}

size_t sheet_find_known(struct web *web, const struct change *change, struct record ***known) {
    const struct person *person = person_of(change->values);
    struct slice name_km = person->name_km.text, name_latin = person->name_latin.text, sex = person->sex.text;
    struct slice key_km = khmer_name_key(web->arena, name_km), key_latin = khmer_name_key(web->arena, name_latin);
    *known = arena_make(web->arena, struct record *, NAMESAKES_MAX);
    size_t count = known_add(web, name_km, key_km, key_latin, sex, *known, 0);
    count = known_add(web, name_latin, key_km, key_latin, sex, *known, count);
    return known_add_alike(web, change, *known, count);
}

struct slice sheet_input(struct web *web, struct slice prefix, struct slice cell) {
    return arena_printf(web->arena, "%.*s.%.*s", SLICE_ARG(prefix), SLICE_ARG(cell));
}
