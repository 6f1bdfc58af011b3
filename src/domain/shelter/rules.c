/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/shelter/rules.h"

#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/finance/finance.h"
#include "domain/shelter/beds.h"

static int64_t day_of(const struct value *date, int64_t otherwise) {
    return date->present ? date_first_day(date->date) : otherwise;
}

static struct slice day_text(struct rule *rule, int64_t day) {
    return date_format_iso(rule->job_arena, date_of_day(day));
}

static struct slice number_text(struct rule *rule, int64_t number) {
    return arena_printf(rule->job_arena, "%lld", (long long)number);
}

/* ---- rooms ---- */

static bool has_beds(struct rule *rule, const struct record *now, struct refusal *refusal) {
    struct bed_stay *stays;
    size_t count = bed_stays_of_room(rule->db, rule->job_arena, now->org_id, now->id, now->id, &stays);
    struct room_nights *nights = arena_make(rule->job_arena, struct room_nights, count + 1);
    const struct room_nights ahead = {date_first_day(clock_today()), ROOM_NEVER};
    int64_t day;
    for (size_t i = 0; i < count; i++)
        nights[i] = stays[i].nights;
    size_t most = room_fullest(nights, count, &ahead, &day);
    return (int64_t)most <= shelter_room_of(now)->places.number ||
           refuse_with(refusal, S("places"), "{1} people sleep in this room; it cannot have fewer places.",
                       number_text(rule, (int64_t)most), S(""));
}

bool shelter_room_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct shelter_room *room = shelter_room_of(now);
    if (room->age_from.present && room->age_to.present && room->age_from.number > room->age_to.number) {
        return refuse(refusal, S("age_to"), "The second age is below the first.");
    }
    return !before || !room->places.present || has_beds(rule, now, refusal);
}

/* ---- stays ---- */

struct staying {
    struct rule *rule;
    const struct record *now, *file, *room;
    struct room_nights nights;
    struct room_sleeper sleeper;
    struct refusal *refusal;
};

static int age_on(const struct case_file *file, int64_t day) {
    struct date on = date_of_day(day);
    if (file->age_years.present && file->arrived_on.present) {
        return (int)file->age_years.number + date_years_between(file->arrived_on.date, on);
    }
    return file->birth_year.present ? on.year - (int)file->birth_year.number : ROOM_AGE_UNKNOWN;
}

static struct room_sleeper sleeper_of(const struct record *record, int64_t day) {
    const struct case_file *file = case_file_of(record);
    return (struct room_sleeper){file->sex.present && file->sex.text.len == 1 ? file->sex.text.s[0] : 'x',
                                 age_on(file, day)};
}

static bool room_suits(const struct staying *staying) {
    const struct room_terms terms = bed_room_terms(shelter_room_of(staying->room));
    const char *why = room_why_not(&terms, &staying->sleeper);
    return !why || refuse(staying->refusal, S("room"), why);
}

static bool shelter_is_open(const struct staying *staying) {
    const struct record *shelter =
        rule_follow(staying->rule, staying->room, record_type_field(&shelter_room_type, S("shelter")));
    const struct value *closed = shelter ? &shelter_of(shelter)->closed_on : NULL;
    if (!closed || !closed->present || day_of(closed, 0) > staying->nights.from) return true;
    return refuse_with(staying->refusal, S("room"), "This shelter is closed since {1}.",
                       day_text(staying->rule, day_of(closed, 0)), S(""));
}

static bool sleeps_once(const struct staying *staying) {
    struct bed_stay *stays;
    struct rule *rule = staying->rule;
    size_t count = bed_stays_of_case(rule->db, rule->job_arena, staying->now->org_id, staying->file->id,
                                     staying->now->id, &stays);
    for (size_t i = 0; i < count; i++) {
        if (!room_nights_meet(&stays[i].nights, &staying->nights)) continue;
        return refuse_with(
            staying->refusal, S("from_day"),
            "This person already sleeps in another place from {1}. Say first when they left there.",
            day_text(rule, stays[i].nights.from), S(""));
    }
    return true;
}

static size_t others_in(const struct staying *staying, struct bed_stay **stays, struct room_nights **nights) {
    struct rule *rule = staying->rule;
    size_t count = bed_stays_of_room(rule->db, rule->job_arena, staying->now->org_id, staying->room->id,
                                     staying->now->id, stays);
    *nights = arena_make(rule->job_arena, struct room_nights, count + 1);
    for (size_t i = 0; i < count; i++)
        (*nights)[i] = (*stays)[i].nights;
    return count;
}

static bool same_family(const struct record *a, const struct record *b) {
    const struct value *first = &case_file_of(a)->family, *second = &case_file_of(b)->family;
    return first->present && second->present && uuid_equal(first->id, second->id);
}

static bool is_own_family(const struct staying *staying, const struct bed_stay *stays, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct record *other =
            rule_find(staying->rule, &case_file_type, staying->now->org_id, stays[i].case_file);
        if (!other || !room_nights_meet(&stays[i].nights, &staying->nights) ||
            same_family(staying->file, other))
            continue;
        return refuse(staying->refusal, S("room"), "Another family sleeps in this room.");
    }
    return true;
}

static bool has_place(const struct staying *staying) {
    struct bed_stay *stays;
    struct room_nights *nights;
    int64_t day, places = shelter_room_of(staying->room)->places.number;
    size_t count = others_in(staying, &stays, &nights);
    if (bed_room_terms(shelter_room_of(staying->room)).use == ROOM_FAMILY &&
        !is_own_family(staying, stays, count))
        return false;
    if ((int64_t)room_fullest(nights, count, &staying->nights, &day) < places) return true;
    return refuse_with(staying->refusal, S("room"),
                       "The room is full: all {1} places are taken in the night of {2}.",
                       number_text(staying->rule, places), day_text(staying->rule, day));
}

/* ---- brothers and sisters ---- */

static bool is_minor(const struct room_sleeper *who) {
    return who->age != ROOM_AGE_UNKNOWN && who->age < ROOM_ADULT_AGE;
}

/* A child of the same family who sleeps somewhere in the first night: its stay. */
static bool sibling_find(const struct staying *staying, struct uuid file_id, struct bed_stay *found) {
    struct bed_stay *stays;
    struct rule *rule = staying->rule;
    const struct record *sibling = rule_find(rule, &case_file_type, staying->now->org_id, file_id);
    const struct room_sleeper who =
        sibling ? sleeper_of(sibling, staying->nights.from) : (struct room_sleeper){0};
    if (!sibling || uuid_equal(sibling->id, staying->file->id) || !is_minor(&who)) return false;
    size_t count =
        bed_stays_of_case(rule->db, rule->job_arena, staying->now->org_id, file_id, staying->now->id, &stays);
    for (size_t i = 0; i < count; i++) {
        *found = stays[i];
        if (stays[i].nights.from <= staying->nights.from && staying->nights.from < stays[i].nights.until)
            return true;
    }
    return false;
}

/* Whether this one could sleep in the room of the sibling too. */
static bool could_join(const struct staying *staying, const struct record *room) {
    struct staying there = *staying;
    struct bed_stay *stays;
    struct room_nights *nights;
    int64_t day;
    const struct room_terms terms = bed_room_terms(shelter_room_of(room));
    there.room = room;
    if (room_why_not(&terms, &staying->sleeper)) return false;
    size_t count = others_in(&there, &stays, &nights);
    return (int64_t)room_fullest(nights, count, &staying->nights, &day) <
           shelter_room_of(room)->places.number;
}

static bool is_with(const struct staying *staying, const struct bed_stay *sibling) {
    const struct record *room =
        rule_find(staying->rule, &shelter_room_type, staying->now->org_id, sibling->room);
    if (!room || uuid_equal(room->id, staying->room->id)) return true;
    if (!uuid_equal(shelter_room_of(room)->shelter.id, shelter_room_of(staying->room)->shelter.id)) {
        return refuse(staying->refusal, S("apart_why"),
                      "A brother or sister sleeps in another shelter. Say why they are apart.");
    }
    return !could_join(staying, room) ||
           refuse(staying->refusal, S("apart_why"),
                  "A brother or sister sleeps in another room with a free place. Say why they are apart.");
}

enum { FAMILY_MAX = 50 };

static bool is_with_siblings(const struct staying *staying) {
    struct uuid ids[FAMILY_MAX];
    struct bed_stay stay;
    const struct value *family = &case_file_of(staying->file)->family,
                       *why = &shelter_stay_of(staying->now)->apart_why;
    if (!family->present || !is_minor(&staying->sleeper) || why->sealed || value_has_words(why)) return true;
    size_t count =
        rule_referrers(staying->rule, &case_file_type, record_type_field(&case_file_type, S("family")),
                       staying->now->org_id, family->id, ids, FAMILY_MAX);
    for (size_t i = 0; i < count; i++) {
        if (sibling_find(staying, ids[i], &stay) && !is_with(staying, &stay)) return false;
    }
    return true;
}

static bool is_new_place(const struct record *now, const struct record *before) {
    return !before ||
           day_of(&shelter_stay_of(now)->from_day, 0) != day_of(&shelter_stay_of(before)->from_day, 0);
}

bool shelter_stay_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct shelter_stay *stay = shelter_stay_of(now);
    struct staying staying = {.rule = rule,
                              .now = now,
                              .file = case_of(rule, now),
                              .refusal = refusal,
                              .room =
                                  rule_follow(rule, now, record_type_field(&shelter_stay_type, S("room"))),
                              .nights = {day_of(&stay->from_day, 0), day_of(&stay->until_day, ROOM_NEVER)}};
    if (staying.nights.until < staying.nights.from)
        return refuse(refusal, S("until_day"), "Nobody leaves before they come.");
    if (stay->stay_end.present && !stay->until_day.present)
        return refuse(refusal, S("until_day"), "Say on which day they left.");
    if (!staying.file || !staying.room) return true; /* the references refuse it */
    if (!before && !case_takes_parts(rule, now, refusal)) return false;
    staying.sleeper = sleeper_of(staying.file, staying.nights.from);
    if (is_new_place(now, before) && (!shelter_is_open(&staying) || !room_suits(&staying))) return false;
    if (!sleeps_once(&staying) || !has_place(&staying)) return false;
    return !is_new_place(now, before) || is_with_siblings(&staying);
}

/* ---- the census ---- */

static int64_t board_of(struct rule *rule, const struct record *now) {
    struct bed_stay *stays;
    const struct shelter_census *census = shelter_census_of(now);
    return (int64_t)bed_stays_on(rule->db, rule->job_arena, now->org_id, census->shelter.id,
                                 day_of(&census->on_day, 0), &stays);
}

bool shelter_census_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    struct shelter_census *census = shelter_census_of(now);
    if (!census->shelter.present || !census->on_day.present) return true;
    census->board = before ? shelter_census_of(before)->board : value_of_number(board_of(rule, now));
    if (!rule->actor->is_system)
        census->confirmed_by = (struct value){.present = true, .id = rule->actor->user_id};
    if (!census->present.present || census->present.number == census->board.number ||
        value_has_words(&census->reason))
        return true;
    return refuse_with(refusal, S("reason"), "{1} are on the board and {2} are present. Say why.",
                       number_text(rule, census->board.number), number_text(rule, census->present.number));
}

/* ---- incidents ---- */

static bool was_told(const struct shelter_incident *incident, const char *who) {
    return incident->told.present && codes_contain(incident->told.text, slice_of(who));
}

bool shelter_incident_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal) {
    const struct shelter_incident *incident = shelter_incident_of(now);
    if (!before && !case_takes_parts(rule, now, refusal)) return false;
    if (incident->told_on.present && incident->on_day.present &&
        day_of(&incident->told_on, 0) < day_of(&incident->on_day, 0)) {
        return refuse(refusal, S("told_on"), "They were told before it happened?");
    }
    if (!value_is_code(&incident->severity, "slight") && !was_told(incident, "supervisor")) {
        return refuse(refusal, S("told"), "A serious incident is told to the supervisor first.");
    }
    if (value_is_code(&incident->severity, "grave") && !was_told(incident, "police") &&
        !was_told(incident, "ministry")) {
        return refuse(refusal, S("told"),
                      "A grave incident is told to the police or the Office of Social Affairs.");
    }
    return true;
}

/* ---- services ---- */

/* The cost of the kind that was the last one to begin by the day. */
static const struct record *rate_on(struct rule *rule, const struct record *now, struct slice kind,
                                    int64_t day) {
    struct uuid id = {0};
    struct db_query *row = db_query(
        rule->db,
        SQL("SELECT id FROM service_rate WHERE org_id = ?1 AND \"kind\" = ?2 AND \"from_day\" <= ?3 AND "
            "deleted_ms = 0 ORDER BY \"from_day\" DESC, id LIMIT 1"));
    db_bind_uuid(row, 1, now->org_id);
    db_bind_text(row, 2, kind);
    db_bind_text(row, 3, day_text(rule, day));
    bool found = db_next(row);
    if (found) id = db_column_uuid(row, 0);
    db_done(row);
    return found ? rule_find(rule, &service_rate_type, now->org_id, id) : NULL;
}

static int64_t units_of(const struct case_service *service) {
    int64_t nights = day_of(&service->until_day, 0) - day_of(&service->on_day, 0);
    return value_is_code(&service->kind, "night") && service->until_day.present && nights > 0 ? nights : 1;
}

/* What was filled in before is filled in anew when the kind, the day or the units change. */
static bool is_filled(const struct case_service *now, const struct record *before) {
    const struct case_service *old = before ? case_service_of(before) : NULL;
    if (!now->cost.present) return false;
    if (!old || !old->cost.present || now->cost.money.amount != old->cost.money.amount) return true;
    return slice_equal(now->kind.text, old->kind.text) && now->units.number == old->units.number &&
           date_equal(now->on_day.date, old->on_day.date);
}

static bool cost_take(struct rule *rule, const struct record *now, const struct record *before,
                      struct refusal *refusal) {
    struct case_service *service = case_service_of((struct record *)(uintptr_t)now);
    const struct record *rate = service->kind.present && service->on_day.present
                                    ? rate_on(rule, now, service->kind.text, day_of(&service->on_day, 0))
                                    : NULL;
    if (!rate || is_filled(service, before)) return true;
    struct money price = service_rate_of(rate)->price.money;
    if (__builtin_mul_overflow(price.amount, service->units.number, &price.amount)) {
        return refuse(refusal, S("units"), "So many units cost more than can be written down.");
    }
    service->cost = (struct value){.present = true, .money = price};
    service->budget_line = service_rate_of(rate)->budget_line;
    return true;
}

static bool counsellor_suits(const struct case_service *service, struct refusal *refusal) {
    if (!service->wanted.present || !service->counsellor.present ||
        slice_equal(service->wanted.text, service->counsellor.text))
        return true;
    return value_is_code(&service->wanted, "woman")
               ? refuse(refusal, S("counsellor"), "This person asked for a woman as counsellor.")
               : refuse(refusal, S("counsellor"), "This person asked for a man as counsellor.");
}

/* Who has once asked for a woman or a man need not say it again. */
static void wish_take(struct rule *rule, const struct record *now) {
    struct case_service *service = case_service_of((struct record *)(uintptr_t)now);
    if (service->wanted.present || !value_is_code(&service->kind, "counselling")) return;
    struct db_query *row =
        db_query(rule->db, SQL("SELECT \"wanted\" FROM case_service WHERE org_id = ?1 AND \"case_file\" = ?2 "
                               "AND \"wanted\" IS NOT NULL "
                               "AND id <> ?3 AND deleted_ms = 0 ORDER BY \"on_day\" DESC, id DESC LIMIT 1"));
    db_bind_uuid(row, 1, now->org_id);
    db_bind_uuid(row, 2, service->case_file.id);
    db_bind_uuid(row, 3, now->id);
    if (db_next(row)) service->wanted = value_of_text(arena_copy(rule->job_arena, db_column_text(row, 0)));
    db_done(row);
}

bool case_service_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    struct case_service *service = case_service_of(now);
    if (!before && !case_takes_parts(rule, now, refusal)) return false;
    if (service->until_day.present && day_of(&service->until_day, 0) < day_of(&service->on_day, 0)) {
        return refuse(refusal, S("until_day"), "The last day is before the first.");
    }
    if (!before) wish_take(rule, now);
    if (!counsellor_suits(service, refusal)) return false;
    if (!service->units.present) service->units = value_of_number(units_of(service));
    return cost_take(rule, now, before, refusal);
}
