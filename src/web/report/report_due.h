/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for the reader among the period reports, for the home page. */
#ifndef MLUP_WEB_REPORT_DUE_H
#define MLUP_WEB_REPORT_DUE_H

#include "web/web.h"

/* Adds up to two blocks of templates/home: reports to be written or submitted, and those that wait for the
 * lead. */
void report_due_show(struct web *web, struct doc *blocks);

#endif
