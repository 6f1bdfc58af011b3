/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"

#include "base/clock.h"
#include "notice/mail_text.h"

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static struct slice header(struct arena *arena, struct slice name, struct slice text) {
    struct text out = TEXT_IN(arena);
    mail_add_header(&out, name, text);
    return text_slice(&out);
}

#define assert_text(given, wanted) assert_string_equal(arena_cstr(arena, given), wanted)

/* RFC 4648 §10. */
static void base64_is_that_of_the_rfc(void **state) {
    struct arena *arena = *state;
    static const char *const rows[][2] = {{"f", "Zg==\r\n"},         {"fo", "Zm8=\r\n"},
                                          {"foo", "Zm9v\r\n"},       {"foob", "Zm9vYg==\r\n"},
                                          {"fooba", "Zm9vYmE=\r\n"}, {"foobar", "Zm9vYmFy\r\n"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct text out = TEXT_IN(arena);
        mail_add_base64(&out, slice_of(rows[i][0]));
        assert_text(text_slice(&out), rows[i][1]);
    }
}

static void base64_breaks_after_76_characters(void **state) {
    struct arena *arena = *state;
    struct text out = TEXT_IN(arena);
    char bytes[58];
    memset(bytes, 'a', sizeof bytes);
    mail_add_base64(&out, (struct slice){bytes, sizeof bytes});
    struct slice text = text_slice(&out);
    assert_int_equal(slice_find(text, S("\r\n"), 0), 76);
    assert_int_equal(text.len, 76 + 2 + 4 + 2);
}

/* The bytes of RFC 2047 §8's "If you can read this yo" are ASCII, so they stay as they are; its "Keld Jørn
 * Simonsen" and "Olle Järnefors" are here in UTF-8 (checked with Python's email package). */
static void words_outside_ascii_are_encoded_words(void **state) {
    struct arena *arena = *state;
    assert_text(header(arena, S("Subject"), S("If you can read this yo")),
                "Subject: If you can read this yo\r\n");
    assert_text(header(arena, S("From"), S("Keld Jørn Simonsen")),
                "From: =?UTF-8?B?S2VsZCBKw7hybiBTaW1vbnNlbg==?=\r\n");
    assert_text(header(arena, S("From"), S("Olle Järnefors")), "From: =?UTF-8?B?T2xsZSBKw6RybmVmb3Jz?=\r\n");
}

/* Whatever the length, every line is at most 76 characters and every word decodes to whole characters. */
static void long_khmer_is_folded_between_characters(void **state) {
    struct arena *arena = *state;
    struct text subject = TEXT_IN(arena);
    for (int i = 0; i < 40; i++) {
        text_append(&subject, S("របាយការណ៍"));
        struct slice rest = header(arena, S("Subject"), text_slice(&subject)), line;
        while (slice_split(&rest, '\n', &line)) {
            if (!line.len) continue;
            assert_true(slice_ends(line, S("?=\r")));
            assert_true(line.len - 1 <= 76);
            size_t start = slice_find(line, S("?B?"), 0) + 3;
            assert_int_equal((line.len - 3 - start) % 4, 0);
        }
    }
}

static void long_plain_text_is_folded_at_blanks(void **state) {
    struct arena *arena = *state;
    struct slice folded = header(arena, S("Subject"),
                                 S("one two three four five six seven eight nine ten eleven twelve thirteen "
                                   "fourteen fifteen sixteen seventeen eighteen nineteen twenty"));
    assert_text(folded, "Subject: one two three four five six seven eight nine ten eleven twelve\r\n"
                        " thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty\r\n");
}

static void a_text_adds_no_header(void **state) {
    struct arena *arena = *state;
    struct slice sneaky = header(arena, S("Subject"), S("Hello\r\nBcc: all@example.org\n\rX: y"));
    assert_int_equal(slice_find(sneaky, S("\r\n"), 0), sneaky.len - 2);
    assert_text(sneaky, "Subject: Hello  Bcc: all@example.org  X: y\r\n");
    assert_text(header(arena, S("Subject"), S("=?UTF-8?B?Zm9v?=")),
                "Subject: =?UTF-8?B?PT9VVEYtOD9CP1ptOXY/PQ==?=\r\n");
}

static void addresses_are_what_smtp_takes_as_it_is(void **state) {
    static const char *const good[] = {"a@b", "sok.dara+mlup@ngo.org.kh", "o'neil@x-y.org", "1@2.3"};
    static const char *const bad[] = {"",          "a",     "@b",    "a@",       "a@b@c",
                                      "a b@c",     "a@b c", "<a@b>", "a@b>",     "a@b\r\nRCPT TO:<c@d>",
                                      "\"a b\"@c", ".a@b",  "a.@b",  "a..b@c",   "a@.b",
                                      "a@b..c",    "a@-b",  "a,b@c", "សុខ@x.org", "a@ខ្មែរ"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(mail_address_is_good(slice_of(good[i])));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(mail_address_is_good(slice_of(bad[i])));
}

static struct mail a_mail(void) {
    struct mail mail = {.offset_ms = 7 * 3600 * 1000,
                        .from_name = S("ម្លប់"),
                        .from = S("mlup@example.org"),
                        .to = S("dara@ngo.org.kh"),
                        .subject = S("Late"),
                        .text = S("one\ntwo\n"),
                        .html = S("<p>one</p>"),
                        .unsubscribe_url = S("https://mlup.example.org/notices/stop/abc")};
    uuid_parse(S("01234567-89ab-7cde-8f01-23456789abcd"), &mail.id);
    instant_parse_iso(S("1997-11-21T09:55:06Z"), &mail.at_ms);
    return mail;
}

/* The date of RFC 5322, appendix A.1.1, an hour after which it was seven hours later in Phnom Penh. */
static void a_whole_mail_is_these_bytes(void **state) {
    struct arena *arena = *state;
    struct mail mail = a_mail();
    assert_text(mail_write(arena, &mail),
                "Date: Fri, 21 Nov 1997 16:55:06 +0700\r\n"
                "From: =?UTF-8?B?4Z6Y4Z+S4Z6b4Z6U4Z+L?=\r\n <mlup@example.org>\r\n"
                "To: <dara@ngo.org.kh>\r\n"
                "Subject: Late\r\n"
                "Message-ID: <01234567-89ab-7cde-8f01-23456789abcd@example.org>\r\n"
                "Auto-Submitted: auto-generated\r\n"
                "List-Unsubscribe: <https://mlup.example.org/notices/stop/abc>\r\n"
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                "MIME-Version: 1.0\r\n"
                "Content-Type: multipart/alternative;\r\n "
                "boundary=\"mlup_01234567-89ab-7cde-8f01-23456789abcd\"\r\n\r\n"
                "--mlup_01234567-89ab-7cde-8f01-23456789abcd\r\n"
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                "b25lDQp0d28NCg==\r\n"
                "--mlup_01234567-89ab-7cde-8f01-23456789abcd\r\n"
                "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                "PHA+b25lPC9wPg==\r\n"
                "--mlup_01234567-89ab-7cde-8f01-23456789abcd--\r\n");
}

static void a_day_before_1970_and_a_zone_west_of_greenwich_are_dated_rightly(void **state) {
    struct arena *arena = *state;
    struct mail mail = a_mail();
    instant_parse_iso(S("1969-07-20T20:17:40Z"), &mail.at_ms);
    mail.offset_ms = -(3 * 60 + 30) * 60 * 1000;
    assert_true(slice_starts(mail_write(arena, &mail), S("Date: Sun, 20 Jul 1969 16:47:40 -0330\r\n")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64_is_that_of_the_rfc),
        cmocka_unit_test(base64_breaks_after_76_characters),
        cmocka_unit_test(words_outside_ascii_are_encoded_words),
        cmocka_unit_test(long_khmer_is_folded_between_characters),
        cmocka_unit_test(long_plain_text_is_folded_at_blanks),
        cmocka_unit_test(a_text_adds_no_header),
        cmocka_unit_test(addresses_are_what_smtp_takes_as_it_is),
        cmocka_unit_test(a_whole_mail_is_these_bytes),
        cmocka_unit_test(a_day_before_1970_and_a_zone_west_of_greenwich_are_dated_rightly),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
