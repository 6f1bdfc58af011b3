/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/post.h"

#include <sodium.h>

#include "base/log.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/state.h"

/* So much more than what is ever counted, and so far from LEDGER_BALANCE_MAX, that only amounts like this are
 * looked at for being beyond it on a day of the past: it would take millions of smaller ones on one account
 * to reach int64. */
static const int64_t AMOUNT_VAST = INT64_C(1) << 40;

enum { HOLD_HELD = 0, HOLD_ENDED = 1, HOLD_REVERSED = 2 };

/* ---- what speaks against an entry ---- */

struct sums {
    struct uuid commodity_id[LEDGER_UNITS_MAX];
    int64_t sum[LEDGER_UNITS_MAX];
    size_t count;
};

static bool sums_add(struct sums *sums, struct uuid commodity, int64_t amount) {
    size_t i = 0;
    while (i < sums->count && !uuid_equal(sums->commodity_id[i], commodity)) {
        i++;
    }
    if (i == LEDGER_UNITS_MAX) return false;
    if (i == sums->count) {
        sums->commodity_id[sums->count++] = commodity;
        sums->sum[i] = 0;
    }
    return !__builtin_add_overflow(sums->sum[i], amount, &sums->sum[i]);
}

struct posting {
    struct rule *rule;
    struct ledger_state *state;
    struct refusal *refusal;
};

static bool refuse_account(struct posting *posting, const struct ledger_account_state *account,
                           const char *message) {
    return refuse_with(posting->refusal, S("lines"), message, account->number, S(""));
}

static struct slice unit_word(struct posting *posting, struct uuid commodity) {
    const struct commodity *found = commodity_find(posting->rule, commodity);
    struct slice word = !found ? S("") : found->unit.present ? found->unit.text : found->symbol.text;
    return arena_copy(posting->rule->job_arena, word);
}

/* Paddy and seed are both counted in kg: the amount alone does not say which is meant. */
static bool is_ambiguous(struct posting *posting, const struct sums *sums, size_t which) {
    struct slice word = unit_word(posting, sums->commodity_id[which]);
    for (size_t i = 0; i < sums->count; i++) {
        if (i != which && slice_equal(unit_word(posting, sums->commodity_id[i]), word)) return true;
    }
    return false;
}

static bool refuse_left_over(struct posting *posting, const struct sums *sums, size_t which) {
    struct slice over = commodity_amount(posting->rule, sums->commodity_id[which], sums->sum[which]);
    if (!is_ambiguous(posting, sums, which))
        return refuse_with(posting->refusal, S("lines"),
                           "Debit and credit are not the same: {1} is left over.", over, S(""));
    const struct commodity *commodity = commodity_find(posting->rule, sums->commodity_id[which]);
    return refuse_with(posting->refusal, S("lines"),
                       "Debit and credit are not the same: {1} of {2} is left over.", over,
                       commodity->symbol.text);
}

static bool check_balanced(struct posting *posting, const struct ledger_post *post,
                           struct ledger_account_state **accounts) {
    struct sums sums = {.count = 0};
    for (size_t i = 0; i < post->line_count; i++) {
        if (!sums_add(&sums, accounts[i]->commodity_id, post->lines[i].amount))
            return refuse(posting->refusal, S("lines"),
                          sums.count == LEDGER_UNITS_MAX ? "An entry moves at most 16 units of account."
                                                         : "The amounts are too large.");
    }
    for (size_t i = 0; i < sums.count; i++) {
        if (sums.sum[i]) return refuse_left_over(posting, &sums, i);
    }
    return true;
}

static struct slice day_words(struct posting *posting, int64_t day) {
    return date_format_iso(posting->rule->job_arena, date_of_day(day));
}

static bool check_book_day(struct posting *posting, const struct ledger_book_state *book, int64_t day) {
    if (day < book->opened_day)
        return refuse_with(posting->refusal, S("on_day"),
                           "The book begins on {1}; an entry cannot be earlier.",
                           day_words(posting, book->opened_day), S(""));
    if (day > book->closed_day) return true;
    return refuse_with(posting->refusal, S("on_day"), "The book is closed through {1}.",
                       day_words(posting, book->closed_day), S(""));
}

/* What was counted and said to the members is a promise: only the meeting that counted it, opened again,
 * changes it. */
static bool check_counted(struct posting *posting, const struct ledger_post *post,
                          const struct ledger_account_state *account) {
    bool is_by_hand = post->source_type == &journal_entry_type || post->source_type == &ledger_import_type;
    if (!is_by_hand || post->day > account->counted_day) return true;
    return refuse_with(posting->refusal, S("on_day"),
                       "What account {1} held on {2} was counted and said to the members; date the entry "
                       "later, or open the meeting again.",
                       account->number, day_words(posting, account->counted_day));
}

static bool check_account(struct posting *posting, const struct ledger_post *post,
                          const struct ledger_account_state *account) {
    if (!uuid_equal(account->book->id, post->book_id))
        return refuse_account(posting, account, "Account {1} belongs to another book.");
    if (post->day < account->opened_day)
        return refuse_with(posting->refusal, S("on_day"), "Account {1} begins on {2}.", account->number,
                           day_words(posting, account->opened_day));
    if (post->day > account->closed_day)
        return refuse_with(posting->refusal, S("on_day"), "Account {1} was closed on {2}.", account->number,
                           day_words(posting, account->closed_day));
    return check_counted(posting, post, account);
}

static bool accounts_find(struct posting *posting, const struct ledger_post *post,
                          struct ledger_account_state **accounts) {
    for (size_t i = 0; i < post->line_count; i++) {
        accounts[i] =
            ledger_state_account(posting->state, posting->rule, post->org_id, post->lines[i].account_id);
        if (!accounts[i]) return refuse(posting->refusal, S("lines"), "There is no such account.");
        if (!check_account(posting, post, accounts[i])) return false;
    }
    return true;
}

/* ---- in memory ---- */

static bool refuse_large(struct posting *posting, const struct ledger_account_state *account) {
    return refuse_account(posting, account, "The balance of account {1} would be too large.");
}

/* Whatever is held comes or goes. */
static bool can_stand(int64_t balance, int64_t held_in, int64_t held_out) {
    int64_t lowest, highest;
    return !__builtin_sub_overflow(balance, held_out, &lowest) && lowest >= -LEDGER_BALANCE_MAX &&
           !__builtin_add_overflow(balance, held_in, &highest) && highest <= LEDGER_BALANCE_MAX;
}

static bool account_move(struct posting *posting, struct ledger_account_state *account, int64_t day,
                         int64_t amount) {
    int64_t balance;
    if (__builtin_add_overflow(account->balance, amount, &balance) ||
        !can_stand(balance, account->held_in, account->held_out))
        return refuse_large(posting, account);
    struct ledger_move *move = arena_make(ledger_state_arena(posting->state), struct ledger_move, 1);
    *move = (struct ledger_move){.day = day, .amount = amount, .next = account->moves};
    account->moves = move;
    if (day > account->top_day) account->top_day = day;
    account->balance = balance;
    return true;
}

static bool account_hold(struct posting *posting, struct ledger_account_state *account, int64_t amount) {
    int64_t *held = amount < 0 ? &account->held_out : &account->held_in, before = *held;
    bool fits = !__builtin_add_overflow(before, amount < 0 ? -amount : amount, held);
    if (fits && can_stand(account->balance, account->held_in, account->held_out)) return true;
    *held = before;
    return refuse_large(posting, account);
}

static void account_take_back(struct ledger_account_state *account, enum ledger_kind kind, int64_t amount) {
    if (kind == LEDGER_HELD) {
        if (amount < 0)
            account->held_out += amount;
        else
            account->held_in -= amount;
        return;
    }
    account->balance -= amount;
    account->moves = account->moves->next;
}

static bool limits_hold(const struct ledger_account_state *account) {
    return (!account->has_least || account->balance - account->held_out >= account->least) &&
           (!account->has_most || account->balance + account->held_in <= account->most);
}

static bool is_vast(int64_t amount) {
    return amount > AMOUNT_VAST || amount < -AMOUNT_VAST;
}

/* On a day before others it may be enough today and too little then, or too large. */
static bool past_holds(struct posting *posting, const struct ledger_post *post,
                       struct ledger_account_state *account, int64_t amount) {
    bool is_asked = account->has_least || account->has_most || is_vast(amount);
    bool is_past = post->kind != LEDGER_HELD && post->day < account->top_day;
    return !is_asked || !is_past || ledger_state_days_hold(account, posting->rule, post->day);
}

/* A closed account holds nothing; a late entry would leave something there that cannot be moved away. */
static bool check_closed(struct posting *posting, const struct ledger_account_state *account) {
    bool is_closed = account->closed_day != INT64_MAX;
    if (!is_closed || (!account->balance && !account->held_in && !account->held_out)) return true;
    return refuse_with(posting->refusal, S("lines"),
                       "Account {1} was closed on {2}; this would leave something in it.", account->number,
                       day_words(posting, account->closed_day));
}

static bool check_limits(struct posting *posting, const struct ledger_post *post,
                         struct ledger_account_state **accounts) {
    for (size_t i = 0; i < post->line_count; i++) {
        struct ledger_account_state *account = accounts[i];
        if (!check_closed(posting, account)) return false;
        if (limits_hold(account) && past_holds(posting, post, account, post->lines[i].amount)) continue;
        if (!account->has_least && !account->has_most) return refuse_large(posting, account);
        bool is_below = account->has_least && (!account->has_most || post->lines[i].amount < 0);
        struct slice limit =
            commodity_amount(posting->rule, account->commodity_id, is_below ? account->least : account->most);
        return refuse_with(posting->refusal, S("lines"),
                           is_below ? "Account {1} would fall below {2}."
                                    : "Account {1} would rise above {2}.",
                           account->number, limit);
    }
    return true;
}

static void post_take_back(const struct ledger_post *post, struct ledger_account_state **accounts,
                           size_t lines) {
    while (lines-- > 0) {
        account_take_back(accounts[lines], post->kind, post->lines[lines].amount);
    }
}

static bool check_lines(struct posting *posting, const struct ledger_post *post) {
    if (post->line_count < 2) return refuse(posting->refusal, S("lines"), "An entry has at least two lines.");
    if (post->line_count > LEDGER_LINES_MAX)
        return refuse(posting->refusal, S("lines"), "An entry has at most 4096 lines.");
    for (size_t i = 0; i < post->line_count; i++) {
        if (post->lines[i].amount < -LEDGER_BALANCE_MAX || post->lines[i].amount > LEDGER_BALANCE_MAX)
            return refuse(posting->refusal, S("lines"), "The amounts are too large.");
    }
    return true;
}
_Static_assert(LEDGER_LINES_MAX == 4096 && LEDGER_UNITS_MAX == 16, "the messages above say so");

/* False after a refusal; then nothing has moved. */
static bool post_move(struct posting *posting, const struct ledger_post *post,
                      struct ledger_account_state **accounts) {
    if (!check_lines(posting, post)) return false;
    if (!accounts_find(posting, post, accounts) || !check_book_day(posting, accounts[0]->book, post->day) ||
        !check_balanced(posting, post, accounts))
        return false;
    for (size_t i = 0; i < post->line_count; i++) {
        ledger_state_touch(posting->state, accounts[i]);
        bool good = post->kind == LEDGER_HELD
                        ? account_hold(posting, accounts[i], post->lines[i].amount)
                        : account_move(posting, accounts[i], post->day, post->lines[i].amount);
        if (good) continue;
        post_take_back(post, accounts, i);
        return false;
    }
    if (check_limits(posting, post, accounts)) return true;
    post_take_back(post, accounts, post->line_count);
    return false;
}

/* ---- in the tables ---- */

static void hash_number(crypto_generichash_state *hash, int64_t number) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)((uint64_t)number >> (8 * i));
    }
    crypto_generichash_update(hash, bytes, sizeof bytes);
}

static void hash_text(crypto_generichash_state *hash, struct slice text) {
    hash_number(hash, (int64_t)text.len);
    crypto_generichash_update(hash, (const uint8_t *)text.s, text.len);
}

void ledger_hash(const struct ledger_hashed *entry, const uint8_t before[static LEDGER_HASH_BYTES],
                 uint8_t hash[static LEDGER_HASH_BYTES]) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, LEDGER_HASH_BYTES);
    crypto_generichash_update(&state, before, LEDGER_HASH_BYTES);
    crypto_generichash_update(&state, entry->book_id.bytes, UUID_BYTES);
    crypto_generichash_update(&state, entry->actor_id.bytes, UUID_BYTES);
    crypto_generichash_update(&state, entry->source_id.bytes, UUID_BYTES);
    const int64_t numbers[] = {entry->seq, entry->day, entry->at_ms, entry->kind, (int64_t)entry->line_count};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        hash_number(&state, numbers[i]);
    }
    hash_text(&state, entry->source_type);
    hash_text(&state, entry->memo);
    for (size_t i = 0; i < entry->line_count; i++) {
        crypto_generichash_update(&state, entry->lines[i].account_id.bytes, UUID_BYTES);
        hash_number(&state, entry->lines[i].amount);
    }
    crypto_generichash_final(&state, hash, LEDGER_HASH_BYTES);
}

static void entry_insert(struct db *db, const struct ledger_book_state *book,
                         const struct ledger_hashed *entry) {
    struct db_query *query = db_query(db, SQL("INSERT INTO ledger_entry (org_id, book, seq, day, at_ms, "
                                              "actor_id, kind, source_type, source_id, memo, hash) "
                                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_int(query, 2, book->no);
    db_bind_int(query, 3, entry->seq);
    db_bind_int(query, 4, entry->day);
    db_bind_int(query, 5, entry->at_ms);
    db_bind_uuid(query, 6, entry->actor_id);
    db_bind_int(query, 7, entry->kind);
    db_bind_text(query, 8, entry->source_type);
    db_bind_uuid(query, 9, entry->source_id);
    db_bind_text(query, 10, entry->memo);
    db_bind_blob(query, 11, (struct slice){(const char *)book->hash, LEDGER_HASH_BYTES});
    db_run(query);
}

static void posting_insert(struct db *db, const struct ledger_book_state *book, int64_t day, size_t line,
                           const struct ledger_account_state *account, int64_t amount) {
    struct db_query *query =
        db_query(db, SQL("INSERT INTO ledger_posting (org_id, book, seq, line, account, day, amount) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_int(query, 2, book->no);
    db_bind_int(query, 3, book->seq);
    db_bind_int(query, 4, (int64_t)line);
    db_bind_int(query, 5, account->no);
    db_bind_int(query, 6, day);
    db_bind_int(query, 7, amount);
    db_run(query);
}

static void hold_insert(struct db *db, const struct ledger_book_state *book, int64_t expires_ms) {
    struct db_query *query = db_query(
        db,
        SQL("INSERT INTO ledger_hold (org_id, book, seq, state, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)"));
    db_bind_uuid(query, 1, book->org_id);
    db_bind_int(query, 2, book->no);
    db_bind_int(query, 3, book->seq);
    db_bind_int(query, 4, HOLD_HELD);
    db_bind_int(query, 5, expires_ms);
    db_run(query);
}

static struct ledger_place post_write(struct posting *posting, const struct ledger_post *post,
                                      struct ledger_account_state *const *accounts) {
    struct ledger_book_state *book = accounts[0]->book;
    struct db *db = posting->rule->db;
    struct ledger_hashed entry = {.book_id = book->id,
                                  .seq = ++book->seq,
                                  .day = post->day,
                                  .at_ms = clock_now_ms(),
                                  .actor_id = posting->rule->actor->user_id,
                                  .kind = post->kind,
                                  .source_type = slice_of(post->source_type->name),
                                  .source_id = post->source_id,
                                  .memo = post->memo,
                                  .lines = post->lines,
                                  .line_count = post->line_count};
    ledger_hash(&entry, book->hash, book->hash);
    ledger_state_touch_book(posting->state, book);
    entry_insert(db, book, &entry);
    for (size_t i = 0; i < post->line_count; i++) {
        posting_insert(db, book, post->day, i, accounts[i], post->lines[i].amount);
    }
    if (post->kind == LEDGER_HELD) {
        hold_insert(db, book, post->expires_ms);
        ledger_state_note_expiry(posting->state, posting->rule, post->org_id, post->expires_ms);
    }
    return (struct ledger_place){book->no, book->seq};
}

/* ---- some entries, all or none ---- */

static struct ledger_account_state **accounts_of(struct arena *arena, const struct ledger_post *post) {
    return arena_make(arena, struct ledger_account_state *, post->line_count + 1);
}

/* Moves all in memory; gives how many could, and their accounts. */
static size_t posts_move(struct posting *posting, const struct ledger_post *posts, size_t count,
                         struct ledger_account_state ***accounts) {
    size_t moved = 0;
    for (; moved < count; moved++) {
        accounts[moved] = accounts_of(posting->rule->job_arena, &posts[moved]);
        if (!post_move(posting, &posts[moved], accounts[moved])) break;
    }
    return moved;
}

static void posts_take_back(const struct ledger_post *posts, struct ledger_account_state ***accounts,
                            size_t count) {
    while (count-- > 0) {
        post_take_back(&posts[count], accounts[count], posts[count].line_count);
    }
}

/* ---- what ran out ---- */

static struct ledger_place ran_out_on(struct rule *rule, const struct ledger_account_state *account,
                                      bool *found) {
    struct ledger_place place = {0};
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT d.book, d.seq FROM ledger_hold d JOIN ledger_posting p ON p.org_id = d.org_id AND "
            "p.book = d.book AND p.seq = d.seq WHERE d.org_id = ?1 AND d.state = ?2 AND d.expires_ms "
            "> 0 AND d.expires_ms <= ?3 AND p.account = ?4 LIMIT 1"));
    db_bind_uuid(query, 1, account->org_id);
    db_bind_int(query, 2, HOLD_HELD);
    db_bind_int(query, 3, clock_now_ms());
    db_bind_int(query, 4, account->no);
    *found = db_next(query);
    if (*found) place = (struct ledger_place){db_column_int(query, 0), db_column_int(query, 1)};
    db_done(query);
    return place;
}

/* Entries whose time is over hold nothing any more, whether or not somebody has come to say so
 * (hold_sweep.h). Before anything of the entries at hand is moved: releasing writes the balances down. */
static void release_ran_out(struct rule *rule, struct uuid org, struct uuid account_id) {
    if (rule->is_asking) return;
    struct ledger_state *state = ledger_state_of(rule);
    struct ledger_account_state *account = ledger_state_account(state, rule, org, account_id);
    bool found = account && ledger_state_may_run_out(state, rule, org);
    while (found && (account->held_out || account->held_in)) {
        struct ledger_place place = ran_out_on(rule, account, &found);
        found = found && ledger_release(rule, org, place);
        if (found) ledger_state_look_for_expiry(state, rule, org);
    }
}

static void posts_release_ran_out(struct rule *rule, const struct ledger_post *posts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        for (size_t line = 0; line < posts[i].line_count; line++) {
            release_ran_out(rule, posts[i].org_id, posts[i].lines[line].account_id);
        }
    }
}

bool ledger_check(struct rule *rule, const struct ledger_post *posts, size_t count, struct refusal *refusal) {
    posts_release_ran_out(rule, posts, count);
    struct posting posting = {rule, ledger_state_of(rule), refusal};
    struct ledger_account_state ***accounts =
        arena_make(rule->job_arena, struct ledger_account_state **, count + 1);
    size_t moved = posts_move(&posting, posts, count, accounts);
    posts_take_back(posts, accounts, moved);
    return moved == count;
}

bool ledger_write(struct rule *rule, const struct ledger_post *posts, size_t count,
                  struct ledger_place *places, struct refusal *refusal) {
    posts_release_ran_out(rule, posts, count);
    struct posting posting = {rule, ledger_state_of(rule), refusal};
    struct ledger_account_state ***accounts =
        arena_make(rule->job_arena, struct ledger_account_state **, count + 1);
    size_t moved = posts_move(&posting, posts, count, accounts);
    if (moved < count) {
        posts_take_back(posts, accounts, moved);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct ledger_place place = post_write(&posting, &posts[i], accounts[i]);
        if (places) places[i] = place;
    }
    return true;
}

/* ---- what was posted ---- */

/* An entry read back. */
struct stored {
    struct uuid book_id;
    enum ledger_kind kind;
    int64_t hold; /* state of a held one */
    struct ledger_line *lines;
    size_t line_count;
};

/* The statement joins rows of accounts and books, which one that is new in this transaction does not have
 * yet. */
static bool stored_read(struct rule *rule, struct uuid org, struct ledger_place place,
                        struct stored *stored) {
    *stored = (struct stored){.line_count = 0};
    ledger_state_flush_new(ledger_state_of(rule), rule);
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT h.book_id, e.kind, COALESCE(d.state, -1), b.account_id, p.amount FROM ledger_entry e "
            "JOIN ledger_head h ON h.org_id = e.org_id AND h.book = e.book "
            "JOIN ledger_posting p ON p.org_id = e.org_id AND p.book = e.book AND p.seq = e.seq "
            "JOIN ledger_balance b ON b.org_id = p.org_id AND b.account = p.account "
            "LEFT JOIN ledger_hold d ON d.org_id = e.org_id AND d.book = e.book AND d.seq = e.seq "
            "WHERE e.org_id = ?1 AND e.book = ?2 AND e.seq = ?3 ORDER BY p.line"));
    db_bind_uuid(query, 1, org);
    db_bind_int(query, 2, place.book);
    db_bind_int(query, 3, place.seq);
    while (db_next(query)) {
        stored->book_id = db_column_uuid(query, 0);
        stored->kind = (enum ledger_kind)db_column_int(query, 1);
        stored->hold = db_column_int(query, 2);
        stored->lines = arena_room(rule->job_arena, stored->lines, sizeof *stored->lines, stored->line_count);
        stored->lines[stored->line_count++] =
            (struct ledger_line){.account_id = db_column_uuid(query, 3), .amount = db_column_int(query, 4)};
    }
    db_done(query);
    return stored->line_count > 0;
}

static void hold_note(struct db *db, struct uuid org, struct ledger_place place, int state) {
    struct db_query *query = db_query(
        db, SQL("INSERT INTO ledger_hold (org_id, book, seq, state, expires_ms) VALUES (?1, ?2, ?3, ?4, 0) "
                "ON CONFLICT (org_id, book, seq) DO UPDATE SET state = excluded.state"));
    db_bind_uuid(query, 1, org);
    db_bind_int(query, 2, place.book);
    db_bind_int(query, 3, place.seq);
    db_bind_int(query, 4, state);
    db_run(query);
}

bool ledger_release(struct rule *rule, struct uuid org, struct ledger_place place) {
    struct ledger_state *state = ledger_state_of(rule);
    struct stored stored;
    if (!stored_read(rule, org, place, &stored) || stored.kind != LEDGER_HELD || stored.hold != HOLD_HELD)
        return false;
    for (size_t i = 0; i < stored.line_count; i++) {
        struct ledger_account_state *account =
            ledger_state_account(state, rule, org, stored.lines[i].account_id);
        ASSERT(account);
        ledger_state_touch(state, account);
        account_take_back(account, LEDGER_HELD, stored.lines[i].amount);
    }
    hold_note(rule->db, org, place, HOLD_ENDED);
    return true;
}

/* False when it is beyond int64. */
static bool amount_of(const struct ledger_line *lines, size_t count, struct uuid account_id, int64_t *sum) {
    *sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (!uuid_equal(lines[i].account_id, account_id)) continue;
        if (__builtin_add_overflow(*sum, lines[i].amount, sum)) return false;
    }
    return true;
}

/* Toward the same side and not further. */
static bool is_part(int64_t part, int64_t whole) {
    return whole < 0 ? part <= 0 && part >= whole : part >= 0 && part <= whole;
}

static bool check_part(struct posting *posting, const struct stored *stored, const struct ledger_post *post) {
    for (size_t i = 0; i < post->line_count; i++) {
        struct uuid id = post->lines[i].account_id;
        int64_t held, part;
        if (!amount_of(stored->lines, stored->line_count, id, &held) ||
            !amount_of(post->lines, post->line_count, id, &part))
            return refuse(posting->refusal, S("lines"), "The amounts are too large.");
        if (is_part(part, held)) continue;
        const struct ledger_account_state *account =
            ledger_state_account(posting->state, posting->rule, post->org_id, id);
        if (!account) return refuse(posting->refusal, S("lines"), "There is no such account.");
        return refuse_with(posting->refusal, S("lines"), "Only {2} was held on account {1}.", account->number,
                           commodity_amount(posting->rule, account->commodity_id, held));
    }
    return true;
}

static void hold_again(struct posting *posting, const struct stored *stored, struct uuid org, int sign) {
    for (size_t i = 0; i < stored->line_count; i++) {
        struct ledger_account_state *account =
            ledger_state_account(posting->state, posting->rule, org, stored->lines[i].account_id);
        int64_t amount = stored->lines[i].amount;
        if (amount < 0)
            account->held_out += -amount * sign;
        else
            account->held_in += amount * sign;
    }
}

bool ledger_check_held(struct rule *rule, struct ledger_place place, const struct ledger_post *post,
                       struct refusal *refusal) {
    struct posting posting = {rule, ledger_state_of(rule), refusal};
    struct stored stored;
    if (!stored_read(rule, post->org_id, place, &stored))
        return refuse(refusal, S("state"), "This entry is not held any more.");
    if (!check_part(&posting, &stored, post)) return false;
    posts_release_ran_out(rule, post, 1);
    hold_again(&posting, &stored, post->org_id, -1);
    bool good = ledger_check(rule, post, 1, refusal);
    hold_again(&posting, &stored, post->org_id, 1);
    return good;
}

static bool hold_find(struct rule *rule, struct uuid org, struct uuid source_id, int64_t after_ms,
                      struct ledger_place *place) {
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT e.book, e.seq FROM ledger_entry e JOIN ledger_hold d ON d.org_id = e.org_id AND d.book = "
            "e.book AND "
            "d.seq = e.seq WHERE e.org_id = ?1 AND e.source_id = ?2 AND e.kind = ?3 AND d.state = ?4 AND "
            "(d.expires_ms = 0 OR d.expires_ms > ?5)"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, source_id);
    db_bind_int(query, 3, LEDGER_HELD);
    db_bind_int(query, 4, HOLD_HELD);
    db_bind_int(query, 5, after_ms);
    bool found = db_next(query);
    if (found) *place = (struct ledger_place){db_column_int(query, 0), db_column_int(query, 1)};
    db_done(query);
    return found;
}

bool ledger_held_of(struct rule *rule, struct uuid org, struct uuid source_id, struct ledger_place *place) {
    return hold_find(rule, org, source_id, clock_now_ms(), place);
}

void ledger_release_source(struct rule *rule, struct uuid org, struct uuid source_id) {
    struct ledger_place place;
    if (hold_find(rule, org, source_id, INT64_MIN, &place)) ledger_release(rule, org, place);
}

/* The reverse of a stored entry; the rest of `how` is filled in already. */
static void reverse_of(struct arena *arena, const struct stored *stored, struct ledger_post *how) {
    struct ledger_line *lines = arena_make(arena, struct ledger_line, stored->line_count + 1);
    for (size_t i = 0; i < stored->line_count; i++) {
        lines[i] = (struct ledger_line){stored->lines[i].account_id, -stored->lines[i].amount};
    }
    how->book_id = stored->book_id;
    how->lines = lines;
    how->line_count = stored->line_count;
}

/* An entry and the day that it was posted on. */
struct standing {
    struct ledger_place place;
    int64_t day;
};

/* Entries of the source that still hold, neither reversals nor reversed nor ended, the latest first: of each
 * book those with a number below `before`. */
static size_t standing_of(struct rule *rule, struct uuid org, struct uuid source_id, int64_t before,
                          struct standing *standing, size_t max) {
    struct db_query *query = db_query(
        rule->db, SQL("SELECT e.book, e.seq, e.day FROM ledger_entry e LEFT JOIN ledger_hold d ON d.org_id = "
                      "e.org_id AND d.book = e.book AND d.seq = e.seq WHERE e.org_id = ?1 AND e.source_id = "
                      "?2 AND e.kind <> ?3 AND e.seq < ?4 AND COALESCE(d.state, 0) = 0 ORDER BY e.book DESC, "
                      "e.seq DESC LIMIT ?5"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, source_id);
    db_bind_int(query, 3, LEDGER_REVERSAL);
    db_bind_int(query, 4, before);
    db_bind_int(query, 5, (int64_t)max);
    size_t count = 0;
    while (count < max && db_next(query)) {
        standing[count++] =
            (struct standing){{db_column_int(query, 0), db_column_int(query, 1)}, db_column_int(query, 2)};
    }
    db_done(query);
    return count;
}

bool ledger_take_back(struct rule *rule, struct uuid org, struct uuid source_id,
                      const struct record_type *source_type, int64_t day, struct refusal *refusal) {
    struct standing standing[LEDGER_ENTRIES_OF_SOURCE];
    size_t count = standing_of(rule, org, source_id, INT64_MAX, standing, LEDGER_ENTRIES_OF_SOURCE);
    if (count == LEDGER_ENTRIES_OF_SOURCE)
        return refuse(refusal, S(""), "Too much was posted of it to take it back at once.");
    const struct ledger_post how = {.org_id = org,
                                    .day = day,
                                    .kind = LEDGER_REVERSAL,
                                    .source_type = source_type,
                                    .source_id = source_id};
    struct ledger_post posts[LEDGER_ENTRIES_OF_SOURCE];
    struct ledger_place reversed[LEDGER_ENTRIES_OF_SOURCE], held[LEDGER_ENTRIES_OF_SOURCE];
    size_t post_count = 0, held_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct ledger_place place = standing[i].place;
        struct stored stored;
        if (!stored_read(rule, org, place, &stored)) continue;
        if (stored.kind == LEDGER_HELD) {
            held[held_count++] = place;
            continue;
        }
        posts[post_count] = how;
        reverse_of(rule->job_arena, &stored, &posts[post_count]);
        reversed[post_count++] = place;
    }
    if (!ledger_write(rule, posts, post_count, NULL, refusal)) return false;
    for (size_t i = 0; i < post_count; i++) {
        hold_note(rule->db, org, reversed[i], HOLD_REVERSED);
    }
    for (size_t i = 0; i < held_count; i++) {
        ledger_release(rule, org, held[i]);
    }
    return true;
}

bool ledger_take_back_latest(struct rule *rule, struct uuid org, struct uuid source_id,
                             const struct record_type *source_type, size_t max, int64_t *before,
                             size_t *count, struct refusal *refusal) {
    struct standing *standing = arena_make(rule->job_arena, struct standing, max);
    *count = standing_of(rule, org, source_id, *before, standing, max);
    for (size_t i = 0; i < *count; i++) {
        struct ledger_post how = {.org_id = org,
                                  .day = standing[i].day,
                                  .kind = LEDGER_REVERSAL,
                                  .source_type = source_type,
                                  .source_id = source_id};
        struct stored stored;
        if (!stored_read(rule, org, standing[i].place, &stored)) continue;
        ASSERT(stored.kind != LEDGER_HELD);
        reverse_of(rule->job_arena, &stored, &how);
        if (!ledger_write(rule, &how, 1, NULL, refusal)) return false;
        hold_note(rule->db, org, standing[i].place, HOLD_REVERSED);
    }
    if (*count) *before = standing[*count - 1].place.seq;
    return true;
}

bool ledger_check_take_back(struct rule *rule, struct uuid org, struct uuid source_id,
                            const struct record_type *source_type, int64_t day, struct refusal *refusal) {
    struct standing standing[LEDGER_ENTRIES_OF_SOURCE];
    struct ledger_post *posts = arena_make(rule->job_arena, struct ledger_post, LEDGER_ENTRIES_OF_SOURCE);
    size_t count = standing_of(rule, org, source_id, INT64_MAX, standing, LEDGER_ENTRIES_OF_SOURCE),
           reversals = 0;
    for (size_t i = 0; i < count; i++) {
        struct stored stored;
        if (!stored_read(rule, org, standing[i].place, &stored) || stored.kind == LEDGER_HELD) continue;
        posts[reversals] = (struct ledger_post){.org_id = org,
                                                .day = day,
                                                .kind = LEDGER_REVERSAL,
                                                .source_type = source_type,
                                                .source_id = source_id};
        reverse_of(rule->job_arena, &stored, &posts[reversals++]);
    }
    return ledger_check(rule, posts, reversals, refusal);
}

void ledger_settle(struct rule *rule) {
    if (!rule->is_asking) ledger_state_flush(ledger_state_of(rule), rule);
}

void ledger_settle_account(struct rule *rule, struct uuid org, struct uuid account_id) {
    release_ran_out(rule, org, account_id);
    ledger_settle(rule);
}

/* The balances in memory are the writer's; who only asks reads what was committed. */
static void balance_committed(struct rule *rule, struct uuid org, struct uuid account_id, int64_t *balance,
                              int64_t *held_out) {
    *balance = *held_out = 0;
    struct db_query *query = db_query(
        rule->db, SQL("SELECT balance, held_out FROM ledger_balance WHERE org_id = ?1 AND account_id = ?2"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, account_id);
    if (db_next(query)) {
        *balance = db_column_int(query, 0);
        *held_out = db_column_int(query, 1);
    }
    db_done(query);
}

bool ledger_balance_now(struct rule *rule, struct uuid org, struct uuid account_id, int64_t *balance,
                        int64_t *held_out) {
    if (rule->is_asking) {
        balance_committed(rule, org, account_id, balance, held_out);
        return true;
    }
    release_ran_out(rule, org, account_id);
    const struct ledger_account_state *account =
        ledger_state_account(ledger_state_of(rule), rule, org, account_id);
    if (!account) return false;
    *balance = account->balance;
    *held_out = account->held_out;
    return true;
}
