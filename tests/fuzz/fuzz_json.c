/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a JSON body: refused or read; what was read is written and read again as the same document. */
#include "base/doc.h"
#include "base/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct refusal refusal = REFUSAL_IN(job_arena);
    struct doc *doc = doc_parse_json(job_arena, (struct slice){(const char *)bytes, length}, &refusal);
    ASSERT(doc || !refusal_is_empty(&refusal));
    if (doc) {
        struct text first = TEXT_IN(job_arena), second = TEXT_IN(job_arena);
        doc_write_json(&first, doc);
        struct doc *again = doc_parse_json(job_arena, text_slice(&first), &refusal);
        ASSERT(again);
        doc_write_json(&second, again);
        ASSERT(slice_equal(text_slice(&first), text_slice(&second)));
    }
    arena_free(job_arena);
    return 0;
}
