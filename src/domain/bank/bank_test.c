/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Banks over a real store: a rice bank and a cow bank by worked example, what is refused and why, and that
 * the ledger and the herd say the same on every day, whatever was done.
 */
#include "i18n/locale.h"
#include "access/user.h"
#include "domain/bank/bank_post.h"
#include "domain/bank/rules.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/book_accounts.h"
#include "domain/ledger/ledger_test_world.h"
#include "domain/ledger/rules.h"
#include "domain/people/people.h"
#include "domain/place/area.h"
#include "domain/savings/savings.h"
#include "store/query.h"

static const struct record_type *const types[] = {
    &commodity_type,     &ledger_book_type,   &ledger_account_type, &journal_entry_type,
    &area_type,          &household_type,     &person_type,         &user_type,
    &savings_group_type, &business_plan_type, &bank_type,           &bank_contract_type,
    &bank_member_type,   &stock_lot_type,     &stock_loan_type,     &stock_repayment_type,
    &stock_out_type,     &stock_count_type,   &bank_animal_type,    &animal_event_type,
    &waiting_entry_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

enum { FAMILIES = 4 };

struct world {
    struct base_world base;
    struct arena *schema_arena;
    struct uuid rice, cows, rice_members[FAMILIES], cow_members[FAMILIES];
};

static void after_change(void *context, struct rule *rule, const struct change *change) {
    (void)context;
    ledger_after_change(rule, change);
    bank_after_change(rule, change);
}

/* ---- short words ---- */

static const char *why_not(struct world *world, struct change change) {
    return world_why_not(&world->base, &change, 1);
}

static struct change make(struct world *world, const struct record_type *type, const struct put *puts,
                          size_t count) {
    return change_of(&world->base, CHANGE_CREATE, type, uuid_new(), puts, count);
}

static struct uuid made(struct world *world, const struct record_type *type, const struct put *puts,
                        size_t count) {
    struct change change = make(world, type, puts, count);
    assert_string_equal(why_not(world, change), "nothing");
    return change.id;
}

#define REFUSED(type_, words_, ...)                                                                          \
    assert_string_equal(why_not(world, make(world, type_, PUTS(__VA_ARGS__))), words_)

static const char *delete_why_not(struct world *world, const struct record_type *type, struct uuid id) {
    return why_not(world, change_of(&world->base, CHANGE_DELETE, type, id, NULL, 0));
}

static struct record *seen(struct world *world, const struct record_type *type, struct uuid id) {
    struct view view = {.allowed = true,
                        .orgs = &world->base.org,
                        .org_count = 1,
                        .own_org = world->base.org,
                        .own_max = IDENTIFYING};
    struct record *record = NULL;
    struct db *db = store_borrow(world->base.store);
    bool found = query_get(world->base.store, db, world->base.step_arena, &view, type, id, &record, NULL);
    store_return(world->base.store, db);
    assert_true(found);
    return record;
}

/* The sum of the accounts of a bank's book whose number begins so, at the end of a day. */
static int64_t balance(struct world *world, struct uuid bank, const char *number, int64_t day) {
    struct uuid id;
    struct db *db = store_borrow(world->base.store);
    assert_true(ledger_book_of_subject(db, world->base.step_arena, world->base.org, bank, &id));
    struct record *book = record_new(world->base.step_arena, &ledger_book_type);
    book->id = id;
    book->org_id = world->base.org;
    struct ledger_table table = ledger_balances_on(db, world->base.step_arena, book, day);
    int64_t sum = 0;
    for (size_t i = 0; i < table.count; i++) {
        if (slice_starts(table.rows[i].number, slice_of(number))) sum += table.rows[i].closing;
    }
    store_return(world->base.store, db);
    return sum;
}

static int64_t balance_on(struct world *world, struct uuid bank, const char *number, const char *day) {
    return balance(world, bank, number, day_number(day));
}

static void assert_clean(struct world *world) {
    struct ledger_report report;
    struct db *db = store_borrow(world->base.store);
    ledger_verify(db, &report);
    store_return(world->base.store, db);
    assert_true(ledger_report_is_clean(&report));
}

/* ---- the world ---- */

static struct uuid member_make(struct world *world, struct uuid bank, const char *joined_on) {
    struct uuid household =
        made(world, &household_type, PUTS(P("head_name", "Head"), P("village", "200101")));
    return made(world, &bank_member_type,
                PUTS(R("bank", bank), R("household", household), P("joined_on", joined_on)));
}

static struct uuid bank_make(struct world *world, const char *name, const char *kind) {
    return made(world, &bank_type,
                PUTS(P("name", name), P("kind", kind), P("village", "200101"), P("formed_on", "2015-01-01"),
                     P("status", "active")));
}

static void banks_make(struct world *world) {
    world->rice = bank_make(world, "Rice bank", "rice");
    made(world, &bank_contract_type,
         PUTS(R("bank", world->rice), P("effective_on", "2015-01-01"), P("purpose", "food"),
              P("need_per_day", "0"), P("need_days_min", "0")));
    world->cows = bank_make(world, "Cow bank", "cow");
    made(world, &bank_contract_type,
         PUTS(R("bank", world->cows), P("effective_on", "2015-01-01"), P("purpose", "raising"),
              P("pass_on", "first_female")));
    for (int i = 0; i < FAMILIES; i++) {
        world->rice_members[i] = member_make(world, world->rice, "2015-01-01");
        world->cow_members[i] = member_make(world, world->cows, "2015-01-01");
    }
}

static int setup(void **state) {
    struct world *world = heap_alloc(sizeof *world);
    world->schema_arena = ledger_world_open(&world->base, &catalogue, after_change);
    made(world, &area_type,
         PUTS(P("area_code", "20"), P("name_latin", "Svay Rieng"), P("name_km", "ស្វាយរៀង"),
              P("type", "khaet")));
    made(world, &area_type,
         PUTS(P("area_code", "2001"), P("name_latin", "Chantrea"), P("name_km", "ចន្ទ្រា"), P("type", "srok")));
    made(world, &area_type,
         PUTS(P("area_code", "200101"), P("name_latin", "Chantrea"), P("name_km", "ចន្ទ្រា"),
              P("type", "khum")));
    banks_make(world);
    *state = world;
    return 0;
}

static int teardown(void **state) {
    struct world *world = *state;
    int removed = ledger_world_close(&world->base, world->schema_arena);
    heap_free(world);
    return removed;
}

static void contribute(struct world *world, struct uuid member, const char *grams) {
    made(world, &stock_lot_type,
         PUTS(R("bank", world->rice), P("received_on", "2015-01-10"), P("source", "contribution"),
              R("member", member), P("amount", grams)));
}

static struct uuid lend_rice(struct world *world, struct uuid member, const char *day, const char *grams) {
    return made(world, &stock_loan_type,
                PUTS(R("bank", world->rice), R("member", member), P("lent_on", day), P("purpose", "food"),
                     P("amount", grams)));
}

static struct uuid give_back(struct world *world, struct uuid loan, const char *day, const char *grams) {
    return made(world, &stock_repayment_type,
                PUTS(R("loan", loan), P("paid_on", day), P("repaid_in", "kind"), P("amount", grams)));
}

/* ---- rice ---- */

static void rice_is_lent_and_given_back_with_a_tenth_more(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "20000");
    contribute(world, world->rice_members[1], "20000");
    struct uuid loan = lend_rice(world, world->rice_members[0], "2015-06-01", "30000");
    assert_int_equal(stock_loan_of(seen(world, &stock_loan_type, loan))->owed_at_due.number, 33000);
    assert_int_equal(balance_on(world, world->rice, "1300", "2015-06-01"), 10000);
    assert_int_equal(balance_on(world, world->rice, "1200.1", "2015-06-01"), 30000);
    give_back(world, loan, "2016-01-10", "3000");
    assert_int_equal(balance_on(world, world->rice, "4000", "2016-01-10"), -3000);
    assert_int_equal(balance_on(world, world->rice, "1200", "2016-01-10"), 30000);
    give_back(world, loan, "2016-01-20", "30000");
    assert_int_equal(balance_on(world, world->rice, "1200", "2016-01-20"), 0);
    assert_int_equal(balance_on(world, world->rice, "1300", "2016-01-20"), 43000);
    assert_true(value_is_code(&stock_loan_of(seen(world, &stock_loan_type, loan))->state, "repaid"));
    assert_clean(world);
}

/* 22.5 kg at 18 % are 22.5 × 82 ÷ 86 = 21.45 kg at 14 %, down to the 100 g of the scale. */
static void wet_rice_counts_for_its_dry_matter(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "20000");
    struct uuid loan = lend_rice(world, world->rice_members[0], "2015-06-01", "20000");
    struct uuid wet = made(world, &stock_repayment_type,
                           PUTS(R("loan", loan), P("paid_on", "2016-01-10"), P("repaid_in", "kind"),
                                P("amount", "22500"), P("moisture_ppm", "180000")));
    assert_int_equal(stock_repayment_of(seen(world, &stock_repayment_type, wet))->book_amount.number, 21400);
    assert_int_equal(balance_on(world, world->rice, "1300", "2016-01-10"), 21400);
    REFUSED(&stock_repayment_type, "The moisture is 30.0 %; the bank takes goods of at most 25.0 %.",
            R("loan", loan), P("paid_on", "2016-01-11"), P("repaid_in", "kind"), P("amount", "600"),
            P("moisture_ppm", "300000"));
    assert_clean(world);
}

static void money_takes_the_place_of_rice_at_the_minuted_price(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "20000");
    struct uuid loan = lend_rice(world, world->rice_members[0], "2015-06-01", "20000");
    REFUSED(&stock_repayment_type, "The price must stand in a minute of a meeting.", R("loan", loan),
            P("paid_on", "2016-01-10"), P("repaid_in", "cash"), P("amount", "22000"), P("price", "900"),
            P("market_price", "1000"));
    REFUSED(&stock_repayment_type, "The price is 1,100៛; the market pays only 1,000៛.", R("loan", loan),
            P("paid_on", "2016-01-10"), P("repaid_in", "cash"), P("amount", "22000"), P("price", "1100"),
            P("market_price", "1000"), P("minute", "Agreed"));
    REFUSED(&stock_repayment_type, "Say what the market pays for a kilogram or a head.", R("loan", loan),
            P("paid_on", "2016-01-10"), P("repaid_in", "cash"), P("amount", "22000"), P("price", "900"),
            P("minute", "Agreed"));
    made(world, &stock_repayment_type,
         PUTS(R("loan", loan), P("paid_on", "2016-01-10"), P("repaid_in", "cash"), P("amount", "22000"),
              P("price", "900"), P("market_price", "1000"), P("minute", "Agreed by all on 5 January")));
    assert_int_equal(balance_on(world, world->rice, "1000", "2016-01-10"), 19800);
    assert_int_equal(balance_on(world, world->rice, "1200", "2016-01-10"), 0);
    assert_int_equal(balance_on(world, world->rice, "1300", "2016-01-10"), 0);
    assert_clean(world);
}

static void a_loan_that_the_terms_forbid_says_why(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "20000");
    REFUSED(&stock_loan_type, "The household gave 0 kg of its contribution of 20 kg.", R("bank", world->rice),
            R("member", world->rice_members[1]), P("lent_on", "2015-06-01"), P("purpose", "food"),
            P("amount", "10000"));
    REFUSED(&stock_loan_type, "30 kg are asked; the store has 20 kg.", R("bank", world->rice),
            R("member", world->rice_members[0]), P("lent_on", "2015-06-01"), P("purpose", "food"),
            P("amount", "30000"));
    REFUSED(&stock_loan_type, "The bank has no terms for this purpose on that day; write them down first.",
            R("bank", world->rice), R("member", world->rice_members[0]), P("lent_on", "2015-06-01"),
            P("purpose", "seed"), P("amount", "10000"));
    REFUSED(&stock_loan_type, "Choose a member of this bank.", R("bank", world->rice),
            R("member", world->cow_members[0]), P("lent_on", "2015-06-01"), P("purpose", "food"),
            P("amount", "10000"));
    REFUSED(&stock_loan_type, "This bank lends animals, not goods.", R("bank", world->cows),
            R("member", world->cow_members[0]), P("lent_on", "2015-06-01"), P("purpose", "food"),
            P("amount", "1"));
    struct uuid loan = lend_rice(world, world->rice_members[0], "2015-06-01", "10000");
    REFUSED(&stock_loan_type, "The household still owes 11 kg.", R("bank", world->rice),
            R("member", world->rice_members[0]), P("lent_on", "2015-07-01"), P("purpose", "food"),
            P("amount", "1000"));
    REFUSED(&stock_repayment_type, "11.1 kg are given back, but only 11 kg are owed.", R("loan", loan),
            P("paid_on", "2015-12-01"), P("repaid_in", "kind"), P("amount", "11100"));
    REFUSED(&stock_repayment_type, "What is given back stands by day, after the loan.", R("loan", loan),
            P("paid_on", "2015-05-01"), P("repaid_in", "kind"), P("amount", "1000"));
    assert_int_equal(balance_on(world, world->rice, "1300", "2017-01-01"), 10000);
    assert_clean(world);
}

static void a_store_that_holds_less_than_the_book_loses_it_with_a_reason(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "100000");
    REFUSED(&stock_count_type, "This number is too small: at least 0.", R("bank", world->rice),
            P("counted_on", "2015-02-10"), P("counted", "-5"));
    /* 0.5 % in 30 days of 100 kg over 60 days: 1 kg is accepted. */
    REFUSED(&stock_count_type, "97 kg were counted, the book says 100 kg: say why.", R("bank", world->rice),
            P("counted_on", "2015-03-11"), P("counted", "97000"));
    struct uuid count = made(world, &stock_count_type,
                             PUTS(R("bank", world->rice), P("counted_on", "2015-03-11"),
                                  P("counted", "97000"), P("reason", "Rats in the store")));
    const struct stock_count *now = stock_count_of(seen(world, &stock_count_type, count));
    assert_int_equal(now->loss.number, 1000);
    assert_int_equal(now->shortage.number, 2000);
    assert_int_equal(balance_on(world, world->rice, "1300", "2015-03-11"), 97000);
    assert_int_equal(balance_on(world, world->rice, "5200", "2015-03-11"), 3000);
    REFUSED(&stock_lot_type, "The store was counted on 11 March 2015; nothing is written before that day.",
            R("bank", world->rice), P("received_on", "2015-02-01"), P("source", "donated"),
            P("amount", "1000"));
    assert_string_equal(delete_why_not(world, &stock_count_type, count), "nothing");
    assert_int_equal(balance_on(world, world->rice, "1300", "2015-03-11"), 100000);
    assert_clean(world);
}

static void a_closed_period_takes_no_goods(void **state) {
    struct world *world = *state;
    struct uuid book;
    struct db *db = store_borrow(world->base.store);
    assert_true(ledger_book_of_subject(db, world->base.step_arena, world->base.org, world->rice, &book));
    store_return(world->base.store, db);
    assert_int_equal(touch(&world->base, CHANGE_UPDATE, &ledger_book_type, book,
                           PUTS(P("closed_through", "2015-12-31"), P("closed_reason", "Year is over"))),
                     OUTCOME_OK);
    const char *words = why_not(world, make(world, &stock_lot_type,
                                            PUTS(R("bank", world->rice), P("received_on", "2015-02-01"),
                                                 P("source", "donated"), P("amount", "1000"))));
    assert_non_null(strstr(words, "closed"));
    assert_clean(world);
}

static void a_loan_is_written_off_once_and_what_came_before_stays(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "20000");
    struct uuid loan = lend_rice(world, world->rice_members[0], "2015-06-01", "10000");
    struct uuid part = give_back(world, loan, "2016-01-10", "3000");
    assert_string_equal(why_not(world, change_of(&world->base, CHANGE_UPDATE, &stock_loan_type, loan,
                                                 PUTS(P("state", "written_off")))),
                        "Say since when and why the loan is written off.");
    assert_string_equal(
        why_not(world, change_of(&world->base, CHANGE_UPDATE, &stock_loan_type, loan,
                                 PUTS(P("state", "written_off"), P("written_off_on", "2017-01-01"),
                                      P("written_off_why", "Flood")))),
        "nothing");
    assert_int_equal(balance_on(world, world->rice, "5100", "2017-01-01"), 8000);
    assert_int_equal(balance_on(world, world->rice, "1200", "2017-01-01"), 0);
    assert_string_equal(delete_why_not(world, &stock_repayment_type, part),
                        "Only what was given back last is taken back.");
    assert_string_equal(delete_why_not(world, &stock_loan_type, loan),
                        "Something was given back or written off; take that back first.");
    assert_clean(world);
}

static struct uuid write_off(struct world *world, struct uuid loan, const char *day) {
    struct change change =
        change_of(&world->base, CHANGE_UPDATE, &stock_loan_type, loan,
                  PUTS(P("state", "written_off"), P("written_off_on", day), P("written_off_why", "Flood")));
    assert_string_equal(why_not(world, change), "nothing");
    return loan;
}

static void what_was_written_off_may_come_back_and_is_income(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "20000");
    struct uuid loan =
        write_off(world, lend_rice(world, world->rice_members[0], "2015-06-01", "10000"), "2016-06-01");
    REFUSED(&stock_repayment_type, "The loan was written off later; what came before is written down first.",
            R("loan", loan), P("paid_on", "2016-05-01"), P("repaid_in", "kind"), P("amount", "1000"));
    REFUSED(&stock_repayment_type,
            "10.1 kg are given back, but only 10 kg of what was written off are still out.", R("loan", loan),
            P("paid_on", "2017-02-01"), P("repaid_in", "kind"), P("amount", "10100"));
    struct uuid back = give_back(world, loan, "2017-02-01", "6000");
    made(world, &stock_repayment_type,
         PUTS(R("loan", loan), P("paid_on", "2017-03-01"), P("repaid_in", "cash"), P("amount", "2000"),
              P("price", "900"), P("market_price", "1000"), P("minute", "Agreed")));
    const struct stock_repayment *first = stock_repayment_of(seen(world, &stock_repayment_type, back));
    assert_int_equal(first->recovered.number, 6000);
    assert_int_equal(first->interest.number, 0);
    assert_int_equal(balance_on(world, world->rice, "1300", "2017-03-01"), 16000);
    assert_int_equal(balance_on(world, world->rice, "4900", "2017-03-01"), -8000);
    assert_int_equal(balance_on(world, world->rice, "1000", "2017-03-01"), 1800);
    assert_int_equal(balance_on(world, world->rice, "1200", "2017-03-01"), 0);
    assert_true(value_is_code(&stock_loan_of(seen(world, &stock_loan_type, loan))->state, "written_off"));
    assert_string_equal(delete_why_not(world, &stock_repayment_type, back),
                        "Only what was given back last is taken back.");
    assert_clean(world);
}

/* ---- what leaves the store ---- */

static struct change out_of(struct world *world, const char *kind, const char *day, const char *grams,
                            const char *price, struct uuid lot) {
    return make(world, &stock_out_type,
                PUTS(R("bank", world->rice), P("kind", kind), P("on_day", day), P("amount", grams),
                     P("price", price), P("to_whom", strcmp(kind, "lost") ? "The mill" : NULL),
                     P("minute", "Meeting of 3 May"), R("lot", lot)));
}

static const struct uuid no_lot;

static void goods_are_sold_at_the_minuted_price_and_the_money_is_in_the_book(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "100000");
    struct change sale = out_of(world, "sold", "2015-05-03", "33300", "950", no_lot);
    assert_string_equal(why_not(world, sale), "nothing");
    /* 33.3 kg × 950 = 31,635, to the nearest 100 riel. */
    assert_int_equal(stock_out_of(seen(world, &stock_out_type, sale.id))->cash.number, 31600);
    assert_int_equal(balance_on(world, world->rice, "1000", "2015-05-03"), 31600);
    assert_int_equal(balance_on(world, world->rice, "1300", "2015-05-03"), 66700);
    assert_string_equal(why_not(world, out_of(world, "lost", "2015-05-04", "700", NULL, no_lot)), "nothing");
    assert_string_equal(why_not(world, out_of(world, "given", "2015-05-05", "6000", NULL, no_lot)),
                        "nothing");
    assert_int_equal(balance_on(world, world->rice, "1300", "2015-05-05"), 60000);
    assert_int_equal(balance_on(world, world->rice, "5200", "2015-05-05"), 700);
    assert_int_equal(balance_on(world, world->rice, "5000", "2015-05-05"), 6000);
    assert_string_equal(delete_why_not(world, &stock_out_type, sale.id), "nothing");
    assert_int_equal(balance_on(world, world->rice, "1000", "2015-05-05"), 0);
    assert_int_equal(balance_on(world, world->rice, "1300", "2015-05-05"), 93300);
    assert_clean(world);
}

static void what_cannot_leave_the_store_is_refused_in_words(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "20000");
    assert_string_equal(why_not(world, out_of(world, "sold", "2015-05-03", "20100", "950", no_lot)),
                        "20.1 kg are asked; the store has 20 kg.");
    assert_string_equal(why_not(world, out_of(world, "sold", "2015-05-03", "1000", NULL, no_lot)),
                        "Say at which price the goods were sold, as the minute says.");
    assert_string_equal(why_not(world, out_of(world, "lost", "2015-05-03", "1000", "10", no_lot)),
                        "Only what was sold has a price.");
    assert_string_equal(why_not(world, out_of(world, "sold", "2014-05-03", "1000", "950", no_lot)),
                        "The bank was set up later.");
    REFUSED(&stock_out_type, "Say who got the goods.", R("bank", world->rice), P("kind", "given"),
            P("on_day", "2015-05-03"), P("amount", "1000"), P("minute", "For the school"));
    REFUSED(&stock_out_type, "This bank lends animals, not goods.", R("bank", world->cows), P("kind", "lost"),
            P("on_day", "2015-05-03"), P("amount", "1"), P("minute", "Gone"));
    assert_int_equal(balance_on(world, world->rice, "1300", "2017-01-01"), 20000);
    assert_clean(world);
}

static int64_t left_of(struct world *world, struct uuid id, const char *day) {
    struct db *db = store_borrow(world->base.store);
    struct stock_moves moves =
        stock_moves_read(db, world->base.step_arena, world->base.org, world->rice, day_number(day));
    store_return(world->base.store, db);
    stock_lots_left(&moves);
    for (size_t i = 0; i < moves.count; i++) {
        if (uuid_equal(moves.items[i].id, id)) return moves.items[i].left;
    }
    return -1;
}

static struct uuid lot_make(struct world *world, const char *day, const char *grams) {
    return made(
        world, &stock_lot_type,
        PUTS(R("bank", world->rice), P("received_on", day), P("source", "donated"), P("amount", grams)));
}

static void the_oldest_goods_go_out_first_unless_others_are_chosen(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "20000");
    struct uuid old = lot_make(world, "2015-01-05", "30000"), young = lot_make(world, "2015-02-01", "10000");
    assert_string_equal(why_not(world, out_of(world, "sold", "2015-05-03", "5000", "950", no_lot)),
                        "nothing");
    assert_string_equal(why_not(world, out_of(world, "sold", "2015-05-04", "8000", "950", young)), "nothing");
    assert_int_equal(left_of(world, old, "2015-05-04"), 25000);
    assert_int_equal(left_of(world, young, "2015-05-04"), 2000);
    assert_string_equal(why_not(world, out_of(world, "sold", "2015-05-05", "2100", "950", young)),
                        "2.1 kg are asked; 2 kg are left of those goods.");
    assert_string_equal(why_not(world, out_of(world, "sold", "2015-05-05", "100", "950",
                                              lot_make(world, "2015-07-01", "1000"))),
                        "Choose goods that lie in this store on that day.");
    assert_string_equal(delete_why_not(world, &stock_lot_type, young),
                        "Something was lent or went out of these goods; take that back first.");
    struct uuid loan =
        made(world, &stock_loan_type,
             PUTS(R("bank", world->rice), R("member", world->rice_members[0]), P("lent_on", "2015-06-01"),
                  P("purpose", "food"), P("amount", "1500"), R("lot", young)));
    assert_int_equal(left_of(world, young, "2015-06-01"), 500);
    struct uuid back = give_back(world, loan, "2016-01-10", "1600");
    assert_int_equal(left_of(world, back, "2016-01-10"), 1600);
    made(world, &stock_out_type,
         PUTS(R("bank", world->rice), P("kind", "sold"), P("on_day", "2016-02-01"), P("amount", "1600"),
              P("price", "900"), P("to_whom", "Mill"), P("minute", "Agreed"), R("lot_back", back)));
    assert_int_equal(left_of(world, back, "2016-02-01"), 0);
    assert_string_equal(delete_why_not(world, &stock_repayment_type, back),
                        "Something was lent or went out of these goods; take that back first.");
    assert_clean(world);
}

static void chickens_are_counted_by_heads_and_hatch(void **state) {
    struct world *world = *state;
    struct uuid hens = bank_make(world, "Hens", "chicken");
    made(world, &bank_contract_type,
         PUTS(R("bank", hens), P("effective_on", "2015-01-01"), P("purpose", "raising"),
              P("rate_ppm", "200000"), P("joining_amount", "0")));
    struct uuid family = member_make(world, hens, "2015-01-01");
    made(world, &stock_lot_type,
         PUTS(R("bank", hens), P("received_on", "2015-01-10"), P("source", "donated"), P("amount", "20")));
    made(world, &stock_lot_type,
         PUTS(R("bank", hens), P("received_on", "2015-03-10"), P("source", "grown"), P("amount", "35")));
    struct uuid loan = made(world, &stock_loan_type,
                            PUTS(R("bank", hens), R("member", family), P("lent_on", "2015-06-01"),
                                 P("purpose", "raising"), P("amount", "10")));
    assert_int_equal(stock_loan_of(seen(world, &stock_loan_type, loan))->owed_at_due.number, 12);
    made(world, &stock_out_type,
         PUTS(R("bank", hens), P("kind", "sold"), P("on_day", "2015-07-01"), P("amount", "5"),
              P("price", "20000"), P("to_whom", "Trader"), P("minute", "Agreed")));
    assert_int_equal(balance_on(world, hens, "1000", "2015-07-01"), 100000);
    assert_int_equal(balance_on(world, hens, "1300", "2015-07-01"), 40);
    assert_int_equal(balance_on(world, hens, "4900", "2015-07-01"), -35);
    assert_clean(world);
}

static void what_is_taken_back_and_brought_back_leaves_the_book_as_it_was(void **state) {
    struct world *world = *state;
    contribute(world, world->rice_members[0], "20000");
    struct uuid loan = lend_rice(world, world->rice_members[0], "2015-06-01", "10000");
    struct uuid all = give_back(world, loan, "2016-01-10", "11000");
    assert_string_equal(delete_why_not(world, &stock_repayment_type, all), "nothing");
    assert_true(value_is_code(&stock_loan_of(seen(world, &stock_loan_type, loan))->state, "lent"));
    assert_int_equal(balance_on(world, world->rice, "1200", "2016-01-10"), 10000);
    assert_string_equal(
        why_not(world, change_of(&world->base, CHANGE_RESTORE, &stock_repayment_type, all, NULL, 0)),
        "nothing");
    assert_int_equal(balance_on(world, world->rice, "1300", "2016-01-10"), 21000);
    assert_true(value_is_code(&stock_loan_of(seen(world, &stock_loan_type, loan))->state, "repaid"));
    assert_clean(world);
}

/* A season of one day, three years late: more than a thousand seasons. */
static void a_debt_is_not_forgotten_however_late_it_is(void **state) {
    struct world *world = *state;
    made(world, &bank_contract_type,
         PUTS(R("bank", world->rice), P("effective_on", "2015-05-01"), P("purpose", "food"),
              P("rate_ppm", "10000"), P("season_days", "1"), P("need_per_day", "0"),
              P("need_days_min", "0")));
    contribute(world, world->rice_members[0], "30000");
    struct uuid loan = lend_rice(world, world->rice_members[0], "2015-06-01", "10000");
    REFUSED(&stock_loan_type, "The household still owes 119.6 kg.", R("bank", world->rice),
            R("member", world->rice_members[0]), P("lent_on", "2018-06-01"), P("purpose", "food"),
            P("amount", "1000"));
    struct change leave = change_of(&world->base, CHANGE_UPDATE, &bank_member_type, world->rice_members[0],
                                    PUTS(P("left_on", "2018-06-01")));
    assert_string_equal(why_not(world, leave), "The household still owes 119.6 kg.");
    give_back(world, loan, "2018-06-01", "119600");
    assert_true(value_is_code(&stock_loan_of(seen(world, &stock_loan_type, loan))->state, "repaid"));
    assert_clean(world);
}

/* ---- cows ---- */

static struct uuid cow_make(struct world *world, const char *tag, const char *sex, const char *day) {
    return made(world, &bank_animal_type,
                PUTS(R("bank", world->cows), P("tag", tag), P("species", "cow"), P("sex", sex),
                     P("origin", "bought"), P("entered_on", day), P("born_on", "2012-03-01")));
}

static struct change event_of(struct world *world, struct uuid animal, const char *kind, const char *day,
                              struct uuid member, struct uuid other) {
    return make(world, &animal_event_type,
                PUTS(R("animal", animal), P("kind", kind), P("on_day", day), R("member", member),
                     R("other", other), P("amount", strcmp(kind, "sell") == 0 ? "1200000" : NULL)));
}

static const struct uuid nobody;

static struct uuid event(struct world *world, struct uuid animal, const char *kind, const char *day,
                         struct uuid member, struct uuid other) {
    struct change change = event_of(world, animal, kind, day, member, other);
    assert_string_equal(why_not(world, change), "nothing");
    return change.id;
}

static struct uuid calf_make(struct world *world, struct uuid dam, const char *tag, const char *sex,
                             const char *day) {
    struct uuid calf = made(world, &bank_animal_type,
                            PUTS(R("bank", world->cows), P("tag", tag), P("species", "cow"), P("sex", sex),
                                 P("origin", "born"), P("born_on", day), R("dam", dam)));
    event(world, dam, "calve", day, nobody, calf);
    return calf;
}

/* On every day the stock of the book is what the herd has with the bank, its loans what families have. */
static void assert_herd_is_the_book(struct world *world, const char *from, const char *to) {
    struct db *db = store_borrow(world->base.store);
    struct herd_book *book = herd_book_read(db, world->base.step_arena, world->base.org, world->cows);
    store_return(world->base.store, db);
    struct herd herd = herd_book_herd(book, SIZE_MAX);
    for (int64_t day = day_number(from); day <= day_number(to); day++) {
        struct animal_state *states;
        size_t fault;
        assert_int_equal(herd_on(world->base.step_arena, &herd, book->rules, day, &states, &fault), HERD_OK);
        struct herd_register sums = herd_count(&herd, states);
        assert_int_equal(balance(world, world->cows, "1300", day), sums.with_bank);
        assert_int_equal(balance(world, world->cows, "1200", day), sums.lent);
    }
    assert_clean(world);
}

static void the_herd_and_the_ledger_say_the_same_on_every_day(void **state) {
    struct world *world = *state;
    struct uuid first = cow_make(world, "SR-01", "female", "2015-02-01"),
                second = cow_make(world, "SR-02", "female", "2015-02-03");
    event(world, first, "lend", "2015-02-05", world->cow_members[0], nobody);
    event(world, second, "lend", "2015-02-06", world->cow_members[1], nobody);
    struct uuid daughter = calf_make(world, first, "SR-03", "female", "2015-02-20");
    struct uuid son = calf_make(world, second, "SR-04", "male", "2015-02-21");
    event(world, second, "calve", "2016-02-21", nobody, nobody); /* stillborn */
    event(world, daughter, "return", "2016-03-01", nobody, nobody);
    event(world, daughter, "lend", "2016-03-04", world->cow_members[2], nobody);
    event(world, first, "own", "2016-03-05", nobody, nobody);
    calf_make(world, first, "SR-05", "female", "2016-03-08");
    event(world, second, "die", "2016-03-10", nobody, nobody);
    struct uuid new_one = made(world, &bank_animal_type,
                               PUTS(R("bank", world->cows), P("tag", "SR-06"), P("species", "cow"),
                                    P("sex", "female"), P("origin", "replaces"), P("born_on", "2013-01-01")));
    event(world, new_one, "replace", "2016-03-12", nobody, second);
    event(world, new_one, "pass_on", "2016-03-14", world->cow_members[3], nobody);
    event(world, son, "sell", "2016-03-15", nobody, nobody);
    assert_herd_is_the_book(world, "2015-01-30", "2015-02-25");
    assert_herd_is_the_book(world, "2016-02-20", "2016-03-16");
    assert_int_equal(balance_on(world, world->cows, "1000", "2016-03-16"), 1200000);
    const struct bank_animal *now = bank_animal_of(seen(world, &bank_animal_type, new_one));
    assert_true(value_is_code(&now->place, "lent"));
    assert_true(uuid_equal(now->holder.id, world->cow_members[3]));
    assert_true(value_is_code(&bank_animal_of(seen(world, &bank_animal_type, second))->place, "died"));
}

static void an_event_that_cannot_be_is_refused_in_words(void **state) {
    struct world *world = *state;
    struct uuid cow = cow_make(world, "SR-01", "female", "2015-02-01"),
                bull = cow_make(world, "SR-02", "male", "2015-02-01");
    event(world, cow, "lend", "2015-02-05", world->cow_members[0], nobody);
    assert_string_equal(
        why_not(world, event_of(world, cow, "lend", "2015-03-05", world->cow_members[1], nobody)),
        "The animal is lent already: first it is returned or passed on.");
    assert_string_equal(why_not(world, event_of(world, bull, "calve", "2015-03-05", nobody, nobody)),
                        "Only a female is served and gives birth.");
    assert_string_equal(why_not(world, event_of(world, bull, "return", "2015-03-05", nobody, nobody)),
                        "Nobody holds the animal on this day.");
    assert_string_equal(
        why_not(world, event_of(world, cow, "pass_on", "2015-03-05", world->cow_members[0], nobody)),
        "Say who gets the animal: somebody else than who holds it.");
    assert_string_equal(
        why_not(world, event_of(world, cow, "lend", "2015-03-05", world->rice_members[1], nobody)),
        "Choose a member of this bank.");
    assert_string_equal(why_not(world, event_of(world, cow, "return", "2015-02-03", nobody, nobody)),
                        "Something later is written down about this animal; take that back first.");
    struct uuid death = event(world, cow, "die", "2015-06-01", nobody, nobody);
    assert_string_equal(
        why_not(world, event_of(world, cow, "lend", "2015-07-05", world->cow_members[1], nobody)),
        "The animal is not there on this day: it has not come yet, or it is dead, sold or stolen.");
    assert_string_equal(delete_why_not(world, &animal_event_type, death), "nothing");
    assert_true(value_is_code(&bank_animal_of(seen(world, &bank_animal_type, cow))->place, "lent"));
    assert_herd_is_the_book(world, "2015-05-28", "2015-06-03");
}

static void an_animal_of_another_bank_and_impossible_parents_are_refused(void **state) {
    struct world *world = *state;
    struct uuid other = bank_make(world, "Other cows", "cow");
    struct uuid cow = cow_make(world, "SR-01", "female", "2015-02-01"),
                bull = cow_make(world, "SR-02", "male", "2015-02-01");
    struct uuid far =
        made(world, &bank_animal_type,
             PUTS(R("bank", other), P("tag", "X-1"), P("species", "cow"), P("sex", "male"),
                  P("origin", "bought"), P("entered_on", "2015-02-01"), P("born_on", "2012-01-01")));
    assert_string_equal(why_not(world, event_of(world, cow, "serve", "2015-03-05", nobody, far)),
                        "There is no such animal in this bank.");
    REFUSED(&bank_animal_type, "The parents are animals of this bank.", R("bank", world->cows),
            P("tag", "SR-09"), P("species", "cow"), P("sex", "female"), P("origin", "born"),
            P("born_on", "2015-06-01"), R("dam", far));
    REFUSED(&bank_animal_type, "The mother is not a female.", R("bank", world->cows), P("tag", "SR-09"),
            P("species", "cow"), P("sex", "female"), P("origin", "born"), P("born_on", "2015-06-01"),
            R("dam", bull));
    REFUSED(&bank_animal_type, "The mother was too young on the day of birth.", R("bank", world->cows),
            P("tag", "SR-09"), P("species", "cow"), P("sex", "female"), P("origin", "born"),
            P("born_on", "2012-06-01"), R("dam", cow));
    struct change own = make(world, &bank_animal_type,
                             PUTS(R("bank", world->cows), P("tag", "SR-09"), P("species", "cow"),
                                  P("sex", "female"), P("origin", "born"), P("born_on", "2015-06-01")));
    change_put(&own, &(struct put)R("dam", own.id));
    assert_string_equal(why_not(world, own), "Choose one from the list; this one is not known.");
    REFUSED(&bank_animal_type, "This bank lends goods, not animals by tag.", R("bank", world->rice),
            P("tag", "SR-09"), P("species", "cow"), P("sex", "female"), P("origin", "bought"),
            P("entered_on", "2015-06-01"));
    assert_clean(world);
}

static struct uuid animal_of(struct world *world, struct uuid bank, const char *species, const char *tag,
                             const char *sex, const char *born_on) {
    return made(world, &bank_animal_type,
                PUTS(R("bank", bank), P("tag", tag), P("species", species), P("sex", sex),
                     P("origin", "bought"), P("entered_on", "2015-02-01"), P("born_on", born_on)));
}

/* A calf of a dam on a day, with its birth; "nothing" when both are taken. */
static const char *birth(struct world *world, struct uuid bank, const char *species, const char *tag,
                         struct uuid dam, const char *day) {
    struct change calf = make(world, &bank_animal_type,
                              PUTS(R("bank", bank), P("tag", tag), P("species", species), P("sex", "female"),
                                   P("origin", "born"), P("born_on", day), R("dam", dam)));
    const char *words = why_not(world, calf);
    if (strcmp(words, "nothing")) return words;
    return why_not(world, event_of(world, dam, "calve", day, nobody, calf.id));
}

static void each_species_has_its_own_ages(void **state) {
    struct world *world = *state;
    struct uuid cow = animal_of(world, world->cows, "cow", "C-1", "female", "2014-01-01"),
                buffalo = animal_of(world, world->cows, "buffalo", "B-1", "female", "2014-01-01"),
                bull = animal_of(world, world->cows, "cow", "C-2", "male", "2012-01-01");
    /* At 600 days a cow may have calved, a buffalo not yet. */
    assert_string_equal(birth(world, world->cows, "cow", "C-3", cow, "2015-08-24"), "nothing");
    assert_string_equal(birth(world, world->cows, "buffalo", "B-2", buffalo, "2015-08-24"),
                        "The mother was too young on the day of birth.");
    assert_string_equal(birth(world, world->cows, "buffalo", "B-2", buffalo, "2016-01-10"), "nothing");
    assert_string_equal(birth(world, world->cows, "cow", "C-4", cow, "2016-06-19"), "nothing");
    assert_string_equal(birth(world, world->cows, "buffalo", "B-3", buffalo, "2016-11-09"),
                        "That is too soon after her last birth.");
    assert_string_equal(birth(world, world->cows, "cow", "C-5", buffalo, "2017-06-09"),
                        "A parent is of another species.");
    assert_string_equal(why_not(world, event_of(world, buffalo, "serve", "2017-03-05", nobody, bull)),
                        "The father is of another species.");
    assert_clean(world);
}

static void a_pig_bank_lends_pigs(void **state) {
    struct world *world = *state;
    struct uuid pigs = bank_make(world, "Pigs", "pig");
    made(world, &bank_contract_type,
         PUTS(R("bank", pigs), P("effective_on", "2015-01-01"), P("purpose", "raising"),
              P("pass_on", "first_female"), P("calf_age_days", "60")));
    struct uuid family = member_make(world, pigs, "2015-01-01"),
                sow = animal_of(world, pigs, "pig", "P-1", "female", "2014-06-01");
    event(world, sow, "lend", "2015-02-05", family, nobody);
    assert_string_equal(birth(world, pigs, "pig", "P-2", sow, "2015-06-01"), "nothing");
    assert_string_equal(birth(world, pigs, "pig", "P-3", sow, "2015-06-01"), "nothing");
    assert_int_equal(balance_on(world, pigs, "1200", "2015-06-01"), 3);
    REFUSED(&bank_animal_type, "This is a bank of pigs.", R("bank", pigs), P("tag", "C-1"),
            P("species", "cow"), P("sex", "female"), P("origin", "bought"), P("entered_on", "2015-06-01"));
    REFUSED(&bank_animal_type, "This is a bank of cows and buffaloes.", R("bank", world->cows),
            P("tag", "P-1"), P("species", "pig"), P("sex", "female"), P("origin", "bought"),
            P("entered_on", "2015-06-01"));
    assert_clean(world);
}

/* ---- anything in any order ---- */

static uint64_t random_state = 88172645463325252u;

static uint64_t random_below(uint64_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % limit;
}

enum { STEPS = 400, ANIMALS_MAX = 120, EVENTS_MAX = 600 };

/* What was done so far. */
struct doings {
    struct world *world;
    int step;
    struct uuid animals[ANIMALS_MAX], events[EVENTS_MAX];
    size_t animal_count, event_count, births, twins, replaced;
};

/* Mostly later than what was done before: an event before another one of its animal is refused. */
static const char *random_day(struct doings *doings) {
    struct arena *arena = doings->world->base.step_arena;
    int64_t day = day_number("2015-02-01") + 3 * doings->step + (int64_t)random_below(20);
    return arena_cstr(arena, date_format_iso(arena, date_of_day(day)));
}

static struct uuid random_animal(const struct doings *doings) {
    return doings->animals[random_below(doings->animal_count)];
}

static const char *next_tag(const struct doings *doings) {
    struct arena *arena = doings->world->base.step_arena;
    return arena_cstr(arena, arena_printf(arena, "R-%d-%zu", doings->step, doings->animal_count));
}

/* All of it is done or nothing; what was done is remembered. */
static bool try(struct doings *doings, struct change *changes, size_t count) {
    enum outcome outcome = send(&doings->world->base, changes, count);
    assert_true(outcome == OUTCOME_OK || outcome == OUTCOME_REFUSED);
    for (size_t i = 0; outcome == OUTCOME_OK && i < count; i++) {
        bool is_event = changes[i].type == &animal_event_type;
        if (is_event && doings->event_count < EVENTS_MAX)
            doings->events[doings->event_count++] = changes[i].id;
        if (!is_event) doings->animals[doings->animal_count++] = changes[i].id;
    }
    return outcome == OUTCOME_OK;
}

static struct change calf_of(struct doings *doings, struct uuid dam, const char *day) {
    return make(doings->world, &bank_animal_type,
                PUTS(R("bank", doings->world->cows), P("tag", next_tag(doings)), P("species", "cow"),
                     P("sex", random_below(2) ? "female" : "male"), P("origin", "born"), P("born_on", day),
                     R("dam", dam)));
}

/* A calf, perhaps a twin; either may be stillborn. */
static void step_birth(struct doings *doings) {
    struct uuid dam = random_animal(doings);
    const char *day = random_day(doings);
    bool was_born = false;
    for (int twin = 0; twin < (random_below(3) ? 1 : 2); twin++) {
        struct change changes[2] = {calf_of(doings, dam, day)};
        bool is_alive = random_below(4) != 0;
        changes[is_alive] =
            event_of(doings->world, dam, "calve", day, nobody, is_alive ? changes[0].id : nobody);
        bool is_born = try(doings, changes, is_alive ? 2 : 1);
        doings->births += is_born;
        doings->twins += is_born && was_born;
        was_born = is_born;
    }
}

static void step_replace(struct doings *doings) {
    struct change changes[2] = {
        make(doings->world, &bank_animal_type,
             PUTS(R("bank", doings->world->cows), P("tag", next_tag(doings)), P("species", "cow"),
                  P("sex", "female"), P("origin", "replaces"), P("born_on", "2012-03-01")))};
    changes[1] =
        event_of(doings->world, changes[0].id, "replace", random_day(doings), nobody, random_animal(doings));
    doings->replaced += try(doings, changes, 2);
}

static void step_event(struct doings *doings) {
    static const char *const kinds[] = {"lend", "serve", "return", "pass_on", "sell",    "die",  "steal",
                                        "own",  "lend",  "lend",   "pass_on", "pass_on", "serve"};
    struct uuid member = doings->world->cow_members[random_below(FAMILIES)];
    struct change change =
        event_of(doings->world, random_animal(doings), kinds[random_below(ARRAY_LEN(kinds))],
                 random_day(doings), member, nobody);
    try(doings, &change, 1);
}

static void step_random(struct doings *doings) {
    bool has_room = doings->animal_count + 2 < ANIMALS_MAX;
    uint64_t way = random_below(12);
    if (doings->event_count && way < 2)
        (void)touch(&doings->world->base, CHANGE_DELETE, &animal_event_type,
                    doings->events[random_below(doings->event_count)], NULL, 0);
    else if (!doings->animal_count || (has_room && way == 2))
        doings->animals[doings->animal_count++] = cow_make(
            doings->world, next_tag(doings), random_below(3) ? "female" : "male", random_day(doings));
    else if (has_room && way < 6)
        step_birth(doings);
    else if (has_room && way == 6)
        step_replace(doings);
    else
        step_event(doings);
}

/* came = went + here; a birth is a day on which a cow had a living calf. */
static void assert_herd_balances(struct world *world, int64_t day) {
    struct db *db = store_borrow(world->base.store);
    struct herd_book *book = herd_book_read(db, world->base.step_arena, world->base.org, world->cows);
    store_return(world->base.store, db);
    struct herd herd = herd_book_herd(book, SIZE_MAX);
    struct animal_state *states;
    size_t fault;
    int64_t born = 0, births = 0;
    assert_int_equal(herd_on(world->base.step_arena, &herd, book->rules, day, &states, &fault), HERD_OK);
    struct herd_register sums = herd_count(&herd, states);
    assert_int_equal(sums.bought + sums.born + sums.replacing,
                     sums.sold + sums.died + sums.stolen + sums.with_bank + sums.lent + sums.owned);
    for (size_t i = 0; i < book->event_count; i++) {
        const struct herd_event *event = &book->events[i];
        if (event->day > day || event->kind != HERD_CALVE || event->other == HERD_NONE) continue;
        bool is_first = true;
        for (size_t k = 0; k < i; k++) {
            const struct herd_event *before = &book->events[k];
            is_first = is_first && !(before->day == event->day && before->kind == HERD_CALVE &&
                                     before->animal == event->animal && before->other != HERD_NONE);
        }
        born++;
        births += is_first;
    }
    assert_int_equal(sums.born, born);
    for (size_t i = 0; i < herd.count; i++) {
        births -= states[i].births;
    }
    assert_int_equal(births, 0);
}

static void the_herd_stays_the_book_whatever_is_done(void **state) {
    struct world *world = *state;
    static struct doings doings;
    doings = (struct doings){.world = world};
    for (; doings.step < STEPS; doings.step++) {
        arena_reset(world->base.step_arena);
        step_random(&doings);
        if (doings.step % 20 == 0) assert_herd_balances(world, day_number("2019-01-01"));
    }
    assert_true(doings.event_count > 60 && doings.births > 20 && doings.twins > 3 && doings.replaced > 1);
    assert_herd_is_the_book(world, "2015-01-30", "2015-06-30");
    assert_herd_is_the_book(world, "2016-11-01", "2017-01-05");
    assert_herd_is_the_book(world, "2018-05-01", "2018-06-30");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rice_is_lent_and_given_back_with_a_tenth_more, setup, teardown),
        cmocka_unit_test_setup_teardown(wet_rice_counts_for_its_dry_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(money_takes_the_place_of_rice_at_the_minuted_price, setup, teardown),
        cmocka_unit_test_setup_teardown(a_loan_that_the_terms_forbid_says_why, setup, teardown),
        cmocka_unit_test_setup_teardown(a_store_that_holds_less_than_the_book_loses_it_with_a_reason, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_closed_period_takes_no_goods, setup, teardown),
        cmocka_unit_test_setup_teardown(a_loan_is_written_off_once_and_what_came_before_stays, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_was_written_off_may_come_back_and_is_income, setup, teardown),
        cmocka_unit_test_setup_teardown(goods_are_sold_at_the_minuted_price_and_the_money_is_in_the_book,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_leave_the_store_is_refused_in_words, setup, teardown),
        cmocka_unit_test_setup_teardown(the_oldest_goods_go_out_first_unless_others_are_chosen, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(chickens_are_counted_by_heads_and_hatch, setup, teardown),
        cmocka_unit_test_setup_teardown(each_species_has_its_own_ages, setup, teardown),
        cmocka_unit_test_setup_teardown(a_pig_bank_lends_pigs, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_taken_back_and_brought_back_leaves_the_book_as_it_was, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_debt_is_not_forgotten_however_late_it_is, setup, teardown),
        cmocka_unit_test_setup_teardown(the_herd_and_the_ledger_say_the_same_on_every_day, setup, teardown),
        cmocka_unit_test_setup_teardown(an_event_that_cannot_be_is_refused_in_words, setup, teardown),
        cmocka_unit_test_setup_teardown(an_animal_of_another_bank_and_impossible_parents_are_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_herd_stays_the_book_whatever_is_done, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
