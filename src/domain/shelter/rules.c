/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/shelter/rules.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/finance/care_cost.h"
#include "domain/finance/finance.h"
#include "domain/shelter/beds.h"
#include "i18n/locale.h"

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

static bool room_takes(struct rule *rule, const struct record *room, const struct room_sleeper *sleeper,
                       struct refusal *refusal) {
    const struct room_terms terms = bed_room_terms(shelter_room_of(room));
    struct room_reason why = room_why_not(&terms, sleeper);
    return !why.words || refuse_with(refusal, S("room"), why.words, number_text(rule, why.age), S(""));
}

/* For whom the room is, stands fast; what it is made for gives way to a reason. */
static bool room_suits(const struct staying *staying) {
    const struct room_terms terms = bed_room_terms(shelter_room_of(staying->room));
    const struct value *reason = &shelter_stay_of(staying->now)->needs_why;
    const char *missing = room_need_missing(&terms, &staying->sleeper);
    if (!room_takes(staying->rule, staying->room, &staying->sleeper, staying->refusal)) return false;
    return !missing || reason->sealed || value_has_words(reason) ||
           refuse(staying->refusal, S("needs_why"), missing);
}

static bool shelter_is_open(const struct staying *staying) {
    const struct record *shelter =
        rule_follow(staying->rule, staying->room, record_type_field(&shelter_room_type, S("shelter")));
    const struct value *closed = shelter ? &shelter_of(shelter)->closed_on : NULL;
    if (!closed || !closed->present || value_day(closed, 0) > staying->nights.from) return true;
    return refuse_with(staying->refusal, S("room"), "This shelter is closed since {1}.",
                       day_text(staying->rule, value_day(closed, 0)), S(""));
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

/* The nights of the others who sleep there, then those for which a bed is reserved: `*night_count`. */
static size_t others_in(const struct staying *staying, struct bed_stay **stays, struct room_nights **nights,
                        size_t *night_count) {
    struct bed_stay *holds;
    struct rule *rule = staying->rule;
    struct uuid org = staying->now->org_id;
    size_t count =
        bed_stays_of_room(rule->db, rule->job_arena, org, staying->room->id, staying->now->id, stays);
    size_t held =
        bed_holds_of_room(rule->db, rule->job_arena, org, staying->room->id, staying->file->id, &holds);
    *nights = arena_make(rule->job_arena, struct room_nights, count + held + 1);
    for (size_t i = 0; i < count + held; i++)
        (*nights)[i] = i < count ? (*stays)[i].nights : holds[i - count].nights;
    *night_count = count + held;
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
    size_t taken, count = others_in(staying, &stays, &nights, &taken);
    if (bed_room_terms(shelter_room_of(staying->room)).use == ROOM_FAMILY &&
        !is_own_family(staying, stays, count))
        return false;
    if ((int64_t)room_fullest(nights, taken, &staying->nights, &day) < places) return true;
    return refuse_with(staying->refusal, S("room"),
                       taken > count
                           ? TR("The room is full: all {1} places are taken or reserved in the night of {2}.")
                           : TR("The room is full: all {1} places are taken in the night of {2}."),
                       number_text(staying->rule, places), day_text(staying->rule, day));
}

/* ---- brothers, sisters and mothers ---- */

/* Somebody of the same family from whom this one is not parted, who sleeps somewhere in the first night: the
 * stay. */
static bool sibling_find(const struct staying *staying, struct uuid file_id, struct bed_stay *found) {
    struct bed_stay *stays;
    struct rule *rule = staying->rule;
    const struct record *sibling = rule_find(rule, &case_file_type, staying->now->org_id, file_id);
    if (!sibling || uuid_equal(sibling->id, staying->file->id)) return false;
    const struct room_sleeper who = bed_sleeper_of(rule->db, sibling, staying->nights.from);
    if (!room_belong_together(&who, &staying->sleeper)) return false;
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
    size_t taken;
    const struct room_terms terms = bed_room_terms(shelter_room_of(room));
    there.room = room;
    if (room_why_not(&terms, &staying->sleeper).words) return false;
    (void)others_in(&there, &stays, &nights, &taken);
    return (int64_t)room_fullest(nights, taken, &staying->nights, &day) <
           shelter_room_of(room)->places.number;
}

static bool is_with(const struct staying *staying, const struct bed_stay *sibling) {
    const struct record *room =
        rule_find(staying->rule, &shelter_room_type, staying->now->org_id, sibling->room);
    if (!room || uuid_equal(room->id, staying->room->id)) return true;
    if (!uuid_equal(shelter_room_of(room)->shelter.id, shelter_room_of(staying->room)->shelter.id)) {
        return refuse(staying->refusal, S("apart_why"),
                      "A brother or sister, the mother or a small child sleeps in another shelter. Say why "
                      "they are apart.");
    }
    return !could_join(staying, room) || refuse(staying->refusal, S("apart_why"),
                                                "A brother or sister, the mother or a small child sleeps in "
                                                "another room with a free place. Say "
                                                "why they are apart.");
}

enum { FAMILY_MAX = 50 };

static bool is_with_siblings(const struct staying *staying) {
    struct uuid ids[FAMILY_MAX];
    struct bed_stay stay;
    const struct value *family = &case_file_of(staying->file)->family,
                       *why = &shelter_stay_of(staying->now)->apart_why;
    if (!family->present || why->sealed || value_has_words(why)) return true;
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
           value_day(&shelter_stay_of(now)->from_day, 0) != value_day(&shelter_stay_of(before)->from_day, 0);
}

bool shelter_stay_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    const struct shelter_stay *stay = shelter_stay_of(now);
    struct staying staying = {
        .rule = rule,
        .now = now,
        .file = case_of(rule, now),
        .refusal = refusal,
        .room = rule_follow(rule, now, record_type_field(&shelter_stay_type, S("room"))),
        .nights = {value_day(&stay->from_day, 0), value_day(&stay->until_day, ROOM_NEVER)}};
    if (staying.nights.until < staying.nights.from)
        return refuse(refusal, S("until_day"), "Nobody leaves before they come.");
    if (stay->stay_end.present && !stay->until_day.present)
        return refuse(refusal, S("until_day"), "Say on which day they left.");
    if (!staying.file || !staying.room || !stay->from_day.present) return true; /* refused as missing */
    if (!before && !case_takes_parts(rule, now, refusal)) return false;
    staying.sleeper = bed_sleeper_of(rule->db, staying.file, staying.nights.from);
    if (is_new_place(now, before) && (!shelter_is_open(&staying) || !room_suits(&staying))) return false;
    if (!sleeps_once(&staying) || !has_place(&staying)) return false;
    return !is_new_place(now, before) || is_with_siblings(&staying);
}

/* ---- beds that are reserved ---- */

static bool hold_is_held(const struct record *record) {
    return record && value_is_code(&bed_hold_of(record)->state, "held");
}

/* Among those who sleep there and what is reserved for others. */
static bool hold_has_place(struct rule *rule, const struct record *now, const struct record *file,
                           const struct record *room, struct refusal *refusal) {
    const struct bed_hold *hold = bed_hold_of(now);
    const struct staying there = {.rule = rule, .now = now, .file = file, .room = room};
    const struct room_nights ahead = {value_day(&hold->from_day, 0), value_day(&hold->until_day, 0) + 1};
    struct bed_stay *stays;
    struct room_nights *nights;
    size_t taken;
    int64_t day;
    (void)others_in(&there, &stays, &nights, &taken);
    if ((int64_t)room_fullest(nights, taken, &ahead, &day) < shelter_room_of(room)->places.number)
        return true;
    return refuse_with(refusal, S("room"),
                       "The room is full: all {1} places are taken or reserved in the night of {2}.",
                       number_text(rule, shelter_room_of(room)->places.number), day_text(rule, day));
}

static bool hold_fits(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct record *file = case_of(rule, now);
    const struct record *room = rule_follow(rule, now, record_type_field(&bed_hold_type, S("room")));
    if (!file || !room) return true;
    if (!uuid_equal(shelter_room_of(room)->shelter.id, bed_hold_of(now)->shelter.id))
        return refuse(refusal, S("room"), "This room is in another shelter.");
    const struct room_sleeper sleeper =
        bed_sleeper_of(rule->db, file, value_day(&bed_hold_of(now)->from_day, 0));
    return room_takes(rule, room, &sleeper, refusal) && hold_has_place(rule, now, file, room, refusal);
}

/* By people; what a referral keeps and gives back, the program does itself. */
static bool hold_is_theirs(struct rule *rule, const struct record *now, const struct record *before,
                           struct refusal *refusal) {
    const struct record *file = case_of(rule, now);
    if (!file) return true; /* the reference itself is refused */
    return (before || case_takes_parts(rule, now, refusal)) && case_may_work(rule, file, refusal);
}

bool bed_hold_before_save(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal) {
    struct bed_hold *hold = bed_hold_of(now);
    if (!hold_is_theirs(rule, now, before, refusal)) return false;
    if (!hold->state.present) hold->state = value_of_text(S("held"));
    if (!hold->from_day.present || !hold->until_day.present) return true; /* refused as missing */
    int64_t days = value_day(&hold->until_day, 0) - value_day(&hold->from_day, 0);
    if (days < 0 || days > LIMIT_BED_HOLD_DAYS)
        return refuse_with(refusal, S("until_day"), "A bed is kept for at most {1} days.",
                           number_text(rule, LIMIT_BED_HOLD_DAYS), S(""));
    if (hold_is_held(now)) {
        hold->ended_on = (struct value){0};
        return hold_fits(rule, now, refusal);
    }
    if (hold_is_held(before)) hold->ended_on = value_today();
    return true;
}

static int64_t hold_days_of(struct rule *rule, struct uuid org, struct uuid shelter) {
    enum { HOLD_DAYS_USUAL = 3 };
    const struct record *record = rule_find(rule, &shelter_type, org, shelter);
    return record && shelter_of(record)->hold_days.present ? shelter_of(record)->hold_days.number
                                                           : HOLD_DAYS_USUAL;
}

void bed_hold_make(struct rule *rule, const struct record *file, struct uuid shelter, int64_t from_day) {
    struct bed_stay *holds;
    if (bed_holds_of_case(rule->db, rule->job_arena, file->org_id, file->id, shelter, &holds)) return;
    struct beds_answer answer = beds_free_for_file(rule->db, rule->job_arena, shelter, file, from_day);
    struct record *record = record_new(rule->job_arena, &bed_hold_type);
    struct bed_hold *hold = bed_hold_of(record);
    hold->case_file = value_of_id(file->id);
    hold->shelter = value_of_id(shelter);
    if (answer.free) hold->room = value_of_id(answer.room);
    hold->from_day = value_of_day(from_day);
    hold->until_day = value_of_day(from_day + hold_days_of(rule, file->org_id, shelter));
    hold->state = value_of_text(S("held"));
    rule_make(rule, &bed_hold_type, file->org_id, record);
}

void bed_holds_end(struct rule *rule, struct uuid org, struct uuid file, struct uuid shelter,
                   const char *state) {
    struct bed_stay *holds;
    size_t count = bed_holds_of_case(rule->db, rule->job_arena, org, file, shelter, &holds);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &bed_hold_type, org, holds[i].id);
        if (!found) continue;
        struct record *record = record_copy_deep(rule->job_arena, found);
        bed_hold_of(record)->state = value_of_text(slice_of(state));
        bed_hold_of(record)->ended_on = value_today();
        rule_amend(rule, record);
    }
}

/* ---- the census ---- */

static int64_t board_of(struct rule *rule, const struct record *now) {
    struct bed_stay *stays;
    const struct shelter_census *census = shelter_census_of(now);
    return (int64_t)bed_stays_on(rule->db, rule->job_arena, now->org_id, census->shelter.id,
                                 value_day(&census->on_day, 0), &stays);
}

bool shelter_census_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    struct shelter_census *census = shelter_census_of(now);
    if (!census->shelter.present || !census->on_day.present) return true;
    census->board = before ? shelter_census_of(before)->board : value_of_number(board_of(rule, now));
    if (!rule->actor->is_system) census->confirmed_by = value_of_id(rule->actor->user_id);
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
        value_day(&incident->told_on, 0) < value_day(&incident->on_day, 0)) {
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
    int64_t nights = value_day(&service->until_day, 0) - value_day(&service->on_day, 0);
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

/* Somebody chose another line than that which was filled in. */
static bool line_is_chosen(const struct case_service *now, const struct record *before) {
    const struct value *old = before ? &case_service_of(before)->budget_line : NULL;
    return now->budget_line.present && (!old || !old->present || !uuid_equal(old->id, now->budget_line.id));
}

static bool cost_take(struct rule *rule, const struct record *now, const struct record *before,
                      struct refusal *refusal) {
    struct case_service *service = case_service_of(now);
    const struct record *rate = service->kind.present && service->on_day.present
                                    ? rate_on(rule, now, service->kind.text, value_day(&service->on_day, 0))
                                    : NULL;
    if (!rate || is_filled(service, before)) return true;
    struct money price = service_rate_of(rate)->price.money;
    if (__builtin_mul_overflow(price.amount, service->units.number, &price.amount)) {
        return refuse(refusal, S("units"), "So many units cost more than can be written down.");
    }
    service->cost = (struct value){.present = true, .money = price};
    if (!line_is_chosen(service, before)) service->budget_line = service_rate_of(rate)->budget_line;
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
    struct case_service *service = case_service_of(now);
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
    if (service->until_day.present && value_day(&service->until_day, 0) < value_day(&service->on_day, 0)) {
        return refuse(refusal, S("until_day"), "The last day is before the first.");
    }
    if (!before) wish_take(rule, now);
    if (!counsellor_suits(service, refusal)) return false;
    if (!service->units.present) service->units = value_of_number(units_of(service));
    return cost_take(rule, now, before, refusal) &&
           care_cost_line_fits(rule, now->org_id, &service->budget_line, refusal);
}

/* ---- which line bears it ---- */

bool service_rate_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal) {
    (void)before;
    return care_cost_line_fits(rule, now->org_id, &service_rate_of(now)->budget_line, refusal);
}

bool cost_line_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    (void)before;
    return care_cost_line_fits(rule, now->org_id, &cost_line_of(now)->budget_line, refusal);
}

void cost_line_take(struct rule *rule, struct uuid org, const char *kind, int64_t day, struct value *line) {
    if (line->present) return;
    struct db_query *row = db_query(
        rule->db,
        SQL("SELECT \"budget_line\" FROM cost_line WHERE org_id = ?1 AND \"kind\" = ?2 AND \"from_day\" "
            "<= ?3 AND deleted_ms = 0 ORDER BY \"from_day\" DESC, id LIMIT 1"));
    db_bind_uuid(row, 1, org);
    db_bind_text(row, 2, slice_of(kind));
    db_bind_text(row, 3, day_text(rule, day));
    if (db_next(row)) *line = value_of_id(db_column_uuid(row, 0));
    db_done(row);
}

/* ---- what follows ---- */

/* Who sleeps anywhere tonight needs no bed that is kept. */
static void stay_changed(struct rule *rule, const struct change *change) {
    const struct shelter_stay *stay = shelter_stay_of(change->after);
    bool sleeps = value_day(&stay->until_day, ROOM_NEVER) > date_first_day(clock_today());
    if (change->verb == CHANGE_CREATE && sleeps)
        bed_holds_end(rule, change->after->org_id, stay->case_file.id, (struct uuid){{0}}, "arrived");
}

static struct care_cost_part cost_of(const struct record *record) {
    if (!record || record->deleted_ms) return (struct care_cost_part){0};
    const struct case_service *service = case_service_of(record);
    return (struct care_cost_part){service->budget_line, value_day(&service->on_day, 0), service->kind.text,
                                   service->cost};
}

void shelter_after_change(struct rule *rule, const struct change *change) {
    if (change->type == &shelter_stay_type) stay_changed(rule, change);
    if (change->type != &case_service_type) return;
    const struct care_cost_part was = cost_of(change->before), is = cost_of(change->after);
    care_cost_move(rule, change->after->org_id, &was, &is);
}
