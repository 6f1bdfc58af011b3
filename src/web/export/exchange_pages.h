/* SPDX-License-Identifier: Apache-2.0 */
/* Files for other systems beside IATI: 360Giving of a programme, DHIS2 data values of a data set. */
#ifndef MLUP_WEB_EXCHANGE_PAGES_H
#define MLUP_WEB_EXCHANGE_PAGES_H

#include "web/web.h"

enum outcome giving_page(struct web *web);     /* GET /programmes/{id}/360giving; under /api/v1 as JSON */
enum outcome giving_post(struct web *web);     /* POST /programmes/{id}/360giving */
enum outcome giving_api_post(struct web *web); /* POST /api/v1/programmes/{id}/360giving */
void giving_link(struct web *web, const struct record *record, struct doc *actions);

enum outcome dhis2_page(struct web *web);     /* GET /dhis2-sets/{id}/file; under /api/v1 as JSON */
enum outcome dhis2_post(struct web *web);     /* POST /dhis2-sets/{id}/file */
enum outcome dhis2_api_post(struct web *web); /* POST /api/v1/dhis2-sets/{id}/file */
void dhis2_link(struct web *web, const struct record *record, struct doc *actions);

#endif
