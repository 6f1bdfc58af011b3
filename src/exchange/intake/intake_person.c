/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two rows are held to be one person when a name (in either script, without titles and blanks), the sex and
 * the village are the same and the years of birth do not contradict each other: a look into a table for each
 * row, however long the file is.  Each row is also compared with the register by all evidence
 * (person_match.h).
 */
#include "exchange/intake/intake_person.h"

#include "base/text.h"
#include "domain/people/person_match.h"
#include "i18n/khmer.h"
#include "store/view.h"

struct intake_people {
    struct arena *arena;
    const struct intake_setup *setup;
    struct key_table *keys; /* number: row of the file, or 0 - year of birth for the register */
    bool is_read;
};

struct intake_people *intake_people_new(struct arena *arena, const struct intake_setup *setup) {
    struct intake_people *people = arena_make(arena, struct intake_people, 1);
    *people = (struct intake_people){.arena = arena, .setup = setup, .keys = key_table_new(arena)};
    return people;
}

/* `name`: as khmer_name_key writes it. */
static struct uuid key_of(struct arena *arena, struct slice name, struct slice sex, struct slice village,
                          int64_t year) {
    return uuid_of_name(S("same person"), arena_printf(arena, "%.*s|%.*s|%.*s|%lld", SLICE_ARG(name),
                                                       SLICE_ARG(sex), SLICE_ARG(village), (long long)year));
}

static struct slice name_key(struct arena *arena, struct slice name) {
    return name.len ? khmer_name_key(arena, name) : S("");
}

/* Noted with the year and without: who has none is like all of the name. */
static void note(struct intake_people *people, struct arena *arena, struct slice name, struct slice sex,
                 struct slice village, int64_t year, int64_t number, struct uuid id) {
    int64_t earlier;
    struct uuid other;
    if (!name.len) return;
    key_table_put(people->keys, key_of(arena, name, sex, village, year), number, id, &earlier, &other);
    key_table_put(people->keys, key_of(arena, name, sex, village, -1), number, id, &earlier, &other);
}

static bool find(struct intake_people *people, struct arena *arena, struct slice name, struct slice sex,
                 struct slice village, int64_t year, int64_t *number, struct uuid *id) {
    if (!name.len) return false;
    if (key_table_get(people->keys, key_of(arena, name, sex, village, year ? year : -1), number, id))
        return true;
    return year && key_table_get(people->keys, key_of(arena, name, sex, village, 0), number, id);
}

static int64_t year_of(struct slice iso) {
    int64_t year;
    return slice_to_int64(slice_sub(iso, 0, 4), &year) ? year : 0;
}

static void read_register(struct intake_people *people) {
    const struct intake_setup *setup = people->setup;
    struct arena *scratch = arena_new(), *row_arena = arena_new();
    struct view view = access_view(setup->access, scratch, setup->actor, &person_type);
    bool shows_names = view.allowed && view_max(&view, &person_type, setup->actor->org_id) >= IDENTIFYING;
    struct db *db = store_borrow(setup->store);
    struct text sql = TEXT_IN(scratch);
    text_append(&sql, S("SELECT id, name_km, name_latin, sex, village, birth_date FROM person WHERE org_id = "
                        "?1 AND deleted_ms = 0"));
    view_add_creators(&sql, &view, "created_by", 2);
    struct db_query *query = shows_names ? db_query(db, sql_built(scratch, text_slice(&sql))) : NULL;
    if (query) {
        db_bind_uuid(query, 1, setup->actor->org_id);
        view_bind_creators(query, &view, 2);
    }
    while (query && db_next(query)) {
        struct uuid id = db_column_uuid(query, 0);
        struct slice sex = arena_copy(row_arena, db_column_text(query, 3)),
                     village = arena_copy(row_arena, db_column_text(query, 4));
        int64_t year = year_of(db_column_text(query, 5));
        for (int column = 1; column <= 2; column++) {
            struct slice name = arena_copy(row_arena, db_column_text(query, column));
            note(people, row_arena, name_key(row_arena, name), sex, village, year, 0, id);
        }
        arena_reset(row_arena);
    }
    if (query) db_done(query);
    store_return(setup->store, db);
    arena_free(row_arena);
    arena_free(scratch);
}

/* Somebody of the register who is likely the same by all that is known of both. */
static bool likely_find(struct intake_people *people, const struct record *person, struct arena *arena,
                        struct uuid *who) {
    const struct intake_setup *setup = people->setup;
    struct view view = access_view(setup->access, arena, setup->actor, &person_type);
    struct db *db = store_borrow(setup->store);
    bool found = person_likely_find(setup->store, db, arena, &view, person, who);
    store_return(setup->store, db);
    return found;
}

/* The check asks the register; the writing does what the check has shown, for by then earlier rows of the
 * file are in the register too. */
static bool resembles(struct intake_people *people, const struct record *values, int64_t number,
                      struct uuid id, struct uuid *who) {
    int64_t count;
    if (people->setup->known) return key_table_get(people->setup->known, intake_row_key(number), &count, who);
    struct arena *scratch = arena_new(); /* dozens of people are read for one */
    struct record *person = record_copy_deep(scratch, values);
    person->id = id;
    person->org_id = people->setup->actor->org_id;
    bool found = likely_find(people, person, scratch, who);
    arena_free(scratch);
    return found;
}

bool intake_people_find(struct intake_people *people, struct arena *arena, const struct record *values,
                        int64_t number, struct uuid id, struct uuid *who, int64_t *earlier) {
    if (values->type != &person_type) return false;
    if (!people->is_read) read_register(people);
    people->is_read = true;
    const struct person *person = person_of(values);
    int64_t year = person->birth_date.present ? person->birth_date.date.year : 0;
    const struct slice names[] = {name_key(arena, person->name_km.text),
                                  name_key(arena, person->name_latin.text)};
    bool found = false;
    for (size_t i = 0; i < ARRAY_LEN(names) && !found; i++) {
        found = find(people, arena, names[i], person->sex.text, person->village.text, year, earlier, who);
    }
    if (found && !uuid_equal(*who, id)) return true;
    *earlier = 0;
    if (!found && resembles(people, values, number, id, who)) return true;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        note(people, arena, names[i], person->sex.text, person->village.text, year, number, id);
    }
    return false;
}
