/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Is it one of these?": files of people who resemble somebody about to get one.  Whoever makes a file is
 * asked, by form, API, list of an arrival or referral; what is answered is written down with the file.
 *
 * Only files of the asker's own organisation are compared.  Who works on a file sees the name in it, and the
 * opening is logged; of any other file its code is told and what is not sealed, and the log says who was told
 * of it.  All are compared in the same way before it is known which may be shown, so that time tells nothing.
 */
#ifndef MLUP_WEB_CARE_CASE_ALIKE_H
#define MLUP_WEB_CARE_CASE_ALIKE_H

#include "domain/care/case_match.h"
#include "web/web.h"

enum { CASE_ALIKE_MAX = 3 };

/* Files that may be this person's (`file` as it will be), best first; what was opened to compare them is gone
 * afterwards. */
size_t case_alike_find(struct web *web, const struct record *file, struct case_candidate *found);
/* Adds `file_id`, `file_code`, `file_name` (empty unless it opens to the reader), `file_detail`, `file_label`
 * and the score. */
void case_alike_show(struct web *web, struct doc *people, const struct case_candidate *candidate);
/* The score of a file that does not open to the reader, without what only its sealed birth date can say. */
struct person_score case_alike_told(const struct case_candidate *candidate);

/* Somebody said that the new file is another person's than these: written down when the file is.  Before
 * web_write. */
void case_alike_answer(struct web *web, struct uuid file_id, const struct case_candidate *others,
                       size_t count);

/* True when the form asks first; adds `case_alike` {people[], again_value} to the view.  Where it was said
 * that it is another person, notes the answer. */
bool case_form_asks(struct web *web, struct change *change, struct slice key);
/* The same for the API, for one record or many (candidates then say which `row`); with ?force=1 it was said.
 */
bool case_request_asks(struct web *web, struct change *changes, size_t count, bool is_list);

#endif
