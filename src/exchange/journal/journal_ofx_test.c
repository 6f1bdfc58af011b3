/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "exchange/journal/journal_ofx.h"

static const struct ofx_line lines[] = {
    {17000, 500000, S_INIT("1"), S_INIT("Sok Dara"), S_INIT("share & <fine>")},
    {17001, -12345, S_INIT("2"), S_INIT("ឈ្មោះវែងណាស់ដែលមិនអាចសរសេរបានទាំងអស់ក្នុងឈ្មោះ"), S_INIT("")},
};
static const struct ofx_statement statement = {.bank = S_INIT("CEDAC"),
                                               .account = S_INIT("G001:Cash"),
                                               .currency = S_INIT("USD"),
                                               .decimals = 2,
                                               .first_day = 17000,
                                               .last_day = 17030,
                                               .balance_day = 17030,
                                               .balance = 487655,
                                               .lines = lines,
                                               .count = 2};

static void a_statement_is_the_same_after_it_was_written_and_read(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text out = TEXT_IN(arena);
    struct refusal refusal = REFUSAL_IN(arena);
    struct ofx_statement again;
    journal_ofx_write(&out, &statement);
    assert_true(journal_ofx_read(arena, text_slice(&out), &again, &refusal));
    assert_true(slice_equal(again.bank, statement.bank) && slice_equal(again.account, statement.account));
    assert_true(slice_equal(again.currency, S("USD")));
    assert_int_equal(again.decimals, 2);
    assert_int_equal(again.balance, 487655);
    assert_int_equal(again.first_day, 17000);
    assert_int_equal(again.last_day, 17030);
    assert_int_equal(again.balance_day, 17030);
    assert_int_equal(again.count, 2);
    assert_int_equal(again.lines[0].amount, 500000);
    assert_int_equal(again.lines[1].amount, -12345);
    assert_int_equal(again.lines[1].day, 17001);
    assert_true(slice_equal(again.lines[0].memo, lines[0].memo));
    assert_int_equal(slice_rune_count(again.lines[1].name), 32);
    assert_true(slice_equal(again.lines[1].memo, lines[1].name));
    arena_free(arena);
}

#define HEAD                                                                                                 \
    "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>KHR</CURDEF><BANKACCTFROM><ACCTID>A</ACCTID></"           \
    "BANKACCTFROM>"
#define LIST(lines) "<BANKTRANLIST><DTSTART>20160101</DTSTART><DTEND>20160131</DTEND>" lines "</BANKTRANLIST>"
#define LINE(day, amount)                                                                                    \
    "<STMTTRN><DTPOSTED>" day "</DTPOSTED><TRNAMT>" amount "</TRNAMT><FITID>1</FITID></STMTTRN>"
#define BALANCE "<LEDGERBAL><BALAMT>5</BALAMT><DTASOF>20160131</DTASOF></LEDGERBAL>"
#define TAIL "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"

static void amounts_of_a_statement_get_the_decimals_that_all_of_them_need(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct refusal refusal = REFUSAL_IN(arena);
    struct ofx_statement read;
    assert_true(journal_ofx_read(
        arena,
        S(HEAD LIST(LINE("20160102120000.000[+7:ICT]", "+1,5") LINE("20160103", "-2.25")) BALANCE TAIL),
        &read, &refusal));
    assert_int_equal(read.decimals, 2);
    assert_int_equal(read.lines[0].amount, 150);
    assert_int_equal(read.lines[1].amount, -225);
    assert_int_equal(read.balance, 500);
    arena_free(arena);
}

static void what_is_no_statement_is_refused_in_words(void **state) {
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"OFXHEADER:100\nDATA:OFXSGML\n", "This is OFX 1, which is not XML: ask for OFX 2"},
        {"", "The file is not well-formed XML"},
        {"<OFX>", "The file is not well-formed XML"},
        {"<a/>", "The file is not OFX"},
        {"<OFX/>", "The file has no statement of an account"},
        {"<!DOCTYPE OFX [<!ENTITY a \"b\">]><OFX/>", "The file declares entities, which OFX has none of"},
        {"<OFX><STMTRS/><STMTRS/></OFX>", "The file has the statements of several accounts"},
        {"<OFX><STMTRS/></OFX>", "The statement does not say which account it is of"},
        {HEAD TAIL, "The statement has no list of lines, or no balance"},
        {HEAD LIST(LINE("20160231", "1")) BALANCE TAIL, "“{1}” is not a date"},
        {HEAD LIST(LINE("20160201", "1.2.3")) BALANCE TAIL, "“{1}” is not an amount"},
        {HEAD LIST(LINE("20160201", "99999999999999999999")) BALANCE TAIL, "“{1}” is not an amount"},
        {HEAD LIST(LINE("20160201", "9223372036854775807") LINE("20160201", "0.1")) BALANCE TAIL,
         "The amounts of the statement are too large"},
        {HEAD LIST("<STMTTRN><DTPOSTED>20160101</DTPOSTED><TRNAMT>1</TRNAMT></STMTTRN>") BALANCE TAIL,
         "A line of the statement has no number (FITID)"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena *arena = arena_new();
        struct refusal refusal = REFUSAL_IN(arena);
        struct ofx_statement read;
        assert_false(journal_ofx_read(arena, slice_of(cases[i].text), &read, &refusal));
        assert_int_equal(refusal.count, 1);
        assert_string_equal(refusal.first->message, cases[i].words);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_is_the_same_after_it_was_written_and_read),
        cmocka_unit_test(amounts_of_a_statement_get_the_decimals_that_all_of_them_need),
        cmocka_unit_test(what_is_no_statement_is_refused_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
