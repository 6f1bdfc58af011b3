/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "http/addresses.h"
#include "http/compress.h"
#include "http/response.h"
#include "http/slow.h"
#include "http/wire.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <zlib.h>

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static void assert_slice(struct slice actual, const char *expected) {
    if (!slice_equal(actual, slice_of(expected)))
        fail_msg("got '%.*s', wanted '%s'", SLICE_ARG(actual), expected);
}

/* Queries, forms, cookies */

static void a_query_keeps_order_and_duplicates(void **state) {
    struct http_pairs pairs;
    assert_true(pairs_decode(*state, S("b=2&a=%E1%9E%80+x&b=3&&c&d=%26%3D"), 10, &pairs));
    assert_int_equal(pairs.count, 5);
    assert_slice(pairs.items[0].name, "b");
    assert_slice(pairs.items[1].value, "\xe1\x9e\x80 x");
    assert_slice(pairs.items[2].value, "3");
    assert_slice(pairs.items[3].name, "c");
    assert_slice(pairs.items[4].value, "&=");
    assert_slice(pairs_find(pairs, S("b")), "2");
    assert_int_equal(pairs_find(pairs, S("z")).len, 0);
}

static void a_query_that_cannot_be_read_is_refused(void **state) {
    static const char *const bad[] = {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%01=1", "a=%c0%80", "a=%1b"};
    struct http_pairs pairs;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_false(pairs_decode(*state, slice_of(bad[i]), 10, &pairs));
        assert_int_equal(pairs_find(pairs, S("a")).len, 0); /* the page that refuses it looks for its language */
    }
    assert_false(pairs_decode(*state, S("lang=km&a=%zz"), 10, &pairs));
    assert_int_equal(pairs.count, 0);
    assert_false(pairs_decode(*state, S("a&b&c"), 2, &pairs));
    assert_true(pairs_decode(*state, S(""), 2, &pairs));
    assert_int_equal(pairs.count, 0);
}

static void a_damaged_form_value_is_named_and_what_was_typed_is_kept(void **state) {
    struct http_form form;
    assert_true(urlencoded_parse(*state, S("good=1&bad=x%ffy%00z&note=a%0D%0Ab"), &form));
    assert_int_equal(form.count, 3);
    assert_false(form.fields[0].is_damaged);
    assert_true(form.fields[1].is_damaged);
    assert_slice(form.fields[1].value, "x\xef\xbf\xbdyz");
    assert_false(form.fields[2].is_damaged);
    assert_slice(form.fields[2].value, "a\r\nb");
}

static void a_path_is_decoded_once_and_stays_inside(void **state) {
    struct slice path;
    assert_true(path_decode(*state, S("/a/%E1%9E%80/b%2525"), &path));
    assert_slice(path, "/a/\xe1\x9e\x80/b%25");
    static const char *const bad[] = {"",       "a",      "/%00", "/a%0a", "/..",     "/a/../b", "/%2e%2e/x",
                                      "/a%2fb", "/a%2Fb", "/./a", "/%",    "/%c3%28", "/a%7f",   "/a/.%2e"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(path_decode(*state, slice_of(bad[i]), &path));
}

static void cookies_of_other_programs_do_no_harm(void **state) {
    struct http_pairs cookies;
    assert_true(cookies_parse(*state, S("a=1; sid=x=y==; junk; =nothing; b=\"q\""), &cookies));
    assert_int_equal(cookies.count, 3);
    assert_slice(pairs_find(cookies, S("sid")), "x=y==");
    assert_slice(pairs_find(cookies, S("b")), "\"q\"");
    struct text many = TEXT_IN(*state);
    for (size_t i = 0; i < LIMIT_COOKIES; i++)
        text_append(&many, S("a=1;"));
    assert_false(cookies_parse(*state, text_slice(&many), &cookies));
}

static void media_types_are_compared_without_their_parameters(void **state) {
    struct slice type = S("Multipart/Form-Data; charset=utf-8; Boundary=\"a \\\"b;\"; x=1");
    assert_true(media_type_is(type, S("multipart/form-data")));
    assert_slice(media_type_parameter(*state, type, S("boundary")), "a \"b;");
    assert_slice(media_type_parameter(*state, type, S("x")), "1");
    assert_slice(media_type_parameter(*state, S("text/plain"), S("x")), "");
}

static const char upload[] = "--XX\r\n"
                             "Content-Disposition: form-data; name=\"title\"\r\n"
                             "\r\n"
                             "Men\r\n--X\r\n"
                             "--XX\r\n"
                             "content-disposition: form-data; name=\"f\"; filename=\"C:\\x\\\"1\\\".csv\"\r\n"
                             "Content-Type: text/csv\r\n"
                             "\r\n"
                             "a,b\r\n\0\xff\r\n"
                             "--XX\r\n"
                             "Content-Disposition: form-data; name=title\r\n"
                             "\r\n"
                             "\r\n"
                             "--XX--\r\n";

static void an_upload_keeps_fields_and_file_bytes(void **state) {
    struct slice body = {upload, sizeof upload - 1};
    struct http_form form;
    assert_true(multipart_parse(*state, body, S("XX"), &form));
    assert_int_equal(form.count, 3);
    assert_slice(form.fields[0].value, "Men\r\n--X");
    assert_true(form.fields[1].is_file);
    assert_slice(form.fields[1].file_name, "C:\\x\"1\".csv");
    assert_slice(form.fields[1].content_type, "text/csv");
    assert_int_equal(form.fields[1].value.len, 7);
    assert_slice(form.fields[2].name, "title");
    assert_int_equal(form.fields[2].value.len, 0);
    assert_slice(form_find(&form, S("title")), "Men\r\n--X");
}

static void an_upload_cut_anywhere_is_refused(void **state) {
    struct http_form form;
    for (size_t len = 0; len < sizeof upload - 5; len++) {
        assert_false(multipart_parse(*state, (struct slice){upload, len}, S("XX"), &form));
    }
}

/* The wire */

static const char get[] = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

/* Status of the refusal when the bytes come in pieces of `step`; 0 when all went through. */
static int scan_in_steps(struct slice bytes, size_t step, size_t *passed) {
    struct wire wire = {0};
    size_t done = 0, seen = 0;
    while (seen < bytes.len && wire.phase != WIRE_REFUSED) {
        seen = seen + step < bytes.len ? seen + step : bytes.len;
        done += wire_scan(&wire, slice_sub(bytes, done, seen));
    }
    *passed = done;
    return wire.refusal.status;
}

static void assert_scan(struct slice bytes, int status) {
    size_t whole, passed;
    assert_int_equal(scan_in_steps(bytes, bytes.len, &whole), status);
    for (size_t step = 1; step < 40; step++) {
        assert_int_equal(scan_in_steps(bytes, step, &passed), status);
        assert_int_equal(passed, whole);
    }
}

static void clean_requests_pass_however_they_are_cut(void **state) {
    struct slice requests[] = {
        slice_of(get),
        S("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n"),
        S("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
          "Chunked\r\n\r\n5\r\nhello\r\n1;a=b\r\n!\r\n0\r\n\r\n"
          "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        S("GET http://a:80/x HTTP/1.1\r\nHost: A:80\r\n\r\n"),
        S("OPTIONS * HTTP/1.1\r\nhost:a\r\nX-Empty:\r\nX-Latin: \xe9\r\n\r\n"),
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
        size_t passed;
        assert_scan(requests[i], 0);
        scan_in_steps(requests[i], 7, &passed);
        assert_int_equal(passed, requests[i].len);
    }
}

static void what_could_be_read_in_two_ways_is_refused(void **state) {
    const struct {
        struct slice bytes;
        int status;
    } cases[] = {
        {S_INIT("GET / HTTP/1.1\nHost: a\n\n"), 400},
        {S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: b\0\nY: c\r\n\r\n"), 400},
        {S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n"), 400},
        {S_INIT("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), 400},
        {S_INIT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"),
         400},
        {S_INIT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n"),
         400},
        {S_INIT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n"), 400},
        {S_INIT("GET /\r\n"), 505},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_scan(cases[i].bytes, cases[i].status);
}

static void a_refused_request_ends_in_a_way_the_scanner_itself_accepts(void **state) {
    static const char start[] = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    static const char *const tails[] = {"", "zz\r\n", "2\r\nab\r\nzz\r\n", "2\r\nabzz", "0\r\nzz"};
    for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
        struct wire wire = {0}, second = {0};
        struct slice bytes = arena_join(*state, slice_of(i ? start : "zz\r\n"), slice_of(tails[i]));
        size_t clean = wire_scan(&wire, bytes);
        assert_int_equal(wire.phase, WIRE_REFUSED);
        struct slice ended = arena_join(*state, slice_sub(bytes, 0, clean), wire_stand_in(&wire));
        assert_int_equal(wire_scan(&second, ended), ended.len);
        assert_int_equal(second.phase, WIRE_HEAD);
        assert_int_equal(second.requests, wire.refused_request);
    }
}

/* Responses */

static bool aborts(struct slice name, struct slice value) {
    pid_t child = fork();
    if (child == 0) {
        struct http_response response = {.request_arena = arena_new()};
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr)) _exit(3);
        http_response_add_header(&response, name, value);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void user_text_cannot_write_headers(void **state) {
    (void)state;
    assert_true(aborts(S("Location"), S("/x\r\nSet-Cookie: a=b")));
    assert_true(aborts(S("Location"), S("/x\n")));
    assert_true(aborts(S("X\r\n"), S("a")));
    assert_true(aborts(S("Content-Length"), S("3")));
    assert_true(aborts(S("X-A"), (struct slice){"a\0b", 3}));
    assert_false(aborts(S("Location"), S("/x")));
}

static void gzip_is_used_only_for_who_takes_it(void **state) {
    (void)state;
    assert_true(accepts_gzip(S("deflate, gzip;q=0.5, br")));
    assert_true(accepts_gzip(S("GZIP")));
    assert_false(accepts_gzip(S("gzip;q=0")));
    assert_false(accepts_gzip(S("gzip; q=0.000")));
    assert_false(accepts_gzip(S("br")));
    assert_false(accepts_gzip((struct slice){0}));
}

static struct slice gunzip(struct arena *arena, struct slice packed, size_t size) {
    z_stream stream = {0};
    char *out = arena_alloc(arena, size);
    inflateInit2(&stream, 15 + 16);
    stream.next_in = (Bytef *)(uintptr_t)packed.s;
    stream.avail_in = (uInt)packed.len;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)size;
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    return (struct slice){out, size - stream.avail_out};
}

static void a_compressed_page_unpacks_to_itself(void **state) {
    struct compressors *compressors = compressors_new();
    struct text page = TEXT_IN(*state);
    for (int i = 0; i < 500; i++)
        text_printf(&page, "<tr><td>%d</td></tr>\n", i);
    for (int i = 0; i < 3; i++) {
        struct slice packed = compress_gzip(compressors, *state, text_slice(&page));
        assert_in_range(packed.len, 1, page.len / 3);
        assert_true(slice_equal(gunzip(*state, packed, page.len + 1), text_slice(&page)));
    }
    assert_int_equal(compress_gzip(compressors, *state, S("x")).len, 0);
    compressors_free(compressors);
}

/* Addresses, slow work */

static void one_client_cannot_take_all_connections(void **state) {
    struct address_counts *counts = address_counts_new();
    struct sockaddr_in here = {.sin_family = AF_INET}, there = here, home = here;
    inet_pton(AF_INET, "192.0.2.7", &here.sin_addr);
    inet_pton(AF_INET, "192.0.2.8", &there.sin_addr);
    inet_pton(AF_INET, "127.0.0.1", &home.sin_addr);
    for (int i = 0; i < LIMIT_CONNECTIONS_PER_ADDRESS; i++) {
        assert_true(address_may_connect(counts, (struct sockaddr *)&here));
        address_connected(counts, (struct sockaddr *)&here);
        address_connected(counts, (struct sockaddr *)&home);
    }
    assert_false(address_may_connect(counts, (struct sockaddr *)&here));
    assert_true(address_may_connect(counts, (struct sockaddr *)&there));
    assert_true(address_may_connect(counts, (struct sockaddr *)&home));
    address_disconnected(counts, (struct sockaddr *)&here);
    assert_true(address_may_connect(counts, (struct sockaddr *)&here));
    assert_slice(address_format(*state, (struct sockaddr *)&here), "192.0.2.7");
    address_counts_free(counts);
}

struct gate {
    pthread_mutex_t lock;
    int done;
};

static void wait_at_gate(void *handle) {
    struct gate *gate = handle;
    pthread_mutex_lock(&gate->lock);
    gate->done++;
    pthread_mutex_unlock(&gate->lock);
}

static void slow_work_is_bounded_and_none_is_lost(void **state) {
    struct gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct slow_workers *workers = slow_workers_new();
    int taken = 0;
    (void)state;
    pthread_mutex_lock(&gate.lock);
    for (int i = 0; i < LIMIT_SLOW_QUEUE * 2; i++)
        taken += slow_workers_add(workers, wait_at_gate, &gate);
    pthread_mutex_unlock(&gate.lock);
    assert_in_range(taken, LIMIT_SLOW_QUEUE, LIMIT_SLOW_QUEUE + LIMIT_SLOW_THREADS);
    slow_workers_free(workers);
    assert_int_equal(gate.done, taken);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_keeps_order_and_duplicates),
        cmocka_unit_test(a_query_that_cannot_be_read_is_refused),
        cmocka_unit_test(a_damaged_form_value_is_named_and_what_was_typed_is_kept),
        cmocka_unit_test(a_path_is_decoded_once_and_stays_inside),
        cmocka_unit_test(cookies_of_other_programs_do_no_harm),
        cmocka_unit_test(media_types_are_compared_without_their_parameters),
        cmocka_unit_test(an_upload_keeps_fields_and_file_bytes),
        cmocka_unit_test(an_upload_cut_anywhere_is_refused),
        cmocka_unit_test(clean_requests_pass_however_they_are_cut),
        cmocka_unit_test(what_could_be_read_in_two_ways_is_refused),
        cmocka_unit_test(a_refused_request_ends_in_a_way_the_scanner_itself_accepts),
        cmocka_unit_test(user_text_cannot_write_headers),
        cmocka_unit_test(gzip_is_used_only_for_who_takes_it),
        cmocka_unit_test(a_compressed_page_unpacks_to_itself),
        cmocka_unit_test(one_client_cannot_take_all_connections),
        cmocka_unit_test(slow_work_is_bounded_and_none_is_lost),
    };
    return cmocka_run_group_tests_name("http", tests, arena_setup, arena_teardown);
}
