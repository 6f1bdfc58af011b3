/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a list away as a file: the form, and the API's way. */
#ifndef MLUP_WEB_EXPORT_PAGE_H
#define MLUP_WEB_EXPORT_PAGE_H

#include "web/web.h"

enum outcome export_page(struct web *web);     /* GET /{type}/export?filters */
enum outcome export_post(struct web *web);     /* POST /{type}/export?filters */
enum outcome export_api_post(struct web *web); /* POST /api/v1/{type}/export?filters */

#endif
