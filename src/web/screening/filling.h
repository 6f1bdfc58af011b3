/* SPDX-License-Identifier: Apache-2.0 */
/* One page of a form on its way to being answered: shown, taken, and where it goes on.  What becomes of the
 * answers is the page's. */
#ifndef MLUP_WEB_FILLING_H
#define MLUP_WEB_FILLING_H

#include "web/screening/screening_pages.h"

struct filling {
    struct asked asked;
    size_t page;
    struct slice step; /* next, back, stop, finish */
    bool shows_more;   /* the page is shown again: answers have opened questions */
    struct slice state;
    size_t next;
};

/* page_label, page_of, percent, is_first, is_last, shows_more, questions of the view, and what is wrong. */
void filling_show(struct filling *filling);
/* What was typed on the page, in its order, so that an answer opens or shuts those behind it; false after a
 * refusal. */
bool filling_take(struct filling *filling);
/* Questions that were not on the page that was sent, and have no answer. */
bool filling_opens_questions(struct filling *filling);
/* Where it goes on, and whether what is missing matters: sets `next`, `state`, and `step` when there is more
 * to ask than it thought. */
bool filling_step(struct filling *filling);

#endif
