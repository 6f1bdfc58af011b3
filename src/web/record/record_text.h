/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values and records as words on a page, in the reader's language.  What a record refers to is shown by its title;
 * each is read once per request.  Only what the reader's view holds is read: a record of another organisation whose
 * names are hidden shows its code.
 */
#ifndef MLUP_WEB_RECORD_TEXT_H
#define MLUP_WEB_RECORD_TEXT_H

#include "web/web.h"

struct record_names;

/* Titles of one request, in its arena. */
struct record_names *record_names_new(struct web *web);
/* The request they are of. */
struct web *record_names_web(const struct record_names *names);
/* The title of a record that was read for this reader: its title fields as the page writes them, or its code, or what
 * kind of thing it is. */
struct slice record_label(struct record_names *names, const struct record *record);
/* The same by id; empty when there is none for this reader. */
struct slice record_label_of(struct record_names *names, const struct record_type *type, struct uuid id);

/* What is said in both languages is said in that of the reader, where it is: the one place that chooses. */
const struct field *record_field_in_language(const struct web *web, const struct record *record, const struct field *field);
/* The field `name` in the reader's language. */
struct slice record_name(const struct web *web, const struct record *record);

/* Reads at once the titles that the columns (bits of fields) of these records will ask for. */
void record_names_load(struct record_names *names, struct record **records, size_t count, uint64_t columns);

/* One value as it stands in a table or in a list of facts. */
struct record_cell {
    struct slice text, href; /* empty when absent; empty when it leads nowhere */
    bool numeric;
};
/* `brief` for tables: short dates. */
struct record_cell record_cell_of(struct record_names *names, const struct record *record, const struct field *field, bool brief);
/* A code and where it lives, to tell two of one name apart. */
struct slice record_detail(struct record_names *names, const struct record *record);
/* What a change of the log did, "made" and so on; untranslated. */
const char *record_verb_text(enum change_verb verb);
/* "/sessions/ID". */
struct slice record_href(struct web *web, const struct record_type *type, struct uuid id);
/* The label of a choice in the reader's language; the code itself when it is unknown. */
struct slice choice_label(struct web *web, const struct field *field, struct slice code);
/* The type whose URL noun is the first part of the address, when the reader may know that it has records. */
const struct record_type *record_type_of_path(struct web *web, struct view *view);
/* The record of an address /{type}/{id}; NULL: answer NOT_FOUND.  `hidden` may be NULL. */
struct record *record_of_path(struct web *web, struct view *view, uint64_t *hidden);

/* The unit of account of a `.quantity` field, by the record's references; NULL where the reader may not follow them. */
struct commodity;
const struct commodity *record_unit_of(struct record_names *names, const struct record *record, const struct field *field);

/* Why a change was made, for a reader: what the program itself wrote down (history_undo) is said in words. */
struct slice record_reason_text(struct web *web, struct slice reason);

#endif
