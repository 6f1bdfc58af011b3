/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"

#include "domain/notice/webhook.h"
#include "domain/notice/webhook_url.h"
#include "domain/records.h"

static void every_kind_that_a_webhook_offers_is_a_record_type(void **state) {
    (void)state;
    for (size_t i = 0; i < webhook_kind_choices.count; i++) {
        const struct record_type *type =
            catalogue_find(&mlup_catalogue, slice_of(webhook_kind_choices.choices[i].code));
        assert_non_null(type);
        assert_string_equal(type->label, webhook_kind_choices.choices[i].label);
    }
}

static void assert_url(const char *text, bool is_https, const char *host, int port) {
    struct webhook_url url;
    assert_int_equal(webhook_url_parse(slice_of(text), &url), WEBHOOK_URL_OK);
    assert_true(slice_equal(url.host, slice_of(host)));
    assert_int_equal(url.is_https, is_https);
    assert_int_equal(url.port, port);
}

static void an_address_is_taken_apart(void **state) {
    (void)state;
    assert_url("https://hooks.example.org", true, "hooks.example.org", 443);
    assert_url("http://127.0.0.1:8080/a/b?c=d&e=%20", false, "127.0.0.1", 8080);
    assert_url("https://[2001:db8::1]:8443/", true, "2001:db8::1", 8443);
    assert_url("https://x?y", true, "x", 443);
}

static void what_two_programs_could_read_differently_is_refused(void **state) {
    static const struct {
        const char *text;
        enum webhook_url_fault fault;
    } rows[] = {
        {"", WEBHOOK_URL_SCHEME},
        {"ftp://x", WEBHOOK_URL_SCHEME},
        {"HTTPS://x", WEBHOOK_URL_SCHEME},
        {"https:/x", WEBHOOK_URL_SCHEME},
        {"https://a@b", WEBHOOK_URL_USER},
        {"https://a:b@c/", WEBHOOK_URL_USER},
        {"https://", WEBHOOK_URL_HOST},
        {"https:///x", WEBHOOK_URL_HOST},
        {"https://a b/", WEBHOOK_URL_HOST},
        {"https://.a/", WEBHOOK_URL_HOST},
        {"https://[::1/", WEBHOOK_URL_HOST},
        {"https://[]/", WEBHOOK_URL_HOST},
        {"https://a\\b/", WEBHOOK_URL_HOST},
        {"https://x:0/", WEBHOOK_URL_PORT},
        {"https://x:65536/", WEBHOOK_URL_PORT},
        {"https://x:-1/", WEBHOOK_URL_PORT},
        {"https://x:/", WEBHOOK_URL_PORT},
        {"https://x/#y", WEBHOOK_URL_REST},
        {"https://x/ y", WEBHOOK_URL_REST},
        {"https://x/\xe1\x9e\x80", WEBHOOK_URL_REST},
        {"https://x/\r\nA: b", WEBHOOK_URL_REST},
    };
    struct webhook_url url;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_int_equal(webhook_url_parse(slice_of(rows[i].text), &url), rows[i].fault);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_that_a_webhook_offers_is_a_record_type),
        cmocka_unit_test(an_address_is_taken_apart),
        cmocka_unit_test(what_two_programs_could_read_differently_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
