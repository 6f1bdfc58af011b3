/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/bank/bank_records.h"

#include "base/log.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"

bool bank_is_herd(const struct record *bank) {
    const struct value *kind = &bank_of(bank)->kind;
    return value_is_code(kind, "cow") || value_is_code(kind, "pig");
}

bool bank_counts_heads(const struct record *bank) {
    return bank_is_herd(bank) || value_is_code(&bank_of(bank)->kind, "chicken");
}

struct slice bank_symbol(struct slice kind) {
    static const struct {
        struct slice kind, symbol;
    } rows[] = {{S_INIT("rice"), S_INIT("PADDY")},        {S_INIT("seed"), S_INIT("SEED")},
                {S_INIT("vegetable"), S_INIT("VEGSEED")}, {S_INIT("chicken"), S_INIT("CHICKEN")},
                {S_INIT("cow"), S_INIT("COW")},           {S_INIT("pig"), S_INIT("PIG")}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (slice_equal(rows[i].kind, kind)) return rows[i].symbol;
    }
    BUG("a kind of bank without a unit");
}

int64_t bank_number(const struct value *value) {
    return value->present ? value->number : 0;
}

int64_t bank_day(const struct value *date) {
    return date->present ? date_first_day(date->date) : 0;
}

struct value bank_value_of(int64_t number) {
    return value_of_number(number);
}

bool bank_enters(const struct record *before) {
    return !before || before->deleted_ms;
}

const struct record *bank_of_part(struct rule *rule, const struct record *part) {
    const struct record *bank = rule_follow(rule, part, record_type_field(part->type, S("bank")));
    return bank && !bank->deleted_ms ? bank : NULL;
}

/* ---- terms ---- */

bool bank_contract_on(struct db *db, struct arena *arena, struct uuid org, struct uuid bank_id,
                      struct slice purpose, int64_t day, struct uuid *id) {
    struct db_query *query = db_query(
        db, SQL("SELECT id FROM bank_contract WHERE org_id = ?1 AND \"bank\" = ?2 AND (\"purpose\" = ?3 OR "
                "?3 = '') AND \"effective_on\" <= ?4 AND deleted_ms = 0 ORDER BY \"effective_on\" DESC, id "
                "LIMIT 1"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, bank_id);
    db_bind_text(query, 3, purpose);
    db_bind_text(query, 4, date_format_iso(arena, date_of_day(day)));
    bool found = db_next(query);
    if (found) *id = db_column_uuid(query, 0);
    db_done(query);
    return found;
}

struct bank_terms bank_contract_terms(const struct record *record) {
    const struct bank_contract *contract = bank_contract_of(record);
    return (struct bank_terms){
        .rate_ppm = bank_number(&contract->rate_ppm),
        .season_days = bank_number(&contract->season_days),
        .joining_grams = bank_number(&contract->joining_amount),
        .loan_grams_max = bank_number(&contract->loan_max),
        .multiple_grams = exact_max(bank_number(&contract->multiple), 1),
        .moisture_ppm = bank_number(&contract->moisture_ppm),
        .moisture_max_ppm = bank_number(&contract->moisture_max_ppm),
        .credits_drier = bank_number(&contract->credits_drier),
        .storage_loss_ppm = bank_number(&contract->storage_loss_ppm),
        .takes_cash = bank_number(&contract->takes_cash),
        .cash_multiple = exact_max(bank_number(&contract->cash_multiple), 1),
        .need_grams_per_day = bank_number(&contract->need_per_day),
        .need_days_min = bank_number(&contract->need_days_min),
    };
}

static uint32_t births_of(struct slice codes) {
    uint32_t births = 0;
    for (size_t i = 0; i < owed_birth_choices.count; i++) {
        if (codes_contain(codes, slice_of(owed_birth_choices.choices[i].code))) births |= 1u << i;
    }
    return births;
}

static enum pass_on_male male_of(const struct value *value) {
    if (value_is_code(value, "sold")) return MALE_IS_SOLD;
    return value_is_code(value, "kept") ? MALE_IS_KEPT : MALE_IS_OWED;
}

struct pass_on_contract bank_contract_pass_on(const struct record *record) {
    const struct bank_contract *contract = bank_contract_of(record);
    return (struct pass_on_contract){
        .births_owed = contract->births_owed.present ? births_of(contract->births_owed.text) : 0,
        .male = male_of(&contract->male_calf),
        .calf_age_days = bank_number(&contract->calf_age_days),
        .moves_after_births = (int)bank_number(&contract->moves_after_births),
        .certificate_frees = bank_number(&contract->certificate_frees),
    };
}

/* ---- breaches in words ---- */

static struct slice figure(struct rule *rule, const struct record *bank, enum bank_unit unit,
                           int64_t number) {
    switch (unit) {
    case BANK_GRAMS: return commodity_amount(rule, bank_of(bank)->unit.id, number);
    case BANK_MONEY: return commodity_amount(rule, commodity_id(S("KHR")), number);
    case BANK_PERCENT: {
        int64_t tenths = number / 1000;
        return arena_printf(rule->job_arena, "%lld.%lld %%", (long long)(tenths / 10),
                            (long long)(tenths % 10));
    }
    case BANK_DAYS: return arena_printf(rule->job_arena, "%lld", (long long)number);
    case BANK_NONE: return S("");
    }
    BUG("unit of a breach %d", unit);
}

bool bank_refuse(struct rule *rule, const struct record *bank, const char *field,
                 const struct bank_breach *breach, struct refusal *refusal) {
    const struct bank_row *row = &bank_rows[breach->rule];
    return refuse_with(refusal, slice_of(field), row->message, figure(rule, bank, row->unit, breach->asked),
                       figure(rule, bank, row->unit, breach->allowed));
}
