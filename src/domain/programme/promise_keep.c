/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/promise_keep.h"

#include "base/log.h"
#include "domain/programme/promise.h"
#include "domain/programme/promise_book.h"
#include "domain/programme/promise_rows.h"
#include "domain/programme/promise_units.h"

enum { ORG_SLOTS = 256, RECOUNT_PAGE = 500 };

/* The rules of one organisation, read when they are first needed and again after they changed. */
struct keeper_org {
    struct uuid org_id;
    struct arena *arena;
    struct promise_book *book; /* NULL: to be read */
    bool stale_now;            /* its rules changed in the open transaction */
    struct keeper_org *next;
};

struct promise_keeper {
    struct tally *tally;
    struct promise_units *units;
    struct keeper_org *orgs[ORG_SLOTS];
    struct arena *scratch; /* of one call of a hook */
    bool recounted;        /* in the open transaction: a new record may have been counted already */
};

/* One hook call at work. */
struct keeping {
    struct promise_keeper *keeper;
    struct db *db;
    const struct catalogue *catalogue;
    struct promise_book *book;
    struct promise_reach reach;
};

struct promise_keeper *promise_keeper_new(void) {
    struct promise_keeper *keeper = heap_alloc(sizeof *keeper);
    *keeper =
        (struct promise_keeper){.tally = tally_new(), .units = promise_units_new(), .scratch = arena_new()};
    return keeper;
}

void promise_keeper_free(struct promise_keeper *keeper) {
    if (!keeper) return;
    for (size_t i = 0; i < ORG_SLOTS; i++) {
        while (keeper->orgs[i]) {
            struct keeper_org *org = keeper->orgs[i];
            keeper->orgs[i] = org->next;
            arena_free(org->arena);
            heap_free(org);
        }
    }
    tally_free(keeper->tally);
    promise_units_free(keeper->units);
    arena_free(keeper->scratch);
    heap_free(keeper);
}

static struct keeper_org *keeper_org_of(struct promise_keeper *keeper, struct uuid org_id) {
    struct keeper_org **slot =
        &keeper->orgs[slice_hash((struct slice){(const char *)org_id.bytes, UUID_BYTES}) % ORG_SLOTS];
    for (struct keeper_org *org = *slot; org; org = org->next) {
        if (uuid_equal(org->org_id, org_id)) return org;
    }
    struct keeper_org *org = heap_alloc(sizeof *org);
    *org = (struct keeper_org){.org_id = org_id, .arena = arena_new(), .next = *slot};
    return *slot = org;
}

/* ---- cells of one unit ---- */

struct emitter {
    struct tally *tally;
    const struct promise_rule *rule;
};

static void emit_cell(void *context, const struct tally_cell *cell, int64_t number) {
    const struct emitter *emitter = context;
    tally_add(emitter->tally, emitter->rule->org_id, emitter->rule->part_id,
              emitter->rule->shape == SHAPE_SUM, cell, number);
}

/* As it stands in this transaction: unit rows may not be written yet. */
static bool is_counted(struct keeping *keeping, const struct promise_rule *rule, struct slice unit) {
    if (!promise_rule_is_distinct(rule)) return unit_is_counted(keeping->db, rule, unit);
    return promise_units_find(keeping->keeper->units, keeping->db, rule, unit)->live > 0;
}

/* Only units of the base count in "every one has it". */
static bool unit_matters(struct keeping *keeping, const struct promise_rule *rule, struct slice unit) {
    if (rule->shape != SHAPE_EVERY) return true;
    const struct book_part *base = promise_book_find(keeping->book, rule->every_of);
    return base && base->rule && is_counted(keeping, base->rule, unit);
}

/* A unit came to or went from a base: the parts that ask whether every unit of the base has it follow. */
static void base_changed(struct keeping *keeping, const struct promise_rule *base, struct slice unit,
                         int64_t weight) {
    for (size_t i = 0; i < keeping->book->part_count; i++) {
        const struct promise_rule *rule = keeping->book->parts[i].rule;
        if (!rule || rule->shape != SHAPE_EVERY || !uuid_equal(rule->every_of, base->part_id)) continue;
        const struct unit_rows *rows = promise_units_find(keeping->keeper->units, keeping->db, rule, unit);
        struct emitter emitter = {keeping->keeper->tally, rule};
        tally_unit(tally_splits_of(rule), rows->rows, rows->live, weight, emit_cell, &emitter);
    }
}

static void note_missing(struct keeping *keeping) {
    if (db_status(keeping->db) != DB_OK)
        return; /* nothing is read any more; the transaction will not commit */
    log_fail("a unit of a promise was not there to be taken away; run `mlup verify`");
}

/* Gives +1 when the unit came to the part, -1 when it went, 0 when it stays. */
static int64_t unit_change(struct keeping *keeping, const struct promise_rule *rule, struct slice unit,
                           const struct tally_row *change, int64_t weight) {
    struct promise_units *units = keeping->keeper->units;
    struct unit_rows *rows = promise_units_find(units, keeping->db, rule, unit);
    size_t others;
    bool missing;
    if (!promise_units_change(units, rows, change, weight, &others, &missing)) {
        if (missing) note_missing(keeping);
        return 0;
    }
    struct emitter emitter = {keeping->keeper->tally, rule};
    if (unit_matters(keeping, rule, unit)) {
        tally_row_change(tally_splits_of(rule), change, rows->rows, others, weight, emit_cell, &emitter);
    }
    return others == 0 ? weight : 0;
}

static void contribution_count(struct keeping *keeping, const struct book_part *part, struct uuid source_id,
                               const struct promise_contribution *contribution, int64_t weight) {
    const struct promise_rule *rule = part->rule;
    struct tally_row row = tally_row_of(contribution);
    struct slice unit = {(const char *)contribution->unit, contribution->unit_len};
    if (promise_rule_is_distinct(rule)) {
        int64_t moved = unit_change(keeping, rule, unit, &row, weight);
        if (moved && part->is_base) base_changed(keeping, rule, unit, moved);
        return;
    }
    struct emitter emitter = {keeping->keeper->tally, rule};
    tally_source(tally_splits_of(rule), &row, weight * contribution->amount, emit_cell, &emitter);
    struct slice source = {(const char *)source_id.bytes, UUID_BYTES};
    if (part->is_base) base_changed(keeping, rule, source, weight);
}

static void contribution_add(struct keeping *keeping, const struct book_part *part, struct uuid source_id,
                             const struct promise_contribution *contribution) {
    contribution_insert(keeping->db, part->rule, source_id, contribution);
    contribution_count(keeping, part, source_id, contribution, 1);
}

static void contribution_remove(struct keeping *keeping, const struct book_part *part, struct uuid source_id,
                                const struct promise_contribution *contribution) {
    contribution_delete(keeping->db, part->rule, source_id);
    contribution_count(keeping, part, source_id, contribution, -1);
}

/* ---- a source ---- */

/* `is_new`: nothing can have been counted yet, so nothing is looked up. */
static void source_changed(struct keeping *keeping, const struct record *source, bool is_new) {
    for (size_t i = 0; i < keeping->book->part_count; i++) {
        const struct book_part *part = &keeping->book->parts[i];
        if (!part->rule || part->rule->source != source->type) continue;
        struct promise_contribution now, before;
        bool counts = promise_rule_apply(part->rule, &keeping->reach, source, &now, NULL);
        bool counted = !is_new && contribution_of_source(keeping->keeper->scratch, keeping->db, part->rule,
                                                         source->id, &before);
        if (counts && counted && promise_contribution_equal(&before, &now)) continue;
        if (counted) contribution_remove(keeping, part, source->id, &before);
        if (counts) contribution_add(keeping, part, source->id, &now);
    }
}

/* ---- counting parts anew ---- */

static void part_recount(struct keeping *keeping, const struct book_part *part,
                         struct promise_reader *reader) {
    const struct promise_rule *rule = part->rule;
    struct arena *page_arena = arena_new();
    struct uuid after = {{0}};
    for (size_t count = RECOUNT_PAGE; count == RECOUNT_PAGE;) {
        const struct record *sources[RECOUNT_PAGE];
        count = promise_read_records(page_arena, keeping->db, rule->source, rule->org_id, after, sources,
                                     RECOUNT_PAGE);
        for (size_t i = 0; i < count; i++) {
            struct promise_contribution now;
            bool counts = promise_rule_apply(rule, &keeping->reach, sources[i], &now, NULL);
            if (counts) contribution_add(keeping, part, sources[i]->id, &now);
            promise_reader_rest(reader);
            promise_units_rest(keeping->keeper->units, keeping->db);
        }
        if (count) after = sources[count - 1]->id;
        arena_reset(page_arena);
        arena_reset(keeping->keeper->scratch);
    }
    arena_free(page_arena);
}

/* A part that was never counted has nothing to clear; clearing looks through all units of the organisation.
 */
static void part_clear(struct promise_keeper *keeper, struct db *db, struct uuid org_id,
                       struct uuid part_id) {
    promise_units_flush(keeper->units, db);
    promise_units_clear(keeper->units);
    if (cells_fingerprint(db, org_id, part_id)) rows_clear_part(db, org_id, part_id);
    tally_forget_part(keeper->tally, org_id, part_id);
}

/* When a base is counted anew, so is every part that stands on it. */
static void recount_widen(const struct promise_book *book, bool *wanted) {
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < book->part_count; i++) {
            const struct promise_rule *rule = book->parts[i].rule;
            if (wanted[i] || !rule || rule->shape != SHAPE_EVERY) continue;
            const struct book_part *base = promise_book_find(book, rule->every_of);
            if (base && wanted[base - book->parts]) wanted[i] = more = true;
        }
    }
}

/* Counts the wanted parts from the records alone. */
static void parts_recount(struct keeping *keeping, bool *wanted) {
    const struct promise_book *book = keeping->book;
    recount_widen(book, wanted);
    for (size_t i = 0; i < book->part_count; i++) {
        if (wanted[i]) part_clear(keeping->keeper, keeping->db, book->org_id, book->parts[i].part->id);
    }
    struct promise_reader *reader = promise_reader_new(keeping->db);
    struct keeping recount = *keeping;
    recount.reach = promise_reader_reach(reader);
    for (size_t i = 0; i < book->part_count; i++) {
        const struct promise_rule *rule = book->parts[i].rule;
        if (!wanted[i] || !rule) continue;
        if (rule->source) part_recount(&recount, &book->parts[i], reader);
        cells_set_fingerprint(keeping->db, rule);
    }
    promise_reader_free(reader);
    keeping->keeper->recounted = true;
}

static void book_refresh(struct keeping *keeping, bool all) {
    const struct promise_book *book = keeping->book;
    bool *wanted = heap_alloc((book->part_count + 1) * sizeof *wanted), any = false;
    for (size_t i = 0; i < book->part_count; i++) {
        const struct book_part *part = &book->parts[i];
        uint64_t counted_with = cells_fingerprint(keeping->db, book->org_id, part->part->id);
        wanted[i] = all || counted_with != (part->rule ? part->rule->fingerprint : 0);
        any = any || wanted[i];
    }
    if (any) parts_recount(keeping, wanted);
    heap_free(wanted);
}

/* ---- the book at hand ---- */

static const struct record *find_by_rule(void *context, const struct record_type *type, struct uuid org,
                                         struct uuid id) {
    return rule_find(context, type, org, id);
}

static void keeper_load(struct keeping *keeping, struct keeper_org *org) {
    arena_reset(org->arena);
    org->book = promise_book_load(org->arena, keeping->db, keeping->catalogue, org->org_id);
    org->stale_now = false;
    keeping->book = org->book;
    book_refresh(keeping, false);
}

static struct keeping keeping_of(struct promise_keeper *keeper, struct rule *rule, struct uuid org_id) {
    struct keeping keeping = {
        .keeper = keeper,
        .db = rule->db,
        .catalogue = store_catalogue(rule->store),
        .reach = {rule, find_by_rule},
    };
    struct keeper_org *org = keeper_org_of(keeper, org_id);
    if (org->book && !org->stale_now)
        keeping.book = org->book;
    else
        keeper_load(&keeping, org);
    return keeping;
}

/* ---- what others reach through the changed record ---- */

static uint64_t changed_fields(const struct change *change) {
    bool as_a_whole = !change->before || change->before->deleted_ms != change->after->deleted_ms;
    if (as_a_whole) return UINT64_MAX;
    uint64_t changed = 0;
    for (size_t i = 0; i < change->type->field_count; i++) {
        bool equal =
            value_equal(&change->type->fields[i], &change->before->values[i], &change->after->values[i]);
        if (!equal) changed |= UINT64_C(1) << i;
    }
    return changed;
}

/* True when both rules come to the node from the same source by the same references. */
static bool same_way(const struct promise_rule *a, size_t a_node, const struct promise_rule *b,
                     size_t b_node) {
    while (a_node && b_node) {
        if (a->nodes[a_node].field != b->nodes[b_node].field) return false;
        a_node = a->nodes[a_node].parent;
        b_node = b->nodes[b_node].parent;
    }
    return a_node == b_node && a->source == b->source;
}

static bool way_was_taken(const struct promise_book *book, size_t part, size_t node, uint64_t changed) {
    const struct promise_rule *rule = book->parts[part].rule;
    for (size_t i = 0; i <= part; i++) {
        const struct promise_rule *other = book->parts[i].rule;
        if (!other || !other->source) continue;
        for (size_t n = 1; n < (i == part ? node : other->node_count); n++) {
            if (promise_rule_fields_used(other, n) & changed && same_way(rule, node, other, n)) return true;
        }
    }
    return false;
}

struct found {
    struct uuid *ids;
    size_t count, size;
    bool too_many;
};

enum { REFERRERS_FIRST = 256, REFERRERS_STEP = 16 };

/* Adds the live records of `type` that refer to `id`; most are few, so the room grows as needed. */
static void add_referrers(struct rule *rule, const struct record_type *type, const struct field *field,
                          struct uuid org, struct uuid id, struct found *found) {
    for (;;) {
        size_t room = found->size - found->count;
        size_t count = room ? rule_referrers(rule, type, field, org, id, found->ids + found->count, room) : 0;
        if (count < room) {
            found->count += count;
            return;
        }
        if (found->size == LIMIT_REFERRERS) {
            found->too_many = true;
            return;
        }
        found->size *= REFERRERS_STEP;
        struct uuid *more = arena_make(rule->job_arena, struct uuid, found->size);
        memcpy(more, found->ids, found->count * sizeof *more);
        found->ids = more;
    }
}

/* The live records of the parent node's type that refer to any of these through the node's field. */
static struct found step_back(struct rule *rule, const struct promise_rule *counting, size_t node,
                              struct uuid org, const struct found *from) {
    const struct promise_node *step = &counting->nodes[node];
    struct found found = {.ids = arena_make(rule->job_arena, struct uuid, REFERRERS_FIRST),
                          .size = REFERRERS_FIRST};
    for (size_t i = 0; i < from->count && !found.too_many; i++) {
        add_referrers(rule, counting->nodes[step->parent].type, step->field, org, from->ids[i], &found);
    }
    return found;
}

static struct found sources_of(struct rule *rule, const struct promise_rule *counting, size_t node,
                               struct uuid org, struct uuid id) {
    struct uuid *one = arena_make(rule->job_arena, struct uuid, 1);
    *one = id;
    struct found found = {.ids = one, .count = 1};
    for (; node && found.count && !found.too_many; node = counting->nodes[node].parent) {
        found = step_back(rule, counting, node, org, &found);
    }
    return found;
}

static void recount_source_type(struct keeping *keeping, const struct record_type *source) {
    const struct promise_book *book = keeping->book;
    bool *wanted = heap_alloc(book->part_count * sizeof *wanted);
    for (size_t i = 0; i < book->part_count; i++) {
        wanted[i] = book->parts[i].rule && book->parts[i].rule->source == source;
    }
    parts_recount(keeping, wanted);
    heap_free(wanted);
}

static void reached_by_way(struct keeping *keeping, struct rule *rule, const struct promise_rule *counting,
                           size_t node, const struct change *change) {
    struct found found = sources_of(rule, counting, node, change->after->org_id, change->id);
    if (found.too_many) {
        recount_source_type(keeping, counting->source);
        return;
    }
    for (size_t i = 0; i < found.count; i++) {
        const struct record *source = rule_find(rule, counting->source, change->after->org_id, found.ids[i]);
        if (source) source_changed(keeping, source, false);
        promise_units_rest(keeping->keeper->units, keeping->db);
    }
}

static void reached_changed(struct keeping *keeping, struct rule *rule, const struct change *change,
                            uint64_t changed) {
    const struct promise_book *book = keeping->book;
    for (size_t i = 0; i < book->part_count; i++) {
        const struct promise_rule *counting = book->parts[i].rule;
        if (!counting || !counting->source) continue;
        for (size_t node = 1; node < counting->node_count; node++) {
            if (counting->nodes[node].type != change->type) continue;
            /* A deleted or restored record matters even where the rule reads none of its fields. */
            bool matters = promise_rule_fields_used(counting, node) & changed || changed == UINT64_MAX;
            if (matters && !way_was_taken(book, i, node, changed)) {
                reached_by_way(keeping, rule, counting, node, change);
            }
        }
    }
}

/* ---- the hooks ---- */

static bool book_cares(const struct promise_book *book, const struct change *change, uint64_t changed) {
    uint64_t used = book->used_fields[catalogue_index(book->catalogue, change->type)];
    return used & changed || changed == UINT64_MAX;
}

/* The record's own type is mentioned by some rule. */
static bool book_mentions(const struct promise_book *book, const struct record_type *type) {
    for (size_t i = 0; i < book->part_count; i++) {
        const struct promise_rule *rule = book->parts[i].rule;
        for (size_t n = 0; rule && n < rule->node_count; n++) {
            if (rule->nodes[n].type == type) return true;
        }
    }
    return false;
}

static void note_rule_change(struct promise_keeper *keeper, struct rule *rule, const struct change *change) {
    struct keeper_org *org = keeper_org_of(keeper, change->after->org_id);
    org->stale_now = true;
    if (change->type != &promise_part_type || change->verb != CHANGE_DELETE) return;
    part_clear(keeper, rule->db, change->after->org_id, change->id);
}

void promise_after_change(void *context, struct rule *rule, const struct change *change) {
    struct promise_keeper *keeper = context;
    if (change->type->scope == SCOPE_SHARED) return; /* no rule looks at shared records */
    if (promise_book_is_made_of(change->type)) note_rule_change(keeper, rule, change);
    struct keeping keeping = keeping_of(keeper, rule, change->after->org_id);
    uint64_t changed = changed_fields(change);
    if (!book_mentions(keeping.book, change->type) || !book_cares(keeping.book, change, changed)) return;
    bool is_source = keeping.book->sources[catalogue_index(keeping.catalogue, change->type)];
    bool is_new = change->verb == CHANGE_CREATE;
    if (is_source) source_changed(&keeping, change->after, is_new && !keeper->recounted);
    if (!is_new)
        reached_changed(&keeping, rule, change, changed); /* nothing can refer to what was not there */
    promise_units_rest(keeper->units, rule->db);
    arena_reset(keeper->scratch);
}

void promise_before_commit(void *context, struct rule *rule) {
    struct promise_keeper *keeper = context;
    for (size_t i = 0; i < ORG_SLOTS; i++) {
        for (struct keeper_org *org = keeper->orgs[i]; org; org = org->next) {
            if (org->stale_now) keeping_of(keeper, rule, org->org_id);
        }
    }
    promise_units_flush(keeper->units, rule->db);
    cells_write(rule->db, keeper->tally);
    tally_clear(keeper->tally);
    keeper->recounted = false;
    arena_reset(keeper->scratch);
}

void promise_after_rollback(void *context) {
    struct promise_keeper *keeper = context;
    for (size_t i = 0; i < ORG_SLOTS; i++) {
        for (struct keeper_org *org = keeper->orgs[i]; org; org = org->next) {
            org->book = NULL; /* it may have been read inside the transaction that is gone */
            org->stale_now = false;
        }
    }
    promise_units_clear(keeper->units);
    tally_clear(keeper->tally);
    keeper->recounted = false;
    arena_reset(keeper->scratch);
}

/* ---- everything ---- */

struct refresh {
    struct store *store;
    struct promise_keeper *keeper;
    bool all;
};

static bool refresh_work(void *context, struct db *db) {
    struct refresh *refresh = context;
    struct arena *job_arena = arena_new();
    struct uuid *orgs;
    size_t count = promise_book_orgs(job_arena, db, &orgs);
    struct rule rule = {.store = refresh->store, .db = db, .job_arena = job_arena};
    for (size_t i = 0; i < count; i++) {
        struct keeping keeping = keeping_of(refresh->keeper, &rule, orgs[i]);
        if (refresh->all) book_refresh(&keeping, true);
    }
    arena_free(job_arena);
    return db_flush(db);
}

bool promise_refresh_all(struct store *store, struct promise_keeper *keeper) {
    struct refresh refresh = {store, keeper, false};
    return store_run(store, refresh_work, &refresh);
}

bool promise_recount_all(struct store *store, struct promise_keeper *keeper) {
    struct refresh refresh = {store, keeper, true};
    return store_run(store, refresh_work, &refresh);
}
