/* SPDX-License-Identifier: Apache-2.0 */
/* The form of one step of a referral, on either side: a state, and the one choice that it asks for. */
#ifndef MLUP_WEB_STEP_FORM_H
#define MLUP_WEB_STEP_FORM_H

#include "web/web.h"

struct step_kind {
    const char *to, *label, *words; /* the state; what the button says; a sentence below the title */
    const char *asks;               /* name of the choice that is asked for; NULL: none */
    bool by_program;                /* the record is written by the program alone */
};

/* `steps` ends with a row without a state.  The address is /{type}/{id}/step/{to}. */
enum outcome step_form_page(struct web *web, const struct record_type *type, const struct step_kind *steps);
enum outcome step_form_post(struct web *web, const struct record_type *type, const struct step_kind *steps);
/* A required choice of the type's field, as radio buttons. */
void step_form_choice(struct web *web, struct doc *fields, const struct record_type *type, const char *name);

#endif
