/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/finance/care_cost.h"

#include "catalogue/value.h"
#include "domain/finance/finance.h"

static bool is_nothing(const struct care_cost_part *part) {
    return !part->line.present || !part->money.present || !part->money.money.amount;
}

static struct date month_of(int64_t day) {
    struct date date = date_of_day(day);
    return (struct date){.year = date.year, .month = date.month, .precision = DATE_MONTH};
}

static bool same_sum(const struct care_cost_part *a, const struct care_cost_part *b) {
    struct date left = month_of(a->day), right = month_of(b->day);
    return uuid_equal(a->line.id, b->line.id) && slice_equal(a->kind, b->kind) && date_equal(left, right) &&
           a->money.money.currency == b->money.money.currency;
}

/* ---- the sums ---- */

static const struct record *sum_find(struct rule *rule, struct uuid org, const struct care_cost_part *part) {
    struct uuid id = {{0}};
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT id FROM care_cost WHERE org_id = ?1 AND \"budget_line\" = ?2 AND \"month\" = ?3 AND "
            "\"kind\" = ?4 AND \"currency\" = ?5 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, part->line.id);
    db_bind_text(query, 3, date_format_iso(rule->job_arena, month_of(part->day)));
    db_bind_text(query, 4, part->kind);
    db_bind_text(query, 5, currency_code(part->money.money.currency));
    bool found = db_next(query);
    if (found) id = db_column_uuid(query, 0);
    db_done(query);
    return found ? rule_find(rule, &care_cost_type, org, id) : NULL;
}

static void sum_begin(struct rule *rule, struct uuid org, const struct care_cost_part *part, int64_t amount) {
    struct record *record = record_new(rule->job_arena, &care_cost_type);
    struct care_cost *sum = care_cost_of(record);
    sum->budget_line = part->line;
    sum->month = (struct value){.present = true, .date = month_of(part->day)};
    sum->kind = value_of_text(part->kind);
    sum->currency = value_of_text(currency_code(part->money.money.currency));
    sum->amount = (struct value){.present = true, .money = {amount, part->money.money.currency}};
    rule_make(rule, &care_cost_type, org, record);
}

static void sum_add(struct rule *rule, struct uuid org, const struct care_cost_part *part, int64_t amount) {
    if (!amount) return;
    const struct record *found = sum_find(rule, org, part);
    if (!found) {
        sum_begin(rule, org, part, amount);
        return;
    }
    struct record *record = record_copy_deep(rule->job_arena, found);
    int64_t *sum = &care_cost_of(record)->amount.money.amount;
    if (__builtin_add_overflow(*sum, amount, sum)) {
        rule_give_up(rule, "what services cost in a month is more than can be written down");
        return;
    }
    rule_amend(rule, record);
}

void care_cost_move(struct rule *rule, struct uuid org, const struct care_cost_part *was,
                    const struct care_cost_part *is) {
    int64_t out = is_nothing(was) ? 0 : was->money.money.amount,
            in = is_nothing(is) ? 0 : is->money.money.amount;
    if (out && in && same_sum(was, is)) {
        sum_add(rule, org, is, in - out);
        return;
    }
    if (out) sum_add(rule, org, was, -out);
    if (in) sum_add(rule, org, is, in);
}

bool care_cost_line_fits(struct rule *rule, struct uuid org, const struct value *line,
                         struct refusal *refusal) {
    const struct record *found = line->present ? rule_find(rule, &budget_line_type, org, line->id) : NULL;
    const struct record *budget =
        found ? rule_follow(rule, found, record_type_field(&budget_line_type, S("budget"))) : NULL;
    if (!budget || value_is_code(&budget_of(budget)->status, "approved")) return true;
    return refuse(refusal, S("budget_line"),
                  "The budget of this line is not approved yet: nothing is spent on it.");
}
