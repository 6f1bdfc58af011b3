/* SPDX-License-Identifier: Apache-2.0 */
/* What users of either language see, and what is understood of what they type.  Argument: the compiled km.mo.
 */
#include "base/check.h"
#include "i18n/khmer.h"
#include "i18n/locale.h"

enum { FILE_BYTES_MAX = 1 << 20 };

static const char *mo_path;

static const struct locale english = {LANG_EN, false, NULL}, khmer = {LANG_KM, false, NULL},
                           khmer_own_digits = {LANG_KM, true, NULL};

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static struct slice file_read(struct arena *arena, const char *path) {
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, FILE_BYTES_MAX, file);
    fclose(file);
    return (struct slice){bytes, len};
}

static void assert_text(struct slice actual, const char *expected) {
    if (!slice_equal(actual, slice_of(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", SLICE_ARG(actual), expected);
}

static void refusals_are_read_in_khmer(void **state) {
    struct locale locale = {LANG_KM, false, messages_load(*state, file_read(*state, mo_path))};
    assert_non_null(locale.messages);
    assert_text(tr(&locale, S("Search")), "ស្វែងរក");
    assert_text(tr(&locale, S("No such text")), "No such text");
    assert_text(tr(&locale, S("")), "");
    assert_text(tr(&english, S("Search")), "Search");
    struct refusal_item item = {.message = "The body is not valid JSON."};
    assert_false(slice_equal(tr_refusal(*state, &locale, &item), slice_of(item.message)));
}

static size_t mo_number(struct slice mo, size_t at) {
    uint32_t number;
    memcpy(&number, mo.s + at, sizeof number);
    return number;
}

static void every_translation_is_spelled_in_the_stored_form(void **state) {
    struct slice mo = file_read(*state, mo_path);
    size_t count = mo_number(mo, 8), table = mo_number(mo, 16);
    assert_true(count > 100);
    for (size_t i = 1; i < count; i++) { /* the first is the header */
        size_t at = table + 8 * i, offset = mo_number(mo, at + 4);
        /* " or " joins values: blanks at the ends are meant. */
        struct slice text = slice_trim(slice_sub(mo, offset, offset + mo_number(mo, at)));
        assert_text(text, arena_cstr(*state, khmer_normalise(*state, text)));
    }
}

static void a_damaged_catalogue_is_refused(void **state) {
    struct slice good = file_read(*state, mo_path);
    size_t step =
        good.len / 1500 + 13; /* cut in the header, the tables and the texts, however large it grows */
    for (size_t len = 0; len < good.len; len += step) {
        assert_null(messages_load(*state, slice_sub(good, 0, len)));
    }
    for (size_t at = 0; at < 28; at++) {
        char *bytes = arena_cstr(*state, good);
        bytes[at] ^= 0x55;
        messages_load(*state, (struct slice){bytes, good.len});
    }
}

static void amounts_are_written_as_each_language_writes_them(void **state) {
    struct money riel = {1234500, CURRENCY_KHR}, dollars = {-123450, CURRENCY_USD}, cents = {5, CURRENCY_USD};
    assert_text(format_money(*state, &english, riel), "1,234,500៛");
    assert_text(format_money(*state, &khmer, riel), "1.234.500៛");
    assert_text(format_money(*state, &khmer_own_digits, riel), "១.២៣៤.៥០០៛");
    assert_text(format_money(*state, &english, dollars), "-$1,234.50");
    assert_text(format_money(*state, &khmer, dollars), "-$1.234,50");
    assert_text(format_money(*state, &english, cents), "$0.05");
    assert_text(format_number(*state, &english, INT64_MIN), "-9,223,372,036,854,775,808");
    assert_text(format_number(*state, &khmer, 0), "0");
    assert_text(format_number(*state, &english, 999), "999");
}

static void quantities_and_percents_show_no_idle_zeros(void **state) {
    assert_text(format_percent(*state, &english, 125), "12.5%");
    assert_text(format_percent(*state, &khmer_own_digits, 125), "១២,៥%");
    assert_text(format_percent(*state, &english, 1000), "100%");
    assert_text(format_quantity(*state, &english, 1234500, 3, S("kg")), "1,234.5 kg");
    assert_text(format_quantity(*state, &khmer, -50, 3, S("")), "-0,05");
    assert_text(format_quantity(*state, &khmer, 0, 3, S("kg")), "0 kg");
    assert_text(format_bytes(*state, &english, 999), "999 B");
    assert_text(format_bytes(*state, &english, 34567), "34 kB");
    assert_text(format_bytes(*state, &khmer, 1560000), "1,5 MB");
}

static void dates_are_as_long_as_what_is_known(void **state) {
    struct date day = {2016, 3, 7, DATE_DAY}, month = {2016, 3, 0, DATE_MONTH},
                year = {2016, 0, 0, DATE_YEAR};
    assert_text(format_date(*state, &english, day), "7 March 2016");
    assert_text(format_date(*state, &khmer, day), "7 មីនា 2016");
    assert_text(format_date(*state, &khmer_own_digits, day), "៧ មីនា ២០១៦");
    assert_text(format_date(*state, &english, month), "March 2016");
    assert_text(format_date(*state, &khmer, year), "2016");
    assert_text(format_date(*state, &khmer, (struct date){0}), "");
    assert_text(format_date_short(*state, &english, day), "7 Mar 2016");
    assert_text(format_date_short(*state, &khmer, day), "7/3/2016");
    assert_text(format_date_short(*state, &khmer, month), "3/2016");
    assert_text(format_month(*state, &khmer, 2016, 12), "ធ្នូ 2016");
}

static void instants_are_told_in_cambodian_time(void **state) {
    int64_t ms;
    assert_true(instant_parse_iso(S("2016-03-07T20:30:59Z"), &ms));
    assert_text(format_instant(*state, &english, ms), "8 March 2016, 03:30");
    assert_text(format_instant(*state, &khmer, ms), "8 មីនា 2016 ម៉ោង 03:30");
    assert_text(format_instant(*state, &english, -1), "1 January 1970, 06:59");
}

struct number_case {
    const char *text;
    enum parse_result result;
    int64_t number;
};

static void numbers_are_read_in_every_usual_form(void **state) {
    const struct number_case cases[] = {
        {"0", PARSE_OK, 0},
        {"1234567", PARSE_OK, 1234567},
        {"1,234,567", PARSE_OK, 1234567},
        {"1.234.567", PARSE_OK, 1234567},
        {"1 234 567", PARSE_OK, 1234567},
        {" ១.២៣៤.៥៦៧ ", PARSE_OK, 1234567},
        {"1,234", PARSE_OK, 1234},
        {"1 234", PARSE_OK, 1234},
        {"-១២", PARSE_OK, -12},
        {"12.00", PARSE_OK, 12},
        {"007", PARSE_OK, 7},
        {"9223372036854775807", PARSE_OK, INT64_MAX},
        {"-9223372036854775808", PARSE_OK, INT64_MIN},
        {"1.234", PARSE_AMBIGUOUS, 0},
        {"១.២៣៤", PARSE_AMBIGUOUS, 0},
        {"1.234,000", PARSE_AMBIGUOUS, 0},
        {"9223372036854775808", PARSE_BAD, 0},
        {"", PARSE_BAD, 0},
        {"-", PARSE_BAD, 0},
        {"--1", PARSE_BAD, 0},
        {"12.5", PARSE_BAD, 0},
        {"1,23,456", PARSE_BAD, 0},
        {"1,234.567.890", PARSE_BAD, 0},
        {"12,34", PARSE_BAD, 0},
        {"1e3", PARSE_BAD, 0},
        {"1.", PARSE_BAD, 0},
        {".", PARSE_BAD, 0},
        {"ក", PARSE_BAD, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t number = 0;
        if (parse_number(slice_of(cases[i].text), &number) != cases[i].result) fail_msg("%s", cases[i].text);
        if (number != cases[i].number) fail_msg("%s", cases[i].text);
    }
}

static void decimals_stand_behind_either_sign(void **state) {
    const struct number_case cases[] = {
        {"12.5", PARSE_OK, 12500},      {"12,5", PARSE_OK, 12500},           {"0.250", PARSE_OK, 250},
        {"1.234,5", PARSE_OK, 1234500}, {"1,234.567", PARSE_OK, 1234567},    {"1 234,567", PARSE_OK, 1234567},
        {"1.234", PARSE_AMBIGUOUS, 0},  {"1,234", PARSE_OK, 1234000},        {"1.2345", PARSE_BAD, 0},
        {"1.5000", PARSE_OK, 1500},     {"1.234.567", PARSE_OK, 1234567000}, {"2500.125", PARSE_OK, 2500125},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t number = 0;
        if (parse_decimal(slice_of(cases[i].text), 3, &number) != cases[i].result)
            fail_msg("%s", cases[i].text);
        if (number != cases[i].number) fail_msg("%s: %lld", cases[i].text, (long long)number);
    }
}

struct money_case {
    const char *text;
    enum parse_result result;
    struct money money;
};

static void money_is_read_with_its_currency(void **state) {
    const struct money_case cases[] = {
        {"1,234,500៛", PARSE_OK, {1234500, CURRENCY_KHR}},
        {"១.២៣៤.៥០០ ៛", PARSE_OK, {1234500, CURRENCY_KHR}},
        {"5000", PARSE_OK, {5000, CURRENCY_KHR}},
        {"5000 រៀល", PARSE_OK, {5000, CURRENCY_KHR}},
        {"KHR 5000", PARSE_OK, {5000, CURRENCY_KHR}},
        {"$1,234.50", PARSE_OK, {123450, CURRENCY_USD}},
        {"-$5", PARSE_OK, {-500, CURRENCY_USD}},
        {"12,50 usd", PARSE_OK, {1250, CURRENCY_USD}},
        {"US$ 3", PARSE_OK, {300, CURRENCY_USD}},
        {"$1.234", PARSE_AMBIGUOUS, {0}},
        {"$5 ៛", PARSE_BAD, {0}},
        {"1.005 $", PARSE_AMBIGUOUS, {0}},
        {"50.5៛", PARSE_BAD, {0}},
        {"$", PARSE_BAD, {0}},
        {"-$-5", PARSE_BAD, {0}},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct money money = {0};
        if (parse_money(slice_of(cases[i].text), CURRENCY_KHR, &money) != cases[i].result)
            fail_msg("%s", cases[i].text);
        if (money.amount != cases[i].money.amount || money.currency != cases[i].money.currency)
            fail_msg("%s", cases[i].text);
    }
    struct money money;
    assert_int_equal(parse_money(S("5"), CURRENCY_NONE, &money), PARSE_BAD);
}

static void dates_are_read_in_every_usual_form(void **state) {
    const char *const forms[] = {
        "2016-03-07",
        "7/3/2016",
        "07-03-2016",
        "07.03.2016",
        "7 March 2016",
        "7 mar 2016",
        "March 7, 2016",
        "7th of March 2016",
        "Monday, 7 March 2016",
        "៧/៣/២០១៦",
        "7 មីនា 2016",
        "៧ មីនា ២០១៦",
        "ថ្ងៃទី៧ ខែមីនា ឆ្នាំ២០១៦",
        "ថ្ងៃទី៧​ខែ៣​ឆ្នាំ២០១៦",
        "ថ្ងៃចន្ទ ទី៧ ខែមីនា ឆ្នាំ២០១៦",
        "2016/3/7",
        "7. March 2016",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        struct date date = {0};
        if (parse_date(slice_of(forms[i]), &date) != PARSE_OK) fail_msg("%s", forms[i]);
        if (!date_equal(date, (struct date){2016, 3, 7, DATE_DAY})) fail_msg("%s", forms[i]);
    }
}

static void dates_known_in_part_keep_their_precision(void **state) {
    const char *const months[] = {"2016-03",       "3/2016",   "March 2016",
                                  "ខែមីនា ឆ្នាំ២០១៦", "មីនា 2016", "2016 March"};
    struct date date;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(months); i++) {
        if (parse_date(slice_of(months[i]), &date) != PARSE_OK) fail_msg("%s", months[i]);
        if (!date_equal(date, (struct date){2016, 3, 0, DATE_MONTH})) fail_msg("%s", months[i]);
    }
    assert_int_equal(parse_date(S("ឆ្នាំ១៩៨៧"), &date), PARSE_OK);
    assert_true(date_equal(date, (struct date){1987, 0, 0, DATE_YEAR}));
}

static void dates_that_do_not_exist_or_could_be_two_are_not_guessed(void **state) {
    const char *const bad[] = {
        "",           "7/3/16",        "31/4/2016", "3/25/2016", "29/2/2015", "7 March",    "March",
        "7/3",        "0/3/2016",      "7/0/2016",  "20160307",  "hello",     "7 មករ 2016", "2016-3-7x",
        "1 2 3 2016", "7/March/April", "12:30",     "0016",      "2016 2016"};
    const char *const buddhist[] = {"2559", "7/3/2559", "ថ្ងៃទី៧ ខែមីនា ឆ្នាំ២៥៥៩"};
    struct date date;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (parse_date(slice_of(bad[i]), &date) != PARSE_BAD) fail_msg("accepted: %s", bad[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(buddhist); i++) {
        if (parse_date(slice_of(buddhist[i]), &date) != PARSE_AMBIGUOUS) fail_msg("guessed: %s", buddhist[i]);
    }
}

static void written_dates_are_read_back(void **state) {
    const struct locale *const locales[] = {&english, &khmer, &khmer_own_digits};
    for (size_t i = 0; i < ARRAY_LEN(locales); i++) {
        for (int month = 1; month <= 12; month++) {
            struct date date = {2016, (uint8_t)month, 28, DATE_DAY}, read;
            assert_int_equal(parse_date(format_date(*state, locales[i], date), &read), PARSE_OK);
            assert_true(date_equal(date, read));
            assert_int_equal(parse_date(format_date_short(*state, locales[i], date), &read), PARSE_OK);
            assert_true(date_equal(date, read));
        }
    }
}

struct phone_case {
    const char *text;
    enum phone_result result;
    const char *normal, *suggestion;
};

static void one_telephone_has_one_number(void **state) {
    const struct phone_case cases[] = {
        {"012 345 678", PHONE_OK, "012345678", ""},
        {"+855 12 345 678", PHONE_OK, "012345678", ""},
        {"០១២ ៣៤៥ ៦៧៨", PHONE_OK, "012345678", ""},
        {"00855-12-345-678", PHONE_OK, "012345678", ""},
        {"855 12 345 678", PHONE_OK, "012345678", ""},
        {"+855 (0)12 345 678", PHONE_OK, "012345678", ""},
        {"+855 (0)(0)12 345 678", PHONE_OK, "012345678", ""},
        {"097 123 4567", PHONE_OK, "0971234567", ""},
        {"023/123456", PHONE_OK, "023123456", ""},
        {"12345678", PHONE_UNUSUAL, "12345678", "012345678"},
        {"971234567", PHONE_UNUSUAL, "971234567", "0971234567"},
        {"01234", PHONE_UNUSUAL, "01234", ""},
        {"+66 81 234 5678", PHONE_UNUSUAL, "+66812345678", ""},
        {"0066812345678", PHONE_UNUSUAL, "+66812345678", ""},
        {"", PHONE_BAD, "", ""},
        {"none", PHONE_BAD, "", ""},
        {"012 345 678 / 097 123 4567", PHONE_BAD, "", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct slice normal, suggestion;
        if (parse_phone(*state, slice_of(cases[i].text), &normal, &suggestion) != cases[i].result)
            fail_msg("%s", cases[i].text);
        assert_text(normal, cases[i].normal);
        assert_text(suggestion, cases[i].suggestion);
    }
}

static void numbers_are_spelled_as_they_are_said(void **state) {
    struct locale locale = {LANG_KM, false, messages_load(*state, file_read(*state, mo_path))};
    assert_text(format_words(*state, &english, 106000), "one hundred six thousand");
    assert_text(format_money_words(*state, &english, (struct money){47500, CURRENCY_KHR}),
                "forty-seven thousand five hundred riel");
    assert_text(format_money_words(*state, &english, (struct money){1050, CURRENCY_USD}),
                "ten dollars and fifty cents");
    assert_text(format_money_words(*state, &locale, (struct money){47500, CURRENCY_KHR}),
                "បួន\u200bម៉ឺន\u200bប្រាំពីរ\u200bពាន់\u200bប្រាំ\u200bរយរៀល");
}

static void a_day_in_a_refusal_is_written_as_its_reader_writes_it(void **state) {
    struct refusal_item item = {.message = "{1}; {2}", .args = {S("2016-06-01"), S("2016-06")}};
    assert_text(tr_refusal(*state, &khmer, &item), "1 មិថុនា 2016; 2016-06");
    assert_text(tr_refusal(*state, &english, &item), "1 June 2016; 2016-06");
    item.args[0] = S("2016-02-30");
    assert_text(tr_refusal(*state, &khmer, &item), "2016-02-30; 2016-06");
}

static void an_amount_in_a_refusal_is_written_as_its_reader_writes_money(void **state) {
    struct refusal_item item = {.message = "{1} of {2}",
                                .args = {money_arg(*state, (struct money){-1250, CURRENCY_USD}),
                                         money_arg(*state, (struct money){75000, CURRENCY_KHR})}};
    assert_text(tr_refusal(*state, &english, &item), "-$12.50 of 75,000៛");
    assert_text(tr_refusal(*state, &khmer, &item), "-$12,50 of 75.000៛");
    item.args[0] = S("75000 KHR");
    item.args[1] = S("\u00a4 75 KHR");
    assert_text(tr_refusal(*state, &english, &item), "75000 KHR of \u00a4 75 KHR");
    item.args[0] = quantity_arg(*state, (struct quantity){3047764, 3, S("kg")});
    item.args[1] = quantity_arg(*state, (struct quantity){-12, 0, S("of no language")});
    assert_text(tr_refusal(*state, &english, &item), "3,047.764 kg of -12 of no language");
    struct locale reader = khmer;
    reader.messages = messages_load(*state, file_read(*state, mo_path));
    assert_text(tr_refusal(*state, &reader, &item), "3.047,764 គ.ក នៃ -12 of no language");
    item.args[0] = S("\u00a45 x kg");
    item.args[1] = S("\u00a45 3");
    assert_text(tr_refusal(*state, &english, &item), "\u00a45 x kg of \u00a45 3");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals_are_read_in_khmer),
        cmocka_unit_test(every_translation_is_spelled_in_the_stored_form),
        cmocka_unit_test(a_damaged_catalogue_is_refused),
        cmocka_unit_test(amounts_are_written_as_each_language_writes_them),
        cmocka_unit_test(quantities_and_percents_show_no_idle_zeros),
        cmocka_unit_test(dates_are_as_long_as_what_is_known),
        cmocka_unit_test(instants_are_told_in_cambodian_time),
        cmocka_unit_test(numbers_are_read_in_every_usual_form),
        cmocka_unit_test(decimals_stand_behind_either_sign),
        cmocka_unit_test(money_is_read_with_its_currency),
        cmocka_unit_test(dates_are_read_in_every_usual_form),
        cmocka_unit_test(dates_known_in_part_keep_their_precision),
        cmocka_unit_test(dates_that_do_not_exist_or_could_be_two_are_not_guessed),
        cmocka_unit_test(written_dates_are_read_back),
        cmocka_unit_test(one_telephone_has_one_number),
        cmocka_unit_test(numbers_are_spelled_as_they_are_said),
        cmocka_unit_test(a_day_in_a_refusal_is_written_as_its_reader_writes_it),
        cmocka_unit_test(an_amount_in_a_refusal_is_written_as_its_reader_writes_money),
    };
    if (argc < 2) return 2;
    mo_path = argv[1];
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
