/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/book_accounts.h"

#include "catalogue/value.h"
#include "i18n/locale.h"

struct uuid ledger_book_make(struct rule *rule, const struct ledger_book_new *wanted) {
    struct record *record = record_new(rule->job_arena, &ledger_book_type);
    struct ledger_book *book = ledger_book_of(record);
    book->name = value_of_text(wanted->name);
    book->owner = value_of_text(slice_of(wanted->owner));
    book->subject = value_of_text(uuid_format(rule->job_arena, wanted->subject_id));
    book->unit = value_of_id(wanted->unit_id);
    book->opened_on = (struct value){.present = true, .date = wanted->opened_on};
    book->rounding = (struct value){.present = wanted->rounding > 0, .number = wanted->rounding};
    return rule_make_id(rule, &ledger_book_type, wanted->org_id, record);
}

bool ledger_book_of_subject(struct db *db, struct arena *arena, struct uuid org, struct uuid subject_id,
                            struct uuid *book_id) {
    struct db_query *query =
        db_query(db, SQL("SELECT id FROM ledger_book WHERE org_id = ?1 AND \"subject\" = ?2 AND "
                         "deleted_ms = 0 ORDER BY id LIMIT 1"));
    db_bind_uuid(query, 1, org);
    db_bind_text(query, 2, uuid_format(arena, subject_id));
    bool found = db_next(query);
    if (found) *book_id = db_column_uuid(query, 0);
    db_done(query);
    return found;
}

static void row_read(struct arena *arena, struct db_query *query, struct ledger_account_row *row) {
    *row = (struct ledger_account_row){.id = db_column_uuid(query, 0),
                                       .role = arena_copy(arena, db_column_text(query, 2))};
    if (!db_column_is_null(query, 1)) uuid_parse(db_column_text(query, 1), &row->subject_id);
}

struct ledger_accounts ledger_accounts_read(struct db *db, struct arena *arena, struct uuid org,
                                            struct uuid book_id) {
    struct ledger_accounts accounts = {.org_id = org, .book_id = book_id};
    struct db_query *query = db_query(
        db,
        SQL("SELECT id, \"subject\", \"role\" FROM ledger_account WHERE org_id = ?1 AND \"book\" = ?2 AND "
            "\"role\" IS NOT NULL AND \"closed_on\" IS NULL AND deleted_ms = 0 ORDER BY \"number\", id"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, book_id);
    while (db_next(query)) {
        accounts.rows = arena_room(arena, accounts.rows, sizeof *accounts.rows, accounts.count);
        row_read(arena, query, &accounts.rows[accounts.count++]);
    }
    db_done(query);
    return accounts;
}

bool ledger_accounts_find(const struct ledger_accounts *accounts, const char *role, struct uuid subject_id,
                          struct uuid *account_id) {
    for (size_t i = 0; i < accounts->count; i++) {
        const struct ledger_account_row *row = &accounts->rows[i];
        if (!uuid_equal(row->subject_id, subject_id) || !slice_equal(row->role, slice_of(role))) continue;
        *account_id = row->id;
        return true;
    }
    return false;
}

static struct slice role_label(const char *role) {
    const struct choice *choice = choice_find(&account_role_choices, slice_of(role));
    return slice_of(choice ? choice->label : role);
}

bool ledger_accounts_need(const struct ledger_accounts *accounts, const char *role, struct uuid *account_id,
                          struct refusal *refusal) {
    return ledger_accounts_find(accounts, role, (struct uuid){0}, account_id) ||
           refuse_with(refusal, S(""), "The book has no open account used for: {1}.", role_label(role),
                       S(""));
}

/* "Shares" and "12" are "Shares 12". */
static struct value name_with(struct arena *arena, const struct value *name, struct slice end) {
    if (!name->present) return (struct value){0};
    return value_of_text(arena_printf(arena, "%.*s %.*s", SLICE_ARG(name->text), SLICE_ARG(end)));
}

static void account_make(struct rule *rule, const struct record *above,
                         const struct ledger_account_new *wanted) {
    const struct ledger_account *whole = ledger_account_of(above);
    struct record *record = record_new(rule->job_arena, &ledger_account_type);
    struct ledger_account *account = ledger_account_of(record);
    account->book = whole->book;
    account->number = value_of_text(
        arena_printf(rule->job_arena, "%.*s.%.*s", SLICE_ARG(whole->number.text), SLICE_ARG(wanted->end)));
    account->name = name_with(rule->job_arena, &whole->name, wanted->end);
    account->name_km = name_with(rule->job_arena, &whole->name_km, wanted->end);
    account->kind = whole->kind;
    account->unit = whole->unit;
    account->within = value_of_id(above->id);
    account->role = whole->role;
    account->subject = value_of_text(uuid_format(rule->job_arena, wanted->subject_id));
    struct value *limit = wanted->is_debit ? &account->least : &account->most;
    *limit = (struct value){.present = true};
    rule_make(rule, &ledger_account_type, above->org_id, record);
}

bool ledger_account_make_for(struct rule *rule, struct uuid org, struct uuid book_id,
                             const struct ledger_account_new *wanted) {
    struct uuid id;
    struct ledger_accounts accounts = ledger_accounts_read(rule->db, rule->job_arena, org, book_id);
    if (ledger_accounts_find(&accounts, wanted->role, wanted->subject_id, &id)) return true;
    if (!ledger_accounts_find(&accounts, wanted->role, (struct uuid){0}, &id)) return false;
    const struct record *above = rule_find(rule, &ledger_account_type, org, id);
    if (above) account_make(rule, above, wanted);
    return above != NULL;
}
