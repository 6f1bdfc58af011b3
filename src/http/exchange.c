/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request and its response.  The library calls exchange_begin at the request line, exchange_handle once
 * for the head, for every piece of the body and once at the end (again after a deferral), and exchange_end
 * when the response has left or the connection is lost.  All of these run on the one thread that owns the
 * connection; the exchange is freed there and nowhere else, never before http_finish of a deferred request.
 */
#include "http/exchange.h"

#include "base/limits.h"
#include "base/log.h"
#include "http/spool.h"

struct exchange {
    struct http_request request; /* first: handlers get a pointer to it */
    struct http_response response;
    struct listener *listener;
    struct MHD_Connection *connection;
    struct link *link;
    uint64_t number;     /* of the request on its connection, from 1 */
    struct slice target; /* as sent */
    uint64_t declared;   /* Content-Length, or 0 */
    size_t body_max;     /* 0: LIMIT_BODY_BYTES */
    char *body;
    size_t body_size, body_dropped;
    struct spool *spool; /* instead of `body` */
    struct wire_refusal refusal; /* what is wrong with the request, found before the handler */
    bool has_head;               /* the first call of exchange_handle has been */
    bool is_answering;           /* counted as such */
    bool is_deferred;            /* written and read on the connection's thread only */
    atomic_bool is_finished;     /* http_finish has been called */
    http_handler slow;
};

static struct exchange *exchange_of(struct http_request *request) {
    return (struct exchange *)(void *)request;
}

struct http_response *http_response_of(struct http_request *request) {
    return &exchange_of(request)->response;
}

static struct link *link_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info->socket_context;
}

/* Cuts the query off the library's own copy of the target, once we have ours: it would decode and store each
 * pair, and gets lost when its memory for them ends. The text is in its read buffer, which it goes on to
 * write in itself. */
static void hide_query(const char *target) {
    char *mark = (char *)(uintptr_t)strchr(target, '?');
    if (mark) mark[1] = '\0';
}

void *exchange_begin(void *cls, const char *target, struct MHD_Connection *connection) {
    struct listener *listener = cls;
    struct link *link = link_of(connection);
    if (!link->receiver) return NULL;
    struct arena *arena = arena_new();
    struct exchange *exchange = arena_make(arena, struct exchange, 1);
    exchange->listener = listener;
    exchange->connection = connection;
    exchange->link = link;
    exchange->number = ++link->requests;
    exchange->target = arena_copy(arena, slice_of(target));
    hide_query(target);
    exchange->request.request_arena = exchange->response.request_arena = arena;
    exchange->request.app = listener->server->config.app;
    exchange->request.over_local_socket = listener->is_local;
    exchange->request.is_tls = listener->is_tls;
    exchange->response.status = 200;
    return exchange;
}

void exchange_end(void *cls, struct MHD_Connection *connection, void **context,
                  enum MHD_RequestTerminationCode code) {
    (void)connection, (void)code;
    struct listener *listener = cls;
    struct exchange *exchange = *context;
    if (!exchange) return;
    ASSERT(!exchange->is_deferred || atomic_load(&exchange->is_finished));
    *context = NULL;
    receiver_hold(exchange->link->receiver, false);
    atomic_fetch_sub(&listener->server->body_bytes, exchange->body_size);
    heap_free(exchange->body);
    spool_close(exchange->spool);
    if (exchange->response.produced) exchange->response.produced(exchange->response.produce_state);
    bool was_answering = exchange->is_answering;
    arena_free(exchange->request.request_arena);
    if (was_answering) atomic_fetch_sub(&listener->server->answering, 1);
}

/* The head */

static void refuse_request(struct exchange *exchange, int status, const char *message) {
    if (!exchange->refusal.status) exchange->refusal = (struct wire_refusal){status, message};
}

struct header_list {
    struct arena *arena;
    struct http_pair *items;
    size_t count;
};

static enum MHD_Result add_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                  const char *value, size_t value_len) {
    struct header_list *list = cls;
    (void)kind;
    if (list->count == LIMIT_HEADER_COUNT) return MHD_NO;
    list->items[list->count++] =
        (struct http_pair){{name, name_len}, slice_trim((struct slice){value ? value : "", value_len})};
    return MHD_YES;
}

/* The slices point into the library's memory of the connection, which stays until the exchange ends. */
static void read_headers(struct exchange *exchange) {
    struct arena *arena = exchange->request.request_arena;
    int count = MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, NULL, NULL);
    struct header_list list = {.arena = arena,
                               .items = arena_make(arena, struct http_pair, count > 0 ? (size_t)count : 0)};
    if (count > 0) MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, add_header, &list);
    exchange->request.headers = (struct http_pairs){list.items, list.count};
}

/* Who is asking: the peer, or who a trusted proxy says it is (the last entry is the one our proxy wrote). */
static void read_client(struct exchange *exchange) {
    struct http_request *request = &exchange->request;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info->client_addr;
    request->client_address =
        request->over_local_socket ? S("local") : address_format(request->request_arena, address);
    bool may_tell = exchange->listener->server->config.behind_proxy && !request->over_local_socket;
    if (!may_tell || !address_is_loopback(address)) return;
    struct slice rest = http_header(request, S("X-Forwarded-For")), last = {0};
    while (slice_split(&rest, ',', &last)) {
    }
    if (address_is_readable(slice_trim(last))) request->client_address = slice_trim(last);
    if (slice_equal_nocase(http_header(request, S("X-Forwarded-Proto")), S("https"))) request->is_tls = true;
}

static void read_method(struct exchange *exchange, const char *name) {
    for (enum http_method method = HTTP_GET; method <= HTTP_OPTIONS; method++) {
        if (slice_equal(http_method_name(method), slice_of(name))) {
            exchange->request.method = method;
            return;
        }
    }
    refuse_request(exchange, 501, "This request method is not known here.");
}

/* "/path?query", "http://host/path?query" (the scanner has compared the host) or "*". */
static void read_target(struct exchange *exchange) {
    struct http_request *request = &exchange->request;
    struct slice target = exchange->target;
    if (slice_starts(target, S("http"))) {
        size_t host = slice_find(target, S("//"), 0) + 2;
        target = slice_sub(target, slice_find(target, S("/"), host), target.len);
    }
    size_t mark = slice_find(target, S("?"), 0);
    struct slice path = slice_sub(target, 0, mark);
    request->query_raw = slice_sub(target, mark + 1, target.len);
    if (!path.len || slice_equal(path, S("*"))) path = S("/");
    bool is_readable =
        path_decode(request->request_arena, path, &request->path) &&
        pairs_decode(request->request_arena, request->query_raw, LIMIT_QUERY_PAIRS, &request->query);
    if (!is_readable) refuse_request(exchange, 400, "The address of the request is not readable.");
}

static size_t body_bytes_max(const struct exchange *exchange) {
    return exchange->body_max ? exchange->body_max : LIMIT_BODY_BYTES;
}

/* The body goes to a file when somebody may send that much. */
static void choose_spool(struct exchange *exchange) {
    const struct http_config *config = &exchange->listener->server->config;
    bool is_large = !exchange->refusal.status && body_bytes_max(exchange) > LIMIT_UPLOAD_BYTES && config->body_folder;
    const char *folder = is_large ? config->body_folder(&exchange->request) : NULL;
    if (!folder) return;
    exchange->spool = spool_open(folder);
    if (!exchange->spool) refuse_request(exchange, 507, "The disk is full. Nothing was saved.");
    receiver_give_time(exchange->link->receiver, LIMIT_UPLOAD_S);
}

static void read_length(struct exchange *exchange) {
    size_t (*body_limit)(const struct http_request *) = exchange->listener->server->config.body_limit;
    if (body_limit && !exchange->refusal.status) exchange->body_max = body_limit(&exchange->request);
    struct slice value = http_header(&exchange->request, S("Content-Length"));
    int64_t length;
    if (slice_to_int64(value, &length) && length > 0) exchange->declared = (uint64_t)length;
    if (exchange->declared > body_bytes_max(exchange))
        refuse_request(exchange, 413, "What was sent is too large.");
    choose_spool(exchange);
}

static void read_head(struct exchange *exchange, const char *method) {
    exchange->has_head = true;
    exchange->refusal = receiver_refusal(exchange->link->receiver, exchange->number);
    if (exchange->refusal.status) return;
    read_headers(exchange);
    read_client(exchange);
    read_method(exchange, method);
    read_target(exchange);
    read_length(exchange);
}

/* The body */

/* Grows with what has come, not with what was announced: many connections may announce much. */
static bool reserve_body(struct exchange *exchange, size_t more) {
    struct http_server *server = exchange->listener->server;
    size_t need = exchange->request.body.len + more, size = exchange->body_size;
    if (need <= size) return true;
    size_t want = size * 2 > need ? size * 2 : need;
    if (exchange->declared >= need && exchange->declared < want) want = (size_t)exchange->declared;
    size_t held = atomic_fetch_add(&server->body_bytes, want - size) + want - size;
    exchange->body_size = want;
    exchange->body = heap_resize(exchange->body, want);
    return held <= LIMIT_BODIES_BYTES;
}

/* Keeps a piece of the body, or drops it when the request is refused anyway: whoever reads the whole request
 * before answering lets the client see the answer. False when even that is too much. */
static bool take_data(struct exchange *exchange, struct slice data) {
    struct slice *body = &exchange->request.body;
    if (body->len + data.len > body_bytes_max(exchange))
        refuse_request(exchange, 413, "What was sent is too large.");
    if (!exchange->refusal.status && exchange->spool) {
        body->len += data.len;
        if (spool_take(exchange->spool, data)) return true;
        refuse_request(exchange, 507, "The disk is full. Nothing was saved.");
    }
    if (!exchange->refusal.status && !reserve_body(exchange, data.len)) {
        refuse_request(exchange, 503, "The server is busy. Try again in a moment.");
    }
    if (exchange->refusal.status) {
        exchange->body_dropped += data.len;
        return exchange->body_dropped <= LIMIT_BODY_DRAIN_BYTES;
    }
    memcpy(exchange->body + body->len, data.s, data.len);
    *body = (struct slice){exchange->body, body->len + data.len};
    return true;
}

/* The response */

static int64_t produce_piece(struct exchange *exchange, char *buffer, size_t size) {
    return exchange->response.produce(exchange->response.produce_state, buffer, size);
}

static ssize_t stream_read(void *cls, uint64_t position, char *buffer, size_t size) {
    (void)position;
    int64_t len = produce_piece(cls, buffer, size);
    if (len > 0) return (ssize_t)len;
    return len == 0 ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
}

/* The body that goes out: as it is, prepared, or compressed now. */
static struct slice choose_body(struct exchange *exchange, bool *is_gzip) {
    struct http_response *response = &exchange->response;
    bool wanted = accepts_gzip(http_header(&exchange->request, S("Accept-Encoding")));
    *is_gzip = wanted && response->body_gzip.len > 0;
    if (*is_gzip) return response->body_gzip;
    bool fits = !response->is_compressed && response->body.len >= LIMIT_COMPRESS_BYTES_MIN &&
                is_compressible(response->content_type);
    if (!wanted || !fits) return response->body;
    struct compressors *compressors = exchange->listener->server->compressors;
    struct slice small = compress_gzip(compressors, response->request_arena, response->body);
    *is_gzip = small.len > 0;
    return *is_gzip ? small : response->body;
}

static void add_to(struct MHD_Response *answer, const char *name, const char *value) {
    if (MHD_add_response_header(answer, name, value) != MHD_YES) BUG("response header refused: %s", name);
}

static struct MHD_Response *make_answer(struct exchange *exchange) {
    struct http_response *response = &exchange->response;
    bool is_gzip = false;
    struct MHD_Response *answer;
    if (response->produce) {
        answer = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 * 1024, stream_read, exchange, NULL);
    } else {
        struct slice body = choose_body(exchange, &is_gzip);
        answer = MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.s, MHD_RESPMEM_PERSISTENT);
    }
    if (!answer) BUG("out of memory");
    if (is_gzip) add_to(answer, "Content-Encoding", "gzip");
    bool varies =
        response->body_gzip.len > 0 || (!response->is_compressed && is_compressible(response->content_type));
    if (varies) add_to(answer, "Vary", "Accept-Encoding");
    return answer;
}

static enum MHD_Result send_response(struct exchange *exchange) {
    struct http_response *response = &exchange->response;
    struct MHD_Response *answer = make_answer(exchange);
    if (response->content_type.len) {
        add_to(answer, "Content-Type", arena_cstr(response->request_arena, response->content_type));
    }
    for (struct http_response_header *header = response->headers_first; header; header = header->next) {
        add_to(answer, header->name, header->value);
    }
    bool is_last = exchange->refusal.status || atomic_load(&exchange->listener->server->stopping);
    if (is_last) add_to(answer, "Connection", "close");
    enum MHD_Result result = MHD_queue_response(exchange->connection, (unsigned)response->status, answer);
    MHD_destroy_response(answer);
    return result;
}

/* Finishing later */

void http_defer(struct http_request *request) {
    struct exchange *exchange = exchange_of(request);
    ASSERT(!exchange->is_deferred);
    exchange->is_deferred = true;
    atomic_fetch_add(&exchange->listener->server->deferred, 1);
    if (!exchange->listener->is_tls) receiver_hold(exchange->link->receiver, true);
    MHD_suspend_connection(exchange->connection);
}

void http_finish(struct http_request *request) {
    struct exchange *exchange = exchange_of(request);
    struct http_server *server = exchange->listener->server;
    ASSERT(exchange->is_deferred);
    if (atomic_exchange(&exchange->is_finished, true)) BUG("a request was finished twice");
    MHD_resume_connection(exchange->connection); /* the exchange may be gone from here on */
    atomic_fetch_sub(&server->deferred, 1);
}

static void do_slow(void *handle) {
    struct exchange *exchange = handle;
    exchange->slow(&exchange->request, &exchange->response);
    http_finish(&exchange->request);
}

static void default_error_page(struct http_request *request, struct http_response *response, int status,
                               const char *message) {
    struct slice text = arena_join(request->request_arena, slice_of(message), S("\n"));
    http_response_set(response, status, S("text/plain; charset=utf-8"), text);
}

static void show_error(struct exchange *exchange, int status, const char *message) {
    http_error_page page = exchange->listener->server->config.error_page;
    if (!page) page = default_error_page;
    exchange->response.status = status;
    page(&exchange->request, &exchange->response, status, message);
}

void http_run_slow(struct http_request *request, http_handler slow) {
    struct exchange *exchange = exchange_of(request);
    struct http_server *server = exchange->listener->server;
    exchange->slow = slow;
    http_defer(request);
    if (slow_workers_add(server->slow, do_slow, exchange)) return;
    show_error(exchange, 503, "The server is busy. Try again in a moment.");
    http_response_add_header(&exchange->response, S("Retry-After"), S("2"));
    http_finish(request);
}

/* The calls of the library */

static bool expects_continue(const struct exchange *exchange) {
    return http_header(&exchange->request, S("Expect")).len > 0;
}

/* The first call. A refused request is answered at once when its client waits for our word, or announces more
 * than we would read. */
static enum MHD_Result handle_head(struct exchange *exchange, const char *method) {
    read_head(exchange, method);
    bool waits = expects_continue(exchange) || exchange->declared > LIMIT_BODY_DRAIN_BYTES;
    if (!exchange->refusal.status || !waits) return MHD_YES;
    show_error(exchange, exchange->refusal.status, exchange->refusal.message);
    return send_response(exchange);
}

/* First counted, then asked whether we are stopping: whoever stops asks in the other order. */
static enum MHD_Result call_handler(struct exchange *exchange) {
    struct http_server *server = exchange->listener->server;
    exchange->is_answering = true;
    atomic_fetch_add(&server->answering, 1);
    if (atomic_load(&server->stopping)) return MHD_NO;
    server->config.handler(&exchange->request, &exchange->response);
    return exchange->is_deferred ? MHD_YES : send_response(exchange);
}

static enum MHD_Result handle_whole(struct exchange *exchange) {
    if (exchange->is_deferred) {
        ASSERT(atomic_load(&exchange->is_finished));
        if (exchange->response.complete) exchange->response.complete(&exchange->request, &exchange->response);
        return send_response(exchange);
    }
    struct wire_refusal late = receiver_refusal(exchange->link->receiver, exchange->number);
    if (late.status) refuse_request(exchange, late.status, late.message);
    bool is_spooled = exchange->spool && !exchange->refusal.status;
    if (is_spooled && !spool_read(exchange->spool, &exchange->request.body))
        refuse_request(exchange, 503, "The server is busy. Try again in a moment.");
    if (exchange->refusal.status) {
        show_error(exchange, exchange->refusal.status, exchange->refusal.message);
        return send_response(exchange);
    }
    return call_handler(exchange);
}

enum MHD_Result exchange_handle(void *cls, struct MHD_Connection *connection, const char *url,
                                const char *method, const char *version, const char *data, size_t *data_len,
                                void **context) {
    (void)cls, (void)connection, (void)url, (void)version;
    struct exchange *exchange = *context;
    if (!exchange) return MHD_NO;
    if (!exchange->has_head) return handle_head(exchange, method);
    if (*data_len == 0) return handle_whole(exchange);
    if (!take_data(exchange, (struct slice){data, *data_len})) return MHD_NO;
    *data_len = 0;
    return MHD_YES;
}
