/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a bank of goods has and what it is owed, read from its records: every movement of its store, every
 * loan with what was given back.  The caller has read the bank under its own view; the connection may be the
 * writer's or a reader's.
 */
#ifndef MLUP_DOMAIN_STOCK_BOOK_H
#define MLUP_DOMAIN_STOCK_BOOK_H

#include "domain/bank/bank_records.h"

/* ---- the store ---- */

/* SPOILT: lost and seen; LOST: missing when counting. */
enum stock_move_kind {
    STOCK_LOT,
    STOCK_GIVEN_BACK,
    STOCK_LENT,
    STOCK_SOLD,
    STOCK_SPOILT,
    STOCK_GIVEN_AWAY,
    STOCK_LOST,
    STOCK_SURPLUS
};

struct stock_move {
    int64_t day, amount; /* positive: came in */
    enum stock_move_kind kind;
    struct uuid id;                /* of the lot, the giving back, the loan … */
    struct uuid chosen;            /* of what goes out: the goods it is taken from; its own id: the oldest */
    int64_t weighed, moisture_ppm; /* of what came in, as it came; -1: not measured */
    int64_t left;                  /* of what came in (stock_lots_left) */
};

struct stock_moves {
    struct stock_move *items; /* by day; of one day what came in first */
    size_t count;
};

/* Every movement up to the end of a day. */
struct stock_moves stock_moves_read(struct db *db, struct arena *arena, struct uuid org, struct uuid bank_id,
                                    int64_t day);
/* What the store holds after them; never beyond 64 bits. */
int64_t stock_moves_sum(const struct stock_moves *moves);
/* Amount × days that lay in the store from the end of a day to the end of another. */
int64_t stock_amount_days(const struct stock_moves *moves, int64_t from, int64_t to);
/* Fills `left`: what goes out is taken from the goods that were chosen, else and beyond them from the oldest.
 */
void stock_lots_left(struct stock_moves *moves);
/* The day of the last count of the store; false when it was never counted. */
bool stock_last_count(struct db *db, struct uuid org, struct uuid bank_id, int64_t *day);

/* ---- loans ---- */

struct stock_debt {
    struct uuid id, member_id, contract_id;
    struct slice code, purpose, state; /* code of stock_loan_state */
    struct bank_terms terms;
    struct bank_loan loan;
    struct bank_repayment *repayments; /* by day */
    size_t count;
    int64_t written_off_day; /* 0: it is not */
    int64_t written_off, recovered;
};

struct stock_debts {
    struct stock_debt *items; /* by the day on which they were lent */
    size_t count;
};

/* The loans of a bank, or of one member of it (zero: all). */
struct stock_debts stock_debts_read(struct db *db, struct arena *arena, struct uuid org, struct uuid bank_id,
                                    struct uuid member_id);
/* One of them, whose record and terms the caller has. */
struct stock_debt stock_debt_of(struct db *db, struct arena *arena, const struct record *loan,
                                const struct record *contract);
/* The state at the end of a day; nothing is owed of what was written off by then.  False when it cannot be.
 */
bool stock_debt_state(const struct stock_debt *debt, int64_t day, struct bank_state *state,
                      struct bank_breach *breach);
/* What a member owes of all loans at the end of a day; one that was lent later is owed as lent.  False when
 * one cannot be computed. */
bool stock_owed_by(struct db *db, struct arena *arena, const struct record *bank, struct uuid member_id,
                   int64_t day, int64_t *owed, struct bank_breach *breach)
    __attribute__((warn_unused_result));
/* What a member gave to join. */
int64_t stock_contributed(struct db *db, struct uuid org, struct uuid member_id);

#endif
