/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HTTP server: one handler for every request, run on a small pool of threads once the whole body has
 * arrived. A handler has four ways to answer: fill the response and return; http_defer and later, from any
 * thread, http_finish; http_run_slow for work that takes longer than a millisecond or two; or a producer that
 * is called for the next piece whenever the client can take one.
 *
 * Nothing malformed reaches the handler (see wire.h).  This layer knows no records, users or databases.
 */
#ifndef MLUP_HTTP_SERVER_H
#define MLUP_HTTP_SERVER_H

#include "base/refusal.h"
#include "http/forms.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS };

/* What a client sent.  Lives, with everything it points to, until the response has left or the client is
 * gone; for a deferred request that is never before http_finish. */
struct http_request {
    struct arena *request_arena;
    enum http_method method;
    struct slice path; /* decoded; starts with '/'; UTF-8 without control characters, "." or ".." segments */
    struct slice query_raw;    /* as sent, without the '?' */
    struct http_pairs query;   /* decoded, in order, duplicates kept */
    struct http_pairs headers; /* in order; values trimmed, without control characters, not always UTF-8 */
    struct slice body;
    struct slice client_address; /* "192.0.2.7" or "2001:db8::7"; "local" over the local socket */
    bool is_tls;                 /* TLS here, or at a trusted proxy in front */
    bool over_local_socket;      /* only who may open the socket file (mode 0600) comes this way */
    void *app;                   /* http_config.app */
};

/* Writes the next piece (1 to `size` bytes) into `buffer` and gives its length; 0 at the end, -1 on failure,
 * which cuts the connection so that the client does not take the part for the whole. Runs on the pool. */
typedef int64_t (*http_producer)(void *state, char *buffer, size_t size);

struct http_response_header;
struct http_response;
typedef void (*http_handler)(struct http_request *request, struct http_response *response);

/* What is sent back.  Starts as 200 without a body.  Slices must live as long as the request: in its arena,
 * or static bytes. */
struct http_response {
    struct arena *request_arena;
    int status;
    struct slice content_type; /* none is sent when empty */
    struct slice body;
    struct slice body_gzip; /* the same body compressed beforehand (static assets), or empty */
    bool is_compressed;     /* by its nature (PNG, XLSX), or left plain for the secret in it */
    http_producer produce;  /* instead of body */
    void *produce_state;
    void (*produced)(void *state); /* with `produce`: gives the state back, once, when all was sent or the client is gone */
    http_handler complete; /* of a deferred request: runs on a pool thread after http_finish, before sending,
                              so that the finisher need not build the answer; must not defer again */
    struct http_response_header *headers_first, *headers_last;
};

/* Fills the response for an error that this layer found.  `message` is English and a translation key.  The
 * request may be incomplete: path empty, no headers. */
typedef void (*http_error_page)(struct http_request *request, struct http_response *response, int status,
                                const char *message);

struct http_config {
    struct slice host;             /* address to listen on; empty: none, only the local socket */
    uint16_t port;                 /* 0: any free port, see http_server_port */
    struct slice certificate_file; /* PEM, with the chain; both or none */
    struct slice key_file;
    struct slice local_path; /* socket file for the command line; empty: none */
    unsigned threads;        /* 0: one per core */
    bool behind_proxy;       /* believe X-Forwarded-For and -Proto of a loopback peer */
    /* How large a body this request may have, asked when its head has arrived; 0 means LIMIT_BODY_BYTES.  May
     * be NULL. Give more only where somebody signed in may upload: a body is held in memory until the handler
     * has it. */
    size_t (*body_limit)(const struct http_request *request);
    /* A folder for the body of this request, when it may be larger than what is held in memory: it goes to a file there as
     * it arrives, and has LIMIT_UPLOAD_S to do so.  NULL: memory.  Asked behind body_limit; may be NULL. */
    const char *(*body_folder)(const struct http_request *request);
    http_handler handler;
    http_error_page error_page; /* NULL: plain text */
    void *app;
};

struct http_server;

/* Listens and serves until http_server_stop.  The config and its slices may go after the call.  On failure
 * NULL, and the reason refused (address in use, unreadable key). */
struct http_server *http_server_start(const struct http_config *config, struct refusal *refusal);
/* The port listened on; 0 when there is none. */
uint16_t http_server_port(const struct http_server *server);
/* Takes no new connections and requests, lets every request that a handler has begun have its answer (whoever
 * finishes deferred requests must still be running), closes all and frees the server. */
void http_server_stop(struct http_server *server);
/* Connections open now; requests under way now.  For health pages and tests. */
size_t http_server_connections(const struct http_server *server);
size_t http_server_requests(const struct http_server *server);

/* Only inside the handler, on its thread, at most once: the answer comes later by http_finish, which any
 * thread may call, even before the handler has returned. */
void http_defer(struct http_request *request);
/* The response (http_response_of) is complete: send it.  Exactly once per http_defer; the request is gone
 * after. */
void http_finish(struct http_request *request);
struct http_response *http_response_of(struct http_request *request);
/* Only inside the handler: runs `slow` on a worker thread and sends the response it leaves.  When too much is
 * waiting the client gets 503 with Retry-After and `slow` does not run. */
void http_run_slow(struct http_request *request, http_handler slow);

/* First value of the header, name without case; empty when absent. */
struct slice http_header(const struct http_request *request, struct slice name);
/* Value of the cookie; empty when absent. */
struct slice http_cookie(const struct http_request *request, struct slice name);
/* First value of the key in the query; empty when absent. */
struct slice http_query(const struct http_request *request, struct slice key);
/* The fields of a form body, application/x-www-form-urlencoded or multipart/form-data, in order, duplicates
 * kept. Refuses another content type and bodies that cannot be read. */
bool http_form(const struct http_request *request, struct http_form *form, struct refusal *refusal)
    __attribute__((warn_unused_result));
struct slice http_method_name(enum http_method method);

/* Status, content type and body in one call. */
void http_response_set(struct http_response *response, int status, struct slice content_type,
                       struct slice body);
/* Adds a header (another of the same name stays).  Name and value are copied.  A name that is not a token, a
 * value with a control character, and headers this layer writes itself (Content-Length, Connection, ...) are
 * a BUG. */
void http_response_add_header(struct http_response *response, struct slice name, struct slice value);

#endif
