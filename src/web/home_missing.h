/* SPDX-License-Identifier: Apache-2.0 */
/* Places where something was promised so many times and did not take place so often yet. */
#ifndef MLUP_WEB_HOME_MISSING_H
#define MLUP_WEB_HOME_MISSING_H

#include "web/board_read.h"

enum { HOME_MISSING_MAX = 8 };

/* Adds a block (heading, about, items[], more) for each part that counts by place and misses some.  A place
 * leads to the form of what is missing there, for who may enter it. */
void home_missing_add(struct web *web, const struct board_view *view, struct doc *blocks);

#endif
