/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/state.h"

#include "base/limits.h"
#include "base/log.h"
#include "domain/ledger/balances.h"

enum { SLOTS = 1 << 14, NAME_SLOTS = 1 << 10 };

/* Which account of a book has a number. */
struct account_name {
    struct uuid org_id, book_id, account_id;
    struct slice number;
    struct account_name *next; /* in its slot */
};

/* Of an organisation: the next number of an account or a book, and when the first of its held entries runs
 * out (or would have, when it was released before). */
struct numbers {
    struct uuid org_id;
    int64_t account, book, first_expiry_ms;
    struct numbers *next;
};

struct ledger_state {
    struct store_side side; /* first: the store knows it by this */
    struct arena *arena;
    struct ledger_account_state **slots;
    struct ledger_account_state *dirty, *flushed; /* flushed: in the tables of the open transaction */
    struct ledger_book_state **book_slots, *dirty_books;
    struct account_name **names;
    struct ledger_balances *balances;
    struct numbers *numbers;
    size_t count;
    bool has_new; /* accounts or books that the tables do not have */
};

static const char side_key;

static size_t slot_of(struct uuid id) {
    uint64_t low;
    memcpy(&low, id.bytes + 8, sizeof low);
    return low * UINT64_C(0x9E3779B97F4A7C15) >> 50;
}
_Static_assert(SLOTS == 1 << 14, "slot_of keeps 14 bits");

/* ---- written before the commit ---- */

static void head_flush(struct db *db, struct ledger_book_state *book) {
    struct db_query *query = db_query(
        db,
        book->is_new
            ? SQL("INSERT INTO ledger_head (seq, hash, org_id, book, book_id) VALUES (?1, ?2, ?3, ?4, ?5)")
            : SQL("UPDATE ledger_head SET seq = ?1, hash = ?2 WHERE org_id = ?3 AND book = ?4"));
    db_bind_int(query, 1, book->seq);
    db_bind_blob(query, 2, (struct slice){(const char *)book->hash, LEDGER_HASH_BYTES});
    db_bind_uuid(query, 3, book->org_id);
    db_bind_int(query, 4, book->no);
    if (book->is_new) db_bind_uuid(query, 5, book->id);
    db_run(query);
    book->is_new = book->is_dirty = false;
}

static void bind_limit(struct db_query *query, int index, bool has, int64_t limit) {
    if (has)
        db_bind_int(query, index, limit);
    else
        db_bind_null(query, index);
}

static void balance_flush(struct db *db, const struct ledger_account_state *account) {
    struct db_query *query = db_query(
        db, account->is_new ? SQL("INSERT INTO ledger_balance (balance, held_in, held_out, last_day, least, "
                                  "most, org_id, account, "
                                  "account_id, book) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
                            : SQL("UPDATE ledger_balance SET balance = ?1, held_in = ?2, held_out = ?3, "
                                  "last_day = ?4, least = ?5, "
                                  "most = ?6 WHERE org_id = ?7 AND account = ?8"));
    db_bind_int(query, 1, account->balance);
    db_bind_int(query, 2, account->held_in);
    db_bind_int(query, 3, account->held_out);
    db_bind_int(query, 4, account->last_day);
    bind_limit(query, 5, account->has_least, account->least);
    bind_limit(query, 6, account->has_most, account->most);
    db_bind_uuid(query, 7, account->org_id);
    db_bind_int(query, 8, account->no);
    if (account->is_new) {
        db_bind_uuid(query, 9, account->id);
        db_bind_int(query, 10, account->book->no);
    }
    db_run(query);
}

/* The days after `day` through `last` have the amount as well. */
static void days_add(struct db *db, const struct ledger_account_state *account, int64_t day, int64_t last,
                     int64_t amount) {
    struct db_query *query =
        db_query(db, SQL("UPDATE ledger_day SET balance = balance + ?1 WHERE org_id = ?2 AND account = ?3 "
                         "AND day > ?4 AND day <= ?5"));
    db_bind_int(query, 1, amount);
    db_bind_uuid(query, 2, account->org_id);
    db_bind_int(query, 3, account->no);
    db_bind_int(query, 4, day);
    db_bind_int(query, 5, last);
    db_run(query);
}

static void day_put(struct db *db, const struct ledger_account_state *account, int64_t day, int64_t balance) {
    struct db_query *query =
        db_query(db, SQL("INSERT INTO ledger_day (org_id, account, day, balance) VALUES (?1, ?2, ?3, ?4) "
                         "ON CONFLICT (org_id, account, day) DO UPDATE SET balance = excluded.balance"));
    db_bind_uuid(query, 1, account->org_id);
    db_bind_int(query, 2, account->no);
    db_bind_int(query, 3, day);
    db_bind_int(query, 4, balance);
    db_run(query);
}

/* What stood there when `day` began and each later day: day and balance, in their order. */
static struct db_query *days_from(struct db *db, const struct ledger_account_state *account, int64_t day) {
    struct db_query *query = db_query(
        db, SQL("SELECT day, balance FROM ledger_day WHERE org_id = ?1 AND account = ?2 AND day >= "
                "COALESCE((SELECT MAX(b.day) FROM ledger_day b WHERE b.org_id = ?1 AND b.account = ?2 "
                "AND b.day <= ?3), ?3) ORDER BY day"));
    db_bind_uuid(query, 1, account->org_id);
    db_bind_int(query, 2, account->no);
    db_bind_int(query, 3, day);
    return query;
}

/* Sorts by day, equal days made one. */
static struct ledger_move *moves_sort(struct ledger_move *moves) {
    struct ledger_move *sorted = NULL;
    while (moves) {
        struct ledger_move *move = moves, **at = &sorted;
        moves = moves->next;
        while (*at && (*at)->day > move->day) {
            at = &(*at)->next;
        }
        if (*at && (*at)->day == move->day) {
            (*at)->amount += move->amount;
            continue;
        }
        move->next = *at;
        *at = move;
    }
    struct ledger_move *ascending = NULL;
    while (sorted) {
        struct ledger_move *next = sorted->next;
        sorted->next = ascending;
        ascending = sorted;
        sorted = next;
    }
    return ascending;
}

/* What came between may be beyond int64, the sum of all is not: it goes round and comes back. */
static int64_t sum_round(int64_t sum, int64_t amount) {
    return (int64_t)((uint64_t)sum + (uint64_t)amount);
}

static int64_t moves_sum(const struct ledger_move *moves) {
    int64_t sum = 0;
    for (; moves; moves = moves->next) {
        sum = sum_round(sum, moves->amount);
    }
    return sum;
}

/* What the table has of the days of the moves, which are sorted. */
static void moves_read_stored(struct db *db, const struct ledger_account_state *account) {
    struct ledger_move *move = account->moves;
    int64_t stored = 0;
    struct db_query *query = days_from(db, account, move->day);
    while (move && db_next(query)) {
        for (; move && move->day < db_column_int(query, 0); move = move->next) {
            move->stored = stored;
        }
        stored = db_column_int(query, 1);
    }
    db_done(query);
    for (; move; move = move->next) {
        move->stored = stored;
    }
}

/* Most entries come in the order of their days: then each day is one row written and none read. A later day
 * that is there already is written once, however many moves came before it. */
static void days_flush(struct db *db, struct ledger_account_state *account) {
    int64_t balance = account->balance - moves_sum(account->moves), earlier = 0;
    account->moves = moves_sort(account->moves);
    if (account->moves && account->moves->day < account->last_day) moves_read_stored(db, account);
    for (struct ledger_move *move = account->moves; move; move = move->next) {
        balance += move->amount;
        earlier += move->amount;
        if (move->day >= account->last_day) {
            day_put(db, account, move->day, balance);
            account->last_day = move->day;
            continue;
        }
        day_put(db, account, move->day, move->stored + earlier);
        int64_t last =
            move->next && move->next->day < account->last_day ? move->next->day : account->last_day;
        days_add(db, account, move->day, last, earlier);
    }
    account->moves = NULL;
}

static void state_flush(struct store_side *side, struct rule *rule) {
    struct ledger_state *state = (struct ledger_state *)side;
    for (; state->dirty_books; state->dirty_books = state->dirty_books->next_dirty) {
        head_flush(rule->db, state->dirty_books);
    }
    state->has_new = false;
    while (state->dirty) {
        struct ledger_account_state *account = state->dirty;
        state->dirty = account->next_dirty;
        days_flush(rule->db, account);
        balance_flush(rule->db, account);
        account->is_new = account->is_dirty = false;
        if (account->is_flushed) continue;
        account->is_flushed = true;
        account->next_flushed = state->flushed;
        state->flushed = account;
    }
}

/* ---- its life ---- */

static void state_forget(struct store_side *side) {
    struct ledger_state *state = (struct ledger_state *)side;
    if (!state->book_slots && !state->names) return; /* no account without its book */
    arena_reset(state->arena);
    state->slots = NULL;
    state->dirty = state->flushed = NULL;
    state->book_slots = NULL;
    state->dirty_books = NULL;
    state->names = NULL;
    state->numbers = NULL;
    state->count = 0;
    state->has_new = false;
}

static void state_after_commit(struct store_side *side) {
    struct ledger_state *state = (struct ledger_state *)side;
    for (; state->flushed; state->flushed = state->flushed->next_flushed) {
        const struct ledger_account_state *account = state->flushed;
        ledger_balances_note(state->balances, account->org_id, account->id, account->no, account->balance);
        state->flushed->is_flushed = false;
    }
    bool is_large =
        state->count > LIMIT_LEDGER_ACCOUNTS_KEPT || arena_size(state->arena) > LIMIT_LEDGER_BYTES_KEPT;
    if (is_large) state_forget(side);
}

static void state_close(struct store_side *side) {
    struct ledger_state *state = (struct ledger_state *)side;
    ledger_balances_free(state->balances);
    arena_free(state->arena);
    heap_free(state);
}

static struct store_side *state_make(void) {
    struct ledger_state *state = heap_alloc(sizeof *state);
    *state = (struct ledger_state){.side = {.before_commit = state_flush,
                                            .after_commit = state_after_commit,
                                            .after_rollback = state_forget,
                                            .close = state_close},
                                   .arena = arena_new(),
                                   .balances = ledger_balances_new()};
    return &state->side;
}

struct ledger_balances *ledger_state_balances(struct store *store) {
    return ((struct ledger_state *)store_side(store, &side_key, state_make))->balances;
}

struct ledger_state *ledger_state_of(struct rule *rule) {
    return (struct ledger_state *)store_side(rule->store, &side_key, state_make);
}

void ledger_state_flush_new(struct ledger_state *state, struct rule *rule) {
    if (state->has_new) state_flush(&state->side, rule);
}

void ledger_state_flush(struct ledger_state *state, struct rule *rule) {
    state_flush(&state->side, rule);
}

struct arena *ledger_state_arena(struct ledger_state *state) {
    return state->arena;
}

/* ---- numbers ---- */

static int64_t number_after(struct rule *rule, struct sql sql, struct uuid org) {
    struct db_query *query = db_query(rule->db, sql);
    db_bind_uuid(query, 1, org);
    int64_t next = db_next(query) ? db_column_int(query, 0) + 1 : 1;
    db_done(query);
    return next;
}

static int64_t first_expiry(struct rule *rule, struct uuid org) {
    struct db_query *query = db_query(
        rule->db, SQL("SELECT CAST(MIN(expires_ms) AS BIGINT) FROM ledger_hold WHERE org_id = ?1 AND state = "
                      "0 AND expires_ms > 0"));
    db_bind_uuid(query, 1, org);
    bool found = db_next(query) && !db_column_is_null(query, 0);
    int64_t first = found ? db_column_int(query, 0) : INT64_MAX;
    db_done(query);
    return first;
}

static struct numbers *numbers_of(struct ledger_state *state, struct rule *rule, struct uuid org) {
    struct numbers *numbers = state->numbers;
    while (numbers && !uuid_equal(numbers->org_id, org)) {
        numbers = numbers->next;
    }
    if (numbers) return numbers;
    numbers = arena_make(state->arena, struct numbers, 1);
    *numbers = (struct numbers){
        .org_id = org,
        .account = number_after(
            rule,
            SQL("SELECT CAST(COALESCE(MAX(account), 0) AS BIGINT) FROM ledger_balance WHERE org_id = ?1"),
            org),
        .book = number_after(
            rule, SQL("SELECT CAST(COALESCE(MAX(book), 0) AS BIGINT) FROM ledger_head WHERE org_id = ?1"),
            org),
        .first_expiry_ms = first_expiry(rule, org),
        .next = state->numbers};
    return state->numbers = numbers;
}

bool ledger_state_may_run_out(struct ledger_state *state, struct rule *rule, struct uuid org) {
    return numbers_of(state, rule, org)->first_expiry_ms <= clock_now_ms();
}

void ledger_state_note_expiry(struct ledger_state *state, struct rule *rule, struct uuid org,
                              int64_t expires_ms) {
    struct numbers *numbers = numbers_of(state, rule, org);
    if (expires_ms && expires_ms < numbers->first_expiry_ms) numbers->first_expiry_ms = expires_ms;
}

void ledger_state_look_for_expiry(struct ledger_state *state, struct rule *rule, struct uuid org) {
    numbers_of(state, rule, org)->first_expiry_ms = first_expiry(rule, org);
}

/* ---- books ---- */

static int64_t day_or(const struct value *date, int64_t otherwise) {
    return date->present ? date_first_day(date->date) : otherwise;
}

static void book_take_record(struct ledger_book_state *state, const struct ledger_book *book) {
    state->opened_day = day_or(&book->opened_on, INT64_MIN);
    state->closed_day = book->closed_through.present ? date_last_day(book->closed_through.date) : INT64_MIN;
}

static void book_load_head(struct ledger_state *state, struct rule *rule, struct ledger_book_state *book) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT book, seq, hash FROM ledger_head WHERE org_id = ?1 AND book_id = ?2"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_uuid(query, 2, book->id);
    bool found = db_next(query);
    if (found) {
        book->no = db_column_int(query, 0);
        book->seq = db_column_int(query, 1);
        struct slice hash = db_column_blob(query, 2);
        ASSERT(hash.len == LEDGER_HASH_BYTES);
        memcpy(book->hash, hash.s, LEDGER_HASH_BYTES);
    }
    db_done(query);
    if (found) return;
    book->no = numbers_of(state, rule, book->org_id)->book++;
    book->is_new = state->has_new = true;
}

struct ledger_book_state *ledger_state_book(struct ledger_state *state, struct rule *rule, struct uuid org,
                                            struct uuid id) {
    struct ledger_book_state *book = state->book_slots ? state->book_slots[slot_of(id)] : NULL;
    while (book && !(uuid_equal(book->id, id) && uuid_equal(book->org_id, org))) {
        book = book->next;
    }
    if (book) return book;
    const struct record *record = rule_find(rule, &ledger_book_type, org, id);
    if (!record || record->deleted_ms) return NULL;
    book = arena_make(state->arena, struct ledger_book_state, 1);
    *book = (struct ledger_book_state){.org_id = org, .id = id};
    book_take_record(book, ledger_book_of(record));
    book_load_head(state, rule, book);
    if (!state->book_slots) state->book_slots = arena_make(state->arena, struct ledger_book_state *, SLOTS);
    book->next = state->book_slots[slot_of(id)];
    return state->book_slots[slot_of(id)] = book;
}

void ledger_state_touch_book(struct ledger_state *state, struct ledger_book_state *book) {
    if (book->is_dirty) return;
    book->is_dirty = true;
    book->next_dirty = state->dirty_books;
    state->dirty_books = book;
}

/* ---- accounts ---- */

static void account_take_record(struct ledger_account_state *state, const struct ledger_account *account) {
    state->commodity_id = account->unit.id;
    state->opened_day = day_or(&account->opened_on, INT64_MIN);
    state->closed_day = day_or(&account->closed_on, INT64_MAX);
    state->counted_day = day_or(&account->counted_through, INT64_MIN);
    state->has_least = account->least.present;
    state->least = account->least.number;
    state->has_most = account->most.present;
    state->most = account->most.number;
}

static void account_load_balance(struct ledger_state *state, struct rule *rule,
                                 struct ledger_account_state *account) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT account, balance, held_in, held_out, last_day FROM ledger_balance "
                               "WHERE org_id = ?1 AND account_id = ?2"));
    db_bind_uuid(query, 1, account->org_id);
    db_bind_uuid(query, 2, account->id);
    bool found = db_next(query);
    if (found) {
        account->no = db_column_int(query, 0);
        account->balance = db_column_int(query, 1);
        account->held_in = db_column_int(query, 2);
        account->held_out = db_column_int(query, 3);
        account->last_day = db_column_int(query, 4);
    }
    db_done(query);
    account->top_day = account->last_day;
    if (found) return;
    account->no = numbers_of(state, rule, account->org_id)->account++;
    account->last_day = account->top_day = INT64_MIN;
    account->is_new = state->has_new = true;
}

static struct ledger_account_state *account_find(const struct ledger_state *state, struct uuid org,
                                                 struct uuid id) {
    struct ledger_account_state *account = state->slots ? state->slots[slot_of(id)] : NULL;
    while (account && !(uuid_equal(account->id, id) && uuid_equal(account->org_id, org))) {
        account = account->next;
    }
    return account;
}

struct ledger_account_state *ledger_state_account(struct ledger_state *state, struct rule *rule,
                                                  struct uuid org, struct uuid id) {
    struct ledger_account_state *account = account_find(state, org, id);
    if (account) return account;
    const struct record *record = rule_find(rule, &ledger_account_type, org, id);
    if (!record || record->deleted_ms) return NULL;
    const struct ledger_account *of = ledger_account_of(record);
    account = arena_make(state->arena, struct ledger_account_state, 1);
    *account = (struct ledger_account_state){
        .org_id = org, .id = id, .number = arena_copy(state->arena, of->number.text)};
    account_take_record(account, of);
    account->book = ledger_state_book(state, rule, org, of->book.id);
    if (!account->book) return NULL;
    account_load_balance(state, rule, account);
    if (!state->slots) state->slots = arena_make(state->arena, struct ledger_account_state *, SLOTS);
    account->next = state->slots[slot_of(id)];
    state->slots[slot_of(id)] = account;
    state->count++;
    return account;
}

void ledger_state_touch(struct ledger_state *state, struct ledger_account_state *account) {
    if (account->is_dirty) return;
    account->is_dirty = true;
    account->next_dirty = state->dirty;
    state->dirty = account;
}

static void names_forget(struct ledger_state *state) {
    if (state->names) memset(state->names, 0, NAME_SLOTS * sizeof *state->names);
}

static bool account_load_id(struct rule *rule, struct account_name *name) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT id FROM ledger_account WHERE org_id = ?1 AND \"book\" = ?2 AND "
                               "\"number\" = ?3 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, name->org_id);
    db_bind_uuid(query, 2, name->book_id);
    db_bind_text(query, 3, name->number);
    bool found = db_next(query);
    if (found) name->account_id = db_column_uuid(query, 0);
    db_done(query);
    return found;
}

bool ledger_state_find_number(struct ledger_state *state, struct rule *rule, struct uuid org,
                              struct uuid book, struct slice number, struct uuid *account) {
    if (!state->names) state->names = arena_make(state->arena, struct account_name *, NAME_SLOTS);
    struct account_name **slot = &state->names[(slot_of(book) ^ slice_hash(number)) & (NAME_SLOTS - 1)];
    struct account_name sought = {.org_id = org, .book_id = book, .number = number}, *name = *slot;
    while (name && !(uuid_equal(name->book_id, book) && uuid_equal(name->org_id, org) &&
                     slice_equal(name->number, number))) {
        name = name->next;
    }
    if (!name) {
        if (!account_load_id(rule, &sought)) return false; /* one may be made in the next moment */
        name = arena_make(state->arena, struct account_name, 1);
        *name = sought;
        name->number = arena_copy(state->arena, number);
        name->next = *slot;
        *slot = name;
    }
    *account = name->account_id;
    return true;
}

/* ---- days ---- */

static int64_t moves_until(const struct ledger_move *moves, int64_t day) {
    int64_t sum = 0;
    for (; moves; moves = moves->next) {
        if (moves->day <= day) sum = sum_round(sum, moves->amount);
    }
    return sum;
}

/* What the table has of a day and what the moves until then add to it. */
static bool is_within(const struct ledger_account_state *account, int64_t stored, int64_t moved) {
    int64_t balance;
    if (__builtin_add_overflow(stored, moved, &balance)) return false;
    if (balance < -LEDGER_BALANCE_MAX || balance > LEDGER_BALANCE_MAX) return false;
    return (!account->has_least || balance >= account->least) &&
           (!account->has_most || balance <= account->most);
}

/* The days of moves from `from` and before `end`; `stored` is what the table says of all of them. */
static bool moves_hold(const struct ledger_account_state *account, int64_t from, int64_t end,
                       int64_t stored) {
    bool holds = true;
    for (const struct ledger_move *move = account->moves; move && holds; move = move->next) {
        if (move->day < from || move->day >= end) continue;
        holds = is_within(account, stored, moves_until(account->moves, move->day));
    }
    return holds;
}

bool ledger_state_days_hold(struct ledger_account_state *account, struct rule *rule, int64_t day) {
    int64_t from = day, stored = 0;
    bool holds = true;
    struct db_query *query = days_from(rule->db, account, day);
    while (holds && db_next(query)) {
        int64_t next = db_column_int(query, 0);
        if (next < day) next = day; /* what stood there when the day began */
        holds = moves_hold(account, from, next, stored);
        from = next;
        stored = db_column_int(query, 1);
        holds = holds && is_within(account, stored, moves_until(account->moves, from));
    }
    db_done(query);
    return holds && moves_hold(account, from, INT64_MAX, stored);
}

/* ---- changes of the records ---- */

void ledger_note_change(struct rule *rule, const struct change *change) {
    if (change->type != &ledger_account_type && change->type != &ledger_book_type) return;
    struct ledger_state *state = ledger_state_of(rule);
    const struct record *after = change->after;
    if (change->type == &ledger_book_type) {
        struct ledger_book_state *book = ledger_state_book(state, rule, after->org_id, after->id);
        if (book) book_take_record(book, ledger_book_of(after));
        return;
    }
    if (change->verb != CHANGE_CREATE) names_forget(state); /* it may have another number now, or none */
    struct ledger_account_state *account = account_find(state, after->org_id, after->id);
    if (!account && change->verb == CHANGE_CREATE) return;
    if (!account) account = ledger_state_account(state, rule, after->org_id, after->id);
    if (!account) return;
    account_take_record(account, ledger_account_of(after));
    ledger_state_touch(state, account);
}
