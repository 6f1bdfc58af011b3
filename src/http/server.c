/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting, accepting and stopping.  A listener is one daemon of libmicrohttpd with its own pool of epoll
 * threads; a connection belongs to one of these threads for its whole life.
 */
#include "http/server.h"

#include <microhttpd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/exchange.h"
#include "http/listen.h"

/* The library's memory per connection: a head of LIMIT_HEADER_BYTES, as much for its copy of the cookies,
 * records of headers and cookies (64 bytes each), the head of the response. Over 32 kB it is mapped: pages
 * are had only when used, and given back with the connection. */
enum { CONNECTION_BYTES = 48 * 1024, POLL_MS = 2 };

static const char tls_versions[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

static const struct sockaddr *peer_of(struct MHD_Connection *connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
}

static enum MHD_Result may_connect(void *cls, const struct sockaddr *address, socklen_t size) {
    struct listener *listener = cls;
    (void)size;
    if (atomic_load(&listener->server->stopping)) return MHD_NO;
    return address_may_connect(listener->server->addresses, address) ? MHD_YES : MHD_NO;
}

static void connection_opened(struct listener *listener, struct MHD_Connection *connection, void **context) {
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    struct link *link = heap_alloc(sizeof *link);
    link->receiver = receiver_open(fd);
    if (!link->receiver) shutdown(fd, SHUT_RDWR);
    atomic_fetch_add(&listener->server->connections, 1);
    address_connected(listener->server->addresses, peer_of(connection));
    *context = link;
}

static void connection_closed(struct listener *listener, struct MHD_Connection *connection, void **context) {
    struct link *link = *context;
    address_disconnected(listener->server->addresses, peer_of(connection));
    atomic_fetch_sub(&listener->server->connections, 1);
    receiver_close(link->receiver);
    heap_free(link);
    *context = NULL;
}

static void connection_changed(void *cls, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode code) {
    switch (code) {
    case MHD_CONNECTION_NOTIFY_STARTED: connection_opened(cls, connection, context); return;
    case MHD_CONNECTION_NOTIFY_CLOSED: connection_closed(cls, connection, context); return;
    }
}

/* Decoding is ours (forms.h): the library leaves the text alone. */
static size_t keep_escapes(void *cls, struct MHD_Connection *connection, char *text) {
    (void)cls, (void)connection;
    return strlen(text);
}

struct tls_files {
    struct slice certificate, key;
};

static unsigned thread_count(const struct http_config *config) {
    if (config->threads) return config->threads;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 ? (unsigned)cores : 1;
}

/* Without MHD_USE_TURBO, which would leave a connection that failed open until it times out. */
static struct MHD_Daemon *start_daemon(struct listener *listener, int fd, unsigned threads,
                                       const struct tls_files *tls) {
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    struct MHD_OptionItem options[6], *next = options;
    if (threads > 1) *next++ = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL};
    if (tls) {
        flags |= MHD_USE_TLS;
        *next++ =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)tls->certificate.s};
        *next++ = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)tls->key.s};
        *next++ = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tls_versions};
    }
    *next = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    return MHD_start_daemon(
        flags, 0, may_connect, listener, exchange_handle, listener, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)LIMIT_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_BYTES, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIMIT_CONNECTION_IDLE_S,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, listener, MHD_OPTION_NOTIFY_COMPLETED, exchange_end,
        listener, MHD_OPTION_NOTIFY_CONNECTION, connection_changed, listener, MHD_OPTION_ARRAY, options,
        MHD_OPTION_END);
}

static bool add_listener(struct http_server *server, int fd, struct listener kind, unsigned threads,
                         const struct tls_files *tls, struct refusal *refusal) {
    struct listener *listener = &server->listeners[server->listener_count];
    *listener = kind;
    listener->server = server;
    listener->daemon = start_daemon(listener, fd, threads, tls);
    if (!listener->daemon) {
        close(fd);
        return refuse(refusal, S(""),
                      tls ? "The server could not start: is the certificate the one of the key?"
                          : "The server could not start.");
    }
    server->listener_count++;
    return true;
}

static bool start_port(struct http_server *server, const struct http_config *config,
                       struct refusal *refusal) {
    struct tls_files tls = {0};
    bool is_tls = config->certificate_file.len > 0 || config->key_file.len > 0;
    if (is_tls &&
        (!read_text_file(server->process_arena, config->certificate_file, &tls.certificate, refusal) ||
         !read_text_file(server->process_arena, config->key_file, &tls.key, refusal))) {
        return false;
    }
    int fd = listen_on_port(config->host, config->port, &server->port, refusal);
    if (fd < 0) return false;
    struct listener kind = {.is_tls = is_tls};
    return add_listener(server, fd, kind, thread_count(config), is_tls ? &tls : NULL, refusal);
}

static bool start_file(struct http_server *server, const struct http_config *config,
                       struct refusal *refusal) {
    int fd = listen_on_file(config->local_path, refusal);
    return fd >= 0 && add_listener(server, fd, (struct listener){.is_local = true}, 1, NULL, refusal);
}

/* A shell gives 1024 open files, fewer than the connections we allow. */
static void raise_file_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= 2 * LIMIT_CONNECTIONS) return;
    limit.rlim_cur = limit.rlim_max < LIMIT_FILE_DESCRIPTORS ? limit.rlim_max : LIMIT_FILE_DESCRIPTORS;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        log_warn("open files stay limited to %ld", (long)limit.rlim_max);
}

struct http_server *http_server_start(const struct http_config *config, struct refusal *refusal) {
    struct http_server *server = heap_alloc(sizeof *server);
    raise_file_limit();
    server->config = *config;
    server->process_arena = arena_new();
    server->addresses = address_counts_new();
    server->compressors = compressors_new();
    server->slow = slow_workers_new();
    bool is_up = (!config->host.len || start_port(server, config, refusal)) &&
                 (!config->local_path.len || start_file(server, config, refusal));
    if (is_up) return server;
    http_server_stop(server);
    return NULL;
}

uint16_t http_server_port(const struct http_server *server) {
    return server->port;
}

size_t http_server_connections(const struct http_server *server) {
    return atomic_load(&server->connections);
}

size_t http_server_requests(const struct http_server *server) {
    return atomic_load(&server->answering);
}

/* Waits for the answers under way: for those that a slow client does not take only so long, for those that
 * somebody has yet to finish without end, because the library must not be stopped under them. */
static void drain(struct http_server *server) {
    int64_t since = clock_monotonic_ns();
    for (;;) {
        bool is_time_up = clock_monotonic_ns() - since > LIMIT_DRAIN_S * INT64_C(1000000000);
        size_t deferred = atomic_load(&server->deferred);
        if (!deferred && (is_time_up || !atomic_load(&server->answering))) return;
        if (is_time_up) {
            log_warn("stopping: %zu requests have not been finished yet", deferred);
            since = clock_monotonic_ns();
        }
        usleep(POLL_MS * 1000);
    }
}

void http_server_stop(struct http_server *server) {
    atomic_store(&server->stopping, true);
    drain(server);
    for (size_t i = 0; i < server->listener_count; i++)
        MHD_stop_daemon(server->listeners[i].daemon);
    slow_workers_free(server->slow);
    compressors_free(server->compressors);
    address_counts_free(server->addresses);
    arena_free(server->process_arena);
    heap_free(server);
}
