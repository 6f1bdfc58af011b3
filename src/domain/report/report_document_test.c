/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "domain/report/report_document.h"
#include "domain/report/report_rules.h"

/* ---- what an outsider can work out, found by trying every possibility ---- */

enum { ROWS_MAX = 5 };

/* The outsider knows the total, the rows that are shown, and that a hidden row has at least one. */
struct puzzle {
    const int64_t *values;
    const bool *hidden;
    size_t count;
    int64_t total;
    int64_t least[ROWS_MAX], most[ROWS_MAX];
    int64_t guess[ROWS_MAX];
};

static void note_solution(struct puzzle *puzzle) {
    for (size_t i = 0; i < puzzle->count; i++) {
        if (puzzle->guess[i] < puzzle->least[i]) puzzle->least[i] = puzzle->guess[i];
        if (puzzle->guess[i] > puzzle->most[i]) puzzle->most[i] = puzzle->guess[i];
    }
}

static void try_from(struct puzzle *puzzle, size_t row, int64_t left) {
    if (row == puzzle->count) {
        if (left == 0) note_solution(puzzle);
        return;
    }
    int64_t from = puzzle->hidden[row] ? 1 : puzzle->values[row],
            to = puzzle->hidden[row] ? left : puzzle->values[row];
    for (int64_t number = from; number <= to && number <= left; number++) {
        puzzle->guess[row] = number;
        try_from(puzzle, row + 1, left - number);
    }
}

static void check_rows(const int64_t *values, size_t count) {
    bool sensitive[ROWS_MAX] = {false}, hidden[ROWS_MAX];
    struct puzzle puzzle = {.values = values, .hidden = hidden, .count = count};
    for (size_t i = 0; i < count; i++) {
        puzzle.total += values[i];
        puzzle.least[i] = INT64_MAX;
        puzzle.most[i] = INT64_MIN;
    }
    if (!suppress_rows(values, sensitive, count, puzzle.total, hidden))
        return; /* then the rows are not shown at all */
    try_from(&puzzle, 0, puzzle.total);
    for (size_t i = 0; i < count; i++) {
        if (values[i] > 0 && values[i] < SMALL_CELL) assert_true(hidden[i]);
        if (!hidden[i]) continue;
        /* It may be one, and it may be a number that would have been shown. */
        assert_true(puzzle.least[i] == 1 && puzzle.most[i] >= SMALL_CELL);
    }
}

static void no_shown_row_and_no_total_gives_a_hidden_count_back(void **state) {
    (void)state;
    for (int64_t a = 0; a <= 9; a++) {
        for (int64_t b = 0; b <= 9; b++) {
            check_rows((int64_t[]){a, b}, 2);
            for (int64_t c = 0; c <= 9; c++) {
                check_rows((int64_t[]){a, b, c}, 3);
                for (int64_t d = 0; d <= 6; d++)
                    check_rows((int64_t[]){a, b, c, d}, 4);
            }
        }
    }
}

static void a_large_table_without_small_counts_is_shown_whole(void **state) {
    static const int64_t values[] = {120, 80, 33, 5, 0};
    bool sensitive[5] = {false}, hidden[5];
    (void)state;
    assert_true(suppress_rows(values, sensitive, 5, 238, hidden));
    for (size_t i = 0; i < 5; i++)
        assert_false(hidden[i]);
}

/* ---- a whole document ---- */

static struct document read(struct arena *arena, const char *parts) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct document document;
    struct slice json =
        arena_printf(arena, "{\"format\":1,\"promises\":[{\"number\":\"P1\",\"parts\":[%s]}]}", parts);
    const struct doc *content = doc_parse_json(arena, json, &refusal);
    assert_non_null(content);
    assert_true(document_read(arena, content, &document));
    return document;
}

static void months_are_left_out_when_their_difference_is_small(void **state) {
    struct arena *arena = arena_new();
    struct document document = read(arena, "{\"target_unit\":\"person\",\"status\":\"reported\",\"value\":30,"
                                           "\"in_period\":20,\"before\":10,\"months\":["
                                           "{\"month\":1,\"value\":3},{\"month\":2,\"value\":10},{\"month\":"
                                           "3,\"value\":12},{\"month\":4,\"value\":30}]}");
    (void)state;
    document_suppress(&document, NULL, 0);
    const struct document_part *part = &document.promises[0].parts[0];
    assert_true(part->months[0].hidden);
    assert_false(part->months[3].hidden);
    int64_t last = part->value;
    for (size_t i = part->month_count; i-- > 0;) {
        if (part->months[i].hidden) continue;
        int64_t difference = last - part->months[i].value;
        assert_true(difference == 0 || difference >= SMALL_CELL);
        last = part->months[i].value;
    }
    arena_free(arena);
}

static void a_row_that_grew_by_three_people_is_not_told_beside_the_last_report(void **state) {
    struct arena *arena = arena_new();
    struct document document =
        read(arena, "{\"target_unit\":\"person\",\"status\":\"reported\",\"value\":60,\"in_period\":10,"
                    "\"before\":50,\"splits\":["
                    "{\"by\":\"sex\",\"key\":\"f\",\"value\":23,\"in_period\":3,\"before\":20},"
                    "{\"by\":\"sex\",\"key\":\"m\",\"value\":37,\"in_period\":7,\"before\":30}]}");
    (void)state;
    document_suppress(&document, NULL, 0);
    const struct document_part *part = &document.promises[0].parts[0];
    assert_true(part->splits[0].hidden && part->splits[1].hidden);
    assert_true(part->splits[0].in_period_hidden && part->splits[1].in_period_hidden);
    assert_false(part->hidden);
    arena_free(arena);
}

/* A release of one part: its sexes, and a total that is their sum. */
static struct document release(struct arena *arena, int64_t women, int64_t men) {
    return read(arena,
                arena_cstr(arena, arena_printf(arena,
                                               "{\"part\":\"018f0000-0000-7000-8000-000000000001\",\"target_unit\":"
                                               "\"person\",\"status\":\"reported\",\"value\":%lld,\"in_period\":%lld,"
                                               "\"before\":0,\"records\":%lld,\"splits\":["
                                               "{\"by\":\"sex\",\"key\":\"f\",\"value\":%lld,\"before\":0},"
                                               "{\"by\":\"sex\",\"key\":\"m\",\"value\":%lld,\"before\":0}]}",
                                               (long long)(women + men), (long long)(women + men),
                                               (long long)(women + men), (long long)women, (long long)men)));
}

static void a_total_that_moved_by_three_people_stands_as_it_was_released(void **state) {
    struct arena *arena = arena_new();
    struct document earlier[2] = {release(arena, 20, 30), release(arena, 22, 31)}, now = release(arena, 24, 32);
    (void)state;
    document_suppress(&now, earlier, 2);
    assert_int_equal(earlier[1].promises[0].parts[0].value, 50); /* 53 beside 50 */
    const struct document_part *part = &now.promises[0].parts[0];
    assert_int_equal(part->value, 56); /* six more than what outsiders saw */
    assert_true(part->splits[0].hidden && part->splits[1].hidden); /* 24 beside 20, 32 beside 30 */
    struct document few = release(arena, 21, 31), first = release(arena, 20, 30);
    document_suppress(&few, &first, 1);
    part = &few.promises[0].parts[0];
    assert_int_equal(part->value, 50);
    assert_int_equal(part->splits[0].value + part->splits[1].value, 50);
    assert_true(part->in_period_hidden && part->records_hidden);
    arena_free(arena);
}

static void no_number_of_two_releases_differs_by_one_to_four(void **state) {
    (void)state;
    for (int64_t women = 0; women < 12; women++) {
        for (int64_t men = 0; men < 12; men++) {
            struct arena *arena = arena_new();
            struct document first = release(arena, 20, 30), now = release(arena, 20 + women, 30 + men);
            document_suppress(&now, &first, 1);
            const struct document_part *a = &first.promises[0].parts[0], *b = &now.promises[0].parts[0];
            int64_t total = b->value - a->value;
            assert_true(total == 0 || total >= SMALL_CELL);
            for (size_t i = 0; i < b->split_count; i++) {
                int64_t row = b->splits[i].value - a->splits[i].value;
                assert_true(b->splits[i].hidden || row == 0 || row >= SMALL_CELL);
            }
            arena_free(arena);
        }
    }
}

static void counts_of_places_and_groups_are_nobodys_secret(void **state) {
    struct arena *arena = arena_new();
    struct document document =
        read(arena, "{\"target_unit\":\"commune\",\"status\":\"behind\",\"value\":3,\"in_period\":2,"
                    "\"before\":1,\"splits\":["
                    "{\"by\":\"province\",\"key\":\"09\",\"value\":3,\"in_period\":2,\"before\":1}]}");
    (void)state;
    document_suppress(&document, NULL, 0);
    assert_false(document.promises[0].parts[0].hidden);
    assert_false(document.promises[0].parts[0].splits[0].hidden);
    arena_free(arena);
}

/* ---- outliers and steps ---- */

static void a_head_count_far_from_the_others_is_noticed_and_an_ordinary_spread_is_not(void **state) {
    struct arena *arena = arena_new();
    static const int64_t usual[] = {40, 52, 38, 61, 45, 55, 47, 700, 50, 43};
    bool marks[10] = {false};
    int64_t median;
    (void)state;
    assert_true(quality_mark_outliers(arena, usual, 10, marks, &median));
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(marks[i], i == 7);
    assert_false(quality_mark_outliers(arena, usual, OUTLIER_VALUES_MIN - 1, marks, &median));
    arena_free(arena);
}

static void the_steps_of_a_report_are_those_of_its_parts(void **state) {
    (void)state;
    assert_true(report_may_step(REPORT_DRAFT, REPORT_SUBMITTED, REPORT_MANAGER));
    assert_false(report_may_step(REPORT_DRAFT, REPORT_SUBMITTED, REPORT_WRITER | REPORT_LEAD));
    assert_true(report_may_step(REPORT_SUBMITTED, REPORT_RETURNED, REPORT_LEAD));
    assert_false(report_may_step(REPORT_SUBMITTED, REPORT_FROZEN, REPORT_LEAD | REPORT_MANAGER));
    for (enum report_state to = 0; to < REPORT_STATES; to++) {
        assert_false(report_may_step(REPORT_FROZEN, to, REPORT_WRITER | REPORT_MANAGER | REPORT_LEAD));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_shown_row_and_no_total_gives_a_hidden_count_back),
        cmocka_unit_test(a_large_table_without_small_counts_is_shown_whole),
        cmocka_unit_test(months_are_left_out_when_their_difference_is_small),
        cmocka_unit_test(a_row_that_grew_by_three_people_is_not_told_beside_the_last_report),
        cmocka_unit_test(a_total_that_moved_by_three_people_stands_as_it_was_released),
        cmocka_unit_test(no_number_of_two_releases_differs_by_one_to_four),
        cmocka_unit_test(counts_of_places_and_groups_are_nobodys_secret),
        cmocka_unit_test(a_head_count_far_from_the_others_is_noticed_and_an_ordinary_spread_is_not),
        cmocka_unit_test(the_steps_of_a_report_are_those_of_its_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
