/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A posted form as a change of a record, and a record as the fields of a form.  Both walk the catalogue, so a page of
 * its own (a roster, a user's roles) reads and shows its fields like every other.  What somebody typed is never lost:
 * a form that comes back shows it byte for byte, wrong or not.
 */
#ifndef MLUP_WEB_FORM_CHANGE_H
#define MLUP_WEB_FORM_CHANGE_H

#include "web/record/record_text.h"

/* Reads the fields of the form into change->values and change->sets; also `_version` and `_reason`.  A form with an input
 * `_fields` (names separated by blanks) sets exactly those, so that boxes nobody ticked are emptied; without it, the
 * fields that were sent are set.  A field answered with keep-NAME=theirs (a conflict) is not set; so is a sealed one that
 * was left empty.  References and places may come as text (NAME.text): a code, a title or words that fit
 * one only.  False after refusals by field in web->refusal. */
bool form_read_change(struct web *web, const struct record_type *type, struct change *change);

/* To a change that was refused already: what the write path would refuse next of the fields asked for (bits), so that
 * everything wrong is told at once: required ones that are missing, places and records that are not known. */
void form_refuse_rest(struct web *web, const struct change *change, uint64_t asked);

/* True when the hidden value still belongs to the words beside it, in either language; without script the words may be
 * newer. */
bool form_words_belong(struct web *web, struct record_names *names, const struct field *field, struct slice value, struct slice words);

/* What a form shows. */
struct form_source {
    const struct record_type *type;
    const struct record *record; /* values to start from; NULL: none */
    uint64_t hidden;             /* bits of fields that are left out */
    bool posted;                 /* show what the posted form said ... */
    uint64_t stored;             /* ... but of these fields (bits) what the record says */
    bool prefill;                /* values by field name from the address; `fixed` ones and the parent stand firm */
};
/* Appends every field in the shape of templates/partials/field.mustache, with the errors of web->refusal, to the array,
 * and gives the names that the hidden input `_fields` must carry. */
struct slice form_add_fields(struct web *web, struct doc *fields, const struct form_source *source);
/* One of them. */
void form_add_field(struct web *web, struct record_names *names, struct doc *fields, const struct form_source *source, const struct field *field);
/* The choices of a reference whose records are few (or cannot be searched): a select; 0 = use a picker. */
size_t form_ref_choices(struct web *web, const struct record_type *type, struct record ***records);
/* The errors of web->refusal on top of the page, with links to the fields and their labels. */
void form_add_summary(struct web *web, const struct record_type *type);

#endif
