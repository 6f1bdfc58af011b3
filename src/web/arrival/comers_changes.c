/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows that were read and asked become changes, in this order: families, then for each person the file and
 * the place in the queue.  Somebody with an earlier file gets a place alone.
 */
#include "catalogue/value.h"
#include "web/arrival/comers.h"

enum { RECORDS_OF_LINE = 3 };

/* ---- families ---- */

static struct record *family_by_code(struct comers *comers, struct slice code) {
    struct web *web = comers->web;
    struct view view = web_view(web, &case_family_type);
    struct record *family = NULL;
    struct db_query *query = db_query(
        web_db(web), SQL("SELECT id FROM case_family WHERE org_id = ?1 AND code = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, comers->arrival->org_id);
    db_bind_text(query, 2, code);
    struct uuid id = {{0}};
    if (db_next(query)) id = db_column_uuid(query, 0);
    db_done(query);
    return !uuid_is_zero(id) && query_get(web->app->store, web_db(web), web->arena, &view, &case_family_type,
                                          id, &family, NULL)
               ? family
               : NULL;
}

static size_t family_of(struct comers *comers, struct slice name) {
    for (size_t i = 0; i < comers->family_count; i++) {
        if (slice_equal_nocase(comers->families[i].name, name)) return i;
    }
    struct record *stored = slice_starts(name, S("FM-")) ? family_by_code(comers, name) : NULL;
    struct comers_family *family = &comers->families[comers->family_count];
    *family = (struct comers_family){.name = name, .id = stored ? stored->id : uuid_new(), .stored = stored};
    family->people =
        stored && case_family_of(stored)->people.present ? case_family_of(stored)->people.number : 0;
    return comers->family_count++;
}

static void families_join(struct comers *comers) {
    comers->families = arena_make(comers->web->arena, struct comers_family, comers->count + 1);
    for (size_t i = 0; i < comers->count; i++) {
        struct comers_line *line = &comers->lines[i];
        line->family = SIZE_MAX;
        if (line->is_empty || !line->typed[CELL_FAMILY].len) continue;
        line->family = family_of(comers, line->typed[CELL_FAMILY]);
        comers->families[line->family].people++;
    }
}

/* ---- changes ---- */

static struct change *add(struct comers *comers, enum change_verb verb, const struct record_type *type,
                          struct uuid id, struct comers_source source) {
    struct change *change = &comers->changes[comers->change_count];
    *change = change_new(comers->web->arena, verb, type, comers->arrival->org_id);
    change->id = id;
    comers->sources[comers->change_count++] = source;
    return change;
}

static size_t first_of_family(const struct comers *comers, size_t family) {
    size_t i = 0;
    while (comers->lines[i].family != family)
        i++;
    return i;
}

static void add_family(struct comers *comers, size_t index) {
    const struct comers_family *family = &comers->families[index];
    struct comers_source source = {first_of_family(comers, index), CELL_FAMILY};
    struct change *change =
        add(comers, family->stored ? CHANGE_UPDATE : CHANGE_CREATE, &case_family_type, family->id, source);
    if (family->stored)
        change->base_version = family->stored->version;
    else
        change_set_value(change, "arrival", value_of_id(comers->arrival->id));
    change_set_value(change, "people", value_of_number(family->people));
}

static void add_file(struct comers *comers, size_t index, struct uuid id) {
    const struct comers_line *line = &comers->lines[index];
    struct change *change =
        add(comers, CHANGE_CREATE, &case_file_type, id, (struct comers_source){index, CELL_NAME});
    for (size_t i = 0; i < case_file_type.field_count; i++) {
        const struct value *value = &line->file->values[i];
        if (value->present) change_set_value(change, case_file_type.fields[i].name, *value);
    }
    if (line->family != SIZE_MAX)
        change_set_value(change, "family", value_of_id(comers->families[line->family].id));
    case_alike_answer(comers->web, id, line->alike, line->other_count);
}

static void add_place(struct comers *comers, size_t index, struct uuid file) {
    const struct comers_line *line = &comers->lines[index];
    struct change *change =
        add(comers, CHANGE_CREATE, &queue_place_type, uuid_new(), (struct comers_source){index, CELL_BAND});
    change_set_value(change, "case_file", value_of_id(file));
    change_set_value(change, "arrival", value_of_id(comers->arrival->id));
    if (line->band.present) change_set_value(change, "number", line->band);
    if (line->family != SIZE_MAX)
        change_set_value(change, "family", value_of_id(comers->families[line->family].id));
}

void comers_make_changes(struct comers *comers) {
    size_t room = RECORDS_OF_LINE * (comers->count + 1);
    comers->changes = arena_make(comers->web->arena, struct change, room);
    comers->sources = arena_make(comers->web->arena, struct comers_source, room);
    comers->change_count = 0;
    families_join(comers);
    for (size_t i = 0; i < comers->family_count; i++)
        add_family(comers, i);
    for (size_t i = 0; i < comers->count; i++) {
        struct comers_line *line = &comers->lines[i];
        struct uuid file = line->is_same ? line->same : uuid_new();
        if (line->is_empty) continue;
        if (!line->is_same) add_file(comers, i, file);
        add_place(comers, i, file);
    }
}

/* ---- what the rules refused ---- */

static enum comers_cell cell_of_field(struct slice field, enum comers_cell otherwise) {
    static const struct {
        const char *field;
        enum comers_cell cell;
    } cells[] = {{"sex", CELL_SEX},        {"birth_date", CELL_AGE},    {"age_years", CELL_AGE},
                 {"birth_year", CELL_AGE}, {"home_village", CELL_HOME}, {"family_tie", CELL_TIE},
                 {"people", CELL_FAMILY},  {"case_file", CELL_NAME}};
    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        if (slice_equal(field, slice_of(cells[i].field))) return cells[i].cell;
    }
    return otherwise;
}

/* "3.sex" of the store is a cell of the row that the fourth change came from. */
void comers_take_refusal(struct comers *again, const struct comers *comers, const struct refusal *refusal) {
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        struct slice rest = item->field, first = S("");
        int64_t index = 0;
        size_t dot = slice_find(item->field, S("."), 0);
        bool is_numbered =
            dot < item->field.len && slice_split(&rest, '.', &first) && slice_to_int64(first, &index);
        if (slice_equal(item->field, S("Idempotency-Key")))
            refuse(&again->refusal, item->field, item->message);
        if (!is_numbered) index = slice_equal(item->field, S("Idempotency-Key")) ? -1 : 0;
        if (index < 0 || (size_t)index >= comers->change_count) continue;
        struct comers_source source = comers->sources[index];
        struct slice input = comers_input(again, source.line, cell_of_field(rest, source.cell));
        refuse_with(&again->refusal, input, item->message, item->args[0], item->args[1]);
    }
}
