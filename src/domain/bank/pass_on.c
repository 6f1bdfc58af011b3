/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/bank/pass_on.h"

#include "base/limits.h"
#include "base/log.h"
#include "i18n/locale.h"

enum { SIX_MONTHS_DAYS = 183 };

const struct pass_on_contract pass_on_contracts[PASS_ON_KINDS] = {
    [PASS_ON_FIRST_AND_THIRD] = {"first_and_third", TR("First and third calf, then the cow is the family's"),
                                 1 | 1 << 2, MALE_IS_OWED, SIX_MONTHS_DAYS, 0, true},
    [PASS_ON_FIRST_REPLACED] = {"first_replaced", TR("First calf; a dead cow is replaced"), 1, MALE_IS_OWED,
                                SIX_MONTHS_DAYS, 0, false},
    [PASS_ON_FIRST_FEMALE] = {"first_female", TR("First calf: a female after six months, a male is sold"), 1,
                              MALE_IS_SOLD, SIX_MONTHS_DAYS, 0, true},
    [PASS_ON_COW_MOVES] = {"cow_moves", TR("The cow moves on after one calf"), 0, MALE_IS_KEPT,
                           SIX_MONTHS_DAYS, 1, true},
};

/* The holder's time, while it is looked through. */
struct walk {
    const struct pass_on_contract *contract;
    const struct herd *herd;
    const struct animal_state *states;
    uint32_t holder;
    int64_t day;
    size_t first, end; /* its events */
    struct pass_on_state *state;
};

static void add_owed(struct walk *walk, struct owed owed) {
    struct pass_on_state *state = walk->state;
    ASSERT(state->count < PASS_ON_OWED_MAX);
    owed.is_met = owed.met_day != HERD_NEVER;
    state->owed[state->count++] = owed;
    state->open += !owed.is_met;
}

static const struct herd_event *event_at(const struct walk *walk, size_t number) {
    return &walk->herd->events[number];
}

/* ---- the holder's time ---- */

static bool gives(const struct herd_event *event) {
    return event->kind == HERD_LEND || event->kind == HERD_PASS_ON;
}

static bool takes_away(const struct herd_event *event) {
    return event->kind == HERD_RETURN || event->kind == HERD_PASS_ON;
}

/* From the last event that gave the animal to the holder to the one that took it, or a replacement of it,
 * away. */
static bool walk_find(struct walk *walk, uint32_t animal) {
    bool is_found = false;
    walk->end = 0;
    for (size_t i = 0; i < walk->herd->event_count && event_at(walk, i)->day <= walk->day; i++) {
        const struct herd_event *event = event_at(walk, i);
        walk->end = i + 1;
        if (event->animal != animal || event->other != walk->holder || !gives(event)) continue;
        walk->first = i;
        is_found = true;
    }
    return is_found;
}

static void walk_time(struct walk *walk, uint32_t animal) {
    struct pass_on_state *state = walk->state;
    state->is_held = true;
    state->since_day = event_at(walk, walk->first)->day;
    state->animal = animal;
    for (size_t i = walk->first + 1; i < walk->end; i++) {
        const struct herd_event *event = event_at(walk, i);
        if (event->kind == HERD_REPLACE && event->other == state->animal) state->animal = event->animal;
        if (event->animal != state->animal || !takes_away(event)) continue;
        state->until_day = event->day;
        walk->end = i + 1;
        return;
    }
}

/* ---- calves ---- */

/* The day on which the holder gave the animal away: to the bank or to the next family. */
static int64_t handed_over_day(const struct walk *walk, uint32_t animal) {
    for (size_t i = walk->first + 1; i < walk->herd->event_count; i++) {
        const struct herd_event *event = event_at(walk, i);
        if (event->day > walk->day) break;
        if (event->animal == animal && takes_away(event)) return event->day;
    }
    return HERD_NEVER;
}

static int64_t replaced_day(const struct walk *walk, uint32_t animal) {
    uint32_t by = walk->states[animal].replaced_by;
    return by == HERD_NONE ? HERD_NEVER : walk->states[by].entered_day;
}

/* Died or was stolen, proven, before it was handed over. */
static bool is_excused(const struct walk *walk, uint32_t calf) {
    const struct animal_state *state = &walk->states[calf];
    bool is_lost = !state->is_here && (state->gone == HERD_DIE || state->gone == HERD_STEAL);
    return is_lost && state->is_certified && handed_over_day(walk, calf) == HERD_NEVER;
}

static bool is_male(const struct walk *walk, uint32_t calf) {
    return walk->herd->animals[calf].sex == ANIMAL_MALE;
}

/* One calving: `animal` is the dam or the one that replaced her. */
struct litter {
    size_t first, alive; /* its first event; how many lived */
    uint32_t owed; /* of the living the one that the contract asks for; HERD_NONE when none of them can be */
};

static void litter_add(const struct walk *walk, uint32_t calf, struct litter *litter) {
    litter->alive++;
    if (is_excused(walk, calf)) return;
    if (is_male(walk, calf) && walk->contract->male == MALE_IS_KEPT) return;
    bool is_better = litter->owed == HERD_NONE || (is_male(walk, litter->owed) && !is_male(walk, calf));
    if (is_better) litter->owed = calf;
}

/* However many there are: a sow may have twenty. */
static struct litter litter_read(const struct walk *walk, size_t at) {
    const struct herd_event *first = event_at(walk, at);
    struct litter litter = {.first = at, .owed = HERD_NONE};
    for (; at < walk->end && event_at(walk, at)->day == first->day; at++) {
        const struct herd_event *event = event_at(walk, at);
        bool is_calf = event->kind == HERD_CALVE && event->animal == first->animal;
        if (is_calf && event->other != HERD_NONE) litter_add(walk, event->other, &litter);
    }
    return litter;
}

static void owe_calf(struct walk *walk, uint32_t calf, int birth) {
    const struct animal_state *state = &walk->states[calf];
    int64_t born = walk->herd->animals[calf].born_day;
    struct owed owed = {
        .what = OWED_CALF, .animal = calf, .birth = birth, .due_day = born + walk->contract->calf_age_days};
    owed.met_day = handed_over_day(walk, calf);
    bool is_for_sale = is_male(walk, calf) && walk->contract->male == MALE_IS_SOLD;
    if (is_for_sale) owed.what = OWED_MONEY;
    if (owed.met_day == HERD_NEVER && state->gone_day != HERD_NEVER) {
        if (is_for_sale && state->gone == HERD_SELL) {
            owed.met_day = state->gone_day;
            owed.amount = state->sold_for;
        } else {
            owed.what = OWED_REPLACEMENT;
            owed.met_day = replaced_day(walk, calf);
        }
    }
    add_owed(walk, owed);
}

static bool birth_is_owed(const struct walk *walk, int64_t birth) {
    return birth >= 1 && birth <= 32 && walk->contract->births_owed >> (birth - 1) & 1;
}

static void birth_take(struct walk *walk, struct litter litter) {
    struct pass_on_state *state = walk->state;
    int64_t birth = state->births + 1;
    if (!litter.alive) return;
    if (birth_is_owed(walk, birth)) {
        if (litter.owed == HERD_NONE) return; /* the next birth takes its place */
        owe_calf(walk, litter.owed, (int)birth);
    }
    state->births = birth;
    if (walk->contract->moves_after_births != birth || state->is_freed) return;
    int64_t due_day = event_at(walk, litter.first)->day + walk->contract->calf_age_days;
    add_owed(walk, (struct owed){.what = OWED_ANIMAL,
                                 .animal = state->animal,
                                 .birth = (int)birth,
                                 .due_day = due_day,
                                 .met_day = state->until_day});
}

static void births_take(struct walk *walk, uint32_t animal) {
    int64_t calved_day = HERD_NEVER;
    for (size_t i = walk->first + 1; i < walk->end; i++) {
        const struct herd_event *event = event_at(walk, i);
        if (event->kind == HERD_REPLACE && event->other == animal) animal = event->animal;
        if (event->kind != HERD_CALVE || event->animal != animal || event->day == calved_day) continue;
        calved_day = event->day;
        birth_take(walk, litter_read(walk, i));
    }
}

/* What later births will owe. */
static void owe_unborn(struct walk *walk) {
    for (int birth = (int)walk->state->births + 1; birth <= 32; birth++) {
        if (birth_is_owed(walk, birth))
            add_owed(walk, (struct owed){.what = OWED_CALF,
                                         .animal = HERD_NONE,
                                         .birth = birth,
                                         .due_day = HERD_NEVER,
                                         .met_day = HERD_NEVER});
    }
    int moves = walk->contract->moves_after_births;
    if (moves && moves > walk->state->births)
        add_owed(walk, (struct owed){.what = OWED_ANIMAL,
                                     .animal = walk->state->animal,
                                     .birth = moves,
                                     .due_day = HERD_NEVER,
                                     .met_day = walk->state->until_day});
}

/* ---- the animal itself ---- */

static void owe_animal(struct walk *walk, uint32_t animal) {
    const struct animal_state *state = &walk->states[animal];
    bool is_lost = !state->is_here && state->gone_day != HERD_NEVER && walk->state->until_day == HERD_NEVER;
    if (!is_lost || state->is_owned) return;
    if (state->gone != HERD_SELL && state->is_certified && walk->contract->certificate_frees) {
        walk->state->is_freed = state->replaced_by == HERD_NONE;
        return;
    }
    add_owed(walk, (struct owed){.what = OWED_REPLACEMENT,
                                 .animal = animal,
                                 .due_day = state->gone_day,
                                 .met_day = replaced_day(walk, animal)});
}

/* Every animal that stood for the contract, from the first on. */
static void owe_animals(struct walk *walk, uint32_t animal) {
    for (int i = 0; i < LIMIT_HERD_REPLACED && animal != HERD_NONE; i++) {
        owe_animal(walk, animal);
        animal = walk->states[animal].replaced_by;
    }
}

/* The holder owns from the day on which the last thing was met, or as the bank wrote it down. */
static void own_from(struct walk *walk) {
    struct pass_on_state *state = walk->state;
    for (size_t i = walk->first + 1; i < walk->end; i++) {
        const struct herd_event *event = event_at(walk, i);
        if (event->kind == HERD_OWN && event->animal == state->animal) state->owns_day = event->day;
    }
    bool is_theirs = !walk->contract->moves_after_births && walk->states[state->animal].is_here;
    if (state->owns_day != HERD_NEVER || !is_theirs || state->open || state->until_day != HERD_NEVER) return;
    state->owns_day = state->since_day;
    for (size_t i = 0; i < state->count; i++)
        state->owns_day = exact_max(state->owns_day, state->owed[i].met_day);
}

void pass_on_make(const struct pass_on_contract *contract, const struct herd *herd,
                  const struct animal_state *states, uint32_t animal, uint32_t holder, int64_t day,
                  struct pass_on_state *state) {
    struct walk walk = {
        .contract = contract, .herd = herd, .states = states, .holder = holder, .day = day, .state = state};
    *state = (struct pass_on_state){.until_day = HERD_NEVER, .owns_day = HERD_NEVER, .animal = animal};
    if (!walk_find(&walk, animal)) return;
    walk_time(&walk, animal);
    owe_animals(&walk, animal);
    births_take(&walk, animal);
    if (!state->is_freed && (state->until_day == HERD_NEVER || contract->moves_after_births))
        owe_unborn(&walk);
    own_from(&walk);
}

bool owed_is_late(const struct owed *owed, int64_t day) {
    return !owed->is_met && owed->due_day < day;
}

/* ---- the waiting list ---- */

static bool may_receive(const struct waiting *one) {
    return one->is_ready && !one->has_received;
}

static int waiting_compare(const void *left, const void *right) {
    const struct waiting *a = left, *b = right;
    if (may_receive(a) != may_receive(b)) return may_receive(a) ? -1 : 1;
    if (a->need != b->need) return a->need > b->need ? -1 : 1;
    if (a->asked_day != b->asked_day) return a->asked_day < b->asked_day ? -1 : 1;
    return (a->holder > b->holder) - (a->holder < b->holder);
}

void waiting_sort(struct waiting *list, size_t count) {
    if (count) qsort(list, count, sizeof *list, waiting_compare);
}

const struct waiting *waiting_next(const struct waiting *list, size_t count, uint32_t giver) {
    for (size_t i = 0; i < count; i++) {
        if (may_receive(&list[i]) && list[i].holder != giver) return &list[i];
    }
    return NULL;
}
