/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/case_pair.h"

#include "catalogue/value.h"

static struct uuid pair_id(struct rule *rule, struct uuid org, struct uuid first, struct uuid second) {
    struct uuid id = {{0}};
    struct db_query *query = db_query(
        rule->db, SQL("SELECT id FROM case_pair WHERE org_id = ?1 AND \"first\" = ?2 AND \"second\" = ?3"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, first);
    db_bind_uuid(query, 3, second);
    if (db_next(query)) id = db_column_uuid(query, 0);
    db_done(query);
    return id;
}

void case_pair_note(struct rule *rule, struct uuid org, const struct case_answer *answer) {
    bool in_order = uuid_compare(answer->one, answer->other) < 0;
    struct uuid first = in_order ? answer->one : answer->other,
                second = in_order ? answer->other : answer->one;
    const struct record *known = rule_find(rule, &case_pair_type, org, pair_id(rule, org, first, second));
    struct record *now =
        known ? record_copy_deep(rule->job_arena, known) : record_new(rule->job_arena, &case_pair_type);
    struct case_pair *pair = case_pair_of(now);
    pair->first = value_of_id(first);
    pair->second = value_of_id(second);
    if (answer->score) pair->score = value_of_number(answer->score);
    pair->answer = value_of_text(slice_of(answer->answer));
    if (known)
        rule_amend(rule, now);
    else
        rule_make(rule, &case_pair_type, org, now);
}

/* ---- codes ---- */

static struct uuid id_of(struct db_query *query, struct uuid org, struct slice code) {
    struct uuid id = {{0}};
    db_bind_uuid(query, 1, org);
    db_bind_text(query, 2, code);
    if (db_next(query)) id = db_column_uuid(query, 0);
    db_done(query);
    return id;
}

/* A merge is a part of the file that stays and goes on with it, when that one goes too: one step leads to the
 * end. */
struct uuid case_file_by_code(struct db *db, struct uuid org, struct slice code) {
    struct uuid id = id_of(
        db_query(db, SQL("SELECT id FROM case_file WHERE org_id = ?1 AND code = ?2 AND deleted_ms = 0")), org,
        code);
    if (!uuid_is_zero(id)) return id;
    return id_of(
        db_query(
            db,
            SQL("SELECT case_file FROM case_merge WHERE org_id = ?1 AND merged_code = ?2 AND state = 'done' "
                "AND deleted_ms = 0")),
        org, code);
}
