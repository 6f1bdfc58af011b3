/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/finance/sub_grant_book.h"

#include "base/log.h"
#include "catalogue/value.h"
#include "domain/finance/finance_read.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/ledger.h"
#include "domain/ledger/post.h"
#include "domain/programme/programme.h"

/* Where each account of the postings stands in the book: found by what the program uses it for, in its
 * currency. What is only bound, and not money yet, cancels out within the equity. */
static const struct book_account {
    const char *code, *role, *number, *kind, *name, *name_km;
} book_accounts[] = {
    {"funds", "grants", "4300", "income", "Grants received", "ជំនួយទទួលបាន"},
    {"advances", "advances", "1400", "asset", "Advances", "បុរេប្រទាន"},
    {"expenses", "costs", "5000", "expense", "Running costs", "ចំណាយប្រតិបត្តិការ"},
    {"exchange", "exchange", "5800", "expense", "Exchange of currencies", "លម្អៀងពីការប្តូរប្រាក់"},
    {"obligated", NULL, "3510", "equity", "Obligated by the lead", "កាតព្វកិច្ចរបស់អង្គការដឹកនាំ"},
    {"obligated_contra", NULL, "3511", "equity", "Obligated, contra", "កាតព្វកិច្ច ភាគីផ្ទុយ"},
    {"committed", NULL, "3520", "equity", "Committed to suppliers", "បានសន្យាចំពោះអ្នកផ្គត់ផ្គង់"},
    {"committed_contra", NULL, "3521", "equity", "Committed, contra", "បានសន្យា ភាគីផ្ទុយ"},
    {"care_open", NULL, "2150", "liability", "Services to be settled", "សេវាដែលត្រូវទូទាត់"},
};

static const struct book_account *account_of_code(const char *code) {
    for (size_t i = 0; i < ARRAY_LEN(book_accounts); i++) {
        if (slice_equal(slice_of(book_accounts[i].code), slice_of(code))) return &book_accounts[i];
    }
    BUG("an account of postings without its place in the book: %s", code);
}

struct keeping {
    struct rule *rule;
    struct uuid org_id, agreement_id, book_id;
    struct uuid unit;   /* the book's */
    int64_t first_open; /* day */
};

/* ---- the book ---- */

static bool book_find(struct keeping *keeping) {
    struct rule *rule = keeping->rule;
    struct db_query *query =
        db_query(rule->db, SQL("SELECT id FROM ledger_book WHERE org_id = ?1 AND \"subject\" = ?2 AND "
                               "\"owner\" = 'sub_grant' AND deleted_ms = 0 ORDER BY id LIMIT 1"));
    db_bind_uuid(query, 1, keeping->org_id);
    db_bind_text(query, 2, uuid_format(rule->job_arena, keeping->agreement_id));
    bool found = db_next(query);
    if (found) keeping->book_id = db_column_uuid(query, 0);
    db_done(query);
    if (!found) return false;
    struct record *record = record_copy_deep(
        rule->job_arena, rule_find(rule, &ledger_book_type, keeping->org_id, keeping->book_id));
    const struct ledger_book *book = ledger_book_of(record);
    keeping->unit = book->unit.id;
    keeping->first_open = date_first_day(book->opened_on.date);
    if (book->closed_through.present && date_last_day(book->closed_through.date) >= keeping->first_open)
        keeping->first_open = date_last_day(book->closed_through.date) + 1;
    return true;
}

static void book_make(struct keeping *keeping, const struct finance_entry *entry, int64_t first_day) {
    struct rule *rule = keeping->rule;
    struct record *record = record_new(rule->job_arena, &ledger_book_type);
    struct ledger_book *book = ledger_book_of(record);
    const struct record *found = rule_find(rule, &agreement_type, entry->org_id, entry->agreement_id);
    struct record *agreement = found ? record_copy_deep(rule->job_arena, found) : NULL;
    const struct agreement *values = agreement ? agreement_of(agreement) : NULL;
    enum currency currency =
        values && values->amount.present ? values->amount.money.currency : entry->sides[0].amount.currency;
    int64_t starts = values && values->starts_on.present ? date_first_day(values->starts_on.date) : first_day;
    struct slice name = values ? arena_printf(rule->job_arena, "%.*s %.*s", SLICE_ARG(values->number.text),
                                              SLICE_ARG(values->title.text))
                               : S("Sub-grant");
    book->name = value_of_text(name.len > 200 ? values->number.text : name);
    book->owner = value_of_text(S("sub_grant"));
    book->subject = value_of_text(uuid_format(rule->job_arena, entry->agreement_id));
    book->unit = (struct value){.present = true, .id = commodity_id(currency_code(currency))};
    book->opened_on =
        (struct value){.present = true, .date = date_of_day(starts < first_day ? starts : first_day)};
    rule_make(rule, &ledger_book_type, entry->org_id, record);
}

/* ---- its accounts ---- */

static struct slice subject_of(struct keeping *keeping, const struct book_account *account,
                               enum currency currency) {
    return arena_printf(keeping->rule->job_arena, "%s:%.*s", account->code,
                        SLICE_ARG(currency_code(currency)));
}

static bool account_find(struct keeping *keeping, const struct book_account *account, enum currency currency,
                         struct uuid *id) {
    struct db_query *query = db_query(
        keeping->rule->db,
        SQL("SELECT id FROM ledger_account WHERE org_id = ?1 AND \"book\" = ?2 AND \"unit\" = ?3 AND "
            "(\"role\" = ?4 OR \"subject\" = ?5) AND deleted_ms = 0 ORDER BY created_ms, id LIMIT 1"));
    db_bind_uuid(query, 1, keeping->org_id);
    db_bind_uuid(query, 2, keeping->book_id);
    db_bind_uuid(query, 3, commodity_id(currency_code(currency)));
    db_bind_text(query, 4, account->role ? slice_of(account->role) : S("-"));
    db_bind_text(query, 5, subject_of(keeping, account, currency));
    bool found = db_next(query);
    if (found) *id = db_column_uuid(query, 0);
    db_done(query);
    return found;
}

static void account_make(struct keeping *keeping, const struct book_account *account,
                         enum currency currency) {
    struct rule *rule = keeping->rule;
    struct uuid unit = commodity_id(currency_code(currency));
    struct record *record = record_new(rule->job_arena, &ledger_account_type);
    struct ledger_account *values = ledger_account_of(record);
    bool is_main = uuid_equal(unit, keeping->unit);
    struct slice code = currency_code(currency);
    values->book = (struct value){.present = true, .id = keeping->book_id};
    values->number =
        value_of_text(is_main ? slice_of(account->number)
                              : arena_printf(rule->job_arena, "%s-%.*s", account->number, SLICE_ARG(code)));
    values->name =
        value_of_text(is_main ? slice_of(account->name)
                              : arena_printf(rule->job_arena, "%s, %.*s", account->name, SLICE_ARG(code)));
    values->name_km =
        value_of_text(is_main ? slice_of(account->name_km)
                              : arena_printf(rule->job_arena, "%s %.*s", account->name_km, SLICE_ARG(code)));
    values->kind = value_of_text(slice_of(account->kind));
    values->unit = (struct value){.present = true, .id = unit};
    if (account->role) values->role = value_of_text(slice_of(account->role));
    values->subject = value_of_text(subject_of(keeping, account, currency));
    rule_make(rule, &ledger_account_type, keeping->org_id, record);
}

static struct uuid account_of_side(struct keeping *keeping, const struct finance_side *side) {
    const struct book_account *account = account_of_code(side->account);
    struct uuid id = {{0}};
    if (account_find(keeping, account, side->amount.currency, &id)) return id;
    account_make(keeping, account, side->amount.currency);
    if (!account_find(keeping, account, side->amount.currency, &id))
        rule_give_up(keeping->rule, "an account that was made is not there");
    return id;
}

/* ---- entries ---- */

static void entry_post(struct keeping *keeping, const struct finance_entry *entry) {
    struct refusal refusal = REFUSAL_IN(keeping->rule->job_arena);
    struct ledger_line lines[FINANCE_SIDES_MAX];
    for (size_t i = 0; i < entry->side_count; i++) {
        lines[i] =
            (struct ledger_line){account_of_side(keeping, &entry->sides[i]), entry->sides[i].amount.amount};
    }
    struct ledger_post post = {.org_id = keeping->org_id,
                               .book_id = keeping->book_id,
                               .day = entry->day < keeping->first_open ? keeping->first_open : entry->day,
                               .kind = entry->reversal ? LEDGER_REVERSAL : LEDGER_ENTRY,
                               .source_type = entry->source_type,
                               .source_id = entry->source_id,
                               .lines = lines,
                               .line_count = entry->side_count};
    if (entry->side_count < 2) return;
    if (!ledger_write(keeping->rule, &post, 1, NULL, &refusal))
        rule_give_up(keeping->rule, "the book of a sub-grant does not take a posting");
}

/* ---- what was posted before there was a book ---- */

static const struct record_type *source_type_of(struct slice name) {
    static const struct record_type *const types[] = {&obligation_type, &advance_type, &expense_type,
                                                      &refund_type, &care_cost_type};
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (slice_equal(slice_of(types[i]->name), name)) return types[i];
    }
    BUG("a posting of %.*s", SLICE_ARG(name));
}

static const char *code_of(struct slice text) {
    const struct choice *choice = choice_find(&posting_account_choices, text);
    ASSERT(choice);
    return choice->code;
}

static struct finance_entry *entry_begin(struct keeping *keeping, struct db_query *query,
                                         struct finance_entry **entries, size_t *count) {
    struct date day = {0};
    *entries = arena_room(keeping->rule->job_arena, *entries, sizeof **entries, *count);
    struct finance_entry *entry = &(*entries)[(*count)++];
    *entry = (struct finance_entry){.org_id = keeping->org_id, .agreement_id = keeping->agreement_id};
    if (date_parse_iso(db_column_text(query, 1), &day)) entry->day = date_first_day(day);
    entry->source_type = source_type_of(db_column_text(query, 5));
    if (!uuid_parse(db_column_text(query, 6), &entry->source_id)) BUG("a posting without its source");
    entry->reversal = db_column_int(query, 7) != 0;
    return entry;
}

static size_t entries_of_postings(struct keeping *keeping, struct finance_entry **entries) {
    struct slice last = S("");
    size_t count = 0;
    *entries = NULL;
    struct db_query *query = db_query(
        keeping->rule->db, SQL("SELECT entry, on_day, account, amount, amount_currency, source_type, "
                               "source_id, reversal FROM finance_posting WHERE org_id = ?1 AND agreement = "
                               "?2 AND deleted_ms = 0 ORDER BY on_day, entry, id"));
    db_bind_uuid(query, 1, keeping->org_id);
    db_bind_uuid(query, 2, keeping->agreement_id);
    while (db_next(query)) {
        struct money amount = finance_money_column(query, 3);
        bool is_new = !slice_equal(last, db_column_text(query, 0));
        struct finance_entry *entry =
            is_new ? entry_begin(keeping, query, entries, &count) : &(*entries)[count - 1];
        if (is_new) last = arena_copy(keeping->rule->job_arena, db_column_text(query, 0));
        finance_entry_add(entry, code_of(db_column_text(query, 2)), amount);
    }
    db_done(query);
    return count;
}

void sub_grant_book_post(struct rule *rule, const struct finance_entry *entry) {
    struct keeping keeping = {.rule = rule, .org_id = entry->org_id, .agreement_id = entry->agreement_id};
    if (!entry->side_count) return;
    if (book_find(&keeping)) {
        entry_post(&keeping, entry);
        return;
    }
    struct finance_entry *entries;
    size_t count = entries_of_postings(&keeping, &entries); /* this one among them */
    book_make(&keeping, entry, count ? entries[0].day : entry->day);
    if (!book_find(&keeping)) {
        rule_give_up(rule, "a book that was made is not there");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        entry_post(&keeping, &entries[i]);
    }
}
