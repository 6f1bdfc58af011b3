/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of a truck as a file: CSV or a workbook becomes the rows of the page, to be looked at, corrected, asked about and
 * saved there.  The file is never on the disk: it is read from memory, by the process without rights.
 */
#ifndef MLUP_WEB_ARRIVAL_COMERS_FILE_H
#define MLUP_WEB_ARRIVAL_COMERS_FILE_H

#include "web/web.h"

enum outcome comers_file_post(struct web *web);     /* POST /arrivals/{id}/list */
enum outcome comers_file_template(struct web *web); /* GET /arrivals/template: an empty list with its header */

#endif
