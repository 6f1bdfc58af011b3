/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/paper_list.h"

#include <unistd.h>

#include "base/csv.h"
#include "base/limits.h"
#include "base/text.h"
#include "exchange/sheet/sheet.h"
#include "i18n/khmer.h"

enum { HEADER_ROWS_MAX = 12, PATH_BYTES = 40 };

const struct paper_head paper_heads[PAPER_COLUMNS] = {
    [PAPER_GROUP] = {"group", TR("Group"), "savings group|group code|code of the group|ក្រុមសន្សំ|កូដក្រុម"},
    [PAPER_DAY] = {"as_of", TR("As of the end of"), "as of|date of the books|ថ្ងៃបិទបញ្ជី"},
    [PAPER_MEMBER] = {"member", TR("Member"),
                      "number|member number|passbook|name|name of the member|លេខ|លេខសមាជិក|ឈ្មោះ"},
    [PAPER_PERSON] = {"loan_person", TR("Borrower who is not a member"), "not a member"},
    [PAPER_SHARES] = {"shares", TR("Shares"), "number of shares"},
    [PAPER_SAVINGS] = {"savings", TR("Savings"), "saved|deposits"},
    [PAPER_SOCIAL] = {"social_fund", TR("Social fund"), "social|solidarity fund"},
    [PAPER_LOAN_OUT] = {"loan_out", TR("Loan: paid out on"), "loan date|day given|given on|date of the loan"},
    [PAPER_LOAN_AMOUNT] = {"loan_amount", TR("Loan: amount"), "loan|loan amount|amount of the loan"},
    [PAPER_LOAN_PAID] = {"loan_paid", TR("Loan: principal paid back"),
                         "loan paid|paid back|principal paid|paid"},
    [PAPER_LOAN_OWED] = {"loan_owed", TR("Loan: principal still owed"), "loan owed|outstanding|still owed"},
    [PAPER_LOAN_RATE] = {"loan_rate", TR("Loan: rate of interest a month, in percent"),
                         "rate|loan rate|interest rate|rate a month"},
    [PAPER_LOAN_COUNT] = {"loan_count", TR("Loan: number of instalments"),
                          "instalments|loan instalments|number of instalments"},
    [PAPER_LOAN_NEXT] = {"loan_next", TR("Loan: next instalment due on"), "next due|next instalment|due on"},
    [PAPER_LOAN_LATE] = {"loan_late", TR("Loan: principal overdue"), "overdue|principal overdue"},
    [PAPER_LOAN_INTEREST] = {"loan_interest", TR("Loan: interest paid so far"), "interest paid"},
    [PAPER_LOAN_INTEREST_LATE] = {"loan_interest_late", TR("Loan: interest overdue"), "interest overdue"},
    [PAPER_LOAN_METHOD] = {"loan_method", TR("Loan: kind of interest"), "method|interest method"},
    [PAPER_LOAN_FREQUENCY] = {"loan_frequency", TR("Loan: how often an instalment"), "frequency|how often"},
    [PAPER_CASH] = {"cash", TR("Cash in the box"), "box|cash"},
    [PAPER_OTHER] = {"other", TR("Second currency in the box"), "second currency|other currency"},
    [PAPER_BANK] = {"bank", TR("Money at the bank"), "bank|at the bank"},
    [PAPER_PAYABLE] = {"payable", TR("Borrowed from others"), "borrowed|debts"},
    [PAPER_RESERVE] = {"reserve", TR("Reserve"), "reserves"},
    [PAPER_RETAINED] = {"retained", TR("Profit kept"), "retained profit"},
    [PAPER_PROFIT] = {"profit", TR("Profit not yet divided"), "profit"},
    [PAPER_REASON] = {"difference_reason", TR("Why it differs"), "reason"},
};

void paper_fault_add(struct arena *arena, struct paper_fault **faults, size_t *count,
                     struct paper_fault fault) {
    *faults = arena_room(arena, *faults, sizeof **faults, *count);
    (*faults)[(*count)++] = fault;
}

/* ---- columns ---- */

static bool is_same(struct arena *arena, struct slice key, struct slice words) {
    return slice_equal(key, khmer_search_key(arena, words));
}

static bool says(const struct paper_list *list, struct slice key, const struct paper_head *head) {
    struct arena *arena = list->web->arena;
    struct slice rest = slice_of(head->words), word;
    if (is_same(arena, key, slice_of(head->code)) || is_same(arena, key, slice_of(head->label)) ||
        is_same(arena, key, tr(&list->khmer, slice_of(head->label))))
        return true;
    while (slice_split(&rest, '|', &word)) {
        if (is_same(arena, key, word)) return true;
    }
    return false;
}

static void unread_add(struct paper_list *list, struct slice header) {
    struct arena *arena = list->web->arena;
    list->unread = arena_room(arena, list->unread, sizeof *list->unread, list->unread_count);
    list->unread[list->unread_count++] = arena_copy(arena, slice_trim(header));
}

static void column_take(struct paper_list *list, struct slice header, int place) {
    struct slice key = khmer_search_key(list->web->arena, header);
    bool is_number = list->row_at < 0 && slice_equal(slice_trim(header), S("row"));
    if (!key.len) return;
    if (is_number) list->row_at = place;
    for (int i = 0; i < PAPER_COLUMNS; i++) {
        if (list->at[i] >= 0 || !says(list, key, &paper_heads[i])) continue;
        list->at[i] = place;
        return;
    }
    if (!is_number) unread_add(list, header);
}

/* The row of headers is one that names the group and something beside it. */
static bool header_take(struct paper_list *list, const struct sheet_row *row) {
    int found = 0;
    list->row_at = -1;
    list->unread_count = 0;
    for (int i = 0; i < PAPER_COLUMNS; i++)
        list->at[i] = -1;
    for (size_t i = 0; i < row->count; i++) {
        if (slice_is_utf8(row->cells[i].text)) column_take(list, row->cells[i].text, (int)i);
    }
    for (int i = 0; i < PAPER_COLUMNS; i++)
        found += list->at[i] >= 0;
    return list->at[PAPER_GROUP] >= 0 && found > 1;
}

/* ---- rows ---- */

static struct slice cell_of(const struct paper_list *list, const struct sheet_row *row, int at) {
    if (at < 0 || (size_t)at >= row->count || !slice_is_utf8(row->cells[at].text)) return (struct slice){0};
    struct slice text = slice_trim(row->cells[at].text);
    return text.len ? arena_copy(list->web->arena, text) : (struct slice){0};
}

/* False when the list is too long.  An empty row is none. */
static bool row_take(struct paper_list *list, const struct sheet_row *sheet) {
    struct paper_row row = {.number = sheet->number};
    struct slice number = cell_of(list, sheet, list->row_at);
    bool is_empty = true;
    for (int i = 0; i < PAPER_COLUMNS; i++) {
        row.cells[i] = cell_of(list, sheet, list->at[i]);
        is_empty = is_empty && !row.cells[i].len;
    }
    if (is_empty) return true;
    if (list->row_count == LIMIT_PAPER_ROWS)
        return refuse_with(&list->web->refusal, S("file"),
                           "The list has more than {1} rows; bring it in two files.",
                           arena_printf(list->web->arena, "%d", LIMIT_PAPER_ROWS), S(""));
    if (number.len) slice_to_int64(number, &row.number);
    list->rows = arena_room(list->web->arena, list->rows, sizeof *list->rows, list->row_count);
    list->rows[list->row_count++] = row;
    return true;
}

static bool trouble(struct paper_list *list, const struct sheet_reader *reader) {
    return reader->trouble == SHEET_FINE ||
           refuse_with(&list->web->refusal, S("file"), sheet_trouble_text(reader->trouble),
                       arena_printf(list->web->arena, "%lld", (long long)reader->trouble_row), S(""));
}

static bool rows_read(struct paper_list *list, struct sheet_reader *reader) {
    bool has_header = false;
    for (int i = 0; i < HEADER_ROWS_MAX && !has_header && sheet_reader_next(reader); i++)
        has_header = header_take(list, &reader->row);
    if (!trouble(list, reader)) return false;
    if (!has_header)
        return refuse(&list->web->refusal, S("file"),
                      "No column for the group was found. Take the empty list as a pattern.");
    while (sheet_reader_next(reader)) {
        if (!row_take(list, &reader->row)) return false;
    }
    return trouble(list, reader) &&
           (list->row_count || refuse(&list->web->refusal, S("file"), "Nothing stands in this list."));
}

bool paper_list_read(struct paper_list *list, struct slice bytes) {
    struct sheet_reader reader;
    char path[PATH_BYTES];
    int memory = sheet_memory_file(bytes);
    if (memory < 0)
        return refuse(&list->web->refusal, S("file"), "There is no room for this file now; try again.");
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    bool good = sheet_reader_open(&reader, list->web->arena, path, 0) ? rows_read(list, &reader)
                                                                      : trouble(list, &reader);
    sheet_reader_close(&reader);
    close(memory);
    return good;
}

struct slice paper_list_write(const struct paper_list *list) {
    struct text out = TEXT_IN(list->web->arena);
    text_append(&out, S("row"));
    for (int i = 0; i < PAPER_COLUMNS; i++) {
        if (list->at[i] >= 0) text_printf(&out, ",%s", paper_heads[i].code);
    }
    for (size_t row = 0; row < list->row_count; row++) {
        text_printf(&out, "\n%lld", (long long)list->rows[row].number);
        for (int i = 0; i < PAPER_COLUMNS; i++) {
            if (list->at[i] < 0) continue;
            text_append_char(&out, ',');
            csv_write_cell(&out, list->rows[row].cells[i], false);
        }
    }
    text_append_char(&out, '\n');
    return text_slice(&out);
}

/* ---- groups ---- */

static bool is_named(struct paper_list *list, const struct record *group, struct slice said) {
    struct arena *arena = list->web->arena;
    const struct savings_group *fields = savings_group_of(group);
    struct slice key = khmer_search_key(arena, said);
    return is_same(arena, key, fields->name.text) ||
           (fields->name_km.present && is_same(arena, key, fields->name_km.text));
}

/* By code, else by a name that only one has; NULL with *several when there are more. */
static struct record *group_find(struct paper_list *list, struct record **groups, size_t count,
                                 struct slice said, bool *several) {
    struct record *found = NULL;
    *several = false;
    for (size_t i = 0; i < count; i++) {
        if (slice_equal_nocase(groups[i]->code, said)) return groups[i];
    }
    for (size_t i = 0; i < count && !*several; i++) {
        if (!is_named(list, groups[i], said)) continue;
        *several = found;
        found = groups[i];
    }
    return *several ? NULL : found;
}

static struct paper_group *group_of(struct paper_list *list, struct record *record) {
    for (size_t i = 0; i < list->group_count; i++) {
        if (uuid_equal(list->groups[i].record->id, record->id)) return &list->groups[i];
    }
    list->groups = arena_room(list->web->arena, list->groups, sizeof *list->groups, list->group_count);
    list->groups[list->group_count] = (struct paper_group){.record = record};
    return &list->groups[list->group_count++];
}

static void row_sort(struct paper_list *list, struct record **groups, size_t count, size_t row) {
    struct web *web = list->web;
    struct slice said = list->rows[row].cells[PAPER_GROUP];
    bool several = false, is_again = row && slice_equal(said, list->rows[row - 1].cells[PAPER_GROUP]);
    struct record *record = is_again   ? list->last_found
                            : said.len ? group_find(list, groups, count, said, &several)
                                       : NULL;
    list->last_found = record;
    if (!is_again)
        list->last_why = !said.len ? TR("Say which group the row is of.")
                         : several ? TR("Several groups are called so: write the code.")
                                   : TR("There is no such group.");
    if (!record) {
        paper_fault_add(
            web->arena, &list->faults, &list->fault_count,
            (struct paper_fault){list->rows[row].number, PAPER_GROUP, web_tr(web, list->last_why)});
        return;
    }
    struct paper_group *group = group_of(list, record);
    group->rows = arena_room(web->arena, group->rows, sizeof *group->rows, group->row_count);
    group->rows[group->row_count++] = row;
}

void paper_list_sort(struct paper_list *list) {
    struct web *web = list->web;
    struct record **groups;
    struct view view = web_view(web, &savings_group_type);
    struct list_query query = {.type = &savings_group_type, .org = web->actor->org_id};
    if (!view.allowed) return;
    size_t count = query_list_all(web->app->store, web_db(web), web->arena, &view, &query,
                                  LIMIT_ROLL_UP_GROUPS, &groups, NULL);
    for (size_t i = 0; i < list->row_count; i++) {
        row_sort(list, groups, count, i);
    }
}
