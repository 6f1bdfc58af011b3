/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/finance/rules.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/finance/finance_read.h"
#include "domain/finance/flow.h"
#include "domain/programme/agreement_terms.h"
#include "domain/programme/promise.h"
#include "i18n/locale.h"

/* ---- common pieces ---- */

static int64_t today(void) {
    return date_first_day(clock_today());
}

static struct slice money_words(struct rule *rule, struct money money) {
    const struct locale english = {.lang = LANG_EN};
    return format_money(rule->job_arena, &english, money);
}

static struct slice day_words(struct rule *rule, int64_t day) {
    return date_format_iso(rule->job_arena, date_of_day(day));
}

static const struct value *named_value(const struct record *record, const char *name) {
    return record_value_const(record, record_type_field(record->type, slice_of(name)));
}

/* What the fields named (separated by blanks) say has not changed. */
static bool same_but(const struct record *now, const struct record *before, const char *except) {
    for (size_t i = 0; i < now->type->field_count; i++) {
        const struct field *field = &now->type->fields[i];
        if (names_contain(except, slice_of(field->name))) continue;
        if (!value_equal(field, &now->values[i], &before->values[i])) return false;
    }
    return true;
}

static bool same_field(const struct record *now, const struct record *before, const char *name) {
    if (!before) return false;
    return value_equal(record_type_field(now->type, slice_of(name)), named_value(now, name),
                       named_value(before, name));
}

/* ---- steps ---- */

static const char *const only_words[] = {
    [FLOW_ENTRY] = TR("You may not take this step."),
    [FLOW_MANAGER] = TR("Only a manager takes this step."),
    [FLOW_LEAD] = TR("Only a manager of the lead organisation takes this step."),
};

static struct slice status_words(const struct record *record, const struct value *status) {
    const struct choice *choice =
        choice_find(record_type_field(record->type, S("status"))->choices, status->text);
    return choice ? slice_of(choice->label) : S("");
}

static void day_fill(struct record *now, const char *name) {
    struct value *day = record_value(now, record_type_field(now->type, slice_of(name)));
    if (!day->present) *day = (struct value){.present = true, .date = clock_today()};
}

/* The step from what the record was to what it becomes is in the table, and the actor may take it. */
static bool step_is_allowed(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    const struct value *status = named_value(now, "status"),
                       *was = before ? named_value(before, "status") : NULL;
    if (!status->present || (was && slice_equal(was->text, status->text))) return true;
    if (!before && rule->actor->is_system) return true; /* what is loaded as a whole comes as it is */
    const struct flow_step *step = flow_find(now->type, was ? was->text : S(""), status->text);
    if (!step) {
        return refuse_with(refusal, S("status"), "It cannot go from “{1}” to “{2}”.",
                           was ? status_words(now, was) : S(""), status_words(now, status));
    }
    if (!flow_may(rule->actor, step->who)) return refuse(refusal, S("status"), only_words[step->who]);
    if (step->day) day_fill(now, step->day);
    if (step->reason && !value_has_words(named_value(now, step->reason)))
        return refuse(refusal, slice_of(step->reason), "Say why.");
    return true;
}

static bool step_taken(const struct record *now, const struct record *before, const char *to) {
    return value_is_code(named_value(now, "status"), to) &&
           (!before || !value_is_code(named_value(before, "status"), to));
}

/* A limit is exceeded: with a reason, by who may. */
static bool override_holds(struct rule *rule, const struct value *reason, enum flow_who who) {
    return value_has_words(reason) && flow_may(rule->actor, who);
}

/* ---- agreements and rates ---- */

static const struct record *agreement_find(struct rule *rule, const struct record *of,
                                           const struct value *ref) {
    return ref->present ? rule_find(rule, &agreement_type, of->org_id, ref->id) : NULL;
}

static struct agreement_terms terms_on(struct rule *rule, const struct record *agreement, int64_t day) {
    struct uuid ids[LIMIT_AMENDMENTS];
    struct record **amendments = arena_make(rule->job_arena, struct record *, LIMIT_AMENDMENTS);
    size_t found = rule_referrers(rule, &amendment_type, record_type_field(&amendment_type, S("agreement")),
                                  agreement->org_id, agreement->id, ids, LIMIT_AMENDMENTS),
           count = 0;
    for (size_t i = 0; i < found; i++) {
        const struct record *amendment = rule_find(rule, &amendment_type, agreement->org_id, ids[i]);
        if (amendment) amendments[count++] = record_copy(rule->job_arena, amendment);
    }
    return agreement_terms_on(agreement, amendments, count, day);
}

/* The amount by the rate of the day, or a refusal of the field. */
static bool converted(struct rule *rule, struct money amount, enum currency to, int64_t day,
                      const char *field, struct money *out, struct refusal *refusal) {
    struct rates rates = rates_read_on(rule->job_arena, rule->db, day);
    const struct rate *rate;
    if (rates_convert(&rates, amount, to, day, out, &rate)) return true;
    return refuse_with(refusal, slice_of(field),
                       "There is no exchange rate to {1} on or before {2}. Enter the rate first.",
                       currency_code(to), day_words(rule, day));
}

bool exchange_rate_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    const struct exchange_rate *rate = exchange_rate_of(now);
    (void)rule;
    (void)before;
    if (!rate->price.present || !rate->from_currency.present) return true; /* refused as missing */
    if (!slice_equal(currency_code(rate->price.money.currency), rate->from_currency.text)) return true;
    return refuse(refusal, S("price"), "The price is in the other currency.");
}

/* ---- budgets ---- */

static size_t lines_of(struct rule *rule, const struct record *budget, struct uuid *ids) {
    return rule_referrers(rule, &budget_line_type, record_type_field(&budget_line_type, S("budget")),
                          budget->org_id, budget->id, ids, LIMIT_BUDGET_LINES);
}

static bool budget_total(struct rule *rule, const struct record *budget, enum currency currency, int64_t day,
                         struct money *total, struct refusal *refusal) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_BUDGET_LINES);
    size_t count = lines_of(rule, budget, ids);
    *total = (struct money){0, currency};
    for (size_t i = 0; i < count; i++) {
        const struct record *line = rule_find(rule, &budget_line_type, budget->org_id, ids[i]);
        struct money part;
        if (!line ||
            !converted(rule, budget_line_of(line)->amount.money, currency, day, "status", &part, refusal))
            return false;
        if (!money_add(*total, part, total)) return refuse(refusal, S("status"), "The sum is too large.");
    }
    return count > 0 || refuse(refusal, S("status"), "A budget without lines cannot be approved.");
}

static bool budget_fits(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct budget *budget = budget_of(now);
    const struct record *agreement = agreement_find(rule, now, &budget->agreement);
    if (!agreement || !budget->effective_on.present) return true; /* already refused */
    int64_t day = date_first_day(budget->effective_on.date);
    struct value amount = terms_on(rule, agreement, day).amount;
    struct money total;
    if (!amount.present) return true;
    if (!budget_total(rule, now, amount.money.currency, day, &total, refusal)) return false;
    if (total.amount <= amount.money.amount || override_holds(rule, &budget->override_reason, FLOW_LEAD))
        return true;
    return refuse_with(refusal, S("override_reason"),
                       "The lines add up to {1}; the agreement has {2}. Say why it may exceed it.",
                       money_words(rule, total), money_words(rule, amount.money));
}

bool budget_before_save(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal) {
    const struct record *agreement = agreement_find(rule, now, &budget_of(now)->agreement);
    if (!step_is_allowed(rule, now, before, refusal)) return false;
    bool was_approved = before && value_is_code(&budget_of(before)->status, "approved");
    if (was_approved && !same_but(now, before, "note override_reason")) {
        return refuse(refusal, S("status"), "An approved budget does not change. Make the next version.");
    }
    if (agreement && !value_dates_in_order(&agreement_of(agreement)->starts_on, &budget_of(now)->effective_on)) {
        return refuse(refusal, S("effective_on"), "It would be in force before the agreement starts.");
    }
    bool checks = before && step_taken(now, before, "approved");
    return !checks || budget_fits(rule, now, refusal);
}

bool budget_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    if (!value_is_code(&budget_of(before)->status, "approved")) return true;
    return refuse(refusal, S(""), "An approved budget stays. Make the next version.");
}

static bool budget_is_open(struct rule *rule, const struct record *line, struct refusal *refusal) {
    const struct record *budget =
        rule_find(rule, &budget_type, line->org_id, budget_line_of(line)->budget.id);
    if (!budget || rule->actor->is_system || value_is_code(&budget_of(budget)->status, "draft")) return true;
    return refuse(refusal, S(""), "An approved budget does not change. Make the next version.");
}

static bool is_of_agreement(struct rule *rule, const struct record_type *type, struct uuid org,
                            const struct value *ref, struct uuid agreement) {
    const struct record *found = ref->present ? rule_find(rule, type, org, ref->id) : NULL;
    return !found || uuid_equal(named_value(found, "agreement")->id, agreement);
}

/* True for one that is new or comes back. */
static bool is_joining(const struct record *before) {
    return !before || before->deleted_ms;
}

/* What a sum would leave out is not let in. */
static bool has_room(struct rule *rule, const struct record_type *type, const char *field,
                     const struct record *now, const struct record *before, size_t most, const char *message,
                     struct refusal *refusal) {
    if (!is_joining(before)) return true;
    const struct field *whole = record_type_field(type, slice_of(field));
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, most);
    if (rule_referrers(rule, type, whole, now->org_id, record_value_const(now, whole)->id, ids, most) < most)
        return true;
    return refuse_with(refusal, S(""), message, arena_printf(refusal->arena, "%zu", most), S(""));
}

bool budget_line_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    const struct budget_line *line = budget_line_of(now);
    const struct record *budget = rule_find(rule, &budget_type, now->org_id, line->budget.id);
    if (!budget) return true; /* already refused as an unknown reference */
    struct uuid agreement = budget_of(budget)->agreement.id;
    if (!budget_is_open(rule, now, refusal)) return false;
    if (!has_room(rule, &budget_line_type, "budget", now, before, LIMIT_BUDGET_LINES,
                  TR("A budget has at most {1} lines."), refusal))
        return false;
    if (!is_of_agreement(rule, &promise_type, now->org_id, &line->promise, agreement)) {
        return refuse(refusal, S("promise"), "That promise belongs to another agreement.");
    }
    if (!is_of_agreement(rule, &objective_type, now->org_id, &line->objective, agreement)) {
        return refuse(refusal, S("objective"), "That objective belongs to another agreement.");
    }
    return true;
}

bool budget_line_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    return budget_is_open(rule, before, refusal);
}

/* A line of an approved budget of the agreement. */
static const struct record *line_find(struct rule *rule, struct uuid org, const struct value *ref,
                                      struct uuid agreement, struct refusal *refusal) {
    const struct record *line = ref->present ? rule_find(rule, &budget_line_type, org, ref->id) : NULL;
    const struct record *budget =
        line ? rule_find(rule, &budget_type, org, budget_line_of(line)->budget.id) : NULL;
    bool fits = budget && value_is_code(&budget_of(budget)->status, "approved") &&
                uuid_equal(budget_of(budget)->agreement.id, agreement);
    if (!fits) refuse(refusal, S("budget_line"), "Choose a line of an approved budget of this agreement.");
    return fits ? line : NULL;
}

/* What the line of that number has in the budget in force on the day; of the line itself when it is in none.
 */
static struct money line_budget(struct rule *rule, const struct record *line, struct uuid agreement,
                                int64_t day) {
    struct uuid budget = budget_in_force(rule->db, rule->job_arena, line->org_id, agreement, day);
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_BUDGET_LINES);
    struct record *head = record_new(rule->job_arena, &budget_type);
    head->id = budget;
    head->org_id = line->org_id;
    size_t count = uuid_is_zero(budget) ? 0 : lines_of(rule, head, ids);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &budget_line_type, line->org_id, ids[i]);
        if (found && slice_equal(budget_line_of(found)->number.text, budget_line_of(line)->number.text)) {
            return budget_line_of(found)->amount.money;
        }
    }
    return budget_line_of(line)->amount.money;
}

/*
 * Expenses on the line that are written but not accepted yet: one row for what is in the line's currency, one
 * for each day of another.  Sums come in millions and rest, so that no sum of amounts is too large for the
 * database.
 */
static struct db_query *pending_ask(struct rule *rule, const struct record *line, struct uuid agreement,
                                    enum currency currency, struct uuid without) {
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT CAST(SUM(e.amount / 1000000) AS BIGINT), CAST(SUM(e.amount % 1000000) AS BIGINT), "
            "e.amount_currency, CASE WHEN e.amount_currency = ?5 THEN '' ELSE e.spent_on END FROM "
            "liquidation q "
            "JOIN advance a ON a.org_id = q.org_id AND a.id = q.advance JOIN expense e ON e.org_id = "
            "q.org_id AND "
            "e.liquidation = q.id WHERE q.org_id = ?1 AND q.status IN ('draft', 'submitted', 'returned') AND "
            "q.deleted_ms = 0 AND a.agreement = ?2 AND e.budget_line IN (SELECT l.id FROM budget b CROSS "
            "JOIN budget_line l WHERE l.org_id = b.org_id AND l.budget = b.id AND b.org_id = ?1 AND "
            "b.agreement = ?2 AND l.number = ?3) "
            "AND e.deleted_ms = 0 AND COALESCE(e.pays_services, 0) = 0 AND e.id <> ?4 GROUP BY 3, 4"));
    db_bind_uuid(query, 1, line->org_id);
    db_bind_uuid(query, 2, agreement);
    db_bind_text(query, 3, budget_line_of(line)->number.text);
    db_bind_uuid(query, 4, without);
    db_bind_text(query, 5, currency_code(currency));
    return query;
}

/* INT64_MAX when it is too much to be counted. */
static int64_t pending_amount(struct db_query *row) {
    int64_t amount;
    bool whole = !__builtin_mul_overflow(db_column_int(row, 0), INT64_C(1000000), &amount) &&
                 !__builtin_add_overflow(amount, db_column_int(row, 1), &amount);
    return whole ? amount : INT64_MAX;
}

struct pending {
    struct money amount;
    struct date day; /* of precision DATE_NONE: in the line's currency */
};

static size_t pending_read(struct rule *rule, struct db_query *row, struct pending **items) {
    size_t count = 0;
    *items = NULL;
    while (db_next(row)) {
        struct pending item = {.amount = {pending_amount(row), CURRENCY_NONE}};
        if (!currency_parse(db_column_text(row, 2), &item.amount.currency)) continue;
        if (!date_parse_iso(db_column_text(row, 3), &item.day)) item.day = (struct date){0};
        *items = arena_room(rule->job_arena, *items, sizeof **items, count);
        (*items)[count++] = item;
    }
    db_done(row);
    return count;
}

static int64_t line_pending(struct rule *rule, const struct record *line, struct uuid agreement,
                            enum currency currency, struct uuid without) {
    struct pending *items;
    size_t count = pending_read(rule, pending_ask(rule, line, agreement, currency, without), &items);
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t day = items[i].day.precision ? date_first_day(items[i].day) : 0;
        struct rates rates = {0};
        struct money part;
        const struct rate *rate;
        if (day) rates = rates_read_on(rule->job_arena, rule->db, day);
        bool known = rates_convert(&rates, items[i].amount, currency, day, &part, &rate);
        if (known && __builtin_add_overflow(sum, part.amount, &sum)) sum = INT64_MAX;
    }
    return sum;
}

/* What of a line is neither spent, nor bound, nor written in liquidations that wait. */
static bool line_left(struct rule *rule, const struct record *line, struct uuid agreement, int64_t day,
                      struct uuid without, struct money *left, struct refusal *refusal) {
    struct money budget = line_budget(rule, line, agreement, day);
    struct slice number = budget_line_of(line)->number.text;
    struct finance_sum spent = finance_account(rule->db, rule->job_arena, line->org_id, agreement, "expenses",
                                               number, budget.currency, FINANCE_ALWAYS);
    struct finance_sum bound = finance_account(rule->db, rule->job_arena, line->org_id, agreement,
                                               "committed", number, budget.currency, FINANCE_ALWAYS);
    int64_t pending = line_pending(rule, line, agreement, budget.currency, without);
    *left = budget;
    bool fits = !__builtin_sub_overflow(left->amount, spent.amount.amount, &left->amount) &&
                !__builtin_sub_overflow(left->amount, bound.amount.amount, &left->amount) &&
                !__builtin_sub_overflow(left->amount, pending, &left->amount);
    return fits || refuse(refusal, S("amount"), "The sum is too large.");
}

/* The amount is no more than what is left of the line, or there is a reason. */
static bool line_allows(struct rule *rule, const struct record *line, struct uuid agreement, int64_t day,
                        struct uuid without, struct money amount, struct money freed,
                        const struct value *reason, struct refusal *refusal) {
    struct money left, wanted, also;
    if (!line_left(rule, line, agreement, day, without, &left, refusal)) return false;
    if (!converted(rule, amount, left.currency, day, "amount", &wanted, refusal)) return false;
    if (!converted(rule, freed, left.currency, day, "amount", &also, refusal)) return false;
    if (wanted.amount - also.amount <= left.amount || override_holds(rule, reason, FLOW_MANAGER)) return true;
    return refuse_with(refusal, S("override_reason"),
                       "{1} is more than what is left of the budget line: {2}. Say why it may be exceeded.",
                       money_words(rule, wanted), money_words(rule, left));
}

/* ---- obligations ---- */

static bool obligation_by_lead(struct rule *rule, const struct record *now, struct refusal *refusal) {
    if (!flow_may(rule->actor, FLOW_LEAD)) return refuse(refusal, S("kind"), only_words[FLOW_LEAD]);
    if (!obligation_of(now)->budget_line.present) return true;
    return refuse(refusal, S("budget_line"),
                  "What the lead obligates is for the whole agreement, not for a line.");
}

static bool obligation_to_supplier(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct obligation *obligation = obligation_of(now);
    const struct record *line =
        line_find(rule, now->org_id, &obligation->budget_line, obligation->agreement.id, refusal);
    if (!line || !obligation->made_on.present || !obligation->amount.present) return line != NULL;
    if (!value_is_code(&obligation->status, "made")) return true;
    struct money nothing = {0, obligation->amount.money.currency};
    return line_allows(rule, line, obligation->agreement.id, date_first_day(obligation->made_on.date),
                       now->id, obligation->amount.money, nothing, &obligation->override_reason, refusal);
}

bool obligation_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    const struct obligation *obligation = obligation_of(now);
    bool locked = before && !value_is_code(&obligation_of(before)->status, "draft");
    if (!step_is_allowed(rule, now, before, refusal)) return false;
    if (locked && !same_but(now, before, "status released_on note supplier override_reason")) {
        return refuse(refusal, S("status"), "What is in force does not change. Release it and make another.");
    }
    if (value_is_code(&obligation->status, "released") &&
        !value_dates_in_order(&obligation->made_on, &obligation->released_on)) {
        return refuse(refusal, S("released_on"), "It would be released before it was made.");
    }
    if (value_is_code(&obligation->kind, "lead")) return obligation_by_lead(rule, now, refusal);
    return locked || obligation_to_supplier(rule, now, refusal);
}

static bool is_draft_to_delete(const struct record *before, const char *draft, struct refusal *refusal) {
    if (value_is_code(named_value(before, "status"), draft)) return true;
    return refuse(refusal, S(""), "It has been handed in and stays in the books.");
}

bool obligation_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    return is_draft_to_delete(before, "draft", refusal);
}

/* ---- advances ---- */

/* What the lead still has for the agreement: what it obligated, or the agreement's amount while nothing is
 * obligated, less what it paid.  False when there is no amount to compare with. */
static bool agreement_left(struct rule *rule, const struct record *agreement, int64_t day,
                           struct money *left) {
    struct value amount = terms_on(rule, agreement, day).amount;
    if (!amount.present) return false;
    enum currency currency = amount.money.currency;
    struct finance_sum obligated =
        finance_account(rule->db, rule->job_arena, agreement->org_id, agreement->id, "obligated", S(""),
                        currency, FINANCE_ALWAYS);
    struct finance_sum funds = finance_account(rule->db, rule->job_arena, agreement->org_id, agreement->id,
                                               "funds", S(""), currency, FINANCE_ALWAYS);
    *left = obligated.amount.amount > 0 ? obligated.amount : amount.money;
    return money_add(*left, funds.amount, left); /* payments stand to the credit of the funds */
}

static bool advance_fits(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct advance *advance = advance_of(now);
    const struct record *agreement = agreement_find(rule, now, &advance->agreement);
    struct money left, wanted;
    int64_t day = advance->paid_on.present ? date_first_day(advance->paid_on.date) : today();
    if (!agreement || !agreement_left(rule, agreement, day, &left)) return true;
    if (!converted(rule, advance->amount.money, left.currency, day, "amount", &wanted, refusal)) return false;
    if (wanted.amount <= left.amount || override_holds(rule, &advance->override_reason, FLOW_LEAD))
        return true;
    return refuse_with(refusal, S("amount"), "{1} is more than what is left of the agreement: {2}.",
                       money_words(rule, wanted), money_words(rule, left));
}

/* Thirty days after the time it is for, or ninety after it was paid. */
static void advance_set_deadline(struct advance *advance) {
    enum { AFTER_PERIOD = 30, AFTER_PAYMENT = 90 };
    if (advance->liquidate_by.present || !advance->paid_on.present) return;
    int64_t day = date_first_day(advance->paid_on.date) + AFTER_PAYMENT;
    if (advance->period_to.present) day = date_last_day(advance->period_to.date) + AFTER_PERIOD;
    advance->liquidate_by = (struct value){.present = true, .date = date_of_day(day)};
}

static bool advance_dates(const struct record *now, struct refusal *refusal) {
    const struct advance *advance = advance_of(now);
    bool good = true;
    if (!value_dates_in_order(&advance->period_from, &advance->period_to))
        good = refuse(refusal, S("period_to"), "The end comes before the start.");
    if (!value_dates_in_order(&advance->requested_on, &advance->paid_on))
        good = refuse(refusal, S("paid_on"), "It would be paid before it was requested.");
    if (!value_dates_in_order(&advance->paid_on, &advance->liquidate_by))
        good = refuse(refusal, S("liquidate_by"), "It would be due before it was paid.");
    return good;
}

bool advance_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    struct advance *advance = advance_of(now);
    bool locked = before && !value_is_code(&advance_of(before)->status, "draft") &&
                  !value_is_code(&advance_of(before)->status, "requested");
    if (!step_is_allowed(rule, now, before, refusal)) return false;
    if (locked &&
        !same_but(now, before,
                  "status approved_on paid_on liquidate_by reference decline_reason override_reason note")) {
        return refuse(refusal, S("status"), "What the lead has decided does not change.");
    }
    bool was_paid =
        before && value_is_code(&advance_of(before)->status, "paid") && value_is_code(&advance->status, "paid");
    if (was_paid && !same_field(now, before, "paid_on"))
        return refuse(refusal, S("paid_on"), "This cannot change once it is saved.");
    if (value_is_code(&advance->status, "paid")) advance_set_deadline(advance);
    if (!advance_dates(now, refusal) || !advance->amount.present) return false;
    bool checks = step_taken(now, before, "approved") || step_taken(now, before, "paid") ||
                  step_taken(now, before, "requested");
    return !checks || advance_fits(rule, now, refusal);
}

bool advance_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    return is_draft_to_delete(before, "draft", refusal);
}

/* ---- liquidations ---- */

static bool expenses_total(struct rule *rule, const struct record *liquidation, enum currency currency,
                           struct money *total, struct refusal *refusal) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_LIQUIDATION_EXPENSES);
    size_t count = rule_referrers(rule, &expense_type, record_type_field(&expense_type, S("liquidation")),
                                  liquidation->org_id, liquidation->id, ids, LIMIT_LIQUIDATION_EXPENSES);
    *total = (struct money){0, currency};
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, &expense_type, liquidation->org_id, ids[i]);
        const struct expense *expense = found ? expense_of(found) : NULL;
        struct money part;
        if (!expense) continue;
        if (!converted(rule, expense->amount.money, currency, date_first_day(expense->spent_on.date),
                       "status", &part, refusal))
            return false;
        if (!money_add(*total, part, total)) return refuse(refusal, S("status"), "The sum is too large.");
    }
    return count > 0 || refuse(refusal, S("status"), "A liquidation without expenses cannot be handed in.");
}

static bool liquidation_fits(struct rule *rule, const struct record *now, enum flow_who who,
                             struct refusal *refusal) {
    const struct liquidation *liquidation = liquidation_of(now);
    const struct record *advance = rule_find(rule, &advance_type, now->org_id, liquidation->advance.id);
    if (!advance) return true; /* already refused as an unknown reference */
    enum currency currency = advance_of(advance)->amount.money.currency;
    struct money open = advance_open(rule->db, rule->job_arena, now->org_id, advance->id, FINANCE_ALWAYS),
                 total;
    if (!expenses_total(rule, now, currency, &total, refusal)) return false;
    if (total.amount <= open.amount || override_holds(rule, &liquidation->override_reason, who)) return true;
    open.currency = currency;
    return refuse_with(refusal, S("override_reason"),
                       "The expenses add up to {1}; open of the advance is {2}. Say why it may be exceeded.",
                       money_words(rule, total), money_words(rule, open));
}

static bool advance_is_paid(struct rule *rule, const struct record *of, const struct value *ref,
                            struct refusal *refusal) {
    const struct record *advance = ref->present ? rule_find(rule, &advance_type, of->org_id, ref->id) : NULL;
    if (!advance || value_is_code(&advance_of(advance)->status, "paid")) return true;
    return refuse(refusal, S("advance"), "That advance has not been paid.");
}

bool liquidation_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    const struct liquidation *liquidation = liquidation_of(now);
    bool locked = before && !value_is_code(&liquidation_of(before)->status, "draft") &&
                  !value_is_code(&liquidation_of(before)->status, "returned");
    if (!step_is_allowed(rule, now, before, refusal)) return false;
    if (locked && !same_but(now, before, "status decided_on return_reason override_reason note")) {
        return refuse(refusal, S("status"), "What was handed in does not change unless it is returned.");
    }
    if (!value_dates_in_order(&liquidation->period_from, &liquidation->period_to))
        return refuse(refusal, S("period_to"), "The end comes before the start.");
    if (!advance_is_paid(rule, now, &liquidation->advance, refusal)) return false;
    if (before && step_taken(now, before, "submitted"))
        return liquidation_fits(rule, now, FLOW_MANAGER, refusal);
    return !before || !step_taken(now, before, "accepted") || liquidation_fits(rule, now, FLOW_LEAD, refusal);
}

bool liquidation_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    return is_draft_to_delete(before, "draft", refusal);
}

static bool liquidation_is_open(struct rule *rule, const struct record *liquidation,
                                struct refusal *refusal) {
    const struct value *status = &liquidation_of(liquidation)->status;
    if (rule->actor->is_system || value_is_code(status, "draft") || value_is_code(status, "returned")) return true;
    return refuse(refusal, S(""), "What was handed in does not change unless it is returned.");
}

bool liquidation_before_detach(struct rule *rule, const struct record *owner, struct refusal *refusal) {
    return liquidation_is_open(rule, owner, refusal);
}

/* ---- expenses ---- */

static const struct record *liquidation_of_expense(struct rule *rule, const struct record *expense) {
    return rule_find(rule, &liquidation_type, expense->org_id, expense_of(expense)->liquidation.id);
}

static bool expense_in_time(struct rule *rule, const struct record *now, const struct record *agreement,
                            struct refusal *refusal) {
    const struct expense *expense = expense_of(now);
    int64_t day = date_first_day(expense->spent_on.date);
    struct agreement_terms terms = terms_on(rule, agreement, day);
    int64_t first = date_first_day(agreement_of(agreement)->starts_on.date);
    int64_t last = terms.ends_on.present ? date_last_day(terms.ends_on.date) : INT64_MAX;
    if ((day >= first && day <= last) || override_holds(rule, &expense->override_reason, FLOW_MANAGER))
        return true;
    return refuse_with(refusal, S("spent_on"), "The agreement runs from {1} to {2}.", day_words(rule, first),
                       last == INT64_MAX ? S("") : day_words(rule, last));
}

/* Both speak of the line of one number. */
static bool same_line(struct rule *rule, const struct record *expense, const struct record *obligation) {
    const struct record *a =
        rule_find(rule, &budget_line_type, expense->org_id, expense_of(expense)->budget_line.id);
    const struct value *ref = &obligation_of(obligation)->budget_line;
    const struct record *b =
        ref->present ? rule_find(rule, &budget_line_type, expense->org_id, ref->id) : NULL;
    return a && b && slice_equal(budget_line_of(a)->number.text, budget_line_of(b)->number.text);
}

/* The commitment it pays is one in force of the same line; *freed is what the payment frees of it. */
static bool expense_obligation(struct rule *rule, const struct record *now, struct money *freed,
                               struct refusal *refusal) {
    const struct expense *expense = expense_of(now);
    const struct record *found = expense->obligation.present
                                     ? rule_find(rule, &obligation_type, now->org_id, expense->obligation.id)
                                     : NULL;
    struct money paid;
    if (!found) return true;
    const struct obligation *obligation = obligation_of(found);
    struct money amount = obligation->amount.money;
    if (!same_line(rule, now, found) || !value_is_code(&obligation->status, "made")) {
        return refuse(refusal, S("obligation"), "Choose a commitment in force of the same budget line.");
    }
    if (!converted(rule, expense->amount.money, amount.currency, date_first_day(expense->spent_on.date),
                   "amount", &paid, refusal))
        return false;
    int64_t open = amount.amount - obligation_used(rule->db, rule->job_arena, now->org_id, found->id).amount;
    if (paid.amount > open) {
        return refuse_with(refusal, S("obligation"), "Open of that commitment is {1}.",
                           money_words(rule, (struct money){open, amount.currency}), S(""));
    }
    *freed = expense->amount.money;
    return true;
}

bool expense_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal) {
    const struct expense *expense = expense_of(now);
    const struct record *liquidation = liquidation_of_expense(rule, now);
    const struct record *advance =
        liquidation ? rule_find(rule, &advance_type, now->org_id, liquidation_of(liquidation)->advance.id)
                    : NULL;
    const struct record *agreement =
        advance ? agreement_find(rule, now, &advance_of(advance)->agreement) : NULL;
    if (!agreement || !expense->spent_on.present || !expense->amount.present)
        return true; /* refused elsewhere */
    if (!liquidation_is_open(rule, liquidation, refusal)) return false;
    if (!has_room(rule, &expense_type, "liquidation", now, before, LIMIT_LIQUIDATION_EXPENSES,
                  TR("A liquidation has at most {1} expenses. Begin another one."), refusal))
        return false;
    if (!is_joining(before) && same_but(now, before, "description supplier receipt_number")) return true;
    struct money freed = {0, expense->amount.money.currency}, in_advance;
    int64_t day = date_first_day(expense->spent_on.date);
    const struct record *line = line_find(rule, now->org_id, &expense->budget_line, agreement->id, refusal);
    bool good = line && expense_in_time(rule, now, agreement, refusal);
    good = good && converted(rule, expense->amount.money, advance_of(advance)->amount.money.currency, day,
                             "amount", &in_advance, refusal);
    good = good && expense_obligation(rule, now, &freed, refusal);
    if (expense->pays_services.present && expense->pays_services.number) return good; /* spent when it was given */
    return good && line_allows(rule, line, agreement->id, day, now->id, expense->amount.money, freed,
                               &expense->override_reason, refusal);
}

bool expense_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct record *liquidation = liquidation_of_expense(rule, before);
    return !liquidation || liquidation_is_open(rule, liquidation, refusal);
}

/* ---- refunds and postings ---- */

bool refund_before_save(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal) {
    const struct refund *refund = refund_of(now);
    bool locked = before && value_is_code(&refund_of(before)->status, "received");
    if (!step_is_allowed(rule, now, before, refusal) ||
        !advance_is_paid(rule, now, &refund->advance, refusal))
        return false;
    if (locked && !same_but(now, before, "status received_on note")) {
        return refuse(refusal, S("status"), "What was received does not change.");
    }
    const struct record *advance = rule_find(rule, &advance_type, now->org_id, refund->advance.id);
    if (!advance || !refund->amount.present || locked) return true;
    struct money amount = refund->amount.money,
                 open = advance_open(rule->db, rule->job_arena, now->org_id, advance->id, FINANCE_ALWAYS);
    open.currency = advance_of(advance)->amount.money.currency;
    if (amount.currency != open.currency)
        return refuse(refusal, S("amount"), "It goes back in the currency of the advance.");
    if (amount.amount <= open.amount) return true;
    return refuse_with(refusal, S("amount"), "Open of the advance is {1}.", money_words(rule, open), S(""));
}

bool refund_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    return is_draft_to_delete(before, "sent", refusal);
}
