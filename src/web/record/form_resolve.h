/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody typed for a record or a place, as the records and places it may mean. */
#ifndef MLUP_WEB_FORM_RESOLVE_H
#define MLUP_WEB_FORM_RESOLVE_H

#include "web/record/record_text.h"

struct candidate {
    struct slice value; /* what a form sends: an id, or the code of a place */
    struct slice label, detail;
};

/* Records of the type for a code (TS-0042K in any case), a title or words, best first; one alone when a code or a title
 * is exactly that.  Types without a search index are compared by title.  Returns the count, at most `max`. */
size_t form_resolve_record(struct web *web, struct record_names *names, const struct record_type *type, struct slice typed,
                           struct candidate *candidates, size_t max);
/* Places of at least `digits_min` digits for a code or words; one alone when it is exactly that. */
size_t form_resolve_place(struct web *web, int digits_min, struct slice typed, struct candidate *candidates, size_t max);
/* Takes out places deeper than so many digits, where villages do not fit; gives the count left. */
size_t form_places_keep(struct candidate *candidates, size_t count, size_t digits_max);
/* True when the type is found by words (it has searchable fields, or names of people). */
bool form_type_is_searchable(const struct record_type *type);

#endif
