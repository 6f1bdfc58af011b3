/* SPDX-License-Identifier: Apache-2.0 */
/* What stands around every page: names, languages, menus, the user, messages after a redirect. */
#ifndef MLUP_WEB_FURNITURE_H
#define MLUP_WEB_FURNITURE_H

#include "web/web.h"

/* The template set of the embedded files, with the message lambda; stops the program when one is wrong. */
struct mustache_set *furniture_load_templates(struct arena *process_arena);
/* Adds the furniture to web->view; before rendering. */
void furniture_add(struct web *web);
/* Adds a link to the way back above the title: in order, the last one is the page itself. */
void furniture_add_crumb(struct web *web, struct slice label, struct slice href);

#endif
