/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/htcds/htcds_plan.h"

#include "catalogue/value.h"
#include "domain/care/plan.h"
#include "domain/htcds/htcds_records.h"
#include "domain/screening/screening.h"
#include "exchange/htcds/htcds_write.h"

#define NO_WORDS S("–")

static struct uuid id_of(struct arena *arena, struct uuid case_id, const char *what, size_t number) {
    struct slice name =
        arena_printf(arena, "%.*s %s %zu", SLICE_ARG(uuid_format(arena, case_id)), what, number);
    return uuid_of_name(S("htcds"), name);
}

struct uuid htcds_plan_kept_id(struct uuid case_id) {
    char text[UUID_TEXT];
    uuid_write(case_id, text);
    return uuid_of_name(S("htcds-kept"), (struct slice){text, UUID_TEXT});
}

struct slice htcds_case_text(struct arena *arena, const struct htcds_case *one) {
    struct doc *cases = doc_new_array(arena);
    struct htcds_case plain = *one;
    struct text out = TEXT_IN(arena);
    plain.decide = S("");
    htcds_write_case(arena, &plain, cases);
    doc_write_json(&out, cases);
    return text_slice(&out);
}

/* ---- records with what they cannot be without ---- */

static struct value day_value(struct date date) {
    return (struct value){.present = true, .date = date};
}

static void file_fill(const struct htcds_plan_for *with, struct record *record) {
    struct case_file *file = case_file_of(record);
    file->arrived_on = day_value(with->today);
    file->case_worker = value_of_id(with->user);
    if (!file->sex.present) file->sex = value_of_text(S("x"));
    if (!file->state.present) file->state = value_of_text(S("active"));
}

static void part_fill(const struct htcds_plan_for *with, struct record *record) {
    if (record->type == &case_note_type) {
        case_note_of(record)->on_day = day_value(with->today);
        case_note_of(record)->kind = value_of_text(S("other"));
        if (!case_note_of(record)->note.present) case_note_of(record)->note = value_of_text(NO_WORDS);
    } else if (record->type == &case_goal_type) {
        struct case_goal *goal = case_goal_of(record);
        goal->set_on = day_value(with->today);
        goal->state = value_of_text(S("open"));
        if (!goal->domain.present) goal->domain = value_of_text(S("community"));
        if (!goal->goal.present) goal->goal = value_of_text(NO_WORDS);
    }
}

/* What others decided is told by them: it is never a decision that is known here. */
static void decision_fill(const struct htcds_plan_for *with, const struct htcds_case *one,
                          struct record *record) {
    struct status_decision *decision = status_decision_of(record);
    struct slice by = htcds_value(one->values, "cas_ReferringOrganisation");
    if (!by.len) by = htcds_value(one->values, "org_Name");
    bool fits = by.len && by.len <= LIMIT_LINE_CHARS;
    decision->decided_on = day_value(with->today);
    decision->reported_by = value_of_text(fits ? by : S("HTCDS"));
    if (!decision->decided_by.present) decision->decided_by = value_of_text(S("Other"));
}

static bool has_decision(const struct htcds_case *one) {
    return htcds_value(one->values, "vic_TraffickingStatus").len > 0;
}

static bool says_anything(const struct record *record) {
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (record->values[i].present) return true;
    }
    return false;
}

/* ---- what has no place ---- */

static void keep(struct htcds_plan *plan, struct htcds_kept_part *at, const struct htcds_own_part *part,
                 const struct htcds_field *field, struct slice value) {
    struct slice here = htcds_own_get(&plan->own, field, part);
    if (field->stays ? value.len > 0 || here.len > 0 : !slice_equal(here, value))
        htcds_kept_add(&plan->kept, at, field, value, here);
}

static void part_plan(const struct htcds_plan_for *with, struct htcds_plan *plan,
                      const struct htcds_part *came, size_t number) {
    const struct record_type *type = htcds_own_type(came->group);
    struct htcds_own_part *part = NULL;
    if (type) {
        part = &plan->own.parts[plan->own.part_count++];
        *part = (struct htcds_own_part){.group = came->group, .record = record_new(with->arena, type)};
        part->record->id = id_of(with->arena, with->id, htcds_group_name(came->group), number);
        htcds_own_set(&plan->own, part, came->group, came->values);
        part_fill(with, part->record);
    }
    struct htcds_kept_part *kept =
        htcds_kept_add_part(&plan->kept, came->group, part ? &part->record->id : NULL);
    for (size_t i = 0; i < htcds_field_count; i++) {
        if (htcds_fields[i].group == came->group) keep(plan, kept, part, &htcds_fields[i], came->values[i]);
    }
}

static void parts_plan(const struct htcds_plan_for *with, struct htcds_plan *plan,
                       const struct htcds_case *one) {
    plan->own.parts = arena_make(with->arena, struct htcds_own_part, one->part_count + 1);
    plan->own.part_count = 0;
    for (size_t i = 0; i < one->part_count; i++)
        part_plan(with, plan, &one->parts[i], i);
}

void htcds_plan_new(const struct htcds_plan_for *with, const struct htcds_case *one,
                    struct htcds_plan *plan) {
    struct arena *arena = with->arena;
    *plan = (struct htcds_plan){.is_new = true, .kept = htcds_kept_new(arena)};
    plan->own =
        (struct htcds_own){.arena = arena,
                           .gazetteer = with->gazetteer,
                           .file = record_new(arena, &case_file_type),
                           .profile = record_new(arena, &trafficking_profile_type),
                           .decision = has_decision(one) ? record_new(arena, &status_decision_type) : NULL,
                           .organisation = with->organisation,
                           .owner = with->owner};
    plan->own.file->id = with->id;
    htcds_own_set(&plan->own, NULL, HTCDS_WHOLE, one->values);
    file_fill(with, plan->own.file);
    if (plan->own.decision) decision_fill(with, one, plan->own.decision);
    plan->makes_profile = says_anything(plan->own.profile);
    parts_plan(with, plan, one);
    for (size_t i = 0; i < htcds_field_count; i++) {
        if (htcds_fields[i].group == HTCDS_WHOLE)
            keep(plan, &plan->kept.whole, NULL, &htcds_fields[i], one->values[i]);
    }
}

/* ---- in a file that is here ---- */

/* A value that the file says differently is written down beside it, and never given to anybody. */
static void keep_beside(struct htcds_plan *plan, const struct htcds_field *field, struct slice value,
                        struct slice told) {
    struct slice here = htcds_own_get(&plan->own, field, NULL);
    if (!value.len || slice_equal(value, told) || slice_equal(value, here)) return;
    if (told.len) plan->differs++;
    htcds_kept_add(&plan->kept, &plan->kept.whole, field, value, told.len ? S("≠") : here);
}

void htcds_plan_same(const struct htcds_plan_for *with, const struct htcds_case *one,
                     const struct htcds_own *here, struct htcds_plan *plan) {
    struct htcds_case told = {.values = arena_make(with->arena, struct slice, HTCDS_FIELDS_MAX)};
    htcds_own_case(here, S("identity,contact,home,needs,story"), &told);
    *plan = (struct htcds_plan){.own = *here, .kept = htcds_kept_new(with->arena)};
    plan->own.decision = has_decision(one) ? record_new(with->arena, &status_decision_type) : NULL;
    if (!here->profile) plan->own.profile = record_new(with->arena, &trafficking_profile_type);
    struct htcds_own only = {.arena = with->arena,
                             .file = record_new(with->arena, &case_file_type),
                             .decision = plan->own.decision};
    if (!here->profile) only.profile = plan->own.profile;
    htcds_own_set(&only, NULL, HTCDS_WHOLE, one->values);
    if (plan->own.decision) decision_fill(with, one, plan->own.decision);
    plan->makes_profile = !here->profile && says_anything(plan->own.profile);
    parts_plan(with, plan, one);
    for (size_t i = 0; i < htcds_field_count; i++) {
        const struct htcds_field *field = &htcds_fields[i];
        if (field->group == HTCDS_WHOLE && !field->stays)
            keep_beside(plan, field, one->values[i], told.values[i]);
    }
}

/* ---- changes ---- */

struct changing {
    const struct htcds_plan_for *with;
    struct change *changes;
    size_t count;
    struct uuid file;
};

static void change_add(struct changing *changing, const struct record *record, struct uuid id) {
    struct change *change = &changing->changes[changing->count++];
    *change = change_new(changing->with->arena, CHANGE_CREATE, record->type, changing->with->org);
    change->id = id;
    change->by_program = record->type->kept || record->type == &case_file_type; /* one may come closed */
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (record->values[i].present)
            change_set_value(change, record->type->fields[i].name, record->values[i]);
    }
    if (record->type != &case_file_type) change_set_value(change, "case_file", value_of_id(changing->file));
}

static struct record *kept_record(const struct htcds_plan_for *with, const struct htcds_kept *kept) {
    struct record *record = record_new(with->arena, &htcds_values_type);
    htcds_values_of(record)->came_on = day_value(with->today);
    struct slice content = htcds_kept_write(with->arena, kept);
    htcds_values_of(record)->content = value_of_text(content.len ? content : NO_WORDS);
    return record;
}

size_t htcds_plan_changes(const struct htcds_plan_for *with, const struct htcds_plan *plan,
                          struct change *changes) {
    struct changing changing = {with, changes, 0, plan->own.file->id};
    if (plan->is_new) change_add(&changing, plan->own.file, with->id);
    if (plan->makes_profile)
        change_add(&changing, plan->own.profile, id_of(with->arena, with->id, "profile", 0));
    if (plan->own.decision)
        change_add(&changing, plan->own.decision, id_of(with->arena, with->id, "decision", 0));
    for (size_t i = 0; i < plan->own.part_count; i++)
        change_add(&changing, plan->own.parts[i].record, plan->own.parts[i].record->id);
    if (!plan->is_new ||
        !htcds_kept_is_empty(&plan->kept)) /* of a file that was here it says that the case came */
        change_add(&changing, kept_record(with, &plan->kept), htcds_plan_kept_id(with->id));
    return changing.count;
}
