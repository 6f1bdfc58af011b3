/* SPDX-License-Identifier: Apache-2.0 */
/* The paper books of a group over a real store: one opening entry, loans that go on, what is refused and why.
 */
#include "domain/savings/savings_test_world.h"
#include "domain/savings/savings_read.h"

static int vsla_setup(void **state) {
    return world_setup(state, "vsla", "2000");
}

static int fund_setup(void **state) {
    return world_setup(state, "permanent", "0");
}

/* ---- short words ---- */

static struct uuid takeover_make(struct world *world, const char *as_of) {
    return made(world, &group_takeover_type,
                PUTS(R("savings_group", world->group), P("as_of", as_of), P("state", "draft"),
                     P("counted_notes", "100000x4 10000x5"), P("bank", "200000"), P("social_fund", "30000"),
                     P("payable", "100000"), P("reserve", "20000"), P("retained", "70000"),
                     P("profit", "30000")));
}

static struct change saving_of(struct world *world, struct uuid takeover, int member, const char *field,
                               int64_t amount) {
    return make(world, &takeover_saving_type,
                PUTS(R("takeover", takeover), R("member", world->members[member]),
                     P(field, number_text(world, amount))));
}

static void saving_add(struct world *world, struct uuid takeover, int member, const char *field,
                       int64_t amount) {
    assert_string_equal(why_not(world, saving_of(world, takeover, member, field, amount)), "nothing");
}

/* 600,000 at 2 % a month in six months, since 10 January 2024; two of four due by 1 June are paid. */
static struct change paper_loan(struct world *world, struct uuid takeover, int member) {
    return make(world, &group_loan_type,
                PUTS(R("savings_group", world->group), R("takeover", takeover),
                     R("member", world->members[member]), P("asked_on", "2024-01-10"),
                     P("paid_out_on", "2024-01-10"), P("state", "on_paper"), P("amount", "600000"),
                     P("purpose", "farming"), P("method", "equal_principal"), P("rate_ppm", "20000"),
                     P("rate_period", "monthly"), P("frequency", "monthly"), P("count", "6"),
                     P("first_due_on", "2024-02-10"), P("owed_then", "400000"),
                     P("principal_overdue_then", "200000"), P("interest_paid_then", "22000")));
}

static struct uuid paper_loan_add(struct world *world, struct uuid takeover, int member) {
    struct change change = paper_loan(world, takeover, member);
    assert_string_equal(why_not(world, change), "nothing");
    return change.id;
}

static struct change step(struct world *world, struct uuid takeover, const char *state, const char *field,
                          const char *reason) {
    return alter(world, &group_takeover_type, takeover, PUTS(P("state", state), P(field, reason)));
}

/* ---- a permanent fund ---- */

/* Owned: 450,000 in the box, 200,000 at the bank, 400,000 lent.  Owed: 800,000 saved, 250,000 the rest. */
static struct uuid fund_taken_over(struct world *world, struct uuid *loan) {
    struct uuid takeover = takeover_make(world, "2024-06-01");
    saving_add(world, takeover, 0, "amount", 500000);
    saving_add(world, takeover, 1, "amount", 300000);
    *loan = paper_loan_add(world, takeover, 0);
    assert_string_equal(why_not(world, step(world, takeover, "posted", "note", "From the book of the chair")),
                        "nothing");
    return takeover;
}

static void one_entry_holds_all_that_the_paper_says(void **state) {
    struct world *world = *state;
    struct uuid loan, takeover = fund_taken_over(world, &loan);
    assert_int_equal(balance_of_role(world, "cash"), 450000);
    assert_int_equal(balance_of_role(world, "bank"), 200000);
    assert_int_equal(balance_of_role(world, "loans"), 400000);
    assert_int_equal(balance_of_number(world, "2000.1"), -500000);
    assert_int_equal(balance_of_number(world, "2000.2"), -300000);
    assert_int_equal(balance_of_role(world, "social_fund"), -30000);
    assert_int_equal(balance_of_role(world, "payable"), -100000);
    assert_int_equal(balance_of_role(world, "reserve"), -20000);
    assert_int_equal(balance_of_role(world, "retained"), -70000);
    assert_int_equal(balance_of_role(world, "other_income"), -30000);
    assert_int_equal(balance_of_role(world, "opening"), 0);
    assert_int_equal(number_of(world, &group_takeover_type, takeover, "savings"), 800000);
    assert_int_equal(number_of(world, &group_takeover_type, takeover, "loans"), 400000);
    assert_int_equal(number_of(world, &group_takeover_type, takeover, "difference"), 0);
    assert_state(world, loan, "paid_out");
    assert_books_clean(world);
}

static struct savings_picture picture_on(struct world *world, const char *day) {
    struct savings_picture picture;
    struct db *db = store_borrow(world->base.store);
    struct rule rule = {.store = world->base.store,
                        .db = db,
                        .job_arena = world->base.step_arena,
                        .actor = &system_actor,
                        .is_asking = true};
    const struct record *group = rule_find(&rule, &savings_group_type, world->base.org, world->group);
    savings_picture_read(db, world->base.step_arena, group, day_number(day), &picture);
    store_return(world->base.store, db);
    return picture;
}

static void arrears_and_schedule_go_on_from_the_real_due_days(void **state) {
    struct world *world = *state;
    struct uuid loan;
    fund_taken_over(world, &loan);
    struct savings_picture picture = picture_on(world, "2024-06-01");
    assert_int_equal(picture.loan_count, 1);
    assert_int_equal(picture.loans[0].state.balance, 400000);
    assert_int_equal(picture.loans[0].state.overdue.of[LOAN_PRINCIPAL], 200000);
    assert_int_equal(picture.loans[0].state.overdue.of[LOAN_INTEREST], 8000 + 6000);
    assert_int_equal(picture.loans[0].state.days_late, 52); /* since 10 April */
    assert_int_equal(picture.portfolio.outstanding, 400000);
    assert_int_equal(portfolio_par30(&picture.portfolio).numerator, 400000);
    assert_int_equal(picture.members[0].saved, 500000);
    assert_int_equal(picture_on(world, "2024-05-31").loan_count, 0);
}

/* The first meeting opens with the counted box; the loan is paid back as if it had always been here. */
static void a_meeting_goes_on_from_there(void **state) {
    struct world *world = *state;
    struct uuid loan;
    fund_taken_over(world, &loan);
    meeting_open(world, "2024-06-10");
    everybody_saves(world, 10000);
    repay(world, loan, 300000 + 14000 + 4000);
    meeting_close(world, 450000 + 40000 + 318000);
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "opening_cash"), 450000);
    assert_int_equal(balance_of_role(world, "loans"), 100000);
    assert_int_equal(balance_of_role(world, "interest"), -18000);
    assert_int_equal(picture_on(world, "2024-06-11").loans[0].state.days_late, 0);
    meeting_open(world, "2024-06-25");
    everybody_saves(world, 10000);
    repay(world, loan, 100000 + 1000); /* 15 of 30 days of 2,000 */
    meeting_close(world, 808000 + 40000 + 101000);
    assert_state(world, loan, "closed");
    assert_books_clean(world);
}

static void a_difference_stands_on_the_opening_account_with_a_reason(void **state) {
    struct world *world = *state;
    struct uuid takeover = takeover_make(world, "2024-06-01");
    saving_add(world, takeover, 0, "amount", 390000); /* 650,000 are owned, 640,000 owed */
    assert_string_equal(
        why_not(world, step(world, takeover, "posted", "note", "x")),
        "What is owned is 650,000៛, what is owed 640,000៛. Look for the difference in the paper "
        "books, or say why it stays.");
    assert_string_equal(why_not(world, step(world, takeover, "posted", "difference_reason", "An old fine")),
                        "nothing");
    assert_int_equal(balance_of_role(world, "opening"), -10000);
    assert_int_equal(number_of(world, &group_takeover_type, takeover, "difference"), 10000);
    assert_books_clean(world);
}

/* ---- once, in time, and back again ---- */

static void books_are_taken_over_once(void **state) {
    struct world *world = *state;
    struct uuid loan, takeover = fund_taken_over(world, &loan);
    assert_string_equal(why_not(world, make(world, &group_takeover_type,
                                            PUTS(R("savings_group", world->group), P("as_of", "2024-05-01"),
                                                 P("state", "draft"), P("cash", "0")))),
                        "The paper books of this group are entered already, as of 1 June 2024.");
    assert_string_equal(why_not(world, alter(world, &group_takeover_type, takeover, PUTS(P("bank", "1")))),
                        "The books are taken over; take that back first, then change them.");
    assert_string_equal(why_not(world, saving_of(world, takeover, 2, "amount", 1000)),
                        "The books are taken over; take that back first, then change them.");
    assert_string_equal(why_not(world, paper_loan(world, takeover, 1)),
                        "The books are taken over; take that back first, then change them.");
    assert_string_equal(why_not(world, alter(world, &group_loan_type, loan, PUTS(P("owed_then", "1")))),
                        "A loan that was paid out keeps its terms; give another that takes its place.");
}

static void it_can_be_taken_back_while_nothing_followed(void **state) {
    struct world *world = *state;
    struct uuid loan, takeover = fund_taken_over(world, &loan);
    assert_string_equal(why_not(world, step(world, takeover, "draft", "note", "x")),
                        "Say why it is taken back.");
    assert_string_equal(why_not(world, step(world, takeover, "draft", "undo_reason", "A page was missing")),
                        "nothing");
    assert_int_equal(balance_of_role(world, "cash"), 0);
    assert_int_equal(balance_of_role(world, "loans"), 0);
    assert_state(world, loan, "on_paper");
    saving_add(world, takeover, 2, "amount", 5000);
    assert_string_equal(why_not(world, step(world, takeover, "posted", "difference_reason", "Unknown")),
                        "nothing");
    assert_int_equal(balance_of_role(world, "opening"), 5000);
    assert_string_equal(why_not(world, step(world, takeover, "draft", "note", "x")),
                        "Say why it is taken back."); /* what was said the first time is of then */
    assert_string_equal(why_not(world, step(world, takeover, "draft", "undo_reason", "A page was missing")),
                        "nothing");
    assert_string_equal(why_not(world, step(world, takeover, "posted", "difference_reason", "Unknown")),
                        "nothing");
    meeting_open(world, "2024-06-10");
    assert_string_equal(
        why_not(world, step(world, takeover, "draft", "undo_reason", "Another page")),
        "Meeting 1 has begun on these books; they stay. A mistake is put right at a meeting, or "
        "by an entry in the book.");
    assert_books_clean(world);
}

static void a_group_that_met_here_is_not_taken_over_later(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-02-10");
    assert_string_equal(why_not(world, make(world, &group_takeover_type,
                                            PUTS(R("savings_group", world->group), P("as_of", "2024-02-11"),
                                                 P("state", "draft"), P("cash", "0")))),
                        "The group met here on 10 February 2024; its paper books are taken over as of that day or "
                        "earlier.");
    everybody_saves(world, 1000);
    meeting_close(world, 4000);
    struct uuid takeover = takeover_make(world, "2024-02-01");
    assert_string_equal(why_not(world, step(world, takeover, "posted", "note", "x")),
                        "Meeting 1 was closed already, with another box; open it again first.");
}

static void no_meeting_is_held_before_the_day(void **state) {
    struct world *world = *state;
    struct uuid loan;
    fund_taken_over(world, &loan);
    assert_string_equal(
        why_not(world,
                make(world, &group_meeting_type,
                     PUTS(R("savings_group", world->group), P("held_on", "2024-05-31"), P("state", "open")))),
        "The books were taken over from paper as of 1 June 2024; a meeting before it is on paper.");
}

/* ---- what does not fit ---- */

static void figures_that_do_not_fit_are_refused(void **state) {
    struct world *world = *state;
    struct uuid takeover = takeover_make(world, "2024-06-01");
    struct change loan = paper_loan(world, takeover, 0);
    group_loan_of(loan.values)->principal_overdue_then = value_of_number(400000);
    assert_string_equal(
        why_not(world, loan),
        "By these terms 200,000៛ of principal is overdue on that day, not 400,000៛. Look at the "
        "instalments and at the next due day, or leave it empty.");
    loan = paper_loan(world, takeover, 0);
    group_loan_of(loan.values)->owed_then = value_of_number(600001);
    assert_string_equal(why_not(world, loan),
                        "What is still owed is more than nothing and at most 600,000៛.");
    loan = paper_loan(world, takeover, 0);
    group_loan_of(loan.values)->paid_out_on = value_of_day(day_number("2024-06-02"));
    group_loan_of(loan.values)->first_due_on = value_of_day(day_number("2024-07-02"));
    assert_string_equal(why_not(world, loan), "The paper books are taken over as of 1 June 2024 already.");
    assert_string_equal(why_not(world, saving_of(world, takeover, 0, "shares", 3)),
                        "This group saves without shares.");
    assert_string_equal(
        why_not(world, alter(world, &group_takeover_type, takeover,
                             PUTS(P("social_fund", "700000"), P("state", "posted")))),
        "The social fund is 700,000៛, but box and bank hold 650,000៛. | What is owned is 650,000៛, what is "
        "owed 920,000៛. Look for the difference in the paper books, or say why it stays.");
}

static void a_loan_fits_on_the_day_that_is_posted(void **state) {
    struct world *world = *state;
    struct uuid takeover = takeover_make(world, "2024-06-01");
    paper_loan_add(world, takeover, 0);
    assert_string_equal(
        why_not(world, alter(world, &group_takeover_type, takeover, PUTS(P("as_of", "2024-03-01")))),
        "nothing");
    assert_string_equal(why_not(world, step(world, takeover, "posted", "difference_reason", "x")),
                        "By these terms 0៛ of principal is overdue on that day, not 200,000៛. Look at the "
                        "instalments and at the next due day, or leave it empty.");
}

/* ---- a yearly cycle ---- */

static void shares_and_money_say_the_same(void **state) {
    struct world *world = *state;
    struct uuid takeover = takeover_make(world, "2024-06-01");
    struct change line = saving_of(world, takeover, 0, "shares", 5);
    takeover_saving_of(line.values)->amount = value_of_number(9000);
    line.sets |= UINT64_C(1) << field_index(&takeover_saving_type,
                                            record_type_field(&takeover_saving_type, S("amount")));
    assert_string_equal(why_not(world, line), "Shares cost 2,000៛ each, so these savings are 10,000៛.");
    line = saving_of(world, takeover, 0, "amount", 10000);
    assert_string_equal(why_not(world, line), "nothing");
    assert_int_equal(number_of(world, &takeover_saving_type, line.id, "shares"), 5);
    line = saving_of(world, takeover, 1, "amount", 10001);
    assert_string_equal(why_not(world, line), "A share costs 2,000៛; 10,001៛ is no whole number of them.");
}

/* 550,000 of savings, box 450,000, 400,000 lent; at the end all of it is shared out. */
static void a_cycle_begun_on_paper_is_shared_out_here(void **state) {
    struct world *world = *state;
    struct uuid takeover =
        made(world, &group_takeover_type,
             PUTS(R("savings_group", world->group), P("as_of", "2024-06-01"), P("state", "draft"),
                  P("cash", "450000"), P("social_fund", "30000"), P("profit", "20000")));
    saving_add(world, takeover, 0, "shares", 300);
    saving_add(world, takeover, 1, "shares", 100);
    struct uuid loan = paper_loan_add(world, takeover, 0);
    assert_string_equal(why_not(world, step(world, takeover, "posted", "note", "x")), "nothing");
    assert_int_equal(balance_of_number(world, "3000.1"), -600000);
    meeting_open(world, "2024-06-10");
    for (int i = 0; i < MEMBERS; i++) {
        line_add(world, i, 0);
    }
    meeting_close(world, 450000);
    struct change share =
        make(world, &group_share_out_type,
             PUTS(R("savings_group", world->group), R("meeting", world->meeting), P("kind", "share_out")));
    assert_string_equal(why_not(world, share), "nothing");
    /* 420,000 in the loan fund, and 400,000 with 20,000 of interest are owed (flat rules: all of it). */
    int64_t netted = number_of(world, &group_share_out_type, share.id, "netted");
    assert_int_equal(netted, 420000);
    assert_int_equal(number_of(world, &group_share_out_type, share.id, "pool"), 420000 + netted);
    assert_state(world, loan, "closed");
    assert_int_equal(balance_of_role(world, "shares"), 0);
    assert_int_equal(balance_of_role(world, "loans"), 0);
    assert_books_clean(world);
}

int main(void) {
#define FUND(test_) cmocka_unit_test_setup_teardown(test_, fund_setup, teardown)
#define CYCLE(test_) cmocka_unit_test_setup_teardown(test_, vsla_setup, teardown)
    const struct CMUnitTest tests[] = {
        FUND(one_entry_holds_all_that_the_paper_says),
        FUND(arrears_and_schedule_go_on_from_the_real_due_days),
        FUND(a_meeting_goes_on_from_there),
        FUND(a_difference_stands_on_the_opening_account_with_a_reason),
        FUND(books_are_taken_over_once),
        FUND(it_can_be_taken_back_while_nothing_followed),
        FUND(a_group_that_met_here_is_not_taken_over_later),
        FUND(no_meeting_is_held_before_the_day),
        FUND(figures_that_do_not_fit_are_refused),
        FUND(a_loan_fits_on_the_day_that_is_posted),
        CYCLE(shares_and_money_say_the_same),
        CYCLE(a_cycle_begun_on_paper_is_shared_out_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
