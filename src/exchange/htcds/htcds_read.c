/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/htcds/htcds_read.h"

#include "base/log.h"
#include "exchange/htcds/htcds_key.h"

enum { HEADER_LINES_MAX = 12, HEADERS_MIN = 2, LABELS_ALONE_MIN = 4, IGNORED_MAX = 40 };
enum { COLUMN_IGNORED = -1, COLUMN_NUMBER = -2, COLUMN_DECIDE = -3 };

struct header {
    struct arena *arena;
    const struct htcds_table *table;
    struct htcds_reading *reading;
    struct refusal *refusal;
    size_t names, labels; /* rows; SIZE_MAX: none */
    size_t first;         /* row of the first case */
    int *columns;         /* index of a field, or a COLUMN_… */
};

static struct slice cell_at(const struct htcds_table *table, size_t row, size_t column) {
    return row < table->rows ? slice_trim(table->cells[row * table->columns + column]) : S("");
}

/* ---- which field a header means ---- */

static bool key_is_other(struct arena *arena, const struct htcds_field *field, struct slice key) {
    struct slice rest = slice_of(field->others), other;
    while (rest.len && slice_split(&rest, ' ', &other)) {
        if (slice_equal(key, htcds_key(arena, other))) return true;
    }
    return false;
}

/* Programs that make forms put the names of groups in front: group/prs_FirstName. */
static const struct htcds_field *field_by_name(struct arena *arena, struct slice text) {
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] == '/') from = i + 1;
    struct slice key = htcds_key(arena, slice_sub(text, from, text.len));
    for (size_t i = 0; i < htcds_field_count && key.len; i++) {
        if (slice_equal(key, htcds_key(arena, slice_of(htcds_fields[i].name))) ||
            key_is_other(arena, &htcds_fields[i], key))
            return &htcds_fields[i];
    }
    return NULL;
}

/* NULL also for a label that several fields have. */
static const struct htcds_field *field_by_label(struct arena *arena, struct slice text) {
    struct slice key = htcds_key(arena, text);
    const struct htcds_field *found = NULL;
    for (size_t i = 0; i < htcds_field_count && key.len; i++) {
        if (!slice_equal(key, htcds_key(arena, slice_of(htcds_fields[i].label)))) continue;
        if (found) return NULL;
        found = &htcds_fields[i];
    }
    return found;
}

static bool is_some_label(struct arena *arena, struct slice text) {
    struct slice key = htcds_key(arena, text);
    for (size_t i = 0; i < htcds_field_count && key.len; i++) {
        if (slice_equal(key, htcds_key(arena, slice_of(htcds_fields[i].label)))) return true;
    }
    return false;
}

/* ---- the rows of headers ---- */

static size_t count_names(const struct header *header, size_t row) {
    size_t count = 0;
    for (size_t c = 0; c < header->table->columns; c++)
        count += field_by_name(header->arena, cell_at(header->table, row, c)) != NULL;
    return count;
}

static size_t count_labels(const struct header *header, size_t row, size_t *filled) {
    size_t count = 0;
    *filled = 0;
    for (size_t c = 0; c < header->table->columns; c++) {
        struct slice cell = cell_at(header->table, row, c);
        *filled += cell.len > 0;
        count += is_some_label(header->arena, cell);
    }
    return count;
}

static bool is_label_row(const struct header *header, size_t row, size_t least) {
    size_t filled = 0, count = row < header->table->rows ? count_labels(header, row, &filled) : 0;
    return count >= least && count * 2 >= filled;
}

static bool header_find(struct header *header) {
    header->names = header->labels = SIZE_MAX;
    for (size_t row = 0; row < header->table->rows && row < HEADER_LINES_MAX; row++) {
        if (count_names(header, row) < HEADERS_MIN) continue;
        header->names = row;
        header->labels = is_label_row(header, row + 1, HEADERS_MIN) ? row + 1 : SIZE_MAX;
        header->first = row + (header->labels == SIZE_MAX ? 1 : 2);
        return true;
    }
    for (size_t row = 0; row < header->table->rows && row < HEADER_LINES_MAX; row++) {
        if (!is_label_row(header, row, LABELS_ALONE_MIN)) continue;
        header->labels = row;
        header->first = row + 1;
        return true;
    }
    return refuse(header->refusal, S("file"),
                  "No columns of HTCDS were found: the first row has names such as prs_Gender and "
                  "vic_TraffickingStatus.");
}

/* ---- columns ---- */

static bool column_has_values(const struct header *header, size_t column) {
    for (size_t row = header->first; row < header->table->rows; row++) {
        if (cell_at(header->table, row, column).len) return true;
    }
    return false;
}

/* The XLSForm labels the title "Second Name". */
static bool is_known_slip(const struct htcds_field *named, const struct htcds_field *labelled) {
    return slice_equal(slice_of(named->name), S("prs_Title")) &&
           slice_equal(slice_of(labelled->name), S("prs_SecondName"));
}

/* Of two headers over one column: nothing is guessed. */
static const struct htcds_field *field_of_two(struct header *header, size_t column,
                                              const struct htcds_field *named,
                                              const struct htcds_field *labelled) {
    bool agree = !labelled || labelled == named || is_known_slip(named, labelled);
    if (agree || !column_has_values(header, column)) return named;
    header->reading->header_differs = true;
    return header->reading->header == HTCDS_HEADER_LABELS ? labelled : named;
}

static void ignore_column(struct header *header, struct slice text) {
    struct htcds_reading *reading = header->reading;
    if (!text.len || reading->ignored_count == IGNORED_MAX) return;
    reading->ignored =
        arena_room(header->arena, reading->ignored, sizeof *reading->ignored, reading->ignored_count);
    reading->ignored[reading->ignored_count++] = text;
}

static bool is_taken(const struct header *header, size_t column, const struct htcds_field *field) {
    for (size_t c = 0; c < column; c++) {
        if (header->columns[c] == (int)htcds_index(field)) return true;
    }
    return false;
}

static bool column_take(struct header *header, size_t column) {
    struct slice name = header->names == SIZE_MAX ? S("") : cell_at(header->table, header->names, column),
                 label = header->labels == SIZE_MAX ? S("") : cell_at(header->table, header->labels, column);
    const struct htcds_field *labelled = field_by_label(header->arena, label),
                             *named = field_by_name(header->arena, name),
                             *field = named      ? field_of_two(header, column, named, labelled)
                                      : name.len ? NULL
                                                 : labelled;
    header->columns[column] = COLUMN_IGNORED;
    if (slice_equal_nocase(name, S("mlup_Decide"))) return header->columns[column] = COLUMN_DECIDE, true;
    if (!field && !column && !name.len && !label.len) return header->columns[column] = COLUMN_NUMBER, true;
    if (!field) return ignore_column(header, name.len ? name : label), true;
    if (is_taken(header, column, field)) {
        const struct htcds_field *title = htcds_field_find(S("prs_Title"));
        bool is_slip = !named && is_known_slip(title, field) && !is_taken(header, column, title);
        if (!is_slip)
            return refuse_with(header->refusal, S("file"), "Two columns are both “{1}”.",
                               slice_of(field->name), S(""));
        field = title;
    }
    header->columns[column] = (int)htcds_index(field);
    return true;
}

static bool columns_take(struct header *header) {
    bool good = true;
    header->columns = arena_make(header->arena, int, header->table->columns + 1);
    for (size_t c = 0; c < header->table->columns; c++)
        good = column_take(header, c) && good;
    if (good && header->reading->header_differs && header->reading->header == HTCDS_HEADER_ASK)
        return refuse(header->refusal, S("header"),
                      "The two rows of headers name columns differently, as in the standard's own sheet. Say "
                      "which row is right.");
    return good;
}

/* ---- values ---- */

static struct slice fault_name(struct arena *arena, int64_t line, const struct htcds_field *field) {
    return arena_printf(arena, "%lld.%s", (long long)line, field->name);
}

static bool value_take(struct arena *arena, int64_t line, size_t index, struct slice text,
                       struct slice *values, struct refusal *refusal) {
    struct htcds_fault fault;
    if (htcds_value_read(arena, &htcds_fields[index], text, &values[index], &fault)) return true;
    return refuse_with(refusal, fault_name(arena, line, &htcds_fields[index]), fault.message,
                       arena_copy(arena, fault.about), S(""));
}

/* The values of the group as a part of the case, when there are any. */
static bool part_take(struct arena *arena, struct htcds_case *one, enum htcds_group group,
                      const struct slice *values, int64_t line, struct refusal *refusal) {
    struct htcds_part *part = NULL;
    for (size_t i = 0; i < htcds_field_count; i++) {
        if (htcds_fields[i].group != group || !values[i].len) continue;
        if (!part) part = htcds_part_add(arena, one, group);
        if (!part) one->is_wrong = true;
        if (!part)
            return refuse(refusal, fault_name(arena, line, &htcds_fields[i]),
                          "This is more than one case may have.");
        part->values[i] = values[i];
    }
    return true;
}

static bool whole_is_empty(const struct slice *values) {
    for (size_t i = 0; i < htcds_field_count; i++) {
        if (htcds_fields[i].group == HTCDS_WHOLE && values[i].len) return false;
    }
    return true;
}

static bool whole_is_same(const struct slice *a, const struct slice *b) {
    for (size_t i = 0; i < htcds_field_count; i++) {
        if (htcds_fields[i].group == HTCDS_WHOLE && !slice_equal(a[i], b[i])) return false;
    }
    return true;
}

struct row {
    int64_t line;
    struct slice number, decide;
    struct slice *values;
    bool is_empty, is_wrong;
};

static void row_take(const struct header *header, size_t index, struct row *row) {
    struct arena *arena = header->arena;
    *row = (struct row){.line = header->table->lines[index],
                        .values = arena_make(arena, struct slice, HTCDS_FIELDS_MAX),
                        .is_empty = true};
    for (size_t c = 0; c < header->table->columns; c++) {
        struct slice cell = cell_at(header->table, index, c);
        int column = header->columns[c];
        if (column == COLUMN_NUMBER) row->number = cell;
        if (column == COLUMN_DECIDE) row->decide = cell;
        if (column < 0 || !cell.len) continue;
        if (!value_take(arena, row->line, (size_t)column, cell, row->values, header->refusal))
            row->is_wrong = true;
        if (row->is_wrong || row->values[column].len) row->is_empty = false;
    }
}

/* A row with the number of the one before it goes on with its case. */
static bool goes_on(const struct row *row, const struct row *before, const struct htcds_set *set) {
    if (!set->count || !row->number.len || !slice_equal(row->number, before->number)) return false;
    return whole_is_empty(row->values) || whole_is_same(row->values, set->cases[set->count - 1].values);
}

static bool case_begin(struct htcds_set *set, const struct row *row, struct refusal *refusal) {
    struct htcds_case *one = htcds_case_add(set);
    if (!one)
        return refuse(refusal, S("file"), "The file has more than 200 cases. Bring them in several files.");
    one->line = row->line;
    one->decide = row->decide;
    for (size_t i = 0; i < htcds_field_count; i++) {
        if (htcds_fields[i].group == HTCDS_WHOLE) one->values[i] = row->values[i];
    }
    return true;
}

/* Fields that no consent covers, such as the consent itself, tell of nobody. */
static bool says_nothing(const struct htcds_case *one) {
    for (size_t i = 0; i < htcds_field_count; i++) {
        if (htcds_fields[i].share && one->values[i].len) return false;
    }
    return !one->part_count && !one->is_wrong;
}

static void nothing_refuse(struct arena *arena, struct htcds_set *set, struct refusal *refusal) {
    for (size_t i = 0; i < set->count; i++) {
        struct htcds_case *one = &set->cases[i];
        if (!says_nothing(one)) continue;
        one->is_wrong = true;
        refuse(refusal, arena_printf(arena, "%lld.", (long long)one->line),
               "This row says nothing of anybody: no field of HTCDS that tells of a person has a value.");
    }
}

static bool rows_read(const struct header *header) {
    struct htcds_set *set = &header->reading->set;
    struct row row, before = {0};
    for (size_t r = header->first; r < header->table->rows; r++) {
        row_take(header, r, &row);
        if (row.is_empty) continue;
        if (!goes_on(&row, &before, set) && !case_begin(set, &row, header->refusal))
            return set->count = 0, false;
        struct htcds_case *one = &set->cases[set->count - 1];
        one->is_wrong = one->is_wrong || row.is_wrong;
        for (int group = HTCDS_WHOLE + 1; group < HTCDS_GROUPS; group++)
            part_take(header->arena, one, (enum htcds_group)group, row.values, row.line, header->refusal);
        before = row;
    }
    nothing_refuse(header->arena, set, header->refusal);
    return set->count || refuse(header->refusal, S("file"), "Nobody stands in this file.");
}

bool htcds_read_table(struct arena *arena, const struct htcds_table *table, struct htcds_reading *reading,
                      struct refusal *refusal) {
    struct header header = {.arena = arena, .table = table, .reading = reading, .refusal = refusal};
    reading->set = htcds_set_new(arena);
    return header_find(&header) && columns_take(&header) && rows_read(&header) && refusal_is_empty(refusal);
}

/* ---- JSON ---- */

struct json_reading {
    struct arena *arena;
    struct htcds_reading *reading;
    struct refusal *refusal;
};

/* Lists as lines: no code and no label has one. */
static bool text_of_json(struct arena *arena, const struct doc *value, struct slice *text) {
    struct text lines = TEXT_IN(arena);
    *text = S("");
    switch (value->kind) {
    case DOC_NULL: return true;
    case DOC_BOOL: return *text = value->flag ? S("TRUE") : S("FALSE"), true;
    case DOC_INT: return *text = arena_printf(arena, "%lld", (long long)value->number), true;
    case DOC_TEXT: return *text = value->text, true;
    case DOC_ARRAY:
        for (const struct doc_entry *entry = value->first; entry; entry = entry->next) {
            if (entry->value.kind != DOC_TEXT) return false;
            text_append(&lines, entry->value.text);
            text_append_char(&lines, '\n');
        }
        return *text = text_slice(&lines), true;
    case DOC_OBJECT:
    case DOC_RAW: return false;
    }
    BUG("kind %d", value->kind);
}

static void json_ignore(struct json_reading *json, struct slice key) {
    struct header header = {.arena = json->arena, .reading = json->reading};
    for (size_t i = 0; i < json->reading->ignored_count; i++) {
        if (slice_equal(json->reading->ignored[i], key)) return;
    }
    ignore_column(&header, key);
}

static bool json_member(struct json_reading *json, const struct doc_entry *entry, int64_t line,
                        struct slice *values) {
    const struct htcds_field *field = field_by_name(json->arena, entry->key);
    struct slice text;
    if (!field) return json_ignore(json, entry->key), true;
    if (text_of_json(json->arena, &entry->value, &text))
        return value_take(json->arena, line, htcds_index(field), text, values, json->refusal);
    return refuse(json->refusal, fault_name(json->arena, line, field),
                  "This must be a text, or a list of texts.");
}

static int json_group(struct slice key) {
    for (int group = HTCDS_WHOLE + 1; group < HTCDS_GROUPS; group++) {
        if (slice_equal(key, slice_of(htcds_group_name((enum htcds_group)group)))) return group;
    }
    return HTCDS_WHOLE;
}

static void json_parts(struct json_reading *json, struct htcds_case *one, enum htcds_group group,
                       const struct doc *array) {
    for (const struct doc_entry *entry = array->kind == DOC_ARRAY ? array->first : NULL; entry;
         entry = entry->next) {
        struct slice *values = arena_make(json->arena, struct slice, HTCDS_FIELDS_MAX);
        const struct doc *part = &entry->value;
        for (const struct doc_entry *member = part->kind == DOC_OBJECT ? part->first : NULL; member;
             member = member->next) {
            if (!json_member(json, member, one->line, values)) one->is_wrong = true;
        }
        part_take(json->arena, one, group, values, one->line, json->refusal);
    }
}

static bool json_case(struct json_reading *json, const struct doc *object, int64_t number) {
    struct row row = {.line = number, .values = arena_make(json->arena, struct slice, HTCDS_FIELDS_MAX)};
    struct htcds_set *set = &json->reading->set;
    if (object->kind != DOC_OBJECT) return refuse(json->refusal, S("cases"), "Every case must be an object.");
    for (const struct doc_entry *entry = object->first; entry; entry = entry->next) {
        if (slice_equal_nocase(entry->key, S("mlup_Decide")))
            row.decide = entry->value.kind == DOC_TEXT ? entry->value.text : S("");
        else if (slice_equal(entry->key, S("mlup_Row")) && entry->value.kind == DOC_INT)
            row.line = entry->value.number; /* of the table that it was read from */
        else if (!json_group(entry->key) && !json_member(json, entry, number, row.values))
            row.is_wrong = true;
    }
    if (!case_begin(set, &row, json->refusal)) return false;
    struct htcds_case *one = &set->cases[set->count - 1];
    one->is_wrong = row.is_wrong;
    for (int group = HTCDS_WHOLE + 1; group < HTCDS_GROUPS;
         group++) /* one of each may stand in the case itself */
        part_take(json->arena, one, (enum htcds_group)group, row.values, number, json->refusal);
    for (const struct doc_entry *entry = object->first; entry; entry = entry->next) {
        if (json_group(entry->key))
            json_parts(json, one, (enum htcds_group)json_group(entry->key), &entry->value);
    }
    return true;
}

bool htcds_read_json(struct arena *arena, struct slice text, struct htcds_reading *reading,
                     struct refusal *refusal) {
    struct json_reading json = {arena, reading, refusal};
    const struct doc *whole = doc_parse_json(arena, text, refusal);
    const struct doc *cases = whole && whole->kind == DOC_OBJECT ? doc_get(whole, S("cases")) : whole;
    int64_t number = 0;
    reading->set = htcds_set_new(arena);
    if (!whole) return false;
    if (!cases || cases->kind != DOC_ARRAY)
        return refuse(refusal, S("cases"), "The cases must stand in a list.");
    for (const struct doc_entry *entry = cases->first; entry; entry = entry->next) {
        if (!json_case(&json, &entry->value, ++number)) return reading->set.count = 0, false;
    }
    if (!number) return refuse(refusal, S("cases"), "Nobody stands in this file.");
    nothing_refuse(arena, &reading->set, refusal);
    return refusal_is_empty(refusal);
}

bool htcds_fault_place(struct slice place, int64_t *line, struct slice *name) {
    size_t dot = slice_find(place, S("."), 0);
    *name = slice_sub(place, dot + 1, place.len);
    return dot < place.len && slice_to_int64(slice_sub(place, 0, dot), line);
}
