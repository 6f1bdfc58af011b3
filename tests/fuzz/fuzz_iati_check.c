/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an IATI file: checked, or refused with a finding; never more than the program's own schema and rules read. */
#include "base/log.h"
#include "exchange/iati/iati_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct iati_findings findings = {.arena = job_arena};
    if (!iati_check(&findings, (struct slice){(const char *)bytes, length}, 0)) BUG("the program's own schema or rules");
    arena_free(job_arena);
    return 0;
}
