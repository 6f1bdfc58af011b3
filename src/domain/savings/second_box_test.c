/* SPDX-License-Identifier: Apache-2.0 */
/* Riel and dollars in one box: each balances by itself, nothing is lost between them, both open the next
 * meeting. */
#include "domain/savings/savings_read.h"
#include "domain/savings/savings_test_world.h"
#include "domain/savings/second_box.h"

static void rate_make(struct world *world, const char *day, int64_t riel) {
    struct change change = make(world, &exchange_rate_type,
                                PUTS(P("on_day", day), P("from_currency", "USD"), P("source", "The bank")));
    change.org_id = SHARED_ORG;
    change_set_value(&change, "price", (struct value){.present = true, .money = {riel, CURRENCY_KHR}});
    assert_string_equal(why_not(world, change), "nothing");
}

static int setup(void **state, const char *model, const char *price) {
    if (world_setup(state, model, price)) return 1;
    struct world *world = *state;
    rate_make(world, "2024-01-01", 4050);
    rate_make(world, "2024-02-01", 4100);
    struct change change = alter(world, &savings_group_type, world->group, PUTS(P("note", "At the border")));
    change_set_value(&change, "second_unit", value_of_id(commodity_id(S("USD"))));
    assert_string_equal(why_not(world, change), "nothing");
    return 0;
}

static int fund_setup(void **state) {
    return setup(state, "permanent", "0");
}

static int vsla_setup(void **state) {
    return setup(state, "vsla", "2000");
}

/* ---- short words ---- */

static struct change paid_with(struct world *world, int member, int64_t saves, int64_t cents) {
    struct change change = line_of(world, member, saves);
    change_set_value(&change, "other", value_of_number(cents));
    return change;
}

static struct change closing_both(struct world *world, int64_t riel, int64_t cents) {
    struct change change = closing(world, riel);
    change_set_value(&change, "other_counted", value_of_number(cents));
    return change;
}

/* What of the balances that hold is riel, and what is dollars: each adds up to nothing. */
static void assert_currencies_balance(struct world *world) {
    struct ledger_table table = balances(world);
    int64_t riel = 0, cents = 0;
    for (size_t i = 0; i < table.count; i++) {
        bool is_riel = uuid_equal(table.rows[i].unit_id, commodity_id(S("KHR")));
        *(is_riel ? &riel : &cents) += table.rows[i].closing;
    }
    assert_int_equal(riel, 0);
    assert_int_equal(cents, 0);
    assert_books_clean(world);
}

/* ---- the sums by themselves ---- */

static void worth_is_that_of_the_rate(void **state) {
    struct second_box box = {.is_on = true, .has_rate = true, .main = CURRENCY_KHR, .other = CURRENCY_USD};
    int64_t amount;
    (void)state;
    box.multiple = 100;
    box.worth = (struct exact_fraction){4050, 100};
    assert_true(second_box_worth(&box, 513, &amount)); /* $5.13 are 20,776.5 riel */
    assert_int_equal(amount, 20777);
    assert_true(second_box_taken(&box, 513, &amount));
    assert_int_equal(amount, 20800);
    assert_true(second_box_taken(&box, -500, &amount)); /* 20,250: halves away from nothing */
    assert_int_equal(amount, -20300);
    assert_true(second_box_enough(&box, 20251, &amount));
    assert_int_equal(amount, 600);
    assert_true(second_box_enough(&box, 20250, &amount));
    assert_int_equal(amount, 500);
    assert_false(second_box_worth(&box, INT64_MAX, &amount));
}

/* ---- a meeting ---- */

/* Member 1 saves 20,000 with five dollars and gets 300 back; the others save 5,000 in riel. */
static void first_meeting(struct world *world) {
    meeting_open(world, "2024-01-10");
    assert_string_equal(why_not(world, paid_with(world, 0, 20000, 500)), "nothing");
    for (int i = 1; i < MEMBERS; i++) {
        line_add(world, i, 5000);
    }
    assert_string_equal(why_not(world, closing_both(world, 15000 - 300, 500)), "nothing");
}

static void dollars_pay_for_savings_at_the_rate_of_the_day(void **state) {
    struct world *world = *state;
    first_meeting(world);
    assert_int_equal(balance_of_number(world, "2000.1"), -20000);
    assert_int_equal(balance_of_role(world, "cash"), 14700);
    assert_int_equal(balance_of_role(world, "other_cash"), 500);
    assert_int_equal(balance_of_role(world, "other_exchange"), -500);
    assert_int_equal(balance_of_role(world, "other_value"), 20250);
    assert_int_equal(balance_of_role(world, "exchange_difference"), 50); /* taken as 20,300 */
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "dollar_riel"), 4050);
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "other_closing"), 500);
    assert_currencies_balance(world);
}

static void both_boxes_open_the_next_meeting(void **state) {
    struct world *world = *state;
    first_meeting(world);
    meeting_open(world, "2024-02-10"); /* a dollar is 4,100 by now */
    everybody_saves(world, 1000);
    assert_string_equal(why_not(world, closing_both(world, 18700, 500)), "nothing");
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "opening_cash"), 14700);
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "other_opening"), 500);
    assert_int_equal(balance_of_role(world, "other_value"), 20500);
    assert_int_equal(balance_of_role(world, "exchange_difference"), 50 - 250);
    assert_currencies_balance(world);
    struct change again = alter(world, &group_meeting_type, world->meeting,
                                PUTS(P("state", "open"), P("correction_reason", "A line was wrong")));
    assert_string_equal(why_not(world, again), "nothing");
    assert_int_equal(balance_of_role(world, "other_value"), 20250);
    assert_currencies_balance(world);
}

static void each_box_is_compared_with_its_count(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    assert_string_equal(why_not(world, paid_with(world, 0, 20000, 500)), "nothing");
    line_add(world, 1, 5000);
    assert_string_equal(why_not(world, closing(world, 4700)),
                        "Count the second currency too: the book says $5.00.");
    assert_string_equal(why_not(world, closing_both(world, 4700, 400)),
                        "The box holds $4.00, the book says $5.00. Count again, or say why it differs.");
    struct change change = closing_both(world, 4700, 400);
    change_set_value(&change, "difference_reason", value_of_text(S("One was torn")));
    assert_string_equal(why_not(world, change), "nothing");
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "other_difference"), -100);
    assert_int_equal(balance_of_role(world, "other_cash"), 400);
    assert_int_equal(balance_of_role(world, "other_value"), 16200);
    assert_int_equal(balance_of_role(world, "cash_difference"), 4050);
    assert_currencies_balance(world);
}

/* A loan of 60,000 of which ten dollars are handed out in dollars, repaid with twelve. */
static void loans_go_out_and_come_back_in_either(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    assert_string_equal(why_not(world, paid_with(world, 0, 60000, 1500)), "nothing");
    for (int i = 1; i < MEMBERS; i++) {
        line_add(world, i, 20000);
    }
    struct change loan = loan_of(world, 1, 60000, 1, "2024-01-10", "2024-02-10");
    assert_string_equal(why_not(world, loan), "nothing");
    struct change payout = make(
        world, &loan_payout_type,
        PUTS(R("loan", loan.id), R("meeting", world->meeting), P("amount", "60000"), P("other", "1000")));
    assert_string_equal(why_not(world, payout), "nothing");
    /* 120,000 less 60,800 for fifteen dollars, plus 40,500 for ten, less 60,000. */
    assert_string_equal(why_not(world, closing_both(world, 39700, 500)), "nothing");
    assert_currencies_balance(world);
    meeting_open(world, "2024-02-10");
    for (int i = 0; i < MEMBERS; i++) {
        line_add(world, i, 1000);
    }
    struct change repayment = make(
        world, &loan_repayment_type,
        PUTS(R("loan", loan.id), R("meeting", world->meeting), P("amount", "61200"), P("other", "1200")));
    assert_string_equal(why_not(world, repayment), "nothing");
    assert_string_equal(why_not(world, closing_both(world, 39700 + 4000 + 61200 - 49200, 1700)), "nothing");
    assert_state(world, loan.id, "closed");
    assert_int_equal(balance_of_role(world, "loans"), 0);
    assert_int_equal(balance_of_role(world, "other_value"), 1700 * 41);
    assert_currencies_balance(world);
}

static void money_is_changed_at_the_market_as_it_was(void **state) {
    struct world *world = *state;
    first_meeting(world);
    meeting_open(world, "2024-02-10");
    everybody_saves(world, 1000);
    made(world, &meeting_item_type,
         PUTS(R("meeting", world->meeting), P("kind", "other_sold"), P("amount", "16300"), P("other", "400"),
              P("what_for", "Changed at the market")));
    assert_string_equal(why_not(world, closing_both(world, 14700 + 4000 + 16300, 100)), "nothing");
    assert_int_equal(balance_of_role(world, "other_cash"), 100);
    assert_int_equal(balance_of_role(world, "other_value"), 4100);
    /* 50 of the first meeting; then 250 won by the rate and 100 lost at the market. */
    assert_int_equal(balance_of_role(world, "exchange_difference"), 50 - 250 + 100);
    assert_currencies_balance(world);
}

static void what_is_not_there_does_not_go_out(void **state) {
    struct world *world = *state;
    first_meeting(world);
    meeting_open(world, "2024-02-10");
    everybody_saves(world, 1000);
    made(world, &meeting_item_type,
         PUTS(R("meeting", world->meeting), P("kind", "expense"), P("amount", "24600"), P("other", "600"),
              P("what_for", "Paper")));
    assert_string_equal(why_not(world, closing_both(world, 18700, 0)),
                        "$6.00 go out of the box, but only $5.00 are in it.");
}

static void dollars_pay_for_something(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    for (int i = 1; i < MEMBERS; i++) {
        line_add(world, i, 1000);
    }
    struct change line = make(world, &meeting_line_type,
                              PUTS(R("meeting", world->meeting), R("member", world->members[0]),
                                   P("attendance", "absent"), P("other", "100")));
    assert_string_equal(why_not(world, line), "nothing");
    assert_string_equal(why_not(world, closing_both(world, 3000, 100)), "Say also what was paid with it.");
}

/* ---- sharing out ---- */

/* 40,000 saved: 23,800 in riel and four dollars, worth 16,200 then and 16,400 now. */
static void a_share_out_pays_dollars_for_what_is_missing_in_riel(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    for (int i = 0; i < MEMBERS; i++) {
        assert_string_equal(why_not(world, paid_with(world, i, 5, i < 2 ? 200 : 0)), "nothing");
    }
    assert_string_equal(why_not(world, closing_both(world, 23800, 400)), "nothing");
    meeting_open(world, "2024-02-10");
    for (int i = 0; i < MEMBERS; i++) {
        line_add(world, i, 0);
    }
    assert_string_equal(why_not(world, closing_both(world, 23800, 400)), "nothing");
    struct change share =
        make(world, &group_share_out_type,
             PUTS(R("savings_group", world->group), R("meeting", world->meeting), P("kind", "share_out")));
    assert_string_equal(why_not(world, share), "nothing");
    assert_int_equal(number_of(world, &group_share_out_type, share.id, "pool"), 23800 + 16400);
    int64_t paid = number_of(world, &group_share_out_type, share.id, "payouts"),
            other = number_of(world, &group_share_out_type, share.id, "other");
    assert_int_equal(other, 400);
    assert_int_equal(balance_of_role(world, "other_cash"), 0);
    assert_int_equal(balance_of_role(world, "other_value"), 0);
    assert_int_equal(balance_of_role(world, "cash"), 23800 + 16400 - paid);
    assert_int_equal(balance_of_role(world, "shares"), 0);
    assert_currencies_balance(world);
}

/* ---- who keeps two ---- */

static void the_second_currency_is_another_and_stays(void **state) {
    struct world *world = *state;
    struct change change = alter(world, &savings_group_type, world->group, PUTS(P("note", "x")));
    change_set_value(&change, "second_unit", (struct value){0});
    assert_string_equal(why_not(world, change),
                        "The group has a book in this currency; an empty box is simply counted as empty.");
    struct uuid other = group_make(world, "Group two", "permanent");
    change = alter(world, &savings_group_type, other, PUTS(P("note", "x")));
    change_set_value(&change, "second_unit", value_of_id(commodity_id(S("KHR"))));
    assert_string_equal(why_not(world, change), "Riel and dollars can lie in one box; choose the other one.");
    change_set_value(&change, "second_unit", value_of_id(commodity_id(S("PADDY"))));
    assert_string_equal(why_not(world, change), "Riel and dollars can lie in one box; choose the other one.");
}

static void paper_books_bring_both(void **state) {
    struct world *world = *state;
    struct uuid takeover =
        made(world, &group_takeover_type,
             PUTS(R("savings_group", world->group), P("as_of", "2024-01-05"), P("state", "draft"),
                  P("cash", "100000"), P("other", "1000"), P("retained", "140500")));
    assert_string_equal(
        why_not(world, alter(world, &group_takeover_type, takeover, PUTS(P("state", "posted")))), "nothing");
    assert_int_equal(balance_of_role(world, "other_cash"), 1000);
    assert_int_equal(balance_of_role(world, "other_value"), 40500);
    assert_int_equal(balance_of_role(world, "opening"), 0);
    assert_currencies_balance(world);
}

int main(void) {
#define FUND(test_) cmocka_unit_test_setup_teardown(test_, fund_setup, teardown)
#define CYCLE(test_) cmocka_unit_test_setup_teardown(test_, vsla_setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worth_is_that_of_the_rate),
        FUND(dollars_pay_for_savings_at_the_rate_of_the_day),
        FUND(both_boxes_open_the_next_meeting),
        FUND(each_box_is_compared_with_its_count),
        FUND(loans_go_out_and_come_back_in_either),
        FUND(money_is_changed_at_the_market_as_it_was),
        FUND(what_is_not_there_does_not_go_out),
        FUND(dollars_pay_for_something),
        CYCLE(a_share_out_pays_dollars_for_what_is_missing_in_riel),
        FUND(the_second_currency_is_another_and_stays),
        FUND(paper_books_bring_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
