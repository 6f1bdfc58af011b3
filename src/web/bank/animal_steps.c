/* SPDX-License-Identifier: Apache-2.0 */
#include "web/bank/animal_steps.h"

#include "base/log.h"

static const struct {
    const char *code, *label;
} steps[ANIMAL_STEPS] = {
    [STEP_LEND] = {"lend", TR("Lend it")},
    [STEP_SERVE] = {"serve", TR("Write down a service")},
    [STEP_CALVE] = {"calve", TR("It gave birth")},
    [STEP_RETURN] = {"return", TR("It came back")},
    [STEP_PASS_ON] = {"pass-on", TR("Pass it on")},
    [STEP_REPLACE] = {"replace", TR("Another one replaces it")},
    [STEP_SELL] = {"sell", TR("It was sold")},
    [STEP_DIE] = {"die", TR("It died")},
    [STEP_STEAL] = {"steal", TR("It was stolen")},
    [STEP_OWN] = {"own", TR("It becomes the family’s own")},
};

const char *animal_step_code(enum animal_step step) {
    return steps[step].code;
}

const char *animal_step_label(enum animal_step step) {
    return steps[step].label;
}

enum animal_step animal_step_find(struct slice code) {
    int step = 0;
    while (step < ANIMAL_STEPS && !slice_equal(code, slice_of(steps[step].code)))
        step++;
    return (enum animal_step)step;
}

bool animal_step_is_possible(const struct herd_seen *herd, uint32_t animal, enum animal_step step) {
    const struct animal_state *state = &herd->states[animal];
    bool is_female = herd->book->animals[animal].sex == ANIMAL_FEMALE,
         is_held = state->is_here && state->holder != HERD_NONE,
         is_earned = !state->is_owned && herd_is_earned(herd->duties, herd->duty_count, herd->states, animal,
                                                        date_first_day(clock_today()));
    switch (step) {
    case STEP_LEND: return state->is_here && state->holder == HERD_NONE && herd->book->member_count;
    case STEP_SERVE:
    case STEP_CALVE: return state->is_here && is_female;
    case STEP_RETURN:
    case STEP_PASS_ON: return is_held && !state->is_owned && !is_earned;
    case STEP_OWN: return is_held && !state->is_owned;
    case STEP_REPLACE: return state->gone_day != HERD_NEVER && state->replaced_by == HERD_NONE;
    case STEP_SELL: return state->is_here && !is_earned;
    case STEP_DIE:
    case STEP_STEAL: return state->is_here;
    case ANIMAL_STEPS: return false;
    }
    BUG("step %d", step);
}
