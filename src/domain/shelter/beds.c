/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/shelter/beds.h"

#include "base/clock.h"
#include "catalogue/value.h"
#include "domain/care/care.h"

/* ---- terms ---- */

enum room_for bed_room_for(struct slice code) {
    for (size_t i = 0; i < room_use_choices.count; i++) {
        if (slice_equal(code, slice_of(room_use_choices.choices[i].code))) return (enum room_for)i;
    }
    return ROOM_FAMILY;
}

static int age_bound(const struct value *age) {
    return age->present ? (int)age->number : ROOM_AGE_UNKNOWN;
}

/* The bits stand in the order of the choice set. */
unsigned bed_needs_of(struct slice codes) {
    unsigned needs = 0;
    for (size_t i = 0; i < room_need_choices.count; i++) {
        if (codes_contain(codes, slice_of(room_need_choices.choices[i].code))) needs |= 1u << i;
    }
    return needs;
}

struct room_terms bed_room_terms(const struct shelter_room *room) {
    return (struct room_terms){.use = bed_room_for(room->room_use.text),
                               .age_from = age_bound(&room->age_from),
                               .age_to = age_bound(&room->age_to),
                               .boys_to = age_bound(&room->boys_to),
                               .needs = room->needs.present ? bed_needs_of(room->needs.text) : 0,
                               .only_needs = room->only_needs.present && room->only_needs.number};
}

/* ---- who ---- */

static int age_of(int64_t birth_year, int64_t age_years, struct date arrived, struct date on) {
    if (age_years >= 0 && arrived.year) return (int)age_years + date_years_between(arrived, on);
    return birth_year > 0 ? on.year - (int)birth_year : ROOM_AGE_UNKNOWN;
}

static int age_on(const struct case_file *file, int64_t day) {
    return age_of(file->birth_year.present ? file->birth_year.number : 0,
                  file->age_years.present ? file->age_years.number : -1,
                  file->arrived_on.present ? file->arrived_on.date : (struct date){0}, date_of_day(day));
}

/* What a need that was seen on arrival asks of a room. */
static unsigned needs_of_urgent(const struct value *urgent) {
    static const struct {
        const char *urgent;
        enum room_need need;
    } asks[] = {{"disability", ROOM_NO_STEPS}, {"pregnant", ROOM_INFANT}, {"self_harm", ROOM_NEAR_NURSE}};
    unsigned needs = 0;
    for (size_t i = 0; urgent->present && i < ARRAY_LEN(asks); i++) {
        if (codes_contain(urgent->text, slice_of(asks[i].urgent))) needs |= asks[i].need;
    }
    return needs;
}

static void relative_note(struct db_query *row, struct date on, struct room_sleeper *sleeper) {
    struct date arrived = {0};
    if (!db_column_is_null(row, 3) && !date_parse_iso(db_column_text(row, 3), &arrived))
        arrived = (struct date){0};
    int age = age_of(db_column_is_null(row, 2) ? 0 : db_column_int(row, 2),
                     db_column_is_null(row, 1) ? -1 : db_column_int(row, 1), arrived, on);
    if (age == ROOM_AGE_UNKNOWN) return;
    if (age < ROOM_CHILD_AGE) sleeper->has_small_child = true;
    if (age >= ROOM_ADULT_AGE && slice_equal(db_column_text(row, 0), S("f"))) sleeper->has_mother = true;
}

static void family_read(struct db *db, const struct record *file, struct date on,
                        struct room_sleeper *sleeper) {
    struct db_query *row =
        db_query(db, SQL("SELECT \"sex\", \"age_years\", \"birth_year\", \"arrived_on\" FROM case_file WHERE "
                         "org_id = ?1 AND \"family\" = ?2 AND id <> ?3 AND deleted_ms = 0"));
    db_bind_uuid(row, 1, file->org_id);
    db_bind_uuid(row, 2, case_file_of(file)->family.id);
    db_bind_uuid(row, 3, file->id);
    while (db_next(row))
        relative_note(row, on, sleeper);
    db_done(row);
}

struct room_sleeper bed_sleeper_of(struct db *db, const struct record *record, int64_t day) {
    const struct case_file *file = case_file_of(record);
    struct room_sleeper sleeper = {.sex = file->sex.present && file->sex.text.len == 1 ? file->sex.text.s[0]
                                                                                       : 'x',
                                   .age = age_on(file, day),
                                   .needs = needs_of_urgent(&file->urgent)};
    if (file->family.present) family_read(db, record, date_of_day(day), &sleeper);
    if (sleeper.needs & ROOM_INFANT) sleeper.has_small_child = true;
    if (sleeper.sex == 'm' && sleeper.age != ROOM_AGE_UNKNOWN && sleeper.age < ROOM_ADULT_AGE)
        sleeper.has_small_child = false; /* a big brother */
    return sleeper;
}

/* ---- rooms ---- */

static int age_column(struct db_query *row, int column) {
    return db_column_is_null(row, column) ? ROOM_AGE_UNKNOWN : (int)db_column_int(row, column);
}

static struct bed_room room_of_row(struct arena *arena, struct db_query *row) {
    struct bed_room room = {.id = db_column_uuid(row, 0),
                            .shelter_id = db_column_uuid(row, 1),
                            .name = arena_copy(arena, db_column_text(row, 2)),
                            .terms = {.use = bed_room_for(db_column_text(row, 3)),
                                      .age_from = age_column(row, 5),
                                      .age_to = age_column(row, 6),
                                      .boys_to = age_column(row, 9),
                                      .only_needs = !db_column_is_null(row, 10) && db_column_int(row, 10)},
                            .places = db_column_int(row, 4),
                            .needs =
                                db_column_is_null(row, 7) ? S("") : arena_copy(arena, db_column_text(row, 7)),
                            .taken = db_column_int(row, 8),
                            .held = db_column_int(row, 11)};
    room.terms.needs = bed_needs_of(room.needs);
    return room;
}

/* A bed that is reserved counts until its last day is over, whoever comes or not. */
#define ROOMS                                                                                                \
    "SELECT r.id, r.\"shelter\", r.\"name\", r.\"room_use\", r.\"places\", r.\"age_from\", r.\"age_to\", "   \
    "r.\"needs\", "                                                                                          \
    "(SELECT CAST(COUNT(*) AS BIGINT) FROM shelter_stay s WHERE s.org_id = ?1 AND s.\"room\" = r.id AND "    \
    "s.deleted_ms = 0 "                                                                                      \
    "AND s.\"from_day\" <= ?2 AND (s.\"until_day\" IS NULL OR s.\"until_day\" > ?2)), r.\"boys_to\", "       \
    "r.\"only_needs\", (SELECT CAST(COUNT(*) AS BIGINT) FROM bed_hold b WHERE b.org_id = ?1 AND "            \
    "b.\"room\" = r.id AND b.deleted_ms = 0 AND b.\"state\" = 'held' AND b.\"until_day\" >= ?2 AND "         \
    "b.\"until_day\" >= ?3) FROM shelter_room r "                                                            \
    "JOIN shelter h ON "                                                                                     \
    "h.org_id = ?1 AND h.id = r.\"shelter\" WHERE r.org_id = ?1 AND r.deleted_ms = 0 AND h.deleted_ms = 0 "  \
    "AND "
#define ROOMS_IN_ORDER " ORDER BY h.\"name\", h.id, r.\"name\", r.id"

static struct db_query *rooms_ask(struct db *db, struct uuid shelter) {
    if (uuid_is_zero(shelter))
        return db_query(db, SQL(ROOMS "(h.\"closed_on\" IS NULL OR h.\"closed_on\" > ?2)" ROOMS_IN_ORDER));
    struct db_query *row = db_query(db, SQL(ROOMS "h.id = ?4" ROOMS_IN_ORDER));
    db_bind_uuid(row, 4, shelter);
    return row;
}

size_t beds_read(struct db *db, struct arena *arena, struct uuid org, struct uuid shelter, int64_t day,
                 struct bed_room **rooms) {
    size_t count = 0;
    struct db_query *row = rooms_ask(db, shelter);
    db_bind_uuid(row, 1, org);
    db_bind_text(row, 2, date_format_iso(arena, date_of_day(day)));
    db_bind_text(row, 3, date_format_iso(arena, clock_today()));
    *rooms = NULL;
    while (db_next(row)) {
        *rooms = arena_room(arena, *rooms, sizeof **rooms, count);
        (*rooms)[count++] = room_of_row(arena, row);
    }
    db_done(row);
    return count;
}

/* What a room adds to the answer: places, or what is lacking there. */
static enum bed_lack room_lack(const struct bed_room *room, const struct room_sleeper *sleeper) {
    if (room_why_not(&room->terms, sleeper).words) return BED_NOBODY;
    bool others = room->terms.use == ROOM_FAMILY && room->taken && !room->own_family; /* one family has it */
    if (others || room->taken + room->held >= room->places) return BED_FULL;
    return room_need_missing(&room->terms, sleeper) ? BED_NEEDS : BED_FREE;
}

/* Of two reasons that which says more: a free place is nearer than a full room, and that nearer than none. */
static enum bed_lack nearer(enum bed_lack a, enum bed_lack b) {
    static const int rank[] = {[BED_NOBODY] = 0, [BED_FULL] = 1, [BED_NEEDS] = 2, [BED_FREE] = 3};
    return rank[a] > rank[b] ? a : b;
}

struct beds_answer beds_free_for(const struct bed_room *rooms, size_t count,
                                 const struct room_sleeper *sleeper) {
    struct beds_answer answer = {.lack = BED_NOBODY};
    for (size_t i = 0; i < count; i++) {
        enum bed_lack lack = room_lack(&rooms[i], sleeper);
        if (lack == BED_FREE && !answer.free) answer.room = rooms[i].id;
        if (lack == BED_FREE) answer.free += rooms[i].places - rooms[i].taken - rooms[i].held;
        answer.lack = nearer(answer.lack, lack);
    }
    return answer;
}

/* Where the family of the file sleeps in the night of the day. */
static void family_mark(struct db *db, struct arena *arena, const struct record *file, int64_t day,
                        struct bed_room *rooms, size_t count) {
    struct db_query *row =
        db_query(db, SQL("SELECT s.\"room\" FROM shelter_stay s JOIN case_file f ON f.org_id = ?1 AND f.id = "
                         "s.\"case_file\" WHERE s.org_id = ?1 AND f.\"family\" = ?2 AND s.deleted_ms = 0 AND "
                         "s.\"from_day\" <= ?3 AND (s.\"until_day\" IS NULL OR s.\"until_day\" > ?3)"));
    db_bind_uuid(row, 1, file->org_id);
    db_bind_uuid(row, 2, case_file_of(file)->family.id);
    db_bind_text(row, 3, date_format_iso(arena, date_of_day(day)));
    while (db_next(row)) {
        struct uuid room = db_column_uuid(row, 0);
        for (size_t i = 0; i < count; i++)
            rooms[i].own_family = rooms[i].own_family || uuid_equal(rooms[i].id, room);
    }
    db_done(row);
}

/* What is reserved for the file is for it. */
static void own_holds_give(struct db *db, struct arena *arena, const struct record *file,
                           struct bed_room *rooms, size_t count) {
    struct bed_stay *holds;
    size_t held = bed_holds_of_case(db, arena, file->org_id, file->id, (struct uuid){{0}}, &holds);
    for (size_t i = 0; i < held; i++) {
        for (size_t k = 0; k < count; k++)
            rooms[k].held -= uuid_equal(rooms[k].id, holds[i].room) && rooms[k].held > 0;
    }
}

struct beds_answer beds_free_for_file(struct db *db, struct arena *arena, struct uuid shelter,
                                      const struct record *file, int64_t day) {
    struct bed_room *rooms;
    size_t count = beds_read(db, arena, file->org_id, shelter, day, &rooms);
    struct room_sleeper sleeper = bed_sleeper_of(db, file, day);
    if (case_file_of(file)->family.present) family_mark(db, arena, file, day, rooms, count);
    own_holds_give(db, arena, file, rooms, count);
    return beds_free_for(rooms, count, &sleeper);
}

/* ---- stays ---- */

static size_t stays_take(struct db_query *row, struct arena *arena, struct bed_stay **stays) {
    size_t count = 0;
    *stays = NULL;
    while (db_next(row)) {
        *stays = arena_room(arena, *stays, sizeof **stays, count);
        (*stays)[count++] = (struct bed_stay){db_column_uuid(row, 0),
                                              db_column_uuid(row, 1),
                                              db_column_uuid(row, 2),
                                              {db_column_day(row, 3, 0), db_column_day(row, 4, ROOM_NEVER)}};
    }
    db_done(row);
    return count;
}

static size_t stays_of(struct db_query *row, struct arena *arena, struct uuid org, struct uuid of,
                       struct uuid but, struct bed_stay **stays) {
    db_bind_uuid(row, 1, org);
    db_bind_uuid(row, 2, of);
    db_bind_uuid(row, 3, but);
    return stays_take(row, arena, stays);
}

size_t bed_stays_of_room(struct db *db, struct arena *arena, struct uuid org, struct uuid room,
                         struct uuid but, struct bed_stay **stays) {
    return stays_of(
        db_query(db, SQL("SELECT id, \"case_file\", \"room\", \"from_day\", \"until_day\" FROM shelter_stay "
                         "WHERE org_id = ?1 "
                         "AND \"room\" = ?2 AND id <> ?3 AND deleted_ms = 0 ORDER BY \"from_day\", id")),
        arena, org, room, but, stays);
}

size_t bed_stays_of_case(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                         struct uuid but, struct bed_stay **stays) {
    return stays_of(
        db_query(db, SQL("SELECT id, \"case_file\", \"room\", \"from_day\", \"until_day\" FROM shelter_stay "
                         "WHERE org_id = ?1 "
                         "AND \"case_file\" = ?2 AND id <> ?3 AND deleted_ms = 0 ORDER BY \"from_day\", id")),
        arena, org, file, but, stays);
}

size_t bed_stays_on(struct db *db, struct arena *arena, struct uuid org, struct uuid shelter, int64_t day,
                    struct bed_stay **stays) {
    struct db_query *row =
        db_query(db, SQL("SELECT s.id, s.\"case_file\", s.\"room\", s.\"from_day\", s.\"until_day\" FROM "
                         "shelter_stay s JOIN shelter_room r ON "
                         "r.org_id = ?1 AND r.id = s.\"room\" WHERE s.org_id = ?1 AND s.deleted_ms = 0 AND "
                         "r.\"shelter\" = ?2 AND "
                         "s.\"from_day\" <= ?3 AND (s.\"until_day\" IS NULL OR s.\"until_day\" > ?3) ORDER "
                         "BY r.\"name\", s.\"from_day\", s.id"));
    db_bind_uuid(row, 1, org);
    db_bind_uuid(row, 2, shelter);
    db_bind_text(row, 3, date_format_iso(arena, date_of_day(day)));
    return stays_take(row, arena, stays);
}

/* ---- what is reserved ---- */

static struct uuid uuid_column(struct db_query *row, int column) {
    const struct uuid nobody = {{0}};
    return db_column_is_null(row, column) ? nobody : db_column_uuid(row, column);
}

/* The night of the last day is reserved too. */
static size_t holds_take(struct db_query *row, struct arena *arena, struct bed_stay **holds) {
    size_t count = 0;
    *holds = NULL;
    while (db_next(row)) {
        *holds = arena_room(arena, *holds, sizeof **holds, count);
        (*holds)[count++] = (struct bed_stay){db_column_uuid(row, 0),
                                              db_column_uuid(row, 1),
                                              uuid_column(row, 2),
                                              {db_column_day(row, 3, 0), db_column_day(row, 4, 0) + 1}};
    }
    db_done(row);
    return count;
}

#define HOLDS                                                                                                \
    "SELECT id, \"case_file\", \"room\", \"from_day\", \"until_day\" FROM bed_hold WHERE org_id = ?1 AND "   \
    "\"state\" = 'held' AND \"until_day\" >= ?2 AND deleted_ms = 0 AND "
#define HOLDS_IN_ORDER " ORDER BY \"from_day\", id"

static void holds_bind(struct db_query *row, struct arena *arena, struct uuid org) {
    db_bind_uuid(row, 1, org);
    db_bind_text(row, 2, date_format_iso(arena, clock_today()));
}

size_t bed_holds_of_room(struct db *db, struct arena *arena, struct uuid org, struct uuid room,
                         struct uuid but_file, struct bed_stay **holds) {
    struct db_query *row = db_query(db, SQL(HOLDS "\"room\" = ?3 AND \"case_file\" <> ?4" HOLDS_IN_ORDER));
    holds_bind(row, arena, org);
    db_bind_uuid(row, 3, room);
    db_bind_uuid(row, 4, but_file);
    return holds_take(row, arena, holds);
}

size_t bed_holds_of_shelter(struct db *db, struct arena *arena, struct uuid org, struct uuid shelter,
                            struct bed_stay **holds) {
    struct db_query *row = db_query(db, SQL(HOLDS "\"shelter\" = ?3" HOLDS_IN_ORDER));
    holds_bind(row, arena, org);
    db_bind_uuid(row, 3, shelter);
    return holds_take(row, arena, holds);
}

static struct db_query *case_holds_ask(struct db *db, struct uuid shelter) {
    if (uuid_is_zero(shelter)) return db_query(db, SQL(HOLDS "\"case_file\" = ?3" HOLDS_IN_ORDER));
    struct db_query *row = db_query(db, SQL(HOLDS "\"case_file\" = ?3 AND \"shelter\" = ?4" HOLDS_IN_ORDER));
    db_bind_uuid(row, 4, shelter);
    return row;
}

size_t bed_holds_of_case(struct db *db, struct arena *arena, struct uuid org, struct uuid file,
                         struct uuid shelter, struct bed_stay **holds) {
    struct db_query *row = case_holds_ask(db, shelter);
    holds_bind(row, arena, org);
    db_bind_uuid(row, 3, file);
    return holds_take(row, arena, holds);
}
