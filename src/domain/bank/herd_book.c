/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/bank/herd_book.h"

#include "base/log.h"
#include "catalogue/value.h"

/* ---- codes ---- */

enum herd_event_kind herd_kind_of(struct slice code) {
    for (size_t i = 0; i < animal_event_kind_choices.count; i++) {
        if (slice_equal(slice_of(animal_event_kind_choices.choices[i].code), code))
            return (enum herd_event_kind)i;
    }
    return HERD_EVENTS;
}

static enum animal_sex sex_of(struct slice code) {
    if (slice_equal(code, S("female"))) return ANIMAL_FEMALE;
    return slice_equal(code, S("male")) ? ANIMAL_MALE : ANIMAL_SEX_NOT_KNOWN;
}

static const struct herd_rules *rules_of(struct slice species) {
    if (slice_equal(species, S("buffalo"))) return &herd_rules_buffalo;
    return slice_equal(species, S("pig")) ? &herd_rules_pig : &herd_rules_cattle;
}

static enum animal_origin origin_of(struct slice code) {
    if (slice_equal(code, S("born"))) return ANIMAL_BORN;
    return slice_equal(code, S("replaces")) ? ANIMAL_REPLACES : ANIMAL_BOUGHT;
}

enum herd_place herd_place_of(const struct animal_state *state) {
    if (state->entered_day == HERD_NEVER) return HERD_PLACE_EXPECTED;
    if (!state->is_here) return HERD_PLACE_GONE;
    if (state->is_owned) return HERD_PLACE_OWNED;
    return state->holder == HERD_NONE ? HERD_PLACE_BANK : HERD_PLACE_LENT;
}

const char *herd_place_code(const struct animal_state *state) {
    switch (herd_place_of(state)) {
    case HERD_PLACE_EXPECTED: return "expected";
    case HERD_PLACE_BANK: return "with_bank";
    case HERD_PLACE_LENT: return "lent";
    case HERD_PLACE_OWNED: return "owned";
    case HERD_PLACE_GONE:
        return state->gone == HERD_SELL ? "sold" : state->gone == HERD_DIE ? "died" : "stolen";
    }
    BUG("place of an animal");
}

/* ---- finding ---- */

static uint32_t find_id(const char *first, size_t size, size_t count, struct uuid id) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct uuid *at = (const struct uuid *)(const void *)(first + middle * size);
        if (uuid_compare(*at, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count) return HERD_NONE;
    const struct uuid *at = (const struct uuid *)(const void *)(first + low * size);
    return uuid_equal(*at, id) ? (uint32_t)low : HERD_NONE;
}

uint32_t herd_book_animal_at(const struct herd_book *book, struct uuid id) {
    for (size_t i = book->saved_count; i < book->animal_count; i++) {
        if (uuid_equal(book->names[i].id, id)) return (uint32_t)i;
    }
    return find_id((const char *)book->names, sizeof *book->names, book->saved_count, id);
}

uint32_t herd_book_member_at(const struct herd_book *book, struct uuid id) {
    return find_id((const char *)book->members, sizeof *book->members, book->member_count, id);
}

size_t herd_book_event_at(const struct herd_book *book, struct uuid id) {
    for (size_t i = 0; i < book->event_count; i++) {
        if (uuid_equal(book->marks[i].id, id)) return i;
    }
    return SIZE_MAX;
}

struct herd herd_book_herd(const struct herd_book *book, size_t events) {
    return (struct herd){book->animals, book->animal_count, book->events,
                         events < book->event_count ? events : book->event_count};
}

/* ---- reading ---- */

struct parents {
    struct uuid id, dam, sire;
};

static void animal_add(struct arena *arena, struct herd_book *book, struct animal animal,
                       struct herd_book_animal name) {
    size_t count = book->animal_count;
    book->animals = arena_room(arena, book->animals, sizeof *book->animals, count);
    book->names = arena_room(arena, book->names, sizeof *book->names, count);
    book->animals[count] = animal;
    book->names[count] = name;
    book->animal_count++;
}

static struct slice text_of_column(struct arena *arena, struct db_query *query, int column) {
    return db_column_is_null(query, column) ? S("") : arena_copy(arena, db_column_text(query, column));
}

static struct animal animal_of_columns(struct db_query *query) {
    return (struct animal){.rules = rules_of(db_column_text(query, 3)),
                           .sex = sex_of(db_column_text(query, 4)),
                           .origin = origin_of(db_column_text(query, 5)),
                           .dam = HERD_NONE,
                           .sire = HERD_NONE,
                           .entered_day = db_column_day(query, 6, HERD_NEVER),
                           .born_day = db_column_day(query, 7, HERD_NEVER)};
}

static struct uuid id_of_column(struct db_query *query, int column) {
    const struct uuid none = {{0}};
    return db_column_is_null(query, column) ? none : db_column_uuid(query, column);
}

static void parents_find(struct herd_book *book, const struct parents *parents) {
    for (size_t i = 0; i < book->animal_count; i++) {
        if (!uuid_is_zero(parents[i].dam)) book->animals[i].dam = herd_book_animal_at(book, parents[i].dam);
        if (!uuid_is_zero(parents[i].sire))
            book->animals[i].sire = herd_book_animal_at(book, parents[i].sire);
    }
}

static void animals_read(struct db *db, struct arena *arena, struct herd_book *book) {
    struct parents *parents = NULL;
    struct db_query *query = db_query(
        db,
        SQL("SELECT id, \"tag\", \"name\", \"species\", \"sex\", \"origin\", \"entered_on\", \"born_on\", "
            "\"dam\", "
            "\"sire\" FROM bank_animal WHERE org_id = ?1 AND \"bank\" = ?2 AND deleted_ms = 0 ORDER BY id"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->bank_id);
    while (db_next(query)) {
        const struct herd_book_animal name = {db_column_uuid(query, 0), text_of_column(arena, query, 1),
                                              text_of_column(arena, query, 2),
                                              text_of_column(arena, query, 3)};
        parents = arena_room(arena, parents, sizeof *parents, book->animal_count);
        parents[book->animal_count] =
            (struct parents){name.id, id_of_column(query, 8), id_of_column(query, 9)};
        animal_add(arena, book, animal_of_columns(query), name);
    }
    db_done(query);
    book->saved_count = book->animal_count;
    parents_find(book, parents);
    book->rules = &herd_rules_cattle;
}

static void members_read(struct db *db, struct arena *arena, struct herd_book *book) {
    struct db_query *query = db_query(
        db,
        SQL("SELECT id FROM bank_member WHERE org_id = ?1 AND \"bank\" = ?2 AND deleted_ms = 0 ORDER BY id"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->bank_id);
    while (db_next(query)) {
        book->members = arena_room(arena, book->members, sizeof *book->members, book->member_count);
        book->members[book->member_count++] = db_column_uuid(query, 0);
    }
    db_done(query);
}

static uint32_t other_at(const struct herd_book *book, enum herd_event_kind kind, struct uuid member,
                         struct uuid other) {
    if (kind == HERD_LEND || kind == HERD_PASS_ON) return herd_book_member_at(book, member);
    return uuid_is_zero(other) ? HERD_NONE : herd_book_animal_at(book, other);
}

static void event_append(struct arena *arena, struct herd_book *book, struct herd_event event,
                         struct herd_book_event mark) {
    size_t count = book->event_count;
    book->events = arena_room(arena, book->events, sizeof *book->events, count);
    book->marks = arena_room(arena, book->marks, sizeof *book->marks, count);
    book->events[count] = event;
    book->marks[count] = mark;
    book->event_count++;
}

static void events_read(struct db *db, struct arena *arena, struct herd_book *book) {
    struct db_query *query = db_query(db, SQL("SELECT id, \"on_day\", \"kind\", \"animal\", \"member\", "
                                              "\"other\", \"amount\", \"certified_by\", "
                                              "\"contract\", \"number\" FROM animal_event WHERE org_id = ?1 "
                                              "AND \"bank\" = ?2 AND deleted_ms = 0 "
                                              "ORDER BY \"on_day\", \"number\", id"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->bank_id);
    while (db_next(query)) {
        enum herd_event_kind kind = herd_kind_of(db_column_text(query, 2));
        const struct herd_event event = {
            .day = db_column_day(query, 1, 0),
            .kind = kind,
            .animal = herd_book_animal_at(book, db_column_uuid(query, 3)),
            .other = other_at(book, kind, id_of_column(query, 4), id_of_column(query, 5)),
            .amount = db_column_is_null(query, 6) ? 0 : db_column_int(query, 6),
            .is_certified = !db_column_is_null(query, 7)};
        event_append(arena, book, event,
                     (struct herd_book_event){db_column_uuid(query, 0), id_of_column(query, 8),
                                              db_column_int(query, 9)});
    }
    db_done(query);
}

struct herd_book *herd_book_read(struct db *db, struct arena *arena, struct uuid org, struct uuid bank_id) {
    struct herd_book *book = arena_make(arena, struct herd_book, 1);
    *book = (struct herd_book){.org_id = org, .bank_id = bank_id};
    animals_read(db, arena, book);
    members_read(db, arena, book);
    events_read(db, arena, book);
    return book;
}

/* ---- what is not saved yet ---- */

uint32_t herd_book_add_animal(struct arena *arena, struct herd_book *book, const struct record *record) {
    const struct bank_animal *animal = bank_animal_of(record);
    uint32_t at = (uint32_t)book->animal_count;
    const struct herd_book_animal name = {record->id, animal->tag.text, animal->name.text,
                                          animal->species.text};
    animal_add(arena, book,
               (struct animal){
                   .rules = rules_of(animal->species.text),
                   .sex = sex_of(animal->sex.text),
                   .origin = origin_of(animal->origin.text),
                   .dam = animal->dam.present ? herd_book_animal_at(book, animal->dam.id) : HERD_NONE,
                   .sire = animal->sire.present ? herd_book_animal_at(book, animal->sire.id) : HERD_NONE,
                   .entered_day = animal->entered_on.present ? bank_day(&animal->entered_on) : HERD_NEVER,
                   .born_day = animal->born_on.present ? bank_day(&animal->born_on) : HERD_NEVER},
               name);
    /* A parent that the bank does not have is no unknown one: it is refused as no animal of the herd. */
    if (animal->dam.present && book->animals[at].dam == HERD_NONE) book->animals[at].dam = HERD_NONE - 1;
    if (animal->sire.present && book->animals[at].sire == HERD_NONE) book->animals[at].sire = HERD_NONE - 1;
    return at;
}

size_t herd_book_add_event(struct arena *arena, struct herd_book *book, const struct record *record) {
    const struct animal_event *event = animal_event_of(record);
    enum herd_event_kind kind = herd_kind_of(event->kind.text);
    const struct herd_event added = {.day = bank_day(&event->on_day),
                                     .kind = kind,
                                     .animal = herd_book_animal_at(book, event->animal.id),
                                     .other = other_at(book, kind, event->member.id, event->other.id),
                                     .amount = bank_number(&event->amount),
                                     .is_certified = event->certified_by.present};
    const struct herd_book_event mark = {record->id, event->contract.id, bank_number(&event->number)};
    event_append(arena, book, added, mark);
    size_t at = book->event_count - 1;
    for (; at > 0 && book->events[at - 1].day > added.day; at--) {
        book->events[at] = book->events[at - 1];
        book->marks[at] = book->marks[at - 1];
    }
    book->events[at] = added;
    book->marks[at] = mark;
    return at;
}
