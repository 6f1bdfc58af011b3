/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a compiled catalogue: refused, or every lookup stays inside the file. */
#include "i18n/locale.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct slice mo = {(const char *)bytes, length};
    struct locale locale = {LANG_KM, false, messages_load(job_arena, mo)};
    if (locale.messages) {
        /* Every part of the file as a key: the search must find or miss, and what it gives must be readable.
         */
        for (size_t from = 0; from < length; from += 7) {
            arena_copy(job_arena, tr(&locale, slice_sub(mo, from, from + 5)));
        }
    }
    arena_free(job_arena);
    return 0;
}
