/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gzip at the cheapest level for pages made on the fly; a large page (a sheet of forty people) takes a millisecond more and a
 * quarter less on the way to a telephone.  A compressor has a quarter of a megabyte of tables,
 * so a few are kept and used again.
 */
#ifndef MLUP_HTTP_COMPRESS_H
#define MLUP_HTTP_COMPRESS_H

#include "base/arena.h"

struct compressors;

struct compressors *compressors_new(void);
void compressors_free(struct compressors *compressors);
/* The text as gzip (RFC 1952), in the arena; empty when it would not get smaller.  Safe from any thread. */
struct slice compress_gzip(struct compressors *compressors, struct arena *arena, struct slice text);

#endif
