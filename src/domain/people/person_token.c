/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people/person_token.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "i18n/name_match.h"
#include "store/codec.h"
#include "store/vault.h"

enum { TOKEN_BYTES = 16, TOKENS_MAX = 48, NAMES_MAX = 8, COMMUNE_DIGITS = 6, REFRESH_PAGE = 2000 };

#define TABLE(ID, BYTES, END)                                                                                \
    "-- Keyed hashes by which the same person is recognised over organisations; no name can be made of "     \
    "them.\n"                                                                                                \
    "CREATE TABLE IF NOT EXISTS person_token (\n  token " BYTES " NOT NULL,\n  org_id " ID " NOT NULL,\n"    \
    "  person_id " ID " NOT NULL,\n  PRIMARY KEY (token, org_id, person_id)\n" END

struct slice person_token_schema(enum db_kind kind) {
    switch (kind) {
    case DB_SQLITE: return S(TABLE("BLOB", "BLOB", ") WITHOUT ROWID;\n"));
    case DB_POSTGRESQL: return S(TABLE("UUID", "BYTEA", ");\n"));
    }
    BUG("database kind %d", kind);
}

/* ---- the tokens of a person ---- */

struct token {
    uint8_t bytes[TOKEN_BYTES];
};

struct tokens {
    struct token at[TOKENS_MAX];
    size_t count;
};

/* What a name may stand for: its words by the dictionary's numbers or by their letters, in the order of
 * bytes. */
struct names {
    struct slice at[NAMES_MAX];
    size_t count;
};

static void names_add(struct names *names, struct slice one) {
    for (size_t i = 0; i < names->count; i++) {
        if (slice_equal(names->at[i], one)) return;
    }
    if (names->count < NAMES_MAX) names->at[names->count++] = one;
}

static int compare_slices(const void *a, const void *b) {
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static struct slice word_identity(struct arena *arena, const struct name_word *word, size_t reading) {
    if (!word->id_count) return word->key;
    return arena_printf(arena, "#%x", word->ids[reading % word->id_count]);
}

/* The identities of the words; neighbours that the dictionary does not know are one, for Srey Nich is Sreynich. */
static size_t identities_of(struct arena *arena, const struct name *name, size_t reading, struct slice *words) {
    size_t count = 0;
    for (size_t i = 0; i < name->word_count; i++) {
        bool joins = i > 0 && !name->words[i].id_count && !name->words[i - 1].id_count;
        struct slice word = word_identity(arena, &name->words[i], reading);
        if (joins) words[count - 1] = arena_join(arena, words[count - 1], word);
        else words[count++] = word;
    }
    return count;
}

static void names_add_text(struct arena *arena, struct names *names, const struct value *value) {
    if (!value->present) return;
    struct name_parts parts = name_split(arena, value->text);
    const struct name *name = parts.count ? name_words(arena, parts.parts[0]) : NULL;
    for (size_t reading = 0; name && name->word_count && reading < NAME_IDS_MAX; reading++) {
        struct slice words[NAME_WORDS_MAX];
        struct text all = TEXT_IN(arena);
        size_t count = identities_of(arena, name, reading, words);
        qsort(words, count, sizeof *words, compare_slices);
        for (size_t i = 0; i < count; i++) text_printf(&all, "%.*s ", SLICE_ARG(words[i]));
        names_add(names, text_slice(&all));
    }
}

static void token_add(struct tokens *tokens, const struct secret_key *key, struct slice what) {
    struct token token;
    crypto_generichash(token.bytes, TOKEN_BYTES, (const uint8_t *)what.s, what.len, seal_key_bytes(key),
                       SEAL_KEY_BYTES);
    for (size_t i = 0; i < tokens->count; i++) {
        if (memcmp(tokens->at[i].bytes, token.bytes, TOKEN_BYTES) == 0) return;
    }
    if (tokens->count < TOKENS_MAX) tokens->at[tokens->count++] = token;
}

static int birth_year(const struct person *person) {
    if (person->birth_date.present) return person->birth_date.date.year;
    if (!person->age_years.present || !person->age_on.present) return 0;
    return (int)(person->age_on.date.year - person->age_years.number);
}

static void tokens_add_name(struct tokens *tokens, struct arena *arena, const struct secret_key *key,
                            const struct person *person, struct slice name) {
    const struct value *birth = &person->birth_date, *village = &person->village, *phone = &person->phone;
    struct slice who = arena_printf(arena, "%.*s|%.*s", SLICE_ARG(name), SLICE_ARG(person->sex.text));
    int year = birth_year(person);
    if (birth->present && birth->date.precision == DATE_DAY) {
        token_add(tokens, key,
                  arena_printf(arena, "b|%.*s|%.*s", SLICE_ARG(who),
                               SLICE_ARG(date_format_iso(arena, birth->date))));
    }
    if (year && village->present) {
        struct slice commune = slice_sub(village->text, 0, COMMUNE_DIGITS);
        token_add(tokens, key,
                  arena_printf(arena, "v|%.*s|%d|%.*s", SLICE_ARG(who), year, SLICE_ARG(commune)));
    }
    if (phone->present)
        token_add(tokens, key, arena_printf(arena, "p|%.*s|%.*s", SLICE_ARG(who), SLICE_ARG(phone->text)));
}

static struct tokens tokens_of(struct arena *arena, const struct secret_key *key,
                               const struct record *record) {
    struct tokens tokens = {.count = 0};
    struct names names = {.count = 0};
    if (!record || record->deleted_ms) return tokens;
    const struct person *person = person_of(record);
    names_add_text(arena, &names, &person->name_km);
    names_add_text(arena, &names, &person->name_latin);
    for (size_t i = 0; i < names.count; i++)
        tokens_add_name(&tokens, arena, key, person, names.at[i]);
    return tokens;
}

/* ---- keeping them ---- */

static void token_bind(struct db_query *query, const struct token *token, struct uuid org,
                       struct uuid person) {
    db_bind_blob(query, 1, (struct slice){(const char *)token->bytes, TOKEN_BYTES});
    db_bind_uuid(query, 2, org);
    db_bind_uuid(query, 3, person);
    db_run(query);
}

static void token_insert(struct db *db, const struct token *token, struct uuid org, struct uuid person) {
    token_bind(db_query(db, SQL("INSERT INTO person_token (token, org_id, person_id) VALUES (?1, ?2, ?3)")),
               token, org, person);
}

static bool tokens_have(const struct tokens *tokens, const struct token *token) {
    for (size_t i = 0; i < tokens->count; i++) {
        if (memcmp(tokens->at[i].bytes, token->bytes, TOKEN_BYTES) == 0) return true;
    }
    return false;
}

void person_token_after_change(struct rule *rule, const struct change *change) {
    const struct secret_key *key =
        change->type == &person_type ? vault_derived(rule->store, SEAL_FOR_PEOPLE) : NULL;
    if (!key) return;
    struct arena *scratch = arena_new();
    struct tokens old = tokens_of(scratch, key, change->before), now = tokens_of(scratch, key, change->after);
    arena_free(scratch);
    for (size_t i = 0; i < old.count; i++) {
        if (tokens_have(&now, &old.at[i])) continue;
        token_bind(
            db_query(rule->db,
                     SQL("DELETE FROM person_token WHERE token = ?1 AND org_id = ?2 AND person_id = ?3")),
            &old.at[i], change->after->org_id, change->id);
    }
    for (size_t i = 0; i < now.count; i++) {
        if (!tokens_have(&old, &now.at[i]))
            token_insert(rule->db, &now.at[i], change->after->org_id, change->id);
    }
}

/* ---- making all of them ---- */

struct refresh {
    const struct secret_key *key;
    struct token mark; /* a token of nobody: under which key, and by which version of the rules, the others
                          were made */
    struct uuid org, id;
    size_t count;
};

static bool mark_is_there(struct db *db, const struct refresh *refresh) {
    struct db_query *query = db_query(db, SQL("SELECT org_id FROM person_token WHERE token = ?1"));
    db_bind_blob(query, 1, (struct slice){(const char *)refresh->mark.bytes, TOKEN_BYTES});
    bool there = db_next(query);
    db_done(query);
    return there;
}

static bool refresh_clear(void *context, struct db *db) {
    (void)context;
    db_run(db_query(db, SQL("DELETE FROM person_token")));
    return true;
}

static bool refresh_page(void *context, struct db *db) {
    struct refresh *refresh = context;
    struct arena *arena = arena_new();
    struct text sql = TEXT_IN(arena);
    struct record **people = arena_make(arena, struct record *, REFRESH_PAGE);
    text_append(&sql, S("SELECT "));
    codec_select_columns(&sql, db_kind_of(db), &person_type, IDENTIFYING);
    text_append(
        &sql,
        S(" FROM person WHERE (org_id, id) > (?1, ?2) AND deleted_ms = 0 ORDER BY org_id, id LIMIT ?3"));
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&sql)));
    db_bind_uuid(query, 1, refresh->org);
    db_bind_uuid(query, 2, refresh->id);
    db_bind_int(query, 3, REFRESH_PAGE);
    refresh->count = 0;
    while (refresh->count < REFRESH_PAGE && db_next(query))
        people[refresh->count++] = codec_read(arena, query, &person_type);
    db_done(query);
    for (size_t i = 0; i < refresh->count; i++) {
        struct tokens tokens = tokens_of(arena, refresh->key, people[i]);
        for (size_t k = 0; k < tokens.count; k++)
            token_insert(db, &tokens.at[k], people[i]->org_id, people[i]->id);
        refresh->org = people[i]->org_id;
        refresh->id = people[i]->id;
    }
    bool good = db_flush(db);
    arena_free(arena);
    return good;
}

static bool refresh_mark(void *context, struct db *db) {
    struct refresh *refresh = context;
    token_insert(db, &refresh->mark, SHARED_ORG, SHARED_ORG);
    return true;
}

bool person_token_refresh(struct store *store) {
    static const char version[] = "made by rule 1";
    struct refresh refresh = {.key = vault_derived(store, SEAL_FOR_PEOPLE)};
    if (!refresh.key) return true;
    struct tokens mark = {.count = 0};
    token_add(&mark, refresh.key, slice_of(version));
    refresh.mark = mark.at[0];
    struct db *db = store_borrow(store);
    bool there = mark_is_there(db, &refresh);
    store_return(store, db);
    if (there) return true;
    bool good = store_run(store, refresh_clear, &refresh);
    do {
        good = good && store_run(store, refresh_page, &refresh);
    } while (good && refresh.count == REFRESH_PAGE);
    return good && store_run(store, refresh_mark, &refresh);
}

/* ---- counting ---- */

/* People who share a token are one: sets of them, joined. */
struct member {
    struct uuid person;
    size_t org, parent;
};

struct members {
    struct arena *arena;
    struct member *at;
    size_t count;
    size_t *slots, slot_count; /* by person, plus one; 0: empty */
};

static size_t member_root(struct members *members, size_t i) {
    while (members->at[i].parent != i)
        i = members->at[i].parent = members->at[members->at[i].parent].parent;
    return i;
}

static uint64_t person_hash(struct uuid id) {
    return slice_hash((struct slice){(const char *)id.bytes, UUID_BYTES});
}

static void members_grow(struct members *members) {
    size_t count = members->slot_count ? members->slot_count * 2 : 1024;
    size_t *slots = arena_make(members->arena, size_t, count);
    for (size_t i = 0; i < members->count; i++) {
        size_t at = person_hash(members->at[i].person) & (count - 1);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = i + 1;
    }
    members->slots = slots;
    members->slot_count = count;
}

static size_t member_of(struct members *members, struct uuid person, size_t org) {
    if (members->count * 2 >= members->slot_count) members_grow(members);
    size_t at = person_hash(person) & (members->slot_count - 1);
    for (; members->slots[at]; at = (at + 1) & (members->slot_count - 1)) {
        if (uuid_equal(members->at[members->slots[at] - 1].person, person)) return members->slots[at] - 1;
    }
    members->at = arena_room(members->arena, members->at, sizeof *members->at, members->count);
    members->at[members->count] = (struct member){person, org, members->count};
    members->slots[at] = members->count + 1;
    return members->count++;
}

static bool org_index(const struct uuid *orgs, size_t count, struct uuid org, size_t *index) {
    for (*index = 0; *index < count; ++*index) {
        if (uuid_equal(orgs[*index], org)) return true;
    }
    return false;
}

/* One person under one token that more than one organisation has. */
struct shared_row {
    size_t token, org; /* a number of the token; the index of the organisation */
    struct uuid person;
};

struct token_rows {
    struct arena *arena;
    struct db *db;
    const struct uuid *orgs;
    size_t org_count;
    struct shared_row *at; /* by token */
    size_t count;
};

static void row_add(struct token_rows *rows, struct shared_row row) {
    rows->at = arena_room(rows->arena, rows->at, sizeof *rows->at, rows->count);
    rows->at[rows->count++] = row;
}

struct token_rows *person_token_read(struct db *db, struct arena *arena, const struct uuid *orgs, size_t org_count) {
    struct token_rows *rows = arena_make(arena, struct token_rows, 1);
    struct db_query *query = db_query(db, SQL("SELECT token, org_id, person_id FROM person_token WHERE token "
                                              "IN (SELECT token FROM person_token GROUP BY token "
                                              "HAVING COUNT(DISTINCT org_id) > 1) ORDER BY token"));
    struct token last = {{0}};
    size_t number = 0, org;
    *rows = (struct token_rows){arena, db, orgs, org_count, NULL, 0};
    while (db_next(query)) {
        struct slice token = db_column_blob(query, 0);
        if (token.len != TOKEN_BYTES || !org_index(orgs, org_count, db_column_uuid(query, 1), &org)) continue;
        if (number == 0 || memcmp(token.s, last.bytes, TOKEN_BYTES) != 0) number++;
        memcpy(last.bytes, token.s, TOKEN_BYTES);
        row_add(rows, (struct shared_row){number, org, db_column_uuid(query, 2)});
    }
    db_done(query);
    return rows;
}

/* Joins who shares a token within the organisations. */
static void members_join(const struct token_rows *rows, struct members *members, const struct uuid *orgs,
                         size_t org_count) {
    size_t last_member = 0, last_token = 0, org; /* tokens count from 1 */
    for (size_t i = 0; i < rows->count; i++) {
        const struct shared_row *row = &rows->at[i];
        if (!org_index(orgs, org_count, rows->orgs[row->org], &org)) continue;
        size_t member = member_of(members, row->person, org);
        if (row->token == last_token)
            members->at[member_root(members, member)].parent = member_root(members, last_member);
        last_token = row->token;
        last_member = member;
    }
}

static int64_t count_people(struct db *db, struct uuid org) {
    struct db_query *query =
        db_query(db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM person WHERE org_id = ?1 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, org);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

/* The organisations of one set, as marks; gives how many there are. */
static size_t set_orgs(const struct members *members, const size_t *next, size_t first, bool *has,
                       size_t org_count) {
    size_t count = 0;
    memset(has, 0, org_count * sizeof *has);
    for (size_t i = first + 1; i; i = next[i - 1]) {
        size_t org = members->at[i - 1].org;
        count += !has[org];
        has[org] = true;
    }
    return count;
}

struct token_counts person_token_count(const struct token_rows *rows, const struct uuid *orgs, size_t org_count) {
    struct arena *arena = rows->arena;
    struct token_counts counts = {.people = arena_make(arena, int64_t, org_count),
                                  .shared = arena_make(arena, int64_t, org_count * org_count)};
    struct members members = {.arena = arena};
    members_join(rows, &members, orgs, org_count);
    for (size_t i = 0; i < org_count; i++)
        counts.distinct += counts.people[i] = count_people(rows->db, orgs[i]);
    /* Members of a set as a list: of the root, its next ones. */
    size_t *next = arena_make(arena, size_t, members.count + 1),
           *size = arena_make(arena, size_t, members.count + 1);
    bool *has = arena_make(arena, bool, org_count + 1);
    for (size_t i = 0; i < members.count; i++) {
        size_t root = member_root(&members, i);
        size[root]++;
        if (root == i) continue;
        next[i] = next[root];
        next[root] = i + 1;
    }
    for (size_t i = 0; i < members.count; i++) {
        if (member_root(&members, i) != i || set_orgs(&members, next, i, has, org_count) < 2) continue;
        counts.distinct -= (int64_t)size[i] - 1;
        counts.shared_by_any++;
        for (size_t a = 0; a < org_count; a++) {
            for (size_t b = 0; b < org_count; b++)
                counts.shared[a * org_count + b] += a != b && has[a] && has[b];
        }
    }
    return counts;
}
