/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/finance/post.h"

#include "catalogue/value.h"
#include "domain/finance/finance_read.h"
#include "domain/finance/sub_grant_book.h"

void finance_entry_add(struct finance_entry *entry, const char *account, struct money amount) {
    if (!amount.amount) return;
    ASSERT(entry->side_count < FINANCE_SIDES_MAX);
    entry->sides[entry->side_count++] = (struct finance_side){.account = account, .amount = amount};
}

bool finance_entry_is_balanced(const struct finance_entry *entry) {
    for (enum currency currency = CURRENCY_KHR; currency <= CURRENCY_USD; currency++) {
        struct money sum = {0, currency};
        for (size_t i = 0; i < entry->side_count; i++) {
            if (entry->sides[i].amount.currency != currency) continue;
            if (!money_add(sum, entry->sides[i].amount, &sum)) return false;
        }
        if (sum.amount) return false;
    }
    return true;
}

static void posting_set_worth(struct finance_posting *posting, const struct rates *rates,
                              const struct finance_side *side, int64_t day) {
    const struct rate *rate;
    struct money other = side->worth, amount = side->amount;
    if (other.currency) {
        posting->other_amount = (struct value){.present = true, .money = other};
        return;
    }
    if (!rates_convert(rates, amount, currency_other(amount.currency), day, &other, &rate)) return;
    posting->other_amount = (struct value){.present = true, .money = other};
    posting->rate = (struct value){.present = true, .id = rate->id};
}

static void posting_write(struct rule *rule, const struct finance_entry *entry,
                          const struct finance_side *side, const struct rates *rates, struct slice entry_id) {
    struct record *record = record_new(rule->job_arena, &finance_posting_type);
    struct finance_posting *posting = finance_posting_of(record);
    posting->agreement = (struct value){.present = true, .id = entry->agreement_id};
    posting->on_day = (struct value){.present = true, .date = date_of_day(entry->day)};
    posting->event = value_of_text(slice_of(entry->event));
    posting->account = value_of_text(slice_of(side->account));
    posting->amount = (struct value){.present = true, .money = side->amount};
    posting_set_worth(posting, rates, side, entry->day);
    posting->budget_line = entry->budget_line;
    posting->advance = entry->advance;
    posting->obligation = entry->obligation;
    posting->source_type = value_of_text(slice_of(entry->source_type->name));
    posting->source_id = value_of_text(uuid_format(rule->job_arena, entry->source_id));
    posting->entry = value_of_text(entry_id);
    posting->reversal = (struct value){.present = true, .number = entry->reversal};
    rule_make(rule, &finance_posting_type, entry->org_id, record);
}

void finance_post(struct rule *rule, const struct finance_entry *entry) {
    ASSERT(finance_entry_is_balanced(entry));
    struct rates rates = rates_read_on(rule->job_arena, rule->db, entry->day);
    struct slice entry_id = uuid_format(rule->job_arena, uuid_new());
    for (size_t i = 0; i < entry->side_count; i++) {
        posting_write(rule, entry, &entry->sides[i], &rates, entry_id);
    }
    sub_grant_book_post(rule, entry);
}
