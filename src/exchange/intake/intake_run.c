/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which record is a row?  In this order: its code; the fields no two records may share; the key that the plan
 * names; the natural key of its kind; else what the row says itself.  From the last three the record's id is
 * made by hashing, so that the same file gives the same records however often it comes, whatever ended in
 * between.
 */
#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "domain/records.h"
#include "exchange/intake/intake_order.h"
#include "exchange/intake/intake_person.h"
#include "exchange/intake/intake_value.h"
#include "store/query.h"
#include "store/vault.h"
#include "store/view.h"

enum {
    STOP_ROWS = 16
}; /* rows between two questions whether to stop: some ms each where people are compared */

struct intake_run {
    struct arena *arena;
    const struct intake_setup *setup;
    const struct intake_plan *plan;
    struct intake_meaning meaning;
    struct view view;
    struct key_table *seen; /* ids that earlier rows of the file have become; number: the row */
    struct intake_people *people;
    struct key_table
        *by_key; /* what rows with a key became: number is the row, below zero when it was refused */
};

/* How the record of a row was found. */
enum identity { BY_CODE, BY_UNIQUE, BY_KEY, BY_CONTENT };

/* A row on its way. */
struct judging {
    struct intake_run *run;
    struct arena *arena;
    struct intake_row *row;
    struct record *values;
    uint64_t sets;
    enum identity identity;
    struct uuid id; /* zero: a new record without an id of its own */
    struct record *existing;
};

struct intake_run *intake_run_new(struct arena *arena, const struct intake_setup *setup) {
    struct intake_run *run = arena_make(arena, struct intake_run, 1);
    run->arena = arena;
    run->setup = setup;
    run->plan = setup->plan;
    run->meaning = (struct intake_meaning){.khmer = setup->khmer,
                                           .gazetteer = setup->gazetteer,
                                           .refer = intake_refer_new(arena, setup),
                                           .money = setup->plan->money};
    run->view = access_view(setup->access, arena, setup->actor, setup->plan->type);
    run->seen = key_table_new(arena);
    run->people = intake_people_new(arena, setup);
    run->by_key = key_table_new(arena);
    return run;
}

/* ---- cells to values ---- */

static int column_with(const struct intake_plan *plan, enum intake_target target) {
    for (size_t i = 0; i < plan->column_count; i++) {
        if (plan->columns[i].target == target) return (int)i;
    }
    return -1;
}

static const struct sheet_cell *cell_at(const struct intake_row *row, size_t column) {
    static const struct sheet_cell none;
    return column < row->cell_count ? &row->cells[column] : &none;
}

/* Takes what was refused over to the row, under its column. */
static void refuse_cell(struct judging *judging, size_t column, const struct refusal *refusal) {
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        struct slice name = arena_printf(judging->arena, "column.%zu", column);
        refuse_with(&judging->row->refusal, name, item->message, item->args[0], item->args[1]);
    }
}

static void set_value(struct judging *judging, const struct field *field, const struct value *value) {
    if (!value->present) return; /* an empty cell leaves what is there */
    *record_value(judging->values, field) = *value;
    judging->sets |= UINT64_C(1) << field_index(judging->values->type, field);
}

/* The column that speaks first for a place in several. */
static bool is_first_level(const struct intake_plan *plan, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (plan->columns[i].target == TARGET_FIELD && plan->columns[i].field == plan->columns[index].field)
            return false;
    }
    return true;
}

static void read_levels(struct judging *judging, size_t index) {
    const struct intake_plan *plan = judging->run->plan;
    const struct field *field = plan->columns[index].field;
    struct slice levels[4] = {{0}};
    size_t deepest = index;
    struct value value = {0};
    struct refusal refusal = REFUSAL_IN(judging->arena);
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct intake_column *column = &plan->columns[i];
        if (column->target != TARGET_FIELD || column->field != field || !column->place_digits) continue;
        levels[column->place_digits / 2 - 1] = cell_at(judging->row, i)->text;
        if (cell_at(judging->row, i)->text.len && column->place_digits >= plan->columns[deepest].place_digits)
            deepest = i;
    }
    if (intake_place_read(judging->arena, &judging->run->meaning, field, levels, &value, &refusal))
        set_value(judging, field, &value);
    else
        refuse_cell(judging, deepest, &refusal);
}

static void refuse_order(struct judging *judging, size_t column, enum order_trouble trouble,
                         int64_t by_way_of) {
    struct refusal refusal = REFUSAL_IN(judging->arena);
    struct slice row = arena_printf(judging->arena, "%lld", (long long)by_way_of);
    struct slice levels = arena_printf(judging->arena, "%d", LIMIT_IMPORT_LEVELS);
    if (trouble == ORDER_CIRCLE)
        refuse_with(&refusal, S(""),
                    "Rows refer to each other in a circle, by way of row {1}: none can come first.", row,
                    S(""));
    else
        refuse_with(&refusal, S(""), "More than {1} rows stand above this one, each referring to the next.",
                    levels, S(""));
    refuse_cell(judging, column, &refusal);
}

/* A reference to a row of the same file by its key; false when the text is no key of the file. */
static bool read_row_reference(struct judging *judging, size_t index, struct slice text) {
    const struct intake_run *run = judging->run;
    const struct field *field = run->plan->columns[index].field;
    struct value value = {.present = true};
    int64_t row;
    enum order_trouble trouble = row_order_trouble(run->setup->order, judging->row->number, &row);
    if (trouble) {
        refuse_order(judging, index, trouble, row);
        return true;
    }
    if (!key_table_get(run->by_key, intake_text_key(text), &row, &value.id)) return false;
    if (row > 0) {
        set_value(judging, field, &value);
        judging->row->ahead |= UINT64_C(1) << field_index(run->plan->type, field);
        return true;
    }
    struct refusal refusal = REFUSAL_IN(judging->arena);
    refuse_with(&refusal, S(""), "Row {1}, which this row refers to, is refused.",
                arena_printf(judging->arena, "%lld", (long long)-row), S(""));
    refuse_cell(judging, index, &refusal);
    return true;
}

static bool is_row_reference(struct judging *judging, size_t index) {
    const struct intake_run *run = judging->run;
    struct slice text = cell_at(judging->row, index)->text;
    return run->setup->order && text.len && intake_refers_to_rows(run->plan, &run->plan->columns[index]) &&
           read_row_reference(judging, index, text);
}

static void read_cells(struct judging *judging) {
    const struct intake_plan *plan = judging->run->plan;
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct intake_column *column = &plan->columns[i];
        if (column->target != TARGET_FIELD) continue;
        if (column->place_digits) {
            if (is_first_level(plan, i)) read_levels(judging, i);
            continue;
        }
        if (is_row_reference(judging, i)) continue;
        struct value value;
        struct refusal refusal = REFUSAL_IN(judging->arena);
        if (intake_value_read(judging->arena, &judging->run->meaning, column, cell_at(judging->row, i),
                              &value, &refusal))
            set_value(judging, column->field, &value);
        else
            refuse_cell(judging, i, &refusal);
    }
}

/* ---- which record? ---- */

static struct uuid owner_of(const struct intake_run *run) {
    return run->plan->type->scope == SCOPE_SHARED ? SHARED_ORG : run->setup->actor->org_id;
}

static struct uuid id_of(struct judging *judging, struct slice domain, struct slice text) {
    const struct intake_run *run = judging->run;
    return intake_row_id(judging->arena, run->plan->type, run->setup->actor->org_id, domain, text);
}

/* What the row says in the fields of `sets`. */
static struct slice content_of(struct judging *judging, uint64_t sets) {
    const struct record_type *type = judging->run->plan->type;
    struct text text = TEXT_IN(judging->arena);
    for (size_t i = 0; i < type->field_count; i++) {
        if (!((judging->sets & sets) >> i & 1)) continue;
        struct slice value = value_format(judging->arena, &type->fields[i], &judging->values->values[i]);
        text_printf(&text, "%s=%zu:%.*s\n", type->fields[i].name, value.len, SLICE_ARG(value));
    }
    return text_slice(&text);
}

static uint64_t unique_fields(const struct record_type *type) {
    struct slice rest = slice_of(type->unique), name;
    uint64_t fields = 0;
    while (slice_split(&rest, ' ', &name)) {
        fields |= UINT64_C(1) << field_index(type, record_type_field(type, name));
    }
    return fields;
}

static bool unique_is_given(const struct judging *judging) {
    const struct record_type *type = judging->run->plan->type;
    struct slice rest = slice_of(type->unique ? type->unique : ""), name;
    if (!type->unique) return false;
    while (slice_split(&rest, ' ', &name)) {
        const struct field *field = record_type_field(type, name);
        if (field->sealed || !record_value_const(judging->values, field)->present) return false;
    }
    return true;
}

static void bind_value(struct arena *arena, struct db_query *query, int index, const struct field *field,
                       const struct value *value) {
    switch (kind_holds(field->kind)) {
    case HOLDS_NUMBER: db_bind_int(query, index, value->number); return;
    case HOLDS_TEXT: db_bind_text(query, index, value->text); return;
    case HOLDS_ID: db_bind_uuid(query, index, value->id); return;
    case HOLDS_DATE: db_bind_text(query, index, date_format_iso(arena, value->date)); return;
    case HOLDS_MONEY: BUG("money is no key");
    }
}

/* The live record with the same unique fields; its id comes back in judging->id. */
static bool find_by_unique(struct judging *judging, struct db *db) {
    const struct record_type *type = judging->run->plan->type;
    struct text sql = TEXT_IN(judging->arena);
    struct slice rest = slice_of(type->unique), name;
    int count = 1;
    text_printf(&sql, "SELECT id FROM \"%s\" WHERE org_id = ?1 AND deleted_ms = 0", type->name);
    while (slice_split(&rest, ' ', &name)) {
        text_printf(&sql, " AND \"%.*s\" = ?%d", SLICE_ARG(name), ++count);
    }
    struct db_query *query = db_query(db, sql_built(judging->arena, text_slice(&sql)));
    db_bind_uuid(query, 1, owner_of(judging->run));
    rest = slice_of(type->unique);
    for (int index = 2; slice_split(&rest, ' ', &name); index++) {
        const struct field *field = record_type_field(type, name);
        bind_value(judging->arena, query, index, field, record_value_const(judging->values, field));
    }
    bool found = db_next(query);
    if (found) judging->id = db_column_uuid(query, 0);
    db_done(query);
    return found;
}

static bool identify_by_code(struct judging *judging, int column) {
    struct slice text = column >= 0 ? cell_at(judging->row, (size_t)column)->text : S("");
    struct refusal refusal = REFUSAL_IN(judging->arena);
    if (!text.len) return false;
    judging->identity = BY_CODE;
    if (intake_refer_code(judging->run->meaning.refer, judging->run->plan->type, text, &judging->id))
        return true;
    refuse_with(&refusal, S("code"), "There is none with the code “{1}”.", text, S(""));
    refuse_cell(judging, (size_t)column, &refusal);
    return true;
}

static void identify(struct judging *judging, struct db *db) {
    const struct intake_plan *plan = judging->run->plan;
    if (identify_by_code(judging, column_with(plan, TARGET_CODE))) return;
    int key = column_with(plan, TARGET_KEY);
    struct slice text = key >= 0 ? cell_at(judging->row, (size_t)key)->text : S("");
    const struct field *natural =
        plan->type->natural_key ? record_type_field(plan->type, slice_of(plan->type->natural_key)) : NULL;
    if (natural) {
        judging->identity = BY_KEY;
        judging->id =
            uuid_of_name(slice_of(plan->type->name),
                         value_format(judging->arena, natural, record_value(judging->values, natural)));
    } else if (unique_is_given(judging)) {
        judging->identity = BY_UNIQUE;
        if (!find_by_unique(judging, db))
            judging->id = id_of(judging, S("unique"), content_of(judging, unique_fields(plan->type)));
    } else if (text.len) {
        judging->identity = BY_KEY;
        judging->id = id_of(judging, S("key"), text);
    } else {
        judging->identity = BY_CONTENT;
        judging->id = id_of(judging, S("content"), content_of(judging, ~UINT64_C(0)));
    }
}

/* ---- decisions ---- */

static enum intake_choice decision_of(const struct intake_decisions *decisions, int64_t row,
                                      enum intake_choice otherwise) {
    for (size_t i = 0; decisions && i < decisions->count; i++) {
        if (decisions->rows[i].row == row) return decisions->rows[i].choice;
    }
    return otherwise;
}

/* A row whose record an earlier row of the file has been already.  True when it goes no further. */
static bool is_twice(struct judging *judging) {
    struct intake_row *row = judging->row;
    const struct intake_decisions *decisions = judging->run->setup->decisions;
    struct uuid earlier_id;
    int64_t earlier;
    if (key_table_put(judging->run->seen, judging->id, row->number, judging->id, &earlier, &earlier_id))
        return false;
    row->verdict = ROW_TWICE;
    row->twice_of = earlier;
    enum intake_choice choice =
        decision_of(decisions, row->number, decisions ? decisions->twice : CHOICE_SKIP);
    if (choice != CHOICE_CREATE || judging->identity != BY_CONTENT) return true;
    judging->id = id_of(judging, S("again"),
                        arena_printf(judging->arena, "%lld\n%.*s", (long long)row->number,
                                     SLICE_ARG(content_of(judging, ~UINT64_C(0)))));
    judging->identity = BY_KEY;
    return false;
}

/* Somebody in the register, or in an earlier row, whom this row may be. */
static bool is_known(struct judging *judging) {
    struct intake_row *row = judging->row;
    const struct intake_decisions *decisions = judging->run->setup->decisions;
    struct uuid who;
    int64_t earlier = 0;
    if (!intake_people_find(judging->run->people, judging->arena, judging->values, row->number, judging->id,
                            &who, &earlier))
        return false;
    bool in_file = earlier > 0;
    enum intake_choice otherwise = !decisions ? CHOICE_SKIP : in_file ? decisions->twice : decisions->known;
    row->verdict = in_file ? ROW_TWICE : ROW_KNOWN;
    row->twice_of = earlier;
    row->known = who;
    enum intake_choice choice = decision_of(decisions, row->number, otherwise);
    if (choice == CHOICE_UPDATE && !in_file) {
        judging->id = who;
        judging->identity = BY_CODE;
        return false;
    }
    return choice != CHOICE_CREATE;
}

/* ---- changes ---- */

static struct change *add_change(struct judging *judging, enum change_verb verb) {
    struct intake_row *row = judging->row;
    struct change *change = &row->changes[row->change_count++];
    *change = change_new(judging->arena, verb, judging->run->plan->type, judging->run->setup->actor->org_id);
    change->id = judging->id;
    change->reason = judging->run->setup->reason;
    if (judging->existing) change->base_version = judging->existing->version;
    return change;
}

static bool sets_sealed(const struct judging *judging) {
    const struct record_type *type = judging->run->plan->type;
    for (size_t i = 0; i < type->field_count; i++) {
        if (judging->sets >> i & 1 && type->fields[i].sealed) return true;
    }
    return false;
}

/* Sealed values are opened here to be compared, and are shown to nobody.  False after a refusal. */
static bool open_sealed(struct judging *judging, struct db *db) {
    struct intake_row *row = judging->row;
    if (!judging->existing || !sets_sealed(judging)) return true;
    if (vault_open_record(judging->run->setup->store, db, judging->arena, judging->existing)) return true;
    refuse(&row->refusal, S(""),
           "What was sealed in this record was erased for ever; it cannot be changed any more.");
    row->verdict = ROW_REFUSED;
    return false;
}

/* Fields that the row changes. */
static uint64_t differing(const struct judging *judging) {
    const struct record_type *type = judging->run->plan->type;
    uint64_t differ = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct value *before = &judging->existing->values[i];
        bool is_set = judging->sets >> i & 1;
        if (is_set && !value_equal(&type->fields[i], before, &judging->values->values[i]))
            differ |= UINT64_C(1) << i;
    }
    return differ;
}

static void make_create(struct judging *judging) {
    struct change *change = add_change(judging, CHANGE_CREATE);
    change->values = judging->values;
    change->sets = judging->sets;
    if (judging->row->verdict != ROW_KNOWN && judging->row->verdict != ROW_TWICE)
        judging->row->verdict = ROW_NEW;
}

/* A record that is there is changed; one that was deleted comes back first. */
static void make_update(struct judging *judging) {
    struct intake_row *row = judging->row;
    bool is_deleted = judging->existing->deleted_ms != 0;
    bool was_imported = judging->identity == BY_CONTENT && !is_deleted;
    uint64_t sets = was_imported ? 0 : differing(judging);
    if (is_deleted) add_change(judging, CHANGE_RESTORE);
    if (sets) {
        struct change *change = add_change(judging, CHANGE_UPDATE);
        change->values = judging->values;
        change->sets = sets;
        change->base_version += is_deleted;
    }
    if (row->verdict == ROW_KNOWN || row->verdict == ROW_TWICE) return;
    row->verdict = is_deleted ? ROW_NEW : sets ? ROW_CHANGED : ROW_UNCHANGED;
}

static void judge_existing(struct judging *judging, struct db *db) {
    struct intake_row *row = judging->row;
    if (row->verdict == ROW_REFUSED || !row->is_taken) return;
    if (!judging->existing && judging->identity == BY_CODE) {
        refuse(&row->refusal, S(""), "The record of this row is not yours to change.");
        row->verdict = ROW_REFUSED;
        return;
    }
    if (!open_sealed(judging, db)) return;
    if (judging->existing)
        make_update(judging);
    else
        make_create(judging);
}

static void judge_values(struct judging *judging, struct db *db) {
    struct intake_row *row = judging->row;
    judging->values = record_new(judging->arena, judging->run->plan->type);
    row->refusal = REFUSAL_IN(judging->arena);
    row->verdict = ROW_NEW;
    read_cells(judging);
    if (refusal_is_empty(&row->refusal)) identify(judging, db);
    if (!refusal_is_empty(&row->refusal)) row->verdict = ROW_REFUSED;
    row->is_taken = row->verdict != ROW_REFUSED && !is_twice(judging);
}

/* People whom the register knows under another id; rows that are records already have been here before. */
static void judge_people(struct judging *judging, struct db *db) {
    struct intake_row *row = judging->row;
    if (!row->is_taken || judging->existing || judging->identity == BY_CODE) return;
    if (is_known(judging))
        row->is_taken = false;
    else if (judging->identity == BY_CODE) {
        query_get(judging->run->setup->store, db, judging->arena, &judging->run->view,
                  judging->run->plan->type, judging->id, &judging->existing, NULL);
    }
}

static void load_existing(struct intake_run *run, struct arena *arena, struct db *db,
                          struct judging *judgings, size_t count) {
    struct uuid *ids = arena_make(arena, struct uuid, count);
    struct record **records = arena_make(arena, struct record *, count);
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++) {
        if (judgings[i].row->is_taken) ids[wanted++] = judgings[i].id;
    }
    if (!wanted) return;
    query_get_many(run->setup->store, db, arena, &run->view, run->plan->type, ids, wanted, records);
    for (size_t i = 0, at = 0; i < count; i++) {
        if (judgings[i].row->is_taken) judgings[i].existing = records[at++];
    }
}

/* What a row became, for the rows that refer to it. */
static void note_key(struct intake_run *run, const struct intake_row *row, struct uuid id) {
    int column = run->setup->order ? column_with(run->plan, TARGET_KEY) : -1;
    struct slice text = column >= 0 ? cell_at(row, (size_t)column)->text : S("");
    if (text.len)
        key_table_set(run->by_key, intake_text_key(text),
                      row->verdict == ROW_REFUSED ? -row->number : row->number, id);
}

bool intake_is_stopping(const struct intake_setup *setup) {
    return setup->is_stopping && setup->is_stopping(setup->stop_context);
}

bool intake_run_judge(struct intake_run *run, struct arena *chunk_arena, struct intake_row *rows,
                      size_t count) {
    struct judging *judgings = arena_make(chunk_arena, struct judging, count);
    struct db *db = store_borrow(run->setup->store);
    bool goes_on = true;
    for (size_t i = 0; i < count; i++) {
        judgings[i] = (struct judging){.run = run, .arena = chunk_arena, .row = &rows[i]};
        judge_values(&judgings[i], db);
    }
    load_existing(run, chunk_arena, db, judgings, count);
    for (size_t i = 0; i < count && goes_on; i++) {
        judge_people(&judgings[i], db);
        judge_existing(&judgings[i], db);
        bool is_other = !rows[i].is_taken && !uuid_is_zero(rows[i].known);
        note_key(run, &rows[i], is_other ? rows[i].known : judgings[i].id);
        if (i % STOP_ROWS == 0) goes_on = !intake_is_stopping(run->setup);
    }
    store_return(run->setup->store, db);
    return goes_on;
}

/* ---- before the writer ---- */

/* A rule names a field; the cell that stands for it is the one to colour. */
static struct slice column_name(struct intake_run *run, struct arena *arena, struct slice field) {
    for (size_t i = 0; i < run->plan->column_count; i++) {
        const struct intake_column *column = &run->plan->columns[i];
        bool is_its = column->target == TARGET_FIELD && slice_equal(slice_of(column->field->name), field);
        if (is_its) return arena_printf(arena, "column.%zu", i);
    }
    return S("");
}

static const char *outcome_text(enum outcome outcome) {
    switch (outcome) {
    case OUTCOME_FORBIDDEN: return TR("You may not make or change this record.");
    case OUTCOME_NOT_FOUND: return TR("The record of this row is not yours to change.");
    case OUTCOME_CONFLICT: return TR("Somebody changed this record meanwhile.");
    case OUTCOME_OK:
    case OUTCOME_REFUSED:
    case OUTCOME_MALFORMED:
    case OUTCOME_TOO_MANY:
    case OUTCOME_FULL:
    case OUTCOME_FAILED: return TR("This row could not be checked.");
    }
    BUG("outcome %d", outcome);
}

static void take_verdict(struct intake_run *run, struct arena *arena, struct intake_row *row,
                         enum outcome outcome, const struct refusal *refusal) {
    if (outcome == OUTCOME_OK) return;
    row->verdict = ROW_REFUSED;
    row->is_taken = false;
    row->change_count = 0;
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        struct slice column = column_name(run, arena, item->field);
        const struct field *field = column.len ? NULL : record_type_field(run->plan->type, item->field);
        /* What no column stands for is told with the name of its field. */
        struct slice name = field ? arena_printf(arena, "field.%s", field->name) : column;
        refuse_with(&row->refusal, name, item->message, item->args[0], item->args[1]);
    }
    if (refusal_is_empty(refusal)) refuse(&row->refusal, S(""), outcome_text(outcome));
}

bool intake_run_try(struct intake_run *run, struct arena *chunk_arena, struct intake_row *rows,
                    size_t count) {
    struct change *changes = arena_make(chunk_arena, struct change, count);
    struct intake_row **owners = arena_make(chunk_arena, struct intake_row *, count);
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++) {
        bool asks = rows[i].is_taken && rows[i].change_count == 1; /* a restore is judged when it is made */
        if (!asks) continue;
        owners[wanted] = &rows[i];
        changes[wanted] = rows[i].changes[0];
        changes[wanted++].sets &=
            ~rows[i].ahead; /* never a required field: nothing could be the first of its kind */
    }
    if (!wanted) return true;
    struct write_job job = {.job_arena = chunk_arena,
                            .actor = run->setup->actor,
                            .changes = changes,
                            .change_count = wanted,
                            .is_trial = true,
                            .trials = arena_make(chunk_arena, enum outcome, wanted),
                            .trial_refusals = arena_make(chunk_arena, struct refusal, wanted)};
    if (store_write(run->setup->store, &job) != OUTCOME_OK) return false;
    for (size_t i = 0; i < wanted; i++) {
        take_verdict(run, chunk_arena, owners[i], job.trials[i], &job.trial_refusals[i]);
        if (owners[i]->verdict == ROW_REFUSED) note_key(run, owners[i], owners[i]->changes[0].id);
    }
    return true;
}
