/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A screen that somebody else may see: it asks for the password after a while (SESSION_LOCKED), and on the
 * pages of case files a button, or Escape pressed twice, leaves at once for a harmless page and takes
 * everything along.
 */
#ifndef MLUP_WEB_ACCOUNT_LOCK_H
#define MLUP_WEB_ACCOUNT_LOCK_H

#include "web/web.h"

enum outcome unlock_page(struct web *web); /* GET /account/unlock */
enum outcome unlock_post(struct web *web); /* POST; slow */
enum outcome
leave_post(struct web *web); /* POST /leave: signs out, clears what the browser keeps, leads away */
/* Adds the button to the page, and lets no browser keep it. */
void leave_add(struct web *web);

#endif
