/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of a case file share. */
#ifndef MLUP_WEB_CASE_VIEW_H
#define MLUP_WEB_CASE_VIEW_H

#include "domain/care/care.h"
#include "store/rule.h"
#include "web/web.h"

/* The file of the address (first argument); NULL: answer NOT_FOUND.  `hidden` may be NULL. */
struct record *case_read(struct web *web, uint64_t *hidden);
/* A part of that file by its id; NULL: it is none. */
struct record *case_part_read(struct web *web, const struct record *file, const struct record_type *type,
                              struct uuid id);
/* All live parts of a type, newest first, at most LIMIT_CASE_EVENTS. */
size_t case_parts(struct web *web, const struct record_type *type, const struct record *file,
                  struct record ***parts);
/* "/case-files/ID" with what follows. */
struct slice case_href(struct web *web, const struct record *file, const char *behind);
/* May the actor write into the file: its worker, its team, a supervisor. */
bool case_may_write(struct web *web, const struct record *file);
bool case_may_approve(const struct web *web);
/* Way back and title of a page behind the file's. */
void case_head(struct web *web, const struct record *file, const char *page);
/* Who somebody is to this reader; each is asked for once a request. */
struct case_names;
struct case_names *case_names_new(struct web *web);
struct slice case_name(struct case_names *names, struct uuid user_id);

/* Those of the organisation who may open files, by name: (id, name) for a select.  Social workers do not list
 * users; this much they need to share work. */
struct plain_choice;
size_t case_colleagues(struct web *web, struct uuid chosen, struct plain_choice **choices);

/* A change of a part or of the file itself, by the program where the type is kept. */
struct change *case_change(struct web *web, enum change_verb verb, const struct record_type *type,
                           const struct record *record);
/* After it was written: on to a page of ours; a refusal shows `show` again (NULL: the page of errors). */
struct case_step {
    struct slice on_to;
    enum outcome (*show)(struct web *web);
};
enum outcome case_write(struct web *web, struct change *changes, size_t count, struct slice on_to,
                        enum outcome (*show)(struct web *web));
/* The label of a choice field of a record. */
struct slice case_choice(struct web *web, const struct record *record, const char *field);
/* A day as words; empty when absent. */
struct slice case_day(struct web *web, const struct value *day);

#endif
