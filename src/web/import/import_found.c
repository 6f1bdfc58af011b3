/* SPDX-License-Identifier: Apache-2.0 */
/* What a check found: rows refused, rows that may be somebody known, and what is decided about them. */
#include "web/import/import_view.h"
#include "web/record/record_text.h"

static const char *const choice_labels[] = {
    [CHOICE_SKIP] = TR("Leave the row out"),
    [CHOICE_UPDATE] = TR("Change the record that is there"),
    [CHOICE_CREATE] = TR("Make a new record anyway"),
};

/* ---- refused ---- */

static struct slice where(struct web *web, const struct intake_plan *plan, const struct intake_line *line) {
    if (line->field) return web_tr(web, line->field);
    if (line->column < 0 || (size_t)line->column >= plan->column_count) return S("");
    struct slice header = plan->columns[line->column].header;
    struct slice args[] = {format_number(web->arena, &web->locale, line->column + 1), S("")};
    return header.len ? header : refusal_fill(web->arena, web_tr(web, TR("Column {1}")), args);
}

/* A file may hold what its reader does not see in records: then cells are not shown. */
static bool sees_all(struct web *web, const struct import_seen *seen, const struct intake_plan *plan) {
    struct view view = web_view(web, seen->type);
    const struct field *fields[RECORD_FIELDS_MAX];
    size_t count = intake_fields(seen->type, &view, fields);
    for (size_t i = 0; i < plan->column_count; i++) {
        bool is_seen = plan->columns[i].target != TARGET_FIELD;
        for (size_t k = 0; k < count && !is_seen; k++) {
            is_seen = fields[k] == plan->columns[i].field;
        }
        if (!is_seen) return false;
    }
    return true;
}

static void hide_cells(struct intake_line *lines, size_t count) {
    for (size_t i = 0; i < count; i++) {
        lines[i].text = lines[i].args[0] = lines[i].args[1] = S("");
    }
}

static void add_refused(struct web *web, const struct intake_plan *plan, const struct intake_result *result) {
    struct doc *lines = doc_set_array(web->arena, web->view, S("refused"));
    for (size_t i = 0; i < result->refused_count; i++) {
        const struct intake_line *line = &result->refused[i];
        struct refusal_item item = {.message = line->message, .args = {line->args[0], line->args[1]}};
        struct doc *object = doc_add_object(web->arena, lines);
        doc_set_int(web->arena, object, S("row_number"), line->row);
        doc_set_text(web->arena, object, S("row_text"), format_number(web->arena, &web->locale, line->row));
        doc_set_text(web->arena, object, S("row_where"), where(web, plan, line));
        doc_set_text(web->arena, object, S("row_cell"), line->text);
        doc_set_text(web->arena, object, S("row_why"), tr_refusal(web->arena, &web->locale, &item));
    }
}

/* ---- known, twice ---- */

static enum intake_choice choice_for(const struct intake_decisions *decisions,
                                     const struct intake_line *line) {
    for (size_t i = 0; i < decisions->count; i++) {
        if (decisions->rows[i].row == line->row) return decisions->rows[i].choice;
    }
    return line->verdict == ROW_KNOWN ? decisions->known : decisions->twice;
}

static void add_choices(struct web *web, struct doc *object, enum intake_choice chosen, bool may_update) {
    struct doc *choices = doc_set_array(web->arena, object, S("decision_choices"));
    for (size_t i = 0; i < ARRAY_LEN(choice_labels); i++) {
        if (i == CHOICE_UPDATE && !may_update) continue;
        struct doc *choice = doc_add_object(web->arena, choices);
        doc_set_text(web->arena, choice, S("decision_value"), intake_choice_code((enum intake_choice)i));
        doc_set_text(web->arena, choice, S("decision_label"), web_tr(web, choice_labels[i]));
        doc_set_bool(web->arena, choice, S("decision_chosen"), i == chosen);
    }
}

static void add_double(struct web *web, struct record_names *names, const struct import_seen *seen,
                       const struct intake_decisions *decisions, const struct intake_line *line,
                       struct doc *lines) {
    struct doc *object = doc_add_object(web->arena, lines);
    bool in_register = line->verdict == ROW_KNOWN;
    struct slice args[] = {format_number(web->arena, &web->locale, line->twice_of), S("")};
    doc_set_int(web->arena, object, S("row_number"), line->row);
    doc_set_text(web->arena, object, S("row_text"), format_number(web->arena, &web->locale, line->row));
    doc_set_text(web->arena, object, S("row_cell"), line->text);
    doc_set_text(web->arena, object, S("same_as"),
                 in_register ? record_label_of(names, seen->type, line->known)
                             : refusal_fill(web->arena, web_tr(web, TR("Row {1}")), args));
    doc_set_text(web->arena, object, S("same_href"),
                 in_register ? record_href(web, seen->type, line->known) : S(""));
    doc_set_text(web->arena, object, S("decision_name"),
                 arena_printf(web->arena, "%s-%lld", in_register ? "known" : "twice", (long long)line->row));
    add_choices(web, object, choice_for(decisions, line), in_register);
}

static void add_for_all(struct web *web, const char *name, const char *label, enum intake_choice chosen,
                        bool may_update, struct doc *all) {
    struct doc *object = doc_add_object(web->arena, all);
    doc_set_text(web->arena, object, S("decision_name"), slice_of(name));
    doc_set_text(web->arena, object, S("decision_title"), web_tr(web, label));
    add_choices(web, object, chosen, may_update);
}

static void add_doubles(struct web *web, const struct import_seen *seen, const struct intake_result *result) {
    struct record_names *names = record_names_new(web);
    struct intake_decisions decisions;
    if (!intake_decisions_read(web->arena, seen->import->decisions.text, &decisions))
        decisions = (struct intake_decisions){0};
    struct doc *lines = doc_set_array(web->arena, web->view, S("doubles"));
    for (size_t i = 0; i < result->double_count; i++) {
        add_double(web, names, seen, &decisions, &result->doubles[i], lines);
    }
    struct doc *all = doc_set_array(web->arena, web->view, S("for_all"));
    if (result->counts.by[ROW_KNOWN])
        add_for_all(web, "known", TR("All who are in the register already"), decisions.known, true, all);
    if (result->counts.by[ROW_TWICE])
        add_for_all(web, "twice", TR("All that are twice in the file"), decisions.twice, false, all);
    doc_set_bool(web->arena, web->view, S("has_doubles"), result->double_count > 0);
    int64_t doubles = result->counts.by[ROW_KNOWN] + result->counts.by[ROW_TWICE];
    struct slice args[] = {format_number(web->arena, &web->locale, doubles - (int64_t)result->double_count),
                           S("")};
    bool has_more = doubles > (int64_t)result->double_count;
    doc_set_text(web->arena, web->view, S("more_doubles"),
                 has_more ? refusal_fill(web->arena, web_tr(web, TR("and {1} more, not listed here")), args)
                          : S(""));
}

static void read_headers(struct web *web, const struct import_seen *seen, struct intake_head *head) {
    struct intake_office office = import_office(web);
    enum sheet_trouble trouble;
    int64_t row;
    bool is_remembered;
    if (!intake_look_at(&office, seen->record, -1, -1, head, &is_remembered, &trouble, &row))
        head->plan.column_count = 0;
}

void import_add_found(struct web *web, const struct import_seen *seen) {
    struct intake_result result;
    struct intake_head *head = arena_make(web->arena, struct intake_head, 1);
    int64_t written = seen->import->rows_new.number + seen->import->rows_changed.number;
    struct slice args[] = {format_number(web->arena, &web->locale, written), S("")};
    doc_set_bool(web->arena, web->view, S("is_checked"), true);
    doc_set_text(web->arena, web->view, S("write_text"),
                 refusal_fill(web->arena, web_tr(web, TR("Write {1} rows")), args));
    doc_set_bool(web->arena, web->view, S("has_rows"), written > 0);
    doc_set_bool(web->arena, web->view, S("has_refused"), seen->import->rows_refused.number > 0);
    bool is_there = intake_desk_result(web->app->intake, web->arena, seen->record->id, &result);
    doc_set_bool(web->arena, web->view, S("is_forgotten"), !is_there);
    if (!is_there) return;
    read_headers(web, seen, head);
    if (!sees_all(web, seen, &head->plan)) {
        hide_cells(result.refused, result.refused_count);
        hide_cells(result.doubles, result.double_count);
    }
    add_refused(web, &head->plan, &result);
    add_doubles(web, seen, &result);
}

/* ---- what was decided ---- */

static void decide_row(struct web *web, struct intake_decisions *decisions, int64_t row,
                       enum intake_choice choice) {
    for (size_t i = 0; i < decisions->count; i++) {
        if (decisions->rows[i].row == row) {
            decisions->rows[i].choice = choice;
            return;
        }
    }
    decisions->rows = arena_room(web->arena, decisions->rows, sizeof *decisions->rows, decisions->count);
    decisions->rows[decisions->count].row = row;
    decisions->rows[decisions->count++].choice = choice;
}

/* What held for the row until now. */
static enum intake_choice choice_before(const struct intake_decisions *before, int64_t row, bool is_known) {
    for (size_t i = 0; i < before->count; i++) {
        if (before->rows[i].row == row) return before->rows[i].choice;
    }
    return is_known ? before->known : before->twice;
}

/* "known" and "twice" speak for all, "known-12" for a row.  A page sends every row it shows: only what was
 * changed counts. */
static void take_decision(struct web *web, const struct intake_decisions *before,
                          struct intake_decisions *decisions, struct slice name, struct slice value) {
    enum intake_choice choice;
    int64_t row;
    if (!intake_choice_of(value, &choice)) return;
    if (slice_equal(name, S("known"))) decisions->known = choice;
    if (slice_equal(name, S("twice"))) decisions->twice = choice;
    bool is_known = slice_starts(name, S("known-"));
    bool is_row = (is_known || slice_starts(name, S("twice-"))) &&
                  slice_to_int64(slice_sub(name, 6, name.len), &row) && row > 0;
    if (is_row && choice != choice_before(before, row, is_known)) decide_row(web, decisions, row, choice);
}

static void take_json(struct web *web, const struct intake_decisions *before,
                      struct intake_decisions *decisions) {
    struct doc *body =
        slice_trim(web->http->body).len ? doc_parse_json(web->arena, web->http->body, &web->refusal) : NULL;
    for (const struct doc_entry *entry = body && body->kind == DOC_OBJECT ? body->first : NULL; entry;
         entry = entry->next) {
        enum intake_choice choice;
        struct slice text = entry->value.kind == DOC_TEXT ? entry->value.text : S("");
        if (intake_choice_of(text, &choice))
            take_decision(web, before, decisions, entry->key, text);
        else
            refuse_with(&web->refusal, entry->key, "“{1}” is none of the choices.", text, S(""));
    }
}

static struct slice web_field_or_none(struct web *web, struct slice name) {
    return web->is_api ? S("") : web_field(web, name);
}

struct slice import_read_decisions(struct web *web, const struct import_seen *seen) {
    enum { DECISIONS_BYTES = 19000 }; /* of a long text */
    struct intake_decisions decisions, before;
    struct slice all[2] = {web_field_or_none(web, S("known")), web_field_or_none(web, S("twice"))};
    if (!intake_decisions_read(web->arena, seen->import->decisions.text, &before))
        before = (struct intake_decisions){0};
    decisions = before;
    /* A word about all is a word about each; what is said about single rows with it comes after. */
    bool all_changed = (all[0].len && !slice_equal(all[0], intake_choice_code(before.known))) ||
                       (all[1].len && !slice_equal(all[1], intake_choice_code(before.twice)));
    decisions.rows = NULL;
    decisions.count = 0;
    for (size_t i = 0; !all_changed && i < before.count; i++) {
        decide_row(web, &decisions, before.rows[i].row, before.rows[i].choice);
    }
    if (web->is_api) take_json(web, &before, &decisions);
    for (size_t i = 0; !web->is_api && web_form(web) && i < web->form.count; i++) {
        take_decision(web, &before, &decisions, web->form.fields[i].name, web->form.fields[i].value);
    }
    struct slice text = intake_decisions_write(web->arena, &decisions);
    if (text.len <= DECISIONS_BYTES) return text;
    decisions.count = 0;
    return intake_decisions_write(web->arena, &decisions);
}
