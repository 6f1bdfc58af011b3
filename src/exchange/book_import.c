/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/book_import.h"

#include <sodium.h>

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/ledger/post.h"
#include "exchange/journal/journal_file.h"

enum { HASH_BYTES = 16, COMMODITIES_MAX = 64, ACCOUNTS_PER_JOB = 2000, MEMO_BYTES = 500 };

/* ---- what the file speaks of ---- */

/* One account of the file in one commodity. */
struct target {
    uint32_t account, commodity;
    struct uuid id;
    bool is_new;
    struct target *next; /* of the same account */
};

struct unit {
    struct uuid id;
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
    struct slice hash;
    struct uuid id; /* of the record of the import */
    int64_t version;
};

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

static void unit_find(struct db *db, struct unit *unit, struct slice name) {
    struct db_query *query = db_query(db, SQL("SELECT id, \"decimals\" FROM commodity WHERE org_id = ?1 AND "
                                              "\"symbol\" = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, SHARED_ORG);
    db_bind_text(query, 2, symbol_of(name));
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
        unit_find(db, unit, book->commodity_names.names[intake->unit_count++]);
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
    size_t count;
    int64_t sums[COMMODITIES_MAX];
};

static void lines_add(struct arena *arena, struct lines *lines, struct uuid account_id, int64_t amount) {
    if (!amount) return;
    lines->lines = arena_room(arena, lines->lines, sizeof *lines->lines, lines->count);
    lines->lines[lines->count++] = (struct ledger_line){account_id, amount};
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
    if (__builtin_add_overflow(lines->sums[posting->amount.commodity], amount,
                               &lines->sums[posting->amount.commodity]))
        return refuse_at(intake, posting->line, "The amounts are too large.", S(""));
    lines_add(arena, lines, target_of(intake, posting->account, posting->amount.commodity)->id, amount);
    return true;
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
        lines_add(arena, lines, unit->exchange->id, -lines->sums[i]);
    }
    return true;
}

static bool transaction_lines(struct intake *intake, struct arena *arena, struct journal_book *book,
                              const struct journal_transaction *transaction, struct lines *lines) {
    bool good = true;
    *lines = (struct lines){.count = 0};
    for (size_t i = 0; i < transaction->posting_count; i++) {
        good = posting_add(intake, arena, book, transaction, &transaction->postings[i], lines) && good;
    }
    return good && exchange_add(intake, arena, book, transaction->line, lines);
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

struct known {
    struct uuid id, unit_id;
    struct slice number, name;
    bool is_exchange;
};

struct known_list {
    struct known *items;
    size_t count;
};

static struct known_list known_read(struct intake *intake) {
    struct known_list list = {.count = 0};
    struct db *db = store_borrow(intake->import->store);
    struct db_query *query =
        db_query(db, SQL("SELECT id, \"unit\", \"number\", \"name\", \"role\" FROM ledger_account WHERE "
                         "org_id = ?1 AND \"book\" = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, intake->import->org_id);
    db_bind_uuid(query, 2, intake->import->book_id);
    while (db_next(query)) {
        list.items = arena_room(intake->arena, list.items, sizeof *list.items, list.count);
        list.items[list.count++] =
            (struct known){.id = db_column_uuid(query, 0),
                           .unit_id = db_column_uuid(query, 1),
                           .number = arena_copy(intake->arena, db_column_text(query, 2)),
                           .name = arena_copy(intake->arena, db_column_text(query, 3)),
                           .is_exchange = slice_equal(db_column_text(query, 4), S("exchange"))};
    }
    db_done(query);
    store_return(intake->import->store, db);
    return list;
}

static int known_compare(const void *a, const void *b) {
    return slice_compare(((const struct known *)a)->name, ((const struct known *)b)->name);
}

/* The first with the name in a list sorted by name. */
static size_t known_first(const struct known_list *list, struct slice name) {
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (slice_compare(list->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool target_match(const struct known_list *list, struct slice name, struct uuid unit_id,
                         struct target *target) {
    for (size_t i = known_first(list, name); i < list->count && slice_equal(list->items[i].name, name); i++) {
        if (!uuid_equal(list->items[i].unit_id, unit_id)) continue;
        target->id = list->items[i].id;
        return true;
    }
    for (size_t i = 0; name.len <= 12 && i < list->count; i++) {
        if (!slice_equal(list->items[i].number, name) || !uuid_equal(list->items[i].unit_id, unit_id))
            continue;
        target->id = list->items[i].id;
        return true;
    }
    return false;
}

static bool exchange_match(const struct known_list *list, struct uuid unit_id, struct target *target) {
    for (size_t i = 0; i < list->count; i++) {
        if (!list->items[i].is_exchange || !uuid_equal(list->items[i].unit_id, unit_id)) continue;
        target->id = list->items[i].id;
        return true;
    }
    return false;
}

/* The accounts that are missing, as changes. */
struct making {
    struct arena *arena;
    const struct intake *intake;
    struct change *changes;
    size_t count;
    int64_t numbers; /* given so far, in this book */
};

static const char *kind_code(enum journal_kind kind) {
    switch (kind) {
    case JOURNAL_LIABILITY: return "liability";
    case JOURNAL_EQUITY: return "equity";
    case JOURNAL_INCOME: return "income";
    case JOURNAL_EXPENSE: return "expense";
    case JOURNAL_KIND_UNKNOWN:
    case JOURNAL_ASSET: break;
    }
    return "asset";
}

/* "1.00042": the kind as in a chart, then a number that no account of the book has. */
static struct slice next_number(struct making *making, enum journal_kind kind) {
    static const int digits[] = {[JOURNAL_KIND_UNKNOWN] = 1, [JOURNAL_ASSET] = 1,  [JOURNAL_LIABILITY] = 2,
                                 [JOURNAL_EQUITY] = 3,       [JOURNAL_INCOME] = 4, [JOURNAL_EXPENSE] = 5};
    return arena_printf(making->arena, "%d.%05lld", digits[kind], (long long)++making->numbers);
}

/* The highest number that was given so. */
static int64_t numbers_given(const struct known_list *known) {
    int64_t highest = 0;
    for (size_t i = 0; i < known->count; i++) {
        struct slice number = known->items[i].number;
        int64_t given;
        bool is_ours =
            number.len > 2 && number.s[1] == '.' && slice_to_int64(slice_sub(number, 2, number.len), &given);
        if (is_ours && given > highest) highest = given;
    }
    return highest;
}

static void account_make(struct making *making, struct target *target, struct slice name,
                         enum journal_kind kind) {
    const struct intake *intake = making->intake;
    target->id = uuid_new();
    target->is_new = true;
    making->changes = arena_room(making->arena, making->changes, sizeof *making->changes, making->count);
    struct change *change = &making->changes[making->count++];
    *change = change_new(making->arena, CHANGE_CREATE, &ledger_account_type, intake->import->org_id);
    change->id = target->id;
    change_set_value(change, "book", (struct value){.present = true, .id = intake->import->book_id});
    change_set_value(change, "number", value_of_text(next_number(making, kind)));
    change_set_value(change, "name", value_of_text(name));
    change_set_value(change, "kind", value_of_text(slice_of(kind_code(kind))));
    change_set_value(change, "unit",
                     (struct value){.present = true, .id = intake->units[target->commodity].id});
    if (target->account == JOURNAL_NONE) change_set_value(change, "role", value_of_text(S("exchange")));
}

static void targets_settle(struct intake *intake, struct journal_book *book, struct making *making) {
    struct known_list known = known_read(intake);
    making->numbers = numbers_given(&known);
    if (known.count) qsort(known.items, known.count, sizeof *known.items, known_compare);
    for (uint32_t account = 0; account < intake->room && account < book->account_names.count; account++) {
        struct slice name = book->account_names.names[account];
        for (struct target *target = intake->targets[account]; target; target = target->next) {
            if (target_match(&known, name, intake->units[target->commodity].id, target))
                intake->report->accounts_found++;
            else
                account_make(making, target, arena_copy(making->arena, name), book->accounts[account].kind);
        }
    }
    for (uint32_t i = 0; i < intake->unit_count; i++) {
        struct target *target = intake->units[i].exchange;
        if (target && !exchange_match(&known, intake->units[i].id, target))
            account_make(making, target, S("Exchange of currencies"), JOURNAL_EXPENSE);
    }
    intake->report->accounts_made = making->count;
}

/* Reads it all; then the accounts are known or planned. */
static bool look_through(struct intake *intake, struct making *making) {
    struct arena *arena = arena_new(), *step = arena_new();
    struct journal_reader *reader = open_reader(intake, arena);
    struct journal_item item;
    enum journal_event event = JOURNAL_END;
    while (reader && (event = journal_next(reader, &item)) != JOURNAL_END) {
        struct lines lines;
        if (event != JOURNAL_TRANSACTION) continue;
        if (arena_size(step) > LIMIT_LEDGER_BYTES_KEPT) arena_reset(step);
        transaction_lines(intake, step, journal_reader_book(reader), &item.transaction, &lines);
        note_day(intake->report, item.transaction.day);
        intake->report->transactions++;
        intake->report->postings += (int64_t)item.transaction.posting_count;
    }
    *making = (struct making){.arena = intake->arena, .intake = intake};
    if (reader && refusal_is_empty(intake->refusal))
        targets_settle(intake, journal_reader_book(reader), making);
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

static bool file_hash(struct intake *intake) {
    struct journal_source source;
    const char *reason;
    char block[65536];
    uint8_t hash[HASH_BYTES];
    crypto_generichash_state state;
    if (!journal_file_open(intake->arena, intake->import->path, &source, &reason))
        return refuse_with(intake->refusal, S("file"), "The file cannot be read: {1}", slice_of(reason),
                           S(""));
    crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    int64_t got;
    while ((got = source.read(source.context, block, sizeof block)) > 0) {
        crypto_generichash_update(&state, (const uint8_t *)block, (size_t)got);
    }
    if (source.close) source.close(source.context);
    crypto_generichash_final(&state, hash, HASH_BYTES);
    char hex[2 * HASH_BYTES + 1];
    sodium_bin2hex(hex, sizeof hex, hash, HASH_BYTES);
    intake->hash = arena_copy(intake->arena, slice_of(hex));
    return got == 0 || refuse_with(intake->refusal, S("file"), "The file cannot be read: {1}", S(""), S(""));
}

/* False when this file was never begun in this book. */
static bool earlier_find(struct intake *intake) {
    struct db *db = store_borrow(intake->import->store);
    struct db_query *query = db_query(db, SQL("SELECT id, version, \"transactions_done\" FROM ledger_import "
                                              "WHERE org_id = ?1 AND \"book\" = ?2 "
                                              "AND \"file_hash\" = ?3 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, intake->import->org_id);
    db_bind_uuid(query, 2, intake->import->book_id);
    db_bind_text(query, 3, intake->hash);
    bool found = db_next(query);
    if (found) {
        intake->id = db_column_uuid(query, 0);
        intake->version = db_column_int(query, 1);
        intake->report->already = db_column_int(query, 2);
    }
    db_done(query);
    store_return(intake->import->store, db);
    return found;
}

static enum outcome record_begin(struct intake *intake, struct arena *arena) {
    struct change change = change_new(arena, CHANGE_CREATE, &ledger_import_type, intake->import->org_id);
    change.id = intake->id = uuid_new();
    change.by_program = true;
    change_set_value(&change, "book", (struct value){.present = true, .id = intake->import->book_id});
    change_set_value(&change, "file", value_of_text(intake->import->name));
    change_set_value(&change, "file_hash", value_of_text(intake->hash));
    change_set_value(&change, "state", value_of_text(S("writing")));
    change_set_value(&change, "transactions", value_of_number(intake->report->transactions));
    change_set_value(&change, "transactions_done", value_of_number(0));
    if (intake->report->transactions) {
        change_set_value(&change, "first_day",
                         (struct value){.present = true, .date = date_of_day(intake->report->first_day)});
        change_set_value(&change, "last_day",
                         (struct value){.present = true, .date = date_of_day(intake->report->last_day)});
    }
    intake->version = 1;
    return write_changes(intake, arena, &change, 1);
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
    struct change change =
        change_new(step->arena, CHANGE_UPDATE, &ledger_import_type, intake->import->org_id);
    change.id = intake->id;
    change.base_version = intake->version;
    change.by_program = true;
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
    for (const struct refusal_item *item = job.refusal.first; item; item = item->next) {
        refuse_with(intake->refusal, item->field, item->message, item->args[0], item->args[1]);
    }
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

static enum outcome post_all(struct intake *intake) {
    struct arena *arena = arena_new();
    struct step step = {.intake = intake, .arena = arena_new()};
    struct journal_reader *reader = open_reader(intake, arena);
    struct journal_item item;
    enum outcome outcome = reader ? OUTCOME_OK : OUTCOME_REFUSED;
    int64_t skip = intake->report->already;
    step_begin(&step);
    while (outcome == OUTCOME_OK) {
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
    }
    bool is_rest = step.count || step.done > skip;
    if (outcome == OUTCOME_OK && is_rest) outcome = step_end(&step);
    if (reader) journal_close(reader);
    arena_free(step.arena);
    arena_free(arena);
    return outcome;
}

/* ---- both ---- */

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
    if (good) earlier_find(&intake);
    return good ? OUTCOME_OK : OUTCOME_REFUSED;
}

enum outcome book_import_write(struct arena *arena, const struct book_import *import,
                               struct book_import_report *report, struct refusal *refusal) {
    struct intake intake = intake_of(arena, import, report, refusal);
    struct making making;
    if (!file_hash(&intake) || !look_through(&intake, &making)) return OUTCOME_REFUSED;
    bool is_begun = earlier_find(&intake);
    if (is_begun && report->already == report->transactions) return OUTCOME_OK;
    enum outcome outcome = write_changes(&intake, arena, making.changes, making.count);
    if (outcome == OUTCOME_OK && !is_begun) outcome = record_begin(&intake, arena);
    return outcome == OUTCOME_OK ? post_all(&intake) : outcome;
}
