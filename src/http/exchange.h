/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the HTTP layer only: the life of one request and its response, and the server they belong to. */
#ifndef MLUP_HTTP_EXCHANGE_H
#define MLUP_HTTP_EXCHANGE_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "http/addresses.h"
#include "http/compress.h"
#include "http/receive.h"
#include "http/response.h"
#include "http/slow.h"

enum { LISTENERS_MAX = 2 };

struct listener {
    struct http_server *server;
    struct MHD_Daemon *daemon;
    bool is_tls, is_local;
};

struct http_server {
    struct http_config config; /* its slices have gone */
    struct listener listeners[LISTENERS_MAX];
    size_t listener_count;
    uint16_t port;
    struct arena *process_arena; /* what the library keeps pointers to: certificate and key */
    struct address_counts *addresses;
    struct compressors *compressors;
    struct slow_workers *slow;
    atomic_size_t connections; /* open now */
    atomic_size_t answering;   /* requests from the call of the handler to the end of the response */
    atomic_size_t deferred;    /* requests waiting for http_finish, or inside it */
    atomic_size_t body_bytes;  /* held by requests under way */
    atomic_bool stopping;      /* no new connections, no new calls of the handler */
};

/* A connection, from accept to close. */
struct link {
    struct receiver *receiver;
    uint64_t requests; /* begun so far */
};

/* Callbacks of libmicrohttpd; `cls` is the listener. */
void *exchange_begin(void *cls, const char *target, struct MHD_Connection *connection);
enum MHD_Result exchange_handle(void *cls, struct MHD_Connection *connection, const char *url,
                                const char *method, const char *version, const char *data, size_t *data_len,
                                void **context);
void exchange_end(void *cls, struct MHD_Connection *connection, void **context,
                  enum MHD_RequestTerminationCode code);

#endif
