/* SPDX-License-Identifier: Apache-2.0 */
/* The inputs of the form of a promise, in the shape of templates/partials/field; errors come from
 * web->refusal. */
#ifndef MLUP_WEB_PROMISE_FORM_INPUT_H
#define MLUP_WEB_PROMISE_FORM_INPUT_H

#include "web/programme/promise_form.h"

struct form_input {
    struct slice name, value;
    const char *label, *help; /* translated; help may be NULL */
    const char *control;      /* NULL: one line of text */
    int digits_max;           /* of several places: none deeper; 0: any */
    bool required, wide, is_number, grouped;
};

/* Every member that the partial asks for; gives the object for more. */
struct doc *form_input_add(struct web *web, struct doc *fields, const struct form_input *input);
/* A select; gives its choices, to be filled with promise_view_choice. */
struct doc *form_input_select(struct web *web, struct doc *fields, struct form_input input);
/* A field of the catalogue by its own label and help; a choice becomes a select. */
void form_input_field(struct web *web, struct doc *fields, const struct form_record *form,
                      struct slice prefix, const char *field);
/* A reference as a select of the records of `org` (zero: all) that may be chosen; `keep` says which (NULL:
 * all). */
void form_input_ref(struct web *web, struct doc *fields, const struct promise_form *form,
                    const struct form_record *record, struct slice prefix, struct uuid org, const char *field,
                    bool (*keep)(const struct promise_form *form, const struct record *record));
/* Several places (type NULL) or records: chosen ones as boxes, and a picker for one more. */
void form_input_several(struct web *web, struct doc *fields, const struct promise_form *form,
                        const struct form_input *input, const struct record_type *type, char separator,
                        struct slice words);
/* What is wrong with an input; empty when nothing is. */
struct slice form_input_error(struct web *web, struct slice name);

#endif
