/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files inside the program: templates, assets, fonts, translations, data.  They are put there by the build
 * (tools/embedded.txt says which, under which name), so that one binary is the whole program.  Everything lives as
 * long as the process and never changes.  Link with the Meson dependency `embedded`.
 */
#ifndef MLUP_BASE_EMBEDDED_H
#define MLUP_BASE_EMBEDDED_H

#include "base/slice.h"

struct embedded_file {
    struct slice name;       /* "assets/app.css", "fonts/noto-sans-400.woff2", "data/gazetteer-kh/areas.csv" */
    struct slice bytes;      /* a NUL that the length does not count follows */
    struct slice gzip;       /* the same as a gzip stream; empty where that saves nothing (fonts, pictures) */
    struct slice hash;       /* 32 hex digits of the bytes: for an ETag and for addresses that may be cached for ever */
    struct slice media_type; /* for Content-Type, by the end of the name */
};

/* All of them, sorted by name (byte order). */
extern const struct embedded_file embedded_files[];
extern const size_t embedded_file_count;

/* The file of that name, or NULL. */
const struct embedded_file *embedded_find(struct slice name);
/* The files whose names start with `folder` (say "templates/") are `*count` neighbours; gives the first, or NULL
 * when there is none. */
const struct embedded_file *embedded_folder(struct slice folder, size_t *count);

#endif
