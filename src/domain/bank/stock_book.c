/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/bank/stock_book.h"

#include "base/log.h"

/* ---- the store ---- */

/* Kind as in enum stock_move_kind; what comes in before what goes out on one day. */
#define MOVES_SQL                                                                                            \
    "SELECT \"received_on\", 0, id, \"book_amount\", id, \"amount\", COALESCE(\"moisture_ppm\", -1) FROM "   \
    "stock_lot WHERE org_id = ?1 AND \"bank\" = ?2 AND \"received_on\" <= ?3 AND deleted_ms = 0 UNION ALL "  \
    "SELECT r.\"paid_on\", 1, r.id, r.\"book_amount\", r.id, r.\"amount\", COALESCE(r.\"moisture_ppm\", "    \
    "-1) FROM stock_loan l JOIN stock_repayment r ON r.org_id = l.org_id AND r.\"loan\" = l.id WHERE "       \
    "l.org_id = ?1 AND l.\"bank\" = ?2 AND r.\"repaid_in\" = 'kind' AND r.\"paid_on\" <= ?3 AND "            \
    "r.deleted_ms = 0 AND l.deleted_ms = 0 UNION ALL "                                                       \
    "SELECT \"lent_on\", 2, id, -\"amount\", COALESCE(\"lot\", \"lot_back\", id), 0, -1 FROM stock_loan "    \
    "WHERE org_id = ?1 AND \"bank\" = ?2 AND \"lent_on\" <= ?3 AND deleted_ms = 0 UNION ALL "                \
    "SELECT \"on_day\", CASE \"kind\" WHEN 'sold' THEN 3 WHEN 'lost' THEN 4 ELSE 5 END, id, -\"amount\", "   \
    "COALESCE(\"lot\", \"lot_back\", id), 0, -1 FROM stock_out WHERE org_id = ?1 AND \"bank\" = ?2 AND "     \
    "\"on_day\" <= ?3 AND deleted_ms = 0 UNION ALL "                                                         \
    "SELECT \"counted_on\", 6, id, -\"loss\" - \"shortage\", id, 0, -1 FROM stock_count WHERE org_id = ?1 "  \
    "AND \"bank\" = ?2 AND \"counted_on\" <= ?3 AND \"loss\" + \"shortage\" > 0 AND deleted_ms = 0 UNION "   \
    "ALL "                                                                                                   \
    "SELECT \"counted_on\", 7, id, \"surplus\", id, \"surplus\", -1 FROM stock_count WHERE org_id = ?1 AND " \
    "\"bank\" = ?2 AND \"counted_on\" <= ?3 AND \"surplus\" > 0 AND deleted_ms = 0 ORDER BY 1, 2, 3"

struct stock_moves stock_moves_read(struct db *db, struct arena *arena, struct uuid org, struct uuid bank_id,
                                    int64_t day) {
    struct stock_moves moves = {0};
    struct db_query *query = db_query(db, SQL(MOVES_SQL));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, bank_id);
    db_bind_text(query, 3, date_format_iso(arena, date_of_day(day)));
    while (db_next(query)) {
        moves.items = arena_room(arena, moves.items, sizeof *moves.items, moves.count);
        moves.items[moves.count++] =
            (struct stock_move){.day = db_column_day(query, 0, 0),
                                .kind = (enum stock_move_kind)db_column_int(query, 1),
                                .id = db_column_uuid(query, 2),
                                .amount = db_column_int(query, 3),
                                .chosen = db_column_uuid(query, 4),
                                .weighed = db_column_int(query, 5),
                                .moisture_ppm = db_column_int(query, 6)};
    }
    db_done(query);
    return moves;
}

static void add_held(int64_t *sum, exact_wide more) {
    exact_wide all = *sum + more;
    *sum = all > INT64_MAX ? INT64_MAX : all < INT64_MIN ? INT64_MIN : (int64_t)all;
}

int64_t stock_moves_sum(const struct stock_moves *moves) {
    int64_t sum = 0;
    for (size_t i = 0; i < moves->count; i++) {
        add_held(&sum, moves->items[i].amount);
    }
    return sum;
}

int64_t stock_amount_days(const struct stock_moves *moves, int64_t from, int64_t to) {
    int64_t sum = 0;
    for (size_t i = 0; i < moves->count; i++) {
        int64_t day = exact_max(moves->items[i].day, from);
        if (day < to) add_held(&sum, (exact_wide)moves->items[i].amount * (to - day));
    }
    return sum;
}

/* Takes from the lots that came in first; gives what none of them had. */
static int64_t take_oldest(struct stock_moves *moves, size_t end, int64_t amount) {
    for (size_t i = 0; i < end && amount > 0; i++) {
        int64_t part = exact_min(exact_max(moves->items[i].left, 0), amount);
        moves->items[i].left -= part;
        amount -= part;
    }
    return amount;
}

/* Takes from the goods that were chosen; gives what they did not have. */
static int64_t take_chosen(struct stock_moves *moves, size_t end, struct uuid chosen, int64_t amount) {
    for (size_t i = 0; i < end; i++) {
        struct stock_move *move = &moves->items[i];
        if (move->amount <= 0 || !uuid_equal(move->id, chosen)) continue;
        int64_t part = exact_min(move->left, amount);
        move->left -= part;
        return amount - part;
    }
    return amount;
}

void stock_lots_left(struct stock_moves *moves) {
    for (size_t i = 0; i < moves->count; i++) {
        moves->items[i].left = exact_max(moves->items[i].amount, 0);
        if (moves->items[i].amount >= 0) continue;
        int64_t rest = take_chosen(moves, i, moves->items[i].chosen, -moves->items[i].amount);
        take_oldest(moves, i, rest);
    }
}

bool stock_last_count(struct db *db, struct uuid org, struct uuid bank_id, int64_t *day) {
    struct db_query *query =
        db_query(db, SQL("SELECT MAX(\"counted_on\") FROM stock_count WHERE org_id = ?1 AND \"bank\" = ?2 "
                         "AND deleted_ms = 0"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, bank_id);
    bool found = db_next(query) && !db_column_is_null(query, 0);
    if (found) *day = db_column_day(query, 0, 0);
    db_done(query);
    return found;
}

/* ---- loans ---- */

/* In the order of struct bank_terms. */
#define TERMS_COLUMNS                                                                                        \
    "c.\"rate_ppm\", c.\"season_days\", c.\"joining_amount\", c.\"loan_max\", c.\"multiple\", "              \
    "c.\"moisture_ppm\", "                                                                                   \
    "c.\"moisture_max_ppm\", c.\"credits_drier\", c.\"storage_loss_ppm\", c.\"takes_cash\", "                \
    "c.\"cash_multiple\", "                                                                                  \
    "c.\"need_per_day\", c.\"need_days_min\""

static int64_t number_of_column(struct db_query *query, int column) {
    return db_column_is_null(query, column) ? 0 : db_column_int(query, column);
}

static struct bank_terms terms_of_columns(struct db_query *query, int at) {
    return (struct bank_terms){
        .rate_ppm = number_of_column(query, at),
        .season_days = number_of_column(query, at + 1),
        .joining_grams = number_of_column(query, at + 2),
        .loan_grams_max = number_of_column(query, at + 3),
        .multiple_grams = exact_max(number_of_column(query, at + 4), 1),
        .moisture_ppm = number_of_column(query, at + 5),
        .moisture_max_ppm = number_of_column(query, at + 6),
        .credits_drier = number_of_column(query, at + 7),
        .storage_loss_ppm = number_of_column(query, at + 8),
        .takes_cash = number_of_column(query, at + 9),
        .cash_multiple = exact_max(number_of_column(query, at + 10), 1),
        .need_grams_per_day = number_of_column(query, at + 11),
        .need_days_min = number_of_column(query, at + 12),
    };
}

static void debt_read(struct arena *arena, struct db_query *query, struct stock_debt *debt) {
    *debt = (struct stock_debt){
        .id = db_column_uuid(query, 0),
        .member_id = db_column_uuid(query, 1),
        .contract_id = db_column_uuid(query, 2),
        .code = arena_copy(arena, db_column_text(query, 3)),
        .purpose = arena_copy(arena, db_column_text(query, 4)),
        .state = arena_copy(arena, db_column_text(query, 5)),
        .loan = {db_column_day(query, 6, 0), db_column_day(query, 7, 0), db_column_int(query, 8)},
        .written_off_day = db_column_day(query, 9, 0),
        .written_off = number_of_column(query, 10),
        .terms = terms_of_columns(query, 11),
    };
}

static struct stock_debt *debt_find(struct stock_debts *debts, struct uuid id) {
    for (size_t i = 0; i < debts->count; i++) {
        if (uuid_equal(debts->items[i].id, id)) return &debts->items[i];
    }
    return NULL;
}

/* The columns day, amount, of what was written off. */
static void repayment_add(struct arena *arena, struct stock_debt *debt, struct db_query *query, int first) {
    debt->repayments = arena_room(arena, debt->repayments, sizeof *debt->repayments, debt->count);
    debt->repayments[debt->count++] =
        (struct bank_repayment){db_column_day(query, first, 0), db_column_int(query, first + 1)};
    debt->recovered += number_of_column(query, first + 2);
}

/* What was given back of all loans, in the order of loans and days. */
static void repayments_read(struct db *db, struct arena *arena, struct uuid org, struct uuid bank_id,
                            struct stock_debts *debts) {
    struct stock_debt *debt = NULL;
    struct db_query *query = db_query(
        db,
        SQL("SELECT r.\"loan\", r.\"paid_on\", r.\"book_amount\", r.\"recovered\" FROM stock_loan l JOIN "
            "stock_repayment r ON "
            "r.org_id = l.org_id AND r.\"loan\" = l.id WHERE l.org_id = ?1 AND l.\"bank\" = ?2 AND "
            "r.deleted_ms = 0 AND l.deleted_ms = 0 ORDER BY r.\"loan\", r.\"paid_on\", r.created_ms, r.id"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, bank_id);
    while (db_next(query)) {
        struct uuid id = db_column_uuid(query, 0);
        if (!debt || !uuid_equal(debt->id, id)) debt = debt_find(debts, id);
        if (debt) repayment_add(arena, debt, query, 1);
    }
    db_done(query);
}

struct stock_debts stock_debts_read(struct db *db, struct arena *arena, struct uuid org, struct uuid bank_id,
                                    struct uuid member_id) {
    struct stock_debts debts = {0};
    struct db_query *query = db_query(
        db,
        SQL("SELECT l.id, l.\"member\", l.\"contract\", l.code, l.\"purpose\", l.\"state\", l.\"lent_on\", "
            "l.\"due_on\", l.\"amount\", l.\"written_off_on\", l.\"written_off_amount\", " TERMS_COLUMNS
            " FROM stock_loan l JOIN bank_contract c ON c.org_id = l.org_id AND c.id = l.\"contract\" WHERE "
            "l.org_id = ?1 AND l.\"bank\" = ?2 AND (?4 = 0 OR l.\"member\" = ?3) AND l.deleted_ms = 0 ORDER "
            "BY "
            "l.\"lent_on\", l.id"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, bank_id);
    db_bind_uuid(query, 3, member_id);
    db_bind_int(query, 4, !uuid_is_zero(member_id));
    while (db_next(query)) {
        debts.items = arena_room(arena, debts.items, sizeof *debts.items, debts.count);
        debt_read(arena, query, &debts.items[debts.count++]);
    }
    db_done(query);
    repayments_read(db, arena, org, bank_id, &debts);
    return debts;
}

struct stock_debt stock_debt_of(struct db *db, struct arena *arena, const struct record *record,
                                const struct record *contract) {
    const struct stock_loan *loan = stock_loan_of(record);
    struct stock_debt debt = {
        .id = record->id,
        .member_id = loan->member.id,
        .contract_id = contract->id,
        .code = record->code,
        .purpose = loan->purpose.text,
        .state = loan->state.text,
        .terms = bank_contract_terms(contract),
        .loan = {bank_day(&loan->lent_on), bank_day(&loan->due_on), bank_number(&loan->amount)},
        .written_off_day = bank_day(&loan->written_off_on),
        .written_off = bank_number(&loan->written_off_amount)};
    struct db_query *query =
        db_query(db, SQL("SELECT \"paid_on\", \"book_amount\", \"recovered\" FROM stock_repayment "
                         "WHERE org_id = ?1 AND \"loan\" = ?2 AND "
                         "deleted_ms = 0 ORDER BY \"paid_on\", created_ms, id"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    while (db_next(query)) {
        repayment_add(arena, &debt, query, 0);
    }
    db_done(query);
    return debt;
}

bool stock_debt_state(const struct stock_debt *debt, int64_t day, struct bank_state *state,
                      struct bank_breach *breach) {
    if (!bank_state_at(&debt->terms, &debt->loan, debt->repayments, debt->count, day, state, breach))
        return false;
    if (debt->written_off_day && debt->written_off_day <= day)
        *state = (struct bank_state){.repaid = state->repaid, .seasons = state->seasons};
    return true;
}

bool stock_owed_by(struct db *db, struct arena *arena, const struct record *bank, struct uuid member_id,
                   int64_t day, int64_t *owed, struct bank_breach *breach) {
    struct stock_debts debts = stock_debts_read(db, arena, bank->org_id, bank->id, member_id);
    *owed = 0;
    for (size_t i = 0; i < debts.count; i++) {
        struct bank_state state;
        if (!stock_debt_state(&debts.items[i], exact_max(day, debts.items[i].loan.day), &state, breach))
            return false;
        if (!exact_add(owed, state.owed)) *owed = INT64_MAX;
    }
    return true;
}

int64_t stock_contributed(struct db *db, struct uuid org, struct uuid member_id) {
    struct db_query *query = db_query(
        db,
        SQL("SELECT CAST(COALESCE(SUM(\"book_amount\"), 0) AS BIGINT) FROM stock_lot WHERE org_id = ?1 AND "
            "\"member\" = ?2 AND \"source\" = 'contribution' AND deleted_ms = 0"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, member_id);
    int64_t sum = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return sum;
}
