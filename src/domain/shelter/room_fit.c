/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/shelter/room_fit.h"

#include "i18n/locale.h"

/* ---- who ---- */

static bool is_adult(const struct room_sleeper *who) {
    return who->age == ROOM_AGE_UNKNOWN || who->age >= ROOM_ADULT_AGE;
}

static bool is_minor(const struct room_sleeper *who) {
    return who->age == ROOM_AGE_UNKNOWN || who->age < ROOM_ADULT_AGE;
}

static bool is_small(const struct room_sleeper *who) {
    return who->age != ROOM_AGE_UNKNOWN && who->age < ROOM_CHILD_AGE;
}

static const char *why_not_women(const struct room_sleeper *who) {
    if (who->sex == 'm')
        return who->age != ROOM_AGE_UNKNOWN && who->age < ROOM_ADULT_AGE
                   ? TR("A boy does not sleep in a room for women.")
                   : TR("A man does not sleep in a room for women.");
    return is_adult(who) ? NULL : TR("A girl under 18 sleeps among girls, or with her mother.");
}

static const char *why_not_men(const struct room_sleeper *who) {
    if (who->sex == 'f') return TR("A woman or girl does not sleep in a room for men.");
    return is_adult(who) ? NULL : TR("A boy under 18 does not sleep among men.");
}

static const char *why_not_girls(const struct room_sleeper *who) {
    return who->sex != 'm' && is_minor(who) ? NULL : TR("This room is for girls under 18.");
}

static const char *why_not_boys(const struct room_sleeper *who) {
    return who->sex != 'f' && is_minor(who) ? NULL : TR("This room is for boys under 18.");
}

static const char *why_not_mothers(const struct room_sleeper *who) {
    return who->sex != 'm' || is_small(who) ? NULL : TR("A boy from 12 years on does not sleep among women.");
}

static const char *why_not_use(enum room_for use, const struct room_sleeper *who) {
    switch (use) {
    case ROOM_WOMEN: return why_not_women(who);
    case ROOM_MEN: return why_not_men(who);
    case ROOM_GIRLS: return why_not_girls(who);
    case ROOM_BOYS: return why_not_boys(who);
    case ROOM_MOTHERS: return why_not_mothers(who);
    case ROOM_FAMILY: return NULL;
    }
    return NULL;
}

const char *room_why_not(const struct room_terms *room, const struct room_sleeper *sleeper) {
    const char *why = why_not_use(room->use, sleeper);
    if (why || sleeper->age == ROOM_AGE_UNKNOWN) return why;
    if (room->age_from != ROOM_AGE_UNKNOWN && sleeper->age < room->age_from)
        return TR("Too young for this room.");
    if (room->age_to != ROOM_AGE_UNKNOWN && sleeper->age > room->age_to) return TR("Too old for this room.");
    return NULL;
}

/* ---- how many ---- */

bool room_nights_meet(const struct room_nights *a, const struct room_nights *b) {
    return a->from < b->until && b->from < a->until;
}

static size_t sleepers_on(const struct room_nights *others, size_t count, int64_t day) {
    size_t sleepers = 0;
    for (size_t i = 0; i < count; i++) {
        sleepers += others[i].from <= day && day < others[i].until;
    }
    return sleepers;
}

/* It gets fuller only on a night when somebody comes. */
size_t room_fullest(const struct room_nights *others, size_t count, const struct room_nights *nights,
                    int64_t *day) {
    size_t most = nights->from < nights->until ? sleepers_on(others, count, nights->from) : 0;
    *day = nights->from;
    for (size_t i = 0; i < count; i++) {
        if (others[i].from <= nights->from || others[i].from >= nights->until) continue;
        size_t sleepers = sleepers_on(others, count, others[i].from);
        if (sleepers < most || (sleepers == most && others[i].from >= *day)) continue;
        most = sleepers;
        *day = others[i].from;
    }
    return most;
}
