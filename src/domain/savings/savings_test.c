/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Savings groups over a real store: a whole cycle and a year of a permanent fund to the riel, what is refused
 * and why, and that the books hold whatever is done.
 */
#include "base/limits.h"
#include "domain/savings/plan_read.h"
#include "domain/savings/savings_test_random.h"
#include "domain/savings/savings_test_world.h"

static int vsla_setup(void **state) {
    return world_setup(state, "vsla", "2000");
}

static int fund_setup(void **state) {
    return world_setup(state, "permanent", "0");
}

/* ---- a cycle by worked example ---- */

static struct uuid share_out_make_now(struct world *world, const char *kind) {
    struct change change =
        make(world, &group_share_out_type,
             PUTS(R("savings_group", world->group), R("meeting", world->meeting), P("kind", kind)));
    assert_string_equal(why_not(world, change), "nothing");
    return change.id;
}

/* 22,000 saved, 15,000 lent for three months at 2 % flat: 5,000 and 300 each month. */
static struct uuid first_meeting(struct world *world) {
    static const int64_t shares[MEMBERS] = {5, 3, 2, 1};
    meeting_open(world, "2024-01-10");
    for (int i = 0; i < MEMBERS; i++) {
        line_add(world, i, shares[i]);
    }
    struct uuid loan = loan_give(world, 0, 15000, 3, "2024-01-10", "2024-02-10");
    meeting_close(world, 7000);
    return loan;
}

static void next_meeting(struct world *world, const char *day, struct uuid loan, int64_t amount,
                         int64_t counted) {
    meeting_open(world, day);
    everybody_saves(world, 1);
    if (amount) repay(world, loan, amount);
    meeting_close(world, counted);
}

static void a_meeting_moves_everything_at_once(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    assert_int_equal(balance_of_role(world, "cash"), 7000);
    assert_int_equal(balance_of_number(world, "3000.1"), -10000);
    assert_int_equal(balance_of_role(world, "shares"), -22000);
    assert_int_equal(balance_of_role(world, "loans"), 15000);
    assert_int_equal(number_of(world, &group_loan_type, loan, "total_cost"), 15900);
    assert_state(world, loan, "paid_out");
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "closing_cash"), 7000);
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "number"), 1);
    next_meeting(world, "2024-02-10", loan, 5300, 20300);
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "opening_cash"), 7000);
    assert_int_equal(balance_of_role(world, "interest"), -300);
    assert_int_equal(balance_of_role(world, "loans"), 10000);
    assert_books_clean(world);
}

static void third_meeting(struct world *world, struct uuid loan) {
    meeting_open(world, "2024-03-10");
    for (int i = 0; i < MEMBERS - 1; i++) {
        line_add(world, i, 1);
    }
    made(world, &meeting_line_type,
         PUTS(R("meeting", world->meeting), R("member", world->members[MEMBERS - 1]), P("attendance", "late"),
              P("shares", "1"), P("fine", "500"), P("fine_kind", "late")));
    made(world, &meeting_item_type,
         PUTS(R("meeting", world->meeting), P("kind", "expense"), P("amount", "1000"),
              P("what_for", "Paper")));
    repay(world, loan, 5300);
    struct change change = alter(world, &group_meeting_type, world->meeting,
                                 PUTS(P("state", "closed"), P("counted_notes", "20000x1 10000x1 1000x3"),
                                      P("difference_reason", "A note of 100 is missing")));
    assert_string_equal(why_not(world, change), "nothing");
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "difference"), -100);
}

static int64_t line_figure(struct world *world, struct uuid share_out, int member, const char *field) {
    int64_t figure = -1;
    struct db *db = store_borrow(world->base.store);
    struct text sql = TEXT_IN(world->base.step_arena);
    text_printf(
        &sql,
        "SELECT \"%s\" FROM share_out_line WHERE org_id = ?1 AND \"share_out\" = ?2 AND \"member\" = ?3",
        field);
    struct db_query *query = db_query(db, sql_built(world->base.step_arena, text_slice(&sql)));
    db_bind_uuid(query, 1, world->base.org);
    db_bind_uuid(query, 2, share_out);
    db_bind_uuid(query, 3, world->members[member]);
    if (db_next(query)) figure = db_column_int(query, 0);
    db_done(query);
    store_return(world->base.store, db);
    return figure;
}

/* 41,000 in the box and 5,300 owed are 46,300 for 23 shares: 2,013.04 each. */
static void a_cycle_is_shared_out_to_the_last_riel(void **state) {
    static const int64_t cash[MEMBERS] = {16100 - 5300, 12000, 10000, 8000};
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    next_meeting(world, "2024-02-10", loan, 5300, 20300);
    third_meeting(world, loan);
    next_meeting(world, "2024-04-10", loan, 0, 41000);
    struct uuid id = share_out_make_now(world, "share_out");
    assert_int_equal(number_of(world, &group_share_out_type, id, "pool"), 46300);
    assert_int_equal(number_of(world, &group_share_out_type, id, "shares"), 23);
    assert_int_equal(number_of(world, &group_share_out_type, id, "payouts"), 46100);
    assert_int_equal(number_of(world, &group_share_out_type, id, "remainder"), 200);
    assert_int_equal(number_of(world, &group_share_out_type, id, "netted"), 5300);
    for (int i = 0; i < MEMBERS; i++) {
        assert_int_equal(line_figure(world, id, i, "cash"), cash[i]);
    }
    assert_state(world, loan, "closed");
    struct value ends = value_of(world, &savings_group_type, world->group, "cycle_ends_on");
    assert_int_equal(date_first_day(ends.date), test_day(2025, 4, 11)); /* a year after it begins */
    struct ledger_table table = balances(world);
    for (size_t i = 0; i < table.count; i++) {
        const struct ledger_row *row = &table.rows[i];
        if (slice_equal(row->role, S("cash")))
            assert_int_equal(row->closing, 200);
        else if (slice_equal(row->role, S("retained")))
            assert_int_equal(row->closing, -200);
        else
            assert_int_equal(row->closing, 0);
    }
    assert_int_equal(number_of(world, &savings_group_type, world->group, "cycle"), 2);
    assert_books_clean(world);
    meeting_open(world, "2024-05-10");
    everybody_saves(world, 2);
    meeting_close(world, 16200);
    assert_int_equal(number_of(world, &group_meeting_type, world->meeting, "opening_cash"), 200);
    assert_string_equal(why_not(world, make(world, &group_share_out_type,
                                            PUTS(R("savings_group", world->group),
                                                 R("meeting", world->meeting), P("kind", "share_out")))),
                        "nothing");
    assert_books_clean(world);
}

/* The box was stolen. */
static void a_cycle_that_lost_all_is_shared_out_and_the_next_begins(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 2);
    made(world, &meeting_item_type,
         PUTS(R("meeting", world->meeting), P("kind", "expense"), P("amount", "16000"),
              P("what_for", "Stolen on the way")));
    meeting_close(world, 0);
    struct uuid id = share_out_make_now(world, "share_out");
    assert_int_equal(number_of(world, &group_share_out_type, id, "payouts"), 0);
    assert_int_equal(number_of(world, &group_share_out_type, id, "profit"), -16000);
    assert_int_equal(line_figure(world, id, 1, "saved"), 4000);
    assert_int_equal(line_figure(world, id, 1, "cash"), 0);
    assert_int_equal(number_of(world, &savings_group_type, world->group, "cycle"), 2);
    assert_int_equal(balance_of_role(world, "shares"), 0);
    assert_int_equal(balance_of_role(world, "retained"), 0);
    assert_books_clean(world);
}

/* ---- a year of a permanent fund ---- */

/* Four members save 10,000 at six meetings; 30,000 are lent at 2 % a month on what is left, in three equal
 * parts. */
static void a_permanent_fund_splits_its_profit(void **state) {
    static const char *const days[] = {"2024-01-05", "2024-02-05", "2024-03-05",
                                       "2024-04-05", "2024-05-05", "2024-06-05"};
    static const int64_t paid[] = {0, 10600, 10400, 10200, 0, 0};
    struct world *world = *state;
    struct uuid loan = {0};
    int64_t cash = 0;
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        meeting_open(world, days[i]);
        everybody_saves(world, 10000);
        cash += 40000 + paid[i] - (i == 0 ? 30000 : 0);
        if (i == 0) loan = loan_give(world, 1, 30000, 3, days[0], days[1]);
        if (paid[i]) repay(world, loan, paid[i]);
        meeting_close(world, cash);
    }
    assert_state(world, loan, "closed");
    assert_int_equal(balance_of_role(world, "interest"), -1200);
    struct uuid id = share_out_make_now(world, "dividend");
    /* Of 1,200: 700 (60 % down to 100) to members, 300 to the reserve, 100 to the social fund, 100 stay. */
    assert_int_equal(number_of(world, &group_share_out_type, id, "profit"), 1200);
    assert_int_equal(number_of(world, &group_share_out_type, id, "pool"), 700);
    assert_int_equal(number_of(world, &group_share_out_type, id, "payouts"), 400);
    assert_int_equal(number_of(world, &group_share_out_type, id, "remainder"), 300);
    assert_int_equal(line_figure(world, id, 2, "cash"), 100);
    assert_int_equal(balance_of_role(world, "reserve"), -300);
    assert_int_equal(balance_of_role(world, "social_fund"), -100);
    assert_int_equal(balance_of_role(world, "retained"), -400);
    assert_int_equal(balance_of_role(world, "savings"), -240000);
    assert_int_equal(balance_of_role(world, "cash"), cash - 400);
    assert_int_equal(number_of(world, &savings_group_type, world->group, "cycle"), 1);
    assert_books_clean(world);
}

static struct change share_out_of(struct world *world, const char *kind, const char *paid) {
    return make(world, &group_share_out_type,
                PUTS(R("savings_group", world->group), R("meeting", world->meeting), P("kind", kind),
                     P("paid", paid)));
}

static void income_add(struct world *world, const char *amount) {
    made(world, &meeting_item_type,
         PUTS(R("meeting", world->meeting), P("kind", "other_income"), P("amount", amount),
              P("what_for", "Threshing")));
}

static void a_permanent_fund_is_not_shared_out(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 10000);
    income_add(world, "10000");
    meeting_close(world, 50000);
    assert_string_equal(why_not(world, share_out_of(world, "share_out", "cash")),
                        "This group keeps a permanent fund: it pays a dividend.");
    assert_int_equal(balance_of_role(world, "savings"), -40000);
}

static void a_yearly_cycle_pays_no_dividend(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 5);
    income_add(world, "10000");
    meeting_close(world, 50000);
    assert_string_equal(why_not(world, share_out_of(world, "dividend", "savings")),
                        "This group saves in yearly cycles: it shares out and pays no dividend.");
    assert_string_equal(why_not(world, share_out_of(world, "share_out", "savings")),
                        "What is shared out is handed out; only a dividend stays with the savings.");
}

/* Of 12,345: 7,400 to members, 3,700 and 1,200 aside, 45 stay. */
static void a_dividend_on_the_savings_hands_nothing_out(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 10000);
    income_add(world, "12345");
    meeting_close(world, 52345);
    struct change change = share_out_of(world, "dividend", "savings");
    assert_string_equal(why_not(world, change), "nothing");
    assert_int_equal(line_figure(world, change.id, 1, "payout"), 1800);
    assert_int_equal(line_figure(world, change.id, 1, "cash"), 0);
    assert_int_equal(balance_of_role(world, "cash"), 52345);
    assert_int_equal(balance_of_role(world, "savings"), -47200);
    assert_int_equal(balance_of_role(world, "retained"), -(45 + 200));
    assert_books_clean(world);
}

static void a_dividend_that_gives_nobody_anything_is_none(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 10000);
    income_add(world, "50");
    meeting_close(world, 40050);
    assert_string_equal(why_not(world, share_out_of(world, "dividend", "cash")),
                        "Nobody would get anything.");
}

/* ---- what is refused ---- */

static void a_box_that_differs_says_why(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 1);
    assert_string_equal(why_not(world, closing(world, 7900)),
                        "The box holds 7,900៛, the book says 8,000៛. Count again, or say why it differs.");
    assert_string_equal(
        why_not(world, alter(world, &group_meeting_type, world->meeting, PUTS(P("state", "closed")))),
        "Count the box before the meeting is closed.");
    assert_string_equal(why_not(world, alter(world, &group_meeting_type, world->meeting,
                                             PUTS(P("state", "closed"), P("counted_notes", "5000 x 1")))),
                        "Write notes and coins as 50000x3 10000x12.");
    assert_int_equal(balance_of_role(world, "cash"), 0);
    meeting_close(world, 8000);
}

static void a_repayment_above_the_debt_is_refused_with_the_amount(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    meeting_open(world, "2024-02-10");
    everybody_saves(world, 1);
    struct uuid id = repay(world, loan, 16000);
    assert_string_equal(why_not(world, closing(world, 31000)),
                        "The repayment is 16,000៛, but only 15,900៛ is owed.");
    assert_int_equal(balance_of_role(world, "loans"), 15000);
    assert_int_equal(touch(&world->base, CHANGE_UPDATE, &loan_repayment_type, id, PUTS(P("amount", "15900"))),
                     OUTCOME_OK);
    meeting_close(world, 30900);
    assert_state(world, loan, "closed");
}

static void a_loan_above_the_bylaws_names_the_rule_and_who_may_decide(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 5);
    struct change change = loan_of(world, 1, 30100, 3, "2024-01-10", "2024-02-10");
    assert_string_equal(why_not(world, change),
                        "The loan is 30,100៛; with these savings and open loans it may be 30,000៛. | "
                        "The assembly may decide otherwise, with a minute.");
    change_put(&change, &(struct put)P("decided_by", "committee"));
    change_put(&change, &(struct put)P("decision", "Everybody agreed"));
    assert_string_equal(why_not(world, change),
                        "The loan is 30,100៛; with these savings and open loans it may be 30,000៛. | "
                        "The assembly may decide otherwise, with a minute.");
    change_put(&change, &(struct put)P("decided_by", "assembly"));
    assert_string_equal(why_not(world, change), "nothing");
    assert_string_equal(
        arena_cstr(world->base.step_arena, value_of(world, &group_loan_type, change.id, "broken_rules").text),
        "loan_savings");
    struct change dear = loan_of(world, 2, 1000, 3, "2024-01-10", "2024-02-10");
    change_put(&dear, &(struct put)P("rate_ppm", "50000"));
    change_put(&dear, &(struct put)P("decided_by", "assembly"));
    change_put(&dear, &(struct put)P("decision", "Everybody agreed"));
    assert_string_equal(
        why_not(world, dear),
        "The interest is 5% a month; more than 3% is never allowed. | Nobody may decide otherwise.");
}

static void a_household_is_not_lent_more_than_it_can_carry(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 5);
    struct change change = loan_of(world, 1, 30000, 3, "2024-01-10", "2024-02-10");
    change_put(&change, &(struct put)P("month_income", "30000"));
    change_put(&change, &(struct put)P("month_expenses", "20000"));
    const char *why = why_not(world, change);
    if (!strstr(why, "of the household's free income")) fail_msg("%s", why);
    change_put(&change, &(struct put)P("month_income", "200000"));
    assert_string_equal(why_not(world, change), "nothing");
}

static void the_loan_fund_lends_no_more_than_it_has(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    line_add(world, 0, 5);
    line_add(world, 1, 0);
    line_add(world, 2, 0);
    struct uuid loan = loan_give(world, 0, 10100, 1, "2024-01-10", "2024-02-10");
    assert_string_equal(
        why_not(world, closing(world, 0)),
        "The loan is 10,100៛; the loan fund has only 10,000៛. | Nobody may decide otherwise.");
    assert_state(world, loan, "approved");
    assert_int_equal(balance_of_role(world, "loans"), 0);
}

static void a_member_of_another_group_is_refused(void **state) {
    struct world *world = *state;
    struct uuid other = group_make(world, "Group two", "vsla"), stranger = member_make(world, other, 1);
    meeting_open(world, "2024-01-10");
    struct change line =
        make(world, &meeting_line_type,
             PUTS(R("meeting", world->meeting), R("member", stranger), P("attendance", "present")));
    assert_string_equal(why_not(world, line), "This is a member of another group.");
    struct change loan = make(world, &group_loan_type,
                              PUTS(R("savings_group", world->group), R("member", stranger),
                                   P("asked_on", "2024-01-10"), P("state", "asked"), P("amount", "1000"),
                                   P("purpose", "food"), P("count", "1"), P("first_due_on", "2024-02-10")));
    assert_string_equal(why_not(world, loan), "This is a member of another group.");
}

static void a_closed_period_takes_no_meeting(void **state) {
    struct world *world = *state;
    struct uuid book;
    struct db *db = store_borrow(world->base.store);
    assert_true(ledger_book_of_subject(db, world->base.step_arena, world->base.org, world->group, &book));
    store_return(world->base.store, db);
    assert_int_equal(touch(&world->base, CHANGE_UPDATE, &ledger_book_type, book,
                           PUTS(P("closed_through", "2024-01-31"), P("closed_reason", "January"))),
                     OUTCOME_OK);
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 1);
    assert_string_equal(why_not(world, closing(world, 8000)), "The book is closed through 31 January 2024.");
}

static void the_same_sheet_twice_counts_once(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 1);
    struct change again = line_of(world, 0, 1);
    assert_string_not_equal(why_not(world, again), "nothing");
    meeting_close(world, 8000);
    assert_string_equal(why_not(world, closing(world, 8000)),
                        "The meeting is closed; open it again with a reason to correct it.");
    assert_string_equal(why_not(world, line_of(world, 0, 1)),
                        "The meeting is closed; open it again with a reason to correct it.");
    assert_int_equal(balance_of_role(world, "cash"), 8000);
}

static void shares_beyond_the_bylaws_name_the_member_and_the_rule(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    line_add(world, 0, 7);
    line_add(world, 1, 1);
    line_add(world, 2, 1);
    struct change close = closing(world, 18000);
    struct write_job job = {
        .job_arena = world->base.step_arena, .actor = &system_actor, .changes = &close, .change_count = 1};
    assert_int_equal(store_write(world->base.store, &job), OUTCOME_REFUSED);
    assert_true(slice_equal(job.refusal.first->field, S("shares.1")));
    assert_string_equal(job.refusal.first->message,
                        "{1} shares are bought; the bylaws allow at most {2} at a meeting.");
}

static void more_than_saved_is_not_taken_back(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 2);
    meeting_close(world, 16000);
    meeting_open(world, "2024-02-10");
    line_add(world, 1, 1);
    line_add(world, 2, 1);
    struct uuid line = made(world, &meeting_line_type,
                            PUTS(R("meeting", world->meeting), R("member", world->members[0]),
                                 P("attendance", "present"), P("withdrawal", "6000")));
    assert_string_equal(why_not(world, closing(world, 14000)),
                        "6,000៛ are taken back, but the member has saved 4,000៛.");
    assert_int_equal(
        touch(&world->base, CHANGE_UPDATE, &meeting_line_type, line, PUTS(P("withdrawal", "3000"))),
        OUTCOME_OK);
    assert_string_equal(why_not(world, closing(world, 17000)), "Shares are sold back whole, at 2,000៛ each.");
    assert_int_equal(
        touch(&world->base, CHANGE_UPDATE, &meeting_line_type, line, PUTS(P("withdrawal", "4000"))),
        OUTCOME_OK);
    meeting_close(world, 16000);
    assert_string_equal(
        why_not(world,
                alter(world, &savings_member_type, world->members[0], PUTS(P("left_on", "2024-02-10")))),
        "The cycle has begun; members leave when it is shared out, or the bylaws say otherwise.");
    assert_books_clean(world);
}

static void members_of_a_cycle_come_and_go_when_it_is_shared_out(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 2);
    meeting_close(world, 16000);
    struct change late =
        alter(world, &savings_member_type, world->members[3], PUTS(P("left_on", "2024-02-01")));
    assert_string_equal(why_not(world, late), "The cycle has begun; members leave when it is shared out, or "
                                              "the bylaws say otherwise.");
    struct uuid person = made(world, &person_type, PUTS(P("name_latin", "Newcomer"), P("sex", "f")));
    struct change joins =
        make(world, &savings_member_type,
             PUTS(R("savings_group", world->group), R("person", person), P("joined_on", "2024-02-01")));
    assert_string_equal(why_not(world, joins),
                        "The cycle has begun; members join when it is shared out, or the "
                        "bylaws say otherwise.");
    share_out_make_now(world, "share_out");
    assert_string_equal(why_not(world, late), "nothing");
    assert_string_equal(why_not(world, joins), "nothing");
}

static void bylaws_may_let_members_come_and_go_within_a_cycle(void **state) {
    struct world *world = *state;
    made(world, &group_bylaw_type,
         PUTS(R("savings_group", world->group), P("effective_on", "2024-01-02"), P("members_max", "0"),
              P("share_price", "2000"), P("shares_min", "0"), P("social_fund_amount", "0"),
              P("joins_any_time", "true")));
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 2);
    meeting_close(world, 16000);
    struct uuid person = made(world, &person_type, PUTS(P("name_latin", "Newcomer"), P("sex", "f")));
    made(world, &savings_member_type,
         PUTS(R("savings_group", world->group), R("person", person), P("joined_on", "2024-02-01")));
}

static void who_leaves_a_fund_is_paid_the_savings_less_the_debts(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 20000);
    struct uuid loan = loan_give(world, 0, 10000, 2, "2024-01-10", "2024-02-10");
    meeting_close(world, 70000);
    meeting_open(world, "2024-02-10");
    for (int i = 1; i < MEMBERS; i++) {
        line_add(world, i, 1000);
    }
    struct uuid line = made(world, &meeting_line_type,
                            PUTS(R("meeting", world->meeting), R("member", world->members[0]),
                                 P("attendance", "present"), P("withdrawal", "15000"), P("leaves", "true")));
    assert_string_equal(why_not(world, closing(world, 58000)),
                        "Who leaves takes back all savings; 5,000៛ are left.");
    assert_int_equal(
        touch(&world->base, CHANGE_UPDATE, &meeting_line_type, line, PUTS(P("withdrawal", "20000"))),
        OUTCOME_OK);
    struct uuid paid = repay(world, loan, 5000);
    assert_string_equal(why_not(world, closing(world, 58000)),
                        "Who leaves pays back all that is owed; 5,200៛ are missing.");
    assert_int_equal(
        touch(&world->base, CHANGE_UPDATE, &loan_repayment_type, paid, PUTS(P("amount", "10200"))),
        OUTCOME_OK);
    meeting_close(world, 70000 + 3000 - 20000 + 10200);
    assert_true(value_of(world, &savings_member_type, world->members[0], "left_on").present);
    assert_int_equal(balance_of_role(world, "savings"), -63000);
    assert_state(world, loan, "closed");
    assert_int_equal(touch(&world->base, CHANGE_UPDATE, &group_meeting_type, world->meeting,
                           PUTS(P("state", "open"), P("correction_reason", "He stays after all"))),
                     OUTCOME_OK);
    assert_false(value_of(world, &savings_member_type, world->members[0], "left_on").present);
    assert_books_clean(world);
}

static void meetings_follow_one_another(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-02-10");
    everybody_saves(world, 1);
    meeting_close(world, 8000);
    struct change early =
        make(world, &group_meeting_type,
             PUTS(R("savings_group", world->group), P("held_on", "2024-02-09"), P("state", "open")));
    assert_string_equal(why_not(world, early),
                        "Meeting 1 was held on 10 February 2024; this one cannot be earlier.");
    meeting_open(world, "2024-03-10");
    meeting_open(world, "2024-03-11");
    everybody_saves(world, 1);
    assert_string_equal(why_not(world, closing(world, 16000)), "Meeting 2 is still open; close it first.");
}

/* ---- corrections, write-off, recovery, reschedule ---- */

static void a_correction_takes_back_and_posts_anew(void **state) {
    struct world *world = *state;
    meeting_open(world, "2024-01-10");
    line_add(world, 0, 1);
    line_add(world, 1, 1);
    struct uuid wrong = line_add(world, 2, 1);
    meeting_close(world, 6000);
    struct change open = alter(world, &group_meeting_type, world->meeting, PUTS(P("state", "open")));
    assert_string_equal(why_not(world, open), "Say why the closed meeting is corrected.");
    change_put(&open, &(struct put)P("correction_reason", "Member 3 bought two shares"));
    assert_string_equal(why_not(world, open), "nothing");
    assert_int_equal(balance_of_role(world, "cash"), 0);
    assert_int_equal(touch(&world->base, CHANGE_UPDATE, &meeting_line_type, wrong, PUTS(P("shares", "2"))),
                     OUTCOME_OK);
    meeting_close(world, 8000);
    assert_int_equal(balance_of_number(world, "3000.3"), -4000);
    assert_string_equal(arena_cstr(world->base.step_arena,
                                   value_of(world, &group_meeting_type, world->meeting, "state").text),
                        "corrected");
    assert_books_clean(world);
}

static void taking_back_a_payout_makes_the_loan_approved_again(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    assert_int_equal(touch(&world->base, CHANGE_UPDATE, &group_meeting_type, world->meeting,
                           PUTS(P("state", "open"), P("correction_reason", "Not paid out"))),
                     OUTCOME_OK);
    assert_state(world, loan, "approved");
    assert_int_equal(balance_of_role(world, "loans"), 0);
    meeting_close(world, 7000);
    assert_state(world, loan, "paid_out");
    assert_books_clean(world);
}

static void what_is_written_off_may_still_be_recovered(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    next_meeting(world, "2024-02-10", loan, 5300, 20300);
    meeting_open(world, "2024-09-10");
    everybody_saves(world, 1);
    struct uuid off =
        made(world, &loan_write_off_type,
             PUTS(R("loan", loan), R("meeting", world->meeting), P("decision", "She has moved away")));
    meeting_close(world, 28300);
    assert_state(world, loan, "written_off");
    assert_int_equal(number_of(world, &loan_write_off_type, off, "amount"), 10000);
    assert_int_equal(balance_of_role(world, "loans"), 0);
    assert_int_equal(balance_of_role(world, "written_off"), 10000);
    next_meeting(world, "2024-10-10", loan, 2000, 38300);
    assert_int_equal(balance_of_role(world, "written_off"), 8000);
    assert_int_equal(balance_of_role(world, "loans"), 0);
    assert_books_clean(world);
}

static void a_rescheduled_loan_moves_what_is_owed(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    next_meeting(world, "2024-02-10", loan, 5300, 20300);
    meeting_open(world, "2024-05-10");
    everybody_saves(world, 1);
    struct change change = loan_of(world, 0, 10000, 3, "2024-05-10", "2024-06-10");
    change_put(&change, &(struct put)R("replaces", loan));
    assert_string_equal(why_not(world, change), "Write down the decision as minuted.");
    change_put(&change, &(struct put)P("decision", "Four more months, all agreed"));
    change_put(&change, &(struct put)P("carry", "into_principal"));
    assert_string_equal(why_not(world, change), "nothing");
    payout_add(world, change.id, 1);
    meeting_close(world, 28300);
    assert_state(world, loan, "rescheduled");
    assert_state(world, change.id, "paid_out");
    assert_int_equal(number_of(world, &group_loan_type, change.id, "amount"), 10600);
    assert_int_equal(balance_of_role(world, "loans"), 10600);
    assert_int_equal(balance_of_role(world, "interest"), -900);
    assert_books_clean(world);
}

/* ---- whatever is done ---- */

enum { ROUNDS = 40 };

static uint64_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Whatever the sheet says, 20,777 riel are counted. */
static bool close_somehow(struct world *world) {
    struct change change = alter(world, &group_meeting_type, world->meeting,
                                 PUTS(P("state", "closed"), P("counted_cash", "20777"),
                                      P("difference_reason", "As it was counted"), P("minutes", "All agreed"),
                                      P("decided_by", "assembly")));
    return send(&world->base, &change, 1) == OUTCOME_OK;
}

/* What a round wrote of loans, to be crossed out when the meeting does not close with it. */
struct round {
    const char *day, *due;
    const struct record_type *types[8];
    struct uuid ids[8];
    size_t count;
};

static void round_add(struct world *world, struct round *round, struct change change) {
    if (send(&world->base, &change, 1) != OUTCOME_OK) return;
    round->types[round->count] = change.type;
    round->ids[round->count++] = change.id;
}

static void random_part(struct world *world, uint64_t *seed, struct uuid *loans, size_t *loan_count,
                        struct round *round) {
    bool pays_out = next_random(seed) % 3 == 0 && *loan_count < ROUNDS;
    const char *amount = number_text(world, (int64_t)(next_random(seed) % 4000) + 1);
    struct uuid loan = *loan_count ? loans[next_random(seed) % *loan_count] : (struct uuid){0};
    if (pays_out) {
        struct change change =
            loan_of(world, (int)(next_random(seed) % MEMBERS), (int64_t)(next_random(seed) % 20000) + 2000, 2,
                    round->day, round->due);
        if (send(&world->base, &change, 1) != OUTCOME_OK) return;
        loan = loans[(*loan_count)++] = change.id;
    }
    if (uuid_is_zero(loan)) return;
    round_add(world, round,
              make(world, pays_out ? &loan_payout_type : &loan_repayment_type,
                   PUTS(R("loan", loan), R("meeting", world->meeting), P("amount", amount))));
}

static int64_t sum_of_states(struct world *world, const struct uuid *loans, size_t count);

static void books_hold_whatever_meetings_do(void **state) {
    struct world *world = *state;
    struct uuid loans[ROUNDS];
    size_t loan_count = 0, closed = 0;
    uint64_t seed = 88172645463325252u;
    for (int number = 0; number < ROUNDS; number++) {
        struct round round = {.day = date_format_iso(world->base.arena, date_of_day(19800 + number * 7)).s,
                              .due =
                                  date_format_iso(world->base.arena, date_of_day(19800 + number * 7 + 30)).s};
        meeting_open(world, round.day);
        for (int i = 0; i < MEMBERS; i++) {
            line_add(world, i, (int64_t)(next_random(&seed) % 6) * (world->is_vsla ? 1 : 2000));
        }
        for (int i = 0; i <= number % 3; i++) {
            random_part(world, &seed, loans, &loan_count, &round);
        }
        bool good = close_somehow(world);
        closed += good;
        for (size_t i = 0; !good && i < round.count; i++) {
            assert_int_equal(touch(&world->base, CHANGE_DELETE, round.types[i], round.ids[i], NULL, 0),
                             OUTCOME_OK);
        }
        if (!good) assert_true(close_somehow(world));
        assert_int_equal(balance_of_role(world, "cash"), 20777);
        assert_int_equal(balance_of_role(world, "loans"), sum_of_states(world, loans, loan_count));
        arena_reset(world->base.step_arena);
    }
    if (closed <= 3 || closed == ROUNDS || loan_count <= 3)
        fail_msg("%d closed, %d loans", (int)closed, (int)loan_count);
    assert_books_clean(world);
}

struct summing {
    struct world *world;
    const struct uuid *loans;
    size_t count;
    int64_t sum;
};

/* What the pure rules say is owed, from the records alone. */
static bool sum_states(void *context, struct db *db) {
    struct summing *summing = context;
    struct arena *arena = summing->world->base.step_arena;
    struct rule rule = {.store = summing->world->base.store,
                        .db = db,
                        .job_arena = arena,
                        .actor = &system_actor,
                        .is_asking = true};
    const struct record *group =
        rule_find(&rule, &savings_group_type, summing->world->base.org, summing->world->group);
    for (size_t i = 0; i < summing->count; i++) {
        struct loan_book book;
        struct loan_state state;
        const struct record *loan =
            rule_find(&rule, &group_loan_type, summing->world->base.org, summing->loans[i]);
        loan_book_read(db, arena, group, loan, (struct loan_scope){0}, 0, &book);
        if (loan_book_state_quiet(arena, &book, 30000, &state)) summing->sum += state.balance;
    }
    return true;
}

static int64_t sum_of_states(struct world *world, const struct uuid *loans, size_t count) {
    struct summing summing = {.world = world, .loans = loans, .count = count};
    assert_true(store_run(world->base.store, sum_states, &summing));
    return summing.sum;
}

/* ---- how the group stands ---- */

static struct savings_picture *picture_on(struct world *world, const char *day) {
    struct date date;
    struct savings_picture *picture = arena_make(world->base.step_arena, struct savings_picture, 1);
    struct db *db = store_borrow(world->base.store);
    struct rule rule = {.store = world->base.store,
                        .db = db,
                        .job_arena = world->base.step_arena,
                        .actor = &system_actor,
                        .is_asking = true};
    const struct record *group = rule_find(&rule, &savings_group_type, world->base.org, world->group);
    assert_true(date_parse_iso(slice_of(day), &date));
    savings_picture_read(db, world->base.step_arena, group, date_first_day(date), picture);
    store_return(world->base.store, db);
    return picture;
}

static const struct savings_alarm *alarm_of(const struct savings_picture *picture,
                                            enum savings_alarm_kind kind) {
    for (size_t i = 0; i < picture->alarm_count; i++) {
        if (picture->alarms[i].kind == kind) return &picture->alarms[i];
    }
    return NULL;
}

static void the_picture_of_a_day_is_that_of_its_books(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    next_meeting(world, "2024-02-10", loan, 5300, 20300);
    third_meeting(world, loan);
    const struct savings_picture *picture = picture_on(world, "2024-03-10");
    assert_int_equal(picture->cash, 33000);
    assert_int_equal(picture->saved, 38000);
    assert_int_equal(picture->member_count, MEMBERS);
    assert_int_equal(picture->members[0].saved, 14000);
    assert_int_equal(picture->members[0].owed, 5000);
    assert_int_equal(picture->members[0].due, 5300); /* the last instalment, at the next meeting */
    assert_int_equal(picture->figures.income, 600 + 500);
    assert_int_equal(picture->figures.expenses, 1000 + 100);
    assert_int_equal(picture->figures.outstanding, 5000);
    assert_int_equal(picture->figures.registered, 3 * MEMBERS);
    assert_int_equal(picture->figures.present, 3 * MEMBERS);
    assert_int_equal(picture->figures.meetings_held, 3);
    assert_int_equal(picture->figures.boxes_right, 2);
    assert_int_equal(picture->figures.has_bylaws, FACT_YES);
    assert_int_equal(picture->figures.has_three_keys, FACT_NO);
    assert_int_equal(alarm_of(picture, ALARM_BOX)->first, 1);
    assert_null(alarm_of(picture, ALARM_LATE));
    assert_null(alarm_of(picture, ALARM_NO_MEETING));
}

static void what_is_late_raises_an_alarm(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    next_meeting(world, "2024-02-10", loan, 5300, 20300);
    const struct savings_picture *picture = picture_on(world, "2024-05-01");
    assert_int_equal(picture->loan_count, 1);
    assert_int_equal(picture->members[0].overdue, 2 * 5300);
    assert_int_equal(picture->members[0].days_late, 52);
    assert_int_equal(picture->members[0].due, 2 * 5300);
    assert_int_equal(picture->portfolio.balance[ARREARS_TO_60], 10000);
    assert_int_equal(picture->figures.outstanding_late_30, 10000);
    assert_int_equal(alarm_of(picture, ALARM_LATE)->second, 10000);
    assert_int_equal(alarm_of(picture, ALARM_NO_MEETING)->first, 81);
    picture = picture_on(world, "2024-01-31"); /* as of a day in the past */
    assert_int_equal(picture->figures.outstanding, 15000);
    assert_int_equal(picture->saved, 22000);
    assert_int_equal(picture->members[0].due, 5300);
}

static void a_group_with_a_bank_and_a_secretary_has_what_is_asked(void **state) {
    struct world *world = *state;
    first_meeting(world);
    const struct savings_picture *picture = picture_on(world, "2024-01-31");
    assert_int_equal(picture->figures.has_goods_bank, FACT_NO);
    assert_int_equal(picture->figures.keeps_own_books, FACT_NO);
    assert_string_equal(why_not(world, alter(world, &savings_member_type, world->members[1],
                                             PUTS(P("role", "secretary"), P("role_since", "2024-01-20")))),
                        "nothing");
    made(world, &bank_type,
         PUTS(R("savings_group", world->group), P("name", "Rice"), P("kind", "rice"),
              P("formed_on", "2024-01-20"), P("village", "120101"), P("status", "active")));
    picture = picture_on(world, "2024-01-31");
    assert_int_equal(picture->figures.has_goods_bank, FACT_YES);
    assert_int_equal(picture->figures.keeps_own_books, FACT_YES);
    picture = picture_on(world, "2024-01-15"); /* neither was there yet */
    assert_int_equal(picture->figures.has_goods_bank, FACT_NO);
    assert_int_equal(picture->figures.keeps_own_books, FACT_NO);
}

static struct uuid plan_make(struct world *world);

/* ---- what was told of a day ---- */

static void told_in(struct world *world, const char *day, struct group_figures *figures,
                    struct loan_portfolio *portfolio) {
    const struct savings_picture *picture = picture_on(world, day);
    *figures = picture->figures;
    *portfolio = picture->portfolio;
    assert_int_equal(picture->loan_count, 1);
}

static void assert_told_again(struct world *world, const char *day, const struct group_figures *figures,
                              const struct loan_portfolio *portfolio) {
    struct group_figures now;
    struct loan_portfolio loans;
    told_in(world, day, &now, &loans);
    assert_memory_equal(&now, figures, sizeof now);
    assert_memory_equal(&loans, portfolio, sizeof loans);
}

static void member_alter(struct world *world, int member, const struct put *puts, size_t count) {
    assert_string_equal(
        why_not(world, alter(world, &savings_member_type, world->members[member], puts, count)), "nothing");
}

/* Everything that can be dated happens after the day. */
static void much_happens(struct world *world, struct uuid loan) {
    meeting_open(world, "2024-05-10");
    everybody_saves(world, 1);
    struct change change = loan_of(world, 0, 10000, 3, "2024-05-10", "2024-06-10");
    change_put(&change, &(struct put)R("replaces", loan));
    change_put(&change, &(struct put)P("decision", "Four more months, all agreed"));
    assert_string_equal(why_not(world, change), "nothing");
    payout_add(world, change.id, 1);
    meeting_close(world, 28300);
    assert_state(world, loan, "rescheduled");
    member_alter(world, 1, PUTS(P("role", "member"))); /* today, which is later */
    member_alter(world, 2, PUTS(P("role", "treasurer"), P("role_since", "2024-05-20")));
    struct uuid plan = plan_make(world);
    assert_string_equal(
        why_not(world, alter(world, &business_plan_type, plan, PUTS(P("adopted_on", "2024-06-01")))),
        "nothing");
    assert_string_equal(
        why_not(world, alter(world, &savings_group_type, world->group, PUTS(P("computer_accounts", "true")))),
        "nothing");
}

static void a_day_asked_again_later_says_the_same(void **state) {
    struct world *world = *state;
    struct group_figures figures;
    struct loan_portfolio portfolio;
    for (int i = 0; i < 3; i++) {
        member_alter(world, i, PUTS(P("role", "key_holder"), P("role_since", "2024-01-02")));
    }
    struct uuid loan = first_meeting(world);
    next_meeting(world, "2024-02-10", loan, 5300, 20300);
    told_in(world, "2024-03-31", &figures, &portfolio);
    assert_int_equal(figures.outstanding, 10000);
    assert_int_equal(portfolio.balance[ARREARS_TO_30], 10000);
    assert_int_equal(figures.has_three_keys, FACT_YES);
    assert_int_equal(figures.has_computer_books, FACT_NO);
    much_happens(world, loan);
    assert_told_again(world, "2024-03-31", &figures, &portfolio);
    const struct savings_picture *picture = picture_on(world, "2024-06-30");
    assert_int_equal(picture->loan_count, 1);
    assert_true(uuid_equal(group_loan_of(picture->loans[0].loan)->replaces.id, loan));
    assert_int_equal(picture->figures.has_three_keys, FACT_NO);
    assert_int_equal(picture->figures.has_business_plan, FACT_YES);
    assert_int_equal(picture_on(world, "2024-05-31")->figures.has_business_plan, FACT_NO);
}

static void a_loan_written_off_since_is_late_on_the_day_before(void **state) {
    struct world *world = *state;
    struct group_figures figures;
    struct loan_portfolio portfolio;
    struct uuid loan = first_meeting(world);
    next_meeting(world, "2024-02-10", loan, 5300, 20300);
    told_in(world, "2024-08-31", &figures, &portfolio);
    assert_int_equal(portfolio.balance[ARREARS_OVER_90], 10000);
    meeting_open(world, "2024-09-10");
    everybody_saves(world, 1);
    made(world, &loan_write_off_type,
         PUTS(R("loan", loan), R("meeting", world->meeting), P("decision", "She has moved away")));
    meeting_close(world, 28300);
    assert_told_again(world, "2024-08-31", &figures, &portfolio);
    assert_int_equal(picture_on(world, "2024-09-10")->loan_count, 0);
}

/* The first cycle began on a day of its own; its pictures keep it when the second has begun. */
static void an_earlier_cycle_keeps_its_beginning(void **state) {
    struct world *world = *state;
    assert_string_equal(why_not(world, alter(world, &savings_group_type, world->group,
                                             PUTS(P("cycle", "3"), P("cycle_starts_on", "2024-01-08")))),
                        "nothing");
    struct uuid loan = first_meeting(world);
    struct savings_picture before = *picture_on(world, "2024-01-31");
    next_meeting(world, "2024-02-10", loan, 15900, 30900);
    share_out_make_now(world, "share_out");
    const struct savings_picture *after = picture_on(world, "2024-01-31");
    assert_int_equal(before.cycle, 3);
    assert_int_equal(after->cycle, 3);
    assert_memory_equal(&after->figures, &before.figures, sizeof before.figures);
    assert_int_equal(picture_on(world, "2024-02-11")->cycle, 4);
}

static bool is_there_on(struct world *world, const char *day) {
    struct date date;
    const struct savings_picture *picture = picture_on(world, day);
    struct db *db = store_borrow(world->base.store);
    assert_true(date_parse_iso(slice_of(day), &date));
    bool is = group_is_there(db, world->base.step_arena, picture->group, date_first_day(date));
    store_return(world->base.store, db);
    return is;
}

static struct change ending(struct world *world) {
    return alter(world, &savings_group_type, world->group,
                 PUTS(P("status", "ended"), P("ended_on", "2024-04-01")));
}

/* What a share-out left over is spent. */
static void box_empty(struct world *world, const char *day) {
    int64_t left = balance_of_role(world, "cash");
    meeting_open(world, day);
    line_add(world, 0, 0);
    made(world, &meeting_item_type,
         PUTS(R("meeting", world->meeting), P("kind", "expense"), P("amount", number_text(world, left)),
              P("what_for", "A meal")));
    meeting_close(world, 0);
}

static void a_group_ends_with_nothing_and_then_does_nothing(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    meeting_open(world, "2024-02-10");
    assert_string_equal(why_not(world, ending(world)), "Meeting 2 is still open; close it first.");
    line_add(world, 0, 0);
    repay(world, loan, 5300);
    meeting_close(world, 12300);
    assert_string_equal(why_not(world, ending(world)), "Loans of the group are still open.");
    next_meeting(world, "2024-02-20", loan, 10600, 30900);
    assert_string_equal(why_not(world, ending(world)),
                        "Its members still have 30,000៛ saved; give them back first.");
    share_out_make_now(world, "share_out");
    assert_string_equal(why_not(world, ending(world)), "200៛ are still in its box; hand them out first.");
    box_empty(world, "2024-03-10");
    assert_string_equal(why_not(world, ending(world)), "nothing");
    static const char stopped[] = "This group has ended; set it to active first.";
    assert_string_equal(why_not(world, make(world, &group_meeting_type,
                                            PUTS(R("savings_group", world->group), P("held_on", "2024-04-10"),
                                                 P("state", "open")))),
                        stopped);
    assert_string_equal(why_not(world, loan_of(world, 0, 5000, 3, "2024-04-10", "2024-05-10")), stopped);
    assert_string_equal(why_not(world, share_out_of(world, "share_out", "cash")), stopped);
    assert_string_equal(
        why_not(world, alter(world, &group_meeting_type, world->meeting,
                             PUTS(P("state", "open"), P("correction_reason", "A page was missing")))),
        stopped);
    assert_string_equal(
        why_not(world, alter(world, &savings_group_type, world->group, PUTS(P("note", "Ended well")))),
        "nothing");
}

static void a_group_that_ended_was_there_before(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    next_meeting(world, "2024-02-10", loan, 15900, 30900);
    const struct put ended[] = {P("status", "ended"), P("ended_on", "2024-02-09")};
    assert_string_equal(why_not(world, alter(world, &savings_group_type, world->group, ended, 2)),
                        "The group still met on 10 February 2024.");
    share_out_make_now(world, "share_out");
    box_empty(world, "2024-03-10");
    assert_string_equal(why_not(world, alter(world, &savings_group_type, world->group,
                                             PUTS(P("status", "ended"), P("ended_on", "2024-04-01")))),
                        "nothing");
    assert_false(is_there_on(world, "2023-12-31"));
    assert_true(is_there_on(world, "2024-03-31"));
    assert_false(is_there_on(world, "2024-04-01"));
}

static struct uuid plan_make(struct world *world) {
    struct uuid plan = made(world, &business_plan_type,
                            PUTS(R("savings_group", world->group), P("title", "Plan"),
                                 P("scenario", "expected"), P("first_year", "2024"), P("years", "3")));
    made(world, &plan_year_type,
         PUTS(R("business_plan", plan), P("year", "2024"), P("members", "8"), P("savings", "160000"),
              P("loans", "80000"), P("interest", "4002")));
    return plan;
}

static void a_plan_stands_beside_the_books(void **state) {
    struct world *world = *state;
    struct uuid loan = first_meeting(world);
    next_meeting(world, "2024-02-10", loan, 5300, 20300);
    third_meeting(world, loan);
    struct plan_years plan = {.first_year = 2024, .count = 3};
    struct plan_track *track = arena_make(world->base.step_arena, struct plan_track, 1);
    plan.planned[0] = (struct plan_figures){
        {[AIM_MEMBERS] = 8, [AIM_SAVINGS] = 160000, [AIM_LOANS] = 80000, [AIM_INTEREST] = 4002}};
    const struct record *group = picture_on(world, "2024-03-31")->group;
    struct db *db = store_borrow(world->base.store);
    plan_track_read(db, world->base.step_arena, group, &plan, test_day(2024, 4, 15), track);
    store_return(world->base.store, db);
    assert_int_equal(track->count, 12);
    assert_int_equal(track->known, 1);
    assert_int_equal(track->quarters[0].planned.of[AIM_SAVINGS], 40000);
    assert_int_equal(track->quarters[0].actual.of[AIM_SAVINGS], 38000);
    assert_int_equal(track->quarters[0].actual.of[AIM_LOANS], 5000);
    assert_int_equal(track->actual.of[AIM_INTEREST] + track->actual.of[AIM_OTHER_INCOME], 600 + 500);
    assert_int_equal(track->actual.of[AIM_COSTS], 1000 + 100);
    assert_int_equal(track->planned.of[AIM_INTEREST], 1000);
    assert_int_equal(track->year_known[0], 1);
}

static void only_an_adopted_plan_is_the_plan_of_a_group(void **state) {
    struct world *world = *state;
    struct uuid plan = plan_make(world);
    struct change take = alter(world, &savings_group_type, world->group, PUTS(R("business_plan", plan)));
    assert_string_equal(why_not(world, take), "The members have not adopted this plan yet.");
    assert_string_equal(
        why_not(world, alter(world, &business_plan_type, plan, PUTS(P("adopted_on", "2024-01-20")))),
        "nothing");
    assert_string_equal(
        why_not(world, alter(world, &savings_group_type, world->group, PUTS(R("business_plan", plan)))),
        "nothing");
    assert_string_equal(why_not(world, alter(world, &business_plan_type, plan, PUTS(P("adopted_on", "")))),
                        "It is the plan of the group; another one takes its place first.");
}

/* ---- one submission ---- */

enum { SHEET_MEMBERS = 40 };

/* A whole sheet comes as one job, and a phone that heard no answer sends it again. */
static void a_sheet_of_forty_is_one_submission_and_counts_once(void **state) {
    struct world *world = *state;
    struct change changes[SHEET_MEMBERS + 2];
    struct uuid members[SHEET_MEMBERS];
    bylaws_unlimited(world);
    for (int i = 0; i < SHEET_MEMBERS; i++) {
        members[i] = i < MEMBERS ? world->members[i] : member_make(world, world->group, i + 1);
    }
    changes[0] = make(world, &group_meeting_type,
                      PUTS(R("savings_group", world->group), P("held_on", "2024-01-10"), P("state", "open")));
    for (int i = 0; i < SHEET_MEMBERS; i++) {
        changes[i + 1] = make(world, &meeting_line_type,
                              PUTS(R("meeting", changes[0].id), R("member", members[i]),
                                   P("attendance", "present"), P("shares", "2")));
    }
    changes[SHEET_MEMBERS + 1] = alter(world, &group_meeting_type, changes[0].id,
                                       PUTS(P("state", "closed"), P("counted_cash", "160000")));
    for (int sent = 0; sent < 2; sent++) {
        struct write_job job = {.job_arena = world->base.step_arena,
                                .actor = &system_actor,
                                .idempotency_key = S("sheet-1"),
                                .changes = changes,
                                .change_count = ARRAY_LEN(changes)};
        assert_int_equal(store_write(world->base.store, &job), OUTCOME_OK);
        assert_int_equal(job.repeated, sent == 1);
    }
    assert_int_equal(balance_of_role(world, "cash"), 160000);
    assert_int_equal(balance_of_role(world, "shares"), -160000);
    assert_books_clean(world);
}

/* ---- days and steps ---- */

static struct date date_made(int year, int month, int day) {
    return date_of_day(test_day(year, month, day));
}

static void a_month_and_a_year_end_where_the_calendar_says(void **state) {
    struct world *world = *state;
    const struct record *group = picture_on(world, "2024-01-31")->group;
    assert_int_equal(group_next_day_after(group, test_day(2024, 1, 31)), test_day(2024, 2, 29));
    assert_int_equal(group_next_day_after(group, test_day(2023, 1, 31)), test_day(2023, 2, 28));
    assert_int_equal(group_next_day_after(group, test_day(2024, 12, 10)), test_day(2025, 1, 10));
    assert_int_equal(date_first_day(date_year_later(date_made(2024, 2, 29))), test_day(2025, 2, 28));
    assert_int_equal(date_first_day(date_year_later(date_made(2023, 2, 28))), test_day(2024, 2, 28));
}

/* A full group gives a passbook on: the member who holds it is not one more. */
static void a_full_group_takes_another_person_for_a_member(void **state) {
    struct world *world = *state;
    made(world, &group_bylaw_type,
         PUTS(R("savings_group", world->group), P("effective_on", "2024-01-02"), P("members_min", "0"),
              P("members_max", "4"), P("share_price", "2000"), P("social_fund_amount", "0")));
    const struct put names[] = {P("name_latin", "Another"), P("sex", "f")};
    struct uuid person = made(world, &person_type, names, 2);
    assert_string_equal(why_not(world, alter(world, &savings_member_type, world->members[0],
                                             PUTS(R("person", person), P("joined_on", "2024-01-03")))),
                        "nothing");
    const struct put fifth[] = {R("savings_group", world->group),
                                R("person", made(world, &person_type, names, 2)),
                                P("joined_on", "2024-01-03")};
    assert_string_not_equal(why_not(world, make(world, &savings_member_type, fifth, 3)), "nothing");
}

/* A group that counts in dollars pays to the cent, not in multiples of a riel's hundred. */
static void dollars_are_paid_to_the_cent(void **state) {
    struct world *world = *state;
    struct uuid dollar = commodity_id(S("USD")),
                group = made(world, &savings_group_type,
                             PUTS(P("name", "In dollars"), P("village", "120101"), P("model", "vsla"),
                                  P("formed_on", "2024-01-01"), P("meets", "monthly"), P("status", "active"),
                                  R("unit", dollar))),
                bylaw = bylaws_make(world, group, "500");
    assert_int_equal(number_of(world, &group_bylaw_type, bylaw, "multiple"), 1);
    assert_int_equal(number_of(world, &group_bylaw_type,
                               bylaws_make(world, group_make(world, "In riel", "vsla"), "500"), "multiple"),
                     100);
}

/* ---- nothing is cut ---- */

static struct change item_of(struct world *world) {
    return make(world, &meeting_item_type,
                PUTS(R("meeting", world->meeting), P("kind", "other_income"), P("amount", "100"),
                     P("what_for", "Sold")));
}

/* A sheet that is full says so: what it would post is read whole. */
static void a_sheet_takes_no_more_than_is_posted(void **state) {
    struct world *world = *state;
    struct change *changes = arena_make(world->base.arena, struct change, LIMIT_MEETING_ITEMS);
    meeting_open(world, "2024-01-10");
    everybody_saves(world, 1);
    for (int i = 0; i < LIMIT_MEETING_ITEMS; i++) {
        changes[i] = item_of(world);
    }
    assert_string_equal(why_not_all(world, changes, LIMIT_MEETING_ITEMS), "nothing");
    assert_string_equal(why_not(world, item_of(world)), "There are 500 already; no more fit here.");
    meeting_close(world, MEMBERS * 2000 + 100 * LIMIT_MEETING_ITEMS);
    assert_int_equal(balance_of_role(world, "other_income"), -100 * LIMIT_MEETING_ITEMS);
}

static int64_t open_terms(struct world *world) {
    struct db *db = store_borrow(world->base.store);
    struct db_query *query =
        db_query(db, SQL("SELECT COUNT(*) FROM member_term WHERE org_id = ?1 AND \"member\" = "
                         "?2 AND \"until\" IS NULL AND deleted_ms = 0"));
    db_bind_uuid(query, 1, world->base.org);
    db_bind_uuid(query, 2, world->members[0]);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    store_return(world->base.store, db);
    return count;
}

static void an_office_ends_however_many_there_were_before(void **state) {
    struct world *world = *state;
    for (int i = 0; i < 70; i++) {
        member_alter(world, 0, PUTS(P("role", i % 2 ? "chair" : "treasurer")));
        assert_int_equal(open_terms(world), 1);
    }
    member_alter(world, 0, PUTS(P("role", "member")));
    assert_int_equal(open_terms(world), 0);
}

/* ---- grades ---- */

static void a_grading_says_the_grade_of_its_group(void **state) {
    struct world *world = *state;
    made(world, &group_grading_type,
         PUTS(R("savings_group", world->group), P("graded_on", "2024-06-01"), P("phase", "maturity"),
              P("governance", "18"), P("resources", "12"), P("asset_quality", "18"), P("systems", "15"),
              P("efficiency", "10"), P("services", "5")));
    assert_string_equal(
        arena_cstr(world->base.step_arena, value_of(world, &savings_group_type, world->group, "grade").text),
        "self_sustained");
    made(world, &group_grading_type,
         PUTS(R("savings_group", world->group), P("graded_on", "2024-12-01"), P("phase", "maturity"),
              P("governance", "8"), P("resources", "12"), P("asset_quality", "8"), P("systems", "15"),
              P("efficiency", "10"), P("services", "5")));
    assert_string_equal(
        arena_cstr(world->base.step_arena, value_of(world, &savings_group_type, world->group, "grade").text),
        "developing");
}

#define IN_VSLA(test) cmocka_unit_test_setup_teardown(test, vsla_setup, teardown)
#define IN_FUND(test) cmocka_unit_test_setup_teardown(test, fund_setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_VSLA(a_meeting_moves_everything_at_once),
        IN_VSLA(a_cycle_is_shared_out_to_the_last_riel),
        IN_VSLA(a_cycle_that_lost_all_is_shared_out_and_the_next_begins),
        IN_FUND(a_permanent_fund_splits_its_profit),
        IN_VSLA(a_box_that_differs_says_why),
        IN_VSLA(a_repayment_above_the_debt_is_refused_with_the_amount),
        IN_VSLA(a_loan_above_the_bylaws_names_the_rule_and_who_may_decide),
        IN_VSLA(a_household_is_not_lent_more_than_it_can_carry),
        IN_VSLA(the_loan_fund_lends_no_more_than_it_has),
        IN_VSLA(a_member_of_another_group_is_refused),
        IN_VSLA(a_closed_period_takes_no_meeting),
        IN_VSLA(the_same_sheet_twice_counts_once),
        IN_VSLA(shares_beyond_the_bylaws_name_the_member_and_the_rule),
        IN_VSLA(more_than_saved_is_not_taken_back),
        IN_VSLA(members_of_a_cycle_come_and_go_when_it_is_shared_out),
        IN_VSLA(bylaws_may_let_members_come_and_go_within_a_cycle),
        cmocka_unit_test_setup_teardown(who_leaves_a_fund_is_paid_the_savings_less_the_debts, fund_setup,
                                        teardown),
        IN_VSLA(meetings_follow_one_another),
        IN_VSLA(a_correction_takes_back_and_posts_anew),
        IN_VSLA(taking_back_a_payout_makes_the_loan_approved_again),
        IN_VSLA(what_is_written_off_may_still_be_recovered),
        IN_VSLA(a_rescheduled_loan_moves_what_is_owed),
        IN_VSLA(books_hold_whatever_meetings_do),
        IN_FUND(books_hold_whatever_meetings_do),
        IN_VSLA(the_picture_of_a_day_is_that_of_its_books),
        IN_VSLA(what_is_late_raises_an_alarm),
        IN_VSLA(a_group_with_a_bank_and_a_secretary_has_what_is_asked),
        IN_VSLA(a_day_asked_again_later_says_the_same),
        IN_VSLA(a_loan_written_off_since_is_late_on_the_day_before),
        IN_VSLA(an_earlier_cycle_keeps_its_beginning),
        IN_VSLA(a_group_that_ended_was_there_before),
        IN_VSLA(a_group_ends_with_nothing_and_then_does_nothing),
        IN_VSLA(a_yearly_cycle_pays_no_dividend),
        IN_FUND(a_permanent_fund_is_not_shared_out),
        IN_FUND(a_dividend_on_the_savings_hands_nothing_out),
        IN_FUND(a_dividend_that_gives_nobody_anything_is_none),
        IN_VSLA(a_plan_stands_beside_the_books),
        IN_VSLA(only_an_adopted_plan_is_the_plan_of_a_group),
        IN_VSLA(a_sheet_of_forty_is_one_submission_and_counts_once),
        IN_VSLA(a_month_and_a_year_end_where_the_calendar_says),
        IN_VSLA(a_full_group_takes_another_person_for_a_member),
        IN_VSLA(dollars_are_paid_to_the_cent),
        IN_VSLA(a_sheet_takes_no_more_than_is_posted),
        IN_VSLA(an_office_ends_however_many_there_were_before),
        IN_VSLA(a_grading_says_the_grade_of_its_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
