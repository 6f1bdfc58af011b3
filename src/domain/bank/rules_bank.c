/* SPDX-License-Identifier: Apache-2.0 */
#include "base/exact.h"
#include "catalogue/value.h"
#include "domain/bank/bank_records.h"
#include "domain/bank/herd_book.h"
#include "domain/bank/rules.h"
#include "domain/bank/stock_book.h"
#include "domain/ledger/amount.h"
#include "domain/people/people.h"

/* ---- banks ---- */

bool bank_before_save(struct rule *rule, struct record *now, const struct record *before,
                      struct refusal *refusal) {
    struct bank *bank = bank_of(now);
    (void)rule;
    (void)refusal;
    if (bank->kind.present) bank->unit = value_of_id(commodity_id(bank_symbol(bank->kind.text)));
    if (before && bank_of(before)->unit.present) bank->unit = bank_of(before)->unit;
    return true;
}

static bool has_part(struct rule *rule, const struct record_type *type, const char *field,
                     const struct record *whole) {
    struct uuid id;
    return rule_referrers(rule, type, record_type_field(type, slice_of(field)), whole->org_id, whole->id, &id,
                          1) > 0;
}

bool bank_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    bool is_used = has_part(rule, &bank_member_type, "bank", before) ||
                   has_part(rule, &stock_lot_type, "bank", before) ||
                   has_part(rule, &bank_animal_type, "bank", before);
    return !is_used || refuse(refusal, S(""), "The bank has members, goods or animals; end it instead.");
}

/* ---- terms ---- */

static void fill(struct value *value, int64_t usual) {
    if (!value->present) *value = bank_value_of(usual);
}

static void fill_goods(struct bank_contract *contract, const struct bank_terms *usual, bool in_heads) {
    fill(&contract->rate_ppm, usual->rate_ppm);
    fill(&contract->season_days, usual->season_days);
    fill(&contract->joining_amount, in_heads ? 0 : usual->joining_grams);
    fill(&contract->loan_max, usual->loan_grams_max);
    fill(&contract->multiple, in_heads ? 1 : usual->multiple_grams);
    fill(&contract->moisture_ppm, in_heads ? 0 : usual->moisture_ppm);
    fill(&contract->moisture_max_ppm, in_heads ? 0 : usual->moisture_max_ppm);
    fill(&contract->storage_loss_ppm, in_heads ? 0 : usual->storage_loss_ppm);
    fill(&contract->takes_cash, usual->takes_cash);
    fill(&contract->cash_multiple, usual->cash_multiple);
    fill(&contract->need_per_day, in_heads ? 0 : usual->need_grams_per_day);
    fill(&contract->need_days_min, in_heads ? 0 : usual->need_days_min);
}

static struct value births_value(struct rule *rule, uint32_t births) {
    struct text codes = TEXT_IN(rule->job_arena);
    for (size_t i = 0; i < owed_birth_choices.count; i++) {
        if (births >> i & 1)
            text_printf(&codes, "%s%s", codes.len ? "," : "", owed_birth_choices.choices[i].code);
    }
    return value_of_text(text_slice(&codes));
}

static const struct pass_on_contract *usual_contract(const struct value *model) {
    for (size_t i = 0; i < PASS_ON_KINDS; i++) {
        if (value_is_code(model, pass_on_contracts[i].code)) return &pass_on_contracts[i];
    }
    return NULL;
}

static void fill_herd(struct rule *rule, struct bank_contract *contract) {
    const struct pass_on_contract *usual = usual_contract(&contract->pass_on);
    if (!usual) return;
    static const char *const males[] = {"owed", "sold", "kept"}; /* enum pass_on_male */
    if (!contract->births_owed.present) contract->births_owed = births_value(rule, usual->births_owed);
    if (!contract->male_calf.present) contract->male_calf = value_of_text(slice_of(males[usual->male]));
    fill(&contract->calf_age_days, usual->calf_age_days);
    fill(&contract->moves_after_births, usual->moves_after_births);
    fill(&contract->certificate_frees, usual->certificate_frees);
}

static bool herd_contract_check(const struct bank_contract *contract, struct refusal *refusal) {
    if (!contract->pass_on.present) return refuse(refusal, S("pass_on"), "Say what is passed on.");
    if (contract->births_owed.present || bank_number(&contract->moves_after_births)) return true;
    return refuse(refusal, S("births_owed"),
                  "Say which births are owed, or after how many the cow moves on.");
}

static bool lends_for(const struct record *bank, const struct value *purpose) {
    return bank_counts_heads(bank) == value_is_code(purpose, "raising");
}

bool bank_contract_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    struct bank_contract *contract = bank_contract_of(now);
    const struct record *bank = bank_of_part(rule, now);
    if (!bank || !contract->purpose.present || !bank_enters(before)) return true;
    if (!lends_for(bank, &contract->purpose))
        return refuse(refusal, S("purpose"), "Animals are lent for raising, rice and seed for food or seed.");
    bool for_seed = value_is_code(&contract->purpose, "seed");
    if (bank_is_herd(bank))
        fill_herd(rule, contract);
    else
        fill_goods(contract, for_seed ? &bank_terms_seed : &bank_terms_rice, bank_counts_heads(bank));
    if (bank_is_herd(bank)) return herd_contract_check(contract, refusal);
    return bank_number(&contract->moisture_max_ppm) >= bank_number(&contract->moisture_ppm) ||
           refuse(refusal, S("moisture_max_ppm"), "Goods as moist as in the book must be taken.");
}

/* ---- members ---- */

static int64_t next_number(struct rule *rule, struct uuid org, struct uuid bank_id) {
    struct db_query *query = db_query(rule->db, SQL("SELECT CAST(COALESCE(MAX(\"number\"), 0) AS BIGINT) "
                                                    "FROM bank_member WHERE org_id = ?1 AND \"bank\" = ?2"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, bank_id);
    int64_t number = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return number + 1;
}

/* Another live membership of the household in the same bank. */
static bool is_member_already(struct rule *rule, const struct record *now) {
    const struct bank_member *member = bank_member_of(now);
    struct db_query *query = db_query(rule->db, SQL("SELECT 1 FROM bank_member WHERE org_id = ?1 AND "
                                                    "\"household\" = ?2 AND \"bank\" = ?3 AND id <> ?4 "
                                                    "AND \"left_on\" IS NULL AND deleted_ms = 0"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, member->household.id);
    db_bind_uuid(query, 3, member->bank.id);
    db_bind_uuid(query, 4, now->id);
    bool found = db_next(query);
    db_done(query);
    return found;
}

static bool owes_goods(struct rule *rule, const struct record *bank, const struct record *now,
                       struct bank_breach *breach) {
    int64_t owed, day = bank_day(&bank_member_of(now)->left_on);
    if (!stock_owed_by(rule->db, rule->job_arena, bank, now->id, day, &owed, breach)) return true;
    *breach = (struct bank_breach){BANK_OPEN_LOAN, owed, 0};
    return owed > 0;
}

static bool holds_animal(struct rule *rule, const struct record *now) {
    struct db_query *query = db_query(
        rule->db, SQL("SELECT 1 FROM bank_animal WHERE org_id = ?1 AND \"holder\" = ?2 AND \"place\" = "
                      "'lent' AND deleted_ms = 0"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, now->id);
    bool found = db_next(query);
    db_done(query);
    return found;
}

static bool may_leave(struct rule *rule, const struct record *bank, const struct record *now,
                      struct refusal *refusal) {
    const struct bank_member *member = bank_member_of(now);
    struct bank_breach owed;
    if (!member->left_on.present) return true;
    if (!value_dates_in_order(&member->joined_on, &member->left_on))
        return refuse(refusal, S("left_on"), "Nobody leaves before joining.");
    if (holds_animal(rule, now))
        return refuse(
            refusal, S("left_on"),
            "The family has an animal of the bank; first it comes back, is passed on or becomes theirs.");
    return !owes_goods(rule, bank, now, &owed) || bank_refuse(rule, bank, "left_on", &owed, refusal);
}

static void household_from_person(struct rule *rule, struct record *now) {
    struct bank_member *member = bank_member_of(now);
    if (member->household.present || !member->person.present) return;
    const struct record *person = rule_find(rule, &person_type, now->org_id, member->person.id);
    if (person) member->household = person_of(person)->household;
}

bool bank_member_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    struct bank_member *member = bank_member_of(now);
    const struct record *bank = bank_of_part(rule, now);
    (void)before;
    if (!bank || !member->joined_on.present) return true; /* refused by itself */
    household_from_person(rule, now);
    if (!member->number.present) member->number = bank_value_of(next_number(rule, now->org_id, bank->id));
    if (!member->person.present && !member->household.present)
        return refuse(refusal, S("person"), "Say which person or household joins.");
    if (!value_dates_in_order(&bank_of(bank)->formed_on, &member->joined_on))
        return refuse(refusal, S("joined_on"), "The bank was set up later.");
    if (member->household.present && !member->left_on.present && is_member_already(rule, now))
        return refuse(refusal, S("household"), "This household is a member of the bank already.");
    return may_leave(rule, bank, now, refusal);
}

bool bank_member_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    bool is_used = has_part(rule, &stock_lot_type, "member", before) ||
                   has_part(rule, &stock_loan_type, "member", before) ||
                   has_part(rule, &animal_event_type, "member", before);
    return !is_used ||
           refuse(refusal, S(""), "The member gave or got something; write down when they left instead.");
}

/* ---- waiting ---- */

bool waiting_entry_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    const struct waiting_entry *entry = waiting_entry_of(now);
    const struct record *bank = bank_of_part(rule, now);
    const struct record *member = rule_follow(rule, now, record_type_field(now->type, S("member")));
    (void)before;
    if (!bank || !member) return true;
    if (!bank_is_herd(bank)) return refuse(refusal, S("bank"), "Only a bank of animals has a waiting list.");
    return uuid_equal(bank_member_of(member)->bank.id, entry->bank.id) ||
           refuse(refusal, S("member"), "Choose a member of this bank.");
}
