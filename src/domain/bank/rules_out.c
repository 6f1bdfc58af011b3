/* SPDX-License-Identifier: Apache-2.0 */
/* Goods that are sold, lost between two counts or given away. */
#include "catalogue/value.h"
#include "domain/bank/bank_post.h"
#include "domain/bank/rules.h"
#include "domain/bank/stock_rule.h"

static bool out_check_whole(struct stock_out *out, struct refusal *refusal) {
    bool is_sold = value_is_code(&out->kind, "sold"), is_lost = value_is_code(&out->kind, "lost");
    if (is_sold && !out->price.present)
        return refuse(refusal, S("price"), "Say at which price the goods were sold, as the minute says.");
    if (!is_sold && out->price.present) return refuse(refusal, S("price"), "Only what was sold has a price.");
    if (!is_lost && !value_has_words(&out->to_whom))
        return refuse(refusal, S("to_whom"), "Say who got the goods.");
    return true;
}

static bool out_check_stock(struct rule *rule, const struct stock_rule *at, const struct stock_out *out,
                            struct refusal *refusal) {
    struct stock_moves moves =
        stock_moves_read(rule->db, rule->job_arena, at->bank->org_id, at->bank->id, at->day);
    const struct bank_breach breach = {BANK_STOCK, out->amount.number, exact_max(stock_moves_sum(&moves), 0)};
    return breach.asked <= breach.allowed || bank_refuse(rule, at->bank, "amount", &breach, refusal);
}

/* A price of a head stands where that of a kilogram does. */
static bool out_price(struct rule *rule, const struct stock_rule *at, struct stock_out *out,
                      struct refusal *refusal) {
    struct bank_breach breach;
    int64_t amount = out->amount.number, cash;
    out->cash = (struct value){0};
    if (!value_is_code(&out->kind, "sold")) return true;
    if (bank_counts_heads(at->bank)) amount = exact_min(amount, INT64_MAX / 1000) * 1000;
    if (!bank_sell(&at->terms, amount, out->price.number, value_has_words(&out->minute), &cash, &breach))
        return bank_refuse(rule, at->bank, stock_rule_field(breach.rule), &breach, refusal);
    out->cash = bank_value_of(cash);
    return true;
}

bool stock_out_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal) {
    struct stock_out *out = stock_out_of(now);
    struct stock_rule at = {.bank = bank_of_part(rule, now), .day = bank_day(&out->on_day)};
    struct bank_post post = {0};
    if (!bank_enters(before)) {
        stock_rule_keep(now, before, "cash");
        return true;
    }
    if (!at.bank || !out->on_day.present || !out->kind.present || !out->amount.present)
        return true; /* what is missing is refused by itself */
    return stock_rule_bank(at.bank, refusal) && stock_rule_day(rule, at.bank, "on_day", at.day, refusal) &&
           stock_rule_terms(rule, &at, S(""), refusal) && out_check_whole(out, refusal) &&
           out_check_stock(rule, &at, out, refusal) &&
           stock_rule_lot(rule, &at, &out->lot, &out->lot_back, out->amount.number, refusal) &&
           out_price(rule, &at, out, refusal) && bank_post_out(rule, at.bank, now, &post, refusal) &&
           bank_post_check(rule, &post, refusal);
}

bool stock_out_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *bank = bank_of_part(rule, before);
    struct bank_post post = {0};
    return !bank ||
           (stock_rule_day(rule, bank, "", bank_day(&stock_out_of(before)->on_day), refusal) &&
            bank_post_out(rule, bank, before, &post, refusal) && bank_post_check_back(rule, &post, refusal));
}
