/* SPDX-License-Identifier: Apache-2.0 */
/* Matching the columns of a file: what is suggested, what the user says. */
#include "web/import/import_view.h"
#include "web/plain_form.h"

static struct slice number_text(struct web *web, int64_t number) {
    return arena_printf(web->arena, "%lld", (long long)number);
}

/* ---- what a column can be ---- */

static const struct {
    int digits;
    const char *label;
} levels[] = {{2, TR("Province")}, {4, TR("District")}, {6, TR("Commune")}, {8, TR("Village")}};

static struct slice target_value(struct web *web, const struct field *field, int digits) {
    if (!digits) return slice_of(field->name);
    return arena_printf(web->arena, "%s.%d", field->name, digits);
}

static struct slice column_value(struct web *web, const struct intake_column *column) {
    switch (column->target) {
    case TARGET_NONE: return S("");
    case TARGET_CODE: return S("#code");
    case TARGET_KEY: return S("#key");
    case TARGET_FIELD: return target_value(web, column->field, column->place_digits);
    }
    return S("");
}

static void add_option(struct web *web, struct doc *options, struct slice value, struct slice label,
                       struct slice chosen) {
    struct doc *option = doc_add_object(web->arena, options);
    doc_set_text(web->arena, option, S("option_value"), value);
    doc_set_text(web->arena, option, S("option_label"), label);
    doc_set_bool(web->arena, option, S("option_selected"), slice_equal(value, chosen));
}

static void add_field_options(struct web *web, struct doc *options, const struct field *field,
                              struct slice chosen) {
    struct slice label = web_tr(web, field->label);
    if (field->required) label = arena_join(web->arena, label, S(" *"));
    add_option(web, options, target_value(web, field, 0), label, chosen);
    for (size_t i = 0; field->kind == KIND_PLACE && i < ARRAY_LEN(levels); i++) {
        struct slice level = web_tr(web, levels[i].label);
        add_option(web, options, target_value(web, field, levels[i].digits),
                   arena_printf(web->arena, "%.*s: %.*s", SLICE_ARG(label), SLICE_ARG(level)), chosen);
    }
}

static void add_targets(struct web *web, const struct intake_plan *plan, const struct view *view,
                        const struct intake_column *column, struct doc *object) {
    const struct field *fields[RECORD_FIELDS_MAX];
    size_t count = intake_fields(plan->type, view, fields);
    struct slice chosen = column_value(web, column);
    struct doc *options = doc_set_array(web->arena, object, S("targets"));
    add_option(web, options, S(""), web_tr(web, TR("Leave this column out")), chosen);
    for (size_t i = 0; i < count; i++) {
        add_field_options(web, options, fields[i], chosen);
    }
    if (plan->type->code_prefix)
        add_option(web, options, S("#code"), web_tr(web, TR("Code of the record in this program")), chosen);
    add_option(web, options, S("#key"), web_tr(web, TR("Number of the row in your own system")), chosen);
}

/* ---- questions ---- */

static void add_question(struct web *web, struct doc *object, const char *prefix, size_t index,
                         const char *const labels[2], const char *const codes[2], size_t chosen) {
    struct doc *question = doc_add_object(web->arena, object);
    doc_set_text(web->arena, question, S("question_name"), arena_printf(web->arena, "%s%zu", prefix, index));
    struct doc *answers = doc_set_array(web->arena, question, S("answers"));
    for (size_t i = 0; i < 2; i++) {
        struct doc *answer = doc_add_object(web->arena, answers);
        doc_set_text(web->arena, answer, S("answer_value"), slice_of(codes[i]));
        doc_set_text(web->arena, answer, S("answer_label"), web_tr(web, labels[i]));
        doc_set_bool(web->arena, answer, S("answer_chosen"), chosen == i + 1);
    }
}

static void add_questions(struct web *web, const struct intake_column *column, size_t index,
                          struct doc *object) {
    static const char *const orders[] = {TR("03/04 is the 3rd of April"), TR("03/04 is March 4th")};
    static const char *const order_codes[] = {"day", "month"};
    static const char *const dots[] = {TR("1.234 is one thousand two hundred and thirty-four"),
                                       TR("1.234 is one and a part")};
    static const char *const dot_codes[] = {"groups", "decimals"};
    struct doc *questions = doc_set_array(web->arena, object, S("questions"));
    if (column->asks_order || column->order)
        add_question(web, questions, "o", index, orders, order_codes, column->order);
    if (column->asks_dot || column->dot)
        add_question(web, questions, "d", index, dots, dot_codes, column->dot);
}

/* ---- a column ---- */

static struct slice column_error(struct web *web, size_t index) {
    struct slice name = arena_printf(web->arena, "column.%zu", index);
    for (const struct refusal_item *item = web->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, name)) return tr_refusal(web->arena, &web->locale, item);
    }
    return S("");
}

static void add_column(struct web *web, const struct intake_plan *plan, const struct view *view, size_t index,
                       struct doc *columns) {
    const struct intake_column *column = &plan->columns[index];
    struct doc *object = doc_add_object(web->arena, columns);
    struct slice args[] = {format_number(web->arena, &web->locale, (int64_t)index + 1), S("")};
    struct slice unnamed = refusal_fill(web->arena, web_tr(web, TR("Column {1}")), args);
    doc_set_int(web->arena, object, S("column_index"), (int64_t)index);
    doc_set_text(web->arena, object, S("column_header"), column->header.len ? column->header : unnamed);
    doc_set_text(web->arena, object, S("column_field"), column_value(web, column));
    doc_set_bool(web->arena, object, S("is_left_out"), column->target == TARGET_NONE);
    doc_set_text(web->arena, object, S("column_error"), column_error(web, index));
    struct doc *samples = doc_set_array(web->arena, object, S("samples"));
    for (size_t i = 0; i < column->sample_count; i++) {
        doc_set_text(web->arena, doc_add_object(web->arena, samples), S("sample_text"), column->samples[i]);
    }
    add_targets(web, plan, view, column, object);
    add_questions(web, column, index, object);
}

/* ---- about the file ---- */

static void add_sheets(struct web *web, const struct sheet_about *about) {
    struct doc *sheets = doc_set_array(web->arena, web->view, S("sheets"));
    for (size_t i = 0; i < about->sheet_count && about->sheet_count > 1; i++) {
        add_option(web, sheets, number_text(web, (int64_t)i), about->sheets[i],
                   number_text(web, (int64_t)about->sheet));
    }
    doc_set_bool(web->arena, web->view, S("has_sheets"), about->sheet_count > 1);
}

static struct slice row_words(struct web *web, const struct sheet_row *row) {
    enum { WORDS_BYTES = 60 };
    struct text text = TEXT_IN(web->arena);
    text_printf(&text, "%lld: ", (long long)row->number);
    for (size_t i = 0; i < row->count && text.len < WORDS_BYTES; i++) {
        if (!row->cells[i].text.len) continue;
        text_append(&text, row->cells[i].text);
        text_append(&text, S(" · "));
    }
    return slice_sub(text_slice(&text), 0,
                     text.len > 4 && text.s[text.len - 1] == ' ' ? text.len - 4 : text.len);
}

static void add_header_rows(struct web *web, const struct intake_head *head) {
    struct doc *rows = doc_set_array(web->arena, web->view, S("header_rows"));
    struct slice chosen = number_text(web, head->plan.header_row);
    for (size_t i = 0; i < head->row_count; i++) {
        add_option(web, rows, number_text(web, head->rows[i].number), row_words(web, &head->rows[i]), chosen);
    }
    add_option(web, rows, S("0"), web_tr(web, TR("No header: the first row is values")), chosen);
}

static const char *separator_words(char separator) {
    switch (separator) {
    case ';': return TR("semicolons");
    case '\t': return TR("tabs");
    case '|': return TR("bars");
    }
    return TR("commas");
}

static void add_about(struct web *web, const struct intake_head *head) {
    struct slice args[] = {slice_of(sheet_encoding_name(head->about.encoding)),
                           web_tr(web, separator_words(head->about.separator))};
    struct slice text =
        head->about.is_workbook
            ? web_tr(web, TR("Excel workbook"))
            : refusal_fill(web->arena, web_tr(web, TR("Text in {1}, separated by {2}")), args);
    doc_set_text(web->arena, web->view, S("about_text"), text);
    add_sheets(web, &head->about);
    add_header_rows(web, head);
}

static bool has_money(const struct record_type *type) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].kind == KIND_MONEY) return true;
    }
    return false;
}

static void add_money(struct web *web, const struct intake_plan *plan) {
    struct doc *currencies = doc_set_array(web->arena, web->view, S("currencies"));
    doc_set_bool(web->arena, web->view, S("has_money"), has_money(plan->type));
    add_option(web, currencies, S("KHR"), web_tr(web, TR("Riel")), currency_code(plan->money));
    add_option(web, currencies, S("USD"), web_tr(web, TR("US dollars")), currency_code(plan->money));
}

static void show_head(struct web *web, const struct import_seen *seen, const struct intake_head *head) {
    struct view view = web_view(web, seen->type);
    struct doc *columns = doc_set_array(web->arena, web->view, S("columns"));
    for (size_t i = 0; i < head->plan.column_count; i++) {
        bool is_empty = !head->plan.columns[i].header.len && !head->plan.columns[i].sample_count;
        if (!head->plan.columns[i].is_ours && !is_empty) add_column(web, &head->plan, &view, i, columns);
    }
    doc_set_int(web->arena, web->view, S("header_row"), head->plan.header_row);
    doc_set_int(web->arena, web->view, S("sheet"), (int64_t)head->plan.sheet);
    doc_set_bool(web->arena, web->view, S("nothing_matches"), head->matched == 0);
    add_about(web, head);
    add_money(web, &head->plan);
}

static void show_trouble(struct web *web, enum sheet_trouble trouble, int64_t row) {
    struct slice args[] = {format_number(web->arena, &web->locale, row), S("")};
    doc_set_text(web->arena, web->view, S("trouble_text"),
                 refusal_fill(web->arena, web_tr(web, sheet_trouble_text(trouble)), args));
}

static int64_t wanted(struct web *web, const char *name) {
    int64_t number;
    struct slice text = web->http->method == HTTP_GET ? http_query(web->http, slice_of(name))
                                                      : web_field(web, slice_of(name));
    return slice_to_int64(text, &number) && number >= 0 ? number : -1;
}

void import_add_columns(struct web *web, const struct import_seen *seen) {
    struct intake_office office = import_office(web);
    struct intake_head *head = arena_make(web->arena, struct intake_head, 1);
    enum sheet_trouble trouble;
    int64_t row;
    bool is_remembered = false;
    bool good =
        web->state != NULL || intake_look_at(&office, seen->record, wanted(web, "sheet"),
                                             wanted(web, "header"), head, &is_remembered, &trouble, &row);
    if (web->state) head = web->state; /* what was posted and refused */
    doc_set_bool(web->arena, web->view, S("is_matching"), good);
    doc_set_bool(web->arena, web->view, S("is_remembered"), is_remembered);
    if (good)
        show_head(web, seen, head);
    else
        show_trouble(web, trouble, row);
}

/* ---- what was posted ---- */

static bool take_target(const struct intake_plan *plan, const struct view *view, struct slice value,
                        struct intake_column *column) {
    const struct field *fields[RECORD_FIELDS_MAX];
    size_t count = intake_fields(plan->type, view, fields), point = slice_find(value, S("."), 0);
    int64_t digits = 0;
    column->target = TARGET_NONE;
    column->place_digits = 0;
    if (slice_equal(value, S("#code"))) column->target = TARGET_CODE;
    if (slice_equal(value, S("#key"))) column->target = TARGET_KEY;
    if (!value.len || column->target != TARGET_NONE) return true;
    bool has_digits = point < value.len;
    if (has_digits && (!slice_to_int64(slice_sub(value, point + 1, value.len), &digits) || digits < 2 ||
                       digits > 8 || digits % 2))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal(slice_of(fields[i]->name), slice_sub(value, 0, point))) continue;
        column->target = TARGET_FIELD;
        column->field = fields[i];
        column->place_digits = fields[i]->kind == KIND_PLACE ? (int)digits : 0;
        return true;
    }
    return false;
}

static void take_answers(struct web *web, size_t index, struct intake_column *column) {
    struct slice order = web_field(web, arena_printf(web->arena, "o%zu", index));
    struct slice dot = web_field(web, arena_printf(web->arena, "d%zu", index));
    column->order = slice_equal(order, S("day"))     ? ORDER_DAY_FIRST
                    : slice_equal(order, S("month")) ? ORDER_MONTH_FIRST
                                                     : ORDER_ASK;
    column->dot = slice_equal(dot, S("groups"))     ? DOT_GROUPS
                  : slice_equal(dot, S("decimals")) ? DOT_DECIMALS
                                                    : DOT_ASK;
}

static bool take_form(struct web *web, const struct import_seen *seen, struct intake_plan *plan) {
    struct view view = web_view(web, seen->type);
    for (size_t i = 0; i < plan->column_count; i++) {
        struct slice value = web_field(web, arena_printf(web->arena, "c%zu", i));
        if (!take_target(plan, &view, value, &plan->columns[i])) {
            refuse(&web->refusal, arena_printf(web->arena, "column.%zu", i),
                   "Choose one from the list; this one is not known.");
        }
        take_answers(web, i, &plan->columns[i]);
    }
    if (!currency_parse(web_field(web, S("money")), &plan->money)) plan->money = CURRENCY_KHR;
    return refusal_is_empty(&web->refusal);
}

/* By API: the plan as intake_plan_write writes it; an empty body takes what is suggested. */
static bool take_json(struct web *web, struct intake_plan *plan) {
    if (!slice_trim(web->http->body).len) return true;
    int64_t header = plan->header_row, data = plan->data_row;
    size_t sheet = plan->sheet;
    if (!intake_plan_read(web->arena, web->http->body, plan)) {
        return refuse(&web->refusal, S("columns"),
                      "This is not a matching of columns; see the documentation of the API.");
    }
    plan->header_row = header;
    plan->data_row = data;
    plan->sheet = sheet;
    return true;
}

static int64_t json_number(struct web *web, struct slice name) {
    struct refusal ignored = REFUSAL_IN(web->arena);
    const struct doc *body =
        slice_trim(web->http->body).len ? doc_parse_json(web->arena, web->http->body, &ignored) : NULL;
    return body && body->kind == DOC_OBJECT ? doc_get_int(body, name, -1) : -1;
}

bool import_read_columns(struct web *web, const struct import_seen *seen, struct intake_head *head) {
    struct intake_office office = import_office(web);
    enum sheet_trouble trouble;
    int64_t row;
    bool is_remembered;
    int64_t sheet = web->is_api ? json_number(web, S("sheet")) : wanted(web, "sheet");
    int64_t header = web->is_api ? json_number(web, S("header")) : wanted(web, "header");
    if (!intake_look_at(&office, seen->record, sheet, header, head, &is_remembered, &trouble, &row)) {
        struct slice number = format_number(web->arena, &web->locale, row);
        return refuse_with(&web->refusal, S("file"), sheet_trouble_text(trouble), number, S(""));
    }
    return web->is_api ? take_json(web, &head->plan) : take_form(web, seen, &head->plan);
}
