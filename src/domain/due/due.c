/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/due/due.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "domain/care/contact.h"
#include "domain/due/deliverable.h"
#include "domain/finance/finance_read.h"
#include "domain/programme/programme.h"
#include "domain/referral/ladder.h"
#include "domain/referral/referral.h"
#include "domain/reintegration/follow.h"
#include "domain/reintegration/reintegration.h"
#include "domain/report/report.h"
#include "domain/training/training.h"
#include "store/view.h"

enum { ADVANCE_REMIND_DAYS = 14, CASE_REMIND_DAYS = 7 };

struct collector {
    struct access *access;
    struct store *store;
    struct db *db;
    struct arena *arena;
    const struct actor *actor;
    const struct due_query *query;
    struct due_item *items;
    size_t count;
    bool is_cut;
};

enum due_state due_state_of(int64_t due_day, int64_t remind_days, int64_t today) {
    if (due_day < today) return DUE_LATE;
    return due_day - remind_days <= today ? DUE_SOON : DUE_OPEN;
}

static struct due_item *item_add(struct collector *collector, enum due_kind kind, const struct record *record,
                                 int64_t day, int64_t remind_days) {
    const struct due_query *query = collector->query;
    if (day > query->until) return NULL;
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

/* The organisation that is asked for; zero: all of the view. */
static struct uuid asked_org(const struct collector *collector) {
    return collector->query->own_only ? collector->actor->org_id : collector->query->org;
}

/* All that the view has, at most LIMIT_DUE_ITEMS: the first in the list's order. */
static size_t records_all(struct collector *collector, struct list_query *list, struct record ***records) {
    struct view view = access_view(collector->access, collector->arena, collector->actor, list->type);
    bool is_cut = false;
    if (!view.allowed) return 0;
    if (list->type->scope == SCOPE_ORG) list->org = asked_org(collector);
    size_t count = query_list_all(collector->store, collector->db, collector->arena, &view, list,
                                  LIMIT_DUE_ITEMS, records, &is_cut);
    collector->is_cut = collector->is_cut || is_cut;
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
        filter_on(&deliverable_type, "due_on", FILTER_AT_MOST, value_of_day(collector->query->until));
    list.filters[1] = filter_on(&deliverable_type, "received_on", FILTER_EMPTY, (struct value){0});
    each_record(collector, &list, add_deliverable);
}

/* ---- advances and liquidations ---- */

/* What was paid and is not wholly shown or sent back; those that are settled stay "paid" and are many.  CROSS
 * JOIN: from the advances to their few postings, never from all postings. */
static struct db_query *advances_ask(struct collector *collector, const struct view *view, struct uuid org) {
    struct text sql = TEXT_IN(collector->arena);
    text_append(
        &sql, S("SELECT a.id, a.purpose, a.liquidate_by, a.agreement, CAST(SUM(p.amount) AS BIGINT), "
                "p.amount_currency FROM advance a CROSS JOIN finance_posting p WHERE p.org_id = a.org_id AND "
                "p.advance = a.id AND a.org_id = ?1 AND a.status = 'paid' AND a.liquidate_by <= ?2 AND "
                "a.deleted_ms = 0 AND p.account = 'advances' AND p.deleted_ms = 0"));
    view_add_creators(&sql, view, "a.created_by", 4);
    text_append(&sql, S(" GROUP BY a.id, a.purpose, a.liquidate_by, a.agreement, p.amount_currency "
                        "HAVING SUM(p.amount) > 0 ORDER BY a.liquidate_by, a.id LIMIT ?3"));
    struct db_query *query = db_query(collector->db, sql_built(collector->arena, text_slice(&sql)));
    db_bind_uuid(query, 1, org);
    db_bind_text(query, 2, date_format_iso(collector->arena, date_of_day(collector->query->until)));
    db_bind_int(query, 3, LIMIT_DUE_ITEMS + 1);
    view_bind_creators(query, view, 4);
    return query;
}

static void add_advance(struct collector *collector, struct uuid org, struct db_query *row) {
    const struct record head = {.type = &advance_type, .org_id = org, .id = db_column_uuid(row, 0)};
    struct date day;
    if (!date_parse_iso(db_column_text(row, 2), &day)) return;
    struct due_item *item = item_add(collector, DUE_ADVANCE, &head, date_first_day(day), ADVANCE_REMIND_DAYS);
    if (!item) return;
    item->title = arena_copy(collector->arena, db_column_text(row, 1));
    item->agreement_id = db_column_uuid(row, 3);
    item->open = finance_money_column(row, 4);
}

static void collect_advances_of(struct collector *collector, const struct view *view, struct uuid org) {
    struct db_query *row = advances_ask(collector, view, org);
    size_t count = 0;
    while (count < LIMIT_DUE_ITEMS && db_next(row)) {
        add_advance(collector, org, row);
        count++;
    }
    collector->is_cut = collector->is_cut || (count == LIMIT_DUE_ITEMS && db_next(row));
    db_done(row);
}

static void collect_advances(struct collector *collector) {
    struct view view = access_view(collector->access, collector->arena, collector->actor, &advance_type);
    struct uuid asked = asked_org(collector);
    for (size_t i = 0; view.allowed && i < view.org_count; i++) {
        bool wanted = uuid_is_zero(asked) || uuid_equal(asked, view.orgs[i]);
        if (wanted) collect_advances_of(collector, &view, view.orgs[i]);
    }
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
    list.filters[0] = filter_on(&liquidation_type, "status", FILTER_EQUAL, value_of_text(S("returned")));
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
        filter_on(&reporting_period_type, "due_on", FILTER_AT_MOST, value_of_day(collector->query->until));
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
    list.filters[0] = filter_on(&session_type, "status", FILTER_EQUAL, value_of_text(S("planned")));
    list.filters[1] = filter_on(&session_type, "starts_on", FILTER_LESS, value_of_day(collector->query->today));
    each_record(collector, &list, add_session);
}

/* ---- referrals, and visits of plans of care ---- */

/* Whose files the actor works on, and which the actor supervises. */
struct caseload {
    struct record **files, **memberships;
    size_t file_count, membership_count;
    bool is_manager;
};

static struct caseload caseload_read(struct collector *collector) {
    struct caseload caseload = {.is_manager = collector->actor->roles & ROLE_BIT(ROLE_MANAGER)};
    struct value self = {.present = true, .id = collector->actor->user_id};
    struct list_query files = {.type = &case_file_type, .filter_count = 1}, teams = {.type = &case_team_member_type, .filter_count = 1};
    files.filters[0] = filter_on(&case_file_type, "case_worker", FILTER_EQUAL, self);
    teams.filters[0] = filter_on(&case_team_member_type, "user", FILTER_EQUAL, self);
    caseload.file_count = records_all(collector, &files, &caseload.files);
    caseload.membership_count = records_all(collector, &teams, &caseload.memberships);
    return caseload;
}

static bool works_on(const struct caseload *caseload, struct uuid file) {
    for (size_t i = 0; i < caseload->file_count; i++) {
        if (uuid_equal(caseload->files[i]->id, file)) return true;
    }
    return false;
}

static bool supervises(const struct caseload *caseload, struct uuid file) {
    for (size_t i = 0; i < caseload->membership_count; i++) {
        const struct case_team_member *member = case_team_member_of(caseload->memberships[i]);
        if (uuid_equal(member->case_file.id, file) && value_is_code(&member->role, "supervisor")) return true;
    }
    return false;
}

/* Who stands higher hears of it only when it has come so far. */
static void add_referral(struct collector *collector, const struct caseload *caseload, const struct record *record) {
    struct uuid file = referral_of(record)->case_file.id;
    int64_t today = collector->query->today, day = INT64_MAX;
    bool is_own = works_on(caseload, file) || uuid_equal(record->created_by, collector->actor->user_id);
    if (is_own) day = ladder_day(record, LADDER_WORKER);
    else if (supervises(caseload, file)) day = ladder_day(record, LADDER_SUPERVISOR);
    else if (caseload->is_manager) day = ladder_day(record, LADDER_MANAGER);
    if (day == INT64_MAX || (!is_own && day > today)) return;
    struct due_item *item = item_add(collector, DUE_REFERRAL, record, day, 0);
    if (item) item->title = record->code;
}

static void add_incoming(struct collector *collector, const struct record *record) {
    bool is_manager = collector->actor->roles & ROLE_BIT(ROLE_MANAGER), is_worker = collector->actor->roles & ROLE_BIT(ROLE_SOCIAL_WORKER);
    int64_t day = ladder_answer_day(record, is_worker ? LADDER_WORKER : LADDER_SUPERVISOR);
    if ((!is_manager && !is_worker) || day == INT64_MAX) return;
    struct due_item *item = item_add(collector, DUE_INCOMING, record, day, DUE_REMIND_DAYS);
    if (item) item->title = record->code;
}

/* Whoever looks after the plan; the manager when nobody went for five days. */
static void add_visit(struct collector *collector, const struct record *record) {
    const struct community_plan *plan = community_plan_of(record);
    enum { MANAGER_DAYS = 5, VISIT_REMIND_DAYS = 3 };
    int64_t day = date_first_day(plan->next_visit_on.date);
    bool is_own = uuid_equal(plan->checked_by.id, collector->actor->user_id);
    bool is_late = collector->actor->roles & ROLE_BIT(ROLE_MANAGER) && day + MANAGER_DAYS <= collector->query->today;
    struct due_item *item = is_own || is_late ? item_add(collector, DUE_VISIT, record, day, VISIT_REMIND_DAYS) : NULL;
    if (item) item->title = record->code;
}

/* Only those who may open files have anything to do with them. */
static void collect_referrals(struct collector *collector) {
    if (!access_may(collector->actor, ACCESS_CASE, VERB_REVEAL)) return;
    struct caseload caseload = caseload_read(collector);
    struct record **records;
    struct list_query referrals = {.type = &referral_type, .filter_count = 1}, incoming = {.type = &referral_in_type, .filter_count = 1},
                      plans = {.type = &community_plan_type, .filter_count = 2};
    referrals.filters[0] = filter_on(&referral_type, "state", FILTER_NOT_EQUAL, value_of_text(S("done")));
    incoming.filters[0] = filter_on(&referral_in_type, "state", FILTER_EQUAL, value_of_text(S("sent")));
    plans.filters[0] = filter_on(&community_plan_type, "state", FILTER_EQUAL, value_of_text(S("active")));
    plans.filters[1] = filter_on(&community_plan_type, "next_visit_on", FILTER_AT_MOST, value_of_day(collector->query->until));
    size_t count = records_all(collector, &referrals, &records);
    for (size_t i = 0; i < count; i++) add_referral(collector, &caseload, records[i]);
    each_record(collector, &incoming, add_incoming);
    each_record(collector, &plans, add_visit);
}

/* ---- visits to people who are reintegrated ---- */

/* A mail and a calendar ask with an actor who only reads: what somebody has to do is said by the roles. */
static bool has_verb_by_role(const struct actor *actor, enum verb verb) {
    for (int role = 0; role < ROLES; role++) {
        bool has = actor->roles & ROLE_BIT(role);
        if (has && permission_of((enum role)role, ACCESS_CASE)->home & verb) return true;
    }
    return false;
}

/* The ladder: a social worker sees those of their own, who supervises those that are late by more than a week. */
static bool is_for(const struct collector *collector, const struct follow_one *one) {
    if (uuid_equal(one->worker, collector->actor->user_id)) return one->step >= FOLLOW_SOON;
    return one->step >= FOLLOW_SUPERVISOR && has_verb_by_role(collector->actor, VERB_APPROVE);
}

static void collect_visits(struct collector *collector) {
    struct view view =
        access_view(collector->access, collector->arena, collector->actor, &reintegration_type);
    struct uuid asked = asked_org(collector);
    struct follow_one *all;
    if (!uuid_is_zero(asked) && !uuid_equal(asked, collector->actor->org_id)) return;
    if (!has_verb_by_role(collector->actor, VERB_CREATE)) return;
    size_t count = follow_read(collector->db, collector->arena, &view, collector->actor->org_id,
                               (struct uuid){{0}}, collector->query->today, &all);
    for (size_t i = 0; i < count; i++) {
        const struct record head = {.type = &reintegration_type, .org_id = collector->actor->org_id, .id = all[i].id};
        struct due_item *item = is_for(collector, &all[i])
                                    ? item_add(collector, DUE_FOLLOW_UP, &head, all[i].due_day, FOLLOW_SOON_DAYS)
                                    : NULL;
        if (item) item->title = all[i].case_code;
    }
    collector->is_cut = collector->is_cut || count == LIMIT_FOLLOWED;
}

/* ---- case files: by their code alone ---- */

static void add_case(struct collector *collector, enum due_kind kind, struct uuid file, struct slice code, int64_t day) {
    const struct record head = {.type = &case_file_type, .org_id = collector->actor->org_id, .id = file};
    struct due_item *item = item_add(collector, kind, &head, day, CASE_REMIND_DAYS);
    if (item) item->title = code;
}

static void collect_case_tasks(struct collector *collector, struct uuid worker, int64_t until) {
    struct task_due *tasks = arena_make(collector->arena, struct task_due, LIMIT_DUE_ITEMS);
    bool is_cut;
    size_t count = tasks_due(collector->db, collector->arena, collector->actor->org_id, worker, until, tasks, LIMIT_DUE_ITEMS, &is_cut);
    for (size_t i = 0; i < count; i++) add_case(collector, DUE_CASE_TASK, tasks[i].file_id, tasks[i].code, tasks[i].due_day);
    collector->is_cut = collector->is_cut || is_cut;
}

static void collect_contacts(struct collector *collector, struct uuid worker, int64_t until) {
    struct contact_due *contacts = arena_make(collector->arena, struct contact_due, LIMIT_DUE_ITEMS);
    bool is_cut;
    size_t count = contacts_due(collector->db, collector->arena, collector->actor->org_id, worker, until, contacts, LIMIT_DUE_ITEMS, &is_cut);
    for (size_t i = 0; i < count; i++) add_case(collector, DUE_CASE_CONTACT, contacts[i].file_id, contacts[i].code, contacts[i].due_day);
    collector->is_cut = collector->is_cut || is_cut;
}

/* Who works on files is told of the own ones, who supervises of all that is late. */
static void collect_cases(struct collector *collector) {
    const struct actor *actor = collector->actor;
    struct uuid asked = asked_org(collector), worker = actor->user_id;
    int64_t until = collector->query->until;
    bool elsewhere = !uuid_is_zero(asked) && !uuid_equal(asked, actor->org_id);
    bool barred = actor->classes_barred >> ACCESS_CASE & 1;
    if (elsewhere || barred || !has_verb_by_role(actor, VERB_REVEAL)) return;
    if (!catalogue_find(store_catalogue(collector->store), S("case_task"))) return; /* a catalogue without case files */
    if (has_verb_by_role(actor, VERB_APPROVE)) {
        worker = SHARED_ORG;
        until = until < collector->query->today ? until : collector->query->today - 1;
    }
    collect_case_tasks(collector, worker, until);
    collect_contacts(collector, worker, until);
}

/* ---- together ---- */

static int compare_items(const void *a, const void *b) {
    const struct due_item *left = a, *right = b;
    if (left->day != right->day) return left->day < right->day ? -1 : 1;
    if (left->kind != right->kind) return left->kind < right->kind ? -1 : 1;
    return uuid_compare(left->id, right->id);
}

struct due_found due_list(struct access *access, struct store *store, struct db *db, struct arena *arena,
                          const struct actor *actor, const struct due_query *query) {
    struct collector collector = {access, store, db, arena, actor, query, NULL, 0, false};
    collect_deliverables(&collector);
    collect_advances(&collector);
    collect_liquidations(&collector);
    collect_reports(&collector);
    collect_referrals(&collector);
    if (!query->no_sessions) collect_sessions(&collector);
    collect_visits(&collector);
    collect_cases(&collector);
    if (collector.count) qsort(collector.items, collector.count, sizeof *collector.items, compare_items);
    return (struct due_found){collector.items, collector.count, collector.is_cut};
}

/* Whoever is reminded is reminded by each deliverable's own days, so the list is asked for as far as those
 * may reach. */
struct due_found due_waiting(struct access *access, struct store *store, struct db *db, struct arena *arena,
                             const struct actor *actor, bool no_sessions) {
    int64_t today = date_first_day(clock_today());
    struct due_query query = {
        .today = today, .until = today + DUE_REMIND_DAYS_MAX, .no_sessions = no_sessions};
    struct due_found found = due_list(access, store, db, arena, actor, &query);
    size_t kept = 0;
    for (size_t i = 0; i < found.count; i++) {
        if (found.items[i].state != DUE_OPEN) found.items[kept++] = found.items[i];
    }
    found.count = kept;
    return found;
}
