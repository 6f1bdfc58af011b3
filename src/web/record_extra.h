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
    /* Adds {label, href, primary} for the links above the record. */
    void (*actions)(struct web *web, const struct record *record, struct doc *actions);
    /* Which promises the record counts under, and why not under the others: adds {text, detail, href, badge} to items;
     * nothing added, nothing shown. */
    void (*why)(struct web *web, const struct record *record, struct doc *items);
    /* Adds {title, html} sections: {"title", "body_html"}. */
    void (*sections)(struct web *web, const struct record *record, struct doc *sections);
};

/* Ended by a row without functions. */
extern const struct record_extra record_extras[];

#endif
