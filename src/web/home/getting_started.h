/* SPDX-License-Identifier: Apache-2.0 */
/* The steps from an empty program to one that people work with; each says by itself whether it is done. */
#ifndef MLUP_WEB_GETTING_STARTED_H
#define MLUP_WEB_GETTING_STARTED_H

#include "web/web.h"

enum outcome getting_started_page(struct web *web); /* GET /getting-started: administrators of the lead */

bool getting_started_is_for(const struct web *web); /* whether the reader is offered it */

#endif
