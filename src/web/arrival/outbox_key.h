/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key that opens what a browser has sealed for a time without a network.  It is its user's, given to who
 * is signed in and never kept by the page: whoever finds the telephone and is not signed in has sealed lists
 * alone.
 */
#ifndef MLUP_WEB_ARRIVAL_OUTBOX_KEY_H
#define MLUP_WEB_ARRIVAL_OUTBOX_KEY_H

#include "web/web.h"

enum outcome outbox_key(struct web *web); /* GET /arrivals/outbox-key */

#endif
