/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/case_meanwhile.h"

#include "catalogue/value.h"
#include "domain/attachment/attachment.h"
#include "domain/care/care.h"
#include "domain/care/case_merge.h"
#include "domain/care/double.h"
#include "domain/care/rules.h"

static bool is_part(const struct record_type *type) {
    bool is_whole = !type->parent || !slice_equal(slice_of(type->parent), S("case_file"));
    return type->access == ACCESS_CASE && !is_whole && !type->kept && type != &case_team_member_type &&
           !case_merge_is_decision(type);
}

bool case_meanwhile_is(const struct record *goes, const struct record *part) {
    bool is_such = is_part(part->type) || part->type == &attachment_type;
    return is_such && !part->deleted_ms && part->created_ms > goes->deleted_ms;
}

/* Of files, those that hang on the case file itself: the others go with the part that they hang on. */
static bool is_of_file(struct rule *rule, const struct record *part, struct uuid file) {
    if (part->type != &attachment_type) return uuid_equal(case_value(part, "case_file")->id, file);
    return slice_equal(attachment_of(part)->owner_type.text, slice_of(case_file_type.name)) &&
           slice_equal(attachment_of(part)->owner_id.text, uuid_format(rule->job_arena, file));
}

/* ---- what was moved ---- */

/* A step of the merge about a record, by what was done and the fields or the place that it names. */
static struct uuid step_find(struct rule *rule, struct uuid org, struct uuid merge, struct db_query *query,
                             struct uuid id) {
    struct uuid found = {{0}};
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, merge);
    db_bind_text(query, 3, uuid_format(rule->job_arena, id));
    if (db_next(query)) uuid_parse(db_column_text(query, 0), &found);
    db_done(query);
    return found;
}

static bool was_moved(struct rule *rule, struct uuid org, struct uuid merge, struct uuid id) {
    struct db_query *query = db_query(
        rule->db, SQL("SELECT record FROM case_merge_step WHERE org_id = ?1 AND case_merge = ?2 AND record = "
                      "?3 AND how = 'moved' AND fields IN ('case_file', 'owner_id')"));
    return !uuid_is_zero(step_find(rule, org, merge, query, id));
}

/* What was set aside for it; zero when nothing was. */
static struct uuid twin_aside(struct rule *rule, struct uuid org, struct uuid merge, struct uuid id) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT record FROM case_merge_step WHERE org_id = ?1 AND case_merge = ?2 AND "
                               "moved_to = ?3 AND how = 'set_aside'"));
    return step_find(rule, org, merge, query, id);
}

static bool is_to_part(const struct rule *rule, const struct field *field) {
    const struct record_type *to =
        field->kind == KIND_REF ? catalogue_find(store_catalogue(rule->store), slice_of(field->ref)) : NULL;
    return to && to->access == ACCESS_CASE && to != &case_file_type;
}

/* A picture with its faces covered goes where the picture goes. */
static bool original_was_moved(struct rule *rule, struct uuid merge, const struct record *file) {
    const struct value *original = &attachment_of(file)->redacts;
    struct uuid id;
    return original->present && uuid_parse(original->text, &id) && was_moved(rule, file->org_id, merge, id);
}

bool case_meanwhile_follows(struct rule *rule, struct uuid merge, const struct record *part) {
    if (part->type == &attachment_type) return original_was_moved(rule, merge, part);
    for (size_t i = 0; i < part->type->field_count; i++) {
        if (is_to_part(rule, &part->type->fields[i]) && part->values[i].present &&
            was_moved(rule, part->org_id, merge, part->values[i].id))
            return true;
    }
    return false;
}

/* ---- what is sent ---- */

bool case_meanwhile_next(struct rule *rule, struct uuid org, struct slice *rest, const struct record **part) {
    struct slice one;
    struct uuid id;
    if (!rest->len || !slice_split(rest, ' ', &one)) return false;
    size_t colon = slice_find(one, S(":"), 0);
    const struct record_type *type = catalogue_find(store_catalogue(rule->store), slice_sub(one, 0, colon));
    bool is_good = type && (type->access == ACCESS_CASE || type == &attachment_type) && colon < one.len &&
                   uuid_parse(slice_sub(one, colon + 1, one.len), &id);
    *part = is_good ? rule_find(rule, type, org, id) : NULL;
    return true;
}

bool case_meanwhile_fits(struct rule *rule, const struct record *record, struct refusal *refusal) {
    const struct case_merge *merge = case_merge_of(record);
    const struct record *found = rule_find(rule, &case_file_type, record->org_id, merge->merged.id), *part;
    if (!found || !merge->sent_back.present) return true;
    const struct record *goes = record_copy(rule->job_arena, found);
    struct slice rest = merge->sent_back.text;
    while (case_meanwhile_next(rule, record->org_id, &rest, &part)) {
        bool is_such = part && case_meanwhile_is(goes, part) && is_of_file(rule, part, merge->survivor.id);
        if (!is_such)
            return refuse(refusal, S("sent_back"),
                          "Only what was written in this file while the two were one goes to the other.");
    }
    return true;
}

void case_meanwhile_send(struct rule *rule, struct uuid merge, const struct record *part, struct uuid goes,
                         struct slice reason) {
    struct record *now = record_copy_deep(rule->job_arena, part);
    *record_value(now, record_type_field(now->type, S("case_file"))) = value_of_id(goes);
    for (size_t i = 0; i < now->type->field_count; i++) {
        if (!is_to_part(rule, &now->type->fields[i]) || !now->values[i].present) continue;
        struct uuid aside = twin_aside(rule, now->org_id, merge, now->values[i].id);
        if (!uuid_is_zero(aside)) now->values[i] = value_of_id(aside);
    }
    rule_move(rule, now, reason);
}
