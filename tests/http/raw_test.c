/* SPDX-License-Identifier: Apache-2.0 */
/* The server on a real socket: the exact bytes of a request, the exact status, open or closed afterwards. */
#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "echo_app.h"
#include "raw_client.h"

struct fixture {
    struct arena *arena;
    struct echo_app app;
    uint16_t port;
    char local_path[64];
};

static int setup(void **state) {
    struct fixture *fixture = heap_alloc(sizeof *fixture);
    fixture->arena = arena_new();
    snprintf(fixture->local_path, sizeof fixture->local_path, "/tmp/mlup-raw-test-%d.sock", (int)getpid());
    echo_start(&fixture->app, (struct echo_options){.threads = 2,
                                                    .local_path = fixture->local_path,
                                                    .behind_proxy = true,
                                                    .batch_us_max = 300});
    fixture->port = http_server_port(fixture->app.server);
    *state = fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    echo_stop(&fixture->app);
    unlink(fixture->local_path);
    arena_free(fixture->arena);
    heap_free(fixture);
    return 0;
}

#define HOST "Host: a\r\n"
#define CHUNKED "POST /x HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"

struct wrong {
    struct slice bytes;
    int status;
};

/* Every one is answered with its status, by our page, and the connection is closed; the handler never sees
 * it. */
static const struct wrong wrong_requests[] = {
    /* Which host? */
    {S_INIT("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\nHost: a\r\nhOST: b\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"), 400},
    {S_INIT("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {S_INIT("GET http://a:1/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
    {S_INIT("GET http://a@b/ HTTP/1.1\r\nHost: b\r\n\r\n"), 400},
    /* How long is the body? */
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\na"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\na"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\na"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\na"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 0x1\r\n\r\na"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1a\r\n\r\na"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1 \r\n\r\na"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\na"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1.0\r\n\r\na"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 18446744073709551617\r\n\r\na"), 413},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999999999\r\n\r\na"), 413},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 900000000000\r\n\r\na"), 413},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
     400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
     400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
     400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n"), 400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding:\x0b"
            "chunked\r\n\r\n0\r\n\r\n"),
     400},
    {S_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding :chunked\r\n\r\n0\r\n\r\n"), 400},
    {S_INIT("POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
    /* Where does a line end? */
    {S_INIT("GET / HTTP/1.1\nHost: a\n\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\nHost: a\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "\n"), 400},
    {S_INIT("GET / HTTP/1.1\rHost: a\r\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\rY: b\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\r\r\n\r\n"), 400},
    {S_INIT("\r\nGET / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("\nGET / HTTP/1.1\r\n" HOST "\r\n"), 400},
    /* Folded headers */
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\r\n Y: b\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n " HOST "\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\nHost:\r\n a\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\r\n \r\n\r\n"), 400},
    /* Header names */
    {S_INIT("GET / HTTP/1.1\r\nHost : a\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\nHost\t: a\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST ": a\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X Y: a\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X(: a\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X\xc3\xa9: a\r\n\r\n"), 400},
    /* NUL and control bytes */
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\0\nY: b\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X\0: a\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\x01\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: a\x7f\r\n\r\n"), 400},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "X: \x1b[0m\r\n\r\n"), 400},
    {S_INIT("GET /\0 HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /\x01 HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("G\0T / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /%00 HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /?a=%00 HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /%0a HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /%7f HTTP/1.1\r\n" HOST "\r\n"), 400},
    /* The address */
    {S_INIT("GET /%zz HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /% HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /?a=%4 HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /%ff HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /%c0%af HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /?a=%ed%a0%80 HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /../etc/passwd HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /%2e%2e/etc/passwd HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /a%2fb HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET x HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET * HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /#top HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET ftp://a/ HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /a b HTTP/1.1\r\n" HOST "\r\n"), 400},
    /* The request line */
    {S_INIT("GET  / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET /  HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET / HTTP/1.1 \r\n" HOST "\r\n"), 400},
    {S_INIT(" GET / HTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET\t/\tHTTP/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET / http/1.1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET / HTTP/1.10\r\n" HOST "\r\n"), 400},
    {S_INIT("GET / HTTP/1,1\r\n" HOST "\r\n"), 400},
    {S_INIT("GET / JUNK\r\n" HOST "\r\n"), 400},
    {S_INIT("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"), 400},
    {S_INIT("GET /\r\n"), 505},
    {S_INIT("GET / HTTP/0.9\r\n" HOST "\r\n"), 505},
    {S_INIT("GET / HTTP/1.2\r\n" HOST "\r\n"), 505},
    {S_INIT("GET / HTTP/2.0\r\n" HOST "\r\n"), 505},
    {S_INIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505},
    {S_INIT("BREW / HTTP/1.1\r\n" HOST "\r\n"), 501},
    {S_INIT("get / HTTP/1.1\r\n" HOST "\r\n"), 501},
    {S_INIT("TRACE / HTTP/1.1\r\n" HOST "\r\n"), 501},
    {S_INIT("CONNECT a:1 HTTP/1.1\r\n" HOST "\r\n"), 501},
    {S_INIT("GET / HTTP/1.1\r\n" HOST "Expect: 200-ok\r\n\r\n"), 417},
    /* Chunks */
    {S_INIT(CHUNKED "5\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "5\r\nhello\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "5\r\nhello0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "0\n\r\n"), 400},
    {S_INIT(CHUNKED "0\r\n\n"), 400},
    {S_INIT(CHUNKED "g\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "0x5\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "-5\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "+5\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED " 5\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "5 \r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED ";a=b\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "5;a\0b\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "5;a\rb\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "10000000000000005\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "ffffffffffffffff\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "000000005\r\nhello\r\n0\r\n\r\n"), 400},
    {S_INIT(CHUNKED "0\r\nX: trailer\r\n\r\n"), 400},
    {S_INIT(CHUNKED "0\r\nContent-Length: 5\r\n\r\n"), 400},
};

static void assert_refused(struct fixture *fixture, struct slice bytes, int status, size_t step) {
    size_t calls = atomic_load(&fixture->app.calls);
    struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, bytes, step);
    bool fits = answer.count == 1 && answer.statuses[0] == status && answer.is_closed;
    if (!fits) {
        fail_msg("for %.*s\n(step %zu) wanted %d and the end, got %.*s%s",
                 SLICE_ARG(slice_sub(bytes, 0, 300)), step, status, SLICE_ARG(answer.text),
                 answer.is_closed ? "" : " and no end");
    }
    assert_true(slice_contains(answer.text, S("Content-Type: text/plain"))); /* our page, not the library's */
    assert_int_equal(atomic_load(&fixture->app.calls), calls);
}

static void every_malformed_request_is_refused_and_the_connection_closed(void **state) {
    for (size_t i = 0; i < ARRAY_LEN(wrong_requests); i++) {
        assert_refused(*state, wrong_requests[i].bytes, wrong_requests[i].status, 0);
    }
}

static void a_malformed_request_in_many_packets_is_refused_the_same(void **state) {
    for (size_t i = 0; i < ARRAY_LEN(wrong_requests); i++) {
        assert_refused(*state, wrong_requests[i].bytes, wrong_requests[i].status, 1);
        assert_refused(*state, wrong_requests[i].bytes, wrong_requests[i].status, 7);
    }
}

/* One clean request before the wrong one, in the same packet: the clean one keeps its answer. */
static void a_malformed_request_does_not_harm_the_one_before_it(void **state) {
    static const char *const before[] = {"GET /ok HTTP/1.1\r\n" HOST "\r\n",
                                         "POST /later HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc",
                                         CHUNKED "3\r\nabc\r\n0\r\n\r\n"};
    static const int statuses[] = {200, 201, 200};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < ARRAY_LEN(wrong_requests); i += 3) {
        for (size_t j = 0; j < ARRAY_LEN(before); j++) {
            struct slice both = arena_join(fixture->arena, slice_of(before[j]), wrong_requests[i].bytes);
            struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, both, 0);
            assert_int_equal(answer.count, 2);
            assert_int_equal(answer.statuses[0], statuses[j]);
            assert_int_equal(answer.statuses[1], wrong_requests[i].status);
            assert_true(answer.is_closed);
        }
    }
}

static struct slice repeated(struct arena *arena, const char *start, const char *piece, size_t count,
                             const char *end) {
    struct text text = TEXT_IN(arena);
    text_append(&text, slice_of(start));
    for (size_t i = 0; i < count; i++)
        text_append(&text, slice_of(piece));
    text_append(&text, slice_of(end));
    return text_slice(&text);
}

static void absurd_sizes_are_refused_by_name(void **state) {
    struct fixture *fixture = *state;
    struct arena *arena = fixture->arena;
    const struct wrong cases[] = {
        {repeated(arena, "GET /", "a", LIMIT_URL_BYTES, " HTTP/1.1\r\n" HOST "\r\n"), 414},
        {repeated(arena, "GET /", "a", 100000, " HTTP/1.1\r\n" HOST "\r\n"), 414},
        {repeated(arena, "GET /", "a", 100000, ""), 414},
        {repeated(arena, "GET / HTTP/1.1\r\n" HOST "X: ", "a", LIMIT_HEADER_BYTES, "\r\n\r\n"), 431},
        {repeated(arena, "GET / HTTP/1.1\r\n" HOST "X: ", "a", 1000000, ""), 431},
        {repeated(arena, "GET / HTTP/1.1\r\n" HOST, "X: a\r\n", LIMIT_HEADER_COUNT, "\r\n"), 431},
        {repeated(arena, "GET / HTTP/1.1\r\n" HOST, "X", LIMIT_HEADER_NAME_BYTES + 1, ": a\r\n\r\n"), 431},
        {repeated(arena, CHUNKED "5;", "a", LIMIT_CHUNK_LINE_BYTES, "\r\nhello\r\n0\r\n\r\n"), 400},
        {repeated(arena, CHUNKED, "0", 1000, "\r\n\r\n"), 400},
        {repeated(arena, "GET / HTTP/1.1\r\n" HOST "Cookie: ", "a;", 7000, "\r\n\r\n"), 431},
        {repeated(arena, "GET / HTTP/1.1\r\n" HOST, "Cookie: a\r\n", 90,
                  "Cookie: ;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;"
                  ";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;\r\n\r\n"),
         431},
        {repeated(arena, "GET /?", "a&", LIMIT_QUERY_PAIRS, "a HTTP/1.1\r\n" HOST "\r\n"), 400},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct raw_answer answer = raw_exchange(arena, fixture->port, cases[i].bytes, 0);
        if (answer.count != 1 || answer.statuses[0] != cases[i].status || !answer.is_closed) {
            fail_msg("case %zu: wanted %d, got %.*s", i, cases[i].status, SLICE_ARG(answer.text));
        }
    }
}

static void the_largest_allowed_head_is_served(void **state) {
    struct fixture *fixture = *state;
    struct slice url = repeated(fixture->arena, "GET /", "a", LIMIT_URL_BYTES - 1,
                                " HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    assert_int_equal(raw_exchange(fixture->arena, fixture->port, url, 0).statuses[0], 200);
    struct slice headers = repeated(fixture->arena, "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n",
                                    "X-Y: abcdef\r\n", LIMIT_HEADER_COUNT - 2, "\r\n");
    assert_int_equal(raw_exchange(fixture->arena, fixture->port, headers, 0).statuses[0], 200);
    struct slice value = repeated(fixture->arena, "GET / HTTP/1.1\r\n" HOST "Connection: close\r\nX: ", "a",
                                  LIMIT_HEADER_BYTES - 60, "\r\n\r\n");
    assert_int_equal(raw_exchange(fixture->arena, fixture->port, value, 0).statuses[0], 200);
    assert_int_equal(raw_exchange(fixture->arena, fixture->port, value, 900).statuses[0], 200);
    struct slice cookies =
        repeated(fixture->arena, "GET / HTTP/1.1\r\n" HOST "Connection: close\r\nCookie: ",
                 "a=bcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789ab"
                 "cdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789abc"
                 "defghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefgh; ",
                 LIMIT_COOKIES - 1, "sid=last\r\n\r\n");
    assert_true(
        slice_contains(raw_exchange(fixture->arena, fixture->port, cookies, 0).text, S("cookie last")));
    struct slice all = repeated(fixture->arena, "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n",
                                "X-Y: abcdef\r\n", LIMIT_HEADER_COUNT - 3, "Cookie: ");
    struct text most = TEXT_IN(fixture->arena);
    text_append(&most, all);
    while (most.len + 330 < LIMIT_HEADER_BYTES)
        text_printf(&most, "a=%0300d; ", 1);
    text_append(&most, S("sid=last\r\n\r\n"));
    assert_true(slice_contains(raw_exchange(fixture->arena, fixture->port, text_slice(&most), 0).text,
                               S("cookie last")));
    struct slice query = repeated(fixture->arena, "GET /?", "a=b&", LIMIT_QUERY_PAIRS - 1,
                                  "z=1 HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    assert_true(slice_contains(raw_exchange(fixture->arena, fixture->port, query, 0).text, S("query z=1\n")));
}

static void a_body_over_the_limit_gets_a_message_and_not_a_broken_connection(void **state) {
    struct fixture *fixture = *state;
    size_t calls = atomic_load(&fixture->app.calls);
    struct slice head = arena_printf(fixture->arena, "POST /x HTTP/1.1\r\n" HOST "Content-Length: %d\r\n\r\n",
                                     LIMIT_BODY_BYTES + 1);
    struct slice body = repeated(fixture->arena, "", "0123456789abcdef", LIMIT_BODY_BYTES / 16, "x");
    struct raw_answer answer =
        raw_exchange(fixture->arena, fixture->port, arena_join(fixture->arena, head, body), 0);
    assert_int_equal(answer.statuses[0], 413);
    assert_true(slice_contains(answer.text, S("too large")));
    assert_true(answer.is_closed);
    struct slice chunk = arena_printf(fixture->arena, CHUNKED "%x\r\n", LIMIT_BODY_BYTES + 1);
    struct slice whole =
        arena_join(fixture->arena, arena_join(fixture->arena, chunk, body), S("\r\n0\r\n\r\n"));
    answer = raw_exchange(fixture->arena, fixture->port, whole, 0);
    assert_int_equal(answer.statuses[0], 413);
    assert_int_equal(atomic_load(&fixture->app.calls), calls);
}

static void a_body_at_the_limit_arrives_whole(void **state) {
    struct fixture *fixture = *state;
    struct slice head = arena_printf(
        fixture->arena, "POST /x HTTP/1.1\r\n" HOST "Connection: close\r\nContent-Length: %d\r\n\r\n",
        LIMIT_BODY_BYTES);
    struct slice body = repeated(fixture->arena, "", "0123456789abcdef", LIMIT_BODY_BYTES / 16, "");
    struct raw_answer answer =
        raw_exchange(fixture->arena, fixture->port, arena_join(fixture->arena, head, body), 0);
    assert_int_equal(answer.statuses[0], 200);
    assert_true(slice_contains(answer.text,
                               arena_printf(fixture->arena, "body %d 0123456789abcdef", LIMIT_BODY_BYTES)));
}

static void a_path_may_take_larger_bodies_than_others(void **state) {
    struct fixture *fixture = *state;
    static const char head[] =
        "POST /upload HTTP/1.1\r\n" HOST "Connection: close\r\nContent-Length: 3145728\r\n\r\n";
    struct slice request = repeated(fixture->arena, head, "0123456789abcdef", 3145728 / 16, "");
    assert_int_equal(raw_exchange(fixture->arena, fixture->port, request, 0).statuses[0], 200);
}

static void a_proxy_cannot_pass_on_what_is_no_address(void **state) {
    struct fixture *fixture = *state;
    struct slice request =
        S("GET / HTTP/1.1\r\n" HOST "Connection: close\r\nX-Forwarded-For: 192.0.2.1, <b>\r\n\r\n");
    struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, request, 0);
    assert_true(slice_contains(answer.text, S("client 127.0.0.1 tls 0")));
}

static void who_asks_first_is_told_before_sending_too_much(void **state) {
    struct fixture *fixture = *state;
    struct slice ask =
        S("POST /x HTTP/1.1\r\n" HOST "Content-Length: 9000000\r\nExpect: 100-continue\r\n\r\n");
    struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, ask, 0);
    assert_int_equal(answer.count, 1);
    assert_int_equal(answer.statuses[0], 413);
    assert_false(slice_contains(answer.text, S("100 Continue")));
    assert_true(answer.is_closed);
}

static void who_asks_first_is_told_to_go_on(void **state) {
    struct fixture *fixture = *state;
    int fd = raw_connect(fixture->port);
    raw_send(fd, S("POST /x HTTP/1.1\r\n" HOST "Content-Length: 3\r\nExpect: 100-Continue\r\n\r\n"));
    assert_int_equal(raw_read_one(fixture->arena, fd, NULL), 100);
    raw_send(fd, S("abc"));
    struct slice body;
    assert_int_equal(raw_read_one(fixture->arena, fd, &body), 200);
    assert_true(slice_contains(body, S("body 3 abc")));
    close(fd);
}

static void pipelined_requests_are_answered_in_order(void **state) {
    struct fixture *fixture = *state;
    struct slice all =
        S("GET /ok HTTP/1.1\r\n" HOST "\r\n"
          "POST /later HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"
          "GET /early HTTP/1.1\r\n" HOST "\r\n"
          "POST /later HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n0\r\n\r\n"
          "HEAD /ok HTTP/1.1\r\n" HOST "\r\n"
          "GET /slow HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    static const int wanted[] = {200, 201, 200, 201, 200, 200};
    static const size_t steps[] = {0, 1, 5, 50, 111};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, all, steps[i]);
        assert_int_equal(answer.count, ARRAY_LEN(wanted));
        for (size_t j = 0; j < ARRAY_LEN(wanted); j++)
            assert_int_equal(answer.statuses[j], wanted[j]);
        assert_true(answer.is_closed);
        assert_true(slice_ends(answer.text, S("slow\n")));
    }
}

static void many_pipelined_requests_in_one_packet_are_all_answered(void **state) {
    struct fixture *fixture = *state;
    struct slice all = repeated(fixture->arena, "", "GET /ok HTTP/1.1\r\n" HOST "\r\n", 3000,
                                "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, all, 0);
    size_t count = 0;
    for (size_t at = 0; (at = slice_find(answer.text, S("HTTP/1.1 200"), at)) < answer.text.len; at++)
        count++;
    assert_int_equal(count, 3001);
    assert_true(answer.is_closed);
}

static void head_has_the_length_but_no_body(void **state) {
    struct fixture *fixture = *state;
    struct slice request = S("HEAD /big HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, request, 0);
    assert_true(slice_contains(answer.text, S("Content-Length: 1000000\r\n")));
    assert_true(slice_ends(answer.text, S("\r\n\r\n")));
}

static void the_server_says_when_but_not_what_it_is(void **state) {
    struct fixture *fixture = *state;
    struct slice request = S("GET /ok HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, request, 0);
    assert_true(slice_contains(answer.text, S("\r\nDate: ")));
    assert_false(slice_contains(answer.text, S("\r\nServer:")));
}

static void a_request_shows_path_query_cookie_and_body_decoded(void **state) {
    struct fixture *fixture = *state;
    struct slice request =
        S("POST http://a/%E1%9E%80?b=1&b=+2&c HTTP/1.1\r\n" HOST "Cookie: x=y; sid=s3\r\n"
          "X-Test:  padded \t\r\nContent-Length: 2\r\nConnection: close\r\n"
          "X-Forwarded-For: 203.0.113.9, 198.51.100.2\r\nX-Forwarded-Proto: https\r\n\r\nhi");
    struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, request, 0);
    assert_true(slice_ends(answer.text,
                           S("\r\n\r\nPOST /\xe1\x9e\x80\nquery b=1\nquery b= 2\nquery c=\n"
                             "client 198.51.100.2 tls 1 local 0\ncookie s3\nx-test padded\nbody 2 hi\n")));
}

static void old_clients_are_served(void **state) {
    struct fixture *fixture = *state;
    struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, S("GET /ok HTTP/1.0\r\n\r\n"), 0);
    assert_int_equal(answer.statuses[0], 200);
    assert_true(answer.is_closed);
    answer = raw_exchange(fixture->arena, fixture->port, S("GET /stream HTTP/1.0\r\n\r\n"), 0);
    assert_false(slice_contains(answer.text, S("chunked")));
    assert_true(answer.is_closed && answer.text.len > 1000000);
}

static void a_client_that_has_closed_its_side_still_gets_a_deferred_answer(void **state) {
    struct fixture *fixture = *state;
    int fd = raw_connect(fixture->port);
    raw_send(fd, S("POST /later HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\nx"));
    shutdown(fd, SHUT_WR);
    struct raw_answer answer = raw_read(fixture->arena, fd);
    assert_int_equal(answer.count, 1);
    assert_int_equal(answer.statuses[0], 201);
    close(fd);
}

static void an_answer_in_pieces_arrives_whole_or_visibly_cut(void **state) {
    struct fixture *fixture = *state;
    struct slice request = S("GET /stream HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    struct raw_answer answer = raw_exchange(fixture->arena, fixture->port, request, 0);
    assert_true(slice_ends(answer.text, S("\r\n0\r\n\r\n")));
    assert_in_range(answer.text.len, 1000000, 1010000);
    answer = raw_exchange(fixture->arena, fixture->port, S("GET /broken HTTP/1.1\r\n" HOST "\r\n"), 0);
    assert_true(answer.is_closed);
    assert_false(slice_ends(answer.text, S("0\r\n\r\n")));
}

static void the_local_socket_is_for_its_owner_only(void **state) {
    struct fixture *fixture = *state;
    struct stat status;
    assert_int_equal(stat(fixture->local_path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    int fd = raw_connect_file(fixture->local_path);
    raw_send(fd, S("GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"));
    struct raw_answer answer = raw_read(fixture->arena, fd);
    assert_true(slice_contains(answer.text, S("client local tls 0 local 1\n")));
    close(fd);
    fd = raw_connect_file(fixture->local_path);
    raw_send(fd, S("GET / HTTP/1.1\r\nHost : a\r\n\r\n"));
    assert_int_equal(raw_read(fixture->arena, fd).statuses[0], 400);
    close(fd);
}

/* Waits until the server has noticed that everybody is gone. */
static void assert_all_gone(struct fixture *fixture) {
    for (int i = 0; i < 500 && http_server_connections(fixture->app.server); i++)
        usleep(10000);
    assert_int_equal(http_server_connections(fixture->app.server), 0);
    assert_int_equal(http_server_requests(fixture->app.server), 0);
}

static void half_a_request_never_reaches_the_handler(void **state) {
    struct fixture *fixture = *state;
    struct slice request = S("POST /x HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\n012345678");
    size_t calls = atomic_load(&fixture->app.calls);
    for (size_t len = 0; len <= request.len; len++) {
        int fd = raw_connect(fixture->port);
        raw_send(fd, slice_sub(request, 0, len));
        close(fd);
    }
    assert_all_gone(fixture);
    assert_int_equal(atomic_load(&fixture->app.calls), calls);
}

/* Closes with a reset, as a phone that loses its network does. */
static void drop(int fd) {
    struct linger linger = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(fd);
}

static void clients_that_drop_while_they_are_answered_harm_nobody(void **state) {
    static const char *const paths[] = {"/later", "/slow", "/big", "/stream", "/broken", "/early"};
    struct fixture *fixture = *state;
    size_t streams = atomic_load(&fixture->app.streams_closed);
    for (size_t i = 0; i < 240; i++) {
        int fd = raw_connect(fixture->port);
        raw_send(fd, arena_printf(fixture->arena, "GET %s HTTP/1.1\r\n" HOST "\r\n", paths[i % 6]));
        char some[10];
        if (i % 3 == 0) recv(fd, some, sizeof some, 0);
        if (i % 5 == 0) usleep(300);
        i % 2 ? drop(fd) : (void)close(fd);
    }
    assert_all_gone(fixture);
    assert_in_range(atomic_load(&fixture->app.streams_closed) - streams, 1, 80);
    struct slice request = S("GET /ok HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    assert_int_equal(raw_exchange(fixture->arena, fixture->port, request, 0).statuses[0], 200);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_malformed_request_is_refused_and_the_connection_closed),
        cmocka_unit_test(a_malformed_request_in_many_packets_is_refused_the_same),
        cmocka_unit_test(a_malformed_request_does_not_harm_the_one_before_it),
        cmocka_unit_test(absurd_sizes_are_refused_by_name),
        cmocka_unit_test(the_largest_allowed_head_is_served),
        cmocka_unit_test(a_body_over_the_limit_gets_a_message_and_not_a_broken_connection),
        cmocka_unit_test(a_body_at_the_limit_arrives_whole),
        cmocka_unit_test(a_path_may_take_larger_bodies_than_others),
        cmocka_unit_test(a_proxy_cannot_pass_on_what_is_no_address),
        cmocka_unit_test(who_asks_first_is_told_before_sending_too_much),
        cmocka_unit_test(who_asks_first_is_told_to_go_on),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(many_pipelined_requests_in_one_packet_are_all_answered),
        cmocka_unit_test(head_has_the_length_but_no_body),
        cmocka_unit_test(the_server_says_when_but_not_what_it_is),
        cmocka_unit_test(a_request_shows_path_query_cookie_and_body_decoded),
        cmocka_unit_test(old_clients_are_served),
        cmocka_unit_test(a_client_that_has_closed_its_side_still_gets_a_deferred_answer),
        cmocka_unit_test(an_answer_in_pieces_arrives_whole_or_visibly_cut),
        cmocka_unit_test(the_local_socket_is_for_its_owner_only),
        cmocka_unit_test(half_a_request_never_reaches_the_handler),
        cmocka_unit_test(clients_that_drop_while_they_are_answered_harm_nobody),
    };
    return cmocka_run_group_tests_name("http, raw", tests, setup, teardown);
}
