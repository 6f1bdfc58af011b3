/* SPDX-License-Identifier: Apache-2.0 */
#include "access/access.h"
#include "catalogue/value.h"
#include "domain/bank/bank_post.h"
#include "domain/bank/rules.h"
#include "domain/bank/stock_rule.h"
#include "domain/ledger/amount.h"

/* ---- lots ---- */

static bool receive(struct rule *rule, const struct stock_rule *at, const struct value *amount,
                    const struct value *moisture, struct value *book_amount, struct refusal *refusal) {
    struct bank_breach breach;
    int64_t book;
    bool is_dry = !moisture->present || bank_counts_heads(at->bank);
    if (!bank_receive(&at->terms, bank_number(amount), is_dry ? at->terms.moisture_ppm : moisture->number,
                      &book, &breach))
        return bank_refuse(rule, at->bank, breach.rule == BANK_MOISTURE ? "moisture_ppm" : "amount", &breach,
                           refusal);
    *book_amount = bank_value_of(book);
    return book > 0 || refuse(refusal, S("amount"), "That is less than the scale of the bank shows.");
}

static bool lot_check_source(struct rule *rule, const struct stock_rule *at, const struct stock_lot *lot,
                             struct refusal *refusal) {
    if (value_is_code(&lot->source, "contribution") && !lot->member.present)
        return refuse(refusal, S("member"), "Say whose contribution it is.");
    if (value_is_code(&lot->source, "bought") != (bank_number(&lot->cost) > 0))
        return refuse(refusal, S("cost"), "Say what was paid for goods that were bought, and only for them.");
    return !lot->member.present || stock_rule_member(rule, at->bank, &lot->member, at->day, refusal);
}

bool stock_lot_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    struct stock_lot *lot = stock_lot_of(now);
    struct stock_rule at = {.bank = bank_of_part(rule, now), .day = bank_day(&lot->received_on)};
    struct bank_post post = {0};
    if (!bank_enters(before)) {
        stock_rule_keep(now, before, "book_amount");
        return true;
    }
    if (!at.bank || !lot->received_on.present || !lot->source.present || !lot->amount.present) return true;
    return stock_rule_bank(at.bank, refusal) &&
           stock_rule_day(rule, at.bank, "received_on", at.day, refusal) &&
           stock_rule_terms(rule, &at, S(""), refusal) && lot_check_source(rule, &at, lot, refusal) &&
           receive(rule, &at, &lot->amount, &lot->moisture_ppm, &lot->book_amount, refusal) &&
           bank_post_lot(rule, at.bank, now, &post, refusal) && bank_post_check(rule, &post, refusal);
}

bool stock_lot_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *bank = bank_of_part(rule, before);
    struct bank_post post = {0};
    if (stock_rule_is_chosen(rule, before, "lot", refusal)) return false;
    return !bank ||
           (stock_rule_day(rule, bank, "", bank_day(&stock_lot_of(before)->received_on), refusal) &&
            bank_post_lot(rule, bank, before, &post, refusal) && bank_post_check_back(rule, &post, refusal));
}

/* ---- loans ---- */

/* What cannot be computed is not nothing: it is refused. */
static bool owed_before(struct rule *rule, const struct stock_rule *at, struct uuid member_id, int64_t *owed,
                        struct refusal *refusal) {
    struct bank_breach breach;
    return stock_owed_by(rule->db, rule->job_arena, at->bank, member_id, at->day, owed, &breach) ||
           bank_refuse(rule, at->bank, "member", &breach, refusal);
}

static bool check_need_given(const struct stock_rule *at, const struct stock_loan *loan,
                             struct refusal *refusal) {
    bool is_given = loan->people.present && loan->own_amount.present && loan->days_to_harvest.present;
    return !at->terms.need_grams_per_day || is_given ||
           refuse(refusal, S("people"),
                  "The bank asks for the need: people, own rice, days until the harvest.");
}

static bool loan_check_rules(struct rule *rule, const struct stock_rule *at, struct stock_loan *loan,
                             struct refusal *refusal) {
    struct bank_breaches breaches = {0};
    int64_t owed;
    if (!owed_before(rule, at, loan->member.id, &owed, refusal)) return false;
    const struct bank_household household = {
        .contributed_grams = stock_contributed(rule->db, at->bank->org_id, loan->member.id),
        .owed_grams = owed,
        .people = bank_number(&loan->people),
        .own_grams = bank_number(&loan->own_amount),
        .days_to_harvest = bank_number(&loan->days_to_harvest)};
    struct stock_moves moves =
        stock_moves_read(rule->db, rule->job_arena, at->bank->org_id, at->bank->id, at->day);
    bank_check_loan(&at->terms, &household, loan->amount.number, exact_max(stock_moves_sum(&moves), 0),
                    &breaches);
    for (size_t i = 0; i < breaches.count; i++) {
        bank_refuse(rule, at->bank, stock_rule_field(breaches.items[i].rule), &breaches.items[i], refusal);
    }
    if (at->terms.need_grams_per_day) loan->need = bank_value_of(bank_need_grams(&at->terms, &household));
    return breaches.count == 0;
}

static bool loan_fill(struct rule *rule, const struct stock_rule *at, struct stock_loan *loan,
                      struct refusal *refusal) {
    struct bank_state state;
    struct bank_breach breach;
    if (!loan->due_on.present)
        loan->due_on = (struct value){.present = true, .date = date_of_day(at->day + at->terms.season_days)};
    const struct bank_loan lent = {at->day, bank_day(&loan->due_on), loan->amount.number};
    if (lent.due_day < lent.day) return refuse(refusal, S("due_on"), "A loan is due after it was lent.");
    if (!bank_state_at(&at->terms, &lent, NULL, 0, lent.due_day, &state, &breach))
        return bank_refuse(rule, at->bank, "amount", &breach, refusal);
    loan->owed_at_due = bank_value_of(state.owed);
    loan->contract = value_of_id(at->contract->id);
    loan->state = value_of_text(S("lent"));
    loan->written_off_on = loan->written_off_why = loan->written_off_amount = (struct value){0};
    return true;
}

static bool loan_lend(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct stock_loan *loan = stock_loan_of(now);
    struct stock_rule at = {.bank = bank_of_part(rule, now), .day = bank_day(&loan->lent_on)};
    struct bank_post post = {0};
    bool is_whole = at.bank && loan->lent_on.present && loan->member.present && loan->purpose.present &&
                    loan->amount.present;
    if (!is_whole) return true; /* what is missing is refused by itself */
    return stock_rule_bank(at.bank, refusal) && stock_rule_day(rule, at.bank, "lent_on", at.day, refusal) &&
           stock_rule_terms(rule, &at, loan->purpose.text, refusal) &&
           stock_rule_member(rule, at.bank, &loan->member, at.day, refusal) &&
           check_need_given(&at, loan, refusal) && loan_check_rules(rule, &at, loan, refusal) &&
           stock_rule_lot(rule, &at, &loan->lot, &loan->lot_back, loan->amount.number, refusal) &&
           loan_fill(rule, &at, loan, refusal) && bank_post_loan(rule, at.bank, now, &post, refusal) &&
           bank_post_check(rule, &post, refusal);
}

static bool may_write_off(const struct actor *actor) {
    return actor->is_system || access_may(actor, ACCESS_SAVINGS, VERB_APPROVE);
}

static bool loan_write_off(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    struct stock_loan *loan = stock_loan_of(now);
    const struct record *bank = bank_of_part(rule, now);
    const struct record *contract = rule_find(rule, &bank_contract_type, now->org_id, loan->contract.id);
    struct bank_state state;
    struct bank_breach breach;
    struct bank_post post = {0};
    if (!bank || !contract) return true;
    if (!may_write_off(rule->actor)) return refuse(refusal, S("state"), "Only a manager writes a loan off.");
    if (!value_is_code(&stock_loan_of(before)->state, "lent"))
        return refuse(refusal, S("state"), "Nothing is owed on this loan.");
    if (!loan->written_off_on.present || !value_has_words(&loan->written_off_why))
        return refuse(refusal, S("written_off_why"), "Say since when and why the loan is written off.");
    struct stock_debt debt = stock_debt_of(rule->db, rule->job_arena, before, contract);
    int64_t day = bank_day(&loan->written_off_on),
            last = debt.count ? debt.repayments[debt.count - 1].day : debt.loan.day;
    if (day < last)
        return refuse(refusal, S("written_off_on"), "What is given back stands by day, after the loan.");
    if (!bank_state_at(&debt.terms, &debt.loan, debt.repayments, debt.count, day, &state, &breach))
        return bank_refuse(rule, bank, "state", &breach, refusal);
    loan->written_off_amount = bank_value_of(state.lent_left);
    return bank_post_write_off(rule, bank, now, &post, refusal) && bank_post_check(rule, &post, refusal);
}

bool stock_loan_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    static const char *const computed[] = {"need", "owed_at_due", "contract", "written_off_amount"};
    struct stock_loan *loan = stock_loan_of(now);
    if (bank_enters(before)) return loan_lend(rule, now, refusal);
    for (size_t i = 0; i < ARRAY_LEN(computed); i++) {
        stock_rule_keep(now, before, computed[i]);
    }
    bool was_written_off = value_is_code(&stock_loan_of(before)->state, "written_off");
    if (value_is_code(&loan->state, "written_off") && !was_written_off)
        return loan_write_off(rule, now, before, refusal);
    stock_rule_keep(now, before, "state");
    stock_rule_keep(now, before, "written_off_on");
    if (!was_written_off) loan->written_off_on = loan->written_off_why = (struct value){0};
    return true;
}

static bool loan_has_part(struct rule *rule, const struct record *loan) {
    struct uuid id;
    return rule_referrers(rule, &stock_repayment_type, record_type_field(&stock_repayment_type, S("loan")),
                          loan->org_id, loan->id, &id, 1) > 0;
}

bool stock_loan_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *bank = bank_of_part(rule, before);
    struct bank_post post = {0};
    if (!value_is_code(&stock_loan_of(before)->state, "lent") || loan_has_part(rule, before))
        return refuse(refusal, S(""), "Something was given back or written off; take that back first.");
    return !bank ||
           (stock_rule_day(rule, bank, "", bank_day(&stock_loan_of(before)->lent_on), refusal) &&
            bank_post_loan(rule, bank, before, &post, refusal) && bank_post_check_back(rule, &post, refusal));
}

/* ---- what is given back ---- */

/* A repayment with its loan and the debt before it. */
struct giving_back {
    struct stock_rule at;
    const struct record *loan;
    struct stock_debt debt;
};

static bool giving_find(struct rule *rule, const struct record *now, struct giving_back *giving) {
    const struct record *loan = rule_follow(rule, now, record_type_field(now->type, S("loan")));
    if (!loan || loan->deleted_ms) return false;
    *giving = (struct giving_back){.loan = loan, .at.bank = bank_of_part(rule, loan)};
    giving->at.contract = rule_find(rule, &bank_contract_type, now->org_id, stock_loan_of(loan)->contract.id);
    giving->at.day = bank_day(&stock_repayment_of(now)->paid_on);
    if (!giving->at.bank || !giving->at.contract) return false;
    giving->at.terms = bank_contract_terms(giving->at.contract);
    giving->debt = stock_debt_of(rule->db, rule->job_arena, loan, giving->at.contract);
    return true;
}

static bool settle_in_cash(struct rule *rule, const struct giving_back *giving, struct stock_repayment *now,
                           struct refusal *refusal) {
    const struct bank_price price = {bank_number(&now->price), bank_number(&now->market_price),
                                     value_has_words(&now->minute)};
    struct bank_breach breach;
    int64_t amount = now->amount.number, cash;
    if (giving->at.terms.takes_cash && !now->market_price.present)
        return refuse(refusal, S("market_price"), "Say what the market pays for a kilogram or a head.");
    /* A price of a head stands where that of a kilogram does. */
    if (bank_counts_heads(giving->at.bank) && amount > INT64_MAX / 1000) amount = INT64_MAX / 1000;
    if (bank_counts_heads(giving->at.bank)) amount *= 1000;
    if (!bank_settle_in_cash(&giving->at.terms, amount, price, &cash, &breach))
        return bank_refuse(rule, giving->at.bank,
                           stock_rule_field(breach.rule == BANK_AMOUNT ? BANK_PRICE_MARKET : breach.rule),
                           &breach, refusal);
    now->book_amount = now->amount;
    now->cash = bank_value_of(cash);
    return true;
}

static bool give_in_kind(struct rule *rule, const struct giving_back *giving, struct stock_repayment *now,
                         struct refusal *refusal) {
    now->cash = (struct value){0};
    return stock_rule_day(rule, giving->at.bank, "paid_on", giving->at.day, refusal) &&
           receive(rule, &giving->at, &now->amount, &now->moisture_ppm, &now->book_amount, refusal);
}

/* Interest first: what was owed of it before. */
static bool split(struct rule *rule, const struct giving_back *giving, struct stock_repayment *now,
                  struct refusal *refusal) {
    const struct stock_debt *debt = &giving->debt;
    struct bank_state state;
    struct bank_breach breach;
    int64_t last = debt->count ? debt->repayments[debt->count - 1].day : debt->loan.day,
            book = now->book_amount.number;
    if (giving->at.day < last) {
        breach = (struct bank_breach){.rule = BANK_ORDER};
        return bank_refuse(rule, giving->at.bank, "paid_on", &breach, refusal);
    }
    if (!bank_state_at(&debt->terms, &debt->loan, debt->repayments, debt->count, giving->at.day, &state,
                       &breach))
        return bank_refuse(rule, giving->at.bank, "amount", &breach, refusal);
    breach = (struct bank_breach){BANK_DEBT, book, state.owed};
    if (book > state.owed) return bank_refuse(rule, giving->at.bank, "amount", &breach, refusal);
    now->interest = bank_value_of(exact_min(book, state.interest_left));
    return true;
}

/* ---- what comes back although it was written off ---- */

static bool recover(struct rule *rule, const struct giving_back *giving, struct stock_repayment *now,
                    struct refusal *refusal) {
    const struct stock_loan *loan = stock_loan_of(giving->loan);
    int64_t book = now->book_amount.number, out = giving->debt.written_off - giving->debt.recovered;
    const struct bank_breach breach = {BANK_RECOVERED, book, out};
    if (giving->at.day < bank_day(&loan->written_off_on))
        return refuse(refusal, S("paid_on"),
                      "The loan was written off later; what came before is written down first.");
    if (book > out) return bank_refuse(rule, giving->at.bank, "amount", &breach, refusal);
    now->interest = bank_value_of(0);
    now->recovered = now->book_amount;
    return true;
}

/* What is written down is weighed or priced; then it pays the debt, or is recovered. */
static bool give_back(struct rule *rule, const struct giving_back *giving, struct stock_repayment *now,
                      struct refusal *refusal) {
    bool is_cash = value_is_code(&now->repaid_in, "cash"),
         is_lost = value_is_code(&stock_loan_of(giving->loan)->state, "written_off");
    now->recovered = (struct value){0};
    return (is_cash ? settle_in_cash : give_in_kind)(rule, giving, now, refusal) &&
           (is_lost ? recover : split)(rule, giving, now, refusal);
}

bool stock_repayment_before_save(struct rule *rule, struct record *now, const struct record *before,
                                 struct refusal *refusal) {
    static const char *const computed[] = {"book_amount", "interest", "cash", "recovered"};
    struct stock_repayment *repayment = stock_repayment_of(now);
    struct giving_back giving;
    struct bank_post post = {0};
    for (size_t i = 0; !bank_enters(before) && i < ARRAY_LEN(computed); i++) {
        stock_rule_keep(now, before, computed[i]);
    }
    bool is_whole = repayment->paid_on.present && repayment->repaid_in.present && repayment->amount.present;
    if (!bank_enters(before) || !is_whole || !giving_find(rule, now, &giving)) return true;
    if (value_is_code(&stock_loan_of(giving.loan)->state, "repaid"))
        return refuse(refusal, S("loan"), "Nothing is owed on this loan.");
    return give_back(rule, &giving, repayment, refusal) &&
           bank_post_repayment(rule, giving.at.bank, giving.loan, now, &post, refusal) &&
           bank_post_check(rule, &post, refusal);
}

static bool is_last_repayment(struct rule *rule, const struct record *before) {
    const struct stock_repayment *repayment = stock_repayment_of(before);
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT id FROM stock_repayment WHERE org_id = ?1 AND \"loan\" = ?2 AND deleted_ms = 0 ORDER BY "
            "\"paid_on\" DESC, created_ms DESC, id DESC LIMIT 1"));
    db_bind_uuid(query, 1, before->org_id);
    db_bind_uuid(query, 2, repayment->loan.id);
    bool is_last = db_next(query) && uuid_equal(db_column_uuid(query, 0), before->id);
    db_done(query);
    return is_last;
}

bool stock_repayment_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    struct giving_back giving;
    struct bank_post post = {0};
    if (!giving_find(rule, before, &giving)) return true;
    bool is_settled = value_is_code(&stock_loan_of(giving.loan)->state, "written_off") &&
                      !stock_repayment_of(before)->recovered.present;
    if (is_settled || !is_last_repayment(rule, before))
        return refuse(refusal, S(""), "Only what was given back last is taken back.");
    if (stock_rule_is_chosen(rule, before, "lot_back", refusal)) return false;
    bool in_kind = value_is_code(&stock_repayment_of(before)->repaid_in, "kind");
    return (!in_kind || stock_rule_day(rule, giving.at.bank, "", giving.at.day, refusal)) &&
           bank_post_repayment(rule, giving.at.bank, giving.loan, before, &post, refusal) &&
           bank_post_check_back(rule, &post, refusal);
}

/* ---- counting ---- */

static bool count_make(struct rule *rule, const struct stock_rule *at, struct stock_count *now,
                       struct refusal *refusal) {
    struct stock_moves moves =
        stock_moves_read(rule->db, rule->job_arena, at->bank->org_id, at->bank->id, at->day);
    struct bank_count count;
    int64_t since = bank_day(&bank_of(at->bank)->formed_on), book = stock_moves_sum(&moves);
    stock_last_count(rule->db, at->bank->org_id, at->bank->id, &since);
    if (!bank_count_make(&at->terms, book, now->counted.number,
                         exact_max(stock_amount_days(&moves, since, at->day), 0), &count))
        return refuse(refusal, S("counted"), "The weight is too large, or the terms of the bank are wrong.");
    now->book = bank_value_of(book);
    now->accepted_loss = bank_value_of(count.accepted_loss);
    now->loss = bank_value_of(count.loss);
    now->shortage = bank_value_of(count.shortage);
    now->surplus = bank_value_of(count.surplus);
    if ((!count.shortage && !count.surplus) || value_has_words(&now->reason)) return true;
    return refuse_with(refusal, S("reason"), "{1} were counted, the book says {2}: say why.",
                       commodity_amount(rule, bank_of(at->bank)->unit.id, now->counted.number),
                       commodity_amount(rule, bank_of(at->bank)->unit.id, book));
}

bool stock_count_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    static const char *const computed[] = {"book", "accepted_loss", "loss", "shortage", "surplus"};
    struct stock_count *count = stock_count_of(now);
    struct stock_rule at = {.bank = bank_of_part(rule, now), .day = bank_day(&count->counted_on)};
    struct bank_post post = {0};
    for (size_t i = 0; !bank_enters(before) && i < ARRAY_LEN(computed); i++) {
        stock_rule_keep(now, before, computed[i]);
    }
    bool is_whole = count->counted_on.present && count->counted.present && count->counted.number >= 0;
    if (!bank_enters(before) || !at.bank || !is_whole) return true; /* refused by itself */
    return stock_rule_bank(at.bank, refusal) &&
           stock_rule_day(rule, at.bank, "counted_on", at.day, refusal) &&
           stock_rule_terms(rule, &at, S(""), refusal) && count_make(rule, &at, count, refusal) &&
           bank_post_count(rule, at.bank, now, &post, refusal) && bank_post_check(rule, &post, refusal);
}

bool stock_count_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *bank = bank_of_part(rule, before);
    struct bank_post post = {0};
    return !bank || (stock_rule_day(rule, bank, "", bank_day(&stock_count_of(before)->counted_on), refusal) &&
                     bank_post_count(rule, bank, before, &post, refusal) &&
                     bank_post_check_back(rule, &post, refusal));
}
