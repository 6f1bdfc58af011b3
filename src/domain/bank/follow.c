/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from a change of a record of a bank, in its transaction: books and accounts, postings, states.
 */
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/bank/bank_post.h"
#include "domain/bank/rules.h"
#include "domain/ledger/book_accounts.h"

/* ---- books and accounts ---- */

static void follow_bank(struct rule *rule, const struct change *change) {
    if (change->verb != CHANGE_CREATE) return;
    const struct bank *bank = bank_of(change->after);
    const struct ledger_book_new book = {.org_id = change->after->org_id,
                                         .subject_id = change->after->id,
                                         .owner = "bank",
                                         .name = bank->name.text,
                                         .unit_id = bank->unit.id,
                                         .opened_on = bank->formed_on.date};
    ledger_book_make(rule, &book);
}

/* What a member borrows has an account of its own. */
static void follow_member(struct rule *rule, const struct change *change) {
    const struct record *bank = bank_of_part(rule, change->after);
    struct uuid book;
    if (change->verb != CHANGE_CREATE || !bank || bank_is_herd(bank)) return;
    if (!ledger_book_of_subject(rule->db, rule->job_arena, bank->org_id, bank->id, &book)) return;
    const struct ledger_account_new account = {
        .role = "loans",
        .subject_id = change->after->id,
        .end = arena_printf(rule->job_arena, "%lld",
                            (long long)bank_number(&bank_member_of(change->after)->number)),
        .is_debit = true};
    ledger_account_make_for(rule, bank->org_id, book, &account);
}

/* ---- postings ---- */

static bool comes(const struct change *change) {
    return change->verb == CHANGE_CREATE || change->verb == CHANGE_RESTORE;
}

static void take_back(struct rule *rule, const struct record *record, const struct value *day) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    if (!ledger_take_back(rule, record->org_id, record->id, record->type, bank_day(day), &refusal))
        rule_give_up(rule, "what was checked could not be taken back");
}

typedef bool post_function(struct rule *rule, const struct record *bank, const struct record *record,
                           struct bank_post *post, struct refusal *refusal);

/* A record comes with its posting and goes with it. */
static void follow_post(struct rule *rule, const struct change *change, const struct record *bank,
                        post_function *make, const struct value *day) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct bank_post post = {0};
    if (change->verb == CHANGE_DELETE) take_back(rule, change->after, day);
    if (!comes(change) || !bank) return;
    if (make(rule, bank, change->after, &post, &refusal))
        bank_post_write(rule, &post);
    else
        rule_give_up(rule, "a record that was checked has no posting");
}

static void follow_loan(struct rule *rule, const struct change *change) {
    const struct record *bank = bank_of_part(rule, change->after);
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct bank_post post = {0};
    follow_post(rule, change, bank, bank_post_loan, &stock_loan_of(change->after)->lent_on);
    bool is_written_off = change->verb == CHANGE_UPDATE &&
                          value_is_code(&stock_loan_of(change->after)->state, "written_off") &&
                          !value_is_code(&stock_loan_of(change->before)->state, "written_off");
    if (!is_written_off || !bank) return;
    if (bank_post_write_off(rule, bank, change->after, &post, &refusal))
        bank_post_write(rule, &post);
    else
        rule_give_up(rule, "a record that was checked has no posting");
}

/* A loan is given back when nothing is owed after the last repayment; one that was written off stays so. */
static void settle_loan(struct rule *rule, const struct record *loan, const struct record *contract) {
    if (value_is_code(&stock_loan_of(loan)->state, "written_off")) return;
    struct stock_debt debt = stock_debt_of(rule->db, rule->job_arena, loan, contract);
    int64_t day = debt.count ? debt.repayments[debt.count - 1].day : debt.loan.day;
    struct bank_state state;
    struct bank_breach breach;
    if (!bank_state_at(&debt.terms, &debt.loan, debt.repayments, debt.count, day, &state, &breach)) return;
    struct record *now = record_copy_deep(rule->job_arena, loan);
    stock_loan_of(now)->state = value_of_text(state.owed ? S("lent") : S("repaid"));
    rule_amend(rule, now);
}

static void follow_repayment(struct rule *rule, const struct change *change) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct bank_post post = {0};
    const struct stock_repayment *repayment = stock_repayment_of(change->after);
    const struct record *loan = rule_find(rule, &stock_loan_type, change->after->org_id, repayment->loan.id);
    if (!loan || change->verb == CHANGE_UPDATE) return;
    const struct record *bank = bank_of_part(rule, loan);
    const struct record *contract =
        rule_find(rule, &bank_contract_type, loan->org_id, stock_loan_of(loan)->contract.id);
    if (!bank || !contract) return;
    if (change->verb == CHANGE_DELETE) take_back(rule, change->after, &repayment->paid_on);
    if (comes(change)) {
        if (!bank_post_repayment(rule, bank, loan, change->after, &post, &refusal)) {
            rule_give_up(rule, "a record that was checked has no posting");
            return;
        }
        bank_post_write(rule, &post);
    }
    settle_loan(rule, loan, contract);
}

/* ---- the herd ---- */

static void settle_animal(struct rule *rule, const struct herd_book *book, const struct animal_state *states,
                          uint32_t at) {
    if (at == HERD_NONE || at >= book->animal_count) return;
    const struct record *found = rule_find(rule, &bank_animal_type, book->org_id, book->names[at].id);
    if (!found || found->deleted_ms) return;
    struct record *now = record_copy_deep(rule->job_arena, found);
    struct bank_animal *animal = bank_animal_of(now);
    animal->place = value_of_text(slice_of(herd_place_code(&states[at])));
    bool is_held = states[at].is_here && states[at].holder != HERD_NONE;
    animal->holder = (struct value){.present = is_held};
    if (is_held) animal->holder.id = book->members[states[at].holder];
    rule_amend(rule, now);
}

static void settle_animals(struct rule *rule, const struct herd_book *book,
                           const struct animal_event *event) {
    struct animal_state *states;
    struct herd herd = herd_book_herd(book, SIZE_MAX);
    size_t fault;
    if (herd_on(rule->job_arena, &herd, book->rules, INT64_MAX - 1, &states, &fault) != HERD_OK) {
        rule_give_up(rule, "a herd that was checked cannot be");
        return;
    }
    settle_animal(rule, book, states, herd_book_animal_at(book, event->animal.id));
    if (event->other.present) settle_animal(rule, book, states, herd_book_animal_at(book, event->other.id));
}

static void follow_event(struct rule *rule, const struct change *change) {
    struct refusal refusal = REFUSAL_IN(rule->job_arena);
    struct bank_post post = {0};
    const struct animal_event *event = animal_event_of(change->after);
    const struct record *bank = bank_of_part(rule, change->after);
    if (!bank || change->verb == CHANGE_UPDATE) return;
    struct herd_book *book = herd_book_read(rule->db, rule->job_arena, bank->org_id, bank->id);
    if (change->verb == CHANGE_DELETE) take_back(rule, change->after, &event->on_day);
    size_t at = herd_book_event_at(book, change->id);
    if (comes(change) && at != SIZE_MAX) {
        if (!bank_post_event(rule, bank, book, at, change->after, &post, &refusal)) {
            rule_give_up(rule, "a record that was checked has no posting");
            return;
        }
        bank_post_write(rule, &post);
    }
    settle_animals(rule, book, event);
}

/* ---- all of them ---- */

void bank_after_change(struct rule *rule, const struct change *change) {
    const struct record_type *type = change->type;
    const struct record *now = change->after;
    if (type == &bank_type) follow_bank(rule, change);
    if (type == &bank_member_type) follow_member(rule, change);
    if (type == &stock_loan_type) follow_loan(rule, change);
    if (type == &stock_repayment_type) follow_repayment(rule, change);
    if (type == &animal_event_type) follow_event(rule, change);
    if (type == &stock_lot_type)
        follow_post(rule, change, bank_of_part(rule, now), bank_post_lot, &stock_lot_of(now)->received_on);
    if (type == &stock_out_type)
        follow_post(rule, change, bank_of_part(rule, now), bank_post_out, &stock_out_of(now)->on_day);
    if (type == &stock_count_type)
        follow_post(rule, change, bank_of_part(rule, now), bank_post_count, &stock_count_of(now)->counted_on);
    if (type == &bank_animal_type)
        follow_post(rule, change, bank_of_part(rule, now), bank_post_animal,
                    &bank_animal_of(now)->entered_on);
}
