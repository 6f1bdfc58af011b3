/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers kept change by change against the numbers counted from scratch. */
#include "base/check.h"
#include "base/log.h"
#include "domain/programme/promise_tally.h"

static const struct uuid org = {{1}}, part = {{2}};
static const struct tally_splits all_splits = {true, true, true, true, true};

static void emit_to(void *context, const struct tally_cell *cell, int64_t number) {
    tally_add(context, org, part, true, cell, number);
}

/* ---- a model of the stored tables: contributions, and the rows of each unit ---- */

enum { UNITS = 12, ROWS_MAX = 64, SOURCES = 200, STEPS = 10000 };

struct model {
    struct tally_row rows[UNITS][ROWS_MAX];
    size_t counts[UNITS];
    struct {
        bool there;
        size_t unit;
        struct tally_row row;
    } sources[SOURCES];
    struct tally *kept;
};

static uint32_t random_state = 12345;
static uint32_t random_below(uint32_t bound) {
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % bound;
}

static struct tally_row random_row(void) {
    static const struct slice communes[] = {S_INIT("200101"), S_INIT("200102"), S_INIT("090101"), S_INIT("")};
    static const struct slice sexes[] = {S_INIT("f"), S_INIT("m")}, ages[] = {S_INIT("a0_14"), S_INIT("a60")};
    static const struct slice each[] = {S_INIT("x"), S_INIT("y"), S_INIT("z")};
    return (struct tally_row){.month = 2016 * 12 + random_below(20),
                              .commune = communes[random_below(4)],
                              .sex = sexes[random_below(2)],
                              .age = ages[random_below(2)],
                              .each = each[random_below(3)],
                              .refs = 1,
                              .amount = (int64_t)random_below(9) - 2};
}

static void model_unit(struct model *model, size_t unit, const struct tally_row *change, int64_t weight) {
    struct tally_row *rows = model->rows[unit];
    size_t *count = &model->counts[unit], at = 0;
    while (at < *count && !tally_row_same(&rows[at], change))
        at++;
    if (at < *count && rows[at].refs + weight > 0) {
        rows[at].refs += weight;
        return;
    }
    if (weight < 0) rows[at] = rows[--*count];
    tally_row_change(all_splits, change, rows, *count, weight, emit_to, model->kept);
    assert_true(*count < ROWS_MAX);
    if (weight > 0) rows[(*count)++] = *change;
}

static void model_step(struct model *model, bool distinct) {
    size_t i = random_below(SOURCES);
    if (model->sources[i].there) {
        const struct tally_row *row = &model->sources[i].row;
        if (distinct)
            model_unit(model, model->sources[i].unit, row, -1);
        else
            tally_source(all_splits, row, -row->amount, emit_to, model->kept);
        model->sources[i].there = false;
        if (random_below(2)) return; /* a delete; else the record moves */
    }
    model->sources[i].there = true;
    model->sources[i].unit = random_below(UNITS);
    model->sources[i].row = random_row();
    const struct tally_row *row = &model->sources[i].row;
    if (distinct)
        model_unit(model, model->sources[i].unit, row, 1);
    else
        tally_source(all_splits, row, row->amount, emit_to, model->kept);
}

/* From the sources alone, by the definition. */
static struct tally *model_recount(const struct model *model, bool distinct) {
    struct tally *tally = tally_new();
    for (size_t unit = 0; unit < UNITS; unit++) {
        struct tally_row rows[SOURCES];
        size_t count = 0;
        for (size_t i = 0; i < SOURCES; i++) {
            if (model->sources[i].there && model->sources[i].unit == unit)
                rows[count++] = model->sources[i].row;
        }
        if (distinct) tally_unit(all_splits, rows, count, 1, emit_to, tally);
        for (size_t i = 0; !distinct && i < count; i++) {
            tally_source(all_splits, &rows[i], rows[i].amount, emit_to, tally);
        }
    }
    return tally;
}

static void assert_all_in(const struct tally *some, const struct tally *others) {
    size_t count;
    const struct tally_entry *entries = tally_entries(some, &count);
    for (size_t i = 0; i < count; i++) {
        struct tally_cell cell = {
            entries[i].grain, entries[i].dim, entries[i].period, {entries[i].key, entries[i].key_len}};
        assert_int_equal(entries[i].number, tally_get(others, org, part, &cell));
    }
}

static void run_model(bool distinct) {
    struct model *model = heap_alloc(sizeof *model);
    memset(model, 0, sizeof *model);
    model->kept = tally_new();
    for (size_t step = 0; step < STEPS; step++) {
        model_step(model, distinct);
        if (step % 50) continue;
        struct tally *recount = model_recount(model, distinct);
        assert_all_in(model->kept, recount);
        assert_all_in(recount, model->kept);
        tally_free(recount);
    }
    tally_free(model->kept);
    heap_free(model);
}

static void distinct_people_kept_change_by_change_equal_a_recount_after_ten_thousand_changes(void **state) {
    (void)state;
    run_model(true);
}

static void sums_kept_change_by_change_equal_a_recount_after_ten_thousand_changes(void **state) {
    (void)state;
    run_model(false);
}

/* ---- plain cases ---- */

static int64_t number(const struct tally *tally, enum promise_grain grain, enum promise_dim dim,
                      int64_t period, const char *key) {
    struct tally_cell cell = {grain, dim, period, slice_of(key)};
    return tally_get(tally, org, part, &cell);
}

static void somebody_who_comes_twice_is_one_person_in_the_total_and_one_in_each_month(void **state) {
    (void)state;
    struct tally *tally = tally_new();
    struct tally_row rows[2] = {{.month = 2016 * 12 + 8, .commune = S("200101"), .sex = S("f"), .refs = 1},
                                {.month = 2016 * 12 + 9, .commune = S("200102"), .sex = S("f"), .refs = 1}};
    tally_row_change(all_splits, &rows[0], NULL, 0, 1, emit_to, tally);
    tally_row_change(all_splits, &rows[1], rows, 1, 1, emit_to, tally);
    assert_int_equal(number(tally, GRAIN_ALL, DIM_TOTAL, 0, ""), 1);
    assert_int_equal(number(tally, GRAIN_MONTH, DIM_TOTAL, rows[0].month, ""), 1);
    assert_int_equal(number(tally, GRAIN_MONTH, DIM_TOTAL, rows[1].month, ""), 1);
    assert_int_equal(number(tally, GRAIN_FISCAL_YEAR, DIM_TOTAL, 2016, ""), 1); /* September */
    assert_int_equal(number(tally, GRAIN_FISCAL_YEAR, DIM_TOTAL, 2017, ""), 1); /* October */
    assert_int_equal(number(tally, GRAIN_ALL, DIM_PROVINCE, 0, "20"), 1);
    assert_int_equal(number(tally, GRAIN_ALL, DIM_COMMUNE, 0, "200101"), 1);
    assert_int_equal(number(tally, GRAIN_ALL, DIM_COMMUNE, 0, "200102"), 1);
    assert_int_equal(number(tally, GRAIN_MONTH, DIM_NEW, rows[0].month, ""), 1);
    assert_int_equal(number(tally, GRAIN_MONTH, DIM_NEW, rows[1].month, ""), 0);
    tally_free(tally);
}

static void an_earlier_visit_entered_later_moves_the_first_month(void **state) {
    (void)state;
    struct tally *tally = tally_new();
    struct tally_row later = {.month = 200, .refs = 1}, earlier = {.month = 190, .refs = 1};
    tally_row_change(all_splits, &later, NULL, 0, 1, emit_to, tally);
    tally_row_change(all_splits, &earlier, &later, 1, 1, emit_to, tally);
    assert_int_equal(number(tally, GRAIN_MONTH, DIM_NEW, 190, ""), 1);
    assert_int_equal(number(tally, GRAIN_MONTH, DIM_NEW, 200, ""), 0);
    tally_row_change(all_splits, &earlier, &later, 1, -1, emit_to, tally);
    assert_int_equal(number(tally, GRAIN_MONTH, DIM_NEW, 200, ""), 1);
    tally_free(tally);
}

static void periods_of_a_month_know_their_first_and_last_month(void **state) {
    (void)state;
    for (int64_t month = 2015 * 12; month < 2019 * 12; month++) {
        for (enum promise_grain grain = GRAIN_FISCAL_YEAR; grain <= GRAIN_MONTH; grain++) {
            int64_t period = tally_period(grain, month);
            assert_true(tally_period_first(grain, period) <= month &&
                        month <= tally_period_last(grain, period));
            assert_int_equal(tally_period(grain, tally_period_first(grain, period)), period);
            assert_int_equal(tally_period(grain, tally_period_last(grain, period)), period);
        }
    }
    assert_int_equal(tally_period(GRAIN_FISCAL_YEAR, 2016 * 12 + 9), 2017); /* October 2016 */
    assert_int_equal(tally_month_of_day(0), 1970 * 12);
}

static void a_split_the_rule_has_not_makes_no_cells(void **state) {
    (void)state;
    struct tally *tally = tally_new();
    struct tally_row row = {.month = 200, .commune = S("200101"), .sex = S("f"), .age = S("a60"), .refs = 1};
    tally_source((struct tally_splits){0}, &row, 5, emit_to, tally);
    size_t count;
    tally_entries(tally, &count);
    assert_int_equal(count, PROMISE_GRAINS);
    assert_int_equal(number(tally, GRAIN_ALL, DIM_TOTAL, 0, ""), 5);
    tally_forget_part(tally, org, part);
    assert_int_equal(number(tally, GRAIN_ALL, DIM_TOTAL, 0, ""), 0);
    tally_clear(tally);
    tally_entries(tally, &count);
    assert_int_equal(count, 0);
    tally_free(tally);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distinct_people_kept_change_by_change_equal_a_recount_after_ten_thousand_changes),
        cmocka_unit_test(sums_kept_change_by_change_equal_a_recount_after_ten_thousand_changes),
        cmocka_unit_test(somebody_who_comes_twice_is_one_person_in_the_total_and_one_in_each_month),
        cmocka_unit_test(an_earlier_visit_entered_later_moves_the_first_month),
        cmocka_unit_test(periods_of_a_month_know_their_first_and_last_month),
        cmocka_unit_test(a_split_the_rule_has_not_makes_no_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
