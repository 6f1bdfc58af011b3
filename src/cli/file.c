/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/file.h"

#include <errno.h>
#include <stdio.h>

#include "base/text.h"

bool file_read(struct arena *arena, struct slice path, size_t max, struct slice *bytes, struct slice *error) {
    FILE *file = fopen(arena_cstr(arena, path), "rb");
    if (!file) {
        *error = arena_printf(arena, "cannot read %.*s: %s", SLICE_ARG(path), strerror(errno));
        return false;
    }
    enum { PIECE = 64 * 1024 };
    struct text text = TEXT_IN(arena);
    char *piece = arena_alloc(arena, PIECE);
    size_t got;
    while (text.len <= max && (got = fread(piece, 1, PIECE, file)) > 0) {
        text_append(&text, (struct slice){piece, got});
    }
    bool good = !ferror(file) && text.len <= max;
    fclose(file);
    *bytes = text_slice(&text);
    if (!good) *error = arena_printf(arena, "%.*s cannot be read or is too large", SLICE_ARG(path));
    return good;
}

struct slice file_name_of(struct slice path) {
    for (size_t i = path.len; i > 0; i--) {
        if (path.s[i - 1] == '/') return slice_sub(path, i, path.len);
    }
    return path;
}
