/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a page of one type has beyond the catalogue.  A row of record_extras (record_extra.c) names the type and the
 * functions; a new one is a new row.
 */
#ifndef MLUP_WEB_RECORD_EXTRA_H
#define MLUP_WEB_RECORD_EXTRA_H

#include "web/web.h"

struct record_extra {
    const char *type; /* name of the record type; NULL = every type */
    /* Links above the record (furniture_add_action). */
    void (*actions)(struct web *web, const struct record *record, struct doc *actions);
    /* Which promises the record counts under, and why not under the others: adds {text, detail, href, badge} to items;
     * nothing added, nothing shown. */
    void (*why)(struct web *web, const struct record *record, struct doc *items);
    /* Adds sections with record_section_add. */
    void (*sections)(struct web *web, const struct record *record, struct doc *sections);
    /* Names of the record types, separated by blanks, that its sections show: they are not listed once more among
     * what refers to it. */
    const char *replaces;
    /* The page below its parent's on which people make one, instead of a form of all fields: "loans/new". */
    const char *made_on;
    /* Links above the list of the type (furniture_add_action). */
    void (*list_actions)(struct web *web, struct doc *actions);
};

/* Where people make a record of the type within its parent: its form with the parent filled in, or the page that is there
 * for it. */
struct slice record_new_href(struct web *web, const struct record_type *type, struct uuid parent);
/* Of a type that is made on a page of its own: that page of the parent that the address names, else the parents to
 * choose from. Empty for the others. */
struct slice record_new_elsewhere(struct web *web, const struct record_type *type);

/* A section of a record's page: a title, a sentence below it (may be empty), a link that adds something (may be
 * empty).  What stands in it is put there with the functions below; `objectives` (has_objectives) by agreement_page.c. */
struct doc *record_section_add(struct web *web, struct doc *sections, const char *title, struct slice note, struct slice add_href,
                               const char *add_label);
struct doc *record_section_facts(struct web *web, struct doc *section);
void record_section_fact(struct web *web, struct doc *facts, struct slice label, struct slice text);
/* A table of the section: its columns are added to table.columns, its rows to table.rows. */
struct doc *record_section_table(struct web *web, struct doc *section);

/* Ended by a row without functions (record_extra_is_end). */
extern const struct record_extra record_extras[];
bool record_extra_is_end(const struct record_extra *extra);
bool record_extra_is_for(const struct record_extra *extra, const struct record_type *type);

#endif
