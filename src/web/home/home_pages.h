/* SPDX-License-Identifier: Apache-2.0 */
/* The first page after signing in: what is next for me. */
#ifndef MLUP_WEB_HOME_PAGES_H
#define MLUP_WEB_HOME_PAGES_H

#include "web/web.h"

/* GET /: template "home". */
enum outcome home_page(struct web *web);

#endif
