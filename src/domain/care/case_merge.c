/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/case_merge.h"

#include "access/permission.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "domain/attachment/attachment.h"
#include "domain/attachment/attachment_store.h"
#include "domain/care/care.h"
#include "domain/care/case_clash.h"
#include "domain/care/case_meanwhile.h"
#include "domain/care/case_pair.h"
#include "domain/care/case_twin_cost.h"
#include "domain/care/erasure.h"
#include "domain/care/plan.h"
#include "domain/care/rules.h"
#include "store/history.h"
#include "store/vault.h"

/* Attached files that move at once; and of those that are looked through for what goes back. */
enum { ATTACHED_MAX = 500, ATTACHED_BACK_MAX = 20000 };

/* One merge, or its taking back, under way in the writer's transaction. */
struct merging {
    struct rule *rule;
    struct uuid org, id, stays, goes;
    struct slice reason; /* in the log: the code of the merge, which tells nothing */
    const struct case_merge *about;
};

static bool is_at(const struct record *merge, const char *state) {
    return value_is_code(&case_merge_of(merge)->state, state);
}

/* ---- fields ---- */

bool case_merge_is_own(const struct field *field) {
    static const char own[] = "erased_on closed_on state legal_hold case_worker";
    return names_contain(own, slice_of(field->name));
}

static uint64_t bit_of(const char *name) {
    return UINT64_C(1) << field_index(&case_file_type, record_type_field(&case_file_type, slice_of(name)));
}

uint64_t case_merge_together(uint64_t taken) {
    uint64_t birth = bit_of("birth_year") | bit_of("age_years");
    return taken & bit_of("birth_date") ? taken | birth : taken & ~birth;
}

uint64_t case_merge_default(const struct record *stays, const struct record *goes) {
    uint64_t taken = 0;
    for (size_t i = 0; i < case_file_type.field_count; i++) {
        if (case_merge_is_own(&case_file_type.fields[i])) continue;
        if (!stays->values[i].present && goes->values[i].present) taken |= UINT64_C(1) << i;
    }
    bool knows_birth = case_file_of(stays)->birth_year.present;
    return knows_birth ? taken & ~(bit_of("birth_date") | bit_of("birth_year") | bit_of("age_years")) : taken;
}

struct slice case_merge_write(struct arena *arena, uint64_t taken) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < case_file_type.field_count; i++) {
        if (taken >> i & 1) text_printf(&out, "%s%s", out.len ? " " : "", case_file_type.fields[i].name);
    }
    return text_slice(&out);
}

uint64_t case_merge_read(struct slice taken) {
    uint64_t bits = 0;
    struct slice name;
    while (slice_split(&taken, ' ', &name)) {
        const struct field *field = record_type_field(&case_file_type, name);
        if (field && !case_merge_is_own(field)) bits |= UINT64_C(1) << field_index(&case_file_type, field);
    }
    return bits;
}

/* ---- the rule ---- */

static const struct record *file_of(struct rule *rule, const struct record *merge, struct uuid id) {
    return rule_find(rule, &case_file_type, merge->org_id, id);
}

static bool is_whole(const struct record *file) {
    return file && !file->deleted_ms && !case_file_of(file)->erased_on.present;
}

static bool both_are_whole(struct rule *rule, const struct record *merge, struct refusal *refusal) {
    const struct case_merge *about = case_merge_of(merge);
    bool same = uuid_equal(about->case_file.id, about->merged.id);
    bool whole = is_whole(file_of(rule, merge, about->case_file.id)) &&
                 is_whole(file_of(rule, merge, about->merged.id));
    return (whole && !same) ||
           refuse(refusal, S("merged"), "Choose another file of this organisation, one that was not erased.");
}

static bool supervises(const struct rule *rule) {
    return rule->actor->is_system || access_may(rule->actor, ACCESS_CASE, VERB_APPROVE);
}

static bool waits_already(struct rule *rule, const struct record *now) {
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT id FROM case_merge WHERE org_id = ?1 AND state = 'proposed' AND deleted_ms = 0 AND "
            "(case_file IN (?2, ?3) OR merged IN (?2, ?3))"));
    db_bind_uuid(query, 1, now->org_id);
    db_bind_uuid(query, 2, case_merge_of(now)->case_file.id);
    db_bind_uuid(query, 3, case_merge_of(now)->merged.id);
    bool waits = db_next(query);
    db_done(query);
    return waits;
}

static bool is_proposed(struct rule *rule, struct record *now, struct refusal *refusal) {
    struct case_merge *merge = case_merge_of(now);
    struct refusal ignored = REFUSAL_IN(rule->job_arena);
    if (!is_at(now, "proposed")) return refuse(refusal, S("state"), "A merge is proposed first.");
    if (!both_are_whole(rule, now, refusal)) return false;
    const struct record *stays = file_of(rule, now, merge->case_file.id),
                        *goes = file_of(rule, now, merge->merged.id);
    merge->merged_code = value_of_text(goes->code);
    merge->survivor = merge->case_file;
    if (waits_already(rule, now))
        return refuse(refusal, S("merged"),
                      "A merge of one of the two was proposed already and waits for a second person.");
    if (case_may_work(rule, stays, &ignored)) return true;
    return case_may_work(rule, goes, refusal);
}

static size_t parts_count(struct rule *rule, struct uuid org, struct uuid file) {
    const struct catalogue *catalogue = store_catalogue(rule->store);
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, CASE_MERGE_PARTS_MAX + 1);
    size_t count = 0;
    for (size_t t = 0; t < catalogue->count; t++) {
        const struct field *field = record_type_field(catalogue->types[t], S("case_file"));
        if (field)
            count +=
                rule_referrers(rule, catalogue->types[t], field, org, file, ids, CASE_MERGE_PARTS_MAX + 1);
    }
    return count;
}

/* The key of each ends with that of the file that stays, in one erasure. */
static bool is_one_too_many(struct rule *rule, const struct record *merge) {
    struct uuid ids[CASE_MERGED_MAX];
    const struct case_merge *about = case_merge_of(merge);
    size_t stays = case_merged_into(rule->db, merge->org_id, about->case_file.id, ids, CASE_MERGED_MAX);
    size_t goes = case_merged_into(rule->db, merge->org_id, about->merged.id, ids, CASE_MERGED_MAX);
    return stays + goes + 1 > CASE_MERGED_MAX;
}

/* More would be left behind under the old key without a word. */
static bool files_fit(struct rule *rule, struct uuid org, struct uuid file, size_t max,
                      struct refusal *refusal) {
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, max + 1);
    return attachments_under(rule, org, file, ids, max + 1) <= max ||
           refuse(refusal, S(""), "Too many files are attached to be moved at once.");
}

static bool is_to_be_erased(struct rule *rule, const struct record *merge) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT id FROM case_erasure WHERE org_id = ?1 AND case_file IN (?2, ?3) AND "
                               "state = 'proposed' AND deleted_ms = 0"));
    db_bind_uuid(query, 1, merge->org_id);
    db_bind_uuid(query, 2, case_merge_of(merge)->case_file.id);
    db_bind_uuid(query, 3, case_merge_of(merge)->merged.id);
    bool waits = db_next(query);
    db_done(query);
    return waits;
}

static bool is_decided(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct case_merge *merge = case_merge_of(now);
    if (!supervises(rule)) return refuse(refusal, S("state"), "A supervisor decides.");
    if (!merge->decided_by.present || uuid_equal(merge->decided_by.id, merge->asked_by.id))
        return refuse(refusal, S("state"), "A second person agrees, not the one who proposed it.");
    if (is_at(now, "declined")) return true;
    if (!is_at(now, "done")) return refuse(refusal, S("state"), "Agree or decline.");
    if (!both_are_whole(rule, now, refusal)) return false;
    if (is_to_be_erased(rule, now))
        return refuse(refusal, S("state"), "An erasure of one of the two was proposed: decide that first.");
    if (is_one_too_many(rule, now))
        return refuse(refusal, S("state"), "Too many files went into these two already.");
    if (!files_fit(rule, now->org_id, merge->merged.id, ATTACHED_MAX, refusal)) return false;
    if (!case_clashes_are_decided(rule, now, refusal) || !case_twin_costs_fit(rule, now, refusal))
        return false;
    if (parts_count(rule, now->org_id, merge->merged.id) <= CASE_MERGE_PARTS_MAX) return true;
    return refuse(refusal, S(""),
                  "Too many records belong to this file to be moved at once. Let the other file stay.");
}

static bool is_taken_back(struct rule *rule, const struct record *now, struct refusal *refusal) {
    const struct case_merge *merge = case_merge_of(now);
    const struct record *goes = file_of(rule, now, merge->merged.id);
    if (!is_at(now, "undone") || !goes || !goes->deleted_ms)
        return refuse(refusal, S("state"), "This was decided already.");
    if (!supervises(rule)) return refuse(refusal, S("state"), "A supervisor decides.");
    if (!files_fit(rule, now->org_id, merge->survivor.id, ATTACHED_BACK_MAX, refusal)) return false;
    if (!case_meanwhile_fits(rule, now, refusal)) return false;
    if (is_whole(file_of(rule, now, merge->survivor.id))) return true;
    return refuse(
        refusal, S("state"),
        "The file that stayed is not there any more or was erased. Take back the later merge first.");
}

/* Moved with its file, when that one goes too: nothing is decided. */
static bool is_only_moved(const struct record *now, const struct record *before) {
    return slice_equal(case_merge_of(now)->state.text, case_merge_of(before)->state.text);
}

bool case_merge_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    if (!before) return is_proposed(rule, now, refusal);
    if (is_at(before, "proposed")) return is_decided(rule, now, refusal);
    if (is_at(before, "done")) return is_taken_back(rule, now, refusal);
    return refuse(refusal, S("state"), "This was decided already.");
}

bool case_merge_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal) {
    (void)rule, (void)before;
    return refuse(refusal, S("reason"), "What was decided about two files stays.");
}

/* ---- steps ---- */

struct step {
    const struct record *record;
    struct slice fields;
    const char *how;
    struct uuid from, to;
};

static void step_note(const struct merging *merging, const struct step *step) {
    struct arena *arena = merging->rule->job_arena;
    struct record *now = record_new(arena, &case_merge_step_type);
    struct case_merge_step *values = case_merge_step_of(now);
    values->case_merge = value_of_id(merging->id);
    values->record_type = value_of_text(slice_of(step->record->type->name));
    values->record = value_of_text(uuid_format(arena, step->record->id));
    if (step->fields.len) values->fields = value_of_text(step->fields);
    values->how = value_of_text(slice_of(step->how));
    if (!uuid_is_zero(step->from)) values->moved_from = value_of_text(uuid_format(arena, step->from));
    if (!uuid_is_zero(step->to)) values->moved_to = value_of_text(uuid_format(arena, step->to));
    rule_make(merging->rule, &case_merge_step_type, merging->org, now);
}

/* ---- moving ---- */

static void move_ref(const struct merging *merging, const struct record *record, const struct field *field,
                     struct uuid from, struct uuid to) {
    struct record *now = record_copy_deep(merging->rule->job_arena, record);
    *record_value(now, field) = value_of_id(to);
    rule_move(merging->rule, now, merging->reason);
    step_note(merging, &(struct step){record, slice_of(field->name), "moved", from, to});
}

/* By the type's unique index: the one that `record` would be twice beside, once it was moved. */
static bool is_twin(const struct field *field, const struct record *record, const struct record *other) {
    struct slice rest = slice_of(record->type->unique), name;
    while (slice_split(&rest, ' ', &name)) {
        const struct field *part = record_type_field(record->type, name);
        if (part != field &&
            !value_equal(part, record_value_const(record, part), record_value_const(other, part)))
            return false;
    }
    return true;
}

static const struct record *twin_of(const struct merging *merging, const struct field *field,
                                    const struct record *record, struct uuid to) {
    const struct record_type *type = record->type;
    if (!type->unique || !names_contain(type->unique, slice_of(field->name))) return NULL;
    struct uuid *ids = arena_make(merging->rule->job_arena, struct uuid, CASE_MERGE_PARTS_MAX);
    size_t count = rule_referrers(merging->rule, type, field, merging->org, to, ids, CASE_MERGE_PARTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *other = rule_find(merging->rule, type, merging->org, ids[i]);
        if (other && is_twin(field, record, other)) return other;
    }
    return NULL;
}

/* What says that something is over is no gap where it goes on. */
static bool is_end(const struct field *field) {
    static const char ends[] = "until closed_on closing_note reopened_on reopen_reason left_on school_leave";
    return names_contain(ends, slice_of(field->name));
}

static bool is_cost(const struct field *field) {
    return field->kind == KIND_MONEY ||
           (field->kind == KIND_REF && slice_equal(slice_of(field->ref), S("budget_line")));
}

/* References are moved; only the line that bears a cost goes with it. */
static bool is_filled(const struct record *twin, const struct record *other, const struct field *field) {
    if (is_end(field)) return false;
    return is_cost(field) ? case_twin_takes_costs(twin, other) : field->kind != KIND_REF;
}

/* What is known of the other and not of the twin, opened so that it is sealed under the twin's key. */
static void twin_fill(const struct merging *merging, const struct record *twin, const struct record *other) {
    struct arena *arena = merging->rule->job_arena;
    struct record *now = record_copy_deep(arena, twin), *opened = record_copy_deep(arena, other);
    struct text filled = TEXT_IN(arena);
    if (!vault_open_in(merging->rule, opened)) return;
    for (size_t i = 0; i < now->type->field_count; i++) {
        const struct field *field = &now->type->fields[i];
        if (now->values[i].present || !opened->values[i].present || !is_filled(twin, other, field)) continue;
        now->values[i] = opened->values[i];
        text_printf(&filled, "%s%s", filled.len ? " " : "", field->name);
    }
    if (!filled.len) return;
    rule_move(merging->rule, now, merging->reason);
    step_note(
        merging,
        &(struct step){.record = twin, .fields = text_slice(&filled), .how = "filled", .from = other->id});
}

static void absorb(const struct merging *merging, const struct record_type *type, struct uuid goes,
                   struct uuid stays);

/* What was paid all the same stays on its line. */
static void twin_costs_keep(const struct merging *merging, const struct record *twin,
                            const struct record *other) {
    struct value lost[2];
    if (!case_ids_have(&merging->about->both_paid, other->id)) return;
    case_twin_lost(twin, other, lost);
    for (size_t i = 0; i < ARRAY_LEN(lost); i++) {
        if (!lost[i].present) continue;
        struct uuid id = case_twin_keep(merging->rule, merging->stays, other, &lost[i]);
        const struct record *service =
            rule_find(merging->rule, catalogue_find(store_catalogue(merging->rule->store), S("case_service")),
                      merging->org, id);
        if (service) step_note(merging, &(struct step){.record = service, .how = "added"});
    }
}

static void take_twin(const struct merging *merging, const struct record *twin, const struct record *other) {
    twin_costs_keep(merging, twin, other);
    twin_fill(merging, twin, other);
    absorb(merging, other->type, other->id, twin->id);
    rule_remove(merging->rule, other, merging->reason);
    step_note(merging, &(struct step){.record = other, .how = "set_aside", .to = twin->id});
}

static void absorb_field(const struct merging *merging, const struct record_type *type,
                         const struct field *field, struct uuid goes, struct uuid stays) {
    struct rule *rule = merging->rule;
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, CASE_MERGE_PARTS_MAX);
    size_t count = rule_referrers(rule, type, field, merging->org, goes, ids, CASE_MERGE_PARTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct record *found = rule_find(rule, type, merging->org, ids[i]);
        const struct record *record = found ? record_copy_deep(rule->job_arena, found) : NULL;
        if (!record) return; /* the database has refused something earlier */
        const struct record *twin = twin_of(merging, field, record, stays);
        if (twin)
            take_twin(merging, record_copy_deep(rule->job_arena, twin), record);
        else
            move_ref(merging, record, field, goes, stays);
    }
}

/* What two people decided, they decided about one file: a yes to close, open or erase it is none for the
 * other. */
bool case_merge_is_decision(const struct record_type *type) {
    return type == &case_approval_type || type == &case_opening_type || type == &case_erasure_type;
}

/* What remembers two files stays as it was said; all else that speaks of the one speaks of the other from now
 * on. */
static bool follows(const struct record_type *type, const struct field *field, const struct record_type *to) {
    bool remembers = type == &case_pair_type || case_merge_is_decision(type) ||
                     (type == &case_merge_type && !slice_equal(slice_of(field->name), S("case_file")));
    return field->kind == KIND_REF && !remembers && slice_equal(slice_of(field->ref), slice_of(to->name));
}

static void absorb(const struct merging *merging, const struct record_type *type, struct uuid goes,
                   struct uuid stays) {
    const struct catalogue *catalogue = store_catalogue(merging->rule->store);
    for (size_t t = 0; t < catalogue->count; t++) {
        const struct record_type *one = catalogue->types[t];
        if (one == &case_merge_step_type) continue;
        for (size_t i = 0; i < one->field_count; i++) {
            if (follows(one, &one->fields[i], type)) absorb_field(merging, one, &one->fields[i], goes, stays);
        }
    }
}

/* ---- attached files ---- */

/* Under the key of `to`, on which it also hangs from now on when `hangs`.  False when its key is gone: then
 * there is nothing left to take. */
static bool file_take(const struct merging *merging, const struct record *file, struct uuid to, bool hangs) {
    struct record *now = record_copy_deep(merging->rule->job_arena, file);
    struct slice hash;
    if (!attachment_reseal(merging->rule, now, to, &hash)) return false;
    if (hash.len) attachment_of(now)->hash = value_of_text(hash);
    if (hangs) attachment_of(now)->owner_id = value_of_text(uuid_format(merging->rule->job_arena, to));
    rule_move(merging->rule, now, merging->reason);
    return true;
}

static void file_rehang(const struct merging *merging, struct uuid id, struct uuid from, struct uuid to) {
    struct rule *rule = merging->rule;
    const struct record *found = rule_find(rule, &attachment_type, merging->org, id);
    if (!found || found->deleted_ms) return;
    const struct record *file = record_copy_deep(rule->job_arena, found);
    bool hangs = slice_equal(attachment_of(file)->owner_id.text, uuid_format(rule->job_arena, from));
    if (file_take(merging, file, to, hangs))
        step_note(merging, &(struct step){file, hangs ? S("owner_id") : S(""), "moved", from, to});
}

static void files_move(const struct merging *merging) {
    struct uuid ids[ATTACHED_MAX];
    size_t count = attachments_under(merging->rule, merging->org, merging->goes, ids, ATTACHED_MAX);
    for (size_t i = 0; i < count; i++)
        file_rehang(merging, ids[i], merging->goes, merging->stays);
}

static const struct record *hangs_on(const struct merging *merging, const struct attachment *values) {
    const struct record_type *type =
        catalogue_find(store_catalogue(merging->rule->store), values->owner_type.text);
    struct uuid id;
    if (!type || !uuid_parse(values->owner_id.text, &id)) return NULL;
    return rule_find(merging->rule, type, merging->org, id);
}

/* What was attached during the merge has no step: it goes back with what it hangs on. */
static void file_follow(const struct merging *merging, struct uuid id) {
    struct rule *rule = merging->rule;
    const struct record *found = rule_find(rule, &attachment_type, merging->org, id);
    if (!found) return;
    const struct record *file = record_copy_deep(rule->job_arena, found);
    const struct record *owner = hangs_on(merging, attachment_of(file));
    if (!owner || !uuid_equal(vault_owner(owner), merging->goes)) return;
    file_take(merging, file, merging->goes, false);
}

static void files_follow(const struct merging *merging) {
    struct uuid *ids = arena_make(merging->rule->job_arena, struct uuid, ATTACHED_BACK_MAX);
    size_t count = attachments_under(merging->rule, merging->org, merging->stays, ids, ATTACHED_BACK_MAX);
    for (size_t i = 0; i < count; i++)
        file_follow(merging, ids[i]);
}

/* ---- the merge ---- */

static bool is_on_team(const struct merging *merging, struct uuid user) {
    struct rule *rule = merging->rule;
    const struct record *stays = rule_find(rule, &case_file_type, merging->org, merging->stays);
    return !stays || case_is_open_to(rule, stays, user);
}

/* Who worked on the file that goes works on the one that stays. */
static void worker_joins(const struct merging *merging, const struct record *goes) {
    const struct value *worker = &case_file_of(goes)->case_worker;
    struct rule *rule = merging->rule;
    if (!worker->present || is_on_team(merging, worker->id)) return;
    struct record *member = record_new(rule->job_arena, &case_team_member_type);
    case_team_member_of(member)->case_file = value_of_id(merging->stays);
    case_team_member_of(member)->user = *worker;
    case_team_member_of(member)->role = value_of_text(S("social_worker"));
    member->id = rule_make_id(rule, &case_team_member_type, merging->org, member);
    step_note(merging, &(struct step){.record = member, .how = "added"});
}

/* Gives the version that the file has afterwards; 0 when nothing of it changed. */
static int64_t fields_take(const struct merging *merging, const struct record *goes, uint64_t taken) {
    struct rule *rule = merging->rule;
    const struct record *stays = rule_find(rule, &case_file_type, merging->org, merging->stays);
    struct record *opened = record_copy_deep(rule->job_arena, goes);
    if (!stays || !vault_open_in(rule, opened)) return 0;
    struct record *now = record_copy_deep(rule->job_arena, stays);
    for (size_t i = 0; i < now->type->field_count; i++) {
        if (taken >> i & 1) now->values[i] = opened->values[i];
    }
    const struct value *hold = &case_file_of(goes)->legal_hold;
    if (hold->present && hold->number) case_file_of(now)->legal_hold = *hold;
    int64_t version = stays->version;
    rule_move(rule, now, merging->reason);
    const struct record *after = rule_find(rule, &case_file_type, merging->org, merging->stays);
    return after && after->version > version ? after->version : 0;
}

static void version_note(const struct merging *merging, int64_t version) {
    const struct record *found = rule_find(merging->rule, &case_merge_type, merging->org, merging->id);
    if (!found || !version) return;
    struct record *now = record_copy_deep(merging->rule->job_arena, found);
    case_merge_of(now)->file_version = value_of_number(version);
    rule_amend(merging->rule, now);
}

/* After they have moved, so that they hold again before they go back. */
static void consents_end(const struct merging *merging, struct slice ids) {
    struct slice text;
    struct uuid id;
    while (ids.len && slice_split(&ids, ' ', &text)) {
        const struct record *consent =
            uuid_parse(text, &id) ? case_clash_end(merging->rule, merging->org, id, merging->reason) : NULL;
        if (consent) step_note(merging, &(struct step){.record = consent, .how = "ended"});
    }
}

static void make_one(const struct merging *merging) {
    struct rule *rule = merging->rule;
    const struct record *found = rule_find(rule, &case_file_type, merging->org, merging->goes);
    const struct record *goes = found ? record_copy_deep(rule->job_arena, found) : NULL;
    if (!goes) return;
    worker_joins(merging, goes);
    absorb(merging, &case_file_type, merging->goes, merging->stays);
    files_move(merging);
    consents_end(merging, merging->about->consents_end.text);
    version_note(merging, fields_take(merging, goes, case_merge_read(merging->about->taken.text)));
    rule_remove(rule, goes, merging->reason);
    case_pair_note(rule, merging->org, &(struct case_answer){merging->stays, merging->goes, 0, "same"});
}

/* ---- taking it back ---- */

struct back {
    const struct record_type *type;
    struct uuid id, from, to;
    const struct record *record; /* as it stands now */
};

static bool step_read(const struct merging *merging, const struct case_merge_step *step, struct back *back) {
    *back =
        (struct back){.type = catalogue_find(store_catalogue(merging->rule->store), step->record_type.text)};
    if (!back->type || !uuid_parse(step->record.text, &back->id)) return false;
    if (step->moved_from.present && !uuid_parse(step->moved_from.text, &back->from)) return false;
    if (step->moved_to.present && !uuid_parse(step->moved_to.text, &back->to)) return false;
    const struct record *found = rule_find(merging->rule, back->type, merging->org, back->id);
    back->record = found ? record_copy_deep(merging->rule->job_arena, found) : NULL;
    return back->record;
}

static void moved_back(const struct merging *merging, const struct case_merge_step *step,
                       const struct back *back) {
    if (back->record->deleted_ms) return;
    if (back->type == &attachment_type) {
        file_take(merging, back->record, back->from, step->fields.present);
        return;
    }
    const struct field *field = record_type_field(back->type, step->fields.text);
    if (!field || !uuid_equal(record_value_const(back->record, field)->id, back->to)) return;
    struct record *now = record_copy_deep(merging->rule->job_arena, back->record);
    *record_value(now, field) = value_of_id(back->from);
    rule_move(merging->rule, now, merging->reason);
}

/* What was completed from the one that was set aside is emptied again where it still says the same. */
static void filled_back(const struct merging *merging, const struct case_merge_step *step,
                        const struct back *back) {
    struct rule *rule = merging->rule;
    const struct record *found = rule_find(rule, back->type, merging->org, back->from);
    if (!found || back->record->deleted_ms) return;
    struct record *source = record_copy_deep(rule->job_arena, found),
                  *plain = record_copy_deep(rule->job_arena, back->record),
                  *now = record_copy_deep(rule->job_arena, back->record);
    struct slice names = step->fields.text, name;
    if (!vault_open_in(rule, source) || !vault_open_in(rule, plain)) return;
    while (slice_split(&names, ' ', &name)) {
        const struct field *field = record_type_field(back->type, name);
        if (field && value_equal(field, record_value_const(plain, field), record_value_const(source, field)))
            *record_value(now, field) = (struct value){0};
    }
    rule_move(rule, now, merging->reason);
}

static void step_back(const struct merging *merging, const struct case_merge_step *step) {
    struct back back;
    if (!step_read(merging, step, &back)) return;
    if (value_is_code(&step->how, "moved")) moved_back(merging, step, &back);
    if (value_is_code(&step->how, "filled")) filled_back(merging, step, &back);
    if (value_is_code(&step->how, "set_aside") && back.record->deleted_ms)
        rule_bring_back(merging->rule, back.record, merging->reason);
    if (value_is_code(&step->how, "ended")) case_clash_restore(merging->rule, back.record, merging->reason);
    if (value_is_code(&step->how, "added") && !back.record->deleted_ms)
        rule_remove(merging->rule, back.record, merging->reason);
}

/* The last step first: what was set aside is there again before what belonged to it comes back. */
static void steps_back(const struct merging *merging) {
    struct rule *rule = merging->rule;
    const struct field *field = record_type_field(&case_merge_step_type, S("case_merge"));
    size_t max = 2 * CASE_MERGE_PARTS_MAX;
    struct uuid *ids = arena_make(rule->job_arena, struct uuid, max);
    size_t count = rule_referrers(rule, &case_merge_step_type, field, merging->org, merging->id, ids, max);
    for (size_t i = count; i > 0; i--) {
        const struct record *found = rule_find(rule, &case_merge_step_type, merging->org, ids[i - 1]);
        if (found) step_back(merging, case_merge_step_of(record_copy_deep(rule->job_arena, found)));
    }
}

static const struct history_entry *entry_of(const struct merging *merging, const struct record *file,
                                            int64_t version) {
    struct uuid *org = arena_make(merging->rule->job_arena, struct uuid, 1);
    *org = merging->org;
    struct view view = {
        .allowed = true, .orgs = org, .org_count = 1, .own_org = *org, .own_max = IDENTIFYING};
    struct history_entry *entries;
    size_t count = history_read(merging->rule->store, merging->rule->db, merging->rule->job_arena, &view,
                                file, &entries);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].version == version && entries[i].before) return &entries[i];
    }
    return NULL;
}

/* Fields that were taken over, where nobody has changed them since; what is sealed is put back as it was
 * sealed. */
static void fields_back(const struct merging *merging, const struct value *version) {
    const struct record *file = rule_find(merging->rule, &case_file_type, merging->org, merging->stays);
    const struct history_entry *entry =
        file && version->present ? entry_of(merging, file, version->number) : NULL;
    if (!entry) return;
    struct record *now = record_copy_deep(merging->rule->job_arena, file);
    for (size_t i = 0; i < now->type->field_count; i++) {
        bool changed = entry->changed >> i & 1;
        if (changed && value_equal(&now->type->fields[i], &entry->after->values[i], &now->values[i]))
            now->values[i] = entry->before->values[i];
    }
    rule_move(merging->rule, now, merging->reason);
}

static void meanwhile_send(const struct merging *merging) {
    struct slice rest = merging->about->sent_back.text;
    const struct record *part;
    while (merging->about->sent_back.present &&
           case_meanwhile_next(merging->rule, merging->org, &rest, &part)) {
        if (!part || part->deleted_ms) continue;
        if (part->type == &attachment_type)
            file_take(merging, part, merging->goes, true);
        else
            case_meanwhile_send(merging->rule, merging->id, part, merging->goes, merging->reason);
    }
}

static void make_two(const struct merging *merging) {
    const struct record *goes = rule_find(merging->rule, &case_file_type, merging->org, merging->goes);
    if (!goes) return;
    rule_bring_back(merging->rule, record_copy_deep(merging->rule->job_arena, goes), merging->reason);
    fields_back(merging, &merging->about->file_version);
    steps_back(merging);
    meanwhile_send(merging);
    files_follow(merging);
    case_pair_note(merging->rule, merging->org,
                   &(struct case_answer){merging->stays, merging->goes, 0, "different"});
}

void case_merge_after_change(struct rule *rule, const struct change *change) {
    if (change->type != &case_merge_type || !change->before || !change->after) return;
    if (change->verb != CHANGE_UPDATE || is_only_moved(change->after, change->before)) return;
    const struct case_merge *about = case_merge_of(change->after);
    struct merging merging = {rule,
                              change->after->org_id,
                              change->after->id,
                              about->case_file.id,
                              about->merged.id,
                              arena_printf(rule->job_arena, "%.*s", SLICE_ARG(change->after->code)),
                              about};
    if (is_at(change->after, "done")) make_one(&merging);
    if (is_at(change->after, "undone")) make_two(&merging);
}

/* ---- undoing what was written meanwhile ---- */

/* Gives when it was taken back and its code, which its own entries have as their reason. */
static bool was_meanwhile(struct db_query *query, const struct history_entry *entry) {
    bool meanwhile = false;
    while (db_next(query)) {
        bool own = slice_equal(db_column_text(query, 1), entry->reason);
        meanwhile = meanwhile || own || entry->at_ms <= db_column_int(query, 0);
    }
    db_done(query);
    return meanwhile;
}

static bool file_was_merged(struct rule *rule, const struct record *file, const struct history_entry *entry) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT updated_ms, code FROM case_merge WHERE org_id = ?1 AND survivor = ?2 "
                               "AND state = 'undone' AND file_version < ?3"));
    db_bind_uuid(query, 1, file->org_id);
    db_bind_uuid(query, 2, file->id);
    db_bind_int(query, 3, entry->version);
    return was_meanwhile(query, entry);
}

/* The same of what was completed from the part that was set aside. */
static bool part_was_filled(struct rule *rule, const struct record *part, const struct history_entry *entry) {
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT m.updated_ms, m.code FROM case_merge_step s JOIN case_merge m ON m.org_id = s.org_id AND "
            "m.id = s.case_merge WHERE s.org_id = ?1 AND s.record_type = ?2 AND s.record = ?3 AND "
            "s.how = 'filled' AND s.created_ms <= ?4 AND m.state = 'undone'"));
    db_bind_uuid(query, 1, part->org_id);
    db_bind_text(query, 2, slice_of(part->type->name));
    db_bind_text(query, 3, uuid_format(rule->job_arena, part->id));
    db_bind_int(query, 4, entry->at_ms);
    return was_meanwhile(query, entry);
}

bool case_merge_may_undo(struct rule *rule, const struct record *record, const struct history_entry *entry,
                         struct refusal *refusal) {
    if (record->type->access != ACCESS_CASE) return true;
    bool meanwhile = record->type == &case_file_type ? file_was_merged(rule, record, entry)
                                                     : part_was_filled(rule, record, entry);
    return !meanwhile ||
           refuse(refusal, S(""),
                  "This was changed while two files were one. Change it by hand if it is to change.");
}

/* ---- who went where: also where the file that stayed was deleted, and its merges with it ---- */

size_t case_merged_into(struct db *db, struct uuid org, struct uuid file, struct uuid *merged, size_t max) {
    struct db_query *query =
        db_query(db, SQL("SELECT merged FROM case_merge WHERE org_id = ?1 AND case_file = ?2 AND "
                         "state = 'done' ORDER BY id"));
    size_t count = 0;
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, file);
    while (count < max && db_next(query))
        merged[count++] = db_column_uuid(query, 0);
    db_done(query);
    return count;
}

struct uuid case_merge_survivor(struct db *db, struct uuid org, struct uuid file) {
    struct uuid id = {{0}};
    struct db_query *query =
        db_query(db, SQL("SELECT case_file FROM case_merge WHERE org_id = ?1 AND merged = ?2 AND "
                         "state = 'done'"));
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, file);
    if (db_next(query)) id = db_column_uuid(query, 0);
    db_done(query);
    return id;
}
