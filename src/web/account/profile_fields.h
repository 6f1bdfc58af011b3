/* SPDX-License-Identifier: Apache-2.0 */
/* The inputs that every form about a user has: the own account, a new user, a user of the organisation. */
#ifndef MLUP_WEB_PROFILE_FIELDS_H
#define MLUP_WEB_PROFILE_FIELDS_H

#include "web/web.h"

/* What the inputs show before anything was posted. */
struct profile {
    struct slice name, email, language; /* the language by its code */
    bool is_own; /* the reader's own, which the browser may fill in */
};

/* Both add to `fields` in the shape of plain_form_add; the inputs are "name", then "email" and "language". */
void profile_add_name(struct web *web, struct doc *fields, const struct profile *profile);
void profile_add_contact(struct web *web, struct doc *fields, const struct profile *profile);

#endif
