/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Period reports of the demo, made as people make them: written, their findings answered, submitted, answered
 * by the lead, frozen; at the end some sheets are corrected and two reports restated.  Each step is a
 * submission of its own, and one that was taken already is left out, so that a filling goes on where it was
 * broken off.
 */
#include "base/log.h"
#include "catalogue/value.h"
#include "demo/demo_internal.h"
#include "demo/demo_records.h"
#include "domain/report/report.h"
#include "domain/report/report_content.h"
#include "domain/report/report_rules.h"
#include "domain/training/training.h"
#include "store/query.h"

#define FOLDER "data/scenario/demo/"
enum { CHANGES_MAX = 64 };

/* One submission being made. */
struct sending {
    const struct demo_options *options;
    struct arena *arena; /* of this step */
    struct refusal *refusal;
    struct uuid org;
    struct change changes[CHANGES_MAX];
    size_t count;
};

static struct change *sending_add(struct sending *sending, enum change_verb verb,
                                  const struct record_type *type, struct uuid id) {
    ASSERT(sending->count < CHANGES_MAX);
    struct change *change = &sending->changes[sending->count++];
    *change = change_new(sending->arena, verb, type, sending->org);
    change->id = id;
    return change;
}

static void put(struct change *change, const char *name, struct value value) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    if (!value.present) return;
    *record_value(change->values, field) = value;
    change_set(change, field);
}

/* A cell of a table under the field's own name. */
static void put_cell(struct sending *sending, struct change *change, const struct demo_table *table,
                     const char *name) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    struct value value = {0};
    struct slice cell = arena_copy(sending->arena, demo_table_text(table, name));
    if (!value_parse_input(sending->arena, field, cell, S(""), &value, sending->refusal))
        BUG("%s: %s", change->type->name, name);
    put(change, name, value);
}

static enum outcome send(struct sending *sending, struct uuid user) {
    struct actor actor = access_system_actor(sending->org);
    actor.user_id = user;
    struct write_job job = {.job_arena = sending->arena,
                            .actor = &actor,
                            .changes = sending->changes,
                            .change_count = sending->count};
    enum outcome outcome = sending->count ? store_write(sending->options->store, &job) : OUTCOME_OK;
    sending->count = 0;
    for (const struct refusal_item *item = job.refusal.first; outcome != OUTCOME_OK && item;
         item = item->next) {
        refuse_with(sending->refusal, S("report"), "{1}: {2}",
                    arena_copy(sending->refusal->arena, item->field),
                    refusal_fill(sending->refusal->arena, slice_of(item->message), item->args));
    }
    return outcome;
}

/* ---- who ---- */

static struct uuid user_of(struct arena *arena, struct slice org, struct slice role) {
    struct demo_author author;
    return demo_staff_find(arena, org, role, &author) ? author.user_id : SHARED_ORG;
}

static struct slice key_of(struct arena *arena, struct slice org, struct slice period) {
    return arena_printf(arena, "%.*s.%.*s", SLICE_ARG(org), SLICE_ARG(period));
}

static const struct record *report_read(struct sending *sending, struct uuid id) {
    struct db *db = store_borrow(sending->options->store);
    const struct record *report =
        promise_read_record(sending->arena, db, &period_report_type, sending->org, id);
    store_return(sending->options->store, db);
    return report;
}

/* ---- writing ---- */

static void add_narratives(struct sending *sending, const struct demo_table *report, struct uuid report_id) {
    struct demo_table *table = arena_make(sending->arena, struct demo_table, 1);
    static const char *const fields[] = {"done", "done_km", "behind", "behind_km", "next", "next_km"};
    demo_table_open(table, sending->arena, S(FOLDER "narratives.csv"));
    while (demo_table_next(table)) {
        bool is_its = slice_equal(demo_table_text(table, "org"), demo_table_text(report, "org")) &&
                      slice_equal(demo_table_text(table, "period"), demo_table_text(report, "period"));
        if (!is_its) continue;
        struct slice promise = demo_table_text(table, "promise");
        struct slice key = arena_printf(sending->arena, "%.*s.%.*s",
                                        SLICE_ARG(demo_table_text(report, "period")), SLICE_ARG(promise));
        struct change *change = sending_add(sending, CHANGE_CREATE, &report_narrative_type,
                                            demo_id_of_key("report_narrative", key));
        put(change, "report", DEMO_REF(report_id));
        put(change, "promise", DEMO_REF(demo_id_of_key("promise", promise)));
        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
            put_cell(sending, change, table, fields[i]);
    }
}

static enum outcome report_begin(struct sending *sending, const struct demo_table *table, struct uuid id,
                                 struct uuid writer) {
    static const char *const fields[] = {"overview", "overview_km", "challenges", "challenges_km"};
    struct change *change = sending_add(sending, CHANGE_CREATE, &period_report_type, id);
    put(change, "agreement", DEMO_REF(demo_id_of_key("agreement", demo_table_text(table, "agreement"))));
    put(change, "period", DEMO_REF(demo_id_of_key("reporting_period", demo_table_text(table, "period"))));
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        put_cell(sending, change, table, fields[i]);
    add_narratives(sending, table, id);
    return send(sending, writer);
}

/* ---- answering the desk ---- */

static void answer_kind(struct sending *sending, const struct demo_table *table, struct uuid report_id,
                        const struct quality_group *group) {
    struct slice key =
        arena_printf(sending->arena, "%.*s.%.*s", SLICE_ARG(uuid_format(sending->arena, report_id)),
                     SLICE_ARG(finding_kind_code(group->kind)));
    if (!group->unread || group->answer_to_all) return;
    struct change *change =
        sending_add(sending, CHANGE_CREATE, &quality_answer_type, demo_id_of_key("quality_answer", key));
    put(change, "report", DEMO_REF(report_id));
    put(change, "kind", DEMO_TEXT(finding_kind_code(group->kind)));
    put(change, "subject", DEMO_TEXT(S("all")));
    put_cell(sending, change, table, "answer");
    put_cell(sending, change, table, "explanation");
    put(change, "seen", DEMO_NUMBER(group->total));
}

static enum outcome desk_answer(struct sending *sending, const struct record *report, struct uuid writer) {
    struct report_basis basis;
    struct db *db = store_borrow(sending->options->store);
    bool read =
        report_basis_read(sending->arena, db, store_catalogue(sending->options->store), report, &basis);
    store_return(sending->options->store, db);
    if (!read) return OUTCOME_FAILED;
    struct demo_table *table = arena_make(sending->arena, struct demo_table, 1);
    demo_table_open(table, sending->arena, S(FOLDER "answers.csv"));
    while (demo_table_next(table)) {
        for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++) {
            if (!slice_equal(finding_kind_code(kind), demo_table_text(table, "kind"))) continue;
            answer_kind(sending, table, report->id, &basis.quality->groups[kind]);
        }
    }
    return send(sending, writer);
}

/* ---- the steps ---- */

static struct change *step_to(struct sending *sending, const struct record *report, enum report_state to) {
    struct change *change = sending_add(sending, CHANGE_UPDATE, &period_report_type, report->id);
    put(change, "status", DEMO_TEXT(report_state_code(to)));
    return change;
}

static struct change *snapshot_add(struct sending *sending, struct uuid report_id, const char *kind,
                                   int64_t day) {
    struct slice key =
        arena_printf(sending->arena, "%.*s.%s", SLICE_ARG(uuid_format(sending->arena, report_id)), kind);
    struct change *change =
        sending_add(sending, CHANGE_CREATE, &report_snapshot_type, demo_id_of_key("report_snapshot", key));
    put(change, "report", DEMO_REF(report_id));
    put(change, "kind", DEMO_TEXT(slice_of(kind)));
    put(change, "taken_on", DEMO_DAY(day));
    return change;
}

static enum outcome report_submit(struct sending *sending, const struct demo_table *table,
                                  const struct record *report, struct uuid manager) {
    int64_t day = demo_table_day(table, "submitted_on");
    struct uuid snapshot = snapshot_add(sending, report->id, "report", day)->id;
    struct change *step = step_to(sending, report, REPORT_SUBMITTED);
    put(step, "submitted_on", DEMO_DAY(day));
    put(step, "snapshot", DEMO_REF(snapshot));
    return send(sending, manager);
}

static enum outcome report_answer(struct sending *sending, const struct demo_table *table,
                                  const struct record *report, enum report_state to, struct uuid lead) {
    struct change *step = step_to(sending, report, to);
    put(step, "decided_on", DEMO_DAY(demo_table_day(table, "decided_on")));
    if (to != REPORT_RETURNED) return send(sending, lead);
    struct slice note = arena_copy(sending->arena, demo_table_text(table, "note"));
    put(step, "return_note", DEMO_TEXT(note));
    struct slice key = uuid_format(sending->arena, report->id);
    struct change *comment =
        sending_add(sending, CHANGE_CREATE, &report_comment_type, demo_id_of_key("report_comment", key));
    put(comment, "report", DEMO_REF(report->id));
    put(comment, "section", DEMO_TEXT(S("figures")));
    put(comment, "text", DEMO_TEXT(note));
    return send(sending, lead);
}

static enum outcome report_freeze(struct sending *sending, const struct demo_table *table,
                                  const struct record *report, struct uuid lead) {
    struct change *step = step_to(sending, report, REPORT_FROZEN);
    put(step, "frozen_on", DEMO_DAY(demo_table_day(table, "frozen_on")));
    return send(sending, lead);
}

static enum report_state wanted_state(const struct demo_table *table) {
    struct value status = {.present = true, .text = demo_table_text(table, "state")};
    return report_state_of(&status);
}

/* The next step on the way to the state the table asks for; OK and unchanged when it is there. */
static enum outcome report_go_on(struct sending *sending, const struct demo_table *table,
                                 const struct record *report, bool *arrived) {
    struct slice org = demo_table_text(table, "org");
    enum report_state wanted = wanted_state(table),
                      state = report_state_of(&period_report_of(report)->status);
    struct uuid manager = user_of(sending->arena, org, S("manager")),
                writer = user_of(sending->arena, org, S("me_officer"));
    struct uuid lead = user_of(sending->arena, S("ctip"), S("me_officer")),
                freezer = user_of(sending->arena, S("ctip"), S("manager"));
    *arrived = state == wanted;
    if (*arrived) return OUTCOME_OK;
    switch (state) {
    case REPORT_DRAFT: {
        enum outcome outcome = desk_answer(sending, report, writer);
        return outcome == OUTCOME_OK ? report_submit(sending, table, report, manager) : outcome;
    }
    case REPORT_SUBMITTED:
        return report_answer(sending, table, report,
                             wanted == REPORT_RETURNED ? REPORT_RETURNED : REPORT_APPROVED, lead);
    case REPORT_APPROVED: return report_freeze(sending, table, report, freezer);
    case REPORT_RETURNED:
    case REPORT_FROZEN:
    case REPORT_STATES: break;
    }
    BUG("a report of the demo stands in state %d", state);
}

static enum outcome report_make(struct sending *sending, const struct demo_table *table) {
    struct slice org = demo_table_text(table, "org");
    struct uuid id =
        demo_id_of_key("period_report", key_of(sending->arena, org, demo_table_text(table, "period")));
    enum outcome outcome = OUTCOME_OK;
    bool arrived = false;
    sending->org = demo_id_of_key("organisation", org);
    if (!report_read(sending, id))
        outcome = report_begin(sending, table, id, user_of(sending->arena, org, S("me_officer")));
    while (outcome == OUTCOME_OK && !arrived)
        outcome = report_go_on(sending, table, report_read(sending, id), &arrived);
    return outcome;
}

/* ---- corrections afterwards ---- */

/* Some who had not been ticked on any sheet of the period were there after all.  NOT IN, because a planner that has no
 * statistics yet would look through all sheets anew for each of them. */
static void correct_sheets(struct sending *sending, const struct demo_table *table,
                           const struct record *report) {
    struct db *db = store_borrow(sending->options->store);
    const struct record *period = promise_read_record(sending->arena, db, &reporting_period_type, SHARED_ORG,
                                                      period_report_of(report)->period.id);
    struct db_query *query = db_query(
        db,
        SQL("SELECT a.id FROM attendance a JOIN session s ON s.org_id = a.org_id AND s.id = a.session WHERE "
            "a.org_id = ?1 AND a.deleted_ms = 0 AND s.deleted_ms = 0 AND s.status = 'held' AND "
            "s.kind = ?5 AND COALESCE(a.present, 0) = 0 AND s.starts_on >= ?2 AND s.starts_on <= ?3 AND a.person NOT "
            "IN (SELECT o.person FROM attendance o JOIN session t ON t.org_id = o.org_id AND t.id = o.session WHERE "
            "o.org_id = ?1 AND o.present = 1 AND o.deleted_ms = 0 AND t.starts_on >= ?2 AND t.starts_on <= ?3) ORDER BY s.starts_on, a.id LIMIT CAST(?4 AS BIGINT)"));
    db_bind_uuid(query, 1, sending->org);
    db_bind_text(query, 2, date_format_iso(sending->arena, reporting_period_of(period)->starts_on.date));
    db_bind_text(query, 3, date_format_iso(sending->arena, reporting_period_of(period)->ends_on.date));
    db_bind_int(query, 4, demo_table_number(table, "corrected"));
    db_bind_text(query, 5, demo_table_text(table, "kind"));
    while (db_next(query)) {
        struct change *change =
            sending_add(sending, CHANGE_UPDATE, &attendance_type, db_column_uuid(query, 0));
        put(change, "present", DEMO_NUMBER(1));
    }
    db_done(query);
    store_return(sending->options->store, db);
}

/* Do the records say something else than the report's snapshot? */
static bool has_moved(struct sending *sending, const struct record *report) {
    struct report_basis basis;
    struct db *db = store_borrow(sending->options->store);
    const struct record *snapshot = promise_read_record(sending->arena, db, &report_snapshot_type,
                                                        sending->org, period_report_of(report)->snapshot.id);
    bool moved = false;
    if (snapshot &&
        report_basis_read(sending->arena, db, store_catalogue(sending->options->store), report, &basis)) {
        struct slice now =
            report_content_bytes(sending->arena, report_content_make(sending->arena, db, &basis));
        moved = !slice_equal(now, report_snapshot_of(snapshot)->content.text);
    }
    store_return(sending->options->store, db);
    return moved;
}

static enum outcome restatement_decide(struct sending *sending, const struct demo_table *table,
                                       struct uuid id) {
    struct change *change = sending_add(sending, CHANGE_UPDATE, &restatement_type, id);
    put_cell(sending, change, table, "status");
    put_cell(sending, change, table, "reply");
    return send(sending, user_of(sending->arena, S("ctip"), S("me_officer")));
}

static bool is_there(struct sending *sending, const struct record_type *type, struct uuid id) {
    struct db *db = store_borrow(sending->options->store);
    bool there = promise_read_record(sending->arena, db, type, sending->org, id) != NULL;
    store_return(sending->options->store, db);
    return there;
}

static enum outcome restatement_make(struct sending *sending, const struct demo_table *table) {
    struct slice org = demo_table_text(table, "org"),
                 key = key_of(sending->arena, org, demo_table_text(table, "period"));
    struct uuid report_id = demo_id_of_key("period_report", key), id = demo_id_of_key("restatement", key);
    struct uuid writer = user_of(sending->arena, org, S("me_officer"));
    sending->org = demo_id_of_key("organisation", org);
    const struct record *report = report_read(sending, report_id);
    if (!report || is_there(sending, &restatement_type, id)) return OUTCOME_OK;
    correct_sheets(sending, table, report);
    enum outcome outcome = send(sending, writer);
    if (outcome != OUTCOME_OK) return outcome;
    if (!has_moved(sending, report)) return OUTCOME_OK; /* in a small demo nobody stayed away */
    struct uuid snapshot = snapshot_add(sending, report_id, "restatement", date_first_day(clock_today()))->id;
    struct change *change = sending_add(sending, CHANGE_CREATE, &restatement_type, id);
    put(change, "report", DEMO_REF(report_id));
    put_cell(sending, change, table, "reason");
    put(change, "snapshot", DEMO_REF(snapshot));
    outcome = send(sending, writer);
    bool decided = !slice_equal(demo_table_text(table, "status"), S("proposed"));
    return outcome == OUTCOME_OK && decided ? restatement_decide(sending, table, id) : outcome;
}

static enum outcome each_line(const struct demo_options *options, struct slice file,
                              enum outcome (*make)(struct sending *, const struct demo_table *),
                              struct refusal *refusal) {
    struct arena *table_arena = arena_new();
    struct demo_table *table = arena_make(table_arena, struct demo_table, 1);
    enum outcome outcome = OUTCOME_OK;
    demo_table_open(table, table_arena, file);
    while (outcome == OUTCOME_OK && demo_table_next(table)) {
        struct arena *arena = arena_new();
        struct sending *sending = arena_make(arena, struct sending, 1);
        *sending = (struct sending){.options = options, .arena = arena, .refusal = refusal};
        outcome = make(sending, table);
        arena_free(arena);
    }
    arena_free(table_arena);
    return outcome;
}

enum outcome demo_reports_add(const struct demo_options *options, struct refusal *refusal) {
    enum outcome outcome = each_line(options, S(FOLDER "reports.csv"), report_make, refusal);
    if (outcome == OUTCOME_OK)
        outcome = each_line(options, S(FOLDER "restatements.csv"), restatement_make, refusal);
    return outcome;
}
