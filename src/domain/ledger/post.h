/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one door of the ledger: balanced entries into books.  An entry holds lines on accounts of one book;
 * debit is positive, credit negative, each in the smallest unit of the account's commodity; for each
 * commodity the lines add up to nothing.  Entries are never changed: a mistake is taken back by its reverse.
 *
 * A held entry moves nothing, but what it would take is not there for others (two-phase transfer as in
 * TigerBeetle: pending, then posted whole or in part, released, or released by time).  What ran out holds
 * nothing any more from that moment on.
 *
 * Everything here runs in the writer's thread inside the transaction of a change.  Balances are kept in
 * memory over the transaction and written once before it commits; a rollback forgets them.
 */
#ifndef MLUP_DOMAIN_LEDGER_POST_H
#define MLUP_DOMAIN_LEDGER_POST_H

#include "domain/ledger/ledger.h"
#include "store/rule.h"

enum {
    LEDGER_LINES_MAX = 4096,
    LEDGER_UNITS_MAX = 16,
    LEDGER_ENTRIES_OF_SOURCE = 64,
    LEDGER_HASH_BYTES = 32
};

/* No balance is beyond it, above or below, on no day and whatever is held: then no sum of two is beyond
 * int64. */
#define LEDGER_BALANCE_MAX (INT64_MAX / 2)

enum ledger_kind {
    LEDGER_ENTRY,
    LEDGER_OPENING,
    LEDGER_ADJUSTMENT,
    LEDGER_CLOSING,
    LEDGER_REVERSAL,
    LEDGER_HELD
};

struct ledger_line {
    struct uuid account_id;
    int64_t amount; /* of the account's smallest unit; positive: debit */
};

struct ledger_post {
    struct uuid org_id, book_id;
    int64_t day;
    enum ledger_kind kind;
    const struct record_type *source_type; /* what the entry follows from */
    struct uuid source_id;
    struct slice memo; /* empty when the source tells it */
    const struct ledger_line *lines;
    size_t line_count;
    int64_t expires_ms; /* of a held entry: released then; 0 = never */
};

/* Where an entry stands; numbers of this database. */
struct ledger_place {
    int64_t book, seq;
};

/* Whether the entries could be posted one after the other, as the books stand in this transaction.  All or
 * none: false after a refusal that says which account and why (not balanced, too large, closed period, before
 * the book or account, closed account, account of another book, below or above its limit); nothing has moved.
 */
bool ledger_check(struct rule *rule, const struct ledger_post *posts, size_t count, struct refusal *refusal);

/* The same, and posts them.  `places` (may be NULL) gets where each stands. */
bool ledger_write(struct rule *rule, const struct ledger_post *posts, size_t count,
                  struct ledger_place *places, struct refusal *refusal);

/* Whether `post` could take the place of a held entry: no line takes more from its account than was held, and
 * the rest as ledger_check, as if nothing were held by it. */
bool ledger_check_held(struct rule *rule, struct ledger_place place, const struct ledger_post *post,
                       struct refusal *refusal);

/* The held entry that follows from the source, while it is held and its time has not run out. */
bool ledger_held_of(struct rule *rule, struct uuid org, struct uuid source_id, struct ledger_place *place);

/* Ends what is held of the source, also when its time has run out. */
void ledger_release_source(struct rule *rule, struct uuid org, struct uuid source_id);

/* Ends a held entry: what it held is free again.  False when it is not held (any more). */
bool ledger_release(struct rule *rule, struct uuid org, struct ledger_place place);

/* Takes back everything that holds of the source: held entries are released, posted ones reversed on `day`.
 * False after a refusal; nothing has moved. */
bool ledger_take_back(struct rule *rule, struct uuid org, struct uuid source_id,
                      const struct record_type *source_type, int64_t day, struct refusal *refusal);
/* Of a source with any number of entries in one book: reverses the latest ones that hold, each on its own
 * day, at most `max`, with numbers below *before; then *before is the lowest of them and *count how many they
 * were.  Nothing was set aside by such a source.  False after a refusal: some may be reversed by then, so the
 * change must be refused as a whole. */
bool ledger_take_back_latest(struct rule *rule, struct uuid org, struct uuid source_id,
                             const struct record_type *source_type, size_t max, int64_t *before,
                             size_t *count, struct refusal *refusal);
/* Whether the posted ones of the source could be taken back on `day`; nothing has moved. */
bool ledger_check_take_back(struct rule *rule, struct uuid org, struct uuid source_id,
                            const struct record_type *source_type, int64_t day, struct refusal *refusal);

/* An account's balance as it stands in this transaction (of who only asks: as it was committed): debit less
 * credit, and what held entries would take from it (both in its smallest unit, the second not below 0).
 * False: there is no such account (who only asks gets 0 of it). */
bool ledger_balance_now(struct rule *rule, struct uuid org, struct uuid account_id, int64_t *balance,
                        int64_t *held_out);

/* For rules that ask the tables of the ledger: what the open transaction has gathered stands in them
 * afterwards, and what ran out of the account holds nothing any more. Nothing for who only asks. */
void ledger_settle_account(struct rule *rule, struct uuid org, struct uuid account_id);
void ledger_settle(struct rule *rule);

/* What the hash of an entry covers, beside the hash of the one before it in the book; for verifying. */
struct ledger_hashed {
    struct uuid book_id, actor_id, source_id;
    int64_t seq, day, at_ms, kind;
    struct slice source_type, memo;
    const struct ledger_line *lines;
    size_t line_count;
};
/* BLAKE2b; `before` is zero for the first entry and may be the same bytes as `hash`. */
void ledger_hash(const struct ledger_hashed *entry, const uint8_t before[static LEDGER_HASH_BYTES],
                 uint8_t hash[static LEDGER_HASH_BYTES]);

/* An account or a book changed (limits, closing): what is in memory of it is read anew. */
void ledger_note_change(struct rule *rule, const struct change *change);

#endif
