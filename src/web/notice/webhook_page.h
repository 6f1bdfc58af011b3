/* SPDX-License-Identifier: Apache-2.0 */
/* A webhook: its record, how it stands, its secret, its deliveries, and what may be done with it. */
#ifndef MLUP_WEB_WEBHOOK_PAGE_H
#define MLUP_WEB_WEBHOOK_PAGE_H

#include "web/web.h"

enum outcome webhook_page(struct web *web);        /* GET /webhooks/{id}: webhook */
enum outcome webhook_deliveries_json(struct web *web); /* GET /api/v1/webhooks/{id}/deliveries */
enum outcome webhook_secret_post(struct web *web); /* POST …/secret: a new one, shown this once; slow */
enum outcome webhook_test_post(struct web *web);   /* POST …/test; slow */
enum outcome webhook_again_post(struct web *web);  /* POST …/deliveries/{id}/again; slow */
enum outcome webhook_pause_post(struct web *web);  /* POST …/pause and …/resume */

#endif
