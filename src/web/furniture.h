/* SPDX-License-Identifier: Apache-2.0 */
/* What stands around every page: names, languages, menus, the user, messages after a redirect. */
#ifndef MLUP_WEB_FURNITURE_H
#define MLUP_WEB_FURNITURE_H

#include "web/web.h"

/* The template set of the embedded files, with the message lambda; stops the program when one is wrong. */
struct mustache_set *furniture_load_templates(struct arena *process_arena);
/* Adds the furniture to web->view; before rendering. */
void furniture_add(struct web *web);
/* The page is a form: changing the language sends it (its id, where to) with the input `look`, which its handler answers
 * with the same form and what was typed.  Enter in the form still presses `enter`, NULL: a button without a name. */
struct furniture_form {
    const char *id;
    struct slice action;
    const char *look, *look_value, *enter, *enter_value;
};
void furniture_keep_form(struct web *web, const struct furniture_form *form);
/* Adds a link to the way back above the title: in order, the last one is the page itself. */
void furniture_add_crumb(struct web *web, struct slice label, struct slice href);
/* Adds a link {label, href, primary} to those above a record or a list; the main one is `primary`. */
void furniture_add_action(struct web *web, struct doc *actions, const char *label, struct slice href,
                          bool primary);
/* Adds a number with its heading and note to the cards of a page (class "cards figures"). */
void furniture_add_figure(struct web *web, struct doc *figures, const char *heading, struct slice figure,
                          struct slice note);

#endif
