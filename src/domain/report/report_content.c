/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/report/report_content.h"

#include "catalogue/value.h"
#include "domain/finance/finance_read.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "domain/report/report.h"
#include "domain/report/report_internal.h"

/* ---- what it stands on ---- */

static struct promise_period period_within(const struct record *period, struct promise_period agreement) {
    const struct reporting_period *asked = reporting_period_of(period);
    struct promise_period days = {date_first_day(asked->starts_on.date), date_last_day(asked->ends_on.date)};
    if (days.first_day < agreement.first_day) days.first_day = agreement.first_day;
    if (days.last_day > agreement.last_day) days.last_day = agreement.last_day;
    return days;
}

static bool counts_households(const struct report_figures *figures) {
    for (size_t i = 0; i < figures->count; i++) {
        for (size_t k = 0; k < figures->promises[i].count; k++) {
            const struct record *part = figures->promises[i].figures[k].state.part->part;
            if (slice_equal(promise_part_of(part)->unit.text, S("person.household"))) return true;
        }
    }
    return false;
}

bool report_basis_read(struct arena *arena, struct db *db, const struct catalogue *catalogue,
                       const struct record *report, struct report_basis *basis) {
    const struct period_report *fields = period_report_of(report);
    struct uuid org = report->org_id;
    *basis = (struct report_basis){.report = report};
    basis->agreement = promise_read_record(arena, db, &agreement_type, org, fields->agreement.id);
    basis->period = promise_read_record(arena, db, &reporting_period_type, SHARED_ORG, fields->period.id);
    basis->organisation = promise_read_record(arena, db, &organisation_type, org, org);
    if (!basis->agreement || !basis->period) return false;
    basis->programme = promise_read_record(arena, db, &programme_type, SHARED_ORG,
                                           agreement_of(basis->agreement)->programme.id);
    basis->agreement_days = promise_period_read(arena, db, basis->agreement);
    basis->days = period_within(basis->period, basis->agreement_days);
    basis->figures = report_figures_read(arena, db, catalogue, org, basis->agreement->id, basis->days);
    struct quality_ask ask = {.org = org,
                              .period = basis->days,
                              .agreement = basis->agreement_days,
                              .today = date_first_day(clock_today()),
                              .figures = &basis->figures,
                              .counts_households = counts_households(&basis->figures),
                              .report_id = report->id};
    basis->quality = quality_read(arena, db, &ask);
    return true;
}

/* ---- the document ---- */

/* Some fields of a record as they are in JSON; those that are empty are left out. */
static void set_fields(struct arena *arena, const struct record *record, const char *names,
                       struct doc *object) {
    for (size_t i = 0; record && i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        if (record->values[i].present && names_contain(names, slice_of(field->name))) {
            value_set_json(arena, field, &record->values[i], object);
        }
    }
}

static void add_head(struct arena *arena, const struct report_basis *basis, struct doc *content) {
    doc_set_int(arena, content, S("format"), 1);
    doc_set_uuid(arena, content, S("report"), basis->report->id);
    set_fields(arena, basis->programme, "name name_km donor award_number",
               doc_set_object(arena, content, S("programme")));
    set_fields(arena, basis->organisation, "short_name name name_km",
               doc_set_object(arena, content, S("organisation")));
    set_fields(arena, basis->agreement, "number title title_km starts_on ends_on provinces",
               doc_set_object(arena, content, S("agreement")));
    set_fields(arena, basis->period, "title title_km starts_on ends_on due_on",
               doc_set_object(arena, content, S("period")));
    set_fields(arena, basis->report, "overview overview_km challenges challenges_km",
               doc_set_object(arena, content, S("words")));
}

static const char *split_name(enum promise_dim dim) {
    switch (dim) {
    case DIM_SEX: return "sex";
    case DIM_AGE: return "age";
    case DIM_PROVINCE: return "province";
    case DIM_TOTAL:
    case DIM_COMMUNE:
    case DIM_EACH:
    case DIM_NEW:
    case DIM_RULE: break;
    }
    BUG("a report has no split %d", dim);
}

static void add_splits(struct arena *arena, const struct report_figure *figure, struct doc *part) {
    struct doc *splits = doc_set_array(arena, part, S("splits"));
    for (size_t i = 0; i < figure->split_count; i++) {
        const struct report_split *split = &figure->splits[i];
        struct doc *item = doc_add_object(arena, splits);
        doc_set_text(arena, item, S("by"), slice_of(split_name(split->dim)));
        doc_set_text(arena, item, S("key"), split->key);
        doc_set_int(arena, item, S("value"), split->so_far);
        doc_set_int(arena, item, S("in_period"), split->in_period);
        doc_set_int(arena, item, S("before"), split->before);
    }
}

static void add_months(struct arena *arena, const struct report_figure *figure, struct doc *part) {
    struct doc *months = doc_set_array(arena, part, S("months"));
    for (size_t i = 0; i < figure->month_count; i++) {
        const struct promise_point *point = &figure->months[i];
        struct doc *item = doc_add_object(arena, months);
        doc_set_int(arena, item, S("month"), point->period);
        doc_set_int(arena, item, S("value"), point->cumulative);
        doc_set_int(arena, item, S("planned"), point->planned);
    }
}

static const char *const status_codes[] = {
    [STATUS_NOT_RECORDED] = "not_recorded", [STATUS_REPORTED] = "reported", [STATUS_BEHIND] = "behind",
    [STATUS_ON_TRACK] = "on_track",         [STATUS_DONE] = "done",
};

static void set_records(struct arena *arena, struct db *db, const struct report_basis *basis,
                        struct uuid part_id, struct doc *part);

static void add_part(struct arena *arena, struct db *db, const struct report_basis *basis,
                     const struct report_figure *figure, struct doc *parts) {
    const struct promise_part_state *state = &figure->state;
    const struct promise_rule *rule = state->part->rule;
    struct doc *part = doc_add_object(arena, parts);
    doc_set_uuid(arena, part, S("part"), state->part->part->id);
    set_fields(arena, state->part->part, "label label_km shape target_unit", part);
    doc_set_text(arena, part, S("status"), slice_of(status_codes[state->status]));
    if (rule && rule->currency) doc_set_text(arena, part, S("currency"), currency_code(rule->currency));
    if (state->has_target) doc_set_int(arena, part, S("target"), state->target);
    if (state->has_target) doc_set_int(arena, part, S("target_signed"), state->target_original);
    if (state->status == STATUS_NOT_RECORDED) return;
    doc_set_int(arena, part, S("planned"), state->planned);
    doc_set_int(arena, part, S("value"), state->value);
    doc_set_int(arena, part, S("in_period"), figure->in_period);
    doc_set_int(arena, part, S("before"), figure->before);
    set_records(arena, db, basis, state->part->part->id, part);
    add_splits(arena, figure, part);
    add_months(arena, figure, part);
}

static void add_narrative(struct arena *arena, struct db *db, const struct record *report,
                          const struct record *promise, struct doc *object) {
    struct doc *words = doc_set_object(arena, object, S("words"));
    struct db_query *query =
        db_query(db, SQL("SELECT id FROM report_narrative WHERE org_id = ?1 AND report = ?2 AND promise = "
                         "?3 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, report->org_id);
    db_bind_uuid(query, 2, report->id);
    db_bind_uuid(query, 3, promise->id);
    bool found = db_next(query);
    struct uuid id = found ? db_column_uuid(query, 0) : SHARED_ORG;
    db_done(query);
    const struct record *narrative =
        found ? promise_read_record(arena, db, &report_narrative_type, report->org_id, id) : NULL;
    set_fields(arena, narrative, "done done_km behind behind_km next next_km", words);
}

static void add_promises(struct arena *arena, struct db *db, const struct report_basis *basis,
                         struct doc *content) {
    struct doc *promises = doc_set_array(arena, content, S("promises"));
    for (size_t i = 0; i < basis->figures.count; i++) {
        const struct report_promise *promise = &basis->figures.promises[i];
        struct doc *object = doc_add_object(arena, promises);
        doc_set_uuid(arena, object, S("promise"), promise->promise->id);
        set_fields(arena, promise->promise, "number title title_km", object);
        add_narrative(arena, db, basis->report, promise->promise, object);
        struct doc *parts = doc_set_array(arena, object, S("parts"));
        for (size_t k = 0; k < promise->count; k++)
            add_part(arena, db, basis, &promise->figures[k], parts);
    }
}

/* ---- evidence: how many records stand behind a number, and what was held; never who ---- */

static void set_records(struct arena *arena, struct db *db, const struct report_basis *basis,
                        struct uuid part_id, struct doc *part) {
    struct db_query *query =
        db_query(db, SQL("SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN day >= ?3 THEN 1 ELSE "
                         "0 END), 0) AS BIGINT) FROM "
                         "contribution WHERE org_id = ?1 AND part_id = ?2 AND day <= ?4"));
    db_bind_uuid(query, 1, basis->report->org_id);
    db_bind_uuid(query, 2, part_id);
    db_bind_int(query, 3, basis->days.first_day);
    db_bind_int(query, 4, basis->days.last_day);
    if (db_next(query)) {
        doc_set_int(arena, part, S("records"), db_column_int(query, 0));
        doc_set_int(arena, part, S("records_in_period"), db_column_int(query, 1));
    }
    db_done(query);
}

static void add_events(struct arena *arena, struct db *db, const struct report_basis *basis,
                       struct doc *content) {
    struct doc *events = doc_set_array(arena, content, S("events"));
    struct db_query *query = db_query(db, SQL("SELECT s.kind, substr(s.place, 1, 2), CAST(COUNT(DISTINCT "
                                              "s.id) AS BIGINT), CAST(COUNT(DISTINCT s.place) AS BIGINT), "
                                              "CAST(COUNT(a.id) AS BIGINT) FROM session s LEFT JOIN "
                                              "attendance a ON a.org_id = s.org_id AND a.session = s.id AND "
                                              "a.deleted_ms = 0 AND a.present = 1 WHERE s.org_id = ?1 AND "
                                              "s.deleted_ms = 0 AND s.status = 'held' AND s.starts_on >= "
                                              "?2 AND s.starts_on <= ?3 GROUP BY s.kind, substr(s.place, 1, "
                                              "2) ORDER BY s.kind, substr(s.place, 1, 2)"));
    db_bind_uuid(query, 1, basis->report->org_id);
    db_bind_text(query, 2, date_format_iso(arena, date_of_day(basis->days.first_day)));
    db_bind_text(query, 3, date_format_iso(arena, date_of_day(basis->days.last_day)));
    while (db_next(query)) {
        struct doc *event = doc_add_object(arena, events);
        doc_set_text(arena, event, S("kind"), arena_copy(arena, db_column_text(query, 0)));
        doc_set_text(arena, event, S("province"), arena_copy(arena, db_column_text(query, 1)));
        doc_set_int(arena, event, S("held"), db_column_int(query, 2));
        doc_set_int(arena, event, S("places"), db_column_int(query, 3));
        doc_set_int(arena, event, S("attendances"), db_column_int(query, 4));
    }
    db_done(query);
}

/* Counts and explanations, never the record a finding speaks of: it may be a person. */
static void add_quality(struct arena *arena, const struct quality *quality, struct doc *content) {
    struct doc *groups = doc_set_array(arena, content, S("quality"));
    for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++) {
        const struct quality_group *group = &quality->groups[kind];
        if (!group->total) continue;
        struct doc *object = doc_add_object(arena, groups);
        doc_set_text(arena, object, S("kind"), finding_kind_code(kind));
        doc_set_int(arena, object, S("found"), group->total);
        doc_set_int(arena, object, S("right"), group->right);
        doc_set_int(arena, object, S("known"), group->known);
        if (!group->answer_to_all) continue;
        set_fields(arena, group->answer_to_all, "answer explanation seen",
                   doc_set_object(arena, object, S("all")));
    }
}

static void set_money(struct arena *arena, struct doc *object, const char *name, struct money money) {
    doc_set_int(arena, object, slice_of(name), money.amount);
}

/* In dollars, each amount by the rate of its own day; nothing when the agreement has no money recorded. */
static void add_money(struct arena *arena, struct db *db, const struct report_basis *basis,
                      struct doc *content) {
    struct finance_picture now, before;
    struct uuid org = basis->report->org_id, agreement = basis->agreement->id;
    finance_picture_read(&now, arena, db, org, agreement, CURRENCY_USD, basis->days.last_day);
    finance_picture_read(&before, arena, db, org, agreement, CURRENCY_USD, basis->days.first_day - 1);
    if (!now.budget.amount && !now.advanced.amount && !now.spent.amount) return;
    struct doc *money = doc_set_object(arena, content, S("money"));
    doc_set_text(arena, money, S("currency"), currency_code(CURRENCY_USD));
    set_money(arena, money, "budget", now.budget);
    set_money(arena, money, "obligated", now.obligated);
    set_money(arena, money, "advanced", now.advanced);
    set_money(arena, money, "spent", now.spent);
    doc_set_int(arena, money, S("spent_in_period"), now.spent.amount - before.spent.amount);
    set_money(arena, money, "outstanding", now.outstanding);
    set_money(arena, money, "left", now.left);
    doc_set_int(arena, money, S("unrated"), now.unrated);
    struct doc *lines = doc_set_array(arena, money, S("lines"));
    for (size_t i = 0; i < now.line_count; i++) {
        struct doc *line = doc_add_object(arena, lines);
        doc_set_text(arena, line, S("number"), now.lines[i].number);
        doc_set_text(arena, line, S("title"), now.lines[i].title);
        if (now.lines[i].title_km.len) doc_set_text(arena, line, S("title_km"), now.lines[i].title_km);
        set_money(arena, line, "budget", now.lines[i].budget_shown);
        set_money(arena, line, "spent", now.lines[i].spent);
    }
}

struct doc *report_content_make(struct arena *arena, struct db *db, const struct report_basis *basis) {
    struct doc *content = doc_new_object(arena);
    add_head(arena, basis, content);
    add_promises(arena, db, basis, content);
    add_money(arena, db, basis, content);
    add_quality(arena, basis->quality, content);
    add_events(arena, db, basis, content);
    return content;
}

struct slice report_content_bytes(struct arena *arena, const struct doc *content) {
    struct text json = TEXT_IN(arena);
    doc_write_json(&json, content);
    return text_slice(&json);
}

/* ---- for the rules ---- */

struct slice report_content(struct rule *rule, const struct record *report) {
    struct report_basis basis;
    if (!report_basis_read(rule->job_arena, rule->db, store_catalogue(rule->store), report, &basis))
        return S("");
    return report_content_bytes(rule->job_arena, report_content_make(rule->job_arena, rule->db, &basis));
}

static bool everything_is_read(struct rule *rule, const struct record *report, struct refusal *refusal) {
    struct report_basis basis;
    if (!report_basis_read(rule->job_arena, rule->db, store_catalogue(rule->store), report, &basis))
        return true;
    if (basis.quality->unread == 0) return true;
    return refuse_with(refusal, S("status"),
                       "Findings of the data-quality desk that nobody has answered: {1}.",
                       arena_printf(rule->job_arena, "%lld", (long long)basis.quality->unread), S(""));
}

bool report_check_submission(struct rule *rule, const struct record *report, struct refusal *refusal) {
    return everything_is_read(rule, report, refusal) &&
           report_snapshot_is_current(rule, report, &period_report_of(report)->snapshot, S("report"),
                                      refusal);
}
