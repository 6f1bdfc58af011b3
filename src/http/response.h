/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the HTTP layer only: the headers of a response as they are kept until it is sent. */
#ifndef MLUP_HTTP_RESPONSE_H
#define MLUP_HTTP_RESPONSE_H

#include "http/server.h"

struct http_response_header {
    const char *name, *value;
    struct http_response_header *next;
};

/* True when the client takes gzip (RFC 9110 §12.5.3: not when its weight is 0). */
bool accepts_gzip(struct slice accept_encoding);
/* True for content that gets smaller: text, JSON, XML, SVG. */
bool is_compressible(struct slice content_type);

#endif
