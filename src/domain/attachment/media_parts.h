/* SPDX-License-Identifier: Apache-2.0 */
/* What the strippers of pictures and of sound share.  Pure. */
#ifndef MLUP_DOMAIN_MEDIA_PARTS_H
#define MLUP_DOMAIN_MEDIA_PARTS_H

#include "base/text.h"

/* The caller has looked that the bytes are there. */
uint32_t media_number_at(struct slice bytes, size_t at, size_t width, bool little);
void media_number_add(struct text *out, uint32_t number, size_t width, bool little);
/* Once each word. */
void media_trace_add(struct text *traces, const char *word);
/* The turning of a picture by its EXIF, 1 when it is not said; notes that there is one, and where it was taken. */
uint32_t media_exif_look(struct slice tiff, struct text *traces);

/* MP3, OGG (Vorbis, Opus), WAV and AMR: the sound alone, without titles, names, places, pictures and dates. */
bool media_sound_strip(const char *type, struct slice bytes, struct text *out, struct text *traces);
/* M4A and HEIC (ISO 14496-12, 23008-12): what tells is overwritten in its place, so that all else stays where it is. */
bool media_iso_strip(struct slice bytes, struct text *out, struct text *traces);

#endif
