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

static struct room_reason because(const char *words, int age) {
    return (struct room_reason){words, age};
}

static struct room_reason why_not_women(const struct room_sleeper *who) {
    if (who->sex == 'm')
        return because(who->age != ROOM_AGE_UNKNOWN && who->age < ROOM_ADULT_AGE
                           ? TR("A boy does not sleep in a room for women.")
                           : TR("A man does not sleep in a room for women."),
                       0);
    return because(is_adult(who) ? NULL : TR("A girl under 18 sleeps among girls, or with her mother."), 0);
}

static struct room_reason why_not_men(const struct room_sleeper *who) {
    if (who->sex == 'f') return because(TR("A woman or girl does not sleep in a room for men."), 0);
    return because(is_adult(who) ? NULL : TR("A boy under 18 does not sleep among men."), 0);
}

static struct room_reason why_not_girls(const struct room_sleeper *who) {
    return because(who->sex != 'm' && is_minor(who) ? NULL : TR("This room is for girls under 18."), 0);
}

static struct room_reason why_not_boys(const struct room_sleeper *who) {
    return because(who->sex != 'f' && is_minor(who) ? NULL : TR("This room is for boys under 18."), 0);
}

/* From which age on a boy is not among women there. */
static int boys_until(const struct room_terms *room) {
    return room->boys_to == ROOM_AGE_UNKNOWN ? ROOM_CHILD_AGE : room->boys_to + 1;
}

/* A mother is there for her children, a child for its mother. */
static struct room_reason why_not_mothers(const struct room_terms *room, const struct room_sleeper *who) {
    if (who->sex == 'm' && (who->age == ROOM_AGE_UNKNOWN || who->age >= boys_until(room)))
        return because(TR("A boy from {1} years on does not sleep among women."), boys_until(room));
    bool is_child = who->age != ROOM_AGE_UNKNOWN && who->age < ROOM_ADULT_AGE;
    if (is_child && !who->has_mother && !who->has_small_child)
        return because(TR("This room is for mothers and their children: a child is there with its mother."),
                       0);
    if (!is_child && !who->has_small_child)
        return because(TR("This room is for mothers: a woman without a small child sleeps in another one."),
                       0);
    return because(NULL, 0);
}

static struct room_reason why_not_family(const struct room_terms *room, const struct room_sleeper *who) {
    bool too_old = room->boys_to != ROOM_AGE_UNKNOWN && who->sex == 'm' && who->age > room->boys_to &&
                   who->age < ROOM_ADULT_AGE;
    return because(too_old ? TR("A boy from {1} years on does not sleep in this room.") : NULL,
                   boys_until(room));
}

static struct room_reason why_not_use(const struct room_terms *room, const struct room_sleeper *who) {
    switch (room->use) {
    case ROOM_WOMEN: return why_not_women(who);
    case ROOM_MEN: return why_not_men(who);
    case ROOM_GIRLS: return why_not_girls(who);
    case ROOM_BOYS: return why_not_boys(who);
    case ROOM_MOTHERS: return why_not_mothers(room, who);
    case ROOM_FAMILY: return why_not_family(room, who);
    }
    return because(NULL, 0);
}

struct room_reason room_why_not(const struct room_terms *room, const struct room_sleeper *sleeper) {
    struct room_reason why = why_not_use(room, sleeper);
    if (why.words) return why;
    if (room->only_needs && !(room->needs & sleeper->needs))
        return because(TR("This room is kept for people who need what it is made for."), 0);
    if (sleeper->age == ROOM_AGE_UNKNOWN) return because(NULL, 0);
    if (room->age_from != ROOM_AGE_UNKNOWN && sleeper->age < room->age_from)
        return because(TR("Too young for this room: it is for people from {1} years on."), room->age_from);
    if (room->age_to != ROOM_AGE_UNKNOWN && sleeper->age > room->age_to)
        return because(TR("Too old for this room: it is for people up to {1} years."), room->age_to);
    return because(NULL, 0);
}

static const struct {
    enum room_need need;
    const char *words;
} need_rules[] = {
    {ROOM_NO_STEPS,
     TR("Who has a disability sleeps in a room without steps. Give such a room, or say why not.")},
    {ROOM_INFANT,
     TR("Who is pregnant or has an infant sleeps in a room with a cot. Give such a room, or say why not.")},
    {ROOM_NEAR_NURSE, TR("Who may harm themselves sleeps near the nurse. Give such a room, or say why not.")},
    {ROOM_QUIET, TR("This person needs a quiet room. Give such a room, or say why not.")},
};

const char *room_need_missing(const struct room_terms *room, const struct room_sleeper *sleeper) {
    unsigned missing = sleeper->needs & ~room->needs;
    for (size_t i = 0; i < ARRAY_LEN(need_rules); i++) {
        if (missing & need_rules[i].need) return need_rules[i].words;
    }
    return NULL;
}

static bool is_known_minor(const struct room_sleeper *who) {
    return who->age != ROOM_AGE_UNKNOWN && who->age < ROOM_ADULT_AGE;
}

static bool is_mother_of(const struct room_sleeper *a, const struct room_sleeper *b) {
    return a->sex == 'f' && a->age != ROOM_AGE_UNKNOWN && a->age >= ROOM_ADULT_AGE && is_small(b);
}

bool room_belong_together(const struct room_sleeper *a, const struct room_sleeper *b) {
    return (is_known_minor(a) && is_known_minor(b)) || is_mother_of(a, b) || is_mother_of(b, a);
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
