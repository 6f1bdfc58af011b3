/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a camera or a recorder writes beside the picture or the sound: where and when, with which phone, by whom.  Before a picture or
 * the voice of somebody is given away it is taken out; the picture or sound itself is copied byte for byte.  Pure.
 */
#ifndef MLUP_DOMAIN_MEDIA_STRIP_H
#define MLUP_DOMAIN_MEDIA_STRIP_H

#include "base/text.h"

/* JPEG, PNG, WebP, HEIC, MP3, M4A, OGG, WAV and AMR without their metadata, in the arena; false for other kinds and for files that
 * are cut off or put together in a way that is not known: nothing is said of them.  `*traces` says what was there, in words
 * separated by blanks: "exif gps xmp text time more"; empty: nothing was. */
bool media_strip(struct arena *arena, const char *type, struct slice bytes, struct slice *clean, struct slice *traces)
    __attribute__((warn_unused_result));
/* What `traces` is called where nothing could be taken out although the kind may carry something (PDF, office files; anything
 * that media_strip gave back as not known). */
#define MEDIA_KEPT "kept"
/* True for kinds that have nothing but what is read in them: plain text, CSV. */
bool media_is_plain(const char *type);

#endif
