/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/promise_book.h"

#include "base/log.h"
#include "base/text.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "store/actor.h"
#include "store/codec.h"

/* Days no agreement reaches: years 1000 and 2999, the bounds of date_parse_iso. */
enum { DAY_FIRST = -354285, DAY_LAST = 376199 };

/* ---- reading records ---- */

static struct sql records_sql(struct arena *arena, enum db_kind kind, const struct record_type *type,
                              const char *where) {
    struct text text = TEXT_IN(arena);
    text_append(&text, S("SELECT "));
    codec_select_columns(&text, kind, type, IDENTIFYING);
    text_printf(&text, " FROM \"%s\" WHERE org_id = ?1 AND %s", type->name, where);
    return sql_built(arena, text_slice(&text));
}

static struct uuid owner_of(const struct record_type *type, struct uuid org) {
    return type->scope == SCOPE_SHARED ? SHARED_ORG : org;
}

size_t promise_read_records(struct arena *arena, struct db *db, const struct record_type *type,
                            struct uuid org, struct uuid after, const struct record **records, size_t max) {
    struct sql sql = records_sql(arena, db_kind_of(db), type,
                                 "id > ?2 AND deleted_ms = 0 ORDER BY id LIMIT CAST(?3 AS BIGINT)");
    struct db_query *query = db_query(db, sql);
    db_bind_uuid(query, 1, owner_of(type, org));
    db_bind_uuid(query, 2, after);
    db_bind_int(query, 3, (int64_t)max);
    size_t count = 0;
    while (count < max && db_next(query))
        records[count++] = codec_read(arena, query, type);
    db_done(query);
    return count;
}

size_t promise_read_all(struct arena *arena, struct db *db, const struct record_type *type, struct uuid org,
                        size_t max, const struct record ***records) {
    struct db_query *query = db_query(
        db, records_sql(arena, db_kind_of(db), type, "deleted_ms = 0 ORDER BY id LIMIT CAST(?2 AS BIGINT)"));
    db_bind_uuid(query, 1, owner_of(type, org));
    db_bind_int(query, 2, (int64_t)max);
    size_t count = 0;
    *records = NULL;
    while (db_next(query)) {
        *records = arena_room(arena, *records, sizeof **records, count);
        (*records)[count++] = codec_read(arena, query, type);
    }
    db_done(query);
    return count;
}

const struct record *promise_read_record(struct arena *arena, struct db *db, const struct record_type *type,
                                         struct uuid org, struct uuid id) {
    struct db_query *query = db_query(db, records_sql(arena, db_kind_of(db), type, "id = ?2"));
    db_bind_uuid(query, 1, owner_of(type, org));
    db_bind_uuid(query, 2, id);
    const struct record *record = db_next(query) ? codec_read(arena, query, type) : NULL;
    db_done(query);
    return record;
}

size_t promise_book_orgs(struct arena *arena, struct db *db, struct uuid **orgs) {
    struct db_query *query = db_query(db, SQL("SELECT DISTINCT org_id FROM promise_part ORDER BY org_id"));
    size_t count = 0, size = 16;
    *orgs = arena_make(arena, struct uuid, size);
    while (db_next(query)) {
        if (count == size) {
            struct uuid *more = arena_make(arena, struct uuid, size * 2);
            memcpy(more, *orgs, size * sizeof **orgs);
            *orgs = more;
            size *= 2;
        }
        (*orgs)[count++] = db_column_uuid(query, 0);
    }
    db_done(query);
    return count;
}

/* ---- a cache of records around the sources ---- */

enum { READER_SLOTS = 1 << 16, READER_KEPT = READER_SLOTS / 4 };

struct promise_reader {
    struct db *db;
    struct arena *arena;
    const struct record **slots;
    size_t count;
};

struct promise_reader *promise_reader_new(struct db *db) {
    struct promise_reader *reader = heap_alloc(sizeof *reader);
    *reader = (struct promise_reader){.db = db, .arena = arena_new()};
    reader->slots = heap_alloc(READER_SLOTS * sizeof *reader->slots);
    memset(reader->slots, 0, READER_SLOTS * sizeof *reader->slots);
    return reader;
}

void promise_reader_free(struct promise_reader *reader) {
    arena_free(reader->arena);
    heap_free(reader->slots);
    heap_free(reader);
}

static const struct record *reader_find(void *context, const struct record_type *type, struct uuid org,
                                        struct uuid id) {
    struct promise_reader *reader = context;
    size_t slot = slice_hash((struct slice){(const char *)id.bytes, UUID_BYTES}) & (READER_SLOTS - 1);
    struct uuid owner = owner_of(type, org);
    for (; reader->slots[slot]; slot = (slot + 1) & (READER_SLOTS - 1)) {
        const struct record *known = reader->slots[slot];
        bool same = known->type == type && uuid_equal(known->id, id) && uuid_equal(known->org_id, owner);
        if (same) return known;
    }
    const struct record *record = promise_read_record(reader->arena, reader->db, type, org, id);
    if (!record) return NULL;
    reader->slots[slot] = record;
    reader->count++;
    return record;
}

struct promise_reach promise_reader_reach(struct promise_reader *reader) {
    return (struct promise_reach){reader, reader_find};
}

void promise_reader_rest(struct promise_reader *reader) {
    if (reader->count < READER_KEPT) return;
    memset(reader->slots, 0, READER_SLOTS * sizeof *reader->slots);
    reader->count = 0;
    arena_reset(reader->arena);
}

/* ---- the book ---- */

bool promise_book_is_made_of(const struct record_type *type) {
    return type == &promise_part_type || type == &promise_type || type == &agreement_type ||
           type == &amendment_type;
}

struct shelf {
    const struct record **records;
    size_t count;
};

static struct shelf shelf_of(struct arena *arena, struct db *db, const struct record_type *type,
                             struct uuid org) {
    struct shelf shelf;
    shelf.count = promise_read_all(arena, db, type, org, LIMIT_PROMISE_PARTS, &shelf.records);
    return shelf;
}

/* Among records in order of id. */
static const struct record *record_by_id(const struct record **records, size_t count,
                                         const struct value *id) {
    size_t low = 0, high = id->present ? count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = uuid_compare(records[middle]->id, id->id);
        if (order == 0) return records[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The agreement's days; the amendment that comes into force last decides the end. */
static struct promise_period period_of(const struct record *agreement, const struct shelf *amendments) {
    if (!agreement) return (struct promise_period){DAY_FIRST, DAY_LAST};
    const struct agreement *terms = agreement_of(agreement);
    struct promise_period period = {date_first_day(terms->starts_on.date),
                                    date_last_day(terms->ends_on.date)};
    int64_t latest = INT64_MIN;
    for (size_t i = 0; i < amendments->count; i++) {
        const struct amendment *amendment = amendment_of(amendments->records[i]);
        if (!uuid_equal(amendment->agreement.id, agreement->id) || !amendment->ends_on.present) continue;
        int64_t effective = date_first_day(amendment->effective_on.date);
        if (effective < latest) continue;
        latest = effective;
        period.last_day = date_last_day(amendment->ends_on.date);
    }
    return period;
}

struct promise_period promise_period_read(struct arena *arena, struct db *db,
                                          const struct record *agreement) {
    struct shelf none = {0};
    if (!agreement) return period_of(NULL, &none);
    struct shelf amendments = shelf_of(arena, db, &amendment_type, agreement->org_id);
    return period_of(agreement, &amendments);
}

static void part_bind(struct arena *arena, const struct catalogue *catalogue, struct book_part *part) {
    struct refusal refusal = REFUSAL_IN(arena);
    part->rule = promise_rule_bind(arena, catalogue, promise_part_of(part->part), part->period, &refusal);
    if (!part->rule) {
        log_warn("a counting rule cannot be used: %s", refusal.first ? refusal.first->message : "no reason");
        return;
    }
    part->rule->part_id = part->part->id;
    part->rule->org_id = part->part->org_id;
}

static struct slice number_of(const struct book_part *part) {
    return part->promise ? promise_of(part->promise)->number.text : S("");
}

static int part_order(const void *left, const void *right) {
    const struct book_part *a = left, *b = right;
    int order = slice_compare(number_of(a), number_of(b));
    int64_t a_position = promise_part_of(a->part)->position.number,
            b_position = promise_part_of(b->part)->position.number;
    if (order == 0) order = (a_position > b_position) - (a_position < b_position);
    return order ? order : uuid_compare(a->part->id, b->part->id);
}

static int id_order(const void *left, const void *right) {
    const struct book_part *const *a = left, *const *b = right;
    return uuid_compare((*a)->part->id, (*b)->part->id);
}

static void book_sort(struct arena *arena, struct promise_book *book) {
    if (book->part_count) qsort(book->parts, book->part_count, sizeof *book->parts, part_order);
    book->by_id = arena_make(arena, struct book_part *, book->part_count);
    for (size_t i = 0; i < book->part_count; i++)
        book->by_id[i] = &book->parts[i];
    if (book->part_count) qsort(book->by_id, book->part_count, sizeof *book->by_id, id_order);
}

static void book_note_rule(struct promise_book *book, const struct promise_rule *rule) {
    if (!rule || !rule->source) return;
    book->sources[catalogue_index(book->catalogue, rule->source)] = true;
    for (size_t i = 0; i < rule->node_count; i++) {
        book->used_fields[catalogue_index(book->catalogue, rule->nodes[i].type)] |=
            promise_rule_fields_used(rule, i);
    }
}

/* "Every one has it" counts anew when what it asks every one of is counted otherwise, or is gone. */
static void fingerprint_with_base(struct promise_rule *rule, const struct promise_rule *base) {
    uint64_t both[2] = {rule->fingerprint, base ? base->fingerprint : 0};
    uint64_t hash = slice_hash((struct slice){(const char *)both, sizeof both});
    rule->fingerprint = hash ? hash : 1;
}

static void book_note_bases(struct promise_book *book) {
    for (size_t i = 0; i < book->part_count; i++) {
        struct promise_rule *rule = book->parts[i].rule;
        if (!rule || rule->shape != SHAPE_EVERY) continue;
        struct book_part *base = promise_book_find(book, rule->every_of);
        if (base) base->is_base = true;
        fingerprint_with_base(rule, base ? base->rule : NULL);
    }
}

static void book_add_part(struct arena *arena, struct promise_book *book, const struct record *record,
                          const struct shelf *amendments) {
    struct book_part *part = &book->parts[book->part_count++];
    part->part = record;
    part->promise = record_by_id(book->promises, book->promise_count, &promise_part_of(record)->promise);
    if (part->promise) {
        part->agreement =
            record_by_id(book->agreements, book->agreement_count, &promise_of(part->promise)->agreement);
    }
    part->period = period_of(part->agreement, amendments);
    part_bind(arena, book->catalogue, part);
    book_note_rule(book, part->rule);
}

struct promise_book *promise_book_load(struct arena *arena, struct db *db, const struct catalogue *catalogue,
                                       struct uuid org_id) {
    struct promise_book *book = arena_make(arena, struct promise_book, 1);
    book->org_id = org_id;
    book->catalogue = catalogue;
    book->used_fields = arena_make(arena, uint64_t, catalogue->count);
    book->sources = arena_make(arena, bool, catalogue->count);
    struct shelf promises = shelf_of(arena, db, &promise_type, org_id);
    if (promises.count == 0) return book;
    struct shelf parts = shelf_of(arena, db, &promise_part_type, org_id);
    struct shelf agreements = shelf_of(arena, db, &agreement_type, org_id);
    struct shelf amendments = shelf_of(arena, db, &amendment_type, org_id);
    book->promises = promises.records;
    book->promise_count = promises.count;
    book->agreements = agreements.records;
    book->agreement_count = agreements.count;
    book->parts = arena_make(arena, struct book_part, parts.count);
    for (size_t i = 0; i < parts.count; i++)
        book_add_part(arena, book, parts.records[i], &amendments);
    book_sort(arena, book);
    book_note_bases(book);
    return book;
}

struct book_part *promise_book_find(const struct promise_book *book, struct uuid part_id) {
    size_t low = 0, high = book->part_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = uuid_compare(book->by_id[middle]->part->id, part_id);
        if (order == 0) return book->by_id[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
