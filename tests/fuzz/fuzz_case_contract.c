/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a referral of another case system: refused, or written so that they are read back the same. */
#include "base/log.h"
#include "base/text.h"
#include "exchange/case_contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct slice written(struct arena *arena, const struct contract_case *item) {
    struct text out = TEXT_IN(arena);
    struct doc *object = doc_new_object(arena);
    contract_write(arena, item, object);
    doc_write_json(&out, object);
    return text_slice(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct refusal refusal = REFUSAL_IN(job_arena);
    struct contract_case item, again;
    const struct doc *object = doc_parse_json(job_arena, (struct slice){(const char *)bytes, length}, &refusal);
    if (object && contract_read(job_arena, object, &item, &refusal)) {
        struct slice once = written(job_arena, &item);
        const struct doc *back = doc_parse_json(job_arena, once, &refusal);
        ASSERT(back && contract_read(job_arena, back, &again, &refusal));
        ASSERT(slice_equal(once, written(job_arena, &again)));
    }
    arena_free(job_arena);
    return 0;
}
