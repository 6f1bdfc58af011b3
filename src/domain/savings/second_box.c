/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/second_box.h"

#include "catalogue/value.h"
#include "domain/finance/finance_read.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/book_accounts.h"
#include "domain/savings/group_state.h"
#include "domain/savings/cash_count.h"
#include "domain/savings/terms.h"

/* ---- the rate ---- */

static struct exact_fraction worth_of(const struct rate *rate, enum currency other) {
    int64_t one = currency_decimals(rate->from) ? 100 : 1;
    if (rate->from == other) return (struct exact_fraction){rate->price.amount, one};
    return (struct exact_fraction){one, rate->price.amount};
}

/* Riel for a dollar, whichever way the rate is quoted. */
static int64_t riel_of(const struct rate *rate) {
    if (rate->from == CURRENCY_USD) return rate->price.amount;
    return (int64_t)exact_divide(100, rate->price.amount, EXACT_NEAREST);
}

struct second_box second_box_read(struct db *db, struct arena *arena, const struct record *group,
                                  int64_t day) {
    const struct value *unit = &savings_group_of(group)->second_unit;
    struct second_box box = {.is_on = unit->present, .unit_id = unit->id};
    if (!box.is_on) return box;
    box.main = group_counts_in_riel(group) ? CURRENCY_KHR : CURRENCY_USD;
    box.other = currency_other(box.main);
    box.multiple = group_cash_step(group);
    struct rates rates = rates_read_on(arena, db, day);
    const struct rate *rate = rate_choose(&rates, box.main, box.other, day);
    if (!rate || rate->price.amount <= 0) return box;
    box.has_rate = true;
    box.rate_day = rate->day;
    box.worth = worth_of(rate, box.other);
    box.riel = riel_of(rate);
    return box;
}

bool second_box_worth(const struct second_box *box, int64_t amount, int64_t *worth) {
    return exact_scale(amount, box->worth.numerator, box->worth.denominator, EXACT_NEAREST, worth);
}

bool second_box_taken(const struct second_box *box, int64_t amount, int64_t *taken) {
    int64_t worth;
    return second_box_worth(box, amount, &worth) &&
           exact_multiple(worth, box->multiple, EXACT_NEAREST, taken);
}

bool second_box_enough(const struct second_box *box, int64_t worth, int64_t *amount) {
    int64_t exact, step = box->other == CURRENCY_USD ? CASH_STEP_DOLLAR : CASH_STEP_RIEL;
    return exact_scale(worth, box->worth.denominator, box->worth.numerator, EXACT_UP, &exact) &&
           exact_multiple(exact, step, EXACT_UP, amount);
}

/* ---- accounts ---- */

static const struct second_account {
    const char *role, *like, *kind, *end; /* numbered behind the account of the role it is like */
    const char *name, *name_km;
    bool is_other, is_box;
} second_accounts[] = {
    {"other_cash", "cash", "asset", "", "Cash in the box,", "ប្រាក់ក្នុងហិប", true, true},
    {"other_value", "cash", "asset", "-V", "Worth of the cash in", "តម្លៃប្រាក់ក្នុងហិបជា", false, false},
    {"other_exchange", "opening", "equity", "-X", "Counterpart of the cash in", "គណនីទល់នៃប្រាក់ជា", true, false},
    {"exchange_difference", "cash_difference", "expense", "-D", "Differences of the rate of",
     "លម្អៀងអត្រាប្តូរប្រាក់", false, false},
};

static void account_make(struct rule *rule, const struct second_account *row, const struct record *like,
                         struct uuid second, struct slice symbol) {
    struct arena *arena = rule->job_arena;
    const struct ledger_account *whole = ledger_account_of(like);
    struct record *record = record_new(arena, &ledger_account_type);
    struct ledger_account *account = ledger_account_of(record);
    account->book = whole->book;
    account->number = value_of_text(
        arena_printf(arena, "%.*s-%.*s%s", SLICE_ARG(whole->number.text), SLICE_ARG(symbol), row->end));
    account->name = value_of_text(arena_printf(arena, "%s %.*s", row->name, SLICE_ARG(symbol)));
    account->name_km = value_of_text(arena_printf(arena, "%s %.*s", row->name_km, SLICE_ARG(symbol)));
    account->kind = value_of_text(slice_of(row->kind));
    account->unit = row->is_other ? value_of_id(second) : whole->unit;
    account->role = value_of_text(slice_of(row->role));
    if (row->is_box) account->least = value_of_number(0);
    rule_make(rule, &ledger_account_type, like->org_id, record);
}

void second_box_make_accounts(struct rule *rule, const struct record *group) {
    struct uuid book, found;
    const struct value *second = &savings_group_of(group)->second_unit;
    const struct commodity *unit = second->present ? commodity_find(rule, second->id) : NULL;
    if (!unit || !ledger_book_of_subject(rule->db, rule->job_arena, group->org_id, group->id, &book)) return;
    struct slice symbol = arena_copy(rule->job_arena, unit->symbol.text);
    struct ledger_accounts accounts = ledger_accounts_read(rule->db, rule->job_arena, group->org_id, book);
    for (size_t i = 0; i < ARRAY_LEN(second_accounts); i++) {
        const struct second_account *row = &second_accounts[i];
        if (ledger_accounts_find(&accounts, row->role, (struct uuid){0}, &found)) continue;
        if (!ledger_accounts_find(&accounts, row->like, (struct uuid){0}, &found)) continue;
        const struct record *like = rule_find(rule, &ledger_account_type, group->org_id, found);
        if (like) account_make(rule, row, record_copy_deep(rule->job_arena, like), second->id, symbol);
    }
}

/* ---- the rule ---- */

bool second_box_check(struct rule *rule, const struct record *now, const struct record *before,
                      struct refusal *refusal) {
    const struct savings_group *group = savings_group_of(now);
    const struct value *was = before ? &savings_group_of(before)->second_unit : NULL;
    const struct commodity *unit =
        group->second_unit.present ? commodity_find(rule, group->second_unit.id) : NULL;
    enum currency currency;
    bool is_same = was && was->present == group->second_unit.present &&
                   (!was->present || uuid_equal(was->id, group->second_unit.id));
    if (is_same) return true;
    if (was && was->present)
        return refuse(refusal, S("second_unit"),
                      "The group has a book in this currency; an empty box is simply counted as empty.");
    if (!unit) return true; /* none, or refused as unknown */
    bool is_money = currency_parse(unit->symbol.text, &currency);
    return (is_money && !uuid_equal(group->second_unit.id, group->unit.id)) ||
           refuse(refusal, S("second_unit"), "Riel and dollars can lie in one box; choose the other one.");
}
