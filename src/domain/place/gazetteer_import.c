/* SPDX-License-Identifier: Apache-2.0 */
/* Compares a gazetteer file with the stored areas and writes the difference through the write path. */
#include "domain/place/gazetteer_import.h"

#include "base/embedded.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/place/area.h"

enum { CHANGES_PER_JOB = 2000, CODE_DIGITS_PROVINCE = 2 };
_Static_assert((int)CHANGES_PER_JOB <= (int)LIMIT_CHANGES_PER_JOB, "a job would be refused");

struct slice area_difference_word(enum area_difference kind) {
    static const char *const words[AREA_DIFFERENCES] = {"added", "renamed", "other kind", "exists again",
                                                        "ended", "other code", "gone"};
    return slice_of(words[kind]);
}

/* ---- what is stored ---- */

struct stored_areas {
    struct area_row *rows; /* by code */
    int64_t *versions; /* 0: deleted by somebody with a reason; it stays so */
    size_t count;
};

static struct slice column_copy(struct arena *arena, struct db_query *query, int column) {
    return arena_copy(arena, db_column_text(query, column));
}

static struct date column_date(struct db_query *query, int column) {
    struct date date = {0};
    struct slice text = db_column_text(query, column);
    if (text.len && !date_parse_iso(text, &date)) BUG("stored date");
    return date;
}

static struct stored_areas stored_read(struct store *store, struct arena *arena) {
    struct stored_areas stored = {.rows = arena_make(arena, struct area_row, LIMIT_AREAS),
                                  .versions = arena_make(arena, int64_t, LIMIT_AREAS)};
    struct db *db = store_borrow(store);
    struct db_query *query =
        db_query(db, SQL("SELECT area_code, name_km, name_latin, type, alias, merged_into, valid_from, valid_to, "
                         "CASE WHEN deleted_ms = 0 THEN version ELSE 0 END FROM area WHERE org_id = ?1 ORDER BY area_code"));
    db_bind_uuid(query, 1, SHARED_ORG);
    while (stored.count < LIMIT_AREAS && db_next(query)) {
        stored.rows[stored.count] = (struct area_row){.code = column_copy(arena, query, 0),
                                                      .name_km = column_copy(arena, query, 1),
                                                      .name_latin = column_copy(arena, query, 2),
                                                      .type = column_copy(arena, query, 3),
                                                      .alias = column_copy(arena, query, 4),
                                                      .merged_into = column_copy(arena, query, 5),
                                                      .valid_from = column_date(query, 6),
                                                      .valid_to = column_date(query, 7)};
        stored.versions[stored.count++] = db_column_int(query, 8);
    }
    db_done(query);
    store_return(store, db);
    return stored;
}

/* ---- comparing ---- */

static bool is_closed(const struct area_row *row) {
    return row->valid_to.precision != DATE_NONE || row->merged_into.len > 0;
}

/* What the file does not say stays as it is. */
static bool says_other(struct slice said, struct slice stored) {
    return said.len && !slice_equal(said, stored);
}

static bool names_differ(const struct area_row *before, const struct area_row *now) {
    return !slice_equal(before->name_km, now->name_km) || !slice_equal(before->name_latin, now->name_latin) ||
           says_other(now->alias, before->alias);
}

static bool end_differs(const struct area_row *before, const struct area_row *now) {
    bool day = now->valid_to.precision != DATE_NONE && !date_equal(before->valid_to, now->valid_to);
    return day || says_other(now->merged_into, before->merged_into);
}

/* False when nothing differs. */
static bool area_compare(const struct area_row *before, const struct area_row *now, enum area_difference *kind) {
    bool start = now->valid_from.precision != DATE_NONE && !date_equal(before->valid_from, now->valid_from);
    if (is_closed(now) && end_differs(before, now)) *kind = AREA_CLOSED;
    else if (is_closed(before) && !is_closed(now)) *kind = AREA_BACK;
    else if (!slice_equal(before->type, now->type)) *kind = AREA_RETYPED;
    else if (names_differ(before, now) || start) *kind = AREA_RENAMED;
    else return false;
    return true;
}

static void diff_add(struct area_diff *diff, const struct area_change *change) {
    diff->changes[diff->count++] = *change;
    diff->by_kind[change->kind]++;
}

static void diff_compare(struct area_diff *diff, const struct stored_areas *stored, const struct area_rows *rows) {
    size_t s = 0;
    for (size_t r = 0; r < rows->count; r++) {
        const struct area_row *now = &rows->rows[r];
        while (s < stored->count && slice_compare(stored->rows[s].code, now->code) < 0) {
            s++;
        }
        bool known = s < stored->count && slice_equal(stored->rows[s].code, now->code);
        struct area_change change = {.code = now->code, .now = *now};
        if (known) {
            change.before = stored->rows[s];
            change.version = stored->versions[s];
        }
        bool stays = known && (!change.version || !area_compare(&change.before, now, &change.kind));
        if (stays) diff->unchanged++;
        else diff_add(diff, &change);
    }
}

static void diff_add_gone(struct area_diff *diff, const struct stored_areas *stored, const struct area_rows *rows) {
    size_t r = 0;
    for (size_t s = 0; s < stored->count; s++) {
        const struct area_row *before = &stored->rows[s];
        while (r < rows->count && slice_compare(rows->rows[r].code, before->code) < 0) {
            r++;
        }
        if (r < rows->count && slice_equal(rows->rows[r].code, before->code)) continue;
        if (is_closed(before) || !stored->versions[s]) {
            diff->unchanged++;
            continue;
        }
        diff_add(diff, &(struct area_change){.kind = AREA_GONE, .code = before->code, .before = *before,
                                             .version = stored->versions[s]});
    }
}

/* Order of change: first what is there afterwards, by code; then what ends. */
static int compare_changes(const void *a, const void *b) {
    const struct area_change *x = a, *y = b;
    bool x_ends = x->kind >= AREA_CLOSED, y_ends = y->kind >= AREA_CLOSED;
    if (x_ends != y_ends) return x_ends ? 1 : -1;
    return slice_compare(x->code, y->code);
}

/* ---- the same place under another code ---- */

static int compare_likeness(const struct area_row *a, const struct area_row *b) {
    int order = slice_compare(slice_sub(a->code, 0, CODE_DIGITS_PROVINCE), slice_sub(b->code, 0, CODE_DIGITS_PROVINCE));
    if (!order) order = slice_compare(a->type, b->type);
    return order ? order : slice_compare(a->name_km, b->name_km);
}

static const struct area_row *likeness_of(const struct area_change *change) {
    return change->kind == AREA_ADDED ? &change->now : &change->before;
}

static int compare_like(const void *a, const void *b) {
    return compare_likeness(likeness_of(*(struct area_change *const *)a), likeness_of(*(struct area_change *const *)b));
}

/* Exactly one went and exactly one came that are alike. */
static void note_move(struct area_diff *diff, struct area_change **like, size_t count) {
    if (count != 2 || like[0]->kind == like[1]->kind) return;
    struct area_change *gone = like[0]->kind == AREA_GONE ? like[0] : like[1];
    struct area_change *added = gone == like[0] ? like[1] : like[0];
    gone->kind = AREA_MOVED;
    gone->merged_into = added->code;
    diff->by_kind[AREA_GONE]--;
    diff->by_kind[AREA_MOVED]++;
}

static void diff_find_moves(struct arena *arena, struct area_diff *diff) {
    if (!diff->by_kind[AREA_GONE] || !diff->by_kind[AREA_ADDED]) return;
    struct area_change **found = arena_make(arena, struct area_change *, diff->count);
    size_t count = 0;
    for (size_t i = 0; i < diff->count; i++) {
        bool candidate = diff->changes[i].kind == AREA_GONE || diff->changes[i].kind == AREA_ADDED;
        if (candidate) found[count++] = &diff->changes[i];
    }
    qsort(found, count, sizeof *found, compare_like);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && compare_like(&found[i], &found[next]) == 0;) {
            next++;
        }
        note_move(diff, &found[i], next - i);
    }
}

/* ---- who names what ends ---- */

struct uses {
    struct arena *arena;
    struct area_change *first; /* by code */
    size_t count;
};

static struct area_change *uses_find(struct uses *uses, struct slice code) {
    size_t low = 0, high = uses->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = slice_compare(uses->first[middle].code, code);
        if (order == 0) return &uses->first[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

static void uses_add(struct uses *uses, const struct record_type *type, struct slice codes, int64_t records) {
    struct slice code;
    while (slice_split(&codes, ',', &code)) {
        struct area_change *change = uses_find(uses, code);
        if (!change) continue;
        change->uses += records;
        change->used_in = arena_printf(uses->arena, "%.*s%s%s %lld", SLICE_ARG(change->used_in),
                                       change->used_in.len ? ", " : "", type->plural, (long long)records);
    }
}

static void uses_count_field(struct uses *uses, struct db *db, const struct record_type *type, const struct field *field) {
    struct text sql = TEXT_IN(uses->arena);
    text_printf(&sql, "SELECT \"%s\", CAST(COUNT(*) AS BIGINT) FROM \"%s\" WHERE deleted_ms = 0 AND \"%s\" IS NOT NULL "
                      "GROUP BY \"%s\"", field->name, type->name, field->name, field->name);
    struct db_query *query = db_query(db, sql_built(uses->arena, text_slice(&sql)));
    while (db_next(query)) {
        uses_add(uses, type, db_column_text(query, 0), db_column_int(query, 1));
    }
    db_done(query);
}

static void diff_count_uses(struct store *store, struct arena *arena, struct area_diff *diff) {
    size_t first = 0;
    while (first < diff->count && diff->changes[first].kind < AREA_CLOSED) {
        first++;
    }
    struct uses uses = {arena, diff->changes + first, diff->count - first};
    const struct catalogue *catalogue = store_catalogue(store);
    struct db *db = store_borrow(store);
    for (size_t t = 0; uses.count && t < catalogue->count; t++) {
        const struct record_type *type = catalogue->types[t];
        for (size_t i = 0; i < type->field_count; i++) {
            const struct field *field = &type->fields[i];
            if (field->kind == KIND_PLACE || field->kind == KIND_PLACES) uses_count_field(&uses, db, type, field);
        }
    }
    store_return(store, db);
}

struct area_diff area_diff_make(struct store *store, struct arena *arena, const struct area_rows *rows) {
    struct stored_areas stored = stored_read(store, arena);
    struct area_diff diff = {.changes = arena_make(arena, struct area_change, rows->count + stored.count)};
    diff_compare(&diff, &stored, rows);
    diff_add_gone(&diff, &stored, rows);
    diff_find_moves(arena, &diff);
    if (diff.count) qsort(diff.changes, diff.count, sizeof *diff.changes, compare_changes);
    diff_count_uses(store, arena, &diff);
    return diff;
}

/* ---- writing ---- */

static void set_text(struct change *change, const char *name, struct slice text) {
    const struct field *field = record_type_field(&area_type, slice_of(name));
    *record_value(change->values, field) = (struct value){.present = text.len > 0, .text = text};
    change_set(change, field);
}

static void set_date(struct change *change, const char *name, struct date date) {
    const struct field *field = record_type_field(&area_type, slice_of(name));
    *record_value(change->values, field) = (struct value){.present = date.precision != DATE_NONE, .date = date};
    change_set(change, field);
}

static void set_names(struct change *change, const struct area_row *row) {
    set_text(change, "name_km", row->name_km);
    set_text(change, "name_latin", row->name_latin);
    set_text(change, "type", row->type);
    if (row->alias.len) set_text(change, "alias", row->alias);
    if (row->valid_from.precision != DATE_NONE) set_date(change, "valid_from", row->valid_from);
}

static void set_end(struct change *change, struct date day, struct slice merged_into) {
    set_date(change, "valid_to", day);
    set_text(change, "merged_into", merged_into);
}

static struct change area_write(struct arena *job_arena, const struct area_change *area, struct date today) {
    bool is_new = area->kind == AREA_ADDED;
    struct change change = change_new(job_arena, is_new ? CHANGE_CREATE : CHANGE_UPDATE, &area_type, SHARED_ORG);
    change.id = uuid_of_name(S("area"), area->code);
    change.base_version = area->version;
    if (is_new) set_text(&change, "area_code", area->code);
    switch (area->kind) {
    case AREA_GONE:
    case AREA_MOVED: set_end(&change, today, area->merged_into); return change;
    case AREA_BACK: set_end(&change, (struct date){0}, S("")); break;
    case AREA_ADDED:
    case AREA_RENAMED:
    case AREA_RETYPED:
    case AREA_CLOSED: break;
    case AREA_DIFFERENCES: BUG("difference %d", area->kind);
    }
    set_names(&change, &area->now);
    if (is_closed(&area->now)) {
        bool says_when = area->now.valid_to.precision != DATE_NONE;
        set_end(&change, says_when ? area->now.valid_to : today, area->now.merged_into);
    }
    return change;
}

static enum outcome write_part(struct store *store, const struct actor *actor, const struct area_change *areas,
                               size_t count, struct date today, struct refusal *refusal) {
    struct arena *job_arena = arena_new();
    struct write_job job = {.job_arena = job_arena, .actor = actor, .change_count = count,
                            .changes = arena_make(job_arena, struct change, count)};
    for (size_t i = 0; i < count; i++) {
        job.changes[i] = area_write(job_arena, &areas[i], today);
    }
    enum outcome outcome = store_write(store, &job);
    for (const struct refusal_item *item = job.refusal.first; item; item = item->next) {
        struct slice code = arena_copy(refusal->arena, areas[job.failed_change].code);
        refuse_with(refusal, code, item->message, arena_copy(refusal->arena, item->args[0]),
                    arena_copy(refusal->arena, item->args[1]));
    }
    arena_free(job_arena);
    return outcome;
}

enum outcome area_diff_apply(struct store *store, const struct actor *actor, const struct area_diff *diff,
                             struct date today, void (*progress)(void *context, size_t done, size_t all),
                             void *context, struct refusal *refusal) {
    for (size_t at = 0; at < diff->count;) {
        size_t count = diff->count - at < CHANGES_PER_JOB ? diff->count - at : CHANGES_PER_JOB;
        enum outcome outcome = write_part(store, actor, diff->changes + at, count, today, refusal);
        if (outcome != OUTCOME_OK) return outcome;
        at += count;
        if (progress) progress(context, at, diff->count);
    }
    return OUTCOME_OK;
}

/* What the operator has imported since is newer than what is inside the program. */
static void diff_keep_added(struct area_diff *diff) {
    size_t count = 0;
    for (size_t i = 0; i < diff->count; i++) {
        if (diff->changes[i].kind == AREA_ADDED) diff->changes[count++] = diff->changes[i];
    }
    diff->count = count;
}

enum outcome gazetteer_load_built_in(struct store *store, const struct actor *actor,
                                     void (*progress)(void *context, size_t done, size_t all), void *context,
                                     struct refusal *refusal) {
    struct arena *arena = arena_new();
    const struct embedded_file *file = embedded_find(S("data/gazetteer-kh/areas.csv"));
    struct area_rows rows;
    enum outcome outcome = OUTCOME_REFUSED;
    if (!file) BUG("the gazetteer is not inside the program");
    if (area_rows_read(arena, file->bytes, &rows, refusal)) {
        struct area_diff diff = area_diff_make(store, arena, &rows);
        diff_keep_added(&diff);
        outcome = area_diff_apply(store, actor, &diff, clock_today(), progress, context, refusal);
    }
    arena_free(arena);
    return outcome;
}
