/* SPDX-License-Identifier: Apache-2.0 */
/* The feed of deadlines against the rules of RFC 5545. */
#include "base/check.h"
#include "base/text.h"
#include "exchange/ical/ical.h"

static struct slice written(struct arena *arena, const struct ical_event *events, size_t count) {
    struct text out = TEXT_IN(arena);
    struct ical_calendar calendar = {.name = S("Mlup"), .stamp_day = 17225, .events = events, .count = count};
    ical_write(&out, &calendar);
    return text_slice(&out);
}

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

/* §3.6.1 and §3.8: an all-day event ends before the day after it; 17225 days after 1 January 1970 is 28
 * February 2017. */
static void a_deadline_is_an_event_of_one_day(void **state) {
    const struct ical_event event = {.id = {{1}},
                                     .day = 17225,
                                     .summary = S("Report"),
                                     .remind_days = 14,
                                     .url = S("https://example.org/a,b")};
    struct slice text = written(*state, &event, 1);
    assert_true(slice_starts(text, S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")));
    assert_true(slice_ends(text, S("END:VEVENT\r\nEND:VCALENDAR\r\n")));
    assert_true(slice_contains(text, S("\r\nDTSTART;VALUE=DATE:20170228\r\nDTEND;VALUE=DATE:20170301\r\n")));
    assert_true(slice_contains(text, S("\r\nDTSTAMP:20170228T000000Z\r\n")));
    assert_true(slice_contains(text, S("\r\nUID:01000000-0000-0000-0000-000000000000@mlup\r\n")));
    assert_true(slice_contains(text, S("\r\nURL:https://example.org/a,b\r\n")));
    assert_true(slice_contains(
        text, S("BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Report\r\nTRIGGER:-P14D\r\nEND:VALARM\r\n")));
}

/* §3.3.11, with its own example: "Project XYZ Final Review\nConference Room - 3B\nCome Prepared." */
static void texts_are_escaped(void **state) {
    const struct ical_event event = {.day = 0,
                                     .summary =
                                         S("Project XYZ Final Review\nConference Room - 3B\nCome Prepared."),
                                     .description = S("a,b;c\\d\r\n\x01"
                                                      "e:\"f\"")};
    struct slice text = written(*state, &event, 1);
    assert_true(slice_contains(
        text, S("SUMMARY:Project XYZ Final Review\\nConference Room - 3B\\nCome Prepared.\r\n")));
    assert_true(slice_contains(text, S("DESCRIPTION:a\\,b\\;c\\\\d\\ne:\"f\"\r\n")));
}

static struct slice unfolded(struct arena *arena, struct slice text) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < text.len; i++) {
        if (slice_starts(slice_sub(text, i, text.len), S("\r\n ")))
            i += 2;
        else
            text_append_char(&out, text.s[i]);
    }
    return text_slice(&out);
}

/* §3.1: lines of at most 75 octets without the line end; taken together again they are what was written, and
 * no letter is cut in two: Khmer letters have three octets. */
static void long_khmer_lines_are_folded_between_letters(void **state) {
    struct slice title = S("របាយការណ៍ប្រចាំត្រីមាស ឆ្នាំហិរញ្ញវត្ថុ ២០១៧ ត្រីមាសទី ២ នៃកិច្ចព្រមព្រៀងជំនួយឥតសំណងបន្ត");
    const struct ical_event event = {.summary = title};
    struct slice text = written(*state, &event, 1), rest = text, line;
    while (slice_split(&rest, '\n', &line)) {
        if (!line.len && !rest.s) break;
        assert_true(slice_ends(line, S("\r")));
        assert_true(line.len - 1 <= 75);
        assert_true(slice_is_utf8(line));
    }
    assert_true(slice_contains(unfolded(*state, text), arena_join(*state, S("SUMMARY:"), title)));
    assert_true(title.len > 150);
}

static void the_same_deadlines_give_the_same_bytes(void **state) {
    const struct ical_event event = {.id = {{7}}, .day = 100, .summary = S("Audit")};
    assert_true(slice_equal(written(*state, &event, 1), written(*state, &event, 1)));
    assert_false(slice_equal(written(*state, &event, 1), written(*state, &event, 0)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadline_is_an_event_of_one_day),
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(long_khmer_lines_are_folded_between_letters),
        cmocka_unit_test(the_same_deadlines_give_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
