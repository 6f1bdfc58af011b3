/* SPDX-License-Identifier: Apache-2.0 */
/* What each record moves, and how what was posted of it is brought to say the same.  See post.h. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/finance/finance_read.h"
#include "domain/finance/post.h"
#include "domain/programme/promise_book.h"

enum { EVENTS_MAX = 2 }; /* of one source: it is made, and it ends */

/* What a source should have posted. */
struct plan {
    struct finance_entry entries[EVENTS_MAX];
    size_t count;
};

/* Where records are read from: the writer's transaction, or a reader for verifying. */
struct reach {
    struct arena *arena;
    struct db *db;
};

static const struct record *reach_find(const struct reach *reach, const struct record_type *type,
                                       struct uuid org, const struct value *ref) {
    return ref->present ? promise_read_record(reach->arena, reach->db, type, org, ref->id) : NULL;
}

static struct money negated(struct money money) {
    return (struct money){-money.amount, money.currency};
}

static struct value ref_to(const struct record *record) {
    return (struct value){.present = true, .id = record->id};
}

static struct finance_entry *plan_add(struct plan *plan, const struct record *source, const char *event,
                                      int64_t day, struct uuid agreement) {
    ASSERT(plan->count < EVENTS_MAX);
    struct finance_entry *entry = &plan->entries[plan->count++];
    *entry = (struct finance_entry){.event = event,
                                    .day = day,
                                    .org_id = source->org_id,
                                    .agreement_id = agreement,
                                    .source_type = source->type,
                                    .source_id = source->id};
    return entry;
}

/* ---- what each kind of source moves ---- */

struct obligation_accounts {
    const char *open, *contra;
};

static struct obligation_accounts accounts_of(const struct obligation *obligation) {
    bool is_lead = value_is_code(&obligation->kind, "lead");
    return is_lead ? (struct obligation_accounts){"obligated", "obligated_contra"}
                   : (struct obligation_accounts){"committed", "committed_contra"};
}

static void entry_obligate(struct finance_entry *entry, const struct record *record, struct money amount) {
    const struct obligation *obligation = obligation_of(record);
    struct obligation_accounts accounts = accounts_of(obligation);
    entry->budget_line = obligation->budget_line;
    entry->obligation = ref_to(record);
    finance_entry_add(entry, accounts.open, amount);
    finance_entry_add(entry, accounts.contra, negated(amount));
}

static void plan_obligation(const struct reach *reach, const struct record *record, struct plan *plan) {
    const struct obligation *obligation = obligation_of(record);
    bool is_released = value_is_code(&obligation->status, "released");
    if (!is_released && !value_is_code(&obligation->status, "made")) return;
    int64_t made = value_day(&obligation->made_on, 0);
    entry_obligate(plan_add(plan, record, "obligation_made", made, obligation->agreement.id), record,
                   obligation->amount.money);
    if (!is_released) return;
    struct money used = obligation_used(reach->db, reach->arena, record->org_id, record->id);
    struct money rest = {obligation->amount.money.amount - used.amount, obligation->amount.money.currency};
    if (rest.amount <= 0) return;
    entry_obligate(plan_add(plan, record, "obligation_released", value_day(&obligation->released_on, made),
                            obligation->agreement.id),
                   record, negated(rest));
}

static void plan_advance(const struct reach *reach, const struct record *record, struct plan *plan) {
    const struct advance *advance = advance_of(record);
    (void)reach;
    if (!value_is_code(&advance->status, "paid")) return;
    int64_t day = value_day(&advance->paid_on, value_day(&advance->requested_on, 0));
    struct finance_entry *entry = plan_add(plan, record, "advance_paid", day, advance->agreement.id);
    entry->advance = ref_to(record);
    finance_entry_add(entry, "advances", advance->amount.money);
    finance_entry_add(entry, "funds", negated(advance->amount.money));
}

static void plan_refund(const struct reach *reach, const struct record *record, struct plan *plan) {
    const struct refund *refund = refund_of(record);
    const struct record *advance = reach_find(reach, &advance_type, record->org_id, &refund->advance);
    if (!advance || !value_is_code(&refund->status, "received")) return;
    int64_t day = value_day(&refund->received_on, value_day(&refund->refunded_on, 0));
    struct finance_entry *entry =
        plan_add(plan, record, "refund_received", day, advance_of(advance)->agreement.id);
    entry->advance = refund->advance;
    finance_entry_add(entry, "funds", refund->amount.money);
    finance_entry_add(entry, "advances", negated(refund->amount.money));
}

/* Spent in another currency than the advance: what it took of the advance is exchanged by the rate of the
 * day. */
static void entry_spend(const struct reach *reach, struct finance_entry *entry, const struct expense *expense,
                        enum currency advanced) {
    struct rates rates = rates_read_on(reach->arena, reach->db, entry->day);
    const struct rate *rate;
    struct money taken, spent = expense->amount.money;
    bool was_spent = expense->pays_services.present && expense->pays_services.number;
    finance_entry_add(entry, was_spent ? "care_open" : "expenses", spent);
    if (!rates_convert(&rates, spent, advanced, entry->day, &taken, &rate)) taken = spent;
    if (taken.currency != spent.currency) {
        finance_entry_add(entry, "exchange", negated(spent));
        finance_entry_add(entry, "exchange", taken);
    }
    finance_entry_add(entry, "advances", negated(taken));
}

/* An expense that pays a commitment frees as much of it. */
static void plan_use(const struct reach *reach, const struct record *record, struct uuid agreement,
                     struct plan *plan) {
    const struct expense *expense = expense_of(record);
    const struct record *found = reach_find(reach, &obligation_type, record->org_id, &expense->obligation);
    if (!found) return;
    const struct obligation *obligation = obligation_of(found);
    int64_t day = value_day(&expense->spent_on, 0);
    struct rates rates = rates_read_on(reach->arena, reach->db, day);
    struct money paid;
    const struct rate *rate;
    if (!rates_convert(&rates, expense->amount.money, obligation->amount.money.currency, day, &paid, &rate))
        return;
    entry_obligate(plan_add(plan, record, "obligation_released", day, agreement), found, negated(paid));
}

static void plan_expense(const struct reach *reach, const struct record *record, struct plan *plan) {
    const struct expense *expense = expense_of(record);
    const struct record *liquidation =
        reach_find(reach, &liquidation_type, record->org_id, &expense->liquidation);
    if (!liquidation || liquidation->deleted_ms ||
        !value_is_code(&liquidation_of(liquidation)->status, "accepted"))
        return;
    const struct record *found =
        reach_find(reach, &advance_type, record->org_id, &liquidation_of(liquidation)->advance);
    if (!found) return;
    const struct advance *advance = advance_of(found);
    struct finance_entry *entry =
        plan_add(plan, record, "expense_accepted", value_day(&expense->spent_on, 0), advance->agreement.id);
    entry->budget_line = expense->budget_line;
    entry->advance = ref_to(found);
    entry_spend(reach, entry, expense, advance->amount.money.currency);
    plan_use(reach, record, advance->agreement.id, plan);
}

/* Spent on the line; with which receipts it was paid, the liquidation says later (expense.pays_services). */
static void plan_care_cost(const struct reach *reach, const struct record *record, struct plan *plan) {
    const struct care_cost *cost = care_cost_of(record);
    const struct record *line = reach_find(reach, &budget_line_type, record->org_id, &cost->budget_line);
    const struct record *budget =
        line ? reach_find(reach, &budget_type, record->org_id, &budget_line_of(line)->budget) : NULL;
    if (!budget) return;
    struct finance_entry *entry = plan_add(plan, record, "care_cost_recorded", value_day(&cost->month, 0),
                                           budget_of(budget)->agreement.id);
    entry->budget_line = cost->budget_line;
    finance_entry_add(entry, "expenses", cost->amount.money);
    finance_entry_add(entry, "care_open", negated(cost->amount.money));
}

static const struct source {
    const struct record_type *type;
    void (*plan)(const struct reach *reach, const struct record *record, struct plan *plan);
} sources[] = {
    {&obligation_type, plan_obligation}, {&advance_type, plan_advance},     {&expense_type, plan_expense},
    {&refund_type, plan_refund},         {&care_cost_type, plan_care_cost},
};

static const struct source *source_of(const struct record_type *type) {
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        if (sources[i].type == type) return &sources[i];
    }
    return NULL;
}

static void plan_make(const struct reach *reach, const struct source *source, const struct record *record,
                      struct plan *plan) {
    *plan = (struct plan){.count = 0};
    if (!record->deleted_ms) source->plan(reach, record, plan);
}

/* ---- what was posted of a source and still holds ---- */

static const char *const events[] = {"obligation_made",  "obligation_released", "advance_paid",
                                     "expense_accepted", "refund_received",     "care_cost_recorded"};

static struct value ref_column(struct db_query *query, int column) {
    if (db_column_is_null(query, column)) return (struct value){.present = false};
    return (struct value){.present = true, .id = db_column_uuid(query, column)};
}

/* The code of an account as a literal: postings hold no other. */
static const char *account_code(struct slice text) {
    const struct choice *choice = choice_find(&posting_account_choices, text);
    ASSERT(choice);
    return choice->code;
}

static void posted_add_row(struct db_query *query, struct finance_entry *entry) {
    struct date day;
    entry->agreement_id = db_column_uuid(query, 0);
    entry->budget_line = ref_column(query, 1);
    entry->advance = ref_column(query, 2);
    entry->obligation = ref_column(query, 3);
    if (date_parse_iso(db_column_text(query, 9), &day)) entry->day = date_first_day(day);
    if (entry->side_count == FINANCE_SIDES_MAX) return;
    entry->sides[entry->side_count++] =
        (struct finance_side){account_code(db_column_text(query, 4)), finance_money_column(query, 5),
                              finance_money_column(query, 7)};
}

static struct finance_entry posted_read(const struct reach *reach, const struct record *source,
                                        const char *event) {
    struct finance_entry entry = {
        .event = event, .org_id = source->org_id, .source_type = source->type, .source_id = source->id};
    struct db_query *query = db_query(
        reach->db,
        SQL("SELECT agreement, budget_line, advance, obligation, account, CAST(SUM(amount) AS BIGINT), "
            "amount_currency, "
            "CAST(COALESCE(SUM(other_amount), 0) AS BIGINT), COALESCE(MAX(other_amount_currency), ''), "
            "COALESCE(MAX(CASE WHEN reversal = 0 THEN on_day END), '') FROM finance_posting WHERE org_id = "
            "?1 AND "
            "source_id = ?2 AND event = ?3 AND deleted_ms = 0 GROUP BY agreement, budget_line, advance, "
            "obligation, "
            "account, amount_currency HAVING SUM(amount) <> 0 ORDER BY account, amount_currency"));
    db_bind_uuid(query, 1, source->org_id);
    db_bind_text(query, 2, uuid_format(reach->arena, source->id));
    db_bind_text(query, 3, slice_of(event));
    while (db_next(query)) {
        posted_add_row(query, &entry);
    }
    db_done(query);
    return entry;
}

/* ---- the two compared ---- */

static bool same_ref(const struct value *a, const struct value *b) {
    return a->present == b->present && (!a->present || uuid_equal(a->id, b->id));
}

static int64_t sum_of(const struct finance_entry *entry, const struct finance_side *like) {
    int64_t sum = 0;
    for (size_t i = 0; i < entry->side_count; i++) {
        const struct finance_side *side = &entry->sides[i];
        bool same = slice_equal(slice_of(side->account), slice_of(like->account)) &&
                    side->amount.currency == like->amount.currency;
        if (same) sum += side->amount.amount;
    }
    return sum;
}

static bool sides_cover(const struct finance_entry *a, const struct finance_entry *b) {
    for (size_t i = 0; i < a->side_count; i++) {
        if (sum_of(a, &a->sides[i]) != sum_of(b, &a->sides[i])) return false;
    }
    return true;
}

static bool entries_agree(const struct finance_entry *a, const struct finance_entry *b) {
    if (!a->side_count || !b->side_count) return a->side_count == b->side_count;
    return a->day == b->day && uuid_equal(a->agreement_id, b->agreement_id) &&
           same_ref(&a->budget_line, &b->budget_line) && same_ref(&a->advance, &b->advance) &&
           same_ref(&a->obligation, &b->obligation) && sides_cover(a, b) && sides_cover(b, a);
}

static struct finance_entry entry_of_plan(const struct plan *plan, const char *event) {
    for (size_t i = 0; i < plan->count; i++) {
        if (slice_equal(slice_of(plan->entries[i].event), slice_of(event))) return plan->entries[i];
    }
    return (struct finance_entry){.event = event};
}

/* Dated today: what was reported of earlier days stays what it was. */
static void entry_reverse(struct rule *rule, struct finance_entry entry) {
    entry.reversal = true;
    entry.day = date_first_day(clock_today());
    for (size_t i = 0; i < entry.side_count; i++) {
        entry.sides[i].amount = negated(entry.sides[i].amount);
        entry.sides[i].worth = negated(entry.sides[i].worth);
    }
    finance_post(rule, &entry);
}

/* ---- sums that grow ---- */

static bool is_sum(const struct finance_entry *posted, const struct finance_entry *wanted) {
    return wanted->source_type == &care_cost_type && posted->side_count && wanted->side_count &&
           posted->day == wanted->day && same_ref(&posted->budget_line, &wanted->budget_line) &&
           uuid_equal(posted->agreement_id, wanted->agreement_id);
}

/* Of a sum that was posted only the difference is: a month with a thousand meals has a thousand lines in the
 * book, not a thousand times a thousand that are taken back.  What is less is taken back today, by the rate
 * of its own day. */
static void difference_post(struct rule *rule, const struct finance_entry *posted,
                            const struct finance_entry *wanted) {
    struct finance_entry entry = *wanted;
    struct rates rates = rates_read_on(rule->job_arena, rule->db, wanted->day);
    entry.side_count = 0;
    for (size_t i = 0; i < wanted->side_count; i++) {
        const struct finance_side *side = &wanted->sides[i];
        int64_t more = side->amount.amount - sum_of(posted, side);
        finance_entry_add(&entry, side->account, (struct money){more, side->amount.currency});
    }
    entry.reversal = entry.side_count && entry.sides[0].amount.amount < 0;
    if (entry.reversal) entry.day = date_first_day(clock_today());
    for (size_t i = 0; entry.reversal && i < entry.side_count; i++) {
        struct finance_side *side = &entry.sides[i];
        const struct rate *rate;
        if (!rates_convert(&rates, side->amount, currency_other(side->amount.currency), wanted->day,
                           &side->worth, &rate))
            side->worth = (struct money){0};
    }
    finance_post(rule, &entry);
}

static void source_settle(struct rule *rule, const struct record *record) {
    struct reach reach = {rule->job_arena, rule->db};
    struct plan plan;
    plan_make(&reach, source_of(record->type), record, &plan);
    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        struct finance_entry posted = posted_read(&reach, record, events[i]),
                             wanted = entry_of_plan(&plan, events[i]);
        if (entries_agree(&posted, &wanted)) continue;
        if (is_sum(&posted, &wanted)) {
            difference_post(rule, &posted, &wanted);
            continue;
        }
        if (posted.side_count) entry_reverse(rule, posted);
        if (wanted.side_count) finance_post(rule, &wanted);
    }
}

/* What a released obligation gave back depends on the expenses that used it. */
static void expense_settle(struct rule *rule, const struct record *record) {
    struct reach reach = {rule->job_arena, rule->db};
    source_settle(rule, record);
    const struct record *obligation =
        reach_find(&reach, &obligation_type, record->org_id, &expense_of(record)->obligation);
    if (obligation) source_settle(rule, obligation);
}

static void liquidation_settle(struct rule *rule, const struct record *liquidation) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_LIQUIDATION_EXPENSES);
    size_t count = rule_referrers(rule, &expense_type, record_type_field(&expense_type, S("liquidation")),
                                  liquidation->org_id, liquidation->id, ids, LIMIT_LIQUIDATION_EXPENSES);
    for (size_t i = 0; i < count; i++) {
        struct reach reach = {rule->job_arena, rule->db};
        const struct record *expense =
            promise_read_record(reach.arena, reach.db, &expense_type, liquidation->org_id, ids[i]);
        if (expense) expense_settle(rule, expense);
    }
}

void finance_after_change(struct rule *rule, const struct change *change) {
    if (change->type == &expense_type)
        expense_settle(rule, change->after);
    else if (source_of(change->type))
        source_settle(rule, change->after);
    else if (change->type == &liquidation_type)
        liquidation_settle(rule, change->after);
}

/* ---- verifying ---- */

static bool source_is_settled(const struct reach *reach, const struct source *source,
                              const struct record *record) {
    struct plan plan;
    plan_make(reach, source, record, &plan);
    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        struct finance_entry posted = posted_read(reach, record, events[i]),
                             wanted = entry_of_plan(&plan, events[i]);
        if (!entries_agree(&posted, &wanted) || !finance_entry_is_balanced(&posted)) return false;
    }
    return true;
}

static void report_add(struct finance_report *report, const struct record *record) {
    if (report->wrong++) return;
    report->first_wrong_org = record->org_id;
    report->first_wrong_source = record->id;
}

static size_t orgs_with(const struct reach *reach, const struct record_type *type, struct uuid **orgs) {
    struct slice sql = arena_printf(reach->arena, "SELECT DISTINCT org_id FROM \"%s\"", type->name);
    struct db_query *query = db_query(reach->db, sql_built(reach->arena, sql));
    size_t count = 0;
    *orgs = NULL;
    while (db_next(query)) {
        *orgs = arena_room(reach->arena, *orgs, sizeof **orgs, count);
        (*orgs)[count++] = db_column_uuid(query, 0);
    }
    db_done(query);
    return count;
}

enum { VERIFY_CHUNK = 500 };

/* In chunks, so that memory does not grow with the number of records. */
static void verify_source(struct db *db, const struct source *source, struct uuid org,
                          struct finance_report *report) {
    struct uuid after = SHARED_ORG;
    size_t count;
    do {
        struct reach reach = {arena_new(), db};
        const struct record **records = arena_make(reach.arena, const struct record *, VERIFY_CHUNK);
        count = promise_read_records(reach.arena, db, source->type, org, after, records, VERIFY_CHUNK);
        for (size_t i = 0; i < count; i++) {
            report->sources++;
            if (!source_is_settled(&reach, source, records[i])) report_add(report, records[i]);
            after = records[i]->id;
        }
        arena_free(reach.arena);
    } while (count == VERIFY_CHUNK);
}

void finance_verify(struct db *db, struct finance_report *report) {
    struct arena *arena = arena_new();
    *report = (struct finance_report){0};
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        struct reach reach = {arena, db};
        struct uuid *orgs;
        size_t count = orgs_with(&reach, sources[i].type, &orgs);
        for (size_t o = 0; o < count; o++) {
            verify_source(db, &sources[i], orgs[o], report);
        }
    }
    arena_free(arena);
}
