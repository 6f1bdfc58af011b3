/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The books and accounts that the open transaction has touched, as they stand in it; shared by the files of
 * the kernel. Everything lives in one arena that is dropped by a rollback, and after a commit once it has
 * grown.
 */
#ifndef MLUP_DOMAIN_LEDGER_STATE_H
#define MLUP_DOMAIN_LEDGER_STATE_H

#include "domain/ledger/post.h"

struct ledger_book_state {
    struct uuid org_id, id;
    int64_t no, seq;
    uint8_t hash[LEDGER_HASH_BYTES]; /* of entry `seq` */
    int64_t opened_day, closed_day;  /* entries are possible from the first, and after the second */
    bool is_new, is_dirty;
    struct ledger_book_state *next; /* in its slot */
    struct ledger_book_state *next_dirty;
};

/* Something posted on a day that ledger_day does not have yet. */
struct ledger_move {
    int64_t day, amount;
    int64_t stored; /* while they are written: what ledger_day has of that day */
    struct ledger_move *next;
};

struct ledger_account_state {
    struct uuid org_id, id, commodity_id;
    int64_t no;
    struct ledger_book_state *book;
    struct slice number; /* for people */
    int64_t opened_day, closed_day;
    int64_t counted_day; /* INT64_MIN: never; what people write is later */
    bool has_least, has_most;
    int64_t least, most;
    int64_t balance, held_in, held_out;
    int64_t last_day; /* INT64_MIN when nothing was ever posted */
    int64_t top_day;  /* the latest of all, those of `moves` too; not lowered when one is taken back */
    struct ledger_move *moves; /* the latest first */
    bool is_new, is_dirty;
    struct ledger_account_state *next; /* in its slot */
    struct ledger_account_state *next_dirty;
    bool is_flushed;
    struct ledger_account_state *next_flushed;
};

struct ledger_state;

struct ledger_balances;
/* Of the store; any thread. */
struct ledger_balances *ledger_state_balances(struct store *store);
/* Made with the first use of a store's transaction. */
struct ledger_state *ledger_state_of(struct rule *rule);
/* Writes what was gathered when an account or a book is not in the tables yet, so that statements can join
 * them. */
void ledger_state_flush_new(struct ledger_state *state, struct rule *rule);
/* Writes what was gathered, whatever it is. */
void ledger_state_flush(struct ledger_state *state, struct rule *rule);
struct arena *ledger_state_arena(struct ledger_state *state);
/* NULL when the organisation has no such book or account, or it is deleted. */
struct ledger_book_state *ledger_state_book(struct ledger_state *state, struct rule *rule, struct uuid org,
                                            struct uuid id);
struct ledger_account_state *ledger_state_account(struct ledger_state *state, struct rule *rule,
                                                  struct uuid org, struct uuid id);
/* The live account that has the number in a book; false when none has. */
bool ledger_state_find_number(struct ledger_state *state, struct rule *rule, struct uuid org,
                              struct uuid book, struct slice number, struct uuid *account);
/* An entry was added to it. */
void ledger_state_touch_book(struct ledger_state *state, struct ledger_book_state *book);
/* Must be told before the first change of an account. */
void ledger_state_touch(struct ledger_state *state, struct ledger_account_state *account);
/* False: nothing that is held of the organisation can have run out by now. */
bool ledger_state_may_run_out(struct ledger_state *state, struct rule *rule, struct uuid org);
/* An entry is held until then (0: for ever). */
void ledger_state_note_expiry(struct ledger_state *state, struct rule *rule, struct uuid org,
                              int64_t expires_ms);
/* Something ran out and was released: looks for the next one. */
void ledger_state_look_for_expiry(struct ledger_state *state, struct rule *rule, struct uuid org);
/* True when the account was never below `least` nor above `most`, nor its balance beyond int64, on `day` and
 * each day after it. */
bool ledger_state_days_hold(struct ledger_account_state *account, struct rule *rule, int64_t day);

#endif
