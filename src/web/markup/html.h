/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that may stand in a page.  Escaped html is a type of its own: a function that takes `struct html` cannot be
 * handed what a user typed.  The only ways from text to html are the functions here and the Mustache engine.
 */
#ifndef MLUP_WEB_HTML_H
#define MLUP_WEB_HTML_H

#include "base/doc.h"

/* Bytes that are safe in element content and in a quoted attribute value. */
struct html {
    struct slice s;
};

/* Appends the text with & < > " ' escaped; safe in element content and in quoted attributes.  Malformed UTF-8 goes
 * through as it is: input is checked where it enters. */
void html_escape_to(struct text *out, struct slice text);
/* The same as a value, owned by the arena; the text itself when nothing in it needs an escape. */
struct html html_escape(struct arena *arena, struct slice text);
/* Appends finished html. */
void html_append(struct text *out, struct html html);
/* What was written so far as html.  The caller vouches that every part went through this file's functions. */
struct html html_of(const struct text *out);
/* Puts html into a view document.  The key must end in "_html": templates write only such keys unescaped, and a
 * test holds them to it. */
void html_set_doc(struct arena *arena, struct doc *object, struct slice key, struct html html);
/* Appends the text percent-encoded for one segment of a path or one value of a query (RFC 3986: all but
 * unreserved characters). */
void html_url_encode_to(struct text *out, struct slice text);
struct slice html_url_encode(struct arena *arena, struct slice text);

#endif
