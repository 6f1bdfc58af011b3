/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ZIP archive written as it goes out (PKWARE APPNOTE 6.3.9): each file is deflated while it comes, its size
 * follows it, and the list of files stands at the end, so nothing is kept but the names.  No temporary file:
 * what is exported may be about people and must not lie around on a disk.
 */
#ifndef MLUP_EXCHANGE_ZIP_STREAM_H
#define MLUP_EXCHANGE_ZIP_STREAM_H

#include "base/text.h"

struct zip_stream;

/* What is finished is appended to `out`, which the caller empties as it likes.  In the arena, closed with it.
 */
struct zip_stream *zip_stream_new(struct arena *arena, struct text *out);
/* The name is copied. Files follow each other; the one before must have ended. */
void zip_stream_begin(struct zip_stream *zip, struct slice name);
void zip_stream_write(struct zip_stream *zip, struct slice bytes);
void zip_stream_end(struct zip_stream *zip);
/* A whole file. */
void zip_stream_add(struct zip_stream *zip, struct slice name, struct slice bytes);
/* The list of files.  False when the archive grew beyond what 32 bits can tell (4 GB). */
bool zip_stream_finish(struct zip_stream *zip);

#endif
