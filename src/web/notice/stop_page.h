/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The link at the end of a mail: a page with one button, and the button.  A mail program may press it without the page
 * (RFC 8058), so the POST needs neither a session nor a form's token: the signed link says whose mails stop, and nothing else
 * can be done with it.
 */
#ifndef MLUP_WEB_STOP_PAGE_H
#define MLUP_WEB_STOP_PAGE_H

#include "web/web.h"

enum outcome stop_page(struct web *web); /* GET /notices/stop/{token}: notices_stop */
enum outcome stop_post(struct web *web); /* POST /notices/stop/{token}: notices_stop */

#endif
