/* SPDX-License-Identifier: Apache-2.0 */
/* Small forms that are not records (sign in, passwords, users): fields with labels, help and the errors of
 * web->refusal. */
#ifndef MLUP_WEB_PLAIN_FORM_H
#define MLUP_WEB_PLAIN_FORM_H

#include "web/web.h"

enum plain_control { PLAIN_TEXT, PLAIN_SELECT, PLAIN_RADIO, PLAIN_CHECKBOXES, PLAIN_FILE, PLAIN_LONG };

struct plain_choice {
    struct slice value, label; /* the label is translated already */
    bool selected;
};

struct plain_field {
    const char *name, *label; /* the label is translated */
    enum plain_control control;
    const char *type; /* NULL = text; password, email, number */
    const char *help, *autocomplete, *inputmode, *accept;
    struct slice value;
    const struct plain_choice *choices; /* of all but text, long text and file */
    size_t choice_count;
    const struct choice_set
        *set; /* instead of choices: all of the set; chosen is the one whose code is `value` */
    bool required, autofocus, narrow;
    const char *none; /* what no choice means in a select that is not required; NULL: nothing is said */
};

/* Adds the field in the shape of templates/partials/field.mustache. */
void plain_form_add(struct web *web, struct doc *fields, const struct plain_field *field);
/* Adds all errors of web->refusal as a summary on top of the page (partials/flash), with links to the fields.
 */
void plain_form_add_summary(struct web *web);
/* The same with the page's own title, and with words and places of its own for each item (NULL: as above). */
struct plain_summary {
    const char *title; /* NULL: "This cannot be saved as it is." */
    struct slice (*text)(struct web *web, const void *context, const struct refusal_item *item);
    struct slice (*href)(struct web *web, const void *context, const struct refusal_item *item);
    const void *context;
};
void plain_form_summarise(struct web *web, const struct plain_summary *summary);
/* What was posted under the name; on a GET `otherwise`. */
struct slice plain_form_value(struct web *web, const char *name, struct slice otherwise);
/* True when the posted form has the field with this value (a ticked box, a chosen item). */
bool plain_form_has(struct web *web, const char *name, struct slice value);
/* Answers a refused form: the status of the outcome, Retry-After, and words for "too many".  The page is
 * shown again. */
void plain_form_refused(struct web *web, enum outcome outcome, int64_t retry_ms);

#endif
