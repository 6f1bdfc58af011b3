/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/book_export.h"

#include "base/limits.h"
#include "base/log.h"
#include "domain/ledger/ledger_read.h"

enum { ENTRIES_AT_ONCE = 500 };

struct export_unit {
    struct uuid id;
    uint32_t number; /* in the journal */
};

struct book_export {
    struct arena *arena, *step_arena;
    struct book_export_source source;
    struct journal_book *book;
    struct ledger_table accounts; /* by number */
    uint32_t *numbers;            /* of the accounts in the journal */
    struct export_unit *units;
    size_t unit_count;
    struct ledger_mark *marks;
    size_t mark_count, mark_at;
    struct refusal refusal;
    struct journal_writer *writer;
    struct text out; /* in step_arena: what was written and not pulled yet, from `pulled` on */
    size_t pulled;
    uint32_t line;
    bool is_ended;
};

/* ---- names ---- */

/* The roots that all three programs know. */
static const char *root_of(struct slice kind) {
    static const struct {
        const char *kind, *root;
    } roots[] = {{"asset", "assets"},
                 {"liability", "liabilities"},
                 {"equity", "equity"},
                 {"income", "income"},
                 {"expense", "expenses"}};
    for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
        if (slice_equal(kind, slice_of(roots[i].kind))) return roots[i].root;
    }
    return "equity";
}

/* A colon would make a deeper account of it, two blanks would end it. */
static void append_name(struct text *out, struct slice name) {
    for (size_t i = 0; i < name.len; i++) {
        bool is_second_blank = name.s[i] == ' ' && i > 0 && name.s[i - 1] == ' ';
        if (!is_second_blank) text_append_char(out, name.s[i] == ':' ? '-' : name.s[i]);
    }
}

struct slice book_journal_account(struct arena *arena, struct slice kind, struct slice number,
                                  struct slice name) {
    struct text out = TEXT_IN(arena);
    text_printf(&out, "%s:", root_of(kind));
    append_name(&out, number);
    text_append_char(&out, ' ');
    append_name(&out, name);
    return text_slice(&out);
}

/* ---- accounts and units ---- */

static void unit_read(struct book_export *export, struct uuid id, struct export_unit *unit) {
    struct db_query *query =
        db_query(export->source.db,
                 SQL("SELECT \"symbol\", \"decimals\" FROM commodity WHERE org_id = ?1 AND id = ?2"));
    db_bind_uuid(query, 1, SHARED_ORG);
    db_bind_uuid(query, 2, id);
    bool found = db_next(query);
    unit->id = id;
    unit->number = journal_book_commodity(export->book, found ? db_column_text(query, 0) : S("UNKNOWN"));
    ASSERT(unit->number != JOURNAL_NONE);
    export->book->commodities[unit->number].decimals = found ? (uint8_t)db_column_int(query, 1) : 0;
    export->book->commodities[unit->number].declared = true;
    db_done(query);
}

static uint32_t unit_number(struct book_export *export, struct uuid id) {
    for (size_t i = 0; i < export->unit_count; i++) {
        if (uuid_equal(export->units[i].id, id)) return export->units[i].number;
    }
    export->units = arena_room(export->arena, export->units, sizeof *export->units, export->unit_count);
    unit_read(export, id, &export->units[export->unit_count]);
    return export->units[export->unit_count++].number;
}

static void accounts_name(struct book_export *export) {
    int32_t opened = (int32_t)date_first_day(
        ledger_book_of((struct record *)(uintptr_t) export->source.book)->opened_on.date);
    export->numbers = arena_make(export->arena, uint32_t, export->accounts.count + 1);
    for (size_t i = 0; i < export->accounts.count; i++) {
        const struct ledger_row *row = &export->accounts.rows[i];
        uint32_t number = journal_book_account(
            export->book, book_journal_account(export->arena, row->kind, row->number, row->name));
        ASSERT(number != JOURNAL_NONE);
        export->numbers[i] = number;
        export->book->accounts[number].declared = true;
        export->book->accounts[number].open_day = opened;
        export->book->accounts[number].first_day = opened;
        unit_number(export, row->unit_id);
    }
}

static uint32_t account_number(struct book_export *export, struct slice number) {
    size_t low = 0, high = export->accounts.count;
    while (low < high) { /* the database orders by bytes, except where its collation does not */
        size_t middle = low + (high - low) / 2;
        if (slice_compare(export->accounts.rows[middle].number, number) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < export->accounts.count && slice_equal(export->accounts.rows[low].number, number))
        return export->numbers[low];
    for (size_t i = 0; i < export->accounts.count; i++) {
        if (slice_equal(export->accounts.rows[i].number, number)) return export->numbers[i];
    }
    return journal_book_account(export->book,
                                arena_copy(export->arena, number)); /* beyond those that were listed */
}

/* ---- entries ---- */

static void entry_write(struct book_export *export, const struct ledger_entry_row *entry) {
    const struct book_export_source *source = &export->source;
    struct journal_posting *postings =
        arena_make(export->step_arena, struct journal_posting, entry->line_count);
    for (size_t i = 0; i < entry->line_count; i++) {
        const struct ledger_entry_line *line = &entry->lines[i];
        uint32_t commodity = unit_number(export, line->unit_id);
        postings[i] = (struct journal_posting){
            .account = account_number(export, line->number),
            .amount = {line->amount, commodity, export->book->commodities[commodity].decimals},
            .day = JOURNAL_NO_DAY,
            .line = export->line};
    }
    struct journal_item item = {.line = export->line++};
    item.transaction = (struct journal_transaction){
        .day = (int32_t)entry->day,
        .second_day = JOURNAL_NO_DAY,
        .line = item.line,
        .status = JOURNAL_CLEARED,
        .payee = entry->memo.len ? entry->memo : source->words(source->context, entry->source_type),
        .postings = postings,
        .posting_count = entry->line_count};
    if (!journal_write_item(export->writer, JOURNAL_TRANSACTION, &item))
        BUG("an entry that no journal takes");
}

/* The next entries by day whose numbers lie near each other: most of a book was posted in the order of days.
 */
static size_t marks_ahead(const struct book_export *export) {
    const struct ledger_mark *marks = export->marks + export->mark_at;
    size_t left = export->mark_count - export->mark_at, count = 1;
    while (count < left && count < ENTRIES_AT_ONCE && marks[count].seq > marks[count - 1].seq &&
           marks[count].seq < marks[0].seq + ENTRIES_AT_ONCE) {
        count++;
    }
    return count;
}

static void some_write(struct book_export *export) {
    const struct ledger_mark *marks = export->marks + export->mark_at;
    size_t wanted = marks_ahead(export), taken = 0;
    struct ledger_entry_row *rows;
    size_t count = ledger_entries_numbered(export->source.db, export->step_arena, export->source.book,
                                           marks[0].seq, marks[wanted - 1].seq, ENTRIES_AT_ONCE, &rows);
    for (size_t i = 0; i < count && taken < wanted; i++) {
        if (rows[i].seq != marks[taken].seq) continue; /* of a later day */
        entry_write(export, &rows[i]);
        taken++;
    }
    export->mark_at += wanted;
}

static void take(void *context, struct slice bytes) {
    struct book_export *export = context;
    text_append(&export->out, bytes);
}

/* As many as the book has: a mark each is kept while the file is read. */
static size_t entries_of(const struct book_export_source *source) {
    int64_t count = ledger_entries_count(source->db, source->book, INT32_MIN, INT32_MAX);
    return count < LIMIT_LEDGER_FILE_ENTRIES ? (size_t)count : (size_t)LIMIT_LEDGER_FILE_ENTRIES;
}

struct book_export *book_export_open(const struct book_export_source *source) {
    struct arena *arena = arena_new();
    struct book_export *export = arena_make(arena, struct book_export, 1);
    *export = (struct book_export){.arena = arena,
                                   .step_arena = arena_new(),
                                   .source = *source,
                                   .book = journal_book_new(arena),
                                   .refusal = REFUSAL_IN(arena)};
    export->out = TEXT_IN(export->step_arena);
    export->accounts = ledger_balances_on(source->db, arena, source->book, INT32_MAX);
    export->mark_count =
        ledger_entry_marks(source->db, arena, source->book, entries_of(source), &export->marks);
    accounts_name(export);
    struct journal_writing how = {.book = export->book,
                                  .source = JOURNAL_HLEDGER,
                                  .target = source->target,
                                  .refusal = &export->refusal,
                                  .sink = take,
                                  .context = export};
    export->writer = journal_write_start(arena, &how);
    return export;
}

int64_t book_export_pull(struct book_export *export, char *buffer, size_t size) {
    while (export->pulled == export->out.len && !export->is_ended) {
        arena_reset(export->step_arena);
        export->out = TEXT_IN(export->step_arena);
        export->pulled = 0;
        export->is_ended = export->mark_at == export->mark_count;
        if (export->is_ended)
            journal_write_end(export->writer);
        else
            some_write(export);
        if (db_status(export->source.db) != DB_OK) return -1;
    }
    struct slice left = slice_sub(text_slice(&export->out), export->pulled, export->out.len);
    size_t count = left.len < size ? left.len : size;
    memcpy(buffer, left.s, count);
    export->pulled += count;
    return (int64_t)count;
}

void book_export_close(struct book_export *export) {
    if (!export) return;
    arena_free(export->step_arena);
    arena_free(export->arena);
}
