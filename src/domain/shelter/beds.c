/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/shelter/beds.h"

#include "base/clock.h"
#include "catalogue/value.h"

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

struct room_terms bed_room_terms(const struct shelter_room *room) {
    return (struct room_terms){bed_room_for(room->room_use.text), age_bound(&room->age_from),
                               age_bound(&room->age_to)};
}

/* ---- rooms ---- */

static int age_column(struct db_query *row, int column) {
    return db_column_is_null(row, column) ? ROOM_AGE_UNKNOWN : (int)db_column_int(row, column);
}

static struct bed_room room_of_row(struct arena *arena, struct db_query *row) {
    return (struct bed_room){
        .id = db_column_uuid(row, 0),
        .shelter_id = db_column_uuid(row, 1),
        .name = arena_copy(arena, db_column_text(row, 2)),
        .terms = {bed_room_for(db_column_text(row, 3)), age_column(row, 5), age_column(row, 6)},
        .places = db_column_int(row, 4),
        .needs = db_column_is_null(row, 7) ? S("") : arena_copy(arena, db_column_text(row, 7)),
        .taken = db_column_int(row, 8)};
}

#define ROOMS                                                                                                \
    "SELECT r.id, r.\"shelter\", r.\"name\", r.\"room_use\", r.\"places\", r.\"age_from\", r.\"age_to\", "   \
    "r.\"needs\", "                                                                                          \
    "(SELECT CAST(COUNT(*) AS BIGINT) FROM shelter_stay s WHERE s.org_id = ?1 AND s.\"room\" = r.id AND "    \
    "s.deleted_ms = 0 "                                                                                      \
    "AND s.\"from_day\" <= ?2 AND (s.\"until_day\" IS NULL OR s.\"until_day\" > ?2)) FROM shelter_room r "   \
    "JOIN shelter h ON "                                                                                     \
    "h.org_id = ?1 AND h.id = r.\"shelter\" WHERE r.org_id = ?1 AND r.deleted_ms = 0 AND h.deleted_ms = 0 "  \
    "AND "
#define ROOMS_IN_ORDER " ORDER BY h.\"name\", h.id, r.\"name\", r.id"

static struct db_query *rooms_ask(struct db *db, struct uuid shelter) {
    if (uuid_is_zero(shelter))
        return db_query(db, SQL(ROOMS "(h.\"closed_on\" IS NULL OR h.\"closed_on\" > ?2)" ROOMS_IN_ORDER));
    struct db_query *row = db_query(db, SQL(ROOMS "h.id = ?3" ROOMS_IN_ORDER));
    db_bind_uuid(row, 3, shelter);
    return row;
}

size_t beds_read(struct db *db, struct arena *arena, struct uuid org, struct uuid shelter, int64_t day,
                 struct bed_room **rooms) {
    size_t count = 0;
    struct db_query *row = rooms_ask(db, shelter);
    db_bind_uuid(row, 1, org);
    db_bind_text(row, 2, date_format_iso(arena, date_of_day(day)));
    *rooms = NULL;
    while (db_next(row)) {
        *rooms = arena_room(arena, *rooms, sizeof **rooms, count);
        (*rooms)[count++] = room_of_row(arena, row);
    }
    db_done(row);
    return count;
}

static bool has_needs(struct slice room, struct slice needs) {
    struct slice rest = needs;
    while (rest.len) {
        size_t comma = 0;
        while (comma < rest.len && rest.s[comma] != ',')
            comma++;
        if (!codes_contain(room, slice_sub(rest, 0, comma))) return false;
        rest = comma < rest.len ? slice_sub(rest, comma + 1, rest.len) : S("");
    }
    return true;
}

int64_t beds_free_for(const struct bed_room *rooms, size_t count, const struct room_sleeper *sleeper,
                      struct slice needs) {
    int64_t free = 0;
    for (size_t i = 0; i < count; i++) {
        const struct bed_room *room = &rooms[i];
        if (room->terms.use == ROOM_FAMILY && room->taken) continue; /* one family has it */
        if (room->taken >= room->places || room_why_not(&room->terms, sleeper) ||
            !has_needs(room->needs, needs))
            continue;
        free += room->places - room->taken;
    }
    return free;
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
