/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a file: where its header stands, also when it takes two rows, and what stands below. */
#include "exchange/intake/intake_head.h"

#include "base/text.h"
#include "i18n/khmer.h"

enum { HEADER_ROWS_LOOKED = 10, HEADER_CHARS_MAX = 120 };

struct head_reading {
    struct arena *arena, *scratch;
    const struct record_type *type;
    const struct view *view;
    const struct messages *khmer;
    struct intake_head *head;
    struct sheet_row first[INTAKE_HEAD_ROWS + 1];
    size_t first_count;
    bool saw_day_first[LIMIT_SHEET_COLUMNS], saw_month_first[LIMIT_SHEET_COLUMNS];
};

/* ---- rows ---- */

static void row_keep(struct arena *arena, const struct sheet_row *row, struct sheet_row *copy) {
    *copy = *row;
    for (size_t i = 0; i < row->count; i++) {
        copy->cells[i].text = arena_copy(arena, row->cells[i].text);
    }
}

static struct slice cell_of(const struct sheet_row *row, size_t column) {
    return row && column < row->count ? row->cells[column].text : S("");
}

static size_t filled(const struct sheet_row *row) {
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++) {
        count += row->cells[i].text.len > 0;
    }
    return count;
}

/* ---- which row is the header? ---- */

/* What stands over a column: one row, or two with the upper name carried on over its empty neighbours ("Name
 * | Khmer, Latin"). */
static struct slice header_text(struct arena *arena, const struct sheet_row *upper,
                                const struct sheet_row *lower, size_t column) {
    struct slice below = cell_of(lower, column), above = cell_of(upper, column);
    for (size_t left = column; upper && !above.len && below.len && left-- > 0;) {
        above = cell_of(upper, left);
        if (above.len && !cell_of(lower, left).len) above = S(""); /* that one stands for itself */
        if (above.len) break;
    }
    if (!above.len || slice_equal(above, below)) return arena_copy(arena, below.len ? below : above);
    if (!below.len) return arena_copy(arena, above);
    return arena_printf(arena, "%.*s %.*s", SLICE_ARG(above), SLICE_ARG(below));
}

/* True when an earlier column is called the same: a name that was merged over both says nothing of either. */
static bool is_repeated(struct arena *scratch, const struct sheet_row *upper, const struct sheet_row *lower,
                        size_t column, struct slice text) {
    for (size_t i = 0; i < column; i++) {
        if (slice_equal(header_text(scratch, upper, lower, i), text)) return true;
    }
    return false;
}

static size_t header_worth(struct head_reading *reading, const struct sheet_row *upper,
                           const struct sheet_row *lower) {
    size_t worth = 0, columns = lower->count;
    if (upper && upper->count > columns) columns = upper->count;
    for (size_t i = 0; i < columns; i++) {
        struct slice text = header_text(reading->scratch, upper, lower, i);
        bool is_name =
            text.len && text.len <= HEADER_CHARS_MAX && !is_repeated(reading->scratch, upper, lower, i, text);
        if (is_name)
            worth +=
                intake_header_worth(reading->scratch, reading->type, reading->view, reading->khmer, text);
    }
    return worth;
}

struct header_place {
    size_t row; /* index among the first rows, of the lower row */
    bool is_double;
    size_t worth;
};

static bool is_tag_row(const struct sheet_row *row) {
    size_t tags = 0;
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].text.len && row->cells[i].text.s[0] != '#') return false;
        tags += row->cells[i].text.len > 0;
    }
    return tags > 0;
}

static bool could_be_double(const struct sheet_row *upper, const struct sheet_row *lower) {
    return lower->number == upper->number + 1 && !is_tag_row(lower) && filled(lower) > 0;
}

/* The row with most names of fields; where no row has any, the first one with as many texts as the table is
 * wide. */
static struct header_place find_header(struct head_reading *reading) {
    struct header_place best = {0};
    size_t widest = 0;
    for (size_t i = 0; i < reading->first_count && i < HEADER_ROWS_LOOKED; i++) {
        size_t worth = header_worth(reading, NULL, &reading->first[i]) * 2;
        if (worth > best.worth) best = (struct header_place){i, false, worth};
        bool may_pair = i > 0 && could_be_double(&reading->first[i - 1], &reading->first[i]);
        worth = may_pair ? header_worth(reading, &reading->first[i - 1], &reading->first[i]) * 2 : 0;
        if (worth > best.worth) best = (struct header_place){i, true, worth};
        if (filled(&reading->first[i]) > widest) widest = filled(&reading->first[i]);
    }
    for (size_t i = 0; !best.worth && i < reading->first_count; i++) {
        if (filled(&reading->first[i]) * 10 < widest * 8) continue;
        best = (struct header_place){.row = i};
        break;
    }
    return best;
}

static void header_take(struct head_reading *reading, const struct header_place *place) {
    struct intake_plan *plan = &reading->head->plan;
    const struct sheet_row *lower = &reading->first[place->row], *upper = place->is_double ? lower - 1 : NULL;
    plan->header_row = lower->number;
    plan->data_row = lower->number + 1;
    plan->column_count = lower->count;
    if (upper && upper->count > plan->column_count) plan->column_count = upper->count;
    for (size_t i = 0; i < plan->column_count; i++) {
        plan->columns[i] = (struct intake_column){.header = header_text(reading->arena, upper, lower, i)};
    }
    const struct sheet_row *below = place->row + 1 < reading->first_count ? lower + 1 : NULL;
    if (!below || !is_tag_row(below)) return;
    plan->data_row = below->number + 1;
    for (size_t i = 0; i < plan->column_count && i < below->count; i++) {
        bool is_known = intake_header_worth(reading->scratch, reading->type, reading->view, reading->khmer,
                                            below->cells[i].text);
        if (is_known) plan->columns[i].header = below->cells[i].text;
    }
}

/* The columns that a workbook of refused rows has beside those of the file. */
static void find_ours(struct head_reading *reading) {
    struct locale khmer = {.lang = LANG_KM, .messages = reading->khmer};
    struct slice english = slice_of(INTAKE_REASONS), other = tr(&khmer, english);
    for (size_t i = 0; i < reading->head->plan.column_count; i++) {
        struct intake_column *column = &reading->head->plan.columns[i];
        column->is_ours = slice_equal(column->header, english) || slice_equal(column->header, other);
    }
}

/* ---- what stands below ---- */

static void sample_add(struct head_reading *reading, struct intake_column *column, struct slice text) {
    for (size_t i = 0; i < column->sample_count; i++) {
        if (slice_equal(column->samples[i], text)) return;
    }
    if (column->sample_count < INTAKE_SAMPLES)
        column->samples[column->sample_count++] = arena_copy(reading->arena, text);
}

static void look_at_cell(struct head_reading *reading, size_t index, const struct sheet_cell *cell) {
    struct intake_column *column = &reading->head->plan.columns[index];
    int first, second;
    if (!cell->text.len) return;
    if (column->sample_count < INTAKE_SAMPLES) sample_add(reading, column, cell->text);
    if (cell->kind != SHEET_TEXT) return;
    if (intake_date_is_open(cell->text, &first, &second)) {
        if (first > 12)
            reading->saw_day_first[index] = true;
        else if (second > 12)
            reading->saw_month_first[index] = true;
        else if (first != second)
            column->asks_order = true;
    }
    if (!column->asks_dot) column->asks_dot = intake_number_is_open(cell->text);
}

static void look_at_row(struct head_reading *reading, const struct sheet_row *row) {
    struct intake_plan *plan = &reading->head->plan;
    if (row->number < plan->data_row) return;
    while (plan->column_count < row->count) {
        plan->columns[plan->column_count++] = (struct intake_column){0};
    }
    for (size_t i = 0; i < row->count; i++) {
        look_at_cell(reading, i, &row->cells[i]);
    }
}

/* Where a column has 25/12/2016, its 03/04/2016 begins with the day too. */
static void settle_orders(struct head_reading *reading) {
    for (size_t i = 0; i < reading->head->plan.column_count; i++) {
        struct intake_column *column = &reading->head->plan.columns[i];
        bool day = reading->saw_day_first[i], month = reading->saw_month_first[i];
        if (day && !month) column->order = ORDER_DAY_FIRST;
        if (month && !day) column->order = ORDER_MONTH_FIRST;
        if (day != month) column->asks_order = false;
        if (day && month) column->asks_order = true;
    }
}

/* ---- all of it ---- */

static bool read_first(struct head_reading *reading, struct sheet_reader *reader) {
    while (reading->first_count < INTAKE_HEAD_ROWS && sheet_reader_next(reader)) {
        row_keep(reading->arena, &reader->row, &reading->first[reading->first_count++]);
    }
    return reading->first_count > 0;
}

/* The row that was named; with the one above it when that says more. */
static struct header_place given_header(struct head_reading *reading, int64_t header_row) {
    for (size_t i = 0; i < reading->first_count; i++) {
        if (reading->first[i].number != header_row) continue;
        bool may_pair = i > 0 && could_be_double(&reading->first[i - 1], &reading->first[i]);
        size_t alone = header_worth(reading, NULL, &reading->first[i]);
        size_t paired = may_pair ? header_worth(reading, &reading->first[i - 1], &reading->first[i]) : 0;
        return (struct header_place){i, paired > alone, alone};
    }
    return (struct header_place){0};
}

static void no_header(struct intake_plan *plan, const struct sheet_row *first) {
    plan->header_row = 0;
    plan->data_row = first->number;
    plan->column_count = first->count;
    memset(plan->columns, 0, sizeof plan->columns);
}

static void read_rest(struct head_reading *reading, struct sheet_reader *reader) {
    for (size_t i = 0; i < reading->first_count; i++) {
        look_at_row(reading, &reading->first[i]);
    }
    for (size_t rows = 0; rows < LIMIT_IMPORT_SAMPLE && sheet_reader_next(reader); rows++) {
        look_at_row(reading, &reader->row);
    }
}

static void count_matched(struct intake_head *head) {
    for (size_t i = 0; i < head->plan.column_count; i++) {
        head->matched += head->plan.columns[i].target != TARGET_NONE;
    }
}

static void head_fill(struct head_reading *reading, struct sheet_reader *reader, int64_t header_row) {
    struct intake_head *head = reading->head;
    head->about = reader->about;
    head->rows = reading->first;
    head->row_count = reading->first_count;
    struct header_place place = header_row > 0 ? given_header(reading, header_row) : find_header(reading);
    if (header_row == 0)
        no_header(&head->plan, &reading->first[0]);
    else
        header_take(reading, &place);
    find_ours(reading);
    read_rest(reading, reader);
    settle_orders(reading);
    intake_match(reading->arena, &head->plan, reading->view, reading->khmer);
    count_matched(head);
}

bool intake_head_read(struct arena *arena, const char *path, const struct record_type *type,
                      const struct view *view, size_t sheet, int64_t header_row, const struct messages *khmer,
                      struct intake_head *head, enum sheet_trouble *trouble, int64_t *trouble_row) {
    struct sheet_reader *reader = arena_make(arena, struct sheet_reader, 1);
    struct head_reading *reading = arena_make(arena, struct head_reading, 1);
    *head = (struct intake_head){.plan = {.type = type, .sheet = sheet, .money = CURRENCY_KHR}};
    *reading = (struct head_reading){
        .arena = arena, .scratch = arena_new(), .type = type, .view = view, .khmer = khmer, .head = head};
    bool good = sheet_reader_open(reader, arena, path, sheet) && read_first(reading, reader);
    if (good)
        head_fill(reading, reader, header_row);
    else
        head->about = reader->about;
    *trouble = reader->trouble;
    *trouble_row = reader->trouble_row;
    sheet_reader_close(reader);
    arena_free(reading->scratch);
    return good && !*trouble;
}
