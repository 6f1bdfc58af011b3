/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/terms.h"

#include <stddef.h>

#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"
#include "domain/savings/cash_count.h"
#include "i18n/locale.h"
#include "store/codec.h"

int64_t number_or_0(const struct value *value) {
    return value->present ? value->number : 0;
}

int choice_place(const struct choice_set *set, const struct value *value, int otherwise) {
    for (size_t i = 0; value->present && i < set->count; i++) {
        if (value_is_code(value, set->choices[i].code)) return (int)i;
    }
    return otherwise;
}

bool group_counts_in_riel(const struct record *group) {
    const struct value *unit = &savings_group_of(group)->unit;
    return !unit->present || uuid_equal(unit->id, commodity_id(S("KHR")));
}

bool group_is_vsla(const struct record *group) {
    return value_is_code(&savings_group_of(group)->model, "vsla");
}

const char *group_savings_role(const struct record *group) {
    return group_is_vsla(group) ? "shares" : "savings";
}

int64_t group_cash_step(const struct record *group) {
    return group_counts_in_riel(group) ? CASH_STEP_RIEL : 1;
}

/* ---- days ---- */

int64_t group_rhythm_days(const struct record *group) {
    static const int64_t days[] = {7, 14, 28, 30}; /* in the order of meeting_rhythm */
    return days[choice_place(&meeting_rhythm_choices, &savings_group_of(group)->meets, 3)];
}

static struct date day_within_month(struct date date) {
    int days = date_days_in_month(date.year, date.month);
    if (date.day > days) date.day = (uint8_t)days;
    return date;
}

int64_t group_next_day_after(const struct record *group, int64_t day) {
    if (!value_is_code(&savings_group_of(group)->meets, "monthly")) return day + group_rhythm_days(group);
    struct date date = date_of_day(day);
    date.year = (int16_t)(date.year + date.month / 12);
    date.month = (uint8_t)(date.month % 12 + 1);
    return date_first_day(day_within_month(date));
}

struct date date_year_later(struct date date) {
    date.year++;
    return day_within_month(date);
}

/* ---- bylaws ---- */

/* A number of the record and its place among the rules. */
struct number_row {
    size_t field, rule;
    bool is_int; /* else 64 bits */
};

#define NUMBER(field_, rule_)                                                                                \
    {                                                                                                        \
        offsetof(struct group_bylaw, field_), offsetof(struct bylaws, rule_),                                \
            sizeof(((struct bylaws *)NULL)->rule_) == sizeof(int)                                            \
    }

static const struct number_row number_rows[] = {
    NUMBER(members_min, members_min),
    NUMBER(members_max, members_max),
    NUMBER(quorum_ppm, quorum_ppm),
    NUMBER(share_price, share_price),
    NUMBER(shares_min, shares_min),
    NUMBER(shares_max, shares_max),
    NUMBER(deposit_min, deposit_min),
    NUMBER(deposit_max, deposit_max),
    NUMBER(social_fund_amount, social_fund_amount),
    NUMBER(fine_late, fines[FINE_LATE]),
    NUMBER(fine_absent, fines[FINE_ABSENT]),
    NUMBER(fine_no_saving, fines[FINE_NO_SAVING]),
    NUMBER(fine_late_repayment, fines[FINE_LATE_REPAYMENT]),
    NUMBER(fine_no_passbook, fines[FINE_NO_PASSBOOK]),
    NUMBER(fine_disturbing, fines[FINE_DISTURBING]),
    NUMBER(fine_other, fines[FINE_OTHER]),
    NUMBER(non_member_fee, non_member_fee),
    NUMBER(loan_savings_ppm, loan_savings_ppm),
    NUMBER(loan_max, loan_max),
    NUMBER(loan_count_max, loan_count_max),
    NUMBER(loan_days_max, loan_days_max),
    NUMBER(loan_guarantors_min, loan_guarantors_min),
    NUMBER(rate_ppm, rate_ppm),
    NUMBER(rate_cap_ppm, rate_cap_ppm),
    NUMBER(debt_share_max_ppm, debt_share_max_ppm),
};

static struct value *row_value(struct group_bylaw *bylaw, const struct number_row *row) {
    return (struct value *)(void *)((char *)bylaw + row->field);
}

static int64_t rule_number(const struct bylaws *bylaws, const struct number_row *row) {
    const char *at = (const char *)bylaws + row->rule;
    return row->is_int ? *(const int *)(const void *)at : *(const int64_t *)(const void *)at;
}

static void rule_set_number(struct bylaws *bylaws, const struct number_row *row, int64_t number) {
    char *at = (char *)bylaws + row->rule;
    if (row->is_int)
        *(int *)(void *)at = (int)number;
    else
        *(int64_t *)(void *)at = number;
}

static void number_fill(struct value *value, int64_t number) {
    if (!value->present) *value = value_of_number(number);
}

static void choice_fill(struct value *value, const char *code) {
    if (!value->present) *value = value_of_text(slice_of(code));
}

/* Codes of the rules that this body may decide otherwise. */
static struct value override_codes(struct arena *arena, const struct bylaws *bylaws, enum bylaw_override by) {
    struct text codes = TEXT_IN(arena);
    for (int rule = 0; rule < BYLAW_RULES; rule++) {
        if (bylaws->overrides[rule] != by) continue;
        text_printf(&codes, "%s%s", codes.len ? "," : "", bylaw_rows[rule].code);
    }
    return value_of_text(text_slice(&codes));
}

static void fill_overrides(struct arena *arena, struct group_bylaw *bylaw, const struct bylaws *usual) {
    if (bylaw->committee_may.present || bylaw->assembly_may.present) return;
    bylaw->committee_may = override_codes(arena, usual, OVERRIDE_COMMITTEE);
    bylaw->assembly_may = override_codes(arena, usual, OVERRIDE_ASSEMBLY);
}

static void fill_profit(struct group_bylaw *bylaw, bool is_vsla) {
    if (bylaw->reserve_ppm.present || bylaw->social_ppm.present || bylaw->dividend_ppm.present) return;
    number_fill(&bylaw->reserve_ppm, is_vsla ? 0 : 300000);
    number_fill(&bylaw->social_ppm, is_vsla ? 0 : 100000);
    number_fill(&bylaw->dividend_ppm, is_vsla ? EXACT_PPM : 600000);
}

static void fill_loans(struct group_bylaw *bylaw, bool is_vsla, int64_t cash_step) {
    choice_fill(&bylaw->loan_method, is_vsla ? "flat" : "equal_principal");
    choice_fill(&bylaw->loan_frequency, "monthly");
    number_fill(&bylaw->multiple, cash_step);
    choice_fill(&bylaw->penalty_by, "none");
    choice_fill(&bylaw->penalty_base, "principal");
    choice_fill(&bylaw->payoff, is_vsla ? "whole" : "to_day");
    choice_fill(&bylaw->remainder, "next_cycle");
    choice_fill(&bylaw->dividend_by, "savings_days");
}

void group_bylaw_fill(struct arena *arena, struct record *record, const struct record *group) {
    struct group_bylaw *bylaw = group_bylaw_of(record);
    const struct bylaws *usual = group_is_vsla(group) ? &bylaws_vsla : &bylaws_permanent_fund;
    for (size_t i = 0; i < ARRAY_LEN(number_rows); i++) {
        number_fill(row_value(bylaw, &number_rows[i]), rule_number(usual, &number_rows[i]));
    }
    if (!bylaw->lends_to_non_members.present)
        bylaw->lends_to_non_members = value_of_number(usual->lends_to_non_members);
    if (!bylaw->joins_any_time.present) bylaw->joins_any_time = value_of_number(usual != &bylaws_vsla);
    fill_overrides(arena, bylaw, usual);
    fill_loans(bylaw, usual == &bylaws_vsla, group_cash_step(group));
    fill_profit(bylaw, usual == &bylaws_vsla);
}

static uint64_t purposes_of(const struct value *codes) {
    uint64_t bits = 0;
    for (size_t i = 0; codes->present && i < loan_purpose_choices.count; i++) {
        if (codes_contain(codes->text, slice_of(loan_purpose_choices.choices[i].code)))
            bits |= UINT64_C(1) << i;
    }
    return bits;
}

static enum bylaw_override override_of(const struct group_bylaw *bylaw, const char *code) {
    if (bylaw->committee_may.present && codes_contain(bylaw->committee_may.text, slice_of(code)))
        return OVERRIDE_COMMITTEE;
    bool assembly = bylaw->assembly_may.present && codes_contain(bylaw->assembly_may.text, slice_of(code));
    return assembly ? OVERRIDE_ASSEMBLY : OVERRIDE_NEVER;
}

void bylaws_of_record(const struct record *record, struct bylaws *bylaws) {
    struct group_bylaw *bylaw = group_bylaw_of(record);
    *bylaws = (struct bylaws){.lends_to_non_members = number_or_0(&bylaw->lends_to_non_members) != 0,
                              .lends_while_late = number_or_0(&bylaw->lends_while_late) != 0,
                              .loan_purposes = purposes_of(&bylaw->loan_purposes)};
    for (size_t i = 0; i < ARRAY_LEN(number_rows); i++) {
        rule_set_number(bylaws, &number_rows[i], number_or_0(row_value(bylaw, &number_rows[i])));
    }
    for (int rule = 0; rule < BYLAW_RULES; rule++) {
        bylaws->overrides[rule] = override_of(bylaw, bylaw_rows[rule].code);
    }
}

struct loan_rules loan_rules_of_record(const struct record *record) {
    const struct group_bylaw *bylaw = group_bylaw_of(record);
    struct loan_rules rules = loan_rules_default;
    rules.penalty_by =
        (enum loan_penalty_by)choice_place(&penalty_by_choices, &bylaw->penalty_by, PENALTY_NONE);
    rules.penalty_base = (enum loan_penalty_base)choice_place(&penalty_base_choices, &bylaw->penalty_base,
                                                              PENALTY_ON_PRINCIPAL);
    rules.penalty_ppm = number_or_0(&bylaw->penalty_ppm);
    rules.penalty_fixed = number_or_0(&bylaw->penalty_fixed);
    rules.penalty_free_days = (int)number_or_0(&bylaw->penalty_free_days);
    rules.interest_goes_on = number_or_0(&bylaw->interest_goes_on) != 0;
    rules.payoff =
        (enum loan_payoff)choice_place(&loan_payoff_choices, &bylaw->payoff, PAYOFF_INTEREST_TO_DAY);
    return rules;
}

enum bylaw_override decided_by_of(const struct value *decided_by) {
    return (enum bylaw_override)(choice_place(&decided_by_choices, decided_by, -1) + 1);
}

static const struct record *bylaw_read(struct db *db, struct arena *arena, struct sql sql, struct uuid org,
                                       struct uuid group, int64_t day) {
    struct db_query *query = db_query(db, sql);
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, group);
    db_bind_text(query, 3, date_format_iso(arena, date_of_day(day)));
    const struct record *record = db_next(query) ? codec_read(arena, query, &group_bylaw_type) : NULL;
    db_done(query);
    return record;
}

static const struct record *bylaw_usual(struct arena *arena, const struct record *group) {
    struct record *record = record_new(arena, &group_bylaw_type);
    record->org_id = group->org_id;
    group_bylaw_fill(arena, record, group);
    return record;
}

const struct record *group_bylaw_on(struct db *db, struct arena *arena, const struct record *group,
                                    int64_t day) {
    struct text sql = TEXT_IN(arena);
    text_append(&sql, S("SELECT "));
    codec_select_columns(&sql, db_kind_of(db), &group_bylaw_type, IDENTIFYING);
    text_append(
        &sql, S(" FROM group_bylaw WHERE org_id = ?1 AND \"savings_group\" = ?2 AND deleted_ms = 0 ORDER BY "
                "CASE WHEN \"effective_on\" <= ?3 THEN 0 ELSE 1 END, CASE WHEN \"effective_on\" <= ?3 THEN "
                "\"effective_on\" END DESC, \"effective_on\" LIMIT 1"));
    const struct record *record =
        bylaw_read(db, arena, sql_built(arena, text_slice(&sql)), group->org_id, group->id, day);
    return record ? record : bylaw_usual(arena, group);
}

/* ---- loans ---- */

void group_loan_fill(struct record *record, const struct record *bylaw_record) {
    struct group_loan *loan = group_loan_of(record);
    const struct group_bylaw *bylaw = group_bylaw_of(bylaw_record);
    if (!loan->rate_ppm.present) {
        number_fill(&loan->rate_ppm, number_or_0(&bylaw->rate_ppm));
        loan->rate_period = value_of_text(S("monthly"));
    }
    choice_fill(&loan->rate_period, "monthly");
    if (!loan->method.present) loan->method = bylaw->loan_method;
    if (!loan->frequency.present) loan->frequency = bylaw->loan_frequency;
    choice_fill(&loan->day_count, "period");
    choice_fill(&loan->grace_kind, "defers");
    number_fill(&loan->grace_principal, 0);
    number_fill(&loan->grace_interest, 0);
    number_fill(&loan->multiple, bylaw->multiple.present ? bylaw->multiple.number : CASH_STEP_RIEL);
    number_fill(&loan->fee_first, loan->person.present ? number_or_0(&bylaw->non_member_fee) : 0);
    number_fill(&loan->fee_each, 0);
}

void loan_terms_of_record(const struct record *record, const struct loan_disbursement *disbursements,
                          size_t count, struct loan_terms *terms) {
    const struct group_loan *loan = group_loan_of(record);
    *terms = (struct loan_terms){
        .disbursements = disbursements,
        .disbursement_count = count,
        .rate_ppm = number_or_0(&loan->rate_ppm),
        .rate_period =
            (enum loan_rate_period)choice_place(&rate_period_choices, &loan->rate_period, LOAN_RATE_MONTHLY),
        .method = (enum loan_method)choice_place(&loan_method_choices, &loan->method, LOAN_FLAT),
        .frequency =
            (enum loan_frequency)choice_place(&loan_frequency_choices, &loan->frequency, LOAN_MONTHLY),
        .day_count =
            (enum loan_day_count)choice_place(&day_count_choices, &loan->day_count, DAY_COUNT_PERIOD),
        .count = (int)number_or_0(&loan->count),
        .grace_principal = (int)number_or_0(&loan->grace_principal),
        .grace_interest = (int)number_or_0(&loan->grace_interest),
        .grace_kind =
            (enum loan_grace_interest)choice_place(&grace_kind_choices, &loan->grace_kind, LOAN_GRACE_DEFERS),
        .multiple = loan->multiple.present ? loan->multiple.number : CASH_STEP_RIEL,
        .fee_first = number_or_0(&loan->fee_first),
        .fee_each = number_or_0(&loan->fee_each),
        .first_due_day = date_first_day(loan->first_due_on.date)};
}

static int64_t number_or_unsaid(const struct value *value) {
    return value->present ? value->number : LOAN_UNSAID;
}

struct loan_opening loan_opening_of_record(const struct record *record, int64_t day) {
    const struct group_loan *loan = group_loan_of(record);
    return (struct loan_opening){.day = day,
                                 .outstanding = number_or_0(&loan->owed_then),
                                 .principal_overdue = number_or_unsaid(&loan->principal_overdue_then),
                                 .interest_paid = number_or_unsaid(&loan->interest_paid_then),
                                 .interest_overdue = number_or_unsaid(&loan->interest_overdue_then)};
}

/* ---- words ---- */

struct slice group_amount_words(struct rule *rule, const struct record *group, int64_t amount) {
    return commodity_amount(rule, savings_group_of(group)->unit.id, amount);
}

static struct slice percent_words(struct rule *rule, int64_t ppm) {
    if (ppm == INT64_MAX) return S("—");
    const struct locale english = {.lang = LANG_EN};
    return format_percent(rule->job_arena, &english, ppm / 1000);
}

static struct slice figure_words(struct rule *rule, const struct record *group, enum bylaw_unit unit,
                                 int64_t figure) {
    switch (unit) {
    case BYLAW_MONEY: return group_amount_words(rule, group, figure);
    case BYLAW_PERCENT: return percent_words(rule, figure);
    case BYLAW_NUMBER:
    case BYLAW_DAYS: return arena_printf(rule->job_arena, "%lld", (long long)figure);
    case BYLAW_NONE: return S("");
    }
    BUG("unit %d of a bylaw", unit);
}

bool bylaw_breach_refuse(struct rule *rule, const struct record *group, const struct bylaw_breach *breach,
                         struct slice field, struct refusal *refusal) {
    const struct bylaw_row *row = &bylaw_rows[breach->rule];
    refuse_with(refusal, field, row->message, figure_words(rule, group, row->unit, breach->asked),
                figure_words(rule, group, row->unit, breach->allowed));
    return refuse(refusal, field, bylaw_override_words(breach->override));
}

bool bylaws_allow(struct rule *rule, const struct record *group, const struct bylaw_breaches *breaches,
                  struct bylaw_decision decision, struct slice field, struct refusal *refusal) {
    const struct bylaw_breach *breach = bylaw_refusal(breaches, decision);
    return !breach || bylaw_breach_refuse(rule, group, breach, field, refusal);
}
