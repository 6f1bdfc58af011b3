/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The strict reading of HTTP/1.x as it comes off the wire (RFC 9112), in front of the lenient parser of
 * libmicrohttpd. A scanner per connection follows the framing of requests and lets through only whole, clean
 * request heads and whole, clean chunk lines.  Whatever two programs could read differently is refused: bare
 * CR or LF, folded headers, space before a colon, control characters, two Host or Content-Length headers,
 * Content-Length with Transfer-Encoding, any coding but "chunked", numbers that are not plain digits.
 *
 * Pure: no sockets, no allocation.  receive.c feeds it.
 */
#ifndef MLUP_HTTP_WIRE_H
#define MLUP_HTTP_WIRE_H

#include "base/slice.h"

enum wire_phase {
    WIRE_HEAD,       /* at the start of a request */
    WIRE_BODY,       /* inside a body of known length */
    WIRE_CHUNK_LINE, /* at the start of a chunk's size line */
    WIRE_CHUNK_DATA,
    WIRE_CHUNK_END, /* before the CRLF behind a chunk's data */
    WIRE_TRAILER,   /* behind the last chunk's line */
    WIRE_REFUSED,   /* nothing more of this connection is read */
};

struct wire_refusal {
    int status;          /* 0: none */
    const char *message; /* English, key of its translation */
};

struct wire {
    enum wire_phase phase;
    enum wire_phase refused_in; /* the phase when it was refused */
    uint64_t remaining;         /* bytes left of the body or of the chunk */
    uint64_t requests;          /* heads let through so far; the number of the current request */
    uint64_t completed;         /* requests let through to their last byte */
    uint64_t refused_request;   /* number of the request that was refused */
    size_t head_checked;        /* bytes of an incomplete head whose lines are known to be well ended */
    struct wire_refusal refusal;
};

/* What a clean head says about the bytes behind it. */
struct wire_head {
    bool is_chunked;
    uint64_t content_length;
};

/* Scans `bytes` and gives how many of them, from the start, may be passed on.  The rest is an incomplete head
 * or line, to be given again at the start of the next call together with what follows it; or, when
 * wire->phase is WIRE_REFUSED afterwards, it is to be thrown away. */
size_t wire_scan(struct wire *wire, struct slice bytes);
/* Refuses whatever comes next, for a reason from outside (too slow).  Not inside a body of known length. */
void wire_refuse(struct wire *wire, int status, const char *message);
/* Bytes that end the refused request for the parser behind us in a regular way, so that our handler is called
 * and can answer with the refusal. */
struct slice wire_stand_in(const struct wire *wire);
/* Checks one whole head, from the request line to the empty line, both included. */
struct wire_refusal wire_check_head(struct slice bytes, struct wire_head *head);

#endif
