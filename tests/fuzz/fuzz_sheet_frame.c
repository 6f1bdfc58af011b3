/* SPDX-License-Identifier: Apache-2.0 */
/* What a child that has been taken over might say. */
#include "base/log.h"
#include "exchange/sheet/sheet_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct sheet_reader *reader = arena_make(arena, struct sheet_reader, 1);
    struct slice rest = {(const char *)data, size};
    for (;;) {
        size_t used = 0;
        enum frame_result result = frame_read(arena, rest, &used, reader);
        ASSERT(used <= rest.len);
        if (result == FRAME_ROW) {
            for (size_t i = 0; i < reader->row.count; i++) {
                ASSERT(slice_is_utf8(reader->row.cells[i].text));
            }
        }
        if (result == FRAME_MORE || result == FRAME_BAD || result == FRAME_END || result == FRAME_TROUBLE)
            break;
        ASSERT(used > 0);
        rest = slice_sub(rest, used, rest.len);
    }
    arena_free(arena);
    return 0;
}
