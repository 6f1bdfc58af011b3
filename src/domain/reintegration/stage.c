/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/reintegration/stage.h"

#include "i18n/locale.h"

const struct stage_paper stage_papers[] = {
    {"assessment", STAGE_PREPARE, false},      {"home_visit", STAGE_PREPARE, false},
    {"agreement", STAGE_PREPARE, false},       {"plan", STAGE_PREPARE, false},
    {"handing_over", STAGE_INTEGRATE, false},  {"support_list", STAGE_INTEGRATE, false},
    {"contact_card", STAGE_INTEGRATE, false},  {"visit_reports", STAGE_MONITOR, false},
    {"review", STAGE_MONITOR, false},          {"last_assessment", STAGE_CLOSE, false},
    {"closing_agreement", STAGE_CLOSE, false}, {"closing_approval", STAGE_CLOSE, true},
};
const size_t stage_paper_count = ARRAY_LEN(stage_papers);

static const struct {
    const char *code, *label;
} stages[STAGES] = {
    [STAGE_PREPARE] = {"pre-integration", TR("Preparation")},
    [STAGE_INTEGRATE] = {"integration", TR("Going home")},
    [STAGE_MONITOR] = {"monitoring", TR("Monitoring and support")},
    [STAGE_CLOSE] = {"closing", TR("Closing of the case")},
};

const char *stage_label(enum stage stage) {
    return stages[stage].label;
}

const char *stage_code(enum stage stage) {
    return stages[stage].code;
}

bool stage_find(struct slice code, enum stage *stage) {
    for (int i = 0; i < STAGES; i++) {
        *stage = (enum stage)i;
        if (slice_equal(code, slice_of(stages[i].code))) return true;
    }
    return false;
}

size_t stage_paper_find(struct slice code) {
    size_t at = 0;
    while (at < stage_paper_count && !slice_equal(code, slice_of(stage_papers[at].code)))
        at++;
    return at;
}
