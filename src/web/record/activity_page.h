/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who did what: the change log of the organisations that the actor may see, and who opened the sealed fields
 * of a record.  An entry of a record that the actor could not open is not listed; a title is shown only where
 * the actor may read the fields it is made of.
 */
#ifndef MLUP_WEB_ACTIVITY_PAGE_H
#define MLUP_WEB_ACTIVITY_PAGE_H

#include "web/web.h"

enum outcome activity_page(struct web *web);       /* GET /activity?type=&user=&before= */
enum outcome activity_reads_page(struct web *web); /* GET /{type}/{id}/reads */

#endif
