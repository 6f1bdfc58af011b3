/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server under many clients at once: answers that come late, clients that leave, slow ones that hold
 * connections, a stop in the middle, TLS.  Run under the address and the thread sanitizer.
 */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "echo_app.h"
#include "raw_client.h"

#define HOST "Host: a\r\n"

enum { CLIENTS = 12, ROUNDS = 150, SLOW_CLIENTS = 800, HONEST_REQUESTS = 400, STOPS = 12, BURST = 150 };

struct client {
    pthread_t thread;
    uint16_t port;
    int fd; /* connected before the thread starts: later the server may be gone */
    unsigned seed;
    bool stays;             /* never leaves before its answer */
    atomic_size_t *wrong;   /* answers that were not as they should be */
    atomic_bool *may_close; /* the server may end the connection at any time */
};

static unsigned next_random(struct client *client) {
    client->seed = client->seed * 1103515245u + 12345u;
    return client->seed / 65536u;
}

struct call {
    struct slice bytes;
    int status;
};

static const struct call calls[] = {
    {S_INIT("POST /later HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello"), 201},
    {S_INIT("GET /early HTTP/1.1\r\n" HOST "\r\n"), 200},
    {S_INIT("GET /ok HTTP/1.1\r\n" HOST "\r\n"), 200},
    {S_INIT("POST /later HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
     201},
};

/* One request on an open connection; now and then in two packets, now and then the client leaves before the
 * answer. */
static int make_call(struct client *client, struct arena *arena, int fd) {
    const struct call *call = &calls[next_random(client) % ARRAY_LEN(calls)];
    size_t cut = next_random(client) % 4 == 0 ? next_random(client) % call->bytes.len : 0;
    if (cut) raw_send(fd, slice_sub(call->bytes, 0, cut));
    raw_send(fd, slice_sub(call->bytes, cut, call->bytes.len));
    if (next_random(client) % 16 == 0 && !client->stays) {
        close(fd);
        return raw_connect(client->port);
    }
    int status = raw_read_one(arena, fd, NULL);
    if (status == 0 && atomic_load(client->may_close)) return fd;
    if (status != call->status) atomic_fetch_add(client->wrong, 1);
    return fd;
}

static void *client_loop(void *handle) {
    struct client *client = handle;
    struct arena *job_arena = arena_new();
    int fd = client->fd;
    for (int i = 0; i < ROUNDS && !atomic_load(client->may_close); i++) {
        fd = make_call(client, job_arena, fd);
        arena_reset(job_arena);
    }
    close(fd);
    arena_free(job_arena);
    return NULL;
}

static void start_clients(struct client *clients, uint16_t port, bool stay, atomic_size_t *wrong,
                          atomic_bool *may_close) {
    for (unsigned i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.port = port, .fd = raw_connect(port), .seed = i + 1, .stays = stay};
        clients[i].wrong = wrong;
        clients[i].may_close = may_close;
        pthread_create(&clients[i].thread, NULL, client_loop, &clients[i]);
    }
}

static void join_clients(struct client *clients) {
    for (unsigned i = 0; i < CLIENTS; i++)
        pthread_join(clients[i].thread, NULL);
}

static void no_late_answer_is_lost_or_given_to_another(void **state) {
    struct echo_app app;
    struct client clients[CLIENTS];
    atomic_size_t wrong = 0;
    atomic_bool may_close = false;
    (void)state;
    echo_start(&app, (struct echo_options){.threads = 2, .batch_us_max = 500});
    start_clients(clients, http_server_port(app.server), false, &wrong, &may_close);
    join_clients(clients);
    assert_int_equal(atomic_load(&wrong), 0);
    echo_stop(&app);
}

static void a_stop_under_load_leaves_nothing_behind(void **state) {
    (void)state;
    for (int i = 0; i < STOPS; i++) {
        struct echo_app app;
        struct client clients[CLIENTS];
        atomic_size_t wrong = 0;
        atomic_bool may_close = false;
        echo_start(&app, (struct echo_options){.threads = 2, .batch_us_max = 2000});
        start_clients(clients, http_server_port(app.server), true, &wrong, &may_close);
        usleep(20000);
        atomic_store(&may_close, true);
        echo_stop(&app);
        join_clients(clients);
        assert_int_equal(atomic_load(&wrong), 0);
    }
}

static void too_much_slow_work_is_turned_away_politely(void **state) {
    struct arena *job_arena = arena_new();
    struct echo_app app;
    int fds[BURST];
    size_t done = 0, refused = 0;
    (void)state;
    echo_start(&app, (struct echo_options){.threads = 2});
    for (size_t i = 0; i < BURST; i++)
        fds[i] = raw_connect(http_server_port(app.server));
    for (size_t i = 0; i < BURST; i++) {
        raw_send(fds[i], S("GET /slow HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"));
    }
    for (size_t i = 0; i < BURST; i++) {
        struct raw_answer answer = raw_read(job_arena, fds[i]);
        done += answer.statuses[0] == 200;
        refused += answer.statuses[0] == 503 && slice_contains(answer.text, S("\r\nRetry-After: 2\r\n"));
        close(fds[i]);
    }
    assert_int_equal(done + refused, BURST);
    assert_in_range(done, LIMIT_SLOW_QUEUE, BURST - 1);
    echo_stop(&app);
    arena_free(job_arena);
}

/* Slow clients */

static void allow_many_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* A third sends half a head, a third half a body, a third nothing. */
static void open_slow_clients(uint16_t port, int fds[static SLOW_CLIENTS]) {
    static const struct slice starts[] = {
        S_INIT("GET /ok HTTP/1.1\r\nHo"),
        S_INIT("POST /x HTTP/1.1\r\n" HOST "Content-Length: 100000\r\n\r\nhal"),
        {0}};
    for (size_t i = 0; i < SLOW_CLIENTS; i++) {
        fds[i] = raw_connect(port);
        raw_send(fds[i], starts[i % 3]);
    }
}

static void trickle(int fds[static SLOW_CLIENTS], size_t round) {
    for (size_t i = round % 8; i < SLOW_CLIENTS; i += 8)
        raw_send(fds[i], i % 3 == 0 ? S("s") : S("x"));
}

/* The honest client is answered every time, while the slow ones send a byte now and then. */
static void ask_honestly(struct arena *arena, uint16_t port, int fds[static SLOW_CLIENTS]) {
    int fd = raw_connect(port);
    for (size_t i = 0; i < HONEST_REQUESTS; i++) {
        if (i % 10 == 0) trickle(fds, i / 10);
        raw_send(fd, i % 2 ? calls[0].bytes : calls[2].bytes);
        assert_int_equal(raw_read_one(arena, fd, NULL), i % 2 ? 201 : 200);
    }
    close(fd);
}

static void eight_hundred_slow_clients_do_not_keep_an_honest_one_out(void **state) {
    struct echo_app app;
    struct arena *job_arena = arena_new();
    int fds[SLOW_CLIENTS];
    (void)state;
    allow_many_files();
    echo_start(&app, (struct echo_options){.threads = 2});
    uint16_t port = http_server_port(app.server);
    open_slow_clients(port, fds);
    ask_honestly(job_arena, port, fds);
    assert_true(http_server_connections(app.server) >= SLOW_CLIENTS);
    for (size_t i = 0; i < SLOW_CLIENTS; i++)
        close(fds[i]);
    echo_stop(&app);
    arena_free(job_arena);
}

/* TLS */

static void write_pem(const char *path, const gnutls_datum_t *pem) {
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fwrite(pem->data, 1, pem->size, file);
    fclose(file);
}

/* A key and a certificate for "localhost", made here so that no key stands in the source. */
static void make_certificate(const char *certificate_path, const char *key_path) {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
    gnutls_datum_t pem;
    gnutls_x509_privkey_init(&key);
    gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    gnutls_x509_crt_init(&certificate);
    gnutls_x509_crt_set_version(certificate, 3);
    gnutls_x509_crt_set_serial(certificate, "\x01", 1);
    gnutls_x509_crt_set_activation_time(certificate, time(NULL) - 60);
    gnutls_x509_crt_set_expiration_time(certificate, time(NULL) + 3600);
    gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, "localhost", 9);
    gnutls_x509_crt_set_key(certificate, key);
    assert_int_equal(gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0), 0);
    gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem);
    write_pem(certificate_path, &pem);
    gnutls_free(pem.data);
    gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem);
    write_pem(key_path, &pem);
    gnutls_free(pem.data);
    gnutls_x509_crt_deinit(certificate);
    gnutls_x509_privkey_deinit(key);
}

/* What the server says to the bytes over TLS, up to its end of the connection; or to a handshake in
 * `versions`, which may fail: then empty. */
static struct slice tls_exchange(struct arena *arena, uint16_t port, const char *versions, struct slice bytes,
                                 size_t step) {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    char *answer = arena_alloc(arena, 2 * 1000 * 1000);
    size_t len = 0;
    ssize_t got = 1;
    int fd = raw_connect(port);
    gnutls_certificate_allocate_credentials(&credentials);
    gnutls_init(&session, GNUTLS_CLIENT);
    gnutls_priority_set_direct(session, versions, NULL);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    gnutls_transport_set_int(session, fd);
    bool is_up = gnutls_handshake(session) == GNUTLS_E_SUCCESS;
    for (size_t at = 0; is_up && at < bytes.len; at += step) {
        struct slice piece = slice_sub(bytes, at, at + step);
        if (gnutls_record_send(session, piece.s, piece.len) < 0) break;
    }
    while (is_up && got > 0) {
        got = gnutls_record_recv(session, answer + len, 2 * 1000 * 1000 - len);
        if (got > 0) len += (size_t)got;
    }
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    close(fd);
    return (struct slice){answer, len};
}

static void assert_tls_answers(struct arena *arena, uint16_t port) {
    static const char any[] = "NORMAL";
    struct slice two = S("POST /later HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"
                         "POST /x HTTP/1.1\r\n" HOST "Connection: close\r\nContent-Length: 2\r\n\r\nhi");
    static const size_t steps[] = {1000, 1, 9};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct slice answer = tls_exchange(arena, port, any, two, steps[i]);
        assert_true(slice_contains(answer, S("201 Created")));
        assert_true(slice_contains(answer, S("tls 1 local 0")));
        assert_true(slice_ends(answer, S("body 2 hi\n")));
        answer = tls_exchange(arena, port, any, S("GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n"), steps[i]);
        assert_true(slice_starts(answer, S("HTTP/1.1 400 ")));
    }
    struct slice big =
        tls_exchange(arena, port, any, S("GET /big HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"), 1000);
    assert_in_range(big.len, 1000000, 1001000);
}

static void tls_is_as_strict_and_old_versions_are_not_spoken(void **state) {
    struct arena *job_arena = arena_new();
    struct slice base = arena_printf(job_arena, "/tmp/mlup-load-test-%d", (int)getpid());
    const char *certificate = arena_join(job_arena, base, S(".pem")).s,
               *key = arena_join(job_arena, base, S(".key")).s;
    struct echo_app app;
    (void)state;
    make_certificate(certificate, key);
    echo_start(&app, (struct echo_options){.threads = 2, .certificate_file = certificate, .key_file = key});
    uint16_t port = http_server_port(app.server);
    assert_tls_answers(job_arena, port);
    struct slice get = S("GET /ok HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    assert_true(tls_exchange(job_arena, port, "NORMAL:-VERS-ALL:+VERS-TLS1.2", get, 1000).len > 0);
    assert_true(tls_exchange(job_arena, port, "NORMAL:-VERS-ALL:+VERS-TLS1.3", get, 1000).len > 0);
    assert_int_equal(tls_exchange(job_arena, port, "NORMAL:-VERS-ALL:+VERS-TLS1.1", get, 1000).len, 0);
    assert_int_equal(raw_exchange(job_arena, port, get, 0).count, 0);
    echo_stop(&app);
    unlink(certificate);
    unlink(key);
    arena_free(job_arena);
}

static void a_server_that_cannot_start_says_why(void **state) {
    struct arena *job_arena = arena_new();
    struct echo_app app;
    echo_start(&app, (struct echo_options){.threads = 1});
    struct http_config cases[] = {
        {.host = S("127.0.0.1"), .port = http_server_port(app.server)},
        {.host = S("not an address")},
        {.host = S("127.0.0.1"), .certificate_file = S("/nowhere.pem"), .key_file = S("/nowhere.key")},
        {.host = S("127.0.0.1"), .certificate_file = S("/etc/hostname"), .key_file = S("/etc/hostname")},
        {.local_path = S("/nowhere/at/all.sock")},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct refusal refusal = REFUSAL_IN(job_arena);
        assert_null(http_server_start(&cases[i], &refusal));
        assert_int_equal(refusal.count, 1);
    }
    echo_stop(&app);
    arena_free(job_arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_late_answer_is_lost_or_given_to_another),
        cmocka_unit_test(a_stop_under_load_leaves_nothing_behind),
        cmocka_unit_test(too_much_slow_work_is_turned_away_politely),
        cmocka_unit_test(eight_hundred_slow_clients_do_not_keep_an_honest_one_out),
        cmocka_unit_test(tls_is_as_strict_and_old_versions_are_not_spoken),
        cmocka_unit_test(a_server_that_cannot_start_says_why),
    };
    return cmocka_run_group_tests_name("http, load", tests, NULL, NULL);
}
