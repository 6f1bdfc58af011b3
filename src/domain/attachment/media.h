/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a file is, found by its bytes and never by its name: the few kinds that papers and receipts come in.
 * What is something else, or could act (a program, a page with script, a workbook with macros), is refused.
 * Pure.
 */
#ifndef MLUP_DOMAIN_MEDIA_H
#define MLUP_DOMAIN_MEDIA_H

#include "base/refusal.h"

struct media {
    const char *type;       /* "application/pdf" */
    const char *extensions; /* the names it may carry, separated by blanks; the first is the usual one */
};

/* NULL after a refusal of the field `file`: the bytes are none of the kinds, they are active, or the name
 * promises another kind. */
const struct media *media_recognise(struct slice bytes, struct slice file_name, struct refusal *refusal);
/* The kinds for the file dialog: ".pdf,.jpg,…". */
extern const char media_accept[];
/* A file name for a header: without path, control characters and quotes; "file" when nothing is left.  In the
 * arena. */
struct slice media_clean_name(struct arena *arena, struct slice file_name);

#endif
