/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form that came too late: its token is old, or the session has ended.  What was typed is shown and kept in the page
 * with a fresh token; sending it again is one press.  Nothing is ever sent by itself.
 */
#ifndef MLUP_WEB_FORM_AGAIN_H
#define MLUP_WEB_FORM_AGAIN_H

#include "web/web.h"

/* Only for a form that a browser says came from here.  Forms with a password are not kept: false. */
bool form_show_again(struct web *web);

#endif
