/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ledger/account_tree.h"

enum { DEPTH_MAX = 10, SHOWN_BELOW_MAX = 60 };

/* ---- who is part of whom ---- */

struct id_slots {
    size_t *slots, size; /* index + 1; 0: free */
};

static struct slice key_of(const struct uuid *id) {
    return (struct slice){(const char *)id->bytes, UUID_BYTES};
}

static size_t *slot_of(const struct id_slots *slots, const struct ledger_table *table,
                       const struct uuid *id) {
    size_t at = slice_hash(key_of(id)) % slots->size;
    while (slots->slots[at] && !uuid_equal(table->rows[slots->slots[at] - 1].account_id, *id)) {
        at = (at + 1) % slots->size;
    }
    return &slots->slots[at];
}

static struct id_slots slots_of(struct arena *arena, const struct ledger_table *table) {
    struct id_slots slots = {.size = table->count * 2 + 1};
    slots.slots = arena_make(arena, size_t, slots.size);
    for (size_t i = 0; i < table->count; i++) {
        *slot_of(&slots, table, &table->rows[i].account_id) = i + 1;
    }
    return slots;
}

static size_t parent_of(const struct id_slots *slots, const struct ledger_table *table, size_t i) {
    if (uuid_is_zero(table->rows[i].within_id)) return SIZE_MAX;
    size_t found = *slot_of(slots, table, &table->rows[i].within_id);
    /* Of another unit of account: what it holds cannot be added to it. */
    bool adds = found && uuid_equal(table->rows[found - 1].unit_id, table->rows[i].unit_id);
    return adds ? found - 1 : SIZE_MAX;
}

static void total_up(struct account_tree *tree, size_t from) {
    size_t at = from;
    for (int depth = 0; at != SIZE_MAX && depth < DEPTH_MAX; depth++, at = tree->parents[at]) {
        tree->totals[at] = book_add(tree->totals[at], tree->table->rows[from].closing);
    }
}

struct account_tree account_tree_of(struct arena *arena, const struct ledger_table *table) {
    struct account_tree tree = {.table = table,
                                .totals = arena_make(arena, int64_t, table->count + 1),
                                .parents = arena_make(arena, size_t, table->count + 1),
                                .firsts = arena_make(arena, size_t, table->count + 1),
                                .nexts = arena_make(arena, size_t, table->count + 1)};
    struct id_slots slots = slots_of(arena, table);
    for (size_t i = 0; i < table->count; i++) {
        tree.firsts[i] = tree.nexts[i] = SIZE_MAX;
    }
    for (size_t i = table->count; i-- > 0;) {
        tree.parents[i] = parent_of(&slots, table, i);
        if (tree.parents[i] == SIZE_MAX) continue;
        tree.nexts[i] = tree.firsts[tree.parents[i]];
        tree.firsts[tree.parents[i]] = i;
    }
    for (size_t i = 0; i < table->count; i++) {
        total_up(&tree, i);
    }
    return tree;
}

/* ---- as nodes ---- */

static bool holds_anything(const struct account_tree *tree, size_t i, int depth) {
    if (tree->totals[i] || tree->table->rows[i].closing) return true;
    for (size_t below = tree->firsts[i]; depth < DEPTH_MAX && below != SIZE_MAX; below = tree->nexts[below]) {
        if (holds_anything(tree, below, depth + 1)) return true;
    }
    return false;
}

static void add_node(struct book_seen *seen, const struct account_tree *tree, size_t i, int depth,
                     struct doc *nodes);

static void add_below(struct book_seen *seen, const struct account_tree *tree, size_t i, int depth,
                      struct doc *node) {
    struct web *web = seen->web;
    struct doc *below = doc_set_array(web->arena, node, S("nodes"));
    int64_t left = 0;
    for (size_t at = tree->firsts[i]; depth < DEPTH_MAX && at != SIZE_MAX; at = tree->nexts[at]) {
        if (!holds_anything(tree, at, depth + 1)) continue;
        if (below->count < SHOWN_BELOW_MAX)
            add_node(seen, tree, at, depth + 1, below);
        else
            left++;
    }
    struct slice number = format_number(web->arena, &web->locale, left);
    doc_set_bool(web->arena, node, S("has_nodes"), below->count > 0);
    doc_set_text(web->arena, node, S("more_text"),
                 left ? web_tr_fill(web, TR("{1} more"), number, S("")) : S(""));
    doc_set_text(web->arena, node, S("more_href"),
                 left ? book_href(web, seen->book, "trial-balance") : S(""));
}

static void add_node(struct book_seen *seen, const struct account_tree *tree, size_t i, int depth,
                     struct doc *nodes) {
    struct web *web = seen->web;
    const struct ledger_row *row = &tree->table->rows[i];
    int64_t shown = book_grows_by_debit(row->kind) ? tree->totals[i] : book_negated(tree->totals[i]);
    struct doc *node = doc_add_object(web->arena, nodes);
    doc_set_text(web->arena, node, S("node_number"), row->number);
    doc_set_text(web->arena, node, S("node_text"), book_name(web, row->name, row->name_km));
    doc_set_text(
        web->arena, node, S("node_href"),
        arena_join(web->arena, record_href(web, &ledger_account_type, row->account_id), S("/statement")));
    doc_set_text(web->arena, node, S("node_amount"), book_amount(seen, row->unit_id, shown));
    doc_set_bool(web->arena, node, S("node_minus"), shown < 0);
    add_below(seen, tree, i, depth, node);
}

void account_tree_add(struct book_seen *seen, const struct account_tree *tree, struct slice kind,
                      struct uuid unit, struct doc *nodes) {
    for (size_t i = 0; i < tree->table->count; i++) {
        const struct ledger_row *row = &tree->table->rows[i];
        bool is_root =
            tree->parents[i] == SIZE_MAX && slice_equal(row->kind, kind) && uuid_equal(row->unit_id, unit);
        if (is_root && holds_anything(tree, i, 0)) add_node(seen, tree, i, 0, nodes);
    }
}
