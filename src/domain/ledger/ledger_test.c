/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger over a real store: what is refused and why, and that whatever is posted, held, released and
 * reversed in whatever order, the stored balances are the sums of the postings, every entry balances and no
 * limit is ever broken.
 */
#include "i18n/locale.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/balances.h"
#include "domain/ledger/hold_sweep.h"
#include "domain/ledger/ledger_test_world.h"
#include "domain/ledger/money_exchange.h"
#include "domain/ledger/rules.h"
#include "store/query.h"

enum { STEPS = 1500, LAST_MAX = 400 };

static const struct record_type *const types[] = {&commodity_type, &ledger_book_type, &ledger_account_type,
                                                  &journal_entry_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

struct world {
    struct base_world base;
    struct uuid book;
    struct arena *schema_arena;
};

static void after_change(void *context, struct rule *rule, const struct change *change) {
    (void)context;
    ledger_after_change(rule, change);
}

static struct uuid book_make(struct world *world, const char *name) {
    return create(&world->base, &ledger_book_type,
                  PUTS(P("name", name), P("owner", "group"), R("unit", commodity_id(S("KHR"))),
                       P("opened_on", "2024-01-01"), P("rounding", "100")));
}

static int setup(void **state) {
    struct world *world = heap_alloc(sizeof *world);
    world->schema_arena = ledger_world_open(&world->base, &catalogue, after_change);
    world->book = book_make(world, "Group one");
    *state = world;
    return 0;
}

static int teardown(void **state) {
    struct world *world = *state;
    int removed = ledger_world_close(&world->base, world->schema_arena);
    heap_free(world);
    return removed;
}

/* ---- short words ---- */

static struct change entry_of(struct world *world, struct uuid book, const char *day, const char *state,
                              const char *lines) {
    return change_of(&world->base, CHANGE_CREATE, &journal_entry_type, uuid_new(),
                     PUTS(R("book", book), P("on_day", day), P("kind", "entry"), P("state", state),
                          P("memo", "m"), P("lines", lines)));
}

static struct uuid posted(struct world *world, const char *day, const char *lines) {
    struct change change = entry_of(world, world->book, day, "posted", lines);
    assert_int_equal(send(&world->base, &change, 1), OUTCOME_OK);
    return change.id;
}

/* The message of the first refusal. */
static const char *why_not(struct world *world, struct change change) {
    struct write_job job = {
        .job_arena = world->base.step_arena, .actor = &system_actor, .changes = &change, .change_count = 1};
    if (store_write(world->base.store, &job) == OUTCOME_OK) return "nothing";
    assert_int_equal(job.outcome, OUTCOME_REFUSED);
    struct slice words =
        tr_refusal(world->base.step_arena, &(struct locale){.lang = LANG_EN}, job.refusal.first);
    return arena_cstr(world->base.step_arena, words);
}

static const char *refused(struct world *world, const char *day, const char *lines) {
    return why_not(world, entry_of(world, world->book, day, "posted", lines));
}

static struct record *book_record(struct world *world) {
    struct record *record = record_new(world->base.step_arena, &ledger_book_type);
    record->id = world->book;
    record->org_id = world->base.org;
    return record;
}

static const struct ledger_row *row_of(const struct ledger_table *table, const char *number) {
    for (size_t i = 0; i < table->count; i++) {
        if (slice_equal(table->rows[i].number, slice_of(number))) return &table->rows[i];
    }
    fail_msg("no account %s", number);
    return NULL;
}

static int64_t balance_on(struct world *world, const char *number, const char *day) {
    struct db *db = store_borrow(world->base.store);
    struct ledger_table table =
        ledger_balances_on(db, world->base.step_arena, book_record(world), day_number(day));
    store_return(world->base.store, db);
    return row_of(&table, number)->closing;
}

struct kept {
    struct db *db;
    struct uuid org;
    int64_t wrong, count;
};

static void compare_kept(void *context, struct uuid account_id, int64_t balance) {
    struct kept *kept = context;
    struct db_query *query =
        db_query(kept->db, SQL("SELECT balance FROM ledger_balance WHERE org_id = ?1 AND account_id = ?2"));
    db_bind_uuid(query, 1, kept->org);
    db_bind_uuid(query, 2, account_id);
    bool same = db_next(query) && db_column_int(query, 0) == balance;
    db_done(query);
    kept->wrong += !same;
    kept->count++;
}

/* What is kept in memory for readers is what the table says. */
static void assert_kept(struct world *world) {
    struct db *db = store_borrow(world->base.store), *other = store_borrow(world->base.store);
    struct kept kept = {.db = other, .org = world->base.org};
    ledger_balances_all(world->base.store, db, world->base.org, compare_kept, &kept);
    store_return(world->base.store, db);
    store_return(world->base.store, other);
    assert_int_equal(kept.wrong, 0);
    assert_true(kept.count >= 2);
}

static void assert_clean(struct world *world) {
    assert_kept(world);
    struct ledger_report report;
    struct db *db = store_borrow(world->base.store);
    ledger_verify(db, &report);
    assert_int_equal(db_status(db), DB_OK);
    store_return(world->base.store, db);
    if (!ledger_report_is_clean(&report))
        fail_msg("hashes %d unbalanced %d balances %d days %d limits %d sources %d holds %d",
                 (int)report.broken_hashes, (int)report.unbalanced, (int)report.wrong_balances,
                 (int)report.wrong_days, (int)report.wrong_limits, (int)report.wrong_sources,
                 (int)report.wrong_holds);
    assert_true(report.entries > 0);
}

/* Behind the back of the program, which is started anew and remembers nothing. */
static void damage(struct world *world, const char *statement) {
    struct slice error;
    const char *postgres = getenv("MLUP_STORE_TEST_URL");
    struct slice url =
        postgres ? slice_of(postgres)
                 : arena_printf(world->base.step_arena, "sqlite:%.*s/test.db", SLICE_ARG(world->base.dir));
    struct db *db = db_open(world->base.step_arena, url, DB_WRITE, &error);
    assert_non_null(db);
    assert_true(db_script(db, slice_of(statement)));
    db_close(db);
    struct store_options options =
        ledger_world_options(&world->base, world->schema_arena, &catalogue, after_change);
    store_close(world->base.store);
    world->base.store = open_store(&world->base, &options);
}

/* ---- tests ---- */

static void a_new_book_has_the_chart_of_its_owner(void **state) {
    struct world *world = *state;
    struct db *db = store_borrow(world->base.store);
    struct ledger_table table =
        ledger_balances_on(db, world->base.step_arena, book_record(world), day_number("2024-12-31"));
    store_return(world->base.store, db);
    assert_int_equal(table.count, 20);
    assert_true(slice_equal(row_of(&table, "1200")->role, S("loans")));
}

static void what_is_posted_stands_on_its_day_and_after_it(void **state) {
    struct world *world = *state;
    posted(world, "2024-03-10", "1000 5000\n2000 -5000");
    posted(world, "2024-02-01", "1000 700\n4100 -700");
    posted(world, "2024-03-10", "1200 3000\n1000 -3000");
    assert_int_equal(balance_on(world, "1000", "2024-01-31"), 0);
    assert_int_equal(balance_on(world, "1000", "2024-02-01"), 700);
    assert_int_equal(balance_on(world, "1000", "2024-03-09"), 700);
    assert_int_equal(balance_on(world, "1000", "2024-03-10"), 2700);
    assert_int_equal(balance_on(world, "2000", "2025-01-01"), -5000);
    struct db *db = store_borrow(world->base.store);
    struct ledger_table table = ledger_trial_balance(db, world->base.step_arena, book_record(world),
                                                     day_number("2024-03-01"), day_number("2024-03-31"));
    store_return(world->base.store, db);
    const struct ledger_row *cash = row_of(&table, "1000");
    assert_int_equal(cash->opening, 700);
    assert_int_equal(cash->debit, 5000);
    assert_int_equal(cash->credit, 3000);
    assert_int_equal(cash->closing, 2700);
    assert_clean(world);
}

static void what_does_not_balance_is_refused_with_the_difference(void **state) {
    struct world *world = *state;
    assert_string_equal(refused(world, "2024-03-01", "1000 5000\n2000 -4999"),
                        "Debit and credit are not the same: 1៛ is left over.");
    assert_string_equal(refused(world, "2024-03-01", "1000 5000"), "An entry has at least two lines.");
    assert_string_equal(refused(world, "2024-03-01", "1000 5.5\n2000 -5.5"),
                        "“5.5” is not an amount of account 1000.");
    assert_string_equal(refused(world, "2024-03-01", "1000 99999999999999999999\n2000 -1"),
                        "“99999999999999999999” is not an amount of account 1000.");
    assert_string_equal(refused(world, "2024-03-01", "1001 5000\n2000 -5000"),
                        "The book has no account 1001.");
    assert_string_equal(refused(world, "2023-12-31", "1000 5000\n2000 -5000"),
                        "The book begins on 1 January 2024; an entry cannot be earlier.");
    assert_string_equal(refused(world, "2024-03-01", "1000 -1\n2000 1"), "Account 1000 would fall below 0៛.");
}

static void account_add(struct world *world, const char *number, const char *unit) {
    create(&world->base, &ledger_account_type,
           PUTS(R("book", world->book), P("number", number), P("name", number), P("kind", "asset"),
                R("unit", commodity_id(slice_of(unit)))));
}

static void two_goods_in_kg_are_told_apart_by_their_units_of_account(void **state) {
    struct world *world = *state;
    account_add(world, "G1", "PADDY");
    account_add(world, "G2", "PADDY");
    account_add(world, "G3", "SEED");
    account_add(world, "G4", "SEED");
    assert_string_equal(refused(world, "2024-03-01", "G1 5\nG2 -5\nG3 30\nG4 -10"),
                        "Debit and credit are not the same: 20 kg of SEED is left over.");
    assert_string_equal(refused(world, "2024-03-01", "1000 5\n2000 -5\nG3 30\nG4 -10"),
                        "Debit and credit are not the same: 20 kg is left over.");
}

static void a_sum_beyond_int64_is_refused(void **state) {
    struct world *world = *state;
    posted(world, "2024-03-01", "1200 4000000000000000000\n3900 -4000000000000000000");
    assert_string_equal(refused(world, "2024-03-01", "1200 4000000000000000000\n3900 -4000000000000000000"),
                        "The balance of account 1200 would be too large.");
    posted(world, "2024-03-01", "1200 -4000000000000000000\n3900 4000000000000000000");
    assert_clean(world);
}

static void the_past_must_have_had_the_money_too(void **state) {
    struct world *world = *state;
    posted(world, "2024-06-01", "1000 1000\n3900 -1000");
    assert_string_equal(refused(world, "2024-05-01", "5000 400\n1000 -400"),
                        "Account 1000 would fall below 0៛.");
    posted(world, "2024-06-02", "5000 400\n1000 -400");
    posted(world, "2024-04-01", "1000 300\n3900 -300");
    posted(world, "2024-05-01", "5000 300\n1000 -300");
    assert_string_equal(refused(world, "2024-04-15", "5000 1\n1000 -1"), "Account 1000 would fall below 0៛.");
    assert_clean(world);
}

static struct uuid account_id(struct world *world, const char *number) {
    struct db *db = store_borrow(world->base.store);
    struct ledger_table table =
        ledger_balances_on(db, world->base.step_arena, book_record(world), day_number("2024-12-31"));
    store_return(world->base.store, db);
    return row_of(&table, number)->account_id;
}

static struct change account_change(struct world *world, const char *number, const char *name,
                                    const char *value) {
    return change_of(&world->base, CHANGE_UPDATE, &ledger_account_type, account_id(world, number),
                     PUTS(P(name, value)));
}

static void a_limit_holds_on_each_day_and_with_what_is_set_aside(void **state) {
    struct world *world = *state;
    posted(world, "2024-02-01", "1200 900\n3900 -900");
    posted(world, "2024-02-02", "1200 -400\n3900 400");
    struct change hold = entry_of(world, world->book, "2024-02-03", "pending", "1200 200\n3900 -200");
    assert_int_equal(send(&world->base, &hold, 1), OUTCOME_OK);
    assert_string_equal(why_not(world, account_change(world, "1200", "most", "600")),
                        "The account holds 700៛ now.");
    assert_string_equal(why_not(world, account_change(world, "1200", "most", "800")),
                        "The account held 900៛ on 1 February 2024.");
    struct change most = account_change(world, "1200", "most", "900");
    assert_int_equal(send(&world->base, &most, 1), OUTCOME_OK);
    assert_string_equal(refused(world, "2024-02-01", "1200 1\n3900 -1"),
                        "Account 1200 would rise above 900៛.");
    assert_clean(world);
}

static void an_account_with_later_entries_or_something_set_aside_is_not_closed(void **state) {
    struct world *world = *state;
    posted(world, "2024-02-01", "1200 900\n3900 -900");
    posted(world, "2024-03-01", "1200 -900\n3900 900");
    assert_string_equal(why_not(world, account_change(world, "1200", "closed_on", "2024-02-28")),
                        "The last entry is of 1 March 2024.");
    struct change hold = entry_of(world, world->book, "2024-03-01", "pending", "1200 200\n3900 -200");
    assert_int_equal(send(&world->base, &hold, 1), OUTCOME_OK);
    assert_string_equal(why_not(world, account_change(world, "1200", "closed_on", "2024-03-01")),
                        "The account holds 200៛; move it away before it is closed.");
    assert_int_equal(
        touch(&world->base, CHANGE_UPDATE, &journal_entry_type, hold.id, PUTS(P("state", "void"))),
        OUTCOME_OK);
    struct change close = account_change(world, "1200", "closed_on", "2024-03-01");
    assert_int_equal(send(&world->base, &close, 1), OUTCOME_OK);
    assert_string_equal(refused(world, "2024-03-02", "1200 1\n3900 -1"),
                        "Account 1200 was closed on 1 March 2024.");
    assert_string_equal(refused(world, "2024-02-15", "1200 1\n3900 -1"),
                        "Account 1200 was closed on 1 March 2024; this would leave something in it.");
    assert_string_equal(
        why_not(world, entry_of(world, world->book, "2024-02-15", "pending", "1200 1\n3900 -1")),
        "Account 1200 was closed on 1 March 2024; this would leave something in it.");
}

/* The rules of the second change see what the first has done. */
static void changes_of_one_submission_see_each_other(void **state) {
    struct world *world = *state;
    struct change changes[] = {entry_of(world, world->book, "2024-02-01", "posted", "1200 900\n3900 -900"),
                               account_change(world, "1200", "most", "800")};
    assert_int_equal(send(&world->base, changes, 2), OUTCOME_REFUSED);
    changes[1] = change_of(&world->base, CHANGE_UPDATE, &ledger_book_type, world->book,
                           PUTS(P("opened_on", "2024-02-02")));
    assert_int_equal(send(&world->base, changes, 2), OUTCOME_REFUSED);
    changes[1] = account_change(world, "1200", "most", "900");
    assert_int_equal(send(&world->base, changes, 2), OUTCOME_OK);
    assert_clean(world);
}

/* What is held counts as if it were posted: taking it back leaves the balance what it was. */
static void what_is_held_beyond_int64_is_refused(void **state) {
    struct world *world = *state;
    posted(world, "2024-03-01", "3000 4000000000000000000\n3900 -4000000000000000000");
    assert_string_equal(why_not(world, entry_of(world, world->book, "2024-03-01", "pending",
                                                "3000 4000000000000000000\n3900 -4000000000000000000")),
                        "The balance of account 3000 would be too large.");
    posted(world, "2024-03-03", "3000 -4000000000000000000\n3900 4000000000000000000");
    assert_string_equal(refused(world, "2024-03-01", "3000 4000000000000000000\n3900 -4000000000000000000"),
                        "The balance of account 3000 would be too large.");
    assert_clean(world);
}

/* Each of them alone is possible, and so is what is there at the end. */
static void no_day_is_beyond_int64_in_between(void **state) {
    struct world *world = *state;
    const char *lines[] = {"3000 4000000000000000000\n3900 -4000000000000000000",
                           "3000 -4000000000000000000\n3900 4000000000000000000"};
    struct change changes[] = {entry_of(world, world->book, "2024-03-05", "posted", lines[0]),
                               entry_of(world, world->book, "2024-03-03", "posted", lines[1]),
                               entry_of(world, world->book, "2024-03-05", "posted", lines[0]),
                               entry_of(world, world->book, "2024-03-03", "posted", lines[1])};
    assert_int_equal(send(&world->base, changes, 4), OUTCOME_REFUSED);
    assert_string_equal(refused(world, "2024-03-01", "3000 9223372036854775000\n3900 -9223372036854775000"),
                        "The amounts are too large.");
    posted(world, "2024-03-05", lines[0]);
    posted(world, "2024-03-03", lines[1]);
    posted(world, "2024-03-03", "3000 100000\n3900 -100000");
    assert_clean(world);
}

static void a_closed_period_of_another_book_is_refused(void **state) {
    struct world *world = *state;
    struct uuid other = book_make(world, "Group two");
    struct change close = change_of(&world->base, CHANGE_UPDATE, &ledger_book_type, other,
                                    PUTS(P("closed_through", "2024-06-30"), P("closed_reason", "half-year")));
    assert_int_equal(send(&world->base, &close, 1), OUTCOME_OK);
    assert_string_equal(why_not(world, entry_of(world, other, "2024-06-30", "posted", "1000 1\n3900 -1")),
                        "The book is closed through 30 June 2024.");
    assert_string_equal(why_not(world, entry_of(world, other, "2024-07-01", "posted", "1000 1\n3900 -1")),
                        "nothing");
}

/* As many accounts as a book may have, all like the first. */
static const char *accounts_filled(void) {
    return getenv("MLUP_STORE_TEST_URL")
               ? "INSERT INTO ledger_account (org_id, id, version, created_ms, updated_ms, deleted_ms, "
                 "created_by, book, number, name, kind, unit) SELECT a.org_id, gen_random_uuid(), 1, 1, 1, "
                 "0, "
                 "a.created_by, a.book, 'X' || n, 'x', a.kind, a.unit FROM ledger_account a, "
                 "generate_series(1, 20000 - (SELECT COUNT(*) FROM ledger_account)::int) AS n WHERE a.number "
                 "= '1000';"
               : "INSERT INTO ledger_account (org_id, id, version, created_ms, updated_ms, deleted_ms, "
                 "created_by, book, number, name, kind, unit) WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL "
                 "SELECT n + 1 FROM s WHERE n < 20000 - (SELECT COUNT(*) FROM ledger_account)) SELECT "
                 "a.org_id, randomblob(16), 1, 1, 1, 0, a.created_by, a.book, 'X' || n, 'x', a.kind, a.unit "
                 "FROM ledger_account a, s WHERE a.number = '1000';";
}

static void a_book_shows_all_of_its_accounts_and_has_not_too_many(void **state) {
    struct world *world = *state;
    const struct actor officer = {.user_id = uuid_new(), .org_id = world->base.org};
    posted(world, "2024-02-01", "1000 100\n3900 -100");
    damage(world, accounts_filled());
    struct change more = change_of(&world->base, CHANGE_CREATE, &ledger_account_type, uuid_new(),
                                   PUTS(R("book", world->book), P("number", "Y1"), P("name", "y"),
                                        P("kind", "asset"), R("unit", commodity_id(S("KHR")))));
    struct write_job job = {
        .job_arena = world->base.step_arena, .actor = &officer, .changes = &more, .change_count = 1};
    assert_int_equal(store_write(world->base.store, &job), OUTCOME_REFUSED);
    assert_string_equal(job.refusal.first->message, "A book has at most 20000 accounts.");
    assert_string_equal(why_not(world, more), "nothing"); /* the program's own comes */
    struct db *db = store_borrow(world->base.store);
    struct ledger_table table =
        ledger_balances_on(db, world->base.step_arena, book_record(world), day_number("2024-12-31"));
    store_return(world->base.store, db);
    assert_int_equal(table.count, 20001);
    assert_int_equal(row_of(&table, "Y1")->closing, 0);
}

/* Reports of the year leave a closing entry out, so it may move nothing else, whoever wrote it. */
static void a_closing_entry_ends_what_it_moves_and_moves_nothing_else(void **state) {
    struct world *world = *state;
    posted(world, "2024-03-01", "1000 900\n4000 -900");
    posted(world, "2024-04-01", "5000 200\n1000 -200");
    const struct {
        const char *lines, *words;
    } cases[] = {
        {"4000 900\n1000 -900",
         "A closing entry moves income and expenses to the profit that is kept, and not account 1000."},
        {"4000 500\n3200 -500", "A closing entry takes account 4000 to nothing; -400៛ would be left."},
        {"4000 900\n5000 -200\n3200 -700", "nothing"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct change change =
            change_of(&world->base, CHANGE_CREATE, &journal_entry_type, uuid_new(),
                      PUTS(R("book", world->book), P("on_day", "2024-12-31"), P("kind", "closing"),
                           P("state", "posted"), P("memo", "End of the year"), P("lines", cases[i].lines)));
        assert_string_equal(why_not(world, change), cases[i].words);
    }
    assert_int_equal(balance_on(world, "3200", "2024-12-31"), -700);
    assert_clean(world);
}

static void money_is_exchanged_by_the_rate_of_the_day_in_whole_notes(void **state) {
    (void)state;
    static const struct {
        struct money_exchange asked;
        int64_t got, worth;
        enum exchange_fault fault;
    } cases[] = {
        {{100, true, 41050, 0, 0}, 41000, 41050, EXCHANGE_OK},
        {{100, true, 41050, 41100, 0}, 41100, 41050, EXCHANGE_OK},
        {{100, true, 41050, 41150, 0}, 41150, 41150, EXCHANGE_OK}, /* another rate */
        {{1, true, 41050, 41049, 0}, 41049, 41049, EXCHANGE_OK},
        {{100, false, 0, 40000, 0}, 40000, 40000, EXCHANGE_OK},
        {{100, false, 0, 0, 0}, 0, 0, EXCHANGE_NO_RATE},
        {{100, true, 99, 0, 0}, 0, 0, EXCHANGE_TOO_LITTLE},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct money_exchange exchange = cases[i].asked;
        assert_int_equal(money_exchange_settle(&exchange), cases[i].fault);
        assert_int_equal(exchange.got, cases[i].got);
        assert_int_equal(exchange.worth, cases[i].worth);
    }
}

static struct change held_until(struct world *world, const char *memo, const char *lines,
                                const char *expires_on) {
    return change_of(&world->base, CHANGE_CREATE, &journal_entry_type, uuid_new(),
                     PUTS(R("book", world->book), P("on_day", "2024-01-02"), P("kind", "entry"),
                          P("state", "pending"), P("memo", memo), P("lines", lines),
                          P("expires_on", expires_on)));
}

static bool has_state(struct world *world, struct uuid entry_id, const char *code) {
    struct record *entry = NULL;
    struct db *db = store_borrow(world->base.store);
    struct view view = {.allowed = true,
                        .orgs = &world->base.org,
                        .org_count = 1,
                        .own_org = world->base.org,
                        .own_max = IDENTIFYING};
    assert_true(query_get(world->base.store, db, world->base.step_arena, &view, &journal_entry_type, entry_id,
                          &entry, NULL));
    store_return(world->base.store, db);
    return value_is_code(&journal_entry_of(entry)->state, code);
}

/* Nobody has come yet to release it, and still it stands in nobody's way. */
static void what_ran_out_is_not_counted_as_held(void **state) {
    struct world *world = *state;
    posted(world, "2024-01-01", "1000 1000\n2000 -1000");
    struct change held = held_until(world, "m", "5000 800\n1000 -800", "2024-01-31");
    assert_int_equal(send(&world->base, &held, 1), OUTCOME_OK);
    posted(world, "2024-02-01", "5000 900\n1000 -900");
    assert_int_equal(balance_on(world, "1000", "2024-12-31"), 100);
    struct change late =
        change_of(&world->base, CHANGE_UPDATE, &journal_entry_type, held.id, PUTS(P("state", "posted")));
    assert_string_equal(why_not(world, late), "This entry is not held any more.");
    (void)ledger_hold_sweep(world->base.store, runner_new(world->base.step_arena));
    assert_true(has_state(world, held.id, "void"));
    assert_clean(world);
    struct change again = held_until(world, "m", "5000 50\n1000 -50", "2024-01-31");
    assert_int_equal(send(&world->base, &again, 1), OUTCOME_OK);
    (void)ledger_hold_sweep(world->base.store, runner_new(world->base.step_arena));
    assert_true(has_state(world, again.id, "void"));
    assert_clean(world);
}

static void what_cannot_be_released_keeps_nothing_behind_it_waiting(void **state) {
    enum { MANY = 230 };
    struct world *world = *state;
    struct change held[MANY];
    posted(world, "2024-01-01", "1000 1000\n2000 -1000");
    for (int i = 0; i < MANY; i++) {
        held[i] = held_until(world, "m", "5000 1\n1000 -1", i < MANY - 1 ? "2024-01-31" : "2024-02-29");
    }
    assert_int_equal(send(&world->base, held, MANY), OUTCOME_OK);
    damage(world, "UPDATE journal_entry SET memo = NULL WHERE expires_on = '2024-01-31';");
    (void)ledger_hold_sweep(world->base.store, runner_new(world->base.step_arena));
    assert_true(has_state(world, held[0].id, "pending")); /* without its text no change of it is taken */
    assert_true(has_state(world, held[MANY - 1].id, "void"));
}

static struct ledger_report report_of(struct world *world) {
    struct ledger_report report;
    struct db *db = store_borrow(world->base.store);
    ledger_verify(db, &report);
    store_return(world->base.store, db);
    return report;
}

static void what_is_held_is_what_is_pending_or_it_is_found(void **state) {
    struct world *world = *state;
    posted(world, "2024-02-01", "1000 1000\n3900 -1000");
    struct change hold = entry_of(world, world->book, "2024-02-02", "pending", "5000 800\n1000 -800");
    assert_int_equal(send(&world->base, &hold, 1), OUTCOME_OK);
    assert_clean(world);
    damage(world, "UPDATE ledger_balance SET held_out = held_out - 1 WHERE held_out > 0;");
    assert_int_equal(report_of(world).wrong_balances, 1);
    damage(world, "UPDATE ledger_balance SET held_out = held_out + 1 WHERE held_out > 0;");
    damage(world, "UPDATE ledger_balance SET held_in = held_in + 1 WHERE held_in > 0;");
    assert_int_equal(report_of(world).wrong_balances, 1);
    damage(world, "UPDATE ledger_balance SET held_in = held_in - 1 WHERE held_in > 0;");
    assert_clean(world);
    damage(world, "UPDATE ledger_hold SET state = 1; UPDATE ledger_balance SET held_in = 0, held_out = 0;");
    assert_int_equal(report_of(world).wrong_balances, 0);
    assert_int_equal(report_of(world).wrong_holds, 1);
    damage(world, "UPDATE ledger_hold SET expires_ms = 1;"); /* its time ran out: nobody has come yet */
    assert_clean(world);
    damage(world, "UPDATE ledger_hold SET state = 0; UPDATE journal_entry SET state = 'void' WHERE state = "
                  "'pending';");
    assert_int_equal(report_of(world).wrong_holds, 1);
    assert_false(ledger_report_is_clean(&(struct ledger_report){.wrong_holds = 1}));
}

static void what_is_held_is_not_there_for_others(void **state) {
    struct world *world = *state;
    posted(world, "2024-02-01", "1000 1000\n3900 -1000");
    struct change hold = entry_of(world, world->book, "2024-02-02", "pending", "5000 800\n1000 -800");
    assert_int_equal(send(&world->base, &hold, 1), OUTCOME_OK);
    assert_int_equal(balance_on(world, "1000", "2024-12-31"), 1000);
    assert_string_equal(refused(world, "2024-02-03", "5000 300\n1000 -300"),
                        "Account 1000 would fall below 0៛.");
    struct change more = change_of(&world->base, CHANGE_UPDATE, &journal_entry_type, hold.id,
                                   PUTS(P("state", "posted"), P("lines", "5000 900\n1000 -900")));
    assert_string_equal(why_not(world, more), "Only 800៛ was held on account 5000.");
    struct change part = change_of(&world->base, CHANGE_UPDATE, &journal_entry_type, hold.id,
                                   PUTS(P("state", "posted"), P("lines", "5000 500\n1000 -500")));
    assert_int_equal(send(&world->base, &part, 1), OUTCOME_OK);
    assert_int_equal(balance_on(world, "1000", "2024-12-31"), 500);
    posted(world, "2024-02-03", "5000 500\n1000 -500");
    assert_clean(world);
}

static void what_is_released_is_free_again(void **state) {
    struct world *world = *state;
    posted(world, "2024-02-01", "1000 1000\n3900 -1000");
    struct change hold = entry_of(world, world->book, "2024-02-02", "pending", "5000 800\n1000 -800");
    assert_int_equal(send(&world->base, &hold, 1), OUTCOME_OK);
    assert_int_equal(
        touch(&world->base, CHANGE_UPDATE, &journal_entry_type, hold.id, PUTS(P("state", "void"))),
        OUTCOME_OK);
    posted(world, "2024-02-03", "5000 1000\n1000 -1000");
    assert_string_equal(why_not(world, change_of(&world->base, CHANGE_UPDATE, &journal_entry_type, hold.id,
                                                 PUTS(P("state", "posted")))),
                        "What is posted or released never changes; reverse it with another entry.");
    assert_clean(world);
}

static void a_mistake_is_taken_back_once(void **state) {
    struct world *world = *state;
    struct uuid id = posted(world, "2024-02-01", "1000 1000\n2100 -1000");
    assert_string_equal(why_not(world, change_of(&world->base, CHANGE_UPDATE, &journal_entry_type, id,
                                                 PUTS(P("memo", "other")))),
                        "What is posted or released never changes; reverse it with another entry.");
    struct change reversal =
        change_of(&world->base, CHANGE_CREATE, &journal_entry_type, uuid_new(),
                  PUTS(R("book", world->book), P("on_day", "2024-02-02"), P("kind", "reversal"),
                       P("state", "posted"), P("memo", "wrong"), R("reverses", id), P("lines", "x")));
    assert_int_equal(send(&world->base, &reversal, 1), OUTCOME_OK);
    assert_int_equal(balance_on(world, "2100", "2024-02-01"), -1000);
    assert_int_equal(balance_on(world, "2100", "2024-02-02"), 0);
    reversal.id = uuid_new();
    assert_string_equal(why_not(world, reversal), "This entry was taken back already.");
    assert_clean(world);
}

/* Else nobody could ever release it. */
static void a_reversal_that_is_held_is_released_though_another_took_the_entry_back(void **state) {
    struct world *world = *state;
    struct uuid id = posted(world, "2024-02-01", "1000 1000\n2100 -1000");
    struct change reversals[2];
    for (int i = 0; i < 2; i++) {
        reversals[i] = change_of(&world->base, CHANGE_CREATE, &journal_entry_type, uuid_new(),
                                 PUTS(R("book", world->book), P("on_day", "2024-02-02"),
                                      P("kind", "reversal"), P("state", i ? "posted" : "pending"),
                                      P("memo", "wrong"), R("reverses", id), P("lines", "x")));
    }
    posted(world, "2024-02-01", "1000 5000\n2100 -5000"); /* enough for both */
    assert_int_equal(send(&world->base, &reversals[0], 1), OUTCOME_OK);
    assert_int_equal(send(&world->base, &reversals[1], 1), OUTCOME_OK);
    assert_string_equal(why_not(world, change_of(&world->base, CHANGE_UPDATE, &journal_entry_type,
                                                 reversals[0].id, PUTS(P("state", "posted")))),
                        "This entry was taken back already.");
    assert_string_equal(why_not(world, change_of(&world->base, CHANGE_UPDATE, &journal_entry_type,
                                                 reversals[0].id, PUTS(P("state", "void")))),
                        "nothing");
    assert_clean(world);
}

static void one_refused_entry_leaves_nothing_of_the_others(void **state) {
    struct world *world = *state;
    struct change changes[] = {entry_of(world, world->book, "2024-02-01", "posted", "1000 100\n3900 -100"),
                               entry_of(world, world->book, "2024-02-01", "posted", "5000 60\n1000 -60"),
                               entry_of(world, world->book, "2024-02-01", "posted", "5000 60\n1000 -60")};
    assert_int_equal(send(&world->base, changes, 3), OUTCOME_REFUSED);
    assert_int_equal(balance_on(world, "1000", "2024-12-31"), 0);
    posted(world, "2024-02-01", "1000 100\n3900 -100");
    assert_int_equal(balance_on(world, "1000", "2024-12-31"), 100);
    assert_clean(world);
}

static void a_second_person_posts_where_the_book_wants_it(void **state) {
    struct world *world = *state;
    assert_int_equal(
        touch(&world->base, CHANGE_UPDATE, &ledger_book_type, world->book, PUTS(P("two_people", "true"))),
        OUTCOME_OK);
    const struct actor first = {.user_id = uuid_new(), .org_id = world->base.org},
                       second = {.user_id = uuid_new(), .org_id = world->base.org};
    struct change draft = entry_of(world, world->book, "2024-02-01", "draft", "1000 100\n3900 -100");
    struct write_job job = {
        .job_arena = world->base.step_arena, .actor = &first, .changes = &draft, .change_count = 1};
    assert_int_equal(store_write(world->base.store, &job), OUTCOME_OK);
    struct change post =
        change_of(&world->base, CHANGE_UPDATE, &journal_entry_type, draft.id, PUTS(P("state", "posted")));
    post.base_version = 1;
    job = (struct write_job){
        .job_arena = world->base.step_arena, .actor = &first, .changes = &post, .change_count = 1};
    assert_int_equal(store_write(world->base.store, &job), OUTCOME_REFUSED);
    job = (struct write_job){
        .job_arena = world->base.step_arena, .actor = &second, .changes = &post, .change_count = 1};
    assert_int_equal(store_write(world->base.store, &job), OUTCOME_OK);
    assert_int_equal(balance_on(world, "1000", "2024-02-01"), 100);
}

/* ---- anything in any order ---- */

static uint64_t random_state = 88172645463325252u;

static uint64_t random_below(uint64_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % limit;
}

static const char *random_lines(struct world *world) {
    static const char *const numbers[] = {"1000", "1100", "1200", "2000", "2100",
                                          "3000", "3900", "4000", "4100", "5000"};
    struct text lines = TEXT_IN(world->base.step_arena);
    int64_t sum = 0;
    for (uint64_t i = random_below(3) + 1; i > 0; i--) {
        int64_t amount = (int64_t)random_below(2000) - 900;
        text_printf(&lines, "%s %lld\n", numbers[random_below(ARRAY_LEN(numbers))], (long long)amount);
        sum += amount;
    }
    text_printf(&lines, "%s %lld", numbers[random_below(ARRAY_LEN(numbers))], (long long)-sum);
    return arena_cstr(world->base.step_arena, text_slice(&lines));
}

static const char *random_day(struct world *world) {
    return arena_cstr(
        world->base.step_arena,
        date_format_iso(world->base.step_arena, date_of_day(19723 + (int64_t)random_below(60))));
}

/* A limit somewhere, which may not be possible. */
static void limit_random(struct world *world) {
    static const char *const numbers[] = {"1200", "2000", "2100", "4000"};
    char value[24];
    snprintf(value, sizeof value, "%d", (int)random_below(60000) - 30000);
    struct change change = account_change(world, numbers[random_below(ARRAY_LEN(numbers))],
                                          random_below(2) ? "least" : "most", random_below(4) ? value : "");
    enum outcome outcome = send(&world->base, &change, 1);
    assert_true(outcome == OUTCOME_OK || outcome == OUTCOME_REFUSED);
}

static void step_random(struct world *world, struct uuid *last, size_t *count) {
    static const char *const states[] = {"posted", "posted", "posted", "pending", "draft"};
    static const char *const ends[] = {"posted", "void"};
    if (*count && random_below(4) == 0) {
        (void)touch(&world->base, CHANGE_UPDATE, &journal_entry_type, last[random_below(*count)],
                    PUTS(P("state", ends[random_below(ARRAY_LEN(ends))])));
        return;
    }
    if (random_below(20) == 0) {
        limit_random(world);
        return;
    }
    struct change changes[3];
    size_t some = random_below(3) + 1;
    for (size_t i = 0; i < some; i++) {
        changes[i] = entry_of(world, world->book, random_day(world), states[random_below(ARRAY_LEN(states))],
                              random_lines(world));
    }
    enum outcome outcome = send(&world->base, changes, some);
    assert_true(outcome == OUTCOME_OK || outcome == OUTCOME_REFUSED);
    if (outcome == OUTCOME_OK && *count < LAST_MAX) last[(*count)++] = changes[0].id;
}

static void the_books_hold_whatever_is_done(void **state) {
    struct world *world = *state;
    static struct uuid last[LAST_MAX];
    size_t count = 0;
    posted(world, "2024-01-01", "1000 50000\n3900 -50000");
    for (int step = 0; step < STEPS; step++) {
        arena_reset(world->base.step_arena);
        step_random(world, last, &count);
        if (step % 100 == 0) assert_kept(world);
    }
    assert_clean(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_book_has_the_chart_of_its_owner, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_posted_stands_on_its_day_and_after_it, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not_balance_is_refused_with_the_difference, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(two_goods_in_kg_are_told_apart_by_their_units_of_account, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_sum_beyond_int64_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(the_past_must_have_had_the_money_too, setup, teardown),
        cmocka_unit_test_setup_teardown(a_limit_holds_on_each_day_and_with_what_is_set_aside, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_account_with_later_entries_or_something_set_aside_is_not_closed,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(changes_of_one_submission_see_each_other, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_held_beyond_int64_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(no_day_is_beyond_int64_in_between, setup, teardown),
        cmocka_unit_test_setup_teardown(a_closed_period_of_another_book_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_book_shows_all_of_its_accounts_and_has_not_too_many, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_closing_entry_ends_what_it_moves_and_moves_nothing_else, setup,
                                        teardown),
        cmocka_unit_test(money_is_exchanged_by_the_rate_of_the_day_in_whole_notes),
        cmocka_unit_test_setup_teardown(what_cannot_be_released_keeps_nothing_behind_it_waiting, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_is_held_is_what_is_pending_or_it_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_held_is_not_there_for_others, setup, teardown),
        cmocka_unit_test_setup_teardown(what_ran_out_is_not_counted_as_held, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_released_is_free_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_mistake_is_taken_back_once, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_reversal_that_is_held_is_released_though_another_took_the_entry_back, setup, teardown),
        cmocka_unit_test_setup_teardown(one_refused_entry_leaves_nothing_of_the_others, setup, teardown),
        cmocka_unit_test_setup_teardown(a_second_person_posts_where_the_book_wants_it, setup, teardown),
        cmocka_unit_test_setup_teardown(the_books_hold_whatever_is_done, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
