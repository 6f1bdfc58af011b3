/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/group_state.h"

#include "base/text.h"
#include "catalogue/value.h"
#include "domain/ledger/book_accounts.h"
#include "domain/ledger/post.h"
#include "domain/ledger/amount.h"
#include "domain/savings/cash_count.h"
#include "domain/savings/terms.h"

static struct db_query *group_query(struct rule *rule, struct sql sql, const struct record *group) {
    struct db_query *query = db_query(rule->db, sql);
    db_bind_uuid(query, 1, group->org_id);
    db_bind_uuid(query, 2, group->id);
    return query;
}

struct last_meeting group_last_closed(struct rule *rule, const struct record *group, struct uuid but) {
    struct last_meeting last = {.day = INT64_MIN};
    struct date date;
    struct db_query *query = group_query(rule,
                                         SQL("SELECT id, \"held_on\", \"number\" FROM group_meeting WHERE "
                                             "org_id = ?1 AND \"savings_group\" = ?2 "
                                             "AND id <> ?3 AND \"state\" <> 'open' AND deleted_ms = 0 ORDER "
                                             "BY \"held_on\" DESC, \"number\" DESC "
                                             "LIMIT 1"),
                                         group);
    db_bind_uuid(query, 3, but);
    if (db_next(query) && date_parse_iso(db_column_text(query, 1), &date))
        last = (struct last_meeting){db_column_uuid(query, 0), date_first_day(date), db_column_int(query, 2)};
    db_done(query);
    return last;
}

int64_t group_takeover_day(struct rule *rule, const struct record *group) {
    struct date date;
    struct db_query *query =
        group_query(rule,
                    SQL("SELECT \"as_of\" FROM group_takeover WHERE org_id = ?1 AND \"savings_group\" = ?2 "
                        "AND \"state\" = 'posted' AND deleted_ms = 0 LIMIT 1"),
                    group);
    bool found = db_next(query) && date_parse_iso(db_column_text(query, 0), &date);
    int64_t day = found ? date_first_day(date) : INT64_MIN;
    db_done(query);
    return day;
}

int64_t group_open_meeting(struct rule *rule, const struct record *group, struct uuid but) {
    struct db_query *query =
        group_query(rule,
                    SQL("SELECT \"number\" FROM group_meeting WHERE org_id = ?1 AND \"savings_group\" = ?2 "
                        "AND id <> ?3 AND "
                        "\"state\" = 'open' AND deleted_ms = 0 ORDER BY \"number\" LIMIT 1"),
                    group);
    db_bind_uuid(query, 3, but);
    int64_t number = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return number;
}

int64_t group_next_number(struct rule *rule, const struct record_type *type, const struct record *group) {
    struct text sql = TEXT_IN(rule->job_arena);
    text_printf(&sql,
                "SELECT COALESCE(MAX(\"number\"), 0) FROM %s WHERE org_id = ?1 AND \"savings_group\" = ?2 "
                "AND deleted_ms = 0",
                type->name);
    struct db_query *query = group_query(rule, sql_built(rule->job_arena, text_slice(&sql)), group);
    int64_t number = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return number + 1;
}

int64_t group_balance_of(struct rule *rule, const struct record *group, const char *role,
                         struct uuid subject) {
    struct uuid book, account;
    int64_t balance = 0, held;
    if (!ledger_book_of_subject(rule->db, rule->job_arena, group->org_id, group->id, &book)) return 0;
    struct ledger_accounts accounts = ledger_accounts_read(rule->db, rule->job_arena, group->org_id, book);
    bool found = ledger_accounts_find(&accounts, role, subject, &account) &&
                 ledger_balance_now(rule, group->org_id, account, &balance, &held);
    return found ? balance : 0;
}

int64_t group_balance_sum(struct rule *rule, const struct record *group, const char *role) {
    struct uuid book;
    int64_t sum = 0, balance, held;
    if (!ledger_book_of_subject(rule->db, rule->job_arena, group->org_id, group->id, &book)) return 0;
    struct ledger_accounts accounts = ledger_accounts_read(rule->db, rule->job_arena, group->org_id, book);
    for (size_t i = 0; i < accounts.count; i++) {
        if (!slice_equal(accounts.rows[i].role, slice_of(role))) continue;
        if (ledger_balance_now(rule, group->org_id, accounts.rows[i].id, &balance, &held)) sum += balance;
    }
    return sum;
}

bool group_goes_on(const struct record *group, const char *field, struct refusal *refusal) {
    return !value_is_code(&savings_group_of(group)->status, "ended") ||
           refuse(refusal, slice_of(field), "This group has ended; set it to active first.");
}

struct uuid *query_take_ids(struct arena *arena, struct db_query *query, size_t *count) {
    struct uuid *ids = NULL;
    for (*count = 0; db_next(query); ++*count) {
        ids = arena_room(arena, ids, sizeof *ids, *count);
        ids[*count] = db_column_uuid(query, 0);
    }
    db_done(query);
    return ids;
}

struct uuid *open_loans_of(struct rule *rule, const struct record *group, const char *field,
                           struct uuid borrower, size_t *count) {
    struct text sql = TEXT_IN(rule->job_arena);
    text_printf(&sql,
                "SELECT id FROM group_loan WHERE org_id = ?1 AND \"savings_group\" = ?2 AND \"%s\" = ?3 AND "
                "\"state\" = "
                "'paid_out' AND deleted_ms = 0 ORDER BY id",
                field);
    struct db_query *query = group_query(rule, sql_built(rule->job_arena, text_slice(&sql)), group);
    db_bind_uuid(query, 3, borrower);
    return query_take_ids(rule->job_arena, query, count);
}

bool group_has_room(struct rule *rule, const struct record *now, const struct record *before,
                    const char *field, int64_t limit, struct refusal *refusal) {
    const struct value *of = record_value_const(now, record_type_field(now->type, slice_of(field)));
    struct text sql = TEXT_IN(rule->job_arena);
    bool was_there = before && !before->deleted_ms;
    if (was_there || !of->present) return true;
    text_printf(
        &sql,
        "SELECT CAST(COUNT(*) AS BIGINT) FROM \"%s\" WHERE org_id = ?1 AND \"%s\" = ?2 AND deleted_ms = 0",
        now->type->name, field);
    struct db_query *query = db_query(rule->db, sql_built(rule->job_arena, text_slice(&sql)));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, of->id);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count < limit || refuse_with(refusal, slice_of(field), "There are {1} already; no more fit here.",
                                        arena_printf(rule->job_arena, "%lld", (long long)count), S(""));
}

int64_t group_member_count(struct rule *rule, const struct record *group, struct uuid but) {
    struct db_query *query = group_query(rule,
                                         SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM savings_member WHERE "
                                             "org_id = ?1 AND \"savings_group\" = ?2 AND "
                                             "\"left_on\" IS NULL AND id <> ?3 AND deleted_ms = 0"),
                                         group);
    db_bind_uuid(query, 3, but);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

bool same_group(struct rule *rule, const struct record *record, const char *field, struct uuid group) {
    const struct record *other = rule_follow(rule, record, record_type_field(record->type, slice_of(field)));
    if (!other) return true; /* absent, or refused as unknown */
    const struct value *of = record_value_const(other, record_type_field(other->type, S("savings_group")));
    return uuid_equal(of->id, group);
}

/* The day of the first closed meeting of the cycle; INT64_MAX when there is none. */
static int64_t cycle_first_meeting(struct rule *rule, const struct record *group) {
    int64_t day = INT64_MAX;
    struct date date;
    struct db_query *query = group_query(
        rule,
        SQL("SELECT MIN(\"held_on\") FROM group_meeting WHERE org_id = ?1 AND \"savings_group\" = ?2 AND "
            "\"held_on\" >= ?3 AND \"state\" <> 'open' AND deleted_ms = 0"),
        group);
    db_bind_text(query, 3, date_format_iso(rule->job_arena, savings_group_of(group)->cycle_starts_on.date));
    if (db_next(query) && date_parse_iso(db_column_text(query, 0), &date)) day = date_first_day(date);
    db_done(query);
    return day;
}

bool group_may_change_members(struct rule *rule, const struct record *group, int64_t day) {
    if (!group_is_vsla(group) || !savings_group_of(group)->cycle_starts_on.present) return true;
    const struct record *bylaw = group_bylaw_on(rule->db, rule->job_arena, group, day);
    return number_or_0(&group_bylaw_of(bylaw)->joins_any_time) || day <= cycle_first_meeting(rule, group);
}

bool group_take_notes(struct rule *rule, const struct value *unit, const struct value *notes,
                      const char *field, struct value *sum, struct refusal *refusal) {
    struct cash_count counted;
    struct uuid riel = commodity_id(S("KHR")), id = unit->present ? unit->id : riel;
    bool is_dollar = uuid_equal(id, commodity_id(S("USD")));
    if (!notes->present) return true;
    if (!cash_count_parse(notes->text, &counted))
        return refuse(refusal, slice_of(field), "Write notes and coins as 50000x3 10000x12.");
    int64_t unknown = is_dollar || uuid_equal(id, riel) ? cash_count_unknown(&counted, is_dollar) : 0;
    if (unknown)
        return refuse_with(refusal, slice_of(field), "There is no note or coin of {1}.",
                           commodity_amount(rule, id, unknown), S(""));
    *sum = value_of_number(counted.sum);
    return true;
}
