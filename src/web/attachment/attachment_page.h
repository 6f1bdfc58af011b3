/* SPDX-License-Identifier: Apache-2.0 */
/* Files attached to records. */
#ifndef MLUP_WEB_ATTACHMENT_PAGE_H
#define MLUP_WEB_ATTACHMENT_PAGE_H

#include "web/web.h"

/* For record_extras: the files of a record and the way to add one. */
void attachment_sections(struct web *web, const struct record *record, struct doc *sections);

/* The records of the files of `owner`, which the reader sees; 0 when there are none. */
size_t attachment_files(struct web *web, const struct record *owner, struct record ***files);

/* The address of the page of a record's files; empty when the reader may not see them. */
struct slice attachment_href(struct web *web, const struct record *record);

/* The files of a record that was opened, by the names and notes they were sent with: {opened_name, opened_note, opened_traces,
 * opened_redacted, opened_kind, opened_size, opened_href, original_href}. */
void attachment_opened_add(struct web *web, const struct record *owner, struct doc *opened);

/* True when it is given as it was sent, with what its program wrote into it: who made it, when and where (PDF, office files, and
 * pictures of a kind that is not known). */
bool attachment_tells(struct web *web, const struct record *file);

enum outcome attachment_page(
    struct web *web); /* GET /attachments/to/{type}/{id}: list and form; JSON: /api/v1/{type}/{id}/files */
enum outcome attachment_post(struct web *web);   /* POST the same: takes the file in */
enum outcome attachment_file(struct web *web);   /* GET /attachments/{id}/file: the bytes */
enum outcome attachment_remove(struct web *web); /* POST /attachments/{id}/remove */

/* True when the request brings a file and comes from somebody signed in: then its body may be large. */
bool attachment_takes_body(const struct http_request *request);

/* Content-Disposition (RFC 6266): the name in UTF-8, percent-encoded, and an ASCII one for who cannot read it. */
struct slice attachment_disposition(struct web *web, struct slice name);

#endif
