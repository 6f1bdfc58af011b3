/* SPDX-License-Identifier: Apache-2.0 */
/* Mails: how they are sent, what was sent to whom, and what went wrong.  For administrators; those of the own organisation. */
#ifndef MLUP_WEB_NOTICES_PAGE_H
#define MLUP_WEB_NOTICES_PAGE_H

#include "web/web.h"

enum outcome notices_page(struct web *web);      /* GET /notices: notices */
enum outcome notices_test_post(struct web *web); /* POST /notices/test: a mail to the own address; slow */

#endif
