/* SPDX-License-Identifier: Apache-2.0 */
/* Case files as they leave and come in HTCDS: what both pages share. */
#ifndef MLUP_WEB_HTCDS_VIEW_H
#define MLUP_WEB_HTCDS_VIEW_H

#include "exchange/htcds/htcds_own.h"
#include "store/rule.h"
#include "web/web.h"

/* Opens a file and those of its parts that the classes of `shares` are about; the look is in the log of
 * reads.  `own` is whole. */
enum outcome htcds_file_open(struct web *web, struct record *file, struct slice shares, struct slice purpose,
                             struct htcds_own *own);
/* What a rule may ask, of a reader. */
struct rule htcds_rule(struct web *web);
bool htcds_is_open(struct web *web, const struct record *file);
/* The name of a user as exports say it. */
struct slice htcds_user(struct web *web, struct uuid user);
/* Whether the actor may take case files away; false with words (403), or with none where there are no files
 * for them (404). */
enum outcome htcds_may_take(struct web *web);

#endif
