/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/chart.h"

#include "base/csv.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "domain/ledger/amount.h"

enum { COMMODITIES_MAX = 64 };

/* A file of data/ledger behind its header. */
static struct csv_reader *file_open(struct arena *arena, struct slice name) {
    const struct embedded_file *file = embedded_find(name);
    struct csv_reader *reader = arena_make(arena, struct csv_reader, 1);
    ASSERT(file);
    csv_open(reader, arena, file->bytes);
    if (!csv_next(reader)) BUG("an empty chart");
    return reader;
}

static struct value text_of(struct arena *arena, const struct csv_reader *reader, int column) {
    return value_of_text(arena_copy(arena, csv_cell(reader, column)));
}

static struct value number_of(struct slice text) {
    struct value value = {.present = text.len > 0};
    if (text.len && !slice_to_int64(text, &value.number)) BUG("not a number in a chart");
    return value;
}

enum chart_column {
    CHART_OWNER,
    CHART_NUMBER,
    CHART_NAME,
    CHART_NAME_KM,
    CHART_KIND,
    CHART_ROLE,
    CHART_LEAST,
    CHART_UNIT /* symbol; empty: the main one of the book */
};

static struct value chart_unit(const struct record *book, struct slice symbol) {
    if (!symbol.len) return ledger_book_of(book)->unit;
    return value_of_id(commodity_id(symbol));
}

static void account_make(struct rule *rule, const struct record *book, const struct csv_reader *reader) {
    struct record *record = record_new(rule->job_arena, &ledger_account_type);
    struct ledger_account *account = ledger_account_of(record);
    account->book = value_of_id(book->id);
    account->number = text_of(rule->job_arena, reader, CHART_NUMBER);
    account->name = text_of(rule->job_arena, reader, CHART_NAME);
    account->name_km = text_of(rule->job_arena, reader, CHART_NAME_KM);
    account->kind = text_of(rule->job_arena, reader, CHART_KIND);
    account->unit = chart_unit(book, csv_cell(reader, CHART_UNIT));
    account->role = text_of(rule->job_arena, reader, CHART_ROLE);
    account->least = number_of(csv_cell(reader, CHART_LEAST));
    rule_make(rule, &ledger_account_type, book->org_id, record);
}

void chart_make_accounts(struct rule *rule, const struct record *book) {
    struct csv_reader *reader = file_open(rule->job_arena, S("data/ledger/charts.csv"));
    while (csv_next(reader)) {
        if (slice_equal(csv_cell(reader, CHART_OWNER), ledger_book_of(book)->owner.text))
            account_make(rule, book, reader);
    }
}

struct change *chart_commodities(struct arena *arena, size_t *count) {
    struct csv_reader *reader = file_open(arena, S("data/ledger/commodities.csv"));
    struct change *changes = arena_make(arena, struct change, COMMODITIES_MAX);
    for (*count = 0; csv_next(reader); (*count)++) {
        ASSERT(*count < COMMODITIES_MAX);
        struct change *change = &changes[*count];
        *change = change_new(arena, CHANGE_CREATE, &commodity_type, SHARED_ORG);
        static const char *const names[] = {"symbol", "name", "name_km", "kind", NULL, "unit"};
        for (int i = 0; i < (int)ARRAY_LEN(names); i++) {
            if (names[i]) change_set_value(change, names[i], text_of(arena, reader, i));
        }
        change_set_value(change, "decimals", number_of(csv_cell(reader, 4)));
    }
    return changes;
}
