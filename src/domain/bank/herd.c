/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/bank/herd.h"

#include "base/limits.h"
#include "base/log.h"
#include "i18n/locale.h"

/* A heifer conceives from nine months on and carries 283 days, a buffalo 310 days (FAO, "Reproduction in
 * cattle"); after a calving the womb needs three weeks at least.  A gilt conceives from five months on and
 * carries 114 days; she comes on heat again after the piglets are weaned. */
const struct herd_rules herd_rules_cattle = {540, 300}, herd_rules_buffalo = {730, 330},
                        herd_rules_pig = {260, 135};

/* The herd while its events are lived through. */
struct life {
    const struct herd *herd;
    const struct herd_rules *rules;
    struct animal_state *states;
};

static const struct animal *animal_at(const struct life *life, uint32_t number) {
    return &life->herd->animals[number];
}

static bool is_animal(const struct life *life, uint32_t number) {
    return number < life->herd->count;
}

static void animal_enter(struct life *life, uint32_t number, int64_t day, uint32_t holder) {
    struct animal_state *state = &life->states[number];
    state->is_here = true;
    state->entered_day = day;
    state->holder = holder;
}

/* ---- one function for each kind of event; the animal is here ---- */

static enum herd_fault event_lend(struct life *life, const struct herd_event *event,
                                  struct animal_state *state) {
    (void)life;
    if (state->holder != HERD_NONE) return HERD_FAULT_LENT;
    if (event->other == HERD_NONE) return HERD_FAULT_HOLDER;
    state->holder = event->other;
    return HERD_OK;
}

/* Two animals of which both species are known, and differ. */
static bool are_apart(const struct animal *one, const struct animal *other) {
    return one->rules && other->rules && one->rules != other->rules;
}

static enum herd_fault event_serve(struct life *life, const struct herd_event *event,
                                   struct animal_state *state) {
    (void)state;
    if (animal_at(life, event->animal)->sex != ANIMAL_FEMALE) return HERD_FAULT_NOT_FEMALE;
    if (event->other == HERD_NONE) return HERD_OK;
    if (!is_animal(life, event->other)) return HERD_FAULT_ANIMAL;
    if (animal_at(life, event->other)->sex != ANIMAL_MALE) return HERD_FAULT_NOT_MALE;
    if (are_apart(animal_at(life, event->animal), animal_at(life, event->other))) return HERD_FAULT_SPECIES;
    return life->states[event->other].is_here ? HERD_OK : HERD_FAULT_NOT_HERE;
}

static const struct herd_rules *rules_of(const struct animal *animal, const struct herd_rules *otherwise) {
    return animal->rules ? animal->rules : otherwise;
}

static bool is_too_young(const struct animal *dam, int64_t day, const struct herd_rules *otherwise) {
    const struct herd_rules *rules = rules_of(dam, otherwise);
    return dam->born_day != HERD_NEVER && day - dam->born_day < rules->dam_age_min;
}

static enum herd_fault calf_check(const struct life *life, const struct herd_event *event) {
    if (!is_animal(life, event->other)) return HERD_FAULT_ANIMAL;
    const struct animal *calf = animal_at(life, event->other);
    bool is_new = life->states[event->other].entered_day == HERD_NEVER;
    bool is_hers = calf->origin == ANIMAL_BORN && calf->dam == event->animal && calf->born_day == event->day;
    return is_new && is_hers ? HERD_OK : HERD_FAULT_CALF;
}

static enum herd_fault event_calve(struct life *life, const struct herd_event *event,
                                   struct animal_state *state) {
    const struct animal *dam = animal_at(life, event->animal);
    bool is_twin = state->calved_day == event->day;
    if (dam->sex != ANIMAL_FEMALE) return HERD_FAULT_NOT_FEMALE;
    if (is_too_young(dam, event->day, life->rules)) return HERD_FAULT_TOO_YOUNG;
    if (state->calved_day != HERD_NEVER && !is_twin &&
        event->day - state->calved_day < rules_of(dam, life->rules)->interval_min)
        return HERD_FAULT_TOO_SOON;
    if (event->other != HERD_NONE) {
        enum herd_fault fault = calf_check(life, event);
        if (fault != HERD_OK) return fault;
        animal_enter(life, event->other, event->day, state->holder);
        life->states[event->other].is_owned = state->is_owned;
        state->births += state->bore_day != event->day; /* whichever of the twins was stillborn */
        state->bore_day = event->day;
    }
    state->calved_day = event->day;
    return HERD_OK;
}

static enum herd_fault event_return(struct life *life, const struct herd_event *event,
                                    struct animal_state *state) {
    (void)life;
    (void)event;
    if (state->holder == HERD_NONE) return HERD_FAULT_NOT_LENT;
    state->holder = HERD_NONE;
    return HERD_OK;
}

static enum herd_fault event_pass_on(struct life *life, const struct herd_event *event,
                                     struct animal_state *state) {
    (void)life;
    if (state->holder == HERD_NONE) return HERD_FAULT_NOT_LENT;
    if (event->other == HERD_NONE || event->other == state->holder) return HERD_FAULT_HOLDER;
    state->holder = event->other;
    return HERD_OK;
}

static enum herd_fault event_own(struct life *life, const struct herd_event *event,
                                 struct animal_state *state) {
    (void)life;
    (void)event;
    if (state->holder == HERD_NONE) return HERD_FAULT_NOT_LENT;
    state->is_owned = true;
    return HERD_OK;
}

static enum herd_fault event_go(struct life *life, const struct herd_event *event,
                                struct animal_state *state) {
    (void)life;
    if (event->amount < 0) return HERD_FAULT_AMOUNT;
    state->is_here = false;
    state->gone_day = event->day;
    state->gone = event->kind;
    state->is_certified = event->is_certified;
    state->sold_for = event->kind == HERD_SELL ? event->amount : 0;
    return HERD_OK;
}

/* The one event of an animal that is not here yet. */
static enum herd_fault event_replace(struct life *life, const struct herd_event *event) {
    if (!is_animal(life, event->other)) return HERD_FAULT_ANIMAL;
    struct animal_state *gone = &life->states[event->other];
    bool is_new = life->states[event->animal].entered_day == HERD_NEVER;
    if (!is_new || animal_at(life, event->animal)->origin != ANIMAL_REPLACES) return HERD_FAULT_CALF;
    if (gone->gone_day == HERD_NEVER || gone->replaced_by != HERD_NONE) return HERD_FAULT_NOT_GONE;
    gone->replaced_by = event->animal;
    animal_enter(life, event->animal, event->day, gone->holder);
    return HERD_OK;
}

typedef enum herd_fault event_function(struct life *life, const struct herd_event *event,
                                       struct animal_state *state);
static const struct {
    event_function *live;
    bool is_of_owner; /* an animal that is its holder's own may still do or suffer it */
} kinds[HERD_EVENTS] = {
    [HERD_LEND] = {event_lend, false},       [HERD_SERVE] = {event_serve, true},
    [HERD_CALVE] = {event_calve, true},      [HERD_RETURN] = {event_return, false},
    [HERD_PASS_ON] = {event_pass_on, false}, [HERD_REPLACE] = {NULL, false},
    [HERD_SELL] = {event_go, true},          [HERD_DIE] = {event_go, true},
    [HERD_STEAL] = {event_go, true},         [HERD_OWN] = {event_own, false},
};

static enum herd_fault event_live(struct life *life, const struct herd_event *event) {
    if (!is_animal(life, event->animal)) return HERD_FAULT_ANIMAL;
    struct animal_state *state = &life->states[event->animal];
    if (event->kind == HERD_REPLACE) return event_replace(life, event);
    if (!state->is_here || event->day < state->entered_day) return HERD_FAULT_NOT_HERE;
    if (state->is_owned && !kinds[event->kind].is_of_owner) return HERD_FAULT_OWNED;
    return kinds[event->kind].live(life, event, state);
}

static void life_begin(struct life *life, int64_t day) {
    for (uint32_t i = 0; i < life->herd->count; i++) {
        const struct animal *animal = animal_at(life, i);
        life->states[i] = (struct animal_state){.holder = HERD_NONE,
                                                .entered_day = HERD_NEVER,
                                                .gone_day = HERD_NEVER,
                                                .calved_day = HERD_NEVER,
                                                .bore_day = HERD_NEVER,
                                                .replaced_by = HERD_NONE};
        if (animal->origin == ANIMAL_BOUGHT && animal->entered_day <= day)
            animal_enter(life, i, animal->entered_day, HERD_NONE);
    }
}

enum herd_fault herd_on(struct arena *arena, const struct herd *herd, const struct herd_rules *rules,
                        int64_t day, struct animal_state **states, size_t *event) {
    *event = 0;
    if (herd->count > LIMIT_HERD_ANIMALS) return HERD_FAULT_TOO_MANY;
    struct life life = {herd, rules, arena_make(arena, struct animal_state, herd->count)};
    *states = life.states;
    life_begin(&life, day);
    for (; *event < herd->event_count && herd->events[*event].day <= day; ++*event) {
        const struct herd_event *now = &herd->events[*event];
        if (*event && now->day < now[-1].day) return HERD_FAULT_ORDER;
        enum herd_fault fault = event_live(&life, now);
        if (fault != HERD_OK) return fault;
    }
    return HERD_OK;
}

const char *herd_fault_message(enum herd_fault fault) {
    static const char *const messages[HERD_FAULTS] = {
        [HERD_OK] = "",
        [HERD_FAULT_ORDER] = TR("The events of animals stand in the order of their days."),
        [HERD_FAULT_ANIMAL] = TR("There is no such animal in this bank."),
        [HERD_FAULT_NOT_HERE] =
            TR("The animal is not there on this day: it has not come yet, or it is dead, sold or stolen."),
        [HERD_FAULT_LENT] = TR("The animal is lent already: first it is returned or passed on."),
        [HERD_FAULT_NOT_LENT] = TR("Nobody holds the animal on this day."),
        [HERD_FAULT_HOLDER] = TR("Say who gets the animal: somebody else than who holds it."),
        [HERD_FAULT_OWNED] = TR("The animal belongs to who holds it; the bank no longer decides over it."),
        [HERD_FAULT_NOT_FEMALE] = TR("Only a female is served and gives birth."),
        [HERD_FAULT_NOT_MALE] = TR("Only a male serves."),
        [HERD_FAULT_CALF] = TR("This young animal came otherwise, from another mother or on another day."),
        [HERD_FAULT_TOO_YOUNG] = TR("The mother was too young on that day."),
        [HERD_FAULT_TOO_SOON] = TR("That is too soon after her last birth."),
        [HERD_FAULT_NOT_GONE] = TR("Only an animal that is gone is replaced, and only once."),
        [HERD_FAULT_AMOUNT] = TR("A price is not below nothing."),
        [HERD_FAULT_SPECIES] = TR("The father is of another species."),
        [HERD_FAULT_TOO_MANY] = TR("These are too many animals for one bank."),
    };
    return messages[fault];
}

static void register_add(struct herd_register *sums, const struct animal *animal,
                         const struct animal_state *state) {
    if (state->entered_day == HERD_NEVER) return;
    sums->bought += animal->origin == ANIMAL_BOUGHT;
    sums->born += animal->origin == ANIMAL_BORN;
    sums->replacing += animal->origin == ANIMAL_REPLACES;
    if (!state->is_here) {
        sums->sold += state->gone == HERD_SELL;
        sums->died += state->gone == HERD_DIE;
        sums->stolen += state->gone == HERD_STEAL;
        return;
    }
    sums->owned += state->is_owned;
    sums->with_bank += !state->is_owned && state->holder == HERD_NONE;
    sums->lent += !state->is_owned && state->holder != HERD_NONE;
}

struct herd_register herd_count(const struct herd *herd, const struct animal_state *states) {
    struct herd_register sums = {0};
    for (size_t i = 0; i < herd->count; i++)
        register_add(&sums, &herd->animals[i], &states[i]);
    return sums;
}

/* ---- ancestry ---- */

static enum ancestry_fault parents_check(const struct animal *animals, size_t count,
                                         const struct animal *child, const struct herd_rules *rules) {
    const struct animal *dam = child->dam < count ? &animals[child->dam] : NULL;
    const struct animal *sire = child->sire < count ? &animals[child->sire] : NULL;
    if ((!dam && child->dam != HERD_NONE) || (!sire && child->sire != HERD_NONE))
        return ANCESTRY_FAULT_ANIMAL;
    if (dam && dam->sex != ANIMAL_FEMALE) return ANCESTRY_FAULT_DAM_SEX;
    if (sire && sire->sex != ANIMAL_MALE) return ANCESTRY_FAULT_SIRE_SEX;
    if ((dam && are_apart(dam, child)) || (sire && are_apart(sire, child))) return ANCESTRY_FAULT_SPECIES;
    if (child->born_day == HERD_NEVER) return ANCESTRY_OK;
    if (dam && is_too_young(dam, child->born_day, rules)) return ANCESTRY_FAULT_DAM_TOO_YOUNG;
    if (sire && sire->born_day != HERD_NEVER && sire->born_day >= child->born_day)
        return ANCESTRY_FAULT_SIRE_TOO_YOUNG;
    return ANCESTRY_OK;
}

/* How a walk up the parents has met an animal. */
enum ancestry_mark { MARK_NEW, MARK_DAM, MARK_SIRE, MARK_DONE };

/* Walks up from one animal, dam first, on a stack of its own: a line may be as long as the herd.  False at a
 * circle. */
static bool ancestors_walk(const struct animal *animals, uint32_t start, uint8_t *marks, uint32_t *stack,
                           uint32_t *animal) {
    size_t depth = 0;
    stack[depth++] = start;
    while (depth) {
        uint32_t at = stack[depth - 1];
        if (marks[at] == MARK_DONE || ++marks[at] == MARK_DONE) {
            depth--;
            continue;
        }
        uint32_t parent = marks[at] == MARK_DAM ? animals[at].dam : animals[at].sire;
        if (parent == HERD_NONE || marks[parent] == MARK_DONE) continue;
        *animal = parent;
        if (marks[parent] != MARK_NEW) return false;
        stack[depth++] = parent;
    }
    return true;
}

enum ancestry_fault herd_ancestry_check(struct arena *arena, const struct animal *animals, size_t count,
                                        const struct herd_rules *rules, uint32_t *animal) {
    if (count > LIMIT_HERD_ANIMALS) return ANCESTRY_FAULT_TOO_MANY;
    for (*animal = 0; *animal < count; ++*animal) {
        enum ancestry_fault fault = parents_check(animals, count, &animals[*animal], rules);
        if (fault != ANCESTRY_OK) return fault;
    }
    uint8_t *marks = arena_make(arena, uint8_t, count);
    uint32_t *stack = arena_make(arena, uint32_t, count + 1);
    for (uint32_t start = 0; start < count; start++) {
        if (!ancestors_walk(animals, start, marks, stack, animal)) return ANCESTRY_FAULT_CIRCLE;
    }
    return ANCESTRY_OK;
}

const char *ancestry_fault_message(enum ancestry_fault fault) {
    static const char *const messages[ANCESTRY_FAULTS] = {
        [ANCESTRY_OK] = "",
        [ANCESTRY_FAULT_ANIMAL] = TR("The parents are animals of this bank."),
        [ANCESTRY_FAULT_DAM_SEX] = TR("The mother is not a female."),
        [ANCESTRY_FAULT_SIRE_SEX] = TR("The father is not a male."),
        [ANCESTRY_FAULT_DAM_TOO_YOUNG] = TR("The mother was too young on the day of birth."),
        [ANCESTRY_FAULT_SIRE_TOO_YOUNG] = TR("The father was born after its child."),
        [ANCESTRY_FAULT_SPECIES] = TR("A parent is of another species."),
        [ANCESTRY_FAULT_CIRCLE] = TR("An animal cannot be its own ancestor."),
        [ANCESTRY_FAULT_TOO_MANY] = TR("These are too many animals for one bank."),
    };
    return messages[fault];
}
