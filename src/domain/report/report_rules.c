/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a report itself, and of the periods; report_parts_rules.c has those of what belongs to a
 * report. */
#include "domain/report/report_rules.h"

#include "access/permission.h"
#include "base/log.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise_book.h"
#include "domain/report/report.h"
#include "domain/report/report_internal.h"

/* ---- states ---- */

struct step {
    enum report_state from, to;
    enum report_part part;
};

static const struct step steps[] = {
    {REPORT_DRAFT, REPORT_SUBMITTED, REPORT_MANAGER}, {REPORT_RETURNED, REPORT_SUBMITTED, REPORT_MANAGER},
    {REPORT_SUBMITTED, REPORT_DRAFT, REPORT_MANAGER}, /* taken back before anybody answered */
    {REPORT_SUBMITTED, REPORT_RETURNED, REPORT_LEAD}, {REPORT_SUBMITTED, REPORT_APPROVED, REPORT_LEAD},
    {REPORT_APPROVED, REPORT_RETURNED, REPORT_LEAD},  {REPORT_APPROVED, REPORT_FROZEN, REPORT_LEAD},
};

struct slice report_state_code(enum report_state state) {
    ASSERT(state < REPORT_STATES && report_status_choices.count == REPORT_STATES);
    return slice_of(report_status_choices.choices[state].code);
}

enum report_state report_state_of(const struct value *status) {
    for (enum report_state state = 0; status->present && state < REPORT_STATES; state++) {
        if (slice_equal(report_state_code(state), status->text)) return state;
    }
    return REPORT_DRAFT;
}

unsigned report_parts_of(const struct actor *actor, struct uuid org) {
    if (actor->is_system) return REPORT_WRITER | REPORT_MANAGER | REPORT_LEAD;
    uint32_t home = uuid_equal(actor->org_id, org) ? permission_verbs(actor, ACCESS_REPORT, REACH_HOME) : 0;
    uint32_t abroad = actor->is_lead ? permission_verbs(actor, ACCESS_REPORT, REACH_ABROAD) : 0;
    unsigned parts = 0;
    if (home & VERB_UPDATE) parts |= REPORT_WRITER;
    if (home & VERB_APPROVE) parts |= REPORT_MANAGER;
    if (abroad & VERB_APPROVE) parts |= REPORT_LEAD;
    return parts;
}

bool report_may_step(enum report_state from, enum report_state to, unsigned parts) {
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (steps[i].from == from && steps[i].to == to) return parts & steps[i].part;
    }
    return false;
}

bool report_is_open(enum report_state state) {
    switch (state) {
    case REPORT_DRAFT:
    case REPORT_RETURNED: return true;
    case REPORT_SUBMITTED:
    case REPORT_APPROVED:
    case REPORT_FROZEN:
    case REPORT_STATES: return false;
    }
    BUG("report state %d", state);
}

/* ---- periods ---- */

bool reporting_period_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal) {
    const struct reporting_period *period = reporting_period_of(now);
    (void)rule;
    if (!period->starts_on.present || !period->ends_on.present || !period->due_on.present) return true;
    if (date_first_day(period->ends_on.date) < date_first_day(period->starts_on.date)) {
        return refuse(refusal, S("ends_on"), "The end comes before the start.");
    }
    if (date_first_day(period->due_on.date) <= date_last_day(period->ends_on.date)) {
        return refuse(refusal, S("due_on"), "A report is due after its period has ended.");
    }
    bool moved =
        before && (!date_equal(period->starts_on.date, reporting_period_of(before)->starts_on.date) ||
                   !date_equal(period->ends_on.date, reporting_period_of(before)->ends_on.date));
    if (!moved || !report_period_is_used(rule, now->id)) return true;
    return refuse(refusal, S("starts_on"), "There are reports about this period; its days stay as they are.");
}

bool reporting_period_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    if (!report_period_is_used(rule, before->id)) return true;
    return refuse(refusal, S(""), "There are reports about this period; it stays.");
}

/* Reports of every organisation refer to a period, which is shared. */
bool report_period_is_used(struct rule *rule, struct uuid period_id) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM period_report WHERE "
                               "period = ?1 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, period_id);
    bool is_used = db_next(query) && db_column_int(query, 0) > 0;
    db_done(query);
    return is_used;
}

/* ---- reports ---- */

static const struct record *follow(struct rule *rule, const struct record *record, struct slice field) {
    return rule_follow(rule, record, record_type_field(record->type, field));
}

/* The title, and that agreement and period fit each other. */
static bool report_place(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct period_report *report = period_report_of(now);
    const struct record *agreement = follow(rule, now, S("agreement")),
                        *period = follow(rule, now, S("period"));
    if (!agreement || !period) return true; /* already refused as unknown */
    struct promise_period days = promise_period_read(rule->job_arena, rule->db, agreement);
    const struct reporting_period *asked = reporting_period_of(period);
    if (!uuid_equal(agreement_of(agreement)->programme.id, asked->programme.id)) {
        return refuse(refusal, S("period"), "That period belongs to another programme.");
    }
    if (date_last_day(asked->ends_on.date) < days.first_day ||
        date_first_day(asked->starts_on.date) > days.last_day) {
        return refuse(refusal, S("period"), "The agreement was not in force in that period.");
    }
    report->title.present = true;
    report->title.text =
        arena_printf(rule->job_arena, "%.*s · %.*s", SLICE_ARG(agreement_of(agreement)->number.text),
                     SLICE_ARG(asked->title.text));
    return true;
}

static const char *const word_fields[] = {"overview", "overview_km", "challenges", "challenges_km"};
/* What only the steps fill in. */
static const char *const step_fields[] = {"submitted_on", "submitted_by", "decided_on", "decided_by",
                                          "return_note",  "frozen_on",    "frozen_by",  "snapshot"};

static bool any_differs(const struct record *now, const struct record *before, const char *const names[],
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct field *field = record_type_field(now->type, slice_of(names[i]));
        if (!value_equal(field, record_value_const(now, field), record_value_const(before, field)))
            return true;
    }
    return false;
}

/* The program itself (the demo, a restored office) may say when it was; everybody else says today. */
static void stamp(const struct rule *rule, struct value *day, struct value *by,
                  const struct value *day_before) {
    bool told = rule->actor->is_system && day->present &&
                !(day_before->present && date_equal(day->date, day_before->date));
    if (!told) *day = (struct value){.present = true, .date = clock_today()};
    *by = (struct value){.present = !uuid_is_zero(rule->actor->user_id), .id = rule->actor->user_id};
}

static void clear_steps(struct period_report *report) {
    struct value none = {0};
    report->submitted_on = report->submitted_by = report->decided_on = report->decided_by = none;
    report->return_note = report->frozen_on = report->frozen_by = report->snapshot = none;
}

static bool step_submit(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal) {
    struct period_report *report = period_report_of(now);
    const struct period_report *was = period_report_of(before);
    const struct record *period = follow(rule, now, S("period"));
    int64_t last = date_last_day(reporting_period_of(period)->ends_on.date);
    if (date_first_day(clock_today()) <= last) {
        return refuse_with(refusal, S("status"), "The period is not over yet; its last day is {1}.",
                           date_format_iso(rule->job_arena, date_of_day(last)), S(""));
    }
    if (!report_check_submission(rule, now, refusal)) return false;
    stamp(rule, &report->submitted_on, &report->submitted_by, &was->submitted_on);
    report->decided_on = report->decided_by = report->return_note = (struct value){0};
    return true;
}

static bool step_return(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal) {
    struct period_report *report = period_report_of(now);
    if (!report->return_note.present) {
        return refuse(refusal, S("return_note"), "Say what is to be changed.");
    }
    stamp(rule, &report->decided_on, &report->decided_by, &period_report_of(before)->decided_on);
    return true;
}

static bool step_take(struct rule *rule, struct record *now, const struct record *before,
                      enum report_state to, struct refusal *refusal) {
    struct period_report *report = period_report_of(now);
    const struct period_report *was = period_report_of(before);
    switch (to) {
    case REPORT_DRAFT: clear_steps(report); return true;
    case REPORT_SUBMITTED: return step_submit(rule, now, before, refusal);
    case REPORT_RETURNED: return step_return(rule, now, before, refusal);
    case REPORT_APPROVED:
        stamp(rule, &report->decided_on, &report->decided_by, &was->decided_on);
        report->return_note = (struct value){0};
        return true;
    case REPORT_FROZEN: stamp(rule, &report->frozen_on, &report->frozen_by, &was->frozen_on); return true;
    case REPORT_STATES: break;
    }
    BUG("report state %d", to);
}

static bool report_change(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal) {
    enum report_state from = report_state_of(&period_report_of(before)->status);
    enum report_state to = report_state_of(&period_report_of(now)->status);
    unsigned parts = report_parts_of(rule->actor, now->org_id);
    bool words = any_differs(now, before, word_fields, ARRAY_LEN(word_fields));
    if (words && (!report_is_open(from) || !(parts & REPORT_WRITER))) {
        return refuse(refusal, S(""), "This report is not open for writing.");
    }
    if (from == to) {
        if (!any_differs(now, before, step_fields, ARRAY_LEN(step_fields))) return true;
        return refuse(refusal, S("status"),
                      "These fields are filled in when the report is submitted, answered or frozen.");
    }
    if (!report_may_step(from, to, parts)) {
        return refuse(refusal, S("status"), "You cannot take this step with the report as it stands.");
    }
    return step_take(rule, now, before, to, refusal);
}

bool period_report_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    struct period_report *report = period_report_of(now);
    if (!report_place(rule, now, refusal)) return false;
    if (before && !before->deleted_ms) return report_change(rule, now, before, refusal);
    if (!(report_parts_of(rule->actor, now->org_id) & REPORT_WRITER)) {
        return refuse(refusal, S(""), "A report is begun in the organisation whose report it is.");
    }
    report->status = (struct value){.present = true, .text = report_state_code(REPORT_DRAFT)};
    clear_steps(report);
    return true;
}

bool period_report_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    bool is_draft = report_state_of(&period_report_of(before)->status) == REPORT_DRAFT;
    struct uuid one;
    size_t snapshots =
        rule_referrers(rule, &report_snapshot_type, record_type_field(&report_snapshot_type, S("report")),
                       before->org_id, before->id, &one, 1);
    if (is_draft && !snapshots) return true;
    return refuse(refusal, S(""), "Only a draft that was never submitted can be deleted.");
}
