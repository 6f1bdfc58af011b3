/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/book_import.h"

#include <errno.h>
#include <sodium.h>

#include "base/decimal.h"
#include "base/exact.h"
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/ledger/post.h"
#include "exchange/book_match.h"
#include "exchange/journal/journal_file.h"

enum { HASH_BYTES = 16, COMMODITIES_MAX = 64, ACCOUNTS_PER_JOB = 2000, MEMO_BYTES = 500 };

/* ---- what the file speaks of ---- */

/* One account of the file in one commodity. */
struct target {
    uint32_t account, commodity;
    struct uuid id;
    struct slice number, name; /* of the book's account */
    const char *kind;          /* its code */
    int64_t balance, sum;      /* of now; of what the file says */
    int64_t least, most;       /* what the account may hold */
    bool is_new;
    struct target *next; /* of the same account */
};

struct unit {
    struct uuid id;
    struct slice symbol;
    int decimals;
    bool is_known;
    struct target *exchange;
};

struct intake {
    struct arena *arena;
    const struct book_import *import;
    struct book_import_report *report;
    struct refusal *refusal;
    struct target **targets; /* by number of account in the file */
    size_t room;
    struct unit units[COMMODITIES_MAX]; /* by number of commodity in the file */
    uint32_t unit_count;
    int64_t opened_day,
        closed_day; /* of the book: entries are possible from the first, and after the second */
    struct slice hash;
    struct uuid id; /* of the record of the import */
    struct slice state;
    int64_t version;
};

static bool is_stopping(const struct book_import *import) {
    return import->is_stopping && import->is_stopping(import->context);
}

static bool refuse_at(struct intake *intake, uint32_t line, const char *message, struct slice what) {
    struct slice field = arena_printf(intake->arena, "%.*s:%u", SLICE_ARG(intake->import->name), line);
    return refuse_with(intake->refusal, field, message, what, S(""));
}

/* The symbols that people write instead of a code. */
static struct slice symbol_of(struct slice name) {
    if (slice_equal(name, S("$"))) return S("USD");
    if (slice_equal(name, S("៛"))) return S("KHR");
    return name;
}

static void unit_find(struct arena *arena, struct db *db, struct unit *unit, struct slice name) {
    struct db_query *query = db_query(db, SQL("SELECT id, \"decimals\" FROM commodity WHERE org_id = ?1 AND "
                                              "\"symbol\" = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, SHARED_ORG);
    db_bind_text(query, 2, symbol_of(name));
    unit->symbol = arena_copy(arena, symbol_of(name));
    unit->is_known = db_next(query);
    if (unit->is_known) {
        unit->id = db_column_uuid(query, 0);
        unit->decimals = (int)db_column_int(query, 1);
    }
    db_done(query);
}

static struct unit *unit_of(struct intake *intake, struct journal_book *book, uint32_t commodity,
                            uint32_t line) {
    struct slice name =
        commodity < book->commodity_names.count ? book->commodity_names.names[commodity] : S("");
    if (commodity >= COMMODITIES_MAX) {
        refuse_at(intake, line, "The file has too many commodities.", S(""));
        return NULL;
    }
    while (intake->unit_count <= commodity) {
        struct db *db = store_borrow(intake->import->store);
        struct unit *unit = &intake->units[intake->unit_count];
        unit_find(intake->arena, db, unit, book->commodity_names.names[intake->unit_count++]);
        store_return(intake->import->store, db);
    }
    if (intake->units[commodity].is_known) return &intake->units[commodity];
    refuse_at(intake, line,
              "“{1}” is not a unit of account. Write its symbol, such as KHR, USD or PADDY, or add it.",
              name);
    return NULL;
}

static struct target *target_of(struct intake *intake, uint32_t account, uint32_t commodity) {
    if (account >= intake->room) {
        size_t room = intake->room ? intake->room * 2 : 1024;
        while (room <= account)
            room *= 2;
        struct target **targets = arena_make(intake->arena, struct target *, room);
        if (intake->room) memcpy(targets, intake->targets, intake->room * sizeof *targets);
        intake->targets = targets;
        intake->room = room;
    }
    struct target *target = intake->targets[account];
    while (target && target->commodity != commodity) {
        target = target->next;
    }
    if (target) return target;
    target = arena_make(intake->arena, struct target, 1);
    *target = (struct target){.account = account, .commodity = commodity, .next = intake->targets[account]};
    return intake->targets[account] = target;
}

static bool scale(struct journal_amount amount, int decimals, int64_t *scaled) {
    int64_t power =
        journal_powers[amount.decimals > decimals ? amount.decimals - decimals : decimals - amount.decimals];
    if (amount.decimals <= decimals) return !__builtin_mul_overflow(amount.quantity, power, scaled);
    *scaled = amount.quantity / power;
    return amount.quantity % power == 0;
}

/* ---- a transaction as lines ---- */

struct lines {
    struct ledger_line *lines; /* in the arena */
    size_t count, unit_count;
    int64_t sums[COMMODITIES_MAX];
    bool has_unit[COMMODITIES_MAX];
};

/* What is found stands on the import as JSON, whose numbers have at most 18 digits. */
static bool is_shown(int64_t amount) {
    int64_t beyond = journal_powers[18];
    return amount < beyond && amount > -beyond;
}

static bool lines_add(struct arena *arena, struct lines *lines, struct target *target, int64_t amount) {
    if (!amount) return true;
    lines->lines = arena_room(arena, lines->lines, sizeof *lines->lines, lines->count);
    lines->lines[lines->count++] = (struct ledger_line){target->id, amount};
    lines->unit_count += !lines->has_unit[target->commodity];
    lines->has_unit[target->commodity] = true;
    return exact_add(&target->sum, amount) && is_shown(target->sum);
}

static bool posting_add(struct intake *intake, struct arena *arena, struct journal_book *book,
                        const struct journal_transaction *transaction, const struct journal_posting *posting,
                        struct lines *lines) {
    struct slice name = book->account_names.names[posting->account];
    if (posting->kind == JOURNAL_VIRTUAL)
        return refuse_at(intake, posting->line,
                         "The posting to {1} balances with nothing; a ledger has no place for it.", name);
    if (posting->day != JOURNAL_NO_DAY && posting->day != transaction->day)
        return refuse_at(intake, posting->line, "The posting to {1} is of another day than its transaction.",
                         name);
    const struct unit *unit = unit_of(intake, book, posting->amount.commodity, posting->line);
    int64_t amount;
    if (!unit) return false;
    if (!scale(posting->amount, unit->decimals, &amount))
        return refuse_at(intake, posting->line,
                         "The amount on {1} has more decimals than its commodity, or is too large.", name);
    bool fits = !__builtin_add_overflow(lines->sums[posting->amount.commodity], amount,
                                        &lines->sums[posting->amount.commodity]);
    fits = lines_add(arena, lines, target_of(intake, posting->account, posting->amount.commodity), amount) &&
           fits;
    return fits || refuse_at(intake, posting->line, "The amounts are too large.", S(""));
}

/* What one commodity leaves over against another goes over the accounts of exchange. */
static bool exchange_add(struct intake *intake, struct arena *arena, struct journal_book *book, uint32_t line,
                         struct lines *lines) {
    for (uint32_t i = 0; i < intake->unit_count; i++) {
        if (!lines->sums[i]) continue;
        struct unit *unit = unit_of(intake, book, i, line);
        if (!unit) return false;
        if (!unit->exchange) {
            unit->exchange = arena_make(intake->arena, struct target, 1);
            *unit->exchange = (struct target){.account = JOURNAL_NONE, .commodity = i};
        }
        bool fits = lines->sums[i] != INT64_MIN && lines_add(arena, lines, unit->exchange, -lines->sums[i]);
        if (!fits) return refuse_at(intake, line, "The amounts are too large.", S(""));
    }
    return true;
}

static bool day_check(struct intake *intake, const struct journal_transaction *transaction) {
    bool is_early = transaction->day < intake->opened_day;
    if (transaction->day > date_first_day(clock_today()))
        return refuse_at(intake, transaction->line,
                         "{1} has not come yet; leave the transaction out until then.",
                         date_format_iso(intake->arena, date_of_day(transaction->day)));
    if (!is_early && transaction->day > intake->closed_day) return true;
    int64_t limit = is_early ? intake->opened_day : intake->closed_day;
    return refuse_at(intake, transaction->line,
                     is_early ? "The book begins on {1}; an entry cannot be earlier."
                              : "The book is closed through {1}.",
                     date_format_iso(intake->arena, date_of_day(limit)));
}

/* What the ledger would refuse half-way is refused before anything is posted. */
static bool lines_fit(struct intake *intake, const struct lines *lines, uint32_t line) {
    if (lines->count > LEDGER_LINES_MAX)
        return refuse_at(intake, line, "An entry has at most 4096 lines.", S(""));
    return lines->unit_count <= LEDGER_UNITS_MAX ||
           refuse_at(intake, line, "An entry moves at most 16 units of account.", S(""));
}

static bool transaction_lines(struct intake *intake, struct arena *arena, struct journal_book *book,
                              const struct journal_transaction *transaction, struct lines *lines) {
    bool good = day_check(intake, transaction);
    *lines = (struct lines){.count = 0};
    for (size_t i = 0; i < transaction->posting_count; i++) {
        good = posting_add(intake, arena, book, transaction, &transaction->postings[i], lines) && good;
    }
    return good && exchange_add(intake, arena, book, transaction->line, lines) &&
           lines_fit(intake, lines, transaction->line);
}

/* ---- looking through ---- */

static struct journal_reader *open_reader(struct intake *intake, struct arena *arena) {
    struct journal_source source;
    const char *reason;
    if (!journal_file_open(arena, intake->import->path, &source, &reason)) {
        refuse_with(intake->refusal, S("file"), "The file cannot be read: {1}", slice_of(reason), S(""));
        return NULL;
    }
    struct journal_options options = {.syntax = intake->import->syntax, .refusal = intake->refusal};
    return journal_open(arena, &source, &options);
}

static void note_day(struct book_import_report *report, int32_t day) {
    if (!report->transactions || day < report->first_day) report->first_day = day;
    if (!report->transactions || day > report->last_day) report->last_day = day;
}

/* ---- accounts of the book ---- */

/* The days on which entries are possible, as the ledger takes them (domain/ledger/state.c). */
static void book_days_read(struct intake *intake, struct db *db) {
    struct db_query *query =
        db_query(db, SQL("SELECT \"opened_on\", \"closed_through\" FROM ledger_book WHERE org_id = "
                         "?1 AND id = ?2"));
    db_bind_uuid(query, 1, intake->import->org_id);
    db_bind_uuid(query, 2, intake->import->book_id);
    intake->opened_day = intake->closed_day = INT64_MIN;
    if (db_next(query)) {
        struct date closed;
        intake->opened_day = db_column_day(query, 0, INT64_MIN);
        if (date_parse_iso(db_column_text(query, 1), &closed)) intake->closed_day = date_last_day(closed);
    }
    db_done(query);
}

/* The accounts that are missing, as changes. */
struct making {
    struct arena *arena;
    const struct intake *intake;
    struct change *changes;
    size_t count;
    int64_t numbers; /* given so far, in this book */
};

/* "1.00042": the kind as in a chart, then a number that no account of the book has. */
static struct slice next_number(struct making *making, enum journal_kind kind) {
    static const int digits[] = {[JOURNAL_KIND_UNKNOWN] = 1, [JOURNAL_ASSET] = 1,  [JOURNAL_LIABILITY] = 2,
                                 [JOURNAL_EQUITY] = 3,       [JOURNAL_INCOME] = 4, [JOURNAL_EXPENSE] = 5};
    return arena_printf(making->arena, "%d.%05lld", digits[kind], (long long)++making->numbers);
}

static void account_make(struct making *making, struct target *target, struct slice name,
                         enum journal_kind kind) {
    const struct intake *intake = making->intake;
    target->id = uuid_new();
    target->is_new = true;
    target->number = next_number(making, kind);
    target->name = name;
    target->kind = book_kind_code(kind);
    making->changes = arena_room(making->arena, making->changes, sizeof *making->changes, making->count);
    struct change *change = &making->changes[making->count++];
    *change = change_new(making->arena, CHANGE_CREATE, &ledger_account_type, intake->import->org_id);
    change->id = target->id;
    change_set_value(change, "book", value_of_id(intake->import->book_id));
    change_set_value(change, "number", value_of_text(target->number));
    change_set_value(change, "name", value_of_text(name));
    change_set_value(change, "kind", value_of_text(slice_of(target->kind)));
    change_set_value(change, "unit", value_of_id(intake->units[target->commodity].id));
    if (target->account == JOURNAL_NONE) change_set_value(change, "role", value_of_text(S("exchange")));
}

static void target_take(struct intake *intake, struct target *target, const struct book_known *known) {
    target->id = known->id;
    target->number = known->number;
    target->name = known->name;
    target->kind = arena_cstr(intake->arena, known->kind);
    target->balance = known->balance;
    target->least = known->least;
    target->most = known->most;
    intake->report->accounts_found++;
}

static void target_settle(struct intake *intake, struct journal_book *book, struct book_match *match,
                          struct target *target, struct making *making) {
    struct slice name = book->account_names.names[target->account];
    const struct journal_account *account = &book->accounts[target->account];
    const struct book_known *known =
        book_match_find(match, name, account->kind, intake->units[target->commodity].id);
    if (known)
        target_take(intake, target, known);
    else if (account->kind != JOURNAL_KIND_UNKNOWN)
        account_make(making, target, book_match_path(making->arena, name), account->kind);
    else
        refuse_at(
            intake, account->first_line,
            "What kind of account is “{1}”? Its name begins with Assets, Liabilities, Equity, Income or "
            "Expenses.",
            name);
}

static void targets_settle(struct intake *intake, struct journal_book *book, struct making *making) {
    struct db *db = store_borrow(intake->import->store);
    struct book_match *match =
        book_match_read(intake->arena, db, intake->import->org_id, intake->import->book_id);
    store_return(intake->import->store, db);
    making->numbers = book_match_numbers(match);
    for (uint32_t account = 0; account < intake->room && account < book->account_names.count; account++) {
        for (struct target *target = intake->targets[account]; target; target = target->next) {
            target_settle(intake, book, match, target, making);
        }
    }
    for (uint32_t i = 0; i < intake->unit_count; i++) {
        struct target *target = intake->units[i].exchange;
        const struct book_known *known = target ? book_match_exchange(match, intake->units[i].id) : NULL;
        if (known)
            target_take(intake, target, known);
        else if (target)
            account_make(making, target, S("Exchange of currencies"), JOURNAL_EXPENSE);
    }
    intake->report->accounts_made = making->count;
    if (book_match_count(match) + making->count > LIMIT_LEDGER_ACCOUNTS)
        refuse(intake->refusal, S("accounts"), "A book has at most 20000 accounts.");
}

/* ---- what would become different ---- */

static void difference_add(struct intake *intake, const struct target *target) {
    struct book_import_report *report = intake->report;
    const struct unit *unit = &intake->units[target->commodity];
    if (!target->sum && !target->is_new) return;
    if (!is_shown(target->balance)) {
        refuse_with(intake->refusal, S("accounts"), "The balance of account {1} would be too large.",
                    target->number, S(""));
        return;
    }
    if (report->difference_count == LIMIT_BOOK_IMPORT_SHOWN) {
        report->is_cut = true;
        return;
    }
    report->differences[report->difference_count++] =
        (struct book_import_difference){.number = target->number,
                                        .name = target->name,
                                        .kind = target->kind,
                                        .symbol = unit->symbol,
                                        .is_new = target->is_new,
                                        .before = target->balance,
                                        .change = target->sum};
}

static void differences_add(struct intake *intake) {
    intake->report->differences =
        arena_make(intake->arena, struct book_import_difference, LIMIT_BOOK_IMPORT_SHOWN);
    for (uint32_t i = 0; i < intake->room; i++) {
        for (const struct target *target = intake->targets[i]; target; target = target->next) {
            difference_add(intake, target);
        }
    }
    for (uint32_t i = 0; i < intake->unit_count; i++) {
        if (intake->units[i].exchange) difference_add(intake, intake->units[i].exchange);
    }
}

static void limit_check(struct intake *intake, const struct target *target) {
    const struct unit *unit = &intake->units[target->commodity];
    int64_t after = target->balance;
    if (target->is_new) return;
    if (!exact_add(&after, target->sum)) {
        refuse_with(intake->refusal, S("accounts"), "The balance of account {1} would be too large.",
                    target->number, S(""));
        return;
    }
    if (after >= target->least && after <= target->most) return;
    struct text amount = TEXT_IN(intake->arena);
    decimal_append(&amount, after, unit->decimals);
    text_printf(&amount, " %.*s", SLICE_ARG(unit->symbol));
    refuse_with(intake->refusal, S("accounts"),
                "Account {1} would hold {2} in the end, which is beyond its limit.", target->number,
                text_slice(&amount));
}

/* Where the balance at the end is beyond what an account may hold, it is said before anything is posted. */
static void limits_check(struct intake *intake) {
    for (uint32_t i = 0; i < intake->room; i++) {
        for (const struct target *target = intake->targets[i]; target; target = target->next) {
            limit_check(intake, target);
        }
    }
}

/* Reads it all; then the accounts are known or planned. */
static bool look_through(struct intake *intake, struct making *making) {
    struct arena *arena = arena_new(), *step = arena_new();
    struct journal_reader *reader = open_reader(intake, arena);
    struct journal_item item;
    enum journal_event event = JOURNAL_END;
    struct db *db = store_borrow(intake->import->store);
    book_days_read(intake, db);
    store_return(intake->import->store, db);
    while (reader && (event = journal_next(reader, &item)) != JOURNAL_END) {
        struct lines lines;
        if (event != JOURNAL_TRANSACTION) continue;
        if (is_stopping(intake->import)) break;
        if (arena_size(step) > LIMIT_LEDGER_BYTES_KEPT) arena_reset(step);
        transaction_lines(intake, step, journal_reader_book(reader), &item.transaction, &lines);
        note_day(intake->report, item.transaction.day);
        intake->report->transactions++;
        intake->report->postings += (int64_t)item.transaction.posting_count;
    }
    *making = (struct making){.arena = intake->arena, .intake = intake};
    if (reader && refusal_is_empty(intake->refusal))
        targets_settle(intake, journal_reader_book(reader), making), differences_add(intake);
    if (reader) journal_close(reader);
    arena_free(step);
    arena_free(arena);
    return refusal_is_empty(intake->refusal);
}

static enum outcome write_changes(struct intake *intake, struct arena *arena, struct change *changes,
                                  size_t count) {
    for (size_t at = 0; at < count; at += ACCOUNTS_PER_JOB) {
        struct write_job job = {.job_arena = arena,
                                .actor = intake->import->actor,
                                .changes = changes + at,
                                .change_count =
                                    count - at < ACCOUNTS_PER_JOB ? count - at : ACCOUNTS_PER_JOB};
        if (store_write(intake->import->store, &job) == OUTCOME_OK) continue;
        if (job.refusal.first)
            refuse_with(intake->refusal, S("accounts"), job.refusal.first->message,
                        job.refusal.first->args[0], job.refusal.first->args[1]);
        return job.outcome;
    }
    return OUTCOME_OK;
}

/* ---- the record of the import ---- */

/* Ends of lines of one kind, so that the same journal is the same file whatever it came through. */
static size_t without_returns(char *block, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (block[i] != '\r') block[kept++] = block[i];
    }
    return kept;
}

bool book_import_hash(struct arena *arena, struct slice path, struct slice *hash, struct refusal *refusal) {
    struct journal_source source;
    const char *reason;
    char block[65536], hex[2 * HASH_BYTES + 1];
    uint8_t bytes[HASH_BYTES];
    crypto_generichash_state state;
    if (!journal_file_open(arena, path, &source, &reason))
        return refuse_with(refusal, S("file"), "The file cannot be read: {1}", slice_of(reason), S(""));
    crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    int64_t got;
    while ((got = source.read(source.context, block, sizeof block)) > 0) {
        crypto_generichash_update(&state, (const uint8_t *)block, without_returns(block, (size_t)got));
    }
    struct slice why = got < 0 ? arena_copy(arena, slice_of(strerror(errno))) : S("");
    if (source.close) source.close(source.context);
    crypto_generichash_final(&state, bytes, HASH_BYTES);
    sodium_bin2hex(hex, sizeof hex, bytes, HASH_BYTES);
    *hash = arena_copy(arena, slice_of(hex));
    return got == 0 || refuse_with(refusal, S("file"), "The file cannot be read: {1}", why, S(""));
}

static bool file_hash(struct intake *intake) {
    return book_import_hash(intake->arena, intake->import->path, &intake->hash, intake->refusal);
}

/* False when this file was never begun in this book. */
static bool earlier_find(struct intake *intake) {
    struct db *db = store_borrow(intake->import->store);
    struct db_query *query =
        db_query(db, SQL("SELECT id, version, \"transactions_done\", \"state\" FROM ledger_import "
                         "WHERE org_id = ?1 AND \"book\" = ?2 "
                         "AND \"file_hash\" = ?3 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, intake->import->org_id);
    db_bind_uuid(query, 2, intake->import->book_id);
    db_bind_text(query, 3, intake->hash);
    bool found = db_next(query);
    if (found) {
        intake->id = db_column_uuid(query, 0);
        intake->version = db_column_int(query, 1);
        intake->state = arena_copy(intake->arena, db_column_text(query, 3));
        bool is_gone = slice_equal(intake->state, S("undone")); /* then it comes again from its beginning */
        intake->report->already = is_gone || db_column_is_null(query, 2) ? 0 : db_column_int(query, 2);
    }
    db_done(query);
    store_return(intake->import->store, db);
    return found;
}

static struct change import_change(const struct intake *intake, struct arena *arena, enum change_verb verb) {
    struct change change = change_new(arena, verb, &ledger_import_type, intake->import->org_id);
    change.id = intake->id;
    change.base_version = verb == CHANGE_CREATE ? 0 : intake->version;
    change.by_program = true;
    return change;
}

static void set_counts(const struct intake *intake, struct change *change) {
    const struct book_import_report *report = intake->report;
    change_set_value(change, "state", value_of_text(S("writing")));
    change_set_value(change, "transactions", value_of_number(report->transactions));
    change_set_value(change, "transactions_done", value_of_number(report->already));
    change_set_value(change, "transactions_undone", value_of_number(0));
    if (!report->transactions) return;
    change_set_value(change, "first_day",
                     (struct value){.present = true, .date = date_of_day(report->first_day)});
    change_set_value(change, "last_day",
                     (struct value){.present = true, .date = date_of_day(report->last_day)});
}

static enum outcome record_begin(struct intake *intake, struct arena *arena, bool is_begun) {
    if (!is_begun) intake->id = uuid_new();
    struct change change = import_change(intake, arena, is_begun ? CHANGE_UPDATE : CHANGE_CREATE);
    if (!is_begun) {
        change_set_value(&change, "book", value_of_id(intake->import->book_id));
        change_set_value(&change, "file", value_of_text(intake->import->name));
        change_set_value(&change, "file_hash", value_of_text(intake->hash));
    }
    set_counts(intake, &change);
    enum outcome outcome = write_changes(intake, arena, &change, 1);
    if (outcome == OUTCOME_OK) intake->version = change.after->version;
    return outcome;
}

/* ---- posting ----
 * Numbers of accounts and commodities are given in the order of the file: the second reading gives the same.
 */

struct step {
    struct intake *intake;
    struct arena *arena;
    struct ledger_post *posts;
    uint32_t *lines; /* of the file, by post */
    size_t count;
    int64_t done; /* transactions of the file, with this step */
};

static struct slice memo_of(struct arena *arena, const struct journal_transaction *transaction) {
    struct text memo = TEXT_IN(arena);
    if (transaction->code.len) text_printf(&memo, "(%.*s) ", SLICE_ARG(transaction->code));
    text_append(&memo, transaction->payee);
    if (transaction->payee.len && transaction->narration.len) text_append(&memo, S(" | "));
    text_append(&memo, transaction->narration);
    struct slice words = text_slice(&memo);
    while (words.len > MEMO_BYTES || (words.len && !slice_is_utf8(words))) {
        words.len = words.len > MEMO_BYTES ? MEMO_BYTES : words.len - 1;
    }
    return words;
}

static bool step_add(struct step *step, struct journal_book *book,
                     const struct journal_transaction *transaction) {
    const struct book_import *import = step->intake->import;
    struct lines lines;
    if (!transaction_lines(step->intake, step->arena, book, transaction, &lines)) return false;
    step->done++;
    if (lines.count == 0) return true; /* nothing but zeros */
    step->lines[step->count] = transaction->line;
    step->posts[step->count++] = (struct ledger_post){.org_id = import->org_id,
                                                      .book_id = import->book_id,
                                                      .day = transaction->day,
                                                      .source_type = &ledger_import_type,
                                                      .source_id = step->intake->id,
                                                      .memo = memo_of(step->arena, transaction),
                                                      .lines = lines.lines,
                                                      .line_count = lines.count};
    return true;
}

static bool step_post(struct rule *rule, struct write_job *job) {
    const struct step *step = job->also_context;
    for (size_t i = 0; i < step->count; i++) {
        struct refusal refusal = REFUSAL_IN(job->job_arena);
        if (ledger_write(rule, &step->posts[i], 1, NULL, &refusal)) continue;
        const struct refusal_item *item = refusal.first;
        struct slice field =
            arena_printf(job->job_arena, "%.*s:%u", SLICE_ARG(step->intake->import->name), step->lines[i]);
        return refuse_with(&job->refusal, field, item->message, item->args[0], item->args[1]);
    }
    return true;
}

static enum outcome step_write(struct step *step) {
    struct intake *intake = step->intake;
    struct change change = import_change(intake, step->arena, CHANGE_UPDATE);
    change_set_value(&change, "transactions_done", value_of_number(step->done));
    if (step->done == intake->report->transactions)
        change_set_value(&change, "state", value_of_text(S("done")));
    struct write_job job = {.job_arena = step->arena,
                            .actor = intake->import->actor,
                            .changes = &change,
                            .change_count = 1,
                            .also = step_post,
                            .also_context = step};
    if (store_write(intake->import->store, &job) == OUTCOME_OK) {
        intake->version = change.after->version;
        return OUTCOME_OK;
    }
    refusal_add(intake->refusal, &job.refusal);
    return job.outcome;
}

static void step_begin(struct step *step) {
    arena_reset(step->arena);
    step->posts = arena_make(step->arena, struct ledger_post, LIMIT_LEDGER_IMPORT_STEP);
    step->lines = arena_make(step->arena, uint32_t, LIMIT_LEDGER_IMPORT_STEP);
    step->count = 0;
}

static enum outcome step_end(struct step *step) {
    const struct book_import *import = step->intake->import;
    enum outcome outcome = step_write(step);
    if (import->progress) import->progress(import->context, step->done, step->intake->report->transactions);
    step_begin(step);
    return outcome;
}

/* The second reading counts anew: what both have together may be too large. */
static void sums_forget(struct intake *intake) {
    for (uint32_t i = 0; i < intake->room; i++) {
        for (struct target *target = intake->targets[i]; target; target = target->next) {
            target->sum = 0;
        }
    }
    for (uint32_t i = 0; i < intake->unit_count; i++) {
        if (intake->units[i].exchange) intake->units[i].exchange->sum = 0;
    }
}

static enum outcome post_all(struct intake *intake) {
    struct arena *arena = arena_new();
    struct step step = {.intake = intake, .arena = arena_new()};
    struct journal_reader *reader = open_reader(intake, arena);
    struct journal_item item;
    enum outcome outcome = reader ? OUTCOME_OK : OUTCOME_REFUSED;
    int64_t skip = intake->report->already;
    bool is_stopped = false;
    sums_forget(intake);
    step_begin(&step);
    while (outcome == OUTCOME_OK && !is_stopped) {
        enum journal_event event = journal_next(reader, &item);
        if (event == JOURNAL_END) break;
        if (event != JOURNAL_TRANSACTION) continue;
        if (step.done < skip)
            step.done++;
        else if (!step_add(&step, journal_reader_book(reader), &item.transaction))
            outcome = OUTCOME_REFUSED;
        bool is_full =
            step.count == LIMIT_LEDGER_IMPORT_STEP || arena_size(step.arena) > LIMIT_LEDGER_BYTES_KEPT;
        if (outcome == OUTCOME_OK && is_full) outcome = step_end(&step);
        is_stopped = is_full && is_stopping(intake->import);
    }
    bool is_rest = !is_stopped && (step.count || step.done > skip);
    if (outcome == OUTCOME_OK && is_rest) outcome = step_end(&step);
    if (reader) journal_close(reader);
    arena_free(step.arena);
    arena_free(arena);
    return outcome;
}

/* Refused half-way: what is posted stays until somebody goes on or takes it back. */
static void note_refused(struct intake *intake, struct arena *arena) {
    struct book_import_report *report = arena_make(arena, struct book_import_report, 1);
    struct change change;
    *report = *intake->report;
    intake->report = report; /* what the record says, not what was there when this began */
    if (!earlier_find(intake)) return;
    change = import_change(intake, arena, CHANGE_UPDATE);
    change_set_value(&change, "state", value_of_text(report->already ? S("stopped") : S("refused")));
    write_changes(intake, arena, &change, 1);
}

/* ---- all three ---- */

static struct intake intake_of(struct arena *arena, const struct book_import *import,
                               struct book_import_report *report, struct refusal *refusal) {
    *report = (struct book_import_report){.transactions = 0};
    return (struct intake){.arena = arena, .import = import, .report = report, .refusal = refusal};
}

enum outcome book_import_check(struct arena *arena, const struct book_import *import,
                               struct book_import_report *report, struct refusal *refusal) {
    struct intake intake = intake_of(arena, import, report, refusal);
    struct making making;
    bool good = file_hash(&intake) && look_through(&intake, &making);
    if (good && !earlier_find(&intake)) limits_check(&intake);
    return good && refusal_is_empty(refusal) ? OUTCOME_OK : OUTCOME_REFUSED;
}

enum outcome book_import_write(struct arena *arena, const struct book_import *import,
                               struct book_import_report *report, struct refusal *refusal) {
    struct intake intake = intake_of(arena, import, report, refusal);
    struct making making;
    if (!file_hash(&intake) || !look_through(&intake, &making)) return OUTCOME_REFUSED;
    if (is_stopping(import)) return OUTCOME_OK;
    bool is_begun = earlier_find(&intake);
    if (is_begun && slice_equal(intake.state, S("undoing")))
        return refuse(refusal, S("file"), "This journal is being taken back just now."), OUTCOME_REFUSED;
    if (is_begun && slice_equal(intake.state, S("done"))) return OUTCOME_OK;
    enum outcome outcome = write_changes(&intake, arena, making.changes, making.count);
    if (outcome == OUTCOME_OK) outcome = record_begin(&intake, arena, is_begun);
    if (outcome == OUTCOME_OK) outcome = post_all(&intake);
    if (outcome == OUTCOME_REFUSED) note_refused(&intake, arena);
    return outcome;
}

/* ---- taking back ---- */

struct undo {
    struct intake *intake;
    int64_t before; /* entries from this number on are taken back */
    size_t count;   /* of the step */
};

static bool undo_post(struct rule *rule, struct write_job *job) {
    struct undo *undo = job->also_context;
    return ledger_take_back_latest(rule, undo->intake->import->org_id, undo->intake->id, &ledger_import_type,
                                   LIMIT_LEDGER_UNDO_STEP, &undo->before, &undo->count, &job->refusal);
}

/* How many there are is known when they are reversed: the record says the number of the step before. */
static enum outcome undo_step(struct undo *undo, struct arena *arena, int64_t undone, bool is_end) {
    struct intake *intake = undo->intake;
    struct change change = import_change(intake, arena, CHANGE_UPDATE);
    change_set_value(&change, "transactions_undone", value_of_number(undone));
    if (is_end) change_set_value(&change, "state", value_of_text(S("undone")));
    struct write_job job = {.job_arena = arena,
                            .actor = intake->import->actor,
                            .changes = &change,
                            .change_count = 1,
                            .also = is_end ? NULL : undo_post,
                            .also_context = undo};
    enum outcome outcome = store_write(intake->import->store, &job);
    if (outcome == OUTCOME_OK) intake->version = change.after->version;
    refusal_add(intake->refusal, &job.refusal);
    return outcome;
}

enum outcome book_import_undo(struct arena *arena, const struct book_import *import,
                              const struct record *record, struct refusal *refusal) {
    struct book_import_report report;
    struct intake intake = intake_of(arena, import, &report, refusal);
    struct undo undo = {.intake = &intake, .before = INT64_MAX, .count = 1};
    struct arena *step_arena = arena_new();
    const struct ledger_import *values = ledger_import_of(record);
    int64_t undone = values->transactions_undone.number;
    enum outcome outcome = OUTCOME_OK;
    intake.id = record->id;
    intake.version = record->version;
    while (outcome == OUTCOME_OK && undo.count && !is_stopping(import)) {
        arena_reset(step_arena);
        outcome = undo_step(&undo, step_arena, undone, false);
        if (outcome == OUTCOME_OK) undone += (int64_t)undo.count;
        if (import->progress) import->progress(import->context, undone, values->transactions_done.number);
    }
    if (outcome == OUTCOME_OK && !undo.count)
        outcome = undo_step(&undo, step_arena, values->transactions_done.number, true);
    arena_free(step_arena);
    return outcome;
}
