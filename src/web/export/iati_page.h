/* SPDX-License-Identifier: Apache-2.0 */
/* The programme's IATI file: what is missing, what the standard's rules say, publishing, and what was
 * published. */
#ifndef MLUP_WEB_IATI_PAGE_H
#define MLUP_WEB_IATI_PAGE_H

#include "web/web.h"

enum outcome iati_page(struct web *web); /* GET /programmes/{id}/iati; under /api/v1 as JSON */
enum outcome
iati_post(struct web *web); /* POST /programmes/{id}/iati: the draft as a file, or publishing it */
enum outcome iati_api_post(struct web *web);      /* POST /api/v1/programmes/{id}/iati: the same by JSON */
enum outcome iati_file_download(struct web *web); /* POST /iati-files/{id}/download: as it was published */
/* The way to it from a programme's page (record_extra.h). */
void iati_link(struct web *web, const struct record *record, struct doc *actions);

#endif
