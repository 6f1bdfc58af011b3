/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A posted form as a change of a record, and a record as the fields of a form.  Both walk the catalogue, so a page of
 * its own (a roster, a user's roles) reads and shows its fields like every other.  What somebody typed is never lost:
 * a form that comes back shows it byte for byte, wrong or not.
 */
#ifndef MLUP_WEB_FORM_CHANGE_H
#define MLUP_WEB_FORM_CHANGE_H

#include "web/web.h"

/* Reads the fields of the form into change->values and change->sets; also `version` and `reason`.  A form with a field
 * `fields` (names separated by blanks) sets exactly those, so that boxes nobody ticked are emptied; without it, the
 * fields that were sent are set.  References and places may come as text (NAME.text): a code, a title or words that fit
 * one only.  False after refusals by field in web->refusal. */
bool form_read_change(struct web *web, const struct record_type *type, struct change *change);

/* What a form shows. */
struct form_source {
    const struct record_type *type;
    const struct record *record; /* values to start from; NULL: none */
    uint64_t hidden;             /* bits of fields that are left out */
    bool posted;                 /* show what the posted form said */
    const struct http_pairs *prefill; /* values by field name from the address; may be NULL */
};
/* Appends every field in the shape of templates/partials/field.mustache, with the errors of web->refusal, to the array,
 * and gives the names that the hidden input `fields` must carry. */
struct slice form_add_fields(struct web *web, struct doc *fields, const struct form_source *source);
/* One of them. */
void form_add_field(struct web *web, struct doc *fields, const struct form_source *source, const struct field *field);
/* The errors of web->refusal on top of the page, with links to the fields and their labels. */
void form_add_summary(struct web *web, const struct record_type *type);

#endif
