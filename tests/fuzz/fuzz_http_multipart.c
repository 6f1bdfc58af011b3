/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an upload: refused, or the parts lie inside the body, one behind the other, and fields are
 * clean. */
#include "base/limits.h"
#include "base/log.h"
#include "http/forms.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void assert_inside(struct slice body, const struct http_field *file) {
    ASSERT(file->value.s >= body.s && file->value.s + file->value.len <= body.s + body.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct slice body = {(const char *)bytes, length};
    struct http_form form;
    if (multipart_parse(job_arena, body, S("b"), &form)) {
        ASSERT(form.count <= LIMIT_MULTIPART_PARTS);
        for (size_t i = 0; i < form.count; i++) {
            ASSERT(form.fields[i].name.len > 0 && slice_is_utf8(form.fields[i].name));
            if (form.fields[i].is_file || !form.fields[i].is_damaged) assert_inside(body, &form.fields[i]);
            if (!form.fields[i].is_file) ASSERT(slice_is_utf8(form.fields[i].value));
        }
    }
    arena_free(job_arena);
    return 0;
}
