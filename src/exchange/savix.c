/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/savix.h"

#include "base/csv.h"
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/savings/plan_track.h"
#include "exchange/sheet_stream.h"
#include "store/query.h"

/* ---- reading ---- */

/* Members on the day who are known to be women; a household that saves is nobody's sex. */
static int64_t women_on(struct db *db, struct arena *arena, const struct record *group, int64_t day) {
    struct db_query *query = db_query(
        db,
        SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM savings_member m JOIN person p ON p.org_id = m.org_id AND "
            "p.id = m.\"person\" WHERE m.org_id = ?1 AND m.\"savings_group\" = ?2 AND m.\"joined_on\" <= ?3 "
            "AND (m.\"left_on\" IS NULL OR m.\"left_on\" > ?3) AND p.\"sex\" = 'f' AND m.deleted_ms = 0"));
    db_bind_uuid(query, 1, group->org_id);
    db_bind_uuid(query, 2, group->id);
    db_bind_text(query, 3, date_format_iso(arena, date_of_day(day)));
    int64_t women = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return women;
}

static void row_read(struct db *db, const struct record *group, int64_t quarter, struct savix_row *row) {
    struct arena *arena = arena_new(); /* of one group: its loans need not stay */
    struct savings_picture *picture = arena_make(arena, struct savings_picture, 1);
    struct group_lack *lacks;
    int64_t day = quarter_last_day(quarter), formed = date_first_day(savings_group_of(group)->formed_on.date);
    savings_picture_read(db, arena, group, day, picture);
    *row = (struct savix_row){.group = group,
                              .quarter = quarter,
                              .cycle = picture->cycle,
                              .women = women_on(db, arena, group, day),
                              .loans_open = (int64_t)picture->loan_count,
                              .figures = picture->figures};
    size_t lack_count = group_lacks(arena, &picture->figures, &grade_rules_default, &lacks);
    row->phase = group_phase_of((day - formed) / 7, picture->cycles_done, lack_count, &phase_rules_default);
    arena_free(arena);
}

void savix_read(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                struct uuid org, int64_t first_quarter, int64_t last_quarter, struct savix_file *file) {
    struct record **groups;
    struct list_query query = {.type = &savings_group_type, .limit = LIMIT_LIST_ROWS, .org = org};
    query.sort = record_type_field(&savings_group_type, S("name"));
    size_t count =
        query_list_all(store, db, arena, view, &query, LIMIT_ROLL_UP_GROUPS, &groups, &file->is_cut);
    size_t quarters = (size_t)(last_quarter - first_quarter + 1);
    file->rows = arena_make(arena, struct savix_row, count * quarters + 1);
    file->count = 0;
    for (int64_t quarter = first_quarter; quarter <= last_quarter; quarter++) {
        for (size_t i = 0; i < count; i++) {
            if (group_is_there(db, arena, groups[i], quarter_last_day(quarter)))
                row_read(db, groups[i], quarter, &file->rows[file->count++]);
        }
    }
}

/* ---- columns ---- */

/* A cell is a text, a number or a day. */
struct savix_cell {
    enum { SAVIX_TEXT, SAVIX_TYPED, SAVIX_NUMBER, SAVIX_DAY } kind; /* typed: by people */
    struct slice text;
    int64_t number;
};

struct savix_column {
    const char *name;
    struct savix_cell (*cell)(struct arena *arena, const struct savix_file *file,
                              const struct savix_row *row);
};

static struct savix_cell text_cell(struct slice text) {
    return (struct savix_cell){.kind = SAVIX_TEXT, .text = text};
}

static struct savix_cell typed_cell(const struct value *value) {
    return (struct savix_cell){.kind = SAVIX_TYPED, .text = value->present ? value->text : S("")};
}

static struct savix_cell number_cell(int64_t number) {
    return (struct savix_cell){.kind = SAVIX_NUMBER, .number = number};
}

static struct savix_cell day_cell(int64_t day) {
    return (struct savix_cell){.kind = SAVIX_DAY, .number = day};
}

static struct slice quarter_text(struct arena *arena, int64_t quarter) {
    return arena_printf(arena, "%lld-Q%lld", (long long)quarter_year(quarter),
                        (long long)quarter_part(quarter) + 1);
}

/* A column is an expression over a row: the macro makes a function of each, so that the table can name them.
 */
#define COLUMN(name, value)                                                                                  \
    static struct savix_cell name##_cell(struct arena *arena, const struct savix_file *file,                 \
                                         const struct savix_row *row) {                                      \
        (void)arena, (void)file, (void)row;                                                                  \
        return (value);                                                                                      \
    }

COLUMN(quarter, text_cell(quarter_text(arena, row->quarter)))
COLUMN(date_of_data, day_cell(quarter_last_day(row->quarter)))
COLUMN(project, ((struct savix_cell){.kind = SAVIX_TYPED, .text = file->organisation}))
COLUMN(group_number, text_cell(row->group->code))
COLUMN(group_name, typed_cell(&savings_group_of(row->group)->name))
COLUMN(place_code, text_cell(savings_group_of(row->group)->village.text))
COLUMN(date_formed, day_cell(date_first_day(savings_group_of(row->group)->formed_on.date)))
COLUMN(model, text_cell(savings_group_of(row->group)->model.text))
COLUMN(cycle_number, number_cell(row->cycle))
COLUMN(phase, text_cell(slice_of(group_phase_choices.choices[row->phase].code)))
COLUMN(registered_members, number_cell(row->figures.members))
COLUMN(registered_women, number_cell(row->women))
COLUMN(members_expected_4_meetings, number_cell(row->figures.registered))
COLUMN(members_attending_4_meetings, number_cell(row->figures.present))
COLUMN(members_at_start_of_cycle, number_cell(row->figures.members_start))
COLUMN(dropouts_this_cycle, number_cell(row->figures.dropouts))
COLUMN(meetings_this_cycle, number_cell(row->figures.meetings_held))
COLUMN(value_of_savings, number_cell(row->figures.savings))
COLUMN(loans_outstanding, number_cell(row->loans_open))
COLUMN(value_of_loans_outstanding, number_cell(row->figures.outstanding))
COLUMN(value_of_late_loans, number_cell(row->figures.outstanding_late_30))
COLUMN(loans_ever, number_cell(row->figures.loans_made))
COLUMN(value_of_loans_ever, number_cell(row->figures.lent))
COLUMN(write_offs_12_months, number_cell(row->figures.written_off))
COLUMN(loan_fund_cash, number_cell(row->figures.cash))
COLUMN(bank_balance, number_cell(row->figures.bank))
COLUMN(social_fund_balance, number_cell(row->figures.social_fund))
COLUMN(property, number_cell(row->figures.property))
COLUMN(debts, number_cell(row->figures.debts))
COLUMN(income_12_months, number_cell(row->figures.income))
COLUMN(expenses_12_months, number_cell(row->figures.expenses))

#define NAMED(name)                                                                                          \
    { #name, name##_cell }

static const struct savix_column columns[] = {NAMED(quarter),
                                              NAMED(date_of_data),
                                              NAMED(project),
                                              NAMED(group_number),
                                              NAMED(group_name),
                                              NAMED(place_code),
                                              NAMED(date_formed),
                                              NAMED(model),
                                              NAMED(cycle_number),
                                              NAMED(phase),
                                              NAMED(registered_members),
                                              NAMED(registered_women),
                                              NAMED(members_expected_4_meetings),
                                              NAMED(members_attending_4_meetings),
                                              NAMED(members_at_start_of_cycle),
                                              NAMED(dropouts_this_cycle),
                                              NAMED(meetings_this_cycle),
                                              NAMED(value_of_savings),
                                              NAMED(loans_outstanding),
                                              NAMED(value_of_loans_outstanding),
                                              NAMED(value_of_late_loans),
                                              NAMED(loans_ever),
                                              NAMED(value_of_loans_ever),
                                              NAMED(write_offs_12_months),
                                              NAMED(loan_fund_cash),
                                              NAMED(bank_balance),
                                              NAMED(social_fund_balance),
                                              NAMED(property),
                                              NAMED(debts),
                                              NAMED(income_12_months),
                                              NAMED(expenses_12_months)};

/* ---- writing ---- */

static void csv_cell_write(struct arena *arena, struct text *out, const struct savix_cell *cell) {
    switch (cell->kind) {
    case SAVIX_TEXT:
    case SAVIX_TYPED: csv_write_cell(out, cell->text, cell->kind == SAVIX_TYPED); return;
    case SAVIX_NUMBER: text_printf(out, "%lld", (long long)cell->number); return;
    case SAVIX_DAY: text_append(out, date_format_iso(arena, date_of_day(cell->number))); return;
    }
}

static struct slice csv_write(struct arena *arena, const struct savix_file *file) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        text_printf(&out, "%s%s", i ? "," : "", columns[i].name);
    }
    for (size_t row = 0; row < file->count; row++) {
        for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
            struct savix_cell cell = columns[i].cell(arena, file, &file->rows[row]);
            text_append(&out, i ? S(",") : S("\r\n"));
            csv_cell_write(arena, &out, &cell);
        }
    }
    text_append(&out, S("\r\n"));
    return text_slice(&out);
}

static void sheet_cell_write(struct sheet_stream *sheet, const struct savix_cell *cell) {
    switch (cell->kind) {
    case SAVIX_TEXT:
    case SAVIX_TYPED: sheet_stream_text(sheet, cell->text); return;
    case SAVIX_NUMBER: sheet_stream_number(sheet, cell->number); return;
    case SAVIX_DAY: sheet_stream_day(sheet, cell->number); return;
    }
}

static struct slice xlsx_write(struct arena *arena, const struct savix_file *file) {
    struct text out = TEXT_IN(arena);
    struct sheet_column *heads = arena_make(arena, struct sheet_column, ARRAY_LEN(columns));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        heads[i] = (struct sheet_column){.label = slice_of(columns[i].name), .width = 16};
    }
    struct sheet_stream *sheet = sheet_stream_new(arena, &out, S("groups"), heads, ARRAY_LEN(columns), false);
    for (size_t row = 0; row < file->count; row++) {
        sheet_stream_row(sheet);
        for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
            struct savix_cell cell = columns[i].cell(arena, file, &file->rows[row]);
            sheet_cell_write(sheet, &cell);
        }
    }
    return sheet_stream_finish(sheet) ? text_slice(&out) : S("");
}

bool savix_format_parse(struct slice text, enum savix_format *format) {
    *format = slice_equal(text, S("xlsx")) ? SAVIX_XLSX : SAVIX_CSV;
    return *format == SAVIX_XLSX || slice_equal(text, S("csv"));
}

struct slice savix_media_type(enum savix_format format) {
    return format == SAVIX_CSV ? S("text/csv; charset=utf-8")
                               : S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

struct slice savix_write(struct arena *arena, const struct savix_file *file, enum savix_format format) {
    return format == SAVIX_CSV ? csv_write(arena, file) : xlsx_write(arena, file);
}
