/* SPDX-License-Identifier: Apache-2.0 */
/* Case files given away and taken in as HTCDS 2.0. */
#ifndef MLUP_WEB_HTCDS_PAGES_H
#define MLUP_WEB_HTCDS_PAGES_H

#include "web/web.h"

enum outcome htcds_out_page(struct web *web); /* GET /case-files/htcds: choose files, to whom, for what */
enum outcome htcds_out_post(struct web *web); /* POST: what would leave on which consent; then the file */
enum outcome htcds_out_api(struct web *web);  /* GET /api/v1/case-files/htcds */
enum outcome htcds_in_page(struct web *web);  /* GET /case-files/htcds/import */
enum outcome htcds_in_post(struct web *web);  /* POST: what would happen; then it happens */
enum outcome htcds_in_api(struct web *web);   /* POST /api/v1/case-files/htcds */

/* For record_extras: links above a file, and above the list of files. */
void htcds_case_actions(struct web *web, const struct record *record, struct doc *actions);
void htcds_list_actions(struct web *web, struct doc *actions);

#endif
