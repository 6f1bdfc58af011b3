/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a period of DHIS2: refused, or a period that is written as it was read. */
#include "base/log.h"
#include "exchange/dhis2_period.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct slice text = {(const char *)bytes, length};
    for (enum dhis2_period_type type = DHIS2_WEEKLY; type <= DHIS2_FINANCIAL_OCTOBER; type++) {
        struct dhis2_period period, again;
        if (!dhis2_period_parse(text, type, &period)) continue;
        ASSERT(dhis2_period_last_day(period) > dhis2_period_first_day(period));
        ASSERT(dhis2_period_parse(dhis2_period_format(job_arena, period), type, &again) && again.first == period.first);
    }
    arena_free(job_arena);
    return 0;
}
