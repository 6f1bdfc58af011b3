/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a camera writes into a picture beside the picture: where and when, with which phone, by whom.  Before a picture of
 * somebody is given away it is taken out; the picture itself is copied byte for byte, its turning kept.  Pure.
 */
#ifndef MLUP_DOMAIN_MEDIA_STRIP_H
#define MLUP_DOMAIN_MEDIA_STRIP_H

#include "base/text.h"

/* JPEG, PNG and WebP without their metadata, in the arena; false for other kinds and for pictures that are cut off: nothing is
 * known of them.  `*traces` says what was there, in words separated by blanks: "exif gps xmp text"; empty: nothing was. */
bool media_strip(struct arena *arena, const char *type, struct slice bytes, struct slice *clean, struct slice *traces)
    __attribute__((warn_unused_result));

#endif
