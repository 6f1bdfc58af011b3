/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/book_match.h"

#include <stdlib.h>

#include "base/text.h"
#include "exchange/book_export.h"

enum { NAME_BYTES_MAX = 180, KEYS_OF_ACCOUNT = 4 };

struct match_key {
    struct slice text; /* in small letters */
    size_t known;      /* its place in the list */
};

struct book_match {
    struct arena *arena;
    struct book_known *known;
    size_t count;
    struct match_key *keys; /* sorted */
    size_t key_count;
};

static struct slice small_letters(struct arena *arena, struct slice text) {
    char *small = arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        small[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    return (struct slice){small, text.len};
}

const char *book_kind_code(enum journal_kind kind) {
    switch (kind) {
    case JOURNAL_ASSET: return "asset";
    case JOURNAL_LIABILITY: return "liability";
    case JOURNAL_EQUITY: return "equity";
    case JOURNAL_INCOME: return "income";
    case JOURNAL_EXPENSE: return "expense";
    case JOURNAL_KIND_UNKNOWN: break;
    }
    return NULL;
}

/* ---- names ---- */

static size_t parts_of(struct slice name) {
    size_t parts = 1;
    for (size_t i = 0; i < name.len; i++) {
        parts += name.s[i] == ':';
    }
    return parts;
}

/* Not longer than a name may be, and whole letters. */
static struct slice cut(struct slice whole) {
    size_t end = whole.len > NAME_BYTES_MAX ? NAME_BYTES_MAX : whole.len;
    while (end > 0 && !slice_is_utf8(slice_sub(whole, 0, end))) {
        end--;
    }
    return slice_sub(whole, 0, end);
}

struct slice book_match_path(struct arena *arena, struct slice name) {
    struct text out = TEXT_IN(arena);
    size_t at = slice_find(name, S(":"), 0);
    struct slice rest = at < name.len ? slice_sub(name, at + 1, name.len) : name, part;
    while (slice_split(&rest, ':', &part)) {
        if (out.len) text_append(&out, S(" / "));
        text_append(&out, part);
    }
    return cut(text_slice(&out));
}

/* ---- what the book has ---- */

static int key_compare(const void *a, const void *b) {
    const struct match_key *x = a, *y = b;
    int order = slice_compare(x->text, y->text);
    if (order) return order;
    return x->known < y->known ? -1 : x->known > y->known;
}

static void key_add(struct book_match *match, size_t known, struct slice text) {
    if (text.len)
        match->keys[match->key_count++] = (struct match_key){small_letters(match->arena, text), known};
}

static void known_read(struct book_match *match, struct db_query *query, struct slice *khmer) {
    match->known = arena_room(match->arena, match->known, sizeof *match->known, match->count);
    match->known[match->count++] =
        (struct book_known){.id = db_column_uuid(query, 0),
                            .unit_id = db_column_uuid(query, 1),
                            .number = arena_copy(match->arena, db_column_text(query, 2)),
                            .name = arena_copy(match->arena, db_column_text(query, 3)),
                            .kind = arena_copy(match->arena, db_column_text(query, 5)),
                            .is_exchange = slice_equal(db_column_text(query, 6), S("exchange")),
                            .balance = db_column_int(query, 7),
                            .least = db_column_is_null(query, 8) ? INT64_MIN : db_column_int(query, 8),
                            .most = db_column_is_null(query, 9) ? INT64_MAX : db_column_int(query, 9)};
    *khmer = arena_copy(match->arena, db_column_text(query, 4));
}

struct book_match *book_match_read(struct arena *arena, struct db *db, struct uuid org, struct uuid book_id) {
    struct book_match *match = arena_make(arena, struct book_match, 1);
    struct slice *khmer = NULL;
    *match = (struct book_match){.arena = arena};
    struct db_query *query = db_query(
        db, SQL("SELECT a.id, a.\"unit\", a.\"number\", a.\"name\", a.\"name_km\", a.\"kind\", a.\"role\", "
                "COALESCE(b.balance, 0), a.\"least\", a.\"most\" FROM ledger_account a LEFT JOIN "
                "ledger_balance b ON b.org_id = "
                "a.org_id AND "
                "b.account_id = a.id WHERE a.org_id = ?1 AND a.\"book\" = ?2 AND a.deleted_ms = 0"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, book_id);
    while (db_next(query)) {
        khmer = arena_room(arena, khmer, sizeof *khmer, match->count);
        known_read(match, query, &khmer[match->count]);
    }
    db_done(query);
    match->keys = arena_make(arena, struct match_key, match->count * KEYS_OF_ACCOUNT + 1);
    for (size_t i = 0; i < match->count; i++) {
        const struct book_known *known = &match->known[i];
        key_add(match, i, book_journal_account(arena, known->kind, known->number, known->name));
        key_add(match, i, known->number);
        key_add(match, i, known->name);
        key_add(match, i, khmer[i]);
    }
    if (match->key_count) qsort(match->keys, match->key_count, sizeof *match->keys, key_compare);
    return match;
}

/* ---- finding ---- */

static size_t key_first(const struct book_match *match, struct slice text) {
    size_t low = 0, high = match->key_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (slice_compare(match->keys[middle].text, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct book_known *find_exactly(struct book_match *match, struct slice text, const char *kind,
                                             struct uuid unit_id) {
    struct slice small = small_letters(match->arena, text);
    for (size_t i = key_first(match, small); i < match->key_count && slice_equal(match->keys[i].text, small);
         i++) {
        const struct book_known *known = &match->known[match->keys[i].known];
        bool is_kind = !kind || slice_equal(known->kind, slice_of(kind));
        if (is_kind && uuid_equal(known->unit_id, unit_id)) return known;
    }
    return NULL;
}

const struct book_known *book_match_find(struct book_match *match, struct slice name, enum journal_kind kind,
                                         struct uuid unit_id) {
    const char *code = book_kind_code(kind);
    const struct book_known *known = find_exactly(match, name, code, unit_id);
    if (known || parts_of(name) == 1) return known;
    return find_exactly(match, book_match_path(match->arena, name), code, unit_id);
}

const struct book_known *book_match_exchange(const struct book_match *match, struct uuid unit_id) {
    for (size_t i = 0; i < match->count; i++) {
        if (match->known[i].is_exchange && uuid_equal(match->known[i].unit_id, unit_id))
            return &match->known[i];
    }
    return NULL;
}

size_t book_match_count(const struct book_match *match) {
    return match->count;
}

int64_t book_match_numbers(const struct book_match *match) {
    int64_t highest = 0;
    for (size_t i = 0; i < match->count; i++) {
        struct slice number = match->known[i].number;
        int64_t given;
        bool is_ours =
            number.len > 2 && number.s[1] == '.' && slice_to_int64(slice_sub(number, 2, number.len), &given);
        if (is_ours && given > highest) highest = given;
    }
    return highest;
}
