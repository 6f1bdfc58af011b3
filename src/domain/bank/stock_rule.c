/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/bank/stock_rule.h"

#include "catalogue/value.h"

bool stock_rule_bank(const struct record *bank, struct refusal *refusal) {
    return !bank_is_herd(bank) || refuse(refusal, S("bank"), "This bank lends animals, not goods.");
}

bool stock_rule_terms(struct rule *rule, struct stock_rule *at, struct slice purpose,
                      struct refusal *refusal) {
    struct uuid id;
    bool found =
        bank_contract_on(rule->db, rule->job_arena, at->bank->org_id, at->bank->id, purpose, at->day, &id);
    at->contract = found ? rule_find(rule, &bank_contract_type, at->bank->org_id, id) : NULL;
    if (!at->contract)
        return refuse(refusal, S("bank"),
                      "The bank has no terms for this purpose on that day; write them down first.");
    at->terms = bank_contract_terms(at->contract);
    return true;
}

/* Nothing moves before the bank was there or before its store was counted the last time. */
bool stock_rule_day(struct rule *rule, const struct record *bank, const char *field, int64_t day,
                    struct refusal *refusal) {
    int64_t counted;
    if (day < bank_day(&bank_of(bank)->formed_on))
        return refuse(refusal, slice_of(field), "The bank was set up later.");
    if (!stock_last_count(rule->db, bank->org_id, bank->id, &counted) || day >= counted) return true;
    return refuse_with(refusal, slice_of(field),
                       "The store was counted on {1}; nothing is written before that day.",
                       date_format_iso(rule->job_arena, date_of_day(counted)), S(""));
}

bool stock_rule_member(struct rule *rule, const struct record *bank, const struct value *member, int64_t day,
                       struct refusal *refusal) {
    const struct record *record = rule_find(rule, &bank_member_type, bank->org_id, member->id);
    if (!record) return true; /* refused by itself */
    const struct bank_member *found = bank_member_of(record);
    if (!uuid_equal(found->bank.id, bank->id))
        return refuse(refusal, S("member"), "Choose a member of this bank.");
    if (day < bank_day(&found->joined_on)) return refuse(refusal, S("member"), "The member joined later.");
    bool has_left = found->left_on.present && bank_day(&found->left_on) < day;
    return !has_left || refuse(refusal, S("member"), "The member had left by then.");
}

void stock_rule_keep(struct record *now, const struct record *before, const char *name) {
    const struct field *field = record_type_field(now->type, slice_of(name));
    *record_value(now, field) = *record_value_const(before, field);
}

const char *stock_rule_field(enum bank_rule broken) {
    switch (broken) {
    case BANK_JOINING:
    case BANK_OPEN_LOAN: return "member";
    case BANK_NEED_DAYS:
    case BANK_NEED: return "days_to_harvest";
    case BANK_MOISTURE: return "moisture_ppm";
    case BANK_CASH: return "repaid_in";
    case BANK_PRICE_MINUTE: return "minute";
    case BANK_PRICE_MARKET: return "price";
    case BANK_ORDER: return "paid_on";
    case BANK_LOT: return "lot";
    case BANK_AMOUNT:
    case BANK_LOAN_MAX:
    case BANK_STOCK:
    case BANK_DEBT:
    case BANK_RECOVERED:
    case BANK_TOO_LARGE:
    case BANK_RULES: return "amount";
    }
    return "amount";
}

/* ---- out of which goods ---- */

static const struct stock_move *move_find(const struct stock_moves *moves, struct uuid id) {
    for (size_t i = 0; i < moves->count; i++) {
        if (moves->items[i].amount > 0 && uuid_equal(moves->items[i].id, id)) return &moves->items[i];
    }
    return NULL;
}

bool stock_rule_lot(struct rule *rule, const struct stock_rule *at, const struct value *lot,
                    const struct value *lot_back, int64_t amount, struct refusal *refusal) {
    const char *field = lot->present ? "lot" : "lot_back";
    if (!lot->present && !lot_back->present) return true;
    if (lot->present && lot_back->present)
        return refuse(refusal, S("lot_back"),
                      "Choose goods that came in or goods that were given back, not both.");
    struct stock_moves moves =
        stock_moves_read(rule->db, rule->job_arena, at->bank->org_id, at->bank->id, at->day);
    stock_lots_left(&moves);
    const struct stock_move *chosen = move_find(&moves, lot->present ? lot->id : lot_back->id);
    if (!chosen) return refuse(refusal, slice_of(field), "Choose goods that lie in this store on that day.");
    const struct bank_breach breach = {BANK_LOT, amount, chosen->left};
    return amount <= chosen->left || bank_refuse(rule, at->bank, field, &breach, refusal);
}

bool stock_rule_is_chosen(struct rule *rule, const struct record *goods, const char *field,
                          struct refusal *refusal) {
    const struct record_type *const types[] = {&stock_loan_type, &stock_out_type};
    struct uuid id;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (rule_referrers(rule, types[i], record_type_field(types[i], slice_of(field)), goods->org_id,
                           goods->id, &id, 1))
            return !refuse(refusal, S(""),
                           "Something was lent or went out of these goods; take that back first.");
    }
    return false;
}
