/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of what belongs to a report: its words, comments, snapshots, restatements, answers to findings.
 */
#include <sodium.h>

#include "domain/programme/promise.h"
#include "domain/report/report.h"
#include "domain/report/report_internal.h"
#include "domain/report/report_rules.h"

/* The report a part belongs to; NULL when it was refused as unknown already. */
static const struct record *report_of_part(struct rule *rule, const struct record *part) {
    return rule_follow(rule, part, record_type_field(part->type, S("report")));
}

static enum report_state state_of(const struct record *report) {
    return report_state_of(&period_report_of(report)->status);
}

/* What the organisation writes itself, while its report is open. */
static bool may_write(struct rule *rule, const struct record *part, struct refusal *refusal) {
    const struct record *report = report_of_part(rule, part);
    if (!report) return true;
    bool is_writer = report_parts_of(rule->actor, part->org_id) & REPORT_WRITER;
    return (is_writer && report_is_open(state_of(report))) ||
           refuse(refusal, S(""), "This report is not open for writing.");
}

/* ---- narratives ---- */

static bool is_of_agreement(struct rule *rule, const struct record *part, struct refusal *refusal) {
    const struct record *report = report_of_part(rule, part);
    const struct record *promise = rule_follow(rule, part, record_type_field(part->type, S("promise")));
    if (!report || !promise) return true;
    bool fits = uuid_equal(promise_of(promise)->agreement.id, period_report_of(report)->agreement.id);
    return fits || refuse(refusal, S("promise"), "That promise belongs to another agreement.");
}

bool report_narrative_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal) {
    (void)before;
    return may_write(rule, now, refusal) && is_of_agreement(rule, now, refusal);
}

bool report_narrative_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    return may_write(rule, before, refusal);
}

/* ---- comments ---- */

static bool is_not_frozen(struct rule *rule, const struct record *part, struct refusal *refusal) {
    const struct record *report = report_of_part(rule, part);
    if (!report || state_of(report) != REPORT_FROZEN) return true;
    return refuse(refusal, S(""), "The report is frozen; nothing in it changes any more.");
}

bool report_comment_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    (void)before;
    return is_not_frozen(rule, now, refusal) && is_of_agreement(rule, now, refusal);
}

bool report_comment_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    bool is_own = uuid_equal(before->created_by, rule->actor->user_id);
    if (!is_own) return refuse(refusal, S(""), "Only who wrote a comment takes it back.");
    return is_not_frozen(rule, before, refusal);
}

/* ---- snapshots ---- */

static void fill_hash(struct rule *rule, struct report_snapshot *snapshot) {
    uint8_t hash[32];
    char *hex = arena_alloc(rule->job_arena, 2 * sizeof hash + 1);
    crypto_generichash(hash, sizeof hash, (const uint8_t *)snapshot->content.text.s,
                       snapshot->content.text.len, NULL, 0);
    sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    snapshot->hash = (struct value){.present = true, .text = slice_of(hex)};
}

/* Where the change log stood: the log's own chain then holds the snapshot in its place. */
static void fill_log_position(struct rule *rule, struct report_snapshot *snapshot) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT seq, hash FROM change_log ORDER BY seq DESC LIMIT 1"));
    if (db_next(query)) {
        struct slice hash = db_column_blob(query, 1);
        char *hex = arena_alloc(rule->job_arena, 2 * hash.len + 1);
        sodium_bin2hex(hex, 2 * hash.len + 1, (const uint8_t *)hash.s, hash.len);
        snapshot->log_sequence = (struct value){.present = true, .number = db_column_int(query, 0)};
        snapshot->log_hash = (struct value){.present = true, .text = slice_of(hex)};
    }
    db_done(query);
}

static void fill_number(struct rule *rule, const struct record *now) {
    struct report_snapshot *snapshot = report_snapshot_of((struct record *)(uintptr_t)now);
    const struct record *last = report_snapshot_last(rule, now->org_id, snapshot->report.id);
    int64_t number = last ? report_snapshot_of(last)->number.number : 0;
    snapshot->number = (struct value){.present = true, .number = number + 1};
    snapshot->hash_before = last ? report_snapshot_of(last)->hash : (struct value){0};
}

static bool snapshot_is_due(struct rule *rule, const struct record *now, const struct record *report,
                            struct refusal *refusal) {
    bool is_restatement = slice_equal(report_snapshot_of(now)->kind.text, S("restatement"));
    bool is_writer = report_parts_of(rule->actor, now->org_id) & REPORT_WRITER;
    bool fits = is_restatement ? state_of(report) == REPORT_FROZEN : report_is_open(state_of(report));
    return (is_writer && fits) || refuse(refusal, S(""), "No snapshot is due with the report as it stands.");
}

bool report_snapshot_before_save(struct rule *rule, struct record *now, const struct record *before,
                                 struct refusal *refusal) {
    struct report_snapshot *snapshot = report_snapshot_of(now);
    if (before) return refuse(refusal, S(""), "A snapshot never changes.");
    const struct record *report = report_of_part(rule, now);
    if (!report) return true;
    if (!snapshot_is_due(rule, now, report, refusal)) return false;
    if (!(rule->actor->is_system && snapshot->taken_on.present)) {
        snapshot->taken_on = (struct value){.present = true, .date = clock_today()};
    }
    snapshot->content = (struct value){.present = true, .text = report_content(rule, report)};
    fill_hash(rule, snapshot);
    fill_number(rule, now);
    fill_log_position(rule, snapshot);
    return true;
}

bool report_snapshot_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    (void)before;
    return refuse(refusal, S(""), "A snapshot never changes.");
}

const struct record *report_snapshot_last(struct rule *rule, struct uuid org, struct uuid report_id) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT id FROM report_snapshot WHERE org_id = ?1 AND report = ?2 "
                               "AND deleted_ms = 0 ORDER BY number DESC LIMIT 1"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, report_id);
    struct uuid id = SHARED_ORG;
    bool found = db_next(query);
    if (found) id = db_column_uuid(query, 0);
    db_done(query);
    return found ? rule_find(rule, &report_snapshot_type, org, id) : NULL;
}

/* Nothing was written since it was taken: then it says what the records say, and need not be made again to
 * compare. */
static bool is_head_of_log(struct rule *rule, const struct record *snapshot) {
    struct db_query *query = db_query(rule->db, SQL("SELECT CAST(MAX(seq) AS BIGINT) FROM change_log"));
    bool is_head =
        db_next(query) && db_column_int(query, 0) == report_snapshot_of(snapshot)->log_sequence.number + 1;
    db_done(query);
    return is_head;
}

bool report_snapshot_is_current(struct rule *rule, const struct record *report,
                                const struct value *snapshot_ref, struct slice kind,
                                struct refusal *refusal) {
    const struct record *last = report_snapshot_last(rule, report->org_id, report->id);
    bool fits = last && snapshot_ref->present && uuid_equal(last->id, snapshot_ref->id) &&
                slice_equal(report_snapshot_of(last)->kind.text, kind);
    if (!fits) return refuse(refusal, S("snapshot"), "The figures of now are missing; try again.");
    if (is_head_of_log(rule, last)) return true;
    if (slice_equal(report_snapshot_of(last)->content.text, report_content(rule, report))) return true;
    return refuse(refusal, S("snapshot"), "The figures changed meanwhile; look at them and try again.");
}

/* ---- restatements ---- */

static bool has_open_restatement(struct rule *rule, const struct record *now) {
    struct db_query *query =
        db_query(rule->db,
                 SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM restatement WHERE org_id = ?1 AND report = ?2 AND "
                     "status = 'proposed' AND deleted_ms = 0 AND id <> ?3"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, restatement_of(now)->report.id);
    db_bind_uuid(query, 3, now->id);
    bool has = db_next(query) && db_column_int(query, 0) > 0;
    db_done(query);
    return has;
}

static int64_t restatements_so_far(struct rule *rule, const struct record *now) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM restatement "
                               "WHERE org_id = ?1 AND report = ?2"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, restatement_of(now)->report.id);
    int64_t number = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return number;
}

static bool restatement_propose(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct restatement *restatement = restatement_of(now);
    const struct record *report = report_of_part(rule, now);
    if (!report) return true;
    if (state_of(report) != REPORT_FROZEN || !(report_parts_of(rule->actor, now->org_id) & REPORT_WRITER)) {
        return refuse(refusal, S(""),
                      "Only a frozen report is restated, by the organisation whose report it is.");
    }
    if (has_open_restatement(rule, now))
        return refuse(refusal, S(""), "A restatement of this report waits for its answer.");
    if (!report_snapshot_is_current(rule, report, &restatement->snapshot, S("restatement"), refusal))
        return false;
    const struct record *in_force = report_snapshot_in_force(rule, report);
    const struct record *last = report_snapshot_last(rule, now->org_id, report->id);
    if (in_force &&
        slice_equal(report_snapshot_of(in_force)->hash.text, report_snapshot_of(last)->hash.text)) {
        return refuse(refusal, S(""),
                      "The figures are those that are in force: there is nothing to restate.");
    }
    restatement->number = (struct value){.present = true, .number = restatements_so_far(rule, now) + 1};
    restatement->status = (struct value){.present = true, .text = S("proposed")};
    restatement->decided_on = restatement->decided_by = restatement->reply = (struct value){0};
    return true;
}

const struct record *report_snapshot_in_force(struct rule *rule, const struct record *report) {
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT snapshot FROM restatement WHERE org_id = ?1 AND report = ?2 AND status = 'approved' "
            "AND deleted_ms = 0 ORDER BY number DESC LIMIT 1"));
    db_bind_uuid(query, 1, report->org_id);
    db_bind_uuid(query, 2, report->id);
    bool restated = db_next(query);
    struct uuid id = restated ? db_column_uuid(query, 0) : period_report_of(report)->snapshot.id;
    db_done(query);
    return rule_find(rule, &report_snapshot_type, report->org_id, id);
}

static bool restatement_decide(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal) {
    struct restatement *restatement = restatement_of(now);
    const struct restatement *was = restatement_of(before);
    bool decided = slice_equal(restatement->status.text, S("approved")) ||
                   slice_equal(restatement->status.text, S("rejected"));
    bool same = slice_equal(restatement->reason.text, was->reason.text) &&
                uuid_equal(restatement->snapshot.id, was->snapshot.id) &&
                restatement->number.number == was->number.number;
    bool may = report_parts_of(rule->actor, now->org_id) & REPORT_LEAD;
    if (!slice_equal(was->status.text, S("proposed")) || !decided || !same || !may) {
        return refuse(refusal, S("status"), "You cannot take this step with the restatement as it stands.");
    }
    if (slice_equal(restatement->status.text, S("rejected")) && !restatement->reply.present) {
        return refuse(refusal, S("reply"), "Say why it is rejected.");
    }
    if (!(rule->actor->is_system && restatement->decided_on.present)) {
        restatement->decided_on = (struct value){.present = true, .date = clock_today()};
    }
    restatement->decided_by =
        (struct value){.present = !uuid_is_zero(rule->actor->user_id), .id = rule->actor->user_id};
    return true;
}

bool restatement_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    return before ? restatement_decide(rule, now, before, refusal) : restatement_propose(rule, now, refusal);
}

bool restatement_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule;
    (void)before;
    return refuse(refusal, S(""), "A restatement stays with its report; it is answered, not deleted.");
}

/* ---- answers to findings ---- */

static bool subject_is_readable(const struct quality_answer *answer, struct refusal *refusal) {
    struct uuid id;
    if (slice_equal(answer->subject.text, S("all"))) {
        return answer->seen.present || refuse(refusal, S("seen"), "Say how many findings there were.");
    }
    return uuid_parse(answer->subject.text, &id) ||
           refuse(refusal, S("subject"), "That is not the id of a record.");
}

bool quality_answer_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal) {
    const struct quality_answer *answer = quality_answer_of(now);
    (void)before;
    if (!may_write(rule, now, refusal) || !subject_is_readable(answer, refusal)) return false;
    bool is_right = slice_equal(answer->answer.text, S("right"));
    return !is_right || answer->explanation.present ||
           refuse(refusal, S("explanation"), "Say why it is right.");
}

bool quality_answer_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    return may_write(rule, before, refusal);
}
