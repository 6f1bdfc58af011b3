/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/amount.h"

#include "base/money.h"

struct uuid commodity_id(struct slice symbol) {
    return uuid_of_name(slice_of(commodity_type.name), symbol);
}

const struct commodity *commodity_find(struct rule *rule, struct uuid id) {
    const struct record *record = rule_find(rule, &commodity_type, SHARED_ORG, id);
    return record ? commodity_of(record) : NULL;
}

struct slice commodity_amount(struct rule *rule, struct uuid id, int64_t amount) {
    const struct commodity *commodity = commodity_find(rule, id);
    enum currency currency;
    bool is_money = commodity && currency_parse(commodity->symbol.text, &currency) &&
                    currency_decimals(currency) == (int)commodity->decimals.number;
    if (is_money) return money_arg(rule->job_arena, (struct money){amount, currency});
    struct quantity quantity = {.amount = amount};
    if (commodity) {
        quantity.decimals = (int)commodity->decimals.number;
        quantity.unit = commodity->unit.present ? commodity->unit.text : commodity->symbol.text;
    }
    return quantity_arg(rule->job_arena, quantity);
}
