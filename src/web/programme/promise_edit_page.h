/* SPDX-License-Identifier: Apache-2.0 */
/* Making and changing a promise in the browser: the sentence, its parts, their rules, plans and amended
 * targets. */
#ifndef MLUP_WEB_PROMISE_EDIT_PAGE_H
#define MLUP_WEB_PROMISE_EDIT_PAGE_H

#include "web/web.h"

/* GET /promises/new and /promises/{id}/edit. */
enum outcome promise_edit_page(struct web *web);
/* POST to the same addresses.  `action` is save, check (shows the rules in words, what they would count and
 * what is wrong), refresh (the same without complaints: what a choice changes) or part (adds one); all but
 * save write nothing. */
enum outcome promise_save(struct web *web);

#endif
