/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/loan_book.h"

#include "base/limits.h"
#include "store/codec.h"

/* A part of a loan counts when its meeting is closed; of the meeting that is asked about as the caller says.
 */
#define COUNTS                                                                                               \
    " JOIN group_meeting m ON m.org_id = p.org_id AND m.id = p.\"meeting\" WHERE p.org_id = ?1 AND "         \
    "p.\"loan\" = ?2 AND p.deleted_ms = 0 AND m.deleted_ms = 0 AND ((m.\"state\" <> 'open' AND m.id <> ?3) " \
    "OR (m.id = ?3 AND ?4 = 1)) AND m.\"held_on\" <= ?5 ORDER BY m.\"held_on\", p.id LIMIT ?6"

/* A day behind all that can be written. */
static struct slice last_day(struct arena *arena, struct loan_scope scope) {
    return scope.until ? date_format_iso(arena, date_of_day(scope.until)) : S("9999-12-31");
}

static struct db_query *parts_query(struct db *db, struct arena *arena, struct sql sql,
                                    const struct record *loan, struct loan_scope scope) {
    struct db_query *query = db_query(db, sql);
    db_bind_uuid(query, 1, loan->org_id);
    db_bind_uuid(query, 2, loan->id);
    db_bind_uuid(query, 3, scope.meeting_id);
    db_bind_int(query, 4, scope.with_meeting);
    db_bind_text(query, 5, last_day(arena, scope));
    db_bind_int(query, 6, LIMIT_LOAN_PARTS);
    return query;
}

static void payout_add(struct arena *arena, struct loan_book *book, int64_t day, int64_t amount) {
    book->payouts = arena_room(arena, book->payouts, sizeof *book->payouts, book->payout_count);
    book->payouts[book->payout_count++] = (struct loan_disbursement){day, amount};
}

/* A loan that was taken over was paid out on paper. */
static void read_payouts(struct db *db, struct arena *arena, struct loan_scope scope,
                         struct loan_book *book) {
    const struct group_loan *loan = group_loan_of(book->record);
    if (loan->taken_over_on.present)
        payout_add(arena, book, date_first_day(loan->paid_out_on.date), number_or_0(&loan->amount));
    struct db_query *query = parts_query(
        db, arena, SQL("SELECT m.\"held_on\", p.\"amount\" FROM loan_payout p" COUNTS), book->record, scope);
    while (db_next(query)) {
        payout_add(arena, book, db_column_day(query, 0, 0), db_column_int(query, 1));
    }
    db_done(query);
}

static void read_payments(struct db *db, struct arena *arena, struct loan_scope scope,
                          struct loan_book *book) {
    struct db_query *query =
        parts_query(db, arena, SQL("SELECT m.\"held_on\", p.\"amount\" FROM loan_repayment p" COUNTS),
                    book->record, scope);
    while (db_next(query)) {
        book->payments = arena_room(arena, book->payments, sizeof *book->payments, book->payment_count);
        book->payments[book->payment_count++] =
            (struct loan_payment){db_column_day(query, 0, 0), db_column_int(query, 1)};
    }
    db_done(query);
}

static void read_write_off(struct db *db, struct arena *arena, struct loan_scope scope,
                           struct loan_book *book) {
    struct db_query *query =
        parts_query(db, arena, SQL("SELECT m.\"held_on\" FROM loan_write_off p" COUNTS), book->record, scope);
    book->written_off_day = db_next(query) ? db_column_day(query, 0, 0) : LOAN_NEVER;
    db_done(query);
}

static void plan_payout(struct arena *arena, int64_t day, struct loan_book *book) {
    const struct group_loan *loan = group_loan_of(book->record);
    int64_t amount = number_or_0(&loan->amount);
    if (loan->paid_out_on.present) day = date_first_day(loan->paid_out_on.date);
    book->payouts = arena_room(arena, NULL, sizeof *book->payouts, 0);
    book->payouts[0] = (struct loan_disbursement){day, amount};
}

/* The schedule as the paper book has it. */
static void take_opening(struct loan_book *book) {
    const struct group_loan *loan = group_loan_of(book->record);
    struct loan_opening_problem problem;
    if (book->fault != LOAN_OK || !loan->taken_over_on.present) return;
    book->opening = loan_opening_of_record(book->record, date_first_day(loan->taken_over_on.date));
    book->loan.opening = &book->opening;
    if (loan_opening_fit(&book->opening, &book->schedule, &problem) != OPENING_OK)
        book->fault = LOAN_FAULT_PAPER;
}

void loan_book_read(struct db *db, struct arena *arena, const struct record *group, const struct record *loan,
                    struct loan_scope scope, int64_t planned_day, struct loan_book *book) {
    int64_t asked = date_first_day(group_loan_of(loan)->asked_on.date);
    *book = (struct loan_book){.record = loan,
                               .rules = loan_rules_of_record(group_bylaw_on(db, arena, group, asked))};
    read_payouts(db, arena, scope, book);
    read_payments(db, arena, scope, book);
    read_write_off(db, arena, scope, book);
    if (!book->payout_count) plan_payout(arena, planned_day, book);
    loan_terms_of_record(loan, book->payouts, book->payout_count ? book->payout_count : 1, &book->terms);
    book->fault = loan_schedule_make(arena, &book->terms, &book->schedule);
    book->loan = (struct loan){.terms = &book->terms,
                               .schedule = &book->schedule,
                               .rules = &book->rules,
                               .payments = book->payments,
                               .payment_count = book->payment_count,
                               .written_off_day = book->written_off_day};
    take_opening(book);
}

bool loan_book_state(struct rule *rule, const struct record *group, struct loan_book *book, int64_t day,
                     struct slice field, struct loan_state *state, struct refusal *refusal) {
    struct loan_payment_problem problem;
    if (book->fault != LOAN_OK) return refuse(refusal, field, loan_fault_message(book->fault));
    enum loan_payment_fault fault = loan_state_at(rule->job_arena, &book->loan, day, state, &problem);
    if (fault == LOAN_PAYMENT_OK) return true;
    return refuse_with(refusal, field, loan_payment_fault_message(fault),
                       group_amount_words(rule, group, problem.amount),
                       group_amount_words(rule, group, problem.debt));
}

bool loan_book_state_quiet(struct arena *arena, const struct loan_book *book, int64_t day,
                           struct loan_state *state) {
    struct loan_payment_problem problem;
    return book->fault == LOAN_OK && book->payout_count &&
           loan_state_at(arena, &book->loan, day, state, &problem) == LOAN_PAYMENT_OK;
}

int64_t loan_moved_day(struct db *db, const struct record *loan) {
    struct db_query *query = db_query(
        db,
        SQL("SELECT MIN(m.\"held_on\") FROM group_loan n JOIN loan_payout p ON p.org_id = n.org_id AND "
            "p.\"loan\" = n.id JOIN group_meeting m ON m.org_id = p.org_id AND m.id = p.\"meeting\" WHERE "
            "n.org_id = ?1 AND n.\"savings_group\" = ?2 AND n.\"replaces\" = ?3 AND n.deleted_ms = 0 AND "
            "p.deleted_ms = 0 AND m.deleted_ms = 0 AND m.\"state\" <> 'open'"));
    db_bind_uuid(query, 1, loan->org_id);
    db_bind_uuid(query, 2, group_loan_of(loan)->savings_group.id);
    db_bind_uuid(query, 3, loan->id);
    int64_t day = db_next(query) ? db_column_day(query, 0, LOAN_NEVER) : LOAN_NEVER;
    db_done(query);
    return day;
}

struct record **group_loans_read(struct db *db, struct arena *arena, struct uuid org, struct uuid group,
                                 bool open_only, size_t *count) {
    struct record **loans = NULL;
    struct text sql = TEXT_IN(arena);
    text_append(&sql, S("SELECT "));
    codec_select_columns(&sql, db_kind_of(db), &group_loan_type, IDENTIFYING);
    text_append(&sql,
                S(" FROM group_loan WHERE org_id = ?1 AND \"savings_group\" = ?2 AND deleted_ms = 0 AND "));
    text_append(&sql, open_only ? S("\"state\" = 'paid_out'")
                                : S("\"state\" IN ('paid_out', 'closed', 'written_off', 'rescheduled')"));
    text_append(&sql, S(" ORDER BY \"asked_on\", id LIMIT ?3"));
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&sql)));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, group);
    db_bind_int(query, 3, LIMIT_GROUP_LOANS);
    for (*count = 0; db_next(query); ++*count) {
        loans = arena_room(arena, loans, sizeof *loans, *count);
        loans[*count] = codec_read(arena, query, &group_loan_type);
    }
    db_done(query);
    return loans;
}
