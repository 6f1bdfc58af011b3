/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people/person_merge.h"

#include "base/limits.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "store/history.h"

enum { STEPS_MAX = LIMIT_CHANGES_PER_JOB };

/* One plan under way: changes of the people's records, and the steps that tell of them. */
struct planner {
    struct store *store;
    struct db *db;
    struct arena *arena;
    struct view view; /* everything of the organisation */
    struct uuid org;
    struct slice reason;
    struct change *changes;
    size_t count;
    struct refusal *refusal;
};

static struct planner planner_of(struct store *store, struct db *db, struct arena *arena, struct uuid org,
                                 struct slice reason, struct refusal *refusal) {
    return (struct planner){store,
                            db,
                            arena,
                            people_own_view(arena, org),
                            org,
                            reason,
                            arena_make(arena, struct change, LIMIT_CHANGES_PER_JOB + 1),
                            0,
                            refusal};
}

/* A change with the plan's reason; the store's own version check is for the two people only. */
static struct change *plan_change(struct planner *planner, enum change_verb verb,
                                  const struct record_type *type, struct uuid id) {
    size_t at = planner->count < LIMIT_CHANGES_PER_JOB ? planner->count++ : LIMIT_CHANGES_PER_JOB;
    struct change *change = &planner->changes[at];
    *change = change_new(planner->arena, verb, type, planner->org);
    change->id = id;
    change->reason = planner->reason;
    if (at == LIMIT_CHANGES_PER_JOB && refusal_is_empty(planner->refusal)) {
        refuse(planner->refusal, S(""), "Too many records belong to this person to be moved at once.");
    }
    return change;
}

static void set(struct change *change, const struct field *field, struct value value) {
    *record_value(change->values, field) = value;
    change_set(change, field);
}

static void set_named(struct change *change, const char *name, struct value value) {
    set(change, record_type_field(change->type, slice_of(name)), value);
}

/* ---- reading ---- */

/* Live records of the type with this id in the field; false after a refusal. */
static bool read_referrers(struct planner *planner, const struct record_type *type, const struct field *field,
                           struct uuid id, struct record ***records, size_t *count) {
    struct list_query query = {
        .type = type, .limit = LIMIT_LIST_ROWS, .org = planner->org, .filter_count = 1};
    struct list_page page;
    *records = NULL;
    *count = 0;
    query.filters[0] = (struct filter){field, FILTER_EQUAL, value_of_id(id)};
    do {
        if (!query_list(planner->store, planner->db, planner->arena, &planner->view, &query, &page,
                        planner->refusal))
            return false;
        for (size_t i = 0; i < page.count; i++) {
            *records = arena_room(planner->arena, *records, sizeof **records, *count);
            (*records)[(*count)++] = page.records[i];
        }
        query.cursor = page.next_cursor;
    } while (page.next_cursor.len && *count <= LIMIT_CHANGES_PER_JOB);
    return true;
}

static struct record *read_one(struct planner *planner, const struct record_type *type, struct uuid id) {
    struct record *record;
    return query_get(planner->store, planner->db, planner->arena, &planner->view, type, id, &record, NULL)
               ? record
               : NULL;
}

/* ---- steps ---- */

struct step {
    struct slice type, record, field, how;
    int64_t version;
    struct slice from, to; /* ids, of what was moved */
};

static void plan_step(struct planner *planner, struct uuid merge_id, const struct step *step) {
    struct change *change = plan_change(planner, CHANGE_CREATE, &merge_step_type, (struct uuid){{0}});
    set_named(change, "person_merge", value_of_id(merge_id));
    set_named(change, "record_type", value_of_text(step->type));
    set_named(change, "record", value_of_text(step->record));
    set_named(change, "field", value_of_text(step->field));
    set_named(change, "moved_from", value_of_text(step->from));
    set_named(change, "moved_to", value_of_text(step->to));
    set_named(change, "how", value_of_text(step->how));
    if (step->version)
        set_named(change, "record_version", (struct value){.present = true, .number = step->version});
}

struct steps {
    struct step *at;
    size_t count;
};

static void note_step(struct planner *planner, struct steps *steps, const struct record *record,
                      const struct field *field, struct slice how, int64_t version) {
    steps->at = arena_room(planner->arena, steps->at, sizeof *steps->at, steps->count);
    steps->at[steps->count++] = (struct step){.type = slice_of(record->type->name),
                                              .record = uuid_format(planner->arena, record->id),
                                              .field = field ? slice_of(field->name) : S(""),
                                              .how = how,
                                              .version = version};
}

/* ---- moving ---- */

/* By its own index: all fields of it but this one are equal. */
static bool is_twin_by_index(const struct record_type *type, const struct field *field,
                             const struct record *a, const struct record *b) {
    if (!type->unique || !names_contain(type->unique, slice_of(field->name))) return false;
    struct slice rest = slice_of(type->unique), name;
    while (slice_split(&rest, ' ', &name)) {
        const struct field *part = record_type_field(type, name);
        if (part != field && !value_equal(part, record_value_const(a, part), record_value_const(b, part)))
            return false;
    }
    return true;
}

/* By the rule of the type, as the record would be once it was moved. */
static bool is_twin_by_rule(struct planner *planner, const struct field *field, const struct record *record,
                            const struct record *other) {
    if (!record->type->is_double) return false;
    struct record *moved = record_copy(planner->arena, record);
    *record_value(moved, field) = *record_value_const(other, field);
    return record->type->is_double(moved, other);
}

static struct record *find_twin(struct planner *planner, const struct field *field,
                                const struct record *record, struct record **others, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (is_twin_by_index(record->type, field, record, others[i]) ||
            is_twin_by_rule(planner, field, record, others[i]))
            return others[i];
    }
    return NULL;
}

/* What is known of the one and not of the other; "yes" wins over "no": who was seen there once was there. */
static bool completes(const struct field *field, const struct value *twin, const struct value *other) {
    if (field->fixed || field->sealed || !other->present) return false;
    return !twin->present || (field->kind == KIND_BOOL && other->number && !twin->number);
}

static bool plan_absorb(struct planner *planner, struct steps *steps, const struct record_type *type,
                        struct uuid stays, struct uuid goes);

/* The twin is completed, takes over what belongs to the other one, and that one is set aside. */
static bool plan_twin(struct planner *planner, struct steps *steps, const struct record *twin,
                      const struct record *record) {
    struct change *filled = NULL;
    for (size_t i = 0; i < twin->type->field_count; i++) {
        const struct field *field = &twin->type->fields[i];
        if (!completes(field, &twin->values[i], &record->values[i])) continue;
        if (!filled) filled = plan_change(planner, CHANGE_UPDATE, twin->type, twin->id);
        set(filled, field, record->values[i]);
    }
    if (filled) note_step(planner, steps, twin, NULL, S("filled"), twin->version + 1);
    if (!plan_absorb(planner, steps, record->type, twin->id, record->id)) return false;
    plan_change(planner, CHANGE_DELETE, record->type, record->id);
    note_step(planner, steps, record, NULL, S("set_aside"), 0);
    return true;
}

static void plan_move(struct planner *planner, const struct record *record, const struct field *field,
                      struct uuid to) {
    struct change *change = plan_change(planner, CHANGE_UPDATE, record->type, record->id);
    change->moves = true;
    set(change, field, value_of_id(to));
}

static bool plan_field(struct planner *planner, struct steps *steps, const struct record_type *type,
                       const struct field *field, struct uuid stays, struct uuid goes) {
    struct record **records, **others;
    size_t count, other_count;
    if (!read_referrers(planner, type, field, goes, &records, &count)) return false;
    if (count && !read_referrers(planner, type, field, stays, &others, &other_count)) return false;
    for (size_t i = 0; i < count; i++) {
        struct record *twin = find_twin(planner, field, records[i], others, other_count);
        if (twin && !plan_twin(planner, steps, twin, records[i])) return false;
        if (twin) continue;
        plan_move(planner, records[i], field, stays);
        note_step(planner, steps, records[i], field, S("moved"), 0);
        steps->at[steps->count - 1].from = uuid_format(planner->arena, goes);
        steps->at[steps->count - 1].to = uuid_format(planner->arena, stays);
    }
    return true;
}

/* Everything that speaks of who (or what) goes, speaks of who stays. */
static bool plan_absorb(struct planner *planner, struct steps *steps, const struct record_type *type,
                        struct uuid stays, struct uuid goes) {
    const struct catalogue *catalogue = store_catalogue(planner->store);
    for (size_t t = 0; t < catalogue->count; t++) {
        for (size_t i = 0; i < catalogue->types[t]->field_count; i++) {
            const struct field *field = &catalogue->types[t]->fields[i];
            bool refers = field->kind == KIND_REF && !field->loose &&
                          slice_equal(slice_of(field->ref), slice_of(type->name));
            if (refers && !plan_field(planner, steps, catalogue->types[t], field, stays, goes)) return false;
        }
    }
    return true;
}

/* ---- the merge ---- */

bool person_merge_may(struct access *access, const struct actor *actor, const struct record *person) {
    return access_may_record(access, actor, person, VERB_UPDATE) &&
           access_may_record(access, actor, person, VERB_DELETE);
}

struct actor person_merge_actor(const struct actor *actor) {
    struct actor system = *actor;
    system.is_system = true;
    return system;
}

uint64_t person_merge_default(const struct record *survivor, const struct record *merged) {
    uint64_t taken = 0;
    for (size_t i = 0; i < person_type.field_count; i++) {
        if (!survivor->values[i].present && merged->values[i].present) taken |= UINT64_C(1) << i;
    }
    /* An age beside a birth date would only contradict it. */
    if (person_of(survivor)->birth_date.present) {
        taken &= ~(UINT64_C(1) << field_index(&person_type, record_type_field(&person_type, S("age_years"))));
        taken &= ~(UINT64_C(1) << field_index(&person_type, record_type_field(&person_type, S("age_on"))));
    }
    return taken;
}

static bool takes_anything(const struct record *survivor, const struct record *merged, uint64_t taken) {
    for (size_t i = 0; i < person_type.field_count; i++) {
        if (taken >> i & 1 && !value_equal(&person_type.fields[i], &survivor->values[i], &merged->values[i]))
            return true;
    }
    return false;
}

static void plan_survivor(struct planner *planner, const struct record *survivor, const struct record *merged,
                          uint64_t taken) {
    struct change *change = plan_change(planner, CHANGE_UPDATE, &person_type, survivor->id);
    change->base_version = survivor->version;
    for (size_t i = 0; i < person_type.field_count; i++) {
        if (taken >> i & 1) set(change, &person_type.fields[i], merged->values[i]);
    }
}

static bool merge_is_possible(const struct record *survivor, const struct record *merged,
                              struct refusal *refusal) {
    bool same = uuid_equal(survivor->id, merged->id), foreign = !uuid_equal(survivor->org_id, merged->org_id);
    if (same || foreign || survivor->deleted_ms || merged->deleted_ms) {
        return refuse(refusal, S("with"), "Choose another person of the same organisation.");
    }
    return true;
}

bool person_merge_plan(struct store *store, struct db *db, struct arena *arena, const struct record *survivor,
                       const struct record *merged, uint64_t taken, struct slice reason,
                       struct merge_plan *plan, struct refusal *refusal) {
    if (!merge_is_possible(survivor, merged, refusal)) return false;
    struct planner planner = planner_of(store, db, arena, survivor->org_id, reason, refusal);
    struct steps steps = {NULL, 0};
    plan->merge_id = uuid_new();
    struct change *merge = plan_change(&planner, CHANGE_CREATE, &person_merge_type, plan->merge_id);
    set_named(merge, "survivor", value_of_id(survivor->id));
    set_named(merge, "merged", value_of_id(merged->id));
    int64_t version = takes_anything(survivor, merged, taken) ? survivor->version + 1 : 0;
    set_named(merge, "survivor_version", (struct value){.present = version > 0, .number = version});
    if (!plan_absorb(&planner, &steps, &person_type, survivor->id, merged->id)) return false;
    for (size_t i = 0; i < steps.count; i++)
        plan_step(&planner, plan->merge_id, &steps.at[i]);
    struct record *pair = person_pair_find(store, db, arena, survivor->org_id, survivor->id, merged->id);
    *plan_change(&planner, CHANGE_UPDATE, &person_pair_type, survivor->id) =
        person_pair_change(arena, pair, survivor->org_id, survivor->id, merged->id, S("same"), 0, reason);
    struct change *gone = plan_change(&planner, CHANGE_DELETE, &person_type, merged->id);
    gone->base_version = merged->version;
    plan_survivor(&planner, survivor, merged, taken);
    plan->changes = planner.changes;
    plan->count = planner.count;
    return refusal_is_empty(refusal);
}

/* ---- taking it back ---- */

struct record *person_merge_of_merged(struct store *store, struct db *db, struct arena *arena,
                                      struct uuid org, struct uuid person) {
    struct view view = people_own_view(arena, org);
    struct list_query query = {.type = &person_merge_type, .limit = 1, .org = org, .filter_count = 1};
    struct list_page page;
    struct refusal none = REFUSAL_IN(arena);
    query.filters[0] =
        (struct filter){record_type_field(&person_merge_type, S("merged")), FILTER_EQUAL, value_of_id(person)};
    return query_list(store, db, arena, &view, &query, &page, &none) && page.count ? page.records[0] : NULL;
}

size_t person_merges_of_survivor(struct store *store, struct db *db, struct arena *arena, struct uuid org,
                                 struct uuid person, struct record **merges, size_t max) {
    struct view view = people_own_view(arena, org);
    struct list_query query = {.type = &person_merge_type, .limit = max, .org = org, .filter_count = 1};
    struct list_page page;
    struct refusal none = REFUSAL_IN(arena);
    query.filters[0] =
        (struct filter){record_type_field(&person_merge_type, S("survivor")), FILTER_EQUAL, value_of_id(person)};
    if (!query_list(store, db, arena, &view, &query, &page, &none)) return 0;
    for (size_t i = 0; i < page.count; i++)
        merges[i] = page.records[i];
    return page.count;
}

/* What the change that made this version did, taken back field by field where nobody has edited since. */
static void plan_revert(struct planner *planner, const struct record *record, int64_t version) {
    struct history_entry *entries;
    size_t count =
        history_read(planner->store, planner->db, planner->arena, &planner->view, record, &entries);
    struct change *change = NULL;
    for (size_t e = 0; e < count; e++) {
        if (entries[e].version != version || !entries[e].before) continue;
        for (size_t i = 0; i < record->type->field_count; i++) {
            const struct field *field = &record->type->fields[i];
            bool changed = entries[e].changed >> i & 1;
            if (!changed || !value_equal(field, &entries[e].after->values[i], &record->values[i])) continue;
            if (!change) change = plan_change(planner, CHANGE_UPDATE, record->type, record->id);
            set(change, field, entries[e].before->values[i]);
        }
    }
}

static void plan_step_back(struct planner *planner, const struct merge_step *step) {
    const struct record_type *type = catalogue_find(store_catalogue(planner->store), step->record_type.text);
    struct uuid id;
    struct record *record = type && uuid_parse(step->record.text, &id) ? read_one(planner, type, id) : NULL;
    if (!record) return;
    if (slice_equal(step->how.text, S("set_aside"))) {
        if (record->deleted_ms) plan_change(planner, CHANGE_RESTORE, type, id);
    } else if (slice_equal(step->how.text, S("filled"))) {
        if (!record->deleted_ms) plan_revert(planner, record, step->record_version.number);
    } else {
        const struct field *field = record_type_field(type, step->field.text);
        struct uuid to, from;
        bool is_known =
            field && uuid_parse(step->moved_to.text, &to) && uuid_parse(step->moved_from.text, &from);
        if (is_known && !record->deleted_ms && uuid_equal(record_value_const(record, field)->id, to))
            plan_move(planner, record, field, from);
    }
}

/* The last step first (read newest first): what was set aside is there again before what belonged to it comes
 * back. */
static bool plan_steps_back(struct planner *planner, const struct record *merge) {
    struct record **steps;
    size_t count;
    const struct field *whole = record_type_field(&merge_step_type, S("person_merge"));
    if (!read_referrers(planner, &merge_step_type, whole, merge->id, &steps, &count)) return false;
    for (size_t i = 0; i < count; i++)
        plan_step_back(planner, merge_step_of(steps[i]));
    return true;
}

bool person_unmerge_plan(struct store *store, struct db *db, struct arena *arena, const struct record *merge,
                         struct slice reason, struct merge_plan *plan, struct refusal *refusal) {
    struct planner planner = planner_of(store, db, arena, merge->org_id, reason, refusal);
    const struct person_merge *about = person_merge_of(merge);
    struct record *survivor = read_one(&planner, &person_type, about->survivor.id);
    if (!survivor || survivor->deleted_ms) {
        return refuse(refusal, S(""),
                      "The person who stayed is not there any more. Bring that person back, or take back the "
                      "later merge, first.");
    }
    plan_change(&planner, CHANGE_DELETE, &person_merge_type, merge->id);
    if (about->survivor_version.present) plan_revert(&planner, survivor, about->survivor_version.number);
    plan_change(&planner, CHANGE_RESTORE, &person_type, about->merged.id);
    if (!plan_steps_back(&planner, merge)) return false;
    struct record *pair =
        person_pair_find(store, db, arena, merge->org_id, about->survivor.id, about->merged.id);
    *plan_change(&planner, CHANGE_UPDATE, &person_pair_type, about->survivor.id) = person_pair_change(
        arena, pair, merge->org_id, about->survivor.id, about->merged.id, S("different"), 0, reason);
    plan->merge_id = merge->id;
    plan->changes = planner.changes;
    plan->count = planner.count;
    return refusal_is_empty(refusal);
}
