/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/due/due.h"

#include <stdlib.h>

#include "base/limits.h"
#include "domain/due/deliverable.h"
#include "domain/finance/finance_read.h"
#include "domain/programme/programme.h"
#include "domain/report/report.h"
#include "domain/training/training.h"

enum { ADVANCE_REMIND_DAYS = 14 };

struct collector {
    struct access *access;
    struct store *store;
    struct db *db;
    struct arena *arena;
    const struct actor *actor;
    const struct due_query *query;
    struct due_item *items;
    size_t count;
};

enum due_state due_state_of(int64_t due_day, int64_t remind_days, int64_t today) {
    if (due_day < today) return DUE_LATE;
    return due_day - remind_days <= today ? DUE_SOON : DUE_OPEN;
}

static struct due_item *item_add(struct collector *collector, enum due_kind kind, const struct record *record,
                                 int64_t day, int64_t remind_days) {
    const struct due_query *query = collector->query;
    if (collector->count == LIMIT_DUE_ITEMS || day > query->until) return NULL;
    collector->items =
        arena_room(collector->arena, collector->items, sizeof *collector->items, collector->count);
    struct due_item *item = &collector->items[collector->count++];
    *item = (struct due_item){.kind = kind,
                              .state = due_state_of(day, remind_days, query->today),
                              .type = record->type,
                              .org_id = record->org_id,
                              .id = record->id,
                              .day = day,
                              .days_left = day - query->today};
    return item;
}

/* ---- records that may be due, page by page ---- */

typedef void add_record(struct collector *collector, const struct record *record);

static struct filter filter_on(const struct record_type *type, const char *field, enum filter_op op,
                               struct value value) {
    return (struct filter){.field = record_type_field(type, slice_of(field)), .op = op, .value = value};
}

static struct value text_value(struct slice text) {
    return (struct value){.present = true, .text = text};
}

static struct value day_value(int64_t day) {
    return (struct value){.present = true, .date = date_of_day(day)};
}

/* All that the view has, at most LIMIT_DUE_ITEMS. */
static size_t records_all(struct collector *collector, struct list_query *list, struct record ***records) {
    const struct due_query *query = collector->query;
    struct view view = access_view(collector->access, collector->arena, collector->actor, list->type);
    struct refusal refusal = REFUSAL_IN(collector->arena);
    struct list_page page = {0};
    size_t count = 0;
    if (list->type->scope == SCOPE_ORG) list->org = query->own_only ? collector->actor->org_id : query->org;
    list->limit = LIMIT_LIST_ROWS;
    *records = arena_make(collector->arena, struct record *, LIMIT_DUE_ITEMS + LIMIT_LIST_ROWS);
    do {
        if (!view.allowed ||
            !query_list(collector->store, collector->db, collector->arena, &view, list, &page, &refusal))
            break;
        memcpy(*records + count, page.records, page.count * sizeof **records);
        count += page.count;
        list->cursor = page.next_cursor;
    } while (page.next_cursor.len && count < LIMIT_DUE_ITEMS);
    return count;
}

static void each_record(struct collector *collector, struct list_query *list, add_record *add) {
    struct record **records;
    size_t count = records_all(collector, list, &records);
    for (size_t i = 0; i < count; i++) {
        add(collector, records[i]);
    }
}

/* ---- deliverables ---- */

static void add_deliverable(struct collector *collector, const struct record *record) {
    const struct deliverable *deliverable = deliverable_of(record);
    int64_t remind = deliverable->remind_days.present ? deliverable->remind_days.number : DUE_REMIND_DAYS;
    struct due_item *item =
        item_add(collector, DUE_DELIVERABLE, record, date_first_day(deliverable->due_on.date), remind);
    if (!item) return;
    item->title = deliverable->title.text;
    item->title_km = deliverable->title_km.text;
    item->deliverable_kind = deliverable->kind.text;
    item->agreement_id = deliverable->agreement.id;
}

static void collect_deliverables(struct collector *collector) {
    struct list_query list = {.type = &deliverable_type,
                              .sort = record_type_field(&deliverable_type, S("due_on")),
                              .filter_count = 2};
    list.filters[0] =
        filter_on(&deliverable_type, "due_on", FILTER_AT_MOST, day_value(collector->query->until));
    list.filters[1] = filter_on(&deliverable_type, "received_on", FILTER_EMPTY, (struct value){0});
    each_record(collector, &list, add_deliverable);
}

/* ---- advances and liquidations ---- */

static void add_advance(struct collector *collector, const struct record *record) {
    const struct advance *advance = advance_of(record);
    if (!advance->liquidate_by.present) return;
    struct money open =
        advance_open(collector->db, collector->arena, record->org_id, record->id, FINANCE_ALWAYS);
    if (open.amount <= 0) return;
    struct due_item *item = item_add(collector, DUE_ADVANCE, record,
                                     date_first_day(advance->liquidate_by.date), ADVANCE_REMIND_DAYS);
    if (!item) return;
    item->title = advance->purpose.text;
    item->agreement_id = advance->agreement.id;
    item->open = open;
}

static void collect_advances(struct collector *collector) {
    struct list_query list = {.type = &advance_type, .filter_count = 2};
    list.filters[0] = filter_on(&advance_type, "status", FILTER_EQUAL, text_value(S("paid")));
    list.filters[1] =
        filter_on(&advance_type, "liquidate_by", FILTER_AT_MOST, day_value(collector->query->until));
    each_record(collector, &list, add_advance);
}

static void add_liquidation(struct collector *collector, const struct record *record) {
    const struct liquidation *liquidation = liquidation_of(record);
    int64_t day = liquidation->decided_on.present ? date_first_day(liquidation->decided_on.date)
                                                  : collector->query->today;
    struct due_item *item = item_add(collector, DUE_LIQUIDATION, record, day, 0);
    if (item) item->title = liquidation->number.text;
}

static void collect_liquidations(struct collector *collector) {
    struct list_query list = {.type = &liquidation_type, .filter_count = 1};
    list.filters[0] = filter_on(&liquidation_type, "status", FILTER_EQUAL, text_value(S("returned")));
    each_record(collector, &list, add_liquidation);
}

/* ---- period reports ---- */

/* Everybody reports on every period that the agreement has a day in.  The reports are those of one period: of
 * all periods together they would be too many to be read. */
struct reporting {
    struct record **periods, **agreements, **reports;
    size_t period_count, agreement_count, report_count;
};

static bool is_about(const struct record *agreement_record, const struct record *period_record) {
    const struct agreement *agreement = agreement_of(agreement_record);
    const struct reporting_period *period = reporting_period_of(period_record);
    return uuid_equal(agreement->programme.id, period->programme.id) &&
           slice_equal(agreement->status.text, S("active")) &&
           date_first_day(agreement->starts_on.date) <= date_last_day(period->ends_on.date) &&
           date_last_day(agreement->ends_on.date) >= date_first_day(period->starts_on.date);
}

static const struct record *report_find(const struct reporting *reporting, const struct record *agreement) {
    for (size_t i = 0; i < reporting->report_count; i++) {
        const struct period_report *report = period_report_of(reporting->reports[i]);
        if (uuid_equal(report->agreement.id, agreement->id)) return reporting->reports[i];
    }
    return NULL;
}

static bool is_open_report(const struct record *report) {
    const struct value *status = &period_report_of(report)->status;
    return !status->present || slice_equal(status->text, S("draft")) ||
           slice_equal(status->text, S("returned"));
}

static void report_judge(struct collector *collector, const struct reporting *reporting,
                         const struct record *agreement, const struct record *period) {
    const struct record *report = report_find(reporting, agreement);
    if (report && !is_open_report(report)) return;
    const struct reporting_period *about = reporting_period_of(period);
    struct due_item *item = item_add(collector, DUE_REPORT, report ? report : agreement,
                                     date_first_day(about->due_on.date), DUE_REMIND_DAYS);
    if (!item) return;
    item->title = about->title.text;
    item->title_km = about->title_km.text;
    item->agreement_id = agreement->id;
}

static void period_judge(struct collector *collector, struct reporting *reporting,
                         const struct record *period) {
    struct list_query reports = {.type = &period_report_type, .filter_count = 1};
    bool is_read = false;
    reports.filters[0] = filter_on(&period_report_type, "period", FILTER_EQUAL,
                                   (struct value){.present = true, .id = period->id});
    for (size_t i = 0; i < reporting->agreement_count; i++) {
        const struct record *agreement = reporting->agreements[i];
        if (!is_about(agreement, period)) continue;
        if (!is_read) reporting->report_count = records_all(collector, &reports, &reporting->reports);
        is_read = true;
        report_judge(collector, reporting, agreement, period);
    }
}

static void collect_reports(struct collector *collector) {
    struct reporting reporting = {0};
    struct list_query periods = {.type = &reporting_period_type, .filter_count = 1},
                      agreements = {.type = &agreement_type};
    if (!access_view(collector->access, collector->arena, collector->actor, &period_report_type).allowed)
        return;
    periods.filters[0] =
        filter_on(&reporting_period_type, "due_on", FILTER_AT_MOST, day_value(collector->query->until));
    reporting.period_count = records_all(collector, &periods, &reporting.periods);
    reporting.agreement_count = records_all(collector, &agreements, &reporting.agreements);
    for (size_t i = 0; i < reporting.period_count; i++) {
        period_judge(collector, &reporting, reporting.periods[i]);
    }
}

/* ---- sessions ---- */

static void add_session(struct collector *collector, const struct record *record) {
    const struct session *session = session_of(record);
    struct due_item *item =
        item_add(collector, DUE_SESSION, record, date_first_day(session->starts_on.date), 0);
    if (item) item->title = session->title.text;
}

static void collect_sessions(struct collector *collector) {
    struct list_query list = {
        .type = &session_type, .sort = record_type_field(&session_type, S("starts_on")), .filter_count = 2};
    list.filters[0] = filter_on(&session_type, "status", FILTER_EQUAL, text_value(S("planned")));
    list.filters[1] = filter_on(&session_type, "starts_on", FILTER_LESS, day_value(collector->query->today));
    each_record(collector, &list, add_session);
}

/* ---- together ---- */

static int compare_items(const void *a, const void *b) {
    const struct due_item *left = a, *right = b;
    if (left->day != right->day) return left->day < right->day ? -1 : 1;
    if (left->kind != right->kind) return left->kind < right->kind ? -1 : 1;
    return uuid_compare(left->id, right->id);
}

size_t due_list(struct access *access, struct store *store, struct db *db, struct arena *arena,
                const struct actor *actor, const struct due_query *query, struct due_item **items) {
    struct collector collector = {access, store, db, arena, actor, query, NULL, 0};
    collect_deliverables(&collector);
    collect_advances(&collector);
    collect_liquidations(&collector);
    collect_reports(&collector);
    collect_sessions(&collector);
    if (collector.count) qsort(collector.items, collector.count, sizeof *collector.items, compare_items);
    *items = collector.items;
    return collector.count;
}
