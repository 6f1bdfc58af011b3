/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changing a form as it is written.  Each function changes the texts of a copy (form_copy); expressions in it
 * are those of the form it was copied from.  Whether it is still a form says form_read_draft of what
 * form_write gives.  Pure functions.
 */
#ifndef MLUP_DOMAIN_FORM_EDIT_H
#define MLUP_DOMAIN_FORM_EDIT_H

#include "domain/screening/form.h"

struct form *form_copy(struct arena *arena, const struct form *form);
/* Puts a question before the one at `at` (as the last one of its page: at = first + count).  False when the
 * form is full. */
bool form_insert(struct form *form, size_t page, size_t at, struct form_question question);
void form_remove(struct form *form, size_t at);
/* One place up or down, into the page before or behind where it stands at the edge.  False when there is no
 * further. */
bool form_move(struct form *form, size_t at, bool up);
/* Another one with the same contents behind it, under a name of its own; gives its place, or
 * form->question_count when full. */
size_t form_double(struct arena *arena, struct form *form, size_t at);
/* What rules ask for under one name they ask for under the other. */
void form_rename(struct arena *arena, struct form *form, struct slice from, struct slice to);
/* A name that no question has: the given one, or it with a number. */
struct slice form_free_name(struct arena *arena, const struct form *form, struct slice name);
/* "Where do you live?" -> "where_do_you_live"; a text without Latin letters gives "question". */
struct slice form_name_of_label(struct arena *arena, struct slice label);

/* A page before the one at `at`; false when there are too many. */
bool form_insert_page(struct form *form, size_t at, struct form_page page);
/* With its questions. */
void form_remove_page(struct form *form, size_t at);
bool form_move_page(struct arena *arena, struct form *form, size_t at, bool up);
/* A name that no page has. */
struct slice form_free_page_name(struct arena *arena, const struct form *form);

/* ---- looking it over ---- */

/* What is missing before a version may be published: everything that people read has both languages. Refusals
 * of `field`, or of the question's name when `field` is empty.  True when nothing is missing. */
bool form_is_complete(const struct form *form, struct slice field, struct refusal *refusal);
/* What a reader should think about: the same thing asked twice, a question that suggests its answer, an
 * answer about what was done to somebody that must be given.  Refusals of the question's name; nothing is
 * forbidden. */
void form_warn(struct arena *arena, const struct form *form, struct refusal *warnings);

/* ---- two versions ---- */

enum difference_kind { DIFFERENCE_ADDED, DIFFERENCE_REMOVED, DIFFERENCE_MOVED, DIFFERENCE_CHANGED };

struct form_difference {
    enum difference_kind kind;
    bool is_page;
    struct slice name;      /* of the question or the page; empty: of the whole form */
    struct form_text label; /* as it is now, or was when it is gone */
    const char *part;       /* what has changed, to be translated; NULL unless DIFFERENCE_CHANGED */
    struct slice choice;    /* the code of the answer that `part` is about; empty = none */
    struct slice was, is;   /* of a changed part */
};

/* In the order of the new form, what is gone at the end; gives how many. */
size_t form_differences(struct arena *arena, const struct form *was, const struct form *is,
                        struct form_difference **list);

#endif
