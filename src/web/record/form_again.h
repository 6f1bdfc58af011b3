/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form that could not be taken: its token is old, the session has ended, the disk is full, the record is gone
 * meanwhile.  What was typed is shown and kept in the page
 * with a fresh token; sending it again is one press.  Nothing is ever sent by itself.
 */
#ifndef MLUP_WEB_FORM_AGAIN_H
#define MLUP_WEB_FORM_AGAIN_H

#include "web/web.h"

/* Only for a form that a browser says came from here.  Forms with a password are not kept: false. */
bool form_show_again(struct web *web);
/* The same for a form with the right token that was not saved for a reason that no field is to blame for.  False when
 * nothing was typed into it, or it is the outcome of a form that shows itself again. */
bool form_keep(struct web *web, enum outcome outcome);

#endif
