/* SPDX-License-Identifier: Apache-2.0 */
/* A store with the records of savings groups, and short words for forming groups and holding meetings in it.
 */
#ifndef MLUP_DOMAIN_SAVINGS_TEST_WORLD_H
#define MLUP_DOMAIN_SAVINGS_TEST_WORLD_H

#include "i18n/locale.h"
#include "access/user.h"
#include "domain/bank/bank.h"
#include "domain/finance/finance.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/ledger_test_world.h"
#include "domain/ledger/rules.h"
#include "domain/people/people.h"
#include "domain/place/area.h"
#include "domain/savings/group_state.h"
#include "domain/savings/meeting_plan.h"
#include "domain/savings/rules.h"
#include "domain/training/training.h"

static const struct record_type *const types[] = {&commodity_type,
                                                  &exchange_rate_type,
                                                  &ledger_book_type,
                                                  &ledger_account_type,
                                                  &journal_entry_type,
                                                  &area_type,
                                                  &household_type,
                                                  &person_type,
                                                  &person_group_type,
                                                  &course_type,
                                                  &session_type,
                                                  &user_type,
                                                  &savings_group_type,
                                                  &group_bylaw_type,
                                                  &savings_member_type,
                                                  &member_term_type,
                                                  &group_training_type,
                                                  &group_meeting_type,
                                                  &meeting_line_type,
                                                  &meeting_item_type,
                                                  &group_loan_type,
                                                  &loan_payout_type,
                                                  &loan_repayment_type,
                                                  &loan_write_off_type,
                                                  &group_takeover_type,
                                                  &takeover_saving_type,
                                                  &group_share_out_type,
                                                  &share_out_line_type,
                                                  &business_plan_type,
                                                  &plan_year_type,
                                                  &group_grading_type,
                                                  &bank_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

enum { MEMBERS = 4 };

struct world {
    struct base_world base;
    struct arena *schema_arena;
    struct uuid group, members[MEMBERS], meeting;
    bool is_vsla;
};

static void after_change(void *context, struct rule *rule, const struct change *change) {
    (void)context;
    ledger_after_change(rule, change);
    savings_after_change(rule, change);
}

static inline const char *why_not_all(struct world *world, struct change *changes, size_t count) {
    return world_why_not(&world->base, changes, count);
}

static inline const char *why_not(struct world *world, struct change change) {
    return why_not_all(world, &change, 1);
}

static inline struct change make(struct world *world, const struct record_type *type, const struct put *puts,
                                 size_t count) {
    return change_of(&world->base, CHANGE_CREATE, type, uuid_new(), puts, count);
}

/* A record that must be taken; a test that fails says why it was not. */
static inline struct uuid made(struct world *world, const struct record_type *type, const struct put *puts,
                               size_t count) {
    struct change change = make(world, type, puts, count);
    assert_string_equal(why_not(world, change), "nothing");
    return change.id;
}

static inline void areas_make(struct world *world) {
    static const char *const codes[] = {"12", "1201", "120101"};
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        made(world, &area_type,
             PUTS(P("area_code", codes[i]), P("name_latin", "Somewhere"), P("name_km", "ទីណាមួយ"),
                  P("type", "khum")));
    }
}

static inline struct uuid group_make(struct world *world, const char *name, const char *model) {
    return made(world, &savings_group_type,
                PUTS(P("name", name), P("village", "120101"), P("model", model), P("formed_on", "2024-01-01"),
                     P("meets", "monthly"), P("status", "active")));
}

/* Bylaws of a small group: nothing that a test does not speak of stands in the way. */
static inline struct uuid bylaws_make(struct world *world, struct uuid group, const char *price) {
    return made(world, &group_bylaw_type,
                PUTS(R("savings_group", group), P("effective_on", "2024-01-01"), P("members_min", "0"),
                     P("share_price", price), P("shares_min", "0"), P("deposit_min", "1000"),
                     P("social_fund_amount", "0"), P("loan_guarantors_min", "0")));
}

/* A later version without a limit of members. */
static inline void bylaws_unlimited(struct world *world) {
    made(world, &group_bylaw_type,
         PUTS(R("savings_group", world->group), P("effective_on", "2024-01-02"), P("members_max", "0"),
              P("share_price", "2000"), P("shares_min", "0"), P("deposit_min", "1000"),
              P("social_fund_amount", "0")));
}

static inline struct uuid member_make(struct world *world, struct uuid group, int number) {
    struct uuid household =
                    made(world, &household_type, PUTS(P("head_name", "Head"), P("village", "120101"))),
                person = made(world, &person_type,
                              PUTS(P("name_latin", "Somebody"), P("sex", "f"), R("household", household)));
    char text[8];
    snprintf(text, sizeof text, "%d", number);
    return made(world, &savings_member_type,
                PUTS(R("savings_group", group), R("person", person),
                     P("number", arena_cstr(world->base.arena, slice_of(text))),
                     P("joined_on", number > MEMBERS ? "2024-01-05" : "2024-01-01")));
}

static inline void world_open(struct world *world) {
    world->schema_arena = ledger_world_open(&world->base, &catalogue, after_change);
    areas_make(world);
}

static inline int world_setup(void **state, const char *model, const char *price) {
    struct world *world = heap_alloc(sizeof *world);
    *world = (struct world){.is_vsla = strcmp(model, "vsla") == 0};
    world_open(world);
    world->group = group_make(world, "Group one", model);
    bylaws_make(world, world->group, price);
    for (int i = 0; i < MEMBERS; i++) {
        world->members[i] = member_make(world, world->group, i + 1);
    }
    *state = world;
    return 0;
}

static inline int teardown(void **state) {
    struct world *world = *state;
    int removed = ledger_world_close(&world->base, world->schema_arena);
    heap_free(world);
    return removed;
}

/* ---- short words ---- */

static inline const char *number_text(struct world *world, int64_t number) {
    return arena_printf(world->base.arena, "%lld", (long long)number).s;
}

static inline struct change alter(struct world *world, const struct record_type *type, struct uuid id,
                                  const struct put *puts, size_t count) {
    return change_of(&world->base, CHANGE_UPDATE, type, id, puts, count);
}

static inline void meeting_open(struct world *world, const char *day) {
    world->meeting = made(world, &group_meeting_type,
                          PUTS(R("savings_group", world->group), P("held_on", day), P("state", "open")));
}

/* A member saves so many shares, or so much money in a permanent fund. */
static inline struct change line_of(struct world *world, int member, int64_t saves) {
    return make(world, &meeting_line_type,
                PUTS(R("meeting", world->meeting), R("member", world->members[member]),
                     P("attendance", "present"),
                     P(world->is_vsla ? "shares" : "deposit", number_text(world, saves))));
}

static inline struct uuid line_add(struct world *world, int member, int64_t saves) {
    struct change change = line_of(world, member, saves);
    assert_string_equal(why_not(world, change), "nothing");
    return change.id;
}

static inline void everybody_saves(struct world *world, int64_t saves) {
    for (int i = 0; i < MEMBERS; i++) {
        line_add(world, i, saves);
    }
}

static inline struct change closing(struct world *world, int64_t counted) {
    return alter(world, &group_meeting_type, world->meeting,
                 PUTS(P("state", "closed"), P("counted_cash", number_text(world, counted))));
}

static inline void meeting_close(struct world *world, int64_t counted) {
    assert_string_equal(why_not(world, closing(world, counted)), "nothing");
}

static inline struct change loan_of(struct world *world, int member, int64_t amount, int count,
                                    const char *asked, const char *due) {
    return make(world, &group_loan_type,
                PUTS(R("savings_group", world->group), R("member", world->members[member]),
                     P("asked_on", asked), R("meeting", world->meeting), P("state", "approved"),
                     P("amount", number_text(world, amount)), P("purpose", "farming"),
                     P("count", number_text(world, count)), P("first_due_on", due)));
}

static inline void payout_add(struct world *world, struct uuid loan, int64_t amount) {
    struct change change =
        make(world, &loan_payout_type,
             PUTS(R("loan", loan), R("meeting", world->meeting), P("amount", number_text(world, amount))));
    assert_string_equal(why_not(world, change), "nothing");
}

static inline struct uuid loan_give(struct world *world, int member, int64_t amount, int count,
                                    const char *asked, const char *due) {
    struct change change = loan_of(world, member, amount, count, asked, due);
    assert_string_equal(why_not(world, change), "nothing");
    payout_add(world, change.id, amount);
    return change.id;
}

static inline struct uuid repay(struct world *world, struct uuid loan, int64_t amount) {
    struct change change =
        make(world, &loan_repayment_type,
             PUTS(R("loan", loan), R("meeting", world->meeting), P("amount", number_text(world, amount))));
    assert_string_equal(why_not(world, change), "nothing");
    return change.id;
}

/* Reads a record as it is stored, with what the caller asks of it. */
struct reading {
    const struct record_type *type;
    struct uuid org, id;
    const char *field;
    struct value value;
    struct arena *arena;
    struct store *store;
};

static inline bool read_value(void *context, struct db *db) {
    struct reading *reading = context;
    struct rule rule = {.store = reading->store,
                        .db = db,
                        .job_arena = reading->arena,
                        .actor = &system_actor,
                        .is_asking = true};
    const struct record *record = rule_find(&rule, reading->type, reading->org, reading->id);
    assert_non_null(record);
    reading->value = *record_value_const(record, record_type_field(record->type, slice_of(reading->field)));
    return true;
}

static inline struct value value_of(struct world *world, const struct record_type *type, struct uuid id,
                                    const char *field) {
    struct reading reading = {.type = type,
                              .org = world->base.org,
                              .id = id,
                              .field = field,
                              .arena = world->base.step_arena,
                              .store = world->base.store};
    assert_true(store_run(world->base.store, read_value, &reading));
    return reading.value;
}

static inline int64_t number_of(struct world *world, const struct record_type *type, struct uuid id,
                                const char *field) {
    struct value value = value_of(world, type, id, field);
    assert_true(value.present);
    return value.number;
}

static inline void assert_state(struct world *world, struct uuid loan, const char *state) {
    assert_string_equal(
        arena_cstr(world->base.step_arena, value_of(world, &group_loan_type, loan, "state").text), state);
}

/* The trial balance of the group's book, as of now. */
static inline struct ledger_table balances(struct world *world) {
    struct uuid book;
    struct db *db = store_borrow(world->base.store);
    assert_true(ledger_book_of_subject(db, world->base.step_arena, world->base.org, world->group, &book));
    struct record *record = record_new(world->base.step_arena, &ledger_book_type);
    record->id = book;
    record->org_id = world->base.org;
    struct ledger_table table = ledger_balances_on(db, world->base.step_arena, record, 100000);
    store_return(world->base.store, db);
    return table;
}

static inline int64_t balance_of_number(struct world *world, const char *number) {
    struct ledger_table table = balances(world);
    for (size_t i = 0; i < table.count; i++) {
        if (slice_equal(table.rows[i].number, slice_of(number))) return table.rows[i].closing;
    }
    fail_msg("no account %s", number);
    return 0;
}

static inline int64_t balance_of_role(struct world *world, const char *role) {
    struct ledger_table table = balances(world);
    int64_t sum = 0;
    for (size_t i = 0; i < table.count; i++) {
        if (slice_equal(table.rows[i].role, slice_of(role))) sum += table.rows[i].closing;
    }
    return sum;
}

static inline void assert_books_clean(struct world *world) {
    struct ledger_report report;
    struct db *db = store_borrow(world->base.store);
    ledger_verify(db, &report);
    store_return(world->base.store, db);
    if (!ledger_report_is_clean(&report))
        fail_msg("hashes %d unbalanced %d balances %d days %d limits %d sources %d",
                 (int)report.broken_hashes, (int)report.unbalanced, (int)report.wrong_balances,
                 (int)report.wrong_days, (int)report.wrong_limits, (int)report.wrong_sources);
}

#endif
