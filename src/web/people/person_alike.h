/* SPDX-License-Identifier: Apache-2.0 */
/* "Is it one of these?": people who resemble somebody about to be saved, each with what speaks for and
 * against it. */
#ifndef MLUP_WEB_PERSON_ALIKE_H
#define MLUP_WEB_PERSON_ALIKE_H

#include "domain/people/person_match.h"
#include "web/web.h"

enum { PEOPLE_ALIKE_MAX = 6 };

/* `score`, `likeness` ("likely", "possible"), `likeness_text` and `reasons[]` {text, points_text, points,
 * speaks} ("for", "against") of two people. */
void person_score_show(struct web *web, struct doc *object, const struct person_score *score);
/* What speaks for and against it in one line. */
struct slice person_score_words(struct web *web, const struct person_score *score);
/* The person as whom the change would be saved, in memory. */
struct record *person_about_to_be(struct web *web, const struct change *change);
/* True when the form or the request should ask first: a new person resembles somebody at least so much,
 * nobody has said yet that it is another one, and the submission (its key) was not here before.  Adds `alike`
 * {people[]} to the view. */
bool person_form_asks(struct web *web, const struct change *change, struct slice key);
/* The same for the API, which asks only when hardly anybody else can be meant: fills the refusal and
 * `candidates`. */
bool person_request_asks(struct web *web, const struct change *change);

#endif
