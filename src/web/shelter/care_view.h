/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of shelters and of reintegration share: records and their parts as this reader may see them,
 * a file called by its code. */
#ifndef MLUP_WEB_CARE_VIEW_H
#define MLUP_WEB_CARE_VIEW_H

#include "domain/care/care.h"
#include "web/record/record_text.h"

/* All live records whose reference `field` is `id`, by the field `sort` (NULL: newest first), at most `max`.
 */
size_t care_parts(struct web *web, const struct record_type *type, const char *field, struct uuid id,
                  const char *sort, size_t max, struct record ***records);
/* Whether the reader works with case files: makes parts of them, not only counts them. */
bool care_may_write(struct web *web);
bool care_may_approve(struct web *web);

/* "CA-0001A": what stands for a person everywhere. */
struct slice care_code(struct web *web, struct uuid case_file);
struct slice care_day(struct web *web, const struct value *date);
struct slice care_day_number(struct web *web, int64_t day);
struct slice care_number(struct web *web, int64_t number);
/* The label of the choice that a record has in a field; empty when it has none.  Of several codes: all, with
 * commas. */
struct slice care_choice(struct web *web, const struct record *record, const char *field);
/* "/shelters/ID/board": folder, id and what follows. */
struct slice care_href(struct web *web, const char *folder, struct uuid id, const char *behind);

/* A page that needs no record: title and the way back. */
void care_head(struct web *web, struct slice title);
void care_action(struct web *web, struct doc *actions, const char *english, struct slice href, bool primary);

#endif
