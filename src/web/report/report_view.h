/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of period reports share: the report asked for, who the reader is in it, and its words. */
#ifndef MLUP_WEB_REPORT_VIEW_H
#define MLUP_WEB_REPORT_VIEW_H

#include "domain/report/report.h"
#include "domain/report/report_reach.h"
#include "domain/report/report_words.h"
#include "web/web.h"

struct report_open {
    struct report_reader reader;
    struct report_found found;
    struct document document;
    const struct record *snapshot; /* the one shown; NULL: the records of now */
    unsigned parts;                /* of the reader, as bits of enum report_part */
};

/* Who reads, for the functions of domain/report; valid as long as the request. */
struct report_reader report_reader_of(struct web *web);
/* The report the address names, with its document.  NOT_FOUND when it does not exist for the reader. */
enum outcome report_open_asked(struct web *web, struct report_open *open);
/* The same for pages that are not for people outside. */
enum outcome report_open_inside(struct web *web, struct report_open *open);
/* May the reader write words and answers now? */
bool report_may_write(const struct report_open *open);

/* May the reader take the pack away? */
bool report_may_export(struct web *web, const struct report_open *open);

/* How promises are put into words of the reader's language. */
struct promise_speech report_speech(struct web *web);
/* The text of the reader's language. */
struct slice report_both(const struct web *web, const struct both *both);
/* "/reports/ID" with something behind it. */
struct slice report_href(struct web *web, const struct record *report, const char *behind);
/* The badge of a state (templates/partials/table) and its name in English. */
struct slice report_state_badge(enum report_state state);
const char *report_state_label(enum report_state state);
/* Title, organisation, period and state of the report: what stands on top of each of its pages. */
void report_add_head(struct web *web, const struct report_open *open);
/* Crumbs to the report, and the page behind it (NULL: the report itself). */
void report_add_crumbs(struct web *web, const struct report_open *open, const char *page);
/* Who did it, for a REF to a user; empty for none. */
struct slice report_user_name(struct web *web, const struct value *user);

/* The document as JSON, as every page and pack shows it. */
void report_write_json(struct web *web, const struct report_open *open, struct doc *object);

#endif
