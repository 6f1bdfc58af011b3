/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/publication/figures.h"

#include "domain/report/report_document.h"

const struct figure_dim_row figure_dims[FIGURE_DIMS] = {
    [FIGURE_YEAR] = {"year", TR("By year of arrival"), false},
    [FIGURE_COUNTRY] = {"country", TR("By the country they came from"), false},
    [FIGURE_SEX] = {"sex", TR("By sex"), false},
    [FIGURE_AGE] = {"age", TR("By age"), false},
    [FIGURE_EXPLOITATION] = {"exploitation", TR("By exploitation"), true},
    [FIGURE_SERVICE] = {"service", TR("People who were given"), true},
};

static const struct figure_row *row_find(const struct figure_table *table, struct slice key) {
    for (size_t i = 0; i < table->count; i++) {
        if (slice_equal(table->rows[i].key, key)) return &table->rows[i];
    }
    return NULL;
}

bool figures_add(struct figures *figures, enum figure_dim dim, struct slice key, int64_t value) {
    struct figure_table *table = &figures->tables[dim];
    for (size_t i = 0; i < table->count; i++) {
        if (slice_equal(table->rows[i].key, key)) return table->rows[i].value += value, true;
    }
    if (table->count == LIMIT_FIGURE_ROWS) return false;
    table->rows[table->count++] = (struct figure_row){.key = key, .value = value};
    return true;
}

/* ---- one table ---- */

static bool is_few(int64_t number, int64_t least) {
    int64_t size = number < 0 ? -number : number;
    return size > 0 && size < least;
}

/* A row that an earlier publication does not have was none then. */
static bool was_shown(const struct figure_table *then, struct slice key, int64_t *value) {
    const struct figure_row *row = row_find(then, key);
    *value = row ? row->value : 0;
    return !then->is_dropped && !(row && row->hidden);
}

/* Who has both publications knows the sum of what is hidden in each.  Where no row is hidden in both, each of
 * the two sums has its difference; else only all of them together have. */
static bool moved_together_little(const struct figures *now, const struct figures *then, enum figure_dim dim,
                                  const bool *hidden) {
    const struct figure_table *table = &now->tables[dim];
    int64_t rest = now->total - then->total, hidden_now = 0, value;
    bool is_hidden_twice = false;
    if (then->tables[dim].is_dropped) return false;
    for (size_t i = 0; i < table->count; i++) {
        bool is_known = was_shown(&then->tables[dim], table->rows[i].key, &value);
        if (!is_known)
            is_hidden_twice |= hidden[i];
        else if (hidden[i])
            hidden_now += table->rows[i].value - value;
        else
            rest -= table->rows[i].value - value;
    }
    if (is_hidden_twice) return is_few(rest, now->least);
    return is_few(hidden_now, now->least) || is_few(rest - hidden_now, now->least);
}

/* Of a table in which people stand several times: those who stand in it but not in this row. */
static bool others_are_few(const struct figures *now, const struct figures *then, enum figure_dim dim, const struct figure_row *row) {
    const struct figure_row *any = row_find(&now->tables[dim], S(FIGURE_ANYBODY));
    int64_t any_then = 0, row_then = 0;
    if (!figure_dims[dim].is_several || !any || any == row) return false;
    bool was_told = !then || (was_shown(&then->tables[dim], any->key, &any_then) && was_shown(&then->tables[dim], row->key, &row_then));
    return was_told && is_few(any->value - row->value - (any_then - row_then), now->least);
}

static bool row_is_sensitive(const struct figures *now, enum figure_dim dim, const struct figure_row *row,
                             const struct figures *earlier, size_t count) {
    int64_t value;
    if (is_few(row->value, now->least) || is_few(now->total - row->value, now->least) || others_are_few(now, NULL, dim, row))
        return true;
    for (size_t i = 0; i < count; i++) {
        if (others_are_few(now, &earlier[i], dim, row)) return true;
        if (was_shown(&earlier[i].tables[dim], row->key, &value) && is_few(row->value - value, now->least))
            return true;
    }
    return false;
}

/* The smallest row that is still shown becomes sensitive; false when none is. */
static bool hide_another(const int64_t *values, const bool *hidden, bool *sensitive, size_t count) {
    size_t best = count;
    for (size_t i = 0; i < count; i++) {
        if (!hidden[i] && (best == count || values[i] < values[best])) best = i;
    }
    if (best < count) sensitive[best] = true;
    return best < count;
}

static bool is_told_by_difference(const struct figures *now, const struct figures *earlier, size_t count,
                                  enum figure_dim dim, const bool *hidden) {
    for (size_t i = 0; i < count; i++) {
        if (moved_together_little(now, &earlier[i], dim, hidden)) return true;
    }
    return false;
}

/* False when nothing of the table can be told. */
static bool hide_sums(const struct figures *now, const struct figures *earlier, size_t count,
                      enum figure_dim dim, bool *sensitive, bool *hidden) {
    const struct figure_table *table = &now->tables[dim];
    int64_t values[LIMIT_FIGURE_ROWS] = {0};
    for (size_t i = 0; i < table->count; i++)
        values[i] = table->rows[i].value;
    for (;;) {
        if (!suppress_rows_below(now->least, values, sensitive, table->count, now->total, hidden))
            return false;
        if (!is_told_by_difference(now, earlier, count, dim, hidden)) return true;
        if (!hide_another(values, hidden, sensitive, table->count)) return false;
    }
}

/* What was counted once and is none now may have to be hidden as well, so it has a row. */
static void rows_of_earlier(struct figures *now, const struct figures *earlier, size_t count,
                            enum figure_dim dim) {
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < earlier[i].tables[dim].count; k++)
            figures_add(now, dim, earlier[i].tables[dim].rows[k].key, 0);
    }
}

static void table_suppress(struct figures *now, const struct figures *earlier, size_t count,
                           enum figure_dim dim) {
    struct figure_table *table = &now->tables[dim];
    bool sensitive[LIMIT_FIGURE_ROWS] = {false}, hidden[LIMIT_FIGURE_ROWS] = {false};
    rows_of_earlier(now, earlier, count, dim);
    for (size_t i = 0; i < table->count; i++)
        hidden[i] = sensitive[i] = row_is_sensitive(now, dim, &table->rows[i], earlier, count);
    if (!figure_dims[dim].is_several)
        table->is_dropped = !hide_sums(now, earlier, count, dim, sensitive, hidden);
    for (size_t i = 0; i < table->count; i++)
        table->rows[i].hidden = hidden[i];
    if (table->is_dropped) table->count = 0;
}

bool figures_suppress(struct figures *now, const struct figures *earlier, size_t count,
                      struct refusal *refusal) {
    if (is_few(now->total, now->least))
        return refuse(refusal, S(""), "So few people came that a count would tell of them.");
    for (size_t i = 0; i < count; i++) {
        if (is_few(now->total - earlier[i].total, now->least))
            return refuse(refusal, S(""),
                          "So few people came since an earlier publication that the difference would tell of "
                          "them. Wait until "
                          "more have come.");
    }
    for (enum figure_dim dim = 0; dim < FIGURE_DIMS; dim++)
        table_suppress(now, earlier, count, dim);
    return true;
}

/* ---- as JSON ---- */

static void table_write(struct arena *arena, struct doc *tables, const struct figures *figures,
                        enum figure_dim dim) {
    const struct figure_table *table = &figures->tables[dim];
    struct doc *object = doc_add_object(arena, tables);
    doc_set_text(arena, object, S("by"), slice_of(figure_dims[dim].code));
    doc_set_bool(arena, object, S("dropped"), table->is_dropped);
    struct doc *rows = doc_set_array(arena, object, S("rows"));
    for (size_t i = 0; i < table->count; i++) {
        struct doc *row = doc_add_object(arena, rows);
        doc_set_text(arena, row, S("key"), table->rows[i].key);
        if (table->rows[i].hidden)
            doc_set_null(arena, row, S("people"));
        else
            doc_set_int(arena, row, S("people"), table->rows[i].value);
    }
}

struct slice figures_write(struct arena *arena, const struct figures *figures) {
    struct text json = TEXT_IN(arena);
    struct doc *content = doc_new_object(arena);
    doc_set_int(arena, content, S("format"), 1);
    doc_set_int(arena, content, S("least"), figures->least);
    doc_set_int(arena, content, S("people"), figures->total);
    struct doc *tables = doc_set_array(arena, content, S("tables"));
    for (enum figure_dim dim = 0; dim < FIGURE_DIMS; dim++)
        table_write(arena, tables, figures, dim);
    doc_write_json(&json, content);
    return text_slice(&json);
}

static void table_read(const struct doc *object, struct figures *figures, enum figure_dim dim) {
    const struct doc *rows = doc_get(object, S("rows"));
    struct figure_table *table = &figures->tables[dim];
    const struct doc *dropped = doc_get(object, S("dropped"));
    table->is_dropped = dropped && doc_is_true(dropped);
    if (!rows || rows->kind != DOC_ARRAY) return;
    for (const struct doc_entry *entry = rows->first; entry && table->count < LIMIT_FIGURE_ROWS;
         entry = entry->next) {
        const struct doc *people = doc_get(&entry->value, S("people"));
        bool is_number = people && people->kind == DOC_INT;
        table->rows[table->count++] = (struct figure_row){.key = doc_get_text(&entry->value, S("key")),
                                                          .value = is_number ? people->number : 0,
                                                          .hidden = !is_number};
    }
}

bool figures_read(const struct doc *content, struct figures *figures) {
    const struct doc *tables = content && content->kind == DOC_OBJECT ? doc_get(content, S("tables")) : NULL;
    *figures = (struct figures){0};
    if (!tables || tables->kind != DOC_ARRAY || doc_get_int(content, S("format"), 0) != 1) return false;
    figures->least = doc_get_int(content, S("least"), 0);
    figures->total = doc_get_int(content, S("people"), 0);
    for (const struct doc_entry *entry = tables->first; entry; entry = entry->next) {
        for (enum figure_dim dim = 0; dim < FIGURE_DIMS; dim++) {
            if (slice_equal(doc_get_text(&entry->value, S("by")), slice_of(figure_dims[dim].code)))
                table_read(&entry->value, figures, dim);
        }
    }
    return true;
}
