/* SPDX-License-Identifier: Apache-2.0 */
/* Style sheets, scripts, pictures and fonts out of the binary. */
#ifndef MLUP_WEB_ASSETS_H
#define MLUP_WEB_ASSETS_H

#include "web/web.h"

/* GET /assets/{name} and /fonts/{name}: compressed where it helps, kept for ever by browsers when the address has the
 * version. */
enum outcome asset_get(struct web *web);
/* GET /worker.js: the service worker, whose pages are those below its address. */
enum outcome worker_get(struct web *web);
/* GET /health: "ok" and nothing else; for a supervisor. */
enum outcome health_get(struct web *web);

#endif
