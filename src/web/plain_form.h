/* SPDX-License-Identifier: Apache-2.0 */
/* Small forms that are not records (sign in, passwords): fields with labels, help and the errors of web->refusal. */
#ifndef MLUP_WEB_PLAIN_FORM_H
#define MLUP_WEB_PLAIN_FORM_H

#include "web/web.h"

struct plain_field {
    const char *name, *label; /* the label is translated */
    const char *type;         /* NULL = text; password, email, number */
    const char *help, *autocomplete;
    struct slice value;
    bool required, autofocus;
};

/* Adds the field in the shape of templates/partials/field.mustache. */
void plain_form_add(struct web *web, struct doc *fields, const struct plain_field *field);
/* Adds all errors of web->refusal as a summary on top of the page (partials/flash), with links to the fields. */
void plain_form_add_summary(struct web *web);

#endif
